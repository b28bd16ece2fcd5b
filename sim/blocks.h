/* Parallel loops and sums whose bits do not depend on the number of threads.
 *
 * Agents are visited in blocks of fixed size that start anew at each group's first agent (a group
 * is a region). A lane is one thread's contiguous run of blocks: what lanes gather, put in lane
 * order, is in block order for any number of lanes. Floating sums are made per block and added in
 * block order. No atomics, no thread-private generators. */
#ifndef AGGLO_SIM_BLOCKS_H
#define AGGLO_SIM_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

enum { BLOCKS_SIZE = 512 };

typedef struct {
    int32_t group, begin, end;
} blocks_range;

typedef struct {
    blocks_range *items;
    size_t count, capacity;
    int32_t *group_first; /* index of each group's first block; group_count + 1 values */
    size_t group_count, group_capacity;
} blocks;

/* Cuts groups [first[g], first[g+1]) into blocks. */
AGGLO_MUST_USE
agglo_status blocks_cut(blocks *blocks, const int32_t *first, size_t group_count,
                        agglo_error *error);
void blocks_free(blocks *blocks);

/* Calls body(context, lane, begin, end) once for each of `lanes` lanes, with contiguous ranges that
 * cover [0, count) in lane order. Lanes run in parallel when there is more than one. The first
 * error in lane order is returned. */
typedef agglo_status (*blocks_body)(void *context, int lane, size_t begin, size_t end,
                                    agglo_error *error);
AGGLO_MUST_USE
agglo_status blocks_run(size_t count, int lanes, blocks_body body, void *context,
                        agglo_error *error);

#endif
