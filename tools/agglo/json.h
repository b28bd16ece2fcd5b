/* Writes JSON to a stream: commas, indentation and escapes. Values are written in call order; names
 * are null inside arrays. Numbers that JSON cannot hold (NaN, infinity) become null. */
#ifndef AGGLO_TOOLS_JSON_H
#define AGGLO_TOOLS_JSON_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { JSON_MAX_DEPTH = 16 };

typedef struct {
    FILE *out;
    int depth;
    int counts[JSON_MAX_DEPTH]; /* values so far at each depth */
    char closers[JSON_MAX_DEPTH];
} json;

void json_begin(json *j, FILE *out);
void json_object(json *j, const char *name);
void json_array(json *j, const char *name);
void json_close(json *j); /* the innermost object or array; the outermost ends the line */

void json_text(json *j, const char *name, const char *value); /* null: null */
void json_number(json *j, const char *name, double value);
void json_integer(json *j, const char *name, int64_t value);
void json_bool(json *j, const char *name, int value);
/* An array of numbers on one line, with so many digits: for long ones. */
void json_numbers(json *j, const char *name, const double *values, size_t count, int digits);
void json_raw(json *j, const char *name, const char *text); /* JSON already */
void json_hex(json *j, const char *name, uint64_t value);   /* as text: 16 digits */

#endif
