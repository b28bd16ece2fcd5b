/* Projects move through the pipeline; some are launched. */
#ifndef AGGLO_MODELS_PHASES_DEVELOPMENT_H
#define AGGLO_MODELS_PHASES_DEVELOPMENT_H

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_DEVELOPMENT_PARAMETERS(P)                                                            \
    P(pipeline, theta_effect, "1", 0.8, 0, 2, 0, INFINITY, PARAM_NONE,                             \
      "effect of quality on failure in the stages", "assumption")                                  \
    P(pipeline, theta_ref, "1", 0.6, 0.4, 0.8, 1e-9, INFINITY, PARAM_NONE,                         \
      "quality at which the success probabilities of the device classes hold", "assumption")       \
    P(market, peak_II, "M$/yr", 7.5, 4, 16, 1e-9, 1e6, PARAM_NONE,                                 \
      "median peak sales of a class II device if sold in all markets",                             \
      "assumption; valid to 1e6, more than the world spends a year on all devices")                \
    P(market, peak_sigma, "1", 1, 0.6, 1.4, 0, 10, PARAM_NONE,                                     \
      "standard deviation of the logarithm of peak sales",                                         \
      "assumption; valid to 10: every sixth device sells for more than e^10 times the median")     \
    P(matching, x_drift, "1", 0.25, 0.05, 0.5, 0, 1, PARAM_NONE,                                   \
      "share of the way that a firm's technology moves towards a device it launched",              \
      "assumption")                                                                                \
    P(science, need_served, "needs", 0.3, 0, 1, 0, 1, PARAM_NONE,                                  \
      "needs that a launched device retires", "assumption")                                        \
    P(cdmo, speed, "1", 0.3, 0, 0.6, 0, INFINITY, PARAM_NONE,                                      \
      "speed of prototypes gained with full CDMO service", "assumption")                           \
    P(cdmo, cost, "1", 0.25, 0, 0.5, 0, 1, PARAM_NONE,                                             \
      "cost of prototypes saved with full CDMO service", "assumption")                             \
    P(market, late_loss, "1/yr", 0.1, 0, 0.25, 0, INFINITY, PARAM_UNCERTAIN,                       \
      "peak sales lost per year of development beyond the nominal time", "assumption")             \
    P(preclinical, centre_success, "1", 0.15, 0, 0.3, 0, 1, PARAM_NONE,                            \
      "share of preclinical failures that an evaluation centre avoids", "assumption")              \
    P(finance, project_fail_heart, "1", 0.5, 0.2, 0.8, 0, 1, PARAM_NONE,                           \
      "share of start-ups that lose heart after a failed project", "assumption")

AGGLO_MUST_USE
agglo_status phase_development(struct world *world, agglo_error *error);

#endif
