/* What handlers reply: texts and JSON that they write, errors as
 * {"errors": [{"what", "file", "line", "path", "got", "expected", "hint"}]}. */
#ifndef AGGLO_TOOLS_STUDIO_REPLY_H
#define AGGLO_TOOLS_STUDIO_REPLY_H

#include <stdio.h>

#include "sim/status.h"
#include "tools/agglo/json.h"
#include "tools/studio/http.h"

/* Fills a reply with text, which becomes the reply's; null: no memory, 500. */
void reply_text(http_reply *reply, int status, char *text);
void reply_nothing(http_reply *reply); /* 200 and an empty object */
/* A copy of bytes that stay. */
void reply_copy(http_reply *reply, const char *type, const void *bytes, size_t length);

void reply_error(http_reply *reply, int status, const agglo_error *error);
void reply_faults(http_reply *reply, int status, const agglo_faults *faults);
void reply_refuse(http_reply *reply, int status, const char *what, const char *expected);
int reply_status(agglo_status status); /* 400: what was sent is wrong; 500 */

/* A reply in writing. */
typedef struct {
    FILE *out;
    json j; /* on `out` */
    char *text;
    size_t size;
} reply_sheet;

/* False without memory; then the reply stays as it came, 500. */
int reply_begin(reply_sheet *sheet);
/* Takes what was written as the reply. */
void reply_end(reply_sheet *sheet, int status, http_reply *reply);

/* A fault as an object of a list, for replies that warn. */
void reply_put_fault(json *j, const agglo_error *fault);

#endif
