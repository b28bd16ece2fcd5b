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

/* Where jobs come from when their list is not known from the start: a search that decides from
 * results what to do next, or a process that asks another one for work. */
typedef enum {
    FARM_JOB,  /* *job is the next one */
    FARM_WAIT, /* nothing now; a job that is running may bring more */
    FARM_END   /* nothing any more */
} farm_answer;

typedef struct {
    farm_answer (*next)(void *context, size_t *job); /* called by one thread at a time */
    void *context;
} farm_source;

/* Runs jobs of a source over `threads` threads, each job with one lane, until the source says end
 * or a job fails. `run` reports its results to the source in a way that the two agree upon; it may
 * run beside `next`. The error of the lowest failed job is returned. */
AGGLO_MUST_USE
agglo_status farm_serve(const farm_source *source, int threads, farm_job run, void *context,
                        agglo_error *error);

#endif
