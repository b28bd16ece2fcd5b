/* A calibration's document: parameters that are free, numbers that were observed, and how the two
 * are brought together. Read from JSON as strictly as scenarios; constant afterwards: threads share
 * it. It gives the scenario of a point of the parameters' space and takes the numbers that stand
 * against the observations out of its runs; it knows no method of calibration.
 *
 * Points are positions 0…1 in every parameter's range, on its scale: the prior is uniform over
 * them. */
#ifndef AGGLO_MODELS_TARGETS_H
#define AGGLO_MODELS_TARGETS_H

#include "models/measures.h"
#include "models/scenario/scenario.h"
#include "sim/config.h"
#include "sim/design.h"

enum { TARGETS_NAME_SIZE = 96, TARGETS_MAX_PARAMETERS = 20, TARGETS_MAX = 200 };

typedef struct {
    char *path;       /* in the scenario, as for --set */
    const char *name; /* dotted: the path without "parameters." */
    const char *unit; /* "1" where not known */
    const char *meaning;
    design_factor range;
    const config_node *node;
} targets_parameter;

/* A number of a run: a measure in a region (MEASURES_ALL_REGIONS: over all), or the sum over the
 * `largest` regions, by this number. */
typedef struct {
    measure measure;
    int region;
    size_t largest; /* 0: not asked for */
} targets_number;

/* How runs become one number: the mean over replicates (of a ratio: the ratio of means), or their
 * median (of a ratio: of the replicates' ratios). */
typedef enum { TARGETS_MEAN, TARGETS_MEDIAN } targets_statistic;

typedef struct {
    char name[TARGETS_NAME_SIZE];
    char unit[72];
    size_t place;               /* which scenario */
    targets_number number, per; /* `per`: the denominator of a ratio */
    int is_ratio, is_held_out;
    int statistic;
    double value, sd;
    char *source;
    const config_node *node;
} targets_item;

/* A scenario that targets speak of, and what its runs look like. */
typedef struct {
    char *file;
    config_document *base;
    scenario *middle; /* at the middle of all ranges */
    struct simulation_schema *described;
    const schema *schema;
} targets_place;

typedef enum { TARGETS_ABC, TARGETS_MATCHING, TARGETS_BOTH } targets_method_type;

typedef struct {
    int type;
    /* history matching */
    int waves, points; /* points of a wave */
    double cut;        /* implausibility above which a point is ruled out */
    /* population Monte Carlo */
    int particles, generations; /* generations after the first, which is the prior */
    double quantile;            /* of distances: the next tolerance */
    double tolerance;           /* where it ends; NAN: abc_natural_tolerance */
    double least_acceptance;    /* of proposals, below which it ends */
    int kernel;                 /* 0 multivariate, 1 componentwise */
} targets_method;
extern const char *const targets_method_names[3]; /* by targets_method_type */

typedef struct {
    char *name, *description, *source;
    config_document *document;
    targets_parameter *parameters;
    size_t parameter_count;
    targets_item *items;
    size_t item_count, fitted_count; /* fitted: not held out */
    targets_place *places;
    size_t place_count;
    targets_method method;
    int replicates; /* of each scenario at each point */
    uint64_t seed;
    uint64_t identity; /* of all that decides about results, and of the model's version */
    char *text;        /* the document as canonical JSON */
} targets;

/* Reads a document and the scenarios it names, and tries every parameter at both ends of its range.
 * All faults go to `faults`; with errors *out is null. */
AGGLO_MUST_USE
agglo_status targets_load(const char *path, targets **out, agglo_faults *faults);
void targets_free(targets *t); /* takes null and half-built ones */

/* JSON Schema (draft 2020-12) of calibrations, freed by the caller; null without memory. */
char *targets_schema(void);

/* Value of a parameter at a position 0…1. */
double targets_value(const targets *t, size_t parameter, double position);

/* The scenario of a place at a point (positions by parameter), with a seed. With faults *out is
 * null. */
AGGLO_MUST_USE
agglo_status targets_scenario(const targets *t, size_t place, const double *position, uint64_t seed,
                              scenario **out, agglo_faults *faults);

/* What is kept of one run of a place: numerator and denominator (1 where there is none) of every
 * item, item × 2; of items of other places nothing is written. */
void targets_take(const targets *t, size_t place, const double *rows, double *pairs);

/* The number that stands against an observation, and the variance that chance leaves in it, from
 * `count` replicates (replicate × item × 2, as targets_take writes them). By the jackknife; of
 * medians pi/2 times the variance of the mean, as of normal numbers. Not numbers where no replicate
 * has a denominator; the variance of one replicate is NAN. */
typedef struct {
    double value, variance;
} targets_outcome;
targets_outcome targets_summarise(const targets *t, size_t item, const double *pairs, size_t count);

#endif
