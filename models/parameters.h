/* All parameters of the model. Each room (link or phase) lists its own in its header; this file
 * puts the lists together into one struct of doubles and one table of descriptors.
 * `location.b_anchor` in a scenario is `location_b_anchor` here. */
#ifndef AGGLO_MODELS_PARAMETERS_H
#define AGGLO_MODELS_PARAMETERS_H

#include "models/links/01_research_attracts.h"
#include "models/links/02_environment_grows_firms.h"
#include "models/links/03_seeds_spin_out.h"
#include "models/links/04_research_reputation.h"
#include "models/links/05_agglomeration_options.h"
#include "models/links/06_firms_become_anchors.h"
#include "models/links/07_firms_spin_off.h"
#include "models/links/08_agglomeration_reputation.h"
#include "models/links/09_anchor_demand_couples.h"
#include "models/links/10_anchors_attract.h"
#include "models/links/11_unmet_demand_founds.h"
#include "models/links/12_anchor_reputation.h"
#include "models/links/13_startups_options.h"
#include "models/links/14_startups_graduate.h"
#include "models/links/15_startup_reputation.h"
#include "models/links/16_reputation_information.h"
#include "models/links/17_reputation_attracts.h"
#include "models/links/18_reputation_draws_capital.h"
#include "models/phases/arrivals.h"
#include "models/phases/contracts.h"
#include "models/phases/demography.h"
#include "models/phases/development.h"
#include "models/phases/finance.h"
#include "models/phases/growth.h"
#include "models/phases/matching.h"
#include "models/phases/observe.h"
#include "models/phases/policy.h"
#include "models/phases/procurement.h"
#include "models/phases/products.h"
#include "models/phases/regulator.h"
#include "models/phases/reputation.h"
#include "models/phases/science.h"

#define MODEL_PARAMETERS(P)                                                                        \
    LINK_01_PARAMETERS(P)                                                                          \
    LINK_02_PARAMETERS(P)                                                                          \
    LINK_03_PARAMETERS(P)                                                                          \
    LINK_04_PARAMETERS(P)                                                                          \
    LINK_05_PARAMETERS(P)                                                                          \
    LINK_06_PARAMETERS(P)                                                                          \
    LINK_07_PARAMETERS(P)                                                                          \
    LINK_08_PARAMETERS(P)                                                                          \
    LINK_09_PARAMETERS(P)                                                                          \
    LINK_10_PARAMETERS(P)                                                                          \
    LINK_11_PARAMETERS(P)                                                                          \
    LINK_12_PARAMETERS(P)                                                                          \
    LINK_13_PARAMETERS(P)                                                                          \
    LINK_14_PARAMETERS(P)                                                                          \
    LINK_15_PARAMETERS(P)                                                                          \
    LINK_16_PARAMETERS(P)                                                                          \
    LINK_17_PARAMETERS(P)                                                                          \
    LINK_18_PARAMETERS(P)                                                                          \
    PHASE_ARRIVALS_PARAMETERS(P)                                                                   \
    PHASE_CONTRACTS_PARAMETERS(P)                                                                  \
    PHASE_DEMOGRAPHY_PARAMETERS(P)                                                                 \
    PHASE_DEVELOPMENT_PARAMETERS(P)                                                                \
    PHASE_FINANCE_PARAMETERS(P)                                                                    \
    PHASE_GROWTH_PARAMETERS(P)                                                                     \
    PHASE_MATCHING_PARAMETERS(P)                                                                   \
    PHASE_OBSERVE_PARAMETERS(P)                                                                    \
    PHASE_POLICY_PARAMETERS(P)                                                                     \
    PHASE_PROCUREMENT_PARAMETERS(P)                                                                \
    PHASE_PRODUCTS_PARAMETERS(P)                                                                   \
    PHASE_REGULATOR_PARAMETERS(P)                                                                  \
    PHASE_REPUTATION_PARAMETERS(P)                                                                 \
    PHASE_SCIENCE_PARAMETERS(P)

#define PARAMETERS_FIELD(group, name, unit, standard, low, high, valid_low, valid_high, flags,     \
                         meaning, source)                                                          \
    double group##_##name;

typedef struct parameters {
    MODEL_PARAMETERS(PARAMETERS_FIELD)
} parameters;

/* Descriptors in the order of the struct. */
extern const param_table parameters_table;

#endif
