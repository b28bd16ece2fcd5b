/* `agglo facts` of a file whose `firms` are not those of a run: one error, no crash. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "output/writer.h"

enum { TIMES = 3 };

/* A result that lacks nothing but the usual name of its third dimension. */
static void write_foreign(const char *path, const char *third) {
    static const double times[TIMES] = {2000, 2001, 2002};
    static const double rows[TIMES] = {100, 200, 300};
    const schema_dimension dimensions[] = {{"replicate", 1, NULL, NULL, "", "replicate"},
                                           {"time", TIMES, times, NULL, "year", "calendar year"},
                                           {third, 1, NULL, NULL, "", "place"}};
    static const schema_variable firms = {"firms", "1", "firms", 3, {0, 1, 2}, 0, 1};
    static const schema_attribute step = {"step_months", NULL, 12};
    const schema plan = {.dimensions = dimensions,
                         .dimension_count = 3,
                         .variables = &firms,
                         .variable_count = 1,
                         .attributes = &step,
                         .attribute_count = 1,
                         .row_width = 1};
    writer *out;
    assert_int_equal(writer_create(path, &plan, WRITER_FORCE, &out, NULL), AGGLO_OK);
    assert_int_equal(writer_replicate(out, 0, rows, NULL), AGGLO_OK);
    assert_int_equal(writer_finish(out, NULL), AGGLO_OK);
}

static int facts_of(const char *path, const char *said) {
    char line[1024];
    snprintf(line, sizeof line, AGGLO_BINARY " facts %s 2>&1 | grep -q '%s'", path, said);
    return WEXITSTATUS(system(line));
}

static void test_dimensions(void **state) {
    (void)state;
    char folder[] = "/tmp/agglo-facts-XXXXXX", path[64];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/a.h5", folder);
    write_foreign(path, "region");
    assert_int_equal(facts_of(path, "missing yearly snapshots"), 0);
    write_foreign(path, "place");
    assert_int_equal(facts_of(path, "a.h5: it is not the result of a run"), 0);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_dimensions)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
