/* Public money for development projects and research, spread over regions or concentrated. */
#include <math.h>

#include "models/policies/policies.h"
#include "models/world.h"

enum { GRANTS_SIZE, GRANTS_CONCENTRATION };

#define CONCENTRATION_ROW                                                                          \
    {                                                                                              \
        "concentration", "1", 0, 0, 1, 0, 1,                                                       \
            "share of the money that goes to the chosen region; the rest is split evenly over "    \
            "all regions",                                                                         \
            "0 is even shares; HUB names scattered money as a gap of Japan", PARAM_NONE,           \
            POLICY_OFFSET(GRANTS_CONCENTRATION)                                                    \
    }

static const param rd_grants_params[] = {
    {"size", "M$/yr", 20, 5, 1000, 0, INFINITY, "money for all regions together", "assumption",
     PARAM_NONE, POLICY_OFFSET(GRANTS_SIZE)},
    CONCENTRATION_ROW,
};

static const param cluster_programme_params[] = {
    {"size", "M$/yr", 18, 5, 1000, 0, INFINITY, "money for all regions together",
     "HUB (leading-edge cluster programme, Nuremberg)", PARAM_NONE, POLICY_OFFSET(GRANTS_SIZE)},
    CONCENTRATION_ROW,
};

/* Share of the money for one region: even shares, or more for the chosen one. */
static double region_share(const policy_call *call) {
    const scenario_intervention *order = call->order;
    double concentration = order->values[GRANTS_CONCENTRATION];
    int chosen = order->chosen >= 0 ? order->chosen : 0;
    double even = (1 - concentration) / order->region_count;
    return call->position == chosen ? even + concentration : even;
}

/* Running a programme costs a fixed sum in each region: what is left arrives. */
static agglo_status apply_grants(struct world *w, const policy_call *call, levers *lever,
                                 policy_cost *cost, agglo_error *error) {
    (void)error;
    double money = region_share(call) * call->size;
    lever->grant += fmax(0, money - w->scenario->parameters.funding_fixed_cost);
    *cost = (policy_cost){.per_year = money};
    return AGGLO_OK;
}

#define GRANTS_ACTS_ON                                                                             \
    "research and projects: state I; links 1, 3, 4; attempts at projects and their cost; entry "   \
    "from other industries"
#define GRANTS_LEVER                                                                               \
    "grant += max(0, share * size - funding.fixed_cost); share of each of n regions = (1 - "       \
    "concentration)/n, plus concentration in the chosen region (the first if none is named)"
#define GRANTS_COST "share * size in each region, times (1 + science.budget_growth)^t"
#define GRANTS_MONEY                                                                               \
    "funding.fixed_cost, at most all, is overhead in each region; the rest is paid into grants "   \
    "there"
#define GRANTS_COST_BASIS "the money itself, its administration included; M$ real 2020"

const policy policy_rd_grants = {
    .type = "rd_grants",
    .summary = "Grants for research and development projects; `size` is the total over all its "
               "regions.",
    .acts_on = GRANTS_ACTS_ON,
    .lever = GRANTS_LEVER,
    .cost = GRANTS_COST,
    .cost_basis = GRANTS_COST_BASIS,
    .money = GRANTS_MONEY,
    .source = "METI23 (development support, allocation of research money)",
    .scope = POLICY_REGIONAL,
    .is_research_money = 1,
    POLICY_PARAMS(rd_grants_params),
    .has_fixed_cost = 1,
    .buys = {POLICY_BUYS(grant, 1)},
    .apply = apply_grants,
};

const policy policy_cluster_programme = {
    .type = "cluster_programme",
    .summary = "Programme money for clusters, spread evenly or concentrated on a chosen region; "
               "`size` is the total over all its regions.",
    .acts_on = GRANTS_ACTS_ON,
    .lever = GRANTS_LEVER,
    .cost = GRANTS_COST,
    .cost_basis = GRANTS_COST_BASIS,
    .money = GRANTS_MONEY,
    .source = "HUB (leading-edge cluster programme; scattered funding as a gap of Japan)",
    .scope = POLICY_REGIONAL,
    .is_research_money = 1,
    POLICY_PARAMS(cluster_programme_params),
    .has_fixed_cost = 1,
    .buys = {POLICY_BUYS(grant, 1)},
    .apply = apply_grants,
};
