/* What policies do to a marginal prefecture, and how many regions a sum of money can carry.
 * Expected values are those of the calibrated model at standard sizes; nothing here is a claim
 * about a real place. Take-off: at least 180 firms. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/runs.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

static runs load(const char *file, const char *const *assignments, size_t replicates) {
    scenario *s = scenarios_load(file, assignments);
    runs r = runs_make(s, replicates);
    scenario_free(s);
    return r;
}

/* ---- one policy at a time, from year 10 ---- */

typedef struct {
    const char *type, *size;
    double median_firms; /* at 40; 54 without a policy */
} measure;

static const measure measures[] = {
    {"anchor_entry", "5000", 76},     {"firm_attraction", "1.5", 103},
    {"rd_grants", "20", 70},          {"rd_grants", "60", 115},
    {"cluster_programme", "60", 115}, {"biodesign", "12", 63},
    {"network_org", "12", 61},        {"regulatory_consulting", "1", 61},
    {"research_institute", "60", 60}, {"incubator", "50", 55},
    {"headhunting", "10", 55},        {"evaluation_centre", "1", 55},
    {"vc_matching", "0.5", 55},       {"review_speedup", "1.5", 55},
};

static runs run_measure(const measure *m, size_t replicates) {
    char order[200];
    snprintf(order, sizeof order,
             "interventions=[{\"type\": \"%s\", \"region\": \"marginal\", \"from\": 10,"
             " \"size\": %s}]",
             m->type, m->size);
    return load("japan/marginal_prefecture.json", (const char *const[]){order, NULL}, replicates);
}

static void test_measures(void **state) {
    (void)state;
    for (size_t k = 0; k < sizeof measures / sizeof measures[0]; k++) {
        runs r = run_measure(&measures[k], 100);
        statistics_about(measures[k].type, runs_median(&r, "firms", 40, 0),
                         measures[k].median_firms, 0.15);
        runs_free(&r);
    }
}

static double approvals(const runs *r) {
    double sum = 0;
    for (size_t c = 0; c < CLASS_COUNT; c++)
        sum += runs_mean(r, "approvals", c, 31, 40, 0);
    return sum;
}

/* A network brings many more launches and few more firms. */
static void test_network_brings_launches(void **state) {
    (void)state;
    runs without = load("japan/marginal_prefecture.json", NULL, 200);
    runs with = load("policies/network_org.json", NULL, 200);
    statistics_about("launches a year without", approvals(&without), 1.25, 0.15);
    statistics_within("launches, ratio", approvals(&with) / approvals(&without), 1.5, 1.95);
    statistics_within("firms, ratio",
                      runs_mean(&with, "firms", 0, 40, 40, 0) /
                          runs_mean(&without, "firms", 0, 40, 40, 0),
                      1.06, 1.2);
    runs_free(&without);
    runs_free(&with);
}

/* ---- speed ---- */

/* What a policy from year 10 adds to Boston's yearly launches of classes first ... IV and to its
 * firms in years 21-40, as shares; pairs of runs. */
static void check_speed(const char *type, const char *size, const double launches[2],
                        const double risky[2]) {
    char order[200];
    snprintf(order, sizeof order,
             "interventions=[{\"type\": \"%s\", \"region\": \"boston\", \"from\": 10,"
             " \"size\": %s}]",
             type, size);
    runs without = load("hubs/boston.json", NULL, 60);
    runs with = load("hubs/boston.json", (const char *const[]){order, NULL}, 60);
    double sum[2] = {0, 0}, high[2] = {0, 0};
    for (size_t c = 0; c < CLASS_COUNT; c++) {
        double pair[2] = {runs_mean(&without, "approvals", c, 21, 40, 0),
                          runs_mean(&with, "approvals", c, 21, 40, 0)};
        for (int k = 0; k < 2; k++) {
            sum[k] += pair[k];
            high[k] += c >= 2 ? pair[k] : 0;
        }
    }
    double more =
        runs_mean(&with, "firms", 0, 21, 40, 0) / runs_mean(&without, "firms", 0, 21, 40, 0);
    statistics_within(type, sum[1] / sum[0] - 1, launches[0], launches[1]);
    statistics_within("of class III and IV", high[1] / high[0] - 1, risky[0], risky[1]);
    statistics_within("firms", more - 1, -0.02, 0.02);
    runs_free(&without);
    runs_free(&with);
}

/* Speed brings launches, above all of the classes that wait, and hardly any firms. */
static void test_speed(void **state) {
    (void)state;
    check_speed("review_speedup", "1.5", (const double[]){0.003, 0.04},
                (const double[]){0.03, 0.14});
    check_speed("evaluation_centre", "3", (const double[]){0.01, 0.06},
                (const double[]){0.01, 0.10});
}

/* ---- anchors ---- */

/* Shares of runs that take off, within three standard errors of what many runs gave. */
static void check_anchor(const char *size, double at_40, double at_70) {
    enum { REPLICATES = 300 };
    char set[64];
    snprintf(set, sizeof set, "interventions.anchor_entry.size=%s", size);
    runs r = load("policies/anchor_entry.json", (const char *const[]){"time.years=70", set, NULL},
                  REPLICATES);
    double error_40 = 3 * sqrt(at_40 * (1 - at_40) / REPLICATES);
    double error_70 = 3 * sqrt(at_70 * (1 - at_70) / REPLICATES);
    statistics_within("anchor, take-offs at 40", runs_share_above(&r, 180, 40, 0), at_40 - error_40,
                      at_40 + error_40);
    statistics_within("anchor, take-offs at 70", runs_share_above(&r, 180, 70, 0), at_70 - error_70,
                      at_70 + error_70);
    runs_free(&r);
}

static void test_anchors(void **state) {
    (void)state;
    check_anchor("5000", 0.04, 0.29);
    check_anchor("10000", 0.58, 0.77);
}

/* ---- grants ---- */

/* Grants in years 5 to 25 and take-offs at 70: little money does nothing, much does nearly always.
 */
static void test_grants_threshold(void **state) {
    (void)state;
    static const struct {
        int size;
        double low, high;
    } cases[] = {
        {60, 0, 0.06}, {120, 0.01, 0.2}, {160, 0.25, 0.58}, {200, 0.6, 0.92}, {300, 0.83, 1}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        char order[200], what[40];
        snprintf(order, sizeof order,
                 "interventions=[{\"type\": \"rd_grants\", \"region\": \"marginal\", \"from\": 5,"
                 " \"until\": 25, \"size\": %d}]",
                 cases[k].size);
        snprintf(what, sizeof what, "grants of %d M$/yr, take-offs", cases[k].size);
        runs r = load("japan/marginal_prefecture.json",
                      (const char *const[]){"time.years=70", order, NULL}, 100);
        statistics_within(what, runs_share_above(&r, 180, 70, 0), cases[k].low, cases[k].high);
        runs_free(&r);
    }
}

/* ---- concentration ---- */

/* Mean number of regions with at least 180 firms and A of 0.3 at 40 when `total` is shared by the
 * first `funded` of twelve. */
static double take_offs(int total, int funded, size_t replicates) {
    char names[200] = "interventions.programme.region=[", size[64];
    for (int k = 1; k <= funded; k++) {
        char name[16];
        snprintf(name, sizeof name, "%s\"m%02d\"", k > 1 ? "," : "", k);
        strcat(names, name);
    }
    strcat(names, "]");
    snprintf(size, sizeof size, "interventions.programme.size=%d", total);
    runs r = load("policies/funding_concentration.json", (const char *const[]){names, size, NULL},
                  replicates);
    double count = 0;
    for (size_t n = 0; n < replicates; n++)
        for (size_t g = 0; g < 12; g++)
            count += runs_value(&r, "firms", 0, n, 40, g) >= 180 &&
                     runs_value(&r, "agglomeration", 0, n, 40, g) >= 0.3;
    runs_free(&r);
    return count / (double)replicates;
}

static void test_concentration(void **state) {
    (void)state;
    static const struct {
        int total, funded;
        double low, high;
    } cases[] = {{60, 1, 0, 0.1},    {120, 1, 0.7, 1.1}, {120, 2, 0, 0.2},   {240, 1, 0.9, 1.1},
                 {240, 2, 1.6, 2.1}, {240, 4, 0, 0.3},   {240, 12, 0, 0.1},  {480, 2, 1.9, 2.1},
                 {480, 4, 3.3, 4.1}, {480, 12, 0, 0.3},  {960, 4, 3.8, 4.2}, {960, 12, 0, 2.2}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        char what[60];
        snprintf(what, sizeof what, "%d M$/yr to %d regions, take-offs", cases[k].total,
                 cases[k].funded);
        statistics_within(what, take_offs(cases[k].total, cases[k].funded, 20), cases[k].low,
                          cases[k].high);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_speed),
        cmocka_unit_test(test_measures),
        cmocka_unit_test(test_network_brings_launches),
        cmocka_unit_test(test_anchors),
        cmocka_unit_test(test_grants_threshold),
        cmocka_unit_test(test_concentration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
