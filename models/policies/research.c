/* Public research in a region. */
#include <math.h>

#include "models/births.h"
#include "models/policies/policies.h"

static const param research_institute_params[] = {
    {"size", "M$/yr", 60, 10, 200, 0, INFINITY,
     "research budget of the site, real and without the general growth of budgets",
     "assumption, in view of HUB on Biopolis (Singapore)", PARAM_NONE, POLICY_OFFSET(0)},
};

/* Built once and whole (a ramp has no meaning for it); its running is paid while the policy acts.
 */
static agglo_status apply_research_institute(struct world *w, const policy_call *call,
                                             levers *lever, policy_cost *cost, agglo_error *error) {
    static const double transfer_strength = 1; /* of an ordinary university (assumption) */
    (void)lever;
    double budget = call->order->values[0];
    *cost = (policy_cost){.per_year = budget, .once = call->is_first ? 2 * budget : 0};
    if (!call->is_first || budget <= 0)
        return AGGLO_OK;
    return births_open_university(w, call->region, policy_cause(call), budget, transfer_strength,
                                  NAN, error);
}

const policy policy_research_institute = {
    .type = "research_institute",
    .summary = "A public research site opens and stays, also after `until`.",
    .acts_on = "research: state I; links 1, 3, 4",
    .lever = "none: in the first step a research site of budget `size` opens (transfer strength 1, "
             "focus drawn); `ramp_years` does not act",
    .cost = "size, and 2 * size once in the first step, times (1 + science.budget_growth)^t; after "
            "`until` the site stays without cost to the programme",
    .cost_basis = "the budget itself; buildings at two years' budget: assumption, placeholder; M$ "
                  "real 2020",
    .money = "all arrives: the budget of the site, each year, and its buildings, once",
    .source = "DBJ14 measure 8; HUB (Biopolis, Singapore)",
    .scope = POLICY_REGIONAL,
    .is_research_money = 1,
    POLICY_PARAMS(research_institute_params),
    .is_site = 1,
    .apply = apply_research_institute,
};
