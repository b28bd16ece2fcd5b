/* Reads a result file back. A file marked incomplete is opened only if the caller accepts it. */
#ifndef AGGLO_OUTPUT_READER_H
#define AGGLO_OUTPUT_READER_H

#include <stddef.h>

#include "sim/status.h"

typedef struct reader reader;

AGGLO_MUST_USE
agglo_status reader_open(const char *path, int accept_incomplete, reader **out, agglo_error *error);
void reader_close(reader *reader); /* takes null */

/* A variable with its dimensions; freed by reader_variable_free. */
typedef struct {
    char name[64], unit[64], long_name[160];
    int rank;
    size_t shape[8];
    char dimension[8][64];
    double *values; /* row-major */
} reader_variable;

AGGLO_MUST_USE
agglo_status reader_variable_get(reader *reader, const char *name, reader_variable *out,
                                 agglo_error *error);
void reader_variable_free(reader_variable *variable);

/* The part of one replicate of a variable whose first dimension is that: out->shape[0] is 1. A
 * replicate that there is not is AGGLO_ERROR_INPUT. */
AGGLO_MUST_USE
agglo_status reader_variable_replicate(reader *reader, const char *name, size_t replicate,
                                       reader_variable *out, agglo_error *error);

/* All but the values, which are null, of numbers as of text. */
AGGLO_MUST_USE
agglo_status reader_variable_describe(reader *reader, const char *name, reader_variable *out,
                                      agglo_error *error);

/* Coordinate of a dimension as numbers or as labels (one of the two is null). */
typedef struct {
    size_t size;
    double *numbers;
    char **labels;
} reader_coordinate;
AGGLO_MUST_USE
agglo_status reader_coordinate_get(reader *reader, const char *dimension, reader_coordinate *out,
                                   agglo_error *error);
void reader_coordinate_free(reader_coordinate *coordinate);

/* Names of all plottable variables (over replicate, time, region…): null-terminated list, freed
 * with reader_names_free. */
AGGLO_MUST_USE
agglo_status reader_names(reader *reader, char ***out, agglo_error *error);

/* Names of what lies along one dimension alone, its coordinate not included. */
AGGLO_MUST_USE
agglo_status reader_names_along(reader *reader, const char *dimension, char ***out,
                                agglo_error *error);
void reader_names_free(char **names);

/* A text attribute of the root group, or null; freed by the caller with free(). */
char *reader_text(reader *reader, const char *attribute);

/* A number among these; returns 0 and leaves `value` alone if there is none. */
int reader_attribute(reader *reader, const char *attribute, double *value);

#endif
