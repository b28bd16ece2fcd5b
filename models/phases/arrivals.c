/* Arrivals: who comes from outside and what is founded by the region rather than by one firm.
 *
 * Outside firms arrive Pois(lambda_out (1 + growth)^t step); each takes the best of "elsewhere" (0)
 * and the regions' utilities, each plus its own Gumbel taste, which is a logit (McFadden 1974):
 *
 *     U_r = -b_0 + link 1 + link 10 + link 17 + b_incentive incentive + b_site min(2, site)
 *           + b_regulatory relief + funding.b_location ln(1 + grant/20) - b_congestion congestion
 *
 * The flux of links 1, 10 and 17 is expected arrivals times (p_r - p_r without the term in r).
 * Attraction of foreign firms: HUB (Singapore), DBJ14 measure 7; sizes are calibrated by hand. */
#include "models/phases/arrivals.h"

#include <math.h>
#include <stdlib.h>

#include "models/agents/project.h"
#include "models/links/01_research_attracts.h"
#include "models/links/03_seeds_spin_out.h"
#include "models/links/10_anchors_attract.h"
#include "models/links/11_unmet_demand_founds.h"
#include "models/links/17_reputation_attracts.h"
#include "models/links/18_reputation_draws_capital.h"
#include "models/population.h"
#include "models/world.h"
#include "sim/id.h"

/* Fixed parts of the equations (assumptions). */
static const double entrant_age = 6, industry_age = 10;    /* yr */
static const double share_niche = 0.12, share_tech = 0.53; /* of entrants, majors apart */
static const double share_home = 0.4;                      /* entrants that make it a home */
static const double share_parts_maker = 0.43;              /* suppliers with licence 2 */
static const double supplier_size = 9, supplier_sigma = 0.6, supplier_base = 0.7;
static const double industry_size = 20, industry_sigma = 0.9;
static const double fund_sigma = 0.5;

double arrivals_rate(const world *w) {
    return w->p->location_lambda_out * pow(1 + w->p->location_growth, world_time(w));
}

/* ---- location choice ---- */

typedef struct {
    double total, term_1, term_10, term_17;
} utility;

static utility utility_of(const world *w, int r) {
    const parameters *p = w->p;
    const observation *o = &w->observed[r];
    const levers *lever = &w->levers[r];
    utility u = {.term_1 = link_01_utility(p, world_gain(w, 1), o->research),
                 .term_10 = link_10_utility(p, world_gain(w, 10), o->H),
                 .term_17 = link_17_utility(p, world_gain(w, 17), o->V)};
    u.total = -p->location_b_0 + u.term_1 + u.term_10 + u.term_17 +
              p->location_b_incentive * lever->incentive +
              p->location_b_site * fmin(2, lever->site) + p->location_b_regulatory * lever->relief +
              p->funding_b_location * log1p(lever->grant / 20) -
              p->location_b_congestion * o->congestion;
    return u;
}

static void measure_attraction(world *w, const utility *u) {
    double sum = 1, arrivals = arrivals_rate(w) * w->step_years;
    for (int r = 0; r < world_regions(w); r++)
        sum += exp(u[r].total);
    for (int r = 0; r < world_regions(w); r++) {
        double here = exp(u[r].total), *flux = &w->flows.flux[r * FLOW_LINKS];
        const double term[] = {u[r].term_1, u[r].term_10, u[r].term_17};
        static const int link[] = {1, 10, 17};
        for (int k = 0; k < 3; k++) {
            double without = here * exp(-term[k]);
            flux[link[k] - 1] += arrivals * (here / sum - without / (sum - here + without));
        }
    }
}

/* The region an outside firm takes, or NOBODY for elsewhere. */
static int choose_region(const world *w, uint64_t id, const utility *u) {
    random_block b = random_draw(w->key, id, RANDOM_ONCE, DRAW_GUMBEL, 0);
    double best = random_gumbel(random_uniform(b, 0));
    int choice = NOBODY;
    for (int r = 0; r < world_regions(w); r++) {
        b = random_draw(w->key, id + w->regions.id[r], RANDOM_ONCE, DRAW_GUMBEL, 1);
        double value = u[r].total + random_gumbel(random_uniform(b, 0));
        if (value > best) {
            best = value;
            choice = r;
        }
    }
    return choice;
}

static founding entrant(const world *w, uint64_t id, int region) {
    const parameters *p = w->p;
    random_block birth = random_draw(w->key, id, RANDOM_ONCE, DRAW_BIRTH, 0);
    random_block type = random_draw(w->key, id, RANDOM_ONCE, DRAW_BIRTH_TYPE, 0);
    int is_major = random_uniform(type, 0) < p->location_p_major;
    double u = random_uniform(type, 1);
    founding f = {.id = id,
                  .region = region,
                  .event = EVENT_ENTRY,
                  .licence = 3,
                  .flags = FIRM_FOREIGN,
                  .technology = circle_store(random_uniform(birth, 2)),
                  .capability = NAN,
                  .demand = NAN,
                  .base_factor = 1,
                  .birth = w->step + 1 - (int32_t)lround(entrant_age / w->step_years)};
    double median = is_major ? p->location_size_median_major : p->location_size_median;
    f.size = random_lognormal(random_uniform(birth, 0), median, p->location_size_sigma);
    f.kind = is_major                       ? KIND_MAJOR
             : u < share_niche              ? KIND_NICHE
             : u < share_niche + share_tech ? KIND_TECH
                                            : KIND_SUPPLIER;
    if (f.kind == KIND_SUPPLIER)
        f.licence = random_uniform(type, 2) < share_parts_maker ? 2 : 1;
    if (!is_major && random_uniform(type, 3) < share_home)
        f.flags |= FIRM_HOME;
    return f;
}

static agglo_status outside_firms(world *w, agglo_error *error) {
    utility *u = malloc((size_t)world_regions(w) * sizeof *u);
    if (u == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %d regions", world_regions(w));
    for (int r = 0; r < world_regions(w); r++)
        u[r] = utility_of(w, r);
    measure_attraction(w, u);
    random_block b = random_draw(w->key, w->id, w->step, DRAW_ARRIVALS, 0);
    unsigned count = random_poisson(random_uniform(b, 0), arrivals_rate(w) * w->step_years);
    agglo_status status = AGGLO_OK;
    for (unsigned k = 0; k < count && status == AGGLO_OK; k++) {
        uint64_t id = id_child(w->id, w->step, ID_OUTSIDE_FIRM, k);
        int region = choose_region(w, id, u);
        if (region == NOBODY)
            continue;
        founding f = entrant(w, id, region);
        status = founding_add(&w->foundings, &f, error);
    }
    free(u);
    return status;
}

/* ---- foundings by the region ---- */

static founding regional(const world *w, int r, id_kind kind, unsigned ordinal) {
    return (founding){.id = id_child(w->regions.id[r], w->step, kind, ordinal),
                      .parent = w->regions.id[r],
                      .region = r,
                      .flags = FIRM_HOME,
                      .capability = NAN,
                      .demand = NAN,
                      .base_factor = 1,
                      .birth = w->step + 1};
}

static double seeds_hazard(const world *w, int r) {
    const observation *o = &w->observed[r];
    const levers *lever = &w->levers[r];
    link_03_inputs in = {.transfer_strength = o->transfer_strength,
                         .transfer_lever = lever->transfer,
                         .entrepreneurship = o->E,
                         .talent = o->T,
                         .grant = lever->grant,
                         .gap_fund = lever->gap_fund,
                         .network = o->network,
                         .congestion_factor = o->congestion_factor,
                         .founding_money = o->founding_money};
    return link_03_hazard(w->p, world_gain(w, 3), &in);
}

/* A place drawn from the seeds as they stand; a lone region without seeds gives any place. */
static double draw_seed(const world *w, int r, uint64_t id, int *bin) {
    double cumulative[BIN_COUNT], sum = 0;
    for (int b = 0; b < BIN_COUNT; b++)
        cumulative[b] = sum += w->regions.seeds[r * BIN_COUNT + b];
    double u = random_uniform(random_draw(w->key, id, RANDOM_ONCE, DRAW_SEED_TAKEN, 0), 0);
    if (sum > 0)
        return draw_place(cumulative, BIN_COUNT, u, bin);
    *bin = circle_bin(u);
    return u;
}

static agglo_status spinouts(world *w, int r, double u, agglo_error *error) {
    double *seeds = &w->regions.seeds[r * BIN_COUNT], total = 0;
    for (int b = 0; b < BIN_COUNT; b++)
        total += seeds[b];
    double mean = total * -expm1(-seeds_hazard(w, r) * w->step_years);
    unsigned count = random_poisson(u, mean);
    for (unsigned k = 0; k < count; k++) {
        founding f = regional(w, r, ID_SPINOUT, k);
        int bin;
        double seed = draw_seed(w, r, f.id, &bin);
        seeds[bin] = fmax(0, seeds[bin] - 1);
        random_block b = random_draw(w->key, f.id, RANDOM_ONCE, DRAW_FOUNDER, 0);
        f.kind = KIND_STARTUP;
        f.event = EVENT_SPINOUT;
        f.link = 3;
        f.licence = 3;
        f.seed = f.technology = circle_store(seed);
        f.university = project_university(w, r, bin, random_uniform(b, 2));
        agglo_status status = founding_add(&w->foundings, &f, error);
        if (status != AGGLO_OK)
            return status;
    }
    w->flows.flux[r * FLOW_LINKS + 2] += count;
    return AGGLO_OK;
}

static agglo_status suppliers(world *w, int r, double u, agglo_error *error) {
    double rate = link_11_rate(w->p, world_gain(w, 11), w->regions.unmet_demand[r],
                               w->observed[r].congestion_factor);
    unsigned count = random_poisson(u, rate * w->step_years);
    for (unsigned k = 0; k < count; k++) {
        founding f = regional(w, r, ID_SUPPLIER, k);
        random_block b = random_draw(w->key, f.id, RANDOM_ONCE, DRAW_BIRTH, 0);
        f.kind = KIND_SUPPLIER;
        f.event = EVENT_SUPPLIER_FOUNDING;
        f.link = 11;
        f.licence = 1;
        f.is_near = 1;
        f.size = random_lognormal(random_uniform(b, 0), supplier_size, supplier_sigma);
        f.base_factor = (float)supplier_base;
        agglo_status status = founding_add(&w->foundings, &f, error);
        if (status != AGGLO_OK)
            return status;
    }
    w->flows.flux[r * FLOW_LINKS + 10] += count;
    return AGGLO_OK;
}

static agglo_status other_industries(world *w, int r, double u, agglo_error *error) {
    const observation *o = &w->observed[r];
    const levers *lever = &w->levers[r];
    double rate = w->p->procure_base_entry * w->scenario->regions[r].population *
                  (1 + 0.3 * fmin(2, lever->consulting) + w->p->funding_entry * lever->grant +
                   0.1 * o->network + 0.2 * fmin(1, lever->registration)) *
                  o->congestion_factor;
    unsigned count = random_poisson(u, rate * w->step_years);
    for (unsigned k = 0; k < count; k++) {
        founding f = regional(w, r, ID_INDUSTRY, k);
        random_block b = random_draw(w->key, f.id, RANDOM_ONCE, DRAW_BIRTH, 0);
        f.kind = KIND_SUPPLIER;
        f.event = EVENT_INDUSTRY_ENTRY;
        f.is_near = 1;
        f.size = random_lognormal(random_uniform(b, 0), industry_size, industry_sigma);
        f.birth -= (int32_t)lround(industry_age / w->step_years);
        agglo_status status = founding_add(&w->foundings, &f, error);
        if (status != AGGLO_OK)
            return status;
    }
    return AGGLO_OK;
}

static agglo_status fellows(world *w, int r, double u, agglo_error *error) {
    double rate = w->p->policy_fellow_start_rate * w->levers[r].fellows;
    unsigned count = random_poisson(u, rate * w->step_years);
    for (unsigned k = 0; k < count; k++) {
        founding f = regional(w, r, ID_FELLOW, k);
        int bin;
        f.kind = KIND_STARTUP;
        f.event = EVENT_FELLOW_FOUNDING;
        f.licence = 3;
        f.experience = 1;
        f.seed = f.technology = circle_store(draw_seed(w, r, f.id, &bin));
        agglo_status status = founding_add(&w->foundings, &f, error);
        if (status != AGGLO_OK)
            return status;
    }
    return AGGLO_OK;
}

agglo_status arrivals_decide(world *w, agglo_error *error) {
    agglo_status status = outside_firms(w, error);
    for (int r = 0; r < world_regions(w) && status == AGGLO_OK; r++) {
        random_block b = random_draw(w->key, w->regions.id[r], w->step, DRAW_REGION, 0);
        status = spinouts(w, r, random_uniform(b, 0), error);
        if (status == AGGLO_OK)
            status = suppliers(w, r, random_uniform(b, 1), error);
        if (status == AGGLO_OK)
            status = other_industries(w, r, random_uniform(b, 2), error);
        if (status == AGGLO_OK)
            status = fellows(w, r, random_uniform(b, 3), error);
    }
    return status;
}

/* ---- capital ---- */

static agglo_status new_fund(world *w, int r, unsigned ordinal, agglo_error *error) {
    funds *f = &w->funds;
    size_t k = f->table.count;
    agglo_status status = columns_append(&f->table, 1, error);
    if (status != AGGLO_OK)
        return status;
    f->id[k] = id_child(w->regions.id[r], w->step, ID_FUND, ordinal);
    f->region[k] = r;
    f->birth[k] = w->step + 1;
    random_block b = random_draw(w->key, f->id[k], RANDOM_ONCE, DRAW_FUND_SIZE, 0);
    f->size[k] = f->dry_powder[k] =
        random_lognormal(random_uniform(b, 0), w->p->finance_fund_size, fund_sigma);
    schema_event event = {w->step, (int16_t)r, EVENT_FUND, 18, f->id[k], w->regions.id[r]};
    return world_log(w, &event, error);
}

agglo_status arrivals_capital(world *w, agglo_error *error) {
    const parameters *p = w->p;
    size_t before = w->funds.table.count;
    for (int r = 0; r < world_regions(w); r++) {
        const observation *o = &w->observed[r];
        double gain = world_gain(w, 18), activity = o->startups + o->agents.projects;
        double unserved = w->regions.unserved[r];
        double fund_rate = link_18_funds(p, gain, o->V, unserved);
        double support_rate = link_18_support(p, gain, o->V, activity);
        random_block b = random_draw(w->key, w->regions.id[r], w->step, DRAW_CAPITAL, 0);
        unsigned entering = random_poisson(random_uniform(b, 0), fund_rate * w->step_years);
        unsigned support = random_poisson(random_uniform(b, 1), support_rate * w->step_years);
        unsigned leaving =
            random_binomial(random_uniform(b, 2), -expm1(-p->finance_support_exit * w->step_years),
                            (unsigned)w->regions.support[r]);
        w->regions.support[r] += (double)support - (double)leaving;
        double without =
            link_18_funds(p, 0, o->V, unserved) + link_18_support(p, 0, o->V, activity);
        w->flows.flux[r * FLOW_LINKS + 17] += (fund_rate + support_rate - without) * w->step_years;
        for (unsigned k = 0; k < entering; k++) {
            agglo_status status = new_fund(w, r, k, error);
            if (status != AGGLO_OK)
                return status;
        }
    }
    return w->funds.table.count == before
               ? AGGLO_OK
               : population_sort(w, &w->funds.table, w->funds.region, w->fund_first, error);
}
