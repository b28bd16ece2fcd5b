/* Writes comma-separated values as RFC 4180 has them, so that R, pandas and spreadsheets read them:
 * numbers with the fewest digits that give the same number again, nothing where there is none. */
#ifndef AGGLO_OUTPUT_CSV_H
#define AGGLO_OUTPUT_CSV_H

#include <stdint.h>
#include <stdio.h>

/* The file is the caller's, who asks it for errors at the end. */
typedef struct {
    FILE *out;
    int field; /* of the record, from 0 */
} csv;

void csv_text(csv *c, const char *text); /* in quotes where it must be; null: an empty field */
void csv_number(csv *c, double value);   /* NaN: an empty field */
void csv_float(csv *c, float value);
void csv_integer(csv *c, int64_t value);
void csv_identity(csv *c, uint64_t value); /* 16 hexadecimal digits */
void csv_end(csv *c);                      /* of a record */

#endif
