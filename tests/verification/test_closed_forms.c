/* More closed forms, with most of the model switched off (the first ones stand in
 * models/test_theory.c): where stocks settle, what share of projects comes through and how fast,
 * how long funds live, who survives, how the world's venture money is shared out. Where chance is
 * in it, 3.5 standard errors are allowed at fixed seeds (by chance one in 2,100 fails); the rest is
 * compared to rounding. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/population.h"
#include "tests/support/runs.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

static void assert_close(const char *what, double value, double expected, double relative) {
    if (!(fabs(value - expected) <= relative * fabs(expected)))
        fail_msg("%s: %.15g, expected %.15g", what, value, expected);
}

static const int step_lengths[] = {1, 3, 12}; /* months */
enum { STEP_LENGTHS = 3 };

static scenario *silent(int years, int step_months, const char *members) {
    scenario *s = scenarios_read("{\"time\": {\"start\": 2000, \"years\": %d, \"step_months\": %d},"
                                 " \"output\": {\"every_months\": 12},"
                                 " \"regions\": [" SCENARIOS_EMPTY("here", "0") "%s}]}",
                                 years, step_months, members);
    scenarios_silence(s);
    return s;
}

static double total(const double *x, int count) {
    double sum = 0;
    for (int k = 0; k < count; k++)
        sum += x[k];
    return sum;
}

/* ---- where stocks settle ---- */

/* Inflow over decay, whatever they start from and whatever the step. */
static void test_steady_stocks(void **state) {
    (void)state;
    for (int k = 0; k < STEP_LENGTHS; k++) {
        scenario *s = silent(500, step_lengths[k],
                             ", \"universities\": [{\"count\": 2, \"budget\": 100}],"
                             " \"hospitals\": [{\"count\": 3, \"beds\": 500, \"openness\": 0.4}]");
        world *w = scenarios_world(s, 0, 1);
        w->regions.seeds[3] = 1000;
        w->regions.needs[2] = 0;
        w->regions.talent[0] = 1;
        while (w->step < s->steps)
            scenarios_step(w);
        assert_close("seeds", total(w->regions.seeds, BIN_COUNT), 0.25 * 200 / 0.1, 1e-9);
        assert_close("needs", total(w->regions.needs, FIELD_COUNT), 0.02 * 1500 * 0.4 / 0.05, 1e-9);
        assert_close("talent", w->regions.talent[0], 200 / 0.08, 1e-9);
        assert_close("research money", w->observed[0].research_money, 200, 1e-9);
        world_free(w);
        scenario_free(s);
    }
}

/* Needs of a field settle at its burden times the dissatisfaction with its treatment, and so does
 * what is there at the start: ten a hospital. */
static void test_needs_by_field(void **state) {
    (void)state;
    scenario *s =
        silent(500, 3, ", \"hospitals\": [{\"count\": 3, \"beds\": 500, \"openness\": 0.4}]");
    s->world.dissatisfaction[0] = 0;
    s->world.dissatisfaction[2] = 2.5;
    world *w = scenarios_world(s, 0, 1);
    static const double factor[] = {0, 1, 2.5}, burden[] = {0.16, 0.17, 0.14};
    for (int f = 0; f < 3; f++)
        assert_close("first needs", w->regions.needs[f], 10 * 3 * burden[f] * factor[f], 1e-12);
    while (w->step < s->steps)
        scenarios_step(w);
    for (int f = 0; f < 3; f++)
        assert_close("needs", w->regions.needs[f], 0.02 * 1500 * 0.4 / 0.05 * burden[f] * factor[f],
                     1e-9);
    world_free(w);
    scenario_free(s);
}

/* Firms whose projects never fail. Launches are the only inflow of knowledge, so that it follows
 * K <- K exp(-decay step) + sum of the launches' knowledge in every step; over 140 years it has
 * settled where inflow is decay, but for what it still moves (5 %). */
static void test_knowledge_of_launches(void **state) {
    (void)state;
    enum { YEARS = 200, FIRST = 60 };
    scenario *s = silent(YEARS, 3,
                         ", \"universities\": [{\"count\": 2, \"budget\": 100}],"
                         " \"hospitals\": [{\"count\": 3, \"beds\": 500}],"
                         " \"firms\": [{\"kind\": \"tech\", \"count\": 60, \"size\": 50,"
                         " \"size_sigma\": 0}]");
    s->record_every_months = 3;
    s->parameters.matching_a0 = 0.3;
    s->parameters.market_peak_II = 1e-9; /* what is sold makes nobody grow */
    for (int c = 0; c < CLASS_COUNT; c++)
        s->world.classes[c].success = 1;
    for (int kind = 0; kind < KIND_COUNT; kind++) /* class I alone: others may grow too old */
        for (int c = 0; c < CLASS_COUNT; c++)
            s->world.kinds[kind].class_mix[c] = c == 0;
    runs r = runs_make(s, 1);
    double kept = exp(-0.05 / 4), sum = 0, inflow = 0;
    for (size_t t = 1; t < r.records; t++) {
        double made = 0;
        for (size_t c = 0; c < CLASS_COUNT; c++)
            made += s->world.classes[c].knowledge * runs_value(&r, "approvals", c, 0, t, 0) / 4;
        double K = runs_value(&r, "knowledge", 0, 0, t, 0);
        double expected = kept * runs_value(&r, "knowledge", 0, 0, t - 1, 0) + made;
        if (!(fabs(K - expected) <= 1e-9 * (1 + expected)))
            fail_msg("record %zu: knowledge %.12g, expected %.12g", t, K, expected);
        if (t > 4 * FIRST) {
            sum += K;
            inflow += made;
        }
    }
    assert_true(inflow > 100);
    assert_close("mean knowledge", sum, inflow / (1 - kept), 0.05);
    assert_true(runs_mean(&r, "projects_failed", 0, 1, r.records - 1, 0) == 0);
    runs_free(&r);
    scenario_free(s);
}

/* V settles at w/(w + decay), w the sum of the inflows of links 4, 8 and 12, which research, firms
 * and an anchor that stay as they are hold constant; the fluxes are then what decays. */
static void test_reputation_fixed_point(void **state) {
    (void)state;
    for (int k = 0; k < STEP_LENGTHS; k++) {
        scenario *s = silent(300, step_lengths[k],
                             ", \"universities\": [{\"count\": 2, \"budget\": 100}],"
                             " \"firms\": [{\"kind\": \"tech\", \"count\": 99, \"size\": 10},"
                             " {\"kind\": \"major\", \"count\": 1, \"size\": 8000,"
                             " \"size_sigma\": 0, \"anchor\": true}]");
        scenarios_set_links(s, (const int[]){4, 8, 12, 0}, 1);
        runs r = runs_make(s, 1);
        size_t last = r.records - 1;
        double H = runs_value(&r, "anchor_demand", 0, 0, last, 0);
        assert_close("H", H, 0.8 * 0.25 * 8000 / 2000, 1e-12);
        double w4 = 0.020 * log1p(1), w8 = 0.018 * log1p(4 * 100.0 / 500), w12 = 0.022 * log1p(H);
        double w = w4 + w8 + w12, V = w / (w + 0.06);
        assert_close("V", runs_value(&r, "reputation", 0, 0, last, 0), V, 1e-9);
        assert_close("flux 4", runs_value(&r, "flux", 3, 0, last, 0), (1 - V) * w4, 1e-9);
        assert_close("flux 8", runs_value(&r, "flux", 7, 0, last, 0), (1 - V) * w8, 1e-9);
        assert_close("flux 12", runs_value(&r, "flux", 11, 0, last, 0), (1 - V) * w12, 1e-9);
        runs_free(&r);
        scenario_free(s);
    }
}

/* ---- the pipeline without queues ---- */

enum { PROJECTS = 4000 };

/* A firm for each project, rich enough for all stages. */
static world *pipeline(const scenario *s, int device_class) {
    world *w = scenarios_world(s, 0, 1);
    project_plan *plans = calloc(PROJECTS, sizeof *plans);
    assert_non_null(plans);
    for (int k = 0; k < PROJECTS; k++) {
        w->firms.base[k] = 1e6;
        plans[k] = (project_plan){.id = 1000 + (uint64_t)k,
                                  .owner = k,
                                  .quality = 0.6f,
                                  .device_class = (uint8_t)device_class,
                                  .device_type = TYPE_DISPOSABLE,
                                  .university = NO_PARTNER,
                                  .hospital = NO_PARTNER};
    }
    assert_int_equal(population_merge_projects(w, plans, PROJECTS, NULL), AGGLO_OK);
    free(plans);
    return w;
}

/* Nobody waits: neither engineers nor centres nor hospitals nor the agency are short. */
static void develop(world *w, double years) {
    for (; world_time(w) < years; w->step++) {
        w->observed[0] = (observation){.v_prototype = 1, .v_preclinical = 1, .v_clinical = 1};
        scenarios_phase(w, "development");
        assert_int_equal(population_merge_projects(w, NULL, 0, NULL), AGGLO_OK);
    }
}

/* The share that is launched is the table's success, as a project of the reference quality passes
 * stage k with P^share_k; the time is the sum of table times over the pace of each stage, seen to
 * half a step. */
static void test_pipeline(void **state) {
    (void)state;
    static const double pace[STAGE_COUNT] = {1, 1.15, 1.3, 1.2, 1, 1};
    for (int step = 0; step < 2; step++)
        for (int c = 0; c < CLASS_COUNT; c++) {
            scenario *s =
                silent(12, step_lengths[step],
                       ", \"firms\": [{\"kind\": \"tech\", \"count\": 4000, \"size\": 100}]");
            s->parameters.regulator_capacity = 1e12;
            world *w = pipeline(s, c);
            develop(w, 12);
            const scenario_class *table = &s->world.classes[c];
            double years = 0, P = table->success, launched = w->flows.approvals[c];
            for (int stage = 0; stage < STAGE_COUNT; stage++)
                years += table->stage_years[stage] / pace[stage];
            statistics_near("launched", launched / PROJECTS, P, sqrt(P * (1 - P) / PROJECTS));
            assert_true(launched + w->flows.projects_failed[0] == PROJECTS);
            double mean = w->flows.approval_years[0] / launched;
            if (!(fabs(mean - years) <= w->step_years / 2 + 1e-6))
                fail_msg("class %d takes %g years, expected %g", c + 1, mean, years);
            world_free(w);
            scenario_free(s);
        }
}

/* ---- funds, survival, the world pool ---- */

/* A fund ends when it is more than ten years old. */
static void test_funds_live_ten_years(void **state) {
    (void)state;
    for (int k = 0; k < STEP_LENGTHS; k++) {
        scenario *s = silent(14, step_lengths[k],
                             ", \"funds\": [{\"count\": 10, \"age\": 1, \"age_spacing\": 1}]");
        runs r = runs_make(s, 1);
        for (size_t t = 0; t < r.records; t++) {
            double alive = 0, powder = 0;
            for (int age = 1; age <= 10; age++) {
                alive += age + (double)t <= 10;
                powder += age + (double)t <= 10 ? 100 * (1 - 0.1 * age) : 0;
            }
            assert_true(runs_value(&r, "venture_funds", 0, 0, t, 0) == alive);
            assert_true(fabs(runs_value(&r, "dry_powder", 0, 0, t, 0) - powder) < 1e-9);
        }
        runs_free(&r);
        scenario_free(s);
    }
}

/* Start-ups with money and a project meet one hazard: 1.4-fold before age 3, 0.45-fold from then
 * on. The share alive after t years is exp of minus its sum. */
static void test_survival(void **state) {
    (void)state;
    enum { COUNT = 8000 };
    for (int k = 0; k < STEP_LENGTHS; k++) {
        scenario *s = silent(10, step_lengths[k],
                             ", \"firms\": [{\"kind\": \"tech\", \"count\": 8000, \"size\": 10,"
                             " \"size_sigma\": 0}]");
        s->parameters.finance_h_startup = 0.1;
        world *w = scenarios_world(s, 0, 1);
        project_plan *plans = calloc(COUNT, sizeof *plans);
        assert_non_null(plans);
        for (int i = 0; i < COUNT; i++) {
            w->firms.kind[i] = KIND_STARTUP;
            w->firms.birth[i] = 0;
            w->firms.cash[i] = 1;
            plans[i] = (project_plan){.id = 9 + (uint64_t)i, .owner = i, .quality = 0.5f};
        }
        assert_int_equal(population_merge_projects(w, plans, COUNT, NULL), AGGLO_OK);
        free(plans);
        for (w->step = 0; w->step < s->steps;) {
            scenarios_phase(w, "observe");
            scenarios_phase(w, "demography");
            w->step++;
            double t = world_time(w);
            if (t != floor(t))
                continue;
            double S = exp(-0.1 * (1.4 * fmin(t, 3) + 0.45 * fmax(0, t - 3)));
            statistics_near("alive", (double)w->firms.table.count / COUNT, S,
                            sqrt(S * (1 - S) / COUNT));
        }
        world_free(w);
        scenario_free(s);
    }
}

/* World venture money goes to regions by a logit of reputation against elsewhere; a purse holds at
 * most a year of it. */
static void test_pool_shares(void **state) {
    (void)state;
    static const double V[] = {0.1, 0.4, 0.8};
    scenario *s =
        scenarios_read("{\"time\": {\"start\": 2000, \"years\": 10}, \"regions\": [%s, %s, %s]}",
                       SCENARIOS_EMPTY("a", "0") ", \"reputation\": 0.1}",
                       SCENARIOS_EMPTY("b", "300") ", \"reputation\": 0.4}",
                       SCENARIOS_EMPTY("c", "600") ", \"reputation\": 0.8}");
    scenarios_silence(s);
    s->parameters.reputation_decay = 0;
    s->parameters.finance_world_pool = 1500;
    s->parameters.location_growth = 0.02;
    world *w = scenarios_world(s, 0, 1);
    double sum = 1, purse[3] = {0, 0, 0};
    for (int r = 0; r < 3; r++)
        sum += exp(3 * V[r] - 5.5);
    while (w->step < 20) {
        double pool = 1500 * pow(1.02, world_time(w));
        scenarios_step(w);
        for (int r = 0; r < 3; r++) {
            double flow = pool * exp(3 * V[r] - 5.5) / sum;
            purse[r] = fmin(purse[r] + 0.25 * flow, flow);
            assert_close("purse", w->regions.purse_pool[r], purse[r], 1e-12);
        }
    }
    world_free(w);
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steady_stocks),
        cmocka_unit_test(test_needs_by_field),
        cmocka_unit_test(test_knowledge_of_launches),
        cmocka_unit_test(test_reputation_fixed_point),
        cmocka_unit_test(test_pipeline),
        cmocka_unit_test(test_funds_live_ten_years),
        cmocka_unit_test(test_survival),
        cmocka_unit_test(test_pool_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
