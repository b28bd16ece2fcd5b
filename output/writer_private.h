/* The writer's insides, shared by writer.c (life of a file, order of replicates), writer_layout.c
 * (dimensions and variables), writer_tables.c (groups of variables that grow), writer_events.c (the
 * event log), writer_snapshots.c (agents and ties at some dates) and the merged file of a sweep.
 * Callers hold the storage lock. */
#ifndef AGGLO_OUTPUT_WRITER_PRIVATE_H
#define AGGLO_OUTPUT_WRITER_PRIVATE_H

#include "output/storage.h"
#include "output/writer.h"

enum { WRITER_CHUNK = 8192, WRITER_BATCH = 4 * WRITER_CHUNK, WRITER_MOST_COLUMNS = 24 };

/* A group of one-dimensional variables that grow together along a netCDF dimension of the group.
 * Rows are gathered here and written some whole chunks at a time, so that the places of chunks in
 * the file follow from the rows' order and not from the pieces in which they came. */
typedef struct {
    hid_t group, scale, columns[WRITER_MOST_COLUMNS];
    column_type types[WRITER_MOST_COLUMNS];
    size_t count;          /* columns; 0: there is no such group */
    hsize_t written;       /* rows */
    size_t waiting;        /* rows gathered: fewer than WRITER_BATCH */
    unsigned char *values; /* of these, column after column, with 8 bytes for every number */
} writer_table;

typedef struct {
    const char *name, *unit, *long_name;
    column_type type;
} writer_column;

/* What has arrived of a replicate that is not in the file yet. */
typedef struct {
    double *rows; /* until they are written */
    schema_event_list events;
    /* of each of the schema's tables */
    unsigned char *snapshots[SCHEMA_MAX_TABLES]; /* column after column */
    size_t snapshot_counts[SCHEMA_MAX_TABLES];   /* rows */
    int has_rows, has_all_events;
} writer_slot;

struct writer {
    storage_target target; /* scales: of the schema's dimensions; variables: its variables */
    unsigned flags;
    const schema *schema;
    double *scratch;   /* a batch of replicates of the widest variable */
    size_t batch;      /* most replicates that are written together */
    size_t waiting;    /* replicates whose rows wait to be written together */
    double written_at; /* when that was done last, s */
    writer_slot *slots;
    size_t turn; /* the replicate whose events are being written */
    writer_table log, snapshots[SCHEMA_MAX_TABLES]; /* as many as the schema has */
    agglo_error failure; /* the first; a file with a hole is never given its final name */
};

/* Creates all dimensions, coordinates, constants and variables; reports through the guard. */
void writer_layout_create(writer *self, storage_guard *guard);

/* Creates a dataset with the file's common properties and `units` and `long_name`. `chunk` is null
 * for contiguous storage. The caller closes it. */
typedef struct {
    const char *name, *unit, *long_name;
    hid_t type;
    int rank;
    const hsize_t *size, *limit, *chunk;
    int is_deflated;
    const double *fill; /* written at once to the whole dataset if it is contiguous */
} writer_dataset;
hid_t writer_dataset_create(hid_t place, const writer_dataset *dataset, storage_guard *guard);

/* A one-dimensional dataset of numbers, of labels, or (neither given) of 0, 1, 2, …; closed by the
 * caller. */
typedef struct {
    const char *name, *unit, *long_name;
    size_t size;
    const double *numbers;
    const char *const *labels;
} writer_series;
hid_t writer_series_create(hid_t place, const writer_series *series, storage_guard *guard);

/* Makes an empty group; `names` are those of the group and of its dimension. */
void writer_table_create(writer *self, writer_table *table, const char *const names[2],
                         const writer_column *columns, size_t count, storage_guard *guard);
/* CF's attributes for a column of codes or bits. */
void writer_table_codes(writer_table *table, size_t c, const schema_codes *codes,
                        storage_guard *guard);
/* The place of column c for the next rows; room for WRITER_BATCH - waiting of them. */
void *writer_table_place(writer_table *table, size_t c);
/* Counts rows as gathered and writes them if the batch is full. */
void writer_table_add(writer *self, writer_table *table, size_t rows, storage_guard *guard);
/* Writes what waits. Called only where the place in the sequence of all writes is fixed. */
void writer_table_flush(writer *self, writer_table *table, storage_guard *guard);
void writer_table_close(writer_table *table, storage_guard *guard);

void writer_log_create(writer *self, storage_guard *guard);
void writer_log_add(writer *self, size_t replicate, const schema_event_list *events,
                    storage_guard *guard);

void writer_snapshots_create(writer *self, size_t k, storage_guard *guard);
/* Copies a replicate's rows of table k into its slot; writes them, of all tables, out of there. */
void writer_snapshots_keep(writer *self, size_t replicate, size_t k, const columns_table *table,
                           storage_guard *guard);
void writer_snapshots_add(writer *self, size_t replicate, storage_guard *guard);

#endif
