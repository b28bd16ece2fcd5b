/* Runs of a result over time, for the page of `agglo report`: quantiles over replicates of every
 * variable, means by kind, policy and link, totals. Part of report_data. */
#ifndef AGGLO_TOOLS_REPORT_SERIES_H
#define AGGLO_TOOLS_REPORT_SERIES_H

#include "tools/agglo/json.h"
#include "tools/agglo/report_page/data.h"

enum { REPORT_QUANTILES = 5 };
extern const double report_quantiles[REPORT_QUANTILES]; /* 5, 25, 50, 75, 95 % */

/* Names, units and meanings of the variables that have series. */
void report_series_variables(const report_data *data, json *j);

/* What the runs of an arm did: members of the object that is open. Errors: memory. */
AGGLO_MUST_USE
agglo_status report_series_print(const report_data *data, size_t arm, json *j, agglo_error *error);

/* How many numbers a place and a record take in an arm. */
size_t report_series_width(const report_data *data);

#endif
