/* Policies pull levers; their public cost is booked. */
#ifndef AGGLO_MODELS_PHASES_POLICY_H
#define AGGLO_MODELS_PHASES_POLICY_H

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_POLICY_PARAMETERS(P)                                                                 \
    P(funding, fixed_cost, "M$/yr", 4, 1, 10, 0, INFINITY, PARAM_NONE,                             \
      "fixed cost of running a funded programme in a region: below it nothing arrives",            \
      "assumption")

AGGLO_MUST_USE
agglo_status phase_policy(struct world *world, agglo_error *error);

#endif
