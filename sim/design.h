/* Designs of experiments: which points of the space of factors are run. A design knows nothing of
 * what its factors mean: columns are factors, rows are points. `design_value` tells a factor's
 * value at a point, `design_position` where in the factor's range that is.
 *
 * A design is a pure function of its specification: the same for any number of threads and ranks,
 * and the same on every machine but for the last bits of logarithmic values, which are the C
 * library's. Its random numbers are no run's, even if seeds are equal. Making a design touches
 * nothing but the design; a made one is never changed, so threads may share it.
 *
 * What the methods do, with k factors:
 *
 *   factorial        all combinations of levels; the last factor changes fastest.
 *   one at a time    the base point, then factor by factor its levels other than the base.
 *   Latin hypercube  n points, one in each n-th part of every factor (McKay, Beckman and Conover
 *                    1979), at a random place in it; of `tries` candidates the one whose nearest
 *                    two points are farthest apart (maximin). Levels count for that by their place
 *                    among the levels. That takes n² k / 2 steps a candidate, so of designs of more
 *                    than DESIGN_COMPARED points only the first so many are compared.
 *   Sobol'           n points of the quasi-random sequence (GSL: 40 columns at most; directions of
 *                    Bratley and Fox 1988) with a random digital shift: each column's bits are
 *                    changed by a random word (exclusive or). The shift makes every point uniform,
 *                    so the sequence is taken from its very beginning: its first point, a zero that
 *                    others leave out, becomes as good as any, and with n a power of two each
 *                    factor's every 2^-m-th part, 2^m <= n, holds exactly n / 2^m points. Other n
 *                    are allowed and less balanced (Owen 2022, On dropping the first Sobol' point).
 *   Saltelli         n base samples of a Sobol' design of 2 k columns (so 20 factors at most); A is
 *                    its first k columns, B the others. Base sample j is a run of points that
 *                    begins at j (k + 2): A_j, B_j, then A_B^1 … A_B^k, where A_B^i is A with
 *                    factor i from B. With second_order it begins at j (2 k + 2), and B_A^1 … B_A^k
 *                    follow. So a sweep that stops early has whole base samples.
 *   Morris           n trajectories of k + 1 points on a grid of p levels (Morris 1991). Each
 *                    begins at a random point, then changes every factor once, in random order, by
 *                    p / (2 (p - 1)) of its range, up or down as fits. A factor that has levels is
 *                    its own grid: L levels, taken as ordered and equally spaced, and a step of
 *                    L / 2 of them (rounded down), so that every level is visited.
 *   table            points as they are given.
 *
 * In Latin hypercubes, Sobol' and Saltelli designs a level is floor(u × levels), u uniform. */
#ifndef AGGLO_SIM_DESIGN_H
#define AGGLO_SIM_DESIGN_H

#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

typedef enum {
    DESIGN_FACTORIAL,
    DESIGN_ONE_AT_A_TIME,
    DESIGN_LATIN_HYPERCUBE,
    DESIGN_SOBOL,
    DESIGN_SALTELLI, /* for Sobol' indices */
    DESIGN_MORRIS,   /* for elementary effects */
    DESIGN_TABLE,
    DESIGN_TYPES
} design_type;
extern const char *const design_type_names[DESIGN_TYPES]; /* as written in experiments */

enum {
    DESIGN_COLUMNS_MOST = 40, /* of the Sobol' sequence */
    DESIGN_COMPARED = 4096,   /* points of a Latin hypercube that are compared */
    DESIGN_MORRIS_LEVELS = 4, /* if the specification names none */
};

typedef enum { DESIGN_LINEAR, DESIGN_LOGARITHMIC } design_scale;

/* A factor: a range (level_count 0: low < high, finite; logarithmic: low > 0), or levels numbered
 * 0 … level_count - 1. A range in a factorial or one-at-a-time design gets `steps` (two or more)
 * levels equally spaced on its scale, ends included; nothing else reads `steps`. Only one-at-a-time
 * designs read the base, which may lie between the steps but not outside the range. In a table low,
 * high and base are not read: the range is what the table spans. */
typedef struct {
    double low, high, base; /* base: value at the base point, NAN: the middle on the scale */
    design_scale scale;
    size_t level_count, base_level;
    size_t steps;
} design_factor;

typedef struct {
    design_type type;
    size_t n;         /* points (Latin hypercube, Sobol', table), base samples (Saltelli),
                         trajectories (Morris); factorial, one at a time: not used */
    size_t levels;    /* Morris: levels of the grid, even; 0: DESIGN_MORRIS_LEVELS */
    size_t tries;     /* Latin hypercube: candidates; 0: one */
    int second_order; /* Saltelli */
    uint64_t seed;    /* of shifts, permutations, trajectories */
    const design_factor *factors;
    size_t factor_count;
    const double *table; /* DESIGN_TABLE: n × factor_count values (of levels: their numbers) */
} design_spec;

typedef struct design design;

/* Makes a design, which keeps its own copy of what the specification points at. Errors: usage, with
 * a hint, and in error.path `design.n`, `design.levels`, `factors[2]`, … (too many columns for the
 * Sobol' sequence, n zero or beyond the method's limit, levels of the grid odd, a range upside
 * down, a table with what is not a level, more than 2^31 points); memory. */
AGGLO_MUST_USE
agglo_status design_create(const design_spec *spec, design **out, agglo_error *error);
void design_free(design *plan); /* takes null */

size_t design_points(const design *plan);
size_t design_factors(const design *plan);

/* Points that belong together and follow each other: a base sample (Saltelli: k + 2, or 2 k + 2
 * with second_order), a trajectory (Morris: k + 1), else 1. */
size_t design_block(const design *plan);

/* The factor's value at a point: of a range its value, of levels the number of the level. */
double design_value(const design *plan, size_t point, size_t factor);

/* The same on the factor's own ruler: of a range 0 at low to 1 at high, linear in the value or in
 * its logarithm as the scale says; of levels the number of the level. */
double design_position(const design *plan, size_t point, size_t factor);

/* The value at a position of a factor; of levels the position. */
double design_value_at(const design_factor *factor, double position);

/* The specification the design was made of, with defaults filled in. It points into the design; the
 * factors of a table have the range that the table spans (a constant column: low = high). */
const design_spec *design_specification(const design *plan);

#endif
