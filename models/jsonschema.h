/* JSON Schema (draft 2020-12) out of the tables that readers use: the pieces that the schemas of
 * scenarios, experiments and calibrations share. What a document means is not known here. Private
 * to models/. */
#ifndef AGGLO_MODELS_JSONSCHEMA_H
#define AGGLO_MODELS_JSONSCHEMA_H

#include <stdio.h>

#include "models/scenario/fields.h"

enum { JSONSCHEMA_MAX_UNITS = 128 };

/* A schema on its way. Failures of memory are kept by the stream and told at the end. */
typedef struct {
    FILE *out;
    char *text;
    size_t size;
    int needs_comma; /* a member stands before in this object or list */
    int takes_null;  /* members may be null: that removes what an extended document says */
    const char *units[JSONSCHEMA_MAX_UNITS]; /* of which numbers can be written as texts */
    int unit_count;
    int has_failed;
} jsonschema;

/* Begins a schema: `title`, and a stream. Ends it with definitions of its units: the text, which
 * the caller frees, or null without memory. */
void jsonschema_begin(jsonschema *w, const char *title);
char *jsonschema_end(jsonschema *w);

/* Objects and lists; `key` is null in lists. */
void jsonschema_object(jsonschema *w, const char *key);
void jsonschema_list(jsonschema *w, const char *key);
void jsonschema_close(jsonschema *w, const char *bracket);

/* Members. Numbers that are not finite are left out, and so is raw text that is null or empty. */
void jsonschema_text(jsonschema *w, const char *key, const char *value);
void jsonschema_number(jsonschema *w, const char *key, double value);
void jsonschema_texts(jsonschema *w, const char *key, const char *const *values, int count);
void jsonschema_ref(jsonschema *w, const char *key, const char *definition);
void jsonschema_raw(jsonschema *w, const char *format, ...) AGGLO_PRINTF(2, 3);

/* What stands in the schema of a value: a number of a unit (or a text with number and unit), a
 * field's, a parameter's. */
void jsonschema_quantity(jsonschema *w, const char *type, const char *unit, const double domain[2]);
void jsonschema_field(jsonschema *w, const field *f);
void jsonschema_param(jsonschema *w, const char *key, const param *row);

/* The members `type`, `description`, `properties` of an object that a table describes, and no
 * others; `required`, unless nothing is. A definition is all that, named as the table. */
void jsonschema_properties(jsonschema *w, const field_table *table);
void jsonschema_required(jsonschema *w, const field_table *table);
void jsonschema_definition(jsonschema *w, const field_table *table);

/* The same of a whole document: it may also extend others, and name its schema. */
void jsonschema_document(jsonschema *w, const field_table *table);

/* Ends an object of properties: no others. */
void jsonschema_close_properties(jsonschema *w);

/* Opens what holds of documents that extend nothing: no null anywhere, and what `table` requires.
 * Closed by two brackets. */
void jsonschema_open_complete(jsonschema *w, const field_table *table);

/* A definition that `jsonschema_open_complete` refers to. */
void jsonschema_define_given(jsonschema *w);

#endif
