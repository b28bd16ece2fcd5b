/* The JSON Schema (draft 2020-12) of the scenario language, out of the tables that the reader uses,
 * the parameters' rows and the policies' rows. What a schema cannot say (sums, orders, products,
 * names of regions, what other files hold) only the reader checks. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/jsonschema.h"
#include "models/policy.h"

/* Of objects that are merged with those of an extended document. */
static const char object_or_null[] = "\"type\": [\"object\", \"null\"]";

/* An object with one member of the same kind for each name. */
static void put_named(jsonschema *w, const char *key, const char *definition,
                      const char *const *names, int count) {
    jsonschema_object(w, key);
    jsonschema_raw(w, object_or_null);
    jsonschema_object(w, "properties");
    for (int i = 0; i < count; i++)
        jsonschema_ref(w, names[i], definition);
    jsonschema_close_properties(w);
    jsonschema_close(w, "}");
}

static void put_world(jsonschema *w) {
    static const double shares[2] = {0, 1}, factors[2] = {0, 10};
    jsonschema_object(w, fields_world.name);
    jsonschema_raw(w, object_or_null);
    jsonschema_text(w, "description", fields_world.meaning);
    jsonschema_object(w, "properties");
    put_named(w, "markets", "market", market_names, MARKET_COUNT);
    put_named(w, "fields", "share", field_names, FIELD_COUNT);
    put_named(w, "dissatisfaction", "factor", field_names, FIELD_COUNT);
    put_named(w, "device_classes", "class", device_class_names, CLASS_COUNT);
    put_named(w, "device_types", "type", device_type_names, TYPE_COUNT);
    put_named(w, "firm_kinds", "kind", firm_kind_names, KIND_COUNT);
    jsonschema_close_properties(w);
    jsonschema_close(w, "}");
    jsonschema_object(w, "share");
    jsonschema_quantity(w, "number", "1", shares);
    jsonschema_close(w, "}");
    jsonschema_object(w, "factor");
    jsonschema_quantity(w, "number", "1", factors);
    jsonschema_close(w, "}");
}

static size_t group_length(const param *row) {
    return strcspn(row->name, ".");
}

/* Parameters of one group (their rows need not stand together), and whether this is its first. */
static int is_first_of_group(size_t i) {
    const param *row = &parameters_table.rows[i];
    for (size_t k = 0; k < i; k++)
        if (group_length(&parameters_table.rows[k]) == group_length(row) &&
            strncmp(parameters_table.rows[k].name, row->name, group_length(row)) == 0)
            return 0;
    return 1;
}

static void put_group(jsonschema *w, const param *first) {
    char group[64];
    size_t length = group_length(first);
    snprintf(group, sizeof group, "%.*s", (int)length, first->name);
    jsonschema_object(w, group);
    jsonschema_raw(w, object_or_null);
    jsonschema_object(w, "properties");
    for (size_t k = 0; k < parameters_table.count; k++) {
        const char *name = parameters_table.rows[k].name;
        if (strncmp(name, group, length) == 0 && name[length] == '.')
            jsonschema_ref(w, name + length + 1, name);
    }
    jsonschema_close_properties(w);
    jsonschema_close(w, "}");
}

/* Nobody gives a parameter by its dotted name and in its group. */
static void put_once(jsonschema *w) {
    jsonschema_object(w, "dependentSchemas");
    for (size_t i = 0; i < parameters_table.count; i++) {
        const param *row = &parameters_table.rows[i];
        jsonschema_raw(w, "\"%s\": {\"properties\": {\"%.*s\": {\"properties\": {\"%s\": false}}}}",
                       row->name, (int)group_length(row), row->name,
                       row->name + group_length(row) + 1);
    }
    jsonschema_close(w, "}");
}

static void put_parameters(jsonschema *w) {
    for (size_t i = 0; i < parameters_table.count; i++)
        jsonschema_param(w, parameters_table.rows[i].name, &parameters_table.rows[i]);
    jsonschema_object(w, "parameters");
    jsonschema_raw(w, object_or_null);
    jsonschema_object(w, "properties");
    for (size_t i = 0; i < parameters_table.count; i++) {
        const char *name = parameters_table.rows[i].name;
        jsonschema_ref(w, name, name);
        if (is_first_of_group(i))
            put_group(w, &parameters_table.rows[i]);
    }
    jsonschema_close_properties(w);
    put_once(w);
    jsonschema_close(w, "}");
}

static void put_links(jsonschema *w) {
    static const double domain[2] = {0, 1e6};
    jsonschema_object(w, "links");
    jsonschema_raw(w, object_or_null);
    jsonschema_object(w, "properties");
    for (int k = 1; k <= LINK_COUNT; k++) {
        char name[16];
        snprintf(name, sizeof name, "%d", k);
        jsonschema_object(w, name);
        jsonschema_quantity(w, "number", "1", domain);
        jsonschema_raw(w, "\"default\": 1");
        jsonschema_close(w, "}");
    }
    jsonschema_close_properties(w);
    jsonschema_close(w, "}");
}

/* Money a year without more words: a budget that always holds. */
static void put_money(jsonschema *w) {
    static const double domain[2] = {0, INFINITY};
    jsonschema_object(w, "money");
    jsonschema_text(w, "description", fields_budget.rows[0].meaning);
    jsonschema_quantity(w, "number", fields_budget.rows[0].unit, domain);
    jsonschema_close(w, "}");
}

/* ---- Interventions: what stands beside `type` depends on it ---- */

static void put_policy(jsonschema *w, const policy *p) {
    jsonschema_object(w, NULL);
    jsonschema_raw(w, "\"if\": {\"properties\": {\"type\": {\"const\": \"%s\"}}}", p->type);
    jsonschema_object(w, "then");
    jsonschema_text(w, "description", p->summary);
    jsonschema_object(w, "properties");
    for (size_t i = 0; i < fields_intervention.count; i++) {
        const char *name = fields_intervention.rows[i].name;
        jsonschema_raw(w, "\"%s\": %s", name,
                       p->pays_by_use && scenario_limits_money(name) ? "false" : "true");
    }
    for (int i = 0; i < p->param_count; i++) {
        jsonschema_param(w, p->params[i].name, &p->params[i]);
        if (strcmp(p->params[i].name, "concentration") == 0)
            jsonschema_raw(w,
                           "\"chosen\": {\"type\": \"string\", \"description\": \"the region that "
                           "gets the concentrated share\"}");
    }
    jsonschema_close_properties(w);
    jsonschema_close(w, "}");
    jsonschema_close(w, "}");
}

static void put_intervention(jsonschema *w) {
    const char *types[256];
    int count = 0;
    for (; count < 256 && policies_all[count] != NULL; count++)
        types[count] = policies_all[count]->type;
    jsonschema_object(w, fields_intervention.name);
    jsonschema_text(w, "type", "object");
    jsonschema_text(w, "description", fields_intervention.meaning);
    jsonschema_object(w, "properties");
    for (size_t i = 1; i < fields_intervention.count; i++)
        jsonschema_field(w, &fields_intervention.rows[i]);
    jsonschema_object(w, fields_intervention.rows[0].name);
    jsonschema_texts(w, "enum", types, count);
    jsonschema_close(w, "}");
    jsonschema_close(w, "}");
    jsonschema_required(w, &fields_intervention);
    jsonschema_list(w, "allOf");
    for (int i = 0; i < count; i++)
        put_policy(w, policies_all[i]);
    jsonschema_close(w, "]");
    jsonschema_close(w, "}");
}

/* ---- What two members say together ---- */

/* Kinds of firms without a usual size need one. */
static void put_sizes(jsonschema *w) {
    const char *kinds[KIND_COUNT];
    int count = 0;
    for (int kind = 0; kind < KIND_COUNT; kind++)
        if (scenario_usual_size((firm_kind)kind) == 0)
            kinds[count++] = firm_kind_names[kind];
    jsonschema_object(w, "if");
    jsonschema_object(w, "properties");
    jsonschema_object(w, "kind");
    jsonschema_texts(w, "enum", kinds, count);
    jsonschema_close(w, "}}}");
    jsonschema_raw(w, "\"then\": {\"required\": [\"size\"]}");
}

static void put_firms(jsonschema *w) {
    jsonschema_object(w, fields_firms.name);
    jsonschema_properties(w, &fields_firms);
    jsonschema_required(w, &fields_firms);
    put_sizes(w);
    jsonschema_close(w, "}");
}

static void put_when(jsonschema *w) {
    jsonschema_object(w, fields_when.name);
    jsonschema_properties(w, &fields_when);
    jsonschema_required(w, &fields_when);
    jsonschema_raw(w, "\"anyOf\": [{\"required\": [\"above\"]}, {\"required\": [\"below\"]}]");
    jsonschema_close(w, "}");
}

/* Regions are merged by name. */
static void put_region(jsonschema *w) {
    jsonschema_object(w, fields_region.name);
    jsonschema_properties(w, &fields_region);
    jsonschema_raw(w, "\"required\": [\"name\"]");
    jsonschema_close(w, "}");
}

/* What a step of so many months allows: records at steps, and not too many of them. */
static void put_step(jsonschema *w, int months) {
    int years = SCENARIO_MAX_STEPS * months / 12;
    jsonschema_object(w, "properties");
    jsonschema_raw(w, "\"time\": {\"properties\": {\"years\": {\"maximum\": %d}}}", years);
    jsonschema_raw(w,
                   "\"output\": {\"properties\": {\"every_months\": {\"multipleOf\": %d}, "
                   "\"firms_every_months\": {\"multipleOf\": %d}}}",
                   months, months);
    jsonschema_close(w, "}");
}

static void put_steps(jsonschema *w) {
    jsonschema_list(w, "allOf");
    for (int months = 1; months <= 12; months++) {
        if (12 % months != 0)
            continue;
        jsonschema_object(w, NULL);
        jsonschema_raw(
            w,
            "\"if\": {\"required\": [\"time\"], \"properties\": {\"time\": {\"required\": "
            "[\"step_months\"], \"properties\": {\"step_months\": {\"const\": %d}}}}}",
            months);
        jsonschema_object(w, "then");
        put_step(w, months);
        jsonschema_close(w, "}}");
    }
    jsonschema_close(w, "]");
}

static double usual_step(void) {
    for (size_t i = 0; i < fields_time.count; i++)
        if (strcmp(fields_time.rows[i].name, "step_months") == 0)
            return fields_time.rows[i].standard;
    return 1;
}

/* ---- The whole ---- */

/* A document that extends nothing must be complete. */
static void put_completeness(jsonschema *w) {
    jsonschema_open_complete(w, &fields_root);
    jsonschema_object(w, "time");
    jsonschema_required(w, &fields_time);
    jsonschema_close(w, "}");
    jsonschema_object(w, "regions");
    jsonschema_raw(w, "\"minItems\": 1");
    jsonschema_object(w, "items");
    jsonschema_required(w, &fields_region);
    jsonschema_close(w, "}}");
    jsonschema_object(w, "budgets");
    jsonschema_object(w, "additionalProperties");
    jsonschema_required(w, &fields_budget);
    jsonschema_close(w, "}}}");
    jsonschema_raw(w, "\"if\": {\"properties\": {\"time\": {\"not\": {\"required\": "
                      "[\"step_months\"]}}}}");
    jsonschema_object(w, "then");
    put_step(w, (int)usual_step());
    jsonschema_close(w, "}}");
}

char *scenario_schema(void) {
    static const field_table *const merged[] = {&fields_time,  &fields_output, &fields_kind,
                                                &fields_class, &fields_type,   &fields_market,
                                                &fields_budget};
    static const field_table *const whole[] = {&fields_universities, &fields_hospitals,
                                               &fields_funds};
    jsonschema w;
    jsonschema_begin(&w, "A scenario of Agglo");
    w.takes_null = 1;
    jsonschema_properties(&w, &fields_root);
    put_steps(&w);
    put_completeness(&w);
    jsonschema_object(&w, "$defs");
    jsonschema_define_given(&w);
    for (size_t i = 0; i < sizeof merged / sizeof merged[0]; i++)
        jsonschema_definition(&w, merged[i]);
    put_region(&w);
    put_world(&w);
    put_links(&w);
    put_money(&w);
    put_parameters(&w);
    w.takes_null = 0;
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++)
        jsonschema_definition(&w, whole[i]);
    put_firms(&w);
    put_when(&w);
    put_intervention(&w);
    return jsonschema_end(&w);
}
