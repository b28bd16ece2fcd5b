/* A small HTTP server over libmicrohttpd: routes, limits, who may ask. It knows nothing of
 * scenarios; what the studio and a class answer stands in routes.c and class_routes.c.
 *
 * Handlers run on the server's threads, several at once; a context shared by them guards itself.
 * Requests that are malformed, too large, too slow, too many, for another host name or without the
 * token they need are answered here and reach no handler. */
#ifndef AGGLO_TOOLS_STUDIO_HTTP_H
#define AGGLO_TOOLS_STUDIO_HTTP_H

#include <stddef.h>

#include "sim/status.h"

enum { HTTP_MOST_BODY = 1 << 20, HTTP_MOST_PARTS = 4 };

typedef struct http_request {
    const char *method, *path;
    const char *parts[HTTP_MOST_PARTS]; /* what stands for the route's parts that begin with ':' */
    const char *body;                   /* ends with a 0 byte; "" if there is none */
    size_t body_length;
    const char *token; /* of the header X-Agglo-Token, "" if there is none */
    void *connection;  /* for http_query */
} http_request;

/* A parameter of the address, or null. Lives as long as the request. */
const char *http_query(const http_request *request, const char *name);

/* What a handler fills; it comes as 500 without a body. `body` is malloc'ed and freed here. */
typedef struct {
    int status;       /* 200, 400, … */
    const char *type; /* null: application/json */
    char *body;
    size_t length;
    const char *save_as; /* name of a file to be saved, or null */
} http_reply;

typedef void http_handler(void *context, const http_request *request, http_reply *reply);

typedef struct {
    const char *method; /* "GET" also answers HEAD */
    const char *path;   /* "/api/sides/:side/advance" */
    int is_open;        /* needs no token of the owner: the handler looks for itself */
    http_handler *handle;
    void *context; /* null: the server's */
} http_route;

typedef struct {
    const char *address; /* a number: "127.0.0.1", "::1"; "0.0.0.0": all that the machine has */
    int port;            /* 0: any free one */
    const char *token;   /* of the owner */
    const http_route *routes;
    size_t route_count;
    void *context;
} http_options;

typedef struct http_server http_server;

/* Options and what they point to must outlive the server. Errors: AGGLO_ERROR_IO if the address
 * cannot be had. */
AGGLO_MUST_USE
agglo_status http_start(const http_options *options, http_server **out, agglo_error *error);
int http_port(const http_server *server);
void http_stop(http_server *server); /* waits for handlers that run; takes null */

#endif
