/* The snapshots of a result file: a group for each of the schema's tables (`snapshots`, with the
 * dimension `snapshot`); one row for every agent, or tie, at every date, as the table's layout
 * describes it. */
#include <stdlib.h>
#include <string.h>

#include "output/writer_private.h"

void writer_snapshots_create(writer *self, size_t k, storage_guard *guard) {
    const schema_table *plan = &self->schema->tables[k];
    const columns_layout *layout = plan->layout;
    const char *const names[] = {layout->name, plan->dimension};
    writer_column columns[WRITER_MOST_COLUMNS] = {
        {"replicate", NULL, "index of the replicate", COLUMN_i32}};
    for (size_t c = 0; c < layout->count; c++)
        columns[c + 1] = (writer_column){layout->columns[c].name, layout->columns[c].unit,
                                         layout->columns[c].meaning, layout->columns[c].type};
    writer_table_create(self, &self->snapshots[k], names, columns, layout->count + 1, guard);
    for (size_t i = 0; i < plan->code_count && guard->status == AGGLO_OK; i++)
        for (size_t c = 0; c < layout->count; c++)
            if (strcmp(layout->columns[c].name, plan->codes[i].column) == 0)
                writer_table_codes(&self->snapshots[k], c + 1, &plan->codes[i], guard);
}

void writer_snapshots_keep(writer *self, size_t replicate, size_t k, const columns_table *table,
                           storage_guard *guard) {
    writer_slot *slot = &self->slots[replicate];
    size_t bytes = 0;
    for (size_t c = 0; c < table->layout->count; c++)
        bytes += table->count * column_type_size(table->layout->columns[c].type);
    unsigned char *next = slot->snapshots[k] = malloc(bytes + 1);
    if (next == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu rows of '%s'", table->count,
                     table->layout->name);
        return;
    }
    slot->snapshot_counts[k] = table->count;
    for (size_t c = 0; table->count > 0 && c < table->layout->count; c++) {
        size_t size = table->count * column_type_size(table->layout->columns[c].type);
        memcpy(next, columns_data(table, c), size);
        next += size;
    }
}

static void add_table(writer *self, size_t replicate, size_t k, storage_guard *guard) {
    writer_slot *slot = &self->slots[replicate];
    writer_table *table = &self->snapshots[k];
    size_t done = 0, count = slot->snapshot_counts[k];
    while (done < count && guard->status == AGGLO_OK) {
        size_t rows = count - done;
        rows = rows < WRITER_BATCH - table->waiting ? rows : WRITER_BATCH - table->waiting;
        int32_t *numbers = writer_table_place(table, 0);
        for (size_t i = 0; i < rows; i++)
            numbers[i] = (int32_t)replicate;
        const unsigned char *kept = slot->snapshots[k];
        for (size_t c = 1; c < table->count; c++) {
            size_t size = column_type_size(table->types[c]);
            memcpy(writer_table_place(table, c), kept + done * size, rows * size);
            kept += count * size;
        }
        writer_table_add(self, table, rows, guard);
        done += rows;
    }
    free(slot->snapshots[k]);
    slot->snapshots[k] = NULL;
    slot->snapshot_counts[k] = 0;
}

void writer_snapshots_add(writer *self, size_t replicate, storage_guard *guard) {
    for (size_t k = 0; k < self->schema->table_count; k++)
        add_table(self, replicate, k, guard);
}
