/* Numbers that say how results spread over replicates. Pure functions: threads may share them. */
#ifndef AGGLO_OUTPUT_SUMMARY_H
#define AGGLO_OUTPUT_SUMMARY_H

#include <stddef.h>

enum { SUMMARY_LOW, SUMMARY_MEDIAN, SUMMARY_HIGH, SUMMARY_COUNT };

/* The 5 %, 50 % and 95 % quantiles of `count` values, interpolated linearly between order
 * statistics. Values that are not a number (replicates that never came) are left out; if nothing
 * remains the quantiles are not a number either. Reorders `values`. Returns how many counted. */
size_t summary_quantiles(double *values, size_t count, double out[SUMMARY_COUNT]);

/* The same for other levels, 0…1. */
size_t summary_levels(double *values, size_t count, const double *levels, size_t level_count,
                      double *out);

#endif
