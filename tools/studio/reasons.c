#include "tools/studio/reasons.h"

#include <stdlib.h>
#include <string.h>

#include "tools/agglo/ancestry.h"
#include "tools/studio/words.h"

static void put_chain(json *j, const ancestry *a, const ancestry_chain *chain) {
    char text[256];
    json_object(j, NULL);
    json_array(j, "chain");
    for (size_t k = 0; k < chain->count; k++) {
        const schema_event *e = &a->events.items[chain->events[k]];
        json_object(j, NULL);
        json_integer(j, "event", (int64_t)chain->events[k]);
        json_text(j, "text", words_event(a->scenario, e, text, sizeof text));
        json_number(j, "time", ancestry_date(a, e));
        json_integer(j, "region", e->region);
        json_text(j, "type", event_names[e->type]);
        json_integer(j, "link", e->link);
        json_hex(j, "agent", e->agent);
        json_close(j);
    }
    json_close(j);
    json_object(j, "root");
    json_text(j, "kind", ancestry_root_names[chain->root->kind]);
    json_integer(j, "region", chain->root->region);
    json_text(j, "text", ancestry_root_text(a, chain->root, text, sizeof text));
    json_close(j);
    json_close(j);
}

/* The event to begin with; for an agent that was there from the start only a root is found. */
static agglo_status find_start(const ancestry *a, const reasons_question *question, size_t *event,
                               const cause_root **root, agglo_error *error) {
    *root = NULL;
    *event = question->event;
    if (question->agent == NULL && question->event < a->events.count)
        return AGGLO_OK;
    if (question->agent == NULL)
        return error_set(error, AGGLO_ERROR_INPUT, "there is no event %zu", question->event);
    if (strspn(question->agent, "0123456789abcdef") != 16 || question->agent[16] != '\0')
        return error_set(error, AGGLO_ERROR_INPUT, "an agent has 16 hexadecimal digits");
    return ancestry_find(a, strtoull(question->agent, NULL, 16), event, root, error);
}

static agglo_status answer(json *j, ancestry *a, const reasons_question *question,
                           agglo_error *error) {
    ancestry_chain chain = {0};
    size_t event;
    agglo_status status = causes_roots_list(a->scenario, &a->roots, error);
    if (status == AGGLO_OK)
        status = causes_creations(a->events.items, a->events.count, &a->creations, error);
    if (status == AGGLO_OK)
        status = find_start(a, question, &event, &chain.root, error);
    if (status == AGGLO_OK && chain.root == NULL)
        status = ancestry_follow(a, event, &chain, error);
    if (status == AGGLO_OK)
        put_chain(j, a, &chain);
    free(chain.events);
    return status;
}

agglo_status reasons_tell(json *j, session_side *side, const reasons_question *question,
                          agglo_error *error) {
    /* An ancestry that lies in memory: scenario and events stay the side's. */
    ancestry a = {.path = "", .scenario = side->scenario};
    a.events.items = (schema_event *)session_events(side, &a.events.count);
    agglo_status status = answer(j, &a, question, error);
    free(a.roots.items);
    free(a.creations.items);
    return status;
}
