/* Demography: start-ups fail, graduate, are sold or floated; established firms close, put down
 * roots, climb licences, change kind, become anchors, spin off. Decisions of one firm follow each
 * other in that order and read the firm as it is now and its region as it was at the start of the
 * step. Closures and births take effect together at the end.
 *
 * Hazards by age follow BLS (2013 cohort) and PraxisUnico 2013; exits CB Insights and SVB; the
 * licence ladder DBJ14 and METI23; sizes marked in the parameters. */
#include "models/phases/demography.h"

#include <math.h>
#include <string.h>

#include "models/births.h"
#include "models/links/02_environment_grows_firms.h"
#include "models/links/06_firms_become_anchors.h"
#include "models/links/07_firms_spin_off.h"
#include "models/links/14_startups_graduate.h"
#include "models/phases/arrivals.h"
#include "models/population.h"
#include "models/world.h"
#include "sim/id.h"

/* Fixed parts of the equations (assumptions). */
static const double young_startup = 3, young_firm = 5, exit_age = 14; /* yr */
static const double idle_hazard = 0.2; /* a start-up without project and product */
static const double trusted = 0.25;    /* a university tie that helps to survive */
static const double proven_size = 50;  /* employees that let a start-up graduate */
static const double graduate_base = 0.3, floated_bonus = 5, floated_base = 0.5, sold_base = 0.6;
static const double returned_share = 0.8, fund_reinvests_years = 6;
static const double tiny_size = 1.5, tiny_hazard = 1;
static const double niche_sales = 20, major_size = 3000, cdmo_size = 150;
static const double spinoff_size = 8, spinoff_sigma = 0.6, spinoff_reach = 0.05;

/* What all firms of a region share in this step. */
typedef struct {
    double protection;     /* of young firms by the agglomeration (link 7) */
    double nets, nets_tie; /* by the network organisation, without and with a tie */
    double graduate, home_base, promote, spinoff, spinoff_startup;
    double refound, stay;
    double licence[3], licence_help, licence_tie; /* by rung; added by services, by customers */
    double established_factor, smallest_relative, site_leaves;
} climate;

/* One firm's turn. */
typedef struct {
    world *w;
    gathering *own;
    const climate *c;
    int region;
    int32_t i;
    double age;
    int was_startup; /* its failure is decided: closing needs a draw of its own */
    int is_closed;
    agglo_status status;
    agglo_error *error;
} turn;

static climate climate_of(const world *w, int r) {
    const parameters *p = w->p;
    const observation *o = &w->observed[r];
    const levers *lever = &w->levers[r];
    double network = fmin(1, o->network);
    link_07_inputs in = {o->E, o->A, o->congestion_factor};
    double with_startup = p->spinoff_share_startup * o->founding_money;
    double any = with_startup + 1 - p->spinoff_share_startup;
    climate c = {
        .protection = link_07_protection(p, world_gain(w, 7), o->A),
        .nets = 1 - p->network_survival * network,
        .nets_tie = 1 - p->network_survival_tie * network,
        .graduate = link_14_hazard(p, world_gain(w, 14), lever->graduation),
        .home_base = link_02_home_base(p, world_gain(w, 2), o->I),
        .promote = link_06_hazard(p, world_gain(w, 6)),
        .spinoff = link_07_hazard(p, world_gain(w, 7), &in) * any,
        .spinoff_startup = any > 0 ? with_startup / any : 0,
        .refound = p->finance_p_serial * (1 + 0.5 * o->E),
        .stay = fmin(0.9, p->exits_p_stay + p->exits_p_stay_anchor * log1p(o->H) +
                              p->exits_p_stay_I * log1p(o->I)),
        .licence = {p->licence_h_parts, p->licence_h_manufacturing * (1 + lever->registration),
                    p->licence_h_mah},
        .licence_help = lever->consulting + 0.3 * fmin(2, lever->cdmo_platform) +
                        p->network_licence * fmin(1.5, o->network) * (1 + 0.5 * lever->one_stop),
        .licence_tie = p->licence_anchor_tie * log1p(o->H),
        .established_factor = p->exits_h_established * (1 + p->exits_congestion * o->congestion),
        .smallest_relative =
            fmax(pow(1.0 / 20, -p->exits_size_exponent), pow(5000, -p->exits_size_exponent)),
        .site_leaves = p->exits_h_site_leaves * (1 - 0.5 * o->V)};
    return c;
}

static int has_product(const world *w, int32_t i) {
    return w->product_first[i] < w->product_first[i + 1];
}

/* The most advanced stage of its running projects; -1: none runs. */
static int leading_stage(const world *w, int32_t i) {
    int stage = NOBODY;
    for (int32_t k = w->project_first[i]; k < w->project_first[i + 1]; k++)
        if (w->projects.stage[k] != STAGE_ENDED && w->projects.stage[k] > stage)
            stage = w->projects.stage[k];
    return stage;
}

static void happen(turn *t, event_type type, int link, double amount) {
    if (t->status != AGGLO_OK)
        return;
    happening h = {.type = (uint8_t)type,
                   .link = (uint8_t)link,
                   .firm = t->i,
                   .region = t->region,
                   .agent = t->w->firms.id[t->i],
                   .cause = t->w->regions.id[t->region],
                   .amount = amount};
    t->status = happening_add(&t->own->happenings, &h, t->error);
}

static void close_firm(turn *t, event_type type, double amount) {
    t->is_closed = 1;
    t->w->gone[t->i] = 1;
    happen(t, type, type == EVENT_MOVED ? 14 : 0, amount);
}

static random_block block_of(const turn *t, draw_purpose purpose, uint32_t index) {
    return random_draw(t->w->key, t->w->firms.id[t->i], t->w->step, purpose, index);
}

static double word_of(const turn *t, step_word word) {
    return random_uniform(t->w->draws[t->i], (int)word);
}

/* ---- start-ups ---- */

static double nets_of(const turn *t) {
    return t->w->firms.trust_university[t->i] > trusted ? t->c->nets_tie : t->c->nets;
}

static double failure_hazard(const turn *t) {
    const world *w = t->w;
    const parameters *p = w->p;
    double hazard = p->finance_h_startup;
    if (w->firms.cash[t->i] <= 0)
        hazard += p->finance_h_broke;
    if (leading_stage(w, t->i) == NOBODY && !has_product(w, t->i))
        hazard += firm_is(w, t->i, FIRM_HEART_LOST) ? p->finance_h_project_lost : idle_hazard;
    hazard *= t->age < young_startup ? p->finance_young_hazard : p->finance_old_hazard;
    return t->age < young_firm ? hazard * nets_of(t) / t->c->protection : hazard;
}

/* Founders of a failed or sold start-up begin again at once. */
static void refound(turn *t, double probability) {
    const firms *f = &t->w->firms;
    int32_t i = t->i;
    if (t->status != AGGLO_OK || random_uniform(block_of(t, DRAW_EXIT, 1), 0) >= probability)
        return;
    founding child = {.id = id_child(f->id[i], t->w->step, ID_SERIAL, 0),
                      .parent = f->id[i],
                      .region = t->region,
                      .kind = KIND_STARTUP,
                      .event = EVENT_REFOUNDING,
                      .licence = 3,
                      .flags = FIRM_HOME,
                      .technology = f->technology[i],
                      .seed = f->technology[i],
                      .experience = (float)fmin(3, f->experience[i] + 1),
                      .capability = NAN,
                      .birth = t->w->step + 1};
    t->status = founding_add(&t->own->foundings, &child, t->error);
}

static void startup_fails(turn *t) {
    if (!random_hazard(word_of(t, WORD_TURN), failure_hazard(t) * t->w->step_years))
        return;
    close_firm(t, EVENT_FAILED, 1);
    refound(t, t->c->refound);
}

static void startup_graduates(turn *t) {
    world *w = t->w;
    firms *f = &w->firms;
    int32_t i = t->i;
    if (!has_product(w, i) && f->size[i] < proven_size)
        return;
    double leave = w->p->graduation_h_leave, hazard = t->c->graduate + leave;
    random_block b = block_of(t, DRAW_EXIT, 1);
    if (!random_hazard(random_uniform(b, 2), hazard * w->step_years))
        return;
    if (random_uniform(b, 1) * hazard >= t->c->graduate) {
        close_firm(t, EVENT_MOVED, 0);
        return;
    }
    double sales = w->p->growth_productivity * f->size[i] - f->product_revenue[i];
    f->kind[i] = KIND_TECH;
    f->base[i] = graduate_base * fmax(0, sales);
    happen(t, EVENT_GRADUATION, 14, 0);
}

/* ---- sales and flotations ---- */

static void exit_by_sale(turn *t, random_block b) {
    world *w = t->w;
    firms *f = &w->firms;
    int32_t i = t->i;
    double returned = returned_share * f->raised_locally[i];
    refound(t, 1.5 * t->c->refound);
    if (random_uniform(b, 0) < t->c->stay) {
        f->kind[i] = KIND_TECH;
        f->flags[i] |= FIRM_HOME;
        f->base[i] += sold_base * w->p->growth_productivity * f->size[i];
        happen(t, EVENT_ACQUIRED, 0, returned);
    } else {
        close_firm(t, EVENT_ACQUIRED, returned);
    }
}

static void exit_with_investors(turn *t) {
    world *w = t->w;
    firms *f = &w->firms;
    int32_t i = t->i;
    int is_venture = f->kind[i] == KIND_STARTUP || f->kind[i] == KIND_TECH;
    if (!is_venture || !firm_is(w, i, FIRM_BACKED) || firm_is(w, i, FIRM_SOLD) ||
        t->age >= exit_age)
        return;
    if (!has_product(w, i) && leading_stage(w, i) < STAGE_REVIEW)
        return;
    double hazard = w->p->exits_h_acquired * (1 + w->levers[t->region].acquisition);
    if (!random_hazard(random_uniform(block_of(t, DRAW_CAREER, 0), 3), hazard * w->step_years))
        return;
    random_block b = block_of(t, DRAW_EXIT, 2);
    f->flags[i] |= FIRM_SOLD;
    if (random_uniform(b, 1) >= w->p->exits_p_flotation) {
        exit_by_sale(t, b);
        return;
    }
    f->kind[i] = KIND_NICHE;
    f->base[i] += floated_base * w->p->growth_productivity * f->size[i] + floated_bonus;
    happen(t, EVENT_FLOATED, 0, returned_share * f->raised_locally[i]);
}

/* ---- established firms ---- */

/* The hazard of a firm by size falls with size_exponent; `relative` is that factor or a bound. */
static double closing_hazard(const turn *t, double relative) {
    const world *w = t->w;
    double hazard = t->c->established_factor * relative;
    if (t->age < young_firm)
        hazard *= w->p->exits_young_factor * nets_of(t) / t->c->protection;
    if (!firm_is(w, t->i, FIRM_HOME))
        hazard += t->c->site_leaves;
    return w->firms.size[t->i] < tiny_size ? hazard + tiny_hazard : hazard;
}

/* Most draws lie above what even the smallest firm's hazard allows: those cost no power. */
static void established_closes(turn *t) {
    double step = t->w->step_years;
    double u =
        t->was_startup ? random_uniform(block_of(t, DRAW_EXIT, 1), 3) : word_of(t, WORD_TURN);
    if (u >= closing_hazard(t, t->c->smallest_relative) * step)
        return;
    double relative = pow(fmax(1, t->w->firms.size[t->i]) / 20, -t->w->p->exits_size_exponent);
    if (random_hazard(u, closing_hazard(t, relative) * step))
        close_firm(t, EVENT_FAILED, 0);
}

static void puts_down_roots(turn *t) {
    world *w = t->w;
    if (firm_is(w, t->i, FIRM_HOME))
        return;
    double u = random_uniform(block_of(t, DRAW_CAREER, 0), 0);
    if (!random_hazard(u, t->c->home_base * w->step_years))
        return;
    w->firms.flags[t->i] |= FIRM_HOME;
    happen(t, EVENT_HOME_BASE, 2, 0);
}

static int is_supplier(const world *w, int32_t i) {
    return w->firms.kind[i] == KIND_SUPPLIER || w->firms.kind[i] == KIND_CDMO;
}

static int has_customer(const world *w, int32_t i) {
    for (int k = 0; k < PLACE_COUNT; k++)
        if (w->firms.customer[i * PLACE_COUNT + k] != NOBODY)
            return 1;
    return 0;
}

static void climbs_licence(turn *t) {
    world *w = t->w;
    uint8_t *licence = &w->firms.licence[t->i];
    if (!is_supplier(w, t->i) || *licence >= 3)
        return;
    double tie = t->c->licence_tie * (has_customer(w, t->i) ? 1 : 0.5);
    double hazard = t->c->licence[*licence] * (1 + tie + t->c->licence_help);
    if (!random_hazard(random_uniform(block_of(t, DRAW_CAREER, 0), 2), hazard * w->step_years))
        return;
    ++*licence;
    happen(t, EVENT_LICENCE, 0, 0);
}

static void set_kind(turn *t, firm_kind kind) {
    world *w = t->w;
    w->firms.kind[t->i] = (uint8_t)kind;
    if (!is_supplier(w, t->i))
        for (int k = 0; k < PLACE_COUNT; k++)
            w->firms.customer[t->i * PLACE_COUNT + k] = NOBODY;
    happen(t, EVENT_KIND, 0, kind);
}

/* Supplier to technology niche or CDMO, to niche top, to major: one after the other. */
static void changes_kind(turn *t) {
    const world *w = t->w;
    const firms *f = &w->firms;
    int32_t i = t->i;
    if (f->kind[i] == KIND_SUPPLIER && f->licence[i] == 3 && has_product(w, i))
        set_kind(t, KIND_TECH);
    if (f->kind[i] == KIND_SUPPLIER && f->licence[i] >= 2 && f->size[i] > cdmo_size)
        set_kind(t, KIND_CDMO);
    if (f->kind[i] == KIND_TECH && f->product_revenue[i] > niche_sales)
        set_kind(t, KIND_NICHE);
    if (f->kind[i] == KIND_NICHE && f->size[i] > major_size)
        set_kind(t, KIND_MAJOR);
}

static void becomes_anchor(turn *t) {
    world *w = t->w;
    double size = w->firms.size[t->i], demand = w->firms.demand[t->i];
    if (firm_is(w, t->i, FIRM_ANCHOR)) {
        if (link_06_keeps(w->p, size, demand))
            return;
        w->firms.flags[t->i] &= (uint8_t)~FIRM_ANCHOR;
        happen(t, EVENT_DEMOTION, 0, 0);
    } else if (link_06_qualifies(w->p, size, demand) &&
               random_hazard(random_uniform(block_of(t, DRAW_CAREER, 0), 1),
                             t->c->promote * w->step_years)) {
        w->firms.flags[t->i] |= FIRM_ANCHOR;
        happen(t, EVENT_PROMOTION, 6, 0);
    }
}

/* A spin-off: an employee's on the parent's technology, or an independent founder's. */
static void spins_off(turn *t) {
    const world *w = t->w;
    const firms *f = &w->firms;
    int32_t i = t->i;
    double hazard = t->c->spinoff * link_07_size_factor(f->size[i]);
    if (t->status != AGGLO_OK || !random_hazard(word_of(t, WORD_PLACES), hazard * w->step_years))
        return;
    random_block b = block_of(t, DRAW_SPINOFF, 0);
    int is_employee = random_uniform(b, 1) < w->p->spinoff_share_employee;
    double near = f->technology[i] + spinoff_reach * (2 * random_uniform(b, 2) - 1);
    founding child = {.id = id_child(f->id[i], w->step, ID_SPINOFF, 0),
                      .parent = f->id[i],
                      .region = t->region,
                      .event = EVENT_SPINOFF,
                      .link = 7,
                      .flags = FIRM_HOME,
                      .is_near = !is_employee,
                      .technology = circle_store(near),
                      .capability = NAN,
                      .demand = NAN,
                      .base_factor = 1,
                      .birth = w->step + 1};
    child.seed = child.technology;
    if (random_uniform(b, 0) < t->c->spinoff_startup) {
        child.kind = KIND_STARTUP;
        child.licence = 3;
        child.experience = 0.5f;
    } else {
        child.kind = is_supplier(w, i) ? KIND_SUPPLIER : KIND_TECH;
        child.licence = f->licence[i];
        child.size = random_lognormal(random_uniform(b, 3), spinoff_size, spinoff_sigma);
    }
    t->status = founding_add(&t->own->foundings, &child, t->error);
}

/* ---- a firm's turn ---- */

static void established_turn(turn *t) {
    established_closes(t);
    if (t->is_closed)
        return;
    puts_down_roots(t);
    climbs_licence(t);
    changes_kind(t);
    becomes_anchor(t);
    spins_off(t);
}

static void take_turn(turn *t) {
    const world *w = t->w;
    t->was_startup = w->firms.kind[t->i] == KIND_STARTUP;
    if (t->was_startup) {
        startup_fails(t);
        if (!t->is_closed)
            startup_graduates(t);
    }
    if (!t->is_closed)
        exit_with_investors(t);
    if (!t->is_closed && w->firms.kind[t->i] != KIND_STARTUP)
        established_turn(t);
}

static agglo_status turn_blocks(void *context, int lane, size_t begin, size_t end,
                                agglo_error *error) {
    world *w = context;
    gathering *own = &w->lane[lane];
    lane_clear(own);
    for (size_t b = begin; b < end; b++) {
        blocks_range range = w->blocks.items[b];
        climate c = climate_of(w, range.group);
        for (int32_t i = range.begin; i < range.end; i++) {
            turn t = {.w = w,
                      .own = own,
                      .c = &c,
                      .region = range.group,
                      .i = i,
                      .age = firm_age(w, i),
                      .error = error};
            w->gone[i] = 0;
            take_turn(&t);
            if (t.status != AGGLO_OK)
                return t.status;
        }
    }
    return AGGLO_OK;
}

/* ---- what happened does to the region, in order ---- */

/* Most of the money raised here goes back to the first fund that still invests. */
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

/* By firm and not by event: a firm that is sold and stays may close in the same step. */
static void count_closures(world *w) {
    for (int r = 0; r < world_regions(w); r++) {
        int32_t closed = 0;
#pragma omp simd reduction(+ : closed)
        for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++)
            closed += w->gone[i];
        w->flows.closed[r] += closed;
    }
}

static agglo_status apply_happenings(world *w, agglo_error *error) {
    count_closures(w);
    for (int k = 0; k < w->lanes; k++)
        for (size_t n = 0; n < w->lane[k].happenings.count; n++) {
            const happening *h = &w->lane[k].happenings.items[n];
            apply(w, h);
            schema_event event = {w->step, (int16_t)h->region, h->type,
                                  h->link, h->agent,           h->cause};
            agglo_status status = world_log(w, &event, error);
            if (status != AGGLO_OK)
                return status;
        }
    for (int k = 0; k < w->lanes; k++)
        for (size_t n = 0; n < w->lane[k].foundings.count; n++) {
            agglo_status status =
                founding_add(&w->foundings, &w->lane[k].foundings.items[n], error);
            if (status != AGGLO_OK)
                return status;
        }
    return AGGLO_OK;
}

/* ---- births ---- */

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
        schema_event event = {w->step, (int16_t)f->region, f->event, f->link, f->id, f->parent};
        agglo_status status = world_log(w, &event, error);
        if (status != AGGLO_OK)
            return status;
        if (plans->items[k].owner != NOBODY)
            plans->items[plans->count++] = plans->items[k];
    }
    return AGGLO_OK;
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

static agglo_status renew_population(world *w, agglo_error *error) {
    memset(w->births, 0, (size_t)world_regions(w) * sizeof *w->births);
    for (size_t n = 0; n < w->foundings.count; n++)
        w->births[w->foundings.items[n].region]++;
    agglo_status status = population_renew_firms(w, w->gone, w->births, error);
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
        status = blocks_run(w->blocks.count, w->lanes, turn_blocks, w, error);
    if (status == AGGLO_OK)
        status = apply_happenings(w, error);
    return status == AGGLO_OK ? renew_population(w, error) : status;
}
