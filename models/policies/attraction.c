/* Winning firms from outside for a region, and room for them. */
#include <math.h>

#include "models/policies/policies.h"

const policy policy_firm_attraction = {
    .type = "firm_attraction",
    .family = FAMILY_ATTRACTION,
    .summary = "Incentives and sites for firms from outside, foreign multinationals above all.",
    .acts_on = "outside firms' choice of location (beside links 1, 10, 17); state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_incentive, 1}, {LEVER_site, 0.6}),
    .office = 0.5,
    .cost_per_size = 4,
    .cost_basis = POLICY_COST_GUESS("an agency, 4 M$ a year of incentives per unit"),
    .source = "DBJ14 measure 7; HUB (Singapore)",
    POLICY_SIZE("1", 1.5, 0.5, 3, "strength of the incentives, in units of utility of a location",
                "assumption; 1.7 reproduces Singapore in HUB"),
};

const policy policy_industrial_site = {
    .type = "industrial_site",
    .family = FAMILY_ATTRACTION,
    .summary = "Industrial sites are developed: outside firms find a place, and the region carries "
               "more firms before it is congested.",
    .acts_on = "outside firms' choice of location; congestion of foundings, exits and growth; "
               "state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_site, 1}, {LEVER_capacity, 0.1}),
    .office = 0.5,
    .cost_per_size = 3,
    .cost_basis = POLICY_COST_GUESS("development and upkeep of a site"),
    .source = "DBJ14 (siting as the first measure of most regions)",
    POLICY_SIZE("sites", 1, 0.5, 5,
                "sites; beyond two no further firm comes for them, but each adds a tenth of room",
                "assumption"),
};

const policy policy_special_zone = {
    .type = "special_zone",
    .family = FAMILY_ATTRACTION,
    .summary = "A special zone: relief from rules, tax incentives and finance for start-ups in one "
               "package.",
    .acts_on = "outside firms' choice of location (beside links 1, 10, 17), licences, money of "
               "start-ups and with it link 7; states II and IV",
    .states = POLICY_STATE_II | POLICY_STATE_IV,
    POLICY_PULLS({LEVER_relief, 1}, {LEVER_incentive, 0.3}, {LEVER_startup_grant, 2},
                 {LEVER_registration, 0.2}),
    .office = 1,
    .cost_per_size = 5,
    .cost_basis = POLICY_COST_GUESS("forgone taxes, finance for start-ups, an office"),
    .source = "DBJ14 measure 10 (Keihin, Kansai, Gunma, Fujinokuni, Mie, East Kyushu)",
    POLICY_SIZE("1", 1, 0.5, 2, "breadth of the package: 1 is a zone as in DBJ14", "assumption"),
};
