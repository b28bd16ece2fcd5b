/* What must hold in every world at every step: sorted tables, valid references, finite numbers;
 * accounts that balance; identities that are never used twice; the same initial agents whatever the
 * company. */
#include "models/world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/population.h"
#include "tests/support/runs.h"
#include "tests/support/scenarios.h"

static void check(world *w) {
    agglo_error error = {0};
    if (world_check(w, &error) != AGGLO_OK)
        fail_msg("step %d: %s", w->step, error.what);
}

/* ---- invariants at every step ---- */

/* Beyond what world_check looks at: slices fit the tables, ties lead to customers of the same
 * region, trusted partners exist, start-ups have at most one project, ended projects are gone. */
static void check_references(const world *w) {
    const firms *f = &w->firms;
    assert_int_equal(w->firm_first[0], 0);
    assert_int_equal(w->firm_first[world_regions(w)], f->table.count);
    assert_int_equal(w->project_first[f->table.count], w->projects.table.count);
    assert_int_equal(w->product_first[f->table.count], w->products.table.count);
    for (int r = 0; r < world_regions(w); r++) {
        int32_t first = w->firm_first[r], end = w->firm_first[r + 1];
        int32_t sites = w->university_first[r + 1] - w->university_first[r];
        int32_t clinics = w->hospital_first[r + 1] - w->hospital_first[r];
        assert_int_equal(w->regions.firm_rows[r], end - first);
        for (int32_t i = first; i < end; i++) {
            assert_true(f->university[i] == NO_PARTNER || f->university[i] < sites);
            assert_true(f->hospital[i] == NO_PARTNER || f->hospital[i] < clinics);
            int is_supplier = f->kind[i] == KIND_SUPPLIER || f->kind[i] == KIND_CDMO;
            for (int k = 0; k < PLACE_COUNT; k++) {
                int32_t c = f->customer[i * PLACE_COUNT + k];
                assert_true(c == NOBODY || (is_supplier && c >= 0 && c < end - first));
                assert_true(c == NOBODY || f->kind[first + c] != KIND_STARTUP);
            }
            int32_t running = w->project_first[i + 1] - w->project_first[i];
            assert_true(f->kind[i] != KIND_STARTUP || running <= 1);
            assert_true(!(firm_is(w, i, FIRM_ANCHOR) && f->kind[i] == KIND_STARTUP));
            assert_true(f->capability[i] >= 0 && f->capability[i] <= 1);
            assert_true(f->birth[i] <= w->step);
        }
    }
    for (size_t k = 0; k < w->projects.table.count; k++) {
        assert_true(w->projects.stage[k] < STAGE_ENDED);
        assert_true(w->projects.time_left[k] >= 0);
        assert_true(w->projects.seed[k] >= 0 && w->projects.seed[k] < 1);
    }
    for (size_t k = 0; k < w->products.table.count; k++)
        assert_true((w->step - w->products.approval[k]) * w->step_years < 16 + 1e-9);
    for (size_t k = 0; k < w->funds.table.count; k++)
        assert_true((w->step - w->funds.birth[k]) * w->step_years <= 10 + 1e-9);
}

static void check_every_step(const scenario *s) {
    world *w = scenarios_world(s, 0, 2);
    check(w);
    while (w->step < s->steps) {
        scenarios_step(w);
        check(w);
        check_references(w);
    }
    assert_true(w->products.table.count > 0 && w->projects.table.count > 0);
    world_free(w);
}

static void test_invariants_nuremberg(void **state) {
    (void)state;
    scenario *s = scenarios_load("hubs/nuremberg.json", NULL);
    check_every_step(s);
    scenario_free(s);
}

static void test_invariants_twelve_regions(void **state) {
    (void)state;
    scenario *s = scenarios_load("policies/funding_concentration.json", NULL);
    assert_int_equal(s->region_count, 12);
    check_every_step(s);
    scenario_free(s);
}

static void test_invariants_four_hubs_monthly(void **state) {
    (void)state;
    const char *const monthly[] = {"time.step_months=1", NULL};
    scenario *s = scenarios_load("hubs/world_of_four.json", monthly);
    check_every_step(s);
    scenario_free(s);
}

/* Numbers at the edge of what a scenario may say. */
static void test_invariants_at_extremes(void **state) {
    (void)state;
    static const char *const extremes[] = {
        "\"matching.a0\": 20, \"spinout.p3\": 1",
        "\"exits.h_established\": 5, \"finance.h_startup\": 5",
        "\"growth.sigma\": 1, \"growth.size_damping\": 0",
        "\"location.lambda_out\": 2000, \"location.b_0\": -5",
        "\"market.peak_sigma\": 8, \"procure.eta11\": 30",
        "\"finance.world_pool\": 1e6, \"finance.threshold\": 0, \"exits.h_acquired\": 20",
        "\"science.seed_decay\": 50, \"reputation.decay\": 0",
        "\"ties.forgetting\": 0, \"ties.rotation\": 0"};
    for (size_t k = 0; k < sizeof extremes / sizeof extremes[0]; k++) {
        scenario *s = scenarios_read(
            "{\"time\": {\"start\": 2000, \"years\": 8, \"step_months\": 6},"
            " \"regions\": [" SCENARIOS_HUB("hub", "0") "}, " SCENARIOS_MARGINAL(
                "edge", "100") "}, " SCENARIOS_EMPTY("void", "200") "}],"
                                                                    " \"parameters\": {%s}}",
            extremes[k]);
        s->record_events = 0;
        world *w = scenarios_world(s, 0, 1);
        while (w->step < s->steps) {
            scenarios_step(w);
            check(w);
            check_references(w);
        }
        world_free(w);
        scenario_free(s);
    }
}

/* The check notices what is wrong: each breach alone makes it fail. */
static void test_check_notices(void **state) {
    (void)state;
    scenario *s = scenarios_load("hubs/nuremberg.json", NULL);
    for (int breach = 0; breach < 12; breach++) {
        world *w = scenarios_world(s, 0, 1);
        for (int k = 0; k < 60; k++)
            scenarios_step(w);
        check(w);
        assert_true(w->projects.table.count > 1 && w->products.table.count > 1);
        switch (breach) {
        case 0:
            w->firms.size[3] = 0;
            break;
        case 1:
            w->firms.size[3] = INFINITY;
            break;
        case 2:
            w->firms.base[4] = NAN;
            break;
        case 3:
            w->firms.technology[5] = 1;
            break;
        case 4:
            w->firms.trust_hospital[5] = 1.5f;
            break;
        case 5:
            w->firms.kind[6] = KIND_COUNT;
            break;
        case 6:
            w->firms.customer[7] = (int32_t)w->firms.table.count;
            break;
        case 7:
            w->projects.owner[0] = (int32_t)w->firms.table.count - 1;
            break;
        case 8:
            w->projects.quality[1] = -1;
            break;
        case 9:
            w->products.owner[1] = NOBODY;
            break;
        case 10:
            w->regions.reputation[0] = 1.1;
            break;
        default:
            w->regions.seeds[9] = -1e-9;
            break;
        }
        agglo_error error = {0};
        assert_int_equal(world_check(w, &error), AGGLO_ERROR_INTERNAL);
        world_free(w);
    }
    scenario_free(s);
}

/* ---- accounts ---- */

/* Firms now = firms before + founded + entered - closed, in every region, at every step; kinds add
 * up to firms, origins to foundings, ways out cover the closures. */
static void check_accounts(const runs *r, double step_years) {
    static const char *const origins[] = {"spinouts", "spinoffs", "supplier_foundings",
                                          "refoundings", "fellow_foundings"};
    for (size_t n = 0; n < r->replicates; n++)
        for (size_t t = 0; t < r->records; t++)
            for (size_t g = 0; g < r->regions; g++) {
#define VALUE(name, k) runs_value(r, name, k, n, t, g)
                double kinds = 0, founded = 0;
                for (size_t k = 0; k < KIND_COUNT; k++)
                    kinds += VALUE("firms_by_kind", k);
                assert_true(kinds == VALUE("firms", 0));
                assert_true(VALUE("startups", 0) + VALUE("established_firms", 0) == kinds);
                for (size_t k = 0; k < 5; k++)
                    founded += VALUE(origins[k], 0);
                assert_true(fabs(founded - VALUE("foundings", 0)) < 1e-9);
                if (t == 0)
                    continue;
                double change = VALUE("foundings", 0) + VALUE("entries", 0) +
                                VALUE("entries_other_industries", 0) - VALUE("closures", 0);
                double before = runs_value(r, "firms", 0, n, t - 1, g);
                if (fabs(before + step_years * change - VALUE("firms", 0)) > 1e-6)
                    fail_msg("replicate %zu record %zu region %zu: %g firms, %g %+g", n, t, g,
                             VALUE("firms", 0), before, step_years * change);
                assert_true(VALUE("closures", 0) <= VALUE("exits_failed", 0) +
                                                        VALUE("exits_moved", 0) +
                                                        VALUE("exits_acquired", 0) + 1e-9);
                assert_true(VALUE("closures", 0) + 1e-9 >=
                            VALUE("exits_failed", 0) + VALUE("exits_moved", 0));
#undef VALUE
            }
}

static void test_accounts(void **state) {
    (void)state;
    static const char *const files[] = {"hubs/nuremberg.json", "hubs/world_of_four.json",
                                        "policies/anchor_entry.json",
                                        "policies/funding_concentration.json"};
    for (size_t k = 0; k < sizeof files / sizeof files[0]; k++) {
        const char *const every[] = {"output.every_months=3", NULL};
        scenario *s = scenarios_load(files[k], every);
        runs r = runs_make(s, 10);
        check_accounts(&r, 0.25);
        runs_free(&r);
        scenario_free(s);
    }
}

/* Firms that are sold, stay and close in the same step are one closure: with hazards of several a
 * year and long steps this happens all the time. */
static void test_accounts_when_hazards_are_high(void **state) {
    (void)state;
    scenario *s = scenarios_read(
        "{\"time\": {\"start\": 2000, \"years\": 20, \"step_months\": 6},"
        " \"output\": {\"every_months\": 6, \"events\": false},"
        " \"regions\": [" SCENARIOS_HUB(
            "hub", "0") "}],"
                        " \"parameters\": {\"exits.h_acquired\": 5, \"exits.p_stay\": 0.9,"
                        " \"exits.h_established\": 0.5, \"graduation.h14\": 5,"
                        " \"finance.p_serial\": 0.6, \"spinout.p3\": 0.02}}");
    runs r = runs_make(s, 4);
    assert_true(runs_mean(&r, "exits_acquired", 0, 1, 40, 0) > 5);
    check_accounts(&r, 0.5);
    runs_free(&r);
    scenario_free(s);
}

/* The indices of recent foundings and exits count the last twelve months at any step. */
static void test_rings_hold_twelve_months(void **state) {
    (void)state;
    static const int months[] = {1, 3, 6, 12};
    enum { MOST = 241 };
    for (size_t m = 0; m < sizeof months / sizeof months[0]; m++) {
        scenario *s =
            scenarios_read("{\"time\": {\"start\": 2000, \"years\": 20, \"step_months\": %d},"
                           " \"output\": {\"events\": false}, \"regions\": [" SCENARIOS_HUB(
                               "hub", "0") "}],"
                                           " \"parameters\": {\"exits.h_acquired\": 0.8}}",
                           months[m]);
        world *w = scenarios_world(s, 0, 1);
        double founded[MOST] = {0}, sold[MOST] = {0}; /* until the start of each step */
        while (w->step < s->steps) {
            scenarios_step(w); /* now step w->step begins */
            int now = w->step, then = now > s->steps_per_year ? now - s->steps_per_year : 0;
            founded[now] = w->flows.foundings[0];
            sold[now] = w->flows.exits_acquired[0] + w->flows.exits_floated[0];
            scenarios_phase(w, "observe");
            assert_true(w->observed[0].foundings_index == (founded[now] - founded[then]) / 20);
            assert_true(w->observed[0].exits_index == (sold[now] - sold[then]) / 20);
        }
        assert_true(sold[s->steps] > 20);
        world_free(w);
        scenario_free(s);
    }
}

/* ---- identities ---- */

static int by_value(const void *left, const void *right) {
    uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return (a > b) - (a < b);
}

/* No firm, project or product that ever lived shares its identity with another. */
static void test_identities_are_unique(void **state) {
    (void)state;
    enum { MOST = 400000 };
    scenario *s = scenarios_load("hubs/world_of_four.json", NULL);
    world *w = scenarios_world(s, 0, 1);
    uint64_t *ids = malloc(MOST * sizeof *ids);
    assert_non_null(ids);
    size_t count = 0;
    for (size_t i = 0; i < w->firms.table.count; i++)
        ids[count++] = w->firms.id[i];
    for (; w->step < s->steps;) {
        scenarios_step(w);
        for (size_t i = 0; i < w->firms.table.count; i++)
            if (w->firms.birth[i] == w->step) /* not those that come with an age */
                ids[count++] = w->firms.id[i];
        for (size_t k = 0; k < w->projects.table.count; k++)
            if (w->projects.birth[k] == w->step - 1)
                ids[count++] = w->projects.id[k];
        for (size_t k = 0; k < w->products.table.count; k++)
            if (w->products.approval[k] == w->step - 1)
                ids[count++] = w->products.id[k];
        assert_true(count < MOST);
    }
    assert_true(count > 5000);
    qsort(ids, count, sizeof *ids, by_value);
    for (size_t k = 1; k < count; k++)
        assert_true(ids[k] != ids[k - 1]);
    free(ids);
    world_free(w);
    scenario_free(s);
}

/* ---- year 0 ---- */

static scenario *two_regions(const char *first, const char *second) {
    scenario *s = scenarios_read("{\"time\": {\"start\": 2000, \"years\": 5},"
                                 " \"regions\": [%s, %s]}",
                                 first, second);
    s->record_events = 0;
    return s;
}

/* A region's agents follow from its name and the seed, not from its neighbours or its place. */
static void test_initial_agents_are_their_own(void **state) {
    (void)state;
    scenario *a =
        two_regions(SCENARIOS_MARGINAL("here", "0") "}", SCENARIOS_HUB("hub", "5000") "}");
    scenario *b =
        two_regions(SCENARIOS_EMPTY("void", "7000") "}", SCENARIOS_MARGINAL("here", "0") "}");
    world *v = scenarios_world(a, 0, 1), *w = scenarios_world(b, 0, 1);
    assert_int_equal(v->regions.firm_rows[0], 60);
    assert_int_equal(w->regions.firm_rows[1], 60);
    for (int32_t i = 0; i < 60; i++) {
        assert_true(v->firms.id[i] == w->firms.id[i] && v->firms.size[i] == w->firms.size[i]);
        assert_true(v->firms.technology[i] == w->firms.technology[i]);
        assert_true(v->firms.capability[i] == w->firms.capability[i]);
        assert_true(v->firms.licence[i] == w->firms.licence[i]);
    }
    assert_true(v->universities.focus[0] == w->universities.focus[0]);
    world *other = scenarios_world(a, 1, 1); /* another replicate draws anew */
    assert_true(other->firms.id[0] == v->firms.id[0]);
    assert_true(other->firms.size[0] != v->firms.size[0]);
    world_free(other);
    world_free(v);
    world_free(w);
    scenario_free(a);
    scenario_free(b);
}

/* What the initial stocks are: seeds and talent where they would settle, sales by productivity,
 * outside demand by kind, funds spent by age. */
static void test_initial_state(void **state) {
    (void)state;
    scenario *s = scenarios_load("hubs/boston.json", NULL);
    world *w = scenarios_world(s, 0, 1);
    double budget = 0, seeds = 0, knowledge = 0, needs = 0;
    for (size_t k = 0; k < w->universities.table.count; k++)
        budget += w->universities.budget[k];
    for (int b = 0; b < BIN_COUNT; b++) {
        seeds += w->regions.seeds[b];
        knowledge += w->regions.knowledge[b];
    }
    for (int f = 0; f < FIELD_COUNT; f++)
        needs += w->regions.needs[f];
    assert_true(budget == 800);
    assert_true(fabs(seeds - 0.25 * 800 / (0.1 + 2 * 0.0035)) < 1e-6);
    assert_true(fabs(knowledge - 120) < 1e-9);
    assert_true(fabs(needs - 10 * 14) < 1e-9);
    assert_true(fabs(w->regions.talent[0] - 800 / 0.08) < 1e-6);
    assert_true(w->regions.invested[0] == 50);
    assert_int_equal(w->funds.table.count, 5);
    for (int k = 0; k < 5; k++)
        assert_true(fabs(w->funds.dry_powder[k] - 100 * (1 - 0.15 * k)) < 1e-9);
    for (size_t i = 0; i < w->firms.table.count; i++) {
        double e = s->world.kinds[w->firms.kind[i]].export_share;
        assert_true(fabs(w->firms.base[i] - 0.25 * w->firms.size[i]) < 1e-9);
        double demand = e * w->firms.base[i];
        assert_true(fabs(w->firms.demand[i] - demand) <= 1e-6 * demand);
        assert_int_equal(firm_is(w, (int32_t)i, FIRM_ANCHOR), w->firms.kind[i] == KIND_MAJOR);
    }
    world_free(w);
    scenario_free(s);
}

/* ---- reordering ---- */

/* What is to stay as it is with a firm. */
typedef struct {
    uint64_t customer; /* identity of the first, 0: none */
    int32_t projects, products;
    uint64_t last_project, last_product;
} belongings;

static belongings belongings_of(const world *w, int32_t i, const uint8_t *gone) {
    int32_t c = w->firms.customer[i * PLACE_COUNT], r = 0;
    while (i >= w->firm_first[r + 1])
        r++;
    int32_t project = w->project_first[i + 1], product = w->product_first[i + 1];
    belongings b = {.projects = project - w->project_first[i],
                    .products = product - w->product_first[i]};
    c = c == NOBODY ? NOBODY : c + w->firm_first[r];
    b.customer = c == NOBODY || (gone != NULL && gone[c]) ? 0 : w->firms.id[c];
    b.last_project = b.projects > 0 ? w->projects.id[project - 1] : 0;
    b.last_product = b.products > 0 ? w->products.id[product - 1] : 0;
    return b;
}

static int is_born(const world *w, int32_t i, int count) {
    for (int k = 0; k < count; k++)
        if (w->born[k] == i)
            return 1;
    return 0;
}

/* New rows are all zero, own nothing, stand in ascending order and in their region. */
static void check_born(const world *w, const int32_t births[4]) {
    int n = 0;
    for (int r = 0; r < 4; r++)
        for (int k = 0; k < births[r]; k++, n++) {
            int32_t i = w->born[n];
            assert_true(i >= w->firm_first[r] && i < w->firm_first[r + 1]);
            assert_true(n == 0 || i > w->born[n - 1]);
            assert_true(w->firms.id[i] == 0 && w->firms.size[i] == 0 && w->firms.flags[i] == 0);
            assert_int_equal(w->project_first[i], w->project_first[i + 1]);
            assert_int_equal(w->product_first[i], w->product_first[i + 1]);
        }
}

/* Removes every firm whose row is `rest` modulo `every` and makes room: the others keep their
 * order within their region and what belongs to them. */
static void renew_and_check(world *w, size_t every, size_t rest, const int32_t births[4]) {
    size_t count = w->firms.table.count, kept = 0;
    uint64_t *ids = malloc(count * sizeof *ids);
    belongings *had = malloc(count * sizeof *had);
    uint8_t *gone = calloc(count, 1);
    assert_true(ids && had && gone);
    assert_int_equal(population_merge_products(w, NULL, 0, NULL), AGGLO_OK); /* some are too old */
    for (size_t i = 0; i < count; i++)
        gone[i] = i % every == rest;
    for (size_t i = 0; i < count; i++)
        if (!gone[i]) {
            ids[kept] = w->firms.id[i];
            had[kept++] = belongings_of(w, (int32_t)i, gone);
        }
    assert_int_equal(population_renew_firms(w, gone, births, NULL), AGGLO_OK);
    assert_int_equal(population_merge_projects(w, NULL, 0, NULL), AGGLO_OK);
    assert_int_equal(population_merge_products(w, NULL, 0, NULL), AGGLO_OK);
    int born = births[0] + births[1] + births[2] + births[3];
    assert_int_equal(w->firms.table.count, kept + (size_t)born);
    check_born(w, births);
    kept = 0;
    for (int32_t i = 0; i < (int32_t)w->firms.table.count; i++)
        if (!is_born(w, i, born)) {
            belongings has = belongings_of(w, i, NULL);
            assert_true(w->firms.id[i] == ids[kept]);
            assert_memory_equal(&has, &had[kept], sizeof has);
            kept++;
        } else {
            w->firms.kind[i] = KIND_STARTUP; /* so that the world is whole again */
            w->firms.size[i] = 1;
            for (int k = 0; k < PLACE_COUNT; k++)
                w->firms.customer[i * PLACE_COUNT + k] = NOBODY;
        }
    free(ids);
    free(had);
    free(gone);
}

/* More births than closures, fewer, none, closures from the first row on, at the end of regions,
 * of all. */
static void test_renewal_keeps_references(void **state) {
    (void)state;
    scenario *s = scenarios_load("hubs/world_of_four.json", NULL);
    for (int lanes = 1; lanes <= 3; lanes++) {
        world *w = scenarios_world(s, 0, lanes);
        for (int k = 0; k < 80; k++)
            scenarios_step(w);
        renew_and_check(w, 5, 2, (const int32_t[]){3, 0, 7, 1});
        renew_and_check(w, 9, 0, (const int32_t[]){70, 2, 70, 70});
        renew_and_check(w, 2, 1, (const int32_t[]){0, 0, 0, 0});
        renew_and_check(w, 3, 0, (const int32_t[]){0, 0, 0, 300});
        renew_and_check(w, 1 << 20, 1 << 19, (const int32_t[]){0, 1, 0, 2});
        check(w);
        renew_and_check(w, 1, 0, (const int32_t[]){0, 3, 0, 0});
        assert_int_equal(w->projects.table.count, 0);
        renew_and_check(w, 1, 0, (const int32_t[]){0, 0, 0, 0});
        assert_int_equal(w->firms.table.count, 0);
        world_free(w);
    }
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_invariants_nuremberg),
        cmocka_unit_test(test_invariants_twelve_regions),
        cmocka_unit_test(test_invariants_four_hubs_monthly),
        cmocka_unit_test(test_invariants_at_extremes),
        cmocka_unit_test(test_check_notices),
        cmocka_unit_test(test_accounts),
        cmocka_unit_test(test_accounts_when_hazards_are_high),
        cmocka_unit_test(test_rings_hold_twelve_months),
        cmocka_unit_test(test_identities_are_unique),
        cmocka_unit_test(test_initial_agents_are_their_own),
        cmocka_unit_test(test_initial_state),
        cmocka_unit_test(test_renewal_keeps_references),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
