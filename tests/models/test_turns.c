/* Firms' turns: screening changes nothing, and every event of a turn comes with probability
 * 1 - exp(-hazard step), alone and beside all others, in short and in long steps. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "models/phases/turns.h"
#include "models/population.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

/* ---- the screen ---- */

static const char *const before_turns[] = {"policy",  "observe",     "science", "matching",
                                           "finance", "development", "market"};

/* The world at step `steps` when its firms have had their turns. */
static world *world_with_turns(const scenario *s, int steps, int is_screened) {
    world *w = scenarios_world(s, 3, 1);
    while (w->step < steps)
        scenarios_step(w);
    for (size_t k = 0; k < sizeof before_turns / sizeof before_turns[0]; k++)
        scenarios_phase(w, before_turns[k]);
    assert_int_equal(turns_take(w, is_screened, NULL), AGGLO_OK);
    return w;
}

static void assert_same_happenings(const world *a, const world *b) {
    const happening_list *x = &a->lane[0].happenings, *y = &b->lane[0].happenings;
    assert_int_equal(x->count, y->count);
    for (size_t k = 0; k < x->count; k++) {
        assert_int_equal(x->items[k].type, y->items[k].type);
        assert_int_equal(x->items[k].firm, y->items[k].firm);
        assert_true(x->items[k].amount == y->items[k].amount);
    }
    const founding_list *f = &a->lane[0].foundings, *g = &b->lane[0].foundings;
    assert_int_equal(f->count, g->count);
    for (size_t k = 0; k < f->count; k++) {
        assert_true(f->items[k].id == g->items[k].id && f->items[k].kind == g->items[k].kind);
        assert_true(f->items[k].size == g->items[k].size);
        assert_true(f->items[k].technology == g->items[k].technology);
    }
}

static void check_screen(scenario *s, int every) {
    size_t happened = 0;
    for (int step = 0; step < s->steps; step += every) {
        world *a = world_with_turns(s, step, 1), *b = world_with_turns(s, step, 0);
        assert_true(world_hash(a) == world_hash(b));
        assert_memory_equal(a->gone, b->gone, a->firms.table.count);
        assert_same_happenings(a, b);
        happened += a->lane[0].happenings.count;
        world_free(a);
        world_free(b);
    }
    assert_true(happened > 0);
}

static scenario *hub_and_margin(int step_months) {
    return scenarios_read("{\"time\": {\"start\": 2000, \"years\": 40, \"step_months\": %d},"
                          " \"regions\": [%s, %s]}",
                          step_months, SCENARIOS_HUB("hub", "0") "}",
                          SCENARIOS_MARGINAL("margin", "300") "}");
}

static void test_screen_changes_nothing(void **state) {
    (void)state;
    static const int months[] = {1, 3, 12};
    for (size_t k = 0; k < sizeof months / sizeof months[0]; k++) {
        scenario *s = hub_and_margin(months[k]);
        check_screen(s, months[k] == 12 ? 1 : 5 * 12 / months[k]);
        scenario_free(s);
    }
}

/* Young firms at a disadvantage, closing that does not depend on size, hazards beyond one a step,
 * and the other way round. */
static void test_screen_with_odd_parameters(void **state) {
    (void)state;
    for (int extreme = 0; extreme < 3; extreme++) {
        scenario *s = hub_and_margin(12);
        parameters *p = &s->parameters;
        p->exits_size_exponent = extreme;
        p->exits_young_factor = extreme == 0 ? 0.1 : 9;
        p->finance_young_hazard = 0.2;
        p->finance_old_hazard = 2;
        p->licence_h_mah = 0.7;
        p->anchor_size = 77;
        p->anchor_demand = 1;
        p->anchor_h6 = extreme;
        p->growth_h2 = 0.4 * extreme;
        p->exits_h_acquired = extreme;
        p->spinoff_k7 = extreme == 1 ? 0 : 3;
        check_screen(s, 3);
        scenario_free(s);
    }
}

/* ---- frequencies ---- */

enum { COUNT = 30000, DECISIONS = 5, PATTERNS = 1 << (DECISIONS - 1) };
typedef enum { CLOSES, ROOTS, LICENCE, ANCHOR, SPINOFF } decision;
static const event_type event_of[] = {EVENT_FAILED, EVENT_HOME_BASE, EVENT_LICENCE,
                                      EVENT_PROMOTION};

/* Prototype makers' sites that could be anchors: everything may happen to them. */
static scenario *eventful(const double hazard[DECISIONS], int step_months) {
    scenario *s = scenarios_read(
        "{\"time\": {\"start\": 2000, \"years\": 1, \"step_months\": %d}, \"regions\": "
        "[" SCENARIOS_EMPTY(
            "here", "0") ", \"firms\": [{\"kind\": \"supplier\", \"count\": %d,"
                         " \"licence\": 0, \"hq\": false, \"size\": 800, \"size_sigma\": 0}]}]}",
        step_months, (int)COUNT);
    scenarios_silence(s);
    s->gains[1] = s->gains[5] = s->gains[6] = 1;
    parameters *p = &s->parameters;
    p->exits_size_exponent = 0.5;
    p->exits_h_established = hazard[CLOSES] / 2 * sqrt(40);
    p->exits_h_site_leaves = hazard[CLOSES] / 2;
    p->growth_h2 = hazard[ROOTS] / log(2);
    p->licence_h_parts = hazard[LICENCE];
    p->anchor_h6 = hazard[ANCHOR];
    p->spinoff_eta7 = hazard[SPINOFF] / (log(5) / (1 + p->spinoff_half_A) * 4);
    return s;
}

/* Counts firms by what they met; closed ones meet nothing else. */
static double count_patterns(const scenario *s, double patterns[PATTERNS]) {
    static uint8_t met[COUNT];
    memset(met, 0, sizeof met);
    memset(patterns, 0, PATTERNS * sizeof *patterns);
    world *w = scenarios_world(s, 0, 1);
    for (int32_t i = 0; i < COUNT; i++)
        w->firms.demand[i] = 60;
    scenarios_phase(w, "observe");
    w->observed[0] = (observation){.A = 1, .I = 1, .congestion_factor = 1, .founding_money = 1};
    assert_int_equal(turns_take(w, 1, NULL), AGGLO_OK);
    const gathering *all = &w->lane[0];
    for (size_t k = 0; k < all->happenings.count; k++)
        for (int d = CLOSES; d < SPINOFF; d++)
            if (all->happenings.items[k].type == event_of[d])
                met[all->happenings.items[k].firm] |= (uint8_t)(1 << d);
    for (size_t k = 0; k < all->foundings.count; k++)
        for (int32_t i = (int32_t)k; i < COUNT; i++) /* in the order of the parents */
            if (w->firms.id[i] == all->foundings.items[k].cause) {
                met[i] |= 1 << SPINOFF;
                break;
            }
    double closed = 0;
    for (int32_t i = 0; i < COUNT; i++) {
        assert_true(met[i] % 2 == 0 || met[i] == 1);
        closed += met[i] % 2;
        patterns[met[i] >> 1] += 1 - met[i] % 2;
    }
    world_free(w);
    return closed;
}

static void check_frequencies(const double hazard[DECISIONS], int step_months) {
    double observed[PATTERNS], expected[PATTERNS], P[DECISIONS];
    scenario *s = eventful(hazard, step_months);
    double closed = count_patterns(s, observed);
    for (int d = 0; d < DECISIONS; d++)
        P[d] = -expm1(-hazard[d] * step_months / 12);
    statistics_near("closures", closed, COUNT * P[CLOSES],
                    sqrt(COUNT * P[CLOSES] * (1 - P[CLOSES])));
    for (int d = ROOTS; d < DECISIONS; d++) {
        double n = COUNT * (1 - P[CLOSES]) * P[d], p = n / COUNT, came = 0;
        for (int k = 0; k < PATTERNS; k++)
            came += (k >> (d - 1)) % 2 * observed[k];
        statistics_near("event", came, n, sqrt(n * (1 - p)));
    }
    for (int k = 0; k < PATTERNS; k++) {
        expected[k] = COUNT - closed;
        for (int d = ROOTS; d < DECISIONS; d++)
            expected[k] *= (k >> (d - 1)) % 2 == 1 ? P[d] : 1 - P[d];
    }
    int together = hazard[ROOTS] > 0 && hazard[SPINOFF] > 0;
    assert_true(!together || statistics_fit(observed, expected, PATTERNS) > 4e-4);
    scenario_free(s);
}

static void test_each_hazard_alone(void **state) {
    (void)state;
    for (int d = 0; d < DECISIONS; d++)
        for (int months = 3; months <= 12; months += 9) {
            double hazard[DECISIONS] = {0};
            hazard[d] = 0.4 + 0.3 * d;
            check_frequencies(hazard, months);
        }
}

static void test_all_hazards_together(void **state) {
    (void)state;
    static const double small[DECISIONS] = {0.04, 0.03, 0.1, 0.3, 0.2};
    static const double large[DECISIONS] = {0.3, 0.7, 0.4, 1.6, 1.1};
    for (int months = 1; months <= 12; months += 11) {
        check_frequencies(small, months);
        check_frequencies(large, months);
    }
}

/* ---- ventures ---- */

/* Start-ups with a product fail, graduate or are moved, are sold; graduates are sold, too. */
static void test_ventures(void **state) {
    (void)state;
    for (int months = 3; months <= 12; months += 9) {
        scenario *s = scenarios_read(
            "{\"time\": {\"start\": 2000, \"years\": 1, \"step_months\": %d}, \"regions\": "
            "[" SCENARIOS_EMPTY("here", "0") ", \"firms\": [{\"kind\": \"tech\", \"count\": %d,"
                                             " \"size\": 30, \"size_sigma\": 0}]}]}",
            months, (int)COUNT);
        scenarios_silence(s);
        s->gains[13] = 1;
        parameters *p = &s->parameters;
        p->finance_h_startup = 0.5 / p->finance_young_hazard;
        p->graduation_h14 = 0.6;
        p->graduation_h_leave = 0.2;
        p->exits_h_acquired = 0.7;
        world *w = scenarios_world(s, 0, 1);
        static product_plan plans[COUNT];
        for (int32_t i = 0; i < COUNT; i++) {
            w->firms.kind[i] = KIND_STARTUP;
            w->firms.birth[i] = 0;
            w->firms.cash[i] = 1;
            w->firms.flags[i] |= FIRM_BACKED;
            plans[i] = (product_plan){.id = 7 + (uint64_t)i, .owner = i, .peak = 1};
        }
        assert_int_equal(population_merge_products(w, plans, COUNT, NULL), AGGLO_OK);
        scenarios_phase(w, "observe");
        assert_int_equal(turns_take(w, 1, NULL), AGGLO_OK);
        double n[EVENT_COUNT] = {0}, step = months / 12.0;
        for (size_t k = 0; k < w->lane[0].happenings.count; k++)
            n[w->lane[0].happenings.items[k].type]++;
        double fail = -expm1(-0.5 * step), ripe = (1 - fail) * -expm1(-0.8 * step);
        double sold = (1 - fail - 0.25 * ripe) * -expm1(-0.7 * step);
        const double P[] = {fail, 0.25 * ripe, 0.75 * ripe, sold};
        const double came[] = {n[EVENT_FAILED], n[EVENT_MOVED], n[EVENT_GRADUATION],
                               n[EVENT_ACQUIRED] + n[EVENT_FLOATED]};
        for (int k = 0; k < 4; k++)
            statistics_near("ventures", came[k], COUNT * P[k], sqrt(COUNT * P[k] * (1 - P[k])));
        world_free(w);
        scenario_free(s);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_screen_changes_nothing),
        cmocka_unit_test(test_screen_with_odd_parameters),
        cmocka_unit_test(test_each_hazard_alone),
        cmocka_unit_test(test_all_hazards_together),
        cmocka_unit_test(test_ventures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
