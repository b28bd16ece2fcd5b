#include "models/model.h"

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
#include "models/phases/demography.h"
#include "models/phases/development.h"
#include "models/phases/finance.h"
#include "models/phases/market.h"
#include "models/phases/matching.h"
#include "models/phases/observe.h"
#include "models/phases/policy.h"
#include "models/phases/reputation.h"
#include "models/phases/science.h"

const causal_link *const model_links[LINK_COUNT] = {
    &link_01, &link_02, &link_03, &link_04, &link_05, &link_06, &link_07, &link_08, &link_09,
    &link_10, &link_11, &link_12, &link_13, &link_14, &link_15, &link_16, &link_17, &link_18,
};

/* A phase takes a world; the engine does not know what that is. */
#define PHASE_ENTRY(name)                                                                          \
    static agglo_status run_##name(void *world, agglo_error *error) {                              \
        return phase_##name(world, error);                                                         \
    }
PHASE_ENTRY(policy)
PHASE_ENTRY(observe)
PHASE_ENTRY(science)
PHASE_ENTRY(matching)
PHASE_ENTRY(finance)
PHASE_ENTRY(development)
PHASE_ENTRY(market)
PHASE_ENTRY(demography)
PHASE_ENTRY(reputation)

const schedule_phase model_phases[] = {
    {"policy", "interventions pull levers, their public cost is booked", run_policy},
    {"observe", "states and service levels are measured from the agents", run_observe},
    {"science", "research makes seeds and talent, hospitals voice needs", run_science},
    {"matching", "firms match seeds and needs, projects begin", run_matching},
    {"finance", "purses fill, venture rounds are decided", run_finance},
    {"development", "projects pass stages, fail, are launched", run_development},
    {"market", "products sell, customers order, firms grow", run_market},
    {"demography", "firms come, are founded, change, spin off, close", run_demography},
    {"reputation", "the region's reputation follows", run_reputation},
};
const size_t model_phase_count = sizeof model_phases / sizeof model_phases[0];
const size_t model_observed_phases = 2;
