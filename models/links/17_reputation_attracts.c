/* Link 17: reputation attracts outside firms (V established reputation to II firm agglomeration).
 *
 * What causes what. A firm that looks for a site first thinks of regions it has heard of.
 *
 * Equation. This link adds to the utility of a region in outside firms' choice (see link 1)
 *
 *     u17 = g17 * b_reputation * V                                              1
 *
 *     g17           gain of the link                                            1
 *     b_reputation  location.b_reputation                                       1
 *     V             reputation                                                  0...1
 *
 * Source. The claim: Sasano 2006, DBJ14 (reputation attracts sites). Form: assumption; the weight
 * was set by hand on the firm counts of HUB.
 *
 * Flux. Expected arrivals of outside firms times (p - p'), where p is the region's share in the
 * choice and p' its share if this term were absent in this region only; entrants per year. */
#include "models/links/17_reputation_attracts.h"

#include "models/parameters.h"

double link_17_utility(const struct parameters *p, double gain, double reputation) {
    return gain * p->location_b_reputation * reputation;
}

const causal_link link_17 = {
    .number = 17,
    .name = "reputation_attracts",
    .from = STATE_REPUTATION,
    .to = STATE_AGGLOMERATION,
    .mechanism = "Firms from outside choose regions they have heard of.",
    .equation = "u17 = g17 * location.b_reputation * V, a term of the utility in outside firms' "
                "choice of location",
    .source = "claim: Sasano 2006, DBJ14; form: assumption; size: set by hand on the firm counts "
              "of HUB",
    .flux = "entrants that came because of this term: expected arrivals times (share - share "
            "without the term in this region)",
    .flux_unit = "entrants/yr",
    .parameters = "location.b_reputation",
};
