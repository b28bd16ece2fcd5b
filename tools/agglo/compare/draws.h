/* Draws of uncertain parameters: from ranges, from a posterior, or both. Draw number d is a pure
 * function of what is asked for and the seed; draws are spread evenly (Sobol' sequence), and the
 * first so many of a longer list are the same list. */
#ifndef AGGLO_TOOLS_COMPARE_DRAWS_H
#define AGGLO_TOOLS_COMPARE_DRAWS_H

#include "models/scenario/scenario.h"
#include "output/posterior.h"
#include "sim/design.h"
#include "tools/agglo/options.h"

typedef struct {
    size_t count; /* of draws; 0: parameters are those of the scenarios */
    design *plan;
    design_factor *factors; /* of ranges; the last one is the place in the posterior, if any */
    const param **rows;     /* by range */
    size_t ranges;
    posterior *sample; /* or null */
    const param **sample_rows;
    double *cumulative; /* weights of the posterior, summed up to 1 */
} compare_draws;

/* `asked`: "uncertain" (all parameters that are marked so, over their plausible ranges, by the
 * logarithm where a range spans a decade), "NAME=LOW:HIGH", or the file of a posterior; what comes
 * later replaces ranges of the same parameter. With nothing asked there are no draws. Errors: usage
 * (unknown parameter, range outside its domain), input and io of the file, memory. */
AGGLO_MUST_USE
agglo_status compare_draws_create(const options_list *asked, size_t count, uint64_t seed,
                                  compare_draws *out, agglo_error *error);
void compare_draws_free(compare_draws *draws);

/* Number of parameters that vary. */
size_t compare_draws_parameters(const compare_draws *draws);

/* Sets the parameters of a draw. */
void compare_draws_set(const compare_draws *draws, size_t draw, parameters *of);

#endif
