/* Organisations that bring a region's firms, universities and clinics together. */
#include <math.h>

#include "models/policies/policies.h"

enum { NETWORK_SIZE, NETWORK_LEADERSHIP, NETWORK_ONE_STOP };

static const param network_org_params[] = {
    {"size", "persons", 12, 4, 40, 0, INFINITY, "coordinators", "assumption, in view of HUB",
     PARAM_NONE, POLICY_OFFSET(NETWORK_SIZE)},
    {"leadership", "1", 1.5, 1, 2, 1e-9, INFINITY,
     "leadership: what a coordinator reaches, relative to one without a leader",
     "assumption; HUB names a top-down leader as a success factor", PARAM_NONE,
     POLICY_OFFSET(NETWORK_LEADERSHIP)},
    {"one_stop", "1", 0.5, 0, 1, 0, 1,
     "share of the way from idea to market for which one office helps",
     "assumption; HUB counts one-stop service among the functions of a hub", PARAM_NONE,
     POLICY_OFFSET(NETWORK_ONE_STOP)},
};

/* Coordinators and service add up; of several leaders the best leads. */
static agglo_status apply_network_org(struct world *w, const policy_call *call, levers *lever,
                                      policy_cost *cost, agglo_error *error) {
    (void)w, (void)error;
    const double *values = call->order->values;
    lever->coordinators += call->size;
    lever->leadership = fmax(lever->leadership, values[NETWORK_LEADERSHIP]);
    lever->one_stop += values[NETWORK_ONE_STOP];
    const policy *self = call->order->type;
    *cost = (policy_cost){.per_year = self->office + self->buys[0].price * call->size +
                                      self->buys[1].price * values[NETWORK_ONE_STOP]};
    return AGGLO_OK;
}

const policy policy_network_org = {
    .type = "network_org",
    .summary = "A network organisation: coordinators who match firms with research, clinics and "
               "customers, a leader, one office for all questions.",
    .acts_on = "network service N and with it options of projects (beside links 5, 9, 13, 16), "
               "link 3, supply ties, survival and licences of young firms; state I",
    .lever = "coordinators += size; leadership = max(leadership, own); one_stop += one_stop",
    .cost = "0.5 + 0.15 * size + 0.5 * one_stop",
    .cost_basis = "assumption: placeholder (office, 0.15 M$ a year per coordinator); M$ real 2020",
    .money = "0.5 is overhead; the rest buys coordinators, 0.15 M$/yr each, and one-stop service, "
             "0.5 M$/yr a unit",
    .source = "HUB (network organisations of Nuremberg and Singapore)",
    .scope = POLICY_REGIONAL,
    POLICY_PARAMS(network_org_params),
    .office = 0.5,
    .buys = {POLICY_BUYS(coordinators, 0.15), POLICY_BUYS(one_stop, 0.5)},
    .apply = apply_network_org,
};
