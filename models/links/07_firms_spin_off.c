/* Link 7: firms spawn firms; the ecosystem carries them (II firm agglomeration to IV
 * entrepreneurial environment).
 *
 * What causes what. Employees leave established firms and found their own; independent founders and
 * physicians found where firms are. Both need suppliers, customers and advisers nearby: below a
 * critical mass few foundings are dared, and fewer last.
 *
 * Equations. A firm of s employees has a spin-off with the hazard x7 * size factor,
 *
 *     x7 = g7 * eta7 * (1 + e7 * E) * ln(1 + 4 A) * A/(A + half_A) * c_f        1/yr
 *     size factor = sqrt(min(s, 5000)/50)                                       1
 *
 *     g7      gain of the link                                                  1
 *     eta7    spinoff.eta7                                                      1/yr
 *     e7, E   spinoff.e7; index of the entrepreneurial environment              1
 *     A       established firms/500                                             1
 *     half_A  spinoff.half_A: half of the carrying power is reached             1
 *     c_f     damping by congestion                                             0...1
 *     s       size of the parent                                                employees
 *
 * and the failure hazards of young firms are divided by
 *
 *     protection = 1 + k7 * g7 * A      (k7: spinoff.k7)                        1
 *
 * A/(A + half_A) is the critical mass: where a region's fate is decided in this model. Without any
 * established firm (A = 0) nothing is spun off, also at half_A = 0, where the quotient has no
 * value.
 *
 * Source. The claim: Sasano 2006, DBJ14 (a thick ecosystem breeds firms). Spin-offs proper are
 * 15-30 % of entrants, 0.5-2 % per firm and year (Klepper and Sleeper; Agarwal; both unchecked).
 * Critical mass: Varga 2000 (sign only; the data at hand do not identify half_A). eta7 was set by
 * hand on the firm counts of HUB; other sizes: assumption.
 *
 * Flux. Spin-offs of firms; per year. */
#include "models/links/07_firms_spin_off.h"

#include <math.h>

#include "models/parameters.h"

double link_07_hazard(const struct parameters *p, double gain, const link_07_inputs *in) {
    double a = in->agglomeration;
    if (!(a > 0))
        return 0;
    double critical_mass = a / (a + p->spinoff_half_A);
    return gain * p->spinoff_eta7 * (1 + p->spinoff_e7 * in->entrepreneurship) * log1p(4 * a) *
           critical_mass * in->congestion_factor;
}

double link_07_size_factor(double size) {
    return sqrt(fmin(size, 5000) / 50);
}

double link_07_protection(const struct parameters *p, double gain, double agglomeration) {
    return 1 + p->spinoff_k7 * gain * agglomeration;
}

const causal_link link_07 = {
    .number = 7,
    .name = "firms_spin_off",
    .from = STATE_AGGLOMERATION,
    .to = STATE_ENTREPRENEURSHIP,
    .mechanism = "Established firms spawn new ones and a thick ecosystem carries them, once a "
                 "critical mass is reached.",
    .equation = "x7 = g7 * spinoff.eta7 * (1 + spinoff.e7 * E) * ln(1 + 4 A) * A/(A + "
                "spinoff.half_A) * c_f * sqrt(min(size, 5000)/50), hazard of each firm; young "
                "firms' failure hazards are divided by 1 + spinoff.k7 * g7 * A",
    .source = "claim: Sasano 2006, DBJ14; share of spin-offs: Klepper and Sleeper, Agarwal "
              "(unchecked); critical mass: Varga 2000 (sign); level: set by hand on the firm "
              "counts of HUB; other sizes: assumption",
    .flux = "spin-offs of established firms",
    .flux_unit = "spin-offs/yr",
    .parameters = "spinoff.eta7 spinoff.e7 spinoff.k7 spinoff.half_A spinoff.share_startup "
                  "spinoff.share_employee",
};
