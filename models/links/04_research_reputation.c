/* Link 4: research builds reputation (I innovation environment to V established reputation).
 *
 * What causes what. A region with much research is heard of: papers, people who move on, visitors.
 *
 * Equation. Reputation V lies in 0...1 and follows
 *
 *     dV/dt = -decay * V + (1 - V) * (x4 + x8 + x12 + x15)
 *     x4 = g4 * w4 * ln(1 + research)                                           1/yr
 *
 *     g4        gain of the link                                                1
 *     w4        reputation.w4                                                   1/yr
 *     research  research money of the region and, fading with distance, of its
 *               neighbours; 1 = a mature hub                                    1
 *
 * Source. The claim: Sasano 2006, DBJ14 (a region becomes known as a mecca of research). Form:
 * assumption; w4 was set by hand with the other weights on the firm counts of HUB.
 *
 * Flux. (1 - V) * x4; V per year. */
#include "models/links/04_research_reputation.h"

#include <math.h>

#include "models/parameters.h"

double link_04_inflow(const struct parameters *p, double gain, double research) {
    return gain * p->reputation_w4 * log1p(research);
}

const causal_link link_04 = {
    .number = 4,
    .name = "research_reputation",
    .from = STATE_INNOVATION,
    .to = STATE_REPUTATION,
    .mechanism = "A region with much research becomes known for it.",
    .equation = "x4 = g4 * reputation.w4 * ln(1 + research), inflow to V per unit of (1 - V)",
    .source = "claim: Sasano 2006, DBJ14; form: assumption; size: set by hand on the firm counts "
              "of HUB",
    .flux = "(1 - V) * x4",
    .flux_unit = "V/yr",
    .parameters = "reputation.w4",
};
