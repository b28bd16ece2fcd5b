#include "tools/bench/hubs.h"

#include <stdio.h>
#include <unistd.h>

#include "models/model.h"
#include "models/simulation.h"
#include "output/writer.h"
#include "sim/farm.h"
#include "tools/bench/measure.h"

const char *const hubs_names[HUBS_COUNT] = {"nuremberg", "boston", "singapore", "world_of_four"};

agglo_status hubs_load(const char *folder, const char *name, scenario **out, agglo_error *error) {
    char path[4096];
    if (snprintf(path, sizeof path, "%s/hubs/%s.json", folder, name) >= (int)sizeof path)
        return error_set(error, AGGLO_ERROR_USAGE, "the name of the folder is too long");
    agglo_faults faults = {0};
    agglo_status status = scenario_load(path, NULL, 0, out, &faults);
    for (size_t i = 0; status != AGGLO_OK && i < faults.count; i++)
        if (!faults.items[i].is_warning) {
            *error = faults.items[i];
            break;
        }
    faults_free(&faults);
    return status;
}

/* ---- Runs a second ---- */

typedef struct {
    const scenario *scenario;
    schedule_times *times; /* null: not wanted. Else there is one thread only. */
} work;

static agglo_status finish(simulation *sim, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    while (status == AGGLO_OK && !simulation_is_complete(sim)) {
        status = simulation_advance(sim, error);
        simulation_events(sim)->count = 0;
    }
    return status;
}

static agglo_status run_replicate(void *context, size_t job, int lanes, agglo_error *error) {
    const work *w = context;
    simulation *sim = NULL;
    agglo_status status = simulation_create(w->scenario, (int)job, lanes, &sim, error);
    if (status != AGGLO_OK)
        return status;
    status = finish(sim, error);
    for (size_t p = 0; w->times != NULL && p < model_phase_count; p++)
        w->times->seconds[p] += simulation_times(sim)->seconds[p];
    simulation_free(sim);
    return status;
}

static agglo_status time_runs(work *w, int threads, int replicates, double *rate,
                              agglo_error *error) {
    double start = schedule_clock();
    agglo_status status = farm_run((size_t)replicates, threads, run_replicate, w, error);
    *rate = replicates / (schedule_clock() - start);
    return status;
}

/* ---- Output ---- */

/* Seconds spent in runs that write a file, and in the calls that write. */
typedef struct {
    double all, writing;
} spent;

typedef struct {
    const scenario *scenario;
    const schema *schema;
    const char *path;
    unsigned flags;
} target;

static agglo_status write_events(const target *t, writer *file, int replicate, simulation *sim,
                                 agglo_error *error) {
    schema_event_list *events = simulation_events(sim);
    agglo_status status = AGGLO_OK;
    if (t->scenario->record_events && events->count > 0)
        status = writer_events(file, (size_t)replicate, events->items, events->count, error);
    events->count = 0;
    return status;
}

static agglo_status write_run(const target *t, writer *file, int replicate, simulation *sim,
                              agglo_error *error) {
    size_t count;
    agglo_status status = write_events(t, file, replicate, sim, error);
    if (status == AGGLO_OK)
        status = writer_replicate(file, (size_t)replicate, simulation_rows(sim, &count), error);
    if (status == AGGLO_OK && t->scenario->record_events)
        status = writer_events_end(file, (size_t)replicate, error);
    return status;
}

static agglo_status simulate(simulation *sim, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    while (status == AGGLO_OK && !simulation_is_complete(sim))
        status = simulation_advance(sim, error);
    return status;
}

static agglo_status run_and_write(const target *t, writer *file, int replicate, spent *sum,
                                  agglo_error *error) {
    simulation *sim = NULL;
    agglo_status status = simulation_create(t->scenario, replicate, 1, &sim, error);
    if (status == AGGLO_OK)
        status = simulate(sim, error);
    double start = schedule_clock();
    if (status == AGGLO_OK)
        status = write_run(t, file, replicate, sim, error);
    sum->writing += schedule_clock() - start;
    simulation_free(sim);
    return status;
}

static agglo_status make_file(const target *t, spent *sum, agglo_error *error) {
    double start = schedule_clock();
    writer *file = NULL;
    agglo_status status = writer_create(t->path, t->schema, t->flags, &file, error);
    if (status != AGGLO_OK)
        return status;
    sum->writing += schedule_clock() - start;
    for (int i = 0; i < t->scenario->replicates && status == AGGLO_OK; i++)
        status = run_and_write(t, file, i, sum, error);
    double finished = schedule_clock();
    if (status == AGGLO_OK)
        status = writer_finish(file, error);
    else
        writer_abandon(file);
    double end = schedule_clock();
    sum->writing += end - finished;
    sum->all += end - start;
    return status;
}

static agglo_status measure_output(const target *t, int rounds, double *share, agglo_error *error) {
    double shares[MEASURE_MOST_ROUNDS];
    agglo_status status = AGGLO_OK;
    for (int k = 0; k < rounds && status == AGGLO_OK; k++) {
        spent sum = {0};
        status = make_file(t, &sum, error);
        shares[k] = sum.writing / sum.all;
    }
    if (status == AGGLO_OK)
        *share = measure_median(shares, (size_t)rounds);
    return status;
}

static agglo_status measure_outputs(const scenario *s, const hubs_effort *effort, const char *path,
                                    hubs_result *result, agglo_error *error) {
    scenario several = *s;
    several.replicates = effort->replicates;
    simulation_schema *described = NULL;
    agglo_status status = simulation_schema_create(&several, &described, error);
    if (status != AGGLO_OK)
        return status;
    target t = {&several, simulation_schema_get(described), path, WRITER_FORCE};
    status = measure_output(&t, effort->rounds, &result->plain, error);
    t.flags |= WRITER_COMPRESS;
    if (status == AGGLO_OK)
        status = measure_output(&t, effort->rounds, &result->compressed, error);
    simulation_schema_free(described);
    return status;
}

static agglo_status measure_rates(const scenario *s, const hubs_effort *effort, hubs_result *result,
                                  agglo_error *error) {
    double one[MEASURE_MOST_ROUNDS], all[MEASURE_MOST_ROUNDS];
    work alone = {s, &result->times}, together = {s, NULL};
    agglo_status status = AGGLO_OK;
    for (int k = 0; k < effort->rounds && status == AGGLO_OK; k++) {
        status = time_runs(&alone, 1, effort->replicates, &one[k], error);
        if (status == AGGLO_OK)
            status = time_runs(&together, effort->threads, effort->replicates, &all[k], error);
    }
    if (status != AGGLO_OK)
        return status;
    result->rate_one = measure_median(one, (size_t)effort->rounds);
    result->rate_all = measure_median(all, (size_t)effort->rounds);
    return status;
}

agglo_status hubs_measure(const scenario *s, const hubs_effort *effort, const char *place,
                          hubs_result *result, agglo_error *error) {
    char path[4200];
    *result = (hubs_result){0};
    if (snprintf(path, sizeof path, "%s/bench.h5", place) >= (int)sizeof path)
        return error_set(error, AGGLO_ERROR_IO, "the name of the temporary folder is too long");
    agglo_status status = measure_rates(s, effort, result, error);
    if (status == AGGLO_OK)
        status = measure_outputs(s, effort, path, result, error);
    (void)unlink(path); /* may not have come to be */
    return status;
}
