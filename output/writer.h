/* Writes one result file: HDF5 that is also valid netCDF-4. The file is NAME.partial until it is
 * complete; then it is synced and renamed, so a file under its final name is always whole.
 *
 * A writer serves one file; its calls may come from several threads (it locks). Replicates may
 * arrive in any order; the file's bytes do not depend on the order. */
#ifndef AGGLO_OUTPUT_WRITER_H
#define AGGLO_OUTPUT_WRITER_H

#include "sim/schema.h"
#include "sim/status.h"

typedef struct writer writer;
struct columns_table; /* sim/columns.h */

typedef enum {
    WRITER_PLAIN = 0,
    WRITER_FORCE = 1,   /* replace an existing file */
    WRITER_COMPRESS = 2 /* deflate and shuffle */
} writer_flags;

/* Creates PATH.partial with all dimensions and variables. The schema is read during this call and
 * the calls below; the caller keeps it alive. Errors: exists, io, memory. */
AGGLO_MUST_USE
agglo_status writer_create(const char *path, const schema *schema, unsigned flags, writer **out,
                           agglo_error *error);

/* Takes one replicate's rows, rows[(t * regions + r) * row_width + offset + k] for every variable.
 * Replicates are written several at a time, at the latest with the first that comes a second after
 * the last writing. */
AGGLO_MUST_USE
agglo_status writer_replicate(writer *writer, size_t replicate, const double *rows,
                              agglo_error *error);

/* Adds events of one replicate, in their order. Calls for one replicate come in order; different
 * replicates may interleave: events of a later replicate wait in memory until all before it are
 * finished (writer_events_end), so that the log is sorted by replicate. */
AGGLO_MUST_USE
agglo_status writer_events(writer *writer, size_t replicate, const schema_event *events,
                           size_t count, agglo_error *error);
AGGLO_MUST_USE
agglo_status writer_events_end(writer *writer, size_t replicate, agglo_error *error);

/* Takes all snapshots of one replicate, a table whose layout is one of the schema's tables: before
 * its rows and the end of its events. They wait in memory until all of the replicates before it and
 * all of its own events are written. */
AGGLO_MUST_USE
agglo_status writer_snapshots(writer *writer, size_t replicate, const struct columns_table *table,
                              agglo_error *error);

/* An attribute that is known only at the end (for instance the state hash). */
AGGLO_MUST_USE
agglo_status writer_attribute(writer *writer, const schema_attribute *attribute,
                              agglo_error *error);

/* Marks the file complete, closes, syncs, renames to PATH. The writer is gone afterwards,
 * also after an error (then the .partial stays, marked incomplete). */
AGGLO_MUST_USE
agglo_status writer_finish(writer *writer, agglo_error *error);

/* Closes the .partial as it is, marked incomplete. Takes null. */
void writer_abandon(writer *writer);

#endif
