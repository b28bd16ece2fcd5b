/* Secrets that are given out and later asked for: tokens and codes. */
#ifndef AGGLO_TOOLS_STUDIO_SECRET_H
#define AGGLO_TOOLS_STUDIO_SECRET_H

#include <stddef.h>

#include "sim/status.h"

enum { SECRET_TOKEN_SIZE = 33 }; /* 128 bits as 32 hexadecimal digits */

/* Fills at most 256 bytes from the system's generator. Errors: io. */
AGGLO_MUST_USE
agglo_status secret_draw(void *bytes, size_t count, agglo_error *error);
AGGLO_MUST_USE
agglo_status secret_draw_token(char token[SECRET_TOKEN_SIZE], agglo_error *error);

/* Whether a secret was given, in a time that does not tell how much of it is right. An empty secret
 * is never equal. */
int secret_equals(const char *given, const char *secret);

#endif
