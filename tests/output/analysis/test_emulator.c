/* The quadratic emulator against what is known: a quadratic is found exactly, the leave-one-out
 * error is that of really leaving points out, noise is told from curvature. And eigenvalues of
 * samples whose covariance is known. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/analysis/emulator.h"
#include "output/analysis/identify.h"
#include "sim/random.h"

enum { PARAMETERS = 3, POINTS = 60 };

static void near(double got, double expected, double tolerance) {
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("got %.17g, expected %.17g within %g", got, expected, tolerance);
}

static double uniform(size_t point, size_t i) {
    return random_uniform(random_draw(random_key_make(5, 0), point, 0, 1, (uint32_t)i), 0);
}

static double quadratic(const double *x) {
    return 3 - 2 * x[0] + 5 * x[1] * x[2] + 4 * x[2] * x[2] - x[0] * x[1];
}

static void make_points(double *x, double *y, double noise) {
    for (size_t n = 0; n < POINTS; n++) {
        for (size_t i = 0; i < PARAMETERS; i++)
            x[n * PARAMETERS + i] = uniform(n, i);
        y[n] = quadratic(x + n * PARAMETERS) + noise * random_normal(uniform(n, 9));
    }
}

static void test_exact(void **state) {
    (void)state;
    double x[POINTS * PARAMETERS], y[POINTS], at[PARAMETERS] = {0.3, 0.9, 0.05};
    agglo_error error;
    emulator *e;
    make_points(x, y, 0);
    y[7] = NAN; /* a run without an outcome */
    assert_int_equal(emulator_fit(x, y, POINTS, PARAMETERS, &e, &error), AGGLO_OK);
    near(emulator_at(e, at).mean, quadratic(at), 1e-10);
    near(emulator_left_out(e), 0, 1e-10);
    near(emulator_explained(e), 1, 1e-10);
    /* nothing but the observation is uncertain */
    emulator_observation seen = {quadratic(at) + 6, 4, 0};
    near(emulator_implausibility(e, at, &seen), 3, 1e-6);
    emulator_free(e);
}

/* Variance of the residuals, unbiased: a quadratic in three parameters has ten terms. */
static double noise_of(const emulator *e, const double *x, const double *y) {
    double sum = 0;
    for (size_t n = 0; n < POINTS; n++)
        sum += pow(y[n] - emulator_at(e, x + n * PARAMETERS).mean, 2);
    return sum / (POINTS - 10);
}

static void test_left_out(void **state) {
    (void)state;
    double x[POINTS * PARAMETERS], y[POINTS], sum = 0;
    agglo_error error;
    emulator *e, *without;
    make_points(x, y, 0.5);
    assert_int_equal(emulator_fit(x, y, POINTS, PARAMETERS, &e, &error), AGGLO_OK);
    for (size_t n = 0; n < POINTS; n++) {
        double kept = y[n];
        y[n] = NAN;
        assert_int_equal(emulator_fit(x, y, POINTS, PARAMETERS, &without, &error), AGGLO_OK);
        double missed = kept - emulator_at(without, x + n * PARAMETERS).mean;
        y[n] = kept;
        sum += missed * missed;
        emulator_free(without);
    }
    near(emulator_left_out(e), sqrt(sum / POINTS), 1e-9);
    double noise = noise_of(e, x, y);
    near(noise, 0.25, 4 * 0.25 * sqrt(2.0 / (POINTS - 10)));
    assert_true(emulator_left_out(e) > sqrt(noise));
    /* known chance is not counted twice: in the noise and in the variance */
    double at[PARAMETERS] = {0.5, 0.5, 0.5};
    emulator_value value = emulator_at(e, at);
    emulator_observation seen = {value.mean + 1, 1 + noise, noise};
    near(emulator_implausibility(e, at, &seen), 1 / sqrt(value.variance + 1 + noise), 1e-12);
    emulator_free(e);
}

static void test_refusals(void **state) {
    (void)state;
    double x[POINTS * PARAMETERS], y[POINTS];
    agglo_error error;
    emulator *e;
    make_points(x, y, 0);
    assert_int_equal(emulator_least_points(PARAMETERS), 15);
    assert_int_equal(emulator_fit(x, y, 14, PARAMETERS, &e, &error), AGGLO_ERROR_USAGE);
    assert_null(e);
    assert_int_equal(emulator_fit(x, y, 15, PARAMETERS, &e, &error), AGGLO_OK);
    emulator_free(e);
    emulator_free(NULL);
}

/* One parameter is as in the prior, one is narrowed to a tenth, of two only the sum is known. */
static void test_directions(void **state) {
    (void)state;
    enum { SAMPLES = 20000, K = 4 };
    static const char *const names[K] = {"free", "told", "one", "other"};
    double *x = malloc(SAMPLES * K * sizeof *x), *weights = malloc(SAMPLES * sizeof *weights);
    assert_true(x != NULL && weights != NULL);
    for (size_t n = 0; n < SAMPLES; n++) {
        double *p = x + n * K;
        p[0] = uniform(n, 0);
        p[1] = 0.3 + 0.1 * uniform(n, 1);
        p[2] = uniform(n, 2);
        p[3] = 1 - p[2];
        weights[n] = 1.0 / SAMPLES;
    }
    identify_result found;
    agglo_error error;
    char text[128];
    assert_int_equal(identify_directions(x, weights, SAMPLES, K, &found, &error), AGGLO_OK);
    near(found.eigenvalues[0], 2, 0.05); /* the difference: both prior variances */
    near(found.eigenvalues[1], 1, 0.03);
    near(found.eigenvalues[2], 0.01, 0.001);
    near(found.eigenvalues[3], 0, 1e-9); /* the sum */
    near(found.effective, SAMPLES, 1e-6 * SAMPLES);
    identify_describe(&found, 0, names, text, sizeof text);
    assert_non_null(strstr(text, "one"));
    assert_non_null(strstr(text, "other"));
    assert_non_null(strstr(text, "(opposed)"));
    identify_describe(&found, 1, names, text, sizeof text);
    assert_string_equal(text, "free");
    identify_describe(&found, 2, names, text, sizeof text);
    assert_string_equal(text, "told");
    assert_string_equal(identify_words[identify_judge(found.eigenvalues[1])], "not identified");
    assert_string_equal(identify_words[identify_judge(found.eigenvalues[2])], "identified");
    identify_free(&found);
    assert_int_equal(identify_directions(x, weights, 1, K, &found, &error), AGGLO_ERROR_USAGE);
    identify_free(NULL);
    free(weights);
    free(x);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact),
        cmocka_unit_test(test_left_out),
        cmocka_unit_test(test_refusals),
        cmocka_unit_test(test_directions),
    };
    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
