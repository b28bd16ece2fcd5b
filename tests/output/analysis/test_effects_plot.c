/* The figure of main effects: whole, with its names, whatever the effects are like. Called with a
 * folder it leaves the figures there to look at. */
#include "output/analysis/effects_plot.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { PARTS = 5, MANY = 30 };

static char folder[] = "/tmp/agglo-effects-XXXXXX";

static char *contents(const char *path) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = calloc(1, 1 << 20);
    assert_non_null(text);
    size_t size = fread(text, 1, (1 << 20) - 1, file);
    assert_true(size > 500);
    fclose(file);
    return text;
}

static void fill(sensitivity_part *parts, double low, double high, int is_logarithmic) {
    for (int b = 0; b < PARTS; b++) {
        double u = b / (PARTS - 1.0);
        parts[b] = (sensitivity_part){.position = is_logarithmic ? low * pow(high / low, u)
                                                                 : low + u * (high - low),
                                      .mean = 10 + sin(3 * u),
                                      .spread = 0.1 * b,
                                      .points = 7};
    }
}

static void draw(const effects_facet *facets, size_t count, const char *output) {
    agglo_error error = {0};
    effects_figure drawn = {"A 'title'", "a remark", "firms [1]", facets, count, output, NULL, 0};
    if (effects_plot(&drawn, &error) != AGGLO_OK)
        fail_msg("%s", error.what);
}

static void test_kinds(void **state) {
    (void)state;
    static const char *const names[] = {"none", "it's \\ |x", "c_d", "e", "f"};
    sensitivity_part parts[6][PARTS];
    fill(parts[0], -1, 1, 0);
    fill(parts[1], 0, PARTS - 1, 0);
    fill(parts[2], 1e-3, 1e3, 1);
    fill(parts[3], 1.1, 1.9, 1);
    fill(parts[4], 0.3, 9, 1);
    fill(parts[5], 0, 8, 0);
    parts[0][2].mean = NAN;
    parts[5][1].spread = NAN;
    const effects_facet facets[] = {
        {.name = "range_x", .unit = "persons", .parts = parts[0], .count = PARTS},
        {.name = "levels", .unit = "1", .parts = parts[1], .count = PARTS, .labels = names},
        {.name = "decades", .unit = "1", .parts = parts[2], .count = PARTS, .is_logarithmic = 1},
        {.name = "narrow", .unit = "1/yr", .parts = parts[3], .count = PARTS, .is_logarithmic = 1},
        {.name = "wider", .unit = "", .parts = parts[4], .count = PARTS, .is_logarithmic = 1},
        {.name = "numbers", .unit = "1", .parts = parts[5], .count = PARTS, .is_discrete = 1},
    };
    static const char *const expected[] = {"A 'title'", "a remark",   "firms [1]", "range_x",
                                           "[persons]", "it's \\ |x", "c_d",       "[1/yr]",
                                           "0.01",      "0.5",        "1.3"};
    draw(facets, 6, "kinds.svg");
    char *text = contents("kinds.svg");
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++)
        if (strstr(text, expected[i]) == NULL)
            fail_msg("no '%s' in the figure", expected[i]);
    assert_non_null(strstr(text, "</svg>"));
    free(text);
    draw(facets, 6, "kinds.png");
    draw(facets, 1, "one.png");
    free(contents("one.png"));
    assert_int_equal(access("one.png.partial", F_OK), -1);
}

/* Nothing to draw is drawn as nothing. */
static void test_without_values(void **state) {
    (void)state;
    sensitivity_part none[PARTS], flat[PARTS];
    fill(none, 0, 1, 0);
    fill(flat, 3, 3, 1);
    for (int b = 0; b < PARTS; b++) {
        none[b].mean = NAN;
        flat[b].mean = 5;
        flat[b].spread = NAN;
    }
    const effects_facet facets[] = {
        {.name = "empty", .unit = "1", .parts = none, .count = PARTS},
        {.name = "flat", .unit = "1", .parts = flat, .count = PARTS, .is_logarithmic = 1}};
    draw(facets, 1, "empty.svg");
    draw(facets, 2, "flat.svg");
    draw(facets + 1, 1, "flat.pdf");
    char *text = contents("flat.svg");
    assert_non_null(strstr(text, "empty"));
    assert_non_null(strstr(text, ">flat<"));
    free(text);
}

static void test_many(void **state) {
    (void)state;
    sensitivity_part parts[PARTS];
    effects_facet facets[MANY];
    char names[MANY][24];
    fill(parts, 0, 1, 0);
    for (int f = 0; f < MANY; f++) {
        snprintf(names[f], sizeof names[f], "factor-%d", f);
        facets[f] = (effects_facet){.name = names[f], .unit = "1", .parts = parts, .count = PARTS};
    }
    draw(facets, MANY, "many.svg");
    char *text = contents("many.svg");
    assert_non_null(strstr(text, "factor-23<"));
    assert_null(strstr(text, "factor-24<"));
    free(text);
}

static void test_refused(void **state) {
    (void)state;
    sensitivity_part parts[PARTS];
    fill(parts, 0, 1, 0);
    const effects_facet facet = {.name = "x", .unit = "1", .parts = parts, .count = PARTS};
    agglo_error error = {0};
    effects_figure drawn = {"t", "r", "y", &facet, 1, "x.doc", NULL, 0};
    assert_int_equal(effects_plot(&drawn, &error), AGGLO_ERROR_USAGE);
    assert_non_null(strstr(error.expected, ".png"));
    drawn.output = "no/such/folder/x.png";
    assert_int_equal(effects_plot(&drawn, &error), AGGLO_ERROR_IO);
    assert_string_equal(error.file, drawn.output);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_without_values),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_refused),
    };
    static const char *const made[] = {"kinds.svg", "kinds.png", "one.png", "empty.svg",
                                       "flat.svg",  "flat.pdf",  "many.svg"};
    int is_kept = argc > 1;
    if ((is_kept ? chdir(argv[1]) : mkdtemp(folder) == NULL || chdir(folder)) != 0)
        return 1;
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    for (size_t i = 0; i < sizeof made / sizeof made[0] && !is_kept; i++)
        unlink(made[i]);
    if (!is_kept && rmdir(folder) != 0)
        failures++;
    return failures;
}
