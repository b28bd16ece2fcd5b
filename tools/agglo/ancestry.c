#include "tools/agglo/ancestry.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/policy.h"
#include "output/reader.h"

const char *const ancestry_root_names[ROOT_KINDS] = {
    [ROOT_OUTSIDE] = "outside",          [ROOT_REGION] = "region",     [ROOT_FIRM] = "firm",
    [ROOT_UNIVERSITY] = "university",    [ROOT_HOSPITAL] = "hospital", [ROOT_FUND] = "fund",
    [ROOT_INTERVENTION] = "intervention"};

/* ---- opening ---- */

static agglo_status read_scenario(ancestry *a, char *text, agglo_error *error) {
    agglo_faults faults = {0};
    config_document *document = NULL;
    agglo_status status = config_parse(text, strlen(text), a->path, &document, &faults);
    if (status == AGGLO_OK)
        status = scenario_read(document, &a->scenario, &faults);
    if (status != AGGLO_OK && faults.count > 0)
        *error = faults.items[0];
    config_free(document);
    faults_free(&faults);
    return status;
}

static agglo_status load_scenario(ancestry *a, agglo_error *error) {
    reader *in = NULL;
    agglo_status status = reader_open(a->path, 0, &in, error);
    char *text = status == AGGLO_OK ? reader_text(in, "scenario") : NULL;
    reader_close(in);
    if (status == AGGLO_OK && text == NULL) {
        error_set(error, AGGLO_ERROR_INPUT, "the file does not hold its scenario");
        error_place(error, a->path, 0, NULL);
        status = AGGLO_ERROR_INPUT;
    }
    if (status == AGGLO_OK)
        status = read_scenario(a, text, error);
    free(text);
    return status;
}

/* Codes are understood only if they mean what they mean to this program. */
static agglo_status check_types(const ancestry *a, agglo_error *error) {
    size_t count;
    const char *const *types = event_reader_types(a->log, &count);
    int is_known = count == EVENT_COUNT;
    for (size_t k = 0; k < count && is_known; k++)
        is_known = strcmp(types[k], event_names[k]) == 0;
    if (is_known)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_INPUT, "its types of events are not those of this program");
    error_place(error, a->path, 0, NULL);
    error_hint(error, "run the scenario again with this version");
    return AGGLO_ERROR_INPUT;
}

agglo_status ancestry_open(const char *path, ancestry *out, agglo_error *error) {
    *out = (ancestry){.path = path};
    agglo_status status = event_reader_open(path, &out->log, error);
    if (status == AGGLO_OK)
        status = check_types(out, error);
    if (status == AGGLO_OK)
        status = load_scenario(out, error);
    return status == AGGLO_OK ? causes_roots_list(out->scenario, &out->roots, error) : status;
}

void ancestry_free(ancestry *a) {
    if (a == NULL)
        return;
    event_reader_close(a->log);
    scenario_free(a->scenario);
    schema_events_free(&a->events);
    free(a->roots.items);
    free(a->creations.items);
    *a = (ancestry){0};
}

agglo_status ancestry_read(ancestry *a, size_t replicate, agglo_error *error) {
    size_t rows[2];
    schema_events_free(&a->events);
    free(a->creations.items);
    a->creations = (creation_list){0};
    event_reader_rows(a->log, replicate, rows);
    a->replicate = replicate;
    a->first = rows[0];
    agglo_status status = event_reader_get(a->log, replicate, &a->events, error);
    for (size_t k = 0; k < a->events.count && status == AGGLO_OK; k++)
        if (a->events.items[k].region >= a->scenario->region_count) {
            status = error_set(error, AGGLO_ERROR_INPUT, "an event is of no region");
            error_place(error, a->path, 0, NULL);
        }
    return status == AGGLO_OK
               ? causes_creations(a->events.items, a->events.count, &a->creations, error)
               : status;
}

/* ---- looking up ---- */

agglo_status ancestry_find(const ancestry *a, uint64_t id, size_t *event, const cause_root **root,
                           agglo_error *error) {
    const creation *found = causes_creation_find(&a->creations, id);
    *root = NULL;
    if (found != NULL) {
        *event = found->event;
        return AGGLO_OK;
    }
    *root = causes_root_find(&a->roots, id);
    if (*root != NULL)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_INPUT, "nobody in replicate %zu is %016llx", a->replicate,
              (unsigned long long)id);
    error_place(error, a->path, 0, NULL);
    return AGGLO_ERROR_INPUT;
}

agglo_status ancestry_follow(const ancestry *a, size_t event, ancestry_chain *out,
                             agglo_error *error) {
    out->events = malloc((event + 1) * sizeof *out->events);
    if (out->events == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a chain of causes");
    for (out->root = NULL; out->root == NULL;) {
        const schema_event *e = &a->events.items[event];
        size_t next = 0;
        out->events[out->count++] = event;
        uint64_t cause = e->type == EVENT_POLICY_START ? e->agent : e->cause;
        if (e->type == EVENT_POLICY_START) {
            out->root = causes_root_find(&a->roots, cause);
            if (out->root != NULL)
                break;
        }
        agglo_status status = ancestry_find(a, cause, &next, &out->root, error);
        if (status != AGGLO_OK)
            return status;
        if (out->root == NULL && next >= event) {
            error_set(error, AGGLO_ERROR_INPUT, "event %zu comes before its cause",
                      a->first + event);
            error_place(error, a->path, 0, NULL);
            error_hint(error, "results of older versions have no chains of causes");
            return AGGLO_ERROR_INPUT;
        }
        event = next;
    }
    return AGGLO_OK;
}

double ancestry_date(const ancestry *a, const schema_event *event) {
    return a->scenario->start_year + event->step * a->scenario->step_months / 12.0;
}

const char *ancestry_region(const ancestry *a, int region) {
    if (region < 0)
        return "the world";
    const scenario_region *r = &a->scenario->regions[region];
    return r->label != NULL ? r->label : r->name;
}

/* Kind of the initial firm of that place in its region. */
static const char *firm_kind_of(const scenario_region *region, int number) {
    for (int g = 0; g < region->firms_count; g++) {
        if (number < region->firms[g].count)
            return firm_kind_names[region->firms[g].kind];
        number -= region->firms[g].count;
    }
    return "";
}

const char *ancestry_root_text(const ancestry *a, const cause_root *root, char *text, size_t size) {
    const scenario *s = a->scenario;
    const char *where = ancestry_region(a, root->region);
    switch (root->kind) {
    case ROOT_OUTSIDE:
        snprintf(text, size, "the world outside");
        break;
    case ROOT_REGION:
        snprintf(text, size, "%s as it was in %g", where, s->start_year);
        break;
    case ROOT_FIRM:
        snprintf(text, size, "initial firm %d of %s (%s)", root->number + 1, where,
                 firm_kind_of(&s->regions[root->region], root->number));
        break;
    case ROOT_INTERVENTION:
        snprintf(text, size, "intervention '%s' in %s (policy %s)",
                 s->interventions[root->number].name, where,
                 s->interventions[root->number].type->type);
        break;
    default:
        snprintf(text, size, "initial %s %d of %s", ancestry_root_names[root->kind],
                 root->number + 1, where);
    }
    return text;
}
