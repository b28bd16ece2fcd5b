/* Link 15: start-ups and their exits build reputation (IV to V). The mechanism, its equation
 * and its source stand in 15_startup_reputation.c. */
#ifndef AGGLO_MODELS_LINKS_15_STARTUP_REPUTATION_H
#define AGGLO_MODELS_LINKS_15_STARTUP_REPUTATION_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_15_PARAMETERS(P)                                                                      \
    P(reputation, w15, "1/yr", 0.018, 0.005, 0.04, 0, INFINITY, PARAM_UNCERTAIN,                   \
      "link 15: inflow to reputation per unit of ln(1 + foundings index + 3 exits index)",         \
      "assumption; set by hand on the firm counts of HUB")

extern const causal_link link_15;

/* Inflow to reputation per unit of (1 - V), 1/yr; `visibility` is the factor w. */
double link_15_inflow(const struct parameters *p, double gain, double foundings_index,
                      double exits_index, double visibility);

#endif
