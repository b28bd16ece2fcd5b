#include "output/gnuplot.h"

#include "output/program.h"

void gnuplot_quote(FILE *script, const char *text) {
    fputc('\'', script); /* within single quotes only the quote itself is special */
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\'')
            fputc('\'', script);
        fputc((unsigned char)*c < ' ' ? ' ' : *c, script);
    }
    fputc('\'', script);
}

void gnuplot_quote_file(FILE *script, const char *path) {
    fputc('\'', script);
    if (path[0] != '/') /* else a first '|' would name a command, and '~' a home */
        fputs("./", script);
    for (const char *c = path; *c != '\0'; c++) {
        if (*c == '\'')
            fputc('\'', script);
        fputc(*c, script);
    }
    fputc('\'', script);
}

agglo_status gnuplot_run(FILE *script, agglo_error *error) {
    /* -d: figures do not depend on the user's gnuplotrc. */
    static const char *const arguments[] = {"-d", NULL};
    const program gnuplot = {.name = "gnuplot", .arguments = arguments, .package = "gnuplot-nox"};
    return program_run(&gnuplot, script, error);
}
