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

/* The links that build reputation, and what each brings now, per unit of (1 - V) and year. */
enum { REPUTATION_LINKS = 4 };
extern const int reputation_links[REPUTATION_LINKS];
void reputation_inflows(const struct world *world, int region, double inflow[REPUTATION_LINKS]);

AGGLO_MUST_USE
agglo_status phase_reputation(struct world *world, agglo_error *error);

#endif
