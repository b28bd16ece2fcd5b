/* The reference workload as a model on sim/, as small as a model can be: populations are columns,
 * a step is a schedule of three phases, loops run over blocks, lanes sum for themselves. It shows
 * that the engine knows nothing of clusters, and what the engine costs.
 *
 * The draws are the workload's own, because its checksum is defined by them; sim/random.h is not
 * used. All sums are whole numbers: their order does not matter. */
#include <stdlib.h>
#include <string.h>

#include "sim/blocks.h"
#include "sim/columns.h"
#include "sim/schedule.h"
#include "tools/bench/reference.h"
#include "tools/bench/reference_rules.h"

/* ---- Populations ---- */

/* A slot's firms follow each other: life g of slot f has the id first + f + g * firms. So the life
 * says who a tie was made with, in a third of the space. */
#define HOUSEHOLD_FIELDS(F)                                                                        \
    F(u64, id, 1, "", "identity")                                                                  \
    F(i32, wealth, 1, "money", "wealth")                                                           \
    F(i32, firm, RULE_TIES, "", "slot of the firm of each tie")                                    \
    F(i32, life, RULE_TIES, "", "life of that slot when the tie was made")                         \
    F(u8, region, 1, "", "region index")

#define FIRM_FIELDS(F)                                                                             \
    F(u64, id, 1, "", "identity")                                                                  \
    F(u64, cash, 1, "money", "cash; never below zero between steps")                               \
    F(u64, offer, 1, "", "what households look up: price in the high half, life of the slot")      \
    F(i32, smoothed, 1, "money", "smoothed sales")                                                 \
    F(u8, region, 1, "", "region index")

#define REGION_FIELDS(F)                                                                           \
    F(i32, wage, 1, "money", "wage paid in the next step")                                         \
    F(i32, population, 1, "households", "households")                                              \
    F(i32, score, 1, "money", "what it is worth to those who look: wage less crowding")

/* What a lane sums up for a firm: row = lane * firms + firm. */
#define TAKING_FIELDS(F) F(i32, demand, 1, "money", "bought in this step by the lane's households")

typedef struct {
    COLUMNS_TABLE;
    HOUSEHOLD_FIELDS(COLUMNS_POINTER)
} households;
typedef struct {
    COLUMNS_TABLE;
    FIRM_FIELDS(COLUMNS_POINTER)
} firms;
typedef struct {
    COLUMNS_TABLE;
    REGION_FIELDS(COLUMNS_POINTER)
} regions;
typedef struct {
    COLUMNS_TABLE;
    TAKING_FIELDS(COLUMNS_POINTER)
} takings;

#define HOUSEHOLD_ROW(...) COLUMNS_ROW(households, __VA_ARGS__)
#define FIRM_ROW(...)      COLUMNS_ROW(firms, __VA_ARGS__)
#define REGION_ROW(...)    COLUMNS_ROW(regions, __VA_ARGS__)
#define TAKING_ROW(...)    COLUMNS_ROW(takings, __VA_ARGS__)
static const column household_columns[] = {HOUSEHOLD_FIELDS(HOUSEHOLD_ROW)};
static const column firm_columns[] = {FIRM_FIELDS(FIRM_ROW)};
static const column region_columns[] = {REGION_FIELDS(REGION_ROW)};
static const column taking_columns[] = {TAKING_FIELDS(TAKING_ROW)};
static const columns_layout households_layout = COLUMNS_LAYOUT("households", household_columns);
static const columns_layout firms_layout = COLUMNS_LAYOUT("firms", firm_columns);
static const columns_layout regions_layout = COLUMNS_LAYOUT("regions", region_columns);
static const columns_layout takings_layout = COLUMNS_LAYOUT("takings", taking_columns);

/* ---- The world ---- */

/* What one lane sums up in a step. */
typedef struct {
    int64_t bill[RULE_REGIONS];
    int32_t arrived[RULE_REGIONS]; /* households that moved in, less those that moved away */
    reference_line line;
    char apart[64]; /* so that lanes share no cache line */
} tally;

typedef struct {
    households households;
    firms firms;
    regions regions;
    takings takings;
    blocks household_blocks, firm_blocks;
    tally *tallies;
    reference_line line;
    int32_t step;
    int lanes;
    /* several processes: households are cut over them, every one has all firms and regions */
    ranks_group *ranks;
    ranks_parts shared;
    int32_t first_household, all_households;
} world;

/* ---- Offers ---- */

static uint64_t make_offer(int32_t price, int32_t life) {
    return (uint64_t)(uint32_t)price << 32 | (uint32_t)life;
}
static int32_t price_of(uint64_t offer) {
    return (int32_t)(offer >> 32);
}
static int32_t life_of(uint64_t offer) {
    return (int32_t)(uint32_t)offer;
}

/* ---- Households ---- */

/* What the households of a block will do. What few do is listed, so that the loops over all have
 * no branches that a processor could not foresee. */
typedef struct {
    uint64_t key[BLOCKS_SIZE];
    uint8_t is_dying[BLOCKS_SIZE];
    int32_t cheapest[BLOCKS_SIZE]; /* firm it buys from */
    int32_t dying[BLOCKS_SIZE], looking[BLOCKS_SIZE], changing[BLOCKS_SIZE], stale[BLOCKS_SIZE];
    int dying_count, looking_count, changing_count;
} plans;

static void make_plans(const world *w, const blocks_range *range, plans *p) {
    int dying = 0, looking = 0, changing = 0;
    for (int32_t i = range->begin, n = 0; i < range->end; i++, n++) {
        uint64_t key = rule_key(w->step, w->households.id[i]);
        int dies = rule_chance(rule_draw(key, RULE_HOUSEHOLD_DEATH), RULE_DEATH);
        p->key[n] = key;
        p->is_dying[n] = (uint8_t)dies;
        p->dying[dying] = p->looking[looking] = p->changing[changing] = i;
        dying += dies;
        looking += (1 - dies) & rule_chance(rule_draw(key, RULE_HOUSEHOLD_LOOK), RULE_LOOK);
        changing += (1 - dies) & rule_chance(rule_draw(key, RULE_HOUSEHOLD_CHANGE), RULE_CHANGE);
    }
    p->dying_count = dying;
    p->looking_count = looking;
    p->changing_count = changing;
}

static void tie(world *w, int32_t i, int j, uint64_t draw) {
    int32_t firm = rule_below(draw, (uint32_t)w->firms.table.count);
    w->households.firm[i * RULE_TIES + j] = firm;
    w->households.life[i * RULE_TIES + j] = life_of(w->firms.offer[firm]);
}

static void renew_household(world *w, int32_t i) {
    w->households.id[i] += (uint64_t)w->all_households;
    w->households.wealth[i] = RULE_WEALTH;
    uint64_t key = rule_key(w->step, w->households.id[i]);
    for (int j = 0; j < RULE_TIES; j++)
        tie(w, i, j, rule_draw(key, RULE_HOUSEHOLD_TIE + (uint32_t)j));
}

static int look_around(world *w, int32_t i, uint64_t key, tally *sum) {
    int32_t here = w->households.region[i], best = here, best_score = w->regions.score[here];
    for (uint32_t q = 0; q < RULE_LOOKS; q++) {
        int32_t x = rule_below(rule_draw(key, RULE_HOUSEHOLD_PLACE + q), RULE_REGIONS);
        int32_t taste = rule_below(rule_draw(key, RULE_HOUSEHOLD_TASTE + q), 100) - 50;
        int32_t score = w->regions.score[x] + taste;
        best = score > best_score ? x : best;
        best_score = score > best_score ? score : best_score;
    }
    sum->arrived[here]--;
    sum->arrived[best]++;
    w->households.region[i] = (uint8_t)best;
    return best != here;
}

static uint64_t lower(uint64_t a, uint64_t b) {
    return a < b ? a : b;
}

/* Price and place of a tie in one number: of equal prices the first place is the lowest. */
static uint64_t rank(uint64_t offer, int place) {
    return (offer & ~(uint64_t)UINT32_MAX) + (uint64_t)place;
}

/* The cheapest firm, and whether a tie is to a firm that is no more. */
static inline int32_t find_cheapest(const world *w, int32_t i, int *is_stale) {
    const int32_t *firm = &w->households.firm[i * RULE_TIES];
    const int32_t *life = &w->households.life[i * RULE_TIES];
    uint64_t best = UINT64_MAX;
    int32_t differs = 0;
#pragma GCC unroll 4
    for (int j = 0; j < RULE_TIES; j++) {
        uint64_t offer = w->firms.offer[firm[j]];
        differs |= life_of(offer) ^ life[j];
        best = lower(best, rank(offer, j));
    }
    *is_stale = differs != 0;
    return firm[best % RULE_TIES];
}

static int find_dearest(const world *w, int32_t i) {
    const int32_t *firm = &w->households.firm[i * RULE_TIES];
    int best = 0;
    for (int j = 1; j < RULE_TIES; j++)
        best = price_of(w->firms.offer[firm[j]]) > price_of(w->firms.offer[firm[best]]) ? j : best;
    return best;
}

static void renew_ties(world *w, int32_t i, uint64_t key) {
    for (int j = 0; j < RULE_TIES; j++) {
        int32_t at = i * RULE_TIES + j;
        if (life_of(w->firms.offer[w->households.firm[at]]) != w->households.life[at])
            tie(w, i, j, rule_draw(key, RULE_HOUSEHOLD_TIE + (uint32_t)j));
    }
}

/* Finds everyone's cheapest firm, after ties to firms that are no more have been renewed. */
static void choose(world *w, const blocks_range *range, plans *p) {
    int32_t stale = 0;
    int is_stale;
    for (int32_t i = range->begin, n = 0; i < range->end; i++, n++) {
        p->cheapest[n] = find_cheapest(w, i, &is_stale);
        p->stale[stale] = i;
        stale += is_stale;
    }
    for (int32_t k = 0; k < stale; k++) {
        int32_t n = p->stale[k] - range->begin;
        renew_ties(w, p->stale[k], p->key[n]);
        p->cheapest[n] = find_cheapest(w, p->stale[k], &is_stale);
    }
}

/* Wage in, half of the wealth to the cheapest firm; nothing of both for those who died. */
static void trade(world *w, const blocks_range *range, const plans *p, int32_t *demand,
                  tally *sum) {
    int64_t spending_sum = 0, wealth_sum = 0;
    for (int32_t i = range->begin, n = 0; i < range->end; i++, n++) {
        int32_t acts = p->is_dying[n] - 1; /* all bits, or none */
        int32_t wage = w->regions.wage[w->households.region[i]];
        int32_t wealth = w->households.wealth[i] + (wage & acts);
        int32_t spending = (int32_t)((uint32_t)wealth / 2) & acts;
        demand[p->cheapest[n]] += spending;
        w->households.wealth[i] = wealth - spending;
        spending_sum += spending;
        wealth_sum += wealth - spending;
    }
    sum->line.spending += spending_sum;
    sum->line.wealth += wealth_sum;
}

static void act_block(world *w, const blocks_range *range, int32_t *demand, tally *sum) {
    plans p;
    make_plans(w, range, &p);
    for (int k = 0; k < p.dying_count; k++)
        renew_household(w, p.dying[k]);
    for (int k = 0; k < p.looking_count; k++)
        sum->line.moves += look_around(w, p.looking[k], p.key[p.looking[k] - range->begin], sum);
    choose(w, range, &p);
    trade(w, range, &p, demand, sum);
    for (int k = 0; k < p.changing_count; k++) {
        int32_t i = p.changing[k];
        uint64_t draw = rule_draw(p.key[i - range->begin], RULE_HOUSEHOLD_FIRM);
        tie(w, i, find_dearest(w, i), draw);
    }
    sum->line.deaths += p.dying_count;
}

static agglo_status act_households(void *context, int lane, size_t begin, size_t end,
                                   agglo_error *error) {
    world *w = context;
    (void)error;
    int32_t *demand = &w->takings.demand[(size_t)lane * w->firms.table.count];
    w->tallies[lane] = (tally){0};
    for (size_t b = begin; b < end; b++)
        act_block(w, &w->household_blocks.items[b], demand, &w->tallies[lane]);
    return AGGLO_OK;
}

static agglo_status phase_households(void *context, agglo_error *error) {
    world *w = context;
    return blocks_run(w->household_blocks.count, w->lanes, act_households, w, error);
}

/* ---- Firms ---- */

static int64_t take_sales(world *w, int32_t i) {
    int64_t sales = 0;
    for (int lane = 0; lane < w->lanes; lane++) {
        int32_t *demand = &w->takings.demand[(size_t)lane * w->firms.table.count + (size_t)i];
        sales += *demand;
        *demand = 0;
    }
    return sales;
}

static void renew_firm(world *w, int32_t i) {
    firms *f = &w->firms;
    f->id[i] += f->table.count;
    uint64_t key = rule_key(w->step, f->id[i]);
    f->region[i] = (uint8_t)rule_below(rule_draw(key, RULE_FIRM_NEW_REGION), RULE_REGIONS);
    int32_t price = RULE_PRICE + rule_below(rule_draw(key, RULE_FIRM_NEW_PRICE), RULE_PRICE_SPREAD);
    f->offer[i] = make_offer(price, life_of(f->offer[i]) + 1);
    f->cash[i] = RULE_CASH;
    f->smoothed[i] = RULE_SALES;
}

static void act_firm(world *w, int32_t i, tally *sum) {
    firms *f = &w->firms;
    uint64_t key = rule_key(w->step, f->id[i]);
    int64_t sales = take_sales(w, i), bill = sales * 7 / 10;
    int64_t cash = (int64_t)f->cash[i] + sales - bill - RULE_COSTS;
    sum->bill[f->region[i]] += bill;
    f->smoothed[i] = (int32_t)((3 * (int64_t)f->smoothed[i] + sales) / 4);
    int32_t change = 1 + rule_below(rule_draw(key, RULE_FIRM_PRICE), 3);
    int32_t price = price_of(f->offer[i]) + (sales > f->smoothed[i] ? change : -change);
    price = price < RULE_LEAST_PRICE ? RULE_LEAST_PRICE : price;
    f->offer[i] = make_offer(price, life_of(f->offer[i]));
    f->cash[i] = (uint64_t)cash;
    if (cash < 0 || rule_chance(rule_draw(key, RULE_FIRM_CLOSURE), RULE_CLOSURE)) {
        renew_firm(w, i);
        sum->line.exits++;
    }
    sum->line.prices += price_of(f->offer[i]);
}

static agglo_status act_firms(void *context, int lane, size_t begin, size_t end,
                              agglo_error *error) {
    world *w = context;
    (void)error;
    for (size_t b = begin; b < end; b++)
        for (int32_t i = w->firm_blocks.items[b].begin; i < w->firm_blocks.items[b].end; i++)
            act_firm(w, i, &w->tallies[lane]);
    return AGGLO_OK;
}

/* ---- Several processes ---- */

/* Adds up numbers of 32 or 64 bits over the processes; sums of whole numbers need no order. */
#define DEFINE_ADD_UP(name, type)                                                                  \
    static agglo_status name(world *w, type *numbers, size_t count, agglo_error *error) {          \
        agglo_status status =                                                                      \
            ranks_share(w->ranks, numbers, count * sizeof *numbers, &w->shared, error);            \
        const type *parts = (const type *)(void *)w->shared.bytes;                                 \
        for (size_t k = 0; status == AGGLO_OK && k < count; k++) {                                 \
            numbers[k] = 0;                                                                        \
            for (int r = 0; r < ranks_count(w->ranks); r++)                                        \
                numbers[k] += parts[(size_t)r * count + k];                                        \
        }                                                                                          \
        return status;                                                                             \
    }
DEFINE_ADD_UP(add_up_32, int32_t)
DEFINE_ADD_UP(add_up_64, int64_t)

static void add_tally(tally *to, const tally *from) {
    for (int r = 0; r < RULE_REGIONS; r++) {
        to->bill[r] += from->bill[r];
        to->arrived[r] += from->arrived[r];
    }
    to->line.deaths += from->line.deaths;
    to->line.moves += from->line.moves;
    to->line.exits += from->line.exits;
    to->line.spending += from->line.spending;
    to->line.wealth += from->line.wealth;
    to->line.prices += from->line.prices;
}

/* What the households of all processes did: demand in the first lane's row, moves and sums in the
 * first lane's tally. */
static agglo_status exchange(world *w, agglo_error *error) {
    size_t firm_count = w->firms.table.count;
    if (ranks_count(w->ranks) == 1)
        return AGGLO_OK;
    tally *sum = &w->tallies[0];
    for (int lane = 1; lane < w->lanes; lane++) {
        int32_t *demand = &w->takings.demand[(size_t)lane * firm_count];
        for (size_t i = 0; i < firm_count; i++) {
            w->takings.demand[i] += demand[i];
            demand[i] = 0;
        }
        add_tally(sum, &w->tallies[lane]);
        w->tallies[lane] = (tally){0};
    }
    int64_t line[] = {sum->line.deaths, sum->line.moves, sum->line.spending, sum->line.wealth};
    agglo_status status = add_up_32(w, w->takings.demand, firm_count, error);
    if (status == AGGLO_OK)
        status = add_up_32(w, sum->arrived, RULE_REGIONS, error);
    if (status == AGGLO_OK)
        status = add_up_64(w, line, sizeof line / sizeof line[0], error);
    sum->line.deaths = line[0];
    sum->line.moves = line[1];
    sum->line.spending = line[2];
    sum->line.wealth = line[3];
    return status;
}

static agglo_status phase_exchange(void *context, agglo_error *error) {
    return exchange(context, error);
}

static agglo_status phase_firms(void *context, agglo_error *error) {
    world *w = context;
    return blocks_run(w->firm_blocks.count, w->lanes, act_firms, w, error);
}

/* ---- Regions ---- */

static void score_region(world *w, int r) {
    int64_t crowding =
        (int64_t)w->regions.population[r] * RULE_REGIONS * RULE_CROWDING / w->all_households;
    w->regions.score[r] = (int32_t)(w->regions.wage[r] - crowding);
}

static agglo_status phase_regions(void *context, agglo_error *error) {
    world *w = context;
    (void)error;
    tally sum = {.line.step = w->step};
    for (int lane = 0; lane < w->lanes; lane++)
        add_tally(&sum, &w->tallies[lane]);
    for (int r = 0; r < RULE_REGIONS; r++) {
        w->regions.population[r] += sum.arrived[r];
        int64_t wage = sum.bill[r] / (w->regions.population[r] > 0 ? w->regions.population[r] : 1);
        wage = wage < RULE_LEAST_WAGE ? RULE_LEAST_WAGE : wage;
        w->regions.wage[r] = (int32_t)(wage > RULE_MOST_WAGE ? RULE_MOST_WAGE : wage);
        score_region(w, r);
    }
    w->line = sum.line;
    return AGGLO_OK;
}

static const schedule_phase phases[] = {
    {"households", "Households die, move, earn and buy.", phase_households},
    {"exchange", "Processes add up what their households did.", phase_exchange},
    {"firms", "Firms pay wages, set prices and close.", phase_firms},
    {"regions", "Wages and populations of the next step.", phase_regions},
};
enum { PHASE_COUNT = sizeof phases / sizeof phases[0] };

/* ---- Beginning and end ---- */

static void populate_firms(world *w) {
    firms *f = &w->firms;
    for (int32_t i = 0; i < (int32_t)f->table.count; i++) {
        f->id[i] = rule_first_firm + (uint64_t)i;
        uint64_t key = rule_key(0, f->id[i]);
        f->region[i] = (uint8_t)rule_below(rule_draw(key, RULE_FIRM_FIRST_REGION), RULE_REGIONS);
        int32_t extra = rule_below(rule_draw(key, RULE_FIRM_FIRST_PRICE), RULE_PRICE_SPREAD);
        f->offer[i] = make_offer(RULE_PRICE + extra, 0);
        f->cash[i] = RULE_CASH;
        f->smoothed[i] = RULE_SALES;
    }
}

static void populate_households(world *w) {
    households *h = &w->households;
    for (int32_t i = 0; i < (int32_t)h->table.count; i++) {
        h->id[i] = (uint64_t)w->first_household + (uint64_t)i;
        h->wealth[i] = RULE_WEALTH;
        uint64_t key = rule_key(0, h->id[i]);
        h->region[i] = (uint8_t)rule_below(rule_draw(key, RULE_HOUSEHOLD_REGION), RULE_REGIONS);
        for (int j = 0; j < RULE_TIES; j++)
            tie(w, i, j, rule_draw(key, RULE_HOUSEHOLD_TIE + (uint32_t)j));
        w->regions.population[h->region[i]]++;
    }
}

static agglo_status populate(world *w, agglo_error *error) {
    populate_firms(w);
    populate_households(w);
    agglo_status status = AGGLO_OK;
    if (ranks_count(w->ranks) > 1)
        status = add_up_32(w, w->regions.population, RULE_REGIONS, error);
    for (int r = 0; r < RULE_REGIONS; r++) {
        w->regions.wage[r] = RULE_WAGE;
        score_region(w, r);
    }
    return status;
}

static agglo_status cut_blocks(world *w, agglo_error *error) {
    int32_t all_households[] = {0, (int32_t)w->households.table.count};
    int32_t all_firms[] = {0, (int32_t)w->firms.table.count};
    agglo_status status = blocks_cut(&w->household_blocks, all_households, 1, error);
    return status == AGGLO_OK ? blocks_cut(&w->firm_blocks, all_firms, 1, error) : status;
}

static agglo_status append(columns_table *table, const columns_layout *layout, size_t count,
                           agglo_error *error) {
    columns_init(table, layout);
    agglo_status status = columns_reserve(table, count, error);
    return status == AGGLO_OK ? columns_append(table, count, error) : status;
}

static agglo_status create(world *w, const reference_size *size, agglo_error *error) {
    size_t count = (size_t)size->households / REFERENCE_HOUSEHOLDS_PER_FIRM;
    size_t lanes = (size_t)size->threads;
    w->lanes = size->threads;
    int64_t own = ranks_own(w->ranks), processes = ranks_count(w->ranks);
    w->all_households = size->households;
    w->first_household = (int32_t)(size->households * own / processes);
    int32_t end = (int32_t)(size->households * (own + 1) / processes);
    agglo_status status =
        append(&w->households.table, &households_layout, (size_t)(end - w->first_household), error);
    if (status == AGGLO_OK)
        status = append(&w->firms.table, &firms_layout, count, error);
    if (status == AGGLO_OK)
        status = append(&w->regions.table, &regions_layout, RULE_REGIONS, error);
    if (status == AGGLO_OK)
        status = append(&w->takings.table, &takings_layout, count * lanes, error);
    w->tallies = calloc(lanes, sizeof *w->tallies);
    if (status == AGGLO_OK && w->tallies == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu lanes", lanes);
    if (status == AGGLO_OK)
        status = cut_blocks(w, error);
    return status == AGGLO_OK ? populate(w, error) : status;
}

static void release(world *w) {
    free(w->tallies);
    ranks_parts_free(&w->shared);
    blocks_free(&w->firm_blocks);
    blocks_free(&w->household_blocks);
    columns_free(&w->takings.table);
    columns_free(&w->regions.table);
    columns_free(&w->firms.table);
    columns_free(&w->households.table);
}

static agglo_status checksum(world *w, uint64_t *out, agglo_error *error) {
    const households *h = &w->households;
    const firms *f = &w->firms;
    uint64_t sum = 0;
    for (size_t i = 0; i < h->table.count; i++)
        sum += rule_household_sum(h->id[i], h->wealth[i], h->region[i]);
    agglo_status status = AGGLO_OK;
    if (ranks_count(w->ranks) > 1) /* signed and unsigned sums have the same bits */
        status = add_up_64(w, (int64_t *)&sum, 1, error);
    for (size_t i = 0; i < f->table.count; i++)
        sum += rule_firm_sum(f->id[i], (int64_t)f->cash[i], price_of(f->offer[i]));
    *out = sum;
    return status;
}

static size_t bytes_held(const world *w) {
    return sizeof *w + columns_bytes(&w->households.table) + columns_bytes(&w->firms.table) +
           columns_bytes(&w->regions.table) + columns_bytes(&w->takings.table) +
           (w->household_blocks.capacity + w->firm_blocks.capacity) * sizeof(blocks_range) +
           (size_t)w->lanes * sizeof *w->tallies;
}

agglo_status reference_model(const reference_size *size, reference_result *result,
                             agglo_error *error) {
    return reference_model_over(size, NULL, result, error);
}

agglo_status reference_model_over(const reference_size *size, ranks_group *processes,
                                  reference_result *result, agglo_error *error) {
    *result = (reference_result){0};
    agglo_status status = reference_check_size(size, error);
    if (status != AGGLO_OK)
        return status;
    world w = {.ranks = processes};
    status = create(&w, size, error);
    double start = schedule_clock();
    for (w.step = 1; status == AGGLO_OK && w.step <= size->steps; w.step++)
        status = schedule_run(phases, 0, PHASE_COUNT, &w, NULL, error);
    if (status == AGGLO_OK) {
        result->seconds = schedule_clock() - start;
        result->last = w.line;
        status = checksum(&w, &result->checksum, error);
        result->bytes = bytes_held(&w);
    }
    release(&w);
    return status;
}
