/* Science: research money makes seeds and trains talent, hospitals voice needs, stocks age.
 *
 *     C  <- C + (1 - exp(-step/3)) (0.4 B/2 (L(K/K_0)/2 + V + L(joint/20)/2) - C)      [M$/yr]
 *     S_b: inflow seeds_per_musd sum_u b_u profile_ub + seeds_per_K (K_b/2 + K_b-1/4 + K_b+1/4),
 *          decay seed_decay
 *     N_f: inflow needs_per_bed sum_h beds openness burden_f, decay need_decay
 *     K_b: decay K_decay;  T: inflow per_musd M + inflow_V V + ..., decay T_decay
 *
 * L(x) = ln(1 + x). All sizes are assumptions; invention rates are scaled to AUTM 2016. */
#include "models/phases/science.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/world.h"

/* Exact step of dx/dt = inflow - decay x. */
static double relax(double x, double inflow, double decay, double years) {
    double kept = exp(-decay * years);
    return decay > 0 ? x * kept + inflow / decay * (1 - kept) : x + inflow * years;
}

/* ---- research money ---- */

static void count_joint_projects(world *w, int r) {
    int32_t first = w->university_first[r];
    for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++)
        for (int32_t k = w->project_first[i]; k < w->project_first[i + 1]; k++)
            if (w->projects.university[k] != NO_PARTNER && w->projects.stage[k] != STAGE_ENDED)
                w->joint[first + w->projects.university[k]]++;
}

static void renew_competitive(world *w, int r) {
    const observation *o = &w->observed[r];
    universities *u = &w->universities;
    double smoothing = -expm1(-w->step_years / 3);
    for (int32_t k = w->university_first[r]; k < w->university_first[r + 1]; k++) {
        double merit =
            0.5 * (0.5 * log1p(o->K / w->p->indices_K_0) + o->V + 0.5 * log1p(w->joint[k] / 20));
        double target = w->p->science_competitive * u->budget[k] * merit;
        u->competitive[k] += smoothing * (target - u->competitive[k]);
    }
}

/* ---- stocks ---- */

/* Research by bin: every site's money, policies' share included, over its profile. */
static void research_by_bin(const world *w, int r, double research[BIN_COUNT]) {
    const universities *u = &w->universities;
    double added = w->p->funding_research_share * w->levers[r].grant + w->levers[r].university;
    double total = 0;
    for (int32_t k = w->university_first[r]; k < w->university_first[r + 1]; k++)
        total += u->budget[k] + u->competitive[k];
    memset(research, 0, BIN_COUNT * sizeof *research);
    for (int32_t k = w->university_first[r]; total > 0 && k < w->university_first[r + 1]; k++) {
        double money = (u->budget[k] + u->competitive[k]) * (1 + added / total);
        for (int b = 0; b < BIN_COUNT; b++)
            research[b] += money * u->profile[k * BIN_COUNT + b];
    }
}

static void renew_seeds(world *w, int r) {
    double research[BIN_COUNT];
    const double *K = &w->regions.knowledge[r * BIN_COUNT];
    double *S = &w->regions.seeds[r * BIN_COUNT];
    research_by_bin(w, r, research);
    for (int b = 0; b < BIN_COUNT; b++) {
        double around =
            0.5 * K[b] + 0.25 * K[(b + BIN_COUNT - 1) % BIN_COUNT] + 0.25 * K[(b + 1) % BIN_COUNT];
        double inflow =
            w->p->science_seeds_per_musd * research[b] + w->p->science_seeds_per_K * around;
        S[b] = relax(S[b], inflow, w->p->science_seed_decay, w->step_years);
    }
}

static void renew_needs(world *w, int r) {
    double open_beds = 0;
    for (int32_t k = w->hospital_first[r]; k < w->hospital_first[r + 1]; k++)
        open_beds += w->hospitals.beds[k] * w->hospitals.openness[k];
    open_beds *= 1 + w->levers[r].openness;
    for (int f = 0; f < FIELD_COUNT; f++) {
        double inflow = w->p->science_needs_per_bed * open_beds * w->scenario->world.burden[f];
        double *N = &w->regions.needs[r * FIELD_COUNT + f];
        *N = relax(*N, inflow, w->p->science_need_decay, w->step_years);
    }
}

static void renew_people(world *w, int r) {
    const observation *o = &w->observed[r];
    const levers *lever = &w->levers[r];
    const parameters *p = w->p;
    double talent = p->talent_per_musd * o->research_money + p->talent_inflow_V * o->V +
                    4 * lever->fellows + 10 * lever->headhunting + lever->talent;
    w->regions.talent[r] = relax(w->regions.talent[r], talent, p->science_T_decay, w->step_years);
    double mentors = 0.1 * lever->fellows + lever->mentors;
    w->regions.mentors[r] = relax(w->regions.mentors[r], mentors, p->mentors_decay, w->step_years);
    double kept = exp(-p->science_K_decay * w->step_years);
    for (int b = 0; b < BIN_COUNT; b++)
        w->regions.knowledge[r * BIN_COUNT + b] *= kept;
}

/* Running sums from which seeds and needs are drawn. */
static void accumulate(world *w, int r) {
    double sum = 0;
    for (int b = 0; b < BIN_COUNT; b++)
        w->seeds_cumulative[r * BIN_COUNT + b] = sum += w->regions.seeds[r * BIN_COUNT + b];
    sum = 0;
    for (int f = 0; f < FIELD_COUNT; f++)
        w->needs_cumulative[r * FIELD_COUNT + f] = sum += w->regions.needs[r * FIELD_COUNT + f];
}

static agglo_status science_regions(void *context, int lane, size_t begin, size_t end,
                                    agglo_error *error) {
    world *w = context;
    (void)lane;
    (void)error;
    for (int r = (int)begin; r < (int)end; r++) {
        count_joint_projects(w, r);
        renew_competitive(w, r);
        renew_seeds(w, r);
        renew_needs(w, r);
        renew_people(w, r);
        accumulate(w, r);
    }
    return AGGLO_OK;
}

/* ---- the rings of the last twelve months make room for this step ---- */

static void turn_rings(world *w) {
    int slot = w->step % w->scenario->steps_per_year;
    for (int r = 0; r < world_regions(w); r++) {
        w->regions.recent_foundings[r * RECENT_STEPS + slot] = 0;
        w->regions.recent_exits[r * RECENT_STEPS + slot] = 0;
    }
}

agglo_status phase_science(world *w, agglo_error *error) {
    size_t sites = w->universities.table.count;
    if (sites > w->joint_capacity) {
        double *joint = realloc(w->joint, sites * sizeof *joint);
        if (joint == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu research sites", sites);
        w->joint = joint;
        w->joint_capacity = sites;
    }
    if (sites > 0)
        memset(w->joint, 0, sites * sizeof *w->joint);
    turn_rings(w);
    return blocks_run((size_t)world_regions(w), w->lanes, science_regions, w, error);
}
