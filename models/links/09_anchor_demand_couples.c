/* Link 9: anchors' demand couples technology to needs (III anchor firms to I innovation
 * environment).
 *
 * What causes what. An anchor knows what its markets want and what is technically possible, and
 * asks for it. Firms around it see more combinations of inventions and needs, and can work with
 * inventions that lie farther from their own technology.
 *
 * Equations. The link adds options to an attempt at a project (see link 5)
 *
 *     m9 = g9 * c9 * ln(1 + H)                                                  options
 *
 * and widens reach, the distance on the technology circle at which quality falls:
 *
 *     sigma_A = sigma_a * min(2, 1 + c9_width * g9 * ln(1 + H))                 1
 *
 *     g9        gain of the link                                                1
 *     c9        matching.c9                                                     1
 *     c9_width  matching.c9_width                                               1
 *     sigma_a   matching.sigma_a                                                1
 *     H         outside demand of the anchors/2000 M$ a year                    1
 *
 * Source. The claim: Sasano 2006, DBJ14 (an anchor's demand couples needs and technology). That an
 * anchor helps a region to absorb local science: Agrawal and Cockburn 2003 (sign). Forms and sizes:
 * assumption.
 *
 * Flux. New projects that came of an option of this link, and those that would not have been good
 * enough with the reach of a region without anchors; projects per year. */
#include "models/links/09_anchor_demand_couples.h"

#include <math.h>

#include "models/parameters.h"

double link_09_options(const struct parameters *p, double gain, double anchor_demand) {
    return gain * p->matching_c9 * log1p(anchor_demand);
}

double link_09_width(const struct parameters *p, double gain, double sigma, double anchor_demand) {
    return sigma * fmin(2, 1 + p->matching_c9_width * gain * log1p(anchor_demand));
}

const causal_link link_09 = {
    .number = 9,
    .name = "anchor_demand_couples",
    .from = STATE_ANCHOR,
    .to = STATE_INNOVATION,
    .mechanism = "Anchors know what markets want and ask for it, so that technology and needs "
                 "meet more often and over wider distances.",
    .equation = "m9 = g9 * matching.c9 * ln(1 + H), added options of an attempt; sigma_A = "
                "matching.sigma_a * min(2, 1 + matching.c9_width * g9 * ln(1 + H))",
    .source = "claim: Sasano 2006, DBJ14; Agrawal and Cockburn 2003 (sign); forms and sizes: "
              "assumption",
    .flux = "new projects that came of an option of this link or of the wider reach",
    .flux_unit = "projects/yr",
    .parameters = "matching.c9 matching.c9_width",
};
