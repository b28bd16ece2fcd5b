/* Anchors and other customers buy from licensed suppliers of their region. */
#ifndef AGGLO_MODELS_PHASES_PROCUREMENT_H
#define AGGLO_MODELS_PHASES_PROCUREMENT_H

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_PROCUREMENT_PARAMETERS(P)                                                            \
    P(procure, omega, "1", 0.3, 0.2, 0.5, 0, 1, PARAM_UNCERTAIN,                                   \
      "share of outside demand that customers buy in",                                             \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(procure, local_share, "1", 0.44, 0.3, 0.6, 0, 1, PARAM_UNCERTAIN,                            \
      "share of that for which customers look for suppliers nearby",                               \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(procure, half_suppliers, "firms", 100, 40, 200, 1e-9, INFINITY, PARAM_UNCERTAIN,             \
      "licensed local suppliers at which half of that share is reached",                           \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(procure, capacity_share, "1", 0.18, 0.1, 0.3, 0, 1, PARAM_UNCERTAIN,                         \
      "share of a licensed supplier's capacity open to orders of device makers",                   \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(ties, supply_form, "1/yr", 0.5, 0.2, 1, 0, INFINITY, PARAM_NONE,                             \
      "hazard that a supplier's free place finds a customer", "assumption")                        \
    P(ties, supply_end, "1/yr", 0.08, 0.03, 0.2, 0, INFINITY, PARAM_NONE,                          \
      "hazard that a supply tie ends", "assumption")

/* Supply ties and orders of the step: renews procurement revenue of every firm and the unmet demand
 * of every region. */
AGGLO_MUST_USE
agglo_status procurement_order(struct world *world, agglo_error *error);

#endif
