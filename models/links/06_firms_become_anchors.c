/* Link 6: firms grow into anchors (II firm agglomeration to III anchor firms).
 *
 * What causes what. The more established firms a region has, the likelier one of them becomes large
 * and brings so much demand from outside that others live on it. The odds follow from the firms'
 * own growth; this link turns a firm that has come so far into an anchor.
 *
 * Equation. A firm meets the definition if
 *
 *     size >= anchor.size (employees)  and  D >= anchor.demand (M$/yr)
 *
 * It is then promoted with the hazard
 *
 *     x6 = g6 * h6                                                              1/yr
 *
 *     g6  gain of the link                                                      1
 *     h6  anchor.h6                                                             1/yr
 *     D   outside demand the firm brings into the region                        M$/yr
 *
 * and stays an anchor until it falls below 70 % of either threshold, so that a firm at the border
 * does not change every step. At g6 = 0 no firm is promoted; anchors that are there stay.
 *
 * Source. The claim: Sasano 2006, DBJ14 (agglomeration raises the odds of an anchor). Definition
 * and hazard: assumption.
 *
 * Flux. Promotions; per year. */
#include "models/links/06_firms_become_anchors.h"

#include "models/parameters.h"

static const double keep_share = 0.7; /* of the thresholds, to stay an anchor (assumption) */

int link_06_qualifies(const struct parameters *p, double size, double demand) {
    return size >= p->anchor_size && demand >= p->anchor_demand;
}

int link_06_keeps(const struct parameters *p, double size, double demand) {
    return size >= keep_share * p->anchor_size && demand >= keep_share * p->anchor_demand;
}

double link_06_hazard(const struct parameters *p, double gain) {
    return gain * p->anchor_h6;
}

const causal_link link_06 = {
    .number = 6,
    .name = "firms_become_anchors",
    .from = STATE_AGGLOMERATION,
    .to = STATE_ANCHOR,
    .mechanism = "Among many established firms one grows large and brings so much outside demand "
                 "that it becomes an anchor.",
    .equation = "x6 = g6 * anchor.h6, promotion hazard of a firm with size >= anchor.size and D >= "
                "anchor.demand; an anchor stays one at 70 % of both",
    .source = "claim: Sasano 2006, DBJ14; definition and hazard: assumption",
    .flux = "firms promoted to anchors",
    .flux_unit = "promotions/yr",
    .parameters = "anchor.size anchor.demand anchor.h6",
};
