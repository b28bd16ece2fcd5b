/* What a calibration has reached, in a file beside its result: the points of all waves, the last
 * population, and how the generations went. Emulators are fitted again; everything else follows. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/posterior.h"
#include "output/reader.h"
#include "tools/agglo/calibrate/private.h"

enum { GENERATION_NUMBERS = 4 };

static void identity_text(const calibration *c, char text[24]) {
    snprintf(text, 24, "%016" PRIx64, c->t->identity);
}

/* ---- Saving ---- */

typedef struct {
    posterior_dimension dimensions[8];
    posterior_variable variables[16];
    size_t dimension_count, variable_count;
} content;

static void add_dimension(content *all, const char *name, size_t size) {
    all->dimensions[all->dimension_count++] = (posterior_dimension){name, name, size, NULL};
}

static void add_numbers(content *all, const char *name, const char *rows, const char *columns,
                        const double *numbers) {
    all->variables[all->variable_count++] = (posterior_variable){
        name, "1", name, columns != NULL ? 2 : 1, {rows, columns}, numbers, NULL};
}

static void add_waves(const calibration *c, content *all, double *sizes) {
    for (size_t w = 0; w < c->wave_count; w++)
        sizes[w] = (double)c->waves[w].points;
    add_dimension(all, "wave", c->wave_count);
    add_dimension(all, "point", c->seen.count);
    add_numbers(all, "wave_points", "wave", NULL, sizes);
    add_numbers(all, "point_x", "point", "coordinate", c->seen.x);
    add_numbers(all, "point_value", "point", "target", c->seen.values);
    add_numbers(all, "point_variance", "point", "target", c->seen.variances);
    add_numbers(all, "point_distance", "point", NULL, c->seen.distances);
}

static void add_population(const calibration *c, content *all, double *numbers) {
    for (size_t g = 0; g < c->generation_count; g++) {
        const calibrate_generation *from = &c->generations[g];
        const double row[GENERATION_NUMBERS] = {from->tolerance, from->acceptance, from->effective,
                                                from->proposals};
        memcpy(numbers + g * GENERATION_NUMBERS, row, sizeof row);
    }
    add_dimension(all, "generation", c->generation_count);
    add_dimension(all, "number", GENERATION_NUMBERS);
    add_dimension(all, "particle", c->particles.count);
    add_numbers(all, "generations", "generation", "number", numbers);
    add_numbers(all, "particle_x", "particle", "coordinate", c->particles.x);
    add_numbers(all, "particle_value", "particle", "target", c->particles.values);
    add_numbers(all, "particle_variance", "particle", "target", c->particles.variances);
    add_numbers(all, "particle_distance", "particle", NULL, c->particles.distances);
    add_numbers(all, "particle_weight", "particle", NULL, c->weights);
}

agglo_status calibrate_save(const calibration *c, const char *path, agglo_error *error) {
    double sizes[CALIBRATE_MOST_WAVES];
    double generations[CALIBRATE_MOST_GENERATIONS * GENERATION_NUMBERS];
    char identity[24];
    content all = {.dimension_count = 0};
    identity_text(c, identity);
    const schema_attribute attribute = {"calibration_identity", identity, 0};
    add_dimension(&all, "coordinate", c->t->parameter_count);
    add_dimension(&all, "target", c->t->item_count);
    if (c->wave_count > 0)
        add_waves(c, &all, sizes);
    if (c->generation_count > 0)
        add_population(c, &all, generations);
    posterior_document document = {
        NULL,          &attribute,         1, all.dimensions, all.dimension_count,
        all.variables, all.variable_count, 0};
    return posterior_write_document(path, &document, error);
}

/* ---- Loading ---- */

typedef struct {
    reader *from;
    const char *path;
    agglo_status status;
    agglo_error *error;
} loading;

static void fail(loading *l, const char *what) {
    if (l->status != AGGLO_OK)
        return;
    l->status = error_set(l->error, AGGLO_ERROR_INPUT, "cannot go on from here: %s", what);
    error_place(l->error, l->path, 0, NULL);
    error_hint(l->error, "begin anew with --force");
}

/* A variable of rows × columns; the number of rows is taken from it unless it is known (not 0).
 * Null after a failure; freed by the caller. */
static double *take_numbers(loading *l, const char *name, size_t *rows, size_t columns) {
    reader_variable v = {0};
    if (l->status != AGGLO_OK)
        return NULL;
    l->status = reader_variable_get(l->from, name, &v, l->error);
    if (l->status != AGGLO_OK)
        return NULL;
    size_t wide = v.rank == 2 ? v.shape[1] : 1;
    if (v.rank < 1 || v.rank > 2 || wide != columns || v.shape[0] == 0 ||
        (*rows != 0 && v.shape[0] != *rows)) {
        fail(l, "its tables do not fit together");
        reader_variable_free(&v);
        return NULL;
    }
    *rows = v.shape[0];
    double *values = v.values;
    v.values = NULL;
    reader_variable_free(&v);
    return values;
}

static void take_points(loading *l, const calibration *c, const char *kind,
                        calibrate_points *points) {
    static const char *const parts[] = {"x", "value", "variance", "distance"};
    double **places[] = {&points->x, &points->values, &points->variances, &points->distances};
    const size_t widths[] = {c->t->parameter_count, c->t->item_count, c->t->item_count, 1};
    size_t rows = 0;
    for (int k = 0; k < 4; k++) {
        char name[40];
        snprintf(name, sizeof name, "%s_%s", kind, parts[k]);
        *places[k] = take_numbers(l, name, &rows, widths[k]);
    }
    points->count = points->capacity = l->status == AGGLO_OK ? rows : 0;
}

static void take_waves(loading *l, calibration *c) {
    size_t waves = 0, sum = 0;
    take_points(l, c, "point", &c->seen);
    double *sizes = take_numbers(l, "wave_points", &waves, 1);
    if (waves > CALIBRATE_MOST_WAVES)
        fail(l, "it has too many waves");
    for (size_t w = 0; l->status == AGGLO_OK && w < waves; w++) {
        c->waves[w].points = sizes[w] >= 0 && sizes[w] < 1e9 ? (size_t)sizes[w] : 0;
        sum += c->waves[w].points;
    }
    if (sum != c->seen.count)
        fail(l, "its waves do not fit its points");
    for (size_t w = 0; l->status == AGGLO_OK && w < waves; w++)
        l->status = calibrate_fit_wave(c, w, l->error);
    free(sizes);
}

static void take_population(loading *l, calibration *c) {
    size_t generations = 0;
    take_points(l, c, "particle", &c->particles);
    c->weights = take_numbers(l, "particle_weight", &c->particles.count, 1);
    double *numbers = take_numbers(l, "generations", &generations, GENERATION_NUMBERS);
    if (generations > CALIBRATE_MOST_GENERATIONS)
        fail(l, "it has too many generations");
    for (size_t g = 0; l->status == AGGLO_OK && g < generations; g++) {
        const double *n = numbers + g * GENERATION_NUMBERS;
        c->generations[g] = (calibrate_generation){n[0], n[1], n[2], n[3]};
    }
    c->generation_count = l->status == AGGLO_OK ? generations : 0;
    free(numbers);
}

static int has(reader *from, const char *name) {
    reader_coordinate found;
    agglo_error ignored;
    agglo_status status = reader_coordinate_get(from, name, &found, &ignored);
    if (status == AGGLO_OK)
        reader_coordinate_free(&found);
    return status == AGGLO_OK;
}

agglo_status calibrate_load(calibration *c, const char *path, agglo_error *error) {
    char own[24];
    loading l = {NULL, path, AGGLO_OK, error};
    l.status = reader_open(path, 1, &l.from, error);
    if (l.status != AGGLO_OK)
        return l.status;
    char *identity = reader_text(l.from, "calibration_identity");
    identity_text(c, own);
    if (identity == NULL || strcmp(identity, own) != 0)
        fail(&l, "it belongs to another calibration, or the document or the model has changed");
    free(identity);
    if (l.status == AGGLO_OK && has(l.from, "wave"))
        take_waves(&l, c);
    if (l.status == AGGLO_OK && has(l.from, "generation"))
        take_population(&l, c);
    reader_close(l.from);
    return l.status;
}
