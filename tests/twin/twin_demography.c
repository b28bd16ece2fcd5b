/* Demography: who comes and what is founded by a region, closures and births. Firms' turns stand in
 * twin_turns.c. */
#include "sim/id.h"
#include "tests/twin/twin.h"

/* ---- outside firms ---- */

/* A region's utility without the terms of links 1, 10 and 17, and these. */
typedef struct {
    double rest, term[3];
} utility;

static const int attracting[] = {1, 10, 17};

static utility utility_of(const twin *t, int r) {
    const parameters *p = t->p;
    const observation *o = &t->observed[r];
    const levers *lever = &t->levers[r];
    utility u = {.rest = -p->location_b_0 + p->location_b_incentive * lever->incentive +
                         p->location_b_site * fmin(2, lever->site) +
                         p->location_b_regulatory * lever->relief +
                         p->funding_b_location * twin_L(lever->grant / 20) -
                         p->location_b_congestion * o->congestion};
    u.term[0] = twin_gain(t, 1) * p->location_b_research * twin_L(o->research);
    u.term[1] = twin_gain(t, 10) * p->location_b_anchor * twin_L(o->H);
    u.term[2] = twin_gain(t, 17) * p->location_b_reputation * o->V;
    return u;
}

static double total(const utility *u) {
    return u->rest + u->term[0] + u->term[1] + u->term[2];
}

/* Up to 64 regions are compared all at once; more stand in groups of eight, groups in groups of
 * groups, so that the choice is one among groups, then one among the members of the best. */
enum { MOST_AT_ONCE = 64, GROUP = 8 };

/* The utility of a group of `size` regions that are as good as the best of them, each with a taste
 * of its own: ln of the sum of exp(U). */
static double utility_of_group(const twin *t, const utility *all, int group, int size) {
    double sum = 0;
    for (int r = group * size; r < (group + 1) * size && r < t->region_count; r++)
        sum += exp(total(&all[r]));
    return log(sum);
}

/* Groups among which a firm chooses. */
typedef struct {
    int first, count, size; /* regions in each */
    int level;              /* 0: groups are regions */
} choice;

/* The group that is better than `best`, each with its Gumbel taste -ln(-ln u); NOBODY: none is. */
static int choose_among(const twin *t, const utility *all, uint64_t id, choice c, double best) {
    int chosen = NOBODY;
    for (int k = c.first; k < c.first + c.count && k * c.size < t->region_count; k++) {
        uint64_t taste = id + (c.level == 0 ? t->regions[k].id : (uint64_t)k);
        double u = twin_u(t, taste, RANDOM_ONCE, DRAW_GUMBEL, 1 + (uint32_t)c.level, 0);
        double value = utility_of_group(t, all, k, c.size) - log(-log(u));
        if (value <= best)
            continue;
        best = value;
        chosen = k;
    }
    return chosen;
}

/* The best of "elsewhere", of utility 0 and with a taste of its own, and the regions. */
static int choose(const twin *t, const utility *all, uint64_t id) {
    double best = -log(-log(twin_u(t, id, RANDOM_ONCE, DRAW_GUMBEL, 0, 0)));
    choice c = {.count = t->region_count <= MOST_AT_ONCE ? MOST_AT_ONCE : GROUP, .size = 1};
    for (; c.size * c.count < t->region_count; c.size *= c.count)
        c.level++;
    int chosen = choose_among(t, all, id, c, best);
    while (c.level > 0 && chosen != NOBODY) {
        c.level--;
        c.size /= c.count;
        c.first = chosen * c.count;
        chosen = choose_among(t, all, id, c, -INFINITY);
    }
    return chosen;
}

static void enter(twin *t, uint64_t id, int region) {
    const parameters *p = t->p;
    random_block birth = random_draw(t->key, id, RANDOM_ONCE, DRAW_BIRTH, 0);
    random_block type = random_draw(t->key, id, RANDOM_ONCE, DRAW_BIRTH_TYPE, 0);
    double u = random_uniform(type, 1);
    int is_major = random_uniform(type, 0) < p->location_p_major;
    twin_newcomer n = {.id = id,
                       .region = region,
                       .event = EVENT_ENTRY,
                       .licence = 3,
                       .flags = FIRM_FOREIGN,
                       .technology = random_uniform(birth, 2),
                       .capability = NAN,
                       .demand = NAN,
                       .base_factor = 1,
                       .birth = t->step + 1 - (int)lround(6 / t->years)};
    n.kind = is_major          ? KIND_MAJOR
             : u < 0.12        ? KIND_NICHE
             : u < 0.12 + 0.53 ? KIND_TECH
                               : KIND_SUPPLIER;
    if (n.kind == KIND_SUPPLIER)
        n.licence = random_uniform(type, 2) < 0.43 ? 2 : 1;
    if (!is_major && random_uniform(type, 3) < 0.4)
        n.flags |= FIRM_HOME;
    n.size = twin_lognormal(random_uniform(birth, 0),
                            is_major ? p->location_size_median_major : p->location_size_median,
                            p->location_size_sigma);
    TWIN_ADD(t->newcomers, n);
}

static void outside_firms(twin *t) {
    utility *all = calloc((size_t)t->region_count, sizeof *all);
    assert_non_null(all);
    double sum = 1, expected = t->p->location_lambda_out * pow(1 + t->p->location_growth, t->time) *
                               t->years;
    for (int r = 0; r < t->region_count; r++) {
        all[r] = utility_of(t, r);
        sum += exp(total(&all[r]));
    }
    unsigned count = twin_poisson(twin_u(t, t->outside, t->step, DRAW_ARRIVALS, 0, 0), expected);
    for (unsigned k = 0; k < count; k++) {
        uint64_t id = id_child(t->outside, t->step, ID_OUTSIDE_FIRM, k);
        int region = choose(t, all, id);
        if (region != NOBODY)
            enter(t, id, region);
    }
    for (int r = 0; r < t->region_count; r++)
        for (int k = 0; k < 3; k++) {
            double with = exp(total(&all[r])), without = exp(total(&all[r]) - all[r].term[k]);
            t->flows[r].flux[attracting[k] - 1] +=
                expected * (with / sum - without / (sum - with + without));
        }
    free(all);
}

/* ---- foundings by a region ---- */

static twin_newcomer regional(const twin *t, int r, int kind_of_id, unsigned ordinal) {
    uint64_t id = id_child(t->regions[r].id, t->step, (uint32_t)kind_of_id, ordinal);
    return (twin_newcomer){.id = id,
                           .region = r,
                           .flags = FIRM_HOME,
                           .university = NO_PARTNER,
                           .capability = NAN,
                           .demand = NAN,
                           .base_factor = 1,
                           .birth = t->step + 1};
}

static double draw_seed(const twin *t, int r, uint64_t id, int *bin) {
    const double *S = t->regions[r].seeds;
    double u = twin_u(t, id, RANDOM_ONCE, DRAW_SEED_TAKEN, 0, 0);
    if (twin_sum(S, BIN_COUNT) > 0)
        return twin_draw_place(S, BIN_COUNT, u, bin);
    *bin = twin_bin(u);
    return u;
}

static void spin_out(twin *t, int r, double u) {
    const parameters *p = t->p;
    const observation *o = &t->observed[r];
    const levers *lever = &t->levers[r];
    double *S = t->regions[r].seeds;
    double lambda = twin_gain(t, 3) * p->spinout_p3 * o->transfer_strength * (1 + lever->transfer) *
                    (1 + p->spinout_e3 * o->E) * (1 + p->spinout_t3 * o->T / p->indices_T_0) *
                    (1 + p->funding_spinout * lever->grant + 0.25 * twin_L(lever->gap_fund) +
                     p->network_spinout * o->network) *
                    o->congestion_factor * o->founding_money;
    unsigned count = twin_poisson(u, twin_sum(S, BIN_COUNT) * twin_chance(lambda, t->years));
    for (unsigned k = 0; k < count; k++) {
        twin_newcomer n = regional(t, r, ID_SPINOUT, k);
        int bin;
        n.technology = draw_seed(t, r, n.id, &bin);
        S[bin] = fmax(0, S[bin] - 1);
        n.kind = KIND_STARTUP;
        n.event = EVENT_SPINOUT;
        n.link = 3;
        n.licence = 3;
        n.university =
            twin_pick_university(t, r, bin, twin_u(t, n.id, RANDOM_ONCE, DRAW_FOUNDER, 0, 2));
        TWIN_ADD(t->newcomers, n);
    }
    t->flows[r].flux[3 - 1] += count;
}

static void found_suppliers(twin *t, int r, double u) {
    double rate = twin_gain(t, 11) * t->p->procure_eta11 * t->regions[r].unmet_demand / 2 *
                  t->observed[r].congestion_factor;
    unsigned count = twin_poisson(u, rate * t->years);
    for (unsigned k = 0; k < count; k++) {
        twin_newcomer n = regional(t, r, ID_SUPPLIER, k);
        n.kind = KIND_SUPPLIER;
        n.event = EVENT_SUPPLIER_FOUNDING;
        n.link = 11;
        n.licence = 1;
        n.is_near = 1;
        n.size = twin_lognormal(twin_u(t, n.id, RANDOM_ONCE, DRAW_BIRTH, 0, 0), 9, 0.6);
        n.base_factor = (float)0.7;
        TWIN_ADD(t->newcomers, n);
    }
    t->flows[r].flux[11 - 1] += count;
}

static void other_industries(twin *t, int r, double u) {
    const levers *lever = &t->levers[r];
    double rate = t->p->procure_base_entry * t->scenario->regions[r].population *
                  (1 + 0.3 * fmin(2, lever->consulting) + t->p->funding_entry * lever->grant +
                   0.1 * t->observed[r].network + 0.2 * fmin(1, lever->registration)) *
                  t->observed[r].congestion_factor;
    unsigned count = twin_poisson(u, rate * t->years);
    for (unsigned k = 0; k < count; k++) {
        twin_newcomer n = regional(t, r, ID_INDUSTRY, k);
        n.kind = KIND_SUPPLIER;
        n.event = EVENT_INDUSTRY_ENTRY;
        n.is_near = 1;
        double at_least[] = {1, t->p->entry_parts, t->p->entry_manufacturing,
                             t->p->entry_authorised};
        at_least[2] += at_least[3];
        at_least[1] += at_least[2];
        for (int rung = 1; rung < 4; rung++)
            if (twin_u(t, n.id, RANDOM_ONCE, DRAW_BIRTH_TYPE, 0, 0) < at_least[rung])
                n.licence = (uint8_t)rung;
        n.size = twin_lognormal(twin_u(t, n.id, RANDOM_ONCE, DRAW_BIRTH, 0, 0), 20, 0.9);
        n.birth -= (int)lround(10 / t->years);
        TWIN_ADD(t->newcomers, n);
    }
}

static void found_by_fellows(twin *t, int r, double u) {
    double rate = t->p->policy_fellow_start_rate * t->levers[r].fellows;
    unsigned count = twin_poisson(u, rate * t->years);
    for (unsigned k = 0; k < count; k++) {
        twin_newcomer n = regional(t, r, ID_FELLOW, k);
        int bin;
        n.kind = KIND_STARTUP;
        n.event = EVENT_FELLOW_FOUNDING;
        n.licence = 3;
        n.experience = 1;
        n.technology = draw_seed(t, r, n.id, &bin);
        TWIN_ADD(t->newcomers, n);
    }
}

static void found_by_software_people(twin *t, int r) {
    double u = twin_u(t, t->regions[r].id, t->step, DRAW_REGION, 1, 0);
    unsigned count = twin_poisson(u, t->levers[r].software_founders * t->years);
    for (unsigned k = 0; k < count && t->levers[r].software_founders > 0; k++) {
        twin_newcomer n = regional(t, r, ID_SOFTWARE, k);
        int bin;
        n.kind = KIND_STARTUP;
        n.event = EVENT_FELLOW_FOUNDING;
        n.is_software = 1;
        n.licence = 3;
        n.experience = 0.5;
        n.technology = draw_seed(t, r, n.id, &bin);
        TWIN_ADD(t->newcomers, n);
    }
}

/* ---- capital ---- */

/* How many of `count` go, each with probability p: the least k whose P(X <= k) reaches u. */
static unsigned binomial(double u, double p, unsigned count) {
    double term = pow(1 - p, count), sum = term;
    unsigned k = 0;
    while (sum < u && k < count) {
        term *= p / (1 - p) * (count - k) / (k + 1);
        sum += term;
        k++;
    }
    return k;
}

static void renew_capital(twin *t, int r) {
    const parameters *p = t->p;
    const observation *o = &t->observed[r];
    twin_region *g = &t->regions[r];
    random_block b = random_draw(t->key, g->id, t->step, DRAW_CAPITAL, 0);
    double by_name = twin_gain(t, 18) * p->finance_lambda_vc * o->V * (1 + g->unserved / 10);
    double by_activity =
        twin_gain(t, 18) * p->finance_lambda_sup * o->V * (o->startups + o->agents.projects) / 50;
    unsigned new_funds =
        twin_poisson(random_uniform(b, 0), (p->finance_lambda_vc0 + by_name) * t->years);
    unsigned come =
        twin_poisson(random_uniform(b, 1), (p->finance_lambda_sup0 + by_activity) * t->years);
    unsigned go = binomial(random_uniform(b, 2), twin_chance(p->finance_support_exit, t->years),
                           (unsigned)g->support);
    g->support += (double)come - (double)go;
    t->flows[r].flux[18 - 1] += (by_name + by_activity) * t->years;
    for (unsigned k = 0; k < new_funds; k++) {
        twin_fund f = {
            .id = id_child(g->id, t->step, ID_FUND, k), .region = r, .birth = t->step + 1};
        double u = twin_u(t, f.id, RANDOM_ONCE, DRAW_FUND_SIZE, 0, 0);
        f.size = f.dry_powder = twin_lognormal(u, p->finance_fund_size, 0.5);
        twin_note(t, EVENT_FUND, r, 18, f.id);
        TWIN_ADD(t->funds, f);
    }
}

void twin_arrivals(twin *t) {
    outside_firms(t);
    for (int r = 0; r < t->region_count; r++) {
        random_block b = random_draw(t->key, t->regions[r].id, t->step, DRAW_REGION, 0);
        spin_out(t, r, random_uniform(b, 0));
        found_suppliers(t, r, random_uniform(b, 1));
        other_industries(t, r, random_uniform(b, 2));
        found_by_fellows(t, r, random_uniform(b, 3));
        found_by_software_people(t, r);
        renew_capital(t, r);
    }
}

/* ---- closures and births ---- */

static void count_birth(twin *t, const twin_newcomer *n) {
    twin_flow *flow = &t->flows[n->region];
    twin_note(t, n->event, n->region, n->link, n->id);
    if (n->event == EVENT_ENTRY)
        flow->entries_outside++;
    if (n->event == EVENT_INDUSTRY_ENTRY)
        flow->entries_industry++;
    if (n->event == EVENT_ENTRY || n->event == EVENT_INDUSTRY_ENTRY)
        return;
    flow->foundings++;
    flow->spinouts += n->event == EVENT_SPINOUT;
    flow->spinoffs += n->event == EVENT_SPINOFF;
    flow->flux[7 - 1] += n->event == EVENT_SPINOFF;
    flow->supplier_foundings += n->event == EVENT_SUPPLIER_FOUNDING;
    flow->refoundings += n->event == EVENT_REFOUNDING;
    flow->fellow_foundings += n->event == EVENT_FELLOW_FOUNDING;
    t->regions[n->region].recent_foundings[t->step % t->scenario->steps_per_year]++;
}

static void bury(twin *t) {
    for (size_t i = 0; i < t->firms.count; i++) {
        twin_firm *f = &t->firms.items[i];
        for (int k = 0; k < PLACE_COUNT; k++)
            if (f->customer[k] != NOBODY && t->firms.items[f->customer[k]].is_gone)
                f->customer[k] = NOBODY;
        if (!f->is_gone)
            continue;
        t->flows[f->region].closed++;
        t->regions[f->region].firm_rows--;
    }
    for (size_t k = 0; k < t->projects.count; k++)
        if (t->firms.items[t->projects.items[k].owner].is_gone)
            t->projects.items[k].stage = STAGE_ENDED;
    for (size_t k = 0; k < t->products.count; k++)
        if (t->firms.items[t->products.items[k].owner].is_gone)
            t->products.items[k].is_gone = 1;
}

/* Closed firms leave the list, and what they own with them; others keep their order. */
void twin_close_marked(twin *t) {
    int32_t *place = calloc(t->firms.count + 1, sizeof *place);
    size_t kept = 0, running = 0, sold = 0;
    assert_non_null(place);
    bury(t);
    for (size_t i = 0; i < t->firms.count; i++)
        place[i] = t->firms.items[i].is_gone ? NOBODY : (int32_t)kept++;
    for (size_t i = 0; i < t->firms.count; i++) {
        for (int k = 0; k < PLACE_COUNT; k++)
            if (t->firms.items[i].customer[k] != NOBODY)
                t->firms.items[i].customer[k] = place[t->firms.items[i].customer[k]];
        if (place[i] != NOBODY)
            t->firms.items[place[i]] = t->firms.items[i];
    }
    for (size_t k = 0; k < t->projects.count; k++) {
        t->projects.items[running] = t->projects.items[k];
        t->projects.items[running].owner = place[t->projects.items[k].owner];
        running += t->projects.items[running].owner != NOBODY;
    }
    for (size_t k = 0; k < t->products.count; k++) {
        t->products.items[sold] = t->products.items[k];
        t->products.items[sold].owner = place[t->products.items[k].owner];
        sold += t->products.items[sold].owner != NOBODY;
    }
    t->firms.count = kept;
    t->projects.count = running;
    t->products.count = sold;
    free(place);
}

void twin_demography(twin *t) {
    t->newcomers.count = 0;
    twin_arrivals(t);
    twin_turns(t);
    bury(t);
    for (size_t k = 0; k < t->newcomers.count; k++) {
        count_birth(t, &t->newcomers.items[k]);
        twin_bear(t, &t->newcomers.items[k]);
    }
}
