#include "models/reality/reality.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "models/reality/private.h"
#include "models/record.h"

const char *const reality_needs_names[REALITY_NEEDS] = {"records", "events", "agents"};

#define DESCRIBE(name, width, nature) {#name, offsetof(reality_places, name), width, nature},
const reality_variable reality_variables[] = {REALITY_VARIABLES(DESCRIBE)};
const size_t reality_variables_count = sizeof reality_variables / sizeof reality_variables[0];

/* ---- events ---- */

agglo_status reality_counts_create(const scenario *s, reality_counts *out, agglo_error *error) {
    size_t records = (size_t)(s->years * 12 / s->record_every_months) + 1;
    size_t numbers = records * EVENT_COUNT * (size_t)s->region_count;
    *out = (reality_counts){
        .scenario = s, .number = calloc(numbers, sizeof *out->number), .records = records};
    if (out->number == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory to count events");
    return AGGLO_OK;
}

void reality_counts_free(reality_counts *counts) {
    if (counts == NULL)
        return;
    free(counts->number);
    *counts = (reality_counts){0};
}

/* What policies do at the start of a step is observed in the record of that time; all else that
 * happens in the step belongs to the next one. */
static size_t record_of(const scenario *s, const schema_event *event) {
    int months = event->step * s->step_months, every = s->record_every_months;
    int is_policy = event->type == EVENT_POLICY_START || event->type == EVENT_ANCHOR_ENTRY ||
                    event->type == EVENT_UNIVERSITY || event->type == EVENT_DEPARTURE;
    return (size_t)(is_policy ? (months + every - 1) / every : months / every + 1);
}

void reality_counts_add(reality_counts *counts, const schema_event *events, size_t count) {
    size_t count_of_regions = (size_t)counts->scenario->region_count;
    for (size_t k = 0; k < count; k++) {
        const schema_event *event = &events[k];
        size_t record = record_of(counts->scenario, event);
        if (record < counts->records && event->region >= 0)
            counts->number[(record * EVENT_COUNT + event->type) * count_of_regions +
                           (size_t)event->region]++;
    }
}

double reality_events(const reality_evidence *e, int type) {
    size_t row = e->record * EVENT_COUNT + (size_t)type;
    return e->counts->number[row * (size_t)e->scenario->region_count + (size_t)e->region];
}

/* ---- the walk over records and rules ---- */

static agglo_status report(const reality_evidence *e, const reality_rule *rule,
                           const reality_finding *found, agglo_error *error) {
    const scenario *s = e->scenario;
    double year = s->start_year + (double)e->record * e->years;
    error_set(error, AGGLO_ERROR_INTERNAL, "reality check %s fails in region %s, year %g: %s",
              rule->name, s->regions[e->region].name, year, rule->statement);
    error_got(error, "%s: %.15g", found->what, found->left);
    error_expected(error, "%s %.15g", found->relation, found->right);
    error_hint(error, "a mistake in the model, not in the scenario: do not use this run");
    return AGGLO_ERROR_INTERNAL;
}

static void add_up(reality_evidence *e) {
    const double *x = e->now;
    const reality_places *at = &e->at;
    reality_totals *sum = &e->total;
    double born = x[at->spinouts] + x[at->refoundings] + x[at->fellow_foundings];
    double launched = 0;
    for (int c = 0; c < CLASS_COUNT; c++)
        launched += x[at->approvals + (size_t)c];
    sum->born += e->years * born;
    sum->ventures += e->years * (born + x[at->spinoffs]);
    sum->closed += e->years * x[at->exits_failed];
    sum->left += e->years * (x[at->graduations] + x[at->exits_moved]);
    sum->sold += e->years * (x[at->exits_acquired] + x[at->exits_floated]);
    sum->started += e->years * x[at->projects_started];
    sum->ended += e->years * (x[at->projects_failed] + launched);
    sum->launched += e->years * launched;
    sum->invested += e->years * x[at->venture_invested];
}

static int applies(const reality_evidence *e, const reality_rule *rule) {
    return rule->needs == REALITY_ROWS ||
           (rule->needs == REALITY_EVENTS && e->counts != NULL && e->record > 0) ||
           (rule->needs == REALITY_WORLD && e->world != NULL && e->record + 1 == e->records);
}

static agglo_status check_region(reality_evidence *e, const double *rows, agglo_error *error) {
    size_t step = (size_t)e->scenario->region_count * e->width;
    e->first = rows + (size_t)e->region * e->width;
    e->total = (reality_totals){0};
    for (e->record = 0; e->record < e->records; e->record++) {
        e->now = e->first + e->record * step;
        e->before = e->record > 0 ? e->now - step : NULL;
        add_up(e);
        for (size_t k = 0; k < reality_rules_count; k++) {
            reality_finding found = {0};
            if (applies(e, &reality_rules[k]) && !reality_rules[k].holds(e, &found))
                return report(e, &reality_rules[k], &found, error);
        }
    }
    return AGGLO_OK;
}

static reality_places find_places(void) {
    reality_places at;
    for (size_t k = 0; k < reality_variables_count; k++) {
        const reality_variable *v = &reality_variables[k];
        size_t place = record_place(v->name);
        memcpy((char *)&at + v->place, &place, sizeof place);
    }
    return at;
}

agglo_status reality_check_run(const reality_evidence_of_run *run, agglo_error *error) {
    const scenario *s = run->scenario;
    reality_evidence e = {.scenario = s,
                          .counts = run->counts,
                          .world = run->world,
                          .at = find_places(),
                          .records = run->row_count / (size_t)s->region_count,
                          .width = record_width(),
                          .years = s->record_every_months / 12.0};
    reality_overhead *overhead = NULL;
    if (s->intervention_count > 0) {
        overhead = calloc(run->row_count * (size_t)policies_count() + 1, sizeof *overhead);
        if (overhead == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for reality checks");
        reality_expect_overhead(s, e.records, overhead);
    }
    e.overhead = overhead;
    agglo_status status = AGGLO_OK;
    for (e.region = 0; e.region < s->region_count && status == AGGLO_OK; e.region++)
        status = check_region(&e, run->rows, error);
    free(overhead);
    return status;
}
