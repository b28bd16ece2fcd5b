#include "models/agents/project.h"

#include <math.h>

/* The first index whose running sum exceeds the target, by halving; the last one at most. */
int draw_cumulative(const double *cumulative, int count, double u) {
    double target = u * cumulative[count - 1];
    int low = 0;
    for (int left = count; left > 1;) { /* it is one of `left` from `low` on */
        int half = left / 2;
        low += cumulative[low + half - 1] <= target ? half : 0;
        left -= half;
    }
    return low;
}

double draw_place(const double *cumulative, int count, double u, int *bin) {
    int b = draw_cumulative(cumulative, count, u);
    double below = b == 0 ? 0 : cumulative[b - 1];
    double within = (u * cumulative[count - 1] - below) / (cumulative[b] - below);
    if (bin != NULL)
        *bin = b;
    double place = (b + (within > 0 ? within < 1 ? within : 1 : 0)) / count;
    return place < 1 ? place : 0;
}

int project_class(const world *w, firm_kind kind, double u) {
    const double *mix = w->scenario->world.kinds[kind].class_mix;
    int c = 0;
    for (double sum = mix[0]; c < CLASS_COUNT - 1 && u >= sum; sum += mix[++c])
        ;
    return c;
}

void project_take_type(const world *w, int region, random_block draw, project_plan *plan) {
    const scenario_type *types = w->scenario->world.types;
    double software = fmin(0.5, types[TYPE_SAMD].share * (1 + 0.5 * w->levers[region].software));
    double u = random_uniform(draw, 0);
    double diagnostic = types[TYPE_DIAGNOSTIC].share;
    double equipment = diagnostic + types[TYPE_EQUIPMENT].share;
    plan->device_type = u < diagnostic             ? TYPE_DIAGNOSTIC
                        : u < equipment            ? TYPE_EQUIPMENT
                        : u < equipment + software ? TYPE_SAMD
                                                   : TYPE_DISPOSABLE;
    if (plan->device_type == TYPE_SAMD && plan->device_class == CLASS_COUNT - 1)
        plan->device_class--;
}

void project_type(const world *w, int region, project_plan *plan) {
    random_block draw = random_draw(w->key, plan->id, RANDOM_ONCE, DRAW_PROJECT, 0);
    project_take_type(w, region, draw, plan);
}

/* ---- partners ---- */

/* Small share of every bin that any university covers. */
static const double profile_floor = 0.002;

static double university_weight(const world *w, int32_t u, int bin) {
    const universities *t = &w->universities;
    return (t->budget[u] + t->competitive[u]) * (t->profile[u * BIN_COUNT + bin] + profile_floor);
}

uint16_t project_university(const world *w, int region, int bin, double u) {
    int32_t first = w->university_first[region], end = w->university_first[region + 1];
    double total = 0;
    for (int32_t k = first; k < end; k++)
        total += university_weight(w, k, bin);
    if (total <= 0)
        return NO_PARTNER;
    double target = u * total, sum = 0;
    for (int32_t k = first; k < end; k++) {
        sum += university_weight(w, k, bin);
        if (sum > target)
            return (uint16_t)(k - first);
    }
    return (uint16_t)(end - 1 - first);
}

static uint16_t draw_hospital(const world *w, int region, double u) {
    const hospitals *t = &w->hospitals;
    int32_t first = w->hospital_first[region], end = w->hospital_first[region + 1];
    double total = 0;
    for (int32_t k = first; k < end; k++)
        total += t->beds[k] * t->openness[k];
    if (total <= 0)
        return NO_PARTNER;
    double target = u * total, sum = 0;
    for (int32_t k = first; k < end; k++) {
        sum += t->beds[k] * t->openness[k];
        if (sum > target)
            return (uint16_t)(k - first);
    }
    return (uint16_t)(end - 1 - first);
}

/* A joint project raises trust in the trusted partner; a stranger replaces one who is hardly
 * trusted. */
static void meet(const parameters *p, uint16_t *trusted, float *trust, uint16_t partner) {
    static const float weak = 0.3f;
    if (partner == NO_PARTNER)
        return;
    if (partner == *trusted) {
        *trust += (float)p->ties_gain * (1 - *trust);
    } else if (*trust < weak) {
        *trusted = partner;
        *trust = (float)p->ties_gain;
    }
}

void project_take_partners(world *w, int region, random_block b, project_plan *plan) {
    firms *f = &w->firms;
    int32_t i = plan->owner;
    int known = f->university[i] != NO_PARTNER && random_uniform(b, 0) < f->trust_university[i];
    plan->university =
        known ? f->university[i]
              : project_university(w, region, circle_bin(plan->seed), random_uniform(b, 1));
    meet(w->p, &f->university[i], &f->trust_university[i], plan->university);
    known = f->hospital[i] != NO_PARTNER && random_uniform(b, 2) < f->trust_hospital[i];
    plan->hospital = known ? f->hospital[i] : draw_hospital(w, region, random_uniform(b, 3));
    meet(w->p, &f->hospital[i], &f->trust_hospital[i], plan->hospital);
}

void project_partners(world *w, int32_t i, int region, project_plan *plan) {
    plan->owner = i;
    random_block draw = random_draw(w->key, plan->id, RANDOM_ONCE, DRAW_PARTNER, 0);
    project_take_partners(w, region, draw, plan);
}

/* ---- cost and time ---- */

/* Software is developed in half the time at 0.3 of the cost (assumption). */
static const double software_time = 0.5, software_cost = 0.3;

double project_stage_years(const scenario_world *tables, int device_class, int device_type,
                           int stage) {
    double years = tables->classes[device_class].stage_years[stage];
    return device_type == TYPE_SAMD ? years * software_time : years;
}

double project_running_cost(const scenario_world *tables, int device_class, int device_type,
                            int stage) {
    if (stage >= STAGE_COUNT)
        return 0;
    const scenario_class *c = &tables->classes[device_class];
    double years = project_stage_years(tables, device_class, device_type, stage);
    if (years <= 0)
        return 0;
    double cost = c->cost * c->cost_share[stage];
    return (device_type == TYPE_SAMD ? cost * software_cost : cost) / years;
}
