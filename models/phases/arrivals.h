/* New firms from outside, from seeds, from unmet demand, from other industries; new capital. */
#ifndef AGGLO_MODELS_PHASES_ARRIVALS_H
#define AGGLO_MODELS_PHASES_ARRIVALS_H

#include <stddef.h>

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_ARRIVALS_PARAMETERS(P)                                                               \
    P(location, lambda_out, "1/yr", 40, 20, 80, 0, INFINITY, PARAM_UNCERTAIN,                      \
      "outside firms looking for a site, whole world, at year 0",                                  \
      "set by hand on the 110 large and foreign firms of Singapore in HUB")                        \
    P(location, growth, "1/yr", 0.02, 0, 0.04, -INFINITY, INFINITY, PARAM_NONE,                    \
      "growth of outside firms' arrivals, of the world venture pool and of device submissions "    \
      "(world market)",                                                                            \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(location, b_0, "1", 5.6, 5, 6.2, -INFINITY, INFINITY, PARAM_UNCERTAIN,                       \
      "utility of elsewhere, relative to an empty region",                                         \
      "set by hand on the firm counts of HUB")                                                     \
    P(location, b_incentive, "1", 1, 0.5, 1.5, 0, INFINITY, PARAM_UNCERTAIN,                       \
      "weight of the lever incentive in outside firms' choice of location",                        \
      "set by hand on HUB, Singapore")                                                             \
    P(location, b_site, "1", 0.3, 0, 0.8, 0, INFINITY, PARAM_NONE,                                 \
      "weight of the lever site (industrial sites on offer) in that choice",                       \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(location, b_regulatory, "1", 0.5, 0, 1, 0, INFINITY, PARAM_NONE,                             \
      "weight of the lever relief (regulation and taxes) in that choice",                          \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(location, b_congestion, "1", 1.5, 0.5, 3, 0, INFINITY, PARAM_NONE,                           \
      "disutility of congestion in that choice",                                                   \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(location, p_major, "1", 0.08, 0.03, 0.15, 0, 1, PARAM_NONE,                                  \
      "share of majors' sites among outside firms",                                                \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(location, size_median, "persons", 35, 15, 80, 1e-9, INFINITY, PARAM_NONE,                    \
      "median size of an entering firm that is not a major",                                       \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(location, size_median_major, "persons", 350, 150, 800, 1e-9, INFINITY, PARAM_NONE,           \
      "median size of an entering major's site",                                                   \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(location, size_sigma, "1", 1.15, 0.6, 1.4, 0, INFINITY, PARAM_NONE,                          \
      "standard deviation of the logarithm of entrants' size",                                     \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(funding, b_location, "1", 0.5, 0.1, 1, 0, INFINITY, PARAM_NONE,                              \
      "weight of ln(1 + grants/20 M$ a year) in outside firms' choice of location", "assumption")  \
    P(entry, parts, "1", 0, 0, 0.4, 0, 1, PARAM_NONE,                                              \
      "share of manufacturers from other industries that enter as makers of parts (rung 1); what " \
      "the shares of all rungs leave makes prototypes (rung 0)",                                   \
      "assumption; METI23 names the four rungs, without shares")                                   \
    P(entry, manufacturing, "1", 0, 0, 0.2, 0, 1, PARAM_NONE,                                      \
      "share of them that enter as manufacturers of devices (rung 2)", "assumption")               \
    P(entry, authorised, "1", 0, 0, 0.1, 0, 1, PARAM_NONE,                                         \
      "share of them that enter with a marketing authorisation (rung 3)", "assumption")

/* Decides who comes and what is founded in this step apart from what single firms do: outside firms
 * (links 1, 10, 17), spin-outs (3), suppliers for unmet demand (11), manufacturers from other
 * industries, fellows' start-ups. Adds to world->foundings. */
AGGLO_MUST_USE
agglo_status arrivals_decide(struct world *world, agglo_error *error);

/* Venture funds and support firms come and go (link 18). */
AGGLO_MUST_USE
agglo_status arrivals_capital(struct world *world, agglo_error *error);

/* Outside firms looking for a site, 1/yr. */
double arrivals_rate(const struct world *world);

#endif
