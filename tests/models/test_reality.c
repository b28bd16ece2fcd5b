/* Reality checks: what ships passes all of them, each of them can fail, and public money is what a
 * scenario says it is. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/model.h"
#include "models/policy.h"
#include "models/reality/reality.h"
#include "models/record.h"
#include "tests/support/runs.h"
#include "tests/support/scenarios.h"

/* ---- a run with all that can be held against it ---- */

typedef struct {
    scenario *s;
    world *w;
    double *rows;
    size_t count;
    reality_counts counts;
} evidence;

static void record(evidence *e) {
    const scenario *s = e->s;
    size_t width = record_width(), more = (size_t)s->region_count;
    double *rows = realloc(e->rows, (e->count + more) * width * sizeof *rows);
    assert_non_null(rows);
    e->rows = rows;
    record_take(e->w, e->w->step == 0 ? 0 : s->record_every_months / 12.0, rows + e->count * width);
    e->count += more;
}

/* Takes the scenario over. */
static evidence observe_run(scenario *s, int replicate) {
    evidence e = {.s = s};
    s->record_events = 1;
    e.w = scenarios_world(s, replicate, 1);
    for (;; e.w->step++) {
        agglo_error error = {0};
        assert_int_equal(schedule_run(model_phases, 0, model_observed_phases, e.w, NULL, &error),
                         AGGLO_OK);
        if (e.w->step * s->step_months % s->record_every_months == 0)
            record(&e);
        if (e.w->step == s->steps)
            break;
        assert_int_equal(
            schedule_run(model_phases, model_observed_phases, model_phase_count, e.w, NULL, &error),
            AGGLO_OK);
    }
    assert_int_equal(reality_counts_create(s, &e.counts, NULL), AGGLO_OK);
    reality_counts_add(&e.counts, e.w->events.items, e.w->events.count);
    return e;
}

static void forget(evidence *e) {
    reality_counts_free(&e->counts);
    free(e->rows);
    world_free(e->w);
    scenario_free(e->s);
}

static agglo_status judge(const evidence *e, agglo_error *error) {
    reality_evidence_of_run run = {.scenario = e->s,
                                   .rows = e->rows,
                                   .row_count = e->count,
                                   .counts = &e->counts,
                                   .world = e->w};
    return reality_check_run(&run, error);
}

static void assert_holds(const evidence *e, const char *name) {
    agglo_error error = {0};
    char text[1200];
    if (judge(e, &error) == AGGLO_OK)
        return;
    error_format(&error, text, sizeof text);
    fail_msg("%s: %s", name, text);
}

/* ---- what ships ---- */

static void test_shipped_scenarios(void **state) {
    (void)state;
    static const char *const files[] = {"hubs/nuremberg.json",
                                        "hubs/boston.json",
                                        "hubs/singapore.json",
                                        "hubs/world_of_four.json",
                                        "policies/anchor_entry.json",
                                        "policies/network_org.json",
                                        "policies/funding_concentration.json",
                                        "japan/marginal_prefecture.json"};
    for (size_t k = 0; k < sizeof files / sizeof files[0]; k++)
        for (int replicate = 0; replicate < 2; replicate++) {
            evidence e = observe_run(scenarios_load(files[k], NULL), replicate);
            assert_true(e.w->events.count > 0);
            assert_holds(&e, files[k]);
            forget(&e);
        }
}

#define ALL_POLICIES                                                                               \
    " \"interventions\": [{\"type\": \"vc_matching\", \"region\": \"hub\", \"size\": 0.4},"        \
    " {\"type\": \"vc_matching\", \"name\": \"more\", \"region\": \"hub\", \"size\": 0.3,"         \
    "  \"from\": 5},"                                                                              \
    " {\"type\": \"rd_grants\", \"region\": \"all\", \"size\": \"30 M$/yr\", \"from\": 2,"         \
    "  \"until\": 9, \"ramp_years\": 3, \"concentration\": 0.5, \"chosen\": \"hub\"},"             \
    " {\"type\": \"cluster_programme\", \"region\": \"all\", \"size\": \"7 M$/yr\"},"              \
    " {\"type\": \"research_institute\", \"region\": \"hub\"},"                                    \
    " {\"type\": \"incubator\", \"region\": \"all\", \"from\": 3, \"ramp_years\": 2},"             \
    " {\"type\": \"firm_attraction\", \"region\": \"marginal\", \"from\": \"30 months\"},"         \
    " {\"type\": \"network_org\", \"region\": \"hub\", \"ramp_years\": 1},"                        \
    " {\"type\": \"biodesign\", \"region\": \"hub\"},"                                             \
    " {\"type\": \"headhunting\", \"region\": \"marginal\", \"until\": 4},"                        \
    " {\"type\": \"regulatory_consulting\", \"region\": \"all\", \"from\": 1,"                     \
    "  \"when\": {\"index\": \"A\", \"region\": \"hub\", \"above\": 0.5}},"                        \
    " {\"type\": \"evaluation_centre\", \"region\": \"hub\"},"                                     \
    " {\"type\": \"anchor_entry\", \"region\": \"marginal\", \"from\": 6},"                        \
    " {\"type\": \"review_speedup\", \"region\": \"marginal\", \"ramp_years\": 2},"                \
    " {\"type\": \"review_speedup\", \"name\": \"again\", \"region\": \"marginal\", \"size\": 2}]"

static scenario *two_regions(int step_months, int every_months) {
    return scenarios_read("{\"time\": {\"start\": 2000, \"years\": 12, \"step_months\": %d},"
                          " \"output\": {\"every_months\": %d},"
                          " \"regions\": [" SCENARIOS_HUB("hub", "0") "}, " SCENARIOS_MARGINAL(
                              "marginal", "300") "}]," ALL_POLICIES "}",
                          step_months, every_months);
}

/* All policies at once, ramped, conditional, overlapping, at several steps and records. */
static void test_all_policies(void **state) {
    (void)state;
    static const int months[][2] = {{1, 12}, {3, 12}, {3, 3}, {6, 24}, {12, 12}, {3, 36}};
    for (size_t k = 0; k < sizeof months / sizeof months[0]; k++) {
        evidence e = observe_run(two_regions(months[k][0], months[k][1]), 0);
        assert_holds(&e, "all policies");
        forget(&e);
    }
}

/* Without the world, and without events; half of these are not what the records say. */
static void test_records_and_events_alone(void **state) {
    (void)state;
    evidence e = observe_run(two_regions(3, 12), 1);
    reality_evidence_of_run run = {.scenario = e.s, .rows = e.rows, .row_count = e.count};
    assert_int_equal(reality_check_run(&run, NULL), AGGLO_OK);
    run.counts = &e.counts;
    assert_int_equal(reality_check_run(&run, NULL), AGGLO_OK);
    reality_counts_free(&e.counts);
    assert_int_equal(reality_counts_create(e.s, &e.counts, NULL), AGGLO_OK);
    reality_counts_add(&e.counts, e.w->events.items, e.w->events.count / 2);
    assert_int_equal(reality_check_run(&run, NULL), AGGLO_ERROR_INTERNAL);
    forget(&e);
}

/* Where a region is as well known as can be its links have no flux in the first step, though they
 * slow what it forgets. */
static void test_full_reputation(void **state) {
    (void)state;
    evidence e = observe_run(
        scenarios_read("{\"time\": {\"start\": 2000, \"years\": 3, \"step_months\": 12},"
                       " \"regions\": [" SCENARIOS_EMPTY(
                           "known", "0") ", \"reputation\": 1,"
                                         " \"universities\": [{\"count\": 1, \"budget\": 200}]}]}"),
        0);
    assert_holds(&e, "a region of full reputation");
    forget(&e);
}

/* ---- each check can fail ---- */

enum { ALL_RECORDS = -1, MOST_CHANGES = 8, AT = 5 };

typedef enum { SET, ADD } change_kind;
typedef struct {
    const char *variable;
    int element, record;
    change_kind kind;
    double value;
} change;

static void lose_rounds(evidence *e) {
    for (size_t t = 0; t < e->counts.records; t++)
        e->counts.number[(t * EVENT_COUNT + EVENT_ROUND) * (size_t)e->s->region_count] = 0;
}
static void invent_spinoff(evidence *e) {
    e->counts.number[(AT * EVENT_COUNT + EVENT_SPINOFF) * (size_t)e->s->region_count]++;
}
static void cut_link(evidence *e) {
    e->s->gains[9] = 0;
}
static void close_pool(evidence *e) {
    e->s->parameters.finance_world_pool = 0;
}
static void fatten_firm(evidence *e) {
    e->w->firms.size[0] *= 2;
}
static void back_firm(evidence *e) {
    e->w->firms.flags[0] ^= FIRM_BACKED;
}

#define POLICY_VC 13 /* place of vc_matching, checked below */

static const struct {
    const char *rule;
    change changes[MOST_CHANGES];
    void (*doctor)(evidence *e);
} breaches[] = {
    {"finite", {{"sales", 0, AT, SET, NAN}}, NULL},
    {"not_negative", {{"knowledge", 0, AT, SET, -1}}, NULL},
    {"not_negative", {{"reputation", 0, AT, SET, 1.01}}, NULL},
    {"whole", {{"foundings", 0, AT, ADD, 0.5}}, NULL},
    {"no_flows_at_start", {{"foundings", 0, 0, SET, 1}}, NULL},
    {"firms_conserve", {{"closures", 0, AT, ADD, 1}}, NULL},
    {"kinds_sum", {{"firms_by_kind", KIND_MAJOR, AT, ADD, 1}}, NULL},
    {"origins_sum", {{"spinouts", 0, AT, ADD, 1}}, NULL},
    {"closures_sum", {{"exits_moved", 0, AT, ADD, 1}}, NULL},
    {"startups_conserve",
     {{"startups", 0, 1, ADD, 100},
      {"established_firms", 0, 1, ADD, -100},
      {"firms_by_kind", KIND_STARTUP, 1, ADD, 100},
      {"firms_by_kind", KIND_SUPPLIER, 1, ADD, -100}},
     NULL},
    {"no_firms_no_output", {{"exports", 0, AT, SET, 1e9}}, NULL},
    {"anchors_bring_demand", {{"anchors", 0, AT, SET, 0}}, NULL},
    {"sold_once", {{"exits_floated", 0, AT, ADD, 1e6}}, NULL},
    {"money_before_exit",
     {{"venture_invested", 0, 1, SET, 0}, {"exits_floated", 0, 1, SET, 1}},
     NULL},
    {"capital_before_rounds",
     {{"venture_funds", 0, ALL_RECORDS, SET, 0}, {"dry_powder", 0, ALL_RECORDS, SET, 0}},
     close_pool},
    {"funds_hold_powder", {{"venture_funds", 0, AT, SET, 0}}, NULL},
    {"projects_conserve", {{"projects_failed", 0, AT, ADD, 1e6}}, NULL},
    {"approval_before_sales",
     {{"approvals", 0, 1, SET, 0},
      {"approvals", 1, 1, SET, 0},
      {"approvals", 2, 1, SET, 0},
      {"approvals", 3, 1, SET, 0},
      {"approval_years", 0, 1, SET, 0},
      {"exports", 0, 1, SET, 0.1}},
     NULL},
    {"launches_take_time", {{"approval_years", 0, AT, SET, 1e4}}, NULL},
    {"launches_take_time", {{"approval_years", 0, AT, SET, 0}}, NULL},
    {"links_count", {{"flux", 2, AT, ADD, 1}}, NULL},
    {"links_count", {{"flux", 4, AT, ADD, 1000}}, NULL},
    {"links_off", {{NULL, 0, 0, SET, 0}}, cut_link},
    {"entrants_look", {{"flux", 0, AT, SET, 1e4}}, NULL},
    {"stocks_fade", {{"talent", 0, AT, SET, 1}}, NULL},
    {"reputation_has_sources",
     {{"flux", 3, AT, SET, 0},
      {"flux", 7, AT, SET, 0},
      {"flux", 11, AT, SET, 0},
      {"flux", 14, AT, SET, 0}},
     NULL},
    {"indices_follow", {{"agglomeration", 0, AT, ADD, 0.002}}, NULL},
    {"indices_follow", {{"congestion", 0, AT, ADD, 100}}, NULL},
    {"indices_follow", {{"entrepreneurship", 0, AT, SET, 0}}, NULL},
    {"indices_follow", {{"innovation", 0, AT, SET, 0}}, NULL},
    {"money_conserves", {{"public_cost", POLICY_VC, AT, ADD, 0.01}}, NULL},
    {"money_conserves", {{"public_received", POLICY_VC, AT, ADD, 0.01}}, NULL},
    {"rounds_are_shared",
     {{"public_cost", POLICY_VC, AT, ADD, 1000}, {"public_received", POLICY_VC, AT, ADD, 1000}},
     NULL},
    {"events_agree", {{NULL, 0, 0, SET, 0}}, invent_spinoff},
    {"rounds_have_sizes", {{NULL, 0, 0, SET, 0}}, lose_rounds},
    {"funds_by_events", {{"venture_funds", 0, AT, ADD, 50}}, NULL},
    {"anchors_by_events", {{"anchors", 0, AT, ADD, 20}}, NULL},
    {"agents_counted", {{NULL, 0, 0, SET, 0}}, fatten_firm},
    {"backed_by_rounds", {{NULL, 0, 0, SET, 0}}, back_firm},
    {"sales_of_products",
     {{"approvals", 0, ALL_RECORDS, SET, 0},
      {"approvals", 1, ALL_RECORDS, SET, 0},
      {"approvals", 2, ALL_RECORDS, SET, 0},
      {"approvals", 3, ALL_RECORDS, SET, 0},
      {"approval_years", 0, ALL_RECORDS, SET, 0},
      {"exports", 0, ALL_RECORDS, SET, 0}},
     NULL},
};

static void apply_change(evidence *e, const change *c) {
    size_t row = (size_t)e->s->region_count * record_width();
    for (size_t t = 0; t < e->count / (size_t)e->s->region_count; t++)
        if (c->record == ALL_RECORDS || (size_t)c->record == t) {
            double *x = &e->rows[t * row + record_place(c->variable) + (size_t)c->element];
            *x = c->kind == SET ? c->value : *x + c->value;
        }
}

/* Events only where they are what is doctored, or they would notice first. */
static agglo_status judge_doctored(const evidence *e, const char *rule, agglo_error *error) {
    reality_evidence_of_run run = {
        .scenario = e->s, .rows = e->rows, .row_count = e->count, .world = e->w};
    for (size_t k = 0; k < reality_rules_count; k++)
        if (strcmp(reality_rules[k].name, rule) == 0 && reality_rules[k].needs == REALITY_EVENTS)
            run.counts = &e->counts;
    return reality_check_run(&run, error);
}

static scenario *rich_hub(void) {
    return scenarios_read(
        "{\"time\": {\"start\": 2000, \"years\": 12}, \"regions\": [" SCENARIOS_HUB(
            "hub", "0") "}],"
                        " \"interventions\": [{\"type\": \"vc_matching\", \"region\": \"hub\"}]}");
}

static void test_each_check_can_fail(void **state) {
    (void)state;
    assert_int_equal(policies_index(policies_find("vc_matching")), POLICY_VC);
    for (size_t k = 0; k < sizeof breaches / sizeof breaches[0]; k++) {
        evidence e = observe_run(rich_hub(), 0);
        agglo_error error = {0};
        char named[64];
        assert_holds(&e, "hub");
        for (int c = 0; c < MOST_CHANGES && breaches[k].changes[c].variable != NULL; c++)
            apply_change(&e, &breaches[k].changes[c]);
        if (breaches[k].doctor != NULL)
            breaches[k].doctor(&e);
        agglo_status status = judge_doctored(&e, breaches[k].rule, &error);
        snprintf(named, sizeof named, "reality check %s fails in region hub", breaches[k].rule);
        if (status != AGGLO_ERROR_INTERNAL || strstr(error.what, named) == NULL)
            fail_msg("breach %zu of %s is not noticed: %s", k, breaches[k].rule, error.what);
        assert_true(strstr(error.what, ", year 20") != NULL);
        assert_true(error.got[0] != '\0' && error.expected[0] != '\0');
        forget(&e);
    }
}

static void test_no_check_without_a_breach(void **state) {
    (void)state;
    for (size_t r = 0; r < reality_rules_count; r++) {
        int found = 0;
        for (size_t k = 0; k < sizeof breaches / sizeof breaches[0]; k++)
            found += strcmp(breaches[k].rule, reality_rules[r].name) == 0;
        if (found == 0)
            fail_msg("nobody has seen the check %s fail", reality_rules[r].name);
        for (size_t k = 0; k < r; k++)
            assert_string_not_equal(reality_rules[k].name, reality_rules[r].name);
        assert_true(strlen(reality_rules[r].statement) > 10);
        assert_true(reality_rules[r].needs < REALITY_NEEDS);
    }
}

/* Every recorded variable is looked at, and what a rule says that it covers exists. */
static void test_variables(void **state) {
    (void)state;
    const simulation_output *outputs;
    size_t count = simulation_outputs(&outputs);
    for (size_t r = 0; r < reality_rules_count; r++) {
        char covers[512], *rest = covers;
        snprintf(covers, sizeof covers, "%s", reality_rules[r].covers);
        for (char *name; (name = strtok_r(rest, " ", &rest)) != NULL;)
            if (record_place(name) == SIZE_MAX)
                fail_msg("%s covers %s, which is not recorded", reality_rules[r].name, name);
    }
    scenario *s = rich_hub();
    for (size_t k = 0; k < count; k++) { /* NaN in any variable is found */
        evidence e = observe_run(rich_hub(), 0);
        apply_change(&e, &(change){outputs[k].name, 0, AT, SET, NAN});
        agglo_error error = {0};
        assert_int_equal(judge(&e, &error), AGGLO_ERROR_INTERNAL);
        if (strncmp(error.got, outputs[k].name, strlen(outputs[k].name)) != 0)
            fail_msg("NaN in %s is reported as %s", outputs[k].name, error.got);
        forget(&e);
    }
    scenario_free(s);
}

/* ---- public money ---- */

static double total(const evidence *e, const char *variable, const char *type, size_t region) {
    size_t regions_in = (size_t)e->s->region_count, k = (size_t)policies_index(policies_find(type));
    double sum = 0;
    for (size_t row = region; row < e->count; row += regions_in)
        sum += e->rows[row * record_width() + record_place(variable) + k];
    return sum * e->s->record_every_months / 12;
}

static void assert_sum(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-9 * (1 + fabs(expected))))
        fail_msg("%.15g, expected %.15g", value, expected);
}

/* What a policy has cost over a whole run is what its formula says, from the first step to the
 * last, and what arrives is that without the overhead. */
static void test_costs_of_a_run(void **state) {
    (void)state;
    static const int months[] = {1, 3, 12};
    for (int k = 0; k < 3; k++) {
        scenario *s = scenarios_read(
            "{\"time\": {\"start\": 2000, \"years\": 8, \"step_months\": %d},"
            " \"parameters\": {\"science.budget_growth\": 0},"
            " \"regions\": [" SCENARIOS_MARGINAL("a", "0") "}, " SCENARIOS_MARGINAL(
                "b",
                "300") "}],"
                       " \"interventions\": [{\"type\": \"research_institute\", \"region\": \"a\","
                       "  \"size\": 10},"
                       " {\"type\": \"rd_grants\", \"region\": \"all\", \"size\": 20, \"from\": 2,"
                       "  \"until\": 6},"
                       " {\"type\": \"cluster_programme\", \"region\": \"b\", \"size\": 3, "
                       "\"until\": 7},"
                       " {\"type\": \"network_org\", \"region\": \"a\", \"from\": 7},"
                       " {\"type\": \"vc_matching\", \"region\": \"b\"},"
                       " {\"type\": \"review_speedup\", \"region\": \"b\", \"from\": 1, \"until\": "
                       "3}]}",
            months[k]);
        evidence e = observe_run(s, 0);
        assert_sum(total(&e, "public_cost", "research_institute", 0), 8 * 10 + 20);
        assert_sum(total(&e, "public_received", "research_institute", 0), 8 * 10 + 20);
        assert_sum(total(&e, "public_cost", "rd_grants", 1), 4 * 10);
        assert_sum(total(&e, "public_received", "rd_grants", 1), 4 * 6);
        assert_sum(total(&e, "public_cost", "cluster_programme", 1), 7 * 3);
        assert_sum(total(&e, "public_received", "cluster_programme", 1), 0);
        assert_sum(total(&e, "public_cost", "network_org", 0), 2.55);
        assert_sum(total(&e, "public_received", "network_org", 0), 2.05);
        assert_sum(total(&e, "public_cost", "review_speedup", 0), 20); /* of the whole country */
        assert_sum(total(&e, "public_cost", "vc_matching", 1) -
                       total(&e, "public_received", "vc_matching", 1),
                   8 * 0.2);
        assert_holds(&e, "costs");
        forget(&e);
    }
}

/* The first record holds the money of the first year only. */
static void test_costs_fall_into_their_year(void **state) {
    (void)state;
    evidence e = observe_run(
        scenarios_read(
            "{\"time\": {\"start\": 2000, \"years\": 3}, \"regions\": [" SCENARIOS_MARGINAL(
                "a", "0") "}], \"interventions\": ["
                          "{\"type\": \"research_institute\", \"region\": \"a\","
                          " \"size\": 10, \"until\": 1}]}"),
        0);
    size_t k =
        record_place("public_cost") + (size_t)policies_index(policies_find("research_institute"));
    double trend = 0;
    for (int quarter = 0; quarter < 4; quarter++)
        trend += 0.25 * pow(1.02, 0.25 * quarter);
    assert_sum(e.rows[record_width() + k], 20 + 10 * trend);
    assert_sum(e.rows[2 * record_width() + k], 0);
    forget(&e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shipped_scenarios),
        cmocka_unit_test(test_all_policies),
        cmocka_unit_test(test_records_and_events_alone),
        cmocka_unit_test(test_full_reputation),
        cmocka_unit_test(test_each_check_can_fail),
        cmocka_unit_test(test_no_check_without_a_breach),
        cmocka_unit_test(test_variables),
        cmocka_unit_test(test_costs_of_a_run),
        cmocka_unit_test(test_costs_fall_into_their_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
