#include "models/scenario/branch.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/agents/agents.h"
#include "models/policy.h"
#include "models/scenario/difference.h"

enum { PATH_SIZE = 160, WORDS_SIZE = 100 };

typedef struct {
    const scenario *base, *branch;
    int step;
    double step_years, date; /* yr since the start */
    agglo_error *error;
} comparison;

/* ---- When interventions act: as in phases/policy.c ---- */

static const double tolerance = 1e-9; /* yr */

/* The first step whose time is not before `from`. */
static int first_step(const comparison *c, const scenario_intervention *order) {
    int k = (int)fmax(0, floor((order->from - tolerance) / c->step_years));
    while (k * c->step_years < order->from - tolerance)
        k++;
    return k;
}

static int acts_at(const comparison *c, const scenario_intervention *order, int step) {
    double t = step * c->step_years;
    return t >= order->from - tolerance && t < order->until - tolerance;
}

/* May it have acted in a step before the date? One that waits for a condition counts from its
 * `from` on: whether the condition came true is known to the state only. */
static int has_acted(const comparison *c, const scenario_intervention *order) {
    int first = first_step(c, order);
    return first < c->step && acts_at(c, order, first);
}

/* The least end that made no difference up to the date. With a ramp the size falls before the end:
 * min(time since the begin, time left) must not have been the time left. */
static double least_end(const comparison *c, const scenario_intervention *order) {
    double last = (c->step - 1) * c->step_years;
    if (order->ramp_years <= 0)
        return c->date;
    double since = (c->step - first_step(c, order)) * c->step_years;
    return fmax(c->date, last + fmin(since, order->ramp_years));
}

static int end_is_open(const comparison *c, const scenario_intervention *order) {
    double last = (c->step - 1) * c->step_years;
    double since = (c->step - first_step(c, order)) * c->step_years;
    return last < order->until - tolerance &&
           (order->ramp_years <= 0 || order->until - last >= fmin(since, order->ramp_years));
}

/* ---- Refusals ---- */

static agglo_status refuse(const comparison *c, const scenario_difference *d, const char *what) {
    error_set(c->error, AGGLO_ERROR_INPUT, "%s", what);
    error_place(c->error, NULL, 0, d->path);
    if (d->other[0] != '\0')
        error_got(c->error, "%s", d->other);
    if (d->one[0] != '\0')
        error_expected(c->error, "%s", d->one);
    error_hint(c->error,
               "a branch may change what acts from year %.10g on, the end of the run, the output "
               "and the number of replicates",
               c->date);
    return AGGLO_ERROR_INPUT;
}

/* ---- Everything but interventions ---- */

static agglo_status compare_setting(const comparison *c) {
    scenario_difference d = {0};
    if (!scenario_difference_setting(&d, c->base, c->branch))
        return AGGLO_OK;
    return refuse(c, &d, "the value acts before the date of the checkpoint and is not the same");
}

static agglo_status compare_end(const comparison *c) {
    scenario_difference d = {0};
    char least[WORDS_SIZE], got[WORDS_SIZE];
    if (c->branch->steps >= c->step)
        return AGGLO_OK;
    snprintf(least, sizeof least, "at least %.10g", c->date);
    snprintf(got, sizeof got, "%d", c->branch->years);
    scenario_difference_note(&d, "time.years", least, got);
    return refuse(c, &d, "the run ends before the date of the checkpoint");
}

/* All before the date lie in the checkpoint, that of the date does not. */
static agglo_status compare_snapshots(const comparison *c) {
    scenario_difference d = {0};
    int one = c->base->record_firms_every_months, other = c->branch->record_firms_every_months;
    int months = c->step * c->base->step_months;
    if (!c->branch->record_firms || months == 0)
        return AGGLO_OK;
    if (!c->base->record_firms) {
        scenario_difference_note(&d, "output.firms", "false", "true");
        return refuse(c, &d, "snapshots before the date of the checkpoint were not kept");
    }
    if (c->branch->record_network && !c->base->record_network) {
        scenario_difference_note(&d, "output.network", "false", "true");
        return refuse(c, &d, "ties before the date of the checkpoint were not kept");
    }
    if ((months <= one && months <= other) ||
        !scenario_difference_number(&d, "output.firms_every_months", one, other))
        return AGGLO_OK;
    return refuse(c, &d, "snapshots before the date of the checkpoint were taken at other times");
}

/* Records at other times have other flows, so they must not have begun to differ: after the one at
 * year 0 the next must lie at the date or later. */
static agglo_status compare_output(const comparison *c) {
    scenario_difference d = {0};
    int one = c->base->record_every_months, other = c->branch->record_every_months;
    int months = c->step * c->base->step_months;
    if ((months > one || months > other) &&
        scenario_difference_number(&d, "output.every_months", one, other))
        return refuse(c, &d, "records before the date of the checkpoint were taken at other times");
    if (c->branch->record_events && !c->base->record_events) {
        scenario_difference_note(&d, "output.events", "false", "true");
        return refuse(c, &d, "events before the date of the checkpoint were not kept");
    }
    return compare_snapshots(c);
}

/* ---- One intervention ---- */

static void region_words(const scenario *s, const scenario_intervention *order, char *words) {
    words[0] = '\0';
    for (int k = 0; k < order->region_count; k++) {
        size_t used = strlen(words);
        snprintf(words + used, WORDS_SIZE - used, "%s%s", k > 0 ? ", " : "",
                 s->regions[order->regions[k]].name);
    }
}

static int same_regions(const scenario_intervention *a, const scenario_intervention *b) {
    if (a->region_count != b->region_count)
        return 0;
    for (int k = 0; k < a->region_count; k++)
        if (a->regions[k] != b->regions[k])
            return 0;
    return 1;
}

static const char *chosen_name(const scenario *s, const scenario_intervention *order) {
    return order->chosen >= 0 ? s->regions[order->regions[order->chosen]].name : "";
}

static int differ_in_regions(const comparison *c, const scenario_intervention *one,
                             const scenario_intervention *other, const char *place,
                             scenario_difference *d) {
    char words[2][WORDS_SIZE], path[PATH_SIZE];
    if (!same_regions(one, other)) {
        region_words(c->base, one, words[0]);
        region_words(c->branch, other, words[1]);
        snprintf(path, sizeof path, "%s.region", place);
        return scenario_difference_note(d, path, words[0], words[1]);
    }
    snprintf(path, sizeof path, "%s.chosen", place);
    return scenario_difference_text(d, path, chosen_name(c->base, one),
                                    chosen_name(c->branch, other));
}

static int differ_in_params(const scenario_intervention *one, const scenario_intervention *other,
                            const char *place, scenario_difference *d) {
    for (int i = 0; i < one->type->param_count && i < POLICY_MAX_PARAMS; i++) {
        char path[PATH_SIZE];
        snprintf(path, sizeof path, "%s.%s", place, one->type->params[i].name);
        if (scenario_difference_number(d, path, one->values[i], other->values[i]))
            return 1;
    }
    return 0;
}

static int differ_in_condition(const comparison *c, const scenario_intervention *one,
                               const scenario_intervention *other, const char *place,
                               scenario_difference *d) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s.when", place);
    if (scenario_difference_fields(d, &fields_when, path, one, other))
        return 1;
    snprintf(path, sizeof path, "%s.when.region", place);
    return one->when_index >= 0 &&
           scenario_difference_text(d, path, c->base->regions[one->when_region].name,
                                    c->branch->regions[other->when_region].name);
}

/* The end of an intervention is a difference only where it has been felt. */
static int differ_in_end(const comparison *c, const scenario_intervention *one,
                         const scenario_intervention *other, const char *place,
                         scenario_difference *d) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s.until", place);
    if ((end_is_open(c, one) && end_is_open(c, other)) ||
        !scenario_difference_number(d, path, one->until, other->until))
        return 0;
    if (end_is_open(c, one))
        snprintf(d->one, sizeof d->one, "at least %.10g%s", least_end(c, one),
                 one->ramp_years > 0 ? " (the size falls over ramp_years before)" : "");
    return 1;
}

/* A budget is what it is from its begin on: one that was drawn on before must be the same. */
static int differ_in_budget(const comparison *c, const scenario_intervention *one,
                            const scenario_intervention *other, const char *place,
                            scenario_difference *d) {
    char path[PATH_SIZE];
    const scenario_budget *a = one->budget >= 0 ? &c->base->budgets[one->budget] : NULL;
    const scenario_budget *b = other->budget >= 0 ? &c->branch->budgets[other->budget] : NULL;
    snprintf(path, sizeof path, "%s.budget", place);
    if (scenario_difference_text(d, path, a != NULL ? a->name : "", b != NULL ? b->name : ""))
        return 1;
    snprintf(path, sizeof path, "budgets.%.64s", b != NULL ? b->name : "");
    return b != NULL && scenario_difference_fields(d, &fields_budget, path, a, b);
}

/* What intervention `i` of the base and `k` of the branch differ in, but for their names. */
static int orders_differ(const comparison *c, int i, int k, scenario_difference *d) {
    const scenario_intervention *one = &c->base->interventions[i];
    const scenario_intervention *other = &c->branch->interventions[k];
    scenario_intervention same_end = *one;
    char place[96], path[PATH_SIZE];
    same_end.until = other->until;
    snprintf(place, sizeof place, "interventions.%.64s", other->name);
    snprintf(path, sizeof path, "%s.type", place);
    return scenario_difference_text(d, path, one->type->type, other->type->type) ||
           differ_in_regions(c, one, other, place, d) ||
           scenario_difference_fields(d, &fields_intervention, place, &same_end, other) ||
           differ_in_params(one, other, place, d) || differ_in_condition(c, one, other, place, d) ||
           differ_in_budget(c, one, other, place, d) || differ_in_end(c, one, other, place, d);
}

/* ---- All interventions ---- */

/* The next intervention, from `i` on, that may have acted; the count if there is none. */
static int next_past(const comparison *c, const scenario *s, int i) {
    while (i < s->intervention_count && !has_acted(c, &s->interventions[i]))
        i++;
    return i;
}

static int find_name(const scenario *s, const char *name) {
    for (int i = 0; i < s->intervention_count; i++)
        if (strcmp(s->interventions[i].name, name) == 0)
            return i;
    return -1;
}

static agglo_status refuse_changed(const comparison *c, int i, int k, scenario_difference *d) {
    char what[200];
    if (!orders_differ(c, i, k, d))
        return error_set(c->error, AGGLO_ERROR_INTERNAL, "two interventions do not differ");
    snprintf(what, sizeof what,
             "the intervention \"%s\" acts before the date of the checkpoint and is not the same",
             c->base->interventions[i].name);
    return refuse(c, d, what);
}

/* Intervention `i` of the base has acted and has no equal in the branch. */
static agglo_status refuse_missing(const comparison *c, int i) {
    const scenario_intervention *order = &c->base->interventions[i];
    scenario_difference d = {0};
    char what[200], words[WORDS_SIZE];
    int k = find_name(c->branch, order->name);
    if (k >= 0)
        return refuse_changed(c, i, k, &d);
    snprintf(what, sizeof what,
             "the intervention \"%s\" acts before the date of the checkpoint and is missing",
             order->name);
    snprintf(words, sizeof words, "it, from year %.10g", order->from);
    scenario_difference_note(&d, "interventions", words, "");
    return refuse(c, &d, what);
}

/* Intervention `k` of the branch would have acted and has no equal in the base. */
static agglo_status refuse_added(const comparison *c, int k) {
    const scenario_intervention *order = &c->branch->interventions[k];
    scenario_difference d = {0};
    char what[200], path[PATH_SIZE], least[WORDS_SIZE], got[WORDS_SIZE];
    snprintf(what, sizeof what, "the intervention \"%s\" begins before the date of the checkpoint",
             order->name);
    snprintf(path, sizeof path, "interventions.%.64s.from", order->name);
    snprintf(least, sizeof least, "at least %.10g", c->date);
    snprintf(got, sizeof got, "%.10g", order->from);
    scenario_difference_note(&d, path, least, got);
    return refuse(c, &d, what);
}

/* Equal but for the name, which nobody gave: it counts interventions of a type. */
static agglo_status refuse_renamed(const comparison *c, int i, int k) {
    const char *name = c->base->interventions[i].name;
    const char *other = c->branch->interventions[k].name;
    scenario_difference d = {0};
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "interventions.%.64s.name", other);
    (void)scenario_difference_text(&d, path, name, other);
    agglo_status status =
        refuse(c, &d,
               "what an intervention brings about is identified by its name, and this one acts "
               "before the date of the checkpoint");
    error_hint(c->error,
               "without a name it is called after its type and its place in the list: put others "
               "behind it, or give it \"name\": \"%.64s\"",
               name);
    return status;
}

static agglo_status refuse_order(const comparison *c, int i, int k) {
    scenario_difference d = {0};
    (void)scenario_difference_text(&d, "interventions", c->base->interventions[i].name,
                                   c->branch->interventions[k].name);
    return refuse(c, &d,
                  "interventions that act before the date of the checkpoint must keep their order");
}

/* The next interventions that have acted, `i` of the base and `k` of the branch (the count where
 * there is none), are not one. */
static agglo_status refuse_pair(const comparison *c, int i, int k) {
    const scenario *base = c->base, *branch = c->branch;
    scenario_difference d = {0};
    if (k == branch->intervention_count)
        return refuse_missing(c, i);
    if (i == base->intervention_count)
        return refuse_added(c, k);
    if (!orders_differ(c, i, k, &d))
        return refuse_renamed(c, i, k);
    if (strcmp(base->interventions[i].name, branch->interventions[k].name) == 0)
        return refuse_changed(c, i, k, &d);
    int twin = find_name(base, branch->interventions[k].name);
    if (twin < 0 || !has_acted(c, &base->interventions[twin]))
        return refuse_added(c, k);
    twin = find_name(branch, base->interventions[i].name);
    if (twin < 0 || !has_acted(c, &branch->interventions[twin]))
        return refuse_missing(c, i);
    return refuse_order(c, i, k);
}

static int is_same(const comparison *c, int i, int k) {
    scenario_difference d = {0};
    return strcmp(c->base->interventions[i].name, c->branch->interventions[k].name) == 0 &&
           !orders_differ(c, i, k, &d);
}

/* Pairs the interventions that have acted, in their order. */
static agglo_status pair_orders(const comparison *c, int *origins) {
    int base_count = c->base->intervention_count, count = c->branch->intervention_count;
    int i = next_past(c, c->base, 0), k = next_past(c, c->branch, 0);
    while (i < base_count || k < count) {
        if (i == base_count || k == count || !is_same(c, i, k))
            return refuse_pair(c, i, k);
        origins[k] = i;
        i = next_past(c, c->base, i + 1);
        k = next_past(c, c->branch, k + 1);
    }
    return AGGLO_OK;
}

static agglo_status compare_all(const comparison *c, int *origins) {
    agglo_status status = compare_setting(c);
    if (status == AGGLO_OK)
        status = compare_end(c);
    if (status == AGGLO_OK)
        status = compare_output(c);
    return status == AGGLO_OK ? pair_orders(c, origins) : status;
}

agglo_status scenario_branch_create(const scenario *base, const scenario *branch, int step,
                                    scenario_branch *out, agglo_error *error) {
    double step_years = base->step_months / 12.0;
    comparison c = {.base = base,
                    .branch = branch,
                    .step = step,
                    .step_years = step_years,
                    .date = step * step_years,
                    .error = error};
    *out = (scenario_branch){.step = step,
                             .regions = base->region_count,
                             .count = branch->intervention_count,
                             .base_count = base->intervention_count};
    for (int k = 0; k < out->count; k++)
        out->has_totals |= isfinite(branch->interventions[k].total);
    out->origins = malloc(((size_t)out->count + 1) * sizeof *out->origins);
    if (out->origins == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory to compare %d interventions",
                         out->count);
    for (int k = 0; k < out->count; k++)
        out->origins[k] = -1;
    agglo_status status = compare_all(&c, out->origins);
    if (status != AGGLO_OK)
        scenario_branch_free(out);
    return status;
}

void scenario_branch_free(scenario_branch *b) {
    if (b == NULL)
        return;
    free(b->origins);
    *b = (scenario_branch){0};
}

/* ---- The state ---- */

static int has_begun(const orders *rows, size_t row) {
    return rows->first_step[row] != NOBODY || rows->condition_step[row] != NOBODY;
}

/* The table fits the base, and what has begun in it is among what is kept. */
static agglo_status check_orders(const scenario_branch *b, const orders *rows, const int32_t *order,
                                 agglo_error *error) {
    size_t n = (size_t)b->regions, begun = 0, kept = 0;
    if (rows->table.layout != &orders_layout || rows->table.count != n * (size_t)b->base_count)
        return error_set(error, AGGLO_ERROR_INPUT,
                         "the state is not of the scenario that it is said to come from");
    for (size_t i = 0; i < rows->table.count; i++)
        begun += (size_t)has_begun(rows, i);
    for (size_t i = 0; i < n * (size_t)b->count; i++)
        kept += order[i] >= 0 && has_begun(rows, (size_t)order[i]);
    if (begun != kept)
        return error_set(error, AGGLO_ERROR_INPUT,
                         "an intervention has begun in the state that begins after its date");
    return AGGLO_OK;
}

agglo_status scenario_branch_orders(const scenario_branch *b, columns_table *table,
                                    agglo_error *error) {
    orders *rows = (orders *)(void *)table; /* its first member */
    size_t n = (size_t)b->regions, count = n * (size_t)b->count;
    int32_t *order = malloc((count + 1) * sizeof *order);
    if (order == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu orders", count);
    for (size_t i = 0; i < count; i++) {
        int origin = b->origins[i / n];
        order[i] = origin < 0 ? NOBODY : (int32_t)((size_t)origin * n + i % n);
    }
    agglo_status status = check_orders(b, rows, order, error);
    if (status == AGGLO_OK)
        status = columns_gather(table, order, count, error);
    for (size_t i = 0; status == AGGLO_OK && i < count; i++)
        if (order[i] < 0)
            rows->first_step[i] = rows->condition_step[i] = NOBODY;
    free(order);
    return status;
}

agglo_status scenario_branch_spendings(const scenario_branch *b, columns_table *table,
                                       agglo_error *error) {
    spendings *rows = (spendings *)(void *)table; /* its first member */
    size_t had = rows->table.count, count = b->has_totals ? (size_t)b->count : 0;
    if (rows->table.layout != &spendings_layout || (had > 0 && had != (size_t)b->base_count))
        return error_set(error, AGGLO_ERROR_INPUT,
                         "the state is not of the scenario that it is said to come from");
    int32_t *order = malloc((count + 1) * sizeof *order);
    if (order == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu interventions", count);
    for (size_t k = 0; k < count; k++)
        order[k] = had > 0 ? b->origins[k] : NOBODY;
    agglo_status status = columns_gather(table, order, count, error);
    free(order);
    return status;
}
