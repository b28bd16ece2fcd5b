/* Exogenous events. Nobody decides them in the model and no lever leads to them: an anchor firm
 * comes or goes because its owners want it, a disaster strikes, and the question is what follows.
 * A firm that has come is a firm like others: it grows, buys, spins off, may shrink or close. */
#include <math.h>
#include <string.h>

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
                                       agglo_error *error) {
    (void)lever;
    double size = call->order->values[ANCHOR_SIZE], demand = call->order->values[ANCHOR_DEMAND];
    if (!call->is_first || size < 1)
        return AGGLO_OK;
    return births_enter_anchor(w, call->region, policy_cause(call), size, demand > 0 ? demand : NAN,
                               error);
}

const policy policy_anchor_entry = {
    .type = "anchor_entry",
    .family = FAMILY_EVENTS,
    .scope = POLICY_EVENT,
    .summary = "Exogenous event: a foreign major moves its headquarters, with development and "
               "purchasing, into the region and is an anchor at once.",
    .acts_on = "state III anchor firms, and with it links 9, 10, 11, 12",
    .states = POLICY_STATE_III,
    .lever = "none: in the first step a major of `size` employees enters (capability 0.8, licence "
             "3, age 20, technology near a local university) with outside demand `demand`, or 0.2 "
             "* size M$ a year if `demand` is 0; `ramp_years` does not act",
    .cost_basis = "an event has no public cost; what was spent to bring it about is to be given as "
                  "policies of its own",
    .source = "DBJ14 (anchor firms as the core of a cluster); HUB (anchor founding as a trigger)",
    POLICY_PARAMS(anchor_entry_params),
    .apply = apply_anchor_entry,
};

/* The anchor with the largest outside demand that is not marked yet, or NOBODY. */
static int32_t largest_anchor(const world *w, int region) {
    int32_t largest = NOBODY;
    for (int32_t i = w->firm_first[region]; i < w->firm_first[region + 1]; i++)
        if (firm_is(w, i, FIRM_ANCHOR) && !w->gone[i] &&
            (largest == NOBODY || w->firms.demand[i] > w->firms.demand[largest]))
            largest = i;
    return largest;
}

static agglo_status apply_anchor_exit(struct world *w, const policy_call *call, levers *lever,
                                      agglo_error *error) {
    (void)lever, (void)error;
    int count = (int)call->order->values[0];
    for (int n = 0; call->is_first && n < count; n++) {
        int32_t i = largest_anchor(w, call->region);
        if (i == NOBODY)
            break;
        w->gone[i] = 1;
    }
    return AGGLO_OK;
}

const policy policy_anchor_exit = {
    .type = "anchor_exit",
    .family = FAMILY_EVENTS,
    .scope = POLICY_EVENT,
    .summary = "Exogenous event: the largest anchor firms leave the region, or are bought and "
               "moved.",
    .acts_on = "state III anchor firms, and with it links 9, 10, 11, 12",
    .states = POLICY_STATE_III,
    .needs = NEEDS_ANCHOR,
    .lever = "none: in the first step the `size` anchors with the largest outside demand are gone, "
             "their projects and products with them; `ramp_years` does not act",
    .cost_basis = "an event has no public cost",
    .source = "HUB (hubs that hang on one firm); METI23 (majors buy and move); when: assumption",
    .params =
        (const param[]){{"size", "firms", 1, 1, 5, 0, 1000, "anchors that leave, the largest first",
                         "assumption", PARAM_INTEGER, POLICY_OFFSET(0)}},
    .param_count = 1,
    .departs = 1,
    .apply = apply_anchor_exit,
};

enum { DISASTER_SIZE, DISASTER_LOSS };

static const param disaster_params[] = {
    POLICY_SIZE_ROW("M$/yr", 20, 5, 200, "money for rebuilding: research and development grants",
                    "assumption, in view of DBJ14 on Fukushima"),
    {"loss", "1", 0.2, 0.05, 0.5, 0, 1, "share of suppliers that close at once", "assumption",
     PARAM_NONE, POLICY_OFFSET(DISASTER_LOSS)},
};

/* Which suppliers close is a matter of chance, each with the same probability. */
static agglo_status apply_disaster(struct world *w, const policy_call *call, levers *lever,
                                   agglo_error *error) {
    (void)error;
    double loss = call->order->values[DISASTER_LOSS];
    lever->site += call->size > 0;
    for (int32_t i = w->firm_first[call->region];
         call->is_first && i < w->firm_first[call->region + 1]; i++) {
        random_block b = random_draw(w->key, w->firms.id[i], w->step, DRAW_DISASTER, 0);
        int is_hit = w->firms.kind[i] == KIND_SUPPLIER && random_uniform(b, 0) < loss;
        w->gone[i] = (uint8_t)(w->gone[i] | is_hit);
    }
    return AGGLO_OK;
}

const policy policy_disaster_reconstruction = {
    .type = "disaster_reconstruction",
    .family = FAMILY_EVENTS,
    .scope = POLICY_EVENT,
    .summary = "Exogenous event: a disaster closes a part of the suppliers; rebuilding money and "
               "sites follow until its end.",
    .acts_on =
        "state II at once (the event); then state I and links 1, 3, 4 by grants, and outside "
        "firms' choice of location by sites",
    .states = POLICY_STATE_I | POLICY_STATE_II,
    POLICY_PULLS({LEVER_grant, 1}, {LEVER_site, 0}),
    .lever = "in the first step each supplier closes with probability `loss`; grant += size; site "
             "+= 1",
    .office = 3,
    .cost_per_size = 1,
    .cost = "3 + size, times (1 + science.budget_growth)^t",
    .cost_basis = POLICY_COST_GUESS("the money itself, and 3 M$ a year for sites and offices"),
    .source = "DBJ14 (Fukushima: devices as an industry of reconstruction after 2011); strength of "
              "the shock: assumption",
    POLICY_PARAMS(disaster_params),
    .is_research_money = 1,
    .departs = 1,
    .apply = apply_disaster,
};
