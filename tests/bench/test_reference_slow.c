/* The largest known result of the reference workload: a million households. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "tools/bench/ratio.h"

static void test_million(void **state) {
    (void)state;
    static const int threads[] = {1, 2, 4};
    const reference_known *known = &reference_known_results[REFERENCE_KNOWN - 1];
    assert_int_equal(known->size.households, 1000000);
    for (int i = 0; i < 3; i++) {
        ratio_verdict verdict = {0};
        assert_int_equal(ratio_check(known, threads[i], &verdict, NULL), AGGLO_OK);
        assert_true(verdict.plain);
        assert_true(verdict.model);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_million)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
