/* Both regressions, on values and on ranks, come from a correlation matrix of the factors and the
 * outcome: standardised coefficients are R^-1 r, and the correlation of what the other factors
 * leave unexplained of factor i and of the outcome is
 *
 *     b_i / sqrt(b_i^2 + (R^-1)_ii (1 - R²)),
 *
 * the same number as from the residuals of two regressions for each factor. A bootstrap sample is
 * then a weighting of the rows: ranks need no new sorting, and a resample costs rows × factors²
 * instead of a decomposition of the rows. R^-1 is the generalised inverse, so that a factor that
 * does not vary in a resample does no harm. */
#include <gsl/gsl_linalg.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/analysis/sensitivity.h"
#include "output/analysis/sensitivity_sample.h"

/* Directions with a smaller part of the variance count as none; an unexplained share below the
 * second number cannot be told from rounding. */
static const double least_singular = 1e-10, least_unexplained = 1e-15;

typedef struct {
    const sensitivity_sample *sample;
    size_t k, columns;      /* factors; the outcome is column k */
    size_t members, rows;   /* rows of a unit, of all units */
    double *values, *ranks; /* rows × columns */
    double *correlations;   /* columns × columns */
    double *mean, *centred; /* columns */
    double *u, *v, *single; /* of the decomposition: k × k, k × k, k */
    double *memory;         /* of all these */
    size_t *order;          /* columns × rows: rows by rising value */
    size_t *weights;        /* of rows: how often a resample has them */
} regression_task;

static void task_free(regression_task *task) {
    free(task->memory);
    free(task->order);
    free(task->weights);
}

static agglo_status task_allocate(regression_task *task, agglo_error *error) {
    size_t cells = task->rows * task->columns, k = task->k, columns = task->columns;
    size_t count = 2 * cells + columns * columns + 2 * columns + 2 * k * k + k;
    task->memory = calloc(count, sizeof *task->memory);
    task->order = calloc(cells, sizeof *task->order);
    task->weights = calloc(task->rows, sizeof *task->weights);
    if (task->memory == NULL || task->order == NULL || task->weights == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a regression of %zu points",
                         task->rows);
    task->values = task->memory;
    task->ranks = task->values + cells;
    task->correlations = task->ranks + cells;
    task->mean = task->correlations + columns * columns;
    task->centred = task->mean + columns;
    task->u = task->centred + columns;
    task->v = task->u + k * k;
    task->single = task->v + k * k;
    return AGGLO_OK;
}

static void task_fill(regression_task *task) {
    const sensitivity_sample *s = task->sample;
    for (size_t row = 0; row < task->rows; row++) {
        size_t point = s->first[row / task->members] + row % task->members;
        double *values = task->values + row * task->columns;
        for (size_t f = 0; f < task->k; f++)
            values[f] = design_position(s->plan, point, f);
        values[task->k] = s->y[point];
    }
    for (size_t c = 0; c < task->columns; c++)
        gsl_sort_index(task->order + c * task->rows, task->values + c, task->columns, task->rows);
}

/* Ranks among the weighted rows; equal values share the mean of theirs. */
static void rank_column(const regression_task *task, size_t c) {
    const size_t *order = task->order + c * task->rows;
    double before = 0;
    for (size_t begin = 0, end = 0; begin < task->rows; begin = end) {
        double value = task->values[order[begin] * task->columns + c], tied = 0;
        while (end < task->rows && task->values[order[end] * task->columns + c] == value)
            tied += (double)task->weights[order[end++]];
        for (size_t i = begin; i < end; i++)
            task->ranks[order[i] * task->columns + c] = before + (tied + 1) / 2;
        before += tied;
    }
}

static void find_means(const regression_task *task, const double *cells) {
    double total = 0;
    memset(task->mean, 0, task->columns * sizeof *task->mean);
    for (size_t row = 0; row < task->rows; row++) {
        double weight = (double)task->weights[row];
        total += weight;
        for (size_t c = 0; c < task->columns; c++)
            task->mean[c] += weight * cells[row * task->columns + c];
    }
    for (size_t c = 0; c < task->columns; c++)
        task->mean[c] /= total;
}

/* Sums of weighted products of differences from the mean: the upper triangle. */
static void find_products(const regression_task *task, const double *cells) {
    size_t columns = task->columns;
    double *centred = task->centred;
    memset(task->correlations, 0, columns * columns * sizeof *task->correlations);
    for (size_t row = 0; row < task->rows; row++) {
        double weight = (double)task->weights[row];
        if (weight == 0)
            continue;
        for (size_t c = 0; c < columns; c++)
            centred[c] = cells[row * columns + c] - task->mean[c];
        for (size_t a = 0; a < columns; a++)
            for (size_t b = a; b < columns; b++)
                task->correlations[a * columns + b] += weight * centred[a] * centred[b];
    }
}

/* Correlations of the weighted rows, into task->correlations. A column that does not vary but for
 * rounding correlates with none, not even with itself. Returns 0 if a number grew too large. */
static int correlate(const regression_task *task, const double *cells) {
    size_t columns = task->columns;
    double *r = task->correlations, *deviation = task->centred;
    find_means(task, cells);
    find_products(task, cells);
    for (size_t c = 0; c < columns; c++) {
        double squares = r[c * columns + c], mean = task->mean[c];
        if (!isfinite(squares))
            return 0;
        deviation[c] = squares > 1e-24 * mean * mean * (double)task->rows ? sqrt(squares) : 0;
    }
    for (size_t a = 0; a < columns; a++)
        for (size_t b = a; b < columns; b++) {
            double both = deviation[a] * deviation[b];
            r[a * columns + b] = both > 0 ? r[a * columns + b] / both : 0;
            r[b * columns + a] = r[a * columns + b];
        }
    return 1;
}

/* The generalised inverse of the factors' correlations, into task->u. Returns 0 on failure. */
static int invert(const regression_task *task) {
    size_t k = task->k;
    for (size_t i = 0; i < k; i++)
        memcpy(task->u + i * k, task->correlations + i * task->columns, k * sizeof *task->u);
    gsl_matrix_view u = gsl_matrix_view_array(task->u, k, k);
    gsl_matrix_view v = gsl_matrix_view_array(task->v, k, k);
    gsl_vector_view single = gsl_vector_view_array(task->single, k);
    if (gsl_linalg_SV_decomp_jacobi(&u.matrix, &v.matrix, &single.vector) != GSL_SUCCESS)
        return 0;
    double *row = task->mean; /* no longer needed */
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < k; j++) {
            row[j] = 0;
            for (size_t s = 0; s < k; s++)
                if (task->single[s] > least_singular * task->single[0])
                    row[j] += task->v[j * k + s] * task->u[i * k + s] / task->single[s];
        }
        memcpy(task->u + i * k, row, k * sizeof *row); /* row i of u is used up */
    }
    return 1;
}

/* Coefficients and partial correlations, each k numbers or null; returns the explained share. All
 * NAN if the outcome does not vary in these rows. */
static double solve(const regression_task *task, const double *cells, double *coefficients,
                    double *partial) {
    size_t k = task->k, columns = task->columns;
    const double *r = task->correlations, *inverse = task->u;
    int is_solved = correlate(task, cells) && r[k * columns + k] > 0 && invert(task);
    double share = 0, *b = task->centred; /* no longer needed */
    for (size_t i = 0; i < k; i++) {
        b[i] = is_solved ? 0 : NAN;
        for (size_t j = 0; j < k; j++)
            b[i] += inverse[i * k + j] * r[j * columns + k];
        share += b[i] * r[i * columns + k];
    }
    double rest = fmax(1 - share, least_unexplained);
    for (size_t i = 0; i < k; i++) {
        double both = b[i] * b[i] + inverse[i * k + i] * rest;
        if (coefficients != NULL)
            coefficients[i] = b[i];
        if (partial != NULL)
            partial[i] = both == 0 ? 0 : b[i] / sqrt(both);
    }
    return is_solved ? fmin(share, 1) : NAN;
}

/* Estimates: k coefficients, k partial rank correlations, the explained share. */
static void estimate_regression(void *context, const size_t *pick, size_t picked,
                                double *estimates) {
    regression_task *task = context;
    memset(task->weights, 0, task->rows * sizeof *task->weights);
    for (size_t p = 0; p < picked; p++)
        for (size_t m = 0; m < task->members; m++)
            task->weights[pick[p] * task->members + m]++;
    estimates[2 * task->k] = solve(task, task->values, estimates, NULL);
    for (size_t c = 0; c < task->columns; c++)
        rank_column(task, c);
    solve(task, task->ranks, NULL, estimates + task->k);
}

static agglo_status check_task(const regression_task *task, agglo_error *error) {
    if (task->rows <= task->k + 1) {
        error_set(error, AGGLO_ERROR_USAGE, "too few points for a regression on %zu factors",
                  task->k);
        error_got(error, "%zu", task->rows);
        error_expected(error, "%zu or more, better ten times as many", task->k + 2);
        return AGGLO_ERROR_USAGE;
    }
    for (size_t row = 1; row < task->rows; row++)
        if (task->values[row * task->columns + task->k] != task->values[task->k])
            return AGGLO_OK;
    return error_set(error, AGGLO_ERROR_USAGE,
                     "the outcome is the same at all points: there is nothing to explain");
}

static agglo_status regression_of_sample(regression_task *task, const sensitivity_options *options,
                                         sensitivity_coefficient *coefficients,
                                         sensitivity_interval *r_squared, agglo_error *error) {
    size_t k = task->k;
    agglo_status status = task_allocate(task, error);
    if (status != AGGLO_OK)
        return status;
    task_fill(task);
    status = check_task(task, error);
    if (status != AGGLO_OK)
        return status;
    sensitivity_interval *all = malloc((2 * k + 1) * sizeof *all);
    if (all == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a regression");
    sensitivity_problem problem = {estimate_regression, task, 2 * k + 1};
    status = sensitivity_bootstrap(task->sample, &problem, options, all, error);
    for (size_t i = 0; i < k && status == AGGLO_OK; i++)
        coefficients[i] = (sensitivity_coefficient){all[i], all[k + i]};
    if (status == AGGLO_OK && r_squared != NULL)
        *r_squared = all[2 * k];
    free(all);
    return status;
}

agglo_status sensitivity_regression(const design *plan, const double *y,
                                    const sensitivity_options *options,
                                    sensitivity_coefficient *coefficients,
                                    sensitivity_interval *r_squared, agglo_error *error) {
    sensitivity_sample sample;
    agglo_status status = sensitivity_sample_create(&sample, plan, y, options, error);
    if (status == AGGLO_OK) {
        int is_saltelli = design_specification(plan)->type == DESIGN_SALTELLI;
        regression_task task = {.sample = &sample,
                                .k = sample.factors,
                                .columns = sample.factors + 1,
                                .members = is_saltelli ? 2 : sample.block};
        task.rows = sample.count * task.members;
        status = regression_of_sample(&task, options, coefficients, r_squared, error);
        task_free(&task);
    }
    sensitivity_sample_free(&sample);
    return status;
}
