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
#include "models/population.h"
#include "models/world.h"
#include "sim/id.h"
#include "tests/support/policies.h"

/* ---- one call, without a world of agents ---- */

typedef struct {
    scenario scenario;
    world world;
    scenario_intervention order;
    policy_call call;
    levers lever;
    policy_price price;
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
    b->call = (policy_call){.order = &b->order,
                            .size = b->order.values[0],
                            .merit = 1,
                            .is_first = 1,
                            .step_years = 0.25};
}

static void bench_size(bench *b, double size) {
    b->order.values[0] = b->call.size = size;
}

static void bench_apply(bench *b) {
    b->price = policies_price(&b->call);
    assert_int_equal(policies_apply(&b->world, &b->call, &b->lever, NULL), AGGLO_OK);
}

static double per_year(const bench *b) {
    return b->price.fixed + b->price.variable;
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

/* ---- policies that add multiples of their size to levers ---- */

#define AT(name) offsetof(levers, name)

/* Applies it at a size, and once more at a quarter of it: effects add up, nothing else moves. */
static void check_plain(const policies_plain_row *row) {
    bench b;
    double expected[sizeof(levers) / sizeof(double)] = {0};
    bench_set(&b, row->type);
    assert_true(b.order.values[0] == row->standard);
    for (int n = 0; n < 2; n++) {
        double size = n == 0 ? 0.4 : 0.1;
        bench_size(&b, size);
        bench_apply(&b);
        assert_close(per_year(&b), row->office + row->per_size * size);
        assert_close(b.price.fixed, row->office);
        assert_true(b.price.once == 0);
        for (int i = 0; i < 4 && row->pulls[i].by != 0; i++)
            expected[row->pulls[i].lever / sizeof(double)] += row->pulls[i].by * size;
    }
    for (size_t i = 0; i < LEVER_COUNT; i++)
        assert_close(lever_at(&b.lever, i * sizeof(double)), expected[i]);
}

static void test_plain_policies(void **state) {
    (void)state;
    for (int k = 0; k < policies_plain_count; k++)
        check_plain(&policies_plain[k]);
}

static void test_standard_sizes(void **state) {
    (void)state;
    static const struct {
        const char *type;
        double size;
    } standard[] = {{"anchor_entry", 5000},     {"anchor_exit", 1},
                    {"rd_grants", 20},          {"cluster_programme", 18},
                    {"network_org", 12},        {"review_speedup", 1.5},
                    {"joint_review", 1},        {"export_support", 1},
                    {"research_institute", 60}, {"disaster_reconstruction", 20}};
    bench b;
    size_t count = sizeof standard / sizeof standard[0];
    for (size_t k = 0; k < count; k++) {
        bench_set(&b, standard[k].type);
        assert_true(b.order.values[0] == standard[k].size);
    }
    assert_int_equal((int)count + policies_plain_count, policies_count()); /* none is forgotten */
}

/* The office is paid by the year, the fee with the launches; the dearest of several fees. */
static void test_joint_review(void **state) {
    (void)state;
    bench b;
    bench_set(&b, "joint_review");
    bench_apply(&b);
    assert_close(b.lever.recognition, 0.5);
    assert_close(b.lever.review_fee, 0.2);
    assert_close(per_year(&b), 0.5);
    b.order.values[1] = 0.1;
    bench_apply(&b);
    assert_close(b.lever.recognition, 1);
    assert_close(b.lever.review_fee, 0.2);
    b.order.values[1] = 0.3;
    bench_apply(&b);
    assert_close(b.lever.review_fee, 0.3);
    assert_others_zero(&b.lever, AT(recognition), AT(review_fee));
}

/* What follows the stage of the markets is taken from what is the same everywhere. */
static void test_export_support(void **state) {
    (void)state;
    bench b;
    bench_set(&b, "export_support");
    bench_size(&b, 2);
    bench_apply(&b);
    assert_close(b.lever.export_help, 1);
    assert_close(b.lever.staged_help, 0);
    assert_close(per_year(&b), 0.3 + 2);
    b.order.values[1] = 0.25;
    bench_apply(&b);
    assert_close(b.lever.export_help, 1.75);
    assert_close(b.lever.staged_help, 0.25);
    assert_close(per_year(&b), 0.3 + 2);
    assert_others_zero(&b.lever, AT(export_help), AT(staged_help));
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
    assert_close(per_year(&b), 0.5 + 1.8 + 0.25);
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
        assert_close(per_year(&b), 60);
        assert_others_zero(&b.lever, offsetof(levers, grant), offsetof(levers, grant));
        grants_case(&b, types[k], 60, 4);
        b.call.position = 3;
        bench_apply(&b);
        assert_close(b.lever.grant, 11);
        assert_close(per_year(&b), 15);
    }
}

static void test_small_grants_do_not_arrive(void **state) {
    (void)state;
    bench b;
    grants_case(&b, "rd_grants", 36, 12); /* 3 M$/yr each, below the fixed cost */
    bench_apply(&b);
    assert_true(b.lever.grant == 0);
    assert_close(per_year(&b), 3);
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
                assert_close(per_year(&b), 90 * share);
                assert_close(b.lever.grant, fmax(0, 90 * share - 4));
                total += per_year(&b);
            }
            assert_close(total, 90);
        }
}

/* The share by merit that the phase has measured replaces the even one. */
static void test_grants_by_merit(void **state) {
    (void)state;
    static const double merit[] = {0, 0.5, 1};
    for (int k = 0; k < 3; k++) {
        bench b;
        grants_case(&b, "rd_grants", 100, 4);
        b.order.values[1] = 0.2;
        b.order.values[2] = merit[k];
        b.call.position = 1;
        b.call.merit = 0.7;
        bench_apply(&b);
        assert_close(per_year(&b), 80 * ((1 - merit[k]) / 4 + merit[k] * 0.7));
    }
}

static void test_stage_gates(void **state) {
    (void)state;
    bench b;
    grants_case(&b, "rd_grants", 24, 1);
    b.order.values[3] = 0.75;
    bench_apply(&b);
    assert_close(b.lever.grant, 20);
    assert_close(b.lever.gated_grant, 15);
}

/* Steering lowers the fixed cost, and programmes of one region pay it once. */
static void test_steering(void **state) {
    (void)state;
    bench b;
    grants_case(&b, "rd_grants", 10, 1);
    bench_apply(&b);
    bench_apply(&b);
    assert_close(b.lever.grant, 2 * (10 - 4.0));
    grants_case(&b, "rd_grants", 10, 1);
    b.lever.steering = 1;
    bench_apply(&b);
    assert_close(b.lever.grant, 10 - 2);
    bench_apply(&b);
    assert_close(b.lever.grant, 20 - 2);
}

static void test_grants_ramp(void **state) {
    (void)state;
    bench b;
    grants_case(&b, "rd_grants", 60, 2);
    b.call.size = 20; /* a third of the way */
    bench_apply(&b);
    assert_close(per_year(&b), 10);
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
    assert_close(per_year(&b), 10);
    bench_size(&b, 1.2); /* two orders multiply */
    bench_apply(&b);
    assert_close(b.lever.review_speed, 0.8);
    assert_close(per_year(&b), 4);
    bench_size(&b, 1);
    bench_apply(&b);
    assert_close(b.lever.review_speed, 0.8);
    assert_true(per_year(&b) == 0);
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
    assert_close(per_year(&b), 5);
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
    b->price = policies_price(&b->call);
    if (policies_apply(*w, &b->call, &b->lever, &error) != AGGLO_OK)
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
        assert_true(per_year(&b) == 0 && b.price.once == 0);
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
    assert_close(per_year(&b), 60);
    assert_close(b.price.once, 120);
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
    assert_int_equal(policies_apply(w, &b.call, &b.lever, NULL), AGGLO_OK);
    b.price = policies_price(&b.call);
    assert_close(per_year(&b), 60);
    assert_true(b.price.once == 0);
    assert_int_equal(w->universities.table.count, 1);
    world_free(w);
}

/* ---- firms that leave ---- */

/* Rows of a world's firms, made by hand in the second region. */
static void add_firms(world *w, int count) {
    agglo_error error;
    error_clear(&error);
    memset(w->births, 0, 2 * sizeof *w->births);
    w->births[1] = count;
    if (population_renew_firms(w, NULL, w->births, &error) != AGGLO_OK)
        fail_msg("%s", error.what);
    memset(w->gone, 0, w->firms.table.count);
}

static void test_largest_anchors_leave(void **state) {
    (void)state;
    static const double demand[] = {90, 400, 60, 700, 50};
    static const int is_anchor[] = {1, 1, 0, 1, 1};
    land l;
    bench b;
    world *w = NULL;
    land_set(&l);
    bench_set(&b, "anchor_exit");
    assert_int_equal(b.order.type->scope, POLICY_EVENT);
    land_apply(&b, &l, &w); /* nobody is there: nobody goes */
    add_firms(w, 5);
    for (int i = 0; i < 5; i++) {
        w->firms.demand[i] = (float)demand[i];
        w->firms.flags[i] = is_anchor[i] ? FIRM_ANCHOR : FIRM_HOME;
    }
    b.order.values[0] = 2;
    assert_int_equal(policies_apply(w, &b.call, &b.lever, NULL), AGGLO_OK);
    for (int i = 0; i < 5; i++)
        assert_int_equal(w->gone[i], i == 1 || i == 3);
    b.call.is_first = 0;
    memset(w->gone, 0, 5);
    assert_int_equal(policies_apply(w, &b.call, &b.lever, NULL), AGGLO_OK);
    assert_null(memchr(w->gone, 1, 5));
    assert_true(per_year(&b) == 0);
    world_free(w);
}

static void test_disaster(void **state) {
    (void)state;
    enum { FIRMS = 4000 };
    land l;
    bench b;
    world *w = NULL;
    land_set(&l);
    bench_set(&b, "disaster_reconstruction");
    land_apply(&b, &l, &w);
    assert_close(b.lever.grant, 20);
    assert_close(b.lever.site, 1);
    assert_others_zero(&b.lever, AT(grant), AT(site));
    assert_close(per_year(&b), 23);
    add_firms(w, FIRMS);
    int hit = 0;
    for (int i = 0; i < FIRMS; i++) {
        w->firms.id[i] = id_from_name("firm") + (uint64_t)i;
        w->firms.kind[i] = i % 2 == 0 ? KIND_SUPPLIER : KIND_TECH;
    }
    assert_int_equal(policies_apply(w, &b.call, &b.lever, NULL), AGGLO_OK);
    for (int i = 0; i < FIRMS; i++) {
        assert_true(i % 2 == 0 || !w->gone[i]);
        hit += w->gone[i];
    }
    assert_in_range(hit, 330, 470); /* a fifth of 2,000, four standard deviations */
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

/* What no policy can move is touched by events only, and V by nobody. */
static void check_states(const policy *each) {
    char text[POLICY_TEXT_SIZE];
    assert_int_equal(each->states >> STATE_REPUTATION, 0);
    if ((each->states & POLICY_STATE_III) == 0)
        return;
    assert_int_equal(each->scope, POLICY_EVENT);
    assert_non_null(strstr(policies_control_text(each, text, sizeof text), "exogenous event"));
}

static void test_words_follow_numbers(void **state) {
    (void)state;
    char text[POLICY_TEXT_SIZE];
    const policy *site = policies_find("industrial_site");
    assert_string_equal(policies_lever_text(site, text, sizeof text),
                        "site += size; capacity += 0.1 * size");
    assert_string_equal(policies_cost_text(site, text, sizeof text), "0.5 + 3 * size");
    assert_string_equal(policies_control_text(site, text, sizeof text), "II partly");
    assert_string_equal(policies_cost_text(policies_find("coordinators"), text, sizeof text),
                        "0.15 * size");
    assert_string_equal(policies_cost_text(policies_find("standalone_software"), text, sizeof text),
                        "0.3");
    assert_string_equal(
        policies_control_text(policies_find("exhibition_support"), text, sizeof text),
        "no state directly");
}

/* Each word in the rows of levers is a link or a parameter of the model. */
static void test_levers_name_what_they_rest_on(void **state) {
    (void)state;
    for (int k = 0; k < LEVER_COUNT; k++) {
        char words[256], *rest = words;
        snprintf(words, sizeof words, "%s", lever_rows[k].parameters);
        for (char *word = strtok_r(words, " ", &rest); word != NULL;
             word = strtok_r(NULL, " ", &rest))
            if (params_find(parameters_table, word) == NULL)
                fail_msg("%s: there is no parameter %s", lever_rows[k].name, word);
        snprintf(words, sizeof words, "%s", lever_rows[k].links);
        for (char *word = strtok_r(words, " ", &rest); word != NULL;
             word = strtok_r(NULL, " ", &rest))
            assert_in_range(atoi(word), 1, LINK_COUNT);
    }
}

static void test_policies_are_described(void **state) {
    (void)state;
    for (int k = 0; k < policies_count(); k++) {
        const policy *each = policies_all[k];
        assert_true(has_text(each->type) && has_text(each->summary) && has_text(each->acts_on));
        char text[POLICY_TEXT_SIZE];
        assert_true(has_text(policies_lever_text(each, text, sizeof text)));
        assert_true(strlen(text) < sizeof text - 1);
        assert_true(has_text(policies_cost_text(each, text, sizeof text)));
        assert_true(strlen(text) < sizeof text - 1);
        assert_true(has_text(policies_control_text(each, text, sizeof text)));
        assert_true(has_text(policies_money_text(each, text, sizeof text)));
        assert_true(strlen(text) < sizeof text - 1);
        assert_true(has_text(each->cost_basis) && has_text(each->source));
        assert_null(strpbrk(each->type, " -."));
        assert_true(each->apply != NULL || each->pull_count > 0);
        assert_true(k == 0 || policies_all[k - 1]->family <= each->family);
        check_states(each);
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
            assert_true(per_year(&b) >= 0 && b.price.once == 0);
            for (size_t offset = 0; offset < sizeof b.lever; offset += sizeof(double))
                assert_true(lever_at(&b.lever, offset) >= 0);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_policies),
        cmocka_unit_test(test_standard_sizes),
        cmocka_unit_test(test_joint_review),
        cmocka_unit_test(test_export_support),
        cmocka_unit_test(test_network_org),
        cmocka_unit_test(test_grants_are_shared),
        cmocka_unit_test(test_small_grants_do_not_arrive),
        cmocka_unit_test(test_grants_are_concentrated),
        cmocka_unit_test(test_grants_ramp),
        cmocka_unit_test(test_grants_by_merit),
        cmocka_unit_test(test_stage_gates),
        cmocka_unit_test(test_steering),
        cmocka_unit_test(test_review_speedup),
        cmocka_unit_test(test_review_speedup_ramps_from_one),
        cmocka_unit_test(test_anchor_enters),
        cmocka_unit_test(test_anchor_enters_once),
        cmocka_unit_test(test_research_institute),
        cmocka_unit_test(test_largest_anchors_leave),
        cmocka_unit_test(test_disaster),
        cmocka_unit_test(test_find_and_index),
        cmocka_unit_test(test_words_follow_numbers),
        cmocka_unit_test(test_levers_name_what_they_rest_on),
        cmocka_unit_test(test_policies_are_described),
        cmocka_unit_test(test_nothing_costs_nothing_or_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
