/* Parameter descriptors: one row says everything that is known of a number that a user may set.
 * Parsing, range checks, `describe`, file attributes and document tables all follow from the row.
 * Rows are constant data: threads may share them. */
#ifndef AGGLO_SIM_PARAMS_H
#define AGGLO_SIM_PARAMS_H

#include <stddef.h>

typedef enum {
    PARAM_NONE = 0,
    PARAM_UNCERTAIN = 1, /* not identified by data: results that rest on it must say so */
    PARAM_INTEGER = 2    /* whole numbers only */
} param_flags;

typedef struct {
    const char *name;             /* dotted, for instance location.b_research */
    const char *unit;             /* "1" for plain numbers */
    double standard;              /* the default */
    double low, high;             /* plausible range: outside it a warning */
    double valid_low, valid_high; /* domain: outside it an error */
    const char *meaning;
    const char *source; /* a citation or "assumption" */
    unsigned flags;
    size_t offset; /* of the double in its owner's struct */
} param;

typedef struct {
    const param *rows;
    size_t count;
} param_table;

static inline double *param_value(void *owner, const param *row) {
    return (double *)(void *)((char *)owner + row->offset);
}
static inline double param_get(const void *owner, const param *row) {
    return *(const double *)(const void *)((const char *)owner + row->offset);
}

/* Sets every value to its default. */
void params_set_standard(param_table table, void *owner);

/* The row of a name, or null. */
const param *params_find(param_table table, const char *name);

#endif
