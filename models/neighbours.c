/* Places are sorted into square cells as wide as the reach of a spill-over, row by row: whoever is
 * in reach of a place stands in three short stretches of that order. */
#include "models/neighbours.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    double row, column; /* whole numbers */
    int32_t place;
} cell;

static int by_cell(const void *left, const void *right) {
    const cell *a = left, *b = right;
    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->column != b->column)
        return a->column < b->column ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

/* The first entry that is not left of a column in a row, or above the row. */
static int32_t first_from(const cell *cells, int32_t count, double row, double column) {
    int32_t low = 0, high = count;
    while (low < high) {
        int32_t middle = low + (high - low) / 2;
        const cell *c = &cells[middle];
        if (c->row < row || (c->row == row && c->column < column))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

typedef struct {
    int32_t place;
    double weight;
} pair;

typedef struct {
    pair *items;
    size_t count, capacity;
} pair_list;

static agglo_status add(pair_list *list, pair found, agglo_error *error) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
        pair *items = realloc(list->items, capacity * sizeof *items);
        if (items == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for neighbours");
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = found;
    return AGGLO_OK;
}

static int by_place(const void *left, const void *right) {
    const pair *a = left, *b = right;
    return (a->place > b->place) - (a->place < b->place);
}

typedef struct {
    const neighbours_place *places;
    const cell *cells;
    int32_t count;
    double reach, d0, least_weight;
} search;

/* Appends the neighbours of one place, in ascending order. */
static agglo_status find_around(const search *s, int32_t r, pair_list *list, agglo_error *error) {
    neighbours_place here = s->places[r];
    size_t begin = list->count;
    double row = floor(here.y_km / s->reach), column = floor(here.x_km / s->reach);
    for (int dy = -1; dy <= 1; dy++) {
        int32_t k = first_from(s->cells, s->count, row + dy, column - 1);
        for (; k < s->count && s->cells[k].row == row + dy && s->cells[k].column <= column + 1;
             k++) {
            neighbours_place there = s->places[s->cells[k].place];
            double weight = exp(-hypot(here.x_km - there.x_km, here.y_km - there.y_km) / s->d0);
            if (s->cells[k].place == r || weight < s->least_weight)
                continue;
            agglo_status status = add(list, (pair){s->cells[k].place, weight}, error);
            if (status != AGGLO_OK)
                return status;
        }
    }
    if (list->count > begin)
        qsort(&list->items[begin], list->count - begin, sizeof *list->items, by_place);
    return AGGLO_OK;
}

static agglo_status keep(neighbours *near, const pair_list *list, agglo_error *error) {
    near->region = malloc((list->count + 1) * sizeof *near->region);
    near->weight = malloc((list->count + 1) * sizeof *near->weight);
    if (near->region == NULL || near->weight == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for neighbours");
    for (size_t k = 0; k < list->count; k++) {
        near->region[k] = list->items[k].place;
        near->weight[k] = list->items[k].weight;
    }
    return AGGLO_OK;
}

static agglo_status find_all(neighbours *near, const search *s, agglo_error *error) {
    pair_list list = {0};
    agglo_status status = AGGLO_OK;
    for (int32_t r = 0; r < s->count && status == AGGLO_OK; r++) {
        status = find_around(s, r, &list, error);
        if (status == AGGLO_OK && list.count > INT32_MAX)
            status = error_set(error, AGGLO_ERROR_MEMORY, "more neighbours than can be counted");
        near->first[r + 1] = (int32_t)list.count;
    }
    if (status == AGGLO_OK)
        status = keep(near, &list, error);
    free(list.items);
    return status;
}

agglo_status neighbours_find(neighbours *near, const neighbours_place *places, int32_t count,
                             double d0, double least_weight, agglo_error *error) {
    *near = (neighbours){0};
    /* km; a hair wider, so that rounding loses no pair at the border */
    double reach = fmax(1e-6, d0 * -log(least_weight) * (1 + 1e-9));
    cell *cells = malloc(((size_t)count + 1) * sizeof *cells);
    near->first = calloc((size_t)count + 1, sizeof *near->first);
    if (cells == NULL || near->first == NULL) {
        free(cells);
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %d places", count);
    }
    for (int32_t r = 0; r < count; r++)
        cells[r] = (cell){floor(places[r].y_km / reach), floor(places[r].x_km / reach), r};
    qsort(cells, (size_t)count, sizeof *cells, by_cell);
    search s = {places, cells, count, reach, d0, least_weight};
    agglo_status status = find_all(near, &s, error);
    free(cells);
    return status;
}

void neighbours_free(neighbours *near) {
    free(near->first);
    free(near->region);
    free(near->weight);
    *near = (neighbours){0};
}
