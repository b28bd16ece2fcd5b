/* Shapley values: how much each of several players has contributed to what all of them make
 * together (Shapley 1953), from the values of coalitions that the caller finds out. Pure: knows
 * neither links nor policies nor runs; draws are functions of (seed, sample).
 *
 * A sample is one world in which coalitions are tried. Either all of them are (exact), or those
 * that form when the players come one by one in a random order, and in its reverse: antithetic, so
 * that who comes early once comes late the other time (Mitchell, Cooper, Frank and Holmes 2022,
 * J. Mach. Learn. Res. 23). In each sample the contributions sum to value(all) - value(none),
 * whatever the orders were. */
#ifndef AGGLO_OUTPUT_ANALYSIS_SHAPLEY_H
#define AGGLO_OUTPUT_ANALYSIS_SHAPLEY_H

#include <stddef.h>
#include <stdint.h>

/* Who is in: player i if bit i is set. */
typedef uint64_t shapley_coalition;

enum { SHAPLEY_PLAYERS_MOST = 64, SHAPLEY_EXACT_MOST = 16 };

typedef struct {
    size_t players; /* 1 … SHAPLEY_PLAYERS_MOST; exact: … SHAPLEY_EXACT_MOST */
    int is_exact;
    uint64_t seed; /* of the orders */
} shapley_plan;

shapley_coalition shapley_all(size_t players);

/* Coalitions of one sample. */
size_t shapley_runs(const shapley_plan *plan);

/* Fills `coalitions` (shapley_runs of them): the first is none, the last is all. */
void shapley_coalitions(const shapley_plan *plan, size_t sample, shapley_coalition *coalitions);

/* What each player has contributed in a sample: `values` of its coalitions, in the same order;
 * `contributions` has room for all players. */
void shapley_contributions(const shapley_plan *plan, size_t sample, const double *values,
                           double *contributions);

/* ---- Estimates from independent samples ---- */

/* The mean of samples and what it is of a whole: the quotient of the means, its standard error to
 * first order. Where a number cannot be told (one sample, a whole of zero) it is NAN. */
typedef struct {
    double value, error; /* mean, its standard error */
    double low, high;    /* Student's interval of the mean */
    double part, part_error;
} shapley_estimate;

/* Of x[i * stride], i < count; `whole` (stride 1) may be null. */
shapley_estimate shapley_estimate_of(const double *x, size_t stride, const double *whole,
                                     size_t count);

/* Half the width of the interval that belongs to a standard error. */
double shapley_half_width(double error, size_t count);

#define SHAPLEY_CONFIDENCE 0.95

#endif
