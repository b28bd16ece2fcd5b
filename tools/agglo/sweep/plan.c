#include "tools/agglo/sweep/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tools/agglo/signals.h"

enum { IN_WORK = 100 };

/* ---- Points ---- */

typedef struct {
    sweep_plan *plan;
    uint8_t *is_valid;
} point_check;

static agglo_status check_point(sweep_plan *plan, size_t point, agglo_faults *faults) {
    scenario *s = NULL;
    agglo_status status = experiment_point(plan->experiment, point, &s, &plan->keys[point], faults);
    const char *what = s != NULL ? experiment_layout_differs(plan->layout, s) : NULL;
    if (what != NULL) {
        char values[160];
        experiment_describe_point(plan->experiment, point, values, sizeof values);
        config_fault(faults, config_root(plan->experiment->document), values, NULL,
                     "make them the same for all points",
                     "design point %zu records other %s than the first", point, what);
        status = AGGLO_ERROR_INPUT;
    }
    scenario_free(s);
    return status;
}

static agglo_status check_job(void *context, size_t job, int lanes, agglo_error *error) {
    point_check *check = context;
    agglo_faults faults = {0};
    (void)lanes;
    if (signals_requested() != 0)
        return error_set(error, AGGLO_ERROR_INTERRUPTED, "stopped by signal %d",
                         signals_requested());
    agglo_status status = check_point(check->plan, job, &faults);
    check->is_valid[job] = status == AGGLO_OK;
    faults_free(&faults);
    return status == AGGLO_ERROR_MEMORY ? error_set(error, status, "no memory to check the points")
                                        : AGGLO_OK;
}

/* The outcomes' places, from the first point that is valid. */
static agglo_status make_layout(sweep_plan *plan, agglo_faults *faults) {
    agglo_status status = AGGLO_ERROR_INPUT;
    for (size_t point = 0; point < plan->points; point++) {
        agglo_faults own = {0};
        scenario *s = NULL;
        status = experiment_point(plan->experiment, point, &s, &plan->keys[point], &own);
        for (size_t i = 0; i < own.count && status != AGGLO_OK && point == 0; i++)
            faults_add(faults, &own.items[i]);
        faults_free(&own);
        if (status == AGGLO_OK)
            return experiment_layout_create(plan->experiment, s, &plan->layout, faults);
    }
    return status;
}

static agglo_status check_points(sweep_plan *plan, const sweep_plan_options *options,
                                 agglo_faults *faults) {
    enum { SHOWN = 3 };
    agglo_error error = {0};
    agglo_faults first = {0};
    agglo_status status = make_layout(plan, &first);
    for (size_t i = 0; i < first.count && plan->layout == NULL; i++)
        faults_add(faults, &first.items[i]);
    faults_free(&first);
    if (status != AGGLO_OK)
        return status;
    point_check check = {plan, calloc(plan->points, 1)};
    if (check.is_valid == NULL)
        return AGGLO_ERROR_MEMORY;
    status = farm_run(plan->points, options->threads, check_job, &check, &error);
    size_t shown = 0;
    for (size_t point = 0; point < plan->points && status == AGGLO_OK; point++) {
        plan->invalid += !check.is_valid[point];
        if (check.is_valid[point] || options->keeps_invalid || shown++ >= SHOWN)
            continue;
        agglo_faults own = {0};
        if (check_point(plan, point, &own) != AGGLO_OK)
            for (size_t i = 0; i < own.count; i++)
                if (!own.items[i].is_warning)
                    faults_add(faults, &own.items[i]);
        faults_free(&own);
    }
    free(check.is_valid);
    if (status == AGGLO_OK && plan->invalid > 0 && !options->keeps_invalid)
        status = AGGLO_ERROR_INPUT;
    return status;
}

/* ---- Keys ---- */

static size_t bucket_of(const sweep_plan *plan, experiment_key key) {
    return (size_t)key.low & (plan->bucket_count - 1);
}

static int is_key(experiment_key a, experiment_key b) {
    return a.high == b.high && a.low == b.low;
}

size_t sweep_plan_find(const sweep_plan *plan, experiment_key key) {
    for (size_t i = bucket_of(plan, key); plan->buckets[i] != UINT32_MAX;
         i = (i + 1) & (plan->bucket_count - 1))
        if (is_key(plan->keys[plan->buckets[i]], key))
            return plan->buckets[i];
    return plan->points;
}

static void index_points(sweep_plan *plan, uint32_t *last_same) {
    memset(plan->buckets, 0xFF, plan->bucket_count * sizeof *plan->buckets);
    for (size_t p = 0; p < plan->points; p++) {
        size_t i = bucket_of(plan, plan->keys[p]);
        while (plan->buckets[i] != UINT32_MAX &&
               !is_key(plan->keys[plan->buckets[i]], plan->keys[p]))
            i = (i + 1) & (plan->bucket_count - 1);
        if (plan->buckets[i] == UINT32_MAX) {
            plan->buckets[i] = (uint32_t)p;
            plan->distinct++;
        } else {
            plan->next_same[last_same[plan->buckets[i]]] = (uint32_t)p;
        }
        plan->first_same[p] = plan->buckets[i];
        last_same[plan->buckets[i]] = (uint32_t)p;
    }
}

/* ---- Creation ---- */

static void describe_fields(sweep_plan *plan, const experiment *e) {
    const experiment_layout *l = plan->layout;
    for (size_t k = 0; k < l->field_count; k++) {
        const experiment_field *from = &l->fields[k];
        parts_field *to = &plan->fields[k];
        *to = (parts_field){.name = from->name,
                            .unit = from->unit,
                            .long_name = from->long_name,
                            .offset = from->offset,
                            .width = from->width,
                            .rank = from->rank};
        for (int d = 0; d < from->rank; d++) {
            to->dimensions[d] = from->dimensions[d];
            to->shape[d] = l->schema->dimensions[from->dimensions[d]].size;
        }
    }
    plan->head = (parts_head){.identity = experiment_identity(e),
                              .layout = l->identity,
                              .fields = plan->fields,
                              .field_count = l->field_count,
                              .width = l->width};
}

static int allocate(sweep_plan *plan, const experiment *e) {
    size_t points = plan->points, runs = points * plan->most;
    plan->bucket_count = 64;
    while (plan->bucket_count < 2 * points)
        plan->bucket_count *= 2;
    plan->keys = calloc(points, sizeof *plan->keys);
    plan->first_same = calloc(points, sizeof *plan->first_same);
    plan->next_same = calloc(points, sizeof *plan->next_same);
    plan->buckets = calloc(plan->bucket_count, sizeof *plan->buckets);
    plan->needed = calloc(points, sizeof *plan->needed);
    plan->next = calloc(points, sizeof *plan->next);
    plan->state = calloc(runs, 1);
    plan->fields = calloc(e->outcome_count, sizeof *plan->fields);
    if (e->replicates.is_adaptive)
        plan->judged = calloc(runs, sizeof *plan->judged);
    return plan->keys && plan->first_same && plan->next_same && plan->buckets && plan->needed &&
           plan->next && plan->state && plan->fields &&
           (plan->judged || !e->replicates.is_adaptive);
}

static agglo_status fill(sweep_plan *plan, const sweep_plan_options *options,
                         agglo_faults *faults) {
    const experiment *e = plan->experiment;
    if (plan->points > SIZE_MAX / 32 / plan->most || !allocate(plan, e))
        return AGGLO_ERROR_MEMORY;
    agglo_status status = check_points(plan, options, faults);
    if (status != AGGLO_OK)
        return status;
    uint32_t *last_same = calloc(plan->points, sizeof *last_same);
    if (last_same == NULL)
        return AGGLO_ERROR_MEMORY;
    index_points(plan, last_same);
    free(last_same);
    describe_fields(plan, e);
    for (size_t p = 0; p < plan->points; p++)
        plan->needed[p] = (uint32_t)e->replicates.least;
    return AGGLO_OK;
}

agglo_status sweep_plan_create(const experiment *e, const sweep_plan_options *options,
                               sweep_plan **out, agglo_faults *faults) {
    *out = NULL;
    sweep_plan *plan = calloc(1, sizeof *plan);
    agglo_status status = AGGLO_ERROR_MEMORY;
    if (plan != NULL) {
        pthread_mutex_init(&plan->lock, NULL);
        plan->experiment = e;
        plan->points = design_points(e->design);
        plan->most = (size_t)e->replicates.most;
        plan->shards = 1;
        status = fill(plan, options, faults);
    }
    if (status == AGGLO_ERROR_MEMORY) {
        agglo_error error;
        error_set(&error, status, "no memory for the list of runs");
        faults_add(faults, &error);
    }
    if (status != AGGLO_OK)
        sweep_plan_free(plan);
    else
        *out = plan;
    return status;
}

void sweep_plan_free(sweep_plan *plan) {
    if (plan == NULL)
        return;
    pthread_mutex_destroy(&plan->lock);
    experiment_layout_free(plan->layout);
    free(plan->fields);
    free(plan->keys);
    free(plan->first_same);
    free(plan->next_same);
    free(plan->buckets);
    free(plan->state);
    free(plan->needed);
    free(plan->next);
    free(plan->judged);
    free(plan);
}

size_t sweep_plan_bytes(const sweep_plan *plan) {
    size_t point = sizeof *plan->keys + 4 * sizeof(uint32_t);
    size_t run = 1 + (plan->judged != NULL ? sizeof *plan->judged : 0);
    return plan->points * (point + plan->most * run) + plan->bucket_count * sizeof *plan->buckets;
}

/* ---- What is known ---- */

double sweep_plan_judged(const sweep_plan *plan, const double *values) {
    return plan->judged != NULL && values != NULL
               ? values[plan->fields[plan->experiment->replicates.outcome].offset]
               : NAN;
}

static void note(sweep_plan *plan, size_t point, size_t replicate, parts_status status,
                 double judged) {
    size_t run = point * plan->most + replicate;
    if (plan->state[run] == PARTS_DONE)
        return;
    plan->state[run] = (uint8_t)status;
    if (status == PARTS_DONE && plan->judged != NULL)
        plan->judged[run] = judged;
}

int sweep_plan_note(sweep_plan *plan, const parts_run *run, const double *values) {
    experiment_key key = {run->key_high, run->key_low};
    size_t point = sweep_plan_find(plan, experiment_point_key(key, run->replicate));
    if (point >= plan->points || run->replicate >= plan->most)
        return 0;
    note(plan, point, run->replicate, (parts_status)run->status, sweep_plan_judged(plan, values));
    return 1;
}

agglo_status sweep_plan_scan(sweep_plan *plan, const parts_list *parts, agglo_faults *faults,
                             agglo_error *error) {
    for (size_t i = 0; i < parts->count; i++) {
        parts_batch batch = {.head = &plan->head};
        agglo_status status = parts_read(parts->paths[i], plan->judged != NULL, &batch, error);
        if (status == AGGLO_ERROR_INPUT) {
            error->is_warning = 1;
            error_hint(error, "its runs count as missing; it may be removed");
            faults_add(faults, error);
            error_clear(error);
            continue;
        }
        if (status != AGGLO_OK)
            return status;
        for (size_t k = 0; k < batch.count; k++)
            sweep_plan_note(plan, &batch.runs[k],
                            batch.values + batch.runs[k].row * plan->head.width);
        parts_batch_free(&batch);
    }
    return AGGLO_OK;
}

/* Asks for more replicates of a point as long as those that it has are too few; decided from
 * complete prefixes alone, so that it does not matter when and where they were run. */
static void settle_point(sweep_plan *plan, size_t point) {
    const experiment_replicates *wanted = &plan->experiment->replicates;
    const uint8_t *state = plan->state + point * plan->most;
    if (!wanted->is_adaptive)
        return;
    for (;;) {
        size_t count = plan->needed[point];
        for (size_t r = 0; r < count; r++)
            if (state[r] != PARTS_DONE)
                return;
        if (count >= plan->most ||
            experiment_is_enough(wanted, plan->judged + point * plan->most, count))
            return;
        plan->needed[point] = (uint32_t)experiment_more(wanted, count);
    }
}

void sweep_plan_settle(sweep_plan *plan, int retries) {
    for (size_t i = 0; retries && i < plan->points * plan->most; i++)
        if (plan->state[i] == PARTS_FAILED)
            plan->state[i] = PARTS_MISSING;
    for (size_t p = 0; p < plan->points; p++)
        if (plan->first_same[p] == p)
            settle_point(plan, p);
    for (size_t p = 0; p < plan->points; p++)
        plan->needed[p] = plan->needed[plan->first_same[p]];
}

/* ---- What is next ---- */

int sweep_plan_owns(const sweep_plan *plan, size_t point, size_t replicate) {
    if (plan->first_same[point] != point)
        return 0;
    size_t index = plan->judged != NULL ? point : replicate * plan->points + point;
    return index % plan->shards == plan->shard;
}

/* Goes round the points; each visit looks at one replicate, so that a sweep that is stopped early
 * has about the same number of each point. */
static farm_answer next_job(sweep_plan *plan, size_t *job) {
    size_t idle = 0;
    while (idle < plan->points) {
        size_t p = plan->cursor;
        plan->cursor = p + 1 < plan->points ? p + 1 : 0;
        if (plan->first_same[p] != p || plan->next[p] >= plan->needed[p]) {
            idle++;
            continue;
        }
        idle = 0;
        size_t r = plan->next[p]++;
        uint8_t *state = &plan->state[p * plan->most + r];
        if (*state != PARTS_MISSING || !sweep_plan_owns(plan, p, r))
            continue;
        *state = IN_WORK;
        plan->running++;
        *job = r * plan->points + p;
        return FARM_JOB;
    }
    return plan->running > 0 && plan->judged != NULL ? FARM_WAIT : FARM_END;
}

farm_answer sweep_plan_next(void *context, size_t *job) {
    sweep_plan *plan = context;
    if (signals_requested() != 0)
        return FARM_END;
    pthread_mutex_lock(&plan->lock);
    farm_answer answer = next_job(plan, job);
    pthread_mutex_unlock(&plan->lock);
    return answer;
}

void sweep_plan_take(sweep_plan *plan, size_t job) {
    size_t run = sweep_job_point(plan, job) * plan->most + sweep_job_replicate(plan, job);
    pthread_mutex_lock(&plan->lock);
    plan->state[run] = IN_WORK;
    plan->running++;
    pthread_mutex_unlock(&plan->lock);
}

void sweep_plan_report(sweep_plan *plan, size_t job, parts_status status, const double *values) {
    sweep_plan_report_judged(plan, job, status, sweep_plan_judged(plan, values));
}

void sweep_plan_report_judged(sweep_plan *plan, size_t job, parts_status status, double judged) {
    size_t point = sweep_job_point(plan, job), replicate = sweep_job_replicate(plan, job);
    pthread_mutex_lock(&plan->lock);
    plan->running--;
    note(plan, point, replicate, status, judged);
    if (status == PARTS_DONE)
        settle_point(plan, point);
    pthread_mutex_unlock(&plan->lock);
}

sweep_counts sweep_plan_count(const sweep_plan *plan, int of_all) {
    sweep_counts c = {0};
    for (size_t p = 0; p < plan->points; p++)
        for (size_t r = 0; plan->first_same[p] == p && r < plan->needed[p]; r++) {
            uint8_t state = plan->state[p * plan->most + r];
            if (!of_all && !sweep_plan_owns(plan, p, r))
                continue;
            c.runs++;
            c.done += state == PARTS_DONE;
            c.failed += state == PARTS_FAILED;
            c.missing += state != PARTS_DONE && state != PARTS_FAILED;
        }
    return c;
}
