/* Draws effects of policies with their intervals through gnuplot: a row for each outcome, policies
 * side by side in colours, a facet for each place, all on one axis of standardised effects. */
#ifndef AGGLO_OUTPUT_ANALYSIS_COMPARE_PLOT_H
#define AGGLO_OUTPUT_ANALYSIS_COMPARE_PLOT_H

#include <stddef.h>

#include "sim/status.h"

enum { COMPARE_PLOT_PLACES = 7 }; /* more could not be read; the first are drawn */

/* Standardised. NAN: there is none. An interval that is not known is drawn as none. */
typedef struct {
    double value, low, high;
    int is_substitute; /* standardised by the policy's own spread: drawn hollow */
} compare_plot_mark;

typedef struct {
    const char *title, *remark;
    const char *const *policies, *const *places, *const *outcomes;
    size_t policy_count, place_count, outcome_count;
    const compare_plot_mark *marks; /* place × outcome × policy */
    const char *output;             /* .png, .svg or .pdf; replaced if it is there */
} compare_figure;

/* Errors: usage (the figure's ending), io, memory. */
AGGLO_MUST_USE
agglo_status compare_plot(const compare_figure *drawn, agglo_error *error);

#endif
