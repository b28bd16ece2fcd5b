/* Products enter markets and sell. */
#ifndef AGGLO_MODELS_PHASES_PRODUCTS_H
#define AGGLO_MODELS_PHASES_PRODUCTS_H

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_PRODUCTS_PARAMETERS(P)                                                               \
    P(market, field_demand, "M$/yr", 6000, 2000, 20000, 1e-9, INFINITY, PARAM_NONE,                \
      "world demand that new devices can reach per disease field at year 0",                       \
      "assumption; world market 409 bn $ (METI23)")                                                \
    P(market, home_weight, "1", 0.3, 0.15, 0.6, 0, 1, PARAM_NONE,                                  \
      "weight of the home market in a device's potential", "assumption (home bias)")               \
    P(market, import_share, "1", 0.5, 0.3, 0.7, 0, 1, PARAM_NONE,                                  \
      "import share of the home market at year 0",                                                 \
      "0.4-0.5 in 2012 (DBJ14), 0.64 in 2021 (METI23)")                                            \
    P(market, import_effect, "1", 0.5, 0, 1, 0, 1, PARAM_NONE,                                     \
      "home potential lost per unit of import share", "assumption")                                \
    P(market, launch_hazard, "1/yr", 0.15, 0.05, 0.4, 0, INFINITY, PARAM_NONE,                     \
      "hazard of a launch in an overseas market, before its other factors", "assumption")          \
    P(market, product_life, "yr", 12, 10, 15, 9.001, INFINITY, PARAM_NONE,                         \
      "end of the sales profile: rise to year 5, level to year 9, then decline", "assumption")     \
    P(market, import_drift, "1/yr", 0.03, 0, 0.06, -INFINITY, INFINITY, PARAM_NONE,                \
      "drift of the import share, on the logit scale",                                             \
      "0.4-0.5 in 2012 (DBJ14), 0.64 in 2021 (METI23)")

/* Launches abroad and sales of the step: renews product and export revenue of every firm. */
AGGLO_MUST_USE
agglo_status products_sell(struct world *world, agglo_error *error);

#endif
