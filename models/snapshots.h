/* Snapshots: what every firm is like at some dates, where a scenario asks for it. A table of its
 * own beside the state: it grows through the run, lies in checkpoints, and never acts back. */
#ifndef AGGLO_MODELS_SNAPSHOTS_H
#define AGGLO_MODELS_SNAPSHOTS_H

#include "models/world.h"
#include "sim/columns.h"
#include "sim/schema.h"

#define SNAPSHOT_FIELDS(F)                                                                         \
    F(i32, step, 1, "", "step of the snapshot")                                                    \
    F(f32, time, 1, "year", "calendar year of the snapshot")                                       \
    F(i16, region, 1, "", "index of the region")                                                   \
    F(u64, agent, 1, "", "id of the firm, the same as in the events")                              \
    F(u8, kind, 1, "", "kind of firm")                                                             \
    F(u8, licence, 1, "", "0 prototype, 1 parts, 2 manufacturing, 3 marketing authorisation")      \
    F(u8, flags, 1, "", "marks of the firm")                                                       \
    F(i32, birth, 1, "", "step of birth; negative for firms that were there before")               \
    F(f32, size, 1, "persons", "employees")                                                        \
    F(f32, sales, 1, "M$/yr", "sales")

typedef struct {
    COLUMNS_TABLE;
    SNAPSHOT_FIELDS(COLUMNS_POINTER)
} snapshots;
extern const columns_layout snapshots_layout;

/* What the codes in `kind` and `flags` mean. */
enum { SNAPSHOT_CODES = 2 };
extern const schema_codes snapshot_codes[SNAPSHOT_CODES];

/* Does the scenario ask for a snapshot at the step that the world has come to? */
int snapshots_due(const world *world);

/* Adds a row for every firm held here, in the order of regions. */
AGGLO_MUST_USE
agglo_status snapshots_take(const world *world, snapshots *table, agglo_error *error);

/* Brings the rows of all processes together in the first one, as one process would have taken
 * them; the others' tables are empty afterwards. `table`: this one or another whose rows were taken
 * at the same dates and have their step in the first column. For a complete run; collective. Works
 * a snapshot at a time, so that no message is larger than one of them. */
AGGLO_MUST_USE
agglo_status snapshots_gather(world *world, columns_table *table, agglo_error *error);

#endif
