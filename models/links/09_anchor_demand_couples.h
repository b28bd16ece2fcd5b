/* Link 9: anchors' demand couples technology to needs (III to I). The mechanism, its equation
 * and its source stand in 09_anchor_demand_couples.c. */
#ifndef AGGLO_MODELS_LINKS_09_ANCHOR_DEMAND_COUPLES_H
#define AGGLO_MODELS_LINKS_09_ANCHOR_DEMAND_COUPLES_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_09_PARAMETERS(P)                                                                      \
    P(matching, c9, "1", 1, 0.3, 2, 0, INFINITY, PARAM_UNCERTAIN,                                  \
      "link 9: options of an attempt per unit of ln(1 + H)", "assumption")                         \
    P(matching, c9_width, "1", 0.25, 0, 0.6, 0, INFINITY, PARAM_NONE,                              \
      "link 9: widening of a firm's technological reach per unit of ln(1 + H)", "assumption")

extern const causal_link link_09;

/* Added options an attempt at a project sees. */
double link_09_options(const struct parameters *p, double gain, double anchor_demand);

/* sigma_A: technology distance at which quality falls, widened by anchors. */
double link_09_width(const struct parameters *p, double gain, double sigma, double anchor_demand);

#endif
