#include "tools/studio/request.h"

#include <math.h>

config_document *request_document(const http_request *request, agglo_faults *faults) {
    const config_foreign body = {.text = request->body, .length = request->body_length, .name = ""};
    config_document *document = NULL;
    return config_parse_foreign(&body, &document, faults) == AGGLO_OK ? document : NULL;
}

const char *request_text(config_node *root, const char *name, const char *standard,
                         agglo_faults *faults) {
    char got[80];
    config_node *node = config_member(root, name);
    if (node == NULL && standard != NULL)
        return standard;
    if (node != NULL && node->type == CONFIG_STRING)
        return node->text;
    config_fault(faults, node != NULL ? node : root,
                 node != NULL ? config_show(node, got, sizeof got) : NULL, "a text", NULL,
                 "\"%s\" is missing or not a text", name);
    return NULL;
}

double request_number(config_node *root, const char *name, double standard, agglo_faults *faults) {
    char got[80];
    config_node *node = config_member(root, name);
    if (node == NULL && !isnan(standard))
        return standard;
    if (node != NULL && node->type == CONFIG_NUMBER)
        return node->number;
    config_fault(faults, node != NULL ? node : root,
                 node != NULL ? config_show(node, got, sizeof got) : NULL, "a number", NULL,
                 "\"%s\" is missing or not a number", name);
    return NAN;
}

int request_whole(config_node *root, const char *name, int standard, agglo_faults *faults) {
    double value = request_number(root, name, standard, faults);
    if (isnan(value) || (value == floor(value) && fabs(value) < 1e6))
        return isnan(value) ? 0 : (int)value;
    config_fault(faults, config_member(root, name), NULL, "a whole number", NULL,
                 "\"%s\" is not a whole number", name);
    return 0;
}
