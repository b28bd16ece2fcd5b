/* Approximate Bayesian computation by population Monte Carlo (Beaumont et al. 2009,
 * doi:10.1093/biomet/asp052; Toni et al. 2009, doi:10.1098/rsif.2008.0172): one step from a
 * weighted population to the next. A step chooses a smaller tolerance, proposes positions until
 * enough of them come closer than it to what was observed, and weights them so that prior and
 * proposals cancel. Running the model, and deciding when to stop, are the caller's.
 *
 * The prior is uniform over the caller's support, a part of the unit cube: a position outside is
 * proposed anew. Pure functions of their arguments and of counter-based streams: a proposal depends
 * on its number alone, never on who asks first. GSL calls its error handler on failure: programs
 * should switch it off. */
#ifndef AGGLO_OUTPUT_ANALYSIS_ABC_H
#define AGGLO_OUTPUT_ANALYSIS_ABC_H

#include <stddef.h>

#include "sim/random.h"
#include "sim/status.h"

/* A population; arrays belong to the caller. */
typedef struct {
    size_t count, dimensions;
    double *x;         /* count × dimensions, 0…1 */
    double *weights;   /* sum 1 */
    double *distances; /* to what was observed */
} abc_population;

/* How a particle is moved: normally distributed with twice the weighted covariance of the
 * population (Filippi et al. 2013, doi:10.1515/sagmb-2012-0069), or with its diagonal only. */
typedef enum { ABC_MULTIVARIATE, ABC_COMPONENTWISE } abc_kernel_type;
typedef struct abc_kernel abc_kernel;
enum { ABC_MAX_DIMENSIONS = 64 };

/* Keeps a copy of the population's positions and weights. Errors: usage (no population,
 * too many dimensions), memory. */
AGGLO_MUST_USE
agglo_status abc_kernel_create(const abc_population *from, abc_kernel_type type, abc_kernel **out,
                               agglo_error *error);
void abc_kernel_free(abc_kernel *kernel); /* takes null */

/* A proposal: a particle chosen by weight and moved, again from the start while it lies outside the
 * unit cube or `is_supported` (may be null) says no. False if that has not come to an end after
 * very many attempts. */
typedef int (*abc_support)(void *context, const double *x);
int abc_propose(const abc_kernel *kernel, random_stream *stream, abc_support is_supported,
                void *context, double *x);

/* Weights of the next population, which was proposed from the kernel's: the inverse of the density
 * of proposals, normalised. */
void abc_weigh(const abc_kernel *kernel, abc_population *next);

/* The next tolerance: a quantile of the distances, but not below `least`. */
AGGLO_MUST_USE
agglo_status abc_tolerance(const abc_population *from, double quantile, double least,
                           double *tolerance, agglo_error *error);

/* 1 / sum of squared weights (Kish). */
double abc_effective(const double *weights, size_t count);

/* Root mean square of (simulated - observed) / sd; infinite if one is not finite. */
double abc_distance(const double *simulated, const double *observed, const double *sd,
                    size_t count);

/* The tolerance at which a uniform ball of distances spreads in every direction as the observations
 * do: sqrt(1 + 2 / targets). Below it, a model without chance would be held to more than is known.
 */
double abc_natural_tolerance(size_t targets);

#endif
