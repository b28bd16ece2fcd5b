/* Many runs over threads: in parallel when there are enough of them, else one after the other with
 * all threads inside each. */
#ifndef AGGLO_SIM_FARM_H
#define AGGLO_SIM_FARM_H

#include <stddef.h>

#include "sim/status.h"

/* Does job number `job` with `lanes` threads inside. Several jobs may run at once. */
typedef agglo_status (*farm_job)(void *context, size_t job, int lanes, agglo_error *error);

/* Runs jobs 0 … count-1 over `threads` threads. Jobs start in order. After a job has failed no new
 * one starts; the error of the lowest failed job is returned. */
AGGLO_MUST_USE
agglo_status farm_run(size_t count, int threads, farm_job run, void *context, agglo_error *error);

#endif
