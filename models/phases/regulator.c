/* Regulator: one agency per home market; class III and IV reviews wait in its queue.
 *
 *     dQ/dt = background g + arrivals - c Q/(Q + b),   g = (1 + growth)^t
 *     c = capacity g speed,  b = burst g,   wait W = (Q + b)/c   [yr]
 *
 * integrated in implicit sub-steps of at most a month, so that the wait does not depend on the
 * step. Levels are assumptions that give a class III-IV review of a year (PMDA 2013: 8-14 months).
 */
#include "models/phases/regulator.h"

#include <math.h>

#include "models/world.h"

/* Throughput of the markets' agencies with what policies add to it: the most that any region of a
 * market asks for. */
static void speed_up(world *w) {
    for (int m = 0; m < MARKET_COUNT; m++)
        w->agency_speed[m] = 1;
    for (int r = 0; r < world_regions(w); r++) {
        double *speed = &w->agency_speed[w->scenario->regions[r].home_market];
        *speed = fmax(*speed, 1 + w->levers[r].review_speed);
    }
}

/* One implicit sub-step: the positive root of Q + h c Q/(Q + b) = R. */
static double serve_substep(double Q, double inflow, double c, double b, double h) {
    double R = Q + h * inflow, B = b + h * c - R;
    return 0.5 * (-B + sqrt(B * B + 4 * R * b));
}

void regulator_serve(world *w) {
    const parameters *p = w->p;
    double g = pow(1 + p->location_growth, world_time(w));
    int substeps = (int)ceil(12 * w->step_years - 1e-9);
    double h = w->step_years / substeps, b = p->regulator_burst * g;
    speed_up(w);
    for (int m = 0; m < MARKET_COUNT; m++) {
        double c = p->regulator_capacity * g * w->agency_speed[m];
        double inflow = p->regulator_background * g + w->agencies.arrivals[m];
        for (int k = 0; k < substeps; k++)
            w->agencies.backlog[m] = serve_substep(w->agencies.backlog[m], inflow, c, b, h);
        w->agency_wait[m] = (w->agencies.backlog[m] + b) / c;
    }
}

void regulator_receive(world *w, const int *entered) {
    double smoothing = -expm1(-w->step_years);
    for (int m = 0; m < MARKET_COUNT; m++)
        w->agencies.arrivals[m] +=
            smoothing * (entered[m] / w->step_years - w->agencies.arrivals[m]);
}

double regulator_speed(const world *w, int region, double table_years, int two_stage) {
    int market = w->scenario->regions[region].home_market;
    double wait = w->agency_wait[market] * (two_stage ? 0.5 : 1);
    return table_years / (table_years / sqrt(w->agency_speed[market]) + wait);
}
