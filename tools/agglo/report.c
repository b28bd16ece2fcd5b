#include "tools/agglo/report.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_SIZE = 1600 };

static int process;        /* 0: the first, or the only one */
static int is_stdout_lost; /* and that has been told */

void report_as_process(int number) {
    process = number;
}

void report_error(const agglo_error *error) {
    char line[LINE_SIZE];
    error_format(error, line, sizeof line);
    if (process > 0)
        fprintf(stderr, "agglo: process %d: %s\n", process, line);
    else
        fprintf(stderr, "agglo: %s\n", line);
}

void report_faults(const agglo_faults *faults) {
    if (process > 0)
        return;
    for (size_t i = 0; i < faults->count; i++)
        report_error(&faults->items[i]);
    if (faults->dropped > 0)
        fprintf(stderr, "agglo: %zu more faults could not be kept in memory\n", faults->dropped);
}

int report_failure(const agglo_error *error) {
    report_error(error);
    return status_exit_code(error->status == AGGLO_OK ? AGGLO_ERROR_INTERNAL : error->status);
}

void report_note(const char *format, ...) {
    va_list arguments;
    if (process > 0)
        return;
    va_start(arguments, format);
    fputs("agglo: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

int report_usage(const char *command, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "agglo%s%s: ", command[0] != '\0' ? " " : "", command);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\nTry 'agglo %s%s--help'.\n", command, command[0] != '\0' ? " " : "");
    va_end(arguments);
    return status_exit_code(AGGLO_ERROR_USAGE);
}

agglo_status report_flush(agglo_error *error) {
    errno = 0;
    if (fflush(stdout) == 0 && !ferror(stdout))
        return AGGLO_OK;
    is_stdout_lost = 1;
    return error_set(error, AGGLO_ERROR_IO, "cannot write to standard output: %s",
                     strerror(errno != 0 ? errno : EIO));
}

static void check_stdout(void) {
    agglo_error error = {0};
    int is_told = is_stdout_lost;
    if (report_flush(&error) == AGGLO_OK)
        return;
    if (!is_told)
        report_error(&error);
    _exit(status_exit_code(AGGLO_ERROR_IO));
}

void report_guard_stdout(void) {
    if (atexit(check_stdout) != 0)
        report_note("warning: failures to write standard output will go unnoticed");
}
