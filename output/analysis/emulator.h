/* A fast stand-in for a model: a quadratic regression of one output on the positions of a few
 * parameters, by least squares (GSL multifit),
 *
 *     f(x) = b0 + sum_i b_i x_i + sum_{i <= j} b_ij x_i x_j,
 *
 * with x in -1…1 (positions 0…1 are shifted and stretched, which keeps the columns apart). What the
 * regression leaves unexplained is taken for noise of constant variance: the curvature that a
 * quadratic misses and the chance in the output. The leave-one-out error says how well outputs are
 * told that the fit has not seen; it costs one fit, e_i / (1 - h_ii), h_ii being the leverage of
 * point i (Allen 1974).
 *
 * Pure functions of their arguments; a made emulator is never changed, so threads may share it.
 * GSL calls its error handler on failure: programs should switch it off. */
#ifndef AGGLO_OUTPUT_ANALYSIS_EMULATOR_H
#define AGGLO_OUTPUT_ANALYSIS_EMULATOR_H

#include <stddef.h>

#include "sim/status.h"

enum { EMULATOR_MAX_PARAMETERS = 20 };

typedef struct emulator emulator;

/* Terms of the regression, and the fewest points that are accepted: half as many again. */
size_t emulator_terms(size_t parameters);
size_t emulator_least_points(size_t parameters);

/* Fits `count` outputs at positions x (count × parameters, each 0…1). Points whose output is not
 * finite are left out. Errors: usage (too few points, too many parameters), memory, internal (the
 * decomposition fails). */
AGGLO_MUST_USE
agglo_status emulator_fit(const double *x, const double *y, size_t count, size_t parameters,
                          emulator **out, agglo_error *error);
void emulator_free(emulator *e); /* takes null */

/* The regression at a position, and the variance of that mean (without the noise). */
typedef struct {
    double mean, variance;
} emulator_value;
emulator_value emulator_at(const emulator *e, const double *x);

double emulator_left_out(const emulator *e);  /* leave-one-out error, root mean square */
double emulator_explained(const emulator *e); /* 1 - left_out² / variance of the outputs */

/* Implausibility of a position: distance between emulator and observation in standard deviations of
 * all that is uncertain (Vernon, Goldstein and Bower 2010, doi:10.1214/10-BA524), `variance` being
 * that of the observation and of the model's chance together, of which the emulator's noise may
 * have seen a part, `chance`: it is not counted twice. */
typedef struct {
    double value, variance, chance;
} emulator_observation;
double emulator_implausibility(const emulator *e, const double *x,
                               const emulator_observation *observed);

#endif
