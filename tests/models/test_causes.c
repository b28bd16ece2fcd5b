/* The cause ledger: how often a cause is named, where chains end, and that asking for causes moves
 * nothing else. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/causes.h"
#include "models/model.h"
#include "models/simulation.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

/* ---- the draw ---- */

/* A world of nothing but a key: draws need no more. */
static const world *bare_world(void) {
    static world w;
    w.key = random_key_make(7, 0);
    w.step = 3;
    return &w;
}

enum { DRAWS = 40000 };

/* How often each entry and, last, the base is chosen, by agent. */
static void count_choices(const cause_list *list, double chosen[CAUSES_MOST + 1]) {
    memset(chosen, 0, (CAUSES_MOST + 1) * sizeof *chosen);
    for (uint64_t agent = 1; agent <= DRAWS; agent++) {
        uint8_t link = 99;
        causes_inquiry q = causes_ask(bare_world(), 0, EVENT_ENTRY, id_mix(agent));
        uint8_t source = causes_choose(&q, list, &link);
        int k = 0;
        while (k < list->count && list->of[k].source != source)
            k++;
        assert_int_equal(link, k < list->count ? list->of[k].link : 0);
        chosen[k < list->count ? k : CAUSES_MOST]++;
    }
}

static void check_share(double count, double p) {
    statistics_near("share", count / DRAWS, p, sqrt(p * (1 - p) / DRAWS));
}

/* A rate of 2 (1 + 0.25)(1 + 0.6 + 0.4): with each factor away, and each term. */
static double rate_of(double factor, double one, double other) {
    return 2 * (1 + factor) * (1 + one + other);
}

static void test_parts_below_one(void **state) {
    (void)state;
    double rate = rate_of(0.25, 0.6, 0.4), chosen[CAUSES_MOST + 1];
    double part[] = {causes_part(rate, rate_of(0, 0.6, 0.4)),
                     causes_part(rate, rate_of(0.25, 0, 0.4)),
                     causes_part(rate, rate_of(0.25, 0.6, 0))};
    assert_true(fabs(part[0] - 0.2) + fabs(part[1] - 0.3) + fabs(part[2] - 0.2) < 1e-12);
    cause_list list = {0};
    causes_add(&list, CAUSE_ENTREPRENEURSHIP, 7, part[0]);
    causes_add(&list, CAUSE_ANCHORS, 10, part[1]);
    causes_add(&list, CAUSE_TALENT, 0, 0); /* does nothing: no entry */
    causes_add(&list, CAUSE_LEVER + LEVER_grant, 0, part[2]);
    assert_int_equal(list.count, 3);
    count_choices(&list, chosen);
    for (int k = 0; k < 3; k++)
        check_share(chosen[k], part[k]);
    check_share(chosen[CAUSES_MOST], 1 - part[0] - part[1] - part[2]);
}

static void test_parts_above_one(void **state) {
    (void)state;
    double chosen[CAUSES_MOST + 1];
    cause_list list = {0};
    causes_add(&list, CAUSE_RESEARCH, 1, 1);
    causes_add(&list, CAUSE_ANCHORS, 10, 0.6);
    count_choices(&list, chosen);
    check_share(chosen[0], 1 / 1.6);
    check_share(chosen[1], 0.6 / 1.6);
    assert_true(chosen[CAUSES_MOST] == 0);
}

static void test_no_part(void **state) {
    (void)state;
    assert_true(causes_part(0, 0) == 0 && causes_part(1, 1) == 0 && causes_part(1, 2) == 0);
    cause_list list = {0};
    causes_inquiry q = causes_ask(bare_world(), 0, EVENT_FUND, 5);
    assert_int_equal(causes_choose(&q, &list, NULL), CAUSE_BASE);
}

/* ---- whole runs ---- */

/* A scenario that records events. */
static scenario *recorded(const char *file, const char *const *assignments) {
    scenario *s = scenarios_load(file, assignments);
    s->record_events = 1;
    return s;
}

static void require(agglo_status status, const agglo_error *error) {
    if (status == AGGLO_OK)
        return;
    char text[1024];
    error_format(error, text, sizeof text);
    fail_msg("%s", text);
}

/* A step whose events stay in the world. */
static void step(world *w) {
    agglo_error error = {0};
    require(schedule_run(model_phases, 0, model_phase_count, w, NULL, &error), &error);
    w->step++;
}

/* All events of a replicate. */
static schema_event_list run_events(const scenario *s, int replicate, uint64_t *hash) {
    agglo_error error = {0};
    simulation *sim = NULL;
    schema_event_list all = {0};
    require(simulation_create(s, replicate, 2, &sim, &error), &error);
    while (!simulation_is_complete(sim))
        require(simulation_advance(sim, &error), &error);
    *hash = simulation_hash(sim);
    schema_event_list *list = simulation_events(sim);
    require(schema_events_reserve(&all, list->count + 1, &error), &error);
    if (list->count > 0)
        memcpy(all.items, list->items, list->count * sizeof *all.items);
    all.count = list->count;
    simulation_free(sim);
    return all;
}

static double count_of(const schema_event_list *list, int type) {
    double count = 0;
    for (size_t k = 0; k < list->count; k++)
        count += list->items[k].type == type;
    return count;
}

/* Also in a world in which everything is pulled at. */
static void test_no_event_before_its_cause(void **state) {
    (void)state;
    static const char *const files[] = {"hubs/world_of_four.json", "policies/anchor_entry.json",
                                        "policies/funding_concentration.json"};
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++)
        for (int replicate = 0; replicate < 2; replicate++) {
            scenario *s = recorded(files[f], NULL);
            agglo_error error = {0};
            uint64_t hash;
            schema_event_list list = run_events(s, replicate, &hash);
            assert_true(list.count > 500 && count_of(&list, EVENT_POLICY_START) > 0);
            require(causes_check(s, list.items, list.count, &error), &error);
            schema_events_free(&list);
            scenario_free(s);
        }
}

/* The check is not content with everything. */
static void test_check_finds_breaches(void **state) {
    (void)state;
    scenario *s = recorded("policies/anchor_entry.json", NULL);
    uint64_t hash;
    schema_event_list list = run_events(s, 0, &hash);
    schema_event *project = NULL, *approval = NULL;
    for (size_t k = 0; k < list.count; k++) {
        schema_event *e = &list.items[k];
        if (e->type == EVENT_APPROVAL && e->cause == e->agent)
            approval = e;
    }
    assert_non_null(approval);
    for (size_t k = 0; k < list.count; k++)
        if (list.items[k].type == EVENT_PROJECT && list.items[k].agent == approval->cause)
            project = &list.items[k];
    assert_non_null(project);
    const schema_event whole[] = {*project, *approval};
    assert_int_equal(causes_check(s, list.items, list.count, NULL), AGGLO_OK);
    approval->cause ^= 1; /* nobody */
    assert_int_equal(causes_check(s, list.items, list.count, NULL), AGGLO_ERROR_INTERNAL);
    *project = whole[1]; /* the approval before its project */
    *approval = whole[0];
    assert_int_equal(causes_check(s, list.items, list.count, NULL), AGGLO_ERROR_INTERNAL);
    *project = whole[0];
    *approval = whole[1];
    project->cause = project->agent; /* by itself */
    assert_int_equal(causes_check(s, list.items, list.count, NULL), AGGLO_ERROR_INTERNAL);
    *project = whole[0];
    project->cause = 0;
    assert_int_equal(causes_check(s, list.items, list.count, NULL), AGGLO_ERROR_INTERNAL);
    *project = whole[0];
    approval->step = project->step - 1;
    assert_int_equal(causes_check(s, list.items, list.count, NULL), AGGLO_ERROR_INTERNAL);
    schema_events_free(&list);
    scenario_free(s);
}

/* ---- only a network organisation ---- */

/* No links, no trust: of 1 + c N options of an attempt the network organisations bring c N, and two
 * of 27 and 9 coordinators share them. */
static void test_network_organisation(void **state) {
    (void)state;
    scenario *s = scenarios_read(
        "{\"time\": {\"start\": 2000, \"years\": 30}, \"parameters\": {\"matching.c_ties\": 0},"
        " \"regions\": [" SCENARIOS_HUB("hub",
                                        "0") "}],"
                                             " \"interventions\": [{\"type\": \"network_org\", "
                                             "\"name\": \"large\", \"region\": \"hub\","
                                             " \"from\": 0, \"size\": 27, \"leadership\": 1},"
                                             " {\"type\": \"network_org\", \"name\": \"small\", "
                                             "\"region\": \"hub\", \"from\": 0,"
                                             " \"size\": 9, \"leadership\": 1}]}");
    scenarios_set_gains(s, 0);
    s->record_events = 1;
    world *w = scenarios_world(s, 0, 1);
    double large = 0, small = 0, own = 0, expected = 0, variance = 0;
    uint64_t one = identity_intervention("large", 0), other = identity_intervention("small", 0);
    for (int k = 0; k < 120; k++) {
        double before = large + small + own;
        w->events.count = 0;
        step(w);
        for (size_t n = 0; n < w->events.count; n++) {
            const schema_event *e = &w->events.items[n];
            if (e->type != EVENT_PROJECT)
                continue;
            assert_int_equal(e->link, 0);
            large += e->cause == one;
            small += e->cause == other;
            own += e->cause != one && e->cause != other;
        }
        double options = s->parameters.matching_c_network * w->observed[0].network;
        double p = options / (1 + options), count = large + small + own - before;
        assert_true(w->observed[0].network > 0);
        expected += p * count;
        variance += p * (1 - p) * count;
    }
    double named = large + small;
    assert_true(named > 300 && own > 300);
    statistics_near("projects of the network", named, expected, sqrt(variance));
    statistics_near("the larger one's part", large / named, 0.75, sqrt(0.75 * 0.25 / named));
    world_free(w);
    scenario_free(s);
}

/* An approval leads over its project to the intervention. */
static void test_chain_of_an_approval(void **state) {
    (void)state;
    scenario *s = recorded("policies/network_org.json", NULL);
    uint64_t hash, organisation = identity_intervention(s->interventions[0].name, 0);
    int chains = 0;
    for (int replicate = 0; replicate < 10; replicate++) {
        schema_event_list list = run_events(s, replicate, &hash);
        for (size_t k = 0; k < list.count; k++) {
            if (list.items[k].type != EVENT_APPROVAL)
                continue;
            size_t n = 0;
            while (n < k && (list.items[n].type != EVENT_PROJECT ||
                             list.items[n].agent != list.items[k].cause))
                n++;
            chains += n < k && list.items[n].cause == organisation;
        }
        schema_events_free(&list);
    }
    assert_true(chains > 0);
    scenario_free(s);
}

/* ---- nothing else moves ---- */

static void test_states_stay(void **state) {
    (void)state;
    scenario *s = recorded("hubs/world_of_four.json", NULL);
    uint64_t with, without;
    schema_event_list list = run_events(s, 3, &with);
    assert_true(list.count > 0);
    schema_events_free(&list);
    s->record_events = 0;
    list = run_events(s, 3, &without);
    assert_int_equal(list.count, 0);
    schema_events_free(&list);
    assert_true(with == without);
    scenario_free(s);
}

/* Foundings, entries and closures in the log, a sale to a buyer outside among them, are the change
 * of the number of firms: so a reader knows who is alive. */
static void test_log_knows_who_lives(void **state) {
    (void)state;
    scenario *s = recorded("hubs/world_of_four.json", NULL);
    world *w = scenarios_world(s, 0, 2);
    double alive = (double)w->firms.table.count;
    size_t seen = 0;
    int left = 0, stayed = 0;
    while (w->step < s->steps) {
        step(w);
        for (; seen < w->events.count; seen++) {
            const schema_event *e = &w->events.items[seen];
            int is_sale = e->type == EVENT_ACQUIRED, leaves = causes_closes(e);
            alive += e->type >= EVENT_ANCHOR_ENTRY && e->type <= EVENT_REFOUNDING &&
                     e->type != EVENT_UNIVERSITY;
            alive -= leaves;
            left += is_sale && leaves;
            stayed += is_sale && !leaves;
        }
        assert_int_equal((int)alive, (int)w->firms.table.count);
    }
    assert_true(left > 20 && stayed > 20);
    world_free(w);
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_below_one),
        cmocka_unit_test(test_parts_above_one),
        cmocka_unit_test(test_no_part),
        cmocka_unit_test(test_no_event_before_its_cause),
        cmocka_unit_test(test_check_finds_breaches),
        cmocka_unit_test(test_network_organisation),
        cmocka_unit_test(test_chain_of_an_approval),
        cmocka_unit_test(test_states_stay),
        cmocka_unit_test(test_log_knows_who_lives),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
