/* Documents made from others: copies, merges, inserted members. Nodes are copied, strings shared:
 * making a variant of a document costs a few microseconds, not a new parsing. */
#include <stdlib.h>

#include "sim/config_internal.h"

static config_node *copy_node(config_document *document, const config_node *node) {
    config_node *copy = config_take(document, sizeof *copy);
    if (copy == NULL)
        return NULL;
    *copy = *node;
    copy->first = copy->last = copy->next = NULL;
    copy->count = 0;
    copy->used = 0;
    for (const config_node *n = node->first; n != NULL; n = n->next) {
        config_node *child = copy_node(document, n);
        if (child == NULL)
            return NULL;
        config_append(copy, child);
    }
    return copy;
}

config_document *config_copy(const config_node *object) {
    config_document *copy = calloc(1, sizeof *copy);
    if (copy == NULL)
        return NULL;
    copy->root = copy_node(copy, object);
    if (copy->root != NULL) {
        copy->root->name = NULL;
        if (object->path[0] != '\0')
            config_nest_dotted(copy, config_find(copy->root, "parameters"));
    }
    if (copy->no_memory) {
        config_free(copy);
        return NULL;
    }
    return copy;
}

agglo_status config_merge(config_document *document, const config_node *over,
                          agglo_faults *faults) {
    size_t before = faults->count, errors = faults->errors;
    config_node *copy = copy_node(document, over);
    if (copy != NULL) {
        config_nest_dotted(document, config_find(copy, "parameters"));
        config_check_duplicates(document, copy, faults);
        config_merge_roots(document, document->root, copy);
    }
    agglo_status status = config_outcome(document, before, faults);
    return status == AGGLO_OK && faults->errors > errors ? AGGLO_ERROR_INPUT : status;
}

int config_insert(config_document *document, config_node *object, const char *name,
                  const config_node *value) {
    config_node *old = config_find(object, name), *copy = copy_node(document, value);
    if (copy == NULL)
        return 0;
    copy->name = name;
    if (old != NULL)
        config_replace(old, copy);
    else
        config_append(object, copy);
    return 1;
}
