/* Start-ups and established firms grow. */
#ifndef AGGLO_MODELS_PHASES_GROWTH_H
#define AGGLO_MODELS_PHASES_GROWTH_H

#include <stdint.h>

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_GROWTH_PARAMETERS(P)                                                                 \
    P(growth, kappa, "1/yr", 0.5, 0.2, 1, 0, INFINITY, PARAM_NONE,                                 \
      "speed at which size adjusts to sales", "assumption")                                        \
    P(growth, sigma, "1/sqrt(yr)", 0.18, 0.1, 0.3, 0, INFINITY, PARAM_NONE,                        \
      "standard deviation of growth shocks of a firm of 50 employees",                             \
      "calibrated to tent-shaped growth rates (Fu et al.; Riccaboni et al.)")                      \
    P(growth, base_erosion, "1/yr", 0.012, 0.005, 0.03, 0, INFINITY, PARAM_NONE,                   \
      "erosion of base sales", "assumption")                                                       \
    P(growth, congestion, "1/yr", 0.03, 0, 0.08, 0, INFINITY, PARAM_NONE,                          \
      "growth lost per unit of congestion", "assumption")                                          \
    P(growth, follow_on, "1/yr", 0.03, 0.02, 0.12, 0, INFINITY, PARAM_NONE,                        \
      "share of product sales that becomes base sales", "assumption")                              \
    P(growth, productivity, "M$/person", 0.25, 0.15, 0.4, 1e-9, INFINITY, PARAM_NONE,              \
      "sales per employee", "assumption")                                                          \
    P(growth, size_damping, "1", 0.18, 0.1, 0.25, 0, 1, PARAM_NONE,                                \
      "power of size with which the standard deviation of growth falls",                           \
      "standard deviation falls with size to the power 0.14-0.20 (Riccaboni et al.); valid to 1: " \
      "beyond, large firms would gain and lose fewer employees than small ones")

/* Fixed parts of the equations that others read, too (assumptions). */
extern const double growth_wage;        /* M$/yr per employee of a start-up */
extern const double growth_site_demand; /* outside demand of a site, relative to a home base */

/* Square root of the variance that firm `id` draws for the calendar year of this step. */
float growth_year_spread(const struct world *world, uint64_t id);

/* Start-ups and established firms grow or shrink; renews size, base sales, outside demand, cash. */
AGGLO_MUST_USE
agglo_status growth_step(struct world *world, agglo_error *error);

#endif
