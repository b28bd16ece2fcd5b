/* Measures of runs, by hand, and ensembles: numbers of runs in places of their own, the same for
 * any number of threads. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/ensemble.h"
#include "models/measures.h"
#include "models/simulation.h"
#include "tests/support/runs.h"
#include "tests/support/scenarios.h"

enum { TIMES = 3, REGIONS = 2, WIDTH = 4, RUNS = 6 };

static const double years[TIMES] = {2000, 2001, 2003};
static const char *const classes[] = {"I", "II"}, *const places[] = {"here", "there"};
static const schema_dimension dimensions[] = {{"replicate", 1, NULL, NULL, "1", "replicate"},
                                              {"time", TIMES, years, NULL, "year", "year"},
                                              {"region", REGIONS, NULL, places, "", "region"},
                                              {"device_class", 2, NULL, classes, "", "class"}};
static const schema_variable variables[] = {
    {"firms", "1", "firms", 3, {0, 1, 2, 0}, 0, 1},
    {"approvals", "1/yr", "launches", 4, {0, 1, 2, 3}, 1, 2},
    {"reputation", "1", "V", 3, {0, 1, 2, 0}, 3, 1}};
static const schema described = {.dimensions = dimensions,
                                 .dimension_count = 4,
                                 .variables = variables,
                                 .variable_count = 3,
                                 .row_width = WIDTH};

/* time × region: firms, approvals I, II, reputation */
static const double rows[TIMES * REGIONS * WIDTH] = {100, 0, 0, 0.1, /**/ 10, 0, 0, 0.3,
                                                     190, 2, 1, 0.2, /**/ 20, 0, 4, 0.4,
                                                     170, 4, 3, 0.3, /**/ 30, 1, 0, 0.5};

static double value(const char *text, int region, const measure_options *options) {
    measure m;
    agglo_error error = {0};
    assert_int_equal(measure_parse(&described, text, &m, &error), AGGLO_OK);
    return measure_value(&m, &described, rows, region, options);
}

static void test_values(void **state) {
    (void)state;
    assert_float_equal(value("firms", 0, NULL), 170, 0);
    assert_float_equal(value("firms", MEASURES_ALL_REGIONS, NULL), 200, 0);
    assert_float_equal(value("firms@2001", 0, NULL), 190, 0);
    assert_float_equal(value("firms@mean", 0, NULL), 180, 0);
    assert_float_equal(value("approvals.I", 0, NULL), 2 * 1 + 4 * 2, 1e-12);
    assert_float_equal(value("approvals", 0, NULL), 3 * 1 + 7 * 2, 1e-12);
    assert_float_equal(value("approvals@last", 0, NULL), 7, 0);
    assert_float_equal(value("reputation", MEASURES_ALL_REGIONS, NULL), 0.4, 1e-12);
}

static void test_discount(void **state) {
    (void)state;
    measure_options options = {.discount = 0.1};
    assert_float_equal(value("approvals.I", 0, &options), 2 * exp(-0.05) + 8 * exp(-0.2), 1e-12);
    assert_float_equal(value("firms", 0, &options), 170, 0);
}

static void test_takeoff(void **state) {
    (void)state;
    measure_options low = {.takeoff_firms = 15};
    assert_float_equal(value("takeoff", 0, NULL), 1, 0);
    assert_float_equal(value("takeoff", 1, NULL), 0, 0);
    assert_float_equal(value("takeoff_years", 0, NULL), 1, 0);
    assert_float_equal(value("takeoff_years", 1, NULL), 3, 0);
    assert_float_equal(value("takeoff", MEASURES_ALL_REGIONS, &low), 2, 0);
    assert_float_equal(value("takeoff_years", MEASURES_ALL_REGIONS, &low), 0.5, 0);
}

static void test_join(void **state) {
    (void)state;
    static const double values[3] = {1, 2, 6};
    static const unsigned char some[3] = {1, 0, 1}, none[3] = {0};
    measure size, reputation, cost;
    agglo_error error = {0};
    assert_int_equal(measure_parse(&described, "firms", &size, &error), AGGLO_OK);
    assert_int_equal(measure_parse(&described, "reputation", &reputation, &error), AGGLO_OK);
    assert_int_equal(measure_parse(&described, "takeoff_years", &cost, &error), AGGLO_OK);
    assert_float_equal(measure_join(&size, values, NULL, 3), 9, 0);
    assert_float_equal(measure_join(&size, values, some, 3), 7, 0);
    assert_float_equal(measure_join(&reputation, values, some, 3), 3.5, 0);
    assert_true(isnan(measure_join(&size, values, none, 3)));
    assert_true(cost.is_burden && !size.is_burden);
}

static void test_units(void **state) {
    (void)state;
    measure m;
    agglo_error error = {0};
    assert_int_equal(measure_parse(&described, "approvals.II", &m, &error), AGGLO_OK);
    assert_string_equal(m.unit, "1");
    assert_string_equal(m.title, "launches, II, in all");
    assert_int_equal(measure_parse(&described, "firms@total", &m, &error), AGGLO_OK);
    assert_string_equal(m.unit, "1 yr");
}

static void test_refused(void **state) {
    (void)state;
    static const char *const wrong[] = {"firm",      "approvals.V", "firms.I", "firms@2002",
                                        "firms@end", "@last",       "",        "firms@"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        measure m;
        agglo_error error = {0};
        assert_int_equal(measure_parse(&described, wrong[i], &m, &error), AGGLO_ERROR_USAGE);
        assert_true(error.expected[0] != '\0');
    }
    measure m;
    agglo_error error = {0};
    assert_int_equal(measure_parse(&described, "firm", &m, &error), AGGLO_ERROR_USAGE);
    assert_string_equal(error.hint, "did you mean \"firms\"?");
}

/* ---- Ensembles ---- */

typedef struct {
    scenario *s;
    const schema *described;
    measure firms;
    double values[RUNS];
    int closed[RUNS], must_stop;
} trial;

static agglo_status open_run(void *context, size_t number, ensemble_run *run, agglo_error *error) {
    trial *t = context;
    (void)error;
    *run = (ensemble_run){t->s, number};
    return AGGLO_OK;
}

static agglo_status take_run(void *context, size_t number, const double *of, agglo_error *error) {
    trial *t = context;
    (void)error;
    t->values[number] = measure_value(&t->firms, t->described, of, 0, NULL);
    return AGGLO_OK;
}

static void close_run(void *context, size_t number, const ensemble_run *run) {
    trial *t = context;
    t->closed[number] += run->scenario == t->s;
}

static int stop_now(void *context) {
    return ((trial *)context)->must_stop;
}

static void test_ensemble(void **state) {
    (void)state;
    static const char *const short_run[] = {"time.years=5", NULL};
    trial t = {.s = scenarios_load("japan/marginal_prefecture.json", short_run)};
    runs direct = runs_make(t.s, RUNS);
    agglo_error error = {0};
    t.described = simulation_schema_get(direct.described);
    assert_int_equal(measure_parse(t.described, "firms", &t.firms, &error), AGGLO_OK);
    ensemble e = {RUNS, &t, open_run, take_run, close_run, stop_now};
    for (int threads = 1; threads <= 3; threads++) {
        memset(t.values, 0, sizeof t.values);
        assert_int_equal(ensemble_do(&e, threads, &error), AGGLO_OK);
        for (size_t i = 0; i < RUNS; i++) {
            assert_int_equal(t.closed[i], threads);
            assert_true(t.values[i] == runs_value(&direct, "firms", 0, i, direct.records - 1, 0));
        }
    }
    t.must_stop = 1;
    assert_int_equal(ensemble_do(&e, 2, &error), AGGLO_ERROR_INTERRUPTED);
    runs_free(&direct);
    scenario_free(t.s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),  cmocka_unit_test(test_discount),
        cmocka_unit_test(test_takeoff), cmocka_unit_test(test_join),
        cmocka_unit_test(test_units),   cmocka_unit_test(test_refused),
        cmocka_unit_test(test_ensemble)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
