#include "tools/agglo/compare/arms.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "models/policy.h"
#include "tools/agglo/report.h"

static agglo_status no_memory(agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a comparison");
}

/* ---- Loading ---- */

/* "policies/anchor_entry.json" is anchor_entry; letters that tables and files could trip over are
 * replaced. */
static void name_arm(compare_arm *arm) {
    const char *slash = strrchr(arm->path, '/'), *name = slash != NULL ? slash + 1 : arm->path;
    const char *dot = strrchr(name, '.');
    int length = dot != NULL && dot != name ? (int)(dot - name) : (int)strlen(name);
    char text[COMPARE_NAME_SIZE];
    snprintf(text, sizeof text, "%.*s", length, name);
    config_clean(text, arm->name, sizeof arm->name);
}

/* Two of one name are told apart by their number. */
static void number_arms(compare_arms *arms) {
    for (size_t a = 1; a < arms->count; a++)
        for (size_t b = 0; b < a; b++)
            if (strcmp(arms->items[a].name, arms->items[b].name) == 0) {
                size_t length = strlen(arms->items[a].name);
                length = length < COMPARE_NAME_SIZE - 8 ? length : COMPARE_NAME_SIZE - 8;
                snprintf(arms->items[a].name + length, COMPARE_NAME_SIZE - length, "#%zu", a + 1);
            }
}

static agglo_status load_scenario(const compare_request *request, compare_arm *arm,
                                  agglo_error *error) {
    agglo_faults faults = {0};
    agglo_status status = scenario_load(arm->path, request->assignments->items,
                                        request->assignments->count, &arm->scenario, &faults);
    if (status == AGGLO_OK && request->is_quiet)
        faults.count = 0; /* warnings */
    report_faults(&faults);
    size_t found = faults.errors;
    faults_free(&faults);
    if (status != AGGLO_OK)
        return error_set(error, status, "%zu fault%s: nothing was run", found,
                         found == 1 ? "" : "s");
    status = simulation_schema_create(arm->scenario, &arm->described, error);
    if (status == AGGLO_OK)
        arm->schema = simulation_schema_get(arm->described);
    return status;
}

static agglo_status load_arm(const compare_request *request, compare_arm *arm, agglo_error *error) {
    name_arm(arm);
    if (!compare_file_is(arm->path))
        return load_scenario(request, arm, error);
    if (request->assignments->count > 0 || request->is_unpaired) {
        error_set(error, AGGLO_ERROR_USAGE, "a result file cannot be run otherwise");
        error_place(error, arm->path, 0, NULL);
        error_hint(error, "--set, --seed, --over and --unpaired need scenarios");
        return AGGLO_ERROR_USAGE;
    }
    agglo_status status = compare_file_load(arm->path, &arm->stored, error);
    if (status != AGGLO_OK)
        return status;
    arm->scenario = arm->stored->scenario;
    arm->schema = &arm->stored->schema;
    return AGGLO_OK;
}

static agglo_status read_measures(const compare_request *request, compare_arm *arm, size_t count,
                                  agglo_error *error) {
    const char *const *names = request->outcomes->count > 0
                                   ? (const char *const *)request->outcomes->items
                                   : measures_standard;
    arm->measures = calloc(count + 1, sizeof *arm->measures);
    if (arm->measures == NULL)
        return no_memory(error);
    agglo_status status = measure_parse(arm->schema, "public_cost", &arm->cost, error);
    for (size_t m = 0; m < count && status == AGGLO_OK; m++)
        status = measure_parse(arm->schema, names[m], &arm->measures[m], error);
    return status;
}

/* ---- What fits ---- */

static agglo_status refuse(const compare_arm *arm, agglo_error *error, const char *what,
                           const char *got, const char *expected) {
    error_set(error, AGGLO_ERROR_INPUT, "it cannot be paired with the baseline: %s", what);
    error_place(error, arm->path, 0, NULL);
    error_got(error, "%s", got);
    error_expected(error, "%s", expected);
    return AGGLO_ERROR_INPUT;
}

static void show_times(const schema_dimension *time, char *text, size_t size) {
    snprintf(text, size, "%zu records from %.10g to %.10g", time->size, time->numbers[0],
             time->numbers[time->size - 1]);
}

static agglo_status check_times(const compare_arm *base, const compare_arm *arm,
                                agglo_error *error) {
    const schema_dimension *a = &base->schema->dimensions[1], *b = &arm->schema->dimensions[1];
    char expected[80], got[80];
    int fits = a->size == b->size;
    for (size_t t = 0; fits && t < a->size; t++)
        fits = fabs(a->numbers[t] - b->numbers[t]) < 1e-6;
    if (fits)
        return AGGLO_OK;
    show_times(a, expected, sizeof expected);
    show_times(b, got, sizeof got);
    return refuse(arm, error, "other times are recorded", got, expected);
}

static agglo_status check_regions(const compare_arm *base, const compare_arm *arm,
                                  agglo_error *error) {
    const schema_dimension *a = &base->schema->dimensions[2], *b = &arm->schema->dimensions[2];
    for (size_t r = 0; r < a->size || r < b->size; r++) {
        const char *expected = r < a->size ? a->labels[r] : "no more regions";
        const char *got = r < b->size ? b->labels[r] : "no more regions";
        if (strcmp(expected, got) != 0)
            return refuse(arm, error, "its regions differ", got, expected);
    }
    return AGGLO_OK;
}

static const char *rules_of(const compare_arm *arm) {
    return arm->stored != NULL ? arm->stored->rules : MODEL_VERSION;
}

static agglo_status check_fit(const compare_arm *base, const compare_arm *arm, agglo_error *error) {
    char expected[32], got[32];
    agglo_status status = check_regions(base, arm, error);
    if (status == AGGLO_OK)
        status = check_times(base, arm, error);
    if (status != AGGLO_OK)
        return status;
    snprintf(expected, sizeof expected, "%" PRIu64, base->scenario->seed);
    snprintf(got, sizeof got, "%" PRIu64, arm->scenario->seed);
    if (base->scenario->seed != arm->scenario->seed)
        return refuse(arm, error, "its seed differs", got, expected);
    if (strcmp(rules_of(base), rules_of(arm)) != 0)
        return refuse(arm, error, "it was made by other rules of the model", rules_of(arm),
                      rules_of(base));
    return AGGLO_OK;
}

/* ---- Where a policy acts ---- */

static int same_budget(const scenario_budget *a, const scenario_budget *b) {
    if (a == NULL || b == NULL)
        return a == b;
    return strcmp(a->name, b->name) == 0 && a->per_year == b->per_year && a->from == b->from &&
           a->until == b->until;
}

static int same_intervention(const scenario_intervention *a, const scenario_intervention *b) {
    return strcmp(a->name, b->name) == 0 && a->from == b->from && a->until == b->until &&
           a->ramp_years == b->ramp_years && scenario_same_order(a, b);
}

static const scenario_budget *budget_of(const scenario *s, const scenario_intervention *order) {
    return order->budget >= 0 ? &s->budgets[order->budget] : NULL;
}

int compare_arms_shares(const scenario *one, const scenario_intervention *does,
                        const scenario *other) {
    int is_shared = 0;
    for (int k = 0; k < other->intervention_count && !is_shared; k++) {
        const scenario_intervention *found = &other->interventions[k];
        is_shared = same_intervention(does, found) &&
                    same_budget(budget_of(one, does), budget_of(other, found));
    }
    return is_shared;
}

/* Marks the regions of what `one` does and `other` does not. */
static void mark_regions(const scenario *one, const scenario *other, unsigned char *acts) {
    for (int i = 0; i < one->intervention_count; i++) {
        const scenario_intervention *does = &one->interventions[i];
        int is_shared = compare_arms_shares(one, does, other);
        for (int r = 0; r < one->region_count && !is_shared; r++)
            acts[r] |= (unsigned char)policies_act_in(one, does, r);
    }
}

static agglo_status find_reach(const compare_arms *arms, compare_arm *arm, agglo_error *error) {
    const scenario *base = arms->items[0].scenario;
    arm->acts = calloc(arms->regions + 1, 1);
    if (arm->acts == NULL)
        return no_memory(error);
    mark_regions(arm->scenario, base, arm->acts);
    mark_regions(base, arm->scenario, arm->acts);
    for (size_t r = 0; r < arms->regions; r++)
        arm->reach += arm->acts[r];
    return AGGLO_OK;
}

/* ---- The whole ---- */

static agglo_status load_all(const compare_request *request, compare_arms *arms,
                             agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (size_t a = 0; a < arms->count && status == AGGLO_OK; a++) {
        compare_arm *arm = &arms->items[a];
        arm->path = request->inputs->items[a];
        status = load_arm(request, arm, error);
        if (status == AGGLO_OK)
            status = read_measures(request, arm, arms->outcomes, error);
        if (status == AGGLO_OK && a > 0)
            status = check_fit(&arms->items[0], arm, error);
        arms->regions =
            a == 0 && status == AGGLO_OK ? arm->schema->dimensions[2].size : arms->regions;
        if (status == AGGLO_OK)
            status = find_reach(arms, arm, error);
    }
    return status;
}

agglo_status compare_arms_load(const compare_request *request, compare_arms *out,
                               agglo_error *error) {
    *out = (compare_arms){.count = request->inputs->count, .outcomes = request->outcomes->count};
    while (request->outcomes->count == 0 && measures_standard[out->outcomes] != NULL)
        out->outcomes++;
    out->items = calloc(out->count, sizeof *out->items);
    agglo_status status = out->items != NULL ? load_all(request, out, error) : no_memory(error);
    if (status == AGGLO_OK)
        number_arms(out);
    else
        compare_arms_free(out);
    return status;
}

void compare_arms_free(compare_arms *arms) {
    for (size_t a = 0; arms->items != NULL && a < arms->count; a++) {
        compare_arm *arm = &arms->items[a];
        if (arm->stored == NULL)
            scenario_free(arm->scenario);
        compare_file_free(arm->stored);
        simulation_schema_free(arm->described);
        free(arm->measures);
        free(arm->acts);
    }
    free(arms->items);
    *arms = (compare_arms){0};
}

const char *compare_arms_region(const compare_arms *arms, size_t region) {
    return arms->items[0].schema->dimensions[2].labels[region];
}

double compare_arms_year(const compare_arms *arms, int is_last) {
    const schema_dimension *time = &arms->items[0].schema->dimensions[1];
    return time->numbers[is_last ? time->size - 1 : 0];
}
