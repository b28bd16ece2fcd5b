/* Link 4: research builds reputation (I to V). The mechanism, its equation
 * and its source stand in 04_research_reputation.c. */
#ifndef AGGLO_MODELS_LINKS_04_RESEARCH_REPUTATION_H
#define AGGLO_MODELS_LINKS_04_RESEARCH_REPUTATION_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_04_PARAMETERS(P)                                                                      \
    P(reputation, w4, "1/yr", 0.02, 0.005, 0.04, 0, INFINITY, PARAM_UNCERTAIN,                     \
      "link 4: inflow to reputation per unit of ln(1 + research)",                                 \
      "assumption; set by hand on the firm counts of HUB")

extern const causal_link link_04;

/* Inflow to reputation per unit of (1 - V), 1/yr. */
double link_04_inflow(const struct parameters *p, double gain, double research);

#endif
