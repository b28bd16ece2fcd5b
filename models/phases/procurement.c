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

/* The order book of one region in this step. Firms are counted from its first one, as ties do. */
typedef struct {
    order_rows rows;
    size_t first; /* row of firm 0 */
    size_t customers, suppliers;
    double ends, forms;             /* chances that a tie ends, that a free place finds one */
    double changes[MOST_STATE + 1]; /* chance that any place changes, by the sum of their states */
    double offer[PLACE_COUNT + 1];  /* M$/yr of a place per size and capability, by places taken */
} order_book;

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

static void add_customer(order_book *b, int32_t firm, double wanted) {
    order_rows *rows = &b->rows;
    size_t n = b->customers++;
    rows->customer[n] = firm;
    rows->wanted[n] = wanted;
    rows->share[n + 1] = rows->share[n] + wanted;
    rows->state[firm] = OPEN;
    memset(&rows->offered[firm], 0, sizeof rows->offered[firm]);
}

/* Lists the customers that want something and the licensed suppliers, in the order of firms. */
static void list_firms(world *w, int r, order_book *b) {
    order_rows *rows = &b->rows;
    int32_t first = w->firm_first[r], count = w->firm_first[r + 1] - first;
    const float *demand = &w->firms.demand[first];
    size_t suppliers = 0;
    b->customers = 0;
    rows->share[0] = 0;
    double share = wanted_share(w, r);
    find_roles(&w->firms, first, count, rows->role);
    memset(&w->firms.procurement_revenue[first], 0,
           (size_t)count * sizeof *w->firms.procurement_revenue);
    memset(rows->state, LOST, (size_t)count);
    rows->state[NOBODY] = FREE;
    memset(&rows->offered[NOBODY], 0, sizeof rows->offered[NOBODY]);
    for (int32_t n = 0; n < count; n++) {
        int role = rows->role[n];
        rows->supplier[suppliers] = n;
        suppliers += (size_t)(role & SUPPLIES);
        if (role & BUYS && share * demand[n] > 0)
            add_customer(b, n, share * demand[n]);
    }
    b->suppliers = suppliers;
    double part = 1 / rows->share[b->customers];
    for (size_t n = 1; n <= b->customers; n++)
        rows->share[n] *= part;
}

static void find_chances(const world *w, int r, order_book *b) {
    const parameters *p = w->p;
    const observation *o = &w->observed[r];
    double forms = p->ties_supply_form *
                   (1 + w->levers[r].matching_events + o->contracts.orders + 0.3 * o->network);
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

/* One uniform number decides a row of events: each narrows the part of 0...1 in which the number is
 * known to lie, and there it is uniform again, whatever has come of the events before. */
typedef struct {
    double u, low, high;
} decider;

static int decide(decider *d, double p) {
    double limit = d->low + p * (d->high - d->low);
    if (d->u < limit) {
        d->high = limit;
        return 1;
    }
    d->low = limit;
    return 0;
}

/* A customer drawn in proportion to what they want. */
static int32_t draw_customer(const order_book *b, decider *d) {
    const double *share = b->rows.share;
    size_t n = 0, count = b->customers;
    double low = d->low, width = d->high - low, u = (d->u - low) / width;
    while (count > 1) { /* without a branch that nobody could foresee */
        size_t half = count / 2;
        n = share[n + half] <= u ? n + half : n;
        count -= half;
    }
    d->low = low + share[n] * width;
    d->high = low + share[n + 1] * width;
    return b->rows.customer[n];
}

/* Renews the places of one supplier and returns how many are taken. A place that loses its customer
 * looks for another in the same step. */
static int renew_places(const order_book *b, double u, int32_t customer[PLACE_COUNT]) {
    decider d = {u, 0, 1};
    int taken = 0;
    for (int k = 0; k < PLACE_COUNT; k++) {
        int stays = b->rows.state[customer[k]] == OPEN && !decide(&d, b->ends);
        if (!stays)
            customer[k] = decide(&d, b->forms) ? draw_customer(b, &d) : NOBODY;
        taken += customer[k] != NOBODY;
    }
    return taken;
}

/* ---- orders ---- */

/* Suppliers offer their capacity in equal parts. Until orders are filled their revenue is what one
 * place offers. What free places offer goes to NOBODY. Offers to a customer are summed by place:
 * suppliers share few customers, and one sum would have to wait for itself four times as often. */
static void make_offers(const world *w, const order_book *b) {
    const firms *f = &w->firms;
    for (size_t n = 0; n < b->suppliers; n++) {
        size_t i = b->first + (size_t)b->rows.supplier[n];
        int32_t *customer = &f->customer[i * PLACE_COUNT];
        double u = random_uniform(w->draws[i], WORD_PLACES);
        int state = 0;
        for (int k = 0; k < PLACE_COUNT; k++)
            state += b->rows.state[customer[k]];
        if (u < b->changes[state])
            state = renew_places(b, u, customer);
        double offer = b->offer[state] * f->size[i] * f->capability[i];
        for (int k = 0; k < PLACE_COUNT; k++)
            b->rows.offered[customer[k]].to[k] += offer;
        f->procurement_revenue[i] = (float)offer;
    }
}

/* Each customer takes the same part of all its offers; returns what they lack, M$/yr. */
static double take_offers(const order_book *b) {
    const order_rows *rows = &b->rows;
    double lacking = 0;
    rows->taken[NOBODY] = 0;
    for (size_t n = 0; n < b->customers; n++) {
        int32_t firm = rows->customer[n];
        double wanted = rows->wanted[n], offered = 0;
        for (int k = 0; k < PLACE_COUNT; k++)
            offered += rows->offered[firm].to[k];
        rows->taken[firm] = wanted < offered ? (float)(wanted / offered) : 1;
        lacking += wanted > offered ? wanted - offered : 0;
    }
    return lacking;
}

static void fill_orders(const world *w, const order_book *b) {
    for (size_t n = 0; n < b->suppliers; n++) {
        size_t i = b->first + (size_t)b->rows.supplier[n];
        const int32_t *customer = &w->firms.customer[i * PLACE_COUNT];
        float taken = 0;
        for (int k = 0; k < PLACE_COUNT; k++)
            taken += b->rows.taken[customer[k]];
        w->firms.procurement_revenue[i] *= taken;
    }
}

/* Device makers elsewhere order what capacity is left, M$/yr in all: the same part of each
 * supplier's. */
static void serve_elsewhere(const world *w, const order_book *b, double wanted) {
    const firms *f = &w->firms;
    double per_size = w->p->procure_capacity_share * w->p->growth_productivity, left = 0;
    for (int is_sum = 1; is_sum >= 0 && wanted > 0; is_sum--) {
        double part = left > 0 ? fmin(1, wanted / left) : 0;
        for (size_t n = 0; n < b->suppliers; n++) {
            size_t i = b->first + (size_t)b->rows.supplier[n];
            double idle = per_size * f->size[i] * f->capability[i] - f->procurement_revenue[i];
            if (is_sum)
                left += fmax(0, idle);
            else
                f->procurement_revenue[i] += (float)(part * fmax(0, idle));
        }
    }
}

static void *cut(char **next, size_t bytes) {
    void *begin = *next;
    *next += bytes;
    return begin;
}

/* Makes room for `count` firms and NOBODY: one allocation, cut into the columns, the widest first.
 * Columns by firm begin with NOBODY's place. */
static agglo_status reserve_rows(order_rows *rows, size_t count, agglo_error *error) {
    if (count + 1 <= rows->capacity)
        return AGGLO_OK;
    size_t capacity = count + 1 + count / 4;
    char *memory = malloc(capacity * ORDER_ROW_BYTES), *next = memory;
    if (memory == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu orders", capacity);
    free(rows->wanted);
    rows->capacity = capacity;
    rows->wanted = cut(&next, capacity * sizeof *rows->wanted);
    rows->share = cut(&next, capacity * sizeof *rows->share);
    rows->offered = (order_offers *)cut(&next, capacity * sizeof *rows->offered) + 1;
    rows->taken = (float *)cut(&next, capacity * sizeof *rows->taken) + 1;
    rows->customer = cut(&next, capacity * sizeof *rows->customer);
    rows->supplier = cut(&next, capacity * sizeof *rows->supplier);
    rows->role = cut(&next, capacity * sizeof *rows->role);
    rows->state = (uint8_t *)cut(&next, capacity * sizeof *rows->state) + 1;
    return AGGLO_OK;
}

static agglo_status order_regions(void *context, int lane, size_t begin, size_t end,
                                  agglo_error *error) {
    world *w = context;
    order_rows *rows = &w->lane[lane].orders;
    order_book b;
    b.ends = -expm1(-w->p->ties_supply_end * w->step_years);
    for (int r = (int)begin; r < (int)end; r++) {
        int32_t first = w->firm_first[r], count = w->firm_first[r + 1] - first;
        w->regions.unmet_demand[r] = 0;
        if (count == 0)
            continue;
        agglo_status status = reserve_rows(rows, (size_t)count, error);
        if (status != AGGLO_OK)
            return status;
        b.rows = *rows;
        b.first = (size_t)first;
        list_firms(w, r, &b);
        find_chances(w, r, &b);
        make_offers(w, &b);
        w->regions.unmet_demand[r] = take_offers(&b);
        fill_orders(w, &b);
        serve_elsewhere(w, &b, w->levers[r].outside_orders);
    }
    return AGGLO_OK;
}

agglo_status procurement_order(world *w, agglo_error *error) {
    return world_run_regions(w, order_regions, w, error);
}
