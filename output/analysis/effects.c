#include "output/analysis/effects.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

typedef struct {
    const effects_sample *sample;
    const effects_options *options;
    effects_finding *out;
    size_t units;
    double *effect, *score, *sorted;               /* by pair; room for a resample */
    double *unit, *unit_score, *unit_cost;         /* means, by unit */
    double *unit_baseline, *unit_policy, *scratch; /* means, by unit */
} work;

/* ---- Statistics of resampled units ---- */

static double resampled_mean(const void *context, const size_t *pick, size_t count) {
    const double *x = context;
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += x[pick[i]];
    return sum / (double)count;
}

static double resampled_ratio(const void *context, const size_t *pick, size_t count) {
    const work *w = context;
    return resampled_mean(w->unit, pick, count) / resampled_mean(w->unit_cost, pick, count);
}

static double resampled_median(const void *context, const size_t *pick, size_t count) {
    const work *w = context;
    size_t block = w->sample->block;
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < block; k++)
            w->sorted[i * block + k] = w->effect[pick[i] * block + k];
    return gsl_stats_median(w->sorted, 1, count * block);
}

static agglo_status bootstrap(const work *w, intervals_statistic statistic, const void *context,
                              int is_accelerated, intervals_estimate *out, agglo_error *error) {
    intervals_bootstrap_options o = {w->options->resamples, w->options->seed,
                                     w->options->confidence, is_accelerated};
    intervals_problem problem = {statistic, context, w->units};
    return intervals_bootstrap(&problem, &o, out, error);
}

/* ---- Parts of a finding ---- */

static void take_unit_means(const double *x, size_t units, size_t block, double *means) {
    for (size_t u = 0; u < units; u++)
        means[u] = gsl_stats_mean(x + u * block, 1, block);
}

static void prepare(work *w) {
    const effects_sample *s = w->sample;
    effects_finding *out = w->out;
    out->pairs = s->pairs;
    out->units = w->units;
    for (size_t i = 0; i < s->pairs; i++) {
        double gain = w->effect[i] = s->policy[i] - s->baseline[i];
        w->score[i] = gain == 0 ? 0.5 : (gain > 0) != s->is_burden;
        out->changed += gain != 0;
    }
    out->baseline_mean = gsl_stats_mean(s->baseline, 1, s->pairs);
    out->policy_mean = gsl_stats_mean(s->policy, 1, s->pairs);
    out->baseline_sd = gsl_stats_sd(s->baseline, 1, s->pairs);
    out->policy_sd = gsl_stats_sd(s->policy, 1, s->pairs);
    take_unit_means(w->effect, w->units, s->block, w->unit);
    take_unit_means(w->score, w->units, s->block, w->unit_score);
    take_unit_means(s->baseline, w->units, s->block, w->unit_baseline);
    take_unit_means(s->policy, w->units, s->block, w->unit_policy);
    if (s->cost != NULL)
        take_unit_means(s->cost, w->units, s->block, w->unit_cost);
}

static int is_bootstrapped(const work *w) {
    return w->options->method == EFFECTS_BOOTSTRAP && w->units <= EFFECTS_BOOTSTRAP_MOST;
}

static agglo_status find_mean(work *w, agglo_error *error) {
    const effects_sample *s = w->sample;
    double confidence = w->options->confidence;
    if (s->is_binary && s->block == 1) {
        w->out->way = EFFECTS_BY_NEWCOMBE;
        w->out->mean = intervals_paired_shares(s->policy, s->baseline, s->pairs, confidence);
        return AGGLO_OK;
    }
    if (is_bootstrapped(w)) {
        w->out->way = EFFECTS_BY_BCA;
        return bootstrap(w, resampled_mean, w->unit, 1, &w->out->mean, error);
    }
    w->out->way = EFFECTS_BY_T;
    w->out->mean = intervals_mean(w->unit, w->units, confidence);
    return AGGLO_OK;
}

static agglo_status find_median(work *w, agglo_error *error) {
    if (w->sample->block > 1)
        return bootstrap(w, resampled_median, w, 0, &w->out->median, error);
    for (size_t i = 0; i < w->sample->pairs; i++)
        w->sorted[i] = w->effect[i];
    w->out->median = intervals_median(w->sorted, w->sample->pairs, w->options->confidence);
    return AGGLO_OK;
}

static void find_better(work *w) {
    intervals_estimate *better = &w->out->better;
    double share = gsl_stats_mean(w->score, 1, w->sample->pairs);
    if (w->sample->block == 1) {
        *better = intervals_share(share, w->units, w->options->confidence);
        return;
    }
    *better = intervals_mean(w->unit_score, w->units, w->options->confidence);
    better->low = fmax(better->low, 0);
    better->high = fmin(better->high, 1);
}

static agglo_status find_per_cost(work *w, agglo_error *error) {
    const effects_sample *s = w->sample;
    w->out->per_cost = (intervals_estimate){NAN, NAN, NAN};
    if (s->cost == NULL || gsl_stats_max(w->unit_cost, 1, w->units) <= 0)
        return AGGLO_OK;
    if (is_bootstrapped(w))
        return bootstrap(w, resampled_ratio, w, 1, &w->out->per_cost, error);
    w->out->per_cost = intervals_ratio(w->unit, w->unit_cost, w->units, w->options->confidence);
    return AGGLO_OK;
}

static void find_saving(work *w) {
    effects_finding *out = w->out;
    double apart = gsl_stats_variance(w->unit_baseline, 1, w->units) +
                   gsl_stats_variance(w->unit_policy, 1, w->units);
    double together = gsl_stats_variance(w->unit, 1, w->units);
    out->unpaired_half =
        intervals_welch_half(w->unit_policy, w->unit_baseline, w->units, w->options->confidence);
    out->saved = apart > 0 ? 1 - together / apart : NAN;
    out->factor = together > 0 ? apart / together : NAN;
}

static void find_spread(work *w) {
    const effects_sample *s = w->sample;
    effects_finding *out = w->out;
    double confidence = w->options->confidence;
    for (size_t i = 0; i < s->pairs; i++)
        w->sorted[i] = w->effect[i];
    gsl_sort(w->sorted, 1, s->pairs);
    out->single = intervals_middle(w->sorted, s->pairs, confidence);
    out->parts = intervals_variance(w->effect, w->units, s->block, confidence);
    out->expected = (intervals_estimate){NAN, NAN, NAN};
    if (!isfinite(out->parts.between))
        return;
    double noise = out->parts.within / (double)s->block,
           mean = gsl_stats_mean(w->unit, 1, w->units);
    double all = out->parts.between + noise;
    double drawn = all > 0 ? sqrt(out->parts.between / all) : 1;
    for (size_t u = 0; u < w->units; u++)
        w->scratch[u] = mean + drawn * (w->unit[u] - mean);
    gsl_sort(w->scratch, 1, w->units);
    out->expected = intervals_middle(w->scratch, w->units, confidence);
}

static agglo_status find_all(work *w, agglo_error *error) {
    prepare(w);
    agglo_status status = find_mean(w, error);
    if (status == AGGLO_OK)
        status = find_median(w, error);
    if (status == AGGLO_OK)
        status = find_per_cost(w, error);
    find_better(w);
    find_saving(w);
    find_spread(w);
    return status;
}

agglo_status effects_find(const effects_sample *sample, const effects_options *options,
                          effects_finding *out, agglo_error *error) {
    size_t pairs = sample->pairs, units = pairs / sample->block;
    *out = (effects_finding){0};
    if (units < 2) {
        error_set(error, AGGLO_ERROR_USAGE, "too few pairs of runs for an interval");
        error_got(error, "%zu", units);
        error_expected(error,
                       sample->block > 1 ? "two draws of parameters or more" : "two pairs or more");
        return AGGLO_ERROR_USAGE;
    }
    double *room = malloc((3 * pairs + 6 * units) * sizeof *room);
    if (room == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu pairs", pairs);
    double *units_room = room + 3 * pairs;
    work w = {.sample = sample,
              .options = options,
              .out = out,
              .units = units,
              .effect = room,
              .score = room + pairs,
              .sorted = room + 2 * pairs,
              .unit = units_room,
              .unit_score = units_room + units,
              .unit_cost = units_room + 2 * units,
              .unit_baseline = units_room + 3 * units,
              .unit_policy = units_room + 4 * units,
              .scratch = units_room + 5 * units};
    agglo_status status = find_all(&w, error);
    free(room);
    return status;
}
