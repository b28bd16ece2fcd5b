/* Link 10: anchors attract outside firms (III anchor firms to II firm agglomeration).
 *
 * What causes what. Suppliers, service firms and rivals settle where a large customer is.
 *
 * Equation. This link adds to the utility of a region in outside firms' choice (see link 1)
 *
 *     u10 = g10 * b_anchor * ln(1 + H)                                          1
 *
 *     g10       gain of the link                                                1
 *     b_anchor  location.b_anchor                                               1
 *     H         outside demand of the anchors/2000 M$ a year                    1
 *
 * Source. The claim: Sasano 2006, DBJ14 (outside firms come to an anchor). Firms locate near firms
 * of their industry: Head, Ries and Swenson 1995 (sign); anchors and local science: Agrawal and
 * Cockburn 2003 (sign). Form and size: assumption.
 *
 * Flux. Expected arrivals of outside firms times (p - p'), where p is the region's share in the
 * choice and p' its share if this term were absent in this region only; entrants per year. */
#include "models/links/10_anchors_attract.h"

#include <math.h>

#include "models/parameters.h"

double link_10_utility(const struct parameters *p, double gain, double anchor_demand) {
    return gain * p->location_b_anchor * log1p(anchor_demand);
}

const causal_link link_10 = {
    .number = 10,
    .name = "anchors_attract",
    .from = STATE_ANCHOR,
    .to = STATE_AGGLOMERATION,
    .mechanism = "Firms from outside settle near anchors.",
    .equation = "u10 = g10 * location.b_anchor * ln(1 + H), a term of the utility in outside "
                "firms' choice of location",
    .source = "claim: Sasano 2006, DBJ14; Head, Ries and Swenson 1995, Agrawal and Cockburn 2003 "
              "(sign); form and size: assumption",
    .flux = "entrants that came because of this term: expected arrivals times (share - share "
            "without the term in this region)",
    .flux_unit = "entrants/yr",
    .parameters = "location.b_anchor",
};
