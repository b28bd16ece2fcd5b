/* A reference workload: a small economy of households, firms and regions in whole numbers, with
 * counter-based draws. Every program that implements it does the same work and ends in the same
 * checksum, so engines can be compared by it. Here it exists twice: in plain C written for it
 * alone, and as a model on sim/. The rules are in README.md. Nothing of it is about clusters. */
#ifndef AGGLO_BENCH_REFERENCE_H
#define AGGLO_BENCH_REFERENCE_H

#include <stddef.h>
#include <stdint.h>

#include "sim/ranks.h"
#include "sim/status.h"

/* Households in a workload: whole multiples of 20, so that there are firms, and few enough that
 * what one firm takes in a step fits into 32 bits even if all households buy from it. */
enum { REFERENCE_HOUSEHOLDS_PER_FIRM = 20, REFERENCE_MOST_HOUSEHOLDS = 1000000 };

typedef struct {
    int32_t households, steps;
    int threads;
} reference_size;

/* What a step reports; sums over all agents. */
typedef struct {
    int64_t step, deaths, moves, exits, spending, wealth, prices;
} reference_line;

typedef struct {
    reference_line last; /* of the last step */
    uint64_t checksum;   /* of the final state */
    double seconds;      /* of the steps, without setting up */
    size_t bytes;        /* held by agents and by what the threads sum up */
} reference_result;

/* Runs the workload from its start. Errors: internal (a size that is not possible), memory. */
typedef agglo_status (*reference_engine)(const reference_size *size, reference_result *result,
                                         agglo_error *error);
AGGLO_MUST_USE
agglo_status reference_plain(const reference_size *size, reference_result *result,
                             agglo_error *error);
AGGLO_MUST_USE
agglo_status reference_model(const reference_size *size, reference_result *result,
                             agglo_error *error);

/* The model with its households cut over processes; collective. Every process has all firms, the
 * result is the same everywhere, bytes are this process's. `processes` may be null. */
AGGLO_MUST_USE
agglo_status reference_model_over(const reference_size *size, ranks_group *processes,
                                  reference_result *result, agglo_error *error);

/* Updates of agents a second: households and firms, each once a step. */
double reference_rate(const reference_size *size, const reference_result *result);

/* Sizes whose results are known, with one thread; what every implementation must end with. */
typedef struct {
    reference_size size;
    reference_line last;
    uint64_t checksum;
} reference_known;
enum { REFERENCE_KNOWN = 3 };
extern const reference_known reference_known_results[REFERENCE_KNOWN];

/* True if the result is the known one of `known`. */
int reference_is_known(const reference_known *known, const reference_result *result);

/* An error if the size cannot be run. */
AGGLO_MUST_USE
agglo_status reference_check_size(const reference_size *size, agglo_error *error);

#endif
