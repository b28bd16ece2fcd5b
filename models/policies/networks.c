/* Organisations and occasions that bring a region's firms, universities, clinics and customers
 * together. */
#include <math.h>

#include "models/policies/policies.h"

enum { NETWORK_SIZE, NETWORK_LEADERSHIP, NETWORK_ONE_STOP };

static const param network_org_params[] = {
    POLICY_SIZE_ROW("persons", 12, 4, 40, "coordinators", "assumption, in view of HUB"),
    {"leadership", "1", 1.5, 1, 2, 1e-9, INFINITY,
     "leadership: what a coordinator reaches, relative to one without a leader",
     "assumption; HUB names a top-down leader as a success factor", PARAM_NONE,
     POLICY_OFFSET(NETWORK_LEADERSHIP)},
    {"one_stop", "1", 0.5, 0, 1, 0, 1,
     "share of the way from idea to market for which one office helps",
     "assumption; HUB counts one-stop service among the functions of a hub", PARAM_NONE,
     POLICY_OFFSET(NETWORK_ONE_STOP)},
};

static policy_price price_network_org(const policy_call *call) {
    const policy *self = call->order->type;
    double one_stop = self->buys[1].price * call->order->values[NETWORK_ONE_STOP];
    return (policy_price){.fixed = self->office + one_stop,
                          .variable = self->buys[0].price * call->size};
}

/* Coordinators and service add up; of several leaders the best leads. */
static agglo_status apply_network_org(struct world *w, const policy_call *call, levers *lever,
                                      agglo_error *error) {
    (void)w, (void)error;
    const double *values = call->order->values;
    lever->leadership = fmax(lever->leadership, values[NETWORK_LEADERSHIP]);
    lever->one_stop += values[NETWORK_ONE_STOP];
    return AGGLO_OK;
}

const policy policy_network_org = {
    .type = "network_org",
    .family = FAMILY_NETWORKS,
    .summary = "A network organisation: coordinators who match firms with research, clinics and "
               "customers, a leader, one office for all questions.",
    .acts_on = "network service N and with it options of projects (beside links 5, 9, 13, 16), "
               "link 3, supply ties, survival and licences of young firms; state I",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_coordinators, 1}, {LEVER_leadership, 0}, {LEVER_one_stop, 0}),
    .lever = "coordinators += size; leadership = max(leadership, own); one_stop += one_stop",
    .office = 0.5,
    .buys = {{LEVER_coordinators, 0.15, 0}, {LEVER_one_stop, 0.5, 0}},
    .cost = "0.5 + 0.15 * size + 0.5 * one_stop",
    .cost_basis = "assumption: placeholder (office, 0.15 M$ a year per coordinator); M$ real 2020",
    .source = "HUB (network organisations of Nuremberg and Singapore)",
    POLICY_PARAMS(network_org_params),
    .price = price_network_org,
    .apply = apply_network_org,
};

const policy policy_coordinators = {
    .type = "coordinators",
    .family = FAMILY_NETWORKS,
    .summary =
        "Coordinators are trained or hired: retired people of device makers, and young ones.",
    .acts_on = "network service N (as network_org, without a leader and one office); state I",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_coordinators, 1}),
    .cost_per_size = 0.15,
    .cost_basis = POLICY_COST_GUESS("0.15 M$ a year per coordinator"),
    .source = "DBJ14 measure 18",
    POLICY_SIZE("persons", 6, 2, 30, "coordinators", "assumption"),
};

const policy policy_top_management = {
    .type = "top_management",
    .family = FAMILY_NETWORKS,
    .summary = "Leaders of firms, universities and hospitals commit themselves: coordinators reach "
               "further, and joint projects with large firms follow.",
    .acts_on = "network service N (if there are coordinators) and link 9 (if there are anchors); "
               "state I",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_commitment, 0.3}, {LEVER_coupling, 0.2}),
    .office = 0.3,
    .cost_per_size = 0.2,
    .cost_basis = POLICY_COST_GUESS("a secretariat and meetings"),
    .source = "HUB (top-down leaders as a success factor; contacts at the level of departments as "
              "a gap of Japan)",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is a council of leaders that meets and decides",
                "assumption"),
};

const policy policy_study_groups = {
    .type = "study_groups",
    .family = FAMILY_NETWORKS,
    .summary = "Regional study groups of firms, doctors and engineers.",
    .acts_on = "options of projects (beside links 5, 9, 13, 16); state I",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_study, 0.1}),
    .office = 0.1,
    .cost_per_size = 0.1,
    .cost_basis = POLICY_COST_GUESS("rooms, speakers, a part-time secretary"),
    .source = "DBJ14 measure 2",
    POLICY_SIZE("groups", 1, 1, 10, "study groups", "assumption"),
};

const policy policy_matching_events = {
    .type = "matching_events",
    .family = FAMILY_NETWORKS,
    .summary = "Device makers and small firms are brought together for business.",
    .acts_on = "supply ties (beside link 11) and demand for local supplies; state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_matching_events, 0.5}, {LEVER_showcase, 0.1}),
    .office = 0.2,
    .cost_per_size = 0.3,
    .cost_basis = POLICY_COST_GUESS("a series of events a year"),
    .source = "DBJ14 measure 4",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is a regular series of events", "assumption"),
};

const policy policy_tech_showcase = {
    .type = "tech_showcase",
    .family = FAMILY_NETWORKS,
    .summary = "A guidebook and a standing display of what the region's suppliers can do.",
    .acts_on = "demand for local supplies (beside link 11); state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_showcase, 0.3}),
    .office = 0.3,
    .cost_per_size = 0.2,
    .cost_basis = POLICY_COST_GUESS("a display with a coordinator"),
    .source = "DBJ14 measure 3",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is a guidebook and a standing display", "assumption"),
};

const policy policy_exhibition_support = {
    .type = "exhibition_support",
    .family = FAMILY_NETWORKS,
    .summary = "Subsidies for stands at trade fairs.",
    .acts_on = "launches abroad; weight of links 8 and 15 (inputs of state V, which has no lever)",
    POLICY_PULLS({LEVER_visibility, 0.5}, {LEVER_export_help, 0.1}),
    .office = 0.2,
    .cost_per_size = 0.5,
    .cost_basis = POLICY_COST_GUESS("ten stands a year at 0.05 M$"),
    .source = "DBJ14 measure 5 and Fukushima (Medical Creation, MEDICA)",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is ten stands a year", "assumption"),
};

const policy policy_flagship_project = {
    .type = "flagship_project",
    .family = FAMILY_NETWORKS,
    .summary = "Small firms build one symbolic device together: they learn, and the region is "
               "seen.",
    .acts_on = "capability of suppliers (state II); weight of links 8 and 15 (inputs of state V, "
               "which has no lever)",
    .states = POLICY_STATE_II,
    .needs = NEEDS_SUPPLIER,
    POLICY_PULLS({LEVER_visibility, 1}, {LEVER_upgrading, 10}),
    .office = 0.5,
    .cost_per_size = 2,
    .cost_basis = POLICY_COST_GUESS("a consortium of ten small firms"),
    .source = "DBJ14 measure 6",
    POLICY_SIZE("projects", 1, 1, 5,
                "projects that run at a time; each brings ten suppliers a year forward",
                "assumption"),
};

const policy policy_support_body_links = {
    .type = "support_body_links",
    .family = FAMILY_NETWORKS,
    .summary = "Ties with agencies and bodies of the industry, elsewhere in the country.",
    .acts_on = "licences of suppliers, entry from other industries, know-how in review, launches "
               "abroad; state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_consulting, 0.3}, {LEVER_export_help, 0.1}),
    .office = 0.1,
    .cost_per_size = 0.2,
    .cost_basis = POLICY_COST_GUESS("two people who keep the ties"),
    .source = "DBJ14 measure 17 (PMDA, JAAME, JFMDA, AIST, INPIT, JETRO and others)",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is regular exchange with all of them", "assumption"),
};
