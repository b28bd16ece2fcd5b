/* Link 14: start-ups become established firms (IV to II). The mechanism, its equation
 * and its source stand in 14_startups_graduate.c. */
#ifndef AGGLO_MODELS_LINKS_14_STARTUPS_GRADUATE_H
#define AGGLO_MODELS_LINKS_14_STARTUPS_GRADUATE_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_14_PARAMETERS(P)                                                                      \
    P(graduation, h14, "1/yr", 1, 0.4, 2, 0, INFINITY, PARAM_NONE,                                 \
      "link 14: graduation hazard of a start-up that qualifies", "assumption")                     \
    P(graduation, h_leave, "1/yr", 0.15, 0.05, 0.4, 0, INFINITY, PARAM_NONE,                       \
      "link 14: hazard that a start-up that qualifies is sold and moved instead", "assumption")

extern const causal_link link_14;

/* Graduation hazard of a start-up that qualifies, 1/yr; `lever` is the lever graduation. */
double link_14_hazard(const struct parameters *p, double gain, double lever);

#endif
