/* Which scenarios share a history: a state that was saved at a date can go on as any scenario that
 * differs from the one it came from (the base) only in what cannot have acted before that date.
 * Then the run is, bit by bit, the one that scenario would have had from year 0.
 *
 * What may differ: interventions that have not acted, whether added, removed, changed or moved;
 * the end of one that acts, if neither the old nor the new end (nor the fall of a ramp towards it)
 * lies before the date; the end of the run; what is recorded, if that would have made the same
 * records up to the date; the number of replicates; names and remarks. Interventions that have
 * acted keep their order, in which their effects are added up, and their names, from which the
 * identities of what they brought about follow. */
#ifndef AGGLO_MODELS_SCENARIO_BRANCH_H
#define AGGLO_MODELS_SCENARIO_BRANCH_H

#include "models/scenario/scenario.h"
#include "sim/columns.h"

typedef struct {
    int step;       /* steps done at the date */
    int regions;    /* in both scenarios */
    int count;      /* interventions of the branch */
    int base_count; /* interventions of the base */
    int has_totals; /* an intervention of the branch has a total */
    int *origins;   /* by intervention of the branch: the base's that it is, -1: it has not acted */
} scenario_branch;

/* Compares; `step` (1 or more, at most base->steps) is the date: that many steps are done, and what
 * happens in the next one is still open. The first difference that matters is AGGLO_ERROR_INPUT
 * with its path in the branch, what the branch has (got), what the base has (expected) and a hint;
 * no file is named. On errors `out` is empty. */
AGGLO_MUST_USE
agglo_status scenario_branch_create(const scenario *base, const scenario *branch, int step,
                                    scenario_branch *out, agglo_error *error);
void scenario_branch_free(scenario_branch *branch); /* empties it; takes null */

/* Turns the table `orders` (models/agents/agents.h) of a state of the base into the branch's: rows
 * of interventions that have acted move to their new places, all others have not begun. A table
 * that is not the base's at that date is AGGLO_ERROR_INPUT and stays as it is. */
AGGLO_MUST_USE
agglo_status scenario_branch_orders(const scenario_branch *branch, columns_table *table,
                                    agglo_error *error);

/* The same for the table `spendings`: what was spent moves along. */
AGGLO_MUST_USE
agglo_status scenario_branch_spendings(const scenario_branch *branch, columns_table *table,
                                       agglo_error *error);

#endif
