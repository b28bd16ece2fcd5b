/* Runs one replicate from its start, from its checkpoint or from that of a scenario with the same
 * history, to its end or to a date, and hands on what it recorded. Several replicates run at once:
 * each touches only its own place in the lists. */
#ifndef AGGLO_TOOLS_REPLICATE_H
#define AGGLO_TOOLS_REPLICATE_H

#include "models/simulation.h"
#include "output/writer.h"
#include "tools/agglo/digest.h"
#include "tools/agglo/progress.h"
#include "tools/agglo/trunk.h"

typedef struct {
    uint64_t hash; /* of the last state */
    int is_finished, is_saved;
    int is_resumed; /* began from a checkpoint */
    double seconds; /* of this session */
    size_t bytes;   /* held by its world at the end */
    schedule_times times;
} replicate_outcome;

/* Where the replicates of a branch begin. */
typedef struct {
    trunk *trunk;
    const scenario_branch *history;
} replicate_origin;

typedef struct {
    const scenario *scenario;
    ranks_group *ranks;             /* processes over which every world is cut; null: alone */
    const replicate_origin *origin; /* null: year 0, or the run's own checkpoint */
    int stop_step;         /* the run ends there, saved, nothing is handed on; 0: run to the end */
    writer *writer;        /* null: nothing is written */
    const char *directory; /* of checkpoints, or null */
    int save_steps;        /* between checkpoints */
    int is_resuming;
    progress *progress;
    digest *digest;
    replicate_outcome *outcomes; /* one per replicate */
} replicate_work;

/* A farm_job; `context` is a replicate_work. Ends with AGGLO_ERROR_INTERRUPTED after a request to
 * stop, with the state saved if there is a folder for it. */
agglo_status replicate_run(void *context, size_t replicate, int lanes, agglo_error *error);

#endif
