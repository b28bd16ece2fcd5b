/* Where a result comes from: attributes that are added to a result file. They hold what a rerun
 * needs and nothing that differs between equal results: no names of machines, no clock, no number
 * of threads. */
#ifndef AGGLO_TOOLS_PROVENANCE_H
#define AGGLO_TOOLS_PROVENANCE_H

#include "models/scenario/scenario.h"
#include "sim/schema.h"

#ifdef __clang__
#define PROVENANCE_COMPILER __VERSION__
#else
#define PROVENANCE_COMPILER "gcc " __VERSION__
#endif

typedef struct {
    schema schema; /* the model's, with more attributes */
    schema_attribute *attributes;
    char *uncertain; /* names of parameters that data do not identify */
    char seed[24], identity[24], libraries[160], version[96];
} provenance;

/* `base` and `command` must outlive the provenance. */
AGGLO_MUST_USE
agglo_status provenance_create(provenance *p, const schema *base, const scenario *scenario,
                               const char *command, agglo_error *error);
void provenance_free(provenance *p);

/* Parameters flagged as uncertain, separated by blanks: freed by the caller; null if there is no
 * memory. */
char *provenance_uncertain(void);

/* Version, with the commit where it is known. */
void provenance_version(char *text, size_t size);

#endif
