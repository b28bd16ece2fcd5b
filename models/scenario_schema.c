/* The JSON Schema (draft 2020-12) of the scenario language, out of the tables that the reader uses,
 * the parameters' rows and the policies' rows. What a schema cannot say (sums, dates, names of
 * regions) only the reader checks. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/policy.h"
#include "models/scenario_fields.h"
#include "models/scenario_units.h"

typedef struct {
    char *text;
    size_t length, capacity;
    int failed;
    int needs_comma; /* a member stands before in this object or list */
} writer;

static void put_bytes(writer *w, const char *bytes, size_t n) {
    if (!w->failed && w->capacity - w->length < n + 1) {
        size_t capacity = 2 * (w->capacity + n + 1);
        char *grown = realloc(w->text, capacity);
        if (grown == NULL) {
            w->failed = 1;
        } else {
            w->text = grown;
            w->capacity = capacity;
        }
    }
    if (w->failed)
        return;
    memcpy(w->text + w->length, bytes, n);
    w->length += n;
    w->text[w->length] = '\0';
}

static void put(writer *w, const char *text) {
    put_bytes(w, text, strlen(text));
}

static void put_string(writer *w, const char *text) {
    put(w, "\"");
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '"' || *c == '\\')
            put(w, "\\");
        put_bytes(w, c, 1);
    }
    put(w, "\"");
}

/* ---- Members ---- */

static void put_comma(writer *w) {
    if (w->needs_comma)
        put(w, ",\n");
    w->needs_comma = 0;
}

static void put_key(writer *w, const char *key) {
    put_comma(w);
    put_string(w, key);
    put(w, ": ");
}

static void open_with(writer *w, const char *bracket) {
    put(w, bracket);
    w->needs_comma = 0;
}

static void close_with(writer *w, const char *bracket) {
    put(w, bracket);
    w->needs_comma = 1;
}

static void member_object(writer *w, const char *key) {
    put_key(w, key);
    open_with(w, "{");
}

static void member_string(writer *w, const char *key, const char *value) {
    put_key(w, key);
    put_string(w, value);
    w->needs_comma = 1;
}

static void member_number(writer *w, const char *key, double value) {
    char text[40];
    if (!isfinite(value))
        return;
    snprintf(text, sizeof text, "%.15g", value);
    put_key(w, key);
    put(w, text);
    w->needs_comma = 1;
}

/* `raw`: members as JSON text, or "". */
static void member_raw(writer *w, const char *raw) {
    if (raw == NULL || raw[0] == '\0')
        return;
    put_comma(w);
    put(w, raw);
    w->needs_comma = 1;
}

static void member_strings(writer *w, const char *key, const char *const *values, int count) {
    put_key(w, key);
    open_with(w, "[");
    for (int i = 0; i < count; i++) {
        put_comma(w);
        put_string(w, values[i]);
        w->needs_comma = 1;
    }
    close_with(w, "]");
}

static void member_ref(writer *w, const char *key, const char *definition) {
    member_object(w, key);
    put_key(w, "$ref");
    put(w, "\"#/$defs/");
    put(w, definition);
    put(w, "\"");
    close_with(w, "}");
}

/* ---- Values ---- */

/* A number, or a string with a number and a unit, but no currency other than the dollar. */
static void number_type(writer *w, const char *type, const double domain[2]) {
    const char *const types[] = {type, "string"};
    member_strings(w, "type", types, 2);
    put_key(w, "pattern");
    put(w, "\"^(?!.*(");
    for (int i = 0; units_currency(i) != NULL; i++) {
        put(w, i > 0 ? "|" : "");
        put(w, units_currency(i));
    }
    put(w, ")) *[-+]?[0-9.]+([eE][-+]?[0-9]+)? *[^-+0-9. ].*$\"");
    w->needs_comma = 1;
    member_number(w, "minimum", domain[0]);
    member_number(w, "maximum", domain[1]);
}

static void describe(writer *w, const char *meaning, const char *unit) {
    char text[512];
    int is_plain = unit[0] == '\0' || strcmp(unit, "1") == 0;
    snprintf(text, sizeof text, is_plain ? "%s" : "%s [%s]", meaning, unit);
    member_string(w, "description", text);
}

static void numbers_type(writer *w, const field *f) {
    const double domain[2] = {f->low, f->high};
    member_string(w, "type", "array");
    member_number(w, "minItems", f->count);
    member_number(w, "maxItems", f->count);
    member_object(w, "items");
    number_type(w, "number", domain);
    close_with(w, "}");
}

static void put_field(writer *w, const field *f) {
    const double domain[2] = {f->low, f->high};
    member_object(w, f->name);
    describe(w, f->meaning, f->unit);
    switch (f->type) {
    case FIELD_NUMBER:
        number_type(w, "number", domain);
        break;
    case FIELD_INTEGER:
        number_type(w, "integer", domain);
        break;
    case FIELD_NUMBERS:
        numbers_type(w, f);
        break;
    case FIELD_FLAG:
        member_string(w, "type", "boolean");
        member_raw(w, f->standard != 0 ? "\"default\": true" : "\"default\": false");
        break;
    case FIELD_CHOICE:
        member_strings(w, "enum", f->choices, f->count);
        break;
    case FIELD_TEXT:
        member_string(w, "type", "string");
        break;
    case FIELD_OTHER:
        break;
    }
    if (f->type != FIELD_FLAG)
        member_number(w, "default", f->standard);
    member_raw(w, f->schema);
    close_with(w, "}");
}

static void put_param(writer *w, const char *key, const param *row) {
    const double domain[2] = {row->valid_low, row->valid_high};
    char text[700];
    snprintf(text, sizeof text, "%s [%s]; plausible %.6g to %.6g; source: %s", row->meaning,
             row->unit, row->low, row->high, row->source);
    member_object(w, key);
    member_string(w, "description", text);
    number_type(w, (row->flags & PARAM_INTEGER) != 0 ? "integer" : "number", domain);
    member_number(w, "default", row->standard);
    close_with(w, "}");
}

/* ---- Objects ---- */

static void close_object(writer *w) {
    close_with(w, "}");
    member_raw(w, "\"additionalProperties\": false");
}

static void member_required(writer *w, const field_table *table) {
    const char *names[32];
    int count = 0;
    for (size_t i = 0; i < table->count; i++)
        if (table->rows[i].is_required)
            names[count++] = table->rows[i].name;
    if (count > 0)
        member_strings(w, "required", names, count);
}

static void put_properties(writer *w, const field_table *table) {
    member_string(w, "type", "object");
    member_string(w, "description", table->meaning);
    member_object(w, "properties");
    for (size_t i = 0; i < table->count; i++)
        put_field(w, &table->rows[i]);
    close_object(w);
}

/* Objects whose missing members may come from what the document extends. */
static int is_partial(const field_table *table) {
    return table == &fields_time || table == &fields_region;
}

static void put_definition(writer *w, const field_table *table) {
    member_object(w, table->name);
    put_properties(w, table);
    if (!is_partial(table))
        member_required(w, table);
    else if (table == &fields_region)
        member_raw(w, "\"required\": [\"name\"]");
    close_with(w, "}");
}

/* An object with one member of the same kind for each name. */
static void put_named(writer *w, const char *key, const char *definition, const char *const *names,
                      int count) {
    member_object(w, key);
    member_string(w, "type", "object");
    member_object(w, "properties");
    for (int i = 0; i < count; i++)
        member_ref(w, names[i], definition);
    close_object(w);
    close_with(w, "}");
}

static void put_world(writer *w) {
    static const double shares[2] = {0, 1}, factors[2] = {0, 10};
    member_object(w, fields_world.name);
    member_string(w, "type", "object");
    member_string(w, "description", fields_world.meaning);
    member_object(w, "properties");
    put_named(w, "markets", "market", market_names, MARKET_COUNT);
    put_named(w, "fields", "share", field_names, FIELD_COUNT);
    put_named(w, "dissatisfaction", "factor", field_names, FIELD_COUNT);
    put_named(w, "device_classes", "class", device_class_names, CLASS_COUNT);
    put_named(w, "device_types", "type", device_type_names, TYPE_COUNT);
    put_named(w, "firm_kinds", "kind", firm_kind_names, KIND_COUNT);
    close_object(w);
    close_with(w, "}");
    member_object(w, "share");
    number_type(w, "number", shares);
    close_with(w, "}");
    member_object(w, "factor");
    number_type(w, "number", factors);
    close_with(w, "}");
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

static void put_group(writer *w, const param *first) {
    char group[64];
    size_t length = group_length(first);
    snprintf(group, sizeof group, "%.*s", (int)length, first->name);
    member_object(w, group);
    member_string(w, "type", "object");
    member_object(w, "properties");
    for (size_t k = 0; k < parameters_table.count; k++) {
        const char *name = parameters_table.rows[k].name;
        if (strncmp(name, group, length) == 0 && name[length] == '.')
            member_ref(w, name + length + 1, name);
    }
    close_object(w);
    close_with(w, "}");
}

static void put_parameters(writer *w) {
    for (size_t i = 0; i < parameters_table.count; i++)
        put_param(w, parameters_table.rows[i].name, &parameters_table.rows[i]);
    member_object(w, "parameters");
    member_string(w, "type", "object");
    member_object(w, "properties");
    for (size_t i = 0; i < parameters_table.count; i++) {
        const char *name = parameters_table.rows[i].name;
        member_ref(w, name, name);
        if (is_first_of_group(i))
            put_group(w, &parameters_table.rows[i]);
    }
    close_object(w);
    close_with(w, "}");
}

static void put_links(writer *w) {
    member_object(w, "links");
    member_string(w, "type", "object");
    member_object(w, "properties");
    for (int k = 1; k <= LINK_COUNT; k++) {
        char name[16];
        snprintf(name, sizeof name, "%d", k);
        member_object(w, name);
        member_raw(w, "\"type\": \"number\", \"minimum\": 0, \"maximum\": 1e6, \"default\": 1");
        close_with(w, "}");
    }
    close_object(w);
    close_with(w, "}");
}

/* Money a year without more words: a budget that always holds. */
static void put_money(writer *w) {
    static const double domain[2] = {0, INFINITY};
    member_object(w, "money");
    describe(w, fields_budget.rows[0].meaning, fields_budget.rows[0].unit);
    number_type(w, "number", domain);
    close_with(w, "}");
}

/* ---- Interventions: what stands beside `type` depends on it ---- */

static void put_policy(writer *w, const policy *p) {
    put_comma(w);
    open_with(w, "{");
    member_object(w, "if");
    put_key(w, "properties");
    put(w, "{\"type\": {\"const\": ");
    put_string(w, p->type);
    close_with(w, "}}");
    close_with(w, "}");
    member_object(w, "then");
    member_string(w, "description", p->summary);
    member_object(w, "properties");
    for (size_t i = 0; i < fields_intervention.count; i++) {
        const char *name = fields_intervention.rows[i].name;
        put_key(w, name);
        put(w, p->pays_by_use && scenario_limits_money(name) ? "false" : "true");
        w->needs_comma = 1;
    }
    for (int i = 0; i < p->param_count; i++) {
        put_param(w, p->params[i].name, &p->params[i]);
        if (strcmp(p->params[i].name, "concentration") == 0)
            member_raw(w, "\"chosen\": {\"type\": \"string\", \"description\": \"the region that "
                          "gets the concentrated share\"}");
    }
    close_object(w);
    close_with(w, "}");
    close_with(w, "}");
}

static void put_intervention(writer *w) {
    const char *types[256];
    int count = 0;
    for (; count < 256 && policies_all[count] != NULL; count++)
        types[count] = policies_all[count]->type;
    member_object(w, fields_intervention.name);
    member_string(w, "type", "object");
    member_string(w, "description", fields_intervention.meaning);
    member_object(w, "properties");
    for (size_t i = 1; i < fields_intervention.count; i++)
        put_field(w, &fields_intervention.rows[i]);
    member_object(w, fields_intervention.rows[0].name);
    member_strings(w, "enum", types, count);
    close_with(w, "}");
    close_with(w, "}");
    member_required(w, &fields_intervention);
    put_key(w, "allOf");
    open_with(w, "[");
    for (int i = 0; i < count; i++)
        put_policy(w, policies_all[i]);
    close_with(w, "]");
    close_with(w, "}");
}

/* ---- The whole ---- */

/* A document that extends nothing must be complete. */
static void put_completeness(writer *w) {
    member_raw(w, "\"if\": {\"not\": {\"required\": [\"extends\"]}}");
    member_object(w, "then");
    member_required(w, &fields_root);
    member_object(w, "properties");
    member_object(w, "time");
    member_required(w, &fields_time);
    close_with(w, "}");
    member_object(w, "regions");
    member_raw(w, "\"minItems\": 1");
    member_object(w, "items");
    member_required(w, &fields_region);
    close_with(w, "}");
    close_with(w, "}");
    close_with(w, "}");
    close_with(w, "}");
}

char *scenario_schema(void) {
    static const field_table *const tables[] = {
        &fields_time,      &fields_output, &fields_region, &fields_firms, &fields_universities,
        &fields_hospitals, &fields_funds,  &fields_kind,   &fields_class, &fields_type,
        &fields_market,    &fields_when,   &fields_budget};
    writer w = {0};
    open_with(&w, "{");
    member_string(&w, "$schema", "https://json-schema.org/draft/2020-12/schema");
    member_string(&w, "title", "A scenario of Agglo");
    put_properties(&w, &fields_root);
    put_completeness(&w);
    member_object(&w, "$defs");
    for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++)
        put_definition(&w, tables[i]);
    put_world(&w);
    put_links(&w);
    put_money(&w);
    put_intervention(&w);
    put_parameters(&w);
    close_with(&w, "}");
    put(&w, "}\n");
    if (!w.failed)
        return w.text;
    free(w.text);
    return NULL;
}
