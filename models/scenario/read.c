/* From a document to a scenario: every member is looked at, every fault is reported, nothing is
 * guessed. Here: the whole and the sections that are short; regions with their agents are in
 * regions.c, interventions in orders.c; how one value is read is in reader.c. */
#include "models/scenario/scenario.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "models/scenario/document.h"
#include "models/scenario/reader.h"
#include "models/scenario/sections.h"
#include "models/scenario/units.h"
#include "sim/id.h"

/* ---- Time and output ---- */

static void read_time(reader *r, config_node *node) {
    scenario *s = r->s;
    size_t errors = r->faults->errors;
    reader_object(r, &fields_time, node, s);
    if (node == NULL || r->faults->errors > errors)
        return;
    if (12 % s->step_months != 0 || s->step_months > 12) {
        char got[READER_SHOW_SIZE];
        const config_node *step = config_member(node, "step_months");
        config_fault(r->faults, step, config_show(step, got, sizeof got), "1, 2, 3, 4, 6 or 12",
                     NULL, "a year must hold a whole number of steps");
        return;
    }
    s->steps_per_year = 12 / s->step_months;
    s->steps = s->years * s->steps_per_year;
    if (s->steps > SCENARIO_MAX_STEPS)
        config_fault(r->faults, node, NULL, "at most 30000 steps",
                     "take fewer years or a larger step_months", "the run has %d steps", s->steps);
}

static void check_period(reader *r, config_node *node, const char *member, const char *what,
                         int months) {
    const scenario *s = r->s;
    if (months % s->step_months == 0 && months <= 12 * s->years)
        return;
    char expected[READER_SHOW_SIZE];
    snprintf(expected, sizeof expected, "a multiple of step_months (%d), at most %d",
             s->step_months, 12 * s->years);
    config_node *every = config_member(node, member);
    config_fault(r->faults, every != NULL ? every : node, NULL, expected, NULL,
                 "%s every %d months do not fit the steps", what, months);
}

static void read_output(reader *r, config_node *node) {
    scenario *s = r->s;
    size_t errors = r->faults->errors;
    reader_object(r, &fields_output, node, s);
    s->record_firms |= s->record_network; /* ties mean little without who they are of */
    if (r->faults->errors > errors || s->steps == 0)
        return;
    check_period(r, node, "every_months", "records", s->record_every_months);
    check_period(r, node, "firms_every_months", "snapshots", s->record_firms_every_months);
}

/* ---- World ---- */

static int sums_to_one(const double *values, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += values[i];
    return fabs(sum - 1) <= 1e-6;
}

static void check_sum(reader *r, const config_node *node, const double *values, int count) {
    if (node == NULL || sums_to_one(values, count))
        return;
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += values[i];
    char got[READER_SHOW_SIZE];
    snprintf(got, sizeof got, "a sum of %.10g", sum);
    config_fault(r->faults, node, got, "a sum of 1", NULL, "the shares do not sum to 1");
}

/* Calls read(r, node, index) for each known name in an object, reports the others. */
typedef void (*read_named)(reader *r, config_node *node, int index);
static void read_by_name(reader *r, config_node *object, const char *const *names, int count,
                         read_named read) {
    if (reader_typed(r, object, CONFIG_OBJECT) == NULL)
        return;
    for (int i = 0; i < count; i++) {
        config_node *node = config_member(object, names[i]);
        if (node != NULL)
            read(r, node, i);
    }
    config_report_unused(object, names, (size_t)count, r->faults);
}

static void read_kind(reader *r, config_node *node, int kind) {
    scenario_kind *k = &r->s->world.kinds[kind];
    reader_object(r, &fields_kind, node, k);
    check_sum(r, config_member(node, "class_mix"), k->class_mix, CLASS_COUNT);
}

static void read_class(reader *r, config_node *node, int device_class) {
    scenario_class *c = &r->s->world.classes[device_class];
    reader_object(r, &fields_class, node, c);
    check_sum(r, config_member(node, "cost_share"), c->cost_share, STAGE_COUNT);
    check_sum(r, config_member(node, "failure_share"), c->failure_share, STAGE_COUNT);
    const config_node *years = config_member(node, "stage_years");
    if (years != NULL && !(c->stage_years[STAGE_CONCEPT] > 0))
        config_fault(r->faults, years, NULL, "a first stage longer than 0", NULL,
                     "projects begin in the concept stage: it cannot be skipped");
    for (int stage = 0; stage < STAGE_COUNT; stage++)
        if (c->stage_years[stage] == 0 && (c->cost_share[stage] > 0 || c->failure_share[stage] > 0))
            config_warn(r->faults, years != NULL ? years : node, NULL, NULL,
                        "give its shares to other stages",
                        "the stage \"%s\" is skipped, but has a share of cost or failure",
                        stage_names[stage]);
}

static void read_type(reader *r, config_node *node, int type) {
    reader_object(r, &fields_type, node, &r->s->world.types[type]);
}

static void read_market(reader *r, config_node *node, int market) {
    reader_object(r, &fields_market, node, &r->s->world.markets[market]);
}

static void read_burden(reader *r, config_node *node, int f) {
    static const double domain[2] = {0, 1};
    double value;
    if (reader_within(r, node, "1", domain, &value))
        r->s->world.burden[f] = value;
}

static void read_dissatisfaction(reader *r, config_node *node, int f) {
    static const double domain[2] = {0, 10};
    double value;
    if (reader_within(r, node, "1", domain, &value))
        r->s->world.dissatisfaction[f] = value;
}

/* Disposables are the rest, unless they are given too. */
static void check_types(reader *r, config_node *types) {
    scenario_type *t = r->s->world.types;
    double shares[TYPE_COUNT] = {0}, others = 0;
    if (types == NULL || types->type != CONFIG_OBJECT)
        return;
    for (int k = 0; k < TYPE_COUNT; k++)
        others += k != TYPE_DISPOSABLE ? t[k].share : 0;
    config_node *rest = config_member(types, device_type_names[TYPE_DISPOSABLE]);
    if (config_member(rest, "share") == NULL && others <= 1)
        t[TYPE_DISPOSABLE].share = 1 - others;
    for (int k = 0; k < TYPE_COUNT; k++)
        shares[k] = t[k].share;
    check_sum(r, types, shares, TYPE_COUNT);
}

static void read_world(reader *r, config_node *node) {
    scenario_world *w = &r->s->world;
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return;
    config_node *markets = config_member(node, "markets"), *fields = config_member(node, "fields");
    config_node *types = config_member(node, "device_types");
    read_by_name(r, markets, market_names, MARKET_COUNT, read_market);
    read_by_name(r, fields, field_names, FIELD_COUNT, read_burden);
    read_by_name(r, config_member(node, "dissatisfaction"), field_names, FIELD_COUNT,
                 read_dissatisfaction);
    read_by_name(r, config_member(node, "device_classes"), device_class_names, CLASS_COUNT,
                 read_class);
    read_by_name(r, types, device_type_names, TYPE_COUNT, read_type);
    read_by_name(r, config_member(node, "firm_kinds"), firm_kind_names, KIND_COUNT, read_kind);
    reader_unknown(r, &fields_world, node, NULL, 0);
    double shares[MARKET_COUNT];
    for (int m = 0; m < MARKET_COUNT; m++)
        shares[m] = w->markets[m].share;
    check_sum(r, markets, shares, MARKET_COUNT);
    check_sum(r, fields, w->burden, FIELD_COUNT);
    check_types(r, types);
}

/* ---- Parameters and links ---- */

static void read_parameter(reader *r, config_node *node, const char *group) {
    char name[128];
    snprintf(name, sizeof name, "%.60s.%.60s", group, node->name);
    const param *row = params_find(parameters_table, name);
    node->used = 1;
    if (row != NULL) {
        reader_param(r, node, row, param_value(&r->s->parameters, row));
        return;
    }
    char shown[128], hint[192] = "";
    const char *names[512];
    size_t count = 0;
    for (; count < parameters_table.count && count < 512; count++)
        names[count] = parameters_table.rows[count].name;
    const char *closest = reader_may_suggest(r) ? config_closest(name, names, count) : NULL;
    if (closest == NULL && reader_may_suggest(r))
        closest = config_closest(node->name, names, count);
    if (closest != NULL)
        snprintf(hint, sizeof hint, "did you mean \"%s\"?", closest);
    config_clean(name, shown, sizeof shown);
    config_fault(r->faults, node, NULL, NULL, hint, "unknown parameter \"%s\"", shown);
}

/* A value where a group should stand: most likely the group was forgotten. */
static void ungrouped_parameter(reader *r, const config_node *node) {
    char got[READER_SHOW_SIZE], hint[192] = "", name[64];
    for (size_t i = 0; i < parameters_table.count; i++) {
        const char *dot = strchr(parameters_table.rows[i].name, '.');
        if (dot != NULL && strcmp(dot + 1, node->name) == 0)
            snprintf(hint, sizeof hint, "did you mean \"%s\"?", parameters_table.rows[i].name);
    }
    config_clean(node->name, name, sizeof name);
    config_fault(r->faults, node, config_show(node, got, sizeof got),
                 "a group of parameters, or a dotted name", hint,
                 "unknown group of parameters \"%s\"", name);
}

static void check_regulator(reader *r, config_node *node) {
    const parameters *p = &r->s->parameters;
    if (p->regulator_capacity > p->regulator_background)
        return;
    config_node *group = config_member(node, "regulator");
    config_node *place = config_member(group, "capacity");
    if (place == NULL)
        place = config_member(group, "background");
    char got[READER_SHOW_SIZE];
    snprintf(got, sizeof got, "capacity %.10g, background %.10g", p->regulator_capacity,
             p->regulator_background);
    config_fault(r->faults, place, got, "capacity above background",
                 "else the agency's queue grows without end",
                 "regulator.capacity must exceed regulator.background");
}

static void read_parameters(reader *r, config_node *node) {
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return;
    for (config_node *group = node->first; group != NULL; group = group->next) {
        group->used = 1;
        if (group->type != CONFIG_OBJECT) {
            ungrouped_parameter(r, group);
            continue;
        }
        for (config_node *n = group->first; n != NULL; n = n->next)
            read_parameter(r, n, group->name);
    }
    check_regulator(r, node);
}

static void read_links(reader *r, config_node *node) {
    static const double domain[2] = {0, 1e6};
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return;
    for (int k = 0; k < LINK_COUNT; k++) {
        double gain;
        char name[16];
        snprintf(name, sizeof name, "%d", k + 1);
        const config_node *n = config_member(node, name);
        if (n != NULL && reader_within(r, n, "1", domain, &gain))
            r->s->gains[k] = gain;
    }
    for (const config_node *n = node->first; n != NULL; n = n->next)
        if (!n->used) {
            char name[64];
            config_clean(n->name, name, sizeof name);
            config_fault(r->faults, n, NULL, "\"1\" to \"18\"", NULL, "there is no link \"%s\"",
                         name);
        }
}

/* ---- The whole ---- */

int scenario_is_remark(const config_node *node, int depth) {
    static const char *const remarks[] = {"name",   "description", "source",
                                          "output", "replicates",  NULL};
    if (node->name == NULL)
        return 0;
    if (depth == 3 && (strcmp(node->name, "label") == 0 || strcmp(node->name, "comment") == 0))
        return 1;
    for (int i = 0; depth == 1 && remarks[i] != NULL; i++)
        if (strcmp(node->name, remarks[i]) == 0)
            return 1;
    return 0;
}

static void identify(reader *r, const config_document *document) {
    char *text = config_print_without(document, scenario_is_remark);
    r->s->resolved = config_print(document);
    if (text == NULL || r->s->resolved == NULL)
        r->no_memory = 1;
    else
        r->s->identity = id_mix(id_from_name(text) + id_from_name(MODEL_VERSION));
    free(text);
}

static void read_root(reader *r, config_node *root) {
    reader_fields(r, &fields_root, root, r->s);
    read_time(r, config_member(root, "time"));
    reader_seed(r, config_member(root, "seed"), &r->s->seed);
    reader_regions(r, config_member(root, "regions"));
    read_world(r, config_member(root, "world"));
    read_parameters(r, config_member(root, "parameters"));
    read_links(r, config_member(root, "links"));
    reader_budgets(r, config_member(root, "budgets"));
    reader_interventions(r, config_member(root, "interventions"));
    read_output(r, config_member(root, "output"));
    reader_unknown(r, &fields_root, root, NULL, 0);
    if (r->faults->errors == 0 && !r->no_memory)
        reader_lint(r, root);
    if (r->s->name == NULL)
        r->s->name = reader_copy(r, root->file);
    if (r->s->description == NULL)
        r->s->description = reader_copy(r, "");
    if (r->s->source == NULL)
        r->s->source = reader_copy(r, "");
}

agglo_status scenario_read(config_document *document, scenario **out, agglo_faults *faults) {
    size_t errors = faults->errors;
    *out = NULL;
    reader r = {.s = calloc(1, sizeof(scenario)), .faults = faults};
    if (r.s != NULL) {
        scenario_set_standard(r.s);
        if (document_expect(config_root(document), DOCUMENT_SCENARIO, faults)) {
            read_root(&r, config_root(document));
            identify(&r, document);
        }
    }
    free(r.region_names);
    if (r.s == NULL || r.no_memory) {
        agglo_error error;
        error_set(&error, AGGLO_ERROR_MEMORY, "no memory to read a scenario");
        faults_add(faults, &error);
        scenario_free(r.s);
        return AGGLO_ERROR_MEMORY;
    }
    if (faults->errors > errors) {
        scenario_free(r.s);
        return AGGLO_ERROR_INPUT;
    }
    *out = r.s;
    return AGGLO_OK;
}

agglo_status scenario_load(const char *path, const char *const *assignments,
                           size_t assignment_count, scenario **out, agglo_faults *faults) {
    config_document *document = NULL;
    *out = NULL;
    agglo_status status = config_load(path, &document, faults);
    for (size_t i = 0; document != NULL && i < assignment_count; i++) {
        agglo_status one = config_set(document, assignments[i], faults);
        if (status == AGGLO_OK)
            status = one;
    }
    if (status == AGGLO_OK)
        status = scenario_read(document, out, faults);
    config_free(document);
    return status;
}
