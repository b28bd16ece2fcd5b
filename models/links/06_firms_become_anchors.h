/* Link 6: firms grow into anchors (II to III). The mechanism, its equation
 * and its source stand in 06_firms_become_anchors.c. */
#ifndef AGGLO_MODELS_LINKS_06_FIRMS_BECOME_ANCHORS_H
#define AGGLO_MODELS_LINKS_06_FIRMS_BECOME_ANCHORS_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_06_PARAMETERS(P)                                                                      \
    P(anchor, size, "persons", 500, 300, 1000, 1e-9, INFINITY, PARAM_NONE,                         \
      "link 6: employees a firm must have to be an anchor", "assumption")                          \
    P(anchor, demand, "M$/yr", 50, 20, 100, 0, INFINITY, PARAM_NONE,                               \
      "link 6: outside demand a firm must bring to be an anchor", "assumption")                    \
    P(anchor, h6, "1/yr", 0.3, 0.1, 1, 0, INFINITY, PARAM_NONE,                                    \
      "link 6: hazard that a firm that meets the definition is promoted", "assumption")

extern const causal_link link_06;

/* Does a firm of `size` employees and `demand` M$/yr outside demand meet the definition? */
int link_06_qualifies(const struct parameters *p, double size, double demand);

/* Does an anchor stay one? (70 % of both thresholds) */
int link_06_keeps(const struct parameters *p, double size, double demand);

/* Hazard that a firm that qualifies is promoted, 1/yr. */
double link_06_hazard(const struct parameters *p, double gain);

#endif
