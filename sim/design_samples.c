#include "sim/design_samples.h"

#include <gsl/gsl_qrng.h>
#include <gsl/gsl_randist.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/random.h"

enum { PURPOSE_SHIFT, PURPOSE_LATIN, PURPOSE_MORRIS };

/* A design shares no numbers with runs of the same seed. */
static random_key design_key(uint64_t seed) {
    return random_key_make(seed, RANDOM_DESIGNS);
}

size_t design_level(double u, size_t level_count) {
    size_t level = (size_t)(u * (double)level_count);
    return level < level_count ? level : level_count - 1;
}

static agglo_status no_memory(agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a design");
}

/* ---- Sobol' ---- */

/* Thirty bits of the sequence become the upper ones of 32, all of which are shifted; the half keeps
 * numbers off 0 and 1. */
static void shift_point(const double *x, const uint32_t *shift, size_t columns, double *u) {
    for (size_t c = 0; c < columns; c++) {
        uint32_t bits = (uint32_t)(x[c] * 0x1p30) << 2;
        u[c] = ((double)(bits ^ shift[c]) + 0.5) * 0x1p-32;
    }
}

agglo_status design_sample_sobol(uint64_t seed, size_t n, size_t columns, double *u,
                                 agglo_error *error) {
    double x[DESIGN_COLUMNS_MOST] = {0}; /* the sequence's first point, which GSL leaves out */
    uint32_t shift[DESIGN_COLUMNS_MOST];
    for (size_t c = 0; c < columns; c++)
        shift[c] = random_draw(design_key(seed), c, 0, PURPOSE_SHIFT, 0).word[0];
    /* Its state is ours to allocate: gsl_qrng_alloc ends the process if there is no memory. */
    gsl_qrng sequence = {.type = gsl_qrng_sobol, .dimension = (unsigned)columns};
    sequence.state_size = sequence.type->state_size(sequence.dimension);
    sequence.state = malloc(sequence.state_size);
    if (sequence.state == NULL)
        return no_memory(error);
    gsl_qrng_init(&sequence);
    int code = 0;
    for (size_t i = 0; i < n && code == 0; i++) {
        if (i > 0)
            code = gsl_qrng_get(&sequence, x);
        shift_point(x, shift, columns, u + i * columns);
    }
    free(sequence.state);
    if (code != 0)
        return error_set(error, AGGLO_ERROR_INTERNAL, "GSL's Sobol' sequence of %zu points ended",
                         n);
    return AGGLO_OK;
}

/* ---- Latin hypercube ---- */

typedef struct {
    size_t n, compared, columns;
    double *u, *places; /* n and `compared` rows */
    size_t *order;
} candidate;

/* Numbers of 24 bits within the parts keep every sum exact, so that no point leaves its part. */
static void cut(const design_spec *spec, size_t number, candidate *c) {
    random_stream stream;
    for (size_t f = 0; f < c->columns; f++) {
        random_stream_begin(&stream, design_key(spec->seed), f, (int32_t)number, PURPOSE_LATIN);
        gsl_rng *generator = random_stream_gsl(&stream);
        for (size_t i = 0; i < c->n; i++)
            c->order[i] = i;
        gsl_ran_shuffle(generator, c->order, c->n, sizeof *c->order);
        for (size_t i = 0; i < c->n; i++) {
            double within = ((double)(gsl_rng_get(generator) >> 8) + 0.5) * 0x1p-24;
            c->u[i * c->columns + f] = ((double)c->order[i] + within) / (double)c->n;
        }
    }
}

/* Where points count as being: levels at the middle of their parts. */
static void place(const design_spec *spec, candidate *c) {
    for (size_t i = 0; i < c->compared; i++)
        for (size_t f = 0; f < c->columns; f++) {
            size_t levels = spec->factors[f].level_count;
            double u = c->u[i * c->columns + f];
            if (levels > 0)
                u = ((double)design_level(u, levels) + 0.5) / (double)levels;
            c->places[i * c->columns + f] = u;
        }
}

/* The square of the least distance, or any number <= `enough` as soon as it cannot be more. */
static double least_distance(const candidate *c, double enough) {
    double least = INFINITY;
    for (size_t i = 1; i < c->compared && least > enough; i++)
        for (size_t j = 0; j < i; j++) {
            const double *a = c->places + i * c->columns, *b = c->places + j * c->columns;
            double square = 0;
            for (size_t f = 0; f < c->columns; f++)
                square += (a[f] - b[f]) * (a[f] - b[f]);
            least = square < least ? square : least;
        }
    return least;
}

static void keep_best(const design_spec *spec, candidate *c, double *best) {
    size_t tries = spec->tries > 0 ? spec->tries : 1;
    double farthest = -1;
    for (size_t t = 0; t < tries; t++) {
        cut(spec, t, c);
        if (tries == 1) {
            memcpy(best, c->u, c->n * c->columns * sizeof *best);
            return;
        }
        place(spec, c);
        double distance = least_distance(c, farthest);
        if (distance > farthest) {
            farthest = distance;
            memcpy(best, c->u, c->n * c->columns * sizeof *best);
        }
    }
}

agglo_status design_sample_latin(const design_spec *spec, double *u, agglo_error *error) {
    candidate c = {.n = spec->n, .columns = spec->factor_count};
    c.compared = c.n < DESIGN_COMPARED ? c.n : DESIGN_COMPARED;
    c.u = malloc(c.n * c.columns * sizeof *c.u);
    c.places = malloc(c.compared * c.columns * sizeof *c.places);
    c.order = malloc(c.n * sizeof *c.order);
    int has_memory = c.u != NULL && c.places != NULL && c.order != NULL;
    if (has_memory)
        keep_best(spec, &c, u);
    free(c.u);
    free(c.places);
    free(c.order);
    return has_memory ? AGGLO_OK : no_memory(error);
}

/* ---- Morris ---- */

/* One trajectory: k + 1 rows. Half of the grid's levels reach the others by a step up; of an odd
 * number of levels the middle one begins steps both ways. */
static void walk(const design_spec *spec, gsl_rng *generator, size_t *order, double *rows) {
    size_t k = spec->factor_count;
    double *ends = rows + k * k; /* the last row */
    for (size_t f = 0; f < k; f++) {
        size_t levels = spec->factors[f].level_count;
        size_t grid = levels > 0 ? levels : spec->levels, step = grid / 2;
        size_t low = gsl_rng_uniform_int(generator, grid - step);
        int is_down = (int)gsl_rng_uniform_int(generator, 2);
        double unit = levels > 0 ? 1 : (double)(grid - 1);
        rows[f] = (double)(is_down ? low + step : low) / unit;
        ends[f] = (double)(is_down ? low : low + step) / unit;
        order[f] = f;
    }
    gsl_ran_shuffle(generator, order, k, sizeof *order);
    for (size_t s = 1; s < k; s++) {
        memcpy(rows + s * k, rows + (s - 1) * k, k * sizeof *rows);
        rows[s * k + order[s - 1]] = ends[order[s - 1]];
    }
}

agglo_status design_sample_morris(const design_spec *spec, double *positions, agglo_error *error) {
    size_t k = spec->factor_count;
    size_t *order = malloc(k * sizeof *order);
    if (order == NULL)
        return no_memory(error);
    random_stream stream;
    for (size_t t = 0; t < spec->n; t++) {
        random_stream_begin(&stream, design_key(spec->seed), t, 0, PURPOSE_MORRIS);
        walk(spec, random_stream_gsl(&stream), order, positions + t * (k + 1) * k);
    }
    free(order);
    return AGGLO_OK;
}
