#include "tests/verification/coverage.h"

#include <string.h>

#define THEORY   "models/test_theory.c"
#define EXAMPLES "models/test_worked_examples.c"
#define FORMS    "verification/test_closed_forms.c"
#define ARRIVALS "models/test_arrivals.c"

const coverage_proof coverage_proofs[] = {
    {THEORY, "test_outside_entries", "entries entries_other_industries"},
    {THEORY, "test_outside_entries_grow", "entries"},
    {THEORY, "test_logit", "entries flux"},
    {THEORY, "test_exponential_decay", "firms closures exits_failed"},
    {THEORY, "test_hazards_of_closing", "firms"},
    {THEORY, "test_startups_fail", "exits_failed refoundings mentors"},
    {THEORY, "test_pure_birth", "spinoffs foundings firms established_firms"},
    {THEORY, "test_spinoffs_by_size", "spinoffs"},
    {THEORY, "test_graduates_spin_off", "graduations spinoffs"},
    {THEORY, "test_attempts", "projects_started projects_running"},
    {THEORY, "test_gibrat", "employment"},
    {THEORY, "test_size_adjusts", "employment"},
    {THEORY, "test_stocks_relax", "talent mentors knowledge"},
    {THEORY, "test_reputation_relaxes", "reputation"},
    {ARRIVALS, "test_support_firms_close", "support_businesses"},
    {EXAMPLES, "test_rounds", "venture_invested public_cost dry_powder"},
    {EXAMPLES, "test_procurement_and_growth", "unmet_demand sales"},
    {EXAMPLES, "test_graduation", "graduations exits_moved"},
    {EXAMPLES, "test_exits", "exits_acquired exits_floated"},
    {EXAMPLES, "test_kinds", "firms_by_kind"},
    {EXAMPLES, "test_anchors", "anchors"},
    {EXAMPLES, "test_sales", "exports sales"},
    {FORMS, "test_steady_stocks", "talent research_money"},
    {FORMS, "test_knowledge_of_launches", "knowledge approvals"},
    {FORMS, "test_reputation_fixed_point", "reputation flux anchor_demand"},
    {FORMS, "test_pipeline", "approvals projects_failed approval_years"},
    {FORMS, "test_funds_live_ten_years", "venture_funds dry_powder"},
    {FORMS, "test_survival", "startups"},
    {"models/test_reality.c", "test_costs_of_a_run", "public_cost public_received"},
};
const size_t coverage_proofs_count = sizeof coverage_proofs / sizeof coverage_proofs[0];

int coverage_lists(const char *list, const char *name) {
    size_t length = strlen(name);
    for (const char *at = list; (at = strstr(at, name)) != NULL; at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return 1;
    return 0;
}
