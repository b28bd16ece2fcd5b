/* agglo merge: one result file from the parts of a sweep, wherever they were made. */
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/agglo/options.h"
#include "tools/agglo/report.h"
#include "tools/agglo/sweep/merge.h"
#include "tools/agglo/sweep/session.h"

typedef struct {
    options_list parts;
    const char *output;
    int threads, is_virtual, is_incomplete, is_forced;
} merge_options;

enum { KEY_VIRTUAL = 256, KEY_INCOMPLETE };

static const struct argp_option option_table[] = {
    {"output", 'o', "FILE", 0, "Result file", 1},
    {"virtual", KEY_VIRTUAL, NULL, 0,
     "Leave the values in the parts, which must stay where they are", 1},
    {"incomplete", KEY_INCOMPLETE, NULL, 0,
     "Merge although runs are missing or have failed; the variable status says which", 1},
    {"force", 'f', NULL, 0, "Replace an existing file", 1},
    {"threads", 't', "T", 0, "Threads (default: all processors)", 1},
    {0},
};

static void check_options(merge_options *o, struct argp_state *state) {
    if (o->parts.count == 0)
        argp_error(state, "the result file of a sweep, or its parts, are missing");
    if (o->output == NULL && o->parts.count > 1)
        argp_error(state, "with several parts, -o names the result file");
}

static error_t take_option(int key, char *argument, struct argp_state *state) {
    merge_options *o = state->input;
    switch (key) {
    case 'o':
        o->output = argument;
        break;
    case 'f':
        o->is_forced = 1;
        break;
    case 't':
        o->threads = (int)options_integer(state, "--threads", argument, 1, 4096);
        break;
    case KEY_VIRTUAL:
        o->is_virtual = 1;
        break;
    case KEY_INCOMPLETE:
        o->is_incomplete = 1;
        break;
    case ARGP_KEY_ARG:
        options_list_add(state, &o->parts, argument);
        break;
    case ARGP_KEY_END:
        check_options(o, state);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "FILE\nPARTS...",
    .doc = "Makes one result file of the parts of a sweep. FILE is the sweep's result file, whose "
           "parts are in FILE.parts; PARTS are folders of parts (several, if shares of one "
           "experiment were run on several machines) or single part files beside their manifest. "
           "The bytes depend on the runs only, not on how and where they were made."
           "\vExamples:\n"
           "  agglo merge big.h5\n"
           "  agglo merge here/big.h5.parts there/big.h5.parts -o big.h5\n"
           "  agglo merge big.h5 --incomplete -o so-far.h5\n\n" OPTIONS_EXIT_CODES,
};

/* ---- Which parts ---- */

static int is_folder(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The folders above do not matter: only the name says that a file is a part. */
static int is_part_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return strncmp(slash != NULL ? slash + 1 : path, "part-", 5) == 0;
}

/* The folder that an argument means: itself, FILE.parts, or where a part lies. */
static void folder_of(const char *argument, char *folder, size_t size) {
    const char *slash = strrchr(argument, '/');
    sweep_folder_name(argument, folder, size);
    if (is_folder(folder))
        return;
    if (is_folder(argument))
        snprintf(folder, size, "%s", argument);
    else if (is_part_name(argument))
        snprintf(folder, size, "%.*s", slash != NULL ? (int)(slash - argument) : 1,
                 slash != NULL ? argument : ".");
}

static agglo_status add_path(parts_list *list, const char *path, agglo_error *error) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 64 : 2 * list->capacity;
        char **paths = realloc(list->paths, capacity * sizeof *paths);
        if (paths == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a list of parts");
        list->paths = paths;
        list->capacity = capacity;
    }
    char *copy = malloc(strlen(path) + 1);
    if (copy == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a list of parts");
    list->paths[list->count++] = strcpy(copy, path);
    return AGGLO_OK;
}

static agglo_status add_folder(parts_list *list, const char *folder, agglo_error *error) {
    parts_list own;
    agglo_status status = parts_list_make(folder, &own, error);
    for (size_t i = 0; i < own.count && status == AGGLO_OK; i++)
        status = add_path(list, own.paths[i], error);
    parts_list_free(&own);
    return status;
}

static agglo_status list_parts(const merge_options *o, parts_list *list, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (size_t i = 0; i < o->parts.count && status == AGGLO_OK; i++) {
        char folder[SWEEP_PATH_SIZE];
        const char *argument = o->parts.items[i];
        folder_of(argument, folder, sizeof folder);
        int is_part = !is_folder(argument) && is_part_name(argument) && access(argument, F_OK) == 0;
        status = is_part ? add_path(list, argument, error) : add_folder(list, folder, error);
    }
    return status;
}

/* ---- Merging ---- */

static agglo_status check_output(const merge_options *o, const char *output, agglo_error *error) {
    if (o->is_forced || access(output, F_OK) != 0)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_EXISTS, "the file exists already");
    error_place(error, output, 0, NULL);
    error_hint(error, "--force replaces it, -o names another file");
    return AGGLO_ERROR_EXISTS;
}

/* The other folders must be of the same experiment, word by word. */
static agglo_status check_folders(const merge_options *o, const experiment *e, agglo_error *error) {
    for (size_t i = 1; i < o->parts.count; i++) {
        char folder[SWEEP_PATH_SIZE];
        experiment *other = NULL;
        agglo_faults faults = {0};
        folder_of(o->parts.items[i], folder, sizeof folder);
        agglo_status status = sweep_folder_experiment(folder, &other, &faults);
        report_faults(&faults);
        faults_free(&faults);
        int is_same = status == AGGLO_OK && strcmp(other->text, e->text) == 0;
        experiment_free(other);
        if (is_same)
            continue;
        status = error_set(error, AGGLO_ERROR_INPUT, "the parts belong to different experiments");
        error_place(error, folder, 0, NULL);
        return status;
    }
    return AGGLO_OK;
}

static agglo_status run(const merge_options *o, sweep_session *s, agglo_error *error) {
    const char *output = o->output != NULL ? o->output : o->parts.items[0];
    char folder[SWEEP_PATH_SIZE];
    agglo_faults faults = {0};
    parts_list list = {0};
    agglo_status status = check_output(o, output, error);
    if (status != AGGLO_OK)
        return status;
    folder_of(o->parts.items[0], folder, sizeof folder);
    status = sweep_session_open(s, folder, o->threads, error);
    if (status == AGGLO_OK)
        status = check_folders(o, s->experiment, error);
    if (status == AGGLO_OK)
        status = list_parts(o, &list, error);
    parts_list_free(&s->parts);
    s->parts = list;
    if (status != AGGLO_OK)
        return status;
    memset(s->plan->state, 0, s->plan->points * s->plan->most);
    for (size_t p = 0; p < s->plan->points; p++)
        s->plan->needed[p] = (uint32_t)s->experiment->replicates.least;
    status = sweep_plan_scan(s->plan, &s->parts, &faults, error);
    faults_free(&faults); /* were reported when the folder was opened */
    sweep_plan_settle(s->plan, 0);
    const sweep_merge_options options = {output, o->is_virtual, o->is_incomplete};
    return status == AGGLO_OK ? sweep_merge(s->plan, &s->parts, &options, error) : status;
}

int command_merge(int argc, char **argv) {
    merge_options options = {.threads = omp_get_max_threads()};
    int code = options_parse(&parser, argc, argv, &options);
    if (code != 0)
        return code;
    sweep_session s = {0};
    agglo_error error = {0};
    agglo_status status = run(&options, &s, &error);
    if (status == AGGLO_OK) {
        sweep_counts counts = sweep_plan_count(s.plan, 1);
        printf("%zu of %zu runs merged from %zu parts\n\nResult: %s\n", counts.done, counts.runs,
               s.parts.count, options.output != NULL ? options.output : options.parts.items[0]);
        status = report_flush(&error);
    }
    sweep_session_free(&s);
    options_list_free(&options.parts);
    if (status == AGGLO_OK)
        return 0;
    error.status = status;
    return report_failure(&error);
}
