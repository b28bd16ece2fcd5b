/* The writer's insides, shared by writer.c (life of a file, order of replicates), writer_layout.c
 * (dimensions and variables), writer_events.c (the event log) and the merged file of a sweep.
 * Callers hold the storage lock. */
#ifndef AGGLO_OUTPUT_WRITER_PRIVATE_H
#define AGGLO_OUTPUT_WRITER_PRIVATE_H

#include "output/storage.h"
#include "output/writer.h"

enum {
    WRITER_EVENT_CHUNK = 8192,
    WRITER_EVENT_BATCH = 4 * WRITER_EVENT_CHUNK,
    WRITER_EVENT_COLUMNS = 7
};

/* An event with the replicate that it belongs to. */
typedef struct {
    int32_t replicate;
    schema_event event;
} writer_event;

/* The variables of the log, in the order of the file. */
typedef struct {
    const char *name, *long_name;
    column_type type;
    size_t offset; /* in writer_event */
} writer_event_column;
extern const writer_event_column writer_event_columns[WRITER_EVENT_COLUMNS];

/* The group `events`. Events are gathered here and written some whole chunks at a time. */
typedef struct {
    hid_t group, scale, columns[WRITER_EVENT_COLUMNS];
    hsize_t written;
    size_t waiting;
    writer_event batch[WRITER_EVENT_BATCH];
    unsigned char values[WRITER_EVENT_BATCH * sizeof(uint64_t)]; /* one column of it */
} writer_log;

/* What has arrived of a replicate that is not in the file yet. */
typedef struct {
    double *rows; /* until they are written */
    schema_event_list events;
    int has_rows, has_all_events;
} writer_slot;

struct writer {
    char *path, *partial;
    unsigned flags;
    const schema *schema;
    hid_t file;
    hid_t *scales;     /* one per dimension; where text or numbers stand */
    hid_t *variables;  /* one per schema variable */
    double *scratch;   /* a batch of replicates of the widest variable */
    size_t batch;      /* most replicates that are written together */
    size_t waiting;    /* replicates whose rows wait to be written together */
    double written_at; /* when that was done last, s */
    writer_slot *slots;
    size_t turn; /* the replicate whose events are being written */
    writer_log log;
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

void writer_log_create(writer *self, storage_guard *guard);
void writer_log_add(writer *self, size_t replicate, const schema_event_list *events,
                    storage_guard *guard);
/* Writes what waits. Called only where the place in the sequence of all writes is fixed. */
void writer_log_flush(writer *self, storage_guard *guard);
void writer_log_close(writer *self, storage_guard *guard);

#endif
