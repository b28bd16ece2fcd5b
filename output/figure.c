#include "output/figure.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "output/gnuplot.h"
#include "output/storage.h"

const char *const figure_palette[FIGURE_COLOURS] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                                    "#E69F00", "#56B4E9", "#000000", "#999999"};

/* ---- gnuplot ---- */

enum { PNG_SCALE = 2 }; /* dots a pixel: 192 an inch, as sharp screens and printers show them */

static void begin_gnuplot(FILE *script, const figure_page *page, figure_format format,
                          const char *temporary) {
    fputs("set encoding utf8\n", script);
    if (format == FIGURE_PNG)
        fprintf(script,
                "set terminal pngcairo noenhanced font 'DejaVu Sans,11' size %d,%d fontscale %d "
                "linewidth %d pointscale %d\n",
                page->width * PNG_SCALE, page->height * PNG_SCALE, PNG_SCALE, PNG_SCALE, PNG_SCALE);
    else if (format == FIGURE_SVG) /* its sizes of fonts are pixels, the others' are points */
        fprintf(script,
                "set terminal svg noenhanced font 'DejaVu Sans,11' fontscale 1.3333 size %d,%d "
                "background '#FFFFFF'\n",
                page->width, page->height);
    else /* and with this scale those of PDF are points, too */
        fprintf(script,
                "set terminal pdfcairo noenhanced font 'DejaVu Sans,11' fontscale 0.75 linewidth "
                "1.5 size %.3f,%.3f\n",
                page->width / 96.0, page->height / 96.0);
    fputs("set output ", script);
    gnuplot_quote_file(script, temporary);
    fputc('\n', script);
}

static void end_gnuplot(FILE *script) {
    fputs("\nset output\n", script);
}

static agglo_status run_gnuplot(FILE *script, figure_format format, const char *temporary,
                                agglo_error *error) {
    (void)format, (void)temporary; /* the script says them */
    return gnuplot_run(script, error);
}

static const figure_program by_gnuplot = {begin_gnuplot, end_gnuplot, run_gnuplot};

/* ---- Files ---- */

agglo_status figure_find_format(const char *output, figure_format *format, agglo_error *error) {
    static const char *const endings[] = {".png", ".svg", ".pdf"};
    const char *dot = strrchr(output, '.');
    for (int k = 0; dot != NULL && k < 3; k++)
        if (strcasecmp(dot, endings[k]) == 0) {
            *format = (figure_format)k;
            return AGGLO_OK;
        }
    error_set(error, AGGLO_ERROR_USAGE, "the name of the figure does not tell its format");
    error_got(error, "'%s'", output);
    error_expected(error, "a name ending in .png, .svg or .pdf");
    return AGGLO_ERROR_USAGE;
}

/* Creates the file that will be written: gnuplot's own message about one that it cannot open is
 * easily overlooked, since it goes on without. */
static agglo_status probe(const char *temporary, const char *output, agglo_error *error) {
    FILE *file = fopen(temporary, "wb");
    if (file == NULL || fclose(file) != 0)
        return storage_system_error(error, output, "cannot write the figure");
    return AGGLO_OK;
}

/* Does the file end as its format ends? Drawing programs do not look whether what they write
 * arrives: of a full disk nothing else tells. */
static int is_whole(const char *path, figure_format format) {
    static const char *const ends[] = {"IEND\xae\x42\x60\x82", "</svg>", "%%EOF"};
    char tail[32] = "";
    size_t count = 0, length = strlen(ends[format]);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    if (fseek(file, 0, SEEK_END) == 0 && ftell(file) >= (long)sizeof tail &&
        fseek(file, -(long)sizeof tail, SEEK_END) == 0)
        count = fread(tail, 1, sizeof tail, file);
    fclose(file);
    for (size_t i = 0; i + length <= count; i++)
        if (memcmp(tail + i, ends[format], length) == 0)
            return 1;
    return 0;
}

/* The script, where it goes, and by whom it is drawn. */
typedef struct {
    const figure_program *drawer;
    const figure_page *page;
    figure_format format;
    char *temporary;
    FILE *script;
} drawing;

static agglo_status run(const drawing *d, agglo_error *error) {
    agglo_status status = probe(d->temporary, d->page->output, error);
    if (status != AGGLO_OK)
        return status;
    status = d->drawer->run(d->script, d->format, d->temporary, error);
    if (status == AGGLO_OK && !is_whole(d->temporary, d->format)) {
        status = error_set(error, AGGLO_ERROR_IO, "the drawing program wrote no whole figure");
        error_hint(error, "is the disk full?");
    }
    if (status == AGGLO_OK)
        return storage_publish(d->temporary, d->page->output, error);
    unlink(d->temporary);
    return status;
}

static agglo_status write_and_run(drawing *d, figure_writer write, void *context,
                                  agglo_error *error) {
    agglo_status status = figure_find_format(d->page->output, &d->format, error);
    if (status != AGGLO_OK)
        return status;
    d->temporary = storage_join(d->page->output, ".partial");
    if (d->temporary == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a figure");
    d->drawer->begin(d->script, d->page, d->format, d->temporary);
    status = write(d->script, context, error);
    d->drawer->end(d->script);
    if (status == AGGLO_OK)
        status = run(d, error);
    free(d->temporary);
    return status;
}

agglo_status figure_draw_with(const figure_program *drawer, const figure_page *page,
                              figure_writer write, void *context, agglo_error *error) {
    agglo_status status;
    locale_t neutral = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    locale_t before = neutral != (locale_t)0 ? uselocale(neutral) : (locale_t)0;
    drawing d = {.drawer = drawer, .page = page, .script = tmpfile()};
    if (neutral == (locale_t)0 || d.script == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory or temporary file for a figure");
    else
        status = write_and_run(&d, write, context, error);
    if (status != AGGLO_OK && error != NULL && error->file[0] == '\0')
        error_place(error, page->output, 0, NULL);
    if (d.script != NULL)
        fclose(d.script);
    if (neutral != (locale_t)0) {
        uselocale(before);
        freelocale(neutral);
    }
    return status;
}

agglo_status figure_draw(const figure_page *page, figure_writer write, void *context,
                         agglo_error *error) {
    return figure_draw_with(&by_gnuplot, page, write, context, error);
}
