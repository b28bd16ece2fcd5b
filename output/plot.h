/* Draws variables of results over time through gnuplot: medians over the replicates with bands, a
 * facet for each region, and curves for the elements of a fourth dimension or for results that are
 * compared. Never two units on one axis: where the elements have units of their own each gets a
 * facet. Not a place for analysis. */
#ifndef AGGLO_OUTPUT_PLOT_H
#define AGGLO_OUTPUT_PLOT_H

#include <stddef.h>

#include "sim/status.h"

enum { PLOT_MOST_BANDS = 3, PLOT_BANDS_STANDARD = -1 };

/* Texts by number, null-terminated; a null list means the standard. */
typedef struct {
    const char *const *results;   /* files; the first is the baseline of the others */
    const char *const *labels;    /* what to call them; standard: their names */
    const char *const *variables; /* names in the files */
    const char *const *regions;   /* names; standard: all of the first file */
    const char *const *elements; /* of a fourth dimension, by name or number; standard: all that are
                                  * not 0 throughout */
    const char *output;          /* figure; .png, .svg or .pdf decides the format; replaced */
    const char *title;           /* standard: the variable's long name; "" for none */
    double years[2];             /* first and last that are shown; NaN: all */
    double bands[PLOT_MOST_BANDS]; /* % of replicates around the median that they hold */
    int band_count;                /* PLOT_BANDS_STANDARD: 50 % and 90 % */
    int width, height;             /* px at 96 to the inch; 0: as the facets need */
    int has_one_scale;             /* the same range in all facets of a variable and unit */
    int accept_incomplete;         /* draw what an unfinished run has left */
} plot_request;

/* The figure is written under a temporary name and renamed: it is whole or absent. Errors: usage
 * (an ending that is none of the three, a page too small), io, input (what is asked for is not
 * there, or units of compared files differ), memory. */
AGGLO_MUST_USE
agglo_status plot_draw(const plot_request *request, agglo_error *error);

#endif
