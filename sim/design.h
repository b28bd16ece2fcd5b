/* Designs of experiments: which points of the space of factors are run. A design knows nothing of
 * what its factors mean: columns are factors, rows are points, entries lie in [0, 1) (continuous
 * factors) or are the numbers of levels. `design_value` turns an entry into a factor's value.
 *
 * A design is a pure function of its specification: the same on every machine, thread and rank. A
 * design of the types Sobol', Saltelli, Latin hypercube (not maximin) … that is made larger keeps
 * its first points where the method allows it; `design_is_nested` says which. */
#ifndef AGGLO_SIM_DESIGN_H
#define AGGLO_SIM_DESIGN_H

#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

typedef enum {
    DESIGN_FACTORIAL,       /* all combinations of levels */
    DESIGN_ONE_AT_A_TIME,   /* the base point, then each factor's other levels alone */
    DESIGN_LATIN_HYPERCUBE, /* stratified in every factor; the best of `tries` by maximin distance
                             */
    DESIGN_SOBOL,           /* quasi-random sequence, digitally shifted */
    DESIGN_SALTELLI,        /* for Sobol' indices: A, B, A_B^i (and B_A^i with second_order) */
    DESIGN_MORRIS,          /* trajectories of elementary effects */
    DESIGN_TABLE,           /* points given one by one */
    DESIGN_TYPES
} design_type;
extern const char *const design_type_names[DESIGN_TYPES]; /* as written in experiments */

typedef enum { DESIGN_LINEAR, DESIGN_LOGARITHMIC } design_scale;

/* A factor: a range (level_count 0: low < high; logarithmic: low > 0), or levels numbered
 * 0 … level_count - 1. A range in a factorial or one-at-a-time design gets `steps` equally spaced
 * levels, ends included. */
typedef struct {
    double low, high, base; /* base: value of the base point (one at a time), NAN: the middle */
    design_scale scale;
    size_t level_count, base_level;
    size_t steps;
} design_factor;

typedef struct {
    design_type type;
    size_t n;         /* points (Latin hypercube, Sobol'), base samples (Saltelli),
                         trajectories (Morris); 0: not used */
    size_t levels;    /* Morris: levels of the grid, even, 4 by default */
    size_t tries;     /* Latin hypercube: candidates, 1 or more */
    int second_order; /* Saltelli */
    uint64_t seed;    /* of shifts, permutations, trajectories */
    const design_factor *factors;
    size_t factor_count;
    const double *table; /* DESIGN_TABLE: n × factor_count values (of levels: their numbers) */
} design_spec;

typedef struct design design;

/* Makes a design. Errors: usage (with a hint: too many columns for the Sobol' sequence, n not
 * positive, levels odd, more than 2^31 points, a range upside down), memory. */
AGGLO_MUST_USE
agglo_status design_create(const design_spec *spec, design **out, agglo_error *error);
void design_free(design *design); /* takes null */

size_t design_points(const design *design);
size_t design_factors(const design *design);

/* The factor's value at a point: of a range its value, of levels the number of the level. */
double design_value(const design *design, size_t point, size_t factor);

/* True if a larger n of the same specification begins with the same points. */
int design_is_nested(design_type type);

/* The number of points of a specification, without making it; 0 if it is not valid or too large. */
size_t design_count(const design_spec *spec);

#endif
