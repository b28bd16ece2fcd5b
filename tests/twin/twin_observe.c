/* Observe: states and service levels of every region, measured from its agents. */
#include "tests/twin/twin.h"

static void count_firms(const twin *t, int r, observation *o) {
    for (size_t i = 0; i < t->firms.count; i++) {
        const twin_firm *f = &t->firms.items[i];
        if (f->region != r)
            continue;
        o->n++;
        o->agents.by_kind[f->kind]++;
        o->agents.licensed += (f->kind == KIND_SUPPLIER || f->kind == KIND_CDMO) && f->licence >= 1;
        o->agents.employment += f->size;
        o->agents.sales += twin_sales(f);
        o->agents.exports += f->export_revenue;
        if (twin_is(f, FIRM_ANCHOR)) {
            o->agents.anchors++;
            o->agents.anchor_demand += f->demand;
        }
    }
    o->startups = o->agents.by_kind[KIND_STARTUP];
    o->established = o->n - o->startups;
}

static void count_projects(const twin *t, int r, observation *o) {
    for (size_t k = 0; k < t->projects.count; k++) {
        const twin_project *p = &t->projects.items[k];
        const twin_firm *f = &t->firms.items[p->owner];
        if (f->region != r || p->stage == STAGE_ENDED)
            continue;
        o->agents.projects++;
        o->agents.prototypes += p->stage == STAGE_PROTOTYPE;
        o->agents.small_prototypes += p->stage == STAGE_PROTOTYPE && f->size < 50;
        o->agents.preclinical += p->stage == STAGE_PRECLINICAL;
        if (p->stage == STAGE_CLINICAL)
            o->agents.clinical[p->device_class]++;
    }
}

static void count_research(const twin *t, int r, observation *o) {
    double money = 0, weighted = 0;
    for (size_t k = 0; k < t->universities.count; k++) {
        const twin_university *u = &t->universities.items[k];
        if (u->region != r)
            continue;
        money += u->budget + u->competitive;
        weighted += (u->budget + u->competitive) * u->transfer;
    }
    o->transfer_strength = money > 0 ? weighted / money : 1;
    o->research_money =
        money + t->p->funding_research_share * t->levers[r].grant + t->levers[r].university;
}

double twin_nearness(const twin *t, int r, int s) {
    const scenario_region *here = &t->scenario->regions[r], *there = &t->scenario->regions[s];
    double km = sqrt(pow(here->x_km - there->x_km, 2) + pow(here->y_km - there->y_km, 2));
    return exp(-km / t->p->indices_spill_d0);
}

/* How much better known its neighbours are, and the rate at which people leave for them. */
static void see_neighbours(twin *t, int r) {
    double near = 0, pull = 0;
    for (int s = 0; s < t->region_count; s++)
        if (s != r && t->p->talent_mobility > 0) {
            near += twin_nearness(t, r, s);
            if (t->regions[s].reputation > t->regions[r].reputation)
                pull +=
                    twin_nearness(t, r, s) * (t->regions[s].reputation - t->regions[r].reputation);
        }
    t->observed[r].pull = pull;
    t->observed[r].leaving = pull * t->p->talent_mobility / (near > 1 ? near : 1);
}

static void see_research(twin *t, int r) {
    double spill = 0;
    for (int s = 0; s < t->region_count; s++)
        if (s != r)
            spill += twin_nearness(t, r, s) * t->observed[s].research_money;
    t->observed[r].research =
        t->observed[r].research_money / 200 + t->p->indices_spill_phi * spill / 200;
}

static void see_services(const twin *t, int r, observation *o) {
    const parameters *p = t->p;
    const levers *lever = &t->levers[r];
    double places = p->policy_trial_places_per_musd * lever->trial;
    for (size_t k = 0; k < t->hospitals.count; k++) {
        const twin_hospital *h = &t->hospitals.items[k];
        if (h->region == r)
            places += p->trials_places_per_bed * h->beds * (0.5 + h->openness) *
                      (1 - p->trials_background);
    }
    double load = p->pipeline_patients_III * o->agents.clinical[2] +
                  p->pipeline_patients_IV * o->agents.clinical[3];
    o->trial_places = places;
    o->v_clinical = load > 0 ? fmax(p->pipeline_abroad_speed, places / (places + load)) : 1;
    o->clinic = fmax(0, places - load) / 400;
    double T = t->regions[r].talent,
           queue = p->pipeline_talent_per_prototype * o->agents.prototypes;
    o->v_prototype = queue > 0 ? fmax(0.3, T / (T + queue)) : 1;
    double capacity = p->preclinical_base + p->preclinical_per_firm * o->n +
                      p->preclinical_per_centre * lever->evaluation;
    o->v_preclinical = fmax(0.4, capacity / (capacity + o->agents.preclinical));
    double cdmo = p->cdmo_projects * (o->agents.by_kind[KIND_CDMO] + 3 * lever->cdmo_platform);
    double for_large = cdmo * p->cdmo_makers, for_small = cdmo * (1 - p->cdmo_makers);
    double leaders = (p->cdmo_bundles + p->cdmo_integrators) *
                     (o->agents.by_kind[KIND_CDMO] + 3 * lever->cdmo_platform);
    o->contracts.small = for_small / (for_small + o->agents.small_prototypes + 2);
    o->contracts.large =
        for_large / (for_large + (o->agents.prototypes - o->agents.small_prototypes) + 2);
    o->contracts.sale = 0.3 * o->contracts.small * p->cdmo_handover;
    o->contracts.orders = leaders < 5 ? leaders / 5 : 1;
    o->contracts.licences = fmin(0.6, 0.1 * p->cdmo_integrators * o->agents.by_kind[KIND_CDMO]);
    double lead = (lever->leadership > 0 ? lever->leadership : 1) + lever->commitment;
    if (lever->coordinators > 0)
        o->network =
            fmin(2, lever->coordinators * p->matching_per_coordinator * lead / fmax(o->n, 60));
    o->know = t->regions[r].support / 40 + 0.5 * lever->consulting + lever->knowhow;
    if (o->network > 0)
        o->know += 0.6 * lever->one_stop;
    o->know = fmin(1, o->know);
}

static void see_states(const twin *t, int r, observation *o) {
    const parameters *p = t->p;
    const levers *lever = &t->levers[r];
    const twin_region *g = &t->regions[r];
    o->K = twin_sum(g->knowledge, BIN_COUNT);
    o->T = g->talent;
    o->V = g->reputation;
    for (size_t k = 0; k < t->funds.count; k++)
        if (t->funds.items[k].region == r)
            o->dry_powder += t->funds.items[k].dry_powder;
    o->I = (o->research + twin_L(o->K / p->indices_K_0) + 0.5 * o->clinic) / 2.5;
    o->A = o->established / 500;
    o->H = o->agents.anchor_demand / 2000;
    o->E = (o->dry_powder / 1000 + g->support / 40 + g->mentors / 50 + lever->slots / 100) / 4;
    o->foundings_index = twin_sum(g->recent_foundings, RECENT_STEPS) / 20;
    o->exits_index = twin_sum(g->recent_exits, RECENT_STEPS) / 20;
    double share = 0;
    if (g->invested > 0)
        share = g->invested / (g->invested + p->finance_half_money * (o->startups + 3));
    double money = fmin(1, share + 0.1 * twin_L(lever->startup_grant / 5));
    o->founding_money = p->finance_founding_floor + (1 - p->finance_founding_floor) * money;
    double room = t->scenario->regions[r].population * (1 + lever->capacity) / 3.5;
    o->congestion = fmax(0, o->n / 500 / room - 1);
    o->congestion_factor = 1 / (1 + p->founding_congestion * o->congestion);
}

static void see_options(const twin *t, int r, observation *o) {
    const parameters *p = t->p;
    o->options_5 = p->matching_c5 * twin_gain(t, 5) * twin_L(4 * o->A);
    o->options_9 = p->matching_c9 * twin_gain(t, 9) * twin_L(o->H) * (1 + t->levers[r].coupling);
    o->options_13 = p->matching_c13 * twin_gain(t, 13) * twin_L(o->foundings_index);
    o->options_16 = p->matching_c16 * twin_gain(t, 16) * o->V;
    o->options_network = p->matching_c_network * o->network + t->levers[r].study;
    o->width =
        p->matching_sigma_a * fmin(2, 1 + p->matching_c9_width * twin_gain(t, 9) * twin_L(o->H));
}

void twin_observe(twin *t) {
    for (int r = 0; r < t->region_count; r++) {
        t->observed[r] = (observation){0};
        count_firms(t, r, &t->observed[r]);
        count_projects(t, r, &t->observed[r]);
        count_research(t, r, &t->observed[r]);
    }
    for (int r = 0; r < t->region_count; r++) {
        observation *o = &t->observed[r];
        twin_region *g = &t->regions[r];
        see_research(t, r);
        see_neighbours(t, r);
        see_services(t, r, o);
        see_states(t, r, o);
        see_options(t, r, o);
        g->innovation = o->I;
        g->agglomeration = o->A;
        g->anchor_demand = o->H;
        g->entrepreneurship = o->E;
        g->firm_count = o->n;
    }
}
