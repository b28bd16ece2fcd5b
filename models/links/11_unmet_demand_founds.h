/* Link 11: unmet demand of anchors founds suppliers (III to IV). The mechanism, its equation
 * and its source stand in 11_unmet_demand_founds.c. */
#ifndef AGGLO_MODELS_LINKS_11_UNMET_DEMAND_FOUNDS_H
#define AGGLO_MODELS_LINKS_11_UNMET_DEMAND_FOUNDS_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_11_PARAMETERS(P)                                                                      \
    P(procure, eta11, "1/yr", 0.18, 0.08, 0.35, 0, INFINITY, PARAM_UNCERTAIN,                      \
      "link 11: foundings of suppliers per 2 M$ a year of unmet demand",                           \
      "assumption; set by hand on the firm counts of HUB")

extern const causal_link link_11;

/* Foundings of suppliers, 1/yr; unmet demand U in M$/yr, c_f 0...1. */
double link_11_rate(const struct parameters *p, double gain, double unmet_demand,
                    double congestion_factor);

#endif
