#include "output/storage.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- The lock ---- */

static pthread_mutex_t lock_mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_once_t lock_once = PTHREAD_ONCE_INIT;

/* Everything is closed explicitly here. Without this, HDF5's exit handler would try again to flush
 * files whose disk was full, and complain in its own words. */
static void prepare_library(void) {
    H5dont_atexit();
}

void storage_lock(void) {
    pthread_mutex_lock(&lock_mutex);
    pthread_once(&lock_once, prepare_library);
    /* Each time, since some builds of HDF5 keep this setting per thread. */
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
}

void storage_unlock(void) {
    pthread_mutex_unlock(&lock_mutex);
}

/* ---- Failures ---- */

typedef struct {
    int code;       /* errno as HDF5 reports it in its texts, 0: none */
    char text[128]; /* innermost description */
} failure_cause;

static herr_t note_cause(unsigned depth, const H5E_error2_t *entry, void *context) {
    failure_cause *cause = context;
    if (entry->desc == NULL)
        return 0;
    const char *code = strstr(entry->desc, "errno = ");
    if (code != NULL && cause->code == 0)
        cause->code = atoi(code + strlen("errno = "));
    if (depth == 0)
        snprintf(cause->text, sizeof cause->text, "%s", entry->desc);
    return 0;
}

static void describe_errno(int code, char *text, size_t size) {
    if (code == EAGAIN || code == EWOULDBLOCK) /* HDF5 could not lock the file */
        snprintf(text, size, "the file is in use by another run");
    else if (strerror_r(code, text, size) != 0)
        snprintf(text, size, "error %d", code);
}

static void hint_errno(agglo_error *error, int code) {
    if (code == ENOSPC || code == EDQUOT)
        error_hint(error, "free some space or write to another disk");
    else if (code == EFBIG)
        error_hint(error, "the limit of file sizes is too low (ulimit -f)");
    else if (code == ENOENT)
        error_hint(error, "is the directory there?");
    else if (code == EACCES || code == EROFS || code == EPERM)
        error_hint(error, "choose a directory that you may write to");
}

hid_t storage_check(storage_guard *guard, hid_t result) {
    if (result >= 0 || guard->status != AGGLO_OK)
        return result;
    failure_cause cause = {0};
    H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, note_cause, &cause);
    if (cause.code != 0) {
        char text[128];
        describe_errno(cause.code, text, sizeof text);
        guard->status = error_set(guard->error, AGGLO_ERROR_IO, "%s: %s", guard->purpose, text);
        if (guard->blame == AGGLO_ERROR_IO)
            hint_errno(guard->error, cause.code);
    } else {
        guard->status =
            error_set(guard->error, guard->blame, "%s%s (HDF5: %s)", guard->purpose,
                      guard->blame == AGGLO_ERROR_INPUT ? ": it is truncated or damaged" : "",
                      cause.text[0] != '\0' ? cause.text : "unknown cause");
    }
    error_place(guard->error, guard->path, 0, NULL);
    return result;
}

agglo_status storage_fail(storage_guard *guard, agglo_status status, const char *format, ...) {
    if (guard->status != AGGLO_OK)
        return guard->status;
    char text[256];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    guard->status =
        error_set(guard->error, status, "%s: %s", guard->purpose, length < 0 ? "" : text);
    error_place(guard->error, guard->path, 0, NULL);
    return guard->status;
}

agglo_status storage_system_error(agglo_error *error, const char *path, const char *purpose) {
    int code = errno;
    char text[128];
    describe_errno(code, text, sizeof text);
    error_set(error, AGGLO_ERROR_IO, "%s: %s", purpose, text);
    error_place(error, path, 0, NULL);
    hint_errno(error, code);
    return AGGLO_ERROR_IO;
}

void storage_close(storage_guard *guard, hid_t id, herr_t (*close)(hid_t)) {
    if (id >= 0)
        storage_check(guard, close(id));
}

/* ---- Types ---- */

hid_t storage_memory_type(column_type type) {
    switch (type) {
    case COLUMN_f64:
        return H5T_NATIVE_DOUBLE;
    case COLUMN_f32:
        return H5T_NATIVE_FLOAT;
    case COLUMN_u64:
        return H5T_NATIVE_UINT64;
    case COLUMN_i32:
        return H5T_NATIVE_INT32;
    case COLUMN_i16:
        return H5T_NATIVE_INT16;
    case COLUMN_u16:
        return H5T_NATIVE_UINT16;
    case COLUMN_u8:
        return H5T_NATIVE_UINT8;
    default:
        return H5I_INVALID_HID;
    }
}

hid_t storage_file_type(column_type type) {
    switch (type) {
    case COLUMN_f64:
        return H5T_IEEE_F64LE;
    case COLUMN_f32:
        return H5T_IEEE_F32LE;
    case COLUMN_u64:
        return H5T_STD_U64LE;
    case COLUMN_i32:
        return H5T_STD_I32LE;
    case COLUMN_i16:
        return H5T_STD_I16LE;
    case COLUMN_u16:
        return H5T_STD_U16LE;
    case COLUMN_u8:
        return H5T_STD_U8LE;
    default:
        return H5I_INVALID_HID;
    }
}

static hid_t sized_text_type(size_t size, storage_guard *guard) {
    hid_t type = storage_check(guard, H5Tcopy(H5T_C_S1));
    storage_check(guard, H5Tset_size(type, size));
    storage_check(guard, H5Tset_cset(type, H5T_CSET_UTF8));
    return type;
}

hid_t storage_text_type(storage_guard *guard) {
    return sized_text_type(H5T_VARIABLE, guard);
}

/* ---- Attributes ---- */

/* Attributes live in the object's header, whose messages are limited to 64 KiB; longer text goes to
 * the file's heap as a variable-length string. Short text is fixed-length, as netCDF writes it. */
enum { FIXED_TEXT_LIMIT = 8192 };

static void put_attribute(storage_guard *guard, hid_t object, const char *name,
                          const hid_t types[2], hid_t space, const void *value) {
    if (storage_check(guard, H5Aexists(object, name)) > 0)
        storage_check(guard, H5Adelete(object, name));
    hid_t attribute =
        storage_check(guard, H5Acreate2(object, name, types[0], space, H5P_DEFAULT, H5P_DEFAULT));
    if (value != NULL)
        storage_check(guard, H5Awrite(attribute, types[1], value));
    storage_close(guard, attribute, H5Aclose);
}

void storage_put_text(storage_guard *guard, hid_t object, const char *name, const char *text) {
    size_t length = strlen(text);
    int is_fixed = length <= FIXED_TEXT_LIMIT;
    hid_t type = sized_text_type(!is_fixed ? H5T_VARIABLE : length > 0 ? length : 1, guard);
    hid_t space = storage_check(guard, H5Screate(length > 0 ? H5S_SCALAR : H5S_NULL));
    const void *value = is_fixed ? (const void *)text : (const void *)&text;
    put_attribute(guard, object, name, (hid_t[2]){type, type}, space, length > 0 ? value : NULL);
    storage_close(guard, space, H5Sclose);
    storage_close(guard, type, H5Tclose);
}

void storage_put_numbers(storage_guard *guard, hid_t object, const char *name, column_type type,
                         size_t count, const void *values) {
    hid_t types[2] = {storage_file_type(type), storage_memory_type(type)};
    hsize_t size = count;
    hid_t space = storage_check(guard, H5Screate_simple(1, &size, NULL));
    put_attribute(guard, object, name, types, space, values);
    storage_close(guard, space, H5Sclose);
}

void storage_put_attribute(storage_guard *guard, hid_t object, const schema_attribute *attribute) {
    if (attribute->text != NULL)
        storage_put_text(guard, object, attribute->name, attribute->text);
    else
        storage_put_numbers(guard, object, attribute->name, COLUMN_f64, 1, &attribute->number);
}

void storage_put_complete(storage_guard *guard, hid_t file, int is_complete) {
    int32_t mark = is_complete;
    storage_put_numbers(guard, file, "complete", COLUMN_i32, 1, &mark);
}

static char *read_fixed_text(hid_t attribute, hid_t type) {
    size_t size = H5Tget_size(type);
    char *text = size > 0 ? calloc(size + 1, 1) : NULL;
    hid_t memory = text != NULL ? H5Tcopy(type) : H5I_INVALID_HID;
    if (H5Aread(attribute, memory, text) < 0) {
        free(text);
        text = NULL;
    }
    H5Tclose(memory);
    return text;
}

static char *read_variable_text(hid_t attribute) {
    char *text = NULL, *copy = NULL;
    hid_t memory = H5Tcopy(H5T_C_S1);
    H5Tset_size(memory, H5T_VARIABLE);
    H5Tset_cset(memory, H5T_CSET_UTF8);
    if (H5Aread(attribute, memory, &text) >= 0 && text != NULL) {
        copy = storage_join(text, "");
        H5free_memory(text);
    }
    H5Tclose(memory);
    return copy;
}

char *storage_get_text(hid_t object, const char *name) {
    if (H5Aexists(object, name) <= 0)
        return NULL;
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    hid_t type = H5Aget_type(attribute), space = H5Aget_space(attribute);
    H5S_class_t extent = H5Sget_simple_extent_type(space);
    char *text = NULL;
    if (H5Tget_class(type) == H5T_STRING && extent == H5S_NULL)
        text = storage_join("", "");
    else if (H5Tget_class(type) == H5T_STRING && H5Sget_simple_extent_npoints(space) == 1)
        text = H5Tis_variable_str(type) > 0 ? read_variable_text(attribute)
                                            : read_fixed_text(attribute, type);
    H5Sclose(space);
    H5Tclose(type);
    H5Aclose(attribute);
    return text;
}

int storage_get_number(hid_t object, const char *name, column_type type, void *value) {
    if (H5Aexists(object, name) <= 0)
        return 0;
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    hid_t stored = H5Aget_type(attribute), space = H5Aget_space(attribute);
    H5T_class_t class = H5Tget_class(stored);
    int found = (class == H5T_INTEGER || class == H5T_FLOAT) &&
                H5Sget_simple_extent_npoints(space) == 1 &&
                H5Aread(attribute, storage_memory_type(type), value) >= 0;
    H5Sclose(space);
    H5Tclose(stored);
    H5Aclose(attribute);
    return found;
}

/* ---- Files ---- */

hid_t storage_create(storage_guard *guard, const char *path) {
    hid_t creation = storage_check(guard, H5Pcreate(H5P_FILE_CREATE));
    hid_t access = storage_check(guard, H5Pcreate(H5P_FILE_ACCESS));
    unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    storage_check(guard, H5Pset_link_creation_order(creation, order));
    storage_check(guard, H5Pset_attr_creation_order(creation, order));
    storage_check(guard, H5Pset_obj_track_times(creation, 0));
    /* A sieve buffer would hold back small writes: what is written shall be in the file. */
    storage_check(guard, H5Pset_sieve_buf_size(access, 1));
    storage_check(guard, H5Pset_fclose_degree(access, H5F_CLOSE_STRONG));
    hid_t file = guard->status == AGGLO_OK
                     ? storage_check(guard, H5Fcreate(path, H5F_ACC_TRUNC, creation, access))
                     : H5I_INVALID_HID;
    storage_close(guard, access, H5Pclose);
    storage_close(guard, creation, H5Pclose);
    return file;
}

hid_t storage_open(storage_guard *guard, const char *path) {
    int probe = open(path, O_RDONLY | O_CLOEXEC);
    if (probe < 0) {
        guard->status = storage_system_error(guard->error, guard->path, guard->purpose);
        error_hint(guard->error, "%s", "");
        return H5I_INVALID_HID;
    }
    close(probe);
    htri_t is_hdf5 = H5Fis_hdf5(path);
    if (is_hdf5 <= 0) {
        storage_fail(guard, AGGLO_ERROR_INPUT, "it is not an HDF5 file, or it is damaged");
        return H5I_INVALID_HID;
    }
    hid_t access = storage_check(guard, H5Pcreate(H5P_FILE_ACCESS));
    storage_check(guard, H5Pset_fclose_degree(access, H5F_CLOSE_STRONG));
    hid_t file = storage_check(guard, H5Fopen(path, H5F_ACC_RDONLY, access));
    storage_close(guard, access, H5Pclose);
    return file;
}

void storage_source_open(storage_source *source, storage_guard *guard) {
    source->file = H5I_INVALID_HID;
    source->path = storage_join(guard->path, "");
    if (source->path == NULL)
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory");
    else
        source->file = storage_open(guard, source->path);
}

void storage_source_close(storage_source *source) {
    if (source->file >= 0)
        H5Fclose(source->file); /* what was only read cannot be lost */
    free(source->path);
}

static void forget_ids(storage_target *target) {
    target->file = H5I_INVALID_HID;
    for (size_t d = 0; d < target->scale_count; d++)
        target->scales[d] = H5I_INVALID_HID;
    for (size_t v = 0; v < target->variable_count; v++)
        target->variables[v] = H5I_INVALID_HID;
}

int storage_target_init(storage_target *target, const char *path, size_t scale_count,
                        size_t variable_count) {
    *target = (storage_target){.path = storage_join(path, ""),
                               .partial = storage_join(path, ".partial"),
                               .scales = malloc((scale_count + 1) * sizeof(hid_t)),
                               .variables = malloc((variable_count + 1) * sizeof(hid_t)),
                               .scale_count = scale_count,
                               .variable_count = variable_count};
    if (!target->path || !target->partial || !target->scales || !target->variables)
        return 0;
    forget_ids(target);
    return 1;
}

void storage_target_close(storage_target *target, herr_t (*close)(hid_t), storage_guard *guard) {
    for (size_t v = 0; v < target->variable_count; v++)
        storage_close(guard, target->variables[v], close);
    for (size_t d = 0; d < target->scale_count; d++)
        storage_close(guard, target->scales[d], H5Dclose);
    storage_close(guard, target->file, H5Fclose);
    forget_ids(target);
}

void storage_target_free(storage_target *target) {
    free(target->variables);
    free(target->scales);
    free(target->partial);
    free(target->path);
}

char *storage_join(const char *first, const char *second) {
    size_t size = strlen(first) + strlen(second) + 1;
    char *joined = malloc(size);
    if (joined != NULL)
        snprintf(joined, size, "%s%s", first, second);
    return joined;
}

/* Opens, syncs and closes a file or directory; 0 or -1 with errno. */
static int sync_path(const char *path) {
    int handle = open(path, O_RDONLY | O_CLOEXEC);
    if (handle < 0)
        return -1;
    int failed = fsync(handle);
    int code = errno;
    if (close(handle) != 0 && failed == 0)
        return -1;
    errno = code;
    return failed;
}

static int sync_directory_of(const char *path) {
    char *directory = storage_join(path, "");
    if (directory == NULL)
        return -1;
    char *slash = strrchr(directory, '/');
    if (slash != NULL)
        slash[slash == directory ? 1 : 0] = '\0';
    int failed = sync_path(slash != NULL ? directory : ".");
    int code = errno;
    free(directory);
    errno = code;
    return failed != 0 && code == EINVAL ? 0 : failed; /* some file systems cannot */
}

agglo_status storage_publish(const char *temporary, const char *path, agglo_error *error) {
    if (sync_path(temporary) != 0)
        return storage_system_error(error, temporary, "cannot bring the file safely to disk");
    if (rename(temporary, path) != 0)
        return storage_system_error(error, path, "cannot give the file its final name");
    if (sync_directory_of(path) != 0)
        return storage_system_error(error, path, "cannot bring the file's name safely to disk");
    return AGGLO_OK;
}
