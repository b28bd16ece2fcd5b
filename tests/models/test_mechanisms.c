/* Mechanisms that stand beside links and policies: contract development, people who move between
 * neighbouring regions, imports, help abroad by the stage of a market. Each by hand, in worlds
 * where little else happens. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/phases/turns.h"
#include "sim/id.h"
#include "tests/support/scenarios.h"

static void assert_close(double got, double expected, double tolerance) {
    if (!(fabs(got - expected) <= tolerance * fmax(1, fabs(expected))))
        fail_msg("got %.15g, expected %.15g", got, expected);
}

/* ---- contract development ---- */

/* Six CDMOs, 9 prototypes of small firms and 3 of large ones wait; half a platform. */
static contracts offered(scenario *s) {
    world *w = scenarios_world(s, 0, 1);
    w->observed[0].agents = (tally){.prototypes = 12, .small_prototypes = 9};
    w->observed[0].agents.by_kind[KIND_CDMO] = 6;
    w->levers[0].cdmo_platform = 0.5;
    contracts c = contracts_offer(w, 0);
    world_free(w);
    return c;
}

static scenario *land(const char *members) {
    scenario *s =
        scenarios_read("{\"time\": {\"start\": 2000, \"years\": 20}, \"regions\": [%s%s}]}",
                       SCENARIOS_EMPTY("land", "0"), members);
    scenarios_silence(s);
    return s;
}

static void test_patterns_of_contracts(void **state) {
    (void)state;
    scenario *s = land("");
    contracts plain = offered(s); /* capacity 2 (6 + 1.5) = 15 */
    assert_close(plain.small, 15.0 / 26, 1e-15);
    assert_true(plain.large == 0 && plain.sale == 0 && plain.orders == 0 && plain.licences == 0);
    s->parameters.cdmo_makers = 0.4;
    s->parameters.cdmo_handover = 0.2;
    s->parameters.cdmo_bundles = 0.1;
    s->parameters.cdmo_integrators = 0.3;
    contracts c = offered(s);
    assert_close(c.small, 9.0 / 20, 1e-15);
    assert_close(c.large, 6.0 / 11, 1e-15);
    assert_close(c.sale, 0.3 * 0.2 * 9 / 20, 1e-15);
    assert_close(c.orders, 0.2 * 0.4 * 7.5, 1e-15);
    assert_close(c.licences, 0.3 * 0.3 * 6 / 3, 1e-15);
    s->parameters.cdmo_bundles = s->parameters.cdmo_integrators = 1;
    c = offered(s);
    assert_close(c.orders, 1, 0); /* at most as much again as suppliers find by themselves */
    assert_close(c.licences, 0.6, 1e-15);
    scenario_free(s);
}

/* A supplier's way to parts is 1 + 0.6 times as fast among six integrators. */
static void test_integrators_lift_suppliers(void **state) {
    (void)state;
    int climbed[2] = {0};
    scenario *s = land(", \"firms\": [{\"kind\": \"supplier\", \"count\": 20000, \"licence\": 0}]");
    s->parameters.licence_h_parts = 0.04;
    for (int k = 0; k < 2; k++) {
        world *w = scenarios_world(s, 0, 1);
        scenarios_phase(w, "policy");
        scenarios_phase(w, "observe");
        w->observed[0].contracts.licences = k == 0 ? 0 : 0.6;
        assert_int_equal(turns_take(w, 1, NULL), AGGLO_OK);
        for (size_t i = 0; i < w->firms.table.count; i++)
            climbed[k] += w->firms.licence[i];
        world_free(w);
    }
    assert_in_range(climbed[0], 199 - 56, 199 + 56); /* 20000 (1 - exp(-0.01)) */
    assert_in_range(climbed[1], 317 - 71, 317 + 71); /* 1.6 times the hazard; four deviations */
    assert_true(climbed[1] > climbed[0]);
    scenario_free(s);
}

/* Table time that a prototype has done in a step, for a large firm and a small one. */
static void prototypes_done(double small, double large, double done[2]) {
    scenario *s = land(", \"firms\": [{\"kind\": \"tech\", \"count\": 2, \"size\": 20, "
                       "\"size_sigma\": 0}]");
    world *w = scenarios_world(s, 0, 1);
    for (int f = 0; f < 2; f++)
        scenarios_phase(w, f == 0 ? "policy" : "observe");
    assert_int_equal(columns_append(&w->projects.table, 2, NULL), AGGLO_OK);
    for (int32_t i = 0; i < 2; i++) {
        w->firms.size[i] = i == 0 ? 400 : 20;
        w->firms.base[i] = 1000;
        w->projects.id[i] = (uint64_t)(77 + i);
        w->projects.owner[i] = i;
        w->projects.stage[i] = STAGE_PROTOTYPE;
        w->projects.device_class[i] = 3;
        w->projects.quality[i] = 0.6f;
        w->projects.university[i] = w->projects.hospital[i] = NO_PARTNER;
        w->projects.time_left[i] = 0.55;
    }
    assert_int_equal(world_index(w, NULL), AGGLO_OK);
    w->observed[0].v_prototype = 0.8;
    w->observed[0].contracts = (contracts){.small = small, .large = large};
    scenarios_phase(w, "development");
    for (int32_t i = 0; i < 2; i++)
        done[i] = 0.55 - w->projects.time_left[i];
    world_free(w);
    scenario_free(s);
}

static void test_makers_order_prototypes(void **state) {
    (void)state;
    double plain[2], served[2];
    prototypes_done(0, 0, plain);
    prototypes_done(0.2, 0.5, served);
    for (int k = 0; k < 2; k++)
        assert_close(plain[k], 0.25 * 1.15 * 0.8, 1e-12);
    assert_close(served[0], plain[0] * (1 + 0.3 * 0.5), 1e-12);
    assert_close(served[1], plain[1] * (1 + 0.3 * 0.2), 1e-12);
}

/* The hazard of a sale grows by the part of full service, that of supply ties by the orders. */
static void test_handover_and_bundles(void **state) {
    (void)state;
    double sold[2] = {0}, tied[2] = {0};
    scenario *s = scenarios_read("{\"time\": {\"start\": 1980, \"years\": 40}, \"regions\": [%s]}",
                                 SCENARIOS_HUB("hub", "0") "}");
    static const char *const phases[] = {"policy",  "observe",     "science", "matching",
                                         "finance", "development", "market",  "demography"};
    for (int replicate = 0; replicate < 8; replicate++)
        for (int k = 0; k < 2; k++) {
            world *w = scenarios_world(s, replicate, 1);
            while (w->step < 24)
                scenarios_step(w);
            w->flows.exits_acquired[0] = w->flows.exits_floated[0] = 0;
            for (int f = 0; f < 8; f++) {
                scenarios_phase(w, phases[f]);
                if (f == 1 && k == 1)
                    w->observed[0].contracts.sale = w->observed[0].contracts.orders = 9;
            }
            sold[k] += w->flows.exits_acquired[0] + w->flows.exits_floated[0];
            for (size_t n = 0; n < w->firms.table.count * PLACE_COUNT; n++)
                tied[k] += w->firms.customer[n] != NOBODY;
            world_free(w);
        }
    assert_true(sold[1] > 3 * sold[0] && sold[0] > 0);
    assert_true(tied[1] > tied[0]);
    scenario_free(s);
}

/* ---- people who move ---- */

/* Three regions 150 km apart in a row, reputations 0, 0.4 and 0.1, 100 people each; those of the
 * first and third leave for the better known, nobody is lost. */
static void test_people_move_to_neighbours(void **state) {
    (void)state;
    scenario *s = scenarios_read(
        "{\"time\": {\"start\": 2000, \"years\": 20}, \"regions\": [%s}, %s, \"reputation\": 0.4}, "
        "%s, \"reputation\": 0.1}]}",
        SCENARIOS_EMPTY("a", "0"), SCENARIOS_EMPTY("b", "150"), SCENARIOS_EMPTY("c", "300"));
    scenarios_silence(s);
    s->parameters.talent_inflow_V = 0;
    double e1 = exp(-1), e2 = exp(-2), kept = 100 * exp(-0.08 / 4);
    double of_a = 1 - exp(-(e1 * 0.4 + e2 * 0.1) * 0.2 / 4); /* weights sum to less than 1 */
    double of_c = 1 - exp(-(e1 * 0.3) * 0.2 / 4);
    double to_b = e1 * 0.4 / (e1 * 0.4 + e2 * 0.1);
    for (int k = 0; k < 2; k++) {
        s->parameters.talent_mobility = k == 0 ? 0 : 0.2;
        world *w = scenarios_world(s, 0, 1);
        for (int r = 0; r < 3; r++)
            w->regions.talent[r] = 100;
        scenarios_step(w);
        const double *T = w->regions.talent;
        assert_close(T[0], kept * (k == 0 ? 1 : 1 - of_a), 1e-12);
        assert_close(T[1], kept * (k == 0 ? 1 : 1 + of_a * to_b + of_c), 1e-12);
        assert_close(T[2], kept * (k == 0 ? 1 : 1 - of_c + of_a * (1 - to_b)), 1e-12);
        assert_close(T[0] + T[1] + T[2], 3 * kept, 1e-12);
        world_free(w);
    }
    scenario_free(s);
}

/* ---- markets abroad ---- */

/* One firm with one product that is sold everywhere; what it earns abroad in `year` with `help`. */
static double earned_abroad(scenario *s, int year, double help) {
    world *w = scenarios_world(s, 0, 1);
    assert_int_equal(columns_append(&w->products.table, 1, NULL), AGGLO_OK);
    w->step = 4 * year;
    w->products.id[0] = 5;
    w->products.owner[0] = 0;
    w->products.peak[0] = 10;
    w->products.approval[0] = (int16_t)(w->step - 4 * 7); /* too old for launches */
    for (int m = 0; m < MARKET_COUNT; m++)
        w->products.launch[m] = w->products.approval[0];
    assert_int_equal(world_index(w, NULL), AGGLO_OK);
    for (int f = 0; f < 2; f++)
        scenarios_phase(w, f == 0 ? "policy" : "observe");
    w->levers[0].staged_help = help;
    scenarios_phase(w, "market");
    double earned = w->firms.export_revenue[0];
    world_free(w);
    return earned;
}

static scenario *one_maker(void) {
    scenario *s = land(", \"firms\": [{\"kind\": \"tech\", \"count\": 1}]");
    s->parameters.market_field_demand = 1e12; /* no crowding */
    s->parameters.market_home_weight = 0.3;
    return s;
}

/* Of sales abroad a market has the share of its size; help of 0.5 adds half of them where doctors
 * are to be trained, a quarter where there is local production. CN begins at 15 % of the US's
 * income, other Asia at 20 %, the rest at 15 %. In year 8 other Asia has passed a quarter, in year
 * 15 CN too; in year 40 both have passed a half, and the rest has passed nothing. */
static void test_sales_by_stage(void **state) {
    (void)state;
    static const int years[] = {8, 15, 40};
    static const double sales[3][MARKET_COUNT] = {/* JP US EU CN Asia high rest */
                                                  {0, 0.5, 0.5, 1, 0, 0.5, 1},
                                                  {0, 0.5, 0.5, 0, 0, 0.5, 1},
                                                  {0, 0.5, 0.5, 0.5, 0.5, 0.5, 1}};
    scenario *s = one_maker();
    const scenario_market *m = s->world.markets;
    for (int k = 0; k < 3; k++) {
        double expected = 0;
        for (int n = 1; n < MARKET_COUNT; n++)
            expected += 10 * 0.7 * m[n].share / (1 - m[0].share) * (1 + 0.5 * sales[k][n]);
        assert_close(earned_abroad(s, years[k], 0), 10 * 0.7, 1e-6);
        assert_close(earned_abroad(s, years[k], 0.5), expected, 1e-6);
    }
    scenario_free(s);
}

/* Nothing is earned abroad where the home market is all there is. */
static void test_no_market_abroad(void **state) {
    (void)state;
    scenario *s = one_maker();
    for (int n = 0; n < MARKET_COUNT; n++)
        s->world.markets[n].share = n == 0;
    assert_true(earned_abroad(s, 8, 0) == 0);
    scenario_free(s);
}

/* Launches in each market, of 4000 products approved just now, with and without help of 1. */
static void launches(scenario *s, double help, int count[MARKET_COUNT]) {
    enum { PRODUCTS = 4000 };
    world *w = scenarios_world(s, 0, 1);
    assert_int_equal(columns_append(&w->products.table, PRODUCTS, NULL), AGGLO_OK);
    w->step = 40; /* year 10 */
    for (int n = 0; n < PRODUCTS; n++) {
        w->products.id[n] = (uint64_t)(n + 1);
        w->products.owner[n] = 0;
        w->products.approval[n] = 40;
        for (int m = 0; m < MARKET_COUNT; m++)
            w->products.launch[n * MARKET_COUNT + m] = NOBODY;
    }
    assert_int_equal(world_index(w, NULL), AGGLO_OK);
    for (int f = 0; f < 2; f++)
        scenarios_phase(w, f == 0 ? "policy" : "observe");
    w->levers[0].staged_help = help;
    scenarios_phase(w, "market");
    for (int n = 0; n < PRODUCTS * MARKET_COUNT; n++)
        count[n % MARKET_COUNT] += w->products.launch[n] == 40;
    world_free(w);
}

/* In year 10 launches come twice as fast in other Asia (sales), half as fast again in rich markets
 * (local production), and as before in CN and the rest (training). */
static void test_launches_by_stage(void **state) {
    (void)state;
    static const double more[MARKET_COUNT] = {0, 1.5, 1.5, 1, 2, 1.5, 1};
    scenario *s = one_maker();
    int plain[MARKET_COUNT] = {0}, helped[MARKET_COUNT] = {0};
    s->parameters.market_launch_hazard = 0.15;
    launches(s, 0, plain);
    launches(s, 1, helped);
    for (int m = 1; m < MARKET_COUNT; m++) {
        double q = (double)plain[m] / 4000, expected = 4000 * (1 - pow(1 - q, more[m]));
        assert_true(plain[m] > 20 && (more[m] > 1 || helped[m] == plain[m]));
        assert_true(fabs(helped[m] - expected) <= 4 * sqrt(expected) * more[m]);
    }
    scenario_free(s);
}

/* ---- imports ---- */

/* What a product earns at home is weight (1 - effect share): a half of imports takes a quarter of
 * it at the default effect, all imports a half; abroad nothing changes. */
static void test_imports(void **state) {
    (void)state;
    static const double share[] = {0, 0.5, 1, 0.5}, effect[] = {0.5, 0.5, 0.5, 0};
    scenario *s = one_maker();
    s->parameters.market_import_drift = 0;
    for (int k = 0; k < 4; k++) {
        s->parameters.market_import_share = share[k];
        s->parameters.market_import_effect = effect[k];
        world *w = scenarios_world(s, 0, 1);
        assert_int_equal(columns_append(&w->products.table, 1, NULL), AGGLO_OK);
        w->step = 4 * 8;
        w->products.id[0] = 5;
        w->products.peak[0] = 10;
        w->products.approval[0] = 4;
        for (int m = 0; m < MARKET_COUNT; m++)
            w->products.launch[m] = m == 0 ? 4 : NOBODY;
        assert_int_equal(world_index(w, NULL), AGGLO_OK);
        for (int f = 0; f < 2; f++)
            scenarios_phase(w, f == 0 ? "policy" : "observe");
        scenarios_phase(w, "market");
        assert_close(w->firms.product_revenue[0], 10 * 0.3 * (1 - effect[k] * share[k]), 1e-6);
        assert_true(w->firms.export_revenue[0] == 0);
        world_free(w);
    }
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns_of_contracts),
        cmocka_unit_test(test_integrators_lift_suppliers),
        cmocka_unit_test(test_makers_order_prototypes),
        cmocka_unit_test(test_handover_and_bundles),
        cmocka_unit_test(test_people_move_to_neighbours),
        cmocka_unit_test(test_sales_by_stage),
        cmocka_unit_test(test_no_market_abroad),
        cmocka_unit_test(test_launches_by_stage),
        cmocka_unit_test(test_imports),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
