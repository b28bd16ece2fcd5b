/* Result files: what is written is read back; bytes do not depend on the order of arrival; a file
 * under its final name is always whole; faults are told in one clear error. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <hdf5.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "output/reader.h"
#include "output/writer.h"
#include "tests/output/fixture.h"

static const size_t forward[FIXTURE_REPLICATES] = {0, 1, 2, 3, 4};
static const size_t backward[FIXTURE_REPLICATES] = {4, 3, 2, 1, 0};
static const size_t mixed[FIXTURE_REPLICATES] = {2, 4, 0, 3, 1};

/* ---- What is written is read back ---- */

static void check_variable(reader *in, const char *name, size_t column, size_t width) {
    agglo_error error;
    reader_variable found;
    assert_int_equal(reader_variable_get(in, name, &found, &error), AGGLO_OK);
    assert_int_equal(found.rank, width > 1 ? 4 : 3);
    assert_int_equal(found.shape[0], FIXTURE_REPLICATES);
    assert_int_equal(found.shape[1], FIXTURE_TIMES);
    assert_int_equal(found.shape[2], FIXTURE_REGIONS);
    assert_string_equal(found.dimension[0], "replicate");
    assert_string_equal(found.dimension[1], "time");
    assert_string_equal(found.dimension[2], "region");
    assert_string_equal(found.unit, "1");
    size_t i = 0;
    for (size_t n = 0; n < FIXTURE_REPLICATES; n++)
        for (size_t t = 0; t < FIXTURE_TIMES; t++)
            for (size_t r = 0; r < FIXTURE_REGIONS; r++)
                for (size_t k = 0; k < width; k++)
                    assert_true(found.values[i++] == fixture_value(n, t, r, column + k));
    reader_variable_free(&found);
}

static void check_coordinates(reader *in) {
    agglo_error error;
    reader_coordinate found;
    assert_int_equal(reader_coordinate_get(in, "time", &found, &error), AGGLO_OK);
    assert_int_equal(found.size, FIXTURE_TIMES);
    assert_null(found.labels);
    assert_true(found.numbers[1] == 2021);
    reader_coordinate_free(&found);
    assert_int_equal(reader_coordinate_get(in, "date", &found, &error), AGGLO_OK);
    assert_true(found.numbers[0] == 18262);                         /* 2020-01-01 */
    assert_true(found.numbers[FIXTURE_TIMES - 1] == 29220 + 182.5); /* 2050-07-02 12:00 */
    reader_coordinate_free(&found);
    assert_int_equal(reader_coordinate_get(in, "region", &found, &error), AGGLO_OK);
    assert_null(found.numbers);
    assert_string_equal(found.labels[0], "Kōbe");
    reader_coordinate_free(&found);
    assert_int_equal(reader_coordinate_get(in, "replicate", &found, &error), AGGLO_OK);
    assert_true(found.numbers[4] == 4);
    reader_coordinate_free(&found);
    assert_int_equal(reader_coordinate_get(in, "firms", &found, &error), AGGLO_ERROR_INPUT);
    assert_int_equal(reader_coordinate_get(in, "nothing", &found, &error), AGGLO_ERROR_INPUT);
}

static void check_names(reader *in) {
    agglo_error error;
    char **names;
    assert_int_equal(reader_names(in, &names, &error), AGGLO_OK);
    assert_string_equal(names[0], "firms");
    assert_string_equal(names[1], "knowledge");
    assert_string_equal(names[2], "firms_by_kind");
    assert_null(names[3]);
    reader_names_free(names);
}

static void check_column(reader *in, const char *name, double (*expected)(size_t, size_t)) {
    agglo_error error;
    reader_variable found;
    assert_int_equal(reader_variable_get(in, name, &found, &error), AGGLO_OK);
    assert_string_equal(found.dimension[0], "event");
    size_t i = 0;
    for (size_t n = 0; n < FIXTURE_REPLICATES; n++)
        for (size_t e = 0; e < fixture_event_count(n); e++)
            assert_true(found.values[i++] == expected(n, e));
    assert_int_equal(found.shape[0], i);
    reader_variable_free(&found);
}

static double replicate_of(size_t n, size_t e) {
    (void)e;
    return (double)n;
}
static double step_of(size_t n, size_t e) {
    return fixture_event(n, e).step;
}
static double region_of(size_t n, size_t e) {
    return fixture_event(n, e).region;
}
static double type_of(size_t n, size_t e) {
    return fixture_event(n, e).type;
}
static double agent_of(size_t n, size_t e) {
    return (double)fixture_event(n, e).agent;
}
static double cause_of(size_t n, size_t e) {
    return (double)fixture_event(n, e).cause;
}
static double link_of(size_t n, size_t e) {
    return fixture_event(n, e).link;
}

static void check_result(const char *path) {
    agglo_error error;
    reader *in;
    assert_int_equal(reader_open(path, 0, &in, &error), AGGLO_OK);
    check_variable(in, "firms", 0, 1);
    check_variable(in, "knowledge", 1, 1);
    check_variable(in, "firms_by_kind", 2, FIXTURE_KINDS);
    check_coordinates(in);
    check_names(in);
    check_column(in, "events/replicate", replicate_of);
    check_column(in, "events/step", step_of);
    check_column(in, "events/region", region_of);
    check_column(in, "events/type", type_of);
    check_column(in, "events/agent", agent_of);
    check_column(in, "events/cause", cause_of);
    check_column(in, "events/link", link_of);
    char *title = reader_text(in, "title"), *empty = reader_text(in, "empty");
    assert_string_equal(title, "a test");
    assert_string_equal(empty, "");
    assert_null(reader_text(in, "nothing"));
    assert_null(reader_text(in, "seed"));
    free(title);
    free(empty);
    reader_close(in);
}

static void test_roundtrip(void **state) {
    (void)state;
    fixture_write("a.h5", WRITER_PLAIN, forward, 1000, 0);
    check_result("a.h5");
    fixture_write("b.h5", WRITER_COMPRESS, mixed, 777, 1);
    check_result("b.h5");
    assert_false(fixture_exists("a.h5.partial"));
    assert_false(fixture_exists("b.h5.partial"));
}

static void test_long_attribute(void **state) {
    (void)state;
    agglo_error error;
    writer *out;
    reader *in;
    enum { LENGTH = 300000 };
    char *text = malloc(LENGTH + 1);
    assert_non_null(text);
    memset(text, 'x', LENGTH);
    text[LENGTH] = '\0';
    assert_int_equal(writer_create("a.h5", &fixture_schema, 0, &out, &error), AGGLO_OK);
    schema_attribute first = {"scenario", "short", 0}, again = {"scenario", text, 0};
    assert_int_equal(writer_attribute(out, &first, &error), AGGLO_OK);
    assert_int_equal(writer_attribute(out, &again, &error), AGGLO_OK);
    assert_int_equal(writer_finish(out, &error), AGGLO_OK);
    assert_int_equal(reader_open("a.h5", 0, &in, &error), AGGLO_OK);
    char *found = reader_text(in, "scenario");
    assert_string_equal(found, text);
    free(found);
    free(text);
    reader_close(in);
}

/* ---- Bytes ---- */

static void check_same(const char *a, const char *b) {
    size_t size_a, size_b;
    unsigned char *bytes_a = fixture_bytes(a, &size_a), *bytes_b = fixture_bytes(b, &size_b);
    assert_int_equal(size_a, size_b);
    assert_memory_equal(bytes_a, bytes_b, size_a);
    free(bytes_a);
    free(bytes_b);
}

static void check_orders(unsigned flags) {
    flags |= WRITER_FORCE;
    fixture_write("a.h5", flags, forward, 5000, 0);
    const size_t *orders[] = {backward, mixed, forward};
    for (int i = 0; i < 3; i++)
        for (int is_interleaved = 0; is_interleaved < 2; is_interleaved++) {
            fixture_write("b.h5", flags, orders[i], 311, is_interleaved);
            check_same("a.h5", "b.h5");
        }
    sleep(1); /* no times in the file */
    fixture_write("b.h5", flags, forward, 5000, 0);
    check_same("a.h5", "b.h5");
}

static void test_bytes_plain(void **state) {
    (void)state;
    check_orders(WRITER_PLAIN);
}

static void test_bytes_compressed(void **state) {
    (void)state;
    check_orders(WRITER_COMPRESS);
}

typedef struct {
    writer *out;
    size_t replicate;
} delivery;

static void *deliver(void *context) {
    delivery *mine = context;
    agglo_error error;
    double *rows = fixture_rows(mine->replicate);
    agglo_status status = writer_replicate(mine->out, mine->replicate, rows, &error);
    for (size_t i = 0; status == AGGLO_OK && i < fixture_event_count(mine->replicate); i++) {
        schema_event event = fixture_event(mine->replicate, i);
        status = writer_events(mine->out, mine->replicate, &event, 1, &error);
    }
    if (status == AGGLO_OK)
        status = writer_events_end(mine->out, mine->replicate, &error);
    free(rows);
    return status == AGGLO_OK ? NULL : mine;
}

static void test_threads(void **state) {
    (void)state;
    agglo_error error;
    fixture_write("a.h5", WRITER_COMPRESS, forward, 5000, 0);
    writer *out;
    assert_int_equal(writer_create("b.h5", &fixture_schema, WRITER_COMPRESS, &out, &error),
                     AGGLO_OK);
    pthread_t threads[FIXTURE_REPLICATES];
    delivery deliveries[FIXTURE_REPLICATES];
    for (size_t i = 0; i < FIXTURE_REPLICATES; i++) {
        deliveries[i] = (delivery){out, i};
        assert_int_equal(pthread_create(&threads[i], NULL, deliver, &deliveries[i]), 0);
    }
    for (size_t i = 0; i < FIXTURE_REPLICATES; i++) {
        void *failed;
        assert_int_equal(pthread_join(threads[i], &failed), 0);
        assert_null(failed);
    }
    schema_attribute hash = {"state_hash", "0123456789abcdef", 0};
    assert_int_equal(writer_attribute(out, &hash, &error), AGGLO_OK);
    assert_int_equal(writer_finish(out, &error), AGGLO_OK);
    check_same("a.h5", "b.h5");
}

/* ---- Names ---- */

static void test_exists_and_force(void **state) {
    (void)state;
    agglo_error error;
    writer *out;
    fixture_write("a.h5", WRITER_PLAIN, forward, 5000, 0);
    assert_int_equal(writer_create("a.h5", &fixture_schema, 0, &out, &error), AGGLO_ERROR_EXISTS);
    assert_null(out);
    assert_string_equal(error.file, "a.h5");
    assert_non_null(strstr(error.hint, "--force"));
    assert_false(fixture_exists("a.h5.partial"));
    fixture_write("a.h5", WRITER_FORCE, backward, 5000, 0);
    check_result("a.h5");
    assert_int_equal(mkdir("directory", 0777), 0);
    assert_int_equal(writer_create("directory", &fixture_schema, WRITER_FORCE, &out, &error),
                     AGGLO_ERROR_IO);
}

/* A file that appears under the final name while the run goes on is not replaced either. */
static void test_exists_at_the_end(void **state) {
    (void)state;
    agglo_error error;
    writer *out;
    reader *in;
    assert_int_equal(writer_create("a.h5", &fixture_schema, 0, &out, &error), AGGLO_OK);
    FILE *other = fopen("a.h5", "w");
    assert_non_null(other);
    fclose(other);
    assert_int_equal(writer_finish(out, &error), AGGLO_ERROR_EXISTS);
    size_t size;
    free(fixture_bytes("a.h5", &size));
    assert_int_equal(size, 0);
    assert_int_equal(reader_open("a.h5.partial", 0, &in, &error), AGGLO_ERROR_INPUT);
    assert_int_equal(reader_open("a.h5.partial", 1, &in, &error), AGGLO_OK);
    reader_close(in);
}

static void test_abandon(void **state) {
    (void)state;
    agglo_error error;
    writer *out;
    reader *in;
    writer_abandon(NULL);
    assert_int_equal(writer_create("a.h5", &fixture_schema, 0, &out, &error), AGGLO_OK);
    double *rows = fixture_rows(3);
    assert_int_equal(writer_replicate(out, 3, rows, &error), AGGLO_OK);
    free(rows);
    schema_event event = fixture_event(3, 0);
    assert_int_equal(writer_events(out, 3, &event, 1, &error), AGGLO_OK);
    assert_true(fixture_exists("a.h5.partial"));
    writer_abandon(out);
    assert_false(fixture_exists("a.h5"));
    assert_int_equal(reader_open("a.h5", 0, &in, &error), AGGLO_ERROR_IO);
    assert_non_null(strstr(error.hint, "a.h5.partial"));
    assert_int_equal(reader_open("a.h5.partial", 0, &in, &error), AGGLO_ERROR_INPUT);
    assert_non_null(strstr(error.hint, "--incomplete"));
    assert_int_equal(reader_open("a.h5.partial", 1, &in, &error), AGGLO_OK);
    reader_variable found;
    assert_int_equal(reader_variable_get(in, "firms", &found, &error), AGGLO_OK);
    size_t each = FIXTURE_TIMES * FIXTURE_REGIONS;
    assert_true(isnan(found.values[0])); /* what never came is not a number */
    assert_true(found.values[3 * each] == fixture_value(3, 0, 0, 0));
    reader_variable_free(&found);
    assert_int_equal(reader_variable_get(in, "events/replicate", &found, &error), AGGLO_OK);
    assert_int_equal(found.shape[0], 1);
    assert_true(found.values[0] == 3);
    reader_variable_free(&found);
    reader_close(in);
    fixture_write("a.h5", WRITER_PLAIN, forward, 5000, 0); /* the stale .partial is no obstacle */
    check_result("a.h5");
}

/* A killed process leaves a .partial that can be read, as far as it had come a second before. */
static void test_killed(void **state) {
    (void)state;
    agglo_error error;
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        writer *out;
        if (writer_create("a.h5", &fixture_schema, 0, &out, &error) != AGGLO_OK)
            _exit(1);
        sleep(2); /* the last writing is more than a second ago: replicate 0 is written at once */
        double *rows = fixture_rows(0);
        if (writer_replicate(out, 0, rows, &error) != AGGLO_OK)
            _exit(1);
        for (size_t i = 0; i < 40000; i++) {
            schema_event event = fixture_event(0, i);
            if (writer_events(out, 0, &event, 1, &error) != AGGLO_OK)
                _exit(1);
        }
        raise(SIGKILL);
    }
    int how;
    assert_int_equal(waitpid(child, &how, 0), child);
    assert_true(WIFSIGNALED(how));
    reader *in;
    reader_variable found;
    assert_false(fixture_exists("a.h5"));
    assert_int_equal(reader_open("a.h5.partial", 1, &in, &error), AGGLO_OK);
    assert_int_equal(reader_variable_get(in, "firms", &found, &error), AGGLO_OK);
    assert_true(found.values[4] == fixture_value(0, 1, 1, 0));
    assert_true(isnan(found.values[FIXTURE_TIMES * FIXTURE_REGIONS]));
    reader_variable_free(&found);
    assert_int_equal(reader_variable_get(in, "events/step", &found, &error), AGGLO_OK);
    assert_int_equal(found.shape[0], 32768);
    assert_true(found.values[32767] == fixture_event(0, 32767).step);
    reader_variable_free(&found);
    reader_close(in);
}

/* ---- Faults ---- */

static void test_unwritable(void **state) {
    (void)state;
    agglo_error error;
    writer *out;
    assert_int_equal(writer_create("nowhere/a.h5", &fixture_schema, 0, &out, &error),
                     AGGLO_ERROR_IO);
    assert_non_null(strstr(error.what, "No such file or directory"));
    assert_non_null(strstr(error.file, "nowhere/a.h5"));
    fixture_write("a.h5", WRITER_PLAIN, forward, 5000, 0);
    assert_int_equal(writer_create("a.h5/b.h5", &fixture_schema, 0, &out, &error), AGGLO_ERROR_IO);
    if (geteuid() != 0) { /* nothing is forbidden to the superuser */
        assert_int_equal(mkdir("closed", 0555), 0);
        assert_int_equal(writer_create("closed/a.h5", &fixture_schema, 0, &out, &error),
                         AGGLO_ERROR_IO);
        assert_non_null(strstr(error.what, "Permission denied"));
    }
}

static void test_misuse(void **state) {
    (void)state;
    agglo_error error;
    writer *out;
    double *rows = fixture_rows(0);
    assert_int_equal(writer_create("a.h5", &fixture_schema, 0, &out, &error), AGGLO_OK);
    assert_int_equal(writer_replicate(out, 5, rows, &error), AGGLO_ERROR_INTERNAL);
    assert_int_equal(writer_finish(out, &error), AGGLO_ERROR_INTERNAL);
    assert_int_equal(writer_create("a.h5", &fixture_schema, 0, &out, &error), AGGLO_OK);
    assert_int_equal(writer_replicate(out, 1, rows, &error), AGGLO_OK);
    assert_int_equal(writer_replicate(out, 1, rows, &error), AGGLO_ERROR_INTERNAL);
    writer_abandon(out);
    assert_false(fixture_exists("a.h5"));
    schema broken = fixture_schema;
    broken.row_width = 3;
    assert_int_equal(writer_create("a.h5", &broken, 0, &out, &error), AGGLO_ERROR_INTERNAL);
    free(rows);
}

static void test_two_writers(void **state) {
    (void)state;
    agglo_error error;
    writer *first, *second;
    assert_int_equal(writer_create("a.h5", &fixture_schema, 0, &first, &error), AGGLO_OK);
    assert_int_equal(writer_create("a.h5", &fixture_schema, 0, &second, &error), AGGLO_ERROR_IO);
    assert_int_equal(writer_create("b.h5", &fixture_schema, 0, &second, &error), AGGLO_OK);
    assert_int_equal(writer_finish(second, &error), AGGLO_OK);
    assert_int_equal(writer_finish(first, &error), AGGLO_OK);
}

/* ---- Reading what is not whole ---- */

static void test_truncated(void **state) {
    (void)state;
    agglo_error error;
    fixture_write("a.h5", WRITER_PLAIN, forward, 5000, 0);
    size_t size;
    free(fixture_bytes("a.h5", &size));
    for (size_t kept = 0; kept < size; kept += kept < 3000 ? 101 : size / 97) {
        reader *in;
        fixture_truncate("a.h5", "cut.h5", kept);
        assert_int_equal(reader_open("cut.h5", 0, &in, &error), AGGLO_ERROR_INPUT);
        assert_string_equal(error.file, "cut.h5");
        assert_null(in);
    }
}

static void test_foreign(void **state) {
    (void)state;
    agglo_error error;
    reader *in;
    reader_close(NULL);
    assert_int_equal(reader_open("none.h5", 0, &in, &error), AGGLO_ERROR_IO);
    FILE *text = fopen("text.h5", "w");
    assert_non_null(text);
    fputs("not what you think\n", text);
    fclose(text);
    assert_int_equal(reader_open("text.h5", 0, &in, &error), AGGLO_ERROR_INPUT);
    assert_int_equal(reader_open(".", 0, &in, &error), AGGLO_ERROR_INPUT);
    hid_t file = H5Fcreate("other.h5", H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    H5Fclose(file);
    assert_int_equal(reader_open("other.h5", 0, &in, &error), AGGLO_ERROR_INPUT);
    assert_non_null(strstr(error.what, "not a result"));
}

static void test_unknown_variable(void **state) {
    (void)state;
    agglo_error error;
    reader *in;
    reader_variable found;
    fixture_write("a.h5", WRITER_PLAIN, forward, 5000, 0);
    assert_int_equal(reader_open("a.h5", 0, &in, &error), AGGLO_OK);
    assert_int_equal(reader_variable_get(in, "firm", &found, &error), AGGLO_ERROR_INPUT);
    assert_string_equal(error.expected, "one of firms, knowledge, firms_by_kind");
    assert_int_equal(reader_variable_get(in, "", &found, &error), AGGLO_ERROR_INPUT);
    assert_int_equal(reader_variable_get(in, "events", &found, &error), AGGLO_ERROR_INPUT);
    assert_int_equal(reader_variable_get(in, "region", &found, &error), AGGLO_ERROR_INPUT);
    assert_int_equal(reader_variable_get(in, "firm", &found, NULL), AGGLO_ERROR_INPUT);
    reader_close(in);
}

/* Leaves a result behind for check_netcdf.sh. */
static int write_example(const char *path) {
    fixture_write(path, WRITER_FORCE, mixed, 1000, 1);
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_enter, fixture_leave)

int main(int count, char **arguments) {
    if (count > 1)
        return write_example(arguments[1]);
    const struct CMUnitTest tests[] = {
        TEST(test_roundtrip),         TEST(test_long_attribute), TEST(test_bytes_plain),
        TEST(test_bytes_compressed),  TEST(test_threads),        TEST(test_exists_and_force),
        TEST(test_exists_at_the_end), TEST(test_abandon),        TEST(test_killed),
        TEST(test_unwritable),        TEST(test_misuse),         TEST(test_two_writers),
        TEST(test_truncated),         TEST(test_foreign),        TEST(test_unknown_variable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
