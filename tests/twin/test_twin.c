/* The engine's steps against the twin's (twin.h). */
#include <stdio.h>
#include <time.h>

#include "models/model.h"
#include "sim/random.h"
#include "tests/support/policies.h"
#include "tests/support/scenarios.h"
#include "tests/twin/twin.h"

static void (*const twin_phases[])(twin *) = {twin_policy,   twin_observe,    twin_science,
                                              twin_matching, twin_finance,    twin_development,
                                              twin_market,   twin_demography, twin_reputation};
enum { PHASES = sizeof twin_phases / sizeof twin_phases[0] };

/* What the comparisons have covered. */
static struct {
    size_t steps, firm_steps;
    double seconds, twin_seconds;
    size_t events[EVENT_COUNT];
} covered;

/* One scenario and what is compared of it. */
typedef struct {
    const char *name;
    int replicate, from, steps; /* the first step compared, how many are */
    const levers *added;        /* to what policies do, or null */
    int lanes;                  /* of the engine */
} course;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void add_levers(levers *to, const levers *added, int count) {
    for (int r = 0; r < count; r++)
        for (size_t k = 0; k < sizeof *to / sizeof(double); k++)
            ((double *)&to[r])[k] += ((const double *)added)[k];
}

static void count_events(const twin *t) {
    for (size_t k = 0; k < t->events.count; k++)
        covered.events[t->events.items[k].type]++;
}

/* No product has stood for 16 years when the step ends that began with it. */
static void check_products(const world *w) {
    for (size_t k = 0; k < w->products.table.count; k++)
        assert_true((w->step - w->products.approval[k]) * w->step_years < 16 - 1e-9);
}

static void compare_step(const course *c, world *w, twin *own, twin *engine) {
    char where[256];
    columns_zero(&w->flows.table, 0, w->flows.table.count); /* so that the step's stand alone */
    twin_take_state(own, w);
    covered.firm_steps += c->lanes == 1 ? own->firms.count : 0; /* threads mostly wait here */
    for (int k = 0; k < PHASES; k++) {
        double begin = now();
        scenarios_phase(w, model_phases[k].name);
        double middle = now();
        twin_phases[k](own);
        covered.twin_seconds += c->lanes == 1 ? now() - middle : 0;
        covered.seconds += c->lanes == 1 ? middle - begin : 0;
        if (k == 0 && c->added != NULL) {
            add_levers(w->levers, c->added, own->region_count);
            add_levers(own->levers, c->added, own->region_count);
        }
        twin_take_state(engine, w);
        snprintf(where, sizeof where, "%s, replicate %d, step %d, %s", c->name, c->replicate,
                 w->step, model_phases[k].name);
        if (twin_compare(own, engine, where) > 0)
            fail_msg("twin and engine differ: %s", where);
    }
    check_products(w);
    count_events(own);
    covered.steps++;
}

/* Frees the scenario. */
static void follow(scenario *s, const course *c) {
    s->record_events = 1;
    world *w = scenarios_world(s, c->replicate, c->lanes);
    while (w->step < c->from)
        scenarios_step(w);
    twin *own = twin_create(w), *engine = twin_create(w);
    for (int k = 0; k < c->steps; k++) {
        compare_step(c, w, own, engine);
        w->events.count = 0;
        w->step++;
    }
    twin_free(own);
    twin_free(engine);
    world_free(w);
    scenario_free(s);
}

/* ---- known hubs, from the first step and in later years ---- */

static void follow_file(const char *file, const char *name, int from, int steps) {
    for (int replicate = 0; replicate < 2; replicate++)
        follow(scenarios_load(file, NULL), &(course){name, replicate, from, steps, NULL, 1});
}

static void test_nuremberg(void **state) {
    (void)state;
    follow_file("hubs/nuremberg.json", "nuremberg", 0, 40);
    follow_file("hubs/nuremberg.json", "nuremberg", 88, 60);
}

static void test_boston(void **state) {
    (void)state;
    follow_file("hubs/boston.json", "boston", 0, 40);
    follow_file("hubs/boston.json", "boston", 60, 40);
}

static void test_singapore(void **state) {
    (void)state;
    follow_file("hubs/singapore.json", "singapore", 16, 60);
    follow_file("hubs/singapore.json", "singapore", 90, 60);
}

/* Four regions that compete, with the policies of two of them. */
static void test_world_of_four(void **state) {
    (void)state;
    follow_file("hubs/world_of_four.json", "four", 70, 40);
}

/* ---- worlds made for the comparison ---- */

#define TIME(years, months)                                                                        \
    "{\"time\": {\"start\": 2000, \"years\": " #years ", \"step_months\": " #months "}, "

/* Every type of policy, with ramps, ends, conditions, several regions, a chosen one, a country. */
#define ALL_POLICIES                                                                               \
    "\"interventions\": ["                                                                         \
    "{\"type\": \"anchor_entry\", \"region\": \"west\", \"from\": 1, \"size\": 2500},"             \
    "{\"type\": \"anchor_entry\", \"name\": \"second\", \"region\": \"east\", \"from\": 5,"        \
    " \"size\": 800, \"demand\": 300},"                                                            \
    "{\"type\": \"firm_attraction\", \"region\": \"all\", \"from\": 2, \"until\": 9,"              \
    " \"ramp_years\": 2},"                                                                         \
    "{\"type\": \"research_institute\", \"region\": [\"west\", \"east\"], \"from\": 1,"            \
    " \"until\": 8, \"size\": 40},"                                                                \
    "{\"type\": \"incubator\", \"region\": \"west\", \"size\": 8},"                                \
    "{\"type\": \"rd_grants\", \"region\": [\"east\", \"west\"], \"from\": 1, \"size\": 90,"       \
    " \"concentration\": 0.3, \"chosen\": \"west\"},"                                              \
    "{\"type\": \"cluster_programme\", \"region\": \"all\", \"from\": 3, \"until\": 12,"           \
    " \"size\": 60, \"ramp_years\": 1.5},"                                                         \
    "{\"type\": \"vc_matching\", \"region\": \"all\", \"size\": 0.3},"                             \
    "{\"type\": \"network_org\", \"region\": \"east\", \"from\": 0.5, \"size\": 5},"               \
    "{\"type\": \"network_org\", \"name\": \"other_org\", \"region\": \"east\", \"from\": 4,"      \
    " \"leadership\": 1.1, \"one_stop\": 0.2},"                                                    \
    "{\"type\": \"biodesign\", \"region\": \"all\", \"size\": 15},"                                \
    "{\"type\": \"headhunting\", \"region\": \"west\", \"when\": {\"index\": \"n\","               \
    " \"region\": \"west\", \"above\": 64}},"                                                      \
    "{\"type\": \"regulatory_consulting\", \"region\": \"all\"},"                                  \
    "{\"type\": \"evaluation_centre\", \"region\": \"east\", \"when\": {\"index\": \"V\","         \
    " \"below\": 0.9}},"                                                                           \
    "{\"type\": \"review_speedup\", \"region\": \"east\", \"from\": 2, \"until\": 10,"             \
    " \"ramp_years\": 3},"                                                                         \
    "{\"type\": \"review_speedup\", \"name\": \"again\", \"region\": \"all\", \"size\": 1.2}%s]}"

static const char two_prefectures[] =
    "\"regions\": [" SCENARIOS_MARGINAL("west", "0") "}, " SCENARIOS_MARGINAL("east", "90") "}], ";

/* Those that move levers by multiples of their size, in one or both of the regions. */
static const char *plain_policies(void) {
    static char text[1 << 14];
    static const char *const where[] = {"all", "west", "east"};
    char *end = text;
    for (int k = 0; k < policies_plain_count; k++)
        end += sprintf(end,
                       ", {\"type\": \"%s\", \"name\": \"plain%d\", \"region\": \"%s\", "
                       "\"from\": %d.5, \"size\": %g, \"ramp_years\": %d}",
                       policies_plain[k].type, k, where[k % 3], k % 7,
                       0.9 * policies_plain[k].standard, k % 5 == 0);
    end += sprintf(end, ", {\"type\": \"joint_review\", \"region\": \"east\", \"fee\": 0.4}, "
                        "{\"type\": \"export_support\", \"region\": \"all\", \"staged\": 0.6}, "
                        "{\"type\": \"rd_grants\", \"name\": \"gated\", \"region\": \"all\", "
                        "\"from\": 2, \"stage_gate\": 0.7}, "
                        "{\"type\": \"disaster_reconstruction\", \"region\": [\"east\", "
                        "\"west\"], \"from\": 4, \"until\": 7, \"loss\": 0.3}, "
                        "{\"type\": \"anchor_exit\", \"region\": \"all\", \"from\": 6}");
    return text;
}

static scenario *all_policies(int step_months) {
    return scenarios_read("{\"time\": {\"start\": 2000, \"years\": 40, \"step_months\": %d}, "
                          "%s" ALL_POLICIES,
                          step_months, two_prefectures, plain_policies());
}

static void test_all_policies(void **state) {
    (void)state;
    for (int replicate = 0; replicate < 3; replicate++)
        follow(all_policies(3), &(course){"all policies", replicate, 0, 80, NULL, 1});
}

/* A hub, its neighbour, a third region between whose research spills over, and one where nothing
 * stands; two home markets. */
static scenario *hub_and_others(int step_months) {
    return scenarios_read(
        "{\"time\": {\"start\": 2000, \"years\": 40, \"step_months\": %d}, \"regions\": [%s, %s, "
        "%s, %s], \"interventions\": [{\"type\": \"network_org\", \"region\": \"all\", \"from\": "
        "2}, "
        "{\"type\": \"review_speedup\", \"region\": \"near\"}, {\"type\": \"biodesign\", "
        "\"region\": "
        "\"nothing\"}]}",
        step_months, SCENARIOS_HUB("hub", "0") "}",
        SCENARIOS_MARGINAL("near", "60") ", \"y_km\": 80}", SCENARIOS_MARGINAL("far", "400") "}",
        SCENARIOS_EMPTY("nothing", "250") "}");
}

static void test_neighbours(void **state) {
    (void)state;
    for (int replicate = 0; replicate < 2; replicate++)
        follow(hub_and_others(3), &(course){"neighbours", replicate, 0, 60, NULL, 1});
}

/* So many regions that outside firms choose among groups of them. */
static void test_many_regions(void **state) {
    (void)state;
    enum { REGIONS = 75 };
    char text[REGIONS * 256], *end = text;
    for (int r = 0; r < REGIONS; r++)
        end +=
            sprintf(end,
                    "%s{\"name\": \"r%d\", \"x_km\": %d, \"population\": 1, \"home_market\": "
                    "\"JP\", \"reputation\": %.3f, \"universities\": [{\"count\": 1, \"budget\": "
                    "%d}], \"firms\": [{\"kind\": \"tech\", \"count\": 2}]}",
                    r > 0 ? ", " : "", r, 10 * r, 0.01 * (r % 40), r);
    scenario *s = scenarios_read(TIME(40, 3) "\"regions\": [%s]}", text);
    *scenarios_parameter(s, "location.lambda_out") = 150;
    follow(s, &(course){"many regions", 1, 0, 20, NULL, 2});
}

static void test_other_steps(void **state) {
    (void)state;
    follow(hub_and_others(1), &(course){"steps of a month", 0, 60, 60, NULL, 1});
    follow(hub_and_others(6), &(course){"steps of half a year", 0, 0, 40, NULL, 1});
    follow(hub_and_others(12), &(course){"steps of a year", 0, 0, 40, NULL, 1});
    follow(all_policies(1), &(course){"all policies by month", 1, 0, 80, NULL, 1});
    follow(all_policies(12), &(course){"all policies by year", 1, 0, 40, NULL, 1});
}

/* Every lever that an equation reads. */
static const levers some_of_all = {.incentive = 0.4,
                                   .site = 1.5,
                                   .capacity = 0.2,
                                   .relief = 0.3,
                                   .grant = 25,
                                   .university = 12,
                                   .slots = 7,
                                   .graduation = 0.4,
                                   .startup_grant = 3,
                                   .gap_fund = 2,
                                   .venture_match = 0.15,
                                   .trial = 6,
                                   .acquisition = 0.8,
                                   .coordinators = 4,
                                   .leadership = 1.3,
                                   .one_stop = 0.4,
                                   .matching_events = 0.6,
                                   .showcase = 0.7,
                                   .visibility = 1.7,
                                   .export_help = 0.5,
                                   .staged_help = 0.4,
                                   .cdmo_platform = 0.9,
                                   .openness = 0.35,
                                   .tie_care = 0.45,
                                   .retention = 0.35,
                                   .talent = 60,
                                   .fellows = 9,
                                   .headhunting = 4,
                                   .mentors = 1.2,
                                   .transfer = 0.25,
                                   .consulting = 0.55,
                                   .registration = 0.65,
                                   .evaluation = 0.75,
                                   .two_stage_samd = 1,
                                   .reimbursement = 0.85,
                                   .software = 0.95,
                                   .recognition = 0.5,
                                   .training_abroad = 0.3,
                                   .review_speed = 0.4,
                                   .gated_grant = 10,
                                   .steering = 0.5,
                                   .commitment = 0.3,
                                   .coupling = 0.6,
                                   .study = 0.2,
                                   .upgrading = 15,
                                   .export_emerging = 0.7,
                                   .export_us = 0.8,
                                   .line_takeover = 2,
                                   .mah_link = 0.9,
                                   .outside_orders = 6,
                                   .knowhow = 0.05,
                                   .performance_price = 0.8,
                                   .software_founders = 1.5,
                                   .software_market = 0.15,
                                   .review_fee = 0.25,
                                   .certified = 0.15};

static void test_all_levers(void **state) {
    (void)state;
    levers much; /* beyond every limit that an equation sets */
    for (size_t k = 0; k < sizeof some_of_all / sizeof(double); k++) {
        assert_true(((const double *)&some_of_all)[k] > 0);
        ((double *)&much)[k] = 6 * ((const double *)&some_of_all)[k];
    }
    for (int replicate = 0; replicate < 2; replicate++) {
        follow(hub_and_others(3), &(course){"all levers", replicate, 20, 50, &some_of_all, 1});
        follow(hub_and_others(3), &(course){"much of all levers", replicate, 12, 24, &much, 1});
    }
    follow(hub_and_others(12), &(course){"all levers by year", 0, 0, 20, &some_of_all, 1});
}

/* No parameter, gain or table at its default: a number that stands in the code and not in the
 * scenario would be found. */
static void shake(scenario *s, uint64_t seed) {
    random_key key = random_key_make(seed, 0);
    for (size_t k = 0; k < parameters_table.count; k++) {
        const param *row = &parameters_table.rows[k];
        double u = random_uniform(random_draw(key, k, 0, 0, 0), 0);
        double value = row->low + u * (row->high - row->low);
        if (!(row->flags & PARAM_INTEGER))
            *param_value(&s->parameters, row) = value;
    }
    s->parameters.regulator_background = /* no scenario has more of it than capacity */
        fmin(s->parameters.regulator_background, 0.9 * s->parameters.regulator_capacity);
    s->parameters.matching_max_options = 8 + (double)(seed % 20);
    for (uint64_t k = 0; k < LINK_COUNT; k++)
        s->gains[k] = 0.3 + 1.5 * random_uniform(random_draw(key, k, 0, 1, 0), 0);
    for (int k = 0; k < KIND_COUNT; k++) {
        s->world.kinds[k].export_share *= 0.8;
        s->world.kinds[k].rd_intensity *= 1.3;
    }
    for (int c = 0; c < CLASS_COUNT; c++) {
        s->world.classes[c].cost *= 0.7;
        s->world.classes[c].success *= 1.1;
        s->world.classes[c].knowledge *= 1.2;
        s->world.classes[c].nominal_years *= 0.9;
        for (int stage = 0; stage < STAGE_COUNT; stage++)
            s->world.classes[c].stage_years[stage] *= 0.8 + 0.05 * stage;
    }
    for (int m = 0; m < MARKET_COUNT; m++)
        s->world.markets[m].ease *= 1.4, s->world.markets[m].income *= 1.5;
    for (int f = 0; f < FIELD_COUNT; f++)
        s->world.dissatisfaction[f] = 0.4 + 0.2 * f;
    s->world.types[TYPE_SAMD].share *= 1.5;
    s->world.types[TYPE_EQUIPMENT].ease = 0.3;
    s->world.types[TYPE_DISPOSABLE].ease = 1.8;
}

static void test_other_parameters(void **state) {
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        scenario *s = hub_and_others(seed == 4 ? 12 : 3);
        shake(s, seed);
        follow(s, &(course){"other parameters", (int)seed, seed == 4 ? 0 : 30, 40, NULL, 1});
    }
}

/* Each link alone and all but each: gains of 0 and beyond 1. */
static void test_links(void **state) {
    (void)state;
    for (int link = 1; link <= LINK_COUNT; link++)
        for (int alone = 0; alone < 2; alone++) {
            scenario *s = hub_and_others(3);
            scenarios_set_gains(s, alone ? 0 : 1);
            s->gains[link - 1] = alone ? 3 : 0;
            follow(s, &(course){alone ? "one link alone" : "one link off", link, 12, 6, NULL, 1});
        }
}

/* ---- what was covered ---- */

static void test_coverage(void **state) {
    (void)state;
    for (int type = 0; type < EVENT_COUNT; type++) {
        print_message("%-20s %8zu\n", event_names[type], covered.events[type]);
        assert_true(covered.events[type] > 0);
    }
    print_message("%zu steps, %zu firm-steps, %zu numbers compared, %zu not the same bits\n",
                  covered.steps, covered.firm_steps, twin_compared.numbers, twin_compared.inexact);
    print_message("engine %.0f ns, twin %.0f ns a firm and step\n",
                  1e9 * covered.seconds / (double)covered.firm_steps,
                  1e9 * covered.twin_seconds / (double)covered.firm_steps);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nuremberg),    cmocka_unit_test(test_boston),
        cmocka_unit_test(test_singapore),    cmocka_unit_test(test_world_of_four),
        cmocka_unit_test(test_all_policies), cmocka_unit_test(test_neighbours),
        cmocka_unit_test(test_many_regions), cmocka_unit_test(test_other_steps),
        cmocka_unit_test(test_all_levers),   cmocka_unit_test(test_other_parameters),
        cmocka_unit_test(test_links),        cmocka_unit_test(test_coverage),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
