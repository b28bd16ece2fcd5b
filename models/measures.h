/* Measures: one number of a run and a region, named in a short text that people type:
 *
 *     firms                  a variable of the records, at the end
 *     approvals.III          one element of a variable with one more dimension; without, their sum
 *     firms@2010             at a calendar year
 *     sales@mean             mean over the records after the first
 *     approvals.III@total    rate times time, summed (with the discount rate, if there is one)
 *     takeoff                1 if the region's firms reach a number that marks a cluster, else 0
 *     takeoff_years          when they do, in years since the start; the whole run if they do not
 *
 * Without @, rates of events (unit 1/yr) and costs are totals and everything else is the last
 * record. Pure functions of a schema and the rows of a run. */
#ifndef AGGLO_MODELS_MEASURES_H
#define AGGLO_MODELS_MEASURES_H

#include "sim/schema.h"
#include "sim/status.h"

typedef enum {
    MEASURE_LAST,
    MEASURE_MEAN,
    MEASURE_TOTAL,
    MEASURE_YEAR,
    MEASURE_TAKEOFF,
    MEASURE_TAKEOFF_YEARS
} measure_kind;

typedef struct {
    char name[96];   /* as typed */
    char unit[32];   /* of the measure: that of a total has lost its "/yr" */
    char title[224]; /* for people */
    measure_kind kind;
    size_t offset, width; /* in a row: the doubles that are added up */
    size_t record;        /* of MEASURE_YEAR */
    int is_mean;          /* over all regions: their mean, not their sum */
    int is_burden;        /* less of it is better */
} measure;

typedef struct {
    double discount;      /* 1/yr: totals are worth exp(-discount t) at the start; 0: as they are */
    double takeoff_firms; /* 0: MEASURES_TAKEOFF_FIRMS */
} measure_options;

enum {
    MEASURES_TAKEOFF_FIRMS = 180
}; /* half-way between a marginal region and a hub (assumption) */

/* What a comparison shows if nothing else is asked for; ends with null. */
extern const char *const measures_standard[];

/* Reads a measure of runs that look like `described`. Errors: usage, with the nearest name. */
AGGLO_MUST_USE
agglo_status measure_parse(const schema *described, const char *text, measure *out,
                           agglo_error *error);

enum { MEASURES_ALL_REGIONS = -1 };

/* The value of several regions from their values one by one: where[r] says which count, null: all.
 * NAN of none. */
double measure_join(const measure *m, const double *values, const unsigned char *where,
                    size_t regions);

/* The value of a run in a region (an index), or over all of them: the sum, or the mean where a sum
 * has no meaning; of takeoff the number of regions. `options` may be null. */
double measure_value(const measure *m, const schema *described, const double *rows, int region,
                     const measure_options *options);

#endif
