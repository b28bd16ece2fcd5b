/* Development: projects move through concept, prototype, preclinical, clinical, review and
 * reimbursement as fast as money, people and places allow; each stage passes or fails; what comes
 * through is launched.
 *
 *     speed v = money x capacity of the stage;  a stage passes with P^w,
 *     w = share exp(-theta_effect (theta - theta_ref))
 *     peak sales = LN(peak_II CF TF sqrt(theta/theta_ref) (size/30)^0.12, peak_sigma) lateness
 *
 * A step goes on through as many stages as its time allows, or results would depend on the step.
 * Stage successes follow the order of Sertkaya 2022; levels are calibrated, the rest assumptions.
 */
#include "models/phases/development.h"

#include <math.h>
#include <string.h>

#include "models/agents/project.h"
#include "models/links/13_startups_options.h"
#include "models/phases/regulator.h"
#include "models/population.h"
#include "models/world.h"
#include "sim/id.h"

/* Fixed parts of the equations (assumptions). */
static const double prototype_pace = 1.15, preclinical_pace = 1.3, clinical_pace = 1.2;
static const double abroad_below = 0.6, abroad_cost = 1.15; /* trials abroad are dearer */
static const double own_money = 0.15;        /* M$/yr a firm always finds for development */
static const double failure_knowledge = 0.1; /* of a launch's */
static const double second_stage_fails = 0.15, second_stage_peak = 0.2;
static const double stalled = 1e-6;

/* One project on its way through one step. */
typedef struct {
    int32_t firm;
    size_t row;
    int region, is_startup, is_small, two_stage;
    const scenario_class *device;
    double grant_share; /* gamma: part of the cost that grants pay */
    double other_cost;  /* running cost of the owner's other projects, M$/yr */
} walk;

/* ---- pace, cost, money ---- */

typedef struct {
    double rate; /* cr: table years per year at full money */
    double cost; /* cc: cost factor */
} pace;

static pace stage_pace(const world *w, const walk *p, int stage) {
    const observation *o = &w->observed[p->region];
    double table_years = project_stage_years(&w->scenario->world, w->projects.device_class[p->row],
                                             w->projects.device_type[p->row], stage);
    double cdmo = o->cdmo_service * p->is_small;
    switch (stage) {
    case STAGE_PROTOTYPE:
        return (pace){prototype_pace * o->v_prototype * (1 + w->p->cdmo_speed * cdmo),
                      1 - w->p->cdmo_cost * cdmo};
    case STAGE_PRECLINICAL:
        return (pace){preclinical_pace * o->v_preclinical, 1};
    case STAGE_CLINICAL:
        return (pace){clinical_pace * o->v_clinical * (p->two_stage ? 2 : 1),
                      o->v_clinical < abroad_below ? abroad_cost : 1};
    case STAGE_REVIEW: {
        double queue = w->projects.device_class[p->row] >= 2
                           ? regulator_speed(w, p->region, table_years, p->two_stage)
                           : 1;
        return (pace){(1 + 0.15 * o->know) * (p->two_stage ? 1.5 : 1) * queue, 1};
    }
    case STAGE_REIMBURSEMENT:
        return (pace){1 + 0.5 * w->levers[p->region].reimbursement, 1};
    default:
        return (pace){1, 1};
    }
}

/* Part of the cost that the owner does not pay: grants, and trial subsidies in the clinic. */
static double free_share(const world *w, const walk *p, int stage) {
    if (stage != STAGE_CLINICAL)
        return p->grant_share;
    double trial = fmin(0.5, w->levers[p->region].trial / (w->clinical_cost[p->region] + 1));
    return 1 - (1 - p->grant_share) * (1 - trial);
}

static double money_factor(const world *w, const walk *p, double need, double time) {
    if (need <= 0)
        return 1;
    if (p->is_startup)
        return fmin(1, fmax(0, w->firms.cash[p->firm]) / (need * time));
    return fmin(1, (w->p->finance_rd_share * firm_sales(w, p->firm) + own_money) / need);
}

/* ---- ends of stages ---- */

static double success_weight(const world *w, const walk *p, int stage) {
    double weight = p->device->failure_share[stage] *
                    exp(-w->p->pipeline_theta_effect *
                        (w->projects.quality[p->row] - w->p->pipeline_theta_ref));
    if (stage == STAGE_REVIEW)
        weight *= 1 - 0.2 * w->observed[p->region].know;
    if (stage == STAGE_PRECLINICAL)
        weight *= 1 - w->p->preclinical_centre_success * fmin(1, w->levers[p->region].evaluation);
    if (p->two_stage && stage >= STAGE_PRECLINICAL)
        weight *= 0.6; /* evidence comes after the first approval */
    return weight;
}

static int stage_passes(const world *w, const walk *p, int stage) {
    double P = p->device->success;
    if (w->projects.device_type[p->row] == TYPE_SAMD)
        P = fmin(0.99, 1.1 * P);
    random_block b =
        random_draw(w->key, w->projects.id[p->row], RANDOM_ONCE, DRAW_STAGE, (uint32_t)stage);
    return random_uniform(b, 0) < pow(P, success_weight(w, p, stage));
}

static double launch_peak(const world *w, const walk *p, double years) {
    const parameters *par = w->p;
    int type = w->projects.device_type[p->row];
    double late = years - p->device->nominal_years * (type == TYPE_SAMD ? 0.5 : 1);
    random_block b = random_draw(w->key, w->projects.id[p->row], RANDOM_ONCE, DRAW_LAUNCH, 0);
    double median = par->market_peak_II * p->device->market_factor *
                    w->scenario->world.types[type].peak_factor *
                    sqrt(w->projects.quality[p->row] / par->pipeline_theta_ref) *
                    pow(fmax(1, w->firms.size[p->firm]) / 30, 0.12);
    double peak = random_lognormal(random_uniform(b, 0), median, par->market_peak_sigma) *
                  fmin(1.5, fmax(0.4, exp(-par->market_late_loss * late)));
    if (p->two_stage && random_uniform(b, 2) < second_stage_fails)
        peak *= second_stage_peak;
    return peak;
}

static happening end_of(const world *w, const walk *p, event_type type) {
    return (happening){.type = (uint8_t)type,
                       .link = w->projects.link[p->row],
                       .device_class = w->projects.device_class[p->row],
                       .firm = p->firm,
                       .region = p->region,
                       .agent = w->projects.id[p->row],
                       .cause = w->firms.id[p->firm],
                       .row = (int32_t)p->row};
}

static agglo_status fail(world *w, gathering *own, const walk *p, agglo_error *error) {
    w->projects.stage[p->row] = STAGE_ENDED;
    happening end = end_of(w, p, EVENT_PROJECT_FAILED);
    random_block b = random_draw(w->key, w->projects.id[p->row], RANDOM_ONCE, DRAW_LAUNCH, 0);
    if (p->is_startup && random_uniform(b, 1) < w->p->finance_project_fail_heart)
        w->firms.flags[p->firm] |= FIRM_HEART_LOST;
    return happening_add(&own->happenings, &end, error);
}

static agglo_status launch(world *w, gathering *own, const walk *p, agglo_error *error) {
    double years = (w->step - w->projects.birth[p->row] + 0.5) * w->step_years;
    product_plan plan = {.id = id_child(w->projects.id[p->row], 0, ID_PRODUCT, 0),
                         .owner = p->firm,
                         .peak = (float)launch_peak(w, p, years),
                         .device_class = w->projects.device_class[p->row],
                         .device_type = w->projects.device_type[p->row],
                         .field = w->projects.field[p->row]};
    w->projects.stage[p->row] = STAGE_ENDED;
    happening end = end_of(w, p, EVENT_APPROVAL);
    end.amount = years;
    agglo_status status = product_add(&own->products, &plan, error);
    return status == AGGLO_OK ? happening_add(&own->happenings, &end, error) : status;
}

/* The next stage that takes time, or STAGE_ENDED. */
static int next_stage(const walk *p, int stage) {
    do
        stage++;
    while (stage < STAGE_COUNT && p->device->stage_years[stage] <= 0);
    return stage;
}

/* The stage's time is up: true if the project goes on. */
static int finish_stage(world *w, gathering *own, const walk *p, agglo_status *status,
                        agglo_error *error) {
    int stage = w->projects.stage[p->row];
    if (!stage_passes(w, p, stage)) {
        *status = fail(w, own, p, error);
        return 0;
    }
    stage = next_stage(p, stage);
    if (stage == STAGE_ENDED) {
        *status = launch(w, own, p, error);
        return 0;
    }
    if (stage == STAGE_REVIEW && w->projects.device_class[p->row] >= 2)
        own->reviews[w->scenario->regions[p->region].home_market]++;
    w->projects.stage[p->row] = (uint8_t)stage;
    w->projects.time_left[p->row] =
        project_stage_years(&w->scenario->world, w->projects.device_class[p->row],
                            w->projects.device_type[p->row], stage);
    return 1;
}

/* ---- one step of one project ---- */

/* Moves the project through at most `time` years of one stage; returns the time used, or a negative
 * number if it stands still. */
static double move(world *w, const walk *p, double time) {
    int stage = w->projects.stage[p->row];
    double *left = &w->projects.time_left[p->row];
    double running = project_running_cost(&w->scenario->world, w->projects.device_class[p->row],
                                          w->projects.device_type[p->row], stage);
    double own_share = 1 - free_share(w, p, stage);
    pace at = stage_pace(w, p, stage);
    double money = money_factor(w, p, (p->other_cost + running) * own_share, time);
    double v = (stage >= STAGE_REVIEW ? fmax(0.5, money) : money) * at.rate;
    if (v < stalled)
        return -1;
    int ends = *left / v <= time;
    double used = ends ? *left / v : time;
    double spent = running * used * v * own_share * at.cost;
    w->projects.spent[p->row] += (float)spent;
    if (p->is_startup)
        w->firms.cash[p->firm] -= spent;
    *left = ends ? 0 : *left - used * v;
    return used;
}

static int is_too_old(const world *w, const walk *p) {
    double table = 0;
    for (int stage = 0; stage < STAGE_COUNT; stage++)
        table += p->device->stage_years[stage];
    return (w->step + 1 - w->projects.birth[p->row]) * w->step_years > 3 * table + 2;
}

static agglo_status develop(world *w, gathering *own, const walk *p, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (double time = w->step_years; time > 0;) {
        double used = move(w, p, time);
        if (used < 0)
            break;
        time -= used;
        if (w->projects.time_left[p->row] > 0)
            break;
        if (!finish_stage(w, own, p, &status, error))
            return status;
    }
    return is_too_old(w, p) ? fail(w, own, p, error) : AGGLO_OK;
}

static walk begin_walk(const world *w, int region, int32_t i, int32_t k) {
    const projects *t = &w->projects;
    double running = project_running_cost(&w->scenario->world, t->device_class[k],
                                          t->device_type[k], t->stage[k]);
    double grant = (1 - w->p->funding_research_share) * w->levers[region].grant /
                   fmax(1, w->observed[region].agents.projects);
    return (walk){.firm = i,
                  .row = (size_t)k,
                  .region = region,
                  .is_startup = w->firms.kind[i] == KIND_STARTUP,
                  .is_small = w->firms.size[i] < 50,
                  .two_stage =
                      t->device_type[k] == TYPE_SAMD && w->levers[region].two_stage_samd > 0,
                  .device = &w->scenario->world.classes[t->device_class[k]],
                  .grant_share = fmin(0.5, grant / fmax(0.01, running)),
                  .other_cost = w->running_cost[i] - running};
}

static agglo_status develop_blocks(void *context, int lane, size_t begin, size_t end,
                                   agglo_error *error) {
    world *w = context;
    gathering *own = &w->lane[lane];
    lane_clear(own);
    memset(own->reviews, 0, sizeof own->reviews);
    for (size_t b = begin; b < end; b++) {
        blocks_range range = w->blocks.items[b];
        for (int32_t k = w->project_first[range.begin]; k < w->project_first[range.end]; k++) {
            walk p = begin_walk(w, range.group, w->projects.owner[k], k);
            agglo_status status = develop(w, own, &p, error);
            if (status != AGGLO_OK)
                return status;
        }
    }
    return AGGLO_OK;
}

/* ---- what ends do to firm and region, in order ---- */

/* The firm's technology moves towards what it has launched, along the shorter arc. */
static void drift(world *w, const happening *h) {
    float *x = &w->firms.technology[h->firm];
    double arc = w->projects.seed[h->row] - *x;
    arc -= round(arc);
    *x = circle_store(*x + w->p->matching_x_drift * arc);
}

static void apply_end(world *w, const happening *h) {
    int is_launch = h->type == EVENT_APPROVAL;
    double knowledge = w->scenario->world.classes[h->device_class].knowledge;
    double *K = &w->regions.knowledge[h->region * BIN_COUNT + circle_bin(w->projects.seed[h->row])];
    if (!is_launch) {
        *K += failure_knowledge * knowledge;
        w->flows.projects_failed[h->region]++;
        return;
    }
    int radical = w->firms.kind[h->firm] == KIND_STARTUP;
    *K += knowledge * (radical ? link_13_knowledge(world_gain(w, 13)) : 1);
    double *N = &w->regions.needs[h->region * FIELD_COUNT + w->projects.field[h->row]];
    *N -= w->p->science_need_served * *N / (*N + 1);
    drift(w, h);
    w->flows.approvals[h->region * CLASS_COUNT + h->device_class]++;
    w->flows.approval_years[h->region] += h->amount;
}

static agglo_status apply_ends(world *w, agglo_error *error) {
    int entered[MARKET_COUNT] = {0};
    for (int k = 0; k < w->lanes; k++) {
        for (int m = 0; m < MARKET_COUNT; m++)
            entered[m] += w->lane[k].reviews[m];
        for (size_t n = 0; n < w->lane[k].happenings.count; n++) {
            const happening *h = &w->lane[k].happenings.items[n];
            apply_end(w, h);
            schema_event event = {w->step, (int16_t)h->region, h->type,
                                  h->link, h->agent,           h->cause};
            agglo_status status = world_log(w, &event, error);
            if (status != AGGLO_OK)
                return status;
        }
        for (size_t n = 0; k > 0 && n < w->lane[k].products.count; n++) {
            agglo_status status =
                product_add(&w->lane[0].products, &w->lane[k].products.items[n], error);
            if (status != AGGLO_OK)
                return status;
        }
    }
    regulator_receive(w, entered);
    return AGGLO_OK;
}

/* Running cost of the projects in the clinic, for the share that trial subsidies pay. */
static void sum_clinical_cost(world *w) {
    const projects *t = &w->projects;
    for (int r = 0; r < world_regions(w); r++) {
        w->clinical_cost[r] = 0;
        int32_t end = w->project_first[w->firm_first[r + 1]];
        for (int32_t k = w->project_first[w->firm_first[r]]; w->levers[r].trial > 0 && k < end; k++)
            if (t->stage[k] == STAGE_CLINICAL)
                w->clinical_cost[r] += project_running_cost(&w->scenario->world, t->device_class[k],
                                                            t->device_type[k], STAGE_CLINICAL);
    }
}

agglo_status phase_development(world *w, agglo_error *error) {
    regulator_serve(w);
    sum_clinical_cost(w);
    agglo_status status = blocks_run(w->blocks.count, w->lanes, develop_blocks, w, error);
    if (status == AGGLO_OK)
        status = apply_ends(w, error);
    if (status != AGGLO_OK)
        return status;
    const product_list *launched = &w->lane[0].products;
    return population_merge_products(w, launched->items, launched->count, error);
}
