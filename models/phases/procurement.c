/* Procurement: anchors, niche tops and majors order from licensed suppliers of their region.
 *
 *     demand of a customer  d = omega local_share D n_l/(n_l + half_suppliers) (1 + 0.2 showcase)
 *     capacity of a supplier  k = capacity_share productivity size q, split over its occupied
 * places fill = min(1, d / offers to the customer);  revenue = sum over places of share * fill
 *     unmet demand  U = sum of (d - offers)+
 *
 * Ties form and end place by place, by one draw a supplier and step that mostly says that none
 * does. All sizes are assumptions calibrated by hand on HUB firm counts; the mechanism (ordering
 * from local subcontractors) is DBJ14's. */
#include "models/phases/procurement.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/world.h"

/* What holds of a place: nobody has it, its customer is open to offers, or it has lost its
 * customer. In a sum over a supplier's places only lost ones reach LOST. */
enum { FREE = 0, OPEN = 1, LOST = PLACE_COUNT + 1, MOST_STATE = PLACE_COUNT * LOST };

/* The order book of one region in this step. */
typedef struct {
    order_rows rows;
    int64_t before; /* firm i has row i - before, from 1 on; row 0 is nobody's */
    size_t customers, suppliers;
    double ends, forms;             /* chances that a tie ends, that a free place finds one */
    double changes[MOST_STATE + 1]; /* chance that any place changes, by the sum of their states */
    double offer[PLACE_COUNT + 1];  /* M$/yr of a place per size and capability, by places taken */
} order_book;

static inline size_t row_of(const order_book *b, int32_t firm) {
    int64_t row = firm - b->before;
    return (size_t)(row > 0 ? row : 0);
}

typedef struct {
    size_t row[PLACE_COUNT];
} places;

static inline places places_of(const order_book *b, const int32_t customer[PLACE_COUNT]) {
    places at;
    for (int k = 0; k < PLACE_COUNT; k++)
        at.row[k] = row_of(b, customer[k]);
    return at;
}

/* ---- opening the book ---- */

enum { SUPPLIES = 1, BUYS = 2 };

/* Of firms that lie in a row: a loop without branches, over bytes. */
static void find_roles(const firms *f, int32_t first, int32_t count, uint8_t *role) {
    const uint8_t *kind = f->kind + first, *licence = f->licence + first, *flags = f->flags + first;
#pragma omp simd
    for (int32_t n = 0; n < count; n++) {
        int supplies = (kind[n] == KIND_SUPPLIER) | (kind[n] == KIND_CDMO);
        int buys = (kind[n] == KIND_MAJOR) | (kind[n] == KIND_NICHE) | (flags[n] / FIRM_ANCHOR & 1);
        role[n] = (uint8_t)((supplies & (licence[n] > 0)) * SUPPLIES + buys * BUYS);
    }
}

/* What customers look for, per outside demand. */
static double wanted_share(const world *w, int r) {
    double suppliers = w->observed[r].agents.licensed;
    double reached = suppliers / (suppliers + w->p->procure_half_suppliers);
    return w->p->procure_omega * w->p->procure_local_share * reached *
           (1 + 0.2 * fmin(1, w->levers[r].showcase));
}

static void add_customer(order_book *b, int32_t i, double wanted) {
    order_rows *rows = &b->rows;
    size_t n = b->customers++;
    rows->customer[n] = i;
    rows->wanted[n] = wanted;
    rows->sum[n] = n > 0 ? rows->sum[n - 1] + wanted : wanted;
    rows->state[row_of(b, i)] = OPEN;
    rows->offered[row_of(b, i)] = 0;
}

/* Lists the customers that want something and the licensed suppliers, in the order of firms. */
static void list_firms(world *w, int r, order_book *b) {
    order_rows *rows = &b->rows;
    int32_t first = w->firm_first[r], count = w->firm_first[r + 1] - first;
    size_t suppliers = 0;
    double share = wanted_share(w, r);
    find_roles(&w->firms, first, count, rows->role);
    memset(&w->firms.procurement_revenue[first], 0,
           (size_t)count * sizeof *w->firms.procurement_revenue);
    memset(rows->state, LOST, (size_t)count + 1);
    rows->state[0] = FREE;
    rows->offered[0] = 0;
    for (int32_t n = 0; n < count; n++) {
        int role = rows->role[n];
        rows->supplier[suppliers] = first + n;
        suppliers += (size_t)(role & SUPPLIES);
        if (role & BUYS && share * w->firms.demand[first + n] > 0)
            add_customer(b, first + n, share * w->firms.demand[first + n]);
    }
    b->suppliers = suppliers;
}

static void find_chances(const world *w, int r, order_book *b) {
    const parameters *p = w->p;
    double forms =
        p->ties_supply_form * (1 + w->levers[r].matching_events + 0.3 * w->observed[r].network);
    b->ends = -expm1(-p->ties_supply_end * w->step_years);
    b->forms = b->customers > 0 ? -expm1(-forms * w->step_years) : 0;
    for (int state = 0; state <= MOST_STATE; state++)
        b->changes[state] = 1;
    for (int taken = 0; taken <= PLACE_COUNT; taken++) {
        double same = 1;
        for (int k = 0; k < PLACE_COUNT; k++)
            same *= 1 - (k < taken ? b->ends : b->forms);
        b->changes[taken] = 1 - same;
        b->offer[taken] =
            taken > 0 ? p->procure_capacity_share * p->growth_productivity / taken : 0;
    }
}

/* ---- ties ---- */

/* A customer drawn in proportion to what they want. */
static int32_t draw_customer(const order_book *b, double u) {
    const double *sum = b->rows.sum;
    double target = u * sum[b->customers - 1];
    size_t low = 0, high = b->customers - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (sum[middle] > target)
            high = middle;
        else
            low = middle + 1;
    }
    return b->rows.customer[low];
}

/* Renews the places of one supplier and returns how many are taken. A place that loses its customer
 * looks for another in the same step. */
static int renew_places(const world *w, const order_book *b, size_t i) {
    double u = random_uniform(w->draws[i], WORD_PLACES);
    int taken = 0;
    for (int k = 0; k < PLACE_COUNT; k++) {
        int32_t *customer = &w->firms.customer[i * PLACE_COUNT + (size_t)k];
        int stays = b->rows.state[row_of(b, *customer)] == OPEN && !random_decide(&u, b->ends);
        if (!stays && random_decide(&u, b->forms)) {
            random_block choice =
                random_draw(w->key, w->firms.id[i], w->step, DRAW_CUSTOMER, (uint32_t)k);
            *customer = draw_customer(b, random_uniform(choice, 0));
        } else if (!stays) {
            *customer = NOBODY;
        }
        taken += *customer != NOBODY;
    }
    return taken;
}

/* ---- orders ---- */

/* Suppliers offer their capacity in equal parts. Until orders are filled their revenue is what one
 * place offers. What free places offer goes into row 0. */
static void make_offers(const world *w, const order_book *b) {
    const firms *f = &w->firms;
    for (size_t n = 0; n < b->suppliers; n++) {
        size_t i = (size_t)b->rows.supplier[n];
        const int32_t *customer = &f->customer[i * PLACE_COUNT];
        places at = places_of(b, customer);
        int state = 0;
        for (int k = 0; k < PLACE_COUNT; k++)
            state += b->rows.state[at.row[k]];
        if (random_uniform(w->draws[i], WORD_PLACES) < b->changes[state]) {
            state = renew_places(w, b, i);
            at = places_of(b, customer);
        }
        double offer = b->offer[state] * f->size[i] * f->capability[i];
        for (int k = 0; k < PLACE_COUNT; k++)
            b->rows.offered[at.row[k]] += offer;
        f->procurement_revenue[i] = (float)offer;
    }
}

/* Each customer takes the same part of all its offers; returns what they lack, M$/yr. */
static double take_offers(const order_book *b) {
    const order_rows *rows = &b->rows;
    double lacking = 0;
    rows->taken[0] = 0;
    for (size_t n = 0; n < b->customers; n++) {
        size_t row = row_of(b, rows->customer[n]);
        double wanted = rows->wanted[n], offered = rows->offered[row];
        rows->taken[row] = wanted < offered ? (float)(wanted / offered) : 1;
        lacking += wanted > offered ? wanted - offered : 0;
    }
    return lacking;
}

static void fill_orders(const world *w, const order_book *b) {
    for (size_t n = 0; n < b->suppliers; n++) {
        size_t i = (size_t)b->rows.supplier[n];
        const int32_t *customer = &w->firms.customer[i * PLACE_COUNT];
        float taken = 0;
        for (int k = 0; k < PLACE_COUNT; k++)
            taken += b->rows.taken[row_of(b, customer[k])];
        w->firms.procurement_revenue[i] *= taken;
    }
}

/* Makes room for `count` rows: one allocation, cut into the columns, the widest first. */
static agglo_status reserve_rows(order_rows *rows, size_t count, agglo_error *error) {
    if (count <= rows->capacity)
        return AGGLO_OK;
    size_t capacity = count + count / 4;
    double *memory = malloc(capacity * ORDER_ROW_BYTES);
    if (memory == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu orders", capacity);
    free(rows->wanted);
    rows->capacity = capacity;
    rows->wanted = memory;
    rows->sum = rows->wanted + capacity;
    rows->offered = rows->sum + capacity;
    rows->taken = (float *)(rows->offered + capacity);
    rows->customer = (int32_t *)(rows->taken + capacity);
    rows->supplier = rows->customer + capacity;
    rows->state = (uint8_t *)(rows->supplier + capacity);
    rows->role = rows->state + capacity;
    return AGGLO_OK;
}

static agglo_status order_regions(void *context, int lane, size_t begin, size_t end,
                                  agglo_error *error) {
    world *w = context;
    order_rows *rows = &w->lane[lane].orders;
    for (int r = (int)begin; r < (int)end; r++) {
        int32_t first = w->firm_first[r], count = w->firm_first[r + 1] - first;
        w->regions.unmet_demand[r] = 0;
        if (count == 0)
            continue;
        agglo_status status = reserve_rows(rows, (size_t)count + 1, error);
        if (status != AGGLO_OK)
            return status;
        order_book b = {.rows = *rows, .before = first - 1};
        list_firms(w, r, &b);
        find_chances(w, r, &b);
        make_offers(w, &b);
        w->regions.unmet_demand[r] = take_offers(&b);
        fill_orders(w, &b);
    }
    return AGGLO_OK;
}

agglo_status procurement_order(world *w, agglo_error *error) {
    return world_run_regions(w, order_regions, w, error);
}
