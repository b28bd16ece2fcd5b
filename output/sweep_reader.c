/* Reading the merged result of a sweep back: to go on from it, and to say what it holds. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/storage.h"
#include "output/sweep_file.h"

struct sweep_reader {
    storage_source source;
    char *experiment;
    uint64_t identity, layout;
    size_t points, replicates;
};

static storage_guard guard_of(const char *path, agglo_error *error) {
    return (storage_guard){.blame = AGGLO_ERROR_INPUT,
                           .error = error,
                           .path = path,
                           .purpose = "cannot read the merged result"};
}

/* ---- Opening ---- */

static void measure(sweep_reader *self, storage_guard *guard) {
    hsize_t shape[2] = {0};
    hid_t set = storage_check(guard, H5Dopen2(self->source.file, "status", H5P_DEFAULT));
    hid_t space = storage_check(guard, H5Dget_space(set));
    if (guard->status == AGGLO_OK && H5Sget_simple_extent_ndims(space) != 2)
        storage_fail(guard, AGGLO_ERROR_INPUT, "it is not the result of a sweep");
    if (guard->status == AGGLO_OK)
        storage_check(guard, H5Sget_simple_extent_dims(space, shape, NULL));
    storage_close(guard, space, H5Sclose);
    storage_close(guard, set, H5Dclose);
    self->points = shape[0];
    self->replicates = shape[1];
}

static char **read_texts(hid_t file, const char *name, size_t *count, storage_guard *guard) {
    hid_t set = storage_check(guard, H5Dopen2(file, name, H5P_DEFAULT));
    hid_t space = storage_check(guard, H5Dget_space(set)), text = storage_text_type(guard);
    hssize_t size = storage_check(guard, H5Sget_simple_extent_npoints(space));
    char **texts = guard->status == AGGLO_OK ? calloc((size_t)size + 1, sizeof *texts) : NULL;
    if (texts == NULL)
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for texts");
    else
        storage_check(guard, H5Dread(set, text, H5S_ALL, H5S_ALL, H5P_DEFAULT, texts));
    *count = guard->status == AGGLO_OK ? (size_t)size : 0;
    storage_close(guard, text, H5Tclose);
    storage_close(guard, space, H5Sclose);
    storage_close(guard, set, H5Dclose);
    return texts;
}

static void free_texts(char **texts, size_t count) {
    for (size_t i = 0; texts != NULL && i < count; i++)
        if (texts[i] != NULL)
            H5free_memory(texts[i]);
    free(texts);
}

static void check_part(const sweep_reader *self, const char *name, const char *print,
                       storage_guard *guard) {
    const char *slash = strrchr(self->source.path, '/');
    int length = slash != NULL && name[0] != '/' ? (int)(slash - self->source.path) + 1 : 0;
    char path[4096], now[48];
    uint64_t hash, size;
    agglo_error error;
    snprintf(path, sizeof path, "%.*s%s", length, self->source.path, name);
    if (parts_fingerprint(path, &hash, &size, &error) != AGGLO_OK) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "its part %.120s cannot be read", name);
        return;
    }
    snprintf(now, sizeof now, "%016llx %llu", (unsigned long long)hash, (unsigned long long)size);
    if (strcmp(now, print) != 0)
        storage_fail(guard, AGGLO_ERROR_INPUT, "its part %.120s has changed", name);
}

/* A virtual file is worth as much as its parts. */
static void check_parts(sweep_reader *self, storage_guard *guard) {
    if (H5Lexists(self->source.file, "parts", H5P_DEFAULT) <= 0)
        return;
    size_t count = 0, prints = 0;
    char **names = read_texts(self->source.file, "parts/file", &count, guard);
    char **fingerprints = read_texts(self->source.file, "parts/fingerprint", &prints, guard);
    for (size_t i = 0; i < count && i < prints && guard->status == AGGLO_OK; i++)
        check_part(self, names[i] != NULL ? names[i] : "",
                   fingerprints[i] != NULL ? fingerprints[i] : "", guard);
    free_texts(fingerprints, prints);
    free_texts(names, count);
}

static void open_file(sweep_reader *self, storage_guard *guard) {
    storage_source_open(&self->source, guard);
    if (guard->status != AGGLO_OK)
        return;
    self->experiment = storage_get_text(self->source.file, "experiment");
    if (self->experiment == NULL ||
        !storage_get_number(self->source.file, "sweep_identity", COLUMN_u64, &self->identity) ||
        !storage_get_number(self->source.file, "sweep_layout", COLUMN_u64, &self->layout)) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "it is not the result of a sweep");
        return;
    }
    measure(self, guard);
    if (guard->status == AGGLO_OK)
        check_parts(self, guard);
}

agglo_status sweep_reader_open(const char *path, sweep_reader **out, agglo_error *error) {
    storage_guard guard = guard_of(path, error);
    *out = NULL;
    sweep_reader *self = calloc(1, sizeof *self);
    if (self == NULL)
        return storage_fail(&guard, AGGLO_ERROR_MEMORY, "no memory");
    storage_lock();
    open_file(self, &guard);
    storage_unlock();
    if (guard.status != AGGLO_OK)
        sweep_reader_close(self);
    else
        *out = self;
    return guard.status;
}

void sweep_reader_close(sweep_reader *self) {
    if (self == NULL)
        return;
    storage_lock();
    storage_source_close(&self->source);
    storage_unlock();
    free(self->experiment);
    free(self);
}

int sweep_file_is(const char *path) {
    int is_merged = 0;
    storage_guard guard = guard_of(path, NULL);
    storage_lock();
    hid_t file = storage_open(&guard, path);
    if (guard.status == AGGLO_OK)
        is_merged = H5Aexists(file, "sweep_identity") > 0;
    storage_close(&guard, file, H5Fclose);
    storage_unlock();
    return is_merged;
}

size_t sweep_reader_points(const sweep_reader *self) {
    return self->points;
}

size_t sweep_reader_replicates(const sweep_reader *self) {
    return self->replicates;
}

const char *sweep_reader_experiment(const sweep_reader *self) {
    return self->experiment;
}

uint64_t sweep_reader_identity(const sweep_reader *self) {
    return self->identity;
}

/* ---- Runs ---- */

/* Rows of points of a dataset whose further dimensions hold `width` numbers a point. */
static void read_points(const sweep_reader *self, const char *name, hid_t type,
                        const size_t range[2], size_t width, void *out, storage_guard *guard) {
    hsize_t start[H5S_MAX_RANK] = {0}, extent[H5S_MAX_RANK] = {0};
    hid_t set = storage_check(guard, H5Dopen2(self->source.file, name, H5P_DEFAULT));
    hid_t space = storage_check(guard, H5Dget_space(set));
    if (guard->status == AGGLO_OK)
        storage_check(guard, H5Sget_simple_extent_dims(space, extent, NULL));
    if (guard->status == AGGLO_OK &&
        (size_t)H5Sget_simple_extent_npoints(space) != self->points * width)
        storage_fail(guard, AGGLO_ERROR_INPUT, "it is damaged: '%s' has the wrong size", name);
    start[0] = range[0];
    extent[0] = range[1];
    hsize_t count = range[1] * width;
    hid_t memory = storage_check(guard, H5Screate_simple(1, &count, NULL));
    if (guard->status == AGGLO_OK)
        storage_check(guard, H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, extent, NULL));
    if (guard->status == AGGLO_OK)
        storage_check(guard, H5Dread(set, type, memory, space, H5P_DEFAULT, out));
    storage_close(guard, memory, H5Sclose);
    storage_close(guard, space, H5Sclose);
    storage_close(guard, set, H5Dclose);
}

agglo_status sweep_reader_status(sweep_reader *self, uint8_t **status, agglo_error *error) {
    storage_guard guard = guard_of(self->source.path, error);
    *status = malloc(self->points * self->replicates + 1);
    if (*status == NULL)
        return storage_fail(&guard, AGGLO_ERROR_MEMORY, "no memory");
    storage_lock();
    read_points(self, "status", H5T_NATIVE_UINT8, (size_t[2]){0, self->points}, self->replicates,
                *status, &guard);
    storage_unlock();
    if (guard.status != AGGLO_OK) {
        free(*status);
        *status = NULL;
    }
    return guard.status;
}

static void read_whole(hid_t file, const char *name, size_t count, double *out,
                       storage_guard *guard) {
    hid_t set = storage_check(guard, H5Dopen2(file, name, H5P_DEFAULT));
    hid_t space = storage_check(guard, H5Dget_space(set));
    if (guard->status == AGGLO_OK && H5Sget_simple_extent_npoints(space) != (hssize_t)count)
        storage_fail(guard, AGGLO_ERROR_INPUT, "it is damaged: '%s' has the wrong size", name);
    if (guard->status == AGGLO_OK)
        storage_check(guard, H5Dread(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, out));
    storage_close(guard, space, H5Sclose);
    storage_close(guard, set, H5Dclose);
}

static void read_failures(sweep_reader *self, sweep_file_failure **failures, size_t *count,
                          storage_guard *guard) {
    char **texts = read_texts(self->source.file, "failures/message", count, guard);
    double *numbers = calloc(2 * *count + 1, sizeof *numbers);
    *failures = calloc(*count + 1, sizeof **failures);
    if (numbers == NULL || *failures == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu failures", *count);
    } else {
        read_whole(self->source.file, "failures/design", *count, numbers, guard);
        read_whole(self->source.file, "failures/replicate", *count, numbers + *count, guard);
    }
    for (size_t i = 0; i < *count && guard->status == AGGLO_OK; i++)
        (*failures)[i] = (sweep_file_failure){(uint32_t)numbers[i], (uint32_t)numbers[*count + i],
                                              storage_join(texts[i] != NULL ? texts[i] : "", "")};
    free_texts(texts, *count);
    free(numbers);
}

agglo_status sweep_reader_failures(sweep_reader *self, sweep_file_failure **failures, size_t *count,
                                   agglo_error *error) {
    storage_guard guard = guard_of(self->source.path, error);
    *failures = NULL;
    *count = 0;
    storage_lock();
    if (H5Lexists(self->source.file, "failures", H5P_DEFAULT) > 0)
        read_failures(self, failures, count, &guard);
    storage_unlock();
    if (guard.status != AGGLO_OK) {
        sweep_failures_free(*failures, *count);
        *failures = NULL;
        *count = 0;
    }
    return guard.status;
}

void sweep_failures_free(sweep_file_failure *failures, size_t count) {
    for (size_t i = 0; failures != NULL && i < count; i++)
        free(failures[i].message);
    free(failures);
}

/* Everything of a block of points, as it lies in the file. */
typedef struct {
    uint8_t *status;
    uint64_t *hashes, *key_high, *key_low;
    double *values; /* field after field: cells × width */
} block;

static void block_free(block *b) {
    free(b->status);
    free(b->hashes);
    free(b->key_high);
    free(b->key_low);
    free(b->values);
}

static void read_block(sweep_reader *self, const size_t range[2], const parts_head *head, block *b,
                       storage_guard *guard) {
    size_t cells = range[1] * self->replicates;
    b->status = calloc(cells + 1, 1);
    b->hashes = calloc(cells + 1, sizeof *b->hashes);
    b->key_high = calloc(range[1] + 1, sizeof *b->key_high);
    b->key_low = calloc(range[1] + 1, sizeof *b->key_low);
    b->values = calloc(cells * head->width + 1, sizeof *b->values);
    if (!b->status || !b->hashes || !b->key_high || !b->key_low || !b->values) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu runs", cells);
        return;
    }
    read_points(self, "status", H5T_NATIVE_UINT8, range, self->replicates, b->status, guard);
    read_points(self, "state_hash", H5T_NATIVE_UINT64, range, self->replicates, b->hashes, guard);
    read_points(self, "keys/key_high", H5T_NATIVE_UINT64, range, 1, b->key_high, guard);
    read_points(self, "keys/key_low", H5T_NATIVE_UINT64, range, 1, b->key_low, guard);
    for (size_t k = 0; k < head->field_count && guard->status == AGGLO_OK; k++)
        read_points(self, head->fields[k].name, H5T_NATIVE_DOUBLE, range,
                    self->replicates * head->fields[k].width,
                    b->values + cells * head->fields[k].offset, guard);
}

static void take_cell(const sweep_reader *self, const size_t range[2], const block *b, size_t cell,
                      double *row, parts_batch *batch, storage_guard *guard) {
    const parts_head *head = batch->head;
    size_t cells = range[1] * self->replicates, point = cell / self->replicates;
    for (size_t k = 0; k < head->field_count; k++) {
        const parts_field *f = &head->fields[k];
        memcpy(row + f->offset, b->values + cells * f->offset + cell * f->width,
               f->width * sizeof *row);
    }
    parts_run run = {.key_high = b->key_high[point],
                     .key_low = b->key_low[point],
                     .state_hash = b->hashes[cell],
                     .point = (uint32_t)(range[0] + point),
                     .replicate = (uint32_t)(cell % self->replicates),
                     .status = PARTS_DONE};
    guard->status = parts_batch_add(batch, &run, row, guard->error);
}

agglo_status sweep_reader_runs(sweep_reader *self, size_t first, size_t count, parts_batch *batch,
                               agglo_error *error) {
    storage_guard guard = guard_of(self->source.path, error);
    size_t range[2] = {first, count};
    block b = {0};
    if (batch->head->identity != self->identity || batch->head->layout != self->layout)
        return storage_fail(&guard, AGGLO_ERROR_INPUT, "it belongs to another experiment");
    storage_lock();
    read_block(self, range, batch->head, &b, &guard);
    storage_unlock();
    double *row = malloc((batch->head->width + 1) * sizeof *row);
    if (row == NULL)
        storage_fail(&guard, AGGLO_ERROR_MEMORY, "no memory");
    for (size_t i = 0; i < count * self->replicates && guard.status == AGGLO_OK; i++)
        if (b.status[i] == PARTS_DONE)
            take_cell(self, range, &b, i, row, batch, &guard);
    free(row);
    block_free(&b);
    return guard.status;
}
