/* A text file that is whole or absent: written under a temporary name, synced, renamed. What
 * stands in it is the caller's. */
#ifndef AGGLO_OUTPUT_TEXT_FILE_H
#define AGGLO_OUTPUT_TEXT_FILE_H

#include <stdio.h>

#include "sim/status.h"

typedef struct {
    FILE *out;
    char *path, *temporary;
} text_file;

/* Is a file there? It is AGGLO_ERROR_EXISTS unless it may be replaced. */
AGGLO_MUST_USE
agglo_status text_file_check(const char *path, int may_replace, agglo_error *error);

/* Checks and creates PATH.partial. Errors: exists, io, memory; then there is nothing to close. */
AGGLO_MUST_USE
agglo_status text_file_create(const char *path, int may_replace, text_file *file,
                              agglo_error *error);

/* Gives the file its name if `status` is AGGLO_OK and all of it was written, else removes it. The
 * first failure is what it returns. */
AGGLO_MUST_USE
agglo_status text_file_close(text_file *file, agglo_status status, agglo_error *error);

#endif
