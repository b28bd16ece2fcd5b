#include "models/population.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/agents/project.h"
#include "sim/vector.h"

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

static agglo_status append_founding(founding_list *list, const founding *item, agglo_error *error);
DEFINE_LIST_ADD(append_founding, founding_list, founding)
DEFINE_LIST_ADD(happening_add, happening_list, happening)
DEFINE_LIST_ADD(plan_add, plan_list, project_plan)
DEFINE_LIST_ADD(product_add, product_list, product_plan)
DEFINE_LIST_ADD(seeker_add, seeker_list, seeker)

agglo_status founding_add(const world *w, founding_list *list, const founding *item,
                          agglo_error *error) {
    agglo_status status = world_check_room(w, (double)list->count + 1, w->room, "new firms", error);
    return status == AGGLO_OK ? append_founding(list, item, error) : status;
}

agglo_status plan_reserve(plan_list *list, size_t count, agglo_error *error) {
    if (count <= list->capacity)
        return AGGLO_OK;
    project_plan *items = realloc(list->items, (count + count / 8) * sizeof *items);
    if (items == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu projects", count);
    list->items = items;
    list->capacity = count + count / 8;
    return AGGLO_OK;
}

void lane_clear(gathering *lane) {
    lane->foundings.count = lane->happenings.count = 0;
    lane->plans.count = lane->products.count = lane->seekers.count = 0;
}

void lane_free(gathering *lane) {
    free(lane->foundings.items);
    free(lane->happenings.items);
    free(lane->plans.items);
    free(lane->products.items);
    free(lane->seekers.items);
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
    size_t capacity = columns_room(count);
    GROW(w->order, capacity);
    GROW(w->remap, capacity);
    w->order_capacity = capacity;
    return AGGLO_OK;
}

static agglo_status reserve_born(world *w, size_t count, agglo_error *error) {
    if (count <= w->born_capacity)
        return AGGLO_OK;
    size_t capacity = columns_room(count);
    GROW(w->born, capacity);
    w->born_capacity = capacity;
    return AGGLO_OK;
}

static agglo_status reserve_by_firm(world *w, agglo_error *error) {
    size_t count = w->firms.table.count + 1;
    if (count <= w->firm_capacity)
        return AGGLO_OK;
    size_t capacity = columns_room(count);
    GROW(w->project_first, capacity);
    GROW(w->product_first, capacity);
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

/* Rows sorted by owner, and for every owner its first row. */
typedef struct {
    const int32_t *owner;
    size_t count;
    int32_t *first; /* by owner, owners + 1 */
} owned_rows;

static owned_rows projects_of(const world *w) {
    return (owned_rows){w->projects.owner, w->projects.table.count, w->project_first};
}

static owned_rows products_of(const world *w) {
    return (owned_rows){w->products.owner, w->products.table.count, w->product_first};
}

static void index_rows(owned_rows rows, size_t owners) {
    size_t row = 0;
    for (size_t g = 0; g <= owners; g++) {
        while (row < rows.count && rows.owner[row] < (int32_t)g)
            row++;
        rows.first[g] = (int32_t)row;
    }
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
    index_rows(projects_of(w), w->firms.table.count);
    index_rows(products_of(w), w->firms.table.count);
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

/* Where the firms of one region go. */
typedef struct {
    int32_t begin, end;  /* its slice as it was */
    int32_t next;        /* the first free row of its new slice, then the row behind it */
    size_t born, births; /* new firms up to here, up to its end */
} slice;

/* The first closed firm in [row, end), or `end`. */
static int32_t next_closed(const uint8_t *gone, int32_t row, int32_t end) {
    const uint8_t *found =
        gone != NULL && row < end ? memchr(gone + row, 1, (size_t)(end - row)) : NULL;
    return found != NULL ? (int32_t)(found - gone) : end;
}

/* New firms take the rows of closed ones, from the first; then rows at the slice's end. Where more
 * firms close than come, those behind move up. */
static agglo_status plan_slice(world *w, const uint8_t *gone, slice *s, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    int32_t row = s->begin;
    while (status == AGGLO_OK && row < s->end) {
        int32_t closed = next_closed(gone, row, s->end);
        status = columns_plan_add(&w->moves, (size_t)row, (size_t)s->next, (size_t)(closed - row),
                                  error);
        s->next += closed - row;
        if (closed < s->end && s->born < s->births)
            w->born[s->born++] = s->next++;
        row = closed + 1;
    }
    while (s->born < s->births)
        w->born[s->born++] = s->next++;
    return status;
}

/* Fills the moves of firms, the rows of new firms and the new slices. */
static agglo_status plan_firms(world *w, const uint8_t *gone, const int32_t *births,
                               agglo_error *error) {
    agglo_status status = AGGLO_OK;
    slice s = {0};
    w->moves.count = 0;
    for (int r = 0; r < world_regions(w) && status == AGGLO_OK; r++) {
        s.births += (size_t)births[r];
        s.end = w->firm_first[r + 1];
        w->regions.firm_rows[r] = s.next;
        status = plan_slice(w, gone, &s, error);
        w->regions.firm_rows[r] = s.next - w->regions.firm_rows[r];
        s.begin = s.end;
    }
    return status;
}

typedef struct {
    world *w;
    const uint8_t *gone;
    const int32_t *births; /* by region */
} renewal;

/* The first one of the moves [low, high) that ends behind a row: it carries the row. `high` if
 * there is none. */
static size_t move_of(const columns_plan *moves, size_t low, size_t high, int32_t row) {
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (moves->items[middle].from + moves->items[middle].count <= row)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Whether a supplier's tie may lead to the firm: ties to others ended with the last orders. */
static int may_be_customer(const world *w, int32_t i) {
    return w->firms.kind[i] == KIND_MAJOR || w->firms.kind[i] == KIND_NICHE ||
           firm_is(w, i, FIRM_ANCHOR);
}

/* The first of a region's firms that may be a customer and closes, or whose row nobody takes, so
 * that those behind it move up: ties to firms before it stay as they are. */
static int32_t first_change(const renewal *n, int r) {
    int32_t end = n->w->firm_first[r + 1], births = n->births[r];
    int32_t i = next_closed(n->gone, n->w->firm_first[r], end);
    while (i < end && births-- > 0 && !may_be_customer(n->w, i))
        i = next_closed(n->gone, i + 1, end);
    return i;
}

VECTOR_BODY(find_highest)(const int32_t *numbers, size_t count, int32_t *most) {
    int32_t highest = INT32_MIN;
#pragma omp simd reduction(max : highest)
    for (size_t k = 0; k < count; k++)
        highest = numbers[k] > highest ? numbers[k] : highest;
    *most = highest;
}
VECTOR_KERNEL(find_highest, (const int32_t *numbers, size_t count, int32_t *most),
              (numbers, count, most))

/* Renews the ties of region r that lead to row `change` or behind; its slice will begin at `to`. */
static void renew_ties(const renewal *n, int r, int32_t change, int32_t to) {
    const columns_plan *moves = &n->w->moves;
    int32_t first = n->w->firm_first[r], end = n->w->firm_first[r + 1];
    int32_t *customer = &n->w->firms.customer[first * PLACE_COUNT];
    size_t count = (size_t)(end - first) * PLACE_COUNT;
    int32_t highest;
    find_highest(customer, count, &highest);
    if (highest < change - first)
        return;
    size_t low = move_of(moves, 0, moves->count, change);
    size_t high = move_of(moves, low, moves->count, end);
    for (size_t k = 0; k < count; k++) {
        int32_t row = first + customer[k];
        if (row < change)
            continue;
        const columns_move *m = &moves->items[move_of(moves, low, high, row)];
        customer[k] = n->gone[row] ? NOBODY : row + m->to - m->from - to;
    }
}

/* Customers are counted from the first firm of their region, so that ties only change with what
 * happens to customers in it. */
static agglo_status renew_customers(void *context, int lane, size_t begin, size_t end,
                                    agglo_error *error) {
    (void)lane;
    (void)error;
    const renewal *n = context;
    int32_t to = 0;
    for (size_t r = 0; r < begin; r++)
        to += n->w->regions.firm_rows[r];
    for (size_t r = begin; r < end; r++) {
        int32_t change = first_change(n, (int)r);
        if (change < n->w->firm_first[r + 1])
            renew_ties(n, (int)r, change, to);
        to += n->w->regions.firm_rows[r];
    }
    return AGGLO_OK;
}

static void end_projects(const world *w, int32_t firm) {
    for (int32_t k = w->project_first[firm]; k < w->project_first[firm + 1]; k++)
        w->projects.stage[k] = STAGE_ENDED;
}

static void end_products(const world *w, int32_t firm) {
    for (int32_t k = w->product_first[firm]; k < w->product_first[firm + 1]; k++)
        w->products.approval[k] = INT16_MIN;
}

static void add_to(int32_t *numbers, size_t begin, size_t end, int32_t by) {
#pragma omp simd
    for (size_t k = begin; k < end; k++)
        numbers[k] += by;
}

static void set_owners(int32_t *owner, int32_t begin, int32_t end, int32_t to) {
    for (int32_t k = begin; k < end; k++)
        owner[k] = to;
}

/* Projects and products follow their firms. Those of closed firms end; they keep a place that
 * leaves owners sorted until the next merge removes them. Move k takes care of the closed firms
 * before it, the last one (there is one more than moves) of those behind all moves. */
static agglo_status renew_owners(void *context, int lane, size_t begin, size_t end,
                                 agglo_error *error) {
    (void)lane;
    (void)error;
    const renewal *n = context;
    world *w = n->w;
    const int32_t *project = w->project_first, *product = w->product_first;
    for (size_t k = begin; k < end; k++) {
        columns_move none = {0}, last = {(int32_t)w->firms.table.count, 0, 0};
        columns_move before = k > 0 ? w->moves.items[k - 1] : none;
        columns_move m = k < w->moves.count ? w->moves.items[k] : last;
        int32_t gap = before.from + before.count, stop = m.from + m.count, by = m.to - m.from;
        int32_t place = before.to + before.count - (before.to + before.count > 0);
        for (int32_t i = next_closed(n->gone, gap, stop); i < stop;
             i = next_closed(n->gone, i + 1, stop)) {
            end_projects(w, i);
            end_products(w, i);
        }
        set_owners(w->projects.owner, project[gap], project[m.from], place);
        set_owners(w->products.owner, product[gap], product[m.from], place);
        if (by == 0)
            continue;
        add_to(w->projects.owner, (size_t)project[m.from], (size_t)project[stop], by);
        add_to(w->products.owner, (size_t)product[m.from], (size_t)product[stop], by);
    }
    return AGGLO_OK;
}

/* Offsets follow the moves; those of a new firm are those of the firm behind it. */
static void renew_first(const columns_plan *moves, owned_rows rows, size_t owners) {
    columns_plan_apply(moves, rows.first, sizeof *rows.first);
    int32_t end = (int32_t)owners + 1, value = (int32_t)rows.count;
    for (size_t k = moves->count; k-- > 0;) {
        for (int32_t g = moves->items[k].to + moves->items[k].count; g < end; g++)
            rows.first[g] = value;
        end = moves->items[k].to;
        value = rows.first[end];
    }
    for (int32_t g = 1; g < end; g++)
        rows.first[g] = value;
    rows.first[0] = 0;
}

static agglo_status renew_offsets(void *context, int lane, size_t begin, size_t end,
                                  agglo_error *error) {
    (void)lane;
    (void)error;
    const world *w = context;
    const owned_rows rows[] = {projects_of(w), products_of(w)};
    for (size_t k = begin; k < end; k++)
        renew_first(&w->moves, rows[k], w->firms.table.count);
    return AGGLO_OK;
}

/* References follow the moves, while firms still stand where they were. */
static agglo_status renew_references(world *w, const uint8_t *gone, const int32_t *births,
                                     agglo_error *error) {
    renewal n = {w, gone, births};
    agglo_status status = AGGLO_OK;
    if (gone != NULL)
        status = world_run_regions(w, renew_customers, &n, error);
    return status == AGGLO_OK ? blocks_run(w->moves.count + 1, w->lanes, renew_owners, &n, error)
                              : status;
}

agglo_status population_renew_firms(world *w, const uint8_t *gone, const int32_t *births,
                                    agglo_error *error) {
    size_t born = 0;
    for (int r = 0; r < world_regions(w); r++)
        born += (size_t)births[r];
    if (w->firms.table.count + born > INT32_MAX / PLACE_COUNT)
        return error_set(error, AGGLO_ERROR_MEMORY, "more firms than an index can count");
    agglo_status status = reserve_born(w, born, error);
    if (status == AGGLO_OK)
        status = plan_firms(w, gone, births, error);
    if (status == AGGLO_OK)
        status = renew_references(w, gone, births, error);
    if (status != AGGLO_OK)
        return status;
    for (int r = 0; r < world_regions(w); r++)
        w->firm_first[r + 1] = w->firm_first[r] + w->regions.firm_rows[r];
    status = columns_rearrange(&w->firms.table, &w->moves, (size_t)w->firm_first[world_regions(w)],
                               w->lanes, error);
    if (status != AGGLO_OK)
        return status;
    columns_clear(&w->firms.table, w->born, born);
    status = index_firms(w, error);
    return status == AGGLO_OK ? blocks_run(2, w->lanes, renew_offsets, w, error) : status;
}

/* ---- projects and products ---- */

static size_t next_ended_project(const world *w, size_t row) {
    size_t count = w->projects.table.count;
    const uint8_t *stage = w->projects.stage;
    const uint8_t *found = row < count ? memchr(stage + row, STAGE_ENDED, count - row) : NULL;
    return found != NULL ? (size_t)(found - stage) : count;
}

/* Products leave the market 16 years after approval: those that have stood so long when the step
 * begins. */
static size_t next_ended_product(const world *w, size_t row) {
    static const double product_years = 16;
    int last = w->step - (int)ceil(product_years / w->step_years - 1e-9);
    while (row < w->products.table.count && w->products.approval[row] > last)
        row++;
    return row;
}

/* New rows, sorted by owner; any struct that has its owner at `offset`. */
typedef struct {
    const void *items;
    size_t offset, stride, count;
} new_rows;

static int32_t new_owner(const new_rows *new, size_t k) {
    int32_t owner;
    memcpy(&owner, (const char *)new->items + k *new->stride + new->offset, sizeof owner);
    return owner;
}

/* Rows of a table and how to find the next one that is to be removed. */
typedef struct {
    columns_table *table;
    owned_rows rows;
    size_t (*next_ended)(const world *w, size_t row);
} holdings;

static agglo_status add_shift(shift_list *list, int32_t owner, size_t by, agglo_error *error) {
    if (list->count == list->capacity) {
        void *items = list->items;
        agglo_status status = list_grow(&items, &list->capacity, sizeof *list->items, error);
        if (status != AGGLO_OK)
            return status;
        list->items = items;
    }
    list->items[list->count++] = (owner_shift){owner, (int32_t)by};
    return AGGLO_OK;
}

/* A merge under way: the next row of the old table and of the new one. */
typedef struct {
    world *w;
    const holdings *old;
    size_t row, ended, next; /* ended: the next old row that goes out */
} merging;

/* Old rows before `stop` keep their order; those that have ended go out. */
static agglo_status plan_until(merging *m, size_t stop, agglo_error *error) {
    world *w = m->w;
    for (;;) {
        size_t end = m->ended < stop ? m->ended : stop;
        agglo_status status = columns_plan_add(&w->moves, m->row, m->next, end - m->row, error);
        m->next += end - m->row;
        m->row = end;
        if (status != AGGLO_OK || end == stop)
            return status;
        int32_t owner = m->old->rows.owner[m->row++];
        status = add_shift(&w->shifts, owner, m->next - m->row, error);
        if (status != AGGLO_OK)
            return status;
        m->ended = m->old->next_ended(w, m->row);
    }
}

/* Plans the moves that take out what has ended and put new rows behind the old ones of the same
 * owner: w->order[k] becomes the place of new row k. Returns the number of rows in `*count`. */
static agglo_status plan_merge(world *w, const holdings *old, const new_rows *new, size_t *count,
                               agglo_error *error) {
    merging m = {w, old, 0, old->next_ended(w, 0), 0};
    agglo_status status = AGGLO_OK;
    w->moves.count = w->shifts.count = 0;
    for (size_t k = 0; k < new->count &&status == AGGLO_OK; k++) {
        int32_t owner = new_owner(new, k);
        status = plan_until(&m, (size_t)old->rows.first[owner + 1], error);
        w->order[k] = (int32_t)m.next++;
        if (status == AGGLO_OK)
            status = add_shift(&w->shifts, owner, m.next - m.row, error);
    }
    if (status == AGGLO_OK)
        status = plan_until(&m, old->rows.count, error);
    *count = m.next;
    return status;
}

typedef struct {
    const shift_list *shifts;
    int32_t *first;
} offsets;

/* Offsets [begin, end) follow the rows. */
static agglo_status shift_offsets(void *context, int lane, size_t begin, size_t end,
                                  agglo_error *error) {
    (void)lane;
    (void)error;
    const offsets *o = context;
    size_t low = 0, high = o->shifts->count; /* the first shift whose owner is `begin` or later */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (o->shifts->items[middle].owner < (int32_t)begin)
            low = middle + 1;
        else
            high = middle;
    }
    for (size_t g = begin; g < end; low++) {
        size_t stop = low < o->shifts->count ? (size_t)o->shifts->items[low].owner + 1 : end;
        stop = stop < end ? stop : end;
        int32_t by = low > 0 ? o->shifts->items[low - 1].by : 0;
        if (by != 0)
            add_to(o->first, g, stop, by);
        g = stop;
    }
    return AGGLO_OK;
}

/* Merges, leaves the places of new rows in w->order and renews the offsets. */
static agglo_status merge(world *w, const holdings *old, const new_rows *new, agglo_error *error) {
    size_t count;
    agglo_status status = population_scratch(w, new->count, error);
    if (status == AGGLO_OK)
        status = plan_merge(w, old, new, &count, error);
    if (status == AGGLO_OK)
        status = columns_rearrange(old->table, &w->moves, count, w->lanes, error);
    offsets o = {&w->shifts, old->rows.first};
    return status == AGGLO_OK
               ? blocks_run(w->firms.table.count + 1, w->lanes, shift_offsets, &o, error)
               : status;
}

static void project_fill(world *w, size_t row, const project_plan *plan) {
    projects *p = &w->projects;
    p->id[row] = plan->id;
    p->owner[row] = plan->owner;
    p->time_left[row] = project_stage_years(&w->scenario->world, plan->device_class,
                                            plan->device_type, STAGE_CONCEPT);
    p->quality[row] = plan->quality;
    p->seed[row] = plan->seed;
    p->need[row] = plan->need;
    p->spent[row] = 0;
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
    holdings old = {&w->projects.table, projects_of(w), next_ended_project};
    new_rows new = {plans, offsetof(project_plan, owner), sizeof *plans, count};
    agglo_status status = merge(w, &old, &new, error);
    if (status != AGGLO_OK)
        return status;
    for (size_t k = 0; k < count; k++)
        project_fill(w, (size_t)w->order[k], &plans[k]);
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
    holdings old = {&w->products.table, products_of(w), next_ended_product};
    new_rows new = {plans, offsetof(product_plan, owner), sizeof *plans, count};
    agglo_status status = merge(w, &old, &new, error);
    if (status != AGGLO_OK)
        return status;
    for (size_t k = 0; k < count; k++) {
        int r = region_of(w, plans[k].owner);
        product_fill(w, (size_t)w->order[k], &plans[k], w->scenario->regions[r].home_market);
    }
    return AGGLO_OK;
}

agglo_status population_close_firms(world *w, agglo_error *error) {
    size_t count = w->firms.table.count;
    if (count == 0 || memchr(w->gone, 1, count) == NULL)
        return AGGLO_OK;
    memset(w->births, 0, (size_t)world_regions(w) * sizeof *w->births);
    for (int r = 0; r < world_regions(w); r++)
        w->flows.closed[r] += w->regions.firm_rows[r];
    agglo_status status = population_renew_firms(w, w->gone, w->births, error);
    for (int r = 0; r < world_regions(w); r++)
        w->flows.closed[r] -= w->regions.firm_rows[r];
    if (status == AGGLO_OK)
        status = population_merge_projects(w, NULL, 0, error);
    return status == AGGLO_OK ? population_merge_products(w, NULL, 0, error) : status;
}
