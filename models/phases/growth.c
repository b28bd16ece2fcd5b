/* Growth: start-ups grow with their rounds and burn cash; established firms follow their sales.
 *
 *     e = z sigma sqrt(step E_y) (max(5, size)/50)^-size_damping,  E_y: one Exp(1) a firm and year
 *     base <- base exp((-base_erosion + link 2 - congestion cong) step + e) + follow_on products
 * step size <- size exp((1 - exp(-kappa step)) ln(max(0.5, sales/productivity)/size) + link 2 step
 * + e) D = (e_kind base + 0.7 products + 0.1 procurement) (1 at home, 0.6 for a site)
 *
 * An exponential variance makes annual growth Laplace (Fu 2005; Bottazzi and Secchi 2006), the
 * damping follows Riccaboni 2008; levels are assumptions. */
#include "models/phases/growth.h"

#include <math.h>

#include "models/links/02_environment_grows_firms.h"
#include "models/world.h"

/* Fixed parts of the equations (assumptions). */
static const double round_target[] = {3, 6, 14, 28, 45}; /* employees by rounds closed */
static const double wage = 0.06;                         /* M$/yr per employee of a start-up */
static const double founders_work_free = 0.12;           /* M$/yr before the first round */
static const double place_saves = 0.03; /* M$/yr per employee in an incubator place */
static const double margin = 0.3;       /* of product sales that become cash */
static const double site_demand = 0.6;
static const double product_demand = 0.7, order_demand = 0.1;
static const double largest_firm = 100000, least_target = 0.5;

/* ---- start-ups ---- */

static double payroll_of(const world *w, int r, int32_t i) {
    const firms *f = &w->firms;
    double startups = w->observed[r].startups;
    double payroll = wage * f->size[i];
    if (f->cash[i] <= 0)
        payroll *= 0.5;
    if (w->product_first[i] < w->product_first[i + 1])
        payroll *= 1 - 0.5 * w->p->cdmo_cost * w->observed[r].cdmo_service;
    if (f->round[i] == 0)
        payroll -= founders_work_free;
    if (startups > 0)
        payroll -= place_saves * f->size[i] * fmin(1, w->levers[r].slots / startups);
    return fmax(0, payroll);
}

static void grow_startup(world *w, int r, int32_t i) {
    firms *f = &w->firms;
    double step = w->step_years;
    f->size[i] *= exp(-expm1(-step) * log(round_target[f->round[i]] / f->size[i]));
    f->cash[i] += step * (margin * f->product_revenue[i] - payroll_of(w, r, i));
    f->demand[i] = product_demand * f->product_revenue[i];
}

/* ---- established firms ---- */

/* sqrt(E_y): the same in all steps of a calendar year, drawn at its start or at birth. */
float growth_year_spread(const world *w, uint64_t id) {
    int32_t year = w->step / w->scenario->steps_per_year;
    random_block b = random_draw(w->key, id, year, DRAW_YEAR, 0);
    return (float)sqrt(random_exponential(random_uniform(b, 0)));
}

/* The shock of the step, but for the factor sigma sqrt(step) that all firms share. */
static double shock_of(world *w, int32_t i) {
    firms *f = &w->firms;
    if (w->step % w->scenario->steps_per_year == 0)
        f->year_spread[i] = growth_year_spread(w, f->id[i]);
    double z = random_normal(random_uniform(w->draws[i], WORD_GROWTH));
    return z * f->year_spread[i] * exp(-w->p->growth_size_damping * log(fmax(5, f->size[i]) / 50));
}

/* What a region's firms share in this step. */
typedef struct {
    double link_2;     /* growth by the innovation environment, 1/yr */
    double base_trend; /* exponent of base sales without shock */
    double follow;     /* 1 - exp(-kappa step) */
    double sigma;      /* of the step's shocks */
} climate;

static void grow_established(world *w, const climate *c, int32_t i) {
    firms *f = &w->firms;
    const parameters *p = w->p;
    double e = c->sigma * shock_of(w, i), step = w->step_years;
    f->base[i] =
        f->base[i] * exp(c->base_trend + e) + p->growth_follow_on * f->product_revenue[i] * step;
    double target = fmax(least_target, firm_sales(w, i) / p->growth_productivity);
    double grown = f->size[i] * exp(c->follow * log(target / f->size[i]) + c->link_2 * step + e);
    f->size[i] = fmin(largest_firm, grown);
    f->demand[i] =
        (w->scenario->world.kinds[f->kind[i]].export_share * f->base[i] +
         product_demand * f->product_revenue[i] + order_demand * f->procurement_revenue[i]) *
        (firm_is(w, i, FIRM_HOME) ? 1 : site_demand);
}

static climate climate_of(const world *w, int r) {
    const observation *o = &w->observed[r];
    const parameters *p = w->p;
    double link_2 = link_02_growth(p, world_gain(w, 2), o->I);
    double trend = -p->growth_base_erosion + link_2 - p->growth_congestion * o->congestion;
    return (climate){.link_2 = link_2,
                     .base_trend = trend * w->step_years,
                     .follow = -expm1(-p->growth_kappa * w->step_years),
                     .sigma = p->growth_sigma * sqrt(w->step_years)};
}

/* Flux of link 2: employees that the innovation environment adds. */
static void measure_link_2(world *w) {
    for (int r = 0; r < world_regions(w); r++) {
        double employed = 0;
        for (int32_t b = w->blocks.group_first[r]; b < w->blocks.group_first[r + 1]; b++)
            employed += w->tallies[b].employment;
        w->flows.flux[r * FLOW_LINKS + 1] +=
            employed * link_02_growth(w->p, world_gain(w, 2), w->observed[r].I) * w->step_years;
    }
}

static agglo_status grow_blocks(void *context, int lane, size_t begin, size_t end,
                                agglo_error *error) {
    world *w = context;
    (void)lane;
    (void)error;
    for (size_t b = begin; b < end; b++) {
        blocks_range range = w->blocks.items[b];
        climate c = climate_of(w, range.group);
        double employed = 0; /* by established firms, before growth */
        for (int32_t i = range.begin; i < range.end; i++) {
            if (w->firms.kind[i] == KIND_STARTUP) {
                grow_startup(w, range.group, i);
            } else {
                employed += w->firms.size[i];
                grow_established(w, &c, i);
            }
        }
        w->tallies[b].employment = employed;
    }
    return AGGLO_OK;
}

agglo_status growth_step(world *w, agglo_error *error) {
    agglo_status status = blocks_run(w->blocks.count, w->lanes, grow_blocks, w, error);
    if (status == AGGLO_OK)
        measure_link_2(w);
    return status;
}
