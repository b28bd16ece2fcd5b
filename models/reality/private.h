/* What the files of the reality checks share: the evidence as the rules see it. Not for others. */
#ifndef AGGLO_MODELS_REALITY_PRIVATE_H
#define AGGLO_MODELS_REALITY_PRIVATE_H

#include "models/policy.h"
#include "models/reality/reality.h"

typedef enum {
    NATURE_COUNT,  /* whole numbers at the record */
    NATURE_EVENTS, /* per year; whole numbers over the years of a record */
    NATURE_AMOUNT  /* not negative */
} reality_nature;

/* Recorded variables: name, numbers (0: one for each policy), nature. All are listed. */
#define REALITY_VARIABLES(X)                                                                       \
    X(firms, 1, NATURE_COUNT)                                                                      \
    X(established_firms, 1, NATURE_COUNT)                                                          \
    X(startups, 1, NATURE_COUNT)                                                                   \
    X(anchors, 1, NATURE_COUNT)                                                                    \
    X(support_businesses, 1, NATURE_AMOUNT)                                                        \
    X(firms_by_kind, KIND_COUNT, NATURE_COUNT)                                                     \
    X(employment, 1, NATURE_AMOUNT)                                                                \
    X(sales, 1, NATURE_AMOUNT)                                                                     \
    X(exports, 1, NATURE_AMOUNT)                                                                   \
    X(innovation, 1, NATURE_AMOUNT)                                                                \
    X(agglomeration, 1, NATURE_AMOUNT)                                                             \
    X(anchor_demand, 1, NATURE_AMOUNT)                                                             \
    X(entrepreneurship, 1, NATURE_AMOUNT)                                                          \
    X(reputation, 1, NATURE_AMOUNT)                                                                \
    X(knowledge, 1, NATURE_AMOUNT)                                                                 \
    X(talent, 1, NATURE_AMOUNT)                                                                    \
    X(research_money, 1, NATURE_AMOUNT)                                                            \
    X(mentors, 1, NATURE_AMOUNT)                                                                   \
    X(venture_funds, 1, NATURE_COUNT)                                                              \
    X(dry_powder, 1, NATURE_AMOUNT)                                                                \
    X(projects_running, 1, NATURE_COUNT)                                                           \
    X(unmet_demand, 1, NATURE_AMOUNT)                                                              \
    X(congestion, 1, NATURE_AMOUNT)                                                                \
    X(foundings, 1, NATURE_EVENTS)                                                                 \
    X(spinouts, 1, NATURE_EVENTS)                                                                  \
    X(spinoffs, 1, NATURE_EVENTS)                                                                  \
    X(supplier_foundings, 1, NATURE_EVENTS)                                                        \
    X(refoundings, 1, NATURE_EVENTS)                                                               \
    X(fellow_foundings, 1, NATURE_EVENTS)                                                          \
    X(entries, 1, NATURE_EVENTS)                                                                   \
    X(entries_other_industries, 1, NATURE_EVENTS)                                                  \
    X(exits_failed, 1, NATURE_EVENTS)                                                              \
    X(exits_acquired, 1, NATURE_EVENTS)                                                            \
    X(exits_floated, 1, NATURE_EVENTS)                                                             \
    X(exits_moved, 1, NATURE_EVENTS)                                                               \
    X(exits_dissolved, 1, NATURE_EVENTS)                                                           \
    X(closures, 1, NATURE_EVENTS)                                                                  \
    X(graduations, 1, NATURE_EVENTS)                                                               \
    X(projects_started, 1, NATURE_EVENTS)                                                          \
    X(projects_failed, 1, NATURE_EVENTS)                                                           \
    X(approvals, CLASS_COUNT, NATURE_EVENTS)                                                       \
    X(approval_years, 1, NATURE_AMOUNT)                                                            \
    X(venture_invested, 1, NATURE_AMOUNT)                                                          \
    X(public_cost, 0, NATURE_AMOUNT)                                                               \
    X(public_received, 0, NATURE_AMOUNT)                                                           \
    X(flux, LINK_COUNT, NATURE_AMOUNT)

#define REALITY_PLACE(name, width, nature) size_t name;
typedef struct {
    REALITY_VARIABLES(REALITY_PLACE)
} reality_places;

/* Sums over the records so far, of one region. */
typedef struct {
    double ventures; /* foundings of all kinds but suppliers': not all of them start-ups */
    double born;     /* those of them that are start-ups for sure */
    double closed;   /* failures, of start-ups and others */
    double left;     /* start-ups that graduated or moved */
    double sold;     /* ventures sold or floated */
    double started, ended, launched, invested;
} reality_totals;

/* What interventions must have cost beyond what arrived, by record, region and policy. A condition
 * that may come true at any time leaves a range. */
typedef struct {
    double least, most; /* M$ of overhead */
    double acting;      /* yr that orders of the policy may have acted */
} reality_overhead;

typedef struct reality_evidence {
    const scenario *scenario;
    const reality_counts *counts;
    const struct world *world;
    reality_places at;
    size_t records, record, width;
    int region;
    double years;               /* between records */
    const double *now, *before; /* rows; before is null at year 0 */
    const double *first;        /* the row at year 0 */
    reality_totals total;
    const reality_overhead *overhead; /* [(record × regions + region) × policies], or null */
} reality_evidence;

/* Numbers of a variable in a row, in the order of REALITY_VARIABLES. */
typedef struct {
    const char *name;
    size_t place; /* offset in reality_places */
    int width;    /* 0: one for each policy */
    reality_nature nature;
} reality_variable;
extern const reality_variable reality_variables[];
extern const size_t reality_variables_count;

/* Events of a type in the years before the record at hand. */
double reality_events(const reality_evidence *evidence, int type);

/* Fills the overheads of a scenario's interventions: records × regions × policies. */
void reality_expect_overhead(const scenario *scenario, size_t records, reality_overhead *out);

#endif
