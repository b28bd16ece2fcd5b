/* Experiments: what becomes of a document, which scenario a design point is, when two runs count as
 * the same, and which numbers are kept of a run. Faults: tests/sweep/test_errors.sh. */
#include "models/experiment/experiment.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/record.h"

#define REGION                                                                                     \
    "{\"name\": \"here\", \"population\": 1, \"home_market\": \"JP\"},"                            \
    " {\"name\": \"there\", \"x_km\": 50, \"population\": 1, \"home_market\": \"JP\"}"
#define BASE                                                                                       \
    "\"base\": {\"time\": {\"start\": 2000, \"years\": 4}, \"replicates\": 7,"                     \
    " \"parameters\": {\"location.b_research\": 1.5}, \"regions\": [" REGION "]}"
#define LINK "{\"path\": \"links.10\", \"levels\": [0, 0.5, 2]}"
#define RANGE                                                                                      \
    "{\"path\": \"parameters.location.b_reputation\", \"low\": 1, \"high\": 4, \"steps\": 4}"
#define MEASURE                                                                                    \
    "{\"name\": \"measure\", \"levels\": [{\"name\": \"none\"}, {\"name\": \"anchor\", \"set\":"   \
    " {\"interventions\": [{\"type\": \"anchor_entry\", \"region\": \"here\", \"from\": 1,"        \
    " \"size\": 500}], \"parameters\": {\"location.b_anchor\": 2}}}]}"
#define OUTCOMES "\"outcomes\": [\"firms\"]"

static experiment *read(const char *text) {
    agglo_faults faults = {0};
    experiment *e = NULL;
    agglo_status status = experiment_parse(text, "memory", &e, &faults);
    for (size_t i = 0; i < faults.count; i++)
        print_error("%s: %s\n", faults.items[i].path, faults.items[i].what);
    assert_int_equal(status, AGGLO_OK);
    faults_free(&faults);
    return e;
}

static experiment_key point(const experiment *e, size_t number, scenario **out) {
    agglo_faults faults = {0};
    experiment_key key;
    assert_int_equal(experiment_point(e, number, out, &key, &faults), AGGLO_OK);
    faults_free(&faults);
    return key;
}

static experiment_key key_of(const char *text, size_t number) {
    experiment *e = read(text);
    experiment_key key = point(e, number, NULL);
    experiment_free(e);
    return key;
}

static int same(experiment_key a, experiment_key b) {
    return a.high == b.high && a.low == b.low;
}

static void factors_have_names_and_units(void **state) {
    (void)state;
    experiment *e =
        read("{" BASE ", \"factors\": [" RANGE ", " LINK ", " MEASURE "], " OUTCOMES "}");
    assert_string_equal(e->factors[0].name, "location_b_reputation");
    assert_string_equal(e->factors[1].name, "link_10");
    assert_string_equal(e->factors[2].name, "measure");
    assert_true(e->factors[1].has_numbers && !e->factors[2].has_numbers);
    assert_int_equal(design_points(e->design), 4 * 3 * 2);
    assert_int_equal(e->replicates.least, 7); /* the base scenario's */
    assert_int_equal(e->replicates.most, 7);
    char text[200];
    experiment_describe_point(e, 3, text, sizeof text);
    assert_string_equal(text, "location_b_reputation = 1, link_10 = 0.5, measure = anchor");
    experiment_describe_point(e, 3, text, sizeof "location_b_reputation = 1, link_10 = 0.5, mea");
    assert_string_equal(text, "location_b_reputation = 1, link_10 = 0.5, …");
    experiment_describe_point(e, 3, text, sizeof "location");
    assert_string_equal(text, "…");
    experiment_free(e);
}

static void a_point_is_base_and_assignments(void **state) {
    (void)state;
    experiment *e =
        read("{" BASE ", \"factors\": [" RANGE ", " LINK ", " MEASURE "], " OUTCOMES "}");
    scenario *s;
    point(e, 3 * 3 * 2 + 2 * 2 + 1, &s); /* the last of every factor */
    assert_true(s->parameters.location_b_reputation == 4);
    assert_true(s->parameters.location_b_research == 1.5);
    assert_true(s->parameters.location_b_anchor == 2);
    assert_true(s->gains[9] == 2);
    assert_int_equal(s->intervention_count, 1);
    assert_int_equal(s->record_events, 0);
    scenario_free(s);
    point(e, 0, &s); /* the base is as it was */
    assert_true(s->parameters.location_b_reputation == 1);
    assert_true(s->gains[9] == 0);
    assert_int_equal(s->intervention_count, 0);
    scenario_free(s);
    experiment_free(e);
}

static void keys_follow_what_is_run(void **state) {
    (void)state;
    experiment_key one = key_of("{" BASE ", \"factors\": [" LINK "], " OUTCOMES "}", 1);
    /* The same scenario elsewhere in another design, described in other words. */
    assert_true(same(one, key_of("{" BASE ", \"name\": \"n\", \"replicates\": 3, \"factors\":"
                                 " [{\"path\": \"links.10\", \"levels\": [0.5], \"name\": \"x\"}],"
                                 " \"outcomes\": [\"startups\"]}",
                                 0)));
    assert_false(same(one, key_of("{" BASE ", \"factors\": [" LINK "], " OUTCOMES "}", 2)));
    assert_false(
        same(one, key_of("{" BASE ", \"factors\": [" LINK "], \"seed\": 5, " OUTCOMES "}", 1)));
    experiment_key run = experiment_run_key(one, 4);
    assert_false(same(run, one) || same(run, experiment_run_key(one, 5)));
    assert_true(same(experiment_point_key(run, 4), one));
}

static void seeds_are_common_or_own(void **state) {
    (void)state;
    scenario *a, *b;
    experiment *e = read("{" BASE ", \"seed\": 5, \"factors\": [" LINK "], " OUTCOMES "}");
    point(e, 0, &a);
    point(e, 2, &b);
    assert_true(a->seed == 5 && b->seed == 5);
    scenario_free(a);
    scenario_free(b);
    experiment_free(e);
    e = read("{" BASE ", \"seed\": 5, \"common_random_numbers\": false, \"factors\": [" LINK
             "], " OUTCOMES "}");
    point(e, 0, &a);
    point(e, 2, &b);
    assert_true(a->seed != b->seed && a->seed != 5);
    scenario_free(a);
    scenario_free(b);
    experiment_free(e);
}

/* The text of an experiment reads back as the same, its table included. */
static void texts_stand_alone(void **state) {
    (void)state;
    static const char table[] = "{" BASE ", \"factors\": [" RANGE ", " MEASURE "], " OUTCOMES
                                ", \"design\": {\"type\": \"table\","
                                " \"file\": [[1.25, \"anchor\"], [3, \"none\"], [2, \"none\"]]}}";
    static const char *const texts[] = {
        "{" BASE ", \"factors\": [" LINK ", " MEASURE "], " OUTCOMES "}", table};
    for (size_t i = 0; i < 2; i++) {
        experiment *e = read(texts[i]), *again = read(e->text);
        assert_string_equal(e->text, again->text);
        assert_true(experiment_identity(e) == experiment_identity(again));
        assert_int_equal(design_points(e->design), design_points(again->design));
        for (size_t p = 0; p < design_points(e->design); p++)
            assert_true(same(point(e, p, NULL), point(again, p, NULL)));
        experiment_free(again);
        experiment_free(e);
    }
    experiment *e = read(table);
    scenario *s;
    assert_int_equal(design_points(e->design), 3);
    point(e, 0, &s);
    assert_true(s->parameters.location_b_reputation == 1.25 && s->intervention_count == 1);
    scenario_free(s);
    experiment_free(e);
}

static void identity_lets_designs_grow(void **state) {
    (void)state;
    static const char *const texts[] = {
        "{" BASE ", \"factors\": [" LINK "], " OUTCOMES "}",
        "{" BASE ", \"factors\": [{\"path\": \"links.10\", \"levels\": [0, 1]}], \"replicates\": 9,"
        " \"description\": \"d\", " OUTCOMES "}",
        "{" BASE ", \"factors\": [{\"path\": \"links.11\", \"levels\": [0]}], " OUTCOMES "}",
        "{" BASE ", \"factors\": [" LINK "], \"outcomes\": [{\"variable\": \"firms\","
        " \"time\": \"all\"}]}",
        "{" BASE ", \"factors\": [" LINK "], \"seed\": 4, " OUTCOMES "}",
    };
    uint64_t identities[5];
    for (size_t i = 0; i < 5; i++) {
        experiment *e = read(texts[i]);
        identities[i] = experiment_identity(e);
        experiment_free(e);
    }
    assert_true(identities[0] == identities[1]);
    for (size_t i = 2; i < 5; i++)
        assert_true(identities[0] != identities[i]);
}

/* Rows whose values say where they are: 1000 record + 100 region + place in the row / 1000. */
static double *made_rows(size_t records, size_t region_count) {
    size_t width = record_width();
    double *rows = malloc(records * region_count * width * sizeof *rows);
    assert_non_null(rows);
    for (size_t t = 0; t < records; t++)
        for (size_t r = 0; r < region_count; r++)
            for (size_t k = 0; k < width; k++)
                rows[(t * region_count + r) * width + k] =
                    1000 * (double)t + 100 * (double)r + (double)k / 1000;
    return rows;
}

static void check(double got, double expected) {
    if (!(fabs(got - expected) < 1e-9))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

static void outcomes_are_taken_from_their_places(void **state) {
    (void)state;
    experiment *e = read("{" BASE ", \"factors\": [" LINK "], \"outcomes\": [\"firms\","
                         "{\"variable\": \"firms\", \"region\": \"there\", \"time\": \"all\","
                         " \"name\": \"f\"},"
                         "{\"variable\": \"firms_by_kind\", \"region\": \"here\", \"time\": 2002},"
                         "{\"variable\": \"firms\", \"time\": \"mean\", \"name\": \"m\"},"
                         "{\"variable\": \"firms_by_kind\", \"time\": \"all\", \"name\": \"k\"}]}");
    agglo_faults faults = {0};
    experiment_layout *l;
    scenario *s;
    point(e, 0, &s);
    assert_int_equal(experiment_layout_create(e, s, &l, &faults), AGGLO_OK);
    assert_int_equal(l->width, 2 + 5 + 6 + 2 + 5 * 2 * 6);
    assert_int_equal(l->fields[4].rank, 3);
    double *rows = made_rows(5, 2), values[128];
    size_t kinds = 0; /* place of firms_by_kind in a row; firms is first */
    for (size_t i = 0; i < l->schema->variable_count; i++)
        if (strcmp(l->schema->variables[i].name, "firms_by_kind") == 0)
            kinds = l->schema->variables[i].offset;
    double kind = (double)kinds / 1000;
    experiment_take(e, l, rows, values);
    check(values[0], 4000); /* last record, both regions */
    check(values[1], 4100);
    for (int t = 0; t < 5; t++)
        check(values[2 + t], 1000 * t + 100);
    for (int k = 0; k < 6; k++)
        check(values[7 + k], 2000 + kind + k / 1000.0);
    check(values[13], 2500); /* records 1 ... 4 */
    check(values[14], 2600);
    for (int i = 0; i < 5 * 2 * 6; i++)
        check(values[15 + i], 1000 * (i / 12) + 100 * (i / 6 % 2) + kind + i % 6 / 1000.0);
    free(rows);
    experiment_layout_free(l);
    experiment_free(e);
}

/* A measure is one number of a run; wrong ones are told with the scenario. */
static void outcomes_may_be_measures(void **state) {
    (void)state;
    experiment *e = read("{" BASE ", \"factors\": [" LINK "], \"outcomes\": ["
                         "{\"measure\": \"takeoff\", \"name\": \"takeoffs\"},"
                         "{\"measure\": \"firms@2002\", \"region\": \"there\"},"
                         "{\"measure\": \"firms\"}, \"startups\"]}");
    agglo_faults faults = {0};
    experiment_layout *l;
    scenario *s;
    point(e, 0, &s);
    assert_int_equal(experiment_layout_create(e, s, &l, &faults), AGGLO_OK);
    assert_int_equal(l->width, 3 + 2);
    assert_string_equal(l->fields[0].unit, "regions");
    assert_string_equal(l->fields[1].name, "firms_2002");
    double *rows = made_rows(5, 2), values[8];
    experiment_take(e, l, rows, values);
    check(values[0], 2); /* both reach 180 firms, since 1000 come with every record */
    check(values[1], 2100);
    check(values[2], 4000 + 4100);
    free(rows);
    experiment_layout_free(l);
    uint64_t identity = experiment_identity(e);
    experiment_free(e);
    e = read("{" BASE ", \"factors\": [" LINK "], \"outcomes\": ["
             "{\"measure\": \"takeof\"}]}");
    assert_true(experiment_identity(e) != identity);
    point(e, 0, &s);
    assert_int_equal(experiment_layout_create(e, s, &l, &faults), AGGLO_ERROR_INPUT);
    assert_string_equal(faults.items[0].hint, "did you mean \"takeoff\"?");
    faults_free(&faults);
    experiment_free(e);
}

/* 1, 2, 3, 4: mean 2.5, sd 1.290994, t(0.975, 3) 3.182446: half-width 2.054260. */
static void enough_is_by_students_t(void **state) {
    (void)state;
    static const double values[] = {1, 2, 3, 4};
    experiment_replicates wanted = {
        .least = 2, .most = 10, .is_adaptive = 1, .confidence = 0.95, .half_width = 2.0543};
    assert_true(experiment_is_enough(&wanted, values, 4));
    wanted.half_width = 2.0542;
    assert_false(experiment_is_enough(&wanted, values, 4));
    wanted.is_relative = 1;
    wanted.half_width = 0.82171;
    assert_true(experiment_is_enough(&wanted, values, 4));
    wanted.half_width = 0.82170;
    assert_false(experiment_is_enough(&wanted, values, 4));
    assert_false(experiment_is_enough(&wanted, values, 1));
    assert_int_equal(experiment_more(&wanted, 2), 3);
    assert_int_equal(experiment_more(&wanted, 8), 10);
    assert_int_equal(experiment_more(&wanted, 9), 10);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factors_have_names_and_units),
        cmocka_unit_test(a_point_is_base_and_assignments),
        cmocka_unit_test(keys_follow_what_is_run),
        cmocka_unit_test(seeds_are_common_or_own),
        cmocka_unit_test(texts_stand_alone),
        cmocka_unit_test(identity_lets_designs_grow),
        cmocka_unit_test(outcomes_are_taken_from_their_places),
        cmocka_unit_test(outcomes_may_be_measures),
        cmocka_unit_test(enough_is_by_students_t),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
