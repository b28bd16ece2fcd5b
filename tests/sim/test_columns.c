/* Tables of columns: growth, reordering, hashes, memory. */
#include "sim/columns.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#define BIRD_FIELDS(F)                                                                             \
    F(f64, weight, 1, "kg", "body mass")                                                           \
    F(f32, wing, 1, "m", "span")                                                                   \
    F(u64, ring, 1, "", "number on its ring")                                                      \
    F(i32, nest, 1, "", "index of its nest")                                                       \
    F(i16, egg, 3, "", "steps in which it laid")                                                   \
    F(u16, flock, 1, "", "its flock")                                                              \
    F(u8, colour, 5, "", "of its feathers")

typedef struct {
    COLUMNS_TABLE;
    BIRD_FIELDS(COLUMNS_POINTER)
} birds;
#define BIRD_ROW(type, name, width, unit, meaning)                                                 \
    COLUMNS_ROW(birds, type, name, width, unit, meaning)
static const column bird_columns[] = {BIRD_FIELDS(BIRD_ROW)};
static const columns_layout birds_layout = COLUMNS_LAYOUT("birds", bird_columns);

/* Bird number n, in all its fields. */
static void fill(birds *b, size_t i, int n) {
    b->weight[i] = 0.1 * n;
    b->wing[i] = (float)n / 8;
    b->ring[i] = (uint64_t)n << 40 | 1;
    b->nest[i] = -n;
    b->flock[i] = (uint16_t)(60000 + n % 5000);
    for (size_t k = 0; k < 3; k++)
        b->egg[3 * i + k] = (int16_t)(n + (int)k);
    for (size_t k = 0; k < 5; k++)
        b->colour[5 * i + k] = (uint8_t)(n + (int)k);
}

static int is_bird(const birds *b, size_t i, int n) {
    int same = b->weight[i] == 0.1 * n && b->wing[i] == (float)n / 8 && b->nest[i] == -n &&
               b->ring[i] == ((uint64_t)n << 40 | 1) && b->flock[i] == 60000 + n % 5000;
    for (size_t k = 0; k < 3; k++)
        same = same && b->egg[3 * i + k] == (int16_t)(n + (int)k);
    for (size_t k = 0; k < 5; k++)
        same = same && b->colour[5 * i + k] == (uint8_t)(n + (int)k);
    return same;
}

static int is_zero(const birds *b, size_t i) {
    int zero = b->weight[i] == 0 && b->wing[i] == 0 && b->ring[i] == 0 && b->nest[i] == 0 &&
               b->flock[i] == 0;
    for (size_t k = 0; k < 3; k++)
        zero = zero && b->egg[3 * i + k] == 0;
    for (size_t k = 0; k < 5; k++)
        zero = zero && b->colour[5 * i + k] == 0;
    return zero;
}

static void make(birds *b, size_t count) {
    columns_init(&b->table, &birds_layout);
    assert_int_equal(columns_append(&b->table, count, NULL), AGGLO_OK);
    for (size_t i = 0; i < count; i++)
        fill(b, i, (int)i);
}

static void test_append_keeps_and_zeroes(void **state) {
    (void)state;
    birds b;
    make(&b, 10);
    for (size_t count = 10; count < 3000; count += 37) {
        assert_int_equal(columns_append(&b.table, 37, NULL), AGGLO_OK);
        assert_int_equal(b.table.count, count + 37);
        for (size_t i = 0; i < count; i++)
            assert_true(is_bird(&b, i, (int)i));
        for (size_t i = count; i < count + 37; i++) {
            assert_true(is_zero(&b, i));
            fill(&b, i, (int)i);
        }
    }
    assert_int_equal(columns_append(&b.table, 0, NULL), AGGLO_OK);
    columns_free(&b.table);
    assert_int_equal(b.table.count, 0);
    assert_null(b.weight);
    columns_free(&b.table); /* twice is fine */
    columns_free(NULL);
}

/* Rows that were used before and given up are zero again when they come back. */
static void test_append_after_shrinking(void **state) {
    (void)state;
    birds b;
    make(&b, 20);
    const int32_t keep[] = {19, 3};
    assert_int_equal(columns_gather(&b.table, keep, 2, NULL), AGGLO_OK);
    assert_int_equal(columns_append(&b.table, 18, NULL), AGGLO_OK);
    assert_true(is_bird(&b, 0, 19) && is_bird(&b, 1, 3));
    for (size_t i = 2; i < 20; i++)
        assert_true(is_zero(&b, i));
    columns_free(&b.table);
}

static void test_gather(void **state) {
    (void)state;
    enum { MORE = 200 };
    birds b;
    make(&b, 50);
    int32_t order[MORE];
    for (int i = 0; i < MORE; i++) /* repeats, new rows and all old ones out of order */
        order[i] = i % 7 == 3 ? -1 - i % 2 : (i * 37) % 50;
    assert_int_equal(columns_gather(&b.table, order, MORE, NULL), AGGLO_OK);
    assert_int_equal(b.table.count, MORE);
    for (size_t i = 0; i < MORE; i++)
        assert_true(order[i] < 0 ? is_zero(&b, i) : is_bird(&b, i, order[i]));
    assert_int_equal(columns_gather(&b.table, order, 0, NULL), AGGLO_OK);
    assert_int_equal(b.table.count, 0);
    const int32_t fresh[] = {-1, -1};
    assert_int_equal(columns_gather(&b.table, fresh, 2, NULL), AGGLO_OK);
    assert_true(is_zero(&b, 0) && is_zero(&b, 1));
    columns_free(&b.table);
}

/* Plans moves of random runs with random distances between them; `origin`: where a new row comes
 * from, or -1. Returns the number of new rows. */
static size_t random_plan(columns_plan *plan, size_t count, int32_t *origin) {
    static uint32_t seed = 1;
    size_t row = 0, next = 0;
    plan->count = 0;
    while (row < count) {
        size_t run = 1 + (seed = seed * 1664525 + 1013904223) / 65536 % 9;
        size_t out = (seed = seed * 1664525 + 1013904223) / 65536 % 3;
        size_t in = (seed = seed * 1664525 + 1013904223) / 65536 % 3;
        run = run < count - row ? run : count - row;
        assert_int_equal(columns_plan_add(plan, row, next, run, NULL), AGGLO_OK);
        for (size_t k = 0; k < run; k++)
            origin[next++] = (int32_t)row++;
        for (size_t k = 0; k < in; k++)
            origin[next++] = -1;
        row += out;
    }
    return next;
}

static void test_rearrange(void **state) {
    (void)state;
    enum { BIRDS = 400 };
    columns_plan plan = {0};
    for (int round = 0; round < 50; round++) {
        int32_t origin[4 * BIRDS], fresh[4 * BIRDS];
        birds b;
        make(&b, BIRDS);
        size_t count = random_plan(&plan, BIRDS, origin), fresh_count = 0;
        assert_int_equal(columns_rearrange(&b.table, &plan, count, 1 + round % 3, NULL), AGGLO_OK);
        assert_int_equal(b.table.count, count);
        for (size_t i = 0; i < count; i++)
            if (origin[i] >= 0)
                assert_true(is_bird(&b, i, origin[i]));
            else
                fresh[fresh_count++] = (int32_t)i;
        columns_clear(&b.table, fresh, fresh_count);
        for (size_t i = 0; i < count; i++)
            assert_true(origin[i] >= 0 ? is_bird(&b, i, origin[i]) : is_zero(&b, i));
        columns_free(&b.table);
    }
    columns_plan_free(&plan);
}

/* Runs that go equally far are one move; empty ones none. */
static void test_plan_joins(void **state) {
    (void)state;
    columns_plan plan = {0};
    assert_int_equal(columns_plan_add(&plan, 0, 0, 10, NULL), AGGLO_OK);
    assert_int_equal(columns_plan_add(&plan, 11, 11, 0, NULL), AGGLO_OK);
    assert_int_equal(columns_plan_add(&plan, 12, 12, 3, NULL), AGGLO_OK);
    assert_int_equal(columns_plan_add(&plan, 15, 17, 5, NULL), AGGLO_OK);
    assert_int_equal(plan.count, 2);
    assert_true(plan.items[0].from == 0 && plan.items[0].to == 0 && plan.items[0].count == 15);
    assert_true(plan.items[1].from == 15 && plan.items[1].to == 17 && plan.items[1].count == 5);
    columns_plan_free(&plan);
    columns_plan_free(&plan); /* twice is fine */
}

static void test_hash(void **state) {
    (void)state;
    birds a, b;
    make(&a, 100);
    make(&b, 100);
    assert_int_equal(columns_reserve(&b.table, 5000, NULL), AGGLO_OK); /* room does not count */
    uint64_t hash = columns_hash(&a.table, 1);
    assert_int_equal(columns_hash(&b.table, 1), hash);
    assert_true(columns_hash(&b.table, 2) != hash);
    /* every byte of every column counts */
    for (size_t c = 0; c < birds_layout.count; c++) {
        unsigned char *bytes = columns_data(&b.table, c);
        size_t size = 100 * bird_columns[c].width * column_type_size(bird_columns[c].type);
        for (size_t k = 0; k < size; k++) {
            bytes[k] ^= 1;
            assert_true(columns_hash(&b.table, 1) != hash);
            bytes[k] ^= 1;
        }
    }
    int32_t order[100];
    for (int i = 0; i < 100; i++)
        order[i] = i < 2 ? 1 - i : i;
    assert_int_equal(columns_gather(&b.table, order, 100, NULL), AGGLO_OK);
    assert_true(columns_hash(&b.table, 1) != hash);
    assert_int_equal(columns_gather(&b.table, order, 99, NULL), AGGLO_OK);
    assert_true(columns_hash(&b.table, 1) != hash);
    columns_free(&a.table);
    columns_free(&b.table);
}

static void test_bytes_and_types(void **state) {
    (void)state;
    assert_int_equal(column_type_size(COLUMN_f64), 8);
    assert_int_equal(column_type_size(COLUMN_f32), 4);
    assert_int_equal(column_type_size(COLUMN_u64), 8);
    assert_int_equal(column_type_size(COLUMN_i32), 4);
    assert_int_equal(column_type_size(COLUMN_i16), 2);
    assert_int_equal(column_type_size(COLUMN_u16), 2);
    assert_int_equal(column_type_size(COLUMN_u8), 1);
    birds b;
    columns_init(&b.table, &birds_layout);
    assert_int_equal(columns_bytes(&b.table), 0);
    assert_int_equal(columns_reserve(&b.table, 10, NULL), AGGLO_OK);
    assert_int_equal(columns_bytes(&b.table), 10 * (8 + 4 + 8 + 4 + 6 + 2 + 5));
    columns_free(&b.table);
}

/* Growth is amortised: adding one by one moves the storage a few times only. */
static void test_growth_is_amortised(void **state) {
    (void)state;
    birds b;
    columns_init(&b.table, &birds_layout);
    int moves = 0;
    for (size_t i = 0; i < 20000; i++) {
        size_t before = b.table.capacity;
        assert_int_equal(columns_append(&b.table, 1, NULL), AGGLO_OK);
        moves += b.table.capacity != before;
    }
    assert_in_range(moves, 1, 80);
    columns_free(&b.table);
}

/* The address sanitizer does not let an allocation fail in silence. */
#if defined(__SANITIZE_ADDRESS__)
enum { IS_SANITIZED = 1 };
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
enum { IS_SANITIZED = 1 };
#else
enum { IS_SANITIZED = 0 };
#endif
#else
enum { IS_SANITIZED = 0 };
#endif

static void test_no_memory(void **state) {
    (void)state;
    birds b;
    if (IS_SANITIZED)
        skip();
    make(&b, 3);
    agglo_error error = {0};
    assert_int_equal(columns_reserve(&b.table, SIZE_MAX / 64, &error), AGGLO_ERROR_MEMORY);
    assert_int_equal(error.status, AGGLO_ERROR_MEMORY);
    assert_non_null(strstr(error.what, "birds"));
    for (size_t i = 0; i < 3; i++) /* what was there is still there */
        assert_true(is_bird(&b, i, (int)i));
    columns_free(&b.table);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_append_keeps_and_zeroes),
        cmocka_unit_test(test_append_after_shrinking),
        cmocka_unit_test(test_gather),
        cmocka_unit_test(test_rearrange),
        cmocka_unit_test(test_plan_joins),
        cmocka_unit_test(test_hash),
        cmocka_unit_test(test_bytes_and_types),
        cmocka_unit_test(test_growth_is_amortised),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
