/* What plot_data.c (reading, and which curve goes where) hands to plot.c (the page). */
#ifndef AGGLO_OUTPUT_PLOT_PRIVATE_H
#define AGGLO_OUTPUT_PLOT_PRIVATE_H

#include "output/plot.h"
#include "output/reader.h"

enum {
    PLOT_MOST_PANELS = 24, /* more could not be read */
    PLOT_MOST_BANDED = 3,  /* curves of a facet with bands; more bands would cover each other */
    PLOT_TEXT = 200,
    PLOT_LEVELS = 1 + 2 * PLOT_MOST_BANDS /* median, low and high of each band */
};

/* A result. */
typedef struct {
    char label[PLOT_TEXT];
    reader_variable *variables; /* as requested */
    reader_variable time;
    reader_coordinate regions, region_labels; /* the latter may be empty */
    size_t counted;                           /* replicates that have values */
} plot_source;

/* The elements of a variable's fourth dimension, of the first result. */
typedef struct {
    reader_coordinate labels, names, units; /* names and units may be empty */
    size_t *shown, shown_count, left_out;   /* left out: 0 throughout */
} plot_elements;

typedef struct {
    size_t source, region, element; /* places in the source's own variable */
    size_t entry;                   /* in the legend */
} plot_curve;

/* A facet. */
typedef struct {
    size_t variable;
    char title[PLOT_TEXT], label[PLOT_TEXT]; /* label: of the axis, with its unit */
    plot_curve *curves;
    size_t curve_count;
} plot_panel;

typedef struct {
    const plot_request *request;
    size_t source_count, variable_count;
    plot_source *sources;
    plot_elements *elements; /* by variable */
    plot_panel panels[PLOT_MOST_PANELS];
    size_t panel_count, panels_wanted;
    size_t row;                 /* facets that belong side by side; 0: none do */
    char place[PLOT_TEXT];      /* the one region of all facets, if their titles do not say it */
    char (*entries)[PLOT_TEXT]; /* of the legend */
    size_t entry_count, replicates;
    double bands[PLOT_MOST_BANDS]; /* the widest first */
    int band_count;
} plot_figure;

/* Reads all that is drawn and lays out facets. `figure` is to be freed in any case. */
AGGLO_MUST_USE
agglo_status plot_data_read(const plot_request *request, plot_figure *figure, agglo_error *error);
void plot_data_free(plot_figure *figure);

static inline int plot_has_bands(const plot_figure *figure, const plot_panel *panel) {
    return panel->curve_count <= PLOT_MOST_BANDED && figure->band_count > 0;
}

#endif
