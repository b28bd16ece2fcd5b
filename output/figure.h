/* Makes a figure file with gnuplot: terminal by the file's ending, the figure under a temporary
 * name, then renamed: it is whole or absent. What is drawn is the caller's. Private to output/. */
#ifndef AGGLO_OUTPUT_FIGURE_H
#define AGGLO_OUTPUT_FIGURE_H

#include <stdio.h>

#include "sim/status.h"

/* Okabe and Ito's palette, safe for the colour-blind; its yellow is too faint for lines on white,
 * grey stands in for it. */
enum { FIGURE_COLOURS = 8 };
extern const char *const figure_palette[FIGURE_COLOURS];

/* The file (.png, .svg or .pdf; replaced if it is there) and its size in pixels. */
typedef struct {
    const char *output;
    int width, height;
} figure_page;

/* Writes the commands that draw. Terminal, encoding and output are set; numbers written with printf
 * have a point, whatever the user's language is. */
typedef agglo_status (*figure_writer)(FILE *script, void *context, agglo_error *error);

/* Errors: usage (an ending that is none of the three), io, memory; what the writer returns. */
AGGLO_MUST_USE
agglo_status figure_draw(const figure_page *page, figure_writer write, void *context,
                         agglo_error *error);

#endif
