#include "models/simulation.h"

#include <stdlib.h>

#include "models/exchange.h"
#include "models/model.h"
#include "models/network.h"
#include "models/record.h"
#include "models/snapshots.h"
#include "models/world.h"

struct simulation {
    world *world;
    double *rows;
    size_t row_count; /* rows taken: records × regions */
    snapshots snapshots;
    network network;
    schedule_times times;
    int is_complete;
};

agglo_status simulation_create(const scenario *s, int replicate, int lanes, simulation **out,
                               agglo_error *error) {
    return simulation_create_over(s, replicate, lanes, NULL, out, error);
}

agglo_status simulation_create_over(const scenario *s, int replicate, int lanes,
                                    ranks_group *processes, simulation **out, agglo_error *error) {
    *out = NULL;
    simulation *sim = calloc(1, sizeof *sim);
    if (sim == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a simulation");
    columns_init(&sim->snapshots.table, &snapshots_layout);
    columns_init(&sim->network.table, &network_layout);
    agglo_status status = world_create_over(s, replicate, lanes, processes, &sim->world, error);
    if (status != AGGLO_OK) {
        simulation_free(sim);
        return status;
    }
    *out = sim;
    return AGGLO_OK;
}

void simulation_free(simulation *sim) {
    if (sim == NULL)
        return;
    world_free(sim->world);
    free(sim->rows);
    columns_free(&sim->snapshots.table);
    columns_free(&sim->network.table);
    free(sim);
}

static int is_record_step(const world *w) {
    return w->step * w->scenario->step_months % w->scenario->record_every_months == 0;
}

static agglo_status take_record(simulation *sim, agglo_error *error) {
    const scenario *s = sim->world->scenario;
    size_t count = (size_t)s->region_count, width = record_width();
    double *rows = realloc(sim->rows, (sim->row_count + count) * width * sizeof *rows);
    if (rows == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu records", sim->row_count);
    sim->rows = rows;
    double years = sim->world->step == 0 ? 0 : s->record_every_months / 12.0;
    record_take(sim->world, years, rows + sim->row_count * width);
    sim->row_count += count;
    return AGGLO_OK;
}

agglo_status simulation_advance(simulation *sim, agglo_error *error) {
    world *w = sim->world;
    if (sim->is_complete)
        return AGGLO_OK;
    agglo_status status =
        schedule_run(model_phases, 0, model_observed_phases, w, &sim->times, error);
    if (status == AGGLO_OK && is_record_step(w))
        status = take_record(sim, error);
    if (status == AGGLO_OK && snapshots_due(w))
        status = snapshots_take(w, &sim->snapshots, error);
    if (status == AGGLO_OK && snapshots_due(w) && w->scenario->record_network)
        status = network_take(w, &sim->network, error);
    if (status != AGGLO_OK)
        return status;
    if (w->step >= w->scenario->steps) {
        sim->is_complete = 1;
        return AGGLO_OK;
    }
    status =
        schedule_run(model_phases, model_observed_phases, model_phase_count, w, &sim->times, error);
    if (status == AGGLO_OK)
        w->step++;
    return status;
}

agglo_status simulation_gather(simulation *sim, agglo_error *error) {
    world *w = sim->world;
    agglo_status status = exchange_events(w, error);
    if (status != AGGLO_OK || !sim->is_complete)
        return status;
    size_t records = sim->row_count / (size_t)w->scenario->region_count;
    status = exchange_rows(w, sim->rows, records, record_width(), error);
    if (status == AGGLO_OK)
        status = snapshots_gather(w, &sim->snapshots.table, error);
    if (status == AGGLO_OK && w->scenario->record_network)
        status = snapshots_gather(w, &sim->network.table, error);
    return status == AGGLO_OK ? exchange_hashes(w, error) : status;
}

int simulation_is_complete(const simulation *sim) {
    return sim->is_complete;
}

int simulation_step(const simulation *sim) {
    return sim->world->step;
}

int simulation_advances(const simulation *sim) {
    return sim->world->step + !!sim->is_complete;
}

const double *simulation_rows(const simulation *sim, size_t *row_count) {
    *row_count = sim->row_count;
    return sim->rows;
}

agglo_status simulation_check(const simulation *sim, const reality_counts *counts,
                              agglo_error *error) {
    const world *w = sim->world;
    int is_recorded = w->scenario->years * 12 % w->scenario->record_every_months == 0;
    int has_agents = sim->is_complete && is_recorded && ranks_count(w->ranks) == 1;
    reality_evidence_of_run run = {.scenario = w->scenario,
                                   .rows = sim->rows,
                                   .row_count = sim->row_count,
                                   .counts = counts,
                                   .world = has_agents ? w : NULL};
    return reality_check_run(&run, error);
}

schema_event_list *simulation_events(simulation *sim) {
    return &sim->world->events;
}

size_t simulation_snapshots(const simulation *sim, const columns_table *tables[SCHEMA_MAX_TABLES]) {
    size_t count = 0;
    if (sim->world->scenario->record_firms)
        tables[count++] = &sim->snapshots.table;
    if (sim->world->scenario->record_network)
        tables[count++] = &sim->network.table;
    return count;
}

uint64_t simulation_hash(simulation *sim) {
    return world_hash(sim->world);
}

const schedule_times *simulation_times(const simulation *sim) {
    return &sim->times;
}

size_t simulation_bytes(const simulation *sim) {
    return sizeof *sim + world_bytes(sim->world) + columns_bytes(&sim->snapshots.table) +
           columns_bytes(&sim->network.table) + sim->row_count * record_width() * sizeof *sim->rows;
}

size_t simulation_tables(simulation *sim, columns_table *tables[SIMULATION_MAX_TABLES]) {
    world_tables(sim->world, tables);
    tables[WORLD_TABLES] = &sim->snapshots.table;
    tables[WORLD_TABLES + 1] = &sim->network.table;
    return WORLD_TABLES + 2;
}

double **simulation_rows_place(simulation *sim, size_t **row_count) {
    *row_count = &sim->row_count;
    return &sim->rows;
}

agglo_status simulation_restored(simulation *sim, int advances, agglo_error *error) {
    const scenario *s = sim->world->scenario;
    int last = advances - 1; /* step of which a record may have been taken */
    int records = last < 0 ? 0 : last * s->step_months / s->record_every_months + 1;
    if (advances < 0 || last > s->steps ||
        sim->row_count != (size_t)records * (size_t)s->region_count)
        return error_set(error, AGGLO_ERROR_INPUT,
                         "a state after %d steps does not go with %zu rows of records", last + 1,
                         sim->row_count);
    sim->is_complete = last == s->steps;
    sim->world->step = sim->is_complete ? s->steps : advances;
    return world_index(sim->world, error);
}
