#include "output/event_reader.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/reader.h"
#include "output/writer_private.h"

enum { MOST_TYPES = 256 };

struct event_reader {
    char *path;
    hid_t file, columns[WRITER_EVENT_COLUMNS];
    size_t count, replicates;
    int32_t *replicate; /* of every event: not descending */
    char *words;        /* the names of types, one after the other */
    const char *types[MOST_TYPES];
    size_t type_count;
};

static storage_guard guard_of(const event_reader *self, agglo_error *error) {
    return (storage_guard){.blame = AGGLO_ERROR_INPUT,
                           .error = error,
                           .path = self->path,
                           .purpose = "cannot read the events"};
}

/* ---- opening ---- */

static void open_columns(event_reader *self, storage_guard *guard) {
    for (size_t c = 0; c < WRITER_EVENT_COLUMNS; c++) {
        char name[64];
        hsize_t size = 0;
        snprintf(name, sizeof name, "events/%s", writer_event_columns[c].name);
        self->columns[c] = storage_check(guard, H5Dopen2(self->file, name, H5P_DEFAULT));
        hid_t space = storage_check(guard, H5Dget_space(self->columns[c]));
        if (storage_check(guard, H5Sget_simple_extent_ndims(space)) == 1)
            storage_check(guard, H5Sget_simple_extent_dims(space, &size, NULL));
        storage_close(guard, space, H5Sclose);
        if (c == 0)
            self->count = size;
        else if (guard->status == AGGLO_OK && size != self->count)
            storage_fail(guard, AGGLO_ERROR_INPUT, "its variables differ in length");
    }
}

/* Words divided by blanks. */
static void cut_types(event_reader *self, storage_guard *guard) {
    for (size_t c = 0; c < WRITER_EVENT_COLUMNS && self->words == NULL; c++)
        self->words = storage_get_text(self->columns[c], "flag_meanings");
    if (self->words == NULL) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "its types have no names");
        return;
    }
    char *rest = NULL, *word = strtok_r(self->words, " ", &rest);
    for (; word != NULL && self->type_count < MOST_TYPES; word = strtok_r(NULL, " ", &rest))
        self->types[self->type_count++] = word;
}

/* Events `first` ... of one column as numbers of the column's type. */
static void read_column(const event_reader *self, size_t c, const size_t rows[2], void *values,
                        storage_guard *guard) {
    hsize_t first = rows[0], count = rows[1] - rows[0];
    if (count == 0)
        return;
    hid_t memory = storage_check(guard, H5Screate_simple(1, &count, NULL));
    hid_t space = storage_check(guard, H5Dget_space(self->columns[c]));
    storage_check(guard, H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, NULL, &count, NULL));
    storage_check(guard,
                  H5Dread(self->columns[c], storage_memory_type(writer_event_columns[c].type),
                          memory, space, H5P_DEFAULT, values));
    storage_close(guard, space, H5Sclose);
    storage_close(guard, memory, H5Sclose);
}

static void read_replicates(event_reader *self, storage_guard *guard) {
    const size_t all[2] = {0, self->count};
    if (guard->status != AGGLO_OK)
        return;
    self->replicate = malloc((self->count + 1) * sizeof *self->replicate);
    if (self->replicate == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu events", self->count);
        return;
    }
    read_column(self, 0, all, self->replicate, guard);
    for (size_t k = 0; k < self->count && guard->status == AGGLO_OK; k++)
        if (self->replicate[k] < (k > 0 ? self->replicate[k - 1] : 0) ||
            (size_t)self->replicate[k] >= self->replicates)
            storage_fail(guard, AGGLO_ERROR_INPUT, "they are not sorted by replicate");
}

static void open_log(event_reader *self, storage_guard *guard) {
    self->file = storage_open(guard, self->path);
    if (guard->status != AGGLO_OK)
        return;
    if (H5Lexists(self->file, "events", H5P_DEFAULT) <= 0) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "the file has none");
        error_hint(guard->error,
                   "run the scenario again with --set output.events=true; sweeps keep "
                   "no events");
        return;
    }
    open_columns(self, guard);
    cut_types(self, guard);
    read_replicates(self, guard);
}

/* What the reader of variables knows: that the file is a whole result, and its replicates. */
static agglo_status count_replicates(event_reader *self, agglo_error *error) {
    reader *whole = NULL;
    reader_coordinate replicates = {0};
    agglo_status status = reader_open(self->path, 0, &whole, error);
    if (status == AGGLO_OK)
        status = reader_coordinate_get(whole, "replicate", &replicates, error);
    self->replicates = replicates.size;
    reader_coordinate_free(&replicates);
    reader_close(whole);
    return status;
}

agglo_status event_reader_open(const char *path, event_reader **out, agglo_error *error) {
    *out = NULL;
    event_reader *self = calloc(1, sizeof *self);
    if (self == NULL || (self->path = storage_join(path, "")) == NULL) {
        free(self);
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory");
    }
    self->file = H5I_INVALID_HID;
    for (size_t c = 0; c < WRITER_EVENT_COLUMNS; c++)
        self->columns[c] = H5I_INVALID_HID;
    agglo_status status = count_replicates(self, error);
    if (status == AGGLO_OK) {
        storage_guard guard = guard_of(self, error);
        storage_lock();
        open_log(self, &guard);
        storage_unlock();
        status = guard.status;
    }
    if (status != AGGLO_OK)
        event_reader_close(self);
    else
        *out = self;
    return status;
}

void event_reader_close(event_reader *self) {
    if (self == NULL)
        return;
    storage_guard guard = guard_of(self, NULL);
    storage_lock();
    for (size_t c = 0; c < WRITER_EVENT_COLUMNS; c++)
        storage_close(&guard, self->columns[c], H5Dclose);
    storage_close(&guard, self->file, H5Fclose);
    storage_unlock();
    free(self->replicate);
    free(self->words);
    free(self->path);
    free(self);
}

/* ---- reading ---- */

size_t event_reader_replicates(const event_reader *self) {
    return self->replicates;
}

size_t event_reader_count(const event_reader *self) {
    return self->count;
}

const char *const *event_reader_types(const event_reader *self, size_t *count) {
    *count = self->type_count;
    return self->types;
}

/* The first event of this replicate or a later one. */
static size_t lower_bound(const event_reader *self, size_t replicate) {
    size_t low = 0, high = self->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if ((size_t)self->replicate[middle] < replicate)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void event_reader_rows(const event_reader *self, size_t replicate, size_t rows[2]) {
    rows[0] = lower_bound(self, replicate);
    rows[1] = lower_bound(self, replicate + 1);
}

/* Puts one column into the events. */
static void fill_column(const event_reader *self, size_t c, const size_t rows[2], void *values,
                        schema_event_list *out, storage_guard *guard) {
    size_t width = column_type_size(writer_event_columns[c].type);
    size_t offset = writer_event_columns[c].offset - offsetof(writer_event, event);
    read_column(self, c, rows, values, guard);
    for (size_t k = 0; k < out->count && guard->status == AGGLO_OK; k++)
        memcpy((char *)&out->items[k] + offset, (const char *)values + k * width, width);
}

agglo_status event_reader_get(event_reader *self, size_t replicate, schema_event_list *out,
                              agglo_error *error) {
    size_t rows[2];
    *out = (schema_event_list){0};
    event_reader_rows(self, replicate, rows);
    size_t count = rows[1] - rows[0];
    agglo_status status = schema_events_reserve(out, count + 1, error);
    if (status != AGGLO_OK)
        return status;
    storage_guard guard = guard_of(self, error);
    void *values = malloc((count + 1) * sizeof(uint64_t));
    if (values == NULL)
        storage_fail(&guard, AGGLO_ERROR_MEMORY, "no memory for %zu events", count);
    out->count = count;
    storage_lock();
    for (size_t c = 1; c < WRITER_EVENT_COLUMNS && guard.status == AGGLO_OK; c++)
        fill_column(self, c, rows, values, out, &guard);
    storage_unlock();
    for (size_t k = 0; k < count && guard.status == AGGLO_OK; k++)
        if (out->items[k].type >= self->type_count)
            storage_fail(&guard, AGGLO_ERROR_INPUT, "an event is of no type");
    free(values);
    if (guard.status != AGGLO_OK)
        schema_events_free(out);
    return guard.status;
}
