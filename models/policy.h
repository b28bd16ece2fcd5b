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

/* What a policy's money is paid into or spent on: a lever and what one unit of it costs a year. A
 * lever that money is paid into (M$/yr) has price 1. */
typedef struct {
    size_t lever;  /* offset in levers */
    double price;  /* M$/yr per unit; 0: the row is empty */
    int is_factor; /* a unit is a doubling of what was there, 1 + the lever's value */
} policy_purchase;
enum { POLICY_MAX_PURCHASES = 2 };

typedef struct policy {
    const char *type;
    const char *summary; /* one sentence */
    const char *acts_on; /* links and states */
    const char *lever;   /* formula: what is added to which lever */
    const char *cost;    /* formula in M$/yr */
    const char *cost_basis;
    const char *money; /* what of the cost arrives, and what is overhead */
    const char *source;
    policy_scope scope;
    int is_research_money; /* size is in trend units: what is booked grows with
                              science.budget_growth */
    double office;         /* overhead, M$/yr: what running it costs, whatever its size */
    int has_fixed_cost;    /* overhead is funding.fixed_cost instead, at most what there is */
    int is_site;           /* pays the research site that it has opened */
    policy_purchase buys[POLICY_MAX_PURCHASES];
    const param *params; /* [0] is `size` */
    int param_count;
    agglo_status (*apply)(struct world *world, const policy_call *call, levers *levers,
                          policy_cost *cost, agglo_error *error);
} policy;

/* All policies: a null-terminated list in the order of `agglo describe policies`. */
extern const policy *const policies_all[];
int policies_count(void);
const policy *policies_find(const char *type); /* null if unknown */
int policies_index(const policy *policy);

/* Identity of an intervention in a region: the cause of what it creates there. */
uint64_t policy_cause(const policy_call *call);

/* The part of a cost of `per_year` M$/yr that runs the policy itself and reaches nobody. */
double policies_overhead(const policy *policy, const parameters *p, double per_year);

#endif
