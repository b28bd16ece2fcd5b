/* Populations as columns of plain numbers (structure of arrays).
 *
 * A population is declared by one list of fields. From that list follow the struct with one pointer
 * per field, its storage, checkpoints, hashes and documentation:
 *
 *     #define BIRD_FIELDS(F) \
 *         F(f64, weight, 1, "kg", "body mass")   \
 *         F(i32, nest, 1, "", "index of its nest")
 *     typedef struct { COLUMNS_TABLE; BIRD_FIELDS(COLUMNS_POINTER) } birds;
 *     #define BIRD_ROW(type, name, width, unit, meaning) \
 *         COLUMNS_ROW(birds, type, name, width, unit, meaning)
 *     static const column bird_columns[] = {BIRD_FIELDS(BIRD_ROW)};
 *     const columns_layout birds_layout = COLUMNS_LAYOUT("birds", bird_columns);
 *
 * Field: type (f64 f32 u64 i32 i16 u16 u8), name, numbers per agent, unit, meaning. Element k of
 * agent i of a field of width w is p[i*w + k]. Columns hold no pointers; references between agents
 * are indices. The table owns its storage. Distinct rows may be written by different threads;
 * calls below that change the size may not run beside anything else. */
#ifndef AGGLO_SIM_COLUMNS_H
#define AGGLO_SIM_COLUMNS_H

#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

typedef enum {
    COLUMN_f64,
    COLUMN_f32,
    COLUMN_u64,
    COLUMN_i32,
    COLUMN_i16,
    COLUMN_u16,
    COLUMN_u8,
    COLUMN_TYPES
} column_type;

typedef double column_c_f64;
typedef float column_c_f32;
typedef uint64_t column_c_u64;
typedef int32_t column_c_i32;
typedef int16_t column_c_i16;
typedef uint16_t column_c_u16;
typedef uint8_t column_c_u8;

typedef struct {
    const char *name;
    column_type type;
    unsigned width; /* numbers per agent */
    size_t offset;  /* of the pointer in the table's struct */
    const char *unit, *meaning;
} column;

typedef struct columns_layout {
    const char *name;
    const column *columns;
    size_t count;
} columns_layout;

/* First member of every table's struct. */
typedef struct columns_table {
    const columns_layout *layout;
    size_t count, capacity; /* agents */
} columns_table;

#define COLUMNS_TABLE                                     columns_table table
#define COLUMNS_POINTER(type, name, width, unit, meaning) column_c_##type *name;
#define COLUMNS_ROW(owner, type, name, width, unit, meaning)                                       \
    {#name, COLUMN_##type, width, offsetof(owner, name), unit, meaning},
#define COLUMNS_LAYOUT(name, rows)                                                                 \
    { name, rows, sizeof(rows) / sizeof(rows)[0] }

/* Bytes of one number of a type. */
size_t column_type_size(column_type type);

/* The storage of column c; it is moved by growth. */
void *columns_data(const columns_table *table, size_t c);

/* Makes an empty table. `table` is the first member of the population's struct. */
void columns_init(columns_table *table, const columns_layout *layout);
void columns_free(columns_table *table); /* takes null; the table is empty afterwards */

/* Makes room for `capacity` agents. */
AGGLO_MUST_USE
agglo_status columns_reserve(columns_table *table, size_t capacity, agglo_error *error);

/* Room to ask for when `count` rows do not fit: growth is amortised, a sixteenth at a time. */
size_t columns_room(size_t count);

/* Makes the rows [begin, end) zero; distinct rows may be cleared by different threads. */
void columns_zero(columns_table *table, size_t begin, size_t end);

/* Adds `more` agents at the end, all zero. */
AGGLO_MUST_USE
agglo_status columns_append(columns_table *table, size_t more, agglo_error *error);

/* New row i becomes old row order[i]; order[i] < 0 makes a zero row. `count` may be larger or
 * smaller than before. Growth is amortised; `order` must be valid in its first `count` places. For
 * small tables: every column goes through a copy. */
AGGLO_MUST_USE
agglo_status columns_gather(columns_table *table, const int32_t *order, size_t count,
                            agglo_error *error);

/* Rows that move together: rows [from, from + count) become rows [to, to + count). */
typedef struct {
    int32_t from, to, count;
} columns_move;

/* Moves in ascending order of both `from` and `to`, without overlap. Freed with columns_plan_free.
 */
typedef struct {
    columns_move *items;
    size_t count, capacity;
} columns_plan;

/* Adds a move behind all others. One that goes as far as the move before becomes part of it, and so
 * do the rows between the two: what is in them afterwards means nothing. */
AGGLO_MUST_USE
agglo_status columns_plan_add(columns_plan *plan, size_t from, size_t to, size_t count,
                              agglo_error *error);
void columns_plan_free(columns_plan *plan);

/* Moves rows of `row` bytes in place. */
void columns_plan_apply(const columns_plan *plan, void *data, size_t row);

/* Moves rows in place; the table then has `count` rows. Rows that no move leads to hold anything.
 * Work grows with the rows that change their place. Up to `lanes` threads. */
AGGLO_MUST_USE
agglo_status columns_rearrange(columns_table *table, const columns_plan *plan, size_t count,
                               int lanes, agglo_error *error);

/* Makes the given rows zero. */
void columns_clear(columns_table *table, const int32_t *rows, size_t count);

/* Hash of all rows, continued from `hash`. Equal content gives equal hashes on one machine. */
uint64_t columns_hash(const columns_table *table, uint64_t hash);

/* The same for rows [begin, end), without the column whose storage is `skipped` (may be null). */
uint64_t columns_hash_rows(const columns_table *table, size_t begin, size_t end,
                           const void *skipped, uint64_t hash);

/* Bytes of storage held. */
size_t columns_bytes(const columns_table *table);

#endif
