/* From a document to a calibration: parameters, targets with their scenarios, method. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/jsonschema.h"
#include "models/model.h"
#include "models/scenario/document.h"
#include "models/scenario/reader.h"
#include "models/simulation.h"
#include "models/targets.h"
#include "sim/id.h"

#define OTHER(name_, required_, schema_, meaning_)                                                 \
    {                                                                                              \
        .name = name_, .type = FIELD_OTHER, .unit = "", .standard = NAN, .is_required = required_, \
        .schema = schema_, .meaning = meaning_                                                     \
    }
#define OF_TYPE(types) "\"type\": " types
#define A_STRING       OF_TYPE("\"string\"")
#define A_QUANTITY     OF_TYPE("[\"number\", \"string\"]")
#define TEXT(owner_, member, required_, meaning_)                                                  \
    {                                                                                              \
        .name = #member, .type = FIELD_TEXT, .unit = "", .standard = NAN,                          \
        .is_required = required_, .offset = offsetof(owner_, member), .meaning = meaning_          \
    }
#define WHOLE(owner_, member, standard_, low_, high_, meaning_)                                    \
    {                                                                                              \
        .name = #member, .type = FIELD_INTEGER, .unit = "1", .standard = standard_, .low = low_,   \
        .high = high_, .offset = offsetof(owner_, member), .meaning = meaning_                     \
    }
#define REAL(owner_, name_, member, standard_, low_, high_, meaning_)                              \
    {                                                                                              \
        .name = name_, .type = FIELD_NUMBER, .unit = "1", .standard = standard_, .low = low_,      \
        .high = high_, .offset = offsetof(owner_, member), .meaning = meaning_                     \
    }
#define CHOICE(owner_, name_, member, standard_, required_, words, meaning_)                       \
    {                                                                                              \
        .name = name_, .type = FIELD_CHOICE, .unit = "", .standard = standard_,                    \
        .is_required = required_, .count = sizeof(words) / sizeof(words)[0], .choices = words,     \
        .offset = offsetof(owner_, member), .meaning = meaning_                                    \
    }
#define TABLE(table, rows, about)                                                                  \
    static const field_table fields_##table = {#table, rows, sizeof(rows) / sizeof(rows)[0], about}

const char *const targets_method_names[3] = {"abc-smc", "history-matching", "both"};
static const char *const scale_words[] = {"linear", "log"};
static const char *const statistic_words[] = {"mean", "median"};
static const char *const kernel_words[] = {"multivariate", "componentwise"};

static const field root_rows[] = {
    TEXT(targets, name, 0, "a short title"),
    TEXT(targets, description, 0, "what is calibrated"),
    TEXT(targets, source, 0, "where the observations come from"),
    OTHER("base", 0, A_STRING,
          "the scenario of targets that name none: a file, relative to this one"),
    OTHER("parameters", 1, FIELD_LIST_SCHEMA("20", "parameter"), "what is free"),
    OTHER("targets", 1, FIELD_LIST_SCHEMA("200", "item"), "what was observed"),
    OTHER("method", 0, FIELD_OBJECT_SCHEMA("method"), "how the two are brought together"),
    WHOLE(targets, replicates, 4, 1, 1000, "runs of each scenario at each point"),
    OTHER("seed", 0, FIELD_SEED_SCHEMA, "of points and runs; default 1"),
};
TABLE(targets, root_rows, "a calibration");

static const field parameter_rows[] = {
    {.name = "path",
     .type = FIELD_TEXT,
     .unit = "",
     .standard = NAN,
     .is_required = 1,
     .offset = offsetof(targets_parameter, path),
     .meaning = "of the value in the scenario, as for --set"},
    REAL(targets_parameter, "low", range.low, NAN, -1e300, 1e300, "lower end of the prior's range"),
    REAL(targets_parameter, "high", range.high, NAN, -1e300, 1e300, "upper end"),
    CHOICE(targets_parameter, "scale", range.scale, DESIGN_LINEAR, 0, scale_words,
           "on which the prior is uniform"),
};
TABLE(parameter, parameter_rows, "a free parameter");

static const field item_rows[] = {
    OTHER("name", 0, A_STRING, "short, for tables; default: region, variable and time"),
    OTHER("scenario", 0, A_STRING, "a file, relative to this one; default: \"base\""),
    OTHER("variable", 1, A_STRING,
          "a variable of 'agglo describe outputs', takeoff or takeoff_years"),
    OTHER("element", 0, A_QUANTITY,
          "where the variable has one more dimension; default: their sum"),
    OTHER("region", 0, A_STRING, "a region's name or \"all\"; default: the only one, or all"),
    OTHER("time", 0, A_QUANTITY, "a year, \"last\", \"mean\" or \"total\""),
    OTHER("largest", 0, A_QUANTITY ", \"minimum\": 1",
          "the sum over so many regions, those with the largest values"),
    OTHER("per", 0, FIELD_OBJECT_SCHEMA("per"),
          "a denominator: variable, element, region, time; default: the target's"),
    CHOICE(targets_item, "statistic", statistic, TARGETS_MEAN, 0, statistic_words,
           "over replicates"),
    OTHER("value", 1, A_QUANTITY, "the observation"),
    OTHER("sd", 1, A_QUANTITY ", \"exclusiveMinimum\": 0", "its standard uncertainty"),
    OTHER("unit", 0, A_STRING, "of value and sd; must be the measure's"),
    TEXT(targets_item, source, 1, "where the observation comes from"),
    {.name = "held_out",
     .type = FIELD_FLAG,
     .unit = "",
     .standard = 0,
     .high = 1,
     .offset = offsetof(targets_item, is_held_out),
     .meaning = "not fitted: shown against what the fit predicts"},
};
TABLE(item, item_rows, "a target");

static const field per_rows[] = {
    OTHER("variable", 0, A_STRING, "default: the target's"),
    OTHER("element", 0, A_QUANTITY, "default: the sum of all"),
    OTHER("region", 0, A_STRING, "default: the target's"),
    OTHER("time", 0, A_QUANTITY, "default: the target's"),
};
TABLE(per, per_rows, "a denominator");

static const field method_rows[] = {
    CHOICE(targets_method, "type", type, TARGETS_ABC, 1, targets_method_names, "of calibration"),
    WHOLE(targets_method, waves, 3, 1, 20, "history matching: waves of points"),
    WHOLE(targets_method, points, 0, 1, 100000,
          "of a wave; default: four for each regression term"),
    REAL(targets_method, "cut", cut, 3, 1, 100, "implausibility above which a point is ruled out"),
    WHOLE(targets_method, particles, 200, 10, 100000, "abc-smc: size of the population"),
    WHOLE(targets_method, generations, 6, 1, 100, "abc-smc: after the prior's"),
    REAL(targets_method, "quantile", quantile, 0.5, 0.05, 0.95,
         "abc-smc: of distances, the next tolerance"),
    REAL(targets_method, "tolerance", tolerance, NAN, 1e-6, 1e6,
         "abc-smc: where it ends; default sqrt(1 + 2 / fitted targets)"),
    REAL(targets_method, "least_acceptance", least_acceptance, 0.05, 1e-4, 1,
         "abc-smc: share of proposals, below which it ends"),
    CHOICE(targets_method, "kernel", kernel, 0, 0, kernel_words, "abc-smc: how particles move"),
};
TABLE(method, method_rows, "a method");

/* ---- Parameters ---- */

/* A range that is not given is the plausible one. */
static void complete_range(reader *r, targets_parameter *p, const config_node *node,
                           const param *row) {
    char got[READER_SHOW_SIZE];
    design_factor *range = &p->range;
    if (isnan(range->low) && isnan(range->high) && row != NULL) {
        range->low = row->low;
        range->high = row->high;
    }
    snprintf(got, sizeof got, "low %g, high %g", range->low, range->high);
    if (isnan(range->low) || isnan(range->high))
        config_fault(r->faults, node, NULL, "\"low\" and \"high\"",
                     "only parameters of the model have plausible ranges as defaults",
                     "the parameter's range is missing");
    else if (!(range->low < range->high))
        config_fault(r->faults, node, got, "low below high", NULL, "the range is empty");
    else if (range->scale == DESIGN_LOGARITHMIC && range->low <= 0)
        config_fault(r->faults, node, got, "low above 0", "write \"scale\": \"linear\"",
                     "a logarithmic range cannot begin at 0 or below");
}

static void read_parameter(reader *r, targets_parameter *p, config_node *node) {
    static const char group[] = "parameters.";
    p->node = node;
    node->used = 1;
    p->range = (design_factor){.low = NAN, .high = NAN, .base = NAN};
    p->name = "";
    p->unit = "1";
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return;
    reader_object(r, &fields_parameter, node, p);
    if (p->path == NULL)
        return;
    int is_parameter = strncmp(p->path, group, sizeof group - 1) == 0;
    p->name = p->path + (is_parameter ? sizeof group - 1 : 0);
    const param *row = is_parameter ? params_find(parameters_table, p->name) : NULL;
    p->unit = row != NULL ? row->unit : "1";
    p->meaning = row != NULL ? row->meaning : p->path;
    complete_range(r, p, node, row);
}

static void read_parameters(reader *r, targets *t, config_node *list) {
    if (reader_typed(r, list, CONFIG_ARRAY) == NULL)
        return;
    if (list->count == 0 || list->count > TARGETS_MAX_PARAMETERS) {
        config_fault(r->faults, list, NULL, "1 to 20 parameters",
                     "a screening (morris) tells which ones matter",
                     "the number of parameters is not valid");
        return;
    }
    t->parameters = reader_array(r, list->count, sizeof *t->parameters);
    if (t->parameters == NULL)
        return;
    t->parameter_count = list->count;
    targets_parameter *p = t->parameters;
    for (config_node *n = list->first; n != NULL; n = n->next, p++) {
        read_parameter(r, p, n);
        for (const targets_parameter *other = t->parameters; other < p; other++)
            if (p->path != NULL && other->path != NULL && strcmp(p->path, other->path) == 0)
                config_fault(r->faults, n, p->path, NULL, NULL, "the parameter stands twice");
    }
}

/* ---- Method ---- */

static void check_points(reader *r, targets *t, const config_node *node) {
    char got[READER_SHOW_SIZE], expected[READER_SHOW_SIZE];
    int k = (int)t->parameter_count, terms = (k + 1) * (k + 2) / 2, least = terms + (terms + 1) / 2;
    if (t->method.points == 0)
        t->method.points = 4 * terms;
    if (t->method.type == TARGETS_ABC || t->method.points >= least)
        return;
    snprintf(got, sizeof got, "%d", t->method.points);
    snprintf(expected, sizeof expected, "at least %d for %d parameters", least, k);
    config_fault(r->faults, config_member((config_node *)node, "points"), got, expected,
                 "the emulator has a term for every pair of parameters",
                 "a wave has too few points for its emulator");
}

static void read_method(reader *r, targets *t, config_node *node) {
    scenario_fields_standard(&fields_method, &t->method);
    t->method.tolerance = NAN;
    reader_object(r, &fields_method, node, &t->method);
    check_points(r, t, node);
}

/* ---- Scenarios ---- */

static const double half[TARGETS_MAX_PARAMETERS] = {0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5,
                                                    0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5,
                                                    0.5, 0.5, 0.5, 0.5, 0.5, 0.5};

/* Keeps the errors of some faults: what is only implausible is wanted here. */
static int add_errors(reader *r, agglo_faults *found) {
    size_t errors = found->errors;
    for (size_t i = 0; i < found->count; i++)
        if (!found->items[i].is_warning)
            faults_add(r->faults, &found->items[i]);
    faults_free(found);
    return errors == 0;
}

/* The scenario at the middle of all ranges tells what runs look like. */
static void look_at(reader *r, targets *t, size_t number) {
    targets_place *place = &t->places[number];
    agglo_faults found = {0};
    agglo_error error = {0};
    agglo_status status = targets_scenario(t, number, half, 1, &place->middle, &found);
    if (add_errors(r, &found) && status == AGGLO_OK &&
        simulation_schema_create(place->middle, &place->described, &error) == AGGLO_OK)
        place->schema = simulation_schema_get(place->described);
    else if (status == AGGLO_ERROR_MEMORY || error.status == AGGLO_ERROR_MEMORY)
        r->no_memory = 1;
}

/* The number of the scenario that a node names, loaded at the first mention, or SIZE_MAX. */
static size_t find_place(reader *r, targets *t, config_node *node) {
    if (reader_typed(r, node, CONFIG_STRING) == NULL)
        return SIZE_MAX;
    char *path = config_beside(t->document, node->file, node->text);
    if (path == NULL) {
        r->no_memory = 1;
        return SIZE_MAX;
    }
    for (size_t k = 0; k < t->place_count; k++)
        if (strcmp(t->places[k].file, path) == 0)
            return t->places[k].schema != NULL ? k : SIZE_MAX;
    targets_place *place = &t->places[t->place_count++];
    place->file = reader_copy(r, path);
    size_t before = r->faults->count;
    if (config_load(path, &place->base, r->faults) == AGGLO_OK)
        look_at(r, t, t->place_count - 1);
    else if (r->faults->count > before && r->faults->items[before].status == AGGLO_ERROR_IO)
        error_hint(&r->faults->items[before], "the name in line %d is relative to %.100s",
                   node->line, node->file);
    return place->schema != NULL ? t->place_count - 1 : SIZE_MAX;
}

/* Both ends of every range must be valid in every scenario. */
static void check_ends(reader *r, targets *t) {
    double position[TARGETS_MAX_PARAMETERS];
    for (size_t place = 0; place < t->place_count; place++)
        for (size_t p = 0; p < 2 * t->parameter_count && r->faults->errors == 0; p++) {
            agglo_faults found = {0};
            scenario *s = NULL;
            memcpy(position, half, sizeof position);
            position[p / 2] = p % 2 == 0 ? 0 : 1;
            agglo_status status = targets_scenario(t, place, position, 1, &s, &found);
            scenario_free(s);
            add_errors(r, &found);
            r->no_memory |= status == AGGLO_ERROR_MEMORY;
        }
}

/* ---- Targets ---- */

/* Members of a target that say which number is meant; a denominator inherits some of them. */
typedef struct {
    config_node *variable, *element, *region, *time, *self;
} number_nodes;

static number_nodes nodes_of(config_node *node) {
    return (number_nodes){config_member(node, "variable"), config_member(node, "element"),
                          config_member(node, "region"), config_member(node, "time"), node};
}

/* A text or number as a part of a measure's name; false with a fault. */
static int append(reader *r, char *text, size_t size, const char *before, config_node *node) {
    char got[READER_SHOW_SIZE];
    size_t used = strlen(text);
    int n = 0;
    if (node == NULL)
        return 1;
    node->used = 1;
    if (node->type == CONFIG_STRING)
        n = snprintf(text + used, size - used, "%s%s", before, node->text);
    else if (node->type == CONFIG_NUMBER)
        n = snprintf(text + used, size - used, "%s%.10g", before, node->number);
    if (n > 0 && (size_t)n < size - used)
        return 1;
    config_fault(r->faults, node, config_show(node, got, sizeof got), "a word or a number", NULL,
                 "the value has the wrong type or is too long");
    return 0;
}

static int read_measure(reader *r, const number_nodes *nodes, const schema *of, measure *out) {
    char text[96] = "";
    agglo_error error = {0};
    if (nodes->variable == NULL || !append(r, text, sizeof text, "", nodes->variable) ||
        !append(r, text, sizeof text, ".", nodes->element) ||
        !append(r, text, sizeof text, "@", nodes->time))
        return 0;
    if (measure_parse(of, text, out, &error) == AGGLO_OK)
        return 1;
    config_fault(r->faults, nodes->self, error.got, error.expected,
                 error.hint[0] != '\0' ? error.hint : NULL, "%s", error.what);
    return 0;
}

/* The index of a region, or all; of no name the only one, or all. */
static int read_region(reader *r, config_node *node, const schema *of, int *region) {
    const schema_dimension *regions = &of->dimensions[2];
    char hint[128] = "", got[READER_SHOW_SIZE];
    *region = regions->size == 1 ? 0 : MEASURES_ALL_REGIONS;
    if (node == NULL)
        return 1;
    if (reader_typed(r, node, CONFIG_STRING) == NULL)
        return 0;
    if (strcmp(node->text, "all") == 0) {
        *region = MEASURES_ALL_REGIONS;
        return 1;
    }
    for (size_t i = 0; i < regions->size && i < INT_MAX; i++)
        if (strcmp(regions->labels[i], node->text) == 0) {
            *region = (int)i;
            return 1;
        }
    const char *closest = config_closest(node->text, regions->labels, regions->size);
    if (closest != NULL)
        snprintf(hint, sizeof hint, "did you mean \"%.80s\"?", closest);
    config_fault(r->faults, node, config_show(node, got, sizeof got),
                 "a region of the scenario, or \"all\"", hint, "there is no such region");
    return 0;
}

static void read_largest(reader *r, targets_item *item, const config_node *node, const schema *of) {
    double count;
    size_t most = of->dimensions[2].size < 1000 ? of->dimensions[2].size : 1000;
    char expected[READER_SHOW_SIZE];
    if (node == NULL || !reader_number(r, node, "1", &count) || !reader_whole(r, node, count))
        return;
    snprintf(expected, sizeof expected, "1 to %zu, and no other region than \"all\"", most);
    if (count < 1 || count > (double)most || item->number.region != MEASURES_ALL_REGIONS)
        config_fault(r->faults, node, NULL, expected, NULL,
                     "the number of the largest regions is not valid");
    else
        item->number.largest = (size_t)count;
}

static int read_per(reader *r, targets_item *item, config_node *node, const number_nodes *target,
                    const schema *of) {
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return 0;
    number_nodes nodes = nodes_of(node);
    reader_unknown(r, &fields_per, node, NULL, 0);
    if (nodes.variable == NULL)
        nodes.variable = target->variable;
    if (nodes.region == NULL)
        nodes.region = target->region;
    if (nodes.time == NULL)
        nodes.time = target->time;
    item->is_ratio = 1;
    return read_measure(r, &nodes, of, &item->per.measure) &&
           read_region(r, nodes.region, of, &item->per.region);
}

static void choose_unit(targets_item *item) {
    const char *top = item->number.measure.unit, *bottom = item->per.measure.unit;
    if (!item->is_ratio || strcmp(bottom, "1") == 0)
        snprintf(item->unit, sizeof item->unit, "%s", top);
    else if (strcmp(top, bottom) == 0)
        snprintf(item->unit, sizeof item->unit, "1");
    else
        snprintf(item->unit, sizeof item->unit, "%s/(%s)", top, bottom);
}

static void read_value(reader *r, targets_item *item, config_node *node) {
    char got[READER_SHOW_SIZE];
    const config_node *value = config_member(node, "value"), *sd = config_member(node, "sd");
    const config_node *unit = config_member(node, "unit");
    choose_unit(item);
    if (value != NULL)
        reader_number(r, value, item->unit, &item->value);
    if (sd != NULL && reader_number(r, sd, item->unit, &item->sd) &&
        !(item->sd > 0 && isfinite(item->sd)))
        config_fault(r->faults, sd, config_show(sd, got, sizeof got), "a number above 0", NULL,
                     "the uncertainty is not valid");
    if (unit != NULL && (unit->type != CONFIG_STRING || strcmp(unit->text, item->unit) != 0))
        config_fault(r->faults, unit, config_show(unit, got, sizeof got), item->unit, NULL,
                     "the unit is not that of the model's number");
}

static void choose_name(reader *r, targets *t, targets_item *item, config_node *node) {
    const schema_dimension *regions = &t->places[item->place].schema->dimensions[2];
    const char *region = item->number.region >= 0 ? regions->labels[item->number.region] : "all";
    config_node *name = config_member(node, "name");
    if (name != NULL && reader_typed(r, name, CONFIG_STRING) != NULL)
        snprintf(item->name, sizeof item->name, "%s", name->text);
    else
        snprintf(item->name, sizeof item->name, "%.40s %.40s", region, item->number.measure.name);
    for (const targets_item *other = t->items; other < item; other++)
        if (strcmp(other->name, item->name) == 0)
            config_fault(r->faults, node, item->name, "a name of its own",
                         "give one of them a \"name\"", "two targets have one name");
}

static void read_item(reader *r, targets *t, targets_item *item, config_node *node,
                      config_node *base) {
    item->node = node;
    node->used = 1;
    item->value = item->sd = NAN;
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return;
    reader_fields(r, &fields_item, node, item);
    reader_unknown(r, &fields_item, node, NULL, 0);
    config_node *file = config_member(node, "scenario"), *per = config_member(node, "per");
    if (file == NULL && base == NULL)
        config_fault(r->faults, node, NULL, "a scenario file", "or give the document a \"base\"",
                     "\"scenario\" is missing");
    if (file == NULL && base == NULL)
        return;
    item->place = find_place(r, t, file != NULL ? file : base);
    if (item->place == SIZE_MAX)
        return;
    const schema *of = t->places[item->place].schema;
    number_nodes nodes = nodes_of(node);
    if (!read_measure(r, &nodes, of, &item->number.measure) ||
        !read_region(r, nodes.region, of, &item->number.region))
        return;
    read_largest(r, item, config_member(node, "largest"), of);
    if (per != NULL && !read_per(r, item, per, &nodes, of))
        return;
    read_value(r, item, node);
    choose_name(r, t, item, node);
    t->fitted_count += !item->is_held_out;
}

static void read_items(reader *r, targets *t, config_node *list, config_node *base) {
    if (reader_typed(r, list, CONFIG_ARRAY) == NULL)
        return;
    if (list->count == 0 || list->count > TARGETS_MAX) {
        config_fault(r->faults, list, NULL, "1 to 200 targets", NULL,
                     "the number of targets is not valid");
        return;
    }
    t->items = reader_array(r, list->count, sizeof *t->items);
    t->places = reader_array(r, list->count, sizeof *t->places);
    if (t->items == NULL || t->places == NULL)
        return;
    t->item_count = list->count;
    targets_item *item = t->items;
    for (config_node *n = list->first; n != NULL; n = n->next, item++)
        read_item(r, t, item, n, base);
    if (r->faults->errors == 0 && t->fitted_count == 0)
        config_fault(r->faults, list, NULL, "at least one target without \"held_out\"", NULL,
                     "no target is left to fit");
}

/* ---- The whole ---- */

static void identify(reader *r, targets *t) {
    uint64_t id = id_from_name(MODEL_VERSION);
    t->text = config_print(t->document);
    if (t->text != NULL)
        id = id_mix(id ^ id_from_name(t->text));
    for (size_t k = 0; k < t->place_count; k++) {
        char *text = config_print_without(t->places[k].base, scenario_is_remark);
        if (text == NULL)
            r->no_memory = 1;
        else
            id = id_mix(id ^ id_from_name(text));
        free(text);
    }
    if (t->text == NULL)
        r->no_memory = 1;
    t->identity = id;
}

static void read_root(reader *r, targets *t, config_node *root) {
    scenario_fields_standard(&fields_targets, t);
    t->seed = 1;
    reader_fields(r, &fields_targets, root, t);
    reader_seed(r, config_member(root, "seed"), &t->seed);
    read_parameters(r, t, config_member(root, "parameters"));
    read_method(r, t, config_member(root, "method"));
    if (r->faults->errors == 0)
        read_items(r, t, config_member(root, "targets"), config_member(root, "base"));
    reader_unknown(r, &fields_targets, root, NULL, 0);
    if (t->name == NULL)
        t->name = reader_copy(r, "calibration");
    if (t->description == NULL)
        t->description = reader_copy(r, "");
    if (t->source == NULL)
        t->source = reader_copy(r, "");
    if (r->faults->errors == 0 && !r->no_memory)
        check_ends(r, t);
    if (r->faults->errors == 0 && !r->no_memory)
        identify(r, t);
}

agglo_status targets_load(const char *path, targets **out, agglo_faults *faults) {
    config_document *document = NULL;
    size_t errors = faults->errors;
    *out = NULL;
    agglo_status status = config_load(path, &document, faults);
    if (status != AGGLO_OK)
        return status;
    reader r = {.faults = faults};
    targets *t = reader_array(&r, 1, sizeof *t);
    if (t == NULL) {
        config_free(document);
    } else {
        t->document = document;
        if (document_expect(config_root(document), DOCUMENT_CALIBRATION, faults))
            read_root(&r, t, config_root(document));
    }
    if (r.no_memory) {
        agglo_error error;
        error_set(&error, AGGLO_ERROR_MEMORY, "no memory to read a calibration");
        faults_add(faults, &error);
    }
    if (!r.no_memory && faults->errors == errors) {
        *out = t;
        return AGGLO_OK;
    }
    targets_free(t);
    for (size_t i = 0; i < faults->count; i++)
        if (!faults->items[i].is_warning)
            return faults->items[i].status;
    return AGGLO_ERROR_INPUT;
}

/* ---- The schema ---- */

char *targets_schema(void) {
    jsonschema w;
    jsonschema_begin(&w, "A calibration of Agglo");
    w.takes_null = 1;
    jsonschema_document(&w, &fields_targets);
    jsonschema_open_complete(&w, &fields_targets);
    jsonschema_object(&w, "method");
    jsonschema_required(&w, &fields_method);
    jsonschema_close(&w, "}}");
    jsonschema_raw(&w, "\"anyOf\": [{\"required\": [\"base\"]}, {\"properties\": {\"targets\": "
                       "{\"items\": {\"required\": [\"scenario\"]}}}}]");
    jsonschema_close(&w, "}");
    jsonschema_object(&w, "$defs");
    jsonschema_define_given(&w);
    jsonschema_definition(&w, &fields_method);
    w.takes_null = 0;
    jsonschema_definition(&w, &fields_parameter);
    jsonschema_definition(&w, &fields_item);
    jsonschema_definition(&w, &fields_per);
    return jsonschema_end(&w);
}
