/* Runs of points: all replicates of all scenarios of many points over threads. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/ensemble.h"
#include "sim/id.h"
#include "sim/schedule.h"
#include "tools/agglo/calibrate/private.h"
#include "tools/agglo/progress.h"
#include "tools/agglo/report.h"
#include "tools/agglo/signals.h"

/* ---- Calibration ---- */

static agglo_status no_memory(agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a calibration");
}

agglo_status calibration_create(calibration *c, const targets *t, agglo_error *error) {
    *c = (calibration){.t = t};
    c->observed = calloc(t->fitted_count, sizeof *c->observed);
    c->sd = calloc(t->fitted_count, sizeof *c->sd);
    c->fitted = calloc(t->fitted_count, sizeof *c->fitted);
    if (c->observed == NULL || c->sd == NULL || c->fitted == NULL)
        return no_memory(error);
    for (size_t i = 0, j = 0; i < t->item_count; i++) {
        if (t->items[i].is_held_out)
            continue;
        c->observed[j] = t->items[i].value;
        c->sd[j] = t->items[i].sd;
        c->fitted[j++] = i;
    }
    return AGGLO_OK;
}

void calibration_free(calibration *c) {
    for (size_t w = 0; w < c->wave_count; w++) {
        for (size_t i = 0; c->waves[w].emulators != NULL && i < c->t->item_count; i++)
            emulator_free(c->waves[w].emulators[i]);
        free(c->waves[w].emulators);
        free(c->waves[w].chances);
    }
    calibrate_points_free(&c->seen);
    calibrate_points_free(&c->particles);
    free(c->weights);
    free(c->fitted);
    free(c->sd);
    free(c->observed);
}

void calibrate_note(const calibration *c, const char *format, ...) {
    char text[512];
    va_list arguments;
    if (c->is_quiet)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    report_note("%s", text);
}

random_key calibrate_key(const calibration *c) {
    static const uint64_t own = UINT64_C(0x63616C6962726174); /* not those of runs */
    return random_key_make(c->t->seed ^ own, 0);
}

/* ---- Points ---- */

static int grow(double **numbers, size_t count) {
    double *grown = realloc(*numbers, count * sizeof *grown);
    if (grown != NULL)
        *numbers = grown;
    return grown != NULL;
}

agglo_status calibrate_reserve(const calibration *c, calibrate_points *p, size_t capacity,
                               agglo_error *error) {
    if (capacity <= p->capacity)
        return AGGLO_OK;
    if (!grow(&p->x, capacity * c->t->parameter_count) ||
        !grow(&p->values, capacity * c->t->item_count) ||
        !grow(&p->variances, capacity * c->t->item_count) || !grow(&p->distances, capacity))
        return no_memory(error);
    p->capacity = capacity;
    return AGGLO_OK;
}

void calibrate_points_free(calibrate_points *p) {
    free(p->x);
    free(p->values);
    free(p->variances);
    free(p->distances);
    *p = (calibrate_points){0};
}

void calibrate_copy_point(const calibration *c, const calibrate_points *from, size_t i,
                          calibrate_points *to, size_t j) {
    size_t k = c->t->parameter_count, items = c->t->item_count;
    memcpy(to->x + j * k, from->x + i * k, k * sizeof *to->x);
    memcpy(to->values + j * items, from->values + i * items, items * sizeof *to->values);
    memcpy(to->variances + j * items, from->variances + i * items, items * sizeof *to->values);
    to->distances[j] = from->distances[i];
}

/* ---- Runs ---- */

/* Jobs are numbered point by point, scenario by scenario, replicate by replicate. */
typedef struct {
    calibration *c;
    calibrate_points *points;
    size_t first;
    uint64_t stage, offset;
    double *pairs; /* point × replicate × target × 2 */
    progress *bar;
} batch;

typedef struct {
    size_t point, place, replicate;
} job;

static job job_of(const batch *b, size_t number) {
    size_t replicates = (size_t)b->c->t->replicates, places = b->c->t->place_count;
    return (job){number / replicates / places, number / replicates % places, number % replicates};
}

static agglo_status open_run(void *context, size_t number, ensemble_run *run, agglo_error *error) {
    const batch *b = context;
    const targets *t = b->c->t;
    job j = job_of(b, number);
    agglo_faults faults = {0};
    scenario *s = NULL;
    uint64_t seed = id_mix(id_mix(t->seed + b->stage) + b->offset + j.point);
    const double *x = b->points->x + (b->first + j.point) * t->parameter_count;
    agglo_status status = targets_scenario(t, j.place, x, id_mix(seed + j.place), &s, &faults);
    for (size_t i = 0; status != AGGLO_OK && i < faults.count; i++)
        if (!faults.items[i].is_warning && error != NULL) {
            *error = faults.items[i];
            break;
        }
    if (status == AGGLO_ERROR_MEMORY)
        error_set(error, status, "no memory for a scenario");
    faults_free(&faults);
    *run = (ensemble_run){s, j.replicate};
    return status;
}

static agglo_status take_run(void *context, size_t number, const double *rows, agglo_error *error) {
    const batch *b = context;
    const targets *t = b->c->t;
    job j = job_of(b, number);
    size_t row = j.point * (size_t)t->replicates + j.replicate;
    (void)error;
    targets_take(t, j.place, rows, b->pairs + row * 2 * t->item_count);
    progress_step(b->bar);
    progress_finish_replicate(b->bar);
    return AGGLO_OK;
}

static void close_run(void *context, size_t number, const ensemble_run *run) {
    (void)context;
    (void)number;
    scenario_free((scenario *)run->scenario);
}

static int must_stop(void *context) {
    (void)context;
    return signals_requested() != 0;
}

static void summarise(const batch *b, size_t point) {
    const calibration *c = b->c;
    size_t items = c->t->item_count, at = b->first + point;
    size_t replicates = (size_t)c->t->replicates;
    const double *pairs = b->pairs + point * replicates * 2 * items;
    double fitted[TARGETS_MAX];
    for (size_t i = 0; i < items; i++) {
        targets_outcome outcome = targets_summarise(c->t, i, pairs, replicates);
        b->points->values[at * items + i] = outcome.value;
        b->points->variances[at * items + i] = outcome.variance;
    }
    for (size_t j = 0; j < c->t->fitted_count; j++)
        fitted[j] = b->points->values[at * items + c->fitted[j]];
    b->points->distances[at] = abc_distance(fitted, c->observed, c->sd, c->t->fitted_count);
}

agglo_status calibrate_run(calibration *c, calibrate_points *points, size_t first, uint64_t stage,
                           uint64_t offset, agglo_error *error) {
    const targets *t = c->t;
    size_t count = points->count - first;
    size_t runs = count * t->place_count * (size_t)t->replicates;
    progress bar;
    batch b = {c, points, first, stage, offset, NULL, &bar};
    if (count == 0)
        return AGGLO_OK;
    b.pairs = calloc(count * (size_t)t->replicates * 2 * t->item_count, sizeof *b.pairs);
    if (b.pairs == NULL)
        return no_memory(error);
    ensemble e = {runs, &b, open_run, take_run, close_run, must_stop};
    progress_begin(&bar, c->is_quiet, runs, runs);
    agglo_status status = ensemble_do(&e, c->threads, error);
    progress_end(&bar);
    for (size_t p = 0; status == AGGLO_OK && p < count; p++)
        summarise(&b, p);
    if (status == AGGLO_OK)
        c->runs += runs;
    free(b.pairs);
    return status;
}

agglo_status calibrate_try(calibration *c, double *seconds, agglo_error *error) {
    calibrate_points points = {0};
    agglo_status status = calibrate_reserve(c, &points, 1, error);
    if (status == AGGLO_OK) {
        points.count = 1;
        for (size_t p = 0; p < c->t->parameter_count; p++)
            points.x[p] = 0.5;
        double begun = schedule_clock();
        int threads = c->threads;
        c->threads = 1;
        status = calibrate_run(c, &points, 0, 0, 0, error);
        c->threads = threads;
        *seconds = schedule_clock() - begun;
    }
    calibrate_points_free(&points);
    return status;
}
