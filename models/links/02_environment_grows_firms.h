/* Link 2: the innovation environment makes firms grow and put down roots (I to III). The mechanism,
 * its equation and its source stand in 02_environment_grows_firms.c. */
#ifndef AGGLO_MODELS_LINKS_02_ENVIRONMENT_GROWS_FIRMS_H
#define AGGLO_MODELS_LINKS_02_ENVIRONMENT_GROWS_FIRMS_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_02_PARAMETERS(P)                                                                      \
    P(growth, b2, "1/yr", 0.01, 0.004, 0.02, 0, INFINITY, PARAM_NONE,                              \
      "link 2: growth of established firms per unit of ln(1 + I)", "assumption")                   \
    P(growth, h2, "1/yr", 0.03, 0.005, 0.05, 0, INFINITY, PARAM_NONE,                              \
      "link 2: hazard that an outside firm's site becomes a home base, per unit of ln(1 + I)",     \
      "assumption")

extern const causal_link link_02;

/* Growth of employment and base sales of established firms, 1/yr, from index I. */
double link_02_growth(const struct parameters *p, double gain, double innovation);

/* Hazard that an outside firm's site becomes a home base, 1/yr. */
double link_02_home_base(const struct parameters *p, double gain, double innovation);

#endif
