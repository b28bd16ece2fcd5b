/* Shapley values of games whose solution is known in closed form: exactly by enumeration, within
 * four standard errors by sampled orders; and estimates by hand. */
#include "output/analysis/shapley.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/random.h"

enum { MOST = 20, RUNS_MOST = 1024, SAMPLES = 400 };

typedef double (*game)(shapley_coalition in);

static int has(shapley_coalition in, size_t player) {
    return (int)(in >> player & 1);
}

static void near(double value, double expected, double tolerance) {
    if (!(fabs(value - expected) <= tolerance))
        fail_msg("%.17g is not within %g of %.17g", value, tolerance, expected);
}

/* ---- Games ---- */

static const double worth[] = {3, -1, 0, 7.5, 2};
static double additive(shapley_coalition in) {
    double sum = 10; /* value of nobody: nobody's contribution */
    for (size_t i = 0; i < 5; i++)
        sum += has(in, i) ? worth[i] : 0;
    return sum;
}

/* Players 0 and 1 have a left glove each, player 2 the only right one: 1/6, 1/6, 2/3. */
static double gloves(shapley_coalition in) {
    return has(in, 2) && (has(in, 0) || has(in, 1));
}
static const double glove_values[] = {1.0 / 6, 1.0 / 6, 2.0 / 3};

/* x0 + 2 x1 + 6 x0 x1 - 3 x1 x2 x3: what several make together they share evenly. Player 4 is
 * idle. */
static double together(shapley_coalition in) {
    return has(in, 0) + 2 * has(in, 1) + 6 * has(in, 0) * has(in, 1) -
           3 * has(in, 1) * has(in, 2) * has(in, 3);
}
static const double together_values[] = {1 + 3, 2 + 3 - 1, -1, -1, 0};

/* Of 20 players 0 has two votes, the others one; 11 of the 21 decide. The others being alike, their
 * orders matter only by the place of player 0: it decides in places 10 and 11 of 20. */
static double votes(shapley_coalition in) {
    return __builtin_popcountll(in) + has(in, 0) >= 11;
}

/* ---- Solving ---- */

static void solve(const shapley_plan *plan, size_t sample, game value, double noise,
                  double *contributions) {
    shapley_coalition coalitions[RUNS_MOST];
    double values[RUNS_MOST];
    size_t runs = shapley_runs(plan);
    assert_true(runs <= RUNS_MOST);
    shapley_coalitions(plan, sample, coalitions);
    assert_true(coalitions[0] == 0 && coalitions[runs - 1] == shapley_all(plan->players));
    for (size_t c = 0; c < runs; c++) {
        random_block block =
            random_draw(random_key_make(1, (uint32_t)sample), coalitions[c], 0, 0, 0);
        values[c] = value(coalitions[c]) + noise * (random_uniform(block, 0) - 0.5);
    }
    shapley_contributions(plan, sample, values, contributions);
    double sum = 0;
    for (size_t i = 0; i < plan->players; i++)
        sum += contributions[i];
    near(sum, values[runs - 1] - values[0], 1e-12);
}

static void check_exact(size_t players, game value, const double *expected) {
    shapley_plan plan = {players, 1, 1};
    double contributions[MOST];
    solve(&plan, 0, value, 0, contributions);
    for (size_t i = 0; i < players; i++)
        near(contributions[i], expected[i], 1e-12);
}

static void test_exact(void **state) {
    (void)state;
    check_exact(5, additive, worth);
    check_exact(3, gloves, glove_values);
    check_exact(5, together, together_values);
    check_exact(1, gloves, (const double[]){0});
}

static void check_sampled(size_t players, game value, double noise, const double *expected) {
    shapley_plan plan = {players, 0, 3};
    double *contributions = malloc(SAMPLES * players * sizeof *contributions);
    assert_non_null(contributions);
    for (size_t s = 0; s < SAMPLES; s++)
        solve(&plan, s, value, noise, &contributions[s * players]);
    for (size_t i = 0; i < players; i++) {
        shapley_estimate e = shapley_estimate_of(&contributions[i], players, NULL, SAMPLES);
        near(e.value, expected[i], 4 * e.error + 1e-12);
        assert_true(e.error < 0.2);
    }
    free(contributions);
}

static void test_sampled(void **state) {
    (void)state;
    double decides[MOST] = {2.0 / 20};
    for (size_t i = 1; i < MOST; i++)
        decides[i] = (1 - decides[0]) / (MOST - 1);
    check_sampled(5, additive, 0, worth);
    check_sampled(5, additive, 1, worth);
    check_sampled(3, gloves, 0, glove_values);
    check_sampled(5, together, 1, together_values);
    check_sampled(MOST, votes, 0, decides);
    check_sampled(1, gloves, 0, (const double[]){0});
}

/* An order and its reverse leave no chance to a game of pairs. */
static void test_antithetic(void **state) {
    (void)state;
    shapley_plan plan = {2, 0, 9};
    double contributions[2];
    for (size_t s = 0; s < 20; s++) {
        solve(&plan, s, together, 0, contributions);
        near(contributions[0], 1 + 3, 1e-12);
        near(contributions[1], 2 + 3, 1e-12);
    }
}

/* Every player comes first about equally often; another seed has other orders. */
static void test_orders(void **state) {
    (void)state;
    shapley_plan plan = {18, 0, 5}, other = {18, 0, 6};
    size_t first[18] = {0}, same = 0;
    for (size_t s = 0; s < 1800; s++) {
        shapley_coalition one[36], two[36], again[36];
        shapley_coalitions(&plan, s, one);
        shapley_coalitions(&other, s, two);
        shapley_coalitions(&plan, s, again);
        assert_memory_equal(one, again, sizeof one);
        same += memcmp(one, two, sizeof one) == 0;
        first[__builtin_ctzll(one[1])]++;
        assert_true((one[17] | one[18]) == shapley_all(18)); /* the first 17, the last one */
    }
    assert_true(same == 0);
    for (size_t i = 0; i < 18; i++)
        assert_true(first[i] > 60 && first[i] < 145); /* 100, 4.6 standard deviations */
    assert_true(shapley_all(64) == UINT64_MAX && shapley_all(1) == 1);
}

/* ---- Estimates ---- */

static void test_estimates(void **state) {
    (void)state;
    static const double x[] = {1, -9, 3, -9, 5, -9}, whole[] = {4, 6, 8}, none[] = {1, 0, -1};
    shapley_estimate e = shapley_estimate_of(x, 2, whole, 3);
    near(e.value, 3, 1e-12);
    near(e.error, 2 / sqrt(3), 1e-12);
    near(e.high - e.value, 4.302652729749464 * 2 / sqrt(3), 1e-9); /* t, 2 degrees of freedom */
    near(e.value - e.low, e.high - e.value, 1e-12);
    near(e.part, 0.5, 1e-12);
    near(e.part_error, sqrt(1.0 / 3) / 6, 1e-12); /* of 1 - 2, 3 - 3, 5 - 4 */
    shapley_estimate itself = shapley_estimate_of(whole, 1, whole, 3);
    near(itself.part, 1, 0);
    near(itself.part_error, 0, 1e-7);
    assert_true(isnan(shapley_estimate_of(x, 2, none, 3).part));
    assert_true(isnan(shapley_estimate_of(x, 2, NULL, 3).part));
    shapley_estimate single = shapley_estimate_of(x, 2, whole, 1);
    assert_true(single.value == 1 && isnan(single.error) && isnan(single.low));
    near(single.part, 0.25, 0);
    assert_true(isnan(shapley_estimate_of(x, 2, whole, 0).value));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exact),      cmocka_unit_test(test_sampled),
        cmocka_unit_test(test_antithetic), cmocka_unit_test(test_orders),
        cmocka_unit_test(test_estimates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
