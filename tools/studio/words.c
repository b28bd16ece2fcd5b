#include "tools/studio/words.h"

#include <stdio.h>

const char *const words_of_events[EVENT_COUNT] = {
    [EVENT_POLICY_START] = "a policy begins to act",
    [EVENT_ANCHOR_ENTRY] = "an anchor firm comes",
    [EVENT_UNIVERSITY] = "a research site opens",
    [EVENT_ENTRY] = "a firm comes from outside",
    [EVENT_INDUSTRY_ENTRY] = "a manufacturer comes from another industry",
    [EVENT_SPINOUT] = "a start-up is founded from research",
    [EVENT_SPINOFF] = "a firm is founded from another firm",
    [EVENT_SUPPLIER_FOUNDING] = "a supplier is founded for demand that nobody meets",
    [EVENT_FELLOW_FOUNDING] = "a fellow founds a start-up",
    [EVENT_REFOUNDING] = "founders begin again",
    [EVENT_PROJECT] = "a firm begins a project",
    [EVENT_ROUND] = "a start-up closes a venture round",
    [EVENT_APPROVAL] = "a device is approved",
    [EVENT_PROJECT_FAILED] = "a project fails",
    [EVENT_FAILED] = "a firm closes",
    [EVENT_ACQUIRED] = "a venture is sold",
    [EVENT_FLOATED] = "a venture goes public",
    [EVENT_MOVED] = "a start-up moves away",
    [EVENT_GRADUATION] = "a start-up becomes an established firm",
    [EVENT_PROMOTION] = "a firm becomes an anchor",
    [EVENT_DEMOTION] = "a firm is no longer an anchor",
    [EVENT_HOME_BASE] = "a firm from outside makes its home here",
    [EVENT_LICENCE] = "a firm gets the next licence",
    [EVENT_KIND] = "a firm becomes one of another kind",
    [EVENT_FUND] = "a venture fund opens",
    [EVENT_DEPARTURE] = "an event takes a firm away",
};

const char *words_region(const scenario *s, int region) {
    if (region < 0)
        return "the world";
    return s->regions[region].label != NULL ? s->regions[region].label : s->regions[region].name;
}

const char *words_event(const scenario *s, const schema_event *event, char *text, size_t size) {
    snprintf(text, size, "%s, %s", words_of_events[event->type], words_region(s, event->region));
    return text;
}
