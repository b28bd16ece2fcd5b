#include "sim/schema.h"

#include <stdlib.h>

agglo_status schema_events_reserve(schema_event_list *list, size_t capacity, agglo_error *error) {
    if (capacity <= list->capacity)
        return AGGLO_OK;
    size_t grown = list->capacity == 0 ? 256 : 2 * list->capacity;
    grown = grown < capacity ? capacity : grown;
    schema_event *items = realloc(list->items, grown * sizeof *items);
    if (items == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu events", grown);
    list->items = items;
    list->capacity = grown;
    return AGGLO_OK;
}

void schema_events_free(schema_event_list *list) {
    free(list->items);
    *list = (schema_event_list){0};
}
