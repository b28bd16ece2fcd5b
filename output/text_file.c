#include "output/text_file.h"

#include <stdlib.h>
#include <unistd.h>

#include "output/storage.h"

static const char *const cannot_write = "cannot write the file";

agglo_status text_file_check(const char *path, int may_replace, agglo_error *error) {
    if (may_replace || access(path, F_OK) != 0)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_EXISTS, "the file exists already");
    error_place(error, path, 0, NULL);
    error_hint(error, "replace it with --force, or choose another name");
    return AGGLO_ERROR_EXISTS;
}

static void forget(text_file *file) {
    free(file->path);
    free(file->temporary);
    *file = (text_file){0};
}

agglo_status text_file_create(const char *path, int may_replace, text_file *file,
                              agglo_error *error) {
    *file =
        (text_file){.path = storage_join(path, ""), .temporary = storage_join(path, ".partial")};
    agglo_status status = text_file_check(path, may_replace, error);
    if (status == AGGLO_OK && (file->path == NULL || file->temporary == NULL))
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for a file's name");
    if (status == AGGLO_OK && (file->out = fopen(file->temporary, "wb")) == NULL)
        status = storage_system_error(error, file->temporary, cannot_write);
    if (status != AGGLO_OK)
        forget(file);
    return status;
}

agglo_status text_file_close(text_file *file, agglo_status status, agglo_error *error) {
    int is_bad = ferror(file->out) != 0;
    is_bad |= fclose(file->out) != 0;
    if (status == AGGLO_OK && is_bad)
        status = storage_system_error(error, file->path, cannot_write);
    if (status == AGGLO_OK)
        status = storage_publish(file->temporary, file->path, error);
    if (status != AGGLO_OK)
        unlink(file->temporary);
    forget(file);
    return status;
}
