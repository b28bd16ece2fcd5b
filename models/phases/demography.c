/* Demography: who comes and what is founded (arrivals.c), every firm's turn (turns.c), then what
 * happened takes effect on regions in the order of the firms, closures and births together at the
 * end. */
#include "models/phases/demography.h"

#include <string.h>

#include "models/births.h"
#include "models/causes.h"
#include "models/phases/arrivals.h"
#include "models/phases/turns.h"
#include "models/population.h"
#include "models/world.h"

static const double fund_reinvests_years = 6; /* after its closing (assumption) */

/* ---- what happened does to the region, in order ---- */

/* Most of the money raised here, and founders' own, goes to the first fund that still invests;
 * where there is none it leaves the region. */
static void return_money(world *w, int r, double amount) {
    for (int32_t k = w->fund_first[r]; amount > 0 && k < w->fund_first[r + 1]; k++)
        if ((w->step - w->funds.birth[k]) * w->step_years < fund_reinvests_years) {
            w->funds.dry_powder[k] += amount;
            return;
        }
}

static void apply_exit(world *w, const happening *h) {
    int slot = w->step % w->scenario->steps_per_year;
    w->regions.mentors[h->region] += w->p->mentors_per_exit;
    w->regions.recent_exits[h->region * RECENT_STEPS + slot]++;
    return_money(w, h->region, h->amount);
}

static void apply(world *w, const happening *h) {
    int r = h->region;
    switch ((event_type)h->type) {
    case EVENT_FAILED:
        w->flows.exits_failed[r]++;
        w->regions.mentors[r] += h->amount * w->p->mentors_per_failure; /* amount: a start-up */
        break;
    case EVENT_MOVED:
        w->flows.exits_moved[r]++;
        break;
    case EVENT_ACQUIRED:
        w->flows.exits_acquired[r]++;
        w->flows.exits_dissolved[r] += h->is_gone;
        apply_exit(w, h);
        break;
    case EVENT_FLOATED:
        w->flows.exits_floated[r]++;
        apply_exit(w, h);
        break;
    case EVENT_GRADUATION:
        w->flows.graduations[r]++;
        w->flows.flux[r * FLOW_LINKS + 13]++;
        break;
    case EVENT_PROMOTION:
        w->flows.flux[r * FLOW_LINKS + 5]++;
        break;
    default:
        break;
    }
}

static agglo_status log_happening(world *w, const happening *h, agglo_error *error) {
    if (!causes_wanted(w))
        return AGGLO_OK;
    uint64_t cause =
        causes_name_later(w, h->region, (event_type)h->type, h->agent, h->source, h->cause);
    schema_event event = {w->step, (int16_t)h->region, h->type, h->link, h->agent, cause};
    return world_log(w, &event, error);
}

static agglo_status apply_happenings(world *w, agglo_error *error) {
    for (int k = 0; k < w->lanes; k++)
        for (size_t n = 0; n < w->lane[k].happenings.count; n++) {
            const happening *h = &w->lane[k].happenings.items[n];
            apply(w, h);
            agglo_status status = log_happening(w, h, error);
            if (status != AGGLO_OK)
                return status;
        }
    agglo_status logged = world_log_section(w, error);
    if (logged != AGGLO_OK)
        return logged;
    for (int k = 0; k < w->lanes; k++)
        for (size_t n = 0; n < w->lane[k].foundings.count; n++) {
            agglo_status status =
                founding_add(w, &w->foundings, &w->lane[k].foundings.items[n], error);
            if (status != AGGLO_OK)
                return status;
        }
    return AGGLO_OK;
}

/* ---- births ---- */

/* While the firms are still there that may be named. */
static agglo_status name_causes(void *context, int lane, size_t begin, size_t end,
                                agglo_error *error) {
    world *w = context;
    (void)lane;
    (void)error;
    for (size_t k = begin; k < end; k++) {
        founding *f = &w->foundings.items[k];
        f->cause =
            causes_name_later(w, f->region, (event_type)f->event, f->id, f->source, f->cause);
    }
    return AGGLO_OK;
}

static void count_founding(world *w, const founding *f) {
    flows *count = &w->flows;
    int r = f->region, slot = w->step % w->scenario->steps_per_year;
    if (f->event == EVENT_ENTRY) {
        count->entries_outside[r]++;
        return;
    }
    if (f->event == EVENT_INDUSTRY_ENTRY) {
        count->entries_industry[r]++;
        return;
    }
    count->foundings[r]++;
    w->regions.recent_foundings[r * RECENT_STEPS + slot]++;
    count->spinouts[r] += f->event == EVENT_SPINOUT;
    count->spinoffs[r] += f->event == EVENT_SPINOFF;
    count->supplier_foundings[r] += f->event == EVENT_SUPPLIER_FOUNDING;
    count->refoundings[r] += f->event == EVENT_REFOUNDING;
    count->fellow_foundings[r] += f->event == EVENT_FELLOW_FOUNDING;
    if (f->event == EVENT_SPINOFF)
        count->flux[r * FLOW_LINKS + 6]++;
}

/* Foundings in region order, those of one region in the order in which they were decided. */
static void sort_foundings(world *w) {
    int32_t *next = w->remap;
    int32_t sum = 0;
    for (int r = 0; r < world_regions(w); r++) {
        next[r] = sum;
        sum += w->births[r];
    }
    for (size_t n = 0; n < w->foundings.count; n++)
        w->order[next[w->foundings.items[n].region]++] = (int32_t)n;
}

typedef struct {
    world *w;
    project_plan *plans; /* by birth; owner NOBODY: none */
} nursery;

/* Each birth writes its own firm and plan and reads its region. */
static agglo_status give_births(void *context, int lane, size_t begin, size_t end,
                                agglo_error *error) {
    static const double startup_size = 3;
    const nursery *n = context;
    world *w = n->w;
    (void)lane;
    (void)error;
    for (size_t k = begin; k < end; k++) {
        founding child = w->foundings.items[w->order[k]];
        int32_t i = w->born[k];
        int is_startup = child.kind == KIND_STARTUP;
        if (is_startup)
            child.size = startup_size;
        births_fill(w, i, &child);
        child.seed = w->firms.technology[i];
        n->plans[k].owner = NOBODY;
        if (is_startup)
            births_founding_project(w, i, &child, &n->plans[k]);
    }
    return AGGLO_OK;
}

/* Counts and logs what was founded; keeps the plans of start-ups only. */
static agglo_status book_births(world *w, plan_list *plans, agglo_error *error) {
    plans->count = 0;
    for (size_t k = 0; k < w->foundings.count; k++) {
        const founding *f = &w->foundings.items[w->order[k]];
        count_founding(w, f);
        schema_event event = {w->step, (int16_t)f->region, f->event, f->link, f->id, f->cause};
        agglo_status status = world_log(w, &event, error);
        if (status != AGGLO_OK)
            return status;
        if (plans->items[k].owner != NOBODY)
            plans->items[plans->count++] = plans->items[k];
    }
    return world_log_section(w, error);
}

static agglo_status found_firms(world *w, plan_list *plans, agglo_error *error) {
    size_t count = w->foundings.count;
    agglo_status status = population_scratch(w, count + (size_t)world_regions(w), error);
    if (status == AGGLO_OK)
        status = plan_reserve(plans, count, error);
    if (status != AGGLO_OK)
        return status;
    sort_foundings(w);
    nursery n = {w, plans->items};
    status = blocks_run(count, w->lanes, give_births, &n, error);
    return status == AGGLO_OK ? book_births(w, plans, error) : status;
}

/* Closures are counted by firm and not by event: a firm that is sold and stays may close in the
 * same step. They are what births and the change of a region's rows say. */
static agglo_status renew_firms(world *w, agglo_error *error) {
    memset(w->births, 0, (size_t)world_regions(w) * sizeof *w->births);
    for (size_t n = 0; n < w->foundings.count; n++)
        w->births[w->foundings.items[n].region]++;
    for (int r = 0; r < world_regions(w); r++)
        w->flows.closed[r] += w->regions.firm_rows[r] + w->births[r];
    agglo_status status = population_renew_firms(w, w->gone, w->births, error);
    for (int r = 0; r < world_regions(w); r++)
        w->flows.closed[r] -= w->regions.firm_rows[r];
    return status;
}

static agglo_status renew_population(world *w, agglo_error *error) {
    agglo_status status = renew_firms(w, error);
    plan_list *plans = &w->lane[0].plans;
    if (status == AGGLO_OK)
        status = found_firms(w, plans, error);
    if (status == AGGLO_OK)
        status = population_merge_projects(w, plans->items, plans->count, error);
    return status == AGGLO_OK ? population_merge_products(w, NULL, 0, error) : status;
}

agglo_status phase_demography(world *w, agglo_error *error) {
    w->foundings.count = 0;
    agglo_status status = arrivals_decide(w, error);
    if (status == AGGLO_OK)
        status = arrivals_capital(w, error);
    if (status == AGGLO_OK)
        status = turns_take(w, 1, error);
    if (status == AGGLO_OK)
        status = apply_happenings(w, error);
    if (status == AGGLO_OK && causes_wanted(w))
        status = blocks_run(w->foundings.count, w->lanes, name_causes, w, error);
    return status == AGGLO_OK ? renew_population(w, error) : status;
}
