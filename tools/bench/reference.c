/* What is known of the reference workload: its results. */
#include "tools/bench/reference.h"

const reference_known reference_known_results[REFERENCE_KNOWN] = {
    {{10000, 100, 1}, {100, 112, 410, 17, 332905, 450369, 49265}, UINT64_C(0x56bd6b5a12057b3b)},
    {{100000, 50, 1},
     {50, 1033, 4185, 149, 3009061, 4086878, 486694},
     UINT64_C(0x98867307f216a029)},
    {{1000000, 30, 1},
     {30, 9985, 42380, 1773, 32913467, 43361336, 4981144},
     UINT64_C(0xe53f124e81f087d9)},
};

int reference_is_known(const reference_known *known, const reference_result *result) {
    const reference_line *a = &known->last, *b = &result->last;
    return known->checksum == result->checksum && a->step == b->step && a->deaths == b->deaths &&
           a->moves == b->moves && a->exits == b->exits && a->spending == b->spending &&
           a->wealth == b->wealth && a->prices == b->prices;
}

double reference_rate(const reference_size *size, const reference_result *result) {
    int64_t agents = size->households + size->households / REFERENCE_HOUSEHOLDS_PER_FIRM;
    return result->seconds > 0 ? (double)agents * size->steps / result->seconds : 0;
}

agglo_status reference_check_size(const reference_size *size, agglo_error *error) {
    if (size->households >= REFERENCE_HOUSEHOLDS_PER_FIRM &&
        size->households <= REFERENCE_MOST_HOUSEHOLDS &&
        size->households % REFERENCE_HOUSEHOLDS_PER_FIRM == 0 && size->steps >= 0 &&
        size->threads >= 1)
        return AGGLO_OK;
    return error_set(error, AGGLO_ERROR_INTERNAL,
                     "the reference workload cannot have %d households, %d steps, %d threads",
                     (int)size->households, (int)size->steps, size->threads);
}
