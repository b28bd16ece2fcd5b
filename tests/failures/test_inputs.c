/* Bad input is refused with a message that helps: every file in cases/ is read, and what is said of
 * it must hold the fragments of cases.tsv. The same table drives test_check.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "models/scenario/scenario.h"

static const char folder[] = AGGLO_SOURCE_DIR "/tests/failures/";

/* All faults as lines of text; freed by the caller. */
static char *all_messages(const agglo_faults *faults) {
    size_t size = 4096 * (faults->count + 1), used = 0;
    char *text = calloc(1, size);
    assert_non_null(text);
    for (size_t i = 0; i < faults->count; i++) {
        error_format(&faults->items[i], text + used, 4000);
        used += strlen(text + used);
        text[used++] = '\n';
    }
    return text;
}

/* One row: file, exit code, schema, fragments. Returns the number of fragments missed. */
static int check_case(char *row) {
    char path[4096], *fields[4];
    for (int k = 0; k < 4; k++) {
        fields[k] = row;
        row += strcspn(row, "\t");
        if (*row == '\t')
            *row++ = '\0';
    }
    snprintf(path, sizeof path, "%scases/%s", folder, fields[0]);
    agglo_faults faults = {0};
    scenario *s = NULL;
    agglo_status status = scenario_load(path, NULL, 0, &s, &faults);
    char *messages = all_messages(&faults);
    int missed = 0;
    if (status_exit_code(status) != atoi(fields[1])) {
        print_error("%s: exit code %d\n%s", fields[0], status_exit_code(status), messages);
        missed++;
    }
    missed += (s != NULL) != (status == AGGLO_OK);
    missed += (faults.errors > 0) != (status != AGGLO_OK);
    for (char *part = strtok(fields[3], "|"); part != NULL; part = strtok(NULL, "|"))
        if (strstr(messages, part) == NULL) {
            print_error("%s: no \"%s\" in\n%s", fields[0], part, messages);
            missed++;
        }
    free(messages);
    scenario_free(s);
    faults_free(&faults);
    return missed;
}

static void every_case_is_explained(void **state) {
    (void)state;
    char path[512], line[2048];
    snprintf(path, sizeof path, "%scases.tsv", folder);
    FILE *table = fopen(path, "r");
    assert_non_null(table);
    int cases = 0, missed = 0;
    while (fgets(line, sizeof line, table) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] == '#' || line[0] == '\0')
            continue;
        missed += check_case(line);
        cases++;
    }
    fclose(table);
    assert_true(cases >= 90);
    assert_int_equal(missed, 0);
}

/* The first fault of a file that is refused. */
static agglo_error first_fault(const char *path, agglo_status expected) {
    agglo_faults faults = {0};
    scenario *s = NULL;
    assert_int_equal(scenario_load(path, NULL, 0, &s, &faults), expected);
    assert_null(s);
    assert_true(faults.count >= 1);
    agglo_error error = faults.items[0];
    faults_free(&faults);
    return error;
}

static void too_large_a_file_is_not_read(void **state) {
    (void)state;
    char path[] = "/tmp/agglo_large_XXXXXX";
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(ftruncate(file, (off_t)1 << 40), 0); /* 1 TiB, without a byte on the disk */
    close(file);
    agglo_error error = first_fault(path, AGGLO_ERROR_INPUT);
    assert_non_null(strstr(error.what, "larger than 16 MiB"));
    unlink(path);
    error = first_fault("/dev/zero", AGGLO_ERROR_INPUT);
    assert_non_null(strstr(error.what, "larger than 16 MiB"));
}

/* Thousands of faults are counted, not kept; the list stays short. */
static void endless_faults_are_bounded(void **state) {
    (void)state;
    enum { KEYS = 20000 };
    size_t size = KEYS * 16 + 16, used = 1;
    char *text = malloc(size);
    assert_non_null(text);
    text[0] = '{';
    for (int i = 0; i < KEYS; i++)
        used += (size_t)snprintf(text + used, size - used, "%s\"key%d\":1", i > 0 ? "," : "", i);
    text[used++] = '}';
    agglo_faults faults = {0};
    config_document *document = NULL;
    scenario *s = NULL;
    assert_int_equal(config_parse(text, used, "keys", &document, &faults), AGGLO_OK);
    assert_int_equal(scenario_read(document, &s, &faults), AGGLO_ERROR_INPUT);
    assert_true(faults.errors >= KEYS);
    assert_true(faults.count <= 200);
    config_free(document);
    faults_free(&faults);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_is_explained),
        cmocka_unit_test(too_large_a_file_is_not_read),
        cmocka_unit_test(endless_faults_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
