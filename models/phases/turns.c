/* A firm's turn: start-ups fail, graduate, are sold or floated; established firms close, put down
 * roots, climb licences, change kind, become anchors, spin off. Decisions of one firm follow each
 * other in that order and read the firm as it is now and its region as it was at the start of the
 * step. Closures and births take effect together at the end of demography.
 *
 * Chance comes by hazards h_1, h_2, ... that use up one exponential clock, one after the other:
 *
 *     E = -ln(1 - u), u the firm's number of the step;  x_k = h_k step
 *     event k happens if E < x_k, else E <- E - x_k
 *
 * An exponential time has no memory, so each decision has probability 1 - exp(-x_k), independent
 * of those before (random_decide() says the same in probabilities). An event uses up the clock; a
 * firm that survives it goes on with a fresh one, drawn for the purpose.
 *
 * As u <= E, no event befalls a firm whose u is not below the sum of all its hazards. So firms are
 * screened first: u is compared with a bound of that sum out of tables by size, kind and product,
 * and the few thresholds that need no chance are looked at. Only those who pass take the whole
 * turn, which decides exactly; a bound that is too high costs time and changes nothing.
 *
 * Hazards by age follow BLS (2013 cohort) and PraxisUnico 2013; exits CB Insights and SVB; the
 * licence ladder DBJ14 and METI23; sizes marked in the parameters. */
#include "models/phases/turns.h"

#include <math.h>
#include <string.h>

#include "models/causes.h"
#include "models/links/02_environment_grows_firms.h"
#include "models/links/06_firms_become_anchors.h"
#include "models/links/07_firms_spin_off.h"
#include "models/links/14_startups_graduate.h"
#include "models/phases/observe.h"
#include "models/population.h"
#include "models/world.h"
#include "sim/id.h"

/* Fixed parts of the equations (assumptions). */
static const double young_startup = 3, young_firm = 5, exit_age = 14; /* yr */
static const double idle_hazard = 0.2; /* a start-up without project and product */
static const double trusted = 0.25;    /* a university tie that helps to survive */
static const double proven_size = 50;  /* employees that let a start-up graduate */
static const double graduate_base = 0.3, floated_bonus = 5, floated_base = 0.5, sold_base = 0.6;
static const double returned_share = 0.8;
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
    double takeover;                              /* of a line, and one rung up with it */
    double established_factor, site_leaves, sale;
    cause_list spinoff_causes; /* beside the parent; only where events are recorded */
} climate;

/* One firm's turn. */
typedef struct {
    world *w;
    gathering *own;
    const climate *c;
    int region;
    int32_t i;
    double age;
    double clock;    /* what is left of the exponential clock; negative: used up by an event */
    uint32_t events; /* that chance has brought in this turn */
    int is_closed;
    agglo_status status;
    agglo_error *error;
} turn;

/* f$ decides how many of the spin-offs are start-ups, and so how many there are. */
static double spinoffs_by_money(const parameters *p, double founding_money) {
    return p->spinoff_share_startup * founding_money + 1 - p->spinoff_share_startup;
}

/* Why firms spin off. Neither without the parent nor without the other firms would they: both weigh
 * 1. */
static cause_list spinoff_causes(const world *w, int r) {
    const parameters *p = w->p;
    const observation *o = &w->observed[r];
    double gain = world_gain(w, 7), grant = w->levers[r].startup_grant;
    link_07_inputs in = {o->E, o->A, o->congestion_factor}, alone = in, unaided = in;
    alone.agglomeration = o->A / fmax(1, o->established);
    unaided.entrepreneurship = 0;
    double rate = link_07_hazard(p, gain, &in), any = spinoffs_by_money(p, o->founding_money);
    double unfunded = observe_founding_money(w, o->startups, 0, grant);
    double ungranted = observe_founding_money(w, o->startups, w->regions.invested[r], 0);
    cause_list causes = {0};
    causes_add(&causes, CAUSE_BASE, 7, 1);
    causes_add(&causes, CAUSE_AGGLOMERATION, 7, causes_part(rate, link_07_hazard(p, gain, &alone)));
    causes_add(&causes, CAUSE_ENTREPRENEURSHIP, 7,
               causes_part(rate, link_07_hazard(p, gain, &unaided)));
    causes_add(&causes, CAUSE_VENTURE, 7, causes_part(any, spinoffs_by_money(p, unfunded)));
    causes_add(&causes, CAUSE_LEVER + LEVER_startup_grant, 7,
               causes_part(any, spinoffs_by_money(p, ungranted)));
    return causes;
}

static climate climate_of(const world *w, int r) {
    const parameters *p = w->p;
    const observation *o = &w->observed[r];
    const levers *lever = &w->levers[r];
    double network = fmin(1, o->network);
    double log_H = log1p(o->H);
    link_07_inputs in = {o->E, o->A, o->congestion_factor};
    double with_startup = p->spinoff_share_startup * o->founding_money;
    double any = spinoffs_by_money(p, o->founding_money);
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
        .stay = fmin(0.9, p->exits_p_stay + p->exits_p_stay_anchor * log_H +
                              p->exits_p_stay_I * log1p(o->I)),
        .licence = {p->licence_h_parts, p->licence_h_manufacturing * (1 + lever->registration),
                    p->licence_h_mah},
        .licence_help = lever->consulting + 0.3 * fmin(2, lever->cdmo_platform) +
                        p->network_licence * fmin(1.5, o->network) * (1 + 0.5 * lever->one_stop) +
                        0.3 * lever->mah_link + o->contracts.licences,
        .licence_tie = p->licence_anchor_tie * log_H,
        .takeover = lever->line_takeover /
                    fmax(1, o->agents.by_kind[KIND_SUPPLIER] + o->agents.by_kind[KIND_CDMO]),
        .established_factor = p->exits_h_established * (1 + p->exits_congestion * o->congestion),
        .site_leaves = p->exits_h_site_leaves * (1 - 0.5 * o->V),
        .sale = p->exits_h_acquired * (1 + lever->acquisition + o->contracts.sale)};
    if (causes_wanted(w))
        c.spinoff_causes = spinoff_causes(w, r);
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

/* Chooses the cause of an event of a firm or of its child; firms are named when all turns are
 * over. */
static uint8_t choose_cause(const turn *t, event_type type, uint64_t agent,
                            const cause_list *list) {
    causes_inquiry q = causes_ask(t->w, t->region, type, agent);
    return causes_choose(&q, list, NULL);
}

/* `causes` beside the firm itself; may be null. */
static void happen_by(turn *t, event_type type, int link, double amount, const cause_list *causes) {
    if (t->status != AGGLO_OK)
        return;
    happening h = {.type = (uint8_t)type,
                   .link = (uint8_t)link,
                   .firm = t->i,
                   .is_gone = (uint8_t)t->is_closed,
                   .region = t->region,
                   .agent = t->w->firms.id[t->i],
                   .cause = t->w->firms.id[t->i],
                   .amount = amount};
    if (causes != NULL && causes_wanted(t->w))
        h.source = choose_cause(t, type, h.agent, causes);
    t->status = happening_add(&t->own->happenings, &h, t->error);
}

static void happen(turn *t, event_type type, int link, double amount) {
    happen_by(t, type, link, amount, NULL);
}

/* A cause of an event whose hazard is 1 + `more`, relative to what it is without the cause. */
static void add_helper(cause_list *list, int source, double more, double all) {
    causes_add(list, source, 0, causes_part(all, all - more));
}

static void close_firm(turn *t, event_type type, double amount, const cause_list *causes) {
    t->is_closed = 1;
    t->w->gone[t->i] = 1;
    happen_by(t, type, type == EVENT_MOVED ? 14 : 0, amount, causes);
}

static random_block block_of(const turn *t, draw_purpose purpose, uint32_t index) {
    return random_draw(t->w->key, t->w->firms.id[t->i], t->w->step, purpose, index);
}

/* Does the event of a hazard (1/yr) come in this step? */
static int strikes(turn *t, double hazard) {
    if (t->clock < 0) {
        random_block fresh = block_of(t, DRAW_TURN, t->events);
        t->clock = random_exponential(random_uniform(fresh, 0));
    }
    t->clock -= hazard * t->w->step_years;
    t->events += t->clock < 0;
    return t->clock < 0;
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
                      .cause = f->id[i],
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
    if (causes_wanted(t->w)) {
        double helped = 1 + 0.5 * t->w->observed[t->region].E;
        cause_list causes = {0};
        add_helper(&causes, CAUSE_ENTREPRENEURSHIP, helped - 1, helped);
        child.source = choose_cause(t, EVENT_REFOUNDING, child.id, &causes);
    }
    t->status = founding_add(t->w, &t->own->foundings, &child, t->error);
}

static void startup_fails(turn *t) {
    if (!strikes(t, failure_hazard(t)))
        return;
    close_firm(t, EVENT_FAILED, 1, NULL);
    refound(t, t->c->refound);
}

static double graduation_hazard(const turn *t) {
    const world *w = t->w;
    if (!has_product(w, t->i) && w->firms.size[t->i] < proven_size)
        return 0;
    return t->c->graduate + w->p->graduation_h_leave;
}

static void startup_graduates(turn *t) {
    world *w = t->w;
    firms *f = &w->firms;
    int32_t i = t->i;
    double hazard = graduation_hazard(t);
    if (!strikes(t, hazard))
        return;
    if (random_uniform(block_of(t, DRAW_EXIT, 1), 1) * hazard >= t->c->graduate) {
        close_firm(t, EVENT_MOVED, 0, NULL);
        return;
    }
    double sales = w->p->growth_productivity * f->size[i] - f->product_revenue[i];
    f->kind[i] = KIND_TECH;
    f->base[i] = graduate_base * fmax(0, sales);
    double help = t->w->levers[t->region].graduation;
    cause_list causes = {0};
    add_helper(&causes, CAUSE_LEVER + LEVER_graduation, help, 1 + help);
    happen_by(t, EVENT_GRADUATION, 14, 0, &causes);
}

/* ---- sales and flotations ---- */

static cause_list sale_causes(const turn *t) {
    double help = t->w->levers[t->region].acquisition;
    double all = 1 + help + t->w->observed[t->region].contracts.sale;
    cause_list causes = {0};
    add_helper(&causes, CAUSE_LEVER + LEVER_acquisition, help, all);
    return causes;
}

/* M$ that an exit leaves to the region's funds: of the investors and, as angels, of the founders.
 */
static double returned_by_exit(const turn *t) {
    return returned_share * t->w->firms.raised_locally[t->i] + t->w->p->finance_angels;
}

/* A buyer from outside that takes the firm away is named as such: it tells this sale from one after
 * which the firm stays. */
static void exit_by_sale(turn *t, random_block b) {
    world *w = t->w;
    firms *f = &w->firms;
    int32_t i = t->i;
    double returned = returned_by_exit(t);
    refound(t, 1.5 * t->c->refound);
    if (random_uniform(b, 0) < t->c->stay) {
        f->kind[i] = KIND_TECH;
        f->flags[i] |= FIRM_HOME;
        f->base[i] += sold_base * w->p->growth_productivity * f->size[i];
        cause_list causes = sale_causes(t);
        happen_by(t, EVENT_ACQUIRED, 0, returned, &causes);
    } else {
        cause_list outside = {0};
        causes_add(&outside, CAUSE_OUTSIDE, 0, 1);
        close_firm(t, EVENT_ACQUIRED, returned, &outside);
    }
}

/* Of a venture with a product, or one that has come as far as review. */
static double sale_hazard(const turn *t) {
    const world *w = t->w;
    int kind = w->firms.kind[t->i], is_venture = kind == KIND_STARTUP || kind == KIND_TECH;
    if (!is_venture || (w->firms.flags[t->i] & (FIRM_BACKED | FIRM_SOLD)) != FIRM_BACKED ||
        t->age >= exit_age)
        return 0;
    return has_product(w, t->i) || leading_stage(w, t->i) >= STAGE_REVIEW ? t->c->sale : 0;
}

static void exit_with_investors(turn *t) {
    world *w = t->w;
    firms *f = &w->firms;
    int32_t i = t->i;
    if (!strikes(t, sale_hazard(t)))
        return;
    random_block b = block_of(t, DRAW_EXIT, 2);
    f->flags[i] |= FIRM_SOLD;
    if (random_uniform(b, 1) >= w->p->exits_p_flotation) {
        exit_by_sale(t, b);
        return;
    }
    f->kind[i] = KIND_NICHE;
    f->base[i] += floated_base * w->p->growth_productivity * f->size[i] + floated_bonus;
    cause_list causes = sale_causes(t);
    happen_by(t, EVENT_FLOATED, 0, returned_by_exit(t), &causes);
}

/* ---- established firms ---- */

/* Falls with size; `relative` is the factor by size or a bound of it. `established`: the factor of
 * all firms. */
static double closing_hazard_of(const turn *t, double established, double relative) {
    const world *w = t->w;
    double hazard = established * relative;
    if (t->age < young_firm)
        hazard *= w->p->exits_young_factor * nets_of(t) / t->c->protection;
    if (!firm_is(w, t->i, FIRM_HOME))
        hazard += t->c->site_leaves;
    return w->firms.size[t->i] < tiny_size ? hazard + tiny_hazard : hazard;
}

static double closing_hazard(const turn *t, double relative) {
    return closing_hazard_of(t, t->c->established_factor, relative);
}

/* Where firms stand too close, the others. */
static cause_list closing_causes(const turn *t, double relative) {
    double crowded = closing_hazard(t, relative);
    double free = closing_hazard_of(t, t->w->p->exits_h_established, relative);
    cause_list causes = {0};
    causes_add(&causes, CAUSE_AGGLOMERATION, 0, causes_part(crowded, free));
    return causes;
}

static void established_closes(turn *t) {
    double size = t->w->firms.size[t->i];
    double relative = pow(fmax(1, size) / 20, -t->w->p->exits_size_exponent);
    if (!strikes(t, closing_hazard(t, relative)))
        return;
    cause_list causes = closing_causes(t, relative);
    close_firm(t, EVENT_FAILED, 0, &causes);
}

static double roots_hazard(const turn *t) {
    return firm_is(t->w, t->i, FIRM_HOME) ? 0 : t->c->home_base;
}

static void puts_down_roots(turn *t) {
    if (!strikes(t, roots_hazard(t)))
        return;
    t->w->firms.flags[t->i] |= FIRM_HOME;
    cause_list causes = {0};
    causes_add(&causes, CAUSE_INNOVATION, 2, 1);
    happen_by(t, EVENT_HOME_BASE, 2, 0, &causes);
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

static double licence_tie(const turn *t) {
    return t->c->licence_tie * (has_customer(t->w, t->i) ? 1 : 0.5);
}

static double licence_hazard(const turn *t) {
    const world *w = t->w;
    int licence = w->firms.licence[t->i];
    if (!is_supplier(w, t->i) || licence >= 3)
        return 0;
    return t->c->licence[licence] * (1 + licence_tie(t) + t->c->licence_help) + t->c->takeover;
}

/* Why a supplier climbs: anchors, the terms of licence_help (climate_of), a line that it takes
 * over.
 */
static cause_list licence_causes(const turn *t) {
    const levers *lever = &t->w->levers[t->region];
    double integrated = t->w->observed[t->region].contracts.licences;
    double base = t->c->licence[t->w->firms.licence[t->i]], line = t->c->takeover;
    double tie = licence_tie(t), all = 1 + tie + t->c->licence_help;
    all = base > 0 ? all + line / base : 1;
    double platform = 0.3 * fmin(2, lever->cdmo_platform), ties = 0.3 * lever->mah_link;
    double network = t->c->licence_help - lever->consulting - platform - ties - integrated;
    cause_list causes = {0};
    add_helper(&causes, CAUSE_ANCHORS, tie, all);
    add_helper(&causes, CAUSE_LEVER + LEVER_consulting, lever->consulting, all);
    add_helper(&causes, CAUSE_LEVER + LEVER_cdmo_platform, platform, all);
    add_helper(&causes, CAUSE_LEVER + LEVER_mah_link, ties, all);
    add_helper(&causes, CAUSE_LEVER + LEVER_line_takeover, base > 0 ? line / base : line > 0, all);
    add_helper(&causes, CAUSE_NETWORK, network, all);
    if (t->w->firms.licence[t->i] == 1)
        add_helper(&causes, CAUSE_LEVER + LEVER_registration, lever->registration,
                   1 + lever->registration);
    return causes;
}

static void climbs_licence(turn *t) {
    if (!strikes(t, licence_hazard(t)))
        return;
    cause_list causes = licence_causes(t);
    t->w->firms.licence[t->i]++;
    happen_by(t, EVENT_LICENCE, 0, 0, &causes);
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

static double promotion_hazard(const turn *t) {
    const firms *f = &t->w->firms;
    int qualifies = link_06_qualifies(t->w->p, f->size[t->i], f->demand[t->i]);
    return qualifies && !firm_is(t->w, t->i, FIRM_ANCHOR) ? t->c->promote : 0;
}

static void becomes_anchor(turn *t) {
    if (!strikes(t, promotion_hazard(t)))
        return;
    t->w->firms.flags[t->i] |= FIRM_ANCHOR;
    happen(t, EVENT_PROMOTION, 6, 0);
}

static void ceases_as_anchor(turn *t) {
    firms *f = &t->w->firms;
    if (!firm_is(t->w, t->i, FIRM_ANCHOR) || link_06_keeps(t->w->p, f->size[t->i], f->demand[t->i]))
        return;
    f->flags[t->i] &= (uint8_t)~FIRM_ANCHOR;
    happen(t, EVENT_DEMOTION, 0, 0);
}

static double spinoff_hazard(const turn *t) {
    return t->c->spinoff * link_07_size_factor(t->w->firms.size[t->i]);
}

/* A spin-off: an employee's on the parent's technology, or an independent founder's. */
static void spins_off(turn *t) {
    const world *w = t->w;
    const firms *f = &w->firms;
    int32_t i = t->i;
    if (t->status != AGGLO_OK || !strikes(t, spinoff_hazard(t)))
        return;
    random_block b = block_of(t, DRAW_SPINOFF, 0);
    int is_employee = random_uniform(b, 1) < w->p->spinoff_share_employee;
    double near = f->technology[i] + spinoff_reach * (2 * random_uniform(b, 2) - 1);
    founding child = {.id = id_child(f->id[i], w->step, ID_SPINOFF, 0),
                      .cause = f->id[i],
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
    if (causes_wanted(w))
        child.source = choose_cause(t, EVENT_SPINOFF, child.id, &t->c->spinoff_causes);
    t->status = founding_add(t->w, &t->own->foundings, &child, t->error);
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
    ceases_as_anchor(t);
    spins_off(t);
}

static void take_turn(turn *t) {
    const uint8_t *kind = &t->w->firms.kind[t->i];
    if (*kind == KIND_STARTUP) {
        startup_fails(t);
        if (!t->is_closed)
            startup_graduates(t);
    }
    if (!t->is_closed)
        exit_with_investors(t);
    if (!t->is_closed && *kind != KIND_STARTUP)
        established_turn(t);
}

/* What is left of a turn in which chance brings nothing. */
static void cross_thresholds(turn *t) {
    if (t->w->firms.kind[t->i] == KIND_STARTUP)
        return;
    changes_kind(t);
    ceases_as_anchor(t);
}

/* ---- sizes in classes ---- */

/* Half octaves: class 1 from 1 employee, then from 1.5, 2, 3, 4, ...; class 0 is what lies below or
 * above all others. */
enum { SIZE_CLASSES = 36 };

/* By exponent and first digit of the number (IEEE 754). */
static inline unsigned size_class(double size) {
    uint64_t bits;
    memcpy(&bits, &size, sizeof bits);
    unsigned class = (unsigned)(bits >> 51) - (2 * 1023 - 1);
    return class < SIZE_CLASSES ? class : 0;
}

/* What the classes of size share in all regions: where they end, bounds of two hazards' factors. */
typedef struct {
    double end[SIZE_CLASSES], closing[SIZE_CLASSES], spinoff[SIZE_CLASSES];
} size_bounds;

static void bound_factors(const parameters *p, size_bounds *s) {
    double octave = pow(2, -p->exits_size_exponent);
    s->end[0] = INFINITY;
    s->end[1] = 1.5;
    s->end[2] = 2;
    s->closing[0] = s->closing[1] = pow(1 / 20.0, -p->exits_size_exponent);
    s->closing[2] = pow(1.5 / 20, -p->exits_size_exponent);
    for (int c = 3; c < SIZE_CLASSES; c++) {
        s->end[c] = 2 * s->end[c - 2];
        s->closing[c] = octave * s->closing[c - 2];
    }
    for (int c = 0; c < SIZE_CLASSES; c++)
        s->spinoff[c] = link_07_size_factor(s->end[c]);
}

/* ---- the screens ---- */

/* Covers what sums of hazards are rounded by; less than the resolution of a random word. */
static const double rounding = 1e-10;

/* The fine screen: can none of the firm's hazards strike at `u`? Only the factor of closing by size
 * is a bound. */
static int is_spared(const turn *t, const size_bounds *sizes, double u) {
    const firms *f = &t->w->firms;
    double hazard = sale_hazard(t);
    if (f->kind[t->i] == KIND_STARTUP)
        hazard += failure_hazard(t) + graduation_hazard(t);
    else
        hazard += closing_hazard(t, sizes->closing[size_class(f->size[t->i])]) + roots_hazard(t) +
                  licence_hazard(t) + promotion_hazard(t) + spinoff_hazard(t);
    return u >= hazard * t->w->step_years + rounding;
}

/* The coarse screen: bounds of the sum of a firm's hazards in a step, in units of a random word;
 * one part by size, one by kind and by whether it has a product. */
typedef struct {
    uint64_t by_size[SIZE_CLASSES], by_kind[KIND_COUNT][2];
} bounds;

/* Probability 1 is above every word. */
static inline uint64_t bound_of(double x) {
    return (uint64_t)(int64_t)((x < 1 ? x : 1) * 0x1p32) + 1;
}

/* What an established firm of a size may meet, whatever its kind. */
static void bound_sizes(const world *w, const climate *c, const size_bounds *s, bounds *b) {
    const parameters *p = w->p;
    double young = p->exits_young_factor * fmax(c->nets, c->nets_tie) / c->protection;
    double step = w->step_years, closing = c->established_factor * fmax(1, young) * step;
    double any = (c->site_leaves + c->home_base) * step, spinoff = c->spinoff * step;
    double promote = c->promote * step;
    for (int k = 0; k < SIZE_CLASSES; k++) {
        double x = any + closing * s->closing[k] + spinoff * s->spinoff[k];
        b->by_size[k] = bound_of(s->end[k] > p->anchor_size ? x + promote : x);
    }
    b->by_size[0] = b->by_size[1] = bound_of(1); /* and the hazard of the tiny */
}

/* What a firm of a kind may meet besides; the first number is for those without a product. A
 * supplier that sells one may change its kind. */
static void bound_kinds(const world *w, const climate *c, bounds *b) {
    const parameters *p = w->p;
    double rung = fmax(c->licence[0], fmax(c->licence[1], c->licence[2])), step = w->step_years;
    double fail =
        p->finance_h_startup + p->finance_h_broke + fmax(p->finance_h_project_lost, idle_hazard);
    double startup = fail * fmax(p->finance_young_hazard, p->finance_old_hazard) + c->sale;
    double proven = startup + c->graduate + p->graduation_h_leave;
    double climbs = rung * (1 + c->licence_tie + c->licence_help) + c->takeover;
    uint64_t climb = bound_of(climbs * step);
    uint64_t sale = bound_of(c->sale * step), certain = bound_of(1);
    const uint64_t by_kind[KIND_COUNT][2] = {
        [KIND_TECH] = {sale, sale},
        [KIND_SUPPLIER] = {climb, certain},
        [KIND_CDMO] = {climb, climb},
        [KIND_STARTUP] = {bound_of(startup * step), bound_of(proven * step)},
    };
    memcpy(b->by_kind, by_kind, sizeof by_kind);
}

/* Lists the firms of a block to which something may happen, by chance or because they have crossed
 * a threshold (startup_graduates, changes_kind, becomes_anchor); returns how many there are. */
static int list_stirred(const world *w, blocks_range range, const bounds *b,
                        int32_t list[BLOCKS_SIZE]) {
    const double stirring[KIND_COUNT] = {INFINITY,  major_size, INFINITY,
                                         cdmo_size, INFINITY,   proven_size};
    const float selling[KIND_COUNT] = {INFINITY, INFINITY, (float)niche_sales,
                                       INFINITY, INFINITY, INFINITY};
    const firms *f = &w->firms;
    int count = 0;
    for (int32_t i = range.begin; i < range.end; i++) {
        int kind = f->kind[i], sells = w->product_first[i] < w->product_first[i + 1];
        double size = f->size[i];
        uint64_t bound = b->by_size[size_class(size)] + b->by_kind[kind][sells];
        int may = (w->draws[i].word[WORD_TURN] < bound) | (size >= stirring[kind]) |
                  (f->product_revenue[i] > selling[kind]) | ((f->flags[i] & FIRM_ANCHOR) != 0);
        list[count] = i;
        count += may;
    }
    return count;
}

/* ---- all turns ---- */

typedef struct {
    world *w;
    size_bounds sizes;
    int is_screened;
} all_turns;

static agglo_status turn_of(const turn *common, const size_bounds *sizes, int32_t i) {
    turn t = *common;
    world *w = t.w;
    double u = random_uniform(w->draws[i], WORD_TURN);
    t.i = i;
    t.age = firm_age(w, i);
    if (sizes != NULL && is_spared(&t, sizes, u)) {
        cross_thresholds(&t);
    } else {
        t.clock = random_exponential(u);
        take_turn(&t);
    }
    return t.status;
}

static agglo_status turn_block(const all_turns *all, blocks_range range, gathering *own,
                               agglo_error *error) {
    world *w = all->w;
    climate c = climate_of(w, range.group);
    turn common = {.w = w, .own = own, .c = &c, .region = range.group, .error = error};
    int32_t list[BLOCKS_SIZE];
    int count = range.end - range.begin;
    if (all->is_screened) {
        bounds b;
        bound_sizes(w, &c, &all->sizes, &b);
        bound_kinds(w, &c, &b);
        count = list_stirred(w, range, &b, list);
    }
    memset(&w->gone[range.begin], 0, (size_t)(range.end - range.begin));
    agglo_status status = AGGLO_OK;
    for (int k = 0; k < count && status == AGGLO_OK; k++)
        status = all->is_screened ? turn_of(&common, &all->sizes, list[k])
                                  : turn_of(&common, NULL, range.begin + k);
    return status;
}

static agglo_status turn_blocks(void *context, int lane, size_t begin, size_t end,
                                agglo_error *error) {
    const all_turns *all = context;
    gathering *own = &all->w->lane[lane];
    lane_clear(own);
    agglo_status status = AGGLO_OK;
    for (size_t b = begin; b < end && status == AGGLO_OK; b++)
        status = turn_block(all, all->w->blocks.items[b], own, error);
    return status;
}

agglo_status turns_take(world *w, int is_screened, agglo_error *error) {
    all_turns all = {.w = w, .is_screened = is_screened};
    bound_factors(w->p, &all.sizes);
    return blocks_run(w->blocks.count, w->lanes, turn_blocks, &all, error);
}
