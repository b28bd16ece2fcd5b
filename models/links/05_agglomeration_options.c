/* Link 5: agglomeration widens the choice of partners and ideas (II firm agglomeration to I
 * innovation environment).
 *
 * What causes what. Many firms are many carriers of technology. A firm that looks for a project
 * sees more combinations of an invention and a need than it would alone, and takes the best.
 *
 * Equation. An attempt at a project chooses among m options, m = 1 + a Poisson number of mean
 *
 *     m5 + m9 + m13 + m16 + network + ties
 *     m5 = g5 * c5 * ln(1 + 4 A)                                                options
 *
 *     g5  gain of the link                                                      1
 *     c5  matching.c5                                                           1
 *     A   established firms/500                                                 1
 *
 * Source. The claim: Sasano 2006, DBJ14 (more carriers of innovation). Form and size: assumption.
 *
 * Flux. New projects that came of an option of this link. A project is put down to a term with the
 * odds of the term's share in the options; projects per year. */
#include "models/links/05_agglomeration_options.h"

#include <math.h>

#include "models/parameters.h"

double link_05_options(const struct parameters *p, double gain, double agglomeration) {
    return gain * p->matching_c5 * log1p(4 * agglomeration);
}

const causal_link link_05 = {
    .number = 5,
    .name = "agglomeration_options",
    .from = STATE_AGGLOMERATION,
    .to = STATE_INNOVATION,
    .mechanism = "The more firms there are, the more combinations of inventions and needs an "
                 "attempt at a project can choose from.",
    .equation = "m5 = g5 * matching.c5 * ln(1 + 4 A), added options of an attempt",
    .source = "claim: Sasano 2006, DBJ14; form and size: assumption",
    .flux = "new projects that came of an option of this link",
    .flux_unit = "projects/yr",
    .parameters = "matching.c5",
};
