/* Writes a result as a folder of CSV files that R, pandas and spreadsheets read: one file for all
 * variables over the same dimensions (a row for every replicate, date, region and element; a column
 * for every variable), one for what is known of a dimension's elements, one for each table
 * (events, snapshots, network), and variables.csv, which says what every column is. */
#ifndef AGGLO_OUTPUT_EXPORT_CSV_H
#define AGGLO_OUTPUT_EXPORT_CSV_H

#include <stddef.h>

#include "sim/status.h"

/* Told of each file once it is whole. */
typedef void (*export_csv_listener)(void *context, const char *file, size_t rows);

typedef struct {
    const char *result, *folder;  /* the folder is made if it is not there; its parent must be */
    long replicate;               /* -1: all */
    const char *const *variables; /* null-terminated; these only, and no tables; null: all */
    int may_replace;              /* else a file of the same name in the folder is refused */
    int accept_incomplete;        /* what an unfinished run has left */
    export_csv_listener tell;     /* may be null */
    void *context;
} export_csv_request;

/* Memory is that of one replicate. Every file is whole or absent. Errors: exists (then nothing is
 * written), io, input (unknown variable or replicate), memory. */
AGGLO_MUST_USE
agglo_status export_csv(const export_csv_request *request, agglo_error *error);

#endif
