/* Public research in a region, and its way out of the laboratory. */
#include <math.h>

#include "models/births.h"
#include "models/policies/policies.h"

/* What is built is paid whole: no limit can build a part of it. */
static policy_price price_research_institute(const policy_call *call) {
    double budget = call->order->values[0];
    return (policy_price){.fixed = budget, .once = call->is_first ? 2 * budget : 0};
}

/* Built once and whole (a ramp has no meaning for it); its running is paid while the policy acts.
 */
static agglo_status apply_research_institute(struct world *w, const policy_call *call,
                                             levers *lever, agglo_error *error) {
    static const double transfer_strength = 1; /* of an ordinary university (assumption) */
    (void)lever;
    double budget = call->order->values[0];
    if (!call->is_first || budget <= 0)
        return AGGLO_OK;
    return births_open_university(w, call->region, policy_cause(call), budget, transfer_strength,
                                  NAN, error);
}

const policy policy_research_institute = {
    .type = "research_institute",
    .family = FAMILY_RESEARCH,
    .summary = "A public research site opens and stays, also after `until`.",
    .acts_on = "research: state I; links 1, 3, 4",
    .states = POLICY_STATE_I,
    .lever = "none: in the first step a research site of budget `size` opens (transfer strength 1, "
             "focus drawn); `ramp_years` does not act",
    .cost = "size, and 2 * size once in the first step, times (1 + science.budget_growth)^t; after "
            "`until` the site stays without cost to the programme",
    .cost_basis = "the budget itself; buildings at two years' budget: assumption, placeholder; M$ "
                  "real 2020",
    .source = "DBJ14 measure 8; HUB (Biopolis, Singapore)",
    POLICY_SIZE("M$/yr", 60, 10, 200,
                "research budget of the site, real and without the general growth of budgets",
                "assumption, in view of HUB on Biopolis (Singapore)"),
    .money = "all arrives: the budget of the site, each year, and its buildings, once",
    .is_research_money = 1,
    .is_site = 1,
    .price = price_research_institute,
    .apply = apply_research_institute,
};

const policy policy_university_investment = {
    .type = "university_investment",
    .family = FAMILY_RESEARCH,
    .summary = "The universities of the region get more money for medical-technology research.",
    .acts_on = "research: state I; links 1, 3, 4",
    .states = POLICY_STATE_I,
    .needs = NEEDS_UNIVERSITY,
    POLICY_PULLS({LEVER_university, 1}),
    .cost_per_size = 1,
    .cost = "size, times (1 + science.budget_growth)^t",
    .cost_basis = "the money itself; M$ real 2020",
    .source = "HUB (Boston: research money of universities and hospitals)",
    POLICY_SIZE("M$/yr", 20, 5, 200, "money for all universities of the region together",
                "assumption"),
    .is_research_money = 1,
};

const policy policy_technology_transfer = {
    .type = "technology_transfer",
    .family = FAMILY_RESEARCH,
    .summary = "A stronger transfer office and clear rules for what universities invent.",
    .acts_on = "link 3: spin-outs from research; state IV",
    .states = POLICY_STATE_IV,
    .needs = NEEDS_UNIVERSITY,
    POLICY_PULLS({LEVER_transfer, 0.3}),
    .office = 0.2,
    .cost_per_size = 1,
    .cost_basis = POLICY_COST_GUESS("an office with five to ten people per unit"),
    .source = "HUB (technology transfer among the functions of a hub; weak rules as a gap of "
              "Japan); MAP (transfer offices in Minnesota)",
    POLICY_SIZE("1", 1, 0.5, 3, "transfer offices of usual strength that are added", "assumption"),
};
