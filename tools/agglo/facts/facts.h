/* Stylised facts of medical-technology clusters, and what a result says about them. A fact has one
 * or more measures with a band each; a measure gives one number per replicate of a result file of
 * the right kind, and is judged by the median. */
#ifndef AGGLO_TOOLS_FACTS_H
#define AGGLO_TOOLS_FACTS_H

#include <stdio.h>

#include "tools/agglo/facts/file.h"

/* Numbers that are had together. */
typedef struct {
    facts_setting setting;
    size_t width; /* numbers per replicate */
    /* Fills values[replicate * width + k]; what cannot be had stays NAN. What the file lacks is
     * told in file->missing. */
    agglo_status (*measure)(facts_file *file, double *values, agglo_error *error);
    /* Null, or: the measures follow from all replicates' numbers together. */
    void (*judge_all)(const double *values, size_t replicates, double *out);
} facts_group;

extern const facts_group facts_space, facts_sizes, facts_survival, facts_turnover_japan,
    facts_turnover_us, facts_spinouts, facts_programme, facts_exits, facts_outcomes;

typedef struct {
    int fact; /* 1 … FACTS_COUNT */
    const char *name, *meaning, *unit;
    double low, high; /* the band, ends included; high may be INFINITY */
    const facts_group *group;
    size_t element;
} facts_measure;

/* What a fact says, of which results, and who says so. */
enum { FACTS_COUNT = 10 };
typedef struct {
    const char *statement, *applies_to, *method, *source;
} facts_fact;
extern const facts_fact facts_all[FACTS_COUNT]; /* fact k at [k - 1] */
extern const facts_measure facts_measures[];
extern const size_t facts_measure_count;

typedef enum {
    FACTS_IN_BAND,
    FACTS_BELOW,
    FACTS_ABOVE,
    FACTS_NOT_TOLD,      /* the file lacks something, see `missing` */
    FACTS_NOT_APPLICABLE /* no file of the right kind was given */
} facts_verdict;

typedef struct {
    const facts_measure *measure;
    const char *file;        /* null where no file applies */
    double value, low, high; /* median; 5 and 95 % of replicates, or of a bootstrap over them */
    size_t replicates;       /* that gave a number */
    facts_verdict verdict;
    char missing[FACTS_WORDS];
} facts_finding;

typedef struct {
    facts_finding *items;
    size_t count, capacity;
} facts_findings;

enum { FACTS_BURN_IN = 10 }; /* yr, if nothing else is said */

/* The findings about results, in the order of the table; a measure that no file applies to is told
 * once. GSL's error handler should be off. The caller frees out->items, also after an error.
 * Errors: io, input, memory. */
AGGLO_MUST_USE
agglo_status facts_find(const char *const *paths, size_t count, double burn_in, facts_findings *out,
                        agglo_error *error);

void facts_print(const facts_findings *found, double burn_in, FILE *out);
void facts_print_json(const facts_findings *found, double burn_in, FILE *out);

#endif
