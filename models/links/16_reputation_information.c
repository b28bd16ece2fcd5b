/* Link 16: reputation brings information (V established reputation to I innovation environment).
 *
 * What causes what. People with ideas and problems turn to places they have heard of: news arrives
 * there first.
 *
 * Equation. The link adds options to an attempt at a project (see link 5)
 *
 *     m16 = g16 * c16 * V                                                       options
 *
 *     g16  gain of the link                                                     1
 *     c16  matching.c16                                                         1
 *     V    reputation                                                           0...1
 *
 * Source. The claim: Sasano 2006, DBJ14 (reputation lets information flow in). Form and size:
 * assumption.
 *
 * Flux. New projects that came of an option of this link; projects per year. */
#include "models/links/16_reputation_information.h"

#include "models/parameters.h"

double link_16_options(const struct parameters *p, double gain, double reputation) {
    return gain * p->matching_c16 * reputation;
}

const causal_link link_16 = {
    .number = 16,
    .name = "reputation_information",
    .from = STATE_REPUTATION,
    .to = STATE_INNOVATION,
    .mechanism = "Ideas and problems are brought to places that are known.",
    .equation = "m16 = g16 * matching.c16 * V, added options of an attempt",
    .source = "claim: Sasano 2006, DBJ14; form and size: assumption",
    .flux = "new projects that came of an option of this link",
    .flux_unit = "projects/yr",
    .parameters = "matching.c16",
};
