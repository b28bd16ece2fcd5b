/* Policy: which interventions act in this step, where, with what size. Levers start at zero in
 * every step; each active intervention adds to those of its regions, and its public cost is booked.
 * What a policy is and does stands in policies/. */
#include "models/phases/policy.h"

#include <math.h>
#include <string.h>

#include "models/causes.h"
#include "models/policy.h"
#include "models/world.h"

/* The value that a condition asks for, as observed at the end of the last step. */
static double condition_value(const world *w, const scenario_intervention *order) {
    const regions *t = &w->regions;
    int r = order->when_region;
    const double values[INDEX_COUNT] = {t->innovation[r],    t->agglomeration[r],
                                        t->anchor_demand[r], t->entrepreneurship[r],
                                        t->reputation[r],    t->firm_count[r]};
    return values[order->when_index];
}

/* A condition holds for good once it has come true. Nothing is observed before the first step. */
static int condition_holds(world *w, const scenario_intervention *order, size_t row) {
    if (order->when_index < 0 || w->orders.condition_step[row] >= 0)
        return 1;
    if (w->step == 0)
        return 0;
    double value = condition_value(w, order);
    if (!((!isnan(order->when_above) && value > order->when_above) ||
          (!isnan(order->when_below) && value < order->when_below)))
        return 0;
    w->orders.condition_step[row] = w->step;
    return 1;
}

/* Full size, or less while it ramps up and before it ends. */
static double ramped_size(const world *w, const scenario_intervention *order, int32_t first_step) {
    double size = order->values[0];
    if (order->ramp_years <= 0)
        return size;
    double since = (w->step - first_step + 1) * w->step_years;
    double left = order->until - world_time(w);
    return size * fmin(1, fmin(since, left) / order->ramp_years);
}

static agglo_status note_start(world *w, const scenario_intervention *order, int region, size_t row,
                               agglo_error *error) {
    w->orders.first_step[row] = w->step;
    schema_event event = {
        w->step, (int16_t)region, EVENT_POLICY_START, 0, identity_intervention(order->name, region),
        0};
    return world_log_common(w, &event, error);
}

/* An intervention in this step. Research money is given in trend units; what is booked has grown
 * with budgets everywhere. */
typedef struct {
    const scenario_intervention *order;
    int number;
    size_t first_row; /* of its regions in the table of orders */
    int type;
    double trend; /* what a unit of money is booked with */
} action;

static action action_of(const world *w, int number) {
    const scenario_intervention *order = &w->scenario->interventions[number];
    double growth = order->type->is_research_money ? w->p->science_budget_growth : 0;
    return (action){.order = order,
                    .number = number,
                    .first_row = (size_t)number * (size_t)world_regions(w),
                    .type = policies_index(order->type),
                    .trend = pow(1 + growth, world_time(w))};
}

/* `position` counts the intervention's regions; *booked is what it costs there, M$. */
static agglo_status act(world *w, const action *a, policy_call call, double *booked,
                        agglo_error *error) {
    size_t row = a->first_row + (size_t)call.region;
    *booked = 0;
    if (!condition_holds(w, a->order, row))
        return AGGLO_OK;
    call.is_first = w->orders.first_step[row] < 0;
    if (call.is_first) {
        agglo_status status = note_start(w, a->order, call.region, row, error);
        if (status != AGGLO_OK)
            return status;
    }
    call.order = a->order;
    call.size = ramped_size(w, a->order, w->orders.first_step[row]);
    call.step_years = w->step_years;
    policy_cost cost = {0};
    levers before = w->levers[call.region];
    agglo_status status = a->order->type->apply(w, &call, &w->levers[call.region], &cost, error);
    if (status == AGGLO_OK && causes_wanted(w))
        status = causes_note_levers(w, a->number, call.region, &before, error);
    *booked = (cost.per_year * w->step_years + cost.once) * a->trend;
    return status;
}

static void book(world *w, const action *a, int region, double booked) {
    w->flows.cost[region * FLOW_POLICIES + a->type] += booked;
}

static agglo_status act_in_regions(world *w, const action *a, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (int k = 0; k < a->order->region_count && status == AGGLO_OK; k++) {
        policy_call call = {.region = a->order->regions[k], .position = k};
        double booked;
        status = act(w, a, call, &booked, error);
        book(w, a, call.region, booked);
    }
    return status;
}

/* In all regions with the home market of one that is named; a country pays once. */
static agglo_status act_in_countries(world *w, const action *a, agglo_error *error) {
    const scenario_region *all = w->scenario->regions;
    int place[MARKET_COUNT] = {0}, is_paid[MARKET_COUNT] = {0}; /* place: 1...; 0: not named */
    for (int k = a->order->region_count; k > 0; k--)
        place[all[a->order->regions[k - 1]].home_market] = k;
    agglo_status status = AGGLO_OK;
    for (int r = 0; r < world_regions(w) && status == AGGLO_OK; r++) {
        int market = all[r].home_market;
        if (place[market] == 0)
            continue;
        policy_call call = {.region = r, .position = place[market] - 1};
        double booked;
        status = act(w, a, call, &booked, error);
        if (!is_paid[market])
            book(w, a, r, booked);
        is_paid[market] |= booked > 0;
    }
    return status;
}

agglo_status phase_policy(world *w, agglo_error *error) {
    memset(w->levers, 0, (size_t)world_regions(w) * sizeof *w->levers);
    causes_forget_levers(w);
    double t = world_time(w), tolerance = 1e-9;
    for (int k = 0; k < w->scenario->intervention_count; k++) {
        const scenario_intervention *order = &w->scenario->interventions[k];
        if (t < order->from - tolerance || t >= order->until - tolerance)
            continue;
        action a = action_of(w, k);
        agglo_status status = order->type->scope == POLICY_NATIONAL ? act_in_countries(w, &a, error)
                                                                    : act_in_regions(w, &a, error);
        if (status != AGGLO_OK)
            return status;
    }
    return world_log_section(w, error);
}
