/* Market: products sell, customers order, firms grow. */
#ifndef AGGLO_MODELS_PHASES_MARKET_H
#define AGGLO_MODELS_PHASES_MARKET_H

#include "sim/status.h"

struct world;

AGGLO_MUST_USE
agglo_status phase_market(struct world *world, agglo_error *error);

#endif
