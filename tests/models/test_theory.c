/* Where most of the model is switched off it has closed forms: entries are Poisson, choices a
 * logit, deaths exponential, spin-offs a branching process, growth Laplace, stocks relax, the
 * agency's queue follows its differential equation. Checks allow 3.5 standard errors at fixed seeds
 * (by chance one in 2,100 fails); what has no chance in it is compared to rounding. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/phases/procurement.h"
#include "models/phases/regulator.h"
#include "tests/support/runs.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

static void assert_close(double value, double expected, double relative) {
    double margin = fabs(expected) * relative;
    if (!(fabs(value - expected) <= margin))
        fail_msg("%.15g, expected %.15g +- %g", value, expected, margin);
}

static const int step_lengths[] = {1, 3, 12}; /* months */
enum { STEP_LENGTHS = 3 };

/* One region without anything in it, and nothing that happens by itself. */
static scenario *silent(int years, int step_months, const char *members) {
    scenario *s = scenarios_read("{\"time\": {\"start\": 2000, \"years\": %d, \"step_months\": %d},"
                                 " \"regions\": [" SCENARIOS_EMPTY("here", "0") "%s}]}",
                                 years, step_months, members);
    scenarios_silence(s);
    return s;
}

/* ---- entries ---- */

/* Mean and variance of yearly counts of mean m, independent and Poisson. */
static void check_poisson(const runs *r, const char *name, double m) {
    size_t n = 0, years = r->records - 1;
    double *counts = malloc(r->replicates * years * sizeof *counts);
    assert_non_null(counts);
    for (size_t k = 0; k < r->replicates; k++)
        for (size_t t = 1; t <= years; t++)
            counts[n++] = runs_value(r, name, 0, k, t, 0);
    double size = (double)n;
    statistics_near(name, statistics_mean(counts, n), m, sqrt(m / size));
    statistics_near(name, statistics_variance(counts, n), m, sqrt((m + 2 * m * m) / size));
    free(counts);
}

/* Half of 40 outside firms a year come when the region is worth as much as elsewhere. */
static void test_outside_entries(void **state) {
    (void)state;
    for (int k = 0; k < STEP_LENGTHS; k++) {
        scenario *s = silent(20, step_lengths[k], "");
        s->parameters.location_lambda_out = 40;
        s->parameters.location_b_0 = 0;
        s->parameters.procure_base_entry = 7;
        runs r = runs_make(s, 100);
        check_poisson(&r, "entries", 20);
        check_poisson(&r, "entries_other_industries", 7);
        runs_free(&r);
        scenario_free(s);
    }
}

/* Arrivals grow by the stated rate a year: the sum of the quarters' means. */
static void test_outside_entries_grow(void **state) {
    (void)state;
    scenario *s = silent(30, 3, "");
    s->parameters.location_lambda_out = 40;
    s->parameters.location_b_0 = 0;
    s->parameters.location_growth = 0.05;
    runs r = runs_make(s, 50);
    double late = 0;
    for (int q = 0; q < 40; q++)
        late += 20 * 0.25 * pow(1.05, 20 + 0.25 * q);
    statistics_near("entries in years 21-30", 10 * runs_mean(&r, "entries", 0, 21, 30, 0), late,
                    sqrt(late / 50));
    runs_free(&r);
    scenario_free(s);
}

/* Kinds, homes and sizes of those who come: 8 % majors, of the others 12 % niche tops, 53 %
 * technology niches, 35 % suppliers; homes 40 % of the others, none of the majors. */
static void test_entrants(void **state) {
    (void)state;
    scenario *s = silent(1, 12, "");
    s->parameters.location_lambda_out = 20000;
    s->parameters.location_b_0 = -20; /* nobody stays elsewhere */
    world *w = scenarios_world(s, 0, 1);
    scenarios_step(w);
    double n = (double)w->firms.table.count, kinds[KIND_COUNT] = {0}, homes = 0, logs = 0;
    for (int32_t i = 0; i < (int32_t)w->firms.table.count; i++) {
        int kind = w->firms.kind[i];
        kinds[kind]++;
        homes += firm_is(w, i, FIRM_HOME);
        logs += log(w->firms.size[i] / (kind == KIND_MAJOR ? 350 : 35));
        assert_true(firm_is(w, i, FIRM_FOREIGN));
        assert_true(!(kind == KIND_MAJOR && firm_is(w, i, FIRM_HOME)));
        assert_true(firm_age(w, i) == 6);
    }
    statistics_near("entrants", n, 20000, sqrt(20000));
    double expected[KIND_COUNT] = {[KIND_MAJOR] = 0.08 * n,
                                   [KIND_NICHE] = 0.92 * 0.12 * n,
                                   [KIND_TECH] = 0.92 * 0.53 * n,
                                   [KIND_SUPPLIER] = 0.92 * 0.35 * n};
    assert_true(statistics_fit(kinds, expected, KIND_SUPPLIER + 1) > 4e-4);
    assert_true(kinds[KIND_CDMO] == 0 && kinds[KIND_STARTUP] == 0);
    statistics_near("homes", homes, 0.92 * 0.4 * n, sqrt(n * 0.368 * 0.632));
    statistics_near("log size", logs / n, 0, 1.15 / sqrt(n));
    world_free(w);
    scenario_free(s);
}

/* Two or three regions that differ in reputation only share out the arrivals by a logit. The flux
 * of reputation is a difference of two such shares and has no chance in it. */
static void check_logit(int count) {
    static const double V[] = {0.1, 0.4, 0.8};
    scenario *s =
        scenarios_read("{\"time\": {\"start\": 2000, \"years\": 10}, \"regions\": [%s, %s%s%s]}",
                       SCENARIOS_EMPTY("a", "0") ", \"reputation\": 0.1}",
                       SCENARIOS_EMPTY("b", "300") ", \"reputation\": 0.4}", count > 2 ? ", " : "",
                       count > 2 ? SCENARIOS_EMPTY("c", "600") ", \"reputation\": 0.8}" : "");
    scenarios_silence(s);
    s->gains[16] = 1;
    s->parameters.reputation_decay = 0;
    s->parameters.location_lambda_out = 1000;
    s->parameters.location_b_0 = 1;
    runs r = runs_make(s, 10);
    double sum = 1, arrivals = 1000 * 10 * 10;
    for (int k = 0; k < count; k++)
        sum += exp(-1 + 2 * V[k]);
    for (int k = 0; k < count; k++) {
        double here = exp(-1 + 2 * V[k]), p = here / sum, mean = arrivals * p;
        double came = 100 * runs_mean(&r, "entries", 0, 1, 10, (size_t)k);
        statistics_near("share", came, mean, sqrt(mean));
        double flux = 1000 * (p - exp(-1) / (sum - here + exp(-1)));
        assert_close(runs_mean(&r, "flux", 16, 1, 10, (size_t)k), flux, 1e-12);
    }
    runs_free(&r);
    scenario_free(s);
}

static void test_logit(void **state) {
    (void)state;
    check_logit(2);
    check_logit(3);
}

/* ---- deaths ---- */

/* Established firms close at a constant hazard, whatever the step: binomial survivors. */
static void test_exponential_decay(void **state) {
    (void)state;
    for (int k = 0; k < STEP_LENGTHS; k++) {
        scenario *s = silent(20, step_lengths[k],
                             ", \"firms\": [{\"kind\": \"tech\", \"count\": 3000, \"size\": 30,"
                             " \"size_sigma\": 0}]");
        s->parameters.exits_h_established = 0.05;
        runs r = runs_make(s, 4);
        for (size_t t = 5; t <= 20; t += 5) {
            double P = exp(-0.05 * (double)t);
            statistics_near("survivors", 4 * runs_mean(&r, "firms", 0, t, t, 0), 12000 * P,
                            sqrt(12000 * P * (1 - P)));
        }
        double closed = runs_mean(&r, "closures", 0, 1, 20, 0) * 20;
        assert_close(closed, 3000 - runs_mean(&r, "firms", 0, 20, 20, 0), 1e-12);
        runs_free(&r);
        scenario_free(s);
    }
}

/* The hazard falls with size to the power 0.3, is 1.8-fold in the first five years, and sites of
 * outside firms have a hazard of their own besides. */
static void test_hazards_of_closing(void **state) {
    (void)state;
    static const struct {
        const char *group;
        double exponent;
    } cases[] = {
        {"\"size\": 320, \"age\": 20", 0.05 * 10 / 2.29739671}, /* 16^0.3 */
        {"\"size\": 20, \"age\": 0", 0.05 * (1.8 * 5 + 5)},
        {"\"size\": 20, \"age\": 20, \"hq\": false", (0.05 + 0.02) * 10},
    };
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        char group[256];
        snprintf(group, sizeof group,
                 ", \"firms\": [{\"kind\": \"tech\", \"count\": 10000, \"size_sigma\": 0, %s}]",
                 cases[k].group);
        scenario *s = silent(10, 3, group);
        s->parameters.exits_h_established = 0.05;
        s->parameters.exits_size_exponent = 0.3;
        s->parameters.exits_h_site_leaves = 0.02;
        runs r = runs_make(s, 2);
        double P = exp(-cases[k].exponent);
        statistics_near(cases[k].group, 2 * runs_mean(&r, "firms", 0, 10, 10, 0), 20000 * P,
                        sqrt(20000 * P * (1 - P)));
        runs_free(&r);
        scenario_free(s);
    }
}

typedef struct {
    double age, cash, trust;
    int is_heartless;
    double agglomeration, network; /* as observed */
    double hazard;                 /* by hand, 1/yr */
} plight;

/* Start-ups without project and product: 0.025, more without cash, more without heart; 1.4-fold
 * before age 3, 0.45-fold from then on; before age 5 less in an agglomeration and in a network. */
static const plight plights[] = {
    {1, 1, 0, 0, 0, 0, 0.225 * 1.4},          {1, 0, 0, 0, 0, 0, 0.405 * 1.4},
    {1, 1, 0, 1, 0, 0, 0.375 * 1.4},          {4, 1, 0, 0, 0, 0, 0.225 * 0.45},
    {4, -1, 0, 1, 0, 0, 0.555 * 0.45},        {1, 1, 0, 0, 0.8, 0, 0.225 * 1.4 / 1.4},
    {6, 1, 0, 0, 0.8, 0, 0.225 * 0.45},       {1, 1, 0, 0, 0, 0.5, 0.225 * 1.4 * 0.925},
    {1, 1, 0.5, 0, 0, 2, 0.225 * 1.4 * 0.65}, {6, 1, 0.5, 0, 0, 2, 0.225 * 0.45},
};

/* Failures are binomial; 0.15 (1 + E/2) of the founders found again, and every failure leaves 0.05
 * mentors. */
static void test_startups_fail(void **state) {
    (void)state;
    enum { COUNT = 20000 };
    scenario *s = silent(1, 3,
                         ", \"firms\": [{\"kind\": \"tech\", \"count\": 20000, \"size\": 10,"
                         " \"size_sigma\": 0}]");
    s->gains[6] = 1;
    s->parameters.finance_h_startup = 0.025;
    s->parameters.finance_h_broke = 0.18;
    s->parameters.finance_h_project_lost = 0.35;
    s->parameters.finance_p_serial = 0.15;
    s->parameters.spinoff_eta7 = 0;
    for (size_t k = 0; k < sizeof plights / sizeof plights[0]; k++) {
        const plight *p = &plights[k];
        world *w = scenarios_world(s, (int)k, 1);
        for (int32_t i = 0; i < COUNT; i++) {
            w->firms.kind[i] = KIND_STARTUP;
            w->firms.birth[i] = -(int32_t)(4 * p->age);
            w->firms.cash[i] = p->cash;
            w->firms.trust_university[i] = (float)p->trust;
            w->firms.flags[i] |= p->is_heartless ? FIRM_HEART_LOST : 0;
        }
        scenarios_phase(w, "observe");
        w->observed[0] = (observation){.A = p->agglomeration, .network = p->network, .E = 0.6};
        scenarios_phase(w, "demography");
        double P = 1 - exp(-p->hazard / 4), failed = w->flows.exits_failed[0];
        double again = 0.15 * 1.3;
        statistics_near("failures", failed, COUNT * P, sqrt(COUNT * P * (1 - P)));
        statistics_near("founders who found again", w->flows.refoundings[0], failed * again,
                        sqrt(failed * again * (1 - again)));
        assert_close(w->regions.mentors[0], 0.05 * failed, 1e-9);
        world_free(w);
    }
    scenario_free(s);
}

/* ---- spin-offs ---- */

/* Firms of 50 employees in a region whose agglomeration is held at 1 spin off by a constant hazard:
 * each month every firm has a child with probability p, a branching process of known mean and
 * variance that goes with e^(lambda t). */
static void test_pure_birth(void **state) {
    (void)state;
    enum { FIRST = 20, REPLICATES = 400, MONTHS = 96 };
    scenario *s = silent(8, 1,
                         ", \"firms\": [{\"kind\": \"tech\", \"count\": 20, \"size\": 50,"
                         " \"size_sigma\": 0}]");
    s->gains[6] = 1;
    s->parameters.spinoff_share_startup = 0;
    double lambda = s->parameters.spinoff_eta7 * log(5) / (1 + s->parameters.spinoff_half_A);
    double p = 1 - exp(-lambda / 12), m = 1 + p, counts[REPLICATES];
    for (int k = 0; k < REPLICATES; k++) {
        world *w = scenarios_world(s, k, 1);
        for (int t = 0; t < MONTHS; t++, w->step++) {
            scenarios_phase(w, "observe");
            w->observed[0] = (observation){.A = 1, .congestion_factor = 1};
            scenarios_phase(w, "demography");
            for (size_t i = 0; i < w->firms.table.count; i++)
                w->firms.size[i] = 50;
        }
        counts[k] = (double)w->firms.table.count;
        assert_true(w->flows.spinoffs[0] == counts[k] - FIRST);
        assert_true(w->flows.flux[6] == counts[k] - FIRST);
        world_free(w);
    }
    double mean = FIRST * pow(m, MONTHS);
    double variance = FIRST * p * (1 - p) * pow(m, MONTHS - 1) * (pow(m, MONTHS) - 1) / (m - 1);
    assert_close(mean, FIRST * exp(lambda * MONTHS / 12), 0.02);
    statistics_near("mean", statistics_mean(counts, REPLICATES), mean, sqrt(variance / REPLICATES));
    /* nearly gamma with shape FIRST: excess kurtosis 6/FIRST */
    statistics_near("variance", statistics_variance(counts, REPLICATES), variance,
                    variance * sqrt((2 + 6.0 / FIRST) / REPLICATES));
    scenario_free(s);
}

/* In one step the number of spin-offs is binomial; larger firms have more, with the square root of
 * their size up to 5,000. */
static void test_spinoffs_by_size(void **state) {
    (void)state;
    static const double sizes[] = {8, 50, 800, 20000};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        char group[160];
        snprintf(group, sizeof group,
                 ", \"firms\": [{\"kind\": \"tech\", \"count\": 20000, \"size\": %g,"
                 " \"size_sigma\": 0}]",
                 sizes[k]);
        scenario *s = silent(1, 3, group);
        s->gains[6] = 1;
        world *w = scenarios_world(s, 0, 2);
        scenarios_phase(w, "observe");
        w->observed[0] =
            (observation){.A = 0.25, .E = 0.4, .congestion_factor = 0.8, .founding_money = 0.6};
        scenarios_phase(w, "demography");
        double hazard = 0.158 * sqrt(fmin(sizes[k], 5000) / 50) * (1 + 0.15 * 0.4) * log(2) *
                        (0.25 / 0.75) * 0.8 * (0.5 * 0.6 + 0.5);
        double P = 1 - exp(-hazard / 4);
        statistics_near("spin-offs", w->flows.spinoffs[0], 20000 * P, sqrt(20000 * P * (1 - P)));
        world_free(w);
        scenario_free(s);
    }
}

/* Whether a start-up graduates says nothing about whether it has a spin-off in the same step. */
static void test_graduates_spin_off(void **state) {
    (void)state;
    enum { COUNT = 40000 };
    scenario *s = silent(1, 3,
                         ", \"firms\": [{\"kind\": \"tech\", \"count\": 40000, \"size\": 60,"
                         " \"size_sigma\": 0}]");
    s->gains[6] = s->gains[13] = 1;
    s->parameters.graduation_h_leave = 0;
    s->parameters.spinoff_eta7 = 0.3;
    world *w = scenarios_world(s, 0, 1);
    for (int32_t i = 0; i < COUNT; i++)
        w->firms.kind[i] = KIND_STARTUP;
    scenarios_phase(w, "observe");
    w->observed[0] = (observation){.A = 1, .congestion_factor = 1, .founding_money = 1};
    scenarios_phase(w, "demography");
    double stay = exp(-0.2 * 0.45 / 4); /* without project and product some fail before */
    double graduate = stay * (1 - exp(-0.25));
    double spin_off = 1 - exp(-0.3 * sqrt(1.2) * log(5) / 1.5 / 4), both = graduate * spin_off;
    statistics_near("graduations", w->flows.graduations[0], COUNT * graduate,
                    sqrt(COUNT * graduate * (1 - graduate)));
    statistics_near("their spin-offs", w->flows.spinoffs[0], COUNT * both,
                    sqrt(COUNT * both * (1 - both)));
    world_free(w);
    scenario_free(s);
}

/* ---- licences ---- */

static void test_licences(void **state) {
    (void)state;
    enum { COUNT = 8000 };
    scenario *s = silent(10, 3,
                         ", \"firms\": [{\"kind\": \"supplier\", \"count\": 8000, \"licence\": 0,"
                         " \"size\": 30, \"size_sigma\": 0}]");
    s->parameters.licence_h_parts = 0.2;
    world *w = scenarios_world(s, 0, 1);
    while (w->step < s->steps)
        scenarios_step(w);
    double climbed = 0, P = 1 - exp(-2);
    for (size_t i = 0; i < COUNT; i++) {
        assert_in_range(w->firms.licence[i], 0, 1); /* the next rung is closed */
        climbed += w->firms.licence[i];
    }
    statistics_near("licences", climbed, COUNT * P, sqrt(COUNT * P * (1 - P)));
    world_free(w);
    scenario_free(s);
}

/* ---- attempts at projects ---- */

typedef struct {
    const char *what, *group;
    int licence, is_startup;
    double grant; /* M$/yr */
    double rate;  /* attempts a year by hand */
    int places;
} effort;

/* 0.3 a year for 50 employees, times the square root of size, the kind's intensity, a half at
 * sites, less without a licence; 1.2 for a start-up of any size; grants of 40,000 M$ to 20,000
 * firms add 0.6 * 2/(0.08 * 12.5) of it, and no grants more than twice. */
static const effort efforts[] = {
    {"technology niche", "\"tech\", \"size\": 50", 3, 0, 0, 0.3, 2},
    {"large niche top", "\"niche\", \"size\": 800", 3, 0, 0, 0.3 * 4 * 1.3, 6},
    {"major", "\"major\", \"size\": 200", 3, 0, 0, 0.3 * 2 * 1.5, 3},
    {"site", "\"tech\", \"size\": 50, \"hq\": false", 3, 0, 0, 0.15, 2},
    {"prototype maker", "\"supplier\", \"size\": 50", 0, 0, 0, 0.09 * 0.15, 2},
    {"parts maker", "\"supplier\", \"size\": 50", 1, 0, 0, 0.09 * 0.4, 2},
    {"manufacturer", "\"supplier\", \"size\": 50", 2, 0, 0, 0.09 * 0.7, 2},
    {"authorised supplier", "\"supplier\", \"size\": 50", 3, 0, 0, 0.09, 2},
    {"CDMO", "\"cdmo\", \"size\": 50", 3, 0, 0, 0.3 * 0.5, 2},
    {"start-up", "\"tech\", \"size\": 14", 3, 1, 0, 1.2, 1},
    {"with grants", "\"tech\", \"size\": 50", 3, 0, 40000, 0.3 * 2.2, 2},
    {"with boundless grants", "\"tech\", \"size\": 50", 3, 0, 1e7, 0.3 * 3, 2},
};

/* Mean of min(places, a Poisson number of mean m). */
static double mean_begun(double m, int places) {
    double mean = 0, term = exp(-m), below = 0;
    for (int k = 0; k < places; k++) {
        mean += k * term;
        below += term;
        term *= m / (k + 1);
    }
    return mean + places * (1 - below);
}

/* Where every attempt finds an option and any quality will do, a firm begins as many projects in a
 * step as it has attempts, up to its free places. */
static void test_attempts(void **state) {
    (void)state;
    enum { COUNT = 20000 };
    for (size_t k = 0; k < sizeof efforts / sizeof efforts[0]; k++) {
        const effort *e = &efforts[k];
        char group[256];
        snprintf(group, sizeof group,
                 ", \"hospitals\": [{\"count\": 1, \"beds\": 100}], \"firms\": [{\"count\":"
                 " 20000, \"size_sigma\": 0, \"licence\": %d, \"kind\": %s}]",
                 e->licence, e->group);
        scenario *s = silent(1, 3, group);
        s->parameters.matching_a0 = 0.3;
        s->parameters.matching_theta_min = 0;
        s->parameters.matching_world_options = 1;
        s->parameters.matching_half_needs = 0;
        world *w = scenarios_world(s, 0, 2);
        for (int32_t i = 0; e->is_startup && i < COUNT; i++)
            w->firms.kind[i] = KIND_STARTUP;
        w->levers[0].grant = e->grant;
        scenarios_phase(w, "observe");
        scenarios_phase(w, "science");
        scenarios_phase(w, "matching");
        double mean = mean_begun(e->rate / 4, e->places);
        statistics_near(e->what, (double)w->projects.table.count, COUNT * mean,
                        sqrt(COUNT * mean)); /* capped counts vary less */
        assert_true(w->flows.projects_started[0] == (double)w->projects.table.count);
        world_free(w);
        scenario_free(s);
    }
}

/* Attempts a year of firm i by hand, of any kind but start-ups. */
static double attempts_by_hand(const world *w, int32_t i, double alpha, double grant) {
    static const double licence[] = {0.15, 0.4, 0.7, 1};
    double rate = 0.3 * w->scenario->world.kinds[w->firms.kind[i]].rd_intensity *
                  pow(w->firms.size[i] / 50, alpha);
    if (w->firms.kind[i] == KIND_SUPPLIER)
        rate *= licence[w->firms.licence[i]];
    double each = 0.6 * grant / (double)w->firms.table.count;
    return rate * (1 + fmin(2, each / fmax(0.05, 0.08 * firm_sales(w, i))));
}

/* Most firms are passed over by a bound of their attempts. No firm is passed over wrongly: each
 * begins the Poisson number of projects that its own draw gives, whatever the power of size. */
static void test_no_attempt_is_missed(void **state) {
    (void)state;
    static const double alphas[] = {0, 0.3, 0.5, 0.8, 1, 1.4}, grants[] = {0, 3000};
    for (int k = 0; k < 12; k++) {
        double alpha = alphas[k / 2], grant = grants[k % 2];
        scenario *s = silent(1, 3,
                             ", \"hospitals\": [{\"count\": 1, \"beds\": 100}], \"firms\": ["
                             "{\"kind\": \"tech\", \"count\": 2000, \"size_sigma\": 1.5},"
                             "{\"kind\": \"supplier\", \"count\": 2000, \"size_sigma\": 1.5}]");
        s->parameters.matching_a0 = 0.3;
        s->parameters.matching_alpha = alpha;
        s->parameters.matching_theta_min = 0;
        s->parameters.matching_world_options = 1;
        s->parameters.matching_half_needs = 0;
        world *w = scenarios_world(s, k, 1);
        w->levers[0].grant = grant;
        scenarios_phase(w, "observe");
        scenarios_phase(w, "science");
        scenarios_phase(w, "matching");
        for (int32_t i = 0; i < (int32_t)w->firms.table.count; i++) {
            double mean = attempts_by_hand(w, i, alpha, grant) / 4;
            int drawn = (int)random_poisson(random_uniform(w->draws[i], WORD_ATTEMPTS), mean);
            int places = 1 + (int)sqrt(w->firms.size[i] / 25);
            assert_int_equal(w->project_first[i + 1] - w->project_first[i],
                             drawn < places ? drawn : places);
        }
        world_free(w);
        scenario_free(s);
    }
}

/* ---- supply ties ---- */

enum { NONE, FIRST, SECOND, OUTCOMES, FORMER }; /* customers of rows 0, 1; row 2 is none any more */

typedef struct {
    int before[PLACE_COUNT];
} supply;

static const supply supplies[] = {
    {{NONE, NONE, NONE, NONE}},      {{FIRST, NONE, NONE, NONE}},
    {{FIRST, NONE, SECOND, NONE}},   {{NONE, FIRST, FIRST, SECOND}},
    {{SECOND, FIRST, FIRST, FIRST}}, {{FORMER, FIRST, NONE, FORMER}},
};

/* Chance that a place is `after` a step: a tie ends with chance e; a place without a customer finds
 * one with chance f, the first in three of four cases, as it wants three times as much. */
static double place_chance(int before, int after, double e, double f) {
    double drawn = after == NONE ? 1 - f : after == FIRST ? f * 0.75 : f * 0.25;
    if (before == NONE || before == FORMER)
        return drawn;
    return (before == after ? 1 - e : 0) + e * drawn;
}

static world *world_of_suppliers(const scenario *s, const supply *start, int count) {
    world *w = scenarios_world(s, 0, 2);
    for (int32_t i = 0; i < 2; i++) {
        w->firms.kind[i] = KIND_NICHE;
        w->firms.demand[i] = i == 0 ? 30 : 10;
    }
    w->firms.kind[2] = KIND_TECH;
    for (int32_t i = 3; i < count; i++)
        for (int k = 0; k < PLACE_COUNT; k++) {
            int before = start->before[k];
            w->firms.customer[i * PLACE_COUNT + k] = before == FORMER ? 2 : before - FIRST;
        }
    scenarios_phase(w, "observe");
    return w;
}

/* One draw decides about all places of a supplier. What then becomes of them is nevertheless the
 * product of independent chances: all 81 outcomes are as frequent as that says. */
static void test_supply_ties(void **state) {
    (void)state;
    enum { COUNT = 40000, CELLS = OUTCOMES * OUTCOMES * OUTCOMES * OUTCOMES };
    for (size_t k = 0; k < 2 * sizeof supplies / sizeof supplies[0]; k++) {
        scenario *s = silent(1, k % 2 ? 12 : 3,
                             ", \"firms\": [{\"kind\": \"supplier\", \"count\": 40000, "
                             "\"licence\": 1}]");
        const supply *before = &supplies[k / 2];
        world *w = world_of_suppliers(s, before, COUNT);
        assert_int_equal(procurement_order(w, NULL), AGGLO_OK);
        double e = 1 - exp(-0.08 * w->step_years), f = 1 - exp(-0.5 * w->step_years);
        double observed[CELLS] = {0}, expected[CELLS], ties = 0, mean = 0, variance = 0;
        for (int32_t i = 3; i < COUNT; i++) {
            int cell = 0;
            for (int place = 0; place < PLACE_COUNT; place++) {
                int after = w->firms.customer[i * PLACE_COUNT + place] + FIRST;
                cell = cell * OUTCOMES + after;
                ties += after != NONE;
            }
            observed[cell]++;
        }
        for (int cell = 0; cell < CELLS; cell++) {
            expected[cell] = COUNT - 3;
            for (int place = PLACE_COUNT - 1, rest = cell; place >= 0; place--, rest /= OUTCOMES)
                expected[cell] *= place_chance(before->before[place], rest % OUTCOMES, e, f);
        }
        for (int place = 0; place < PLACE_COUNT; place++) {
            double p = 1 - place_chance(before->before[place], NONE, e, f);
            mean += (COUNT - 3) * p;
            variance += (COUNT - 3) * p * (1 - p);
        }
        statistics_near("ties", ties, mean, sqrt(variance));
        statistics_within("fit of the outcomes", statistics_fit(observed, expected, CELLS), 1e-3,
                          1);
        world_free(w);
        scenario_free(s);
    }
}

/* ---- growth ---- */

/* Without any drift the log of size is a sum of shocks whose variance is drawn once a firm and
 * year: yearly growth is Laplace of variance sigma^2, so its kurtosis is 6, at any step; years are
 * independent. The kurtosis of n Laplace numbers has the standard error sqrt(1188/n). */
static void test_gibrat(void **state) {
    (void)state;
    enum { COUNT = 30000, YEARS = 3 };
    static double growth[YEARS * COUNT], before[COUNT];
    for (int k = 0; k < 2; k++) {
        scenario *s = silent(YEARS, step_lengths[k],
                             ", \"firms\": [{\"kind\": \"tech\", \"count\": 30000, \"size\": 50,"
                             " \"size_sigma\": 0}]");
        s->parameters.growth_sigma = 0.1;
        s->parameters.growth_size_damping = 0;
        world *w = scenarios_world(s, 0, 2);
        for (int year = 0; year < YEARS; year++) {
            for (size_t i = 0; i < COUNT; i++)
                before[i] = log(w->firms.size[i]);
            while (w->step < (year + 1) * s->steps_per_year)
                scenarios_step(w);
            assert_int_equal(w->firms.table.count, COUNT);
            for (size_t i = 0; i < COUNT; i++)
                growth[year * COUNT + (int)i] = log(w->firms.size[i]) - before[i];
        }
        double n = YEARS * COUNT, cross = 0;
        statistics_near("mean growth", statistics_mean(growth, YEARS * COUNT), 0, 0.1 / sqrt(n));
        statistics_near("variance", statistics_variance(growth, YEARS * COUNT), 0.01,
                        0.01 * sqrt(5 / n));
        statistics_near("kurtosis", statistics_kurtosis(growth, YEARS * COUNT), 6, sqrt(1188 / n));
        for (size_t i = 0; i < COUNT; i++)
            cross += growth[i] * growth[COUNT + i];
        statistics_near("autocovariance", cross / COUNT, 0, 0.01 / sqrt(COUNT));
        world_free(w);
        scenario_free(s);
    }
}

/* The standard deviation of growth falls with size to the power 0.18; below 5 employees no more. */
static void test_growth_by_size(void **state) {
    (void)state;
    enum { COUNT = 20000 };
    static const double sizes[] = {2, 5, 50, 5000};
    for (size_t k = 0; k < sizeof sizes / sizeof sizes[0]; k++) {
        char group[160];
        snprintf(group, sizeof group,
                 ", \"firms\": [{\"kind\": \"tech\", \"count\": 20000, \"size\": %g,"
                 " \"size_sigma\": 0}]",
                 sizes[k]);
        scenario *s = silent(1, 3, group);
        s->parameters.growth_sigma = 0.18;
        world *w = scenarios_world(s, 0, 1);
        scenarios_phase(w, "observe");
        scenarios_phase(w, "market");
        double square = 0;
        for (size_t i = 0; i < COUNT; i++)
            square += pow(log(w->firms.size[i] / sizes[k]), 2);
        double variance = 0.18 * 0.18 / 4 * pow(fmax(5, sizes[k]) / 50, -0.36);
        statistics_near("variance", square / COUNT, variance, variance * sqrt(5.0 / COUNT));
        world_free(w);
        scenario_free(s);
    }
}

/* Size follows sales: the log distance to the target shrinks by exp(-kappa) a year. */
static void test_size_adjusts(void **state) {
    (void)state;
    for (int k = 0; k < STEP_LENGTHS; k++) {
        scenario *s = silent(5, step_lengths[k],
                             ", \"firms\": [{\"kind\": \"tech\", \"count\": 1, \"size\": 50,"
                             " \"size_sigma\": 0}]");
        s->parameters.growth_kappa = 0.5;
        world *w = scenarios_world(s, 0, 1);
        w->firms.base[0] *= 4; /* wants 200 employees */
        while (w->step < s->steps)
            scenarios_step(w);
        assert_close(w->firms.size[0], 200 * pow(0.25, exp(-2.5)), 1e-9);
        world_free(w);
        scenario_free(s);
    }
}

/* ---- stocks ---- */

static const char *const research =
    ", \"knowledge\": 50, \"reputation\": 0.2, \"mentors\": 9,"
    " \"universities\": [{\"count\": 2, \"budget\": 100}],"
    " \"hospitals\": [{\"count\": 3, \"beds\": 500, \"openness\": 0.4}]";

static double total(const double *x, int count) {
    double sum = 0;
    for (int k = 0; k < count; k++)
        sum += x[k];
    return sum;
}

static double relaxed(double x, double inflow, double decay, double years) {
    return inflow / decay + (x - inflow / decay) * exp(-decay * years);
}

/* Seeds, needs, talent, mentors and knowledge relax exponentially, at any step. */
static void test_stocks_relax(void **state) {
    (void)state;
    for (int k = 0; k < STEP_LENGTHS; k++) {
        scenario *s = silent(10, step_lengths[k], research);
        s->parameters.science_seeds_per_K = 0;
        s->parameters.talent_inflow_V = 0;
        world *w = scenarios_world(s, 0, 1);
        double seeds = total(w->regions.seeds, BIN_COUNT), bin = w->regions.seeds[3];
        double needs = total(w->regions.needs, FIELD_COUNT);
        assert_close(seeds, 0.25 * 200 / 0.107, 1e-12);
        assert_close(w->regions.talent[0], 200 / 0.08, 1e-12);
        assert_close(needs, 30, 1e-12);
        w->regions.talent[0] = 100;
        while (w->step < s->steps)
            scenarios_step(w);
        double profile = w->universities.profile[3] + w->universities.profile[BIN_COUNT + 3];
        assert_close(total(w->regions.seeds, BIN_COUNT), relaxed(seeds, 50, 0.1, 10), 1e-9);
        assert_close(w->regions.seeds[3], relaxed(bin, 25 * profile, 0.1, 10), 1e-9);
        assert_close(total(w->regions.needs, FIELD_COUNT),
                     relaxed(needs, 0.02 * 1500 * 0.4, 0.05, 10), 1e-9);
        assert_close(w->regions.talent[0], relaxed(100, 200, 0.08, 10), 1e-9);
        assert_close(w->regions.mentors[0], 9 * exp(-0.5), 1e-9);
        assert_close(total(w->regions.knowledge, BIN_COUNT), 50 * exp(-0.5), 1e-9);
        world_free(w);
        scenario_free(s);
    }
}

/* Knowledge makes seeds while it fades: the two-stage solution, but for the step in which the
 * knowledge of its start is used. */
static void test_seeds_from_knowledge(void **state) {
    (void)state;
    scenario *s = silent(20, 1, ", \"knowledge\": 50");
    world *w = scenarios_world(s, 0, 1);
    assert_true(total(w->regions.seeds, BIN_COUNT) == 0);
    while (w->step < s->steps)
        scenarios_step(w);
    double exact = 0.05 * 50 * (exp(-1) - exp(-2)) / (0.1 - 0.05);
    assert_close(total(w->regions.seeds, BIN_COUNT), exact, 0.005);
    world_free(w);
    scenario_free(s);
}

/* Competitive research money follows what knowledge and reputation deserve, smoothed over three
 * years; both are held. */
static void test_competitive_money(void **state) {
    (void)state;
    scenario *s = silent(10, 3, research);
    s->parameters.science_competitive = 0.4;
    s->parameters.science_K_decay = 0;
    s->parameters.reputation_decay = 0;
    world *w = scenarios_world(s, 0, 1);
    while (w->step < s->steps)
        scenarios_step(w);
    double target = 0.4 * 100 * 0.5 * (0.5 * log1p(50.0 / 300) + 0.2);
    assert_close(w->universities.competitive[0], target * (1 - exp(-10.0 / 3)), 1e-9);
    world_free(w);
    scenario_free(s);
}

/* Reputation under constant research: V relaxes to inflow/(inflow + decay), at any step; the flux
 * is what came in. */
static void test_reputation_relaxes(void **state) {
    (void)state;
    double inflow = 0.02 * log1p(200 / 200.0), rate = inflow + 0.06;
    for (int k = 0; k < STEP_LENGTHS; k++) {
        scenario *s = silent(30, step_lengths[k], research);
        s->gains[3] = 1;
        world *w = scenarios_world(s, 0, 1);
        while (w->step < s->steps)
            scenarios_step(w);
        assert_close(w->regions.reputation[0], relaxed(0.2, inflow, rate, 30), 1e-9);
        world_free(w);
        scenario_free(s);
    }
}

/* ---- the agency's queue ---- */

/* dQ/dt of one home market: background and arrivals come, the agency serves. */
static double queue_slope(double Q, double t, double arrivals, double speed) {
    double g = pow(1.02, t);
    return 250 * g + arrivals - 320 * g * speed * Q / (Q + 45 * g);
}

/* A classic Runge-Kutta solution with a thousand steps a year. */
static double queue_solution(double Q, double years, double arrivals, double speed) {
    double h = 1e-3;
    for (double t = 0; t < years - h / 2; t += h) {
        double k1 = queue_slope(Q, t, arrivals, speed);
        double k2 = queue_slope(Q + h / 2 * k1, t + h / 2, arrivals, speed);
        double k3 = queue_slope(Q + h / 2 * k2, t + h / 2, arrivals, speed);
        double k4 = queue_slope(Q + h * k3, t + h, arrivals, speed);
        Q += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }
    return Q;
}

/* Implicit steps of a month against the exact solution, within 1.5 %: after a jump of arrivals, and
 * with a faster agency. */
static void test_queue(void **state) {
    (void)state;
    static const struct {
        double arrivals, speed, years;
    } cases[] = {{0, 0, 3}, {40, 0, 1}, {40, 0, 5}, {40, 0.5, 5}, {120, 0.5, 2}, {120, 0, 4}};
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++)
        for (int k = 0; k < STEP_LENGTHS - 1; k++) {
            scenario *s = silent(10, step_lengths[k], "");
            s->parameters.location_growth = 0.02;
            world *w = scenarios_world(s, 0, 1);
            double start = 45 * 250.0 / 70, speed = 1 + cases[c].speed;
            assert_close(w->agencies.backlog[0], start, 1e-12);
            w->levers[0].review_speed = cases[c].speed;
            for (; world_time(w) < cases[c].years - 1e-9; w->step++) {
                w->agencies.arrivals[0] = cases[c].arrivals;
                regulator_serve(w);
            }
            double exact = queue_solution(start, cases[c].years, cases[c].arrivals, speed);
            assert_close(w->agencies.backlog[0], exact, 0.015);
            double g = pow(1.02, world_time(w) - w->step_years);
            assert_close(w->agency_wait[0], (w->agencies.backlog[0] + 45 * g) / (320 * g * speed),
                         1e-12);
            world_free(w);
            scenario_free(s);
        }
}

/* Reviews that enter are smoothed over a year. */
static void test_queue_arrivals(void **state) {
    (void)state;
    scenario *s = silent(10, 3, "");
    world *w = scenarios_world(s, 0, 1);
    int entered[MARKET_COUNT] = {10};
    for (int k = 0; k < 8; k++)
        regulator_receive(w, entered);
    assert_close(w->agencies.arrivals[0], 40 * (1 - exp(-2)), 1e-12);
    assert_true(w->agencies.arrivals[1] == 0);
    world_free(w);
    scenario_free(s);
}

/* ---- nothing ---- */

/* In a region that is silent and empty nothing ever is. */
static void test_nothing_comes_of_nothing(void **state) {
    (void)state;
    scenario *s = silent(50, 3, "");
    runs r = runs_make(s, 2);
    static const char *const all[] = {"firms",      "employment",      "sales",   "foundings",
                                      "entries",    "knowledge",       "talent",  "mentors",
                                      "dry_powder", "closures",        "exports", "innovation",
                                      "reputation", "venture_invested"};
    for (size_t k = 0; k < sizeof all / sizeof all[0]; k++)
        for (size_t t = 0; t <= 50; t++)
            if (runs_value(&r, all[k], 0, 1, t, 0) != 0)
                fail_msg("%s is not zero", all[k]);
    runs_free(&r);
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outside_entries),
        cmocka_unit_test(test_outside_entries_grow),
        cmocka_unit_test(test_entrants),
        cmocka_unit_test(test_logit),
        cmocka_unit_test(test_exponential_decay),
        cmocka_unit_test(test_hazards_of_closing),
        cmocka_unit_test(test_startups_fail),
        cmocka_unit_test(test_pure_birth),
        cmocka_unit_test(test_spinoffs_by_size),
        cmocka_unit_test(test_graduates_spin_off),
        cmocka_unit_test(test_licences),
        cmocka_unit_test(test_attempts),
        cmocka_unit_test(test_no_attempt_is_missed),
        cmocka_unit_test(test_supply_ties),
        cmocka_unit_test(test_gibrat),
        cmocka_unit_test(test_growth_by_size),
        cmocka_unit_test(test_size_adjusts),
        cmocka_unit_test(test_stocks_relax),
        cmocka_unit_test(test_seeds_from_knowledge),
        cmocka_unit_test(test_competitive_money),
        cmocka_unit_test(test_reputation_relaxes),
        cmocka_unit_test(test_queue),
        cmocka_unit_test(test_queue_arrivals),
        cmocka_unit_test(test_nothing_comes_of_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
