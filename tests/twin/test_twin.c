/* The engine's steps against the twin's (twin.h). */
#include <stdio.h>
#include <time.h>

#include "models/model.h"
#include "sim/random.h"
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
    covered.firm_steps += own->firms.count;
    for (int k = 0; k < PHASES; k++) {
        double begin = now();
        scenarios_phase(w, model_phases[k].name);
        double middle = now();
        twin_phases[k](own);
        covered.twin_seconds += now() - middle;
        covered.seconds += middle - begin;
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
    world *w = scenarios_world(s, c->replicate, 1);
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

static void test_nuremberg(void **state) {
    (void)state;
    for (int replicate = 0; replicate < 2; replicate++) {
        follow(scenarios_load("hubs/nuremberg.json", NULL),
               &(course){"nuremberg", replicate, 0, 40, NULL});
        follow(scenarios_load("hubs/nuremberg.json", NULL),
               &(course){"nuremberg", replicate, 88, 60, NULL});
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nuremberg),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
