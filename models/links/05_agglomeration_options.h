/* Link 5: agglomeration widens the choice of partners and ideas (II to I). The mechanism, its
 * equation and its source stand in 05_agglomeration_options.c. */
#ifndef AGGLO_MODELS_LINKS_05_AGGLOMERATION_OPTIONS_H
#define AGGLO_MODELS_LINKS_05_AGGLOMERATION_OPTIONS_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_05_PARAMETERS(P)                                                                      \
    P(matching, c5, "1", 0.8, 0.3, 2, 0, INFINITY, PARAM_UNCERTAIN,                                \
      "link 5: options of an attempt per unit of ln(1 + 4 A)", "assumption")

extern const causal_link link_05;

/* Added options an attempt at a project sees. */
double link_05_options(const struct parameters *p, double gain, double agglomeration);

#endif
