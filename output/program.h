/* Starts a program that draws and waits for it. Private to output/; knows neither gnuplot's nor
 * graphviz' language. No shell is involved, and what the program says becomes part of the error,
 * never printed. */
#ifndef AGGLO_OUTPUT_PROGRAM_H
#define AGGLO_OUTPUT_PROGRAM_H

#include <stdio.h>

#include "sim/status.h"

typedef struct {
    const char *name;             /* looked for in PATH */
    const char *const *arguments; /* after the name; ended by null */
    const char *package;          /* that has it, for the hint where it is not found */
    FILE *output;                 /* its standard output; null: that is a message, too */
} program;

/* Runs it on a script, a temporary file open for reading and writing, from its beginning. */
AGGLO_MUST_USE
agglo_status program_run(const program *p, FILE *script, agglo_error *error);

#endif
