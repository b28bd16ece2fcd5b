/* What must hold in every run whatever its numbers: sums that close, money that goes somewhere,
 * nothing before what it comes of. Checks are rows of one table; they read what has been recorded,
 * the event log where there is one, and the agents at the end. They know the model's promises and
 * none of its code, so a mistake in the code shows as a breach. Cheap enough for every run of a
 * sweep: work grows with the records, not with the steps of agents. */
#ifndef AGGLO_MODELS_REALITY_H
#define AGGLO_MODELS_REALITY_H

#include "models/scenario/scenario.h"
#include "sim/schema.h"

struct world;

typedef enum {
    REALITY_ROWS,   /* the records of a run */
    REALITY_EVENTS, /* these and its whole event log */
    REALITY_WORLD,  /* these and its agents at the last record */
    REALITY_NEEDS
} reality_needs;
extern const char *const reality_needs_names[REALITY_NEEDS]; /* records events agents */

/* Two sides of a comparison that fails. */
typedef struct {
    const char *what; /* of the sum: a variable, or a word */
    double left, right;
    const char *relation; /* what should be between them: = or <= */
} reality_finding;

struct reality_evidence;
typedef struct {
    const char *name;
    const char *statement; /* for people */
    const char *covers;    /* recorded variables that it holds to account, by spaces */
    reality_needs needs;
    /* At one record of one region; false with what was found. */
    int (*holds)(const struct reality_evidence *evidence, reality_finding *found);
} reality_rule;

extern const reality_rule reality_rules[];
extern const size_t reality_rules_count;

/* Events counted by type, record and region, as they come. */
typedef struct {
    const scenario *scenario;
    uint32_t *number; /* [(record × EVENT_COUNT + type) × regions + region] */
    size_t records;
} reality_counts;
AGGLO_MUST_USE
agglo_status reality_counts_create(const scenario *scenario, reality_counts *out,
                                   agglo_error *error);
void reality_counts_add(reality_counts *counts, const schema_event *events, size_t count);
void reality_counts_free(reality_counts *counts); /* takes null; empties it */

/* What a run has left. */
typedef struct {
    const scenario *scenario;
    const double *rows;           /* record_width() doubles each (models/record.h) */
    size_t row_count;             /* records from year 0 on × regions */
    const reality_counts *counts; /* of all events since year 0, or null */
    const struct world *world;    /* at the last of these records, or null */
} reality_evidence_of_run;

/* Runs all checks for which there is evidence, up to the first breach: AGGLO_ERROR_INTERNAL with
 * the name of the check, the region, the year and both sides. */
AGGLO_MUST_USE
agglo_status reality_check_run(const reality_evidence_of_run *run, agglo_error *error);

#endif
