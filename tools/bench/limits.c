#include "tools/bench/limits.h"

#include <omp.h>
#include <stdlib.h>

#include "sim/random.h"
#include "sim/schedule.h"
#include "tools/bench/measure.h"

/* A sum that somebody could look at, so that no compiler leaves out what makes it. */
static volatile uint64_t witness;

/* ---- Memory ---- */

typedef struct {
    double *a, *b, *c;
    size_t count;
} arrays;

/* The first touch is by the thread that will use it: memory then lies near. */
static void fill(arrays *x, int threads) {
#pragma omp parallel for num_threads(threads) schedule(static)
    for (size_t i = 0; i < x->count; i++) {
        x->a[i] = 0;
        x->b[i] = (double)i;
        x->c[i] = 1;
    }
}

static double time_triad(arrays *x, int threads) {
    double *a = x->a;
    const double *b = x->b, *c = x->c;
    double start = schedule_clock();
#pragma omp parallel for num_threads(threads) schedule(static)
    for (size_t i = 0; i < x->count; i++)
        a[i] = b[i] + 3 * c[i];
    double seconds = schedule_clock() - start;
    witness += (uint64_t)a[x->count / 2];
    return 3.0 * sizeof(double) * (double)x->count / seconds;
}

static agglo_status measure_triad(int threads, int rounds, int megabytes, double *rate,
                                  agglo_error *error) {
    arrays x = {.count = (size_t)megabytes * 1000000 / sizeof(double)};
    x.a = malloc(x.count * sizeof *x.a);
    x.b = malloc(x.count * sizeof *x.b);
    x.c = malloc(x.count * sizeof *x.c);
    agglo_status status = AGGLO_OK;
    if (x.a != NULL && x.b != NULL && x.c != NULL) {
        double rates[MEASURE_MOST_ROUNDS];
        fill(&x, threads);
        for (int k = 0; k < rounds; k++)
            rates[k] = time_triad(&x, threads);
        *rate = measure_median(rates, (size_t)rounds);
    } else
        status =
            error_set(error, AGGLO_ERROR_MEMORY, "no memory for three arrays of %d MB", megabytes);
    free(x.a);
    free(x.b);
    free(x.c);
    return status;
}

/* ---- Random numbers ---- */

enum { PHILOX_BLOCKS = 4000000 }; /* a thread draws in a round */

static double time_philox(int threads) {
    random_key key = random_key_make(1, 0);
    uint64_t sum = 0;
    double start = schedule_clock();
#pragma omp parallel num_threads(threads) reduction(+ : sum)
    for (uint64_t i = 0; i < PHILOX_BLOCKS; i++) {
        random_block b = random_draw(key, i, omp_get_thread_num(), 1, 0);
        sum += b.word[0] ^ b.word[1] ^ b.word[2] ^ b.word[3];
    }
    double seconds = schedule_clock() - start;
    witness += sum;
    return (double)PHILOX_BLOCKS * threads / seconds;
}

/* ---- Parallel regions ---- */

enum { REGION_REPEATS = 2000 };

static double time_regions(int threads) {
    uint64_t sum = 0;
    double start = schedule_clock();
    for (int k = 0; k < REGION_REPEATS; k++) {
#pragma omp parallel num_threads(threads)
        {
#pragma omp master
            sum++;
        }
    }
    double seconds = schedule_clock() - start;
    witness += sum;
    return seconds / REGION_REPEATS;
}

agglo_status limits_measure(int threads, int rounds, int megabytes, limits_result *result,
                            agglo_error *error) {
    double philox[MEASURE_MOST_ROUNDS], regions[MEASURE_MOST_ROUNDS];
    *result = (limits_result){.threads = threads};
    rounds = rounds < MEASURE_MOST_ROUNDS ? rounds : MEASURE_MOST_ROUNDS;
    for (int k = 0; k < rounds; k++) {
        philox[k] = time_philox(threads);
        regions[k] = time_regions(threads);
    }
    result->philox = measure_median(philox, (size_t)rounds);
    result->regions = measure_median(regions, (size_t)rounds);
    return measure_triad(threads, rounds, megabytes, &result->triad, error);
}
