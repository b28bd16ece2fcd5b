/* Interventions: policies and events out of a document, and the budgets that they share. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/policy.h"
#include "models/scenario/sections.h"

enum { MAX_TYPES = 256 };

static const policy *read_type(reader *r, const config_node *object, config_node *node) {
    char got[READER_SHOW_SIZE], hint[128] = "see `agglo describe policies`";
    if (node == NULL) {
        config_fault(r->faults, object, NULL, "the name of a policy or event", NULL,
                     "\"type\" is missing");
        return NULL;
    }
    if (reader_typed(r, node, CONFIG_STRING) == NULL)
        return NULL;
    const policy *type = policies_find(node->text);
    if (type != NULL)
        return type;
    const char *names[MAX_TYPES];
    size_t count = 0;
    for (; count < MAX_TYPES && policies_all[count] != NULL; count++)
        names[count] = policies_all[count]->type;
    const char *closest = reader_may_suggest(r) ? config_closest(node->text, names, count) : NULL;
    if (closest != NULL)
        snprintf(hint, sizeof hint, "did you mean \"%s\"?", closest);
    config_fault(r->faults, node, config_show(node, got, sizeof got), NULL, hint,
                 "there is no such policy");
    return NULL;
}

static void add_region(reader *r, scenario_intervention *order, const config_node *node) {
    int region = reader_region(r, node);
    for (int k = 0; k < order->region_count; k++)
        if (region >= 0 && order->regions[k] == region) {
            config_fault(r->faults, node, NULL, "each region once", NULL,
                         "the region \"%s\" stands twice", node->text);
            return;
        }
    if (region >= 0)
        order->regions[order->region_count++] = region;
}

/* `region`: one, a list of them, or all. */
static void read_regions(reader *r, scenario_intervention *order, const config_node *object,
                         config_node *node) {
    int is_list = node != NULL && node->type == CONFIG_ARRAY;
    size_t places = is_list ? node->count : (size_t)r->s->region_count + 1;
    order->regions = reader_array(r, places, sizeof *order->regions);
    if (node == NULL || order->regions == NULL) {
        if (node == NULL)
            config_fault(r->faults, object, NULL, "a region's name, a list of names, or \"all\"",
                         NULL, "\"region\" is missing");
        return;
    }
    if (is_list) {
        for (const config_node *n = node->first; n != NULL; n = n->next)
            add_region(r, order, n);
        if (node->count == 0)
            config_fault(r->faults, node, "an empty list", "at least one region", NULL,
                         "the intervention acts nowhere");
    } else if (node->type == CONFIG_STRING && strcmp(node->text, "all") == 0) {
        for (int i = 0; i < r->s->region_count; i++)
            order->regions[order->region_count++] = i;
    } else {
        add_region(r, order, node);
    }
}

static int has_param(const policy *type, const char *name) {
    for (int i = 0; i < type->param_count; i++)
        if (strcmp(type->params[i].name, name) == 0)
            return i;
    return -1;
}

static void read_params(reader *r, scenario_intervention *order, config_node *object) {
    const policy *type = order->type;
    for (int i = 0; i < type->param_count && i < POLICY_MAX_PARAMS; i++) {
        order->values[i] = type->params[i].standard;
        const config_node *node = config_member(object, type->params[i].name);
        if (node != NULL)
            reader_param(r, node, &type->params[i], &order->values[i]);
    }
}

/* The favoured region of concentrated grants. */
static void read_chosen(reader *r, scenario_intervention *order, config_node *object) {
    int concentration = has_param(order->type, "concentration");
    order->chosen = -1;
    if (concentration < 0)
        return; /* then the key is unknown */
    config_node *node = config_member(object, "chosen");
    if (node == NULL) {
        if (order->values[concentration] > 0 && order->region_count > 1)
            config_warn(r->faults, object, NULL, "\"chosen\": the name of the favoured region",
                        NULL, "concentration without a chosen region favours the first one");
        return;
    }
    int region = reader_region(r, node);
    for (int k = 0; k < order->region_count; k++)
        if (order->regions[k] == region)
            order->chosen = k;
    if (region >= 0 && order->chosen < 0)
        config_fault(r->faults, node, NULL, "one of the intervention's regions", NULL,
                     "the chosen region \"%s\" is not among the regions", node->text);
}

static void read_when(reader *r, scenario_intervention *order, config_node *node) {
    scenario_fields_standard(&fields_when, order);
    order->when_region = order->region_count > 0 ? order->regions[0] : 0;
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return;
    reader_fields(r, &fields_when, node, order);
    reader_unknown(r, &fields_when, node, NULL, 0);
    const config_node *region = config_member(node, "region");
    if (region != NULL)
        order->when_region = reader_region(r, region);
    if (config_member(node, "above") == NULL && config_member(node, "below") == NULL)
        config_fault(r->faults, node, NULL, "\"above\" or \"below\" with a number", NULL,
                     "the condition compares with nothing");
}

/* ---- Money ---- */

int scenario_limits_money(const char *name) {
    return strcmp(name, "limit") == 0 || strcmp(name, "total") == 0 || strcmp(name, "budget") == 0;
}

static int find_budget(const reader *r, const char *name) {
    for (int b = 0; b < r->s->budget_count; b++)
        if (strcmp(r->s->budgets[b].name, name) == 0)
            return b;
    return -1;
}

static void unknown_budget(reader *r, const config_node *node) {
    const char *names[SCENARIO_MAX_BUDGETS];
    char got[READER_SHOW_SIZE], hint[128] = "budgets are given as \"budgets\": {\"name\": 30}";
    for (int b = 0; b < r->s->budget_count; b++)
        names[b] = r->s->budgets[b].name;
    const char *closest = reader_may_suggest(r)
                              ? config_closest(node->text, names, (size_t)r->s->budget_count)
                              : NULL;
    if (closest != NULL)
        snprintf(hint, sizeof hint, "did you mean \"%s\"?", closest);
    config_fault(r->faults, node, config_show(node, got, sizeof got), NULL, hint,
                 "there is no such budget");
}

static void read_budget_name(reader *r, scenario_intervention *order, config_node *node) {
    if (node == NULL || reader_typed(r, node, CONFIG_STRING) == NULL)
        return;
    order->budget = find_budget(r, node->text);
    if (order->budget < 0)
        unknown_budget(r, node);
}

/* What follows from use is not known when money is cut. */
static void check_limits(reader *r, const scenario_intervention *order, config_node *object) {
    if (!order->type->pays_by_use)
        return;
    for (const config_node *n = object->first; n != NULL; n = n->next)
        if (scenario_limits_money(n->name))
            config_fault(r->faults, n, NULL, NULL, "limit its size instead",
                         "\"%s\" pays as it is used: its money cannot be limited",
                         order->type->type);
}

static void read_budget(reader *r, config_node *node, scenario_budget *budget) {
    char got[READER_SHOW_SIZE];
    scenario_fields_standard(&fields_budget, budget);
    budget->name = reader_copy(r, node->name);
    if (!reader_is_word(node->name)) {
        config_clean(node->name, got, sizeof got);
        config_fault(r->faults, node, got, "1 to 64 bytes without spaces and . [ ] = , \"", NULL,
                     "the name of the budget is not a word");
    }
    if (node->type == CONFIG_OBJECT) {
        reader_object(r, &fields_budget, node, budget);
    } else if (reader_number(r, node, "M$/yr", &budget->per_year) && !(budget->per_year >= 0)) {
        config_fault(r->faults, node, config_show(node, got, sizeof got), "at least 0 M$/yr", NULL,
                     "the value is out of range");
    }
    if (config_member(node, "until") != NULL && !(budget->until > budget->from))
        config_fault(r->faults, config_member(node, "until"), NULL, "more than \"from\"", NULL,
                     "the budget ends before it begins");
}

void reader_budgets(reader *r, config_node *object) {
    scenario *s = r->s;
    if (reader_typed(r, object, CONFIG_OBJECT) == NULL)
        return;
    if (object->count > SCENARIO_MAX_BUDGETS) {
        config_fault(r->faults, object, NULL, "at most 256", NULL, "there are %zu budgets",
                     object->count);
        return;
    }
    s->budgets = reader_array(r, object->count, sizeof *s->budgets);
    for (config_node *n = object->first; s->budgets != NULL && n != NULL; n = n->next) {
        n->used = 1;
        read_budget(r, n, &s->budgets[s->budget_count++]);
    }
}

/* ---- One intervention ---- */

static void check_dates(reader *r, const scenario_intervention *order, config_node *object) {
    config_node *from = config_member(object, "from"), *until = config_member(object, "until");
    char got[READER_SHOW_SIZE], expected[READER_SHOW_SIZE];
    if (until != NULL && !(order->until > order->from)) {
        snprintf(expected, sizeof expected, "more than \"from\" (%.10g)", order->from);
        config_fault(r->faults, until, config_show(until, got, sizeof got), expected,
                     "dates count years from the start; \"until\" is not included",
                     "the intervention ends before it begins");
    }
    if (r->s->years > 0 && order->from >= r->s->years) {
        snprintf(expected, sizeof expected, "less than %d", r->s->years);
        config_warn(r->faults, from, config_show(from, got, sizeof got), expected,
                    from->number >= 1000 ? "dates count years from the start, not calendar years"
                                         : NULL,
                    "the intervention begins after the end of the run: it never acts");
    }
}

static void read_name(reader *r, scenario_intervention *order, config_node *object) {
    const config_node *name = config_member(object, "name");
    if (name != NULL && reader_word(r, name))
        order->name = reader_copy(r, name->text);
}

static void read_order(reader *r, config_node *object, scenario_intervention *order) {
    scenario_fields_standard(&fields_intervention, order);
    order->chosen = order->when_index = order->budget = -1;
    order->when_above = order->when_below = NAN;
    if (reader_typed(r, object, CONFIG_OBJECT) == NULL)
        return;
    order->type = read_type(r, object, config_member(object, "type"));
    read_regions(r, order, object, config_member(object, "region"));
    read_name(r, order, object);
    for (size_t i = 0; i < fields_intervention.count; i++) { /* numbers; the rest is read here */
        const field *f = &fields_intervention.rows[i];
        const field_table one = {f->name, f, 1, f->meaning};
        if (f->type == FIELD_OTHER)
            config_member(object, f->name);
        else
            reader_fields(r, &one, object, order);
    }
    read_when(r, order, config_member(object, "when"));
    read_budget_name(r, order, config_member(object, "budget"));
    check_dates(r, order, object);
    if (order->type == NULL)
        return; /* its parameters are not known */
    read_params(r, order, object);
    read_chosen(r, order, object);
    check_limits(r, order, object);
    reader_unknown(r, &fields_intervention, object, order->type->params, order->type->param_count);
}

/* ---- Comparing interventions with each other ---- */

static int same_number(double a, double b) {
    return a == b || (isnan(a) && isnan(b));
}

int scenario_same_order(const scenario_intervention *a, const scenario_intervention *b) {
    if (a->type != b->type || a->region_count != b->region_count || a->chosen != b->chosen ||
        a->when_index != b->when_index || a->limit != b->limit || a->total != b->total)
        return 0;
    for (int k = 0; k < a->region_count; k++)
        if (a->regions[k] != b->regions[k])
            return 0;
    for (int k = 0; k < a->type->param_count && k < POLICY_MAX_PARAMS; k++)
        if (!same_number(a->values[k], b->values[k]))
            return 0;
    return a->when_index < 0 ||
           (a->when_region == b->when_region && same_number(a->when_above, b->when_above) &&
            same_number(a->when_below, b->when_below));
}

/* The same, from the same money, at a time when both act. */
static int order_is_twice(const scenario_intervention *a, const scenario_intervention *b) {
    return a->type != NULL && b->type != NULL && a->budget == b->budget && a->until > b->from &&
           b->until > a->from && scenario_same_order(a, b);
}

static int name_is_taken(const scenario *s, const char *name, int but) {
    for (int i = 0; i < s->intervention_count; i++)
        if (i != but && s->interventions[i].name != NULL &&
            strcmp(s->interventions[i].name, name) == 0)
            return 1;
    return 0;
}

/* The type, with #2, #3 … when it is taken. */
static void give_name(reader *r, int i) {
    scenario_intervention *order = &r->s->interventions[i];
    char name[96];
    int number = 1; /* among the interventions of its type */
    if (order->type == NULL || order->name != NULL)
        return;
    for (int k = 0; k < i; k++)
        number += r->s->interventions[k].type == order->type;
    snprintf(name, sizeof name, "%.64s", order->type->type);
    for (int n = number > 1 ? number : 2; name_is_taken(r->s, name, i); n++)
        snprintf(name, sizeof name, "%.64s#%d", order->type->type, n);
    order->name = reader_copy(r, name);
}

static void check_orders(reader *r, const config_node *list) {
    const scenario *s = r->s;
    const config_node *node = list->first;
    for (int i = 0; i < s->intervention_count; i++, node = node->next) {
        const config_node *other = list->first;
        for (int k = 0; k < i; k++, other = other->next) {
            const scenario_intervention *a = &s->interventions[k], *b = &s->interventions[i];
            if (a->name != NULL && b->name != NULL && strcmp(a->name, b->name) == 0)
                config_fault(r->faults, node, NULL, "each name once", NULL,
                             "the intervention \"%s\" stands twice (also in line %d)", b->name,
                             other->line);
            if (order_is_twice(a, b))
                config_fault(r->faults, node, NULL, NULL,
                             "remove one, or give it another size, region or time",
                             "the same \"%s\" stands twice (also in line %d of %.100s)",
                             b->type->type, other->line, other->file);
        }
    }
}

void reader_interventions(reader *r, config_node *list) {
    scenario *s = r->s;
    if (reader_typed(r, list, CONFIG_ARRAY) == NULL)
        return;
    if (list->count > SCENARIO_MAX_INTERVENTIONS) {
        config_fault(r->faults, list, NULL, "at most 10000", NULL, "there are %zu interventions",
                     list->count);
        return;
    }
    if (list->count * (size_t)s->region_count > SCENARIO_MAX_ORDERS) {
        config_fault(r->faults, list, NULL, "at most 4000000", NULL,
                     "%zu interventions in a world of %d regions are too many", list->count,
                     s->region_count);
        return;
    }
    s->interventions = reader_array(r, list->count, sizeof *s->interventions);
    if (s->interventions == NULL)
        return;
    for (config_node *n = list->first; n != NULL; n = n->next)
        read_order(r, n, &s->interventions[s->intervention_count++]);
    check_orders(r, list);
    for (int i = 0; i < s->intervention_count; i++)
        give_name(r, i);
}
