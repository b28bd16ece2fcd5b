/* Firms' turns: what happens to each of those that stood before this step's arrivals. All hazards
 * of a firm run on one exponential clock, one after the other; an event uses up the clock, and a
 * firm that goes on takes a fresh one. */
#include "sim/id.h"
#include "tests/twin/twin.h"

typedef struct {
    twin *t;
    size_t i;
    int region;
    double age, clock; /* negative: used up */
    uint32_t events;
} turn;

static twin_firm *self(const turn *s) {
    return &s->t->firms.items[s->i];
}

static double draw(const turn *s, int purpose, uint32_t index, int word) {
    return twin_u(s->t, self(s)->id, s->t->step, purpose, index, word);
}

static int strikes(turn *s, double hazard) {
    if (s->clock < 0)
        s->clock = -log(1 - draw(s, DRAW_TURN, s->events, 0));
    s->clock -= hazard * s->t->years;
    if (s->clock >= 0)
        return 0;
    s->events++;
    return 1;
}

static void note(const turn *s, int type, int link) {
    twin_note(s->t, type, s->region, link, self(s)->id);
}

/* Factor of young firms' failure hazards by the agglomeration and by the network. */
static double sheltered(const turn *s) {
    const parameters *p = s->t->p;
    const observation *o = &s->t->observed[s->region];
    double protection = 1 + p->spinoff_k7 * twin_gain(s->t, 7) * o->A;
    double effect =
        self(s)->trust_university > 0.25 ? p->network_survival_tie : p->network_survival;
    return (1 - effect * fmin(1, o->network)) / protection;
}

/* ---- start-ups and ventures ---- */

static void refound(const turn *s, double factor) {
    twin *t = s->t;
    const twin_firm *f = self(s);
    double chance = t->p->finance_p_serial * (1 + 0.5 * t->observed[s->region].E) * factor;
    if (draw(s, DRAW_EXIT, 1, 0) >= chance)
        return;
    twin_newcomer n = {.id = id_child(f->id, t->step, ID_SERIAL, 0),
                       .region = s->region,
                       .kind = KIND_STARTUP,
                       .event = EVENT_REFOUNDING,
                       .licence = 3,
                       .flags = FIRM_HOME,
                       .technology = f->technology,
                       .experience = fmin(3, f->experience + 1),
                       .capability = NAN,
                       .demand = NAN,
                       .birth = t->step + 1};
    TWIN_ADD(t->newcomers, n);
}

static void maybe_fail(turn *s) {
    const parameters *p = s->t->p;
    twin_firm *f = self(s);
    double hazard = p->finance_h_startup;
    if (f->cash <= 0)
        hazard += p->finance_h_broke;
    if (f->leading_stage == NOBODY && !f->has_product)
        hazard += twin_is(f, FIRM_HEART_LOST) ? p->finance_h_project_lost : 0.2;
    hazard *= s->age < 3 ? p->finance_young_hazard : p->finance_old_hazard;
    if (s->age < 5)
        hazard *= sheltered(s);
    if (!strikes(s, hazard))
        return;
    f->is_gone = 1;
    note(s, EVENT_FAILED, 0);
    s->t->flows[s->region].exits_failed++;
    s->t->regions[s->region].mentors += s->t->p->mentors_per_failure;
    refound(s, 1);
}

static void maybe_graduate(turn *s) {
    const parameters *p = s->t->p;
    twin_firm *f = self(s);
    double graduates =
        twin_gain(s->t, 14) * p->graduation_h14 * (1 + s->t->levers[s->region].graduation);
    double all = graduates + p->graduation_h_leave;
    int qualifies = f->has_product || f->size >= 50;
    if (!strikes(s, qualifies ? all : 0))
        return;
    if (draw(s, DRAW_EXIT, 1, 1) < graduates / all) {
        f->kind = KIND_TECH;
        f->base = 0.3 * fmax(0, p->growth_productivity * f->size - f->product_revenue);
        note(s, EVENT_GRADUATION, 14);
        s->t->flows[s->region].graduations++;
        s->t->flows[s->region].flux[14 - 1]++;
        return;
    }
    f->is_gone = 1;
    note(s, EVENT_MOVED, 14);
    s->t->flows[s->region].exits_moved++;
}

/* What an exit leaves to the region. */
static void count_exit(const turn *s) {
    twin *t = s->t;
    twin_region *g = &t->regions[s->region];
    g->mentors += t->p->mentors_per_exit;
    g->recent_exits[t->step % t->scenario->steps_per_year]++;
    for (size_t k = 0; k < t->funds.count; k++) {
        twin_fund *fund = &t->funds.items[k];
        if (fund->region != s->region || fund->is_gone || (t->step - fund->birth) * t->years >= 6)
            continue;
        fund->dry_powder += 0.8 * self(s)->raised_locally + t->p->finance_angels;
        return;
    }
}

static void sell_firm(const turn *s) {
    const parameters *p = s->t->p;
    const observation *o = &s->t->observed[s->region];
    twin_firm *f = self(s);
    double stays = fmin(0.9, p->exits_p_stay + p->exits_p_stay_anchor * twin_L(o->H) +
                                 p->exits_p_stay_I * twin_L(o->I));
    refound(s, 1.5);
    note(s, EVENT_ACQUIRED, 0);
    s->t->flows[s->region].exits_acquired++;
    if (draw(s, DRAW_EXIT, 2, 0) < stays) {
        f->kind = KIND_TECH;
        f->flags |= FIRM_HOME;
        f->base += 0.6 * p->growth_productivity * f->size;
    } else {
        f->is_gone = 1;
        s->t->flows[s->region].exits_dissolved++;
    }
}

static void maybe_exit(turn *s) {
    const parameters *p = s->t->p;
    twin_firm *f = self(s);
    int is_venture = f->kind == KIND_STARTUP || f->kind == KIND_TECH;
    int is_proven = f->has_product || f->leading_stage >= STAGE_REVIEW;
    int may =
        is_venture && is_proven && s->age < 14 && twin_is(f, FIRM_BACKED) && !twin_is(f, FIRM_SOLD);
    double hazard = p->exits_h_acquired * (1 + s->t->levers[s->region].acquisition +
                                           s->t->observed[s->region].contracts.sale);
    if (!strikes(s, may ? hazard : 0))
        return;
    f->flags |= FIRM_SOLD;
    count_exit(s);
    if (draw(s, DRAW_EXIT, 2, 1) >= p->exits_p_flotation) {
        sell_firm(s);
        return;
    }
    f->kind = KIND_NICHE;
    f->base += 0.5 * p->growth_productivity * f->size + 5;
    note(s, EVENT_FLOATED, 0);
    s->t->flows[s->region].exits_floated++;
}

/* ---- established firms ---- */

static void maybe_close(turn *s) {
    const parameters *p = s->t->p;
    const observation *o = &s->t->observed[s->region];
    twin_firm *f = self(s);
    double hazard = p->exits_h_established * pow(fmax(1, f->size) / 20, -p->exits_size_exponent) *
                    (1 + p->exits_congestion * o->congestion);
    if (s->age < 5)
        hazard *= p->exits_young_factor * sheltered(s);
    if (!twin_is(f, FIRM_HOME))
        hazard += p->exits_h_site_leaves * (1 - 0.5 * o->V);
    if (f->size < 1.5)
        hazard += 1;
    if (!strikes(s, hazard))
        return;
    f->is_gone = 1;
    note(s, EVENT_FAILED, 0);
    s->t->flows[s->region].exits_failed++;
}

static void maybe_settle(turn *s) {
    double hazard = twin_gain(s->t, 2) * s->t->p->growth_h2 * twin_L(s->t->observed[s->region].I);
    if (!strikes(s, twin_is(self(s), FIRM_HOME) ? 0 : hazard))
        return;
    self(s)->flags |= FIRM_HOME;
    note(s, EVENT_HOME_BASE, 2);
}

static int supplies(const twin_firm *f) {
    return f->kind == KIND_SUPPLIER || f->kind == KIND_CDMO;
}

static void maybe_climb(turn *s) {
    const parameters *p = s->t->p;
    const observation *o = &s->t->observed[s->region];
    const levers *lever = &s->t->levers[s->region];
    twin_firm *f = self(s);
    const double rung[] = {p->licence_h_parts,
                           p->licence_h_manufacturing * (1 + lever->registration), p->licence_h_mah,
                           0};
    int has_customer = 0;
    for (int k = 0; k < PLACE_COUNT; k++)
        has_customer |= f->customer[k] != NOBODY;
    double help = 1 + p->licence_anchor_tie * twin_L(o->H) * (has_customer ? 1 : 0.5) +
                  lever->consulting + 0.3 * fmin(2, lever->cdmo_platform) +
                  p->network_licence * fmin(1.5, o->network) * (1 + 0.5 * lever->one_stop) +
                  0.3 * lever->mah_link + o->contracts.licences;
    double all = o->agents.by_kind[KIND_SUPPLIER] + o->agents.by_kind[KIND_CDMO];
    double takes_over = f->licence < 3 ? lever->line_takeover / fmax(1, all) : 0;
    if (!strikes(s, supplies(f) ? rung[f->licence] * help + takes_over : 0))
        return;
    f->licence++;
    note(s, EVENT_LICENCE, 0);
}

static void become(const turn *s, int kind) {
    twin_firm *f = self(s);
    f->kind = (uint8_t)kind;
    for (int k = 0; k < PLACE_COUNT && !supplies(f); k++)
        f->customer[k] = NOBODY;
    note(s, EVENT_KIND, 0);
}

static void change_kind(const turn *s) {
    twin_firm *f = self(s);
    if (f->kind == KIND_SUPPLIER && f->licence == 3 && f->has_product)
        become(s, KIND_TECH);
    if (f->kind == KIND_SUPPLIER && f->licence >= 2 && f->size > 150)
        become(s, KIND_CDMO);
    if (f->kind == KIND_TECH && f->product_revenue > 20)
        become(s, KIND_NICHE);
    if (f->kind == KIND_NICHE && f->size > 3000)
        become(s, KIND_MAJOR);
}

static void maybe_anchor(turn *s) {
    const parameters *p = s->t->p;
    twin_firm *f = self(s);
    int meets = f->size >= p->anchor_size && f->demand >= p->anchor_demand;
    double hazard = twin_gain(s->t, 6) * p->anchor_h6;
    if (strikes(s, meets && !twin_is(f, FIRM_ANCHOR) ? hazard : 0)) {
        f->flags |= FIRM_ANCHOR;
        note(s, EVENT_PROMOTION, 6);
        s->t->flows[s->region].flux[6 - 1]++;
    }
    if (twin_is(f, FIRM_ANCHOR) &&
        (f->size < 0.7 * p->anchor_size || f->demand < 0.7 * p->anchor_demand)) {
        f->flags &= (uint8_t)~FIRM_ANCHOR;
        note(s, EVENT_DEMOTION, 0);
    }
}

static void spin_off(const turn *s, double share_startup) {
    twin *t = s->t;
    const twin_firm *f = self(s);
    int is_employee = draw(s, DRAW_SPINOFF, 0, 1) < t->p->spinoff_share_employee;
    twin_newcomer n = {.id = id_child(f->id, t->step, ID_SPINOFF, 0),
                       .region = s->region,
                       .event = EVENT_SPINOFF,
                       .link = 7,
                       .flags = FIRM_HOME,
                       .is_near = !is_employee,
                       .technology = f->technology + 0.05 * (2 * draw(s, DRAW_SPINOFF, 0, 2) - 1),
                       .capability = NAN,
                       .demand = NAN,
                       .base_factor = 1,
                       .birth = t->step + 1};
    if (draw(s, DRAW_SPINOFF, 0, 0) < share_startup) {
        n.kind = KIND_STARTUP;
        n.licence = 3;
        n.experience = 0.5;
    } else {
        n.kind = supplies(f) ? KIND_SUPPLIER : KIND_TECH;
        n.licence = f->licence;
        n.size = twin_lognormal(draw(s, DRAW_SPINOFF, 0, 3), 8, 0.6);
    }
    TWIN_ADD(t->newcomers, n);
}

static void maybe_spin_off(turn *s) {
    const parameters *p = s->t->p;
    const observation *o = &s->t->observed[s->region];
    double lambda = 0, startup = p->spinoff_share_startup * o->founding_money;
    double any = startup + 1 - p->spinoff_share_startup;
    if (o->A > 0)
        lambda = twin_gain(s->t, 7) * p->spinoff_eta7 * sqrt(fmin(self(s)->size, 5000) / 50) *
                 (1 + p->spinoff_e7 * o->E) * twin_L(4 * o->A) * o->A / (o->A + p->spinoff_half_A) *
                 o->congestion_factor;
    if (strikes(s, lambda * any))
        spin_off(s, startup / any);
}

/* ---- a turn ---- */

static void take_turn(turn *s) {
    if (self(s)->kind == KIND_STARTUP) {
        maybe_fail(s);
        if (!self(s)->is_gone)
            maybe_graduate(s);
    }
    if (!self(s)->is_gone)
        maybe_exit(s);
    if (self(s)->is_gone || self(s)->kind == KIND_STARTUP)
        return;
    maybe_close(s);
    if (self(s)->is_gone)
        return;
    maybe_settle(s);
    maybe_climb(s);
    change_kind(s);
    maybe_anchor(s);
    maybe_spin_off(s);
}

void twin_turns(twin *t) {
    twin_look_up(t);
    for (size_t i = 0; i < t->firms.count; i++) {
        const twin_firm *f = &t->firms.items[i];
        turn s = {.t = t, .i = i, .region = f->region};
        s.age = (t->step - f->birth) * t->years;
        s.clock = -log(1 - draw(&s, DRAW_STEP, 0, WORD_TURN));
        take_turn(&s);
    }
}
