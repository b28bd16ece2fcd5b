/* Market: first products sell, then customers order from suppliers, then firms grow on both. */
#include "models/phases/market.h"

#include "models/phases/growth.h"
#include "models/phases/procurement.h"
#include "models/phases/products.h"
#include "models/world.h"

agglo_status phase_market(world *w, agglo_error *error) {
    agglo_status status = products_sell(w, error);
    if (status == AGGLO_OK)
        status = procurement_order(w, error);
    return status == AGGLO_OK ? growth_step(w, error) : status;
}
