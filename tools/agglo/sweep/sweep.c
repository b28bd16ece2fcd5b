/* agglo sweep: runs all points of an experiment, in parts that survive any interruption, and merges
 * them into one result. */
#include <errno.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "output/sweep_file.h"
#include "sim/schedule.h"
#include "tools/agglo/json.h"
#include "tools/agglo/options.h"
#include "tools/agglo/processes.h"
#include "tools/agglo/report.h"
#include "tools/agglo/signals.h"
#include "tools/agglo/sweep/cost.h"
#include "tools/agglo/sweep/merge.h"
#include "tools/agglo/sweep/session.h"
#include "tools/agglo/sweep/work.h"

enum { MOST_THREADS = 4096, MOST_SHARDS = 1000000 };

typedef struct {
    const char *experiment, *output;
    int threads, is_dry, is_retrying, is_forced, is_json, is_quiet, keeps_parts, keeps_going;
    size_t shard, shards; /* 0 of 1: all */
    int is_sharded, is_static;
    double part_seconds;
} sweep_options;

/* ---- Options ---- */

enum {
    KEY_SHARD = 256,
    KEY_DRY,
    KEY_RETRY,
    KEY_JSON,
    KEY_KEEP,
    KEY_GOING,
    KEY_SECONDS,
    KEY_STATIC
};

static const struct argp_option option_table[] = {
    {NULL, 0, NULL, 0, "What is run:", 1},
    {"threads", 't', "T", 0,
     "Runs at a time (default: all processors); results do not depend on it", 1},
    {"shard", KEY_SHARD, "I/N", 0,
     "Do the I-th of N shares (1/N ... N/N) into the same folder of parts; auto: as "
     "SLURM_ARRAY_TASK_ID and _COUNT say",
     1},
    {"static", KEY_STATIC, NULL, 0,
     "Under mpirun or srun: every process does a fixed share, none waits for the first one's "
     "answer",
     1},
    {"retry-failed", KEY_RETRY, NULL, 0, "Try failed runs again", 1},
    {"keep-going", KEY_GOING, NULL, 0,
     "Run the valid points if some are not; the runs of the others count as failed", 1},
    {"dry-run", KEY_DRY, NULL, 0, "Only say how many runs, how long, how much memory and disk", 1},
    {NULL, 0, NULL, 0, "What is written:", 2},
    {"output", 'o', "FILE", 0, "Result file (default: the experiment file's name with .h5)", 2},
    {"force", 'f', NULL, 0, "Discard what another experiment left under this name", 2},
    {"keep-parts", KEY_KEEP, NULL, 0, "Keep the parts after they are merged", 2},
    {"part-seconds", KEY_SECONDS, "S", 0,
     "Results that gather before a part is written (default: 1 s); more makes fewer files", 2},
    {"json", KEY_JSON, NULL, 0, "Summary as JSON", 2},
    {"quiet", 'q', NULL, 0, "No progress, no hints", 2},
    {0},
};

static int *flag_of(sweep_options *o, int key) {
    switch (key) {
    case KEY_RETRY:
        return &o->is_retrying;
    case KEY_GOING:
        return &o->keeps_going;
    case KEY_DRY:
        return &o->is_dry;
    case KEY_KEEP:
        return &o->keeps_parts;
    case KEY_JSON:
        return &o->is_json;
    case KEY_STATIC:
        return &o->is_static;
    case 'f':
        return &o->is_forced;
    case 'q':
        return &o->is_quiet;
    default:
        return NULL;
    }
}

/* A number of the environment, or -1. */
static long environment_number(const char *name) {
    const char *text = getenv(name);
    char *end = NULL;
    long value = text != NULL ? strtol(text, &end, 10) : -1;
    return text != NULL && end != text && *end == '\0' ? value : -1;
}

static void take_shard(sweep_options *o, const char *text, struct argp_state *state) {
    long shard = -1, shards = -1;
    char rest = '\0';
    if (strcmp(text, "auto") == 0) {
        long first = environment_number("SLURM_ARRAY_TASK_MIN");
        shards = environment_number("SLURM_ARRAY_TASK_COUNT");
        shard = environment_number("SLURM_ARRAY_TASK_ID");
        if (shard < 0 || shards < 1)
            argp_error(state, "--shard auto: SLURM_ARRAY_TASK_ID and SLURM_ARRAY_TASK_COUNT are "
                              "not set: this is no job array");
        shard += first >= 0 ? 1 - first : 0;
    } else if (sscanf(text, "%ld/%ld%c", &shard, &shards, &rest) != 2) {
        argp_error(state, "--shard: got '%s', expected I/N, for instance 2/8, or auto", text);
    }
    if (shards < 1 || shards > MOST_SHARDS || shard < 1 || shard > shards)
        argp_error(state, "--shard: got share %ld of %ld, expected 1 to N of N, N at most %d",
                   shard, shards, (int)MOST_SHARDS);
    o->shard = (size_t)shard - 1;
    o->shards = (size_t)shards;
    o->is_sharded = 1;
}

static void check_options(const sweep_options *o, struct argp_state *state) {
    if (o->experiment == NULL)
        argp_error(state, "an experiment file is missing");
    if (o->is_sharded && o->is_forced)
        argp_error(state, "--force and --shard contradict each other: one share would discard "
                          "what others have done");
}

static error_t take_option(int key, char *argument, struct argp_state *state) {
    sweep_options *o = state->input;
    int *flag = flag_of(o, key);
    if (flag != NULL) {
        *flag = 1;
        return 0;
    }
    switch (key) {
    case 't':
        o->threads = (int)options_integer(state, "--threads", argument, 1, MOST_THREADS);
        break;
    case 'o':
        o->output = argument;
        break;
    case KEY_SECONDS:
        o->part_seconds = options_positive(state, "--part-seconds", argument);
        break;
    case KEY_SHARD:
        take_shard(o, argument, state);
        break;
    case ARGP_KEY_ARG:
        options_only(state, &o->experiment, "experiment", argument);
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
    .args_doc = "EXPERIMENT",
    .doc = "Runs every replicate of every design point of an experiment and merges the outcomes "
           "into one result file (HDF5, also valid netCDF-4). Finished runs are kept in FILE.parts "
           "about once a second; the same command goes on where a sweep was stopped or killed, and "
           "reuses runs if the experiment has been extended."
           "\vExamples:\n"
           "  agglo sweep scenarios/experiments/anchor_or_network.json --dry-run\n"
           "  agglo sweep scenarios/experiments/anchor_or_network.json -o anchor.h5\n"
           "  agglo sweep big.json -o big.h5 --shard 3/16\n"
           "  agglo status big.h5\n"
           "  agglo merge big.h5\n"
           "  mpirun -n 64 agglo sweep big.json -o big.h5 -t 1\n\n"
           "Under mpirun or srun the first process hands out runs to all; what they give does not "
           "depend on their number.\n\n"
           "The first SIGINT (Ctrl-C), SIGTERM, SIGHUP or SIGUSR1 writes what is finished and ends "
           "with code 75; a second one ends at once.\n\n" OPTIONS_EXIT_CODES,
};

/* ---- The sweep ---- */

typedef struct {
    const sweep_options *options;
    sweep_session session;
    ranks_group *ranks;
    processes_view view;
    char output[SWEEP_PATH_SIZE];
    sweep_work work;
    progress progress;
    double seconds;
    sweep_counts before;
    int was_complete; /* there was nothing to do at all */
    int is_merged;
} sweep;

static agglo_status load(sweep *s, agglo_error *error) {
    agglo_faults faults = {0};
    const sweep_options *o = s->options;
    const sweep_plan_options options = {.threads = o->threads, .keeps_invalid = o->keeps_going};
    agglo_status status = experiment_load(o->experiment, &s->session.experiment, &faults);
    status = sweep_session_begin(&s->session, status, &faults, &options, error);
    if (status == AGGLO_OK) {
        s->session.plan->shard = o->shard;
        s->session.plan->shards = o->shards;
    }
    return status;
}

static agglo_status show_cost(sweep *s, agglo_error *error) {
    const sweep_options *o = s->options;
    agglo_status status = sweep_session_scan(&s->session, o->is_retrying, error);
    return status == AGGLO_OK ? sweep_cost_show(s->session.plan, o->threads, o->is_json, error)
                              : status;
}

/* ---- Before ---- */

static agglo_status refuse_output(const char *path, const char *what, agglo_error *error) {
    agglo_status status = error_set(error, AGGLO_ERROR_EXISTS, "%s", what);
    error_place(error, path, 0, NULL);
    error_hint(error, "--force replaces it, -o names another file");
    return status;
}

/* A result under our name: of this experiment, then its runs are used again; or not. */
static agglo_status meet_output(sweep *s, int *is_ours, agglo_error *error) {
    struct stat info;
    sweep_reader *reader = NULL;
    *is_ours = 0;
    if (stat(s->output, &info) != 0)
        return errno == ENOENT
                   ? AGGLO_OK
                   : error_set(error, AGGLO_ERROR_IO, "%s: %s", s->output, strerror(errno));
    if (!S_ISREG(info.st_mode))
        return refuse_output(s->output, "the result would replace what is no file", error);
    if (s->options->is_forced)
        return AGGLO_OK;
    if (!sweep_file_is(s->output))
        return refuse_output(s->output, "the file exists already and is no result of a sweep",
                             error);
    agglo_status status = sweep_reader_open(s->output, &reader, error);
    if (status != AGGLO_OK)
        return status;
    *is_ours = sweep_reader_identity(reader) == s->session.plan->head.identity;
    const char *text = sweep_reader_experiment(reader);
    uint8_t *states = NULL;
    status = *is_ours ? sweep_reader_status(reader, &states, error)
                      : refuse_output(s->output, "the file holds another experiment", error);
    if (status == AGGLO_OK && strcmp(text, s->session.experiment->text) == 0) {
        size_t count = sweep_reader_points(reader) * sweep_reader_replicates(reader), open = 0;
        for (size_t i = 0; i < count; i++)
            open += states[i] == PARTS_MISSING || states[i] == PARTS_FAILED;
        s->was_complete = open == 0;
    }
    free(states);
    sweep_reader_close(reader);
    return status;
}

/* A sweep that was killed after its result had got its name leaves the parts. */
static agglo_status remove_parts(const sweep *s, agglo_error *error) {
    if (s->options->keeps_parts || s->options->is_sharded || access(s->session.folder, F_OK) != 0)
        return AGGLO_OK;
    agglo_status status = sweep_folder_prepare(s->session.folder, s->session.experiment, 0, error);
    return status == AGGLO_OK ? sweep_folder_remove(s->session.folder, error) : status;
}

static agglo_status prepare(sweep *s, agglo_error *error) {
    int is_ours;
    agglo_status status = meet_output(s, &is_ours, error);
    if (status == AGGLO_OK && s->was_complete)
        return remove_parts(s, error);
    if (status != AGGLO_OK)
        return status;
    status = sweep_folder_prepare(s->session.folder, s->session.experiment, s->options->is_forced,
                                  error);
    if (status == AGGLO_OK)
        status = sweep_session_scan(&s->session, s->options->is_retrying, error);
    if (status == AGGLO_OK && is_ours) {
        status = sweep_unmerge(s->session.plan, s->output, s->session.folder, error);
        sweep_plan_settle(s->session.plan, s->options->is_retrying);
    }
    return status;
}

static void announce(const sweep *s) {
    const sweep_plan *plan = s->session.plan;
    int threads = s->options->threads;
    if (s->options->is_quiet)
        return;
    if (s->options->is_sharded)
        report_note("share %zu of %zu of the runs", s->options->shard + 1, s->options->shards);
    report_note("%zu design points, %zu runs, %zu done; memory: %d worlds + %.0f MB for parts + "
                "%.1f MB for the list of runs, however many runs",
                plan->points, s->before.runs, s->before.done, threads,
                (double)sweep_cost_buffers(threads) / 1e6, (double)sweep_plan_bytes(plan) / 1e6);
}

/* ---- Doing it ---- */

static int is_handing_out(const sweep *s) {
    return ranks_count(s->ranks) > 1 && !s->options->is_static;
}

/* The runs, from the plan here or from the process that hands them out. */
static agglo_status serve(sweep *s, agglo_error *error) {
    farm_source source = {sweep_plan_next, s->session.plan};
    int threads = s->options->threads;
    if (!is_handing_out(s))
        return farm_serve(&source, threads, sweep_work_run, &s->work, error);
    agglo_error left_error = {0};
    agglo_status status =
        sweep_ranks_begin(s->ranks, s->session.plan, threads, &s->work.ranks, error);
    if (status != AGGLO_OK) { /* the others would ask for ever */
        report_error(error);
        ranks_abort(s->ranks, status_exit_code(status));
        return status;
    }
    source = sweep_ranks_source(s->work.ranks);
    status = farm_serve(&source, threads, sweep_work_run, &s->work, error);
    agglo_status left = sweep_ranks_end(s->work.ranks, status != AGGLO_OK, &left_error);
    s->work.ranks = NULL;
    if (status == AGGLO_OK && left != AGGLO_OK)
        *error = left_error;
    return status == AGGLO_OK ? left : status;
}

static agglo_status simulate(sweep *s, agglo_error *error) {
    sweep_plan *plan = s->session.plan;
    size_t missing = s->before.missing;
    s->work = (sweep_work){.plan = plan,
                           .folder = s->session.folder,
                           .shard = s->options->is_sharded ? (unsigned)s->options->shard + 1 : 0,
                           .part_seconds = s->options->part_seconds,
                           .progress = &s->progress};
    progress_begin(&s->progress, s->options->is_quiet, missing, missing);
    sweep_work_begin(&s->work);
    double started = schedule_clock();
    agglo_error end_error = {0};
    agglo_status status = serve(s, error);
    agglo_status ended = sweep_work_end(&s->work, &end_error);
    s->seconds = schedule_clock() - started;
    progress_end(&s->progress);
    if (ended != AGGLO_OK && (status == AGGLO_OK || status == AGGLO_ERROR_INTERRUPTED)) {
        status = ended;
        *error = end_error;
    }
    if (status == AGGLO_OK && signals_requested() != 0 && sweep_plan_count(plan, 0).missing > 0)
        status =
            error_set(error, AGGLO_ERROR_INTERRUPTED, "stopped by signal %d", signals_requested());
    return status;
}

static agglo_status merge(sweep *s, agglo_error *error) {
    const sweep_merge_options options = {.output = s->output};
    parts_list_free(&s->session.parts);
    agglo_status status = parts_list_make(s->session.folder, &s->session.parts, error);
    if (status == AGGLO_OK)
        status = sweep_merge(s->session.plan, &s->session.parts, &options, error);
    if (status != AGGLO_OK)
        return status;
    s->is_merged = 1;
    return s->options->keeps_parts ? AGGLO_OK : sweep_folder_remove(s->session.folder, error);
}

/* ---- After ---- */

static double peak_megabytes(void) {
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (double)usage.ru_maxrss / 1024 : 0;
}

static void print_json(const sweep *s) {
    sweep_counts own = sweep_plan_count(s->session.plan, 0);
    json j;
    json_begin(&j, stdout);
    json_object(&j, NULL);
    json_text(&j, "experiment", s->session.experiment->name);
    json_text(&j, "file", s->is_merged || s->was_complete ? s->output : NULL);
    json_text(&j, "parts", s->session.folder);
    json_integer(&j, "points", (int64_t)s->session.plan->points);
    json_integer(&j, "runs", (int64_t)own.runs);
    json_integer(&j, "reused", (int64_t)(s->was_complete ? own.runs : s->before.done));
    json_integer(&j, "finished", (int64_t)(s->was_complete ? 0 : own.done - s->before.done));
    json_integer(&j, "failed", (int64_t)own.failed);
    json_integer(&j, "missing", (int64_t)(s->was_complete ? 0 : own.missing));
    json_number(&j, "seconds", s->seconds);
    json_number(&j, "runs_per_second",
                s->seconds > 0
                    ? (double)(own.done + own.failed - s->before.done - s->before.failed) /
                          s->seconds
                    : 0);
    json_integer(&j, "processes", ranks_count(s->ranks));
    json_integer(&j, "parts_written", (int64_t)s->work.parts);
    json_integer(&j, "largest_world_bytes", (int64_t)s->work.largest_world);
    json_number(&j, "peak_megabytes", peak_megabytes());
    json_close(&j);
}

static void print_people(const sweep *s) {
    sweep_counts own = sweep_plan_count(s->session.plan, 0);
    if (s->was_complete) {
        printf("%s: complete already, nothing was run\n\nResult: %s\n", s->session.experiment->name,
               s->output);
        return;
    }
    size_t tried = own.done + own.failed - s->before.done - s->before.failed;
    printf("%s: %zu runs done, %zu of them before", s->session.experiment->name, own.done,
           s->before.done);
    if (own.failed > 0)
        printf(", %zu failed", own.failed);
    printf("\n%.1f s, %.0f runs/s with %d threads", s->seconds,
           s->seconds > 0 ? (double)tried / s->seconds : 0, s->options->threads);
    if (ranks_count(s->ranks) > 1)
        printf(" in each of %d processes", ranks_count(s->ranks));
    printf(", peak memory %.0f MB\n", peak_megabytes());
    if (s->is_merged)
        printf("\nResult: %s\n", s->output);
    if (s->is_merged && !s->options->is_quiet)
        printf("Next:   xarray.open_dataset(\"%s\") in Python\n", s->output);
    if (s->options->is_sharded && !s->options->is_quiet)
        printf("\nNext:   when all shares are done, agglo merge %s\n", s->output);
}

static agglo_status conclude_failures(const sweep *s, size_t failed, agglo_error *error) {
    agglo_status status =
        error_set(error, AGGLO_ERROR_INPUT, "%zu run%s failed; the others are kept in %.200s",
                  failed, failed == 1 ? "" : "s", s->session.folder);
    error_hint(error, "'agglo status' says why, --retry-failed tries again, 'agglo merge "
                      "--incomplete' merges the others");
    return status;
}

static void report_stop(const sweep *s) {
    if (s->session.plan == NULL) {
        report_note("stopped by signal %d before the first run; to go on, repeat the command",
                    signals_requested());
        return;
    }
    sweep_counts own = sweep_plan_count(s->session.plan, 0);
    report_note("stopped by signal %d: %zu of %zu runs are kept in %s", signals_requested(),
                own.done + own.failed, own.runs, s->session.folder);
    report_note("to go on, repeat the command");
}

/* ---- Several processes ---- */

/* All processes learn what became of the others, and whether nothing is to be done. */
static agglo_status agree(sweep *s, agglo_status status, agglo_error *error) {
    status = processes_agree(s->ranks, status, s->was_complete, &s->view, error);
    s->was_complete = s->view.is_marked;
    return status;
}

/* Fixed shares: process k of n does the k-th of n shares of this share. */
static agglo_status take_static_share(sweep *s, agglo_error *error) {
    sweep_plan *plan = s->session.plan;
    size_t shards = s->options->shards;
    plan->shard = s->options->shard + shards * (size_t)ranks_own(s->ranks);
    plan->shards = shards * (size_t)ranks_count(s->ranks);
    return ranks_own(s->ranks) == 0
               ? AGGLO_OK
               : sweep_session_scan(&s->session, s->options->is_retrying, error);
}

/* Counts what all processes have done: the first one has been told, or reads their parts. */
static agglo_status gather(sweep *s, agglo_error *error) {
    sweep_plan *plan = s->session.plan;
    if (ranks_count(s->ranks) == 1 || !s->options->is_static || ranks_own(s->ranks) != 0)
        return AGGLO_OK;
    plan->shard = s->options->shard;
    plan->shards = s->options->shards;
    return sweep_session_scan(&s->session, 0, error);
}

/* ---- The whole ---- */

static agglo_status begin_sweep(sweep *s, agglo_error *error) {
    agglo_status status = ranks_own(s->ranks) == 0 ? prepare(s, error) : AGGLO_OK;
    status = agree(s, status, error);
    if (status != AGGLO_OK || s->was_complete)
        return status;
    s->before = sweep_plan_count(s->session.plan, 0);
    if (ranks_own(s->ranks) == 0)
        announce(s);
    if (!s->options->is_static || ranks_count(s->ranks) == 1)
        return AGGLO_OK;
    return agree(s, take_static_share(s, error), error);
}

static agglo_status conclude_sweep(sweep *s, agglo_error *error) {
    sweep_counts own = sweep_plan_count(s->session.plan, 0);
    size_t failed = s->was_complete ? 0 : own.failed;
    agglo_status status = AGGLO_OK;
    if (!s->was_complete && own.missing > 0)
        return error_set(error, AGGLO_ERROR_INTERRUPTED, "%zu runs are missing", own.missing);
    if (failed == 0 && !s->was_complete && !s->options->is_sharded)
        status = merge(s, error);
    if (status != AGGLO_OK)
        return status;
    if (s->options->is_json)
        print_json(s);
    else
        print_people(s);
    status = report_flush(error);
    return status == AGGLO_OK && failed > 0 ? conclude_failures(s, failed, error) : status;
}

static agglo_status run_sweep(sweep *s, agglo_error *error) {
    agglo_status status = begin_sweep(s, error);
    if (status == AGGLO_OK && !s->was_complete) {
        status = simulate(s, error);
        status = agree(s, status, error);
    }
    if (status == AGGLO_OK)
        status = gather(s, error);
    if (status != AGGLO_OK || ranks_own(s->ranks) != 0)
        return status;
    return conclude_sweep(s, error);
}

static agglo_status join_ranks(sweep *s, sweep_options *o, agglo_error *error) {
    s->view.tells = 1;
    agglo_status status = ranks_open(&s->ranks, error);
    report_as_process(ranks_own(s->ranks));
    o->is_quiet |= ranks_own(s->ranks) != 0;
    return status;
}

/* What all processes know the first one tells; what only one knows it tells itself. */
static int conclude(const sweep *s, agglo_status status, agglo_error *error) {
    int is_first = ranks_own(s->ranks) == 0;
    if (status == AGGLO_OK)
        return 0;
    error->status = status;
    if (status == AGGLO_ERROR_INTERRUPTED && is_first && signals_requested() != 0)
        report_stop(s);
    else if (status == AGGLO_ERROR_INTERRUPTED && is_first)
        report_note("%s; to go on, repeat the command", error->what);
    else if (status != AGGLO_ERROR_INTERRUPTED && s->view.tells)
        report_error(error);
    return status_exit_code(status);
}

int command_sweep(int argc, char **argv) {
    sweep_options options = {.threads = omp_get_max_threads(), .shards = 1, .part_seconds = 1};
    int code = options_parse(&parser, argc, argv, &options);
    if (code != 0)
        return code;
    sweep s = {.options = &options};
    agglo_error error = {0};
    if (!options_result(options.output, NULL, options.experiment, s.output,
                        sizeof s.output - sizeof ".parts"))
        return report_usage(argv[0], "the result's name is too long");
    sweep_folder_name(s.output, s.session.folder, sizeof s.session.folder);
    signals_catch();
    agglo_status status = join_ranks(&s, &options, &error);
    if (status == AGGLO_OK)
        status = agree(&s, load(&s, &error), &error);
    if (status == AGGLO_OK && !options.is_dry)
        status = run_sweep(&s, &error);
    else if (status == AGGLO_OK && ranks_own(s.ranks) == 0)
        status = show_cost(&s, &error);
    code = conclude(&s, status, &error);
    sweep_session_free(&s.session);
    ranks_close(s.ranks);
    return code;
}
