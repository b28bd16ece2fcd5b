/* Groups of one-dimensional variables that grow along a netCDF dimension of their own: what the
 * event log and the snapshots of agents are made of. Rows come here in the order of the file. */
#include <hdf5_hl.h>
#include <stdlib.h>
#include <string.h>

#include "output/writer_private.h"

static hid_t create_group(hid_t file, const char *name, storage_guard *guard) {
    unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    hid_t creation = storage_check(guard, H5Pcreate(H5P_GROUP_CREATE));
    storage_check(guard, H5Pset_link_creation_order(creation, order));
    storage_check(guard, H5Pset_attr_creation_order(creation, order));
    storage_check(guard, H5Pset_obj_track_times(creation, 0));
    hid_t group = storage_check(guard, H5Gcreate2(file, name, H5P_DEFAULT, creation, H5P_DEFAULT));
    storage_close(guard, creation, H5Pclose);
    return group;
}

static writer_dataset growing(const writer_column *plan) {
    static const hsize_t none = 0, limit = H5S_UNLIMITED, chunk = WRITER_CHUNK;
    return (writer_dataset){.name = plan->name,
                            .unit = plan->unit,
                            .long_name = plan->long_name,
                            .type = storage_file_type(plan->type),
                            .rank = 1,
                            .size = &none,
                            .limit = &limit,
                            .chunk = &chunk};
}

/* A netCDF dimension without a variable of its own is a scale under this title (with the length,
 * which is 0 at first and read from the variables later). */
static hid_t create_scale(hid_t group, const char *name, storage_guard *guard) {
    writer_column plan = {name, NULL, name, COLUMN_f32};
    writer_dataset dataset = growing(&plan);
    dataset.type = H5T_IEEE_F32BE;
    hid_t id = writer_dataset_create(group, &dataset, guard);
    storage_check(guard, H5DSset_scale(id, "This is a netCDF dimension but not a netCDF variable."
                                           "         0"));
    return id;
}

void writer_table_create(writer *self, writer_table *table, const char *const names[2],
                         const writer_column *columns, size_t count, storage_guard *guard) {
    table->values = malloc(count * WRITER_BATCH * sizeof(uint64_t));
    if (table->values == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for '%s'", names[0]);
        return;
    }
    table->group = create_group(self->target.file, names[0], guard);
    table->scale = create_scale(table->group, names[1], guard);
    for (size_t c = 0; c < count; c++) {
        writer_dataset dataset = growing(&columns[c]);
        dataset.is_deflated = (self->flags & WRITER_COMPRESS) != 0;
        table->types[c] = columns[c].type;
        table->columns[c] = writer_dataset_create(table->group, &dataset, guard);
        storage_check(guard, H5DSattach_scale(table->columns[c], table->scale, 0));
    }
    table->count = count;
}

/* The meanings are words divided by blanks. */
void writer_table_codes(writer_table *table, size_t c, const schema_codes *codes,
                        storage_guard *guard) {
    uint8_t values[256];
    size_t size = 1;
    if (codes->count == 0)
        return;
    for (size_t i = 0; i < codes->count; i++)
        size += strlen(codes->names[i]) + 1;
    char *meanings = malloc(size), *end = meanings;
    if (meanings == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for the meanings of '%s'",
                     codes->column);
        return;
    }
    for (size_t i = 0; i < codes->count; i++) {
        values[i] = (uint8_t)(codes->are_bits ? 1U << i : i);
        if (i > 0)
            *end++ = ' ';
        for (const char *letter = codes->names[i]; *letter != '\0'; letter++)
            *end++ = *letter == ' ' ? '_' : *letter;
    }
    *end = '\0';
    storage_put_numbers(guard, table->columns[c], codes->are_bits ? "flag_masks" : "flag_values",
                        COLUMN_u8, codes->count, values);
    storage_put_text(guard, table->columns[c], "flag_meanings", meanings);
    free(meanings);
}

void *writer_table_place(writer_table *table, size_t c) {
    return table->values + c * WRITER_BATCH * sizeof(uint64_t) +
           table->waiting * column_type_size(table->types[c]);
}

static void write_column(writer_table *table, size_t c, storage_guard *guard) {
    hsize_t count = table->waiting, total = table->written + count;
    storage_check(guard, H5Dset_extent(table->columns[c], &total));
    hid_t memory = storage_check(guard, H5Screate_simple(1, &count, NULL));
    hid_t space = storage_check(guard, H5Dget_space(table->columns[c]));
    storage_check(guard,
                  H5Sselect_hyperslab(space, H5S_SELECT_SET, &table->written, NULL, &count, NULL));
    storage_check(guard,
                  H5Dwrite(table->columns[c], storage_memory_type(table->types[c]), memory, space,
                           H5P_DEFAULT, table->values + c * WRITER_BATCH * sizeof(uint64_t)));
    /* Chunks get their place in the file when they are flushed: one after the other, here. */
    storage_check(guard, H5Dflush(table->columns[c]));
    storage_close(guard, space, H5Sclose);
    storage_close(guard, memory, H5Sclose);
}

void writer_table_flush(writer *self, writer_table *table, storage_guard *guard) {
    if (table->waiting == 0)
        return;
    hsize_t total = table->written + table->waiting;
    storage_check(guard, H5Dset_extent(table->scale, &total));
    for (size_t c = 0; c < table->count; c++)
        write_column(table, c, guard);
    table->written = total;
    table->waiting = 0;
    /* So that a killed run leaves a table that can be read up to here. */
    storage_check(guard, H5Fflush(self->target.file, H5F_SCOPE_LOCAL));
}

void writer_table_add(writer *self, writer_table *table, size_t rows, storage_guard *guard) {
    table->waiting += rows;
    if (table->waiting == WRITER_BATCH)
        writer_table_flush(self, table, guard);
}

void writer_table_close(writer_table *table, storage_guard *guard) {
    if (table->values == NULL)
        return;
    for (size_t c = 0; c < table->count; c++)
        storage_close(guard, table->columns[c], H5Dclose);
    storage_close(guard, table->scale, H5Dclose);
    storage_close(guard, table->group, H5Gclose);
    table->count = 0;
}
