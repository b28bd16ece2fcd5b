#include "output/analysis/stylised.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fit.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

/* ---- Concentration ---- */

static double sum_of(const double *x, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum;
}

double stylised_share_of_largest(double *x, size_t n, size_t largest) {
    double sum = sum_of(x, n);
    gsl_sort(x, 1, n);
    if (largest > n)
        largest = n;
    return sum > 0 ? sum_of(x + n - largest, largest) / sum : NAN;
}

double stylised_herfindahl(const double *x, size_t n) {
    double sum = sum_of(x, n), squares = 0;
    for (size_t i = 0; i < n; i++)
        squares += x[i] * x[i];
    return sum > 0 ? squares / (sum * sum) : NAN;
}

/* ---- Tails ---- */

/* The slope of y on x by least squares. */
static double slope_of(const double *x, const double *y, size_t n) {
    double intercept, slope, c00, c01, c11, squares;
    gsl_fit_linear(x, 1, y, 1, n, &intercept, &slope, &c00, &c01, &c11, &squares);
    return slope;
}

double stylised_tail_exponent(double *sizes, size_t n, double share, size_t least) {
    size_t used = (size_t)(share * (double)n);
    used = used < least ? least : used;
    if (used > n || used < 2)
        return NAN;
    double *x = malloc(2 * used * sizeof *x);
    if (x == NULL)
        return NAN;
    double *y = x + used;
    gsl_sort(sizes, 1, n);
    for (size_t i = 0; i < used; i++) {
        x[i] = log(sizes[n - 1 - i]);
        y[i] = log((double)i + 0.5);
    }
    double exponent = -slope_of(x, y, used);
    free(x);
    return exponent;
}

/* ---- Growth ---- */

typedef struct {
    const double *distance; /* from the median, absolute */
    size_t n;
} subbotin_sample;

static double scale_of(const subbotin_sample *s, double shape) {
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        sum += pow(s->distance[i], shape);
    return pow(sum / (double)s->n, 1 / shape);
}

/* Minus the mean log-likelihood at the best scale for a shape. */
static double subbotin_cost(double log_shape, void *context) {
    const subbotin_sample *s = context;
    double b = exp(log_shape);
    return M_LN2 + log(scale_of(s, b)) + log(b) / b + gsl_sf_lngamma(1 + 1 / b) + 1 / b;
}

/* Brent's method on the logarithm of the shape; NAN if there is no minimum inside. */
static double best_log_shape(subbotin_sample *s) {
    enum { MOST_ROUNDS = 100 };
    static const double low = -2.3, high = 3, precision = 1e-6; /* shapes from 0.1 to 20 */
    gsl_function cost = {subbotin_cost, s};
    gsl_min_fminimizer *search = gsl_min_fminimizer_alloc(gsl_min_fminimizer_brent);
    double best = NAN;
    if (search != NULL && gsl_min_fminimizer_set(search, &cost, 0, low, high) == GSL_SUCCESS) {
        for (int round = 0; round < MOST_ROUNDS; round++)
            if (gsl_min_fminimizer_iterate(search) != GSL_SUCCESS ||
                gsl_min_test_interval(gsl_min_fminimizer_x_lower(search),
                                      gsl_min_fminimizer_x_upper(search), precision,
                                      0) == GSL_SUCCESS)
                break;
        best = gsl_min_fminimizer_x_minimum(search);
    }
    gsl_min_fminimizer_free(search);
    return best;
}

stylised_subbotin_fit stylised_subbotin(double *x, size_t n) {
    stylised_subbotin_fit fit = {NAN, NAN, NAN, NAN};
    double *distance = n < 10 ? NULL : malloc(n * sizeof *distance);
    if (distance == NULL)
        return fit;
    gsl_sort(x, 1, n);
    fit.median = gsl_stats_median_from_sorted_data(x, 1, n);
    for (size_t i = 0; i < n; i++)
        distance[i] = fabs(x[i] - fit.median);
    subbotin_sample sample = {distance, n};
    double log_shape = x[0] < x[n - 1] ? best_log_shape(&sample) : NAN;
    if (isfinite(log_shape)) {
        double gain = subbotin_cost(M_LN2, &sample) - subbotin_cost(log_shape, &sample);
        fit.shape = exp(log_shape);
        fit.scale = scale_of(&sample, fit.shape);
        fit.gaussian_p = gsl_cdf_chisq_Q(fmax(0, 2 * (double)n * gain), 1);
    }
    free(distance);
    return fit;
}

/* Mean of the logarithm of sizes, and logarithm of the deviation of growth, of the `count` members
 * of a bin; `values`: room for them. */
static void describe_bin(const double *sizes, const double *growth, const size_t *members,
                         size_t count, double *values, double point[2]) {
    point[0] = 0;
    for (size_t i = 0; i < count; i++) {
        values[i] = growth[members[i]];
        point[0] += log(sizes[members[i]]) / (double)count;
    }
    point[1] = log(gsl_stats_sd(values, 1, count));
}

double stylised_size_variance(const double *sizes, const double *growth, size_t n, size_t bins) {
    enum { LEAST = 20 };
    if (bins < 2 || n < LEAST * bins)
        return NAN;
    size_t *order = malloc(n * sizeof *order);
    double *values = malloc((n + 2 * bins) * sizeof *values);
    double slope = NAN;
    if (order != NULL && values != NULL) {
        double *x = values + n, *y = x + bins;
        gsl_sort_index(order, sizes, 1, n);
        for (size_t b = 0; b < bins; b++) {
            size_t first = b * n / bins, count = (b + 1) * n / bins - first;
            double point[2];
            describe_bin(sizes, growth, order + first, count, values, point);
            x[b] = point[0];
            y[b] = point[1];
        }
        slope = slope_of(x, y, bins);
    }
    free(order);
    free(values);
    return slope;
}

/* ---- Survival ---- */

void stylised_survival(const double *years, const uint8_t *has_ended, size_t n, const double *ages,
                       size_t age_count, double *alive) {
    for (size_t a = 0; a < age_count; a++)
        alive[a] = NAN;
    size_t *order = malloc((n + 1) * sizeof *order);
    if (order == NULL)
        return;
    gsl_sort_index(order, years, 1, n);
    for (size_t a = 0; a < age_count; a++) {
        double share = 1;
        if (n == 0 || years[order[n - 1]] < ages[a])
            continue;
        for (size_t i = 0; i < n && years[order[i]] <= ages[a];) {
            double now = years[order[i]], ends = 0, there = (double)(n - i);
            for (; i < n && years[order[i]] == now; i++)
                ends += has_ended[order[i]] != 0;
            share *= 1 - ends / there;
        }
        alive[a] = share;
    }
    free(order);
}

/* ---- Two outcomes ---- */

typedef struct {
    double weight, mean, variance;
} bell;

static double density(const bell *g, double x) {
    double d = x - g->mean;
    return g->weight * exp(-d * d / (2 * g->variance)) / sqrt(2 * M_PI * g->variance);
}

/* The two groups on either side of the cut that leaves the least variance within; x is sorted. */
static void cut(const double *x, size_t n, bell two[2]) {
    double least = INFINITY;
    for (size_t k = 2; k + 2 <= n; k++) {
        bell low = {(double)k / (double)n, gsl_stats_mean(x, 1, k), 0};
        bell high = {1 - low.weight, gsl_stats_mean(x + k, 1, n - k), 0};
        low.variance = gsl_stats_variance_with_fixed_mean(x, 1, k, low.mean);
        high.variance = gsl_stats_variance_with_fixed_mean(x + k, 1, n - k, high.mean);
        double within = low.weight * low.variance + high.weight * high.variance;
        if (within < least) {
            least = within;
            two[0] = low;
            two[1] = high;
        }
    }
}

/* One round of expectation and maximisation; returns the log-likelihood before it. No group gets a
 * variance below `least`: a likelihood without bound means nothing. */
static double improve(const double *x, size_t n, double least, bell two[2]) {
    double weight = 0, mean[2] = {0, 0}, square[2] = {0, 0}, likelihood = 0;
    for (size_t i = 0; i < n; i++) {
        double a = density(&two[0], x[i]), b = density(&two[1], x[i]);
        double upper = a + b > 0 ? b / (a + b) : 0.5;
        likelihood += log(a + b);
        weight += upper;
        mean[0] += (1 - upper) * x[i];
        mean[1] += upper * x[i];
        square[0] += (1 - upper) * x[i] * x[i];
        square[1] += upper * x[i] * x[i];
    }
    double weights[2] = {(double)n - weight, weight};
    for (int k = 0; k < 2; k++) {
        double sum = fmax(weights[k], 1e-9);
        two[k].weight = sum / (double)n;
        two[k].mean = mean[k] / sum;
        two[k].variance = fmax(least, square[k] / sum - two[k].mean * two[k].mean);
    }
    return likelihood;
}

stylised_modes stylised_two_modes(const double *x, size_t n) {
    enum { LEAST = 10, MOST_ROUNDS = 500 };
    static const double smallest_spread = 0.02; /* of a group, relative to all */
    stylised_modes modes = {NAN, NAN};
    double *sorted = n < LEAST ? NULL : malloc(n * sizeof *sorted);
    if (sorted == NULL)
        return modes;
    double mean = gsl_stats_mean(x, 1, n), variance = 0;
    for (size_t i = 0; i < n; i++) {
        sorted[i] = x[i] - mean; /* so that squares do not cancel */
        variance += sorted[i] * sorted[i] / (double)n;
    }
    modes = (stylised_modes){0, 0};
    if (variance > 0) {
        double least = variance * smallest_spread * smallest_spread;
        double one = -0.5 * (double)n * (log(2 * M_PI * variance) + 1), now = -INFINITY, before;
        bell two[2];
        gsl_sort(sorted, 1, n);
        cut(sorted, n, two);
        for (int k = 0; k < 2; k++)
            two[k].variance = fmax(least, two[k].variance);
        int round = 0;
        do {
            before = now;
            now = improve(sorted, n, least, two);
        } while (++round < MOST_ROUNDS && !(now - before < 1e-9 * (double)n));
        int upper = two[1].mean > two[0].mean;
        modes.upper_share = two[upper].weight;
        if (now - one > 1.5 * log((double)n)) /* three more numbers are fitted */
            modes.distance =
                M_SQRT2 * fabs(two[1].mean - two[0].mean) / sqrt(two[0].variance + two[1].variance);
    }
    free(sorted);
    return modes;
}
