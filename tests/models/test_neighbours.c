/* Neighbours: the same pairs and weights as a search over all pairs, wherever the places lie. */
#include "models/neighbours.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "sim/random.h"

enum { COUNT = 600 };

static void check(const neighbours_place *places, int32_t count, double d0, double least) {
    neighbours near = {0};
    assert_int_equal(neighbours_find(&near, places, count, d0, least, NULL), AGGLO_OK);
    int32_t k = 0;
    for (int32_t r = 0; r < count; r++) {
        assert_int_equal(near.first[r], k);
        for (int32_t s = 0; s < count; s++) {
            double weight =
                exp(-hypot(places[r].x_km - places[s].x_km, places[r].y_km - places[s].y_km) / d0);
            if (r == s || weight < least)
                continue;
            assert_true(k < near.first[r + 1]);
            assert_int_equal(near.region[k], s);
            assert_true(near.weight[k] == weight);
            k++;
        }
    }
    assert_int_equal(near.first[count], k);
    neighbours_free(&near);
}

static void scatter(neighbours_place *places, double width) {
    random_key key = random_key_make(1, 0);
    for (int32_t r = 0; r < COUNT; r++) {
        random_block b = random_draw(key, (uint64_t)r, 0, 0, 0);
        places[r].x_km = width * (random_uniform(b, 0) - 0.5);
        places[r].y_km = width * (random_uniform(b, 1) - 0.5);
    }
}

static void test_scattered(void **state) {
    (void)state;
    neighbours_place places[COUNT];
    static const double widths[] = {0, 100, 2000, 20000, 1e12};
    for (size_t k = 0; k < sizeof widths / sizeof widths[0]; k++) {
        scatter(places, widths[k]);
        check(places, COUNT, 150, 1e-4);
        check(places, COUNT, 1, 0.5);
    }
}

/* A square lattice whose steps are exactly the reach: pairs at the border are found. */
static void test_lattice(void **state) {
    (void)state;
    neighbours_place places[400];
    for (int k = 0; k < 400; k++)
        places[k] = (neighbours_place){100.0 * (k % 20), 100.0 * (k / 20)};
    check(places, 400, 100, exp(-1));
    check(places, 400, 100 / log(1e4), 1e-4);
}

static void test_none(void **state) {
    (void)state;
    neighbours_place lonely = {3, 4};
    check(&lonely, 1, 150, 1e-4);
    check(&lonely, 0, 150, 1e-4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scattered),
        cmocka_unit_test(test_lattice),
        cmocka_unit_test(test_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
