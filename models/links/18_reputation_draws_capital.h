/* Link 18: reputation draws venture funds and support firms (V to IV). The mechanism, its equation
 * and its source stand in 18_reputation_draws_capital.c. */
#ifndef AGGLO_MODELS_LINKS_18_REPUTATION_DRAWS_CAPITAL_H
#define AGGLO_MODELS_LINKS_18_REPUTATION_DRAWS_CAPITAL_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_18_PARAMETERS(P)                                                                      \
    P(finance, lambda_vc, "1/yr", 0.3, 0.1, 0.8, 0, INFINITY, PARAM_NONE,                          \
      "link 18: venture funds entering at V = 1 when every start-up is served", "assumption")      \
    P(finance, lambda_vc0, "1/yr", 0.01, 0, 0.05, 0, INFINITY, PARAM_NONE,                         \
      "venture funds entering without reputation", "assumption")                                   \
    P(finance, fund_size, "M$", 100, 50, 250, 1e-9, INFINITY, PARAM_NONE,                          \
      "size of a fund: the median of those that enter, the standard of initial ones",              \
      "assumption (order of size of funds for medical technology)")                                \
    P(finance, lambda_sup, "1/yr", 1.2, 0.4, 3, 0, INFINITY, PARAM_NONE,                           \
      "link 18: support firms entering at V = 1 with 50 start-ups and projects", "assumption")     \
    P(finance, lambda_sup0, "1/yr", 0.1, 0, 0.3, 0, INFINITY, PARAM_NONE,                          \
      "support firms entering without reputation", "assumption")

extern const causal_link link_18;

/* Venture funds entering, 1/yr: without reputation, and what the link adds. */
double link_18_funds(const struct parameters *p, double gain, double reputation, double unserved);

/* Support firms entering, 1/yr. */
double link_18_support(const struct parameters *p, double gain, double reputation, double activity);

#endif
