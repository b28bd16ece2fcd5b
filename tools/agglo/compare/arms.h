/* What is compared: a baseline and policies, each a scenario to be run or the result of a run. They
 * must record the same regions at the same times, from the same seed and by the same rules, so that
 * replicates of one number are pairs. */
#ifndef AGGLO_TOOLS_COMPARE_ARMS_H
#define AGGLO_TOOLS_COMPARE_ARMS_H

#include "models/measures.h"
#include "models/simulation.h"
#include "tools/agglo/compare/file.h"
#include "tools/agglo/options.h"

enum { COMPARE_NAME_SIZE = 64 };

typedef struct {
    const char *path;
    char name[COMPARE_NAME_SIZE];
    scenario *scenario; /* that is run; of a file: that was run, owned by it */
    simulation_schema *described;
    compare_file *stored; /* null: it is run */
    const schema *schema;
    measure *measures;   /* by outcome */
    measure cost;        /* public cost in all */
    unsigned char *acts; /* by region: something intervenes there that does not in the baseline,
                            or the other way round */
    size_t reach;        /* regions where it acts */
} compare_arm;

typedef struct {
    compare_arm *items; /* the baseline first */
    size_t count, regions, outcomes;
} compare_arms;

typedef struct {
    const options_list *inputs, *assignments, *outcomes; /* no outcomes: the standard ones */
    int is_unpaired, is_quiet;
} compare_request;

/* Reads all; faults of scenarios are printed at once. Errors: usage, input, io, memory. */
AGGLO_MUST_USE
agglo_status compare_arms_load(const compare_request *request, compare_arms *out,
                               agglo_error *error);
void compare_arms_free(compare_arms *arms); /* takes half-built ones */

/* Whether another scenario with the same regions intervenes in exactly the way of an intervention
 * of `one`, with the same money. */
int compare_arms_shares(const scenario *one, const scenario_intervention *intervention,
                        const scenario *other);

const char *compare_arms_region(const compare_arms *arms, size_t region);
double compare_arms_year(const compare_arms *arms, int is_last);

#endif
