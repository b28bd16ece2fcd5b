#include "output/gnuplot.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

void gnuplot_quote(FILE *script, const char *text) {
    fputc('\'', script); /* within single quotes only the quote itself is special */
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == '\'')
            fputc('\'', script);
        fputc((unsigned char)*c < ' ' ? ' ' : *c, script);
    }
    fputc('\'', script);
}

void gnuplot_quote_file(FILE *script, const char *path) {
    fputc('\'', script);
    if (path[0] != '/') /* else a first '|' would name a command, and '~' a home */
        fputs("./", script);
    for (const char *c = path; *c != '\0'; c++) {
        if (*c == '\'')
            fputc('\'', script);
        fputc(*c, script);
    }
    fputc('\'', script);
}

/* Starts gnuplot between two files; returns an errno. */
static int start(FILE *script, FILE *log, pid_t *child) {
    /* -d: figures do not depend on the user's gnuplotrc. */
    char program[] = "gnuplot", option[] = "-d";
    char *arguments[] = {program, option, NULL};
    posix_spawn_file_actions_t actions;
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0)
        return code;
    code = posix_spawn_file_actions_adddup2(&actions, fileno(script), STDIN_FILENO);
    if (code == 0)
        code = posix_spawn_file_actions_adddup2(&actions, fileno(log), STDOUT_FILENO);
    if (code == 0)
        code = posix_spawn_file_actions_adddup2(&actions, fileno(log), STDERR_FILENO);
    if (code == 0)
        code = posix_spawnp(child, program, &actions, NULL, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    return code;
}

/* The last line that says something. */
static void last_line(FILE *log, char *text, size_t size) {
    char line[256];
    text[0] = '\0';
    rewind(log);
    while (fgets(line, sizeof line, log) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        const char *begin = line + strspn(line, " \t^");
        if (*begin != '\0')
            snprintf(text, size, "%s", begin);
    }
}

static agglo_status missing(agglo_error *error) {
    error_set(error, AGGLO_ERROR_IO, "gnuplot, which draws the figures, was not found");
    error_hint(error, "apt-get install gnuplot-nox");
    return AGGLO_ERROR_IO;
}

static agglo_status run_logged(FILE *script, FILE *log, agglo_error *error) {
    pid_t child, waited;
    int how = 0;
    int code = start(script, log, &child);
    if (code == ENOENT)
        return missing(error);
    if (code != 0)
        return error_set(error, AGGLO_ERROR_IO, "gnuplot cannot be started: %s", strerror(code));
    do {
        waited = waitpid(child, &how, 0);
    } while (waited < 0 && errno == EINTR);
    if (waited == child && WIFEXITED(how) && WEXITSTATUS(how) == 127)
        return missing(error);
    if (waited == child && WIFEXITED(how) && WEXITSTATUS(how) == 0)
        return AGGLO_OK;
    char text[200];
    last_line(log, text, sizeof text);
    return error_set(error, AGGLO_ERROR_IO, "gnuplot could not draw the figure: %s",
                     text[0] != '\0' ? text : "it ended abnormally");
}

agglo_status gnuplot_run(FILE *script, agglo_error *error) {
    if (fflush(script) != 0 || ferror(script) || fseek(script, 0, SEEK_SET) != 0)
        return error_set(error, AGGLO_ERROR_IO, "the script for gnuplot cannot be written");
    FILE *log = tmpfile();
    if (log == NULL)
        return error_set(error, AGGLO_ERROR_IO, "a temporary file cannot be made");
    agglo_status status = run_logged(script, log, error);
    fclose(log);
    return status;
}
