/* Reputation follows what the region is seen to do. */
#ifndef AGGLO_MODELS_PHASES_REPUTATION_H
#define AGGLO_MODELS_PHASES_REPUTATION_H

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_REPUTATION_PARAMETERS(P)                                                             \
    P(reputation, decay, "1/yr", 0.06, 0.03, 0.12, 0, INFINITY, PARAM_UNCERTAIN,                   \
      "decay of reputation", "assumption")

AGGLO_MUST_USE
agglo_status phase_reputation(struct world *world, agglo_error *error);

#endif
