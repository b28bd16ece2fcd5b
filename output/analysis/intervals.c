#include "output/analysis/intervals.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

#include "sim/random.h"

static double student(double confidence, double freedom) {
    return gsl_cdf_tdist_Pinv(0.5 + confidence / 2, freedom);
}

static double normal(double confidence) {
    return gsl_cdf_ugaussian_Pinv(0.5 + confidence / 2);
}

intervals_estimate intervals_mean(const double *x, size_t n, double confidence) {
    if (n < 2)
        return (intervals_estimate){n == 1 ? x[0] : NAN, NAN, NAN};
    double mean = gsl_stats_mean(x, 1, n);
    double half = student(confidence, (double)n - 1) * gsl_stats_sd_m(x, 1, n, mean) / sqrt(n);
    return (intervals_estimate){mean, mean - half, mean + half};
}

double intervals_welch_half(const double *x, const double *y, size_t n, double confidence) {
    if (n < 2)
        return NAN;
    double a = gsl_stats_variance(x, 1, n) / (double)n, b = gsl_stats_variance(y, 1, n) / (double)n;
    if (a + b <= 0)
        return 0;
    double freedom = (a + b) * (a + b) * ((double)n - 1) / (a * a + b * b);
    return student(confidence, freedom) * sqrt(a + b);
}

intervals_estimate intervals_median(double *x, size_t n, double confidence) {
    if (n == 0)
        return (intervals_estimate){NAN, NAN, NAN};
    gsl_sort(x, 1, n);
    intervals_estimate out = {gsl_stats_median_from_sorted_data(x, 1, n), NAN, NAN};
    size_t left_out = 0; /* on either side, most that may be */
    while (left_out < n / 2 &&
           gsl_cdf_binomial_P((unsigned)left_out, 0.5, (unsigned)n) <= (1 - confidence) / 2)
        left_out++;
    if (left_out > 0) {
        out.low = x[left_out - 1];
        out.high = x[n - left_out];
    }
    return out;
}

intervals_estimate intervals_share(double share, size_t n, double confidence) {
    if (n == 0)
        return (intervals_estimate){NAN, NAN, NAN};
    double z = normal(confidence), k = z * z / (double)n;
    double middle = (share + k / 2) / (1 + k);
    double half = z / (1 + k) * sqrt(share * (1 - share) / (double)n + k / (double)n / 4);
    return (intervals_estimate){share, fmax(middle - half, 0), fmin(middle + half, 1)};
}

/* The correlation of two 0/1 numbers, drawn towards zero where it is positive. */
static double pair_correlation(double both, double only_x, double only_y, double neither) {
    double n = both + only_x + only_y + neither;
    double product = (both + only_x) * (only_y + neither) * (both + only_y) * (only_x + neither);
    double cross = both * neither - only_x * only_y;
    if (product <= 0)
        return 0;
    if (cross > 0)
        cross = fmax(cross - n / 2, 0);
    return cross / sqrt(product);
}

intervals_estimate intervals_paired_shares(const double *x, const double *y, size_t n,
                                           double confidence) {
    double counts[2][2] = {{0, 0}, {0, 0}};
    for (size_t i = 0; i < n; i++)
        counts[x[i] > 0.5][y[i] > 0.5]++;
    if (n == 0)
        return (intervals_estimate){NAN, NAN, NAN};
    double count = (double)n;
    double phi = pair_correlation(counts[1][1], counts[1][0], counts[0][1], counts[0][0]);
    intervals_estimate p = intervals_share((counts[1][1] + counts[1][0]) / count, n, confidence);
    intervals_estimate q = intervals_share((counts[1][1] + counts[0][1]) / count, n, confidence);
    double a = p.value - p.low, b = q.high - q.value, c = p.high - p.value, d = q.value - q.low;
    double value = (counts[1][0] - counts[0][1]) / count;
    return (intervals_estimate){value, value - sqrt(fmax(a * a - 2 * phi * a * b + b * b, 0)),
                                value + sqrt(fmax(c * c - 2 * phi * c * d + d * d, 0))};
}

intervals_estimate intervals_ratio(const double *x, const double *y, size_t n, double confidence) {
    if (n < 2)
        return (intervals_estimate){NAN, NAN, NAN};
    double mean_x = gsl_stats_mean(x, 1, n), mean_y = gsl_stats_mean(y, 1, n);
    double t = student(confidence, (double)n - 1), scale = t * t / (double)n;
    double a = mean_y * mean_y - scale * gsl_stats_variance(y, 1, n);
    double b = mean_x * mean_y - scale * gsl_stats_covariance(x, 1, y, 1, n);
    double c = mean_x * mean_x - scale * gsl_stats_variance(x, 1, n);
    if (a <= 0 || mean_y == 0)
        return (intervals_estimate){mean_y != 0 ? mean_x / mean_y : NAN, NAN, NAN};
    double root = sqrt(fmax(b * b - a * c, 0));
    return (intervals_estimate){mean_x / mean_y, (b - root) / a, (b + root) / a};
}

intervals_estimate intervals_middle(const double *sorted, size_t n, double confidence) {
    if (n == 0)
        return (intervals_estimate){NAN, NAN, NAN};
    return (intervals_estimate){
        gsl_stats_median_from_sorted_data(sorted, 1, n),
        gsl_stats_quantile_from_sorted_data(sorted, 1, n, (1 - confidence) / 2),
        gsl_stats_quantile_from_sorted_data(sorted, 1, n, (1 + confidence) / 2)};
}

/* ---- Bootstrap ---- */

typedef struct {
    size_t *pick;
    double *values; /* of resamples, or of the jackknife's units */
} workspace;

/* Share of resamples below the estimate, those equal to it half; never 0 or 1. */
static double bias(const double *values, size_t count, double estimate) {
    double below = 0;
    for (size_t r = 0; r < count; r++)
        below += values[r] < estimate ? 1 : values[r] == estimate ? 0.5 : 0;
    double n = (double)count;
    return gsl_cdf_ugaussian_Pinv(fmin(fmax(below / n, 0.5 / n), 1 - 0.5 / n));
}

/* From the skewness of estimates that leave out one unit each. */
static double acceleration(const intervals_problem *p, const workspace *work) {
    for (size_t out = 0; out < p->units; out++) {
        for (size_t u = 0, k = 0; u < p->units; u++)
            if (u != out)
                work->pick[k++] = u;
        work->values[out] = p->statistic(p->context, work->pick, p->units - 1);
    }
    double mean = gsl_stats_mean(work->values, 1, p->units), squares = 0, cubes = 0;
    for (size_t u = 0; u < p->units; u++) {
        double off = mean - work->values[u];
        squares += off * off;
        cubes += off * off * off;
    }
    return squares > 0 ? cubes / (6 * pow(squares, 1.5)) : 0;
}

static double corrected(double level, double z0, double a) {
    double z = z0 + gsl_cdf_ugaussian_Pinv(level);
    return gsl_cdf_ugaussian_P(z0 + z / (1 - a * z));
}

static void resample(const intervals_problem *p, const intervals_bootstrap_options *o,
                     const workspace *work) {
    for (size_t r = 0; r < o->resamples; r++) {
        random_stream stream;
        random_stream_begin(&stream, random_key_make(o->seed, RANDOM_JUDGEMENT), r, 0, 0);
        for (size_t u = 0; u < p->units; u++)
            work->pick[u] = gsl_rng_uniform_int(random_stream_gsl(&stream), p->units);
        work->values[r] = p->statistic(p->context, work->pick, p->units);
    }
}

static void take_ends(const intervals_problem *p, const intervals_bootstrap_options *o,
                      const workspace *work, intervals_estimate *out) {
    double levels[2] = {(1 - o->confidence) / 2, (1 + o->confidence) / 2};
    workspace jackknife = {work->pick, work->values + o->resamples};
    resample(p, o, work);
    for (size_t r = 0; r < o->resamples; r++)
        if (!isfinite(work->values[r]))
            return; /* a ratio whose divisor was zero */
    double z0 = bias(work->values, o->resamples, out->value);
    double a = o->is_accelerated ? acceleration(p, &jackknife) : 0;
    for (int k = 0; k < 2 && o->is_accelerated; k++)
        levels[k] = corrected(levels[k], z0, a);
    gsl_sort(work->values, 1, o->resamples);
    out->low = gsl_stats_quantile_from_sorted_data(work->values, 1, o->resamples, levels[0]);
    out->high = gsl_stats_quantile_from_sorted_data(work->values, 1, o->resamples, levels[1]);
}

agglo_status intervals_bootstrap(const intervals_problem *p,
                                 const intervals_bootstrap_options *options,
                                 intervals_estimate *out, agglo_error *error) {
    *out = (intervals_estimate){NAN, NAN, NAN};
    workspace work = {malloc((p->units + 1) * sizeof *work.pick),
                      malloc((options->resamples + p->units + 1) * sizeof *work.values)};
    int has_memory = work.pick != NULL && work.values != NULL;
    if (has_memory && p->units > 0) {
        for (size_t u = 0; u < p->units; u++)
            work.pick[u] = u;
        out->value = p->statistic(p->context, work.pick, p->units);
    }
    if (has_memory && p->units > 1 && options->resamples > 0)
        take_ends(p, options, &work, out);
    free(work.pick);
    free(work.values);
    return has_memory ? AGGLO_OK
                      : error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu resamples",
                                  options->resamples);
}

/* ---- Components of variance ---- */

/* The share that a ratio of mean squares stands for; 0 where it is negative. */
static double share_of(double ratio, double size) {
    return isinf(ratio) ? 1 : fmin(fmax((ratio - 1) / (ratio - 1 + size), 0), 1);
}

intervals_components intervals_variance(const double *x, size_t groups, size_t size,
                                        double confidence) {
    intervals_components out = {NAN, NAN, {NAN, NAN, NAN}};
    if (groups < 2 || size < 2)
        return out;
    double all = gsl_stats_mean(x, 1, groups * size), between = 0, within = 0;
    for (size_t g = 0; g < groups; g++) {
        double mean = gsl_stats_mean(x + g * size, 1, size);
        between += (double)size * (mean - all) * (mean - all);
        within += gsl_stats_tss_m(x + g * size, 1, size, mean);
    }
    double one = (double)groups - 1, other = (double)(groups * (size - 1)), m = (double)size;
    between /= one;
    within /= other;
    out.between = fmax((between - within) / m, 0);
    out.within = within;
    if (between <= 0 && within <= 0)
        return out; /* nothing varies: nothing to share */
    double ratio = within > 0 ? between / within : INFINITY, tail = (1 - confidence) / 2;
    out.share = (intervals_estimate){share_of(ratio, m),
                                     share_of(ratio / gsl_cdf_fdist_Qinv(tail, one, other), m),
                                     share_of(ratio / gsl_cdf_fdist_Pinv(tail, one, other), m)};
    return out;
}
