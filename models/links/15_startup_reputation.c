/* Link 15: start-ups and their exits build reputation (IV entrepreneurial environment to V
 * established reputation).
 *
 * What causes what. A place where firms are founded is talked of as a new hub, and more so when
 * founders have been seen to succeed: a sale or a flotation counts as three foundings.
 *
 * Equation. One of the four inflows to reputation (see link 4):
 *
 *     x15 = g15 * w15 * ln(1 + su + 3 ex) * w                                   1/yr
 *
 *     g15  gain of the link                                                     1
 *     w15  reputation.w15                                                       1/yr
 *     su   firms founded in the region in the last 12 months/20                1
 *     ex   sales and flotations of start-ups in the last 12 months/20           1
 *     w    visibility 1 + 0.1 * min(3, lever visibility); the caller makes it   1
 *
 * Source. The claim: Sasano 2006, DBJ14 (known as a new hub). Form: assumption; w15 was set by hand
 * with the other weights on the firm counts of HUB.
 *
 * Flux. (1 - V) * x15; V per year. */
#include "models/links/15_startup_reputation.h"

#include <math.h>

#include "models/parameters.h"

static const double exit_weight = 3; /* foundings that an exit counts for (assumption) */

double link_15_inflow(const struct parameters *p, double gain, double foundings_index,
                      double exits_index, double visibility) {
    return gain * p->reputation_w15 * log1p(foundings_index + exit_weight * exits_index) *
           visibility;
}

const causal_link link_15 = {
    .number = 15,
    .name = "startup_reputation",
    .from = STATE_ENTREPRENEURSHIP,
    .to = STATE_REPUTATION,
    .mechanism = "Foundings and successful exits make a region known as a new hub.",
    .equation = "x15 = g15 * reputation.w15 * ln(1 + su + 3 ex) * (1 + 0.1 * min(3, visibility)), "
                "inflow to V per unit of (1 - V)",
    .source = "claim: Sasano 2006, DBJ14; form: assumption; size: set by hand on the firm counts "
              "of HUB",
    .flux = "(1 - V) * x15",
    .flux_unit = "V/yr",
    .parameters = "reputation.w15",
};
