#include "output/summary.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

size_t summary_levels(double *values, size_t count, const double *levels, size_t level_count,
                      double *out) {
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (!isnan(values[i]))
            values[kept++] = values[i];
    if (kept > 0)
        gsl_sort(values, 1, kept);
    for (size_t q = 0; q < level_count; q++)
        out[q] = kept > 0 ? gsl_stats_quantile_from_sorted_data(values, 1, kept, levels[q]) : NAN;
    return kept;
}

size_t summary_quantiles(double *values, size_t count, double out[SUMMARY_COUNT]) {
    static const double levels[SUMMARY_COUNT] = {0.05, 0.5, 0.95};
    return summary_levels(values, count, levels, SUMMARY_COUNT, out);
}
