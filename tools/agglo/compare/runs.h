/* The numbers of a comparison: the outcomes of every run, by region. Runs are done over threads as
 * they are asked for, more and more of them; files give theirs at once. Pair i is replicate i of
 * the baseline and of every policy; with draws of parameters, `block` pairs share a draw. */
#ifndef AGGLO_TOOLS_COMPARE_RUNS_H
#define AGGLO_TOOLS_COMPARE_RUNS_H

#include <stdint.h>

#include "tools/agglo/compare/arms.h"
#include "tools/agglo/compare/draws.h"
#include "tools/agglo/progress.h"

typedef struct {
    const compare_arms *arms;
    const compare_draws *draws;
    const measure_options *options;
    size_t block, most; /* most: pairs */
    int is_unpaired;    /* policies get replicates of other numbers */
    int threads;
    progress *progress;
    size_t pairs;    /* complete in all arms, from number 0 on, whole blocks */
    size_t width;    /* numbers of a run */
    size_t first;    /* pair of the runs that are being done */
    size_t *running; /* arms that are run */
    size_t running_count;
    double *values;      /* arm × pair × (outcome × region, then public cost) */
    unsigned char *done; /* arm × pair */
    double seconds;      /* of simulating */
} compare_runs;

/* Takes the fields up to `progress` as they are set. `most` becomes smaller if a file holds fewer
 * replicates. Errors: input (a file holds fewer than two), memory. */
AGGLO_MUST_USE
agglo_status compare_runs_begin(compare_runs *runs, agglo_error *error);
void compare_runs_free(compare_runs *runs); /* takes half-built ones */

/* Does what is missing of the first `count` pairs. After a request to stop AGGLO_ERROR_INTERRUPTED;
 * `pairs` then says what is there. */
AGGLO_MUST_USE
agglo_status compare_runs_extend(compare_runs *runs, size_t count, agglo_error *error);

/* How many runs that takes. */
size_t compare_runs_missing(const compare_runs *runs, size_t count);

/* The value of an outcome in the regions that are marked (null: all). */
double compare_runs_value(const compare_runs *runs, size_t arm, size_t pair, size_t outcome,
                          const unsigned char *where);
double compare_runs_cost(const compare_runs *runs, size_t arm, size_t pair);

#endif
