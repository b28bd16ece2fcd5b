/* Exogenous events. Nobody decides them in the model and no lever leads to them: an anchor firm
 * comes because its owners want it, and the question is what follows. Once it is there, it is a
 * firm like others: it grows, buys, spins off, may shrink or close. */
#include <math.h>

#include "models/births.h"
#include "models/policies/policies.h"

enum { ANCHOR_SIZE, ANCHOR_DEMAND };

static const param anchor_entry_params[] = {
    {"size", "persons", 5000, 500, 20000, 0, 100000,
     "employees of the anchor; below one employee nobody comes", "assumption", PARAM_NONE,
     POLICY_OFFSET(ANCHOR_SIZE)},
    {"demand", "M$/yr", 0, 0, 4000, 0, INFINITY,
     "demand from outside that the anchor brings; 0: it follows from its size (0.2 M$ a year per "
     "employee with standard parameters)",
     "assumption", PARAM_NONE, POLICY_OFFSET(ANCHOR_DEMAND)},
};

/* It comes once, whole: a ramp has no meaning for it. */
static agglo_status apply_anchor_entry(struct world *w, const policy_call *call, levers *lever,
                                       policy_cost *cost, agglo_error *error) {
    (void)lever;
    *cost = (policy_cost){0};
    double size = call->order->values[ANCHOR_SIZE], demand = call->order->values[ANCHOR_DEMAND];
    if (!call->is_first || size < 1)
        return AGGLO_OK;
    return births_enter_anchor(w, call->region, policy_cause(call), size, demand > 0 ? demand : NAN,
                               error);
}

const policy policy_anchor_entry = {
    .type = "anchor_entry",
    .summary = "Exogenous event: a foreign major moves its headquarters, with development and "
               "purchasing, into the region and is an anchor at once.",
    .acts_on = "state III anchor firms, and with it links 9, 10, 11, 12",
    .lever = "none: in the first step a major of `size` employees enters (capability 0.8, licence "
             "3, age 20, technology near a local university) with outside demand `demand`, or 0.2 "
             "* size M$ a year if `demand` is 0; `ramp_years` does not act",
    .cost = "0",
    .cost_basis = "an event has no public cost; what was spent to bring it about is to be given as "
                  "policies of its own",
    .money = "no money flows",
    .source = "DBJ14 (anchor firms as the core of a cluster); HUB (anchor founding as a trigger)",
    .scope = POLICY_EVENT,
    POLICY_PARAMS(anchor_entry_params),
    .apply = apply_anchor_entry,
};
