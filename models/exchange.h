/* A world cut by region over several processes: every process knows all regions, but holds the
 * agents of a contiguous range only (world->own_first … own_end - 1). What crosses regions is what
 * is exchanged here, region by region in their order, so that no sum depends on the number of
 * processes. With one process these functions do nothing. All are collective. */
#ifndef AGGLO_MODELS_EXCHANGE_H
#define AGGLO_MODELS_EXCHANGE_H

#include "models/world.h"

/* Cuts the regions so that each process begins with about as many firms. */
void exchange_cut(world *w);

/* `rows`: one row of `row_bytes` a region, those of own regions are known; fills the others. */
AGGLO_MUST_USE
agglo_status exchange_regions(world *w, void *rows, size_t row_bytes, agglo_error *error);

/* Makes world_hash the same everywhere. */
AGGLO_MUST_USE
agglo_status exchange_hashes(world *w, agglo_error *error);

/* Adds up counts over the processes. */
AGGLO_MUST_USE
agglo_status exchange_counts(world *w, int *counts, size_t count, agglo_error *error);

/* Rows by record and region, [records][regions][width], as the first process writes them. */
AGGLO_MUST_USE
agglo_status exchange_rows(world *w, double *rows, size_t records, size_t width,
                           agglo_error *error);

/* Brings the events of all processes together in the first one, in the order in which a single
 * process would have logged them; the others' lists are empty afterwards. */
AGGLO_MUST_USE
agglo_status exchange_events(world *w, agglo_error *error);

#endif
