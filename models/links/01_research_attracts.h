/* Link 1: research attracts firms (I to II). The mechanism, its equation
 * and its source stand in 01_research_attracts.c. */
#ifndef AGGLO_MODELS_LINKS_01_RESEARCH_ATTRACTS_H
#define AGGLO_MODELS_LINKS_01_RESEARCH_ATTRACTS_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_01_PARAMETERS(P)                                                                      \
    P(location, b_research, "1", 0.8, 0.3, 1.5, 0, INFINITY, PARAM_NONE,                           \
      "link 1: weight of ln(1 + research) in outside firms' choice of location",                   \
      "assumption, in view of HUB on Boston")

extern const causal_link link_01;

/* Utility that regional research adds in outside firms' choice of location. research >= 0 (1). */
double link_01_utility(const struct parameters *p, double gain, double research);

#endif
