/* Help with rules and licences, and the agency itself. */
#include <math.h>

#include "models/policies/policies.h"

static const param regulatory_consulting_params[] = {
    {"size", "1", 1, 0.2, 3, 0, INFINITY,
     "strength: 1 is a consulting office with courses for the region's firms", "assumption",
     PARAM_NONE, POLICY_OFFSET(0)},
};

static agglo_status apply_regulatory_consulting(struct world *w, const policy_call *call,
                                                levers *lever, policy_cost *cost,
                                                agglo_error *error) {
    (void)w, (void)error;
    lever->consulting += call->size;
    const policy *self = call->order->type;
    *cost = (policy_cost){.per_year = self->office + self->buys[0].price * call->size};
    return AGGLO_OK;
}

const policy policy_regulatory_consulting = {
    .type = "regulatory_consulting",
    .summary = "Courses on licences and quality systems (ISO 13485) and advice along the way.",
    .acts_on = "licences of suppliers, entry from other industries, know-how in review; state II",
    .lever = "consulting += size",
    .cost = "0.2 + size",
    .cost_basis = "assumption: placeholder; M$ real 2020",
    .money = "0.2 is overhead; the rest buys consulting, 1 M$/yr a unit",
    .source = "DBJ14 measure 1; METI23 (accompanying consulting, MEDIC)",
    .scope = POLICY_REGIONAL,
    POLICY_PARAMS(regulatory_consulting_params),
    .office = 0.2,
    .buys = {POLICY_BUYS(consulting, 1)},
    .apply = apply_regulatory_consulting,
};

static const param evaluation_centre_params[] = {
    {"size", "centres", 1, 1, 5, 0, INFINITY, "development and safety evaluation centres",
     "DBJ14 (Fukushima: one centre)", PARAM_NONE, POLICY_OFFSET(0)},
};

static agglo_status apply_evaluation_centre(struct world *w, const policy_call *call, levers *lever,
                                            policy_cost *cost, agglo_error *error) {
    (void)w, (void)error;
    lever->evaluation += call->size;
    const policy *self = call->order->type;
    *cost = (policy_cost){.per_year = self->office + self->buys[0].price * call->size};
    return AGGLO_OK;
}

const policy policy_evaluation_centre = {
    .type = "evaluation_centre",
    .summary = "A centre for the development and safety evaluation of devices.",
    .acts_on = "speed and success of preclinical stages (state I)",
    .lever = "evaluation += size",
    .cost = "0.5 + 3 * size",
    .cost_basis = "assumption: placeholder; M$ real 2020",
    .money = "0.5 is overhead; the rest runs the centres, 3 M$/yr each",
    .source = "DBJ14 (Fukushima, development and safety evaluation centre)",
    .scope = POLICY_REGIONAL,
    POLICY_PARAMS(evaluation_centre_params),
    .office = 0.5,
    .buys = {POLICY_BUYS(evaluation, 3)},
    .apply = apply_evaluation_centre,
};

static const param review_speedup_params[] = {
    {"size", "1", 1.5, 1, 3, 1, INFINITY,
     "factor of the home agency's throughput; 1 changes nothing, a ramp leads from 1 to it",
     "assumption", PARAM_NONE, POLICY_OFFSET(0)},
};

/* Several factors multiply. A ramp scales `size` from 0; here the neutral value is 1. */
static agglo_status apply_review_speedup(struct world *w, const policy_call *call, levers *lever,
                                         policy_cost *cost, agglo_error *error) {
    (void)w, (void)error;
    double full = call->order->values[0];
    double factor = 1 + call->size / full * (full - 1);
    lever->review_speed = (1 + lever->review_speed) * factor - 1;
    const policy *self = call->order->type; /* the caller books one region only */
    *cost = (policy_cost){.per_year = self->buys[0].price * (factor - 1)};
    return AGGLO_OK;
}

const policy policy_review_speedup = {
    .type = "review_speedup",
    .summary = "The home agency reviews faster: more reviewers, better procedures.",
    .acts_on = "review of class III and IV devices in all regions of the home market",
    .lever = "review_speed = (1 + review_speed) * size - 1, in all regions of the home market",
    .cost = "20 * (size - 1) for the country, booked once",
    .cost_basis = "assumption: placeholder; M$ real 2020",
    .money = "all buys reviewers: 20 M$/yr double the throughput",
    .source = "DBJ14 (faster approval, lighter change filings)",
    .scope = POLICY_NATIONAL,
    POLICY_PARAMS(review_speedup_params),
    .buys = {{.lever = offsetof(levers, review_speed), .price = 20, .is_factor = 1}},
    .apply = apply_review_speedup,
};
