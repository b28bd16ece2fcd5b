/* Public money for development projects, research and trials, spread over regions or concentrated,
 * and the body that steers it. */
#include <math.h>

#include "models/policies/policies.h"
#include "models/world.h"

enum { GRANTS_SIZE, GRANTS_CONCENTRATION, GRANTS_MERIT, GRANTS_GATE };

#define GRANTS_ROWS                                                                                \
    {"concentration",                                                                              \
     "1",                                                                                          \
     0,                                                                                            \
     0,                                                                                            \
     1,                                                                                            \
     0,                                                                                            \
     1,                                                                                            \
     "share of the money that goes to the chosen region; the rest is split over all regions",      \
     "0 is even shares; HUB names scattered money as a gap of Japan",                              \
     PARAM_NONE,                                                                                   \
     POLICY_OFFSET(GRANTS_CONCENTRATION)},                                                         \
        {"merit",                                                                                  \
         "1",                                                                                      \
         0,                                                                                        \
         0,                                                                                        \
         1,                                                                                        \
         0,                                                                                        \
         1,                                                                                        \
         "share of what is split that follows merit: approvals of five years times the mean "      \
         "quality of running projects; the rest is split evenly",                                  \
         "HUB (selection by competition in the leading-edge clusters); measure: assumption",       \
         PARAM_NONE,                                                                               \
         POLICY_OFFSET(GRANTS_MERIT)},                                                             \
    {                                                                                              \
        "stage_gate", "1", 0, 0, 1, 0, 1,                                                          \
            "share of project money that only projects of quality above 0.5 get",                  \
            "METI23 (stage gates of AMED); threshold: assumption", PARAM_NONE,                     \
            POLICY_OFFSET(GRANTS_GATE)                                                             \
    }

static const param rd_grants_params[] = {
    POLICY_SIZE_ROW("M$/yr", 20, 5, 1000, "money for all regions together", "assumption"),
    GRANTS_ROWS,
};

static const param cluster_programme_params[] = {
    POLICY_SIZE_ROW("M$/yr", 18, 5, 1000, "money for all regions together",
                    "HUB (leading-edge cluster programme, Nuremberg)"),
    GRANTS_ROWS,
};

/* Share of the money for one region: even shares or shares by merit, and more for the chosen one.
 */
static double region_share(const policy_call *call) {
    const scenario_intervention *order = call->order;
    double concentration = order->values[GRANTS_CONCENTRATION];
    double merit = order->values[GRANTS_MERIT];
    int chosen = order->chosen >= 0 ? order->chosen : 0;
    double split = (1 - concentration) / order->region_count;
    if (merit > 0)
        split = (1 - merit) * split + merit * (1 - concentration) * call->merit;
    return call->position == chosen ? split + concentration : split;
}

static policy_price price_grants(const policy_call *call) {
    return (policy_price){.variable = region_share(call) * call->size};
}

/* Running a programme costs a fixed sum in each region: what is left arrives. National steering
 * lowers it, and lets a region's programmes share it. */
static agglo_status apply_grants(struct world *w, const policy_call *call, levers *lever,
                                 agglo_error *error) {
    (void)error;
    int is_shared = lever->steering > 0 && lever->grant > 0;
    double fixed = w->scenario->parameters.funding_fixed_cost / (1 + lever->steering);
    double arrives = fmax(0, region_share(call) * call->size - (is_shared ? 0 : fixed));
    lever->grant += arrives;
    lever->gated_grant += call->order->values[GRANTS_GATE] * arrives;
    return AGGLO_OK;
}

#define GRANTS_ACTS_ON                                                                             \
    "research and projects: state I; links 1, 3, 4; attempts at projects and their cost; entry "   \
    "from other industries"
#define GRANTS_LEVER                                                                               \
    "grant += a = max(0, share * size - funding.fixed_cost/(1 + steering)); gated_grant += "       \
    "stage_gate * a; share of each of n regions = (1 - concentration) * ((1 - merit)/n + merit * " \
    "its part of all merit), plus concentration in the chosen region (the first if none is named)"
#define GRANTS_COST "share * size in each region, times (1 + science.budget_growth)^t"
#define GRANTS_MONEY                                                                               \
    "funding.fixed_cost, at most all, is overhead in each region; the rest is paid into grants "   \
    "there"
#define GRANTS_COST_BASIS "the money itself, its administration included; M$ real 2020"
#define GRANTS_COMMON                                                                              \
    .family = FAMILY_FUNDING, .acts_on = GRANTS_ACTS_ON, .states = POLICY_STATE_I,                 \
    POLICY_PULLS({LEVER_grant, 0}, {LEVER_gated_grant, 0}), .lever = GRANTS_LEVER,                 \
    .has_fixed_cost = 1, .buys = {{LEVER_grant, 1, 0}}, .money = GRANTS_MONEY,                     \
    .cost = GRANTS_COST, .cost_basis = GRANTS_COST_BASIS, .merit_param = GRANTS_MERIT,             \
    .is_research_money = 1, .price = price_grants, .apply = apply_grants

const policy policy_rd_grants = {
    GRANTS_COMMON,
    .type = "rd_grants",
    .summary = "Grants for research and development projects; `size` is the total over all its "
               "regions.",
    .source = "METI23 (development support, allocation of research money)",
    POLICY_PARAMS(rd_grants_params),
};

const policy policy_cluster_programme = {
    GRANTS_COMMON,
    .type = "cluster_programme",
    .summary = "Programme money for clusters, spread evenly or concentrated on a chosen region; "
               "`size` is the total over all its regions.",
    .source = "HUB (leading-edge cluster programme; scattered funding as a gap of Japan)",
    POLICY_PARAMS(cluster_programme_params),
};

const policy policy_trial_subsidy = {
    .type = "trial_subsidy",
    .family = FAMILY_FUNDING,
    .summary = "Pays for clinical trials: places in hospitals, half of the cost, compensation.",
    .acts_on = "speed and cost of the clinical stage; state I",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_trial, 1}),
    .office = 0.2,
    .cost_per_size = 1,
    .cost_basis = "the money itself; 0.2 M$ a year for the office is an assumption; M$ real 2020",
    .source = "MAP (super-zone of the National Cerebral and Cardiovascular Center)",
    POLICY_SIZE("M$/yr", 5, 1, 50, "money for trials of the region", "assumption"),
};

const policy policy_command_post = {
    .type = "command_post",
    .family = FAMILY_FUNDING,
    .scope = POLICY_NATIONAL,
    .summary = "One national steering with targets and a roadmap: programmes cost less to run, and "
               "those of one region share the cost.",
    .acts_on = "how much of grants arrives, in all regions of the home market; state I",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_steering, 1}),
    .office = 0.5,
    .cost_per_size = 1,
    .cost_basis = POLICY_COST_GUESS("a national office"),
    .source = "METIS11 proposal 1; HUB (fragmented funding)",
    POLICY_SIZE("1", 1, 0.5, 3,
                "strength: 1 halves the fixed cost of running a programme in a region",
                "assumption"),
    .goes_first = 1,
};
