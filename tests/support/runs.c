#include "tests/support/runs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/record.h"
#include "sim/farm.h"
#include "tests/support/statistics.h"

typedef struct {
    const scenario *s;
    runs *r;
} job;

static agglo_status run_one(void *context, size_t replicate, int lanes, agglo_error *error) {
    const job *j = context;
    runs *r = j->r;
    simulation *sim = NULL;
    agglo_status status = simulation_create(j->s, (int)replicate, lanes, &sim, error);
    while (status == AGGLO_OK && !simulation_is_complete(sim)) {
        status = simulation_advance(sim, error);
        simulation_events(sim)->count = 0;
    }
    if (status == AGGLO_OK) {
        size_t count, size = r->records * r->regions;
        const double *rows = simulation_rows(sim, &count);
        if (count != size)
            status = error_set(error, AGGLO_ERROR_INTERNAL, "%zu rows, not %zu", count, size);
        else
            memcpy(r->rows + replicate * size * r->width, rows, size * r->width * sizeof *rows);
        r->hashes[replicate] = simulation_hash(sim);
    }
    simulation_free(sim);
    return status;
}

runs runs_make(const scenario *s, size_t replicates) {
    runs r = {.replicates = replicates,
              .records = (size_t)(s->years * 12 / s->record_every_months) + 1,
              .regions = (size_t)s->region_count,
              .width = record_width()};
    r.rows = malloc(replicates * r.records * r.regions * r.width * sizeof *r.rows);
    r.hashes = malloc(replicates * sizeof *r.hashes);
    assert_non_null(r.rows);
    assert_non_null(r.hashes);
    agglo_error error = {0};
    assert_int_equal(simulation_schema_create(s, &r.described, &error), AGGLO_OK);
    if (farm_run(replicates, 2, run_one, &(job){s, &r}, &error) != AGGLO_OK) {
        char text[1024];
        error_format(&error, text, sizeof text);
        fail_msg("%s", text);
    }
    return r;
}

void runs_free(runs *r) {
    free(r->rows);
    free(r->hashes);
    simulation_schema_free(r->described);
    *r = (runs){0};
}

size_t runs_place(const runs *r, const char *name) {
    const schema *all = simulation_schema_get(r->described);
    for (size_t k = 0; k < all->variable_count; k++)
        if (strcmp(all->variables[k].name, name) == 0)
            return all->variables[k].offset;
    fail_msg("there is no output %s", name);
    return 0;
}

double runs_value(const runs *r, const char *name, size_t element, size_t replicate, size_t record,
                  size_t region) {
    assert_true(replicate < r->replicates && record < r->records && region < r->regions);
    size_t row = (replicate * r->records + record) * r->regions + region;
    return r->rows[row * r->width + runs_place(r, name) + element];
}

double runs_between(const runs *r, const char *name, size_t element, size_t replicate, size_t first,
                    size_t last, size_t region) {
    double sum = 0;
    for (size_t t = first; t <= last; t++)
        sum += runs_value(r, name, element, replicate, t, region);
    return sum / (double)(last - first + 1);
}

double *runs_sample(const runs *r, const char *name, size_t element, size_t first, size_t last,
                    size_t region) {
    double *sample = malloc(r->replicates * sizeof *sample);
    assert_non_null(sample);
    for (size_t k = 0; k < r->replicates; k++)
        sample[k] = runs_between(r, name, element, k, first, last, region);
    return sample;
}

double runs_median(const runs *r, const char *name, size_t record, size_t region) {
    double *sample = runs_sample(r, name, 0, record, record, region);
    double median = statistics_quantile(sample, r->replicates, 0.5);
    free(sample);
    return median;
}

double runs_mean(const runs *r, const char *name, size_t element, size_t first, size_t last,
                 size_t region) {
    double *sample = runs_sample(r, name, element, first, last, region);
    double mean = statistics_mean(sample, r->replicates);
    free(sample);
    return mean;
}

double runs_share_above(const runs *r, double level, size_t record, size_t region) {
    size_t above = 0;
    for (size_t k = 0; k < r->replicates; k++)
        above += runs_value(r, "firms", 0, k, record, region) >= level;
    return (double)above / (double)r->replicates;
}
