/* The event log of a result file: the group `events`, with the dimension `event`. Events come here
 * already in the order of the file. */
#include <stddef.h>
#include <string.h>

#include "output/writer_private.h"

/* An event with the replicate that it belongs to. */
typedef struct {
    int32_t replicate;
    schema_event event;
} logged_event;

static const writer_column event_columns[] = {
    {"replicate", NULL, "index of the replicate", COLUMN_i32},
    {"step", NULL, "step in which it happened", COLUMN_i32},
    {"region", NULL, "index of the region, -1 the world", COLUMN_i16},
    {"type", NULL, "type of event", COLUMN_u8},
    {"agent", NULL, "id of the agent, 0 none", COLUMN_u64},
    {"cause", NULL, "id of the agent that caused it, 0 none", COLUMN_u64},
    {"link", NULL, "causal link 1 to 18 that it belongs to, 0 none", COLUMN_u8},
};
enum { EVENT_COLUMNS = sizeof event_columns / sizeof event_columns[0], EVENT_TYPE_COLUMN = 3 };

/* Where a column's number stands in a logged_event. */
static const size_t offsets[EVENT_COLUMNS] = {
    offsetof(logged_event, replicate),    offsetof(logged_event, event.step),
    offsetof(logged_event, event.region), offsetof(logged_event, event.type),
    offsetof(logged_event, event.agent),  offsetof(logged_event, event.cause),
    offsetof(logged_event, event.link)};

void writer_log_create(writer *self, storage_guard *guard) {
    static const char *const names[] = {"events", "event"};
    const schema *plan = self->schema;
    schema_codes types = {"type", plan->event_types, plan->event_type_count, 0};
    writer_table_create(self, &self->log, names, event_columns, EVENT_COLUMNS, guard);
    if (guard->status == AGGLO_OK)
        writer_table_codes(&self->log, EVENT_TYPE_COLUMN, &types, guard);
}

void writer_log_add(writer *self, size_t replicate, const schema_event_list *events,
                    storage_guard *guard) {
    writer_table *log = &self->log;
    for (size_t i = 0; i < events->count && guard->status == AGGLO_OK; i++) {
        logged_event logged = {(int32_t)replicate, events->items[i]};
        for (size_t c = 0; c < EVENT_COLUMNS; c++)
            memcpy(writer_table_place(log, c), (const char *)&logged + offsets[c],
                   column_type_size(event_columns[c].type));
        writer_table_add(self, log, 1, guard);
    }
}
