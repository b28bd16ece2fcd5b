/* The table of a hub's functions: as many actors as the source counts, policies that exist, and
 * which functions a scenario's interventions provide where. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/policy.h"
#include "models/services.h"
#include "tests/support/scenarios.h"

/* HUB's counts, in its order. */
static void test_actors(void **state) {
    (void)state;
    static const int counts[SERVICE_COUNT] = {5, 6, 3, 5, 5, 4, 2, 3, 3, 2};
    for (int f = 0; f < SERVICE_COUNT; f++) {
        const service *s = &services_all[f];
        int count = 0;
        for (int actor = 0; actor < ACTOR_COUNT; actor++)
            count += s->by[actor] != NULL;
        assert_int_equal(s->actor_count, counts[f]);
        assert_int_equal(count, counts[f]);
    }
}

static void test_policies_exist(void **state) {
    (void)state;
    for (int f = 0; f < SERVICE_COUNT; f++) {
        const service *s = &services_all[f];
        assert_non_null(s->policies[0]);
        for (int k = 0; s->policies[k] != NULL; k++) {
            const policy *type = policies_find(s->policies[k]);
            if (type == NULL || type->scope == POLICY_EVENT)
                fail_msg("%s: %s is no policy", s->name, s->policies[k]);
            for (int other = 0; other < k; other++)
                assert_true(strcmp(s->policies[k], s->policies[other]) != 0);
        }
    }
}

static int covered(const scenario *s, int region, const char *name) {
    for (int f = 0; f < SERVICE_COUNT; f++)
        if (strcmp(services_all[f].name, name) == 0)
            return services_covered(s, region, &services_all[f]);
    fail_msg("no function %s", name);
    return 0;
}

/* A regional policy serves its region, a national one its home market. */
static void test_coverage(void **state) {
    (void)state;
    scenario *s = scenarios_read(
        "{\"time\": {\"start\": 2000, \"years\": 5}, \"regions\": [%s}, %s}, %s}], "
        "\"interventions\": [{\"type\": \"network_org\", \"region\": \"a\"}, "
        "{\"type\": \"national_brand\", \"region\": \"a\"}]}",
        SCENARIOS_EMPTY("a", "0"), SCENARIOS_EMPTY("b", "50"),
        "{\"name\": \"c\", \"x_km\": 90, \"population\": 1, \"home_market\": \"US\"");
    assert_true(covered(s, 0, "one_stop") && covered(s, 0, "matching"));
    assert_true(covered(s, 0, "overseas") && covered(s, 1, "overseas"));
    assert_true(!covered(s, 1, "one_stop") && !covered(s, 2, "overseas"));
    assert_true(!covered(s, 0, "trials") && !covered(s, 0, "funding"));
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_actors),
        cmocka_unit_test(test_policies_exist),
        cmocka_unit_test(test_coverage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
