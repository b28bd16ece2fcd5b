#include "tools/studio/page.h"

#include <stdlib.h>
#include <string.h>

#include "tools/agglo/pages.h"

static void reply_bytes(http_reply *reply, const char *type, const char *bytes, size_t length) {
    char *copy = malloc(length + 1);
    if (copy == NULL)
        return;
    memcpy(copy, bytes, length);
    *reply = (http_reply){.status = 200, .type = type, .body = copy, .length = length};
}

void page_show(void *context, const http_request *request, http_reply *reply) {
    (void)context;
    (void)request;
    reply_bytes(reply, "text/html; charset=utf-8", page_of_studio, page_of_studio_size);
}

void page_show_charts(void *context, const http_request *request, http_reply *reply) {
    (void)context;
    (void)request;
    reply_bytes(reply, "text/javascript; charset=utf-8", charts_of_studio, charts_of_studio_size);
}
