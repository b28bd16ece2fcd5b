/* What all measurements share: medians, the machine's load, thread counts. */
#ifndef AGGLO_BENCH_MEASURE_H
#define AGGLO_BENCH_MEASURE_H

#include <stddef.h>

enum { MEASURE_MOST_ROUNDS = 101, MEASURE_MOST_COUNTS = 16 };

/* The median; sorts `values`. NAN if there are none. */
double measure_median(double *values, size_t count);

/* Processes that wanted a processor in the last minute, on average; NAN if that is not known. More
 * than the measurement's own threads means that others worked too. */
double measure_load(void);

/* 1, 2, 4, … and `threads` itself; returns how many. */
size_t measure_thread_counts(int threads, int counts[MEASURE_MOST_COUNTS]);

#endif
