#include "tools/studio/class_routes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "models/scenario/scenario.h"
#include "tools/agglo/signals.h"
#include "tools/studio/class_address.h"
#include "tools/studio/class_routes_private.h"
#include "tools/studio/gate.h"
#include "tools/studio/listener.h"
#include "tools/studio/reply.h"
#include "tools/studio/request.h"

enum { REPLICATES = 40 };

struct class_routes {
    class_routes_options options;
    class_address address;
    http_options served;
    gate gate;           /* of the owner's requests */
    http_server *server; /* there is one while there is a class: students find it in `room` */
    class_room *room;
};

/* ---- The class's address ---- */

/* For students, once there is a room that they ask about. */
static agglo_status open_door(class_routes *c, agglo_error *error) {
    c->served = (http_options){.address = c->address.number,
                               .port = c->address.port > 0 ? c->address.port : CLASS_ADDRESS_PORT,
                               .token = "",
                               .routes = class_routes_of_students,
                               .route_count = class_routes_student_count,
                               .context = c->room};
    agglo_status status = http_start(&c->served, &c->server, error);
    if (status == AGGLO_OK || c->address.port > 0)
        return status;
    c->served.port = 0;
    return http_start(&c->served, &c->server, error);
}

/* Whether the address can be had: said when the program starts, not when a class does. Nobody is
 * answered yet. */
static agglo_status try_address(const class_address *address, agglo_error *error) {
    listener tried;
    agglo_status status = listener_open(address->number, address->port, &tried, error);
    if (status == AGGLO_OK)
        close(tried.socket);
    else
        error_hint(error, "--listen wants an address of this machine, and a port that is free");
    return status;
}

agglo_status class_routes_create(const class_routes_options *options, class_routes **out,
                                 agglo_error *error) {
    *out = NULL;
    class_routes *c = calloc(1, sizeof *c);
    if (c == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a class");
    c->options = *options;
    agglo_status status = gate_init(&c->gate, error);
    if (status == AGGLO_OK)
        status = class_address_read(options->listen != NULL ? options->listen : "127.0.0.1",
                                    &c->address, error);
    if (status == AGGLO_OK && options->listen != NULL)
        status = try_address(&c->address, error);
    if (status == AGGLO_OK)
        *out = c;
    else
        class_routes_free(c);
    return status;
}

/* Students' requests first, then what they ask about. */
static void close_class(class_routes *c) {
    http_stop(c->server);
    class_free(c->room);
    c->server = NULL;
    c->room = NULL;
}

void class_routes_free(class_routes *c) {
    if (c == NULL)
        return;
    close_class(c);
    gate_free(&c->gate);
    free(c);
}

/* ---- What the owner asks ---- */

/* The scenario's text: of a file that may be chosen, or the document that was sent. */
static char *read_document(const class_routes *c, config_node *root, const char *name,
                           agglo_faults *faults) {
    config_node *given = config_member(root, "document");
    config_document *document = NULL;
    if (given != NULL && given->type == CONFIG_OBJECT) {
        document = config_copy(given);
    } else {
        const catalogue_entry *entry = catalogue_find(c->options.shipped, name);
        if (entry == NULL)
            config_fault(faults, root, NULL, "the path of a shipped scenario, or \"document\"",
                         NULL, "there is no such scenario");
        else if (config_load(entry->file, &document, faults) != AGGLO_OK)
            document = NULL;
    }
    char *text = document != NULL ? config_print(document) : NULL;
    config_free(document);
    return text;
}

static int do_work(void *context, void (*run)(void *piece), void *piece) {
    return works_do(context, run, piece);
}

static agglo_status read_options(class_routes *c, config_node *root, class_options *out,
                                 char **document, agglo_faults *faults) {
    static const char *const known[] = {"scenario", "document", "region",    "budget",
                                        "years",    "outcome",  "replicates"};
    size_t before = faults->errors;
    *out = (class_options){.scenario = request_text(root, "scenario", NULL, faults),
                           .region = request_text(root, "region", NULL, faults),
                           .outcome = request_text(root, "outcome", "firms", faults),
                           .budget = request_number(root, "budget", NAN, faults),
                           .years = request_whole(root, "years", 0, faults),
                           .replicates = request_whole(root, "replicates", REPLICATES, faults),
                           .threads = c->options.threads,
                           .work = c->options.works != NULL ? do_work : NULL,
                           .context = c->options.works,
                           .must_stop = signals_requested};
    config_member(root, "document");
    config_report_unused(root, known, sizeof known / sizeof known[0], faults);
    if (faults->errors > before)
        return AGGLO_ERROR_INPUT;
    out->document = *document = read_document(c, root, out->scenario, faults);
    if (*document != NULL)
        return AGGLO_OK;
    return faults->errors > before ? AGGLO_ERROR_INPUT : AGGLO_ERROR_MEMORY;
}

/* Starts a class if there is none. */
static agglo_status start_class(class_routes *c, const http_request *request,
                                agglo_faults *faults) {
    class_options options;
    char *document = NULL;
    agglo_error error = {0};
    config_document *body = request_document(request, faults);
    if (body == NULL)
        return AGGLO_ERROR_INPUT;
    agglo_status status = read_options(c, config_root(body), &options, &document, faults);
    if (status == AGGLO_OK)
        status = class_create(&options, &c->room, faults);
    if (status == AGGLO_OK) {
        status = open_door(c, &error);
        if (status != AGGLO_OK) {
            faults_add(faults, &error);
            close_class(c);
        }
    }
    free(document);
    config_free(body);
    return status;
}

/* The class, or that there is none and where one would listen. */
static void show_class(class_routes *c, http_reply *reply) {
    reply_sheet s;
    if (!reply_begin(&s))
        return;
    if (c->room != NULL) {
        class_links links;
        class_address_links(&c->address, http_port(c->server), &links);
        class_write_owner(c->room, links.items, links.count, s.out);
    } else {
        json_object(&s.j, NULL);
        json_text(&s.j, "code", NULL);
        json_text(&s.j, "listen", c->options.listen);
        json_close(&s.j);
    }
    reply_end(&s, 200, reply);
}

static void begin_class(void *context, const http_request *request, http_reply *reply) {
    class_routes *c = context;
    agglo_faults faults = {0};
    agglo_error error;
    gate_lock(&c->gate);
    agglo_status status = AGGLO_ERROR_INPUT;
    if (c->room == NULL) {
        status = start_class(c, request, &faults);
    } else {
        error_set(&error, AGGLO_ERROR_INPUT, "there is a class already");
        error_hint(&error, "end it first");
        faults_add(&faults, &error);
    }
    if (status == AGGLO_OK)
        show_class(c, reply);
    else
        reply_faults(reply, reply_status(status), &faults);
    gate_unlock(&c->gate);
    faults_free(&faults);
}

static void get_class(void *context, const http_request *request, http_reply *reply) {
    class_routes *c = context;
    gate_lock(&c->gate);
    if (c->room == NULL || !class_routes_have_seen(c->room, request, reply))
        show_class(c, reply);
    gate_unlock(&c->gate);
}

static void put_about(const scenario *s, json *j) {
    json_object(j, NULL);
    json_text(j, "name", s->name);
    json_number(j, "start_year", s->start_year);
    json_integer(j, "years", s->years);
    json_array(j, "regions");
    for (int r = 0; r < s->region_count; r++) {
        json_object(j, NULL);
        json_text(j, "name", s->regions[r].name);
        json_text(j, "label", s->regions[r].label);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

/* What a form must know of a scenario before there is a class. */
static void get_about(void *context, const http_request *request, http_reply *reply) {
    const class_routes *c = context;
    agglo_faults faults = {0};
    scenario *about = NULL;
    const char *path = http_query(request, "scenario");
    const catalogue_entry *entry = path != NULL ? catalogue_find(c->options.shipped, path) : NULL;
    agglo_status status = AGGLO_ERROR_INPUT;
    if (entry == NULL)
        config_fault(&faults, NULL, NULL, "the path of a shipped scenario", NULL,
                     "there is no such scenario");
    else
        status = scenario_load(entry->file, NULL, 0, &about, &faults);
    if (status == AGGLO_OK) {
        reply_sheet s;
        if (reply_begin(&s)) {
            put_about(about, &s.j);
            reply_end(&s, 200, reply);
        }
    } else {
        reply_faults(reply, entry == NULL ? 404 : reply_status(status), &faults);
    }
    scenario_free(about);
    faults_free(&faults);
}

static void end_class(void *context, const http_request *request, http_reply *reply) {
    class_routes *c = context;
    (void)request;
    gate_lock(&c->gate);
    close_class(c);
    gate_unlock(&c->gate);
    reply_nothing(reply);
}

static void remove_student(void *context, const http_request *request, http_reply *reply) {
    class_routes *c = context;
    agglo_faults faults = {0};
    config_document *body = request_document(request, &faults);
    const char *name =
        body != NULL ? request_text(config_root(body), "student", NULL, &faults) : NULL;
    gate_lock(&c->gate);
    if (name != NULL && c->room != NULL && class_remove(c->room, name)) {
        show_class(c, reply);
    } else {
        agglo_error error;
        error_set(&error, AGGLO_ERROR_INPUT, "there is no such student");
        if (name != NULL)
            faults_add(&faults, &error);
        reply_faults(reply, name != NULL ? 404 : 400, &faults);
    }
    gate_unlock(&c->gate);
    config_free(body);
    faults_free(&faults);
}

void class_routes_of_owner(class_routes *c, http_route out[CLASS_ROUTES_OF_OWNER]) {
    const http_route all[CLASS_ROUTES_OF_OWNER] = {
        {"POST", "/api/class", 0, begin_class, c},
        {"GET", "/api/class", 0, get_class, c},
        {"DELETE", "/api/class", 0, end_class, c},
        {"GET", "/api/class/about", 0, get_about, c},
        {"POST", "/api/class/remove", 0, remove_student, c},
    };
    memcpy(out, all, sizeof all);
}
