/* Random numbers: published vectors, distributions, GSL's view of them. Seeds are fixed; a fit is
 * refused below a probability of 1e-4, so a correct generator fails a check once in 10,000 seeds.
 */
#include "sim/random.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/statistics.h"

static const double least_fit = 1e-4;

/* ---- the generator ---- */

static void assert_words(random_block b, const uint32_t expected[4]) {
    for (int k = 0; k < 4; k++)
        assert_int_equal(b.word[k], expected[k]);
}

/* Known answers of Philox4x32-10 as published with Random123. */
static void test_known_answers(void **state) {
    (void)state;
    const uint32_t zeros[4] = {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
    const uint32_t ones[4] = {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd};
    const uint32_t pi[4] = {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1};
    assert_words(random_draw((random_key){{0, 0}}, 0, 0, 0, 0), zeros);
    random_key full = {{0xffffffff, 0xffffffff}};
    assert_words(random_draw(full, UINT64_MAX, -1, 0xff, 0xffffff), ones);
    random_key key = {{0xa4093822, 0x299f31d0}};
    assert_words(random_draw(key, UINT64_C(0x85a308d3243f6a88), 0x13198a2e, 0x03, 0x707344), pi);
}

/* Every part of what a number depends on changes the block. */
static void test_every_argument_counts(void **state) {
    (void)state;
    random_key key = random_key_make(1, 0);
    random_block base = random_draw(key, 7, 3, 2, 1);
    const random_block other[] = {random_draw(random_key_make(2, 0), 7, 3, 2, 1),
                                  random_draw(random_key_make(1, 1), 7, 3, 2, 1),
                                  random_draw(key, 8, 3, 2, 1),
                                  random_draw(key, 7 + (UINT64_C(1) << 32), 3, 2, 1),
                                  random_draw(key, 7, 4, 2, 1),
                                  random_draw(key, 7, RANDOM_ONCE, 2, 1),
                                  random_draw(key, 7, 3, 3, 1),
                                  random_draw(key, 7, 3, 2, 2)};
    for (size_t k = 0; k < sizeof other / sizeof other[0]; k++)
        assert_memory_not_equal(&base, &other[k], sizeof base);
    random_block again = random_draw(key, 7, 3, 2, 1);
    assert_memory_equal(&base, &again, sizeof base);
}

static void test_uniform_is_open(void **state) {
    (void)state;
    random_block low = {{0, 0, 0, 0}}, high = {{UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX}};
    for (int w = 0; w < 4; w++) {
        assert_true(random_uniform(low, w) > 0);
        assert_true(random_uniform(high, w) < 1);
    }
    assert_true(isfinite(random_normal(random_uniform(low, 0))));
    assert_true(isfinite(random_normal(random_uniform(high, 0))));
    assert_true(isfinite(random_exponential(random_uniform(high, 0))));
}

/* ---- distributions ---- */

enum { DRAWS = 200000 };

/* Moments of a transformation of DRAWS uniforms: mean and variance within 3.5 standard errors, the
 * fourth central moment given. */
static void check_moments(const char *what, double (*transform)(double), double mean,
                          double variance, double fourth) {
    random_key key = random_key_make(11, 0);
    double sum = 0, square = 0;
    for (int i = 0; i < DRAWS; i++) {
        random_block b = random_draw(key, (uint64_t)(i / 4), 0, 1, 0);
        double x = transform(random_uniform(b, i % 4)) - mean;
        sum += x;
        square += x * x;
    }
    double spread = sqrt((fourth - variance * variance) / DRAWS);
    statistics_near(what, sum / DRAWS, 0, sqrt(variance / DRAWS));
    statistics_near(what, square / DRAWS, variance, spread);
}

static double identity(double u) {
    return u;
}

static double lognormal(double u) {
    return random_lognormal(u, 3, 0.5);
}

static void test_moments(void **state) {
    (void)state;
    double s2 = exp(0.25);
    check_moments("uniform", identity, 0.5, 1.0 / 12, 1.0 / 80);
    check_moments("normal", random_normal, 0, 1, 3);
    check_moments("exponential", random_exponential, 1, 1, 9);
    double variance = 9 * s2 * (s2 - 1);
    double kurtosis = pow(s2, 4) + 2 * pow(s2, 3) + 3 * pow(s2, 2) - 3;
    check_moments("lognormal", lognormal, 3 * sqrt(s2), variance, kurtosis * variance * variance);
}

/* Larger uniforms give larger numbers: paired scenarios rest on it. */
static void test_transformations_increase(void **state) {
    (void)state;
    double before[3] = {-INFINITY, -INFINITY, -INFINITY};
    for (int k = 1; k < 1000; k++) {
        double u = k / 1000.0;
        double now[3] = {random_normal(u), random_exponential(u), lognormal(u)};
        for (int t = 0; t < 3; t++) {
            assert_true(now[t] > before[t]);
            before[t] = now[t];
        }
    }
    assert_true(fabs(random_normal(0.975) - 1.959963984540054) < 1e-12);
}

/* Counts of DRAWS Poisson numbers against the distribution. */
static void test_poisson(void **state) {
    (void)state;
    static const double means[] = {0.003, 0.3, 1, 4.5, 30, 200, 499, 501, 900, 5000};
    enum { CELLS = 6000 };
    static double observed[CELLS], expected[CELLS];
    for (size_t m = 0; m < sizeof means / sizeof means[0]; m++) {
        random_key key = random_key_make(12, (uint32_t)m);
        int draws = means[m] > 500 ? 20000 : DRAWS;
        for (unsigned k = 0; k < CELLS; k++) {
            observed[k] = 0;
            expected[k] = draws * gsl_ran_poisson_pdf(k, means[m]);
        }
        for (int i = 0; i < draws; i++) {
            unsigned k =
                random_poisson(random_uniform(random_draw(key, (uint64_t)i, 0, 1, 0), 0), means[m]);
            assert_in_range(k, 0, CELLS - 1);
            observed[k]++;
        }
        double fit = statistics_fit(observed, expected, CELLS);
        if (fit < least_fit)
            fail_msg("Poisson of mean %g: probability %g", means[m], fit);
    }
}

/* The inverse is exact at both sides of a step of the distribution function. */
static void test_poisson_inverse(void **state) {
    (void)state;
    static const double means[] = {0.01, 0.7, 12, 499, 700};
    for (size_t m = 0; m < sizeof means / sizeof means[0]; m++) {
        unsigned middle = (unsigned)means[m];
        for (unsigned k = middle > 3 ? middle - 3 : 0; k <= middle + 3; k++) {
            double P = gsl_cdf_poisson_P(k, means[m]);
            if (P > 0.999999)
                continue;
            assert_int_equal(random_poisson(P * (1 - 1e-9), means[m]), k);
            assert_int_equal(random_poisson(P + 1e-9, means[m]), k + 1);
        }
    }
    assert_int_equal(random_poisson(0.9999999, 0), 0);
}

/* Means so large that GSL cannot give the distribution: moments, and agreement with the exact
 * numbers where both exist. */
static void test_poisson_of_large_means(void **state) {
    (void)state;
    for (double mean = 1.5e6; mean < 4e9; mean *= 50) {
        enum { TRIES = 20000 };
        double sum = 0, square = 0;
        for (int i = 0; i < TRIES; i++) {
            random_block b = random_draw(random_key_make(18, 0), (uint64_t)i, 0, 1, 0);
            double x = (random_poisson(random_uniform(b, 0), mean) - mean) / sqrt(mean);
            sum += x;
            square += x * x;
        }
        statistics_near("mean", sum / TRIES, 0, 1 / sqrt(TRIES));
        statistics_near("variance", square / TRIES, 1, sqrt(2.0 / TRIES));
    }
    for (int i = 1; i < 100; i++) { /* beside the border between the two ways */
        double u = i / 100.0;
        double below = random_poisson(u, 999999), above = random_poisson(u, 1000001);
        assert_true(above - below >= 0 && above - below <= 4);
    }
    assert_true(random_poisson(0.5, INFINITY) >= 3999900000u);
    assert_true(random_poisson(0.01, 1e300) >= 3999000000u);
}

static void test_binomial(void **state) {
    (void)state;
    static const struct {
        double p;
        unsigned n;
    } cases[] = {{0.01, 1}, {0.3, 7}, {0.017, 40}, {0.5, 90}, {0.2, 900}, {0.97, 300}};
    enum { CELLS = 1000, TRIES = 50000 };
    static double observed[CELLS], expected[CELLS];
    for (size_t c = 0; c < sizeof cases / sizeof cases[0]; c++) {
        random_key key = random_key_make(13, (uint32_t)c);
        for (unsigned k = 0; k < CELLS; k++) {
            observed[k] = 0;
            expected[k] = TRIES * gsl_ran_binomial_pdf(k, cases[c].p, cases[c].n);
        }
        for (int i = 0; i < TRIES; i++) {
            random_block b = random_draw(key, (uint64_t)i, 0, 1, 0);
            unsigned k = random_binomial(random_uniform(b, 0), cases[c].p, cases[c].n);
            assert_in_range(k, 0, cases[c].n);
            observed[k]++;
        }
        double fit = statistics_fit(observed, expected, cases[c].n + 1);
        if (fit < least_fit)
            fail_msg("binomial of p %g, n %u: probability %g", cases[c].p, cases[c].n, fit);
    }
    assert_int_equal(random_binomial(0.999, 0, 10), 0);
    assert_int_equal(random_binomial(0.001, 1, 10), 10);
    assert_int_equal(random_binomial(0.5, 0.5, 0), 0);
}

/* More mean or probability never gives fewer, for the same uniform. */
static void test_counts_are_monotone(void **state) {
    (void)state;
    for (int i = 0; i < 2000; i++) {
        double u = random_uniform(random_draw(random_key_make(14, 0), (uint64_t)i, 0, 1, 0), 0);
        unsigned before = 0;
        for (double mean = 0.1; mean < 900; mean *= 1.3) {
            unsigned k = random_poisson(u, mean);
            assert_true(k >= before);
            before = k;
        }
    }
}

static void test_hazard(void **state) {
    (void)state;
    static const double hazards[] = {0, 0.001, 0.2, 1, 4};
    for (size_t h = 0; h < sizeof hazards / sizeof hazards[0]; h++) {
        double P = 1 - exp(-hazards[h]);
        int count = 0;
        for (int i = 0; i < DRAWS; i++) {
            random_block b = random_draw(random_key_make(15, 0), (uint64_t)i, 0, 1, 0);
            double u = random_uniform(b, 0);
            int happens = random_hazard(u, hazards[h]);
            assert_int_equal(happens, u < P);
            count += happens;
        }
        statistics_near("hazard", count, P * DRAWS, sqrt(DRAWS * P * (1 - P)));
    }
    assert_false(random_hazard(1e-10, 0));
}

/* ---- GSL ---- */

typedef struct {
    double normal, gamma;
    unsigned poisson;
} gsl_draws;

static gsl_draws draw_with_gsl(uint64_t agent) {
    random_stream stream;
    random_stream_begin(&stream, random_key_make(16, 0), agent, 5, 9);
    gsl_rng *r = random_stream_gsl(&stream);
    gsl_draws d = {0, 0, 0};
    d.normal = gsl_ran_gaussian_ziggurat(r, 2);
    d.gamma = gsl_ran_gamma(r, 2.5, 1.5);
    d.poisson = gsl_ran_poisson(r, 37);
    return d;
}

static void test_gsl_draws(void **state) {
    (void)state;
    enum { AGENTS = 40000 };
    double normal = 0, square = 0, gamma = 0, poisson = 0;
    for (uint64_t agent = 0; agent < AGENTS; agent++) {
        gsl_draws a = draw_with_gsl(agent), b = draw_with_gsl(agent);
        assert_true(a.normal == b.normal && a.gamma == b.gamma && a.poisson == b.poisson);
        normal += a.normal;
        square += a.normal * a.normal;
        gamma += a.gamma;
        poisson += a.poisson;
    }
    statistics_near("GSL normal, mean", normal / AGENTS, 0, 2 / sqrt(AGENTS));
    statistics_near("GSL normal, square", square / AGENTS, 4, 4 * sqrt(2.0 / AGENTS));
    statistics_near("GSL gamma", gamma / AGENTS, 3.75, 1.5 * sqrt(2.5 / AGENTS));
    statistics_near("GSL Poisson", poisson / AGENTS, 37, sqrt(37.0 / AGENTS));
}

/* A stream gives the words of the blocks 0, 1, ... of its purpose, in order. */
static void test_gsl_words(void **state) {
    (void)state;
    random_stream stream;
    random_key key = random_key_make(17, 3);
    random_stream_begin(&stream, key, 99, 4, 6);
    gsl_rng *r = random_stream_gsl(&stream);
    for (uint32_t index = 0; index < 3; index++)
        for (int w = 0; w < 4; w++)
            assert_int_equal(gsl_rng_get(r), random_draw(key, 99, 4, 6, index).word[w]);
    gsl_rng *owned = gsl_rng_alloc(random_gsl_type);
    assert_non_null(owned);
    gsl_rng_set(owned, 5);
    unsigned long first = gsl_rng_get(owned);
    assert_int_equal(first, random_draw((random_key){{0, 0}}, 5, 0, 0, 0).word[0]);
    double u = gsl_rng_uniform(owned);
    assert_true(u >= 0 && u < 1);
    gsl_rng_free(owned);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_every_argument_counts),
        cmocka_unit_test(test_uniform_is_open),
        cmocka_unit_test(test_moments),
        cmocka_unit_test(test_transformations_increase),
        cmocka_unit_test(test_poisson),
        cmocka_unit_test(test_poisson_inverse),
        cmocka_unit_test(test_poisson_of_large_means),
        cmocka_unit_test(test_binomial),
        cmocka_unit_test(test_counts_are_monotone),
        cmocka_unit_test(test_hazard),
        cmocka_unit_test(test_gsl_draws),
        cmocka_unit_test(test_gsl_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
