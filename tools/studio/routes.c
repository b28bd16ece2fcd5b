#include "tools/studio/routes.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/agglo/pages.h"
#include "tools/studio/views.h"

/* ---- Replies ---- */

typedef struct {
    FILE *out;
    char *text;
    size_t size;
    json j;
} writing;

static int begin_writing(writing *w) {
    *w = (writing){0};
    w->out = open_memstream(&w->text, &w->size);
    if (w->out != NULL)
        json_begin(&w->j, w->out);
    return w->out != NULL;
}

static void end_writing(writing *w, http_reply *reply) {
    if (ferror(w->out) | (fclose(w->out) != 0)) {
        free(w->text);
        w->text = NULL;
    }
    http_reply_text(reply, 200, w->text);
}

static int status_code(agglo_status status) {
    return status == AGGLO_ERROR_INPUT || status == AGGLO_ERROR_USAGE ? 400 : 500;
}

static void refuse(http_reply *reply, int status, const char *what, const char *expected) {
    agglo_error error;
    error_set(&error, AGGLO_ERROR_INPUT, "%s", what);
    if (expected != NULL)
        error_expected(&error, "%s", expected);
    http_reply_error(reply, status, &error);
}

static void reply_side(http_reply *reply, const session_side *side) {
    writing w;
    if (!begin_writing(&w))
        return;
    views_side(&w.j, side);
    end_writing(&w, reply);
}

static void reply_nothing(http_reply *reply) {
    http_reply_text(reply, 200, strdup("{}\n"));
}

/* ---- Requests ---- */

/* The body as a document; null and a reply if it is none, or holds what is not known. */
static config_document *read_body(const http_request *request, const char *const *known,
                                  size_t count, http_reply *reply) {
    const config_foreign given = {
        .text = request->body, .length = request->body_length, .name = ""};
    config_document *document = NULL;
    agglo_faults faults = {0};
    agglo_status status = config_parse_foreign(&given, &document, &faults);
    if (status == AGGLO_OK) {
        for (size_t i = 0; i < count; i++)
            (void)config_member(config_root(document), known[i]);
        config_report_unused(config_root(document), known, count, &faults);
        if (faults.errors > 0)
            status = AGGLO_ERROR_INPUT;
    }
    if (status != AGGLO_OK) {
        http_reply_faults(reply, status_code(status), &faults);
        config_free(document);
        document = NULL;
    }
    faults_free(&faults);
    return document;
}

/* A whole number between two others, or `standard` if there is none of the name. */
static int read_number(config_node *root, const char *name, const int limits[2], int *value,
                       http_reply *reply) {
    agglo_faults faults = {0};
    char got[80], expected[80];
    const config_node *node = config_member(root, name);
    if (node == NULL)
        return 1;
    if (node->type == CONFIG_NUMBER && node->number == floor(node->number) &&
        node->number >= limits[0] && node->number <= limits[1]) {
        *value = (int)node->number;
        return 1;
    }
    snprintf(expected, sizeof expected, "a whole number, %d to %d", limits[0], limits[1]);
    config_fault(&faults, node, config_show(node, got, sizeof got), expected, NULL,
                 "the value is not right");
    http_reply_faults(reply, 400, &faults);
    faults_free(&faults);
    return 0;
}

/* The same in the address. */
static int read_query(const http_request *request, const char *name, const int limits[2],
                      int *value, http_reply *reply) {
    const char *text = http_query(request, name);
    char *end = NULL, what[64], expected[80];
    if (text == NULL)
        return 1;
    errno = 0;
    long number = strtol(text, &end, 10);
    if (text[0] != '\0' && *end == '\0' && errno == 0 && number >= limits[0] &&
        number <= limits[1]) {
        *value = (int)number;
        return 1;
    }
    snprintf(what, sizeof what, "\"%s\" in the address is not right", name);
    snprintf(expected, sizeof expected, "a whole number, %d to %d", limits[0], limits[1]);
    refuse(reply, 400, what, expected);
    return 0;
}

/* The side of the address, locked, with a document; null and a reply if there is none. */
static session_side *lock_side(session *s, const http_request *request, http_reply *reply) {
    session_side *side = session_lock(s, request->parts[0]);
    if (side != NULL && side->simulation != NULL)
        return side;
    if (side != NULL)
        session_unlock(side);
    refuse(reply, 404, "the side shows no scenario", side == NULL ? "A or B" : NULL);
    return NULL;
}

/* ---- The page and what is fixed ---- */

static void get_page(void *context, const http_request *request, http_reply *reply) {
    (void)context;
    (void)request;
    char *copy = malloc(page_of_studio_size + 1);
    if (copy == NULL)
        return;
    memcpy(copy, page_of_studio, page_of_studio_size);
    *reply = (http_reply){.status = 200,
                          .type = "text/html; charset=utf-8",
                          .body = copy,
                          .length = page_of_studio_size};
}

static void get_scenarios(void *context, const http_request *request, http_reply *reply) {
    (void)request;
    const session *s = context;
    writing w;
    if (!begin_writing(&w))
        return;
    views_scenarios(&w.j, s->catalogue);
    end_writing(&w, reply);
}

static void get_descriptors(void *context, const http_request *request, http_reply *reply) {
    (void)context;
    (void)request;
    writing w;
    if (!begin_writing(&w))
        return;
    views_descriptors(&w.j);
    end_writing(&w, reply);
}

/* ---- Sides ---- */

/* The text of a document within a body; freed by the caller. */
static char *text_of(const config_node *node) {
    config_document *copy = config_copy(node);
    char *text = copy != NULL ? config_print(copy) : NULL;
    config_free(copy);
    return text;
}

static void choose(session *s, session_side *side, config_node *root, http_reply *reply) {
    agglo_faults faults = {0};
    const config_node *path = config_member(root, "scenario"),
                      *document = config_member(root, "document");
    int is_path = path != NULL && path->type == CONFIG_STRING && document == NULL;
    int is_text = document != NULL && document->type == CONFIG_OBJECT && path == NULL;
    if (!is_path && !is_text) {
        refuse(reply, 400, "there is no scenario in this",
               "{\"scenario\": \"a path of the list\"} or {\"document\": {...}}");
        return;
    }
    char *text = is_text ? text_of(document) : NULL;
    const session_choice choice = {.path = is_path ? path->text : NULL, .text = text};
    if (is_text && text == NULL)
        return;
    agglo_status status = session_choose(s, side, &choice, &faults);
    if (status == AGGLO_OK)
        reply_side(reply, side);
    else
        http_reply_faults(reply, status_code(status), &faults);
    faults_free(&faults);
    free(text);
}

static void put_side(void *context, const http_request *request, http_reply *reply) {
    static const char *const known[] = {"scenario", "document"};
    session_side *side = session_lock(context, request->parts[0]);
    if (side == NULL) {
        refuse(reply, 404, "there is no such side", "A or B");
        return;
    }
    config_document *body = read_body(request, known, 2, reply);
    if (body != NULL)
        choose(context, side, config_root(body), reply);
    config_free(body);
    session_unlock(side);
}

static void get_side(void *context, const http_request *request, http_reply *reply) {
    session_side *side = lock_side(context, request, reply);
    if (side == NULL)
        return;
    reply_side(reply, side);
    session_unlock(side);
}

static void delete_side(void *context, const http_request *request, http_reply *reply) {
    session_side *side = session_lock(context, request->parts[0]);
    if (side == NULL) {
        refuse(reply, 404, "there is no such side", "A or B");
        return;
    }
    session_clear(side);
    session_unlock(side);
    reply_nothing(reply);
}

static void go_and_tell(session *s, session_side *side, config_node *root, http_reply *reply) {
    const int steps[2] = {0, side->scenario->steps};
    const int places[2] = {0, side->scenario->region_count - 1};
    int from = side->step, to = side->step, region = 0;
    if (!read_number(root, "from", steps, &from, reply) ||
        !read_number(root, "to", steps, &to, reply) ||
        !read_number(root, "region", places, &region, reply))
        return;
    agglo_error error = {0};
    agglo_status status = session_go(s, side, to, &error);
    if (status != AGGLO_OK) {
        http_reply_error(reply, status_code(status), &error);
        return;
    }
    writing w;
    if (!begin_writing(&w))
        return;
    views_frames(&w.j, side, from < to ? from + 1 : 0, region);
    end_writing(&w, reply);
}

static void advance_side(void *context, const http_request *request, http_reply *reply) {
    static const char *const known[] = {"from", "to", "region"};
    session_side *side = lock_side(context, request, reply);
    if (side == NULL)
        return;
    config_document *body = read_body(request, known, 3, reply);
    if (body != NULL)
        go_and_tell(context, side, config_root(body), reply);
    config_free(body);
    session_unlock(side);
}

static void edit_side(void *context, const http_request *request, http_reply *reply) {
    static const char *const known[] = {"edits"};
    agglo_faults faults = {0};
    session_side *side = lock_side(context, request, reply);
    if (side == NULL)
        return;
    config_document *body = read_body(request, known, 1, reply);
    if (body != NULL) {
        const config_node *edits = config_member(config_root(body), "edits");
        agglo_status status = session_edit(context, side, edits, &faults);
        if (status == AGGLO_OK)
            reply_side(reply, side);
        else
            http_reply_faults(reply, status_code(status), &faults);
    }
    faults_free(&faults);
    config_free(body);
    session_unlock(side);
}

static void get_scenario(void *context, const http_request *request, http_reply *reply) {
    session_side *side = lock_side(context, request, reply);
    if (side == NULL)
        return;
    http_reply_text(reply, 200, strdup(side->text));
    reply->save_as = "scenario.json";
    session_unlock(side);
}

const http_route routes_all[] = {
    {"GET", "/", 1, get_page, NULL},
    {"GET", "/api/scenarios", 0, get_scenarios, NULL},
    {"GET", "/api/descriptors", 0, get_descriptors, NULL},
    {"PUT", "/api/sides/:side", 0, put_side, NULL},
    {"GET", "/api/sides/:side", 0, get_side, NULL},
    {"DELETE", "/api/sides/:side", 0, delete_side, NULL},
    {"POST", "/api/sides/:side/advance", 0, advance_side, NULL},
    {"POST", "/api/sides/:side/edit", 0, edit_side, NULL},
    {"GET", "/api/sides/:side/scenario", 0, get_scenario, NULL},
};
const size_t routes_count = sizeof routes_all / sizeof routes_all[0];
