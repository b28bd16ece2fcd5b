/* What a run's result holds, as descriptors: dimensions, variables, attributes, events. The model
 * fills them in, output/ writes them; neither needs to know the other. Constant after creation:
 * threads may share. */
#ifndef AGGLO_SIM_SCHEMA_H
#define AGGLO_SIM_SCHEMA_H

#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

/* A dimension. `replicate` and `time` come first and second, always. The coordinate is either
 * numbers or labels; a dimension with neither gets 0, 1, 2, … */
typedef struct {
    const char *name;
    size_t size;
    const double *numbers;     /* size values, or null */
    const char *const *labels; /* size UTF-8 strings, or null */
    const char *unit;          /* of the numbers; "" for labels */
    const char *long_name;
} schema_dimension;

enum { SCHEMA_MAX_RANK = 4 };

/* A variable over replicate × time × region, and perhaps one more dimension. One replicate's part
 * lies in memory as rows of doubles, one row per (time, region). */
typedef struct {
    const char *name, *unit, *long_name;
    int rank;                        /* 3 or 4 */
    int dimensions[SCHEMA_MAX_RANK]; /* indices into schema.dimensions; the first three are 0 1 2 */
    size_t offset;                   /* of its first double in a row, in doubles */
    size_t width;                    /* doubles in a row: 1, or the size of the fourth dimension */
} schema_variable;

/* A variable over one dimension, written once (for instance the position of the regions). */
typedef struct {
    const char *name, *unit, *long_name;
    int dimension;
    const double *numbers;     /* or null */
    const char *const *labels; /* or null */
} schema_constant;

/* Of sim/columns.h: describes the rows of a table. */
struct columns_layout;

/* One event of the event log. */
typedef struct {
    int32_t step;
    int16_t region; /* index into the region dimension, -1: the world */
    uint8_t type;   /* index into schema.event_types */
    uint8_t link;   /* 1…18, 0: none */
    uint64_t agent, cause;
} schema_event;

/* A growable list of events; the owner frees it with schema_events_free. */
typedef struct {
    schema_event *items;
    size_t count, capacity;
} schema_event_list;

AGGLO_MUST_USE
agglo_status schema_events_reserve(schema_event_list *list, size_t capacity, agglo_error *error);
void schema_events_free(schema_event_list *list);

/* What the codes in a column of a table mean: number i, or bit i, is names[i]. */
typedef struct {
    const char *column;
    const char *const *names; /* words */
    size_t count;
    int are_bits;
} schema_codes;

/* Rows about agents, or pairs of them, at some dates: a group of the file named after the layout.
 */
typedef struct {
    const struct columns_layout *layout; /* every field of width 1 */
    const char *dimension;               /* along which the rows lie */
    const schema_codes *codes;
    size_t code_count;
} schema_table;
enum { SCHEMA_MAX_TABLES = 2 };

/* A global attribute: text if not null, else the number. */
typedef struct {
    const char *name;
    const char *text;
    double number;
} schema_attribute;

typedef struct {
    const schema_dimension *dimensions;
    size_t dimension_count;
    const schema_variable *variables;
    size_t variable_count;
    const schema_constant *constants;
    size_t constant_count;
    const schema_attribute *attributes;
    size_t attribute_count;
    size_t row_width;               /* doubles in one row (one region at one time) */
    const char *const *event_types; /* names; null if no event log is wanted */
    size_t event_type_count;
    schema_table tables[SCHEMA_MAX_TABLES]; /* as many as are wanted */
    size_t table_count;
} schema;

#endif
