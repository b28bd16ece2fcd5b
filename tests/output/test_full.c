/* A disk that is full, at every stage of a result and of a checkpoint, and while a merged result is
 * created: one clear error, no file under the final name, and a process that can go on. A limit on
 * file sizes plays the disk.
 *
 * HDF5 1.10 does not give back all memory of a file whose closing failed; since that is not ours,
 * the leak checker is told to overlook HDF5 here, and only here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "output/checkpoint.h"
#include "output/reader.h"
#include "output/sweep_file.h"
#include "output/writer.h"
#include "tests/output/fixture.h"

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) {
    return "leak:libhdf5\n";
}

/* How many files this process holds open. */
static size_t open_files(void) {
    size_t count = 0;
    DIR *directory = opendir("/proc/self/fd");
    while (directory != NULL && readdir(directory) != NULL)
        count++;
    if (directory != NULL)
        closedir(directory);
    return count;
}

static void limit_file_size(rlim_t size) {
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = size;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

/* Writes a result with so little space that it must fail somewhere; the first error is returned. */
static agglo_status write_in(rlim_t space, unsigned flags, agglo_error *error) {
    writer *out;
    limit_file_size(space);
    agglo_status status = writer_create("a.h5", &fixture_schema, flags, &out, error);
    for (size_t n = 0; n < FIXTURE_REPLICATES && out != NULL && status == AGGLO_OK; n++) {
        double *rows = fixture_rows(n);
        status = writer_replicate(out, n, rows, error);
        for (size_t i = 0; i < fixture_event_count(n) && status == AGGLO_OK; i++) {
            schema_event event = fixture_event(n, i);
            status = writer_events(out, n, &event, 1, error);
        }
        if (status == AGGLO_OK)
            status = writer_events_end(out, n, error);
        free(rows);
    }
    if (out != NULL && status == AGGLO_OK) {
        status = writer_finish(out, error);
    } else if (out != NULL) {
        agglo_error again; /* a writer that failed stays failed */
        assert_int_equal(writer_events_end(out, 4, &again), status);
        assert_int_equal(writer_finish(out, &again), status);
        assert_string_equal(error->what, again.what);
    }
    limit_file_size(RLIM_INFINITY);
    return status;
}

static void check_full(unsigned flags) {
    agglo_error error;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(write_in(RLIM_INFINITY, flags, &error), AGGLO_OK);
    size_t size, files = open_files();
    free(fixture_bytes("a.h5", &size));
    assert_int_equal(unlink("a.h5"), 0);
    for (size_t space = 0; space < size; space += space < 40000 ? 997 : size / 61) {
        assert_int_equal(write_in(space, flags, &error), AGGLO_ERROR_IO);
        assert_non_null(strstr(error.what, "File too large"));
        assert_string_equal(error.file, "a.h5.partial");
        assert_false(fixture_exists("a.h5"));
    }
    assert_int_equal(write_in(size - 1, flags, &error), AGGLO_ERROR_IO);
    assert_false(fixture_exists("a.h5"));
    assert_int_equal(write_in(size, flags, &error), AGGLO_OK); /* the same process recovers */
    reader *in;
    assert_int_equal(reader_open("a.h5", 0, &in, &error), AGGLO_OK);
    reader_close(in);
    assert_int_equal(open_files(), files);
}

static void test_full_plain(void **state) {
    (void)state;
    check_full(WRITER_PLAIN);
}

static void test_full_compressed(void **state) {
    (void)state;
    check_full(WRITER_COMPRESS);
}

/* ---- Merged results of sweeps ---- */

static agglo_status create_merged(rlim_t space, agglo_error *error) {
    static const parts_field field = {.name = "total", .unit = "1", .width = 1};
    static const parts_head head = {.fields = &field, .field_count = 1, .width = 1};
    static const sweep_file_plan plan = {.schema = &fixture_schema,
                                         .head = &head,
                                         .points = 1000,
                                         .replicates = 3,
                                         .coordinates = ""};
    sweep_file *file;
    limit_file_size(space);
    agglo_status status = sweep_file_create("a.h5", &plan, &file, error);
    limit_file_size(RLIM_INFINITY);
    sweep_file_abandon(file);
    return status;
}

/* The variables' space, 24 kB, is taken when the file is created. */
static void test_full_merged(void **state) {
    (void)state;
    agglo_error error;
    signal(SIGXFSZ, SIG_IGN);
    size_t files = open_files();
    for (size_t space = 0; space < 24000; space += 997) {
        assert_int_equal(create_merged(space, &error), AGGLO_ERROR_IO);
        assert_non_null(strstr(error.what, "File too large"));
        assert_string_equal(error.file, "a.h5.partial");
        assert_false(fixture_exists("a.h5.partial"));
    }
    assert_int_equal(create_merged(RLIM_INFINITY, &error), AGGLO_OK);
    assert_int_equal(open_files(), files);
}

/* ---- Checkpoints ---- */

#define THING_FIELDS(F) F(f64, weight, 1, "kg", "weight")
typedef struct {
    COLUMNS_TABLE;
    THING_FIELDS(COLUMNS_POINTER)
} things;
#define THING_ROW(type, name, width, unit, meaning)                                                \
    COLUMNS_ROW(things, type, name, width, unit, meaning)
static const column thing_columns[] = {THING_FIELDS(THING_ROW)};
static const columns_layout thing_layout = COLUMNS_LAYOUT("things", thing_columns);

static void test_full_checkpoint(void **state) {
    (void)state;
    agglo_error error;
    things some;
    columns_init(&some.table, &thing_layout);
    columns_table *tables[] = {&some.table};
    checkpoint_body body = {tables, 1, NULL, NULL, NULL};
    checkpoint_head head = {1, 0, 10};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(columns_append(&some.table, 20000, &error), AGGLO_OK);
    assert_int_equal(checkpoint_save("a.ckpt", &head, &body, &error), AGGLO_OK);
    size_t size, files = open_files();
    free(fixture_bytes("a.ckpt", &size));
    head.step = 20;
    for (size_t space = size / 37; space < size; space += size / 37) {
        limit_file_size(space);
        assert_int_equal(checkpoint_save("a.ckpt", &head, &body, &error), AGGLO_ERROR_IO);
        limit_file_size(RLIM_INFINITY);
        assert_non_null(strstr(error.what, "File too large"));
        assert_false(fixture_exists("a.ckpt.tmp"));
        checkpoint_head found = {1, 0, 0}; /* the one before is untouched */
        assert_int_equal(checkpoint_load("a.ckpt", &found, &body, &error), AGGLO_OK);
        assert_int_equal(found.step, 10);
    }
    assert_int_equal(open_files(), files);
    columns_free(&some.table);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_enter, fixture_leave)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(test_full_plain),
        TEST(test_full_compressed),
        TEST(test_full_merged),
        TEST(test_full_checkpoint),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
