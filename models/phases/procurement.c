/* Procurement: anchors, niche tops and majors order from licensed suppliers of their region.
 *
 *     demand of a customer  d = omega local_share D n_l/(n_l + half_suppliers) (1 + 0.2 showcase)
 *     capacity of a supplier  k = capacity_share productivity size q, split over its occupied
 * places fill = min(1, d / offers to the customer);  revenue = sum over places of share * fill
 *     unmet demand  U = sum of (d - offers)+
 *
 * Ties form and end place by place. All sizes are assumptions calibrated by hand on HUB firm
 * counts; the mechanism (ordering from local subcontractors) is DBJ14's. */
#include "models/phases/procurement.h"

#include <math.h>
#include <stdlib.h>

#include "models/population.h"
#include "models/world.h"

/* The customers of one region in this step. */
typedef struct {
    int32_t count;
    int32_t *position;  /* by firm (of the world): place in the lists below, or NOBODY */
    int32_t *firm;      /* sorted by row */
    double *demand;     /* M$/yr */
    double *cumulative; /* running sums of demand */
    double *offers;     /* M$/yr offered to each */
} customers;

static void customers_free(customers *c) {
    free(c->firm);
    free(c->demand);
    free(c->cumulative);
    free(c->offers);
}

static int is_customer(const world *w, int32_t i) {
    int kind = w->firms.kind[i];
    return kind == KIND_MAJOR || kind == KIND_NICHE || firm_is(w, i, FIRM_ANCHOR);
}

static int is_licensed_supplier(const world *w, int32_t i) {
    int kind = w->firms.kind[i];
    return (kind == KIND_SUPPLIER || kind == KIND_CDMO) && w->firms.licence[i] >= 1;
}

static double customer_demand(const world *w, int r, int32_t i) {
    double suppliers = w->observed[r].agents.licensed;
    double reached = suppliers / (suppliers + w->p->procure_half_suppliers);
    return w->p->procure_omega * w->p->procure_local_share * w->firms.demand[i] * reached *
           (1 + 0.2 * fmin(1, w->levers[r].showcase));
}

static agglo_status find_customers(const world *w, int r, customers *c, agglo_error *error) {
    c->position = w->remap; /* the reordering's scratch is free between reorderings */
    for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++)
        c->count += is_customer(w, i);
    size_t size = (size_t)c->count + 1;
    c->firm = malloc(size * sizeof *c->firm);
    c->demand = malloc(size * sizeof *c->demand);
    c->cumulative = malloc(size * sizeof *c->cumulative);
    c->offers = calloc(size, sizeof *c->offers);
    if (!c->firm || !c->demand || !c->cumulative || !c->offers)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %d customers", c->count);
    double sum = 0;
    int32_t n = 0;
    for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++) {
        c->position[i] = NOBODY;
        if (!is_customer(w, i))
            continue;
        c->position[i] = n;
        c->firm[n] = i;
        c->demand[n] = customer_demand(w, r, i);
        c->cumulative[n] = sum += c->demand[n];
        n++;
    }
    return AGGLO_OK;
}

/* A customer drawn in proportion to demand. */
static int32_t draw_customer(const customers *c, double u) {
    double target = u * c->cumulative[c->count - 1];
    int32_t low = 0, high = c->count - 1;
    while (low < high) {
        int32_t middle = (low + high) / 2;
        if (c->cumulative[middle] > target)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

/* Chances that a tie ends or forms in one step. */
typedef struct {
    double ends, forms;
} chances;

static chances chances_of(const world *w, int r, const customers *c) {
    const parameters *p = w->p;
    double forms =
        p->ties_supply_form * (1 + w->levers[r].matching_events + 0.3 * w->observed[r].network);
    int can_form = c->count > 0 && c->cumulative[c->count - 1] > 0;
    return (chances){-expm1(-p->ties_supply_end * w->step_years),
                     can_form ? -expm1(-forms * w->step_years) : 0};
}

/* Renews the places of one supplier; position[k] is the customer's, or -1. A place that loses its
 * customer looks for another in the same step. */
static int renew_places(world *w, chances chance, int32_t i, const customers *c,
                        int32_t position[PLACE_COUNT]) {
    int occupied = 0;
    random_block draw = random_draw(w->key, w->firms.id[i], w->step, DRAW_PLACES, 0);
    for (int k = 0; k < PLACE_COUNT; k++) {
        int32_t *customer = &w->firms.customer[i * PLACE_COUNT + k];
        position[k] = *customer == NOBODY ? NOBODY : c->position[*customer];
        if (position[k] != NOBODY &&
            (c->demand[position[k]] <= 0 || random_uniform16(draw, k) < chance.ends))
            position[k] = NOBODY;
        if (position[k] == NOBODY && random_uniform16(draw, PLACE_COUNT + k) < chance.forms) {
            random_block b =
                random_draw(w->key, w->firms.id[i], w->step, DRAW_CUSTOMER, (uint32_t)k);
            position[k] = draw_customer(c, random_uniform(b, 0));
        }
        *customer = position[k] == NOBODY ? NOBODY : c->firm[position[k]];
        occupied += position[k] != NOBODY;
    }
    return occupied;
}

/* What each occupied place of a supplier offers, M$/yr. */
static double place_capacity(const world *w, int32_t i, int occupied) {
    return w->p->procure_capacity_share * w->p->growth_productivity * w->firms.size[i] *
           w->firms.capability[i] / occupied;
}

static void make_offers(world *w, int r, customers *c) {
    chances chance = chances_of(w, r, c);
    for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++) {
        int32_t position[PLACE_COUNT];
        w->firms.procurement_revenue[i] = 0;
        if (!is_licensed_supplier(w, i))
            continue;
        int occupied = renew_places(w, chance, i, c, position);
        for (int k = 0; k < PLACE_COUNT; k++)
            if (position[k] != NOBODY)
                c->offers[position[k]] += place_capacity(w, i, occupied);
    }
}

static void fill_orders(world *w, int r, const customers *c) {
    for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++) {
        const int32_t *customer = &w->firms.customer[i * PLACE_COUNT];
        int occupied = 0;
        for (int k = 0; k < PLACE_COUNT; k++)
            occupied += customer[k] != NOBODY;
        if (occupied == 0 || !is_licensed_supplier(w, i))
            continue;
        double share = place_capacity(w, i, occupied);
        for (int k = 0; k < PLACE_COUNT; k++) {
            if (customer[k] == NOBODY)
                continue;
            int32_t position = c->position[customer[k]];
            w->firms.procurement_revenue[i] +=
                share * fmin(1, c->demand[position] / c->offers[position]);
        }
    }
}

static agglo_status order_regions(void *context, int lane, size_t begin, size_t end,
                                  agglo_error *error) {
    world *w = context;
    (void)lane;
    for (int r = (int)begin; r < (int)end; r++) {
        customers c = {0};
        agglo_status status = find_customers(w, r, &c, error);
        if (status == AGGLO_OK) {
            make_offers(w, r, &c);
            fill_orders(w, r, &c);
            w->regions.unmet_demand[r] = 0;
            for (int32_t k = 0; k < c.count; k++)
                w->regions.unmet_demand[r] += fmax(0, c.demand[k] - c.offers[k]);
        }
        customers_free(&c);
        if (status != AGGLO_OK)
            return status;
    }
    return AGGLO_OK;
}

agglo_status procurement_order(world *w, agglo_error *error) {
    agglo_status status = population_scratch(w, w->firms.table.count, error);
    if (status != AGGLO_OK)
        return status;
    return blocks_run((size_t)world_regions(w), w->lanes, order_regions, w, error);
}
