/* The runs of one scenario, and the two numbers of each that a class is about. */
#include <stdlib.h>
#include <string.h>

#include "models/ensemble.h"
#include "models/simulation.h"
#include "tools/studio/class_private.h"

typedef struct {
    const class_order *order;
    const scenario *scenario;
    const schema *schema;
    measure outcome, cost;
    int region;
    class_sample *sample;
    agglo_status status;
    agglo_error *error;
} making;

static agglo_status open_run(void *context, size_t number, ensemble_run *run, agglo_error *error) {
    const making *m = context;
    (void)error;
    *run = (ensemble_run){m->scenario, number};
    return AGGLO_OK;
}

static agglo_status take_run(void *context, size_t number, const double *rows, agglo_error *error) {
    const making *m = context;
    (void)error;
    m->sample->outcome[number] = measure_value(&m->outcome, m->schema, rows, m->region, NULL);
    m->sample->cost[number] = measure_value(&m->cost, m->schema, rows, MEASURES_ALL_REGIONS, NULL);
    return AGGLO_OK;
}

static int must_stop(void *context) {
    const making *m = context;
    return atomic_load(m->order->is_ending) ||
           (m->order->must_stop != NULL && m->order->must_stop());
}

static agglo_status run_all(making *m, agglo_error *error) {
    const class_order *order = m->order;
    const ensemble e = {.count = order->replicates,
                        .context = m,
                        .open = open_run,
                        .take = take_run,
                        .must_stop = must_stop};
    agglo_status status = measure_parse(m->schema, order->outcome, &m->outcome, error);
    if (status == AGGLO_OK)
        status = measure_parse(m->schema, "public_cost", &m->cost, error);
    while (m->region < m->scenario->region_count &&
           strcmp(m->scenario->regions[m->region].name, order->region) != 0)
        m->region++;
    if (status == AGGLO_OK && m->region == m->scenario->region_count)
        status = error_set(error, AGGLO_ERROR_INTERNAL, "the class's region is gone");
    return status == AGGLO_OK ? ensemble_do(&e, order->threads, error) : status;
}

static void run_piece(void *piece) {
    making *m = piece;
    m->status = run_all(m, m->error);
}

agglo_status class_sample_make(const class_order *order, const scenario *s, class_sample *out,
                               agglo_error *error) {
    simulation_schema *described = NULL;
    *out = (class_sample){calloc(order->replicates, sizeof(double)),
                          calloc(order->replicates, sizeof(double))};
    agglo_status status = AGGLO_OK;
    if (out->outcome == NULL || out->cost == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for the runs of a class");
    if (status == AGGLO_OK)
        status = simulation_schema_create(s, &described, error);
    if (status == AGGLO_OK) {
        making m = {.order = order,
                    .scenario = s,
                    .schema = simulation_schema_get(described),
                    .sample = out,
                    .error = error};
        if (order->work == NULL)
            run_piece(&m);
        else if (!order->work(order->context, run_piece, &m))
            m.status = error_set(error, AGGLO_ERROR_INTERRUPTED, "stopped");
        status = m.status;
    }
    simulation_schema_free(described);
    if (status != AGGLO_OK)
        class_sample_free(out);
    return status;
}

void class_sample_free(class_sample *sample) {
    free(sample->outcome);
    free(sample->cost);
    *sample = (class_sample){0};
}

agglo_status class_outcome(const scenario *s, const char *text, measure *out, agglo_error *error) {
    simulation_schema *described = NULL;
    agglo_status status = simulation_schema_create(s, &described, error);
    if (status == AGGLO_OK)
        status = measure_parse(simulation_schema_get(described), text, out, error);
    simulation_schema_free(described);
    return status;
}
