/* Causal loop diagrams: each format is what its name says, names are only names, arrows are as
 * thick as what they carry, and faults are told. What a diagram looks like is for eyes:
 * `test_loop_plot DIRECTORY` leaves some there to look at. */
#include "output/analysis/loop_plot.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { ARROWS = 18 };
static char folder[] = "/tmp/agglo_loop_XXXXXX";
static char bytes[400000];

static const loop_state states[] = {{"V", "established reputation"},
                                    {"IV", "entrepreneurial environment"},
                                    {"III", "anchor firms"},
                                    {"II", "firm agglomeration"},
                                    {"I", "innovation environment"}};
/* All pairs but III's from IV and V; parts sum to 1. */
static const loop_arrow arrows[ARROWS] = {{4, 3, 1, "one <b> & \"two\" \\N", 0.04, 0.01},
                                          {4, 2, 2, "environment_grows_firms", 0.001, 0.01},
                                          {4, 1, 3, "seeds_spin_out", 0.09, 0.01},
                                          {4, 0, 4, "research_reputation", 0.02, 0.005},
                                          {3, 4, 5, "agglomeration_options", 0.02, 0.01},
                                          {3, 2, 6, "firms_become_anchors", 0.05, 0.01},
                                          {3, 1, 7, "firms_spin_off", 0.57, 0.01},
                                          {3, 0, 8, "agglomeration_reputation", 0.03, 0.01},
                                          {2, 4, 9, "anchor_demand_couples", NAN, NAN},
                                          {2, 3, 10, "anchors_attract", 0.08, 0.01},
                                          {2, 1, 11, "unmet_demand_founds", 0.18, 0.01},
                                          {2, 0, 12, "anchor_reputation", 0.03, 0.01},
                                          {1, 4, 13, "startups_options", 0, 0},
                                          {1, 3, 14, "startups_graduate", -0.25, 0.01},
                                          {1, 0, 15, "startup_reputation", 0.02, 0.02},
                                          {0, 4, 16, "reputation_information", 0.03, 0.01},
                                          {0, 3, 17, "reputation_attracts", 0.12, 0.01},
                                          {0, 1, 18, "reputation_draws_capital", -0.03, 0.01}};
static const loop_figure example = {"Which links brought \"Nürnberg's\" <firms> & more",
                                    "one sentence says it all",
                                    states,
                                    5,
                                    arrows,
                                    ARROWS,
                                    NULL};

static agglo_status plot(const char *output, agglo_error *error) {
    loop_figure drawn = example;
    drawn.output = output;
    return loop_plot(&drawn, error);
}

static void draw(const char *output, const char *begin) {
    agglo_error error = {0};
    if (plot(output, &error) != AGGLO_OK)
        fail_msg("%s: %s", output, error.what);
    FILE *file = fopen(output, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, sizeof bytes - 1, file);
    fclose(file);
    bytes[size] = '\0';
    assert_true(size > 2000);
    assert_memory_equal(bytes, begin, strlen(begin));
}

static void test_formats(void **state) {
    (void)state;
    draw("a.png", "\x89PNG\r\n\x1a\n");
    draw("a.PDF", "%PDF-");
    draw("-it's $(touch hit) \"a\".svg", "<?xml");
    assert_int_not_equal(access("hit", F_OK), 0);
    draw("a.svg", "<?xml");
    assert_int_not_equal(access("a.svg.partial", F_OK), 0);
}

/* How often a text is in the figure that was drawn last. */
static int count(const char *text) {
    int found = 0;
    for (const char *at = bytes; (at = strstr(at, text)) != NULL; at++)
        found++;
    return found;
}

/* The width of the two lines of an arrow whose label is node `label`; 1 is not written. */
static double width(const char *label) {
    char title[32];
    snprintf(title, sizeof title, "<title>%s&#45;&gt;", label);
    const char *at = strstr(bytes, title);
    assert_non_null(at);
    const char *end = strstr(at, "</g>"), *found = strstr(at, "stroke-width=\"");
    assert_non_null(end);
    return found != NULL && found < end ? strtod(found + 14, NULL) : 1;
}

static void test_contents(void **state) {
    (void)state;
    draw("b.svg", "<?xml");
    assert_int_equal(count("class=\"edge\""), 2 * ARROWS);
    assert_int_equal(count("class=\"node\""), ARROWS + 5 + 2);
    assert_int_equal(count("57 %"), 1);
    assert_int_equal(count("&#45;25 %") + count("-25 %"), 1);
    assert_true(count("Nürnberg&#39;s") + count("Nürnberg's") == 1);
    assert_true(count("&lt;firms&gt; &amp; more") == 1);
    assert_true(count("&quot;two&quot; \\N") + count("\"two\" \\N") == 1);
    assert_int_equal(count("stroke-dasharray"), 2 * 5); /* 2, 5, 9, 13, 15 */
    double thickest = width("l6"), half = width("l13"), tenth = width("l9");
    assert_true(thickest > 2 * half && half > 1.8 * tenth && tenth > width("l8"));
    assert_true(fabs(width("l7") - width("l11")) < 1e-9); /* both 3 % */
}

static void test_refused(void **state) {
    (void)state;
    agglo_error error = {0};
    assert_int_equal(plot("a.doc", &error), AGGLO_ERROR_USAGE);
    assert_int_equal(plot("no/such/folder/a.svg", &error), AGGLO_ERROR_IO);
    char *path = strdup(getenv("PATH"));
    assert_non_null(path);
    assert_int_equal(setenv("PATH", "/nowhere", 1), 0);
    agglo_status status = plot("c.svg", &error);
    setenv("PATH", path, 1);
    free(path);
    assert_int_equal(status, AGGLO_ERROR_IO);
    assert_non_null(strstr(error.what, "neato"));
    assert_non_null(strstr(error.hint, "graphviz"));
    assert_string_equal(error.file, "c.svg");
    assert_int_not_equal(access("c.svg", F_OK), 0);
    assert_int_not_equal(access("c.svg.partial", F_OK), 0);
}

static void leave(void) {
    static const char *const made[] = {"a.png", "a.PDF", "-it's $(touch hit) \"a\".svg", "a.svg",
                                       "b.svg"};
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++)
        unlink(made[i]);
    if (chdir("/") != 0 || rmdir(folder) != 0)
        print_message("%s is left behind\n", folder);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formats),
        cmocka_unit_test(test_contents),
        cmocka_unit_test(test_refused),
    };
    int is_kept = argc > 1;
    if ((is_kept ? chdir(argv[1]) : mkdtemp(folder) == NULL || chdir(folder)) != 0)
        return 1;
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    if (!is_kept)
        leave();
    return failures;
}
