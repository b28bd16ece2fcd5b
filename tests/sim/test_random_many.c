/* Many draws at once against single ones: the same words for any width of vector, and normal
 * numbers that are GSL's inverse but for the error that is promised. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "sim/id.h"
#include "sim/random.h"
#include "sim/vector.h"

static const int widths[] = {2, 4, 8};
enum { COUNT = 1003 };

/* ---- words ---- */

static void check_words(random_key key, const random_agents *of) {
    static random_block blocks[COUNT + 1];
    random_block mark = {{1, 2, 3, 4}};
    blocks[of->count] = mark;
    random_draw_many(key, of, blocks);
    for (size_t i = 0; i < of->count; i++) {
        random_block one = random_draw(key, of->ids[i], of->step, of->purpose,
                                       of->indices != NULL ? of->indices[i] : 0);
        assert_memory_equal(&blocks[i], &one, sizeof one);
    }
    assert_memory_equal(&blocks[of->count], &mark, sizeof mark);
}

/* Random123 is the reference, by random_draw. */
static void test_words(void **state) {
    (void)state;
    static uint64_t ids[COUNT];
    static uint32_t indices[COUNT];
    for (uint64_t i = 0; i < COUNT; i++) {
        ids[i] = i < 5 ? i : i < 10 ? UINT64_MAX - i : id_mix(i);
        indices[i] = i < 5 ? (uint32_t)i : (uint32_t)id_mix(ids[i]);
    }
    static const random_key keys[] = {{{0, 0}}, {{UINT32_MAX, UINT32_MAX}}, {{0xa4093822, 1}}};
    static const int32_t steps[] = {0, RANDOM_ONCE, 77, INT32_MAX};
    for (size_t width = 0; width < sizeof widths / sizeof widths[0]; width++) {
        vector_limit_lanes(widths[width]);
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++)
            for (size_t s = 0; s < sizeof steps / sizeof steps[0]; s++)
                for (uint32_t purpose = 0; purpose < 256; purpose += 51) {
                    check_words(keys[k], &(random_agents){ids, COUNT, steps[s], purpose, NULL});
                    check_words(keys[k], &(random_agents){ids, COUNT, steps[s], purpose, indices});
                }
        for (size_t n = 0; n < 20; n++)
            check_words(keys[2], &(random_agents){ids + n, n, 3, 4, indices + n});
    }
    vector_limit_lanes(8);
}

/* ---- normal numbers ---- */

static double normal(uint32_t word) {
    random_block block = {{0, 0, word, 0}};
    double z;
    random_normal_many(&block, 2, 1, &z);
    return z;
}

static double exact(uint32_t word) {
    return random_normal(((double)word + 0.5) * 0x1p-32);
}

static void check_normal(uint32_t word) {
    double z = normal(word);
    assert_true(fabs(z - exact(word)) <= 2e-7 * fabs(z));
    assert_true(normal(~word) == -z);
}

/* Both ends, the middle, around every end of a cell (x is cut at k 2^e, 16 <= k < 32), and anywhere
 * between. */
static void test_normal_error(void **state) {
    (void)state;
    for (uint32_t k = 0; k < 1000; k++) {
        check_normal(k);
        check_normal((UINT32_C(1) << 31) - 1 - k);
    }
    for (int e = 0; e < 27; e++)
        for (uint32_t k = 16; k < 32; k++)
            for (uint32_t near = 0; near < 3; near++)
                check_normal((k << e) + near - 1);
    for (uint64_t k = 0; k < 200000; k++) {
        uint32_t word = (uint32_t)id_mix(k);
        check_normal(word);
        check_normal(word >> word % 31); /* far out in the tail, too */
    }
}

/* Neighbours never fall back; tested where it is hardest: where cells meet, and in the middle. */
static void test_normal_monotone(void **state) {
    (void)state;
    for (int e = 0; e < 27; e++) {
        for (uint32_t k = 16; k <= 32; k++) {
            uint32_t first = (k << e) - 8;
            for (uint32_t step = 0; step < 16; step++)
                assert_true(normal(first + step) < normal(first + step + 1));
        }
    }
    for (uint64_t k = 0; k < 100000; k++) {
        uint32_t word = (uint32_t)id_mix(k);
        if (word != UINT32_MAX)
            assert_true(normal(word) < normal(word + 1));
    }
}

/* Every number of an array is what it is alone. */
static void test_normal_array(void **state) {
    (void)state;
    static random_block blocks[COUNT];
    static double z[COUNT];
    for (uint64_t k = 0; k < COUNT; k++)
        blocks[k] = random_draw((random_key){{5, 6}}, k, 0, 0, 0);
    for (int word = 0; word < 4; word++) {
        random_normal_many(blocks, word, COUNT, z);
        for (int k = 0; k < COUNT; k++)
            assert_true(z[k] == normal(blocks[k].word[word]));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_normal_error),
        cmocka_unit_test(test_normal_monotone),
        cmocka_unit_test(test_normal_array),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
