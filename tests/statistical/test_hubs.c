/* Hubs as they grow in forty years: numbers of firms, start-ups, foreign firms and launches, what
 * they are without one of their causes, and the region in which nothing takes off. Levels were set
 * by hand on the firm counts of the hub study; expected values are medians of 60 or more runs, and
 * are to be met within 15 % (25 % where noted) at these seeds. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/farm.h"
#include "tests/support/runs.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

enum { N, B, S, M, HUBS };

static double quantile(const runs *r, double p, size_t record, size_t region) {
    double *sample = runs_sample(r, "firms", 0, record, record, region);
    double value = statistics_quantile(sample, r->replicates, p);
    free(sample);
    return value;
}

static double approvals(const runs *r, size_t region) {
    double sum = 0;
    for (size_t c = 0; c < CLASS_COUNT; c++)
        sum += runs_mean(r, "approvals", c, 31, 40, region);
    return sum;
}

static runs load(const char *file, const char *const *assignments, size_t replicates) {
    scenario *s = scenarios_load(file, assignments);
    runs r = runs_make(s, replicates);
    scenario_free(s);
    return r;
}

static double median_at_40(const char *file, const char *const *assignments, size_t replicates) {
    runs r = load(file, assignments, replicates);
    double median = runs_median(&r, "firms", 40, 0);
    runs_free(&r);
    return median;
}

/* ---- the world of four ---- */

static void test_world_of_four(void **state) {
    (void)state;
    runs r = load("hubs/world_of_four.json", NULL, 100);
    statistics_about("Nuremberg, firms", runs_median(&r, "firms", 40, N), 570, 0.15);
    statistics_about("Nuremberg, lower quartile", quantile(&r, 0.25, 40, N), 445, 0.25);
    statistics_about("Nuremberg, upper quartile", quantile(&r, 0.75, 40, N), 600, 0.15);
    statistics_about("Boston, firms", runs_median(&r, "firms", 40, B), 872, 0.15);
    statistics_within("Boston, fewest", quantile(&r, 0, 40, B), 750, 872);
    statistics_within("Boston, most", quantile(&r, 1, 40, B), 872, 1020);
    statistics_about("Boston, start-ups", runs_median(&r, "startups", 40, B), 290, 0.15);
    statistics_about("Boston, launches a year", approvals(&r, B), 46, 0.15);
    statistics_about("Singapore, firms", runs_median(&r, "firms", 40, S), 370, 0.15);
    statistics_about("marginal, firms", runs_median(&r, "firms", 40, M), 54, 0.15);
    statistics_within("marginal, fewest", quantile(&r, 0, 40, M), 24, 45);
    statistics_within("marginal, most", quantile(&r, 1, 40, M), 65, 100);
    double in = (runs_mean(&r, "entries", 0, 1, 40, M) + runs_mean(&r, "foundings", 0, 1, 40, M) +
                 runs_mean(&r, "entries_other_industries", 0, 1, 40, M)) /
                runs_mean(&r, "firms", 0, 1, 40, M);
    double out = runs_mean(&r, "closures", 0, 1, 40, M) / runs_mean(&r, "firms", 0, 1, 40, M);
    statistics_about("marginal, entries a year", in, 0.036, 0.15);
    statistics_about("marginal, exits a year", out, 0.036, 0.15);
    runs_free(&r);
}

/* ---- S-curves ---- */

/* The end of the five years in which the mean number of firms grows most. */
static size_t fastest_growth(const runs *r, size_t region) {
    size_t best = 5;
    double most = 0;
    for (size_t year = 5; year < r->records; year++) {
        double growth = runs_mean(r, "firms", 0, year, year, region) -
                        runs_mean(r, "firms", 0, year - 5, year - 5, region);
        if (growth > most) {
            most = growth;
            best = year;
        }
    }
    return best;
}

static double last_growth(const runs *r, size_t region) {
    return runs_mean(r, "firms", 0, 80, 80, region) / runs_mean(r, "firms", 0, 60, 60, region) - 1;
}

/* Hubs grow along S-curves: fastest around a year, slowly in the last 20 of 80 years. */
static void test_s_curves(void **state) {
    (void)state;
    runs r = load("hubs/world_of_four.json", (const char *const[]){"time.years=80", NULL}, 60);
    statistics_within("Nuremberg, fastest until", (double)fastest_growth(&r, N), 29, 41);
    statistics_within("Boston, fastest until", (double)fastest_growth(&r, B), 24, 36);
    statistics_within("Singapore, fastest until", (double)fastest_growth(&r, S), 40, 56);
    statistics_within("Nuremberg, growth in 61-80", last_growth(&r, N), 0, 0.10);
    statistics_within("Boston, growth in 61-80", last_growth(&r, B), 0.04, 0.16);
    statistics_within("Singapore, growth in 61-80", last_growth(&r, S), 0.09, 0.29);
    runs_free(&r);
}

/* Foreign firms are not recorded; they are counted in the tables. */
typedef struct {
    const scenario *s;
    double foreign[40];
} foreigners;

static agglo_status count_foreign(void *context, size_t job, int lanes, agglo_error *error) {
    foreigners *c = context;
    world *w = NULL;
    agglo_status status = world_create(c->s, (int)job, lanes, &w, error);
    while (status == AGGLO_OK && w->step < c->s->steps)
        status = scenarios_try_step(w, error);
    for (int32_t i = 0; status == AGGLO_OK && i < (int32_t)w->firms.table.count; i++)
        c->foreign[job] +=
            i >= w->firm_first[S] && i < w->firm_first[S + 1] && firm_is(w, i, FIRM_FOREIGN);
    world_free(w);
    return status;
}

static void test_foreign_firms_in_singapore(void **state) {
    (void)state;
    foreigners c = {.s = scenarios_load("hubs/world_of_four.json", NULL)};
    assert_int_equal(farm_run(40, 2, count_foreign, &c, NULL), AGGLO_OK);
    statistics_about("Singapore, foreign firms", statistics_mean(c.foreign, 40), 116, 0.15);
    scenario_free((scenario *)(uintptr_t)c.s);
}

/* ---- Nuremberg and its network, Boston and its capital ---- */

static void test_nuremberg(void **state) {
    (void)state;
    runs with = load("hubs/nuremberg.json", NULL, 120);
    runs without =
        load("hubs/nuremberg.json", (const char *const[]){"interventions=null", NULL}, 120);
    runs early = load("hubs/nuremberg.json",
                      (const char *const[]){"interventions.network_org.from=0", NULL}, 120);
    statistics_about("alone", runs_median(&with, "firms", 40, 0), 577, 0.15);
    statistics_about("without policies", runs_median(&without, "firms", 40, 0), 572, 0.15);
    statistics_about("network from the start", runs_median(&early, "firms", 40, 0), 587, 0.15);
    /* a network lifts the lower tail */
    statistics_about("lowest tenth without policies", quantile(&without, 0.1, 40, 0), 318, 0.2);
    statistics_about("lowest tenth, early network", quantile(&early, 0.1, 40, 0), 413, 0.2);
    assert_true(quantile(&early, 0.1, 40, 0) > 1.1 * quantile(&without, 0.1, 40, 0));
    runs_free(&with);
    runs_free(&without);
    runs_free(&early);
    const char *const anchorless[] = {"links.9=0", "links.10=0", "links.11=0", "links.12=0", NULL};
    double rest = median_at_40("hubs/nuremberg.json", anchorless, 60);
    statistics_about("links of anchors off", rest, 217, 0.15);
}

static void test_boston(void **state) {
    (void)state;
    const char *const no_capital[] = {"links.18=0", "parameters.finance.world_pool=0", NULL};
    runs with = load("hubs/boston.json", NULL, 40),
         without = load("hubs/boston.json", no_capital, 40);
#define KEPT(name) (runs_mean(&without, name, 0, 31, 40, 0) / runs_mean(&with, name, 0, 31, 40, 0))
    statistics_within("firms kept without capital", KEPT("firms"), 0.66, 0.86);
    statistics_within("start-ups kept without capital", KEPT("startups"), 0.40, 0.54);
    statistics_within("launches kept", approvals(&without, 0) / approvals(&with, 0), 0.51, 0.69);
#undef KEPT
    runs_free(&with);
    runs_free(&without);
    const char *const no_research[] = {"links.1=0", "links.3=0", "links.4=0", NULL};
    double rest = median_at_40("hubs/boston.json", no_research, 60);
    statistics_about("links of research off", rest, 320, 0.15);
}

static void test_singapore_without_policies(void **state) {
    (void)state;
    double median =
        median_at_40("hubs/singapore.json", (const char *const[]){"interventions=null", NULL}, 60);
    statistics_about("Singapore without policies", median, 86, 0.15);
}

/* ---- the marginal region ---- */

static void test_marginal_stays(void **state) {
    (void)state;
    runs r =
        load("japan/marginal_prefecture.json", (const char *const[]){"time.years=70", NULL}, 200);
    statistics_about("marginal, firms", runs_median(&r, "firms", 40, 0), 54, 0.15);
    statistics_within("take-offs at 40", runs_share_above(&r, 180, 40, 0), 0, 0);
    statistics_within("take-offs at 70", runs_share_above(&r, 180, 70, 0), 0, 0.02);
    runs_free(&r);
}

/* ---- research and spin-outs: years 31-40, research money without its trend ---- */

enum { RUNS = 240 }; /* about 180 spin-outs of the marginal region: 8 % standard error */
typedef struct {
    const scenario *s;
    double spinouts[RUNS][HUBS], money[RUNS][HUBS];
} ledger;

static agglo_status keep_ledger(void *context, size_t job, int lanes, agglo_error *error) {
    ledger *l = context;
    world *w = NULL;
    agglo_status status = world_create(l->s, (int)job, lanes, &w, error);
    while (status == AGGLO_OK && w->step < l->s->steps) {
        status = scenarios_try_step(w, error);
        for (int r = 0; status == AGGLO_OK && r < HUBS; r++) {
            if (world_time(w) > 30)
                l->money[job][r] += w->observed[r].research_money * w->step_years;
            else /* nobody takes records, so flows add up */
                l->spinouts[job][r] = -w->flows.spinouts[r];
        }
    }
    for (int r = 0; status == AGGLO_OK && r < HUBS; r++)
        l->spinouts[job][r] += w->flows.spinouts[r];
    world_free(w);
    return status;
}

static void test_spinouts_per_billion(void **state) {
    (void)state;
    static ledger l;
    scenario *s = scenarios_load("hubs/world_of_four.json", NULL);
    l.s = s;
    assert_int_equal(farm_run(RUNS, 2, keep_ledger, &l, NULL), AGGLO_OK);
    static const double expected[HUBS] = {9, 15, 8, 4};
    static const char *const names[HUBS] = {"Nuremberg", "Boston", "Singapore", "marginal"};
    for (int r = 0; r < HUBS; r++) {
        double spinouts = 0, money = 0;
        for (int k = 0; k < RUNS; k++) {
            spinouts += l.spinouts[k][r];
            money += l.money[k][r];
        }
        statistics_about(names[r], 1000 * spinouts / money, expected[r], 0.25);
    }
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_world_of_four),
        cmocka_unit_test(test_s_curves),
        cmocka_unit_test(test_foreign_firms_in_singapore),
        cmocka_unit_test(test_nuremberg),
        cmocka_unit_test(test_boston),
        cmocka_unit_test(test_singapore_without_policies),
        cmocka_unit_test(test_marginal_stays),
        cmocka_unit_test(test_spinouts_per_billion),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
