#include "models/snapshots.h"

#include <stdlib.h>
#include <string.h>

#define SNAPSHOT_ROW(...) COLUMNS_ROW(snapshots, __VA_ARGS__)
static const column snapshot_columns[] = {SNAPSHOT_FIELDS(SNAPSHOT_ROW)};
const columns_layout snapshots_layout = COLUMNS_LAYOUT("snapshots", snapshot_columns);

/* By bit, lowest first: FIRM_HOME and so on. */
static const char *const flag_names[] = {"home_base",      "foreign", "anchor",
                                         "venture_backed", "sold",    "heart_lost"};
enum { FLAG_COUNT = sizeof flag_names / sizeof flag_names[0] };
_Static_assert(FIRM_HEART_LOST == 1 << (FLAG_COUNT - 1), "every flag of a firm has a name");

const schema_codes snapshot_codes[SNAPSHOT_CODES] = {
    {"kind", firm_kind_names, KIND_COUNT, 0},
    {"flags", flag_names, FLAG_COUNT, 1},
};

int snapshots_due(const world *w) {
    const scenario *s = w->scenario;
    return s->record_firms && w->step * s->step_months % s->record_firms_every_months == 0;
}

agglo_status snapshots_take(const world *w, snapshots *t, agglo_error *error) {
    size_t k = t->table.count;
    int32_t first = w->firm_first[w->own_first], end = w->firm_first[w->own_end];
    agglo_status status = columns_append(&t->table, (size_t)(end - first), error);
    if (status != AGGLO_OK)
        return status;
    const firms *f = &w->firms;
    float year = (float)(w->scenario->start_year + world_time(w));
    for (int r = w->own_first; r < w->own_end; r++)
        for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++, k++) {
            t->step[k] = w->step;
            t->time[k] = year;
            t->region[k] = (int16_t)r;
            t->agent[k] = f->id[i];
            t->kind[k] = f->kind[i];
            t->licence[k] = f->licence[i];
            t->flags[k] = f->flags[i];
            t->birth[k] = f->birth[i];
            t->size[k] = (float)f->size[i];
            t->sales[k] = (float)firm_sales(w, i);
        }
    return AGGLO_OK;
}

/* ---- several processes ---- */

static size_t row_bytes(const columns_layout *layout) {
    size_t bytes = 0;
    for (size_t c = 0; c < layout->count; c++)
        bytes += column_type_size(layout->columns[c].type);
    return bytes;
}

/* Rows [begin, begin + count) to or from a message that holds column after column. */
static void copy_rows(const columns_table *t, size_t begin, size_t count, char *message,
                      int is_out) {
    for (size_t c = 0; c < t->layout->count; c++) {
        size_t size = column_type_size(t->layout->columns[c].type);
        char *data = (char *)columns_data(t, c) + begin * size;
        if (is_out)
            memcpy(message, data, count * size);
        else
            memcpy(data, message, count * size);
        message += count * size;
    }
}

/* Shares this process's rows [begin, end) and, in the first process, adds everybody's at the end.
 */
static agglo_status share_rows(world *w, columns_table *t, size_t begin, size_t end,
                               agglo_error *error) {
    size_t bytes_each = row_bytes(t->layout), bytes = (end - begin) * bytes_each;
    char *message = malloc(bytes + 1);
    if (message == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a snapshot");
    if (end > begin)
        copy_rows(t, begin, end - begin, message, 1);
    agglo_status status = ranks_share(w->ranks, message, bytes, &w->shared, error);
    free(message);
    for (int k = 0; status == AGGLO_OK && ranks_own(w->ranks) == 0 && k < ranks_count(w->ranks);
         k++) {
        size_t from = t->count;
        size_t count = (w->shared.first[k + 1] - w->shared.first[k]) / bytes_each;
        status = columns_append(t, count, error);
        if (status == AGGLO_OK && count > 0)
            copy_rows(t, from, count, w->shared.bytes + w->shared.first[k], 0);
    }
    return status;
}

/* Removes the rows before `first`. */
static agglo_status drop_rows(columns_table *t, size_t first, agglo_error *error) {
    columns_plan plan = {0};
    size_t count = t->count - first;
    agglo_status status = columns_plan_add(&plan, first, 0, count, error);
    if (status == AGGLO_OK)
        status = columns_rearrange(t, &plan, count, 1, error);
    columns_plan_free(&plan);
    return status;
}

agglo_status snapshots_gather(world *w, columns_table *t, agglo_error *error) {
    const scenario *s = w->scenario;
    if (ranks_count(w->ranks) == 1 || !s->record_firms)
        return AGGLO_OK;
    agglo_status status = AGGLO_OK;
    size_t own = t->count, begin = 0;
    int every = s->record_firms_every_months / s->step_months;
    for (int step = 0; step <= s->steps && status == AGGLO_OK; step += every) {
        size_t end = begin;
        while (end < own && ((const int32_t *)columns_data(t, 0))[end] == step)
            end++;
        status = share_rows(w, t, begin, end, error);
        begin = end;
    }
    return status == AGGLO_OK ? drop_rows(t, own, error) : status;
}
