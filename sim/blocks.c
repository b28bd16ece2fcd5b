#include "sim/blocks.h"

#include <stdlib.h>

static agglo_status reserve(blocks *b, size_t count, size_t groups, agglo_error *error) {
    if (count > b->capacity) {
        size_t capacity = count + count / 4;
        blocks_range *items = realloc(b->items, capacity * sizeof *items);
        if (items == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu blocks", capacity);
        b->items = items;
        b->capacity = capacity;
    }
    if (groups + 1 > b->group_capacity) {
        int32_t *first = realloc(b->group_first, (groups + 1) * sizeof *first);
        if (first == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu groups", groups);
        b->group_first = first;
        b->group_capacity = groups + 1;
    }
    return AGGLO_OK;
}

agglo_status blocks_cut(blocks *b, const int32_t *first, size_t group_count, agglo_error *error) {
    size_t count = 0;
    for (size_t g = 0; g < group_count; g++)
        count += (size_t)(first[g + 1] - first[g] + BLOCKS_SIZE - 1) / BLOCKS_SIZE;
    agglo_status status = reserve(b, count, group_count, error);
    if (status != AGGLO_OK)
        return status;
    b->count = 0;
    b->group_count = group_count;
    for (size_t g = 0; g < group_count; g++) {
        b->group_first[g] = (int32_t)b->count;
        for (int32_t i = first[g]; i < first[g + 1]; i += BLOCKS_SIZE) {
            int32_t end = i + BLOCKS_SIZE < first[g + 1] ? i + BLOCKS_SIZE : first[g + 1];
            b->items[b->count++] = (blocks_range){(int32_t)g, i, end};
        }
    }
    b->group_first[group_count] = (int32_t)b->count;
    return AGGLO_OK;
}

void blocks_free(blocks *b) {
    free(b->items);
    free(b->group_first);
    *b = (blocks){0};
}

agglo_status blocks_run(size_t count, int lanes, blocks_body body, void *context,
                        agglo_error *error) {
    if (lanes <= 1)
        return body(context, 0, 0, count, error);
    int failed = lanes; /* the lowest lane that failed */
    agglo_status status = AGGLO_OK;
#pragma omp parallel for num_threads(lanes) schedule(static, 1)
    for (int lane = 0; lane < lanes; lane++) {
        agglo_error own = {0};
        size_t begin = count * (size_t)lane / (size_t)lanes;
        size_t end = count * ((size_t)lane + 1) / (size_t)lanes;
        agglo_status result = body(context, lane, begin, end, &own);
        if (result != AGGLO_OK) {
#pragma omp critical(blocks_error)
            if (lane < failed) {
                failed = lane;
                status = result;
                if (error != NULL)
                    *error = own;
            }
        }
    }
    return status;
}
