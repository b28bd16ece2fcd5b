/* Growth: start-ups grow with their rounds and burn cash; established firms follow their sales.
 *
 *     e = z sigma sqrt(step E_y) (max(5, size)/50)^-size_damping,  E_y: one Exp(1) a firm and year
 *     base <- base exp((-base_erosion + link 2 - congestion cong) step + e) + follow_on products
 * step size <- size exp((1 - exp(-kappa step)) ln(max(0.5, sales/productivity)/size) + link 2 step
 * + e) D = (e_kind base + 0.7 products + 0.1 procurement) (1 at home, 0.6 for a site)
 *
 * An exponential variance makes annual growth Laplace (Fu 2005; Bottazzi and Secchi 2006), the
 * damping follows Riccaboni 2008; levels are assumptions.
 *
 * A block of firms takes each step of the equations together, so that logarithms and exponentials
 * are those of sim/vector.h. */
#include "models/phases/growth.h"

#include <math.h>

#include "models/links/02_environment_grows_firms.h"
#include "models/world.h"
#include "sim/vector.h"

/* Fixed parts of the equations (assumptions). */
static const double round_target[] = {3, 6, 14, 28, 45}; /* employees by rounds closed */
static const double founders_work_free = 0.12;           /* M$/yr before the first round */
static const double place_saves = 0.03; /* M$/yr per employee in an incubator place */
static const double margin = 0.3;       /* of product sales that become cash */
static const double product_demand = 0.7, order_demand = 0.1;
static const double largest_firm = 100000, least_target = 0.5;
const double growth_wage = 0.06, growth_site_demand = 0.6;
static const double least_damped = 5; /* employees: below, shocks grow no more */

/* ---- what a region's firms share ---- */

/* Shares of sales that are outside demand. */
typedef struct {
    float base, products, orders;
} demand_shares;

/* What a region's firms share in this step. */
typedef struct {
    double trend;          /* exponent of base sales without shock */
    double drift;          /* exponent of size by link 2 */
    double follow;         /* 1 - exp(-kappa step) */
    double startup_follow; /* the same for start-ups: 1 - exp(-step) */
    double sigma;          /* of the step's shocks, scaled to one employee */
    double damping;        /* the power of size by which shocks fall */
    double employees;      /* that sales ask for, 1/(M$/yr) */
    double follow_on;      /* base sales that product sales bring */
    double pay[2][2];      /* M$/yr per employee of a start-up; 1: is broke; has a product */
    double place_saves;    /* of a start-up's payroll, M$/yr per employee */
    demand_shares shares[KIND_COUNT][2]; /* 1: at its home base */
} climate;

static demand_shares shares_of(const world *w, int kind, int at_home) {
    if (kind == KIND_STARTUP)
        return (demand_shares){.products = (float)product_demand};
    double site = at_home ? 1 : growth_site_demand;
    return (demand_shares){.base = (float)(w->scenario->world.kinds[kind].export_share * site),
                           .products = (float)(product_demand * site),
                           .orders = (float)(order_demand * site)};
}

static climate climate_of(const world *w, int r) {
    const observation *o = &w->observed[r];
    const parameters *p = w->p;
    double step = w->step_years, link_2 = link_02_growth(p, world_gain(w, 2), o->I);
    double made =
        1 - 0.5 * p->cdmo_cost * o->contracts.small; /* costs where CDMOs make the product */
    double places = o->startups > 0 ? fmin(1, w->levers[r].slots / o->startups) : 0;
    climate c = {
        .trend = (-p->growth_base_erosion + link_2 - p->growth_congestion * o->congestion) * step,
        .drift = link_2 * step,
        .follow = -expm1(-p->growth_kappa * step),
        .startup_follow = -expm1(-step),
        .sigma = p->growth_sigma * sqrt(step) * pow(50, p->growth_size_damping),
        .damping = p->growth_size_damping,
        .employees = 1 / p->growth_productivity,
        .follow_on = p->growth_follow_on * step,
        .pay = {{growth_wage, growth_wage * made}, {0.5 * growth_wage, 0.5 * growth_wage * made}},
        .place_saves = place_saves * places};
    for (int kind = 0; kind < KIND_COUNT; kind++)
        for (int at_home = 0; at_home < 2; at_home++)
            c.shares[kind][at_home] = shares_of(w, kind, at_home);
    return c;
}

/* ---- the yearly spread ---- */

/* sqrt(E_y): the same in all steps of a calendar year, drawn at its start or at birth. */
static void draw_spreads(const world *w, const uint64_t *ids, size_t n, float *spread) {
    random_block draws[BLOCKS_SIZE];
    double e[BLOCKS_SIZE];
    random_agents of = {.ids = ids,
                        .count = n,
                        .step = w->step / w->scenario->steps_per_year,
                        .purpose = DRAW_YEAR};
    random_draw_many(w->key, &of, draws);
    for (size_t k = 0; k < n; k++)
        e[k] = 1 - random_uniform(draws[k], 0);
    vector_log(e, e, n);
    for (size_t k = 0; k < n; k++)
        spread[k] = (float)sqrt(-e[k]);
}

float growth_year_spread(const world *w, uint64_t id) {
    float spread;
    draw_spreads(w, &id, 1, &spread);
    return spread;
}

/* ---- a block of firms ---- */

/* Numbers of a block's firms. Start-ups and established firms go through the same equations:
 * start-ups differ in target and speed, and have neither drift nor shock nor moving base sales. */
typedef struct {
    double moves[BLOCKS_SIZE]; /* 0 for start-ups, 1 for established firms */
    double normal[BLOCKS_SIZE];
    double shock[BLOCKS_SIZE];              /* max(5, size); its ln; its power; e */
    double base[BLOCKS_SIZE];               /* exponent of base sales; factor */
    double size[BLOCKS_SIZE];               /* target/size; its ln; exponent of size; factor */
    int32_t startup[BLOCKS_SIZE], startups; /* places in the block, and their number */
} growing;

/* No branch: who is a start-up, no processor foresees. */
static void list_startups(const uint8_t *kind, int32_t n, growing *g) {
    int32_t startups = 0;
    for (int32_t k = 0; k < n; k++) {
        g->moves[k] = 1;
        g->startup[startups] = k;
        startups += kind[k] == KIND_STARTUP;
    }
    for (int32_t s = 0; s < startups; s++)
        g->moves[g->startup[s]] = 0;
    g->startups = startups;
}

VECTOR_BODY(scale)(const double *x, double factor, int32_t n, double *y) {
#pragma omp simd
    for (int32_t k = 0; k < n; k++)
        y[k] = factor * x[k];
}
VECTOR_KERNEL(scale, (const double *x, double factor, int32_t n, double *y), (x, factor, n, y))

VECTOR_BODY(limit)(const double *x, double least, int32_t n, double *y) {
#pragma omp simd
    for (int32_t k = 0; k < n; k++)
        y[k] = x[k] > least ? x[k] : least;
}
VECTOR_KERNEL(limit, (const double *x, double least, int32_t n, double *y), (x, least, n, y))

VECTOR_BODY(set_shocks)(const climate *shared, const float *spread, int32_t n, growing *g) {
    const climate c = *shared;
#pragma omp simd
    for (int32_t k = 0; k < n; k++) {
        double z = g->normal[k] * (double)spread[k];
        double e = g->moves[k] * (c.sigma * z * g->shock[k]);
        g->shock[k] = e;
        g->base[k] = g->moves[k] * c.trend + e;
    }
}
VECTOR_KERNEL(set_shocks, (const climate *c, const float *spread, int32_t n, growing *g),
              (c, spread, n, g))

/* From factors on base sales to base sales, and from these to the size that they ask for. */
VECTOR_BODY(move_base)(firms *f, blocks_range range, const climate *shared, growing *g) {
    const climate c = *shared;
    const double *size = f->size + range.begin;
    double *base = f->base + range.begin;
    const float *sold = f->product_revenue + range.begin;
    const float *ordered = f->procurement_revenue + range.begin;
    int32_t n = range.end - range.begin;
#pragma omp simd
    for (int32_t k = 0; k < n; k++) {
        base[k] = base[k] * g->base[k] + g->moves[k] * c.follow_on * (double)sold[k];
        double target = (base[k] + (double)sold[k] + (double)ordered[k]) * c.employees;
        g->size[k] = (target > least_target ? target : least_target) / size[k];
    }
}
VECTOR_KERNEL(move_base, (firms * f, blocks_range range, const climate *c, growing *g),
              (f, range, c, g))

/* Start-ups aim at the team that their last round pays. Returns their employees. */
static double aim_startups(const firms *f, blocks_range range, growing *g) {
    double employed = 0;
    for (int32_t s = 0; s < g->startups; s++) {
        int32_t k = g->startup[s], i = range.begin + k;
        g->size[k] = round_target[f->round[i]] / f->size[i];
        employed += f->size[i];
    }
    return employed;
}

VECTOR_BODY(set_sizes)(const climate *shared, int32_t n, growing *g) {
    const climate c = *shared;
#pragma omp simd
    for (int32_t k = 0; k < n; k++) {
        double follow = c.startup_follow + g->moves[k] * (c.follow - c.startup_follow);
        g->size[k] = follow * g->size[k] + g->moves[k] * c.drift + g->shock[k];
    }
}
VECTOR_KERNEL(set_sizes, (const climate *c, int32_t n, growing *g), (c, n, g))

static void grow_base(world *w, const climate *c, blocks_range range, growing *g) {
    int32_t n = range.end - range.begin;
    list_startups(w->firms.kind + range.begin, n, g);
    random_normal_many(w->draws + range.begin, WORD_GROWTH, (size_t)n, g->normal);
    limit(w->firms.size + range.begin, least_damped, n, g->shock);
    vector_log(g->shock, g->shock, (size_t)n);
    scale(g->shock, -c->damping, n, g->shock);
    vector_exp(g->shock, g->shock, (size_t)n);
    set_shocks(c, w->firms.year_spread + range.begin, n, g);
    vector_exp(g->base, g->base, (size_t)n);
    move_base(&w->firms, range, c, g);
}

/* Returns the employees of start-ups before they grew. */
static double grow_size(world *w, const climate *c, blocks_range range, growing *g) {
    double *size = w->firms.size + range.begin;
    int32_t n = range.end - range.begin;
    double employed = aim_startups(&w->firms, range, g);
    vector_log(g->size, g->size, (size_t)n);
    set_sizes(c, n, g);
    vector_exp(g->size, g->size, (size_t)n);
#pragma omp simd
    for (int32_t k = 0; k < n; k++) {
        double grown = size[k] * g->size[k];
        size[k] = grown < largest_firm ? grown : largest_firm;
    }
    return employed;
}

/* ---- what follows from size and sales ---- */

/* M$/yr; without branches, which here would be guessed wrongly as often as not. */
static double payroll_of(const world *w, const climate *c, int32_t i) {
    const firms *f = &w->firms;
    int is_broke = f->cash[i] <= 0, has_product = w->product_first[i] < w->product_first[i + 1];
    double payroll = c->pay[is_broke][has_product] * f->size[i] -
                     (f->round[i] == 0) * founders_work_free - c->place_saves * f->size[i];
    return payroll > 0 ? payroll : 0;
}

static void settle(world *w, const climate *c, blocks_range range, const growing *g) {
    firms *f = &w->firms;
    for (int32_t i = range.begin; i < range.end; i++) {
        const demand_shares *share = &c->shares[f->kind[i]][firm_is(w, i, FIRM_HOME)];
        f->demand[i] = share->base * (float)f->base[i] + share->products * f->product_revenue[i] +
                       share->orders * f->procurement_revenue[i];
    }
    for (int32_t s = 0; s < g->startups; s++) {
        int32_t i = range.begin + g->startup[s];
        f->cash[i] += w->step_years * (margin * f->product_revenue[i] - payroll_of(w, c, i));
    }
}

/* ---- what suppliers learn ---- */

/* Joint projects bring a number of suppliers a year forward by a step of capability; spread evenly
 * over all of the region's suppliers, up to a limit. */
static void upgrade_suppliers(const world *w, int r) {
    static const double step_up = 0.05, best = 0.95; /* assumptions */
    double suppliers = w->observed[r].agents.by_kind[KIND_SUPPLIER];
    double part = fmin(1, w->levers[r].upgrading / fmax(1, suppliers));
    float gained = (float)(step_up * part * w->step_years), *q = w->firms.capability;
    for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++)
        if (w->firms.kind[i] == KIND_SUPPLIER && q[i] < best)
            q[i] = fminf((float)best, q[i] + gained);
}

/* ---- the phase ---- */

/* Flux of link 2: employees that the innovation environment adds to established firms. */
static void measure_link_2(world *w) {
    for (int r = 0; r < world_regions(w); r++) {
        double employed = 0;
        for (int32_t b = w->blocks.group_first[r]; b < w->blocks.group_first[r + 1]; b++)
            employed += w->tallies[b].employment;
        w->flows.flux[r * FLOW_LINKS + 1] +=
            employed * link_02_growth(w->p, world_gain(w, 2), w->observed[r].I) * w->step_years;
    }
}

/* Leaves in the block's tally the employees of established firms before growth. */
static void grow_block(world *w, size_t b) {
    blocks_range range = w->blocks.items[b];
    climate c = climate_of(w, range.group);
    growing g;
    if (w->step % w->scenario->steps_per_year == 0)
        draw_spreads(w, w->firms.id + range.begin, (size_t)(range.end - range.begin),
                     w->firms.year_spread + range.begin);
    grow_base(w, &c, range, &g);
    w->tallies[b].employment -= grow_size(w, &c, range, &g);
    settle(w, &c, range, &g);
}

static agglo_status grow_blocks(void *context, int lane, size_t begin, size_t end,
                                agglo_error *error) {
    (void)lane;
    (void)error;
    for (size_t b = begin; b < end; b++)
        grow_block(context, b);
    return AGGLO_OK;
}

agglo_status growth_step(world *w, agglo_error *error) {
    agglo_status status = blocks_run(w->blocks.count, w->lanes, grow_blocks, w, error);
    if (status == AGGLO_OK)
        measure_link_2(w);
    for (int r = w->own_first; r < w->own_end; r++)
        if (w->levers[r].upgrading > 0)
            upgrade_suppliers(w, r);
    return status;
}
