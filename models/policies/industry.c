/* The region's industry: its ties with device makers, contract development and manufacturing, ways
 * for firms of other industries. */
#include <math.h>

#include "models/policies/policies.h"

const policy policy_major_open_call = {
    .type = "major_open_call",
    .family = FAMILY_INDUSTRY,
    .summary = "Calls for what a major wants developed, on condition that a local partner takes "
               "part.",
    .acts_on = "supply ties (beside link 11) and link 9 (if there are anchors); states I and II",
    .states = POLICY_STATE_I | POLICY_STATE_II,
    POLICY_PULLS({LEVER_matching_events, 0.5}, {LEVER_coupling, 0.2}),
    .office = 0.3,
    .cost_per_size = 0.5,
    .cost_basis = POLICY_COST_GUESS("two calls a year with small grants"),
    .source = "DBJ14 measure 13",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 is two calls a year", "assumption"),
};

const policy policy_outside_mah_link = {
    .type = "outside_mah_link",
    .family = FAMILY_INDUSTRY,
    .summary = "Visits to and ties with firms elsewhere that hold marketing authorisations: they "
               "order from the region and teach it.",
    .acts_on = "licences and orders of suppliers; state II",
    .states = POLICY_STATE_II,
    .needs = NEEDS_SUPPLIER,
    POLICY_PULLS({LEVER_mah_link, 1}, {LEVER_outside_orders, 5}),
    .office = 0.2,
    .cost_per_size = 0.3,
    .cost_basis = POLICY_COST_GUESS("screening and visits"),
    .source = "DBJ14 measure 14; size of the orders: assumption",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 finds orders of 5 M$ a year", "assumption"),
};

const policy policy_lead_integrator = {
    .type = "lead_integrator",
    .family = FAMILY_INDUSTRY,
    .summary = "A firm of the region bundles small ones and offers development and production from "
               "one hand.",
    .acts_on = "pace and cost of prototypes of small firms, licences and supply ties of suppliers; "
               "state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_cdmo_platform, 0.5}, {LEVER_matching_events, 0.3}),
    .office = 0.3,
    .cost_per_size = 1,
    .cost_basis = POLICY_COST_GUESS("support of the firm that leads"),
    .source = "METI23 (contract development patterns 4 and 5: who orchestrates)",
    POLICY_SIZE("firms", 1, 1, 5, "firms that lead", "assumption"),
};

const policy policy_cdmo_platform = {
    .type = "cdmo_platform",
    .family = FAMILY_INDUSTRY,
    .summary = "Contract development and manufacturing: prototypes and products come faster and "
               "cheaper.",
    .acts_on = "pace and cost of prototypes of small firms, running cost of start-ups with "
               "products, licences of suppliers; states II and IV",
    .states = POLICY_STATE_II | POLICY_STATE_IV,
    POLICY_PULLS({LEVER_cdmo_platform, 1}),
    .office = 1,
    .cost_per_size = 4,
    .cost_basis = POLICY_COST_GUESS("machines and people of a platform"),
    .source = "METI23 (contract development and manufacturing)",
    POLICY_SIZE("platforms", 1, 1, 5, "platforms; each serves as three contract manufacturers do",
                "assumption"),
};

const policy policy_line_acquisition = {
    .type = "line_acquisition",
    .family = FAMILY_INDUSTRY,
    .summary = "Support for firms that take over production lines, and with them licences.",
    .acts_on = "licences of suppliers; state II",
    .states = POLICY_STATE_II,
    .needs = NEEDS_SUPPLIER,
    POLICY_PULLS({LEVER_line_takeover, 1}),
    .office = 0.2,
    .cost_per_size = 2,
    .cost_basis = POLICY_COST_GUESS("2 M$ per line"),
    .source = "METI23 (purchase of a line abroad by NISSHA)",
    POLICY_SIZE("rungs/yr", 1, 0.5, 5, "lines a year; each brings a firm one rung up",
                "assumption"),
};

const policy policy_it_industry_link = {
    .type = "it_industry_link",
    .family = FAMILY_INDUSTRY,
    .summary = "Software firms join the medical network: software projects, and start-ups with "
               "them.",
    .acts_on = "share of software among projects, foundings of start-ups (beside links 3 and 7); "
               "state IV",
    .states = POLICY_STATE_IV,
    POLICY_PULLS({LEVER_software, 1}, {LEVER_software_founders, 1}),
    .office = 0.2,
    .cost_per_size = 0.3,
    .cost_basis = POLICY_COST_GUESS("a network office"),
    .source = "DBJ14 measure 15; foundings: assumption",
    POLICY_SIZE("1", 1, 0.5, 3, "strength: 1 brings one start-up a year", "assumption"),
};
