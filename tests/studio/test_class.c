/* A class without its server: who may come in, what a package may be and cost, that its result is
 * that of paired runs whatever the number of threads, and the league. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <gsl/gsl_errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/policy.h"
#include "sim/config.h"
#include "tests/support/runs.h"
#include "tests/support/scenarios.h"
#include "tools/studio/class_address.h"
#include "tools/studio/class_private.h"

#define PREFECTURE "japan/marginal_prefecture.json"

enum { SAID = 700 };

/* ---- Helpers ---- */

/* A shipped scenario as one text, freed by the caller. */
static char *document(const char *file) {
    char path[512];
    config_document *d = NULL;
    agglo_faults faults = {0};
    snprintf(path, sizeof path, "%s/scenarios/%s", AGGLO_SOURCE_DIR, file);
    assert_int_equal(config_load(path, &d, &faults), AGGLO_OK);
    char *text = config_print(d);
    assert_non_null(text);
    config_free(d);
    return text;
}

static class_options standard(const char *text) {
    return (class_options){.document = text,
                           .scenario = PREFECTURE,
                           .region = "marginal",
                           .outcome = "firms",
                           .budget = 100,
                           .years = 20,
                           .replicates = 12,
                           .threads = 2};
}

static class_room *start(class_options options) {
    agglo_faults faults = {0};
    class_room *room = NULL;
    if (class_create(&options, &room, &faults) != AGGLO_OK)
        fail_msg("%s: got %s", faults.items[0].what, faults.items[0].got);
    faults_free(&faults);
    return room;
}

static class_room *start_standard(void) {
    char *text = document(PREFECTURE);
    class_room *room = start(standard(text));
    free(text);
    return room;
}

static void join(class_room *room, const char *name, char token[CLASS_TOKEN_SIZE]) {
    agglo_faults faults = {0};
    assert_int_equal(class_join(room, room->code, name, token, &faults), CLASS_DONE);
    assert_int_equal(strlen(token), CLASS_TOKEN_SIZE - 1);
    faults_free(&faults);
}

/* Submits; the first fault's sentence and what else it says, all in one, goes to `said`. */
static class_answer submit(class_room *room, const char *token, const char *text, char said[SAID]) {
    agglo_faults faults = {0};
    class_price price;
    class_answer answer = class_submit(room, token, text, &price, &faults);
    said[0] = '\0';
    for (size_t i = faults.count; i-- > 0;)
        if (!faults.items[i].is_warning)
            snprintf(said, SAID, "%s: %s, got %s", faults.items[i].path, faults.items[i].what,
                     faults.items[i].got);
    faults_free(&faults);
    return answer;
}

static void accept(class_room *room, const char *token, const char *text) {
    char said[SAID];
    if (submit(room, token, text, said) != CLASS_DONE)
        fail_msg("%s: %s", text, said);
}

static config_document *owner_view(class_room *room) {
    char *text = NULL;
    size_t size;
    config_document *d = NULL;
    agglo_faults faults = {0};
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    class_write_owner(room, NULL, 0, out);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(config_parse(text, size, "class", &d, &faults), AGGLO_OK);
    free(text);
    return d;
}

static config_node *element(config_node *list, size_t k) {
    config_node *n = list->first;
    while (k-- > 0 && n != NULL)
        n = n->next;
    assert_non_null(n);
    return n;
}

static config_node *package_of(config_document *view, size_t k) {
    return element(config_member(config_root(view), "packages"), k);
}

static double number_of(config_node *object, const char *name) {
    config_node *n = config_member(object, name);
    assert_non_null(n);
    assert_int_equal(n->type, CONFIG_NUMBER);
    return n->number;
}

static const char *text_of(config_node *object, const char *name) {
    config_node *n = config_member(object, name);
    assert_non_null(n);
    assert_int_equal(n->type, CONFIG_STRING);
    return n->text;
}

/* ---- Cost ---- */

static double booked(const class_frame *frame, const char *text, class_plan *plan) {
    const atomic_int never = 0;
    const class_order order = {.outcome = "firms",
                               .region = frame->region,
                               .replicates = 6,
                               .threads = 2,
                               .is_ending = &never};
    class_plan base;
    class_sample with, without;
    agglo_faults faults = {0};
    agglo_error error = {0};
    assert_int_equal(class_plan_read(frame, NULL, &base, &faults), AGGLO_OK);
    if (class_plan_read(frame, text, plan, &faults) != AGGLO_OK)
        fail_msg("%s: %s", text, faults.items[faults.count - 1].what);
    assert_int_equal(class_sample_make(&order, plan->scenario, &with, &error), AGGLO_OK);
    assert_int_equal(class_sample_make(&order, base.scenario, &without, &error), AGGLO_OK);
    double sum = 0;
    for (size_t i = 0; i < order.replicates; i++)
        sum += with.cost[i] - without.cost[i];
    class_sample_free(&with);
    class_sample_free(&without);
    class_plan_free(&base);
    faults_free(&faults);
    return sum / (double)order.replicates;
}

/* What is said before a run is what the runs book, for every policy, date, ramp and limit. */
static void costs_are_what_runs_book(void **state) {
    (void)state;
    static const char *const terms[] = {"\"from\": 0", "\"from\": 2.1, \"until\": 7.5",
                                        "\"from\": 1, \"until\": 9, \"ramp_years\": 3",
                                        "\"from\": 1, \"limit\": 1.1",
                                        "\"from\": 1, \"total\": 4.05"};
    char *text = document(PREFECTURE);
    config_document *d = NULL;
    agglo_faults faults = {0};
    assert_int_equal(config_parse(text, strlen(text), "t", &d, &faults), AGGLO_OK);
    assert_int_equal(config_set(d, "time.years=10", &faults), AGGLO_OK);
    char *ten = config_print(d);
    const class_frame frame = {ten, PREFECTURE, "marginal", 100};
    int policies = 0;
    for (int k = 0; policies_all[k] != NULL; k++)
        for (size_t t = 0; t < sizeof terms / sizeof terms[0]; t++) {
            const policy *type = policies_all[k];
            char package[200];
            class_plan plan;
            if (type->scope == POLICY_EVENT || (type->pays_by_use && t >= 3))
                continue;
            snprintf(package, sizeof package, "{\"interventions\": [{\"type\": \"%s\", %s}]}",
                     type->type, terms[t]);
            double cost = booked(&frame, package, &plan);
            if (type->pays_by_use ? cost < plan.price.cost - 1e-9
                                  : fabs(cost - plan.price.cost) > 1e-9 * (1 + cost))
                fail_msg("%s: booked %.10g, told %.10g", package, cost, plan.price.cost);
            assert_int_equal(plan.price.is_open, type->pays_by_use);
            class_plan_free(&plan);
            policies += t == 0;
        }
    assert_true(policies > 55);
    free(ten);
    free(text);
    config_free(d);
    faults_free(&faults);
}

/* What is paid by use has no formula: the runs decide whether the budget was kept. */
static void use_may_cost_more_than_the_budget(void **state) {
    (void)state;
    char *text = document("hubs/nuremberg.json"), token[CLASS_TOKEN_SIZE];
    class_options options = standard(text);
    options.region = "nuremberg";
    options.budget = 20;
    class_room *room = start(options);
    join(room, "Aiko", token);
    accept(room, token, "{\"interventions\": [{\"type\": \"vc_matching\"}]}");
    assert_true(class_wait(room, 60));
    config_document *view = owner_view(room);
    config_node *package = package_of(view, 0);
    assert_string_equal(text_of(package, "status"), "over");
    assert_true(number_of(package, "planned") < 20);
    assert_true(number_of(package, "cost") > 20);
    config_node *league = config_member(config_root(view), "league");
    assert_int_equal(config_member(league, "by_effect")->count, 0);
    config_free(view);
    class_free(room);
    free(text);
}

/* ---- Results ---- */

static const char *const some[] = {
    "{\"interventions\": [{\"type\": \"network_org\", \"size\": 12, \"from\": 2}]}",
    "{\"interventions\": [{\"type\": \"incubator\", \"from\": 1, \"until\": 6}]}",
    "{\"interventions\": [{\"type\": \"firm_attraction\", \"size\": 1, \"from\": 3}]}"};
enum { SOME = 3 };

static char *results_with(int threads) {
    char *text = document(PREFECTURE), token[CLASS_TOKEN_SIZE];
    class_options options = standard(text);
    options.threads = threads;
    class_room *room = start(options);
    join(room, "Aiko", token);
    for (size_t k = 0; k < SOME; k++)
        accept(room, token, some[k]);
    assert_true(class_wait(room, 60));
    config_document *view = owner_view(room);
    char *code = NULL;
    size_t size;
    FILE *out = open_memstream(&code, &size);
    for (size_t k = 0; k < SOME; k++) {
        config_node *p = package_of(view, k);
        fprintf(out, "%.17g %.17g %.17g %.17g", number_of(p, "effect"), number_of(p, "low"),
                number_of(p, "high"), number_of(p, "cost"));
        for (config_node *n = config_member(p, "differences")->first; n != NULL; n = n->next)
            fprintf(out, " %.17g", n->number);
    }
    fclose(out);
    config_free(view);
    class_free(room);
    free(text);
    return code;
}

static void results_do_not_depend_on_threads(void **state) {
    (void)state;
    char *one = results_with(1), *two = results_with(2);
    assert_string_equal(one, two);
    free(one);
    free(two);
}

/* Run i of the package is run i of the same scenario written by hand. */
static void differences_are_those_of_paired_runs(void **state) {
    (void)state;
    static const char *const years[] = {"time.years=20", NULL};
    static const char *const with[] = {
        "time.years=20",
        "interventions=[{\"type\": \"network_org\", \"size\": 12, \"from\": 2, "
        "\"region\": \"marginal\"}]",
        NULL};
    scenario *base = scenarios_load(PREFECTURE, years), *same = scenarios_load(PREFECTURE, with);
    runs a = runs_make(base, 12), b = runs_make(same, 12);
    class_room *room = start_standard();
    char token[CLASS_TOKEN_SIZE];
    join(room, "Aiko", token);
    accept(room, token, some[0]);
    assert_true(class_wait(room, 60));
    config_document *view = owner_view(room);
    config_node *package = package_of(view, 0), *n = config_member(package, "differences")->first;
    double sum = 0;
    for (size_t i = 0; i < 12; i++, n = n->next) {
        double d = runs_value(&b, "firms", 0, i, 20, 0) - runs_value(&a, "firms", 0, i, 20, 0);
        assert_non_null(n);
        assert_true(fabs(n->number - d) < 1e-6);
        sum += d;
    }
    assert_null(n);
    assert_true(sum > 0);
    assert_true(fabs(number_of(package, "effect") - sum / 12) < 1e-9);
    assert_true(number_of(package, "low") < sum / 12 && number_of(package, "high") > sum / 12);
    assert_true(
        fabs(number_of(package, "effect_per_MUSD") - sum / 12 / number_of(package, "cost")) < 1e-9);
    config_free(view);
    class_free(room);
    runs_free(&a);
    runs_free(&b);
    scenario_free(base);
    scenario_free(same);
}

/* ---- What is refused ---- */

static void wrong_packages_are_explained(void **state) {
    (void)state;
    static const char *const cases[][2] = {
        {"", "package"}, /* place of the fault, or a part of its sentence */
        {"[]", "not an object"},
        {"{\"interventions\": {}}", "a package is a list of interventions"},
        {"{\"interventions\": []}", "a package is a list of interventions"},
        {"{\"interventions\": [7]}", "this is not an intervention"},
        {"{\"interventions\": [{\"size\": 3}]}", "type"},
        {"{\"interventions\": [{\"type\": \"incubator\"}], \"seed\": 7}", "seed"},
        {"{\"interventions\": [{\"type\": \"incubater\"}]}", "incubater"},
        {"{\"interventions\": [{\"type\": \"incubator\", \"size\": -1}]}", "out of range"},
        {"{\"interventions\": [{\"type\": \"incubator\", \"size\": \"many\"}]}", "not a number"},
        {"{\"interventions\": [{\"type\": \"incubator\", \"until\": 0}]}", "ends before it begins"},
        {"{\"interventions\": [{\"type\": \"anchor_entry\"}]}", "an event cannot be bought"},
        {"{\"interventions\": [{\"type\": \"incubator\", \"region\": \"marginal\"}]}", "region"},
        {"{\"interventions\": [{\"type\": \"incubator\", \"name\": \"lucky\"}]}", "by their types"},
        {"{\"interventions\": [{\"type\": \"incubator\", \"budget\": \"b\"}]}", "no budget"},
        {"{\"extends\": \"/etc/passwd\", \"interventions\": []}", "cannot be extended"},
        {"{\"interventions\": [{\"type\": \"rd_grants\", \"size\": 100}]}", "costs more"},
    };
    class_room *room = start_standard();
    char token[CLASS_TOKEN_SIZE], said[SAID];
    join(room, "Aiko", token);
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        assert_int_equal(submit(room, token, cases[k][0], said), CLASS_WRONG);
        if (k > 0 && strstr(said, cases[k][1]) == NULL)
            fail_msg("%s: said '%s', not '%s'", cases[k][0], said, cases[k][1]);
    }
    char *large = calloc(CLASS_MOST_TEXT + 2, 1);
    assert_non_null(large);
    memset(large, ' ', CLASS_MOST_TEXT + 1);
    assert_int_equal(submit(room, token, large, said), CLASS_WRONG);
    free(large);
    assert_int_equal(submit(room, "0", some[0], said), CLASS_DENIED);
    assert_int_equal(submit(room, "", some[0], said), CLASS_DENIED);
    config_document *view = owner_view(room);
    assert_int_equal(config_member(config_root(view), "packages")->count, 0);
    config_free(view);
    class_free(room);
}

/* A price is told without the package being run, also where it is too high. */
static void prices_are_told(void **state) {
    (void)state;
    class_room *room = start_standard();
    char token[CLASS_TOKEN_SIZE];
    agglo_faults faults = {0};
    class_price price;
    join(room, "Aiko", token);
    assert_int_equal(class_quote(room, token,
                                 "{\"interventions\": [{\"type\": \"trial_subsidy\", \"size\": 9, "
                                 "\"from\": 10}]}",
                                 &price, &faults),
                     CLASS_DONE);
    assert_true(fabs(price.cost - 92) < 1e-9); /* 0.2 + 9 M$ a year */
    assert_int_equal(
        class_quote(room, token,
                    "{\"interventions\": [{\"type\": \"trial_subsidy\", \"size\": 90}]}", &price,
                    &faults),
        CLASS_DONE);
    assert_true(fabs(price.cost - 1804) < 1e-9);
    assert_int_equal(class_quote(room, token,
                                 "{\"interventions\": [{\"type\": \"trial_subsidy\"}, "
                                 "{\"type\": \"trial_subsidy\", \"size\": 9, \"from\": 10}]}",
                                 &price, &faults),
                     CLASS_DONE);
    assert_int_equal(price.count, 2);
    assert_true(fabs(price.costs[0] - 104) < 1e-9 && fabs(price.costs[1] - 92) < 1e-9);
    faults_free(&faults);
    class_free(room);
}

static void classes_that_cannot_be_are_explained(void **state) {
    (void)state;
    char *text = document(PREFECTURE);
    for (int k = 0; k < 8; k++) {
        class_options o = standard(k == 6 ? "{\"extends\": \"x.json\"}" : text);
        class_room *room = NULL;
        agglo_faults faults = {0};
        o.region = k == 0 ? "marginall" : o.region;
        o.outcome = k == 1 ? "firmss" : k == 7 ? "firms@2020" : o.outcome;
        o.budget = k == 2 ? 0 : k == 3 ? NAN : o.budget;
        o.years = k == 4 ? 101 : o.years;
        o.replicates = k == 5 ? 401 : o.replicates;
        assert_int_not_equal(class_create(&o, &room, &faults), AGGLO_OK);
        assert_null(room);
        assert_int_equal(faults.errors, 1);
        faults_free(&faults);
    }
    free(text);
}

/* ---- Students ---- */

static void codes_open_the_door(void **state) {
    (void)state;
    class_room *room = start_standard();
    char token[CLASS_TOKEN_SIZE], typed[20], wrong[CLASS_CODE_SIZE];
    agglo_faults faults = {0};
    assert_int_equal(strlen(room->code), 6);
    assert_int_equal(strspn(room->code, "CDFHJKMNPRTVWXY34679"), 6);
    strcpy(wrong, room->code);
    wrong[5] = wrong[5] == 'C' ? 'D' : 'C';
    assert_int_equal(class_join(room, wrong, "A", token, &faults), CLASS_DENIED);
    assert_int_equal(class_join(room, "", "A", token, &faults), CLASS_DENIED);
    snprintf(typed, sizeof typed, "%sC", room->code);
    assert_int_equal(class_join(room, typed, "A", token, &faults), CLASS_DENIED);
    snprintf(typed, sizeof typed, " %.3s-%s ", room->code, room->code + 3);
    for (char *c = typed; *c != '\0'; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c + 32 : *c);
    assert_int_equal(class_join(room, typed, "A", token, &faults), CLASS_DONE);
    for (int k = 3; k < CLASS_WRONG_CODES; k++)
        assert_int_equal(class_join(room, wrong, "B", token, &faults), CLASS_DENIED);
    assert_int_equal(class_join(room, wrong, "B", token, &faults), CLASS_FULL);
    assert_int_equal(class_join(room, room->code, "B", token, &faults), CLASS_FULL);
    room->wrong_since -= 61; /* a minute later */
    assert_int_equal(class_join(room, room->code, "B", token, &faults), CLASS_DONE);
    faults_free(&faults);
    class_free(room);
}

static void names_are_clean_and_unlike(void **state) {
    (void)state;
    static const char *const names[][2] = {
        {"Aiko", "Aiko"},
        {"  two   words ", "two words"},
        {"\xE6\x84\x9B\xE5\xAD\x90", "\xE6\x84\x9B\xE5\xAD\x90"},
        {"a\x1b[2J", "a?[2J"},
        {"\xE2\x80\xAEreverse", "reverse"}, /* a sign that turns the line around */
        {"<img src=x>", "<img src=x>"},
    };
    class_room *room = start_standard();
    char token[CLASS_TOKEN_SIZE], lengthy[400];
    agglo_faults faults = {0};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
        join(room, names[k][0], token);
    for (int k = 0; k < 100; k++)
        memcpy(lengthy + 3 * k, "\xE6\x84\x9B", 4);
    join(room, lengthy, token);
    config_document *view = owner_view(room);
    config_node *students = config_member(config_root(view), "students");
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++)
        assert_string_equal(element(students, k)->text, names[k][1]);
    assert_true(strlen(element(students, students->count - 1)->text) < CLASS_NAME_SIZE);
    config_free(view);
    assert_int_equal(class_join(room, room->code, " Aiko", token, &faults), CLASS_WRONG);
    assert_int_equal(class_join(room, room->code, " \xE2\x80\x8B", token, &faults), CLASS_WRONG);
    faults_free(&faults);
    class_free(room);
}

static void classes_are_bounded(void **state) {
    (void)state;
    char *text = document(PREFECTURE), token[CLASS_TOKEN_SIZE], name[20], said[SAID];
    class_options options = standard(text);
    options.replicates = 400; /* so that packages wait */
    class_room *room = start(options);
    agglo_faults faults = {0};
    for (int k = 0; k < CLASS_MOST_STUDENTS; k++) {
        snprintf(name, sizeof name, "s%d", k);
        join(room, name, token);
    }
    assert_int_equal(class_join(room, room->code, "late", token, &faults), CLASS_FULL);
    assert_true(class_remove(room, "s0"));
    assert_false(class_remove(room, "s0"));
    join(room, "late", token);
    for (int k = 0; k < CLASS_MOST_WAITING; k++)
        accept(room, token, some[0]);
    assert_int_equal(submit(room, token, some[0], said), CLASS_FULL);
    class_free(room); /* in the middle of the work */
    faults_free(&faults);
    free(text);
}

static void who_has_left_is_not_shown(void **state) {
    (void)state;
    class_room *room = start_standard();
    char one[CLASS_TOKEN_SIZE], two[CLASS_TOKEN_SIZE], said[SAID];
    join(room, "one", one);
    join(room, "two", two);
    accept(room, one, some[0]);
    accept(room, two, some[1]);
    assert_true(class_wait(room, 60));
    assert_true(class_remove(room, "one"));
    assert_int_equal(submit(room, one, some[0], said), CLASS_DENIED);
    config_document *view = owner_view(room);
    config_node *root = config_root(view), *league = config_member(root, "league");
    assert_int_equal(config_member(root, "students")->count, 1);
    assert_int_equal(config_member(root, "packages")->count, 1);
    assert_int_equal(config_member(league, "by_effect")->count, 1);
    assert_string_equal(text_of(element(config_member(league, "by_cost"), 0), "student"), "two");
    config_free(view);
    class_free(room);
}

/* ---- Addresses ---- */

static void addresses_are_read_and_shown(void **state) {
    (void)state;
    static const char *const right[][2] = {{"192.168.1.20", "http://192.168.1.20:81/join"},
                                           {"127.0.0.1:8000", "http://127.0.0.1:8000/join"},
                                           {"::1", "http://[::1]:81/join"},
                                           {"[fd00::7]:8000", "http://[fd00::7]:8000/join"},
                                           {"[fd00::7]", "http://[fd00::7]:81/join"}};
    static const char *const wrong[] = {
        "",           "host", "1.2.3",   "1.2.3.4:", "1.2.3.4:0",   "1.2.3.4:65536",
        "1.2.3.4:8x", "[::1", "[::1]80", "1.2.3.4 ", "fe80::1%eth0"};
    class_address address;
    class_links links;
    agglo_error error;
    for (size_t k = 0; k < sizeof right / sizeof right[0]; k++) {
        assert_int_equal(class_address_read(right[k][0], &address, &error), AGGLO_OK);
        class_address_links(&address, address.port > 0 ? address.port : 81, &links);
        assert_int_equal(links.count, 1);
        assert_string_equal(links.items[0], right[k][1]);
    }
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++)
        assert_int_equal(class_address_read(wrong[k], &address, &error), AGGLO_ERROR_USAGE);
    assert_int_equal(class_address_read("0.0.0.0", &address, &error), AGGLO_OK);
    class_address_links(&address, 81, &links);
    assert_true(links.count >= 1); /* this machine has one, be it its own */
    assert_null(strstr(links.items[0], "0.0.0.0"));
}

/* ---- The league ---- */

/* Packages with made-up results: differences around a mean, and a cost. */
static void invent(class_room *room, size_t student, double effect, double cost, double spread) {
    size_t n = room->order.replicates;
    class_package *p = calloc(1, sizeof *p);
    assert_non_null(p);
    p->student = student;
    p->status = PACKAGE_DONE;
    p->effect.mean.value = effect;
    p->cost.mean.value = cost;
    p->differences = malloc(n * sizeof *p->differences);
    assert_non_null(p->differences);
    for (size_t i = 0; i < n; i++)
        p->differences[i] = effect + spread * (i % 2 == 0 ? 1 : -1) * (student % 2 == 0 ? 1 : -1);
    room->packages[room->package_count++] = p;
    room->next = room->package_count;
}

static void check_place(const class_place *place, size_t package, size_t rank, int is_tied) {
    assert_int_equal(place->package, package);
    assert_int_equal(place->rank, rank);
    assert_int_equal(place->is_tied, is_tied);
}

static void leagues_rank_the_best_of_each(void **state) {
    (void)state;
    class_room *room = start_standard();
    class_league table;
    char token[CLASS_TOKEN_SIZE];
    assert_true(class_wait(room, 60));
    join(room, "a", token);
    join(room, "b", token);
    join(room, "c", token);
    join(room, "d", token);
    gate_lock(&room->gate);
    room->packages = calloc(8, sizeof(class_package *));
    room->package_room = 8;
    invent(room, 0, 5, 100, 0.1);
    invent(room, 1, 8, 100, 9); /* better, but cannot be told from the next */
    invent(room, 2, 7.9, 20, 2);
    invent(room, 0, 6, 50, 0.1); /* the better one of a */
    invent(room, 0, 4, 80, 0.1);
    invent(room, 3, 6, 0, 0.1); /* no cost: not ranked by it; equal to a's */
    class_league_make(room, LEAGUE_BY_EFFECT, &table);
    assert_int_equal(table.count, 4);
    check_place(&table.items[0], 1, 1, 1);
    check_place(&table.items[1], 2, 2, 1);
    check_place(&table.items[2], 3, 3, 1);
    check_place(&table.items[3], 5, 3, 1);
    class_league_make(room, LEAGUE_BY_COST, &table);
    assert_int_equal(table.count, 3);
    check_place(&table.items[0], 2, 1, 1);
    check_place(&table.items[1], 3, 2, 0);
    check_place(&table.items[2], 1, 3, 0);
    room->outcome.is_burden = 1; /* less is better */
    class_league_make(room, LEAGUE_BY_EFFECT, &table);
    assert_int_equal(table.items[0].package, 4);
    assert_int_equal(table.items[3].package, 1);
    gate_unlock(&room->gate);
    class_free(room);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_are_what_runs_book),
        cmocka_unit_test(use_may_cost_more_than_the_budget),
        cmocka_unit_test(results_do_not_depend_on_threads),
        cmocka_unit_test(differences_are_those_of_paired_runs),
        cmocka_unit_test(wrong_packages_are_explained),
        cmocka_unit_test(prices_are_told),
        cmocka_unit_test(classes_that_cannot_be_are_explained),
        cmocka_unit_test(codes_open_the_door),
        cmocka_unit_test(names_are_clean_and_unlike),
        cmocka_unit_test(classes_are_bounded),
        cmocka_unit_test(who_has_left_is_not_shown),
        cmocka_unit_test(addresses_are_read_and_shown),
        cmocka_unit_test(leagues_rank_the_best_of_each),
    };
    gsl_set_error_handler_off();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
