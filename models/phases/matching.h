/* Firms look for seeds and needs that fit; projects begin. */
#ifndef AGGLO_MODELS_PHASES_MATCHING_H
#define AGGLO_MODELS_PHASES_MATCHING_H

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_MATCHING_PARAMETERS(P)                                                               \
    P(matching, a0, "1/yr", 0.3, 0.1, 0.8, 0, INFINITY, PARAM_NONE,                                \
      "attempts at projects of a firm of 50 employees", "assumption")                              \
    P(matching, alpha, "1", 0.5, 0.3, 0.8, 0, INFINITY, PARAM_NONE,                                \
      "power of size with which attempts rise", "assumption")                                      \
    P(matching, c_network, "1", 0.6, 0.3, 2, 0, INFINITY, PARAM_UNCERTAIN,                         \
      "options of an attempt per unit of network service N", "assumption")                         \
    P(matching, theta_min, "1", 0.3, 0.15, 0.5, 0, 1, PARAM_NONE,                                  \
      "quality a project needs to begin", "assumption")                                            \
    P(finance, rd_share, "1", 0.08, 0.04, 0.15, 0, INFINITY, PARAM_NONE,                           \
      "share of sales that firms spend on development",                                            \
      "assumption (order of the industry's share)")                                                \
    P(matching, sigma_a, "1", 0.18, 0.1, 0.3, 1e-9, INFINITY, PARAM_NONE,                          \
      "distance on the technology circle between firm and seed at which quality falls",            \
      "assumption")                                                                                \
    P(matching, sigma_m, "1", 0.15, 0.08, 0.3, 1e-9, INFINITY, PARAM_NONE,                         \
      "distance on the technology circle between seed and need at which quality falls",            \
      "assumption")                                                                                \
    P(matching, c_ties, "1", 0.8, 0, 2, 0, INFINITY, PARAM_UNCERTAIN,                              \
      "options of an attempt from full trust in a university and a hospital", "assumption")        \
    P(matching, world_options, "1", 0.15, 0.05, 0.4, 0, 1, PARAM_UNCERTAIN,                        \
      "share of options that come from outside the region", "assumption")                          \
    P(matching, half_seeds, "seeds", 8, 2, 20, 1e-9, INFINITY, PARAM_NONE,                         \
      "stock of seeds at which half of the options have one", "assumption")                        \
    P(matching, half_needs, "needs", 8, 2, 20, 1e-9, INFINITY, PARAM_NONE,                         \
      "stock of needs at which half of the options have one", "assumption")                        \
    P(matching, max_options, "1", 16, 8, 32, 1, 64, PARAM_INTEGER,                                 \
      "most options an attempt can see", "assumption")                                             \
    P(matching, p_improve, "1", 0.6, 0.3, 0.8, 0, 1, PARAM_NONE,                                   \
      "share of established firms' class I and II projects that improve their own technology",     \
      "assumption")                                                                                \
    P(ties, gain, "1", 0.3, 0.1, 0.5, 0, 1, PARAM_NONE,                                            \
      "share of missing trust gained by a joint project", "assumption")

AGGLO_MUST_USE
agglo_status phase_matching(struct world *world, agglo_error *error);

#endif
