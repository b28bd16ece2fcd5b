#include "output/event_reader.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "output/reader.h"
#include "output/result_table.h"

enum { MOST_TYPES = 256 };

struct event_reader {
    result_table *table;
    size_t replicates;
    char *words; /* the names of types, one after the other */
    const char *types[MOST_TYPES];
    size_t type_count;
};

/* Columns and the members of schema_event that they fill. */
static const struct {
    const char *name;
    column_type type;
    size_t offset;
} columns[] = {
    {"step", COLUMN_i32, offsetof(schema_event, step)},
    {"region", COLUMN_i16, offsetof(schema_event, region)},
    {"type", COLUMN_u8, offsetof(schema_event, type)},
    {"agent", COLUMN_u64, offsetof(schema_event, agent)},
    {"cause", COLUMN_u64, offsetof(schema_event, cause)},
    {"link", COLUMN_u8, offsetof(schema_event, link)},
};
enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

/* ---- opening ---- */

/* Words divided by blanks. */
static agglo_status read_types(event_reader *self, agglo_error *error) {
    self->words = result_table_meanings(self->table, "type");
    if (self->words == NULL)
        return error_set(error, AGGLO_ERROR_INPUT, "the types of the events have no names");
    char *rest = NULL, *word = strtok_r(self->words, " ", &rest);
    for (; word != NULL && self->type_count < MOST_TYPES; word = strtok_r(NULL, " ", &rest))
        self->types[self->type_count++] = word;
    return AGGLO_OK;
}

/* What the reader of variables knows: that the file is a whole result, and its replicates. */
static agglo_status count_replicates(event_reader *self, const char *path, agglo_error *error) {
    reader *whole = NULL;
    reader_coordinate replicates = {0};
    agglo_status status = reader_open(path, 0, &whole, error);
    if (status == AGGLO_OK)
        status = reader_coordinate_get(whole, "replicate", &replicates, error);
    self->replicates = replicates.size;
    reader_coordinate_free(&replicates);
    reader_close(whole);
    return status;
}

static agglo_status check_columns(const event_reader *self, agglo_error *error) {
    const char *names[COLUMN_COUNT];
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        names[c] = columns[c].name;
    return result_table_check(self->table, names, COLUMN_COUNT, error);
}

static agglo_status open_log(event_reader *self, const char *path, agglo_error *error) {
    agglo_status status = count_replicates(self, path, error);
    if (status == AGGLO_OK)
        status = result_table_open(path, "events", &self->table, error);
    if (status != AGGLO_OK)
        return status;
    if (self->table == NULL) {
        status = error_set(error, AGGLO_ERROR_INPUT, "the file has no events");
        error_hint(error, "run the scenario again with --set output.events=true; sweeps keep no "
                          "events");
        return status;
    }
    status = check_columns(self, error);
    return status == AGGLO_OK ? read_types(self, error) : status;
}

agglo_status event_reader_open(const char *path, event_reader **out, agglo_error *error) {
    *out = NULL;
    event_reader *self = calloc(1, sizeof *self);
    if (self == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory");
    agglo_status status = open_log(self, path, error);
    if (status != AGGLO_OK) {
        error_place(error, path, 0, "");
        event_reader_close(self);
        return status;
    }
    *out = self;
    return AGGLO_OK;
}

void event_reader_close(event_reader *self) {
    if (self == NULL)
        return;
    result_table_close(self->table);
    free(self->words);
    free(self);
}

/* ---- reading ---- */

size_t event_reader_replicates(const event_reader *self) {
    return self->replicates;
}

size_t event_reader_count(const event_reader *self) {
    return result_table_size(self->table);
}

const char *const *event_reader_types(const event_reader *self, size_t *count) {
    *count = self->type_count;
    return self->types;
}

void event_reader_rows(const event_reader *self, size_t replicate, size_t rows[2]) {
    result_table_range(self->table, replicate, rows);
}

/* Puts one column into the events. */
static agglo_status fill_column(const event_reader *self, size_t c, size_t replicate,
                                schema_event_list *out, agglo_error *error) {
    size_t width = column_type_size(columns[c].type);
    char *values = malloc((out->count + 1) * width);
    if (values == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu events", out->count);
    agglo_status status = result_table_column(self->table, columns[c].name, replicate,
                                              columns[c].type, values, error);
    for (size_t k = 0; k < out->count && status == AGGLO_OK; k++)
        memcpy((char *)&out->items[k] + columns[c].offset, values + k * width, width);
    free(values);
    return status;
}

static agglo_status check_types(const event_reader *self, const schema_event_list *events,
                                agglo_error *error) {
    for (size_t k = 0; k < events->count; k++)
        if (events->items[k].type >= self->type_count)
            return error_set(error, AGGLO_ERROR_INPUT, "an event is of no type");
    return AGGLO_OK;
}

agglo_status event_reader_get(event_reader *self, size_t replicate, schema_event_list *out,
                              agglo_error *error) {
    size_t rows[2];
    *out = (schema_event_list){0};
    event_reader_rows(self, replicate, rows);
    agglo_status status = schema_events_reserve(out, rows[1] - rows[0] + 1, error);
    out->count = rows[1] - rows[0];
    for (size_t c = 0; c < COLUMN_COUNT && status == AGGLO_OK; c++)
        status = fill_column(self, c, replicate, out, error);
    if (status == AGGLO_OK)
        status = check_types(self, out, error);
    if (status != AGGLO_OK)
        schema_events_free(out);
    return status;
}
