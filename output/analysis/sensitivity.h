/* Global sensitivity: which factors an outcome depends on. Pure functions of numbers: an outcome
 * at every point of a design made by sim/design, in its order. */
#ifndef AGGLO_OUTPUT_ANALYSIS_SENSITIVITY_H
#define AGGLO_OUTPUT_ANALYSIS_SENSITIVITY_H

#include <stddef.h>
#include <stdint.h>

#include "sim/design.h"
#include "sim/status.h"

/* An estimate with its bootstrap interval. */
typedef struct {
    double value, low, high;
} sensitivity_interval;

typedef struct {
    size_t resamples;  /* of the bootstrap, 0: no intervals (low = high = NAN) */
    double confidence; /* for instance 0.95 */
    uint64_t seed;
} sensitivity_options;

/* Sobol' indices from a Saltelli design: first order and total (Saltelli 2010, Jansen 1999), for
 * each factor; second order for each pair i < j at [i * factors + j] if the design has it and
 * `second` is not null. `y`: one outcome a point. Errors: usage if the outcome does not vary, or is
 * not finite. */
AGGLO_MUST_USE
agglo_status sensitivity_sobol(const design *design, const double *y,
                               const sensitivity_options *options, sensitivity_interval *first,
                               sensitivity_interval *total, sensitivity_interval *second,
                               agglo_error *error);

/* Morris: mean, mean of the absolute value (mu*, Campolongo 2007) and standard deviation of the
 * elementary effects of each factor, in units of the outcome per full range. */
typedef struct {
    double mu, sigma;
    sensitivity_interval mu_star;
} sensitivity_morris_effect;
AGGLO_MUST_USE
agglo_status sensitivity_morris(const design *design, const double *y,
                                const sensitivity_options *options,
                                sensitivity_morris_effect *effects, agglo_error *error);

/* Regression: standardised coefficients, partial rank correlations, and the share of variance the
 * linear model explains; for any design with more points than factors + 1. */
typedef struct {
    sensitivity_interval standardised, partial_rank;
} sensitivity_coefficient;
AGGLO_MUST_USE
agglo_status sensitivity_regression(const design *design, const double *y,
                                    const sensitivity_options *options,
                                    sensitivity_coefficient *coefficients, double *r_squared,
                                    agglo_error *error);

/* Main effect of a factor: means of the outcome in `bins` equal parts of the factor's range (or at
 * its levels), with the standard errors of the means; parts without points are NAN. */
AGGLO_MUST_USE
agglo_status sensitivity_main_effect(const design *design, const double *y, size_t factor,
                                     size_t bins, double *position, double *mean, double *error_of,
                                     agglo_error *error);

#endif
