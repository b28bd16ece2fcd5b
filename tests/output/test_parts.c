/* Parts of sweeps and their merged file: what is written comes back, nothing else is believed, and
 * the merged bytes do not depend on the order of arrival. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "fixture.h"
#include "output/parts.h"
#include "output/sweep_file.h"

enum { POINTS = 7, REPLICATES = 3, WIDTH = 1 + FIXTURE_REGIONS };

static const parts_field fields[] = {
    {.name = "total", .unit = "1", .long_name = "a number", .width = 1},
    {.name = "regional",
     .unit = "1",
     .long_name = "by region",
     .offset = 1,
     .width = FIXTURE_REGIONS,
     .rank = 1,
     .dimensions = {2},
     .shape = {FIXTURE_REGIONS}},
};
static const parts_head head = {
    .identity = 11, .layout = 22, .fields = fields, .field_count = 2, .width = WIDTH};

static double value(size_t p, size_t r, size_t k) {
    return 100 * (double)p + 10 * (double)r + (double)k;
}

static void add(parts_batch *batch, size_t p, size_t r, parts_status status) {
    double values[WIDTH];
    parts_run run = {.key_high = p * 1000 + r,
                     .key_low = p,
                     .state_hash = p + r + 1,
                     .point = (uint32_t)p,
                     .replicate = (uint32_t)r,
                     .seconds = 0.5F,
                     .status = (uint8_t)status};
    for (size_t k = 0; k < WIDTH; k++)
        values[k] = value(p, r, k);
    if (status == PARTS_FAILED) {
        run.message = strdup("it \xC3\xBC went wrong");
        assert_non_null(run.message);
    }
    assert_int_equal(parts_batch_add(batch, &run, status == PARTS_DONE ? values : NULL, NULL),
                     AGGLO_OK);
}

static void parts_come_back_sorted(void **state) {
    (void)state;
    parts_batch batch = {.head = &head}, back = {.head = &head};
    parts_list list;
    assert_int_equal(mkdir("p", 0777), 0);
    for (size_t i = 0; i < POINTS * REPLICATES; i++) {
        size_t cell = i * 8 % (POINTS * REPLICATES); /* all, in disorder */
        add(&batch, cell / REPLICATES, cell % REPLICATES, cell == 4 ? PARTS_FAILED : PARTS_DONE);
    }
    assert_int_equal(parts_write("p", 3, &batch, NULL), AGGLO_OK);
    assert_int_equal(batch.count, 0);
    assert_int_equal(parts_write("p", 3, &batch, NULL), AGGLO_OK); /* nothing is no part */
    assert_int_equal(parts_list_make("p", &list, NULL), AGGLO_OK);
    assert_int_equal(list.count, 1);
    assert_int_equal(parts_read(list.paths[0], 1, &back, NULL), AGGLO_OK);
    assert_int_equal(back.count, POINTS * REPLICATES);
    for (size_t i = 0; i < back.count; i++) {
        const parts_run *run = &back.runs[i];
        size_t p = i % POINTS, r = i / POINTS;
        assert_true(run->point == p && run->replicate == r && run->key_high == p * 1000 + r);
        assert_true(run->key_low == p && run->state_hash == p + r + 1 && run->seconds == 0.5F);
        int is_failed = p * REPLICATES + r == 4;
        assert_int_equal(run->status, is_failed ? PARTS_FAILED : PARTS_DONE);
        for (size_t k = 0; k < WIDTH; k++) {
            double got = back.values[run->row * WIDTH + k];
            assert_true(is_failed ? isnan(got) : got == value(p, r, k));
        }
        if (is_failed)
            assert_string_equal(run->message, "it \xC3\xBC went wrong");
        else
            assert_null(run->message);
    }
    parts_batch_free(&back);
    parts_batch_free(&batch);
    parts_list_free(&list);
}

static void check_refused(const char *path, const parts_head *own, const char *why) {
    parts_batch batch = {.head = own};
    agglo_error error = {0};
    assert_int_equal(parts_read(path, 1, &batch, &error), AGGLO_ERROR_INPUT);
    if (strstr(error.what, why) == NULL)
        fail_msg("no '%s' in '%s'", why, error.what);
    assert_int_equal(batch.count, 0);
    parts_batch_free(&batch);
}

static void other_files_are_no_parts(void **state) {
    (void)state;
    parts_batch batch = {.head = &head};
    parts_list list;
    size_t size;
    assert_int_equal(mkdir("q", 0777), 0);
    add(&batch, 1, 1, PARTS_DONE);
    assert_int_equal(parts_write("q", 0, &batch, NULL), AGGLO_OK);
    assert_int_equal(parts_list_make("q", &list, NULL), AGGLO_OK);
    parts_head other = head;
    other.identity++;
    check_refused(list.paths[0], &other, "another experiment");
    other = head;
    other.layout++;
    check_refused(list.paths[0], &other, "another experiment");
    free(fixture_bytes(list.paths[0], &size));
    for (size_t k = 0; k < 8; k++) { /* whatever is cut off, it is an error */
        fixture_truncate(list.paths[0], "cut.h5", size * k / 8);
        parts_batch back = {.head = &head};
        assert_int_equal(parts_read("cut.h5", 1, &back, NULL), AGGLO_ERROR_INPUT);
        parts_batch_free(&back);
    }
    uint64_t hash, same, bytes;
    assert_int_equal(parts_fingerprint(list.paths[0], &hash, &bytes, NULL), AGGLO_OK);
    assert_true(bytes == size);
    fixture_truncate(list.paths[0], "cut.h5", size - 1);
    assert_int_equal(parts_fingerprint("cut.h5", &same, &bytes, NULL), AGGLO_OK);
    assert_true(hash != same);
    parts_list_free(&list);
}

static void folders_are_listed_and_cleared(void **state) {
    (void)state;
    parts_list list;
    assert_int_equal(parts_list_make("nowhere", &list, NULL), AGGLO_OK);
    assert_int_equal(list.count, 0);
    assert_int_equal(parts_clear("nowhere", NULL), AGGLO_OK);
    assert_int_equal(mkdir("f", 0777), 0);
    for (size_t i = 0; i < 5; i++) {
        parts_batch batch = {.head = &head};
        add(&batch, i, 0, PARTS_DONE);
        assert_int_equal(parts_write("f", (unsigned)(5 - i), &batch, NULL), AGGLO_OK);
    }
    FILE *own = fopen("f/own.txt", "w"), *left = fopen("f/.part-1.tmp", "w");
    assert_non_null(own);
    assert_non_null(left);
    fclose(own);
    fclose(left);
    assert_int_equal(parts_list_make("f", &list, NULL), AGGLO_OK);
    assert_int_equal(list.count, 5);
    for (size_t i = 1; i < 5; i++)
        assert_true(strcmp(list.paths[i - 1], list.paths[i]) < 0);
    parts_list_free(&list);
    assert_int_equal(parts_clear("f", NULL), AGGLO_OK);
    assert_int_equal(parts_list_make("f", &list, NULL), AGGLO_OK);
    assert_int_equal(list.count, 0);
    parts_list_free(&list);
    assert_true(fixture_exists("f/own.txt") && !fixture_exists("f/.part-1.tmp"));
}

/* ---- The merged file ---- */

static const uint64_t keys[POINTS] = {5, 6, 7, 8, 9, 10, 11};

/* Writes all runs but that of point 2, replicate 1, which has failed; blocks in two orders. */
static void write_merged(const char *path, int is_reversed) {
    static const schema_attribute attributes[] = {{"experiment", "{}", 0}};
    sweep_file_plan plan = {.schema = &fixture_schema,
                            .head = &head,
                            .points = POINTS,
                            .replicates = REPLICATES,
                            .coordinates = "x",
                            .attributes = attributes,
                            .attribute_count = 1};
    static const double numbers[POINTS] = {0, 1, 2, 3, 4, 5, 6};
    sweep_file_factor factor = {.name = "x", .unit = "1", .long_name = "x", .numbers = numbers};
    char message[] = "why";
    sweep_file_failure failure = {2, 1, message};
    uint8_t status[POINTS * REPLICATES];
    uint64_t hashes[POINTS * REPLICATES];
    sweep_file *file;
    assert_int_equal(sweep_file_create(path, &plan, &file, NULL), AGGLO_OK);
    assert_int_equal(sweep_file_add_factor(file, &factor, NULL), AGGLO_OK);
    for (size_t i = 0; i < REPLICATES; i++) {
        size_t r = is_reversed ? REPLICATES - 1 - i : i;
        parts_batch batch = {.head = &head};
        for (size_t p = 0; p < POINTS; p++) {
            add(&batch, p, r, PARTS_DONE);
            status[p * REPLICATES + r] = PARTS_DONE;
            hashes[p * REPLICATES + r] = p + r + 1;
        }
        size_t cuts[] = {0, 2, r == 1 ? 3 : 2, POINTS};
        for (size_t c = 0; c < 3; c += 2) {
            sweep_file_block block = {cuts[c], r, cuts[c], cuts[c + 1] - cuts[c], NULL};
            assert_int_equal(sweep_file_put(file, &batch, &block, NULL), AGGLO_OK);
        }
        parts_batch_free(&batch);
    }
    status[2 * REPLICATES + 1] = PARTS_FAILED;
    hashes[2 * REPLICATES + 1] = 0;
    sweep_file_runs runs = {.status = status,
                            .hashes = hashes,
                            .key_high = keys,
                            .key_low = keys,
                            .failures = &failure,
                            .failure_count = 1,
                            .is_complete = 1};
    assert_int_equal(sweep_file_finish(file, &runs, NULL), AGGLO_OK);
}

static void merged_bytes_do_not_show_the_order(void **state) {
    (void)state;
    size_t sizes[2];
    write_merged("one.h5", 0);
    write_merged("two.h5", 1);
    unsigned char *one = fixture_bytes("one.h5", &sizes[0]);
    unsigned char *two = fixture_bytes("two.h5", &sizes[1]);
    assert_int_equal(sizes[0], sizes[1]);
    assert_memory_equal(one, two, sizes[0]);
    assert_false(fixture_exists("one.h5.partial"));
    free(one);
    free(two);
}

static void merged_files_are_read_back(void **state) {
    (void)state;
    sweep_reader *reader;
    uint8_t *status;
    sweep_file_failure *failures;
    size_t count;
    write_merged("back.h5", 0);
    assert_true(sweep_file_is("back.h5"));
    assert_false(sweep_file_is("nowhere.h5"));
    assert_int_equal(sweep_reader_open("back.h5", &reader, NULL), AGGLO_OK);
    assert_int_equal(sweep_reader_points(reader), POINTS);
    assert_int_equal(sweep_reader_replicates(reader), REPLICATES);
    assert_string_equal(sweep_reader_experiment(reader), "{}");
    assert_int_equal(sweep_reader_identity(reader), 11);
    assert_int_equal(sweep_reader_status(reader, &status, NULL), AGGLO_OK);
    assert_int_equal(status[2 * REPLICATES + 1], PARTS_FAILED);
    assert_int_equal(status[2 * REPLICATES + 2], PARTS_DONE);
    assert_int_equal(sweep_reader_failures(reader, &failures, &count, NULL), AGGLO_OK);
    assert_int_equal(count, 1);
    assert_true(failures[0].point == 2 && failures[0].replicate == 1);
    assert_string_equal(failures[0].message, "why");
    parts_batch batch = {.head = &head};
    assert_int_equal(sweep_reader_runs(reader, 2, 3, &batch, NULL), AGGLO_OK);
    assert_int_equal(batch.count, 3 * REPLICATES - 1);
    for (size_t i = 0; i < batch.count; i++) {
        const parts_run *run = &batch.runs[i];
        assert_true(run->key_high == keys[run->point] && run->point >= 2 && run->point < 5);
        assert_true(run->state_hash == run->point + run->replicate + 1);
        for (size_t k = 0; k < WIDTH; k++)
            assert_true(batch.values[run->row * WIDTH + k] == value(run->point, run->replicate, k));
    }
    parts_batch_free(&batch);
    sweep_failures_free(failures, count);
    free(status);
    sweep_reader_close(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_come_back_sorted),
        cmocka_unit_test(other_files_are_no_parts),
        cmocka_unit_test(folders_are_listed_and_cleared),
        cmocka_unit_test(merged_bytes_do_not_show_the_order),
        cmocka_unit_test(merged_files_are_read_back),
    };
    return cmocka_run_group_tests(tests, fixture_enter, fixture_leave);
}
