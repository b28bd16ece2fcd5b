#include "sim/schedule.h"

#include <time.h>

double schedule_clock(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

agglo_status schedule_run(const schedule_phase *phases, size_t from, size_t to, void *world,
                          schedule_times *times, agglo_error *error) {
    double start = times != NULL ? schedule_clock() : 0;
    for (size_t i = from; i < to; i++) {
        agglo_status status = phases[i].run(world, error);
        if (status != AGGLO_OK)
            return status;
        if (times != NULL) {
            double end = schedule_clock();
            times->seconds[i] += end - start;
            start = end;
        }
    }
    return AGGLO_OK;
}
