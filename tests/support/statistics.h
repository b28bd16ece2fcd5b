/* Sample statistics and checks whose tolerance is a multiple of a standard error. */
#ifndef AGGLO_TESTS_SUPPORT_STATISTICS_H
#define AGGLO_TESTS_SUPPORT_STATISTICS_H

#include <stddef.h>

double statistics_mean(const double *x, size_t n);
double statistics_variance(const double *x, size_t n); /* divided by n - 1 */
double statistics_kurtosis(const double *x, size_t n); /* 3 for a normal distribution */
double statistics_slope(const double *x, const double *y, size_t n); /* least squares */

/* Linear between order statistics; sorts x. */
double statistics_quantile(double *x, size_t n, double p);

/* Probability of a sum of squares at least this large by chance: small means that observed counts
 * do not fit expected ones. Neighbouring cells that expect less than 5 are put together. */
double statistics_fit(const double *observed, const double *expected, size_t cells);

/* Fails the test unless |value - expected| <= 3.5 standard errors: by chance once in 2,100. */
void statistics_near(const char *what, double value, double expected, double standard_error);

/* Fails the test unless low <= value <= high; prints the value in any case, so that a log shows how
 * near a result is to its limits. */
void statistics_within(const char *what, double value, double low, double high);

/* The same within a share of what is expected. */
void statistics_about(const char *what, double value, double expected, double share);

#endif
