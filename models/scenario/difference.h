/* The first difference between two scenarios, or between two objects that a field table describes,
 * as a path and two values in words; or all of them, one after the other. Values are compared, not
 * documents: a default that is written out, or a number with a unit, is no difference. */
#ifndef AGGLO_MODELS_SCENARIO_DIFFERENCE_H
#define AGGLO_MODELS_SCENARIO_DIFFERENCE_H

#include "models/scenario/fields.h"

typedef struct scenario_difference {
    char path[224];            /* regions.nuremberg.firms[1].size */
    char one[100], other[100]; /* the values */
    /* Null: the first difference is enough. Else it is told of each; 0 goes on to the next one. */
    int (*take)(const struct scenario_difference *d);
    void *context; /* of `take` */
} scenario_difference;

/* Notes a difference that is known to be one; returns 1, or what `take` returns. */
int scenario_difference_note(scenario_difference *d, const char *path, const char *one,
                             const char *other);

/* These return 1 with the difference, or 0. Two NANs are equal. */
int scenario_difference_number(scenario_difference *d, const char *path, double one, double other);
int scenario_difference_text(scenario_difference *d, const char *path, const char *one,
                             const char *other);

/* Fields of two objects of one table, in its order; their paths begin with `place` ("" at the
 * root). Texts are for people and fields of type FIELD_OTHER are not values: both are left out. */
int scenario_difference_fields(scenario_difference *d, const field_table *table, const char *place,
                               const void *one, const void *other);

/* All that acts from year 0 on: start, length of a step, seed, regions, world, parameters, links.
 */
int scenario_difference_setting(scenario_difference *d, const scenario *one, const scenario *other);

#endif
