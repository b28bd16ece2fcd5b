/* A weighted sample of parameters, as a calibration leaves it and as others draw from it: one HDF5
 * file that is also valid netCDF-4. Dimensions `sample` and `parameter` (with the names as
 * coordinate); variables `posterior(sample, parameter)`, `weight(sample)` and
 * `parameter_unit(parameter)`; further dimensions and variables as the writer wishes. This file
 * knows no method: what numbers mean is the caller's. Reading the further variables:
 * output/reader.h.
 *
 * Files are written under a temporary name, synced and renamed: under PATH there is always a whole
 * file, the old one or the new one. */
#ifndef AGGLO_OUTPUT_POSTERIOR_H
#define AGGLO_OUTPUT_POSTERIOR_H

#include "sim/schema.h"
#include "sim/status.h"

typedef struct {
    size_t samples, parameters;
    char **names;    /* dotted parameter names, e.g. "spinoff.half_A" */
    char **units;    /* of each parameter, "1" of pure numbers */
    double *values;  /* sample x parameter, row-major */
    double *weights; /* by sample, sum 1 */
} posterior;

/* Reads a finished file; to be freed with posterior_free, also after an error. Values are finite,
 * weights sum to 1. Errors: io, input (not such a file, unfinished, damaged), memory. */
AGGLO_MUST_USE
agglo_status posterior_read(const char *path, posterior *out, agglo_error *error);
void posterior_free(posterior *p); /* takes null and half-built ones */

/* ---- Writing: the sample, and more ---- */

/* A dimension; its coordinate is the labels, or 0, 1, 2, … */
typedef struct {
    const char *name, *long_name;
    size_t size;
    const char *const *labels; /* or null */
} posterior_dimension;

enum { POSTERIOR_MAX_RANK = 2 };

/* A variable over one or two dimensions, which are named: "sample", "parameter", or further ones.
 * Numbers, or (rank 1 only) labels. */
typedef struct {
    const char *name, *unit, *long_name;
    int rank;
    const char *dimensions[POSTERIOR_MAX_RANK];
    const double *numbers;     /* row-major, or null; may hold NAN */
    const char *const *labels; /* or null */
} posterior_variable;

typedef struct {
    const posterior *sample; /* or null: only what follows */
    const schema_attribute *attributes;
    size_t attribute_count;
    const posterior_dimension *dimensions; /* further ones, none of size 0 */
    size_t dimension_count;
    const posterior_variable *variables; /* further ones */
    size_t variable_count;
    int is_complete; /* else the file is opened only by readers that accept incomplete ones */
} posterior_document;

/* Writes the document; an existing file is replaced. Attributes become global attributes. Errors:
 * usage (an empty sample, numbers that are not finite, weights that are negative or do not sum to 1
 * within 1e-6, an unknown dimension), io, memory. */
AGGLO_MUST_USE
agglo_status posterior_write_document(const char *path, const posterior_document *document,
                                      agglo_error *error);

#endif
