/* Which scenarios share a history: every value of a scenario counts, interventions count from when
 * they act (held against the policy phase itself), and a state that goes on as another scenario
 * ends as that scenario's own run does. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/record.h"
#include "models/scenario/branch.h"
#include "models/scenario/fields.h"
#include "models/simulation.h"
#include "sim/random.h"
#include "tests/support/scenarios.h"

enum { DATE = 20 }; /* steps of three months: year 5 */

#define HEAD "{\"time\": {\"start\": 1980, \"years\": 8}, \"replicates\": 1, \"regions\": ["
#define HUBS                                                                                       \
    HEAD SCENARIOS_HUB("a", "0") "}, " SCENARIOS_MARGINAL("b", "150") "}], \"interventions\": ["

/* ---- Checks ---- */

static int fits(const scenario *base, const scenario *branch, int step) {
    scenario_branch b;
    agglo_error error = {0};
    agglo_status status = scenario_branch_create(base, branch, step, &b, &error);
    assert_true(status == AGGLO_OK || status == AGGLO_ERROR_INPUT);
    assert_true(status == AGGLO_OK || (b.origins == NULL && error.hint[0] != '\0'));
    scenario_branch_free(&b);
    return status == AGGLO_OK;
}

/* The branch is refused at `path`, whose end is given. */
static void assert_refused(const scenario *base, const scenario *branch, const char *path) {
    scenario_branch b;
    agglo_error error = {0};
    agglo_status status = scenario_branch_create(base, branch, DATE, &b, &error);
    size_t found = strlen(error.path), wanted = strlen(path);
    if (status != AGGLO_ERROR_INPUT || found < wanted ||
        strcmp(error.path + found - wanted, path) != 0)
        fail_msg("status %d at '%s', expected a refusal at '%s'", (int)status, error.path, path);
    assert_true(error.expected[0] != '\0' && error.what[0] != '\0' && error.hint[0] != '\0');
    scenario_branch_free(&b);
}

/* Base and branch from two lists of interventions; null `path`: they must fit, and the branch's
 * interventions must have these origins. */
static void check_lists(const char *base_list, const char *branch_list, const char *path,
                        const int *origins) {
    scenario *base = scenarios_read(HUBS "%s]}", base_list);
    scenario *branch = scenarios_read(HUBS "%s]}", branch_list);
    scenario_branch b;
    agglo_error error = {0};
    if (path != NULL) {
        assert_refused(base, branch, path);
    } else {
        agglo_status status = scenario_branch_create(base, branch, DATE, &b, &error);
        if (status != AGGLO_OK)
            fail_msg("[%s] is refused: %s: %s", branch_list, error.path, error.what);
        assert_int_equal(b.count, branch->intervention_count);
        for (int k = 0; k < b.count; k++)
            assert_int_equal(b.origins[k], origins[k]);
        scenario_branch_free(&b);
    }
    scenario_free(base);
    scenario_free(branch);
}

/* ---- Values ---- */

/* Changes one number of a field, checks that it is refused, puts it back. */
static void change_field(scenario *base, scenario *branch, void *owner, const field *f) {
    char *place = (char *)owner + f->offset, path[96];
    size_t size = f->type == FIELD_NUMBER ? sizeof(double) : sizeof(int);
    char kept[sizeof(double)];
    if (f->type == FIELD_TEXT || f->type == FIELD_OTHER)
        return;
    int count = f->type == FIELD_NUMBERS ? f->count : 1;
    size = f->type == FIELD_NUMBERS ? sizeof(double) : size;
    for (int i = 0; i < count; i++, place += size) {
        memcpy(kept, place, size);
        if (size == sizeof(double)) {
            double *number = (double *)(void *)place;
            *number = isnan(*number) ? 0.5 : nextafter(*number, INFINITY);
        } else {
            *(int *)(void *)place = !*(int *)(void *)place;
        }
        if (count > 1)
            snprintf(path, sizeof path, ".%s[%d]", f->name, i);
        else
            snprintf(path, sizeof path, ".%s", f->name);
        assert_refused(base, branch, path);
        memcpy(place, kept, size);
    }
}

static void change_fields(scenario *base, scenario *branch, void *owner, const field_table *table) {
    for (size_t i = 0; i < table->count; i++)
        change_field(base, branch, owner, &table->rows[i]);
    assert_true(fits(base, branch, DATE));
}

static void every_value_of_the_regions_counts(void **state) {
    (void)state;
    scenario *base = scenarios_read(HUBS "]}"), *branch = scenarios_read(HUBS "]}");
    for (int r = 0; r < 2; r++) {
        scenario_region *region = &branch->regions[r];
        change_fields(base, branch, region, &fields_region);
        for (int g = 0; g < region->firms_count; g++)
            change_fields(base, branch, &region->firms[g], &fields_firms);
        change_fields(base, branch, &region->universities[0], &fields_universities);
        change_fields(base, branch, &region->hospitals[0], &fields_hospitals);
        if (region->funds_count > 0)
            change_fields(base, branch, &region->funds[0], &fields_funds);
    }
    branch->regions[1].firms_count--;
    assert_refused(base, branch, "regions.b.firms");
    branch->regions[1].firms_count++;
    branch->regions[0].name[0] = 'c';
    assert_refused(base, branch, "regions[0].name");
    scenario_free(base);
    scenario_free(branch);
    base = scenarios_read(HUBS "]}");
    branch = scenarios_read(HEAD SCENARIOS_HUB("a", "0") "}]}");
    assert_refused(base, branch, "regions");
    scenario_free(base);
    scenario_free(branch);
}

static void every_value_of_the_world_counts(void **state) {
    (void)state;
    scenario *base = scenarios_read(HUBS "]}"), *branch = scenarios_read(HUBS "]}");
    scenario_world *w = &branch->world;
    for (int k = 0; k < KIND_COUNT; k++)
        change_fields(base, branch, &w->kinds[k], &fields_kind);
    for (int k = 0; k < CLASS_COUNT; k++)
        change_fields(base, branch, &w->classes[k], &fields_class);
    for (int k = 0; k < TYPE_COUNT; k++)
        change_fields(base, branch, &w->types[k], &fields_type);
    for (int k = 0; k < MARKET_COUNT; k++)
        change_fields(base, branch, &w->markets[k], &fields_market);
    for (int k = 0; k < FIELD_COUNT; k++) {
        char path[64];
        snprintf(path, sizeof path, "world.fields.%s", field_names[k]);
        w->burden[k] = nextafter(w->burden[k], 1);
        assert_refused(base, branch, path);
        w->burden[k] = base->world.burden[k];
        snprintf(path, sizeof path, "world.dissatisfaction.%s", field_names[k]);
        w->dissatisfaction[k] = nextafter(w->dissatisfaction[k], 2);
        assert_refused(base, branch, path);
        w->dissatisfaction[k] = base->world.dissatisfaction[k];
    }
    scenario_free(base);
    scenario_free(branch);
}

static void every_rule_counts(void **state) {
    (void)state;
    scenario *base = scenarios_read(HUBS "]}"), *branch = scenarios_read(HUBS "]}");
    for (size_t i = 0; i < parameters_table.count; i++) {
        const param *row = &parameters_table.rows[i];
        double *value = param_value(&branch->parameters, row);
        *value = nextafter(*value, INFINITY);
        assert_refused(base, branch, row->name);
        *value = param_get(&base->parameters, row);
    }
    for (int k = 0; k < LINK_COUNT; k++) {
        char path[24];
        snprintf(path, sizeof path, "links.%d", k + 1);
        branch->gains[k] = 0;
        assert_refused(base, branch, path);
        branch->gains[k] = 1;
    }
    branch->seed = 2;
    assert_refused(base, branch, "seed");
    branch->seed = base->seed;
    branch->start_year++;
    assert_refused(base, branch, "time.start");
    branch->start_year--;
    branch->step_months = 1;
    assert_refused(base, branch, "time.step_months");
    branch->step_months = 3;
    assert_true(fits(base, branch, DATE));
    scenario_free(base);
    scenario_free(branch);
}

/* Members that code of their own reads are compared by code of their own: a new one has to be
 * thought of in scenario_difference.c or scenario_branch.c, then here. */
static void members_with_code_of_their_own_are_known(void **state) {
    (void)state;
    static const char *const known =
        " extends $schema time regions world parameters links interventions seed output markets "
        "fields dissatisfaction device_classes device_types firm_kinds name firms universities "
        "hospitals funds "
        "comment type region when budgets budget ";
    static const field_table *const tables[] = {
        &fields_root,   &fields_time,         &fields_output,       &fields_world,
        &fields_region, &fields_firms,        &fields_universities, &fields_hospitals,
        &fields_funds,  &fields_kind,         &fields_class,        &fields_type,
        &fields_market, &fields_intervention, &fields_when,         &fields_budget};
    for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++)
        for (size_t i = 0; i < tables[t]->count; i++) {
            char word[64];
            snprintf(word, sizeof word, " %s ", tables[t]->rows[i].name);
            if (tables[t]->rows[i].type == FIELD_OTHER && strstr(known, word) == NULL)
                fail_msg("%s.%s is not compared", tables[t]->name, tables[t]->rows[i].name);
        }
    assert_int_equal(fields_time.count, 3);
    assert_int_equal(fields_output.count, 6);
}

static void values_are_compared_and_not_texts(void **state) {
    (void)state;
    scenario *base = scenarios_read(HUBS "]}");
    scenario *branch = scenarios_read(
        HEAD SCENARIOS_HUB("a", "\"0 km\"") ", \"label\": \"A\"}, " SCENARIOS_MARGINAL(
            "b", "150") "}], \"links\": {\"3\": 1}, \"name\": \"other\", \"source\": \"none\"}");
    assert_true(fits(base, branch, DATE));
    scenario_free(base);
    scenario_free(branch);
}

/* ---- End and output ---- */

static void the_run_may_end_elsewhere_but_not_before(void **state) {
    (void)state;
    static const int years[] = {3, 4, 5, 6, 40};
    scenario *base = scenarios_read(HUBS "]}");
    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
        scenario *branch = scenarios_read(HUBS "]}");
        branch->replicates = 7;
        branch->years = years[i];
        branch->steps = years[i] * branch->steps_per_year;
        if (years[i] >= 5)
            assert_true(fits(base, branch, DATE));
        else
            assert_refused(base, branch, "time.years");
        scenario_free(branch);
    }
    scenario_free(base);
}

static void records_must_have_been_the_same(void **state) {
    (void)state;
    scenario *base = scenarios_read(HUBS "], \"output\": {\"every_months\": 60}}");
    scenario *later = scenarios_read(HUBS "], \"output\": {\"every_months\": 72, "
                                          "\"events\": false, \"compress\": true}}");
    scenario *often = scenarios_read(HUBS "], \"output\": {\"every_months\": 30}}");
    assert_true(fits(base, later, DATE)); /* the record of the date is not taken yet */
    assert_refused(base, often, "output.every_months");
    assert_false(fits(base, later, DATE + 1));
    assert_true(fits(base, often, 10));
    assert_refused(later, base, "output.events"); /* they were not kept */
    scenario *kept = scenarios_read(HUBS "], \"output\": {\"every_months\": 60, "
                                         "\"firms\": true, \"firms_every_months\": 60}}");
    scenario *yearly = scenarios_read(HUBS "], \"output\": {\"every_months\": 60, "
                                           "\"firms\": true}}");
    assert_refused(base, kept, "output.firms"); /* snapshots were not kept */
    assert_true(fits(kept, base, DATE));        /* and may be left out */
    assert_true(fits(kept, kept, DATE));
    assert_refused(kept, yearly, "output.firms_every_months");
    scenario *tied = scenarios_read(HUBS "], \"output\": {\"every_months\": 60, "
                                         "\"network\": true, \"firms_every_months\": 60}}");
    assert_refused(kept, tied, "output.network");
    assert_true(fits(tied, kept, DATE));
    scenario_free(tied);
    scenario_free(kept);
    scenario_free(yearly);
    scenario_free(base);
    scenario_free(later);
    scenario_free(often);
}

/* ---- Interventions ---- */

#define EARLY   "{\"type\": \"incubator\", \"region\": \"a\", \"from\": 2}"
#define EARLY_B "{\"type\": \"incubator\", \"region\": \"b\", \"from\": 2}"
#define OVER    "{\"type\": \"biodesign\", \"region\": \"b\", \"from\": 1, \"until\": 2}"
#define LATE    "{\"type\": \"network_org\", \"region\": \"b\", \"from\": 5}"
#define LATEST  "{\"type\": \"incubator\", \"region\": \"b\", \"from\": 7}"

static void what_has_not_acted_may_differ(void **state) {
    (void)state;
    check_lists(EARLY "," LATE, EARLY, NULL, (const int[]){0});
    check_lists(EARLY, EARLY "," LATE, NULL, (const int[]){0, -1});
    check_lists(EARLY, LATE "," EARLY "," LATEST, NULL, (const int[]){-1, 0, -1});
    check_lists(LATE "," EARLY "," OVER, EARLY "," OVER, NULL, (const int[]){1, 2});
    check_lists(LATE, "", NULL, NULL);
    check_lists("", LATE, NULL, (const int[]){-1});
    check_lists(LATE, "{\"type\": \"network_org\", \"region\": \"a\", \"from\": 6, \"size\": 3}",
                NULL, (const int[]){-1});
    /* between the last step (4.75) and the date nothing begins */
    check_lists("", "{\"type\": \"incubator\", \"region\": \"a\", \"from\": 4.8}", NULL,
                (const int[]){-1});
    /* and what ends before a step is reached has not acted */
    check_lists("", "{\"type\": \"incubator\", \"region\": \"a\", \"from\": 1.1, \"until\": 1.2}",
                NULL, (const int[]){-1});
}

static void what_has_acted_is_kept(void **state) {
    (void)state;
#define INCUBATOR(more) "{\"type\": \"incubator\", \"region\": \"a\", \"from\": 2" more "}"
    check_lists(EARLY, "", "interventions", NULL);
    check_lists("", EARLY, "interventions.incubator.from", NULL);
    check_lists(EARLY, EARLY "," OVER, "interventions.biodesign.from", NULL);
    check_lists(EARLY "," OVER, OVER, "interventions", NULL);
    check_lists(EARLY "," OVER, OVER "," EARLY, "interventions", NULL);
    check_lists(EARLY, INCUBATOR(", \"size\": 49"), "interventions.incubator.size", NULL);
    check_lists(EARLY, INCUBATOR(", \"ramp_years\": 1"), "interventions.incubator.ramp_years",
                NULL);
    check_lists(EARLY, INCUBATOR(", \"when\": {\"index\": \"A\", \"above\": 0.1}"),
                "interventions.incubator.when.index", NULL);
    check_lists(INCUBATOR(", \"when\": {\"index\": \"A\", \"above\": 0.1}"),
                INCUBATOR(", \"when\": {\"index\": \"A\", \"above\": 0.2}"),
                "interventions.incubator.when.above", NULL);
    check_lists(INCUBATOR(", \"when\": {\"index\": \"A\", \"above\": 0.1}"),
                INCUBATOR(", \"when\": {\"index\": \"A\", \"above\": 0.1, \"region\": \"b\"}"),
                "interventions.incubator.when.region", NULL);
    check_lists(EARLY, EARLY_B, "interventions.incubator.region", NULL);
    check_lists(EARLY, "{\"type\": \"incubator\", \"region\": \"a\", \"from\": 6}",
                "interventions.incubator.from", NULL);
    check_lists(EARLY,
                "{\"type\": \"biodesign\", \"name\": \"incubator\", \"region\": \"a\", "
                "\"from\": 2}",
                "interventions.incubator.type", NULL);
#define GRANTS(chosen)                                                                             \
    "{\"type\": \"rd_grants\", \"region\": \"all\", \"concentration\": 0.5, \"chosen\": \"" chosen \
    "\"}"
    check_lists(GRANTS("a"), GRANTS("b"), "interventions.rd_grants.chosen", NULL);
    check_lists(GRANTS("a"), GRANTS("a"), NULL, (const int[]){0});
}

/* Names that nobody gave count the interventions of a type; identities follow from names. */
static void a_name_may_not_move(void **state) {
    (void)state;
    check_lists(EARLY, LATEST "," EARLY, "interventions.incubator#2.name", NULL);
    check_lists(EARLY, EARLY "," LATEST, NULL, (const int[]){0, -1});
    check_lists(EARLY,
                LATEST ", {\"name\": \"incubator\", \"type\": \"incubator\", \"region\": \"a\", "
                       "\"from\": 2}",
                NULL, (const int[]){-1, 0});
}

/* ---- Against the policy phase ---- */

static double draw(uint64_t what, unsigned word) {
    random_key key = random_key_make(20, 0);
    return random_uniform(random_draw(key, what, RANDOM_ONCE, 0, 0), word);
}

/* What an incubator does before the date, in one number: its places of each step, and whether it
 * has begun. Only the policy phase is run. */
static uint64_t history_of(const scenario *s, int date) {
    world *w = scenarios_world(s, 0, 1);
    uint64_t seen = 1;
    for (w->step = 0; w->step < date; w->step++) {
        scenarios_phase(w, "policy");
        uint64_t bits;
        memcpy(&bits, &w->levers[0].slots, sizeof bits);
        seen = seen * UINT64_C(6364136223846793005) + bits;
    }
    for (int i = 0; i < s->intervention_count; i++)
        seen = seen * 3 + (uint64_t)(w->orders.first_step[i] + 1);
    world_free(w);
    return seen;
}

static scenario *incubator(double from, double until, double ramp) {
    return scenarios_read(
        HEAD SCENARIOS_EMPTY(
            "e", "0") "}], \"interventions\": [{\"type\": "
                      "\"incubator\", \"region\": \"e\", \"from\": %.4f, \"until\": %.4f, "
                      "\"ramp_years\": %.4f}]}",
        from, until, ramp);
}

/* A branch without the intervention fits if and only if it has never begun. */
static void acting_is_what_the_policy_phase_does(void **state) {
    (void)state;
    scenario *none = scenarios_read(HEAD SCENARIOS_EMPTY("e", "0") "}]}");
    int acted = 0;
    for (uint64_t k = 0; k < 200; k++) {
        double grain = k % 2 == 0 ? 0.25 : 0.1; /* on steps, and between them */
        double from = grain * floor(draw(k, 0) * 6 / grain);
        double until = from + grain * (1 + floor(draw(k, 1) * 3 / grain));
        scenario *s = incubator(from, until, 0);
        world *w = scenarios_world(s, 0, 1);
        for (w->step = 0; w->step < DATE; w->step++)
            scenarios_phase(w, "policy");
        int has_begun = w->orders.first_step[0] >= 0;
        if (fits(s, none, DATE) == has_begun || fits(none, s, DATE) == has_begun)
            fail_msg("from %g until %g: has begun %d", from, until, has_begun);
        acted += has_begun;
        world_free(w);
        scenario_free(s);
    }
    assert_in_range(acted, 20, 180);
    scenario_free(none);
}

/* Another end fits if and only if nothing was different before the date. */
static void ends_matter_when_they_are_felt(void **state) {
    (void)state;
    int fitted = 0;
    for (uint64_t k = 0; k < 300; k++) {
        double from = 0.25 * floor(draw(k, 0) * 20), ramp = k % 4 == 0 ? 0 : 4 * draw(k, 1);
        double ends[2] = {from + 0.25 + 8 * draw(k, 2), from + 0.25 + 8 * draw(k, 3)};
        scenario *base = incubator(from, ends[0], ramp), *branch = incubator(from, ends[1], ramp);
        int is_same = history_of(base, DATE) == history_of(branch, DATE);
        if (fits(base, branch, DATE) != is_same)
            fail_msg("from %g until %g or %g, ramp %g: same %d", from, ends[0], ends[1], ramp,
                     is_same);
        fitted += is_same;
        scenario_free(base);
        scenario_free(branch);
    }
    assert_in_range(fitted, 30, 270);
}

/* ---- The state ---- */

static void copy_tables(simulation *from, simulation *to) {
    columns_table *old[SIMULATION_MAX_TABLES], *new[SIMULATION_MAX_TABLES];
    agglo_error error = {0};
    size_t count = simulation_tables(from, old), *row_count, numbers;
    (void)simulation_tables(to, new);
    for (size_t t = 0; t < count; t++) {
        new[t]->count = 0;
        assert_int_equal(columns_append(new[t], old[t]->count, &error), AGGLO_OK);
        for (size_t c = 0; old[t]->count > 0 && c < old[t]->layout->count; c++) {
            const column *col = &old[t]->layout->columns[c];
            memcpy(columns_data(new[t], c), columns_data(old[t], c),
                   old[t]->count * col->width * column_type_size(col->type));
        }
    }
    const double *rows = simulation_rows(from, &numbers);
    double **place = simulation_rows_place(to, &row_count);
    *place = malloc((numbers + 1) * record_width() * sizeof **place);
    assert_non_null(*place);
    memcpy(*place, rows, numbers * record_width() * sizeof **place);
    *row_count = numbers;
    simulation_events(to)->count = 0;
}

static columns_table *table_of(simulation *sim, const columns_layout *layout) {
    columns_table *tables[SIMULATION_MAX_TABLES];
    size_t count = simulation_tables(sim, tables);
    for (size_t t = 0; t < count; t++)
        if (tables[t]->layout == layout)
            return tables[t];
    return NULL;
}

static void advance_to(simulation *sim, int step) {
    agglo_error error = {0};
    while (!simulation_is_complete(sim) && simulation_step(sim) < step)
        assert_int_equal(simulation_advance(sim, &error), AGGLO_OK);
}

static simulation *simulation_of(const scenario *s, int lanes) {
    simulation *sim = NULL;
    agglo_error error = {0};
    assert_int_equal(simulation_create(s, 0, lanes, &sim, &error), AGGLO_OK);
    return sim;
}

/* Runs the base to the date, goes on as the branch, compares with the branch's own run. */
static void check_branching(const scenario *base, const scenario *branch) {
    agglo_error error = {0};
    scenario_branch b;
    size_t count[2];
    simulation *trunk = simulation_of(base, 1), *grafted = simulation_of(branch, 2);
    simulation *whole = simulation_of(branch, 1);
    advance_to(trunk, DATE);
    assert_int_equal(scenario_branch_create(base, branch, DATE, &b, &error), AGGLO_OK);
    copy_tables(trunk, grafted);
    assert_int_equal(scenario_branch_orders(&b, table_of(grafted, &orders_layout), &error),
                     AGGLO_OK);
    assert_int_equal(scenario_branch_spendings(&b, table_of(grafted, &spendings_layout), &error),
                     AGGLO_OK);
    assert_int_equal(simulation_restored(grafted, simulation_advances(trunk), &error), AGGLO_OK);
    advance_to(grafted, INT32_MAX);
    advance_to(whole, INT32_MAX);
    assert_true(simulation_hash(grafted) == simulation_hash(whole));
    const double *one = simulation_rows(grafted, &count[0]);
    const double *other = simulation_rows(whole, &count[1]);
    assert_int_equal(count[0], count[1]);
    assert_memory_equal(one, other, count[0] * record_width() * sizeof *one);
    scenario_branch_free(&b);
    simulation_free(trunk);
    simulation_free(grafted);
    simulation_free(whole);
}

#define GRANTS_FROM_1                                                                              \
    "{\"type\": \"rd_grants\", \"region\": [\"b\", \"a\"], \"from\": 1, \"until\": 7, "            \
    "\"ramp_years\": 1}"
#define WAITING                                                                                    \
    "{\"type\": \"network_org\", \"region\": \"b\", \"from\": 3, \"when\": {\"index\": \"n\", "    \
    "\"above\": 40}}"
#define NEVER                                                                                      \
    "{\"type\": \"vc_matching\", \"region\": \"all\", \"from\": 1, \"when\": {\"index\": \"V\", "  \
    "\"above\": 1}}"
#define ANCHOR "{\"type\": \"anchor_entry\", \"region\": \"b\", \"from\": 5}"
#define SITE   "{\"type\": \"research_institute\", \"region\": [\"a\", \"b\"], \"from\": 2}"
#define SPEED  "{\"type\": \"review_speedup\", \"region\": \"a\", \"from\": 6}"

static void a_state_goes_on_as_another_scenario(void **state) {
    (void)state;
    static const char *const lists[] = {
        SPEED "," GRANTS_FROM_1 "," SITE "," WAITING "," NEVER,
        GRANTS_FROM_1 "," SITE "," WAITING "," NEVER,
        ANCHOR "," GRANTS_FROM_1 "," SITE "," SPEED "," WAITING "," NEVER "," LATEST,
    };
    for (size_t from = 0; from < 3; from++)
        for (size_t to = 0; to < 3; to += from == 0 ? 1 : 2) {
            scenario *base = scenarios_read(HUBS "%s]}", lists[from]);
            scenario *branch = scenarios_read(HUBS "%s]}", lists[to]);
            check_branching(base, branch);
            scenario_free(base);
            scenario_free(branch);
        }
}

/* What has been spent of a total goes along, to another place in the list, too. */
static void money_goes_on_as_another_scenario(void **state) {
    (void)state;
#define TOTAL                                                                                      \
    "{\"type\": \"biodesign\", \"region\": \"b\", \"from\": 1, \"total\": 11, \"budget\": "        \
    "\"pot\"}"
    static const char *const lists[] = {TOTAL, SPEED
                                        "," TOTAL ", {\"type\": \"coordinators\", "
                                        "\"region\": \"a\", \"from\": 5, \"budget\": \"pot\"}"};
    for (int from = 0; from < 2; from++) {
        scenario *base = scenarios_read(HUBS "%s], \"budgets\": {\"pot\": 1.5}}", lists[from]);
        scenario *branch =
            scenarios_read(HUBS "%s], \"budgets\": {\"pot\": 1.5, \"new\": 2}}", lists[1 - from]);
        check_branching(base, branch);
        branch->budgets[0].per_year = 1.6;
        assert_refused(base, branch, "budgets.pot.per_year");
        branch->budgets[0].per_year = 1.5;
        int k = 1 - from; /* the place of TOTAL in the branch */
        branch->interventions[k].total = 12;
        assert_refused(base, branch, ".total");
        branch->interventions[k].total = 11;
        branch->interventions[k].budget = 1;
        assert_refused(base, branch, ".budget");
        scenario_free(base);
        scenario_free(branch);
    }
}

static void a_run_may_end_at_the_date(void **state) {
    (void)state;
    scenario *base = scenarios_read(HUBS EARLY "]}");
    scenario *branch = scenarios_read(HUBS EARLY "," LATE "]}");
    branch->years = 5;
    branch->steps = DATE;
    check_branching(base, branch);
    scenario_free(base);
    scenario_free(branch);
}

static void orders_of_another_state_are_refused(void **state) {
    (void)state;
    agglo_error error = {0};
    scenario_branch b;
    scenario *base = scenarios_read(HUBS EARLY "," LATE "]}");
    scenario *branch = scenarios_read(HUBS EARLY "]}");
    world *w = scenarios_world(base, 0, 1), *other = scenarios_world(branch, 0, 1);
    assert_int_equal(scenario_branch_create(base, branch, DATE, &b, &error), AGGLO_OK);
    assert_int_equal(scenario_branch_orders(&b, &other->orders.table, &error), AGGLO_ERROR_INPUT);
    assert_int_equal(scenario_branch_orders(&b, &w->flows.table, &error), AGGLO_ERROR_INPUT);
    w->orders.first_step[0] = 8;
    w->orders.first_step[3] = 19; /* LATE in b, before its time */
    assert_int_equal(scenario_branch_orders(&b, &w->orders.table, &error), AGGLO_ERROR_INPUT);
    assert_int_equal(w->orders.table.count, 4);
    w->orders.first_step[3] = NOBODY;
    assert_int_equal(scenario_branch_orders(&b, &w->orders.table, &error), AGGLO_OK);
    assert_int_equal(w->orders.table.count, 2);
    assert_true(w->orders.first_step[0] == 8 && w->orders.first_step[1] == NOBODY);
    scenario_branch_free(&b);
    scenario_branch_free(&b);
    scenario_branch_free(NULL);
    world_free(w);
    world_free(other);
    scenario_free(base);
    scenario_free(branch);
}

/* A state at the last step has its last record still before it, also where there is none. */
static void numbers_that_do_not_go_together_are_refused(void **state) {
    (void)state;
    agglo_error error = {0};
    size_t *row_count;
    scenario *s = scenarios_read(HUBS "], \"output\": {\"every_months\": 60}}");
    simulation *sim = simulation_of(s, 1);
    advance_to(sim, s->steps);
    assert_int_equal(simulation_advances(sim), s->steps);
    assert_int_equal(simulation_restored(sim, s->steps, &error), AGGLO_OK);
    assert_false(simulation_is_complete(sim));
    assert_int_equal(simulation_restored(sim, s->steps + 1, &error), AGGLO_OK);
    assert_true(simulation_is_complete(sim));
    assert_int_equal(simulation_advances(sim), s->steps + 1);
    (void)simulation_rows_place(sim, &row_count);
    *row_count -= 1;
    assert_int_equal(simulation_restored(sim, s->steps, &error), AGGLO_ERROR_INPUT);
    *row_count += 1;
    assert_int_equal(simulation_restored(sim, s->steps + 2, &error), AGGLO_ERROR_INPUT);
    assert_int_equal(simulation_restored(sim, -1, &error), AGGLO_ERROR_INPUT);
    assert_int_equal(simulation_restored(sim, 3, &error), AGGLO_ERROR_INPUT);
    simulation_free(sim);
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_value_of_the_regions_counts),
        cmocka_unit_test(every_value_of_the_world_counts),
        cmocka_unit_test(every_rule_counts),
        cmocka_unit_test(members_with_code_of_their_own_are_known),
        cmocka_unit_test(values_are_compared_and_not_texts),
        cmocka_unit_test(the_run_may_end_elsewhere_but_not_before),
        cmocka_unit_test(records_must_have_been_the_same),
        cmocka_unit_test(what_has_not_acted_may_differ),
        cmocka_unit_test(what_has_acted_is_kept),
        cmocka_unit_test(a_name_may_not_move),
        cmocka_unit_test(acting_is_what_the_policy_phase_does),
        cmocka_unit_test(ends_matter_when_they_are_felt),
        cmocka_unit_test(a_state_goes_on_as_another_scenario),
        cmocka_unit_test(money_goes_on_as_another_scenario),
        cmocka_unit_test(a_run_may_end_at_the_date),
        cmocka_unit_test(orders_of_another_state_are_refused),
        cmocka_unit_test(numbers_that_do_not_go_together_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
