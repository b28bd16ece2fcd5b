/* Science: research money, seeds, needs, talent, knowledge, mentors; and, at the other end of the
 * step, reputation. */
#include "tests/twin/twin.h"

/* A stock with an inflow and a decay, after `years`. */
static double stock(double x, double inflow, double decay, double years) {
    double kept = exp(-decay * years);
    return x * kept + (decay > 0 ? inflow / decay * (1 - kept) : inflow * years);
}

static void renew_competitive(twin *t, int r) {
    const observation *o = &t->observed[r];
    int ordinal = 0;
    for (size_t k = 0; k < t->universities.count; k++) {
        twin_university *u = &t->universities.items[k];
        if (u->region != r)
            continue;
        double joint = 0;
        for (size_t n = 0; n < t->projects.count; n++) {
            const twin_project *p = &t->projects.items[n];
            joint += t->firms.items[p->owner].region == r && p->university == ordinal &&
                     p->stage != STAGE_ENDED;
        }
        double merit =
            (0.5 * twin_L(o->K / t->p->indices_K_0) + o->V + 0.5 * twin_L(joint / 20)) / 2;
        double target = t->p->science_competitive * u->budget * merit;
        u->competitive += twin_chance(1.0 / 3, t->years) * (target - u->competitive);
        ordinal++;
    }
}

static void renew_seeds(twin *t, int r) {
    const parameters *p = t->p;
    twin_region *g = &t->regions[r];
    double added = p->funding_research_share * t->levers[r].grant + t->levers[r].university;
    double total = 0, inflow[BIN_COUNT] = {0};
    for (size_t k = 0; k < t->universities.count; k++)
        if (t->universities.items[k].region == r)
            total += t->universities.items[k].budget + t->universities.items[k].competitive;
    for (size_t k = 0; k < t->universities.count; k++) {
        const twin_university *u = &t->universities.items[k];
        if (u->region != r || total <= 0)
            continue;
        double own = u->budget + u->competitive, money = own + added * own / total;
        for (int b = 0; b < BIN_COUNT; b++)
            inflow[b] += p->science_seeds_per_musd * money * u->profile[b];
    }
    for (int b = 0; b < BIN_COUNT; b++) {
        double before = g->knowledge[b > 0 ? b - 1 : BIN_COUNT - 1];
        double after = g->knowledge[b < BIN_COUNT - 1 ? b + 1 : 0];
        inflow[b] +=
            p->science_seeds_per_K * (0.5 * g->knowledge[b] + 0.25 * before + 0.25 * after);
        g->seeds[b] = stock(g->seeds[b], inflow[b], p->science_seed_decay, t->years);
    }
}

static void renew_needs(twin *t, int r) {
    twin_region *g = &t->regions[r];
    double heard = 0;
    for (size_t k = 0; k < t->hospitals.count; k++)
        if (t->hospitals.items[k].region == r)
            heard += t->hospitals.items[k].beds * t->hospitals.items[k].openness *
                     (1 + t->levers[r].openness);
    for (int f = 0; f < FIELD_COUNT; f++) {
        double weight = t->scenario->world.burden[f] * t->scenario->world.dissatisfaction[f];
        double inflow = t->p->science_needs_per_bed * heard * weight;
        g->needs[f] = stock(g->needs[f], inflow, t->p->science_need_decay, t->years);
        g->needs_seen[f] = g->needs[f];
    }
}

static void renew_people(twin *t, int r) {
    const parameters *p = t->p;
    const levers *lever = &t->levers[r];
    const observation *o = &t->observed[r];
    twin_region *g = &t->regions[r];
    double talent = p->talent_per_musd * o->research_money + p->talent_inflow_V * o->V +
                    4 * lever->fellows + 10 * lever->headhunting + lever->talent;
    double mentors = 0.1 * lever->fellows + lever->mentors;
    g->talent = stock(g->talent, talent, p->science_T_decay, t->years);
    g->mentors = stock(g->mentors, mentors, p->mentors_decay, t->years);
    for (int b = 0; b < BIN_COUNT; b++)
        g->knowledge[b] = stock(g->knowledge[b], 0, p->science_K_decay, t->years);
}

/* Those who leave a region go to the better known ones, by nearness and by how much better. */
static void move_people(twin *t) {
    const parameters *p = t->p;
    for (int from = 0; from < t->region_count; from++) {
        const observation *o = &t->observed[from];
        double kept = o->T * exp(-p->science_T_decay * t->years);
        double leavers = kept * twin_chance(o->leaving, t->years);
        t->regions[from].talent -= leavers;
        for (int to = 0; to < t->region_count; to++)
            if (to != from && t->observed[to].V > o->V && leavers > 0)
                t->regions[to].talent +=
                    leavers * twin_nearness(t, from, to) * (t->observed[to].V - o->V) / o->pull;
    }
}

void twin_science(twin *t) {
    int slot = t->step % t->scenario->steps_per_year;
    for (int r = 0; r < t->region_count; r++) {
        t->regions[r].recent_foundings[slot] = t->regions[r].recent_exits[slot] = 0;
        renew_competitive(t, r);
        renew_seeds(t, r);
        renew_needs(t, r);
        renew_people(t, r);
    }
    move_people(t);
}

void twin_reputation(twin *t) {
    const parameters *p = t->p;
    for (int r = 0; r < t->region_count; r++) {
        const observation *o = &t->observed[r];
        double w = 1 + 0.1 * fmin(3, t->levers[r].visibility), V = t->regions[r].reputation;
        double of_4 = p->reputation_w4 * twin_gain(t, 4) * twin_L(o->research);
        double of_8 = p->reputation_w8 * twin_gain(t, 8) * twin_L(4 * o->A) * w;
        double of_12 = p->reputation_w12 * twin_gain(t, 12) * twin_L(o->H);
        double of_15 = p->reputation_w15 * twin_gain(t, 15) *
                       twin_L(o->foundings_index + 3 * o->exits_index) * w;
        double sum = of_4 + of_8 + of_12 + of_15, *flux = t->flows[r].flux;
        double rest = sum / (sum + p->reputation_decay);
        flux[4 - 1] += (1 - V) * of_4 * t->years;
        flux[8 - 1] += (1 - V) * of_8 * t->years;
        flux[12 - 1] += (1 - V) * of_12 * t->years;
        flux[15 - 1] += (1 - V) * of_15 * t->years;
        t->regions[r].reputation = rest + (V - rest) * exp(-(sum + p->reputation_decay) * t->years);
    }
}
