/* Documents: places, canonical text, merging, setting, suggestions. Broken text: tests/failures. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "sim/config.h"

static config_document *parse(const char *text) {
    agglo_faults faults = {0};
    config_document *document = NULL;
    agglo_status status = config_parse(text, strlen(text), "memory.json", &document, &faults);
    if (status != AGGLO_OK)
        print_error("%s: %s\n", faults.items[0].path, faults.items[0].what);
    assert_int_equal(status, AGGLO_OK);
    assert_int_equal(faults.count, 0);
    faults_free(&faults);
    return document;
}

/* The canonical text of `text` must be `expected`. */
static void assert_prints(config_document *document, const char *expected) {
    char *printed = config_print(document);
    assert_non_null(printed);
    assert_string_equal(printed, expected);
    free(printed);
}

static void set(config_document *document, const char *assignment) {
    agglo_faults faults = {0};
    assert_int_equal(config_set(document, assignment, &faults), AGGLO_OK);
    assert_int_equal(faults.count, 0);
    faults_free(&faults);
}

/* Setting must fail with `fragment` in the message. */
static void set_fails(config_document *document, const char *assignment, const char *fragment) {
    agglo_faults faults = {0};
    char text[2048];
    assert_int_equal(config_set(document, assignment, &faults), AGGLO_ERROR_INPUT);
    assert_int_equal(faults.errors, 1);
    error_format(&faults.items[0], text, sizeof text);
    if (strstr(text, fragment) == NULL)
        fail_msg("no \"%s\" in: %s", fragment, text);
    assert_non_null(strstr(text, "--set"));
    faults_free(&faults);
}

static void nodes_know_their_place(void **state) {
    (void)state;
    config_document *d = parse("{\n \"a\": [1,\n  {\"b\":\n \"x\"}],\n\n \"c\": true}");
    config_node *root = config_root(d), *a = config_member(root, "a");
    assert_int_equal(root->type, CONFIG_OBJECT);
    assert_int_equal(root->line, 1);
    assert_string_equal(root->path, "");
    assert_int_equal(a->count, 2);
    assert_string_equal(a->path, "a");
    assert_true(a->first->number == 1);
    assert_string_equal(a->first->path, "a[0]");
    config_node *b = config_member(a->last, "b");
    assert_string_equal(b->path, "a[1].b");
    assert_string_equal(b->file, "memory.json");
    assert_int_equal(a->last->line, 3);
    assert_int_equal(b->line, 4);
    assert_string_equal(b->text, "x");
    config_node *c = config_member(root, "c");
    assert_int_equal(c->line, 6);
    assert_true(c->type == CONFIG_BOOL && c->number == 1);
    assert_null(config_member(root, "d"));
    assert_null(config_member(a, "b"));
    assert_null(config_member(NULL, "b"));
    config_free(d);
    config_free(NULL);
}

static void text_is_canonical(void **state) {
    (void)state;
    config_document *d = parse("\xEF\xBB\xBF { \"b\" : [ 1.0, -0, 1e2, 0.1, null ],\r\n"
                               "\"a\": {\"z\": false, \"\\u00e4\\n\\\"\": \"\\ud83d\\ude00\"} } ");
    const char *text = "{\"a\":{\"z\":false,\"\xC3\xA4\\u000a\\\"\":\"\xF0\x9F\x98\x80\"},"
                       "\"b\":[1,0,100,0.10000000000000001,null]}";
    assert_prints(d, text);
    config_free(d);
    d = parse(text); /* printing what was printed changes nothing */
    assert_prints(d, text);
    config_free(d);
}

static void only_utf8_is_text(void **state) {
    (void)state;
    static const char *const good[] = {"\x7F",         "\xC2\x80",         "\xE0\xA0\x80",
                                       "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"};
    static const char *const bad[] = {"\x80",
                                      "\xC0\x80", /* overlong */
                                      "\xC1\xBF",
                                      "\xE0\x9F\xBF",
                                      "\xF0\x8F\xBF\xBF",
                                      "\xED\xA0\x80", /* half a surrogate pair */
                                      "\xF4\x90\x80\x80",
                                      "\xF8\x88\x80\x80\x80",
                                      "\xE2\x82",
                                      "\xFF"};
    char text[64];
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        snprintf(text, sizeof text, "{\"a\":\"%s\"}", good[i]);
        config_document *d = parse(text);
        assert_prints(d, text);
        config_free(d);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        agglo_faults faults = {0};
        config_document *d = NULL;
        snprintf(text, sizeof text, "{\"a\":\n\"%s\"}", bad[i]);
        assert_int_equal(config_parse(text, strlen(text), "x", &d, &faults), AGGLO_ERROR_INPUT);
        assert_null(d);
        assert_int_equal(faults.items[0].line, 2);
        assert_string_equal(faults.items[0].what, "the text is not valid UTF-8 at byte 7");
        faults_free(&faults);
    }
}

static int skip_secret(const config_node *node, int depth) {
    return depth == 2 && node->name != NULL && strcmp(node->name, "secret") == 0;
}

static void parts_can_be_left_out(void **state) {
    (void)state;
    config_document *d = parse("{\"secret\": 1, \"a\": {\"secret\": 2, \"b\": {\"secret\": 3}}}");
    char *text = config_print_without(d, skip_secret);
    assert_string_equal(text, "{\"a\":{\"b\":{\"secret\":3}},\"secret\":1}");
    free(text);
    config_free(d);
}

static void dotted_parameters_are_nested(void **state) {
    (void)state;
    config_document *d =
        parse("{\"parameters\": {\"a.x\": 1, \"b\": {\"y\": 2}, \"b.z\": 3, \"c.d.e\": 4},"
              " \"other\": {\"a.x\": 1}}");
    assert_prints(d, "{\"other\":{\"a.x\":1},\"parameters\":{\"a\":{\"x\":1},"
                     "\"b\":{\"y\":2,\"z\":3},\"c\":{\"d.e\":4}}}");
    config_node *a = config_member(config_member(config_root(d), "parameters"), "a");
    assert_string_equal(config_member(a, "x")->path, "parameters.a.x");
    config_free(d);
}

/* ---- Files ---- */

static char folder[64];

static void write_file(const char *name, const char *text) {
    char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int make_folder(void **state) {
    (void)state;
    strcpy(folder, "/tmp/agglo_config_XXXXXX");
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state) {
    static const char *const names[] = {"a.json", "b.json", "c.json", "d.json"};
    char path[128];
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static config_document *load(const char *name) {
    char path[128];
    agglo_faults faults = {0};
    config_document *document = NULL;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_int_equal(config_load(path, &document, &faults), AGGLO_OK);
    assert_int_equal(faults.count, 0);
    return document;
}

static void documents_merge(void **state) {
    (void)state;
    write_file("a.json", "{\"name\": \"a\", \"time\": {\"years\": 1, \"start\": 2},\n"
                         "\"regions\": [{\"name\": \"n\", \"x\": 1, \"l\": [1, 2]},"
                         " {\"name\": \"m\"}],\n"
                         "\"interventions\": [{\"type\": \"t\"}], \"links\": {\"1\": 0},"
                         "\"parameters\": {\"g.x\": 1, \"g.y\": 2}}");
    write_file("b.json", "{\"time\": {\"years\": 5}, \"regions\": [{\"name\": \"k\"}],"
                         "\"parameters\": {\"g\": {\"x\": 3}}, \"extra\": [1]}");
    write_file("c.json", "{\"extends\": [\"a.json\", \"b.json\"], \"$schema\": \"s\",\n"
                         "\"regions\": [{\"name\": \"m\", \"y\": 7},\n"
                         "{\"name\": \"n\", \"l\": [3]}, {\"name\": \"j\"}],\n"
                         "\"interventions\": [{\"type\": \"u\"}], \"links\": null,"
                         "\"extra\": {\"new\": 1}}");
    config_document *d = load("c.json");
    assert_prints(d, "{\"extra\":{\"new\":1},"
                     "\"interventions\":[{\"type\":\"t\"},{\"type\":\"u\"}],\"name\":\"a\","
                     "\"parameters\":{\"g\":{\"x\":3,\"y\":2}},"
                     "\"regions\":[{\"l\":[3],\"name\":\"n\",\"x\":1},{\"name\":\"m\",\"y\":7},"
                     "{\"name\":\"k\"},{\"name\":\"j\"}],"
                     "\"time\":{\"start\":2,\"years\":5}}");
    /* each value still knows the file and line where it was written */
    config_node *regions = config_member(config_root(d), "regions");
    assert_non_null(strstr(config_member(regions->first, "x")->file, "a.json"));
    assert_int_equal(config_member(regions->first, "x")->line, 2);
    assert_non_null(strstr(config_member(regions->first, "l")->file, "c.json"));
    assert_int_equal(config_member(regions->first, "l")->line, 3);
    config_free(d);
}

/* A region that stands twice in one file must not be merged away. */
static void a_region_twice_in_one_file_stays_twice(void **state) {
    (void)state;
    write_file("a.json", "{\"regions\": [{\"name\": \"n\"}]}");
    write_file("b.json", "{\"extends\": \"a.json\", \"regions\": [{\"name\": \"n\", \"x\": 1},"
                         "{\"name\": \"n\", \"x\": 2}]}");
    config_document *d = load("b.json");
    assert_prints(d, "{\"regions\":[{\"name\":\"n\",\"x\":1},{\"name\":\"n\",\"x\":2}]}");
    config_free(d);
}

/* A file that two others extend is no circle; but files that double at each level are stopped. */
static void shared_bases_are_no_circle(void **state) {
    (void)state;
    write_file("a.json", "{\"x\": 1}");
    write_file("b.json", "{\"extends\": \"a.json\", \"y\": 1}");
    write_file("c.json", "{\"extends\": [\"./a.json\"], \"z\": 1}");
    write_file("d.json", "{\"extends\": [\"b.json\", \"c.json\"]}");
    config_document *d = load("d.json");
    assert_prints(d, "{\"x\":1,\"y\":1,\"z\":1}");
    config_free(d);

    char many[9000] = "{\"extends\": [";
    for (int i = 0; i < 400; i++)
        strcat(many, i > 0 ? ",\"a.json\"" : "\"a.json\"");
    strcat(many, "]}");
    write_file("b.json", many);
    agglo_faults faults = {0};
    char path[128];
    snprintf(path, sizeof path, "%s/b.json", folder);
    assert_int_equal(config_load(path, &d, &faults), AGGLO_ERROR_INPUT);
    assert_null(d);
    assert_non_null(strstr(faults.items[0].what, "too many files"));
    faults_free(&faults);
}

/* The one file that a stranger's text may extend. */
static const char *find_shipped(void *context, const char *extended) {
    return strcmp(extended, "shipped") == 0 ? context : NULL;
}

/* A text of somebody else extends what is found for it; nothing else is opened, be it there or not.
 */
static void foreign_texts_extend_what_is_found(void **state) {
    (void)state;
    char path[128], text[400];
    config_document *d = NULL;
    agglo_faults faults = {0};
    write_file("a.json", "{\"x\": 1}");
    write_file("b.json", "{\"extends\": \"a.json\", \"y\": 1}");
    snprintf(path, sizeof path, "%s/b.json", folder);
    snprintf(text, sizeof text, "{\"extends\": \"shipped\", \"z\": 1}");
    config_foreign given = {.text = text,
                            .length = strlen(text),
                            .name = "text",
                            .find = find_shipped,
                            .context = path};
    assert_int_equal(config_parse_foreign(&given, &d, &faults), AGGLO_OK);
    assert_prints(d, "{\"x\":1,\"y\":1,\"z\":1}");
    config_free(d);

    snprintf(text, sizeof text, "{\"extends\": [\"%s\"], \"z\": 1}", path);
    given.length = strlen(text);
    assert_int_equal(config_parse_foreign(&given, &d, &faults), AGGLO_ERROR_INPUT);
    assert_null(d);
    assert_string_equal(faults.items[0].what, "this cannot be extended here");
    given.find = NULL;
    snprintf(text, sizeof text, "{\"extends\": \"shipped\"}");
    given.length = strlen(text);
    assert_int_equal(config_parse_foreign(&given, &d, &faults), AGGLO_ERROR_INPUT);
    assert_int_equal(faults.count, 2);
    faults_free(&faults);
}

/* ---- Setting ---- */

static void values_are_set_by_path(void **state) {
    (void)state;
    config_document *d = parse("{\"regions\": [{\"name\": \"n\", \"l\": [1, {\"v\": 2}]},"
                               "{\"name\": \"m\"}], \"interventions\": [{\"type\": \"t\"}]}");
    set(d, "regions.m.population=4");
    set(d, "regions[0].l[1].v=5e0");
    set(d, "regions.n.l.0=\"quoted\"");
    set(d, "interventions.t.size=2 years");
    set(d, "parameters.location.b_research=2");
    set(d, "parameters={\"x.y\": 1}");
    set(d, "parameters.x.z=true");
    set(d, "links.10=0");
    set(d, "links.11=0");
    set(d, "links.12=0");
    set(d, "links.12=null"); /* the last member: the next one must find its place */
    set(d, "links.13=2");
    set(d, "links.10=null");
    set(d, "name=a=b");
    set(d, "source=");
    assert_prints(d, "{\"interventions\":[{\"size\":\"2 years\",\"type\":\"t\"}],"
                     "\"links\":{\"11\":0,\"13\":2},\"name\":\"a=b\","
                     "\"parameters\":{\"x\":{\"y\":1,\"z\":true}},"
                     "\"regions\":[{\"l\":[\"quoted\",{\"v\":5}],\"name\":\"n\"},"
                     "{\"name\":\"m\",\"population\":4}],\"source\":\"\"}");
    set(d, "regions.n=null");
    set(d, "interventions=null");
    config_node *regions = config_member(config_root(d), "regions");
    assert_int_equal(regions->count, 1);
    assert_ptr_equal(regions->first, regions->last);
    assert_null(config_member(config_root(d), "interventions"));
    config_node *population = config_member(regions->first, "population");
    assert_string_equal(population->file, "--set");
    assert_string_equal(population->path, "regions.m.population");
    assert_int_equal(population->line, 0);
    config_free(d);
}

static void wrong_assignments_are_explained(void **state) {
    (void)state;
    config_document *d =
        parse("{\"regions\": [{\"name\": \"north\"}, {\"name\": \"south\"}], \"seed\": 1}");
    set_fails(d, "seed", "path=value");
    set_fails(d, "=1", "path=value");
    set_fails(d, "regions.nroth.x=1", "did you mean \"north\"?");
    set_fails(d, "regions[2].x=1", "the list has 2 elements");
    set_fails(d, "regions[-1].x=1", "no element");
    set_fails(d, "seed.x=1", "leads into something else");
    set_fails(d, "seed[0]=1", "a list");
    set_fails(d, "name={\"a\":", "ends too early");
    set_fails(d, "name={\"a\":1,\"a\":2}", "stands twice");
    assert_prints(d, "{\"name\":{\"a\":1,\"a\":2},"
                     "\"regions\":[{\"name\":\"north\"},{\"name\":\"south\"}],\"seed\":1}");
    config_free(d);
}

/* ---- Suggestions ---- */

static void close_words_are_found(void **state) {
    (void)state;
    static const char *const names[] = {
        "location.b_research", "location.b_anchor", "incubator", "JP", "US", "years"};
    const size_t n = sizeof names / sizeof names[0];
    assert_string_equal(config_closest("location.b_reserch", names, n), "location.b_research");
    assert_string_equal(config_closest("Incubatro", names, n), "incubator");
    assert_string_equal(config_closest("b_anchor", names, n), "location.b_anchor");
    assert_string_equal(config_closest("year", names, n), "years");
    assert_string_equal(config_closest("jp", names, n), "JP");
    assert_null(config_closest("colour", names, n));
    assert_null(config_closest("", names, n));
    assert_null(config_closest("x", names, 0));
    char word[300];
    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    assert_null(config_closest(word, names, n));
}

static void unused_members_are_reported(void **state) {
    (void)state;
    static const char *const known[] = {"years", "start"};
    config_document *d = parse("{\"start\": 1,\n\"yeers\": 2,\n\"zz\\u0007\": 3}");
    agglo_faults faults = {0};
    config_member(config_root(d), "start");
    config_report_unused(config_root(d), known, 2, &faults);
    assert_int_equal(faults.errors, 2);
    assert_int_equal(faults.items[0].line, 2);
    assert_string_equal(faults.items[0].path, "yeers");
    assert_string_equal(faults.items[0].hint, "did you mean \"years\"?");
    assert_string_equal(faults.items[1].what, "unknown key \"zz?\""); /* no bells in messages */
    assert_string_equal(faults.items[1].hint, "");
    faults_free(&faults);
    config_free(d);
}

static void shown_values_are_short_and_clean(void **state) {
    (void)state;
    char text[600] = "{\"a\": \"", shown[100];
    for (int i = 0; i < 100; i++)
        strcat(text, "\xE5\x9C\xB0"); /* a character of three bytes must not be cut in two */
    strcat(text, "\", \"b\": \"x\\u001b[2J\"}");
    config_document *d = parse(text);
    config_show(config_member(config_root(d), "a"), shown, sizeof shown);
    assert_int_equal(strlen(shown), 1 + 63 + 4);
    assert_string_equal(shown + 61, "\xE5\x9C\xB0...\"");
    config_show(config_member(config_root(d), "b"), shown, sizeof shown);
    assert_string_equal(shown, "\"x?[2J\"");
    config_free(d);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nodes_know_their_place),
        cmocka_unit_test(text_is_canonical),
        cmocka_unit_test(only_utf8_is_text),
        cmocka_unit_test(parts_can_be_left_out),
        cmocka_unit_test(dotted_parameters_are_nested),
        cmocka_unit_test_setup_teardown(documents_merge, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(a_region_twice_in_one_file_stays_twice, make_folder,
                                        remove_folder),
        cmocka_unit_test_setup_teardown(shared_bases_are_no_circle, make_folder, remove_folder),
        cmocka_unit_test_setup_teardown(foreign_texts_extend_what_is_found, make_folder,
                                        remove_folder),
        cmocka_unit_test(values_are_set_by_path),
        cmocka_unit_test(wrong_assignments_are_explained),
        cmocka_unit_test(close_words_are_found),
        cmocka_unit_test(unused_members_are_reported),
        cmocka_unit_test(shown_values_are_short_and_clean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
