/* How a world is made at year 0, indexed and taken down; what it is stands in world.h. */
#include <math.h>
#include <stdlib.h>

#include "models/births.h"
#include "models/exchange.h"
#include "models/policy.h"
#include "models/population.h"
#include "models/world.h"
#include "sim/id.h"

/* ---- creation ---- */

static void init_tables(world *w) {
    columns_init(&w->firms.table, &firms_layout);
    columns_init(&w->projects.table, &projects_layout);
    columns_init(&w->products.table, &products_layout);
    columns_init(&w->universities.table, &universities_layout);
    columns_init(&w->hospitals.table, &hospitals_layout);
    columns_init(&w->funds.table, &funds_layout);
    columns_init(&w->regions.table, &regions_layout);
    columns_init(&w->agencies.table, &agencies_layout);
    columns_init(&w->orders.table, &orders_layout);
    columns_init(&w->flows.table, &flows_layout);
    columns_init(&w->spendings.table, &spendings_layout);
}

static int allocate_by_region(world *w) {
    size_t n = (size_t)world_regions(w);
    w->firm_first = calloc(n + 1, sizeof *w->firm_first);
    w->university_first = calloc(n + 1, sizeof *w->university_first);
    w->hospital_first = calloc(n + 1, sizeof *w->hospital_first);
    w->fund_first = calloc(n + 1, sizeof *w->fund_first);
    w->births = calloc(n, sizeof *w->births);
    w->observed = calloc(n, sizeof *w->observed);
    w->levers = calloc(n, sizeof *w->levers);
    w->lever_parts.first = calloc(n, sizeof *w->lever_parts.first);
    w->seeds_cumulative = calloc(n * BIN_COUNT, sizeof *w->seeds_cumulative);
    w->needs_cumulative = calloc(n * FIELD_COUNT, sizeof *w->needs_cumulative);
    w->agency_wait = calloc(MARKET_COUNT, sizeof *w->agency_wait);
    w->agency_speed = calloc(MARKET_COUNT, sizeof *w->agency_speed);
    w->match_paid = calloc(n, sizeof *w->match_paid);
    w->accounts = calloc(n * (size_t)policies_count(), sizeof *w->accounts);
    w->clinical_cost = calloc(n, sizeof *w->clinical_cost);
    w->gated_projects = calloc(n, sizeof *w->gated_projects);
    w->merit = calloc(n, sizeof *w->merit);
    w->lane = calloc((size_t)w->lanes, sizeof *w->lane);
    w->region_hash = calloc(n, sizeof *w->region_hash);
    return w->firm_first && w->university_first && w->hospital_first && w->fund_first &&
           w->births && w->observed && w->levers && w->lever_parts.first && w->seeds_cumulative &&
           w->needs_cumulative && w->agency_wait && w->agency_speed && w->match_paid &&
           w->accounts && w->clinical_cost && w->gated_projects && w->merit && w->lane &&
           w->region_hash;
}

/* Spill-over below this weight is not counted, so that the cost of a world grows with its regions
 * and not with their pairs. */
static const double least_weight = 1e-4;

static agglo_status find_neighbours(world *w, agglo_error *error) {
    int n = world_regions(w);
    neighbours_place *places = malloc((size_t)n * sizeof *places);
    if (places == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %d regions", n);
    for (int r = 0; r < n; r++)
        places[r] = (neighbours_place){w->scenario->regions[r].x_km, w->scenario->regions[r].y_km};
    agglo_status status =
        neighbours_find(&w->neighbours, places, n, w->p->indices_spill_d0, least_weight, error);
    free(places);
    return status;
}

static double find_room(const scenario *s) {
    static const double least = 1e6, times = 10;
    double initial = 0;
    for (int r = 0; r < s->region_count; r++)
        for (int g = 0; g < s->regions[r].firms_count; g++)
            initial += s->regions[r].firms[g].count;
    return least + times * initial;
}

/* Only where money is limited: then the policy phase asks before it acts. */
static agglo_status allocate_money(world *w, agglo_error *error) {
    const scenario *s = w->scenario;
    int limited = 0, totals = 0;
    for (int k = 0; k < s->intervention_count; k++) {
        limited += scenario_is_limited(&s->interventions[k]);
        totals += isfinite(s->interventions[k].total);
    }
    if (limited == 0)
        return AGGLO_OK;
    w->money = calloc((size_t)s->intervention_count, sizeof *w->money);
    w->purses = calloc((size_t)s->budget_count + 1, sizeof *w->purses);
    if (w->money == NULL || w->purses == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %d interventions",
                         s->intervention_count);
    return totals == 0 ? AGGLO_OK
                       : columns_append(&w->spendings.table, (size_t)s->intervention_count, error);
}

/* Room for what is exchanged of the market; one process needs none. */
static agglo_status allocate_shared(world *w, agglo_error *error) {
    size_t numbers = (size_t)world_regions(w) * FIELD_COUNT * MARKET_COUNT;
    if (ranks_count(w->ranks) == 1)
        return AGGLO_OK;
    w->region_sums = malloc(numbers * sizeof *w->region_sums);
    return w->region_sums != NULL
               ? AGGLO_OK
               : error_set(error, AGGLO_ERROR_MEMORY, "no memory for sums by region");
}

static agglo_status append_fixed(world *w, agglo_error *error) {
    size_t n = (size_t)world_regions(w);
    size_t order_count = n * (size_t)w->scenario->intervention_count;
    agglo_status status = columns_append(&w->regions.table, n, error);
    if (status == AGGLO_OK)
        status = columns_append(&w->flows.table, n, error);
    if (status == AGGLO_OK)
        status = columns_append(&w->agencies.table, MARKET_COUNT, error);
    if (status == AGGLO_OK)
        status = columns_append(&w->orders.table, order_count, error);
    for (size_t r = 0; status == AGGLO_OK && r < n; r++)
        w->regions.id[r] = id_from_name(w->scenario->regions[r].name);
    for (size_t k = 0; status == AGGLO_OK && k < order_count; k++)
        w->orders.first_step[k] = w->orders.condition_step[k] = NOBODY;
    for (size_t m = 0; status == AGGLO_OK && m < MARKET_COUNT; m++) /* queues in balance */
        w->agencies.backlog[m] = w->p->regulator_burst * w->p->regulator_background /
                                 (w->p->regulator_capacity - w->p->regulator_background);
    return status;
}

agglo_status world_create(const scenario *s, int replicate, int lanes, world **out,
                          agglo_error *error) {
    return world_create_over(s, replicate, lanes, NULL, out, error);
}

agglo_status world_create_over(const scenario *s, int replicate, int lanes, ranks_group *processes,
                               world **out, agglo_error *error) {
    *out = NULL;
    world *w = calloc(1, sizeof *w);
    if (w == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a world");
    init_tables(w);
    w->scenario = s;
    w->p = &s->parameters;
    w->key = random_key_make(s->seed, (uint32_t)replicate);
    w->id = identity_outside();
    w->replicate = replicate;
    w->lanes = lanes < 1 ? 1 : lanes;
    w->step_years = s->step_months / 12.0;
    w->room = find_room(s);
    w->ranks = processes;
    exchange_cut(w);
    agglo_status status = AGGLO_OK;
    if (!allocate_by_region(w))
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for %d regions", s->region_count);
    if (status == AGGLO_OK)
        status = allocate_shared(w, error);
    if (status == AGGLO_OK)
        status = find_neighbours(w, error);
    if (status == AGGLO_OK)
        status = append_fixed(w, error);
    if (status == AGGLO_OK)
        status = allocate_money(w, error);
    if (status == AGGLO_OK)
        status = births_initial(w, error);
    if (status == AGGLO_OK)
        status = world_index(w, error);
    if (status != AGGLO_OK) {
        world_free(w);
        return status;
    }
    *out = w;
    return AGGLO_OK;
}

void world_free(world *w) {
    if (w == NULL)
        return;
    columns_table *tables[WORLD_TABLES];
    world_tables(w, tables);
    for (int t = 0; t < WORLD_TABLES; t++)
        columns_free(tables[t]);
    for (int k = 0; w->lane != NULL && k < w->lanes; k++)
        lane_free(&w->lane[k]);
    void *owned[] = {w->firm_first,
                     w->project_first,
                     w->product_first,
                     w->university_first,
                     w->hospital_first,
                     w->fund_first,
                     w->tallies,
                     w->observed,
                     w->levers,
                     w->lever_parts.items,
                     w->lever_parts.first,
                     w->seeds_cumulative,
                     w->needs_cumulative,
                     w->attraction,
                     w->draws,
                     w->agency_wait,
                     w->agency_speed,
                     w->match_paid,
                     w->accounts,
                     w->clinical_cost,
                     w->gated_projects,
                     w->merit,
                     w->money,
                     w->purses,
                     w->joint,
                     w->market.sums,
                     w->market.profiles,
                     w->lane,
                     w->foundings.items,
                     w->births,
                     w->gone,
                     w->order,
                     w->remap,
                     w->born,
                     w->shifts.items};
    for (size_t k = 0; k < sizeof owned / sizeof owned[0]; k++)
        free(owned[k]);
    neighbours_free(&w->neighbours);
    ranks_parts_free(&w->shared);
    free(w->region_sums);
    free(w->region_hash);
    free(w->sections.ends);
    columns_plan_free(&w->moves);
    blocks_free(&w->blocks);
    schema_events_free(&w->events);
    free(w);
}

/* ---- derived data ---- */

static void index_by_region(const world *w, const int32_t *region, size_t count, int32_t *first) {
    size_t row = 0;
    for (int r = 0; r <= world_regions(w); r++) {
        while (row < count && region[row] < r)
            row++;
        first[r] = (int32_t)row;
    }
}

agglo_status world_index(world *w, agglo_error *error) {
    for (int r = 0; r < world_regions(w); r++)
        w->firm_first[r + 1] = w->firm_first[r] + w->regions.firm_rows[r];
    index_by_region(w, w->universities.region, w->universities.table.count, w->university_first);
    index_by_region(w, w->hospitals.region, w->hospitals.table.count, w->hospital_first);
    index_by_region(w, w->funds.region, w->funds.table.count, w->fund_first);
    return population_index(w, error);
}
