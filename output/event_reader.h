/* Reads the event log of a result file back, replicate by replicate. What the events mean is the
 * model's affair. */
#ifndef AGGLO_OUTPUT_EVENT_READER_H
#define AGGLO_OUTPUT_EVENT_READER_H

#include "sim/schema.h"
#include "sim/status.h"

typedef struct event_reader event_reader;

/* Opens the log of a complete file; one without a log is an input error. */
AGGLO_MUST_USE
agglo_status event_reader_open(const char *path, event_reader **out, agglo_error *error);
void event_reader_close(event_reader *reader); /* takes null */

size_t event_reader_replicates(const event_reader *reader);
size_t event_reader_count(const event_reader *reader); /* events of all replicates */

/* Names of the types of events, by code; they belong to the reader. */
const char *const *event_reader_types(const event_reader *reader, size_t *count);

/* Row of the first event of a replicate, and one past the last: rows of the whole log. */
void event_reader_rows(const event_reader *reader, size_t replicate, size_t rows[2]);

/* All events of a replicate, in their order; freed with schema_events_free. */
AGGLO_MUST_USE
agglo_status event_reader_get(event_reader *reader, size_t replicate, schema_event_list *out,
                              agglo_error *error);

#endif
