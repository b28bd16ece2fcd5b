/* Parts: finished runs of a sweep, in files of a second's work. A part is written under a temporary
 * name, synced and renamed, and never changed afterwards: it is whole or absent. Any number of
 * processes may write into one folder: names are unique.
 *
 * A part says of each run its key, design point and replicate, how it ended, and its outcomes; runs
 * are sorted by replicate and point. Order and size of parts follow the clock and mean nothing. */
#ifndef AGGLO_OUTPUT_PARTS_H
#define AGGLO_OUTPUT_PARTS_H

#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

typedef enum { PARTS_MISSING, PARTS_DONE, PARTS_FAILED, PARTS_NOT_NEEDED } parts_status;

typedef struct {
    uint64_t key_high, key_low; /* of the run */
    uint64_t state_hash;
    uint32_t point, replicate;
    float seconds;
    uint8_t status; /* done or failed */
    char *message;  /* of a failed run; owned by the batch */
    size_t row;     /* of its values in the batch */
} parts_run;

/* A group of outcomes' numbers: one variable of a result. */
typedef struct {
    const char *name, *unit, *long_name;
    size_t offset, width; /* in the values of a run */
    int rank;
    int dimensions[3]; /* of the schema */
    size_t shape[3];
} parts_field;

/* What all parts of a sweep share; must outlive what is made from it. */
typedef struct {
    uint64_t identity, layout; /* of the experiment, of its outcomes */
    const parts_field *fields;
    size_t field_count, width; /* doubles of a run */
} parts_head;

/* Runs in memory. */
typedef struct {
    const parts_head *head;
    parts_run *runs;
    double *values; /* capacity × head->width, by row */
    size_t count, capacity;
} parts_batch;

void parts_batch_free(parts_batch *batch); /* takes null; leaves an empty batch */

/* Adds a run; `run->message` is taken over, also on failure; `values` may be null (then they are
 * not numbers). */
AGGLO_MUST_USE
agglo_status parts_batch_add(parts_batch *batch, const parts_run *run, const double *values,
                             agglo_error *error);
size_t parts_batch_bytes(const parts_batch *batch);

/* Writes a batch, which gets sorted, as a new part of the folder; empties it. An empty batch is no
 * part. `shard` is for the name alone. */
AGGLO_MUST_USE
agglo_status parts_write(const char *folder, unsigned shard, parts_batch *batch,
                         agglo_error *error);

/* Reads a part into an empty batch, whose head is set; without values if `has_values` is 0. Errors:
 * input (damaged, or of another experiment), io, memory. */
AGGLO_MUST_USE
agglo_status parts_read(const char *path, int has_values, parts_batch *batch, agglo_error *error);

/* The paths of all parts of a folder, sorted: freed with parts_list_free. A folder that is not
 * there has none. */
typedef struct {
    char **paths;
    size_t count, capacity;
    double first, last; /* when the oldest and the youngest were written, s since 1970 */
    size_t bytes;
} parts_list;
AGGLO_MUST_USE
agglo_status parts_list_make(const char *folder, parts_list *list, agglo_error *error);
void parts_list_free(parts_list *list);

/* Hash of a file's bytes and its size: shows whether a part has changed. */
AGGLO_MUST_USE
agglo_status parts_fingerprint(const char *path, uint64_t *hash, uint64_t *size,
                               agglo_error *error);

/* Removes all parts and what was left of unfinished ones. */
AGGLO_MUST_USE
agglo_status parts_clear(const char *folder, agglo_error *error);

#endif
