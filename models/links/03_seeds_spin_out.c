/* Link 3: seeds of research become start-ups (I innovation environment to IV entrepreneurial
 * environment).
 *
 * What causes what. An invention (a seed) waits in the region until somebody founds on it. That is
 * likelier where transfer offices are strong, where capital, advisers and places for start-ups
 * exist, where skilled people live, where money bridges the way from invention to firm and where a
 * network organisation brings people together; it is rarer in a crowded region and where founders
 * see no money.
 *
 * Equation. Each of the region's S seeds is spun out with the hazard
 *
 *     x3 = g3 * p3 * tau * (1 + transfer) * (1 + e3 * E) * (1 + t3 * T/T_0)
 *             * (1 + funding * grant + 1/4 * ln(1 + gap_fund) + network * N) * c_f * f$     1/yr
 *
 *     g3        gain of the link                                                1
 *     p3        spinout.p3                                                      1/yr
 *     tau       strength of technology transfer, mean over the universities     1
 *     transfer  lever of policies on technology transfer                        1
 *     e3, E     spinout.e3; index of the entrepreneurial environment            1
 *     t3        spinout.t3                                                      1
 *     T, T_0    talent; indices.T_0                                             persons
 *     funding   funding.spinout                                                 1/(M$/yr)
 *     grant     lever: R&D grants that arrive                                   M$/yr
 *     gap_fund  lever: money from invention to start-up                         M$/yr
 *     network, N  network.spinout; service of the network organisation          1
 *     c_f       damping by congestion                                           0...1
 *     f$        damping by lack of venture money                                0...1
 *
 * and the step sees a Poisson number of spin-outs with mean S (1 - exp(-x3 dt)).
 *
 * Source. The claim: Sasano 2006, DBJ14 (seeds and people lead to foundings). p3 is calibrated to
 * 12.6 start-ups per billion $ of research (licensing survey of the Association of University
 * Technology Managers, AUTM, for 2013). That founding follows venture money: Samila and Sorenson
 * 2011 (sign). Sizes of the other terms: assumption.
 *
 * Flux. Spin-outs founded; spin-outs per year. */
#include "models/links/03_seeds_spin_out.h"

#include <math.h>

#include "models/parameters.h"

double link_03_hazard(const struct parameters *p, double gain, const link_03_inputs *in) {
    double transfer = in->transfer_strength * (1 + in->transfer_lever);
    double founders = (1 + p->spinout_e3 * in->entrepreneurship) *
                      (1 + p->spinout_t3 * in->talent / p->indices_T_0);
    double help = 1 + p->funding_spinout * in->grant + 0.25 * log1p(in->gap_fund) +
                  p->network_spinout * in->network;
    return gain * p->spinout_p3 * transfer * founders * help * in->congestion_factor *
           in->founding_money;
}

const causal_link link_03 = {
    .number = 3,
    .name = "seeds_spin_out",
    .from = STATE_INNOVATION,
    .to = STATE_ENTREPRENEURSHIP,
    .mechanism = "Inventions of research sites become start-ups, the more the better transfer, "
                 "founders' environment, talent, bridging money and network are.",
    .equation = "x3 = g3 * spinout.p3 * tau * (1 + transfer) * (1 + spinout.e3 * E) * (1 + "
                "spinout.t3 * T/indices.T_0) * (1 + funding.spinout * grant + 1/4 * ln(1 + "
                "gap_fund) + network.spinout * N) * c_f * f$, hazard of each seed",
    .source = "claim: Sasano 2006, DBJ14; level: AUTM survey 2013 (12.6 start-ups per billion $ "
              "of research); venture money: Samila and Sorenson 2011 (sign); other sizes: "
              "assumption",
    .flux = "spin-outs founded",
    .flux_unit = "spin-outs/yr",
    .parameters = "indices.T_0 spinout.p3 spinout.e3 spinout.t3 funding.spinout network.spinout",
};
