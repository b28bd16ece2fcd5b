/* Link 14: start-ups become established firms (IV entrepreneurial environment to II firm
 * agglomeration).
 *
 * What causes what. A start-up that has brought a device to market, or has grown to 50 employees,
 * settles as an established firm of the region, or is sold and moved. Cheap factories for graduates
 * of incubators tip the balance.
 *
 * Equation. A start-up that qualifies has the hazard x14 + h_leave, and when it fires it graduates
 * with probability x14/(x14 + h_leave),
 *
 *     x14 = g14 * h14 * (1 + graduation)                                        1/yr
 *
 *     g14         gain of the link                                              1
 *     h14         graduation.h14                                                1/yr
 *     graduation  lever of policies for graduates                               1
 *     h_leave     graduation.h_leave: hazard that it is sold and moved          1/yr
 *
 * Source. The claim: Sasano 2006, DBJ14 (start-ups thicken the agglomeration; its measure 9 gives
 * graduates cheap factories). Form and sizes: assumption.
 *
 * Flux. Graduations; per year. */
#include "models/links/14_startups_graduate.h"

#include "models/parameters.h"

double link_14_hazard(const struct parameters *p, double gain, double lever) {
    return gain * p->graduation_h14 * (1 + lever);
}

const causal_link link_14 = {
    .number = 14,
    .name = "startups_graduate",
    .from = STATE_ENTREPRENEURSHIP,
    .to = STATE_AGGLOMERATION,
    .mechanism = "Start-ups that have a product or have grown become established firms of the "
                 "region.",
    .equation = "x14 = g14 * graduation.h14 * (1 + graduation), hazard of a start-up that "
                "qualifies; it competes with graduation.h_leave",
    .source = "claim: Sasano 2006, DBJ14 (measure 9); form and sizes: assumption",
    .flux = "start-ups that became established firms",
    .flux_unit = "graduations/yr",
    .parameters = "graduation.h14 graduation.h_leave",
};
