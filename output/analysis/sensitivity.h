/* Global sensitivity: which factors an outcome depends on. Pure functions of numbers: an outcome
 * at every point of a design made by sim/design, in the design's order; where there are replicates,
 * their mean. Nothing is shared, so threads may call them at once.
 *
 * A design consists of units that stand for themselves: base samples (Saltelli), trajectories
 * (Morris), points (all others). Intervals are percentiles of bootstrap samples of whole units
 * (Efron 1979), a pure function of the options' seed. They take units for random ones, and are
 * therefore rather too wide for Sobol' sequences, whose points are more even.
 *
 * GSL's Jacobi decomposition is used, which calls GSL's error handler if it does not converge:
 * programs should switch the handler off. */
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
    int skips_missing; /* leave out units of which an outcome is not finite, else: an error */
} sensitivity_options;

/* How many units a design has, and how many of them have finite outcomes at all their points. */
size_t sensitivity_units(const design *plan);
size_t sensitivity_complete(const design *plan, const double *y);

/* Sobol' indices from a Saltelli design: the share of the outcome's variance that a factor makes
 * alone (first order; Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018, table 2 b), alone and
 * together with others (total; Jansen 1999, doi:10.1016/S0010-4655(98)00154-4), and that a pair of
 * factors makes only together (second order; Saltelli 2002, doi:10.1016/S0010-4655(02)00280-1).
 * Outcomes are centred before, which takes nothing from the expectation and much from the error.
 * With a second-order design every estimate is the mean of itself and its mirror image, A and B
 * exchanged. True values lie in 0…1; estimates near 0 may be negative.
 *
 * `first` and `total`: one for each factor. `second`, may be null: factors × factors, symmetric,
 * NAN on the diagonal, all NAN if the design is not of second order. Errors: usage (not a Saltelli
 * design, an outcome that is not finite or does not vary, fewer than two base samples), memory. */
AGGLO_MUST_USE
agglo_status sensitivity_sobol(const design *plan, const double *y,
                               const sensitivity_options *options, sensitivity_interval *first,
                               sensitivity_interval *total, sensitivity_interval *second,
                               agglo_error *error);

/* Elementary effects from a Morris design (Morris 1991): their mean, the mean of their absolute
 * values (mu*, Campolongo et al. 2007, doi:10.1016/j.envsoft.2006.10.004) and their standard
 * deviation (NAN of one trajectory), in units of the outcome per full range of the factor, on its
 * scale; of levels: from the first to the last. Where levels have no order, mu has no meaning and
 * mu* says how much it matters which one. One for each factor. Errors: usage (not a Morris design,
 * an outcome that is not finite), memory. */
typedef struct {
    double mu, sigma;
    sensitivity_interval mu_star;
} sensitivity_morris_effect;
AGGLO_MUST_USE
agglo_status sensitivity_morris(const design *plan, const double *y,
                                const sensitivity_options *options,
                                sensitivity_morris_effect *effects, agglo_error *error);

/* Linear regression of the outcome on the factors' positions, for any design: coefficients
 * standardised by the standard deviations of factor and outcome, and partial rank correlations (of
 * what the other factors' ranks leave unexplained of both ranks, ties averaged; Iman and Conover
 * 1979). `r_squared`, may be null: the share of the outcome's variance that the linear model
 * explains; where it is low the coefficients tell little. Of a Saltelli design only A and B are
 * used, which are independent. A factor that does not vary, or that others determine, gets what the
 * least-norm solution gives it: 0, or an equal share. One for each factor. Errors: usage (an
 * outcome that is not finite or does not vary, not more points than factors + 1), memory. */
typedef struct {
    sensitivity_interval standardised, partial_rank;
} sensitivity_coefficient;
AGGLO_MUST_USE
agglo_status sensitivity_regression(const design *plan, const double *y,
                                    const sensitivity_options *options,
                                    sensitivity_coefficient *coefficients,
                                    sensitivity_interval *r_squared, agglo_error *error);

/* Main effect of a factor: means of the outcome over parts of the factor's range, in rising order.
 * The parts are the factor's levels, or the steps of its grid (factorial, one at a time, Morris),
 * or else `bins` equal parts on its scale; sensitivity_parts tells how many that makes. `position`:
 * the mean of the part's points as a value of the factor; of a part without points its middle.
 * `spread`: the standard error of the mean as if points were independent (NAN of one point). Means
 * of parts without points are NAN. Outcomes that are not finite are left out. Of a Saltelli design
 * A and B are used, of a one-at-a-time design the points where only this factor moves. */
size_t sensitivity_parts(const design *plan, size_t factor, size_t bins);
typedef struct {
    double position, mean, spread;
    size_t points;
} sensitivity_part;
void sensitivity_main_effect(const design *plan, const double *y, size_t factor, size_t bins,
                             sensitivity_part *parts);

#endif
