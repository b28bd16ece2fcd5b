#include "tools/bench/ratio.h"

#include "tools/bench/measure.h"

static int is_same(const reference_result *a, const reference_result *b) {
    reference_known expected = {.last = a->last, .checksum = a->checksum};
    return reference_is_known(&expected, b);
}

agglo_status ratio_measure(const reference_size *size, int rounds, ratio_result *result,
                           agglo_error *error) {
    static const reference_engine engines[] = {reference_plain, reference_model};
    double rates[2][MEASURE_MOST_ROUNDS], ratios[MEASURE_MOST_ROUNDS];
    reference_result ends[2] = {0};
    *result = (ratio_result){.size = *size, .is_equal = 1};
    rounds = rounds < MEASURE_MOST_ROUNDS ? rounds : MEASURE_MOST_ROUNDS;
    for (int k = 0; k < rounds; k++) {
        for (int turn = 0; turn < 2; turn++) {
            int who = (k + turn) % 2;
            agglo_status status = engines[who](size, &ends[who], error);
            if (status != AGGLO_OK)
                return status;
            rates[who][k] = reference_rate(size, &ends[who]);
        }
        ratios[k] = ends[0].seconds / ends[1].seconds;
        result->is_equal &= is_same(&ends[0], &ends[1]);
    }
    size_t count = (size_t)rounds;
    result->plain_rate = measure_median(rates[0], count);
    result->model_rate = measure_median(rates[1], count);
    result->ratio = measure_median(ratios, count); /* sorts them */
    result->lowest = ratios[0];
    result->highest = ratios[count - 1];
    result->plain_bytes = (double)ends[0].bytes / size->households;
    result->model_bytes = (double)ends[1].bytes / size->households;
    return AGGLO_OK;
}

agglo_status ratio_check(const reference_known *known, int threads, ratio_verdict *verdict,
                         agglo_error *error) {
    reference_size size = known->size;
    size.threads = threads;
    reference_result end;
    agglo_status status = reference_plain(&size, &end, error);
    if (status != AGGLO_OK)
        return status;
    verdict->plain = reference_is_known(known, &end);
    status = reference_model(&size, &end, error);
    verdict->model = status == AGGLO_OK && reference_is_known(known, &end);
    return status;
}
