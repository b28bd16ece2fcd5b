/* Places and capital for start-ups. */
#include <math.h>

#include "models/policies/policies.h"

static const param incubator_params[] = {
    {"size", "places", 50, 10, 200, 0, INFINITY, "places for start-ups, benches included",
     "assumption, in view of HUB on the Medical Valley Center (Nuremberg)", PARAM_NONE,
     POLICY_OFFSET(0)},
};

static agglo_status apply_incubator(struct world *w, const policy_call *call, levers *lever,
                                    policy_cost *cost, agglo_error *error) {
    (void)w, (void)error;
    lever->slots += call->size;
    const policy *self = call->order->type;
    *cost = (policy_cost){.per_year = self->office + self->buys[0].price * call->size};
    return AGGLO_OK;
}

const policy policy_incubator = {
    .type = "incubator",
    .summary = "Incubator places and laboratories by the bench: start-ups live on less money.",
    .acts_on = "state IV entrepreneurial environment; running cost of start-ups; link 3",
    .lever = "slots += size",
    .cost = "0.2 + 0.03 * size",
    .cost_basis = "assumption: placeholder; M$ real 2020",
    .money = "0.2 is overhead; the rest buys places, 0.03 M$/yr each",
    .source = "HUB (Medical Valley Center); METI23 (laboratories by the bench)",
    .scope = POLICY_REGIONAL,
    POLICY_PARAMS(incubator_params),
    .office = 0.2,
    .buys = {POLICY_BUYS(slots, 0.03)},
    .apply = apply_incubator,
};

static const param vc_matching_params[] = {
    {"size", "1", 0.5, 0.1, 0.5, 0, 1,
     "public share of a venture round; several add up, together at most a half is paid",
     "assumption, in view of HUB on Singapore", PARAM_NONE, POLICY_OFFSET(0)},
};

/* Only the office is booked here; what it pays follows from the rounds and is booked by the finance
 * phase under this policy. */
static agglo_status apply_vc_matching(struct world *w, const policy_call *call, levers *lever,
                                      policy_cost *cost, agglo_error *error) {
    (void)w, (void)error;
    lever->venture_match += call->size;
    const policy *self = call->order->type;
    *cost = (policy_cost){.per_year = self->office};
    return AGGLO_OK;
}

const policy policy_vc_matching = {
    .type = "vc_matching",
    .summary = "Public money beside private money in venture rounds.",
    .acts_on = "venture rounds of start-ups; state IV, beside link 18",
    .lever = "venture_match += size (a round's public share is at most 0.5)",
    .cost = "0.2 + what it pays into rounds",
    .cost_basis = "the money itself, booked with the rounds; 0.2 for the office is an assumption: "
                  "placeholder; M$ real 2020",
    .money = "0.2 is overhead; the rest is the part of venture rounds that no purse has paid",
    .source = "HUB (public and private funding); METI23 (start-up support)",
    .scope = POLICY_REGIONAL,
    POLICY_PARAMS(vc_matching_params),
    .office = 0.2,
    .apply = apply_vc_matching,
};
