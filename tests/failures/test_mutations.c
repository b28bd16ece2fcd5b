/* No input crashes the reader: the shipped scenarios, damaged in thousands of ways, are read under
 * whatever sanitizers the build has. Each mutant must give a scenario without errors or errors
 * without a scenario. The mutations follow from a fixed seed. */
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
#include "sim/id.h"

enum { MUTANTS = 600, ROOM = 4096 };

typedef struct {
    char *text;
    size_t length, capacity;
} buffer;

static uint64_t draws;
static size_t draw(size_t below) {
    return (size_t)(id_mix(++draws) % below);
}

static void read_whole(const char *path, buffer *b) {
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    b->capacity = 1 << 16;
    b->text = malloc(b->capacity);
    assert_non_null(b->text);
    b->length = fread(b->text, 1, b->capacity - ROOM, file);
    assert_true(b->length > 0 && b->length < b->capacity - ROOM);
    fclose(file);
}

static void insert(buffer *b, size_t at, const char *bytes, size_t n) {
    if (b->capacity - b->length < n)
        return;
    memmove(b->text + at + n, b->text + at, b->length - at);
    memcpy(b->text + at, bytes, n);
    b->length += n;
}

static void cut(buffer *b, size_t at, size_t n) {
    n = n < b->length - at ? n : b->length - at;
    memmove(b->text + at, b->text + at + n, b->length - at - n);
    b->length -= n;
}

static void mutate(buffer *b) {
    static const char *const tokens[] = {"{",
                                         "}",
                                         "[",
                                         "]",
                                         ",",
                                         ":",
                                         "\"",
                                         "null",
                                         "true",
                                         "-1",
                                         "1e308",
                                         "1e-9",
                                         "{}",
                                         "[]",
                                         "\"\"",
                                         "\\u0000",
                                         "\\",
                                         "\xC3",
                                         "\xF0",
                                         "\n",
                                         "0x1",
                                         "99999999999999999999",
                                         "\"1e999 M$\"",
                                         "\"5 /(/(\"",
                                         "\"all\"",
                                         "\"a.b\": 1,",
                                         "\"extends\": \"x.json\","};
    size_t at = draw(b->length), other = draw(b->length), n = 1 + draw(40);
    const char *token = tokens[draw(sizeof tokens / sizeof tokens[0])];
    char piece[64];
    switch (draw(6)) {
    case 0:
        b->text[at] = (char)draw(256);
        break;
    case 1:
        b->text[at] = (char)(b->text[at] ^ (1 << draw(8)));
        break;
    case 2:
        insert(b, at, token, strlen(token));
        break;
    case 3:
        cut(b, at, n);
        break;
    case 4: /* a piece of the text in another place */
        n = n < b->length - other ? n : b->length - other;
        memcpy(piece, b->text + other, n);
        insert(b, at, piece, n);
        break;
    default: /* a digit for another: mostly still valid */
        for (size_t i = at; i < b->length; i++)
            if (b->text[i] >= '0' && b->text[i] <= '9') {
                b->text[i] = (char)('0' + draw(10));
                break;
            }
        break;
    }
    if (b->length == 0)
        insert(b, 0, "{}", 2);
}

/* Reads a text; both outcomes are right, a mixture is not. Returns whether it was accepted. */
static int read_text(const buffer *b) {
    agglo_faults faults = {0};
    config_document *document = NULL;
    scenario *s = NULL;
    char *exact = malloc(b->length); /* so that a byte too far is seen */
    assert_non_null(exact);
    memcpy(exact, b->text, b->length);
    agglo_status status = config_parse(exact, b->length, "mutant", &document, &faults);
    free(exact);
    assert_true((document != NULL) == (status == AGGLO_OK));
    if (document != NULL)
        status = scenario_read(document, &s, &faults);
    assert_true((s != NULL) == (status == AGGLO_OK));
    assert_true((faults.errors > 0) == (status != AGGLO_OK));
    char line[2048];
    for (size_t i = 0; i < faults.count; i++)
        error_format(&faults.items[i], line, sizeof line);
    scenario_free(s);
    config_free(document);
    faults_free(&faults);
    return status == AGGLO_OK;
}

static void mutants_of(const char *directory, const char *name) {
    char path[512];
    buffer original = {0}, b = {0};
    int accepted = 0;
    snprintf(path, sizeof path, "%s/scenarios/%s", AGGLO_SOURCE_DIR, directory);
    assert_int_equal(chdir(path), 0); /* what it extends lies beside it */
    read_whole(name, &original);
    read_whole(name, &b);
    assert_true(read_text(&original));
    for (int i = 0; i < MUTANTS; i++) {
        memcpy(b.text, original.text, original.length);
        b.length = original.length;
        for (size_t k = 0, count = 1 + draw(3); k < count; k++)
            mutate(&b);
        if (i % 10 == 0)
            b.length = 1 + draw(b.length);
        accepted += read_text(&b);
    }
    assert_true(accepted > 0 && accepted < MUTANTS); /* both ways are walked */
    free(original.text);
    free(b.text);
}

static void no_mutant_crashes_the_reader(void **state) {
    (void)state;
    static const char *const files[][2] = {
        {"hubs", "nuremberg.json"},
        {"hubs", "boston.json"},
        {"hubs", "singapore.json"},
        {"hubs", "world_of_four.json"},
        {"japan", "marginal_prefecture.json"},
        {"policies", "anchor_entry.json"},
        {"policies", "network_org.json"},
        {"policies", "funding_concentration.json"},
    };
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        mutants_of(files[i][0], files[i][1]);
}

/* The same for what --set takes. */
static void no_assignment_crashes(void **state) {
    (void)state;
    static const char *const parts[] = {
        "regions", "parameters", ".",    "[",    "]",    "0",
        "=",       "null",       "{",    "}",    "\"",   "links",
        "10",      "nuremberg",  "[0]",  "seed", "-1",   "interventions",
        "world",   "1e999",      "\xFF", "size", "name", "{\"a.b\":1}"};
    for (int i = 0; i < 3000; i++) {
        char text[256] = "";
        for (size_t k = 0, count = 1 + draw(9); k < count; k++)
            strncat(text, parts[draw(sizeof parts / sizeof parts[0])], 20);
        static const char whole[] = "{\"time\":{\"start\":0,\"years\":9},\"regions\":[{\"name\":"
                                    "\"nuremberg\",\"population\":1,\"home_market\":\"EU\"}]}";
        agglo_faults faults = {0};
        config_document *document = NULL;
        scenario *s = NULL;
        assert_int_equal(config_parse(whole, sizeof whole - 1, "x", &document, &faults), AGGLO_OK);
        agglo_status status = config_set(document, text, &faults);
        assert_true((faults.errors > 0) == (status != AGGLO_OK));
        if (status == AGGLO_OK)
            status = scenario_read(document, &s, &faults);
        assert_true((s != NULL) == (status == AGGLO_OK));
        scenario_free(s);
        config_free(document);
        faults_free(&faults);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_mutant_crashes_the_reader),
        cmocka_unit_test(no_assignment_crashes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
