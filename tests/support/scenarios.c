#include "tests/support/scenarios.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/model.h"
#include "sim/config.h"

static void refuse(const agglo_faults *faults) {
    char text[1024];
    for (size_t k = 0; k < faults->count; k++)
        if (!faults->items[k].is_warning) {
            error_format(&faults->items[k], text, sizeof text);
            print_error("%s\n", text);
        }
    if (faults->errors > 0)
        fail_msg("the scenario has %zu faults", faults->errors);
}

scenario *scenarios_read(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    assert_true(length > 0);
    char *text = malloc((size_t)length + 1);
    assert_non_null(text);
    va_start(arguments, format);
    vsnprintf(text, (size_t)length + 1, format, arguments);
    va_end(arguments);
    agglo_faults faults = {0};
    config_document *document = NULL;
    scenario *s = NULL;
    agglo_status status = config_parse(text, (size_t)length, "test", &document, &faults);
    if (status == AGGLO_OK)
        status = scenario_read(document, &s, &faults);
    config_free(document);
    free(text);
    refuse(&faults);
    faults_free(&faults);
    assert_int_equal(status, AGGLO_OK);
    return s;
}

scenario *scenarios_load(const char *file, const char *const *assignments) {
    const char *root = getenv("AGGLO_SOURCE_DIR");
    char path[4096];
    int length = snprintf(path, sizeof path, "%s/scenarios/%s",
                          root != NULL ? root : AGGLO_SOURCE_DIR, file);
    assert_in_range(length, 1, sizeof path - 1);
    size_t count = 0;
    while (assignments != NULL && assignments[count] != NULL)
        count++;
    agglo_faults faults = {0};
    scenario *s = NULL;
    agglo_status status = scenario_load(path, assignments, count, &s, &faults);
    refuse(&faults);
    faults_free(&faults);
    assert_int_equal(status, AGGLO_OK);
    s->record_events = 0;
    return s;
}

double *scenarios_parameter(scenario *s, const char *name) {
    const param *row = params_find(parameters_table, name);
    if (row == NULL)
        fail_msg("there is no parameter %s", name);
    return param_value(&s->parameters, row);
}

void scenarios_set_gains(scenario *s, double gain) {
    for (int k = 0; k < LINK_COUNT; k++)
        s->gains[k] = gain;
}

void scenarios_set_links(scenario *s, const int *links, double gain) {
    for (; *links != 0; links++)
        s->gains[*links - 1] = gain;
}

void scenarios_silence(scenario *s) {
    static const char *const rates[] = {"location.lambda_out",
                                        "location.growth",
                                        "procure.base_entry",
                                        "finance.lambda_vc0",
                                        "finance.lambda_sup0",
                                        "finance.support_exit",
                                        "finance.world_pool",
                                        "finance.p_serial",
                                        "finance.h_startup",
                                        "finance.h_broke",
                                        "finance.h_project_lost",
                                        "exits.h_established",
                                        "exits.h_site_leaves",
                                        "exits.h_acquired",
                                        "exits.size_exponent",
                                        "matching.a0",
                                        "growth.sigma",
                                        "growth.kappa",
                                        "growth.base_erosion",
                                        "growth.congestion",
                                        "founding.congestion",
                                        "location.b_congestion",
                                        "exits.congestion",
                                        "licence.h_parts",
                                        "licence.h_manufacturing",
                                        "licence.h_mah",
                                        "science.competitive"};
    for (size_t k = 0; k < sizeof rates / sizeof rates[0]; k++)
        *scenarios_parameter(s, rates[k]) = 0;
    scenarios_set_gains(s, 0);
    s->record_events = 0;
}

static void require(agglo_status status, const agglo_error *error) {
    if (status == AGGLO_OK)
        return;
    char text[1024];
    error_format(error, text, sizeof text);
    fail_msg("%s", text);
}

world *scenarios_world(const scenario *s, int replicate, int lanes) {
    agglo_error error = {0};
    world *w = NULL;
    require(world_create(s, replicate, lanes, &w, &error), &error);
    return w;
}

void scenarios_phase(world *w, const char *name) {
    agglo_error error = {0};
    for (size_t k = 0; k < model_phase_count; k++)
        if (strcmp(model_phases[k].name, name) == 0) {
            require(model_phases[k].run(w, &error), &error);
            return;
        }
    fail_msg("there is no phase %s", name);
}

agglo_status scenarios_try_step(world *w, agglo_error *error) {
    agglo_status status = schedule_run(model_phases, 0, model_phase_count, w, NULL, error);
    w->events.count = 0;
    w->step++;
    return status;
}

void scenarios_step(world *w) {
    agglo_error error = {0};
    require(scenarios_try_step(w, &error), &error);
}
