/* `agglo compare --over POSTERIOR`: parameters are those of the sample, members come as often as
 * their weights say, and what is no posterior of this model is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "output/posterior.h"

static char folder[] = "/tmp/agglo-compare-XXXXXX";

#define SCENARIOS AGGLO_SOURCE_DIR "/scenarios/"
#define COMMAND                                                                                    \
    AGGLO_BINARY " compare " SCENARIOS "japan/marginal_prefecture.json " SCENARIOS                 \
                 "policies/anchor_entry.json --set time.years=12 -n 64 --outcome firms --csv "     \
                 "effects.csv -q"

/* Exit code of the comparison; *baseline and *effect are the means of firms. */
static int compare(const char *options, double *baseline, double *effect) {
    char line[2048];
    snprintf(line, sizeof line, "cd %s && %s %s >out 2>err", folder, COMMAND, options);
    int code = WEXITSTATUS(system(line));
    snprintf(line, sizeof line, "%s/effects.csv", folder);
    FILE *file = code == 0 ? fopen(line, "r") : NULL;
    if (file != NULL) {
        double policy;
        assert_non_null(fgets(line, sizeof line, file));
        assert_int_equal(fscanf(file, "\"anchor_entry\",\"marginal\",\"firms\",\"1\",%lf,%*f,%lf",
                                baseline, &policy),
                         2);
        *effect = policy - *baseline;
        fclose(file);
    }
    return code;
}

static void keep(const char *name, const char *parameter, size_t samples, double *values,
                 double *weights) {
    char *names[] = {strdup(parameter)}, one[] = "1", *units[] = {one}, path[256];
    posterior p = {samples, 1, names, units, values, weights};
    posterior_document document = {.sample = &p, .is_complete = 1};
    agglo_error error = {0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(posterior_write_document(path, &document, &error), AGGLO_OK);
    free(names[0]);
}

static void test_members(void **state) {
    (void)state;
    double low, high, mixed, other, effect;
    double values[] = {0.1, 0.9, 0.5}, weights[] = {0.75, 0.25, 0};
    keep("posterior.h5", "spinoff.half_A", 3, values, weights);
    assert_int_equal(compare("--set parameters.spinoff.half_A=0.1", &low, &effect), 0);
    assert_int_equal(compare("--set parameters.spinoff.half_A=0.9", &high, &effect), 0);
    assert_true(low > high + 2);
    assert_int_equal(compare("--over posterior.h5 --per-draw 1", &mixed, &effect), 0);
    assert_float_equal(mixed, 0.75 * low + 0.25 * high, 0.15 * (low - high));
    weights[0] = 0;
    weights[1] = 1;
    keep("posterior.h5", "spinoff.half_A", 3, values, weights);
    assert_int_equal(compare("--over posterior.h5 --per-draw 2", &other, &effect), 0);
    assert_float_equal(other, high, 1e-9);
    /* A range beside it. */
    assert_int_equal(
        compare("--over posterior.h5 --over location.lambda_out=70:80", &other, &effect), 0);
    assert_true(other != high);
}

static void test_refused(void **state) {
    (void)state;
    double baseline, effect, values[] = {0.1, 0.9}, weights[] = {0.5, 0.5};
    keep("unknown.h5", "spinoff.half_B", 2, values, weights);
    assert_int_equal(compare("--over unknown.h5", &baseline, &effect), 65);
    values[1] = -1;
    keep("outside.h5", "spinoff.half_A", 2, values, weights);
    assert_int_equal(compare("--over outside.h5", &baseline, &effect), 65);
    values[1] = 1;
    keep("posterior.h5", "spinoff.half_A", 2, values, weights);
    assert_int_equal(compare("--over posterior.h5 --over posterior.h5", &baseline, &effect), 64);
    assert_int_equal(compare("--over posterior.h5", &baseline, &effect), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_members),
                                       cmocka_unit_test(test_refused)};
    char line[64];
    if (mkdtemp(folder) == NULL)
        return 1;
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    snprintf(line, sizeof line, "rm -r %s", folder);
    return system(line) != 0 || failed;
}
