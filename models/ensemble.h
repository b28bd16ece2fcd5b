/* An ensemble: many runs of scenarios over threads, of which a few numbers each are kept in memory.
 * For questions that are answered at once (compare, explain, calibrate); what must survive a kill
 * run by run is a sweep.
 *
 * Runs of two scenarios with the same seed and the same replicate number share every draw that has
 * a meaning in both (common random numbers), so they can be compared in pairs. */
#ifndef AGGLO_MODELS_ENSEMBLE_H
#define AGGLO_MODELS_ENSEMBLE_H

#include <stddef.h>

#include "models/scenario/scenario.h"
#include "sim/status.h"

/* One run. The scenario must stay until the run's `close`. Events and snapshots that it asks for
 * are not taken: nobody would read them. */
typedef struct {
    const scenario *scenario;
    size_t replicate;
} ensemble_run;

/* What the runs are and what becomes of them. All callbacks get `context` and the number of the run
 * and may be called by several threads at once, each for runs of its own; the numbers they keep
 * belong into places of their own, so that nothing depends on the order of threads. */
typedef struct {
    size_t count; /* of runs */
    void *context;
    agglo_status (*open)(void *context, size_t number, ensemble_run *run, agglo_error *error);
    /* `rows`: what the run has recorded, records × regions of record_width() doubles */
    agglo_status (*take)(void *context, size_t number, const double *rows, agglo_error *error);
    void (*close)(void *context, size_t number, const ensemble_run *run); /* or null */
    int (*must_stop)(void *context); /* asked at every step; null: never */
} ensemble;

/* Does all runs over `threads` threads. The first error (of the lowest number) ends the ensemble;
 * AGGLO_ERROR_INTERRUPTED after must_stop. */
AGGLO_MUST_USE
agglo_status ensemble_do(const ensemble *e, int threads, agglo_error *error);

#endif
