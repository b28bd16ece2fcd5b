#include "models/world.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/id.h"

const char *const event_names[EVENT_COUNT] = {
    [EVENT_POLICY_START] = "policy_start",
    [EVENT_ANCHOR_ENTRY] = "anchor_entry",
    [EVENT_UNIVERSITY] = "research_site",
    [EVENT_ENTRY] = "entry",
    [EVENT_INDUSTRY_ENTRY] = "industry_entry",
    [EVENT_SPINOUT] = "spinout",
    [EVENT_SPINOFF] = "spinoff",
    [EVENT_SUPPLIER_FOUNDING] = "supplier_founding",
    [EVENT_FELLOW_FOUNDING] = "fellow_founding",
    [EVENT_REFOUNDING] = "refounding",
    [EVENT_PROJECT] = "project",
    [EVENT_ROUND] = "round",
    [EVENT_APPROVAL] = "approval",
    [EVENT_PROJECT_FAILED] = "project_failed",
    [EVENT_FAILED] = "failed",
    [EVENT_ACQUIRED] = "acquired",
    [EVENT_FLOATED] = "floated",
    [EVENT_MOVED] = "moved",
    [EVENT_GRADUATION] = "graduation",
    [EVENT_PROMOTION] = "promotion",
    [EVENT_DEMOTION] = "demotion",
    [EVENT_HOME_BASE] = "home_base",
    [EVENT_LICENCE] = "licence",
    [EVENT_KIND] = "kind",
    [EVENT_FUND] = "fund",
    [EVENT_DEPARTURE] = "departure",
};

double circle_wrap(double place) {
    double wrapped = place - floor(place);
    return wrapped < 1 ? wrapped : 0;
}

float circle_store(double place) {
    float stored = (float)circle_wrap(place);
    return stored < 1 ? stored : 0;
}

int circle_bin(double place) {
    int b = (int)(place * BIN_COUNT);
    return b < BIN_COUNT ? b : BIN_COUNT - 1;
}

void world_tables(world *w, columns_table *tables[WORLD_TABLES]) {
    columns_table *all[WORLD_TABLES] = {
        &w->firms.table,     &w->projects.table, &w->products.table, &w->universities.table,
        &w->hospitals.table, &w->funds.table,    &w->regions.table,  &w->agencies.table,
        &w->orders.table,    &w->flows.table,    &w->spendings.table};
    memcpy(tables, all, sizeof all);
}

agglo_status world_check_room(const world *w, double count, double most, const char *kind,
                              agglo_error *error) {
    if (count <= most)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_INPUT, "the world has no room for so many %s", kind);
    error_got(error, "%.0f in %.2f", count, w->scenario->start_year + world_time(w));
    error_expected(error, "at most %.0f", most);
    error_hint(error, "a parameter, a population or a policy has the wrong size");
    return AGGLO_ERROR_INPUT;
}

/* ---- hash, log, size ---- */

/* Rows of projects or products; owners count from the region's first firm. */
static uint64_t hash_owned(const columns_table *table, const int32_t *owner, const int32_t rows[2],
                           int32_t first_firm, uint64_t hash) {
    hash = columns_hash_rows(table, (size_t)rows[0], (size_t)rows[1], owner, hash);
    for (int32_t k = rows[0]; k < rows[1]; k++)
        hash = id_mix(hash ^ (uint64_t)(owner[k] - first_firm));
    return hash;
}

static uint64_t hash_region(const world *w, int r) {
    const int32_t *f = &w->firm_first[r], *u = &w->university_first[r], *h = &w->hospital_first[r],
                  *v = &w->fund_first[r];
    const int32_t p[2] = {w->project_first[f[0]], w->project_first[f[1]]};
    const int32_t q[2] = {w->product_first[f[0]], w->product_first[f[1]]};
    uint64_t x = columns_hash_rows(&w->firms.table, (size_t)f[0], (size_t)f[1], NULL, 0);
    x = hash_owned(&w->projects.table, w->projects.owner, p, f[0], x);
    x = hash_owned(&w->products.table, w->products.owner, q, f[0], x);
    x = columns_hash_rows(&w->universities.table, (size_t)u[0], (size_t)u[1], NULL, x);
    x = columns_hash_rows(&w->hospitals.table, (size_t)h[0], (size_t)h[1], NULL, x);
    x = columns_hash_rows(&w->funds.table, (size_t)v[0], (size_t)v[1], NULL, x);
    x = columns_hash_rows(&w->regions.table, (size_t)r, (size_t)r + 1, NULL, x);
    return columns_hash_rows(&w->flows.table, (size_t)r, (size_t)r + 1, NULL, x);
}

void world_hash_regions(world *w) {
    for (int r = w->own_first; r < w->own_end; r++)
        w->region_hash[r] = hash_region(w, r);
}

uint64_t world_hash(world *w) {
    world_hash_regions(w);
    uint64_t hash = id_mix((uint64_t)w->step + 1);
    for (int r = 0; r < world_regions(w); r++)
        hash = id_mix(hash ^ w->region_hash[r]) + (uint64_t)r;
    hash = columns_hash(&w->agencies.table, hash);
    hash = columns_hash(&w->orders.table, hash);
    return w->spendings.table.count > 0 ? columns_hash(&w->spendings.table, hash) : hash;
}

agglo_status world_log_common(world *w, const schema_event *event, agglo_error *error) {
    return ranks_own(w->ranks) == 0 ? world_log(w, event, error) : AGGLO_OK;
}

agglo_status world_log_section(world *w, agglo_error *error) {
    event_sections *list = &w->sections;
    if (ranks_count(w->ranks) == 1 || !w->scenario->record_events)
        return AGGLO_OK;
    if (list->count == list->capacity) {
        size_t capacity = 2 * list->capacity + 64;
        size_t *ends = realloc(list->ends, capacity * sizeof *ends);
        if (ends == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the log of events");
        list->ends = ends;
        list->capacity = capacity;
    }
    list->ends[list->count++] = w->events.count;
    return AGGLO_OK;
}

/* ---- loops ---- */

typedef struct {
    blocks_body body;
    void *context;
    size_t first;
} own_regions;

static agglo_status run_own(void *context, int lane, size_t begin, size_t end, agglo_error *error) {
    const own_regions *own = context;
    return own->body(own->context, lane, own->first + begin, own->first + end, error);
}

agglo_status world_run_regions(world *w, blocks_body body, void *context, agglo_error *error) {
    own_regions own = {body, context, (size_t)w->own_first};
    return blocks_run((size_t)(w->own_end - w->own_first), w->lanes, run_own, &own, error);
}

agglo_status world_log(world *w, const schema_event *event, agglo_error *error) {
    if (!w->scenario->record_events)
        return AGGLO_OK;
    agglo_status status = schema_events_reserve(&w->events, w->events.count + 1, error);
    if (status == AGGLO_OK)
        w->events.items[w->events.count++] = *event;
    return status;
}

static size_t bytes_by_region(const world *w) {
    enum { OFFSETS = 6, NUMBERS = BIN_COUNT + FIELD_COUNT + 2 }; /* int32 and double */
    size_t region =
        sizeof(observation) + sizeof(levers) + NUMBERS * sizeof(double) + OFFSETS * sizeof(int32_t);
    size_t near = (size_t)w->neighbours.first[world_regions(w)];
    return (size_t)world_regions(w) * region + near * (sizeof(int32_t) + sizeof(double)) +
           (w->blocks.group_capacity + (size_t)world_regions(w)) * sizeof(int32_t);
}

static size_t bytes_of_lane(const gathering *lane) {
    return sizeof *lane + lane->foundings.capacity * sizeof(founding) +
           lane->happenings.capacity * sizeof(happening) +
           lane->plans.capacity * sizeof(project_plan) +
           lane->products.capacity * sizeof(product_plan) +
           lane->seekers.capacity * sizeof(seeker) + lane->orders.capacity * ORDER_ROW_BYTES;
}

size_t world_bytes(world *w) {
    columns_table *tables[WORLD_TABLES];
    world_tables(w, tables);
    size_t bytes = sizeof *w + bytes_by_region(w);
    for (size_t t = 0; t < WORLD_TABLES; t++)
        bytes += columns_bytes(tables[t]);
    bytes += w->firm_capacity * (2 * sizeof(int32_t) + sizeof(random_block) + 1);
    bytes += (w->market.blocks * FIELD_COUNT * MARKET_COUNT + 2 * w->market.steps) * sizeof(double);
    bytes += (2 * w->order_capacity + w->born_capacity) * sizeof(int32_t);
    bytes += w->moves.capacity * sizeof(columns_move) + w->shifts.capacity * sizeof(owner_shift);
    bytes += w->attraction_capacity * sizeof *w->attraction;
    bytes += w->tallies_capacity * sizeof(tally) + w->blocks.capacity * sizeof(blocks_range);
    bytes += w->foundings.capacity * sizeof(founding) + w->events.capacity * sizeof(schema_event);
    bytes += w->joint_capacity * sizeof(double) + w->lever_parts.capacity * sizeof(lever_part);
    for (int k = 0; k < w->lanes; k++)
        bytes += bytes_of_lane(&w->lane[k]);
    return bytes;
}

/* ---- invariants ---- */

static agglo_status breach(agglo_error *error, const char *what, size_t row) {
    return error_set(error, AGGLO_ERROR_INTERNAL, "invariant broken: %s (row %zu)", what, row);
}

static agglo_status check_firms(const world *w, agglo_error *error) {
    const firms *f = &w->firms;
    for (size_t i = 0; i < f->table.count; i++) {
        if (!(f->size[i] > 0) || !isfinite(f->size[i]))
            return breach(error, "a firm's size is positive", i);
        if (!(f->base[i] >= 0) || !isfinite(f->base[i]) || !isfinite(f->cash[i]))
            return breach(error, "a firm's money is finite", i);
        if (!(f->technology[i] >= 0 && f->technology[i] < 1))
            return breach(error, "technology lies on the circle", i);
        if (!(f->trust_university[i] >= 0 && f->trust_university[i] <= 1 &&
              f->trust_hospital[i] >= 0 && f->trust_hospital[i] <= 1))
            return breach(error, "trust lies in 0...1", i);
        if (f->kind[i] >= KIND_COUNT || f->licence[i] > 3 || f->round[i] > 4)
            return breach(error, "kind, licence and round are in range", i);
    }
    return AGGLO_OK;
}

static agglo_status check_ties(const world *w, agglo_error *error) {
    for (int r = 0; r < world_regions(w); r++)
        for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++)
            for (int k = 0; k < PLACE_COUNT; k++) {
                int32_t customer = w->firms.customer[i * PLACE_COUNT + k];
                if (customer < NOBODY || customer >= w->regions.firm_rows[r])
                    return breach(error, "a customer is a firm of the region", (size_t)i);
            }
    return AGGLO_OK;
}

static agglo_status check_owned(const world *w, agglo_error *error) {
    for (size_t i = 0; i < w->projects.table.count; i++) {
        int32_t owner = w->projects.owner[i];
        if (owner < 0 || owner >= (int32_t)w->firms.table.count ||
            (i > 0 && owner < w->projects.owner[i - 1]))
            return breach(error, "projects are sorted by owner", i);
        if (!(w->projects.quality[i] >= 0 && w->projects.quality[i] <= 1))
            return breach(error, "quality lies in 0...1", i);
    }
    for (size_t i = 0; i < w->products.table.count; i++) {
        int32_t owner = w->products.owner[i];
        if (owner < 0 || owner >= (int32_t)w->firms.table.count ||
            (i > 0 && owner < w->products.owner[i - 1]))
            return breach(error, "products are sorted by owner", i);
    }
    return AGGLO_OK;
}

static agglo_status check_regions(const world *w, agglo_error *error) {
    const regions *r = &w->regions;
    for (size_t i = 0; i < r->table.count; i++) {
        if (!(r->reputation[i] >= 0 && r->reputation[i] <= 1))
            return breach(error, "reputation lies in 0...1", i);
        if (!(r->talent[i] >= 0 && r->mentors[i] >= 0 && r->support[i] >= 0 &&
              r->purse_local[i] >= 0 && r->purse_pool[i] >= 0 && r->invested[i] >= 0))
            return breach(error, "stocks of a region are not negative", i);
        for (size_t b = 0; b < BIN_COUNT; b++)
            if (!(r->seeds[i * BIN_COUNT + b] >= 0 && r->knowledge[i * BIN_COUNT + b] >= 0))
                return breach(error, "seeds and knowledge are not negative", i);
    }
    for (size_t k = 0; k < w->funds.table.count; k++)
        if (!(w->funds.dry_powder[k] >= 0))
            return breach(error, "dry powder is not negative", k);
    return AGGLO_OK;
}

agglo_status world_check(world *w, agglo_error *error) {
    agglo_status status = check_firms(w, error);
    if (status == AGGLO_OK)
        status = check_ties(w, error);
    if (status == AGGLO_OK)
        status = check_owned(w, error);
    return status == AGGLO_OK ? check_regions(w, error) : status;
}
