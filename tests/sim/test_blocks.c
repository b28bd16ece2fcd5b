/* Blocks: how ranges are cut, and sums whose bits do not depend on the number of lanes. */
#include "sim/blocks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/random.h"

enum { MOST_LANES = 8 };

/* Groups from none to several blocks, borders at and beside a block's size. */
static const int32_t first[] = {
    0, 0, 1, 1 + BLOCKS_SIZE, 2 + 2 * BLOCKS_SIZE, 2 + 2 * BLOCKS_SIZE, 1 + 3 * BLOCKS_SIZE, 9000};
enum { GROUPS = sizeof first / sizeof first[0] - 1 };

static void test_cut(void **state) {
    (void)state;
    blocks b = {0};
    assert_int_equal(blocks_cut(&b, first, GROUPS, NULL), AGGLO_OK);
    assert_int_equal(b.group_count, GROUPS);
    int32_t next = 0;
    size_t k = 0;
    for (int32_t g = 0; g < GROUPS; g++) {
        assert_int_equal(b.group_first[g], k);
        for (; k < b.count && b.items[k].group == g; k++) {
            assert_int_equal(b.items[k].begin, next);
            assert_true(b.items[k].end > next && b.items[k].end - next <= BLOCKS_SIZE);
            next = b.items[k].end;
            if (next != first[g + 1]) /* only a group's last block is short */
                assert_int_equal(next - b.items[k].begin, BLOCKS_SIZE);
        }
        assert_int_equal(next, first[g + 1]);
    }
    assert_int_equal(k, b.count);
    assert_int_equal(b.group_first[GROUPS], b.count);
    const int32_t empty[] = {0};
    assert_int_equal(blocks_cut(&b, empty, 0, NULL), AGGLO_OK);
    assert_int_equal(b.count, 0);
    blocks_free(&b);
    blocks_free(&b);
}

typedef struct {
    const blocks *b;
    const double *value;
    double *sum;  /* by block */
    int *visited; /* by agent */
    int lane_of[32];
} summing;

static agglo_status sum_blocks(void *context, int lane, size_t begin, size_t end,
                               agglo_error *error) {
    summing *s = context;
    (void)error;
    for (size_t k = begin; k < end; k++) {
        s->sum[k] = 0;
        s->lane_of[k] = lane;
        for (int32_t i = s->b->items[k].begin; i < s->b->items[k].end; i++) {
            s->sum[k] += s->value[i];
            s->visited[i]++;
        }
    }
    return AGGLO_OK;
}

static void test_same_bits_for_any_lanes(void **state) {
    (void)state;
    blocks b = {0};
    assert_int_equal(blocks_cut(&b, first, GROUPS, NULL), AGGLO_OK);
    assert_in_range(b.count, 1, 32);
    int32_t agents = first[GROUPS];
    double *value = malloc((size_t)agents * sizeof *value);
    int *visited = malloc((size_t)agents * sizeof *visited);
    assert_non_null(value);
    assert_non_null(visited);
    for (int32_t i = 0; i < agents; i++) { /* sizes so different that the order of adding counts */
        double u = random_uniform(random_draw(random_key_make(1, 0), (uint64_t)i, 0, 0, 0), 0);
        value[i] = random_lognormal(u, 1, 8);
    }
    double total[MOST_LANES + 1], sums[32];
    for (int lanes = 1; lanes <= MOST_LANES; lanes++) {
        memset(visited, 0, (size_t)agents * sizeof *visited);
        summing s = {.b = &b, .value = value, .sum = sums, .visited = visited};
        assert_int_equal(blocks_run(b.count, lanes, sum_blocks, &s, NULL), AGGLO_OK);
        for (int32_t i = 0; i < agents; i++)
            assert_int_equal(visited[i], 1);
        for (size_t k = 1; k < b.count; k++) /* lanes follow each other in block order */
            assert_true(s.lane_of[k] >= s.lane_of[k - 1] && s.lane_of[k] < lanes);
        total[lanes] = 0;
        for (size_t k = 0; k < b.count; k++)
            total[lanes] += sums[k];
        assert_memory_equal(&total[lanes], &total[1], sizeof(double));
    }
    free(value);
    free(visited);
    blocks_free(&b);
}

/* Fails in the lanes that hold block 3 or later. */
static agglo_status fail_late(void *context, int lane, size_t begin, size_t end,
                              agglo_error *error) {
    (void)context;
    (void)begin;
    return end <= 3 ? AGGLO_OK : error_set(error, AGGLO_ERROR_IO, "lane %d failed", lane);
}

static void test_lowest_lane_reports(void **state) {
    (void)state;
    for (int round = 0; round < 20; round++) {
        agglo_error error = {0};
        assert_int_equal(blocks_run(8, 8, fail_late, NULL, &error), AGGLO_ERROR_IO);
        assert_string_equal(error.what, "lane 3 failed");
    }
    agglo_error error = {0};
    assert_int_equal(blocks_run(8, 1, fail_late, NULL, &error), AGGLO_ERROR_IO);
    assert_string_equal(error.what, "lane 0 failed");
    assert_int_equal(blocks_run(8, 4, fail_late, NULL, NULL), AGGLO_ERROR_IO);
    assert_int_equal(blocks_run(3, 2, fail_late, NULL, NULL), AGGLO_OK);
}

typedef struct {
    int calls[MOST_LANES];
    size_t width[MOST_LANES];
} calls;

static agglo_status count_calls(void *context, int lane, size_t begin, size_t end,
                                agglo_error *error) {
    (void)error;
    ((calls *)context)->calls[lane]++;
    ((calls *)context)->width[lane] = end - begin;
    return AGGLO_OK;
}

/* Every lane is called once even if there is less to do than lanes: it must clear its lists. */
static void test_every_lane_is_called(void **state) {
    (void)state;
    for (size_t count = 0; count < 3; count++) {
        calls c = {{0}, {0}};
        assert_int_equal(blocks_run(count, MOST_LANES, count_calls, &c, NULL), AGGLO_OK);
        size_t covered = 0;
        for (int lane = 0; lane < MOST_LANES; lane++) {
            assert_int_equal(c.calls[lane], 1);
            covered += c.width[lane];
        }
        assert_int_equal(covered, count);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_same_bits_for_any_lanes),
        cmocka_unit_test(test_lowest_lane_reports),
        cmocka_unit_test(test_every_lane_is_called),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
