/* Link 1: research attracts firms (I innovation environment to II firm agglomeration).
 *
 * What causes what. A firm from outside that looks for a site prefers a region where research goes
 * on: it finds results, trained people and partners there.
 *
 * Equation. Each outside firm takes the best of "elsewhere" and all regions, each with a taste of
 * its own. This link adds to the utility of a region
 *
 *     u1 = g1 * b_research * ln(1 + research)
 *
 *     g1          gain of the link                                              1
 *     b_research  location.b_research                                           1
 *     research    research money of the region and, fading with distance, of
 *                 its neighbours; 1 = a mature hub                              1
 *
 * Source. The claim: Sasano 2006, applied to medical devices by DBJ14 (research makes a region
 * interesting as a site). HUB tells it of Boston. The logarithm and the weight: assumption.
 *
 * Flux. Expected arrivals of outside firms times (p - p'), where p is the region's share in the
 * choice and p' its share if this term were absent in this region only; entrants per year. */
#include "models/links/01_research_attracts.h"

#include <math.h>

#include "models/parameters.h"

double link_01_utility(const struct parameters *p, double gain, double research) {
    return gain * p->location_b_research * log1p(research);
}

const causal_link link_01 = {
    .number = 1,
    .name = "research_attracts",
    .from = STATE_INNOVATION,
    .to = STATE_AGGLOMERATION,
    .mechanism = "Research in a region attracts firms from outside that look for a site.",
    .equation = "u1 = g1 * location.b_research * ln(1 + research), a term of the utility in "
                "outside firms' choice of location",
    .source = "claim: Sasano 2006, DBJ14; HUB on Boston; form and size: assumption",
    .flux = "entrants that came because of this term: expected arrivals times (share - share "
            "without the term in this region)",
    .flux_unit = "entrants/yr",
    .parameters = "location.b_research",
};
