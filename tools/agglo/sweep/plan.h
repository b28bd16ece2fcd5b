/* The runs of a sweep: which there are, which are done, which is next. The one place where work is
 * handed out: threads of this process, shards, and processes that ask for jobs all go through
 * sweep_plan_next and sweep_plan_report. A job's number is replicate × points + design point.
 *
 * Points with equal scenarios are run once: the first of them stands for all. Memory: about 60
 * bytes a design point and one byte a run (nine with adaptive replicates). */
#ifndef AGGLO_TOOLS_SWEEP_PLAN_H
#define AGGLO_TOOLS_SWEEP_PLAN_H

#include <pthread.h>

#include "models/experiment/experiment.h"
#include "output/parts.h"
#include "sim/farm.h"

typedef struct {
    const experiment *experiment;
    experiment_layout *layout;
    parts_head head;
    parts_field *fields;
    size_t points, most; /* design points; replicates of a point at most */
    size_t distinct;     /* points that differ */
    size_t invalid;      /* points without a valid scenario */
    experiment_key *keys;
    uint32_t *first_same, *next_same; /* points with one key: their first; the next, 0: none */
    uint32_t *buckets;                /* of a hash table of first points */
    size_t bucket_count;
    uint8_t *state;          /* by run: a parts_status, or in work */
    uint32_t *needed, *next; /* by point: replicates wanted so far; the next to be looked at */
    double *judged;          /* by run, if replicates are adaptive */
    size_t shard, shards;    /* 0 of 1: everything */
    size_t cursor, running;
    pthread_mutex_t lock;
} sweep_plan;

/* Checks all design points over `threads` threads and lists all runs as missing. Invalid points are
 * faults (the first few with their reasons), unless `keeps_invalid`: then their runs will fail. */
typedef struct {
    int threads, keeps_invalid;
} sweep_plan_options;
AGGLO_MUST_USE
agglo_status sweep_plan_create(const experiment *e, const sweep_plan_options *options,
                               sweep_plan **out, agglo_faults *faults);
void sweep_plan_free(sweep_plan *plan); /* takes null */
size_t sweep_plan_bytes(const sweep_plan *plan);

/* Takes over what a stored run says; false if the run does not belong to the experiment. Its key is
 * that of the run. */
int sweep_plan_note(sweep_plan *plan, const parts_run *run, const double *values);

/* The first point with this key, or `points`. */
size_t sweep_plan_find(const sweep_plan *plan, experiment_key key);

/* Notes the runs of all parts. Damaged parts and those of other experiments are passed over and
 * reported to `faults` as warnings. */
AGGLO_MUST_USE
agglo_status sweep_plan_scan(sweep_plan *plan, const parts_list *parts, agglo_faults *faults,
                             agglo_error *error);

/* All notes are taken: decides how many replicates are needed so far. Failed runs are missing again
 * if `retries`. */
void sweep_plan_settle(sweep_plan *plan, int retries);

/* A farm_source's `next`; the context is the plan. */
farm_answer sweep_plan_next(void *plan, size_t *job);
/* What became of a job; PARTS_MISSING: it was given up. `values` are those of a finished run. */
void sweep_plan_report(sweep_plan *plan, size_t job, parts_status status, const double *values);

/* The same for a run that another process has done; `judged`: its value of the outcome that decides
 * on replicates. */
void sweep_plan_report_judged(sweep_plan *plan, size_t job, parts_status status, double judged);

/* Marks a job that another process has handed out as in work here. */
void sweep_plan_take(sweep_plan *plan, size_t job);

/* The value of the outcome that decides on replicates; NAN if their number is fixed. */
double sweep_plan_judged(const sweep_plan *plan, const double *values);

/* Runs of this shard (or of all, if `of_all`), points that stand for others left out. */
typedef struct {
    size_t runs, done, failed, missing;
} sweep_counts;
sweep_counts sweep_plan_count(const sweep_plan *plan, int of_all);

/* Is it this shard that does the run? */
int sweep_plan_owns(const sweep_plan *plan, size_t point, size_t replicate);

static inline size_t sweep_job_point(const sweep_plan *plan, size_t job) {
    return job % plan->points;
}
static inline size_t sweep_job_replicate(const sweep_plan *plan, size_t job) {
    return job / plan->points;
}
static inline uint8_t sweep_run_state(const sweep_plan *plan, size_t point, size_t replicate) {
    return plan->state[(size_t)plan->first_same[point] * plan->most + replicate];
}

#endif
