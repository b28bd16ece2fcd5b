/* An experiment: a base scenario, factors that vary, a design that says which combinations are run,
 * replicates, and the outcomes that are kept of each run. Read from JSON as strictly as scenarios;
 * constant afterwards: threads share it.
 *
 * A design point is a scenario: the base with one assignment or partial document for each factor,
 * in the order of the factors. Its key depends on what it says alone, not on where in which
 * experiment it stands, so that runs are found again when an experiment grows. */
#ifndef AGGLO_MODELS_EXPERIMENT_H
#define AGGLO_MODELS_EXPERIMENT_H

#include "models/measures.h"
#include "models/scenario/scenario.h"
#include "sim/config.h"
#include "sim/design.h"
#include "sim/schema.h"

enum {
    EXPERIMENT_NAME_SIZE = 64,
    EXPERIMENT_MAX_FACTORS = 1000,
    EXPERIMENT_MAX_REPLICATES = 1000000
};

/* What one level does: an assignment "path=value", or a partial scenario merged over the base, or
 * (both null) nothing. */
typedef struct {
    char *name; /* the value as text, or the level's name */
    char *assignment;
    const config_node *set;
    double number; /* of a level that is a number */
} experiment_level;

typedef struct {
    char name[EXPERIMENT_NAME_SIZE]; /* of its variable in the result */
    char *path;                      /* in the scenario; null if levels are partial scenarios */
    const char *unit;                /* "1" where not known */
    const char *meaning;             /* for people; the path where nothing better is known */
    design_factor range;
    experiment_level *levels; /* range.level_count; null for ranges */
    int has_numbers;          /* a range, or all levels are numbers */
    const config_node *node;
} experiment_factor;

typedef enum {
    EXPERIMENT_TIME_ALL,
    EXPERIMENT_TIME_LAST,
    EXPERIMENT_TIME_MEAN, /* over the records after the first, which knows no flows */
    EXPERIMENT_TIME_YEAR
} experiment_time;

typedef struct {
    char name[EXPERIMENT_NAME_SIZE];
    char *variable; /* of the records, for instance firms; null of a measure */
    char *measure;  /* one number of a run, for instance takeoff; null of a variable */
    char *region;   /* null: all regions, of a variable one by one, of a measure together */
    experiment_time time;
    double year;
    const config_node *node;
} experiment_outcome;

/* How many replicates a point gets. Adaptive: `least`, then more and more until the half-width of
 * the confidence interval of the mean of one outcome is small enough, at most `most`. */
typedef struct {
    int least, most; /* equal if not adaptive */
    int is_adaptive, is_relative;
    double half_width, confidence;
    size_t outcome;
} experiment_replicates;

typedef struct experiment {
    char *name, *description;
    config_document *document, *base;
    experiment_factor *factors;
    size_t factor_count;
    experiment_outcome *outcomes;
    size_t outcome_count;
    experiment_replicates replicates;
    design_spec spec;
    design *design;
    double *table;
    design_factor *ranges; /* of the factors, for the spec */
    int has_common_numbers;
    int has_seed;
    uint64_t seed;
    char *text; /* canonical JSON that needs no other file: can be read by experiment_parse */
} experiment;

/* JSON Schema (draft 2020-12) of experiments, freed by the caller; null without memory. */
char *experiment_schema(void);

/* Reads an experiment with its base scenario and its design. All faults go to `faults`; with errors
 * *out is null. */
AGGLO_MUST_USE
agglo_status experiment_load(const char *path, experiment **out, agglo_faults *faults);
/* The same from memory; `name` stands for the file in messages and for relative paths. */
AGGLO_MUST_USE
agglo_status experiment_parse(const char *text, const char *name, experiment **out,
                              agglo_faults *faults);
void experiment_free(experiment *e); /* takes null and half-built ones */

/* The level of a factor by its name or number; -1 if there is none. */
long experiment_find_level(const experiment_factor *f, const char *text);

/* 128 bits of a design point: of its resolved scenario without names, remarks, replicates and
 * output, of the seed and of the model's version. Replicates of a point have keys of their own. */
typedef struct {
    uint64_t high, low;
} experiment_key;
experiment_key experiment_run_key(experiment_key point, size_t replicate);
/* Back from the key of a run to that of its point. */
experiment_key experiment_point_key(experiment_key run, size_t replicate);

/* The scenario of a design point and its key. With faults (which name the point and the values of
 * its factors) *out is null; the key is there unless memory has run out. `out` may be null: then
 * the scenario is only checked. */
AGGLO_MUST_USE
agglo_status experiment_point(const experiment *e, size_t point, scenario **out,
                              experiment_key *key, agglo_faults *faults);

/* "b_reputation = 2, policy = anchor"; "…" stands for factors that find no room. */
void experiment_describe_point(const experiment *e, size_t point, char *text, size_t size);

/* What two experiments must share for one to reuse the other's runs: base scenario, names of
 * factors, seed, outcomes, version of the model. */
uint64_t experiment_identity(const experiment *e);

/* True if the first `count` values of the outcome are enough. */
int experiment_is_enough(const experiment_replicates *wanted, const double *values, size_t count);
/* Replicates to have before the question is asked again; a pure function of `count`. */
size_t experiment_more(const experiment_replicates *wanted, size_t count);

/* ---- Outcomes: numbers out of a run's rows ---- */

/* Where the outcomes of all points lie in the rows of a run, and what they look like. Made from the
 * scenario of one point; others must fit it. */
typedef struct {
    const char *name, *unit;
    char long_name[256];
    size_t offset, width; /* in the values of a run, in doubles */
    int rank;
    int dimensions[3]; /* of the schema: time, region, one more, as far as they are kept */
    measure measure;   /* of an outcome that is one */
} experiment_field;

typedef struct {
    scenario *scenario;
    struct simulation_schema *described;
    const schema *schema;
    experiment_field *fields;  /* as many as outcomes */
    size_t field_count, width; /* doubles of a run */
    uint64_t identity;         /* of fields, times and regions */
} experiment_layout;

/* Takes the scenario over, also with faults. */
AGGLO_MUST_USE
agglo_status experiment_layout_create(const experiment *e, scenario *of, experiment_layout **out,
                                      agglo_faults *faults);
void experiment_layout_free(experiment_layout *layout); /* takes null */

/* Does a scenario record the same times and regions? Null, or what differs. */
const char *experiment_layout_differs(const experiment_layout *layout, const scenario *s);

/* Fills layout->width values from the rows of a whole run. */
void experiment_take(const experiment *e, const experiment_layout *layout, const double *rows,
                     double *values);

#endif
