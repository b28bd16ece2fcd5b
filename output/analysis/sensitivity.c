#include "output/analysis/sensitivity.h"

#include <math.h>
#include <stdlib.h>

#include "output/analysis/sensitivity_sample.h"

static agglo_status refuse_type(const design *plan, design_type needed, const char *what,
                                agglo_error *error) {
    error_set(error, AGGLO_ERROR_USAGE, "%s need a %s design", what, design_type_names[needed]);
    error_got(error, "a %s design", design_type_names[design_specification(plan)->type]);
    error_hint(error, "the regression takes any design");
    return AGGLO_ERROR_USAGE;
}

/* ---- Sobol' indices ---- */

typedef struct {
    const sensitivity_sample *sample;
    size_t k, pairs; /* pairs: 0 if no second order is asked for */
    int has_mirror;  /* B_A^i is there */
} sobol_task;

/* Moments of A and B together. */
static void moments(const sobol_task *task, const size_t *pick, size_t picked, double *mean,
                    double *variance) {
    double sum = 0, squares = 0, n = 2 * (double)picked;
    const sensitivity_sample *s = task->sample;
    for (size_t u = 0; u < picked; u++) {
        const double *y = s->y + s->first[pick[u]];
        sum += y[0] + y[1];
    }
    *mean = sum / n;
    for (size_t u = 0; u < picked; u++) {
        const double *y = s->y + s->first[pick[u]];
        squares += (y[0] - *mean) * (y[0] - *mean) + (y[1] - *mean) * (y[1] - *mean);
    }
    *variance = squares / n;
}

/* Adds one base sample's first-order and total terms: y is A, B, A_B^1 … A_B^k, B_A^1 … B_A^k. */
static void add_single(const sobol_task *task, const double *y, double mean, double *sums) {
    size_t k = task->k;
    double a = y[0], b = y[1];
    const double *ab = y + 2, *ba = y + 2 + k;
    for (size_t i = 0; i < k; i++) {
        sums[i] += (b - mean) * (ab[i] - a);
        sums[k + i] += (a - ab[i]) * (a - ab[i]) / 2;
        if (task->has_mirror) {
            sums[i] += (a - mean) * (ba[i] - b);
            sums[k + i] += (b - ba[i]) * (b - ba[i]) / 2;
        }
    }
}

/* Adds its terms of the variance that pairs make, alone or together. */
static void add_pairs(const sobol_task *task, const double *y, double mean, double *sums) {
    size_t k = task->k, pair = 0;
    const double *ab = y + 2, *ba = y + 2 + k;
    double none = 2 * (y[0] - mean) * (y[1] - mean);
    for (size_t i = 0; i < k; i++)
        for (size_t j = i + 1; j < k; j++)
            sums[pair++] +=
                (ba[i] - mean) * (ab[j] - mean) + (ab[i] - mean) * (ba[j] - mean) - none;
}

static void estimate_sobol(void *context, const size_t *pick, size_t picked, double *estimates) {
    const sobol_task *task = context;
    const sensitivity_sample *s = task->sample;
    size_t k = task->k, pair = 2 * k;
    double mean, variance;
    moments(task, pick, picked, &mean, &variance);
    for (size_t e = 0; e < 2 * k + task->pairs; e++)
        estimates[e] = 0;
    for (size_t u = 0; u < picked; u++) {
        const double *y = s->y + s->first[pick[u]];
        add_single(task, y, mean, estimates);
        if (task->pairs > 0)
            add_pairs(task, y, mean, estimates + pair);
    }
    double all = (double)picked * variance * (task->has_mirror ? 2 : 1);
    for (size_t e = 0; e < 2 * k + task->pairs; e++)
        estimates[e] = variance > 0 ? estimates[e] / all : NAN;
    for (size_t i = 0; i < k && task->pairs > 0; i++)
        for (size_t j = i + 1; j < k; j++)
            estimates[pair++] -= estimates[i] + estimates[j];
}

static int varies(const sensitivity_sample *s) {
    double first = s->y[s->first[0]];
    for (size_t u = 0; u < s->count; u++)
        for (size_t m = 0; m < 2; m++)
            if (s->y[s->first[u] + m] != first)
                return 1;
    return 0;
}

static void hand_out(const sobol_task *task, const sensitivity_interval *all,
                     sensitivity_interval *first, sensitivity_interval *total,
                     sensitivity_interval *second) {
    size_t k = task->k, pair = 2 * k;
    for (size_t i = 0; i < k; i++) {
        first[i] = all[i];
        total[i] = all[k + i];
    }
    if (second == NULL)
        return;
    for (size_t i = 0; i < k * k; i++)
        second[i] = (sensitivity_interval){NAN, NAN, NAN};
    for (size_t i = 0; i < k && task->pairs > 0; i++)
        for (size_t j = i + 1; j < k; j++)
            second[i * k + j] = second[j * k + i] = all[pair++];
}

static agglo_status sobol_of_sample(const sensitivity_sample *sample, sobol_task *task,
                                    const sensitivity_options *options, sensitivity_interval **all,
                                    agglo_error *error) {
    agglo_status status = sensitivity_sample_suffices(sample, 2, error);
    if (status != AGGLO_OK)
        return status;
    if (!varies(sample))
        return error_set(error, AGGLO_ERROR_USAGE,
                         "the outcome is the same at all points: there is no variance to share");
    sensitivity_problem problem = {estimate_sobol, task, 2 * task->k + task->pairs};
    *all = malloc(problem.count * sizeof **all);
    if (*all == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu indices", problem.count);
    return sensitivity_bootstrap(sample, &problem, options, *all, error);
}

agglo_status sensitivity_sobol(const design *plan, const double *y,
                               const sensitivity_options *options, sensitivity_interval *first,
                               sensitivity_interval *total, sensitivity_interval *second,
                               agglo_error *error) {
    const design_spec *spec = design_specification(plan);
    if (spec->type != DESIGN_SALTELLI)
        return refuse_type(plan, DESIGN_SALTELLI, "Sobol' indices", error);
    sensitivity_sample sample;
    sensitivity_interval *all = NULL;
    size_t k = spec->factor_count;
    sobol_task task = {&sample, k, 0, spec->second_order != 0};
    if (second != NULL && task.has_mirror)
        task.pairs = k * (k - 1) / 2;
    agglo_status status = sensitivity_sample_create(&sample, plan, y, options, error);
    if (status == AGGLO_OK)
        status = sobol_of_sample(&sample, &task, options, &all, error);
    if (status == AGGLO_OK)
        hand_out(&task, all, first, total, second);
    free(all);
    sensitivity_sample_free(&sample);
    return status;
}

/* ---- Elementary effects ---- */

typedef struct {
    size_t k;
    const double *effects; /* units × k */
} morris_task;

static void estimate_morris(void *context, const size_t *pick, size_t picked, double *estimates) {
    const morris_task *task = context;
    for (size_t f = 0; f < task->k; f++) {
        double sum = 0;
        for (size_t u = 0; u < picked; u++)
            sum += fabs(task->effects[pick[u] * task->k + f]);
        estimates[f] = sum / (double)picked;
    }
}

/* The effects of one trajectory: at each step one factor has moved. */
static void trajectory_effects(const sensitivity_sample *s, size_t first, double *effects) {
    const design_factor *factors = design_specification(s->plan)->factors;
    for (size_t p = first; p < first + s->factors; p++)
        for (size_t f = 0; f < s->factors; f++) {
            double moved = design_position(s->plan, p + 1, f) - design_position(s->plan, p, f);
            size_t levels = factors[f].level_count;
            double range = levels > 0 ? (double)(levels - 1) : 1;
            if (moved != 0)
                effects[f] = (s->y[p + 1] - s->y[p]) / (moved / range);
        }
}

static void mean_and_deviation(const morris_task *task, size_t units,
                               sensitivity_morris_effect *out) {
    for (size_t f = 0; f < task->k; f++) {
        double sum = 0, squares = 0, n = (double)units;
        for (size_t u = 0; u < units; u++)
            sum += task->effects[u * task->k + f];
        out[f].mu = sum / n;
        for (size_t u = 0; u < units; u++)
            squares += pow(task->effects[u * task->k + f] - out[f].mu, 2);
        out[f].sigma = units > 1 ? sqrt(squares / (n - 1)) : NAN;
    }
}

static agglo_status morris_of_sample(const sensitivity_sample *sample,
                                     const sensitivity_options *options,
                                     sensitivity_morris_effect *out, agglo_error *error) {
    agglo_status status = sensitivity_sample_suffices(sample, 1, error);
    if (status != AGGLO_OK)
        return status;
    size_t k = sample->factors;
    double *effects = calloc(sample->count, k * sizeof *effects);
    sensitivity_interval *mu_star = malloc(k * sizeof *mu_star);
    if (effects == NULL || mu_star == NULL) {
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for elementary effects");
    } else {
        for (size_t u = 0; u < sample->count; u++)
            trajectory_effects(sample, sample->first[u], effects + u * k);
        morris_task task = {k, effects};
        sensitivity_problem problem = {estimate_morris, &task, k};
        mean_and_deviation(&task, sample->count, out);
        status = sensitivity_bootstrap(sample, &problem, options, mu_star, error);
        for (size_t f = 0; f < k && status == AGGLO_OK; f++)
            out[f].mu_star = mu_star[f];
    }
    free(effects);
    free(mu_star);
    return status;
}

agglo_status sensitivity_morris(const design *plan, const double *y,
                                const sensitivity_options *options,
                                sensitivity_morris_effect *effects, agglo_error *error) {
    if (design_specification(plan)->type != DESIGN_MORRIS)
        return refuse_type(plan, DESIGN_MORRIS, "elementary effects", error);
    sensitivity_sample sample;
    agglo_status status = sensitivity_sample_create(&sample, plan, y, options, error);
    if (status == AGGLO_OK)
        status = morris_of_sample(&sample, options, effects, error);
    sensitivity_sample_free(&sample);
    return status;
}

/* ---- Main effects ---- */

/* Points that tell something of a factor alone. */
static int counts(const design *plan, size_t point, size_t factor) {
    switch (design_specification(plan)->type) {
    case DESIGN_SALTELLI:
        return point % design_block(plan) < 2;
    case DESIGN_ONE_AT_A_TIME:
        return point == 0 ||
               design_position(plan, point, factor) != design_position(plan, 0, factor);
    default:
        return 1;
    }
}

size_t sensitivity_parts(const design *plan, size_t factor, size_t bins) {
    const design_spec *spec = design_specification(plan);
    const design_factor *asked = &spec->factors[factor];
    size_t parts = 0;
    if (asked->level_count > 0)
        return asked->level_count;
    switch (spec->type) {
    case DESIGN_FACTORIAL:
        return asked->steps;
    case DESIGN_MORRIS:
        return spec->levels;
    case DESIGN_ONE_AT_A_TIME: /* one more than the steps if the base is none of them */
        for (size_t p = 0; p < design_points(plan); p++)
            parts += (size_t)counts(plan, p, factor);
        return parts;
    default:
        return bins > 0 ? bins : 1;
    }
}

static int is_grid(design_type type) {
    return type == DESIGN_FACTORIAL || type == DESIGN_ONE_AT_A_TIME || type == DESIGN_MORRIS;
}

static size_t part_of(const design *plan, size_t point, size_t factor, size_t parts) {
    const design_spec *spec = design_specification(plan);
    const design_factor *asked = &spec->factors[factor];
    double position = design_position(plan, point, factor);
    if (asked->level_count > 0)
        return (size_t)position;
    if (spec->type == DESIGN_ONE_AT_A_TIME && parts > asked->steps) {
        double base = design_position(plan, 0, factor), place = position * (double)(parts - 2);
        return (size_t)(position == base ? ceil(place) : round(place) + (position > base));
    }
    if (is_grid(spec->type))
        return (size_t)round(position * (double)(parts - 1));
    size_t part = (size_t)(position * (double)parts);
    return part < parts ? part : parts - 1;
}

/* Where the parts are, of all points, whether their outcomes are known or not. */
static void place_parts(const design *plan, size_t factor, size_t count, sensitivity_part *parts) {
    const design_factor *asked = &design_specification(plan)->factors[factor];
    for (size_t b = 0; b < count; b++)
        parts[b] = (sensitivity_part){0};
    for (size_t p = 0; p < design_points(plan); p++) {
        if (!counts(plan, p, factor))
            continue;
        sensitivity_part *part = &parts[part_of(plan, p, factor, count)];
        part->points++;
        part->position +=
            (design_position(plan, p, factor) - part->position) / (double)part->points;
    }
    for (size_t b = 0; b < count; b++) {
        if (parts[b].points == 0)
            parts[b].position =
                asked->level_count > 0 ? (double)b : ((double)b + 0.5) / (double)count;
        parts[b].position = design_value_at(asked, parts[b].position);
        parts[b].points = 0;
    }
}

void sensitivity_main_effect(const design *plan, const double *y, size_t factor, size_t bins,
                             sensitivity_part *parts) {
    size_t count = sensitivity_parts(plan, factor, bins);
    place_parts(plan, factor, count, parts);
    for (size_t p = 0; p < design_points(plan); p++) {
        if (!counts(plan, p, factor) || !isfinite(y[p]))
            continue;
        sensitivity_part *part = &parts[part_of(plan, p, factor, count)];
        double before = y[p] - part->mean;
        part->points++;
        part->mean += before / (double)part->points;
        part->spread += before * (y[p] - part->mean); /* squared differences, so far */
    }
    for (size_t b = 0; b < count; b++) {
        double n = (double)parts[b].points;
        parts[b].spread = n > 1 ? sqrt(parts[b].spread / (n * (n - 1))) : NAN;
        if (n < 1)
            parts[b].mean = NAN;
    }
}
