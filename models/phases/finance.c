/* Finance: what running projects cost, how venture purses fill, which start-ups get a round.
 *
 *     local purse <- min(local + step Y/deploy_years, purse_years Y/deploy_years, Y),  Y: dry
 * powder pool purse  <- min(pool + step f, purse_years f), f = world_pool (1 + growth)^t p_r,  p_r
 * = x_r/(1 + sum x),  x = exp(pool_V V + pool_E E - b0)
 *
 * Rounds are decided once a quarter (at every step if steps are longer), best first. The public
 * part of a round (venture matching) is booked as cost. Sizes of rounds follow NVCA and PitchBook
 * means; the rest are assumptions. */
#include "models/phases/finance.h"

#include <math.h>
#include <stdlib.h>

#include "models/agents/project.h"
#include "models/policy.h"
#include "models/population.h"
#include "models/world.h"

/* Fixed parts of the equations (assumptions). */
static const double round_size[] = {1, 5, 15, 30, 30}; /* M$: seed, A, B, C, later */
static const double fund_years = 10;
static const double invested_smoothing_years = 3;
static const double wage = 0.06; /* M$/yr per employee of a start-up */
enum { MOST_ROUNDS = 4 };
/* The least stage of the project for the next round, by rounds closed. */
static const int round_stage[] = {STAGE_CONCEPT, STAGE_PROTOTYPE, STAGE_PRECLINICAL, STAGE_CLINICAL,
                                  STAGE_CLINICAL};

/* ---- running costs ---- */

static agglo_status cost_blocks(void *context, int lane, size_t begin, size_t end,
                                agglo_error *error) {
    world *w = context;
    const projects *p = &w->projects;
    (void)lane;
    (void)error;
    for (size_t b = begin; b < end; b++)
        for (int32_t i = w->blocks.items[b].begin; i < w->blocks.items[b].end; i++) {
            double cost = 0;
            for (int32_t k = w->project_first[i]; k < w->project_first[i + 1]; k++)
                cost += project_running_cost(&w->scenario->world, p->device_class[k],
                                             p->device_type[k], p->stage[k]);
            w->running_cost[i] = cost;
        }
    return AGGLO_OK;
}

/* ---- purses ---- */

static double pool_weight(const world *w, int r) {
    const parameters *p = w->p;
    const observation *o = &w->observed[r];
    return exp(p->finance_pool_V * o->V + p->finance_pool_E * o->E - p->finance_pool_b0);
}

static void fill_purses(world *w, int r, double total_weight) {
    const parameters *p = w->p;
    double Y = w->observed[r].dry_powder;
    double flow = Y / p->finance_deploy_years;
    w->regions.purse_local[r] = fmin(w->regions.purse_local[r] + w->step_years * flow,
                                     fmin(p->finance_purse_years * flow, Y));
    double pool = p->finance_world_pool * pow(1 + p->location_growth, world_time(w)) *
                  pool_weight(w, r) / (1 + total_weight);
    w->regions.purse_pool[r] =
        fmin(w->regions.purse_pool[r] + w->step_years * pool, p->finance_purse_years * pool);
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

typedef struct {
    double score;
    int32_t firm;
    uint64_t id;
} seeker;

static int by_score(const void *left, const void *right) {
    const seeker *a = left, *b = right;
    if (a->score != b->score)
        return a->score < b->score ? 1 : -1;
    return a->id < b->id ? -1 : a->id > b->id;
}

/* A start-up seeks when its money runs low, its last round is a year old and its project is far
 * enough. It has at most one project, in the row returned; -1: does not seek. */
static int32_t seeking_project(const world *w, int32_t i) {
    const firms *f = &w->firms;
    int32_t k = w->project_first[i];
    if (f->kind[i] != KIND_STARTUP || k == w->project_first[i + 1] ||
        w->projects.stage[k] == STAGE_ENDED)
        return NOBODY;
    if (f->cash[i] > 0.75 * (w->running_cost[i] + wage * f->size[i]))
        return NOBODY;
    if (f->round[i] > 0 && (w->step - f->last_round[i]) * w->step_years < 1 - 1e-9)
        return NOBODY;
    return w->projects.stage[k] >= round_stage[f->round[i]] ? k : NOBODY;
}

static double score_of(const world *w, int32_t i, int32_t k) {
    random_block b = random_draw(w->key, w->firms.id[i], w->step, DRAW_JUDGEMENT, 0);
    return w->projects.quality[k] * (0.8 + 0.15 * w->projects.stage[k]) *
           (1 + 0.2 * w->firms.experience[i]) *
           exp(w->p->finance_noise * random_normal(random_uniform(b, 0)));
}

/* Serves one seeker if the purses allow it; returns what was invested. */
static double serve(world *w, int r, int32_t i) {
    firms *f = &w->firms;
    double amount = round_size[f->round[i]];
    double public_part = amount * fmin(0.5, w->levers[r].venture_match);
    double private_part = amount - public_part;
    if (w->regions.purse_local[r] + w->regions.purse_pool[r] < private_part)
        return 0;
    double local = fmin(private_part, w->regions.purse_local[r]);
    w->regions.purse_local[r] -= local;
    w->regions.purse_pool[r] -= private_part - local;
    w->match_paid[r] += public_part;
    f->cash[i] += amount;
    f->raised_locally[i] += (float)local;
    f->last_round[i] = w->step;
    f->flags[i] = f->flags[i] | FIRM_BACKED;
    if (f->round[i] < MOST_ROUNDS)
        f->round[i]++;
    return amount;
}

static agglo_status note_round(world *w, gathering *own, int r, int32_t i, double amount,
                               agglo_error *error) {
    happening round = {.type = EVENT_ROUND,
                       .firm = i,
                       .region = r,
                       .agent = w->firms.id[i],
                       .cause = w->projects.id[w->project_first[i]],
                       .amount = amount};
    return happening_add(&own->happenings, &round, error);
}

static int32_t count_startups(const world *w, int r) {
    return (int32_t)w->observed[r].startups;
}

static agglo_status decide_rounds(world *w, gathering *own, int r, double *invested,
                                  agglo_error *error) {
    *invested = 0;
    w->regions.unserved[r] = 0;
    int32_t most = count_startups(w, r), count = 0;
    if (most == 0)
        return AGGLO_OK;
    seeker *list = malloc((size_t)most * sizeof *list);
    if (list == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %d start-ups", most);
    for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++) {
        int32_t k = seeking_project(w, i);
        if (k != NOBODY)
            list[count++] = (seeker){score_of(w, i, k), i, w->firms.id[i]};
    }
    qsort(list, (size_t)count, sizeof *list, by_score);
    agglo_status status = AGGLO_OK;
    for (int32_t n = 0; n < count && status == AGGLO_OK; n++) {
        double amount = list[n].score > w->p->finance_threshold ? serve(w, r, list[n].firm) : 0;
        *invested += amount;
        if (amount > 0)
            status = note_round(w, own, r, list[n].firm, amount, error);
        else
            w->regions.unserved[r]++;
    }
    free(list);
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

static agglo_status finance_regions(void *context, int lane, size_t begin, size_t end,
                                    agglo_error *error) {
    world *w = context;
    gathering *own = &w->lane[lane];
    lane_clear(own);
    double total = 0, smoothing = -expm1(-w->step_years / invested_smoothing_years);
    for (int s = 0; s < world_regions(w); s++)
        total += pool_weight(w, s);
    for (int r = (int)begin; r < (int)end; r++) {
        pay_startup_grants(w, r);
        fill_purses(w, r, total);
        double before = w->regions.purse_local[r], invested = 0;
        w->match_paid[r] = 0;
        if (is_deal_step(w)) {
            agglo_status status = decide_rounds(w, own, r, &invested, error);
            if (status != AGGLO_OK)
                return status;
            draw_on_funds(w, r, before);
        }
        w->flows.venture_invested[r] += invested;
        w->regions.invested[r] += smoothing * (invested / w->step_years - w->regions.invested[r]);
    }
    return AGGLO_OK;
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
    return AGGLO_OK;
}

agglo_status phase_finance(world *w, agglo_error *error) {
    agglo_status status = blocks_run(w->blocks.count, w->lanes, cost_blocks, w, error);
    if (status == AGGLO_OK)
        status = blocks_run((size_t)world_regions(w), w->lanes, finance_regions, w, error);
    if (status == AGGLO_OK)
        status = log_rounds(w, error);
    const policy *matching = policies_find("vc_matching");
    for (int r = 0; matching != NULL && r < world_regions(w); r++)
        w->flows.cost[r * FLOW_POLICIES + policies_index(matching)] += w->match_paid[r];
    return status == AGGLO_OK ? end_funds(w, error) : status;
}
