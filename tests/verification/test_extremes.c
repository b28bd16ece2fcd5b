/* A rate of zero means never, a hazard without bound means at once: every row of the table of
 * extreme conditions, at its default (where that is the extreme, at the top of its range) and at
 * its extreme; and no rate is without a row. What is compared has no tolerance: nothing is exactly
 * nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/scenarios.h"
#include "tests/verification/extremes.h"

static void test_every_row(void **state) {
    (void)state;
    for (size_t k = 0; k < extremes_count; k++) {
        const extreme *x = &extremes[k];
        scenario *s = x->make();
        for (int n = 0; n < EXTREME_SILENT && x->silent[n] != NULL; n++)
            *scenarios_parameter(s, x->silent[n]) = 0;
        double *value = scenarios_parameter(s, x->parameter);
        const param *row = params_find(parameters_table, x->parameter);
        *value = row->standard != x->value ? row->standard : row->high;
        double usual = x->measure(s, x);
        if (!(usual > 0 || usual < 0))
            fail_msg("%s: '%s' holds anyway", x->parameter, x->outcome);
        *value = x->value;
        double extreme_one = x->measure(s, x);
        if (extreme_one != 0)
            fail_msg("%s = %g, '%s': there is %g (and %g at the default)", x->parameter, x->value,
                     x->outcome, extreme_one, usual);
        scenario_free(s);
    }
}

static int has_zero_row(const char *parameter) {
    for (size_t k = 0; k < extremes_count; k++)
        if (strcmp(extremes[k].parameter, parameter) == 0 && extremes[k].value == 0)
            return 1;
    return 0;
}

static int has_row(const char *parameter) {
    for (size_t k = 0; k < extremes_count; k++)
        if (strcmp(extremes[k].parameter, parameter) == 0)
            return 1;
    return 0;
}

/* Rates that may be zero have a row in which they are. The rest are shapes: exponents, shares,
 * thresholds, and scales that zero would divide by. */
static void test_every_rate_has_a_row(void **state) {
    (void)state;
    int rates = 0, never_zero = 0, missing = 0;
    for (size_t k = 0; k < parameters_table.count; k++) {
        const param *row = &parameters_table.rows[k];
        if (!extremes_is_rate(row->unit))
            continue;
        rates++;
        if (row->valid_low > 0) {
            never_zero++;
            if (!has_row(row->name))
                print_message("%s (%s) is a scale that is never zero\n", row->name, row->unit);
        } else if (!has_zero_row(row->name)) {
            missing++;
            print_error("%s (%s) is never tried at zero\n", row->name, row->unit);
        }
    }
    print_message("%zu parameters, %d of them rates, %d of which cannot be zero; %zu rows\n",
                  parameters_table.count, rates, never_zero, extremes_count);
    assert_true(rates > 60);
    assert_int_equal(missing, 0);
}

static void test_units(void **state) {
    (void)state;
    assert_true(extremes_is_rate("1/yr") && extremes_is_rate("1/(yr M)"));
    assert_true(extremes_is_rate("1/sqrt(yr)") && extremes_is_rate("1/(fellow yr)"));
    assert_true(extremes_is_rate("persons/M$") && extremes_is_rate("M$/yr"));
    assert_false(extremes_is_rate("1") || extremes_is_rate("yr") || extremes_is_rate("km"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_row),
        cmocka_unit_test(test_every_rate_has_a_row),
        cmocka_unit_test(test_units),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
