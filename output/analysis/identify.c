#include "output/analysis/identify.h"

#include <gsl/gsl_eigen.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "output/analysis/abc.h"

const char *const identify_words[] = {"not identified", "weakly identified", "identified"};

identify_verdict identify_judge(double eigenvalue) {
    return eigenvalue > 0.7 ? IDENTIFY_NOT : eigenvalue > 0.3 ? IDENTIFY_WEAKLY : IDENTIFY_WELL;
}

/* Weighted covariance over that of the prior, 1/12 of a uniform position; unbiased by the factor
 * that weights which sum to 1 ask for. */
static void fill_covariance(const double *x, const double *weights, size_t samples,
                            gsl_matrix *out) {
    size_t k = out->size1;
    double lost = 1 - 1 / abc_effective(weights, samples);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j <= i; j++) {
            double mean_i = 0, mean_j = 0, sum = 0;
            for (size_t n = 0; n < samples; n++) {
                mean_i += weights[n] * x[n * k + i];
                mean_j += weights[n] * x[n * k + j];
            }
            for (size_t n = 0; n < samples; n++)
                sum += weights[n] * (x[n * k + i] - mean_i) * (x[n * k + j] - mean_j);
            gsl_matrix_set(out, i, j, 12 * sum / lost);
            gsl_matrix_set(out, j, i, 12 * sum / lost);
        }
}

/* Takes eigenvectors over as rows, with the sign that makes the largest component positive. */
static void take(identify_result *out, const gsl_vector *values, const gsl_matrix *vectors) {
    size_t k = out->parameters;
    for (size_t d = 0; d < k; d++) {
        double largest = 0;
        out->eigenvalues[d] = gsl_vector_get(values, d);
        for (size_t i = 0; i < k; i++) {
            double v = gsl_matrix_get(vectors, i, d);
            if (fabs(v) > fabs(largest) + 1e-12)
                largest = v;
        }
        for (size_t i = 0; i < k; i++)
            out->directions[d * k + i] = gsl_matrix_get(vectors, i, d) * (largest < 0 ? -1 : 1);
    }
}

static agglo_status decompose(gsl_matrix *covariance, identify_result *out, agglo_error *error) {
    size_t k = out->parameters;
    gsl_vector *values = gsl_vector_alloc(k);
    gsl_matrix *vectors = gsl_matrix_alloc(k, k);
    gsl_eigen_symmv_workspace *space = gsl_eigen_symmv_alloc(k);
    agglo_status status = AGGLO_OK;
    if (values == NULL || vectors == NULL || space == NULL) {
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for eigenvalues");
    } else if (gsl_eigen_symmv(covariance, values, vectors, space) != 0) {
        status = error_set(error, AGGLO_ERROR_INTERNAL, "eigenvalues do not converge");
    } else {
        gsl_eigen_symmv_sort(values, vectors, GSL_EIGEN_SORT_VAL_DESC);
        take(out, values, vectors);
    }
    if (space != NULL)
        gsl_eigen_symmv_free(space);
    gsl_matrix_free(vectors);
    gsl_vector_free(values);
    return status;
}

agglo_status identify_directions(const double *x, const double *weights, size_t samples,
                                 size_t parameters, identify_result *out, agglo_error *error) {
    *out = (identify_result){.parameters = parameters};
    out->effective = abc_effective(weights, samples);
    if (parameters == 0 || !(out->effective > 1))
        return error_set(error, AGGLO_ERROR_USAGE, "directions need two samples or more");
    gsl_matrix *covariance = gsl_matrix_alloc(parameters, parameters);
    out->eigenvalues = malloc(parameters * sizeof *out->eigenvalues);
    out->directions = malloc(parameters * parameters * sizeof *out->directions);
    agglo_status status = AGGLO_OK;
    if (covariance == NULL || out->eigenvalues == NULL || out->directions == NULL) {
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for eigenvalues");
    } else {
        fill_covariance(x, weights, samples, covariance);
        status = decompose(covariance, out, error);
    }
    gsl_matrix_free(covariance);
    if (status != AGGLO_OK)
        identify_free(out);
    return status;
}

void identify_free(identify_result *result) {
    if (result == NULL)
        return;
    free(result->eigenvalues);
    free(result->directions);
    *result = (identify_result){0};
}

void identify_describe(const identify_result *result, size_t direction, const char *const *names,
                       char *text, size_t size) {
    enum { MOST = 64 };
    static const double enough = 0.8;
    size_t k = result->parameters < MOST ? result->parameters : MOST, order[MOST], used = 0;
    const double *v = result->directions + direction * result->parameters;
    double strength[MOST] = {0}, sum = 0;
    for (size_t i = 0; i < k; i++)
        strength[i] = -v[i] * v[i];
    gsl_sort_index(order, strength, 1, k);
    text[0] = '\0';
    for (size_t i = 0; i < k && sum < enough && used < size; i++) {
        int n = snprintf(text + used, size - used, "%s%s%s", i > 0 ? ", " : "", names[order[i]],
                         v[order[i]] < 0 ? " (opposed)" : "");
        used += n > 0 ? (size_t)n : 0;
        sum -= strength[order[i]];
    }
}
