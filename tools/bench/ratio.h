/* The engine against plain C on the reference workload: both in one process, by turns. */
#ifndef AGGLO_BENCH_RATIO_H
#define AGGLO_BENCH_RATIO_H

#include "tools/bench/reference.h"

typedef struct {
    reference_size size;
    double plain_rate, model_rate;   /* updates a second, medians */
    double ratio;                    /* model to plain: median of the rounds' ratios */
    double lowest, highest;          /* of the rounds' ratios */
    double plain_bytes, model_bytes; /* a household */
    int is_equal;                    /* same checksum and last line in every round */
} ratio_result;

/* Runs both `rounds` times; who begins alternates. */
AGGLO_MUST_USE
agglo_status ratio_measure(const reference_size *size, int rounds, ratio_result *result,
                           agglo_error *error);

/* Whether both implementations end with a known result. */
typedef struct {
    int plain, model;
} ratio_verdict;
AGGLO_MUST_USE
agglo_status ratio_check(const reference_known *known, int threads, ratio_verdict *verdict,
                         agglo_error *error);

#endif
