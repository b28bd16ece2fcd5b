/* Steps worked out by hand and compared digit by digit: a quarter's venture rounds; projects on
 * their way through the pipeline; orders from local suppliers and the growth that follows; changes
 * of firms; a start-up's cash; sales of a product. Each sets the agents and what was observed of
 * the region by hand and runs one phase. A number is right if it differs by at most half a unit of
 * the last digit that was written down. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/agents/project.h"
#include "models/phases/procurement.h"
#include "models/policy.h"
#include "models/population.h"
#include "tests/support/scenarios.h"

/* `value` rounds to `expected`, which was written with so many decimals. */
static void assert_digits(const char *what, double value, double expected, int decimals) {
    double half = 0.5 * pow(10, -decimals) * (1 + 1e-6);
    if (!(fabs(value - expected) <= half))
        fail_msg("%s: %.9g, by hand %.*f", what, value, decimals, expected);
}

/* One region with `count` firms that are alike; the tests change them. */
static scenario *region_of(int count) {
    scenario *s = scenarios_read(
        "{\"time\": {\"start\": 2000, \"years\": 20}, \"regions\": [{\"name\": \"here\","
        " \"population\": 1, \"home_market\": \"JP\", \"firms\": [{\"kind\": \"tech\","
        " \"count\": %d, \"size\": 20, \"size_sigma\": 0, \"technology\": 0.5}]}]}",
        count);
    s->record_events = 0;
    return s;
}

typedef struct {
    int device_class, device_type, stage;
    double quality;
} project;

/* Gives firm k the project p[k]. */
static void give_projects(world *w, const project *p, size_t count) {
    for (size_t k = 0; k < count; k++) {
        project_plan plan = {.id = 100 + k,
                             .owner = (int32_t)k,
                             .quality = (float)p[k].quality,
                             .device_class = (uint8_t)p[k].device_class,
                             .device_type = (uint8_t)p[k].device_type,
                             .university = NO_PARTNER,
                             .hospital = NO_PARTNER};
        assert_int_equal(population_merge_projects(w, &plan, 1, NULL), AGGLO_OK);
        w->projects.stage[k] = (uint8_t)p[k].stage;
    }
    assert_int_equal(w->projects.table.count, count);
}

enum { I, II, III, IV };

/* ---- rounds ---- */

typedef struct {
    project project;
    int round, experience;
    double cash, size;
    double cost;       /* running cost, 4 decimals */
    double cash_after; /* 4 decimals */
    int round_after;
} venture;

/* Six start-ups in a quarter. The first asks for 15 M$ and gets it (3 of public money, 8 from the
 * local purse, 4 from the pool); the second asks for 15 when 9.2 are left and gets nothing; the
 * third and fourth are served from the pool; the fifth scores too low; the sixth, which hopes for
 * its second round, is still in the concept stage and does not ask. */
static const venture ventures[] = {
    {{III, TYPE_DISPOSABLE, STAGE_PRECLINICAL, 0.70}, 2, 0, 1.00, 14, 11.1111, 16.0833, 3},
    {{III, TYPE_DISPOSABLE, STAGE_PRECLINICAL, 0.65}, 2, 0, 0.50, 14, 11.1111, 0.5833, 2},
    {{II, TYPE_DISPOSABLE, STAGE_PROTOTYPE, 0.60}, 1, 1, 0.20, 6, 4.6053, 5.2833, 2},
    {{II, TYPE_DISPOSABLE, STAGE_CONCEPT, 0.80}, 0, 0, 0.05, 3, 1.3889, 1.1333, 1},
    {{II, TYPE_DISPOSABLE, STAGE_CONCEPT, 0.50}, 0, 0, 0.05, 3, 1.3889, 0.1333, 0},
    {{II, TYPE_DISPOSABLE, STAGE_CONCEPT, 0.90}, 1, 1, 0.20, 6, 1.3889, 0.2833, 1},
};
enum { VENTURES = sizeof ventures / sizeof ventures[0] };

static void found_ventures(world *w) {
    firms *f = &w->firms;
    project own[VENTURES];
    for (int k = 0; k < VENTURES; k++) {
        const venture *v = &ventures[k];
        f->kind[k] = KIND_STARTUP;
        f->size[k] = v->size;
        f->cash[k] = v->cash;
        f->round[k] = (uint8_t)v->round;
        f->experience[k] = (float)v->experience;
        f->last_round[k] = 20; /* five years ago */
        own[k] = v->project;
    }
    give_projects(w, own, VENTURES);
}

static void test_rounds(void **state) {
    (void)state;
    scenario *s = region_of(VENTURES);
    s->parameters.finance_noise = 0;
    world *w = scenarios_world(s, 0, 1);
    w->step = 40;
    found_ventures(w);
    assert_int_equal(columns_append(&w->funds.table, 2, NULL), AGGLO_OK);
    w->funds.dry_powder[0] = 40;
    w->funds.dry_powder[1] = 20;
    w->funds.birth[0] = 36;
    w->funds.birth[1] = 0; /* ten years old: it ends with this step */
    assert_int_equal(world_index(w, NULL), AGGLO_OK);
    observation *o = &w->observed[0];
    *o = (observation){.V = 0.4, .E = 0.5, .startups = VENTURES, .dry_powder = 60};
    w->levers[0] = (levers){.venture_match = 0.2, .startup_grant = 2};
    w->regions.purse_local[0] = 2;
    w->regions.purse_pool[0] = 5;
    w->regions.invested[0] = 20;

    scenarios_phase(w, "finance");

    for (int k = 0; k < VENTURES; k++) {
        const project *p = &ventures[k].project;
        double cost = project_running_cost(&s->world, p->device_class, p->device_type, p->stage);
        assert_digits("running cost", cost, ventures[k].cost, 4);
        assert_digits("cash", w->firms.cash[k], ventures[k].cash_after, 4);
        assert_int_equal(w->firms.round[k], ventures[k].round_after);
        int served = ventures[k].round_after > ventures[k].round;
        assert_int_equal(w->firms.last_round[k], served ? 40 : 20);
        assert_int_equal(firm_is(w, k, FIRM_BACKED), served);
    }
    assert_digits("raised locally", w->firms.raised_locally[0], 8, 4);
    assert_digits("raised locally", w->firms.raised_locally[2], 0, 4);
    assert_digits("local purse", w->regions.purse_local[0], 0, 4);
    assert_digits("pool purse", w->regions.purse_pool[0], 4.4219, 4);
    assert_digits("invested", w->flows.venture_invested[0], 21, 4);
    assert_digits("investment a year", w->regions.invested[0], 25.1172, 4);
    const policy *match = policies_find("vc_matching");
    assert_non_null(match);
    assert_digits("public cost", w->flows.cost[policies_index(match)], 4.2, 4);
    assert_digits("unserved", w->regions.unserved[0], 2, 4);
    assert_int_equal(w->funds.table.count, 1);
    assert_digits("dry powder", w->funds.dry_powder[0], 34.6667, 4);
    world_free(w);
    scenario_free(s);
}

/* The fund that ended has paid its share before: with one that stays, both are seen. */
static void test_rounds_draw_on_all_funds(void **state) {
    (void)state;
    scenario *s = region_of(VENTURES);
    s->parameters.finance_noise = 0;
    world *w = scenarios_world(s, 0, 1);
    w->step = 40;
    found_ventures(w);
    assert_int_equal(columns_append(&w->funds.table, 2, NULL), AGGLO_OK);
    w->funds.dry_powder[0] = 40;
    w->funds.dry_powder[1] = 20;
    w->funds.birth[0] = w->funds.birth[1] = 36;
    assert_int_equal(world_index(w, NULL), AGGLO_OK);
    w->observed[0] = (observation){.V = 0.4, .E = 0.5, .startups = VENTURES, .dry_powder = 60};
    w->levers[0] = (levers){.venture_match = 0.2, .startup_grant = 2};
    w->regions.purse_local[0] = 2;
    scenarios_phase(w, "finance");
    assert_digits("dry powder", w->funds.dry_powder[0], 34.6667, 4);
    assert_digits("dry powder", w->funds.dry_powder[1], 17.3333, 4);
    world_free(w);
    scenario_free(s);
}

/* Who asks for money, and who is found good enough: one start-up at the edge of each condition. Its
 * class II project of quality 0.5 is in the prototype stage (4.6053 M$/yr), it has 10 employees and
 * has closed a round: it asks while it has at most 0.75 (4.6053 + 0.6) = 3.90395 M$. Its score is
 * 0.5 * 0.95 * 1.1 = 0.5225 with half a point of experience. */
static void test_who_is_served(void **state) {
    (void)state;
    static const struct {
        double cash, threshold;
        int months_since_round, stage, asks, served;
    } cases[] = {
        {3.9039, 0.42, 24, STAGE_PROTOTYPE, 1, 1}, {3.9041, 0.42, 24, STAGE_PROTOTYPE, 0, 0},
        {1, 0.52249, 24, STAGE_PROTOTYPE, 1, 1},   {1, 0.52251, 24, STAGE_PROTOTYPE, 1, 0},
        {1, 0.42, 12, STAGE_PROTOTYPE, 1, 1},      {1, 0.42, 9, STAGE_PROTOTYPE, 0, 0},
        {0.3, 0.3, 24, STAGE_CONCEPT, 0, 0},       {0.3, 0.3, 24, STAGE_REVIEW, 1, 1}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        scenario *s = region_of(1);
        s->parameters.finance_noise = 0;
        s->parameters.finance_threshold = cases[k].threshold;
        world *w = scenarios_world(s, 0, 1);
        w->step = 40;
        give_projects(w, &(project){II, TYPE_DISPOSABLE, cases[k].stage, 0.5}, 1);
        w->firms.kind[0] = KIND_STARTUP;
        w->firms.size[0] = 10;
        w->firms.cash[0] = cases[k].cash;
        w->firms.experience[0] = 0.5f;
        w->firms.round[0] = 1;
        w->firms.last_round[0] = (int16_t)(40 - cases[k].months_since_round / 3);
        w->observed[0] = (observation){.startups = 1};
        w->regions.purse_pool[0] = 100;
        s->parameters.finance_world_pool = 1e6;
        scenarios_phase(w, "finance");
        assert_int_equal(w->firms.round[0], 1 + cases[k].served);
        assert_digits("unserved", w->regions.unserved[0], cases[k].asks - cases[k].served, 9);
        world_free(w);
        scenario_free(s);
    }
}

/* ---- pipeline ---- */

/* A region with one firm and its project; every stage that ends is passed. */
static world *pipeline_world(scenario *s, const project *p) {
    for (int c = 0; c < CLASS_COUNT; c++)
        s->world.classes[c].success = 1;
    world *w = scenarios_world(s, 0, 1);
    give_projects(w, p, 1);
    w->observed[0] = (observation){0};
    w->levers[0] = (levers){0};
    return w;
}

/* A class III start-up with 2 M$ ends its preclinical stage half-way through the quarter and begins
 * the clinic; money slows both; grants pay 3.6 % of what the preclinical stage costs a year. */
static void test_pipeline_startup(void **state) {
    (void)state;
    scenario *s = region_of(1);
    project p = {III, TYPE_DISPOSABLE, STAGE_PRECLINICAL, 0.6};
    world *w = pipeline_world(s, &p);
    w->projects.time_left[0] = 0.10;
    w->firms.kind[0] = KIND_STARTUP;
    w->firms.size[0] = 14;
    w->firms.cash[0] = 2;
    w->levers[0].grant = 20;
    w->observed[0].agents.projects = 30;
    w->observed[0].v_preclinical = 0.8;
    w->observed[0].v_clinical = 0.7;
    scenarios_phase(w, "development");
    assert_int_equal(w->projects.stage[0], STAGE_CLINICAL);
    assert_digits("time left", w->projects.time_left[0], 0.60791, 5);
    assert_digits("cash", w->firms.cash[0], 0.14862, 5);
    assert_digits("spent", w->projects.spent[0], 1.07111 + 0.78027, 4);
    world_free(w);
    scenario_free(s);
}

/* The start-up's first stage alone: a quarter short enough to hold only what it used. */
static void test_pipeline_startup_first_stage(void **state) {
    (void)state;
    scenario *s = region_of(1);
    project p = {III, TYPE_DISPOSABLE, STAGE_PRECLINICAL, 0.6};
    world *w = pipeline_world(s, &p);
    w->projects.time_left[0] = 0.20; /* does not end: the pace shows in what is left */
    w->firms.kind[0] = KIND_STARTUP;
    w->firms.cash[0] = 2;
    w->levers[0].grant = 20;
    w->observed[0].agents.projects = 30;
    w->observed[0].v_preclinical = 0.8;
    scenarios_phase(w, "development");
    double v = 0.77676, cost = 10.7111;
    assert_int_equal(w->projects.stage[0], STAGE_PRECLINICAL);
    assert_digits("pace", (0.20 - w->projects.time_left[0]) / 0.25, v, 5);
    assert_digits("cost", (2 - w->firms.cash[0]) / (0.25 * v), cost, 3);
    world_free(w);
    scenario_free(s);
}

/* Software of class I passes through three stages in one quarter and ends in review. */
static void test_pipeline_software(void **state) {
    (void)state;
    scenario *s = region_of(1);
    project p = {I, TYPE_SAMD, STAGE_CONCEPT, 0.6};
    world *w = pipeline_world(s, &p);
    assert_digits("first stage", w->projects.time_left[0], 0.06, 5);
    w->firms.base[0] = 5;
    w->observed[0].v_prototype = 0.9;
    w->observed[0].contracts.small = 0.5;
    w->observed[0].v_preclinical = 0.8;
    w->observed[0].know = 0.1;
    scenarios_phase(w, "development");
    assert_int_equal(w->projects.stage[0], STAGE_REVIEW);
    assert_digits("time left", w->projects.time_left[0], 0.02047, 5);
    assert_digits("spent", w->projects.spent[0], 0.015 + 0.0525 + 0.045 + 0.01098, 5);
    assert_true(w->firms.cash[0] == 0);         /* only start-ups pay out of cash */
    assert_int_equal(w->lane[0].reviews[0], 0); /* class I does not queue */
    world_free(w);
    scenario_free(s);
}

/* A class III review waits in the agency's queue, which stands in balance. */
static void test_pipeline_review(void **state) {
    (void)state;
    scenario *s = region_of(1);
    project p = {III, TYPE_DISPOSABLE, STAGE_REVIEW, 0.6};
    world *w = pipeline_world(s, &p);
    w->projects.time_left[0] = 0.60;
    w->firms.base[0] = 50;
    w->observed[0].know = 0.1;
    assert_digits("backlog", w->agencies.backlog[0], 160.714, 3);
    scenarios_phase(w, "development");
    assert_digits("backlog", w->agencies.backlog[0], 160.714, 3);
    assert_digits("wait", w->agency_wait[0], 0.64286, 5);
    assert_digits("time left", w->projects.time_left[0], 0.47799, 5);
    world_free(w);
    scenario_free(s);
}

/* Without any money a project stands still, but from review on it goes at half its pace. */
static void test_pipeline_without_money(void **state) {
    (void)state;
    for (int stage = STAGE_CONCEPT; stage < STAGE_COUNT; stage++) {
        scenario *s = region_of(1);
        /* class I has no clinical stage */
        project p = {stage == STAGE_CLINICAL ? III : I, TYPE_DISPOSABLE, stage, 0.6};
        world *w = pipeline_world(s, &p);
        w->projects.time_left[0] = 1;
        w->firms.kind[0] = KIND_STARTUP;
        w->firms.cash[0] = -0.1;
        w->observed[0].v_prototype = w->observed[0].v_preclinical = w->observed[0].v_clinical = 1;
        scenarios_phase(w, "development");
        double moved = stage >= STAGE_REVIEW ? 0.125 : 0;
        assert_digits("moved", 1 - w->projects.time_left[0], moved, 9);
        world_free(w);
        scenario_free(s);
    }
}

/* ---- procurement and growth ---- */

typedef struct {
    int kind, licence;
    double size, capability, base, demand;
    int flags;
    int32_t customer[PLACE_COUNT];
} member;

enum { ANCHOR, NICHE, SUPPLIER_1, SUPPLIER_2, CDMO, SUPPLIER_4, MEMBERS };

static const member members[MEMBERS] = {
    [ANCHOR] = {KIND_MAJOR, 3, 2000, 0.8, 500, 400, FIRM_HOME | FIRM_ANCHOR, {-1, -1, -1, -1}},
    [NICHE] = {KIND_NICHE, 3, 300, 0.7, 86, 60, FIRM_HOME, {-1, -1, -1, -1}},
    [SUPPLIER_1] = {KIND_SUPPLIER, 1, 100, 0.6, 25, 3, FIRM_HOME, {ANCHOR, NICHE, NICHE, -1}},
    [SUPPLIER_2] = {KIND_SUPPLIER, 2, 40, 0.5, 9, 1, FIRM_HOME, {-1, NICHE, -1, -1}},
    [CDMO] = {KIND_CDMO, 3, 200, 0.8, 50, 12, FIRM_HOME, {-1, -1, -1, -1}},
    [SUPPLIER_4] = {KIND_SUPPLIER, 0, 30, 0.5, 7, 1, FIRM_HOME, {-1, -1, -1, -1}},
};

static void settle_members(world *w) {
    firms *f = &w->firms;
    for (int k = 0; k < MEMBERS; k++) {
        const member *m = &members[k];
        f->kind[k] = (uint8_t)m->kind;
        f->licence[k] = (uint8_t)m->licence;
        f->size[k] = m->size;
        f->capability[k] = (float)m->capability;
        f->base[k] = m->base;
        f->demand[k] = m->demand;
        f->flags[k] = (uint8_t)m->flags;
        memcpy(&f->customer[k * PLACE_COUNT], m->customer, sizeof m->customer);
    }
}

/* The anchor wants 1.54 M$ a year and is offered 0.9; the niche top wants 0.23 and is offered 2.7:
 * it takes 8.5 % of it. What the anchor lacks founds suppliers. */
static void test_procurement_and_growth(void **state) {
    (void)state;
    scenario *s = region_of(MEMBERS);
    s->parameters.ties_supply_end = 0;
    s->parameters.ties_supply_form = 0;
    s->parameters.growth_sigma = 0;
    world *w = scenarios_world(s, 0, 1);
    settle_members(w);
    w->levers[0] = (levers){0};
    w->observed[0] = (observation){
        .I = 0.5, .congestion = 0.1, .congestion_factor = 1 / 1.5, .agents.licensed = 3};

    scenarios_phase(w, "market");

    const firms *f = &w->firms;
    assert_digits("orders of supplier 1", f->procurement_revenue[SUPPLIER_1], 1.05379, 5);
    assert_digits("orders of supplier 2", f->procurement_revenue[SUPPLIER_2], 0.07689, 5);
    for (int k = 0; k < MEMBERS; k++)
        if (k != SUPPLIER_1 && k != SUPPLIER_2)
            assert_true(f->procurement_revenue[k] == 0);
    double unmet = w->regions.unmet_demand[0];
    assert_digits("unmet demand", unmet, 0.63786, 5);
    double rate = link_11_rate(w->p, 1, unmet, w->observed[0].congestion_factor);
    assert_digits("foundings for unmet demand", rate * w->step_years, 0.009568, 6);
    assert_digits("base sales", f->base[SUPPLIER_1], 24.93169, 5);
    assert_digits("sales", firm_sales(w, SUPPLIER_1), 25.98547, 5);
    assert_digits("size", f->size[SUPPLIER_1], 100.5572, 4);
    assert_digits("outside demand", f->demand[SUPPLIER_1], 3.09718, 5);
    world_free(w);
    scenario_free(s);
}

/* A tie to a firm that is no customer any more ends at once, and its place offers nothing. */
static void test_tie_to_former_customer_ends(void **state) {
    (void)state;
    scenario *s = region_of(MEMBERS);
    s->parameters.ties_supply_end = 0;
    s->parameters.ties_supply_form = 0;
    world *w = scenarios_world(s, 0, 1);
    settle_members(w);
    w->observed[0].agents.licensed = 3;
    w->firms.kind[NICHE] = KIND_TECH;
    assert_int_equal(procurement_order(w, NULL), AGGLO_OK);
    const int32_t *places = &w->firms.customer[SUPPLIER_1 * PLACE_COUNT];
    assert_int_equal(places[0], ANCHOR);
    for (int k = 1; k < PLACE_COUNT; k++)
        assert_int_equal(places[k], NOBODY);
    /* all of the supplier's 2.7 M$ now go to the anchor, which wants 1.53786 */
    assert_digits("orders", w->firms.procurement_revenue[SUPPLIER_1], 1.53786, 5);
    assert_true(w->firms.procurement_revenue[SUPPLIER_2] == 0);
    assert_true(w->regions.unmet_demand[0] == 0);
    world_free(w);
    scenario_free(s);
}

/* ---- changes of firms ---- */

/* A product of firm i on sale at home for five years, so that it sells its most. */
static void give_product(world *w, int32_t i) {
    product_plan plan = {.id = 500 + (uint64_t)i, .owner = i, .peak = 1};
    assert_int_equal(population_merge_products(w, &plan, 1, NULL), AGGLO_OK);
}

/* A step of demography in which everybody who may does. */
static void decide_all(world *w) {
    scenarios_phase(w, "observe");
    scenarios_phase(w, "demography");
}

static scenario *eager_region(int count) {
    scenario *s = region_of(count);
    scenarios_silence(s);
    return s;
}

enum { FOREVER = 1000000 }; /* a hazard that never fails to strike */

/* A start-up of 60 employees that sells products for 4 M$ graduates: 0.3 (0.25 * 60 - 4) = 3.3 M$
 * of other sales. One of 49 employees without a product does not. */
static void test_graduation(void **state) {
    (void)state;
    scenario *s = eager_region(3);
    s->gains[13] = FOREVER;
    world *w = scenarios_world(s, 0, 1);
    for (int k = 0; k < 3; k++) {
        w->firms.kind[k] = KIND_STARTUP;
        w->firms.base[k] = 0;
    }
    w->firms.size[0] = 60;
    w->firms.product_revenue[0] = 4;
    w->firms.size[1] = 49;
    w->firms.size[2] = 10;
    w->firms.product_revenue[2] = 4; /* more than its size would sell */
    give_product(w, 2);
    decide_all(w);
    assert_int_equal(w->firms.kind[0], KIND_TECH);
    assert_digits("base sales", w->firms.base[0], 3.3, 9);
    assert_int_equal(w->firms.kind[1], KIND_STARTUP);
    assert_int_equal(w->firms.kind[2], KIND_TECH);
    assert_digits("base sales", w->firms.base[2], 0, 9);
    assert_true(w->flows.graduations[0] == 2 && w->flows.flux[13] == 2);
    world_free(w);
    scenario_free(s);
}

/* Ventures with a product are floated or sold. Floated, one of 40 employees gets 5 M$ of base sales
 * and half of what its size sells; sold and kept here, 60 % of that. 80 % of the money it raised
 * here goes to the first fund that still invests. */
static void test_exits(void **state) {
    (void)state;
    for (int floats = 0; floats < 2; floats++) {
        enum { COUNT = 50 };
        scenario *s = eager_region(COUNT);
        s->parameters.exits_h_acquired = FOREVER;
        s->parameters.exits_p_flotation = floats;
        s->parameters.exits_p_stay = 1; /* at most 0.9 of them stay */
        world *w = scenarios_world(s, 0, 1);
        assert_int_equal(columns_append(&w->funds.table, 2, NULL), AGGLO_OK);
        w->funds.birth[0] = -24; /* six years old: invests no more */
        w->funds.birth[1] = -23;
        assert_int_equal(world_index(w, NULL), AGGLO_OK);
        for (int k = 0; k < COUNT; k++) {
            w->firms.size[k] = 40;
            w->firms.base[k] = 1;
            w->firms.flags[k] = FIRM_BACKED;
            w->firms.birth[k] = -40;
            w->firms.raised_locally[k] = 10;
            if (k > 0)
                give_product(w, k); /* the first has none and stays what it is */
        }
        decide_all(w);
        double exits = COUNT - 1, stayed = (double)w->firms.table.count - 1;
        assert_true(floats ? stayed == exits : stayed > 0.75 * exits && stayed < exits);
        for (int32_t i = 1; i < (int32_t)w->firms.table.count; i++) {
            assert_int_equal(w->firms.kind[i], floats ? KIND_NICHE : KIND_TECH);
            assert_digits("base sales", w->firms.base[i], floats ? 11 : 7, 9);
            assert_true(firm_is(w, i, FIRM_SOLD));
            assert_true(floats || firm_is(w, i, FIRM_HOME));
        }
        assert_true(!firm_is(w, 0, FIRM_SOLD));
        assert_true(w->flows.exits_floated[0] == floats * exits);
        assert_true(w->flows.exits_acquired[0] == (1 - floats) * exits);
        assert_digits("mentors", w->regions.mentors[0], exits, 9);
        assert_digits("returned", w->funds.dry_powder[1], 8 * exits, 6);
        assert_true(w->funds.dry_powder[0] == 0);
        decide_all(w); /* nobody exits twice */
        assert_true(w->flows.exits_floated[0] + w->flows.exits_acquired[0] == exits);
        world_free(w);
        scenario_free(s);
    }
}

/* Kinds follow what a firm has become; each case stands beside one that just misses it. */
static void test_kinds(void **state) {
    (void)state;
    static const struct {
        int kind, licence, has_product;
        double size, products;
        int becomes;
    } cases[] = {
        {KIND_SUPPLIER, 3, 1, 30, 1, KIND_TECH},      {KIND_SUPPLIER, 2, 1, 30, 1, KIND_SUPPLIER},
        {KIND_SUPPLIER, 3, 0, 30, 0, KIND_SUPPLIER},  {KIND_SUPPLIER, 2, 0, 151, 0, KIND_CDMO},
        {KIND_SUPPLIER, 2, 0, 150, 0, KIND_SUPPLIER}, {KIND_SUPPLIER, 1, 0, 900, 0, KIND_SUPPLIER},
        {KIND_TECH, 3, 1, 50, 20.1, KIND_NICHE},      {KIND_TECH, 3, 1, 50, 20, KIND_TECH},
        {KIND_NICHE, 3, 0, 3001, 0, KIND_MAJOR},      {KIND_NICHE, 3, 0, 3000, 0, KIND_NICHE},
        {KIND_SUPPLIER, 3, 1, 3001, 25, KIND_MAJOR},  {KIND_CDMO, 3, 1, 9000, 90, KIND_CDMO}};
    enum { CASES = sizeof cases / sizeof cases[0] };
    scenario *s = eager_region(CASES);
    world *w = scenarios_world(s, 0, 1);
    for (int k = 0; k < CASES; k++) {
        w->firms.kind[k] = (uint8_t)cases[k].kind;
        w->firms.licence[k] = (uint8_t)cases[k].licence;
        w->firms.size[k] = cases[k].size;
        w->firms.product_revenue[k] = cases[k].products;
        if (cases[k].has_product)
            give_product(w, k);
    }
    decide_all(w);
    for (int k = 0; k < CASES; k++)
        assert_int_equal(w->firms.kind[k], cases[k].becomes);
    world_free(w);
    scenario_free(s);
}

/* An anchor has 500 employees and brings 50 M$ a year; it is none any more below 70 % of either. */
static void test_anchors(void **state) {
    (void)state;
    static const struct {
        double size, demand;
        int was, is;
    } cases[] = {{500, 50, 0, 1}, {499, 90, 0, 0}, {900, 49, 0, 0},
                 {350, 35, 1, 1}, {349, 90, 1, 0}, {900, 34.9, 1, 0}};
    enum { CASES = sizeof cases / sizeof cases[0] };
    scenario *s = eager_region(CASES);
    s->gains[5] = FOREVER;
    world *w = scenarios_world(s, 0, 1);
    for (int k = 0; k < CASES; k++) {
        w->firms.size[k] = cases[k].size;
        w->firms.demand[k] = cases[k].demand;
        w->firms.flags[k] |= cases[k].was ? FIRM_ANCHOR : 0;
    }
    decide_all(w);
    for (int k = 0; k < CASES; k++)
        assert_int_equal(firm_is(w, k, FIRM_ANCHOR), cases[k].is);
    assert_true(w->flows.flux[5] == 1);
    world_free(w);
    scenario_free(s);
}

/* A start-up's year: its size goes towards the 14 employees of its second round, wages are paid, 30
 * % of product sales become cash; without cash wages are halved, before the first round the
 * founders work for less, places in an incubator save half of the wage. */
static void test_startup_cash(void **state) {
    (void)state;
    static const struct {
        int round;
        double cash, slots, cash_after;
    } cases[] = {{2, 5, 0, 5 - 0.25 * 0.06 * 14},     {2, -1, 0, -1 - 0.25 * 0.03 * 14},
                 {2, 5, 1, 5 - 0.25 * 0.03 * 14},     {2, 5, 0.5, 5 - 0.25 * 0.045 * 14},
                 {0, 5, 0, 5 - 0.25 * (0.18 - 0.12)}, {0, 5, 9, 5}};
    static const double target[] = {3, 6, 14, 28, 45};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        scenario *s = region_of(1);
        world *w = scenarios_world(s, 0, 1);
        w->firms.kind[0] = KIND_STARTUP;
        w->firms.base[0] = 0;
        w->firms.size[0] = target[cases[k].round]; /* stays */
        w->firms.round[0] = (uint8_t)cases[k].round;
        w->firms.cash[0] = cases[k].cash;
        w->observed[0] = (observation){.startups = 1};
        w->levers[0].slots = cases[k].slots;
        scenarios_phase(w, "market");
        assert_digits("cash", w->firms.cash[0], cases[k].cash_after, 6);
        assert_digits("size", w->firms.size[0], target[cases[k].round], 9);
        w->firms.size[0] = 3;
        scenarios_phase(w, "market");
        double gone = exp(-0.25);
        assert_digits("size", w->firms.size[0],
                      target[cases[k].round] * pow(3 / target[cases[k].round], gone), 9);
        world_free(w);
        scenario_free(s);
    }
}

/* Half-way through its sixth year a product of 10 M$ a year sells at its peak: at home 30 % of that
 * less the half taken by imports, abroad 70 % by market; 30 % of it is cash, 70 % outside demand.
 */
static void test_sales(void **state) {
    (void)state;
    scenario *s = region_of(1);
    s->parameters.market_field_demand = 1e12; /* no crowding */
    s->parameters.market_launch_hazard = 0;
    s->parameters.market_import_drift = 0;
    world *w = scenarios_world(s, 0, 1);
    give_product(w, 0);
    w->products.peak[0] = 10;
    w->products.launch[1] = 0; /* also sold in the US from the start */
    w->firms.kind[0] = KIND_STARTUP;
    w->firms.base[0] = 0;
    w->firms.round[0] = 2;
    w->firms.size[0] = 14;
    w->observed[0] = (observation){.startups = 1};
    static const struct {
        int step;
        double profile;
    } cases[] = {{0, 0.125 / 5}, {8, 2.125 / 5}, {22, 1}, {35, 1}, {40, 1.875 / 3}, {48, 0}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        w->step = cases[k].step;
        w->firms.cash[0] = 5;
        scenarios_phase(w, "market");
        double home = 10 * 0.30 * 0.75 * cases[k].profile;
        double abroad = 10 * 0.70 * 0.433 / 0.93 * cases[k].profile;
        assert_digits("sales", w->firms.product_revenue[0], home + abroad, 6);
        assert_digits("exports", w->firms.export_revenue[0], abroad, 6);
        assert_digits("outside demand", w->firms.demand[0], 0.7 * (home + abroad), 6);
        assert_digits("cash", w->firms.cash[0], 5 + 0.25 * (0.3 * (home + abroad) - 0.84), 6);
    }
    world_free(w);
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rounds),
        cmocka_unit_test(test_rounds_draw_on_all_funds),
        cmocka_unit_test(test_who_is_served),
        cmocka_unit_test(test_pipeline_startup),
        cmocka_unit_test(test_pipeline_startup_first_stage),
        cmocka_unit_test(test_pipeline_software),
        cmocka_unit_test(test_pipeline_review),
        cmocka_unit_test(test_pipeline_without_money),
        cmocka_unit_test(test_procurement_and_growth),
        cmocka_unit_test(test_tie_to_former_customer_ends),
        cmocka_unit_test(test_graduation),
        cmocka_unit_test(test_exits),
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_anchors),
        cmocka_unit_test(test_startup_cash),
        cmocka_unit_test(test_sales),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
