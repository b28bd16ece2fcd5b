#include "tools/studio/page.h"

#include "tools/agglo/pages.h"
#include "tools/studio/reply.h"

void page_show(void *context, const http_request *request, http_reply *reply) {
    (void)context;
    (void)request;
    reply_copy(reply, "text/html; charset=utf-8", page_of_studio, page_of_studio_size);
}

void page_show_charts(void *context, const http_request *request, http_reply *reply) {
    (void)context;
    (void)request;
    reply_copy(reply, "text/javascript; charset=utf-8", charts_of_studio, charts_of_studio_size);
}
