/* Reputation: what the world hears of a region, forgotten at `decay`.
 *
 *     dV/dt = -decay V + (1 - V)(links 4, 8, 12, 15), solved exactly over the step:
 *     V <- V* + (V - V*) exp(-(sum + decay) step),  V* = sum/(sum + decay)
 *
 * There is no lever on V (Sasano 2006); visibility acts on the inflows of links 8 and 15 only. */
#include "models/phases/reputation.h"

#include <math.h>

#include "models/links/04_research_reputation.h"
#include "models/links/08_agglomeration_reputation.h"
#include "models/links/12_anchor_reputation.h"
#include "models/links/15_startup_reputation.h"
#include "models/world.h"

const int reputation_links[REPUTATION_LINKS] = {4, 8, 12, 15};

void reputation_inflows(const world *w, int r, double inflow[REPUTATION_LINKS]) {
    const parameters *p = w->p;
    const observation *o = &w->observed[r];
    double visibility = 1 + 0.1 * fmin(3, w->levers[r].visibility);
    inflow[0] = link_04_inflow(p, world_gain(w, 4), o->research);
    inflow[1] = link_08_inflow(p, world_gain(w, 8), o->A, visibility);
    inflow[2] = link_12_inflow(p, world_gain(w, 12), o->H);
    inflow[3] =
        link_15_inflow(p, world_gain(w, 15), o->foundings_index, o->exits_index, visibility);
}

static agglo_status reputation_regions(void *context, int lane, size_t begin, size_t end,
                                       agglo_error *error) {
    world *w = context;
    (void)lane;
    (void)error;
    for (int r = (int)begin; r < (int)end; r++) {
        double inflow[REPUTATION_LINKS], sum = 0, *V = &w->regions.reputation[r];
        reputation_inflows(w, r, inflow);
        for (int k = 0; k < REPUTATION_LINKS; k++) {
            sum += inflow[k];
            w->flows.flux[r * FLOW_LINKS + reputation_links[k] - 1] +=
                (1 - *V) * inflow[k] * w->step_years;
        }
        double rate = sum + w->p->reputation_decay;
        if (rate > 0)
            *V = sum / rate + (*V - sum / rate) * exp(-rate * w->step_years);
    }
    return AGGLO_OK;
}

agglo_status phase_reputation(world *w, agglo_error *error) {
    return blocks_run((size_t)world_regions(w), w->lanes, reputation_regions, w, error);
}
