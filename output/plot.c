/* The page: small multiples as a gnuplot script. Facets are placed by pixels, so that all have one
 * size and title and legend their own strips; text is cut to the room that it has. What is drawn is
 * decided in plot_data.c. */
#include "output/plot.h"

#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/figure.h"
#include "output/gnuplot.h"
#include "output/plot_private.h"
#include "output/summary.h"

/* Sizes in pixels, 96 to the inch. */
typedef struct {
    size_t columns, rows, legend_columns;
    int width, height, cell_width, cell_height, legend;
    int head, left; /* strip of the title; room for the axis label within a cell */
    double title_size;
} page;

enum { PAGE_MARGIN = 8, CELL_RIGHT = 16, CELL_TOP = 30, CELL_BOTTOM = 50, LEGEND_LINE = 25 };
enum { LEAST_WIDTH = 130, LEAST_HEIGHT = 90 }; /* of what is within the axes */
enum { SAMPLE_WIDTH = 34, ENTRY_GAP = 26 };

/* Lowest and highest value that will be drawn in a facet; low > high: nothing to draw. */
typedef struct {
    double low, high;
} extent;

typedef struct {
    plot_figure figure;
    page plan;
    extent seen[PLOT_MOST_PANELS];
    double *scratch;
} drawing;

/* ---- Text that fits ---- */

/* Width of a character relative to the size of its font: most of DejaVu Sans, which is wide, and
 * the square ones of East Asia. */
static double character_width(const char *c) {
    static const double usual = 0.6, square = 1.02, narrow = 0.36;
    unsigned char first = (unsigned char)*c;
    if (first >= 0xE3)
        return square;
    return strchr("ijlI.,:;|!'()[] ", *c) != NULL ? narrow : usual;
}

static double text_width(const char *text, double points) {
    static const double pixels_a_point = 96.0 / 72;
    double width = 0;
    for (const char *c = text; *c != '\0'; c++)
        if (((unsigned char)*c & 0xC0) != 0x80) /* begins a character */
            width += character_width(c);
    return width * points * pixels_a_point;
}

/* Cuts the text at a character so that it fits, with a mark. */
static void fit_text(char *text, double points, double room) {
    static const char mark[] = "…";
    size_t length = strlen(text);
    if (text_width(text, points) <= room)
        return;
    room -= text_width(mark, points);
    while (length > 0 && (length + sizeof mark > PLOT_TEXT || text_width(text, points) > room)) {
        do
            length--;
        while (length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80);
        text[length] = '\0';
    }
    memcpy(text + length, mark, sizeof mark);
}

/* ---- Data ---- */

static void write_number(FILE *script, double value, extent *seen) {
    if (!isfinite(value)) {
        fputs(" NaN", script);
        return;
    }
    fprintf(script, " %.10g", value);
    seen->low = fmin(seen->low, value);
    seen->high = fmax(seen->high, value);
}

static int is_shown(const plot_figure *f, double year) {
    return !(year < f->request->years[0]) && !(year > f->request->years[1]);
}

/* Rates are over the time since the record before: at the first one nothing has been counted, and
 * 0 would be drawn as a rise. */
static size_t first_record(const plot_figure *f, const plot_source *s, const plot_panel *p) {
    const reader_variable *v = &s->variables[p->variable];
    size_t length = strlen(p->label), cells = v->shape[2] * (v->rank == 4 ? v->shape[3] : 1);
    if (length < 4 || strcmp(p->label + length - 4, "/yr]") != 0 || v->shape[1] < 2 ||
        !is_shown(f, s->time.values[1]))
        return 0;
    for (size_t n = 0; n < v->shape[0]; n++)
        for (size_t cell = 0; cell < cells; cell++)
            if (v->values[n * v->shape[1] * cells + cell] != 0)
                return 0;
    return 1;
}

/* One data block: time, median, and low and high of each band. */
static void write_curve(FILE *script, drawing *d, size_t panel, size_t k) {
    const plot_panel *p = &d->figure.panels[panel];
    const plot_curve *c = &p->curves[k];
    plot_source *s = &d->figure.sources[c->source];
    const reader_variable *v = &s->variables[p->variable];
    size_t regions = v->shape[2], labels = v->rank == 4 ? v->shape[3] : 1;
    size_t cells = regions * labels, cell = c->region * labels + c->element;
    int bands = plot_has_bands(&d->figure, p) ? d->figure.band_count : 0;
    double levels[PLOT_LEVELS] = {0.5}, out[PLOT_LEVELS];
    for (int b = 0; b < bands; b++) {
        levels[1 + 2 * b] = 0.5 - d->figure.bands[b] / 200;
        levels[2 + 2 * b] = 0.5 + d->figure.bands[b] / 200;
    }
    fprintf(script, "$d%zu_%zu << EOD\n", panel, k);
    for (size_t t = first_record(&d->figure, s, p); t < v->shape[1]; t++) {
        if (!is_shown(&d->figure, s->time.values[t]))
            continue;
        for (size_t n = 0; n < v->shape[0]; n++)
            d->scratch[n] = v->values[(n * v->shape[1] + t) * cells + cell];
        size_t counted =
            summary_levels(d->scratch, v->shape[0], levels, 1 + 2 * (size_t)bands, out);
        s->counted = counted > s->counted ? counted : s->counted;
        fprintf(script, "%.10g", s->time.values[t]);
        for (int q = 0; q < 1 + 2 * bands; q++)
            write_number(script, out[q], &d->seen[panel]);
        fputc('\n', script);
    }
    fputs("EOD\n", script);
}

/* The same range for all facets of a variable and unit. */
static void share_extents(drawing *d) {
    const plot_figure *f = &d->figure;
    for (size_t i = 0; i < f->panel_count; i++)
        for (size_t j = 0; j < f->panel_count; j++)
            if (strcmp(f->panels[i].label, f->panels[j].label) == 0) {
                d->seen[i].low = fmin(d->seen[i].low, d->seen[j].low);
                d->seen[i].high = fmax(d->seen[i].high, d->seen[j].high);
            }
}

/* ---- Page ---- */

/* Facets that belong side by side get a row of their own if they are few. */
static size_t standard_columns(const plot_figure *f) {
    size_t n = f->panel_count;
    if (f->row > 1 && f->row <= 4 && n > f->row && f->panels_wanted == n)
        return f->row;
    return n <= 1 ? 1 : n <= 4 ? 2 : n <= 9 ? 3 : 4;
}

/* Does a facet's place on the page say its variable? */
static int is_row_variable(const plot_figure *f, const page *plan) {
    return f->variable_count == 1 ||
           (plan->columns == f->row && f->panel_count == f->row * f->variable_count);
}

static int has_bands(const plot_figure *f) {
    for (size_t p = 0; p < f->panel_count; p++)
        if (plot_has_bands(f, &f->panels[p]))
            return 1;
    return 0;
}

static size_t legend_entries(const plot_figure *f) {
    return f->entry_count + (has_bands(f) ? (size_t)f->band_count : 0);
}

static void plan_legend(const plot_figure *f, page *plan) {
    enum { LEGEND_POINTS = 10 };
    double widest = 0, room = plan->width - 2.0 * PAGE_MARGIN;
    for (size_t k = 0; k < f->entry_count; k++) {
        fit_text(f->entries[k], LEGEND_POINTS, room - SAMPLE_WIDTH - ENTRY_GAP);
        widest = fmax(widest, text_width(f->entries[k], LEGEND_POINTS));
    }
    widest = fmax(widest, text_width("90 %", LEGEND_POINTS));
    size_t entries = legend_entries(f),
           columns = (size_t)(room / (widest + SAMPLE_WIDTH + ENTRY_GAP));
    plan->legend_columns = columns < 1 ? 1 : columns > entries ? entries : columns;
    size_t lines = (entries + plan->legend_columns - 1) / plan->legend_columns;
    plan->legend = (int)lines * LEGEND_LINE + 18;
}

static void plan_cells(const plot_figure *f, page *plan) {
    static const int widths[] = {880, 470, 360, 300}, heights[] = {440, 300, 250, 220};
    plan->columns = standard_columns(f);
    size_t size = plan->columns - 1;
    plan->cell_width = widths[size];
    plan->cell_height = heights[size];
    plan->width = f->request->width;
    while (plan->width > 0 && plan->columns > 1 &&
           (plan->width - 2 * PAGE_MARGIN) / (int)plan->columns <
               plan->left + CELL_RIGHT + LEAST_WIDTH)
        plan->columns--;
    if (plan->width > 0)
        plan->cell_width = (plan->width - 2 * PAGE_MARGIN) / (int)plan->columns;
    else
        plan->width = 2 * PAGE_MARGIN + (int)plan->columns * plan->cell_width;
    plan->rows = (f->panel_count + plan->columns - 1) / plan->columns;
}

/* Room for the longest mark of an axis: digits of whole numbers, or of a fraction. */
static int label_room(const drawing *d) {
    int most = 3;
    for (size_t p = 0; p < d->figure.panel_count; p++) {
        const extent *e = &d->seen[p];
        double largest = e->low > e->high ? 1 : fmax(fabs(e->low), fabs(e->high));
        int digits = largest >= 1 ? (int)floor(log10(largest)) + 1 : 1;
        digits += largest >= 5     ? 0
                  : largest >= 0.5 ? 2
                  : largest > 0    ? 2 - (int)floor(log10(largest))
                                   : 0;
        digits = digits > 7 ? 7 : digits + (e->low < 0);
        most = digits > most ? digits : most;
    }
    return 38 + most * 9;
}

static agglo_status plan_page(drawing *d, agglo_error *error) {
    const plot_figure *f = &d->figure;
    page *plan = &d->plan;
    *plan = (page){.left = label_room(d)};
    int has_title = f->request->title == NULL || f->request->title[0] != '\0';
    plan->head = has_title ? 66 : 32;
    plan_cells(f, plan);
    plan_legend(f, plan);
    plan->height = f->request->height;
    if (plan->height > 0)
        plan->cell_height = (plan->height - plan->head - plan->legend) / (int)plan->rows;
    else
        plan->height = plan->head + (int)plan->rows * plan->cell_height + plan->legend;
    int least_width = plan->left + CELL_RIGHT + LEAST_WIDTH;
    int least_height = CELL_TOP + CELL_BOTTOM + LEAST_HEIGHT;
    if (plan->cell_width >= least_width && plan->cell_height >= least_height)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_USAGE, "the page is too small for %zu facets", f->panel_count);
    error_got(error, "%d by %d pixels", plan->width, plan->height);
    error_expected(error, "at least %d by %d", 2 * PAGE_MARGIN + (int)plan->columns * least_width,
                   plan->head + plan->legend + (int)plan->rows * least_height);
    error_hint(error, "a larger page, or fewer facets: --region, --element");
    return AGGLO_ERROR_USAGE;
}

/* ---- The page's head ---- */

static void add_text(char *text, const char *format, ...) AGGLO_PRINTF(2, 3);
static void add_text(char *text, const char *format, ...) {
    size_t used = strlen(text);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text + used, PLOT_TEXT - used, format, arguments);
    va_end(arguments);
}

/* "median, 50 % and 90 % bands of 100 replicates" and what is not shown. */
static void describe(const plot_figure *f, char *text) {
    size_t most = 0, least = SIZE_MAX, left_out = 0;
    for (size_t k = 0; k < f->source_count; k++) {
        most = f->sources[k].counted > most ? f->sources[k].counted : most;
        least = f->sources[k].counted < least ? f->sources[k].counted : least;
    }
    for (size_t v = 0; v < f->variable_count; v++)
        left_out += f->elements[v].left_out;
    if (f->place[0] != '\0')
        add_text(text, "%s: ", f->place);
    if (most != 1)
        add_text(text, "median");
    for (int b = f->band_count - 1; b >= 0 && has_bands(f); b--)
        add_text(text, "%s%g %%", b > 0 || f->band_count == 1 ? ", " : " and ", f->bands[b]);
    if (has_bands(f))
        add_text(text, f->band_count > 1 ? " bands" : " band");
    if (least != most)
        add_text(text, " of %zu to %zu replicates", least, most);
    else if (most != 1)
        add_text(text, " of %zu replicates", most);
    else
        add_text(text, "1 replicate");
    if (f->panels_wanted > f->panel_count)
        add_text(text, "; first %zu of %zu facets", f->panel_count, f->panels_wanted);
    if (left_out > 0)
        add_text(text, "; %zu that are 0 throughout left out", left_out);
}

static void find_title(const plot_figure *f, char *title) {
    const reader_variable *v = &f->sources[0].variables[0];
    snprintf(title, PLOT_TEXT, "%s", v->long_name[0] != '\0' ? v->long_name : v->name);
    for (size_t k = 1; k < f->variable_count; k++) {
        const reader_variable *next = &f->sources[0].variables[k];
        add_text(title, "; %s", next->long_name[0] != '\0' ? next->long_name : next->name);
    }
    if (f->request->title != NULL)
        snprintf(title, PLOT_TEXT, "%s", f->request->title);
}

static void write_head(FILE *script, const drawing *d) {
    const plot_figure *f = &d->figure;
    const page *plan = &d->plan;
    char title[PLOT_TEXT], spread[PLOT_TEXT] = "";
    double room = plan->width - 2.0 * PAGE_MARGIN, points = 15, small = 10;
    find_title(f, title);
    while (points > 11 && text_width(title, points) > room)
        points -= 1;
    fit_text(title, points, room);
    describe(f, spread);
    fit_text(spread, small, room);
    fputs("set multiplot\nset label 1 ", script);
    gnuplot_quote(script, title);
    fprintf(script, " at screen 0.5,%.5f center font ',%g'\nset label 2 ", 1 - 22.0 / plan->height,
            points);
    gnuplot_quote(script, spread);
    fprintf(script, " at screen 0.5,%.5f center font ',%g' textcolor '#555555'\n",
            1 - (plan->head - 20.0) / plan->height, small);
    fputs("set border 3 linecolor '#555555' linewidth 0.8\n"
          "set tics nomirror out scale 0.6 textcolor '#333333' font ',10'\n"
          "set grid ytics linetype 1 linecolor '#E4E4E4' linewidth 0.8\n"
          "set xzeroaxis linetype 1 linecolor '#AAAAAA' linewidth 0.8\n"
          "unset key\n",
          script);
}

/* ---- Facets ---- */

static void write_frame(FILE *script, const drawing *d, size_t p) {
    const plot_figure *f = &d->figure;
    const page *plan = &d->plan;
    size_t down = p / plan->columns, across = p % plan->columns;
    double left = PAGE_MARGIN + (double)across * plan->cell_width;
    double top = plan->head + (double)down * plan->cell_height;
    fprintf(script, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n",
            (left + plan->left) / plan->width,
            (left + plan->cell_width - CELL_RIGHT) / plan->width);
    fprintf(script, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
            1 - (top + CELL_TOP) / plan->height,
            1 - (top + plan->cell_height - CELL_BOTTOM) / plan->height);
    char title[PLOT_TEXT] = "", label[PLOT_TEXT];
    add_text(title, "%s",
             is_row_variable(f, plan) ? "" : f->sources[0].variables[f->panels[p].variable].name);
    add_text(title, "%s%s", title[0] != '\0' && f->panels[p].title[0] != '\0' ? ", " : "",
             f->panels[p].title);
    fit_text(title, 11, plan->cell_width - 20);
    snprintf(label, sizeof label, "%s", f->panels[p].label);
    fit_text(label, 10, plan->cell_height - CELL_TOP - 14);
    /* Over the middle of the axes; a long one over that of the cell. */
    double half = text_width(title, 11) / 2, middle = left + plan->cell_width / 2.0;
    double axes = left + (plan->left + plan->cell_width - CELL_RIGHT) / 2.0;
    middle = fmax(middle, fmin(axes, left + plan->cell_width - 4 - half));
    fputs("set label 3 ", script);
    gnuplot_quote(script, title);
    fprintf(script, " at screen %.5f,%.5f center font ',11'\n", middle / plan->width,
            1 - (top + CELL_TOP - 13) / plan->height);
    int is_lowest = p + plan->columns >= f->panel_count;
    fputs("set xlabel ", script);
    gnuplot_quote(script, is_lowest ? f->sources[0].time.long_name : "");
    fputs(" font ',10' offset 0,0.3\nset label 4 ", script);
    int is_named = across == 0 || strcmp(f->panels[p].label, f->panels[p - 1].label) != 0;
    gnuplot_quote(script, is_named ? label : "");
    fprintf(script, " at screen %.5f,%.5f center rotate by 90 font ',10'\n",
            (left + 12) / plan->width,
            1 - (top + (CELL_TOP + plan->cell_height - CELL_BOTTOM) / 2.0) / plan->height);
}

/* The distance of marks on the time axis: round, and not too many for labels side by side. */
static double year_step(double years, double most) {
    static const double steps[] = {0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500};
    size_t s = 0;
    while (s + 1 < sizeof steps / sizeof steps[0] && years / steps[s] > most)
        s++;
    return years / steps[s] > most ? years / most : steps[s];
}

/* First and last year that any result has and that is asked for. */
static void time_range(const plot_figure *f, double *first, double *last) {
    *first = INFINITY;
    *last = -INFINITY;
    for (size_t k = 0; k < f->source_count; k++) {
        const reader_variable *t = &f->sources[k].time;
        for (size_t i = 0; i < t->shape[0]; i++)
            if (is_shown(f, t->values[i])) {
                *first = fmin(*first, t->values[i]);
                *last = fmax(*last, t->values[i]);
            }
    }
}

/* Explicit ranges, since gnuplot gives up on a facet without a value or of no height. */
static void write_ranges(FILE *script, const drawing *d, size_t p) {
    enum { MARK_WIDTH = 62 };
    const page *plan = &d->plan;
    double first, last, inner = plan->cell_width - plan->left - CELL_RIGHT;
    time_range(&d->figure, &first, &last);
    if (!(last > first)) {
        first -= 0.5;
        last += 0.5;
    }
    double step = year_step(last - first, fmax(2, inner / MARK_WIDTH));
    fprintf(script, "set xrange [%.10g:%.10g]\nset xtics %g\nset format x '%s'\n", first, last,
            step, step < 1 ? "%g" : "%.0f");
    const extent *seen = &d->seen[p];
    double margin = 0.05 * (seen->high - seen->low);
    double low = seen->low >= 0 ? 0 : seen->low - margin;
    double high = seen->high <= 0 && seen->low < 0 ? 0 : seen->high + margin;
    if (seen->low > seen->high || !(high > low)) {
        low = seen->low > seen->high || seen->low >= 0 ? 0 : seen->low - 0.5;
        high = low + 1;
    }
    fprintf(script, "set yrange [%.10g:%.10g]\nset format y '%s'\n", low, high,
            fmax(fabs(low), fabs(high)) < 1e7 ? "%.10g" : "%g");
}

/* Entries are told apart by colour, then dashes. In a comparison the baseline is grey and behind.
 */
static const char *colour_of(const plot_figure *f, size_t entry) {
    if (f->source_count > 1)
        return entry == 0 ? "#6F6F6F" : figure_palette[(entry - 1) % (FIGURE_COLOURS - 1)];
    return figure_palette[entry % FIGURE_COLOURS];
}

static size_t dash_of(size_t entry) {
    return 1 + entry / FIGURE_COLOURS % 5;
}

static void write_line_style(FILE *script, const plot_figure *f, size_t entry) {
    double first, last;
    time_range(f, &first, &last);
    int is_point = first == last; /* a line through one point would not be seen */
    fprintf(script, "with %s linewidth %s dashtype %zu linecolor '%s'%s",
            is_point ? "linespoints" : "lines", f->source_count > 1 && entry == 0 ? "1.8" : "2.2",
            dash_of(entry), colour_of(f, entry), is_point ? " pointtype 7" : "");
}

/* Bands lie over each other, so the inner one is the darker. */
static double band_density(size_t curves) {
    return curves > 1 ? 0.15 : 0.2;
}

static void write_curves(FILE *script, const drawing *d, size_t p) {
    const plot_figure *f = &d->figure;
    const plot_panel *panel = &f->panels[p];
    int bands = plot_has_bands(f, panel) ? f->band_count : 0;
    fputs("plot ", script);
    for (size_t k = 0; k < panel->curve_count; k++)
        for (int b = 0; b < bands; b++)
            fprintf(script,
                    "$d%zu_%zu using 1:%d:%d with filledcurves fillcolor '%s' fillstyle "
                    "transparent solid %g noborder, ",
                    p, k, 3 + 2 * b, 4 + 2 * b, colour_of(f, panel->curves[k].entry),
                    band_density(panel->curve_count));
    for (size_t k = 0; k < panel->curve_count; k++) {
        fprintf(script, "%s$d%zu_%zu using 1:2 ", k > 0 ? ", " : "", p, k);
        write_line_style(script, f, panel->curves[k].entry);
    }
    fputc('\n', script);
}

/* ---- Legend ---- */

/* The legend is a plot of nothing in the strip at the page's foot. */
static void write_legend(FILE *script, const drawing *d) {
    const plot_figure *f = &d->figure;
    const page *plan = &d->plan;
    fputs("unset border\nunset tics\nunset grid\nunset xzeroaxis\nunset xlabel\nunset label\n",
          script);
    fprintf(script,
            "set lmargin at screen 0.01\nset rmargin at screen 0.99\nset bmargin at screen 0\n"
            "set tmargin at screen %.5f\nset xrange [0:1]\nset yrange [0:1]\n",
            (double)plan->legend / plan->height);
    fprintf(
        script,
        "set key inside center horizontal Left reverse maxcols %zu samplen 2.2 width 1 font ',10'\n"
        "plot ",
        plan->legend_columns);
    for (size_t k = 0; k < f->entry_count; k++) {
        fputs(k > 0 ? ", NaN " : "NaN ", script);
        write_line_style(script, f, k);
        fputs(" title ", script);
        gnuplot_quote(script, f->entries[k]);
    }
    for (int b = f->band_count - 1; has_bands(f) && b >= 0; b--)
        fprintf(script,
                ", NaN with filledcurves fillcolor '%s' fillstyle transparent solid %g noborder "
                "title '%g %%'",
                f->entry_count > 1 ? "#6F6F6F" : colour_of(f, 0),
                1 - pow(1 - band_density(f->entry_count), b + 1), f->bands[b]);
    fputs("\nunset multiplot\n", script);
}

/* ---- All ---- */

/* The data blocks come first: what they span decides on the page. */
static agglo_status write_data(FILE *script, drawing *d, agglo_error *error) {
    d->scratch = malloc(d->figure.replicates * sizeof *d->scratch);
    if (d->scratch == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory to draw %zu replicates",
                         d->figure.replicates);
    for (size_t p = 0; p < d->figure.panel_count; p++) {
        d->seen[p] = (extent){INFINITY, -INFINITY};
        for (size_t k = 0; k < d->figure.panels[p].curve_count; k++)
            write_curve(script, d, p, k);
    }
    if (d->figure.request->has_one_scale)
        share_extents(d);
    return AGGLO_OK;
}

/* A figure_writer; `context` is the text of the data. */
typedef struct {
    drawing *d;
    const char *data;
    size_t size;
} script_text;

static agglo_status write_script(FILE *script, void *context, agglo_error *error) {
    const script_text *text = context;
    const drawing *d = text->d;
    if (fwrite(text->data, 1, text->size, script) != text->size)
        return error_set(error, AGGLO_ERROR_IO, "cannot write the commands of a figure");
    write_head(script, d);
    for (size_t p = 0; p < d->figure.panel_count; p++) {
        write_frame(script, d, p);
        write_ranges(script, d, p);
        write_curves(script, d, p);
        if (p == 0)
            fputs("unset label 1\nunset label 2\n", script); /* drawn once */
    }
    write_legend(script, d);
    return AGGLO_OK;
}

static agglo_status draw(drawing *d, agglo_error *error) {
    script_text text = {.d = d};
    char *data = NULL;
    FILE *out = open_memstream(&data, &text.size);
    if (out == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a figure");
    agglo_status status = write_data(out, d, error);
    if (fclose(out) != 0 && status == AGGLO_OK)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for a figure");
    if (status == AGGLO_OK)
        status = plan_page(d, error);
    if (status == AGGLO_OK) {
        figure_page paper = {d->figure.request->output, d->plan.width, d->plan.height};
        text.data = data;
        status = figure_draw(&paper, write_script, &text, error);
    }
    free(data);
    return status;
}

agglo_status plot_draw(const plot_request *request, agglo_error *error) {
    figure_format format;
    drawing *d = calloc(1, sizeof *d);
    if (d == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a figure");
    agglo_status status = figure_find_format(request->output, &format, error);
    if (status == AGGLO_OK)
        status = plot_data_read(request, &d->figure, error);
    if (status == AGGLO_OK)
        status = draw(d, error);
    plot_data_free(&d->figure);
    free(d->scratch);
    free(d);
    return status;
}
