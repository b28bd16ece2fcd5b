#include "output/program.h"

#include <errno.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { MOST_ARGUMENTS = 8 };

/* posix_spawn takes texts that may be written to, but writes to none. */
static void list_arguments(const program *p, char *list[MOST_ARGUMENTS + 2]) {
    size_t count = 0;
    list[count++] = (char *)p->name;
    for (size_t i = 0; i < MOST_ARGUMENTS && p->arguments[i] != NULL; i++)
        list[count++] = (char *)p->arguments[i];
    list[count] = NULL;
}

/* Starts the program between files; returns an errno. */
static int start(const program *p, FILE *script, FILE *log, pid_t *child) {
    char *arguments[MOST_ARGUMENTS + 2];
    posix_spawn_file_actions_t actions;
    list_arguments(p, arguments);
    int code = posix_spawn_file_actions_init(&actions);
    if (code != 0)
        return code;
    int output = fileno(p->output != NULL ? p->output : log);
    code = posix_spawn_file_actions_adddup2(&actions, fileno(script), STDIN_FILENO);
    if (code == 0)
        code = posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    if (code == 0)
        code = posix_spawn_file_actions_adddup2(&actions, fileno(log), STDERR_FILENO);
    if (code == 0)
        code = posix_spawnp(child, p->name, &actions, NULL, arguments, environ);
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

static agglo_status missing(const program *p, agglo_error *error) {
    error_set(error, AGGLO_ERROR_IO, "%s, which draws the figures, was not found", p->name);
    error_hint(error, "apt-get install %s", p->package);
    return AGGLO_ERROR_IO;
}

static agglo_status run_logged(const program *p, FILE *script, FILE *log, agglo_error *error) {
    pid_t child, waited;
    int how = 0;
    int code = start(p, script, log, &child);
    if (code == ENOENT)
        return missing(p, error);
    if (code != 0)
        return error_set(error, AGGLO_ERROR_IO, "%s cannot be started: %s", p->name,
                         strerror(code));
    do {
        waited = waitpid(child, &how, 0);
    } while (waited < 0 && errno == EINTR);
    if (waited == child && WIFEXITED(how) && WEXITSTATUS(how) == 127)
        return missing(p, error);
    if (waited == child && WIFEXITED(how) && WEXITSTATUS(how) == 0)
        return AGGLO_OK;
    char text[200];
    last_line(log, text, sizeof text);
    return error_set(error, AGGLO_ERROR_IO, "%s could not draw the figure: %s", p->name,
                     text[0] != '\0' ? text : "it ended abnormally");
}

agglo_status program_run(const program *p, FILE *script, agglo_error *error) {
    if (fflush(script) != 0 || ferror(script) || fseek(script, 0, SEEK_SET) != 0)
        return error_set(error, AGGLO_ERROR_IO, "the script for %s cannot be written", p->name);
    FILE *log = tmpfile();
    if (log == NULL)
        return error_set(error, AGGLO_ERROR_IO, "a temporary file cannot be made");
    agglo_status status = run_logged(p, script, log, error);
    fclose(log);
    return status;
}
