/* How a comparison is told: words and tables for people, JSON and CSV for programs, a figure. Pure
 * but for the streams: everything comes from the findings. */
#ifndef AGGLO_TOOLS_COMPARE_REPORT_H
#define AGGLO_TOOLS_COMPARE_REPORT_H

#include <stdio.h>

#include "tools/agglo/compare/findings.h"

void compare_print(const compare_findings *found, FILE *out);
void compare_print_json(const compare_findings *found, FILE *out);

/* One line for each policy, place and outcome; replaced if it is there. Errors: io. */
AGGLO_MUST_USE
agglo_status compare_write_csv(const compare_findings *found, const char *path, agglo_error *error);

/* Effects with intervals, in standard deviations of the baseline. Errors as compare_plot's. */
AGGLO_MUST_USE
agglo_status compare_draw(const compare_findings *found, const char *output, agglo_error *error);

/* How an interval of the mean was made, in a word. */
const char *compare_way_name(effects_way way);

/* The unit of an outcome in a place: a take-off of several regions is their number. */
const char *compare_unit(const compare_findings *found, size_t outcome, size_t place);

#endif
