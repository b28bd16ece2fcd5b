/* Writing the merged result of a sweep. Reading: sweep_reader.c. */
#include "output/sweep_file.h"

#include <hdf5_hl.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/writer_private.h"

enum { DESIGN, REPLICATE, FIRST_OF_SCHEMA };

struct sweep_file {
    /* Scales: design, replicate, then as the schema's dimensions. Variables: by field; of virtual
     * files their creation properties until the end. */
    storage_target target;
    const sweep_file_plan *plan;
    double *scratch; /* values of one block of one field */
    size_t scratch_size;
};

static storage_guard guard_of(const sweep_file *self, agglo_error *error) {
    return (storage_guard){.blame = AGGLO_ERROR_IO,
                           .error = error,
                           .path = self->target.partial,
                           .purpose = "cannot write the merged result"};
}

static void free_memory(sweep_file *self) {
    free(self->scratch);
    storage_target_free(&self->target);
    free(self);
}

static sweep_file *allocate(const char *path, const sweep_file_plan *plan) {
    sweep_file *self = calloc(1, sizeof *self);
    if (self == NULL)
        return NULL;
    self->plan = plan;
    size_t scale_count = FIRST_OF_SCHEMA + plan->schema->dimension_count;
    if (!storage_target_init(&self->target, path, scale_count, plan->head->field_count)) {
        free_memory(self);
        return NULL;
    }
    return self;
}

/* ---- Creation ---- */

static hid_t create_scale(sweep_file *self, const writer_series *series, storage_guard *guard) {
    hid_t id = writer_series_create(self->target.file, series, guard);
    storage_check(guard, H5DSset_scale(id, series->name));
    return id;
}

static int is_used(const parts_head *head, int dimension) {
    for (size_t k = 0; k < head->field_count; k++)
        for (int d = 0; d < head->fields[k].rank; d++)
            if (head->fields[k].dimensions[d] == dimension)
                return 1;
    return 0;
}

static void create_scales(sweep_file *self, storage_guard *guard) {
    const sweep_file_plan *plan = self->plan;
    writer_series numbers = {"design", "1", "number of the design point", plan->points, NULL, NULL};
    self->target.scales[DESIGN] = create_scale(self, &numbers, guard);
    numbers = (writer_series){"replicate", "1", "replicate number", plan->replicates, NULL, NULL};
    self->target.scales[REPLICATE] = create_scale(self, &numbers, guard);
    for (size_t d = 1; d < plan->schema->dimension_count; d++) {
        const schema_dimension *dimension = &plan->schema->dimensions[d];
        writer_series series = {dimension->name, dimension->unit,    dimension->long_name,
                                dimension->size, dimension->numbers, dimension->labels};
        if (is_used(plan->head, (int)d))
            self->target.scales[FIRST_OF_SCHEMA + d] = create_scale(self, &series, guard);
    }
}

/* Fields have at most five dimensions: design, replicate, and three of the schema. */
enum { MOST_RANK = 5 };

static int shape_of(const sweep_file *self, const parts_field *f, hsize_t shape[MOST_RANK]) {
    shape[0] = self->plan->points;
    shape[1] = self->plan->replicates;
    for (int d = 0; d < f->rank; d++)
        shape[2 + d] = f->shape[d];
    return 2 + f->rank;
}

static void finish_variable(sweep_file *self, const parts_field *f, hid_t id,
                            storage_guard *guard) {
    if (self->plan->coordinates[0] != '\0')
        storage_put_text(guard, id, "coordinates", self->plan->coordinates);
    storage_check(guard, H5DSattach_scale(id, self->target.scales[DESIGN], 0));
    storage_check(guard, H5DSattach_scale(id, self->target.scales[REPLICATE], 1));
    for (int d = 0; d < f->rank; d++)
        storage_check(guard,
                      H5DSattach_scale(id, self->target.scales[FIRST_OF_SCHEMA + f->dimensions[d]],
                                       (unsigned)(2 + d)));
}

static hid_t create_variable(sweep_file *self, const parts_field *f, storage_guard *guard) {
    const double missing = NAN;
    hsize_t shape[MOST_RANK];
    writer_dataset dataset = {.name = f->name,
                              .unit = f->unit,
                              .long_name = f->long_name,
                              .type = H5T_IEEE_F64LE,
                              .rank = shape_of(self, f, shape),
                              .size = shape,
                              .fill = &missing};
    hid_t id = writer_dataset_create(self->target.file, &dataset, guard);
    finish_variable(self, f, id, guard);
    return id;
}

/* Creation properties of a virtual variable; blocks add mappings to them. */
static hid_t begin_virtual(storage_guard *guard) {
    const double missing = NAN;
    hid_t creation = storage_check(guard, H5Pcreate(H5P_DATASET_CREATE));
    storage_check(
        guard, H5Pset_attr_creation_order(creation, H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED));
    storage_check(guard, H5Pset_obj_track_times(creation, 0));
    storage_check(guard, H5Pset_fill_value(creation, H5T_NATIVE_DOUBLE, &missing));
    return creation;
}

static void create_content(sweep_file *self, storage_guard *guard) {
    const sweep_file_plan *plan = self->plan;
    self->target.file = storage_create(guard, self->target.partial);
    if (guard->status != AGGLO_OK)
        return;
    storage_put_text(guard, self->target.file, "Conventions", "CF-1.8");
    storage_put_complete(guard, self->target.file, 0);
    storage_put_numbers(guard, self->target.file, "sweep_identity", COLUMN_u64, 1,
                        &plan->head->identity);
    storage_put_numbers(guard, self->target.file, "sweep_layout", COLUMN_u64, 1,
                        &plan->head->layout);
    for (size_t a = 0; a < plan->attribute_count; a++)
        storage_put_attribute(guard, self->target.file, &plan->attributes[a]);
    create_scales(self, guard);
    for (size_t k = 0; k < plan->head->field_count && guard->status == AGGLO_OK; k++)
        self->target.variables[k] = plan->is_virtual
                                        ? begin_virtual(guard)
                                        : create_variable(self, &plan->head->fields[k], guard);
}

static void close_file(sweep_file *self, storage_guard *guard) {
    storage_target_close(&self->target, self->plan->is_virtual ? H5Pclose : H5Dclose, guard);
}

agglo_status sweep_file_create(const char *path, const sweep_file_plan *plan, sweep_file **out,
                               agglo_error *error) {
    *out = NULL;
    sweep_file *self = allocate(path, plan);
    if (self == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory to write a merged result");
    storage_guard guard = guard_of(self, error);
    storage_lock();
    create_content(self, &guard);
    storage_unlock();
    if (guard.status == AGGLO_OK)
        *out = self;
    else
        sweep_file_abandon(self);
    return guard.status;
}

agglo_status sweep_file_add_factor(sweep_file *self, const sweep_file_factor *factor,
                                   agglo_error *error) {
    storage_guard guard = guard_of(self, error);
    writer_series series = {factor->name,       factor->unit,    factor->long_name,
                            self->plan->points, factor->numbers, factor->labels};
    storage_lock();
    hid_t id = writer_series_create(self->target.file, &series, &guard);
    if (factor->path != NULL)
        storage_put_text(&guard, id, "path", factor->path);
    storage_check(&guard, H5DSattach_scale(id, self->target.scales[DESIGN], 0));
    storage_close(&guard, id, H5Dclose);
    storage_unlock();
    return guard.status;
}

/* ---- Values ---- */

static void write_block(sweep_file *self, size_t k, const parts_batch *batch,
                        const sweep_file_block *block, storage_guard *guard) {
    const parts_field *f = &batch->head->fields[k];
    hsize_t start[MOST_RANK] = {block->point, block->replicate}, extent[MOST_RANK];
    int rank = shape_of(self, f, extent);
    extent[0] = block->count;
    extent[1] = 1;
    for (size_t i = 0; i < block->count; i++)
        memcpy(self->scratch + i * f->width,
               batch->values + batch->runs[block->first + i].row * batch->head->width + f->offset,
               f->width * sizeof *self->scratch);
    hid_t memory = storage_check(guard, H5Screate_simple(rank, extent, NULL));
    hid_t space = storage_check(guard, H5Dget_space(self->target.variables[k]));
    storage_check(guard, H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, extent, NULL));
    storage_check(guard, H5Dwrite(self->target.variables[k], H5T_NATIVE_DOUBLE, memory, space,
                                  H5P_DEFAULT, self->scratch));
    storage_close(guard, space, H5Sclose);
    storage_close(guard, memory, H5Sclose);
}

/* The path of a part as seen from the merged file. */
static const char *seen_from(const char *path, const char *part) {
    const char *slash = strrchr(path, '/');
    size_t length = slash != NULL ? (size_t)(slash - path) + 1 : 0;
    return strncmp(path, part, length) == 0 ? part + length : part;
}

static void map_block(sweep_file *self, size_t k, const parts_batch *batch,
                      const sweep_file_block *block, storage_guard *guard) {
    const parts_field *f = &batch->head->fields[k];
    hsize_t start[MOST_RANK] = {block->point, block->replicate}, extent[MOST_RANK];
    hsize_t whole[MOST_RANK], source[4] = {batch->count}, from[4] = {block->first}, taken[4];
    char name[80];
    int rank = shape_of(self, f, whole);
    memcpy(extent, whole, sizeof extent);
    extent[0] = block->count;
    extent[1] = 1;
    for (int d = 0; d < f->rank; d++)
        source[1 + d] = f->shape[d];
    memcpy(taken, source, sizeof taken);
    taken[0] = block->count;
    snprintf(name, sizeof name, "/value/%s", f->name);
    hid_t space = storage_check(guard, H5Screate_simple(rank, whole, NULL));
    hid_t part = storage_check(guard, H5Screate_simple(f->rank + 1, source, NULL));
    storage_check(guard, H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, extent, NULL));
    storage_check(guard, H5Sselect_hyperslab(part, H5S_SELECT_SET, from, NULL, taken, NULL));
    storage_check(guard, H5Pset_virtual(self->target.variables[k], space,
                                        seen_from(self->target.path, block->part), name, part));
    storage_close(guard, part, H5Sclose);
    storage_close(guard, space, H5Sclose);
}

agglo_status sweep_file_put(sweep_file *self, const parts_batch *batch,
                            const sweep_file_block *block, agglo_error *error) {
    size_t needed = block->count * batch->head->width;
    if (needed > self->scratch_size) {
        double *scratch = realloc(self->scratch, needed * sizeof *scratch);
        if (scratch == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu runs", block->count);
        self->scratch = scratch;
        self->scratch_size = needed;
    }
    storage_guard guard = guard_of(self, error);
    storage_lock();
    for (size_t k = 0; k < batch->head->field_count && guard.status == AGGLO_OK; k++) {
        if (self->plan->is_virtual)
            map_block(self, k, batch, block, &guard);
        else
            write_block(self, k, batch, block, &guard);
    }
    storage_unlock();
    return guard.status;
}

/* ---- The end ---- */

typedef struct {
    const char *name, *long_name;
    hid_t types[2];
    const void *values;
} integer_variable;

/* Over design, or over design and replicate. */
static hid_t write_integers(sweep_file *self, hid_t place, const integer_variable *v, int rank,
                            storage_guard *guard) {
    hsize_t shape[2] = {self->plan->points, self->plan->replicates};
    writer_dataset dataset = {.name = v->name,
                              .unit = "1",
                              .long_name = v->long_name,
                              .type = v->types[0],
                              .rank = rank,
                              .size = shape};
    hid_t id = writer_dataset_create(place, &dataset, guard);
    storage_check(guard, H5Dwrite(id, v->types[1], H5S_ALL, H5S_ALL, H5P_DEFAULT, v->values));
    for (int d = 0; d < rank; d++)
        storage_check(guard, H5DSattach_scale(id, self->target.scales[d], (unsigned)d));
    return id;
}

static void write_status(sweep_file *self, const sweep_file_runs *runs, storage_guard *guard) {
    static const uint8_t flags[] = {PARTS_MISSING, PARTS_DONE, PARTS_FAILED, PARTS_NOT_NEEDED};
    integer_variable status = {
        "status", "what became of the run", {H5T_STD_U8LE, H5T_NATIVE_UINT8}, runs->status};
    integer_variable hash = {"state_hash",
                             "hash of the final state; 0 where there is none",
                             {H5T_STD_U64LE, H5T_NATIVE_UINT64},
                             runs->hashes};
    hid_t id = write_integers(self, self->target.file, &status, 2, guard);
    storage_put_numbers(guard, id, "flag_values", COLUMN_u8, 4, flags);
    storage_put_text(guard, id, "flag_meanings", "missing done failed not_needed");
    storage_put_text(guard, id, "coordinates", self->plan->coordinates);
    storage_close(guard, id, H5Dclose);
    id = write_integers(self, self->target.file, &hash, 2, guard);
    storage_close(guard, id, H5Dclose);
}

static hid_t create_group(hid_t file, const char *name, storage_guard *guard) {
    return storage_check(guard, H5Gcreate2(file, name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
}

static void write_keys(sweep_file *self, const sweep_file_runs *runs, storage_guard *guard) {
    hid_t group = create_group(self->target.file, "keys", guard);
    integer_variable high = {"key_high",
                             "key of the design point's scenario, upper half",
                             {H5T_STD_U64LE, H5T_NATIVE_UINT64},
                             runs->key_high};
    integer_variable low = {"key_low",
                            "key of the design point's scenario, lower half",
                            {H5T_STD_U64LE, H5T_NATIVE_UINT64},
                            runs->key_low};
    storage_close(guard, write_integers(self, group, &high, 1, guard), H5Dclose);
    storage_close(guard, write_integers(self, group, &low, 1, guard), H5Dclose);
    storage_close(guard, group, H5Gclose);
}

/* A group with its own dimension, whose variables are given as series. */
static void write_group(sweep_file *self, const char *name, const writer_series *series,
                        size_t count, storage_guard *guard) {
    hid_t group = create_group(self->target.file, name, guard);
    hid_t scale = writer_series_create(group, &series[0], guard);
    storage_check(guard, H5DSset_scale(scale, series[0].name));
    for (size_t i = 1; i < count; i++) {
        hid_t id = writer_series_create(group, &series[i], guard);
        storage_check(guard, H5DSattach_scale(id, scale, 0));
        storage_close(guard, id, H5Dclose);
    }
    storage_close(guard, scale, H5Dclose);
    storage_close(guard, group, H5Gclose);
}

static void write_failures(sweep_file *self, const sweep_file_runs *runs, storage_guard *guard) {
    size_t count = runs->failure_count;
    if (count == 0)
        return;
    double *points = calloc(count, sizeof *points), *replicates = calloc(count, sizeof *points);
    const char **texts = calloc(count, sizeof *texts);
    for (size_t i = 0; points && replicates && texts && i < count; i++) {
        points[i] = runs->failures[i].point;
        replicates[i] = runs->failures[i].replicate;
        texts[i] = runs->failures[i].message;
    }
    const writer_series series[] = {
        {"failure", "1", "failed run", count, NULL, NULL},
        {"design", "1", "number of the design point", count, points, NULL},
        {"replicate", "1", "replicate number", count, replicates, NULL},
        {"message", "", "what went wrong", count, NULL, texts},
    };
    if (!points || !replicates || !texts)
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu failures", count);
    else
        write_group(self, "failures", series, 4, guard);
    free(texts);
    free(replicates);
    free(points);
}

/* Sizes and fingerprints of the parts, in quotes: doubles cannot hold them. */
static void write_parts(sweep_file *self, const sweep_file_runs *runs, storage_guard *guard) {
    enum { PRINT_SIZE = 48 };
    size_t count = runs->part_count;
    const char **names = calloc(count + 1, sizeof *names),
               **prints = calloc(count + 1, sizeof *prints);
    char *texts = calloc(count + 1, PRINT_SIZE);
    if (!names || !prints || !texts)
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu parts", count);
    for (size_t i = 0; i < count && guard->status == AGGLO_OK; i++) {
        uint64_t hash, size;
        guard->status = parts_fingerprint(runs->parts[i], &hash, &size, guard->error);
        names[i] = seen_from(self->target.path, runs->parts[i]);
        prints[i] = texts + i * PRINT_SIZE;
        snprintf(texts + i * PRINT_SIZE, PRINT_SIZE, "%016llx %llu", (unsigned long long)hash,
                 (unsigned long long)size);
    }
    const writer_series series[] = {
        {"part", "1", "part of the sweep", count, NULL, NULL},
        {"file", "", "path relative to this file", count, NULL, names},
        {"fingerprint", "", "hash and size of the file", count, NULL, prints},
    };
    if (guard->status == AGGLO_OK && count > 0)
        write_group(self, "parts", series, 3, guard);
    free(texts);
    free(prints);
    free(names);
}

/* Creates the virtual variables from the mappings that have been gathered. */
static void create_virtual(sweep_file *self, storage_guard *guard) {
    for (size_t k = 0; k < self->plan->head->field_count; k++) {
        const parts_field *f = &self->plan->head->fields[k];
        hsize_t shape[MOST_RANK];
        hid_t space = storage_check(guard, H5Screate_simple(shape_of(self, f, shape), shape, NULL));
        hid_t id =
            storage_check(guard, H5Dcreate2(self->target.file, f->name, H5T_IEEE_F64LE, space,
                                            H5P_DEFAULT, self->target.variables[k], H5P_DEFAULT));
        storage_put_text(guard, id, "units", f->unit[0] != '\0' ? f->unit : "1");
        storage_put_text(guard, id, "long_name", f->long_name);
        finish_variable(self, f, id, guard);
        storage_close(guard, id, H5Dclose);
        storage_close(guard, space, H5Sclose);
    }
}

static void write_rest(sweep_file *self, const sweep_file_runs *runs, storage_guard *guard) {
    if (self->plan->is_virtual)
        create_virtual(self, guard);
    write_status(self, runs, guard);
    write_keys(self, runs, guard);
    write_failures(self, runs, guard);
    if (self->plan->is_virtual)
        write_parts(self, runs, guard);
    storage_check(guard, H5Fflush(self->target.file, H5F_SCOPE_LOCAL));
    if (guard->status == AGGLO_OK)
        storage_put_complete(guard, self->target.file, runs->is_complete);
}

agglo_status sweep_file_finish(sweep_file *self, const sweep_file_runs *runs, agglo_error *error) {
    storage_guard guard = guard_of(self, error);
    storage_lock();
    write_rest(self, runs, &guard);
    close_file(self, &guard);
    if (guard.status == AGGLO_OK)
        guard.status = storage_publish(self->target.partial, self->target.path, error);
    storage_unlock();
    if (guard.status != AGGLO_OK)
        unlink(self->target.partial);
    free_memory(self);
    return guard.status;
}

void sweep_file_abandon(sweep_file *self) {
    if (self == NULL)
        return;
    storage_guard guard = guard_of(self, NULL);
    storage_lock();
    close_file(self, &guard);
    storage_unlock();
    unlink(self->target.partial);
    free_memory(self);
}
