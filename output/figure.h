/* Makes a figure file with gnuplot, or another program that draws: format by the file's ending, the
 * figure under a temporary name, then renamed: it is whole or absent. What is drawn is the
 * caller's. Private to output/. */
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

typedef enum { FIGURE_PNG, FIGURE_SVG, FIGURE_PDF } figure_format;

/* Errors: usage (an ending that is none of the three). */
AGGLO_MUST_USE
agglo_status figure_find_format(const char *output, figure_format *format, agglo_error *error);

/* What one drawing program needs around the caller's commands. */
typedef struct {
    void (*begin)(FILE *script, const figure_page *page, figure_format format,
                  const char *temporary);
    void (*end)(FILE *script);
    /* fills the file `temporary`, which is there and empty */
    agglo_status (*run)(FILE *script, figure_format format, const char *temporary,
                        agglo_error *error);
} figure_program;

/* Writes the commands that draw. Terminal, encoding and output are set; numbers written with printf
 * have a point, whatever the user's language is. */
typedef agglo_status (*figure_writer)(FILE *script, void *context, agglo_error *error);

/* Errors: usage (an ending that is none of the three), io, memory; what the writer returns. */
AGGLO_MUST_USE
agglo_status figure_draw(const figure_page *page, figure_writer write, void *context,
                         agglo_error *error);

/* The same with another program than gnuplot. */
AGGLO_MUST_USE
agglo_status figure_draw_with(const figure_program *drawer, const figure_page *page,
                              figure_writer write, void *context, agglo_error *error);

#endif
