/* The eighteen links as switches: off means that a link does nothing at all, and nothing else;
 * twice as strong means more of it. Worlds of one region, because removing a link elsewhere moves
 * the shares of others. Seeds are fixed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/runs.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

static scenario *hub(int years) {
    scenario *s = scenarios_read("{\"time\": {\"start\": 2000, \"years\": %d},"
                                 " \"regions\": [" SCENARIOS_HUB("hub", "0") "}]}",
                                 years);
    s->record_events = 0;
    return s;
}

/* ---- off ---- */

static void test_off_is_zero(void **state) {
    (void)state;
    enum { REPLICATES = 8, YEARS = 20 };
    scenario *s = hub(YEARS);
    runs usual = runs_make(s, REPLICATES);
    for (int link = 1; link <= LINK_COUNT; link++) {
        size_t k = (size_t)link - 1;
        s->gains[k] = 0;
        runs off = runs_make(s, REPLICATES);
        for (size_t n = 0; n < REPLICATES; n++)
            for (size_t t = 0; t <= YEARS; t++)
                if (runs_value(&off, "flux", k, n, t, 0) != 0)
                    fail_msg("link %d is off and has the flux %g", link,
                             runs_value(&off, "flux", k, n, t, 0));
        if (runs_mean(&usual, "flux", k, 1, YEARS, 0) <= 0)
            fail_msg("link %d has no flux when it is on", link);
        runs_free(&off);
        s->gains[k] = 1;
    }
    runs_free(&usual);
    scenario_free(s);
}

/* All off, fluxes are zero together. */
static void test_all_off(void **state) {
    (void)state;
    scenario *s = hub(20);
    scenarios_set_gains(s, 0);
    runs off = runs_make(s, 4);
    for (size_t n = 0; n < 4; n++)
        for (size_t t = 0; t <= 20; t++)
            for (size_t k = 0; k < LINK_COUNT; k++)
                assert_true(runs_value(&off, "flux", k, n, t, 0) == 0);
    assert_true(runs_mean(&off, "entries_other_industries", 0, 1, 20, 0) > 0);
    assert_true(runs_mean(&off, "spinouts", 0, 1, 20, 0) == 0);
    assert_true(runs_mean(&off, "graduations", 0, 1, 20, 0) == 0);
    runs_free(&off);
    scenario_free(s);
}

/* ---- what a link leaves alone ---- */

enum { MOST_EVENTS = 20000 };
typedef struct {
    uint64_t agent[EVENT_COUNT][MOST_EVENTS];
    size_t count[EVENT_COUNT];
} happened;

/* A region of 4,000 firms, so that much happens in one step. */
static scenario *crowd(void) {
    return scenarios_read(
        "{\"time\": {\"start\": 2000, \"years\": 1}, \"regions\": [{\"name\": \"crowd\","
        " \"population\": 40, \"home_market\": \"US\", \"reputation\": 0.5, \"knowledge\": 300,"
        " \"support_firms\": 40, \"firms\": [{\"kind\": \"supplier\", \"count\": 2000},"
        " {\"kind\": \"tech\", \"count\": 1500, \"size\": 60}, {\"kind\": \"tech\", \"count\": 400,"
        " \"age\": 1, \"hq\": false}, {\"kind\": \"major\", \"count\": 300, \"size\": 900},"
        " {\"kind\": \"major\", \"count\": 20, \"size\": 3000, \"anchor\": true}],"
        " \"universities\": [{\"count\": 20, \"budget\": 300}],"
        " \"hospitals\": [{\"count\": 40, \"beds\": 800}], \"funds\": [{\"count\": 10}]}],"
        " \"parameters\": {\"location.lambda_out\": 4000, \"finance.lambda_vc0\": 60,"
        " \"founding.congestion\": 0, \"exits.h_established\": 0.1}}");
}

static void first_step(const scenario *s, happened *h) {
    world *w = scenarios_world(s, 0, 1);
    static const char *const phases[] = {"policy",   "observe",    "science",
                                         "matching", "finance",    "development",
                                         "market",   "demography", "reputation"};
    memset(h, 0, sizeof *h);
    for (size_t k = 0; k < sizeof phases / sizeof phases[0]; k++)
        scenarios_phase(w, phases[k]);
    for (size_t k = 0; k < w->events.count; k++) {
        const schema_event *e = &w->events.items[k];
        assert_true(h->count[e->type] < MOST_EVENTS);
        h->agent[e->type][h->count[e->type]++] = e->agent;
    }
    world_free(w);
}

/* Types of events that a link may change in the first step, by bits; all others must be the same,
 * agent by agent. Links 2 and 9 change firms' sizes and projects, and so what follows from them; a
 * firm's turn decides on one clock, so a link in it may shift what is decided after it. */
#define BIT(event) (UINT64_C(1) << EVENT_##event)
/* Projects use up seeds that could have been spun out. */
#define PROJECTS (BIT(PROJECT) | BIT(PROJECT_FAILED) | BIT(APPROVAL) | BIT(SPINOUT))
static const uint64_t changes[LINK_COUNT] = {
    [0] = BIT(ENTRY),
    [1] = BIT(HOME_BASE) | BIT(FAILED) | BIT(SPINOFF) | BIT(PROMOTION) | BIT(DEMOTION) | BIT(KIND) |
          BIT(LICENCE),
    [2] = BIT(SPINOUT),
    [4] = PROJECTS,
    [5] = BIT(PROMOTION) | BIT(SPINOFF),
    [6] = BIT(SPINOFF) | BIT(FAILED) | BIT(HOME_BASE) | BIT(PROMOTION) | BIT(LICENCE),
    [8] = PROJECTS,
    [9] = BIT(ENTRY),
    [10] = BIT(SUPPLIER_FOUNDING),
    [12] = PROJECTS,
    [13] = BIT(GRADUATION) | BIT(MOVED),
    [15] = PROJECTS,
    [16] = BIT(ENTRY),
    [17] = BIT(FUND),
};

static int holds(const happened *h, int type, uint64_t agent) {
    for (size_t k = 0; k < h->count[type]; k++)
        if (h->agent[type][k] == agent)
            return 1;
    return 0;
}

static void test_off_changes_nothing_else(void **state) {
    (void)state;
    static happened usual, off;
    scenario *s = crowd();
    first_step(s, &usual);
    assert_true(usual.count[EVENT_ENTRY] > 300 && usual.count[EVENT_PROJECT] > 100);
    assert_true(usual.count[EVENT_INDUSTRY_ENTRY] > 3 && usual.count[EVENT_FAILED] > 30);
    assert_true(usual.count[EVENT_SPINOFF] > 30 && usual.count[EVENT_SPINOUT] > 3);
    assert_true(usual.count[EVENT_SUPPLIER_FOUNDING] > 3 && usual.count[EVENT_LICENCE] > 10);
    assert_true(usual.count[EVENT_FUND] > 1 && usual.count[EVENT_PROMOTION] > 3);
    for (int link = 1; link <= LINK_COUNT; link++) {
        s->gains[link - 1] = 0;
        first_step(s, &off);
        for (int type = 0; type < EVENT_COUNT; type++) {
            if (changes[link - 1] & UINT64_C(1) << type)
                continue;
            if (off.count[type] != usual.count[type] ||
                memcmp(off.agent[type], usual.agent[type], off.count[type] * 8) != 0)
                fail_msg("link %d off changes events %s", link, event_names[type]);
        }
        /* Fewer come when a region has less to offer, and none of them is new. */
        for (size_t k = 0; k < off.count[EVENT_ENTRY]; k++)
            assert_true(holds(&usual, EVENT_ENTRY, off.agent[EVENT_ENTRY][k]));
        s->gains[link - 1] = 1;
    }
    scenario_free(s);
}

/* ---- twice as strong ---- */

/* More flux in the first years: paired runs, the mean difference at least three standard errors
 * above zero (by chance once in 700 without an effect; the effects are far larger). */
static void test_double_gain(void **state) {
    (void)state;
    enum { REPLICATES = 60, YEARS = 6 };
    scenario *s = hub(YEARS);
    runs usual = runs_make(s, REPLICATES);
    for (int link = 1; link <= LINK_COUNT; link++) {
        size_t k = (size_t)link - 1;
        s->gains[k] = 2;
        runs strong = runs_make(s, REPLICATES);
        double difference[REPLICATES];
        for (size_t n = 0; n < REPLICATES; n++)
            difference[n] = runs_between(&strong, "flux", k, n, 1, YEARS, 0) -
                            runs_between(&usual, "flux", k, n, 1, YEARS, 0);
        double mean = statistics_mean(difference, REPLICATES);
        double error = sqrt(statistics_variance(difference, REPLICATES) / REPLICATES);
        if (!(mean > 3 * error && mean > 0))
            fail_msg("link %d twice as strong: flux %+g (standard error %g)", link, mean, error);
        runs_free(&strong);
        s->gains[k] = 1;
    }
    runs_free(&usual);
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_off_is_zero),
        cmocka_unit_test(test_all_off),
        cmocka_unit_test(test_off_changes_nothing_else),
        cmocka_unit_test(test_double_gain),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
