#include "output/analysis/compare_plot.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "output/figure.h"
#include "output/gnuplot.h"

enum { HEAD = 72, FOOT = 62, FACET_TOP = 28, KEY_LINE = 24, ROW = 22, LANE = 9 };
enum { LETTER = 9, LEFT_MARGIN = 26, RIGHT_MARGIN = 24, GAP = 22, FACET_WIDTH = 460 };
enum { FACET_NARROW = 300, FACET_THIN = 220, WIDTH_LEAST = 780 };

/* Room for policies in a row of height 1. */
static const double lanes = 0.64;

typedef struct {
    const compare_figure *drawn;
    size_t places, key_lines;
    int left, facet;
    figure_page paper;
    double low, high; /* of the axis */
} work;

static void plan(work *w) {
    const compare_figure *d = w->drawn;
    size_t letters = 4;
    w->places = d->place_count < COMPARE_PLOT_PLACES ? d->place_count : COMPARE_PLOT_PLACES;
    for (size_t m = 0; m < d->outcome_count; m++)
        letters = strlen(d->outcomes[m]) > letters ? strlen(d->outcomes[m]) : letters;
    w->left = LEFT_MARGIN + LETTER * (int)letters;
    w->facet = w->places == 1 ? FACET_WIDTH : w->places <= 3 ? FACET_NARROW : FACET_THIN;
    w->key_lines = d->policy_count > 1 ? d->policy_count : 0;
    int row = ROW + LANE * ((int)d->policy_count - 1);
    int width = w->left + (int)w->places * (w->facet + GAP) - GAP + RIGHT_MARGIN;
    w->paper = (figure_page){d->output, width > WIDTH_LEAST ? width : WIDTH_LEAST,
                             HEAD + FACET_TOP + row * (int)d->outcome_count + FOOT +
                                 KEY_LINE * (int)w->key_lines};
    if (w->places > 0) /* all the width that there is */
        w->facet = (w->paper.width - w->left - RIGHT_MARGIN + GAP) / (int)w->places - GAP;
}

static const compare_plot_mark *mark_at(const work *w, size_t place, size_t outcome,
                                        size_t policy) {
    const compare_figure *d = w->drawn;
    return &d->marks[(place * d->outcome_count + outcome) * d->policy_count + policy];
}

static void find_extent(work *w) {
    const compare_figure *d = w->drawn;
    w->low = w->high = 0;
    for (size_t i = 0; i < w->places * d->outcome_count * d->policy_count; i++) {
        const compare_plot_mark *mark = &d->marks[i];
        w->low = fmin(w->low, fmin(mark->value, mark->low));
        w->high = fmax(w->high, fmax(mark->value, mark->high));
    }
    double margin = w->high > w->low ? 0.05 * (w->high - w->low) : 1;
    w->low -= margin;
    w->high += margin;
}

/* A data block for each place, policy and kind of mark: value, row, ends. Rows count downwards, and
 * the first policy is uppermost in each. */
static void write_marks(FILE *script, const work *w, size_t place, size_t policy, int hollow) {
    const compare_figure *d = w->drawn;
    double lane = lanes / (double)d->policy_count;
    double shift = ((double)policy + 0.5) * lane - lanes / 2;
    fprintf(script, "$d%zu_%zu_%d << EOD\n", place, policy, hollow);
    for (size_t m = 0; m < d->outcome_count; m++) {
        const compare_plot_mark *mark = mark_at(w, place, m, policy);
        int has_ends = isfinite(mark->low) && isfinite(mark->high);
        if (isfinite(mark->value) && !mark->is_substitute == !hollow)
            fprintf(script, "%.10g %.10g %.10g %.10g\n", mark->value, (double)m + shift,
                    has_ends ? mark->low : mark->value, has_ends ? mark->high : mark->value);
    }
    fputs("EOD\n", script);
}

static void write_head(FILE *script, const work *w) {
    const compare_figure *d = w->drawn;
    fputs("set multiplot\nset label 1 ", script);
    gnuplot_quote(script, d->title);
    fprintf(script, " at screen 0.5,%.5f center font ',15'\nset label 2 ",
            1 - 22.0 / w->paper.height);
    gnuplot_quote(script, d->remark);
    fprintf(script, " at screen 0.5,%.5f center textcolor '#555555'\n", 1 - 46.0 / w->paper.height);
    fprintf(
        script,
        "set border 1 linecolor '#555555' linewidth 0.8\n"
        "set tics nomirror out scale 0.6 textcolor '#333333'\n"
        "set format x '%%g'\n" /* the standard one has room for a sign, aside of the mark */
        "set grid xtics linetype 1 linecolor '#E4E4E4' linewidth 0.8\nunset key\n"
        "set xrange [%.10g:%.10g]\nset yrange [%.10g:-0.5]\n"
        "set arrow 1 from 0, graph 0 to 0, graph 1 nohead linecolor '#777777' linewidth 1 back\n",
        w->low, w->high, (double)d->outcome_count - 0.5);
}

static void write_key(FILE *script, const work *w) {
    const compare_figure *d = w->drawn;
    for (size_t p = 0; p < w->key_lines; p++) {
        double y = (KEY_LINE * (double)(w->key_lines - p) - 10) / w->paper.height;
        const char *colour = figure_palette[p % FIGURE_COLOURS];
        fprintf(script, "set label %zu ", 10 + p);
        gnuplot_quote(script, d->policies[p]);
        fprintf(script, " at screen %.5f,%.5f left offset 1.5,0 point pointtype 7 linecolor '%s'\n",
                (double)w->left / w->paper.width, y, colour);
    }
}

static void write_margins(FILE *script, const work *w, size_t place) {
    double left = w->left + (double)place * (w->facet + GAP);
    fprintf(script, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n",
            left / w->paper.width, (left + w->facet) / w->paper.width);
    fprintf(script, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
            1 - (double)(HEAD + FACET_TOP) / w->paper.height,
            (FOOT + KEY_LINE * (double)w->key_lines) / w->paper.height);
}

/* Outcomes stand at the first facet only. */
static void write_names(FILE *script, const work *w, size_t place) {
    const compare_figure *d = w->drawn;
    fputs("set ytics scale 0 (", script);
    for (size_t m = 0; m < d->outcome_count; m++) {
        fputs(m > 0 ? ", " : "", script);
        gnuplot_quote(script, place == 0 ? d->outcomes[m] : "");
        fprintf(script, " %zu", m);
    }
    fputs(")\n", script);
}

static void write_facet(FILE *script, const work *w, size_t place) {
    const compare_figure *d = w->drawn;
    write_margins(script, w, place);
    write_names(script, w, place);
    fputs("set title ", script);
    gnuplot_quote(script, d->places[place]);
    fputs(" offset 0,-0.5\nset xlabel 'effect / standard deviation'\nplot ", script);
    for (size_t p = 0; p < d->policy_count; p++)
        for (int hollow = 0; hollow < 2; hollow++)
            fprintf(script,
                    "%s$d%zu_%zu_%d using 1:2:3:4 with xerrorbars pointtype %d pointsize %.1f "
                    "linewidth 1.5 linecolor '%s'",
                    p + (size_t)hollow > 0 ? ", " : "", place, p, hollow, hollow ? 6 : 7,
                    hollow ? 1.1 : 0.7, figure_palette[p % FIGURE_COLOURS]);
    fputc('\n', script);
    if (place == 0)
        fputs("unset label\n", script);
}

/* A figure_writer. */
static agglo_status write_script(FILE *script, void *context, agglo_error *error) {
    (void)error;
    const work *w = context;
    for (size_t i = 0; i < w->places; i++)
        for (size_t p = 0; p < w->drawn->policy_count; p++)
            for (int hollow = 0; hollow < 2; hollow++)
                write_marks(script, w, i, p, hollow);
    write_head(script, w);
    write_key(script, w);
    for (size_t i = 0; i < w->places; i++)
        write_facet(script, w, i);
    fputs("unset multiplot\n", script);
    return AGGLO_OK;
}

agglo_status compare_plot(const compare_figure *drawn, agglo_error *error) {
    work w = {.drawn = drawn};
    plan(&w);
    find_extent(&w);
    return figure_draw(&w.paper, write_script, &w, error);
}
