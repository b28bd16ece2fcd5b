/* What handlers read of a request's body: a document, and values among its root's members. What is
 * missing or of another type is a fault. */
#ifndef AGGLO_TOOLS_STUDIO_REQUEST_H
#define AGGLO_TOOLS_STUDIO_REQUEST_H

#include "sim/config.h"
#include "tools/studio/http.h"

/* Freed by the caller; null with faults. It extends nothing. */
config_document *request_document(const http_request *request, agglo_faults *faults);

/* A text, or `standard` (may be null: there must be one); null with a fault. */
const char *request_text(config_node *root, const char *name, const char *standard,
                         agglo_faults *faults);

/* A number, or `standard` (may be NAN: there must be one); NAN with a fault. */
double request_number(config_node *root, const char *name, double standard, agglo_faults *faults);

/* A whole number that fits an int, or `standard`; 0 with a fault. */
int request_whole(config_node *root, const char *name, int standard, agglo_faults *faults);

#endif
