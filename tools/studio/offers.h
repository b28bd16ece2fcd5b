/* Files that a side offers for download: a result, a report. They are made by the program itself,
 * as a process of its own in a folder of its own, so that they are what `agglo run` and `agglo
 * report` would write. The folder is removed whatever happens. */
#ifndef AGGLO_TOOLS_STUDIO_OFFERS_H
#define AGGLO_TOOLS_STUDIO_OFFERS_H

#include <stddef.h>

#include "sim/status.h"

typedef struct {
    const char *text;     /* the scenario */
    const char *baseline; /* the one that it is told against in a report, or null */
    int replicates;
} offers_order;

/* The bytes of the file, freed by the caller. Errors: what the program says (input), a file or
 * time beyond the limits, no folder. */
AGGLO_MUST_USE
agglo_status offers_result(const offers_order *order, char **bytes, size_t *length,
                           agglo_error *error);
AGGLO_MUST_USE
agglo_status offers_report(const offers_order *order, char **bytes, size_t *length,
                           agglo_error *error);

#endif
