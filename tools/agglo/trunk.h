/* The states from which branches go on: one per replicate, read from a checkpoint folder. Reading a
 * small state takes as long as simulating years of it, hence what has been read is kept in memory
 * for the next branch, as long as it is not too much. */
#ifndef AGGLO_TOOLS_TRUNK_H
#define AGGLO_TOOLS_TRUNK_H

#include "models/scenario/branch.h"
#include "models/simulation.h"

typedef struct trunk trunk;

/* `base`: the scenario of the checkpoints. `keep_bytes`: most bytes of checkpoints that are kept in
 * memory. The folder's name and the scenario must outlive the trunk. */
AGGLO_MUST_USE
agglo_status trunk_create(const char *directory, const scenario *base, size_t keep_bytes,
                          trunk **out, agglo_error *error);
void trunk_free(trunk *trunk); /* takes null */

/* How many replicates there are, from number 0 on, before the first gap. */
size_t trunk_replicates(const trunk *trunk);

/* Puts a replicate's state, rows and events into a newly created simulation of a branch. A state of
 * another date than the branch's is AGGLO_ERROR_INPUT. One thread at a time for a replicate; calls
 * for different replicates may run at once. */
AGGLO_MUST_USE
agglo_status trunk_graft(trunk *trunk, size_t replicate, const scenario_branch *history,
                         simulation *simulation, schema_event_list *events, agglo_error *error);

#endif
