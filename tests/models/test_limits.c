/* Money of interventions: limits of their own, totals, budgets that several share; programmes that
 * follow merit; firms that an event takes away. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/policy.h"
#include "models/simulation.h"
#include "tests/support/scenarios.h"

#define TWO                                                                                        \
    "{\"time\": {\"start\": 1980, \"years\": 20}, \"replicates\": 1, \"regions\": "                \
    "[" SCENARIOS_MARGINAL("a", "0") "}, " SCENARIOS_MARGINAL("b",                                 \
                                                              "300") "}], \"interventions\": ["

static void assert_close(double got, double expected) {
    if (!(fabs(got - expected) <= 1e-9 * fmax(1, fabs(expected))))
        fail_msg("got %.15g, expected %.15g", got, expected);
}

static world *land(scenario **s, const char *list, const char *budgets) {
    *s = scenarios_read(TWO "%s], \"budgets\": {%s}}", list, budgets);
    return scenarios_world(*s, 0, 1);
}

/* What a policy costs a region in the step, M$. */
static double cost_of(const world *w, int region, const char *type) {
    return w->accounts[region * policies_count() + policies_index(policies_find(type))].cost;
}

static void policy_at(world *w, double year) {
    w->step = (int)(year * 4);
    scenarios_phase(w, "policy");
}

#define BIODESIGN                                                                                  \
    "{\"type\": \"biodesign\", \"region\": \"a\"" /* 0.3 + 0.15 size M$/yr, size 12                \
                                                   */

/* ---- limits of one's own ---- */

static void test_limit(void **state) {
    (void)state;
    scenario *s;
    world *w = land(&s, BIODESIGN ", \"limit\": 1.2}", "");
    policy_at(w, 0);
    assert_close(w->levers[0].fellows, 6); /* (1.2 - 0.3)/0.15 */
    assert_close(cost_of(w, 0, "biodesign"), 0.3);
    world_free(w);
    scenario_free(s);
    w = land(&s, BIODESIGN ", \"limit\": 5}", ""); /* more than it asks for */
    policy_at(w, 0);
    assert_close(w->levers[0].fellows, 12);
    assert_close(cost_of(w, 0, "biodesign"), 2.1 / 4);
    world_free(w);
    scenario_free(s);
}

/* Whoever cannot pay the fixed part does nothing, and has not begun. */
static void test_limit_below_the_fixed_part(void **state) {
    (void)state;
    static const char *const limits[] = {"\"limit\": 0.2", "\"limit\": 0", "\"total\": 0"};
    for (int k = 0; k < 3; k++) {
        scenario *s = scenarios_read(TWO BIODESIGN ", %s}]}", limits[k]);
        world *w = scenarios_world(s, 0, 1);
        policy_at(w, 0);
        assert_true(w->levers[0].fellows == 0 && cost_of(w, 0, "biodesign") == 0);
        assert_int_equal(w->orders.first_step[0], NOBODY);
        assert_int_equal(w->events.count, 0);
        world_free(w);
        scenario_free(s);
    }
}

/* The limit holds for all regions together, and for a ramp only where that asks for more. */
static void test_limit_of_several_regions_and_ramps(void **state) {
    (void)state;
    scenario *s;
    world *w = land(&s,
                    "{\"type\": \"biodesign\", \"region\": \"all\", \"limit\": 2.4, "
                    "\"ramp_years\": 1}",
                    "");
    static const double fellows[] = {3, 6, 6, 6}; /* asked: 3, 6, 9, 12 in each region */
    for (int step = 0; step < 4; step++) {
        w->step = step;
        scenarios_phase(w, "policy");
        assert_close(w->levers[0].fellows, fellows[step]);
        assert_close(w->levers[1].fellows, fellows[step]);
    }
    world_free(w);
    scenario_free(s);
}

/* Limits are in the money that is booked, which grows with budgets where it is research money. */
static void test_limit_of_research_money(void **state) {
    (void)state;
    scenario *s;
    world *w =
        land(&s, "{\"type\": \"university_investment\", \"region\": \"a\", \"limit\": 10}", "");
    policy_at(w, 5);
    assert_close(w->levers[0].university, 10 / pow(1 + s->parameters.science_budget_growth, 5));
    assert_close(cost_of(w, 0, "university_investment"), 2.5);
    world_free(w);
    scenario_free(s);
}

static void test_limit_of_a_country(void **state) {
    (void)state;
    scenario *s;
    world *w = land(&s, "{\"type\": \"command_post\", \"region\": \"all\", \"limit\": 1}", "");
    policy_at(w, 0);
    assert_close(w->levers[0].steering, 0.5);
    assert_close(w->levers[1].steering, 0.5);
    assert_close(cost_of(w, 0, "command_post") + cost_of(w, 1, "command_post"), 0.25);
    world_free(w);
    scenario_free(s);
}

/* ---- totals ---- */

static void test_total(void **state) {
    (void)state;
    scenario *s;
    world *w = land(&s, BIODESIGN ", \"total\": 4.5}", "");
    double sum = 0;
    for (int step = 0; step < 12; step++) {
        w->step = step;
        scenarios_phase(w, "policy");
        assert_close(w->levers[0].fellows, step < 8 ? 12 : step == 8 ? 6 : 0);
        sum += cost_of(w, 0, "biodesign");
    }
    assert_close(sum, 4.5);
    assert_close(w->spendings.spent[0], 4.5);
    world_free(w);
    scenario_free(s);
}

/* ---- budgets ---- */

#define COORDINATORS                                                                               \
    "{\"type\": \"coordinators\", \"region\": \"b\", \"size\": 20, \"budget\": \"pot\"}" /* 3 */

static void test_budget_is_shared(void **state) {
    (void)state;
    scenario *s;
    world *w = land(&s, BIODESIGN ", \"budget\": \"pot\"}," COORDINATORS, "\"pot\": 3.3");
    policy_at(w, 0); /* 0.3 is fixed; 1.8 and 3 are asked of the other 3 */
    assert_close(w->levers[0].fellows, 12 * 3 / 4.8);
    assert_close(w->levers[1].coordinators, 20 * 3 / 4.8);
    assert_close(cost_of(w, 0, "biodesign") + cost_of(w, 1, "coordinators"), 3.3 / 4);
    world_free(w);
    scenario_free(s);
    w = land(&s, BIODESIGN ", \"budget\": \"pot\", \"limit\": 1.2}," COORDINATORS, "\"pot\": 4.2");
    policy_at(w, 0); /* a limit of its own comes first: then there is enough */
    assert_close(w->levers[0].fellows, 6);
    assert_close(w->levers[1].coordinators, 20);
    world_free(w);
    scenario_free(s);
}

static void test_budget_has_dates(void **state) {
    (void)state;
    scenario *s;
    world *w = land(&s, COORDINATORS,
                    "\"pot\": {\"per_year\": 1.5, \"from\": 2, \"until\": \"36 months\"}");
    static const double years[] = {0, 1.75, 2, 2.75, 3, 8}, expected[] = {0, 0, 10, 10, 0, 0};
    for (int k = 0; k < 6; k++) {
        policy_at(w, years[k]);
        assert_close(w->levers[1].coordinators, expected[k]);
    }
    world_free(w);
    scenario_free(s);
}

/* Fixed parts are paid in the order of the scenario; who comes too late does nothing. */
static void test_budget_pays_fixed_parts_first(void **state) {
    (void)state;
    scenario *s;
    world *w =
        land(&s,
             BIODESIGN ", \"budget\": \"pot\"},"
                       "{\"type\": \"study_groups\", \"region\": \"a\", \"budget\": \"pot\"},"
                       "{\"type\": \"tech_showcase\", \"region\": \"a\", \"budget\": \"pot\"}",
             "\"pot\": 0.45");
    policy_at(w, 0); /* fixed: 0.3, 0.1, 0.3; of the other 0.05 go 1.8/1.9 and 0.1/1.9 */
    assert_close(w->levers[0].fellows, 12 * 0.05 / 1.9);
    assert_close(w->levers[0].study, 0.1 * 0.05 / 1.9);
    assert_true(w->levers[0].showcase == 0 && cost_of(w, 0, "tech_showcase") == 0);
    world_free(w);
    scenario_free(s);
}

/* Who waits for a condition, or whose time has not come, does not draw on a budget. */
static void test_budget_is_not_reserved(void **state) {
    (void)state;
    scenario *s;
    world *w = land(&s,
                    COORDINATORS ", {\"type\": \"biodesign\", \"region\": \"a\", \"budget\": "
                                 "\"pot\", \"when\": {\"index\": \"n\", \"above\": 1000}},"
                                 "{\"type\": \"reskilling\", \"region\": \"a\", \"budget\": "
                                 "\"pot\", \"from\": 5, \"size\": 140}", /* 0.2 + 2.8 */
                    "\"pot\": 3");
    policy_at(w, 0);
    assert_close(w->levers[1].coordinators, 20);
    policy_at(w, 5);
    assert_close(w->levers[1].coordinators, 20 * 2.8 / 5.8);
    w->regions.firm_count[0] = 1001;
    policy_at(w, 6);
    assert_close(w->levers[1].coordinators, 20 * 2.5 / 7.6);
    assert_close(w->levers[0].fellows, 12 * 2.5 / 7.6);
    world_free(w);
    scenario_free(s);
}

/* ---- packages: several files of policies are put together ---- */

static void test_packages(void **state) {
    (void)state;
    scenario *s = scenarios_read(
        "{\"extends\": [\"%s/scenarios/policies/biodesign.json\", "
        "\"%s/scenarios/policies/hospital_network.json\"], \"budgets\": {\"pot\": 3}, "
        "\"interventions\": [{\"type\": \"incubator\", \"region\": \"marginal\", \"from\": 12, "
        "\"budget\": \"pot\"}]}",
        AGGLO_SOURCE_DIR, AGGLO_SOURCE_DIR);
    assert_int_equal(s->region_count, 1);
    assert_int_equal(s->intervention_count, 3);
    assert_string_equal(s->interventions[1].type->type, "hospital_network");
    world *w = scenarios_world(s, 0, 1);
    policy_at(w, 12);
    assert_close(w->levers[0].fellows, 12);
    assert_close(w->levers[0].openness, 0.4);
    assert_close(w->levers[0].slots, 50);
    world_free(w);
    scenario_free(s);
}

/* ---- merit ---- */

static double merit_by_hand(const world *w, int r) {
    double approvals = 1, quality = 0, running = 0;
    for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++) {
        for (int32_t k = w->product_first[i]; k < w->product_first[i + 1]; k++)
            approvals += w->products.approval[k] >= w->step - 20;
        for (int32_t k = w->project_first[i]; k < w->project_first[i + 1]; k++) {
            quality += w->projects.quality[k];
            running++;
        }
    }
    return approvals * quality / running;
}

static void test_merit(void **state) {
    (void)state;
    scenario *s = scenarios_read("{\"time\": {\"start\": 1980, \"years\": 20}, \"regions\": [%s, "
                                 "%s], \"interventions\": [{\"type\": \"rd_grants\", \"region\": "
                                 "\"all\", \"from\": 8, \"size\": 100, \"merit\": 0.5}]}",
                                 SCENARIOS_HUB("hub", "0") "}", SCENARIOS_MARGINAL("b", "300") "}");
    world *w = scenarios_world(s, 0, 1);
    while (w->step < 32)
        scenarios_step(w);
    double merit[] = {merit_by_hand(w, 0), merit_by_hand(w, 1)};
    assert_true(merit[0] > merit[1] && merit[1] > 0);
    scenarios_phase(w, "policy");
    for (int r = 0; r < 2; r++) {
        double share = 0.25 + 0.5 * merit[r] / (merit[0] + merit[1]);
        assert_close(w->levers[r].grant, fmax(0, 100 * share - s->parameters.funding_fixed_cost));
    }
    world_free(w);
    scenario_free(s);
}

/* ---- firms that leave ---- */

static int count_events(const world *w, int type, int region) {
    int count = 0;
    for (size_t n = 0; n < w->events.count; n++)
        count += w->events.items[n].type == type && w->events.items[n].region == region;
    return count;
}

static world *struck(scenario **s, const char *order, int lanes) {
    *s = scenarios_read("{\"time\": {\"start\": 1980, \"years\": 20}, \"regions\": [%s, %s], "
                        "\"interventions\": [%s]}",
                        SCENARIOS_HUB("hub", "0") "}", SCENARIOS_MARGINAL("b", "300") "}", order);
    world *w = scenarios_world(*s, 0, lanes);
    while (w->step < 20)
        scenarios_step(w);
    return w;
}

static void test_an_anchor_leaves(void **state) {
    (void)state;
    scenario *s;
    world *w = struck(&s, "{\"type\": \"anchor_exit\", \"region\": \"hub\", \"from\": 5}", 1);
    double closed = w->flows.closed[0], largest = 0;
    int anchors = 0, left = 0, rows = w->regions.firm_rows[0];
    uint64_t id = 0;
    for (int32_t i = w->firm_first[0]; i < w->firm_first[1]; i++)
        if (firm_is(w, i, FIRM_ANCHOR) && anchors++ >= 0 && w->firms.demand[i] > largest) {
            largest = w->firms.demand[i];
            id = w->firms.id[i];
        }
    assert_true(anchors > 0);
    scenarios_phase(w, "policy");
    assert_int_equal(w->regions.firm_rows[0], rows - 1);
    assert_close(w->flows.closed[0], closed + 1);
    assert_int_equal(count_events(w, EVENT_DEPARTURE, 0), 1);
    for (int32_t i = w->firm_first[0]; i < w->firm_first[1]; i++) {
        assert_true(w->firms.id[i] != id);
        left += firm_is(w, i, FIRM_ANCHOR);
    }
    assert_int_equal(left, anchors - 1);
    assert_int_equal(world_check(w, NULL), AGGLO_OK);
    w->step++;
    scenarios_phase(w, "policy");
    assert_int_equal(w->regions.firm_rows[0], rows - 1); /* it leaves once */
    for (int k = 0; k < 8; k++)
        scenarios_step(w);
    assert_int_equal(world_check(w, NULL), AGGLO_OK);
    world_free(w);
    scenario_free(s);
}

static void test_a_disaster_strikes(void **state) {
    (void)state;
    uint64_t hash[2];
    for (int lanes = 1; lanes <= 2; lanes++) {
        scenario *s;
        world *w = struck(&s,
                          "{\"type\": \"disaster_reconstruction\", \"region\": [\"b\", \"hub\"], "
                          "\"from\": 5, \"until\": 7, \"loss\": 0.5}",
                          lanes);
        int rows[] = {w->regions.firm_rows[0], w->regions.firm_rows[1]};
        scenarios_phase(w, "policy");
        for (int r = 0; r < 2; r++) {
            int hit = count_events(w, EVENT_DEPARTURE, r);
            assert_true(hit > 10);
            assert_int_equal(w->regions.firm_rows[r], rows[r] - hit);
            assert_close(w->levers[r].grant, 20);
        }
        assert_int_equal(world_check(w, NULL), AGGLO_OK);
        w->step++;
        scenarios_phase(w, "policy");
        assert_int_equal(w->regions.firm_rows[0], rows[0] - count_events(w, EVENT_DEPARTURE, 0));
        hash[lanes - 1] = world_hash(w);
        world_free(w);
        scenario_free(s);
    }
    assert_true(hash[0] == hash[1]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limit),
        cmocka_unit_test(test_limit_below_the_fixed_part),
        cmocka_unit_test(test_limit_of_several_regions_and_ramps),
        cmocka_unit_test(test_limit_of_research_money),
        cmocka_unit_test(test_limit_of_a_country),
        cmocka_unit_test(test_total),
        cmocka_unit_test(test_budget_is_shared),
        cmocka_unit_test(test_budget_has_dates),
        cmocka_unit_test(test_budget_pays_fixed_parts_first),
        cmocka_unit_test(test_budget_is_not_reserved),
        cmocka_unit_test(test_packages),
        cmocka_unit_test(test_merit),
        cmocka_unit_test(test_an_anchor_leaves),
        cmocka_unit_test(test_a_disaster_strikes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
