/* What the parts of the scenario's reader share: values out of nodes, with faults that say where
 * and what would be right. Private to models/: scenario/, experiment/ and targets_read.c. */
#ifndef AGGLO_MODELS_SCENARIO_READER_H
#define AGGLO_MODELS_SCENARIO_READER_H

#include "models/scenario/fields.h"

enum { READER_SHOW_SIZE = 100 }; /* of a value in a message */

typedef struct {
    const char *name;
    int index;
} reader_name;

typedef struct {
    scenario *s;
    agglo_faults *faults;
    int no_memory;
    double initial_firms;
    reader_name *region_names; /* sorted */
    size_t region_name_count;
} reader;

/* Reads the members that `table` describes into `owner`, whose defaults are set, and reports those
 * that are missing. FIELD_OTHER is marked as known and left to the caller. */
void reader_fields(reader *r, const field_table *table, config_node *object, void *owner);
/* Reports members that no row describes. `more`: names known besides, or null. */
void reader_unknown(reader *r, const field_table *table, const config_node *object,
                    const param *more, int more_count);

/* An object that is described by a table and nothing else. A null node is left alone. */
void reader_object(reader *r, const field_table *table, config_node *node, void *owner);

/* False with a fault, or the value. */
int reader_number(reader *r, const config_node *node, const char *unit, double *value);
int reader_whole(reader *r, const config_node *node, double value); /* is it a whole number? */
int reader_param(reader *r, const config_node *node, const param *row, double *value);
int reader_choice(reader *r, const config_node *node, const char *const *choices, int count);
int reader_word(reader *r, const config_node *node); /* a string that paths can hold */
int reader_is_word(const char *text);
void reader_seed(reader *r, const config_node *node, uint64_t *value); /* null leaves it alone */
char *reader_copy(reader *r, const char *text);
void *reader_array(reader *r, size_t count, size_t size); /* zeroed; never null but for memory */

/* The node if it is of the type, else null with a fault. A null node gives null. */
config_node *reader_typed(reader *r, config_node *node, config_type type);

/* True while faults are still kept: then a search for what was meant is worth its time. */
int reader_may_suggest(const reader *r);

/* Index of a region by name, or -1 with a fault at `node`. */
int reader_region(reader *r, const config_node *node);

void reader_regions(reader *r, config_node *list);
void reader_budgets(reader *r, config_node *object);
void reader_interventions(reader *r, config_node *list);

/* Warns of interventions that cannot do what they seem to (lint.c). */
void reader_lint(reader *r, config_node *root);

#endif
