/* Firms' turns in demography: what happens to each of them in a step. */
#ifndef AGGLO_MODELS_PHASES_TURNS_H
#define AGGLO_MODELS_PHASES_TURNS_H

#include "sim/status.h"

struct world;

/* Gives every firm its turn. Closed firms are marked in world->gone; what happened and what is
 * founded is gathered by lane, in the order of the firms. `is_screened` 0 takes also the turns of
 * firms to which nothing can happen: the same result at a higher cost, for tests. */
AGGLO_MUST_USE
agglo_status turns_take(struct world *world, int is_screened, agglo_error *error);

#endif
