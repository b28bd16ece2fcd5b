/* Policies one by one: what a call adds to which lever, what it costs, what an event lets in; and
 * what the descriptors promise. Which policies act when is another test's matter. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/policies/policies.h"
#include "models/world.h"
#include "sim/id.h"

/* ---- one call, without a world of agents ---- */

typedef struct {
    scenario scenario;
    world world;
    scenario_intervention order;
    policy_call call;
    levers lever;
    policy_cost cost;
} bench;

/* A call of a policy with its standard values: first step, one region. */
static void bench_set(bench *b, const char *type) {
    memset(b, 0, sizeof *b);
    params_set_standard(parameters_table, &b->scenario.parameters);
    b->world.scenario = &b->scenario;
    b->world.p = &b->scenario.parameters;
    static char name[] = "order";
    b->order.type = policies_find(type);
    assert_non_null(b->order.type);
    b->order.name = name;
    b->order.region_count = 1;
    b->order.chosen = -1;
    for (int i = 0; i < b->order.type->param_count; i++)
        b->order.values[i] = b->order.type->params[i].standard;
    b->call = (policy_call){
        .order = &b->order, .size = b->order.values[0], .is_first = 1, .step_years = 0.25};
}

static void bench_size(bench *b, double size) {
    b->order.values[0] = b->call.size = size;
}

static void bench_apply(bench *b) {
    b->cost = (policy_cost){NAN, NAN};
    agglo_status status = b->order.type->apply(&b->world, &b->call, &b->lever, &b->cost, NULL);
    assert_int_equal(status, AGGLO_OK);
}

static void assert_close(double got, double expected) {
    assert_true(isfinite(got));
    if (fabs(got - expected) > 1e-12 * fmax(1, fabs(expected)))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

/* Levers other than those at the two offsets are untouched. */
static void assert_others_zero(const levers *lever, size_t one, size_t other) {
    for (size_t offset = 0; offset < sizeof *lever; offset += sizeof(double))
        if (offset != one && offset != other)
            assert_true(lever_at(lever, offset) == 0);
}

/* ---- policies that add their size to one lever ---- */

static const struct {
    const char *type;
    size_t lever;
    double fixed, per_size; /* cost, M$/yr */
} plain[] = {
    {"incubator", offsetof(levers, slots), 0.2, 0.03},
    {"vc_matching", offsetof(levers, venture_match), 0.2, 0},
    {"biodesign", offsetof(levers, fellows), 0.3, 0.15},
    {"headhunting", offsetof(levers, headhunting), 0.2, 0.2},
    {"regulatory_consulting", offsetof(levers, consulting), 0.2, 1},
    {"evaluation_centre", offsetof(levers, evaluation), 0.5, 3},
};

static void test_plain_policies(void **state) {
    (void)state;
    bench b;
    for (size_t k = 0; k < sizeof plain / sizeof plain[0]; k++) {
        bench_set(&b, plain[k].type);
        bench_size(&b, 0.4);
        bench_apply(&b);
        assert_close(lever_at(&b.lever, plain[k].lever), 0.4);
        assert_close(b.cost.per_year, plain[k].fixed + plain[k].per_size * 0.4);
        assert_true(b.cost.once == 0);
        bench_size(&b, 0.1); /* a second order adds up */
        bench_apply(&b);
        assert_close(lever_at(&b.lever, plain[k].lever), 0.5);
        assert_others_zero(&b.lever, plain[k].lever, plain[k].lever);
    }
}

static void test_standard_sizes(void **state) {
    (void)state;
    static const struct {
        const char *type;
        double size;
    } standard[] = {
        {"anchor_entry", 5000},       {"firm_attraction", 1.5}, {"vc_matching", 0.5},
        {"network_org", 12},          {"biodesign", 12},        {"headhunting", 10},
        {"regulatory_consulting", 1}, {"evaluation_centre", 1}, {"review_speedup", 1.5}};
    bench b;
    for (size_t k = 0; k < sizeof standard / sizeof standard[0]; k++) {
        bench_set(&b, standard[k].type);
        assert_true(b.order.values[0] == standard[k].size);
    }
}

static void test_firm_attraction(void **state) {
    (void)state;
    bench b;
    bench_set(&b, "firm_attraction");
    bench_apply(&b);
    assert_close(b.lever.incentive, 1.5);
    assert_close(b.lever.site, 0.9);
    assert_close(b.cost.per_year, 6.5);
    assert_others_zero(&b.lever, offsetof(levers, incentive), offsetof(levers, site));
}

/* ---- the network organisation ---- */

static void test_network_org(void **state) {
    (void)state;
    bench b;
    bench_set(&b, "network_org");
    bench_apply(&b);
    assert_close(b.lever.coordinators, 12);
    assert_close(b.lever.leadership, 1.5);
    assert_close(b.lever.one_stop, 0.5);
    assert_close(b.cost.per_year, 0.5 + 1.8 + 0.25);
    b.order.values[1] = 1.2; /* a second, weaker leader: the first still leads */
    bench_apply(&b);
    assert_close(b.lever.coordinators, 24);
    assert_close(b.lever.leadership, 1.5);
    assert_close(b.lever.one_stop, 1);
    b.order.values[1] = 1.9;
    bench_apply(&b);
    assert_close(b.lever.leadership, 1.9);
}

/* ---- grants ---- */

static void grants_case(bench *b, const char *type, double size, int count) {
    bench_set(b, type);
    bench_size(b, size);
    b->order.region_count = count;
}

static void test_grants_are_shared(void **state) {
    (void)state;
    static const char *const types[] = {"rd_grants", "cluster_programme"};
    bench b;
    for (int k = 0; k < 2; k++) {
        grants_case(&b, types[k], 60, 1);
        bench_apply(&b);
        assert_close(b.lever.grant, 56); /* 4 M$/yr run the programme */
        assert_close(b.cost.per_year, 60);
        assert_others_zero(&b.lever, offsetof(levers, grant), offsetof(levers, grant));
        grants_case(&b, types[k], 60, 4);
        b.call.position = 3;
        bench_apply(&b);
        assert_close(b.lever.grant, 11);
        assert_close(b.cost.per_year, 15);
    }
}

static void test_small_grants_do_not_arrive(void **state) {
    (void)state;
    bench b;
    grants_case(&b, "rd_grants", 36, 12); /* 3 M$/yr each, below the fixed cost */
    bench_apply(&b);
    assert_true(b.lever.grant == 0);
    assert_close(b.cost.per_year, 3);
    b.scenario.parameters.funding_fixed_cost = 1;
    bench_apply(&b);
    assert_close(b.lever.grant, 2);
}

/* What the regions are booked, with concentration on the chosen one. */
static void test_grants_are_concentrated(void **state) {
    (void)state;
    static const double concentration[] = {0, 0.4, 1};
    for (int k = 0; k < 3; k++)
        for (int chosen = -1; chosen < 3; chosen++) {
            double kappa = concentration[k], total = 0;
            int favoured = chosen < 0 ? 0 : chosen;
            for (int position = 0; position < 3; position++) {
                bench b;
                grants_case(&b, "cluster_programme", 90, 3);
                b.order.values[1] = kappa;
                b.order.chosen = chosen;
                b.call.position = position;
                bench_apply(&b);
                double share = (1 - kappa) / 3 + (position == favoured ? kappa : 0);
                assert_close(b.cost.per_year, 90 * share);
                assert_close(b.lever.grant, fmax(0, 90 * share - 4));
                total += b.cost.per_year;
            }
            assert_close(total, 90);
        }
}

static void test_grants_ramp(void **state) {
    (void)state;
    bench b;
    grants_case(&b, "rd_grants", 60, 2);
    b.call.size = 20; /* a third of the way */
    bench_apply(&b);
    assert_close(b.cost.per_year, 10);
    assert_close(b.lever.grant, 6);
}

/* ---- the agency ---- */

static void test_review_speedup(void **state) {
    (void)state;
    bench b;
    bench_set(&b, "review_speedup");
    assert_int_equal(b.order.type->scope, POLICY_NATIONAL);
    bench_apply(&b);
    assert_close(b.lever.review_speed, 0.5);
    assert_close(b.cost.per_year, 10);
    bench_size(&b, 1.2); /* two orders multiply */
    bench_apply(&b);
    assert_close(b.lever.review_speed, 0.8);
    assert_close(b.cost.per_year, 4);
    bench_size(&b, 1);
    bench_apply(&b);
    assert_close(b.lever.review_speed, 0.8);
    assert_true(b.cost.per_year == 0);
    assert_others_zero(&b.lever, offsetof(levers, review_speed), offsetof(levers, review_speed));
}

/* A ramp starts at a factor of 1, not at an agency that does nothing. */
static void test_review_speedup_ramps_from_one(void **state) {
    (void)state;
    bench b;
    bench_set(&b, "review_speedup");
    b.call.size = 0;
    bench_apply(&b);
    assert_close(b.lever.review_speed, 0);
    b.call.size = 0.75;
    bench_apply(&b);
    assert_close(b.lever.review_speed, 0.25);
    assert_close(b.cost.per_year, 5);
}

/* ---- what enters a world: two empty regions ---- */

typedef struct {
    scenario scenario;
    scenario_region regions[2];
    char names[2][8];
} land;

static void land_set(land *l) {
    memset(l, 0, sizeof *l);
    params_set_standard(parameters_table, &l->scenario.parameters);
    l->scenario.world.kinds[KIND_MAJOR].export_share = 0.8;
    l->scenario.step_months = 3;
    l->scenario.steps_per_year = 4;
    l->scenario.seed = 1;
    l->scenario.record_events = 1;
    l->scenario.regions = l->regions;
    l->scenario.region_count = 2;
    for (int r = 0; r < 2; r++) {
        strcpy(l->names[r], r == 0 ? "here" : "there");
        l->regions[r].name = l->regions[r].label = l->names[r];
        l->regions[r].x_km = 300.0 * r;
        l->regions[r].population = 1;
    }
}

static void land_apply(bench *b, const land *l, world **w) {
    agglo_error error;
    error_clear(&error);
    if (world_create(&l->scenario, 0, 1, w, &error) != AGGLO_OK)
        fail_msg("%s", error.what);
    b->call.region = 1;
    if (b->order.type->apply(*w, &b->call, &b->lever, &b->cost, &error) != AGGLO_OK)
        fail_msg("%s", error.what);
}

static uint64_t cause_of_order(void) {
    return id_child(id_from_name("order"), 0, 0, 1);
}

static void test_anchor_enters(void **state) {
    (void)state;
    static const double demand[] = {0, 300}, expected[] = {0.2 * 4000, 300};
    for (int k = 0; k < 2; k++) {
        land l;
        bench b;
        world *w = NULL;
        land_set(&l);
        bench_set(&b, "anchor_entry");
        assert_int_equal(b.order.type->scope, POLICY_EVENT);
        b.order.values[0] = 4000;
        b.order.values[1] = demand[k];
        b.call.size = 1; /* a ramp does not shrink it */
        land_apply(&b, &l, &w);
        assert_int_equal(w->firms.table.count, 1);
        assert_int_equal(w->firm_first[1], 0); /* it is in the second region */
        assert_int_equal(w->firm_first[2], 1);
        assert_int_equal(w->firms.kind[0], KIND_MAJOR);
        assert_int_equal(w->firms.flags[0], FIRM_HOME | FIRM_FOREIGN | FIRM_ANCHOR);
        assert_close(w->firms.size[0], 4000);
        assert_close(w->firms.demand[0], expected[k]);
        assert_int_equal(w->events.count, 1);
        assert_int_equal(w->events.items[0].type, EVENT_ANCHOR_ENTRY);
        assert_true(w->events.items[0].cause == cause_of_order());
        assert_true(b.cost.per_year == 0 && b.cost.once == 0);
        assert_others_zero(&b.lever, 0, 0);
        assert_true(b.lever.incentive == 0);
        world_free(w);
    }
}

/* Neither later steps nor a size of nought bring an anchor. */
static void test_anchor_enters_once(void **state) {
    (void)state;
    for (int k = 0; k < 2; k++) {
        land l;
        bench b;
        world *w = NULL;
        land_set(&l);
        bench_set(&b, "anchor_entry");
        b.call.is_first = k;
        if (k == 1)
            bench_size(&b, 0);
        land_apply(&b, &l, &w);
        assert_int_equal(w->firms.table.count, 0);
        world_free(w);
    }
}

static void test_research_institute(void **state) {
    (void)state;
    land l;
    bench b;
    world *w = NULL;
    land_set(&l);
    bench_set(&b, "research_institute");
    bench_size(&b, 60);
    land_apply(&b, &l, &w);
    assert_close(b.cost.per_year, 60);
    assert_close(b.cost.once, 120);
    assert_int_equal(w->universities.table.count, 1);
    assert_int_equal(w->universities.region[0], 1);
    assert_int_equal(w->university_first[1], 0);
    assert_int_equal(w->university_first[2], 1);
    assert_close(w->universities.budget[0], 60);
    assert_close(w->universities.transfer[0], 1);
    assert_true(w->universities.focus[0] >= 0 && w->universities.focus[0] < 1);
    assert_true(w->events.count == 1 && w->events.items[0].type == EVENT_UNIVERSITY);
    assert_true(w->events.items[0].cause == cause_of_order());
    b.call.is_first = 0; /* the next step: it runs, nothing new is built */
    assert_int_equal(b.order.type->apply(w, &b.call, &b.lever, &b.cost, NULL), AGGLO_OK);
    assert_close(b.cost.per_year, 60);
    assert_true(b.cost.once == 0);
    assert_int_equal(w->universities.table.count, 1);
    world_free(w);
}

/* ---- the list ---- */

static void test_find_and_index(void **state) {
    (void)state;
    int count = 0;
    for (; policies_all[count] != NULL; count++) {
        assert_ptr_equal(policies_find(policies_all[count]->type), policies_all[count]);
        assert_int_equal(policies_index(policies_all[count]), count);
        for (int k = 0; k < count; k++)
            assert_string_not_equal(policies_all[k]->type, policies_all[count]->type);
    }
    assert_int_equal(policies_count(), count);
    assert_true(count > 0 && count <= FLOW_POLICIES);
    assert_null(policies_find("perpetual_motion"));
    assert_null(policies_find(""));
    const policy stranger = {.type = "anchor_entry"};
    assert_int_equal(policies_index(&stranger), -1);
}

static int has_text(const char *text) {
    return text != NULL && text[0] != '\0';
}

static void check_param(const policy *policy_of, int i) {
    const param *row = &policy_of->params[i];
    assert_int_equal(row->offset, (size_t)i * sizeof(double));
    assert_true(has_text(row->name) && has_text(row->unit) && has_text(row->meaning) &&
                has_text(row->source));
    assert_true(isfinite(row->standard));
    assert_true(row->valid_low >= 0 && row->valid_low <= row->low && row->low <= row->standard);
    assert_true(row->standard <= row->high && row->high <= row->valid_high);
    for (int k = 0; k < i; k++)
        assert_string_not_equal(policy_of->params[k].name, row->name);
}

static void test_policies_are_described(void **state) {
    (void)state;
    for (int k = 0; k < policies_count(); k++) {
        const policy *each = policies_all[k];
        assert_true(has_text(each->type) && has_text(each->summary) && has_text(each->acts_on));
        assert_true(has_text(each->lever) && has_text(each->cost) && has_text(each->cost_basis));
        assert_true(has_text(each->source) && has_text(each->money));
        assert_null(strpbrk(each->type, " -."));
        assert_true(each->apply != NULL);
        assert_true(each->param_count >= 1 && each->param_count <= POLICY_MAX_PARAMS);
        assert_string_equal(each->params[0].name, "size");
        for (int i = 0; i < each->param_count; i++)
            check_param(each, i);
        int says_event = strstr(each->summary, "Exogenous event") != NULL;
        assert_int_equal(says_event, each->scope == POLICY_EVENT);
    }
}

/* Without size no policy costs less than nothing or does anything to levers that scale with it. */
static void test_nothing_costs_nothing_or_more(void **state) {
    (void)state;
    for (int k = 0; k < policies_count(); k++) {
        if (policies_all[k]->scope == POLICY_EVENT ||
            strcmp(policies_all[k]->type, "research_institute") == 0)
            continue; /* these need a world; see above */
        for (int full = 0; full <= 1; full++) {
            bench b;
            bench_set(&b, policies_all[k]->type);
            b.call.size *= full;
            bench_apply(&b);
            assert_true(b.cost.per_year >= 0 && b.cost.once == 0);
            for (size_t offset = 0; offset < sizeof b.lever; offset += sizeof(double))
                assert_true(lever_at(&b.lever, offset) >= 0);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_policies),
        cmocka_unit_test(test_standard_sizes),
        cmocka_unit_test(test_firm_attraction),
        cmocka_unit_test(test_network_org),
        cmocka_unit_test(test_grants_are_shared),
        cmocka_unit_test(test_small_grants_do_not_arrive),
        cmocka_unit_test(test_grants_are_concentrated),
        cmocka_unit_test(test_grants_ramp),
        cmocka_unit_test(test_review_speedup),
        cmocka_unit_test(test_review_speedup_ramps_from_one),
        cmocka_unit_test(test_anchor_enters),
        cmocka_unit_test(test_anchor_enters_once),
        cmocka_unit_test(test_research_institute),
        cmocka_unit_test(test_find_and_index),
        cmocka_unit_test(test_policies_are_described),
        cmocka_unit_test(test_nothing_costs_nothing_or_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
