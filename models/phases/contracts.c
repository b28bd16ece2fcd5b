/* Contract development and manufacturing. METI23 draws five patterns: device makers order (1), a
 * venture orders (2), a venture orders and a major takes the device over (3), an orchestrator
 * bundles small firms (4), and does so with assemblers and makers of parts and materials (5). It
 * gives no rule; the simplest, all sizes assumptions:
 *
 *     capacity c = projects (CDMOs + 3 platforms); a share m of it works for large firms
 *     service = own capacity/(own capacity + prototypes waiting + 2)
 *     sale += 0.3 handover service;  supply ties += min(1, 0.2 (bundles + integrators) c/projects)
 *     licences += 0.3 min(2, integrators CDMOs/3)
 *
 * Scales are those of policies that do the same: acquisition_support (0.3), lead_integrator (0.3
 * for half a platform, which is 1.5 CDMOs), cdmo_platform (0.3 for three CDMOs). A CDMO lives from
 * contracts: it does not become a maker of own devices. */
#include "models/phases/contracts.h"

#include <math.h>

#include "models/world.h"

static const double cdmos_per_platform = 3, handover_effect = 0.3, orders_per_cdmo = 0.2,
                    licence_effect = 0.3;

static double service(double capacity, double waiting) {
    return capacity / (capacity + waiting + 2);
}

contracts contracts_offer(const world *w, int r) {
    const parameters *p = w->p;
    const tally *agents = &w->observed[r].agents;
    double cdmos = agents->by_kind[KIND_CDMO];
    double all = cdmos + cdmos_per_platform * w->levers[r].cdmo_platform;
    double capacity = p->cdmo_projects * all, large = agents->prototypes - agents->small_prototypes;
    double small = service(capacity * (1 - p->cdmo_makers), agents->small_prototypes);
    return (contracts){
        .small = small,
        .large = service(capacity * p->cdmo_makers, large),
        .sale = handover_effect * p->cdmo_handover * small,
        .orders = fmin(1, orders_per_cdmo * (p->cdmo_bundles + p->cdmo_integrators) * all),
        .licences = licence_effect * fmin(2, p->cdmo_integrators * cdmos / cdmos_per_platform)};
}
