#include "output/analysis/effects_plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/figure.h"
#include "output/gnuplot.h"

enum { HEAD = 70, LEFT = 20, FOOT = 10, CELL_WIDTH = 300, CELL_HEIGHT = 264, CELL_LEFT = 70 };
enum {
    CELL_RIGHT = 14,
    CELL_TOP = 30,
    CELL_BOTTOM = 60,
    LETTERS_MOST = 32,
    DECADES_MOST = 8,
    KEY = 26,
    LETTER = 9
};

/* How many standard errors a bar reaches to either side: about 95 %. */
static const double bar = 1.96;

typedef struct {
    const effects_figure *drawn;
    size_t facets, columns, rows, lines;
    size_t key_columns, key_rows; /* names of lines */
    figure_page paper;
    double low, high; /* of the vertical axes */
} work;

static size_t key_width(const work *w) {
    size_t letters = 0;
    for (size_t k = 0; k < w->lines; k++) {
        size_t length = strlen(w->drawn->lines[k]) + 4;
        letters = length > letters ? length : letters;
    }
    return LETTER * letters;
}

/* As many names in a row as there is room for. */
static void plan_key(work *w) {
    if (w->drawn->lines == NULL)
        return;
    w->key_columns = (size_t)(w->paper.width - LEFT - CELL_LEFT) / key_width(w);
    w->key_columns = w->key_columns > 0 ? w->key_columns : 1;
    w->key_rows = (w->lines + w->key_columns - 1) / w->key_columns;
}

static void plan(work *w) {
    w->lines = w->drawn->lines != NULL ? w->drawn->line_count : 1;
    w->facets = w->drawn->count < EFFECTS_FACETS_MOST ? w->drawn->count : EFFECTS_FACETS_MOST;
    w->columns = w->facets <= 3 ? w->facets : w->facets == 4 ? 2 : w->facets <= 9 ? 3 : 4;
    w->columns = w->columns > 0 ? w->columns : 1;
    w->rows = (w->facets + w->columns - 1) / w->columns;
    w->paper = (figure_page){w->drawn->output, LEFT + (int)w->columns * CELL_WIDTH, 0};
    if (w->facets == 1) /* room for the title */
        w->paper.width = 2 * CELL_WIDTH + LEFT;
    plan_key(w);
    w->paper.height = HEAD + (int)w->rows * CELL_HEIGHT + FOOT + KEY * (int)w->key_rows;
}

/* Lines have no bars: they would hide each other. */
static double reach(const work *w, const sensitivity_part *part) {
    return w->drawn->lines == NULL && isfinite(part->spread) ? bar * part->spread : 0;
}

static void find_extent(work *w) {
    w->low = INFINITY;
    w->high = -INFINITY;
    for (size_t f = 0; f < w->facets; f++)
        for (size_t b = 0; b < w->lines * w->drawn->facets[f].count; b++) {
            const sensitivity_part *part = &w->drawn->facets[f].parts[b];
            if (!isfinite(part->mean))
                continue;
            w->low = fmin(w->low, part->mean - reach(w, part));
            w->high = fmax(w->high, part->mean + reach(w, part));
        }
    if (w->low > w->high)
        w->low = w->high = 0;
    double margin = w->high > w->low ? 0.05 * (w->high - w->low) : 0.5;
    w->low -= margin;
    w->high += margin;
}

static double place_of(const effects_facet *facet, size_t b) {
    return facet->labels != NULL ? (double)b : facet->parts[b].position;
}

/* A data block for a line: place, mean, half the bar. */
static void write_parts(FILE *script, const work *w, size_t number, size_t line) {
    const effects_facet *facet = &w->drawn->facets[number];
    fprintf(script, "$d%zu_%zu << EOD\n", number, line);
    for (size_t b = 0; b < facet->count; b++) {
        const sensitivity_part *part = &facet->parts[line * facet->count + b];
        if (isfinite(part->mean))
            fprintf(script, "%.10g %.10g %.10g\n", place_of(facet, b), part->mean, reach(w, part));
    }
    fputs("EOD\n", script);
}

static void write_head(FILE *script, const work *w) {
    fputs("set multiplot\nset label 1 ", script);
    gnuplot_quote(script, w->drawn->title);
    fprintf(script, " at screen 0.5,%.5f center font ',15'\nset label 2 ",
            1 - 24.0 / w->paper.height);
    gnuplot_quote(script, w->drawn->remark);
    fprintf(script, " at screen 0.5,%.5f center textcolor '#555555'\n", 1 - 48.0 / w->paper.height);
    fputs("set border 3 linecolor '#555555' linewidth 0.8\n"
          "set tics nomirror out scale 0.6 textcolor '#333333'\n"
          "set grid ytics linetype 1 linecolor '#E4E4E4' linewidth 0.8\nunset key\n",
          script);
    fprintf(script, "set yrange [%.10g:%.10g]\n", w->low, w->high);
}

/* Names of lines at the foot. */
static void write_key(FILE *script, const work *w) {
    for (size_t k = 0; k < w->lines && w->drawn->lines != NULL; k++) {
        double x = LEFT + CELL_LEFT + (double)(k % w->key_columns * key_width(w));
        size_t row = w->key_rows - 1 - k / w->key_columns;
        double y = 16 + KEY * (double)row;
        fprintf(script, "set label %zu ", 10 + k);
        gnuplot_quote(script, w->drawn->lines[k]);
        fprintf(script, " at screen %.5f,%.5f left offset 1.2,0 point pointtype 7 linecolor '%s'\n",
                x / w->paper.width, y / w->paper.height, figure_palette[k % FIGURE_COLOURS]);
    }
}

static void write_margins(FILE *script, const work *w, size_t f) {
    size_t down = f / w->columns, across = f % w->columns;
    double wide = w->facets == 1 ? 2.0 * CELL_WIDTH : CELL_WIDTH;
    double left = LEFT + (double)across * wide, top = HEAD + (double)down * CELL_HEIGHT;
    fprintf(script, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n",
            (left + CELL_LEFT) / w->paper.width, (left + wide - CELL_RIGHT) / w->paper.width);
    fprintf(script, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
            1 - (top + CELL_TOP) / w->paper.height,
            1 - (top + CELL_HEIGHT - CELL_BOTTOM) / w->paper.height);
}

/* The name or number of a level. */
static const char *level_name(const effects_facet *facet, size_t b, char *number, size_t size) {
    snprintf(number, size, "%.4g", place_of(facet, b));
    return facet->labels != NULL ? facet->labels[b] : number;
}

/* Only every second, third … level is named where needed, so that names stay apart. */
static size_t level_step(const effects_facet *facet) {
    size_t step = 0, length;
    char number[32];
    do {
        step++;
        length = 0;
        for (size_t b = 0; b < facet->count; b += step)
            length += strlen(level_name(facet, b, number, sizeof number)) + 2;
    } while (length > LETTERS_MOST && step < facet->count);
    return step;
}

static void write_levels(FILE *script, const effects_facet *facet) {
    size_t step = level_step(facet);
    char number[32];
    fputs("set xtics (", script);
    for (size_t b = 0; b < facet->count; b += step) {
        fputs(b > 0 ? ", " : "", script);
        gnuplot_quote(script, level_name(facet, b, number, sizeof number));
        fprintf(script, " %.10g", place_of(facet, b));
    }
    fputs(")\n", script);
}

/* 1, 2 and 5 times powers of ten; of more than two decades the powers alone, of less than one
 * four numbers of two digits. */
static void write_decades(FILE *script, double low, double high) {
    static const double within[] = {1, 2, 5};
    size_t each = high / low > 100 ? 1 : 3, written = 0;
    int first = (int)floor(log10(low)), last = (int)ceil(log10(high));
    int step = 1 + (last - first) / DECADES_MOST;
    fputs("set xtics (", script);
    for (int i = 1; i <= 7 && high / low < 10; i += 2) {
        double tick = low * pow(high / low, i / 8.0), unit = pow(10, floor(log10(tick)) - 1);
        tick = round(tick / unit) * unit;
        fprintf(script, "%s'%g' %.10g", i > 1 ? ", " : "", tick, tick);
    }
    for (int d = first; d <= last && high / low >= 10; d += step)
        for (size_t k = 0; k < each; k++) {
            double tick = within[k] * pow(10, d);
            if (tick >= low && tick <= high)
                fprintf(script, "%s'%g' %.10g", written++ > 0 ? ", " : "", tick, tick);
        }
    fputs(")\n", script);
}

/* Steps of 1, 2 or 5 times a power of ten, so that at most five numbers fall into the range: more
 * of them touch each other where they are long. */
static void write_steps(FILE *script, double range) {
    double least = range / 4.5, unit = pow(10, floor(log10(least)));
    double step = least <= 2 * unit ? 2 * unit : least <= 5 * unit ? 5 * unit : 10 * unit;
    fprintf(script, "set xtics %.10g\n", step);
}

static void write_range(FILE *script, const effects_facet *facet) {
    double low = INFINITY, high = -INFINITY;
    for (size_t b = 0; b < facet->count; b++) {
        low = fmin(low, place_of(facet, b));
        high = fmax(high, place_of(facet, b));
    }
    double margin = facet->labels != NULL ? 0.5 : high > low ? 0.06 * (high - low) : 0.5;
    if (facet->is_logarithmic && low > 0) {
        double factor = high > low ? pow(high / low, 0.06) : 1.5;
        fprintf(script, "set logscale x\nset xrange [%.10g:%.10g]\n", low / factor, high * factor);
        write_decades(script, low / factor, high * factor);
        return;
    }
    fprintf(script, "unset logscale x\nset xrange [%.10g:%.10g]\n", low - margin, high + margin);
    if (facet->labels != NULL || facet->is_discrete)
        write_levels(script, facet);
    else
        write_steps(script, high - low + 2 * margin);
}

static void write_facet(FILE *script, const work *w, size_t f) {
    const effects_facet *facet = &w->drawn->facets[f];
    char unit[96] = "";
    write_margins(script, w, f);
    fputs("set title ", script);
    gnuplot_quote(script, facet->name);
    if (facet->labels == NULL && facet->unit[0] != '\0' &&
        (facet->unit[0] != '1' || facet->unit[1]))
        snprintf(unit, sizeof unit, "[%s]", facet->unit);
    fputs(" offset 0,-0.4\nset xlabel ", script);
    gnuplot_quote(script, unit);
    fputs("\nset ylabel ", script);
    gnuplot_quote(script, f % w->columns == 0 ? w->drawn->outcome : "");
    fputc('\n', script);
    write_range(script, facet);
    for (size_t k = 0; k < w->lines; k++) {
        const char *colour = figure_palette[k % FIGURE_COLOURS];
        fprintf(script,
                "%s$d%zu_%zu using 1:2:3 with yerrorbars pointtype 7 pointsize 0.5 linewidth 1 "
                "linecolor '%s'",
                k == 0 ? "plot " : ", ", f, k, colour);
        if (facet->labels == NULL || w->drawn->lines != NULL)
            fprintf(script,
                    ", $d%zu_%zu using 1:2 smooth unique with lines linewidth 1.5 linecolor '%s'",
                    f, k, colour);
    }
    fputc('\n', script);
    if (f == 0)
        fputs("unset label\n", script);
}

/* A figure_writer. */
static agglo_status write_script(FILE *script, void *context, agglo_error *error) {
    (void)error;
    const work *w = context;
    for (size_t f = 0; f < w->facets; f++)
        for (size_t k = 0; k < w->lines; k++)
            write_parts(script, w, f, k);
    write_head(script, w);
    write_key(script, w);
    for (size_t f = 0; f < w->facets; f++)
        write_facet(script, w, f);
    fputs("unset multiplot\n", script);
    return AGGLO_OK;
}

agglo_status effects_plot(const effects_figure *drawn, agglo_error *error) {
    work w = {.drawn = drawn};
    plan(&w);
    find_extent(&w);
    return figure_draw(&w.paper, write_script, &w, error);
}
