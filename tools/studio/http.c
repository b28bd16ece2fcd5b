#include "tools/studio/http.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "sim/schedule.h"
#include "tools/studio/gate.h"
#include "tools/studio/listener.h"
#include "tools/studio/reply.h"
#include "tools/studio/secret.h"

enum {
    MOST_CONNECTIONS = 128,
    MOST_OF_ADDRESS = 48,
    IDLE_SECONDS = 10,
    RECEIVE_SECONDS = 20,      /* a whole request, however slowly it comes */
    SEND_SECONDS = 120,        /* a whole reply */
    MOST_DISCARDED = 16 << 20, /* of a body that is too large: read, so that 413 is understood */
    ADDRESS_SIZE = 80,
    PATH_SIZE = 512
};

/* One connection. libmicrohttpd ends those that are silent; those that are slow end here. */
typedef struct peer {
    int socket;
    double deadline; /* s of the monotonic clock; 0: none, a handler works */
    struct peer *before, *next;
} peer;

struct http_server {
    http_options options;
    struct MHD_Daemon *daemon;
    listener at;
    pthread_t watch;
    int is_watched;
    gate gate; /* of all below */
    int is_ending;
    peer *peers;
};

/* What of a request has arrived. */
typedef struct {
    char *body;
    size_t length, capacity;
    int is_too_large, has_no_memory;
} arrival;

/* ---- Replies ---- */

/* What scripts the page may run it says itself, by their hash. */
static const char *const headers[][2] = {
    {"X-Content-Type-Options", "nosniff"},
    {"Cache-Control", "no-store"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Frame-Options", "DENY"},
    {"Cross-Origin-Resource-Policy", "same-origin"},
    {"Cross-Origin-Opener-Policy", "same-origin"},
    {"Content-Security-Policy", "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
};

static void add_file_name(struct MHD_Response *response, const char *name) {
    char clean[100], text[140];
    size_t n = 0;
    for (; name[n] != '\0' && n + 1 < sizeof clean; n++) {
        int is_plain = (name[n] >= '0' && name[n] <= '9') || (name[n] >= 'A' && name[n] <= 'Z') ||
                       (name[n] >= 'a' && name[n] <= 'z') || name[n] == '.' || name[n] == '-';
        clean[n] = is_plain ? name[n] : '_';
    }
    clean[n] = '\0';
    snprintf(text, sizeof text, "attachment; filename=\"%s\"", clean);
    MHD_add_response_header(response, "Content-Disposition", text);
}

/* Sends the reply and takes its body over. */
static enum MHD_Result send_reply(struct MHD_Connection *connection, http_reply *reply) {
    struct MHD_Response *response =
        reply->body != NULL
            ? MHD_create_response_from_buffer_with_free_callback(reply->length, reply->body, free)
            : MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (response == NULL) {
        free(reply->body);
        return MHD_NO;
    }
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++)
        MHD_add_response_header(response, headers[i][0], headers[i][1]);
    MHD_add_response_header(response, "Content-Type",
                            reply->type != NULL ? reply->type : "application/json; charset=utf-8");
    if (reply->save_as != NULL)
        add_file_name(response, reply->save_as);
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)reply->status, response);
    MHD_destroy_response(response);
    return result;
}

/* ---- Who asks ---- */

static const char *header(struct MHD_Connection *connection, const char *name) {
    const char *text = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
    return text != NULL ? text : "";
}

/* The names by which this server may be called. Another name that leads here is a trick to read
 * local pages from a foreign one. */
static int is_own_host(const http_server *server, const char *host) {
    char name[ADDRESS_SIZE], port[16];
    unsigned char number[16];
    snprintf(port, sizeof port, ":%d", server->at.port);
    size_t length = strlen(host), tail = strlen(port);
    if (length > tail && strcmp(host + length - tail, port) == 0)
        length -= tail;
    else if (server->at.port != 80)
        return 0;
    if (length > 2 && host[0] == '[' && host[length - 1] == ']') {
        host++;
        length -= 2;
    }
    if (length == 0 || length >= sizeof name)
        return 0;
    memcpy(name, host, length);
    name[length] = '\0';
    if (server->at.is_loopback && strcasecmp(name, "localhost") == 0)
        return 1;
    if (server->at.is_any)
        return inet_pton(AF_INET, name, number) == 1 || inet_pton(AF_INET6, name, number) == 1;
    return strcasecmp(name, server->options.address) == 0;
}

static int is_own_origin(const http_server *server, const char *origin) {
    static const char scheme[] = "http://";
    return strncmp(origin, scheme, sizeof scheme - 1) == 0 &&
           is_own_host(server, origin + sizeof scheme - 1);
}

/* ---- Routes ---- */

static int is_method(const http_route *route, const char *method) {
    return strcmp(route->method, method) == 0 ||
           (strcmp(route->method, "GET") == 0 && strcmp(method, "HEAD") == 0);
}

/* Compares part by part; `path` is cut at its slashes, and parts that stand for ':' are noted. */
static int matches(const char *pattern, char *path, const char *parts[HTTP_MOST_PARTS]) {
    size_t count = 0;
    while (*pattern == '/' && *path == '/') {
        *path++ = '\0';
        size_t wanted = strcspn(++pattern, "/"), given = strcspn(path, "/");
        if (pattern[0] == ':' && given > 0 && count < HTTP_MOST_PARTS)
            parts[count++] = path;
        else if (wanted != given || memcmp(pattern, path, given) != 0)
            return 0;
        pattern += wanted;
        path += given;
    }
    return *pattern == '\0' && *path == '\0';
}

/* Finds the route, or says by which status there is none. The request's parts lie in `room`. */
static const http_route *find_route(const http_server *server, http_request *request,
                                    char room[PATH_SIZE], int *status) {
    *status = 404;
    if (strlen(request->path) >= PATH_SIZE)
        return NULL;
    for (size_t i = 0; i < server->options.route_count; i++) {
        const http_route *route = &server->options.routes[i];
        strcpy(room, request->path);
        memset(request->parts, 0, sizeof request->parts);
        if (!matches(route->path, room, request->parts))
            continue;
        if (is_method(route, request->method))
            return route;
        *status = 405;
    }
    return NULL;
}

static void answer(http_server *server, http_request *request, const arrival *body,
                   http_reply *reply) {
    char room[PATH_SIZE];
    int status = 0;
    if (!is_own_host(server, header(request->connection, "Host"))) {
        reply_refuse(reply, 421, "this server does not go by that name", NULL);
        return;
    }
    const char *origin = header(request->connection, "Origin");
    if (origin[0] != '\0' && !is_own_origin(server, origin)) {
        reply_refuse(reply, 403, "another site's page may not ask here", NULL);
        return;
    }
    const http_route *route = find_route(server, request, room, &status);
    if (route == NULL)
        reply_refuse(reply, status,
                     status == 405 ? "the method does not go with the address"
                                   : "there is nothing at this address",
                     NULL);
    else if (!route->is_open && !secret_equals(request->token, server->options.token))
        reply_refuse(reply, 403, "the token is missing or wrong",
                     "the token of the address that the program has printed");
    else if (body->is_too_large)
        reply_refuse(reply, 413, "the request is too large", "at most 1 MiB");
    else if (!body->has_no_memory)
        route->handle(route->context != NULL ? route->context : server->options.context, request,
                      reply);
}

/* ---- Requests as they arrive ---- */

static peer *peer_of(struct MHD_Connection *connection) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

static void set_deadline(http_server *server, struct MHD_Connection *connection, double seconds) {
    peer *p = peer_of(connection);
    if (p == NULL)
        return;
    gate_lock(&server->gate);
    p->deadline = seconds > 0 ? schedule_clock() + seconds : 0;
    gate_unlock(&server->gate);
}

/* Takes the next bytes of a body, or no more than their number if they are too many. */
static void take_bytes(arrival *a, const char *bytes, size_t count) {
    a->length += count;
    if (a->length > HTTP_MOST_BODY)
        a->is_too_large = 1;
    if (a->is_too_large || a->has_no_memory)
        return;
    if (a->length >= a->capacity) {
        size_t capacity = 2 * (a->length + 1);
        char *grown = realloc(a->body, capacity);
        if (grown == NULL) {
            a->has_no_memory = 1;
            return;
        }
        a->body = grown;
        a->capacity = capacity;
    }
    memcpy(a->body + a->length - count, bytes, count);
    a->body[a->length] = '\0';
}

static enum MHD_Result serve(http_server *server, struct MHD_Connection *connection,
                             http_request *request, const arrival *body) {
    http_reply reply = {.status = 500};
    /* The time in a handler is not the client's: its clock begins anew when it is set again. */
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, 0u);
    set_deadline(server, connection, 0);
    answer(server, request, body, &reply);
    set_deadline(server, connection, SEND_SECONDS);
    MHD_set_connection_option(connection, MHD_CONNECTION_OPTION_TIMEOUT, (unsigned)IDLE_SECONDS);
    return send_reply(connection, &reply);
}

/* The parameters are the library's. NOLINTNEXTLINE(readability-function-size) */
static enum MHD_Result take_request(void *context, struct MHD_Connection *connection,
                                    const char *path, const char *method, const char *version,
                                    const char *bytes, size_t *count, void **place) {
    (void)version;
    http_server *server = context;
    arrival *a = *place;
    if (a == NULL) { /* headers only */
        *place = a = calloc(1, sizeof *a);
        if (a == NULL)
            return MHD_NO;
        double announced = strtod(header(connection, "Content-Length"), NULL);
        if (announced <= MOST_DISCARDED)
            return MHD_YES;
        a->is_too_large = 1;
    } else if (*count > 0) {
        take_bytes(a, bytes, *count);
        *count = 0;
        return a->length <= MOST_DISCARDED ? MHD_YES : MHD_NO;
    }
    http_request request = {.method = method,
                            .path = path,
                            .body = a->body != NULL ? a->body : "",
                            .body_length = a->body != NULL ? a->length : 0,
                            .token = header(connection, "X-Agglo-Token"),
                            .connection = connection};
    return serve(server, connection, &request, a);
}

static void end_request(void *context, struct MHD_Connection *connection, void **place,
                        enum MHD_RequestTerminationCode code) {
    (void)code;
    arrival *a = *place;
    if (a != NULL)
        free(a->body);
    free(a);
    *place = NULL;
    set_deadline(context, connection, RECEIVE_SECONDS);
}

const char *http_query(const http_request *request, const char *name) {
    return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

/* ---- Connections ---- */

static void begin_peer(http_server *server, struct MHD_Connection *connection, void **place) {
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    peer *p = info != NULL ? calloc(1, sizeof *p) : NULL;
    *place = p;
    if (p == NULL)
        return;
    p->socket = info->connect_fd;
    p->deadline = schedule_clock() + RECEIVE_SECONDS;
    gate_lock(&server->gate);
    p->next = server->peers;
    if (p->next != NULL)
        p->next->before = p;
    server->peers = p;
    gate_unlock(&server->gate);
}

static void end_peer(http_server *server, peer *p) {
    gate_lock(&server->gate);
    if (p->before != NULL)
        p->before->next = p->next;
    else
        server->peers = p->next;
    if (p->next != NULL)
        p->next->before = p->before;
    gate_unlock(&server->gate);
    free(p);
}

/* Called before the socket is closed: its number cannot be another's yet. */
static void note_connection(void *context, struct MHD_Connection *connection, void **place,
                            enum MHD_ConnectionNotificationCode code) {
    if (code == MHD_CONNECTION_NOTIFY_STARTED)
        begin_peer(context, connection, place);
    else if (*place != NULL)
        end_peer(context, *place);
}

/* Ends connections whose time is over; libmicrohttpd then sees that they have ended. */
static void *watch_peers(void *context) {
    http_server *server = context;
    gate_lock(&server->gate);
    while (!server->is_ending) {
        double time = schedule_clock();
        (void)gate_wait_until(&server->gate, time + 1);
        for (peer *p = server->peers; p != NULL; p = p->next)
            if (p->deadline > 0 && p->deadline < time) {
                shutdown(p->socket, SHUT_RDWR);
                p->deadline = 0;
            }
    }
    gate_unlock(&server->gate);
    return NULL;
}

/* ---- The server ---- */

/* "%00" would end a text before its end: no address is meant by it. */
static size_t unescape(void *context, struct MHD_Connection *connection, char *text) {
    (void)context;
    (void)connection;
    size_t length = MHD_http_unescape(text);
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\0')
            text[i] = '?';
    return length;
}

static agglo_status begin(http_server *server, agglo_error *error) {
    agglo_status status =
        listener_open(server->options.address, server->options.port, &server->at, error);
    if (status != AGGLO_OK)
        return status;
    server->is_watched = pthread_create(&server->watch, NULL, watch_peers, server) == 0;
    if (server->is_watched)
        server->daemon = MHD_start_daemon(
            MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_ITC, 0, NULL,
            NULL, take_request, server, MHD_OPTION_LISTEN_SOCKET, server->at.socket,
            MHD_OPTION_CONNECTION_LIMIT, (unsigned)MOST_CONNECTIONS,
            MHD_OPTION_PER_IP_CONNECTION_LIMIT, (unsigned)MOST_OF_ADDRESS,
            MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_NOTIFY_COMPLETED,
            end_request, server, MHD_OPTION_UNESCAPE_CALLBACK, unescape, NULL,
            MHD_OPTION_NOTIFY_CONNECTION, note_connection, server, MHD_OPTION_END);
    if (server->daemon != NULL)
        return AGGLO_OK; /* the socket is the daemon's now */
    close(server->at.socket);
    return error_set(error, AGGLO_ERROR_MEMORY, "no threads for the server");
}

agglo_status http_start(const http_options *options, http_server **out, agglo_error *error) {
    *out = NULL;
    http_server *server = calloc(1, sizeof *server);
    if (server == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a server");
    server->options = *options;
    agglo_status status = gate_init(&server->gate, error);
    if (status == AGGLO_OK)
        status = begin(server, error);
    if (status != AGGLO_OK) {
        http_stop(server);
        return status;
    }
    *out = server;
    return AGGLO_OK;
}

int http_port(const http_server *server) {
    return server->at.port;
}

void http_stop(http_server *server) {
    if (server == NULL)
        return;
    if (server->is_watched) {
        gate_lock(&server->gate);
        server->is_ending = 1;
        gate_wake(&server->gate);
        gate_unlock(&server->gate);
        pthread_join(server->watch, NULL);
    }
    if (server->daemon != NULL)
        MHD_stop_daemon(server->daemon);
    gate_free(&server->gate);
    free(server);
}
