/* The reference workload in plain C for it alone: the yardstick. Agents are structs, a step is two
 * loops, threads sum into arrays of their own. No use of the engine but its bit mixer, its errors
 * and its clock. */
#include <omp.h>
#include <stdlib.h>
#include <string.h>

#include "sim/schedule.h"
#include "tools/bench/reference.h"
#include "tools/bench/reference_rules.h"

typedef struct {
    uint64_t id, firm_id[RULE_TIES];
    int32_t firm[RULE_TIES];
    int32_t wealth, region;
} household;

typedef struct {
    uint64_t id;
    int64_t cash;
    int32_t price, smoothed, region;
} firm;

/* What one thread sums up in a step. */
typedef struct {
    int64_t bill[RULE_REGIONS];
    int64_t population[RULE_REGIONS];
    reference_line line;
    int32_t *demand; /* by firm */
    char apart[64];  /* so that threads share no cache line */
} tally;

typedef struct {
    int32_t household_count, firm_count, step;
    int threads;
    household *households;
    firm *firms;
    int64_t wage[RULE_REGIONS], population[RULE_REGIONS];
    tally *tallies;
} economy;

/* ---- Households ---- */

static void tie(const economy *e, household *h, int j, uint64_t draw) {
    h->firm[j] = rule_below(draw, (uint32_t)e->firm_count);
    h->firm_id[j] = e->firms[h->firm[j]].id;
}

static void renew_household(const economy *e, household *h) {
    h->id += (uint64_t)e->household_count;
    h->wealth = RULE_WEALTH;
    uint64_t key = rule_key(e->step, h->id);
    for (int j = 0; j < RULE_TIES; j++)
        tie(e, h, j, rule_draw(key, RULE_HOUSEHOLD_TIE + (uint32_t)j));
}

static int64_t region_score(const economy *e, int32_t r) {
    return e->wage[r] - e->population[r] * RULE_REGIONS * RULE_CROWDING / e->household_count;
}

static int look_around(const economy *e, household *h, uint64_t key) {
    int32_t best = h->region;
    int64_t best_score = region_score(e, best);
    for (uint32_t q = 0; q < RULE_LOOKS; q++) {
        int32_t x = rule_below(rule_draw(key, RULE_HOUSEHOLD_PLACE + q), RULE_REGIONS);
        int64_t score =
            region_score(e, x) + rule_below(rule_draw(key, RULE_HOUSEHOLD_TASTE + q), 100) - 50;
        if (score > best_score) {
            best = x;
            best_score = score;
        }
    }
    int is_moving = best != h->region;
    h->region = best;
    return is_moving;
}

static void trade(const economy *e, household *h, uint64_t key, tally *sum) {
    int cheapest = 0, dearest = 0;
    int32_t low = INT32_MAX, high = INT32_MIN;
    for (int j = 0; j < RULE_TIES; j++) {
        if (e->firms[h->firm[j]].id != h->firm_id[j])
            tie(e, h, j, rule_draw(key, RULE_HOUSEHOLD_TIE + (uint32_t)j));
        int32_t price = e->firms[h->firm[j]].price;
        cheapest = price < low ? j : cheapest;
        low = price < low ? price : low;
        dearest = price > high ? j : dearest;
        high = price > high ? price : high;
    }
    int32_t spending = h->wealth / 2;
    sum->demand[h->firm[cheapest]] += spending;
    sum->line.spending += spending;
    h->wealth -= spending;
    if (rule_chance(rule_draw(key, RULE_HOUSEHOLD_CHANGE), RULE_CHANGE))
        tie(e, h, dearest, rule_draw(key, RULE_HOUSEHOLD_FIRM));
}

static void act_household(const economy *e, household *h, tally *sum) {
    uint64_t key = rule_key(e->step, h->id);
    if (rule_chance(rule_draw(key, RULE_HOUSEHOLD_DEATH), RULE_DEATH)) {
        renew_household(e, h);
        sum->line.deaths++;
    } else {
        if (rule_chance(rule_draw(key, RULE_HOUSEHOLD_LOOK), RULE_LOOK))
            sum->line.moves += look_around(e, h, key);
        h->wealth += (int32_t)e->wage[h->region];
        trade(e, h, key, sum);
    }
    sum->population[h->region]++;
    sum->line.wealth += h->wealth;
}

/* ---- Firms ---- */

static void renew_firm(const economy *e, firm *f) {
    f->id += (uint64_t)e->firm_count;
    uint64_t key = rule_key(e->step, f->id);
    f->region = rule_below(rule_draw(key, RULE_FIRM_NEW_REGION), RULE_REGIONS);
    f->price = RULE_PRICE + rule_below(rule_draw(key, RULE_FIRM_NEW_PRICE), RULE_PRICE_SPREAD);
    f->cash = RULE_CASH;
    f->smoothed = RULE_SALES;
}

static void act_firm(const economy *e, firm *f, int64_t sales, tally *sum) {
    uint64_t key = rule_key(e->step, f->id);
    int64_t bill = sales * 7 / 10;
    sum->bill[f->region] += bill;
    f->cash += sales - bill - RULE_COSTS;
    f->smoothed = (int32_t)((3 * (int64_t)f->smoothed + sales) / 4);
    int32_t change = 1 + rule_below(rule_draw(key, RULE_FIRM_PRICE), 3);
    f->price += sales > f->smoothed ? change : -change;
    f->price = f->price < RULE_LEAST_PRICE ? RULE_LEAST_PRICE : f->price;
    if (f->cash < 0 || rule_chance(rule_draw(key, RULE_FIRM_CLOSURE), RULE_CLOSURE)) {
        renew_firm(e, f);
        sum->line.exits++;
    }
    sum->line.prices += f->price;
}

static void take_demand_and_act(const economy *e, int32_t i, tally *sum) {
    int64_t sales = 0;
    for (int k = 0; k < e->threads; k++) {
        sales += e->tallies[k].demand[i];
        e->tallies[k].demand[i] = 0;
    }
    act_firm(e, &e->firms[i], sales, sum);
}

/* ---- A step ---- */

static void begin_tally(tally *sum) {
    memset(sum->bill, 0, sizeof sum->bill);
    memset(sum->population, 0, sizeof sum->population);
    sum->line = (reference_line){0};
}

static void act_all(economy *e) {
#pragma omp parallel num_threads(e->threads)
    {
        tally *sum = &e->tallies[omp_get_thread_num()];
        begin_tally(sum);
#pragma omp for schedule(static)
        for (int32_t i = 0; i < e->household_count; i++)
            act_household(e, &e->households[i], sum);
#pragma omp for schedule(static)
        for (int32_t i = 0; i < e->firm_count; i++)
            take_demand_and_act(e, i, sum);
    }
}

static void add_line(reference_line *to, const reference_line *from) {
    to->deaths += from->deaths;
    to->moves += from->moves;
    to->exits += from->exits;
    to->spending += from->spending;
    to->wealth += from->wealth;
    to->prices += from->prices;
}

static void do_step(economy *e, reference_line *line) {
    act_all(e);
    *line = (reference_line){.step = e->step};
    for (int k = 0; k < e->threads; k++)
        add_line(line, &e->tallies[k].line);
    for (int r = 0; r < RULE_REGIONS; r++) {
        int64_t bill = 0, population = 0;
        for (int k = 0; k < e->threads; k++) {
            bill += e->tallies[k].bill[r];
            population += e->tallies[k].population[r];
        }
        int64_t wage = bill / (population > 0 ? population : 1);
        wage = wage < RULE_LEAST_WAGE ? RULE_LEAST_WAGE : wage;
        e->wage[r] = wage > RULE_MOST_WAGE ? RULE_MOST_WAGE : wage;
        e->population[r] = population;
    }
}

/* ---- Beginning and end ---- */

static int allocate(economy *e) {
    size_t firms = (size_t)e->firm_count;
    e->households = malloc((size_t)e->household_count * sizeof *e->households);
    e->firms = malloc(firms * sizeof *e->firms);
    e->tallies = calloc((size_t)e->threads, sizeof *e->tallies);
    int is_complete = e->households != NULL && e->firms != NULL && e->tallies != NULL;
    for (int k = 0; is_complete && k < e->threads; k++) {
        e->tallies[k].demand = calloc(firms, sizeof(int32_t));
        is_complete = e->tallies[k].demand != NULL;
    }
    return is_complete;
}

static void release(economy *e) {
    for (int k = 0; e->tallies != NULL && k < e->threads; k++)
        free(e->tallies[k].demand);
    free(e->tallies);
    free(e->firms);
    free(e->households);
}

static void populate(economy *e) {
    for (int32_t i = 0; i < e->firm_count; i++) {
        firm *f = &e->firms[i];
        *f = (firm){.id = rule_first_firm + (uint64_t)i, .cash = RULE_CASH, .smoothed = RULE_SALES};
        uint64_t key = rule_key(0, f->id);
        f->region = rule_below(rule_draw(key, RULE_FIRM_FIRST_REGION), RULE_REGIONS);
        f->price =
            RULE_PRICE + rule_below(rule_draw(key, RULE_FIRM_FIRST_PRICE), RULE_PRICE_SPREAD);
    }
    for (int32_t i = 0; i < e->household_count; i++) {
        household *h = &e->households[i];
        *h = (household){.id = (uint64_t)i, .wealth = RULE_WEALTH};
        uint64_t key = rule_key(0, h->id);
        h->region = rule_below(rule_draw(key, RULE_HOUSEHOLD_REGION), RULE_REGIONS);
        for (int j = 0; j < RULE_TIES; j++)
            tie(e, h, j, rule_draw(key, RULE_HOUSEHOLD_TIE + (uint32_t)j));
        e->population[h->region]++;
    }
    for (int r = 0; r < RULE_REGIONS; r++)
        e->wage[r] = RULE_WAGE;
}

static uint64_t checksum(const economy *e) {
    uint64_t sum = 0;
    for (int32_t i = 0; i < e->household_count; i++)
        sum += rule_household_sum(e->households[i].id, e->households[i].wealth,
                                  e->households[i].region);
    for (int32_t i = 0; i < e->firm_count; i++)
        sum += rule_firm_sum(e->firms[i].id, e->firms[i].cash, e->firms[i].price);
    return sum;
}

static size_t bytes_held(const economy *e) {
    size_t firms = (size_t)e->firm_count, threads = (size_t)e->threads;
    return sizeof *e + (size_t)e->household_count * sizeof *e->households +
           firms * sizeof *e->firms + threads * (sizeof *e->tallies + firms * sizeof(int32_t));
}

agglo_status reference_plain(const reference_size *size, reference_result *result,
                             agglo_error *error) {
    agglo_status status = reference_check_size(size, error);
    if (status != AGGLO_OK)
        return status;
    economy e = {.household_count = size->households,
                 .firm_count = size->households / REFERENCE_HOUSEHOLDS_PER_FIRM,
                 .threads = size->threads};
    *result = (reference_result){0};
    if (allocate(&e)) {
        populate(&e);
        double start = schedule_clock();
        for (e.step = 1; e.step <= size->steps; e.step++)
            do_step(&e, &result->last);
        result->seconds = schedule_clock() - start;
        result->checksum = checksum(&e);
        result->bytes = bytes_held(&e);
    } else
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for %d households",
                           (int)size->households);
    release(&e);
    return status;
}
