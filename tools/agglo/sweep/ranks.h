/* A sweep over the processes of an MPI launcher. The first process has the plan and hands out jobs;
 * the others ask it for some at a time and tell what became of each. All write their own parts, so
 * the death of any of them loses no more than its open part. */
#ifndef AGGLO_TOOLS_SWEEP_RANKS_H
#define AGGLO_TOOLS_SWEEP_RANKS_H

#include "sim/farm.h"
#include "sim/ranks.h"
#include "tools/agglo/sweep/plan.h"

typedef struct sweep_ranks sweep_ranks;

/* Begins to hand out (in the first process: a thread of its own answers) or to ask. The plan must
 * outlive it; `threads`: of each process. */
AGGLO_MUST_USE
agglo_status sweep_ranks_begin(ranks_group *processes, sweep_plan *plan, int threads,
                               sweep_ranks **out, agglo_error *error);

/* Where this process's threads get their jobs. */
farm_source sweep_ranks_source(sweep_ranks *self);

/* Tells the first process what became of a job, after sweep_plan_report. May be called by several
 * threads. */
void sweep_ranks_report(sweep_ranks *self, size_t job, parts_status status, double judged);

/* Leaves, or waits until all others have left. `is_failed`: no more jobs shall be handed out.
 * Errors are those of messages. Frees `self`. */
AGGLO_MUST_USE
agglo_status sweep_ranks_end(sweep_ranks *self, int is_failed, agglo_error *error);

#endif
