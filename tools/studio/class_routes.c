#include "tools/studio/class_routes.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario/scenario.h"
#include "tools/agglo/json.h"
#include "tools/agglo/signals.h"
#include "tools/studio/class.h"
#include "tools/studio/class_address.h"
#include "tools/studio/page.h"
#include "tools/studio/views.h"

enum { REPLICATES = 40, COST_DIGITS = 9 };

struct class_routes {
    class_routes_options options;
    class_address address;
    http_options served;
    pthread_mutex_t lock; /* of the owner's requests */
    http_server *server;  /* there is one while there is a class: students find it in `room` */
    class_room *room;
};

/* ---- Replies ---- */

/* A text that is written to a stream. */
typedef struct {
    char *text;
    size_t size;
    FILE *out;
} sheet;

static int sheet_open(sheet *s) {
    *s = (sheet){0};
    s->out = open_memstream(&s->text, &s->size);
    return s->out != NULL;
}

/* The text, freed by the caller; null if something has failed. */
static char *sheet_close(sheet *s) {
    if (s->out == NULL)
        return NULL;
    if (fclose(s->out) == 0)
        return s->text;
    free(s->text);
    return NULL;
}

static int status_of(class_answer answer) {
    static const int statuses[] = {[CLASS_DONE] = 200,
                                   [CLASS_WRONG] = 400,
                                   [CLASS_DENIED] = 403,
                                   [CLASS_FULL] = 429,
                                   [CLASS_BROKEN] = 500};
    return statuses[answer];
}

static int status_of_fault(agglo_status status) {
    return status == AGGLO_ERROR_INPUT || status == AGGLO_ERROR_USAGE ? 400 : 500;
}

/* ---- Requests ---- */

static config_document *read_body(const http_request *request, agglo_faults *faults) {
    const config_foreign body = {
        .text = request->body, .length = request->body_length, .name = "request"};
    config_document *document = NULL;
    return config_parse_foreign(&body, &document, faults) == AGGLO_OK ? document : NULL;
}

/* A member that is a text, or `standard` if there is none; null with a fault. */
static const char *text_of(config_node *root, const char *name, const char *standard,
                           agglo_faults *faults) {
    char got[80];
    config_node *node = config_member(root, name);
    if (node == NULL && standard != NULL)
        return standard;
    if (node != NULL && node->type == CONFIG_STRING)
        return node->text;
    config_fault(faults, node != NULL ? node : root,
                 node != NULL ? config_show(node, got, sizeof got) : NULL, "a text", NULL,
                 "\"%s\" is missing or not a text", name);
    return NULL;
}

static double number_of(config_node *root, const char *name, double standard,
                        agglo_faults *faults) {
    char got[80];
    config_node *node = config_member(root, name);
    if (node == NULL && !isnan(standard))
        return standard;
    if (node != NULL && node->type == CONFIG_NUMBER)
        return node->number;
    config_fault(faults, node != NULL ? node : root,
                 node != NULL ? config_show(node, got, sizeof got) : NULL, "a number", NULL,
                 "\"%s\" is missing or not a number", name);
    return NAN;
}

/* Out of range is said by the class; here it only has to be an int. */
static int whole_of(config_node *root, const char *name, int standard, agglo_faults *faults) {
    double value = number_of(root, name, standard, faults);
    if (isnan(value) || (value == floor(value) && fabs(value) < 1e6))
        return isnan(value) ? 0 : (int)value;
    config_fault(faults, config_member(root, name), NULL, "a whole number", NULL,
                 "\"%s\" is not a whole number", name);
    return 0;
}

/* True if the one who asks has seen this version: then no more than that is answered. */
static int has_seen(class_room *room, const http_request *request, http_reply *reply) {
    const char *since = http_query(request, "since");
    char *end;
    unsigned long version = class_version(room);
    if (since == NULL || since[0] == '\0' || strtoul(since, &end, 10) != version || *end != '\0')
        return 0;
    sheet s;
    if (sheet_open(&s))
        fprintf(s.out, "{\"version\": %lu, \"is_same\": true}\n", version);
    http_reply_text(reply, 200, sheet_close(&s));
    return 1;
}

/* ---- What students ask ---- */

/* For those who type the address alone. */
static void show_way(void *context, const http_request *request, http_reply *reply) {
    static const char way[] =
        "<!DOCTYPE html><meta http-equiv=\"refresh\" content=\"0; url=/join\">"
        "<a href=\"/join\">/join</a>\n";
    (void)context;
    (void)request;
    http_reply_text(reply, 200, strdup(way));
    reply->type = "text/html; charset=utf-8";
}

static void join_class(void *context, const http_request *request, http_reply *reply) {
    const class_routes *c = context;
    agglo_faults faults = {0};
    char token[CLASS_TOKEN_SIZE];
    class_answer answer = CLASS_WRONG;
    config_document *body = read_body(request, &faults);
    const char *code = NULL, *name = NULL;
    if (body != NULL) {
        code = text_of(config_root(body), "code", NULL, &faults);
        name = text_of(config_root(body), "name", NULL, &faults);
    }
    if (code != NULL && name != NULL)
        answer = class_join(c->room, code, name, token, &faults);
    sheet s;
    if (answer != CLASS_DONE) {
        http_reply_faults(reply, status_of(answer), &faults);
    } else {
        if (sheet_open(&s)) {
            fprintf(s.out, "{\"token\": \"%s\", \"class\": ", token);
            answer = class_write_student(c->room, token, s.out, &faults);
            fputs("}\n", s.out);
        }
        http_reply_text(reply, status_of(answer), sheet_close(&s));
    }
    config_free(body);
    faults_free(&faults);
}

static void write_price(const class_price *price, const agglo_faults *faults, FILE *out) {
    json j;
    json_begin(&j, out);
    json_object(&j, NULL);
    if (price->number > 0) {
        json_integer(&j, "package", (int64_t)price->number);
        json_text(&j, "status", "waiting");
    }
    json_number(&j, "cost", price->cost);
    json_numbers(&j, "costs", price->costs, price->count, COST_DIGITS);
    json_bool(&j, "is_open", price->is_open);
    json_array(&j, "warnings");
    for (size_t i = 0; i < faults->count; i++)
        http_put_fault(&j, &faults->items[i]);
    json_close(&j);
    json_close(&j);
}

typedef class_answer take_package(class_room *room, const char *token, const char *text,
                                  class_price *out, agglo_faults *faults);

static void answer_package(class_routes *c, take_package *take, const http_request *request,
                           http_reply *reply) {
    agglo_faults faults = {0};
    class_price price;
    class_answer answer = take(c->room, request->token, request->body, &price, &faults);
    if (answer == CLASS_DONE) {
        sheet s;
        if (sheet_open(&s))
            write_price(&price, &faults, s.out);
        http_reply_text(reply, 200, sheet_close(&s));
    } else {
        http_reply_faults(reply, status_of(answer), &faults);
    }
    faults_free(&faults);
}

static void quote_package(void *context, const http_request *request, http_reply *reply) {
    answer_package(context, class_quote, request, reply);
}

static void submit_package(void *context, const http_request *request, http_reply *reply) {
    answer_package(context, class_submit, request, reply);
}

static void show_results(void *context, const http_request *request, http_reply *reply) {
    const class_routes *c = context;
    agglo_faults faults = {0};
    sheet s;
    class_answer answer = CLASS_BROKEN;
    if (class_knows(c->room, request->token) && has_seen(c->room, request, reply))
        return;
    if (sheet_open(&s))
        answer = class_write_student(c->room, request->token, s.out, &faults);
    char *text = sheet_close(&s);
    if (answer == CLASS_DONE) {
        http_reply_text(reply, 200, text);
    } else {
        http_reply_faults(reply, status_of(answer), &faults);
        free(text);
    }
    faults_free(&faults);
}

static void show_descriptors(void *context, const http_request *request, http_reply *reply) {
    sheet s;
    json j;
    (void)context;
    (void)request;
    if (sheet_open(&s)) {
        json_begin(&j, s.out);
        views_descriptors(&j);
    }
    http_reply_text(reply, 200, sheet_close(&s));
}

static const http_route student_routes[] = {
    {"GET", "/", 1, show_way, NULL},
    {"GET", "/join", 1, page_show, NULL},
    {"GET", "/charts.js", 1, page_show_charts, NULL},
    {"GET", "/class/descriptors", 1, show_descriptors, NULL},
    {"POST", "/class/join", 1, join_class, NULL},
    {"POST", "/class/quote", 1, quote_package, NULL},
    {"POST", "/class/packages", 1, submit_package, NULL},
    {"GET", "/class/results", 1, show_results, NULL},
};

/* ---- The class's address ---- */

static agglo_status open_door(class_routes *c, agglo_error *error) {
    c->served = (http_options){.address = c->address.number,
                               .port = c->address.port > 0 ? c->address.port : CLASS_ADDRESS_PORT,
                               .token = "",
                               .routes = student_routes,
                               .route_count = sizeof student_routes / sizeof student_routes[0],
                               .context = c};
    agglo_status status = http_start(&c->served, &c->server, error);
    if (status == AGGLO_OK || c->address.port > 0)
        return status;
    c->served.port = 0;
    return http_start(&c->served, &c->server, error);
}

agglo_status class_routes_create(const class_routes_options *options, class_routes **out,
                                 agglo_error *error) {
    *out = NULL;
    class_routes *c = calloc(1, sizeof *c);
    if (c == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a class");
    c->options = *options;
    pthread_mutex_init(&c->lock, NULL);
    agglo_status status = class_address_read(
        options->listen != NULL ? options->listen : "127.0.0.1", &c->address, error);
    if (status == AGGLO_OK && options->listen != NULL) { /* said now, not before the class */
        status = open_door(c, error);
        http_stop(c->server);
        c->server = NULL;
        if (status != AGGLO_OK)
            error_hint(error, "--listen wants an address of this machine, and a port that is free");
    }
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
    pthread_mutex_destroy(&c->lock);
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
    *out = (class_options){.scenario = text_of(root, "scenario", NULL, faults),
                           .region = text_of(root, "region", NULL, faults),
                           .outcome = text_of(root, "outcome", "firms", faults),
                           .budget = number_of(root, "budget", NAN, faults),
                           .years = whole_of(root, "years", 0, faults),
                           .replicates = whole_of(root, "replicates", REPLICATES, faults),
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
    config_document *body = read_body(request, faults);
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
    sheet s;
    if (sheet_open(&s) && c->room != NULL) {
        class_links links;
        class_address_links(&c->address, http_port(c->server), &links);
        class_write_owner(c->room, links.items, links.count, s.out);
    } else if (s.out != NULL) {
        json j;
        json_begin(&j, s.out);
        json_object(&j, NULL);
        json_text(&j, "code", NULL);
        json_text(&j, "listen", c->options.listen);
        json_close(&j);
    }
    http_reply_text(reply, 200, sheet_close(&s));
}

static void begin_class(void *context, const http_request *request, http_reply *reply) {
    class_routes *c = context;
    agglo_faults faults = {0};
    agglo_error error;
    pthread_mutex_lock(&c->lock);
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
        http_reply_faults(reply, status_of_fault(status), &faults);
    pthread_mutex_unlock(&c->lock);
    faults_free(&faults);
}

static void get_class(void *context, const http_request *request, http_reply *reply) {
    class_routes *c = context;
    pthread_mutex_lock(&c->lock);
    if (c->room == NULL || !has_seen(c->room, request, reply))
        show_class(c, reply);
    pthread_mutex_unlock(&c->lock);
}

static void write_about(const scenario *s, FILE *out) {
    json j;
    json_begin(&j, out);
    json_object(&j, NULL);
    json_text(&j, "name", s->name);
    json_number(&j, "start_year", s->start_year);
    json_integer(&j, "years", s->years);
    json_array(&j, "regions");
    for (int r = 0; r < s->region_count; r++) {
        json_object(&j, NULL);
        json_text(&j, "name", s->regions[r].name);
        json_text(&j, "label", s->regions[r].label);
        json_close(&j);
    }
    json_close(&j);
    json_close(&j);
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
        sheet s;
        if (sheet_open(&s))
            write_about(about, s.out);
        http_reply_text(reply, 200, sheet_close(&s));
    } else {
        http_reply_faults(reply, entry == NULL ? 404 : status_of_fault(status), &faults);
    }
    scenario_free(about);
    faults_free(&faults);
}

static void reply_empty(http_reply *reply) {
    http_reply_text(reply, 200, strdup("{}\n"));
}

static void end_class(void *context, const http_request *request, http_reply *reply) {
    class_routes *c = context;
    (void)request;
    pthread_mutex_lock(&c->lock);
    close_class(c);
    pthread_mutex_unlock(&c->lock);
    reply_empty(reply);
}

static void remove_student(void *context, const http_request *request, http_reply *reply) {
    class_routes *c = context;
    agglo_faults faults = {0};
    config_document *body = read_body(request, &faults);
    const char *name = body != NULL ? text_of(config_root(body), "student", NULL, &faults) : NULL;
    pthread_mutex_lock(&c->lock);
    if (name != NULL && c->room != NULL && class_remove(c->room, name)) {
        show_class(c, reply);
    } else {
        agglo_error error;
        error_set(&error, AGGLO_ERROR_INPUT, "there is no such student");
        if (name != NULL)
            faults_add(&faults, &error);
        http_reply_faults(reply, name != NULL ? 404 : 400, &faults);
    }
    pthread_mutex_unlock(&c->lock);
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
