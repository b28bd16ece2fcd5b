/* What the model says of itself, topic by topic, as lists of entries with named facts. Everything
 * comes from the descriptors that the model itself works with; `agglo describe` and the tables of
 * models/README.md are printed from these entries. */
#ifndef AGGLO_TOOLS_TOPICS_H
#define AGGLO_TOOLS_TOPICS_H

#include <stddef.h>

#include "sim/columns.h"
#include "sim/params.h"

enum { TOPIC_MAX_FACTS = 12 };

typedef struct {
    const char *key;
    const char *text; /* null: the number */
    double number;
} topic_fact;

/* One parameter, link, policy… Texts live as long as the program, or in `own`. */
typedef struct {
    const char *name;
    const char *group;  /* entries stand in groups under this heading, or null */
    char headline[512]; /* one line that follows the name in a list */
    topic_fact facts[TOPIC_MAX_FACTS];
    size_t fact_count;
    const param *params; /* of a policy */
    size_t param_count;
    const columns_layout *layout; /* of a population */
    char own[4][64], text[3][480];
} topic_entry;

typedef struct {
    const char *name;
    const char *summary;
    size_t (*count)(void);
    void (*fill)(size_t i, topic_entry *entry); /* `entry` comes empty */
} topic;

extern const topic topics_all[];
extern const size_t topics_count;
const topic *topics_find(const char *name); /* or null */

/* JSON Schemas of the documents that people write. */
typedef struct {
    const char *name;
    char *(*make)(void); /* text to be freed, or null without memory */
} topic_schema;

enum { TOPIC_SCHEMAS = 3 };
extern const topic_schema topics_schemas[TOPIC_SCHEMAS];

/* The text of a fact, or null if the entry has none of that key. */
const char *topics_fact(const topic_entry *entry, const char *key);

/* A number for people: "0.0035", "2", "inf". Returns `buffer`. */
const char *topics_number(double value, char *buffer, size_t size);

/* "f64", "u8", … */
const char *topics_type_name(column_type type);

#endif
