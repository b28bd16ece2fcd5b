/* Link 13: start-ups bring radical innovation (IV to I). The mechanism, its equation
 * and its source stand in 13_startups_options.c. */
#ifndef AGGLO_MODELS_LINKS_13_STARTUPS_OPTIONS_H
#define AGGLO_MODELS_LINKS_13_STARTUPS_OPTIONS_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_13_PARAMETERS(P)                                                                      \
    P(matching, c13, "1", 1, 0.3, 2, 0, INFINITY, PARAM_UNCERTAIN,                                 \
      "link 13: options of an attempt per unit of ln(1 + foundings index)", "assumption")

extern const causal_link link_13;

/* Added options an attempt at a project sees; su is the index of recent foundings. */
double link_13_options(const struct parameters *p, double gain, double foundings_index);

/* Factor of the knowledge that a start-up's launch leaves in the region. */
double link_13_knowledge(double gain);

#endif
