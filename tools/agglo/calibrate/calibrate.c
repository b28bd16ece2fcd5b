/* agglo calibrate: which parameters agree with what was observed. */
#include <gsl/gsl_errno.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "sim/schedule.h"
#include "tools/agglo/calibrate/private.h"
#include "tools/agglo/json.h"
#include "tools/agglo/options.h"
#include "tools/agglo/report.h"
#include "tools/agglo/signals.h"

enum { KEY_DRY_RUN = 256, KEY_FORCE, KEY_JSON, MOST_THREADS = 4096, PATH_SIZE = 4096 };

typedef struct {
    const char *document, *output;
    int threads, is_dry, is_forced, is_json, is_quiet;
} calibrate_options;

static const struct argp_option option_table[] = {
    {"output", 'o', "FILE", 0, "The posterior (default: the document's name with .h5, here)", 0},
    {"threads", 't', "T", 0, "Threads (default: all); they do not change the result", 0},
    {"dry-run", KEY_DRY_RUN, NULL, 0, "Only say how many runs there will be and how long it takes",
     0},
    {"force", KEY_FORCE, NULL, 0,
     "Replace the posterior, and what a calibration of another document has left", 0},
    {"json", KEY_JSON, NULL, 0, "Print JSON", 0},
    {"quiet", 'q', NULL, 0, "No progress", 0},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state) {
    calibrate_options *o = state->input;
    switch (key) {
    case 'o':
        o->output = argument;
        break;
    case 't':
        o->threads = (int)options_integer(state, "--threads", argument, 1, MOST_THREADS);
        break;
    case KEY_DRY_RUN:
        o->is_dry = 1;
        break;
    case KEY_FORCE:
        o->is_forced = 1;
        break;
    case KEY_JSON:
        o->is_json = 1;
        break;
    case 'q':
        o->is_quiet = 1;
        break;
    case ARGP_KEY_ARG:
        options_only(state, &o->document, "document", argument);
        break;
    case ARGP_KEY_END:
        if (o->document == NULL)
            argp_error(state, "a document with targets is missing");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "TARGETS",
    .doc = "Finds which values of a model's parameters agree with what was observed: by history "
           "matching (waves of points, quadratic emulators, implausible points are ruled out), by "
           "approximate Bayesian computation (population Monte Carlo with falling tolerances), or "
           "by both, one after the other. Writes the posterior, shows what it predicts for "
           "targets that were held out, and says which directions the targets do not identify. "
           "Killed or stopped, it goes on from the last finished wave or generation when the "
           "command is repeated, with the same result."
           "\vExamples:\n"
           "  agglo calibrate scenarios/calibration/hubs.json --dry-run\n"
           "  agglo calibrate scenarios/calibration/hubs.json -o hubs.h5\n\n" OPTIONS_EXIT_CODES,
};

/* ---- What it will take ---- */

static agglo_status show_cost(calibration *c, int is_json, agglo_error *error) {
    const targets_method *m = &c->t->method;
    double each, seconds, least, most;
    c->is_quiet = 1;
    agglo_status status = calibrate_try(c, &each, error);
    if (status != AGGLO_OK)
        return status;
    int processors = omp_get_num_procs(),
        at_once = c->threads < processors ? c->threads : processors;
    double runs = (double)c->t->place_count * c->t->replicates;
    double waves = m->type == TARGETS_ABC ? 0 : (double)m->waves * m->points;
    double first = m->type == TARGETS_MATCHING ? m->points : m->particles;
    double later = m->type == TARGETS_MATCHING ? 0 : (double)m->generations * m->particles;
    least = (waves + first + later) * runs;
    most = (waves + first + later / m->least_acceptance) * runs;
    seconds = each / runs / at_once;
    if (is_json) {
        json j;
        json_begin(&j, stdout);
        json_object(&j, NULL);
        json_text(&j, "name", c->t->name);
        json_number(&j, "least_runs", least);
        json_number(&j, "most_runs", most);
        json_number(&j, "seconds_per_run", each / runs);
        json_number(&j, "least_seconds", least * seconds);
        json_number(&j, "most_seconds", most * seconds);
        json_integer(&j, "threads", c->threads);
        json_close(&j);
    } else {
        printf("%s: %s, %.0f run%s a point (%zu scenario%s, %d replicate%s)\n", c->t->name,
               targets_method_names[m->type], runs, runs == 1 ? "" : "s", c->t->place_count,
               c->t->place_count == 1 ? "" : "s", c->t->replicates,
               c->t->replicates == 1 ? "" : "s");
        if (least < most)
            printf("runs  %.0f if every proposal were accepted, at most %.0f\n"
                   "time  %.0f to %.0f s",
                   least, most, least * seconds, most * seconds);
        else
            printf("runs  %.0f\ntime  about %.0f s", most, most * seconds);
        printf(" with %d threads (%.2f ms a run)\n", c->threads, 1000 * each / runs);
    }
    return report_flush(error);
}

/* ---- The work ---- */

/* One wave or generation more. A pure function of what has been reached; `*ended` is set when
 * nothing is left to do. */
static agglo_status go_on(calibration *c, const char **ended, agglo_error *error) {
    const targets_method *m = &c->t->method;
    size_t waves = m->type == TARGETS_ABC ? 0 : (size_t)m->waves;
    size_t generations = m->type == TARGETS_MATCHING ? 1 : (size_t)m->generations + 1;
    size_t done = c->generation_count;
    int is_over = 0;
    *ended = NULL;
    if (c->wave_count < waves && done == 0)
        return calibrate_next_wave(c, error);
    if (done == 0)
        return calibrate_first_generation(c, error);
    if (done > 1 && c->generations[done - 1].tolerance <= calibrate_last_tolerance(c)) {
        *ended = "the tolerance that was asked for is reached";
    } else if (done >= generations) {
        *ended = m->type == TARGETS_MATCHING ? "all waves are done" : "all generations are done";
    } else {
        agglo_status status = calibrate_next_generation(c, &is_over, error);
        *ended = is_over ? "proposals are accepted too rarely" : NULL;
        return status;
    }
    return AGGLO_OK;
}

/* Goes on from what an interrupted calibration has left. With --force, what belongs to another
 * document or is damaged does not count. */
static agglo_status resume(calibration *c, const calibrate_options *o, const char *state,
                           agglo_error *error) {
    if (access(state, F_OK) != 0)
        return AGGLO_OK;
    agglo_status status = calibrate_load(c, state, error);
    if (status == AGGLO_OK) {
        calibrate_note(c, "going on after %zu waves and %zu generations", c->wave_count,
                       c->generation_count);
    } else if (status == AGGLO_ERROR_INPUT && o->is_forced) {
        const targets *t = c->t;
        calibration_free(c);
        status = calibration_create(c, t, error);
        c->threads = o->threads;
        c->is_quiet = o->is_quiet;
    }
    return status;
}

static agglo_status work(calibration *c, const calibrate_options *o, const char *state,
                         const char **ended, agglo_error *error) {
    agglo_status status = resume(c, o, state, error);
    for (*ended = NULL; status == AGGLO_OK && *ended == NULL;) {
        status = go_on(c, ended, error);
        if (status == AGGLO_OK && *ended == NULL)
            status = calibrate_save(c, state, error);
    }
    return status;
}

static agglo_status finish(const calibration *c, const calibrate_options *o, const char *path,
                           const char *ended, double begun, agglo_error *error) {
    calibrate_result result = {.ended = ended};
    agglo_status status = calibrate_judge(c, &result, error);
    result.seconds = schedule_clock() - begun;
    if (status == AGGLO_OK)
        status = calibrate_write(&result, path, error);
    if (status == AGGLO_OK && o->is_json)
        calibrate_print_json(&result, path);
    else if (status == AGGLO_OK)
        calibrate_print(&result, path);
    calibrate_result_free(&result);
    return status == AGGLO_OK ? report_flush(error) : status;
}

/* A posterior beside which there is progress is one that was being replaced, or was just written
 * when the process was killed. */
static agglo_status check_output(const calibrate_options *o, const char *path, const char *state,
                                 agglo_error *error) {
    if (o->is_forced || access(path, F_OK) != 0 || access(state, F_OK) == 0)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_EXISTS, "the posterior is there already");
    error_place(error, path, 0, NULL);
    error_hint(error, "name another file with -o, or use --force");
    return AGGLO_ERROR_EXISTS;
}

static agglo_status calibrate(const calibrate_options *o, const targets *t, agglo_error *error) {
    static const char progress[] = ".progress";
    double begun = schedule_clock();
    const char *ended = NULL;
    char path[PATH_SIZE], state[PATH_SIZE + sizeof progress];
    calibration c = {0};
    if (!options_result(o->output, NULL, o->document, path, sizeof path))
        return error_set(error, AGGLO_ERROR_USAGE, "the result's name is too long");
    snprintf(state, sizeof state, "%s%s", path, progress);
    agglo_status status = calibration_create(&c, t, error);
    c.threads = o->threads;
    c.is_quiet = o->is_quiet;
    if (status == AGGLO_OK && o->is_dry) {
        status = show_cost(&c, o->is_json, error);
    } else if (status == AGGLO_OK) {
        status = check_output(o, path, state, error);
        if (status == AGGLO_OK)
            status = work(&c, o, state, &ended, error);
        if (status == AGGLO_OK)
            status = finish(&c, o, path, ended, begun, error);
        if (status == AGGLO_OK)
            unlink(state);
        if (status == AGGLO_ERROR_INTERRUPTED)
            report_note("repeat the command to go on after %zu waves and %zu generations",
                        c.wave_count, c.generation_count);
    }
    calibration_free(&c);
    return status;
}

int command_calibrate(int argc, char **argv) {
    calibrate_options options = {.threads = omp_get_max_threads()};
    agglo_faults faults = {0};
    agglo_error error = {0};
    targets *t = NULL;
    int code = options_parse(&parser, argc, argv, &options);
    if (code != 0)
        return code;
    gsl_set_error_handler_off(); /* what fails in GSL is told, not aborted */
    signals_catch();
    agglo_status status = targets_load(options.document, &t, &faults);
    report_faults(&faults);
    faults_free(&faults);
    if (status != AGGLO_OK)
        return status_exit_code(status);
    status = calibrate(&options, t, &error);
    targets_free(t);
    return status == AGGLO_OK ? 0 : report_failure(&error);
}
