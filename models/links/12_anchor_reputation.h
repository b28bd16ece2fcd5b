/* Link 12: the home of an anchor is known (III to V). The mechanism, its equation
 * and its source stand in 12_anchor_reputation.c. */
#ifndef AGGLO_MODELS_LINKS_12_ANCHOR_REPUTATION_H
#define AGGLO_MODELS_LINKS_12_ANCHOR_REPUTATION_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_12_PARAMETERS(P)                                                                      \
    P(reputation, w12, "1/yr", 0.022, 0.005, 0.04, 0, INFINITY, PARAM_UNCERTAIN,                   \
      "link 12: inflow to reputation per unit of ln(1 + H)",                                       \
      "assumption; set by hand on the firm counts of HUB")

extern const causal_link link_12;

/* Inflow to reputation per unit of (1 - V), 1/yr. */
double link_12_inflow(const struct parameters *p, double gain, double anchor_demand);

#endif
