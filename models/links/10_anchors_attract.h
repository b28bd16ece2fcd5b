/* Link 10: anchors attract outside firms (III to II). The mechanism, its equation
 * and its source stand in 10_anchors_attract.c. */
#ifndef AGGLO_MODELS_LINKS_10_ANCHORS_ATTRACT_H
#define AGGLO_MODELS_LINKS_10_ANCHORS_ATTRACT_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_10_PARAMETERS(P)                                                                      \
    P(location, b_anchor, "1", 1, 0.3, 1.5, 0, INFINITY, PARAM_NONE,                               \
      "link 10: weight of ln(1 + H) in outside firms' choice of location",                         \
      "assumption; sign: Head, Ries and Swenson 1995, Agrawal and Cockburn 2003")

extern const causal_link link_10;

/* Utility that anchors add in outside firms' choice of location. */
double link_10_utility(const struct parameters *p, double gain, double anchor_demand);

#endif
