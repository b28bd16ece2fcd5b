/* Venture purses fill, rounds are decided. */
#ifndef AGGLO_MODELS_PHASES_FINANCE_H
#define AGGLO_MODELS_PHASES_FINANCE_H

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_FINANCE_PARAMETERS(P)                                                                \
    P(finance, world_pool, "M$/yr", 1500, 500, 4000, 0, INFINITY, PARAM_NONE,                      \
      "venture money of the world pool at year 0",                                                 \
      "assumption; US 2025, first half: 8.5 bn $ in 421 deals (PitchBook)")                        \
    P(finance, pool_V, "1", 3, 1, 5, 0, INFINITY, PARAM_NONE,                                      \
      "weight of reputation V in the pool's choice of regions", "assumption")                      \
    P(finance, pool_E, "1", 0.6, 0.2, 1.5, 0, INFINITY, PARAM_NONE,                                \
      "weight of the entrepreneurial environment E in that choice", "assumption")                  \
    P(finance, pool_b0, "1", 5.5, 4, 7, -INFINITY, INFINITY, PARAM_NONE,                           \
      "weight of elsewhere in that choice", "assumption")                                          \
    P(finance, threshold, "1", 0.42, 0.2, 0.9, 0, INFINITY, PARAM_NONE,                            \
      "score of a start-up below which nobody invests", "assumption")                              \
    P(finance, noise, "1", 0.35, 0.1, 0.6, 0, INFINITY, PARAM_NONE,                                \
      "standard deviation of the logarithm of investors' errors of judgement", "assumption")       \
    P(finance, founder_capital, "M$", 0.8, 0.1, 1, 0, INFINITY, PARAM_NONE,                        \
      "median of founders' own capital", "assumption")                                             \
    P(finance, purse_years, "yr", 1, 0.5, 3, 1e-9, INFINITY, PARAM_NONE,                           \
      "years of venture flow that a purse can hold unspent",                                       \
      "assumption (rounds are lumpy: without purses they would depend on the time step)")          \
    P(finance, deploy_years, "yr", 2.5, 2, 5, 1e-9, INFINITY, PARAM_NONE,                          \
      "time over which a fund places its dry powder", "assumption")

AGGLO_MUST_USE
agglo_status phase_finance(struct world *world, agglo_error *error);

#endif
