/* The result of a sweep: one HDF5 file that is also valid netCDF-4, with the dimensions design and
 * replicate. Its bytes depend on what it holds, not on the order in which that came. Like a run's
 * result it is NAME.partial until complete; then it is synced and renamed. */
#ifndef AGGLO_OUTPUT_SWEEP_FILE_H
#define AGGLO_OUTPUT_SWEEP_FILE_H

#include "output/parts.h"
#include "sim/schema.h"

typedef struct sweep_file sweep_file;

/* What the file will hold; must outlive it. */
typedef struct {
    const schema *schema;   /* dimensions of the fields beyond design and replicate */
    const parts_head *head; /* fields */
    size_t points, replicates;
    const char *coordinates; /* names of the factors' variables, separated by blanks */
    const schema_attribute *attributes;
    size_t attribute_count;
    int is_virtual; /* values stay in the parts */
} sweep_file_plan;

/* Creates PATH.partial; if that fails nothing of it is left. Errors: io, memory. */
AGGLO_MUST_USE
agglo_status sweep_file_create(const char *path, const sweep_file_plan *plan, sweep_file **out,
                               agglo_error *error);

/* A variable over design: numbers (with the meanings of 0, 1, … if they are levels), or texts. */
typedef struct {
    const char *name, *unit, *long_name, *path;
    const double *numbers;     /* by design point, or null */
    const char *const *labels; /* by design point, or null */
} sweep_file_factor;
AGGLO_MUST_USE
agglo_status sweep_file_add_factor(sweep_file *file, const sweep_file_factor *factor,
                                   agglo_error *error);

/* Puts rows first, …, first + count - 1 of a sorted batch into the cells (point + k, replicate),
 * k = 0, 1, …. Of virtual files `part` is the path of the batch's file. */
typedef struct {
    size_t point, replicate, first, count;
    const char *part;
} sweep_file_block;
AGGLO_MUST_USE
agglo_status sweep_file_put(sweep_file *file, const parts_batch *batch,
                            const sweep_file_block *block, agglo_error *error);

/* A failed run. */
typedef struct {
    uint32_t point, replicate;
    char *message;
} sweep_file_failure;

/* What is known of all runs: status and state_hash of point × replicates, keys of points. */
typedef struct {
    const uint8_t *status;
    const uint64_t *hashes, *key_high, *key_low;
    const sweep_file_failure *failures; /* sorted */
    size_t failure_count;
    char *const *parts; /* of virtual files: whose fingerprints are kept; paths, by count */
    size_t part_count;
    int is_complete;
} sweep_file_runs;

/* Writes the rest, closes, syncs, renames. The file is gone afterwards, also after an error. */
AGGLO_MUST_USE
agglo_status sweep_file_finish(sweep_file *file, const sweep_file_runs *runs, agglo_error *error);
void sweep_file_abandon(sweep_file *file); /* removes the .partial; takes null */

/* ---- Reading ---- */

typedef struct sweep_reader sweep_reader;

/* Opens a merged file; of a virtual one all parts are checked. Errors: io, input. */
AGGLO_MUST_USE
agglo_status sweep_reader_open(const char *path, sweep_reader **out, agglo_error *error);
void sweep_reader_close(sweep_reader *reader); /* takes null */
size_t sweep_reader_points(const sweep_reader *reader);
size_t sweep_reader_replicates(const sweep_reader *reader);
const char *sweep_reader_experiment(const sweep_reader *reader); /* its text */
uint64_t sweep_reader_identity(const sweep_reader *reader);

/* Status of all runs, point × replicates, and the messages of those that failed; freed by the
 * caller (sweep_failures_free). */
AGGLO_MUST_USE
agglo_status sweep_reader_status(sweep_reader *reader, uint8_t **status, agglo_error *error);
AGGLO_MUST_USE
agglo_status sweep_reader_failures(sweep_reader *reader, sweep_file_failure **failures,
                                   size_t *count, agglo_error *error);
void sweep_failures_free(sweep_file_failure *failures, size_t count);

/* The finished runs of points first, …, first + count - 1, with keys of points (not of runs), into
 * an empty batch whose head is set. */
AGGLO_MUST_USE
agglo_status sweep_reader_runs(sweep_reader *reader, size_t first, size_t count, parts_batch *batch,
                               agglo_error *error);

/* True if the path is a merged file; what else it may be is not said. */
int sweep_file_is(const char *path);

#endif
