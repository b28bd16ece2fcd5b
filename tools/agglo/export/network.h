/* The collaboration network of a result at one date as GraphML. For `agglo export`. */
#ifndef AGGLO_TOOLS_EXPORT_NETWORK_H
#define AGGLO_TOOLS_EXPORT_NETWORK_H

#include <stddef.h>

#include "sim/status.h"

typedef struct {
    const char *result, *output;
    double year; /* NaN: the last that was recorded */
    size_t replicate;
    int may_replace, accept_incomplete;
    /* what came out */
    double shown_year;
    size_t nodes, edges;
    int has_parents; /* the result has events, which tell spin-offs and their parents */
} export_network_request;

/* Errors: exists, io, input (no network in the result, a year or replicate that is not recorded),
 * memory. */
AGGLO_MUST_USE
agglo_status export_network(export_network_request *request, agglo_error *error);

#endif
