/* The network that is recorded: every tie has its agents, as the tables have them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "models/network.h"
#include "models/simulation.h"
#include "models/snapshots.h"
#include "tests/support/scenarios.h"

static const char text[] =
    "{\"time\": {\"start\": 1990, \"years\": 6},"
    " \"output\": {\"network\": true},"
    " \"regions\": [" SCENARIOS_HUB("a", "0") "}, " SCENARIOS_HUB("b", "900") "}]}";

static int compare_ids(const void *a, const void *b) {
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Is there a firm of that identity in a region at a step? */
static int is_firm(const snapshots *firms_then, int32_t step, int region, uint64_t id) {
    for (size_t k = 0; k < firms_then->table.count; k++)
        if (firms_then->step[k] == step && firms_then->region[k] == region &&
            firms_then->agent[k] == id)
            return 1;
    return 0;
}

/* Is there a site of a kind, said by a row of its own? */
static int is_site(const network *ties, int32_t step, int region, tie_kind kind, uint64_t id) {
    for (size_t k = 0; k < ties->table.count; k++)
        if (ties->step[k] == step && ties->region[k] == region && ties->kind[k] == kind &&
            ties->from[k] == id)
            return 1;
    return 0;
}

static void check_tie(const snapshots *f, const network *n, size_t k) {
    int32_t step = n->step[k];
    int region = n->region[k];
    float weight = n->weight[k];
    assert_true(weight > 0);
    if (n->kind[k] != TIE_UNIVERSITY && n->kind[k] != TIE_HOSPITAL)
        assert_true(is_firm(f, step, region, n->from[k]));
    switch (n->kind[k]) {
    case TIE_SUPPLY:
        assert_true(is_firm(f, step, region, n->to[k]));
        assert_true(n->from[k] != n->to[k]);
        assert_true(weight == 1 || weight == 2 || weight == 3 || weight == PLACE_COUNT);
        break;
    case TIE_TRUST_UNIVERSITY:
        assert_true(weight <= 1); /* fall through */
    case TIE_PROJECT_UNIVERSITY:
        assert_true(is_site(n, step, region, TIE_UNIVERSITY, n->to[k]));
        break;
    case TIE_TRUST_HOSPITAL:
        assert_true(weight <= 1); /* fall through */
    case TIE_PROJECT_HOSPITAL:
        assert_true(is_site(n, step, region, TIE_HOSPITAL, n->to[k]));
        break;
    case TIE_HOSPITAL:
        assert_true(weight == 700);
        break;
    default:
        assert_int_equal(n->kind[k], TIE_UNIVERSITY);
    }
}

/* Two agents share at most one tie of a kind at a date. */
static void check_unique(const network *n) {
    uint64_t *key = malloc(n->table.count * sizeof *key);
    assert_non_null(key);
    for (size_t k = 0; k < n->table.count; k++)
        key[k] = id_child(n->from[k], n->step[k], n->kind[k], 0) ^ n->to[k];
    qsort(key, n->table.count, sizeof *key, compare_ids);
    for (size_t k = 1; k < n->table.count; k++)
        assert_true(key[k] != key[k - 1]);
    free(key);
}

static void every_tie_has_its_agents(void **state) {
    (void)state;
    agglo_error error;
    scenario *s = scenarios_read("%s", text);
    simulation *sim = NULL;
    assert_int_equal(simulation_create(s, 0, 1, &sim, &error), AGGLO_OK);
    while (!simulation_is_complete(sim))
        assert_int_equal(simulation_advance(sim, &error), AGGLO_OK);
    const columns_table *tables[SCHEMA_MAX_TABLES];
    assert_int_equal(simulation_snapshots(sim, tables), 2);
    assert_ptr_equal(tables[1]->layout, &network_layout);
    const snapshots *f = (const snapshots *)(const void *)tables[0];
    const network *n = (const network *)(const void *)tables[1];
    size_t seen[TIE_KINDS] = {0};
    for (size_t k = 0; k < n->table.count; k++) {
        check_tie(f, n, k);
        seen[n->kind[k]]++;
    }
    for (int kind = 0; kind < TIE_KINDS; kind++)
        assert_true(seen[kind] > 0);
    assert_int_equal(seen[TIE_HOSPITAL], 7 * 2 * 14); /* dates, regions, hospitals */
    check_unique(n);
    simulation_free(sim);
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_tie_has_its_agents),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
