/* History matching: waves of points, each within what the emulators of the waves before have left
 * (Vernon, Goldstein and Bower 2010, doi:10.1214/10-BA524). */
#include <math.h>
#include <stdlib.h>

#include "sim/design.h"
#include "tools/agglo/calibrate/private.h"

enum { WAVE_STAGE = 1000, CHECKED = 20000, MOST_ATTEMPTS = 400000 };

/* ---- Emulators ---- */

/* Mean variance by chance of the points of a fit: replicates of one point are too few to tell it
 * point by point. */
static double chance_of(const calibration *c, const calibrate_points *points, size_t item) {
    double sum = 0;
    size_t count = 0;
    for (size_t n = 0; n < points->count; n++) {
        double variance = points->variances[n * c->t->item_count + item];
        if (isfinite(variance)) {
            sum += variance;
            count++;
        }
    }
    return count > 0 ? sum / (double)count : 0;
}

static int is_plausible_to(const calibration *c, size_t wave, const double *x) {
    for (size_t j = 0; j < c->t->fitted_count; j++) {
        size_t item = c->fitted[j];
        double chance = c->waves[wave].chances[item];
        emulator_observation seen = {c->observed[j], c->sd[j] * c->sd[j] + chance, chance};
        if (emulator_implausibility(c->waves[wave].emulators[item], x, &seen) > c->t->method.cut)
            return 0;
    }
    return 1;
}

int calibrate_is_plausible(const calibration *c, const double *x) {
    for (size_t w = c->wave_count; w-- > 0;) /* the last wave rules out most */
        if (!is_plausible_to(c, w, x))
            return 0;
    return 1;
}

/* Points that a wave is fitted to: its own, and those before it that are still plausible. */
static agglo_status gather(const calibration *c, size_t wave, calibrate_points *out,
                           agglo_error *error) {
    size_t until = 0, own;
    for (size_t w = 0; w <= wave; w++)
        until += c->waves[w].points;
    own = until - c->waves[wave].points;
    agglo_status status = calibrate_reserve(c, out, until, error);
    for (size_t n = 0; status == AGGLO_OK && n < until; n++)
        if (n >= own || calibrate_is_plausible(c, c->seen.x + n * c->t->parameter_count))
            calibrate_copy_point(c, &c->seen, n, out, out->count++);
    return status;
}

static agglo_status fit_item(const calibration *c, const calibrate_points *points, size_t item,
                             calibrate_wave *wave, agglo_error *error) {
    double *y = malloc(points->count * sizeof *y);
    if (y == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for an emulator");
    for (size_t n = 0; n < points->count; n++)
        y[n] = points->values[n * c->t->item_count + item];
    agglo_status status = emulator_fit(points->x, y, points->count, c->t->parameter_count,
                                       &wave->emulators[item], error);
    if (status == AGGLO_ERROR_USAGE) {
        error_set(error, AGGLO_ERROR_INPUT, "'%s' is no number in too many runs: no emulator",
                  c->t->items[item].name);
        error_hint(error, "ratios need runs in which the denominator is not 0");
        status = AGGLO_ERROR_INPUT;
    }
    wave->chances[item] = chance_of(c, points, item);
    free(y);
    return status;
}

/* The share of the prior's space that is plausible, by sampling. */
static double remaining_share(const calibration *c) {
    double x[TARGETS_MAX_PARAMETERS];
    size_t left = 0;
    for (uint64_t n = 0; n < CHECKED; n++) {
        random_stream stream;
        random_stream_begin(&stream, calibrate_key(c), n, (int32_t)c->wave_count, CALIBRATE_CHECK);
        for (size_t p = 0; p < c->t->parameter_count; p++)
            x[p] = gsl_rng_uniform_pos(random_stream_gsl(&stream));
        left += calibrate_is_plausible(c, x) != 0;
    }
    return (double)left / CHECKED;
}

agglo_status calibrate_fit_wave(calibration *c, size_t wave, agglo_error *error) {
    calibrate_points points = {0};
    calibrate_wave *w = &c->waves[wave];
    size_t items = c->t->item_count;
    w->emulators = calloc(items, sizeof(emulator *));
    w->chances = calloc(items, sizeof *w->chances);
    agglo_status status = w->emulators != NULL && w->chances != NULL
                              ? gather(c, wave, &points, error)
                              : error_set(error, AGGLO_ERROR_MEMORY, "no memory for emulators");
    for (size_t j = 0; status == AGGLO_OK && j < c->t->fitted_count; j++)
        status = fit_item(c, &points, c->fitted[j], w, error);
    calibrate_points_free(&points);
    c->wave_count = wave + 1; /* also to be freed */
    if (status == AGGLO_OK)
        w->remaining = remaining_share(c);
    return status;
}

/* ---- Points ---- */

agglo_status calibrate_draw(const calibration *c, uint64_t number, uint32_t purpose, double *x,
                            agglo_error *error) {
    random_stream stream;
    random_stream_begin(&stream, calibrate_key(c), number, (int32_t)c->wave_count, purpose);
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        for (size_t p = 0; p < c->t->parameter_count; p++)
            x[p] = gsl_rng_uniform_pos(random_stream_gsl(&stream));
        if (calibrate_is_plausible(c, x))
            return AGGLO_OK;
    }
    error_set(error, AGGLO_ERROR_INPUT,
              "after %zu waves no point of the ranges is plausible: the model does not meet the "
              "targets",
              c->wave_count);
    error_hint(error, "look for targets that contradict each other, widen ranges or raise \"cut\"");
    return AGGLO_ERROR_INPUT;
}

/* The first wave fills the whole space evenly. */
static agglo_status fill_first(calibration *c, size_t count, agglo_error *error) {
    design_factor factors[TARGETS_MAX_PARAMETERS];
    design *plan = NULL;
    size_t k = c->t->parameter_count;
    for (size_t p = 0; p < k; p++)
        factors[p] = (design_factor){.low = 0, .high = 1, .base = NAN};
    design_spec spec = {.type = DESIGN_LATIN_HYPERCUBE,
                        .n = count,
                        .tries = 10,
                        .seed = c->t->seed,
                        .factors = factors,
                        .factor_count = k};
    agglo_status status = design_create(&spec, &plan, error);
    for (size_t i = 0; status == AGGLO_OK && i < count * k; i++)
        c->seen.x[i] = design_position(plan, i / k, i % k);
    design_free(plan);
    return status;
}

agglo_status calibrate_next_wave(calibration *c, agglo_error *error) {
    size_t count = (size_t)c->t->method.points, before = c->seen.count, wave = c->wave_count;
    agglo_status status = calibrate_reserve(c, &c->seen, before + count, error);
    if (status == AGGLO_OK && wave == 0)
        status = fill_first(c, count, error);
    for (size_t n = 0; status == AGGLO_OK && wave > 0 && n < count; n++)
        status = calibrate_draw(c, n, CALIBRATE_WAVE,
                                c->seen.x + (before + n) * c->t->parameter_count, error);
    if (status != AGGLO_OK)
        return status;
    c->seen.count = before + count;
    status = calibrate_run(c, &c->seen, before, WAVE_STAGE + wave, 0, error);
    if (status != AGGLO_OK) {
        c->seen.count = before;
        return status;
    }
    c->waves[wave].points = count;
    status = calibrate_fit_wave(c, wave, error);
    if (status == AGGLO_OK)
        calibrate_note(c, "wave %zu: %zu points, %.3g %% of the prior's space is left", wave + 1,
                       count, 100 * c->waves[wave].remaining);
    return status;
}
