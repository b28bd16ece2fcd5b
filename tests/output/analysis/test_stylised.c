/* Statistics of stylised facts against distributions whose numbers are known; tolerances are
 * standard errors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sf_psi.h>
#include <math.h>

#include "output/analysis/stylised.h"
#include "tests/support/statistics.h"

enum { MANY = 20000 };
static double x[MANY], y[MANY];
static uint8_t ended[MANY];
static gsl_rng *rng;

static int enter(void **state) {
    (void)state;
    gsl_set_error_handler_off();
    rng = gsl_rng_alloc(gsl_rng_mt19937);
    return rng == NULL;
}

static int leave(void **state) {
    (void)state;
    gsl_rng_free(rng);
    return 0;
}

static void test_concentration(void **state) {
    (void)state;
    double shares[] = {1, 5, 2, 2};
    assert_true(fabs(stylised_herfindahl(shares, 4) - 0.34) < 1e-15);
    assert_true(fabs(stylised_share_of_largest(shares, 4, 1) - 0.5) < 1e-15);
    assert_true(fabs(stylised_share_of_largest(shares, 4, 3) - 0.9) < 1e-15);
    assert_true(stylised_share_of_largest(shares, 4, 9) == 1);
    double none[] = {0, 0};
    assert_true(isnan(stylised_herfindahl(none, 2)) &&
                isnan(stylised_share_of_largest(none, 2, 1)));
}

static void test_pareto_tail(void **state) {
    (void)state;
    static const double exponents[] = {0.8, 1.06, 2};
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < MANY; i++)
            x[i] = gsl_ran_pareto(rng, exponents[k], 3);
        double used = 0.2 * MANY;
        statistics_near("tail exponent", stylised_tail_exponent(x, MANY, 0.2, 30), exponents[k],
                        exponents[k] * sqrt(2 / used));
    }
    assert_true(isnan(stylised_tail_exponent(x, 29, 0.2, 30)));
    assert_true(isfinite(stylised_tail_exponent(x, 30, 0.2, 30)));
}

/* The information of b at known scale and centre gives the least standard error it can have. */
static void test_subbotin_shape(void **state) {
    (void)state;
    static const double shapes[] = {0.7, 1, 1.5, 2};
    for (int k = 0; k < 4; k++) {
        for (int i = 0; i < MANY; i++)
            x[i] = 3 + gsl_ran_exppow(rng, 0.2, shapes[k]);
        stylised_subbotin_fit fit = stylised_subbotin(x, MANY);
        /* asymptotic, scale unknown: variance b^3 / (n ((1 + 1/b) psi'(1 + 1/b) - 1)) */
        double b = shapes[k], sum = 1 + 1 / b;
        double error = sqrt(b * b * b / (sum * gsl_sf_psi_1(sum) - 1) / MANY);
        statistics_near("Subbotin shape", fit.shape, b, error);
        statistics_near("its median", fit.median, 3, 0.005);
        if (b < 2)
            assert_true(fit.gaussian_p < 1e-6);
        else
            assert_true(fit.gaussian_p > 1e-3);
    }
    assert_true(isnan(stylised_subbotin(x, 9).shape));
    for (int i = 0; i < 100; i++)
        x[i] = 1;
    assert_true(isnan(stylised_subbotin(x, 100).shape));
}

static void test_size_variance(void **state) {
    (void)state;
    static const double slopes[] = {0, -0.18};
    for (int k = 0; k < 2; k++) {
        for (int i = 0; i < MANY; i++) {
            x[i] = gsl_ran_lognormal(rng, 3, 1.5);
            y[i] = 0.1 + gsl_ran_gaussian(rng, 0.3 * pow(x[i], slopes[k]));
        }
        /* ln sd of a class of m values has error 1/sqrt(2 m); its ln sizes have sd 1.5. */
        double error = 1 / (1.5 * sqrt(2.0 * MANY));
        statistics_near("size-variance slope", stylised_size_variance(x, y, MANY, 10), slopes[k],
                        1.2 * error);
    }
    assert_true(isnan(stylised_size_variance(x, y, 199, 10)));
}

static void test_survival(void **state) {
    (void)state;
    static const double rate = 0.2, ages[] = {1, 3, 10, 31};
    double alive[4];
    int watched = 0;
    for (int i = 0; i < MANY; i++) { /* the watch ends anywhere between 0 and 30 years */
        double end = gsl_ran_exponential(rng, 1 / rate), watch = gsl_ran_flat(rng, 0, 30);
        ended[i] = end < watch;
        x[i] = ended[i] ? end : watch;
        watched += !ended[i];
    }
    assert_true(watched > MANY / 10);
    stylised_survival(x, ended, MANY, ages, 4, alive);
    for (int a = 0; a < 3; a++) {
        double share = exp(-rate * ages[a]);
        /* Greenwood, with those who are watched so long only */
        double error = share * sqrt((1 - share) / (share * MANY * (1 - ages[a] / 30)));
        statistics_near("survival", alive[a], share, error);
    }
    assert_true(isnan(alive[3]));

    /* By hand: five lives, two end at 1, one is lost at 2, one ends at 3, one is watched to 4. */
    const double years[] = {1, 3, 1, 4, 2};
    const uint8_t ends[] = {1, 1, 1, 0, 0};
    const double at[] = {0.5, 1, 2.5, 3};
    stylised_survival(years, ends, 5, at, 4, alive);
    const double expected[] = {1, 0.6, 0.6, 0.3};
    for (int a = 0; a < 4; a++)
        assert_true(fabs(alive[a] - expected[a]) < 1e-12);
}

static void test_two_modes(void **state) {
    (void)state;
    enum { SAMPLES = 200, SIZE = 60 };
    int apart = 0;
    for (int k = 0; k < SAMPLES; k++) {
        for (int i = 0; i < SIZE; i++)
            x[i] = 4 + gsl_ran_gaussian(rng, 0.3);
        apart += stylised_two_modes(x, SIZE).distance >= 2;
    }
    statistics_within("one group taken for two, of 200", apart, 0, 10);
    apart = 0;
    double share = 0;
    for (int k = 0; k < SAMPLES; k++) {
        for (int i = 0; i < SIZE; i++)
            x[i] = (i < 42 ? 4 : 6) + gsl_ran_gaussian(rng, 0.3);
        stylised_modes modes = stylised_two_modes(x, SIZE);
        apart += modes.distance >= 2;
        share += modes.upper_share / SAMPLES;
    }
    assert_int_equal(apart, SAMPLES);
    assert_true(fabs(share - 0.3) < 0.002);
    for (int i = 0; i < MANY; i++)
        x[i] = (i % 2 ? 4 : 6) + gsl_ran_gaussian(rng, 0.4);
    double distance = 2 / 0.4; /* sqrt(2) 2 / sqrt(2 0.16) */
    statistics_near("Ashman's D", stylised_two_modes(x, MANY).distance, distance,
                    distance / sqrt(2.0 * MANY) + 1 / sqrt(MANY));
    for (int i = 0; i < SIZE; i++)
        x[i] = 5;
    assert_true(stylised_two_modes(x, SIZE).distance == 0);
    assert_true(isnan(stylised_two_modes(x, 9).distance));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_concentration),  cmocka_unit_test(test_pareto_tail),
        cmocka_unit_test(test_subbotin_shape), cmocka_unit_test(test_size_variance),
        cmocka_unit_test(test_survival),       cmocka_unit_test(test_two_modes),
    };
    return cmocka_run_group_tests(tests, enter, leave);
}
