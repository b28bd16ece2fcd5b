#include "sim/columns.h"

#include <stdlib.h>
#include <string.h>

#include "sim/id.h"

static const size_t type_sizes[COLUMN_TYPES] = {
    [COLUMN_f64] = sizeof(double),  [COLUMN_f32] = sizeof(float),   [COLUMN_u64] = sizeof(uint64_t),
    [COLUMN_i32] = sizeof(int32_t), [COLUMN_i16] = sizeof(int16_t), [COLUMN_u16] = sizeof(uint16_t),
    [COLUMN_u8] = sizeof(uint8_t),
};

size_t column_type_size(column_type type) {
    return type_sizes[type];
}

/* Where the table's struct keeps the pointer of a column. */
static void **column_place(const columns_table *table, const column *c) {
    return (void **)((char *)(uintptr_t)table + c->offset);
}

static size_t column_row_size(const column *c) {
    return type_sizes[c->type] * c->width;
}

void *columns_data(const columns_table *table, size_t c) {
    return *column_place(table, &table->layout->columns[c]);
}

void columns_init(columns_table *table, const columns_layout *layout) {
    table->layout = layout;
    table->count = table->capacity = 0;
    for (size_t c = 0; c < layout->count; c++)
        *column_place(table, &layout->columns[c]) = NULL;
}

void columns_free(columns_table *table) {
    if (table == NULL || table->layout == NULL)
        return;
    for (size_t c = 0; c < table->layout->count; c++)
        free(columns_data(table, c));
    columns_init(table, table->layout);
}

agglo_status columns_reserve(columns_table *table, size_t capacity, agglo_error *error) {
    if (capacity <= table->capacity)
        return AGGLO_OK;
    for (size_t c = 0; c < table->layout->count; c++) {
        const column *col = &table->layout->columns[c];
        void **place = column_place(table, col);
        void *grown = realloc(*place, capacity * column_row_size(col));
        if (grown == NULL) /* columns grown so far stay larger than `capacity` says: harmless */
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu %s", capacity,
                             table->layout->name);
        *place = grown;
    }
    table->capacity = capacity;
    return AGGLO_OK;
}

size_t columns_room(size_t count) {
    return count + count / 16 + 16;
}

/* Capacity for `count` agents; what is made at once has no room to grow. */
static size_t grown_capacity(const columns_table *table, size_t count) {
    if (count <= table->capacity)
        return table->capacity;
    return table->capacity == 0 ? count : columns_room(count);
}

void columns_zero(columns_table *table, size_t begin, size_t end) {
    for (size_t c = 0; begin < end && c < table->layout->count; c++) {
        size_t row = column_row_size(&table->layout->columns[c]);
        memset((char *)columns_data(table, c) + begin * row, 0, (end - begin) * row);
    }
}

agglo_status columns_append(columns_table *table, size_t more, agglo_error *error) {
    size_t count = table->count + more;
    agglo_status status = columns_reserve(table, grown_capacity(table, count), error);
    if (status != AGGLO_OK)
        return status;
    columns_zero(table, table->count, count);
    table->count = count;
    return AGGLO_OK;
}

/* ---- new order by a list of all rows ---- */

static void gather_column(char *data, const char *copy, size_t row, const int32_t *order,
                          size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (order[i] < 0)
            memset(data + i * row, 0, row);
        else
            memcpy(data + i * row, copy + (size_t)order[i] * row, row);
    }
}

agglo_status columns_gather(columns_table *table, const int32_t *order, size_t count,
                            agglo_error *error) {
    agglo_status status = columns_reserve(table, grown_capacity(table, count), error);
    size_t widest = 0;
    for (size_t c = 0; c < table->layout->count; c++) {
        size_t row = column_row_size(&table->layout->columns[c]);
        widest = row > widest ? row : widest;
    }
    char *copy = status == AGGLO_OK ? malloc(table->count * widest + 1) : NULL;
    if (status != AGGLO_OK || copy == NULL)
        return status != AGGLO_OK
                   ? status
                   : error_set(error, AGGLO_ERROR_MEMORY, "no memory to reorder %zu %s",
                               table->count, table->layout->name);
    for (size_t c = 0; count > 0 && c < table->layout->count; c++) {
        size_t row = column_row_size(&table->layout->columns[c]);
        char *data = columns_data(table, c);
        memcpy(copy, data, table->count * row);
        gather_column(data, copy, row, order, count);
    }
    free(copy);
    table->count = count;
    return AGGLO_OK;
}

/* ---- new order by moves ---- */

agglo_status columns_plan_add(columns_plan *plan, size_t from, size_t to, size_t count,
                              agglo_error *error) {
    if (count == 0)
        return AGGLO_OK;
    columns_move *last = plan->count > 0 ? &plan->items[plan->count - 1] : NULL;
    if (last != NULL && (size_t)last->to - (size_t)last->from == to - from) {
        last->count = (int32_t)(from + count) - last->from;
        return AGGLO_OK;
    }
    if (plan->count == plan->capacity) {
        size_t capacity = plan->capacity == 0 ? 64 : 2 * plan->capacity;
        columns_move *grown = realloc(plan->items, capacity * sizeof *grown);
        if (grown == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu moves", capacity);
        plan->items = grown;
        plan->capacity = capacity;
    }
    plan->items[plan->count++] = (columns_move){(int32_t)from, (int32_t)to, (int32_t)count};
    return AGGLO_OK;
}

void columns_plan_free(columns_plan *plan) {
    free(plan->items);
    *plan = (columns_plan){0};
}

/* Columns that move together. */
enum { MOST_TOGETHER = 32 };
typedef struct {
    char *data[MOST_TOGETHER];
    size_t row[MOST_TOGETHER]; /* bytes */
    size_t count;
} carried;

static void move_rows(const carried *all, const columns_move *m) {
    size_t to = (size_t)m->to, from = (size_t)m->from, count = (size_t)m->count;
    for (size_t c = 0; c < all->count; c++) {
        size_t row = all->row[c];
        memmove(all->data[c] + to * row, all->data[c] + from * row, count * row);
    }
}

/* Moves down go in order; moves up that follow each other go from the last to the first, so that
 * none overwrites rows that are still to move. */
static void apply(const columns_plan *plan, const carried *all) {
    const columns_move *m = plan->items, *behind = m + plan->count;
    while (m < behind) {
        for (; m < behind && m->to <= m->from; m++)
            if (m->to < m->from)
                move_rows(all, m);
        const columns_move *first = m;
        while (m < behind && m->to > m->from)
            m++;
        for (const columns_move *up = m; up > first;)
            move_rows(all, --up);
    }
}

void columns_plan_apply(const columns_plan *plan, void *data, size_t row) {
    carried one = {.data = {data}, .row = {row}, .count = 1};
    apply(plan, &one);
}

/* Columns from `begin` on, at most `share` of them. */
static void rearrange_columns(const columns_table *table, size_t begin, size_t share,
                              const columns_plan *plan) {
    carried all;
    all.count = 0;
    for (size_t c = begin; c < begin + share && c < table->layout->count; c++, all.count++) {
        all.data[all.count] = columns_data(table, c);
        all.row[all.count] = column_row_size(&table->layout->columns[c]);
    }
    apply(plan, &all);
}

/* How many columns take each move together, 0: nothing moves. Where moves are short, those of a
 * lane: what has the same size is copied by the same instructions, whose turn is then foreseen.
 * Otherwise a column goes alone, so that memory is read in order. */
static size_t columns_together(const columns_table *table, const columns_plan *plan, int lanes) {
    enum { SHORT = 32 }; /* rows on average */
    size_t moves = 0, rows = 0;
    for (size_t k = 0; k < plan->count; k++)
        if (plan->items[k].to != plan->items[k].from) {
            moves++;
            rows += (size_t)plan->items[k].count;
        }
    if (moves == 0)
        return 0;
    size_t share = (table->layout->count + (size_t)lanes - 1) / (size_t)lanes;
    return rows >= moves * SHORT ? 1 : share < MOST_TOGETHER ? share : MOST_TOGETHER;
}

agglo_status columns_rearrange(columns_table *table, const columns_plan *plan, size_t count,
                               int lanes, agglo_error *error) {
    agglo_status status = columns_reserve(table, grown_capacity(table, count), error);
    if (status != AGGLO_OK)
        return status;
    size_t share = columns_together(table, plan, lanes);
    size_t groups = share > 0 ? (table->layout->count + share - 1) / share : 0;
    table->count = count;
    if (lanes > 1) {
#pragma omp parallel for num_threads(lanes) schedule(dynamic, 1)
        for (size_t g = 0; g < groups; g++)
            rearrange_columns(table, g * share, share, plan);
    } else {
        for (size_t g = 0; g < groups; g++)
            rearrange_columns(table, g * share, share, plan);
    }
    return AGGLO_OK;
}

/* A constant size lets the compiler write single instructions. */
static void clear_rows(char *data, size_t row, const int32_t *rows, size_t count) {
    switch (row) {
    case 8:
        for (size_t k = 0; k < count; k++)
            memset(data + (size_t)rows[k] * 8, 0, 8);
        return;
    case 4:
        for (size_t k = 0; k < count; k++)
            memset(data + (size_t)rows[k] * 4, 0, 4);
        return;
    case 1:
        for (size_t k = 0; k < count; k++)
            data[rows[k]] = 0;
        return;
    default:
        for (size_t k = 0; k < count; k++)
            memset(data + (size_t)rows[k] * row, 0, row);
    }
}

void columns_clear(columns_table *table, const int32_t *rows, size_t count) {
    for (size_t c = 0; c < table->layout->count; c++)
        clear_rows(columns_data(table, c), column_row_size(&table->layout->columns[c]), rows,
                   count);
}

static uint64_t hash_bytes(uint64_t hash, const unsigned char *bytes, size_t size) {
    size_t i = 0;
    for (; i + 8 <= size; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, 8);
        hash = id_mix(hash ^ word) + UINT64_C(0x9E3779B97F4A7C15);
    }
    uint64_t tail = 0;
    memcpy(&tail, bytes + i, size - i);
    return id_mix(hash ^ tail ^ (uint64_t)size << 56);
}

uint64_t columns_hash_rows(const columns_table *table, size_t begin, size_t end,
                           const void *skipped, uint64_t hash) {
    hash = id_mix(hash + (end - begin));
    for (size_t c = 0; end > begin && c < table->layout->count; c++) {
        size_t row = column_row_size(&table->layout->columns[c]);
        const unsigned char *data = columns_data(table, c);
        if (data != skipped)
            hash = hash_bytes(hash, data + begin * row, (end - begin) * row);
    }
    return hash;
}

uint64_t columns_hash(const columns_table *table, uint64_t hash) {
    return columns_hash_rows(table, 0, table->count, NULL, hash);
}

size_t columns_bytes(const columns_table *table) {
    size_t bytes = 0;
    for (size_t c = 0; c < table->layout->count; c++)
        bytes += table->capacity * column_row_size(&table->layout->columns[c]);
    return bytes;
}
