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

/* Capacity for `count` agents with room to grow, so that growth is amortised. */
static size_t grown_capacity(const columns_table *table, size_t count) {
    if (count <= table->capacity)
        return table->capacity;
    size_t slack = table->capacity == 0 ? 0 : count / 8 + 16;
    return count + slack;
}

agglo_status columns_append(columns_table *table, size_t more, agglo_error *error) {
    size_t count = table->count + more;
    agglo_status status = columns_reserve(table, grown_capacity(table, count), error);
    if (status != AGGLO_OK)
        return status;
    for (size_t c = 0; more > 0 && c < table->layout->count; c++) {
        size_t row = column_row_size(&table->layout->columns[c]);
        memset((char *)columns_data(table, c) + table->count * row, 0, more * row);
    }
    table->count = count;
    return AGGLO_OK;
}

/* A run of rows that move together: new rows [to, to + count) are old rows [from, from + count). */
typedef struct {
    size_t to, from, count;
} run;

static size_t find_runs(const int32_t *order, size_t count, run *runs) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (order[i] < 0)
            continue;
        int continues = n > 0 && runs[n - 1].to + runs[n - 1].count == i &&
                        runs[n - 1].from + runs[n - 1].count == (size_t)order[i];
        if (continues)
            runs[n - 1].count++;
        else
            runs[n++] = (run){i, (size_t)order[i], 1};
    }
    return n;
}

/* An upper bound of the number of runs, and whether rows keep their order. */
static size_t count_runs(const int32_t *order, size_t count, int *is_monotone) {
    size_t n = 0;
    int32_t last = -1, previous = -1;
    *is_monotone = 1;
    for (size_t i = 0; i < count; previous = order[i++]) {
        if (order[i] < 0)
            continue;
        *is_monotone &= order[i] > last;
        n += previous < 0 || order[i] != previous + 1;
        last = order[i];
    }
    return n;
}

/* Runs that move down are moved from the first to the last, then those that move up from the last
 * to the first: no run then overwrites one that is still to move, because their order is kept. */
static void move_runs(char *data, size_t row, const run *runs, size_t n) {
    for (size_t k = 0; k < n; k++)
        if (runs[k].to < runs[k].from)
            memmove(data + runs[k].to * row, data + runs[k].from * row, runs[k].count * row);
    for (size_t k = n; k-- > 0;)
        if (runs[k].to > runs[k].from)
            memmove(data + runs[k].to * row, data + runs[k].from * row, runs[k].count * row);
}

/* Rows between runs are new: all zero. */
static void clear_gaps(char *data, size_t row, const run *runs, size_t n, size_t count) {
    size_t end = 0;
    for (size_t k = 0; k <= n; k++) {
        size_t next = k < n ? runs[k].to : count;
        memset(data + end * row, 0, (next - end) * row);
        end = k < n ? runs[k].to + runs[k].count : end;
    }
}

/* Rows that change their order go through a copy of the column. */
static agglo_status copy_runs(columns_table *table, const run *runs, size_t n, agglo_error *error) {
    for (size_t c = 0; c < table->layout->count; c++) {
        size_t row = column_row_size(&table->layout->columns[c]);
        char *data = columns_data(table, c), *copy = malloc(table->count * row + 1);
        if (copy == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory to reorder %zu %s", table->count,
                             table->layout->name);
        memcpy(copy, data, table->count * row);
        for (size_t k = 0; k < n; k++)
            memcpy(data + runs[k].to * row, copy + runs[k].from * row, runs[k].count * row);
        free(copy);
    }
    return AGGLO_OK;
}

agglo_status columns_gather(columns_table *table, const int32_t *order, size_t count,
                            agglo_error *error) {
    agglo_status status = columns_reserve(table, grown_capacity(table, count), error);
    if (status != AGGLO_OK)
        return status;
    int is_monotone;
    size_t n = count_runs(order, count, &is_monotone);
    run *runs = malloc((n + 1) * sizeof *runs);
    if (runs == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory to reorder %zu %s", count,
                         table->layout->name);
    n = find_runs(order, count, runs);
    if (!is_monotone)
        status = copy_runs(table, runs, n, error);
    for (size_t c = 0; status == AGGLO_OK && c < table->layout->count; c++) {
        size_t row = column_row_size(&table->layout->columns[c]);
        if (is_monotone)
            move_runs(columns_data(table, c), row, runs, n);
        if (table->capacity > 0)
            clear_gaps(columns_data(table, c), row, runs, n, count);
    }
    free(runs);
    if (status == AGGLO_OK)
        table->count = count;
    return status;
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

uint64_t columns_hash(const columns_table *table, uint64_t hash) {
    hash = id_mix(hash + table->count);
    for (size_t c = 0; table->count > 0 && c < table->layout->count; c++)
        hash = hash_bytes(hash, columns_data(table, c),
                          table->count * column_row_size(&table->layout->columns[c]));
    return hash;
}

size_t columns_bytes(const columns_table *table) {
    size_t bytes = 0;
    for (size_t c = 0; c < table->layout->count; c++)
        bytes += table->capacity * column_row_size(&table->layout->columns[c]);
    return bytes;
}
