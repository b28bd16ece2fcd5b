/* The shipped hubs: whole runs a second, and what writing their results costs. */
#ifndef AGGLO_BENCH_HUBS_H
#define AGGLO_BENCH_HUBS_H

#include "models/scenario/scenario.h"
#include "sim/schedule.h"

enum { HUBS_COUNT = 4 };
extern const char *const hubs_names[HUBS_COUNT];

/* How much is measured: medians of `rounds` of `replicates` runs each. */
typedef struct {
    int threads, rounds, replicates;
} hubs_effort;

typedef struct {
    double rate_one, rate_all; /* runs a second with one thread and with all */
    schedule_times times;      /* by phase, of all runs with one thread */
    double plain, compressed;  /* share of output in the time of runs that write one file */
} hubs_result;

/* Loads a shipped hub from the folder of scenarios. */
AGGLO_MUST_USE
agglo_status hubs_load(const char *folder, const char *name, scenario **out, agglo_error *error);

/* `place` is a folder for a passing file. */
AGGLO_MUST_USE
agglo_status hubs_measure(const scenario *scenario, const hubs_effort *effort, const char *place,
                          hubs_result *result, agglo_error *error);

#endif
