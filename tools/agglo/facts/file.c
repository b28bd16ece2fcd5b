#include "tools/agglo/facts/file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double nearly = 1e-6; /* of dates, yr */

static agglo_status refuse(const facts_file *f, const char *what, agglo_error *error) {
    error_set(error, AGGLO_ERROR_INPUT, "%s", what);
    error_place(error, f->path, 0, NULL);
    error_expected(error, "the result of 'agglo run'");
    return AGGLO_ERROR_INPUT;
}

/* Only a variable over these is found by its name later (facts_file_variable). */
static int is_regional(const reader_variable *v) {
    return v->rank == 3 && strcmp(v->dimension[0], "replicate") == 0 &&
           strcmp(v->dimension[1], "time") == 0 && strcmp(v->dimension[2], "region") == 0;
}

static agglo_status read_axes(facts_file *f, agglo_error *error) {
    reader_variable firms = {0};
    double months = 0;
    agglo_status status = reader_variable_get(f->in, "firms", &firms, error);
    if (status == AGGLO_OK)
        status = reader_coordinate_get(f->in, "time", &f->time, error);
    if (status == AGGLO_OK &&
        (!is_regional(&firms) || f->time.numbers == NULL || f->time.size != firms.shape[1] ||
         f->time.size < 2 || !reader_attribute(f->in, "step_months", &months) || !(months > 0)))
        status = refuse(f, "it is not the result of a run", error);
    if (status == AGGLO_OK) {
        f->replicates = firms.shape[0];
        f->records = firms.shape[1];
        f->regions = firms.shape[2];
        f->start = f->time.numbers[0];
        f->step_years = months / 12;
        f->steps = (int)lround((f->time.numbers[f->records - 1] - f->start) / f->step_years);
    }
    reader_variable_free(&firms);
    return status;
}

/* Older files do not say what the home markets are: then no fact about a country applies. */
static agglo_status read_markets(facts_file *f, agglo_error *error) {
    agglo_error ignored = {0};
    f->inside = calloc(f->regions + 1, sizeof *f->inside);
    if (f->inside == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for regions");
    if (reader_coordinate_get(f->in, "home_market", &f->markets, &ignored) != AGGLO_OK ||
        f->markets.labels == NULL || f->markets.size != f->regions)
        reader_coordinate_free(&f->markets);
    return AGGLO_OK;
}

agglo_status facts_file_open(const char *path, double burn_in, facts_file *out,
                             agglo_error *error) {
    *out = (facts_file){.path = path, .burn_in = burn_in};
    agglo_status status = reader_open(path, 0, &out->in, error);
    if (status == AGGLO_OK)
        status = read_axes(out, error);
    if (status == AGGLO_OK)
        status = read_markets(out, error);
    if (status == AGGLO_OK)
        status = result_table_open(path, "events", &out->events, error);
    if (status == AGGLO_OK)
        status = result_table_open(path, "snapshots", &out->snapshots, error);
    if (status != AGGLO_OK)
        facts_file_close(out);
    return status;
}

void facts_file_close(facts_file *f) {
    result_table_close(f->events);
    result_table_close(f->snapshots);
    reader_coordinate_free(&f->time);
    reader_coordinate_free(&f->markets);
    reader_close(f->in);
    free(f->inside);
    *f = (facts_file){0};
}

void facts_file_miss(facts_file *f, const char *what) {
    if (f->missing[0] == '\0')
        snprintf(f->missing, sizeof f->missing, "%s", what);
}

/* ---- Dates ---- */

size_t facts_file_first_record(const facts_file *f) {
    size_t t = 1;
    while (t < f->records && f->time.numbers[t] - f->start <= f->burn_in + nearly)
        t++;
    return t;
}

int facts_file_first_step(const facts_file *f) {
    return (int)ceil(f->burn_in / f->step_years - nearly);
}

size_t facts_file_record_of(const facts_file *f, int step) {
    size_t t = 1;
    while (t + 1 < f->records && f->time.numbers[t] - f->start <= step * f->step_years + nearly)
        t++;
    return t;
}

/* ---- Variables ---- */

agglo_status facts_file_variable(facts_file *f, const char *name, reader_variable *out,
                                 agglo_error *error) {
    char **names, words[FACTS_WORDS];
    *out = (reader_variable){0};
    agglo_status status = reader_names(f->in, &names, error);
    if (status != AGGLO_OK)
        return status;
    size_t i = 0;
    while (names[i] != NULL && strcmp(names[i], name) != 0)
        i++;
    if (names[i] != NULL) {
        status = reader_variable_get(f->in, name, out, error);
    } else {
        snprintf(words, sizeof words, "the variable '%s'", name);
        facts_file_miss(f, words);
    }
    reader_names_free(names);
    return status;
}

double facts_file_value(const reader_variable *v, size_t replicate, size_t record, size_t region) {
    size_t width = v->rank > 3 ? v->shape[3] : 1;
    const double *values =
        v->values + ((replicate * v->shape[1] + record) * v->shape[2] + region) * width;
    double sum = 0;
    for (size_t k = 0; k < width; k++)
        sum += values[k];
    return sum;
}

agglo_status facts_file_grants(facts_file *f, double **out, agglo_error *error) {
    reader_variable cost;
    reader_coordinate policies = {0};
    *out = NULL;
    agglo_status status = facts_file_variable(f, "public_cost", &cost, error);
    if (status != AGGLO_OK || cost.values == NULL)
        return status;
    status = reader_coordinate_get(f->in, "policy", &policies, error);
    size_t cells = f->replicates * f->records * f->regions, width = cost.shape[3];
    if (status == AGGLO_OK && (cost.rank != 4 || policies.labels == NULL || policies.size != width))
        status = refuse(f, "'public_cost' is not by policy", error);
    if (status == AGGLO_OK && (*out = calloc(cells + 1, sizeof **out)) == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for costs");
    for (size_t p = 0; status == AGGLO_OK && p < width; p++)
        if (strcmp(policies.labels[p], "rd_grants") == 0 ||
            strcmp(policies.labels[p], "cluster_programme") == 0)
            for (size_t i = 0; i < cells; i++)
                (*out)[i] += cost.values[i * width + p];
    reader_coordinate_free(&policies);
    reader_variable_free(&cost);
    return status;
}

/* ---- Settings ---- */

static size_t mark_market(facts_file *f, const char *market) {
    size_t count = 0;
    for (size_t r = 0; r < f->regions; r++) {
        f->inside[r] = f->markets.labels != NULL && strcmp(f->markets.labels[r], market) == 0;
        count += f->inside[r];
    }
    return count;
}

static agglo_status mark_all(facts_file *f, int *applies, agglo_error *error) {
    enum { LEAST_FIRMS = 100 };
    reader_variable firms;
    agglo_status status = facts_file_variable(f, "firms", &firms, error);
    double sum = 0;
    for (size_t k = 0; status == AGGLO_OK && k < f->replicates; k++)
        for (size_t r = 0; r < f->regions; r++)
            sum += facts_file_value(&firms, k, f->records - 1, r) / (double)f->replicates;
    memset(f->inside, 1, f->regions);
    *applies = sum >= LEAST_FIRMS;
    reader_variable_free(&firms);
    return status;
}

/* Leaves those Japanese regions in which a programme pays at some time after the burn-in. */
static agglo_status mark_programme(facts_file *f, int *applies, agglo_error *error) {
    double *grants;
    agglo_status status = facts_file_grants(f, &grants, error);
    *applies = 0;
    for (size_t r = 0; status == AGGLO_OK && grants != NULL && r < f->regions; r++) {
        int is_funded = 0;
        for (size_t t = facts_file_first_record(f); t < f->records; t++)
            is_funded |= grants[t * f->regions + r] > 0; /* the same in all replicates */
        f->inside[r] = f->inside[r] && is_funded;
        *applies |= f->inside[r];
    }
    free(grants);
    return status;
}

agglo_status facts_file_enter(facts_file *f, facts_setting setting, int *applies,
                              agglo_error *error) {
    enum { LEAST_REGIONS = 10 };
    f->missing[0] = '\0';
    if (setting == FACTS_ANY)
        return mark_all(f, applies, error);
    size_t count = mark_market(f, setting == FACTS_US ? "US" : "JP");
    *applies = setting == FACTS_SPACE      ? count >= LEAST_REGIONS
               : setting == FACTS_MARGINAL ? count == 1 && f->regions == 1
                                           : count > 0;
    return setting == FACTS_PROGRAMME && *applies ? mark_programme(f, applies, error) : AGGLO_OK;
}
