#include "models/causes.h"

#include <math.h>
#include <stdlib.h>

#include "models/links/15_startup_reputation.h"
#include "models/phases/reputation.h"
#include "models/policy.h"

/* ---- draws ---- */

/* Blocks of DRAW_CAUSE are counted by type of event, so that several events of an agent in one step
 * draw apart. */
static void draw_block(causes_inquiry *q) {
    uint32_t index = (uint32_t)q->type << 12 | q->draws / 4;
    q->block = random_draw(q->w->key, q->agent, q->w->step, DRAW_CAUSE, index);
}

static double uniform(causes_inquiry *q) {
    if (q->draws % 4 == 0)
        draw_block(q);
    return random_uniform(q->block, (int)(q->draws++ % 4));
}

causes_inquiry causes_ask(const world *w, int region, event_type type, uint64_t agent) {
    return (causes_inquiry){.w = w, .region = region, .type = type, .agent = agent};
}

void causes_add(cause_list *list, int source, int link, double part) {
    if (!(part > 0) || list->count == CAUSES_MOST)
        return;
    list->of[list->count].source = (uint8_t)source;
    list->of[list->count].link = (uint8_t)link;
    list->of[list->count++].part = part;
}

static double sum_of(const cause_list *list) {
    double sum = 0;
    for (int k = 0; k < list->count; k++)
        sum += list->of[k].part;
    return sum;
}

/* The entry in which the running sum passes the target, or -1. */
static int entry_at(const cause_list *list, double target) {
    for (int k = 0; k < list->count; k++)
        if ((target -= list->of[k].part) < 0)
            return k;
    return -1;
}

uint8_t causes_choose(causes_inquiry *q, const cause_list *list, uint8_t *link) {
    int k = list->count > 0 ? entry_at(list, uniform(q) * fmax(1, sum_of(list))) : -1;
    if (link != NULL)
        *link = k < 0 ? 0 : list->of[k].link;
    return k < 0 ? CAUSE_BASE : list->of[k].source;
}

/* One in proportion to its part; the region where there is none. */
static uint8_t share_out(causes_inquiry *q, const cause_list *list) {
    double sum = sum_of(list);
    if (!(sum > 0))
        return CAUSE_REGION;
    int k = entry_at(list, uniform(q) * sum);
    return list->of[k < 0 ? list->count - 1 : k].source;
}

/* ---- states, by what makes them up ---- */

/* What is left now of a stock's value at year 0, in parts of the stock. */
static double left_of(const world *w, double initial, double decay, double stock) {
    return stock > 0 ? fmin(1, initial * exp(-decay * world_time(w)) / stock) : 0;
}

/* Adds what was there at year 0 to a list of inflows, which share the rest. */
static void add_initial(cause_list *inflows, double left) {
    double sum = sum_of(inflows), rest = left < 1 ? 1 - left : 0;
    for (int k = 0; k < inflows->count; k++)
        inflows->of[k].part *= rest / sum;
    causes_add(inflows, CAUSE_REGION, 0, left);
}

static uint8_t part_of_innovation(causes_inquiry *q) {
    const observation *o = &q->w->observed[q->region];
    cause_list parts = {0};
    causes_add(&parts, CAUSE_RESEARCH, 0, o->research);
    causes_add(&parts, CAUSE_KNOWLEDGE, 0, log1p(o->K / q->w->p->indices_K_0));
    causes_add(&parts, CAUSE_CLINIC, 0, 0.5 * o->clinic);
    return share_out(q, &parts);
}

static uint8_t part_of_talent(causes_inquiry *q) {
    const observation *o = &q->w->observed[q->region];
    const levers *lever = &q->w->levers[q->region];
    const parameters *p = q->w->p;
    cause_list parts = {0};
    causes_add(&parts, CAUSE_RESEARCH, 0, p->talent_per_musd * o->research_money);
    causes_add(&parts, CAUSE_REPUTATION, 0, p->talent_inflow_V * o->V);
    causes_add(&parts, CAUSE_LEVER + LEVER_fellows, 0, 4 * lever->fellows);
    causes_add(&parts, CAUSE_LEVER + LEVER_headhunting, 0, 10 * lever->headhunting);
    causes_add(&parts, CAUSE_LEVER + LEVER_talent, 0, lever->talent);
    return share_out(q, &parts);
}

static uint8_t part_of_entrepreneurship(causes_inquiry *q) {
    const world *w = q->w;
    int r = q->region;
    cause_list parts = {0};
    causes_add(&parts, CAUSE_FUNDS, 0, w->observed[r].dry_powder / 1000);
    causes_add(&parts, CAUSE_SUPPORT, 0, w->regions.support[r] / 40);
    causes_add(&parts, CAUSE_MENTORS, 0, w->regions.mentors[r] / 50);
    causes_add(&parts, CAUSE_LEVER + LEVER_slots, 0, w->levers[r].slots / 100);
    return share_out(q, &parts);
}

/* What is in the purses; before anything is, the funds. */
static uint8_t part_of_venture(causes_inquiry *q) {
    cause_list parts = {0};
    causes_add(&parts, CAUSE_FUNDS, 0, q->w->regions.purse_local[q->region]);
    causes_add(&parts, CAUSE_POOL, 0, q->w->regions.purse_pool[q->region]);
    return parts.count > 0 ? share_out(q, &parts) : CAUSE_FUNDS;
}

/* The pool's weight of a region is exp(pool_V V + pool_E E - b0). */
static uint8_t part_of_pool(causes_inquiry *q) {
    const observation *o = &q->w->observed[q->region];
    cause_list parts = {0};
    causes_add(&parts, CAUSE_REPUTATION, 0, -expm1(-q->w->p->finance_pool_V * o->V));
    causes_add(&parts, CAUSE_ENTREPRENEURSHIP, 0, -expm1(-q->w->p->finance_pool_E * o->E));
    uint8_t source = causes_choose(q, &parts, NULL);
    return source == CAUSE_BASE ? CAUSE_OUTSIDE : source;
}

/* Those of year 0 that are left, and link 18 and the world by the rates at which others come. */
static uint8_t part_of_support(causes_inquiry *q) {
    const world *w = q->w;
    const parameters *p = w->p;
    const observation *o = &w->observed[q->region];
    double activity = (o->startups + o->agents.projects) / 50;
    cause_list parts = {0};
    causes_add(&parts, CAUSE_REPUTATION, 18,
               world_gain(w, 18) * p->finance_lambda_sup * o->V * activity);
    causes_add(&parts, CAUSE_OUTSIDE, 0, p->finance_lambda_sup0);
    add_initial(&parts, left_of(w, w->scenario->regions[q->region].support_firms,
                                p->finance_support_exit, w->regions.support[q->region]));
    return share_out(q, &parts);
}

static double last_year(const double *ring) {
    double sum = 0;
    for (int k = 0; k < RECENT_STEPS; k++)
        sum += ring[k];
    return sum;
}

static uint8_t part_of_mentors(causes_inquiry *q) {
    const world *w = q->w;
    const levers *lever = &w->levers[q->region];
    double exits = last_year(&w->regions.recent_exits[q->region * RECENT_STEPS]);
    cause_list parts = {0};
    causes_add(&parts, CAUSE_LEVER + LEVER_fellows, 0, 0.1 * lever->fellows);
    causes_add(&parts, CAUSE_LEVER + LEVER_mentors, 0, lever->mentors);
    causes_add(&parts, CAUSE_EXITS, 0, w->p->mentors_per_exit * exits);
    add_initial(&parts, left_of(w, w->scenario->regions[q->region].mentors, w->p->mentors_decay,
                                w->regions.mentors[q->region]));
    return share_out(q, &parts);
}

/* By the present inflows of the links that build it, and what they leave of the initial one. */
static uint8_t part_of_reputation(causes_inquiry *q) {
    const world *w = q->w;
    const observation *o = &w->observed[q->region];
    static const uint8_t source[REPUTATION_LINKS] = {CAUSE_RESEARCH, CAUSE_AGGLOMERATION,
                                                     CAUSE_ANCHORS, CAUSE_STARTUPS};
    double inflow[REPUTATION_LINKS], flow = w->p->reputation_decay;
    reputation_inflows(w, q->region, inflow);
    cause_list parts = {0};
    for (int k = 0; k < REPUTATION_LINKS; k++) {
        causes_add(&parts, source[k], reputation_links[k], inflow[k]);
        flow += inflow[k];
    }
    add_initial(&parts, left_of(w, w->scenario->regions[q->region].reputation, flow, o->V));
    uint8_t chosen = share_out(q, &parts);
    if (chosen != CAUSE_STARTUPS)
        return chosen;
    double su = o->foundings_index, ex = o->exits_index, both = link_15_inflow(w->p, 1, su, ex, 1);
    parts = (cause_list){0};
    causes_add(&parts, CAUSE_STARTUPS, 15, both - link_15_inflow(w->p, 1, 0, ex, 1));
    causes_add(&parts, CAUSE_EXITS, 15, both - link_15_inflow(w->p, 1, su, 0, 1));
    return share_out(q, &parts);
}

/* Without a leader N would be as much less as leadership and commitment are above 1. */
static uint8_t part_of_network(causes_inquiry *q) {
    const levers *lever = &q->w->levers[q->region];
    double lead = fmax(1, lever->leadership), all = lead + lever->commitment;
    cause_list parts = {0};
    causes_add(&parts, CAUSE_LEVER + LEVER_leadership, 0, (lead - 1) / all);
    causes_add(&parts, CAUSE_LEVER + LEVER_commitment, 0, lever->commitment / all);
    uint8_t source = causes_choose(q, &parts, NULL);
    return source == CAUSE_BASE ? CAUSE_LEVER + LEVER_coordinators : source;
}

/* ---- agents ---- */

static uint64_t the_region(const causes_inquiry *q) {
    return q->w->regions.id[q->region];
}

static int is_established(const world *w, int32_t i) {
    return w->firms.kind[i] != KIND_STARTUP;
}

/* Who came from outside or from another industry is older. */
static int is_recent(const world *w, int32_t i) {
    return w->firms.birth[i] > w->step - w->scenario->steps_per_year;
}

static int is_sold(const world *w, int32_t i) {
    return firm_is(w, i, FIRM_SOLD);
}

/* A firm of the region that passes the test: places are drawn until one does; where few do, it is
 * the next one after the last place. */
static uint64_t any_firm(causes_inquiry *q, int (*passes)(const world *, int32_t)) {
    enum { TRIES = 64 };
    const world *w = q->w;
    int32_t first = w->firm_first[q->region], count = w->firm_first[q->region + 1] - first, n = 0;
    for (int tries = 0; tries < TRIES && count > 0; tries++) {
        n = (int32_t)(uniform(q) * count);
        if (passes(w, first + n))
            return w->firms.id[first + n];
    }
    for (int32_t k = 0; k < count; k++, n = n + 1 < count ? n + 1 : 0)
        if (passes(w, first + n))
            return w->firms.id[first + n];
    return the_region(q);
}

/* The anchor of a block in which the sum of their outside demand passes the target, or the last
 * one; NOBODY if it has none. */
static int32_t anchor_at(const world *w, blocks_range range, double target) {
    int32_t found = NOBODY;
    for (int32_t i = range.begin; i < range.end && target >= 0; i++)
        if (firm_is(w, i, FIRM_ANCHOR)) { /* few are */
            target -= w->firms.demand[i];
            found = i;
        }
    return found;
}

/* By outside demand. The block is found by its anchors' sum when last observed; where they all have
 * ceased to be anchors in this step it is an established firm. */
static uint64_t any_anchor(causes_inquiry *q) {
    const world *w = q->w;
    double target = uniform(q) * w->observed[q->region].agents.anchor_demand;
    int32_t b = w->blocks.group_first[q->region], end = w->blocks.group_first[q->region + 1] - 1;
    for (; b < end && target >= w->tallies[b].anchor_demand; b++)
        target -= w->tallies[b].anchor_demand;
    int32_t found = b <= end ? anchor_at(w, w->blocks.items[b], target) : NOBODY;
    return found != NOBODY ? w->firms.id[found] : any_firm(q, is_established);
}

/* A row of a region's slice by its weight; the region where they have none. */
static uint64_t any_row(causes_inquiry *q, const int32_t *first, const uint64_t *ids,
                        double (*weight)(const world *, int32_t)) {
    int32_t begin = first[q->region], end = first[q->region + 1], found = NOBODY;
    double sum = 0;
    for (int32_t k = begin; k < end; k++)
        sum += weight(q->w, k);
    double target = uniform(q) * sum;
    for (int32_t k = begin; k < end && target >= 0; k++)
        if (weight(q->w, k) > 0) {
            target -= weight(q->w, k);
            found = k;
        }
    return found != NOBODY ? ids[found] : the_region(q);
}

static double money_of(const world *w, int32_t k) {
    return w->universities.budget[k] + w->universities.competitive[k];
}

static double places_of(const world *w, int32_t k) {
    return w->hospitals.beds[k] * (0.5 + w->hospitals.openness[k]);
}

static double powder_of(const world *w, int32_t k) {
    return w->funds.dry_powder[k];
}

static uint64_t puller_of(causes_inquiry *q, int lever);

/* Where research spills over from neighbours, the region's own is named. */
static uint64_t any_research(causes_inquiry *q) {
    const world *w = q->w;
    const levers *lever = &w->levers[q->region];
    double grant = w->p->funding_research_share * lever->grant;
    cause_list parts = {0};
    causes_add(&parts, CAUSE_RESEARCH, 0,
               w->observed[q->region].research_money - grant - lever->university);
    causes_add(&parts, CAUSE_LEVER + LEVER_grant, 0, grant);
    causes_add(&parts, CAUSE_LEVER + LEVER_university, 0, lever->university);
    uint8_t source = share_out(q, &parts);
    return source >= CAUSE_LEVER ? puller_of(q, source - CAUSE_LEVER)
                                 : any_row(q, w->university_first, w->universities.id, money_of);
}

static uint64_t any_clinic(causes_inquiry *q) {
    const world *w = q->w;
    double bought = w->p->policy_trial_places_per_musd * w->levers[q->region].trial;
    cause_list parts = {0};
    causes_add(&parts, CAUSE_LEVER + LEVER_trial, 0,
               bought / fmax(bought, w->observed[q->region].trial_places));
    return causes_choose(q, &parts, NULL) != CAUSE_BASE
               ? puller_of(q, LEVER_trial)
               : any_row(q, w->hospital_first, w->hospitals.id, places_of);
}

/* Knowledge of year 0 that is left, or the firm that launched one of the products. */
static uint64_t any_knowledge(causes_inquiry *q) {
    const world *w = q->w;
    double left = left_of(w, w->scenario->regions[q->region].knowledge, w->p->science_K_decay,
                          w->observed[q->region].K);
    int32_t first = w->product_first[w->firm_first[q->region]];
    int32_t count = w->product_first[w->firm_first[q->region + 1]] - first;
    if (count == 0 || uniform(q) < left)
        return the_region(q);
    int32_t k = first + (int32_t)(uniform(q) * count);
    return w->firms.id[w->products.owner[k]];
}

/* ---- levers ---- */

void causes_forget_levers(world *w) {
    w->lever_parts.count = 0;
    for (int r = 0; causes_wanted(w) && r < world_regions(w); r++)
        w->lever_parts.first[r] = NOBODY;
}

static agglo_status note_part(world *w, int region, const lever_part *part, agglo_error *error) {
    lever_parts *list = &w->lever_parts;
    if (list->count == list->capacity) {
        size_t capacity = 2 * list->capacity + 16;
        lever_part *items = realloc(list->items, capacity * sizeof *items);
        if (items == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu levers", capacity);
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count] = *part;
    list->items[list->count].next = list->first[region];
    list->first[region] = (int32_t)list->count++;
    return AGGLO_OK;
}

agglo_status causes_note_levers(world *w, int order, int region, const levers *before,
                                agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (int k = 0; k < LEVER_COUNT && status == AGGLO_OK; k++) {
        size_t at = (size_t)k * sizeof(double);
        double added = lever_at(&w->levers[region], at) - lever_at(before, at);
        lever_part part = {.order = order, .lever = (uint8_t)k, .amount = added};
        if (added > 0)
            status = note_part(w, region, &part, error);
    }
    return status;
}

/* One of the interventions that pull a lever, by what each adds to it. */
static uint64_t puller_of(causes_inquiry *q, int lever) {
    const lever_parts *list = &q->w->lever_parts;
    double sum = 0;
    int32_t found = NOBODY;
    for (int32_t k = list->first[q->region]; k != NOBODY; k = list->items[k].next)
        sum += list->items[k].lever == lever ? list->items[k].amount : 0;
    double target = uniform(q) * sum;
    for (int32_t k = list->first[q->region]; k != NOBODY && target >= 0; k = list->items[k].next)
        if (list->items[k].lever == lever) {
            target -= list->items[k].amount;
            found = list->items[k].order;
        }
    return found != NOBODY
               ? identity_intervention(q->w->scenario->interventions[found].name, q->region)
               : the_region(q);
}

/* ---- names ---- */

/* What makes up a state that is none of an agent; CAUSE_BASE: it is none. */
static uint8_t part_of(causes_inquiry *q, uint8_t source) {
    static uint8_t (*const parts[])(causes_inquiry *) = {
        [CAUSE_INNOVATION] = part_of_innovation,
        [CAUSE_TALENT] = part_of_talent,
        [CAUSE_ENTREPRENEURSHIP] = part_of_entrepreneurship,
        [CAUSE_VENTURE] = part_of_venture,
        [CAUSE_POOL] = part_of_pool,
        [CAUSE_SUPPORT] = part_of_support,
        [CAUSE_MENTORS] = part_of_mentors,
        [CAUSE_REPUTATION] = part_of_reputation,
        [CAUSE_NETWORK] = part_of_network,
    };
    return source < CAUSE_LEVER && parts[source] != NULL ? parts[source](q) : CAUSE_BASE;
}

uint64_t causes_name(causes_inquiry *q, uint8_t source, uint64_t base) {
    for (uint8_t next; (next = part_of(q, source)) != CAUSE_BASE;)
        source = next;
    switch (source) {
    case CAUSE_BASE:
        return base;
    case CAUSE_OUTSIDE:
        return q->w->id;
    case CAUSE_RESEARCH:
        return any_research(q);
    case CAUSE_KNOWLEDGE:
        return any_knowledge(q);
    case CAUSE_CLINIC:
        return any_clinic(q);
    case CAUSE_AGGLOMERATION:
        return any_firm(q, is_established);
    case CAUSE_ANCHORS:
        return any_anchor(q);
    case CAUSE_FUNDS:
        return any_row(q, q->w->fund_first, q->w->funds.id, powder_of);
    case CAUSE_STARTUPS:
        return any_firm(q, is_recent);
    case CAUSE_EXITS:
        return any_firm(q, is_sold);
    case CAUSE_REGION:
        return the_region(q);
    default:
        return puller_of(q, source - CAUSE_LEVER);
    }
}

uint64_t causes_name_later(const world *w, int region, event_type type, uint64_t agent,
                           uint8_t source, uint64_t base) {
    if (source == CAUSE_BASE)
        return base;
    causes_inquiry q = causes_ask(w, region, type, agent);
    (void)uniform(&q); /* has chosen */
    return causes_name(&q, source, base);
}

enum { CUSTOMERS_AT_ONCE = 64 };

/* Customers are who orders from suppliers (phases/procurement.c). */
static double custom_of(const world *w, int32_t i) {
    int kind = w->firms.kind[i];
    int buys = kind == KIND_MAJOR || kind == KIND_NICHE || firm_is(w, i, FIRM_ANCHOR);
    return buys ? w->firms.demand[i] : 0;
}

/* For as many foundings as there are targets, which are drawn among all demand. */
static void name_customers(const world *w, int region, double total, founding *of, size_t count) {
    double target[CUSTOMERS_AT_ONCE], sum = 0;
    size_t named = 0;
    for (size_t n = 0; n < count; n++) {
        causes_inquiry q = causes_ask(w, region, of[n].event, of[n].id);
        target[n] = uniform(&q) * total;
    }
    for (int32_t i = w->firm_first[region]; i < w->firm_first[region + 1] && named < count; i++) {
        double before = sum;
        sum += custom_of(w, i);
        for (size_t n = 0; sum > before && n < count; n++)
            if (target[n] >= before && target[n] < sum) {
                of[n].cause = w->firms.id[i];
                named++;
            }
    }
}

void causes_name_customers(const world *w, int region, founding *foundings, size_t count) {
    double total = 0;
    for (int32_t i = w->firm_first[region]; i < w->firm_first[region + 1] && count > 0; i++)
        total += custom_of(w, i);
    for (size_t n = 0, more; n < count && total > 0; n += more) {
        more = count - n < CUSTOMERS_AT_ONCE ? count - n : CUSTOMERS_AT_ONCE;
        name_customers(w, region, total, foundings + n, more);
    }
}
