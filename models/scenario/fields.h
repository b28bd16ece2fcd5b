/* The scenario language as tables: what an object may hold, of which type and unit, with which
 * default and valid range, and where the value goes. Reading (read.c), the JSON Schema
 * (schema.c) and the manual follow from the same rows. Private to models/. */
#ifndef AGGLO_MODELS_SCENARIO_FIELDS_H
#define AGGLO_MODELS_SCENARIO_FIELDS_H

#include "models/scenario/scenario.h"

typedef enum {
    FIELD_NUMBER,  /* double */
    FIELD_NUMBERS, /* `count` doubles */
    FIELD_INTEGER, /* int */
    FIELD_FLAG,    /* int 0, 1 */
    FIELD_CHOICE,  /* int: index into `choices` */
    FIELD_TEXT,    /* char *, owned by the scenario */
    FIELD_OTHER    /* read by code of its own; `schema` says what it is */
} field_type;

typedef struct {
    const char *name;
    field_type type;
    const char *unit;           /* "1" for plain numbers, "" where there is none */
    double standard;            /* the default; NAN: none, or by a rule that `meaning` states */
    double low, high;           /* what is valid, ends included */
    int is_required;            /* in a complete document */
    int count;                  /* of numbers or choices */
    const char *const *choices; /* or null */
    const char *schema;         /* more JSON Schema keywords of the value; FIELD_OTHER: all */
    size_t offset;              /* in the owner's struct */
    const char *meaning;
} field;

typedef struct {
    const char *name; /* of the definition in the schema */
    const field *rows;
    size_t count;
    const char *meaning;
} field_table;

/* Of a value that reader_word reads. */
#define FIELD_WORD_SCHEMA "\"pattern\": \"^[^\\\\u0000- \\\\u007F.\\\\[\\\\]=,\\\"]{1,64}$\""
/* Of a value that reader_seed reads: up to 2^53, or any 64 bits in quotes. */
#define FIELD_SEED_SCHEMA                                                                          \
    "\"oneOf\": [{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 9007199254740992}, "         \
    "{\"type\": \"string\", \"pattern\": \"^0*[0-9]{1,20}$\"}, {\"type\": \"null\"}], "            \
    "\"default\": 1"
/* Of a list with so many members, each described by a definition; and of such an object. */
#define FIELD_LIST_SCHEMA(most, definition)                                                        \
    "\"type\": \"array\", \"minItems\": 1, \"maxItems\": " most                                    \
    ", \"items\": {\"$ref\": \"#/$defs/" definition "\"}"
#define FIELD_OBJECT_SCHEMA(definition) "\"$ref\": \"#/$defs/" definition "\""

extern const field_table fields_root, fields_time, fields_output, fields_world, fields_region,
    fields_firms, fields_universities, fields_hospitals, fields_funds, fields_kind, fields_class,
    fields_type, fields_market, fields_intervention, fields_budget, fields_when;

enum {
    SCENARIO_MAX_STEPS = 30000,
    SCENARIO_MAX_REGIONS = 32000,
    SCENARIO_MAX_INTERVENTIONS = 10000,
    SCENARIO_MAX_BUDGETS = 256,
    SCENARIO_MAX_ORDERS = 4000000, /* interventions times regions */
    SCENARIO_MAX_FIRMS = 5000000,  /* at the start, in all */
    SCENARIO_MAX_WORD = 64
};

/* Characters that names of regions and interventions cannot hold: paths use them. */
#define SCENARIO_WORD_EXCLUDES " \t\r\n.[]=,\""

/* Is it a member of an intervention that limits its money (limit, total, budget)? */
int scenario_limits_money(const char *name);

/* Median of employees of initial firms that name none; 0: they must. */
double scenario_usual_size(firm_kind kind);

/* Defaults of the fields of a table, and of a whole scenario. */
void scenario_set_standard(scenario *s);
void scenario_fields_standard(const field_table *table, void *owner);

#endif
