/* Replicates of a scenario, run over two threads, with their records kept in memory. */
#ifndef AGGLO_TESTS_SUPPORT_RUNS_H
#define AGGLO_TESTS_SUPPORT_RUNS_H

#include <stddef.h>
#include <stdint.h>

#include "models/simulation.h"

typedef struct {
    size_t replicates, records, regions, width;
    double *rows;     /* replicate × record × region × width */
    uint64_t *hashes; /* of the state at the end, by replicate */
    simulation_schema *described;
} runs;

/* Runs replicates 0 ... replicates-1 to their end; a failure ends the test. */
runs runs_make(const scenario *s, size_t replicates);
void runs_free(runs *r);

/* Element `element` of the output `name` (0 where it has one number only). */
double runs_value(const runs *r, const char *name, size_t element, size_t replicate, size_t record,
                  size_t region);

/* The same, averaged over records first ... last. */
double runs_between(const runs *r, const char *name, size_t element, size_t replicate, size_t first,
                    size_t last, size_t region);

/* One number per replicate: averages over records first ... last. Freed by the caller. */
double *runs_sample(const runs *r, const char *name, size_t element, size_t first, size_t last,
                    size_t region);

/* Median over replicates of one record; mean over replicates and records. */
double runs_median(const runs *r, const char *name, size_t record, size_t region);
double runs_mean(const runs *r, const char *name, size_t element, size_t first, size_t last,
                 size_t region);

/* Share of replicates whose firms at `record` are at least `level`. */
double runs_share_above(const runs *r, double level, size_t record, size_t region);

/* Place of an output's first number in a row. */
size_t runs_place(const runs *r, const char *name);

#endif
