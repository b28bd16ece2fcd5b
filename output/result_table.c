#include "output/result_table.h"

#include <hdf5_hl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "output/storage.h"

struct result_table {
    storage_source source;
    hid_t group;
    size_t *first; /* row, by replicate, and one more */
    size_t replicates;
};

static storage_guard guard_of(const char *path, agglo_error *error) {
    return (storage_guard){.blame = AGGLO_ERROR_INPUT,
                           .error = error,
                           .path = path,
                           .purpose = "cannot read the result"};
}

/* A column and how many rows it has; the caller closes the id. */
static hid_t open_column(const result_table *t, const char *name, size_t *rows,
                         storage_guard *guard) {
    *rows = 0;
    if (H5Lexists(t->group, name, H5P_DEFAULT) <= 0) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "a table has no column '%s'", name);
        return H5I_INVALID_HID;
    }
    hid_t id = storage_check(guard, H5Dopen2(t->group, name, H5P_DEFAULT));
    hid_t space = storage_check(guard, H5Dget_space(id));
    hsize_t size = 0;
    if (H5Sget_simple_extent_ndims(space) != 1)
        storage_fail(guard, AGGLO_ERROR_INPUT, "'%s' is no column", name);
    else
        storage_check(guard, H5Sget_simple_extent_dims(space, &size, NULL));
    storage_close(guard, space, H5Sclose);
    *rows = (size_t)size;
    return id;
}

static void find_replicates(result_table *t, const int32_t *number, size_t rows,
                            storage_guard *guard) {
    enum { MOST_REPLICATES = 1 << 24 };
    for (size_t i = 0; i < rows; i++)
        if (number[i] < (i > 0 ? number[i - 1] : 0) || number[i] >= MOST_REPLICATES) {
            storage_fail(guard, AGGLO_ERROR_INPUT, "a table is not sorted by replicate");
            return;
        }
    t->replicates = rows > 0 ? (size_t)number[rows - 1] + 1 : 0;
    t->first = calloc(t->replicates + 1, sizeof *t->first);
    if (t->first == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for a table");
        return;
    }
    for (size_t i = 0; i < rows; i++)
        t->first[number[i] + 1] = i + 1;
    for (size_t k = 1; k <= t->replicates; k++)
        if (t->first[k] == 0) /* has no rows */
            t->first[k] = t->first[k - 1];
}

static void read_replicates(result_table *t, storage_guard *guard) {
    size_t rows;
    hid_t id = open_column(t, "replicate", &rows, guard);
    int32_t *number = guard->status == AGGLO_OK ? malloc((rows + 1) * sizeof *number) : NULL;
    if (guard->status == AGGLO_OK && number == NULL)
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for a table");
    if (guard->status == AGGLO_OK && rows > 0)
        storage_check(guard, H5Dread(id, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, number));
    if (guard->status == AGGLO_OK)
        find_replicates(t, number, rows, guard);
    free(number);
    storage_close(guard, id, H5Dclose);
}

agglo_status result_table_open(const char *path, const char *group, result_table **out,
                               agglo_error *error) {
    storage_guard guard = guard_of(path, error);
    *out = NULL;
    result_table *t = calloc(1, sizeof *t);
    if (t == NULL)
        return storage_fail(&guard, AGGLO_ERROR_MEMORY, "no memory");
    t->group = H5I_INVALID_HID;
    storage_lock();
    storage_source_open(&t->source, &guard);
    int is_there = guard.status == AGGLO_OK && H5Lexists(t->source.file, group, H5P_DEFAULT) > 0;
    if (is_there) {
        t->group = storage_check(&guard, H5Gopen2(t->source.file, group, H5P_DEFAULT));
        read_replicates(t, &guard);
    }
    storage_unlock();
    if (is_there && guard.status == AGGLO_OK)
        *out = t;
    else
        result_table_close(t);
    return guard.status;
}

void result_table_close(result_table *t) {
    if (t == NULL)
        return;
    storage_lock();
    if (t->group >= 0)
        H5Gclose(t->group);
    storage_source_close(&t->source);
    storage_unlock();
    free(t->first);
    free(t);
}

size_t result_table_rows(const result_table *t, size_t replicate) {
    return replicate < t->replicates ? t->first[replicate + 1] - t->first[replicate] : 0;
}

void result_table_range(const result_table *t, size_t replicate, size_t rows[2]) {
    size_t known = replicate < t->replicates ? replicate : t->replicates;
    rows[0] = t->first[known];
    rows[1] = rows[0] + result_table_rows(t, replicate);
}

size_t result_table_size(const result_table *t) {
    return t->first[t->replicates];
}

agglo_status result_table_check(result_table *t, const char *const *names, size_t count,
                                agglo_error *error) {
    storage_guard guard = guard_of(t->source.path, error);
    size_t rows;
    storage_lock();
    for (size_t k = 0; k < count && guard.status == AGGLO_OK; k++) {
        hid_t id = open_column(t, names[k], &rows, &guard);
        if (guard.status == AGGLO_OK && rows != result_table_size(t))
            storage_fail(&guard, AGGLO_ERROR_INPUT, "'%s' is not as long as other columns",
                         names[k]);
        storage_close(&guard, id, H5Dclose);
    }
    storage_unlock();
    return guard.status;
}

agglo_status result_table_column(result_table *t, const char *name, size_t replicate,
                                 column_type type, void *values, agglo_error *error) {
    storage_guard guard = guard_of(t->source.path, error);
    hsize_t count = result_table_rows(t, replicate), first = count > 0 ? t->first[replicate] : 0;
    size_t rows;
    storage_lock();
    hid_t id = open_column(t, name, &rows, &guard);
    if (guard.status == AGGLO_OK && first + count > rows)
        storage_fail(&guard, AGGLO_ERROR_INPUT, "'%s' is shorter than other columns", name);
    if (guard.status == AGGLO_OK && count > 0) {
        hid_t memory = storage_check(&guard, H5Screate_simple(1, &count, NULL));
        hid_t space = storage_check(&guard, H5Dget_space(id));
        storage_check(&guard,
                      H5Sselect_hyperslab(space, H5S_SELECT_SET, &first, NULL, &count, NULL));
        storage_check(&guard,
                      H5Dread(id, storage_memory_type(type), memory, space, H5P_DEFAULT, values));
        storage_close(&guard, space, H5Sclose);
        storage_close(&guard, memory, H5Sclose);
    }
    storage_close(&guard, id, H5Dclose);
    storage_unlock();
    return guard.status;
}

/* ---- what columns there are ---- */

/* The type of ours that holds a column's numbers. */
static column_type type_of(hid_t type) {
    size_t size = H5Tget_size(type);
    if (H5Tget_class(type) == H5T_FLOAT)
        return size > 4 ? COLUMN_f64 : COLUMN_f32;
    int is_signed = H5Tget_sign(type) != H5T_SGN_NONE;
    switch (size) {
    case 1:
        return is_signed ? COLUMN_i16 : COLUMN_u8;
    case 2:
        return is_signed ? COLUMN_i16 : COLUMN_u16;
    case 4:
        return is_signed ? COLUMN_i32 : COLUMN_u64;
    default:
        return is_signed ? COLUMN_f64 : COLUMN_u64;
    }
}

static void copy_text(hid_t id, const char *attribute, char *text, size_t size) {
    char *found = storage_get_text(id, attribute);
    snprintf(text, size, "%s", found != NULL ? found : "");
    free(found);
}

typedef struct {
    const result_table *table;
    result_table_info *items;
    size_t count, capacity;
    storage_guard *guard;
} column_list;

static herr_t note_column(hid_t group, const char *name, const H5L_info_t *info, void *context) {
    column_list *list = context;
    size_t rows;
    (void)info, (void)group;
    hid_t id = open_column(list->table, name, &rows, list->guard);
    if (list->guard->status == AGGLO_OK && H5DSis_scale(id) > 0) { /* the dimension */
        storage_close(list->guard, id, H5Dclose);
        return 0;
    }
    if (list->count == list->capacity) {
        size_t capacity = 2 * list->capacity + 16;
        result_table_info *items = realloc(list->items, capacity * sizeof *items);
        if (items == NULL)
            storage_fail(list->guard, AGGLO_ERROR_MEMORY, "no memory for columns");
        else
            list->items = items, list->capacity = capacity;
    }
    if (list->guard->status == AGGLO_OK) {
        result_table_info *item = &list->items[list->count++];
        hid_t type = storage_check(list->guard, H5Dget_type(id));
        snprintf(item->name, sizeof item->name, "%s", name);
        copy_text(id, "units", item->unit, sizeof item->unit);
        copy_text(id, "long_name", item->long_name, sizeof item->long_name);
        item->meanings = storage_get_text(id, "flag_meanings");
        item->are_bits = H5Aexists(id, "flag_masks") > 0;
        item->type = type_of(type);
        storage_close(list->guard, type, H5Tclose);
    }
    storage_close(list->guard, id, H5Dclose);
    return list->guard->status == AGGLO_OK ? 0 : 1;
}

agglo_status result_table_columns(result_table *t, result_table_info **out, size_t *count,
                                  agglo_error *error) {
    storage_guard guard = guard_of(t->source.path, error);
    column_list list = {.table = t, .guard = &guard};
    hsize_t next = 0;
    storage_lock();
    storage_check(&guard,
                  H5Literate(t->group, H5_INDEX_CRT_ORDER, H5_ITER_INC, &next, note_column, &list));
    storage_unlock();
    if (guard.status != AGGLO_OK) {
        result_table_columns_free(list.items, list.count);
        list = (column_list){0};
    }
    *out = list.items;
    *count = list.count;
    return guard.status;
}

void result_table_columns_free(result_table_info *columns, size_t count) {
    for (size_t c = 0; columns != NULL && c < count; c++)
        free(columns[c].meanings);
    free(columns);
}

/* ---- codes ---- */

/* The place of a word in a text of words, -1 if it is none of them. */
static int find_word(const char *text, const char *word) {
    size_t length = strlen(word);
    for (int place = 0; *text != '\0'; place++) {
        size_t next = strcspn(text, " ");
        if (next == length && strncmp(text, word, length) == 0)
            return place;
        text += next;
        text += strspn(text, " ");
    }
    return -1;
}

char *result_table_meanings(result_table *t, const char *name) {
    storage_guard guard = guard_of(t->source.path, NULL);
    size_t rows;
    storage_lock();
    hid_t id = open_column(t, name, &rows, &guard);
    char *words = guard.status == AGGLO_OK ? storage_get_text(id, "flag_meanings") : NULL;
    storage_close(&guard, id, H5Dclose);
    storage_unlock();
    return words;
}

int result_table_code(result_table *t, const char *name, const char *meaning) {
    char *words = result_table_meanings(t, name);
    int code = words != NULL ? find_word(words, meaning) : -1;
    free(words);
    return code;
}
