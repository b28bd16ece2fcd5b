/* From a document to a scenario: every member is looked at, every fault is reported, nothing is
 * guessed. Here: values, fields and the sections of the root; regions with their agents are in
 * regions.c, interventions in orders.c. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "models/scenario/reader.h"
#include "models/scenario/units.h"
#include "sim/id.h"

/* ---- Values ---- */

static const char *type_words(config_type type) {
    static const char *const words[] = {[CONFIG_NULL] = "null",
                                        [CONFIG_BOOL] = "true or false",
                                        [CONFIG_NUMBER] = "a number",
                                        [CONFIG_STRING] = "a string",
                                        [CONFIG_ARRAY] = "a list: [ ... ]",
                                        [CONFIG_OBJECT] = "an object: { ... }"};
    return words[type];
}

config_node *reader_typed(reader *r, config_node *node, config_type type) {
    char got[READER_SHOW_SIZE];
    if (node == NULL || node->type == type)
        return node;
    config_fault(r->faults, node, config_show(node, got, sizeof got), type_words(type), NULL,
                 "the value has the wrong type");
    return NULL;
}

char *reader_copy(reader *r, const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    if (copy == NULL)
        r->no_memory = 1;
    else
        memcpy(copy, text, size);
    return copy;
}

void *reader_array(reader *r, size_t count, size_t size) {
    void *array = calloc(count > 0 ? count : 1, size);
    if (array == NULL)
        r->no_memory = 1;
    return array;
}

int reader_may_suggest(const reader *r) {
    return r->faults->count < 200;
}

/* "a number" or "a number in M$". */
static const char *number_words(const char *unit, char *buffer, size_t size) {
    int is_plain = unit[0] == '\0' || strcmp(unit, "1") == 0;
    snprintf(buffer, size, is_plain ? "a number" : "a number in %s", unit);
    return buffer;
}

static void text_fault(reader *r, const config_node *node, const char *unit, units_result result) {
    static const struct {
        const char *what, *hint;
    } words[] = {
        [UNITS_OK] = {"", NULL},
        [UNITS_NO_NUMBER] = {"the value is not a number", NULL},
        [UNITS_NO_UNIT] = {"the number stands in quotes", "write it without quotes"},
        [UNITS_CURRENCY] = {"a currency needs an exchange rate, and there is none",
                            "convert it to millions of US dollars of 2020 (M$)"},
        [UNITS_DIFFER] = {"the unit does not fit", NULL},
    };
    char got[READER_SHOW_SIZE], expected[READER_SHOW_SIZE];
    config_fault(r->faults, node, config_show(node, got, sizeof got),
                 number_words(unit, expected, sizeof expected), words[result].hint, "%s",
                 words[result].what);
}

int reader_number(reader *r, const config_node *node, const char *unit, double *value) {
    char got[READER_SHOW_SIZE], expected[READER_SHOW_SIZE];
    if (node->type == CONFIG_NUMBER) {
        *value = node->number;
        return 1;
    }
    if (node->type == CONFIG_STRING) {
        units_result result = units_read(node->text, unit[0] != '\0' ? unit : "1", value);
        if (result != UNITS_OK)
            text_fault(r, node, unit, result);
        return result == UNITS_OK;
    }
    config_fault(r->faults, node, config_show(node, got, sizeof got),
                 number_words(unit, expected, sizeof expected), NULL,
                 "the value has the wrong type");
    return 0;
}

/* What is valid, in words; domains whose lower end is tiny are "above 0". */
static void domain_words(double low, double high, const char *unit, char *buffer, size_t size) {
    const char *shown = strcmp(unit, "1") == 0 ? "" : unit;
    const char *gap = shown[0] != '\0' ? " " : "";
    if (low > 0 && low < 1e-6 && isinf(high))
        snprintf(buffer, size, "a number above 0%s%s", gap, shown);
    else if (isinf(high))
        snprintf(buffer, size, "at least %.10g%s%s", low, gap, shown);
    else if (low > 0 && low < 1e-6)
        snprintf(buffer, size, "above 0, at most %.10g%s%s", high, gap, shown);
    else
        snprintf(buffer, size, "%.10g to %.10g%s%s", low, high, gap, shown);
}

/* `domain`: low, high. */
static int check_domain(reader *r, const config_node *node, double value, const double domain[2],
                        const char *unit) {
    char got[READER_SHOW_SIZE], expected[READER_SHOW_SIZE];
    if (value >= domain[0] && value <= domain[1])
        return 1;
    domain_words(domain[0], domain[1], unit, expected, sizeof expected);
    config_fault(r->faults, node, config_show(node, got, sizeof got), expected, NULL,
                 "the value is out of range");
    return 0;
}

int reader_whole(reader *r, const config_node *node, double value) {
    char got[READER_SHOW_SIZE];
    if (value == floor(value))
        return 1;
    config_fault(r->faults, node, config_show(node, got, sizeof got), "a whole number", NULL,
                 "the value is not whole");
    return 0;
}

int reader_param(reader *r, const config_node *node, const param *row, double *value) {
    const double domain[2] = {row->valid_low, row->valid_high};
    double number;
    if (!reader_number(r, node, row->unit, &number) ||
        !check_domain(r, node, number, domain, row->unit))
        return 0;
    if ((row->flags & PARAM_INTEGER) != 0 && !reader_whole(r, node, number))
        return 0;
    if (number < row->low || number > row->high) {
        char got[READER_SHOW_SIZE], expected[READER_SHOW_SIZE];
        domain_words(row->low, row->high, row->unit, expected, sizeof expected);
        config_warn(r->faults, node, config_show(node, got, sizeof got), expected, NULL,
                    "the value is outside the plausible range");
    }
    *value = number;
    return 1;
}

int reader_choice(reader *r, const config_node *node, const char *const *choices, int count) {
    char got[READER_SHOW_SIZE], expected[192] = "one of", hint[128] = "";
    if (node->type == CONFIG_STRING)
        for (int i = 0; i < count; i++)
            if (strcmp(node->text, choices[i]) == 0)
                return i;
    for (int i = 0; i < count; i++) {
        size_t used = strlen(expected);
        snprintf(expected + used, sizeof expected - used, "%s %s", i > 0 ? "," : "", choices[i]);
    }
    const char *closest = node->type == CONFIG_STRING && reader_may_suggest(r)
                              ? config_closest(node->text, choices, (size_t)count)
                              : NULL;
    if (closest != NULL)
        snprintf(hint, sizeof hint, "did you mean \"%s\"?", closest);
    config_fault(r->faults, node, config_show(node, got, sizeof got), expected, hint,
                 "the value is not one of the choices");
    return -1;
}

int reader_is_word(const char *text) {
    size_t n = strlen(text);
    int is_clean = 1;
    for (size_t i = 0; i < n; i++)
        is_clean &= (unsigned char)text[i] >= 0x20 && text[i] != 0x7F;
    return n > 0 && n <= SCENARIO_MAX_WORD && is_clean &&
           strcspn(text, SCENARIO_WORD_EXCLUDES) == n;
}

int reader_word(reader *r, const config_node *node) {
    char got[READER_SHOW_SIZE];
    if (node->type == CONFIG_STRING && reader_is_word(node->text))
        return 1;
    config_fault(r->faults, node, config_show(node, got, sizeof got),
                 "1 to 64 bytes without spaces and . [ ] = , \"", NULL, "the name is not a word");
    return 0;
}

/* ---- Fields ---- */

static void read_numbers(reader *r, const field *f, config_node *node, double *values) {
    char expected[READER_SHOW_SIZE], got[READER_SHOW_SIZE];
    const double domain[2] = {f->low, f->high};
    if (reader_typed(r, node, CONFIG_ARRAY) == NULL)
        return;
    if (node->count != (size_t)f->count) {
        snprintf(expected, sizeof expected, "a list of %d numbers", f->count);
        config_fault(r->faults, node, config_show(node, got, sizeof got), expected, NULL,
                     "the list has the wrong length");
        return;
    }
    double *value = values;
    for (const config_node *n = node->first; n != NULL; n = n->next, value++) {
        double number;
        if (reader_number(r, n, f->unit, &number) && check_domain(r, n, number, domain, f->unit))
            *value = number;
    }
}

static void read_text(reader *r, config_node *node, char **place) {
    if (reader_typed(r, node, CONFIG_STRING) == NULL)
        return;
    free(*place);
    *place = reader_copy(r, node->text);
}

static void read_field(reader *r, const field *f, config_node *node, void *place) {
    const double domain[2] = {f->low, f->high};
    double number;
    int choice;
    switch (f->type) {
    case FIELD_NUMBER:
        if (reader_number(r, node, f->unit, &number) &&
            check_domain(r, node, number, domain, f->unit))
            *(double *)place = number;
        break;
    case FIELD_INTEGER:
        if (reader_number(r, node, f->unit, &number) &&
            check_domain(r, node, number, domain, f->unit)) {
            if (fabs(number - round(number)) < 1e-9) /* 0.25 years are 3 months */
                number = round(number);
            if (reader_whole(r, node, number))
                *(int *)place = (int)number;
        }
        break;
    case FIELD_NUMBERS:
        read_numbers(r, f, node, place);
        break;
    case FIELD_FLAG:
        if (reader_typed(r, node, CONFIG_BOOL) != NULL)
            *(int *)place = node->number != 0;
        break;
    case FIELD_CHOICE:
        choice = reader_choice(r, node, f->choices, f->count);
        if (choice >= 0)
            *(int *)place = choice;
        break;
    case FIELD_TEXT:
        read_text(r, node, place);
        break;
    case FIELD_OTHER:
        break;
    }
}

void reader_fields(reader *r, const field_table *table, config_node *object, void *owner) {
    for (size_t i = 0; i < table->count; i++) {
        const field *f = &table->rows[i];
        config_node *node = config_member(object, f->name);
        if (node != NULL)
            read_field(r, f, node, (char *)owner + f->offset);
        else if (f->is_required)
            config_fault(r->faults, object, NULL, f->meaning, NULL, "\"%s\" is missing", f->name);
    }
}

void reader_unknown(reader *r, const field_table *table, const config_node *object,
                    const param *more, int more_count) {
    const char *names[64];
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++)
        names[count++] = table->rows[i].name;
    for (int i = 0; i < more_count; i++)
        names[count++] = more[i].name;
    config_report_unused(object, names, count, r->faults);
}

/* An object that is described by a table and nothing else. */
void reader_object(reader *r, const field_table *table, config_node *node, void *owner) {
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return;
    reader_fields(r, table, node, owner);
    reader_unknown(r, table, node, NULL, 0);
}

/* ---- Time, seed, output ---- */

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

void reader_seed(reader *r, const config_node *node, uint64_t *value) {
    static const double largest = 9007199254740992.0; /* 2^53 */
    char got[READER_SHOW_SIZE];
    if (node == NULL)
        return;
    if (node->type == CONFIG_NUMBER && node->number >= 0 && node->number <= largest &&
        node->number == floor(node->number)) {
        *value = (uint64_t)node->number;
        return;
    }
    if (node->type == CONFIG_STRING && node->text[0] != '\0' &&
        node->text[strspn(node->text, "0123456789")] == '\0') {
        errno = 0;
        unsigned long long seed = strtoull(node->text, NULL, 10);
        if (errno == 0) {
            *value = seed;
            return;
        }
    }
    config_fault(r->faults, node, config_show(node, got, sizeof got),
                 "a whole number from 0 to 18446744073709551615",
                 node->type == CONFIG_NUMBER && node->number > largest
                     ? "write numbers above 2^53 in quotes: others lose digits"
                     : NULL,
                 "the seed is not valid");
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
    if (reader_number(r, node, "1", &value) && check_domain(r, node, value, domain, "1"))
        r->s->world.burden[f] = value;
}

static void read_dissatisfaction(reader *r, config_node *node, int f) {
    static const double domain[2] = {0, 10};
    double value;
    if (reader_number(r, node, "1", &value) && check_domain(r, node, value, domain, "1"))
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
        if (n != NULL && reader_number(r, n, "1", &gain) && check_domain(r, n, gain, domain, "1"))
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
        read_root(&r, config_root(document));
        identify(&r, document);
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
