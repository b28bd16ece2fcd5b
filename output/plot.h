/* Draws one variable of a result through gnuplot: a facet per region with the median and the band
 * from 5 % to 95 % over replicates against time; for a variable with a fourth dimension a median
 * per label. Not a place for analysis. */
#ifndef AGGLO_OUTPUT_PLOT_H
#define AGGLO_OUTPUT_PLOT_H

#include "sim/status.h"

typedef struct {
    const char *result;    /* result file */
    const char *variable;  /* its name in the file */
    const char *output;    /* figure; .png, .svg or .pdf decides the format; replaced if there */
    int accept_incomplete; /* draw what an unfinished run has left */
} plot_request;

/* The figure is written under a temporary name and renamed: it is whole or absent. */
AGGLO_MUST_USE
agglo_status plot_variable(const plot_request *request, agglo_error *error);

#endif
