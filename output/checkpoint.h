/* Saves and restores a run's state: any number of tables (sim/columns.h) plus a few numbers, in one
 * HDF5 file, written under a temporary name, synced and renamed: the file is whole or absent. */
#ifndef AGGLO_OUTPUT_CHECKPOINT_H
#define AGGLO_OUTPUT_CHECKPOINT_H

#include <stdint.h>

#include "sim/columns.h"
#include "sim/schema.h"

/* What identifies a state; a mismatch on loading is a clear error. */
typedef struct {
    uint64_t identity; /* hash of (resolved scenario, seed, model version) */
    uint32_t replicate;
    int32_t step; /* steps done */
} checkpoint_head;

/* Layouts decide what is stored: one group per table, one dataset per column (shape count × width),
 * attributes unit and long_name. The same list, in the same order, loads it. `rows` are doubles of
 * results recorded so far (may be empty), `events` the event log so far. */
typedef struct {
    columns_table **tables;
    size_t table_count;
    double **rows; /* *rows is allocated by load (malloc), read by save */
    size_t *row_count;
    schema_event_list *events;
} checkpoint_body;

AGGLO_MUST_USE
agglo_status checkpoint_save(const char *path, const checkpoint_head *head,
                             const checkpoint_body *body, agglo_error *error);

/* Loads into initialised (possibly non-empty) tables; their count becomes the stored one.
 * `head->identity` and `head->replicate` are the expected ones; `head->step` is set. A file with an
 * unknown or missing column, another type or width, or another identity is refused. */
AGGLO_MUST_USE
agglo_status checkpoint_load(const char *path, checkpoint_head *head, const checkpoint_body *body,
                             agglo_error *error);

#endif
