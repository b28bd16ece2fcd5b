#include "sim/params.h"

#include <string.h>

void params_set_standard(param_table table, void *owner) {
    for (size_t i = 0; i < table.count; i++)
        *param_value(owner, &table.rows[i]) = table.rows[i].standard;
}

const param *params_find(param_table table, const char *name) {
    for (size_t i = 0; i < table.count; i++)
        if (strcmp(table.rows[i].name, name) == 0)
            return &table.rows[i];
    return NULL;
}
