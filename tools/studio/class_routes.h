/* What a class answers: its owner on the owner's server, and students on a server of their own,
 * which listens only while there is a class, and on other addresses than this machine's own only
 * where the owner has asked for that when the program was started. The students' server has nothing
 * but the page, joining, packages and results. */
#ifndef AGGLO_TOOLS_STUDIO_CLASS_ROUTES_H
#define AGGLO_TOOLS_STUDIO_CLASS_ROUTES_H

#include "tools/agglo/json.h"
#include "tools/studio/http.h"

enum { CLASS_ROUTES_PORT = 8080 }; /* short to type; if it is taken and none was asked for, any */

typedef struct {
    /* "192.168.1.20", "192.168.1.20:8000", "[fe80::1]:8000", "0.0.0.0" (all that the machine has);
     * null: 127.0.0.1, for trying out. */
    const char *listen;
    int threads; /* of runs */
    const char *page;
    size_t page_size;
    /* The file of a scenario that a class may be about, or null. Lives as long as the context. */
    const char *(*file_of)(void *context, const char *scenario);
    void *context;
    void (*describe)(json *j); /* what policies there are: the same as on the owner's server */
} class_routes_options;

typedef struct class_routes class_routes;

/* Options and what they point to must outlive it. Errors: usage (no address, or not one of this
 * machine), io, memory. */
AGGLO_MUST_USE
agglo_status class_routes_create(const class_routes_options *options, class_routes **out,
                                 agglo_error *error);
void class_routes_free(class_routes *c); /* ends the class; takes null */

/* Of the owner: POST, GET and DELETE /api/class, POST /api/class/remove. */
void class_routes_start(class_routes *c, const http_request *request, http_reply *reply);
void class_routes_show(class_routes *c, const http_request *request, http_reply *reply);
void class_routes_end(class_routes *c, const http_request *request, http_reply *reply);
void class_routes_remove(class_routes *c, const http_request *request, http_reply *reply);

#endif
