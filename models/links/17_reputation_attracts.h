/* Link 17: reputation attracts outside firms (V to II). The mechanism, its equation
 * and its source stand in 17_reputation_attracts.c. */
#ifndef AGGLO_MODELS_LINKS_17_REPUTATION_ATTRACTS_H
#define AGGLO_MODELS_LINKS_17_REPUTATION_ATTRACTS_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_17_PARAMETERS(P)                                                                      \
    P(location, b_reputation, "1", 2, 1, 4, 0, INFINITY, PARAM_UNCERTAIN,                          \
      "link 17: weight of reputation V in outside firms' choice of location",                      \
      "assumption; set by hand on the firm counts of HUB")

extern const causal_link link_17;

/* Utility that reputation adds in outside firms' choice of location. */
double link_17_utility(const struct parameters *p, double gain, double reputation);

#endif
