/* Policy: interventions pull levers, what they cost is booked. */
#include "models/policy.h"

#include "sim/id.h"
#include "tests/support/policies.h"
#include "tests/twin/twin.h"

/* One intervention in one region in this step. */
typedef struct {
    const scenario_intervention *order;
    int region, position; /* of the region among those that the intervention names */
    int is_first;
    double size;            /* after ramps */
    double cost, cost_once; /* M$/yr; M$ */
    double overhead;        /* M$/yr of the cost that reaches nobody */
} call;

static uint64_t cause_of(const call *c) {
    return id_child(id_from_name(c->order->name), 0, 0, (uint32_t)c->region);
}

static void enter_anchor(twin *t, const call *c) {
    double size = c->order->values[0], demand = c->order->values[1];
    twin_newcomer n = {.id =
                           id_child(t->regions[c->region].id, 0, ID_ANCHOR, (uint32_t)cause_of(c)),
                       .region = c->region,
                       .kind = KIND_MAJOR,
                       .licence = 3,
                       .flags = FIRM_HOME | FIRM_FOREIGN | FIRM_ANCHOR,
                       .is_near = 1,
                       .capability = 0.8,
                       .size = size,
                       .demand = demand > 0 ? demand : NAN,
                       .base_factor = 1,
                       .birth = t->step - (int)lround(20 / t->years)};
    if (!c->is_first || size < 1)
        return;
    twin_bear(t, &n);
    t->flows[c->region].entries_outside++;
    twin_note(t, EVENT_ANCHOR_ENTRY, c->region, 0, n.id);
}

static void open_institute(twin *t, const call *c) {
    if (!c->is_first || c->order->values[0] <= 0)
        return;
    twin_university u = {
        .id = id_child(t->regions[c->region].id, 0, ID_UNIVERSITY, (uint32_t)cause_of(c)),
        .region = c->region,
        .budget = c->order->values[0],
        .transfer = 1};
    u.focus = twin_u(t, u.id, RANDOM_ONCE, DRAW_UNIVERSITY, 0, 0);
    for (int b = 0; b < BIN_COUNT; b++)
        u.profile[b] =
            exp(-0.5 * pow(twin_circle(u.focus, (b + 0.5) / BIN_COUNT) / t->p->science_breadth, 2));
    double sum = twin_sum(u.profile, BIN_COUNT);
    for (int b = 0; b < BIN_COUNT; b++)
        u.profile[b] /= sum;
    TWIN_ADD(t->universities, u);
    twin_note(t, EVENT_UNIVERSITY, c->region, 0, u.id);
}

static void pay_grants(twin *t, call *c) {
    double kappa = c->order->values[1], share = (1 - kappa) / c->order->region_count;
    if (c->position == (c->order->chosen >= 0 ? c->order->chosen : 0))
        share += kappa;
    levers *lever = &t->levers[c->region];
    double fixed = t->p->funding_fixed_cost / (1 + lever->steering);
    if (lever->steering > 0 && lever->grant > 0) /* another programme has paid it */
        fixed = 0;
    c->cost = share * c->size;
    c->overhead = fmin(c->cost, fixed);
    lever->grant += c->cost - c->overhead;
    lever->gated_grant += c->order->values[3] * (c->cost - c->overhead);
}

static void speed_up(levers *lever, call *c) {
    double full = c->order->values[0]; /* 1 is neutral, to which ramps lead */
    double factor = 1 + c->size / full * (full - 1);
    lever->review_speed = (1 + lever->review_speed) * factor - 1;
    c->cost = 20 * (factor - 1);
}

static int is(const call *c, const char *type) {
    return strcmp(c->order->type->type, type) == 0;
}

static void depart(twin *t, int region, twin_firm *f) {
    f->is_gone = 1;
    t->flows[region].exits_failed++;
    twin_note(t, EVENT_DEPARTURE, region, 0, f->id);
}

static void lose_anchors(twin *t, const call *c) {
    for (int n = 0; c->is_first && n < (int)c->order->values[0]; n++) {
        twin_firm *largest = NULL;
        for (size_t i = 0; i < t->firms.count; i++) {
            twin_firm *f = &t->firms.items[i];
            if (f->region == c->region && twin_is(f, FIRM_ANCHOR) && !f->is_gone &&
                (largest == NULL || f->demand > largest->demand))
                largest = f;
        }
        if (largest != NULL)
            depart(t, c->region, largest);
    }
    twin_close_marked(t);
}

static void strike(twin *t, call *c) {
    levers *lever = &t->levers[c->region];
    lever->grant += c->size;
    lever->site += c->size > 0 ? 1 : 0;
    c->cost = 3 + c->size;
    c->overhead = 3;
    for (size_t i = 0; c->is_first && i < t->firms.count; i++) {
        twin_firm *f = &t->firms.items[i];
        if (f->region == c->region && f->kind == KIND_SUPPLIER &&
            twin_u(t, f->id, t->step, DRAW_DISASTER, 0, 0) < c->order->values[1])
            depart(t, c->region, f);
    }
    twin_close_marked(t);
}

/* Not here: merit, limits of money. */

/* What the intervention does to the region's levers, and its cost. */
static void pull(twin *t, call *c) {
    levers *lever = &t->levers[c->region];
    double a = c->size;
    const policies_plain_row *plain = policies_plain_find(c->order->type->type);
    if (plain != NULL) {
        for (int k = 0; k < POLICIES_MOST_PULLS && plain->pulls[k].by != 0; k++)
            *(double *)(void *)((char *)lever + plain->pulls[k].lever) += plain->pulls[k].by * a;
        c->cost = plain->office + plain->per_size * a;
        c->overhead = plain->office;
    } else if (is(c, "anchor_entry")) {
        enter_anchor(t, c);
    } else if (is(c, "anchor_exit")) {
        lose_anchors(t, c);
    } else if (is(c, "disaster_reconstruction")) {
        strike(t, c);
    } else if (is(c, "research_institute")) {
        open_institute(t, c);
        c->cost = c->order->values[0];
        c->cost_once = c->is_first ? 2 * c->cost : 0;
    } else if (is(c, "rd_grants") || is(c, "cluster_programme")) {
        pay_grants(t, c);
    } else if (is(c, "network_org")) {
        lever->coordinators += a;
        lever->leadership = fmax(lever->leadership, c->order->values[1]);
        lever->one_stop += c->order->values[2];
        c->cost = 0.5 + 0.15 * a + 0.5 * c->order->values[2];
        c->overhead = 0.5;
    } else if (is(c, "review_speedup")) {
        speed_up(lever, c);
    } else if (is(c, "export_support")) {
        double staged = c->order->values[1];
        lever->export_help += 0.5 * a * (1 - staged);
        lever->staged_help += 0.5 * a * staged;
        c->cost = 0.3 + a;
        c->overhead = 0.3;
    } else if (is(c, "joint_review")) {
        lever->recognition += 0.5 * a;
        lever->review_fee = fmax(lever->review_fee, c->order->values[1]);
        c->cost = 0.5;
        c->overhead = 0.5;
    } else {
        fail_msg("the twin knows no policy %s", c->order->type->type);
    }
}

static double index_value(const twin *t, const scenario_intervention *order) {
    const twin_region *r = &t->regions[order->when_region];
    const double values[INDEX_COUNT] = {r->innovation,       r->agglomeration, r->anchor_demand,
                                        r->entrepreneurship, r->reputation,    r->firm_count};
    return values[order->when_index];
}

/* A condition holds for good once it has come true; before the first step nothing is observed. */
static int may_act(twin *t, const scenario_intervention *order, twin_order *state) {
    if (order->when_index < 0 || state->condition_step >= 0)
        return 1;
    double value = index_value(t, order);
    int holds = value > order->when_above || value < order->when_below; /* NAN: neither */
    if (t->step == 0 || !holds)
        return 0;
    state->condition_step = t->step;
    return 1;
}

/* Returns what is to be booked, and what of it arrives, M$. */
static twin_account act(twin *t, int number, int region, int position) {
    twin_account booked = {0, 0};
    call c = {&t->scenario->interventions[number], region, position, 0, 0, 0, 0, 0};
    twin_order *state = &t->orders.items[number * t->region_count + region];
    if (!may_act(t, c.order, state))
        return booked;
    c.is_first = state->first_step < 0;
    if (c.is_first) {
        state->first_step = t->step;
        twin_note(t, EVENT_POLICY_START, region, 0, cause_of(&c));
    }
    c.size = c.order->values[0];
    double since = (t->step - state->first_step + 1) * t->years, left = c.order->until - t->time;
    if (c.order->ramp_years > 0)
        c.size *= fmin(1, fmin(since, left) / c.order->ramp_years);
    pull(t, &c);
    double trend =
        c.order->type->is_research_money ? pow(1 + t->p->science_budget_growth, t->time) : 1;
    booked.cost = (c.cost * t->years + c.cost_once) * trend;
    booked.received = booked.cost - c.overhead * t->years * trend;
    return booked;
}

static int position_of(const scenario_intervention *order, int region) {
    for (int k = 0; k < order->region_count; k++)
        if (order->regions[k] == region)
            return k;
    return NOBODY;
}

/* The first of the intervention's regions in the home market; NOBODY: none. */
static int position_in_market(const twin *t, const scenario_intervention *order, int market) {
    for (int k = 0; k < order->region_count; k++)
        if (t->scenario->regions[order->regions[k]].home_market == market)
            return k;
    return NOBODY;
}

static void follow_order(twin *t, int n) {
    const scenario_intervention *order = &t->scenario->interventions[n];
    int is_national = order->type->scope == POLICY_NATIONAL;
    int policy_number = policies_index(order->type), is_paid[MARKET_COUNT] = {0};
    if (t->time < order->from - 1e-9 || t->time >= order->until - 1e-9)
        return;
    for (int r = 0; r < t->region_count; r++) {
        int market = t->scenario->regions[r].home_market;
        int position = is_national ? position_in_market(t, order, market) : position_of(order, r);
        if (position == NOBODY)
            continue;
        twin_account booked = act(t, n, r, position);
        if (is_national && is_paid[market])
            continue;
        t->flows[r].booked[policy_number].cost += booked.cost;
        t->flows[r].booked[policy_number].received += booked.received;
        is_paid[market] = booked.cost > 0;
    }
}

/* National steering comes first: grants depend on it; firms leave after all others have acted. */
static int turn_of(const char *type) {
    if (strcmp(type, "command_post") == 0)
        return 0;
    return strcmp(type, "anchor_exit") == 0 || strcmp(type, "disaster_reconstruction") == 0 ? 2 : 1;
}

void twin_policy(twin *t) {
    memset(t->levers, 0, (size_t)t->region_count * sizeof *t->levers);
    for (int r = 0; r < t->region_count; r++)
        memset(t->flows[r].booked, 0, sizeof t->flows[r].booked);
    for (int turn = 0; turn < 3; turn++)
        for (int n = 0; n < t->scenario->intervention_count; n++)
            if (turn_of(t->scenario->interventions[n].type->type) == turn)
                follow_order(t, n);
}
