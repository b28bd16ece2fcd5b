/* Population Monte Carlo on linear models with normal noise, whose posteriors are known in closed
 * form: under a flat prior the posterior is normal around the observation, widened by what the
 * tolerance lets through (a uniform ball of radius tolerance x sqrt(T) has variance tolerance² x
 * T / (T + 2) in each of T directions). Tolerances of the checks: four standard errors of samples
 * of the effective size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/analysis/abc.h"

enum { PARTICLES = 1500, MOST = 2 };
static const double noise_sd = 0.05;

/* y = A x + noise, A = {{1}} or {{1, 1}, {1, -1}}. */
static void simulate(const double *x, size_t k, gsl_rng *g, double *y) {
    y[0] = k == 1 ? x[0] : x[0] + x[1];
    if (k == 2)
        y[1] = x[0] - x[1];
    for (size_t j = 0; j < k; j++)
        y[j] += gsl_ran_gaussian(g, noise_sd);
}

static void observe(size_t k, double *z) {
    z[0] = k == 1 ? 0.4 : 0.9; /* x = 0.4, or (0.4, 0.5) */
    z[1] = -0.1;
}

static double try_one(abc_population *p, size_t n, const double *x, uint64_t number, int step) {
    double y[MOST], z[MOST], sd[MOST] = {noise_sd, noise_sd};
    random_stream stream;
    random_stream_begin(&stream, random_key_make(11, 1), number, step, 2);
    simulate(x, p->dimensions, random_stream_gsl(&stream), y);
    observe(p->dimensions, z);
    memcpy(p->x + n * p->dimensions, x, p->dimensions * sizeof *x);
    return p->distances[n] = abc_distance(y, z, sd, p->dimensions);
}

static void begin(abc_population *p) {
    for (size_t n = 0; n < p->count; n++) {
        random_block b = random_draw(random_key_make(11, 0), n, 0, 1, 0);
        double x[MOST] = {random_uniform(b, 0), random_uniform(b, 1)};
        try_one(p, n, x, n, 0);
        p->weights[n] = 1.0 / (double)p->count;
    }
}

/* One step; the next population replaces this one. */
static void step(abc_population *p, abc_kernel_type type, double tolerance, int generation) {
    abc_kernel *kernel;
    agglo_error error;
    assert_int_equal(abc_kernel_create(p, type, &kernel, &error), AGGLO_OK);
    uint64_t number = 0;
    for (size_t n = 0; n < p->count; number++) {
        double x[MOST];
        random_stream stream;
        random_stream_begin(&stream, random_key_make(11, 2), number, generation, 3);
        assert_true(abc_propose(kernel, &stream, NULL, NULL, x));
        n += try_one(p, n, x, number, generation) <= tolerance;
    }
    abc_weigh(kernel, p);
    abc_kernel_free(kernel);
}

static void near(double got, double expected, double tolerance) {
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("got %.17g, expected %.17g within %g", got, expected, tolerance);
}

/* Weighted mean of x_i, or covariance of x_i and x_j. */
static double moment(const abc_population *p, size_t i, size_t j, const double *mean) {
    double sum = 0;
    for (size_t n = 0; n < p->count; n++) {
        const double *x = p->x + n * p->dimensions;
        sum += p->weights[n] * (mean != NULL ? (x[i] - mean[i]) * (x[j] - mean[j]) : x[i]);
    }
    return sum;
}

static void check_posterior(size_t k, abc_kernel_type type) {
    abc_population p = {PARTICLES, k, calloc(PARTICLES * k, sizeof(double)),
                        calloc(PARTICLES, sizeof(double)), calloc(PARTICLES, sizeof(double))};
    agglo_error error;
    assert_true(p.x != NULL && p.weights != NULL && p.distances != NULL);
    double tolerance = INFINITY, last = 0.7;
    begin(&p);
    for (int generation = 1; tolerance > last; generation++) {
        double before = tolerance;
        assert_int_equal(abc_tolerance(&p, 0.5, last, &tolerance, &error), AGGLO_OK);
        assert_true(tolerance < before);
        step(&p, type, tolerance, generation);
    }
    double effective = abc_effective(p.weights, p.count);
    assert_true(effective > PARTICLES / 4.0 && effective <= PARTICLES);
    double spread = noise_sd * noise_sd * (1 + last * last * (double)k / ((double)k + 2));
    double variance = k == 1 ? spread : spread / 2; /* (A'A)^-1 is half the unit matrix */
    double mean[MOST] = {moment(&p, 0, 0, NULL), k == 2 ? moment(&p, 1, 1, NULL) : 0};
    for (size_t i = 0; i < k; i++) {
        near(mean[i], i == 0 ? 0.4 : 0.5, 4 * sqrt(variance / effective));
        near(moment(&p, i, i, mean), variance, 4 * variance * sqrt(2 / effective));
    }
    if (k == 2)
        near(moment(&p, 0, 1, mean), 0, 4 * variance / sqrt(effective));
    free(p.x);
    free(p.weights);
    free(p.distances);
}

static void test_one(void **state) {
    (void)state;
    check_posterior(1, ABC_MULTIVARIATE);
}

static void test_two(void **state) {
    (void)state;
    check_posterior(2, ABC_MULTIVARIATE);
    check_posterior(2, ABC_COMPONENTWISE);
}

/* A sharp edge inside the cube: proposals beyond it are made anew, weights stay right. */
static int is_left(void *context, const double *x) {
    (void)context;
    return x[0] < 0.3;
}

static void test_support(void **state) {
    (void)state;
    enum { COUNT = 4000 };
    static double x[COUNT], weights[COUNT], distances[COUNT];
    abc_population p = {COUNT, 1, x, weights, distances};
    abc_kernel *kernel;
    agglo_error error;
    for (size_t n = 0; n < COUNT; n++) {
        x[n] = 0.3 * random_uniform(random_draw(random_key_make(3, 0), n, 0, 1, 0), 0);
        weights[n] = 1.0 / COUNT;
    }
    assert_int_equal(abc_kernel_create(&p, ABC_MULTIVARIATE, &kernel, &error), AGGLO_OK);
    for (size_t n = 0; n < COUNT; n++) {
        random_stream stream;
        random_stream_begin(&stream, random_key_make(3, 1), n, 0, 3);
        assert_true(abc_propose(kernel, &stream, is_left, NULL, &x[n]));
        assert_true(x[n] >= 0 && x[n] < 0.3);
    }
    abc_weigh(kernel, &p);
    abc_kernel_free(kernel);
    double effective = abc_effective(weights, COUNT), mean = moment(&p, 0, 0, NULL);
    near(mean, 0.15, 4 * 0.3 / sqrt(12 * effective)); /* uniform again */
    near(moment(&p, 0, 0, &mean), 0.09 / 12, 4 * 0.09 / 12 / sqrt(effective));
}

static void test_pieces(void **state) {
    (void)state;
    agglo_error error;
    double a[] = {1, 2}, z[] = {1, 0}, sd[] = {1, 2}, even[] = {0.25, 0.25, 0.25, 0.25};
    double distances[] = {4, INFINITY, 2, 3}, tolerance;
    abc_population p = {4, 1, NULL, even, distances};
    abc_kernel *kernel;
    near(abc_distance(a, z, sd, 2), sqrt(0.5), 1e-15);
    a[1] = NAN;
    assert_true(isinf(abc_distance(a, z, sd, 2)));
    near(abc_effective(even, 4), 4, 1e-12);
    near(abc_natural_tolerance(2), sqrt(2), 1e-15);
    assert_int_equal(abc_tolerance(&p, 0.5, 0, &tolerance, &error), AGGLO_OK);
    near(tolerance, 3, 1e-15);
    assert_int_equal(abc_tolerance(&p, 0.5, 3.5, &tolerance, &error), AGGLO_OK);
    near(tolerance, 3.5, 1e-15);
    p.count = 0;
    assert_int_equal(abc_kernel_create(&p, ABC_MULTIVARIATE, &kernel, &error), AGGLO_ERROR_USAGE);
    abc_kernel_free(NULL);
}

/* All particles in one place: the kernel is singular and still proposes. */
static void test_collapsed(void **state) {
    (void)state;
    agglo_error error;
    double x[] = {0.5, 0.5, 0.5, 0.5}, weights[] = {0.5, 0.5}, distances[2] = {1, 1}, next[2];
    abc_population p = {2, 2, x, weights, distances};
    abc_kernel *kernel;
    random_stream stream;
    assert_int_equal(abc_kernel_create(&p, ABC_MULTIVARIATE, &kernel, &error), AGGLO_OK);
    random_stream_begin(&stream, random_key_make(1, 0), 0, 0, 3);
    assert_true(abc_propose(kernel, &stream, NULL, NULL, next));
    near(next[0], 0.5, 1e-3);
    abc_weigh(kernel, &p);
    near(weights[0] + weights[1], 1, 1e-12);
    abc_kernel_free(kernel);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one),       cmocka_unit_test(test_two),
        cmocka_unit_test(test_support),   cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_collapsed),
    };
    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
