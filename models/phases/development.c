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
#include "models/exchange.h"
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
static const double gate_quality = 0.5; /* that a project needs to pass a stage gate */
static const double price_range = 0.2;  /* of home prices, from the usual to the best quality */
static const double small_firm = 50;    /* employees: it goes to a CDMO with prototypes */
static const double two_stage_pace[STAGE_COUNT] = {1, 1, 1, 2, 1.5, 1};

/* ---- what projects share ---- */

/* Projects of one device class, software or not. */
typedef struct {
    const scenario_class *class;
    double years[STAGE_COUNT];    /* table time of the stages; 0: skipped */
    double cost[STAGE_ENDED + 1]; /* running cost by stage, M$/yr */
    double difficulty;            /* -ln of the success of the whole way */
    int32_t oldest;               /* step of birth; projects from before are given up */
    int is_software;
} device;

typedef struct {
    device devices[CLASS_COUNT][2]; /* plain, software */
    double worst, best;             /* effect of quality 0 and 1 on failure */
} catalogue;

typedef struct {
    double rate; /* cr: table years per year at full money */
    double cost; /* cc: cost factor */
} pace;

/* A lane at work on the projects of a region. */
typedef struct {
    world *w;
    gathering *own;
    const catalogue *catalogue;
    int region, two_stage;      /* two_stage: software is approved in two stages */
    pace paces[2][STAGE_COUNT]; /* of large and small firms */
    double grant;               /* M$/yr for a project */
    double gated;               /* M$/yr more for one that passes the gate */
    double certified;           /* share of class III that does not wait for the agency */
    double paid[STAGE_COUNT];   /* share of the cost that trial subsidies leave */
    double costs[BLOCKS_SIZE];  /* M$/yr, of the projects of each firm of the block */
    int32_t first;              /* firm of the block */
    agglo_status status;
    agglo_error *error;
} workshop;

/* One project on its way through one step. */
typedef struct {
    int32_t firm, row;
    const device *device;
    double own_share;  /* part of the cost that grants do not pay */
    double other_cost; /* running cost of the owner's other projects, M$/yr */
} walk;

static double quality_effect(const parameters *p, double quality) {
    return exp(-p->pipeline_theta_effect * (quality - p->pipeline_theta_ref));
}

/* The most steps that take no more than `years`. */
static int32_t steps_within(double years, double step_years) {
    int32_t steps = (int32_t)(years / step_years);
    if (steps * step_years > years) /* the quotient was rounded up */
        return steps - 1;
    return (steps + 1) * step_years > years ? steps : steps + 1;
}

static device describe(const world *w, int device_class, int is_software) {
    int type = is_software ? TYPE_SAMD : TYPE_EQUIPMENT;
    const scenario_world *tables = &w->scenario->world;
    const scenario_class *class = &tables->classes[device_class];
    double success = is_software ? fmin(0.99, 1.1 * class->success) : class->success, table = 0;
    device d = {.class = class, .difficulty = -log(success), .is_software = is_software};
    for (int stage = 0; stage < STAGE_COUNT; stage++) {
        d.years[stage] = project_stage_years(tables, device_class, type, stage);
        d.cost[stage] = project_running_cost(tables, device_class, type, stage);
        table += class->stage_years[stage];
    }
    d.oldest = w->step + 1 - steps_within(3 * table + 2, w->step_years);
    return d;
}

static catalogue describe_all(const world *w) {
    catalogue c = {.worst = quality_effect(w->p, 0), .best = quality_effect(w->p, 1)};
    for (int k = 0; k < CLASS_COUNT; k++)
        for (int is_software = 0; is_software < 2; is_software++)
            c.devices[k][is_software] = describe(w, k, is_software);
    return c;
}

static const device *device_of(const catalogue *c, const projects *t, int32_t k) {
    return &c->devices[t->device_class[k]][t->device_type[k] == TYPE_SAMD];
}

static void survey(workshop *s, int region) {
    const world *w = s->w;
    const observation *o = &w->observed[region];
    const levers *lever = &w->levers[region];
    for (int is_small = 0; is_small < 2; is_small++) {
        pace *at = s->paces[is_small];
        double cdmo = is_small ? o->contracts.small : o->contracts.large;
        at[STAGE_CONCEPT] = (pace){1, 1};
        at[STAGE_PROTOTYPE] =
            (pace){prototype_pace * o->v_prototype * (1 + w->p->cdmo_speed * cdmo),
                   1 - w->p->cdmo_cost * cdmo};
        at[STAGE_PRECLINICAL] = (pace){preclinical_pace * o->v_preclinical, 1};
        at[STAGE_CLINICAL] =
            (pace){clinical_pace * o->v_clinical, o->v_clinical < abroad_below ? abroad_cost : 1};
        at[STAGE_REVIEW] = (pace){1 + 0.15 * o->know, 1};
        at[STAGE_REIMBURSEMENT] = (pace){1 + 0.5 * lever->reimbursement, 1};
    }
    s->region = region;
    s->two_stage = lever->two_stage_samd > 0;
    double open = lever->grant - lever->gated_grant;
    s->grant = (1 - w->p->funding_research_share) * open / fmax(1, o->agents.projects);
    s->gated = (1 - w->p->funding_research_share) * lever->gated_grant /
               fmax(1, w->gated_projects[region]);
    s->certified = lever->certified;
    for (int stage = 0; stage < STAGE_COUNT; stage++)
        s->paid[stage] = 1;
    s->paid[STAGE_CLINICAL] -= fmin(0.5, lever->trial / (w->clinical_cost[region] + 1));
}

static int is_startups(const world *w, const walk *p) {
    return w->firms.kind[p->firm] == KIND_STARTUP;
}

static int has_two_stages(const workshop *s, const walk *p) {
    return s->two_stage & p->device->is_software;
}

/* Of class III some go to a certifier: it is decided once, by the project. */
static int is_certified(const workshop *s, const walk *p) {
    const world *w = s->w;
    if (!(s->certified > 0) || w->projects.device_class[p->row] != 2)
        return 0;
    random_block b = random_draw(w->key, w->projects.id[p->row], RANDOM_ONCE, DRAW_LAUNCH, 0);
    return random_uniform(b, 3) < s->certified;
}

/* The agency reviews what is of class III or IV, unless a certifier does. */
static int waits_for_agency(const workshop *s, const walk *p) {
    return s->w->projects.device_class[p->row] >= 2 && !is_certified(s, p);
}

/* ---- pace and money ---- */

static inline pace stage_pace(const workshop *s, const walk *p, int stage) {
    int is_small = (stage == STAGE_PROTOTYPE) & (s->w->firms.size[p->firm] < small_firm);
    pace at = s->paces[is_small][stage];
    if (has_two_stages(s, p))
        at.rate *= two_stage_pace[stage];
    if (stage == STAGE_REVIEW && waits_for_agency(s, p))
        at.rate *= regulator_speed(s->w, s->region, p->device->years[stage], has_two_stages(s, p));
    return at;
}

/* Part of the needed money (M$/yr) that the owner has, at most 1; start-ups live on cash, others on
 * sales. What needs nothing has all of it. */
static inline double money_factor(const world *w, const walk *p, double need, double time) {
    static const double next_to_nothing = 1e-300;
    double earned = w->p->finance_rd_share * firm_sales(w, p->firm) + own_money;
    const double by_kind[] = {earned, w->firms.cash[p->firm]}, years[] = {1, time};
    int is_startup = is_startups(w, p);
    double have = by_kind[is_startup] > 0 ? by_kind[is_startup] : 0;
    double part = (have + next_to_nothing) / (need * years[is_startup] + next_to_nothing);
    return part < 1 ? part : 1;
}

/* ---- ends of stages ---- */

/* Part of a stage's failures that region and policies leave. */
static double failures_left(const workshop *s, const walk *p, int stage) {
    double left = 1;
    if (stage == STAGE_REVIEW)
        left *= 1 - 0.2 * s->w->observed[s->region].know;
    if (stage == STAGE_PRECLINICAL)
        left *=
            1 - s->w->p->preclinical_centre_success * fmin(1, s->w->levers[s->region].evaluation);
    if (has_two_stages(s, p) && stage >= STAGE_PRECLINICAL)
        left *= 0.6; /* evidence comes after the first approval */
    return left;
}

/* A stage passes with P^w = exp(-w difficulty). First a bound: that is at least 1 - w difficulty,
 * and the effect of quality, which is convex, lies below its chord from quality 0 to 1. */
static int stage_passes(const workshop *s, const walk *p, int stage, random_block draw) {
    const world *w = s->w;
    const catalogue *c = s->catalogue;
    double u = random_uniform(draw, 0), quality = w->projects.quality[p->row];
    double weight = p->device->class->failure_share[stage] * failures_left(s, p, stage);
    if (weight <= 0)
        return 1;
    double chord = c->worst + quality * (c->best - c->worst), difficulty = p->device->difficulty;
    return u < 1 - weight * chord * difficulty ||
           u < exp(-weight * quality_effect(w->p, quality) * difficulty);
}

/* Software that is a device of its own sells like others. */
static double type_factor(const workshop *s, int type) {
    double factor = s->w->scenario->world.types[type].peak_factor;
    double market = fmin(1, s->w->levers[s->region].software_market);
    return type == TYPE_SAMD ? factor + market * fmax(0, 1 - factor) : factor;
}

/* Prices at home that follow quality, as a factor of all sales: products do not remember what they
 * are worth at home and abroad. */
static double price_factor(const workshop *s, double quality) {
    const parameters *p = s->w->p;
    double best = 1 - p->pipeline_theta_ref, lever = s->w->levers[s->region].performance_price;
    double better = best > 0 ? (quality - p->pipeline_theta_ref) / best : 0;
    return fmax(0.1, 1 + p->market_home_weight * price_range * lever * better);
}

static double launch_peak(const workshop *s, const walk *p, double years) {
    const world *w = s->w;
    const parameters *par = w->p;
    int type = w->projects.device_type[p->row];
    double late = years - p->device->class->nominal_years * (type == TYPE_SAMD ? 0.5 : 1);
    random_block b = random_draw(w->key, w->projects.id[p->row], RANDOM_ONCE, DRAW_LAUNCH, 0);
    double median = par->market_peak_II * p->device->class->market_factor * type_factor(s, type) *
                    price_factor(s, w->projects.quality[p->row]) *
                    sqrt(w->projects.quality[p->row] / par->pipeline_theta_ref) *
                    pow(fmax(1, w->firms.size[p->firm]) / 30, 0.12);
    double peak = random_lognormal(random_uniform(b, 0), median, par->market_peak_sigma) *
                  fmin(1.5, fmax(0.4, exp(-par->market_late_loss * late)));
    if (has_two_stages(s, p) && random_uniform(b, 2) < second_stage_fails)
        peak *= second_stage_peak;
    return peak;
}

/* A project, or what it began with: the project of a start-up's founding is part of that event. */
static uint64_t origin_of(const walk *p, const world *w) {
    uint64_t firm = w->firms.id[p->firm], project = w->projects.id[p->row];
    return project == id_child(firm, 0, ID_FOUNDING_PROJECT, 0) ? firm : project;
}

static happening end_of(const workshop *s, const walk *p, event_type type) {
    const projects *t = &s->w->projects;
    return (happening){.type = (uint8_t)type,
                       .link = t->link[p->row],
                       .device_class = t->device_class[p->row],
                       .firm = p->firm,
                       .region = s->region,
                       .agent = t->id[p->row],
                       .cause = origin_of(p, s->w),
                       .row = p->row};
}

static void fail(workshop *s, const walk *p) {
    world *w = s->w;
    w->projects.stage[p->row] = STAGE_ENDED;
    happening end = end_of(s, p, EVENT_PROJECT_FAILED);
    random_block b = random_draw(w->key, w->projects.id[p->row], RANDOM_ONCE, DRAW_LAUNCH, 0);
    if (is_startups(w, p) && random_uniform(b, 1) < w->p->finance_project_fail_heart)
        w->firms.flags[p->firm] |= FIRM_HEART_LOST;
    if (s->status == AGGLO_OK)
        s->status = happening_add(&s->own->happenings, &end, s->error);
}

static void launch(workshop *s, const walk *p) {
    world *w = s->w;
    const projects *t = &w->projects;
    double years = (w->step - t->birth[p->row] + 0.5) * w->step_years;
    product_plan plan = {.id = id_child(t->id[p->row], 0, ID_PRODUCT, 0),
                         .owner = p->firm,
                         .peak = (float)launch_peak(s, p, years),
                         .device_class = t->device_class[p->row],
                         .device_type = t->device_type[p->row],
                         .field = t->field[p->row]};
    t->stage[p->row] = STAGE_ENDED;
    happening end = end_of(s, p, EVENT_APPROVAL);
    end.amount = years;
    if (s->status == AGGLO_OK)
        s->status = product_add(&s->own->products, &plan, s->error);
    if (s->status == AGGLO_OK)
        s->status = happening_add(&s->own->happenings, &end, s->error);
}

/* The next stage that takes time, or STAGE_ENDED. */
static int next_stage(const device *d, int stage) {
    do
        stage++;
    while (stage < STAGE_COUNT && d->years[stage] <= 0);
    return stage;
}

/* The stage's time is up: true if the project goes on. `draw`: block DRAW_STAGE of the stage. */
static int finish_stage(workshop *s, const walk *p, random_block draw) {
    const projects *t = &s->w->projects;
    int stage = t->stage[p->row];
    if (!stage_passes(s, p, stage, draw)) {
        fail(s, p);
        return 0;
    }
    stage = next_stage(p->device, stage);
    if (stage == STAGE_ENDED) {
        launch(s, p);
        return 0;
    }
    if (stage == STAGE_REVIEW && waits_for_agency(s, p))
        s->own->reviews[s->w->scenario->regions[s->region].home_market]++;
    t->stage[p->row] = (uint8_t)stage;
    t->time_left[p->row] = p->device->years[stage];
    return 1;
}

/* ---- one step of one project ---- */

/* Moves the project through at most `time` years of one stage, which has ended if no time is left
 * of it; returns the time used. Chance decides much of what is asked here, which no processor
 * foresees: numbers are therefore chosen by index, minimum and maximum, not by branches. */
static inline double move(const workshop *s, const walk *p, double time) {
    static const double least_money[STAGE_COUNT] = {
        [STAGE_REVIEW] = 0.5, [STAGE_REIMBURSEMENT] = 0.5};
    const projects *t = &s->w->projects;
    int stage = t->stage[p->row];
    double running = p->device->cost[stage], share = p->own_share * s->paid[stage];
    double money = money_factor(s->w, p, (p->other_cost + running) * share, time);
    pace at = stage_pace(s, p, stage);
    double v = (money > least_money[stage] ? money : least_money[stage]) * at.rate;
    v *= v >= stalled;
    double left = t->time_left[p->row], way = v * time, used = left / v; /* way: table time */
    way = way < left ? way : left;
    const float spent[] = {0, (float)(running * way * share * at.cost)};
    t->spent[p->row] += spent[1];
    s->w->firms.cash[p->firm] -= spent[is_startups(s->w, p)];
    t->time_left[p->row] = left - way;
    return used < time ? used : time;
}

/* A stage has ended and `time` years are left: goes on through as many stages as fit into them.
 * `draw`: of the stage that has ended. */
static void go_on(workshop *s, const walk *p, double time, random_block draw) {
    const projects *t = &s->w->projects;
    while (finish_stage(s, p, draw)) {
        if (time <= 0)
            return;
        time -= move(s, p, time);
        if (t->time_left[p->row] > 0)
            return;
        draw = random_draw(s->w->key, t->id[p->row], RANDOM_ONCE, DRAW_STAGE, t->stage[p->row]);
    }
}

static inline walk walk_of(const workshop *s, int32_t row) {
    const projects *t = &s->w->projects;
    int32_t firm = t->owner[row];
    const device *d = device_of(s->catalogue, t, row);
    double running = d->cost[t->stage[row]];
    double grant = s->grant;
    if (s->gated > 0 && t->quality[row] > gate_quality)
        grant += s->gated;
    double granted = grant > 0 ? fmin(0.5, grant / fmax(0.01, running)) : 0;
    return (walk){.firm = firm,
                  .row = row,
                  .device = d,
                  .own_share = 1 - granted,
                  .other_cost = s->costs[firm - s->first] - running};
}

/* All projects of a firm draw on the same money: what the others cost counts as it was before any
 * of them moved. */
static void sum_costs(workshop *s, int32_t k, int32_t last) {
    const projects *t = &s->w->projects;
    memset(s->costs, 0, sizeof s->costs);
    for (; k < last; k++)
        s->costs[t->owner[k] - s->first] += device_of(s->catalogue, t, k)->cost[t->stage[k]];
}

/* A project at the end of a stage, or grown too old. */
typedef struct {
    int32_t row;
    double time; /* yr, left of the step */
} arrival;

/* Moves the projects [k, last) through this step or to the end of their stage; returns the number
 * of those that are not done with that. */
static int move_all(const workshop *s, int32_t k, int32_t last, arrival *arrivals) {
    const projects *t = &s->w->projects;
    double step = s->w->step_years;
    int count = 0;
    for (; k < last; k++) {
        walk p = walk_of(s, k);
        arrivals[count].row = k;
        arrivals[count].time = step - move(s, &p, step);
        count += (t->time_left[k] <= 0) | (t->birth[k] < p.device->oldest);
    }
    return count;
}

/* Draws for the stages at which projects have arrived. */
static void draw_stages(const world *w, const arrival *arrivals, int count, random_block *draws) {
    const projects *t = &w->projects;
    uint64_t ids[BLOCKS_SIZE];
    uint32_t stages[BLOCKS_SIZE];
    for (int n = 0; n < count; n++) {
        ids[n] = t->id[arrivals[n].row];
        stages[n] = t->stage[arrivals[n].row];
    }
    random_agents of = {ids, (size_t)count, RANDOM_ONCE, DRAW_STAGE, stages};
    random_draw_many(w->key, &of, draws);
}

static void develop(workshop *s, int32_t k, int32_t last) {
    const projects *t = &s->w->projects;
    arrival arrivals[BLOCKS_SIZE];
    random_block draws[BLOCKS_SIZE];
    int count = move_all(s, k, last, arrivals);
    draw_stages(s->w, arrivals, count, draws);
    for (int n = 0; n < count; n++) {
        walk p = walk_of(s, arrivals[n].row);
        if (t->time_left[p.row] <= 0)
            go_on(s, &p, arrivals[n].time, draws[n]);
        if (t->birth[p.row] < p.device->oldest && t->stage[p.row] != STAGE_ENDED)
            fail(s, &p);
    }
}

typedef struct {
    world *w;
    const catalogue *catalogue;
} context;

static agglo_status develop_blocks(void *shared, int lane, size_t begin, size_t end,
                                   agglo_error *error) {
    const context *c = shared;
    workshop s = {.w = c->w, .own = &c->w->lane[lane], .catalogue = c->catalogue, .error = error};
    lane_clear(s.own);
    memset(s.own->reviews, 0, sizeof s.own->reviews);
    for (size_t b = begin; b < end && s.status == AGGLO_OK; b++) {
        blocks_range range = s.w->blocks.items[b];
        survey(&s, range.group);
        s.first = range.begin;
        int32_t last = s.w->project_first[range.end], next;
        sum_costs(&s, s.w->project_first[range.begin], last);
        for (int32_t k = s.w->project_first[range.begin]; k < last; k = next) {
            next = last - k > BLOCKS_SIZE ? k + BLOCKS_SIZE : last;
            develop(&s, k, next);
        }
    }
    return s.status;
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
    agglo_status status = exchange_counts(w, entered, MARKET_COUNT, error);
    regulator_receive(w, entered);
    return status == AGGLO_OK ? world_log_section(w, error) : status;
}

/* Running cost of the projects in the clinic, for the share that trial subsidies pay. */
static void sum_clinical_cost(world *w, const catalogue *c) {
    const projects *t = &w->projects;
    for (int r = 0; r < world_regions(w); r++) {
        w->clinical_cost[r] = 0;
        int32_t end = w->project_first[w->firm_first[r + 1]];
        for (int32_t k = w->project_first[w->firm_first[r]]; w->levers[r].trial > 0 && k < end; k++)
            if (t->stage[k] == STAGE_CLINICAL)
                w->clinical_cost[r] += device_of(c, t, k)->cost[STAGE_CLINICAL];
    }
}

/* Running projects among which gated grants are shared. */
static void count_gated(world *w) {
    const projects *t = &w->projects;
    for (int r = 0; r < world_regions(w); r++) {
        w->gated_projects[r] = 0;
        int32_t end = w->project_first[w->firm_first[r + 1]];
        for (int32_t k = w->project_first[w->firm_first[r]];
             w->levers[r].gated_grant > 0 && k < end; k++)
            w->gated_projects[r] += t->stage[k] != STAGE_ENDED && t->quality[k] > gate_quality;
    }
}

agglo_status phase_development(world *w, agglo_error *error) {
    catalogue c = describe_all(w);
    context shared = {w, &c};
    regulator_serve(w);
    sum_clinical_cost(w, &c);
    count_gated(w);
    agglo_status status = blocks_run(w->blocks.count, w->lanes, develop_blocks, &shared, error);
    if (status == AGGLO_OK)
        status = apply_ends(w, error);
    if (status != AGGLO_OK)
        return status;
    const product_list *launched = &w->lane[0].products;
    return population_merge_products(w, launched->items, launched->count, error);
}
