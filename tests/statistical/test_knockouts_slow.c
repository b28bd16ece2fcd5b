/* Every link pulls the state at which it points: without it that state is lower, twice as strong it
 * is higher. Five worlds of one region, pairs of runs, years 31-40. A cell is significant if the
 * mean difference is two standard errors from zero. A few cells cannot be seen (a marginal region
 * has no anchor to grow), and a few of 90 are missed by chance. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tests/support/runs.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

enum { PAIRS = 60, WORLDS = 5 };

typedef struct {
    const char *file, *assignment;
} place;
static const place places[WORLDS] = {
    {"hubs/nuremberg.json", NULL},
    {"hubs/boston.json", NULL},
    {"hubs/singapore.json", NULL},
    {"japan/marginal_prefecture.json", NULL},
    {"policies/anchor_entry.json", "interventions.anchor_entry.size=10000"},
};

/* What a link acts on, by its number less 1. */
static const char *const target[LINK_COUNT] = {
    "agglomeration",    "anchor_demand", "foundings",        "reputation",       "projects_started",
    "anchor_demand",    "foundings",     "reputation",       "projects_started", "agglomeration",
    "foundings",        "reputation",    "projects_started", "agglomeration",    "reputation",
    "projects_started", "agglomeration", "entrepreneurship"};

/* Mean difference of the pairs in standard errors. */
static double effect(const runs *changed, const runs *usual, const char *name) {
    double difference[PAIRS];
    for (size_t k = 0; k < PAIRS; k++)
        difference[k] = runs_between(changed, name, 0, k, 31, 40, 0) -
                        runs_between(usual, name, 0, k, 31, 40, 0);
    double error = sqrt(statistics_variance(difference, PAIRS) / PAIRS);
    double mean = statistics_mean(difference, PAIRS);
    return error > 0 ? mean / error : mean > 0 ? INFINITY : mean < 0 ? -INFINITY : 0;
}

static void count_effects(const place *where, int below[2], int above[2]) {
    const char *const assignments[] = {where->assignment, NULL};
    scenario *s = scenarios_load(where->file, assignments);
    runs usual = runs_make(s, PAIRS);
    for (int link = 0; link < LINK_COUNT; link++)
        for (int twice = 0; twice < 2; twice++) {
            s->gains[link] = 2 * twice;
            runs changed = runs_make(s, PAIRS);
            double z = effect(&changed, &usual, target[link]);
            below[twice] += z < -2;
            above[twice] += z > 2;
            if (twice ? z <= 2 : z >= -2)
                print_message("%s, link %d times %d: %+.1f\n", s->name, link + 1, 2 * twice, z);
            runs_free(&changed);
            s->gains[link] = 1;
        }
    runs_free(&usual);
    scenario_free(s);
}

static void test_signs(void **state) {
    (void)state;
    int below[2] = {0, 0}, above[2] = {0, 0};
    for (int k = 0; k < WORLDS; k++)
        count_effects(&places[k], below, above);
    statistics_within("off: lower, of 90", below[0], 83, 90);
    statistics_within("off: higher", above[0], 0, 0);
    statistics_within("twice: higher, of 90", above[1], 74, 90);
    statistics_within("twice: lower", below[1], 0, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_signs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
