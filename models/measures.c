#include "models/measures.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config.h"

const char *const measures_standard[] = {"firms",
                                         "employment",
                                         "startups",
                                         "approvals.I",
                                         "approvals.II",
                                         "approvals.III",
                                         "approvals.IV",
                                         "sales",
                                         "exports",
                                         "innovation",
                                         "agglomeration",
                                         "anchor_demand",
                                         "entrepreneurship",
                                         "reputation",
                                         "takeoff",
                                         "takeoff_years",
                                         NULL};

/* Variables whose sum over regions says nothing. */
static const char *const intensive[] = {"innovation",       "agglomeration", "anchor_demand",
                                        "entrepreneurship", "reputation",    "congestion"};

/* Variables of which less is better. */
static const char *const burdens[] = {"public_cost", "congestion", "exits_failed",
                                      "exits_moved", "closures",   "projects_failed"};

enum { MOST_NAMES = 128 };

/* ---- Reading ---- */

static const schema_variable *find_variable(const schema *described, const char *name) {
    for (size_t i = 0; i < described->variable_count; i++)
        if (strcmp(described->variables[i].name, name) == 0)
            return &described->variables[i];
    return NULL;
}

static agglo_status refuse(agglo_error *error, const char *got, const char *closest,
                           const char *expected, const char *what) {
    agglo_status status = error_set(error, AGGLO_ERROR_USAGE, "%s", what);
    error_got(error, "%s", got);
    error_expected(error, "%s", expected);
    if (closest != NULL)
        error_hint(error, "did you mean \"%s\"?", closest);
    return status;
}

static agglo_status refuse_variable(const schema *described, const char *name, agglo_error *error) {
    const char *names[MOST_NAMES + 2] = {"takeoff", "takeoff_years"};
    size_t count = 2;
    for (size_t i = 0; i < described->variable_count && count < MOST_NAMES; i++)
        names[count++] = described->variables[i].name;
    return refuse(error, name, config_closest(name, names, count),
                  "takeoff, takeoff_years or a variable of 'agglo describe outputs'",
                  "there is no such outcome");
}

static agglo_status read_element(const schema *described, const schema_variable *v,
                                 const char *text, measure *m, agglo_error *error) {
    if (v->rank < 4)
        return refuse(error, text, NULL, "no element: the variable is one number",
                      "the outcome has no elements");
    const schema_dimension *d = &described->dimensions[v->dimensions[3]];
    char *end;
    double number = strtod(text, &end);
    for (size_t k = 0; k < d->size; k++)
        if (d->labels != NULL ? strcmp(d->labels[k], text) == 0
                              : *end == '\0' && d->numbers != NULL && d->numbers[k] == number) {
            m->offset += k;
            m->width = 1;
            return AGGLO_OK;
        }
    const char *closest = d->labels != NULL ? config_closest(text, d->labels, d->size) : NULL;
    return refuse(error, text, closest, d->long_name, "the outcome has no such element");
}

static agglo_status read_time(const schema *described, const char *text, measure *m,
                              agglo_error *error) {
    static const char *const words[] = {"last", "mean", "total"};
    const schema_dimension *time = &described->dimensions[1];
    char *end, expected[120];
    double year = strtod(text, &end);
    for (int k = 0; k < 3; k++)
        if (strcmp(words[k], text) == 0) {
            m->kind = (measure_kind)k;
            return AGGLO_OK;
        }
    for (size_t t = 0; text[0] != '\0' && *end == '\0' && t < time->size; t++)
        if (fabs(time->numbers[t] - year) < 1e-6) {
            m->kind = MEASURE_YEAR;
            m->record = t;
            return AGGLO_OK;
        }
    snprintf(expected, sizeof expected, "last, mean, total or a recorded year from %.10g to %.10g",
             time->numbers[0], time->numbers[time->size - 1]);
    return refuse(error, text, NULL, expected, "the time of the outcome is not valid");
}

static int is_rate(const char *unit) {
    size_t length = strlen(unit);
    return length > 3 && strcmp(unit + length - 3, "/yr") == 0;
}

static void choose_unit(const schema_variable *v, measure *m) {
    snprintf(m->unit, sizeof m->unit, "%s", v->unit);
    if (m->kind == MEASURE_TOTAL && is_rate(v->unit))
        m->unit[strlen(v->unit) - 3] = '\0';
    else if (m->kind == MEASURE_TOTAL)
        snprintf(m->unit, sizeof m->unit, "%.20s yr", v->unit);
}

static void choose_title(const schema *described, const schema_variable *v, const char *element,
                         measure *m) {
    static const char *const times[] = {"", ", mean", ", in all"};
    char when[32] = "";
    if (m->kind == MEASURE_YEAR)
        snprintf(when, sizeof when, ", %.10g", described->dimensions[1].numbers[m->record]);
    snprintf(m->title, sizeof m->title, "%.120s%s%.32s%s", v->long_name,
             element[0] != '\0' ? ", " : "", element,
             m->kind <= MEASURE_TOTAL ? times[m->kind] : when);
}

static int read_takeoff(const schema *described, const char *text, measure *m) {
    int is_time = strcmp(text, "takeoff_years") == 0;
    const schema_variable *firms = find_variable(described, "firms");
    if (firms == NULL || (!is_time && strcmp(text, "takeoff") != 0))
        return 0;
    m->kind = is_time ? MEASURE_TAKEOFF_YEARS : MEASURE_TAKEOFF;
    m->offset = firms->offset;
    m->width = 1;
    m->is_mean = m->is_burden = is_time;
    snprintf(m->unit, sizeof m->unit, "%s", is_time ? "yr" : "1");
    snprintf(m->title, sizeof m->title, "%s",
             is_time ? "years to take-off (the run's length without)" : "take-off");
    return 1;
}

agglo_status measure_parse(const schema *described, const char *text, measure *out,
                           agglo_error *error) {
    char name[sizeof out->name];
    *out = (measure){.kind = MEASURE_LAST};
    if (snprintf(out->name, sizeof out->name, "%s", text) >= (int)sizeof out->name)
        return refuse(error, text, NULL, "fewer letters", "the outcome's name is too long");
    if (read_takeoff(described, text, out))
        return AGGLO_OK;
    memcpy(name, out->name, sizeof name);
    char *when = strchr(name, '@');
    if (when != NULL)
        *when++ = '\0';
    char *element = strchr(name, '.');
    if (element != NULL)
        *element++ = '\0';
    const schema_variable *v = find_variable(described, name);
    if (v == NULL)
        return refuse_variable(described, name, error);
    out->offset = v->offset;
    out->width = v->width;
    for (size_t k = 0; k < sizeof intensive / sizeof intensive[0]; k++)
        out->is_mean |= strcmp(intensive[k], name) == 0;
    for (size_t k = 0; k < sizeof burdens / sizeof burdens[0]; k++)
        out->is_burden |= strcmp(burdens[k], name) == 0;
    int is_total = strcmp(v->unit, "1/yr") == 0 || strcmp(v->name, "public_cost") == 0;
    out->kind = is_total ? MEASURE_TOTAL : MEASURE_LAST;
    agglo_status status = AGGLO_OK;
    if (element != NULL)
        status = read_element(described, v, element, out, error);
    if (status == AGGLO_OK && when != NULL)
        status = read_time(described, when, out, error);
    if (status != AGGLO_OK)
        return status;
    choose_unit(v, out);
    choose_title(described, v, element != NULL ? element : "", out);
    return AGGLO_OK;
}

/* ---- Values ---- */

static double at(const measure *m, const schema *described, const double *rows, size_t record,
                 size_t region) {
    size_t regions = described->dimensions[2].size;
    const double *row = rows + (record * regions + region) * described->row_width + m->offset;
    double sum = 0;
    for (size_t k = 0; k < m->width; k++)
        sum += row[k];
    return sum;
}

/* Rates belong to the time since the record before; they are discounted from its middle. */
static double total(const measure *m, const schema *described, const double *rows, size_t region,
                    double discount) {
    const schema_dimension *time = &described->dimensions[1];
    double sum = 0;
    for (size_t t = 1; t < time->size; t++) {
        double step = time->numbers[t] - time->numbers[t - 1];
        double middle = time->numbers[t] - 0.5 * step - time->numbers[0];
        sum += at(m, described, rows, t, region) * step * exp(-discount * middle);
    }
    return sum;
}

static double mean(const measure *m, const schema *described, const double *rows, size_t region) {
    size_t records = described->dimensions[1].size, first = records > 1;
    double sum = 0;
    for (size_t t = first; t < records; t++)
        sum += at(m, described, rows, t, region);
    return sum / (double)(records - first);
}

static double takeoff_years(const measure *m, const schema *described, const double *rows,
                            size_t region, double needed, int *is_reached) {
    const schema_dimension *time = &described->dimensions[1];
    *is_reached = 1;
    for (size_t t = 0; t < time->size; t++)
        if (at(m, described, rows, t, region) >= needed)
            return time->numbers[t] - time->numbers[0];
    *is_reached = 0;
    return time->numbers[time->size - 1] - time->numbers[0];
}

static double value_in(const measure *m, const schema *described, const double *rows, size_t region,
                       const measure_options *options) {
    double discount = options != NULL ? options->discount : 0;
    double needed = options != NULL && options->takeoff_firms > 0 ? options->takeoff_firms
                                                                  : MEASURES_TAKEOFF_FIRMS;
    int is_reached;
    switch (m->kind) {
    case MEASURE_MEAN:
        return mean(m, described, rows, region);
    case MEASURE_TOTAL:
        return total(m, described, rows, region, discount);
    case MEASURE_YEAR:
        return at(m, described, rows, m->record, region);
    case MEASURE_TAKEOFF_YEARS:
        return takeoff_years(m, described, rows, region, needed, &is_reached);
    case MEASURE_TAKEOFF:
        takeoff_years(m, described, rows, region, needed, &is_reached);
        return is_reached;
    case MEASURE_LAST:
        break;
    }
    return at(m, described, rows, described->dimensions[1].size - 1, region);
}

double measure_join(const measure *m, const double *values, const unsigned char *where,
                    size_t regions) {
    double sum = 0;
    size_t count = 0;
    for (size_t r = 0; r < regions; r++)
        if (where == NULL || where[r]) {
            sum += values[r];
            count++;
        }
    return count == 0 ? NAN : m->is_mean ? sum / (double)count : sum;
}

double measure_value(const measure *m, const schema *described, const double *rows, int region,
                     const measure_options *options) {
    if (region >= 0)
        return value_in(m, described, rows, (size_t)region, options);
    size_t regions = described->dimensions[2].size;
    double sum = 0;
    for (size_t r = 0; r < regions; r++)
        sum += value_in(m, described, rows, r, options);
    return m->is_mean ? sum / (double)regions : sum;
}
