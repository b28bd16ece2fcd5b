#include "tools/agglo/compare/draws.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config.h"
#include "tools/agglo/compare/file.h"

/* From where a range spans so much its logarithm is uniform. */
static const double decade = 10;

static agglo_status no_memory(agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for draws of parameters");
}

/* The row of a parameter, with or without "parameters." before its name. */
static const param *find_row(const char *name) {
    static const char group[] = "parameters.";
    size_t length = sizeof group - 1;
    return params_find(parameters_table, strncmp(name, group, length) == 0 ? name + length : name);
}

static agglo_status refuse_name(const char *name, agglo_status kind, agglo_error *error) {
    const char *names[512];
    size_t count = parameters_table.count < 512 ? parameters_table.count : 512;
    for (size_t i = 0; i < count; i++)
        names[i] = parameters_table.rows[i].name;
    const char *closest = config_closest(name, names, count);
    error_set(error, kind, "there is no parameter '%s'", name);
    error_expected(error, "a name of 'agglo describe parameters'");
    if (closest != NULL)
        error_hint(error, "did you mean '%s'?", closest);
    return kind;
}

/* ---- Ranges ---- */

static void add_range(compare_draws *d, const param *row, double low, double high) {
    size_t place = 0;
    while (place < d->ranges && d->rows[place] != row)
        place++;
    int is_logarithmic = low > 0 && high / low >= decade;
    d->rows[place] = row;
    d->factors[place] =
        (design_factor){.low = low,
                        .high = high,
                        .base = NAN,
                        .scale = is_logarithmic ? DESIGN_LOGARITHMIC : DESIGN_LINEAR};
    d->ranges += place == d->ranges;
}

static void add_uncertain(compare_draws *d) {
    for (size_t i = 0; i < parameters_table.count; i++) {
        const param *row = &parameters_table.rows[i];
        if ((row->flags & PARAM_UNCERTAIN) != 0 && row->low < row->high)
            add_range(d, row, row->low, row->high);
    }
}

static agglo_status add_named(compare_draws *d, const char *text, agglo_error *error) {
    char name[96], rest;
    double low, high;
    const char *sign = strchr(text, '=');
    snprintf(name, sizeof name, "%.*s", (int)(sign - text), text);
    const param *row = find_row(name);
    if (row == NULL)
        return refuse_name(name, AGGLO_ERROR_USAGE, error);
    if (sscanf(sign + 1, "%lf:%lf%c", &low, &high, &rest) != 2 || !(low < high) || !isfinite(low) ||
        !isfinite(high) || low < row->valid_low || high > row->valid_high) {
        error_set(error, AGGLO_ERROR_USAGE, "--over: the range is not valid");
        error_got(error, "%s", text);
        error_expected(error, "%s=LOW:HIGH, LOW below HIGH, within %g to %g", row->name,
                       row->valid_low, row->valid_high);
        return AGGLO_ERROR_USAGE;
    }
    add_range(d, row, low, high);
    return AGGLO_OK;
}

/* ---- Posterior ---- */

static agglo_status refuse_sample(const char *path, const char *what, agglo_error *error) {
    error_set(error, AGGLO_ERROR_INPUT, "%s", what);
    error_place(error, path, 0, NULL);
    return AGGLO_ERROR_INPUT;
}

static agglo_status find_sample_rows(compare_draws *d, const char *path, agglo_error *error) {
    d->sample_rows = calloc(d->sample->parameters + 1, sizeof *d->sample_rows);
    if (d->sample_rows == NULL)
        return no_memory(error);
    for (size_t k = 0; k < d->sample->parameters; k++) {
        const param *row = d->sample_rows[k] = find_row(d->sample->names[k]);
        if (row == NULL) {
            agglo_status status = refuse_name(d->sample->names[k], AGGLO_ERROR_INPUT, error);
            error_place(error, path, 0, NULL);
            return status;
        }
        for (size_t s = 0; s < d->sample->samples; s++) {
            double value = d->sample->values[s * d->sample->parameters + k];
            if (!(value >= row->valid_low && value <= row->valid_high))
                return refuse_sample(path, "a value lies outside its parameter's domain", error);
        }
    }
    return AGGLO_OK;
}

static agglo_status sum_weights(compare_draws *d, agglo_error *error) {
    double sum = 0;
    d->cumulative = malloc((d->sample->samples + 1) * sizeof *d->cumulative);
    if (d->cumulative == NULL)
        return no_memory(error);
    for (size_t s = 0; s < d->sample->samples; s++)
        d->cumulative[s] = sum += d->sample->weights[s];
    return AGGLO_OK;
}

static agglo_status add_sample(compare_draws *d, const char *path, agglo_error *error) {
    if (d->sample != NULL) {
        error_set(error, AGGLO_ERROR_USAGE, "--over: more than one posterior");
        error_got(error, "%s", path);
        return AGGLO_ERROR_USAGE;
    }
    d->sample = calloc(1, sizeof *d->sample);
    if (d->sample == NULL)
        return no_memory(error);
    agglo_status status = posterior_read(path, d->sample, error);
    if (status == AGGLO_OK)
        status = find_sample_rows(d, path, error);
    return status == AGGLO_OK ? sum_weights(d, error) : status;
}

/* ---- The whole ---- */

static agglo_status add(compare_draws *d, const char *text, agglo_error *error) {
    if (strcmp(text, "uncertain") == 0) {
        add_uncertain(d);
        return AGGLO_OK;
    }
    if (strchr(text, '=') != NULL)
        return add_named(d, text, error);
    if (compare_file_is(text))
        return add_sample(d, text, error);
    error_set(error, AGGLO_ERROR_USAGE, "--over: neither a range nor the file of a posterior");
    error_got(error, "%s", text);
    error_expected(error, "uncertain, NAME=LOW:HIGH or an HDF5 file");
    return AGGLO_ERROR_USAGE;
}

static agglo_status make_plan(compare_draws *d, size_t count, uint64_t seed, agglo_error *error) {
    size_t factors = d->ranges;
    if (d->sample != NULL)
        d->factors[factors++] = (design_factor){.low = 0, .high = 1, .base = NAN};
    design_spec spec = {.type = DESIGN_SOBOL,
                        .n = count,
                        .seed = seed,
                        .factors = d->factors,
                        .factor_count = factors};
    return design_create(&spec, &d->plan, error);
}

agglo_status compare_draws_create(const options_list *asked, size_t count, uint64_t seed,
                                  compare_draws *out, agglo_error *error) {
    *out = (compare_draws){0};
    if (asked->count == 0)
        return AGGLO_OK;
    out->factors = calloc(parameters_table.count + 1, sizeof *out->factors);
    out->rows = calloc(parameters_table.count, sizeof *out->rows);
    agglo_status status = out->factors != NULL && out->rows != NULL ? AGGLO_OK : no_memory(error);
    for (size_t i = 0; i < asked->count && status == AGGLO_OK; i++)
        status = add(out, asked->items[i], error);
    if (status == AGGLO_OK)
        status = make_plan(out, count, seed, error);
    if (status == AGGLO_OK)
        out->count = count;
    else
        compare_draws_free(out);
    return status;
}

void compare_draws_free(compare_draws *d) {
    design_free(d->plan);
    if (d->sample != NULL)
        posterior_free(d->sample);
    free(d->sample);
    free(d->sample_rows);
    free(d->cumulative);
    free(d->factors);
    free(d->rows);
    *d = (compare_draws){0};
}

size_t compare_draws_parameters(const compare_draws *d) {
    return d->ranges + (d->sample != NULL ? d->sample->parameters : 0);
}

static void set(parameters *of, const param *row, double value) {
    *param_value(of, row) = (row->flags & PARAM_INTEGER) != 0 ? round(value) : value;
}

/* The member of the posterior below which the share u of all weight lies. */
static size_t member_at(const compare_draws *d, double u) {
    size_t low = 0, high = d->sample->samples - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (d->cumulative[middle] > u)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

void compare_draws_set(const compare_draws *d, size_t draw, parameters *of) {
    if (d->sample != NULL) {
        size_t s = member_at(d, design_value(d->plan, draw, d->ranges));
        for (size_t k = 0; k < d->sample->parameters; k++)
            set(of, d->sample_rows[k], d->sample->values[s * d->sample->parameters + k]);
    }
    for (size_t k = 0; k < d->ranges; k++)
        set(of, d->rows[k], design_value(d->plan, draw, k));
}
