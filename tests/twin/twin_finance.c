/* Finance: purses fill, start-ups that seek money are served from the best score. */
#include "models/policy.h"
#include "tests/twin/twin.h"

typedef struct {
    size_t firm, project;
    uint64_t id;
    double score;
} candidate;

static const double round_size[] = {1, 5, 15, 30, 30}; /* M$ */

static double weight(const twin *t, int r) {
    const observation *o = &t->observed[r];
    return exp(t->p->finance_pool_V * o->V + t->p->finance_pool_E * o->E - t->p->finance_pool_b0);
}

static void pay_grants(twin *t, int r) {
    double n = t->observed[r].startups, grant = t->levers[r].startup_grant;
    for (size_t i = 0; i < t->firms.count && n > 0; i++) {
        twin_firm *f = &t->firms.items[i];
        if (f->region == r && f->kind == KIND_STARTUP)
            f->cash = (float)(f->cash + fmin(grant / n, 1) * t->years);
    }
}

static void fill_purses(twin *t, int r) {
    const parameters *p = t->p;
    twin_region *g = &t->regions[r];
    double Y = t->observed[r].dry_powder, all = 1;
    for (int s = 0; s < t->region_count; s++)
        all += weight(t, s);
    double f = p->finance_world_pool * pow(1 + p->location_growth, t->time) * weight(t, r) / all;
    double local = Y / p->finance_deploy_years;
    g->purse_local = fmin(g->purse_local + t->years * local, p->finance_purse_years * local);
    g->purse_local = fmin(g->purse_local, Y);
    g->purse_pool = fmin(g->purse_pool + t->years * f, p->finance_purse_years * f);
}

/* Does the owner of the project, which runs, seek money? */
static int seeks(const twin *t, const twin_firm *f, const twin_project *k) {
    static const int least_stage[] = {STAGE_CONCEPT, STAGE_PROTOTYPE, STAGE_PRECLINICAL,
                                      STAGE_CLINICAL, STAGE_CLINICAL};
    double cost = twin_running_cost(t, k->device_class, k->device_type, k->stage);
    return f->cash <= 0.75 * (cost + 0.06 * f->size) && k->stage >= least_stage[f->round] &&
           (f->round == 0 || (t->step - f->last_round) * t->years >= 1 - 1e-9);
}

static double score(const twin *t, const twin_firm *f, const twin_project *k) {
    random_block b = random_draw(t->key, f->id, t->step, DRAW_JUDGEMENT, 0);
    return twin_lognormal(random_uniform(b, 0), k->quality, t->p->finance_noise) *
           (0.8 + 0.15 * k->stage) * (1 + 0.2 * f->experience);
}

static int by_score(const void *left, const void *right) {
    const candidate *a = left, *b = right;
    if (a->score != b->score)
        return a->score > b->score ? -1 : 1;
    return a->id < b->id ? -1 : 1;
}

/* Serves one; false if the purses are too small. */
static int serve(twin *t, int r, twin_firm *f, double *public_money) {
    twin_region *g = &t->regions[r];
    double a = round_size[f->round], public = a * fmin(0.5, t->levers[r].venture_match);
    double needed = a - public, local = fmin(needed, g->purse_local);
    if (g->purse_local + g->purse_pool < needed)
        return 0;
    g->purse_local -= local;
    g->purse_pool -= needed - local;
    *public_money += public;
    f->cash = (float)(f->cash + a);
    f->raised_locally += (float)local; /* money is booked as f32 */
    f->last_round = (int16_t)t->step;
    f->flags |= FIRM_BACKED;
    f->round = (uint8_t)(f->round < 4 ? f->round + 1 : 4);
    twin_note(t, EVENT_ROUND, r, 0, f->id);
    return 1;
}

/* Returns what is invested, M$. */
static double deal(twin *t, int r) {
    TWIN_LIST(candidate) list = {0};
    double invested = 0, public_money = 0;
    t->regions[r].unserved = 0;
    for (size_t k = 0; k < t->projects.count; k++) {
        const twin_project *p = &t->projects.items[k];
        const twin_firm *f = &t->firms.items[p->owner];
        if (f->region == r && f->kind == KIND_STARTUP && p->stage != STAGE_ENDED && seeks(t, f, p))
            TWIN_ADD(list, ((candidate){(size_t)p->owner, k, f->id, score(t, f, p)}));
    }
    if (list.count > 0)
        qsort(list.items, list.count, sizeof *list.items, by_score);
    for (size_t k = 0; k < list.count; k++) {
        twin_firm *f = &t->firms.items[list.items[k].firm];
        double a = round_size[f->round];
        if (list.items[k].score > t->p->finance_threshold && serve(t, r, f, &public_money))
            invested += a;
        else
            t->regions[r].unserved++;
    }
    free(list.items);
    t->flows[r].venture_invested += invested;
    twin_account *matching = &t->flows[r].booked[policies_index(policies_find("vc_matching"))];
    matching->cost += public_money;
    matching->received += public_money;
    return invested;
}

static void draw_on_funds(twin *t, int r, double used) {
    double Y = t->observed[r].dry_powder;
    for (size_t k = 0; k < t->funds.count && Y > 0; k++)
        if (t->funds.items[k].region == r)
            t->funds.items[k].dry_powder *= fmax(0, 1 - used / Y);
}

static void book(twin_flow *f) {
    for (int k = 0; k < FLOW_POLICIES; k++) {
        f->cost[k] += f->booked[k].cost;
        f->received[k] += f->booked[k].received;
    }
}

void twin_finance(twin *t) {
    int months = t->scenario->step_months;
    int ends_quarter = months >= 3 || (t->step + 1) * months % 3 == 0;
    for (int r = 0; r < t->region_count; r++) {
        twin_region *g = &t->regions[r];
        pay_grants(t, r);
        fill_purses(t, r);
        double before = g->purse_local, invested = ends_quarter ? deal(t, r) : 0;
        draw_on_funds(t, r, before - g->purse_local);
        book(&t->flows[r]);
        g->invested += twin_chance(1.0 / 3, t->years) * (invested / t->years - g->invested);
    }
    for (size_t k = 0; k < t->funds.count; k++)
        t->funds.items[k].is_gone = (t->step + 1 - t->funds.items[k].birth) * t->years > 10 + 1e-9;
}
