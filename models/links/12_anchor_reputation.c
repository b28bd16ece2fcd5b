/* Link 12: the home of an anchor is known (III anchor firms to V established reputation).
 *
 * What causes what. Everybody in the trade knows where its great firms are.
 *
 * Equation. One of the four inflows to reputation (see link 4):
 *
 *     x12 = g12 * w12 * ln(1 + H)                                               1/yr
 *
 *     g12  gain of the link                                                     1
 *     w12  reputation.w12                                                       1/yr
 *     H    outside demand of the anchors/2000 M$ a year                         1
 *
 * Source. The claim: Sasano 2006, DBJ14 (known as the home of an anchor). Form: assumption; w12 was
 * set by hand with the other weights on the firm counts of HUB.
 *
 * Flux. (1 - V) * x12; V per year. */
#include "models/links/12_anchor_reputation.h"

#include <math.h>

#include "models/parameters.h"

double link_12_inflow(const struct parameters *p, double gain, double anchor_demand) {
    return gain * p->reputation_w12 * log1p(anchor_demand);
}

const causal_link link_12 = {
    .number = 12,
    .name = "anchor_reputation",
    .from = STATE_ANCHOR,
    .to = STATE_REPUTATION,
    .mechanism = "A region becomes known as the home of an anchor.",
    .equation = "x12 = g12 * reputation.w12 * ln(1 + H), inflow to V per unit of (1 - V)",
    .source = "claim: Sasano 2006, DBJ14; form: assumption; size: set by hand on the firm counts "
              "of HUB",
    .flux = "(1 - V) * x12",
    .flux_unit = "V/yr",
    .parameters = "reputation.w12",
};
