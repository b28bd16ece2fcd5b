#include "tools/agglo/sensitivity/load.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/reader.h"
#include "output/sweep_file.h"

enum { FIRST_PLACE = 2 }; /* dimensions before: design, replicate */

typedef struct {
    const sensitivity_request *request;
    sensitivity_data *data;
    sweep_reader *sweep;
    reader *in;
    reader_variable variable;
    uint8_t *runs; /* status by point and replicate */
} loading;

static agglo_status refuse(const char *path, agglo_status status, agglo_error *error,
                           const char *what) {
    error_set(error, status, "%s", what);
    error_place(error, path, 0, NULL);
    return status;
}

/* ---- The experiment ---- */

static agglo_status parse_experiment(const sweep_reader *in, const char *path,
                                     sensitivity_data *data, agglo_error *error) {
    agglo_faults faults = {0};
    agglo_status status =
        experiment_parse(sweep_reader_experiment(in), path, &data->experiment, &faults);
    if (status != AGGLO_OK) {
        refuse(path, status, error, "the experiment that the result holds cannot be read");
        for (size_t i = faults.count; i-- > 0;)
            if (!faults.items[i].is_warning)
                *error = faults.items[i];
    } else if (design_points(data->experiment->design) != sweep_reader_points(in)) {
        status = refuse(path, AGGLO_ERROR_INPUT, error,
                        "the result has not as many points as its experiment");
    }
    faults_free(&faults);
    return status;
}

/* What the file says of a factor at a point. */
static double expected_number(const experiment *e, size_t point, size_t k) {
    double value = design_value(e->design, point, k);
    const experiment_factor *f = &e->factors[k];
    return f->levels != NULL && f->has_numbers ? f->levels[(size_t)value].number : value;
}

/* A design that another version of the program drew otherwise would give wrong indices. */
static agglo_status check_design(reader *in, const char *path, const experiment *e,
                                 agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (size_t k = 0; k < e->factor_count && status == AGGLO_OK; k++) {
        reader_variable found;
        status = reader_variable_get(in, e->factors[k].name, &found, error);
        if (status != AGGLO_OK)
            return status;
        int fits = found.rank == 1 && found.shape[0] == design_points(e->design);
        for (size_t p = 0; fits && p < found.shape[0]; p++) {
            double expected = expected_number(e, p, k);
            fits = fabs(found.values[p] - expected) <= 1e-9 * fabs(expected);
        }
        reader_variable_free(&found);
        if (!fits) {
            error_set(error, AGGLO_ERROR_INPUT,
                      "the values of '%s' are not those of the experiment's design",
                      e->factors[k].name);
            error_place(error, path, 0, NULL);
            error_hint(error, "another version of agglo may have made the file: repeat the sweep");
            status = AGGLO_ERROR_INPUT;
        }
    }
    return status;
}

/* ---- The outcome ---- */

static agglo_status refuse_outcome(const experiment *e, const char *asked, agglo_error *error) {
    const char *names[64];
    char list[160] = "";
    size_t count = 0;
    for (size_t i = 0; i < e->outcome_count && count < 64; i++) {
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "", e->outcomes[i].name);
        names[count++] = e->outcomes[i].name;
    }
    if (asked == NULL) {
        error_set(error, AGGLO_ERROR_USAGE, "the sweep has several outcomes: one must be named");
    } else {
        const char *closest = config_closest(asked, names, count);
        error_set(error, AGGLO_ERROR_USAGE, "the sweep has no outcome '%s'", asked);
        if (closest != NULL)
            error_hint(error, "did you mean '%s'?", closest);
    }
    error_expected(error, "one of %s", list);
    return AGGLO_ERROR_USAGE;
}

static agglo_status choose_outcome(const sensitivity_request *request, sensitivity_data *data,
                                   agglo_error *error) {
    const experiment *e = data->experiment;
    const char *asked = request->outcome;
    if (asked == NULL && e->outcome_count == 1)
        asked = e->outcomes[0].name;
    for (size_t i = 0; asked != NULL && i < e->outcome_count; i++)
        if (strcmp(e->outcomes[i].name, asked) == 0) {
            snprintf(data->outcome, sizeof data->outcome, "%s", asked);
            return AGGLO_OK;
        }
    return refuse_outcome(e, asked, error);
}

/* ---- Places ---- */

static const char *asked_label(const sensitivity_request *request, const char *dimension) {
    size_t length = strlen(dimension);
    const char *label = NULL;
    for (size_t i = 0; i < request->places.count; i++)
        if (strncmp(request->places.items[i], dimension, length) == 0 &&
            request->places.items[i][length] == '=')
            label = request->places.items[i] + length + 1;
    return label;
}

static void label_of(const reader_coordinate *coordinate, size_t i, char *text, size_t size) {
    if (coordinate->labels != NULL)
        snprintf(text, size, "%s", coordinate->labels[i]);
    else
        snprintf(text, size, "%.10g", coordinate->numbers[i]);
}

static int is_label(const reader_coordinate *coordinate, size_t i, const char *label) {
    char *end;
    if (coordinate->labels != NULL)
        return strcmp(coordinate->labels[i], label) == 0;
    double number = strtod(label, &end);
    return end != label && *end == '\0' && fabs(number - coordinate->numbers[i]) < 1e-6;
}

static agglo_status refuse_label(const reader_coordinate *coordinate, const char *dimension,
                                 const char *asked, agglo_error *error) {
    char list[160] = "", label[96];
    size_t shown = coordinate->size < 8 ? coordinate->size : 8;
    for (size_t i = 0; i < shown; i++) {
        size_t used = strlen(list);
        label_of(coordinate, i, label, sizeof label);
        snprintf(list + used, sizeof list - used, "%s%s", i > 0 ? ", " : "", label);
    }
    if (asked != NULL)
        error_set(error, AGGLO_ERROR_USAGE, "the outcome has no %s '%s'", dimension, asked);
    else
        error_set(error, AGGLO_ERROR_USAGE,
                  "the outcome has several values of %s: one must be named", dimension);
    error_expected(error, "one of %s%s", list, shown < coordinate->size ? ", …" : "");
    error_hint(error, "name it with --at %s=…", dimension);
    return AGGLO_ERROR_USAGE;
}

/* The index of the label that is asked for, or goes without saying. */
static agglo_status find_label(const reader_coordinate *coordinate, const char *dimension,
                               const char *asked, size_t *found, agglo_error *error) {
    for (size_t i = 0; i < coordinate->size && asked != NULL; i++)
        if (is_label(coordinate, i, asked)) {
            *found = i;
            return AGGLO_OK;
        }
    if (asked != NULL || (coordinate->size != 1 && strcmp(dimension, "time") != 0))
        return refuse_label(coordinate, dimension, asked, error);
    *found = coordinate->size - 1;
    return AGGLO_OK;
}

/* The index in dimension `d` of the outcome. */
static agglo_status choose_place(loading *l, int d, size_t *index, agglo_error *error) {
    const char *dimension = l->variable.dimension[d], *path = l->request->result;
    sensitivity_place *place = &l->data->places[l->data->place_count];
    reader_coordinate coordinate;
    agglo_status status = reader_coordinate_get(l->in, dimension, &coordinate, error);
    if (status != AGGLO_OK)
        return status;
    if (coordinate.size != l->variable.shape[d] || coordinate.size == 0)
        status = refuse(path, AGGLO_ERROR_INPUT, error, "a coordinate does not fit the outcome");
    else
        status =
            find_label(&coordinate, dimension, asked_label(l->request, dimension), index, error);
    if (status == AGGLO_OK) {
        snprintf(place->dimension, sizeof place->dimension, "%s", dimension);
        label_of(&coordinate, *index, place->label, sizeof place->label);
        l->data->place_count++;
    }
    reader_coordinate_free(&coordinate);
    return status;
}

/* Every place that is asked for must be one of a dimension that the outcome has. */
static agglo_status check_places(const loading *l, agglo_error *error) {
    for (size_t i = 0; i < l->request->places.count; i++) {
        const char *asked = l->request->places.items[i];
        int is_known = 0;
        for (size_t k = 0; k < l->data->place_count; k++) {
            const char *dimension = l->data->places[k].dimension;
            size_t length = strlen(dimension);
            is_known |= strncmp(asked, dimension, length) == 0 && asked[length] == '=';
        }
        if (!is_known) {
            error_set(error, AGGLO_ERROR_USAGE, "the outcome '%s' has no such dimension",
                      l->data->outcome);
            error_got(error, "--at %.100s", asked);
            return AGGLO_ERROR_USAGE;
        }
    }
    return AGGLO_OK;
}

/* ---- Values ---- */

/* Means over finished replicates of the number `offset` of each run's. */
static void take_means(const loading *l, size_t offset) {
    sensitivity_data *data = l->data;
    size_t points = l->variable.shape[0], replicates = l->variable.shape[1], width = 1;
    for (int d = FIRST_PLACE; d < l->variable.rank; d++)
        width *= l->variable.shape[d];
    for (size_t p = 0; p < points; p++) {
        double sum = 0;
        size_t count = 0;
        for (size_t run = p * replicates; run < (p + 1) * replicates; run++) {
            double value = l->variable.values[run * width + offset];
            if (l->runs[run] == PARTS_DONE && isfinite(value)) {
                sum += value;
                count++;
            }
        }
        data->y[p] = count > 0 ? sum / (double)count : NAN;
        if (count > 0 && (data->least == 0 || count < data->least))
            data->least = count;
        data->most = count > data->most ? count : data->most;
    }
}

static agglo_status check_shape(const loading *l, agglo_error *error) {
    const reader_variable *v = &l->variable;
    int fits = v->rank >= FIRST_PLACE && v->rank <= FIRST_PLACE + SENSITIVITY_MOST_PLACES &&
               strcmp(v->dimension[0], "design") == 0 &&
               strcmp(v->dimension[1], "replicate") == 0 &&
               v->shape[0] == sweep_reader_points(l->sweep) &&
               v->shape[1] == sweep_reader_replicates(l->sweep);
    return fits ? AGGLO_OK
                : refuse(l->request->result, AGGLO_ERROR_INPUT, error,
                         "the outcome does not lie over design and replicate");
}

static agglo_status take_outcome(loading *l, agglo_error *error) {
    const reader_variable *v = &l->variable;
    sensitivity_data *data = l->data;
    size_t offset = 0, index = 0;
    agglo_status status = check_shape(l, error);
    for (int d = FIRST_PLACE; d < v->rank && status == AGGLO_OK; d++) {
        status = choose_place(l, d, &index, error);
        offset = offset * v->shape[d] + index;
    }
    if (status == AGGLO_OK)
        status = check_places(l, error);
    if (status != AGGLO_OK)
        return status;
    data->y = malloc(v->shape[0] * sizeof *data->y);
    data->is_out = calloc(v->shape[0], sizeof *data->is_out);
    if (data->y == NULL || data->is_out == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu points", v->shape[0]);
    snprintf(data->unit, sizeof data->unit, "%s", v->unit);
    snprintf(data->meaning, sizeof data->meaning, "%s", v->long_name);
    take_means(l, offset);
    return AGGLO_OK;
}

static agglo_status read_outcome(loading *l, agglo_error *error) {
    const sensitivity_request *request = l->request;
    agglo_status status = choose_outcome(request, l->data, error);
    if (status == AGGLO_OK)
        status = reader_open(request->result, request->accept_incomplete, &l->in, error);
    if (status == AGGLO_OK)
        status = check_design(l->in, request->result, l->data->experiment, error);
    if (status == AGGLO_OK)
        status = reader_variable_get(l->in, l->data->outcome, &l->variable, error);
    if (status == AGGLO_OK)
        status = sweep_reader_status(l->sweep, &l->runs, error);
    if (status == AGGLO_OK)
        status = take_outcome(l, error);
    free(l->runs);
    reader_variable_free(&l->variable);
    reader_close(l->in);
    return status;
}

agglo_status sensitivity_load(const sensitivity_request *request, sensitivity_data *data,
                              agglo_error *error) {
    loading l = {.request = request, .data = data};
    *data = (sensitivity_data){0};
    agglo_status status = sweep_reader_open(request->result, &l.sweep, error);
    if (status != AGGLO_OK)
        return status;
    status = parse_experiment(l.sweep, request->result, data, error);
    if (status == AGGLO_OK)
        status = read_outcome(&l, error);
    sweep_reader_close(l.sweep);
    if (status != AGGLO_OK)
        sensitivity_data_free(data);
    return status;
}

void sensitivity_data_free(sensitivity_data *data) {
    experiment_free(data->experiment);
    free(data->y);
    free(data->is_out);
    *data = (sensitivity_data){0};
}

/* ---- Levels ---- */

agglo_status sensitivity_find_factor(const sensitivity_data *data, const char *name, size_t *factor,
                                     agglo_error *error) {
    const experiment *e = data->experiment;
    const char *names[64];
    for (*factor = 0; *factor < e->factor_count; ++*factor)
        if (strcmp(e->factors[*factor].name, name) == 0 && e->factors[*factor].levels != NULL)
            break;
    if (*factor < e->factor_count && design_block(e->design) == 1)
        return AGGLO_OK;
    if (*factor < e->factor_count)
        return error_set(
            error, AGGLO_ERROR_USAGE,
            "points of this design do not stand for themselves: they cannot be parted");
    size_t count = 0;
    for (size_t k = 0; k < e->factor_count && count < 64; k++)
        if (e->factors[k].levels != NULL)
            names[count++] = e->factors[k].name;
    const char *closest = config_closest(name, names, count);
    error_set(error, AGGLO_ERROR_USAGE, "the sweep has no factor with levels of this name");
    error_got(error, "%s", name);
    if (closest != NULL)
        error_hint(error, "did you mean '%s'?", closest);
    return AGGLO_ERROR_USAGE;
}

agglo_status sensitivity_hold(sensitivity_data *data, const char *held, agglo_error *error) {
    enum { PLACES = sizeof data->places / sizeof data->places[0] };
    const char *sign = strchr(held, '=');
    char name[64];
    size_t factor;
    snprintf(name, sizeof name, "%.*s", (int)(sign - held), held);
    agglo_status status = sensitivity_find_factor(data, name, &factor, error);
    if (status != AGGLO_OK)
        return status;
    long level = experiment_find_level(&data->experiment->factors[factor], sign + 1);
    if (level < 0 || data->place_count == PLACES) {
        error_set(error, AGGLO_ERROR_USAGE,
                  level < 0 ? "the factor has no such level" : "too many factors are held");
        error_got(error, "%s", held);
        return AGGLO_ERROR_USAGE;
    }
    const design *plan = data->experiment->design;
    for (size_t p = 0; p < design_points(plan); p++)
        if ((long)design_value(plan, p, factor) != level && !data->is_out[p]) {
            data->y[p] = NAN;
            data->is_out[p] = 1;
            data->out++;
        }
    sensitivity_place *place = &data->places[data->place_count++];
    snprintf(place->dimension, sizeof place->dimension, "%s", name);
    snprintf(place->label, sizeof place->label, "%s", sign + 1);
    return AGGLO_OK;
}

void sensitivity_describe(const sensitivity_data *data, char *text, size_t size) {
    int has_unit = data->unit[0] != '\0' && strcmp(data->unit, "1") != 0;
    snprintf(text, size, "%s%s%s%s", data->meaning[0] != '\0' ? data->meaning : data->outcome,
             has_unit ? " [" : "", has_unit ? data->unit : "", has_unit ? "]" : "");
    for (size_t i = 0; i < data->place_count; i++) {
        size_t used = strlen(text);
        snprintf(text + used, size - used, ", %s %s", data->places[i].dimension,
                 data->places[i].label);
    }
}
