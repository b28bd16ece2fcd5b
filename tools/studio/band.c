#include "tools/studio/band.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <stdlib.h>

#include "models/ensemble.h"
#include "models/record.h"
#include "sim/schedule.h"
#include "tools/agglo/signals.h"
#include "tools/studio/variables.h"

enum { RUNS = 20, QUANTILES = 3, DIGITS = 7, MOST_SECONDS = 60 };
static const double quantiles[QUANTILES] = {0.1, 0.5, 0.9};
static const char *const quantile_names[QUANTILES] = {"low", "middle", "high"};

struct band {
    size_t records, places, count;
    frame_variable variables[VARIABLES_MOST];
    double *times;  /* by record */
    double *values; /* place × variable × quantile × record */
};

typedef struct {
    const scenario *scenario;
    band *band;
    double *values; /* record × place × variable × run */
    double end;
    int threads;
} sampling;

/* ---- The runs ---- */

static agglo_status open_run(void *context, size_t number, ensemble_run *run, agglo_error *error) {
    const sampling *s = context;
    (void)error;
    *run = (ensemble_run){.scenario = s->scenario, .replicate = number};
    return AGGLO_OK;
}

static agglo_status take_run(void *context, size_t number, const double *rows, agglo_error *error) {
    sampling *s = context;
    const band *b = s->band;
    (void)error;
    for (size_t row = 0; row < b->records * b->places; row++)
        for (size_t k = 0; k < b->count; k++)
            s->values[(row * b->count + k) * RUNS + number] =
                variables_value(&b->variables[k], rows + row * record_width());
    return AGGLO_OK;
}

static int must_stop(void *context) {
    const sampling *s = context;
    return signals_requested() != 0 || schedule_clock() > s->end;
}

/* ---- Quantiles ---- */

static double *values_of(const band *b, size_t place, size_t variable, size_t quantile) {
    return b->values + ((place * b->count + variable) * QUANTILES + quantile) * b->records;
}

static void summarise(sampling *s) {
    const band *b = s->band;
    for (size_t t = 0; t < b->records; t++)
        for (size_t r = 0; r < b->places; r++)
            for (size_t k = 0; k < b->count; k++) {
                double *values = s->values + ((t * b->places + r) * b->count + k) * RUNS;
                gsl_sort(values, 1, RUNS);
                for (size_t q = 0; q < QUANTILES; q++)
                    values_of(b, r, k, q)[t] =
                        gsl_stats_quantile_from_sorted_data(values, 1, RUNS, quantiles[q]);
            }
}

static agglo_status sample(sampling *s, agglo_error *error) {
    const ensemble runs = {
        .count = RUNS, .context = s, .open = open_run, .take = take_run, .must_stop = must_stop};
    agglo_status status = ensemble_do(&runs, s->threads, error);
    if (status == AGGLO_OK)
        summarise(s);
    return status;
}

/* ---- The band ---- */

static int allocate(band *b, sampling *s) {
    size_t size = b->records * b->places * b->count;
    b->times = malloc(b->records * sizeof *b->times);
    b->values = malloc(size * QUANTILES * sizeof *b->values);
    s->values = malloc(size * RUNS * sizeof *s->values);
    return b->times != NULL && b->values != NULL && s->values != NULL;
}

agglo_status band_create(scenario *s, int threads, band **out, agglo_error *error) {
    *out = NULL;
    s->record_events = s->record_firms = s->record_network = 0;
    s->record_every_months = 12;
    band *b = calloc(1, sizeof *b);
    if (b == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a band");
    b->records = (size_t)s->years + 1;
    b->places = (size_t)s->region_count;
    b->count = variables_list(b->variables);
    sampling work = {
        .scenario = s, .band = b, .end = schedule_clock() + MOST_SECONDS, .threads = threads};
    agglo_status status = allocate(b, &work)
                              ? sample(&work, error)
                              : error_set(error, AGGLO_ERROR_MEMORY, "no memory for a band");
    for (size_t t = 0; status == AGGLO_OK && t < b->records; t++)
        b->times[t] = s->start_year + (double)t;
    free(work.values);
    if (status == AGGLO_OK)
        *out = b;
    else
        band_free(b);
    return status;
}

void band_free(band *b) {
    if (b == NULL)
        return;
    free(b->times);
    free(b->values);
    free(b);
}

int band_regions(const band *b) {
    return (int)b->places;
}

void band_tell(json *j, const band *b, int region) {
    json_object(j, NULL);
    json_numbers(j, "time", b->times, b->records, DIGITS);
    json_object(j, "variables");
    for (size_t k = 0; k < b->count; k++) {
        json_object(j, b->variables[k].name);
        for (size_t q = 0; q < QUANTILES; q++)
            json_numbers(j, quantile_names[q], values_of(b, (size_t)region, k, q), b->records,
                         DIGITS);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}
