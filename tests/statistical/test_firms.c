/* Firms as populations: how long start-ups live, how established firms grow, how sizes are
 * distributed, how ventures exit. Followed firm by firm in the world of four hubs. Sources of the
 * shapes: survival by age, US Bureau of Labor Statistics; tent-shaped growth and its fall with
 * size, Bottazzi and Secchi, Riccaboni; Zipf's law. Expected values are the calibrated model's. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "sim/farm.h"
#include "tests/support/scenarios.h"
#include "tests/support/statistics.h"

enum { RUNS = 24, HUBS = 4, AGES = 4, MOST_BORN = 200, SIZE_BINS = 10, MOST_STEPS = 161 };
static const int ages[AGES] = {1, 3, 5, 10};

/* What one run shows. */
typedef struct {
    double born[AGES], alive[AGES]; /* start-ups old enough to be counted, and still there */
    double n, sum[4];               /* powers of the yearly growth of established firms */
    double bin_n[SIZE_BINS], bin_sum[SIZE_BINS], bin_square[SIZE_BINS];
    double zipf[HUBS];
    double sold, floated;
} findings;

/* The identities of start-ups by the step of their birth, and sizes a year ago. */
typedef struct {
    uint64_t born[MOST_STEPS][MOST_BORN];
    size_t count[MOST_STEPS];
    uint64_t *id; /* of the firms a year ago, sorted with their sizes */
    double *size;
    size_t firm_count;
} memory;

typedef struct {
    const scenario *s;
    findings found[RUNS];
} study;

/* ---- survival ---- */

static agglo_status note_births(const world *w, memory *m, agglo_error *error) {
    size_t *count = &m->count[w->step];
    for (size_t i = 0; i < w->firms.table.count; i++) {
        if (w->firms.birth[i] != w->step || w->firms.kind[i] != KIND_STARTUP)
            continue;
        if (*count == MOST_BORN)
            return error_set(error, AGGLO_ERROR_INTERNAL, "more start-ups than expected");
        m->born[w->step][(*count)++] = w->firms.id[i];
    }
    return AGGLO_OK;
}

static int was_startup(const memory *m, int step, uint64_t id) {
    for (size_t k = 0; k < m->count[step]; k++)
        if (m->born[step][k] == id)
            return 1;
    return 0;
}

/* Counts the start-ups that reach one of the ages now; a firm without its founders' region is not
 * in the tables, so those that moved count as gone. */
static void count_survivors(const world *w, const memory *m, findings *f) {
    for (int a = 0; a < AGES; a++) {
        int birth = w->step - ages[a] * w->scenario->steps_per_year;
        if (birth <= 0)
            continue;
        f->born[a] += (double)m->count[birth];
        for (size_t i = 0; i < w->firms.table.count; i++)
            if (w->firms.birth[i] == birth)
                f->alive[a] += was_startup(m, birth, w->firms.id[i]);
    }
}

/* ---- growth ---- */

static int size_bin(double size) {
    int bin = (int)floor(log2(size / 5));
    return bin < 0 ? 0 : bin >= SIZE_BINS ? SIZE_BINS - 1 : bin;
}

/* Firms keep their order, so last year's list is walked along with this year's. */
static void measure_growth(const world *w, const memory *m, findings *f) {
    size_t k = 0;
    for (size_t i = 0; i < w->firms.table.count; i++) {
        size_t found = k;
        while (found < m->firm_count && m->id[found] != w->firms.id[i])
            found++;
        if (found == m->firm_count)
            continue; /* not there a year ago */
        k = found + 1;
        int bin = size_bin(m->size[found]);
        double growth = log(w->firms.size[i] / m->size[found]);
        if (m->size[found] <= 5 || w->firms.kind[i] == KIND_STARTUP)
            continue;
        f->n++;
        for (int power = 1; power <= 4; power++)
            f->sum[power - 1] += pow(growth, power);
        f->bin_n[bin]++;
        f->bin_sum[bin] += growth;
        f->bin_square[bin] += growth * growth;
    }
}

/* Established firms of more than a year; size 0 marks those that are not to be followed. */
static agglo_status remember_sizes(const world *w, memory *m, agglo_error *error) {
    size_t count = w->firms.table.count;
    uint64_t *id = realloc(m->id, count * sizeof *id);
    if (id != NULL)
        m->id = id;
    double *size = realloc(m->size, count * sizeof *size);
    if (size != NULL)
        m->size = size;
    if (id == NULL || size == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu sizes", count);
    m->firm_count = count;
    for (size_t i = 0; i < count; i++) {
        int follows = w->firms.kind[i] != KIND_STARTUP && firm_age(w, (int32_t)i) > 1;
        m->id[i] = w->firms.id[i];
        m->size[i] = follows ? w->firms.size[i] : 1e-300;
    }
    return AGGLO_OK;
}

/* ---- size distribution ---- */

static int descending(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a < b) - (a > b);
}

/* Slope of ln(rank - 1/2) on ln size over the largest fifth of a region's established firms, at
 * least 30 (Gabaix and Ibragimov 2011). */
static agglo_status fit_zipf(const world *w, int r, double *slope, agglo_error *error) {
    size_t most = (size_t)w->regions.firm_rows[r], count = 0;
    double *sizes = malloc((most + 1) * sizeof *sizes), *ranks = malloc((most + 1) * sizeof *ranks);
    if (sizes != NULL && ranks != NULL) {
        for (int32_t i = w->firm_first[r]; i < w->firm_first[r + 1]; i++)
            if (w->firms.kind[i] != KIND_STARTUP)
                sizes[count++] = w->firms.size[i];
        qsort(sizes, count, sizeof *sizes, descending);
        size_t used = count / 5 > 30 ? count / 5 : count < 30 ? count : 30;
        for (size_t k = 0; k < used; k++) {
            ranks[k] = log((double)k + 0.5);
            sizes[k] = log(sizes[k]);
        }
        *slope = statistics_slope(sizes, ranks, used);
    }
    agglo_status status =
        sizes != NULL && ranks != NULL
            ? AGGLO_OK
            : error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu sizes", most);
    free(sizes);
    free(ranks);
    return status;
}

/* ---- the study ---- */

static agglo_status follow(const scenario *s, world *w, memory *m, findings *f,
                           agglo_error *error) {
    agglo_status status = AGGLO_OK;
    while (status == AGGLO_OK && w->step < s->steps) {
        status = scenarios_try_step(w, error);
        if (status == AGGLO_OK)
            status = note_births(w, m, error);
        count_survivors(w, m, f);
        if (status == AGGLO_OK && w->step % s->steps_per_year == 0) {
            measure_growth(w, m, f);
            status = remember_sizes(w, m, error);
        }
    }
    for (int r = 0; r < HUBS && status == AGGLO_OK; r++)
        status = fit_zipf(w, r, &f->zipf[r], error);
    for (int r = 0; r < HUBS; r++) { /* flows of all years: nobody took a record */
        f->sold += w->flows.exits_acquired[r];
        f->floated += w->flows.exits_floated[r];
    }
    return status;
}

static agglo_status follow_run(void *context, size_t job, int lanes, agglo_error *error) {
    study *all = context;
    world *w = NULL;
    memory *m = calloc(1, sizeof *m);
    if (m == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory to follow firms");
    agglo_status status = world_create(all->s, (int)job, lanes, &w, error);
    if (status == AGGLO_OK)
        status = follow(all->s, w, m, &all->found[job], error);
    world_free(w);
    free(m->id);
    free(m->size);
    free(m);
    return status;
}

static study all;

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

static void test_survival(void **state) {
    (void)state;
    static const double expected[AGES] = {0.87, 0.63, 0.53, 0.32};
    static const char *const names[AGES] = {"alive after 1 year", "after 3", "after 5", "after 10"};
    for (int a = 0; a < AGES; a++)
        statistics_within(names[a], SUM(alive[a]) / SUM(born[a]), expected[a] - 0.04,
                          expected[a] + 0.04);
}

static void test_growth(void **state) {
    (void)state;
    double n = SUM(n), m = SUM(sum[0]) / n, p2 = SUM(sum[1]) / n, p3 = SUM(sum[2]) / n;
    double p4 = SUM(sum[3]) / n, variance = p2 - m * m;
    double fourth = p4 - 4 * m * p3 + 6 * m * m * p2 - 3 * m * m * m * m;
    statistics_within("kurtosis of growth", fourth / (variance * variance), 5.4, 7.6);
    statistics_within("standard deviation", sqrt(variance), 0.19, 0.27);
    double x[SIZE_BINS], y[SIZE_BINS];
    size_t used = 0;
    for (int b = 0; b < SIZE_BINS; b++) {
        double count = SUM(bin_n[b]), mean = SUM(bin_sum[b]) / count;
        if (count < 500)
            continue;
        x[used] = (b + 0.5) * log(2);
        y[used++] = 0.5 * log(SUM(bin_square[b]) / count - mean * mean);
    }
    assert_true(used >= 6);
    statistics_within("slope of ln sd on ln size", statistics_slope(x, y, used), -0.25, -0.10);
}

static void test_zipf(void **state) {
    (void)state;
    static const double expected[HUBS] = {-1.03, -1.13, -1.27, -1.10};
    static const char *const names[HUBS] = {"Nuremberg", "Boston", "Singapore", "marginal"};
    for (int r = 0; r < HUBS; r++)
        statistics_about(names[r], SUM(zipf[r]) / RUNS, expected[r], 0.12);
}

static void test_exits(void **state) {
    (void)state;
    double n = SUM(sold) + SUM(floated);
    statistics_near("share of flotations", SUM(floated) / n, 0.1, sqrt(0.09 / n));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_survival),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_zipf),
        cmocka_unit_test(test_exits),
    };
    return cmocka_run_group_tests(tests, run_study, NULL);
}
