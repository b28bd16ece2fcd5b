#include "tools/bench/worlds.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/agents/agents.h"
#include "models/simulation.h"
#include "tools/bench/measure.h"

/* ---- Scenarios ---- */

static const char head[] = "{\"name\": \"synthetic world\", \"time\": {\"start\": 2000, \"years\": "
                           "%d, \"step_months\": 3},"
                           "\"output\": {\"every_months\": %d, \"events\": false}, \"regions\": [";
static const char region[] =
    "%s{\"name\": \"r%d\", \"x_km\": %d, \"y_km\": %d, \"population\": 3.5, \"home_market\": "
    "\"EU\","
    "\"reputation\": 0.2, \"knowledge\": 80, \"support_firms\": 4, \"firms\": ["
    "{\"kind\": \"major\", \"count\": 1, \"size\": 10000, \"size_sigma\": 0, \"age\": 50,"
    "\"capability\": 0.8, \"anchor\": true},"
    "{\"kind\": \"supplier\", \"count\": 85, \"size\": 25, \"size_sigma\": 1},"
    "{\"kind\": \"tech\", \"count\": 15, \"size\": 30, \"size_sigma\": 1}],"
    "\"universities\": [{\"count\": 1, \"budget\": 150}],"
    "\"hospitals\": [{\"count\": 6, \"beds\": 800}]}";
enum {
    SPACING_KM = 300,
    ROW_LENGTH = 100,
    ROOM_HEAD = sizeof head + 64,
    ROOM_REGION = sizeof region + 64
};

/* Freed by the caller; null if there is no memory. */
static char *write_scenario(int region_count, int years, size_t *length) {
    char *text = malloc(ROOM_HEAD + (size_t)region_count * ROOM_REGION + 8), *end = text;
    if (text == NULL)
        return NULL;
    end += sprintf(end, head, years, 12 * years);
    for (int r = 0; r < region_count; r++)
        end += sprintf(end, region, r > 0 ? "," : "", r, r % ROW_LENGTH * SPACING_KM,
                       r / ROW_LENGTH * SPACING_KM);
    end += sprintf(end, "]}");
    *length = (size_t)(end - text);
    return text;
}

static agglo_status read_scenario(const char *text, size_t length, scenario **out,
                                  agglo_error *error) {
    agglo_faults faults = {0};
    config_document *document = NULL;
    agglo_status status = config_parse(text, length, "synthetic world", &document, &faults);
    if (status == AGGLO_OK)
        status = scenario_read(document, out, &faults);
    config_free(document);
    for (size_t i = 0; status != AGGLO_OK && i < faults.count; i++)
        if (!faults.items[i].is_warning) {
            *error = faults.items[i];
            break;
        }
    faults_free(&faults);
    return status;
}

/* More firms in each region than a scenario document may ask for. */
static void enlarge(scenario *s, int factor) {
    for (int r = 0; r < s->region_count; r++)
        for (int k = 0; k < s->regions[r].firms_count; k++)
            s->regions[r].firms[k].count *= factor;
}

agglo_status worlds_make(long firm_count, int years, scenario **out, agglo_error *error) {
    long wanted = (firm_count + WORLDS_REGION_FIRMS / 2) / WORLDS_REGION_FIRMS;
    int count = wanted < 1 ? 1 : wanted > WORLDS_MOST_REGIONS ? WORLDS_MOST_REGIONS : (int)wanted;
    size_t length;
    *out = NULL;
    char *text = write_scenario(count, years, &length);
    if (text == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a world of %d regions", count);
    agglo_status status = read_scenario(text, length, out, error);
    free(text);
    if (status == AGGLO_OK && wanted > count)
        enlarge(*out, (int)((wanted + count / 2) / count));
    return status;
}

/* ---- Runs ---- */

static double count_firms(simulation *sim) {
    columns_table *tables[SIMULATION_MAX_TABLES];
    size_t count = simulation_tables(sim, tables);
    for (size_t i = 0; i < count; i++)
        if (tables[i]->layout == &firms_layout)
            return (double)tables[i]->count;
    return 0;
}

static agglo_status advance(simulation *sim, worlds_result *result, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    while (status == AGGLO_OK && !simulation_is_complete(sim)) {
        double begun = count_firms(sim);
        int step = simulation_step(sim);
        status = simulation_advance(sim, error);
        result->firm_steps += simulation_step(sim) > step ? begun : 0;
        simulation_events(sim)->count = 0;
    }
    return status;
}

agglo_status worlds_run(const scenario *s, int threads, worlds_result *result, agglo_error *error) {
    return worlds_run_over(s, threads, NULL, result, error);
}

agglo_status worlds_run_over(const scenario *s, int threads, ranks_group *processes,
                             worlds_result *result, agglo_error *error) {
    *result = (worlds_result){.threads = threads};
    simulation *sim = NULL;
    agglo_status status = simulation_create_over(s, 0, threads, processes, &sim, error);
    if (status != AGGLO_OK)
        return status;
    double start = schedule_clock();
    status = advance(sim, result, error);
    if (status == AGGLO_OK)
        status = simulation_gather(sim, error);
    result->seconds = schedule_clock() - start;
    result->rate = result->firm_steps / result->seconds;
    result->firms = count_firms(sim);
    result->bytes_per_firm = (double)simulation_bytes(sim) / result->firms;
    result->times = *simulation_times(sim);
    result->hash = simulation_hash(sim);
    simulation_free(sim);
    return status;
}

static int by_rate(const void *a, const void *b) {
    const worlds_result *x = a, *y = b;
    return (x->rate > y->rate) - (x->rate < y->rate);
}

agglo_status worlds_measure(const scenario *s, const int *threads, size_t count, int rounds,
                            worlds_result *results, int *is_same, agglo_error *error) {
    worlds_result *runs = calloc(count * (size_t)rounds, sizeof *runs);
    if (runs == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %d rounds", rounds);
    agglo_status status = AGGLO_OK;
    *is_same = 1;
    for (int k = 0; k < rounds; k++)
        for (size_t t = 0; t < count && status == AGGLO_OK; t++) {
            worlds_result *run = &runs[t * (size_t)rounds + (size_t)k];
            status = worlds_run(s, threads[t], run, error);
            *is_same &= run->hash == runs[0].hash;
        }
    for (size_t t = 0; t < count; t++) {
        worlds_result *own = &runs[t * (size_t)rounds];
        qsort(own, (size_t)rounds, sizeof *own, by_rate);
        results[t] = own[rounds / 2];
    }
    free(runs);
    return status;
}
