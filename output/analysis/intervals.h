/* Intervals of estimates from samples: means, medians, shares, ratios, components of variance. Pure
 * functions of numbers, so threads may call them at once. What the numbers mean is the caller's.
 *
 * An estimate or end that cannot be told (too few numbers, a ratio whose divisor may be zero) is
 * NAN. `confidence` lies between 0 and 1. GSL's error handler should be off. */
#ifndef AGGLO_OUTPUT_ANALYSIS_INTERVALS_H
#define AGGLO_OUTPUT_ANALYSIS_INTERVALS_H

#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

typedef struct {
    double value, low, high;
} intervals_estimate;

/* The mean, by Student's t. */
intervals_estimate intervals_mean(const double *x, size_t n, double confidence);

/* Half the width of the interval of the difference between the means of two independent samples of
 * the same size, variances apart (Welch 1947). */
double intervals_welch_half(const double *x, const double *y, size_t n, double confidence);

/* The median, between two order statistics whatever the distribution is: binomial(n, 1/2). Discrete
 * and so rather too wide than too narrow; no ends below six numbers at 95 %. Reorders `x`. */
intervals_estimate intervals_median(double *x, size_t n, double confidence);

/* A share of n, Wilson's score interval (1927). With ties that count half the variance is smaller
 * than the one it takes, so it is then rather too wide. */
intervals_estimate intervals_share(double share, size_t n, double confidence);

/* Difference between two shares in pairs, mean(x) - mean(y) of numbers that are 0 or 1: Newcombe's
 * square-and-add of Wilson's intervals with the correlation of the pairs (1998,
 * doi:10.1002/(SICI)1097-0258(19981130)17:22<2635::AID-SIM954>3.0.CO;2-C, method 10). */
intervals_estimate intervals_paired_shares(const double *x, const double *y, size_t n,
                                           double confidence);

/* mean(x) / mean(y) of pairs, by Fieller's theorem (1954). No ends if y's mean may be zero at this
 * confidence: then the ratio is not bounded. */
intervals_estimate intervals_ratio(const double *x, const double *y, size_t n, double confidence);

/* ---- Bootstrap ---- */

/* A number from the units pick[0…count); a unit may come several times. */
typedef double (*intervals_statistic)(const void *context, const size_t *pick, size_t count);
typedef struct {
    intervals_statistic statistic;
    const void *context;
    size_t units; /* independent ones */
} intervals_problem;

typedef struct {
    size_t resamples;
    uint64_t seed; /* what is drawn is a function of it alone */
    double confidence;
    int is_accelerated; /* bias-corrected and accelerated (Efron 1987), for smooth statistics: not
                           for medians, whose jackknife tells nothing; else percentiles */
} intervals_bootstrap_options;

/* Errors: memory. */
AGGLO_MUST_USE
agglo_status intervals_bootstrap(const intervals_problem *problem,
                                 const intervals_bootstrap_options *options,
                                 intervals_estimate *out, agglo_error *error);

/* ---- Components of variance ---- */

/* One-way random effects, `groups` of `size` numbers each, one group after the other (Searle,
 * Casella and McCulloch 1992, section 3.6): variances between and within groups from the mean
 * squares, a negative one set to 0, and the share of the first in their sum with its exact interval
 * for normal numbers (from F), cut to 0…1. `within` and the share need two numbers in a group. */
typedef struct {
    double between, within;
    intervals_estimate share;
} intervals_components;
intervals_components intervals_variance(const double *x, size_t groups, size_t size,
                                        double confidence);

/* Between which values the middle of sorted numbers lies: quantiles (1 ± confidence) / 2. */
intervals_estimate intervals_middle(const double *sorted, size_t n, double confidence);

#endif
