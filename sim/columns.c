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

#define GATHER_CASE(bytes, type)                                                                   \
    case bytes: {                                                                                  \
        type *to = target;                                                                         \
        const type *from = source;                                                                 \
        for (size_t i = 0; i < count; i++)                                                         \
            to[i] = order[i] < 0 ? 0 : from[order[i]];                                             \
        return;                                                                                    \
    }

static void gather_rows(void *target, const void *source, size_t row, const int32_t *order,
                        size_t count) {
    switch (row) {
        GATHER_CASE(1, uint8_t)
        GATHER_CASE(2, uint16_t)
        GATHER_CASE(4, uint32_t)
        GATHER_CASE(8, uint64_t)
    default:
        for (size_t i = 0; i < count; i++) {
            char *to = (char *)target + i * row;
            if (order[i] < 0)
                memset(to, 0, row);
            else
                memcpy(to, (const char *)source + (size_t)order[i] * row, row);
        }
    }
}

agglo_status columns_gather(columns_table *table, const int32_t *order, size_t count,
                            agglo_error *error) {
    agglo_status status = columns_reserve(table, grown_capacity(table, count), error);
    if (status != AGGLO_OK || count == 0) {
        table->count = status == AGGLO_OK ? 0 : table->count;
        return status;
    }
    size_t kept = 0; /* rows at the front that stay where they are */
    while (kept < count && kept < table->count && order[kept] == (int32_t)kept)
        kept++;
    if (kept == count) {
        table->count = count;
        return AGGLO_OK;
    }
    size_t widest = 0;
    for (size_t c = 0; c < table->layout->count; c++) {
        size_t row = column_row_size(&table->layout->columns[c]);
        widest = row > widest ? row : widest;
    }
    /* One column at a time through one scratch column: the peak is one column, not the table. */
    void *scratch = malloc((count - kept) * widest);
    if (scratch == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory to reorder %zu %s", count,
                         table->layout->name);
    for (size_t c = 0; c < table->layout->count; c++) {
        size_t row = column_row_size(&table->layout->columns[c]);
        char *data = columns_data(table, c);
        gather_rows(scratch, data, row, order + kept, count - kept);
        memcpy(data + kept * row, scratch, (count - kept) * row);
    }
    free(scratch);
    table->count = count;
    return AGGLO_OK;
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
