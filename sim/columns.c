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
    enum { MANY = 1 << 20 };
    return count + (count < MANY ? count / 8 : count / 16) + 16;
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

static void move_rows(char *data, size_t row, const columns_move *m) {
    memmove(data + (size_t)m->to * row, data + (size_t)m->from * row, (size_t)m->count * row);
}

/* Moves down go in order; moves up that follow each other go from the last to the first, so that
 * none overwrites rows that are still to move. */
void columns_plan_apply(const columns_plan *plan, void *data, size_t row) {
    const columns_move *m = plan->items, *behind = m + plan->count;
    while (m < behind) {
        for (; m < behind && m->to <= m->from; m++)
            if (m->to < m->from)
                move_rows(data, row, m);
        const columns_move *first = m;
        while (m < behind && m->to > m->from)
            m++;
        for (const columns_move *up = m; up > first;)
            move_rows(data, row, --up);
    }
}

static int moves_anything(const columns_plan *plan) {
    for (size_t k = 0; k < plan->count; k++)
        if (plan->items[k].to != plan->items[k].from)
            return 1;
    return 0;
}

static void rearrange_column(const columns_table *table, int c, const columns_plan *plan) {
    columns_plan_apply(plan, columns_data(table, (size_t)c),
                       column_row_size(&table->layout->columns[c]));
}

agglo_status columns_rearrange(columns_table *table, const columns_plan *plan, size_t count,
                               int lanes, agglo_error *error) {
    agglo_status status = columns_reserve(table, grown_capacity(table, count), error);
    if (status != AGGLO_OK)
        return status;
    int columns = moves_anything(plan) ? (int)table->layout->count : 0;
    if (lanes > 1) {
#pragma omp parallel for num_threads(lanes) schedule(dynamic, 1)
        for (int c = 0; c < columns; c++)
            rearrange_column(table, c, plan);
    } else {
        for (int c = 0; c < columns; c++)
            rearrange_column(table, c, plan);
    }
    table->count = count;
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
