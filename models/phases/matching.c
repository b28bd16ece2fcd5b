/* Matching: firms with free hands look for a seed and a need that fit each other and themselves.
 *
 *     attempts per year  a0 (size/50)^alpha rho licence site grants    (start-ups: 4 a0)
 *     options of an attempt  m = min(16, 1 + Pois(mbar - 1)),
 *     mbar = 1 + terms of links 5, 9, 13, 16 + network + trust
 *     quality  theta = exp(-(circ(x, seed)/sigma_A)^2/2 - (circ(seed, need)/sigma_m)^2/2) sqrt(q)
 *
 * The best option becomes a project if theta reaches theta_min. Quality is an assumption (matching
 * on a circle); need- and seed-driven search: DBJ14, METI23. */
#include "models/phases/matching.h"

#include <math.h>

#include "models/agents/project.h"
#include "models/population.h"
#include "models/world.h"
#include "sim/id.h"

/* Fixed parts of the equations (assumptions). */
static const double improvement_reach =
    0.02;                                  /* an improvement stays this near the own technology */
static const double site_effort = 0.5;     /* sites develop half as much as homes */
static const double startup_intensity = 4; /* a start-up's attempts in units of a0 */
static const double reference_size = 50;   /* persons, of a0 */
static const double least_research = 0.05; /* M$/yr that any firm spends */
static const double licence_effort[4] = {0.15, 0.4, 0.7, 1};
enum { MOST_OPTIONS = 64 }; /* block numbers an attempt keeps for its options */

/* What all firms of a region have in common in this step. A firm's attempts in the step are Poisson
 * of a mean of at most least[kind] + slope[kind] size, which decides for most of them that there is
 * none. */
typedef struct {
    int region;
    double least[KIND_COUNT], slope[KIND_COUNT];
    double options;                  /* mbar without trust */
    double grant;                    /* M$/yr and firm */
    double yearly_cost[CLASS_COUNT]; /* M$/yr of a project */
    double has_seed, has_need;       /* chance that an option of the region has one */
    double seed_badness, need_badness, narrow_badness; /* by squared distance */
} outlook;

/* What a firm's attempts have in common in this step. */
typedef struct {
    const outlook *outlook;
    int32_t firm;
    int places, running;
    double mean_options, sales;
} search;

static int places_of(const world *w, int32_t i) {
    return w->firms.kind[i] == KIND_STARTUP ? 1 : 1 + (int)sqrt(w->firms.size[i] / 25);
}

static int running_projects(const world *w, int32_t i) {
    int running = 0;
    for (int32_t k = w->project_first[i]; k < w->project_first[i + 1]; k++)
        running += w->projects.stage[k] != STAGE_ENDED;
    return running;
}

/* ---- how often firms search ---- */

/* Grants add attempts in proportion to what they add to a firm's own R&D money, at most threefold.
 */
static double grant_factor(double grant, double research) {
    return grant > 0 ? 1 + fmin(2, grant / fmax(least_research, research)) : 1;
}

static double attempt_rate(const world *w, const search *s) {
    const firms *f = &w->firms;
    int32_t i = s->firm;
    if (f->kind[i] == KIND_STARTUP)
        return w->p->matching_a0 * startup_intensity;
    double rate = w->p->matching_a0 * w->scenario->world.kinds[f->kind[i]].rd_intensity;
    rate *= w->p->matching_alpha == 0.5 ? sqrt(f->size[i] / reference_size)
                                        : pow(f->size[i] / reference_size, w->p->matching_alpha);
    if (f->kind[i] == KIND_SUPPLIER)
        rate *= licence_effort[f->licence[i]];
    if (!firm_is(w, i, FIRM_HOME))
        rate *= site_effort;
    return rate * grant_factor(s->outlook->grant, w->p->finance_rd_share * s->sales);
}

/* Bounds of attempt_rate times the step. A power of at most 1 is concave and lies below its tangent
 * at the reference size; larger powers have no bound, all firms are looked at. */
static void bound_attempts(const world *w, outlook *o) {
    static const double rounding = 1 + 1e-9; /* of the rate and of the bound */
    double unit = w->p->matching_a0 * w->step_years * rounding, alpha = w->p->matching_alpha;
    double most = unit * grant_factor(o->grant, 0);
    for (int kind = 0; kind < KIND_COUNT; kind++) {
        double intensity = w->scenario->world.kinds[kind].rd_intensity;
        o->least[kind] = alpha <= 1 ? most * intensity * (1 - alpha) : INFINITY;
        o->slope[kind] = alpha <= 1 ? most * intensity * alpha / reference_size : 0;
    }
    o->least[KIND_STARTUP] = unit * startup_intensity;
    o->slope[KIND_STARTUP] = 0;
}

/* Established firms step down to a class that their R&D money can carry. */
static int affordable_class(const world *w, const search *s, int c) {
    double money = 3 * (w->p->finance_rd_share * s->sales + 0.5);
    while (c > 0 && !(s->outlook->yearly_cost[c] * (1 + s->running) <= money))
        c--;
    return c;
}

/* ---- what a region's firms see ---- */

static double yearly_cost(const scenario_class *c) {
    double years = 0;
    for (int stage = 0; stage < STAGE_COUNT; stage++)
        years += c->stage_years[stage];
    return c->cost / years;
}

static double reached(double stock, double half) {
    return stock > 0 ? stock / (stock + half) : 0;
}

static double by_square(double scale) {
    return 0.5 / (scale * scale);
}

static outlook outlook_of(const world *w, int r) {
    const parameters *p = w->p;
    const observation *seen = &w->observed[r];
    double seeds = w->seeds_cumulative[r * BIN_COUNT + BIN_COUNT - 1];
    double needs = w->needs_cumulative[r * FIELD_COUNT + FIELD_COUNT - 1];
    outlook o = {.region = r,
                 .options = 1 + seen->options_5 + seen->options_9 + seen->options_13 +
                            seen->options_16 + seen->options_network,
                 .grant = w->levers[r].grant * (1 - p->funding_research_share) / fmax(20, seen->n),
                 .has_seed = reached(seeds, p->matching_half_seeds),
                 .has_need = reached(needs, p->matching_half_needs),
                 .seed_badness = by_square(seen->width),
                 .need_badness = by_square(p->matching_sigma_m),
                 .narrow_badness = by_square(p->matching_sigma_a)};
    for (int c = 0; c < CLASS_COUNT; c++)
        o.yearly_cost[c] = yearly_cost(&w->scenario->world.classes[c]);
    bound_attempts(w, &o);
    return o;
}

/* ---- options ---- */

typedef struct {
    double seed, need, badness; /* badness: -ln(theta / sqrt(q)) */
    int field, is_regional;
} option;

/* Draws the seed of an option by one uniform; false if there is none. */
static int draw_seed(const world *w, const search *s, int improves, double u, option *o) {
    o->is_regional = 0;
    if (improves) {
        o->seed = circle_wrap(w->firms.technology[s->firm] + improvement_reach * (2 * u - 1));
        return 1;
    }
    if (random_decide(&u, w->p->matching_world_options)) {
        o->seed = u;
        return 1;
    }
    if (!random_decide(&u, s->outlook->has_seed))
        return 0;
    o->seed = draw_place(&w->seeds_cumulative[s->outlook->region * BIN_COUNT], BIN_COUNT, u, NULL);
    o->is_regional = 1;
    return 1;
}

/* The same for its need. */
static int draw_need(const world *w, const outlook *o, double u, option *drawn) {
    if (!random_decide(&u, o->has_need))
        return 0;
    const double *needs = &w->needs_cumulative[o->region * FIELD_COUNT];
    drawn->need = draw_place(needs, FIELD_COUNT, u, &drawn->field);
    return 1;
}

static double badness_of(double a, double b, double by_square) {
    double distance = circle_distance(a, b);
    return distance * distance * by_square;
}

/* The best of m options; false if none exists. Two options share a block. An option whose seed
 * alone is too far off needs no need. */
static int best_option(const world *w, const search *s, int attempt, int m, int improves,
                       option *best) {
    const outlook *seen = s->outlook;
    uint64_t id = w->firms.id[s->firm];
    double x = w->firms.technology[s->firm];
    random_block b = {{0}};
    best->badness = INFINITY;
    for (int k = 0; k < m; k++) {
        int word = 2 * (k % 2);
        if (word == 0)
            b = random_draw(w->key, id, w->step, DRAW_OPTION,
                            (uint32_t)(attempt * MOST_OPTIONS + k));
        option o = {0};
        if (!draw_seed(w, s, improves, random_uniform(b, word), &o))
            continue;
        o.badness = badness_of(x, o.seed, seen->seed_badness);
        if (o.badness >= best->badness || !draw_need(w, seen, random_uniform(b, word + 1), &o))
            continue;
        o.badness += badness_of(o.seed, o.need, seen->need_badness);
        if (o.badness < best->badness)
            *best = o;
    }
    return best->badness < INFINITY;
}

/* The causal link whose option it was: shares of mbar; 0 for own search, network and trust. Where
 * the project would not have reached theta_min without the anchors' widened reach, it is link 9. */
static int origin_link(const world *w, const search *s, const option *o, int improves, double u) {
    const outlook *seen = s->outlook;
    const observation *r = &w->observed[seen->region];
    double q = sqrt(w->firms.capability[s->firm]);
    double narrow = badness_of(w->firms.technology[s->firm], o->seed, seen->narrow_badness) +
                    badness_of(o->seed, o->need, seen->need_badness);
    if (!improves && exp(-narrow) * q < w->p->matching_theta_min)
        return 9;
    const double term[] = {r->options_5, r->options_9, r->options_13, r->options_16};
    static const int link[] = {5, 9, 13, 16};
    double target = u * s->mean_options - 1;
    for (int k = 0; k < 4; k++) {
        if (target >= 0 && target < term[k])
            return link[k];
        target -= term[k];
    }
    return 0;
}

/* ---- attempts ---- */

/* One attempt: true if it makes a project. */
static int attempt_project(world *w, search *s, int attempt, project_plan *plan) {
    const firms *f = &w->firms;
    int32_t i = s->firm;
    random_block b = random_draw(w->key, f->id[i], w->step, DRAW_ATTEMPT_KIND, (uint32_t)attempt);
    int c = project_class(w, f->kind[i], random_uniform(b, 0)), improves = 0;
    if (f->kind[i] != KIND_STARTUP) {
        c = affordable_class(w, s, c);
        improves = c <= 1 && random_uniform(b, 1) < w->p->matching_p_improve;
    }
    double most = w->p->matching_max_options;
    int m =
        (int)fmin(most, 1 + random_poisson(random_uniform(b, 2), fmin(s->mean_options - 1, most)));
    option o = {0};
    if (!best_option(w, s, attempt, m, improves, &o))
        return 0;
    double quality = exp(-o.badness) * sqrt(f->capability[i]);
    if (quality < w->p->matching_theta_min)
        return 0;
    *plan = (project_plan){.id = id_child(f->id[i], w->step, ID_PROJECT, (uint32_t)attempt),
                           .owner = i,
                           .quality = (float)quality,
                           .seed = circle_store(o.seed),
                           .need = circle_store(o.need),
                           .device_class = (uint8_t)c,
                           .field = (uint8_t)o.field,
                           .uses_seed = (uint8_t)o.is_regional};
    plan->link = (uint8_t)origin_link(w, s, &o, improves, random_uniform(b, 3));
    project_type(w, s->outlook->region, plan);
    project_partners(w, i, s->outlook->region, plan);
    return 1;
}

static agglo_status search_firm(world *w, const outlook *seen, int32_t i, plan_list *plans,
                                agglo_error *error) {
    firms *f = &w->firms;
    search s = {.outlook = seen, .firm = i, .sales = firm_sales(w, i)};
    s.running = running_projects(w, i);
    s.places = places_of(w, i);
    if (s.running >= s.places)
        return AGGLO_OK;
    int attempts = (int)random_poisson(random_uniform(w->draws[i], WORD_ATTEMPTS),
                                       attempt_rate(w, &s) * w->step_years);
    s.mean_options =
        seen->options + w->p->matching_c_ties * (f->trust_university[i] + f->trust_hospital[i]) / 2;
    for (int a = 0; a < attempts && s.running < s.places; a++) {
        project_plan plan;
        if (!attempt_project(w, &s, a, &plan))
            continue;
        s.running++;
        agglo_status status = plan_add(plans, &plan, error);
        if (status != AGGLO_OK)
            return status;
    }
    return AGGLO_OK;
}

/* The firms of a block that may search. A Poisson number of mean M is 0 where u <= 1 - M, see
 * random_poisson; a bound of M says so without roots, for all the others. */
static int find_searchers(const world *w, const outlook *seen, blocks_range range,
                          int32_t found[BLOCKS_SIZE]) {
    int count = 0;
    for (int32_t i = range.begin; i < range.end; i++) {
        int kind = w->firms.kind[i];
        double bound = seen->least[kind] + seen->slope[kind] * w->firms.size[i];
        found[count] = i;
        count += 1 - random_uniform(w->draws[i], WORD_ATTEMPTS) < bound;
    }
    return count;
}

static void forget_partners(world *w, blocks_range range) {
    double care = 1 + w->levers[range.group].tie_care;
    float kept = (float)exp(-w->p->ties_decay / care * w->step_years);
    float *university = w->firms.trust_university, *hospital = w->firms.trust_hospital;
#pragma omp simd
    for (int32_t i = range.begin; i < range.end; i++) {
        university[i] *= kept;
        hospital[i] *= kept;
    }
}

static agglo_status search_blocks(void *context, int lane, size_t begin, size_t end,
                                  agglo_error *error) {
    world *w = context;
    gathering *own = &w->lane[lane];
    outlook seen = {.region = -1};
    lane_clear(own);
    for (size_t b = begin; b < end; b++) {
        blocks_range range = w->blocks.items[b];
        if (range.group != seen.region)
            seen = outlook_of(w, range.group);
        int32_t found[BLOCKS_SIZE];
        forget_partners(w, range);
        int count = find_searchers(w, &seen, range, found);
        for (int k = 0; k < count; k++) {
            agglo_status status = search_firm(w, &seen, found[k], &own->plans, error);
            if (status != AGGLO_OK)
                return status;
        }
    }
    return AGGLO_OK;
}

/* ---- what the new projects do to their region ---- */

/* Seeds taken up are gone: S_b <- S_b exp(-used_b/(S_b + 1)), for all regions after the search. */
static void use_seeds(world *w, int r, const double used[BIN_COUNT]) {
    double sum = 0;
    for (int b = 0; b < BIN_COUNT; b++) {
        double *S = &w->regions.seeds[r * BIN_COUNT + b];
        if (used[b] > 0)
            *S *= exp(-used[b] / (*S + 1));
        w->seeds_cumulative[r * BIN_COUNT + b] = sum += *S;
    }
}

static agglo_status book_plan(world *w, int r, const project_plan *plan, agglo_error *error) {
    w->flows.projects_started[r]++;
    if (plan->link > 0)
        w->flows.flux[r * FLOW_LINKS + plan->link - 1]++;
    schema_event event = {w->step,    (int16_t)r, EVENT_PROJECT,
                          plan->link, plan->id,   w->firms.id[plan->owner]};
    return world_log(w, &event, error);
}

/* Plans come lane by lane in firm order, so region by region too. */
static agglo_status book_plans(world *w, agglo_error *error) {
    double used[BIN_COUNT] = {0};
    int r = 0, taken = 0;
    for (int k = 0; k < w->lanes; k++)
        for (size_t n = 0; n < w->lane[k].plans.count; n++) {
            const project_plan *plan = &w->lane[k].plans.items[n];
            for (; plan->owner >= w->firm_first[r + 1]; r++) {
                if (taken)
                    use_seeds(w, r, used);
                for (int b = 0; taken && b < BIN_COUNT; b++)
                    used[b] = 0;
                taken = 0;
            }
            if (plan->uses_seed) {
                used[circle_bin(plan->seed)]++;
                taken = 1;
            }
            agglo_status status = book_plan(w, r, plan, error);
            if (status != AGGLO_OK)
                return status;
        }
    if (taken)
        use_seeds(w, r, used);
    return world_log_section(w, error);
}

/* Lane 0's list takes the others', in lane order. */
static agglo_status gather_plans(world *w, agglo_error *error) {
    for (int k = 1; k < w->lanes; k++)
        for (size_t n = 0; n < w->lane[k].plans.count; n++) {
            agglo_status status = plan_add(&w->lane[0].plans, &w->lane[k].plans.items[n], error);
            if (status != AGGLO_OK)
                return status;
        }
    return AGGLO_OK;
}

agglo_status phase_matching(world *w, agglo_error *error) {
    agglo_status status = blocks_run(w->blocks.count, w->lanes, search_blocks, w, error);
    if (status == AGGLO_OK)
        status = book_plans(w, error);
    if (status == AGGLO_OK)
        status = gather_plans(w, error);
    if (status != AGGLO_OK)
        return status;
    const plan_list *plans = &w->lane[0].plans;
    return population_merge_projects(w, plans->items, plans->count, error);
}
