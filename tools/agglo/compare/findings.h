/* What a comparison has found: effects by policy, place and outcome, and whether they are known as
 * precisely as was asked for. */
#ifndef AGGLO_TOOLS_COMPARE_FINDINGS_H
#define AGGLO_TOOLS_COMPARE_FINDINGS_H

#include "output/analysis/effects.h"
#include "tools/agglo/compare/runs.h"

typedef enum {
    COMPARE_REGION,    /* one of them */
    COMPARE_WHERE,     /* all where the policy acts, together */
    COMPARE_ELSEWHERE, /* all others */
    COMPARE_ALL        /* all regions */
} compare_place_kind;

typedef struct {
    compare_place_kind kind;
    size_t region;
    const char *name;
} compare_place;

/* Half-width of the mean effect's interval that is wanted of an outcome at all places. */
typedef struct {
    char outcome[96];
    size_t index;
    double half_width; /* relative: share of the baseline's mean */
    int is_relative;
} compare_precision;

typedef struct {
    const compare_runs *runs;
    effects_options options;
    compare_place *places;
    size_t place_count;
    compare_precision *precisions;
    size_t precision_count;
    effects_finding *items;         /* policy × place × outcome; pairs = 0: no such place */
    effects_finding *costs;         /* by policy: public cost in all regions */
    int is_interrupted, is_precise; /* all that was asked for is reached */
    size_t rounds;
} compare_findings;

/* Chooses the places that are asked for by name: regions, "each" of them, "elsewhere", "all"; with
 * nothing asked for the regions where a policy acts (or each, if none does or all are few), and,
 * if there are several regions, where, elsewhere and all. Errors: usage, memory. */
AGGLO_MUST_USE
agglo_status compare_findings_places(compare_findings *found, const options_list *asked,
                                     agglo_error *error);

/* Finds all effects anew. Errors: those of effects_find. */
AGGLO_MUST_USE
agglo_status compare_findings_make(compare_findings *found, agglo_error *error);
void compare_findings_free(compare_findings *found); /* takes half-built ones */

const effects_finding *compare_findings_at(const compare_findings *found, size_t policy,
                                           size_t place, size_t outcome);

/* How many pairs to have before findings are made again; the number there is if they are precise
 * enough. A pure function of the findings. */
size_t compare_findings_more(compare_findings *found);

#endif
