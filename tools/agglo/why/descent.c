/* agglo why --descent: from whom the firms descend that are alive at the end. */
#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/agglo/json.h"
#include "tools/agglo/report.h"
#include "tools/agglo/why/ancestry.h"

/* Origins: the kinds of roots but interventions, then every intervention. */
typedef struct {
    ancestry *a;
    size_t origins, regions, replicates;
    double *shares; /* region × origin × replicate; NAN where a region has no firms */
    double *firms;  /* region × replicate: alive at the end */
    double *counts; /* region × origin, of one replicate */
    size_t *origin; /* by event of that replicate that creates: its agent's origin */
    size_t capacity;
} descent;

static size_t origin_of_root(const cause_root *r) {
    return r->kind == ROOT_INTERVENTION ? ROOT_INTERVENTION + (size_t)r->number : r->kind;
}

static const char *origin_name(const descent *d, size_t origin) {
    static const char *const names[ROOT_INTERVENTION] = {
        [ROOT_OUTSIDE] = "the world outside",  [ROOT_REGION] = "the region itself",
        [ROOT_FIRM] = "initial firms",         [ROOT_UNIVERSITY] = "initial universities",
        [ROOT_HOSPITAL] = "initial hospitals", [ROOT_FUND] = "initial funds"};
    return origin < ROOT_INTERVENTION
               ? names[origin]
               : d->a->scenario->interventions[origin - ROOT_INTERVENTION].name;
}

/* ---- one replicate ---- */

/* Of an identity that was created before event k, or is a root. */
static agglo_status origin_of(const descent *d, uint64_t id, size_t k, size_t *origin,
                              agglo_error *error) {
    size_t by = 0;
    const cause_root *root = NULL;
    agglo_status status = ancestry_find(d->a, id, &by, &root, error);
    if (status != AGGLO_OK)
        return status;
    if (root == NULL && by >= k) {
        error_set(error, AGGLO_ERROR_INPUT, "event %zu comes before its cause", d->a->first + k);
        error_place(error, d->a->path, 0, NULL);
        return AGGLO_ERROR_INPUT;
    }
    *origin = root != NULL ? origin_of_root(root) : d->origin[by];
    return AGGLO_OK;
}

static int creates_firm(const schema_event *e) {
    return causes_creates((event_type)e->type) && e->type != EVENT_POLICY_START &&
           e->type != EVENT_UNIVERSITY && e->type != EVENT_PROJECT && e->type != EVENT_FUND;
}

/* Events in their order: causes come before what they cause. */
static agglo_status follow(descent *d, size_t k, agglo_error *error) {
    const schema_event *e = &d->a->events.items[k];
    size_t region = (size_t)e->region, origin = 0;
    agglo_status status = AGGLO_OK;
    if (e->type == EVENT_POLICY_START) {
        const cause_root *root = causes_root_find(&d->a->roots, e->agent);
        d->origin[k] = root != NULL ? origin_of_root(root) : ROOT_OUTSIDE;
    } else if (causes_creates((event_type)e->type)) {
        status = origin_of(d, e->cause, k, &d->origin[k], error);
        if (status == AGGLO_OK && e->region >= 0 && creates_firm(e))
            d->counts[region * d->origins + d->origin[k]]++;
    } else if (causes_closes(e)) {
        status = origin_of(d, e->agent, k, &origin, error);
        if (status == AGGLO_OK && e->region >= 0)
            d->counts[region * d->origins + origin]--;
    }
    return status;
}

static agglo_status reserve(descent *d, agglo_error *error) {
    size_t count = d->a->events.count;
    if (count <= d->capacity && d->origin != NULL)
        return AGGLO_OK;
    free(d->origin);
    d->origin = malloc((count + 1) * sizeof *d->origin);
    d->capacity = count;
    return d->origin != NULL
               ? AGGLO_OK
               : error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu events", count);
}

static void take_shares(descent *d, size_t replicate) {
    for (size_t r = 0; r < d->regions; r++) {
        const double *counts = &d->counts[r * d->origins];
        double all = 0;
        for (size_t o = 0; o < d->origins; o++)
            all += counts[o];
        d->firms[r * d->replicates + replicate] = all;
        for (size_t o = 0; o < d->origins; o++)
            d->shares[(r * d->origins + o) * d->replicates + replicate] =
                all > 0 ? counts[o] / all : NAN;
    }
}

static agglo_status follow_replicate(descent *d, size_t replicate, agglo_error *error) {
    agglo_status status = ancestry_read(d->a, replicate, error);
    if (status == AGGLO_OK)
        status = reserve(d, error);
    memset(d->counts, 0, d->regions * d->origins * sizeof *d->counts);
    for (size_t k = 0; k < d->a->roots.count; k++)
        if (d->a->roots.items[k].kind == ROOT_FIRM)
            d->counts[(size_t)d->a->roots.items[k].region * d->origins + ROOT_FIRM]++;
    for (size_t k = 0; k < d->a->events.count && status == AGGLO_OK; k++)
        status = follow(d, k, error);
    if (status == AGGLO_OK)
        take_shares(d, replicate);
    return status;
}

/* ---- over replicates ---- */

typedef struct {
    double mean, low, high; /* 95 % by Student's t; NAN where one replicate tells none */
    size_t count;
} estimate;

static estimate estimate_of(const double *values, size_t count) {
    double sum = 0, square = 0;
    estimate e = {NAN, NAN, NAN, 0};
    for (size_t k = 0; k < count; k++)
        if (isfinite(values[k])) {
            sum += values[k];
            e.count++;
        }
    if (e.count == 0)
        return e;
    e.mean = sum / (double)e.count;
    for (size_t k = 0; k < count; k++)
        square += isfinite(values[k]) ? (values[k] - e.mean) * (values[k] - e.mean) : 0;
    if (e.count == 1)
        return e;
    double free = (double)e.count - 1;
    double half = gsl_cdf_tdist_Pinv(0.975, free) * sqrt(square / free / (double)e.count);
    e.low = fmax(0, e.mean - half);
    e.high = e.mean + half;
    return e;
}

static estimate share_of(const descent *d, size_t region, size_t origin) {
    estimate e =
        estimate_of(&d->shares[(region * d->origins + origin) * d->replicates], d->replicates);
    e.high = fmin(1, e.high);
    return e;
}

/* ---- telling ---- */

static void print_interval(estimate e, double unit, const char *format) {
    printf(format, e.mean * unit);
    if (e.count > 1) {
        fputs("  (", stdout);
        printf(format, e.low * unit);
        fputs(" - ", stdout);
        printf(format, e.high * unit);
        fputs(")", stdout);
    }
    fputs("\n", stdout);
}

static void print_region(const descent *d, size_t region) {
    estimate alive = estimate_of(&d->firms[region * d->replicates], d->replicates);
    printf("\n%-38s firms ", ancestry_region(d->a, (int)region));
    print_interval(alive, 1, "%.1f");
    for (size_t o = 0; o < d->origins; o++) {
        estimate e = share_of(d, region, o);
        if (!(e.mean > 0))
            continue;
        printf("  %s%-*s", o >= ROOT_INTERVENTION ? "intervention " : "",
               o >= ROOT_INTERVENTION ? 23 : 36, origin_name(d, o));
        print_interval(e, 100, "%6.2f %%");
    }
}

static void print_text(const descent *d, int region) {
    printf("Descent of the firms alive at the end: %s, %zu replicate%s (mean, 95 %% interval)\n",
           d->a->path, d->replicates, d->replicates == 1 ? "" : "s");
    for (size_t r = 0; r < d->regions; r++)
        if (region < 0 || r == (size_t)region)
            print_region(d, r);
}

static void put_estimate(json *j, estimate e) {
    json_number(j, "mean", e.mean);
    json_number(j, "low", e.low);
    json_number(j, "high", e.high);
}

static void put_region(json *j, const descent *d, size_t region) {
    json_object(j, NULL);
    json_text(j, "region", d->a->scenario->regions[region].name);
    json_object(j, "firms");
    put_estimate(j, estimate_of(&d->firms[region * d->replicates], d->replicates));
    json_close(j);
    json_array(j, "descent");
    for (size_t o = 0; o < d->origins; o++) {
        json_object(j, NULL);
        json_text(j, "origin",
                  ancestry_root_names[o < ROOT_INTERVENTION ? o : (size_t)ROOT_INTERVENTION]);
        if (o >= ROOT_INTERVENTION)
            json_text(j, "intervention", origin_name(d, o));
        put_estimate(j, share_of(d, region, o));
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static void print_json(const descent *d, int region) {
    json j;
    json_begin(&j, stdout);
    json_object(&j, NULL);
    json_text(&j, "result", d->a->path);
    json_integer(&j, "replicates", (int64_t)d->replicates);
    json_array(&j, "regions");
    for (size_t r = 0; r < d->regions; r++)
        if (region < 0 || r == (size_t)region)
            put_region(&j, d, r);
    json_close(&j);
    json_close(&j);
}

agglo_status why_descent(ancestry *a, int region, int is_json, agglo_error *error) {
    descent d = {.a = a,
                 .origins = ROOT_INTERVENTION + (size_t)a->scenario->intervention_count,
                 .regions = (size_t)a->scenario->region_count,
                 .replicates = event_reader_replicates(a->log)};
    d.shares = malloc((d.regions * d.origins * d.replicates + 1) * sizeof *d.shares);
    d.firms = malloc((d.regions * d.replicates + 1) * sizeof *d.firms);
    d.counts = malloc(d.regions * d.origins * sizeof *d.counts);
    agglo_status status = AGGLO_OK;
    if (d.shares == NULL || d.firms == NULL || d.counts == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for the descent of firms");
    for (size_t k = 0; k < d.replicates && status == AGGLO_OK; k++)
        status = follow_replicate(&d, k, error);
    if (status == AGGLO_OK && is_json)
        print_json(&d, region);
    else if (status == AGGLO_OK)
        print_text(&d, region);
    free(d.shares);
    free(d.firms);
    free(d.counts);
    free(d.origin);
    return status == AGGLO_OK ? report_flush(error) : status;
}
