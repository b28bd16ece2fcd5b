/* The figure of effects: each format is what its name says, names are only names, what is not known
 * is left out, and faults are told. `test_compare_plot DIRECTORY` leaves one there to look at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/analysis/compare_plot.h"

enum { POLICIES = 2, PLACES = 2, OUTCOMES = 3, MARKS = POLICIES * PLACES * OUTCOMES };

static char folder[] = "/tmp/agglo-compare-plot-XXXXXX";
static const char *const policies[] = {"anchor", "net'work`id`"}, *const places[] = {"here", "all"};
static const char *const outcomes[] = {"firms", "a_very_long_name_of_an_outcome", "takeoff"};
static const compare_plot_mark marks[MARKS] = {
    {1, 0.5, 1.5, 0},  {0.2, -0.1, 0.5, 0}, {2, NAN, NAN, 0},     {NAN, NAN, NAN, 0},
    {0, 0, 0, 0},      {-1, -2, 0, 1},      {0.5, 0.2, 0.8, 0},   {0.1, -0.1, 0.3, 0},
    {-3, -4, -2.5, 0}, {0.5, 0, 1, 0},      {0.5, -0.5, 1.25, 1}, {0, 0, 0, 0}};

static agglo_status draw(const char *name, const compare_plot_mark *of, char *path, size_t size,
                         agglo_error *error) {
    snprintf(path, size, "%s/%s", folder, name);
    compare_figure drawn = {"Effects, \"quoted\"",
                            "by the baseline's spread",
                            policies,
                            places,
                            outcomes,
                            POLICIES,
                            PLACES,
                            OUTCOMES,
                            of,
                            path};
    return compare_plot(&drawn, error);
}

static void begins(const char *path, const char *begin) {
    char bytes[8] = "";
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fread(bytes, 1, strlen(begin), file), strlen(begin));
    assert_memory_equal(bytes, begin, strlen(begin));
    fseek(file, 0, SEEK_END);
    assert_true(ftell(file) > 2000);
    fclose(file);
}

static int holds(const char *path, const char *text) {
    static char all[1 << 18];
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    all[fread(all, 1, sizeof all - 1, file)] = '\0';
    fclose(file);
    return strstr(all, text) != NULL;
}

static void test_formats(void **state) {
    (void)state;
    static const char *const names[] = {"a.png", "a.pdf", "a.svg"};
    static const char *const first[] = {"\x89PNG", "%PDF", "<?xml"};
    char path[256];
    agglo_error error = {0};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(draw(names[i], marks, path, sizeof path, &error), AGGLO_OK);
        begins(path, first[i]);
    }
    assert_true(holds(path, "a_very_long_name_of_an_outcome") && holds(path, "Effects, "));
    assert_true(holds(path, "net'work`id`") || holds(path, "net&apos;work`id`"));
}

static void test_nothing_known(void **state) {
    (void)state;
    compare_plot_mark none[MARKS];
    char path[256];
    agglo_error error = {0};
    for (int i = 0; i < MARKS; i++)
        none[i] = (compare_plot_mark){NAN, NAN, NAN, 0};
    assert_int_equal(draw("none.svg", none, path, sizeof path, &error), AGGLO_OK);
}

static void test_refused(void **state) {
    (void)state;
    char path[256];
    agglo_error error = {0};
    assert_int_equal(draw("a.jpeg", marks, path, sizeof path, &error), AGGLO_ERROR_USAGE);
    assert_int_equal(draw("no/such/a.png", marks, path, sizeof path, &error), AGGLO_ERROR_IO);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_formats),
                                       cmocka_unit_test(test_nothing_known),
                                       cmocka_unit_test(test_refused)};
    char line[300], path[256];
    agglo_error error = {0};
    if (mkdtemp(folder) == NULL)
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    snprintf(line, sizeof line, "rm -r %s", folder);
    failed |= system(line) != 0;
    if (argc > 1) {
        snprintf(folder, sizeof folder, "%s", argv[1]);
        failed |= draw("effects.png", marks, path, sizeof path, &error) != AGGLO_OK;
    }
    return failed;
}
