#include "tools/agglo/trunk.h"

#include <stdlib.h>
#include <sys/stat.h>

#include "models/agents/agents.h"
#include "tools/agglo/archive.h"

enum { PATH_SIZE = 4096 };

typedef struct {
    simulation *simulation; /* of the base; null: not in memory */
    schema_event_list events;
} kept_state;

struct trunk {
    const char *directory;
    const scenario *base;
    size_t replicates, bytes_left;
    kept_state *states; /* by replicate */
};

agglo_status trunk_create(const char *directory, const scenario *base, size_t keep_bytes,
                          trunk **out, agglo_error *error) {
    trunk *t = calloc(1, sizeof *t);
    size_t replicates = archive_complete(directory);
    *out = NULL;
    if (t != NULL)
        t->states = calloc(replicates + 1, sizeof *t->states);
    if (t == NULL || t->states == NULL) {
        free(t);
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu states", replicates);
    }
    t->directory = directory;
    t->base = base;
    t->replicates = replicates;
    t->bytes_left = keep_bytes;
    *out = t;
    return AGGLO_OK;
}

static void forget(kept_state *state) {
    simulation_free(state->simulation);
    schema_events_free(&state->events);
    *state = (kept_state){0};
}

void trunk_free(trunk *t) {
    if (t == NULL)
        return;
    for (size_t i = 0; i < t->replicates; i++)
        forget(&t->states[i]);
    free(t->states);
    free(t);
}

size_t trunk_replicates(const trunk *t) {
    return t->replicates;
}

/* Takes room for a checkpoint out of what is left, if there is enough. */
static int may_keep(trunk *t, const char *path) {
    struct stat file;
    if (stat(path, &file) != 0)
        return 0;
    int fits;
    size_t bytes = (size_t)file.st_size;
#pragma omp critical(trunk)
    {
        fits = bytes <= t->bytes_left;
        t->bytes_left -= fits ? bytes : 0;
    }
    return fits;
}

static agglo_status read_state(const trunk *t, const archive_place *place, agglo_error *error) {
    kept_state *state = &t->states[place->replicate];
    agglo_status status =
        simulation_create(t->base, (int)place->replicate, 1, &state->simulation, error);
    if (status == AGGLO_OK)
        status = archive_load(place, state->simulation, &state->events, error);
    if (status != AGGLO_OK)
        forget(state);
    return status;
}

/* Where the state is not kept it is read into the branch itself: a large one is never held twice.
 */
static agglo_status take_state(trunk *t, const archive_place *place, simulation *sim,
                               schema_event_list *events, agglo_error *error) {
    kept_state *state = &t->states[place->replicate];
    agglo_status status = AGGLO_OK;
    if (state->simulation == NULL && !may_keep(t, place->path))
        return archive_load(place, sim, events, error);
    if (state->simulation == NULL)
        status = read_state(t, place, error);
    return status == AGGLO_OK ? archive_copy(state->simulation, &state->events, sim, events, error)
                              : status;
}

static agglo_status fit_orders(const scenario_branch *history, simulation *sim,
                               agglo_error *error) {
    columns_table *tables[SIMULATION_MAX_TABLES];
    size_t count = simulation_tables(sim, tables);
    agglo_status status = AGGLO_OK;
    for (size_t i = 0; i < count && status == AGGLO_OK; i++) {
        if (tables[i]->layout == &orders_layout)
            status = scenario_branch_orders(history, tables[i], error);
        else if (tables[i]->layout == &spendings_layout)
            status = scenario_branch_spendings(history, tables[i], error);
    }
    return status;
}

static agglo_status check_date(const scenario_branch *history, const simulation *sim,
                               agglo_error *error) {
    int advances = simulation_advances(sim);
    if (advances == history->step)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_INPUT, "the checkpoint is not of the date of the others");
    error_got(error, "step %d", advances);
    error_expected(error, "step %d", history->step);
    return AGGLO_ERROR_INPUT;
}

agglo_status trunk_graft(trunk *t, size_t replicate, const scenario_branch *history,
                         simulation *sim, schema_event_list *events, agglo_error *error) {
    char path[PATH_SIZE];
    archive_name(path, sizeof path, t->directory, replicate);
    archive_place place = {
        .path = path, .identity = archive_identity(t->base), .replicate = replicate};
    agglo_status status = take_state(t, &place, sim, events, error);
    if (status != AGGLO_OK)
        return status;
    status = check_date(history, sim, error);
    if (status == AGGLO_OK)
        status = fit_orders(history, sim, error);
    if (status != AGGLO_OK)
        error_place(error, path, 0, NULL);
    return status;
}
