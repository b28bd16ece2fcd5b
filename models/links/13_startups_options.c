/* Link 13: start-ups bring radical innovation (IV entrepreneurial environment to I innovation
 * environment).
 *
 * What causes what. New firms try what old ones would not. They give others ideas, and what they
 * learn on the way to a launch stays in the region longer than an improvement does.
 *
 * Equations. The link adds options to an attempt at a project (see link 5)
 *
 *     m13 = g13 * c13 * ln(1 + su)                                              options
 *
 * and multiplies the knowledge that a start-up's launch leaves in the region by
 *
 *     1 + 2 * g13                                                               1
 *
 *     g13  gain of the link; at 1 a start-up's launch counts threefold          1
 *     c13  matching.c13                                                         1
 *     su   firms founded in the region in the last 12 months/20                1
 *
 * Source. The claim: Sasano 2006, DBJ14 (start-ups bring radical innovation). Forms and sizes:
 * assumption.
 *
 * Flux. New projects that came of an option of this link; projects per year. */
#include "models/links/13_startups_options.h"

#include <math.h>

#include "models/parameters.h"

static const double radical_gain = 2; /* added knowledge of a start-up's launch (assumption) */

double link_13_options(const struct parameters *p, double gain, double foundings_index) {
    return gain * p->matching_c13 * log1p(foundings_index);
}

double link_13_knowledge(double gain) {
    return 1 + radical_gain * gain;
}

const causal_link link_13 = {
    .number = 13,
    .name = "startups_options",
    .from = STATE_ENTREPRENEURSHIP,
    .to = STATE_INNOVATION,
    .mechanism = "Start-ups try what others would not: they give ideas, and their launches leave "
                 "more knowledge behind.",
    .equation = "m13 = g13 * matching.c13 * ln(1 + su), added options of an attempt; knowledge "
                "from a start-up's launch times 1 + 2 g13",
    .source = "claim: Sasano 2006, DBJ14; forms and sizes: assumption",
    .flux = "new projects that came of an option of this link",
    .flux_unit = "projects/yr",
    .parameters = "matching.c13",
};
