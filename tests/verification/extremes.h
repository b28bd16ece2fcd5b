/* Extreme conditions: what must be exactly nothing when a parameter is zero, or at the far end of
 * its domain. One table, run row by row by test_extremes.c and read by test_coverage.c. */
#ifndef AGGLO_TESTS_VERIFICATION_EXTREMES_H
#define AGGLO_TESTS_VERIFICATION_EXTREMES_H

#include "models/scenario/scenario.h"

enum { EXTREME_SILENT = 2 };

typedef struct extreme {
    const char *parameter;
    double value;        /* zero, or the far end */
    const char *outcome; /* what is then exactly zero, in words */
    scenario *(*make)(void);
    /* A number that is zero at `value` and is not at the default. */
    double (*measure)(scenario *s, const struct extreme *x);
    const char *output;                 /* recorded variable that is zero, where it is one */
    int element;                        /* of it; or an event, a stage, … of the measure */
    const char *silent[EXTREME_SILENT]; /* parameters that are zero in both cases */
} extreme;

extern const extreme extremes[];
extern const size_t extremes_count;

/* Does a unit say that something happens per time or per money? */
int extremes_is_rate(const char *unit);

#endif
