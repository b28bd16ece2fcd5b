/* What a policy is: one descriptor, one function. A policy never writes a state; it adds to levers
 * of a region (models/levers.h) that the phases read, or, if it is an event, makes an agent enter.
 * Its public cost is booked by the policy phase from what the function returns. */
#ifndef AGGLO_MODELS_POLICY_H
#define AGGLO_MODELS_POLICY_H

#include "models/levers.h"
#include "models/scenario.h"
#include "sim/params.h"

struct world;

typedef enum {
    POLICY_REGIONAL, /* acts on each region it names */
    POLICY_NATIONAL, /* acts on all regions of its regions' home markets, booked once */
    POLICY_EVENT     /* an exogenous event (states III and V have no lever) */
} policy_scope;

/* One call: one intervention, one region, one step. */
typedef struct {
    const scenario_intervention *order;
    int region;   /* index */
    int position; /* of the region among the intervention's regions */
    double size;  /* values[0] after ramps */
    int is_first; /* first step in which it acts in this region */
    double step_years;
} policy_call;

/* What the call did: public cost. */
typedef struct {
    double per_year; /* M$/yr while it acts */
    double once;     /* M$, booked in this step */
} policy_cost;

typedef struct policy {
    const char *type;
    const char *summary; /* one sentence */
    const char *acts_on; /* links and states */
    const char *lever;   /* formula: what is added to which lever */
    const char *cost;    /* formula in M$/yr */
    const char *cost_basis;
    const char *source;
    policy_scope scope;
    int is_research_money; /* size is in trend units: what is booked grows with
                              science.budget_growth */
    const param *params;   /* [0] is `size` */
    int param_count;
    agglo_status (*apply)(struct world *world, const policy_call *call, levers *levers,
                          policy_cost *cost, agglo_error *error);
} policy;

/* All policies: a null-terminated list in the order of `agglo describe policies`. */
extern const policy *const policies_all[];
int policies_count(void);
const policy *policies_find(const char *type); /* null if unknown */
int policies_index(const policy *policy);

#endif
