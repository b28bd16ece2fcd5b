/* The sampled designs: fills arrays of numbers for design.c. Private to sim/design*.c. */
#ifndef AGGLO_SIM_DESIGN_SAMPLES_H
#define AGGLO_SIM_DESIGN_SAMPLES_H

#include "sim/design.h"

/* Most points that keep their promises: GSL's sequence has 30 bits; a stream of random words begins
 * anew after 2^26, of which a Latin hypercube takes two a point. */
enum { DESIGN_SOBOL_MOST = 1 << 30, DESIGN_LATIN_MOST = 1 << 24 };

/* The level that a uniform number means. */
size_t design_level(double u, size_t level_count);

/* n × columns numbers in (0, 1): the digitally shifted sequence. columns <= DESIGN_COLUMNS_MOST. */
AGGLO_MUST_USE
agglo_status design_sample_sobol(uint64_t seed, size_t n, size_t columns, double *u,
                                 agglo_error *error);

/* n × factor_count numbers in (0, 1). */
AGGLO_MUST_USE
agglo_status design_sample_latin(const design_spec *spec, double *u, agglo_error *error);

/* n (factor_count + 1) × factor_count positions. */
AGGLO_MUST_USE
agglo_status design_sample_morris(const design_spec *spec, double *positions, agglo_error *error);

#endif
