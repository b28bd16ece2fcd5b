/* Runs gnuplot on a script. Private to output/; knows nothing of results. No shell is involved, and
 * text is quoted so that names from scenarios and the command line stay text. */
#ifndef AGGLO_OUTPUT_GNUPLOT_H
#define AGGLO_OUTPUT_GNUPLOT_H

#include <stdio.h>

#include "sim/status.h"

/* Writes text as a gnuplot string literal; control characters become blanks. */
void gnuplot_quote(FILE *script, const char *text);

/* Writes a file name as a literal that gnuplot takes for nothing but a file. */
void gnuplot_quote_file(FILE *script, const char *path);

/* Runs the script, a temporary file open for reading and writing, from its beginning. What gnuplot
 * says is part of the error, never printed. */
AGGLO_MUST_USE
agglo_status gnuplot_run(FILE *script, agglo_error *error);

#endif
