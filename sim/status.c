#include "sim/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    int exit_code;
} status_table[] = {
    [AGGLO_OK] = {"ok", 0},
    [AGGLO_ERROR_USAGE] = {"usage", 64},
    [AGGLO_ERROR_INPUT] = {"input", 65},
    [AGGLO_ERROR_IO] = {"io", 74},
    [AGGLO_ERROR_EXISTS] = {"exists", 73},
    [AGGLO_ERROR_MEMORY] = {"memory", 71},
    [AGGLO_ERROR_INTERRUPTED] = {"interrupted", 75},
    [AGGLO_ERROR_MISMATCH] = {"mismatch", 1},
    [AGGLO_ERROR_INTERNAL] = {"internal", 70},
};

const char *status_name(agglo_status status) {
    return status_table[status].name;
}

int status_exit_code(agglo_status status) {
    return status_table[status].exit_code;
}

void error_clear(agglo_error *error) {
    if (error != NULL)
        memset(error, 0, sizeof *error);
}

static void format_into(char *buffer, size_t size, const char *format, va_list arguments) {
    if (vsnprintf(buffer, size, format, arguments) < 0)
        buffer[0] = '\0';
}

agglo_status error_set(agglo_error *error, agglo_status status, const char *format, ...) {
    if (error == NULL)
        return status;
    error_clear(error);
    error->status = status;
    va_list arguments;
    va_start(arguments, format);
    format_into(error->what, sizeof error->what, format, arguments);
    va_end(arguments);
    return status;
}

void error_place(agglo_error *error, const char *file, int line, const char *path) {
    if (error == NULL)
        return;
    snprintf(error->file, sizeof error->file, "%s", file != NULL ? file : "");
    snprintf(error->path, sizeof error->path, "%s", path != NULL ? path : "");
    error->line = line;
}

#define DEFINE_ERROR_TEXT(function, field)                                                         \
    void function(agglo_error *error, const char *format, ...) {                                   \
        if (error == NULL)                                                                         \
            return;                                                                                \
        va_list arguments;                                                                         \
        va_start(arguments, format);                                                               \
        format_into(error->field, sizeof error->field, format, arguments);                         \
        va_end(arguments);                                                                         \
    }
DEFINE_ERROR_TEXT(error_got, got)
DEFINE_ERROR_TEXT(error_expected, expected)
DEFINE_ERROR_TEXT(error_hint, hint)

/* Appends to a bounded buffer; what does not fit is cut. */
static void append(char *buffer, size_t size, const char *format, ...) AGGLO_PRINTF(3, 4);
static void append(char *buffer, size_t size, const char *format, ...) {
    size_t used = strlen(buffer);
    va_list arguments;
    va_start(arguments, format);
    format_into(buffer + used, size - used, format, arguments);
    va_end(arguments);
}

void error_format(const agglo_error *error, char *buffer, size_t size) {
    buffer[0] = '\0';
    if (error->file[0] != '\0')
        append(buffer, size, "%s:", error->file);
    if (error->line > 0)
        append(buffer, size, "%d:", error->line);
    if (buffer[0] != '\0')
        append(buffer, size, " ");
    if (error->is_warning)
        append(buffer, size, "warning: ");
    if (error->path[0] != '\0')
        append(buffer, size, "%s: ", error->path);
    append(buffer, size, "%s", error->what);
    if (error->got[0] != '\0')
        append(buffer, size, ": got %s", error->got);
    if (error->expected[0] != '\0')
        append(buffer, size, "%s expected %s", error->got[0] != '\0' ? "," : ":", error->expected);
    if (error->hint[0] != '\0')
        append(buffer, size, "; hint: %s", error->hint);
}

void faults_add(agglo_faults *faults, const agglo_error *error) {
    if (error->is_warning)
        faults->warnings++;
    else
        faults->errors++;
    if (faults->count == faults->capacity) {
        size_t capacity = faults->capacity == 0 ? 8 : 2 * faults->capacity;
        agglo_error *items = realloc(faults->items, capacity * sizeof *items);
        if (items == NULL) {
            faults->dropped++;
            return;
        }
        faults->items = items;
        faults->capacity = capacity;
    }
    faults->items[faults->count++] = *error;
}

void faults_free(agglo_faults *faults) {
    if (faults == NULL)
        return;
    free(faults->items);
    memset(faults, 0, sizeof *faults);
}
