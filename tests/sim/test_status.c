/* Errors: what they say, how they are cut, how they are collected. */
#include "sim/status.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void test_set_and_format(void **state) {
    (void)state;
    agglo_error e = {0};
    char text[1024];
    assert_int_equal(error_set(&e, AGGLO_ERROR_INPUT, "unknown kind %d", 7), AGGLO_ERROR_INPUT);
    error_format(&e, text, sizeof text);
    assert_string_equal(text, "unknown kind 7");
    error_place(&e, "town.json", 12, "regions[0].firms");
    error_got(&e, "\"%s\"", "mayor");
    error_expected(&e, "one of %s", "major, niche");
    error_hint(&e, "did you mean \"major\"?");
    error_format(&e, text, sizeof text);
    assert_string_equal(text, "town.json:12: regions[0].firms: unknown kind 7: got \"mayor\", "
                              "expected one of major, niche; hint: did you mean \"major\"?");
    e.is_warning = 1;
    error_format(&e, text, sizeof text);
    assert_non_null(strstr(text, "12: warning: regions"));
}

static void test_set_clears(void **state) {
    (void)state;
    agglo_error e = {0};
    (void)!error_set(&e, AGGLO_ERROR_IO, "first");
    error_place(&e, "a", 1, "b");
    error_hint(&e, "c");
    (void)!error_set(&e, AGGLO_ERROR_MEMORY, "second");
    char text[64];
    error_format(&e, text, sizeof text);
    assert_string_equal(text, "second");
    error_clear(&e);
    agglo_error empty = {0};
    assert_memory_equal(&e, &empty, sizeof e);
}

/* Callers that do not want an error pass null. */
static void test_null_is_ignored(void **state) {
    (void)state;
    assert_int_equal(error_set(NULL, AGGLO_ERROR_USAGE, "x"), AGGLO_ERROR_USAGE);
    error_clear(NULL);
    error_place(NULL, "a", 1, "b");
    error_got(NULL, "x");
    error_expected(NULL, "x");
    error_hint(NULL, "x");
    agglo_error e = {0};
    error_place(&e, NULL, 3, NULL);
    assert_string_equal(e.file, "");
    assert_string_equal(e.path, "");
}

/* Long texts and short buffers are cut, never overrun, always terminated. */
static void test_cut(void **state) {
    (void)state;
    char longest[2000];
    memset(longest, 'x', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    agglo_error e = {0};
    (void)!error_set(&e, AGGLO_ERROR_INPUT, "%s", longest);
    error_place(&e, longest, 1, longest);
    error_got(&e, "%s", longest);
    error_expected(&e, "%s", longest);
    error_hint(&e, "%s", longest);
    assert_int_equal(strlen(e.what), sizeof e.what - 1);
    assert_int_equal(strlen(e.file), sizeof e.file - 1);
    assert_int_equal(strlen(e.path), sizeof e.path - 1);
    assert_int_equal(strlen(e.got), sizeof e.got - 1);
    for (size_t size = 1; size < 300; size += 13) {
        char text[301];
        memset(text, '#', sizeof text);
        error_format(&e, text, size);
        assert_int_equal(strlen(text), size - 1);
        assert_int_equal(text[size], '#');
    }
}

static void test_faults(void **state) {
    (void)state;
    agglo_faults f = {0};
    for (int k = 0; k < 1000; k++) {
        agglo_error e = {0};
        (void)!error_set(&e, AGGLO_ERROR_INPUT, "fault %d", k);
        e.is_warning = k % 4 == 0;
        faults_add(&f, &e);
    }
    assert_int_equal(f.count, 1000);
    assert_int_equal(f.warnings, 250);
    assert_int_equal(f.errors, 750);
    assert_int_equal(f.dropped, 0);
    assert_string_equal(f.items[0].what, "fault 0");
    assert_string_equal(f.items[999].what, "fault 999");
    faults_free(&f);
    assert_int_equal(f.count, 0);
    faults_free(&f);
    faults_free(NULL);
}

/* Every status has a name and an exit code of its own, and only success exits with 0. */
static void test_names_and_codes(void **state) {
    (void)state;
    for (int a = AGGLO_OK; a <= AGGLO_ERROR_INTERNAL; a++) {
        assert_non_null(status_name((agglo_status)a));
        assert_int_equal(status_exit_code((agglo_status)a) == 0, a == AGGLO_OK);
        for (int b = AGGLO_OK; b < a; b++) {
            assert_string_not_equal(status_name((agglo_status)a), status_name((agglo_status)b));
            assert_int_not_equal(status_exit_code((agglo_status)a),
                                 status_exit_code((agglo_status)b));
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_set_and_format),  cmocka_unit_test(test_set_clears),
        cmocka_unit_test(test_null_is_ignored), cmocka_unit_test(test_cut),
        cmocka_unit_test(test_faults),          cmocka_unit_test(test_names_and_codes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
