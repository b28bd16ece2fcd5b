/* What `agglo sensitivity` has found, and how it tells it: tables for people, JSON for programs, a
 * figure. Pure but for the streams: everything comes from the findings. */
#ifndef AGGLO_TOOLS_SENSITIVITY_REPORT_H
#define AGGLO_TOOLS_SENSITIVITY_REPORT_H

#include <stdio.h>

#include "output/analysis/sensitivity.h"
#include "tools/agglo/sensitivity/load.h"

/* Main effect of a factor. */
typedef struct {
    sensitivity_part *parts;
    size_t count;
} sensitivity_main;

/* Lists are by factor; null: not of this design. */
typedef struct {
    const char *result;
    const sensitivity_data *data;
    sensitivity_options options;
    size_t factors, units, complete;       /* see sensitivity_units */
    double mean, deviation;                /* of the outcome, over points that are independent */
    sensitivity_interval *first, *total;   /* Saltelli */
    sensitivity_interval *second;          /* with second order: factors × factors */
    sensitivity_morris_effect *morris;     /* Morris */
    sensitivity_coefficient *coefficients; /* others, but one-at-a-time */
    sensitivity_interval r_squared;
    sensitivity_main *effects;    /* all; positions of levels that are numbers are these numbers */
    size_t by;                    /* factor whose levels part the main effects, with by_effects */
    sensitivity_main *by_effects; /* level × factor; null: not asked for */
    size_t *order;                /* factors by falling importance */
    const char *measure;          /* by which they are sorted */
} sensitivity_findings;

/* Difference between the highest and the lowest mean of a main effect; 0 if there are none. */
double sensitivity_swing(const sensitivity_main *effect);

void sensitivity_print(const sensitivity_findings *found, FILE *out);
void sensitivity_print_json(const sensitivity_findings *found, FILE *out);

/* Main effects, the most important first. Errors as effects_plot's. */
AGGLO_MUST_USE
agglo_status sensitivity_plot(const sensitivity_findings *found, const char *output,
                              agglo_error *error);

#endif
