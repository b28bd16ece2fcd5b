/* Roots of causes, and the check that no event comes before its cause. */
#include <stdlib.h>

#include "models/causes.h"
#include "models/policy.h"

int causes_creates(event_type type) {
    static const uint8_t creates[EVENT_COUNT] = {
        [EVENT_POLICY_START] = 1, [EVENT_ANCHOR_ENTRY] = 1,      [EVENT_UNIVERSITY] = 1,
        [EVENT_ENTRY] = 1,        [EVENT_INDUSTRY_ENTRY] = 1,    [EVENT_SPINOUT] = 1,
        [EVENT_SPINOFF] = 1,      [EVENT_SUPPLIER_FOUNDING] = 1, [EVENT_FELLOW_FOUNDING] = 1,
        [EVENT_REFOUNDING] = 1,   [EVENT_PROJECT] = 1,           [EVENT_FUND] = 1};
    return type < EVENT_COUNT && creates[type];
}

/* ---- roots ---- */

static void add(root_list *list, uint64_t id, root_kind kind, int region, int number) {
    if (list->items != NULL)
        list->items[list->count] = (root){id, kind, region, number};
    list->count++;
}

static void add_agents(root_list *list, uint64_t region_id, int region, root_kind kind, int count) {
    static const id_kind identity[ROOT_KINDS] = {[ROOT_FIRM] = ID_INITIAL_FIRM,
                                                 [ROOT_UNIVERSITY] = ID_UNIVERSITY,
                                                 [ROOT_HOSPITAL] = ID_HOSPITAL,
                                                 [ROOT_FUND] = ID_FUND};
    for (int k = 0; k < count; k++)
        add(list, identity_initial(region_id, identity[kind], (uint32_t)k), kind, region, k);
}

static void add_region(root_list *list, const scenario *s, int r) {
    const scenario_region *region = &s->regions[r];
    uint64_t id = id_from_name(region->name);
    int count[ROOT_KINDS] = {0};
    for (int g = 0; g < region->firms_count; g++)
        count[ROOT_FIRM] += region->firms[g].count;
    for (int g = 0; g < region->universities_count; g++)
        count[ROOT_UNIVERSITY] += region->universities[g].count;
    for (int g = 0; g < region->hospitals_count; g++)
        count[ROOT_HOSPITAL] += region->hospitals[g].count;
    for (int g = 0; g < region->funds_count; g++)
        count[ROOT_FUND] += region->funds[g].count;
    add(list, id, ROOT_REGION, r, 0);
    for (int kind = ROOT_FIRM; kind <= ROOT_FUND; kind++)
        add_agents(list, id, r, kind, count[kind]);
    for (int k = 0; k < s->intervention_count; k++)
        add(list, identity_intervention(s->interventions[k].name, r), ROOT_INTERVENTION, r, k);
}

static void add_all(root_list *list, const scenario *s) {
    list->count = 0;
    add(list, identity_outside(), ROOT_OUTSIDE, -1, 0);
    for (int r = 0; r < s->region_count; r++)
        add_region(list, s, r);
}

static int compare_roots(const void *a, const void *b) {
    uint64_t x = ((const root *)a)->id, y = ((const root *)b)->id;
    return (x > y) - (x < y);
}

agglo_status causes_roots(const scenario *s, root_list *out, agglo_error *error) {
    *out = (root_list){0};
    add_all(out, s); /* counts them */
    out->items = malloc(out->count * sizeof *out->items);
    if (out->items == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu first agents", out->count);
    add_all(out, s);
    qsort(out->items, out->count, sizeof *out->items, compare_roots);
    return AGGLO_OK;
}

const root *causes_root_find(const root_list *list, uint64_t id) {
    root key = {.id = id};
    return bsearch(&key, list->items, list->count, sizeof *list->items, compare_roots);
}

/* ---- no event before its cause ---- */

/* An identity and the event that created it. */
typedef struct {
    uint64_t id;
    size_t event;
} birth;

static int compare_births(const void *a, const void *b) {
    const birth *x = a, *y = b;
    if (x->id != y->id)
        return x->id > y->id ? 1 : -1;
    return (x->event > y->event) - (x->event < y->event);
}

static int compare_identities(const void *a, const void *b) {
    uint64_t x = ((const birth *)a)->id, y = ((const birth *)b)->id;
    return (x > y) - (x < y);
}

static birth *list_births(const schema_event *events, size_t count, size_t *births) {
    birth *list = malloc((count + 1) * sizeof *list);
    *births = 0;
    for (size_t k = 0; list != NULL && k < count; k++)
        if (causes_creates((event_type)events[k].type))
            list[(*births)++] = (birth){events[k].agent, k};
    if (list != NULL)
        qsort(list, *births, sizeof *list, compare_births);
    return list;
}

static agglo_status breach(const schema_event *events, size_t k, const char *what,
                           agglo_error *error) {
    const schema_event *e = &events[k];
    error_set(error, AGGLO_ERROR_INTERNAL, "event %zu (%s of step %d) %s", k,
              e->type < EVENT_COUNT ? event_names[e->type] : "unknown", e->step, what);
    error_got(error, "cause %016llx", (unsigned long long)e->cause);
    return AGGLO_ERROR_INTERNAL;
}

static agglo_status check_event(const root_list *roots, const birth *births, size_t birth_count,
                                const schema_event *events, size_t k, agglo_error *error) {
    const schema_event *e = &events[k];
    birth key = {.id = e->cause};
    const birth *by = bsearch(&key, births, birth_count, sizeof *births, compare_identities);
    if (e->link > LINK_COUNT)
        return breach(events, k, "is of no causal link", error);
    if (e->type == EVENT_POLICY_START)
        return e->cause == 0 ? AGGLO_OK : breach(events, k, "is a root, but has a cause", error);
    if (by != NULL) {
        if (by->event >= k)
            return breach(events, k, "comes before its cause", error);
        return events[by->event].step <= e->step
                   ? AGGLO_OK
                   : breach(events, k, "is of a step before its cause's", error);
    }
    const root *first = causes_root_find(roots, e->cause);
    if (first != NULL && first->kind != ROOT_INTERVENTION)
        return AGGLO_OK;
    return breach(events, k, "has a cause that was not there", error);
}

agglo_status causes_check(const scenario *s, const schema_event *events, size_t count,
                          agglo_error *error) {
    root_list roots;
    agglo_status status = causes_roots(s, &roots, error);
    size_t birth_count = 0;
    birth *births = status == AGGLO_OK ? list_births(events, count, &birth_count) : NULL;
    if (status == AGGLO_OK && births == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu events", count);
    for (size_t k = 1; k < birth_count && status == AGGLO_OK; k++)
        if (births[k].id == births[k - 1].id)
            status = breach(events, births[k].event, "creates what is there already", error);
    for (size_t k = 0; k < count && status == AGGLO_OK; k++)
        status = check_event(&roots, births, birth_count, events, k, error);
    free(births);
    free(roots.items);
    return status;
}
