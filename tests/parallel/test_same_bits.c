/* The same bits: for any number of threads inside a step, for any choice of what is recorded, and
 * across a checkpoint. Hashes cover every column of every table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "models/record.h"
#include "models/simulation.h"
#include "output/checkpoint.h"
#include "sim/id.h"
#include "tests/support/scenarios.h"

static void require(agglo_status status, const agglo_error *error) {
    if (status == AGGLO_OK)
        return;
    char text[1024];
    error_format(error, text, sizeof text);
    fail_msg("%s", text);
}

/* Four regions that differ, with most of what can happen: anchors, funds, policies. */
static scenario *four_regions(int years) {
    scenario *s = scenarios_load("hubs/world_of_four.json", NULL);
    s->years = years;
    s->steps = years * s->steps_per_year;
    s->record_events = 1;
    return s;
}

static scenario *nuremberg(int years) {
    scenario *s = scenarios_load("hubs/nuremberg.json", NULL);
    s->years = years;
    s->steps = years * s->steps_per_year;
    s->record_events = 1;
    return s;
}

/* What a run leaves: hash of the state, of the rows and of all events in order. */
typedef struct {
    uint64_t state, rows, events;
    size_t row_count, event_count;
} traces;

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t size) {
    const unsigned char *b = bytes;
    for (size_t k = 0; k < size; k++)
        hash = (hash ^ b[k]) * UINT64_C(0x100000001B3);
    return hash;
}

static void take_events(simulation *sim, traces *t) {
    schema_event_list *list = simulation_events(sim);
    for (size_t k = 0; k < list->count; k++) {
        const schema_event *e = &list->items[k];
        const uint64_t parts[] = {
            (uint64_t)e->step, (uint64_t)e->region, e->type, e->link, e->agent, e->cause};
        t->events = hash_bytes(t->events, parts, sizeof parts);
    }
    t->event_count += list->count;
    list->count = 0;
}

static traces run(const scenario *s, int replicate, int lanes) {
    agglo_error error = {0};
    simulation *sim = NULL;
    traces t = {0};
    require(simulation_create(s, replicate, lanes, &sim, &error), &error);
    while (!simulation_is_complete(sim)) {
        require(simulation_advance(sim, &error), &error);
        take_events(sim, &t);
    }
    const double *rows = simulation_rows(sim, &t.row_count);
    t.rows = hash_bytes(0, rows, t.row_count * record_width() * sizeof *rows);
    t.state = simulation_hash(sim);
    simulation_free(sim);
    return t;
}

static void assert_same(const traces *a, const traces *b) {
    assert_int_equal(a->row_count, b->row_count);
    assert_int_equal(a->event_count, b->event_count);
    assert_true(a->state == b->state);
    assert_true(a->rows == b->rows);
    assert_true(a->events == b->events);
}

/* ---- threads ---- */

static void check_lanes(const scenario *s) {
    static const int lanes[] = {2, 3, 4, 8};
    traces one = run(s, 0, 1);
    assert_true(one.event_count > 1000);
    for (size_t k = 0; k < sizeof lanes / sizeof lanes[0]; k++) {
        traces many = run(s, 0, lanes[k]);
        assert_same(&one, &many);
    }
    traces other = run(s, 1, 1); /* the hash does tell runs apart */
    assert_true(other.state != one.state && other.rows != one.rows && other.events != one.events);
}

static void test_lanes_one_region(void **state) {
    (void)state;
    scenario *s = nuremberg(40);
    check_lanes(s);
    scenario_free(s);
}

static void test_lanes_four_regions(void **state) {
    (void)state;
    scenario *s = four_regions(40);
    check_lanes(s);
    scenario_free(s);
}

/* Monthly steps go another way through the deals and the rings of flows. */
static void test_lanes_monthly(void **state) {
    (void)state;
    const char *const monthly[] = {"time.step_months=1", "time.years=12", NULL};
    scenario *s = scenarios_load("hubs/world_of_four.json", monthly);
    traces one = run(s, 0, 1), three = run(s, 0, 3);
    assert_same(&one, &three);
    scenario_free(s);
}

/* Ten thousand firms in one region fill more blocks than there are lanes, unevenly. */
static void test_lanes_many_blocks(void **state) {
    (void)state;
    scenario *s = scenarios_read(
        "{\"time\": {\"start\": 2000, \"years\": 3}, \"regions\": [{\"name\": \"big\","
        " \"population\": 100, \"home_market\": \"EU\", \"reputation\": 0.5, \"knowledge\": 100,"
        " \"firms\": [{\"kind\": \"supplier\", \"count\": 6000, \"licence\": 2},"
        " {\"kind\": \"tech\", \"count\": 4000}, {\"kind\": \"major\", \"count\": 30,"
        " \"size\": 2000, \"anchor\": true}],"
        " \"universities\": [{\"count\": 20, \"budget\": 200}],"
        " \"hospitals\": [{\"count\": 40, \"beds\": 800}],"
        " \"funds\": [{\"count\": 20, \"size\": 200}]}]}");
    traces one = run(s, 0, 1);
    for (int lanes = 2; lanes <= 8; lanes += 3) {
        traces many = run(s, 0, lanes);
        assert_same(&one, &many);
    }
    scenario_free(s);
}

/* ---- what is recorded ---- */

static void test_event_log_changes_nothing(void **state) {
    (void)state;
    scenario *s = four_regions(20);
    traces with = run(s, 0, 1);
    s->record_events = 0;
    traces without = run(s, 0, 1);
    assert_int_equal(without.event_count, 0);
    assert_true(with.state == without.state && with.rows == without.rows);
    scenario_free(s);
}

/* Hashes of all tables but the flows, which are sums since the last record. */
static void run_tables(const scenario *s, uint64_t hash[WORLD_TABLES]) {
    agglo_error error = {0};
    simulation *sim = NULL;
    columns_table *tables[SIMULATION_MAX_TABLES];
    require(simulation_create(s, 0, 1, &sim, &error), &error);
    while (!simulation_is_complete(sim))
        require(simulation_advance(sim, &error), &error);
    size_t count = simulation_tables(sim, tables);
    assert_true(count >= WORLD_TABLES); /* the others are records too */
    for (size_t t = 0; t < WORLD_TABLES; t++)
        hash[t] = strcmp(tables[t]->layout->name, "flows") == 0 ? 0 : columns_hash(tables[t], 0);
    simulation_free(sim);
}

static void test_records_change_nothing(void **state) {
    (void)state;
    static const int months[] = {3, 6, 24, 120};
    scenario *s = four_regions(20);
    s->record_events = 0;
    uint64_t yearly[WORLD_TABLES], other[WORLD_TABLES];
    run_tables(s, yearly);
    for (size_t k = 0; k < sizeof months / sizeof months[0]; k++) {
        s->record_every_months = months[k];
        run_tables(s, other);
        assert_memory_equal(yearly, other, sizeof yearly);
    }
    s->record_firms = 1;
    run_tables(s, other);
    assert_memory_equal(yearly, other, sizeof yearly);
    scenario_free(s);
}

/* ---- checkpoints ---- */

static char place[64];

static int enter(void **state) {
    (void)state;
    snprintf(place, sizeof place, "/tmp/same-bits-XXXXXX");
    return mkdtemp(place) == NULL;
}

static int leave(void **state) {
    (void)state;
    return rmdir(place);
}

/* A simulation counts rows, a checkpoint numbers. */
static checkpoint_body body_of(simulation *sim, columns_table *tables[SIMULATION_MAX_TABLES],
                               size_t *numbers) {
    checkpoint_body body = {.tables = tables, .events = simulation_events(sim)};
    size_t *row_count;
    body.table_count = simulation_tables(sim, tables);
    body.rows = simulation_rows_place(sim, &row_count);
    *numbers = *row_count * record_width();
    body.row_count = numbers;
    return body;
}

static void load(simulation *sim, const char *path, checkpoint_head *head) {
    agglo_error error = {0};
    columns_table *tables[SIMULATION_MAX_TABLES];
    size_t numbers, *row_count;
    checkpoint_body body = body_of(sim, tables, &numbers);
    require(checkpoint_load(path, head, &body, &error), &error);
    (void)simulation_rows_place(sim, &row_count);
    *row_count = numbers / record_width();
    require(simulation_restored(sim, head->step, &error), &error);
}

/* Runs until `stop` steps are done, saves, throws the run away, loads into a new one with other
 * lanes, runs to the end. */
static traces run_interrupted(const scenario *s, int stop, int lanes_after) {
    agglo_error error = {0};
    simulation *sim = NULL;
    columns_table *tables[SIMULATION_MAX_TABLES];
    size_t numbers;
    traces t = {0};
    char path[128];
    snprintf(path, sizeof path, "%s/state.h5", place);
    require(simulation_create(s, 0, 1, &sim, &error), &error);
    while (simulation_step(sim) < stop)
        require(simulation_advance(sim, &error), &error);
    uint64_t saved = simulation_hash(sim);
    checkpoint_head head = {s->identity, 0, stop};
    checkpoint_body body = body_of(sim, tables, &numbers);
    require(checkpoint_save(path, &head, &body, &error), &error);
    simulation_free(sim);

    require(simulation_create(s, 0, lanes_after, &sim, &error), &error);
    head.step = -1;
    load(sim, path, &head);
    assert_int_equal(head.step, stop);
    assert_true(simulation_hash(sim) == saved);
    while (!simulation_is_complete(sim)) {
        take_events(sim, &t);
        require(simulation_advance(sim, &error), &error);
    }
    take_events(sim, &t);
    const double *rows = simulation_rows(sim, &t.row_count);
    t.rows = hash_bytes(0, rows, t.row_count * record_width() * sizeof *rows);
    t.state = simulation_hash(sim);
    simulation_free(sim);
    assert_int_equal(unlink(path), 0);
    return t;
}

/* At the start, after the first step, and at five steps drawn at random. */
static void test_checkpoints(void **state) {
    (void)state;
    scenario *s = four_regions(30);
    traces whole = run(s, 0, 1);
    for (int k = -2; k < 5; k++) {
        int stop = k < 0 ? k + 2 : (int)(id_mix((uint64_t)k + 77) % (uint64_t)s->steps);
        traces t = run_interrupted(s, stop, 1 + (k + 2) % 3);
        assert_same(&whole, &t);
    }
    scenario_free(s);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lanes_one_region),
        cmocka_unit_test(test_lanes_four_regions),
        cmocka_unit_test(test_lanes_monthly),
        cmocka_unit_test(test_lanes_many_blocks),
        cmocka_unit_test(test_event_log_changes_nothing),
        cmocka_unit_test(test_records_change_nothing),
        cmocka_unit_test_setup_teardown(test_checkpoints, enter, leave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
