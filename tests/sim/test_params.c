/* Parameter descriptors: defaults, look-up, and what must hold for every row of the model. */
#include "sim/params.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/parameters.h"

typedef struct {
    double length, mass;
} thing;

static const param rows[] = {
    {"thing.length", "m", 2, 1, 3, 0, INFINITY, "how long", "assumption", PARAM_NONE,
     offsetof(thing, length)},
    {"thing.mass", "kg", 5, 4, 9, 0, 10, "how heavy", "assumption", PARAM_UNCERTAIN,
     offsetof(thing, mass)},
};
static const param_table table = {rows, 2};

static void test_values(void **state) {
    (void)state;
    thing t = {-1, -1};
    params_set_standard(table, &t);
    assert_true(t.length == 2 && t.mass == 5);
    *param_value(&t, &rows[1]) = 7;
    assert_true(t.mass == 7 && t.length == 2);
    assert_true(param_get(&t, &rows[1]) == 7);
}

static void test_find(void **state) {
    (void)state;
    assert_ptr_equal(params_find(table, "thing.mass"), &rows[1]);
    assert_null(params_find(table, "thing"));
    assert_null(params_find(table, "thing.mas"));
    assert_null(params_find(table, ""));
}

/* Every row of the model stands on its own double, has a dotted name, and its default lies in its
 * plausible range, which lies in its domain. */
static void test_model_rows(void **state) {
    (void)state;
    parameters p;
    assert_int_equal(parameters_table.count * sizeof(double), sizeof p);
    params_set_standard(parameters_table, &p);
    for (size_t k = 0; k < parameters_table.count; k++) {
        const param *row = &parameters_table.rows[k];
        assert_int_equal(row->offset, k * sizeof(double));
        assert_ptr_equal(params_find(parameters_table, row->name), row);
        const char *dot = strchr(row->name, '.');
        if (dot == NULL || dot == row->name || dot[1] == '\0' || strchr(dot + 1, '.') != NULL)
            fail_msg("%s is not group.name", row->name);
        if (!(row->valid_low <= row->low && row->low <= row->standard &&
              row->standard <= row->high && row->high <= row->valid_high))
            fail_msg("%s: ranges do not contain each other", row->name);
        if (row->meaning[0] == '\0' || row->source[0] == '\0' || row->unit[0] == '\0')
            fail_msg("%s lacks meaning, source or unit", row->name);
        assert_true(param_get(&p, row) == row->standard);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_find),
        cmocka_unit_test(test_model_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
