/* What a calibration has found, from its last population; and the file that keeps it. */
#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "output/posterior.h"
#include "tools/agglo/calibrate/private.h"
#include "tools/agglo/provenance.h"

static agglo_status no_memory(agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a posterior");
}

/* ---- Estimates ---- */

/* The smallest value below which lies at least `share` of the weights. `order` sorts the values. */
static double quantile_of(const double *values, const double *weights, const size_t *order,
                          size_t count, double share) {
    double sum = 0;
    for (size_t n = 0; n < count; n++) {
        sum += weights[order[n]];
        if (sum >= share)
            return values[order[n]];
    }
    return values[order[count - 1]];
}

static void moments_of(const double *values, const double *weights, size_t count, double *mean,
                       double *variance) {
    double sum = 0, weight = 0;
    for (size_t n = 0; n < count; n++)
        if (isfinite(values[n])) {
            sum += weights[n] * values[n];
            weight += weights[n];
        }
    *mean = weight > 0 ? sum / weight : NAN;
    sum = 0;
    for (size_t n = 0; n < count; n++)
        if (isfinite(values[n]))
            sum += weights[n] * (values[n] - *mean) * (values[n] - *mean);
    *variance = weight > 0 ? sum / weight : NAN;
}

/* `scratch`: a value and a position for each particle; `order`: sorts them. */
static void estimate(const calibration *c, size_t p, double *scratch, size_t *order,
                     calibrate_estimate *out) {
    size_t count = c->particles.count, k = c->t->parameter_count;
    double mean, variance, *positions = scratch + count;
    for (size_t n = 0; n < count; n++) {
        positions[n] = c->particles.x[n * k + p];
        scratch[n] = targets_value(c->t, p, positions[n]);
    }
    moments_of(positions, c->weights, count, &mean, &variance);
    out->remaining = 12 * variance; /* of a uniform position: 1/12 */
    moments_of(scratch, c->weights, count, &out->mean, &variance);
    out->sd = sqrt(variance);
    gsl_sort_index(order, scratch, 1, count);
    out->low = quantile_of(scratch, c->weights, order, count, 0.05);
    out->median = quantile_of(scratch, c->weights, order, count, 0.5);
    out->high = quantile_of(scratch, c->weights, order, count, 0.95);
}

/* ---- Predictions ---- */

/* Where the distribution function of what would be observed, a mixture of normal ones around the
 * particles' numbers, reaches `share`: by bisection. */
static double mixture_quantile(const double *values, const double *weights, size_t count, double sd,
                               double share) {
    double low = INFINITY, high = -INFINITY, weight = 0;
    for (size_t n = 0; n < count; n++)
        if (isfinite(values[n])) {
            low = fmin(low, values[n] - 10 * sd);
            high = fmax(high, values[n] + 10 * sd);
            weight += weights[n];
        }
    for (int step = 0; step < 80; step++) {
        double middle = 0.5 * (low + high), sum = 0;
        for (size_t n = 0; n < count; n++)
            if (isfinite(values[n]))
                sum += weights[n] * gsl_cdf_gaussian_P(middle - values[n], sd);
        if (sum < share * weight)
            low = middle;
        else
            high = middle;
    }
    return weight > 0 ? 0.5 * (low + high) : NAN;
}

static void predict(const calibration *c, size_t item, double *scratch, calibrate_prediction *out) {
    const targets_item *target = &c->t->items[item];
    size_t count = c->particles.count;
    double variance;
    for (size_t n = 0; n < count; n++)
        scratch[n] = c->particles.values[n * c->t->item_count + item];
    moments_of(scratch, c->weights, count, &out->mean, &variance);
    out->sd = sqrt(variance);
    out->low = mixture_quantile(scratch, c->weights, count, target->sd, 0.025);
    out->high = mixture_quantile(scratch, c->weights, count, target->sd, 0.975);
    out->is_inside = target->value >= out->low && target->value <= out->high;
}

agglo_status calibrate_judge(const calibration *c, calibrate_result *out, agglo_error *error) {
    size_t count = c->particles.count;
    out->c = c;
    out->estimates = calloc(c->t->parameter_count, sizeof *out->estimates);
    out->predictions = calloc(c->t->item_count, sizeof *out->predictions);
    double *scratch = malloc(2 * count * sizeof *scratch);
    size_t *order = malloc(count * sizeof *order);
    agglo_status status = AGGLO_OK;
    if (out->estimates == NULL || out->predictions == NULL || scratch == NULL || order == NULL)
        status = no_memory(error);
    for (size_t p = 0; status == AGGLO_OK && p < c->t->parameter_count; p++)
        estimate(c, p, scratch, order, &out->estimates[p]);
    for (size_t i = 0; status == AGGLO_OK && i < c->t->item_count; i++)
        predict(c, i, scratch, &out->predictions[i]);
    if (status == AGGLO_OK)
        status = identify_directions(c->particles.x, c->weights, count, c->t->parameter_count,
                                     &out->directions, error);
    free(order);
    free(scratch);
    return status;
}

void calibrate_result_free(calibrate_result *result) {
    free(result->estimates);
    free(result->predictions);
    identify_free(&result->directions);
}

/* ---- The file ---- */

/* Everything that the document points at, in one block each. */
typedef struct {
    posterior sample;
    char **names, **units;
    double *numbers; /* all that is not in the calibration already */
    const char **target_names, **target_units;
} parts;

static void parts_free(parts *p) {
    free(p->sample.values);
    free(p->names);
    free(p->units);
    free(p->numbers);
    free(p->target_names);
    free(p->target_units);
}

enum { BY_PARAMETER = 3, BY_TARGET = 7, BY_GENERATION = 4, BY_WAVE = 1 };

static int parts_create(parts *p, const calibration *c) {
    const targets *t = c->t;
    size_t k = t->parameter_count, items = t->item_count, count = c->particles.count;
    *p = (parts){.names = calloc(k, sizeof *p->names), .units = calloc(k, sizeof *p->units)};
    p->sample.values = malloc(count * k * sizeof(double));
    p->target_names = calloc(items, sizeof *p->target_names);
    p->target_units = calloc(items, sizeof *p->target_units);
    p->numbers =
        malloc((BY_PARAMETER * k + BY_TARGET * items + BY_GENERATION * c->generation_count +
                BY_WAVE * c->wave_count + c->wave_count * items) *
               sizeof(double));
    if (p->names == NULL || p->units == NULL || p->sample.values == NULL ||
        p->target_names == NULL || p->target_units == NULL || p->numbers == NULL)
        return 0;
    for (size_t i = 0; i < k; i++) {
        p->names[i] = (char *)t->parameters[i].name;
        p->units[i] = (char *)t->parameters[i].unit;
    }
    for (size_t n = 0; n < count * k; n++)
        p->sample.values[n] = targets_value(t, n % k, c->particles.x[n]);
    for (size_t i = 0; i < items; i++) {
        p->target_names[i] = t->items[i].name;
        p->target_units[i] = t->items[i].unit;
    }
    p->sample.samples = count;
    p->sample.parameters = k;
    p->sample.names = p->names;
    p->sample.units = p->units;
    p->sample.weights = c->weights;
    return 1;
}

typedef struct {
    posterior_variable items[40];
    size_t count;
    double *next; /* free numbers */
} variable_list;

static void add(variable_list *list, posterior_variable v) {
    list->items[list->count++] = v;
}

/* A variable over one dimension whose numbers are taken from rows of a struct; returns where they
 * are to be put. */
static double *add_column(variable_list *list, const char *name, const char *dimension, size_t size,
                          const char *long_name) {
    double *numbers = list->next;
    add(list, (posterior_variable){name, "1", long_name, 1, {dimension}, numbers, NULL});
    list->next += size;
    return numbers;
}

static void add_parameters(variable_list *list, const calibrate_result *r) {
    const targets *t = r->c->t;
    size_t k = t->parameter_count;
    double *low = add_column(list, "prior_low", "parameter", k, "lower end of the prior's range");
    double *high = add_column(list, "prior_high", "parameter", k, "upper end of the prior's range");
    double *is_log = add_column(list, "prior_is_log", "parameter", k,
                                "1: the prior is uniform in the logarithm");
    for (size_t p = 0; p < k; p++) {
        low[p] = t->parameters[p].range.low;
        high[p] = t->parameters[p].range.high;
        is_log[p] = t->parameters[p].range.scale == DESIGN_LOGARITHMIC;
    }
    add(list, (posterior_variable){"eigenvalue",
                                   "1",
                                   "share of the prior's variance that is left in a direction",
                                   1,
                                   {"direction"},
                                   r->directions.eigenvalues,
                                   NULL});
    add(list, (posterior_variable){"loading",
                                   "1",
                                   "parameter's part in a direction, prior-standardised",
                                   2,
                                   {"direction", "parameter"},
                                   r->directions.directions,
                                   NULL});
}

static void add_targets(variable_list *list, const calibrate_result *r, const parts *p) {
    static const char *const names[BY_TARGET][2] = {
        {"observed", "observation"},
        {"observed_sd", "standard uncertainty of the observation"},
        {"held_out", "1: not used for fitting"},
        {"predicted_mean", "posterior mean of the model's number"},
        {"predicted_sd", "posterior standard deviation of the model's number"},
        {"predicted_low", "2.5 % of what would be observed"},
        {"predicted_high", "97.5 % of what would be observed"}};
    const targets *t = r->c->t;
    double *columns[BY_TARGET];
    for (int v = 0; v < BY_TARGET; v++)
        columns[v] = add_column(list, names[v][0], "target", t->item_count, names[v][1]);
    for (size_t i = 0; i < t->item_count; i++) {
        const calibrate_prediction *q = &r->predictions[i];
        const double row[BY_TARGET] = {t->items[i].value,
                                       t->items[i].sd,
                                       t->items[i].is_held_out,
                                       q->mean,
                                       q->sd,
                                       q->low,
                                       q->high};
        for (int v = 0; v < BY_TARGET; v++)
            columns[v][i] = row[v];
    }
    add(list, (posterior_variable){
                  "target_unit", "1", "unit of the target", 1, {"target"}, NULL, p->target_units});
    add(list, (posterior_variable){"predicted",
                                   "1",
                                   "the model's number at a sample; units in target_unit",
                                   2,
                                   {"sample", "target"},
                                   r->c->particles.values,
                                   NULL});
    add(list, (posterior_variable){"distance",
                                   "1",
                                   "root mean square of fitted targets' deviations in their sd",
                                   1,
                                   {"sample"},
                                   r->c->particles.distances,
                                   NULL});
}

static void add_history(variable_list *list, const calibration *c) {
    static const char *const names[BY_GENERATION][2] = {
        {"tolerance", "largest distance that was accepted"},
        {"acceptance", "share of proposals that was accepted"},
        {"effective_samples", "effective sample size"},
        {"proposals", "proposals that were run"}};
    double *columns[BY_GENERATION];
    for (int v = 0; v < BY_GENERATION; v++)
        columns[v] = add_column(list, names[v][0], "generation", c->generation_count, names[v][1]);
    for (size_t g = 0; g < c->generation_count; g++) {
        const calibrate_generation *from = &c->generations[g];
        const double row[BY_GENERATION] = {from->tolerance, from->acceptance, from->effective,
                                           from->proposals};
        for (int v = 0; v < BY_GENERATION; v++)
            columns[v][g] = row[v];
    }
    if (c->wave_count == 0)
        return;
    double *remaining = add_column(list, "plausible_share", "wave", c->wave_count,
                                   "share of the prior's space that is plausible after the wave");
    size_t items = c->t->item_count;
    double *left_out = list->next;
    list->next += c->wave_count * items;
    for (size_t w = 0; w < c->wave_count; w++) {
        remaining[w] = c->waves[w].remaining;
        for (size_t i = 0; i < items; i++) {
            const emulator *e = c->waves[w].emulators[i];
            left_out[w * items + i] = e != NULL ? emulator_left_out(e) : NAN;
        }
    }
    add(list, (posterior_variable){"emulator_error",
                                   "1",
                                   "leave-one-out error of the emulator; units in target_unit",
                                   2,
                                   {"wave", "target"},
                                   left_out,
                                   NULL});
}

agglo_status calibrate_write(const calibrate_result *r, const char *path, agglo_error *error) {
    const calibration *c = r->c;
    const targets *t = c->t;
    parts p;
    char seed[24], identity[24], version[96];
    if (!parts_create(&p, c)) {
        parts_free(&p);
        return no_memory(error);
    }
    snprintf(seed, sizeof seed, "%" PRIu64, t->seed);
    snprintf(identity, sizeof identity, "%016" PRIx64, t->identity);
    provenance_version(version, sizeof version);
    const schema_attribute attributes[] = {
        {"title", t->name, 0},
        {"description", t->description, 0},
        {"source", t->source, 0},
        {"targets", t->text, 0},
        {"method", targets_method_names[t->method.type], 0},
        {"replicates", NULL, t->replicates},
        {"seed", seed, 0},
        {"calibration_identity", identity, 0},
        {"ended", r->ended, 0},
        {"model_version", MODEL_VERSION, 0},
        {"agglo_version", version, 0},
    };
    const posterior_dimension dimensions[] = {
        {"target", "what was observed", t->item_count, p.target_names},
        {"direction", "number of the direction", t->parameter_count, NULL},
        {"generation", "number of the generation; 0 is the prior", c->generation_count, NULL},
        {"wave", "number of the wave", c->wave_count, NULL},
    };
    variable_list list = {.next = p.numbers};
    add_parameters(&list, r);
    add_targets(&list, r, &p);
    add_history(&list, c);
    posterior_document document = {&p.sample,
                                   attributes,
                                   sizeof attributes / sizeof attributes[0],
                                   dimensions,
                                   c->wave_count > 0 ? 4 : 3,
                                   list.items,
                                   list.count,
                                   1};
    agglo_status status = posterior_write_document(path, &document, error);
    parts_free(&p);
    return status;
}
