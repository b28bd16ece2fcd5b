/* Tables of a result: what is written replicate by replicate, in any order of arrival, is read back
 * replicate by replicate, and the file's bytes do not depend on the order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "output/result_table.h"
#include "output/writer.h"
#include "tests/output/fixture.h"

/* Birds: enough of them in some replicates to fill several batches. */
#define BIRD_FIELDS(F)                                                                             \
    F(i32, step, 1, "", "step")                                                                    \
    F(u64, ring, 1, "", "number of its ring")                                                      \
    F(f32, weight, 1, "g", "body mass")                                                            \
    F(u8, colour, 1, "", "colour of the ring")
typedef struct {
    COLUMNS_TABLE;
    BIRD_FIELDS(COLUMNS_POINTER)
} birds;
#define BIRD_ROW(...) COLUMNS_ROW(birds, __VA_ARGS__)
static const column bird_columns[] = {BIRD_FIELDS(BIRD_ROW)};
static const columns_layout birds_layout = COLUMNS_LAYOUT("birds", bird_columns);
static const char *const colours[] = {"red", "deep blue"};
static const schema_codes codes[] = {{"colour", colours, 2, 1}};

/* A second table. */
#define NEST_FIELDS(F)                                                                             \
    F(i32, step, 1, "", "step")                                                                    \
    F(u64, tree, 1, "", "number of its tree")
typedef struct {
    COLUMNS_TABLE;
    NEST_FIELDS(COLUMNS_POINTER)
} nests;
#define NEST_ROW(...) COLUMNS_ROW(nests, __VA_ARGS__)
static const column nest_columns[] = {NEST_FIELDS(NEST_ROW)};
static const columns_layout nests_layout = COLUMNS_LAYOUT("nests", nest_columns);

static size_t nest_count(size_t replicate) {
    return replicate * 20000;
}

static const size_t bird_counts[FIXTURE_REPLICATES] = {40000, 0, 1, 70001, 12};

static uint64_t ring_of(size_t replicate, size_t i) {
    return UINT64_MAX - replicate * 1000003 - i;
}

static void write_birds(writer *out, size_t replicate) {
    birds b = {0};
    agglo_error error;
    columns_init(&b.table, &birds_layout);
    assert_int_equal(columns_append(&b.table, bird_counts[replicate], &error), AGGLO_OK);
    for (size_t i = 0; i < bird_counts[replicate]; i++) {
        b.step[i] = (int32_t)i;
        b.ring[i] = ring_of(replicate, i);
        b.weight[i] = (float)i / 8;
        b.colour[i] = (uint8_t)(i % 4);
    }
    assert_int_equal(writer_snapshots(out, replicate, &b.table, &error), AGGLO_OK);
    columns_free(&b.table);
}

static void write_nests(writer *out, size_t replicate) {
    nests n = {0};
    agglo_error error;
    columns_init(&n.table, &nests_layout);
    assert_int_equal(columns_append(&n.table, nest_count(replicate), &error), AGGLO_OK);
    for (size_t i = 0; i < nest_count(replicate); i++)
        n.tree[i] = replicate + 7 * i;
    assert_int_equal(writer_snapshots(out, replicate, &n.table, &error), AGGLO_OK);
    columns_free(&n.table);
}

static void write_result(const char *path, unsigned flags, const size_t *order) {
    schema plan = fixture_schema;
    writer *out = NULL;
    agglo_error error;
    plan.tables[plan.table_count++] = (schema_table){&birds_layout, "bird", codes, 1};
    plan.tables[plan.table_count++] = (schema_table){&nests_layout, "nest", NULL, 0};
    assert_int_equal(writer_create(path, &plan, flags, &out, &error), AGGLO_OK);
    for (size_t k = 0; k < FIXTURE_REPLICATES; k++) {
        size_t replicate = order[k];
        write_birds(out, replicate);
        write_nests(out, replicate);
        double *rows = fixture_rows(replicate);
        assert_int_equal(writer_replicate(out, replicate, rows, &error), AGGLO_OK);
        for (size_t i = 0; i < fixture_event_count(replicate); i++) {
            schema_event event = fixture_event(replicate, i);
            assert_int_equal(writer_events(out, replicate, &event, 1, &error), AGGLO_OK);
        }
        assert_int_equal(writer_events_end(out, replicate, &error), AGGLO_OK);
        free(rows);
    }
    assert_int_equal(writer_finish(out, &error), AGGLO_OK);
}

static void test_order_does_not_show(void **state) {
    (void)state;
    static const size_t orders[][FIXTURE_REPLICATES] = {
        {0, 1, 2, 3, 4}, {4, 3, 2, 1, 0}, {2, 4, 0, 3, 1}};
    for (unsigned flags = WRITER_PLAIN; flags <= WRITER_COMPRESS; flags += WRITER_COMPRESS) {
        size_t size, other;
        write_result("a.h5", flags | WRITER_FORCE, orders[0]);
        unsigned char *bytes = fixture_bytes("a.h5", &size);
        for (int k = 1; k < 3; k++) {
            write_result("b.h5", flags | WRITER_FORCE, orders[k]);
            unsigned char *again = fixture_bytes("b.h5", &other);
            assert_int_equal(size, other);
            assert_memory_equal(bytes, again, size);
            free(again);
        }
        free(bytes);
    }
}

static void test_tables_are_read_back(void **state) {
    (void)state;
    static const size_t order[] = {3, 0, 4, 1, 2};
    agglo_error error;
    result_table *table;
    write_result("c.h5", WRITER_COMPRESS, order);
    assert_int_equal(result_table_open("c.h5", "birds", &table, &error), AGGLO_OK);
    assert_non_null(table);
    for (size_t r = 0; r < FIXTURE_REPLICATES; r++) {
        size_t n = result_table_rows(table, r);
        assert_int_equal(n, bird_counts[r]);
        uint64_t *rings = malloc((n + 1) * sizeof *rings);
        double *weights = malloc((n + 1) * sizeof *weights); /* converted on the way */
        assert_true(rings != NULL && weights != NULL);
        assert_int_equal(result_table_column(table, "ring", r, COLUMN_u64, rings, &error),
                         AGGLO_OK);
        assert_int_equal(result_table_column(table, "weight", r, COLUMN_f64, weights, &error),
                         AGGLO_OK);
        for (size_t i = 0; i < n; i++)
            assert_true(rings[i] == ring_of(r, i) && weights[i] == (double)i / 8);
        free(rings);
        free(weights);
    }
    assert_int_equal(result_table_rows(table, FIXTURE_REPLICATES), 0);
    assert_int_equal(result_table_code(table, "colour", "deep_blue"), 1);
    assert_int_equal(result_table_code(table, "colour", "deep"), -1);
    assert_int_equal(result_table_code(table, "ring", "red"), -1);
    uint8_t none;
    assert_int_equal(result_table_column(table, "wings", 2, COLUMN_u8, &none, &error),
                     AGGLO_ERROR_INPUT);
    result_table_close(table);

    static uint64_t trees[100000];
    assert_int_equal(result_table_open("c.h5", "nests", &table, &error), AGGLO_OK);
    for (size_t r = 0; r < FIXTURE_REPLICATES; r++) {
        assert_int_equal(result_table_rows(table, r), nest_count(r));
        assert_int_equal(result_table_column(table, "tree", r, COLUMN_u64, trees, &error),
                         AGGLO_OK);
        for (size_t i = 0; i < nest_count(r); i++)
            assert_int_equal(trees[i], r + 7 * i);
    }
    result_table_close(table);

    assert_int_equal(result_table_open("c.h5", "events", &table, &error), AGGLO_OK);
    int32_t steps[FIXTURE_EVENTS + FIXTURE_REPLICATES];
    for (size_t r = 0; r < FIXTURE_REPLICATES; r++) {
        assert_int_equal(result_table_rows(table, r), fixture_event_count(r));
        assert_int_equal(result_table_column(table, "step", r, COLUMN_i32, steps, &error),
                         AGGLO_OK);
        for (size_t i = 0; i < fixture_event_count(r); i++)
            assert_int_equal(steps[i], fixture_event(r, i).step);
    }
    assert_int_equal(result_table_code(table, "type", "spin_off"), 1);
    result_table_close(table);
}

static void test_what_is_no_table(void **state) {
    (void)state;
    static const size_t order[] = {0, 1, 2, 3, 4};
    agglo_error error;
    result_table *table;
    fixture_write("plain.h5", WRITER_PLAIN, order, 100, 0);
    assert_int_equal(result_table_open("plain.h5", "snapshots", &table, &error), AGGLO_OK);
    assert_null(table); /* there are none */
    assert_int_equal(result_table_open("plain.h5", "firms", &table, &error), AGGLO_ERROR_INPUT);
    assert_null(table);
    assert_int_equal(result_table_open("nosuch.h5", "events", &table, &error), AGGLO_ERROR_IO);
    result_table_close(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_order_does_not_show, fixture_enter, fixture_leave),
        cmocka_unit_test_setup_teardown(test_tables_are_read_back, fixture_enter, fixture_leave),
        cmocka_unit_test_setup_teardown(test_what_is_no_table, fixture_enter, fixture_leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
