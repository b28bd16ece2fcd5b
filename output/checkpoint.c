/* A run's state as one HDF5 file: the root's attributes say whose state it is; group `tables` has a
 * group per table with a dataset per column; `rows` and `events` are what the run has recorded so
 * far. Datasets carry checksums, so a damaged file is refused rather than continued from. */
#include "output/checkpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/storage.h"

enum { CHECKPOINT_FORMAT = 1, CHUNK_BYTES = 1 << 20 };

static const char *const cannot_save = "cannot write the checkpoint";
static const char *const cannot_load = "cannot read the checkpoint";

/* The type of one event as it lies in memory, or packed and little-endian as it lies in files. */
static hid_t event_type(int in_file, storage_guard *guard) {
    static const struct {
        const char *name;
        column_type type;
        size_t offset;
    } members[] = {
        {"step", COLUMN_i32, offsetof(schema_event, step)},
        {"region", COLUMN_i16, offsetof(schema_event, region)},
        {"type", COLUMN_u8, offsetof(schema_event, type)},
        {"link", COLUMN_u8, offsetof(schema_event, link)},
        {"agent", COLUMN_u64, offsetof(schema_event, agent)},
        {"cause", COLUMN_u64, offsetof(schema_event, cause)},
    };
    hid_t type = storage_check(guard, H5Tcreate(H5T_COMPOUND, sizeof(schema_event)));
    for (size_t m = 0; m < sizeof members / sizeof members[0]; m++)
        storage_check(guard, H5Tinsert(type, members[m].name, members[m].offset,
                                       in_file ? storage_file_type(members[m].type)
                                               : storage_memory_type(members[m].type)));
    if (in_file)
        storage_check(guard, H5Tpack(type));
    return type;
}

/* ---- Saving ---- */

/* A block of values to be stored: count × width, or only count if width is 0. */
typedef struct {
    const char *name;
    hid_t file_type, memory_type;
    size_t count, width;
    const void *values;
} block;

static hid_t put_block(hid_t place, const block *data, storage_guard *guard) {
    hsize_t size[2] = {data->count, data->width}, chunk[2] = {1, data->width};
    int rank = data->width > 0 ? 2 : 1;
    size_t row_bytes = H5Tget_size(data->file_type) * (rank == 2 ? data->width : 1);
    hid_t creation = storage_check(guard, H5Pcreate(H5P_DATASET_CREATE));
    storage_check(guard, H5Pset_obj_track_times(creation, 0));
    if (data->count > 0 && row_bytes > 0) {
        size_t rows = CHUNK_BYTES / row_bytes;
        chunk[0] = rows < 1 ? 1 : rows > data->count ? data->count : rows;
        storage_check(guard, H5Pset_chunk(creation, rank, chunk));
        storage_check(guard, H5Pset_fletcher32(creation));
    }
    hid_t space = storage_check(guard, H5Screate_simple(rank, size, NULL));
    hid_t id = storage_check(guard, H5Dcreate2(place, data->name, data->file_type, space,
                                               H5P_DEFAULT, creation, H5P_DEFAULT));
    if (data->count > 0)
        storage_check(guard,
                      H5Dwrite(id, data->memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data->values));
    storage_close(guard, space, H5Sclose);
    storage_close(guard, creation, H5Pclose);
    return id;
}

static hid_t make_group(hid_t place, const char *name, storage_guard *guard) {
    hid_t creation = storage_check(guard, H5Pcreate(H5P_GROUP_CREATE));
    storage_check(guard, H5Pset_obj_track_times(creation, 0));
    hid_t group = storage_check(guard, H5Gcreate2(place, name, H5P_DEFAULT, creation, H5P_DEFAULT));
    storage_close(guard, creation, H5Pclose);
    return group;
}

static void put_table(hid_t tables, const columns_table *table, storage_guard *guard) {
    hid_t group = make_group(tables, table->layout->name, guard);
    uint64_t count = table->count;
    storage_put_numbers(guard, group, "count", COLUMN_u64, 1, &count);
    for (size_t c = 0; c < table->layout->count && guard->status == AGGLO_OK; c++) {
        const column *col = &table->layout->columns[c];
        block data = {
            col->name,  storage_file_type(col->type), storage_memory_type(col->type), table->count,
            col->width, columns_data(table, c)};
        hid_t id = put_block(group, &data, guard);
        storage_put_text(guard, id, "unit", col->unit);
        storage_put_text(guard, id, "long_name", col->meaning);
        storage_close(guard, id, H5Dclose);
    }
    storage_close(guard, group, H5Gclose);
}

static void put_results(hid_t file, const checkpoint_body *body, storage_guard *guard) {
    size_t row_count = body->rows != NULL ? *body->row_count : 0;
    block rows = {"rows",
                  H5T_IEEE_F64LE,
                  H5T_NATIVE_DOUBLE,
                  row_count,
                  0,
                  row_count > 0 ? *body->rows : NULL};
    storage_close(guard, put_block(file, &rows, guard), H5Dclose);
    hid_t stored = event_type(1, guard), memory = event_type(0, guard);
    size_t event_count = body->events != NULL ? body->events->count : 0;
    block events = {"events",    stored, memory,
                    event_count, 0,      event_count > 0 ? body->events->items : NULL};
    storage_close(guard, put_block(file, &events, guard), H5Dclose);
    storage_close(guard, memory, H5Tclose);
    storage_close(guard, stored, H5Tclose);
}

static void put_head(hid_t file, const checkpoint_head *head, storage_guard *guard) {
    int32_t format = CHECKPOINT_FORMAT;
    uint64_t replicate = head->replicate;
    storage_put_numbers(guard, file, "checkpoint_format", COLUMN_i32, 1, &format);
    storage_put_numbers(guard, file, "identity", COLUMN_u64, 1, &head->identity);
    storage_put_numbers(guard, file, "replicate", COLUMN_u64, 1, &replicate);
    storage_put_numbers(guard, file, "step", COLUMN_i32, 1, &head->step);
}

static void save_to(const char *temporary, const checkpoint_head *head, const checkpoint_body *body,
                    storage_guard *guard) {
    hid_t file = storage_create(guard, temporary);
    if (guard->status != AGGLO_OK)
        return;
    put_head(file, head, guard);
    hid_t tables = make_group(file, "tables", guard);
    for (size_t t = 0; t < body->table_count && guard->status == AGGLO_OK; t++)
        put_table(tables, body->tables[t], guard);
    storage_close(guard, tables, H5Gclose);
    if (guard->status == AGGLO_OK)
        put_results(file, body, guard);
    if (guard->status == AGGLO_OK)
        storage_check(guard, H5Fflush(file, H5F_SCOPE_LOCAL));
    storage_close(guard, file, H5Fclose);
    if (guard->status != AGGLO_OK)
        unlink(temporary); /* makes room again on a full disk */
}

agglo_status checkpoint_save(const char *path, const checkpoint_head *head,
                             const checkpoint_body *body, agglo_error *error) {
    storage_guard guard = {
        .blame = AGGLO_ERROR_IO, .error = error, .path = path, .purpose = cannot_save};
    char *temporary = storage_join(path, ".tmp");
    if (temporary == NULL)
        return storage_fail(&guard, AGGLO_ERROR_MEMORY, "no memory");
    storage_lock();
    save_to(temporary, head, body, &guard);
    storage_unlock();
    if (guard.status == AGGLO_OK)
        guard.status = storage_publish(temporary, path, error);
    free(temporary);
    return guard.status;
}

/* ---- Loading ---- */

static void check_head(hid_t file, checkpoint_head *head, storage_guard *guard) {
    int32_t format = 0, step = 0;
    uint64_t identity = 0, replicate = 0;
    if (!storage_get_number(file, "checkpoint_format", COLUMN_i32, &format) ||
        !storage_get_number(file, "identity", COLUMN_u64, &identity) ||
        !storage_get_number(file, "replicate", COLUMN_u64, &replicate) ||
        !storage_get_number(file, "step", COLUMN_i32, &step)) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "it is not a checkpoint of agglo");
    } else if (format != CHECKPOINT_FORMAT) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "its format is of another version");
        error_got(guard->error, "%d", (int)format);
        error_expected(guard->error, "%d", CHECKPOINT_FORMAT);
    } else if (identity != head->identity) {
        storage_fail(guard, AGGLO_ERROR_INPUT,
                     "it belongs to another scenario, seed or version of the model");
        error_got(guard->error, "identity %016llx", (unsigned long long)identity);
        error_expected(guard->error, "%016llx", (unsigned long long)head->identity);
        error_hint(guard->error, "start the run anew, without --resume");
    } else if (replicate != head->replicate) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "it belongs to another replicate");
        error_got(guard->error, "%llu", (unsigned long long)replicate);
        error_expected(guard->error, "%lu", (unsigned long)head->replicate);
    } else {
        head->step = step;
    }
}

/* Opens a dataset that must have this type and shape; `count` is given, or found if rank is 1. */
static hid_t open_block(hid_t place, const block *expected, size_t *count, storage_guard *guard) {
    hsize_t size[2] = {0, 0};
    int rank = expected->width > 0 ? 2 : 1;
    if (H5Lexists(place, expected->name, H5P_DEFAULT) <= 0) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "'%s' is missing", expected->name);
        return H5I_INVALID_HID;
    }
    hid_t id = storage_check(guard, H5Dopen2(place, expected->name, H5P_DEFAULT));
    hid_t type = storage_check(guard, H5Dget_type(id));
    hid_t space = storage_check(guard, H5Dget_space(id));
    int fits = H5Sget_simple_extent_ndims(space) == rank &&
               H5Sget_simple_extent_dims(space, size, NULL) == rank &&
               (rank == 1 || (size[0] == expected->count && size[1] == expected->width));
    if (!fits)
        storage_fail(guard, AGGLO_ERROR_INPUT, "'%s' has another shape", expected->name);
    else if (H5Tequal(type, expected->file_type) <= 0)
        storage_fail(guard, AGGLO_ERROR_INPUT, "'%s' has another type", expected->name);
    if (count != NULL)
        *count = size[0];
    storage_close(guard, space, H5Sclose);
    storage_close(guard, type, H5Tclose);
    return id;
}

static void read_block(hid_t id, const block *data, void *values, storage_guard *guard) {
    if (data->count > 0 && guard->status == AGGLO_OK)
        storage_check(guard, H5Dread(id, data->memory_type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
}

typedef struct {
    const columns_layout *layout;
    char name[64];
} stranger;

static herr_t find_stranger(hid_t group, const char *name, const H5L_info_t *info, void *context) {
    (void)group;
    (void)info;
    stranger *found = context;
    for (size_t c = 0; c < found->layout->count; c++)
        if (strcmp(found->layout->columns[c].name, name) == 0)
            return 0;
    snprintf(found->name, sizeof found->name, "%s", name);
    return 1;
}

/* Visits one table's columns: with `is_check` it only looks, so that nothing of the run's state is
 * touched before the whole file has been found fit. */
static void visit_table(hid_t tables, columns_table *table, int is_check, storage_guard *guard) {
    const columns_layout *layout = table->layout;
    stranger unknown = {layout, ""};
    uint64_t count = 0;
    if (H5Lexists(tables, layout->name, H5P_DEFAULT) <= 0) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "table '%s' is missing", layout->name);
        return;
    }
    hid_t group = storage_check(guard, H5Gopen2(tables, layout->name, H5P_DEFAULT));
    if (!storage_get_number(group, "count", COLUMN_u64, &count))
        storage_fail(guard, AGGLO_ERROR_INPUT, "table '%s' is damaged", layout->name);
    if (H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, NULL, find_stranger, &unknown) > 0)
        storage_fail(guard, AGGLO_ERROR_INPUT, "'%s.%s' is unknown here", layout->name,
                     unknown.name);
    if (!is_check && guard->status == AGGLO_OK) {
        table->count = 0;
        guard->status = columns_append(table, count, guard->error);
    }
    for (size_t c = 0; c < layout->count && guard->status == AGGLO_OK; c++) {
        const column *col = &layout->columns[c];
        block data = {col->name,
                      storage_file_type(col->type),
                      storage_memory_type(col->type),
                      count,
                      col->width,
                      NULL};
        hid_t id = open_block(group, &data, NULL, guard);
        if (!is_check)
            read_block(id, &data, columns_data(table, c), guard);
        storage_close(guard, id, H5Dclose);
    }
    storage_close(guard, group, H5Gclose);
}

static void get_rows(hid_t file, const checkpoint_body *body, storage_guard *guard) {
    block data = {"rows", H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 0, 0, NULL};
    hid_t id = open_block(file, &data, &data.count, guard);
    if (guard->status == AGGLO_OK && body->rows != NULL) {
        double *rows = malloc((data.count + 1) * sizeof *rows);
        if (rows == NULL)
            storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu numbers", data.count);
        read_block(id, &data, rows, guard);
        if (guard->status == AGGLO_OK) {
            *body->rows = rows;
            *body->row_count = data.count;
        } else {
            free(rows);
        }
    }
    storage_close(guard, id, H5Dclose);
}

static void get_events(hid_t file, const checkpoint_body *body, storage_guard *guard) {
    block data = {"events", event_type(1, guard), event_type(0, guard), 0, 0, NULL};
    hid_t id = open_block(file, &data, &data.count, guard);
    if (guard->status == AGGLO_OK && body->events != NULL) {
        guard->status = schema_events_reserve(body->events, data.count, guard->error);
        read_block(id, &data, body->events->items, guard);
        body->events->count = guard->status == AGGLO_OK ? data.count : 0;
    }
    storage_close(guard, id, H5Dclose);
    storage_close(guard, data.memory_type, H5Tclose);
    storage_close(guard, data.file_type, H5Tclose);
}

static void load_from(hid_t file, checkpoint_head *head, const checkpoint_body *body,
                      storage_guard *guard) {
    check_head(file, head, guard);
    if (guard->status != AGGLO_OK)
        return;
    hid_t tables = storage_check(guard, H5Gopen2(file, "tables", H5P_DEFAULT));
    H5G_info_t info = {0};
    if (storage_check(guard, H5Gget_info(tables, &info)) >= 0 && info.nlinks != body->table_count)
        storage_fail(guard, AGGLO_ERROR_INPUT, "it has %llu tables, not %zu",
                     (unsigned long long)info.nlinks, body->table_count);
    for (int is_check = 1; is_check >= 0; is_check--)
        for (size_t t = 0; t < body->table_count && guard->status == AGGLO_OK; t++)
            visit_table(tables, body->tables[t], is_check, guard);
    storage_close(guard, tables, H5Gclose);
    if (guard->status == AGGLO_OK)
        get_events(file, body, guard);
    if (guard->status == AGGLO_OK)
        get_rows(file, body, guard);
}

agglo_status checkpoint_load(const char *path, checkpoint_head *head, const checkpoint_body *body,
                             agglo_error *error) {
    storage_guard guard = {
        .blame = AGGLO_ERROR_INPUT, .error = error, .path = path, .purpose = cannot_load};
    storage_lock();
    hid_t file = storage_open(&guard, path);
    if (guard.status == AGGLO_OK) {
        load_from(file, head, body, &guard);
        storage_close(&guard, file, H5Fclose);
    }
    storage_unlock();
    return guard.status;
}
