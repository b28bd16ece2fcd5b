#include "models/ensemble.h"

#include "models/simulation.h"
#include "sim/farm.h"

static agglo_status finish(const ensemble *e, simulation *sim, agglo_error *error) {
    while (!simulation_is_complete(sim)) {
        if (e->must_stop != NULL && e->must_stop(e->context))
            return error_set(error, AGGLO_ERROR_INTERRUPTED, "stopped");
        agglo_status status = simulation_advance(sim, error);
        if (status != AGGLO_OK)
            return status;
    }
    return AGGLO_OK;
}

static agglo_status simulate(const ensemble *e, const ensemble_run *run, size_t number, int lanes,
                             agglo_error *error) {
    simulation *sim = NULL;
    size_t count;
    scenario bare = *run->scenario; /* outlives the simulation; what it points to is not its own */
    bare.record_events = bare.record_firms = bare.record_network = 0;
    agglo_status status = simulation_create(&bare, (int)run->replicate, lanes, &sim, error);
    if (status == AGGLO_OK)
        status = finish(e, sim, error);
    if (status == AGGLO_OK)
        status = e->take(e->context, number, simulation_rows(sim, &count), error);
    simulation_free(sim);
    return status;
}

static agglo_status do_run(void *context, size_t number, int lanes, agglo_error *error) {
    const ensemble *e = context;
    ensemble_run run = {0};
    agglo_status status = e->open(e->context, number, &run, error);
    if (status != AGGLO_OK)
        return status;
    status = simulate(e, &run, number, lanes, error);
    if (e->close != NULL)
        e->close(e->context, number, &run);
    return status;
}

agglo_status ensemble_do(const ensemble *e, int threads, agglo_error *error) {
    ensemble own = *e;
    return farm_run(e->count, threads, do_run, &own, error);
}
