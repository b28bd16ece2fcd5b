#include "models/population.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists ---- */

static agglo_status list_grow(void **items, size_t *capacity, size_t size, agglo_error *error) {
    size_t grown = *capacity == 0 ? 64 : 2 * *capacity;
    void *moved = realloc(*items, grown * size);
    if (moved == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu list entries", grown);
    *items = moved;
    *capacity = grown;
    return AGGLO_OK;
}

#define DEFINE_LIST_ADD(function, list_type, item_type)                                            \
    agglo_status function(list_type *list, const item_type *item, agglo_error *error) {            \
        if (list->count == list->capacity) {                                                       \
            void *items = list->items;                                                             \
            agglo_status status = list_grow(&items, &list->capacity, sizeof *item, error);         \
            if (status != AGGLO_OK)                                                                \
                return status;                                                                     \
            list->items = items;                                                                   \
        }                                                                                          \
        list->items[list->count++] = *item;                                                        \
        return AGGLO_OK;                                                                           \
    }
DEFINE_LIST_ADD(founding_add, founding_list, founding)
DEFINE_LIST_ADD(happening_add, happening_list, happening)
DEFINE_LIST_ADD(plan_add, plan_list, project_plan)
DEFINE_LIST_ADD(product_add, product_list, product_plan)

void lane_clear(gathering *lane) {
    lane->foundings.count = lane->happenings.count = 0;
    lane->plans.count = lane->products.count = 0;
}

void lane_free(gathering *lane) {
    free(lane->foundings.items);
    free(lane->happenings.items);
    free(lane->plans.items);
    free(lane->products.items);
    free(lane->orders.wanted);
    *lane = (gathering){0};
}

/* ---- capacities ---- */

#define GROW(pointer, count)                                                                       \
    do {                                                                                           \
        void *moved = realloc(pointer, (count) * sizeof *(pointer));                               \
        if (moved == NULL)                                                                         \
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu agents",                \
                             (size_t)(count));                                                     \
        pointer = moved;                                                                           \
    } while (0)

agglo_status population_scratch(world *w, size_t count, agglo_error *error) {
    if (count <= w->order_capacity)
        return AGGLO_OK;
    size_t capacity = count + count / 8 + 64;
    GROW(w->order, capacity);
    GROW(w->remap, capacity);
    w->order_capacity = capacity;
    return AGGLO_OK;
}

static agglo_status reserve_by_firm(world *w, agglo_error *error) {
    size_t count = w->firms.table.count + 1;
    if (count <= w->firm_capacity)
        return AGGLO_OK;
    size_t capacity = count + count / 8 + 64;
    GROW(w->project_first, capacity);
    GROW(w->product_first, capacity);
    GROW(w->running_cost, capacity);
    GROW(w->draws, capacity);
    GROW(w->gone, capacity);
    w->firm_capacity = capacity;
    return AGGLO_OK;
}

static agglo_status reserve_tallies(world *w, agglo_error *error) {
    if (w->blocks.count <= w->tallies_capacity)
        return AGGLO_OK;
    size_t capacity = w->blocks.count + w->blocks.count / 8 + 4;
    GROW(w->tallies, capacity);
    w->tallies_capacity = capacity;
    return AGGLO_OK;
}

/* ---- offsets ---- */

/* first[g] = first row whose key is >= g, for rows sorted by key. */
static void offsets_of(const int32_t *key, size_t count, int32_t groups, int32_t *first) {
    size_t row = 0;
    for (int32_t g = 0; g <= groups; g++) {
        while (row < count && key[row] < g)
            row++;
        first[g] = (int32_t)row;
    }
}

static void index_projects(world *w) {
    offsets_of(w->projects.owner, w->projects.table.count, (int32_t)w->firms.table.count,
               w->project_first);
}

static void index_products(world *w) {
    offsets_of(w->products.owner, w->products.table.count, (int32_t)w->firms.table.count,
               w->product_first);
}

static agglo_status index_firms(world *w, agglo_error *error) {
    agglo_status status = reserve_by_firm(w, error);
    if (status == AGGLO_OK)
        status = blocks_cut(&w->blocks, w->firm_first, (size_t)world_regions(w), error);
    return status == AGGLO_OK ? reserve_tallies(w, error) : status;
}

agglo_status population_index(world *w, agglo_error *error) {
    agglo_status status = index_firms(w, error);
    if (status != AGGLO_OK)
        return status;
    index_projects(w);
    index_products(w);
    return AGGLO_OK;
}

agglo_status population_sort(world *w, columns_table *table, const int32_t *region, int32_t *first,
                             agglo_error *error) {
    agglo_status status = population_scratch(w, table->count, error);
    if (status != AGGLO_OK)
        return status;
    int groups = world_regions(w);
    memset(first, 0, ((size_t)groups + 1) * sizeof *first);
    for (size_t i = 0; i < table->count; i++)
        first[region[i] + 1]++;
    for (int r = 0; r < groups; r++)
        first[r + 1] += first[r];
    /* `remap` holds the next free place of each region while the rows are dealt out. */
    status = population_scratch(w, (size_t)groups + table->count, error);
    if (status != AGGLO_OK)
        return status;
    memcpy(w->remap, first, (size_t)groups * sizeof *first);
    for (size_t i = 0; i < table->count; i++)
        w->order[w->remap[region[i]]++] = (int32_t)i;
    return columns_gather(table, w->order, table->count, error);
}

/* ---- firms ---- */

/* Fills order (new row -> old row, -1: new firm), remap (old row -> new row) and firm_first;
 * returns the new number of firms. */
static size_t order_firms(world *w, const uint8_t *gone, const int32_t *births) {
    int32_t next = 0, old = 0;
    for (int r = 0; r < world_regions(w); r++) {
        int32_t end = w->firm_first[r + 1];
        w->firm_first[r] = next;
        for (; old < end; old++) {
            int leaves = gone != NULL && gone[old];
            w->remap[old] = leaves ? NOBODY : next;
            if (!leaves)
                w->order[next++] = old;
        }
        for (int32_t b = 0; b < births[r]; b++)
            w->order[next++] = NOBODY;
    }
    w->firm_first[world_regions(w)] = next;
    return (size_t)next;
}

static void renew_customers(world *w) {
    size_t places = w->firms.table.count * PLACE_COUNT;
    for (size_t k = 0; k < places; k++)
        if (w->firms.customer[k] >= 0)
            w->firms.customer[k] = w->remap[w->firms.customer[k]];
}

/* Renews the owners of a table. A row whose owner is gone takes the owner of the row before it, so
 * that owners stay sorted, and is marked as ended: the next merge removes it. */
static void renew_owners(const world *w, columns_table *table, int32_t *owner,
                         void (*end)(const world *w, size_t row)) {
    int32_t last = 0;
    for (size_t i = 0; i < table->count; i++) {
        int32_t renewed = w->remap[owner[i]];
        if (renewed == NOBODY)
            end(w, i);
        else
            last = renewed;
        owner[i] = last;
    }
}

static void end_project(const world *w, size_t row) {
    w->projects.stage[row] = STAGE_ENDED;
}

static void end_product(const world *w, size_t row) {
    w->products.approval[row] = INT16_MIN;
}

agglo_status population_renew_firms(world *w, const uint8_t *gone, const int32_t *births,
                                    agglo_error *error) {
    size_t largest = w->firms.table.count;
    for (int r = 0; r < world_regions(w); r++)
        largest += (size_t)births[r];
    if (largest > INT32_MAX / PLACE_COUNT)
        return error_set(error, AGGLO_ERROR_MEMORY, "more firms than an index can count");
    agglo_status status = population_scratch(w, largest, error);
    if (status != AGGLO_OK)
        return status;
    size_t count = order_firms(w, gone, births);
    for (int r = 0; r < world_regions(w); r++)
        w->regions.firm_rows[r] = w->firm_first[r + 1] - w->firm_first[r];
    status = columns_gather(&w->firms.table, w->order, count, error);
    if (status != AGGLO_OK)
        return status;
    renew_customers(w);
    renew_owners(w, &w->projects.table, w->projects.owner, end_project);
    renew_owners(w, &w->products.table, w->products.owner, end_product);
    return index_firms(w, error);
}

/* ---- projects and products ---- */

static int project_has_ended(const world *w, size_t row) {
    return w->projects.stage[row] == STAGE_ENDED;
}

/* Products leave the market 16 years after approval; the place in the step where this is called
 * counts the step as done. */
static const double product_years = 16;
static int product_has_ended(const world *w, size_t row) {
    return (w->step + 1 - w->products.approval[row]) * w->step_years >= product_years;
}

typedef struct {
    const int32_t *owner;
    size_t count;
    int (*has_ended)(const world *w, size_t row);
} merge_source;

/* New rows, sorted by owner; any struct that has its owner at `offset`. */
typedef struct {
    const void *items;
    size_t offset, stride, count;
} merge_plans;

static int32_t plan_owner(const merge_plans *plans, size_t k) {
    int32_t owner;
    memcpy(&owner, (const char *)plans->items + k * plans->stride + plans->offset, sizeof owner);
    return owner;
}

/* Merges new rows behind the old rows of the same owner. In `order` a new row k stands as -1 - k.
 * Returns the number of rows. */
static size_t merge_order(world *w, const merge_source *old, const merge_plans *plans) {
    size_t n = 0, k = 0;
    for (size_t i = 0; i <= old->count; i++) {
        int32_t limit = i < old->count ? old->owner[i] : INT32_MAX;
        for (; k < plans->count && plan_owner(plans, k) < limit; k++)
            w->order[n++] = -1 - (int32_t)k;
        if (i < old->count && !old->has_ended(w, i))
            w->order[n++] = (int32_t)i;
    }
    return n;
}

static void project_fill(world *w, size_t row, const project_plan *plan) {
    projects *p = &w->projects;
    const scenario_class *c = &w->scenario->world.classes[plan->device_class];
    double pace = plan->device_type == TYPE_SAMD ? 0.5 : 1;
    p->id[row] = plan->id;
    p->owner[row] = plan->owner;
    p->time_left[row] = c->stage_years[STAGE_CONCEPT] * pace;
    p->quality[row] = plan->quality;
    p->seed[row] = plan->seed;
    p->need[row] = plan->need;
    p->birth[row] = w->step;
    p->university[row] = plan->university;
    p->hospital[row] = plan->hospital;
    p->stage[row] = STAGE_CONCEPT;
    p->device_class[row] = plan->device_class;
    p->device_type[row] = plan->device_type;
    p->field[row] = plan->field;
    p->link[row] = plan->link;
}

static void product_fill(world *w, size_t row, const product_plan *plan, int home) {
    products *p = &w->products;
    p->id[row] = plan->id;
    p->owner[row] = plan->owner;
    p->peak[row] = plan->peak;
    p->field[row] = plan->field;
    p->device_class[row] = plan->device_class;
    p->device_type[row] = plan->device_type;
    p->approval[row] = (int16_t)w->step;
    for (int m = 0; m < MARKET_COUNT; m++)
        p->launch[row * MARKET_COUNT + (size_t)m] = m == home ? (int16_t)w->step : NOBODY;
}

agglo_status population_merge_projects(world *w, const project_plan *plans, size_t count,
                                       agglo_error *error) {
    projects *p = &w->projects;
    agglo_status status = population_scratch(w, p->table.count + count, error);
    if (status != AGGLO_OK)
        return status;
    merge_source old = {p->owner, p->table.count, project_has_ended};
    merge_plans new = {plans, offsetof(project_plan, owner), sizeof *plans, count};
    size_t rows = merge_order(w, &old, &new);
    if (count > 0 || rows < p->table.count) {
        status = columns_gather(&p->table, w->order, rows, error);
        if (status != AGGLO_OK)
            return status;
        for (size_t i = 0; count > 0 && i < rows; i++)
            if (w->order[i] < 0)
                project_fill(w, i, &plans[-1 - w->order[i]]);
    }
    index_projects(w);
    return AGGLO_OK;
}

/* The region of a firm: the slice its row lies in. */
static int region_of(const world *w, int32_t firm) {
    int low = 0, high = world_regions(w);
    while (high - low > 1) {
        int middle = (low + high) / 2;
        if (w->firm_first[middle] <= firm)
            low = middle;
        else
            high = middle;
    }
    return low;
}

agglo_status population_merge_products(world *w, const product_plan *plans, size_t count,
                                       agglo_error *error) {
    products *p = &w->products;
    agglo_status status = population_scratch(w, p->table.count + count, error);
    if (status != AGGLO_OK)
        return status;
    merge_source old = {p->owner, p->table.count, product_has_ended};
    merge_plans new = {plans, offsetof(product_plan, owner), sizeof *plans, count};
    size_t rows = merge_order(w, &old, &new);
    if (count > 0 || rows < p->table.count) {
        status = columns_gather(&p->table, w->order, rows, error);
        if (status != AGGLO_OK)
            return status;
        for (size_t i = 0; count > 0 && i < rows; i++) {
            if (w->order[i] >= 0)
                continue;
            const product_plan *plan = &plans[-1 - w->order[i]];
            int r = region_of(w, plan->owner);
            product_fill(w, i, plan, w->scenario->regions[r].home_market);
        }
    }
    index_products(w);
    return AGGLO_OK;
}
