/* The JSON Schema of experiments, out of the tables that read them. */
#include "models/experiment/private.h"
#include "models/jsonschema.h"

/* A factor has a range or levels; without a path its levels are partial scenarios. */
static void put_factor(jsonschema *w) {
    jsonschema_object(w, fields_factor.name);
    jsonschema_properties(w, &fields_factor);
    jsonschema_raw(w, "\"dependentRequired\": {\"low\": [\"high\"], \"high\": [\"low\"]}");
    jsonschema_raw(w, "\"not\": {\"required\": [\"low\", \"levels\"]}");
    jsonschema_raw(w, "\"if\": {\"required\": [\"path\"]}");
    jsonschema_raw(w, "\"then\": {\"properties\": {\"levels\": {\"items\": {\"type\": "
                      "[\"number\", \"string\", \"boolean\"]}}}}");
    jsonschema_raw(w, "\"else\": {\"required\": [\"name\", \"levels\"], \"properties\": "
                      "{\"levels\": {\"items\": {\"$ref\": \"#/$defs/level\"}}}}");
    jsonschema_close(w, "}");
}

/* A variable by its name alone, or more words. */
static void put_outcome(jsonschema *w) {
    jsonschema_object(w, fields_outcome.name);
    jsonschema_raw(w, "\"if\": {\"not\": {\"type\": \"string\"}}");
    jsonschema_object(w, "then");
    jsonschema_properties(w, &fields_outcome);
    jsonschema_raw(w, "\"oneOf\": [{\"required\": [\"variable\"]}, {\"required\": [\"measure\"]}]");
    jsonschema_raw(w, "\"not\": {\"required\": [\"measure\", \"time\"]}");
    jsonschema_close(w, "}}");
}

static void put_completeness(jsonschema *w) {
    jsonschema_open_complete(w, &fields_experiment);
    jsonschema_object(w, fields_design.name);
    jsonschema_required(w, &fields_design);
    jsonschema_raw(w, "\"if\": {\"properties\": {\"type\": {\"const\": \"table\"}}}");
    jsonschema_raw(w, "\"then\": {\"required\": [\"file\"]}");
    jsonschema_raw(w, "\"else\": {\"properties\": {\"file\": false}}");
    jsonschema_close(w, "}");
    jsonschema_raw(w,
                   "\"%s\": {\"if\": {\"type\": \"object\"}, \"then\": {\"required\": "
                   "[\"half_width\", \"outcome\"]}}",
                   fields_replicates.name);
    jsonschema_close(w, "}}");
}

char *experiment_schema(void) {
    jsonschema w;
    jsonschema_begin(&w, "An experiment of Agglo");
    w.takes_null = 1;
    jsonschema_document(&w, &fields_experiment);
    put_completeness(&w);
    jsonschema_object(&w, "$defs");
    jsonschema_define_given(&w);
    jsonschema_definition(&w, &fields_design);
    jsonschema_definition(&w, &fields_replicates);
    w.takes_null = 0;
    jsonschema_definition(&w, &fields_level);
    put_factor(&w);
    put_outcome(&w);
    return jsonschema_end(&w);
}
