/* What a policy changed, from pairs of runs that share their random numbers: the effect on one
 * outcome with its interval, how often it is for the better, what it cost, how much the pairing
 * gained, and how much of its variance is that of uncertain parameters. Pure functions of numbers;
 * an outcome is no more than a number of a run.
 *
 * Pairs come in units of `block`: pairs that share one draw of the parameters are not independent,
 * so intervals are made of the units' means. Without draws a unit is a pair. */
#ifndef AGGLO_OUTPUT_ANALYSIS_EFFECTS_H
#define AGGLO_OUTPUT_ANALYSIS_EFFECTS_H

#include "output/analysis/intervals.h"

/* Of means and ratios. Effects are often skew, because few worlds take off: with 40 pairs t then
 * misses the mean more often than it says, the bootstrap hardly. */
typedef enum { EFFECTS_BOOTSTRAP, EFFECTS_T } effects_method;

/* With more units than these the two agree, and t is taken: leaving out each unit in turn, as the
 * bootstrap's correction does, takes units squared steps. */
enum { EFFECTS_BOOTSTRAP_MOST = 1000 };

typedef struct {
    effects_method method;
    double confidence; /* for instance 0.95 */
    size_t resamples;  /* of the bootstrap */
    uint64_t seed;     /* of the bootstrap */
} effects_options;

typedef struct {
    const double *baseline, *policy; /* by pair */
    const double *cost;              /* what the policy cost more than the baseline, or null */
    size_t pairs, block;             /* pairs: a multiple of block */
    int is_binary;                   /* both are 0 or 1 */
    int is_burden;                   /* less of it is better */
} effects_sample;

/* How the interval of the mean effect was made. */
typedef enum { EFFECTS_BY_T, EFFECTS_BY_BCA, EFFECTS_BY_NEWCOMBE } effects_way;

typedef struct {
    size_t pairs, units;
    double baseline_mean, baseline_sd, policy_mean, policy_sd; /* over runs */
    size_t changed;                                            /* pairs in which the two differ */
    effects_way way;                                           /* of the mean */
    intervals_estimate mean;                                   /* effect: policy less baseline */
    intervals_estimate median; /* between order statistics, or percentiles of a bootstrap where a
                                  unit has several pairs */
    intervals_estimate better; /* share of pairs in which the policy is better, ties half; Wilson's,
                                  or by t where a unit has several pairs */
    intervals_estimate single; /* median pair and the middle of all pairs: one world */
    double unpaired_half;      /* half the interval of the mean if runs had not been in pairs */
    double saved;              /* share of variance that pairing took away; may be negative */
    double factor;             /* of replicates that unpaired runs would need; NAN: no variance */
    intervals_estimate per_cost; /* mean effect / mean cost; NAN: nothing spent, or not known */
    intervals_components parts;  /* of the effect's variance: parameters and chance */
    intervals_estimate expected; /* with several pairs in a unit: median and middle of the effects
                                    expected of units, their means drawn together until they spread
                                    as far as parameters do (Louis 1984) */
} effects_finding;

/* Errors: usage (fewer than two units), memory. */
AGGLO_MUST_USE
agglo_status effects_find(const effects_sample *sample, const effects_options *options,
                          effects_finding *out, agglo_error *error);

#endif
