#include "tools/studio/variables.h"

#include <stdio.h>
#include <string.h>

#include "models/record.h"

/* What an output is told as: one number, one for each name of its dimension, or their sum. */
static size_t add_variables(const simulation_output *output, size_t width, size_t place,
                            frame_variable *out) {
    const char *const *names = strcmp(output->extra_dimension, "kind") == 0 ? firm_kind_names
                               : strcmp(output->extra_dimension, "device_class") == 0
                                   ? device_class_names
                                   : NULL;
    if (strcmp(output->extra_dimension, "link") == 0)
        return 0;
    out[0] = (frame_variable){.place = place, .count = width};
    snprintf(out[0].name, sizeof out[0].name, "%s", output->name);
    for (size_t k = 0; names != NULL && k < width; k++) {
        out[k] = (frame_variable){.place = place + k, .count = 1};
        snprintf(out[k].name, sizeof out[k].name, "%.30s.%.15s", output->name, names[k]);
    }
    return names != NULL ? width : 1;
}

size_t variables_list(frame_variable out[VARIABLES_MOST]) {
    const simulation_output *rows;
    size_t outputs = simulation_outputs(&rows), count = 0;
    for (size_t i = 0; i < outputs && count + CLASS_COUNT + KIND_COUNT < VARIABLES_MOST; i++) {
        size_t place = record_place(rows[i].name);
        size_t end = i + 1 < outputs ? record_place(rows[i + 1].name) : record_width();
        count += add_variables(&rows[i], end - place, place, out + count);
    }
    return count;
}

double variables_value(const frame_variable *v, const double *row) {
    double sum = 0;
    for (size_t k = 0; k < v->count; k++)
        sum += row[v->place + k];
    return sum;
}
