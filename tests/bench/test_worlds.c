/* The synthetic worlds of the benchmarks: their size, and that threads do not change them. */
#include "tools/bench/worlds.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/model.h"
#include "tools/bench/measure.h"

static long initial_firms(const scenario *s) {
    long sum = 0;
    for (int r = 0; r < s->region_count; r++)
        for (int k = 0; k < s->regions[r].firms_count; k++)
            sum += s->regions[r].firms[k].count;
    return sum;
}

/* Never more than half a region away from what was asked for, or ten parts of a hundred. */
static void test_sizes(void **state) {
    (void)state;
    static const long asked[] = {1, 1000, 10000, 1000000, 2000000, 10000000};
    for (int i = 0; i < (int)(sizeof asked / sizeof asked[0]); i++) {
        scenario *s = NULL;
        agglo_error error = {0};
        assert_int_equal(worlds_make(asked[i], 4, &s, &error), AGGLO_OK);
        double difference = fabs((double)(initial_firms(s) - asked[i]));
        assert_true(difference <= fmax(WORLDS_REGION_FIRMS, 0.1 * (double)asked[i]));
        assert_in_range(s->region_count, 1, WORLDS_MOST_REGIONS);
        assert_int_equal(s->steps, 16);
        assert_int_equal(s->step_months, 3);
        assert_false(s->record_events);
        scenario_free(s);
    }
}

/* Neighbours on the grid are 300 km apart, others farther. */
static void test_places(void **state) {
    (void)state;
    scenario *s = NULL;
    assert_int_equal(worlds_make(25000, 4, &s, NULL), AGGLO_OK);
    assert_true(s->region_count > 200);
    for (int a = 0; a < s->region_count; a++) {
        double nearest = INFINITY;
        for (int b = 0; b < s->region_count; b++)
            if (a != b)
                nearest = fmin(nearest, hypot(s->regions[a].x_km - s->regions[b].x_km,
                                              s->regions[a].y_km - s->regions[b].y_km));
        assert_true(nearest == 300);
    }
    scenario_free(s);
}

static void test_runs(void **state) {
    (void)state;
    static const int threads[] = {1, 2, 4};
    scenario *s = NULL;
    assert_int_equal(worlds_make(300, 4, &s, NULL), AGGLO_OK);
    worlds_result results[3];
    int is_same = 0;
    assert_int_equal(worlds_measure(s, threads, 3, 3, results, &is_same, NULL), AGGLO_OK);
    assert_true(is_same);
    for (int t = 0; t < 3; t++) {
        assert_int_equal(results[t].threads, threads[t]);
        assert_int_equal(results[t].hash, results[0].hash);
        assert_true(results[t].firm_steps >= 16 * 200 && results[t].firm_steps < 16 * 2000);
        assert_true(results[t].bytes_per_firm > 0 && results[t].rate > 0);
        double sum = 0;
        for (size_t p = 0; p < model_phase_count; p++)
            sum += results[t].times.seconds[p];
        assert_true(sum > 0 && sum <= results[t].seconds);
    }
    scenario_free(s);
}

static void test_median(void **state) {
    (void)state;
    double odd[] = {5, 1, 3}, even[] = {4, 1, 3, 2}, none[] = {0};
    assert_true(measure_median(odd, 3) == 3);
    assert_true(measure_median(even, 4) == 2.5);
    assert_true(isnan(measure_median(none, 0)));
}

static void test_thread_counts(void **state) {
    (void)state;
    int counts[MEASURE_MOST_COUNTS];
    assert_int_equal(measure_thread_counts(1, counts), 1);
    assert_int_equal(counts[0], 1);
    assert_int_equal(measure_thread_counts(6, counts), 4);
    assert_int_equal(counts[2], 4);
    assert_int_equal(counts[3], 6);
    assert_int_equal(measure_thread_counts(8, counts), 4);
    assert_int_equal(counts[3], 8);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),         cmocka_unit_test(test_places),
        cmocka_unit_test(test_runs),          cmocka_unit_test(test_median),
        cmocka_unit_test(test_thread_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
