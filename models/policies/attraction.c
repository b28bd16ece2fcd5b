/* Winning firms from outside for a region. */
#include <math.h>

#include "models/policies/policies.h"

static const param firm_attraction_params[] = {
    {"size", "1", 1.5, 0.5, 3, 0, INFINITY,
     "strength of the incentives, in units of utility of a location",
     "assumption; 1.7 reproduces Singapore in HUB", PARAM_NONE, POLICY_OFFSET(0)},
};

static agglo_status apply_firm_attraction(struct world *w, const policy_call *call, levers *lever,
                                          policy_cost *cost, agglo_error *error) {
    (void)w, (void)error;
    lever->incentive += call->size;
    lever->site += 0.6 * call->size;
    const policy *self = call->order->type;
    *cost = (policy_cost){.per_year = self->office + self->buys[0].price * call->size};
    return AGGLO_OK;
}

const policy policy_firm_attraction = {
    .type = "firm_attraction",
    .summary = "Incentives and sites for firms from outside, foreign multinationals above all.",
    .acts_on = "outside firms' choice of location (beside links 1, 10, 17); state II",
    .lever = "incentive += size; site += 0.6 * size",
    .cost = "0.5 + 4 * size",
    .cost_basis = "assumption: placeholder; M$ real 2020",
    .money = "0.5 is overhead; the rest buys incentives, 4 M$/yr a unit, and the sites that go "
             "with them",
    .source = "DBJ14 measure 7; HUB (Singapore)",
    .scope = POLICY_REGIONAL,
    POLICY_PARAMS(firm_attraction_params),
    .office = 0.5,
    .buys = {POLICY_BUYS(incentive, 4)},
    .apply = apply_firm_attraction,
};
