/* Help with rules and licences, the agency itself, and what health insurance pays. What the law or
 * the agency changes holds in all regions of a home market. */
#include <math.h>

#include "models/policies/policies.h"

/* ---- help with rules ---- */

const policy policy_regulatory_consulting = {
    .type = "regulatory_consulting",
    .family = FAMILY_REGULATION,
    .summary = "Courses on licences and quality systems (ISO 13485) and advice along the way.",
    .acts_on = "licences of suppliers, entry from other industries, know-how in review; state II",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_consulting, 1}),
    .office = 0.2,
    .cost_per_size = 1,
    .cost_basis = POLICY_COST_GUESS("courses and seven advisers per unit"),
    .source = "DBJ14 measure 1; METI23 (accompanying consulting, MEDIC)",
    POLICY_SIZE("1", 1, 0.2, 3,
                "strength: 1 is a consulting office with courses for the region's "
                "firms",
                "assumption"),
};

const policy policy_evaluation_centre = {
    .type = "evaluation_centre",
    .family = FAMILY_REGULATION,
    .summary = "A centre for the development and safety evaluation of devices.",
    .acts_on = "speed and success of preclinical stages (state I)",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_evaluation, 1}),
    .office = 0.5,
    .cost_per_size = 3,
    .cost_basis = POLICY_COST_GUESS("laboratories and staff of a centre"),
    .source = "DBJ14 (Fukushima, development and safety evaluation centre)",
    POLICY_SIZE("centres", 1, 1, 5, "development and safety evaluation centres",
                "DBJ14 (Fukushima: one centre)"),
};

/* ---- the agency ---- */

/* A ramp or a limit scales `size` from 0; here the neutral value is 1. */
static double review_factor(const policy_call *call) {
    double full = call->order->values[0];
    return 1 + call->size / full * (full - 1);
}

static policy_price price_review_speedup(const policy_call *call) {
    double price = call->order->type->buys[0].price;
    return (policy_price){.variable = price * (review_factor(call) - 1)};
}

/* Several factors multiply. */
static agglo_status apply_review_speedup(struct world *w, const policy_call *call, levers *lever,
                                         agglo_error *error) {
    (void)w, (void)error;
    lever->review_speed = (1 + lever->review_speed) * review_factor(call) - 1;
    return AGGLO_OK;
}

const policy policy_review_speedup = {
    .type = "review_speedup",
    .family = FAMILY_REGULATION,
    .scope = POLICY_NATIONAL,
    .summary = "The home agency reviews faster: more reviewers, better procedures.",
    .acts_on = "review of class III and IV devices in all regions of the home market",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_review_speed, 0}),
    .lever = "review_speed = (1 + review_speed) * size - 1, in all regions of the home market",
    .buys = {{LEVER_review_speed, 20, 1}},
    .cost = "20 * (size - 1) for the country, booked once",
    .cost_basis = POLICY_COST_GUESS("reviewers: 20 M$ a year for twice the throughput"),
    .money = "all buys reviewers: 20 M$/yr double the throughput",
    .source = "DBJ14 (faster approval, lighter change filings)",
    .params = (const param[]){{"size", "1", 1.5, 1, 3, 1, INFINITY,
                               "factor of the home agency's throughput; 1 changes nothing, a ramp "
                               "leads from 1 to it",
                               "assumption", PARAM_NONE, POLICY_OFFSET(0)}},
    .param_count = 1,
    .price = price_review_speedup,
    .apply = apply_review_speedup,
};

const policy policy_third_party_certification = {
    .type = "third_party_certification",
    .family = FAMILY_REGULATION,
    .scope = POLICY_NATIONAL,
    .summary = "Certifiers approve a part of class III devices in the agency's place.",
    .acts_on = "review of class III devices, and the queue of all others, in all regions of the "
               "home market",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_certified, 1}),
    .lever = "certified += size: the share of class III devices that does not wait for the agency",
    .office = 0.5,
    .cost_basis = POLICY_COST_GUESS("accreditation of certifiers"),
    .source = "DBJ14 (PMD Act of 2014)",
    .params = (const param[]){{"size", "1", 0.3, 0.1, 0.8, 0, 1,
                               "share of class III devices that certifiers may approve",
                               "assumption", PARAM_NONE, POLICY_OFFSET(0)}},
    .param_count = 1,
};

const policy policy_registration_simplification = {
    .type = "registration_simplification",
    .family = FAMILY_REGULATION,
    .scope = POLICY_NATIONAL,
    .summary = "Who manufactures devices registers instead of asking for a licence.",
    .acts_on = "the licence ladder from parts to manufacturing, entry from other industries; state "
               "II in all regions of the home market",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_registration, 1}),
    .office = 0.3,
    .cost_per_size = 0.2,
    .cost_basis = POLICY_COST_GUESS("change of rules and forms"),
    .source = "DBJ14 (PMD Act of 2014)",
    POLICY_SIZE("1", 1, 0.5, 2, "strength: 1 doubles the pace of the step to manufacturing",
                "assumption"),
};

/* ---- software ---- */

const policy policy_standalone_software = {
    .type = "standalone_software",
    .family = FAMILY_REGULATION,
    .scope = POLICY_NATIONAL,
    .summary = "Software becomes a medical device of its own.",
    .acts_on = "share of software among projects and its sales, in all regions of the home market",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_software, 0.5}, {LEVER_software_market, 1}),
    .office = 0.3,
    .cost_basis = POLICY_COST_GUESS("change of rules"),
    .source = "DBJ14 (PMD Act of 2014)",
    .params = (const param[]){{"size", "1", 1, 0.5, 1, 0, 1,
                               "1: software sells as other devices do (peak factor 1)",
                               "assumption", PARAM_NONE, POLICY_OFFSET(0)}},
    .param_count = 1,
};

const policy policy_samd_two_stage = {
    .type = "samd_two_stage",
    .family = FAMILY_REGULATION,
    .scope = POLICY_NATIONAL,
    .summary = "Software is approved on first evidence and confirmed on data from its use.",
    .acts_on = "trials, review, success and risk of software, in all regions of the home market",
    .states = POLICY_STATE_I,
    POLICY_PULLS({LEVER_two_stage_samd, 1}),
    .lever = "two_stage_samd += size; it is on where that is above 0",
    .office = 1,
    .cost_per_size = 0.5,
    .cost_basis = POLICY_COST_GUESS("reviewers of real-world data"),
    .source = "METI23 (two-stage approval of software)",
    POLICY_SIZE("1", 1, 1, 1, "1: on", "METI23"),
};

/* ---- what health insurance pays ---- */

const policy policy_early_reimbursement = {
    .type = "early_reimbursement",
    .family = FAMILY_REGULATION,
    .scope = POLICY_NATIONAL,
    .summary = "Devices get a price at their first approval.",
    .acts_on = "the stage of reimbursement, sales at home, in all regions of the home market",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_reimbursement, 1}),
    .office = 0.5,
    .cost_per_size = 2,
    .cost_basis = POLICY_COST_GUESS("office and added payments"),
    .source = "METI23 (early reimbursement of software)",
    POLICY_SIZE("1", 1, 0.5, 2, "strength: 1 halves the wait and sells half a year earlier",
                "assumption"),
};

const policy policy_reimbursement_reevaluation = {
    .type = "reimbursement_reevaluation",
    .family = FAMILY_REGULATION,
    .scope = POLICY_NATIONAL,
    .summary = "Prices follow what devices are proven to do: good ones rise, weak ones fall.",
    .acts_on = "sales of new devices by their quality, in all regions of the home market",
    .states = POLICY_STATE_II,
    POLICY_PULLS({LEVER_performance_price, 1}),
    .office = 0.3,
    .cost_per_size = 1,
    .cost_basis = POLICY_COST_GUESS("evaluation and added payments"),
    .source = "METI23 (prices after data from use)",
    POLICY_SIZE("1", 1, 0.5, 2,
                "strength: 1 moves home prices by 20 % between the usual and the best quality",
                "assumption"),
};
