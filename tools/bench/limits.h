/* What the machine can do at most, measured on the spot: rates of the simulator are to be read
 * beside these. */
#ifndef AGGLO_BENCH_LIMITS_H
#define AGGLO_BENCH_LIMITS_H

#include "sim/status.h"

typedef struct {
    int threads;
    double triad;   /* bytes a second through a[i] = b[i] + s c[i]: two read, one written */
    double philox;  /* blocks of four words a second from random_draw */
    double regions; /* seconds that opening and closing a parallel region takes */
} limits_result;

/* Medians of `rounds`. `megabytes` of each of the triad's three arrays: well above the caches. */
AGGLO_MUST_USE
agglo_status limits_measure(int threads, int rounds, int megabytes, limits_result *result,
                            agglo_error *error);

#endif
