/* Reads the tables of a result file, the groups `events`, `snapshots` and
 * `network`: columns of one replicate
 * at a time, so that memory holds one replicate of a large file. */
#ifndef AGGLO_OUTPUT_RESULT_TABLE_H
#define AGGLO_OUTPUT_RESULT_TABLE_H

#include <stddef.h>

#include "sim/columns.h"
#include "sim/status.h"

typedef struct result_table result_table;

/* Opens a group of a result file; *out is null, without an error, if the file has no such group.
 * Errors: io, input (the group is not such a table, or not sorted by replicate), memory. */
AGGLO_MUST_USE
agglo_status result_table_open(const char *path, const char *group, result_table **out,
                               agglo_error *error);
void result_table_close(result_table *table); /* takes null */

/* The columns in the order of the file; `meanings`: words divided by blanks, null if it has none,
 * of the codes 0, 1, …, or of the bits. Freed with result_table_columns_free. */
typedef struct {
    char name[64], unit[64], long_name[160];
    column_type type;
    char *meanings;
    int are_bits;
} result_table_info;
AGGLO_MUST_USE
agglo_status result_table_columns(result_table *table, result_table_info **out, size_t *count,
                                  agglo_error *error);
void result_table_columns_free(result_table_info *columns, size_t count); /* takes null */

/* Rows of a replicate; 0 if it has none. */
size_t result_table_rows(const result_table *table, size_t replicate);

/* Row of a replicate's first row in the whole table, and one past its last. */
void result_table_range(const result_table *table, size_t replicate, size_t rows[2]);

/* Rows of all replicates. */
size_t result_table_size(const result_table *table);

/* Whether these columns are all there and equally long: AGGLO_ERROR_INPUT if not. */
AGGLO_MUST_USE
agglo_status result_table_check(result_table *table, const char *const *names, size_t count,
                                agglo_error *error);

/* Reads a column of a replicate into `values`, which has room for result_table_rows() numbers of
 * `type`. A column that is not there is AGGLO_ERROR_INPUT. */
AGGLO_MUST_USE
agglo_status result_table_column(result_table *table, const char *name, size_t replicate,
                                 column_type type, void *values, agglo_error *error);

/* The code that `meaning` has in a column of codes (its place in flag_meanings), -1 if it has
 * none. */
int result_table_code(result_table *table, const char *name, const char *meaning);

/* The meanings of a column of codes, words divided by blanks, in the order of the codes; null if it
 * has none or there is no memory. Freed by the caller. */
char *result_table_meanings(result_table *table, const char *name);

#endif
