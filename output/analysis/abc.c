#include "output/analysis/abc.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Added to the variances of the kernel: a population that has collapsed still moves. */
static const double least_variance = 1e-10;
enum { MOST_ATTEMPTS = 1000000 };

struct abc_kernel {
    size_t count, dimensions;
    double *x, *cumulated; /* cumulated weights */
    gsl_matrix *factor;    /* Cholesky: covariance = L L' */
};

static agglo_status no_memory(agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a population");
}

static double weighted_mean(const abc_population *from, size_t i) {
    double sum = 0;
    for (size_t n = 0; n < from->count; n++)
        sum += from->weights[n] * from->x[n * from->dimensions + i];
    return sum;
}

/* Twice the weighted covariance. */
static void fill_covariance(const abc_population *from, abc_kernel_type type, gsl_matrix *out) {
    size_t k = from->dimensions;
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0, mean_i = weighted_mean(from, i), mean_j = weighted_mean(from, j);
            for (size_t n = 0; n < from->count; n++)
                sum += from->weights[n] * (from->x[n * k + i] - mean_i) *
                       (from->x[n * k + j] - mean_j);
            double value = i == j                      ? 2 * sum + least_variance
                           : type == ABC_COMPONENTWISE ? 0
                                                       : 2 * sum;
            gsl_matrix_set(out, i, j, value);
            gsl_matrix_set(out, j, i, value);
        }
}

agglo_status abc_kernel_create(const abc_population *from, abc_kernel_type type, abc_kernel **out,
                               agglo_error *error) {
    *out = NULL;
    if (from->count == 0 || from->dimensions == 0 || from->dimensions > ABC_MAX_DIMENSIONS)
        return error_set(error, AGGLO_ERROR_USAGE,
                         "a population needs particles and 1 to %d dimensions", ABC_MAX_DIMENSIONS);
    size_t numbers = from->count * from->dimensions;
    abc_kernel *kernel = calloc(1, sizeof *kernel);
    if (kernel == NULL)
        return no_memory(error);
    kernel->count = from->count;
    kernel->dimensions = from->dimensions;
    kernel->x = malloc(numbers * sizeof *kernel->x);
    kernel->cumulated = malloc(from->count * sizeof *kernel->cumulated);
    kernel->factor = gsl_matrix_alloc(from->dimensions, from->dimensions);
    if (kernel->x == NULL || kernel->cumulated == NULL || kernel->factor == NULL) {
        abc_kernel_free(kernel);
        return no_memory(error);
    }
    memcpy(kernel->x, from->x, numbers * sizeof *kernel->x);
    double sum = 0;
    for (size_t n = 0; n < from->count; n++)
        kernel->cumulated[n] = sum += from->weights[n];
    fill_covariance(from, type, kernel->factor);
    if (gsl_linalg_cholesky_decomp1(kernel->factor) != 0) {
        /* numerically singular: directions that have collapsed move each for itself */
        fill_covariance(from, ABC_COMPONENTWISE, kernel->factor);
        gsl_linalg_cholesky_decomp1(kernel->factor);
    }
    *out = kernel;
    return AGGLO_OK;
}

void abc_kernel_free(abc_kernel *kernel) {
    if (kernel == NULL)
        return;
    gsl_matrix_free(kernel->factor);
    free(kernel->cumulated);
    free(kernel->x);
    free(kernel);
}

/* ---- Proposals ---- */

/* The particle in whose share of the weights u falls. */
static size_t choose(const abc_kernel *kernel, double u) {
    double target = u * kernel->cumulated[kernel->count - 1];
    size_t low = 0, high = kernel->count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (kernel->cumulated[middle] > target)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static int is_inside(const double *x, size_t dimensions) {
    for (size_t i = 0; i < dimensions; i++)
        if (!(x[i] >= 0 && x[i] <= 1))
            return 0;
    return 1;
}

int abc_propose(const abc_kernel *kernel, random_stream *stream, abc_support is_supported,
                void *context, double *x) {
    gsl_rng *generator = random_stream_gsl(stream);
    size_t k = kernel->dimensions;
    for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
        const double *from = kernel->x + choose(kernel, gsl_rng_uniform(generator)) * k;
        gsl_vector_view moved = gsl_vector_view_array(x, k);
        for (size_t i = 0; i < k; i++)
            x[i] = gsl_ran_ugaussian(generator);
        gsl_blas_dtrmv(CblasLower, CblasNoTrans, CblasNonUnit, kernel->factor, &moved.vector);
        for (size_t i = 0; i < k; i++)
            x[i] += from[i];
        if (is_inside(x, k) && (is_supported == NULL || is_supported(context, x)))
            return 1;
    }
    return 0;
}

/* ---- Weights and distances ---- */

/* Density of proposals at x, but for a constant. `scratch`: k doubles. */
static double density(const abc_kernel *kernel, const double *x, double *scratch) {
    size_t k = kernel->dimensions;
    gsl_vector_view apart = gsl_vector_view_array(scratch, k);
    double sum = 0, before = 0;
    for (size_t n = 0; n < kernel->count; n++) {
        double weight = kernel->cumulated[n] - before, square;
        before = kernel->cumulated[n];
        for (size_t i = 0; i < k; i++)
            scratch[i] = x[i] - kernel->x[n * k + i];
        gsl_blas_dtrsv(CblasLower, CblasNoTrans, CblasNonUnit, kernel->factor, &apart.vector);
        gsl_blas_ddot(&apart.vector, &apart.vector, &square);
        sum += weight * exp(-0.5 * square);
    }
    return sum;
}

void abc_weigh(const abc_kernel *kernel, abc_population *next) {
    double scratch[ABC_MAX_DIMENSIONS], sum = 0;
    for (size_t n = 0; n < next->count; n++) {
        double d = density(kernel, next->x + n * next->dimensions, scratch);
        next->weights[n] = d > 0 ? 1 / d : 0;
        sum += next->weights[n];
    }
    for (size_t n = 0; n < next->count; n++)
        next->weights[n] = sum > 0 ? next->weights[n] / sum : 1 / (double)next->count;
}

agglo_status abc_tolerance(const abc_population *from, double quantile, double least,
                           double *tolerance, agglo_error *error) {
    double *sorted = malloc(from->count * sizeof *sorted);
    size_t finite = 0;
    if (sorted == NULL)
        return no_memory(error);
    for (size_t n = 0; n < from->count; n++)
        if (isfinite(from->distances[n]))
            sorted[finite++] = from->distances[n];
    gsl_sort(sorted, 1, finite);
    double found =
        finite > 0 ? gsl_stats_quantile_from_sorted_data(sorted, 1, finite, quantile) : INFINITY;
    free(sorted);
    *tolerance = fmax(found, least);
    return AGGLO_OK;
}

double abc_effective(const double *weights, size_t count) {
    double sum = 0, squares = 0;
    for (size_t n = 0; n < count; n++) {
        sum += weights[n];
        squares += weights[n] * weights[n];
    }
    return squares > 0 ? sum * sum / squares : 0;
}

double abc_distance(const double *simulated, const double *observed, const double *sd,
                    size_t count) {
    double sum = 0;
    for (size_t j = 0; j < count; j++) {
        double apart = (simulated[j] - observed[j]) / sd[j];
        sum += apart * apart;
    }
    return isfinite(sum) ? sqrt(sum / (double)count) : INFINITY;
}

double abc_natural_tolerance(size_t targets) {
    return sqrt(1 + 2 / (double)targets);
}
