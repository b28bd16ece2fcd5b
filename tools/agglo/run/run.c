/* agglo run: simulates all replicates of a scenario and writes one result file. */
#include "tools/agglo/run/run.h"

#include <inttypes.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/farm.h"
#include "sim/id.h"
#include "tools/agglo/archive.h"
#include "tools/agglo/options.h"
#include "tools/agglo/report.h"
#include "tools/agglo/signals.h"

enum { MOST_REPLICATES = 1000000, MOST_THREADS = 4096 };

/* ---- Options ---- */

enum {
    KEY_SET = 256,
    KEY_CHECKPOINT,
    KEY_EVERY,
    KEY_RESUME,
    KEY_STOP,
    KEY_NO_OUTPUT,
    KEY_TIMES,
    KEY_JSON
};

static const struct argp_option option_table[] = {
    {NULL, 0, NULL, 0, "What is run:", 1},
    {"replicates", 'n', "N", 0, "Number of replicates (default: the scenario's)", 1},
    {"seed", 's', "S", 0, "Seed of the random numbers (default: the scenario's)", 1},
    {"set", KEY_SET, "PATH=VALUE", 0,
     "Change one value of the scenario, for instance parameters.location.b_research=1.2, "
     "links.10=0, regions.nuremberg.population=4; may be repeated",
     1},
    {"threads", 't', "T", 0, "Threads (default: all processors); results do not depend on it", 1},
    {NULL, 0, NULL, 0, "What is written:", 2},
    {"output", 'o', "FILE", 0, "Result file (default: the scenario file's name with .h5)", 2},
    {"force", 'f', NULL, 0, "Replace an existing result, discard existing checkpoints", 2},
    {"no-output", KEY_NO_OUTPUT, NULL, 0, "Write no result file, only the summary", 2},
    {"json", KEY_JSON, NULL, 0, "Summary as JSON", 2},
    {"times", KEY_TIMES, NULL, 0, "Show seconds by phase and memory", 2},
    {"quiet", 'q', NULL, 0, "No progress, no hints", 2},
    {NULL, 0, NULL, 0, "Long runs:", 3},
    {"checkpoint", KEY_CHECKPOINT, "DIR", 0,
     "Keep checkpoints in DIR: a run that is stopped or killed can be resumed", 3},
    {"checkpoint-every", KEY_EVERY, "YEARS", 0, "Simulated years between them (default: 5)", 3},
    {"resume", KEY_RESUME, NULL, 0,
     "Go on from the checkpoints in DIR; begins anew if there are none", 3},
    {"stop-at", KEY_STOP, "YEARS", 0,
     "Simulate so many years, keep the state in DIR for 'agglo fork', write no result", 3},
    {0},
};

/* Options without an argument: the flag an option sets, or null. */
static int *flag_of(run_options *o, int key) {
    switch (key) {
    case 'f':
        return &o->is_forced;
    case 'q':
        return &o->is_quiet;
    case KEY_RESUME:
        return &o->is_resuming;
    case KEY_NO_OUTPUT:
        return &o->has_no_output;
    case KEY_TIMES:
        return &o->shows_times;
    case KEY_JSON:
        return &o->is_json;
    default:
        return NULL;
    }
}

static void check_options(const run_options *o, struct argp_state *state) {
    if (o->scenario == NULL)
        argp_error(state, "a scenario file is missing");
    if (o->is_resuming && o->directory == NULL)
        argp_error(state, "--resume needs --checkpoint DIR, the folder to resume from");
    if (o->has_no_output && o->output != NULL)
        argp_error(state, "--no-output and --output contradict each other");
    if (o->stop_years > 0 && o->directory == NULL)
        argp_error(state, "--stop-at needs --checkpoint DIR, the folder to keep the state in");
    if (o->stop_years > 0 && o->output != NULL)
        argp_error(state, "--stop-at writes no result: --output has no meaning with it");
}

static error_t take_option(int key, char *argument, struct argp_state *state) {
    run_options *o = state->input;
    int *flag = flag_of(o, key);
    if (flag != NULL) {
        *flag = 1;
        return 0;
    }
    switch (key) {
    case 'n':
        snprintf(o->replicates, sizeof o->replicates, "replicates=%ld",
                 options_integer(state, "--replicates", argument, 1, MOST_REPLICATES));
        break;
    case 's':
        snprintf(o->seed, sizeof o->seed, "seed=\"%" PRIu64 "\"", options_seed(state, argument));
        break;
    case 't':
        o->threads = (int)options_integer(state, "--threads", argument, 1, MOST_THREADS);
        break;
    case 'o':
        o->output = argument;
        break;
    case KEY_SET:
        options_list_add(state, &o->assignments, argument);
        break;
    case KEY_CHECKPOINT:
        o->directory = argument;
        break;
    case KEY_EVERY:
        o->save_years = options_positive(state, "--checkpoint-every", argument);
        break;
    case KEY_STOP:
        o->stop_years = options_positive(state, "--stop-at", argument);
        break;
    case ARGP_KEY_ARG:
        options_only(state, &o->scenario, "scenario", argument);
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
    .args_doc = "SCENARIO",
    .doc =
        "Simulates all replicates of a scenario, writes a result file (HDF5, also valid "
        "netCDF-4) and prints a summary."
        "\vExamples:\n"
        "  agglo run scenarios/hubs/nuremberg.json -o nuremberg.h5\n"
        "  agglo run scenarios/hubs/nuremberg.json --set links.10=0 -o no-anchors.h5\n"
        "  agglo run big.json --checkpoint big.ckpt --resume\n"
        "  agglo run base.json --checkpoint year10 --stop-at 10\n\n"
        "Under mpirun or srun every world is cut by region over the processes; the result is the "
        "same to the bit.\n\n"
        "The first SIGINT (Ctrl-C), SIGTERM or SIGHUP finishes the step, saves what can be "
        "resumed and ends with code 75; a second one ends at once.\n\n" OPTIONS_EXIT_CODES,
};

/* ---- One run ---- */

/* Only what decides the result, so that equal results have equal files. */
static char *make_command(const run_options *o) {
    size_t length = strlen(o->scenario) + 32;
    for (size_t i = 0; i < o->assignments.count; i++)
        length += strlen(o->assignments.items[i]) + 16;
    char *text = malloc(length), *end = text;
    if (text == NULL)
        return NULL;
    end += sprintf(end, "agglo run %s", o->scenario);
    for (size_t i = 0; i < o->assignments.count; i++)
        end += sprintf(end, " --set '%s'", o->assignments.items[i]);
    return text;
}

/* The step at which --stop-at ends the run. */
static agglo_status find_stop(run *r, agglo_error *error) {
    const scenario *sc = r->scenario;
    double years = r->options->stop_years, steps = years * sc->steps_per_year;
    int is_late = steps > sc->steps + 1e-6;
    if (years <= 0)
        return AGGLO_OK;
    if (!is_late && fabs(steps - round(steps)) <= 1e-6 && round(steps) >= 1) {
        r->stop_step = (int)round(steps);
        return AGGLO_OK;
    }
    agglo_status status = error_set(error, AGGLO_ERROR_USAGE,
                                    is_late ? "--stop-at: the run ends before"
                                            : "--stop-at: no step ends at this date");
    error_got(error, "%.10g years", years);
    if (is_late)
        error_expected(error, "at most %d years", sc->years);
    else
        error_expected(error, "a multiple of %.10g years, the length of a step",
                       sc->step_months / 12.0);
    return status;
}

agglo_status run_load(run *r, agglo_error *error) {
    const run_options *o = r->options;
    agglo_faults faults = {0};
    agglo_status status = scenario_load(o->scenario, o->assignments.items, o->assignments.count,
                                        &r->scenario, &faults);
    if (status == AGGLO_OK && o->is_quiet)
        faults.count = 0; /* warnings */
    report_faults(&faults);
    size_t faults_found = faults.errors;
    faults_free(&faults);
    if (status != AGGLO_OK)
        return error_set(error, status, "%zu fault%s: nothing was run", faults_found,
                         faults_found == 1 ? "" : "s");
    if (!options_result(o->output, o->folder, o->scenario, r->output, sizeof r->output))
        return error_set(error, AGGLO_ERROR_USAGE, "the result's name is too long");
    status = find_stop(r, error);
    if (status != AGGLO_OK)
        return status;
    r->command = make_command(o);
    r->outcomes = calloc((size_t)r->scenario->replicates, sizeof *r->outcomes);
    if (r->command == NULL || r->outcomes == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %d replicates",
                         r->scenario->replicates);
    status = simulation_schema_create(r->scenario, &r->schema, error);
    if (status == AGGLO_OK)
        status = provenance_create(&r->provenance, simulation_schema_get(r->schema), r->scenario,
                                   r->command, error);
    if (status == AGGLO_OK)
        status = digest_create(&r->digest, &r->provenance.schema, (size_t)r->scenario->replicates,
                               error);
    return status;
}

/* Does the folder hold all that --stop-at asks for? Then the command was merely repeated. */
static int is_repeated(const run *r) {
    agglo_error ignored = {0};
    const char *directory = r->options->directory;
    int advances = 0, is_there = r->stop_step > 0;
    for (int i = 0; is_there && i < r->scenario->replicates; i++)
        is_there =
            archive_advances(directory, r->scenario, (size_t)i, &advances, &ignored) == AGGLO_OK &&
            advances == r->stop_step;
    return is_there;
}

/* What the folder holds must be this run's, and the scenario is kept beside it. */
static agglo_status prepare_directory(run *r, agglo_error *error) {
    const run_options *o = r->options;
    size_t count = 0;
    if (o->directory == NULL)
        return AGGLO_OK;
    agglo_status status = archive_open(o->directory, &count, error);
    if (status == AGGLO_OK && count > 0 && o->is_forced && !o->is_resuming) {
        status = archive_clear(o->directory, error);
        count = 0;
    }
    if (status != AGGLO_OK)
        return status;
    r->is_resuming = o->is_resuming || (count > 0 && is_repeated(r));
    if (count == 0 || (r->is_resuming && !archive_has_scenario(o->directory)))
        return archive_keep_scenario(o->directory, r->scenario, error);
    if (r->is_resuming)
        return AGGLO_OK;
    status = error_set(error, AGGLO_ERROR_EXISTS, "the folder holds checkpoints of %zu replicates",
                       count);
    error_place(error, o->directory, 0, NULL);
    error_hint(error, "--resume goes on from them, --force discards them");
    return status;
}

static void count_outcomes(run *r) {
    r->hash = 0;
    r->finished = r->resumed = r->saved = 0;
    for (int i = 0; i < r->scenario->replicates; i++) {
        const replicate_outcome *o = &r->outcomes[i];
        r->hash = id_mix(r->hash ^ o->hash);
        r->finished += (size_t)o->is_finished;
        r->resumed += (size_t)o->is_resumed;
        r->saved += (size_t)(o->is_saved || (o->is_resumed && !o->is_finished));
    }
}

static agglo_status simulate(run *r, writer *file, agglo_error *error) {
    const run_options *o = r->options;
    const scenario *sc = r->scenario;
    int save_steps = (int)(o->save_years * sc->steps_per_year + 0.5);
    replicate_work work = {
        .scenario = sc,
        .ranks = r->ranks,
        .origin = r->origin,
        .stop_step = r->stop_step,
        .writer = file,
        .directory = o->directory,
        .save_steps = o->directory != NULL ? (save_steps > 0 ? save_steps : 1) : 0,
        .is_resuming = r->is_resuming,
        .progress = &r->progress,
        .digest = &r->digest,
        .outcomes = r->outcomes,
    };
    size_t replicates = (size_t)sc->replicates;
    size_t steps = (size_t)(r->stop_step > 0 ? r->stop_step : sc->steps + 1);
    progress_begin(&r->progress, o->is_quiet, replicates * steps, replicates);
    signals_catch();
    double started = schedule_clock();
    agglo_status status = AGGLO_OK;
    if (ranks_count(r->ranks) == 1)
        status = farm_run(replicates, o->threads, replicate_run, &work, error);
    else /* all processes work on one world at a time */
        for (size_t k = 0; k < replicates && status == AGGLO_OK; k++)
            status = replicate_run(&work, k, o->threads, error);
    r->seconds = schedule_clock() - started;
    progress_end(&r->progress);
    count_outcomes(r);
    return status;
}

static agglo_status finish_file(const run *r, writer *file, agglo_error *error) {
    char text[24];
    snprintf(text, sizeof text, "%016" PRIx64, r->hash);
    schema_attribute attribute = {.name = "state_hash", .text = text};
    agglo_status status = writer_attribute(file, &attribute, error);
    if (status != AGGLO_OK) {
        writer_abandon(file);
        return status;
    }
    return writer_finish(file, error);
}

agglo_status run_simulate(run *r, agglo_error *error) {
    const run_options *o = r->options;
    writer *file = NULL;
    agglo_status status = AGGLO_OK;
    r->has_begun = 1;
    if (!o->has_no_output && r->stop_step == 0 && ranks_own(r->ranks) == 0) {
        unsigned flags = (o->is_forced ? WRITER_FORCE : WRITER_PLAIN) |
                         (r->scenario->compress ? WRITER_COMPRESS : WRITER_PLAIN);
        status = writer_create(r->output, &r->provenance.schema, flags, &file, error);
        if (status == AGGLO_ERROR_EXISTS && error->hint[0] == '\0')
            error_hint(error, "--force replaces it, -o names another file");
    }
    if (status == AGGLO_OK)
        status = prepare_directory(r, error);
    if (status == AGGLO_OK)
        status = simulate(r, file, error);
    if (status != AGGLO_OK || file == NULL) {
        writer_abandon(file);
        return status;
    }
    return finish_file(r, file, error);
}

static int conclude(const run *r, agglo_status status, agglo_error *error) {
    if (status == AGGLO_ERROR_INTERRUPTED) {
        run_report_interruption(r);
        return status_exit_code(status);
    }
    if (status == AGGLO_OK)
        status = run_report(r, error);
    if (status == AGGLO_OK)
        return 0;
    error->status = status;
    return report_failure(error);
}

void run_free(run *r) {
    provenance_free(&r->provenance);
    simulation_schema_free(r->schema);
    scenario_free(r->scenario);
    digest_free(&r->digest);
    free(r->command);
    free(r->outcomes);
}

/* Checkpoints hold whole worlds; a world that is cut has none that a process could write alone. */
static agglo_status join_ranks(run *r, run_options *o, agglo_error *error) {
    agglo_status status = ranks_open(&r->ranks, error);
    if (status != AGGLO_OK || ranks_count(r->ranks) == 1)
        return status;
    report_as_process(ranks_own(r->ranks));
    o->is_quiet |= ranks_own(r->ranks) != 0;
    if (o->directory == NULL)
        return AGGLO_OK;
    status =
        error_set(error, AGGLO_ERROR_USAGE, "a world over several processes keeps no checkpoints");
    error_hint(error, "leave out --checkpoint, or start without mpirun");
    return status;
}

/* What the first process does at the end, others follow: one that fails alone ends all. */
static int conclude_all(run *r, agglo_status status, agglo_error *error) {
    if (ranks_count(r->ranks) > 1 && status != AGGLO_OK && r->has_begun) {
        conclude(r, status, error);
        fflush(NULL);
        ranks_abort(r->ranks, status_exit_code(status));
    }
    return r->view.tells ? conclude(r, status, error) : status_exit_code(status);
}

int command_run(int argc, char **argv) {
    run_options options = {.threads = omp_get_max_threads(), .save_years = 5};
    int code = options_parse(&parser, argc, argv, &options);
    if (code != 0)
        return code;
    if (options.replicates[0] != '\0')
        options_list_add(NULL, &options.assignments, options.replicates);
    if (options.seed[0] != '\0')
        options_list_add(NULL, &options.assignments, options.seed);
    run r = {.options = &options};
    agglo_error error = {0};
    agglo_status status = join_ranks(&r, &options, &error);
    if (status == AGGLO_OK)
        status = run_load(&r, &error);
    status = processes_agree(r.ranks, status, 0, &r.view, &error);
    if (status == AGGLO_OK)
        status = run_simulate(&r, &error);
    code = conclude_all(&r, status, &error);
    run_free(&r);
    ranks_close(r.ranks);
    options_list_free(&options.assignments);
    return code;
}
