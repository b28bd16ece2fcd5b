#include "models/births.h"

#include <math.h>
#include <string.h>

#include "models/agents/project.h"
#include "models/phases/growth.h"
#include "models/population.h"
#include "sim/id.h"

/* Fixed parts of the equations (assumptions). */
static const double near_sd = 0.15; /* sd of a firm's place around its university */
static const double capability_low = 0.3, capability_range = 0.6;
static const double startup_trust = 0.8; /* of a spin-out in its university */
static const double founder_sigma = 0.5;
static const double least_quality = 0.15; /* founders believe in what they have */

/* ---- technology ---- */

void births_profile(double focus, double breadth, double profile[BIN_COUNT]) {
    double sum = 0;
    for (int b = 0; b < BIN_COUNT; b++) {
        double d = circle_distance(focus, (b + 0.5) / BIN_COUNT) / breadth;
        profile[b] = exp(-0.5 * d * d);
        sum += profile[b];
    }
    for (int b = 0; b < BIN_COUNT; b++) /* far narrower than a bin: all in the nearest one */
        profile[b] = sum > 0 ? profile[b] / sum : b == circle_bin(focus);
}

/* Near a local university, each with equal odds; anywhere if there is none. */
static double near_university(const world *w, int region, double u_site, double u_place) {
    int32_t first = w->university_first[region], count = w->university_first[region + 1] - first;
    if (count == 0)
        return u_place;
    int32_t k = first + (int32_t)(u_site * count);
    return circle_wrap(w->universities.focus[k] + near_sd * random_normal(u_place));
}

/* ---- firms ---- */

/* What founders bring, M$; grants to start-ups and gap funds add to it. */
static double founder_capital(const world *w, const founding *f) {
    const levers *lever = &w->levers[f->region];
    double u = random_uniform(random_draw(w->key, f->id, RANDOM_ONCE, DRAW_FOUNDER, 0), 1);
    double gap = f->event == EVENT_SPINOUT ? 0.15 * log1p(lever->gap_fund) : 0;
    return random_lognormal(u, w->p->finance_founder_capital, founder_sigma) +
           0.3 * log1p(lever->startup_grant / 5) + gap;
}

void births_fill(world *w, int32_t i, const founding *f) {
    firms *t = &w->firms;
    random_block b = random_draw(w->key, f->id, RANDOM_ONCE, DRAW_BIRTH, 0);
    t->id[i] = f->id;
    t->kind[i] = f->kind;
    t->size[i] = f->size;
    t->licence[i] = f->licence;
    t->flags[i] = f->flags;
    t->birth[i] = f->birth;
    t->year_spread[i] = growth_year_spread(w, f->id);
    t->experience[i] = f->experience;
    t->capability[i] = isnan(f->capability)
                           ? (float)(capability_low + capability_range * random_uniform(b, 1))
                           : f->capability;
    t->technology[i] = f->is_near ? circle_store(near_university(w, f->region, random_uniform(b, 3),
                                                                 random_uniform(b, 2)))
                                  : f->technology;
    t->university[i] = t->hospital[i] = NO_PARTNER;
    for (int k = 0; k < PLACE_COUNT; k++)
        t->customer[i * PLACE_COUNT + k] = NOBODY;
    if (f->kind == KIND_STARTUP) {
        t->cash[i] = founder_capital(w, f);
        return;
    }
    double e = w->scenario->world.kinds[f->kind].export_share;
    double factor = (f->flags & FIRM_HOME) != 0 ? 1 : growth_site_demand;
    t->base[i] = w->p->growth_productivity * f->size * f->base_factor;
    if (!isnan(f->demand) && e > 0) /* base sales that bring in this much outside demand */
        t->base[i] = f->demand / (e * factor);
    t->demand[i] = e * t->base[i] * factor;
}

/* ---- founding projects ---- */

/* The best of the needs that the founders see; false if they see none. */
static int best_need(const world *w, const founding *f, double seed, double *need, int *field) {
    const observation *o = &w->observed[f->region];
    double mean = o->options_5 + o->options_9 + o->options_13 + o->options_16 + o->options_network;
    random_block b = random_draw(w->key, f->id, RANDOM_ONCE, DRAW_FOUNDING, 0);
    double most = w->p->matching_max_options;
    int m = (int)fmin(most, 1 + random_poisson(random_uniform(b, 0), fmin(mean, most)));
    const double *needs = &w->needs_cumulative[f->region * FIELD_COUNT];
    double total = needs[FIELD_COUNT - 1], nearest = 2;
    for (int k = 0; k < m; k++) {
        b = random_draw(w->key, f->id, RANDOM_ONCE, DRAW_FOUNDING, 1 + (uint32_t)k);
        if (random_uniform(b, 0) >= total / (total + w->p->matching_half_needs))
            continue;
        int drawn;
        double place = draw_place(needs, FIELD_COUNT, random_uniform(b, 1), &drawn);
        double distance = circle_distance(seed, place);
        if (distance < nearest) {
            nearest = distance;
            *need = place;
            *field = drawn;
        }
    }
    return nearest < 2;
}

void births_founding_project(world *w, int32_t i, const founding *f, project_plan *plan) {
    double seed = f->seed, need = seed;
    int field = (int)(seed * FIELD_COUNT);
    double quality = 0;
    if (best_need(w, f, seed, &need, &field)) {
        double d = circle_distance(seed, need) / w->p->matching_sigma_m;
        double q = w->firms.capability[i] + 0.1 * f->experience;
        quality = exp(-0.5 * d * d) * sqrt(fmin(1, q));
    }
    if (quality < least_quality) {
        quality = least_quality;
        need = seed;
    }
    double u = random_uniform(random_draw(w->key, f->id, RANDOM_ONCE, DRAW_FOUNDER, 0), 0);
    *plan = (project_plan){.id = id_child(f->id, 0, ID_FOUNDING_PROJECT, 0),
                           .owner = i,
                           .quality = (float)quality,
                           .seed = circle_store(seed),
                           .need = circle_store(need),
                           .device_class = (uint8_t)project_class(w, KIND_STARTUP, u),
                           .field = (uint8_t)field,
                           .link = f->link};
    project_type(w, f->region, plan);
    if (f->is_software) {
        plan->device_type = TYPE_SAMD;
        plan->device_class = (uint8_t)fmin(plan->device_class, CLASS_COUNT - 2); /* none in IV */
    }
    if (f->event == EVENT_SPINOUT) {
        w->firms.university[i] = f->university;
        w->firms.trust_university[i] = f->university == NO_PARTNER ? 0 : (float)startup_trust;
    }
    project_partners(w, i, f->region, plan);
}

/* ---- what policies and events create ---- */

static agglo_status add_one(world *w, const founding *f, agglo_error *error) {
    memset(w->births, 0, (size_t)world_regions(w) * sizeof *w->births);
    w->births[f->region] = 1;
    agglo_status status = population_renew_firms(w, NULL, w->births, error);
    if (status != AGGLO_OK)
        return status;
    births_fill(w, w->born[0], f);
    return AGGLO_OK;
}

agglo_status births_enter_anchor(world *w, int region, uint64_t cause, double size, double demand,
                                 agglo_error *error) {
    static const double age_years = 20;
    founding f = {.id = id_child(w->regions.id[region], 0, ID_ANCHOR, (uint32_t)cause),
                  .cause = cause,
                  .region = region,
                  .kind = KIND_MAJOR,
                  .licence = 3,
                  .flags = FIRM_HOME | FIRM_FOREIGN | FIRM_ANCHOR,
                  .is_near = 1,
                  .capability = 0.8f,
                  .size = size,
                  .demand = demand,
                  .birth = w->step - (int32_t)lround(age_years / w->step_years),
                  .base_factor = 1};
    agglo_status status = world_owns(w, region) ? add_one(w, &f, error) : AGGLO_OK;
    if (status != AGGLO_OK)
        return status;
    w->flows.entries_outside[region]++;
    schema_event event = {w->step, (int16_t)region, EVENT_ANCHOR_ENTRY, 0, f.id, cause};
    return world_log_common(w, &event, error);
}

static void university_fill(world *w, int32_t k, const scenario_universities *group) {
    universities *t = &w->universities;
    t->budget[k] = group->budget;
    t->transfer[k] = group->tau;
    random_block b = random_draw(w->key, t->id[k], RANDOM_ONCE, DRAW_UNIVERSITY, 0);
    t->focus[k] = isnan(group->focus) ? random_uniform(b, 0) : circle_wrap(group->focus);
    double breadth = isnan(group->breadth) ? w->p->science_breadth : group->breadth;
    births_profile(t->focus[k], breadth, &t->profile[k * BIN_COUNT]);
}

static uint64_t university_id(const world *w, int region, uint64_t cause) {
    return id_child(w->regions.id[region], 0, ID_UNIVERSITY, (uint32_t)cause);
}

double births_university_budget(const world *w, int region, uint64_t cause) {
    uint64_t id = university_id(w, region, cause);
    for (int32_t k = w->university_first[region]; k < w->university_first[region + 1]; k++)
        if (w->universities.id[k] == id)
            return w->universities.budget[k];
    return 0;
}

agglo_status births_open_university(world *w, int region, uint64_t cause, double budget, double tau,
                                    double focus, agglo_error *error) {
    universities *t = &w->universities;
    uint64_t id = university_id(w, region, cause);
    schema_event event = {w->step, (int16_t)region, EVENT_UNIVERSITY, 0, id, cause};
    agglo_status status = world_log_common(w, &event, error);
    if (status != AGGLO_OK || !world_owns(w, region))
        return status;
    int32_t k = (int32_t)t->table.count;
    status = columns_append(&t->table, 1, error);
    if (status != AGGLO_OK)
        return status;
    t->id[k] = id;
    t->region[k] = region;
    scenario_universities group = {
        .count = 1, .budget = budget, .tau = tau, .focus = focus, .breadth = NAN};
    university_fill(w, k, &group);
    return population_sort(w, &t->table, t->region, w->university_first, error);
}

/* ---- year 0 ---- */

static double or_standard(double value, double standard) {
    return isnan(value) ? standard : value;
}

/* Licences of suppliers that were there before: most make prototypes only (assumption). */
static int supplier_licence(double u) {
    return u < 0.60 ? 0 : u < 0.85 ? 1 : u < 0.97 ? 2 : 3;
}

static founding initial_firm(const world *w, int r, const scenario_firms *g, uint32_t ordinal) {
    founding f = {.id = identity_initial(w->regions.id[r], ID_INITIAL_FIRM, ordinal),
                  .region = r,
                  .kind = (uint8_t)g->kind,
                  .capability =
                      (float)or_standard(g->capability, g->kind == KIND_MAJOR ? 0.8 : NAN),
                  .demand = NAN,
                  .base_factor = 1,
                  .is_near = isnan(g->technology)};
    random_block size = random_draw(w->key, f.id, RANDOM_ONCE, DRAW_BIRTH, 0);
    random_block type = random_draw(w->key, f.id, RANDOM_ONCE, DRAW_BIRTH_TYPE, 0);
    f.size = random_lognormal(random_uniform(size, 0), g->size, g->size_sigma);
    if (!f.is_near)
        f.technology = circle_store(g->technology);
    int licence = g->kind == KIND_SUPPLIER ? supplier_licence(random_uniform(type, 0)) : 3;
    f.licence = isnan(g->licence) ? (uint8_t)licence : (uint8_t)g->licence;
    double age = or_standard(g->age, g->kind == KIND_MAJOR ? 50 : 20);
    f.birth = -(int32_t)lround(age / w->step_years);
    f.flags = (uint8_t)((g->hq ? FIRM_HOME : 0) | (g->foreign ? FIRM_FOREIGN : 0) |
                        (g->anchor ? FIRM_ANCHOR : 0));
    return f;
}

/* Each lane makes its own regions' firms: it is also the first to touch their memory. */
static agglo_status fill_regions(void *context, int lane, size_t begin, size_t end,
                                 agglo_error *error) {
    (void)lane;
    (void)error;
    world *w = context;
    for (int r = (int)begin; r < (int)end; r++) {
        const scenario_region *region = &w->scenario->regions[r];
        uint32_t ordinal = 0;
        if (!world_owns(w, r))
            continue;
        columns_zero(&w->firms.table, (size_t)w->firm_first[r], (size_t)w->firm_first[r + 1]);
        for (int g = 0; g < region->firms_count; g++)
            for (int k = 0; k < region->firms[g].count; k++, ordinal++) {
                founding f = initial_firm(w, r, &region->firms[g], ordinal);
                births_fill(w, w->firm_first[r] + (int32_t)ordinal, &f);
            }
    }
    return AGGLO_OK;
}

static agglo_status initial_firms(world *w, agglo_error *error) {
    const scenario *s = w->scenario;
    size_t total = 0;
    for (int r = 0; r < s->region_count; r++) {
        w->firm_first[r] = (int32_t)total;
        for (int g = 0; world_owns(w, r) && g < s->regions[r].firms_count; g++)
            total += (size_t)s->regions[r].firms[g].count;
        w->regions.firm_rows[r] = (int32_t)total - w->firm_first[r];
    }
    w->firm_first[s->region_count] = (int32_t)total;
    agglo_status status = columns_reserve(&w->firms.table, total, error);
    if (status != AGGLO_OK)
        return status;
    w->firms.table.count = total;
    return blocks_run((size_t)s->region_count, w->lanes, fill_regions, w, error);
}

static agglo_status initial_universities(world *w, agglo_error *error) {
    universities *t = &w->universities;
    for (int r = 0; r < world_regions(w); r++) {
        const scenario_region *region = &w->scenario->regions[r];
        uint32_t ordinal = 0;
        w->university_first[r] = (int32_t)t->table.count;
        for (int g = 0; world_owns(w, r) && g < region->universities_count; g++)
            for (int n = 0; n < region->universities[g].count; n++) {
                int32_t k = (int32_t)t->table.count;
                agglo_status status = columns_append(&t->table, 1, error);
                if (status != AGGLO_OK)
                    return status;
                t->id[k] = identity_initial(w->regions.id[r], ID_UNIVERSITY, ordinal++);
                t->region[k] = r;
                university_fill(w, k, &region->universities[g]);
            }
    }
    w->university_first[world_regions(w)] = (int32_t)t->table.count;
    return AGGLO_OK;
}

static agglo_status initial_hospitals(world *w, agglo_error *error) {
    hospitals *t = &w->hospitals;
    for (int r = 0; r < world_regions(w); r++) {
        const scenario_region *region = &w->scenario->regions[r];
        uint32_t ordinal = 0;
        w->hospital_first[r] = (int32_t)t->table.count;
        for (int g = 0; world_owns(w, r) && g < region->hospitals_count; g++)
            for (int n = 0; n < region->hospitals[g].count; n++) {
                int32_t k = (int32_t)t->table.count;
                agglo_status status = columns_append(&t->table, 1, error);
                if (status != AGGLO_OK)
                    return status;
                t->id[k] = identity_initial(w->regions.id[r], ID_HOSPITAL, ordinal++);
                t->region[k] = r;
                t->beds[k] = region->hospitals[g].beds;
                t->openness[k] = region->hospitals[g].openness;
            }
    }
    w->hospital_first[world_regions(w)] = (int32_t)t->table.count;
    return AGGLO_OK;
}

/* A fund of age a has invested 15 % of its capital per 1.5 years (assumption). */
static agglo_status initial_funds(world *w, agglo_error *error) {
    static const double invested_per_year = 0.1;
    funds *t = &w->funds;
    for (int r = 0; r < world_regions(w); r++) {
        const scenario_region *region = &w->scenario->regions[r];
        uint32_t ordinal = 0;
        w->fund_first[r] = (int32_t)t->table.count;
        for (int g = 0; world_owns(w, r) && g < region->funds_count; g++)
            for (int n = 0; n < region->funds[g].count; n++) {
                const scenario_funds *group = &region->funds[g];
                int32_t k = (int32_t)t->table.count;
                agglo_status status = columns_append(&t->table, 1, error);
                if (status != AGGLO_OK)
                    return status;
                double age = group->age + n * group->age_spacing;
                t->id[k] = identity_initial(w->regions.id[r], ID_FUND, ordinal++);
                t->region[k] = r;
                t->size[k] = or_standard(group->size, w->p->finance_fund_size);
                t->birth[k] = -(int32_t)lround(age / w->step_years);
                t->dry_powder[k] = t->size[k] * fmax(0, 1 - invested_per_year * age);
            }
    }
    w->fund_first[world_regions(w)] = (int32_t)t->table.count;
    return AGGLO_OK;
}

/* Stocks start where they would settle without a cluster. */
static void initial_region(world *w, int r) {
    static const double needs_per_hospital = 10, invested_per_fund = 10;
    const scenario_region *region = &w->scenario->regions[r];
    regions *t = &w->regions;
    int32_t first = w->university_first[r], end = w->university_first[r + 1];
    double spun_out = 2 * w->p->spinout_p3, budget = 0;
    for (int32_t u = first; u < end; u++) {
        budget += w->universities.budget[u];
        for (int b = 0; b < BIN_COUNT; b++) {
            double share = w->universities.profile[u * BIN_COUNT + b];
            t->seeds[r * BIN_COUNT + b] += w->p->science_seeds_per_musd *
                                           w->universities.budget[u] * share /
                                           (w->p->science_seed_decay + spun_out);
            t->knowledge[r * BIN_COUNT + b] += region->knowledge * share / (end - first);
        }
    }
    for (int b = 0; first == end && b < BIN_COUNT; b++)
        t->knowledge[r * BIN_COUNT + b] = region->knowledge / BIN_COUNT;
    int hospital_count = w->hospital_first[r + 1] - w->hospital_first[r];
    for (int f = 0; f < FIELD_COUNT; f++)
        t->needs[r * FIELD_COUNT + f] =
            needs_per_hospital * hospital_count * scenario_need(&w->scenario->world, f);
    t->talent[r] = budget * w->p->talent_per_musd / w->p->science_T_decay;
    t->reputation[r] = region->reputation;
    t->support[r] = region->support_firms;
    t->mentors[r] = region->mentors;
    t->invested[r] = invested_per_fund * (w->fund_first[r + 1] - w->fund_first[r]);
}

agglo_status births_initial(world *w, agglo_error *error) {
    agglo_status (*const makers[])(world *, agglo_error *) = {
        initial_universities, initial_hospitals, initial_funds, initial_firms};
    for (size_t k = 0; k < sizeof makers / sizeof makers[0]; k++) {
        agglo_status status = makers[k](w, error);
        if (status != AGGLO_OK)
            return status;
    }
    for (int r = 0; r < world_regions(w); r++)
        initial_region(w, r);
    return AGGLO_OK;
}
