/* A small result for the tests of output/: its schema, its numbers, its events, and helpers for
 * files in the working directory. Every value is a function of its place, so that any reader can
 * check it. */
#ifndef AGGLO_TESTS_OUTPUT_FIXTURE_H
#define AGGLO_TESTS_OUTPUT_FIXTURE_H

#include <stddef.h>

#include "output/writer.h"
#include "sim/schema.h"

enum { FIXTURE_REPLICATES = 5, FIXTURE_TIMES = 31, FIXTURE_REGIONS = 3, FIXTURE_KINDS = 6 };
enum { FIXTURE_WIDTH = 2 + FIXTURE_KINDS, FIXTURE_EVENTS = 3001 };

extern const schema fixture_schema;

/* Row value of a replicate; column 0 `firms`, 1 `knowledge`, from 2 `firms_by_kind`. */
double fixture_value(size_t replicate, size_t time, size_t region, size_t column);

/* One replicate's rows; freed by the caller. */
double *fixture_rows(size_t replicate);

/* Event number i of a replicate; each has FIXTURE_EVENTS + replicate of them. */
schema_event fixture_event(size_t replicate, size_t i);
size_t fixture_event_count(size_t replicate);

/* Writes a whole result. `order` holds FIXTURE_REPLICATES replicates in order of arrival; events
 * come in pieces of `piece`, interleaved over replicates when `is_interleaved`. */
void fixture_write(const char *path, unsigned flags, const size_t *order, size_t piece,
                   int is_interleaved);

/* A directory of the test's own, made the working directory; removed by fixture_leave. */
int fixture_enter(void **state);
int fixture_leave(void **state);

int fixture_exists(const char *path);
/* The whole file; freed by the caller. */
unsigned char *fixture_bytes(const char *path, size_t *size);
void fixture_truncate(const char *from, const char *to, size_t size);

#endif
