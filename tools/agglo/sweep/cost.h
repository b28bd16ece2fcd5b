/* What a sweep will take: time, memory and disk, from a few real runs of its points. */
#ifndef AGGLO_TOOLS_SWEEP_COST_H
#define AGGLO_TOOLS_SWEEP_COST_H

#include "tools/agglo/sweep/plan.h"

/* Bytes that parts take in memory with so many threads: what gathers, what is being written, and
 * HDF5's own. */
size_t sweep_cost_buffers(int threads);

/* Says on standard output what the plan's missing runs will take. */
AGGLO_MUST_USE
agglo_status sweep_cost_show(const sweep_plan *plan, int threads, int is_json, agglo_error *error);

#endif
