/* Synthetic worlds of any number of firms: copies of one region of the size of the medical valley
 * around Nuremberg, on a grid of 300 km, without policies. For speed only; nothing is to be learnt
 * from them about clusters. */
#ifndef AGGLO_BENCH_WORLDS_H
#define AGGLO_BENCH_WORLDS_H

#include "models/scenario/scenario.h"
#include "sim/ranks.h"
#include "sim/schedule.h"

/* A scenario of about `firm_count` firms at its start, `years` long, steps of three months. Beyond
 * WORLDS_MOST_REGIONS regions these get larger instead of more. */
enum { WORLDS_REGION_FIRMS = 101, WORLDS_MOST_REGIONS = 9901 };
AGGLO_MUST_USE
agglo_status worlds_make(long firm_count, int years, scenario **out, agglo_error *error);

typedef struct {
    int threads;
    double firm_steps;     /* firms that began a step, summed over the steps */
    double seconds;        /* of the steps */
    double rate;           /* firm-steps a second */
    double firms;          /* at the end */
    double bytes_per_firm; /* at the end */
    schedule_times times;
    uint64_t hash; /* of the last state */
} worlds_result;

/* Runs the first replicate once. */
AGGLO_MUST_USE
agglo_status worlds_run(const scenario *scenario, int threads, worlds_result *result,
                        agglo_error *error);

/* The same with the world cut by region over processes; collective. Numbers of firms and bytes are
 * this process's, all else is the whole world's. */
AGGLO_MUST_USE
agglo_status worlds_run_over(const scenario *scenario, int threads, ranks_group *processes,
                             worlds_result *result, agglo_error *error);

/* Runs it `rounds` times with each number of threads by turns; `results` are the runs of median
 * rate. *is_same: all ended in the same state. */
AGGLO_MUST_USE
agglo_status worlds_measure(const scenario *scenario, const int *threads, size_t count, int rounds,
                            worlds_result *results, int *is_same, agglo_error *error);

#endif
