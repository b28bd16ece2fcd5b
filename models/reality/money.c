/* What interventions cost beyond what arrives, worked out from the scenario alone: when an order
 * acts, how its size ramps, what its share is, and the overhead that its policy states. */
#include <math.h>

#include "models/reality/private.h"

static const double tolerance = 1e-9; /* yr */

/* Years in which the order's first steps lie that are not before `from`. */
static int first_step_of(const scenario_intervention *order, double step_years) {
    return (int)ceil((order->from - tolerance) / step_years);
}

/* An order whose money is cut, shared by merit or saved by national steering: the overhead is not
 * known before a run, but at most what it is without. */
static int is_uncertain(const scenario *s, const scenario_intervention *order) {
    int row = order->type->merit_param, is_steered = 0;
    for (int k = 0; k < s->intervention_count; k++)
        is_steered |= s->interventions[k].type->goes_first;
    return order->when_index >= 0 || scenario_is_limited(order) ||
           (order->type->has_fixed_cost && (is_steered || (row > 0 && order->values[row] > 0)));
}

/* What an order gives to a region in a step before overhead, M$/yr in trend units. */
static double money_of(const scenario_intervention *order, int position, double size) {
    enum { SIZE, CONCENTRATION };
    double concentration = order->values[CONCENTRATION];
    double share = (1 - concentration) / order->region_count;
    if (position == (order->chosen >= 0 ? order->chosen : 0))
        share += concentration;
    return share * size;
}

static double ramped(const scenario_intervention *order, int step, double step_years) {
    double size = order->values[0], since = (step - first_step_of(order, step_years) + 1);
    if (order->ramp_years <= 0)
        return size;
    double left = order->until - step * step_years;
    return size * fmin(1, fmin(since * step_years, left) / order->ramp_years);
}

typedef struct {
    const scenario *s;
    const scenario_intervention *order;
    reality_overhead *record; /* of the step: [region × policies] */
    int type, step;
    double trend;
} spending;

static void expect_in_region(const spending *on, int region, int position) {
    const scenario *s = on->s;
    const policy *type = on->order->type;
    double years = s->step_months / 12.0;
    int row = type->merit_param, by_merit = row > 0 && on->order->values[row] > 0;
    double money = type->has_fixed_cost && !by_merit
                       ? money_of(on->order, position, ramped(on->order, on->step, years))
                       : INFINITY; /* there is more than the office's cost */
    double overhead = policies_overhead(type, &s->parameters, money) * years * on->trend;
    reality_overhead *expected = &on->record[region * policies_count() + on->type];
    expected->most += overhead;
    expected->least += is_uncertain(s, on->order) ? 0 : overhead;
    expected->acting += years;
}

/* A national policy is booked in the first region of each home market that it names. */
static int is_booked_in(const scenario *s, const scenario_intervention *order, int region) {
    int market = s->regions[region].home_market, is_named = 0;
    for (int r = 0; r < region; r++)
        if (s->regions[r].home_market == market)
            return 0;
    for (int k = 0; k < order->region_count; k++)
        is_named |= s->regions[order->regions[k]].home_market == market;
    return is_named;
}

static void expect_in_step(const spending *on) {
    const scenario_intervention *order = on->order;
    if (order->type->scope == POLICY_NATIONAL) {
        for (int r = 0; r < on->s->region_count; r++)
            if (is_booked_in(on->s, order, r))
                expect_in_region(on, r, 0);
            else if (order->type->pays_by_use) /* also where the office is not */
                on->record[r * policies_count() + on->type].acting += 1;
        return;
    }
    for (int k = 0; k < order->region_count; k++)
        expect_in_region(on, order->regions[k], k);
}

void reality_expect_overhead(const scenario *s, size_t records, reality_overhead *out) {
    double years = s->step_months / 12.0;
    size_t row = (size_t)s->region_count * (size_t)policies_count();
    for (int n = 0; n < s->intervention_count; n++) {
        const scenario_intervention *order = &s->interventions[n];
        double growth = order->type->is_research_money ? s->parameters.science_budget_growth : 0;
        spending on = {.s = s, .order = order, .type = policies_index(order->type)};
        for (int step = first_step_of(order, years); step < s->steps; step++) {
            size_t record = (size_t)(step * s->step_months / s->record_every_months) + 1;
            if (step * years >= order->until - tolerance || record >= records)
                break;
            on.step = step;
            on.record = out + record * row;
            on.trend = growth != 0 ? pow(1 + growth, step * years) : 1;
            expect_in_step(&on);
        }
    }
}
