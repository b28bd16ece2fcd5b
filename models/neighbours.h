/* Which regions lie near which: the pairs over which knowledge spills. Built once for a world. */
#ifndef AGGLO_MODELS_NEIGHBOURS_H
#define AGGLO_MODELS_NEIGHBOURS_H

#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

typedef struct {
    double x_km, y_km;
} neighbours_place;

/* The neighbours of place r are region[first[r]] … region[first[r + 1] - 1], in ascending order,
 * each with its weight exp(-distance/d0). */
typedef struct {
    int32_t *first; /* count + 1 */
    int32_t *region;
    double *weight;
} neighbours;

/* Finds all pairs of different places whose weight is at least `least_weight` (0...1). `d0`: km.
 * Time and memory grow with the pairs found, not with the pairs there are. What it filled before an
 * error is to be freed too. */
AGGLO_MUST_USE
agglo_status neighbours_find(neighbours *near, const neighbours_place *places, int32_t count,
                             double d0, double least_weight, agglo_error *error);
void neighbours_free(neighbours *near);

#endif
