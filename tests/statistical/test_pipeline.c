/* Projects from their beginning to their end, followed one by one in the world of four hubs: what
 * share would pass technically, what share is launched, how long it takes, how long the review of
 * class III and IV takes. Expected values are the calibrated model's; success by class follows the
 * order of Sertkaya 2022, review times the Japanese agency's aims. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "models/model.h"
#include "sim/farm.h"
#include "sim/id.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

enum { RUNS = 12 };

/* Sums over one run, by class. */
typedef struct {
    double begun[CLASS_COUNT], technical[CLASS_COUNT];
    double launched[CLASS_COUNT], years[CLASS_COUNT];
    double in_review, entered_review; /* class III and IV: years spent there, projects */
} findings;

/* A running project by the identity that its product would have. */
typedef struct {
    uint64_t product;
    int32_t birth;
    uint8_t device_class;
} entry;

typedef struct {
    entry *items;
    size_t count;
} register_book;

static int by_product(const void *left, const void *right) {
    const entry *a = left, *b = right;
    return (a->product > b->product) - (a->product < b->product);
}

static uint64_t product_of(const world *w, size_t project) {
    return id_child(w->projects.id[project], 0, ID_PRODUCT, 0);
}

/* ---- what one step shows ---- */

/* Probability that a project passes all stages, at its quality; support by know-how and centres
 * left aside. */
static double technical_success(const world *w, size_t k) {
    const scenario_class *c = &w->scenario->world.classes[w->projects.device_class[k]];
    double P = c->success, weight = 0;
    if (w->projects.device_type[k] == TYPE_SAMD)
        P = fmin(0.99, 1.1 * P);
    for (int stage = 0; stage < STAGE_COUNT; stage++)
        weight += c->failure_share[stage];
    return pow(P, weight * exp(-0.8 * (w->projects.quality[k] - 0.6)));
}

/* Projects begun by attempts stand in the table after matching, start-ups' founding ones
 * after demography, when the others are `known`. */
static void count_begun(const world *w, findings *f, const register_book *known) {
    for (size_t k = 0; k < w->projects.table.count; k++) {
        if (w->projects.birth[k] != w->step)
            continue;
        entry key = {.product = product_of(w, k)};
        if (known != NULL &&
            bsearch(&key, known->items, known->count, sizeof key, by_product) != NULL)
            continue; /* counted after matching */
        f->begun[w->projects.device_class[k]]++;
        f->technical[w->projects.device_class[k]] += technical_success(w, k);
    }
}

static agglo_status fill_book(const world *w, register_book *book, agglo_error *error) {
    size_t count = w->projects.table.count;
    entry *items = realloc(book->items, (count + 1) * sizeof *items);
    if (items == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu projects", count);
    book->items = items;
    book->count = count;
    for (size_t k = 0; k < count; k++)
        items[k] = (entry){product_of(w, k), w->projects.birth[k], w->projects.device_class[k]};
    qsort(items, count, sizeof *items, by_product);
    return AGGLO_OK;
}

static void count_launched(const world *w, const register_book *book, findings *f) {
    for (size_t k = 0; k < w->products.table.count; k++) {
        if (w->products.approval[k] != w->step)
            continue;
        entry key = {.product = w->products.id[k]};
        const entry *e = bsearch(&key, book->items, book->count, sizeof key, by_product);
        if (e == NULL)
            continue;
        f->launched[e->device_class]++;
        f->years[e->device_class] += (w->step - e->birth + 0.5) * w->step_years;
    }
}

/* By Little's law the mean time in review is the mean number there over the rate of entries. */
static void count_reviews(const world *w, findings *f) {
    for (size_t k = 0; k < w->projects.table.count; k++)
        f->in_review += (w->projects.stage[k] == STAGE_REVIEW && w->projects.device_class[k] >= 2) *
                        w->step_years;
    for (int k = 0; k < w->lanes; k++)
        for (int m = 0; m < MARKET_COUNT; m++)
            f->entered_review += w->lane[k].reviews[m];
}

/* ---- the study ---- */

static agglo_status phases(world *w, size_t from, size_t to, agglo_error *error) {
    return schedule_run(model_phases, from, to, w, NULL, error);
}

enum { UP_TO_MATCHING = 4, UP_TO_DEVELOPMENT = 6 };

static agglo_status step(world *w, register_book *book, findings *f, agglo_error *error) {
    agglo_status status = phases(w, 0, UP_TO_MATCHING, error);
    if (status == AGGLO_OK)
        status = fill_book(w, book, error);
    if (status != AGGLO_OK)
        return status;
    count_begun(w, f, NULL);
    status = phases(w, UP_TO_MATCHING, UP_TO_DEVELOPMENT, error);
    if (status != AGGLO_OK)
        return status;
    count_launched(w, book, f);
    count_reviews(w, f);
    status = phases(w, UP_TO_DEVELOPMENT, model_phase_count, error);
    count_begun(w, f, book);
    w->step++;
    return status;
}

typedef struct {
    const scenario *s;
    findings found[RUNS];
} study;
static study all;

static agglo_status follow_run(void *context, size_t job, int lanes, agglo_error *error) {
    study *own = context;
    world *w = NULL;
    register_book book = {NULL, 0};
    agglo_status status = world_create(own->s, (int)job, lanes, &w, error);
    while (status == AGGLO_OK && w->step < own->s->steps)
        status = step(w, &book, &own->found[job], error);
    free(book.items);
    world_free(w);
    return status;
}

static int run_study(void **state) {
    (void)state;
    scenario *s = scenarios_load("hubs/world_of_four.json", NULL);
    all.s = s;
    agglo_error error = {0};
    agglo_status status = farm_run(RUNS, 2, follow_run, &all, &error);
    if (status != AGGLO_OK)
        print_error("%s\n", error.what);
    scenario_free(s);
    return status != AGGLO_OK;
}

#define SUM(member) sum_of(offsetof(findings, member))
static double sum_of(size_t offset) {
    double sum = 0;
    for (int k = 0; k < RUNS; k++)
        sum += *(const double *)(const void *)((const char *)&all.found[k] + offset);
    return sum;
}

static void test_technical_success(void **state) {
    (void)state;
    static const double expected[CLASS_COUNT] = {0.77, 0.63, 0.38, 0.22};
    for (int c = 0; c < CLASS_COUNT; c++)
        statistics_within(device_class_names[c], SUM(technical[c]) / SUM(begun[c]),
                          expected[c] - 0.05, expected[c] + 0.05);
}

static void test_launched(void **state) {
    (void)state;
    static const double expected[CLASS_COUNT] = {0.67, 0.41, 0.16, 0.03};
    static const double margin[CLASS_COUNT] = {0.06, 0.06, 0.04, 0.02};
    for (int c = 0; c < CLASS_COUNT; c++)
        statistics_within(device_class_names[c], SUM(launched[c]) / SUM(begun[c]),
                          expected[c] - margin[c], expected[c] + margin[c]);
}

static void test_time_to_market(void **state) {
    (void)state;
    static const double expected[CLASS_COUNT] = {1.3, 2.8, 5.1, 6.3};
    for (int c = 0; c < CLASS_COUNT; c++)
        statistics_about(device_class_names[c], SUM(years[c]) / SUM(launched[c]), expected[c],
                         0.15);
}

static void test_class_mix_of_launches(void **state) {
    (void)state;
    static const double expected[CLASS_COUNT] = {0.47, 0.40, 0.11, 0.01};
    double total = 0;
    for (int c = 0; c < CLASS_COUNT; c++)
        total += SUM(launched[c]);
    for (int c = 0; c < CLASS_COUNT; c++)
        statistics_within(device_class_names[c], SUM(launched[c]) / total, expected[c] - 0.05,
                          expected[c] + 0.05);
}

static void test_review_time(void **state) {
    (void)state;
    statistics_about("years in review, class III and IV", SUM(in_review) / SUM(entered_review),
                     1.03, 0.15);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_technical_success), cmocka_unit_test(test_launched),
        cmocka_unit_test(test_time_to_market),    cmocka_unit_test(test_class_mix_of_launches),
        cmocka_unit_test(test_review_time),
    };
    return cmocka_run_group_tests(tests, run_study, NULL);
}
