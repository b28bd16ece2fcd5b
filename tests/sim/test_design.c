/* Designs: what each method promises of its points, counted exactly where it can be. */
#include "sim/design.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MOST_FACTORS = 48 };

static design_factor range(double low, double high) {
    return (design_factor){.low = low, .high = high, .base = NAN};
}

static design_factor levels(size_t count, size_t base) {
    return (design_factor){.level_count = count, .base_level = base};
}

/* k factors from 0 to 1. */
static const design_factor *unit(void) {
    static design_factor factors[MOST_FACTORS];
    for (size_t f = 0; f < MOST_FACTORS; f++)
        factors[f] = range(0, 1);
    return factors;
}

static design *make(const design_spec *spec) {
    design *plan = NULL;
    agglo_error error = {0};
    if (design_create(spec, &plan, &error) != AGGLO_OK)
        fail_msg("%s: %s (%s)", error.path, error.what, error.got);
    assert_int_equal(design_factors(plan), spec->factor_count);
    return plan;
}

static void refused(const design_spec *spec, const char *path, const char *word) {
    design *plan = NULL;
    agglo_error error = {0};
    char line[1600];
    assert_int_equal(design_create(spec, &plan, &error), AGGLO_ERROR_USAGE);
    assert_null(plan);
    assert_string_equal(error.path, path);
    error_format(&error, line, sizeof line);
    if (strstr(line, word) == NULL)
        fail_msg("no '%s' in '%s'", word, line);
    assert_int_equal(design_create(spec, &plan, NULL), AGGLO_ERROR_USAGE);
}

/* ---- grids ---- */

static void test_factorial(void **state) {
    (void)state;
    design_factor factors[] = {range(1, 100), levels(3, 0), range(-1, 1)};
    factors[0].scale = DESIGN_LOGARITHMIC;
    factors[0].steps = 3;
    factors[2].steps = 2;
    design *plan = make(
        &(design_spec){.type = DESIGN_FACTORIAL, .factors = factors, .factor_count = 3, .n = 99});
    assert_int_equal(design_points(plan), 18);
    assert_int_equal(design_block(plan), 1);
    static const double first[] = {1, 10, 100}, third[] = {-1, 1};
    for (size_t p = 0; p < 18; p++) { /* so each combination comes once */
        assert_true(fabs(design_value(plan, p, 0) - first[p / 6]) < 1e-12 * first[p / 6]);
        assert_true(design_position(plan, p, 0) == (double)(p / 6) / 2);
        assert_true(design_value(plan, p, 1) == (double)(p / 2 % 3));
        assert_true(design_value(plan, p, 2) == third[p % 2]);
    }
    design_free(plan);
}

static void test_one_at_a_time(void **state) {
    (void)state;
    design_factor factors[] = {range(0, 4), levels(3, 1), range(0, 10)};
    factors[0].steps = 5; /* the middle, 2, is the base and one of the steps */
    factors[2].steps = 3;
    factors[2].base = 1.1; /* between two steps */
    design *plan =
        make(&(design_spec){.type = DESIGN_ONE_AT_A_TIME, .factors = factors, .factor_count = 3});
    static const double expected[][3] = {
        {2, 1, 1.1}, {0, 1, 1.1}, {1, 1, 1.1}, {3, 1, 1.1}, {4, 1, 1.1},
        {2, 0, 1.1}, {2, 2, 1.1}, {2, 1, 0},   {2, 1, 5},   {2, 1, 10},
    };
    assert_int_equal(design_points(plan), sizeof expected / sizeof expected[0]);
    for (size_t p = 0; p < design_points(plan); p++)
        for (size_t f = 0; f < 3; f++)
            assert_true(design_value(plan, p, f) == expected[p][f]);
    design_free(plan);
}

/* The base is what was given, not what comes back from its place in the range. */
static void test_base_is_exact(void **state) {
    (void)state;
    design_factor factor = range(0.1, 0.7);
    factor.scale = DESIGN_LOGARITHMIC;
    factor.steps = 2;
    for (int i = 11; i < 70; i++) {
        factor.base = i / 100.0;
        design *plan = make(
            &(design_spec){.type = DESIGN_ONE_AT_A_TIME, .factors = &factor, .factor_count = 1});
        assert_int_equal(design_points(plan), 3);
        assert_true(design_value(plan, 0, 0) == i / 100.0);
        assert_true(design_value(plan, 1, 0) == 0.1 && design_value(plan, 2, 0) == 0.7);
        design_free(plan);
    }
}

/* ---- Sobol' ---- */

/* Every factor's every dyadic part holds its exact share; two levels are the two halves. */
static void test_sobol_balance(void **state) {
    (void)state;
    enum { N = 256 };
    for (uint64_t seed = 0; seed < 5; seed++) {
        design *plan = make(&(design_spec){
            .type = DESIGN_SOBOL, .n = N, .seed = seed, .factors = unit(), .factor_count = 40});
        for (size_t f = 0; f < 40; f++)
            for (size_t parts = 2; parts <= N; parts *= 2) {
                size_t counts[N] = {0};
                for (size_t p = 0; p < N; p++)
                    counts[(size_t)(design_value(plan, p, f) * (double)parts)]++;
                for (size_t c = 0; c < parts; c++)
                    assert_int_equal(counts[c], N / parts);
            }
        design_free(plan);
    }
    design_factor two = levels(2, 0);
    design *plan =
        make(&(design_spec){.type = DESIGN_SOBOL, .n = N, .factors = &two, .factor_count = 1});
    size_t ones = 0;
    for (size_t p = 0; p < N; p++)
        ones += design_value(plan, p, 0) == 1;
    assert_int_equal(ones, N / 2);
    design_free(plan);
}

/* The mean of a product of eight linear terms: 100 times nearer than random points would come. */
static void test_sobol_integrates(void **state) {
    (void)state;
    enum { N = 4096, K = 8 };
    for (uint64_t seed = 0; seed < 20; seed++) {
        design *plan = make(&(design_spec){
            .type = DESIGN_SOBOL, .n = N, .seed = seed, .factors = unit(), .factor_count = K});
        double sum = 0;
        for (size_t p = 0; p < N; p++) {
            double product = 1;
            for (size_t f = 0; f < K; f++)
                product *= 0.5 + design_value(plan, p, f);
            sum += product;
        }
        /* variance (13 / 12)^8 - 1: random points have a standard error of 0.0148 */
        assert_true(fabs(sum / N - 1) < 2e-3);
        design_free(plan);
    }
}

/* Seeds and columns have shifts of their own, equal seeds equal ones; ends are not reached. */
static void test_sobol_shifts(void **state) {
    (void)state;
    design_spec spec = {.type = DESIGN_SOBOL, .n = 100, .factors = unit(), .factor_count = 40};
    design *one = make(&spec), *same = make(&spec);
    spec.seed = 1;
    design *other = make(&spec);
    for (size_t f = 0; f < 40; f++) {
        assert_true(design_value(one, 0, f) != design_value(other, 0, f));
        for (size_t g = 0; g < f; g++)
            assert_true(design_value(one, 0, f) != design_value(one, 0, g));
        for (size_t p = 0; p < spec.n; p++) {
            double u = design_value(one, p, f);
            assert_true(u > 0 && u < 1 && u == design_value(same, p, f));
        }
    }
    design_free(one);
    design_free(same);
    design_free(other);
}

static void test_saltelli(void **state) {
    (void)state;
    enum { N = 16, K = 3 };
    for (int second = 0; second < 2; second++) {
        design_spec spec = {.type = DESIGN_SOBOL,
                            .n = N,
                            .seed = 7,
                            .second_order = second,
                            .factors = unit(),
                            .factor_count = 2 * K};
        design *base = make(&spec);
        spec.type = DESIGN_SALTELLI;
        spec.factor_count = K;
        design *plan = make(&spec);
        size_t block = second ? 2 * K + 2 : K + 2;
        assert_int_equal(design_points(plan), N * block);
        assert_int_equal(design_block(plan), block);
        for (size_t p = 0; p < N * block; p++)
            for (size_t f = 0; f < K; f++) {
                double a = design_value(base, p / block, f);
                double b = design_value(base, p / block, K + f);
                size_t m = p % block;
                double expected = m == 0      ? a
                                  : m == 1    ? b
                                  : m < 2 + K ? (m == 2 + f ? b : a)
                                              : (m == 2 + K + f ? a : b);
                assert_true(design_value(plan, p, f) == expected);
            }
        design_free(base);
        design_free(plan);
    }
}

/* ---- Latin hypercube ---- */

static double nearest(const design *plan) {
    double least = INFINITY;
    for (size_t i = 0; i < design_points(plan); i++)
        for (size_t j = 0; j < i; j++) {
            double square = 0;
            for (size_t f = 0; f < design_factors(plan); f++)
                square += pow(design_value(plan, i, f) - design_value(plan, j, f), 2);
            least = fmin(least, square);
        }
    return sqrt(least);
}

static void check_strata(const design *plan) {
    size_t n = design_points(plan);
    unsigned char *seen = malloc(n);
    assert_non_null(seen);
    for (size_t f = 0; f < design_factors(plan); f++) {
        memset(seen, 0, n);
        for (size_t p = 0; p < n; p++) {
            double u = design_value(plan, p, f);
            assert_true(u > 0 && u < 1);
            seen[(size_t)(u * (double)n)]++;
        }
        for (size_t s = 0; s < n; s++)
            assert_int_equal(seen[s], 1);
    }
    free(seen);
}

static void test_latin_strata(void **state) {
    (void)state;
    static const size_t sizes[] = {1, 2, 7, 100, 5000, 100003};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        design *plan = make(&(design_spec){.type = DESIGN_LATIN_HYPERCUBE,
                                           .n = sizes[s],
                                           .tries = 2,
                                           .seed = s,
                                           .factors = unit(),
                                           .factor_count = 3});
        check_strata(plan);
        design_free(plan);
    }
}

static void test_latin_maximin(void **state) {
    (void)state;
    double gain = 0;
    for (uint64_t seed = 0; seed < 10; seed++) {
        design_spec spec = {.type = DESIGN_LATIN_HYPERCUBE,
                            .n = 20,
                            .seed = seed,
                            .factors = unit(),
                            .factor_count = 2};
        design *first = make(&spec);
        spec.tries = 50;
        design *best = make(&spec);
        assert_true(nearest(best) >= nearest(first));
        gain += nearest(best) / nearest(first) / 10;
        design_free(first);
        design_free(best);
    }
    assert_true(gain > 1.5);
}

static void test_latin_levels(void **state) {
    (void)state;
    design_factor factors[] = {levels(4, 0), range(10, 1000), levels(3, 0)};
    factors[1].scale = DESIGN_LOGARITHMIC;
    design *plan = make(&(design_spec){.type = DESIGN_LATIN_HYPERCUBE,
                                       .n = 60,
                                       .tries = 10,
                                       .factors = factors,
                                       .factor_count = 3});
    size_t counts[4] = {0}, thirds[3] = {0}, below = 0;
    for (size_t p = 0; p < 60; p++) {
        counts[(size_t)design_value(plan, p, 0)]++;
        thirds[(size_t)design_value(plan, p, 2)]++;
        double value = design_value(plan, p, 1);
        below += value < 100;
        assert_true(value > 10 && value < 1000);
        assert_true(fabs(design_position(plan, p, 1) - log10(value / 10) / 2) < 1e-12);
    }
    for (size_t l = 0; l < 4; l++)
        assert_int_equal(counts[l], 15);
    for (size_t l = 0; l < 3; l++)
        assert_int_equal(thirds[l], 20);
    assert_int_equal(below, 30);
    design_free(plan);
}

/* ---- Morris ---- */

/* Each trajectory changes every factor once, by the step, and stays on the grid. */
static void check_trajectory(const design *plan, size_t first, const double *steps) {
    size_t k = design_factors(plan);
    int seen[MOST_FACTORS] = {0};
    for (size_t s = 0; s < k; s++) {
        size_t changed = 0;
        for (size_t f = 0; f < k; f++) {
            double change =
                design_position(plan, first + s + 1, f) - design_position(plan, first + s, f);
            if (change == 0)
                continue;
            changed++;
            seen[f]++;
            assert_true(fabs(fabs(change) - steps[f]) < 1e-12);
        }
        assert_int_equal(changed, 1);
    }
    for (size_t f = 0; f < k; f++)
        assert_int_equal(seen[f], 1);
}

static void test_morris(void **state) {
    (void)state;
    design_factor factors[] = {range(0, 3), levels(2, 0), levels(5, 0), levels(4, 0), range(0, 3)};
    static const double steps[] = {2.0 / 3, 1, 2, 2, 2.0 / 3};
    enum { K = 5, N = 400 };
    design *plan =
        make(&(design_spec){.type = DESIGN_MORRIS, .n = N, .factors = factors, .factor_count = K});
    assert_int_equal(design_points(plan), N * (K + 1));
    assert_int_equal(design_block(plan), K + 1);
    size_t starts[K][5] = {0}, ups = 0, first_changed[K] = {0};
    for (size_t t = 0; t < N; t++) {
        size_t first = t * (K + 1);
        check_trajectory(plan, first, steps);
        for (size_t f = 0; f < K; f++) {
            starts[f][(size_t)lround(design_value(plan, first, f))]++;
            first_changed[f] +=
                design_position(plan, first, f) != design_position(plan, first + 1, f);
        }
        ups += design_value(plan, first + K, 0) > design_value(plan, first, 0);
    }
    /* 400 draws: within five standard errors of what is expected */
    for (size_t l = 0; l < 4; l++)
        assert_in_range(starts[0][l], 57, 143);
    for (size_t l = 0; l < 2; l++)
        assert_in_range(starts[1][l], 150, 250);
    for (size_t l = 0; l < 5; l++) /* the middle level begins steps both ways */
        assert_in_range(starts[2][l], l == 2 ? 86 : 30, l == 2 ? 180 : 103);
    for (size_t f = 0; f < K; f++)
        assert_in_range(first_changed[f], 40, 120);
    assert_in_range(ups, 150, 250);
    design_free(plan);
}

static void test_morris_grid(void **state) {
    (void)state;
    static const double step[] = {3.0 / 5};
    design *plan = make(&(design_spec){
        .type = DESIGN_MORRIS, .n = 50, .levels = 6, .factors = unit(), .factor_count = 1});
    for (size_t t = 0; t < 50; t++) {
        check_trajectory(plan, 2 * t, step);
        double level = design_value(plan, 2 * t, 0) * 5;
        assert_true(fabs(level - round(level)) < 1e-12);
    }
    design_free(plan);
}

/* ---- table ---- */

static void test_table(void **state) {
    (void)state;
    const double table[] = {3, 0, 5, 0.1, 2, 5, 1, 1, 5};
    design_factor factors[] = {{.scale = DESIGN_LOGARITHMIC}, levels(3, 0), {.base = NAN}};
    design_spec spec = {
        .type = DESIGN_TABLE, .n = 3, .factors = factors, .factor_count = 3, .table = table};
    design *plan = make(&spec);
    for (size_t p = 0; p < 3; p++)
        for (size_t f = 0; f < 3; f++)
            assert_true(design_value(plan, p, f) == table[3 * p + f]);
    assert_true(design_position(plan, 0, 0) == 1 && design_position(plan, 1, 0) == 0);
    assert_true(fabs(design_position(plan, 2, 0) - log(10) / log(30)) < 1e-12);
    assert_true(design_position(plan, 1, 1) == 2 && design_position(plan, 1, 2) == 0);
    assert_true(design_specification(plan)->factors[0].high == 3);
    design_free(plan);

    const double faults[][3] = {{3, 3, 5}, {3, 0.5, 5}, {3, -1, 5}, {0, 0, 5}, {1, 1, INFINITY}};
    static const char *const paths[] = {"factors[1]", "factors[1]", "factors[1]", "factors[0]",
                                        "factors[2]"};
    spec.n = 1;
    for (size_t i = 0; i < 5; i++) {
        spec.table = faults[i];
        refused(&spec, paths[i], "point 0");
    }
    spec.table = NULL;
    refused(&spec, "", "missing");
}

/* ---- all of them ---- */

/* A larger n begins with the same points; Latin hypercubes are cut anew, other designs have no n.
 */
static void test_nested(void **state) {
    static const design_type nested[] = {DESIGN_SOBOL, DESIGN_SALTELLI, DESIGN_MORRIS,
                                         DESIGN_TABLE};
    (void)state;
    double table[200];
    for (int i = 0; i < 200; i++)
        table[i] = i % 3;
    design_factor factors[] = {range(0, 1), levels(3, 0), range(0, 5), range(1, 2), range(2, 3)};
    for (size_t k = 0; k < sizeof nested / sizeof nested[0]; k++) {
        design_spec spec = {.type = nested[k],
                            .n = 13,
                            .second_order = 1,
                            .seed = 3,
                            .factors = factors,
                            .factor_count = 5,
                            .table = table};
        design *small = make(&spec);
        spec.n = 40;
        design *large = make(&spec);
        assert_true(design_points(large) > design_points(small));
        for (size_t p = 0; p < design_points(small); p++)
            for (size_t f = 0; f < 5; f++)
                assert_true(design_value(small, p, f) == design_value(large, p, f));
        design_free(small);
        design_free(large);
    }
}

/* The specification may go once the design is made. */
static void test_own_copy(void **state) {
    (void)state;
    design_factor factors[] = {range(0, 1), range(5, 6)};
    double table[] = {1, 2, 3, 4};
    design_spec spec = {
        .type = DESIGN_TABLE, .n = 2, .factors = factors, .factor_count = 2, .table = table};
    design *plan = make(&spec);
    spec.type = DESIGN_SOBOL;
    design *sobol = make(&spec);
    memset(factors, 0, sizeof factors);
    memset(table, 0, sizeof table);
    memset(&spec, 0, sizeof spec);
    assert_true(design_value(plan, 1, 1) == 4);
    assert_true(design_value(sobol, 1, 1) > 5);
    const design_spec *kept = design_specification(sobol);
    assert_int_equal(kept->type, DESIGN_SOBOL);
    assert_true(kept->factors[1].low == 5 && kept->table == NULL);
    assert_int_equal(kept->levels, DESIGN_MORRIS_LEVELS);
    design_free(plan);
    design_free(sobol);
    design_free(NULL);
}

static void test_values(void **state) {
    (void)state;
    design_factor linear = range(0.1, 0.7), logarithmic = range(0.1, 0.7);
    logarithmic.scale = DESIGN_LOGARITHMIC;
    assert_true(design_value_at(&linear, 0) == 0.1 && design_value_at(&linear, 1) == 0.7);
    assert_true(design_value_at(&logarithmic, 0) == 0.1);
    assert_true(design_value_at(&logarithmic, 1) == 0.7);
    assert_true(fabs(design_value_at(&linear, 0.25) - 0.25) < 1e-15);
    assert_true(fabs(design_value_at(&logarithmic, 0.5) - sqrt(0.07)) < 1e-15);
    design_factor several = levels(3, 0);
    assert_true(design_value_at(&several, 2) == 2);
    for (int type = 0; type < DESIGN_TYPES; type++)
        assert_true(design_type_names[type] != NULL && design_type_names[type][0] != '\0');
}

/* ---- refusals ---- */

static void test_columns(void **state) {
    (void)state;
    design_spec spec = {.type = DESIGN_SOBOL, .n = 4, .factors = unit(), .factor_count = 41};
    refused(&spec, "factors", "at most 40");
    refused(&spec, "factors", "morris");
    spec.type = DESIGN_SALTELLI;
    spec.factor_count = 21;
    refused(&spec, "factors", "at most 20");
    refused(&spec, "factors", "latin_hypercube");
    spec.factor_count = 20;
    design *plan = make(&spec);
    for (size_t f = 0; f < 20; f++) /* none of the 40 columns is the zeros of a 41st */
        assert_true(design_value(plan, 0, f) != design_value(plan, 22, f) &&
                    design_value(plan, 1, f) != design_value(plan, 23, f));
    design_free(plan);
    spec.type = DESIGN_LATIN_HYPERCUBE;
    spec.factor_count = 41;
    design_free(make(&spec));
}

static void test_ranges(void **state) {
    (void)state;
    design_factor factors[] = {range(0, 1), range(0, 1)}, *bad = &factors[1];
    design_spec spec = {.type = DESIGN_SOBOL, .n = 4, .factors = factors, .factor_count = 2};
    static const double ranges[][2] = {{2, 1},   {1, 1},        {NAN, 1},
                                       {0, NAN}, {0, INFINITY}, {-1e308, 1e308}};
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        *bad = range(ranges[i][0], ranges[i][1]);
        refused(&spec, "factors[1]", "low < high");
    }
    *bad = range(0, 1);
    bad->scale = DESIGN_LOGARITHMIC;
    refused(&spec, "factors[1]", "positive");
    *bad = range(0, 1);
    spec.type = DESIGN_FACTORIAL;
    factors[0].steps = 2;
    refused(&spec, "factors[1]", "steps");
    bad->steps = 1;
    refused(&spec, "factors[1]", "steps");
    spec.type = DESIGN_ONE_AT_A_TIME;
    bad->steps = 3;
    bad->base = 1.5;
    refused(&spec, "factors[1]", "base");
    *bad = levels(3, 3);
    refused(&spec, "factors[1]", "base");
    spec.type = DESIGN_MORRIS;
    *bad = levels(1, 0);
    refused(&spec, "factors[1]", "one level");
    spec.factor_count = 0;
    refused(&spec, "factors", "a factor");
}

static void test_sizes(void **state) {
    (void)state;
    design_spec spec = {.n = 0, .factors = unit(), .factor_count = 20};
    for (int type = DESIGN_LATIN_HYPERCUBE; type < DESIGN_TYPES; type++) {
        spec.type = (design_type)type;
        refused(&spec, "design.n", "got 0");
    }
    spec.n = (size_t)-1;
    for (int type = DESIGN_LATIN_HYPERCUBE; type < DESIGN_TYPES; type++) {
        spec.type = (design_type)type;
        refused(&spec, "design.n", "got");
    }
    spec = (design_spec){
        .type = DESIGN_MORRIS, .n = 3, .levels = 5, .factors = unit(), .factor_count = 2};
    refused(&spec, "design.levels", "even");
    spec.type = DESIGN_TYPES;
    refused(&spec, "", "no design");
}

static size_t points_of(const design_spec *spec) {
    design *plan = make(spec);
    size_t points = design_points(plan);
    design_free(plan);
    return points;
}

static void test_counts(void **state) {
    (void)state;
    static const char *const too_many = "more than 2147483648 points";
    design_factor factors[MOST_FACTORS];
    for (size_t f = 0; f < MOST_FACTORS; f++)
        factors[f] = levels(2, 0);
    design_spec spec = {.type = DESIGN_FACTORIAL, .factors = factors, .factor_count = 10};
    assert_int_equal(points_of(&spec), 1024);
    spec.factor_count = 32;
    refused(&spec, "design", too_many);
    factors[0].level_count = factors[1].level_count = factors[2].level_count = (size_t)1 << 62;
    spec.factor_count = 3;
    refused(&spec, "design", too_many);
    spec.type = DESIGN_ONE_AT_A_TIME;
    refused(&spec, "design", too_many);
    spec = (design_spec){
        .type = DESIGN_SALTELLI, .n = (size_t)1 << 30, .factors = unit(), .factor_count = 20};
    refused(&spec, "design", too_many);
    spec.n = 1024;
    assert_int_equal(points_of(&spec), 1024 * 22);
    spec.second_order = 1;
    assert_int_equal(points_of(&spec), 1024 * 42);
    spec.type = DESIGN_MORRIS;
    spec.n = (size_t)1 << 31;
    refused(&spec, "design", too_many);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_factorial),
        cmocka_unit_test(test_one_at_a_time),
        cmocka_unit_test(test_base_is_exact),
        cmocka_unit_test(test_sobol_balance),
        cmocka_unit_test(test_sobol_integrates),
        cmocka_unit_test(test_sobol_shifts),
        cmocka_unit_test(test_saltelli),
        cmocka_unit_test(test_latin_strata),
        cmocka_unit_test(test_latin_maximin),
        cmocka_unit_test(test_latin_levels),
        cmocka_unit_test(test_morris),
        cmocka_unit_test(test_morris_grid),
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_nested),
        cmocka_unit_test(test_own_copy),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
