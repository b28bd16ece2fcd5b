/* Reads variables, coordinates and attributes of a result file. Trusts nothing in the file: names,
 * types and sizes are checked before memory is taken. */
#include "output/reader.h"

#include <hdf5_hl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/storage.h"
#include "sim/config.h"

struct reader {
    storage_source source;
};

static storage_guard guard_of(const char *path, agglo_error *error) {
    return (storage_guard){.blame = AGGLO_ERROR_INPUT,
                           .error = error,
                           .path = path,
                           .purpose = "cannot read the result"};
}

/* ---- Opening ---- */

/* A file that is missing may still be on its way under its temporary name. */
static void hint_partial(const char *path, agglo_error *error) {
    char *partial = storage_join(path, ".partial");
    if (partial != NULL && access(path, F_OK) != 0 && access(partial, F_OK) == 0)
        error_hint(error, "a run that is not finished left %s", partial);
    free(partial);
}

static void check_mark(hid_t file, int accept_incomplete, storage_guard *guard) {
    int32_t is_complete = 0;
    if (!storage_get_number(file, "complete", COLUMN_i32, &is_complete)) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "it is not a result of agglo");
        error_expected(guard->error, "a file with the attribute 'complete'");
    } else if (!is_complete && !accept_incomplete) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "the run that wrote it did not finish");
        error_hint(guard->error, "finish the run, or read what is there with --incomplete");
    }
}

agglo_status reader_open(const char *path, int accept_incomplete, reader **out,
                         agglo_error *error) {
    storage_guard guard = guard_of(path, error);
    *out = NULL;
    reader *self = calloc(1, sizeof *self);
    if (self == NULL)
        return storage_fail(&guard, AGGLO_ERROR_MEMORY, "no memory");
    storage_lock();
    storage_source_open(&self->source, &guard);
    if (guard.status == AGGLO_OK)
        check_mark(self->source.file, accept_incomplete, &guard);
    storage_unlock();
    if (guard.status == AGGLO_ERROR_IO)
        hint_partial(path, error);
    if (guard.status != AGGLO_OK)
        reader_close(self);
    else
        *out = self;
    return guard.status;
}

void reader_close(reader *self) {
    if (self == NULL)
        return;
    storage_lock();
    storage_source_close(&self->source);
    storage_unlock();
    free(self);
}

/* ---- Datasets ---- */

/* An open dataset and what is known of it. */
typedef struct {
    hid_t id, type, space;
    H5T_class_t class;
    int rank;
    hsize_t shape[H5S_MAX_RANK];
    size_t count; /* of all values */
} dataset;

static void dataset_close(dataset *set, storage_guard *guard) {
    storage_close(guard, set->space, H5Sclose);
    storage_close(guard, set->type, H5Tclose);
    storage_close(guard, set->id, H5Dclose);
}

static void dataset_measure(dataset *set, storage_guard *guard) {
    set->class = H5Tget_class(set->type);
    set->rank = (int)storage_check(guard, H5Sget_simple_extent_ndims(set->space));
    if (set->rank < 0)
        return;
    storage_check(guard, H5Sget_simple_extent_dims(set->space, set->shape, NULL));
    set->count = 1;
    for (int d = 0; d < set->rank; d++) {
        if (set->shape[d] > 0 && set->count > SIZE_MAX / 16 / set->shape[d]) {
            storage_fail(guard, AGGLO_ERROR_INPUT, "it claims to hold too many values");
            return;
        }
        set->count *= set->shape[d];
    }
}

/* Opens a dataset by name; returns 0, with no failure noted, if there is none. */
static int dataset_open(hid_t file, const char *name, dataset *set, storage_guard *guard) {
    *set = (dataset){.type = H5I_INVALID_HID, .space = H5I_INVALID_HID};
    set->id = H5Dopen2(file, name, H5P_DEFAULT);
    if (set->id < 0)
        return 0;
    set->type = storage_check(guard, H5Dget_type(set->id));
    set->space = storage_check(guard, H5Dget_space(set->id));
    dataset_measure(set, guard);
    return 1;
}

static int is_numeric(const dataset *set) {
    return set->class == H5T_INTEGER || set->class == H5T_FLOAT;
}

/* All values, or those of one place (`first`, if not negative) of the first dimension. */
static double *read_part(const dataset *set, hssize_t first, storage_guard *guard) {
    size_t count = first < 0 || set->shape[0] == 0 ? set->count : set->count / set->shape[0];
    double *values = guard->status == AGGLO_OK ? malloc((count + 1) * sizeof *values) : NULL;
    if (values == NULL) {
        if (guard->status == AGGLO_OK)
            storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu values", count);
        return NULL;
    }
    hid_t space = H5S_ALL, memory = H5S_ALL;
    if (first >= 0) {
        hsize_t start[H5S_MAX_RANK] = {(hsize_t)first}, extent[H5S_MAX_RANK];
        memcpy(extent, set->shape, sizeof extent);
        extent[0] = 1;
        space = storage_check(guard, H5Scopy(set->space));
        memory = storage_check(guard, H5Screate_simple(set->rank, extent, NULL));
        storage_check(guard, H5Sselect_hyperslab(space, H5S_SELECT_SET, start, NULL, extent, NULL));
    }
    storage_check(guard, H5Dread(set->id, H5T_NATIVE_DOUBLE, memory, space, H5P_DEFAULT, values));
    if (first >= 0) {
        storage_close(guard, space, H5Sclose);
        storage_close(guard, memory, H5Sclose);
    }
    if (guard->status != AGGLO_OK) {
        free(values);
        values = NULL;
    }
    return values;
}

static double *read_numbers(const dataset *set, storage_guard *guard) {
    return read_part(set, -1, guard);
}

typedef struct {
    char *text;
    size_t size;
} name_buffer;

static herr_t note_scale(hid_t set, unsigned dimension, hid_t scale, void *context) {
    (void)set;
    (void)dimension;
    name_buffer *buffer = context;
    char path[256] = "";
    if (H5Iget_name(scale, path, sizeof path) <= 0)
        return 0;
    const char *slash = strrchr(path, '/');
    snprintf(buffer->text, buffer->size, "%s", slash != NULL ? slash + 1 : path);
    return 1; /* the first scale names the dimension */
}

/* The name of a dataset's dimension; empty if it has none. */
static void dimension_name(const dataset *set, int d, char *text, size_t size) {
    name_buffer buffer = {text, size};
    text[0] = '\0';
    H5DSiterate_scales(set->id, (unsigned)d, NULL, note_scale, &buffer);
}

/* A variable over replicate, time and region, and perhaps more. */
static int is_plottable(hid_t file, const char *name, const char *unused) {
    static const char *const expected[] = {"replicate", "time", "region"};
    (void)unused;
    storage_guard guard = guard_of(NULL, NULL);
    dataset set;
    if (!dataset_open(file, name, &set, &guard))
        return 0;
    int fits = guard.status == AGGLO_OK && is_numeric(&set) && set.rank >= 3;
    for (int d = 0; d < 3 && fits; d++) {
        char dimension[64];
        dimension_name(&set, d, dimension, sizeof dimension);
        fits = strcmp(dimension, expected[d]) == 0;
    }
    dataset_close(&set, &guard);
    return fits;
}

/* What lies along one dimension and is not its coordinate. */
static int is_along(hid_t file, const char *name, const char *dimension) {
    storage_guard guard = guard_of(NULL, NULL);
    dataset set;
    char found[64] = "";
    if (!dataset_open(file, name, &set, &guard))
        return 0;
    int fits = guard.status == AGGLO_OK && set.rank == 1 && strcmp(name, dimension) != 0;
    if (fits)
        dimension_name(&set, 0, found, sizeof found);
    dataset_close(&set, &guard);
    return fits && strcmp(found, dimension) == 0;
}

/* ---- Names ---- */

typedef struct {
    int (*is_wanted)(hid_t file, const char *name, const char *dimension);
    const char *dimension;
    char **items;
    size_t count, capacity;
} name_list;

static herr_t note_name(hid_t group, const char *name, const H5L_info_t *info, void *context) {
    (void)info;
    name_list *list = context;
    if (!list->is_wanted(group, name, list->dimension))
        return 0;
    if (list->count + 1 >= list->capacity) { /* one place for the null at the end */
        size_t capacity = list->capacity == 0 ? 32 : 2 * list->capacity;
        char **items = realloc(list->items, capacity * sizeof *items);
        if (items == NULL)
            return 1;
        list->items = items;
        list->capacity = capacity;
    }
    if ((list->items[list->count] = storage_join(name, "")) == NULL)
        return 1;
    list->items[++list->count] = NULL;
    return 0;
}

/* What lies along `dimension`, or, if it is null, all variables, in the order of the file; null
 * with a failure noted. */
static char **list_names(reader *self, const char *dimension, storage_guard *guard) {
    name_list list = {dimension != NULL ? is_along : is_plottable, dimension,
                      calloc(2, sizeof *list.items), 0, 2};
    hsize_t next = 0;
    if (list.items == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory");
        return NULL;
    }
    hid_t stopped =
        H5Literate(self->source.file, H5_INDEX_CRT_ORDER, H5_ITER_INC, &next, note_name, &list);
    if (stopped < 0 && list.count == 0) { /* no order of creation was kept */
        next = 0;
        stopped = storage_check(guard, H5Literate(self->source.file, H5_INDEX_NAME, H5_ITER_INC,
                                                  &next, note_name, &list));
    }
    if (stopped > 0)
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory");
    if (guard->status != AGGLO_OK) {
        reader_names_free(list.items);
        list.items = NULL;
    }
    return list.items;
}

agglo_status reader_names(reader *self, char ***out, agglo_error *error) {
    storage_guard guard = guard_of(self->source.path, error);
    storage_lock();
    *out = list_names(self, NULL, &guard);
    storage_unlock();
    return guard.status;
}

agglo_status reader_names_along(reader *self, const char *dimension, char ***out,
                                agglo_error *error) {
    storage_guard guard = guard_of(self->source.path, error);
    storage_lock();
    *out = list_names(self, dimension, &guard);
    storage_unlock();
    return guard.status;
}

void reader_names_free(char **names) {
    for (size_t i = 0; names != NULL && names[i] != NULL; i++)
        free(names[i]);
    free(names);
}

/* ---- Variables ---- */

static void hint_closest(const char *name, char **names, storage_guard *guard) {
    size_t count = 0;
    while (names != NULL && names[count] != NULL)
        count++;
    const char *closest = config_closest(name, (const char *const *)names, count);
    if (closest != NULL)
        error_hint(guard->error, "did you mean '%s'?", closest);
}

/* Says what there is; what does not fit the error's space is cut at a name. */
static void fail_unknown(reader *self, const char *name, storage_guard *guard) {
    storage_guard quiet = guard_of(self->source.path, NULL);
    char **names = list_names(self, NULL, &quiet);
    storage_fail(guard, AGGLO_ERROR_INPUT, "it has no variable '%s'", name);
    char text[sizeof guard->error->expected] = "one of";
    size_t used = strlen(text);
    for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
        size_t length = strlen(names[i]);
        if (used + length + 8 > sizeof text) { /* room for ", …" */
            used += (size_t)snprintf(text + used, sizeof text - used, ", …");
            break;
        }
        used +=
            (size_t)snprintf(text + used, sizeof text - used, "%s %s", i > 0 ? "," : "", names[i]);
    }
    if (names != NULL && names[0] != NULL)
        error_expected(guard->error, "%s", text);
    hint_closest(name, names, guard);
    reader_names_free(names);
}

static void copy_text(hid_t id, const char *attribute, char *text, size_t size) {
    char *found = storage_get_text(id, attribute);
    snprintf(text, size, "%s", found != NULL ? found : "");
    free(found);
}

/* Which values are asked for; a replicate's number else. */
enum { VALUES_ALL = -1, VALUES_NONE = -2 };

static void describe_variable(const dataset *set, reader_variable *out) {
    out->rank = set->rank;
    for (int d = 0; d < set->rank; d++) {
        out->shape[d] = set->shape[d];
        dimension_name(set, d, out->dimension[d], sizeof out->dimension[d]);
    }
    copy_text(set->id, "units", out->unit, sizeof out->unit);
    copy_text(set->id, "long_name", out->long_name, sizeof out->long_name);
}

static void fill_variable(const dataset *set, hssize_t values, reader_variable *out,
                          storage_guard *guard) {
    if (set->rank > 8 || (values != VALUES_NONE && !is_numeric(set)))
        storage_fail(guard, AGGLO_ERROR_INPUT, "'%s' does not hold numbers", out->name);
    else if (values >= 0 && (set->rank < 1 || (hsize_t)values >= set->shape[0]))
        storage_fail(guard, AGGLO_ERROR_INPUT, "it has no replicate %lld", (long long)values);
    if (guard->status != AGGLO_OK)
        return;
    describe_variable(set, out);
    if (values != VALUES_NONE)
        out->values = read_part(set, values, guard);
    if (values >= 0)
        out->shape[0] = 1;
}

static agglo_status get_variable(reader *self, const char *name, hssize_t values,
                                 reader_variable *out, agglo_error *error) {
    storage_guard guard = guard_of(self->source.path, error);
    dataset set;
    *out = (reader_variable){0};
    snprintf(out->name, sizeof out->name, "%s", name);
    storage_lock();
    if (!dataset_open(self->source.file, name, &set, &guard)) {
        fail_unknown(self, name, &guard);
    } else {
        if (guard.status == AGGLO_OK)
            fill_variable(&set, values, out, &guard);
        dataset_close(&set, &guard);
    }
    storage_unlock();
    if (guard.status != AGGLO_OK)
        reader_variable_free(out);
    return guard.status;
}

agglo_status reader_variable_get(reader *self, const char *name, reader_variable *out,
                                 agglo_error *error) {
    return get_variable(self, name, VALUES_ALL, out, error);
}

agglo_status reader_variable_replicate(reader *self, const char *name, size_t replicate,
                                       reader_variable *out, agglo_error *error) {
    return get_variable(self, name, (hssize_t)replicate, out, error);
}

agglo_status reader_variable_describe(reader *self, const char *name, reader_variable *out,
                                      agglo_error *error) {
    return get_variable(self, name, VALUES_NONE, out, error);
}

void reader_variable_free(reader_variable *variable) {
    if (variable == NULL)
        return;
    free(variable->values);
    *variable = (reader_variable){0};
}

/* ---- Coordinates ---- */

/* Copies HDF5's strings into ours, so that the caller frees everything in one way. */
static char **read_labels(const dataset *set, storage_guard *guard) {
    hid_t type = storage_text_type(guard);
    char **raw = calloc(set->count + 1, sizeof *raw);
    char **labels = calloc(set->count + 1, sizeof *labels);
    if (raw == NULL || labels == NULL)
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for %zu labels", set->count);
    if (guard->status == AGGLO_OK &&
        storage_check(guard, H5Dread(set->id, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, raw)) >= 0) {
        for (size_t i = 0; i < set->count && guard->status == AGGLO_OK; i++)
            if ((labels[i] = storage_join(raw[i] != NULL ? raw[i] : "", "")) == NULL)
                storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for labels");
        storage_check(guard, H5Dvlen_reclaim(type, set->space, H5P_DEFAULT, raw));
    }
    storage_close(guard, type, H5Tclose);
    free(raw);
    return labels;
}

static void fill_coordinate(const dataset *set, const char *name, reader_coordinate *out,
                            storage_guard *guard) {
    if (set->rank == 1)
        out->size = set->count;
    if (set->rank == 1 && is_numeric(set))
        out->numbers = read_numbers(set, guard);
    else if (set->rank == 1 && set->class == H5T_STRING && H5Tis_variable_str(set->type) > 0)
        out->labels = read_labels(set, guard);
    else
        storage_fail(guard, AGGLO_ERROR_INPUT, "'%s' is not a coordinate", name);
}

agglo_status reader_coordinate_get(reader *self, const char *dimension, reader_coordinate *out,
                                   agglo_error *error) {
    storage_guard guard = guard_of(self->source.path, error);
    dataset set;
    *out = (reader_coordinate){0};
    storage_lock();
    if (!dataset_open(self->source.file, dimension, &set, &guard)) {
        storage_fail(&guard, AGGLO_ERROR_INPUT, "it has no dimension '%s'", dimension);
    } else {
        if (guard.status == AGGLO_OK)
            fill_coordinate(&set, dimension, out, &guard);
        dataset_close(&set, &guard);
    }
    storage_unlock();
    if (guard.status != AGGLO_OK)
        reader_coordinate_free(out);
    return guard.status;
}

void reader_coordinate_free(reader_coordinate *coordinate) {
    if (coordinate == NULL)
        return;
    for (size_t i = 0; coordinate->labels != NULL && i < coordinate->size; i++)
        free(coordinate->labels[i]);
    free(coordinate->labels);
    free(coordinate->numbers);
    *coordinate = (reader_coordinate){0};
}

char *reader_text(reader *self, const char *attribute) {
    storage_lock();
    char *text = storage_get_text(self->source.file, attribute);
    storage_unlock();
    return text;
}

int reader_attribute(reader *self, const char *attribute, double *value) {
    storage_lock();
    int is_there = storage_get_number(self->source.file, attribute, COLUMN_f64, value);
    storage_unlock();
    return is_there;
}
