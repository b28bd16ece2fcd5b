/* How `agglo explain` tells what it has found: a sentence and a table for people, JSON and CSV for
 * programs, a causal loop diagram. Everything comes from the findings. */
#ifndef AGGLO_TOOLS_EXPLAIN_REPORT_H
#define AGGLO_TOOLS_EXPLAIN_REPORT_H

#include <stdio.h>

#include "tools/agglo/explain/runs.h"

void explain_print(const explain_findings *found, FILE *out);
void explain_print_json(const explain_findings *found, FILE *out);

/* A row by player; a file of that name is replaced. Errors: io. */
AGGLO_MUST_USE
agglo_status explain_write_csv(const explain_findings *found, const char *path, agglo_error *error);

/* Links only. Errors as loop_plot's. */
AGGLO_MUST_USE
agglo_status explain_draw(const explain_findings *found, const char *output, agglo_error *error);

#endif
