/* What the parts of the experiment's reader share. Private to this folder. */
#ifndef AGGLO_MODELS_EXPERIMENT_PRIVATE_H
#define AGGLO_MODELS_EXPERIMENT_PRIVATE_H

#include "models/experiment/experiment.h"
#include "models/scenario/reader.h"

extern const field_table fields_experiment, fields_design, fields_replicates, fields_factor,
    fields_level, fields_outcome;

/* Of a value that experiment_check_name takes. */
#define EXPERIMENT_NAME_SCHEMA "\"type\": \"string\", \"pattern\": \"^[A-Za-z][A-Za-z0-9_]{0,62}$\""

/* Reads members of the document into the experiment; faults go to the reader's list. */
void experiment_read_factors(reader *r, experiment *e, config_node *list);
void experiment_read_outcomes(reader *r, experiment *e, config_node *list);

/* The points of a table, from a file or from a list in the document: sets spec.n and table, and
 * the ranges of factors that name none. */
void experiment_read_table(reader *r, experiment *e, config_node *node);

/* False, with a fault, if the word cannot name a variable of the result. */
int experiment_check_name(reader *r, const config_node *node, const char *name);

/* The table as JSON, so that the experiment needs its file no more; null: no memory. */
char *experiment_print_table(const experiment *e);

#endif
