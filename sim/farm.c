#include "sim/farm.h"

#include <stdint.h>
#include <time.h>

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

/* ---- Jobs from a source ---- */

static farm_answer ask(farm_state *state, const farm_source *source, size_t *job) {
    farm_answer answer = FARM_END;
#pragma omp critical(farm)
    if (state->status == AGGLO_OK)
        answer = source->next(source->context, job);
    return answer;
}

static void serve(farm_state *state, const farm_source *source, farm_job run, void *context) {
    static const struct timespec moment = {0, 500000};
    size_t job = 0;
    for (farm_answer answer; (answer = ask(state, source, &job)) != FARM_END;) {
        agglo_error error = {0};
        if (answer == FARM_WAIT) {
            nanosleep(&moment, NULL);
            continue;
        }
        agglo_status status = run(context, job, 1, &error);
        if (status != AGGLO_OK)
            note_failure(state, job, status, &error);
    }
}

agglo_status farm_serve(const farm_source *source, int threads, farm_job run, void *context,
                        agglo_error *error) {
    farm_state state = {.failed_job = SIZE_MAX};
#pragma omp parallel num_threads(threads)
    serve(&state, source, run, context);
    if (state.status != AGGLO_OK && error != NULL)
        *error = state.error;
    return state.status;
}
