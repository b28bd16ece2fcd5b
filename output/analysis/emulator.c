#include "output/analysis/emulator.h"

#include <gsl/gsl_multifit.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>

enum { MOST_TERMS = (EMULATOR_MAX_PARAMETERS + 1) * (EMULATOR_MAX_PARAMETERS + 2) / 2 };

struct emulator {
    size_t parameters;
    gsl_vector *coefficients;
    gsl_matrix *covariance; /* (X'X)^-1, without the noise */
    double noise, left_out, explained;
};

size_t emulator_terms(size_t parameters) {
    return (parameters + 1) * (parameters + 2) / 2;
}

size_t emulator_least_points(size_t parameters) {
    size_t terms = emulator_terms(parameters);
    return terms + (terms + 1) / 2;
}

static void fill_terms(const double *x, size_t parameters, double *terms) {
    size_t at = 0;
    terms[at++] = 1;
    for (size_t i = 0; i < parameters; i++)
        terms[at++] = 2 * x[i] - 1;
    for (size_t i = 0; i < parameters; i++)
        for (size_t j = 0; j <= i; j++)
            terms[at++] = terms[1 + i] * terms[1 + j];
}

/* ---- Fitting ---- */

/* What a fit needs; GSL's regression with weights gives the covariance without the noise. */
typedef struct {
    gsl_matrix *terms;
    gsl_vector *outputs, *weights;
    gsl_multifit_linear_workspace *space;
} fitting;

static void fitting_free(fitting *f) {
    gsl_matrix_free(f->terms);
    gsl_vector_free(f->outputs);
    gsl_vector_free(f->weights);
    if (f->space != NULL)
        gsl_multifit_linear_free(f->space);
}

static int fitting_create(fitting *f, size_t points, size_t terms) {
    *f = (fitting){gsl_matrix_alloc(points, terms), gsl_vector_alloc(points),
                   gsl_vector_alloc(points), gsl_multifit_linear_alloc(points, terms)};
    return f->terms != NULL && f->outputs != NULL && f->weights != NULL && f->space != NULL;
}

static void fitting_fill(fitting *f, const double *x, const double *y, size_t count,
                         size_t parameters) {
    for (size_t i = 0, row = 0; i < count; i++) {
        if (!isfinite(y[i]))
            continue;
        fill_terms(x + i * parameters, parameters, gsl_matrix_ptr(f->terms, row, 0));
        gsl_vector_set(f->outputs, row++, y[i]);
    }
    gsl_vector_set_all(f->weights, 1);
}

/* Residuals and leverages: the noise and the leave-one-out error. */
static void judge(emulator *e, const fitting *f, double chisq) {
    size_t points = f->terms->size1;
    double sum = 0;
    for (size_t i = 0; i < points; i++) {
        gsl_vector_const_view row = gsl_matrix_const_row(f->terms, i);
        double mean, spread;
        gsl_multifit_linear_est(&row.vector, e->coefficients, e->covariance, &mean, &spread);
        double leverage = fmin(spread * spread, 1 - 1e-9);
        double missed = (gsl_vector_get(f->outputs, i) - mean) / (1 - leverage);
        sum += missed * missed;
    }
    double variance = gsl_stats_variance(f->outputs->data, f->outputs->stride, points);
    e->noise = chisq / (double)(points - f->terms->size2);
    e->left_out = sqrt(sum / (double)points);
    e->explained = variance > 0 ? 1 - e->left_out * e->left_out / variance : NAN;
}

static emulator *allocate(size_t parameters) {
    size_t terms = emulator_terms(parameters);
    emulator *e = calloc(1, sizeof *e);
    if (e == NULL)
        return NULL;
    e->parameters = parameters;
    e->coefficients = gsl_vector_alloc(terms);
    e->covariance = gsl_matrix_alloc(terms, terms);
    if (e->coefficients != NULL && e->covariance != NULL)
        return e;
    emulator_free(e);
    return NULL;
}

static agglo_status check_size(size_t points, size_t parameters, agglo_error *error) {
    if (parameters == 0 || parameters > EMULATOR_MAX_PARAMETERS)
        return error_set(error, AGGLO_ERROR_USAGE, "an emulator takes 1 to %d parameters",
                         EMULATOR_MAX_PARAMETERS);
    if (points >= emulator_least_points(parameters))
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_USAGE, "too few points for a quadratic regression");
    error_got(error, "%zu", points);
    error_expected(error, "at least %zu for %zu parameters", emulator_least_points(parameters),
                   parameters);
    return AGGLO_ERROR_USAGE;
}

agglo_status emulator_fit(const double *x, const double *y, size_t count, size_t parameters,
                          emulator **out, agglo_error *error) {
    size_t points = 0;
    *out = NULL;
    for (size_t i = 0; i < count; i++)
        points += isfinite(y[i]) != 0;
    agglo_status status = check_size(points, parameters, error);
    if (status != AGGLO_OK)
        return status;
    fitting f;
    double chisq = 0;
    emulator *e = allocate(parameters);
    if (!fitting_create(&f, points, emulator_terms(parameters)) || e == NULL) {
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for an emulator");
    } else {
        fitting_fill(&f, x, y, count, parameters);
        if (gsl_multifit_wlinear(f.terms, f.weights, f.outputs, e->coefficients, e->covariance,
                                 &chisq, f.space) != 0)
            status = error_set(error, AGGLO_ERROR_INTERNAL, "the regression does not converge");
        else
            judge(e, &f, chisq);
    }
    fitting_free(&f);
    if (status == AGGLO_OK)
        *out = e;
    else
        emulator_free(e);
    return status;
}

void emulator_free(emulator *e) {
    if (e == NULL)
        return;
    gsl_vector_free(e->coefficients);
    gsl_matrix_free(e->covariance);
    free(e);
}

/* ---- Use ---- */

emulator_value emulator_at(const emulator *e, const double *x) {
    double terms[MOST_TERMS], mean, spread;
    fill_terms(x, e->parameters, terms);
    gsl_vector_const_view row = gsl_vector_const_view_array(terms, emulator_terms(e->parameters));
    gsl_multifit_linear_est(&row.vector, e->coefficients, e->covariance, &mean, &spread);
    return (emulator_value){mean, e->noise * spread * spread};
}

double emulator_left_out(const emulator *e) {
    return e->left_out;
}

double emulator_explained(const emulator *e) {
    return e->explained;
}

double emulator_implausibility(const emulator *e, const double *x,
                               const emulator_observation *observed) {
    emulator_value value = emulator_at(e, x);
    double missed = fmax(e->noise - observed->chance, 0);
    return fabs(value.mean - observed->value) / sqrt(value.variance + missed + observed->variance);
}
