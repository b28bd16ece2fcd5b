/* Scenarios: defaults, units, what each section becomes, identity, and the shipped ones. Faults of
 * scenarios: tests/failures. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "models/model.h"
#include "models/policy.h"
#include "models/scenario/scenario.h"
#include "models/scenario/units.h"
#include "sim/schedule.h"
#include "tests/support/scenarios.h"

#define HEAD                                                                                       \
    "{\"time\": {\"start\": 1980, \"years\": 40}, \"regions\": ["                                  \
    "{\"name\": \"a\", \"population\": 1.5, \"home_market\": \"EU\"},"                             \
    "{\"name\": \"b\", \"x_km\": 9, \"population\": \"2 million\", \"home_market\": \"JP\"}]"

/* Reads a text that is valid, with `warnings` warnings. */
static scenario *read_with(const char *text, size_t warnings) {
    agglo_faults faults = {0};
    config_document *document = NULL;
    scenario *s = NULL;
    assert_int_equal(config_parse(text, strlen(text), "memory", &document, &faults), AGGLO_OK);
    agglo_status status = scenario_read(document, &s, &faults);
    for (size_t i = 0; faults.errors > 0 && i < faults.count; i++)
        print_error("%s: %s\n", faults.items[i].path, faults.items[i].what);
    assert_int_equal(status, AGGLO_OK);
    assert_int_equal(faults.warnings, warnings);
    config_free(document);
    faults_free(&faults);
    return s;
}

static scenario *read_text(const char *text) {
    return read_with(text, 0);
}

static double sum(const double *values, int count) {
    double total = 0;
    for (int i = 0; i < count; i++)
        total += values[i];
    return total;
}

static void the_least_scenario_has_defaults(void **state) {
    (void)state;
    scenario *s = read_text(HEAD "}");
    assert_true(s->start_year == 1980 && s->years == 40);
    assert_int_equal(s->step_months, 3);
    assert_int_equal(s->steps, 160);
    assert_int_equal(s->steps_per_year, 4);
    assert_int_equal(s->replicates, 20);
    assert_true(s->seed == 1);
    assert_int_equal(s->record_every_months, 12);
    assert_true(s->record_events && !s->compress && !s->record_firms);
    assert_int_equal(s->record_firms_every_months, 12);
    assert_int_equal(s->region_count, 2);
    assert_string_equal(s->regions[0].name, "a");
    assert_string_equal(s->regions[0].label, "a");
    assert_true(s->regions[1].population == 2);
    assert_int_equal(s->regions[0].home_market, 2);
    assert_int_equal(s->regions[1].home_market, 0);
    assert_true(s->regions[1].x_km == 9 && s->regions[1].y_km == 0);
    assert_int_equal(s->regions[0].universities_count, 0);
    assert_int_equal(s->intervention_count, 0);
    assert_string_equal(s->name, "memory");
    for (int k = 0; k < LINK_COUNT; k++)
        assert_true(s->gains[k] == 1);
    for (size_t i = 0; i < parameters_table.count; i++)
        assert_true(param_get(&s->parameters, &parameters_table.rows[i]) ==
                    parameters_table.rows[i].standard);
    scenario_free(s);
    scenario_free(NULL);
}

static void the_world_adds_up(void **state) {
    (void)state;
    scenario *s = read_text(HEAD "}");
    const scenario_world *w = &s->world;
    double shares[MARKET_COUNT], types[TYPE_COUNT];
    for (int k = 0; k < KIND_COUNT; k++)
        assert_true(fabs(sum(w->kinds[k].class_mix, CLASS_COUNT) - 1) < 1e-12);
    for (int c = 0; c < CLASS_COUNT; c++) {
        assert_true(fabs(sum(w->classes[c].cost_share, STAGE_COUNT) - 1) < 1e-12);
        assert_true(fabs(sum(w->classes[c].failure_share, STAGE_COUNT) - 1) < 1e-12);
    }
    for (int m = 0; m < MARKET_COUNT; m++)
        shares[m] = w->markets[m].share;
    for (int t = 0; t < TYPE_COUNT; t++)
        types[t] = w->types[t].share;
    assert_true(fabs(sum(shares, MARKET_COUNT) - 1) < 1e-12);
    assert_true(fabs(sum(types, TYPE_COUNT) - 1) < 1e-12);
    assert_true(fabs(sum(w->burden, FIELD_COUNT) - 1) < 1e-12);
    assert_true(w->classes[0].stage_years[STAGE_CLINICAL] == 0);
    assert_true(w->classes[3].stage_years[STAGE_CLINICAL] == 1.15);
    assert_true(w->kinds[KIND_SUPPLIER].export_share == 0.12);
    assert_true(w->types[TYPE_SAMD].peak_factor == 0.7);
    assert_true(w->markets[MARKET_EU].ease == 1.6);
    scenario_free(s);
}

static void the_world_can_be_changed(void **state) {
    (void)state;
    scenario *s = read_text(
        HEAD ", \"world\": {\"markets\": {\"JP\": {\"growth\": \"1 %/yr\"}},"
             "\"dissatisfaction\": {\"neuro\": 1.6},"
             "\"device_types\": {\"samd\": {\"share\": 0.3}, \"equipment\": {\"ease\": 0.5}},"
             "\"device_classes\": {\"III\": {\"cost\": \"30 M$\", \"stage_years\":"
             "[\"3 months\", 0.4, 0.4, 0.7, 0.6, 0.3]}},"
             "\"firm_kinds\": {\"cdmo\": {\"class_mix\": [\"25 %\", 0.25, 0.25, 0.25]}}}}");
    assert_true(fabs(s->world.markets[MARKET_JP].growth - 0.01) < 1e-15);
    assert_true(s->world.markets[MARKET_JP].share == 0.07);
    assert_true(fabs(s->world.types[TYPE_DISPOSABLE].share - 0.2) < 1e-12); /* the rest */
    assert_true(s->world.dissatisfaction[4] == 1.6 && s->world.dissatisfaction[3] == 1);
    assert_true(s->world.burden[4] == 0.14);
    assert_true(s->world.types[TYPE_EQUIPMENT].ease == 0.5 && s->world.types[TYPE_SAMD].ease == 1);
    assert_true(s->world.classes[2].cost == 30);
    assert_true(s->world.classes[2].stage_years[0] == 0.25);
    assert_true(s->world.classes[2].success == 0.35);
    assert_true(s->world.kinds[KIND_CDMO].class_mix[0] == 0.25);
    scenario_free(s);
}

static void agents_have_the_rules_of_their_kind(void **state) {
    (void)state;
    scenario *s = read_text(
        "{\"time\": {\"start\": 1980, \"years\": \"480 months\", \"step_months\": \"0.5 years\"},"
        "\"regions\": [{\"name\": \"a\", \"population\": 1, \"home_market\": \"JP\","
        "\"firms\": [{\"kind\": \"supplier\", \"count\": 56}, {\"kind\": \"tech\", \"count\": 4,"
        "\"licence\": 2, \"technology\": 0.25, \"hq\": false},"
        "{\"kind\": \"major\", \"count\": 1, \"size\": \"10000 persons\", \"size_sigma\": 0,"
        "\"age\": \"600 months\", \"anchor\": true}],"
        "\"universities\": [{\"count\": 2, \"budget\": \"0.02 bn$/yr\"}],"
        "\"hospitals\": [{\"count\": 4, \"beds\": 500}], \"funds\": [{\"count\": 3,"
        "\"age_spacing\": \"18 months\"}]}]}");
    const scenario_region *r = &s->regions[0];
    assert_int_equal(s->years, 40);
    assert_int_equal(s->step_months, 6);
    assert_int_equal(r->firms_count, 3);
    assert_true(r->firms[0].size == 25 && r->firms[0].size_sigma == 1);
    assert_true(isnan(r->firms[0].licence) && isnan(r->firms[0].technology));
    assert_true(isnan(r->firms[0].capability) && isnan(r->firms[0].age));
    assert_true(r->firms[0].hq == 1 && r->firms[0].foreign == 0 && r->firms[0].anchor == 0);
    assert_true(r->firms[1].size == 30 && r->firms[1].licence == 2 && r->firms[1].hq == 0);
    assert_int_equal(r->firms[2].kind, KIND_MAJOR);
    assert_true(r->firms[2].size == 10000 && r->firms[2].size_sigma == 0);
    assert_true(r->firms[2].age == 50 && r->firms[2].anchor == 1);
    assert_true(r->universities[0].budget == 20 && r->universities[0].tau == 1);
    assert_true(isnan(r->universities[0].focus) && isnan(r->universities[0].breadth));
    assert_true(r->hospitals[0].openness == 0.5);
    assert_true(isnan(r->funds[0].size) && r->funds[0].age_spacing == 1.5);
    scenario_free(s);
}

static void units_are_converted(void **state) {
    (void)state;
    static const struct {
        const char *text, *unit;
        units_result result;
        double value;
    } rows[] = {
        {"18 months", "yr", UNITS_OK, 1.5},
        {"2 years", "month", UNITS_OK, 24},
        {"1 year", "yr", UNITS_OK, 1},
        {"80 M$", "M$", UNITS_OK, 80},
        {"80M$", "M$", UNITS_OK, 80},
        {"2 bn$", "M$", UNITS_OK, 2000},
        {"18 M$/yr", "M$/yr", UNITS_OK, 18},
        {"18 M$ per year", "M$/yr", UNITS_OK, 18},
        {"1.5 M$/month", "M$/yr", UNITS_OK, 18},
        {"12 persons", "persons", UNITS_OK, 12},
        {"12 employees", "persons", UNITS_OK, 12},
        {"1500000 inhabitants", "M", UNITS_OK, 1.5},
        {"300 km", "km", UNITS_OK, 300},
        {"5 %", "1", UNITS_OK, 0.05},
        {"2 %/yr", "1/yr", UNITS_OK, 0.02},
        {"-3e1 km", "km", UNITS_OK, -30},
        {"3 1/(bed yr)", "1/(bed yr)", UNITS_OK, 3},
        {"3 1/(yr beds)", "1/(bed yr)", UNITS_OK, 3},
        {"3 1/sqrt(yr)", "1/sqrt(yr)", UNITS_OK, 3},
        {"8 projects", "projects", UNITS_OK, 8},
        {"0.25 M$/emp", "M$/emp", UNITS_OK, 0.25},
        {"10 1/yr per M$", "1/yr per M$", UNITS_OK, 10},
        {"80 MEUR", "M$", UNITS_CURRENCY, 0},
        {"80 M\xE2\x82\xAC", "M$", UNITS_CURRENCY, 0},
        {"80 bnJPY/yr", "M$/yr", UNITS_CURRENCY, 0},
        {"12 km", "yr", UNITS_DIFFER, 0},
        {"80 M$", "M$/yr", UNITS_DIFFER, 0},
        {"5 yr", "1/yr", UNITS_DIFFER, 0},
        {"8 firms", "projects", UNITS_DIFFER, 0},
        {"5,000 persons", "persons", UNITS_DIFFER, 0},
        {"12", "yr", UNITS_NO_UNIT, 0},
        {"many", "yr", UNITS_NO_NUMBER, 0},
        {"", "yr", UNITS_NO_NUMBER, 0},
        {"inf yr", "yr", UNITS_NO_NUMBER, 0},
        {"nan yr", "yr", UNITS_NO_NUMBER, 0},
        {"0x10 yr", "yr", UNITS_NO_NUMBER, 0},
        {"-0x10 yr", "yr", UNITS_NO_NUMBER, 0},
        {"1e999 yr", "yr", UNITS_NO_NUMBER, 0},
        {"1e308 bn$", "M$", UNITS_NO_NUMBER, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double value = 0;
        units_result result = units_read(rows[i].text, rows[i].unit, &value);
        if (result != rows[i].result ||
            (result == UNITS_OK && fabs(value - rows[i].value) > 1e-12 * fabs(rows[i].value)))
            fail_msg("%s in %s: result %d, value %g", rows[i].text, rows[i].unit, (int)result,
                     value);
    }
}

static void parameters_links_and_seed_are_read(void **state) {
    (void)state;
    scenario *s = read_with(HEAD ", \"parameters\": {\"location\": {\"b_research\": 0.5},"
                                 "\"location.growth\": \"3 %/yr\", \"spinoff\": {\"half_A\": 9}},"
                                 "\"links\": {\"10\": 0, \"18\": 2.5},"
                                 "\"seed\": \"18446744073709551615\", \"replicates\": 3,"
                                 "\"output\": {\"every_months\": 6, \"events\": false,"
                                 "\"firms\": true, \"firms_every_months\": 24,"
                                 "\"compress\": true}}",
                            1); /* 9 is not plausible */
    assert_true(s->parameters.location_b_research == 0.5);
    assert_true(fabs(s->parameters.location_growth - 0.03) < 1e-15);
    assert_true(s->parameters.location_b_anchor == 1);
    assert_true(s->parameters.spinoff_half_A == 9);
    assert_true(s->gains[9] == 0 && s->gains[17] == 2.5 && s->gains[8] == 1);
    assert_true(s->seed == UINT64_MAX);
    assert_int_equal(s->replicates, 3);
    assert_int_equal(s->record_every_months, 6);
    assert_true(!s->record_events && s->compress && s->record_firms);
    assert_int_equal(s->record_firms_every_months, 24);
    scenario_free(s);
}

static void interventions_are_read(void **state) {
    (void)state;
    scenario *s = read_text(
        HEAD ", \"interventions\": ["
             "{\"type\": \"incubator\", \"region\": \"b\", \"from\": \"18 months\"},"
             "{\"type\": \"incubator\", \"region\": \"a\", \"size\": 70, \"comment\": \"c\"},"
             "{\"type\": \"network_org\", \"region\": \"all\", \"from\": 3, \"until\": 9,"
             "\"ramp_years\": 2, \"one_stop\": \"25 %\"},"
             "{\"type\": \"cluster_programme\", \"name\": \"p\", \"region\": [\"b\", \"a\"],"
             "\"concentration\": 0.5, \"chosen\": \"a\","
             "\"when\": {\"index\": \"A\", \"above\": 0.3}},"
             "{\"type\": \"biodesign\", \"region\": \"a\","
             "\"when\": {\"index\": \"n\", \"region\": \"b\", \"below\": 30}}]}");
    const scenario_intervention *o = s->interventions;
    assert_int_equal(s->intervention_count, 5);
    assert_ptr_equal(o[0].type, policies_find("incubator"));
    assert_string_equal(o[0].name, "incubator");
    assert_true(o[0].from == 1.5 && isinf(o[0].until) && o[0].ramp_years == 0);
    assert_true(o[0].values[0] == o[0].type->params[0].standard);
    assert_int_equal(o[0].region_count, 1);
    assert_int_equal(o[0].regions[0], 1);
    assert_true(o[0].chosen == -1 && o[0].when_index == -1);
    assert_string_equal(o[1].name, "incubator#2");
    assert_true(o[1].values[0] == 70);
    assert_int_equal(o[2].region_count, 2);
    assert_true(o[2].from == 3 && o[2].until == 9 && o[2].ramp_years == 2);
    int found = 0;
    for (int k = 0; k < o[2].type->param_count; k++)
        if (strcmp(o[2].type->params[k].name, "one_stop") == 0)
            found = o[2].values[k] == 0.25;
    assert_true(found);
    assert_string_equal(o[3].name, "p");
    assert_true(o[3].regions[0] == 1 && o[3].regions[1] == 0 && o[3].chosen == 1);
    assert_string_equal(scenario_index_names[o[3].when_index], "A");
    assert_true(o[3].when_region == 1 && o[3].when_above == 0.3 && isnan(o[3].when_below));
    assert_string_equal(scenario_index_names[o[4].when_index], "n");
    assert_true(o[4].when_region == 1 && isnan(o[4].when_above) && o[4].when_below == 30);
    scenario_free(s);
}

/* Every policy can be asked for with its name alone. */
static void every_policy_has_defaults(void **state) {
    (void)state;
    for (int i = 0; policies_all[i] != NULL; i++) {
        char text[2048];
        snprintf(text, sizeof text,
                 "{\"time\": {\"start\": 1980, \"years\": 40}, \"regions\": [%s], "
                 "\"interventions\": [{\"type\": \"%s\", \"region\": \"hub\"}, {\"type\": "
                 "\"rd_grants\", \"name\": \"other\", \"region\": \"hub\", \"size\": 30}]}",
                 SCENARIOS_HUB("hub", "0") "}", policies_all[i]->type);
        scenario *s = read_text(text); /* without a warning, too */
        for (int k = 0; k < policies_all[i]->param_count; k++)
            assert_true(s->interventions[0].values[k] == policies_all[i]->params[k].standard);
        assert_true(policies_all[i]->param_count <= POLICY_MAX_PARAMS);
        scenario_free(s);
    }
}

/* The same policy may come again after it has ended, or with another size. */
static void repeated_interventions_may_follow_each_other(void **state) {
    (void)state;
    scenario *s =
        read_text(HEAD ", \"interventions\": ["
                       "{\"type\": \"incubator\", \"region\": \"a\", \"from\": 1, \"until\": 5},"
                       "{\"type\": \"incubator\", \"region\": \"a\", \"from\": 5, \"until\": 9},"
                       "{\"type\": \"incubator\", \"region\": \"a\", \"from\": 1, \"until\": 5,"
                       "\"size\": 11}]}");
    assert_int_equal(s->intervention_count, 3);
    assert_string_equal(s->interventions[2].name, "incubator#3");
    scenario_free(s);
}

static uint64_t identity_of(const char *text) {
    scenario *s = read_text(text);
    uint64_t identity = s->identity;
    scenario_free(s);
    return identity;
}

static void identity_is_what_changes_a_run(void **state) {
    (void)state;
    uint64_t plain = identity_of(HEAD "}");
    assert_true(plain == identity_of(HEAD ", \"name\": \"n\", \"description\": \"d\","
                                          "\"source\": \"s\", \"replicates\": 3,"
                                          "\"output\": {\"events\": false}}"));
    assert_true(plain ==
                identity_of("{\"regions\": [{\"home_market\": \"EU\", \"population\": 1.50,"
                            "\"name\": \"a\", \"label\": \"A\", \"comment\": \"c\"},"
                            "{\"name\": \"b\", \"population\": \"2 million\", \"x_km\": 9.0,"
                            "\"home_market\": \"JP\"}], \"time\": {\"years\": 40,"
                            "\"start\": 1980}}"));
    assert_true(plain != identity_of(HEAD ", \"seed\": 2}"));
    assert_true(plain != identity_of(HEAD ", \"links\": {\"3\": 0}}"));
    assert_true(plain != identity_of(HEAD ", \"parameters\": {\"location.b_research\": 1}}"));
    assert_true(identity_of(HEAD ", \"parameters\": {\"location.b_research\": 1}}") ==
                identity_of(HEAD ", \"parameters\": {\"location\": {\"b_research\": 1}}}"));
}

/* ---- Shipped scenarios ---- */

static scenario *load_shipped(const char *name, const char *const *assignments, size_t count) {
    char path[512];
    agglo_faults faults = {0};
    scenario *s = NULL;
    snprintf(path, sizeof path, "%s/scenarios/%s.json", AGGLO_SOURCE_DIR, name);
    agglo_status status = scenario_load(path, assignments, count, &s, &faults);
    for (size_t i = 0; i < faults.count; i++)
        print_error("%s: %s\n", faults.items[i].path, faults.items[i].what);
    assert_int_equal(status, AGGLO_OK);
    assert_int_equal(faults.count, 0);
    faults_free(&faults);
    return s;
}

static void every_policy_has_a_scenario(void **state) {
    (void)state;
    for (int i = 0; policies_all[i] != NULL; i++) {
        char name[96];
        int found = 0;
        snprintf(name, sizeof name, "policies/%s", policies_all[i]->type);
        scenario *s = load_shipped(name, NULL, 0);
        for (int k = 0; k < s->intervention_count; k++)
            found += s->interventions[k].type == policies_all[i];
        assert_int_equal(found, 1);
        assert_string_equal(s->regions[0].name, "marginal");
        assert_true(s->description[0] != '\0' && s->source[0] != '\0');
        scenario_free(s);
    }
}

static const char *const shipped[] = {
    "hubs/nuremberg",
    "hubs/boston",
    "hubs/singapore",
    "hubs/world_of_four",
    "japan/marginal_prefecture",
    "japan/twelve_prefectures",
    "policies/anchor_entry",
    "policies/network_org",
    "policies/funding_concentration",
};
enum { SHIPPED = sizeof shipped / sizeof shipped[0] };

/* Without a fault or a warning, documented, and what was resolved can be read again as itself. */
static void shipped_scenarios_are_sound(void **state) {
    (void)state;
    for (size_t i = 0; i < SHIPPED; i++) {
        scenario *s = load_shipped(shipped[i], NULL, 0);
        assert_true(s->start_year == 1980 && s->years == 40 && s->steps == 160);
        assert_true(strlen(s->name) > 0 && strlen(s->source) > 0);
        assert_non_null(strstr(s->description, "nown"));
        assert_non_null(strstr(s->description, "ssumed"));
        scenario *again = read_text(s->resolved);
        assert_string_equal(again->resolved, s->resolved);
        assert_true(again->identity == s->identity);
        scenario_free(again);
        scenario_free(s);
    }
}

static void the_world_of_four_holds_the_four(void **state) {
    (void)state;
    static const char *const names[] = {"nuremberg", "boston", "singapore", "marginal"};
    static const char *const files[] = {"hubs/nuremberg", "hubs/boston", "hubs/singapore",
                                        "japan/marginal_prefecture"};
    scenario *s = load_shipped("hubs/world_of_four", NULL, 0);
    assert_int_equal(s->region_count, 4);
    assert_int_equal(s->intervention_count, 3 + 9);
    for (int r = 0; r < 4; r++) {
        scenario *alone = load_shipped(files[r], NULL, 0);
        const scenario_region *here = &s->regions[r], *there = &alone->regions[0];
        assert_string_equal(here->name, names[r]);
        assert_true(here->x_km == 300.0 * r);
        assert_true(here->population == there->population && here->knowledge == there->knowledge);
        assert_true(here->reputation == there->reputation && here->mentors == there->mentors);
        assert_int_equal(here->home_market, there->home_market);
        assert_int_equal(here->firms_count, there->firms_count);
        for (int g = 0; g < here->firms_count; g++)
            assert_int_equal(here->firms[g].count, there->firms[g].count);
        scenario_free(alone);
    }
    assert_true(s->regions[0].firms[0].anchor && s->regions[1].firms[0].anchor);
    assert_true(s->regions[1].funds[0].count == 5 && s->regions[1].funds[0].age_spacing == 1.5);
    scenario_free(s);
}

static void policies_can_be_varied(void **state) {
    (void)state;
    static const char *const four[] = {
        "interventions.programme.region=[\"m01\",\"m02\",\"m03\",\"m04\"]",
        "interventions.programme.size=480", "time.years=60"};
    static const char *const all[] = {"interventions.programme.region=all"};
    static const char *const larger[] = {"interventions.anchor_entry.size=10000"};
    scenario *s = load_shipped("policies/funding_concentration", NULL, 0);
    assert_int_equal(s->region_count, 12);
    assert_int_equal(s->interventions[0].region_count, 2);
    assert_true(s->interventions[0].values[0] == 240);
    scenario_free(s);
    s = load_shipped("policies/funding_concentration", four, 3);
    assert_int_equal(s->interventions[0].region_count, 4);
    assert_true(s->interventions[0].values[0] == 480 && s->steps == 240);
    scenario_free(s);
    s = load_shipped("policies/funding_concentration", all, 1);
    assert_int_equal(s->interventions[0].region_count, 12);
    scenario_free(s);
    s = load_shipped("policies/anchor_entry", larger, 1);
    assert_true(s->interventions[0].values[0] == 10000);
    scenario_free(s);
}

/* The README's example is what it says: complete, and without a fault. */
static void the_documented_example_is_valid(void **state) {
    (void)state;
    char *text = calloc(1, 1 << 16);
    assert_non_null(text);
    FILE *file = fopen(AGGLO_SOURCE_DIR "/scenarios/README.md", "r");
    assert_non_null(file);
    assert_true(fread(text, 1, (1 << 16) - 1, file) > 0);
    fclose(file);
    char *begin = strstr(text, "```json\n");
    assert_non_null(begin);
    begin += strlen("```json\n");
    char *end = strstr(begin, "```");
    assert_non_null(end);
    agglo_faults faults = {0};
    config_document *document = NULL;
    scenario *s = NULL;
    assert_int_equal(chdir(AGGLO_SOURCE_DIR "/scenarios"), 0); /* what it extends is there */
    assert_int_equal(config_parse(begin, (size_t)(end - begin), "README.md", &document, &faults),
                     AGGLO_OK);
    agglo_status status = scenario_read(document, &s, &faults);
    for (size_t i = 0; i < faults.count; i++)
        print_error("%s: %s\n", faults.items[i].path, faults.items[i].what);
    assert_int_equal(status, AGGLO_OK);
    assert_int_equal(faults.count, 0);
    assert_int_equal(s->region_count, 2);
    assert_int_equal(s->intervention_count, 6);
    assert_int_equal(s->budget_count, 2);
    scenario_free(s);
    config_free(document);
    free(text);
}

static void loading_is_quick(void **state) {
    (void)state;
    enum { TIMES = 20 };
    double begin = schedule_clock();
    for (int i = 0; i < TIMES; i++)
        scenario_free(load_shipped("hubs/world_of_four", NULL, 0));
    double each = (schedule_clock() - begin) / TIMES;
    assert_true(each < 0.05); /* 1 to 3 ms; slack for sanitizers and busy machines */
}

/* The schema is JSON, and names every policy and every parameter. */
static void the_schema_is_complete(void **state) {
    (void)state;
    char *text = scenario_schema();
    assert_non_null(text);
    agglo_faults faults = {0};
    config_document *document = NULL;
    assert_int_equal(config_parse(text, strlen(text), "schema", &document, &faults), AGGLO_OK);
    config_node *definitions = config_member(config_root(document), "$defs");
    for (size_t i = 0; i < parameters_table.count; i++) {
        const param *row = &parameters_table.rows[i];
        config_node *node = config_member(definitions, row->name);
        assert_non_null(node);
        assert_true(config_member(node, "default")->number == row->standard);
        const config_node *least = config_member(node, "minimum");
        assert_true(least != NULL ? least->number == row->valid_low : isinf(row->valid_low));
        assert_non_null(strstr(config_member(node, "description")->text, row->meaning));
    }
    const config_node *rules = config_member(config_member(definitions, "intervention"), "allOf");
    assert_int_equal(rules->count, policies_count());
    config_free(document);
    faults_free(&faults);
    free(text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_least_scenario_has_defaults),
        cmocka_unit_test(the_world_adds_up),
        cmocka_unit_test(the_world_can_be_changed),
        cmocka_unit_test(agents_have_the_rules_of_their_kind),
        cmocka_unit_test(units_are_converted),
        cmocka_unit_test(parameters_links_and_seed_are_read),
        cmocka_unit_test(interventions_are_read),
        cmocka_unit_test(every_policy_has_defaults),
        cmocka_unit_test(every_policy_has_a_scenario),
        cmocka_unit_test(repeated_interventions_may_follow_each_other),
        cmocka_unit_test(identity_is_what_changes_a_run),
        cmocka_unit_test(shipped_scenarios_are_sound),
        cmocka_unit_test(the_world_of_four_holds_the_four),
        cmocka_unit_test(policies_can_be_varied),
        cmocka_unit_test(the_documented_example_is_valid),
        cmocka_unit_test(loading_is_quick),
        cmocka_unit_test(the_schema_is_complete),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
