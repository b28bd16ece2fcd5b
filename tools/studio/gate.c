#include "tools/studio/gate.h"

#include <math.h>
#include <time.h>

static int init_condition(pthread_cond_t *changed) {
    pthread_condattr_t steady;
    if (pthread_condattr_init(&steady) != 0)
        return 0;
    int is_there = pthread_condattr_setclock(&steady, CLOCK_MONOTONIC) == 0 &&
                   pthread_cond_init(changed, &steady) == 0;
    pthread_condattr_destroy(&steady);
    return is_there;
}

agglo_status gate_init(gate *g, agglo_error *error) {
    g->is_there = 0;
    if (pthread_mutex_init(&g->lock, NULL) != 0)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a lock");
    g->is_there = init_condition(&g->changed);
    if (g->is_there)
        return AGGLO_OK;
    pthread_mutex_destroy(&g->lock);
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a lock");
}

void gate_free(gate *g) {
    if (!g->is_there)
        return;
    pthread_cond_destroy(&g->changed);
    pthread_mutex_destroy(&g->lock);
    g->is_there = 0;
}

void gate_lock(gate *g) {
    pthread_mutex_lock(&g->lock);
}

void gate_unlock(gate *g) {
    pthread_mutex_unlock(&g->lock);
}

void gate_wake(gate *g) {
    pthread_cond_broadcast(&g->changed);
}

void gate_wait(gate *g) {
    pthread_cond_wait(&g->changed, &g->lock);
}

int gate_wait_until(gate *g, double time) {
    double whole = floor(time);
    const struct timespec until = {.tv_sec = (time_t)whole,
                                   .tv_nsec = (long)(1e9 * (time - whole))};
    return pthread_cond_timedwait(&g->changed, &g->lock, &until) == 0;
}
