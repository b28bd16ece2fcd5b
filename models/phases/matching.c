/* Matching: firms with free hands look for a seed and a need that fit each other and themselves.
 *
 *     attempts per year  a0 (size/50)^alpha rho licence site grants    (start-ups: 4 a0)
 *     options of an attempt  m = min(16, 1 + Pois(mbar - 1)),
 *     mbar = 1 + terms of links 5, 9, 13, 16 + network + trust
 *     quality  theta = exp(-(circ(x, seed)/sigma_A)^2/2 - (circ(seed, need)/sigma_m)^2/2) sqrt(q)
 *
 * The best option becomes a project if theta reaches theta_min. Quality is an assumption (matching
 * on a circle); need- and seed-driven search: DBJ14, METI23.
 *
 * The first attempts of a block's firms are made together, then the second ones of those that have
 * more, and so on: numbers are drawn for all of them, and all their options are weighed in one loop
 * without branches, as no processor foresees what chance decides. */
#include "models/phases/matching.h"

#include <math.h>
#include <string.h>

#include "models/agents/project.h"
#include "models/causes.h"
#include "models/population.h"
#include "models/world.h"
#include "sim/id.h"
#include "sim/vector.h"

/* Fixed parts of the equations (assumptions). */
static const double improvement_reach =
    0.02;                                  /* an improvement stays this near the own technology */
static const double site_effort = 0.5;     /* sites develop half as much as homes */
static const double startup_intensity = 4; /* a start-up's attempts in units of a0 */
static const double reference_size = 50;   /* persons, of a0 */
static const double least_research = 0.05; /* M$/yr that any firm spends */
static const double licence_effort[4] = {0.15, 0.4, 0.7, 1};
enum { MOST_OPTIONS = 64 }; /* of an attempt */
enum { BATCH = 32 };        /* attempts made together, at most */

/* What options of a region are drawn from. The uniform of a seed says whether it comes from the
 * world, else whether the region has one, and where it is; that of a need the last two. */
typedef struct {
    double world, per_world, per_rest; /* share of options from the world, 1/it, 1/(1-it) */
    double has_seed, has_need;         /* chance that an option of the region has one */
    double per_seed, per_need;         /* stock of the region by that chance */
    double seed_badness, need_badness; /* by squared distance */
    double seeds[1 + BIN_COUNT], needs[1 + FIELD_COUNT]; /* running sums of the stocks, from 0 */
} chances;

/* What all firms of a region have in common in this step. A firm's attempts in the step are Poisson
 * of a mean of at most least[kind] + slope[kind] size, which decides for most of them that there is
 * none. */
typedef struct {
    int region;
    double least[KIND_COUNT], slope[KIND_COUNT];
    double options;                  /* mbar without trust */
    double grant;                    /* M$/yr and firm */
    double yearly_cost[CLASS_COUNT]; /* M$/yr of a project */
    double narrow_badness;           /* seed_badness where there are no anchors */
    chances chances;
} outlook;

/* What a firm's attempts have in common in this step. */
typedef struct {
    int32_t firm;
    int places, running;
    unsigned attempts;
    double mean_options, sales;
    double more; /* mean number of options beyond the first */
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

static double attempt_rate(const world *w, const outlook *seen, const search *s) {
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
    return rate * grant_factor(seen->grant, w->p->finance_rd_share * s->sales);
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
static int affordable_class(const world *w, const outlook *seen, const search *s, int c) {
    double money = 3 * (w->p->finance_rd_share * s->sales + 0.5);
    for (; c > 0; c--)
        if (seen->yearly_cost[c] * (1 + s->running) <= money)
            break;
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

static chances chances_of(const world *w, int r) {
    const parameters *p = w->p;
    const double *seeds = &w->seeds_cumulative[r * BIN_COUNT];
    const double *needs = &w->needs_cumulative[r * FIELD_COUNT];
    double share = p->matching_world_options;
    double has_seed = reached(seeds[BIN_COUNT - 1], p->matching_half_seeds);
    double has_need = reached(needs[FIELD_COUNT - 1], p->matching_half_needs);
    chances c = {.world = share,
                 .per_world = 1 / share,
                 .per_rest = 1 / (1 - share),
                 .has_seed = has_seed,
                 .has_need = has_need,
                 .per_seed = seeds[BIN_COUNT - 1] / has_seed,
                 .per_need = needs[FIELD_COUNT - 1] / has_need,
                 .seed_badness = by_square(w->observed[r].width),
                 .need_badness = by_square(p->matching_sigma_m)};
    memcpy(c.seeds + 1, seeds, BIN_COUNT * sizeof *seeds);
    memcpy(c.needs + 1, needs, FIELD_COUNT * sizeof *needs);
    return c;
}

static outlook outlook_of(const world *w, int r) {
    const parameters *p = w->p;
    const observation *seen = &w->observed[r];
    outlook o = {.region = r,
                 .options = 1 + seen->options_5 + seen->options_9 + seen->options_13 +
                            seen->options_16 + seen->options_network,
                 .grant = w->levers[r].grant * (1 - p->funding_research_share) / fmax(20, seen->n),
                 .narrow_badness = by_square(p->matching_sigma_a),
                 .chances = chances_of(w, r)};
    for (int c = 0; c < CLASS_COUNT; c++)
        o.yearly_cost[c] = yearly_cost(&w->scenario->world.classes[c]);
    bound_attempts(w, &o);
    return o;
}

/* ---- options ---- */

/* Attempts made together, at most one of a firm, and their options, two by block. */
enum { MOST_BLOCKS = BATCH * MOST_OPTIONS / 2 };
typedef struct {
    int number;                  /* of its firm's attempts in this step */
    int count, first[BATCH + 1]; /* attempts; their first blocks of options */
    int options[BATCH];          /* how many they have */
    search *by[BATCH];
    random_block draws[BATCH];
    uint8_t device_class[BATCH], improves[BATCH];
    double value[BATCH]; /* -more; its exp; -badness of the best option; its exp */
    int best[BATCH];     /* option */
    uint64_t ids[MOST_BLOCKS];
    uint32_t indices[MOST_BLOCKS];
    random_block option_draws[MOST_BLOCKS];
    double technology[2 * MOST_BLOCKS], improving[2 * MOST_BLOCKS]; /* of its firm; 1: improves */
    double seed[2 * MOST_BLOCKS], need[2 * MOST_BLOCKS];
    double badness[2 * MOST_BLOCKS]; /* -ln(theta / sqrt(q)); infinite: no seed or need */
    project_plan plans[BATCH];
    int planned;
} batch;

/* Half a search among bins of which one, from `low` on, is sought: goes on by `half` of them. */
static inline int halve(const double *sums, int low, int half, double target) {
    return low + (sums[low + half] <= target ? half : 0);
}

/* The bin of eight from `low` on in which the running sums reach the target; unrolled by hand, as
 * compilers do not vectorise around inner loops. */
static inline int among_8(const double *sums, int low, double target) {
    low = halve(sums, low, 4, target);
    low = halve(sums, low, 2, target);
    return halve(sums, low, 1, target);
}

static inline int among_32(const double *sums, double target) {
    int low = halve(sums, 0, 16, target);
    return among_8(sums, halve(sums, low, 8, target), target);
}

/* The place on the circle of a target in bin b. */
static inline double place_in(const double *sums, int b, int count, double target) {
    double within = (target - sums[b]) / (sums[b + 1] - sums[b]);
    double place = (b + (within > 0 ? within < 1 ? within : 1 : 0)) * (1.0 / count);
    return place < 1 ? place : 0;
}

static inline double badness_of(double a, double b, double by_square) {
    double distance = circle_distance(a, b);
    return distance * distance * by_square;
}

static inline double on_circle(double place) {
    double above = place < 0 ? place + 1 : place;
    return above < 1 ? above : above - 1;
}

VECTOR_BODY(weigh)(const chances *region, int n, batch *of) {
    const chances c = *region;
    const uint32_t *words = (const uint32_t *)of->option_draws;
#pragma omp simd
    for (int k = 0; k < n; k++) {
        double u = ((double)words[2 * k] + 0.5) * 0x1p-32;
        double v = ((double)words[2 * k + 1] + 0.5) * 0x1p-32;
        double x = of->technology[k], rest = (u - c.world) * c.per_rest;
        double s = rest * c.per_seed, t = v * c.per_need;
        double regional = place_in(c.seeds, among_32(c.seeds, s), BIN_COUNT, s);
        double better = on_circle(x + improvement_reach * (2 * u - 1));
        double seed = u < c.world ? u * c.per_world : regional;
        seed = of->improving[k] > 0 ? better : seed;
        double need = place_in(c.needs, among_8(c.needs, 0, t), FIELD_COUNT, t);
        int exists =
            ((u < c.world) | (rest < c.has_seed) | (of->improving[k] > 0)) & (v < c.has_need);
        double badness =
            badness_of(x, seed, c.seed_badness) + badness_of(seed, need, c.need_badness);
        of->seed[k] = seed;
        of->need[k] = need;
        of->badness[k] = exists ? badness : (double)INFINITY;
    }
}
VECTOR_KERNEL(weigh, (const chances *region, int n, batch *of), (region, n, of))

/* Poisson of mean M by exp(-M). */
static int more_options(double u, double mean, double none) {
    int count = 0;
    for (double term = none, sum = none; sum < u && term > 0; sum += term)
        term *= mean / ++count;
    return count;
}

/* How many options each attempt has, and room for their blocks. */
static void list_options(const world *w, batch *of) {
    int most = (int)w->p->matching_max_options;
    vector_exp(of->value, of->value, (size_t)of->count);
    of->first[0] = 0;
    for (int n = 0; n < of->count; n++) {
        const search *s = of->by[n];
        double u = random_uniform(of->draws[n], 2);
        int options = 1 + more_options(u, s->more, of->value[n]), b = of->first[n];
        of->options[n] = options = options < most ? options : most;
        for (int k = 0; k < options; k += 2, b++) {
            of->ids[b] = w->firms.id[s->firm];
            of->indices[b] = (uint32_t)(of->number * MOST_OPTIONS + k);
            of->technology[2 * b] = of->technology[2 * b + 1] = w->firms.technology[s->firm];
            of->improving[2 * b] = of->improving[2 * b + 1] = of->improves[n];
        }
        of->first[n + 1] = b;
    }
}

static void find_best_options(const world *w, const outlook *seen, batch *of) {
    int drawn = of->first[of->count];
    random_agents options = {.ids = of->ids,
                             .count = (size_t)drawn,
                             .step = w->step,
                             .purpose = DRAW_OPTION,
                             .indices = of->indices};
    random_draw_many(w->key, &options, of->option_draws);
    weigh(&seen->chances, 2 * drawn, of);
    for (int n = 0; n < of->count; n++) {
        int first = 2 * of->first[n], best = first;
        for (int k = first + 1; k < first + of->options[n]; k++)
            best = of->badness[k] < of->badness[best] ? k : best;
        of->best[n] = best;
        of->value[n] = -of->badness[best];
    }
    vector_exp(of->value, of->value, (size_t)of->count);
}

/* ---- attempts ---- */

/* What kind of project each attempt is for. */
static void draw_kinds(const world *w, const outlook *seen, batch *of) {
    const firms *f = &w->firms;
    uint32_t indices[BATCH];
    for (int n = 0; n < of->count; n++) {
        of->ids[n] = f->id[of->by[n]->firm];
        indices[n] = (uint32_t)of->number;
        of->value[n] = -of->by[n]->more;
    }
    random_agents attempts = {.ids = of->ids,
                              .count = (size_t)of->count,
                              .step = w->step,
                              .purpose = DRAW_ATTEMPT_KIND,
                              .indices = indices};
    random_draw_many(w->key, &attempts, of->draws);
    for (int n = 0; n < of->count; n++) {
        int kind = f->kind[of->by[n]->firm];
        int c = project_class(w, kind, random_uniform(of->draws[n], 0)), improves = 0;
        if (kind != KIND_STARTUP) {
            c = affordable_class(w, seen, of->by[n], c);
            improves = c <= 1 && random_uniform(of->draws[n], 1) < w->p->matching_p_improve;
        }
        of->device_class[n] = (uint8_t)c;
        of->improves[n] = (uint8_t)improves;
    }
}

/* The causal link whose option it was: shares of mbar; 0 for own search, network and trust. Where
 * the project would not have reached theta_min without the anchors' widened reach, it is link 9. */
static int origin_link(const world *w, const outlook *seen, const batch *of, int n, double theta) {
    const observation *r = &w->observed[seen->region];
    int best = of->best[n];
    double added = badness_of(of->technology[best], of->seed[best],
                              seen->narrow_badness - seen->chances.seed_badness);
    double least = w->p->matching_theta_min;
    if (!of->improves[n] && theta * (1 - added) < least && theta * exp(-added) < least)
        return 9; /* the bound first: exp(-x) >= 1 - x */
    const double term[] = {r->options_5, r->options_9, r->options_13, r->options_16};
    static const int link[] = {5, 9, 13, 16};
    double target = random_uniform(of->draws[n], 3) * of->by[n]->mean_options - 1;
    for (int k = 0; k < 4; k++) {
        if (target >= 0 && target < term[k])
            return link[k];
        target -= term[k];
    }
    return 0;
}

/* Why a project came about that no link brought: what network and trust add to the options that are
 * left then, what grants add to the attempts; else it is the firm's own search. Of trust the
 * partner is named. */
static uint64_t own_cause(causes_inquiry *q, const outlook *seen, const search *s) {
    const world *w = q->w;
    const firms *f = &w->firms;
    int32_t i = s->firm, first = w->university_first[seen->region];
    double study = w->levers[seen->region].study;
    double network = w->observed[seen->region].options_network - study,
           university = f->trust_university[i];
    double trust = s->mean_options - seen->options, both = university + f->trust_hospital[i];
    double rest = 1 + network + study + trust, by_university = both > 0 ? university / both : 0;
    double attempts = f->kind[i] == KIND_STARTUP
                          ? 1
                          : grant_factor(seen->grant, w->p->finance_rd_share * s->sales);
    cause_list list = {0};
    causes_add(&list, CAUSE_NETWORK, 0, network / rest);
    causes_add(&list, CAUSE_LEVER + LEVER_study, 0, study / rest);
    causes_add(&list, CAUSE_RESEARCH, 0, trust * by_university / rest);
    causes_add(&list, CAUSE_CLINIC, 0, trust * (1 - by_university) / rest);
    causes_add(&list, CAUSE_LEVER + LEVER_grant, 0,
               causes_part(attempts, 1) * s->mean_options / rest);
    uint8_t source = causes_choose(q, &list, NULL);
    if (source == CAUSE_RESEARCH && f->university[i] != NO_PARTNER)
        return w->universities.id[first + f->university[i]];
    if (source == CAUSE_CLINIC && f->hospital[i] != NO_PARTNER)
        return w->hospitals.id[w->hospital_first[seen->region] + f->hospital[i]];
    return causes_name(q, source, f->id[i]);
}

static uint64_t project_cause(const world *w, const outlook *seen, const search *s,
                              const project_plan *plan) {
    static const uint8_t source[LINK_COUNT + 1] = {[5] = CAUSE_AGGLOMERATION,
                                                   [9] = CAUSE_ANCHORS,
                                                   [13] = CAUSE_STARTUPS,
                                                   [16] = CAUSE_REPUTATION};
    causes_inquiry q = causes_ask(w, seen->region, EVENT_PROJECT, plan->id);
    if (plan->link == 0)
        return own_cause(&q, seen, s);
    double coupling = w->levers[seen->region].coupling;
    cause_list helped = {0};
    causes_add(&helped, CAUSE_LEVER + LEVER_coupling, 9,
               plan->link == 9 ? causes_part(1 + coupling, 1) : 0);
    uint8_t by = causes_choose(&q, &helped, NULL);
    return causes_name(&q, by == CAUSE_BASE ? source[plan->link] : by, w->firms.id[s->firm]);
}

/* The project of attempt n, of quality theta. */
static project_plan plan_of(const world *w, const outlook *seen, const batch *of, int n,
                            double theta) {
    int32_t firm = of->by[n]->firm;
    int best = of->best[n];
    double u = random_uniform(of->option_draws[best / 2], best % 2 * 2);
    return (project_plan){
        .id = id_child(w->firms.id[firm], w->step, ID_PROJECT, (uint32_t)of->number),
        .owner = firm,
        .quality = (float)theta,
        .seed = circle_store(of->seed[best]),
        .need = circle_store(of->need[best]),
        .device_class = of->device_class[n],
        .field = (uint8_t)(of->need[best] * FIELD_COUNT),
        .link = (uint8_t)origin_link(w, seen, of, n, theta),
        .uses_seed = !of->improves[n] && u >= seen->chances.world};
}

/* Plans the projects of those attempts whose best option is good enough. */
static void plan_projects(const world *w, const outlook *seen, batch *of) {
    of->planned = 0;
    for (int n = 0; n < of->count; n++) {
        double theta = of->value[n] * sqrt(w->firms.capability[of->by[n]->firm]);
        if (!(of->value[n] > 0) || theta < w->p->matching_theta_min)
            continue;
        project_plan *plan = &of->plans[of->planned++];
        *plan = plan_of(w, seen, of, n, theta);
        if (causes_wanted(w))
            plan->cause = project_cause(w, seen, of->by[n], plan);
        of->by[n]->running++;
    }
}

/* Draws types and partners of the plans and adds them to the list. */
static agglo_status settle_plans(world *w, int region, batch *of, plan_list *list,
                                 agglo_error *error) {
    random_block types[BATCH], partners[BATCH];
    random_agents drawing = {.ids = of->ids, .count = (size_t)of->planned, .step = RANDOM_ONCE};
    for (int n = 0; n < of->planned; n++)
        of->ids[n] = of->plans[n].id;
    drawing.purpose = DRAW_PROJECT;
    random_draw_many(w->key, &drawing, types);
    drawing.purpose = DRAW_PARTNER;
    random_draw_many(w->key, &drawing, partners);
    agglo_status status = AGGLO_OK;
    for (int n = 0; n < of->planned && status == AGGLO_OK; n++) {
        project_take_type(w, region, types[n], &of->plans[n]);
        project_take_partners(w, region, partners[n], &of->plans[n]);
        status = plan_add(list, &of->plans[n], error);
    }
    return status;
}

static agglo_status attempt(world *w, const outlook *seen, batch *of, plan_list *list,
                            agglo_error *error) {
    draw_kinds(w, seen, of);
    list_options(w, of);
    find_best_options(w, seen, of);
    plan_projects(w, seen, of);
    return settle_plans(w, seen->region, of, list, error);
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
    const levers *lever = &w->levers[range.group];
    double decay = w->p->ties_forgetting + w->p->ties_rotation / (1 + lever->retention);
    float kept = (float)exp(-decay / (1 + lever->tie_care) * w->step_years);
    float *university = w->firms.trust_university, *hospital = w->firms.trust_hospital;
#pragma omp simd
    for (int32_t i = range.begin; i < range.end; i++) {
        university[i] *= kept;
        hospital[i] *= kept;
    }
}

/* Of the firms listed, those that have free hands and attempt something; returns their number. */
static int begin_searches(const world *w, const outlook *seen, const int32_t *list, int count,
                          search *searches) {
    const firms *f = &w->firms;
    int begun = 0;
    for (int k = 0; k < count; k++) {
        int32_t i = list[k];
        search s = {.firm = i, .running = running_projects(w, i), .places = places_of(w, i)};
        if (s.running >= s.places)
            continue;
        s.sales = firm_sales(w, i);
        s.attempts = random_poisson(random_uniform(w->draws[i], WORD_ATTEMPTS),
                                    attempt_rate(w, seen, &s) * w->step_years);
        s.mean_options = seen->options + w->p->matching_c_ties *
                                             (f->trust_university[i] + f->trust_hospital[i]) / 2;
        s.more = fmin(s.mean_options - 1, w->p->matching_max_options);
        searches[begun] = s;
        begun += s.attempts > 0;
    }
    return begun;
}

static double attempts_of(const search *searches, int count) {
    double sum = 0;
    for (int k = 0; k < count; k++)
        sum += searches[k].attempts;
    return sum;
}

/* Those that go on after `made` attempts; returns their number. */
static int keep_searching(search *searches, int count, unsigned made) {
    int kept = 0;
    for (int k = 0; k < count; k++)
        if (searches[k].attempts > made && searches[k].running < searches[k].places)
            searches[kept++] = searches[k];
    return kept;
}

/* Plans of later attempts come behind those of other firms: puts them in the order of firms. */
static void sort_plans(project_plan *plans, size_t count) {
    for (size_t n = 1; n < count; n++) {
        project_plan plan = plans[n];
        size_t k = n;
        for (; k > 0 && plans[k - 1].owner > plan.owner; k--)
            plans[k] = plans[k - 1];
        plans[k] = plan;
    }
}

static agglo_status search_block(world *w, const outlook *seen, blocks_range range,
                                 plan_list *plans, agglo_error *error) {
    int32_t found[BLOCKS_SIZE];
    search searches[BLOCKS_SIZE];
    batch of; /* not cleared: most of it is not used */
    size_t before = plans->count;
    int count = find_searchers(w, seen, range, found);
    count = begin_searches(w, seen, found, count, searches);
    agglo_status status =
        world_check_room(w, attempts_of(searches, count), w->room, "attempts at projects", error);
    for (of.number = 0; count > 0 && status == AGGLO_OK; of.number++) {
        for (int k = 0; k < count && status == AGGLO_OK; k += BATCH) {
            of.count = count - k < BATCH ? count - k : BATCH;
            for (int n = 0; n < of.count; n++)
                of.by[n] = &searches[k + n];
            status = attempt(w, seen, &of, plans, error);
        }
        count = keep_searching(searches, count, (unsigned)of.number + 1);
    }
    sort_plans(plans->items + before, plans->count - before);
    return status;
}

static agglo_status search_blocks(void *context, int lane, size_t begin, size_t end,
                                  agglo_error *error) {
    world *w = context;
    gathering *own = &w->lane[lane];
    outlook seen = {.region = -1};
    agglo_status status = AGGLO_OK;
    lane_clear(own);
    for (size_t b = begin; b < end && status == AGGLO_OK; b++) {
        blocks_range range = w->blocks.items[b];
        if (range.group != seen.region)
            seen = outlook_of(w, range.group);
        forget_partners(w, range);
        status = search_block(w, &seen, range, &own->plans, error);
    }
    return status;
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
    schema_event event = {w->step, (int16_t)r, EVENT_PROJECT, plan->link, plan->id, plan->cause};
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
