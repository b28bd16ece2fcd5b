#include "tools/agglo/sweep/work.h"

#include <stdlib.h>
#include <string.h>

#include "models/simulation.h"
#include "sim/schedule.h"
#include "tools/agglo/signals.h"

static const double grace = 0.5; /* s that a run has to end after a request to stop */

void sweep_work_begin(sweep_work *work) {
    pthread_mutex_init(&work->lock, NULL);
    work->batch.head = &work->plan->head;
    work->written_at = schedule_clock();
}

/* ---- Parts ---- */

/* Moves what has gathered out if it is time for a part. The caller holds the lock. */
static int take_part(sweep_work *work, int is_last, parts_batch *out) {
    double now = schedule_clock();
    int is_due = is_last || now - work->written_at >= work->part_seconds ||
                 parts_batch_bytes(&work->batch) >= SWEEP_PART_BYTES;
    if (!is_due || work->batch.count == 0)
        return 0;
    *out = work->batch;
    work->batch = (parts_batch){.head = &work->plan->head};
    work->written_at = now;
    work->parts++;
    return 1;
}

static agglo_status write_part(sweep_work *work, parts_batch *batch, agglo_error *error) {
    agglo_status status = parts_write(work->folder, work->shard, batch, error);
    parts_batch_free(batch);
    return status;
}

/* Results shall not wait for the end of a long run beside them. */
static agglo_status write_overdue(sweep_work *work, agglo_error *error) {
    parts_batch part;
    if (pthread_mutex_trylock(&work->lock) != 0)
        return AGGLO_OK;
    int is_due = take_part(work, 0, &part);
    pthread_mutex_unlock(&work->lock);
    return is_due ? write_part(work, &part, error) : AGGLO_OK;
}

static agglo_status record(sweep_work *work, const parts_run *run, const double *values,
                           agglo_error *error) {
    parts_batch part;
    pthread_mutex_lock(&work->lock);
    agglo_status status = parts_batch_add(&work->batch, run, values, error);
    work->finished += run->status == PARTS_DONE;
    work->failed += run->status == PARTS_FAILED;
    int is_due = status == AGGLO_OK && take_part(work, 0, &part);
    pthread_mutex_unlock(&work->lock);
    return is_due ? write_part(work, &part, error) : status;
}

agglo_status sweep_work_end(sweep_work *work, agglo_error *error) {
    parts_batch part;
    agglo_status status = AGGLO_OK;
    if (take_part(work, 1, &part))
        status = write_part(work, &part, error);
    parts_batch_free(&work->batch);
    pthread_mutex_destroy(&work->lock);
    return status;
}

/* ---- Runs ---- */

typedef struct {
    sweep_work *work; /* null: nothing is recorded */
    const sweep_plan *plan;
    size_t point, replicate;
    double *values;
    experiment_key key;
    uint64_t hash;
    size_t bytes;
    double stopped_at;             /* when the request to stop was seen */
    int is_given_up, has_no_place; /* a stop; parts cannot be written */
} attempt;

static int must_stop(attempt *a) {
    if (signals_requested() == 0)
        return 0;
    double now = schedule_clock();
    if (a->stopped_at == 0)
        a->stopped_at = now;
    return now - a->stopped_at > grace;
}

static agglo_status advance(attempt *a, simulation *sim, agglo_error *error) {
    while (!simulation_is_complete(sim)) {
        agglo_status status = simulation_advance(sim, error);
        if (status != AGGLO_OK)
            return status;
        if (a->work == NULL)
            continue;
        if (must_stop(a)) {
            a->is_given_up = 1;
            return error_set(error, AGGLO_ERROR_INTERRUPTED, "stopped");
        }
        status = write_overdue(a->work, error);
        if (status != AGGLO_OK) {
            a->has_no_place = 1;
            return status;
        }
    }
    return AGGLO_OK;
}

static agglo_status simulate(attempt *a, const scenario *s, agglo_error *error) {
    simulation *sim = NULL;
    size_t count;
    agglo_status status = simulation_create(s, (int)a->replicate, 1, &sim, error);
    if (status == AGGLO_OK)
        status = advance(a, sim, error);
    if (status == AGGLO_OK)
        status = simulation_check(sim, NULL, error);
    if (status == AGGLO_OK) {
        experiment_take(a->plan->experiment, a->plan->layout, simulation_rows(sim, &count),
                        a->values);
        a->hash = simulation_hash(sim);
        a->bytes = simulation_bytes(sim);
    }
    simulation_free(sim);
    return status;
}

static agglo_status try_run(attempt *a, agglo_error *error) {
    agglo_faults faults = {0};
    scenario *s = NULL;
    agglo_status status = experiment_point(a->plan->experiment, a->point, &s, &a->key, &faults);
    for (size_t i = faults.count; status != AGGLO_OK && i > 0; i--)
        if (!faults.items[i - 1].is_warning)
            *error = faults.items[i - 1];
    if (status != AGGLO_OK && faults.errors == 0)
        error_set(error, status, "no memory for the scenario");
    faults_free(&faults);
    const char *what = s != NULL ? experiment_layout_differs(a->plan->layout, s) : NULL;
    if (what != NULL)
        status =
            error_set(error, AGGLO_ERROR_INPUT, "the point records other %s than the first", what);
    if (status == AGGLO_OK)
        status = simulate(a, s, error);
    scenario_free(s);
    return status;
}

static char *message_of(const agglo_error *error) {
    char text[1200];
    error_format(error, text, sizeof text);
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    if (copy != NULL)
        memcpy(copy, text, size);
    return copy;
}

/* Tells the plan, and the process that has handed the job out. */
static void tell(sweep_work *work, size_t job, parts_status status, const double *values) {
    sweep_plan_report(work->plan, job, status, values);
    if (work->ranks != NULL)
        sweep_ranks_report(work->ranks, job, status, sweep_plan_judged(work->plan, values));
}

static agglo_status conclude(sweep_work *work, const attempt *a, parts_run *run, size_t job,
                             agglo_error *error) {
    const double *values = run->status == PARTS_DONE ? a->values : NULL;
    agglo_status status = record(work, run, values, error);
    tell(work, job, status == AGGLO_OK ? (parts_status)run->status : PARTS_MISSING, values);
    pthread_mutex_lock(&work->lock);
    work->largest_world = a->bytes > work->largest_world ? a->bytes : work->largest_world;
    pthread_mutex_unlock(&work->lock);
    progress_finish_replicate(work->progress);
    progress_step(work->progress);
    return status;
}

agglo_status sweep_work_run(void *context, size_t job, int lanes, agglo_error *error) {
    sweep_work *work = context;
    attempt a = {.work = work,
                 .plan = work->plan,
                 .point = sweep_job_point(work->plan, job),
                 .replicate = sweep_job_replicate(work->plan, job),
                 .values = malloc((work->plan->head.width + 1) * sizeof(double))};
    (void)lanes;
    double started = schedule_clock();
    agglo_error cause = {0};
    agglo_status status =
        a.values != NULL ? try_run(&a, &cause) : error_set(&cause, AGGLO_ERROR_MEMORY, "no memory");
    if (a.is_given_up || a.has_no_place) {
        tell(work, job, PARTS_MISSING, NULL);
        *error = cause;
    } else {
        experiment_key key = experiment_run_key(work->plan->keys[a.point], a.replicate);
        parts_run run = {.key_high = key.high,
                         .key_low = key.low,
                         .state_hash = a.hash,
                         .point = (uint32_t)a.point,
                         .replicate = (uint32_t)a.replicate,
                         .seconds = (float)(schedule_clock() - started),
                         .status = status == AGGLO_OK ? PARTS_DONE : PARTS_FAILED,
                         .message = status == AGGLO_OK ? NULL : message_of(&cause)};
        status = conclude(work, &a, &run, job, error);
    }
    free(a.values);
    return status;
}

agglo_status sweep_work_probe(const sweep_plan *plan, size_t job, double *seconds, size_t *bytes,
                              agglo_error *error) {
    attempt a = {.plan = plan,
                 .point = sweep_job_point(plan, job),
                 .replicate = sweep_job_replicate(plan, job),
                 .values = malloc((plan->head.width + 1) * sizeof(double))};
    double started = schedule_clock();
    if (a.values == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory");
    agglo_status status = try_run(&a, error);
    *seconds = schedule_clock() - started;
    *bytes = a.bytes;
    free(a.values);
    return status;
}
