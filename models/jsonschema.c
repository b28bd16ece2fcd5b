#include "models/jsonschema.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario/units.h"

static void put(jsonschema *w, const char *text) {
    if (w->out != NULL)
        fputs(text, w->out);
}

static void put_string(jsonschema *w, const char *text) {
    put(w, "\"");
    for (const char *c = text; *c != '\0'; c++) {
        const char letter[] = {*c, '\0'};
        if (*c == '"' || *c == '\\')
            put(w, "\\");
        put(w, letter);
    }
    put(w, "\"");
}

/* ---- Members ---- */

static void put_comma(jsonschema *w) {
    if (w->needs_comma)
        put(w, ",\n");
    w->needs_comma = 0;
}

static void put_key(jsonschema *w, const char *key) {
    put_comma(w);
    if (key == NULL)
        return;
    put_string(w, key);
    put(w, ": ");
}

void jsonschema_object(jsonschema *w, const char *key) {
    put_key(w, key);
    put(w, "{");
}

void jsonschema_list(jsonschema *w, const char *key) {
    put_key(w, key);
    put(w, "[");
}

void jsonschema_close(jsonschema *w, const char *bracket) {
    put(w, bracket);
    w->needs_comma = 1;
}

void jsonschema_text(jsonschema *w, const char *key, const char *value) {
    put_key(w, key);
    put_string(w, value);
    w->needs_comma = 1;
}

void jsonschema_number(jsonschema *w, const char *key, double value) {
    char text[40];
    if (!isfinite(value))
        return;
    snprintf(text, sizeof text, "%.15g", value);
    put_key(w, key);
    put(w, text);
    w->needs_comma = 1;
}

void jsonschema_raw(jsonschema *w, const char *format, ...) {
    va_list arguments;
    if (w->out == NULL || format == NULL || format[0] == '\0')
        return;
    put_comma(w);
    va_start(arguments, format);
    vfprintf(w->out, format, arguments);
    va_end(arguments);
    w->needs_comma = 1;
}

void jsonschema_texts(jsonschema *w, const char *key, const char *const *values, int count) {
    jsonschema_list(w, key);
    for (int i = 0; i < count; i++) {
        put_comma(w);
        put_string(w, values[i]);
        w->needs_comma = 1;
    }
    jsonschema_close(w, "]");
}

void jsonschema_ref(jsonschema *w, const char *key, const char *definition) {
    jsonschema_object(w, key);
    jsonschema_raw(w, "\"$ref\": \"#/$defs/%s\"", definition);
    jsonschema_close(w, "}");
}

/* ---- Values ---- */

/* The number of a unit among those of the schema. */
static int number_of_unit(jsonschema *w, const char *unit) {
    for (int i = 0; i < w->unit_count; i++)
        if (strcmp(w->units[i], unit) == 0)
            return i + 1;
    if (w->unit_count == JSONSCHEMA_MAX_UNITS) {
        w->has_failed = 1;
        return 1;
    }
    w->units[w->unit_count++] = unit;
    return w->unit_count;
}

/* Ranges hold for numbers; of texts a pattern sees at least the sign. */
void jsonschema_quantity(jsonschema *w, const char *type, const char *unit,
                         const double domain[2]) {
    const char *const types[] = {type, "string", "null"};
    jsonschema_texts(w, "type", types, w->takes_null ? 3 : 2);
    jsonschema_raw(w, "\"$ref\": \"#/$defs/text_%d\"",
                   number_of_unit(w, unit[0] != '\0' ? unit : "1"));
    if (domain[0] > 0)
        jsonschema_text(w, "pattern", "^ *[+]?[0-9.]*[1-9]");
    else if (domain[0] == 0)
        jsonschema_text(w, "pattern", "^ *([^-]|-[0.]*[^0-9.])");
    jsonschema_number(w, "minimum", domain[0]);
    jsonschema_number(w, "maximum", domain[1]);
}

static void put_type(jsonschema *w, const char *type) {
    const char *const types[] = {type, "null"};
    if (w->takes_null)
        jsonschema_texts(w, "type", types, 2);
    else
        jsonschema_text(w, "type", type);
}

static void put_description(jsonschema *w, const char *meaning, const char *unit) {
    char text[512];
    int is_plain = unit[0] == '\0' || strcmp(unit, "1") == 0;
    snprintf(text, sizeof text, is_plain ? "%s" : "%s [%s]", meaning, unit);
    jsonschema_text(w, "description", text);
}

static void put_numbers(jsonschema *w, const field *f) {
    const double domain[2] = {f->low, f->high};
    int takes_null = w->takes_null;
    put_type(w, "array");
    jsonschema_number(w, "minItems", f->count);
    jsonschema_number(w, "maxItems", f->count);
    w->takes_null = 0;
    jsonschema_object(w, "items");
    jsonschema_quantity(w, "number", f->unit, domain);
    jsonschema_close(w, "}");
    w->takes_null = takes_null;
}

static void put_value(jsonschema *w, const field *f) {
    const double domain[2] = {f->low, f->high};
    switch (f->type) {
    case FIELD_NUMBER:
        jsonschema_quantity(w, "number", f->unit, domain);
        break;
    case FIELD_INTEGER:
        jsonschema_quantity(w, "integer", f->unit, domain);
        break;
    case FIELD_NUMBERS:
        put_numbers(w, f);
        break;
    case FIELD_FLAG:
        put_type(w, "boolean");
        jsonschema_raw(w, f->standard != 0 ? "\"default\": true" : "\"default\": false");
        break;
    case FIELD_CHOICE:
        jsonschema_list(w, "anyOf");
        jsonschema_object(w, NULL);
        jsonschema_texts(w, "enum", f->choices, f->count);
        jsonschema_close(w, "}");
        if (w->takes_null)
            jsonschema_raw(w, "{\"type\": \"null\"}");
        jsonschema_close(w, "]");
        break;
    case FIELD_TEXT:
        put_type(w, "string");
        break;
    case FIELD_OTHER:
        break;
    }
}

/* What is required cannot be removed. */
void jsonschema_field(jsonschema *w, const field *f) {
    int takes_null = w->takes_null;
    w->takes_null = takes_null && !f->is_required;
    jsonschema_object(w, f->name);
    put_description(w, f->meaning, f->unit);
    put_value(w, f);
    if (f->type != FIELD_FLAG && f->type != FIELD_CHOICE && f->type != FIELD_OTHER)
        jsonschema_number(w, "default", f->standard);
    if (f->schema != NULL && f->schema[0] != '\0')
        jsonschema_raw(w, "%s", f->schema);
    jsonschema_close(w, "}");
    w->takes_null = takes_null;
}

void jsonschema_param(jsonschema *w, const char *key, const param *row) {
    const double domain[2] = {row->valid_low, row->valid_high};
    char text[700];
    snprintf(text, sizeof text, "%s [%s]; plausible %.6g to %.6g; source: %s", row->meaning,
             row->unit, row->low, row->high, row->source);
    jsonschema_object(w, key);
    jsonschema_text(w, "description", text);
    jsonschema_quantity(w, (row->flags & PARAM_INTEGER) != 0 ? "integer" : "number", row->unit,
                        domain);
    jsonschema_number(w, "default", row->standard);
    jsonschema_close(w, "}");
}

/* ---- Objects ---- */

void jsonschema_close_properties(jsonschema *w) {
    jsonschema_close(w, "}");
    jsonschema_raw(w, "\"additionalProperties\": false");
}

void jsonschema_required(jsonschema *w, const field_table *table) {
    const char *names[32];
    int count = 0;
    for (size_t i = 0; i < table->count && count < 32; i++)
        if (table->rows[i].is_required)
            names[count++] = table->rows[i].name;
    if (count > 0)
        jsonschema_texts(w, "required", names, count);
}

static void open_properties(jsonschema *w, const field_table *table) {
    put_type(w, "object");
    jsonschema_text(w, "description", table->meaning);
    jsonschema_object(w, "properties");
}

void jsonschema_properties(jsonschema *w, const field_table *table) {
    open_properties(w, table);
    for (size_t i = 0; i < table->count; i++)
        jsonschema_field(w, &table->rows[i]);
    jsonschema_close_properties(w);
}

void jsonschema_document(jsonschema *w, const field_table *table) {
    open_properties(w, table);
    for (size_t i = 0; i < fields_root.count; i++) {
        const field *f = &fields_root.rows[i];
        if (strcmp(f->name, "extends") == 0 || strcmp(f->name, "$schema") == 0)
            jsonschema_field(w, f);
    }
    for (size_t i = 0; i < table->count; i++)
        jsonschema_field(w, &table->rows[i]);
    jsonschema_close_properties(w);
}

void jsonschema_definition(jsonschema *w, const field_table *table) {
    jsonschema_object(w, table->name);
    jsonschema_properties(w, table);
    if (!w->takes_null) /* else an extended document may have it */
        jsonschema_required(w, table);
    jsonschema_close(w, "}");
}

/* ---- Documents ---- */

void jsonschema_open_complete(jsonschema *w, const field_table *table) {
    jsonschema_raw(w, "\"if\": {\"not\": {\"required\": [\"extends\"]}}");
    jsonschema_object(w, "then");
    jsonschema_raw(w, "\"$ref\": \"#/$defs/given\"");
    jsonschema_required(w, table);
    jsonschema_object(w, "properties");
}

/* What the level of a factor sets is laid over a scenario: null removes there, too. */
void jsonschema_define_given(jsonschema *w) {
    jsonschema_raw(w, "\"given\": {\"properties\": {\"set\": true, \"$schema\": true}, "
                      "\"description\": \"null only "
                      "removes what a document extends\", "
                      "\"not\": {\"type\": \"null\"}, \"additionalProperties\": {\"$ref\": "
                      "\"#/$defs/given\"}, \"items\": {\"$ref\": \"#/$defs/given\"}}");
}

void jsonschema_begin(jsonschema *w, const char *title) {
    *w = (jsonschema){0};
    w->out = open_memstream(&w->text, &w->size);
    jsonschema_object(w, NULL);
    jsonschema_text(w, "$schema", "https://json-schema.org/draft/2020-12/schema");
    jsonschema_text(w, "title", title);
}

/* How numbers can be written with a unit: what a pattern sees of it. */
static void define_units(jsonschema *w) {
    for (int i = 0; i < w->unit_count; i++) {
        char key[32], *pattern = units_pattern(w->units[i]);
        snprintf(key, sizeof key, "text_%d", i + 1);
        jsonschema_object(w, key);
        jsonschema_raw(w, "\"$comment\": \"texts: a number and a unit that fits %s\"", w->units[i]);
        if (pattern != NULL)
            jsonschema_text(w, "pattern", pattern);
        jsonschema_close(w, "}");
        w->has_failed |= pattern == NULL;
        free(pattern);
    }
}

char *jsonschema_end(jsonschema *w) {
    if (w->out == NULL)
        return NULL;
    define_units(w);
    put(w, "}}\n");
    int has_failed = ferror(w->out) || w->has_failed;
    if (fclose(w->out) == 0 && !has_failed)
        return w->text;
    free(w->text);
    return NULL;
}
