#include "models/exchange.h"

#include <stdlib.h>
#include <string.h>

static int is_alone(const world *w) {
    return ranks_count(w->ranks) == 1;
}

/* ---- the cut ---- */

/* A region weighs as much as its first firms, and something for itself. */
static double weight_of(const scenario_region *region) {
    static const double own_weight = 10;
    double weight = own_weight;
    for (int g = 0; g < region->firms_count; g++)
        weight += region->firms[g].count;
    return weight;
}

/* Region r belongs to the process in whose equal share of all weight its middle lies. */
void exchange_cut(world *w) {
    const scenario *s = w->scenario;
    int count = ranks_count(w->ranks), own = ranks_own(w->ranks);
    double total = 0, before = 0;
    for (int r = 0; r < s->region_count; r++)
        total += weight_of(&s->regions[r]);
    w->own_first = w->own_end = 0;
    for (int r = 0; r < s->region_count; r++) {
        double weight = weight_of(&s->regions[r]);
        int rank = (int)((before + weight / 2) / total * count);
        w->own_first += rank < own;
        w->own_end += rank <= own;
        before += weight;
    }
}

/* ---- exchanges ---- */

agglo_status exchange_regions(world *w, void *rows, size_t row_bytes, agglo_error *error) {
    if (is_alone(w))
        return AGGLO_OK;
    const char *own = (const char *)rows + (size_t)w->own_first * row_bytes;
    size_t bytes = (size_t)(w->own_end - w->own_first) * row_bytes;
    agglo_status status = ranks_share(w->ranks, own, bytes, &w->shared, error);
    if (status == AGGLO_OK)
        memcpy(rows, w->shared.bytes, (size_t)world_regions(w) * row_bytes);
    return status;
}

agglo_status exchange_hashes(world *w, agglo_error *error) {
    world_hash_regions(w);
    return exchange_regions(w, w->region_hash, sizeof *w->region_hash, error);
}

agglo_status exchange_counts(world *w, int *counts, size_t count, agglo_error *error) {
    if (is_alone(w))
        return AGGLO_OK;
    agglo_status status = ranks_share(w->ranks, counts, count * sizeof *counts, &w->shared, error);
    memset(counts, 0, count * sizeof *counts);
    for (int k = 0; status == AGGLO_OK && k < ranks_count(w->ranks); k++)
        for (size_t n = 0; n < count; n++) {
            int part;
            memcpy(&part, w->shared.bytes + w->shared.first[k] + n * sizeof part, sizeof part);
            counts[n] += part;
        }
    return status;
}

agglo_status exchange_rows(world *w, double *rows, size_t records, size_t width,
                           agglo_error *error) {
    agglo_status status = AGGLO_OK;
    size_t all = (size_t)world_regions(w) * width;
    for (size_t k = 0; k < records && status == AGGLO_OK; k++)
        status = exchange_regions(w, rows + k * all, width * sizeof *rows, error);
    return status;
}

/* ---- events ---- */

/* A process's message: the number of sections, the events in each, the events. */
static char *pack_events(const world *w, size_t *bytes, agglo_error *error) {
    const event_sections *sections = &w->sections;
    size_t head = sections->count * sizeof *sections->ends;
    *bytes = head + w->events.count * sizeof *w->events.items;
    char *message = malloc(*bytes + 1);
    if (message == NULL) {
        error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu events", w->events.count);
        return NULL;
    }
    if (head > 0)
        memcpy(message, sections->ends, head);
    if (w->events.count > 0)
        memcpy(message + head, w->events.items, w->events.count * sizeof *w->events.items);
    return message;
}

/* All processes log the same sections, each in the order of regions: section by section, process
 * by process is the order of one process alone. */
static agglo_status merge_events(world *w, agglo_error *error) {
    int processes = ranks_count(w->ranks);
    size_t sections = w->sections.count, head = sections * sizeof(size_t), total = 0;
    for (int k = 0; k < processes; k++)
        total += (w->shared.first[k + 1] - w->shared.first[k] - head) / sizeof *w->events.items;
    agglo_status status = schema_events_reserve(&w->events, total, error);
    w->events.count = 0;
    for (size_t s = 0; s < sections && status == AGGLO_OK; s++)
        for (int k = 0; k < processes; k++) {
            const char *message = w->shared.bytes + w->shared.first[k];
            size_t begin = 0, end;
            if (s > 0)
                memcpy(&begin, message + (s - 1) * sizeof begin, sizeof begin);
            memcpy(&end, message + s * sizeof end, sizeof end);
            memcpy(w->events.items + w->events.count,
                   message + head + begin * sizeof *w->events.items,
                   (end - begin) * sizeof *w->events.items);
            w->events.count += end - begin;
        }
    return status;
}

agglo_status exchange_events(world *w, agglo_error *error) {
    if (is_alone(w))
        return AGGLO_OK;
    size_t bytes;
    char *message = pack_events(w, &bytes, error);
    if (message == NULL)
        return AGGLO_ERROR_MEMORY;
    agglo_status status = ranks_share(w->ranks, message, bytes, &w->shared, error);
    free(message);
    if (status == AGGLO_OK && ranks_own(w->ranks) == 0)
        status = merge_events(w, error);
    else
        w->events.count = 0;
    w->sections.count = 0;
    return status;
}
