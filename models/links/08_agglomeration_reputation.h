/* Link 8: agglomeration builds reputation (II to V). The mechanism, its equation
 * and its source stand in 08_agglomeration_reputation.c. */
#ifndef AGGLO_MODELS_LINKS_08_AGGLOMERATION_REPUTATION_H
#define AGGLO_MODELS_LINKS_08_AGGLOMERATION_REPUTATION_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_08_PARAMETERS(P)                                                                      \
    P(reputation, w8, "1/yr", 0.018, 0.005, 0.04, 0, INFINITY, PARAM_UNCERTAIN,                    \
      "link 8: inflow to reputation per unit of ln(1 + 4 A)",                                      \
      "assumption; set by hand on the firm counts of HUB")

extern const causal_link link_08;

/* Inflow to reputation per unit of (1 - V), 1/yr; `visibility` is the factor w. */
double link_08_inflow(const struct parameters *p, double gain, double agglomeration,
                      double visibility);

#endif
