/* Products: launches abroad, crowding, sales.
 *
 *     launch abroad in the first six years with hazard launch_hazard ease reach (1 + export help)
 *     potential = peak weight profile(age);  crowding = 1 + sum of the field's potentials / demand
 *     revenue   = peak weight profile(age + step/2) / crowding
 *
 * profile: a ramp of 5 years, a plateau to year 9, linear decline to product_life. Market shares:
 * METI23; import share of the home market: DBJ14, METI23; the rest are assumptions. */
#include "models/phases/products.h"

#include <math.h>
#include <stdlib.h>

#include "models/world.h"

/* Fixed parts of the equations (assumptions). */
static const double launch_years = 6, ramp_years = 5, plateau_end = 9;

/* What all products of a step share. */
typedef struct {
    double weight[MARKET_COUNT][MARKET_COUNT];  /* of a market (second) for a home (first) */
    double demand[MARKET_COUNT];                /* M$/yr of one field */
    double crowding[FIELD_COUNT][MARKET_COUNT]; /* >= 1 */
    double (*block)[FIELD_COUNT][MARKET_COUNT]; /* potentials by block of firms */
    double *at_start, *at_middle; /* profile at the start and the middle of a step, by steps since
                                     launch, 0 … steps - 1 */
    int steps;
} shop;

typedef struct {
    world *w;
    shop *s;
} shop_context;

static double profile(const parameters *p, double age) {
    if (age <= 0 || age >= p->market_product_life)
        return 0;
    if (age < ramp_years)
        return age / ramp_years;
    return age <= plateau_end
               ? 1
               : (p->market_product_life - age) / (p->market_product_life - plateau_end);
}

/* Share of a product's potential in a market; `imports`: share of imports in a home market. */
static double weight_of(const world *w, double imports, int market, int home) {
    const parameters *p = w->p;
    const scenario_market *m = w->scenario->world.markets;
    if (market == home)
        return p->market_home_weight * (1 - p->market_import_effect * imports);
    return (1 - p->market_home_weight) * m[market].share / (1 - m[home].share);
}

/* ---- launches ---- */

static double reach_of(const world *w, int32_t i, size_t row) {
    double reach = fmin(3, fmax(0.4, pow(w->firms.size[i] / 50, 0.3)));
    if (w->firms.kind[i] == KIND_MAJOR || w->firms.kind[i] == KIND_NICHE)
        reach *= 1.5;
    return w->products.device_class[row] >= 2 ? 0.7 * reach : reach;
}

static int is_reached_by_recognition(int market) {
    return market == 3 || market == 4 || market == 6; /* CN, other Asia, rest */
}

static int is_everywhere(const world *w, size_t row) {
    for (size_t m = 0; m < MARKET_COUNT; m++)
        if (w->products.launch[row * MARKET_COUNT + m] == NOBODY)
            return 0;
    return 1;
}

/* Tries the markets abroad where the product is not yet. */
static void launch_abroad(world *w, int region, size_t row) {
    double age = (w->step - w->products.approval[row]) * w->step_years;
    if (age >= launch_years || is_everywhere(w, row))
        return;
    const levers *lever = &w->levers[region];
    double hazard = w->p->market_launch_hazard * (1 + lever->export_help) *
                    reach_of(w, w->products.owner[row], row);
    random_block b = random_draw(w->key, w->products.id[row], w->step, DRAW_MARKETS, 0);
    for (int m = 0; m < MARKET_COUNT; m++) {
        int16_t *launch = &w->products.launch[row * MARKET_COUNT + (size_t)m];
        if (*launch != NOBODY)
            continue;
        double here = hazard * w->scenario->world.markets[m].ease *
                      (1 + lever->recognition * (is_reached_by_recognition(m) ? 1 : 0.3));
        if (random_hazard(random_uniform16(b, m), here * w->step_years))
            *launch = (int16_t)w->step;
    }
}

/* Steps since the product came to a market, at most the last one that counts; -1: not there. */
static int steps_in_market(const world *w, const shop *s, size_t row, int market) {
    int launch = w->products.launch[row * MARKET_COUNT + (size_t)market];
    int steps = w->step - launch;
    return launch == NOBODY ? NOBODY : steps < s->steps ? steps : s->steps - 1;
}

static void add_potential(const world *w, const shop *s, int home, size_t row,
                          double sum[FIELD_COUNT][MARKET_COUNT]) {
    double *field = sum[w->products.field[row]];
    for (int m = 0; m < MARKET_COUNT; m++) {
        int age = steps_in_market(w, s, row, m);
        if (age != NOBODY)
            field[m] += w->products.peak[row] * s->weight[home][m] * s->at_start[age];
    }
}

static agglo_status launch_blocks(void *context, int lane, size_t begin, size_t end,
                                  agglo_error *error) {
    world *w = ((shop_context *)context)->w;
    shop *s = ((shop_context *)context)->s;
    (void)lane;
    (void)error;
    for (size_t b = begin; b < end; b++) {
        blocks_range range = w->blocks.items[b];
        int home = w->scenario->regions[range.group].home_market;
        for (int f = 0; f < FIELD_COUNT; f++)
            for (int m = 0; m < MARKET_COUNT; m++)
                s->block[b][f][m] = 0;
        int32_t last = w->product_first[range.end];
        for (int32_t k = w->product_first[range.begin]; k < last; k++) {
            launch_abroad(w, range.group, (size_t)k);
            add_potential(w, s, home, (size_t)k, s->block[b]);
        }
    }
    return AGGLO_OK;
}

/* ---- sales ---- */

/* Early reimbursement gives a product a head start at home. */
static double home_profile(const world *w, const shop *s, int region, int age) {
    double head_start = 0.5 * w->levers[region].reimbursement;
    return head_start > 0 ? profile(w->p, (age + 0.5) * w->step_years + head_start)
                          : s->at_middle[age];
}

static void sell(const world *w, const shop *s, int region, size_t row, double revenue[2]) {
    int home = w->scenario->regions[region].home_market;
    double abroad = 0, peak = w->products.peak[row];
    const double *crowding = s->crowding[w->products.field[row]];
    for (int m = 0; m < MARKET_COUNT; m++) {
        int age = steps_in_market(w, s, row, m);
        if (age == NOBODY)
            continue;
        if (m == home)
            revenue[0] += peak * s->weight[home][m] * home_profile(w, s, region, age) / crowding[m];
        else
            abroad += peak * s->weight[home][m] * s->at_middle[age] / crowding[m];
    }
    revenue[1] += abroad * (1 + w->levers[region].training_abroad);
}

static agglo_status sell_blocks(void *context, int lane, size_t begin, size_t end,
                                agglo_error *error) {
    world *w = ((shop_context *)context)->w;
    (void)lane;
    (void)error;
    for (size_t b = begin; b < end; b++) {
        blocks_range range = w->blocks.items[b];
        for (int32_t i = range.begin; i < range.end; i++) {
            double revenue[2] = {0, 0}; /* at home, abroad */
            for (int32_t k = w->product_first[i]; k < w->product_first[i + 1]; k++)
                sell(w, ((shop_context *)context)->s, range.group, (size_t)k, revenue);
            w->firms.product_revenue[i] = revenue[0] + revenue[1];
            w->firms.export_revenue[i] = revenue[1];
        }
    }
    return AGGLO_OK;
}

static void open_shop(const world *w, shop *s) {
    const parameters *p = w->p;
    double t = world_time(w);
    double odds = p->market_import_share < 1
                      ? p->market_import_share / (1 - p->market_import_share) *
                            exp(p->market_import_drift * t)
                      : INFINITY;
    double imports = isinf(odds) ? 1 : odds / (1 + odds);
    for (int home = 0; home < MARKET_COUNT; home++)
        for (int m = 0; m < MARKET_COUNT; m++)
            s->weight[home][m] = weight_of(w, imports, m, home);
    for (int m = 0; m < MARKET_COUNT; m++)
        s->demand[m] = p->market_field_demand * w->scenario->world.markets[m].share *
                       pow(1 + w->scenario->world.markets[m].growth, t);
}

static void sum_crowding(const world *w, shop *s) {
    for (int f = 0; f < FIELD_COUNT; f++)
        for (int m = 0; m < MARKET_COUNT; m++) {
            double potential = 0;
            for (size_t b = 0; b < w->blocks.count; b++)
                potential += s->block[b][f][m];
            s->crowding[f][m] = 1 + (s->demand[m] > 0 ? potential / s->demand[m] : 0);
        }
}

static agglo_status tabulate(const world *w, shop *s, agglo_error *error) {
    s->steps = (int)ceil(w->p->market_product_life / w->step_years) + 1;
    s->block = malloc((w->blocks.count + 1) * sizeof *s->block);
    s->at_start = malloc(2 * (size_t)s->steps * sizeof *s->at_start);
    if (s->block == NULL || s->at_start == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the market's tables");
    s->at_middle = s->at_start + s->steps;
    for (int k = 0; k < s->steps; k++) {
        s->at_start[k] = profile(w->p, k * w->step_years);
        s->at_middle[k] = profile(w->p, (k + 0.5) * w->step_years);
    }
    return AGGLO_OK;
}

agglo_status products_sell(world *w, agglo_error *error) {
    shop s = {0};
    shop_context context = {w, &s};
    agglo_status status = tabulate(w, &s, error);
    if (status == AGGLO_OK) {
        open_shop(w, &s);
        status = blocks_run(w->blocks.count, w->lanes, launch_blocks, &context, error);
    }
    if (status == AGGLO_OK) {
        sum_crowding(w, &s);
        status = blocks_run(w->blocks.count, w->lanes, sell_blocks, &context, error);
    }
    free(s.block);
    free(s.at_start);
    return status;
}
