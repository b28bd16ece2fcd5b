/* Which kind of document a JSON text is: scenarios, experiments and calibrations have members that
 * the others lack. Their readers ask here first, so that a file given to the wrong command is one
 * fault and not one for each of its members. */
#ifndef AGGLO_MODELS_SCENARIO_DOCUMENT_H
#define AGGLO_MODELS_SCENARIO_DOCUMENT_H

#include "sim/config.h"

typedef enum {
    DOCUMENT_UNKNOWN, /* it may be any of them, and lacks what it needs */
    DOCUMENT_SCENARIO,
    DOCUMENT_EXPERIMENT,
    DOCUMENT_CALIBRATION
} document_kind;

document_kind document_kind_of(config_node *root);

/* True if the document may be of this kind, else a fault that names the command for what it is. */
int document_expect(config_node *root, document_kind wanted, agglo_faults *faults);

#endif
