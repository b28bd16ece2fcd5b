#include "tools/agglo/compare/runs.h"

#include <stdlib.h>

#include "models/ensemble.h"
#include "sim/schedule.h"
#include "tools/agglo/signals.h"

static double *values_of(const compare_runs *runs, size_t arm, size_t pair) {
    return runs->values + (arm * runs->most + pair) * runs->width;
}

static void take(compare_runs *runs, size_t arm, size_t pair, const double *rows) {
    const compare_arm *of = &runs->arms->items[arm];
    double *values = values_of(runs, arm, pair);
    for (size_t m = 0; m < runs->arms->outcomes; m++)
        for (size_t r = 0; r < runs->arms->regions; r++)
            *values++ = measure_value(&of->measures[m], of->schema, rows, (int)r, runs->options);
    *values = measure_value(&of->cost, of->schema, rows, MEASURES_ALL_REGIONS, runs->options);
    runs->done[arm * runs->most + pair] = 1;
}

/* ---- Files ---- */

static agglo_status take_file(compare_runs *runs, size_t arm, agglo_error *error) {
    const compare_arm *of = &runs->arms->items[arm];
    if (of->stored->replicates < 2) {
        error_set(error, AGGLO_ERROR_INPUT, "too few replicates for an interval");
        error_place(error, of->path, 0, NULL);
        error_got(error, "%zu", of->stored->replicates);
        error_expected(error, "two or more");
        return AGGLO_ERROR_INPUT;
    }
    for (size_t i = 0; i < runs->most && i < of->stored->replicates; i++)
        take(runs, arm, i, compare_file_rows(of->stored, i));
    return AGGLO_OK;
}

agglo_status compare_runs_begin(compare_runs *runs, agglo_error *error) {
    const compare_arms *arms = runs->arms;
    runs->width = arms->outcomes * arms->regions + 1;
    runs->running = calloc(arms->count, sizeof *runs->running);
    if (runs->running == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a comparison");
    for (size_t a = 0; a < arms->count; a++)
        if (arms->items[a].stored != NULL && arms->items[a].stored->replicates < runs->most)
            runs->most = arms->items[a].stored->replicates;
    for (size_t a = 0; a < arms->count; a++)
        if (arms->items[a].stored == NULL)
            runs->running[runs->running_count++] = a;
    runs->values = calloc(arms->count * runs->most + 1, runs->width * sizeof *runs->values);
    runs->done = calloc(arms->count * runs->most + 1, 1);
    if (runs->values == NULL || runs->done == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu pairs of runs", runs->most);
    agglo_status status = AGGLO_OK;
    for (size_t a = 0; a < arms->count && status == AGGLO_OK; a++)
        if (arms->items[a].stored != NULL)
            status = take_file(runs, a, error);
    return status;
}

void compare_runs_free(compare_runs *runs) {
    free(runs->running);
    free(runs->values);
    free(runs->done);
    runs->running = NULL;
    runs->values = NULL;
    runs->done = NULL;
}

/* ---- Runs ---- */

/* Runs of one pair follow each other, so that pairs are complete one after the other. */
static size_t arm_of(const compare_runs *runs, size_t number) {
    return runs->running[number % runs->running_count];
}

static size_t pair_of(const compare_runs *runs, size_t number) {
    return runs->first + number / runs->running_count;
}

/* A copy of the scenario, shallow but for the parameters of the draw. */
static agglo_status open_run(void *context, size_t number, ensemble_run *run, agglo_error *error) {
    compare_runs *runs = context;
    size_t arm = arm_of(runs, number), pair = pair_of(runs, number);
    scenario *copy = malloc(sizeof *copy);
    if (copy == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a scenario");
    *copy = *runs->arms->items[arm].scenario;
    if (runs->draws->count > 0)
        compare_draws_set(runs->draws, pair / runs->block, &copy->parameters);
    *run = (ensemble_run){copy, pair + (runs->is_unpaired ? arm * runs->most : 0)};
    return AGGLO_OK;
}

static agglo_status take_run(void *context, size_t number, const double *rows, agglo_error *error) {
    compare_runs *runs = context;
    (void)error;
    take(runs, arm_of(runs, number), pair_of(runs, number), rows);
    progress_finish_replicate(runs->progress);
    return AGGLO_OK;
}

static void close_run(void *context, size_t number, const ensemble_run *run) {
    (void)context;
    (void)number;
    free((void *)(uintptr_t)run->scenario);
}

/* Asked at every step, which is one more. */
static int must_stop(void *context) {
    compare_runs *runs = context;
    progress_step(runs->progress);
    return signals_requested() != 0;
}

static int is_complete(const compare_runs *runs, size_t pair) {
    for (size_t a = 0; a < runs->arms->count; a++)
        if (!runs->done[a * runs->most + pair])
            return 0;
    return 1;
}

static void count_pairs(compare_runs *runs) {
    size_t pairs = 0;
    while (pairs < runs->most && is_complete(runs, pairs))
        pairs++;
    runs->pairs = pairs - pairs % runs->block;
}

size_t compare_runs_missing(const compare_runs *runs, size_t count) {
    return count > runs->first ? (count - runs->first) * runs->running_count : 0;
}

agglo_status compare_runs_extend(compare_runs *runs, size_t count, agglo_error *error) {
    ensemble e = {.count = compare_runs_missing(runs, count),
                  .context = runs,
                  .open = open_run,
                  .take = take_run,
                  .close = close_run,
                  .must_stop = must_stop};
    double started = schedule_clock();
    agglo_status status = e.count > 0 ? ensemble_do(&e, runs->threads, error) : AGGLO_OK;
    runs->seconds += schedule_clock() - started;
    count_pairs(runs);
    if (status == AGGLO_OK) {
        runs->pairs = runs->pairs < count ? runs->pairs : count;
        runs->first = runs->pairs;
    }
    return status;
}

double compare_runs_value(const compare_runs *runs, size_t arm, size_t pair, size_t outcome,
                          const unsigned char *where) {
    const compare_arms *arms = runs->arms;
    return measure_join(&arms->items[arm].measures[outcome],
                        values_of(runs, arm, pair) + outcome * arms->regions, where, arms->regions);
}

double compare_runs_cost(const compare_runs *runs, size_t arm, size_t pair) {
    return values_of(runs, arm, pair)[runs->width - 1];
}
