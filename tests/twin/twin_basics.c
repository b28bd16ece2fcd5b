/* Small equations that several phases share. */
#include <gsl/gsl_cdf.h>

#include "sim/id.h"
#include "tests/twin/twin.h"

double twin_L(double x) {
    return log(1 + x);
}

double twin_chance(double hazard, double years) {
    return 1 - exp(-hazard * years);
}

double twin_circle(double a, double b) {
    double d = fabs(a - b);
    return fmin(d, 1 - d);
}

double twin_wrap(double place) {
    double wrapped = place - floor(place);
    return wrapped < 1 ? wrapped : 0;
}

float twin_place(double place) {
    float stored = (float)twin_wrap(place);
    return stored < 1 ? stored : 0;
}

int twin_bin(double place) {
    return (int)(place * BIN_COUNT);
}

unsigned twin_poisson(double u, double mean) {
    double term = exp(-mean), sum = term;
    unsigned k = 0;
    while (sum < u && term > 0) {
        k++;
        term *= mean / k;
        sum += term;
    }
    return k;
}

double twin_lognormal(double u, double median, double sigma) {
    return median * exp(sigma * gsl_cdf_ugaussian_Pinv(u));
}

double twin_sum(const double *x, int count) {
    double sum = 0;
    for (int k = 0; k < count; k++)
        sum += x[k];
    return sum;
}

double twin_gain(const twin *t, int link) {
    return t->scenario->gains[link - 1];
}

double twin_sales(const twin_firm *f) {
    return f->base + f->product_revenue + f->procurement_revenue;
}

int twin_is(const twin_firm *f, int flag) {
    return (f->flags & flag) != 0;
}

double twin_u(const twin *t, uint64_t agent, int step, int purpose, uint32_t index, int word) {
    return random_uniform(random_draw(t->key, agent, step, (uint32_t)purpose, index), word);
}

double twin_draw_place(const double *weight, int count, double u, int *bin) {
    double target = u * twin_sum(weight, count), below = 0;
    int b = 0;
    while (b < count - 1 && below + weight[b] <= target)
        below += weight[b++];
    *bin = b;
    return twin_wrap((b + fmax(0, fmin(1, (target - below) / weight[b]))) / count);
}

/* ---- the step's normal numbers ---- */

double twin_normal(const twin *t, uint64_t firm) {
    random_block b = random_draw(t->key, firm, t->step, DRAW_STEP, 0);
    double exact = gsl_cdf_ugaussian_Pinv(random_uniform(b, WORD_GROWTH)), z;
    random_normal_many(&b, WORD_GROWTH, 1, &z);
    assert_true(fabs(z - exact) <= 2e-7 * fabs(exact));
    return z;
}

double twin_year_spread(const twin *t, uint64_t firm) {
    int year = t->step / t->scenario->steps_per_year;
    return sqrt(-log(1 - twin_u(t, firm, year, DRAW_YEAR, 0, 0)));
}

/* ---- devices ---- */

double twin_stage_years(const twin *t, int device_class, int device_type, int stage) {
    double years = t->scenario->world.classes[device_class].stage_years[stage];
    return device_type == TYPE_SAMD ? years * 0.5 : years;
}

double twin_running_cost(const twin *t, int device_class, int device_type, int stage) {
    const scenario_class *c = &t->scenario->world.classes[device_class];
    double years = twin_stage_years(t, device_class, device_type, stage);
    double cost = c->cost * c->cost_share[stage] * (device_type == TYPE_SAMD ? 0.3 : 1);
    return years > 0 ? cost / years : 0;
}

int twin_class(const twin *t, int kind, double u) {
    const double *mix = t->scenario->world.kinds[kind].class_mix;
    if (u < mix[0])
        return 0;
    if (u < mix[0] + mix[1])
        return 1;
    return u < mix[0] + mix[1] + mix[2] ? 2 : 3;
}

void twin_set_type(const twin *t, int region, twin_project *k) {
    const scenario_type *types = t->scenario->world.types;
    double u = twin_u(t, k->id, RANDOM_ONCE, DRAW_PROJECT, 0, 0);
    double diagnostic = types[TYPE_DIAGNOSTIC].share, equipment = types[TYPE_EQUIPMENT].share;
    double software = fmin(0.5, types[TYPE_SAMD].share * (1 + 0.5 * t->levers[region].software));
    k->device_type = TYPE_DISPOSABLE;
    if (u < diagnostic)
        k->device_type = TYPE_DIAGNOSTIC;
    else if (u < diagnostic + equipment)
        k->device_type = TYPE_EQUIPMENT;
    else if (u < diagnostic + equipment + software)
        k->device_type = TYPE_SAMD;
    if (k->device_type == TYPE_SAMD && k->device_class == 3)
        k->device_class = 2;
}

/* ---- partners ---- */

/* One of the region's weights by u, as the ordinal in the region; NO_PARTNER without any weight. */
static int pick(const double *weight, int count, double u) {
    double total = twin_sum(weight, count), sum = 0;
    if (!(total > 0))
        return NO_PARTNER;
    for (int k = 0; k < count; k++) {
        sum += weight[k];
        if (sum > u * total)
            return k;
    }
    return count - 1;
}

enum { MOST_SITES = 256 };

int twin_pick_university(const twin *t, int region, int bin, double u) {
    double weight[MOST_SITES];
    int count = 0;
    for (size_t k = 0; k < t->universities.count; k++) {
        const twin_university *v = &t->universities.items[k];
        assert_true(count < MOST_SITES);
        if (v->region == region)
            weight[count++] = (v->budget + v->competitive) * (v->profile[bin] + 0.002);
    }
    return pick(weight, count, u);
}

static int pick_hospital(const twin *t, int region, double u) {
    double weight[MOST_SITES];
    int count = 0;
    for (size_t k = 0; k < t->hospitals.count; k++) {
        const twin_hospital *h = &t->hospitals.items[k];
        assert_true(count < MOST_SITES);
        if (h->region == region)
            weight[count++] = h->beds * h->openness;
    }
    return pick(weight, count, u);
}

/* Trust after a joint project with `partner`. */
static void meet(const twin *t, uint16_t *trusted, float *trust, int partner) {
    if (partner == NO_PARTNER)
        return;
    if (partner == *trusted) {
        *trust = (float)(*trust + t->p->ties_gain * (1 - *trust));
    } else if (*trust < 0.3) {
        *trusted = (uint16_t)partner;
        *trust = (float)t->p->ties_gain;
    }
}

void twin_meet_partners(const twin *t, twin_firm *f, twin_project *k) {
    random_block b = random_draw(t->key, k->id, RANDOM_ONCE, DRAW_PARTNER, 0);
    int is_trusted = f->university != NO_PARTNER && random_uniform(b, 0) < f->trust_university;
    int partner = f->university;
    if (!is_trusted)
        partner = twin_pick_university(t, f->region, twin_bin(k->seed), random_uniform(b, 1));
    k->university = (uint16_t)partner;
    meet(t, &f->university, &f->trust_university, partner);
    is_trusted = f->hospital != NO_PARTNER && random_uniform(b, 2) < f->trust_hospital;
    partner = is_trusted ? f->hospital : pick_hospital(t, f->region, random_uniform(b, 3));
    k->hospital = (uint16_t)partner;
    meet(t, &f->hospital, &f->trust_hospital, partner);
}

/* ---- births ---- */

/* Near a local university, each with equal odds; anywhere if there is none. */
static double near_university(const twin *t, int region, double u_site, double u_place) {
    int count = 0, number;
    for (size_t k = 0; k < t->universities.count; k++)
        count += t->universities.items[k].region == region;
    if (count == 0)
        return u_place;
    number = (int)(u_site * count);
    for (size_t k = 0;; k++)
        if (t->universities.items[k].region == region && number-- == 0)
            return t->universities.items[k].focus + 0.15 * gsl_cdf_ugaussian_Pinv(u_place);
}

/* The need of a start-up: the nearest to its seed of those that its founders see. */
static void find_need(const twin *t, const twin_firm *f, twin_project *k) {
    const observation *o = &t->observed[f->region];
    const double *needs = t->regions[f->region].needs_seen;
    double more = o->options_5 + o->options_9 + o->options_13 + o->options_16 + o->options_network;
    double most = t->p->matching_max_options, total = twin_sum(needs, FIELD_COUNT);
    double u = twin_u(t, f->id, RANDOM_ONCE, DRAW_FOUNDING, 0, 0), nearest = INFINITY;
    int m = (int)fmin(most, 1 + twin_poisson(u, fmin(more, most)));
    double seed = f->technology, best = seed, q = f->capability + 0.1 * f->experience;
    k->field = (uint8_t)(seed * FIELD_COUNT);
    for (int n = 1; n <= m; n++) {
        random_block b = random_draw(t->key, f->id, RANDOM_ONCE, DRAW_FOUNDING, (uint32_t)n);
        if (!(random_uniform(b, 0) < total / (total + t->p->matching_half_needs)))
            continue;
        int field;
        double need = twin_draw_place(needs, FIELD_COUNT, random_uniform(b, 1), &field);
        if (twin_circle(seed, need) >= nearest)
            continue;
        nearest = twin_circle(seed, need);
        best = need;
        k->field = (uint8_t)field;
    }
    double theta = exp(-0.5 * pow(nearest / t->p->matching_sigma_m, 2)) * sqrt(fmin(1, q));
    k->quality = (float)fmax(0.15, theta);
    k->need = twin_place(theta < 0.15 ? seed : best);
    k->seed = twin_place(seed);
}

static void begin_project(twin *t, size_t firm, const twin_newcomer *n) {
    twin_firm *f = &t->firms.items[firm];
    double u = twin_u(t, f->id, RANDOM_ONCE, DRAW_FOUNDER, 0, 0);
    twin_project k = {.id = id_child(f->id, 0, ID_FOUNDING_PROJECT, 0),
                      .owner = (int32_t)firm,
                      .birth = t->step,
                      .device_class = (uint8_t)twin_class(t, KIND_STARTUP, u),
                      .link = (uint8_t)n->link};
    find_need(t, f, &k);
    twin_set_type(t, f->region, &k);
    if (n->is_software) {
        k.device_type = TYPE_SAMD;
        k.device_class = k.device_class > 2 ? 2 : k.device_class;
    }
    k.time_left = twin_stage_years(t, k.device_class, k.device_type, STAGE_CONCEPT);
    if (n->event == EVENT_SPINOUT && n->university != NO_PARTNER) {
        f->university = (uint16_t)n->university;
        f->trust_university = 0.8f;
    }
    twin_meet_partners(t, f, &k);
    TWIN_ADD(t->projects, k);
}

static double founder_capital(const twin *t, const twin_newcomer *n) {
    const levers *lever = &t->levers[n->region];
    double u = twin_u(t, n->id, RANDOM_ONCE, DRAW_FOUNDER, 0, 1);
    double money = twin_lognormal(u, t->p->finance_founder_capital, 0.5);
    money += 0.3 * twin_L(lever->startup_grant / 5);
    return n->event == EVENT_SPINOUT ? money + 0.15 * twin_L(lever->gap_fund) : money;
}

/* Base sales by size, or so that they bring the demand that is given. */
static void begin_sales(const twin *t, const twin_newcomer *n, twin_firm *f) {
    double e = t->scenario->world.kinds[n->kind].export_share * (twin_is(f, FIRM_HOME) ? 1 : 0.6);
    f->base = t->p->growth_productivity * n->size * n->base_factor;
    if (!isnan(n->demand) && e > 0)
        f->base = n->demand / e;
    f->demand = (float)(e * f->base);
}

void twin_bear(twin *t, const twin_newcomer *n) {
    random_block b = random_draw(t->key, n->id, RANDOM_ONCE, DRAW_BIRTH, 0);
    twin_firm f = {.id = n->id,
                   .region = n->region,
                   .kind = (uint8_t)n->kind,
                   .licence = (uint8_t)n->licence,
                   .flags = (uint8_t)n->flags,
                   .birth = n->birth,
                   .size = n->size,
                   .experience = (float)n->experience,
                   .capability = (float)n->capability,
                   .technology = twin_place(n->technology),
                   .university = NO_PARTNER,
                   .hospital = NO_PARTNER,
                   .customer = {NOBODY, NOBODY, NOBODY, NOBODY}};
    if (isnan(n->capability))
        f.capability = (float)(0.3 + 0.6 * random_uniform(b, 1));
    if (n->is_near)
        f.technology =
            twin_place(near_university(t, n->region, random_uniform(b, 3), random_uniform(b, 2)));
    f.year_spread = (float)twin_year_spread(t, n->id);
    if (n->kind == KIND_STARTUP) {
        f.size = 3;
        f.cash = (float)founder_capital(t, n);
    } else {
        begin_sales(t, n, &f);
    }
    TWIN_ADD(t->firms, f);
    t->regions[n->region].firm_rows++;
    if (n->kind == KIND_STARTUP)
        begin_project(t, t->firms.count - 1, n);
}
