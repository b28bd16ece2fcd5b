/* The eighteen links: each kernel against values worked out by hand, at its limits, with rising
 * causes and switched off; and what the descriptors and the parameter table promise. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "models/link.h"
#include "models/parameters.h"

enum { LINKS = 18 };

static const causal_link *const links[LINKS] = {
    &link_01, &link_02, &link_03, &link_04, &link_05, &link_06, &link_07, &link_08, &link_09,
    &link_10, &link_11, &link_12, &link_13, &link_14, &link_15, &link_16, &link_17, &link_18};

static parameters standard(void) {
    parameters p;
    params_set_standard(parameters_table, &p);
    return p;
}

static void assert_close(double got, double expected) {
    assert_true(isfinite(got));
    if (fabs(got - expected) > 1e-12 * fmax(1, fabs(expected)))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

static const link_03_inputs spinout_case = {.transfer_strength = 1.4,
                                            .transfer_lever = 0.3,
                                            .entrepreneurship = 0.5,
                                            .talent = 1000,
                                            .grant = 20,
                                            .gap_fund = 2,
                                            .network = 1,
                                            .congestion_factor = 0.8,
                                            .founding_money = 0.9};
static const link_07_inputs spinoff_case = {
    .entrepreneurship = 0.4, .agglomeration = 0.3, .congestion_factor = 0.9};

/* ---- by hand ---- */

/* Constants: the equations of the links' heads with the standard parameters, 15 digits. */
static void test_location(void **state) {
    (void)state;
    parameters p = standard();
    assert_close(link_01_utility(&p, 1, 1), 0.554517744447956);    /* 0.8 ln 2 */
    assert_close(link_01_utility(&p, 1, 4.25), 1.326582461282826); /* 0.8 ln 5.25 */
    assert_close(link_10_utility(&p, 1, 1.5), 0.916290731874155);  /* ln 2.5 */
    assert_close(link_17_utility(&p, 1, 0.4), 0.8);
}

static void test_growth(void **state) {
    (void)state;
    parameters p = standard();
    assert_close(link_02_growth(&p, 1, 0.6), 0.00470003629245736);   /* 0.01 ln 1.6 */
    assert_close(link_02_home_base(&p, 1, 0.6), 0.0141001088773721); /* 0.03 ln 1.6 */
    assert_close(link_14_hazard(&p, 1, 0.02), 1.02);
    assert_close(link_06_hazard(&p, 1), 0.3);
}

static void test_foundings(void **state) {
    (void)state;
    parameters p = standard();
    /* .0035 * 1.4 * 1.3 * 1.35 * 1.075 * (1 + .2 + ln(3)/4 + .3) * .72 */
    assert_close(link_03_hazard(&p, 1, &spinout_case), 0.0118121139188337);
    /* .158 * 1.06 * ln 2.2 * .3/.8 * .9 */
    assert_close(link_07_hazard(&p, 1, &spinoff_case), 0.0445671580659102);
    assert_close(link_07_size_factor(50), 1);
    assert_close(link_07_size_factor(200), 2);
    assert_close(link_07_size_factor(5000), 10);
    assert_close(link_07_size_factor(80000), 10);
    assert_close(link_07_protection(&p, 1, 0.3), 1.15);
    assert_close(link_11_rate(&p, 1, 12, 0.7), 0.756);
}

static void test_options(void **state) {
    (void)state;
    parameters p = standard();
    assert_close(link_05_options(&p, 1, 0.3), 0.630765888291416);   /* 0.8 ln 2.2 */
    assert_close(link_09_options(&p, 1, 2), 1.09861228866811);      /* ln 3 */
    assert_close(link_09_width(&p, 1, 0.18, 2), 0.229437552990065); /* .18 (1 + ln(3)/4) */
    assert_close(link_13_options(&p, 1, 0.55), 0.438254930931155);  /* ln 1.55 */
    assert_close(link_16_options(&p, 1, 0.4), 0.6);
    assert_close(link_13_knowledge(1), 3);
    assert_close(link_13_knowledge(0.5), 2);
}

static void test_reputation(void **state) {
    (void)state;
    parameters p = standard();
    assert_close(link_04_inflow(&p, 1, 0.75), 0.0111923157587085);          /* .020 ln 1.75 */
    assert_close(link_08_inflow(&p, 1, 0.3, 1.2), 0.0170306789838682);      /* .018 ln 2.2 * 1.2 */
    assert_close(link_12_inflow(&p, 1, 1.5), 0.0201583961012315);           /* .022 ln 2.5 */
    assert_close(link_15_inflow(&p, 1, 0.5, 0.1, 1.2), 0.0126961919618858); /* .018 ln 1.8 * 1.2 */
}

static void test_capital(void **state) {
    (void)state;
    parameters p = standard();
    assert_close(link_18_funds(&p, 1, 0.4, 6), 0.202);
    assert_close(link_18_support(&p, 1, 0.4, 45), 0.532);
}

static void test_anchor_definition(void **state) {
    (void)state;
    parameters p = standard(); /* 500 employees and 50 M$/yr, kept at 350 and 35 */
    assert_true(link_06_qualifies(&p, 500, 50));
    assert_false(link_06_qualifies(&p, 499, 1000));
    assert_false(link_06_qualifies(&p, 10000, 49));
    assert_true(link_06_keeps(&p, 351, 36));
    assert_false(link_06_keeps(&p, 349, 1000));
    assert_false(link_06_keeps(&p, 10000, 34));
}

/* ---- as functions of one cause, x >= 0 ---- */

typedef double (*cause_effect)(const parameters *p, double gain, double x);

static double spinout_talent(const parameters *p, double gain, double x) {
    link_03_inputs in = spinout_case;
    in.talent = x;
    return link_03_hazard(p, gain, &in);
}
static double spinout_environment(const parameters *p, double gain, double x) {
    link_03_inputs in = spinout_case;
    in.entrepreneurship = x;
    return link_03_hazard(p, gain, &in);
}
static double spinout_transfer(const parameters *p, double gain, double x) {
    link_03_inputs in = spinout_case;
    in.transfer_strength = in.transfer_lever = x;
    return link_03_hazard(p, gain, &in);
}
static double spinout_money(const parameters *p, double gain, double x) {
    link_03_inputs in = spinout_case;
    in.grant = in.gap_fund = in.network = x;
    return link_03_hazard(p, gain, &in);
}
static double spinout_brakes(const parameters *p, double gain, double x) {
    link_03_inputs in = spinout_case;
    in.congestion_factor = in.founding_money = x;
    return link_03_hazard(p, gain, &in);
}
static double spinoff_mass(const parameters *p, double gain, double x) {
    link_07_inputs in = spinoff_case;
    in.agglomeration = x;
    return link_07_hazard(p, gain, &in);
}
static double spinoff_environment(const parameters *p, double gain, double x) {
    link_07_inputs in = spinoff_case;
    in.entrepreneurship = x;
    return link_07_hazard(p, gain, &in);
}
static double supplier_demand(const parameters *p, double gain, double x) {
    return link_11_rate(p, gain, x, 0.7);
}
static double agglomeration_seen(const parameters *p, double gain, double x) {
    return link_08_inflow(p, gain, x, 1.1);
}
static double foundings_seen(const parameters *p, double gain, double x) {
    return link_15_inflow(p, gain, x, 0, 1.1);
}
static double exits_seen(const parameters *p, double gain, double x) {
    return link_15_inflow(p, gain, 0, x, 1.1);
}
static double graduation_helped(const parameters *p, double gain, double x) {
    return link_14_hazard(p, gain, x);
}
static double funds_known(const parameters *p, double gain, double x) {
    return link_18_funds(p, gain, x, 3) - p->finance_lambda_vc0;
}
static double funds_wanted(const parameters *p, double gain, double x) {
    return link_18_funds(p, gain, 0.4, x) - p->finance_lambda_vc0;
}
static double support_known(const parameters *p, double gain, double x) {
    return link_18_support(p, gain, x, 30) - p->finance_lambda_sup0;
}
static double support_active(const parameters *p, double gain, double x) {
    return link_18_support(p, gain, 0.4, x) - p->finance_lambda_sup0;
}

static const struct {
    cause_effect effect;
    int zero_at_zero; /* without the cause nothing happens */
} effects[] = {
    {link_01_utility, 1},    {link_02_growth, 1},      {link_02_home_base, 1},
    {spinout_talent, 0},     {spinout_environment, 0}, {spinout_transfer, 1},
    {spinout_money, 0},      {spinout_brakes, 1},      {link_04_inflow, 1},
    {link_05_options, 1},    {spinoff_mass, 1},        {spinoff_environment, 0},
    {agglomeration_seen, 1}, {link_09_options, 1},     {link_10_utility, 1},
    {supplier_demand, 1},    {link_12_inflow, 1},      {link_13_options, 1},
    {graduation_helped, 0},  {foundings_seen, 1},      {exits_seen, 1},
    {link_16_options, 1},    {link_17_utility, 1},     {funds_known, 1},
    {funds_wanted, 0},       {support_known, 1},       {support_active, 1},
};
enum { EFFECTS = sizeof effects / sizeof effects[0] };

static void test_more_cause_more_effect(void **state) {
    (void)state;
    parameters p = standard();
    for (int k = 0; k < EFFECTS; k++) {
        double before = effects[k].effect(&p, 1, 0);
        assert_true(before >= 0);
        if (effects[k].zero_at_zero)
            assert_close(before, 0);
        for (double x = 0.05; x < 100; x *= 1.7) {
            double now = effects[k].effect(&p, 1, x);
            assert_true(isfinite(now));
            if (!(now > before))
                fail_msg("effect %d does not rise at %g", k, x);
            before = now;
        }
    }
}

/* Gain 0 is neutral; any gain multiplies, also above 1. */
static void test_gain_multiplies(void **state) {
    (void)state;
    parameters p = standard();
    static const double gains[] = {0, 0.5, 2, 3.5};
    for (int k = 0; k < EFFECTS; k++)
        for (int g = 0; g < 4; g++)
            for (double x = 0; x < 3; x += 0.6)
                assert_close(effects[k].effect(&p, gains[g], x),
                             gains[g] * effects[k].effect(&p, 1, x));
    for (int g = 0; g < 4; g++)
        assert_close(link_06_hazard(&p, gains[g]), 0.3 * gains[g]);
}

static void test_gain_zero_is_neutral(void **state) {
    (void)state;
    parameters p = standard();
    assert_true(link_07_protection(&p, 0, 3) == 1);
    assert_true(link_09_width(&p, 0, 0.18, 5) == 0.18);
    assert_true(link_13_knowledge(0) == 1);
    assert_true(link_18_funds(&p, 0, 0.9, 50) == p.finance_lambda_vc0);
    assert_true(link_18_support(&p, 0, 0.9, 50) == p.finance_lambda_sup0);
}

/* ---- limits ---- */

static void test_critical_mass(void **state) {
    (void)state;
    parameters p = standard();
    assert_true(spinoff_mass(&p, 1, 0) == 0);
    p.spinoff_half_A = 0; /* the quotient is 1, and has no value at A = 0 */
    assert_true(spinoff_mass(&p, 1, 0) == 0);
    assert_close(spinoff_mass(&p, 1, 0.3), 0.0445671580659102 * 0.8 / 0.3);
    p.spinoff_half_A = 0.3; /* at A = half_A half of the power is there */
    double half = spinoff_mass(&p, 1, 0.3);
    p.spinoff_half_A = 0;
    assert_close(spinoff_mass(&p, 1, 0.3), 2 * half);
    /* a region below critical mass founds less per A than one above it */
    p.spinoff_half_A = 0.5;
    assert_true(spinoff_mass(&p, 1, 0.05) / log1p(0.2) < spinoff_mass(&p, 1, 1) / log1p(4));
}

static void test_reach_is_bounded(void **state) {
    (void)state;
    parameters p = standard();
    assert_close(link_09_width(&p, 1, 0.18, 0), 0.18);
    assert_close(link_09_width(&p, 1, 0.18, 1e6), 0.36);
    assert_close(link_09_width(&p, 50, 0.18, 2), 0.36);
    assert_true(link_09_width(&p, 2, 0.18, 1) > link_09_width(&p, 1, 0.18, 1));
}

static void test_small_causes_are_not_lost(void **state) {
    (void)state;
    parameters p = standard();
    double tiny = 1e-17; /* 1 + tiny is 1: ln(1 + x) must not be taken literally */
    assert_true(link_01_utility(&p, 1, tiny) > 0);
    assert_true(link_02_growth(&p, 1, tiny) > 0);
    assert_true(link_04_inflow(&p, 1, tiny) > 0);
    assert_true(link_05_options(&p, 1, tiny) > 0);
    assert_true(link_08_inflow(&p, 1, tiny, 1) > 0);
    assert_true(link_09_options(&p, 1, tiny) > 0);
    assert_true(link_10_utility(&p, 1, tiny) > 0);
    assert_true(link_12_inflow(&p, 1, tiny) > 0);
    assert_true(link_13_options(&p, 1, tiny) > 0);
    assert_true(link_15_inflow(&p, 1, tiny, 0, 1) > 0);
}

/* ---- descriptors ---- */

static int has_text(const char *text) {
    return text != NULL && strlen(text) > 1;
}

static void test_links_are_described(void **state) {
    (void)state;
    for (int k = 0; k < LINKS; k++) {
        const causal_link *l = links[k];
        assert_int_equal(l->number, k + 1);
        assert_true(has_text(l->name) && has_text(l->mechanism) && has_text(l->equation));
        assert_true(has_text(l->source) && has_text(l->flux) && has_text(l->flux_unit));
        assert_true(has_text(l->parameters));
        assert_null(strpbrk(l->name, " -."));
        assert_non_null(strstr(l->flux_unit, "/yr"));
        assert_non_null(strstr(l->source, "Sasano 2006"));
        assert_true(l->from < STATE_COUNT && l->to < STATE_COUNT && l->from != l->to);
    }
}

/* Of the twenty ways between five states all but two exist: neither entrepreneurs nor reputation
 * lead to anchors. */
static void test_links_join_states_once(void **state) {
    (void)state;
    int joined[STATE_COUNT][STATE_COUNT] = {{0}};
    for (int k = 0; k < LINKS; k++) {
        assert_int_equal(joined[links[k]->from][links[k]->to]++, 0);
        for (int m = 0; m < k; m++)
            assert_string_not_equal(links[k]->name, links[m]->name);
    }
    assert_int_equal(joined[STATE_ENTREPRENEURSHIP][STATE_ANCHOR], 0);
    assert_int_equal(joined[STATE_REPUTATION][STATE_ANCHOR], 0);
}

/* Is `name` one of the words of `list`? */
static int lists(const char *list, const char *name) {
    size_t length = strlen(name);
    for (const char *at = strstr(list, name); at != NULL; at = strstr(at + 1, name))
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0'))
            return 1;
    return 0;
}

static void test_links_name_parameters_that_exist(void **state) {
    (void)state;
    for (int k = 0; k < LINKS; k++) {
        char names[400];
        assert_true(strlen(links[k]->parameters) < sizeof names);
        strcpy(names, links[k]->parameters);
        for (char *name = strtok(names, " "); name != NULL; name = strtok(NULL, " "))
            if (params_find(parameters_table, name) == NULL)
                fail_msg("link %d names %s, which does not exist", k + 1, name);
    }
}

#define NAME_OF(group, name, unit, standard, low, high, valid_low, valid_high, flags, meaning,     \
                source)                                                                            \
#group "." #name,
#define OWN(number)                                                                                \
    { LINK_##number##_PARAMETERS(NAME_OF) NULL }

enum { MOST_OWN = 40 };
static const char *const own[LINKS][MOST_OWN] = {
    OWN(01), OWN(02), OWN(03), OWN(04), OWN(05), OWN(06), OWN(07), OWN(08), OWN(09),
    OWN(10), OWN(11), OWN(12), OWN(13), OWN(14), OWN(15), OWN(16), OWN(17), OWN(18),
};

static void test_links_name_all_their_parameters(void **state) {
    (void)state;
    for (int k = 0; k < LINKS; k++)
        for (const char *const *name = own[k]; *name != NULL; name++)
            if (!lists(links[k]->parameters, *name))
                fail_msg("link %d does not name its %s", k + 1, *name);
}

/* ---- the parameter table ---- */

static void test_parameters_are_described(void **state) {
    (void)state;
    for (size_t k = 0; k < parameters_table.count; k++) {
        const param *row = &parameters_table.rows[k];
        int is_complete = row->unit != NULL && row->unit[0] != '\0' && has_text(row->meaning) &&
                          has_text(row->source);
        int is_ordered = row->low <= row->standard && row->standard <= row->high &&
                         row->valid_low <= row->low && row->high <= row->valid_high;
        if (!is_complete || !is_ordered)
            fail_msg("%s: %s", row->name, is_complete ? "ranges out of order" : "text missing");
        for (size_t m = 0; m < k; m++)
            assert_string_not_equal(row->name, parameters_table.rows[m].name);
    }
}

/* One row for each double, one double for each row. */
static void test_parameters_fill_the_struct(void **state) {
    (void)state;
    enum { PLACES = sizeof(parameters) / sizeof(double) };
    int taken[PLACES] = {0};
    assert_int_equal(parameters_table.count, PLACES);
    for (size_t k = 0; k < parameters_table.count; k++) {
        size_t offset = parameters_table.rows[k].offset;
        assert_int_equal(offset % sizeof(double), 0);
        assert_true(offset / sizeof(double) < PLACES);
        assert_int_equal(taken[offset / sizeof(double)]++, 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_location),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_foundings),
        cmocka_unit_test(test_options),
        cmocka_unit_test(test_reputation),
        cmocka_unit_test(test_capital),
        cmocka_unit_test(test_anchor_definition),
        cmocka_unit_test(test_more_cause_more_effect),
        cmocka_unit_test(test_gain_multiplies),
        cmocka_unit_test(test_gain_zero_is_neutral),
        cmocka_unit_test(test_critical_mass),
        cmocka_unit_test(test_reach_is_bounded),
        cmocka_unit_test(test_small_causes_are_not_lost),
        cmocka_unit_test(test_links_are_described),
        cmocka_unit_test(test_links_join_states_once),
        cmocka_unit_test(test_links_name_parameters_that_exist),
        cmocka_unit_test(test_links_name_all_their_parameters),
        cmocka_unit_test(test_parameters_are_described),
        cmocka_unit_test(test_parameters_fill_the_struct),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
