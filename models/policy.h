/* What a policy is: one descriptor and, if its rule is more than "size times a number is added to a
 * lever", a function. A policy never writes a state; it adds to levers of a region
 * (models/levers.h) that the phases read, or, if it is an event, makes agents enter or leave. What
 * it costs is a formula of its size, so that the policy phase can cut it to a budget, and books it.
 */
#ifndef AGGLO_MODELS_POLICY_H
#define AGGLO_MODELS_POLICY_H

#include "models/levers.h"
#include "models/link.h"
#include "models/scenario/scenario.h"
#include "sim/params.h"

struct world;

typedef enum {
    POLICY_REGIONAL, /* acts on each region it names */
    POLICY_NATIONAL, /* acts on all regions of its regions' home markets, booked once */
    POLICY_EVENT     /* an exogenous event (states III and V have no lever) */
} policy_scope;
extern const char *const policy_scope_names[]; /* by scope */

typedef enum {
    FAMILY_EVENTS,
    FAMILY_ATTRACTION,
    FAMILY_RESEARCH,
    FAMILY_STARTUPS,
    FAMILY_FUNDING,
    FAMILY_NETWORKS,
    FAMILY_INDUSTRY,
    FAMILY_CLINICS,
    FAMILY_PEOPLE,
    FAMILY_REGULATION,
    FAMILY_ABROAD,
    FAMILY_COUNT
} policy_family;
extern const char *const policy_family_names[FAMILY_COUNT];

/* What a region must have at the start, or nothing is there to act on. */
typedef enum {
    NEEDS_NOTHING = 0,
    NEEDS_UNIVERSITY = 1,
    NEEDS_HOSPITAL = 2,
    NEEDS_SUPPLIER = 4,
    NEEDS_ANCHOR = 8
} policy_needs;

/* One call: one intervention, one region, one step. */
typedef struct {
    const scenario_intervention *order;
    int region;   /* index */
    int position; /* of the region among the intervention's regions */
    double size;  /* values[0] after ramps and limits */
    double merit; /* share of the region in the merit of all of the intervention's */
    int is_first; /* first step in which it acts in this region */
    double step_years;
} policy_call;

/* Public cost of a call. */
typedef struct {
    double fixed;    /* M$/yr while it acts, whatever its size */
    double variable; /* M$/yr, proportional to its size */
    double once;     /* M$, booked in this step */
} policy_price;

/* lever += per_size * size. A rule of the policy's own (`apply`) does what `per_size` 0 leaves
 * open. */
typedef struct {
    lever_id lever;
    double per_size;
} policy_pull;
enum { POLICY_MAX_PULLS = 4 };

/* What a policy's money is paid into or spent on: a lever and what one unit of it costs a year. A
 * lever that money is paid into (M$/yr) has price 1. */
typedef struct {
    lever_id lever;
    double price;  /* M$/yr per unit; 0: the row is empty */
    int is_factor; /* a unit is a doubling of what was there, 1 + the lever's value */
} policy_purchase;
enum { POLICY_MAX_PURCHASES = 2 };

typedef struct policy {
    const char *type;
    policy_family family;
    policy_scope scope;
    const char *summary; /* one sentence */
    const char *acts_on; /* links, states and other equations, in words */
    unsigned states;     /* bits 1 << cluster_state: the states it touches */
    unsigned needs;      /* policy_needs */
    int pull_count;
    policy_pull pulls[POLICY_MAX_PULLS];
    const char *lever;    /* null: the pulls say all */
    double office;        /* overhead, M$/yr: what running it costs, whatever its size */
    double cost_per_size; /* M$/yr; not read where `price` is set */
    int has_fixed_cost;   /* overhead is funding.fixed_cost instead, at most what there is */
    int is_site;          /* pays the research site that it has opened */
    policy_purchase buys[POLICY_MAX_PURCHASES]; /* none: the first pull, for cost_per_size */
    const char *money; /* what of the cost arrives, in words; null: those say all */
    const char *cost;  /* null: office and cost_per_size say all */
    const char *cost_basis;
    const char *source;
    const param *params; /* [0] is `size` */
    int param_count;
    int merit_param;       /* parameter by which it reads merit; 0: none */
    int is_research_money; /* size is in trend units: what is booked grows with
                              science.budget_growth */
    int goes_first;        /* others of the step read its lever */
    int pays_by_use;       /* pays more than its price, when it is known what for: no limits */
    int departs;           /* firms leave that `apply` marks in world->gone */
    policy_price (*price)(const policy_call *call); /* null: office, cost_per_size * size */
    agglo_status (*apply)(struct world *world, const policy_call *call, levers *levers,
                          agglo_error *error); /* null: only pulls */
} policy;

/* All policies: a null-terminated list, by family, in the order of `agglo describe policies`. */
extern const policy *const policies_all[];
int policies_count(void);
const policy *policies_find(const char *type); /* null if unknown */
int policies_index(const policy *policy);

/* Identity of an intervention in a region: the cause of what it creates there. */
uint64_t policy_cause(const policy_call *call);

/* The part of a cost of `per_year` M$/yr that runs the policy itself and reaches nobody. */
double policies_overhead(const policy *policy, const parameters *p, double per_year);

/* What its money buys; returns the number of purchases. */
int policies_purchases(const policy *policy, policy_purchase bought[POLICY_MAX_PURCHASES]);

/* What one call costs, M$ real 2020 (trend units for research money). */
policy_price policies_price(const policy_call *call);

/* Pulls the levers and follows the policy's own rule. */
AGGLO_MUST_USE
agglo_status policies_apply(struct world *world, const policy_call *call, levers *levers,
                            agglo_error *error);

/* Does an intervention act in the region: is it named or, for a national policy, one of the same
 * home market? */
int policies_act_in(const scenario *s, const scenario_intervention *order, int region);

/* A full call in the region at `position`, with even shares: what is known before a run. */
policy_call policies_call(const scenario_intervention *order, int position);

/* The descriptor in words; each returns `buffer`. */
enum { POLICY_TEXT_SIZE = 480 };
const char *policies_lever_text(const policy *policy, char *buffer, size_t size);
const char *policies_cost_text(const policy *policy, char *buffer, size_t size);
const char *policies_money_text(const policy *policy, char *buffer, size_t size);
const char *policies_control_text(const policy *policy, char *buffer, size_t size);

#endif
