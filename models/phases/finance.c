/* Finance: how venture purses fill, which start-ups get a round.
 *
 *     local purse <- min(local + step Y/deploy_years, purse_years Y/deploy_years, Y)
 *     pool purse  <- min(pool + step f, purse_years f),   f = world_pool (1 + growth)^t p_r
 *     p_r = x_r/(1 + sum x),   x = exp(pool_V V + pool_E E - b0),   Y: dry powder
 *
 * Rounds are decided once a quarter (at every step if steps are longer), best first. The public
 * part of a round (venture matching) is booked as cost. Sizes of rounds follow NVCA and PitchBook
 * means; the rest are assumptions. */
#include "models/phases/finance.h"

#include <math.h>

#include "models/agents/project.h"
#include "models/causes.h"
#include "models/phases/growth.h"
#include "models/policy.h"
#include "models/population.h"
#include "models/world.h"

/* Fixed parts of the equations (assumptions). */
static const double round_size[] = {1, 5, 15, 30, 30}; /* M$: seed, A, B, C, later */
static const double fund_years = 10;
static const double invested_smoothing_years = 3;
enum { MOST_ROUNDS = 4 };
/* The least stage of the project for the next round, by rounds closed. */
static const int round_stage[] = {STAGE_CONCEPT, STAGE_PROTOTYPE, STAGE_PRECLINICAL, STAGE_CLINICAL,
                                  STAGE_CLINICAL};

/* ---- purses ---- */

static double pool_weight(const world *w, int r) {
    const parameters *p = w->p;
    const observation *o = &w->observed[r];
    return exp(p->finance_pool_V * o->V + p->finance_pool_E * o->E - p->finance_pool_b0);
}

/* `pool`: what the world pool gives to a region of weight 1, M$/yr. */
static void fill_purses(world *w, int r, double pool) {
    const parameters *p = w->p;
    double Y = w->observed[r].dry_powder;
    double flow = Y / p->finance_deploy_years;
    w->regions.purse_local[r] = fmin(w->regions.purse_local[r] + w->step_years * flow,
                                     fmin(p->finance_purse_years * flow, Y));
    double share = pool * pool_weight(w, r);
    w->regions.purse_pool[r] =
        fmin(w->regions.purse_pool[r] + w->step_years * share, p->finance_purse_years * share);
}

static void pay_startup_grants(world *w, int r) {
    double startups = w->observed[r].startups, grant = w->levers[r].startup_grant;
    if (grant <= 0 || startups <= 0)
        return;
    for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++)
        if (w->firms.kind[i] == KIND_STARTUP)
            w->firms.cash[i] += fmin(grant / startups, 1) * w->step_years;
}

/* ---- rounds ---- */

/* Seekers stand in a heap, the best first: few are served before the purses are empty, so that
 * most never need to be sorted. */
static int is_better(const seeker *a, const seeker *b) {
    return a->score != b->score ? a->score > b->score : a->id < b->id;
}

/* Lets the seeker at n sink to its place; all below it are heaps. */
static void sink(seeker *heap, size_t count, size_t n) {
    seeker sinking = heap[n];
    for (size_t child = 2 * n + 1; child < count; child = 2 * n + 1) {
        if (child + 1 < count && is_better(&heap[child + 1], &heap[child]))
            child++;
        if (!is_better(&heap[child], &sinking))
            break;
        heap[n] = heap[child];
        n = child;
    }
    heap[n] = sinking;
}

static void heap_up(seeker_list *list) {
    for (size_t n = list->count / 2; n-- > 0;)
        sink(list->items, list->count, n);
}

static seeker take_best(seeker_list *list) {
    seeker best = list->items[0];
    list->items[0] = list->items[--list->count];
    sink(list->items, list->count, 0);
    return best;
}

/* Normal quantiles of 1/16, 2/16 ... 1, rounded up. */
enum { JUDGEMENT_CELLS = 16 };
static const double judgement_top[JUDGEMENT_CELLS] = {
    -1.5341, -1.1503, -0.8871, -0.6744, -0.4887, -0.3186, -0.1573, 0,
    0.1574,  0.3187,  0.4888,  0.6745,  0.8872,  1.1504,  1.5342,  INFINITY};

/* What investors have in common in this step. */
typedef struct {
    world *w;
    double pool;                                  /* for a region of weight 1, M$/yr */
    double judgement[JUDGEMENT_CELLS];            /* most that error does, by sixteenth of u */
    double cost[CLASS_COUNT][2][STAGE_ENDED + 1]; /* of projects, M$/yr; [1]: software */
    int32_t newest;                               /* last round that lets one seek another */
    int matching;                                 /* the policy that pays into rounds */
} investors;

static investors meet_investors(world *w) {
    investors v = {.w = w, .matching = policies_index(policies_find("vc_matching"))};
    double total = 0;
    for (int r = 0; r < world_regions(w); r++)
        total += pool_weight(w, r);
    v.pool = w->p->finance_world_pool * pow(1 + w->p->location_growth, world_time(w)) / (1 + total);
    for (int k = 0; k < JUDGEMENT_CELLS; k++)
        v.judgement[k] = exp(w->p->finance_noise * judgement_top[k]);
    for (int c = 0; c < CLASS_COUNT; c++)
        for (int stage = 0; stage < STAGE_COUNT; stage++) {
            v.cost[c][0][stage] =
                project_running_cost(&w->scenario->world, c, TYPE_EQUIPMENT, stage);
            v.cost[c][1][stage] = project_running_cost(&w->scenario->world, c, TYPE_SAMD, stage);
        }
    v.newest = w->step - (int32_t)ceil((1 - 1e-9) / w->step_years);
    return v;
}

/* A start-up seeks when its money runs low, its last round is a year old and its project k, the
 * only one that it has, is far enough. */
static inline int is_seeking(const investors *v, int32_t k) {
    const world *w = v->w;
    const firms *f = &w->firms;
    const projects *p = &w->projects;
    int32_t i = p->owner[k];
    int stage = p->stage[k], round = f->round[i];
    double cost = v->cost[p->device_class[k]][p->device_type[k] == TYPE_SAMD][stage];
    return (f->kind[i] == KIND_STARTUP) & (stage != STAGE_ENDED) & (stage >= round_stage[round]) &
           ((round == 0) | (f->last_round[i] <= v->newest)) &
           (f->cash[i] <= 0.75 * (cost + growth_wage * f->size[i]));
}

/* Score of firm i with its project k as investors judge it; 0 where it is too low for a round,
 * which a bound shows for most. */
static double score_of(const investors *v, int32_t i, int32_t k, random_block b) {
    const world *w = v->w;
    double merit = w->projects.quality[k] * (0.8 + 0.15 * w->projects.stage[k]) *
                   (1 + 0.2 * w->firms.experience[i]);
    if (merit * v->judgement[b.word[0] / (UINT32_MAX / JUDGEMENT_CELLS + 1)] <=
        w->p->finance_threshold)
        return 0;
    double score = merit * exp(w->p->finance_noise * random_normal(random_uniform(b, 0)));
    return score > w->p->finance_threshold ? score : 0;
}

/* What the purses must pay of a round, M$, by rounds closed before it. */
static double private_part(const world *w, int r, int rounds) {
    double amount = round_size[rounds];
    return amount - amount * fmin(0.5, w->levers[r].venture_match);
}

static double purses_of(const world *w, int r) {
    return w->regions.purse_local[r] + w->regions.purse_pool[r];
}

/* A round, M$: from the funds of the region, from the pool, public. */
typedef struct {
    double amount, local, pool, match;
} deal;

/* Serves one seeker if the purses allow it; else the amount is 0. */
static deal serve(world *w, int r, int32_t i) {
    firms *f = &w->firms;
    double amount = round_size[f->round[i]];
    double needed = private_part(w, r, f->round[i]);
    if (purses_of(w, r) < needed)
        return (deal){0};
    double local = fmin(needed, w->regions.purse_local[r]);
    w->regions.purse_local[r] -= local;
    w->regions.purse_pool[r] -= needed - local;
    w->match_paid[r] += amount - needed;
    f->cash[i] += (float)amount;
    f->raised_locally[i] += (float)local;
    f->last_round[i] = (int16_t)w->step;
    f->flags[i] = f->flags[i] | FIRM_BACKED;
    if (f->round[i] < MOST_ROUNDS)
        f->round[i]++;
    return (deal){amount, local, needed - local, amount - needed};
}

/* Whose money it is, by its parts. */
static uint64_t round_cause(const world *w, int r, uint64_t id, const deal *d) {
    cause_list list = {0};
    causes_add(&list, CAUSE_FUNDS, 0, causes_part(d->amount, d->amount - d->local));
    causes_add(&list, CAUSE_POOL, 0, causes_part(d->amount, d->amount - d->pool));
    causes_add(&list, CAUSE_LEVER + LEVER_venture_match, 0,
               causes_part(d->amount, d->amount - d->match));
    causes_inquiry q = causes_ask(w, r, EVENT_ROUND, id);
    return causes_name(&q, causes_choose(&q, &list, NULL), id);
}

static agglo_status note_round(world *w, gathering *own, int r, int32_t i, const deal *d,
                               agglo_error *error) {
    happening round = {
        .type = EVENT_ROUND, .firm = i, .region = r, .agent = w->firms.id[i], .amount = d->amount};
    if (causes_wanted(w))
        round.cause = round_cause(w, r, round.agent, d);
    return happening_add(&own->happenings, &round, error);
}

/* Start-ups of some projects that seek a round, and draws for those who can be served. */
typedef struct {
    int seeking, count;
    int32_t project[BLOCKS_SIZE];
    uint64_t ids[BLOCKS_SIZE];
    random_block draws[BLOCKS_SIZE];
} hopefuls;

/* Among the projects [k, last), at most BLOCKS_SIZE. No branches: chance decides. */
static void list_hopefuls(const investors *v, int r, int32_t k, int32_t last, hopefuls *h) {
    const world *w = v->w;
    int is_affordable[MOST_ROUNDS + 1];
    for (int n = 0; n <= MOST_ROUNDS; n++)
        is_affordable[n] = private_part(w, r, n) <= purses_of(w, r);
    h->seeking = h->count = 0;
    for (; k < last; k++) {
        int32_t i = w->projects.owner[k];
        int seeks = is_seeking(v, k);
        h->project[h->count] = k;
        h->ids[h->count] = w->firms.id[i];
        h->seeking += seeks;
        h->count += seeks & is_affordable[w->firms.round[i]];
    }
    random_agents of = {
        .ids = h->ids, .count = (size_t)h->count, .step = w->step, .purpose = DRAW_JUDGEMENT};
    random_draw_many(w->key, &of, h->draws);
}

/* Gathers those who can be served. Start-ups that ask for more than the purses hold at first, or
 * are judged too low, get nothing whoever else is served: they are only counted. */
static agglo_status gather_seekers(const investors *v, gathering *own, int r, agglo_error *error) {
    world *w = v->w;
    hopefuls h;
    agglo_status status = AGGLO_OK;
    own->seekers.count = 0;
    int32_t last = w->project_first[w->firm_first[r + 1]], next;
    for (int32_t k = w->project_first[w->firm_first[r]]; k < last; k = next) {
        next = last - k > BLOCKS_SIZE ? k + BLOCKS_SIZE : last;
        list_hopefuls(v, r, k, next, &h);
        w->regions.unserved[r] += h.seeking;
        for (int n = 0; n < h.count && status == AGGLO_OK; n++) {
            int32_t i = w->projects.owner[h.project[n]];
            seeker one = {score_of(v, i, h.project[n], h.draws[n]), i, h.ids[n]};
            if (one.score > 0)
                status = seeker_add(&own->seekers, &one, error);
        }
    }
    return status;
}

/* The best comes first, until the purses do not hold the smallest round. */
static agglo_status decide_rounds(const investors *v, gathering *own, int r, double *invested,
                                  agglo_error *error) {
    world *w = v->w;
    w->regions.unserved[r] = 0;
    agglo_status status = gather_seekers(v, own, r, error);
    seeker_list *list = &own->seekers;
    heap_up(list);
    while (list->count > 0 && status == AGGLO_OK && purses_of(w, r) >= private_part(w, r, 0)) {
        int32_t i = take_best(list).firm;
        deal made = serve(w, r, i);
        if (made.amount <= 0)
            continue;
        *invested += made.amount;
        w->regions.unserved[r]--;
        status = note_round(w, own, r, i, &made, error);
    }
    return status;
}

/* Every local fund pays its share of what left the local purse. */
static void draw_on_funds(world *w, int r, double purse_before) {
    double Y = w->observed[r].dry_powder;
    double used = purse_before - w->regions.purse_local[r];
    for (int32_t k = w->fund_first[r]; Y > 0 && used > 0 && k < w->fund_first[r + 1]; k++)
        w->funds.dry_powder[k] *= fmax(0, 1 - used / Y);
}

/* Rounds are decided in the last step of each quarter, or results would depend on the step. */
static int is_deal_step(const world *w) {
    int months = w->scenario->step_months;
    return months >= 3 || (w->step + 1) * months % 3 == 0;
}

/* What rounds have brought and no purse has lost, M$, by the purses before and after; less than
 * sums are rounded by is nothing. `before`: of both purses. */
static double public_part(const world *w, int r, double before, double invested) {
    double paid = invested - (before - purses_of(w, r));
    return fabs(paid) > 1e-9 * (before + invested) ? paid : 0;
}

static agglo_status finance_region(const investors *v, gathering *own, int r, agglo_error *error) {
    world *w = v->w;
    agglo_status status = AGGLO_OK;
    pay_startup_grants(w, r);
    fill_purses(w, r, v->pool);
    double before = w->regions.purse_local[r], all = purses_of(w, r), invested = 0;
    w->match_paid[r] = 0;
    if (is_deal_step(w)) {
        status = decide_rounds(v, own, r, &invested, error);
        draw_on_funds(w, r, before);
    }
    if (v->matching >= 0)
        w->accounts[r * policies_count() + v->matching].received +=
            public_part(w, r, all, invested);
    double smoothing = -expm1(-w->step_years / invested_smoothing_years);
    w->flows.venture_invested[r] += invested;
    w->regions.invested[r] += smoothing * (invested / w->step_years - w->regions.invested[r]);
    return status;
}

/* The place of region r in the row of all regions, each followed by its blocks: lanes share that
 * row, so that one with large regions has fewer of them. */
static size_t place_of(const world *w, int r) {
    return (size_t)r + (size_t)w->blocks.group_first[r];
}

static agglo_status finance_lane(void *context, int lane, size_t begin, size_t end,
                                 agglo_error *error) {
    const investors *v = context;
    const world *w = v->w;
    gathering *own = &w->lane[lane];
    agglo_status status = AGGLO_OK;
    lane_clear(own);
    int r = 0;
    while (r < world_regions(w) && place_of(w, r) < begin)
        r++;
    for (; r < world_regions(w) && place_of(w, r) < end && status == AGGLO_OK; r++)
        if (world_owns(w, r))
            status = finance_region(v, own, r, error);
    return status;
}

/* ---- funds end; the log; public cost ---- */

static agglo_status end_funds(world *w, agglo_error *error) {
    funds *f = &w->funds;
    size_t kept = 0;
    agglo_status status = population_scratch(w, f->table.count, error);
    if (status != AGGLO_OK)
        return status;
    for (size_t k = 0; k < f->table.count; k++)
        if ((w->step + 1 - f->birth[k]) * w->step_years <= fund_years + 1e-9)
            w->order[kept++] = (int32_t)k;
    if (kept == f->table.count)
        return AGGLO_OK;
    status = columns_gather(&f->table, w->order, kept, error);
    return status == AGGLO_OK ? population_sort(w, &f->table, f->region, w->fund_first, error)
                              : status;
}

static agglo_status log_rounds(world *w, agglo_error *error) {
    for (int k = 0; k < w->lanes; k++)
        for (size_t n = 0; n < w->lane[k].happenings.count; n++) {
            const happening *h = &w->lane[k].happenings.items[n];
            schema_event event = {w->step, (int16_t)h->region, EVENT_ROUND, 0, h->agent, h->cause};
            agglo_status status = world_log(w, &event, error);
            if (status != AGGLO_OK)
                return status;
        }
    return world_log_section(w, error);
}

/* Books the public money of the step, the public part of rounds included. */
static void book_policies(world *w, int matching) {
    int count = policies_count();
    for (int r = 0; r < world_regions(w); r++) {
        if (matching >= 0)
            w->accounts[r * count + matching].cost += w->match_paid[r];
        for (int k = 0; k < count; k++) {
            w->flows.cost[r * FLOW_POLICIES + k] += w->accounts[r * count + k].cost;
            w->flows.received[r * FLOW_POLICIES + k] += w->accounts[r * count + k].received;
        }
    }
}

agglo_status phase_finance(world *w, agglo_error *error) {
    investors v = meet_investors(w);
    size_t row = (size_t)world_regions(w) + w->blocks.count;
    agglo_status status = blocks_run(row, w->lanes, finance_lane, &v, error);
    if (status == AGGLO_OK)
        status = log_rounds(w, error);
    if (status != AGGLO_OK)
        return status;
    book_policies(w, v.matching);
    return end_funds(w, error);
}
