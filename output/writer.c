/* The life of a result file: creation under a temporary name, replicates and events as they come,
 * the final name at the end. */
#include "output/writer.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "output/writer_private.h"
#include "sim/schedule.h"

static const char *const cannot_write = "cannot write the result";

static storage_guard guard_of(const writer *self, agglo_error *error) {
    return (storage_guard){.blame = AGGLO_ERROR_IO,
                           .error = error,
                           .path = self->target.partial,
                           .purpose = cannot_write};
}

/* ---- Creation ---- */

/* Only a regular file may be replaced, and only with WRITER_FORCE: renaming over a device or a
 * directory would fail, or do harm, after all the work is done. */
static agglo_status check_target(const char *path, unsigned flags, agglo_error *error) {
    struct stat info;
    if (stat(path, &info) != 0)
        return errno == ENOENT ? AGGLO_OK : storage_system_error(error, path, cannot_write);
    agglo_status status = AGGLO_OK;
    if (!S_ISREG(info.st_mode)) {
        status = error_set(error, AGGLO_ERROR_IO, "%s: it is not a regular file", cannot_write);
    } else if ((flags & WRITER_FORCE) == 0) {
        status = error_set(error, AGGLO_ERROR_EXISTS, "the file exists already");
        error_hint(error, "replace it with --force, or choose another name");
    }
    if (status != AGGLO_OK)
        error_place(error, path, 0, NULL);
    return status;
}

static int is_variable_sound(const schema *plan, const schema_variable *variable) {
    if (variable->rank < 3 || variable->rank > SCHEMA_MAX_RANK)
        return 0;
    for (int d = 0; d < variable->rank; d++)
        if (variable->dimensions[d] < 0 ||
            (size_t)variable->dimensions[d] >= plan->dimension_count ||
            (d < 3 && variable->dimensions[d] != d))
            return 0;
    size_t width = variable->rank == 4 ? plan->dimensions[variable->dimensions[3]].size : (size_t)1;
    return variable->width == width && variable->offset + width <= plan->row_width;
}

/* A schema that breaks its promises would make the writer read beyond a caller's rows. */
static agglo_status check_schema(const schema *plan, agglo_error *error) {
    const char *fault = plan->dimension_count < 3 ? "replicate, time, region" : NULL;
    for (size_t d = 0; d < plan->dimension_count && fault == NULL; d++)
        if (plan->dimensions[d].size == 0 || plan->dimensions[d].size > INT32_MAX)
            fault = plan->dimensions[d].name;
    for (size_t c = 0; c < plan->constant_count && fault == NULL; c++)
        if (plan->constants[c].dimension < 0 ||
            (size_t)plan->constants[c].dimension >= plan->dimension_count)
            fault = plan->constants[c].name;
    for (size_t v = 0; v < plan->variable_count && fault == NULL; v++)
        if (!is_variable_sound(plan, &plan->variables[v]))
            fault = plan->variables[v].name;
    if (plan->event_type_count > 256 && fault == NULL)
        fault = "event_types";
    for (size_t k = 0; k < plan->table_count && fault == NULL; k++)
        if (plan->tables[k].layout->count >= WRITER_MOST_COLUMNS)
            fault = plan->tables[k].layout->name;
    if (fault == NULL)
        return AGGLO_OK;
    return error_set(error, AGGLO_ERROR_INTERNAL, "the schema of the result is wrong at '%s'",
                     fault);
}

static void free_memory(writer *self) {
    for (size_t r = 0; self->slots != NULL && r < self->schema->dimensions[0].size; r++) {
        free(self->slots[r].rows);
        for (size_t k = 0; k < SCHEMA_MAX_TABLES; k++)
            free(self->slots[r].snapshots[k]);
        schema_events_free(&self->slots[r].events);
    }
    free(self->log.values);
    for (size_t k = 0; k < SCHEMA_MAX_TABLES; k++)
        free(self->snapshots[k].values);
    free(self->slots);
    free(self->scratch);
    storage_target_free(&self->target);
    free(self);
}

/* Replicates whose rows are written together: each call to HDF5 costs as much as many numbers. */
static size_t batch_of(const schema *plan, size_t bytes_each) {
    enum { BATCH_BYTES = 4 << 20 };
    size_t most = BATCH_BYTES / (bytes_each + 1) + 1, replicates = plan->dimensions[0].size;
    return most < replicates ? most : replicates;
}

/* All memory of a writer, with no file yet; null if there is not enough. */
static writer *allocate(const char *path, const schema *plan, unsigned flags) {
    writer *made = calloc(1, sizeof *made);
    if (made == NULL)
        return NULL;
    size_t widest = 1;
    for (size_t v = 0; v < plan->variable_count; v++)
        widest = plan->variables[v].width > widest ? plan->variables[v].width : widest;
    made->schema = plan;
    made->flags = flags;
    int has_target =
        storage_target_init(&made->target, path, plan->dimension_count, plan->variable_count);
    made->slots = calloc(plan->dimensions[0].size, sizeof *made->slots);
    size_t rows = plan->dimensions[1].size * plan->dimensions[2].size;
    made->batch = batch_of(plan, rows * plan->row_width * sizeof(double));
    made->scratch = calloc(made->batch * rows, widest * sizeof *made->scratch);
    made->written_at = schedule_clock();
    if (!has_target || made->slots == NULL || made->scratch == NULL) {
        free_memory(made);
        return NULL;
    }
    return made;
}

static void create_file(writer *self, storage_guard *guard) {
    self->target.file = storage_create(guard, self->target.partial);
    if (guard->status != AGGLO_OK)
        return;
    storage_put_complete(guard, self->target.file, 0);
    storage_put_text(guard, self->target.file, "Conventions", "CF-1.8");
    for (size_t a = 0; a < self->schema->attribute_count; a++)
        storage_put_attribute(guard, self->target.file, &self->schema->attributes[a]);
    writer_layout_create(self, guard);
    if (self->schema->event_types != NULL && guard->status == AGGLO_OK)
        writer_log_create(self, guard);
    for (size_t k = 0; k < self->schema->table_count && guard->status == AGGLO_OK; k++)
        writer_snapshots_create(self, k, guard);
    storage_check(guard, H5Fflush(self->target.file, H5F_SCOPE_LOCAL));
}

static void close_file(writer *self, storage_guard *guard) {
    writer_table_close(&self->log, guard);
    for (size_t k = 0; k < SCHEMA_MAX_TABLES; k++)
        writer_table_close(&self->snapshots[k], guard);
    storage_target_close(&self->target, H5Dclose, guard);
}

agglo_status writer_create(const char *path, const schema *plan, unsigned flags, writer **out,
                           agglo_error *error) {
    *out = NULL;
    agglo_status status = check_schema(plan, error);
    if (status == AGGLO_OK)
        status = check_target(path, flags, error);
    if (status != AGGLO_OK)
        return status;
    writer *made = allocate(path, plan, flags);
    if (made == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory to write a result");
    storage_guard guard = guard_of(made, error);
    storage_lock();
    create_file(made, &guard);
    if (guard.status != AGGLO_OK)
        close_file(made, &guard);
    storage_unlock();
    if (guard.status != AGGLO_OK)
        free_memory(made);
    else
        *out = made;
    return guard.status;
}

/* ---- Replicates ---- */

/* One variable of `count` replicates that follow each other, whose rows wait in the slots. */
static void write_variable(writer *self, size_t v, size_t first, size_t count,
                           storage_guard *guard) {
    const schema *plan = self->schema;
    const schema_variable *variable = &plan->variables[v];
    size_t row_count = plan->dimensions[1].size * plan->dimensions[2].size;
    double *next = self->scratch;
    for (size_t r = first; r < first + count; r++)
        for (size_t row = 0; row < row_count; row++, next += variable->width)
            memcpy(next, self->slots[r].rows + row * plan->row_width + variable->offset,
                   variable->width * sizeof *next);
    hsize_t start[SCHEMA_MAX_RANK] = {first}, extent[SCHEMA_MAX_RANK] = {count};
    for (int d = 1; d < variable->rank; d++)
        extent[d] = plan->dimensions[variable->dimensions[d]].size;
    hid_t memory = storage_check(guard, H5Screate_simple(variable->rank, extent, NULL));
    hid_t space = storage_check(guard, H5Dget_space(self->target.variables[v]));
    storage_check(guard, H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, extent, NULL));
    storage_check(guard, H5Dwrite(self->target.variables[v], H5T_NATIVE_DOUBLE, memory, space,
                                  H5P_DEFAULT, self->scratch));
    if ((self->flags & WRITER_COMPRESS) != 0) /* gives the chunk its place in the file now */
        storage_check(guard, H5Dflush(self->target.variables[v]));
    storage_close(guard, space, H5Sclose);
    storage_close(guard, memory, H5Sclose);
}

static void write_rows(writer *self, size_t first, size_t count, storage_guard *guard) {
    for (size_t v = 0; v < self->schema->variable_count && guard->status == AGGLO_OK; v++)
        write_variable(self, v, first, count, guard);
    for (size_t r = first; r < first + count; r++) {
        free(self->slots[r].rows);
        self->slots[r].rows = NULL;
    }
}

/* Writes all rows that wait, in runs of replicates that follow each other. Only for files whose
 * variables have their places from the start: else the order would show in the bytes. */
static void write_batch(writer *self, storage_guard *guard) {
    size_t replicates = self->schema->dimensions[0].size;
    for (size_t r = 0; self->waiting > 0 && r < replicates; r++) {
        size_t count = 0;
        while (r + count < replicates && count < self->batch && self->slots[r + count].rows != NULL)
            count++;
        if (count == 0)
            continue;
        write_rows(self, r, count, guard);
        self->waiting -= count;
        r += count - 1;
    }
    self->written_at = schedule_clock();
}

/* Writes what has its turn. Whatever takes new space in the file, chunks of events and compressed
 * chunks of rows, does so here, in the order: rows of replicate 0, events of replicate 0,
 * snapshots of replicate 0, rows of replicate 1, … So the bytes do not depend on the order of
 * arrival; later replicates wait. When the file ends (`is_last`), replicates that never came are
 * stepped over. */
static void advance(writer *self, int is_last, storage_guard *guard) {
    int is_compressed = (self->flags & WRITER_COMPRESS) != 0;
    int has_log = self->schema->event_types != NULL;
    while (self->turn < self->schema->dimensions[0].size && guard->status == AGGLO_OK) {
        writer_slot *slot = &self->slots[self->turn];
        if (is_compressed && slot->rows != NULL) {
            write_rows(self, self->turn, 1, guard);
        }
        if (is_compressed && !slot->has_rows && !is_last)
            return;
        writer_log_add(self, self->turn, &slot->events, guard);
        schema_events_free(&slot->events);
        int is_done = has_log ? slot->has_all_events : slot->has_rows;
        if (!is_done && !is_last)
            return;
        writer_snapshots_add(self, self->turn, guard);
        self->turn++;
    }
}

/* Copies rows that wait for their turn or for company. */
static void keep_rows(writer *self, size_t replicate, const double *rows, storage_guard *guard) {
    const schema *plan = self->schema;
    size_t count = plan->dimensions[1].size * plan->dimensions[2].size * plan->row_width;
    double *copy = malloc(count * sizeof *copy);
    if (copy == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory to keep replicate %zu", replicate);
        return;
    }
    memcpy(copy, rows, count * sizeof *copy);
    self->slots[replicate].rows = copy;
}

/* Begins a call: takes the lock and looks for reasons to refuse. `end_call` must follow. */
static storage_guard begin_call(writer *self, size_t replicate, agglo_error *error) {
    storage_lock();
    storage_guard guard = guard_of(self, error);
    if (self->failure.status != AGGLO_OK) {
        guard.status = self->failure.status;
        if (error != NULL)
            *error = self->failure;
    } else if (replicate >= self->schema->dimensions[0].size) {
        storage_fail(&guard, AGGLO_ERROR_INTERNAL, "there is no replicate %zu", replicate);
    }
    return guard;
}

static agglo_status end_call(writer *self, const storage_guard *guard) {
    if (guard->status != AGGLO_OK && self->failure.status == AGGLO_OK) {
        if (guard->error != NULL)
            self->failure = *guard->error;
        else
            error_set(&self->failure, guard->status, "%s", cannot_write);
    }
    storage_unlock();
    return guard->status;
}

/* A run that is killed shall not take more than a moment's results with it. */
static int is_overdue(const writer *self) {
    static const double patience = 1; /* s */
    return schedule_clock() - self->written_at > patience;
}

agglo_status writer_replicate(writer *self, size_t replicate, const double *rows,
                              agglo_error *error) {
    storage_guard guard = begin_call(self, replicate, error);
    if (guard.status == AGGLO_OK && self->slots[replicate].has_rows)
        storage_fail(&guard, AGGLO_ERROR_INTERNAL, "replicate %zu came twice", replicate);
    if (guard.status == AGGLO_OK) {
        keep_rows(self, replicate, rows, &guard);
        self->slots[replicate].has_rows = 1;
        int is_compressed = (self->flags & WRITER_COMPRESS) != 0;
        self->waiting += !is_compressed;
        if (self->waiting == self->batch || (self->waiting > 0 && is_overdue(self)))
            write_batch(self, &guard);
        advance(self, 0, &guard);
    }
    return end_call(self, &guard);
}

agglo_status writer_events(writer *self, size_t replicate, const schema_event *events, size_t count,
                           agglo_error *error) {
    storage_guard guard = begin_call(self, replicate, error);
    if (guard.status == AGGLO_OK && self->slots[replicate].has_all_events)
        storage_fail(&guard, AGGLO_ERROR_INTERNAL, "events of replicate %zu after their end",
                     replicate);
    if (guard.status == AGGLO_OK && count > 0 && self->schema->event_types != NULL) {
        schema_event_list *list = &self->slots[replicate].events;
        guard.status = schema_events_reserve(list, list->count + count, error);
        if (guard.status == AGGLO_OK) {
            memcpy(list->items + list->count, events, count * sizeof *events);
            list->count += count;
            advance(self, 0, &guard);
        }
    }
    return end_call(self, &guard);
}

agglo_status writer_events_end(writer *self, size_t replicate, agglo_error *error) {
    storage_guard guard = begin_call(self, replicate, error);
    if (guard.status == AGGLO_OK) {
        self->slots[replicate].has_all_events = 1;
        advance(self, 0, &guard);
    }
    return end_call(self, &guard);
}

agglo_status writer_snapshots(writer *self, size_t replicate, const columns_table *table,
                              agglo_error *error) {
    storage_guard guard = begin_call(self, replicate, error);
    if (guard.status == AGGLO_OK) {
        const writer_slot *slot = &self->slots[replicate];
        size_t k = 0;
        while (k < self->schema->table_count && self->schema->tables[k].layout != table->layout)
            k++;
        if (k == self->schema->table_count || slot->snapshots[k] != NULL || slot->has_rows ||
            slot->has_all_events)
            storage_fail(&guard, AGGLO_ERROR_INTERNAL, "'%s' of replicate %zu were not expected",
                         table->layout->name, replicate);
        else
            writer_snapshots_keep(self, replicate, k, table, &guard);
    }
    return end_call(self, &guard);
}

agglo_status writer_attribute(writer *self, const schema_attribute *attribute, agglo_error *error) {
    storage_guard guard = begin_call(self, 0, error);
    if (guard.status == AGGLO_OK)
        storage_put_attribute(&guard, self->target.file, attribute);
    return end_call(self, &guard);
}

/* ---- The end ---- */

static void write_rest(writer *self, storage_guard *guard) {
    write_batch(self, guard);
    advance(self, 1, guard);
    if (self->schema->event_types != NULL && guard->status == AGGLO_OK)
        writer_table_flush(self, &self->log, guard);
    for (size_t k = 0; k < self->schema->table_count && guard->status == AGGLO_OK; k++)
        writer_table_flush(self, &self->snapshots[k], guard);
    if (guard->status == AGGLO_OK)
        storage_check(guard, H5Fflush(self->target.file, H5F_SCOPE_LOCAL));
}

/* Takes the mark "complete" back from a file that could not be given its final name. */
static void unmark(const char *partial) {
    int32_t is_complete = 0;
    hid_t file = H5Fopen(partial, H5F_ACC_RDWR, H5P_DEFAULT);
    hid_t attribute = H5Aopen(file, "complete", H5P_DEFAULT);
    H5Awrite(attribute, H5T_NATIVE_INT32, &is_complete);
    H5Aclose(attribute);
    H5Fclose(file);
}

agglo_status writer_finish(writer *self, agglo_error *error) {
    storage_guard guard = begin_call(self, 0, error);
    if (guard.status == AGGLO_OK)
        write_rest(self, &guard);
    int is_marked = guard.status == AGGLO_OK; /* only after all else is safely in the file */
    if (is_marked)
        storage_put_complete(&guard, self->target.file, 1);
    close_file(self, &guard);
    if (guard.status == AGGLO_OK)
        guard.status = check_target(self->target.path, self->flags, error);
    if (guard.status == AGGLO_OK)
        guard.status = storage_publish(self->target.partial, self->target.path, error);
    if (guard.status != AGGLO_OK && is_marked)
        unmark(self->target.partial);
    end_call(self, &guard);
    free_memory(self);
    return guard.status;
}

void writer_abandon(writer *self) {
    if (self == NULL)
        return;
    storage_guard guard = begin_call(self, 0, NULL);
    if (guard.status == AGGLO_OK)
        write_rest(self, &guard);
    close_file(self, &guard);
    end_call(self, &guard);
    free_memory(self);
}
