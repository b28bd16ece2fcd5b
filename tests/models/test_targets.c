/* Targets of a calibration by hand: numbers of runs, ratios, medians and their variances; points of
 * the parameters' space become scenarios. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/targets.h"
#include "tests/support/scenarios.h"

enum { TIMES = 2, REGIONS = 4, WIDTH = 2, ITEMS = 4, REPLICATES = 4 };

static const double years[TIMES] = {2000, 2001};
static const char *const places[] = {"a", "b", "c", "d"};
static const schema_dimension dimensions[] = {{"replicate", 1, NULL, NULL, "1", "replicate"},
                                              {"time", TIMES, years, NULL, "year", "year"},
                                              {"region", REGIONS, NULL, places, "", "region"}};
static const schema_variable variables[] = {{"sales", "M$/yr", "sales", 3, {0, 1, 2, 0}, 0, 1},
                                            {"firms", "1", "firms", 3, {0, 1, 2, 0}, 1, 1}};
static const schema described = {.dimensions = dimensions,
                                 .dimension_count = 3,
                                 .variables = variables,
                                 .variable_count = 2,
                                 .row_width = WIDTH};
static const double rows[TIMES * REGIONS * WIDTH] = {0, 0, 0,  0, 0,  0, 0,  0,
                                                     5, 1, 20, 2, 15, 3, 10, 4};

static targets_number number_of(const char *text, int region, size_t largest) {
    targets_number n = {.region = region, .largest = largest};
    agglo_error error;
    assert_int_equal(measure_parse(&described, text, &n.measure, &error), AGGLO_OK);
    return n;
}

static void test_take(void **state) {
    (void)state;
    targets_place place = {.schema = &described};
    targets_item items[ITEMS] = {{.number = number_of("sales", 1, 0)},
                                 {.number = number_of("sales", MEASURES_ALL_REGIONS, 2),
                                  .per = number_of("sales", MEASURES_ALL_REGIONS, 0),
                                  .is_ratio = 1},
                                 {.number = number_of("sales", MEASURES_ALL_REGIONS, 4),
                                  .per = number_of("firms", 3, 0),
                                  .is_ratio = 1},
                                 {.number = number_of("sales", 0, 0), .place = 1}};
    targets t = {.items = items, .item_count = ITEMS, .places = &place, .place_count = 1};
    double pairs[2 * ITEMS] = {[6] = -1, [7] = -1};
    targets_take(&t, 0, rows, pairs);
    const double expected[2 * ITEMS] = {20, 1, 35, 50, 50, 4, -1, -1}; /* not of this place */
    for (size_t i = 0; i < 2 * (size_t)ITEMS; i++)
        assert_float_equal(pairs[i], expected[i], 1e-12);
}

/* Jackknife of a mean is its usual variance; of a ratio that of the linearised ratio, nearly. */
static void test_summaries(void **state) {
    (void)state;
    targets_item items[3] = {{.statistic = TARGETS_MEAN},
                             {.statistic = TARGETS_MEAN, .is_ratio = 1},
                             {.statistic = TARGETS_MEDIAN, .is_ratio = 1}};
    targets t = {.items = items, .item_count = 3};
    const double pairs[REPLICATES * 6] = {1, 1, 10,   20, 1, 2, 2, 1, 11,   20, 0, 0,
                                          3, 1, 10.5, 21, 3, 1, 6, 1, 10.2, 20, 8, 2};
    targets_outcome mean = targets_summarise(&t, 0, pairs, REPLICATES);
    assert_float_equal(mean.value, 3, 1e-12);
    assert_float_equal(mean.variance, 14.0 / 3 / 4, 1e-12);
    targets_outcome ratio = targets_summarise(&t, 1, pairs, REPLICATES);
    double r = 41.7 / 81, sum = 0;
    for (int k = 0; k < REPLICATES; k++)
        sum += pow((pairs[6 * k + 2] - r * pairs[6 * k + 3]) / (81.0 / 4), 2);
    assert_float_equal(ratio.value, r, 1e-12);
    assert_float_equal(ratio.variance / (sum / 3 / 4), 1, 0.05);
    targets_outcome median = targets_summarise(&t, 2, pairs, REPLICATES);
    assert_float_equal(median.value, 3, 1e-12); /* of 0.5, 3, 4: one has no denominator */
    assert_float_equal(median.variance, 1.5707963 * 3.25 / 3, 1e-6);
    assert_true(isnan(targets_summarise(&t, 0, pairs, 1).variance));
    const double none[6] = {1, 0, 1, 0, 1, 0};
    assert_true(isnan(targets_summarise(&t, 1, none, 1).value));
    assert_true(isnan(targets_summarise(&t, 2, none, 1).value));
}

/* ---- Documents ---- */

static targets *load(const char *list, agglo_faults *faults) {
    char path[] = "/tmp/agglo-targets-XXXXXX";
    int handle = mkstemp(path);
    assert_true(handle >= 0);
    FILE *file = fdopen(handle, "w");
    assert_non_null(file);
    fprintf(
        file,
        "{\"base\": \"%s/scenarios/hubs/nuremberg.json\", \"parameters\": [%s],\n"
        " \"targets\": [{\"variable\": \"firms\", \"value\": 500, \"sd\": 50, \"source\": \"x\"}]}",
        AGGLO_SOURCE_DIR, list);
    assert_int_equal(fclose(file), 0);
    targets *t = NULL;
    agglo_status status = targets_load(path, &t, faults);
    assert_true((status == AGGLO_OK) == (t != NULL));
    unlink(path);
    return t;
}

static void test_points(void **state) {
    (void)state;
    agglo_faults faults = {0};
    targets *t = load("{\"path\": \"parameters.spinoff.eta7\", \"low\": 0.01, \"high\": 1,"
                      " \"scale\": \"log\"}, {\"path\": \"parameters.spinoff.half_A\"}",
                      &faults);
    assert_non_null(t);
    assert_string_equal(t->parameters[0].name, "spinoff.eta7");
    assert_string_equal(t->parameters[0].unit, "1/yr");
    assert_float_equal(targets_value(t, 0, 0.5), 0.1, 1e-12);
    assert_float_equal(t->parameters[1].range.high, 0.8, 0); /* the plausible range */
    assert_string_equal(t->items[0].name, "nuremberg firms");
    assert_int_equal(t->fitted_count, 1);
    scenario *s = NULL;
    const double position[2] = {0.25, 0.75};
    assert_int_equal(targets_scenario(t, 0, position, 17, &s, &faults), AGGLO_OK);
    assert_float_equal(*scenarios_parameter(s, "spinoff.eta7"), pow(10, -1.5), 1e-12);
    assert_float_equal(*scenarios_parameter(s, "spinoff.half_A"), 0.6, 1e-12);
    assert_int_equal(s->seed, 17);
    scenario_free(s);
    uint64_t identity = t->identity;
    targets_free(t);
    t = load("{\"path\": \"parameters.spinoff.half_A\"}", &faults);
    assert_non_null(t);
    assert_true(t->identity != identity);
    targets_free(t);
    faults_free(&faults);
    targets_free(NULL);
}

/* A range whose end no scenario accepts is refused where it is written. */
static void test_ends(void **state) {
    (void)state;
    agglo_faults faults = {0};
    targets *t =
        load("{\"path\": \"parameters.spinoff.half_A\", \"low\": -0.5, \"high\": 0.8}", &faults);
    assert_null(t);
    assert_int_equal(faults.errors, 1);
    assert_string_equal(faults.items[0].path, "parameters[0]");
    assert_int_equal(faults.items[0].line, 1);
    faults_free(&faults);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_take),
        cmocka_unit_test(test_summaries),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_ends),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
