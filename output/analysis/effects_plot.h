/* Draws main effects through gnuplot: a facet for each factor with the mean outcome over parts of
 * its range, all on one vertical scale, so that what matters is seen at once; or several lines in
 * each facet, one for each level of another factor. */
#ifndef AGGLO_OUTPUT_ANALYSIS_EFFECTS_PLOT_H
#define AGGLO_OUTPUT_ANALYSIS_EFFECTS_PLOT_H

#include "output/analysis/sensitivity.h"

enum { EFFECTS_FACETS_MOST = 24 }; /* more could not be read; the first are drawn */

typedef struct {
    const char *name, *unit;
    const sensitivity_part *parts; /* line after line */
    size_t count;                  /* of each line */
    const char *const *labels;     /* of parts that are no numbers, or null */
    int is_discrete;               /* nothing lies between the parts: they are marked on the axis */
    int is_logarithmic;
} effects_facet;

typedef struct {
    const char *title, *remark, *outcome; /* outcome: name and unit at the vertical axes */
    const effects_facet *facets;          /* in the order in which they are drawn */
    size_t count;
    const char *output;       /* .png, .svg or .pdf; replaced if it is there */
    const char *const *lines; /* names of lines; null: there is one without a name */
    size_t line_count;
} effects_figure;

/* Errors: usage (the figure's ending), io, memory. */
AGGLO_MUST_USE
agglo_status effects_plot(const effects_figure *drawn, agglo_error *error);

#endif
