/* Regions and their initial agents out of a document; regions by name. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario/sections.h"

/* One kind of initial agents of a region: a list of objects. */
typedef struct {
    const field_table *table;
    size_t size; /* of an element */
    void (*check)(reader *r, config_node *node, void *element);
} group_list;

static void *read_groups(reader *r, config_node *list, const group_list *kind, int *count) {
    *count = 0;
    if (reader_typed(r, list, CONFIG_ARRAY) == NULL)
        return NULL;
    char *items = reader_array(r, list->count, kind->size);
    if (items == NULL)
        return NULL;
    for (config_node *n = list->first; n != NULL; n = n->next) {
        void *item = items + (size_t)*count * kind->size;
        scenario_fields_standard(kind->table, item);
        reader_object(r, kind->table, n, item);
        if (kind->check != NULL && n->type == CONFIG_OBJECT)
            kind->check(r, n, item);
        ++*count;
    }
    return items;
}

double scenario_usual_size(firm_kind kind) {
    return kind == KIND_SUPPLIER ? 25 : kind == KIND_TECH ? 30 : 0;
}

static void check_firms(reader *r, config_node *node, void *element) {
    scenario_firms *f = element;
    if ((int)f->kind < 0)
        f->kind = KIND_SUPPLIER; /* the fault is reported already */
    else if (isnan(f->size) && scenario_usual_size(f->kind) == 0 &&
             config_member(node, "size") == NULL)
        config_fault(r->faults, node, NULL, "the median number of employees", NULL,
                     "\"size\" is missing: firms of kind \"%s\" have no usual size",
                     firm_kind_names[f->kind]);
    if (isnan(f->size))
        f->size = scenario_usual_size(f->kind);
    const config_node *licence = config_member(node, "licence");
    if (licence != NULL && !isnan(f->licence))
        reader_whole(r, licence, f->licence);
    r->initial_firms += f->count;
}

static void check_funds(reader *r, config_node *node, void *element) {
    const scenario_funds *f = element;
    double oldest = f->age + (f->count - 1) * f->age_spacing;
    char got[READER_SHOW_SIZE];
    if (f->count < 2 || oldest <= 10)
        return;
    snprintf(got, sizeof got, "%.10g years", oldest);
    config_fault(r->faults, node, got, "at most 10 years", "take a smaller age_spacing",
                 "the oldest fund would have ended");
}

static const group_list firm_groups = {&fields_firms, sizeof(scenario_firms), check_firms};
static const group_list university_groups = {&fields_universities, sizeof(scenario_universities),
                                             NULL};
static const group_list hospital_groups = {&fields_hospitals, sizeof(scenario_hospitals), NULL};
static const group_list fund_groups = {&fields_funds, sizeof(scenario_funds), check_funds};

static void read_region_name(reader *r, config_node *node, scenario_region *region) {
    config_node *name = config_member(node, "name");
    if (name == NULL || !reader_word(r, name))
        return;
    if (strcmp(name->text, "all") == 0)
        config_fault(r->faults, name, "\"all\"", NULL, "interventions mean every region by it",
                     "a region cannot have this name");
    region->name = reader_copy(r, name->text);
    if (region->label == NULL)
        region->label = reader_copy(r, name->text);
}

static void read_region(reader *r, config_node *node, scenario_region *region) {
    scenario_fields_standard(&fields_region, region);
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return;
    reader_fields(r, &fields_region, node, region);
    reader_unknown(r, &fields_region, node, NULL, 0);
    read_region_name(r, node, region);
    region->firms =
        read_groups(r, config_member(node, "firms"), &firm_groups, &region->firms_count);
    region->universities = read_groups(r, config_member(node, "universities"), &university_groups,
                                       &region->universities_count);
    region->hospitals = read_groups(r, config_member(node, "hospitals"), &hospital_groups,
                                    &region->hospitals_count);
    region->funds =
        read_groups(r, config_member(node, "funds"), &fund_groups, &region->funds_count);
}

/* A region with the node it came from, for comparisons. */
typedef struct {
    const scenario_region *region;
    const config_node *node;
} placed_region;

static int compare_region_names(const void *a, const void *b) {
    const placed_region *x = a, *y = b;
    int order = strcmp(x->region->name, y->region->name);
    return order != 0 ? order : (x->region > y->region) - (x->region < y->region);
}

static int compare_positions(const void *a, const void *b) {
    const placed_region *x = a, *y = b;
    if (x->region->x_km != y->region->x_km)
        return x->region->x_km < y->region->x_km ? -1 : 1;
    if (x->region->y_km != y->region->y_km)
        return x->region->y_km < y->region->y_km ? -1 : 1;
    return (x->region > y->region) - (x->region < y->region);
}

static void check_regions(reader *r, const config_node *list) {
    scenario *s = r->s;
    placed_region *sorted = reader_array(r, (size_t)s->region_count, sizeof *sorted);
    size_t count = 0;
    if (sorted == NULL)
        return;
    const config_node *n = list->first;
    for (int i = 0; i < s->region_count; i++, n = n->next)
        if (s->regions[i].name != NULL)
            sorted[count++] = (placed_region){&s->regions[i], n};
    qsort(sorted, count, sizeof *sorted, compare_region_names);
    for (size_t i = 1; i < count; i++)
        if (strcmp(sorted[i].region->name, sorted[i - 1].region->name) == 0)
            config_fault(r->faults, sorted[i].node, NULL, "each name once", NULL,
                         "the region \"%s\" stands twice (also in line %d)", sorted[i].region->name,
                         sorted[i - 1].node->line);
    qsort(sorted, count, sizeof *sorted, compare_positions);
    for (size_t i = 1; i < count; i++)
        if (sorted[i].region->x_km == sorted[i - 1].region->x_km &&
            sorted[i].region->y_km == sorted[i - 1].region->y_km &&
            strcmp(sorted[i].region->name, sorted[i - 1].region->name) != 0)
            config_warn(r->faults, sorted[i].node, NULL, NULL, "give x_km and y_km",
                        "the regions \"%s\" and \"%s\" are in the same place",
                        sorted[i - 1].region->name, sorted[i].region->name);
    free(sorted);
}

static int compare_names(const void *a, const void *b) {
    const reader_name *x = a, *y = b;
    return strcmp(x->name, y->name);
}

static void index_regions(reader *r) {
    const scenario *s = r->s;
    r->region_names = reader_array(r, (size_t)s->region_count, sizeof *r->region_names);
    for (int i = 0; r->region_names != NULL && i < s->region_count; i++)
        if (s->regions[i].name != NULL)
            r->region_names[r->region_name_count++] = (reader_name){s->regions[i].name, i};
    if (r->region_name_count > 0)
        qsort(r->region_names, r->region_name_count, sizeof *r->region_names, compare_names);
}

void reader_regions(reader *r, config_node *list) {
    if (reader_typed(r, list, CONFIG_ARRAY) == NULL)
        return;
    if (list->count == 0 || list->count > SCENARIO_MAX_REGIONS) {
        config_fault(r->faults, list, list->count == 0 ? "an empty list" : NULL,
                     "1 to 32000 regions", NULL, "a world needs regions");
        return;
    }
    r->s->regions = reader_array(r, list->count, sizeof *r->s->regions);
    for (config_node *n = list->first; n != NULL && r->s->regions != NULL; n = n->next)
        read_region(r, n, &r->s->regions[r->s->region_count++]);
    if (r->s->regions != NULL)
        check_regions(r, list);
    if (r->initial_firms > SCENARIO_MAX_FIRMS)
        config_fault(r->faults, list, NULL, "at most 5000000 firms at the start", NULL,
                     "there are %.0f firms", r->initial_firms);
    index_regions(r);
}

static void unknown_region(reader *r, const config_node *node) {
    char got[READER_SHOW_SIZE], hint[128] = "";
    const char *names[256] = {NULL}, *closest = NULL;
    size_t count = 0;
    for (int i = 0; i < r->s->region_count && count < sizeof names / sizeof names[0]; i++)
        if (r->s->regions[i].name != NULL)
            names[count++] = r->s->regions[i].name;
    if (reader_may_suggest(r))
        closest = config_closest(node->text, names, count);
    if (closest != NULL)
        snprintf(hint, sizeof hint, "did you mean \"%s\"?", closest);
    else if (count > 0)
        snprintf(hint, sizeof hint, "there is \"%s\"", names[0]);
    config_fault(r->faults, node, config_show(node, got, sizeof got), "the name of a region", hint,
                 "there is no such region");
}

int reader_region(reader *r, const config_node *node) {
    char got[READER_SHOW_SIZE];
    if (node->type != CONFIG_STRING) {
        config_fault(r->faults, node, config_show(node, got, sizeof got), "a region's name", NULL,
                     "the value has the wrong type");
        return -1;
    }
    const reader_name wanted = {node->text, 0};
    const reader_name *found =
        r->region_name_count == 0
            ? NULL
            : bsearch(&wanted, r->region_names, r->region_name_count, sizeof wanted, compare_names);
    if (found == NULL)
        unknown_region(r, node);
    return found != NULL ? found->index : -1;
}
