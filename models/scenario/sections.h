/* The long sections of a scenario's document, each read in a file of its own. Private to
 * models/scenario. */
#ifndef AGGLO_MODELS_SCENARIO_SECTIONS_H
#define AGGLO_MODELS_SCENARIO_SECTIONS_H

#include "models/scenario/reader.h"

void reader_regions(reader *r, config_node *list); /* regions.c */

/* Index of a region by name, or -1 with a fault at `node`. Regions have been read. */
int reader_region(reader *r, const config_node *node);

void reader_budgets(reader *r, config_node *object);     /* orders.c */
void reader_interventions(reader *r, config_node *list); /* after the budgets */

/* Warns of interventions that cannot do what they seem to: lint.c. */
void reader_lint(reader *r, config_node *root);

#endif
