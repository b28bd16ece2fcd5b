#include "tools/agglo/report_page/series.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 4, ALL = MEASURES_ALL_REGIONS };

const double report_quantiles[REPORT_QUANTILES] = {0.05, 0.25, 0.5, 0.75, 0.95};

/* An arm, a variable of it, and room for what is made of them. */
typedef struct {
    const report_data *data;
    const compare_file *file;
    const schema_variable *variable;
    int is_rate, is_mean; /* over regions: their mean, not their sum */
    double *line;         /* quantiles × records */
    double *sample;       /* replicates */
    json *j;
} series;

/* ---- Variables ---- */

static int is_rate(const schema_variable *v) {
    size_t length = strlen(v->unit);
    return strcmp(v->name, "flux") == 0 || (length > 3 && strcmp(v->unit + length - 3, "/yr") == 0);
}

/* A sum that only serves to make a mean of, and what is told by policy or by link. */
static int has_series(const schema_variable *v) {
    static const char *const others[] = {"approval_years", "flux", "public_received",
                                         "firms_by_kind"};
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        if (strcmp(v->name, others[i]) == 0)
            return 0;
    return 1;
}

static const schema *described(const report_data *data) {
    return data->arms->items[0].schema;
}

static const schema_variable *find_variable(const schema *s, const char *name) {
    for (size_t v = 0; v < s->variable_count; v++)
        if (strcmp(s->variables[v].name, name) == 0)
            return &s->variables[v];
    return NULL;
}

size_t report_series_width(const report_data *data) {
    const schema *s = described(data);
    size_t width = 0;
    for (size_t v = 0; v < s->variable_count; v++)
        width += has_series(&s->variables[v]) ? REPORT_QUANTILES : 0;
    return width;
}

void report_series_variables(const report_data *data, json *j) {
    const schema *s = described(data);
    json_array(j, "variables");
    for (size_t v = 0; v < s->variable_count; v++) {
        if (!has_series(&s->variables[v]))
            continue;
        json_object(j, NULL);
        json_text(j, "name", s->variables[v].name);
        json_text(j, "unit", s->variables[v].unit);
        json_text(j, "title", s->variables[v].long_name);
        json_close(j);
    }
    json_close(j);
}

/* ---- Values ---- */

static double at(const series *s, size_t replicate, size_t record, int region, int element) {
    const compare_file *f = s->file;
    const double *rows =
        compare_file_rows(f, replicate) + record * f->regions * f->schema.row_width;
    size_t first = region == ALL ? 0 : (size_t)region,
           last = region == ALL ? f->regions : first + 1;
    double sum = 0;
    for (size_t r = first; r < last; r++) {
        const double *values = rows + r * f->schema.row_width + s->variable->offset;
        for (size_t k = 0; element == ALL && k < s->variable->width; k++)
            sum += values[k];
        sum += element == ALL ? 0 : values[element];
    }
    return s->is_mean ? sum / (double)(last - first) : sum;
}

/* Of the i-th record that is shown: a level, or the mean rate since the one before. */
static double shown(const series *s, size_t replicate, size_t i, int region, int element) {
    const size_t *records = s->data->records;
    if (i == 0 || !s->is_rate)
        return at(s, replicate, records[i], region, element);
    double sum = 0;
    for (size_t t = records[i - 1] + 1; t <= records[i]; t++)
        sum += at(s, replicate, t, region, element);
    return sum / (double)(records[i] - records[i - 1]);
}

/* Flows belong to the time since the record before, so the first record has none. */
static int has_start(const series *s) {
    if (!s->is_rate)
        return 1;
    for (size_t k = 0; k < s->file->replicates; k++)
        if (at(s, k, 0, ALL, ALL) != 0)
            return 1;
    return 0;
}

static void put_mean(series *s, int region, int element) {
    size_t n = s->file->replicates, first = !has_start(s);
    for (size_t i = 0; i < s->data->record_count; i++) {
        double sum = i < first ? NAN : 0;
        for (size_t k = 0; k < n; k++)
            sum += shown(s, k, i, region, element);
        s->line[i] = sum / (double)n;
    }
    json_numbers(s->j, NULL, s->line, s->data->record_count, DIGITS);
}

static void put_quantiles(series *s, int region) {
    size_t n = s->file->replicates, count = s->data->record_count, first = !has_start(s);
    for (size_t i = 0; i < count; i++) {
        for (size_t k = 0; k < n; k++)
            s->sample[k] = shown(s, k, i, region, ALL);
        gsl_sort(s->sample, 1, n);
        for (size_t q = 0; q < REPORT_QUANTILES; q++)
            s->line[q * count + i] =
                i < first
                    ? NAN
                    : gsl_stats_quantile_from_sorted_data(s->sample, 1, n, report_quantiles[q]);
    }
    json_array(s->j, NULL);
    for (size_t q = 0; q < REPORT_QUANTILES; q++)
        json_numbers(s->j, NULL, s->line + q * count, count, DIGITS);
    json_close(s->j);
}

/* ---- Places ---- */

/* The i-th place: all regions together, if there are several, then the chosen ones. */
static size_t count_places(const report_data *data) {
    return data->place_count + (data->arms->regions > 1);
}

static int place(const report_data *data, size_t i) {
    size_t shift = data->arms->regions > 1;
    return i < shift ? ALL : (int)data->places[i - shift];
}

static agglo_status choose(series *s, const char *name, int *is_there, agglo_error *error) {
    measure m;
    s->variable = find_variable(&s->file->schema, name);
    *is_there = s->variable != NULL;
    if (!*is_there)
        return AGGLO_OK;
    s->is_rate = is_rate(s->variable);
    agglo_status status = measure_parse(&s->file->schema, name, &m, error);
    s->is_mean = m.is_mean;
    return status;
}

static agglo_status put_all_quantiles(series *s, agglo_error *error) {
    const schema *all = described(s->data);
    agglo_status status = AGGLO_OK;
    json_object(s->j, "series");
    for (size_t v = 0; v < all->variable_count && status == AGGLO_OK; v++) {
        const char *name = all->variables[v].name;
        int is_there;
        if (!has_series(&all->variables[v]))
            continue;
        status = choose(s, name, &is_there, error);
        if (status != AGGLO_OK || !is_there)
            continue;
        json_array(s->j, name);
        for (size_t i = 0; i < count_places(s->data); i++)
            put_quantiles(s, place(s->data, i));
        json_close(s->j);
    }
    json_close(s->j);
    return status;
}

/* Means of every element of a variable: by place, element, record. */
static agglo_status put_elements(series *s, const char *name, agglo_error *error) {
    int is_there;
    agglo_status status = choose(s, name, &is_there, error);
    if (status != AGGLO_OK || !is_there)
        return status;
    json_array(s->j, name);
    for (size_t i = 0; i < count_places(s->data); i++) {
        json_array(s->j, NULL);
        for (size_t k = 0; k < s->variable->width; k++)
            put_mean(s, place(s->data, i), (int)k);
        json_close(s->j);
    }
    json_close(s->j);
    return AGGLO_OK;
}

/* What is told by element, and the indices of the states. */
static agglo_status put_means(series *s, agglo_error *error) {
    static const char *const names[] = {"firms_by_kind",    "flux",          "public_cost",
                                        "innovation",       "agglomeration", "anchor_demand",
                                        "entrepreneurship", "reputation"};
    agglo_status status = AGGLO_OK;
    json_object(s->j, "means");
    for (size_t i = 0; i < sizeof names / sizeof names[0] && status == AGGLO_OK; i++)
        status = put_elements(s, names[i], error);
    json_close(s->j);
    return status;
}

/* Mean firms of every region, those without series included. */
static agglo_status put_map(series *s, agglo_error *error) {
    int is_there;
    agglo_status status = choose(s, "firms", &is_there, error);
    json_array(s->j, "map");
    for (size_t r = 0; status == AGGLO_OK && is_there && r < s->data->arms->regions; r++)
        put_mean(s, (int)r, ALL);
    json_close(s->j);
    return status;
}

/* ---- Totals ---- */

static void put_total(series *s, const measure *m) {
    size_t n = s->file->replicates;
    json_array(s->j, m->name);
    for (size_t i = 0; i < count_places(s->data); i++) {
        double numbers[REPORT_QUANTILES + 1];
        for (size_t k = 0; k < n; k++)
            s->sample[k] = measure_value(m, &s->file->schema, compare_file_rows(s->file, k),
                                         place(s->data, i), NULL);
        gsl_sort(s->sample, 1, n);
        for (size_t q = 0; q < REPORT_QUANTILES; q++)
            numbers[q] = gsl_stats_quantile_from_sorted_data(s->sample, 1, n, report_quantiles[q]);
        numbers[REPORT_QUANTILES] = gsl_stats_mean(s->sample, 1, n);
        json_numbers(s->j, NULL, numbers, REPORT_QUANTILES + 1, 6);
    }
    json_close(s->j);
}

/* Over the whole run: quantiles, then the mean, by place. What an older file lacks is left out. */
static void put_totals(series *s) {
    static const char *const names[] = {
        "projects_started", "projects_failed", "projects_running", "approvals",     "approvals.I",
        "approvals.II",     "approvals.III",   "approvals.IV",     "foundings",     "entries",
        "graduations",      "exits_failed",    "exits_acquired",   "exits_floated", "exits_moved",
        "closures",         "public_cost"};
    json_object(s->j, "totals");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        agglo_error ignored = {0};
        measure m;
        if (measure_parse(&s->file->schema, names[i], &m, &ignored) == AGGLO_OK)
            put_total(s, &m);
    }
    json_close(s->j);
}

agglo_status report_series_print(const report_data *data, size_t arm, json *j, agglo_error *error) {
    const compare_file *file = data->arms->items[arm].stored;
    series s = {.data = data, .file = file, .j = j};
    s.line = malloc(data->record_count * REPORT_QUANTILES * sizeof *s.line + 1);
    s.sample = malloc(file->replicates * sizeof *s.sample + 1);
    agglo_status status = AGGLO_OK;
    if (s.line == NULL || s.sample == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for a report");
    if (status == AGGLO_OK)
        status = put_all_quantiles(&s, error);
    if (status == AGGLO_OK)
        status = put_means(&s, error);
    if (status == AGGLO_OK)
        status = put_map(&s, error);
    if (status == AGGLO_OK)
        put_totals(&s);
    free(s.line);
    free(s.sample);
    return status;
}
