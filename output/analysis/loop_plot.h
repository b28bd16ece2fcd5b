/* Draws a causal loop diagram through graphviz: states around a circle, arrows between them as
 * thick as what they carry, coloured by its sign (and safe for the colour-blind). Knows no model:
 * names and numbers come from the caller. */
#ifndef AGGLO_OUTPUT_ANALYSIS_LOOP_PLOT_H
#define AGGLO_OUTPUT_ANALYSIS_LOOP_PLOT_H

#include <stddef.h>

#include "sim/status.h"

typedef struct {
    const char *number, *name; /* "II", "firm agglomeration" */
} loop_state;

typedef struct {
    size_t from, to; /* states; no two arrows have the same */
    int number;
    const char *name;
    double part, error; /* of the whole, its standard error; NAN: carries nothing that is known */
} loop_arrow;

typedef struct {
    const char *title, *remark;
    const loop_state *states;
    size_t state_count;
    const loop_arrow *arrows;
    size_t arrow_count;
    const char *output; /* .png, .svg or .pdf; replaced if it is there */
} loop_figure;

/* An arrow that is less than two standard errors from zero is dashed grey. Errors: usage (the
 * figure's ending), io (graphviz is not there, or the file cannot be written), memory. */
AGGLO_MUST_USE
agglo_status loop_plot(const loop_figure *drawn, agglo_error *error);

/* Before long work: whether a figure may have this name. Errors: usage. */
AGGLO_MUST_USE
agglo_status loop_plot_check(const char *output, agglo_error *error);

#endif
