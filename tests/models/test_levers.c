/* What levers do in the phases that read them: two worlds that are the same but for one lever, one
 * phase, and what differs afterwards. Which policy pulls which lever is another test's matter. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/phases/demography.h"
#include "models/phases/turns.h"
#include "models/policy.h"
#include "sim/id.h"
#include "tests/support/scenarios.h"

static const char *const phases[] = {"policy",      "observe", "science",    "matching",  "finance",
                                     "development", "market",  "demography", "reputation"};

static void assert_close(double got, double expected, double tolerance) {
    if (!(fabs(got - expected) <= tolerance * fmax(1, fabs(expected))))
        fail_msg("got %.15g, expected %.15g", got, expected);
}

/* ---- pairs of worlds ---- */

/* A hub with everything and a margin, with the first without the lever and the second with it. */
typedef struct {
    scenario *s;
    world *w[2];
} pair;

static scenario *hub_and_margin(void) {
    return scenarios_read("{\"time\": {\"start\": 1980, \"years\": 40}, \"regions\": [%s, %s]}",
                          SCENARIOS_HUB("hub", "0") "}", SCENARIOS_MARGINAL("margin", "300") "}");
}

/* Both worlds at the given step, `phase` done with `lever` at 0 and at `size` in all regions. */
static void pair_at(pair *p, scenario *s, int step, lever_id lever, double size,
                    const char *phase) {
    p->s = s;
    for (int k = 0; k < 2; k++) {
        world *w = p->w[k] = scenarios_world(p->s, 1, 1);
        while (w->step < step)
            scenarios_step(w);
        for (int f = 0;; f++) {
            scenarios_phase(w, phases[f]);
            if (f == 0 && k == 1)
                for (int r = 0; r < world_regions(w); r++)
                    *lever_place(&w->levers[r], lever) = size;
            if (strcmp(phases[f], phase) == 0)
                break;
        }
    }
}

static void pair_free(pair *p) {
    world_free(p->w[0]);
    world_free(p->w[1]);
    scenario_free(p->s);
}

/* ---- observed services and options ---- */

static void test_options(void **state) {
    (void)state;
    pair p;
    pair_at(&p, hub_and_margin(), 8, LEVER_coupling, 0.2, "observe");
    assert_true(p.w[0]->observed[0].options_9 > 0);
    assert_close(p.w[1]->observed[0].options_9, 1.2 * p.w[0]->observed[0].options_9, 1e-12);
    pair_free(&p);
    pair_at(&p, hub_and_margin(), 8, LEVER_study, 0.1, "observe");
    for (int r = 0; r < 2; r++)
        assert_close(p.w[1]->observed[r].options_network, p.w[0]->observed[r].options_network + 0.1,
                     1e-12);
    pair_free(&p);
    pair_at(&p, hub_and_margin(), 8, LEVER_knowhow, 0.1, "observe");
    assert_close(p.w[1]->observed[1].know, p.w[0]->observed[1].know + 0.1, 1e-12);
    pair_free(&p);
}

/* Commitment adds to leadership, where there are coordinators. */
static void test_commitment(void **state) {
    (void)state;
    scenario *s = hub_and_margin();
    world *w = scenarios_world(s, 0, 1);
    double network[4];
    scenarios_phase(w, "policy");
    for (int k = 0; k < 4; k++) {
        w->levers[1].coordinators = k < 2 ? 1 : 0;
        w->levers[1].commitment = k % 2 == 0 ? 0 : 0.3;
        scenarios_phase(w, "observe");
        network[k] = w->observed[1].network;
    }
    assert_true(network[0] > 0 && network[2] == 0 && network[3] == 0);
    assert_close(network[1], 1.3 * network[0], 1e-12);
    world_free(w);
    scenario_free(s);
}

/* Trust fades as people forget and as they leave: retention keeps them, care helps with both. */
static void test_rotation(void **state) {
    (void)state;
    static const double retention[] = {0, 0, 0.8, 0.8, 1e9}, care[] = {0, 0.5, 0, 0.5, 0};
    static const double decay[] = {0.2, 0.2 / 1.5, 0.05 + 0.15 / 1.8, (0.05 + 0.15 / 1.8) / 1.5,
                                   0.05};
    scenario *s = hub_and_margin();
    s->parameters.matching_a0 = 0; /* no project begins, so no trust is gained */
    for (int k = 0; k < 5; k++) {
        world *w = scenarios_world(s, 0, 1);
        for (int f = 0; f < 3; f++)
            scenarios_phase(w, phases[f]);
        w->levers[0].retention = retention[k];
        w->levers[0].tie_care = care[k];
        w->firms.trust_university[0] = w->firms.trust_hospital[0] = 0.5f;
        scenarios_phase(w, "matching");
        assert_close(w->firms.trust_university[0], 0.5 * exp(-decay[k] / 4), 1e-6);
        assert_close(w->firms.trust_hospital[0], 0.5 * exp(-decay[k] / 4), 1e-6);
        world_free(w);
    }
    scenario_free(s);
}

/* ---- development ---- */

/* Money spent so far on running projects above or below the gate. */
static double spent(const world *w, int is_good) {
    double sum = 0;
    for (size_t k = 0; k < w->projects.table.count; k++)
        if ((w->projects.quality[k] > 0.5) == is_good)
            sum += w->projects.spent[k];
    return sum;
}

/* Of the same grants good projects get all or what they share with others. */
static void test_gated_grants(void **state) {
    (void)state;
    double of[2][2];
    for (int gated = 0; gated < 2; gated++) {
        scenario *s = hub_and_margin();
        world *w = scenarios_world(s, 1, 1);
        while (w->step < 20)
            scenarios_step(w);
        for (int f = 0; f < 5; f++) {
            scenarios_phase(w, phases[f]);
            for (int r = 0; f == 0 && r < 2; r++)
                w->levers[r] = (levers){.grant = 30, .gated_grant = gated ? 30 : 0};
        }
        scenarios_phase(w, "development");
        for (int good = 0; good < 2; good++)
            of[gated][good] = spent(w, good);
        world_free(w);
        scenario_free(s);
    }
    assert_true(of[1][1] < of[0][1]); /* more of the good ones' cost is paid for them */
    assert_true(of[1][0] > of[0][0]); /* and less of the others' */
}

/* Sum of table time left in the review of a class, yr. */
static double review_left(const world *w, int device_class) {
    double sum = 0;
    for (size_t k = 0; k < w->projects.table.count; k++)
        if (w->projects.stage[k] == STAGE_REVIEW && w->projects.device_class[k] == device_class)
            sum += w->projects.time_left[k];
    return sum;
}

/* Certifiers take class III, their part of it, and leave the others alone. */
static void test_certifiers(void **state) {
    (void)state;
    double left[3];
    for (int k = 0; k < 3; k++) {
        pair p;
        pair_at(&p, hub_and_margin(), 40, LEVER_certified, 0.5 * k, "development");
        assert_close(review_left(p.w[1], 3), review_left(p.w[0], 3), 0);
        assert_close(review_left(p.w[1], 1), review_left(p.w[0], 1), 0);
        left[k] = review_left(p.w[1], 2);
        pair_free(&p);
    }
    assert_true(left[0] > left[1] && left[1] > left[2]);
}

/* What certifiers take does not enter the agency's queue. */
static void test_certified_devices_do_not_queue(void **state) {
    (void)state;
    int fewer = 0;
    for (int step = 40; step < 60; step += 2) {
        pair p;
        pair_at(&p, hub_and_margin(), step, LEVER_certified, 1, "development");
        double arrivals[] = {p.w[0]->agencies.arrivals[1], p.w[1]->agencies.arrivals[1]};
        assert_true(arrivals[1] <= arrivals[0]);
        fewer += arrivals[1] < arrivals[0];
        pair_free(&p);
    }
    assert_true(fewer > 0);
}

/* Checks the peak of each product of the last phase against that without the lever. */
static int compare_peaks(const pair *p, double (*factor)(const pair *, size_t)) {
    const products *one = &p->w[0]->products, *other = &p->w[1]->products;
    int fresh = 0;
    assert_int_equal(one->table.count, other->table.count);
    for (size_t k = 0; k < one->table.count; k++) {
        assert_true(one->id[k] == other->id[k]);
        int is_new = one->approval[k] == p->w[0]->step;
        assert_close(other->peak[k], one->peak[k] * (is_new ? factor(p, k) : 1), 1e-6);
        fresh += is_new;
    }
    return fresh;
}

static double factor_of_software(const pair *p, size_t row) {
    return p->w[0]->products.device_type[row] == TYPE_SAMD ? 1 / 0.7 : 1;
}

/* Products do not say from which project they come: the projects of a world before the phase. */
static world *before;
static double factor_of_quality(const pair *p, size_t row) {
    const projects *t = &before->projects;
    for (size_t k = 0; k < t->table.count; k++)
        if (id_child(t->id[k], 0, ID_PRODUCT, 0) == p->w[0]->products.id[row])
            return 1 + 0.3 * 0.2 * (t->quality[k] - 0.6) / 0.4;
    fail_msg("a product comes from no project");
    return NAN;
}

static void test_sales_of_new_products(void **state) {
    (void)state;
    pair p, unchanged;
    pair_at(&p, hub_and_margin(), 40, LEVER_software_market, 1, "development");
    assert_true(compare_peaks(&p, factor_of_software) >= 3);
    pair_free(&p);
    pair_at(&unchanged, hub_and_margin(), 40, LEVER_performance_price, 1, "finance");
    before = unchanged.w[0];
    pair_at(&p, hub_and_margin(), 40, LEVER_performance_price, 1, "development");
    assert_true(compare_peaks(&p, factor_of_quality) >= 3);
    pair_free(&p);
    pair_free(&unchanged);
}

/* ---- the market ---- */

/* Launches in a market in the last phase, by owners of at least or below 200 employees. */
static int launches(const world *w, int market, int is_small) {
    int count = 0;
    for (size_t k = 0; k < w->products.table.count; k++) {
        int16_t launch = w->products.launch[k * MARKET_COUNT + (size_t)market];
        count += launch == w->step && (w->firms.size[w->products.owner[k]] < 200) == is_small;
    }
    return count;
}

/* What was launched abroad in the last phase, by device type. */
static void count_by_type(const world *w, int count[TYPE_COUNT]) {
    for (size_t k = 0; k < w->products.table.count * MARKET_COUNT; k++)
        count[w->products.device_type[k / MARKET_COUNT]] +=
            w->products.launch[k] == w->step && w->products.approval[k / MARKET_COUNT] < w->step;
}

/* Installed equipment is hard to displace, consumables are added easily: the ease of one type does
 * nothing to the others. */
static void test_ease_by_type(void **state) {
    (void)state;
    int count[2][TYPE_COUNT] = {{0}};
    scenario *s = hub_and_margin();
    for (int step = 40; step < 60; step += 4)
        for (int k = 0; k < 2; k++) {
            s->world.types[TYPE_EQUIPMENT].ease = s->world.types[TYPE_DISPOSABLE].ease = 1;
            world *w = scenarios_world(s, 1, 1);
            while (w->step < step)
                scenarios_step(w);
            for (int f = 0; f < 6; f++)
                scenarios_phase(w, phases[f]);
            s->world.types[TYPE_EQUIPMENT].ease = k == 0 ? 1 : 0;
            s->world.types[TYPE_DISPOSABLE].ease = k == 0 ? 1 : 20;
            scenarios_phase(w, "market");
            count_by_type(w, count[k]);
            world_free(w);
        }
    assert_true(count[0][TYPE_EQUIPMENT] > 0 && count[1][TYPE_EQUIPMENT] == 0);
    assert_true(count[0][TYPE_DISPOSABLE] > 0);
    assert_true(count[1][TYPE_DISPOSABLE] > 3 * count[0][TYPE_DISPOSABLE]);
    assert_true(count[0][TYPE_DIAGNOSTIC] > 0);
    assert_int_equal(count[1][TYPE_DIAGNOSTIC], count[0][TYPE_DIAGNOSTIC]);
    assert_int_equal(count[1][TYPE_SAMD], count[0][TYPE_SAMD]);
    scenario_free(s);
}

/* The same numbers decide in both worlds: where the lever does nothing launches are the same. Only
 * firms of the margin launch in the US; the hub is there at home. */
static void test_launches_abroad(void **state) {
    (void)state;
    int more[2] = {0};
    for (int step = 40; step < 60; step += 4) {
        pair p;
        pair_at(&p, hub_and_margin(), step, LEVER_export_emerging, 4, "market");
        for (int m = 0; m < MARKET_COUNT; m++) {
            int one = launches(p.w[0], m, 0) + launches(p.w[0], m, 1);
            int other = launches(p.w[1], m, 0) + launches(p.w[1], m, 1);
            int is_emerging = m == MARKET_CN || m == MARKET_OTHER_ASIA || m == MARKET_REST;
            assert_true(is_emerging ? other >= one : other == one);
            more[0] += other - one;
        }
        pair_free(&p);
        pair_at(&p, hub_and_margin(), step, LEVER_export_us, 30, "market");
        for (int m = 0; m < MARKET_COUNT; m++) {
            assert_int_equal(launches(p.w[0], m, 0), launches(p.w[1], m, 0));
            int gained = launches(p.w[1], m, 1) - launches(p.w[0], m, 1);
            assert_true(m == MARKET_US ? gained >= 0 : gained == 0);
            more[1] += gained;
        }
        pair_free(&p);
    }
    assert_true(more[0] > 10 && more[1] > 0);
}

static void test_fees_of_joint_reviews(void **state) {
    (void)state;
    int place = policies_index(policies_find("joint_review"));
    double booked = 0, expected = 0;
    for (int step = 40; step < 60; step += 4) {
        pair p;
        pair_at(&p, hub_and_margin(), step, LEVER_review_fee, 0.2, "market");
        for (int m = 3; m < MARKET_COUNT; m++)
            for (int small = 0; small < 2 && m != 5; small++)
                expected += 0.2 * launches(p.w[1], m, small);
        for (int r = 0; r < 2; r++) {
            assert_true(p.w[0]->flows.cost[r * FLOW_POLICIES + place] == 0);
            booked += p.w[1]->flows.cost[r * FLOW_POLICIES + place];
        }
        pair_free(&p);
    }
    assert_true(expected > 0.5);
    assert_close(booked, expected, 1e-12);
}

static double ordered(const world *w, int r) {
    double sum = 0;
    for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++)
        sum += w->firms.procurement_revenue[i];
    return sum;
}

/* Orders from elsewhere fill what is idle, and not more than that. */
static void test_orders_from_elsewhere(void **state) {
    (void)state;
    pair p;
    pair_at(&p, hub_and_margin(), 8, LEVER_outside_orders, 2, "market");
    assert_close(ordered(p.w[1], 1), ordered(p.w[0], 1) + 2, 1e-5);
    pair_free(&p);
    pair_at(&p, hub_and_margin(), 8, LEVER_outside_orders, 1e6, "market");
    const firms *f = &p.w[0]->firms;
    double capacity = 0;
    for (int32_t i = p.w[0]->firm_first[1]; i < p.w[0]->firm_first[2]; i++)
        if ((f->kind[i] == KIND_SUPPLIER || f->kind[i] == KIND_CDMO) && f->licence[i] > 0)
            capacity += f->size[i] * f->capability[i]; /* size before this step's growth */
    capacity *= p.s->parameters.procure_capacity_share * p.s->parameters.growth_productivity;
    assert_close(ordered(p.w[1], 1), capacity, 0.1);
    pair_free(&p);
}

static void test_suppliers_learn(void **state) {
    (void)state;
    pair p;
    double gained = 0;
    pair_at(&p, hub_and_margin(), 8, LEVER_upgrading, 10, "market");
    const firms *one = &p.w[0]->firms, *other = &p.w[1]->firms;
    for (int32_t i = p.w[0]->firm_first[1]; i < p.w[0]->firm_first[2]; i++) {
        double more = other->capability[i] - one->capability[i];
        assert_true(one->kind[i] == KIND_SUPPLIER ? more > 0 : more == 0);
        gained += more;
    }
    assert_close(gained, 10 * 0.05 / 4, 1e-3);
    pair_free(&p);
}

/* ---- demography ---- */

/* Many suppliers without a licence to themselves. */
static scenario *suppliers_only(void) {
    scenario *s = scenarios_read("{\"time\": {\"start\": 1980, \"years\": 2}, \"regions\": [%s, "
                                 "\"firms\": [{\"kind\": \"supplier\", \"count\": 20000, "
                                 "\"licence\": 0}]}]}",
                                 SCENARIOS_EMPTY("land", "0"));
    scenarios_silence(s);
    return s;
}

static int licences(const world *w) {
    int sum = 0;
    for (size_t i = 0; i < w->firms.table.count; i++)
        sum += w->firms.licence[i];
    return sum;
}

/* A number of firms a year takes over a line, however many there are; the screen is exact. */
static void test_takeovers(void **state) {
    (void)state;
    pair p;
    pair_at(&p, suppliers_only(), 0, LEVER_line_takeover, 1600, "market");
    for (int k = 0; k < 2; k++)
        assert_int_equal(turns_take(p.w[k], k, NULL), AGGLO_OK);
    int gained = licences(p.w[1]);
    assert_int_equal(licences(p.w[0]), 0);
    assert_in_range(gained, 392 - 80, 392 + 80); /* 20000 (1 - exp(-0.02)), four deviations */
    pair_free(&p);
    pair_at(&p, suppliers_only(), 0, LEVER_line_takeover, 1600, "market");
    assert_int_equal(turns_take(p.w[1], 0, NULL), AGGLO_OK);
    assert_int_equal(licences(p.w[1]), gained);
    pair_free(&p);
}

/* The pace of licences is 1 + 0.3 per tie with holders elsewhere. */
static void test_ties_elsewhere(void **state) {
    (void)state;
    pair p;
    scenario *s = suppliers_only();
    s->parameters.licence_h_parts = 0.04;
    pair_at(&p, s, 0, LEVER_mah_link, 10, "market");
    for (int k = 0; k < 2; k++)
        assert_int_equal(turns_take(p.w[k], 1, NULL), AGGLO_OK);
    assert_in_range(licences(p.w[0]), 199 - 56, 199 + 56);   /* 20000 (1 - exp(-0.01)) */
    assert_in_range(licences(p.w[1]), 784 - 112, 784 + 112); /* four times the hazard */
    pair_free(&p);
}

static void test_software_founders(void **state) {
    (void)state;
    pair p;
    int founded = 0;
    pair_at(&p, hub_and_margin(), 8, LEVER_software_founders, 400, "demography");
    for (size_t n = 0; n < p.w[1]->events.count; n++)
        founded += p.w[1]->events.items[n].type == EVENT_FELLOW_FOUNDING;
    assert_in_range(founded, 200 - 57, 200 + 57);
    const world *w = p.w[1];
    int software = 0;
    for (size_t k = 0; k < w->projects.table.count; k++) {
        int is_software = w->projects.device_type[k] == TYPE_SAMD;
        software += is_software && w->firms.kind[w->projects.owner[k]] == KIND_STARTUP &&
                    w->firms.experience[w->projects.owner[k]] == 0.5f &&
                    w->firms.birth[w->projects.owner[k]] == w->step + 1;
        assert_true(!is_software || w->projects.device_class[k] <= 2);
    }
    assert_true(software >= founded);
    for (size_t n = 0; n < p.w[0]->events.count; n++)
        assert_true(p.w[0]->events.items[n].type != EVENT_FELLOW_FOUNDING);
    pair_free(&p);
}

static double powder(const world *w, int r) {
    double sum = 0;
    for (int32_t k = w->fund_first[r]; k < w->fund_first[r + 1]; k++)
        sum += w->funds.dry_powder[k];
    return sum;
}

/* The money of the hub's funds after a year in which all proven ventures are sold or floated and no
 * fund comes; `*exits`: how many were. The same chances for all `angels`. */
static double powder_after_exits(double angels, int has_young_fund, double *exits) {
    scenario *s = hub_and_margin();
    s->parameters.exits_h_acquired = 0;
    world *w = scenarios_world(s, 1, 1);
    while (w->step < 24)
        scenarios_step(w);
    for (int32_t n = 0; n < w->fund_first[1]; n++)
        w->funds.birth[n] = has_young_fund ? w->step - 4 : w->step - 24;
    w->flows.exits_acquired[0] = w->flows.exits_floated[0] = 0;
    s->parameters.exits_h_acquired = 20;
    s->parameters.finance_angels = angels;
    s->parameters.finance_lambda_vc0 = s->gains[17] = 0;
    assert_int_equal(phase_demography(w, NULL), AGGLO_OK);
    *exits = w->flows.exits_acquired[0] + w->flows.exits_floated[0];
    double sum = powder(w, 0);
    world_free(w);
    scenario_free(s);
    return sum;
}

/* Founders who have sold put their money beside a fund that is younger than six years. */
static void test_angels(void **state) {
    (void)state;
    for (int has_young_fund = 0; has_young_fund < 2; has_young_fund++) {
        double exits[2];
        double without = powder_after_exits(0, has_young_fund, &exits[0]);
        double with = powder_after_exits(1.5, has_young_fund, &exits[1]);
        assert_true(exits[0] >= 3 && exits[1] == exits[0]);
        assert_close(with - without, has_young_fund ? 1.5 * exits[0] : 0, 1e-4);
    }
}

/* Of 4000 manufacturers from other industries so many stand on each rung as the shares say. */
static void test_rungs_of_entry(void **state) {
    (void)state;
    scenario *s = hub_and_margin();
    s->parameters.founding_congestion = 0;
    s->parameters.procure_base_entry = 4 * 4000 / s->regions[1].population;
    for (int k = 0; k < 3; k++) {
        int count[4] = {0};
        s->parameters.entry_parts = k == 0 ? 0 : k == 1 ? 0.3 : 1;
        s->parameters.entry_manufacturing = k == 0 ? 0 : k == 1 ? 0.2 : 0.6;
        s->parameters.entry_authorised = k == 0 ? 0 : k == 1 ? 0.1 : 0.5;
        world *w = scenarios_world(s, 0, 1);
        scenarios_step(w);
        int entered = (int)w->flows.entries_industry[1];
        for (int32_t i = w->firm_first[1]; i < w->firm_first[2]; i++)
            if (w->firms.kind[i] == KIND_SUPPLIER && w->firms.birth[i] == 1 - 40)
                count[w->firms.licence[i]]++;
        assert_in_range(entered, 4000 - 253, 4000 + 253);
        assert_int_equal(count[0] + count[1] + count[2] + count[3], entered);
        double n = entered, expected[3][4] = {{n},
                                              {0.4 * n, 0.3 * n, 0.2 * n, 0.1 * n},
                                              {0, 0, 0.5 * n, 0.5 * n}};
        for (int rung = 0; rung < 4; rung++)
            if (!(fabs(count[rung] - expected[k][rung]) <=
                  4 * sqrt(expected[k][rung] * (1 - expected[k][rung] / n))))
                fail_msg("rung %d: %d of %d, expected %.0f", rung, count[rung], entered,
                         expected[k][rung]);
        world_free(w);
    }
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_commitment),
        cmocka_unit_test(test_rotation),
        cmocka_unit_test(test_gated_grants),
        cmocka_unit_test(test_certifiers),
        cmocka_unit_test(test_certified_devices_do_not_queue),
        cmocka_unit_test(test_sales_of_new_products),
        cmocka_unit_test(test_ease_by_type),
        cmocka_unit_test(test_launches_abroad),
        cmocka_unit_test(test_fees_of_joint_reviews),
        cmocka_unit_test(test_orders_from_elsewhere),
        cmocka_unit_test(test_suppliers_learn),
        cmocka_unit_test(test_takeovers),
        cmocka_unit_test(test_ties_elsewhere),
        cmocka_unit_test(test_software_founders),
        cmocka_unit_test(test_angels),
        cmocka_unit_test(test_rungs_of_entry),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
