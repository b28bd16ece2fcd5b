/* What the commands sweep, status and merge have in common: an experiment, its plan, its parts. */
#ifndef AGGLO_TOOLS_SWEEP_SESSION_H
#define AGGLO_TOOLS_SWEEP_SESSION_H

#include "tools/agglo/sweep/folder.h"
#include "tools/agglo/sweep/plan.h"

typedef struct {
    experiment *experiment;
    sweep_plan *plan;
    parts_list parts;
    char folder[SWEEP_PATH_SIZE];
} sweep_session;

void sweep_session_free(sweep_session *s); /* takes half-built ones */

/* Reports faults on standard error; the error says how many. Then takes the experiment over and
 * makes the plan. Warnings of the experiment are shown unless `is_quiet`. */
AGGLO_MUST_USE
agglo_status sweep_session_begin(sweep_session *s, agglo_status loaded, agglo_faults *faults,
                                 const sweep_plan_options *options, agglo_error *error);

/* Lists the folder's parts and takes over what they hold; damaged ones are told. */
AGGLO_MUST_USE
agglo_status sweep_session_scan(sweep_session *s, int retries, agglo_error *error);

/* Opens the sweep whose parts are in `folder`, by its manifest, and scans it. */
AGGLO_MUST_USE
agglo_status sweep_session_open(sweep_session *s, const char *folder, int threads,
                                agglo_error *error);

#endif
