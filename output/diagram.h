/* Makes a figure file with graphviz: a graph whose nodes stand where they are told to. Format by
 * the file's ending, whole or absent (output/figure.h). What the graph is like is the caller's.
 * Private to output/. */
#ifndef AGGLO_OUTPUT_DIAGRAM_H
#define AGGLO_OUTPUT_DIAGRAM_H

#include "output/figure.h"

/* Writes text inside an HTML-like label: nothing in it has a meaning. */
void diagram_escape(FILE *script, const char *text);

/* Draws the statements of one directed graph that `write` writes: attributes, nodes with `pos` in
 * points, edges. The page's size is that of the drawing, not width and height of `page`. Errors as
 * figure_draw's. */
AGGLO_MUST_USE
agglo_status diagram_draw(const figure_page *page, figure_writer write, void *context,
                          agglo_error *error);

#endif
