#include "output/figure.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/gnuplot.h"
#include "output/storage.h"

const char *const figure_palette[FIGURE_COLOURS] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                    "#E69F00", "#56B4E9", "#000000", "#999999"};

static agglo_status write_terminal(FILE *script, const figure_page *page, agglo_error *error) {
    const char *dot = strrchr(page->output, '.'), *ending = dot != NULL ? dot + 1 : "";
    fputs("set encoding utf8\n", script);
    if (strcasecmp(ending, "png") == 0)
        fprintf(script, "set terminal pngcairo noenhanced font 'DejaVu Sans,11' size %d,%d\n",
                page->width, page->height);
    else if (strcasecmp(ending, "svg") == 0)
        fprintf(script,
                "set terminal svg noenhanced font 'DejaVu Sans,14' size %d,%d background "
                "'#FFFFFF'\n",
                page->width, page->height);
    else if (strcasecmp(ending, "pdf") == 0)
        fprintf(script, "set terminal pdfcairo noenhanced font 'DejaVu Sans,11' size %.3f,%.3f\n",
                page->width / 96.0, page->height / 96.0);
    else {
        error_set(error, AGGLO_ERROR_USAGE, "the name of the figure does not tell its format");
        error_got(error, "'%s'", page->output);
        error_expected(error, "a name ending in .png, .svg or .pdf");
        return AGGLO_ERROR_USAGE;
    }
    return AGGLO_OK;
}

/* Creates the file that gnuplot will write: its own message about one that it cannot open is easily
 * overlooked, since it goes on without. */
static agglo_status probe(const char *temporary, const char *output, agglo_error *error) {
    FILE *file = fopen(temporary, "wb");
    if (file == NULL || fclose(file) != 0)
        return storage_system_error(error, output, "cannot write the figure");
    return AGGLO_OK;
}

static agglo_status run(FILE *script, const char *temporary, const char *output,
                        agglo_error *error) {
    struct stat info;
    agglo_status status = probe(temporary, output, error);
    if (status != AGGLO_OK)
        return status;
    status = gnuplot_run(script, error);
    if (status == AGGLO_OK && (stat(temporary, &info) != 0 || info.st_size == 0))
        status = error_set(error, AGGLO_ERROR_IO, "gnuplot wrote nothing");
    if (status == AGGLO_OK)
        return storage_publish(temporary, output, error);
    unlink(temporary);
    return status;
}

static agglo_status write_and_run(FILE *script, const figure_page *page, figure_writer write,
                                  void *context, agglo_error *error) {
    char *temporary = storage_join(page->output, ".partial");
    if (temporary == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a figure");
    agglo_status status = write_terminal(script, page, error);
    if (status == AGGLO_OK) {
        fputs("set output ", script);
        gnuplot_quote_file(script, temporary);
        fputc('\n', script);
        status = write(script, context, error);
        fputs("\nset output\n", script);
    }
    if (status == AGGLO_OK)
        status = run(script, temporary, page->output, error);
    free(temporary);
    return status;
}

agglo_status figure_draw(const figure_page *page, figure_writer write, void *context,
                         agglo_error *error) {
    agglo_status status;
    locale_t neutral = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = neutral != (locale_t)0 ? uselocale(neutral) : (locale_t)0;
    FILE *script = tmpfile();
    if (neutral == (locale_t)0 || script == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory or temporary file for a figure");
    else
        status = write_and_run(script, page, write, context, error);
    if (status != AGGLO_OK && error != NULL && error->file[0] == '\0')
        error_place(error, page->output, 0, NULL);
    if (script != NULL)
        fclose(script);
    if (neutral != (locale_t)0) {
        uselocale(before);
        freelocale(neutral);
    }
    return status;
}
