/* Policy: which interventions act in this step, where, with what size. Levers start at zero in
 * every step; each active intervention adds to those of its regions, and its public cost is booked.
 * What a policy is and does stands in policies/. */
#include "models/phases/policy.h"

#include <math.h>
#include <string.h>

#include "models/policy.h"
#include "models/world.h"
#include "sim/id.h"

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
    schema_event event = {w->step,
                          (int16_t)region,
                          EVENT_POLICY_START,
                          0,
                          id_child(id_from_name(order->name), 0, 0, (uint32_t)region),
                          0};
    return world_log(w, &event, error);
}

/* Regions a national policy reaches: those with the home market of a named region. */
static int is_reached(const world *w, const scenario_intervention *order, int region) {
    for (int k = 0; k < order->region_count; k++) {
        int same = order->type->scope == POLICY_NATIONAL
                       ? w->scenario->regions[order->regions[k]].home_market ==
                             w->scenario->regions[region].home_market
                       : order->regions[k] == region;
        if (same)
            return k + 1;
    }
    return 0;
}

static agglo_status act(world *w, int number, int region, int position, policy_cost *cost,
                        agglo_error *error) {
    const scenario_intervention *order = &w->scenario->interventions[number];
    size_t row = (size_t)number * (size_t)world_regions(w) + (size_t)region;
    if (!condition_holds(w, order, row))
        return AGGLO_OK;
    int is_first = w->orders.first_step[row] < 0;
    if (is_first) {
        agglo_status status = note_start(w, order, region, row, error);
        if (status != AGGLO_OK)
            return status;
    }
    policy_call call = {.order = order,
                        .region = region,
                        .position = position,
                        .size = ramped_size(w, order, w->orders.first_step[row]),
                        .is_first = is_first,
                        .step_years = w->step_years};
    return order->type->apply(w, &call, &w->levers[region], cost, error);
}

/* Research money is given in trend units; what is booked has grown with budgets everywhere. */
static double booked_cost(const world *w, const policy *type, const policy_cost *cost) {
    double musd = cost->per_year * w->step_years + cost->once;
    return type->is_research_money ? musd * pow(1 + w->p->science_budget_growth, world_time(w))
                                   : musd;
}

static agglo_status act_everywhere(world *w, int number, agglo_error *error) {
    const scenario_intervention *order = &w->scenario->interventions[number];
    int type = policies_index(order->type);
    int is_paid[MARKET_COUNT] = {0}; /* a national policy costs a country once */
    for (int r = 0; r < world_regions(w); r++) {
        int position = is_reached(w, order, r);
        if (position == 0)
            continue;
        policy_cost cost = {0};
        agglo_status status = act(w, number, r, position - 1, &cost, error);
        if (status != AGGLO_OK)
            return status;
        int *paid = &is_paid[w->scenario->regions[r].home_market];
        if (order->type->scope == POLICY_NATIONAL && *paid)
            continue;
        *paid |= cost.per_year > 0 || cost.once > 0;
        w->flows.cost[r * FLOW_POLICIES + type] += booked_cost(w, order->type, &cost);
    }
    return AGGLO_OK;
}

agglo_status phase_policy(world *w, agglo_error *error) {
    memset(w->levers, 0, (size_t)world_regions(w) * sizeof *w->levers);
    double t = world_time(w), tolerance = 1e-9;
    for (int k = 0; k < w->scenario->intervention_count; k++) {
        const scenario_intervention *order = &w->scenario->interventions[k];
        if (t < order->from - tolerance || t >= order->until - tolerance)
            continue;
        agglo_status status = act_everywhere(w, k, error);
        if (status != AGGLO_OK)
            return status;
    }
    return AGGLO_OK;
}
