/* Market: products sell, customers order, firms grow. */
#include "models/policy.h"
#include "tests/twin/twin.h"

/* ---- products ---- */

static double profile(const twin *t, double age) {
    double life = t->p->market_product_life;
    if (age <= 0 || age >= life)
        return 0;
    if (age < 5)
        return age / 5;
    return age <= 9 ? 1 : (life - age) / (life - 9);
}

static double weight(const twin *t, int market, int home) {
    const parameters *p = t->p;
    const scenario_market *m = t->scenario->world.markets;
    double logit = log(p->market_import_share / (1 - p->market_import_share));
    double imports = 1 / (1 + exp(-(logit + p->market_import_drift * t->time)));
    if (market == home)
        return p->market_home_weight * (1 - p->market_import_effect * imports);
    return (1 - p->market_home_weight) * m[market].share / (1 - m[home].share);
}

/* Which part of help that fits a market's stage goes into launches; the rest goes into sales. */
static double part_for_launches(const twin *t, int market) {
    const scenario_market *m = t->scenario->world.markets;
    double ahead = log((1 + m[market].growth) / (1 + m[MARKET_US].growth)) * t->time;
    double income = m[market].income * exp(ahead);
    return income >= 0.5 ? 0.5 : income >= 0.25 ? 1 : 0;
}

static int is_emerging(int market) {
    return market == MARKET_CN || market == MARKET_OTHER_ASIA || market == MARKET_REST;
}

static double launch_hazard(const twin *t, const twin_firm *f, const twin_product *k, int market) {
    const levers *lever = &t->levers[f->region];
    double reach = fmin(3, fmax(0.4, pow(f->size / 50, 0.3)));
    if (f->kind == KIND_MAJOR || f->kind == KIND_NICHE)
        reach *= 1.5;
    if (k->device_class >= 2)
        reach *= 0.7;
    reach *= t->scenario->world.types[k->device_type].ease;
    if (is_emerging(market))
        reach *= 1 + lever->export_emerging;
    if (market == MARKET_US && f->size < 200)
        reach *= 1 + lever->export_us;
    reach *= 1 + lever->staged_help * part_for_launches(t, market);
    return t->p->market_launch_hazard * t->scenario->world.markets[market].ease * reach *
           (1 + lever->export_help) * (1 + lever->recognition * (is_emerging(market) ? 1 : 0.3));
}

static void launch_abroad(twin *t, twin_product *k) {
    const twin_firm *f = &t->firms.items[k->owner];
    random_block b = random_draw(t->key, k->id, t->step, DRAW_MARKETS, 0);
    if ((t->step - k->approval) * t->years >= 6 - 1e-9)
        return;
    for (int m = 0; m < MARKET_COUNT; m++)
        if (k->launch[m] == -1 &&
            random_uniform16(b, m) < twin_chance(launch_hazard(t, f, k, m), t->years))
            k->launch[m] = (int16_t)t->step;
}

/* Programmes of joint reviews pay a fee for each launch in CN, other Asia and the rest. */
static void pay_fees(twin *t, const twin_product *k) {
    int r = t->firms.items[k->owner].region, home = t->scenario->regions[r].home_market;
    int place = policies_index(policies_find("joint_review"));
    for (int m = 0; m < MARKET_COUNT; m++)
        if (is_emerging(m) && m != home && k->launch[m] == t->step) {
            t->flows[r].cost[place] += t->levers[r].review_fee;
            t->flows[r].received[place] += t->levers[r].review_fee;
        }
}

static double crowding(const twin *t, int field, int market) {
    const scenario_market *m = &t->scenario->world.markets[market];
    double potential = 0,
           demand = t->p->market_field_demand * m->share * pow(1 + m->growth, t->time);
    for (size_t n = 0; n < t->products.count; n++) {
        const twin_product *k = &t->products.items[n];
        int home = t->scenario->regions[t->firms.items[k->owner].region].home_market;
        if (!k->is_gone && k->field == field && k->launch[market] != -1)
            potential += k->peak * weight(t, market, home) *
                         profile(t, (t->step - k->launch[market]) * t->years);
    }
    return 1 + (demand > 0 ? potential / demand : 0);
}

typedef struct {
    double at_home, abroad;
} sales;

static void sell(const twin *t, const twin_product *k, double crowded[FIELD_COUNT][MARKET_COUNT],
                 sales *sold) {
    int region = t->firms.items[k->owner].region;
    int home = t->scenario->regions[region].home_market;
    const levers *lever = &t->levers[region];
    for (int m = 0; m < MARKET_COUNT; m++) {
        if (k->launch[m] == -1 || k->is_gone)
            continue;
        double age = (t->step - k->launch[m] + 0.5) * t->years;
        if (m == home)
            age += 0.5 * lever->reimbursement;
        double revenue = k->peak * weight(t, m, home) * profile(t, age) / crowded[k->field][m];
        if (m == home)
            sold->at_home += revenue;
        else
            sold->abroad += revenue * (1 + lever->training_abroad) *
                            (1 + lever->staged_help * (1 - part_for_launches(t, m)));
    }
}

/* Products leave 16 years after their approval. */
static void end_products(twin *t) {
    for (size_t k = 0; k < t->products.count; k++)
        t->products.items[k].is_gone |=
            (t->step - t->products.items[k].approval) * t->years >= 16 - 1e-9;
}

void twin_products(twin *t) {
    double crowded[FIELD_COUNT][MARKET_COUNT];
    sales *sold = calloc(t->firms.count + 1, sizeof *sold);
    assert_non_null(sold);
    end_products(t);
    for (size_t k = 0; k < t->products.count; k++)
        launch_abroad(t, &t->products.items[k]);
    for (size_t k = 0; k < t->products.count; k++)
        if (!t->products.items[k].is_gone)
            pay_fees(t, &t->products.items[k]);
    for (int f = 0; f < FIELD_COUNT; f++)
        for (int m = 0; m < MARKET_COUNT; m++)
            crowded[f][m] = crowding(t, f, m);
    for (size_t k = 0; k < t->products.count; k++)
        sell(t, &t->products.items[k], crowded, &sold[t->products.items[k].owner]);
    for (size_t i = 0; i < t->firms.count; i++) {
        t->firms.items[i].product_revenue = (float)(sold[i].at_home + sold[i].abroad);
        t->firms.items[i].export_revenue = (float)sold[i].abroad;
    }
    free(sold);
}

/* ---- procurement ---- */

/* A firm's part in the region's orders of this step. */
typedef struct {
    int is_customer, is_supplier;
    double wants, offered; /* M$/yr, of a customer */
    float taken;           /* part of the offers; the share is kept as f32, see fill */
} part;

/* One number decides a row of events; what is left of it is uniform again. */
static int decide(double *u, double p) {
    if (*u < p) {
        *u /= p;
        return 1;
    }
    *u = (*u - p) / (1 - p);
    return 0;
}

static int draw_customer(const twin *t, const part *parts, int r, double *u) {
    double total = 0, below = 0;
    int last = NOBODY;
    for (size_t i = 0; i < t->firms.count; i++)
        if (t->firms.items[i].region == r && parts[i].is_customer)
            total += parts[i].wants;
    for (size_t i = 0; i < t->firms.count; i++) {
        if (t->firms.items[i].region != r || !parts[i].is_customer)
            continue;
        last = (int)i;
        if (*u * total < below + parts[i].wants) {
            *u = (*u * total - below) / parts[i].wants;
            return last;
        }
        below += parts[i].wants;
    }
    return last;
}

/* Who is what, and what customers want. Returns how many customers there are. */
static int open_book(const twin *t, int r, part *parts) {
    const parameters *p = t->p;
    double n = t->observed[r].agents.licensed;
    int customers = 0;
    for (size_t i = 0; i < t->firms.count; i++) {
        const twin_firm *f = &t->firms.items[i];
        if (f->region != r)
            continue;
        int buys = twin_is(f, FIRM_ANCHOR) || f->kind == KIND_NICHE || f->kind == KIND_MAJOR;
        parts[i].is_supplier =
            (f->kind == KIND_SUPPLIER || f->kind == KIND_CDMO) && f->licence >= 1;
        parts[i].wants = p->procure_omega * p->procure_local_share * f->demand * n /
                         (n + p->procure_half_suppliers) *
                         (1 + 0.2 * fmin(1, t->levers[r].showcase));
        parts[i].is_customer = buys && parts[i].wants > 0;
        customers += parts[i].is_customer;
    }
    return customers;
}

/* Renews the places of a supplier and makes its offers. */
static void offer(twin *t, twin_firm *f, part *parts, int customers) {
    const parameters *p = t->p;
    const levers *lever = &t->levers[f->region];
    double ends = twin_chance(p->ties_supply_end, t->years);
    const observation *o = &t->observed[f->region];
    double eager = 1 + lever->matching_events + 0.3 * o->network + o->contracts.orders;
    double forms = twin_chance(p->ties_supply_form * eager, t->years);
    double u = twin_u(t, f->id, t->step, DRAW_STEP, 0, WORD_PLACES);
    int taken = 0;
    for (int k = 0; k < PLACE_COUNT; k++) {
        int32_t *customer = &f->customer[k];
        if (*customer != NOBODY && !parts[*customer].is_customer)
            *customer = NOBODY;
        else if (*customer != NOBODY && decide(&u, ends))
            *customer = NOBODY;
        if (*customer == NOBODY && customers > 0 && decide(&u, forms))
            *customer = draw_customer(t, parts, f->region, &u);
        taken += *customer != NOBODY;
    }
    double capacity = p->procure_capacity_share * p->growth_productivity * f->size * f->capability;
    for (int k = 0; k < PLACE_COUNT; k++)
        if (f->customer[k] != NOBODY)
            parts[f->customer[k]].offered += capacity / taken;
    f->procurement_revenue = taken > 0 ? (float)(capacity / taken) : 0;
}

/* What customers take of the offers; returns what they lack. Revenue, which is f32, is what one
 * place offers times the sum of the parts taken. */
static double fill(twin *t, int r, part *parts) {
    double lacking = 0;
    for (size_t i = 0; i < t->firms.count; i++)
        if (t->firms.items[i].region == r && parts[i].is_customer) {
            parts[i].taken = (float)fmin(1, parts[i].wants / parts[i].offered);
            lacking += fmax(0, parts[i].wants - parts[i].offered);
        }
    for (size_t i = 0; i < t->firms.count; i++) {
        twin_firm *f = &t->firms.items[i];
        float taken = 0;
        if (f->region != r || !parts[i].is_supplier)
            continue;
        for (int k = 0; k < PLACE_COUNT; k++)
            if (f->customer[k] != NOBODY)
                taken += parts[f->customer[k]].taken;
        f->procurement_revenue *= taken;
    }
    return lacking;
}

/* Firms elsewhere order from what capacity is left, the same part of every supplier's. */
static void sell_elsewhere(twin *t, int r, const part *parts) {
    double per_size = t->p->procure_capacity_share * t->p->growth_productivity, idle = 0;
    double wanted = t->levers[r].outside_orders;
    for (size_t i = 0; i < t->firms.count; i++) {
        const twin_firm *f = &t->firms.items[i];
        if (f->region == r && parts[i].is_supplier)
            idle += fmax(0, per_size * f->size * f->capability - f->procurement_revenue);
    }
    for (size_t i = 0; i < t->firms.count; i++) {
        twin_firm *f = &t->firms.items[i];
        if (f->region != r || !parts[i].is_supplier || idle <= 0 || wanted <= 0)
            continue;
        double own = fmax(0, per_size * f->size * f->capability - f->procurement_revenue);
        f->procurement_revenue += (float)(own * fmin(1, wanted / idle));
    }
}

void twin_procurement(twin *t) {
    part *parts = calloc(t->firms.count + 1, sizeof *parts);
    assert_non_null(parts);
    for (int r = 0; r < t->region_count; r++) {
        int customers = open_book(t, r, parts);
        for (size_t i = 0; i < t->firms.count; i++) {
            twin_firm *f = &t->firms.items[i];
            if (f->region != r)
                continue;
            f->procurement_revenue = 0;
            if (parts[i].is_supplier)
                offer(t, f, parts, customers);
        }
        t->regions[r].unmet_demand = fill(t, r, parts);
        sell_elsewhere(t, r, parts);
    }
    free(parts);
}

/* ---- growth ---- */

static void grow_startup(twin *t, twin_firm *f) {
    static const double target[] = {3, 6, 14, 28, 45};
    const observation *o = &t->observed[f->region];
    f->size *= exp((1 - exp(-t->years)) * log(target[f->round] / f->size));
    double payroll = 0.06 * f->size * (f->cash <= 0 ? 0.5 : 1);
    if (f->has_product)
        payroll *= 1 - 0.5 * t->p->cdmo_cost * o->contracts.small;
    if (f->round == 0)
        payroll -= 0.12;
    if (o->startups > 0)
        payroll -= 0.03 * f->size * fmin(1, t->levers[f->region].slots / o->startups);
    f->cash = (float)(f->cash + t->years * (0.3 * f->product_revenue - fmax(0, payroll)));
    f->demand = (float)(0.7 * f->product_revenue);
}

static void grow_established(twin *t, twin_firm *f) {
    const parameters *p = t->p;
    const observation *o = &t->observed[f->region];
    double link_2 = p->growth_b2 * twin_gain(t, 2) * twin_L(o->I);
    double e = twin_normal(t, f->id) * p->growth_sigma * sqrt(t->years) * f->year_spread *
               pow(fmax(5, f->size) / 50, -p->growth_size_damping);
    t->flows[f->region].flux[2 - 1] += f->size * link_2 * t->years;
    double rate = -p->growth_base_erosion + link_2 - p->growth_congestion * o->congestion;
    f->base =
        f->base * exp(rate * t->years + e) + p->growth_follow_on * f->product_revenue * t->years;
    double target = fmax(0.5, twin_sales(f) / p->growth_productivity);
    f->size *=
        exp((1 - exp(-p->growth_kappa * t->years)) * log(target / f->size) + link_2 * t->years + e);
    f->size = fmin(100000, f->size);
    double demand = t->scenario->world.kinds[f->kind].export_share * f->base +
                    0.7 * f->product_revenue + 0.1 * f->procurement_revenue;
    f->demand = (float)(demand * (twin_is(f, FIRM_HOME) ? 1 : 0.6));
}

void twin_growth(twin *t) {
    twin_look_up(t);
    for (size_t i = 0; i < t->firms.count; i++) {
        twin_firm *f = &t->firms.items[i];
        if (t->step % t->scenario->steps_per_year == 0)
            f->year_spread = (float)twin_year_spread(t, f->id);
        if (f->kind == KIND_STARTUP)
            grow_startup(t, f);
        else
            grow_established(t, f);
    }
    for (size_t i = 0; i < t->firms.count; i++) {
        twin_firm *f = &t->firms.items[i];
        double n = t->observed[f->region].agents.by_kind[KIND_SUPPLIER];
        double of = fmin(1, t->levers[f->region].upgrading / fmax(1, n));
        if (f->kind == KIND_SUPPLIER && f->capability < 0.95 && of > 0)
            f->capability = fminf(0.95f, f->capability + (float)(0.05 * of * t->years));
    }
}

void twin_market(twin *t) {
    twin_products(t);
    twin_procurement(t);
    twin_growth(t);
}
