/* Documents made from others: copies are independent, merges follow the rules of `extends`. */
#include "sim/config.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static config_document *parse(const char *text) {
    agglo_faults faults = {0};
    config_document *document = NULL;
    assert_int_equal(config_parse(text, strlen(text), "memory", &document, &faults), AGGLO_OK);
    faults_free(&faults);
    return document;
}

static void check_text(const config_document *document, const char *expected) {
    char *text = config_print(document);
    assert_non_null(text);
    assert_string_equal(text, expected);
    free(text);
}

static void copies_are_independent(void **state) {
    (void)state;
    agglo_faults faults = {0};
    config_document *one = parse("{\"a\": [1, {\"b\": \"x\"}], \"c\": null, \"d\": true}");
    config_document *two = config_copy(config_root(one));
    assert_non_null(two);
    assert_int_equal(config_set(two, "a[1].b=7", &faults), AGGLO_OK);
    assert_int_equal(config_set(two, "e.f=1", &faults), AGGLO_OK);
    check_text(one, "{\"a\":[1,{\"b\":\"x\"}],\"c\":null,\"d\":true}");
    check_text(two, "{\"a\":[1,{\"b\":7}],\"c\":null,\"d\":true,\"e\":{\"f\":1}}");
    assert_int_equal(config_member(config_root(two), "a")->line, 1);
    config_free(two);
    config_free(one);
    faults_free(&faults);
}

static void inner_objects_become_documents(void **state) {
    (void)state;
    config_document *one = parse("{\"in\": {\"parameters\": {\"a.b\": 1, \"a.c\": 2}}}");
    config_document *two = config_copy(config_member(config_root(one), "in"));
    check_text(two, "{\"parameters\":{\"a\":{\"b\":1,\"c\":2}}}");
    check_text(one, "{\"in\":{\"parameters\":{\"a.b\":1,\"a.c\":2}}}");
    config_free(two);
    config_free(one);
}

static void merges_as_extends_does(void **state) {
    (void)state;
    agglo_faults faults = {0};
    config_document *base =
        parse("{\"regions\": [{\"name\": \"x\", \"p\": 1}], \"interventions\": [{\"type\": \"t\"}],"
              " \"parameters\": {\"g.one\": 1, \"g.two\": 2}, \"links\": {\"1\": 1}}");
    config_document *over =
        parse("{\"set\": {\"regions\": [{\"name\": \"x\", \"q\": 2}, {\"name\": \"y\"}],"
              " \"interventions\": [{\"type\": \"u\"}], \"parameters\": {\"g.two\": 3},"
              " \"links\": null}}");
    config_node *set = config_member(config_root(over), "set");
    for (int round = 0; round < 2; round++) { /* what is merged is left as it is */
        config_document *copy = config_copy(config_root(base));
        assert_int_equal(config_merge(copy, set, &faults), AGGLO_OK);
        check_text(copy, "{\"interventions\":[{\"type\":\"t\"},{\"type\":\"u\"}],"
                         "\"parameters\":{\"g\":{\"one\":1,\"two\":3}},"
                         "\"regions\":[{\"name\":\"x\",\"p\":1,\"q\":2},{\"name\":\"y\"}]}");
        config_free(copy);
    }
    assert_int_equal(faults.errors, 0);
    config_free(over);
    config_free(base);
}

static void merging_finds_keys_that_stand_twice(void **state) {
    (void)state;
    agglo_faults faults = {0};
    config_document *base = parse("{}");
    config_document *over = parse("{\"s\": {\"parameters\": {\"a.b\": 1, \"a\": {\"b\": 2}}}}");
    assert_int_equal(config_merge(base, config_member(config_root(over), "s"), &faults),
                     AGGLO_ERROR_INPUT);
    assert_int_equal(faults.errors, 1);
    faults_free(&faults);
    config_free(base);
    config_free(over);
}

static void members_are_inserted_and_replaced(void **state) {
    (void)state;
    config_document *one = parse("{\"a\": 1, \"b\": {\"c\": 2}, \"z\": 3}");
    config_document *two = parse("{\"v\": [1, 2]}");
    const config_node *value = config_member(config_root(two), "v");
    config_node *inner = config_member(config_root(one), "b");
    assert_true(config_insert(one, config_root(one), "a", value));
    assert_true(config_insert(one, inner, "new", value));
    check_text(one, "{\"a\":[1,2],\"b\":{\"c\":2,\"new\":[1,2]},\"z\":3}");
    config_free(one);
    config_free(two);
}

static void paths_are_relative_to_a_file(void **state) {
    (void)state;
    config_document *one = parse("{}");
    assert_string_equal(config_beside(one, "a/b.json", "../c.json"), "a/../c.json");
    assert_string_equal(config_beside(one, "b.json", "c.json"), "c.json");
    assert_string_equal(config_beside(one, "a/b.json", "/c.json"), "/c.json");
    config_free(one);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(copies_are_independent),
        cmocka_unit_test(inner_objects_become_documents),
        cmocka_unit_test(merges_as_extends_does),
        cmocka_unit_test(merging_finds_keys_that_stand_twice),
        cmocka_unit_test(members_are_inserted_and_replaced),
        cmocka_unit_test(paths_are_relative_to_a_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
