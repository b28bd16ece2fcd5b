/* The snapshots of a result file: the group `snapshots`, with the dimension `snapshot`; one row for
 * every agent at every date, as the schema's table of them describes it. */
#include <stdlib.h>
#include <string.h>

#include "output/writer_private.h"

void writer_snapshots_create(writer *self, storage_guard *guard) {
    static const char *const names[] = {"snapshots", "snapshot"};
    const schema *plan = self->schema;
    const columns_layout *layout = plan->snapshots;
    writer_column columns[WRITER_MOST_COLUMNS] = {
        {"replicate", NULL, "index of the replicate", COLUMN_i32}};
    for (size_t c = 0; c < layout->count; c++)
        columns[c + 1] = (writer_column){layout->columns[c].name, layout->columns[c].unit,
                                         layout->columns[c].meaning, layout->columns[c].type};
    writer_table_create(self, &self->snapshots, names, columns, layout->count + 1, guard);
    for (size_t k = 0; k < plan->snapshot_code_count && guard->status == AGGLO_OK; k++)
        for (size_t c = 0; c < layout->count; c++)
            if (strcmp(layout->columns[c].name, plan->snapshot_codes[k].column) == 0)
                writer_table_codes(&self->snapshots, c + 1, &plan->snapshot_codes[k], guard);
}

void writer_snapshots_keep(writer *self, size_t replicate, const columns_table *table,
                           storage_guard *guard) {
    writer_slot *slot = &self->slots[replicate];
    size_t bytes = 0;
    for (size_t c = 0; c < table->layout->count; c++)
        bytes += table->count * column_type_size(table->layout->columns[c].type);
    unsigned char *next = slot->snapshots = malloc(bytes + 1);
    if (slot->snapshots == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu rows of snapshots",
                     table->count);
        return;
    }
    slot->snapshot_count = table->count;
    for (size_t c = 0; table->count > 0 && c < table->layout->count; c++) {
        size_t size = table->count * column_type_size(table->layout->columns[c].type);
        memcpy(next, columns_data(table, c), size);
        next += size;
    }
}

void writer_snapshots_add(writer *self, size_t replicate, storage_guard *guard) {
    writer_slot *slot = &self->slots[replicate];
    writer_table *table = &self->snapshots;
    size_t done = 0;
    while (done < slot->snapshot_count && guard->status == AGGLO_OK) {
        size_t rows = slot->snapshot_count - done;
        rows = rows < WRITER_BATCH - table->waiting ? rows : WRITER_BATCH - table->waiting;
        int32_t *numbers = writer_table_place(table, 0);
        for (size_t i = 0; i < rows; i++)
            numbers[i] = (int32_t)replicate;
        const unsigned char *kept = slot->snapshots;
        for (size_t c = 1; c < table->count; c++) {
            size_t size = column_type_size(table->types[c]);
            memcpy(writer_table_place(table, c), kept + done * size, rows * size);
            kept += slot->snapshot_count * size;
        }
        writer_table_add(self, table, rows, guard);
        done += rows;
    }
    free(slot->snapshots);
    slot->snapshots = NULL;
    slot->snapshot_count = 0;
}
