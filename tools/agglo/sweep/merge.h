/* From parts to one result, in canonical order: the bytes depend on the set of runs only. */
#ifndef AGGLO_TOOLS_SWEEP_MERGE_H
#define AGGLO_TOOLS_SWEEP_MERGE_H

#include "tools/agglo/sweep/plan.h"

typedef struct {
    const char *output;
    int is_virtual, is_incomplete; /* values stay in the parts; runs may be missing */
} sweep_merge_options;

/* The plan knows what is there (scanned and settled). Runs that are missing or have failed are an
 * error, with a list of the first on standard error, unless `is_incomplete`. */
AGGLO_MUST_USE
agglo_status sweep_merge(const sweep_plan *plan, const parts_list *parts,
                         const sweep_merge_options *options, agglo_error *error);

/* Writes the finished runs of a merged file that the plan lacks (and that are its shard's) back
 * into parts, so that a sweep can be extended. */
AGGLO_MUST_USE
agglo_status sweep_unmerge(sweep_plan *plan, const char *merged, const char *folder,
                           agglo_error *error);

#endif
