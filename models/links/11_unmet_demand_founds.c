/* Link 11: unmet demand of anchors founds suppliers (III anchor firms to IV entrepreneurial
 * environment).
 *
 * What causes what. Anchors and other large customers look for suppliers nearby. Demand that no
 * local supplier can meet is an occasion to found one.
 *
 * Equation. Suppliers are founded, as a Poisson process, at the rate
 *
 *     x11 = g11 * eta11 * U/2 * c_f                                             1/yr
 *
 *     g11    gain of the link                                                   1
 *     eta11  procure.eta11: foundings per 2 M$ a year                           1/yr
 *     U      demand of customers that local suppliers do not meet               M$/yr
 *     c_f    damping by congestion                                              0...1
 *
 * Source. The claim: Sasano 2006, DBJ14 (subcontractors grow up around an anchor). Form:
 * assumption; eta11 was set by hand on the firm counts of HUB.
 *
 * Flux. Suppliers founded by this link; foundings per year. */
#include "models/links/11_unmet_demand_founds.h"

#include "models/parameters.h"

double link_11_rate(const struct parameters *p, double gain, double unmet_demand,
                    double congestion_factor) {
    return gain * p->procure_eta11 * unmet_demand / 2 * congestion_factor;
}

const causal_link link_11 = {
    .number = 11,
    .name = "unmet_demand_founds",
    .from = STATE_ANCHOR,
    .to = STATE_ENTREPRENEURSHIP,
    .mechanism = "Demand of anchors and other large customers that no local supplier meets leads "
                 "to the founding of suppliers.",
    .equation = "x11 = g11 * procure.eta11 * U/2 * c_f, foundings of suppliers",
    .source = "claim: Sasano 2006, DBJ14; form: assumption; size: set by hand on the firm counts "
              "of HUB",
    .flux = "suppliers founded for unmet demand",
    .flux_unit = "foundings/yr",
    .parameters = "procure.eta11",
};
