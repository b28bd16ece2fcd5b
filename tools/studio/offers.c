#include "tools/studio/offers.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "sim/schedule.h"
#include "tools/agglo/signals.h"

enum { FOLDER_SIZE = 256, MOST_SECONDS = 300, MOST_BYTES = 512 << 20 };

typedef struct {
    const offers_order *order;
    char folder[FOLDER_SIZE];
    double end;
} workshop;

/* ---- The folder ---- */

static agglo_status open_workshop(workshop *w, const offers_order *order, agglo_error *error) {
    const char *place = getenv("TMPDIR");
    *w = (workshop){.order = order, .end = schedule_clock() + MOST_SECONDS};
    int length = snprintf(w->folder, sizeof w->folder, "%s/agglo-studio-XXXXXX",
                          place != NULL && place[0] == '/' ? place : "/tmp");
    if (length < (int)sizeof w->folder && mkdtemp(w->folder) != NULL)
        return AGGLO_OK;
    w->folder[0] = '\0';
    return error_set(error, AGGLO_ERROR_IO, "no temporary folder can be made: %s", strerror(errno));
}

static void name_file(const workshop *w, const char *file, char path[FOLDER_SIZE + 64]) {
    snprintf(path, FOLDER_SIZE + 64, "%s/%s", w->folder, file);
}

static void close_workshop(const workshop *w) {
    DIR *opened = w->folder[0] != '\0' ? opendir(w->folder) : NULL;
    if (opened == NULL)
        return;
    for (const struct dirent *entry = readdir(opened); entry != NULL; entry = readdir(opened))
        unlinkat(dirfd(opened), entry->d_name, 0);
    closedir(opened);
    rmdir(w->folder);
}

static agglo_status write_file(const workshop *w, const char *file, const char *text,
                               agglo_error *error) {
    char path[FOLDER_SIZE + 64];
    name_file(w, file, path);
    FILE *out = fopen(path, "wxe");
    int is_written = out != NULL && fputs(text, out) >= 0;
    if (out != NULL && fclose(out) != 0)
        is_written = 0;
    return is_written ? AGGLO_OK
                      : error_set(error, AGGLO_ERROR_IO, "a temporary file cannot be written");
}

static agglo_status read_file(const workshop *w, const char *file, char **bytes, size_t *length,
                              agglo_error *error) {
    char path[FOLDER_SIZE + 64];
    struct stat info;
    name_file(w, file, path);
    FILE *in = fopen(path, "rbe");
    if (in == NULL || fstat(fileno(in), &info) != 0) {
        if (in != NULL)
            fclose(in);
        return error_set(error, AGGLO_ERROR_IO, "the file that was made cannot be read");
    }
    *length = (size_t)info.st_size;
    *bytes = malloc(*length + 1);
    agglo_status status = AGGLO_OK;
    if (*bytes == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for a file");
    else if (fread(*bytes, 1, *length, in) != *length)
        status = error_set(error, AGGLO_ERROR_IO, "the file that was made cannot be read");
    fclose(in);
    if (status != AGGLO_OK) {
        free(*bytes);
        *bytes = NULL;
    }
    return status;
}

/* ---- The program as a child ---- */

/* After fork: nothing but calls into the kernel. The child ends with its parent, writes into its
 * folder and no more than is allowed. */
static void become_program(const workshop *w, pid_t parent, char *const arguments[]) {
    const struct rlimit size = {MOST_BYTES, MOST_BYTES};
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || getppid() != parent || chdir(w->folder) != 0 ||
        setrlimit(RLIMIT_FSIZE, &size) != 0)
        _exit(126);
    int nothing = open("/dev/null", O_RDONLY);
    int said = open("said", O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (nothing < 0 || said < 0 || dup2(nothing, STDIN_FILENO) < 0 ||
        dup2(said, STDOUT_FILENO) < 0 || dup2(said, STDERR_FILENO) < 0)
        _exit(126);
    execv("/proc/self/exe", arguments);
    _exit(127);
}

/* Waits for the child; ends it when time is over or the studio ends. */
static int await(const workshop *w, pid_t child, int *how) {
    const struct timespec pause = {.tv_nsec = 10000000};
    int is_ended = 0;
    for (;;) {
        pid_t waited = waitpid(child, how, WNOHANG);
        if (waited == child)
            return !is_ended;
        if (waited < 0 && errno != EINTR)
            return 0;
        if (!is_ended && (schedule_clock() > w->end || signals_requested() != 0)) {
            kill(child, SIGKILL);
            is_ended = 1;
        }
        nanosleep(&pause, NULL);
    }
}

/* The last line that the program has said. */
static void last_line(const workshop *w, char *text, size_t size) {
    char path[FOLDER_SIZE + 64], line[240];
    name_file(w, "said", path);
    FILE *in = fopen(path, "re");
    text[0] = '\0';
    while (in != NULL && fgets(line, sizeof line, in) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (line[0] != '\0')
            snprintf(text, size, "%s", line);
    }
    if (in != NULL)
        fclose(in);
}

static agglo_status run_program(const workshop *w, char *const arguments[], agglo_error *error) {
    char text[256];
    int how = 0;
    pid_t parent = getpid(), child = fork();
    if (child == 0)
        become_program(w, parent, arguments);
    if (child < 0)
        return error_set(error, AGGLO_ERROR_IO, "the program cannot be started: %s",
                         strerror(errno));
    if (!await(w, child, &how)) {
        error_set(error, AGGLO_ERROR_INPUT, "this takes too long");
        error_expected(error, "at most %d s", MOST_SECONDS);
        error_hint(error, "fewer replicates");
        return AGGLO_ERROR_INPUT;
    }
    if (WIFEXITED(how) && WEXITSTATUS(how) == 0)
        return AGGLO_OK;
    last_line(w, text, sizeof text);
    if (text[0] == '\0')
        snprintf(text, sizeof text, "agglo %s ended abnormally", arguments[1]);
    return error_set(error, AGGLO_ERROR_INPUT, "%s", text);
}

/* agglo run NAME.json -n N -o NAME.h5 */
static agglo_status run_scenario(const workshop *w, const char *name, const char *text,
                                 agglo_error *error) {
    char scenario[64], result[64], count[16], program[] = "agglo", command[] = "run", n[] = "-n",
                                              o[] = "-o", quiet[] = "--quiet";
    snprintf(scenario, sizeof scenario, "%s.json", name);
    snprintf(result, sizeof result, "%s.h5", name);
    snprintf(count, sizeof count, "%d", w->order->replicates);
    char *const arguments[] = {program, command, scenario, n, count, o, result, quiet, NULL};
    agglo_status status = write_file(w, scenario, text, error);
    return status == AGGLO_OK ? run_program(w, arguments, error) : status;
}

static agglo_status write_report(const workshop *w, agglo_error *error) {
    char program[] = "agglo", command[] = "report", baseline[] = "baseline.h5",
         result[] = "scenario.h5", o[] = "-o", page[] = "report.html";
    char *const alone[] = {program, command, result, o, page, NULL};
    char *const both[] = {program, command, baseline, result, o, page, NULL};
    return run_program(w, w->order->baseline != NULL ? both : alone, error);
}

/* ---- What is offered ---- */

agglo_status offers_result(const offers_order *order, char **bytes, size_t *length,
                           agglo_error *error) {
    workshop w;
    *bytes = NULL;
    agglo_status status = open_workshop(&w, order, error);
    if (status == AGGLO_OK)
        status = run_scenario(&w, "scenario", order->text, error);
    if (status == AGGLO_OK)
        status = read_file(&w, "scenario.h5", bytes, length, error);
    close_workshop(&w);
    return status;
}

agglo_status offers_report(const offers_order *order, char **bytes, size_t *length,
                           agglo_error *error) {
    workshop w;
    *bytes = NULL;
    agglo_status status = open_workshop(&w, order, error);
    if (status == AGGLO_OK && order->baseline != NULL)
        status = run_scenario(&w, "baseline", order->baseline, error);
    if (status == AGGLO_OK)
        status = run_scenario(&w, "scenario", order->text, error);
    if (status == AGGLO_OK)
        status = write_report(&w, error);
    if (status == AGGLO_OK)
        status = read_file(&w, "report.html", bytes, length, error);
    close_workshop(&w);
    return status;
}
