/* The farm: every job once, the error of the lowest failed job, lanes where jobs are few. */
#include "sim/farm.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

enum { JOBS = 500 };

typedef struct {
    int done[JOBS], lanes[JOBS];
    size_t fails_from, fails_every;
} counting;

static agglo_status count_job(void *context, size_t job, int lanes, agglo_error *error) {
    counting *c = context;
    c->done[job]++;
    c->lanes[job] = lanes;
    if (c->fails_every > 0 && job >= c->fails_from && (job - c->fails_from) % c->fails_every == 0)
        return error_set(error, AGGLO_ERROR_INPUT, "job %zu", job);
    return AGGLO_OK;
}

static void test_every_job_once(void **state) {
    (void)state;
    static const int threads[] = {1, 2, 3, 8};
    for (size_t t = 0; t < 4; t++) {
        counting c = {.fails_every = 0};
        assert_int_equal(farm_run(JOBS, threads[t], count_job, &c, NULL), AGGLO_OK);
        for (size_t k = 0; k < JOBS; k++) {
            assert_int_equal(c.done[k], 1);
            assert_int_equal(c.lanes[k], 1); /* jobs run beside each other, not inside */
        }
    }
    counting none = {.fails_every = 0};
    assert_int_equal(farm_run(0, 4, count_job, &none, NULL), AGGLO_OK);
}

/* Fewer jobs than threads: one after the other, each with all threads. */
static void test_few_jobs_get_lanes(void **state) {
    (void)state;
    counting c = {.fails_every = 0};
    assert_int_equal(farm_run(3, 8, count_job, &c, NULL), AGGLO_OK);
    for (size_t k = 0; k < 3; k++) {
        assert_int_equal(c.done[k], 1);
        assert_int_equal(c.lanes[k], 8);
    }
    assert_int_equal(c.done[3], 0);
}

static void test_lowest_error(void **state) {
    (void)state;
    for (int round = 0; round < 50; round++) {
        counting c = {.fails_from = 7, .fails_every = 1};
        agglo_error error = {0};
        assert_int_equal(farm_run(JOBS, 4, count_job, &c, &error), AGGLO_ERROR_INPUT);
        assert_string_equal(error.what, "job 7");
        for (size_t k = 0; k < 7; k++)
            assert_int_equal(c.done[k], 1);
        int later = 0; /* what ran beside job 7 may end, nothing new begins */
        for (size_t k = 8; k < JOBS; k++)
            later += c.done[k];
        assert_in_range(later, 0, 8);
    }
}

/* Of the first four jobs, which run beside each other, the lowest fails first or last. */
static agglo_status fail_in_order(void *context, size_t job, int lanes, agglo_error *error) {
    const int *is_reversed = context;
    (void)lanes;
    long turn = (long)(job < 4 ? job : 4);
    struct timespec pause = {0, (*is_reversed ? 4 - turn : turn + 1) * 20000000};
    nanosleep(&pause, NULL);
    return error_set(error, AGGLO_ERROR_IO, "job %zu", job);
}

static void test_lowest_error_in_any_order(void **state) {
    (void)state;
    for (int is_reversed = 0; is_reversed < 2; is_reversed++) {
        agglo_error error = {0};
        assert_int_equal(farm_run(JOBS, 4, fail_in_order, &is_reversed, &error), AGGLO_ERROR_IO);
        assert_string_equal(error.what, "job 0");
    }
}

static void test_serial_stops_at_error(void **state) {
    (void)state;
    counting c = {.fails_from = 2, .fails_every = JOBS};
    agglo_error error = {0};
    assert_int_equal(farm_run(4, 1, count_job, &c, &error), AGGLO_ERROR_INPUT);
    assert_string_equal(error.what, "job 2");
    assert_int_equal(c.done[2], 1);
    assert_int_equal(c.done[3], 0);
    counting quiet = {.fails_from = 2, .fails_every = JOBS};
    assert_int_equal(farm_run(4, 2, count_job, &quiet, NULL), AGGLO_ERROR_INPUT);
}

/* A source that has JOBS jobs, of which the second half exists only once the first is done. */
typedef struct {
    size_t next, done;
    int taken[JOBS];
    size_t fails_at;
} halves;

static farm_answer next_of_halves(void *context, size_t *job) {
    halves *h = context;
    size_t done;
#pragma omp atomic read
    done = h->done;
    if (h->next == JOBS)
        return FARM_END;
    if (h->next == JOBS / 2 && done < JOBS / 2)
        return FARM_WAIT;
    *job = h->next++;
    return FARM_JOB;
}

static agglo_status do_half(void *context, size_t job, int lanes, agglo_error *error) {
    halves *h = context;
#pragma omp atomic
    h->taken[job] += lanes;
#pragma omp atomic
    h->done++;
    return job == h->fails_at ? error_set(error, AGGLO_ERROR_IO, "job %zu", job) : AGGLO_OK;
}

static void test_source_decides(void **state) {
    (void)state;
    static const int threads[] = {1, 2, 5};
    for (size_t t = 0; t < 3; t++) {
        halves h = {.fails_at = JOBS};
        const farm_source source = {next_of_halves, &h};
        assert_int_equal(farm_serve(&source, threads[t], do_half, &h, NULL), AGGLO_OK);
        for (size_t k = 0; k < JOBS; k++)
            assert_int_equal(h.taken[k], 1);
    }
}

static void test_source_stops_at_failure(void **state) {
    (void)state;
    halves h = {.fails_at = 3};
    agglo_error error = {0};
    const farm_source source = {next_of_halves, &h};
    assert_int_equal(farm_serve(&source, 1, do_half, &h, &error), AGGLO_ERROR_IO);
    assert_string_equal(error.what, "job 3");
    assert_int_equal(h.next, 4);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_job_once),
        cmocka_unit_test(test_few_jobs_get_lanes),
        cmocka_unit_test(test_lowest_error),
        cmocka_unit_test(test_lowest_error_in_any_order),
        cmocka_unit_test(test_serial_stops_at_error),
        cmocka_unit_test(test_source_decides),
        cmocka_unit_test(test_source_stops_at_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
