/* agglo sensitivity: which factors of a sweep an outcome depends on. */
#include <gsl/gsl_errno.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/agglo/report.h"
#include "tools/agglo/sensitivity/report.h"

enum { MOST_RESAMPLES = 1000000, MOST_BINS = 1000 };

typedef struct {
    sensitivity_request request;
    sensitivity_options options;
    size_t bins;
    const char *figure, *by;
    options_list held;
    int is_json;
} sensitivity_command;

/* ---- Options ---- */

enum {
    KEY_AT = 256,
    KEY_RESAMPLES,
    KEY_CONFIDENCE,
    KEY_BINS,
    KEY_WHERE,
    KEY_BY,
    KEY_INCOMPLETE,
    KEY_JSON
};

static const struct argp_option option_table[] = {
    {"at", KEY_AT, "DIM=LABEL", 0,
     "Where several numbers were kept of a run: region=NAME, time=YEAR (default: the last), "
     "kind=NAME …; may be repeated",
     0},
    {"resamples", KEY_RESAMPLES, "N", 0, "Bootstrap samples behind the intervals (default 1000)",
     0},
    {"confidence", KEY_CONFIDENCE, "P", 0, "Of the intervals (default 0.95)", 0},
    {"seed", 's', "S", 0, "Of the bootstrap (default 1)", 0},
    {"output", 'o', "FILE", 0, "Draw main effects: .png, .svg or .pdf; replaced if it is there", 0},
    {"bins", KEY_BINS, "N", 0, "Parts of a range for main effects of sampled designs (default 10)",
     0},
    {"where", KEY_WHERE, "FACTOR=LEVEL", 0,
     "Only the points at which a factor has this level; may be repeated", 0},
    {"by", KEY_BY, "FACTOR", 0,
     "Part main effects by the levels of this factor: a table, and lines in the figure", 0},
    {"incomplete", KEY_INCOMPLETE, NULL, 0,
     "Accept a sweep of which runs failed or are missing: base samples, trajectories or points "
     "that lack an outcome are left out",
     0},
    {"json", KEY_JSON, NULL, 0, "Print JSON, main effects included", 0},
    {0},
};

static void check_place(const char *option, const char *text, struct argp_state *state) {
    const char *sign = strchr(text, '=');
    if (sign == NULL || sign == text || sign[1] == '\0')
        argp_error(state, "%s: got '%s', expected NAME=LABEL, for instance region=boston", option,
                   text);
}

static error_t take_option(int key, char *argument, struct argp_state *state) {
    sensitivity_command *c = state->input;
    switch (key) {
    case KEY_AT:
        check_place("--at", argument, state);
        options_list_add(state, &c->request.places, argument);
        break;
    case KEY_WHERE:
        check_place("--where", argument, state);
        options_list_add(state, &c->held, argument);
        break;
    case KEY_BY:
        c->by = argument;
        break;
    case KEY_RESAMPLES:
        c->options.resamples =
            (size_t)options_integer(state, "--resamples", argument, 0, MOST_RESAMPLES);
        break;
    case KEY_CONFIDENCE:
        c->options.confidence = options_positive(state, "--confidence", argument);
        if (c->options.confidence >= 1)
            argp_error(state, "--confidence: got '%s', expected a number below 1", argument);
        break;
    case 's':
        c->options.seed = options_seed(state, argument);
        break;
    case 'o':
        c->figure = argument;
        break;
    case KEY_BINS:
        c->bins = (size_t)options_integer(state, "--bins", argument, 1, MOST_BINS);
        break;
    case KEY_INCOMPLETE:
        c->request.accept_incomplete = c->options.skips_missing = 1;
        break;
    case KEY_JSON:
        c->is_json = 1;
        break;
    case ARGP_KEY_ARG:
        if (state->arg_num >= 2)
            argp_error(state, "too many arguments: '%s'", argument);
        *(state->arg_num == 0 ? &c->request.result : &c->request.outcome) = argument;
        break;
    case ARGP_KEY_END:
        if (c->request.result == NULL)
            argp_error(state, "the result of a sweep is missing");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "RESULT [OUTCOME]",
    .doc =
        "Tells which factors of a sweep an outcome depends on, the most important first. The "
        "design "
        "decides how: saltelli gives Sobol' indices (total, first order, with second_order pairs), "
        "morris elementary effects (mu*, mu, sigma), other designs a linear regression "
        "(standardised coefficients, partial rank correlations) and main effects. Replicates of a "
        "point are averaged."
        "\vExamples:\n"
        "  agglo sensitivity sweep.h5\n"
        "  agglo sensitivity sweep.h5 firms --at region=nuremberg --at time=2020\n"
        "  agglo sensitivity funding.h5 firms --by total --where half_A=0.5 \\\n"
        "    -o funding.png\n"
        "  agglo sensitivity sweep.h5 firms --json --resamples 0\n\n" OPTIONS_EXIT_CODES,
};

/* ---- Analysis ---- */

static void effects_free(sensitivity_main *effects, size_t count) {
    for (size_t f = 0; effects != NULL && f < count; f++)
        free(effects[f].parts);
    free(effects);
}

static size_t by_levels(const sensitivity_findings *found) {
    return found->by_effects != NULL ? found->data->experiment->factors[found->by].range.level_count
                                     : 0;
}

static void findings_free(sensitivity_findings *found) {
    effects_free(found->by_effects, by_levels(found) * found->factors);
    effects_free(found->effects, found->factors);
    free(found->first);
    free(found->total);
    free(found->second);
    free(found->morris);
    free(found->coefficients);
    free(found->order);
}

static agglo_status no_memory(agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for an analysis");
}

/* Main effects of all factors on an outcome. */
static agglo_status fill_effects(const sensitivity_findings *found, const double *y, size_t bins,
                                 sensitivity_main *effects, agglo_error *error) {
    const experiment *e = found->data->experiment;
    for (size_t f = 0; f < found->factors; f++) {
        sensitivity_main *effect = &effects[f];
        effect->count = sensitivity_parts(e->design, f, bins);
        effect->parts = calloc(effect->count, sizeof *effect->parts);
        if (effect->parts == NULL)
            return no_memory(error);
        sensitivity_main_effect(e->design, y, f, bins, effect->parts);
        for (size_t b = 0; b < effect->count && e->factors[f].levels != NULL; b++)
            if (e->factors[f].has_numbers)
                effect->parts[b].position = e->factors[f].levels[b].number;
    }
    return AGGLO_OK;
}

static agglo_status find_effects(sensitivity_findings *found, size_t bins, agglo_error *error) {
    found->effects = calloc(found->factors, sizeof *found->effects);
    if (found->effects == NULL)
        return no_memory(error);
    return fill_effects(found, found->data->y, bins, found->effects, error);
}

/* The same from the points of each level of one factor alone. */
static agglo_status find_parted(sensitivity_findings *found, const sensitivity_command *c,
                                agglo_error *error) {
    const design *plan = found->data->experiment->design;
    agglo_status status = sensitivity_find_factor(found->data, c->by, &found->by, error);
    if (status != AGGLO_OK)
        return status;
    size_t points = design_points(plan);
    size_t levels = found->data->experiment->factors[found->by].range.level_count;
    double *y = malloc(points * sizeof *y);
    found->by_effects = calloc(levels * found->factors, sizeof *found->by_effects);
    if (y == NULL || found->by_effects == NULL)
        status = no_memory(error);
    for (size_t k = 0; k < levels && status == AGGLO_OK; k++) {
        for (size_t p = 0; p < points; p++)
            y[p] = (size_t)design_value(plan, p, found->by) == k ? found->data->y[p] : NAN;
        status = fill_effects(found, y, c->bins, found->by_effects + k * found->factors, error);
    }
    free(y);
    return status;
}

/* Of a Saltelli design A and B count: the other points repeat them. */
static agglo_status find_moments(sensitivity_findings *found, agglo_error *error) {
    const design *plan = found->data->experiment->design;
    size_t block = design_block(plan), count = 0;
    int is_saltelli = design_specification(plan)->type == DESIGN_SALTELLI;
    double *values = malloc(design_points(plan) * sizeof *values);
    if (values == NULL)
        return no_memory(error);
    for (size_t p = 0; p < design_points(plan); p++)
        if (isfinite(found->data->y[p]) && (!is_saltelli || p % block < 2))
            values[count++] = found->data->y[p];
    found->mean = count > 0 ? gsl_stats_mean(values, 1, count) : NAN;
    found->deviation = count > 1 ? gsl_stats_sd(values, 1, count) : NAN;
    free(values);
    return AGGLO_OK;
}

static agglo_status find_indices(sensitivity_findings *found, agglo_error *error) {
    const design *plan = found->data->experiment->design;
    size_t k = found->factors;
    found->first = calloc(k, sizeof *found->first);
    found->total = calloc(k, sizeof *found->total);
    if (design_specification(plan)->second_order)
        found->second = calloc(k * k, sizeof *found->second);
    if (found->first == NULL || found->total == NULL ||
        (design_specification(plan)->second_order && found->second == NULL))
        return no_memory(error);
    return sensitivity_sobol(plan, found->data->y, &found->options, found->first, found->total,
                             found->second, error);
}

static agglo_status find_elementary(sensitivity_findings *found, agglo_error *error) {
    found->morris = calloc(found->factors, sizeof *found->morris);
    if (found->morris == NULL)
        return no_memory(error);
    return sensitivity_morris(found->data->experiment->design, found->data->y, &found->options,
                              found->morris, error);
}

static agglo_status find_regression(sensitivity_findings *found, agglo_error *error) {
    found->coefficients = calloc(found->factors, sizeof *found->coefficients);
    if (found->coefficients == NULL)
        return no_memory(error);
    return sensitivity_regression(found->data->experiment->design, found->data->y, &found->options,
                                  found->coefficients, &found->r_squared, error);
}

/* A regression beside other measures: where it cannot be had it is left out. */
static agglo_status add_regression(sensitivity_findings *found, agglo_error *error) {
    agglo_error reason = {0};
    agglo_status status = find_regression(found, &reason);
    if (status == AGGLO_ERROR_USAGE) {
        free(found->coefficients);
        found->coefficients = NULL;
        return AGGLO_OK;
    }
    if (status != AGGLO_OK)
        *error = reason;
    return status;
}

static agglo_status find_measures(sensitivity_findings *found, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    switch (design_specification(found->data->experiment->design)->type) {
    case DESIGN_SALTELLI:
        found->measure = "total";
        status = find_indices(found, error);
        return status == AGGLO_OK ? add_regression(found, error) : status;
    case DESIGN_MORRIS:
        found->measure = "mu_star";
        return find_elementary(found, error);
    case DESIGN_ONE_AT_A_TIME:
        found->measure = "swing";
        return AGGLO_OK;
    case DESIGN_FACTORIAL:
        found->measure = "swing";
        return add_regression(found, error);
    default:
        found->measure = "partial_rank";
        return find_regression(found, error);
    }
}

static double importance(const sensitivity_findings *found, size_t f) {
    double value = found->total != NULL    ? found->total[f].value
                   : found->morris != NULL ? found->morris[f].mu_star.value
                   : strcmp(found->measure, "swing") == 0
                       ? sensitivity_swing(&found->effects[f])
                       : found->coefficients[f].partial_rank.value;
    return isfinite(value) ? fabs(value) : -1;
}

/* Equal ones stay in the experiment's order. */
static agglo_status sort_factors(sensitivity_findings *found, agglo_error *error) {
    found->order = malloc(found->factors * sizeof *found->order);
    if (found->order == NULL)
        return no_memory(error);
    for (size_t f = 0; f < found->factors; f++) {
        size_t place = f;
        for (; place > 0 && importance(found, found->order[place - 1]) < importance(found, f);
             place--)
            found->order[place] = found->order[place - 1];
        found->order[place] = f;
    }
    return AGGLO_OK;
}

/* What cannot be told is the file's fault, not the command line's. */
static agglo_status blame_file(agglo_status status, const char *path, agglo_error *error) {
    if (status != AGGLO_ERROR_USAGE)
        return status;
    error->status = AGGLO_ERROR_INPUT;
    error_place(error, path, 0, NULL);
    return AGGLO_ERROR_INPUT;
}

static agglo_status analyse(const sensitivity_command *c, sensitivity_findings *found,
                            agglo_error *error) {
    const design *plan = found->data->experiment->design;
    found->factors = design_factors(plan);
    found->units = sensitivity_units(plan) - found->data->out;
    found->options.skips_missing |= found->data->out > 0;
    found->complete = sensitivity_complete(plan, found->data->y);
    if (found->complete < found->units && !c->options.skips_missing) {
        error_set(error, AGGLO_ERROR_INPUT, "the outcome is no number in some of the runs");
        error_place(error, c->request.result, 0, NULL);
        error_hint(error, "leave them out with --incomplete");
        return AGGLO_ERROR_INPUT;
    }
    agglo_status status = find_moments(found, error);
    if (status == AGGLO_OK)
        status = find_effects(found, c->bins, error);
    if (status == AGGLO_OK && c->by != NULL)
        status = find_parted(found, c, error);
    if (status == AGGLO_OK)
        status = blame_file(find_measures(found, error), c->request.result, error);
    return status == AGGLO_OK ? sort_factors(found, error) : status;
}

static agglo_status tell(const sensitivity_command *c, const sensitivity_findings *found,
                         agglo_error *error) {
    if (c->is_json)
        sensitivity_print_json(found, stdout);
    else
        sensitivity_print(found, stdout);
    agglo_status printed = report_flush(error), drawn = AGGLO_OK;
    if (c->figure != NULL)
        drawn = sensitivity_plot(found, c->figure, printed == AGGLO_OK ? error : NULL);
    if (c->figure != NULL && drawn == AGGLO_OK)
        report_note("figure: %s", c->figure);
    return printed != AGGLO_OK ? printed : drawn;
}

int command_sensitivity(int argc, char **argv) {
    sensitivity_command c = {.options = {.resamples = 1000, .confidence = 0.95, .seed = 1},
                             .bins = 10};
    int code = options_parse(&parser, argc, argv, &c);
    if (code != 0) {
        options_list_free(&c.request.places);
        options_list_free(&c.held);
        return code;
    }
    gsl_set_error_handler_off(); /* what fails in GSL is told, not aborted */
    agglo_error error = {0};
    sensitivity_data data = {0};
    agglo_status status = sensitivity_load(&c.request, &data, &error);
    for (size_t i = 0; i < c.held.count && status == AGGLO_OK; i++)
        status = sensitivity_hold(&data, c.held.items[i], &error);
    sensitivity_findings found = {.result = c.request.result, .data = &data, .options = c.options};
    if (status == AGGLO_OK)
        status = analyse(&c, &found, &error);
    if (status == AGGLO_OK)
        status = tell(&c, &found, &error);
    findings_free(&found);
    sensitivity_data_free(&data);
    options_list_free(&c.request.places);
    options_list_free(&c.held);
    return status == AGGLO_OK ? 0 : report_failure(&error);
}
