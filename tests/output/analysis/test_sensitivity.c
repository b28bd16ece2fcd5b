/* Sensitivity measures against functions whose indices are known in closed form. */
#include "output/analysis/sensitivity.h"

#include <gsl/gsl_multifit.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/random.h"
#include "tests/support/statistics.h"

enum { MOST = 20, WIDE = 4096 };

typedef double (*outcome)(const double *x, size_t k);

typedef struct {
    design *plan;
    double *y;
    size_t points, k;
} experiment;

static experiment run(const design_spec *spec, outcome f) {
    experiment e = {.k = spec->factor_count};
    agglo_error error = {0};
    if (design_create(spec, &e.plan, &error) != AGGLO_OK)
        fail_msg("%s", error.what);
    e.points = design_points(e.plan);
    e.y = malloc(e.points * sizeof *e.y);
    assert_non_null(e.y);
    for (size_t p = 0; p < e.points; p++) {
        double x[MOST] = {0};
        for (size_t i = 0; i < e.k; i++)
            x[i] = design_value(e.plan, p, i);
        e.y[p] = f(x, e.k);
    }
    return e;
}

static void finish(experiment *e) {
    design_free(e->plan);
    free(e->y);
}

static const design_factor *ranges(double low, double high) {
    static design_factor factors[MOST];
    for (size_t i = 0; i < MOST; i++)
        factors[i] = (design_factor){.low = low, .high = high, .base = NAN, .steps = 5};
    return factors;
}

static const sensitivity_options plain = {0};
static const sensitivity_options resampled = {.resamples = 200, .confidence = 0.9, .seed = 5};

static void near(double value, double expected, double tolerance) {
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
}

/* ---- functions ---- */

static double ishigami(const double *x, size_t k) {
    (void)k;
    return sin(x[0]) + 7 * pow(sin(x[1]), 2) + 0.1 * pow(x[2], 4) * sin(x[0]);
}

/* Shares of the variance of the Ishigami function (Ishigami and Homma 1990), a = 7, b = 0.1. */
typedef struct {
    double first[3], total[3], pair02;
} ishigami_shares;
static ishigami_shares ishigami_exact(void) {
    double b = 0.1, b4 = b * pow(M_PI, 4);
    double only0 = pow(1 + b4 / 5, 2) / 2, only1 = 49.0 / 8, both = 8 * b4 * b4 / 225;
    double all = only0 + only1 + both;
    return (ishigami_shares){.first = {only0 / all, only1 / all, 0},
                             .total = {(only0 + both) / all, only1 / all, both / all},
                             .pair02 = both / all};
}

/* Sobol's g-function (Saltelli and Sobol' 1995). */
static const double g_weights[8] = {0, 1, 4.5, 9, 99, 99, 99, 99};
static double g_function(const double *x, size_t k) {
    double product = 1;
    for (size_t i = 0; i < k; i++)
        product *= (fabs(4 * x[i] - 2) + g_weights[i]) / (1 + g_weights[i]);
    return product;
}

static double linear(const double *x, size_t k) {
    double sum = 3;
    for (size_t i = 0; i < k; i++)
        sum += (i % 2 == 0 ? 1 : -1) * (double)i * x[i];
    return sum;
}

static double product(const double *x, size_t k) {
    (void)k;
    return x[0] * x[1];
}

static double constant(const double *x, size_t k) {
    (void)x;
    (void)k;
    return 0.1;
}

/* Some function without any pattern, of variance 1/12. */
static double noise(const double *x, size_t k) {
    uint64_t bits = 0;
    memcpy(&bits, &x[k - 1], sizeof bits);
    return random_uniform(random_draw(random_key_make(3, 0), bits, 0, 0, 0), 0);
}

static double noisy(const double *x, size_t k) {
    return x[0] + x[1] / 2 + noise(x, k);
}

static design_spec saltelli(size_t n, size_t k, int second, uint64_t seed) {
    return (design_spec){.type = DESIGN_SALTELLI,
                         .n = n,
                         .second_order = second,
                         .seed = seed,
                         .factors = ranges(0, 1),
                         .factor_count = k};
}

/* ---- Sobol' indices ---- */

static void test_ishigami(void **state) {
    (void)state;
    ishigami_shares exact = ishigami_exact();
    near(exact.first[0], 0.3139, 5e-5); /* as published */
    near(exact.first[1], 0.4424, 5e-5);
    near(exact.total[2], 0.2437, 5e-5);
    for (uint64_t seed = 0; seed < 10; seed++) {
        design_spec spec = saltelli(WIDE, 3, seed % 2 == 1, seed);
        spec.factors = ranges(-M_PI, M_PI);
        experiment e = run(&spec, ishigami);
        sensitivity_interval first[3], total[3], second[9];
        assert_int_equal(sensitivity_sobol(e.plan, e.y, &plain, first, total, second, NULL),
                         AGGLO_OK);
        for (size_t i = 0; i < 3; i++) { /* the worst of 200 seeds: 0.0042 and 0.0010 */
            near(first[i].value, exact.first[i], 0.006);
            near(total[i].value, exact.total[i], 0.003);
            assert_true(isnan(first[i].low) && isnan(total[i].high));
            assert_true(isnan(second[4 * i].value));
        }
        if (seed % 2 == 1) {
            near(second[2].value, exact.pair02, 0.003); /* 0.0011 */
            near(second[1].value, 0, 0.01);
            near(second[5].value, 0, 0.01);
            assert_true(second[6].value == second[2].value);
        } else {
            assert_true(isnan(second[1].value));
        }
        finish(&e);
    }
}

static void test_g_function(void **state) {
    (void)state;
    double all = 1, exact[8], total_exact[8];
    for (size_t i = 0; i < 8; i++)
        all *= 1 + (exact[i] = 1 / (3 * pow(1 + g_weights[i], 2)));
    for (size_t i = 0; i < 8; i++) {
        total_exact[i] = exact[i] * all / (1 + exact[i]) / (all - 1);
        exact[i] /= all - 1;
    }
    near(exact[0], 0.7162, 5e-5); /* as published */
    near(exact[1], 0.1790, 5e-5);
    near(total_exact[0], 0.7871, 1e-4);
    for (int with_second = 0; with_second < 2; with_second++) {
        design_spec spec = saltelli(WIDE, 8, with_second, 1);
        experiment e = run(&spec, g_function);
        sensitivity_interval first[8], total[8], second[64];
        assert_int_equal(sensitivity_sobol(e.plan, e.y, &plain, first, total, second, NULL),
                         AGGLO_OK);
        for (size_t i = 0; i < 8; i++) { /* the worst of 200 seeds: 0.0017 and 0.0017 */
            near(first[i].value, exact[i], 0.003);
            near(total[i].value, total_exact[i], 0.003);
            for (size_t j = 0; j < i && with_second; j++)
                near(second[i * 8 + j].value, exact[i] * exact[j] * (all - 1), 0.005);
        }
        finish(&e);
    }
}

/* A large mean must not drown the differences. */
static double lifted(const double *x, size_t k) {
    return 1e6 + ishigami(x, k);
}

static void test_centred(void **state) {
    (void)state;
    design_spec spec = saltelli(1024, 3, 1, 2);
    spec.factors = ranges(-M_PI, M_PI);
    experiment low = run(&spec, ishigami), high = run(&spec, lifted);
    sensitivity_interval a[2][3], b[2][3], c[2][9];
    assert_int_equal(sensitivity_sobol(low.plan, low.y, &plain, a[0], b[0], c[0], NULL), AGGLO_OK);
    assert_int_equal(sensitivity_sobol(high.plan, high.y, &plain, a[1], b[1], c[1], NULL),
                     AGGLO_OK);
    for (size_t i = 0; i < 3; i++) {
        near(a[1][i].value, a[0][i].value, 1e-7);
        near(b[1][i].value, b[0][i].value, 1e-7);
    }
    near(c[1][2].value, c[0][2].value, 1e-7);
    finish(&low);
    finish(&high);
}

/* ---- bootstrap ---- */

/* Of 100 seeds, how many intervals hold the true index; how wide they are against the errors. */
static void test_sobol_coverage(void **state) {
    (void)state;
    ishigami_shares exact = ishigami_exact();
    int covered[2][3] = {{0}};
    double width = 0;
    for (uint64_t seed = 0; seed < 100; seed++) {
        design_spec spec = saltelli(256, 3, 0, seed);
        spec.factors = ranges(-M_PI, M_PI);
        experiment e = run(&spec, ishigami);
        sensitivity_interval first[3], total[3];
        sensitivity_options options = resampled;
        options.seed = seed;
        assert_int_equal(sensitivity_sobol(e.plan, e.y, &options, first, total, NULL, NULL),
                         AGGLO_OK);
        for (size_t i = 0; i < 3; i++) {
            covered[0][i] += first[i].low <= exact.first[i] && exact.first[i] <= first[i].high;
            covered[1][i] += total[i].low <= exact.total[i] && exact.total[i] <= total[i].high;
            assert_true(first[i].low <= first[i].value && first[i].value <= first[i].high);
        }
        width += (first[0].high - first[0].low) / 100;
        finish(&e);
    }
    for (size_t i = 0; i < 3; i++) {
        statistics_within("first order covered", covered[0][i], 85, 100);
        statistics_within("total covered", covered[1][i], 85, 100);
    }
    /* random points: a standard error of about 0.09, so a 90 % interval of 0.3 */
    statistics_within("width", width, 0.1, 0.5);
}

/* Independent points: the nominal share of 90 %, within 3.5 standard errors of 300 trials. */
static void test_regression_coverage(void **state) {
    (void)state;
    enum { N = 100, TRIALS = 300 };
    double table[N * 3];
    int covered = 0;
    double exact = sqrt(1.0 / 12) / sqrt(1.0 / 12 + 1.0 / 48 + 1.0 / 12);
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        for (size_t i = 0; i < N * 3; i++)
            table[i] = random_uniform(random_draw(random_key_make(trial, 1), i, 0, 0, 0), 0);
        experiment e = run(&(design_spec){.type = DESIGN_TABLE,
                                          .n = N,
                                          .factors = ranges(0, 1),
                                          .factor_count = 3,
                                          .table = table},
                           noisy);
        sensitivity_coefficient c[3];
        sensitivity_options options = resampled;
        options.seed = trial;
        assert_int_equal(sensitivity_regression(e.plan, e.y, &options, c, NULL, NULL), AGGLO_OK);
        covered += c[0].standardised.low <= exact && exact <= c[0].standardised.high;
        finish(&e);
    }
    statistics_near("regression coverage", covered / (double)TRIALS, 0.9, sqrt(0.9 * 0.1 / TRIALS));
}

static void test_bootstrap_is_reproducible(void **state) {
    (void)state;
    design_spec spec = saltelli(64, 3, 0, 0);
    experiment e = run(&spec, g_function);
    sensitivity_interval first[3][3], total[3][3];
    sensitivity_options options = resampled;
    for (int i = 0; i < 3; i++) {
        options.seed = i == 2;
        assert_int_equal(sensitivity_sobol(e.plan, e.y, &options, first[i], total[i], NULL, NULL),
                         AGGLO_OK);
    }
    assert_memory_equal(first[0], first[1], sizeof first[0]);
    assert_memory_equal(total[0], total[1], sizeof total[0]);
    assert_true(first[0][0].value == first[2][0].value && first[0][0].low != first[2][0].low);
    options.confidence = 0.5;
    options.seed = 0;
    assert_int_equal(sensitivity_sobol(e.plan, e.y, &options, first[2], total[2], NULL, NULL),
                     AGGLO_OK);
    assert_true(first[2][0].low > first[0][0].low && first[2][0].high < first[0][0].high);
    options.confidence = 1;
    agglo_error error;
    assert_int_equal(sensitivity_sobol(e.plan, e.y, &options, first[2], total[2], NULL, &error),
                     AGGLO_ERROR_USAGE);
    finish(&e);
}

/* ---- Morris ---- */

static void test_morris_linear(void **state) {
    (void)state;
    design_factor factors[MOST];
    memcpy(factors, ranges(0, 2), sizeof factors);
    factors[3] = (design_factor){.level_count = 3};
    factors[4] = (design_factor){.low = 1, .high = 100, .scale = DESIGN_LOGARITHMIC};
    design_spec spec = {.type = DESIGN_MORRIS, .n = 7, .factors = factors, .factor_count = 4};
    experiment e = run(&spec, linear);
    sensitivity_morris_effect effects[4];
    assert_int_equal(sensitivity_morris(e.plan, e.y, &resampled, effects, NULL), AGGLO_OK);
    static const double exact[] = {0, -2, 4, -6}; /* coefficient × range; two steps of levels */
    for (size_t i = 0; i < 4; i++) {
        near(effects[i].mu, exact[i], 1e-12);
        near(effects[i].sigma, 0, 1e-12);
        near(effects[i].mu_star.value, fabs(exact[i]), 1e-12);
        near(effects[i].mu_star.low, fabs(exact[i]), 1e-12);
        near(effects[i].mu_star.high, fabs(exact[i]), 1e-12);
    }
    finish(&e);
}

static double valley(const double *x, size_t k) {
    return product(x, k) + 3 * fabs(x[2] - 0.5);
}

static void test_morris_interaction(void **state) {
    (void)state;
    enum { N = 500 };
    experiment e = run(
        &(design_spec){.type = DESIGN_MORRIS, .n = N, .factors = ranges(0, 1), .factor_count = 3},
        valley);
    sensitivity_morris_effect effects[3];
    sensitivity_options options = resampled;
    options.resamples = 2000;
    assert_int_equal(sensitivity_morris(e.plan, e.y, &options, effects, NULL), AGGLO_OK);
    /* the effect of one is the other's value: 0, 1/3, 2/3 or 1 */
    double sigma = sqrt(5.0) / 6;
    for (size_t i = 0; i < 2; i++) {
        statistics_near("mu", effects[i].mu, 0.5, sigma / sqrt(N));
        near(effects[i].sigma, sigma, 0.02);
        near(effects[i].mu_star.value, effects[i].mu, 1e-12);
        near(effects[i].mu_star.value - effects[i].mu_star.low, 1.645 * sigma / sqrt(N), 0.003);
        near(effects[i].mu_star.high - effects[i].mu_star.value, 1.645 * sigma / sqrt(N), 0.003);
    }
    /* down or up by 1/3 in 2/3, so that signs cancel but in mu* */
    statistics_near("mu of a valley", effects[2].mu, 0, 1.5 / sqrt(N));
    near(effects[2].mu_star.value, 1.5, 1e-12);
    finish(&e);
}

/* Of one trajectory there is no deviation; of two with effects of 1.5 and -1.5 it is 3 / sqrt(2).
 */
static void test_morris_few(void **state) {
    (void)state;
    design_spec spec = {.type = DESIGN_MORRIS, .n = 1, .factors = ranges(0, 1), .factor_count = 3};
    sensitivity_morris_effect effects[3];
    experiment e = run(&spec, valley);
    assert_int_equal(sensitivity_morris(e.plan, e.y, &plain, effects, NULL), AGGLO_OK);
    assert_true(isnan(effects[2].sigma) && fabs(effects[2].mu) > 1);
    finish(&e);
    int opposed = 0;
    spec.n = 2;
    for (spec.seed = 0; spec.seed < 12; spec.seed++) {
        e = run(&spec, valley);
        assert_int_equal(sensitivity_morris(e.plan, e.y, &plain, effects, NULL), AGGLO_OK);
        int is_opposed = fabs(effects[2].mu) < 1e-9;
        near(effects[2].sigma, is_opposed ? 3 / sqrt(2) : 0, 1e-12);
        opposed += is_opposed;
        finish(&e);
    }
    assert_in_range(opposed, 1, 11);
}

/* ---- regression ---- */

static void test_regression_linear(void **state) {
    (void)state;
    for (int type = 0; type < DESIGN_TABLE; type++) {
        experiment e = run(
            &(design_spec){
                .type = (design_type)type, .n = 16, .factors = ranges(-1, 3), .factor_count = 4},
            linear);
        sensitivity_coefficient c[4];
        sensitivity_interval r_squared;
        assert_int_equal(sensitivity_regression(e.plan, e.y, &plain, c, &r_squared, NULL),
                         AGGLO_OK);
        near(r_squared.value, 1, 1e-12);
        for (size_t i = 1; i < 4; i++) /* coefficients -1, 2, -3 */
            assert_true((c[i].standardised.value > 0) == (i == 2));
        near(c[0].standardised.value, 0, 1e-10);
        if (type == DESIGN_FACTORIAL) /* equal spreads: the variance is 1 + 4 + 9 */
            for (size_t i = 0; i < 4; i++)
                near(fabs(c[i].standardised.value), (double)i / sqrt(14), 1e-12);
        assert_true(isnan(c[0].standardised.low) && isnan(r_squared.low));
        finish(&e);
    }
}

/* The points that count give the same numbers as a table of just these points. */
static void test_regression_rows(void **state) {
    (void)state;
    for (int is_morris = 0; is_morris < 2; is_morris++) {
        design_spec spec = saltelli(20, 3, 1, 2);
        if (is_morris)
            spec.type = DESIGN_MORRIS;
        experiment e = run(&spec, noisy);
        double table[160 * 3];
        size_t rows = 0;
        for (size_t p = 0; p < e.points; p++) {
            if (!is_morris && p % 8 > 1)
                continue;
            for (size_t i = 0; i < 3; i++)
                table[3 * rows + i] = design_value(e.plan, p, i);
            rows++;
        }
        experiment plainly = run(&(design_spec){.type = DESIGN_TABLE,
                                                .n = rows,
                                                .factors = ranges(0, 1),
                                                .factor_count = 3,
                                                .table = table},
                                 noisy);
        sensitivity_coefficient c[2][3];
        assert_int_equal(sensitivity_regression(e.plan, e.y, &plain, c[0], NULL, NULL), AGGLO_OK);
        assert_int_equal(sensitivity_regression(plainly.plan, plainly.y, &plain, c[1], NULL, NULL),
                         AGGLO_OK);
        for (size_t i = 0; i < 3; i++) {
            near(c[0][i].standardised.value, c[1][i].standardised.value, 1e-12);
            near(c[0][i].partial_rank.value, c[1][i].partial_rank.value, 1e-12);
        }
        finish(&e);
        finish(&plainly);
    }
}

static double only_first(const double *x, size_t k) {
    (void)k;
    return x[0];
}

/* Where one factor explains all, the rest is rounding, which must not pass for a correlation. */
static void test_explained_by_one(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 50; seed++) {
        experiment e = run(&(design_spec){.type = DESIGN_LATIN_HYPERCUBE,
                                          .n = 50 + seed,
                                          .seed = seed,
                                          .factors = ranges(0, 1),
                                          .factor_count = 4},
                           only_first);
        sensitivity_coefficient c[4];
        assert_int_equal(sensitivity_regression(e.plan, e.y, &plain, c, NULL, NULL), AGGLO_OK);
        near(c[0].partial_rank.value, 1, 1e-9);
        for (size_t i = 1; i < 4; i++)
            near(c[i].partial_rank.value, 0, 1e-5);
        finish(&e);
    }
}

static double steep(const double *x, size_t k) {
    return exp(6 * x[0]) + 0.05 * noise(x, k);
}

static void test_monotone(void **state) {
    (void)state;
    experiment e = run(
        &(design_spec){
            .type = DESIGN_LATIN_HYPERCUBE, .n = 500, .factors = ranges(0, 1), .factor_count = 3},
        steep);
    sensitivity_coefficient c[3];
    sensitivity_interval r_squared;
    assert_int_equal(sensitivity_regression(e.plan, e.y, &resampled, c, &r_squared, NULL),
                     AGGLO_OK);
    assert_true(c[0].partial_rank.value > 0.999 && c[0].partial_rank.low > 0.999);
    assert_true(r_squared.value < 0.8 && c[0].standardised.value < 0.9);
    assert_true(fabs(c[1].partial_rank.value) < 0.15);
    finish(&e);
}

/* Ranks with ties averaged, by counting. */
static void rank_plainly(const double *x, size_t n, size_t stride, double *ranks) {
    for (size_t i = 0; i < n; i++) {
        double below = 0, equal = 0;
        for (size_t j = 0; j < n; j++) {
            below += x[j * stride] < x[i * stride];
            equal += x[j * stride] == x[i * stride];
        }
        ranks[i * stride] = below + (equal + 1) / 2;
    }
}

enum { CHECKED = 200, COLUMNS = 5 };

/* What is left of column `of` after a regression on the columns that are asked for. */
static void residuals(double cells[CHECKED][COLUMNS], size_t of, const int *asked, double *rest) {
    size_t used = 1;
    for (size_t c = 0; c < COLUMNS; c++)
        used += asked[c] != 0;
    gsl_matrix *x = gsl_matrix_alloc(CHECKED, used), *cov = gsl_matrix_alloc(used, used);
    gsl_vector *y = gsl_vector_alloc(CHECKED), *b = gsl_vector_alloc(used);
    gsl_multifit_linear_workspace *work = gsl_multifit_linear_alloc(CHECKED, used);
    for (size_t i = 0; i < CHECKED; i++) {
        gsl_vector_set(y, i, cells[i][of]);
        gsl_matrix_set(x, i, 0, 1);
        for (size_t c = 0, place = 1; c < COLUMNS; c++)
            if (asked[c])
                gsl_matrix_set(x, i, place++, cells[i][c]);
    }
    double squares;
    gsl_vector_view out = gsl_vector_view_array(rest, CHECKED);
    assert_int_equal(gsl_multifit_linear(x, y, b, cov, &squares, work), 0);
    assert_int_equal(gsl_multifit_linear_residuals(x, y, b, &out.vector), 0);
    gsl_matrix_free(x);
    gsl_matrix_free(cov);
    gsl_vector_free(y);
    gsl_vector_free(b);
    gsl_multifit_linear_free(work);
}

static double mixed(const double *x, size_t k) {
    return round(4 * (x[0] * x[0] + 0.5 * x[1] + noise(x, k) - 0.2 * x[2])); /* with ties */
}

/* Coefficients and partial rank correlations against residuals of GSL's regressions. */
static void test_against_residuals(void **state) {
    (void)state;
    design_factor factors[COLUMNS - 1];
    memcpy(factors, ranges(0, 1), sizeof factors);
    factors[1] = (design_factor){.level_count = 3};
    experiment e = run(&(design_spec){.type = DESIGN_LATIN_HYPERCUBE,
                                      .n = CHECKED,
                                      .factors = factors,
                                      .factor_count = COLUMNS - 1},
                       mixed);
    double values[CHECKED][COLUMNS], ranks[CHECKED][COLUMNS], left[CHECKED], right[CHECKED];
    for (size_t i = 0; i < CHECKED; i++)
        for (size_t c = 0; c < COLUMNS; c++)
            values[i][c] = c < e.k ? design_value(e.plan, i, c) : e.y[i];
    for (size_t c = 0; c < COLUMNS; c++)
        rank_plainly(&values[0][c], CHECKED, COLUMNS, &ranks[0][c]);
    sensitivity_coefficient c[COLUMNS];
    sensitivity_interval r_squared;
    assert_int_equal(sensitivity_regression(e.plan, e.y, &plain, c, &r_squared, NULL), AGGLO_OK);
    int none[COLUMNS] = {0}, others[COLUMNS] = {1, 1, 1, 1, 0};
    residuals(values, COLUMNS - 1, others, left);
    residuals(values, COLUMNS - 1, none, right);
    double all = gsl_stats_tss(right, 1, CHECKED);
    near(r_squared.value, 1 - gsl_stats_tss(left, 1, CHECKED) / all, 1e-12);
    for (size_t f = 0; f < e.k; f++) {
        others[f] = 0;
        residuals(ranks, f, others, left);
        residuals(ranks, COLUMNS - 1, others, right);
        near(c[f].partial_rank.value, gsl_stats_correlation(left, 1, right, 1, CHECKED), 1e-12);
        /* a coefficient is the slope of the outcome on what others leave of the factor */
        residuals(values, f, others, left);
        residuals(values, COLUMNS - 1, others, right);
        double slope =
            gsl_stats_covariance(left, 1, right, 1, CHECKED) / gsl_stats_variance(left, 1, CHECKED);
        double deviation = gsl_stats_sd(&values[0][f], COLUMNS, CHECKED);
        near(c[f].standardised.value,
             slope * deviation / gsl_stats_sd(&values[0][COLUMNS - 1], COLUMNS, CHECKED), 1e-12);
        others[f] = 1;
    }
    finish(&e);
}

/* Factors that do not vary, or that are one, are no fault. */
static void test_degenerate_factors(void **state) {
    (void)state;
    double table[4 * 30];
    for (size_t i = 0; i < 30; i++) {
        table[4 * i] = table[4 * i + 1] = (double)(i * i);
        table[4 * i + 2] = 0.3;
        table[4 * i + 3] = (double)(i * 7 % 30);
    }
    experiment e = run(&(design_spec){.type = DESIGN_TABLE,
                                      .n = 30,
                                      .factors = ranges(0, 1),
                                      .factor_count = 4,
                                      .table = table},
                       noisy);
    sensitivity_coefficient c[4];
    sensitivity_interval r_squared;
    assert_int_equal(sensitivity_regression(e.plan, e.y, &resampled, c, &r_squared, NULL),
                     AGGLO_OK);
    near(c[0].standardised.value, c[1].standardised.value, 1e-9);
    near(2 * c[0].standardised.value, 1, 0.01);
    assert_true(c[2].standardised.value == 0 && c[2].partial_rank.value == 0);
    assert_true(isfinite(c[3].partial_rank.low) && isfinite(c[3].partial_rank.high));
    finish(&e);
}

/* ---- main effects ---- */

static void test_main_effect_grid(void **state) {
    (void)state;
    design_factor factors[3];
    memcpy(factors, ranges(0, 8), sizeof factors);
    factors[2] = (design_factor){.level_count = 2};
    design_spec spec = {.type = DESIGN_FACTORIAL, .factors = factors, .factor_count = 3};
    experiment e = run(&spec, linear); /* 3 - x1 + 2 x2 */
    sensitivity_part parts[6];
    assert_int_equal(sensitivity_parts(e.plan, 1, 99), 5);
    sensitivity_main_effect(e.plan, e.y, 1, 99, parts);
    for (size_t b = 0; b < 5; b++) {
        near(parts[b].position, 2.0 * (double)b, 1e-12);
        near(parts[b].mean, 3 - 2.0 * (double)b + 1, 1e-12);
        assert_int_equal(parts[b].points, 10);
        /* five times 0 and five times 2 about the mean 1 */
        near(parts[b].spread, sqrt(10.0 / 90), 1e-12);
    }
    sensitivity_main_effect(e.plan, e.y, 2, 99, parts);
    assert_int_equal(sensitivity_parts(e.plan, 2, 99), 2);
    near(parts[1].mean - parts[0].mean, 2, 1e-12);
    assert_true(parts[0].position == 0 && parts[1].position == 1);
    finish(&e);
}

/* The points of the other factors all lie at this one's base; they do not count. */
static void test_main_effect_one_at_a_time(void **state) {
    (void)state;
    design_factor factors[2];
    memcpy(factors, ranges(0, 8), sizeof factors);
    design_spec spec = {.type = DESIGN_ONE_AT_A_TIME, .factors = factors, .factor_count = 2};
    sensitivity_part parts[6];
    for (int is_between = 0; is_between < 2; is_between++) {
        factors[1].base = is_between ? 3 : 4;
        factors[0].base = 8;
        experiment e = run(&spec, product);
        static const double places[2][6] = {{0, 2, 4, 6, 8}, {0, 2, 3, 4, 6, 8}};
        size_t count = is_between ? 6 : 5;
        assert_int_equal(sensitivity_parts(e.plan, 1, 3), count);
        sensitivity_main_effect(e.plan, e.y, 1, 3, parts);
        for (size_t b = 0; b < count; b++) {
            near(parts[b].position, places[is_between][b], 1e-12);
            near(parts[b].mean, 8 * places[is_between][b], 1e-12);
            assert_int_equal(parts[b].points, 1);
            assert_true(isnan(parts[b].spread));
        }
        finish(&e);
    }
}

static void test_main_effect_bins(void **state) {
    (void)state;
    design_spec spec = saltelli(512, 3, 1, 4);
    spec.factors = ranges(-M_PI, M_PI);
    experiment e = run(&spec, ishigami);
    sensitivity_part parts[16];
    sensitivity_main_effect(e.plan, e.y, 0, 16, parts);
    for (size_t b = 0; b < 16; b++) {
        double middle = -M_PI + ((double)b + 0.5) * M_PI / 8;
        near(parts[b].position, middle, 0.05);
        assert_int_equal(parts[b].points, 64); /* of A and B, not of the points made of them */
        near(parts[b].mean, 3.5 + sin(middle) * (1 + 0.1 * pow(M_PI, 4) / 5), 4 * parts[b].spread);
        assert_true(parts[b].spread > 0.1 && parts[b].spread < 1);
    }
    e.y[0] = NAN; /* left out */
    sensitivity_part fewer[16];
    sensitivity_main_effect(e.plan, e.y, 0, 16, fewer);
    size_t points = 0;
    for (size_t b = 0; b < 16; b++)
        points += fewer[b].points;
    assert_int_equal(points, 1023);
    finish(&e);

    const double table[] = {0, 1, 1, 4};
    e = run(&(design_spec){.type = DESIGN_TABLE,
                           .n = 4,
                           .factors = ranges(0, 1),
                           .factor_count = 1,
                           .table = table},
            noise);
    sensitivity_main_effect(e.plan, e.y, 0, 4, parts);
    assert_true(parts[2].points == 0 && isnan(parts[2].mean) && isnan(parts[2].spread));
    near(parts[2].position, 2.5, 1e-12);
    near(parts[1].position, 1, 1e-12);
    assert_true(parts[1].points == 2 && parts[3].mean == e.y[3]);
    finish(&e);
}

/* ---- missing outcomes, refusals ---- */

/* Without its last base sample a design is the smaller design. */
static void test_missing(void **state) {
    (void)state;
    design_spec spec = saltelli(40, 3, 1, 9);
    experiment large = run(&spec, g_function);
    spec.n = 39;
    experiment small = run(&spec, g_function);
    sensitivity_interval a[2][3], b[2][3];
    sensitivity_coefficient c[2][3];
    sensitivity_options options = resampled;
    large.y[39 * 8 + 5] = NAN;
    assert_int_equal(sensitivity_units(large.plan), 40);
    assert_int_equal(sensitivity_complete(large.plan, large.y), 39);
    agglo_error error;
    assert_int_equal(sensitivity_sobol(large.plan, large.y, &options, a[0], b[0], NULL, &error),
                     AGGLO_ERROR_USAGE);
    assert_non_null(strstr(error.what, "317"));
    options.skips_missing = 1;
    assert_int_equal(sensitivity_sobol(large.plan, large.y, &options, a[0], b[0], NULL, NULL),
                     AGGLO_OK);
    assert_int_equal(sensitivity_sobol(small.plan, small.y, &options, a[1], b[1], NULL, NULL),
                     AGGLO_OK);
    assert_memory_equal(a[0], a[1], sizeof a[0]);
    assert_memory_equal(b[0], b[1], sizeof b[0]);
    assert_int_equal(sensitivity_regression(large.plan, large.y, &options, c[0], NULL, NULL),
                     AGGLO_OK);
    assert_int_equal(sensitivity_regression(small.plan, small.y, &options, c[1], NULL, NULL),
                     AGGLO_OK);
    assert_memory_equal(c[0], c[1], sizeof c[0]);
    for (size_t p = 0; p < large.points; p++)
        large.y[p] = INFINITY;
    assert_int_equal(sensitivity_sobol(large.plan, large.y, &options, a[0], b[0], NULL, &error),
                     AGGLO_ERROR_USAGE);
    assert_int_equal(sensitivity_regression(large.plan, large.y, &options, c[0], NULL, &error),
                     AGGLO_ERROR_USAGE);
    finish(&large);
    finish(&small);
}

static void test_refusals(void **state) {
    (void)state;
    sensitivity_interval a[8], b[8];
    sensitivity_coefficient c[8];
    sensitivity_morris_effect m[8];
    agglo_error error;
    design_spec spec = saltelli(8, 3, 0, 0);
    experiment e = run(&spec, constant);
    assert_int_equal(sensitivity_sobol(e.plan, e.y, &plain, a, b, NULL, &error), AGGLO_ERROR_USAGE);
    assert_non_null(strstr(error.what, "same"));
    assert_int_equal(sensitivity_regression(e.plan, e.y, &plain, c, NULL, &error),
                     AGGLO_ERROR_USAGE);
    assert_non_null(strstr(error.what, "same"));
    assert_int_equal(sensitivity_morris(e.plan, e.y, &plain, m, &error), AGGLO_ERROR_USAGE);
    assert_non_null(strstr(error.what, "morris"));
    finish(&e);
    spec = saltelli(1, 3, 0, 0);
    e = run(&spec, g_function);
    assert_int_equal(sensitivity_sobol(e.plan, e.y, &plain, a, b, NULL, &error), AGGLO_ERROR_USAGE);
    assert_string_equal(error.got, "1");
    finish(&e);
    spec = (design_spec){.type = DESIGN_SOBOL, .n = 4, .factors = ranges(0, 1), .factor_count = 3};
    e = run(&spec, g_function);
    assert_int_equal(sensitivity_sobol(e.plan, e.y, &plain, a, b, NULL, &error), AGGLO_ERROR_USAGE);
    assert_non_null(strstr(error.what, "saltelli"));
    assert_int_equal(sensitivity_regression(e.plan, e.y, &plain, c, NULL, &error),
                     AGGLO_ERROR_USAGE);
    assert_string_equal(error.got, "4");
    finish(&e);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ishigami),
        cmocka_unit_test(test_g_function),
        cmocka_unit_test(test_centred),
        cmocka_unit_test(test_sobol_coverage),
        cmocka_unit_test(test_regression_coverage),
        cmocka_unit_test(test_bootstrap_is_reproducible),
        cmocka_unit_test(test_morris_linear),
        cmocka_unit_test(test_morris_interaction),
        cmocka_unit_test(test_morris_few),
        cmocka_unit_test(test_regression_linear),
        cmocka_unit_test(test_regression_rows),
        cmocka_unit_test(test_explained_by_one),
        cmocka_unit_test(test_monotone),
        cmocka_unit_test(test_against_residuals),
        cmocka_unit_test(test_degenerate_factors),
        cmocka_unit_test(test_main_effect_grid),
        cmocka_unit_test(test_main_effect_one_at_a_time),
        cmocka_unit_test(test_main_effect_bins),
        cmocka_unit_test(test_missing),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
