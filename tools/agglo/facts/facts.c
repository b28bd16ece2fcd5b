/* agglo facts: does a result show what is known of clusters? */
#include "tools/agglo/facts/facts.h"

#include <gsl/gsl_errno.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tools/agglo/options.h"
#include "tools/agglo/report.h"

/* What a verdict rests on at least. */
enum { LEAST_REPLICATES = 50, LEAST_YEARS = 30 };

typedef struct {
    options_list results;
    double burn_in; /* yr */
    int is_json, is_strict;
} facts_command;

enum { KEY_BURN_IN = 256, KEY_JSON, KEY_STRICT };

static const struct argp_option option_table[] = {
    {"burn-in", KEY_BURN_IN, "YEARS", 0, "Years at the start that do not count (default: 10)", 0},
    {"json", KEY_JSON, NULL, 0, "The findings as JSON", 0},
    {"strict", KEY_STRICT, NULL, 0,
     "End with code 1 unless everything that applies lies in its band", 0},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state) {
    facts_command *c = state->input;
    switch (key) {
    case KEY_BURN_IN:
        c->burn_in =
            strcmp(argument, "0") == 0 ? 0 : options_positive(state, "--burn-in", argument);
        break;
    case KEY_JSON:
        c->is_json = 1;
        break;
    case KEY_STRICT:
        c->is_strict = 1;
        break;
    case ARGP_KEY_ARG:
        options_list_add(state, &c->results, argument);
        break;
    case ARGP_KEY_END:
        if (c->results.count == 0)
            argp_error(state, "a result file is missing");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "RESULT...",
    .doc =
        "Compares results with ten stylised facts of medical-technology clusters: the median over "
        "the replicates of each measure, after the burn-in, its interval, its band, a verdict and "
        "the source. A fact is judged by those of the files that are of its kind (Japanese or US "
        "regions, at least ten regions, a region alone ...). A verdict rests on at least 50 "
        "replicates and 30 years; some measures need the event log and snapshots of the firms "
        "(\"output\": {\"firms\": true})."
        "\vExample:\n"
        "  agglo run scenarios/facts/hubs.json -o hubs.h5\n"
        "  agglo facts hubs.h5\n\n" OPTIONS_EXIT_CODES,
};

/* ---- Judging ---- */

/* Median and 5 to 95 % of the numbers there are. */
static size_t summarise(const double *values, size_t count, size_t stride, double *sorted,
                        facts_finding *out) {
    size_t n = 0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i * stride]))
            sorted[n++] = values[i * stride];
    out->value = out->low = out->high = NAN;
    if (n == 0)
        return 0;
    gsl_sort(sorted, 1, n);
    out->value = gsl_stats_median_from_sorted_data(sorted, 1, n);
    out->low = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.05);
    out->high = gsl_stats_quantile_from_sorted_data(sorted, 1, n, 0.95);
    return n;
}

/* Where a number follows from all replicates together its interval comes from a bootstrap over
 * them, always the same one. */
static agglo_status resample(const facts_group *g, size_t element, const double *values, size_t n,
                             facts_finding *out, agglo_error *error) {
    enum { RESAMPLES = 400 };
    double *drawn = malloc((n * g->width + 1) * sizeof *drawn);
    double *made = malloc(RESAMPLES * g->width * sizeof *made),
           *sorted = malloc(sizeof *sorted * RESAMPLES);
    double whole[8];
    gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);
    agglo_status status = AGGLO_OK;
    if (drawn == NULL || made == NULL || sorted == NULL || rng == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for a bootstrap");
    for (size_t k = 0; status == AGGLO_OK && k < RESAMPLES; k++) {
        for (size_t i = 0; i < n; i++)
            memcpy(drawn + i * g->width, values + gsl_rng_uniform_int(rng, n) * g->width,
                   g->width * sizeof *drawn);
        g->judge_all(drawn, n, made + k * g->width);
    }
    if (status == AGGLO_OK) {
        summarise(made + element, RESAMPLES, g->width, sorted, out);
        g->judge_all(values, n, whole);
        out->value = whole[element];
        out->replicates = n;
    }
    if (rng != NULL)
        gsl_rng_free(rng);
    free(drawn);
    free(made);
    free(sorted);
    return status;
}

static void judge(const facts_file *f, facts_finding *out) {
    const facts_measure *m = out->measure;
    double years = f->time.numbers[f->records - 1] - f->start - f->burn_in;
    out->verdict = out->value < m->low    ? FACTS_BELOW
                   : out->value > m->high ? FACTS_ABOVE
                                          : FACTS_IN_BAND;
    if (!isfinite(out->value))
        snprintf(out->missing, sizeof out->missing, "%s",
                 f->missing[0] != '\0' ? f->missing : "nothing of the kind happened");
    else if (out->replicates < LEAST_REPLICATES)
        snprintf(out->missing, sizeof out->missing, "%d replicates (it has %zu)", LEAST_REPLICATES,
                 out->replicates);
    else if (years < LEAST_YEARS - 1e-6)
        snprintf(out->missing, sizeof out->missing, "%d years after the burn-in (it has %g)",
                 LEAST_YEARS, years > 0 ? years : 0);
    if (out->missing[0] != '\0')
        out->verdict = FACTS_NOT_TOLD;
}

static agglo_status add(facts_findings *list, const facts_finding *one, agglo_error *error) {
    if (list->count == list->capacity) {
        size_t capacity = 2 * list->capacity + 32;
        facts_finding *items = realloc(list->items, capacity * sizeof *items);
        if (items == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for findings");
        list->items = items;
        list->capacity = capacity;
    }
    list->items[list->count++] = *one;
    return AGGLO_OK;
}

/* All measures of a group in a file of its kind. */
static agglo_status find_group(facts_file *f, const facts_group *g, facts_findings *found,
                               agglo_error *error) {
    size_t n = f->replicates;
    double *values = malloc((n * g->width + 1) * sizeof *values);
    double *sorted = malloc((n + 1) * sizeof *sorted);
    agglo_status status =
        values != NULL && sorted != NULL
            ? AGGLO_OK
            : error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu replicates", n);
    for (size_t i = 0; status == AGGLO_OK && i < n * g->width; i++)
        values[i] = NAN;
    if (status == AGGLO_OK)
        status = g->measure(f, values, error);
    for (size_t k = 0; k < facts_measure_count && status == AGGLO_OK; k++) {
        const facts_measure *m = &facts_measures[k];
        facts_finding one = {.measure = m, .file = f->path};
        if (m->group != g)
            continue;
        if (g->judge_all != NULL)
            status = resample(g, m->element, values, n, &one, error);
        else
            one.replicates = summarise(values + m->element, n, g->width, sorted, &one);
        judge(f, &one);
        if (status == AGGLO_OK)
            status = add(found, &one, error);
    }
    free(values);
    free(sorted);
    return status;
}

static agglo_status examine(const char *path, double burn_in, facts_findings *found,
                            agglo_error *error) {
    facts_file f;
    agglo_status status = facts_file_open(path, burn_in, &f, error);
    if (status != AGGLO_OK)
        return status;
    for (size_t k = 0; k < facts_measure_count && status == AGGLO_OK; k++) {
        const facts_group *g = facts_measures[k].group;
        int applies = 0;
        if (k > 0 && facts_measures[k - 1].group == g)
            continue;
        status = facts_file_enter(&f, g->setting, &applies, error);
        if (status == AGGLO_OK && applies)
            status = find_group(&f, g, found, error);
    }
    facts_file_close(&f);
    return status;
}

/* Does a file that lacks something for a measure matter? Not if another one has it. */
static int is_superseded(const facts_findings *found, const facts_finding *one) {
    if (one->verdict != FACTS_NOT_TOLD || isfinite(one->value))
        return 0;
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i].measure == one->measure && isfinite(found->items[i].value))
            return 1;
    return 0;
}

/* The findings in the order of the table; a measure that no file applies to is told once. */
static agglo_status complete(const facts_findings *found, facts_findings *out, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (size_t k = 0; k < facts_measure_count; k++) {
        const facts_measure *m = &facts_measures[k];
        size_t before = out->count;
        for (size_t i = 0; i < found->count && status == AGGLO_OK; i++)
            if (found->items[i].measure == m && !is_superseded(found, &found->items[i]))
                status = add(out, &found->items[i], error);
        facts_finding none = {
            .measure = m, .value = NAN, .low = NAN, .high = NAN, .verdict = FACTS_NOT_APPLICABLE};
        if (status == AGGLO_OK && out->count == before)
            status = add(out, &none, error);
    }
    return status;
}

static int is_missed(const facts_findings *found) {
    for (size_t i = 0; i < found->count; i++)
        if (found->items[i].verdict != FACTS_IN_BAND &&
            found->items[i].verdict != FACTS_NOT_APPLICABLE)
            return 1;
    return 0;
}

agglo_status facts_find(const char *const *paths, size_t count, double burn_in, facts_findings *out,
                        agglo_error *error) {
    facts_findings found = {0};
    agglo_status status = AGGLO_OK;
    *out = (facts_findings){0};
    for (size_t i = 0; i < count && status == AGGLO_OK; i++)
        status = examine(paths[i], burn_in, &found, error);
    if (status == AGGLO_OK)
        status = complete(&found, out, error);
    free(found.items);
    return status;
}

int command_facts(int argc, char **argv) {
    facts_command c = {.burn_in = FACTS_BURN_IN};
    int code = options_parse(&parser, argc, argv, &c);
    if (code != 0) {
        options_list_free(&c.results);
        return code;
    }
    gsl_set_error_handler_off(); /* what fails in GSL is told, not aborted */
    agglo_error error = {0};
    facts_findings found;
    agglo_status status = facts_find(c.results.items, c.results.count, c.burn_in, &found, &error);
    if (status == AGGLO_OK && c.is_json)
        facts_print_json(&found, c.burn_in, stdout);
    else if (status == AGGLO_OK)
        facts_print(&found, c.burn_in, stdout);
    if (status == AGGLO_OK)
        status = report_flush(&error);
    code = status != AGGLO_OK ? report_failure(&error) : 0;
    if (status == AGGLO_OK && c.is_strict && is_missed(&found))
        code = status_exit_code(AGGLO_ERROR_MISMATCH);
    free(found.items);
    options_list_free(&c.results);
    return code;
}
