/* agglo status: what of a sweep is done, failed and missing, from its parts or its result. */
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/sweep_file.h"
#include "tools/agglo/json.h"
#include "tools/agglo/options.h"
#include "tools/agglo/report.h"
#include "tools/agglo/sweep/session.h"

typedef struct {
    const char *file;
    int is_json, threads;
} status_options;

enum { KEY_JSON = 256 };

static const struct argp_option option_table[] = {
    {"json", KEY_JSON, NULL, 0, "As JSON", 1},
    {"threads", 't', "T", 0, "Threads (default: all processors)", 1},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state) {
    status_options *o = state->input;
    switch (key) {
    case KEY_JSON:
        o->is_json = 1;
        break;
    case 't':
        o->threads = (int)options_integer(state, "--threads", argument, 1, 4096);
        break;
    case ARGP_KEY_ARG:
        options_only(state, &o->file, "sweep", argument);
        break;
    case ARGP_KEY_END:
        if (o->file == NULL)
            argp_error(state, "the result file of a sweep is missing");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "FILE",
    .doc = "Says how many runs of a sweep are done, have failed (and why) and are missing, and how "
           "fast they come. FILE is the result file of the sweep, there or not yet; its parts are "
           "looked at first."
           "\vExamples:\n"
           "  agglo status big.h5\n"
           "  agglo status big.h5 --json\n\n" OPTIONS_EXIT_CODES,
};

/* ---- What is known ---- */

typedef struct {
    char *message;
    size_t count;
} cause;

typedef struct {
    char *name;
    sweep_counts counts;
    size_t points, parts, bytes;
    size_t stored; /* runs in all parts, those that stand twice counted twice */
    double rate;   /* runs/s between the oldest and the youngest part; 0: not known */
    double seconds_per_run;
    cause *causes;
    size_t cause_count;
} sweep_state;

static void state_free(sweep_state *s) {
    for (size_t i = 0; i < s->cause_count; i++)
        free(s->causes[i].message);
    free(s->causes);
    free(s->name);
}

static agglo_status add_cause(sweep_state *s, const char *message, agglo_error *error) {
    for (size_t i = 0; i < s->cause_count; i++)
        if (strcmp(s->causes[i].message, message) == 0) {
            s->causes[i].count++;
            return AGGLO_OK;
        }
    cause *grown = realloc(s->causes, (s->cause_count + 1) * sizeof *grown);
    char *copy = grown != NULL ? malloc(strlen(message) + 1) : NULL;
    if (grown != NULL)
        s->causes = grown;
    if (copy == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the causes of failures");
    strcpy(copy, message);
    s->causes[s->cause_count++] = (cause){copy, 1};
    return AGGLO_OK;
}

/* Causes of runs that are failed still, and the mean time of those that are done. */
static agglo_status read_parts(const sweep_session *session, sweep_state *s, agglo_error *error) {
    const sweep_plan *plan = session->plan;
    double seconds = 0;
    size_t rows = 0;
    agglo_status status = AGGLO_OK;
    for (size_t i = 0; i < session->parts.count && status == AGGLO_OK; i++) {
        parts_batch batch = {.head = &plan->head};
        if (parts_read(session->parts.paths[i], 0, &batch, error) != AGGLO_OK)
            continue; /* has been told */
        for (size_t k = 0; k < batch.count && status == AGGLO_OK; k++) {
            const parts_run *run = &batch.runs[k];
            experiment_key key = {run->key_high, run->key_low};
            size_t p = sweep_plan_find(plan, experiment_point_key(key, run->replicate));
            seconds += run->seconds;
            rows++;
            if (run->status == PARTS_FAILED && run->message != NULL && p < plan->points &&
                run->replicate < plan->most &&
                sweep_run_state(plan, p, run->replicate) == PARTS_FAILED)
                status = add_cause(s, run->message, error);
        }
        parts_batch_free(&batch);
    }
    double span = session->parts.last - session->parts.first;
    s->stored = rows;
    s->rate = span > 0 ? (double)rows / span : 0;
    s->seconds_per_run = rows > 0 ? seconds / (double)rows : 0;
    return status;
}

static char *copy_text(const char *text) {
    char *copy = malloc(strlen(text) + 1);
    return copy != NULL ? strcpy(copy, text) : NULL;
}

static agglo_status look_at_parts(const char *folder, int threads, sweep_state *s,
                                  agglo_error *error) {
    sweep_session session = {0};
    agglo_status status = sweep_session_open(&session, folder, threads, error);
    if (status == AGGLO_OK) {
        s->counts = sweep_plan_count(session.plan, 1);
        s->points = session.plan->points;
        s->parts = session.parts.count;
        s->bytes = session.parts.bytes;
        s->name = copy_text(session.experiment->name);
        status = read_parts(&session, s, error);
    }
    sweep_session_free(&session);
    return status;
}

static agglo_status take_failures(sweep_reader *reader, sweep_state *s, agglo_error *error) {
    sweep_file_failure *failures = NULL;
    size_t count = 0;
    agglo_status status = sweep_reader_failures(reader, &failures, &count, error);
    for (size_t i = 0; i < count && status == AGGLO_OK; i++)
        status = add_cause(s, failures[i].message != NULL ? failures[i].message : "", error);
    sweep_failures_free(failures, count);
    return status;
}

static agglo_status look_at_file(const char *path, sweep_state *s, agglo_error *error) {
    sweep_reader *reader;
    uint8_t *states = NULL;
    agglo_status status = sweep_reader_open(path, &reader, error);
    if (status != AGGLO_OK)
        return status;
    status = sweep_reader_status(reader, &states, error);
    size_t cells = sweep_reader_points(reader) * sweep_reader_replicates(reader);
    for (size_t i = 0; i < cells && status == AGGLO_OK; i++) {
        s->counts.runs += states[i] != PARTS_NOT_NEEDED;
        s->counts.done += states[i] == PARTS_DONE;
        s->counts.failed += states[i] == PARTS_FAILED;
        s->counts.missing += states[i] == PARTS_MISSING;
    }
    s->points = sweep_reader_points(reader);
    free(states);
    if (status == AGGLO_OK)
        status = take_failures(reader, s, error);
    sweep_reader_close(reader);
    return status;
}

/* ---- Telling it ---- */

static void print_people(const sweep_state *s, const char *from) {
    printf("%s: %zu design points, %zu runs\n", from, s->points, s->counts.runs);
    printf("done     %zu\nfailed   %zu\nmissing  %zu\n", s->counts.done, s->counts.failed,
           s->counts.missing);
    if (s->parts > 0)
        printf("parts    %zu, %.1f MB\n", s->parts, (double)s->bytes / 1e6);
    if (s->rate > 0)
        printf("rate     %.3g runs/s, %.3g s a run\n", s->rate, s->seconds_per_run);
    if (s->rate > 0 && s->counts.missing > 0)
        printf("left     about %.0f s at this rate\n", (double)s->counts.missing / s->rate);
    for (size_t i = 0; i < s->cause_count; i++)
        printf("failed %zu times: %s\n", s->causes[i].count, s->causes[i].message);
}

static void print_json(const sweep_state *s, const char *from) {
    json j;
    json_begin(&j, stdout);
    json_object(&j, NULL);
    json_text(&j, "from", from);
    json_text(&j, "experiment", s->name);
    json_integer(&j, "points", (int64_t)s->points);
    json_integer(&j, "runs", (int64_t)s->counts.runs);
    json_integer(&j, "done", (int64_t)s->counts.done);
    json_integer(&j, "failed", (int64_t)s->counts.failed);
    json_integer(&j, "missing", (int64_t)s->counts.missing);
    json_integer(&j, "parts", (int64_t)s->parts);
    json_integer(&j, "stored_runs", (int64_t)s->stored);
    json_integer(&j, "bytes", (int64_t)s->bytes);
    json_number(&j, "runs_per_second", s->rate);
    json_number(&j, "seconds_per_run", s->seconds_per_run);
    json_array(&j, "failures");
    for (size_t i = 0; i < s->cause_count; i++) {
        json_object(&j, NULL);
        json_integer(&j, "count", (int64_t)s->causes[i].count);
        json_text(&j, "message", s->causes[i].message);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
}

int command_status(int argc, char **argv) {
    status_options options = {.threads = omp_get_max_threads()};
    int code = options_parse(&parser, argc, argv, &options);
    if (code != 0)
        return code;
    char folder[SWEEP_PATH_SIZE];
    sweep_state s = {0};
    agglo_error error = {0};
    sweep_folder_name(options.file, folder, sizeof folder);
    int has_parts = access(folder, F_OK) == 0;
    agglo_status status = has_parts ? look_at_parts(folder, options.threads, &s, &error)
                                    : look_at_file(options.file, &s, &error);
    if (status == AGGLO_OK && options.is_json)
        print_json(&s, has_parts ? folder : options.file);
    else if (status == AGGLO_OK)
        print_people(&s, has_parts ? folder : options.file);
    state_free(&s);
    if (status == AGGLO_OK)
        status = report_flush(&error);
    if (status == AGGLO_OK)
        return 0;
    error.status = status;
    return report_failure(&error);
}
