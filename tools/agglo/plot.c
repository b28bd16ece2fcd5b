/* agglo plot: variables of results as a figure. */
#include "output/plot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tools/agglo/options.h"
#include "tools/agglo/report.h"

enum { KEY_INCOMPLETE = 256, KEY_REGION, KEY_ELEMENT, KEY_BAND, KEY_YEARS, KEY_TITLE, KEY_LABEL };
enum { KEY_SIZE = KEY_LABEL + 1, KEY_SCALE, LEAST_SIDE = 100, MOST_SIDE = 10000 };

typedef struct {
    plot_request request;
    options_list results, labels, variables, regions, elements;
} plot_options;

static const struct argp_option option_table[] = {
    {"output", 'o', "FILE", 0, "The figure: .png, .svg or .pdf; replaced if it is there", 0},
    {"region", KEY_REGION, "NAME", 0, "This region (default: all); may be repeated", 0},
    {"element", KEY_ELEMENT, "NAME", 0,
     "This kind, policy, device class or link (name or number; default: all that are not 0 "
     "throughout); may be repeated",
     0},
    {"band", KEY_BAND, "PERCENT", 0,
     "Bands that hold so many percent of the replicates, divided by commas, or 'none' (default: "
     "50,90)",
     0},
    {"years", KEY_YEARS, "FROM:TO", 0, "These years; either may be left out", 0},
    {"same-scale", KEY_SCALE, NULL, 0, "The same range in all facets of a variable", 0},
    {"title", KEY_TITLE, "TEXT", 0, "Title (default: what the variable means; '' for none)", 0},
    {"label", KEY_LABEL, "TEXT", 0,
     "What to call a result in a comparison (default: its name); once for each, in their order", 0},
    {"size", KEY_SIZE, "WIDTHxHEIGHT", 0, "Size in pixels, 96 to the inch (default: as needed)", 0},
    {"incomplete", KEY_INCOMPLETE, NULL, 0, "Accept what an unfinished run has left (FILE.partial)",
     0},
    {0},
};

/* ---- options ---- */

/* A number that ends where one of `ends` stands, or the text; moves behind it. */
static double take_number(struct argp_state *state, const char *option, const char **text,
                          char end) {
    char *stop;
    double value = strtod(*text, &stop);
    if (stop == *text || !isfinite(value) || (*stop != '\0' && *stop != end))
        argp_error(state, "%s: '%s' is not a number", option, *text);
    *text = *stop == end ? stop + 1 : stop;
    return value;
}

static void take_bands(struct argp_state *state, plot_request *q, const char *text) {
    q->band_count = 0;
    if (strcmp(text, "none") == 0)
        return;
    while (q->band_count == 0 || *text != '\0') {
        if (q->band_count == PLOT_MOST_BANDS)
            argp_error(state, "--band: at most %d bands", PLOT_MOST_BANDS);
        double percent = take_number(state, "--band", &text, ',');
        if (!(percent > 0 && percent < 100))
            argp_error(state, "--band: got '%g', expected percent between 0 and 100", percent);
        q->bands[q->band_count++] = percent;
    }
}

static void take_years(struct argp_state *state, plot_request *q, const char *text) {
    const char *colon = strchr(text, ':'), *rest = text;
    if (colon == NULL)
        argp_error(state, "--years: got '%s', expected FROM:TO", text);
    if (colon != text)
        q->years[0] = take_number(state, "--years", &rest, ':');
    rest = colon + 1;
    if (*rest != '\0')
        q->years[1] = take_number(state, "--years", &rest, '\0');
    if (q->years[0] > q->years[1])
        argp_error(state, "--years: '%s' ends before it begins", text);
}

static void take_size(struct argp_state *state, plot_request *q, const char *text) {
    const char *rest = text;
    double width = take_number(state, "--size", &rest, 'x');
    double height = take_number(state, "--size", &rest, '\0');
    if (!(width >= LEAST_SIDE && width <= MOST_SIDE && height >= LEAST_SIDE && height <= MOST_SIDE))
        argp_error(state, "--size: got '%s', expected sides of %d to %d pixels", text, LEAST_SIDE,
                   MOST_SIDE);
    q->width = (int)width;
    q->height = (int)height;
}

/* The first is a result; of the others those with a point or a slash, which no variable has. */
static void take_word(struct argp_state *state, plot_options *o, const char *word) {
    int is_file = state->arg_num == 0 || strpbrk(word, "./") != NULL;
    options_list_add(state, is_file ? &o->results : &o->variables, word);
}

static void finish(struct argp_state *state, plot_options *o) {
    if (o->results.count == 0)
        argp_error(state, "a result file and a variable are missing");
    if (o->variables.count == 0)
        argp_error(state, "a variable is missing: 'agglo describe outputs' lists them");
    if (o->request.output == NULL)
        argp_error(state, "-o FILE is missing: the figure, .png, .svg or .pdf");
    if (o->labels.count > 0 && o->labels.count != o->results.count)
        argp_error(state, "--label: %zu labels for %zu results", o->labels.count, o->results.count);
    options_list *const lists[] = {&o->results, &o->labels, &o->variables, &o->regions,
                                   &o->elements};
    const char *const **const places[] = {&o->request.results, &o->request.labels,
                                          &o->request.variables, &o->request.regions,
                                          &o->request.elements};
    for (int k = 0; k < 5; k++) {
        size_t count = lists[k]->count;
        options_list_add(state, lists[k], NULL); /* ends the list */
        *places[k] = count > 0 ? lists[k]->items : NULL;
    }
}

static error_t take_option(int key, char *argument, struct argp_state *state) {
    plot_options *o = state->input;
    switch (key) {
    case 'o':
        o->request.output = argument;
        break;
    case KEY_REGION:
        options_list_add(state, &o->regions, argument);
        break;
    case KEY_ELEMENT:
        options_list_add(state, &o->elements, argument);
        break;
    case KEY_BAND:
        take_bands(state, &o->request, argument);
        break;
    case KEY_YEARS:
        take_years(state, &o->request, argument);
        break;
    case KEY_SCALE:
        o->request.has_one_scale = 1;
        break;
    case KEY_TITLE:
        o->request.title = argument;
        break;
    case KEY_LABEL:
        options_list_add(state, &o->labels, argument);
        break;
    case KEY_SIZE:
        take_size(state, &o->request, argument);
        break;
    case KEY_INCOMPLETE:
        o->request.accept_incomplete = 1;
        break;
    case ARGP_KEY_ARG:
        take_word(state, o, argument);
        break;
    case ARGP_KEY_END:
        finish(state, o);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "RESULT... VARIABLE...",
    .doc = "Draws variables of a result over time, a facet for each region: the median over the "
           "replicates with the bands that hold 50 and 90 % of them. Of several results the first "
           "is the baseline, drawn grey behind the others. Elements that have units of their own, "
           "as links have, get a facet each. A result whose name has neither point nor slash is "
           "written ./NAME. Needs gnuplot."
           "\vExamples:\n"
           "  agglo plot nuremberg.h5 firms -o firms.png\n"
           "  agglo plot nuremberg.h5 flux --element 3 --element 7 -o flux.svg\n"
           "  agglo plot baseline.h5 policy.h5 firms employment --region nuremberg \\\n"
           "    --years 2000: -o policy.pdf\n\n" OPTIONS_EXIT_CODES,
};

int command_plot(int argc, char **argv) {
    plot_options o = {.request = {.years = {NAN, NAN}, .band_count = PLOT_BANDS_STANDARD}};
    agglo_error error = {0};
    int code = options_parse(&parser, argc, argv, &o);
    if (code == 0 && plot_draw(&o.request, &error) != AGGLO_OK)
        code = report_failure(&error);
    else if (code == 0)
        report_note("figure: %s", o.request.output);
    options_list *const lists[] = {&o.results, &o.labels, &o.variables, &o.regions, &o.elements};
    for (int k = 0; k < 5; k++)
        options_list_free(lists[k]);
    return code;
}
