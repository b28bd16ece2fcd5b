/* Observe: the five states and the service levels of every region, measured from its agents at the
 * start of the step. Every later phase reads these and nothing newer, so no result depends on the
 * order of agents. Source of the states: Sasano 2006, DBJ14; the measures are assumptions. */
#include "models/phases/observe.h"

#include <math.h>

#include "models/exchange.h"
#include "models/links/05_agglomeration_options.h"
#include "models/links/06_firms_become_anchors.h"
#include "models/links/09_anchor_demand_couples.h"
#include "models/links/13_startups_options.h"
#include "models/links/16_reputation_information.h"
#include "models/world.h"

/* Scales that make an index 1 in a mature hub (assumptions). */
static const double mature_firms = 500, mature_research = 200, mature_demand = 2000;
static const double mature_flow = 20;           /* foundings or exits a year */
static const double reference_population = 3.5; /* M, carries `mature_firms` without congestion */

/* ---- sums over firms ---- */

enum { LICENCES = 4 };

/* Counts firms of a block by kind and licence, and adds up what they are and sell. */
static void tally_firms(const world *w, blocks_range range, tally *sum) {
    const firms *f = &w->firms;
    int32_t count[KIND_COUNT][LICENCES] = {{0}};
    double employment = 0, sales = 0, exports = 0;
    for (int32_t i = range.begin; i < range.end; i++) {
        count[f->kind[i]][f->licence[i]]++;
        employment += f->size[i];
        sales += firm_sales(w, i);
        exports += f->export_revenue[i];
        if (firm_is(w, i, FIRM_ANCHOR)) { /* few are */
            sum->anchors++;
            sum->anchor_demand += f->demand[i];
        }
    }
    sum->employment = employment;
    sum->sales = sales;
    sum->exports = exports;
    for (int kind = 0; kind < KIND_COUNT; kind++)
        for (int licence = 0; licence < LICENCES; licence++)
            sum->by_kind[kind] += count[kind][licence];
    for (int licence = 1; licence < LICENCES; licence++)
        sum->licensed += count[KIND_SUPPLIER][licence] + count[KIND_CDMO][licence];
}

/* Counts projects of a block's firms by stage and class; they stand together in the table. */
static void tally_projects(const world *w, blocks_range range, tally *sum) {
    const projects *p = &w->projects;
    int32_t count[STAGE_ENDED + 1][CLASS_COUNT] = {{0}}, small = 0;
    for (int32_t k = w->project_first[range.begin]; k < w->project_first[range.end]; k++) {
        count[p->stage[k]][p->device_class[k]]++;
        small += (p->stage[k] == STAGE_PROTOTYPE) & (w->firms.size[p->owner[k]] < 50);
    }
    sum->small_prototypes = small;
    for (int class = 0; class < CLASS_COUNT; class ++) {
        for (int stage = 0; stage < STAGE_ENDED; stage++)
            sum->projects += count[stage][class];
        sum->prototypes += count[STAGE_PROTOTYPE][class];
        sum->preclinical += count[STAGE_PRECLINICAL][class];
        sum->clinical[class] = count[STAGE_CLINICAL][class];
    }
}

/* Draws the block of every firm, too. */
static agglo_status tally_blocks(void *context, int lane, size_t begin, size_t end,
                                 agglo_error *error) {
    world *w = context;
    (void)lane;
    (void)error;
    for (size_t b = begin; b < end; b++) {
        blocks_range range = w->blocks.items[b];
        random_agents of = {.ids = w->firms.id + range.begin,
                            .count = (size_t)(range.end - range.begin),
                            .step = w->step,
                            .purpose = DRAW_STEP};
        random_draw_many(w->key, &of, w->draws + range.begin);
        w->tallies[b] = (tally){0};
        tally_firms(w, range, &w->tallies[b]);
        tally_projects(w, range, &w->tallies[b]);
    }
    return AGGLO_OK;
}

/* A tally is doubles only; blocks are added in their order. */
static void add_tally(tally *sum, const tally *part) {
    double *to = (double *)sum;
    const double *from = (const double *)part;
    for (size_t k = 0; k < sizeof(tally) / sizeof(double); k++)
        to[k] += from[k];
}

static void sum_agents(const world *w, int r, observation *o) {
    for (int32_t b = w->blocks.group_first[r]; b < w->blocks.group_first[r + 1]; b++)
        add_tally(&o->agents, &w->tallies[b]);
    for (int kind = 0; kind < KIND_COUNT; kind++)
        o->n += o->agents.by_kind[kind];
    o->startups = o->agents.by_kind[KIND_STARTUP];
    o->established = o->n - o->startups;
    for (int32_t k = w->fund_first[r]; k < w->fund_first[r + 1]; k++)
        o->dry_powder += w->funds.dry_powder[k];
    for (int b = 0; b < BIN_COUNT; b++)
        o->K += w->regions.knowledge[r * BIN_COUNT + b];
    o->T = w->regions.talent[r];
    o->V = w->regions.reputation[r];
}

/* ---- research and service levels ---- */

/* M = sum(B + C) + share of grants + added budget [M$/yr];  tau = budget-weighted mean. */
static void observe_research(const world *w, int r, observation *o) {
    const universities *u = &w->universities;
    double money = 0, weighted = 0;
    for (int32_t k = w->university_first[r]; k < w->university_first[r + 1]; k++) {
        money += u->budget[k] + u->competitive[k];
        weighted += (u->budget[k] + u->competitive[k]) * u->transfer[k];
    }
    o->transfer_strength = money > 0 ? weighted / money : 1;
    o->research_money =
        money + w->p->funding_research_share * w->levers[r].grant + w->levers[r].university;
}

/* Research in reach: own, and what spills over from neighbours (distance decay: Belenzon and
 * Schankerman 2013). */
static void observe_spillover(world *w, int r) {
    const neighbours *near = &w->neighbours;
    double spill = 0;
    for (int32_t k = near->first[r]; k < near->first[r + 1]; k++)
        spill += near->weight[k] * w->observed[near->region[k]].research_money;
    w->observed[r].research =
        (w->observed[r].research_money + w->p->indices_spill_phi * spill) / mature_research;
}

/* Neighbours pull people by how near they are and how much better known:
 *
 *     pull = sum_s w_rs max(0, V_s - V_r);  leaving = mobility pull/max(1, sum_s w_rs)  [1/yr] */
static void observe_pull(world *w, int r) {
    const neighbours *near = &w->neighbours;
    observation *o = &w->observed[r];
    double weights = 0;
    for (int32_t k = near->first[r]; k < near->first[r + 1]; k++) {
        weights += near->weight[k];
        o->pull += near->weight[k] * fmax(0, w->observed[near->region[k]].V - o->V);
    }
    o->leaving = w->p->talent_mobility * o->pull / fmax(1, weights);
}

static void observe_clinic(const world *w, int r, observation *o) {
    const parameters *p = w->p;
    double places = 0;
    for (int32_t k = w->hospital_first[r]; k < w->hospital_first[r + 1]; k++)
        places += p->trials_places_per_bed * w->hospitals.beds[k] *
                  (0.5 + w->hospitals.openness[k]) * (1 - p->trials_background);
    places += p->policy_trial_places_per_musd * w->levers[r].trial;
    double load = p->pipeline_patients_III * o->agents.clinical[2] +
                  p->pipeline_patients_IV * o->agents.clinical[3];
    o->trial_places = places;
    o->v_clinical = fmax(p->pipeline_abroad_speed, load > 0 ? places / (places + load) : 1);
    o->clinic = fmax(0, places - load) / 400;
}

static void observe_services(const world *w, int r, observation *o) {
    const parameters *p = w->p;
    const levers *lever = &w->levers[r];
    double queue = p->pipeline_talent_per_prototype * o->agents.prototypes;
    o->v_prototype = fmax(0.3, queue > 0 ? o->T / (o->T + queue) : 1);
    double capacity = p->preclinical_base + p->preclinical_per_firm * o->n +
                      p->preclinical_per_centre * lever->evaluation;
    o->v_preclinical = fmax(0.4, capacity / (capacity + o->agents.preclinical));
    o->contracts = contracts_offer(w, r);
    double members = lever->coordinators > 0 ? fmax(o->n, 60) : 0;
    double lead = (lever->leadership > 0 ? lever->leadership : 1) + lever->commitment;
    o->network = members > 0
                     ? fmin(2, lever->coordinators * p->matching_per_coordinator * lead / members)
                     : 0;
    o->know = fmin(1, w->regions.support[r] / 40 + 0.6 * lever->one_stop * (o->network > 0) +
                          0.5 * lever->consulting + lever->knowhow);
}

/* ---- the five states ---- */

static double recent(const double *ring) {
    double sum = 0;
    for (int k = 0; k < RECENT_STEPS; k++)
        sum += ring[k];
    return sum;
}

double observe_founding_money(const world *w, double startups, double invested,
                              double startup_grant) {
    double need = w->p->finance_half_money * (startups + 3);
    double share = invested > 0 ? invested / (invested + need) : 0;
    double money = fmin(1, share + 0.1 * log1p(startup_grant / 5));
    return w->p->finance_founding_floor + (1 - w->p->finance_founding_floor) * money;
}

static void observe_states(const world *w, int r, observation *o) {
    const parameters *p = w->p;
    const levers *lever = &w->levers[r];
    o->I = (o->research + log1p(o->K / p->indices_K_0) + 0.5 * o->clinic) / 2.5;
    o->A = o->established / mature_firms;
    o->H = o->agents.anchor_demand / mature_demand;
    o->E = (o->dry_powder / 1000 + w->regions.support[r] / 40 + w->regions.mentors[r] / 50 +
            lever->slots / 100) /
           4;
    o->foundings_index = recent(&w->regions.recent_foundings[r * RECENT_STEPS]) / mature_flow;
    o->exits_index = recent(&w->regions.recent_exits[r * RECENT_STEPS]) / mature_flow;
    o->founding_money =
        observe_founding_money(w, o->startups, w->regions.invested[r], lever->startup_grant);
    double room = w->scenario->regions[r].population * (1 + lever->capacity) / reference_population;
    o->congestion = fmax(0, o->n / mature_firms / room - 1);
    o->congestion_factor = 1 / (1 + p->founding_congestion * o->congestion);
}

/* What an attempt at a project can choose from, by the link that brings it. */
static void observe_options(const world *w, int r, observation *o) {
    const parameters *p = w->p;
    const levers *lever = &w->levers[r];
    o->options_5 = link_05_options(p, world_gain(w, 5), o->A);
    o->options_9 = link_09_options(p, world_gain(w, 9), o->H) * (1 + lever->coupling);
    o->options_13 = link_13_options(p, world_gain(w, 13), o->foundings_index);
    o->options_16 = link_16_options(p, world_gain(w, 16), o->V);
    o->options_network = p->matching_c_network * o->network + lever->study;
    o->width = link_09_width(p, world_gain(w, 9), p->matching_sigma_a, o->H);
}

static void remember(world *w, int r) {
    const observation *o = &w->observed[r];
    w->regions.innovation[r] = o->I;
    w->regions.agglomeration[r] = o->A;
    w->regions.anchor_demand[r] = o->H;
    w->regions.entrepreneurship[r] = o->E;
    w->regions.firm_count[r] = o->n;
}

/* What follows from a region's own agents. */
static agglo_status observe_own(void *context, int lane, size_t begin, size_t end,
                                agglo_error *error) {
    world *w = context;
    (void)lane;
    (void)error;
    for (int r = (int)begin; r < (int)end; r++) {
        w->observed[r] = (observation){0};
        sum_agents(w, r, &w->observed[r]);
        observe_research(w, r, &w->observed[r]);
    }
    return AGGLO_OK;
}

/* What needs the neighbours' research as well. */
static agglo_status observe_rest(void *context, int lane, size_t begin, size_t end,
                                 agglo_error *error) {
    world *w = context;
    (void)lane;
    (void)error;
    for (int r = (int)begin; r < (int)end; r++) {
        observation *o = &w->observed[r];
        observe_spillover(w, r);
        if (w->p->talent_mobility > 0)
            observe_pull(w, r);
        observe_clinic(w, r, o);
        observe_services(w, r, o);
        observe_states(w, r, o);
        observe_options(w, r, o);
    }
    return AGGLO_OK;
}

agglo_status phase_observe(world *w, agglo_error *error) {
    agglo_status status = blocks_run(w->blocks.count, w->lanes, tally_blocks, w, error);
    if (status == AGGLO_OK)
        status = world_run_regions(w, observe_own, w, error);
    if (status == AGGLO_OK)
        status = exchange_regions(w, w->observed, sizeof *w->observed, error);
    if (status == AGGLO_OK)
        status = world_run_regions(w, observe_rest, w, error);
    if (status == AGGLO_OK)
        status = exchange_regions(w, w->observed, sizeof *w->observed, error);
    double present = 0;
    for (int r = 0; r < world_regions(w); r++) {
        remember(w, r);
        present += w->observed[r].n;
    }
    return status == AGGLO_OK ? world_check_room(w, present, w->room, "firms", error) : status;
}
