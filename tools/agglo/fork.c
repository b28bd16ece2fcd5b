/* agglo fork: the years that scenarios share are simulated once. `agglo run --stop-at` leaves the
 * state at a date; here it goes on with each scenario that could have led to it, and each gets the
 * result file that a run from year 0 would have written, byte for byte. */
#include <errno.h>
#include <inttypes.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tools/agglo/archive.h"
#include "tools/agglo/options.h"
#include "tools/agglo/report.h"
#include "tools/agglo/run/run.h"
#include "tools/agglo/signals.h"

enum { MOST_THREADS = 4096 };
static const size_t keep_bytes = (size_t)1 << 29; /* of checkpoints, in memory */

/* ---- Options ---- */

enum { KEY_SET = 256, KEY_NO_OUTPUT, KEY_JSON };

typedef struct {
    const char *directory;  /* of the checkpoints */
    options_list scenarios; /* files */
    run_options run;        /* for each scenario: its file is still missing */
} fork_options;

static const struct argp_option option_table[] = {
    {"output", 'o', "FOLDER", 0,
     "Folder of the result files, made if it is not there (default: the current one); each is "
     "named after its scenario's file, with .h5",
     1},
    {"set", KEY_SET, "PATH=VALUE", 0,
     "Change one value of every scenario, for instance replicates=5; may be repeated", 1},
    {"threads", 't', "T", 0, "Threads (default: all processors); results do not depend on it", 1},
    {"force", 'f', NULL, 0, "Replace existing results", 1},
    {"no-output", KEY_NO_OUTPUT, NULL, 0, "Write no result files, only the summary", 1},
    {"json", KEY_JSON, NULL, 0, "Summary as JSON", 1},
    {"quiet", 'q', NULL, 0, "No progress, no warnings, no hints", 1},
    {0},
};

static void take_word(fork_options *o, const char *word, struct argp_state *state) {
    if (o->directory == NULL)
        o->directory = word;
    else
        options_list_add(state, &o->scenarios, word);
}

static void check_options(const fork_options *o, struct argp_state *state) {
    if (o->directory == NULL)
        argp_error(state, "the folder of the checkpoints is missing");
    if (o->scenarios.count == 0)
        argp_error(state, "a scenario file is missing");
    if (o->run.has_no_output && o->run.folder != NULL)
        argp_error(state, "--no-output and --output contradict each other");
}

static error_t take_option(int key, char *argument, struct argp_state *state) {
    fork_options *o = state->input;
    switch (key) {
    case 'o':
        o->run.folder = argument;
        break;
    case KEY_SET:
        options_list_add(state, &o->run.assignments, argument);
        break;
    case 't':
        o->run.threads = (int)options_integer(state, "--threads", argument, 1, MOST_THREADS);
        break;
    case 'f':
        o->run.is_forced = 1;
        break;
    case 'q':
        o->run.is_quiet = 1;
        break;
    case KEY_NO_OUTPUT:
        o->run.has_no_output = 1;
        break;
    case KEY_JSON:
        o->run.is_json = 1;
        break;
    case ARGP_KEY_ARG:
        take_word(o, argument, state);
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
    .args_doc = "DIR SCENARIO...",
    .doc =
        "Goes on with each SCENARIO from the checkpoints in DIR, which 'agglo run --checkpoint "
        "DIR --stop-at YEARS' has left, and writes its whole record, the years before included: "
        "the file that 'agglo run SCENARIO' would have written."
        "\vA scenario may differ from the one of the checkpoints in what acts from their date "
        "on: interventions added, removed or changed, the end of the run, output, fewer "
        "replicates, names.\n\n"
        "Example:\n"
        "  agglo run base.json --checkpoint year10 --stop-at 10\n"
        "  agglo fork year10 base.json anchor.json network.json -o results\n\n" OPTIONS_EXIT_CODES,
};

/* ---- The base ---- */

typedef struct {
    run_options options;
    run run;
    scenario_branch history;
    replicate_origin origin;
    int is_done;
} branch;

typedef struct {
    const fork_options *options;
    scenario *base;
    trunk *trunk;
    int step;         /* of the date */
    size_t saved;     /* replicates */
    char date[64];    /* in words */
    branch *branches; /* one per scenario */
    size_t done;
} offspring;

/* A fault of the checkpoint folder. */
static agglo_status refuse_folder(const offspring *all, agglo_error *error, const char *what) {
    agglo_status status = error_set(error, AGGLO_ERROR_INPUT, "%s", what);
    error_place(error, all->options->directory, 0, NULL);
    return status;
}

static agglo_status find_date(offspring *all, agglo_error *error) {
    const char *directory = all->options->directory;
    size_t keep = all->options->scenarios.count > 1 ? keep_bytes : 0;
    agglo_status status = trunk_create(directory, all->base, keep, &all->trunk, error);
    if (status != AGGLO_OK)
        return status;
    all->saved = trunk_replicates(all->trunk);
    if (all->saved == 0)
        return refuse_folder(all, error, "the folder holds no checkpoint of replicate 0");
    status = archive_advances(directory, all->base, 0, &all->step, error);
    if (status != AGGLO_OK)
        return status;
    if (all->step > all->base->steps)
        return refuse_folder(all, error, "the run of the checkpoints has come to its end");
    if (all->step == 0)
        return refuse_folder(all, error, "the checkpoints are of year 0: no years are shared");
    run_report_date(all->base, all->step, all->date, sizeof all->date);
    return AGGLO_OK;
}

static agglo_status open_base(offspring *all, agglo_error *error) {
    agglo_status status = archive_scenario(all->options->directory, &all->base, error);
    if (status == AGGLO_OK)
        status = find_date(all, error);
    if (status == AGGLO_ERROR_INPUT || status == AGGLO_ERROR_IO)
        error_hint(error, "agglo run BASE --checkpoint DIR --stop-at YEARS takes checkpoints");
    return status;
}

/* ---- The branches ---- */

static agglo_status check_replicates(const offspring *all, const scenario *sc, agglo_error *error) {
    if ((size_t)sc->replicates <= all->saved)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_INPUT, "%s holds too few replicates", all->options->directory);
    error_place(error, NULL, 0, "replicates");
    error_got(error, "%d", sc->replicates);
    error_expected(error, "at most %zu", all->saved);
    error_hint(error,
               "--set replicates=%zu takes those, agglo run with --stop-at, --resume and "
               "--replicates adds to them",
               all->saved);
    return AGGLO_ERROR_INPUT;
}

/* No two scenarios, and no file that is there already, under one name. */
static agglo_status check_output(const offspring *all, const branch *b, agglo_error *error) {
    if (b->options.has_no_output)
        return AGGLO_OK;
    for (const branch *other = all->branches; other < b; other++)
        if (strcmp(other->run.output, b->run.output) == 0) {
            error_set(error, AGGLO_ERROR_USAGE, "two scenarios would be written to %.200s",
                      b->run.output);
            error_place(error, b->options.scenario, 0, NULL);
            error_hint(error, "result files are named after scenario files: rename one");
            return AGGLO_ERROR_USAGE;
        }
    if (b->options.is_forced || access(b->run.output, F_OK) != 0)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_EXISTS, "the result file is there already");
    error_place(error, b->run.output, 0, NULL);
    error_hint(error, "--force replaces it, -o names another folder");
    return AGGLO_ERROR_EXISTS;
}

static agglo_status prepare_branch(const offspring *all, branch *b, agglo_error *error) {
    agglo_status status = run_load(&b->run, error);
    if (status != AGGLO_OK)
        return status;
    status = scenario_branch_create(all->base, b->run.scenario, all->step, &b->history, error);
    if (status == AGGLO_OK)
        status = check_replicates(all, b->run.scenario, error);
    if (status != AGGLO_OK) {
        char path[sizeof error->path];
        memcpy(path, error->path, sizeof path);
        error_place(error, b->options.scenario, 0, path);
        return status;
    }
    b->origin = (replicate_origin){.trunk = all->trunk, .history = &b->history};
    b->run.origin = &b->origin;
    return check_output(all, b, error);
}

/* All scenarios are looked at before one is run; each that is refused is told of. */
static agglo_status prepare_all(offspring *all, agglo_error *error) {
    const fork_options *o = all->options;
    agglo_status first = AGGLO_OK;
    all->branches = calloc(o->scenarios.count, sizeof *all->branches);
    if (all->branches == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu scenarios",
                         o->scenarios.count);
    size_t refused = 0;
    for (size_t i = 0; i < o->scenarios.count; i++) {
        branch *b = &all->branches[i];
        agglo_error own = {0};
        b->options = o->run;
        b->options.scenario = o->scenarios.items[i];
        b->run.options = &b->options;
        agglo_status status = prepare_branch(all, b, &own);
        if (status == AGGLO_OK)
            continue;
        *error = own;
        if (o->scenarios.count == 1)
            return status;
        report_error(&own);
        first = first == AGGLO_OK ? status : first;
        refused++;
    }
    if (first == AGGLO_OK)
        return AGGLO_OK;
    return error_set(error, first, "%zu of %zu scenarios cannot go on from %s: nothing was run",
                     refused, o->scenarios.count, o->directory);
}

static agglo_status make_folder(const fork_options *o, agglo_error *error) {
    if (o->run.folder == NULL || mkdir(o->run.folder, 0777) == 0 || errno == EEXIST)
        return AGGLO_OK;
    agglo_status status =
        error_set(error, AGGLO_ERROR_IO, "cannot make the folder: %s", strerror(errno));
    error_place(error, o->run.folder, 0, NULL);
    return status;
}

static agglo_status simulate_all(offspring *all, agglo_error *error) {
    signals_catch(); /* before any file is there */
    agglo_status status = make_folder(all->options, error);
    for (size_t i = 0; status == AGGLO_OK && i < all->options->scenarios.count; i++) {
        branch *b = &all->branches[i];
        if (!b->options.is_quiet && all->options->scenarios.count > 1)
            report_note("%s (%zu of %zu)", b->options.scenario, i + 1,
                        all->options->scenarios.count);
        status = run_simulate(&b->run, error);
        b->is_done = status == AGGLO_OK;
        all->done += (size_t)b->is_done;
    }
    return status;
}

/* ---- What is said at the end ---- */

static agglo_status print_people(const offspring *all, agglo_error *error) {
    const fork_options *o = all->options;
    printf("from %s of %s, %zu replicates saved\n\n", all->date, o->directory, all->saved);
    printf("%-16s  %5s  %10s  %s\n", "state hash", "years", "replicates",
           o->run.has_no_output ? "scenario" : "result");
    for (size_t i = 0; i < o->scenarios.count; i++) {
        const branch *b = &all->branches[i];
        printf("%016" PRIx64 "  %5d  %10d  %s\n", b->run.hash, b->run.scenario->years,
               b->run.scenario->replicates,
               o->run.has_no_output ? b->options.scenario : b->run.output);
    }
    if (!o->run.is_quiet && !o->run.has_no_output)
        printf("\nNext:   agglo plot %s firms -o firms.png\n", all->branches[0].run.output);
    return report_flush(error);
}

static agglo_status json_branch(const branch *b, json *j, agglo_error *error) {
    const scenario *sc = b->run.scenario;
    json_object(j, NULL);
    json_text(j, "scenario", sc->name);
    json_text(j, "scenario_file", b->options.scenario);
    json_text(j, "file", b->options.has_no_output ? NULL : b->run.output);
    json_integer(j, "years", sc->years);
    json_integer(j, "replicates", sc->replicates);
    json_hex(j, "identity", sc->identity);
    json_hex(j, "state_hash", b->run.hash);
    json_array(j, "replicate_hashes");
    for (int i = 0; i < sc->replicates; i++)
        json_hex(j, NULL, b->run.outcomes[i].hash);
    json_close(j);
    agglo_status status = digest_json(&b->run.digest, j, error);
    json_close(j);
    return status;
}

static agglo_status print_json(const offspring *all, agglo_error *error) {
    double years = (double)all->step / all->base->steps_per_year;
    agglo_status status = AGGLO_OK;
    json j;
    json_begin(&j, stdout);
    json_object(&j, NULL);
    json_text(&j, "checkpoint", all->options->directory);
    json_number(&j, "year", years);
    json_number(&j, "calendar_year", all->base->start_year + years);
    json_integer(&j, "saved_replicates", (int64_t)all->saved);
    json_hex(&j, "base_identity", all->base->identity);
    json_array(&j, "branches");
    for (size_t i = 0; status == AGGLO_OK && i < all->options->scenarios.count; i++)
        status = json_branch(&all->branches[i], &j, error);
    json_close(&j);
    json_close(&j);
    return status != AGGLO_OK ? status : report_flush(error);
}

/* What is done stays; the command that does the rest. */
static void report_rest(const offspring *all, agglo_status status) {
    const fork_options *o = all->options;
    if (status == AGGLO_ERROR_INTERRUPTED)
        report_note("stopped by signal %d: %zu of %zu scenarios are done", signals_requested(),
                    all->done, o->scenarios.count);
    else if (all->done > 0)
        report_note("%zu of %zu scenarios are done", all->done, o->scenarios.count);
    if (status != AGGLO_ERROR_INTERRUPTED || o->run.is_quiet)
        return;
    report_note("to go on with the others:");
    fprintf(stderr, "  agglo fork %s", o->directory);
    for (size_t i = 0; i < o->scenarios.count; i++)
        if (!all->branches[i].is_done)
            fprintf(stderr, " %s", o->scenarios.items[i]);
    for (size_t i = 0; i < o->run.assignments.count; i++)
        fprintf(stderr, " --set '%s'", o->run.assignments.items[i]);
    if (o->run.folder != NULL)
        fprintf(stderr, " -o %s", o->run.folder);
    fprintf(stderr, "%s%s\n", o->run.is_forced ? " --force" : "",
            o->run.has_no_output ? " --no-output" : "");
}

/* ---- The whole ---- */

static agglo_status fork_all(offspring *all, agglo_error *error) {
    agglo_status status = open_base(all, error);
    if (status == AGGLO_OK)
        status = prepare_all(all, error);
    if (status != AGGLO_OK)
        return status;
    status = simulate_all(all, error);
    if (status != AGGLO_OK) {
        report_rest(all, status);
        return status;
    }
    return all->options->run.is_json ? print_json(all, error) : print_people(all, error);
}

static void offspring_free(offspring *all) {
    for (size_t i = 0; all->branches != NULL && i < all->options->scenarios.count; i++) {
        run_free(&all->branches[i].run);
        scenario_branch_free(&all->branches[i].history);
    }
    free(all->branches);
    trunk_free(all->trunk);
    scenario_free(all->base);
}

int command_fork(int argc, char **argv) {
    fork_options options = {.run = {.threads = omp_get_max_threads()}};
    int code = options_parse(&parser, argc, argv, &options);
    if (code != 0)
        return code;
    offspring all = {.options = &options};
    agglo_error error = {0};
    agglo_status status = fork_all(&all, &error);
    error.status = status;
    code = status == AGGLO_OK                  ? 0
           : status == AGGLO_ERROR_INTERRUPTED ? status_exit_code(status)
                                               : report_failure(&error);
    offspring_free(&all);
    options_list_free(&options.scenarios);
    options_list_free(&options.run.assignments);
    return code;
}
