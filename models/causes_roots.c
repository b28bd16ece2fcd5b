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

static void add(cause_roots *list, uint64_t id, root_kind kind, int region, int number) {
    if (list->items != NULL)
        list->items[list->count] = (cause_root){id, kind, region, number};
    list->count++;
}

static void add_agents(cause_roots *list, uint64_t region_id, int region, root_kind kind,
                       int count) {
    static const id_kind identity[ROOT_KINDS] = {[ROOT_FIRM] = ID_INITIAL_FIRM,
                                                 [ROOT_UNIVERSITY] = ID_UNIVERSITY,
                                                 [ROOT_HOSPITAL] = ID_HOSPITAL,
                                                 [ROOT_FUND] = ID_FUND};
    for (int k = 0; k < count; k++)
        add(list, identity_initial(region_id, identity[kind], (uint32_t)k), kind, region, k);
}

static void add_region(cause_roots *list, const scenario *s, int r) {
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

static void add_all(cause_roots *list, const scenario *s) {
    list->count = 0;
    add(list, identity_outside(), ROOT_OUTSIDE, -1, 0);
    for (int r = 0; r < s->region_count; r++)
        add_region(list, s, r);
}

static int compare_roots(const void *a, const void *b) {
    uint64_t x = ((const cause_root *)a)->id, y = ((const cause_root *)b)->id;
    return (x > y) - (x < y);
}

agglo_status causes_roots_list(const scenario *s, cause_roots *out, agglo_error *error) {
    *out = (cause_roots){0};
    add_all(out, s); /* counts them */
    out->items = malloc(out->count * sizeof *out->items);
    if (out->items == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu first agents", out->count);
    add_all(out, s);
    qsort(out->items, out->count, sizeof *out->items, compare_roots);
    return AGGLO_OK;
}

const cause_root *causes_root_find(const cause_roots *list, uint64_t id) {
    cause_root key = {.id = id};
    return bsearch(&key, list->items, list->count, sizeof *list->items, compare_roots);
}

/* ---- what events create and end ---- */

static int compare_creations(const void *a, const void *b) {
    const creation *x = a, *y = b;
    if (x->id != y->id)
        return x->id > y->id ? 1 : -1;
    return (x->event > y->event) - (x->event < y->event);
}

static int compare_identities(const void *a, const void *b) {
    uint64_t x = ((const creation *)a)->id, y = ((const creation *)b)->id;
    return (x > y) - (x < y);
}

agglo_status causes_creations(const schema_event *events, size_t count, creation_list *out,
                              agglo_error *error) {
    *out = (creation_list){malloc((count + 1) * sizeof *out->items), 0};
    if (out->items == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu events", count);
    for (size_t k = 0; k < count; k++)
        if (causes_creates((event_type)events[k].type))
            out->items[out->count++] = (creation){events[k].agent, k};
    qsort(out->items, out->count, sizeof *out->items, compare_creations);
    return AGGLO_OK;
}

const creation *causes_creation_find(const creation_list *list, uint64_t id) {
    creation key = {.id = id};
    return bsearch(&key, list->items, list->count, sizeof *list->items, compare_identities);
}

int causes_closes(const schema_event *e) {
    return e->type == EVENT_FAILED || e->type == EVENT_MOVED || e->type == EVENT_DEPARTURE ||
           (e->type == EVENT_ACQUIRED && e->cause == identity_outside());
}

/* ---- no event before its cause ---- */

static agglo_status breach(const schema_event *events, size_t k, const char *what,
                           agglo_error *error) {
    const schema_event *e = &events[k];
    error_set(error, AGGLO_ERROR_INTERNAL, "event %zu (%s of step %d) %s", k,
              e->type < EVENT_COUNT ? event_names[e->type] : "unknown", e->step, what);
    error_got(error, "cause %016llx", (unsigned long long)e->cause);
    return AGGLO_ERROR_INTERNAL;
}

static agglo_status check_event(const cause_roots *roots, const creation_list *creations,
                                const schema_event *events, size_t k, agglo_error *error) {
    const schema_event *e = &events[k];
    if (e->link > LINK_COUNT)
        return breach(events, k, "is of no causal link", error);
    if (e->type == EVENT_POLICY_START)
        return e->cause == 0 ? AGGLO_OK : breach(events, k, "is a root, but has a cause", error);
    const creation *by = causes_creation_find(creations, e->cause);
    if (by != NULL && by->event >= k)
        return breach(events, k, "comes before its cause", error);
    if (by != NULL)
        return events[by->event].step <= e->step
                   ? AGGLO_OK
                   : breach(events, k, "is of a step before its cause's", error);
    const cause_root *first = causes_root_find(roots, e->cause);
    if (first != NULL && first->kind != ROOT_INTERVENTION)
        return AGGLO_OK;
    return breach(events, k, "has a cause that was not there", error);
}

static agglo_status check_creations(const schema_event *events, const creation_list *creations,
                                    agglo_error *error) {
    for (size_t k = 1; k < creations->count; k++)
        if (creations->items[k].id == creations->items[k - 1].id)
            return breach(events, creations->items[k].event, "creates what is there already",
                          error);
    return AGGLO_OK;
}

agglo_status causes_check(const scenario *s, const schema_event *events, size_t count,
                          agglo_error *error) {
    cause_roots roots;
    creation_list creations = {0};
    agglo_status status = causes_roots_list(s, &roots, error);
    if (status == AGGLO_OK)
        status = causes_creations(events, count, &creations, error);
    if (status == AGGLO_OK)
        status = check_creations(events, &creations, error);
    for (size_t k = 0; k < count && status == AGGLO_OK; k++)
        status = check_event(&roots, &creations, events, k, error);
    free(creations.items);
    free(roots.items);
    return status;
}
