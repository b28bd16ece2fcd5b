/* Science: research money makes seeds and trains talent, hospitals voice needs, stocks age.
 *
 *     C  <- C + (1 - exp(-step/3)) (0.4 B/2 (L(K/K_0)/2 + V + L(joint/20)/2) - C)      [M$/yr]
 *     S_b: inflow seeds_per_musd sum_u b_u profile_ub + seeds_per_K (K_b/2 + K_b-1/4 + K_b+1/4),
 *          decay seed_decay
 *     N_f: inflow needs_per_bed sum_h beds openness burden_f dissatisfaction_f, decay need_decay
 *     K_b: decay K_decay;  T: inflow per_musd M + inflow_V V + ..., decay T_decay; people move to
 *          better known neighbours (observe.c), whose gain is the region's loss
 *
 * L(x) = ln(1 + x). All sizes are assumptions; invention rates are scaled to AUTM 2016. */
#include "models/phases/science.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/world.h"

/* Exact step of dx/dt = inflow - decay x: x <- kept x + gained inflow. */
typedef struct {
    double kept, gained;
} relaxation;

static relaxation relaxation_of(double decay, double years) {
    double lost = -expm1(-decay * years);
    return (relaxation){1 - lost, decay > 0 ? lost / decay : years};
}

static double relax(relaxation a, double x, double inflow) {
    return a.kept * x + a.gained * inflow;
}

/* What all regions share in this step. */
typedef struct {
    world *w;
    relaxation seeds, needs, talent, mentors;
    double knowledge_kept, smoothing;
} season;

static season season_of(world *w) {
    const parameters *p = w->p;
    double step = w->step_years;
    return (season){.w = w,
                    .seeds = relaxation_of(p->science_seed_decay, step),
                    .needs = relaxation_of(p->science_need_decay, step),
                    .talent = relaxation_of(p->science_T_decay, step),
                    .mentors = relaxation_of(p->mentors_decay, step),
                    .knowledge_kept = exp(-p->science_K_decay * step),
                    .smoothing = -expm1(-step / 3)};
}

/* ---- research money ---- */

static void count_joint_projects(world *w, int r) {
    int32_t first = w->university_first[r], end = w->project_first[w->firm_first[r + 1]];
    for (int32_t k = w->project_first[w->firm_first[r]]; k < end; k++)
        if (w->projects.university[k] != NO_PARTNER && w->projects.stage[k] != STAGE_ENDED)
            w->joint[first + w->projects.university[k]]++;
}

static void renew_competitive(const season *now, int r) {
    world *w = now->w;
    universities *u = &w->universities;
    double known = 0.5 * log1p(w->observed[r].K / w->p->indices_K_0) + w->observed[r].V;
    for (int32_t k = w->university_first[r]; k < w->university_first[r + 1]; k++) {
        double merit = 0.5 * (known + 0.5 * log1p(w->joint[k] / 20));
        double target = w->p->science_competitive * u->budget[k] * merit;
        u->competitive[k] += now->smoothing * (target - u->competitive[k]);
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

static void renew_seeds(const season *now, int r) {
    world *w = now->w;
    double research[BIN_COUNT];
    const double *K = &w->regions.knowledge[r * BIN_COUNT];
    double *S = &w->regions.seeds[r * BIN_COUNT];
    research_by_bin(w, r, research);
    for (int b = 0; b < BIN_COUNT; b++) {
        double around =
            0.5 * K[b] + 0.25 * K[(b + BIN_COUNT - 1) % BIN_COUNT] + 0.25 * K[(b + 1) % BIN_COUNT];
        double inflow =
            w->p->science_seeds_per_musd * research[b] + w->p->science_seeds_per_K * around;
        S[b] = relax(now->seeds, S[b], inflow);
    }
}

static void renew_needs(const season *now, int r) {
    world *w = now->w;
    double open_beds = 0;
    for (int32_t k = w->hospital_first[r]; k < w->hospital_first[r + 1]; k++)
        open_beds += w->hospitals.beds[k] * w->hospitals.openness[k];
    open_beds *= 1 + w->levers[r].openness;
    for (int f = 0; f < FIELD_COUNT; f++) {
        double inflow =
            w->p->science_needs_per_bed * open_beds * scenario_need(&w->scenario->world, f);
        double *N = &w->regions.needs[r * FIELD_COUNT + f];
        *N = relax(now->needs, *N, inflow);
    }
}

/* People whom a region's neighbours lose to it, of those that talent's decay has left. What one
 * region gains here others lose. */
static double drawn_from_neighbours(const season *now, int r) {
    const world *w = now->w;
    const neighbours *near = &w->neighbours;
    double drawn = 0;
    for (int32_t k = near->first[r]; k < near->first[r + 1]; k++) {
        const observation *from = &w->observed[near->region[k]];
        double better = w->observed[r].V - from->V;
        if (better > 0 && from->leaving > 0)
            drawn += near->weight[k] * better / from->pull * from->T *
                     -expm1(-from->leaving * w->step_years);
    }
    return now->talent.kept * drawn;
}

static void renew_people(const season *now, int r) {
    world *w = now->w;
    const observation *o = &w->observed[r];
    const levers *lever = &w->levers[r];
    const parameters *p = w->p;
    double talent = p->talent_per_musd * o->research_money + p->talent_inflow_V * o->V +
                    4 * lever->fellows + 10 * lever->headhunting + lever->talent;
    double staying = w->regions.talent[r];
    if (p->talent_mobility > 0)
        staying *= exp(-o->leaving * w->step_years);
    w->regions.talent[r] = relax(now->talent, staying, talent);
    if (p->talent_mobility > 0)
        w->regions.talent[r] += drawn_from_neighbours(now, r);
    double mentors = 0.1 * lever->fellows + lever->mentors;
    w->regions.mentors[r] = relax(now->mentors, w->regions.mentors[r], mentors);
    for (int b = 0; b < BIN_COUNT; b++)
        w->regions.knowledge[r * BIN_COUNT + b] *= now->knowledge_kept;
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

/* The rings of the last twelve months make room for this step. */
static void turn_rings(world *w, int r) {
    int slot = w->step % w->scenario->steps_per_year;
    w->regions.recent_foundings[r * RECENT_STEPS + slot] = 0;
    w->regions.recent_exits[r * RECENT_STEPS + slot] = 0;
}

static agglo_status science_regions(void *context, int lane, size_t begin, size_t end,
                                    agglo_error *error) {
    const season *now = context;
    (void)lane;
    (void)error;
    for (int r = (int)begin; r < (int)end; r++) {
        turn_rings(now->w, r);
        count_joint_projects(now->w, r);
        renew_competitive(now, r);
        renew_seeds(now, r);
        renew_needs(now, r);
        renew_people(now, r);
        accumulate(now->w, r);
    }
    return AGGLO_OK;
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
    season now = season_of(w);
    return world_run_regions(w, science_regions, &now, error);
}
