/* Outcomes of an experiment: what is kept of a run's records, and where it lies. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/experiment/private.h"
#include "models/simulation.h"
#include "sim/id.h"

static const field outcome_rows[] = {
    {.name = "variable",
     .type = FIELD_OTHER,
     .schema = "\"type\": \"string\"",
     .unit = "",
     .meaning = "a record"},
    {.name = "measure",
     .type = FIELD_OTHER,
     .schema = "\"type\": \"string\"",
     .unit = "",
     .meaning = "instead: one number of a run, over all regions if none is named: takeoff, "
                "firms@2010, approvals.III, sales@total"},
    {.name = "region",
     .type = FIELD_OTHER,
     .schema = "\"type\": \"string\"",
     .unit = "",
     .meaning = "a region's name, or all"},
    {.name = "time",
     .type = FIELD_OTHER,
     .schema = "\"anyOf\": [{\"enum\": [\"all\", \"last\", \"mean\"]}, {\"type\": \"number\"}]",
     .unit = "",
     .meaning = "all, last, mean or a year"},
    {.name = "name",
     .type = FIELD_OTHER,
     .schema = EXPERIMENT_NAME_SCHEMA,
     .unit = "",
     .meaning = "of the variable in the result"},
};
const field_table fields_outcome = {"outcome", outcome_rows,
                                    sizeof outcome_rows / sizeof outcome_rows[0], "an outcome"};

/* ---- Reading ---- */

static void read_variable(reader *r, experiment_outcome *o, const config_node *node) {
    enum { MOST_OUTPUTS = 128 };
    const simulation_output *outputs;
    const char *names[MOST_OUTPUTS];
    size_t count = simulation_outputs(&outputs);
    for (size_t i = 0; i < count && i < MOST_OUTPUTS; i++)
        names[i] = outputs[i].name;
    int choice = reader_choice(r, node, names, (int)(count < MOST_OUTPUTS ? count : MOST_OUTPUTS));
    if (choice >= 0) {
        o->variable = reader_copy(r, names[choice]);
        snprintf(o->name, sizeof o->name, "%s", names[choice]);
    }
}

/* What it says is known with the scenario. Its name serves as the result's if it can. */
static void read_measure(reader *r, experiment_outcome *o, config_node *node) {
    if (reader_typed(r, node, CONFIG_STRING) == NULL)
        return;
    o->measure = reader_copy(r, node->text);
    snprintf(o->name, sizeof o->name, "%s", node->text);
    for (char *letter = o->name; *letter != '\0'; letter++)
        if (*letter == '.' || *letter == '@')
            *letter = '_';
    experiment_check_name(r, node, o->name);
}

static void read_time(reader *r, experiment_outcome *o, const config_node *node) {
    static const char *const words[] = {"all", "last", "mean"};
    if (node->type == CONFIG_NUMBER) {
        o->time = EXPERIMENT_TIME_YEAR;
        o->year = node->number;
        return;
    }
    char got[READER_SHOW_SIZE];
    for (int k = 0; k < 3; k++)
        if (node->type == CONFIG_STRING && strcmp(node->text, words[k]) == 0) {
            o->time = (experiment_time)k;
            return;
        }
    config_fault(r->faults, node, config_show(node, got, sizeof got),
                 "\"all\", \"last\", \"mean\" or a calendar year", NULL,
                 "the time of the outcome is not valid");
}

static void read_outcome(reader *r, experiment_outcome *o, config_node *node) {
    o->node = node;
    o->time = EXPERIMENT_TIME_LAST;
    node->used = 1;
    if (node->type == CONFIG_STRING) {
        read_variable(r, o, node);
        return;
    }
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return;
    reader_fields(r, &fields_outcome, node, o);
    const config_node *variable = config_member(node, "variable");
    config_node *region = config_member(node, "region"), *name = config_member(node, "name");
    const config_node *time = config_member(node, "time");
    config_node *number = config_member(node, "measure");
    if ((variable == NULL) == (number == NULL) || (number != NULL && time != NULL))
        config_fault(r->faults, node, NULL, "\"variable\" (and \"time\"), or \"measure\"", NULL,
                     "the outcome is not told");
    else if (variable != NULL)
        read_variable(r, o, variable);
    else
        read_measure(r, o, number);
    if (time != NULL)
        read_time(r, o, time);
    region = reader_typed(r, region, CONFIG_STRING);
    if (region != NULL && strcmp(region->text, "all") != 0)
        o->region = reader_copy(r, region->text);
    if (name != NULL && reader_typed(r, name, CONFIG_STRING) != NULL) {
        snprintf(o->name, sizeof o->name, "%s", name->text);
        experiment_check_name(r, name, name->text);
    }
    reader_unknown(r, &fields_outcome, node, NULL, 0);
}

static void check_outcome_name(reader *r, const experiment *e, const experiment_outcome *o) {
    if (o->name[0] == '\0')
        return;
    for (const experiment_outcome *other = e->outcomes; other < o; other++)
        if (strcmp(other->name, o->name) == 0)
            config_fault(r->faults, o->node, o->name, "a name of its own",
                         "give one of them a \"name\"", "two outcomes have one name");
    for (size_t k = 0; k < e->factor_count; k++) {
        size_t length = strlen(e->factors[k].name);
        if (strncmp(o->name, e->factors[k].name, length) == 0 &&
            (o->name[length] == '\0' || strcmp(o->name + length, "_level") == 0))
            config_fault(r->faults, o->node, o->name, "a name of its own",
                         "give one of them a \"name\"", "a factor has the outcome's name");
    }
}

void experiment_read_outcomes(reader *r, experiment *e, config_node *list) {
    enum { MOST_OUTCOMES = 1000 };
    if (reader_typed(r, list, CONFIG_ARRAY) == NULL)
        return;
    if (list->count == 0 || list->count > MOST_OUTCOMES) {
        config_fault(r->faults, list, NULL, "1 to 1000 outcomes", "'agglo describe outputs'",
                     "the number of outcomes is not valid");
        return;
    }
    e->outcomes = reader_array(r, list->count, sizeof *e->outcomes);
    if (e->outcomes == NULL)
        return;
    e->outcome_count = list->count;
    experiment_outcome *o = e->outcomes;
    for (config_node *n = list->first; n != NULL; n = n->next, o++) {
        read_outcome(r, o, n);
        check_outcome_name(r, e, o);
    }
}

/* ---- Layout ---- */

static const schema_variable *variable_of(const experiment_layout *l, const experiment_outcome *o) {
    for (size_t i = 0; i < l->schema->variable_count; i++)
        if (strcmp(l->schema->variables[i].name, o->variable) == 0)
            return &l->schema->variables[i];
    return NULL;
}

/* Index of a named region, or -1. */
static long region_of(const experiment_layout *l, const char *name) {
    for (int i = 0; i < l->scenario->region_count; i++)
        if (strcmp(l->scenario->regions[i].name, name) == 0)
            return i;
    return -1;
}

/* Index of the record of a year, or -1. */
static long record_of(const experiment_layout *l, double year) {
    const schema_dimension *time = &l->schema->dimensions[1];
    for (size_t t = 0; t < time->size; t++)
        if (fabs(time->numbers[t] - year) < 1e-6)
            return (long)t;
    return -1;
}

static void check_place(const experiment_layout *l, const experiment_outcome *o,
                        agglo_faults *faults) {
    char got[READER_SHOW_SIZE], expected[READER_SHOW_SIZE], hint[128] = "";
    if (o->region != NULL && region_of(l, o->region) < 0) {
        const char *closest = config_closest(o->region, l->schema->dimensions[2].labels,
                                             l->schema->dimensions[2].size);
        if (closest != NULL)
            snprintf(hint, sizeof hint, "did you mean \"%.80s\"?", closest);
        config_clean(o->region, got, sizeof got);
        config_fault(faults, o->node, got, "a region of the scenario", hint,
                     "there is no such region");
    }
    if (o->time == EXPERIMENT_TIME_YEAR && record_of(l, o->year) < 0) {
        const schema_dimension *time = &l->schema->dimensions[1];
        snprintf(got, sizeof got, "%.10g", o->year);
        snprintf(expected, sizeof expected, "a recorded year from %.10g to %.10g", time->numbers[0],
                 time->numbers[time->size - 1]);
        config_fault(faults, o->node, got, expected, NULL, "nothing is recorded at that time");
    }
}

/* A measure is one number of a run. */
static void describe_measure(experiment_layout *l, const experiment_outcome *o, experiment_field *f,
                             agglo_faults *faults) {
    agglo_error error = {0};
    *f = (experiment_field){.name = o->name, .unit = "1", .offset = l->width, .width = 1};
    l->width++;
    if (measure_parse(l->schema, o->measure, &f->measure, &error) != AGGLO_OK) {
        config_fault(faults, o->node, error.got, error.expected, error.hint, "%s", error.what);
        return;
    }
    int is_count = f->measure.kind == MEASURE_TAKEOFF && o->region == NULL;
    f->unit = is_count ? "regions" : f->measure.unit;
    snprintf(f->long_name, sizeof f->long_name, "%.160s, %.80s",
             is_count ? "regions that took off" : f->measure.title,
             o->region != NULL ? o->region : "all regions");
}

static void describe_field(experiment_layout *l, const experiment_outcome *o, experiment_field *f) {
    static const char *const times[] = {"", ", last record", ", mean over time"};
    const schema_variable *v = variable_of(l, o);
    char when[48], where[96] = "";
    snprintf(when, sizeof when, ", %.10g", o->year);
    if (o->region != NULL)
        snprintf(where, sizeof where, ", %.80s", o->region);
    *f = (experiment_field){.name = o->name, .unit = v->unit, .offset = l->width, .width = 1};
    snprintf(f->long_name, sizeof f->long_name, "%.100s%s%s", v->long_name, where,
             o->time == EXPERIMENT_TIME_YEAR ? when : times[o->time]);
    if (o->time == EXPERIMENT_TIME_ALL)
        f->dimensions[f->rank++] = 1;
    if (o->region == NULL)
        f->dimensions[f->rank++] = 2;
    if (v->rank == 4)
        f->dimensions[f->rank++] = v->dimensions[3];
    for (int d = 0; d < f->rank; d++)
        f->width *= l->schema->dimensions[f->dimensions[d]].size;
    l->width += f->width;
}

static uint64_t identify_layout(const experiment_layout *l) {
    const scenario *s = l->scenario;
    uint64_t id = id_mix((uint64_t)s->record_every_months << 32 | (uint32_t)s->years);
    id = id_mix(id ^ (uint64_t)(int64_t)(s->start_year * 12));
    for (int r = 0; r < s->region_count; r++)
        id = id_mix(id ^ id_from_name(s->regions[r].name));
    for (size_t k = 0; k < l->field_count; k++)
        id = id_mix(id ^ (id_from_name(l->fields[k].name) + l->fields[k].width));
    return id;
}

static void check_judged(const experiment *e, const experiment_layout *l, agglo_faults *faults) {
    if (!e->replicates.is_adaptive)
        return;
    const experiment_field *f = &l->fields[e->replicates.outcome];
    char got[READER_SHOW_SIZE];
    snprintf(got, sizeof got, "%zu numbers", f->width);
    if (f->width != 1)
        config_fault(faults, e->outcomes[e->replicates.outcome].node, got, "one number a run",
                     "name a region and a time, and judge by that outcome",
                     "replicates cannot be judged by this outcome");
}

/* A factor may be called policy unless an outcome has the dimension policy. */
static void check_dimension(const experiment *e, const experiment_layout *l,
                            const experiment_field *f, agglo_faults *faults) {
    static const char hint[] = "give it another \"name\"";
    static const char what[] = "an outcome has a dimension of this name";
    const char *name = f->rank > 0 ? l->schema->dimensions[f->dimensions[f->rank - 1]].name : "";
    for (size_t k = 0; k < e->factor_count; k++)
        if (strcmp(e->factors[k].name, name) == 0)
            config_fault(faults, e->factors[k].node, name, NULL, hint, "%s", what);
    for (size_t k = 0; k < e->outcome_count; k++)
        if (strcmp(e->outcomes[k].name, name) == 0)
            config_fault(faults, e->outcomes[k].node, name, NULL, hint, "%s", what);
}

agglo_status experiment_layout_create(const experiment *e, scenario *of, experiment_layout **out,
                                      agglo_faults *faults) {
    size_t errors = faults->errors;
    agglo_error error = {0};
    *out = NULL;
    experiment_layout *l = calloc(1, sizeof *l);
    if (l == NULL) {
        scenario_free(of);
        return AGGLO_ERROR_MEMORY;
    }
    l->scenario = of;
    agglo_status status = simulation_schema_create(of, &l->described, &error);
    l->fields = calloc(e->outcome_count, sizeof *l->fields);
    if (status != AGGLO_OK || l->fields == NULL) {
        experiment_layout_free(l);
        return AGGLO_ERROR_MEMORY;
    }
    l->schema = simulation_schema_get(l->described);
    l->field_count = e->outcome_count;
    for (size_t k = 0; k < e->outcome_count; k++) {
        check_place(l, &e->outcomes[k], faults);
        if (e->outcomes[k].measure != NULL)
            describe_measure(l, &e->outcomes[k], &l->fields[k], faults);
        else if (e->outcomes[k].variable != NULL)
            describe_field(l, &e->outcomes[k], &l->fields[k]);
        check_dimension(e, l, &l->fields[k], faults);
    }
    check_judged(e, l, faults);
    l->identity = identify_layout(l);
    if (faults->errors > errors) {
        experiment_layout_free(l);
        return AGGLO_ERROR_INPUT;
    }
    *out = l;
    return AGGLO_OK;
}

void experiment_layout_free(experiment_layout *l) {
    if (l == NULL)
        return;
    free(l->fields);
    simulation_schema_free(l->described);
    scenario_free(l->scenario);
    free(l);
}

const char *experiment_layout_differs(const experiment_layout *l, const scenario *s) {
    const scenario *own = l->scenario;
    if (s->record_every_months != own->record_every_months || s->years != own->years ||
        s->start_year != own->start_year)
        return "times";
    int is_equal = s->region_count == own->region_count;
    for (int r = 0; is_equal && r < s->region_count; r++)
        is_equal = strcmp(s->regions[r].name, own->regions[r].name) == 0;
    return is_equal ? NULL : "regions";
}

/* ---- Values ---- */

/* The records first, ..., last - 1 that an outcome takes. */
static void records_of(const experiment_layout *l, const experiment_outcome *o, size_t range[2]) {
    size_t count = l->schema->dimensions[1].size;
    range[0] = 0;
    range[1] = count;
    if (o->time == EXPERIMENT_TIME_LAST) {
        range[0] = count - 1;
    } else if (o->time == EXPERIMENT_TIME_MEAN) {
        range[0] = count > 1;
    } else if (o->time == EXPERIMENT_TIME_YEAR) {
        range[0] = (size_t)record_of(l, o->year);
        range[1] = range[0] + 1;
    }
}

static void take_field(const experiment_layout *l, const experiment_outcome *o, const double *rows,
                       double *values) {
    const schema_variable *v = variable_of(l, o);
    size_t regions = l->schema->dimensions[2].size, records[2];
    size_t from = o->region != NULL ? (size_t)region_of(l, o->region) : 0;
    size_t until = o->region != NULL ? from + 1 : regions;
    size_t each = (until - from) * v->width;
    records_of(l, o, records);
    int is_mean = o->time == EXPERIMENT_TIME_MEAN;
    for (size_t t = records[0]; t < records[1]; t++)
        for (size_t k = 0; k < each; k++) {
            size_t row = t * regions + from + k / v->width;
            double value = rows[row * l->schema->row_width + v->offset + k % v->width];
            size_t at = is_mean ? k : (t - records[0]) * each + k;
            values[at] = is_mean && t > records[0] ? values[at] + value : value;
        }
    for (size_t k = 0; is_mean && k < each; k++)
        values[k] /= (double)(records[1] - records[0]);
}

void experiment_take(const experiment *e, const experiment_layout *l, const double *rows,
                     double *values) {
    for (size_t k = 0; k < l->field_count; k++) {
        const experiment_outcome *o = &e->outcomes[k];
        const experiment_field *f = &l->fields[k];
        if (o->measure == NULL)
            take_field(l, o, rows, values + f->offset);
        else
            values[f->offset] = measure_value(
                &f->measure, l->schema, rows,
                o->region != NULL ? (int)region_of(l, o->region) : MEASURES_ALL_REGIONS, NULL);
    }
}
