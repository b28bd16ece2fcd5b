/* Points and runs of a calibration. Reading its document: targets_read.c. */
#include "models/targets.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/simulation.h"

double targets_value(const targets *t, size_t parameter, double position) {
    return design_value_at(&t->parameters[parameter].range, position);
}

/* ---- Scenarios ---- */

static agglo_status vary(const targets *t, const double *position, config_document *document,
                         agglo_faults *faults) {
    agglo_status status = AGGLO_OK;
    for (size_t p = 0; p < t->parameter_count && status == AGGLO_OK; p++) {
        size_t size = strlen(t->parameters[p].path) + 40;
        char *text = malloc(size);
        if (text == NULL)
            return AGGLO_ERROR_MEMORY;
        snprintf(text, size, "%s=%.17g", t->parameters[p].path, targets_value(t, p, position[p]));
        status = config_set(document, text, faults);
        free(text);
    }
    return status;
}

/* Faults of assignments get the place of the parameter that assigns. */
static void move_faults(const targets *t, size_t before, agglo_faults *faults) {
    for (size_t i = before; i < faults->count; i++) {
        agglo_error *error = &faults->items[i];
        for (size_t p = 0; p < t->parameter_count && strcmp(error->file, "--set") == 0; p++)
            if (strcmp(t->parameters[p].path, error->path) == 0)
                error_place(error, t->parameters[p].node->file, t->parameters[p].node->line,
                            t->parameters[p].node->path);
    }
}

agglo_status targets_scenario(const targets *t, size_t place, const double *position, uint64_t seed,
                              scenario **out, agglo_faults *faults) {
    size_t before = faults->count;
    *out = NULL;
    config_document *document = config_copy(config_root(t->places[place].base));
    agglo_status status = document == NULL ? AGGLO_ERROR_MEMORY : AGGLO_OK;
    if (status == AGGLO_OK)
        status = vary(t, position, document, faults);
    if (status == AGGLO_OK)
        status = scenario_read(document, out, faults);
    config_free(document);
    move_faults(t, before, faults);
    if (*out != NULL)
        (*out)->seed = seed;
    return status;
}

/* ---- Numbers ---- */

static double largest_sum(const targets_number *n, const schema *of, const double *rows) {
    enum { MOST_LARGEST = 1000 };
    double kept[MOST_LARGEST], sum = 0;
    size_t count = 0;
    /* the largest so far, rising from the last */
    for (size_t r = 0; r < of->dimensions[2].size; r++) {
        double value = measure_value(&n->measure, of, rows, (int)r, NULL);
        size_t at = count < n->largest ? count++ : count;
        for (; at > 0 && kept[at - 1] < value; at--)
            if (at < count)
                kept[at] = kept[at - 1];
        if (at < count)
            kept[at] = value;
    }
    for (size_t i = 0; i < count; i++)
        sum += kept[i];
    return sum;
}

static double value_of(const targets_number *n, const schema *of, const double *rows) {
    return n->largest > 0 ? largest_sum(n, of, rows)
                          : measure_value(&n->measure, of, rows, n->region, NULL);
}

void targets_take(const targets *t, size_t place, const double *rows, double *pairs) {
    const schema *of = t->places[place].schema;
    for (size_t i = 0; i < t->item_count; i++) {
        const targets_item *item = &t->items[i];
        if (item->place != place)
            continue;
        pairs[2 * i] = value_of(&item->number, of, rows);
        pairs[2 * i + 1] = item->is_ratio ? value_of(&item->per, of, rows) : 1;
    }
}

/* Ratio of sums without replicate `left_out` (SIZE_MAX: with all). */
static double ratio_without(const double *pairs, size_t stride, size_t count, size_t left_out) {
    double top = 0, bottom = 0;
    for (size_t r = 0; r < count; r++) {
        if (r == left_out)
            continue;
        top += pairs[r * stride];
        bottom += pairs[r * stride + 1];
    }
    return bottom > 0 ? top / bottom : NAN;
}

static targets_outcome mean_of(const double *pairs, size_t stride, size_t count) {
    double mean = 0, sum = 0;
    targets_outcome out = {ratio_without(pairs, stride, count, SIZE_MAX), NAN};
    if (count < 2)
        return out;
    for (size_t r = 0; r < count; r++)
        mean += ratio_without(pairs, stride, count, r) / (double)count;
    for (size_t r = 0; r < count; r++) {
        double apart = ratio_without(pairs, stride, count, r) - mean;
        sum += apart * apart;
    }
    out.variance = sum * ((double)count - 1) / (double)count;
    return out;
}

static targets_outcome median_of(const double *pairs, size_t stride, size_t count) {
    enum { MOST_REPLICATES = 1000 };
    double ratios[MOST_REPLICATES];
    size_t finite = 0;
    for (size_t r = 0; r < count; r++)
        if (pairs[r * stride + 1] > 0)
            ratios[finite++] = pairs[r * stride] / pairs[r * stride + 1];
    if (finite == 0)
        return (targets_outcome){NAN, NAN};
    gsl_sort(ratios, 1, finite);
    double variance = finite > 1 ? gsl_stats_variance(ratios, 1, finite) : NAN;
    return (targets_outcome){gsl_stats_median_from_sorted_data(ratios, 1, finite),
                             1.5707963267948966 * variance / (double)finite};
}

targets_outcome targets_summarise(const targets *t, size_t item, const double *pairs,
                                  size_t count) {
    size_t stride = 2 * t->item_count;
    return t->items[item].statistic == TARGETS_MEDIAN ? median_of(pairs + 2 * item, stride, count)
                                                      : mean_of(pairs + 2 * item, stride, count);
}

/* ---- The end ---- */

void targets_free(targets *t) {
    if (t == NULL)
        return;
    for (size_t p = 0; t->parameters != NULL && p < t->parameter_count; p++)
        free(t->parameters[p].path);
    for (size_t i = 0; t->items != NULL && i < t->item_count; i++)
        free(t->items[i].source);
    for (size_t k = 0; t->places != NULL && k < t->place_count; k++) {
        simulation_schema_free(t->places[k].described);
        scenario_free(t->places[k].middle);
        config_free(t->places[k].base);
        free(t->places[k].file);
    }
    free(t->parameters);
    free(t->items);
    free(t->places);
    free(t->name);
    free(t->description);
    free(t->source);
    free(t->text);
    config_free(t->document);
    free(t);
}
