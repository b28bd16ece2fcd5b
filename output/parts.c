#include "output/parts.h"

#include <dirent.h>
#include <errno.h>
#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "output/storage.h"
#include "sim/id.h"

enum { FORMAT = 1, PATH_SIZE = 4096 };

/* ---- Batches ---- */

void parts_batch_free(parts_batch *batch) {
    if (batch == NULL)
        return;
    for (size_t i = 0; i < batch->count; i++)
        free(batch->runs[i].message);
    free(batch->runs);
    free(batch->values);
    *batch = (parts_batch){.head = batch->head};
}

static agglo_status reserve(parts_batch *batch, size_t capacity, agglo_error *error) {
    if (capacity <= batch->capacity)
        return AGGLO_OK;
    capacity = capacity > 2 * batch->capacity ? capacity : 2 * batch->capacity;
    parts_run *runs = realloc(batch->runs, capacity * sizeof *runs);
    if (runs != NULL)
        batch->runs = runs;
    double *values = realloc(batch->values, (capacity * batch->head->width + 1) * sizeof *values);
    if (values != NULL)
        batch->values = values;
    if (runs == NULL || values == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu finished runs", capacity);
    batch->capacity = capacity;
    return AGGLO_OK;
}

agglo_status parts_batch_add(parts_batch *batch, const parts_run *run, const double *values,
                             agglo_error *error) {
    size_t width = batch->head->width;
    agglo_status status = reserve(batch, batch->count + 1, error);
    if (status != AGGLO_OK) {
        free(run->message);
        return status;
    }
    double *row = batch->values + batch->count * width;
    for (size_t k = 0; k < width; k++)
        row[k] = values != NULL ? values[k] : NAN;
    batch->runs[batch->count] = *run;
    batch->runs[batch->count].row = batch->count;
    batch->count++;
    return AGGLO_OK;
}

size_t parts_batch_bytes(const parts_batch *batch) {
    return batch->count * (sizeof *batch->runs + batch->head->width * sizeof *batch->values);
}

static int compare_runs(const void *a, const void *b) {
    const parts_run *x = a, *y = b;
    if (x->replicate != y->replicate)
        return x->replicate < y->replicate ? -1 : 1;
    return x->point < y->point ? -1 : x->point > y->point;
}

/* ---- Writing ---- */

static storage_guard guard_of(const char *path, agglo_status blame, agglo_error *error) {
    return (storage_guard){.blame = blame,
                           .error = error,
                           .path = path,
                           .purpose = blame == AGGLO_ERROR_IO ? "cannot write a part of the sweep"
                                                              : "cannot read a part of the sweep"};
}

static void write_numbers(hid_t place, const char *name, hid_t types[2], const hsize_t *shape,
                          int rank, const void *values, storage_guard *guard) {
    hid_t creation = storage_check(guard, H5Pcreate(H5P_DATASET_CREATE));
    storage_check(guard, H5Pset_obj_track_times(creation, 0));
    hid_t space = storage_check(guard, H5Screate_simple(rank, shape, NULL));
    hid_t set = storage_check(
        guard, H5Dcreate2(place, name, types[0], space, H5P_DEFAULT, creation, H5P_DEFAULT));
    storage_check(guard, H5Dwrite(set, types[1], H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
    storage_close(guard, set, H5Dclose);
    storage_close(guard, space, H5Sclose);
    storage_close(guard, creation, H5Pclose);
}

/* The columns of runs, in the order of their names in the file. */
typedef enum { HIGH, LOW, HASH, POINT, REPLICATE, STATUS, SECONDS, COLUMNS } run_column;
static const struct {
    const char *name;
    column_type type;
} run_columns[COLUMNS] = {
    [HIGH] = {"key_high", COLUMN_u64},       [LOW] = {"key_low", COLUMN_u64},
    [HASH] = {"state_hash", COLUMN_u64},     [POINT] = {"point", COLUMN_u64},
    [REPLICATE] = {"replicate", COLUMN_u64}, [STATUS] = {"status", COLUMN_u8},
    [SECONDS] = {"seconds", COLUMN_f32},
};

/* One column of all runs, packed; `buffer` has eight bytes a run. */
static void pack(const parts_batch *batch, run_column c, void *buffer) {
    uint64_t *words = buffer;
    for (size_t i = 0; i < batch->count; i++) {
        const parts_run *run = &batch->runs[i];
        if (c == STATUS)
            ((uint8_t *)buffer)[i] = run->status;
        else if (c == SECONDS)
            ((float *)buffer)[i] = run->seconds;
        else
            words[i] = c == HIGH    ? run->key_high
                       : c == LOW   ? run->key_low
                       : c == HASH  ? run->state_hash
                       : c == POINT ? run->point
                                    : run->replicate;
    }
}

static void unpack(parts_batch *batch, run_column c, const void *buffer) {
    const uint64_t *words = buffer;
    for (size_t i = 0; i < batch->count; i++) {
        parts_run *run = &batch->runs[i];
        if (c == STATUS)
            run->status = ((const uint8_t *)buffer)[i];
        else if (c == SECONDS)
            run->seconds = ((const float *)buffer)[i];
        else if (c == HIGH)
            run->key_high = words[i];
        else if (c == LOW)
            run->key_low = words[i];
        else if (c == HASH)
            run->state_hash = words[i];
        else if (c == POINT)
            run->point = (uint32_t)words[i];
        else
            run->replicate = (uint32_t)words[i];
    }
}

static void write_messages(hid_t place, const parts_batch *batch, storage_guard *guard) {
    int is_needed = 0;
    for (size_t i = 0; i < batch->count; i++)
        is_needed |= batch->runs[i].message != NULL;
    if (!is_needed)
        return;
    const char **texts = malloc(batch->count * sizeof *texts);
    if (texts == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu messages", batch->count);
        return;
    }
    for (size_t i = 0; i < batch->count; i++)
        texts[i] = batch->runs[i].message != NULL ? batch->runs[i].message : "";
    hsize_t size = batch->count;
    hid_t text = storage_text_type(guard);
    write_numbers(place, "message", (hid_t[2]){text, text}, &size, 1, texts, guard);
    storage_close(guard, text, H5Tclose);
    free(texts);
}

static void write_field(hid_t place, const parts_batch *batch, const parts_field *f,
                        double *scratch, storage_guard *guard) {
    hsize_t shape[4] = {batch->count};
    for (int d = 0; d < f->rank; d++)
        shape[d + 1] = f->shape[d];
    for (size_t i = 0; i < batch->count; i++)
        memcpy(scratch + i * f->width,
               batch->values + batch->runs[i].row * batch->head->width + f->offset,
               f->width * sizeof *scratch);
    write_numbers(place, f->name, (hid_t[2]){H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE}, shape, f->rank + 1,
                  scratch, guard);
}

static hid_t create_group(hid_t file, const char *name, storage_guard *guard) {
    return storage_check(guard, H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

static void write_content(hid_t file, const parts_batch *batch, double *scratch,
                          storage_guard *guard) {
    const parts_head *head = batch->head;
    int32_t format = FORMAT;
    hsize_t size = batch->count;
    storage_put_numbers(guard, file, "format", COLUMN_i32, 1, &format);
    storage_put_numbers(guard, file, "experiment", COLUMN_u64, 1, &head->identity);
    storage_put_numbers(guard, file, "layout", COLUMN_u64, 1, &head->layout);
    hid_t runs = create_group(file, "run", guard), values = create_group(file, "value", guard);
    for (run_column c = 0; c < COLUMNS; c++) {
        hid_t types[2] = {storage_file_type(run_columns[c].type),
                          storage_memory_type(run_columns[c].type)};
        pack(batch, c, scratch);
        write_numbers(runs, run_columns[c].name, types, &size, 1, scratch, guard);
    }
    write_messages(runs, batch, guard);
    for (size_t k = 0; k < head->field_count && guard->status == AGGLO_OK; k++)
        write_field(values, batch, &head->fields[k], scratch, guard);
    storage_close(guard, values, H5Gclose);
    storage_close(guard, runs, H5Gclose);
}

static double *make_scratch(const parts_batch *batch, storage_guard *guard) {
    size_t widest = 1;
    for (size_t k = 0; k < batch->head->field_count; k++)
        widest = batch->head->fields[k].width > widest ? batch->head->fields[k].width : widest;
    double *scratch = calloc(batch->count * widest + 1, sizeof *scratch);
    if (scratch == NULL)
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu runs", batch->count);
    return scratch;
}

/* A number that no other process has: of machine, process and time. */
static uint64_t process_token(void) {
    static _Atomic uint64_t token;
    uint64_t known = atomic_load(&token);
    if (known != 0)
        return known;
    char host[256] = "";
    struct timespec now = {0};
    gethostname(host, sizeof host - 1);
    clock_gettime(CLOCK_REALTIME, &now);
    uint64_t made = id_mix(id_from_name(host) ^ (uint64_t)getpid() << 32) ^
                    id_mix((uint64_t)now.tv_sec * UINT64_C(1000000000) + (uint64_t)now.tv_nsec);
    made |= 1;
    return atomic_compare_exchange_strong(&token, &known, made) ? made : known;
}

static agglo_status write_file(const char *temporary, parts_batch *batch, agglo_error *error) {
    storage_guard guard = guard_of(temporary, AGGLO_ERROR_IO, error);
    double *scratch = make_scratch(batch, &guard);
    if (scratch == NULL)
        return guard.status;
    storage_lock();
    hid_t file = storage_create(&guard, temporary);
    if (guard.status == AGGLO_OK)
        write_content(file, batch, scratch, &guard);
    storage_close(&guard, file, H5Fclose);
    storage_unlock();
    free(scratch);
    return guard.status;
}

agglo_status parts_write(const char *folder, unsigned shard, parts_batch *batch,
                         agglo_error *error) {
    static atomic_uint sequence;
    char path[PATH_SIZE], temporary[PATH_SIZE];
    if (batch->count == 0)
        return AGGLO_OK;
    unsigned long long token = process_token();
    unsigned number = atomic_fetch_add(&sequence, 1);
    int length =
        snprintf(path, sizeof path, "%s/part-%03u-%016llx-%06u.h5", folder, shard, token, number);
    snprintf(temporary, sizeof temporary, "%s/.part-%016llx-%06u.tmp", folder, token, number);
    if (length < 0 || (size_t)length >= sizeof path)
        return error_set(error, AGGLO_ERROR_IO, "the folder's name is too long");
    qsort(batch->runs, batch->count, sizeof *batch->runs, compare_runs);
    agglo_status status = write_file(temporary, batch, error);
    if (status == AGGLO_OK)
        status = storage_publish(temporary, path, error);
    if (status != AGGLO_OK)
        unlink(temporary);
    else
        parts_batch_free(batch);
    return status;
}

/* ---- Reading ---- */

/* Reads a whole dataset of `count` × `width` numbers; anything else is damage. */
static void read_numbers(hid_t place, const char *name, hid_t type, size_t count, size_t width,
                         void *out, storage_guard *guard) {
    hid_t set = storage_check(guard, H5Dopen2(place, name, H5P_DEFAULT));
    hid_t space = storage_check(guard, H5Dget_space(set));
    hssize_t points = guard->status == AGGLO_OK ? H5Sget_simple_extent_npoints(space) : 0;
    if (guard->status == AGGLO_OK && (size_t)points != count * width)
        storage_fail(guard, AGGLO_ERROR_INPUT, "it is damaged: '%s' has the wrong size", name);
    if (guard->status == AGGLO_OK)
        storage_check(guard, H5Dread(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, out));
    storage_close(guard, space, H5Sclose);
    storage_close(guard, set, H5Dclose);
}

static size_t count_runs(hid_t runs, storage_guard *guard) {
    hid_t set = storage_check(guard, H5Dopen2(runs, "status", H5P_DEFAULT));
    hid_t space = storage_check(guard, H5Dget_space(set));
    hssize_t count = storage_check(guard, H5Sget_simple_extent_npoints(space));
    storage_close(guard, space, H5Sclose);
    storage_close(guard, set, H5Dclose);
    if (count > UINT32_MAX)
        storage_fail(guard, AGGLO_ERROR_INPUT, "it claims to hold too many runs");
    return guard->status == AGGLO_OK ? (size_t)count : 0;
}

static void read_messages(hid_t runs, parts_batch *batch, storage_guard *guard) {
    if (H5Lexists(runs, "message", H5P_DEFAULT) <= 0)
        return;
    char **texts = calloc(batch->count + 1, sizeof *texts);
    if (texts == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu messages", batch->count);
        return;
    }
    hid_t text = storage_text_type(guard);
    read_numbers(runs, "message", text, batch->count, 1, texts, guard);
    for (size_t i = 0; i < batch->count; i++) {
        if (guard->status == AGGLO_OK && batch->runs[i].status == PARTS_FAILED)
            batch->runs[i].message = storage_join(texts[i] != NULL ? texts[i] : "", "");
        if (texts[i] != NULL)
            H5free_memory(texts[i]);
    }
    storage_close(guard, text, H5Tclose);
    free(texts);
}

static void read_runs(hid_t file, parts_batch *batch, double *scratch, storage_guard *guard) {
    hid_t runs = storage_check(guard, H5Gopen2(file, "run", H5P_DEFAULT));
    for (run_column c = 0; c < COLUMNS && guard->status == AGGLO_OK; c++) {
        read_numbers(runs, run_columns[c].name, storage_memory_type(run_columns[c].type),
                     batch->count, 1, scratch, guard);
        if (guard->status == AGGLO_OK)
            unpack(batch, c, scratch);
    }
    for (size_t i = 0; i < batch->count && guard->status == AGGLO_OK; i++) {
        batch->runs[i].row = i;
        if (batch->runs[i].status != PARTS_DONE && batch->runs[i].status != PARTS_FAILED)
            storage_fail(guard, AGGLO_ERROR_INPUT, "it is damaged: a run has no valid status");
    }
    if (guard->status == AGGLO_OK)
        read_messages(runs, batch, guard);
    storage_close(guard, runs, H5Gclose);
}

static void read_values(hid_t file, parts_batch *batch, double *scratch, storage_guard *guard) {
    const parts_head *head = batch->head;
    hid_t values = storage_check(guard, H5Gopen2(file, "value", H5P_DEFAULT));
    for (size_t k = 0; k < head->field_count && guard->status == AGGLO_OK; k++) {
        const parts_field *f = &head->fields[k];
        read_numbers(values, f->name, H5T_NATIVE_DOUBLE, batch->count, f->width, scratch, guard);
        for (size_t i = 0; i < batch->count && guard->status == AGGLO_OK; i++)
            memcpy(batch->values + i * head->width + f->offset, scratch + i * f->width,
                   f->width * sizeof *scratch);
    }
    storage_close(guard, values, H5Gclose);
}

static void check_head(hid_t file, const parts_head *head, storage_guard *guard) {
    int32_t format = 0;
    uint64_t identity = 0, layout = 0;
    if (!storage_get_number(file, "format", COLUMN_i32, &format) || format != FORMAT ||
        !storage_get_number(file, "experiment", COLUMN_u64, &identity) ||
        !storage_get_number(file, "layout", COLUMN_u64, &layout))
        storage_fail(guard, AGGLO_ERROR_INPUT, "it is not a part of a sweep");
    else if (identity != head->identity || layout != head->layout)
        storage_fail(guard, AGGLO_ERROR_INPUT, "it belongs to another experiment");
}

static void read_content(hid_t file, int has_values, parts_batch *batch, storage_guard *guard) {
    check_head(file, batch->head, guard);
    if (guard->status != AGGLO_OK)
        return;
    hid_t runs = storage_check(guard, H5Gopen2(file, "run", H5P_DEFAULT));
    size_t count = guard->status == AGGLO_OK ? count_runs(runs, guard) : 0;
    storage_close(guard, runs, H5Gclose);
    if (guard->status != AGGLO_OK)
        return;
    guard->status = reserve(batch, count, guard->error);
    if (guard->status != AGGLO_OK)
        return;
    if (count > 0)
        memset(batch->runs, 0, count * sizeof *batch->runs);
    batch->count = count;
    double *scratch = make_scratch(batch, guard);
    if (scratch != NULL)
        read_runs(file, batch, scratch, guard);
    if (guard->status == AGGLO_OK && has_values)
        read_values(file, batch, scratch, guard);
    free(scratch);
}

agglo_status parts_read(const char *path, int has_values, parts_batch *batch, agglo_error *error) {
    storage_guard guard = guard_of(path, AGGLO_ERROR_INPUT, error);
    storage_lock();
    hid_t file = storage_open(&guard, path);
    if (guard.status == AGGLO_OK)
        read_content(file, has_values, batch, &guard);
    storage_close(&guard, file, H5Fclose);
    storage_unlock();
    if (guard.status != AGGLO_OK)
        parts_batch_free(batch);
    return guard.status;
}

agglo_status parts_fingerprint(const char *path, uint64_t *hash, uint64_t *size,
                               agglo_error *error) {
    static const char *const purpose = "cannot read a part of the sweep";
    unsigned char block[65536];
    FILE *stream = fopen(path, "rb");
    *hash = UINT64_C(0x452821E638D01377);
    *size = 0;
    if (stream == NULL)
        return storage_system_error(error, path, purpose);
    for (size_t n; (n = fread(block, 1, sizeof block, stream)) > 0; *size += n)
        for (size_t i = 0; i < n; i += 8) {
            uint64_t word = 0;
            for (size_t k = 0; k < 8 && i + k < n; k++)
                word |= (uint64_t)block[i + k] << (8 * k);
            *hash = id_mix(*hash ^ word);
        }
    int failed = ferror(stream);
    fclose(stream);
    *hash = id_mix(*hash ^ *size);
    return failed ? storage_system_error(error, path, purpose) : AGGLO_OK;
}

/* ---- Folders ---- */

static int has_ending(const char *name, const char *ending) {
    size_t length = strlen(name), end = strlen(ending);
    return length > end && strcmp(name + length - end, ending) == 0;
}

static int is_part(const char *name) {
    return strncmp(name, "part-", 5) == 0 && has_ending(name, ".h5");
}

static int is_leftover(const char *name) {
    return strncmp(name, ".part-", 6) == 0 && has_ending(name, ".tmp");
}

static agglo_status list_add(parts_list *list, const char *folder, const char *name,
                             agglo_error *error) {
    size_t size = strlen(folder) + strlen(name) + 2;
    struct stat info;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
        char **paths = realloc(list->paths, capacity * sizeof *paths);
        if (paths == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a list of parts");
        list->paths = paths;
        list->capacity = capacity;
    }
    char *path = malloc(size);
    if (path == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a list of parts");
    snprintf(path, size, "%s/%s", folder, name);
    list->paths[list->count++] = path;
    if (stat(path, &info) != 0)
        return AGGLO_OK;
    double written = (double)info.st_mtim.tv_sec + 1e-9 * (double)info.st_mtim.tv_nsec;
    list->bytes += (size_t)info.st_size;
    if (list->count == 1 || written < list->first)
        list->first = written;
    if (written > list->last)
        list->last = written;
    return AGGLO_OK;
}

static int compare_paths(const void *a, const void *b) {
    return strcmp(*(char *const *)a, *(char *const *)b);
}

agglo_status parts_list_make(const char *folder, parts_list *list, agglo_error *error) {
    *list = (parts_list){0};
    DIR *handle = opendir(folder);
    if (handle == NULL && errno == ENOENT)
        return AGGLO_OK;
    if (handle == NULL)
        return storage_system_error(error, folder, "cannot read the folder of parts");
    agglo_status status = AGGLO_OK;
    for (struct dirent *entry; status == AGGLO_OK && (entry = readdir(handle)) != NULL;)
        if (is_part(entry->d_name))
            status = list_add(list, folder, entry->d_name, error);
    closedir(handle);
    if (status != AGGLO_OK)
        parts_list_free(list);
    else if (list->count > 0)
        qsort(list->paths, list->count, sizeof *list->paths, compare_paths);
    return status;
}

void parts_list_free(parts_list *list) {
    for (size_t i = 0; i < list->count; i++)
        free(list->paths[i]);
    free(list->paths);
    *list = (parts_list){0};
}

agglo_status parts_clear(const char *folder, agglo_error *error) {
    DIR *handle = opendir(folder);
    if (handle == NULL)
        return errno == ENOENT
                   ? AGGLO_OK
                   : storage_system_error(error, folder, "cannot read the folder of parts");
    agglo_status status = AGGLO_OK;
    for (struct dirent *entry; status == AGGLO_OK && (entry = readdir(handle)) != NULL;) {
        if (!is_part(entry->d_name) && !is_leftover(entry->d_name))
            continue;
        if (unlinkat(dirfd(handle), entry->d_name, 0) != 0 && errno != ENOENT)
            status = storage_system_error(error, folder, "cannot remove a part");
    }
    closedir(handle);
    return status;
}
