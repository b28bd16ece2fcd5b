/* What went wrong, where, what was found and what would have been right.
 *
 * Fallible functions return an agglo_status and fill an agglo_error that the caller owns. Nothing
 * here prints or exits; only tools/ does. Not thread-safe: one error per thread. */
#ifndef AGGLO_SIM_STATUS_H
#define AGGLO_SIM_STATUS_H

#include <stddef.h>

#define AGGLO_MUST_USE     __attribute__((warn_unused_result))
#define AGGLO_PRINTF(f, a) __attribute__((format(printf, f, a)))

typedef enum {
    AGGLO_OK = 0,
    AGGLO_ERROR_USAGE,       /* the command line is wrong */
    AGGLO_ERROR_INPUT,       /* a scenario or a file's content is wrong */
    AGGLO_ERROR_IO,          /* a file cannot be read or written */
    AGGLO_ERROR_EXISTS,      /* a file is there already and must not be replaced */
    AGGLO_ERROR_MEMORY,      /* an allocation failed */
    AGGLO_ERROR_INTERRUPTED, /* stopped on request; the work can be resumed */
    AGGLO_ERROR_MISMATCH,    /* two results that must be equal differ */
    AGGLO_ERROR_INTERNAL     /* a broken promise of the program itself */
} agglo_status;

/* One fault. Empty strings and line 0 mean "not known". */
typedef struct {
    agglo_status status;
    int is_warning;
    int line;           /* 1-based line in `file` */
    char file[256];     /* file name as the user gave it */
    char path[192];     /* JSON path, for instance regions[0].population */
    char what[320];     /* the sentence */
    char got[128];      /* the offending value */
    char expected[192]; /* what would be valid */
    char hint[192];     /* what to try */
} agglo_error;

/* Empties the error. Null is allowed everywhere an error is taken and then ignored. */
void error_clear(agglo_error *error);

/* Sets status and sentence, clears the rest, returns `status` so that callers can return it. */
agglo_status error_set(agglo_error *error, agglo_status status, const char *format, ...)
    AGGLO_PRINTF(3, 4);

/* These add to an error that is set. */
void error_place(agglo_error *error, const char *file, int line, const char *path);
void error_got(agglo_error *error, const char *format, ...) AGGLO_PRINTF(2, 3);
void error_expected(agglo_error *error, const char *format, ...) AGGLO_PRINTF(2, 3);
void error_hint(agglo_error *error, const char *format, ...) AGGLO_PRINTF(2, 3);

/* Writes "file:line: path: what (got …, expected …); hint: …" into `buffer`; always terminated. */
void error_format(const agglo_error *error, char *buffer, size_t size);

/* The name of a status ("input", "io", …), for machine-readable output. */
const char *status_name(agglo_status status);

/* Process exit code of a status; documented in the manual page and the README. */
int status_exit_code(agglo_status status);

/* A growing list of faults, so that a document's faults are all reported at once. */
typedef struct {
    agglo_error *items;
    size_t count, capacity;
    size_t errors, warnings; /* how many of each kind */
    size_t dropped;          /* faults that found no memory; still counted above */
} agglo_faults;

void faults_add(agglo_faults *faults, const agglo_error *error);
void faults_free(agglo_faults *faults); /* takes null */

#endif
