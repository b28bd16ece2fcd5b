/* What the writers and readers of HDF5 files share: the lock around HDF5, checked calls,
 * attributes, opening and closing, and the step from a temporary file to its final name. Private to
 * output/; no format is decided here.
 *
 * HDF5 is not thread-safe, so every function of output/ that uses it holds the one process-wide
 * lock. The functions below (but the lock's) expect the caller to hold it. */
#ifndef AGGLO_OUTPUT_STORAGE_H
#define AGGLO_OUTPUT_STORAGE_H

#include <hdf5.h>
#include <stdint.h>

#include "sim/columns.h"
#include "sim/schema.h"
#include "sim/status.h"

/* Takes the lock and silences HDF5's own messages for this thread. */
void storage_lock(void);
void storage_unlock(void);

/* Remembers the first failure of a sequence of HDF5 calls. HDF5 refuses invalid ids politely, so a
 * sequence may run on after a failure and be judged once at its end. */
typedef struct {
    agglo_status status; /* AGGLO_OK until a call fails */
    agglo_status blame;  /* what a failure without an errno means: _IO or _INPUT */
    agglo_error *error;
    const char *path;    /* file name for messages */
    const char *purpose; /* a sentence that begins the message, "cannot write the result" */
} storage_guard;

/* Passes on an HDF5 id, count or status; a negative one is noted with its cause. */
hid_t storage_check(storage_guard *guard, hid_t result);

/* Notes a failure of our own; returns the guard's status. */
agglo_status storage_fail(storage_guard *guard, agglo_status status, const char *format, ...)
    AGGLO_PRINTF(3, 4);

/* Closes an id unless it is invalid; `close` is the matching H5.close. */
void storage_close(storage_guard *guard, hid_t id, herr_t (*close)(hid_t));

/* Type of a column's numbers in memory and, always little-endian, in files. */
hid_t storage_memory_type(column_type type);
hid_t storage_file_type(column_type type);

/* Attributes; an existing one of that name is replaced. */
void storage_put_text(storage_guard *guard, hid_t object, const char *name, const char *text);
void storage_put_numbers(storage_guard *guard, hid_t object, const char *name, column_type type,
                         size_t count, const void *values);
void storage_put_attribute(storage_guard *guard, hid_t object, const schema_attribute *attribute);
/* The mark by which readers know whole files. */
void storage_put_complete(storage_guard *guard, hid_t file, int is_complete);

/* A text attribute to be freed with free(), or null if there is none. */
char *storage_get_text(hid_t object, const char *name);
/* One number of any numeric type; returns 0 and leaves `value` alone if there is none. */
int storage_get_number(hid_t object, const char *name, column_type type, void *value);

/* A variable-length UTF-8 string type; to be closed with H5Tclose. */
hid_t storage_text_type(storage_guard *guard);

/* Creates `path` (emptied if it is there) or opens it for reading. */
hid_t storage_create(storage_guard *guard, const char *path);
hid_t storage_open(storage_guard *guard, const char *path);

/* A file that is read: opened under the guard's path; to be closed also after a failure. */
typedef struct {
    char *path;
    hid_t file;
} storage_source;
void storage_source_open(storage_source *source, storage_guard *guard);
void storage_source_close(storage_source *source);

/* A file on its way to its final name: PATH.partial, and what stays open in it. */
typedef struct {
    char *path, *partial;
    hid_t file, *scales, *variables; /* H5I_INVALID_HID: not open */
    size_t scale_count, variable_count;
} storage_target;

/* All its memory, with no file yet; false if there is not enough (storage_target_free is due). */
int storage_target_init(storage_target *target, const char *path, size_t scale_count,
                        size_t variable_count);
/* Closes the file and what is open in it; `close` is the H5.close of the variables. */
void storage_target_close(storage_target *target, herr_t (*close)(hid_t), storage_guard *guard);
void storage_target_free(storage_target *target);

/* Two strings joined, to be freed with free(); null without memory. */
char *storage_join(const char *first, const char *second);

/* Syncs `temporary`, renames it to `path`, syncs the directory. */
AGGLO_MUST_USE
agglo_status storage_publish(const char *temporary, const char *path, agglo_error *error);

/* Fills the error for a system call that failed on a file; uses errno. */
agglo_status storage_system_error(agglo_error *error, const char *path, const char *purpose);

#endif
