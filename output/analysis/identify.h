/* Which directions of the parameters' space a calibration has pinned down: eigenvalues of the
 * posterior covariance in coordinates in which the prior is uniform with variance 1 and without
 * correlation. An eigenvalue is the share of the prior's variance that is left in a direction:
 * near 0 the targets tell it, near 1 they say nothing (compare the generalised eigenproblem of
 * posterior and prior covariances, Cui et al. 2014, doi:10.1088/0266-5611/30/11/114015).
 *
 * Pure functions. GSL calls its error handler on failure: programs should switch it off. */
#ifndef AGGLO_OUTPUT_ANALYSIS_IDENTIFY_H
#define AGGLO_OUTPUT_ANALYSIS_IDENTIFY_H

#include <stddef.h>

#include "sim/status.h"

typedef struct {
    size_t parameters;
    double *eigenvalues; /* falling */
    double *directions;  /* eigenvector by row; its largest component is positive */
    double effective;    /* size of the sample that is behind them */
} identify_result;

/* `x`: samples × parameters, positions 0…1 under a uniform prior; `weights` sum to 1. Errors: usage
 * (fewer than two samples), memory, internal. */
AGGLO_MUST_USE
agglo_status identify_directions(const double *x, const double *weights, size_t samples,
                                 size_t parameters, identify_result *out, agglo_error *error);
void identify_free(identify_result *result); /* takes null and half-built ones */

/* What an eigenvalue says. The bounds: more than 0.7 of the variance left; more than 0.3. */
typedef enum { IDENTIFY_NOT, IDENTIFY_WEAKLY, IDENTIFY_WELL } identify_verdict;
identify_verdict identify_judge(double eigenvalue);
extern const char *const identify_words[]; /* "not identified", … by verdict */

/* "spinoff.half_A, spinoff.eta7 (opposed)": the parameters that make up at least four fifths of a
 * direction, the strongest first. */
void identify_describe(const identify_result *result, size_t direction, const char *const *names,
                       char *text, size_t size);

#endif
