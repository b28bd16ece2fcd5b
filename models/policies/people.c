/* People: education and recruiting. */
#include <math.h>

#include "models/policies/policies.h"

static const param biodesign_params[] = {
    {"size", "persons", 12, 4, 40, 0, INFINITY, "fellows in training at a time",
     "assumption, in view of METI23 (cohorts of Biodesign)", PARAM_NONE, POLICY_OFFSET(0)},
};

static agglo_status apply_biodesign(struct world *w, const policy_call *call, levers *lever,
                                    policy_cost *cost, agglo_error *error) {
    (void)w, (void)error;
    lever->fellows += call->size;
    const policy *self = call->order->type;
    *cost = (policy_cost){.per_year = self->office + self->buys[0].price * call->size};
    return AGGLO_OK;
}

const policy policy_biodesign = {
    .type = "biodesign",
    .summary = "Education that starts from clinical needs (Biodesign): fellows found firms, become "
               "mentors, stay as talent.",
    .acts_on = "talent (state I), mentors and foundings of start-ups (state IV)",
    .lever = "fellows += size",
    .cost = "0.3 + 0.15 * size",
    .cost_basis = "assumption: placeholder; M$ real 2020",
    .money = "0.3 is overhead; the rest buys the education of fellows, 0.15 M$/yr each",
    .source = "MAP and METI23 (Biodesign in Japan); yield: METI23, STAT 2019",
    .scope = POLICY_REGIONAL,
    POLICY_PARAMS(biodesign_params),
    .office = 0.3,
    .buys = {POLICY_BUYS(fellows, 0.15)},
    .apply = apply_biodesign,
};

static const param headhunting_params[] = {
    {"size", "1", 10, 1, 50, 0, INFINITY, "strength of recruiting: ten people a year come per unit",
     "assumption, in view of HUB", PARAM_NONE, POLICY_OFFSET(0)},
};

static agglo_status apply_headhunting(struct world *w, const policy_call *call, levers *lever,
                                      policy_cost *cost, agglo_error *error) {
    (void)w, (void)error;
    lever->headhunting += call->size;
    const policy *self = call->order->type;
    *cost = (policy_cost){.per_year = self->office + self->buys[0].price * call->size};
    return AGGLO_OK;
}

const policy policy_headhunting = {
    .type = "headhunting",
    .summary = "Experts from abroad are recruited for the region.",
    .acts_on = "talent (state I)",
    .lever = "headhunting += size",
    .cost = "0.2 + 0.2 * size",
    .cost_basis = "assumption: placeholder; M$ real 2020",
    .money = "0.2 is overhead; the rest buys recruiting, 0.2 M$/yr a unit",
    .source = "HUB (Singapore)",
    .scope = POLICY_REGIONAL,
    POLICY_PARAMS(headhunting_params),
    .office = 0.2,
    .buys = {POLICY_BUYS(headhunting, 0.2)},
    .apply = apply_headhunting,
};
