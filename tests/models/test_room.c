/* Parameters that are valid and absurd: a world that they would fill ends with an error that says
 * so, soon and whatever the number of lanes; what no int counts is counted. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "models/simulation.h"
#include "tests/support/runs.h"
#include "tests/support/scenarios.h"

/* What ends has passed the reality checks. */
static agglo_status run(const scenario *s, int lanes, agglo_error *error) {
    simulation *sim = NULL;
    agglo_status status = simulation_create(s, 0, lanes, &sim, error);
    while (status == AGGLO_OK && !simulation_is_complete(sim))
        status = simulation_advance(sim, error);
    if (status == AGGLO_OK)
        status = simulation_check(sim, NULL, error);
    simulation_free(sim);
    return status;
}

static void expect_no_room(const char *parameter, const char *kind, const char *most) {
    scenario *s = scenarios_load("hubs/world_of_four.json", NULL);
    char what[120], got[2][128];
    s->record_events = 0;
    *scenarios_parameter(s, parameter) = 1e9;
    snprintf(what, sizeof what, "the world has no room for so many %s", kind);
    for (int lanes = 1; lanes <= 2; lanes++) {
        agglo_error error = {0};
        assert_int_equal(run(s, lanes, &error), AGGLO_ERROR_INPUT);
        assert_string_equal(error.what, what);
        assert_string_equal(error.expected, most);
        assert_true(error.hint[0] != '\0');
        memcpy(got[lanes - 1], error.got, sizeof error.got);
    }
    assert_string_equal(got[0], got[1]);
    scenario_free(s);
}

/* Each way in which agents come, and what firms try. */
static void absurd_rates_end_with_an_error(void **state) {
    (void)state;
    expect_no_room("location.lambda_out", "firms that look for a site", "at most 1003020");
    expect_no_room("science.seeds_per_musd", "new firms", "at most 1003020");
    expect_no_room("procure.eta11", "new firms", "at most 1003020");
    expect_no_room("procure.base_entry", "new firms", "at most 1003020");
    expect_no_room("policy.fellow_start_rate", "new firms", "at most 1003020");
    expect_no_room("spinoff.eta7", "firms", "at most 1003020");
    expect_no_room("finance.lambda_vc0", "venture funds", "at most 10000");
    expect_no_room("finance.lambda_sup0", "support firms", "at most 1003020");
    expect_no_room("matching.a0", "attempts at projects", "at most 1003020");
}

/* Large worlds have room in proportion. */
static void room_grows_with_the_world(void **state) {
    (void)state;
    scenario *s = scenarios_load("hubs/world_of_four.json", NULL);
    world *small = scenarios_world(s, 0, 1);
    double count = (double)small->firms.table.count;
    assert_true(small->room == 1e6 + 10 * count);
    assert_int_equal(world_check_room(small, small->room, small->room, "firms", NULL), AGGLO_OK);
    s->regions[0].firms[0].count += 100000;
    world *large = scenarios_world(s, 0, 1);
    assert_true(large->room == small->room + 1e6);
    world_free(large);
    world_free(small);
    scenario_free(s);
}

static double sales_at_end(double product_life) {
    static const char *const years[] = {"time.years=20", NULL};
    scenario *s = scenarios_load("hubs/nuremberg.json", years);
    *scenarios_parameter(s, "market.product_life") = product_life;
    runs r = runs_make(s, 1);
    double sales = runs_value(&r, "sales", 0, 0, 20, 0);
    runs_free(&r);
    scenario_free(s);
    return sales;
}

/* More steps of a life than an int counts. */
static void what_sells_for_ever_sells(void **state) {
    (void)state;
    double very_long = sales_at_end(1e7), for_ever = sales_at_end(1e12);
    assert_true(very_long > 0);
    if (!(fabs(for_ever - very_long) < 1e-3 * very_long))
        fail_msg("%g M$/yr, and if products live for ever %g", very_long, for_ever);
}

/* Its rate is larger than what a double holds beside that of elsewhere. */
static void what_attracts_everybody_has_a_flux(void **state) {
    (void)state;
    static const char *const years[] = {"time.years=2", NULL};
    scenario *s = scenarios_load("hubs/nuremberg.json", years);
    *scenarios_parameter(s, "location.b_research") = 1e9;
    runs r = runs_make(s, 1);
    double flux = runs_value(&r, "flux", 0, 0, 2, 0);
    if (!(flux > 0 && flux < INFINITY))
        fail_msg("the flux of link 1 is %g", flux);
    runs_free(&r);
    scenario_free(s);
}

static void expect_numbers_or_input_error(const char *parameter, double value) {
    static const char *const years[] = {"time.years=3", NULL};
    scenario *s = scenarios_load("hubs/nuremberg.json", years);
    agglo_error error = {0};
    *scenarios_parameter(s, parameter) = value;
    agglo_status status = run(s, 1, &error);
    if (status != AGGLO_OK && status != AGGLO_ERROR_INPUT)
        fail_msg("%s = %g: %s (%s)", parameter, value, error.what, error.got);
    scenario_free(s);
}

/* At the ends of each domain; where it has none, far beyond what is plausible. */
static void what_is_valid_ends_in_order(void **state) {
    (void)state;
    for (size_t k = 0; k < parameters_table.count; k++) {
        const param *row = &parameters_table.rows[k];
        expect_numbers_or_input_error(row->name, fmax(row->valid_low, -1000));
        expect_numbers_or_input_error(row->name, fmin(row->valid_high, 1000 * row->high));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absurd_rates_end_with_an_error),
        cmocka_unit_test(room_grows_with_the_world),
        cmocka_unit_test(what_sells_for_ever_sells),
        cmocka_unit_test(what_attracts_everybody_has_a_flux),
        cmocka_unit_test(what_is_valid_ends_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
