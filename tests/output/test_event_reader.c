/* The event log read back: every number to the bit, replicate by replicate; and files without one
 * or with a broken one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <hdf5.h>

#include "output/event_reader.h"
#include "tests/output/fixture.h"

static const size_t order[FIXTURE_REPLICATES] = {3, 0, 4, 1, 2};

static event_reader *open_log(const char *path) {
    agglo_error error = {0};
    event_reader *in = NULL;
    assert_int_equal(event_reader_open(path, &in, &error), AGGLO_OK);
    return in;
}

static void check_replicate(event_reader *in, size_t replicate, size_t first) {
    agglo_error error = {0};
    schema_event_list list;
    size_t rows[2];
    event_reader_rows(in, replicate, rows);
    assert_int_equal(rows[0], first);
    assert_int_equal(rows[1], first + fixture_event_count(replicate));
    assert_int_equal(event_reader_get(in, replicate, &list, &error), AGGLO_OK);
    assert_int_equal(list.count, fixture_event_count(replicate));
    for (size_t k = 0; k < list.count; k++) {
        const schema_event want = fixture_event(replicate, k), *got = &list.items[k];
        assert_true(got->step == want.step && got->region == want.region &&
                    got->type == want.type && got->link == want.link && got->agent == want.agent &&
                    got->cause == want.cause);
    }
    schema_events_free(&list);
}

static void test_roundtrip(void **state) {
    (void)state;
    static const unsigned flags[] = {WRITER_PLAIN, WRITER_COMPRESS};
    for (size_t f = 0; f < 2; f++) {
        fixture_write("a.h5", flags[f] | WRITER_FORCE, order, 700, 1);
        event_reader *in = open_log("a.h5");
        size_t first = 0, types;
        const char *const *names = event_reader_types(in, &types);
        assert_int_equal(types, fixture_schema.event_type_count);
        for (size_t k = 0; k < types; k++) /* a blank is written as an underscore */
            assert_int_equal(strlen(names[k]), strlen(fixture_schema.event_types[k]));
        assert_string_equal(names[1], "spin_off");
        assert_int_equal(event_reader_replicates(in), FIXTURE_REPLICATES);
        for (size_t n = 0; n < FIXTURE_REPLICATES; n++) {
            check_replicate(in, n, first);
            first += fixture_event_count(n);
        }
        check_replicate(in, 1, fixture_event_count(0)); /* in any order */
        assert_int_equal(event_reader_count(in), first);
        event_reader_close(in);
    }
    event_reader_close(NULL);
}

static void test_no_log(void **state) {
    (void)state;
    agglo_error error = {0};
    writer *out;
    event_reader *in;
    schema silent = fixture_schema;
    silent.event_types = NULL;
    silent.event_type_count = 0;
    assert_int_equal(writer_create("a.h5", &silent, 0, &out, &error), AGGLO_OK);
    assert_int_equal(writer_finish(out, &error), AGGLO_OK);
    assert_int_equal(event_reader_open("a.h5", &in, &error), AGGLO_ERROR_INPUT);
    assert_null(in);
    assert_non_null(strstr(error.hint, "output.events=true"));
    assert_int_equal(event_reader_open("nosuch.h5", &in, &error), AGGLO_ERROR_IO);
}

/* Does what a change of the file leaves still open? */
static agglo_status open_changed(void (*change)(hid_t file)) {
    agglo_error error = {0};
    event_reader *in;
    fixture_write("a.h5", WRITER_FORCE, order, 700, 0);
    hid_t file = H5Fopen("a.h5", H5F_ACC_RDWR, H5P_DEFAULT);
    assert_true(file >= 0);
    change(file);
    assert_true(H5Fclose(file) >= 0);
    agglo_status status = event_reader_open("a.h5", &in, &error);
    event_reader_close(in);
    return status;
}

static void remove_cause(hid_t file) {
    assert_true(H5Ldelete(file, "events/cause", H5P_DEFAULT) >= 0);
}

static void shorten_link(hid_t file) {
    hsize_t size = 7;
    hid_t column = H5Dopen2(file, "events/link", H5P_DEFAULT);
    assert_true(H5Dset_extent(column, &size) >= 0);
    H5Dclose(column);
}

static void remove_names(hid_t file) {
    assert_true(H5Adelete_by_name(file, "events/type", "flag_meanings", H5P_DEFAULT) >= 0);
}

static void set_first_replicate(hid_t file) {
    hsize_t first = 0, count = 1;
    int32_t late = 2;
    hid_t column = H5Dopen2(file, "events/replicate", H5P_DEFAULT);
    hid_t space = H5Dget_space(column), memory = H5Screate_simple(1, &count, NULL);
    H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, NULL, &count, NULL);
    assert_true(H5Dwrite(column, H5T_NATIVE_INT32, memory, space, H5P_DEFAULT, &late) >= 0);
    H5Sclose(memory);
    H5Sclose(space);
    H5Dclose(column);
}

static void nothing(hid_t file) {
    (void)file;
}

static void test_broken_logs(void **state) {
    (void)state;
    assert_int_equal(open_changed(nothing), AGGLO_OK);
    assert_int_equal(open_changed(remove_cause), AGGLO_ERROR_INPUT);
    assert_int_equal(open_changed(shorten_link), AGGLO_ERROR_INPUT);
    assert_int_equal(open_changed(remove_names), AGGLO_ERROR_INPUT);
    assert_int_equal(open_changed(set_first_replicate), AGGLO_ERROR_INPUT);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_enter, fixture_leave)

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_roundtrip), TEST(test_no_log),
                                       TEST(test_broken_logs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
