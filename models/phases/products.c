/* Products: launches abroad, crowding, sales.
 *
 *     launch abroad in the first six years with hazard launch_hazard ease reach (1 + export help)
 *     reach = (size/50)^0.3 within 0.4 … 3, times 1.5 for world sellers, 0.7 in class III and IV,
 *             times the device type's ease: installed equipment is hard to displace, consumables
 *             are added easily (METI23)
 *     help that fits a market's stage, h: by its income relative to the US below 1/4 (training)
 *             revenue (1 + h), to 1/2 (sales) launches (1 + h), above (local production) both
 *             (1 + h/2)
 *     potential = peak weight profile(age);  crowding = 1 + sum of the field's potentials/demand
 *     revenue   = peak weight profile(age + step/2)/crowding
 *
 * profile: a ramp of 5 years, a plateau to year 9, linear decline to product_life. Market shares:
 * METI23; import share of the home market: DBJ14, METI23; that strategies abroad follow the stage
 * of development: METI23; the rest are assumptions.
 *
 * Products are far more than regions and fields: what those have in common is tabulated first, so
 * that a product's potential and its sale are seven look-ups of its launches each. Both loops go
 * over products, which are sorted by owner; firms without any cost nothing. */
#include "models/phases/products.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/exchange.h"
#include "models/policy.h"
#include "models/world.h"

/* Fixed parts of the equations (assumptions). */
static const double launch_years = 6, ramp_years = 5, plateau_end = 9;
static const double least_reach = 0.4, most_reach = 3, world_seller = 1.5, high_class = 0.7;
static const double small_firm = 200; /* employees: partners take it to the US */
static const double training_income = 0.25,
                    sales_income = 0.5; /* relative to the US: below these */

enum { HALF_MARKETS = (MARKET_COUNT + 1) / 2 };

/* By disease field and market. */
typedef double field_table[FIELD_COUNT][MARKET_COUNT];

/* What all products of a step share. A profile by step of launch begins with -1, "not there". */
typedef struct {
    double weight[MARKET_COUNT][MARKET_COUNT]; /* of a market (second) for a home (first) */
    double demand[MARKET_COUNT];               /* M$/yr of one field */
    field_table abroad[MARKET_COUNT];          /* weight/crowding for a home; 0 in the home */
    double home[MARKET_COUNT][FIELD_COUNT];    /* weight/crowding in the home */
    double launch_help[MARKET_COUNT];          /* what help that fits the stage adds to launches */
    double sales_help[MARKET_COUNT];           /* and to sales, relative */
    field_table *sums;                         /* of peak times profile, by block of firms */
    double *at_start, *at_middle;              /* profile at these moments of the step */
    int oldest;                                /* step of approval, too old for launches abroad */
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
    double abroad = 1 - m[home].share; /* of the world market; none where all of it is at home */
    return abroad > 0 ? (1 - p->market_home_weight) * m[market].share / abroad : 0;
}

/* ---- launches ---- */

static double reach_factor(const world *w, int32_t i, size_t row) {
    int kind = w->firms.kind[i];
    double factor = kind == KIND_MAJOR || kind == KIND_NICHE ? world_seller : 1;
    factor *= w->scenario->world.types[w->products.device_type[row]].ease;
    return w->products.device_class[row] >= 2 ? high_class * factor : factor;
}

static double reach_of(double size) {
    double reach = pow(size / 50, 0.3);
    return reach < least_reach ? least_reach : reach < most_reach ? reach : most_reach;
}

/* At least reach_of, without a power: (1 + y)^0.3 <= 1 + 0.3 y (Bernoulli). */
static double reach_bound(double size) {
    double bound = 0.7 + 0.3 / 50 * size;
    return bound < most_reach ? bound : most_reach;
}

static int is_emerging(int market) {
    return market == MARKET_CN || market == MARKET_OTHER_ASIA || market == MARKET_REST;
}

/* What a step offers to the products of a region. */
typedef struct {
    double hazard[MARKET_COUNT];  /* of a launch, for a firm of reach 1; 0 at home */
    double small_us;              /* by which that of a small firm is larger in the US */
    float bound[2][HALF_MARKETS]; /* of the half-words that launch: even markets, odd ones */
} offer;

/* Training first, then sales, then local production, as incomes grow. */
static void find_stages(const world *w, shop *s) {
    const scenario_market *m = w->scenario->world.markets;
    for (int k = 0; k < MARKET_COUNT; k++) {
        double income =
            m[k].income * pow((1 + m[k].growth) / (1 + m[MARKET_US].growth), world_time(w));
        int is_training = income < training_income,
            is_sales = !is_training & (income < sales_income);
        s->launch_help[k] = is_training ? 0 : is_sales ? 1 : 0.5;
        s->sales_help[k] = 1 - s->launch_help[k];
    }
}

static offer open_markets(const world *w, const shop *s, int region) {
    static const double slack = 1.0001; /* more than rounding to float takes away */
    const levers *lever = &w->levers[region];
    double rate = w->p->market_launch_hazard * (1 + lever->export_help) * w->step_years;
    offer o = {.small_us = 1 + lever->export_us};
    for (int m = 0; m < MARKET_COUNT; m++) {
        if (m != w->scenario->regions[region].home_market)
            o.hazard[m] = rate * w->scenario->world.markets[m].ease *
                          (1 + lever->recognition * (is_emerging(m) ? 1 : 0.3)) *
                          (1 + lever->export_emerging * is_emerging(m)) *
                          (1 + lever->staged_help * s->launch_help[m]);
        double most = m == MARKET_US ? o.hazard[m] * o.small_us : o.hazard[m];
        o.bound[m % 2][m / 2] = (float)(0x1p16 * slack * most);
    }
    return o;
}

/* The markets (bits) whose half-word can mean a launch: all at once, without a branch. */
static unsigned near_launches(const offer *o, const random_block *b, float reach) {
    static const unsigned even[HALF_MARKETS] = {1, 1 << 2, 1 << 4, 1 << 6};
    unsigned near = 0;
#pragma omp simd reduction(| : near)
    for (int k = 0; k < HALF_MARKETS; k++) {
        near |= (float)(int32_t)(b->word[k] & 0xFFFFu) < reach * o->bound[0][k] ? even[k] : 0;
        near |= (float)(int32_t)(b->word[k] >> 16) < reach * o->bound[1][k] ? 2 * even[k] : 0;
    }
    return near;
}

/* Those of the markets (bits) in which the product is not yet; returns their number. */
static int list_open(const int16_t *launch, unsigned markets, int list[MARKET_COUNT]) {
    int count = 0;
    for (int m = 0; m < MARKET_COUNT; m++) {
        list[count] = m;
        count += (int)(markets >> m & 1) & (launch[m] == NOBODY);
    }
    return count;
}

/* Tries the markets abroad where the product is not yet: those that a bound of the firm's reach
 * leaves with the reach itself. */
static void launch_abroad(world *w, const offer *o, size_t row, random_block b) {
    int32_t owner = w->products.owner[row];
    double size = w->firms.size[owner], factor = reach_factor(w, owner, row);
    unsigned near = near_launches(o, &b, (float)(reach_bound(size) * factor));
    if (near == 0)
        return;
    int16_t *launch = &w->products.launch[row * MARKET_COUNT];
    int list[MARKET_COUNT], count = list_open(launch, near, list);
    double reach = count > 0 ? reach_of(size) * factor : 0;
    for (int n = 0; n < count; n++) {
        double help = list[n] == MARKET_US && size < small_firm ? o->small_us : 1;
        if (random_hazard(random_uniform16(b, list[n]), reach * o->hazard[list[n]] * help))
            launch[list[n]] = (int16_t)w->step;
    }
}

/* Products young enough for launches abroad, and their blocks. */
typedef struct {
    int count;
    int32_t rows[BLOCKS_SIZE];
    uint64_t ids[BLOCKS_SIZE];
    random_block draws[BLOCKS_SIZE];
} young_products;

/* Those of the products [k, last), at most BLOCKS_SIZE. */
static void draw_young(const world *w, const shop *s, int32_t k, int32_t last, young_products *y) {
    int count = 0;
    for (; k < last; k++) {
        y->rows[count] = k;
        y->ids[count] = w->products.id[k];
        count += w->products.approval[k] > s->oldest;
    }
    y->count = count;
    random_agents of = {
        .ids = y->ids, .count = (size_t)count, .step = w->step, .purpose = DRAW_MARKETS};
    random_draw_many(w->key, &of, y->draws);
}

static void launch_young(world *w, const shop *s, const offer *o, int32_t k, int32_t last) {
    young_products young;
    for (int32_t next; k < last; k = next) {
        next = last - k > BLOCKS_SIZE ? k + BLOCKS_SIZE : last;
        draw_young(w, s, k, next, &young);
        for (int n = 0; n < young.count; n++)
            launch_abroad(w, o, (size_t)young.rows[n], young.draws[n]);
    }
}

static void add_potential(const products *t, const shop *s, size_t row, field_table sums) {
    const int16_t *launch = &t->launch[row * MARKET_COUNT];
    double peak = t->peak[row], *field = sums[t->field[row]];
    for (int m = 0; m < MARKET_COUNT; m++)
        field[m] += peak * s->at_start[launch[m] + 1];
}

static agglo_status launch_blocks(void *context, int lane, size_t begin, size_t end,
                                  agglo_error *error) {
    world *w = ((shop_context *)context)->w;
    shop *s = ((shop_context *)context)->s;
    (void)lane;
    (void)error;
    for (size_t b = begin; b < end; b++) {
        blocks_range range = w->blocks.items[b];
        offer o = open_markets(w, s, range.group);
        memset(s->sums[b], 0, sizeof s->sums[b]);
        int32_t first = w->product_first[range.begin], last = w->product_first[range.end];
        launch_young(w, s, &o, first, last);
        for (int32_t k = first; k < last; k++)
            add_potential(&w->products, s, (size_t)k, s->sums[b]);
    }
    return AGGLO_OK;
}

/* Launches of the step for which a joint review took a fee: whole numbers, in any order. */
static double reviewed_launches(const world *w, int r) {
    int home = w->scenario->regions[r].home_market;
    int32_t last = w->product_first[w->firm_first[r + 1]];
    double count = 0;
    for (int32_t k = w->product_first[w->firm_first[r]]; k < last; k++)
        for (int m = 0; m < MARKET_COUNT; m++)
            count += m != home && is_emerging(m) &&
                     w->products.launch[(size_t)k * MARKET_COUNT + (size_t)m] == w->step;
    return count;
}

/* What a programme of joint reviews pays is known now only; all of it reaches firms. */
static void book_fees(world *w) {
    for (int r = w->own_first; r < w->own_end; r++) {
        double fee = w->levers[r].review_fee;
        if (fee <= 0)
            continue;
        double paid = fee * reviewed_launches(w, r);
        int review = policies_index(policies_find("joint_review"));
        size_t place = (size_t)r * FLOW_POLICIES + (size_t)review;
        w->flows.cost[place] += paid;
        w->flows.received[place] += paid;
    }
}

/* ---- sales ---- */

/* Early reimbursement gives a product a head start at home. */
static double home_profile(const world *w, const shop *s, int launch, double head_start) {
    return head_start > 0 ? profile(w->p, (w->step - launch + 0.5) * w->step_years + head_start)
                          : s->at_middle[launch + 1];
}

/* `rate`: of the product's field, by market. */
static double sold_abroad(const products *t, const shop *s, const double *rate, size_t row) {
    const int16_t *launch = &t->launch[row * MARKET_COUNT];
    double sold = 0;
    for (int m = 0; m < MARKET_COUNT; m++)
        sold += rate[m] * s->at_middle[launch[m] + 1];
    return sold;
}

/* Sales of a block's firms, M$/yr. */
typedef struct {
    double at_home[BLOCKS_SIZE], abroad[BLOCKS_SIZE];
} sold;

/* Weights abroad with what help that fits the stage of each market adds to sales there. */
static void help_sales(const shop *s, int home, double help, field_table abroad) {
    for (int f = 0; f < FIELD_COUNT; f++)
        for (int m = 0; m < MARKET_COUNT; m++)
            abroad[f][m] = s->abroad[home][f][m] * (1 + help * s->sales_help[m]);
}

/* Sells the products of a block's firms. */
static void sell(const world *w, const shop *s, blocks_range range, sold *sum) {
    const products *t = &w->products;
    int home = w->scenario->regions[range.group].home_market;
    double head_start = 0.5 * w->levers[range.group].reimbursement;
    int32_t last = w->product_first[range.end];
    field_table abroad;
    help_sales(s, home, w->levers[range.group].staged_help, abroad);
    memset(sum, 0, sizeof *sum);
    for (int32_t k = w->product_first[range.begin]; k < last; k++) {
        int launch = t->launch[(size_t)k * MARKET_COUNT + (size_t)home];
        int32_t n = t->owner[k] - range.begin;
        sum->at_home[n] +=
            t->peak[k] * s->home[home][t->field[k]] * home_profile(w, s, launch, head_start);
        sum->abroad[n] += t->peak[k] * sold_abroad(t, s, abroad[t->field[k]], (size_t)k);
    }
}

static agglo_status sell_blocks(void *context, int lane, size_t begin, size_t end,
                                agglo_error *error) {
    world *w = ((shop_context *)context)->w;
    sold sum;
    (void)lane;
    (void)error;
    for (size_t b = begin; b < end; b++) {
        blocks_range range = w->blocks.items[b];
        double training = 1 + w->levers[range.group].training_abroad;
        float *revenue = w->firms.product_revenue + range.begin;
        float *export_revenue = w->firms.export_revenue + range.begin;
        sell(w, ((shop_context *)context)->s, range, &sum);
#pragma omp simd
        for (int32_t n = 0; n < range.end - range.begin; n++) {
            revenue[n] = (float)(sum.at_home[n] + sum.abroad[n] * training);
            export_revenue[n] = (float)(sum.abroad[n] * training);
        }
    }
    return AGGLO_OK;
}

/* ---- what products share ---- */

static void open_shop(const world *w, shop *s) {
    find_stages(w, s);
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

static void add_table(field_table to, field_table part) {
    for (int f = 0; f < FIELD_COUNT; f++)
        for (int m = 0; m < MARKET_COUNT; m++)
            to[f][m] += part[f][m];
}

static void sum_region(const world *w, const shop *s, int r, field_table potential) {
    int home = w->scenario->regions[r].home_market;
    memset(potential, 0, sizeof(field_table));
    for (int32_t b = w->blocks.group_first[r]; b < w->blocks.group_first[r + 1]; b++)
        add_table(potential, s->sums[b]);
    for (int f = 0; f < FIELD_COUNT; f++)
        for (int m = 0; m < MARKET_COUNT; m++)
            potential[f][m] *= s->weight[home][m];
}

/* By region, then over the regions in their order, wherever their products are. */
static agglo_status sum_potentials(world *w, const shop *s, field_table potential,
                                   agglo_error *error) {
    field_table part, *parts = (field_table *)w->region_sums;
    agglo_status status = AGGLO_OK;
    for (int r = w->own_first; parts != NULL && r < w->own_end; r++)
        sum_region(w, s, r, parts[r]);
    if (parts != NULL)
        status = exchange_regions(w, parts, sizeof(field_table), error);
    memset(potential, 0, sizeof(field_table));
    for (int r = 0; r < world_regions(w); r++) {
        if (parts == NULL)
            sum_region(w, s, r, part);
        add_table(potential, parts == NULL ? part : parts[r]);
    }
    return status;
}

static agglo_status price(world *w, shop *s, agglo_error *error) {
    field_table potential;
    agglo_status status = sum_potentials(w, s, potential, error);
    for (int f = 0; f < FIELD_COUNT; f++)
        for (int m = 0; m < MARKET_COUNT; m++) {
            double crowding = 1 + (s->demand[m] > 0 ? potential[f][m] / s->demand[m] : 0);
            double room = 1 / crowding;
            for (int home = 0; home < MARKET_COUNT; home++)
                s->abroad[home][f][m] = m == home ? 0 : s->weight[home][m] * room;
            s->home[m][f] = s->weight[m][m] * room;
        }
    return status;
}

/* Room for the sums of all blocks and for two profiles by step of launch (-1 … step). */
static agglo_status reserve(world *w, size_t block_count, size_t steps, agglo_error *error) {
    market_scratch *kept = &w->market;
    if (block_count > kept->blocks) {
        size_t room = block_count + block_count / 4;
        void *sums = realloc(kept->sums, room * sizeof(field_table));
        if (sums == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the market's sums");
        kept->sums = sums;
        kept->blocks = room;
    }
    if (steps > kept->steps) {
        size_t room = 2 * steps;
        double *profiles = realloc(kept->profiles, 2 * room * sizeof *profiles);
        if (profiles == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the market's profiles");
        kept->profiles = profiles;
        kept->steps = room;
    }
    return AGGLO_OK;
}

static agglo_status tabulate(world *w, shop *s, agglo_error *error) {
    size_t steps = (size_t)w->step + 2;
    agglo_status status = reserve(w, w->blocks.count, steps, error);
    if (status != AGGLO_OK)
        return status;
    s->sums = (field_table *)w->market.sums;
    s->at_start = w->market.profiles;
    s->at_middle = s->at_start + steps;
    memset(s->at_start, 0, 2 * steps * sizeof *s->at_start);
    double lived = ceil(w->p->market_product_life / w->step_years);
    for (int launch = w->step; launch >= 0 && w->step - launch <= lived; launch--) {
        s->at_start[launch + 1] = profile(w->p, (w->step - launch) * w->step_years);
        s->at_middle[launch + 1] = profile(w->p, (w->step - launch + 0.5) * w->step_years);
    }
    s->oldest = w->step - (int)ceil(launch_years / w->step_years - 1e-9);
    return AGGLO_OK;
}

agglo_status products_sell(world *w, agglo_error *error) {
    shop s;
    shop_context context = {w, &s};
    agglo_status status = tabulate(w, &s, error);
    if (status == AGGLO_OK) {
        open_shop(w, &s);
        status = blocks_run(w->blocks.count, w->lanes, launch_blocks, &context, error);
    }
    if (status == AGGLO_OK) {
        book_fees(w);
        status = price(w, &s, error);
    }
    return status == AGGLO_OK ? blocks_run(w->blocks.count, w->lanes, sell_blocks, &context, error)
                              : status;
}
