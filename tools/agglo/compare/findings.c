#include "tools/agglo/compare/findings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config.h"

enum { FEW_REGIONS = 4, MOST_NAMES = 256 };

static agglo_status no_memory(agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for findings");
}

/* ---- Places ---- */

static void add_place(compare_findings *found, compare_place_kind kind, size_t region) {
    static const char *const names[] = {"", "where it acts", "elsewhere", "all regions"};
    for (size_t i = 0; i < found->place_count; i++)
        if (found->places[i].kind == kind && found->places[i].region == region)
            return;
    const char *name =
        kind == COMPARE_REGION ? compare_arms_region(found->runs->arms, region) : names[kind];
    found->places[found->place_count++] = (compare_place){kind, region, name};
}

static void add_standard(compare_findings *found) {
    const compare_arms *arms = found->runs->arms;
    size_t acting = 0;
    for (size_t r = 0; r < arms->regions; r++)
        for (size_t a = 1; a < arms->count; a++)
            acting += arms->items[a].acts[r];
    for (size_t r = 0; r < arms->regions; r++) {
        int is_shown = arms->regions <= FEW_REGIONS;
        for (size_t a = 1; a < arms->count; a++)
            is_shown |= arms->items[a].acts[r] && acting <= FEW_REGIONS;
        if (is_shown)
            add_place(found, COMPARE_REGION, r);
    }
    for (int kind = COMPARE_WHERE; kind <= COMPARE_ALL && arms->regions > 1; kind++)
        add_place(found, (compare_place_kind)kind, 0);
}

static agglo_status refuse_place(const compare_arms *arms, const char *name, agglo_error *error) {
    const char *names[MOST_NAMES + 3] = {"each", "elsewhere", "all"};
    size_t count = 3;
    for (size_t r = 0; r < arms->regions && count < MOST_NAMES; r++)
        names[count++] = compare_arms_region(arms, r);
    const char *closest = config_closest(name, names, count);
    error_set(error, AGGLO_ERROR_USAGE, "--region: the scenarios have no such region");
    error_got(error, "%s", name);
    error_expected(error, "the name of a region, each, elsewhere or all");
    if (closest != NULL)
        error_hint(error, "did you mean '%s'?", closest);
    return AGGLO_ERROR_USAGE;
}

static agglo_status add_named(compare_findings *found, const char *name, agglo_error *error) {
    const compare_arms *arms = found->runs->arms;
    int is_each = strcmp(name, "each") == 0, is_known = is_each;
    for (size_t r = 0; r < arms->regions; r++)
        if (is_each || strcmp(compare_arms_region(arms, r), name) == 0) {
            add_place(found, COMPARE_REGION, r);
            is_known = 1;
        }
    if (strcmp(name, "elsewhere") == 0)
        add_place(found, COMPARE_ELSEWHERE, 0);
    else if (strcmp(name, "all") == 0)
        add_place(found, COMPARE_ALL, 0);
    else if (!is_known)
        return refuse_place(arms, name, error);
    return AGGLO_OK;
}

agglo_status compare_findings_places(compare_findings *found, const options_list *asked,
                                     agglo_error *error) {
    const compare_arms *arms = found->runs->arms;
    agglo_status status = AGGLO_OK;
    found->places = calloc(arms->regions + COMPARE_ALL + 1, sizeof *found->places);
    if (found->places == NULL)
        return no_memory(error);
    if (asked->count == 0)
        add_standard(found);
    for (size_t i = 0; i < asked->count && status == AGGLO_OK; i++)
        status = add_named(found, asked->items[i], error);
    size_t policies = arms->count - 1;
    found->items = calloc(policies * found->place_count * arms->outcomes + 1, sizeof *found->items);
    found->costs = calloc(policies + 1, sizeof *found->costs);
    return found->items != NULL && found->costs != NULL ? status : no_memory(error);
}

void compare_findings_free(compare_findings *found) {
    free(found->places);
    free(found->items);
    free(found->costs);
    found->places = NULL;
    found->items = found->costs = NULL;
}

/* ---- Effects ---- */

static size_t index_of(const compare_findings *found, size_t policy, size_t place, size_t outcome) {
    return (policy * found->place_count + place) * found->runs->arms->outcomes + outcome;
}

const effects_finding *compare_findings_at(const compare_findings *found, size_t policy,
                                           size_t place, size_t outcome) {
    return &found->items[index_of(found, policy, place, outcome)];
}

typedef struct {
    double *baseline, *policy, *cost; /* by pair */
    unsigned char *where;             /* by region */
} workspace;

/* Marks the regions of a place; 0 if the policy has no such place. */
static int mark(const compare_findings *found, size_t arm, const compare_place *place,
                unsigned char *where) {
    const compare_arms *arms = found->runs->arms;
    const compare_arm *of = &arms->items[arm];
    int has_sides = of->reach > 0 && of->reach < arms->regions;
    for (size_t r = 0; r < arms->regions; r++)
        where[r] = place->kind == COMPARE_REGION  ? r == place->region
                   : place->kind == COMPARE_WHERE ? of->acts[r]
                   : place->kind == COMPARE_ALL   ? 1
                                                  : !of->acts[r];
    return has_sides || place->kind == COMPARE_REGION || place->kind == COMPARE_ALL;
}

static effects_sample sample_of(const compare_findings *found, const workspace *w) {
    return (effects_sample){.baseline = w->baseline,
                            .policy = w->policy,
                            .cost = w->cost,
                            .pairs = found->runs->pairs,
                            .block = found->runs->block};
}

static agglo_status find_place(compare_findings *found, size_t policy, size_t place,
                               const workspace *w, agglo_error *error) {
    const compare_runs *runs = found->runs;
    effects_sample s = sample_of(found, w);
    agglo_status status = AGGLO_OK;
    if (!mark(found, policy + 1, &found->places[place], w->where))
        return AGGLO_OK;
    for (size_t m = 0; m < runs->arms->outcomes && status == AGGLO_OK; m++) {
        const measure *of = &runs->arms->items[0].measures[m];
        for (size_t i = 0; i < runs->pairs; i++) {
            w->baseline[i] = compare_runs_value(runs, 0, i, m, w->where);
            w->policy[i] = compare_runs_value(runs, policy + 1, i, m, w->where);
        }
        s.is_binary = of->kind == MEASURE_TAKEOFF &&
                      (found->places[place].kind == COMPARE_REGION || runs->arms->regions == 1);
        s.is_burden = of->is_burden;
        status = effects_find(&s, &found->options, &found->items[index_of(found, policy, place, m)],
                              error);
    }
    return status;
}

/* Two policies may cost the same but for the order in which it was summed: that is no cost. */
static double more_spent(double baseline, double policy) {
    double more = policy - baseline;
    return fabs(more) > 1e-9 * fmax(fabs(policy), fabs(baseline)) ? more : 0;
}

static agglo_status find_policy(compare_findings *found, size_t policy, const workspace *w,
                                agglo_error *error) {
    const compare_runs *runs = found->runs;
    for (size_t i = 0; i < runs->pairs; i++) {
        w->baseline[i] = compare_runs_cost(runs, 0, i);
        w->policy[i] = compare_runs_cost(runs, policy + 1, i);
        w->cost[i] = more_spent(w->baseline[i], w->policy[i]);
    }
    effects_sample s = sample_of(found, w);
    s.cost = NULL;
    s.is_burden = 1;
    agglo_status status = effects_find(&s, &found->options, &found->costs[policy], error);
    for (size_t place = 0; place < found->place_count && status == AGGLO_OK; place++)
        status = find_place(found, policy, place, w, error);
    return status;
}

agglo_status compare_findings_make(compare_findings *found, agglo_error *error) {
    size_t pairs = found->runs->pairs, policies = found->runs->arms->count - 1;
    double *room = malloc((3 * pairs + 1) * sizeof *room);
    unsigned char *where = calloc(found->runs->arms->regions + 1, 1);
    agglo_status status = AGGLO_OK;
    if (room == NULL || where == NULL) {
        status = no_memory(error);
    } else {
        workspace w = {room, room + pairs, room + 2 * pairs, where};
        for (size_t p = 0; p < policies && status == AGGLO_OK; p++)
            status = find_policy(found, p, &w, error);
    }
    free(room);
    free(where);
    found->rounds++;
    return status;
}

/* ---- Precision ---- */

/* How many times as many pairs the least precise of the wanted effects needs; up to 1: enough. */
static double shortage(const compare_findings *found) {
    size_t policies = found->runs->arms->count - 1;
    double most = 0;
    for (size_t k = 0; k < found->precision_count; k++)
        for (size_t i = 0; i < policies * found->place_count; i++) {
            const compare_precision *wanted = &found->precisions[k];
            const effects_finding *f = compare_findings_at(found, i / found->place_count,
                                                           i % found->place_count, wanted->index);
            if (f->pairs == 0)
                continue;
            double limit = wanted->half_width * (wanted->is_relative ? fabs(f->baseline_mean) : 1);
            double half = (f->mean.high - f->mean.low) / 2;
            double ratio = half <= limit ? 1 : limit > 0 ? half / limit : INFINITY;
            most = fmax(most, ratio * ratio);
        }
    return most;
}

size_t compare_findings_more(compare_findings *found) {
    const compare_runs *runs = found->runs;
    double short_by = shortage(found), have = (double)runs->pairs;
    found->is_precise = short_by <= 1;
    if (found->is_precise)
        return runs->pairs;
    double wanted = fmax(1.25 * have, fmin(1.05 * short_by, 2) * have);
    size_t more = (size_t)ceil(wanted);
    more += (runs->block - more % runs->block) % runs->block;
    return more < runs->most ? more : runs->most;
}
