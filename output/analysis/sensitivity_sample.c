#include "output/analysis/sensitivity_sample.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "sim/random.h"

/* ---- Units ---- */

static int is_complete(const double *y, size_t first, size_t block) {
    for (size_t p = first; p < first + block; p++)
        if (!isfinite(y[p]))
            return 0;
    return 1;
}

size_t sensitivity_units(const design *plan) {
    return design_points(plan) / design_block(plan);
}

size_t sensitivity_complete(const design *plan, const double *y) {
    size_t count = 0, block = design_block(plan);
    for (size_t first = 0; first < design_points(plan); first += block)
        count += (size_t)is_complete(y, first, block);
    return count;
}

static agglo_status refuse_missing(const design *plan, const double *y, agglo_error *error) {
    size_t missing = 0, first = 0;
    for (size_t p = design_points(plan); p-- > 0;)
        if (!isfinite(y[p])) {
            missing++;
            first = p;
        }
    error_set(error, AGGLO_ERROR_USAGE, "the outcome is missing at %zu of %zu points, first at %zu",
              missing, design_points(plan), first);
    error_hint(error, "repeat the runs that failed or never came, or leave incomplete %s out",
               design_block(plan) > 1 ? "base samples or trajectories" : "points");
    return AGGLO_ERROR_USAGE;
}

agglo_status sensitivity_sample_create(sensitivity_sample *sample, const design *plan,
                                       const double *y, const sensitivity_options *options,
                                       agglo_error *error) {
    size_t block = design_block(plan);
    *sample =
        (sensitivity_sample){.plan = plan, .y = y, .block = block, .factors = design_factors(plan)};
    if (sensitivity_complete(plan, y) < sensitivity_units(plan) && !options->skips_missing)
        return refuse_missing(plan, y, error);
    sample->first = malloc(sensitivity_units(plan) * sizeof *sample->first);
    if (sample->first == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu units of a design",
                         sensitivity_units(plan));
    for (size_t first = 0; first < design_points(plan); first += block)
        if (is_complete(y, first, block))
            sample->first[sample->count++] = first;
    return AGGLO_OK;
}

void sensitivity_sample_free(sensitivity_sample *sample) {
    free(sample->first);
    *sample = (sensitivity_sample){0};
}

agglo_status sensitivity_sample_suffices(const sensitivity_sample *sample, size_t least,
                                         agglo_error *error) {
    if (sample->count >= least)
        return AGGLO_OK;
    design_type type = design_specification(sample->plan)->type;
    error_set(error, AGGLO_ERROR_USAGE, "too few %s with an outcome",
              type == DESIGN_SALTELLI ? "base samples"
              : type == DESIGN_MORRIS ? "trajectories"
                                      : "points");
    error_got(error, "%zu", sample->count);
    error_expected(error, "%zu or more", least);
    return AGGLO_ERROR_USAGE;
}

/* ---- Bootstrap ---- */

static void resample(const sensitivity_sample *sample, uint64_t seed, size_t number, size_t *pick) {
    random_stream stream;
    random_stream_begin(&stream, random_key_make(seed, RANDOM_SENSITIVITY), number, 0, 0);
    for (size_t u = 0; u < sample->count; u++)
        pick[u] = gsl_rng_uniform_int(random_stream_gsl(&stream), sample->count);
}

/* `values`: one estimate of every resample; those that are no number do not count. */
static void take_interval(double *values, size_t count, double confidence,
                          sensitivity_interval *out) {
    size_t kept = 0;
    for (size_t r = 0; r < count; r++)
        if (!isnan(values[r]))
            values[kept++] = values[r];
    if (kept == 0)
        return;
    gsl_sort(values, 1, kept);
    out->low = gsl_stats_quantile_from_sorted_data(values, 1, kept, (1 - confidence) / 2);
    out->high = gsl_stats_quantile_from_sorted_data(values, 1, kept, (1 + confidence) / 2);
}

typedef struct {
    size_t *pick;
    double *estimates; /* of one resample */
    double *all;       /* estimates × resamples */
} workspace;

static void run(const sensitivity_sample *sample, const sensitivity_problem *problem,
                const sensitivity_options *options, const workspace *work,
                sensitivity_interval *out) {
    size_t resamples = options->resamples;
    for (size_t u = 0; u < sample->count; u++)
        work->pick[u] = u;
    problem->estimate(problem->context, work->pick, sample->count, work->estimates);
    for (size_t e = 0; e < problem->count; e++)
        out[e] = (sensitivity_interval){work->estimates[e], NAN, NAN};
    for (size_t r = 0; r < resamples; r++) {
        resample(sample, options->seed, r, work->pick);
        problem->estimate(problem->context, work->pick, sample->count, work->estimates);
        for (size_t e = 0; e < problem->count; e++)
            work->all[e * resamples + r] = work->estimates[e];
    }
    for (size_t e = 0; e < problem->count; e++)
        take_interval(work->all + e * resamples, resamples, options->confidence, &out[e]);
}

agglo_status sensitivity_bootstrap(const sensitivity_sample *sample,
                                   const sensitivity_problem *problem,
                                   const sensitivity_options *options, sensitivity_interval *out,
                                   agglo_error *error) {
    if (options->resamples > 0 && !(options->confidence > 0 && options->confidence < 1)) {
        error_set(error, AGGLO_ERROR_USAGE, "the confidence of an interval lies between 0 and 1");
        error_got(error, "%g", options->confidence);
        return AGGLO_ERROR_USAGE;
    }
    workspace work = {
        .pick = malloc(sample->count * sizeof *work.pick),
        .estimates = malloc(problem->count * sizeof *work.estimates),
        .all = calloc(options->resamples + 1, problem->count * sizeof *work.all),
    };
    int has_memory = work.pick != NULL && work.estimates != NULL && work.all != NULL;
    if (has_memory)
        run(sample, problem, options, &work, out);
    free(work.pick);
    free(work.estimates);
    free(work.all);
    return has_memory ? AGGLO_OK
                      : error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu resamples",
                                  options->resamples);
}
