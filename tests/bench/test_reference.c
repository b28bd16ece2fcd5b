/* The reference workload: both implementations end with the known results, whatever the number of
 * threads, and a wrong one is noticed. */
#include "tools/bench/reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tools/bench/ratio.h"
#include "tools/bench/reference_rules.h"

static void check_line(const reference_line *line, const reference_line *expected) {
    assert_int_equal(line->step, expected->step);
    assert_int_equal(line->deaths, expected->deaths);
    assert_int_equal(line->moves, expected->moves);
    assert_int_equal(line->exits, expected->exits);
    assert_int_equal(line->spending, expected->spending);
    assert_int_equal(line->wealth, expected->wealth);
    assert_int_equal(line->prices, expected->prices);
}

static void check_known(reference_engine engine, const reference_known *known, int threads) {
    reference_size size = known->size;
    size.threads = threads;
    reference_result result;
    agglo_error error = {0};
    assert_int_equal(engine(&size, &result, &error), AGGLO_OK);
    check_line(&result.last, &known->last);
    assert_int_equal(result.checksum, known->checksum);
    assert_true(reference_is_known(known, &result));
    assert_true(result.seconds > 0 && reference_rate(&size, &result) > 0);
}

static void check_engine(reference_engine engine) {
    static const int threads[] = {1, 2, 3, 4, 7};
    for (int size = 0; size < 2; size++) /* 10^4 and 10^5 households */
        for (int t = 0; t < (int)(sizeof threads / sizeof threads[0]); t++)
            check_known(engine, &reference_known_results[size], threads[t]);
}

static void test_plain(void **state) {
    (void)state;
    check_engine(reference_plain);
}

static void test_model(void **state) {
    (void)state;
    check_engine(reference_model);
}

/* Sizes that are not in the table: no step, one firm, less than a block, a little more than one. */
static void test_both_agree(void **state) {
    (void)state;
    static const reference_size sizes[] = {{20, 0, 1},   {20, 300, 2},   {500, 1, 4},
                                           {520, 60, 1}, {12300, 40, 3}, {12300, 40, 8}};
    for (int i = 0; i < (int)(sizeof sizes / sizeof sizes[0]); i++) {
        reference_result plain, model;
        assert_int_equal(reference_plain(&sizes[i], &plain, NULL), AGGLO_OK);
        assert_int_equal(reference_model(&sizes[i], &model, NULL), AGGLO_OK);
        check_line(&model.last, &plain.last);
        assert_int_equal(model.checksum, plain.checksum);
    }
}

static void test_memory(void **state) {
    (void)state;
    reference_size size = {100000, 1, 4};
    reference_result result;
    assert_int_equal(reference_model(&size, &result, NULL), AGGLO_OK);
    assert_in_range(result.bytes, 1, 80 * 100000);
}

static void test_wrong_results_are_noticed(void **state) {
    (void)state;
    const reference_known *known = &reference_known_results[0];
    reference_result right = {.last = known->last, .checksum = known->checksum}, wrong = right;
    assert_true(reference_is_known(known, &right));
    wrong.checksum++;
    assert_false(reference_is_known(known, &wrong));
    wrong = right;
    wrong.last.prices--;
    assert_false(reference_is_known(known, &wrong));
    reference_known other = *known;
    other.checksum ^= 1;
    ratio_verdict verdict = {1, 1};
    assert_int_equal(ratio_check(&other, 1, &verdict, NULL), AGGLO_OK);
    assert_false(verdict.plain);
    assert_false(verdict.model);
}

static void test_ratio(void **state) {
    (void)state;
    reference_size size = {10000, 20, 2};
    ratio_result result;
    assert_int_equal(ratio_measure(&size, 3, &result, NULL), AGGLO_OK);
    assert_true(result.is_equal);
    assert_true(result.ratio >= result.lowest && result.ratio <= result.highest);
    assert_true(result.plain_rate > 0 && result.model_rate > 0);
}

static void test_impossible_sizes(void **state) {
    (void)state;
    static const reference_size sizes[] = {{0, 1, 1},   {30, 1, 1}, {-20, 1, 1},
                                           {20, -1, 1}, {20, 1, 0}, {1000020, 1, 1}};
    for (int i = 0; i < (int)(sizeof sizes / sizeof sizes[0]); i++) {
        reference_result result;
        agglo_error error = {0};
        assert_int_equal(reference_plain(&sizes[i], &result, &error), AGGLO_ERROR_INTERNAL);
        assert_int_equal(reference_model(&sizes[i], &result, &error), AGGLO_ERROR_INTERNAL);
        assert_true(error.what[0] != '\0');
    }
}

/* The rules' own numbers, by hand. */
static void test_rules(void **state) {
    (void)state;
    assert_int_equal(RULE_DEATH, (int)(0.01 * 16777216));
    assert_int_equal(RULE_LOOK, (int)(0.05 * 16777216));
    assert_int_equal(RULE_CHANGE, (int)(0.1 * 16777216));
    assert_int_equal(RULE_CLOSURE, (int)(0.02 * 16777216));
    assert_int_equal(rule_below(0, 64), 0);
    assert_int_equal(rule_below(UINT64_MAX, 64), 63);
    assert_int_equal(rule_below(UINT64_C(1) << 63, 50), 25);
    assert_true(rule_chance(0, 1));
    assert_false(rule_chance(UINT64_C(1) << 40, 1));
    assert_int_equal(rule_draw(rule_key(0, 0), 0), id_mix(id_mix(12345)));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rules),  cmocka_unit_test(test_plain),
        cmocka_unit_test(test_model),  cmocka_unit_test(test_both_agree),
        cmocka_unit_test(test_memory), cmocka_unit_test(test_wrong_results_are_noticed),
        cmocka_unit_test(test_ratio),  cmocka_unit_test(test_impossible_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
