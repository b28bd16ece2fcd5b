/* The units of a design whose outcomes are known, and the bootstrap over them. Private to
 * output/analysis/sensitivity*. */
#ifndef AGGLO_OUTPUT_ANALYSIS_SENSITIVITY_SAMPLE_H
#define AGGLO_OUTPUT_ANALYSIS_SENSITIVITY_SAMPLE_H

#include "output/analysis/sensitivity.h"

typedef struct {
    const design *plan;
    const double *y;
    size_t block, factors; /* points of a unit, factors of the design */
    size_t *first;         /* the first point of each unit, the design's order */
    size_t count;
} sensitivity_sample;

/* Errors: usage if an outcome is not finite and must be; memory. */
AGGLO_MUST_USE
agglo_status sensitivity_sample_create(sensitivity_sample *sample, const design *plan,
                                       const double *y, const sensitivity_options *options,
                                       agglo_error *error);
void sensitivity_sample_free(sensitivity_sample *sample);

/* Refuses a sample of fewer than `least` units. */
AGGLO_MUST_USE
agglo_status sensitivity_sample_suffices(const sensitivity_sample *sample, size_t least,
                                         agglo_error *error);

/* What is estimated: `count` numbers from units pick[0…picked), as numbers into sample->first; a
 * unit may come several times. NAN where a number cannot be told. */
typedef void (*sensitivity_estimator)(void *context, const size_t *pick, size_t picked,
                                      double *estimates);
typedef struct {
    sensitivity_estimator estimate;
    void *context;
    size_t count;
} sensitivity_problem;

/* Estimates from all units, each with its interval. Errors: usage (a confidence outside 0…1),
 * memory. */
AGGLO_MUST_USE
agglo_status sensitivity_bootstrap(const sensitivity_sample *sample,
                                   const sensitivity_problem *problem,
                                   const sensitivity_options *options, sensitivity_interval *out,
                                   agglo_error *error);

#endif
