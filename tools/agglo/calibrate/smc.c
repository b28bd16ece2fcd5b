/* Generations of population Monte Carlo. Proposals are numbered; the first so many that come close
 * enough make the next population, whatever was tried beyond. */
#include <math.h>
#include <stdlib.h>

#include "tools/agglo/calibrate/private.h"

enum { GENERATION_STAGE = 2000 };

static size_t wanted(const calibration *c) {
    const targets_method *m = &c->t->method;
    return (size_t)(m->type == TARGETS_MATCHING ? m->points : m->particles);
}

double calibrate_last_tolerance(const calibration *c) {
    return isnan(c->t->method.tolerance) ? abc_natural_tolerance(c->t->fitted_count)
                                         : c->t->method.tolerance;
}

agglo_status calibrate_first_generation(calibration *c, agglo_error *error) {
    size_t count = wanted(c);
    agglo_status status = calibrate_reserve(c, &c->particles, count, error);
    free(c->weights);
    c->weights = malloc(count * sizeof *c->weights);
    if (status == AGGLO_OK && c->weights == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for a population");
    for (size_t n = 0; status == AGGLO_OK && n < count; n++) {
        status = calibrate_draw(c, n, CALIBRATE_PRIOR, c->particles.x + n * c->t->parameter_count,
                                error);
        c->weights[n] = 1 / (double)count;
    }
    if (status == AGGLO_OK) {
        c->particles.count = count;
        status = calibrate_run(c, &c->particles, 0, GENERATION_STAGE, 0, error);
    }
    if (status != AGGLO_OK) {
        c->particles.count = 0;
        return status;
    }
    c->generations[0] = (calibrate_generation){INFINITY, 1, (double)count, (double)count};
    c->generation_count = 1;
    return AGGLO_OK;
}

/* ---- The next generation ---- */

typedef struct {
    calibration *c;
    abc_kernel *kernel;
    calibrate_points tried, next;
    double tolerance;
    size_t proposals; /* until the last that was accepted */
    size_t asked;     /* all */
} generation;

static int is_supported(void *context, const double *x) {
    return calibrate_is_plausible(context, x);
}

static agglo_status propose(generation *g, size_t count, agglo_error *error) {
    calibration *c = g->c;
    agglo_status status = calibrate_reserve(c, &g->tried, count, error);
    for (size_t n = 0; status == AGGLO_OK && n < count; n++) {
        random_stream stream;
        random_stream_begin(&stream, calibrate_key(c), g->asked + n, (int32_t)c->generation_count,
                            CALIBRATE_PROPOSAL);
        if (!abc_propose(g->kernel, &stream, is_supported, c,
                         g->tried.x + n * c->t->parameter_count))
            status = error_set(error, AGGLO_ERROR_INTERNAL,
                               "no particle can move within what is plausible");
    }
    g->tried.count = count;
    return status;
}

/* How many proposals to try at once: what is still needed at the rate so far. It decides only how
 * many runs are made in vain. */
static size_t batch_size(const generation *g) {
    enum { LEAST = 16 };
    const calibrate_generation *last = &g->c->generations[g->c->generation_count - 1];
    size_t needed = wanted(g->c) - g->next.count;
    double guess = g->c->generation_count > 1 ? 0.7 * last->acceptance : g->c->t->method.quantile;
    double rate = ((double)g->next.count + 1) / ((double)g->asked + 1 / guess);
    double count = ceil((double)needed / rate), most = 4 * (double)wanted(g->c);
    return (size_t)fmax(fmin(count, most), LEAST);
}

static agglo_status fill_generation(generation *g, agglo_error *error) {
    calibration *c = g->c;
    size_t count = wanted(c);
    double most = (double)count / c->t->method.least_acceptance;
    agglo_status status = calibrate_reserve(c, &g->next, count, error);
    while (status == AGGLO_OK && g->next.count < count && (double)g->asked < most) {
        size_t size = batch_size(g);
        if ((double)(g->asked + size) > most)
            size = (size_t)most - g->asked + 1;
        status = propose(g, size, error);
        if (status == AGGLO_OK)
            status = calibrate_run(c, &g->tried, 0, GENERATION_STAGE + c->generation_count,
                                   g->asked, error);
        for (size_t n = 0; status == AGGLO_OK && n < size && g->next.count < count; n++) {
            if (g->tried.distances[n] > g->tolerance)
                continue;
            calibrate_copy_point(c, &g->tried, n, &g->next, g->next.count++);
            g->proposals = g->asked + n + 1;
        }
        g->asked += size;
    }
    return status;
}

static void take_over(generation *g) {
    calibration *c = g->c;
    calibrate_points old = c->particles;
    c->particles = g->next;
    g->next = old;
    abc_population population = {c->particles.count, c->t->parameter_count, c->particles.x,
                                 c->weights, c->particles.distances};
    abc_weigh(g->kernel, &population);
    calibrate_generation *now = &c->generations[c->generation_count++];
    now->tolerance = g->tolerance;
    now->proposals = (double)g->proposals;
    now->acceptance = (double)c->particles.count / now->proposals;
    now->effective = abc_effective(c->weights, c->particles.count);
    calibrate_note(c,
                   "generation %zu: tolerance %.3g, %zu of %zu proposals accepted (%.0f %%), "
                   "effective samples %.0f",
                   c->generation_count - 1, g->tolerance, c->particles.count, g->proposals,
                   100 * now->acceptance, now->effective);
}

agglo_status calibrate_next_generation(calibration *c, int *is_over, agglo_error *error) {
    abc_population population = {c->particles.count, c->t->parameter_count, c->particles.x,
                                 c->weights, c->particles.distances};
    const targets_method *m = &c->t->method;
    generation g = {.c = c};
    *is_over = 0;
    agglo_status status =
        abc_tolerance(&population, m->quantile, calibrate_last_tolerance(c), &g.tolerance, error);
    if (status == AGGLO_OK)
        status = abc_kernel_create(&population, (abc_kernel_type)m->kernel, &g.kernel, error);
    if (status == AGGLO_OK)
        status = fill_generation(&g, error);
    *is_over = status == AGGLO_OK && g.next.count < wanted(c);
    if (*is_over)
        calibrate_note(c, "generation %zu: only %zu of %zu proposals come within %.3g",
                       c->generation_count, g.next.count, g.asked, g.tolerance);
    else if (status == AGGLO_OK)
        take_over(&g);
    abc_kernel_free(g.kernel);
    calibrate_points_free(&g.tried);
    calibrate_points_free(&g.next);
    return status;
}
