/* Arrivals: who comes from outside and what is founded by the region rather than by one firm.
 *
 * Outside firms arrive Pois(lambda_out (1 + growth)^t step); each takes the best of "elsewhere" (0)
 * and the regions' utilities, each plus its own Gumbel taste, which is a logit (McFadden 1974):
 *
 *     U_r = -b_0 + link 1 + link 10 + link 17 + b_incentive incentive + b_site min(2, site)
 *           + b_regulatory relief + funding.b_location ln(1 + grant/20) - b_congestion congestion
 *
 * and at most 30.
 *
 * A Gumbel taste is -ln of an exponential time E, so the best U_r + taste is the first of the times
 * E_r/exp(U_r). Times shared by scenarios make the same firm choose the same region until that one
 * becomes worse or another better. More than 64 regions stand in groups of eight, groups in groups
 * of groups: the first time of a group is again exponential, with the sum of its members' rates, so
 * a race of groups, then one within the first of them, is the same logit at a cost that grows with
 * the logarithm of the number of regions; a region that becomes better may then draw a few firms to
 * others of its group.
 *
 * The flux of links 1, 10 and 17 is expected arrivals times (p_r - p_r without the term in r).
 * Attraction of foreign firms: HUB (Singapore), DBJ14 measure 7; sizes are calibrated by hand. */
#include "models/phases/arrivals.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/agents/project.h"
#include "models/causes.h"
#include "models/links/01_research_attracts.h"
#include "models/links/03_seeds_spin_out.h"
#include "models/links/10_anchors_attract.h"
#include "models/links/11_unmet_demand_founds.h"
#include "models/links/17_reputation_attracts.h"
#include "models/links/18_reputation_draws_capital.h"
#include "models/phases/observe.h"
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

/* In a region: where events are recorded, one of them may be named as the cause of each. */
static const double most_funds = 10000;

double arrivals_rate(const world *w) {
    return w->p->location_lambda_out * pow(1 + w->p->location_growth, world_time(w));
}

/* ---- location choice ---- */

/* Rates of the race: level 0 are the regions (exp of their utility), each level above sums groups
 * of the one below, the top level is one group and races against "elsewhere" (rate 1). */
enum { MOST_IN_ONE_RACE = 64, GROUP_SIZE = 8, MOST_LEVELS = 12 }; /* 8^12: more than an int32_t */

/* Wins all races but one in 1e13; beside much larger rates that of elsewhere would be lost. */
static const double sure_utility = 30;

typedef struct {
    world *w;
    int group_size, levels, count[MOST_LEVELS];
    double *rate[MOST_LEVELS], *without; /* by region: rates without links 1, 10, 17 */
    double sum;                          /* of all rates and elsewhere's */
    double arrivals;                     /* expected in this step */
} race;

static const int racing_link[] = {1, 10, 17};
enum { RACING_LINKS = 3 };

static agglo_status ensure_scratch(world *w, agglo_error *error) {
    size_t count = (size_t)world_regions(w);
    size_t wanted = (1 + RACING_LINKS) * count + count / (GROUP_SIZE - 1) + MOST_LEVELS;
    if (w->attraction_capacity >= wanted)
        return AGGLO_OK;
    double *attraction = realloc(w->attraction, wanted * sizeof *attraction);
    if (attraction == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the choices of %zu regions",
                         count);
    w->attraction = attraction;
    w->attraction_capacity = wanted;
    return AGGLO_OK;
}

static race race_of(world *w) {
    race x = {.w = w, .arrivals = arrivals_rate(w) * w->step_years};
    double *next = w->attraction;
    x.group_size = world_regions(w) <= MOST_IN_ONE_RACE ? MOST_IN_ONE_RACE : GROUP_SIZE;
    for (int count = world_regions(w);; count = (count + x.group_size - 1) / x.group_size) {
        x.count[x.levels] = count;
        x.rate[x.levels++] = next;
        next += count;
        if (count <= x.group_size)
            break;
    }
    x.without = next;
    return x;
}

static void rate_region(const race *x, int r) {
    const world *w = x->w;
    const parameters *p = w->p;
    const observation *o = &w->observed[r];
    const levers *lever = &w->levers[r];
    const double term[RACING_LINKS] = {link_01_utility(p, world_gain(w, 1), o->research),
                                       link_10_utility(p, world_gain(w, 10), o->H),
                                       link_17_utility(p, world_gain(w, 17), o->V)};
    double u =
        -p->location_b_0 + term[0] + term[1] + term[2] +
        p->location_b_incentive * lever->incentive + p->location_b_site * fmin(2, lever->site) +
        p->location_b_regulatory * lever->relief +
        p->funding_b_location * log1p(lever->grant / 20) - p->location_b_congestion * o->congestion;
    x->rate[0][r] = exp(fmin(u, sure_utility));
    for (int k = 0; k < RACING_LINKS; k++)
        x->without[r * RACING_LINKS + k] = x->rate[0][r] * exp(-term[k]);
}

static agglo_status rate_regions(void *context, int lane, size_t begin, size_t end,
                                 agglo_error *error) {
    (void)lane;
    (void)error;
    for (size_t r = begin; r < end; r++)
        rate_region(context, (int)r);
    return AGGLO_OK;
}

static void sum_rates(race *x) {
    x->sum = 1;
    for (int r = 0; r < x->count[0]; r++)
        x->sum += x->rate[0][r];
    for (int l = 1; l < x->levels; l++) {
        memset(x->rate[l], 0, (size_t)x->count[l] * sizeof *x->rate[l]);
        for (int k = 0; k < x->count[l - 1]; k++)
            x->rate[l][k / x->group_size] += x->rate[l - 1][k];
    }
}

/* here / (here + others) - without / (without + others), in a form that is exactly 0 for a link
 * that is off. */
static void measure_attraction(const race *x, int r) {
    double here = x->rate[0][r], others = x->sum - here;
    double *flux = &x->w->flows.flux[r * FLOW_LINKS];
    for (int k = 0; k < RACING_LINKS; k++) {
        double without = x->without[r * RACING_LINKS + k];
        flux[racing_link[k] - 1] +=
            x->arrivals * (here - without) * others / (x->sum * (without + others));
    }
}

/* The member of a group whose time is first and before `best`, or NOBODY. As -ln u >= 1 - u, most
 * need no logarithm. */
static int first_of(const race *x, int level, int group, uint64_t id, double best) {
    const world *w = x->w;
    int first = NOBODY, begin = group * x->group_size, end = begin + x->group_size;
    for (int k = begin; k < end && k < x->count[level]; k++) {
        uint64_t taste = id + (level == 0 ? w->regions.id[k] : (uint64_t)k);
        random_block b = random_draw(w->key, taste, RANDOM_ONCE, DRAW_GUMBEL, 1 + (uint32_t)level);
        double u = random_uniform(b, 0), limit = best * x->rate[level][k];
        if (1 - u >= limit)
            continue;
        double time = -log(u);
        if (time < limit) {
            best = time / x->rate[level][k];
            first = k;
        }
    }
    return first;
}

/* The region an outside firm takes, or NOBODY for elsewhere. */
static int choose_region(const race *x, uint64_t id) {
    random_block b = random_draw(x->w->key, id, RANDOM_ONCE, DRAW_GUMBEL, 0);
    double elsewhere = -log(random_uniform(b, 0));
    int chosen = first_of(x, x->levels - 1, 0, id, elsewhere);
    for (int l = x->levels - 2; l >= 0 && chosen != NOBODY; l--)
        chosen = first_of(x, l, chosen, id, INFINITY);
    return chosen;
}

static founding entrant(const world *w, uint64_t id, int region) {
    const parameters *p = w->p;
    random_block birth = random_draw(w->key, id, RANDOM_ONCE, DRAW_BIRTH, 0);
    random_block type = random_draw(w->key, id, RANDOM_ONCE, DRAW_BIRTH_TYPE, 0);
    int is_major = random_uniform(type, 0) < p->location_p_major;
    double u = random_uniform(type, 1);
    founding f = {.id = id,
                  .cause = w->id,
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

/* The part of the choice of region r that it would lose if its rate were `without`. */
static double part_of_choice(const race *x, int r, double without) {
    double here = x->rate[0][r];
    return causes_part(here / x->sum, without / (x->sum - here + without));
}

/* Why an outside firm has chosen region r. */
static void ask_entrant(const race *x, founding *f) {
    const world *w = x->w;
    const parameters *p = w->p;
    const levers *lever = &w->levers[f->region];
    int r = f->region;
    static const uint8_t source[RACING_LINKS] = {CAUSE_RESEARCH, CAUSE_ANCHORS, CAUSE_REPUTATION};
    const struct {
        int lever;
        double term;
    } pulled[] = {{LEVER_incentive, p->location_b_incentive * lever->incentive},
                  {LEVER_site, p->location_b_site * fmin(2, lever->site)},
                  {LEVER_relief, p->location_b_regulatory * lever->relief},
                  {LEVER_grant, p->funding_b_location * log1p(lever->grant / 20)}};
    cause_list list = {0};
    for (int k = 0; k < RACING_LINKS; k++)
        causes_add(&list, source[k], racing_link[k],
                   part_of_choice(x, r, x->without[r * RACING_LINKS + k]));
    for (size_t k = 0; k < sizeof pulled / sizeof pulled[0]; k++)
        causes_add(&list, CAUSE_LEVER + pulled[k].lever, 0,
                   part_of_choice(x, r, x->rate[0][r] * exp(-pulled[k].term)));
    causes_inquiry q = causes_ask(w, r, EVENT_ENTRY, f->id);
    f->source = causes_choose(&q, &list, &f->link);
}

static agglo_status enter_firms(void *context, int lane, size_t begin, size_t end,
                                agglo_error *error) {
    const race *x = context;
    world *w = x->w;
    agglo_status status = AGGLO_OK;
    lane_clear(&w->lane[lane]);
    for (size_t k = begin; k < end && status == AGGLO_OK; k++) {
        uint64_t id = id_child(w->id, w->step, ID_OUTSIDE_FIRM, (uint32_t)k);
        int region = choose_region(x, id);
        if (region == NOBODY || !world_owns(w, region))
            continue;
        founding f = entrant(w, id, region);
        if (causes_wanted(w))
            ask_entrant(x, &f);
        status = founding_add(w, &w->lane[lane].foundings, &f, error);
    }
    return status;
}

/* Lanes in their order: the order of a loop without lanes. */
static agglo_status collect_foundings(world *w, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (int k = 0; k < w->lanes; k++)
        for (size_t n = 0; n < w->lane[k].foundings.count && status == AGGLO_OK; n++)
            status = founding_add(w, &w->foundings, &w->lane[k].foundings.items[n], error);
    return status;
}

static agglo_status outside_firms(race *x, agglo_error *error) {
    world *w = x->w;
    agglo_status status = blocks_run((size_t)world_regions(w), w->lanes, rate_regions, x, error);
    if (status != AGGLO_OK)
        return status;
    sum_rates(x);
    random_block b = random_draw(w->key, w->id, w->step, DRAW_ARRIVALS, 0);
    unsigned count = random_poisson(random_uniform(b, 0), x->arrivals);
    status = world_check_room(w, count, w->room, "firms that look for a site", error);
    if (status == AGGLO_OK)
        status = blocks_run(count, w->lanes, enter_firms, x, error);
    return status == AGGLO_OK ? collect_foundings(w, error) : status;
}

/* ---- foundings by the region ---- */

static founding regional(const world *w, int r, id_kind kind, unsigned ordinal) {
    return (founding){.id = id_child(w->regions.id[r], w->step, kind, ordinal),
                      .cause = w->regions.id[r],
                      .region = r,
                      .flags = FIRM_HOME,
                      .capability = NAN,
                      .demand = NAN,
                      .base_factor = 1,
                      .birth = w->step + 1};
}

static link_03_inputs seeds_inputs(const world *w, int r) {
    const observation *o = &w->observed[r];
    const levers *lever = &w->levers[r];
    return (link_03_inputs){.transfer_strength = o->transfer_strength,
                            .transfer_lever = lever->transfer,
                            .entrepreneurship = o->E,
                            .talent = o->T,
                            .grant = lever->grant,
                            .gap_fund = lever->gap_fund,
                            .network = o->network,
                            .congestion_factor = o->congestion_factor,
                            .founding_money = o->founding_money};
}

static double seeds_hazard(const world *w, const link_03_inputs *in) {
    return link_03_hazard(w->p, world_gain(w, 3), in);
}

/* Why a seed is spun out, beside its university: the hazard without each of its helpers. */
static cause_list spinout_causes(const world *w, int r) {
    const link_03_inputs with = seeds_inputs(w, r);
    const levers *lever = &w->levers[r];
    double rate = seeds_hazard(w, &with);
    enum { HELPERS = 8 };
    static const uint8_t source[HELPERS] = {CAUSE_LEVER + LEVER_transfer,
                                            CAUSE_ENTREPRENEURSHIP,
                                            CAUSE_TALENT,
                                            CAUSE_LEVER + LEVER_grant,
                                            CAUSE_LEVER + LEVER_gap_fund,
                                            CAUSE_NETWORK,
                                            CAUSE_VENTURE,
                                            CAUSE_LEVER + LEVER_startup_grant};
    link_03_inputs without[HELPERS];
    for (int k = 0; k < HELPERS; k++)
        without[k] = with;
    without[0].transfer_lever = 0;
    without[1].entrepreneurship = 0;
    without[2].talent = 0;
    without[3].grant = 0;
    without[4].gap_fund = 0;
    without[5].network = 0;
    double startups = w->observed[r].startups;
    without[6].founding_money = observe_founding_money(w, startups, 0, lever->startup_grant);
    without[7].founding_money = observe_founding_money(w, startups, w->regions.invested[r], 0);
    cause_list list = {0};
    for (int k = 0; k < HELPERS; k++)
        causes_add(&list, source[k], 3, causes_part(rate, seeds_hazard(w, &without[k])));
    return list;
}

static void ask_spinout(const world *w, const cause_list *list, founding *f) {
    int32_t first = w->university_first[f->region];
    causes_inquiry q = causes_ask(w, f->region, EVENT_SPINOUT, f->id);
    if (f->university != NO_PARTNER)
        f->cause = w->universities.id[first + f->university];
    f->source = causes_choose(&q, list, NULL);
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

static agglo_status spinouts(world *w, int r, double u, founding_list *list, agglo_error *error) {
    double *seeds = &w->regions.seeds[r * BIN_COUNT], total = 0;
    for (int b = 0; b < BIN_COUNT; b++)
        total += seeds[b];
    const link_03_inputs in = seeds_inputs(w, r);
    double mean = total * -expm1(-seeds_hazard(w, &in) * w->step_years);
    unsigned count = random_poisson(u, mean);
    cause_list causes = {0};
    if (count > 0 && causes_wanted(w))
        causes = spinout_causes(w, r);
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
        if (causes_wanted(w))
            ask_spinout(w, &causes, &f);
        agglo_status status = founding_add(w, list, &f, error);
        if (status != AGGLO_OK)
            return status;
    }
    w->flows.flux[r * FLOW_LINKS + 2] += count;
    return AGGLO_OK;
}

static agglo_status suppliers(world *w, int r, double u, founding_list *list, agglo_error *error) {
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
        agglo_status status = founding_add(w, list, &f, error);
        if (status != AGGLO_OK)
            return status;
    }
    if (causes_wanted(w))
        causes_name_customers(w, r, list->items + list->count - count, count);
    w->flows.flux[r * FLOW_LINKS + 10] += count;
    return AGGLO_OK;
}

/* Why a manufacturer turns to devices: the helpers' terms of 1 + ..., see below. */
static void ask_industry(const world *w, int r, founding *f) {
    const levers *lever = &w->levers[r];
    double term[] = {0.3 * fmin(2, lever->consulting), w->p->funding_entry * lever->grant,
                     0.1 * w->observed[r].network, 0.2 * fmin(1, lever->registration)};
    static const uint8_t source[] = {CAUSE_LEVER + LEVER_consulting, CAUSE_LEVER + LEVER_grant,
                                     CAUSE_NETWORK, CAUSE_LEVER + LEVER_registration};
    double all = 1 + term[0] + term[1] + term[2] + term[3];
    cause_list list = {0};
    for (int k = 0; k < 4; k++)
        causes_add(&list, source[k], 0, causes_part(all, all - term[k]));
    causes_inquiry q = causes_ask(w, r, EVENT_INDUSTRY_ENTRY, f->id);
    f->source = causes_choose(&q, &list, NULL);
}

/* The rung of the licence ladder on which a manufacturer enters; higher ones go first where the
 * shares sum to more than 1. */
static uint8_t entry_rung(const parameters *p, double u) {
    double manufacturing = p->entry_authorised + p->entry_manufacturing;
    if (u < p->entry_authorised)
        return 3;
    return u < manufacturing ? 2 : u < manufacturing + p->entry_parts;
}

static agglo_status other_industries(world *w, int r, double u, founding_list *list,
                                     agglo_error *error) {
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
        random_block type = random_draw(w->key, f.id, RANDOM_ONCE, DRAW_BIRTH_TYPE, 0);
        f.licence = entry_rung(w->p, random_uniform(type, 0));
        f.size = random_lognormal(random_uniform(b, 0), industry_size, industry_sigma);
        f.birth -= (int32_t)lround(industry_age / w->step_years);
        if (causes_wanted(w))
            ask_industry(w, r, &f);
        agglo_status status = founding_add(w, list, &f, error);
        if (status != AGGLO_OK)
            return status;
    }
    return AGGLO_OK;
}

static agglo_status fellows(world *w, int r, double u, founding_list *list, agglo_error *error) {
    double rate = w->p->policy_fellow_start_rate * w->levers[r].fellows;
    unsigned count = random_poisson(u, rate * w->step_years);
    for (unsigned k = 0; k < count; k++) {
        founding f = regional(w, r, ID_FELLOW, k);
        int bin;
        f.kind = KIND_STARTUP;
        f.event = EVENT_FELLOW_FOUNDING;
        f.source = CAUSE_LEVER + LEVER_fellows;
        f.licence = 3;
        f.experience = 1;
        f.seed = f.technology = circle_store(draw_seed(w, r, f.id, &bin));
        agglo_status status = founding_add(w, list, &f, error);
        if (status != AGGLO_OK)
            return status;
    }
    return AGGLO_OK;
}

/* Software people found on a seed of the region, with some experience; they count as fellows. */
static agglo_status software_founders(world *w, int r, founding_list *list, agglo_error *error) {
    double rate = w->levers[r].software_founders;
    if (rate <= 0)
        return AGGLO_OK;
    random_block b = random_draw(w->key, w->regions.id[r], w->step, DRAW_REGION, 1);
    unsigned count = random_poisson(random_uniform(b, 0), rate * w->step_years);
    agglo_status status = AGGLO_OK;
    for (unsigned k = 0; k < count && status == AGGLO_OK; k++) {
        founding f = regional(w, r, ID_SOFTWARE, k);
        int bin;
        f.kind = KIND_STARTUP;
        f.event = EVENT_FELLOW_FOUNDING;
        f.source = CAUSE_LEVER + LEVER_software_founders;
        f.is_software = 1;
        f.licence = 3;
        f.experience = 0.5f;
        f.seed = f.technology = circle_store(draw_seed(w, r, f.id, &bin));
        status = founding_add(w, list, &f, error);
    }
    return status;
}

static agglo_status found_in_region(world *w, int r, founding_list *list, agglo_error *error) {
    random_block b = random_draw(w->key, w->regions.id[r], w->step, DRAW_REGION, 0);
    agglo_status status = spinouts(w, r, random_uniform(b, 0), list, error);
    if (status == AGGLO_OK)
        status = suppliers(w, r, random_uniform(b, 1), list, error);
    if (status == AGGLO_OK)
        status = other_industries(w, r, random_uniform(b, 2), list, error);
    if (status == AGGLO_OK)
        status = fellows(w, r, random_uniform(b, 3), list, error);
    return status == AGGLO_OK ? software_founders(w, r, list, error) : status;
}

static agglo_status found_in_regions(void *context, int lane, size_t begin, size_t end,
                                     agglo_error *error) {
    const race *x = context;
    gathering *own = &x->w->lane[lane];
    agglo_status status = AGGLO_OK;
    lane_clear(own);
    for (size_t r = begin; r < end && status == AGGLO_OK; r++) {
        measure_attraction(x, (int)r);
        status = found_in_region(x->w, (int)r, &own->foundings, error);
    }
    return status;
}

agglo_status arrivals_decide(world *w, agglo_error *error) {
    agglo_status status = ensure_scratch(w, error);
    if (status != AGGLO_OK)
        return status;
    race x = race_of(w);
    status = outside_firms(&x, error);
    if (status == AGGLO_OK)
        status = world_run_regions(w, found_in_regions, &x, error);
    return status == AGGLO_OK ? collect_foundings(w, error) : status;
}

/* ---- capital ---- */

/* Why a fund comes: reputation, or the world by itself. */
static uint64_t fund_cause(const world *w, int r, uint64_t id) {
    double V = w->observed[r].V, unserved = w->regions.unserved[r];
    double rate = link_18_funds(w->p, world_gain(w, 18), V, unserved);
    cause_list list = {0};
    causes_add(&list, CAUSE_REPUTATION, 18, causes_part(rate, link_18_funds(w->p, 0, V, unserved)));
    causes_inquiry q = causes_ask(w, r, EVENT_FUND, id);
    return causes_name(&q, causes_choose(&q, &list, NULL), w->id);
}

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
    if (!causes_wanted(w))
        return AGGLO_OK;
    schema_event event = {w->step, (int16_t)r, EVENT_FUND,
                          18,      f->id[k],   fund_cause(w, r, f->id[k])};
    return world_log(w, &event, error);
}

/* Support firms that close: binomial, by its terms unless the first of them is next to zero. */
static unsigned support_leaves(const world *w, int r, double u) {
    static const double summed_below = 500;
    unsigned count = (unsigned)w->regions.support[r], leaving = 0;
    double x = w->p->finance_support_exit * w->step_years, odds = expm1(x);
    if (count * x > summed_below)
        return random_binomial(u, -expm1(-x), count);
    if (u <= 1 - count * x) /* P(0) = exp(-count x) is no less */
        return 0;
    double term = exp(-(count * x)), sum = term;
    while (sum < u && leaving < count) {
        term *= odds * (count - leaving) / (leaving + 1);
        sum += term;
        leaving++;
    }
    return leaving;
}

/* Support firms come and go; *count: of the funds that come. */
static agglo_status capital_of(world *w, int r, unsigned *count, agglo_error *error) {
    const parameters *p = w->p;
    const observation *o = &w->observed[r];
    double gain = world_gain(w, 18), activity = o->startups + o->agents.projects;
    double unserved = w->regions.unserved[r];
    double fund_rate = link_18_funds(p, gain, o->V, unserved);
    double support_rate = link_18_support(p, gain, o->V, activity);
    random_block b = random_draw(w->key, w->regions.id[r], w->step, DRAW_CAPITAL, 0);
    unsigned support = random_poisson(random_uniform(b, 1), support_rate * w->step_years);
    unsigned leaving = support_leaves(w, r, random_uniform(b, 2));
    w->regions.support[r] += (double)support - (double)leaving;
    *count = random_poisson(random_uniform(b, 0), fund_rate * w->step_years);
    double without = link_18_funds(p, 0, o->V, unserved) + link_18_support(p, 0, o->V, activity);
    w->flows.flux[r * FLOW_LINKS + 17] += (fund_rate + support_rate - without) * w->step_years;
    agglo_status status =
        world_check_room(w, w->regions.support[r], w->room, "support firms", error);
    double present = w->fund_first[r + 1] - w->fund_first[r];
    return status == AGGLO_OK
               ? world_check_room(w, present + *count, most_funds, "venture funds", error)
               : status;
}

static agglo_status capital_of_regions(void *context, int lane, size_t begin, size_t end,
                                       agglo_error *error) {
    world *w = context;
    gathering *own = &w->lane[lane];
    agglo_status status = AGGLO_OK;
    lane_clear(own);
    for (size_t r = begin; r < end && status == AGGLO_OK; r++) {
        unsigned count = 0;
        status = capital_of(w, (int)r, &count, error);
        happening h = {.type = EVENT_FUND, .region = (int32_t)r};
        for (unsigned k = 0; k < count && status == AGGLO_OK; k++) {
            h.row = (int32_t)k;
            status = happening_add(&own->happenings, &h, error);
        }
    }
    return status;
}

agglo_status arrivals_capital(world *w, agglo_error *error) {
    size_t before = w->funds.table.count;
    agglo_status status = world_run_regions(w, capital_of_regions, w, error);
    for (int k = 0; k < w->lanes; k++) {
        const happening_list *list = &w->lane[k].happenings;
        for (size_t n = 0; n < list->count && status == AGGLO_OK; n++)
            status = new_fund(w, list->items[n].region, (unsigned)list->items[n].row, error);
    }
    if (status == AGGLO_OK)
        status = world_log_section(w, error);
    if (status != AGGLO_OK || w->funds.table.count == before)
        return status;
    return population_sort(w, &w->funds.table, w->funds.region, w->fund_first, error);
}
