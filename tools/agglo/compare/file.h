/* A result file as runs in memory: the schema its variables make, and the rows of each replicate as
 * the simulation recorded them, so that measures are read from files as they are from runs. */
#ifndef AGGLO_TOOLS_COMPARE_FILE_H
#define AGGLO_TOOLS_COMPARE_FILE_H

#include "models/scenario/scenario.h"
#include "output/reader.h"
#include "sim/schema.h"

enum { COMPARE_FILE_DIMENSIONS = 24 };

typedef struct {
    schema schema;
    schema_dimension dimensions[COMPARE_FILE_DIMENSIONS];
    reader_coordinate coordinates[COMPARE_FILE_DIMENSIONS];
    schema_variable *variables;
    reader_variable *sources; /* names, units, shapes; their values are gone */
    size_t replicates, times, regions;
    double *rows; /* replicate × time × region × row_width */
    scenario *scenario;
    char *rules; /* version of the model that made it */
} compare_file;

/* True if the file is HDF5 (of whatever content). */
int compare_file_is(const char *path);

/* Errors: io, input (not the finished result of a run), memory. */
AGGLO_MUST_USE
agglo_status compare_file_load(const char *path, compare_file **out, agglo_error *error);
void compare_file_free(compare_file *file); /* takes null and half-built ones */

const double *compare_file_rows(const compare_file *file, size_t replicate);

#endif
