#include "models/scenario/document.h"

#include <stdio.h>

static const char *const names[] = {"", "a scenario", "an experiment", "a calibration"};
static const char *const commands[] = {"", "agglo run", "agglo sweep", "agglo calibrate"};

document_kind document_kind_of(config_node *root) {
    if (config_member(root, "factors") != NULL)
        return DOCUMENT_EXPERIMENT;
    if (config_member(root, "targets") != NULL)
        return DOCUMENT_CALIBRATION;
    return config_member(root, "regions") != NULL ? DOCUMENT_SCENARIO : DOCUMENT_UNKNOWN;
}

int document_expect(config_node *root, document_kind wanted, agglo_faults *faults) {
    document_kind kind = document_kind_of(root);
    char hint[64];
    if (kind == wanted || kind == DOCUMENT_UNKNOWN)
        return 1;
    snprintf(hint, sizeof hint, "'%s' is for it", commands[kind]);
    config_fault(faults, root, names[kind], names[wanted], hint, "the document is of another kind");
    return 0;
}
