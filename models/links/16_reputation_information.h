/* Link 16: reputation brings information (V to I). The mechanism, its equation
 * and its source stand in 16_reputation_information.c. */
#ifndef AGGLO_MODELS_LINKS_16_REPUTATION_INFORMATION_H
#define AGGLO_MODELS_LINKS_16_REPUTATION_INFORMATION_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_16_PARAMETERS(P)                                                                      \
    P(matching, c16, "1", 1.5, 0.5, 3, 0, INFINITY, PARAM_UNCERTAIN,                               \
      "link 16: options of an attempt per unit of reputation", "assumption")

extern const causal_link link_16;

/* Added options an attempt at a project sees. */
double link_16_options(const struct parameters *p, double gain, double reputation);

#endif
