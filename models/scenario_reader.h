/* What the parts of the scenario's reader share: values out of nodes, with faults that say where
 * and what would be right. Private to models/scenario*.c. */
#ifndef AGGLO_MODELS_SCENARIO_READER_H
#define AGGLO_MODELS_SCENARIO_READER_H

#include "models/scenario_fields.h"

typedef struct {
    scenario *s;
    agglo_faults *faults;
    int no_memory;
    double initial_firms;
} reader;

/* Reads the members that `table` describes into `owner`, whose defaults are set, and reports those
 * that are missing. FIELD_OTHER is marked as known and left to the caller. */
void reader_fields(reader *r, const field_table *table, config_node *object, void *owner);
/* Reports members that no row describes. `more`: names known besides, or null. */
void reader_unknown(reader *r, const field_table *table, const config_node *object,
                    const param *more, int more_count);

/* False with a fault, or the value. */
int reader_number(reader *r, const config_node *node, const char *unit, double *value);
int reader_param(reader *r, const config_node *node, const param *row, double *value);
int reader_choice(reader *r, const config_node *node, const char *const *choices, int count);
int reader_word(reader *r, const config_node *node); /* a string that paths can hold */
char *reader_copy(reader *r, const char *text);
void *reader_array(reader *r, size_t count, size_t size); /* zeroed; never null but for memory */

/* The node if it is of the type, else null with a fault. A null node gives null. */
config_node *reader_typed(reader *r, config_node *node, config_type type);

/* Index of a region by name, or -1 with a fault at `node`. */
int reader_region(reader *r, const config_node *node);

void reader_interventions(reader *r, config_node *list);

#endif
