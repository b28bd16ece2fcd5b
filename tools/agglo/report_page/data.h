/* What the page of `agglo report` knows of results: runs as quantiles over time, totals, fluxes,
 * interventions, differences, provenance; as JSON. Not how it looks: that is tools/report/. */
#ifndef AGGLO_TOOLS_REPORT_DATA_H
#define AGGLO_TOOLS_REPORT_DATA_H

#include <stdio.h>

#include "tools/agglo/compare/findings.h"

typedef struct {
    const compare_arms *arms; /* all of them files; the first is the baseline */
    const scenario *base;     /* to tell differences from if there is one arm only; may be null */
    const char *base_name;
    const char *command; /* that makes the report */
    size_t *places;      /* regions that are told in full */
    size_t place_count;
    size_t *records; /* those that are shown, in order */
    size_t record_count;
} report_data;

/* Takes the fields up to `command` as they are set and chooses places and records so that the page
 * stays small: at most a dozen regions, where policies act before others and large before small;
 * fewer records where there are many. Errors: memory. */
AGGLO_MUST_USE
agglo_status report_data_choose(report_data *data, agglo_error *error);
void report_data_free(report_data *data); /* takes half-built ones */

/* Errors: those of opening the files again, memory. */
AGGLO_MUST_USE
agglo_status report_data_print(const report_data *data, FILE *out, agglo_error *error);

#endif
