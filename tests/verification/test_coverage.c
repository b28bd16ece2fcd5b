/* What is checked by what: no recorded flow may be without a check, no number of events without
 * both a reality check and a test that knows its right value or its zero. The table of
 * tests/README.md is made here:
 *
 *     build/tests/test_verification_coverage --table */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/reality/reality.h"
#include "models/simulation.h"
#include "tests/verification/coverage.h"
#include "tests/verification/extremes.h"

/* ---- the table ---- */

static int put(FILE *out, int before, const char *name) {
    fprintf(out, "%s`%s`", before ? " " : "", name);
    return 1;
}

/* Each returns how many there are. */
static int put_rules(FILE *out, const char *variable) {
    int count = 0;
    for (size_t k = 0; k < reality_rules_count; k++)
        if (coverage_lists(reality_rules[k].covers, variable))
            count += put(out, count, reality_rules[k].name);
    return count;
}

static int put_proofs(FILE *out, const char *variable) {
    int count = 0;
    for (size_t k = 0; k < coverage_proofs_count; k++)
        if (coverage_lists(coverage_proofs[k].covers, variable))
            count += put(out, count, coverage_proofs[k].test + strlen("test_"));
    return count;
}

static int put_extremes(FILE *out, const char *variable) {
    int count = 0;
    const char *last = "";
    for (size_t k = 0; k < extremes_count; k++) {
        const extreme *x = &extremes[k];
        if (x->output == NULL || strcmp(x->output, variable) != 0 ||
            strcmp(x->parameter, last) == 0)
            continue;
        last = x->parameter;
        count += put(out, count, last);
    }
    return count;
}

/* Per time, or a sum over such years: what flows between records. */
static int is_flow(const simulation_output *o) {
    return extremes_is_rate(o->unit) || strncmp(o->name, "flux", 4) == 0 ||
           strcmp(o->name, "approval_years") == 0;
}

/* Writes the table; returns how many flows are without any check, or are numbers of events that
 * lack either a reality check or a test of their size. */
static int write_table(FILE *out) {
    const simulation_output *outputs;
    size_t count = simulation_outputs(&outputs);
    int missing = 0;
    fputs("| variable | reality checks | closed forms, worked examples | zero at |\n"
          "|---|---|---|---|\n",
          out);
    for (size_t k = 0; k < count; k++) {
        fprintf(out, "| `%s` | ", outputs[k].name);
        int rules = put_rules(out, outputs[k].name);
        fputs(" | ", out);
        int others = put_proofs(out, outputs[k].name);
        fputs(" | ", out);
        others += put_extremes(out, outputs[k].name);
        fputs(" |\n", out);
        int counts = strcmp(outputs[k].unit, "1/yr") == 0;
        int lacks = counts ? rules == 0 || others == 0 : rules + others == 0;
        if (is_flow(&outputs[k]) && lacks) {
            print_error("%s: %d reality checks, %d tests\n", outputs[k].name, rules, others);
            missing++;
        }
    }
    return missing;
}

/* ---- tests ---- */

static char *read_source(const char *file) {
    const char *root = getenv("AGGLO_SOURCE_DIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/tests/%s", root != NULL ? root : AGGLO_SOURCE_DIR, file);
    FILE *in = fopen(path, "rb");
    if (in == NULL)
        fail_msg("cannot read %s", path);
    enum { MOST = 1 << 20 };
    char *text = malloc(MOST + 1);
    assert_non_null(text);
    size_t length = fread(text, 1, MOST, in);
    assert_true(length < MOST);
    fclose(in);
    text[length] = '\0';
    return text;
}

static char *table_text(int *missing) {
    char *text = NULL;
    size_t size;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    *missing = write_table(out);
    assert_int_equal(fclose(out), 0);
    return text;
}

static void test_no_flow_is_unchecked(void **state) {
    (void)state;
    int missing;
    char *text = table_text(&missing);
    free(text);
    assert_int_equal(missing, 0);
}

static void test_proofs_exist(void **state) {
    (void)state;
    const simulation_output *outputs;
    size_t count = simulation_outputs(&outputs);
    for (size_t k = 0; k < coverage_proofs_count; k++) {
        const coverage_proof *p = &coverage_proofs[k];
        char *text = read_source(p->file), call[128], covers[512], *rest = covers;
        snprintf(call, sizeof call, "cmocka_unit_test(%s)", p->test);
        if (strstr(text, call) == NULL)
            fail_msg("%s runs no %s", p->file, p->test);
        free(text);
        snprintf(covers, sizeof covers, "%s", p->covers);
        for (char *name; (name = strtok_r(rest, " ", &rest)) != NULL;) {
            size_t n = 0;
            while (n < count && strcmp(outputs[n].name, name) != 0)
                n++;
            if (n == count)
                fail_msg("%s covers %s, which is not recorded", p->test, name);
        }
    }
}

static void test_document_is_current(void **state) {
    (void)state;
    int missing;
    char *table = table_text(&missing), *document = read_source("README.md");
    if (strstr(document, table) == NULL)
        fail_msg("the table of tests/README.md is out of date: take that of %s",
                 "test_verification_coverage --table");
    free(table);
    free(document);
}

static void test_words(void **state) {
    (void)state;
    assert_true(coverage_lists("a bc d", "a") && coverage_lists("a bc d", "bc"));
    assert_true(coverage_lists("a bc d", "d") && coverage_lists("abc ab", "ab"));
    assert_false(coverage_lists("a bc d", "b") || coverage_lists("a bc d", "c"));
    assert_false(coverage_lists("", "a"));
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "--table") == 0)
        return write_table(stdout) != 0;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_flow_is_unchecked),
        cmocka_unit_test(test_proofs_exist),
        cmocka_unit_test(test_document_is_current),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
