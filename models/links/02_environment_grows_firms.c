/* Link 2: the innovation environment makes firms grow and put down roots (I innovation environment
 * to III anchor firms).
 *
 * What causes what. Where research, knowledge and clinics are near, established firms develop more
 * and grow faster; and what began as an outside firm's site takes over development and decisions
 * until it is a home base. Both bring firms nearer to being anchors.
 *
 * Equations. Employment and base sales of established firms grow, beside everything else, by
 *
 *     r2 = g2 * b2 * ln(1 + I)                                                  1/yr
 *
 * and a site becomes a home base with the hazard
 *
 *     x2 = g2 * h2 * ln(1 + I)                                                  1/yr
 *
 *     g2  gain of the link                                                      1
 *     b2  growth.b2                                                             1/yr
 *     h2  growth.h2                                                             1/yr
 *     I   index of the innovation environment, 1 = a mature hub                 1
 *
 * Source. The claim: Sasano 2006, DBJ14 (the environment lets firms grow and makes them settle).
 * Forms and sizes: assumption.
 *
 * Flux. Employees that established firms gained in the step by the term r2; employees per year. */
#include "models/links/02_environment_grows_firms.h"

#include <math.h>

#include "models/parameters.h"

double link_02_growth(const struct parameters *p, double gain, double innovation) {
    return gain * p->growth_b2 * log1p(innovation);
}

double link_02_home_base(const struct parameters *p, double gain, double innovation) {
    return gain * p->growth_h2 * log1p(innovation);
}

const causal_link link_02 = {
    .number = 2,
    .name = "environment_grows_firms",
    .from = STATE_INNOVATION,
    .to = STATE_ANCHOR,
    .mechanism = "A good innovation environment makes established firms grow and turns outside "
                 "firms' sites into home bases.",
    .equation = "growth of employment and base sales r2 = g2 * growth.b2 * ln(1 + I); hazard that "
                "a site becomes a home base x2 = g2 * growth.h2 * ln(1 + I)",
    .source = "claim: Sasano 2006, DBJ14; forms and sizes: assumption",
    .flux = "employees that established firms gained by the growth term",
    .flux_unit = "employees/yr",
    .parameters = "growth.b2 growth.h2",
};
