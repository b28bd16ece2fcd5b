/* What a class answers its students. */
#include <stdio.h>
#include <stdlib.h>

#include "tools/studio/class_routes_private.h"
#include "tools/studio/page.h"
#include "tools/studio/reply.h"
#include "tools/studio/request.h"
#include "tools/studio/views.h"

enum { COST_DIGITS = 9 };

static int status_of(class_answer answer) {
    static const int statuses[] = {[CLASS_DONE] = 200,
                                   [CLASS_WRONG] = 400,
                                   [CLASS_DENIED] = 403,
                                   [CLASS_FULL] = 429,
                                   [CLASS_BROKEN] = 500};
    return statuses[answer];
}

int class_routes_have_seen(class_room *room, const http_request *request, http_reply *reply) {
    const char *since = http_query(request, "since");
    char *end;
    unsigned long version = class_version(room);
    reply_sheet s;
    if (since == NULL || since[0] == '\0' || strtoul(since, &end, 10) != version || *end != '\0')
        return 0;
    if (reply_begin(&s)) {
        json_object(&s.j, NULL);
        json_integer(&s.j, "version", (int64_t)version);
        json_bool(&s.j, "is_same", 1);
        json_close(&s.j);
        reply_end(&s, 200, reply);
    }
    return 1;
}

/* For those who type the address alone. */
static void show_way(void *context, const http_request *request, http_reply *reply) {
    static const char way[] =
        "<!DOCTYPE html><meta http-equiv=\"refresh\" content=\"0; url=/join\">"
        "<a href=\"/join\">/join</a>\n";
    (void)context;
    (void)request;
    reply_copy(reply, "text/html; charset=utf-8", way, sizeof way - 1);
}

/* All that a student may see, after `token` where it is given out. */
static void reply_student(class_room *room, const char *token, int gives_token, http_reply *reply) {
    agglo_faults faults = {0};
    reply_sheet s;
    if (!reply_begin(&s))
        return;
    if (gives_token)
        fprintf(s.out, "{\"token\": \"%s\", \"class\": ", token);
    class_answer answer = class_write_student(room, token, s.out, &faults);
    if (gives_token)
        fputs("}\n", s.out);
    reply_end(&s, 200, reply);
    if (answer != CLASS_DONE)
        reply_faults(reply, status_of(answer), &faults);
    faults_free(&faults);
}

static void join_class(void *context, const http_request *request, http_reply *reply) {
    agglo_faults faults = {0};
    char token[CLASS_TOKEN_SIZE];
    class_answer answer = CLASS_WRONG;
    config_document *body = request_document(request, &faults);
    const char *code = NULL, *name = NULL;
    if (body != NULL) {
        code = request_text(config_root(body), "code", NULL, &faults);
        name = request_text(config_root(body), "name", NULL, &faults);
    }
    if (code != NULL && name != NULL)
        answer = class_join(context, code, name, token, &faults);
    if (answer == CLASS_DONE)
        reply_student(context, token, 1, reply);
    else
        reply_faults(reply, status_of(answer), &faults);
    config_free(body);
    faults_free(&faults);
}

static void put_price(const class_price *price, const agglo_faults *faults, json *j) {
    json_object(j, NULL);
    if (price->number > 0) {
        json_integer(j, "package", (int64_t)price->number);
        json_text(j, "status", "waiting");
    }
    json_number(j, "cost", price->cost);
    json_numbers(j, "costs", price->costs, price->count, COST_DIGITS);
    json_bool(j, "is_open", price->is_open);
    json_array(j, "warnings");
    for (size_t i = 0; i < faults->count; i++)
        reply_put_fault(j, &faults->items[i]);
    json_close(j);
    json_close(j);
}

typedef class_answer take_package(class_room *room, const char *token, const char *text,
                                  class_price *out, agglo_faults *faults);

static void answer_package(class_room *room, take_package *take, const http_request *request,
                           http_reply *reply) {
    agglo_faults faults = {0};
    class_price price;
    class_answer answer = take(room, request->token, request->body, &price, &faults);
    if (answer == CLASS_DONE) {
        reply_sheet s;
        if (reply_begin(&s)) {
            put_price(&price, &faults, &s.j);
            reply_end(&s, 200, reply);
        }
    } else {
        reply_faults(reply, status_of(answer), &faults);
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
    if (!class_knows(context, request->token) || !class_routes_have_seen(context, request, reply))
        reply_student(context, request->token, 0, reply);
}

static void show_descriptors(void *context, const http_request *request, http_reply *reply) {
    reply_sheet s;
    (void)context;
    (void)request;
    if (!reply_begin(&s))
        return;
    views_descriptors(&s.j);
    reply_end(&s, 200, reply);
}

const http_route class_routes_of_students[] = {
    {"GET", "/", 1, show_way, NULL},
    {"GET", "/join", 1, page_show, NULL},
    {"GET", "/charts.js", 1, page_show_charts, NULL},
    {"GET", "/class/descriptors", 1, show_descriptors, NULL},
    {"POST", "/class/join", 1, join_class, NULL},
    {"POST", "/class/quote", 1, quote_package, NULL},
    {"POST", "/class/packages", 1, submit_package, NULL},
    {"GET", "/class/results", 1, show_results, NULL},
};
const size_t class_routes_student_count =
    sizeof class_routes_of_students / sizeof class_routes_of_students[0];
