/* The length of a step is a matter of precision, not of results: runs with steps of one and of
 * three months have the same means. Independent runs, years 31-40 in the world of four hubs. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/runs.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

enum { RUNS = 60, HUBS = 4 };
static const char *const names[] = {
    "firms",      "startups",        "employment",       "sales",
    "innovation", "agglomeration",   "anchor_demand",    "entrepreneurship",
    "reputation", "talent",          "foundings",        "closures",
    "spinouts",   "spinoffs",        "projects_started", "projects_running",
    "entries",    "venture_invested"};
enum { NAMES = sizeof names / sizeof names[0] };

static runs run_with(const char *months) {
    scenario *s = scenarios_load("hubs/world_of_four.json", (const char *const[]){months, NULL});
    s->seed = s->step_months == 1 ? 2 : 1;
    runs r = runs_make(s, RUNS);
    scenario_free(s);
    return r;
}

/* Difference of the means in standard errors of the difference. */
static double deviation(const runs *a, const runs *b, const char *name, size_t region,
                        double *share) {
    double *x = runs_sample(a, name, 0, 31, 40, region),
           *y = runs_sample(b, name, 0, 31, 40, region);
    double difference = statistics_mean(x, RUNS) - statistics_mean(y, RUNS);
    double error = sqrt((statistics_variance(x, RUNS) + statistics_variance(y, RUNS)) / RUNS);
    *share = difference / statistics_mean(y, RUNS);
    free(x);
    free(y);
    return difference / error;
}

/* Of 72 means a few differ by more than two standard errors by chance (3.3 expected if they were
 * independent; they are not, so up to 10 may) and none by more than four unless by less than 3 %.
 */
static void test_one_and_three_months(void **state) {
    (void)state;
    runs fine = run_with("time.step_months=1"), usual = run_with("time.step_months=3");
    int beyond_two = 0;
    for (size_t k = 0; k < NAMES; k++)
        for (size_t r = 0; r < HUBS; r++) {
            double share, z = deviation(&fine, &usual, names[k], r, &share);
            if (fabs(z) > 2)
                print_message("%s in region %zu: %+.1f %%, %+.1f standard errors\n", names[k], r,
                              100 * share, z);
            beyond_two += fabs(z) > 2;
            if (fabs(z) > 4 && fabs(share) > 0.03)
                fail_msg("%s in region %zu: %+.1f standard errors", names[k], r, z);
        }
    statistics_within("means that differ by two errors", beyond_two, 0, 10);
    runs_free(&fine);
    runs_free(&usual);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_and_three_months),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
