/* One replicate from its initial state to its last record. */
#ifndef AGGLO_MODELS_SIMULATION_H
#define AGGLO_MODELS_SIMULATION_H

#include "models/reality/reality.h"
#include "models/scenario/scenario.h"
#include "sim/columns.h"
#include "sim/ranks.h"
#include "sim/schedule.h"
#include "sim/schema.h"

typedef struct simulation simulation;

/* Creates replicate number `replicate` (0, 1, …) at year 0, using `lanes` threads inside a step. */
AGGLO_MUST_USE
agglo_status simulation_create(const scenario *scenario, int replicate, int lanes, simulation **out,
                               agglo_error *error);
void simulation_free(simulation *simulation); /* takes null */

/* The same for a world that is cut by region over processes: all of them call this function and
 * those below that say "collective". `processes` may be null; it must outlive the simulation. */
AGGLO_MUST_USE
agglo_status simulation_create_over(const scenario *scenario, int replicate, int lanes,
                                    ranks_group *processes, simulation **out, agglo_error *error);

/* Brings events and, once complete, rows, snapshots and the hash of all processes together in the
 * first one.
 * Collective; does nothing with one process. */
AGGLO_MUST_USE
agglo_status simulation_gather(simulation *simulation, agglo_error *error);

/* Does one step, or the last record if all steps are done. Collective. */
AGGLO_MUST_USE
agglo_status simulation_advance(simulation *simulation, agglo_error *error);
int simulation_is_complete(const simulation *simulation); /* the last record is taken */
int simulation_step(const simulation *simulation);        /* steps done */
/* How often simulation_advance has done something: the steps, and one more when complete. With it a
 * state at the last step is told from one after the last record, of which there may be none. */
int simulation_advances(const simulation *simulation);

/* What has been recorded: rows of record_width() doubles (models/record.h), records × regions of
 * them. */
const double *simulation_rows(const simulation *simulation, size_t *row_count);

/* Runs the reality checks (models/reality/reality.h) on what has been recorded and, if complete and
 * the end is a record, on the agents. `counts`: of all events since year 0, or null. Where several
 * processes share the world, the first one holds all records once gathered. */
AGGLO_MUST_USE
agglo_status simulation_check(const simulation *simulation, const reality_counts *counts,
                              agglo_error *error);

/* Events since the caller last emptied the list (set count to 0 after taking them). */
schema_event_list *simulation_events(simulation *simulation);

/* What was taken at the dates of snapshots so far, in the order of the schema's tables: firms
 * (models/snapshots.h) and ties (models/network.h), where the scenario wants them. Returns how many
 * tables there are; the simulation keeps them to its end. */
size_t simulation_snapshots(const simulation *simulation,
                            const columns_table *tables[SCHEMA_MAX_TABLES]);

uint64_t simulation_hash(simulation *simulation); /* of the state */
const schedule_times *simulation_times(const simulation *simulation);
size_t simulation_bytes(const simulation *simulation);

/* What a checkpoint holds: pointers to the tables and to the recorded rows (malloc'ed; a loader
 * replaces *rows and *row_count), then simulation_restored is called with simulation_advances of
 * the simulation that was saved; numbers that do not go together are AGGLO_ERROR_INPUT. */
enum { SIMULATION_MAX_TABLES = 16 };
size_t simulation_tables(simulation *simulation, columns_table *tables[SIMULATION_MAX_TABLES]);
double **simulation_rows_place(simulation *simulation, size_t **row_count);
AGGLO_MUST_USE
agglo_status simulation_restored(simulation *simulation, int advances, agglo_error *error);

/* What a result file of this scenario holds: dimensions, variables, attributes. */
typedef struct simulation_schema simulation_schema;
AGGLO_MUST_USE
agglo_status simulation_schema_create(const scenario *scenario, simulation_schema **out,
                                      agglo_error *error);
void simulation_schema_free(simulation_schema *described); /* takes null */
const schema *simulation_schema_get(const simulation_schema *described);

/* The recorded variables, for documentation: the same rows that make the schema. */
typedef struct {
    const char *name, *unit, *long_name, *extra_dimension; /* "" if none */
} simulation_output;
size_t simulation_outputs(const simulation_output **out);

#endif
