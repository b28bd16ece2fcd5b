/* Figures: each format is what its name says, names are only names, and faults are told. What a
 * figure looks like is for eyes; `test_plot DIRECTORY` leaves some there to look at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/plot.h"
#include "output/summary.h"
#include "output/writer.h"
#include "tests/output/fixture.h"

static const size_t order[FIXTURE_REPLICATES] = {0, 1, 2, 3, 4};

static plot_request standard(const char *const *results, const char *const *variables,
                             const char *output) {
    return (plot_request){.results = results,
                          .variables = variables,
                          .output = output,
                          .years = {NAN, NAN},
                          .band_count = PLOT_BANDS_STANDARD};
}

static agglo_status plot(const char *result, const char *variable, const char *output,
                         agglo_error *error) {
    const char *const results[] = {result, NULL}, *const variables[] = {variable, NULL};
    plot_request request = standard(results, variables, output);
    return plot_draw(&request, error);
}

/* ---- Quantiles ---- */

static void test_quantiles(void **state) {
    (void)state;
    double values[101], out[SUMMARY_COUNT];
    for (int i = 0; i <= 100; i++)
        values[i] = 100 - i;
    assert_int_equal(summary_quantiles(values, 101, out), 101);
    assert_true(fabs(out[SUMMARY_LOW] - 5) < 1e-12);
    assert_true(fabs(out[SUMMARY_MEDIAN] - 50) < 1e-12);
    assert_true(fabs(out[SUMMARY_HIGH] - 95) < 1e-12);
    double holes[] = {NAN, 3, NAN, 1};
    assert_int_equal(summary_quantiles(holes, 4, out), 2);
    assert_true(fabs(out[SUMMARY_MEDIAN] - 2) < 1e-12);
    double none[] = {NAN, NAN};
    assert_int_equal(summary_quantiles(none, 2, out), 0);
    assert_true(isnan(out[SUMMARY_LOW]) && isnan(out[SUMMARY_MEDIAN]));
    assert_int_equal(summary_quantiles(none, 0, out), 0);
    double one[] = {7};
    summary_quantiles(one, 1, out);
    assert_true(out[SUMMARY_LOW] == 7 && out[SUMMARY_HIGH] == 7);
}

/* ---- Figures ---- */

static void check_begins(const char *path, const char *begin) {
    size_t size;
    unsigned char *bytes = fixture_bytes(path, &size);
    assert_true(size > 2000);
    assert_memory_equal(bytes, begin, strlen(begin));
    free(bytes);
}

/* Does the figure a.svg contain the text? */
static int says(const char *text) {
    size_t size;
    unsigned char *svg = fixture_bytes("a.svg", &size);
    svg[size] = '\0';
    int is_there = strstr((char *)svg, text) != NULL;
    free(svg);
    return is_there;
}

static size_t entries(void) {
    size_t count = 0;
    DIR *directory = opendir(".");
    assert_non_null(directory);
    while (readdir(directory) != NULL)
        count++;
    closedir(directory);
    return count;
}

static void test_formats(void **state) {
    (void)state;
    agglo_error error;
    fixture_write("a.h5", WRITER_PLAIN, order, 5000, 0);
    assert_int_equal(plot("a.h5", "firms", "a.png", &error), AGGLO_OK);
    check_begins("a.png", "\x89PNG\r\n\x1a\n");
    assert_int_equal(plot("a.h5", "firms_by_kind", "a.svg", &error), AGGLO_OK);
    check_begins("a.svg", "<?xml");
    assert_int_equal(plot("a.h5", "firms", "a.PDF", &error), AGGLO_OK);
    check_begins("a.PDF", "%PDF-");
    assert_int_equal(plot("a.h5", "knowledge", "a.svg", &error), AGGLO_OK); /* replaced */
    assert_true(says("stock of knowledge"));
    assert_false(says("[1]")); /* a pure number */
    assert_true(says("Kōbe"));
    assert_true(says("Minneapolis_St_Paul")); /* no subscript */
    assert_true(says("median, 50 % and 90 % bands of 5 replicates"));
    assert_int_equal(entries(), 2 + 4); /* nothing temporary stays */
}

/* Names that a shell or gnuplot would act upon. */
static void test_names(void **state) {
    (void)state;
    agglo_error error;
    fixture_write("a.h5", WRITER_PLAIN, order, 5000, 0);
    size_t before = entries();
    const char *const names[] = {
        "it's `touch hit`.svg", "|touch hit;.svg", "a b $(touch hit).svg",
        "~x\"y\\n.svg",         "-é.svg",          "'; system('touch hit') #.svg"};
    size_t count = sizeof names / sizeof names[0];
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(plot("a.h5", "firms", names[i], &error), AGGLO_OK);
        check_begins(names[i], "<?xml");
    }
    assert_int_equal(entries(), before + count);
    assert_false(fixture_exists("hit"));
}

static void test_faults(void **state) {
    (void)state;
    agglo_error error;
    fixture_write("a.h5", WRITER_PLAIN, order, 5000, 0);
    assert_int_equal(plot("a.h5", "firm", "a.png", &error), AGGLO_ERROR_INPUT);
    assert_non_null(strstr(error.what, "'firm'"));
    assert_non_null(strstr(error.expected, "firms, knowledge"));
    assert_int_equal(plot("a.h5", "latitude", "a.png", &error), AGGLO_ERROR_INPUT);
    assert_int_equal(plot("a.h5", "firms", "a.jpeg", &error), AGGLO_ERROR_USAGE);
    assert_int_equal(plot("a.h5", "firms", "png", &error), AGGLO_ERROR_USAGE);
    assert_int_equal(plot("a.h5", "firms", "nowhere/a.png", &error), AGGLO_ERROR_IO);
    assert_non_null(strstr(error.what, "No such file or directory"));
    assert_int_equal(plot("none.h5", "firms", "a.png", &error), AGGLO_ERROR_IO);
    assert_int_equal(plot("none.h5", "firms", "a.png", NULL), AGGLO_ERROR_IO);
    assert_int_equal(entries(), 2 + 1);
}

static void test_no_gnuplot(void **state) {
    (void)state;
    agglo_error error;
    fixture_write("a.h5", WRITER_PLAIN, order, 5000, 0);
    char *path = strdup(getenv("PATH"));
    assert_non_null(path);
    setenv("PATH", "/nonexistent", 1);
    agglo_status status = plot("a.h5", "firms", "a.png", &error);
    setenv("PATH", path, 1);
    free(path);
    assert_int_equal(status, AGGLO_ERROR_IO);
    assert_non_null(strstr(error.what, "gnuplot"));
    assert_string_equal(error.hint, "apt-get install gnuplot-nox");
    assert_int_equal(entries(), 2 + 1);
}

/* ---- Unusual results ---- */

/* A result of a given shape: `hole`: no replicate came; the fourth dimension has `labels` entries.
 */
static void write_values(const char *path, size_t times, size_t regions, size_t labels, int hole,
                         unsigned zeros) {
    static double years[100];
    agglo_error error;
    writer *out;
    for (size_t t = 0; t < times; t++)
        years[t] = 2000 + (double)t / 12;
    schema_dimension dimensions[] = {
        {"replicate", 20, NULL, NULL, "", "replicate"},
        {"time", times, years, NULL, "year", "calendar year"},
        {"region", regions, NULL, NULL, "", "region"},
        {"link", labels, NULL, NULL, "", "causal link"},
    };
    static const char *const link_units[] = {"firms/yr", "persons/yr", "firms/yr", "<V/yr>"};
    schema_constant constants[] = {{"link_unit", "", "unit of the flux", 3, NULL, link_units}};
    schema_variable variables[] = {
        {"sales", "M$/yr", "sales of devices", 3, {0, 1, 2}, 0, 1},
        {"flux", "by link", "strength of causal links", 4, {0, 1, 2, 3}, 1, labels},
    };
    schema plan = {.dimensions = dimensions,
                   .dimension_count = 4,
                   .variables = variables,
                   .variable_count = 2,
                   .constants = constants,
                   .constant_count = labels <= 4,
                   .row_width = 1 + labels};
    double *rows = calloc(times * regions * plan.row_width, sizeof *rows);
    assert_non_null(rows);
    assert_int_equal(writer_create(path, &plan, WRITER_FORCE, &out, &error), AGGLO_OK);
    for (size_t n = 0; n < 20 && !hole; n++) {
        for (size_t i = 0; i < times * regions * plan.row_width; i++)
            rows[i] = (zeros >> i % plan.row_width & 1U) != 0
                          ? 0
                          : sin((double)i * 0.01 + (double)n) + (double)(i % plan.row_width);
        assert_int_equal(writer_replicate(out, n, rows, &error), AGGLO_OK);
    }
    assert_int_equal(writer_finish(out, &error), AGGLO_OK);
    free(rows);
}

static void write_shape(const char *path, size_t times, size_t regions, size_t labels, int hole) {
    write_values(path, times, regions, labels, hole, 0);
}

/* The second and the third link never did anything. */
static void write_sparse(const char *path) {
    write_values(path, 12, 2, 4, 0, 1U << 2 | 1U << 3);
}

static void check_shape(size_t times, size_t regions, size_t labels, int hole) {
    agglo_error error;
    write_shape("a.h5", times, regions, labels, hole);
    assert_int_equal(plot("a.h5", "sales", "a.png", &error), AGGLO_OK);
    check_begins("a.png", "\x89PNG");
    assert_int_equal(plot("a.h5", "flux", "a.svg", &error), AGGLO_OK);
    check_begins("a.svg", "<?xml");
}

/* ---- What is asked for ---- */

static void test_units_are_not_mixed(void **state) {
    (void)state;
    agglo_error error;
    const char *const results[] = {"a.h5", NULL}, *const variables[] = {"flux", NULL};
    const char *const same[] = {"0", "2", NULL};
    plot_request request = standard(results, variables, "a.svg");
    write_shape("a.h5", 12, 2, 4, 0);
    assert_int_equal(plot_draw(&request, &error), AGGLO_OK);
    assert_true(says("flux [firms/yr]") && says("flux [persons/yr]") && says("flux [&lt;V/yr>]"));
    assert_false(says("by link"));
    assert_true(says("region 0") && says("region 1")); /* curves of a facet for each link */
    request.elements = same;
    assert_int_equal(plot_draw(&request, &error), AGGLO_OK);
    assert_true(says("flux [firms/yr]"));
    assert_false(says("persons/yr"));
}

static void test_choices(void **state) {
    (void)state;
    agglo_error error;
    const char *const results[] = {"a.h5", NULL}, *const variables[] = {"firms", NULL};
    const char *const here[] = {"Kōbe", NULL}, *const nowhere[] = {"Kobe", NULL};
    plot_request request = standard(results, variables, "a.svg");
    fixture_write("a.h5", WRITER_PLAIN, order, 5000, 0);
    request.regions = here;
    request.title = "a <title> of its own";
    request.band_count = 1;
    request.bands[0] = 80;
    request.years[0] = fixture_schema.dimensions[1].numbers[3];
    assert_int_equal(plot_draw(&request, &error), AGGLO_OK);
    assert_true(says("a &lt;title> of its own") && says("median, 80 % band of 5 replicates"));
    assert_true(says("Kōbe"));
    assert_false(says("Minneapolis_St_Paul"));
    request.band_count = 0;
    assert_int_equal(plot_draw(&request, &error), AGGLO_OK);
    assert_true(says("median of 5 replicates"));
    request.regions = nowhere;
    assert_int_equal(plot_draw(&request, &error), AGGLO_ERROR_INPUT);
    assert_non_null(strstr(error.expected, "Kōbe"));
    request.regions = NULL;
    request.years[0] = 3000;
    assert_int_equal(plot_draw(&request, &error), AGGLO_ERROR_INPUT);
    request.years[0] = NAN;
    request.width = request.height = 200;
    assert_int_equal(plot_draw(&request, &error), AGGLO_ERROR_USAGE);
    assert_non_null(strstr(error.expected, "at least"));
}

static void test_what_is_0_is_left_out(void **state) {
    (void)state;
    agglo_error error;
    const char *const results[] = {"a.h5", NULL}, *const variables[] = {"flux", NULL};
    plot_request request = standard(results, variables, "a.svg");
    write_sparse("a.h5");
    assert_int_equal(plot_draw(&request, &error), AGGLO_OK);
    assert_true(says("2 that are 0 throughout left out"));
    assert_false(says("[persons/yr]"));
}

static void test_comparison(void **state) {
    (void)state;
    agglo_error error;
    const char *const results[] = {"a.h5", "runs.d/b.h5", NULL};
    const char *const variables[] = {"firms", "knowledge", NULL};
    const char *const labels[] = {"as it was", "with an anchor & more", NULL};
    plot_request request = standard(results, variables, "a.svg");
    assert_int_equal(mkdir("runs.d", 0777), 0);
    fixture_write("a.h5", WRITER_PLAIN, order, 5000, 0);
    fixture_write("runs.d/b.h5", WRITER_PLAIN, order, 5000, 0);
    assert_int_equal(plot_draw(&request, &error), AGGLO_OK);
    assert_true(says(">a</") && says(">b</"));
    request.labels = labels;
    assert_int_equal(plot_draw(&request, &error), AGGLO_OK);
    assert_true(says("as it was") && says("with an anchor &amp; more"));
    write_shape("runs.d/b.h5", 12, 2, 4, 0);
    assert_int_equal(plot_draw(&request, &error), AGGLO_ERROR_INPUT); /* no firms there */
    const char *const flux[] = {"flux", NULL}, *const others[] = {"c.h5", "runs.d/b.h5", NULL};
    write_shape("c.h5", 12, 2, 3, 0);
    request.results = others;
    request.variables = flux;
    assert_int_equal(plot_draw(&request, &error), AGGLO_ERROR_INPUT);
    assert_non_null(strstr(error.what, "not the same"));
    assert_int_equal(unlink("runs.d/b.h5"), 0);
    assert_int_equal(rmdir("runs.d"), 0);
}

static void test_shapes(void **state) {
    (void)state;
    check_shape(100, 1, 18, 0);
    check_shape(100, 1, 2, 0);
    check_shape(1, 2, 1, 0); /* one point of time */
    check_shape(12, 30, 4, 0);
    check_shape(12, 2, 4, 1); /* no value at all */
}

static void test_incomplete(void **state) {
    (void)state;
    agglo_error error;
    writer *out;
    double *rows = fixture_rows(1);
    assert_int_equal(writer_create("a.h5", &fixture_schema, 0, &out, &error), AGGLO_OK);
    assert_int_equal(writer_replicate(out, 1, rows, &error), AGGLO_OK);
    writer_abandon(out);
    free(rows);
    const char *const results[] = {"a.h5.partial", NULL}, *const variables[] = {"firms", NULL};
    plot_request request = standard(results, variables, "a.svg");
    assert_int_equal(plot_draw(&request, &error), AGGLO_ERROR_INPUT);
    assert_non_null(strstr(error.hint, "--incomplete"));
    request.accept_incomplete = 1;
    assert_int_equal(plot_draw(&request, &error), AGGLO_OK);
    assert_true(says("1 replicate"));
}

/* Figures to look at. */
static int draw_examples(const char *directory) {
    agglo_error error;
    if (chdir(directory) != 0)
        return 1;
    fixture_write("regions.h5", WRITER_FORCE, order, 5000, 0);
    write_shape("one.h5", 100, 1, 18, 0);
    write_shape("many.h5", 24, 30, 3, 0);
    write_shape("point.h5", 1, 2, 2, 0);
    write_shape("hole.h5", 12, 2, 4, 1);
    const char *const figures[][3] = {
        {"regions.h5", "firms", "regions.png"}, {"regions.h5", "firms_by_kind", "kinds.png"},
        {"one.h5", "sales", "one.png"},         {"one.h5", "flux", "links.png"},
        {"many.h5", "flux", "many.png"},        {"point.h5", "flux", "point.png"},
        {"hole.h5", "sales", "hole.png"},
    };
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        if (plot(figures[i][0], figures[i][1], figures[i][2], &error) != AGGLO_OK)
            return 1;
    return 0;
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, fixture_enter, fixture_leave)

int main(int count, char **arguments) {
    if (count > 1)
        return draw_examples(arguments[1]);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quantiles),
        TEST(test_formats),
        TEST(test_names),
        TEST(test_faults),
        TEST(test_no_gnuplot),
        TEST(test_units_are_not_mixed),
        TEST(test_choices),
        TEST(test_what_is_0_is_left_out),
        TEST(test_comparison),
        TEST(test_shapes),
        TEST(test_incomplete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
