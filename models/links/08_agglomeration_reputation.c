/* Link 8: agglomeration builds reputation (II firm agglomeration to V established reputation).
 *
 * What causes what. Many firms of a trade in one place are noticed: at fairs, by buyers, by the
 * press.
 *
 * Equation. One of the four inflows to reputation (see link 4):
 *
 *     x8 = g8 * w8 * ln(1 + 4 A) * w                                            1/yr
 *
 *     g8  gain of the link                                                      1
 *     w8  reputation.w8                                                         1/yr
 *     A   established firms/500                                                 1
 *     w   visibility 1 + 0.1 * min(3, lever visibility): fairs and joint
 *         projects show what is there; the caller makes it                      1
 *
 * Source. The claim: Sasano 2006, DBJ14. Form: assumption; w8 was set by hand with the other
 * weights on the firm counts of HUB.
 *
 * Flux. (1 - V) * x8; V per year. */
#include "models/links/08_agglomeration_reputation.h"

#include <math.h>

#include "models/parameters.h"

double link_08_inflow(const struct parameters *p, double gain, double agglomeration,
                      double visibility) {
    return gain * p->reputation_w8 * log1p(4 * agglomeration) * visibility;
}

const causal_link link_08 = {
    .number = 8,
    .name = "agglomeration_reputation",
    .from = STATE_AGGLOMERATION,
    .to = STATE_REPUTATION,
    .mechanism = "Many firms of one trade in one place are noticed from outside.",
    .equation = "x8 = g8 * reputation.w8 * ln(1 + 4 A) * (1 + 0.1 * min(3, visibility)), inflow to "
                "V per unit of (1 - V)",
    .source = "claim: Sasano 2006, DBJ14; form: assumption; size: set by hand on the firm counts "
              "of HUB",
    .flux = "(1 - V) * x8",
    .flux_unit = "V/yr",
    .parameters = "reputation.w8",
};
