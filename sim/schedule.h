/* A model is an ordered list of phases; a schedule runs one step of them and times each. */
#ifndef AGGLO_SIM_SCHEDULE_H
#define AGGLO_SIM_SCHEDULE_H

#include <stddef.h>

#include "sim/status.h"

typedef struct {
    const char *name;    /* one word */
    const char *meaning; /* one sentence */
    agglo_status (*run)(void *world, agglo_error *error);
} schedule_phase;

enum { SCHEDULE_MAX_PHASES = 16 };

typedef struct {
    double seconds[SCHEDULE_MAX_PHASES]; /* wall time spent in each phase */
} schedule_times;

/* Runs phases [from, to) on `world`. `times` may be null: then nothing is timed. */
AGGLO_MUST_USE
agglo_status schedule_run(const schedule_phase *phases, size_t from, size_t to, void *world,
                          schedule_times *times, agglo_error *error);

/* Wall clock in seconds from an arbitrary start. */
double schedule_clock(void);

#endif
