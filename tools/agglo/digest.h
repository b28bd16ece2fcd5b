/* The short table at the end of a run: a few variables in a few years, median and range over the
 * replicates, by region. Works on rows as they are recorded; knows variables by their names. */
#ifndef AGGLO_TOOLS_DIGEST_H
#define AGGLO_TOOLS_DIGEST_H

#include "sim/schema.h"
#include "tools/agglo/json.h"

enum { DIGEST_PICKS = 5 };

typedef struct {
    const schema *schema;
    size_t replicates, regions, picks;
    size_t record[DIGEST_PICKS]; /* indices into the time dimension */
    double *values;              /* measure × pick × region × replicate */
    unsigned char *is_taken;     /* by replicate */
} digest;

/* The schema must outlive the digest. */
AGGLO_MUST_USE
agglo_status digest_create(digest *d, const schema *schema, size_t replicates, agglo_error *error);
void digest_free(digest *d);

/* Takes what it shows from one replicate's rows. Different replicates may come from different
 * threads. */
void digest_take(digest *d, size_t replicate, const double *rows);

/* For people and for programs. */
AGGLO_MUST_USE
agglo_status digest_print(const digest *d, FILE *out, agglo_error *error);
AGGLO_MUST_USE
agglo_status digest_json(const digest *d, json *j, agglo_error *error);

#endif
