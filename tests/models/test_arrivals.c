/* Outside firms' choice among few and among very many regions, and how support firms close. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/phases/arrivals.h"
#include "sim/id.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

/* A silent world of `count` empty regions to which `arrivals` outside firms come a year. */
static scenario *empty_regions(int count, double arrivals) {
    size_t size = (size_t)count * 128 + 128, used = 0;
    char *text = malloc(size);
    assert_non_null(text);
    for (int r = 0; r < count; r++)
        used += (size_t)snprintf(text + used, size - used,
                                 "%s{\"name\": \"r%d\", \"x_km\": %d, \"population\": 1,"
                                 " \"home_market\": \"JP\"}",
                                 r == 0 ? "" : ", ", r, 20 * r);
    scenario *s = scenarios_read("{\"time\": {\"start\": 2000, \"years\": 1, \"step_months\": 12},"
                                 " \"regions\": [%s]}",
                                 text);
    free(text);
    scenarios_silence(s);
    s->gains[16] = 1;
    s->parameters.location_lambda_out = arrivals;
    s->parameters.location_b_0 = log(count);
    return s;
}

/* Reputations from 0 to 1, all over the place. */
static double reputation_of(int r) {
    return fmod(0.618034 * (r + 1), 1);
}

static void decide(world *w) {
    for (int r = 0; r < world_regions(w); r++)
        w->observed[r] = (observation){.V = reputation_of(r), .congestion_factor = 1};
    w->foundings.count = 0;
    assert_int_equal(arrivals_decide(w, NULL), AGGLO_OK);
}

static double gumbel(double u) {
    return -log(-log(u));
}

/* Up to 64 regions: the best of the utilities with each a taste of its own. */
static void test_best_of_few(void **state) {
    (void)state;
    scenario *s = empty_regions(64, 3000);
    world *w = scenarios_world(s, 0, 2);
    decide(w);
    size_t next = 0;
    for (uint32_t k = 0; next < w->foundings.count && k < 4000; k++) {
        uint64_t id = id_child(w->id, w->step, ID_OUTSIDE_FIRM, k);
        random_block b = random_draw(w->key, id, RANDOM_ONCE, DRAW_GUMBEL, 0);
        double best = gumbel(random_uniform(b, 0));
        int choice = -1;
        for (int r = 0; r < 64; r++) {
            b = random_draw(w->key, id + w->regions.id[r], RANDOM_ONCE, DRAW_GUMBEL, 1);
            double value = 2 * reputation_of(r) - log(64) + gumbel(random_uniform(b, 0));
            if (value > best) {
                best = value;
                choice = r;
            }
        }
        if (choice < 0)
            continue;
        assert_true(w->foundings.items[next].id == id);
        assert_int_equal(w->foundings.items[next++].region, choice);
    }
    assert_true(next > 1500 && next == w->foundings.count);
    world_free(w);
    scenario_free(s);
}

/* Three to five levels of groups, the last group incomplete: still a logit. */
static void test_logit_of_many(void **state) {
    (void)state;
    static const int counts[] = {65, 300, 4200};
    static double came[4201], expected[4201];
    for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
        int count = counts[c];
        scenario *s = empty_regions(count, 100000);
        world *w = scenarios_world(s, (int)c, 2);
        decide(w);
        memset(came, 0, sizeof came);
        for (size_t k = 0; k < w->foundings.count; k++)
            came[w->foundings.items[k].region]++;
        double sum = 1, total = 0, n = (double)w->foundings.count;
        for (int r = 0; r < count; r++)
            sum += expected[r] = exp(2 * reputation_of(r)) / count;
        for (int r = 0; r < count; r++)
            total += expected[r] *= n / (sum - 1);
        assert_true(fabs(total / n - 1) < 1e-9);
        assert_true(statistics_fit(came, expected, (size_t)count) > 4e-4);
        double mean = 100000 * (1 - 1 / sum);
        statistics_near("entrants", n, mean, sqrt(mean));
        world_free(w);
        scenario_free(s);
    }
}

/* A region that becomes more attractive takes firms from elsewhere and from others; no firm moves
 * between two other regions. */
static void test_shared_tastes(void **state) {
    (void)state;
    scenario *s = empty_regions(40, 3000);
    world *a = scenarios_world(s, 0, 1), *b = scenarios_world(s, 0, 1);
    decide(a);
    for (int r = 0; r < 40; r++)
        b->observed[r] = (observation){.V = reputation_of(r), .congestion_factor = 1};
    b->observed[7].V = 3;
    assert_int_equal(arrivals_decide(b, NULL), AGGLO_OK);
    size_t k = 0;
    for (size_t n = 0; n < b->foundings.count; n++) {
        const founding *f = &b->foundings.items[n];
        int was_there = k < a->foundings.count && a->foundings.items[k].id == f->id;
        assert_true(f->region == 7 || (was_there && a->foundings.items[k].region == f->region));
        k += (size_t)was_there;
    }
    assert_int_equal(k, a->foundings.count);
    assert_true(b->foundings.count > a->foundings.count);
    world_free(a);
    world_free(b);
    scenario_free(s);
}

/* The flux of a link that attracts is the arrivals that its term brings; exactly none without it.
 */
static void test_fluxes_of_attraction(void **state) {
    (void)state;
    enum { REGIONS = 64 };
    scenario *s = empty_regions(REGIONS, 3000); /* links 1 and 10 are off, 17 is on */
    world *w = scenarios_world(s, 0, 1);
    double rate[REGIONS], all = 1;
    decide(w);
    for (int r = 0; r < REGIONS; r++)
        all += rate[r] = exp(s->parameters.location_b_reputation * reputation_of(r)) / REGIONS;
    for (int r = 0; r < REGIONS; r++) {
        const double *flux = &w->flows.flux[r * FLOW_LINKS], without = 1.0 / REGIONS;
        double brought = rate[r] / all - without / (all - rate[r] + without);
        assert_true(flux[0] == 0 && flux[9] == 0);
        assert_true(fabs(flux[16] - 3000 * brought) < 1e-9);
    }
    world_free(w);
    scenario_free(s);
}

/* Each support firm closes by itself, few or many of them. */
static void test_support_firms_close(void **state) {
    (void)state;
    enum { REGIONS = 1500 };
    static const double firms_of[] = {1, 30, 4000};
    scenario *s = empty_regions(REGIONS, 0);
    s->parameters.finance_support_exit = 0.3;
    for (size_t c = 0; c < sizeof firms_of / sizeof firms_of[0]; c++) {
        double left[REGIONS], n = firms_of[c], p = exp(-0.3);
        world *w = scenarios_world(s, (int)c, 2);
        for (int r = 0; r < REGIONS; r++)
            w->regions.support[r] = n;
        assert_int_equal(arrivals_capital(w, NULL), AGGLO_OK);
        for (int r = 0; r < REGIONS; r++)
            left[r] = w->regions.support[r];
        double variance = n * p * (1 - p);
        statistics_near("left", statistics_mean(left, REGIONS), n * p, sqrt(variance / REGIONS));
        double kurtosis = 3 + (1 - 6 * p * (1 - p)) / variance;
        statistics_near("variance", statistics_variance(left, REGIONS), variance,
                        variance * sqrt((kurtosis - 1) / REGIONS));
        world_free(w);
    }
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_best_of_few),         cmocka_unit_test(test_logit_of_many),
        cmocka_unit_test(test_shared_tastes),       cmocka_unit_test(test_fluxes_of_attraction),
        cmocka_unit_test(test_support_firms_close),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
