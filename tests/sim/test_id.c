/* Identities: pure functions of parent, step, kind and ordinal that do not collide. */
#include "sim/id.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

static int by_value(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

static void assert_distinct(uint64_t *ids, size_t count) {
    qsort(ids, count, sizeof *ids, by_value);
    for (size_t k = 1; k < count; k++)
        assert_true(ids[k] != ids[k - 1]);
}

/* Siblings, cousins and successive generations: 600,000 of them. By chance two of them would be
 * equal once in 10^8 such tests. */
static void test_children_are_distinct(void **state) {
    (void)state;
    enum { PARENTS = 20, STEPS = 50, KINDS = 12, ORDINALS = 50 };
    size_t count = 0, size = (size_t)PARENTS * STEPS * KINDS * ORDINALS;
    uint64_t *ids = malloc(size * sizeof *ids), parent = id_from_name("somewhere");
    assert_non_null(ids);
    for (int p = 0; p < PARENTS; p++, parent = id_child(parent, p, 3, 0))
        for (int32_t step = -1; step < STEPS - 1; step++)
            for (uint32_t kind = 1; kind <= KINDS; kind++)
                for (uint32_t ordinal = 0; ordinal < ORDINALS; ordinal++)
                    ids[count++] = id_child(parent, step, kind, ordinal);
    assert_int_equal(count, size);
    assert_distinct(ids, count);
    free(ids);
}

/* Small parents, such as indices, are as good as large ones. */
static void test_plain_parents(void **state) {
    (void)state;
    enum { COUNT = 100000 };
    uint64_t *ids = malloc(COUNT * sizeof *ids);
    assert_non_null(ids);
    for (uint64_t k = 0; k < COUNT; k++)
        ids[k] = id_child(k, 0, 0, 0);
    assert_distinct(ids, COUNT);
    for (uint64_t k = 0; k < COUNT; k++)
        ids[k] = id_mix(k);
    assert_distinct(ids, COUNT);
    free(ids);
}

static void test_pure(void **state) {
    (void)state;
    assert_true(id_child(5, 6, 7, 8) == id_child(5, 6, 7, 8));
    assert_true(id_child(5, 6, 7, 8) != id_child(6, 5, 7, 8));
    assert_true(id_child(5, 6, 7, 8) != id_child(5, 6, 8, 7));
    assert_true(id_child(5, 6, 7, 8) != id_child(5, 8, 7, 6));
}

static void test_names(void **state) {
    (void)state;
    static const char *const names[] = {"",
                                        "a",
                                        "b",
                                        "ab",
                                        "ba",
                                        "north",
                                        "north2",
                                        "North",
                                        "nort2",
                                        "m01",
                                        "m10",
                                        "m11",
                                        "the world outside"};
    enum { COUNT = sizeof names / sizeof names[0] };
    uint64_t ids[COUNT];
    for (size_t k = 0; k < COUNT; k++) {
        ids[k] = id_from_name(names[k]);
        assert_true(ids[k] == id_from_name(names[k]));
    }
    assert_distinct(ids, COUNT);
}

/* One changed bit of an input changes each output bit about half of the time: the mean over
 * 64 x 1,000 changes within 3.5 standard errors (the changes of one number are nearly independent).
 */
static void test_mixing(void **state) {
    (void)state;
    enum { TRIES = 1000 };
    long flipped = 0;
    for (uint64_t k = 0; k < TRIES; k++)
        for (int bit = 0; bit < 64; bit++) {
            uint64_t changed = id_mix(k) ^ id_mix(k ^ UINT64_C(1) << bit);
            for (; changed != 0; changed &= changed - 1)
                flipped++;
        }
    double bits = 64.0 * 64 * TRIES;
    assert_true(labs(flipped - (long)(bits / 2)) < 3.5 * 0.5 * 2024); /* sqrt(64 * 64 * 1000) */
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_children_are_distinct),
        cmocka_unit_test(test_plain_parents),
        cmocka_unit_test(test_pure),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_mixing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
