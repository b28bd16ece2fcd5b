#include "tools/bench/measure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double measure_median(double *values, size_t count) {
    if (count == 0)
        return NAN;
    qsort(values, count, sizeof *values, compare);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

double measure_load(void) {
    FILE *file = fopen("/proc/loadavg", "r");
    if (file == NULL)
        return NAN;
    double load;
    int found = fscanf(file, "%lf", &load);
    (void)fclose(file); /* it was only read */
    return found == 1 ? load : NAN;
}

size_t measure_thread_counts(int threads, int counts[MEASURE_MOST_COUNTS]) {
    size_t n = 0;
    for (int t = 1; t < threads && n + 1 < MEASURE_MOST_COUNTS; t *= 2)
        counts[n++] = t;
    counts[n++] = threads;
    return n;
}
