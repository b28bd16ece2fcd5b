/* Common random numbers: runs that differ in one policy share every draw that still has a meaning,
 * so that the difference of a pair varies far less than that of two independent runs. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/runs.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

enum { RUNS = 300 };

static runs run_years(const char *file, const char *years, const char *change, uint64_t seed) {
    scenario *s = scenarios_load(file, (const char *const[]){years, change, NULL});
    s->seed = seed;
    runs r = runs_make(s, RUNS);
    scenario_free(s);
    return r;
}

static double variance_of_difference(const runs *a, const runs *b, size_t year) {
    double difference[RUNS];
    for (size_t k = 0; k < RUNS; k++)
        difference[k] =
            runs_value(a, "firms", 0, k, year, 0) - runs_value(b, "firms", 0, k, year, 0);
    return statistics_variance(difference, RUNS);
}

/* An anchor comes in year 5: in year 10 the variance of its effect is at most a quarter of that
 * with unpaired seeds. Before it comes there is no difference at all. */
static void test_anchor(void **state) {
    (void)state;
    runs with = run_years("policies/anchor_entry.json", "time.years=10", NULL, 1);
    runs paired = run_years("japan/marginal_prefecture.json", "time.years=10", NULL, 1);
    runs unpaired = run_years("japan/marginal_prefecture.json", "time.years=10", NULL, 2);
    for (size_t year = 0; year < 5; year++)
        for (size_t k = 0; k < RUNS; k++)
            assert_true(runs_value(&with, "firms", 0, k, year, 0) ==
                        runs_value(&paired, "firms", 0, k, year, 0));
    double ratio =
        variance_of_difference(&with, &paired, 10) / variance_of_difference(&with, &unpaired, 10);
    statistics_within("anchor, paired/unpaired variance", ratio, 0, 0.25);
    runs_free(&with);
    runs_free(&paired);
    runs_free(&unpaired);
}

/* The same for a network from year 10, five years on. */
static void test_network(void **state) {
    (void)state;
    runs with = run_years("policies/network_org.json", "time.years=15", NULL, 1);
    runs paired = run_years("japan/marginal_prefecture.json", "time.years=15", NULL, 1);
    runs unpaired = run_years("japan/marginal_prefecture.json", "time.years=15", NULL, 2);
    double ratio =
        variance_of_difference(&with, &paired, 15) / variance_of_difference(&with, &unpaired, 15);
    statistics_within("network, paired/unpaired variance", ratio, 0, 0.25);
    runs_free(&with);
    runs_free(&paired);
    runs_free(&unpaired);
}

/* A policy that is not there yet changes nothing, to the last bit. */
static void test_future_policies_change_nothing(void **state) {
    (void)state;
    runs late = run_years("policies/anchor_entry.json", "time.years=4", NULL, 1);
    runs none = run_years("japan/marginal_prefecture.json", "time.years=4", NULL, 1);
    size_t numbers = late.replicates * late.records * late.width;
    assert_memory_equal(late.rows, none.rows, numbers * sizeof(double));
    runs_free(&late);
    runs_free(&none);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_anchor),
        cmocka_unit_test(test_network),
        cmocka_unit_test(test_future_policies_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
