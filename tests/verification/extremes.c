#include "tests/verification/extremes.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/links/03_seeds_spin_out.h"
#include "models/links/06_firms_become_anchors.h"
#include "models/model.h"
#include "models/phases/arrivals.h"
#include "models/phases/procurement.h"
#include "models/phases/regulator.h"
#include "models/policy.h"
#include "models/population.h"
#include "tests/support/runs.h"
#include "tests/support/scenarios.h"

/* ---- scenarios ---- */

static scenario *hub(void) {
    scenario *s =
        scenarios_read("{\"time\": {\"start\": 2000, \"years\": 14}, \"regions\": [" SCENARIOS_HUB(
            "hub", "0") "}], \"interventions\": [{\"type\": \"biodesign\", \"region\": \"hub\"}]}");
    s->record_events = 0;
    return s;
}

/* The same without funds of its own, and none that come. */
static scenario *hub_without_funds(void) {
    scenario *s = hub();
    s->regions[0].funds_count = 0;
    s->parameters.finance_lambda_vc = s->parameters.finance_lambda_vc0 = 0;
    return s;
}

/* Nothing happens by itself in a region of these agents. */
static scenario *silent(int years, const char *members) {
    scenario *s = scenarios_read(
        "{\"time\": {\"start\": 2000, \"years\": %d}, \"regions\": [" SCENARIOS_EMPTY("here",
                                                                                      "0") "%s}]}",
        years, members);
    scenarios_silence(s);
    return s;
}
static scenario *modest(void) {
    scenario *s =
        scenarios_read("{\"time\": {\"start\": 2000, \"years\": 5}, \"regions\": [" SCENARIOS_EMPTY(
            "here", "0") "}, " SCENARIOS_EMPTY("known", "50") ", \"reputation\": 0.5}]}");
    scenarios_silence(s);
    return s;
}
static scenario *empty(void) {
    return silent(20, "");
}
static scenario *patient(void) {
    return silent(300, "");
}
static scenario *laboratory(void) {
    return silent(5, ", \"universities\": [{\"count\": 2, \"budget\": 100}]");
}
static scenario *library(void) {
    return silent(5, ", \"knowledge\": 50, \"mentors\": 9, \"reputation\": 0.3");
}
static scenario *clinic(void) {
    return silent(5, ", \"hospitals\": [{\"count\": 1, \"beds\": 100}],"
                     " \"firms\": [{\"kind\": \"tech\", \"count\": 1}]");
}

enum { CROWD = 2000 };

/* Firms that are alike. */
static scenario *crowd(const char *kind) {
    char members[256];
    snprintf(members, sizeof members,
             ", \"firms\": [{\"kind\": \"%s\", \"count\": 2000, \"size\": 20, \"size_sigma\": 0}]",
             kind);
    return silent(2, members);
}
static scenario *techs(void) {
    return crowd("tech");
}
static scenario *suppliers(void) {
    return crowd("supplier");
}

#define ORDER(text)                                                                                \
    scenarios_read("{\"time\": {\"start\": 2000, \"years\": 10}, \"regions\": [" SCENARIOS_EMPTY(  \
        "here", "0") "}], \"interventions\": [{\"region\": \"here\", " text "}]}")
static scenario *granted(void) {
    scenario *s = ORDER("\"type\": \"rd_grants\"");
    scenarios_silence(s);
    return s;
}
static scenario *networked(void) {
    scenario *s = ORDER("\"type\": \"network_org\"");
    scenarios_silence(s);
    return s;
}

/* ---- measures ---- */

static void run_phases(world *w, const char *first, const char *second) {
    scenarios_phase(w, first);
    scenarios_phase(w, second);
}

/* Sum of a recorded variable over three replicates. */
static double recorded(scenario *s, const extreme *x) {
    runs r = runs_make(s, 3);
    double sum = 0;
    for (size_t n = 0; n < r.replicates; n++)
        for (size_t t = 0; t < r.records; t++)
            sum += fabs(runs_value(&r, x->output, (size_t)x->element, n, t, 0));
    runs_free(&r);
    return sum;
}

/* Events of a type in a whole run. */
static double events(scenario *s, const extreme *x) {
    double count = 0;
    s->record_events = 1;
    world *w = scenarios_world(s, 0, 1);
    for (; w->step < s->steps; w->step++) {
        agglo_error error = {0};
        w->events.count = 0;
        assert_int_equal(schedule_run(model_phases, 0, model_phase_count, w, NULL, &error),
                         AGGLO_OK);
        for (size_t k = 0; k < w->events.count; k++)
            count += w->events.items[k].type == x->element;
    }
    world_free(w);
    return count;
}

/* How much support firms have risen (element 1) or fallen (-1) from record to record. */
static double support_moves(scenario *s, const extreme *x) {
    runs r = runs_make(s, 1);
    double sum = 0;
    for (size_t t = 1; t < r.records; t++)
        sum += fmax(0, x->element * (runs_value(&r, "support_businesses", 0, 0, t, 0) -
                                     runs_value(&r, "support_businesses", 0, 0, t - 1, 0)));
    runs_free(&r);
    return sum;
}

static double support_left(scenario *s, const extreme *x) {
    (void)x;
    world *w = scenarios_world(s, 0, 1);
    scenarios_step(w);
    double left = w->regions.support[0];
    world_free(w);
    return left;
}

static double grants_spin_out(scenario *s, const extreme *x) {
    (void)x;
    link_03_inputs without = {
        .transfer_strength = 1, .congestion_factor = 1, .founding_money = 1, .talent = 2000};
    link_03_inputs with = without;
    with.grant = 50;
    return link_03_hazard(&s->parameters, 1, &with) - link_03_hazard(&s->parameters, 1, &without);
}

static double small_demand_counts_less(scenario *s, const extreme *x) {
    (void)x;
    return !link_06_qualifies(&s->parameters, 1e4, 1e-3);
}

/* After one step of the hub: sites that are none of their owners' homes; firms that qualify as
 * anchors and are none; start-ups that qualify for graduation. */
static double left_over(scenario *s, const extreme *x) {
    enum { SITES, CANDIDATES, GRADUATES };
    double left = 0;
    world *w = scenarios_world(s, 0, 1);
    for (int step = 0; step < (x->element == GRADUATES ? 40 : 1); step++) {
        scenarios_step(w);
        for (int32_t i = 0; i < (int32_t)w->firms.table.count; i++) {
            int is_startup = w->firms.kind[i] == KIND_STARTUP;
            int qualifies = link_06_qualifies(w->p, w->firms.size[i], w->firms.demand[i]);
            int sells = w->product_first[i] < w->product_first[i + 1];
            left += x->element == SITES ? !is_startup && !firm_is(w, i, FIRM_HOME)
                    : x->element == CANDIDATES
                        ? !is_startup && qualifies && !firm_is(w, i, FIRM_ANCHOR)
                        : is_startup && sells;
        }
    }
    world_free(w);
    return left;
}

static double arrivals_grow(scenario *s, const extreme *x) {
    (void)x;
    world *w = scenarios_world(s, 0, 1);
    s->parameters.location_lambda_out = 40;
    double first = arrivals_rate(w);
    w->step = 40;
    double change = arrivals_rate(w) - first;
    world_free(w);
    return change;
}

/* ---- crowds of firms that face one hazard ---- */

static void give_projects(world *w, int stage, int device_class) {
    project_plan *plans = calloc(w->firms.table.count, sizeof *plans);
    assert_non_null(plans);
    for (size_t k = 0; k < w->firms.table.count; k++)
        plans[k] = (project_plan){.id = 100 + k,
                                  .owner = (int32_t)k,
                                  .quality = 0.6f,
                                  .device_class = (uint8_t)device_class,
                                  .device_type = TYPE_DISPOSABLE,
                                  .university = NO_PARTNER,
                                  .hospital = NO_PARTNER};
    assert_int_equal(population_merge_projects(w, plans, w->firms.table.count, NULL), AGGLO_OK);
    for (size_t k = 0; k < w->projects.table.count; k++)
        w->projects.stage[k] = (uint8_t)stage;
    free(plans);
}

static void give_products(world *w) {
    product_plan *plans = calloc(w->firms.table.count, sizeof *plans);
    assert_non_null(plans);
    for (size_t k = 0; k < w->firms.table.count; k++)
        plans[k] = (product_plan){.id = 500 + k, .owner = (int32_t)k, .peak = 10};
    assert_int_equal(population_merge_products(w, plans, w->firms.table.count, NULL), AGGLO_OK);
    free(plans);
}

/* Failures of start-ups that have money and a project, of some without money, of some without
 * project and heart. */
static double startups_fail(scenario *s, const extreme *x) {
    enum { RICH, BROKE, HEARTLESS };
    world *w = scenarios_world(s, 0, 1);
    for (int32_t i = 0; i < CROWD; i++) {
        w->firms.kind[i] = KIND_STARTUP;
        w->firms.cash[i] = x->element == BROKE ? 0 : 1;
        w->firms.flags[i] |= x->element == HEARTLESS ? FIRM_HEART_LOST : 0;
    }
    if (x->element != HEARTLESS)
        give_projects(w, STAGE_CONCEPT, 1);
    run_phases(w, "observe", "demography");
    double failed = w->flows.exits_failed[0];
    world_free(w);
    return failed;
}

static double firms_fail(scenario *s, const extreme *x) {
    world *w = scenarios_world(s, 0, 1);
    for (int32_t i = 0; i < CROWD && x->element; i++)
        w->firms.flags[i] &= (uint8_t)~FIRM_HOME;
    run_phases(w, "observe", "demography");
    double failed = w->flows.exits_failed[0];
    world_free(w);
    return failed;
}

static double firms_left(scenario *s, const extreme *x) {
    return CROWD - firms_fail(s, x);
}

static double startups_left(scenario *s, const extreme *x) {
    return CROWD - startups_fail(s, x);
}

/* Suppliers that leave rung `element`. */
static double climbers(scenario *s, const extreme *x) {
    world *w = scenarios_world(s, 0, 1);
    for (int32_t i = 0; i < CROWD; i++)
        w->firms.licence[i] = (uint8_t)x->element;
    run_phases(w, "observe", "demography");
    double count = 0;
    for (int32_t i = 0; i < CROWD; i++)
        count += w->firms.licence[i] > x->element;
    world_free(w);
    return count;
}

static double who_do_not_climb(scenario *s, const extreme *x) {
    return CROWD - climbers(s, x);
}

/* ---- growth: what one step of the market changes, with a product (element 1) or without ---- */

static double base_moves(scenario *s, const extreme *x) {
    double sum = 0;
    world *w = scenarios_world(s, 0, 1);
    if (x->element)
        give_products(w);
    scenarios_phase(w, "observe");
    w->observed[0].congestion = 1;
    double base = w->firms.base[0];
    scenarios_phase(w, "market");
    for (int32_t i = 0; i < (int32_t)w->firms.table.count; i++)
        sum += fabs(w->firms.base[i] - base);
    world_free(w);
    return sum;
}

static double size_moves(scenario *s, const extreme *x) {
    (void)x;
    double sum = 0;
    world *w = scenarios_world(s, 0, 1);
    for (int32_t i = 0; i < CROWD; i++)
        w->firms.base[i] *= 4;
    run_phases(w, "observe", "market");
    for (int32_t i = 0; i < CROWD; i++)
        sum += fabs(w->firms.size[i] - 20);
    world_free(w);
    return sum;
}

/* ---- supply ties ---- */

/* Firm 0 is a customer; all places of the others have it as customer (element 1) or none (0).
 * Returns how many places have changed. */
static double ties_change(scenario *s, const extreme *x) {
    double changed = 0;
    world *w = scenarios_world(s, 0, 1);
    w->firms.kind[0] = KIND_NICHE;
    w->firms.demand[0] = 1000;
    for (int32_t i = 1; i < CROWD; i++) {
        w->firms.licence[i] = 2;
        for (int k = 0; k < PLACE_COUNT; k++)
            w->firms.customer[i * PLACE_COUNT + k] = x->element ? 0 : NOBODY;
    }
    scenarios_phase(w, "observe");
    assert_int_equal(procurement_order(w, NULL), AGGLO_OK);
    for (int32_t i = 1; i < CROWD; i++)
        for (int k = 0; k < PLACE_COUNT; k++)
            changed += (w->firms.customer[i * PLACE_COUNT + k] == 0) != x->element;
    world_free(w);
    return changed;
}

static double ties_left(scenario *s, const extreme *x) {
    return (CROWD - 1) * PLACE_COUNT - ties_change(s, x);
}

static double trust_fades(scenario *s, const extreme *x) {
    (void)x;
    world *w = scenarios_world(s, 0, 1);
    w->firms.trust_university[0] = w->firms.trust_hospital[0] = 0.5f;
    run_phases(w, "observe", "science");
    scenarios_phase(w, "matching");
    double lost = 1 - w->firms.trust_university[0] - w->firms.trust_hospital[0];
    world_free(w);
    return lost;
}

/* ---- development and markets ---- */

/* Difference of the peaks of one project, launched in its first step and ten years late. */
static double lateness_costs(scenario *s, const extreme *x) {
    double peak[2];
    (void)x;
    for (int c = 0; c < CLASS_COUNT; c++)
        s->world.classes[c].success = 1;
    for (int late = 0; late < 2; late++) {
        world *w = scenarios_world(s, 0, 1);
        w->step = 40;
        scenarios_phase(w, "observe");
        give_projects(w, STAGE_REIMBURSEMENT, 3);
        w->projects.time_left[0] = 1e-3;
        w->projects.birth[0] = late ? 0 : 40;
        scenarios_phase(w, "development");
        assert_int_equal(w->products.table.count, 1);
        peak[late] = w->products.peak[0];
        world_free(w);
    }
    return peak[0] - peak[1];
}

/* Trial places that a trial of class `element` takes away: 1 - the speed of trials. */
static double trial_load(scenario *s, const extreme *x) {
    world *w = scenarios_world(s, 0, 1);
    give_projects(w, STAGE_CLINICAL, x->element);
    scenarios_phase(w, "observe");
    double lost = 1 - w->observed[0].v_clinical;
    world_free(w);
    return lost;
}

static double trial_places(scenario *s, const extreme *x) {
    world *w = scenarios_world(s, 0, 1);
    w->levers[0].trial = x->element; /* M$/yr */
    scenarios_phase(w, "observe");
    double places = w->observed[0].trial_places;
    world_free(w);
    return places;
}

static double network_service(scenario *s, const extreme *x) {
    (void)x;
    world *w = scenarios_world(s, 0, 1);
    run_phases(w, "policy", "observe");
    double service = w->observed[0].network;
    world_free(w);
    return service;
}

/* Markets in which a product of five years is not sold. */
static double unlaunched(scenario *s, const extreme *x) {
    double count = 0;
    (void)x;
    world *w = scenarios_world(s, 0, 1);
    give_products(w);
    w->step = 20;
    run_phases(w, "observe", "market");
    for (int m = 0; m < MARKET_COUNT; m++)
        count += w->products.launch[m] < 0;
    world_free(w);
    return count;
}

/* Home sales of a product of one age, now and in twenty years. */
static double imports_drift(scenario *s, const extreme *x) {
    double sales[2];
    (void)x;
    for (int m = 0; m < MARKET_COUNT; m++)
        s->world.markets[m].growth = 0;
    for (int later = 0; later < 2; later++) {
        world *w = scenarios_world(s, 0, 1);
        give_products(w);
        for (int m = 0; m < MARKET_COUNT; m++)
            w->products.launch[m] = (int16_t)(w->products.launch[m] < 0 ? -1 : 80 * later);
        w->products.approval[0] = (int16_t)(80 * later);
        w->step = 80 * later + 8;
        run_phases(w, "observe", "market");
        sales[later] = w->firms.product_revenue[0] - w->firms.export_revenue[0];
        assert_true(sales[later] > 0);
        world_free(w);
    }
    return sales[0] - sales[1];
}

static double backlog(scenario *s, const extreme *x) {
    (void)x;
    world *w = scenarios_world(s, 0, 1);
    for (; w->step < 40; w->step++)
        regulator_serve(w);
    double waiting = 0;
    for (int m = 0; m < MARKET_COUNT; m++)
        waiting += w->agencies.backlog[m];
    world_free(w);
    return waiting;
}

/* ---- stocks ---- */

typedef enum { SEEDS, NEEDS, KNOWLEDGE, TALENT, MENTORS, REPUTATION } stock;

static double stock_of(const world *w, stock which) {
    const regions *t = &w->regions;
    double seeds = 0, needs = 0, knowledge = 0;
    for (int b = 0; b < BIN_COUNT; b++) {
        seeds += t->seeds[b];
        knowledge += t->knowledge[b];
    }
    for (int f = 0; f < FIELD_COUNT; f++)
        needs += t->needs[f];
    const double all[] = {
        [SEEDS] = seeds,         [NEEDS] = needs,           [KNOWLEDGE] = knowledge,
        [TALENT] = t->talent[0], [MENTORS] = t->mentors[0], [REPUTATION] = t->reputation[0]};
    return all[which];
}

/* What has come to be from nothing. */
static double stock_made(scenario *s, const extreme *x) {
    world *w = scenarios_world(s, 0, 1);
    memset(w->regions.seeds, 0, BIN_COUNT * sizeof *w->regions.seeds);
    memset(w->regions.needs, 0, FIELD_COUNT * sizeof *w->regions.needs);
    w->regions.talent[0] = 0;
    while (w->step < s->steps)
        scenarios_step(w);
    double made = stock_of(w, (stock)x->element);
    world_free(w);
    return made;
}

static void stock_up(world *w) {
    for (int b = 0; b < BIN_COUNT; b++)
        w->regions.seeds[b] = w->regions.knowledge[b] = 1;
    for (int f = 0; f < FIELD_COUNT; f++)
        w->regions.needs[f] = 1;
    w->regions.talent[0] = 100;
    w->regions.mentors[0] = 9;
    w->regions.reputation[0] = 0.3;
}

/* People who have come to the second region from the first, which alone had any. */
static double people_come(scenario *s, const extreme *x) {
    (void)x;
    s->parameters.talent_inflow_V = 0;
    world *w = scenarios_world(s, 0, 1);
    w->regions.talent[0] = 100;
    w->regions.talent[1] = 0;
    scenarios_step(w);
    double came = w->regions.talent[1];
    world_free(w);
    return came;
}

/* Without inflow: what is lost in five years; what is left after a step. */
static double stock_lost(scenario *s, const extreme *x) {
    world *w = scenarios_world(s, 0, 1);
    stock_up(w);
    double before = stock_of(w, (stock)x->element);
    for (int k = 0; k < 20; k++)
        scenarios_step(w);
    double lost = before - stock_of(w, (stock)x->element);
    world_free(w);
    return lost;
}

static double stock_left(scenario *s, const extreme *x) {
    world *w = scenarios_world(s, 0, 1);
    stock_up(w);
    scenarios_step(w);
    double left = stock_of(w, (stock)x->element);
    world_free(w);
    return left;
}

/* ---- public money ---- */

static double sum_of(const runs *r, const char *output) {
    double sum = 0;
    for (size_t t = 0; t < r->records; t++)
        for (size_t k = 0; k < (size_t)policies_count(); k++)
            sum += runs_value(r, output, k, 0, t, 0);
    return sum;
}

static double overhead(scenario *s, const extreme *x) {
    (void)x;
    runs r = runs_make(s, 1);
    double lost = sum_of(&r, "public_cost") - sum_of(&r, "public_received");
    runs_free(&r);
    return lost;
}

static double costs_grow(scenario *s, const extreme *x) {
    (void)x;
    size_t grants = (size_t)policies_index(policies_find("rd_grants"));
    runs r = runs_make(s, 1);
    double growth = runs_value(&r, "public_cost", grants, 0, r.records - 1, 0) -
                    runs_value(&r, "public_cost", grants, 0, 1, 0);
    runs_free(&r);
    return growth;
}

/* Entries from other industries that grants bring. */
static double grants_bring(scenario *s, const extreme *x) {
    double came[2];
    int orders_count = s->intervention_count;
    (void)x;
    s->parameters.procure_base_entry = 7;
    for (int granted_too = 0; granted_too < 2; granted_too++) {
        s->intervention_count = granted_too ? orders_count : 0;
        runs r = runs_make(s, 3);
        came[granted_too] = runs_mean(&r, "entries_other_industries", 0, 1, r.records - 1, 0);
        runs_free(&r);
    }
    return came[1] - came[0];
}

/* ---- the table ---- */

int extremes_is_rate(const char *unit) {
    return strstr(unit, "/yr") != NULL || strstr(unit, " yr)") != NULL ||
           strstr(unit, "(yr") != NULL || strstr(unit, "/M$") != NULL;
}

/* A hazard of 1e9 a year strikes in any step. Silenced parameters come last; NULL: none. */
#define RECORDED(parameter, outcome, make, output, element, ...)                                   \
    {                                                                                              \
        parameter, 0, outcome, make, recorded, output, element, {                                  \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define AT_ZERO(parameter, outcome, make, measure, element, ...)                                   \
    {                                                                                              \
        parameter, 0, outcome, make, measure, NULL, element, {                                     \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
#define AT_ONCE(parameter, outcome, make, measure, element, ...)                                   \
    {                                                                                              \
        parameter, 1e9, outcome, make, measure, NULL, element, {                                   \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

const extreme extremes[] = {
    RECORDED("location.lambda_out", "no outside firm enters", hub, "entries", 0, NULL),
    RECORDED("location.lambda_out", "link 1 brings nobody", hub, "flux", 0, NULL),
    RECORDED("location.lambda_out", "link 10 brings nobody", hub, "flux", 9, NULL),
    RECORDED("location.lambda_out", "link 17 brings nobody", hub, "flux", 16, NULL),
    RECORDED("location.b_research", "link 1 brings nobody", hub, "flux", 0, NULL),
    RECORDED("location.b_anchor", "link 10 brings nobody", hub, "flux", 9, NULL),
    RECORDED("location.b_reputation", "link 17 brings nobody", hub, "flux", 16, NULL),
    AT_ZERO("location.growth", "arrivals of outside firms do not grow", empty, arrivals_grow, 0,
            NULL),
    RECORDED("procure.base_entry", "nobody comes from other industries", hub,
             "entries_other_industries", 0, NULL),
    AT_ZERO("funding.entry", "grants bring nobody from other industries", granted, grants_bring, 0,
            NULL),
    RECORDED("growth.b2", "link 2 adds no employees", hub, "flux", 1, NULL),
    AT_ZERO("growth.h2", "no site becomes a home", hub, events, EVENT_HOME_BASE, NULL),
    AT_ONCE("growth.h2", "no site is left that is no home", hub, left_over, 0,
            "location.lambda_out"),
    RECORDED("spinout.p3", "no seed is spun out", hub, "spinouts", 0, NULL),
    AT_ZERO("funding.spinout", "grants raise no hazard of spin-outs", empty, grants_spin_out, 0,
            NULL),
    RECORDED("reputation.w4", "link 4 adds no reputation", hub, "flux", 3, NULL),
    RECORDED("reputation.w8", "link 8 adds no reputation", hub, "flux", 7, NULL),
    RECORDED("reputation.w12", "link 12 adds no reputation", hub, "flux", 11, NULL),
    RECORDED("reputation.w15", "link 15 adds no reputation", hub, "flux", 14, NULL),
    AT_ZERO("anchor.demand", "no firm is too small in demand for an anchor", empty,
            small_demand_counts_less, 0, NULL),
    RECORDED("anchor.h6", "nobody is promoted to anchor", hub, "flux", 5, NULL),
    AT_ONCE("anchor.h6", "no firm that qualifies is no anchor", hub, left_over, 1,
            "location.lambda_out"),
    RECORDED("spinoff.eta7", "no firm spins off", hub, "spinoffs", 0, NULL),
    RECORDED("procure.eta11", "no supplier is founded for demand", hub, "supplier_foundings", 0,
             NULL),
    RECORDED("procure.omega", "nothing is bought in", hub, "unmet_demand", 0, NULL),
    RECORDED("procure.local_share", "nothing is bought nearby", hub, "unmet_demand", 0, NULL),
    RECORDED("finance.p_serial", "nobody founds again", hub, "refoundings", 0, NULL),
    RECORDED("policy.fellow_start_rate", "no fellow founds", hub, "fellow_foundings", 0, NULL),
    RECORDED("graduation.h14", "nobody graduates", hub, "graduations", 0, NULL),
    AT_ONCE("graduation.h14", "no start-up with a product is left", hub, left_over, 2, NULL),
    RECORDED("graduation.h_leave", "nobody moves away", hub, "exits_moved", 0, NULL),
    AT_ZERO("finance.lambda_vc", "no fund enters", hub, events, EVENT_FUND, "finance.lambda_vc0"),
    RECORDED("finance.lambda_vc", "link 18 draws nobody", hub, "flux", 17, "finance.lambda_sup"),
    AT_ZERO("finance.lambda_vc0", "no fund enters", patient, events, EVENT_FUND, NULL),
    AT_ZERO("finance.lambda_sup", "no support firm enters", hub, support_moves, 1,
            "finance.lambda_sup0"),
    AT_ZERO("finance.lambda_sup0", "no support firm enters", patient, support_moves, 1, NULL),
    AT_ZERO("finance.support_exit", "no support firm closes", hub, support_moves, -1, NULL),
    AT_ONCE("finance.support_exit", "no support firm is left", hub, support_left, 0,
            "finance.lambda_sup", "finance.lambda_sup0"),
    AT_ZERO("finance.h_startup", "no start-up with money and project fails", techs, startups_fail,
            0, NULL),
    AT_ONCE("finance.h_startup", "no start-up is left", techs, startups_left, 0, NULL),
    AT_ZERO("finance.h_broke", "no start-up fails for want of money", techs, startups_fail, 1,
            NULL),
    AT_ZERO("finance.h_project_lost", "no start-up fails for a lost heart", techs, startups_fail, 2,
            NULL),
    RECORDED("exits.h_acquired", "nobody is sold", hub, "exits_acquired", 0, NULL),
    RECORDED("exits.h_acquired", "nobody is sold and dissolved", hub, "exits_dissolved", 0, NULL),
    RECORDED("exits.h_acquired", "nobody is floated", hub, "exits_floated", 0, NULL),
    RECORDED("exits.p_flotation", "nobody is floated", hub, "exits_floated", 0, NULL),
    AT_ZERO("exits.h_established", "no established firm closes", techs, firms_fail, 0, NULL),
    AT_ONCE("exits.h_established", "no established firm is left", techs, firms_left, 0, NULL),
    AT_ZERO("exits.h_site_leaves", "no site leaves", techs, firms_fail, 1, NULL),
    AT_ONCE("exits.h_site_leaves", "no site is left", techs, firms_left, 1, NULL),
    AT_ZERO("licence.h_parts", "no supplier leaves rung 0", suppliers, climbers, 0, NULL),
    AT_ONCE("licence.h_parts", "no supplier stays on rung 0", suppliers, who_do_not_climb, 0, NULL),
    AT_ZERO("licence.h_manufacturing", "no supplier leaves rung 1", suppliers, climbers, 1, NULL),
    AT_ONCE("licence.h_manufacturing", "no supplier stays on rung 1", suppliers, who_do_not_climb,
            1, NULL),
    AT_ZERO("licence.h_mah", "no supplier leaves rung 2", suppliers, climbers, 2, NULL),
    AT_ONCE("licence.h_mah", "no supplier stays on rung 2", suppliers, who_do_not_climb, 2, NULL),
    RECORDED("market.launch_hazard", "nothing is sold abroad", hub, "exports", 0, NULL),
    AT_ONCE("market.launch_hazard", "no market is without the product", techs, unlaunched, 0, NULL),
    RECORDED("market.peak_II", "products sell nothing", hub, "exports", 0, NULL),
    AT_ZERO("market.late_loss", "lateness costs no sales", clinic, lateness_costs, 0, NULL),
    AT_ZERO("market.import_drift", "home sales do not drift", clinic, imports_drift, 0,
            "market.launch_hazard"),
    RECORDED("finance.world_pool", "no venture money flows", hub_without_funds, "venture_invested",
             0, NULL),
    AT_ZERO("growth.kappa", "size does not move towards sales", techs, size_moves, 0, NULL),
    AT_ZERO("growth.sigma", "sizes take no shocks", techs, base_moves, 0, NULL),
    AT_ZERO("growth.base_erosion", "base sales do not erode", techs, base_moves, 0, NULL),
    AT_ZERO("growth.congestion", "congestion costs no growth", techs, base_moves, 0, NULL),
    AT_ZERO("growth.follow_on", "products add nothing to base sales", techs, base_moves, 1, NULL),
    RECORDED("matching.a0", "nobody attempts a project", hub, "projects_started", 0, NULL),
    RECORDED("matching.c5", "link 5 gives no option", hub, "flux", 4, NULL),
    RECORDED("matching.c9", "link 9 gives no option and no reach", hub, "flux", 8,
             "matching.c9_width"),
    RECORDED("matching.c13", "link 13 gives no option", hub, "flux", 12, NULL),
    RECORDED("matching.c16", "link 16 gives no option", hub, "flux", 15, NULL),
    AT_ZERO("matching.per_coordinator", "coordinators give no service", networked, network_service,
            0, NULL),
    AT_ZERO("pipeline.patients_III", "class III trials take no places", clinic, trial_load, 2,
            NULL),
    AT_ZERO("pipeline.patients_IV", "class IV trials take no places", clinic, trial_load, 3, NULL),
    AT_ZERO("policy.trial_places_per_musd", "subsidies buy no trial places", empty, trial_places,
            10, NULL),
    AT_ZERO("trials.places_per_bed", "hospitals have no trial places", clinic, trial_places, 0,
            NULL),
    AT_ZERO("funding.fixed_cost", "all of a grant arrives", granted, overhead, 0, NULL),
    AT_ZERO("science.budget_growth", "booked grants do not grow", granted, costs_grow, 0, NULL),
    AT_ZERO("ties.supply_form", "no supplier finds a customer", suppliers, ties_change, 0, NULL),
    AT_ONCE("ties.supply_form", "no supplier is without a customer", suppliers, ties_left, 0,
            "ties.supply_end"),
    AT_ZERO("ties.supply_end", "no supply tie ends", suppliers, ties_change, 1, NULL),
    AT_ONCE("ties.supply_end", "no supply tie is left", suppliers, ties_left, 1,
            "ties.supply_form"),
    AT_ZERO("ties.forgetting", "trust among those who stay does not fade", techs, trust_fades, 0,
            "ties.rotation"),
    AT_ZERO("ties.rotation", "trust does not fade as staff rotates", techs, trust_fades, 0,
            "ties.forgetting"),
    AT_ZERO("regulator.background", "no backlog builds up", empty, backlog, 0, NULL),
    AT_ZERO("science.seeds_per_musd", "research makes no seeds", laboratory, stock_made, SEEDS,
            NULL),
    AT_ZERO("science.seeds_per_K", "knowledge makes no seeds", library, stock_made, SEEDS, NULL),
    AT_ZERO("science.needs_per_bed", "hospitals voice no needs", clinic, stock_made, NEEDS, NULL),
    AT_ZERO("talent.per_musd", "research trains nobody", laboratory, stock_made, TALENT, NULL),
    AT_ZERO("talent.inflow_V", "reputation draws no talent", library, stock_made, TALENT, NULL),
    AT_ZERO("talent.mobility", "nobody moves to a better known neighbour", modest, people_come, 0,
            NULL),
    AT_ZERO("science.K_decay", "knowledge does not fade", empty, stock_lost, KNOWLEDGE, NULL),
    AT_ZERO("mentors.decay", "mentors do not retire", empty, stock_lost, MENTORS, NULL),
    AT_ZERO("reputation.decay", "reputation does not fade", empty, stock_lost, REPUTATION, NULL),
    AT_ONCE("science.seed_decay", "no seed is left", empty, stock_left, SEEDS,
            "science.seeds_per_K"),
    AT_ONCE("science.need_decay", "no need is left", empty, stock_left, NEEDS, NULL),
    AT_ONCE("science.K_decay", "no knowledge is left", empty, stock_left, KNOWLEDGE, NULL),
    AT_ONCE("science.T_decay", "no talent is left", empty, stock_left, TALENT, "talent.inflow_V"),
    AT_ONCE("mentors.decay", "no mentor is left", empty, stock_left, MENTORS, NULL),
    AT_ONCE("reputation.decay", "no reputation is left", empty, stock_left, REPUTATION, NULL),
};
const size_t extremes_count = sizeof extremes / sizeof extremes[0];
