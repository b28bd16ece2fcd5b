#include "tools/agglo/sweep/cost.h"

#include <omp.h>
#include <stdio.h>

#include "tools/agglo/json.h"
#include "tools/agglo/report.h"
#include "tools/agglo/sweep/work.h"

static double megabytes(size_t bytes) {
    return (double)bytes / 1e6;
}

size_t sweep_cost_buffers(int threads) {
    enum { HDF5_BYTES = 8 << 20 };
    return (size_t)(2 + threads) * SWEEP_PART_BYTES + HDF5_BYTES;
}

static size_t run_bytes(const sweep_plan *plan) {
    return plan->head.width * sizeof(double) + 9; /* with status and hash */
}

typedef struct {
    double seconds_per_run, seconds; /* of all missing runs */
    size_t world, runs_tried, memory, disk;
} cost;

/* Real runs of points spread over the design, for about two seconds. */
static agglo_status try_runs(const sweep_plan *plan, cost *c, agglo_error *error) {
    enum { MOST_TRIED = 16 };
    static const double patience = 2;
    double spent = 0;
    *c = (cost){0};
    for (size_t i = 0; i < MOST_TRIED && i < plan->points && spent < patience; i++) {
        size_t tried = plan->points < MOST_TRIED ? plan->points : (size_t)MOST_TRIED;
        /* Ends, middle, … : an odd multiple modulo the number of tries visits all of them. */
        size_t point = (i * 7 % tried) * (plan->points - 1) / (tried > 1 ? tried - 1 : 1);
        double seconds;
        size_t bytes;
        agglo_status status = sweep_work_probe(plan, point, &seconds, &bytes, error);
        if (status != AGGLO_OK)
            return status;
        spent += seconds;
        c->world = bytes > c->world ? bytes : c->world;
        c->runs_tried++;
    }
    c->seconds_per_run = c->runs_tried > 0 ? spent / (double)c->runs_tried : 0;
    return AGGLO_OK;
}

static void print_json(const sweep_plan *plan, int threads, const cost *c) {
    sweep_counts own = sweep_plan_count(plan, 0);
    json j;
    json_begin(&j, stdout);
    json_object(&j, NULL);
    json_text(&j, "experiment", plan->experiment->name);
    json_integer(&j, "points", (int64_t)plan->points);
    json_integer(&j, "distinct_points", (int64_t)plan->distinct);
    json_integer(&j, "runs", (int64_t)own.runs);
    json_integer(&j, "most_runs", (int64_t)(plan->distinct * plan->most));
    json_integer(&j, "done", (int64_t)own.done);
    json_number(&j, "seconds_per_run", c->seconds_per_run);
    json_number(&j, "estimated_seconds", c->seconds);
    json_integer(&j, "threads", threads);
    json_integer(&j, "memory_bytes", (int64_t)c->memory);
    json_integer(&j, "disk_bytes", (int64_t)c->disk);
    json_close(&j);
}

static void print_people(const sweep_plan *plan, int threads, const cost *c) {
    sweep_counts own = sweep_plan_count(plan, 0);
    printf("%s: %zu design points", plan->experiment->name, plan->points);
    if (plan->distinct < plan->points)
        printf(" (%zu distinct)", plan->distinct);
    printf(", %zu runs, %zu of them done\n", own.runs, own.done);
    if (plan->judged != NULL)
        printf("replicates are adaptive: at most %zu runs\n", plan->distinct * plan->most);
    printf("time    about %.0f s with %d threads (%.2f ms a run, %zu tried)\n", c->seconds, threads,
           1000 * c->seconds_per_run, c->runs_tried);
    printf("memory  about %.0f MB: %d worlds of %.2f MB, parts %.0f MB, list of runs %.1f MB\n",
           megabytes(c->memory), threads, megabytes(c->world),
           megabytes(sweep_cost_buffers(threads)), megabytes(sweep_plan_bytes(plan)));
    printf("disk    about %.1f MB, twice while parts are merged\n", megabytes(c->disk));
}

agglo_status sweep_cost_show(const sweep_plan *plan, int threads, int is_json, agglo_error *error) {
    cost c;
    agglo_status status = try_runs(plan, &c, error);
    if (status != AGGLO_OK)
        return status;
    sweep_counts own = sweep_plan_count(plan, 0), all = sweep_plan_count(plan, 1);
    int processors = omp_get_num_procs(), at_once = threads < processors ? threads : processors;
    c.seconds = (double)own.missing * c.seconds_per_run / at_once;
    c.memory = (size_t)threads * c.world + sweep_cost_buffers(threads) + sweep_plan_bytes(plan);
    c.disk = all.runs * run_bytes(plan) + plan->points * 64;
    if (is_json)
        print_json(plan, threads, &c);
    else
        print_people(plan, threads, &c);
    return report_flush(error);
}
