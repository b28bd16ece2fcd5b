#include "tools/agglo/run/replicate.h"

#include <string.h>
#include <unistd.h>

#include "tools/agglo/archive.h"
#include "tools/agglo/signals.h"

/* Years of events that wait in memory before they are handed on. */
enum { EVENT_YEARS = 2, PATH_SIZE = 4096 };

typedef struct {
    const replicate_work *work;
    size_t number;
    simulation *simulation;
    schema_event_list log; /* all events so far; only kept for checkpoints */
    reality_counts counts; /* of all events so far; none if some are not known */
    char path[PATH_SIZE];
    archive_place place;
} session;

static int has_event_log(const session *s) {
    return s->work->scenario->record_events;
}

/* Takes the events that the simulation has gathered: to the file at once, or, if a checkpoint may
 * have to hold them, into the log. */
static agglo_status take_events(session *s, agglo_error *error) {
    schema_event_list *fresh = simulation_events(s->simulation);
    agglo_status status = simulation_gather(s->simulation, error);
    if (s->counts.number != NULL)
        reality_counts_add(&s->counts, fresh->items, fresh->count);
    if (status == AGGLO_OK && fresh->count > 0 && has_event_log(s)) {
        if (s->work->directory == NULL && s->work->writer != NULL) {
            status = writer_events(s->work->writer, s->number, fresh->items, fresh->count, error);
        } else if (s->work->directory != NULL) {
            status = schema_events_reserve(&s->log, s->log.count + fresh->count, error);
            if (status == AGGLO_OK) {
                memcpy(s->log.items + s->log.count, fresh->items,
                       fresh->count * sizeof *fresh->items);
                s->log.count += fresh->count;
            }
        }
    }
    fresh->count = 0;
    return status;
}

static agglo_status save(session *s, agglo_error *error) {
    if (s->work->directory == NULL)
        return AGGLO_OK;
    agglo_status status = take_events(s, error);
    if (status == AGGLO_OK)
        status = archive_save(&s->place, s->simulation, &s->log, error);
    if (status == AGGLO_OK)
        s->work->outcomes[s->number].is_saved = 1;
    return status;
}

/* Events from before the branch go to the file first, if the branch has any use for them. */
static agglo_status branch_off(session *s, agglo_error *error) {
    writer *w = s->work->writer;
    const replicate_origin *origin = s->work->origin;
    agglo_status status =
        trunk_graft(origin->trunk, s->number, origin->history, s->simulation, &s->log, error);
    if (status == AGGLO_ERROR_INPUT)
        error_hint(error, "take the checkpoints anew: agglo run with --stop-at and --force");
    if (status == AGGLO_OK && w != NULL && has_event_log(s) && s->log.count > 0)
        status = writer_events(w, s->number, s->log.items, s->log.count, error);
    schema_events_free(&s->log);
    return status;
}

static agglo_status resume(session *s, agglo_error *error) {
    int stop_step = s->work->stop_step;
    agglo_status status = archive_load(&s->place, s->simulation, &s->log, error);
    if (status == AGGLO_ERROR_INPUT && error != NULL && error->hint[0] == '\0')
        error_hint(error, "resume with the same scenario, --set, --seed and --replicates, or begin "
                          "anew with --force");
    if (status != AGGLO_OK || stop_step == 0 || simulation_advances(s->simulation) <= stop_step)
        return status;
    status =
        error_set(error, AGGLO_ERROR_INPUT, "the checkpoint lies behind the date of --stop-at");
    error_place(error, s->path, 0, NULL);
    error_got(error, "step %d", simulation_advances(s->simulation));
    error_expected(error, "at most step %d", stop_step);
    error_hint(error, "begin anew with --force, or in another folder");
    return status;
}

static agglo_status restore(session *s, agglo_error *error) {
    int is_branch = s->work->origin != NULL;
    if (!is_branch && (!s->work->is_resuming || access(s->path, F_OK) != 0))
        return AGGLO_OK;
    agglo_status status = is_branch ? branch_off(s, error) : resume(s, error);
    if (status != AGGLO_OK)
        return status;
    s->work->outcomes[s->number].is_resumed = 1;
    reality_counts_free(&s->counts);
    progress_skip(s->work->progress, (size_t)simulation_advances(s->simulation));
    return AGGLO_OK;
}

static int is_done(const session *s) {
    int stop_step = s->work->stop_step;
    return simulation_is_complete(s->simulation) ||
           (stop_step > 0 && simulation_step(s->simulation) >= stop_step);
}

static agglo_status stop(session *s, agglo_error *error) {
    agglo_status status = save(s, error);
    return status != AGGLO_OK ? status
                              : error_set(error, AGGLO_ERROR_INTERRUPTED, "stopped by signal %d",
                                          signals_requested());
}

static agglo_status advance(session *s, agglo_error *error) {
    const scenario *sc = s->work->scenario;
    int event_steps = EVENT_YEARS * sc->steps_per_year;
    while (!is_done(s)) {
        if (signals_requested() != 0)
            return stop(s, error);
        agglo_status status = simulation_advance(s->simulation, error);
        int step = simulation_step(s->simulation);
        if (status == AGGLO_OK && step % event_steps == 0)
            status = take_events(s, error);
        if (status == AGGLO_OK && s->work->save_steps > 0 && step % s->work->save_steps == 0)
            status = save(s, error);
        if (status != AGGLO_OK)
            return status;
        progress_step(s->work->progress);
    }
    return AGGLO_OK;
}

/* Where several processes share the world, the first of them hands on for all. */
static agglo_status hand_on(session *s, agglo_error *error) {
    size_t count;
    agglo_status status = take_events(s, error);
    if (status != AGGLO_OK || ranks_own(s->work->ranks) != 0)
        return status;
    const double *rows = simulation_rows(s->simulation, &count);
    status = simulation_check(s->simulation, s->counts.number != NULL ? &s->counts : NULL, error);
    if (status != AGGLO_OK)
        return status;
    digest_take(s->work->digest, s->number, rows);
    writer *w = s->work->writer;
    const columns_table *tables[SCHEMA_MAX_TABLES];
    size_t table_count = simulation_snapshots(s->simulation, tables);
    for (size_t k = 0; w != NULL && k < table_count && status == AGGLO_OK; k++)
        status = writer_snapshots(w, s->number, tables[k], error);
    if (status == AGGLO_OK && w != NULL)
        status = writer_replicate(w, s->number, rows, error);
    if (status != AGGLO_OK || w == NULL || !has_event_log(s))
        return status;
    if (s->log.count > 0)
        status = writer_events(w, s->number, s->log.items, s->log.count, error);
    return status != AGGLO_OK ? status : writer_events_end(w, s->number, error);
}

static agglo_status run_session(session *s, int lanes, agglo_error *error) {
    replicate_outcome *outcome = &s->work->outcomes[s->number];
    agglo_status status = simulation_create_over(s->work->scenario, (int)s->number, lanes,
                                                 s->work->ranks, &s->simulation, error);
    if (status == AGGLO_OK && has_event_log(s))
        status = reality_counts_create(s->work->scenario, &s->counts, error);
    if (status == AGGLO_OK)
        status = restore(s, error);
    int was_done = status == AGGLO_OK && is_done(s);
    if (status == AGGLO_OK)
        status = advance(s, error);
    if (status == AGGLO_OK && !was_done)
        status = save(s, error);
    if (status == AGGLO_OK && s->work->stop_step == 0)
        status = hand_on(s, error);
    if (status != AGGLO_OK)
        return status;
    outcome->hash = simulation_hash(s->simulation);
    outcome->bytes = simulation_bytes(s->simulation);
    outcome->times = *simulation_times(s->simulation);
    outcome->is_finished = 1;
    progress_finish_replicate(s->work->progress);
    return AGGLO_OK;
}

agglo_status replicate_run(void *context, size_t replicate, int lanes, agglo_error *error) {
    const replicate_work *work = context;
    if (signals_requested() != 0)
        return error_set(error, AGGLO_ERROR_INTERRUPTED, "stopped before it began");
    double started = schedule_clock();
    session s = {.work = work, .number = replicate};
    if (work->directory != NULL)
        archive_name(s.path, sizeof s.path, work->directory, replicate);
    s.place = (archive_place){
        .path = s.path, .identity = archive_identity(work->scenario), .replicate = replicate};
    agglo_status status = run_session(&s, lanes, error);
    simulation_free(s.simulation);
    schema_events_free(&s.log);
    reality_counts_free(&s.counts);
    work->outcomes[replicate].seconds = schedule_clock() - started;
    return status;
}
