#include "tests/support/statistics.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

double statistics_mean(const double *x, size_t n) {
    double sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += x[i];
    return sum / (double)n;
}

double statistics_variance(const double *x, size_t n) {
    double mean = statistics_mean(x, n), sum = 0;
    for (size_t i = 0; i < n; i++)
        sum += (x[i] - mean) * (x[i] - mean);
    return sum / (double)(n - 1);
}

double statistics_kurtosis(const double *x, size_t n) {
    double mean = statistics_mean(x, n), second = 0, fourth = 0;
    for (size_t i = 0; i < n; i++) {
        double square = (x[i] - mean) * (x[i] - mean);
        second += square;
        fourth += square * square;
    }
    return (double)n * fourth / (second * second);
}

double statistics_slope(const double *x, const double *y, size_t n) {
    double mean_x = statistics_mean(x, n), mean_y = statistics_mean(y, n), xy = 0, xx = 0;
    for (size_t i = 0; i < n; i++) {
        xy += (x[i] - mean_x) * (y[i] - mean_y);
        xx += (x[i] - mean_x) * (x[i] - mean_x);
    }
    return xy / xx;
}

static int by_value(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

double statistics_quantile(double *x, size_t n, double p) {
    qsort(x, n, sizeof *x, by_value);
    double place = p * (double)(n - 1);
    size_t k = (size_t)place;
    return k + 1 < n ? x[k] + (place - (double)k) * (x[k + 1] - x[k]) : x[n - 1];
}

double statistics_fit(const double *observed, const double *expected, size_t cells) {
    double sum = 0, o = 0, e = 0;
    size_t used = 0;
    double rest = 0;
    for (size_t k = 0; k < cells; k++)
        rest += expected[k];
    for (size_t k = 0; k < cells; k++) {
        o += observed[k];
        e += expected[k];
        rest -= expected[k];
        if (k + 1 < cells && (e < 5 || rest < 5))
            continue;
        sum += e > 0 ? (o - e) * (o - e) / e : o > 0 ? INFINITY : 0;
        used++;
        o = e = 0;
    }
    return used > 1 ? gsl_cdf_chisq_Q(sum, (double)(used - 1)) : 1;
}

void statistics_near(const char *what, double value, double expected, double standard_error) {
    if (!(fabs(value - expected) <= 3.5 * standard_error))
        fail_msg("%s: %g, expected %g +- %g", what, value, expected, 3.5 * standard_error);
}

void statistics_within(const char *what, double value, double low, double high) {
    print_message("%-40s %10.4g   (%.4g to %.4g)\n", what, value, low, high);
    if (!(value >= low && value <= high))
        fail_msg("%s: %g, expected %g to %g", what, value, low, high);
}

void statistics_about(const char *what, double value, double expected, double share) {
    statistics_within(what, value, expected - share * fabs(expected),
                      expected + share * fabs(expected));
}
