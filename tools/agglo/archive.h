/* Checkpoints of simulations: what a replicate's file in a checkpoint folder holds and what it is
 * called. One file per replicate, finished ones included, so that a folder rebuilds a result;
 * beside them the scenario as it was resolved, so that others can be compared with it. */
#ifndef AGGLO_TOOLS_ARCHIVE_H
#define AGGLO_TOOLS_ARCHIVE_H

#include "models/simulation.h"
#include "sim/schema.h"

/* Which state of which run. */
typedef struct {
    const char *path;
    uint64_t identity; /* archive_identity */
    size_t replicate;
} archive_place;

/* What a checkpoint must agree with: the scenario, and what it records when. */
uint64_t archive_identity(const scenario *scenario);

/* Saves the state, the rows recorded and the events so far. */
AGGLO_MUST_USE
agglo_status archive_save(const archive_place *place, simulation *simulation,
                          schema_event_list *events, agglo_error *error);

/* Loads them into a newly created simulation of the same scenario. `events` is replaced. */
AGGLO_MUST_USE
agglo_status archive_load(const archive_place *place, simulation *simulation,
                          schema_event_list *events, agglo_error *error);

/* Copies a state, its rows and its events into a newly created simulation, of the same scenario or
 * of one with the same regions. `to_events` is replaced. */
AGGLO_MUST_USE
agglo_status archive_copy(simulation *from, const schema_event_list *events, simulation *to,
                          schema_event_list *to_events, agglo_error *error);

/* simulation_advances of a replicate's checkpoint. */
AGGLO_MUST_USE
agglo_status archive_advances(const char *directory, const scenario *scenario, size_t replicate,
                              int *advances, agglo_error *error);

/* DIR/replicate-0007.h5 */
void archive_name(char *path, size_t size, const char *directory, size_t replicate);

/* Makes the folder if it is not there; *count says how many replicates' files it holds. */
AGGLO_MUST_USE
agglo_status archive_open(const char *directory, size_t *count, agglo_error *error);

/* How many replicates' files there are, from number 0 on, before the first gap. */
size_t archive_complete(const char *directory);

/* Writes the resolved scenario to DIR/scenario.json, whole or not at all; reads it back. A folder
 * that is not there is AGGLO_ERROR_IO, one without a scenario AGGLO_ERROR_INPUT. */
AGGLO_MUST_USE
agglo_status archive_keep_scenario(const char *directory, const scenario *scenario,
                                   agglo_error *error);
int archive_has_scenario(const char *directory);
AGGLO_MUST_USE
agglo_status archive_scenario(const char *directory, scenario **out, agglo_error *error);

/* Removes the replicates' files. */
AGGLO_MUST_USE
agglo_status archive_clear(const char *directory, agglo_error *error);

#endif
