/* Checkpoints: what is saved is loaded bit for bit; a file that does not belong to the run, or is
 * damaged, is refused and leaves the run's tables alone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "output/checkpoint.h"
#include "tests/output/fixture.h"

/* ---- Populations ---- */

#define BIRD_FIELDS(F)                                                                             \
    F(f64, weight, 1, "kg", "body mass")                                                           \
    F(f32, song, 3, "Hz", "its song")                                                              \
    F(u64, id, 1, "", "who it is")                                                                 \
    F(i32, nest, 2, "", "its nests")                                                               \
    F(i16, age, 1, "months", "age")                                                                \
    F(u16, eggs, 1, "", "eggs")                                                                    \
    F(u8, kind, 1, "", "kind")
#define NEST_FIELDS(F) F(f64, height, 1, "m", "above ground")

typedef struct {
    COLUMNS_TABLE;
    BIRD_FIELDS(COLUMNS_POINTER)
} birds;
typedef struct {
    COLUMNS_TABLE;
    NEST_FIELDS(COLUMNS_POINTER)
} nests;
#define BIRD_ROW(type, name, width, unit, meaning)                                                 \
    COLUMNS_ROW(birds, type, name, width, unit, meaning)
#define NEST_ROW(type, name, width, unit, meaning)                                                 \
    COLUMNS_ROW(nests, type, name, width, unit, meaning)
static const column bird_columns[] = {BIRD_FIELDS(BIRD_ROW)};
static const column nest_columns[] = {NEST_FIELDS(NEST_ROW)};
static const columns_layout bird_layout = COLUMNS_LAYOUT("birds", bird_columns);
static const columns_layout nest_layout = COLUMNS_LAYOUT("nests", nest_columns);

/* A run's state as the checkpoint sees it. */
typedef struct {
    birds birds;
    nests nests;
    columns_table *tables[2];
    double *rows;
    size_t row_count;
    schema_event_list events;
    checkpoint_body body;
} run_state;

static void state_init(run_state *run) {
    *run = (run_state){0};
    columns_init(&run->birds.table, &bird_layout);
    columns_init(&run->nests.table, &nest_layout);
    run->tables[0] = &run->birds.table;
    run->tables[1] = &run->nests.table;
    run->body = (checkpoint_body){run->tables, 2, &run->rows, &run->row_count, &run->events};
}

static void state_free(run_state *run) {
    columns_free(&run->birds.table);
    columns_free(&run->nests.table);
    free(run->rows);
    schema_events_free(&run->events);
}

/* Fills every byte with something of its own; `seed` makes states differ. */
static void state_fill(run_state *run, size_t bird_count, size_t nest_count, size_t seed) {
    agglo_error error;
    assert_int_equal(columns_append(&run->birds.table, bird_count, &error), AGGLO_OK);
    assert_int_equal(columns_append(&run->nests.table, nest_count, &error), AGGLO_OK);
    for (int t = 0; t < 2; t++)
        for (size_t c = 0; c < run->tables[t]->layout->count; c++) {
            const column *col = &run->tables[t]->layout->columns[c];
            size_t size = run->tables[t]->count * col->width * column_type_size(col->type);
            unsigned char *bytes = columns_data(run->tables[t], c);
            for (size_t i = 0; i < size; i++)
                bytes[i] = (unsigned char)(i * 31 + c * 7 + seed);
        }
    run->row_count = 10 * bird_count;
    run->rows = calloc(run->row_count + 1, sizeof *run->rows);
    assert_non_null(run->rows);
    for (size_t i = 0; i < run->row_count; i++)
        run->rows[i] = (double)(i + seed) / 3;
    assert_int_equal(schema_events_reserve(&run->events, bird_count, &error), AGGLO_OK);
    run->events.count = bird_count;
    for (size_t i = 0; i < bird_count; i++)
        run->events.items[i] = fixture_event(seed, i);
}

static void check_equal(const run_state *a, const run_state *b) {
    for (int t = 0; t < 2; t++) {
        assert_int_equal(a->tables[t]->count, b->tables[t]->count);
        assert_true(columns_hash(a->tables[t], 1) == columns_hash(b->tables[t], 1));
    }
    assert_int_equal(a->row_count, b->row_count);
    assert_memory_equal(a->rows, b->rows, a->row_count * sizeof *a->rows);
    assert_int_equal(a->events.count, b->events.count);
    for (size_t i = 0; i < a->events.count; i++) {
        assert_int_equal(a->events.items[i].step, b->events.items[i].step);
        assert_int_equal(a->events.items[i].region, b->events.items[i].region);
        assert_int_equal(a->events.items[i].type, b->events.items[i].type);
        assert_int_equal(a->events.items[i].link, b->events.items[i].link);
        assert_true(a->events.items[i].agent == b->events.items[i].agent);
        assert_true(a->events.items[i].cause == b->events.items[i].cause);
    }
}

static void save(const char *path, const run_state *run, int32_t step) {
    agglo_error error;
    checkpoint_head head = {UINT64_C(0xFEDCBA9876543210), 7, step};
    assert_int_equal(checkpoint_save(path, &head, &run->body, &error), AGGLO_OK);
}

static agglo_status load(const char *path, run_state *run, int32_t *step, agglo_error *error) {
    checkpoint_head head = {UINT64_C(0xFEDCBA9876543210), 7, -1};
    agglo_status status = checkpoint_load(path, &head, &run->body, error);
    *step = head.step;
    return status;
}

/* ---- Saving and loading ---- */

static void check_roundtrip(size_t bird_count, size_t nest_count) {
    agglo_error error;
    run_state saved, loaded;
    int32_t step;
    state_init(&saved);
    state_init(&loaded);
    state_fill(&saved, bird_count, nest_count, 1);
    save("a.ckpt", &saved, 123);
    assert_false(fixture_exists("a.ckpt.tmp"));
    assert_int_equal(load("a.ckpt", &loaded, &step, &error), AGGLO_OK);
    assert_int_equal(step, 123);
    check_equal(&saved, &loaded);
    state_free(&saved);
    state_free(&loaded);
}

static void test_roundtrip(void **state) {
    (void)state;
    check_roundtrip(1000, 3);
    check_roundtrip(300000, 1); /* many chunks */
    check_roundtrip(0, 0);
    check_roundtrip(1, 0);
}

static void test_into_full_tables(void **state) {
    (void)state;
    agglo_error error;
    run_state saved, loaded;
    int32_t step;
    state_init(&saved);
    state_init(&loaded);
    state_fill(&saved, 100, 5, 1);
    state_fill(&loaded, 777, 1, 2);
    save("a.ckpt", &saved, 5);
    free(loaded.rows); /* load allocates rows anew */
    loaded.rows = NULL;
    assert_int_equal(load("a.ckpt", &loaded, &step, &error), AGGLO_OK);
    check_equal(&saved, &loaded);
    state_free(&saved);
    state_free(&loaded);
}

static void test_without_results(void **state) {
    (void)state;
    agglo_error error;
    run_state saved, loaded;
    int32_t step;
    state_init(&saved);
    state_init(&loaded);
    state_fill(&saved, 10, 2, 1);
    saved.body = (checkpoint_body){saved.tables, 2, NULL, NULL, NULL};
    loaded.body = saved.body;
    loaded.body.tables = loaded.tables;
    save("a.ckpt", &saved, 5);
    assert_int_equal(load("a.ckpt", &loaded, &step, &error), AGGLO_OK);
    assert_int_equal(loaded.birds.table.count, 10);
    state_free(&saved);
    state_free(&loaded);
}

static void test_same_bytes(void **state) {
    (void)state;
    run_state saved;
    state_init(&saved);
    state_fill(&saved, 1000, 30, 1);
    save("a.ckpt", &saved, 5);
    save("b.ckpt", &saved, 5);
    save("b.ckpt", &saved, 5); /* replaces */
    size_t size_a, size_b;
    unsigned char *a = fixture_bytes("a.ckpt", &size_a), *b = fixture_bytes("b.ckpt", &size_b);
    assert_int_equal(size_a, size_b);
    assert_memory_equal(a, b, size_a);
    free(a);
    free(b);
    state_free(&saved);
}

/* ---- What is refused ---- */

static void test_other_identity(void **state) {
    (void)state;
    agglo_error error;
    run_state saved, loaded;
    state_init(&saved);
    state_init(&loaded);
    state_fill(&saved, 10, 2, 1);
    save("a.ckpt", &saved, 5);
    checkpoint_head head = {1, 7, 0};
    assert_int_equal(checkpoint_load("a.ckpt", &head, &loaded.body, &error), AGGLO_ERROR_INPUT);
    assert_string_equal(error.file, "a.ckpt");
    assert_non_null(strstr(error.what, "another scenario"));
    assert_non_null(strstr(error.got, "fedcba9876543210"));
    head = (checkpoint_head){UINT64_C(0xFEDCBA9876543210), 8, 0};
    assert_int_equal(checkpoint_load("a.ckpt", &head, &loaded.body, &error), AGGLO_ERROR_INPUT);
    assert_non_null(strstr(error.what, "another replicate"));
    assert_int_equal(loaded.birds.table.count, 0);
    state_free(&saved);
    state_free(&loaded);
}

/* Loads into tables of another layout and expects a refusal that names `culprit`; the tables keep
 * what they hold. */
static void check_layout(const columns_layout *layout, const char *culprit) {
    agglo_error error;
    run_state loaded;
    int32_t step;
    state_init(&loaded);
    state_fill(&loaded, 3, 1, 9);
    const columns_layout *own = loaded.birds.table.layout;
    uint64_t before = columns_hash(&loaded.birds.table, 0);
    loaded.birds.table.layout = layout;
    assert_int_equal(load("a.ckpt", &loaded, &step, &error), AGGLO_ERROR_INPUT);
    assert_non_null(strstr(error.what, culprit));
    loaded.birds.table.layout = own;
    assert_true(columns_hash(&loaded.birds.table, 0) == before);
    state_free(&loaded);
}

static void test_other_columns(void **state) {
    (void)state;
    run_state saved;
    state_init(&saved);
    state_fill(&saved, 10, 2, 1);
    save("a.ckpt", &saved, 5);
    enum { COUNT = sizeof bird_columns / sizeof bird_columns[0] };
    column other[COUNT];
    columns_layout fewer = {"birds", bird_columns, COUNT - 1}, changed = {"birds", other, COUNT};
    columns_layout renamed = {"gulls", bird_columns, COUNT};
    check_layout(&fewer, "birds.kind");
    check_layout(&renamed, "gulls");
    memcpy(other, bird_columns, sizeof other);
    other[3].type = COLUMN_f32;
    check_layout(&changed, "'nest' has another type");
    memcpy(other, bird_columns, sizeof other);
    other[1].width = 2;
    check_layout(&changed, "'song' has another shape");
    memcpy(other, bird_columns, sizeof other);
    other[6].name = "colour"; /* one unknown, one missing */
    check_layout(&changed, "birds.kind");
    saved.body.table_count = 1;
    save("a.ckpt", &saved, 5);
    check_layout(&bird_layout, "1 tables, not 2");
    saved.birds.table.layout = &fewer;
    saved.body.table_count = 2;
    save("a.ckpt", &saved, 5);
    check_layout(&bird_layout, "'kind' is missing");
    saved.birds.table.layout = &bird_layout;
    state_free(&saved);
}

static void test_truncated(void **state) {
    (void)state;
    agglo_error error;
    run_state saved, loaded;
    int32_t step;
    state_init(&saved);
    state_init(&loaded);
    state_fill(&saved, 1000, 20, 1);
    save("a.ckpt", &saved, 5);
    size_t size;
    free(fixture_bytes("a.ckpt", &size));
    for (size_t kept = 0; kept < size; kept += size / 67) {
        fixture_truncate("a.ckpt", "cut.ckpt", kept);
        assert_int_equal(load("cut.ckpt", &loaded, &step, &error), AGGLO_ERROR_INPUT);
        assert_string_equal(error.file, "cut.ckpt");
        assert_int_equal(loaded.birds.table.count, 0);
    }
    state_free(&saved);
    state_free(&loaded);
}

/* One flipped bit in the numbers of a column is noticed. */
static void test_flipped_bit(void **state) {
    (void)state;
    agglo_error error;
    run_state saved, loaded;
    int32_t step;
    state_init(&saved);
    state_init(&loaded);
    state_fill(&saved, 50000, 20, 1);
    save("a.ckpt", &saved, 5);
    size_t size;
    unsigned char *bytes = fixture_bytes("a.ckpt", &size);
    bytes[size / 2] ^= 4; /* headers are small: the middle is data */
    FILE *file = fopen("b.ckpt", "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    fclose(file);
    free(bytes);
    assert_int_equal(load("b.ckpt", &loaded, &step, &error), AGGLO_ERROR_INPUT);
    assert_non_null(strstr(error.what, "damaged"));
    state_free(&saved);
    state_free(&loaded);
}

static void test_foreign(void **state) {
    (void)state;
    agglo_error error;
    run_state run;
    int32_t step;
    const size_t order[FIXTURE_REPLICATES] = {0, 1, 2, 3, 4};
    state_init(&run);
    assert_int_equal(load("none.ckpt", &run, &step, &error), AGGLO_ERROR_IO);
    fixture_write("a.h5", WRITER_PLAIN, order, 5000, 0);
    assert_int_equal(load("a.h5", &run, &step, &error), AGGLO_ERROR_INPUT);
    assert_non_null(strstr(error.what, "not a checkpoint"));
    state_fill(&run, 3, 3, 1);
    checkpoint_head head = {0};
    assert_int_equal(checkpoint_save("nowhere/a.ckpt", &head, &run.body, &error), AGGLO_ERROR_IO);
    assert_non_null(strstr(error.what, "No such file or directory"));
    assert_int_equal(mkdir("place", 0777), 0);
    assert_int_equal(checkpoint_save("place", &head, &run.body, &error), AGGLO_ERROR_IO);
    state_free(&run);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_enter, fixture_leave)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_roundtrip),  TEST(test_into_full_tables), TEST(test_without_results),
        TEST(test_same_bytes), TEST(test_other_identity),   TEST(test_other_columns),
        TEST(test_truncated),  TEST(test_flipped_bit),      TEST(test_foreign),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
