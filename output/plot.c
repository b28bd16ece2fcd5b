/* Reads the variable, takes quantiles over replicates, writes a gnuplot script of small multiples
 * and runs it. Facets are placed by pixels, so that all have one size and the legend its own strip.
 */
#include "output/plot.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/figure.h"
#include "output/gnuplot.h"
#include "output/reader.h"
#include "output/summary.h"

enum {
    MAX_FACETS = 24,  /* more could not be read */
    BANDS_AT_MOST = 3 /* labels with bands; more bands would cover each other */
};

/* What is drawn. */
typedef struct {
    reader_variable variable, time;
    reader_coordinate regions, labels; /* labels: of the fourth dimension */
    size_t replicate_count, time_count, region_count, label_count;
    size_t counted; /* replicates that have values */
    double *scratch;
} figure;

/* Sizes in pixels. */
typedef struct {
    size_t facets, columns, rows;
    int width, height, cell_width, cell_height, legend;
} page;

enum { PAGE_HEAD = 70, PAGE_LEFT = 20, CELL_LEFT = 70, CELL_RIGHT = 18, CELL_TOP = 30 };
enum { CELL_BOTTOM = 52, LEGEND_LINE = 24, LEGEND_COLUMNS = 5 };

/* ---- Reading ---- */

static void figure_free(figure *drawn) {
    reader_variable_free(&drawn->variable);
    reader_variable_free(&drawn->time);
    reader_coordinate_free(&drawn->regions);
    reader_coordinate_free(&drawn->labels);
    free(drawn->scratch);
}

static agglo_status check_dimensions(const plot_request *request, const reader_variable *variable,
                                     agglo_error *error) {
    static const char *const expected[] = {"replicate", "time", "region"};
    int fits = variable->rank == 3 || variable->rank == 4;
    for (int d = 0; d < 3 && fits; d++)
        fits = strcmp(variable->dimension[d], expected[d]) == 0;
    for (int d = 0; d < variable->rank && fits; d++)
        fits = variable->shape[d] > 0;
    if (fits)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_INPUT, "'%s' cannot be drawn against time", request->variable);
    error_place(error, request->result, 0, NULL);
    error_expected(error, "a variable over replicate, time and region");
    return AGGLO_ERROR_INPUT;
}

static agglo_status check_sizes(const plot_request *request, const figure *drawn,
                                agglo_error *error) {
    if (drawn->time.rank == 1 && drawn->time.shape[0] == drawn->time_count &&
        drawn->regions.size == drawn->region_count &&
        (drawn->variable.rank == 3 || drawn->labels.size == drawn->label_count))
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_INPUT, "the coordinates of '%s' do not fit it", request->variable);
    error_place(error, request->result, 0, NULL);
    return AGGLO_ERROR_INPUT;
}

static agglo_status figure_fill(const plot_request *request, reader *in, figure *drawn,
                                agglo_error *error) {
    reader_variable *variable = &drawn->variable;
    agglo_status status = reader_variable_get(in, request->variable, variable, error);
    if (status == AGGLO_OK)
        status = check_dimensions(request, variable, error);
    if (status == AGGLO_OK)
        status = reader_variable_get(in, "time", &drawn->time, error);
    if (status == AGGLO_OK)
        status = reader_coordinate_get(in, "region", &drawn->regions, error);
    if (status == AGGLO_OK && variable->rank == 4)
        status = reader_coordinate_get(in, variable->dimension[3], &drawn->labels, error);
    if (status != AGGLO_OK)
        return status;
    drawn->replicate_count = variable->shape[0];
    drawn->time_count = variable->shape[1];
    drawn->region_count = variable->shape[2];
    drawn->label_count = variable->rank == 4 ? variable->shape[3] : 1;
    drawn->scratch = malloc(drawn->replicate_count * sizeof *drawn->scratch);
    if (drawn->scratch == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory to draw %zu replicates",
                         drawn->replicate_count);
    return check_sizes(request, drawn, error);
}

static agglo_status figure_read(const plot_request *request, figure *drawn, agglo_error *error) {
    reader *in;
    agglo_status status = reader_open(request->result, request->accept_incomplete, &in, error);
    if (status != AGGLO_OK)
        return status;
    status = figure_fill(request, in, drawn, error);
    reader_close(in);
    return status;
}

/* ---- Data ---- */

/* Lowest and highest value that will be drawn in a facet; low > high: nothing to draw. */
typedef struct {
    double low, high;
} extent;

static void write_number(FILE *script, double value, extent *seen) {
    if (!isfinite(value)) {
        fputs(" NaN", script);
        return;
    }
    fprintf(script, " %.10g", value);
    seen->low = fmin(seen->low, value);
    seen->high = fmax(seen->high, value);
}

/* One data block: time, low, median, high. */
static void write_series(FILE *script, figure *drawn, size_t region, size_t label, extent *seen) {
    size_t cells = drawn->region_count * drawn->label_count;
    size_t cell = region * drawn->label_count + label;
    fprintf(script, "$d%zu_%zu << EOD\n", region, label);
    for (size_t t = 0; t < drawn->time_count; t++) {
        double quantiles[SUMMARY_COUNT];
        for (size_t n = 0; n < drawn->replicate_count; n++)
            drawn->scratch[n] = drawn->variable.values[(n * drawn->time_count + t) * cells + cell];
        size_t counted = summary_quantiles(drawn->scratch, drawn->replicate_count, quantiles);
        drawn->counted = counted > drawn->counted ? counted : drawn->counted;
        int has_band = drawn->label_count <= BANDS_AT_MOST;
        fprintf(script, "%.10g", drawn->time.values[t]);
        for (int q = 0; q < SUMMARY_COUNT; q++)
            write_number(script, has_band ? quantiles[q] : quantiles[SUMMARY_MEDIAN], seen);
        fputc('\n', script);
    }
    fputs("EOD\n", script);
}

/* ---- The page ---- */

static page page_plan(const figure *drawn) {
    page plan = {0};
    plan.facets = drawn->region_count < MAX_FACETS ? drawn->region_count : MAX_FACETS;
    plan.columns = plan.facets <= 1 ? 1 : plan.facets <= 4 ? 2 : plan.facets <= 9 ? 3 : 4;
    plan.rows = (plan.facets + plan.columns - 1) / plan.columns;
    size_t entries = drawn->label_count > 1 ? drawn->label_count : 2;
    plan.legend = (int)((entries + LEGEND_COLUMNS - 1) / LEGEND_COLUMNS) * LEGEND_LINE + 16;
    plan.cell_width = plan.facets == 1 ? 880 : 440;
    plan.cell_height = plan.facets == 1 ? 490 - plan.legend : 300;
    plan.width = PAGE_LEFT + (int)plan.columns * plan.cell_width;
    plan.height = PAGE_HEAD + (int)plan.rows * plan.cell_height + plan.legend;
    return plan;
}

static void write_head(FILE *script, const figure *drawn, const page *plan) {
    const reader_variable *variable = &drawn->variable;
    char title[256], spread[160], shown[64] = "";
    snprintf(title, sizeof title, "%s",
             variable->long_name[0] != '\0' ? variable->long_name : variable->name);
    if (plan->facets < drawn->region_count)
        snprintf(shown, sizeof shown, "; first %zu of %zu regions", plan->facets,
                 drawn->region_count);
    snprintf(spread, sizeof spread, "%s of %zu replicate%s%s",
             drawn->label_count <= BANDS_AT_MOST ? "median and 5–95 % band" : "median",
             drawn->counted, drawn->counted == 1 ? "" : "s", shown);
    fputs("set multiplot\nset label 1 ", script);
    gnuplot_quote(script, title);
    fprintf(script, " at screen 0.5,%.5f center font ',15'\nset label 2 ", 1 - 24.0 / plan->height);
    gnuplot_quote(script, spread);
    fprintf(script, " at screen 0.5,%.5f center textcolor '#555555'\n", 1 - 48.0 / plan->height);
    fputs("set border 3 linecolor '#555555' linewidth 0.8\n"
          "set tics nomirror out scale 0.6 textcolor '#333333'\n"
          "set grid ytics linetype 1 linecolor '#E4E4E4' linewidth 0.8\n"
          "set style fill transparent solid 0.22 noborder\nunset key\n",
          script);
}

static void write_facet_frame(FILE *script, const figure *drawn, const page *plan, size_t facet) {
    size_t down = facet / plan->columns, across = facet % plan->columns;
    double left = PAGE_LEFT + (double)across * plan->cell_width;
    double top = PAGE_HEAD + (double)down * plan->cell_height;
    fprintf(script, "set lmargin at screen %.5f\nset rmargin at screen %.5f\n",
            (left + CELL_LEFT) / plan->width, (left + plan->cell_width - CELL_RIGHT) / plan->width);
    fprintf(script, "set tmargin at screen %.5f\nset bmargin at screen %.5f\n",
            1 - (top + CELL_TOP) / plan->height,
            1 - (top + plan->cell_height - CELL_BOTTOM) / plan->height);
    char name[64], label[160];
    if (drawn->regions.labels == NULL)
        snprintf(name, sizeof name, "region %g", drawn->regions.numbers[facet]);
    fputs("set title ", script);
    gnuplot_quote(script, drawn->regions.labels != NULL ? drawn->regions.labels[facet] : name);
    fputs(" offset 0,-0.4\nset xlabel ", script);
    gnuplot_quote(script, facet + plan->columns < plan->facets ? "" : drawn->time.long_name);
    snprintf(label, sizeof label, "%s [%s]", drawn->variable.name, drawn->variable.unit);
    fputs("\nset ylabel ", script);
    gnuplot_quote(script, across == 0 ? label : "");
    fputc('\n', script);
}

/* The distance of marks on the time axis: round, and not too many for labels side by side. */
static double year_step(double years) {
    static const double steps[] = {0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500};
    size_t s = 0;
    while (s + 1 < sizeof steps / sizeof steps[0] && years / steps[s] > 6.5)
        s++;
    return years / steps[s] > 6.5 ? years / 5 : steps[s];
}

/* Explicit ranges, since gnuplot gives up on a facet without a value or of no height. */
static void write_ranges(FILE *script, const figure *drawn, const extent *seen) {
    double first = drawn->time.values[0], last = drawn->time.values[drawn->time_count - 1];
    if (!(last > first)) {
        first -= 0.5;
        last += 0.5;
    }
    double step = year_step(last - first);
    fprintf(script, "set xrange [%.10g:%.10g]\nset xtics %g\nset format x '%s'\n", first, last,
            step, step < 1 ? "%g" : "%.0f");
    double margin = 0.05 * (seen->high - seen->low);
    double low = seen->low >= 0 ? 0 : seen->low - margin, high = seen->high + margin;
    if (seen->low > seen->high || !(high > low)) {
        low = seen->low > seen->high ? 0 : low - 0.5;
        high = low + 1;
    }
    fprintf(script, "set yrange [%.10g:%.10g]\n", low, high);
}

/* How the line of a label looks; dashes tell apart what shares a colour. */
static void write_line_style(FILE *script, const figure *drawn, size_t label) {
    int is_point = drawn->time_count == 1; /* a line through one point would not be seen */
    fprintf(script, "with %s linewidth 2 dashtype %zu linecolor '%s'%s",
            is_point ? "linespoints" : "lines", 1 + label / FIGURE_COLOURS % 5,
            figure_palette[label % FIGURE_COLOURS], is_point ? " pointtype 7" : "");
}

static void write_curves(FILE *script, const figure *drawn, size_t facet) {
    fputs("plot ", script);
    for (size_t k = 0; k < drawn->label_count && drawn->label_count <= BANDS_AT_MOST; k++)
        fprintf(script, "$d%zu_%zu using 1:2:4 with filledcurves fillcolor '%s', ", facet, k,
                figure_palette[k % FIGURE_COLOURS]);
    for (size_t k = 0; k < drawn->label_count; k++) {
        fprintf(script, "%s$d%zu_%zu using 1:3 ", k > 0 ? ", " : "", facet, k);
        write_line_style(script, drawn, k);
    }
    fputc('\n', script);
}

/* The legend is a plot of nothing in the strip at the page's foot. */
static void write_legend(FILE *script, const figure *drawn, const page *plan) {
    fputs("unset border\nunset tics\nunset grid\nunset title\nunset xlabel\nunset ylabel\n"
          "unset label\n",
          script);
    fprintf(script,
            "set lmargin at screen 0.02\nset rmargin at screen 0.98\nset bmargin at screen 0\n"
            "set tmargin at screen %.5f\nset xrange [0:1]\nset yrange [0:1]\n",
            (double)plan->legend / plan->height);
    fprintf(script, "set key inside center horizontal Left reverse maxcols %d samplen 2.5\nplot ",
            LEGEND_COLUMNS);
    for (size_t k = 0; k < drawn->label_count; k++) {
        char name[64] = "median";
        if (drawn->labels.numbers != NULL)
            snprintf(name, sizeof name, "%g", drawn->labels.numbers[k]);
        fputs(k > 0 ? ", NaN " : "NaN ", script);
        write_line_style(script, drawn, k);
        fputs(" title ", script);
        gnuplot_quote(script, drawn->labels.labels != NULL ? drawn->labels.labels[k] : name);
    }
    if (drawn->variable.rank == 3)
        fprintf(script, ", NaN with filledcurves fillcolor '%s' title '5–95 %%'",
                figure_palette[0]);
    fputs("\nunset multiplot\n", script);
}

typedef struct {
    figure *drawn;
    page plan;
} work;

/* A figure_writer. */
static agglo_status write_script(FILE *script, void *context, agglo_error *error) {
    (void)error;
    work *w = context;
    extent seen[MAX_FACETS];
    for (size_t facet = 0; facet < w->plan.facets; facet++) {
        seen[facet] = (extent){INFINITY, -INFINITY};
        for (size_t k = 0; k < w->drawn->label_count; k++)
            write_series(script, w->drawn, facet, k, &seen[facet]);
    }
    write_head(script, w->drawn, &w->plan);
    for (size_t facet = 0; facet < w->plan.facets; facet++) {
        write_facet_frame(script, w->drawn, &w->plan, facet);
        write_ranges(script, w->drawn, &seen[facet]);
        write_curves(script, w->drawn, facet);
        if (facet == 0)
            fputs("unset label\n", script); /* the page's title is drawn once */
    }
    write_legend(script, w->drawn, &w->plan);
    return AGGLO_OK;
}

agglo_status plot_variable(const plot_request *request, agglo_error *error) {
    figure drawn = {0};
    agglo_status status = figure_read(request, &drawn, error);
    if (status == AGGLO_OK) {
        work w = {&drawn, page_plan(&drawn)};
        figure_page paper = {request->output, w.plan.width, w.plan.height};
        status = figure_draw(&paper, write_script, &w, error);
    }
    figure_free(&drawn);
    return status;
}
