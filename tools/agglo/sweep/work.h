/* Doing the runs of a sweep, and getting what they give into parts. */
#ifndef AGGLO_TOOLS_SWEEP_WORK_H
#define AGGLO_TOOLS_SWEEP_WORK_H

#include "tools/agglo/progress.h"
#include "tools/agglo/sweep/plan.h"
#include "tools/agglo/sweep/ranks.h"

enum { SWEEP_PART_BYTES = 4 << 20 }; /* a part is written at the latest with so much */

typedef struct {
    sweep_plan *plan;
    sweep_ranks *ranks; /* null: this process alone */
    const char *folder;
    unsigned shard;      /* for the names of parts */
    double part_seconds; /* of results in one part */
    progress *progress;
    parts_batch batch;
    double written_at; /* the last part, s */
    size_t finished, failed, parts, largest_world;
    pthread_mutex_t lock;
} sweep_work;

void sweep_work_begin(sweep_work *work);

/* A farm_job; the context is a sweep_work. A run that fails is recorded as failed; errors are those
 * of the sweep itself: a part cannot be written, or a request to stop. */
agglo_status sweep_work_run(void *work, size_t job, int lanes, agglo_error *error);

/* Writes what is not in a part yet. */
AGGLO_MUST_USE
agglo_status sweep_work_end(sweep_work *work, agglo_error *error);

/* Does one run without recording it, to see how long it takes and how large it is. */
AGGLO_MUST_USE
agglo_status sweep_work_probe(const sweep_plan *plan, size_t job, double *seconds, size_t *bytes,
                              agglo_error *error);

#endif
