/* The event log of a result file: one-dimensional variables that grow along the netCDF dimension
 * `event`. Events come here already in the order of the file. */
#include <hdf5_hl.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "output/writer_private.h"

const writer_event_column writer_event_columns[WRITER_EVENT_COLUMNS] = {
    {"replicate", "index of the replicate", COLUMN_i32, offsetof(writer_event, replicate)},
    {"step", "step in which it happened", COLUMN_i32, offsetof(writer_event, event.step)},
    {"region", "index of the region, -1 the world", COLUMN_i16,
     offsetof(writer_event, event.region)},
    {"type", "type of event", COLUMN_u8, offsetof(writer_event, event.type)},
    {"agent", "id of the agent, 0 none", COLUMN_u64, offsetof(writer_event, event.agent)},
    {"cause", "id of the agent that caused it, 0 none", COLUMN_u64,
     offsetof(writer_event, event.cause)},
    {"link", "causal link 1 to 18 that it belongs to, 0 none", COLUMN_u8,
     offsetof(writer_event, event.link)},
};
enum { EVENT_TYPE_COLUMN = 3 };

/* A netCDF dimension without a variable of its own is a scale under this title (with the length,
 * which is 0 at first and read from the variables later). */
static hid_t create_scale(writer *self, storage_guard *guard) {
    hsize_t none = 0, limit = H5S_UNLIMITED, chunk = WRITER_EVENT_CHUNK;
    writer_dataset dataset = {.name = "event",
                              .long_name = "event",
                              .type = H5T_IEEE_F32BE,
                              .rank = 1,
                              .size = &none,
                              .limit = &limit,
                              .chunk = &chunk};
    hid_t id = writer_dataset_create(self->log.group, &dataset, guard);
    storage_check(guard, H5DSset_scale(id, "This is a netCDF dimension but not a netCDF variable."
                                           "         0"));
    return id;
}

static hid_t create_column(writer *self, size_t c, storage_guard *guard) {
    hsize_t none = 0, limit = H5S_UNLIMITED, chunk = WRITER_EVENT_CHUNK;
    writer_dataset dataset = {.name = writer_event_columns[c].name,
                              .long_name = writer_event_columns[c].long_name,
                              .type = storage_file_type(writer_event_columns[c].type),
                              .rank = 1,
                              .size = &none,
                              .limit = &limit,
                              .chunk = &chunk,
                              .is_deflated = (self->flags & WRITER_COMPRESS) != 0};
    hid_t id = writer_dataset_create(self->log.group, &dataset, guard);
    storage_check(guard, H5DSattach_scale(id, self->log.scale, 0));
    return id;
}

/* CF's attributes for a variable of codes; the meanings are words divided by blanks. */
static void put_event_types(writer *self, storage_guard *guard) {
    const schema *plan = self->schema;
    hid_t variable = self->log.columns[EVENT_TYPE_COLUMN];
    uint8_t codes[256];
    size_t count = plan->event_type_count, size = 1;
    if (count == 0)
        return;
    for (size_t i = 0; i < count; i++)
        size += strlen(plan->event_types[i]) + 1;
    char *meanings = malloc(size), *end = meanings;
    if (meanings == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for the types of events");
        return;
    }
    for (size_t i = 0; i < count; i++) {
        codes[i] = (uint8_t)i;
        if (i > 0)
            *end++ = ' ';
        for (const char *c = plan->event_types[i]; *c != '\0'; c++)
            *end++ = *c == ' ' ? '_' : *c;
    }
    *end = '\0';
    storage_put_numbers(guard, variable, "flag_values", COLUMN_u8, count, codes);
    storage_put_text(guard, variable, "flag_meanings", meanings);
    free(meanings);
}

static hid_t create_group(hid_t file, storage_guard *guard) {
    unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    hid_t creation = storage_check(guard, H5Pcreate(H5P_GROUP_CREATE));
    storage_check(guard, H5Pset_link_creation_order(creation, order));
    storage_check(guard, H5Pset_attr_creation_order(creation, order));
    storage_check(guard, H5Pset_obj_track_times(creation, 0));
    hid_t group =
        storage_check(guard, H5Gcreate2(file, "events", H5P_DEFAULT, creation, H5P_DEFAULT));
    storage_close(guard, creation, H5Pclose);
    return group;
}

void writer_log_create(writer *self, storage_guard *guard) {
    writer_log *log = &self->log;
    log->group = create_group(self->file, guard);
    log->scale = create_scale(self, guard);
    for (size_t c = 0; c < WRITER_EVENT_COLUMNS; c++)
        log->columns[c] = create_column(self, c, guard);
    put_event_types(self, guard);
}

static void write_column(writer_log *log, size_t c, storage_guard *guard) {
    hsize_t count = log->waiting, total = log->written + count;
    size_t width = column_type_size(writer_event_columns[c].type);
    for (size_t i = 0; i < log->waiting; i++)
        memcpy(log->values + i * width,
               (const char *)&log->batch[i] + writer_event_columns[c].offset, width);
    storage_check(guard, H5Dset_extent(log->columns[c], &total));
    hid_t memory = storage_check(guard, H5Screate_simple(1, &count, NULL));
    hid_t space = storage_check(guard, H5Dget_space(log->columns[c]));
    storage_check(guard,
                  H5Sselect_hyperslab(space, H5S_SELECT_SET, &log->written, NULL, &count, NULL));
    storage_check(guard,
                  H5Dwrite(log->columns[c], storage_memory_type(writer_event_columns[c].type),
                           memory, space, H5P_DEFAULT, log->values));
    /* Chunks get their place in the file when they are flushed: one after the other, here. */
    storage_check(guard, H5Dflush(log->columns[c]));
    storage_close(guard, space, H5Sclose);
    storage_close(guard, memory, H5Sclose);
}

void writer_log_flush(writer *self, storage_guard *guard) {
    writer_log *log = &self->log;
    if (log->waiting == 0)
        return;
    hsize_t total = log->written + log->waiting;
    storage_check(guard, H5Dset_extent(log->scale, &total));
    for (size_t c = 0; c < WRITER_EVENT_COLUMNS; c++)
        write_column(log, c, guard);
    log->written = total;
    log->waiting = 0;
    /* So that a killed run leaves a log that can be read up to here. */
    storage_check(guard, H5Fflush(self->file, H5F_SCOPE_LOCAL));
}

void writer_log_add(writer *self, size_t replicate, const schema_event_list *events,
                    storage_guard *guard) {
    writer_log *log = &self->log;
    for (size_t i = 0; i < events->count && guard->status == AGGLO_OK; i++) {
        log->batch[log->waiting++] = (writer_event){(int32_t)replicate, events->items[i]};
        if (log->waiting == WRITER_EVENT_BATCH)
            writer_log_flush(self, guard);
    }
}

void writer_log_close(writer *self, storage_guard *guard) {
    writer_log *log = &self->log;
    for (size_t c = 0; c < WRITER_EVENT_COLUMNS; c++)
        storage_close(guard, log->columns[c], H5Dclose);
    storage_close(guard, log->scale, H5Dclose);
    storage_close(guard, log->group, H5Gclose);
}
