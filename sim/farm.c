#include "sim/farm.h"

typedef struct {
    size_t next, count, failed_job;
    agglo_status status;
    agglo_error error;
} farm_state;

/* The next job's number, or `count` when there is nothing left to do. */
static size_t take_job(farm_state *state) {
    size_t job;
#pragma omp critical(farm)
    job = state->status == AGGLO_OK && state->next < state->count ? state->next++ : state->count;
    return job;
}

static void note_failure(farm_state *state, size_t job, agglo_status status,
                         const agglo_error *error) {
#pragma omp critical(farm)
    if (job < state->failed_job) {
        state->failed_job = job;
        state->status = status;
        state->error = *error;
    }
}

static void work(farm_state *state, farm_job run, void *context, int lanes) {
    for (size_t job; (job = take_job(state)) < state->count;) {
        agglo_error error = {0};
        agglo_status status = run(context, job, lanes, &error);
        if (status != AGGLO_OK)
            note_failure(state, job, status, &error);
    }
}

agglo_status farm_run(size_t count, int threads, farm_job run, void *context, agglo_error *error) {
    farm_state state = {.count = count, .failed_job = count};
    if (threads > 1 && count >= (size_t)threads) {
#pragma omp parallel num_threads(threads)
        work(&state, run, context, 1);
    } else {
        work(&state, run, context, threads);
    }
    if (state.status != AGGLO_OK && error != NULL)
        *error = state.error;
    return state.status;
}
