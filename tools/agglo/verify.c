/* agglo verify: shows for a scenario that the number of threads, a restart and the writing of
 * output do not change a single bit of the result. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/causes.h"
#include "models/record.h"
#include "output/writer.h"
#include "sim/id.h"
#include "tools/agglo/archive.h"
#include "tools/agglo/options.h"
#include "tools/agglo/report.h"
#include "tools/agglo/signals.h"

enum { KEY_STEPS = 256, KEY_SET, RESTARTS = 5, PATH_SIZE = 512 };

typedef struct {
    const char *scenario;
    options_list assignments;
    long steps;
} verify_options;

static const struct argp_option option_table[] = {
    {"steps", KEY_STEPS, "N", 0, "Compare after N steps (default: the whole run)", 0},
    {"set", KEY_SET, "PATH=VALUE", 0, "Change one value of the scenario; may be repeated", 0},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state) {
    verify_options *o = state->input;
    switch (key) {
    case KEY_STEPS:
        o->steps = options_integer(state, "--steps", argument, 1, 1000000);
        break;
    case KEY_SET:
        options_list_add(state, &o->assignments, argument);
        break;
    case ARGP_KEY_ARG:
        options_only(state, &o->scenario, "scenario", argument);
        break;
    case ARGP_KEY_END:
        if (o->scenario == NULL)
            argp_error(state, "a scenario file is missing");
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
    .doc = "Runs the first replicate with 1, 2 and 4 threads, again from checkpoints taken at five "
           "steps, and with output written or not, and compares state and records bit by bit."
           "\vExample:\n"
           "  agglo verify scenarios/hubs/nuremberg.json --steps 120\n\n" OPTIONS_EXIT_CODES,
};

/* ---- One way of running ---- */

/* What must be equal. */
typedef struct {
    uint64_t state, records;
} fingerprint;

typedef struct {
    const scenario *scenario;
    int steps;
    char folder[PATH_SIZE];
    int stops[RESTARTS]; /* steps after which a checkpoint is taken */
} bench;

static fingerprint take_fingerprint(simulation *sim) {
    size_t count;
    const double *rows = simulation_rows(sim, &count);
    fingerprint f = {.state = simulation_hash(sim), .records = id_mix(count)};
    for (size_t i = 0; i < count * record_width(); i++) {
        uint64_t bits;
        memcpy(&bits, &rows[i], sizeof bits);
        f.records = id_mix(f.records ^ bits) + 1;
    }
    return f;
}

static int is_done(const bench *b, const simulation *sim) {
    return simulation_step(sim) >= b->steps &&
           (b->steps < b->scenario->steps || simulation_is_complete(sim));
}

static void checkpoint_path(const bench *b, int stop, char *path, size_t size) {
    snprintf(path, size, "%s/step-%d.h5", b->folder, b->stops[stop]);
}

static agglo_status save_stops(const bench *b, simulation *sim, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    schema_event_list none = {0};
    for (int i = 0; i < RESTARTS && status == AGGLO_OK; i++) {
        char path[PATH_SIZE + 32];
        checkpoint_path(b, i, path, sizeof path);
        archive_place place = {.path = path, .identity = archive_identity(b->scenario)};
        if (b->stops[i] == simulation_step(sim) && access(path, F_OK) != 0)
            status = archive_save(&place, sim, &none, error);
    }
    return status;
}

/* Advances to the end; with `saves` leaves a checkpoint at every stop. */
static agglo_status advance(const bench *b, simulation *sim, int saves, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    while (status == AGGLO_OK && !is_done(b, sim)) {
        if (signals_requested() != 0)
            return error_set(error, AGGLO_ERROR_INTERRUPTED, "stopped by signal %d",
                             signals_requested());
        if (saves)
            status = save_stops(b, sim, error);
        if (status == AGGLO_OK)
            status = simulation_advance(sim, error);
        simulation_events(sim)->count = 0;
    }
    return status;
}

static agglo_status run_plain(const bench *b, int threads, int saves, fingerprint *out,
                              agglo_error *error) {
    simulation *sim = NULL;
    agglo_status status = simulation_create(b->scenario, 0, threads, &sim, error);
    if (status == AGGLO_OK)
        status = advance(b, sim, saves, error);
    if (status == AGGLO_OK)
        status = simulation_check(sim, NULL, error);
    if (status == AGGLO_OK)
        *out = take_fingerprint(sim);
    simulation_free(sim);
    return status;
}

static agglo_status run_restarted(const bench *b, int stop, fingerprint *out, agglo_error *error) {
    char path[PATH_SIZE + 32];
    checkpoint_path(b, stop, path, sizeof path);
    archive_place place = {.path = path, .identity = archive_identity(b->scenario)};
    schema_event_list events = {0};
    simulation *sim = NULL;
    agglo_status status = simulation_create(b->scenario, 0, 1 + stop % 2, &sim, error);
    if (status == AGGLO_OK)
        status = archive_load(&place, sim, &events, error);
    if (status == AGGLO_OK)
        status = advance(b, sim, 0, error);
    if (status == AGGLO_OK)
        *out = take_fingerprint(sim);
    simulation_free(sim);
    schema_events_free(&events);
    return status;
}

static agglo_status keep_events(schema_event_list *log, const schema_event_list *fresh,
                                agglo_error *error) {
    agglo_status status = schema_events_reserve(log, log->count + fresh->count, error);
    if (status != AGGLO_OK || fresh->count == 0)
        return status;
    memcpy(log->items + log->count, fresh->items, fresh->count * sizeof *fresh->items);
    log->count += fresh->count;
    return AGGLO_OK;
}

/* What must hold of the log: counts as the records have them, no event before its cause. */
static agglo_status check_log(const bench *b, const simulation *sim, const schema_event_list *log,
                              agglo_error *error) {
    reality_counts counts = {0};
    if (!b->scenario->record_events)
        return AGGLO_OK;
    agglo_status status = reality_counts_create(b->scenario, &counts, error);
    if (status == AGGLO_OK) {
        reality_counts_add(&counts, log->items, log->count);
        status = simulation_check(sim, &counts, error);
    }
    reality_counts_free(&counts);
    return status == AGGLO_OK ? causes_check(b->scenario, log->items, log->count, error) : status;
}

/* Events go to a file as they happen, as in `agglo run`, and into `log`. */
static agglo_status advance_writing(const bench *b, simulation *sim, writer *file,
                                    schema_event_list *log, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    while (status == AGGLO_OK && !is_done(b, sim)) {
        schema_event_list *events = simulation_events(sim);
        status = simulation_advance(sim, error);
        if (status == AGGLO_OK && b->scenario->record_events && events->count > 0)
            status = writer_events(file, 0, events->items, events->count, error);
        if (status == AGGLO_OK)
            status = keep_events(log, events, error);
        events->count = 0;
    }
    size_t count;
    const double *rows = simulation_rows(sim, &count);
    if (status == AGGLO_OK && simulation_is_complete(sim))
        status = writer_replicate(file, 0, rows, error);
    return status;
}

static agglo_status run_writing(const bench *b, fingerprint *out, agglo_error *error) {
    char path[PATH_SIZE + 32];
    snprintf(path, sizeof path, "%s/result.h5", b->folder);
    simulation_schema *described = NULL;
    simulation *sim = NULL;
    writer *file = NULL;
    schema_event_list log = {0};
    agglo_status status = simulation_schema_create(b->scenario, &described, error);
    if (status == AGGLO_OK)
        status = writer_create(path, simulation_schema_get(described), WRITER_FORCE, &file, error);
    if (status == AGGLO_OK)
        status = simulation_create(b->scenario, 0, 1, &sim, error);
    if (status == AGGLO_OK)
        status = advance_writing(b, sim, file, &log, error);
    if (status == AGGLO_OK)
        status = check_log(b, sim, &log, error);
    if (status == AGGLO_OK)
        *out = take_fingerprint(sim);
    writer_abandon(file);
    schema_events_free(&log);
    simulation_free(sim);
    simulation_schema_free(described);
    snprintf(path, sizeof path, "%s/result.h5.partial", b->folder);
    (void)unlink(path);
    return status;
}

/* ---- Comparison ---- */

typedef struct {
    fingerprint reference;
    int has_reference, passed, failed;
} comparison;

static void compare(comparison *t, const char *way, const fingerprint *f) {
    if (!t->has_reference) {
        t->reference = *f;
        t->has_reference = 1;
        printf("%-28s %016" PRIx64 "  %016" PRIx64 "  reference\n", way, f->state, f->records);
        return;
    }
    int is_same = f->state == t->reference.state && f->records == t->reference.records;
    *(is_same ? &t->passed : &t->failed) += 1;
    printf("%-28s %016" PRIx64 "  %016" PRIx64 "  %s\n", way, f->state, f->records,
           is_same ? "same" : "DIFFERENT");
    fflush(stdout);
}

static agglo_status compare_all(const bench *b, comparison *t, agglo_error *error) {
    static const int threads[] = {1, 2, 4};
    char way[64];
    fingerprint f;
    agglo_status status = AGGLO_OK;
    printf("%-28s %-16s  %-16s\n", "way", "state", "records");
    for (int i = 0; status == AGGLO_OK && i < 3; i++) {
        snprintf(way, sizeof way, "%d thread%s", threads[i], i == 0 ? "" : "s");
        status = run_plain(b, threads[i], i == 0, &f, error);
        if (status == AGGLO_OK)
            compare(t, way, &f);
    }
    for (int i = 0; status == AGGLO_OK && i < RESTARTS; i++) {
        snprintf(way, sizeof way, "restarted at step %d", b->stops[i]);
        status = run_restarted(b, i, &f, error);
        if (status == AGGLO_OK)
            compare(t, way, &f);
    }
    if (status == AGGLO_OK)
        status = run_writing(b, &f, error);
    if (status == AGGLO_OK)
        compare(t, "with output written", &f);
    return status;
}

static void remove_folder(const bench *b) {
    for (int i = 0; i < RESTARTS; i++) {
        char path[PATH_SIZE + 32];
        checkpoint_path(b, i, path, sizeof path);
        (void)unlink(path);
    }
    (void)rmdir(b->folder);
}

static agglo_status prepare(bench *b, const verify_options *o, agglo_error *error) {
    const char *base = getenv("TMPDIR");
    const scenario *s = b->scenario;
    b->steps = o->steps > 0 && o->steps < s->steps ? (int)o->steps : s->steps;
    for (int i = 0; i < RESTARTS; i++) /* anywhere in the run, the same at every call */
        b->stops[i] = (int)(id_mix(s->identity + (uint64_t)i) % (uint64_t)b->steps);
    snprintf(b->folder, sizeof b->folder, "%s/agglo-verify-XXXXXX",
             base != NULL && base[0] != '\0' ? base : "/tmp");
    if (mkdtemp(b->folder) != NULL)
        return AGGLO_OK;
    b->folder[0] = '\0';
    return error_set(error, AGGLO_ERROR_IO, "cannot make a temporary folder in %s",
                     base != NULL ? base : "/tmp");
}

static agglo_status verify(const verify_options *o, const scenario *s, agglo_error *error) {
    bench b = {.scenario = s};
    comparison t = {0};
    agglo_status status = prepare(&b, o, error);
    if (status != AGGLO_OK)
        return status;
    signals_catch();
    printf("%s, first replicate, %d of %d steps\n\n", s->name, b.steps, s->steps);
    status = compare_all(&b, &t, error);
    remove_folder(&b);
    if (status != AGGLO_OK)
        return status;
    printf("\n%d same, %d different; %s\n", t.passed, t.failed,
           s->record_events ? "all reality checks hold, and no event comes before its cause"
                            : "all reality checks that need no events hold");
    if (t.failed > 0)
        return error_set(error, AGGLO_ERROR_MISMATCH, "results differ that must be equal");
    return AGGLO_OK;
}

int command_verify(int argc, char **argv) {
    verify_options options = {0};
    int code = options_parse(&parser, argc, argv, &options);
    if (code != 0)
        return code;
    agglo_faults faults = {0};
    agglo_error error = {0};
    scenario *s = NULL;
    agglo_status status = scenario_load(options.scenario, options.assignments.items,
                                        options.assignments.count, &s, &faults);
    report_faults(&faults);
    if (status == AGGLO_OK) {
        status = verify(&options, s, &error);
        if (status != AGGLO_OK)
            report_error(&error);
    }
    scenario_free(s);
    faults_free(&faults);
    options_list_free(&options.assignments);
    return status_exit_code(status);
}
