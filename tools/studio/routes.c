#include "tools/studio/routes.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/studio/offers.h"
#include "tools/studio/page.h"
#include "tools/studio/reasons.h"
#include "tools/studio/reply.h"
#include "tools/studio/request.h"
#include "tools/studio/ties.h"
#include "tools/studio/views.h"

enum { MOST_NODES = 2000, MOST_REPLICATES = 200, STANDARD_REPLICATES = 20 };

/* ---- Replies ---- */

/* The reply that was written, or else the error. */
static void end_judged(reply_sheet *w, agglo_status status, const agglo_error *error,
                       http_reply *reply) {
    reply_end(w, 200, reply);
    if (status != AGGLO_OK)
        reply_error(reply, reply_status(status), error);
}

static void reply_side(http_reply *reply, const session_side *side) {
    reply_sheet w;
    if (!reply_begin(&w))
        return;
    views_side(&w.j, side);
    reply_end(&w, 200, reply);
}

/* ---- Requests ---- */

/* The body as a document; null and a reply if it is none, or holds what is not known. */
static config_document *read_body(const http_request *request, const char *const *known,
                                  size_t count, http_reply *reply) {
    agglo_faults faults = {0};
    config_document *document = request_document(request, &faults);
    for (size_t i = 0; document != NULL && i < count; i++)
        (void)config_member(config_root(document), known[i]);
    if (document != NULL)
        config_report_unused(config_root(document), known, count, &faults);
    if (document == NULL || faults.errors > 0) {
        reply_faults(reply, 400, &faults);
        config_free(document);
        document = NULL;
    }
    faults_free(&faults);
    return document;
}

/* A whole number between two others; the value stays as it is if there is none of the name. */
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
    reply_faults(reply, 400, &faults);
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
    reply_refuse(reply, 400, what, expected);
    return 0;
}

/* The region of the address, the first if it names none. */
static int read_region(const http_request *request, int count, int *region, http_reply *reply) {
    const int places[2] = {0, count - 1};
    *region = 0;
    return read_query(request, "region", places, region, reply);
}

/* The side of the address, locked; null and a reply if that cannot be had. */
static session_side *lock_any_side(session *s, const http_request *request, http_reply *reply) {
    session_side *side = session_find(s, request->parts[0]);
    if (side == NULL)
        reply_refuse(reply, 404, "there is no such side", "A or B");
    else if (session_lock(side))
        return side;
    else
        reply_refuse(reply, 429, "the side is still busy with a step", NULL);
    return NULL;
}

/* The same with a document. */
static session_side *lock_side(session *s, const http_request *request, http_reply *reply) {
    session_side *side = lock_any_side(s, request, reply);
    if (side == NULL || side->simulation != NULL)
        return side;
    session_unlock(side);
    reply_refuse(reply, 404, "the side shows no scenario", NULL);
    return NULL;
}

/* ---- What is fixed ---- */

static void get_scenarios(void *context, const http_request *request, http_reply *reply) {
    (void)request;
    const session *s = context;
    reply_sheet w;
    if (!reply_begin(&w))
        return;
    views_scenarios(&w.j, s->catalogue);
    reply_end(&w, 200, reply);
}

static void get_descriptors(void *context, const http_request *request, http_reply *reply) {
    (void)context;
    (void)request;
    reply_sheet w;
    if (!reply_begin(&w))
        return;
    views_descriptors(&w.j);
    reply_end(&w, 200, reply);
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
        reply_refuse(reply, 400, "there is no scenario in this",
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
        reply_faults(reply, reply_status(status), &faults);
    faults_free(&faults);
    free(text);
}

static void put_side(void *context, const http_request *request, http_reply *reply) {
    static const char *const known[] = {"scenario", "document"};
    session_side *side = lock_any_side(context, request, reply);
    if (side == NULL)
        return;
    config_document *body = read_body(request, known, 2, reply);
    if (body != NULL)
        choose(context, side, config_root(body), reply);
    config_free(body);
    session_unlock(side);
}

/* Names of the sides that are there; one that is busy is. */
static void get_sides(void *context, const http_request *request, http_reply *reply) {
    (void)request;
    session *s = context;
    reply_sheet w;
    if (!reply_begin(&w))
        return;
    json_array(&w.j, NULL);
    for (int k = 0; k < SESSION_SIDES; k++) {
        session_side *side = &s->sides[k];
        const char name[2] = {side->name, '\0'};
        int is_free = session_lock(side);
        if (!is_free || side->simulation != NULL)
            json_text(&w.j, NULL, name);
        if (is_free)
            session_unlock(side);
    }
    json_close(&w.j);
    reply_end(&w, 200, reply);
}

static void get_side(void *context, const http_request *request, http_reply *reply) {
    session_side *side = lock_side(context, request, reply);
    if (side == NULL)
        return;
    reply_side(reply, side);
    session_unlock(side);
}

static void delete_side(void *context, const http_request *request, http_reply *reply) {
    session_side *side = lock_any_side(context, request, reply);
    if (side == NULL)
        return;
    session_clear(side);
    session_unlock(side);
    reply_nothing(reply);
}

static void go_and_tell(session_side *side, config_node *root, http_reply *reply) {
    const int steps[2] = {0, side->scenario->steps};
    const int places[2] = {0, side->scenario->region_count - 1};
    int from = side->step, to = side->step, region = 0;
    if (!read_number(root, "from", steps, &from, reply) ||
        !read_number(root, "to", steps, &to, reply) ||
        !read_number(root, "region", places, &region, reply))
        return;
    agglo_error error = {0};
    agglo_status status = session_go(side, to, &error);
    if (status != AGGLO_OK) {
        reply_error(reply, reply_status(status), &error);
        return;
    }
    reply_sheet w;
    if (!reply_begin(&w))
        return;
    views_frames(&w.j, side, from < to ? from + 1 : 0, region);
    reply_end(&w, 200, reply);
}

static void advance_side(void *context, const http_request *request, http_reply *reply) {
    static const char *const known[] = {"from", "to", "region"};
    session_side *side = lock_side(context, request, reply);
    if (side == NULL)
        return;
    config_document *body = read_body(request, known, 3, reply);
    if (body != NULL)
        go_and_tell(side, config_root(body), reply);
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
        agglo_status status = session_edit(side, edits, &faults);
        if (status == AGGLO_OK)
            reply_side(reply, side);
        else
            reply_faults(reply, reply_status(status), &faults);
    }
    faults_free(&faults);
    config_free(body);
    session_unlock(side);
}

static void get_scenario(void *context, const http_request *request, http_reply *reply) {
    session_side *side = lock_side(context, request, reply);
    if (side == NULL)
        return;
    reply_text(reply, 200, strdup(side->text));
    reply->save_as = "scenario.json";
    session_unlock(side);
}

/* ---- What a side's state tells ---- */

static void get_network(void *context, const http_request *request, http_reply *reply) {
    session_side *side = lock_side(context, request, reply);
    if (side == NULL)
        return;
    static const int nodes[2] = {1, MOST_NODES};
    int region, most = 300;
    agglo_error error = {0};
    reply_sheet w;
    if (read_region(request, side->scenario->region_count, &region, reply) &&
        read_query(request, "most", nodes, &most, reply) && reply_begin(&w)) {
        agglo_status status = ties_tell(&w.j, side, region, (size_t)most, &error);
        end_judged(&w, status, &error, reply);
    }
    session_unlock(side);
}

static void get_why(void *context, const http_request *request, http_reply *reply) {
    static const int numbers[2] = {0, INT_MAX};
    int event = -1;
    const char *agent = http_query(request, "agent");
    agglo_error error = {0};
    reply_sheet w;
    if (!read_query(request, "event", numbers, &event, reply))
        return;
    if ((event < 0) == (agent == NULL)) {
        reply_refuse(reply, 400, "nothing is asked for", "?event=NUMBER or ?agent=ID");
        return;
    }
    session_side *side = lock_side(context, request, reply);
    if (side == NULL)
        return;
    const reasons_question question = {.event = (size_t)event, .agent = agent};
    if (reply_begin(&w)) {
        agglo_status status = reasons_tell(&w.j, side, &question, &error);
        end_judged(&w, status, &error, reply);
    }
    session_unlock(side);
}

/* ---- What takes long: done beside the sides ---- */

static int begin_long(session *s, http_reply *reply) {
    if (session_begin_long(s))
        return 1;
    reply_refuse(reply, 429, "two requests that take long are being answered",
                 "a few seconds of patience");
    return 0;
}

static void reply_band(http_reply *reply, const band *b, const http_request *request) {
    int region;
    reply_sheet w;
    if (!read_region(request, band_regions(b), &region, reply) || !reply_begin(&w))
        return;
    band_tell(&w.j, b, region);
    reply_end(&w, 200, reply);
}

/* A band that is asked for, and what became of it. */
typedef struct {
    scenario *scenario;
    int threads;
    band *made;
    agglo_status status;
    agglo_error error;
} band_piece;

static void run_band(void *context) {
    band_piece *piece = context;
    piece->status = band_create(piece->scenario, piece->threads, &piece->made, &piece->error);
}

static void have_band_made(session *s, band_piece *piece, http_reply *reply) {
    if (!works_do(&s->works, run_band, piece) || piece->status == AGGLO_ERROR_INTERRUPTED)
        reply_refuse(reply, 500, "the runs of the band take longer than a minute", NULL);
    else if (piece->status != AGGLO_OK)
        reply_error(reply, reply_status(piece->status), &piece->error);
}

/* Null with a reply; a region that is not there is said before the runs. */
static band *make_band(session *s, const char *text, const http_request *request,
                       http_reply *reply) {
    agglo_faults faults = {0};
    int region;
    band_piece piece = {.threads = s->threads, .status = AGGLO_ERROR_INTERRUPTED};
    agglo_status status = session_read(text, &piece.scenario, &faults);
    if (status != AGGLO_OK)
        reply_faults(reply, reply_status(status), &faults);
    else if (read_region(request, piece.scenario->region_count, &region, reply))
        have_band_made(s, &piece, reply);
    scenario_free(piece.scenario);
    faults_free(&faults);
    return piece.made;
}

/* The side keeps the band if it is of what it shows and has none yet. */
static void keep_band(session_side *side, unsigned version, band *made) {
    if (session_lock(side)) {
        if (side->version == version && side->band == NULL) {
            side->band = made;
            made = NULL;
        }
        session_unlock(side);
    }
    band_free(made);
}

static void get_band(void *context, const http_request *request, http_reply *reply) {
    session *s = context;
    session_side *side = lock_side(s, request, reply);
    if (side == NULL)
        return;
    unsigned version = side->version;
    int is_there = side->band != NULL;
    if (is_there)
        reply_band(reply, side->band, request);
    char *text = is_there ? NULL : strdup(side->chosen);
    session_unlock(side);
    if (text == NULL || !begin_long(s, reply)) {
        free(text);
        return;
    }
    band *made = make_band(s, text, request, reply);
    session_end_long(s);
    free(text);
    if (made == NULL)
        return;
    reply_band(reply, made, request);
    keep_band(side, version, made);
}

typedef agglo_status offer(const offers_order *order, char **bytes, size_t *length,
                           agglo_error *error);

/* What a download has of itself. */
typedef struct {
    offer *make;
    const char *type, *name;
    int is_compared; /* with the scenario as it was chosen, if it was changed */
} download;

static void send_offer(session *s, const download *d, const offers_order *order,
                       http_reply *reply) {
    agglo_error error = {0};
    char *bytes = NULL;
    size_t length = 0;
    if (!begin_long(s, reply))
        return;
    agglo_status status = d->make(order, &bytes, &length, &error);
    session_end_long(s);
    if (status != AGGLO_OK)
        reply_error(reply, reply_status(status), &error);
    else
        *reply = (http_reply){
            .status = 200, .type = d->type, .body = bytes, .length = length, .save_as = d->name};
}

static void answer_offer(session *s, const http_request *request, const download *d,
                         http_reply *reply) {
    static const char *const known[] = {"replicates"};
    static const int numbers[2] = {1, MOST_REPLICATES};
    offers_order order = {.replicates = STANDARD_REPLICATES};
    config_document *body = read_body(request, known, 1, reply);
    int is_right = body != NULL &&
                   read_number(config_root(body), "replicates", numbers, &order.replicates, reply);
    config_free(body);
    session_side *side = is_right ? lock_side(s, request, reply) : NULL;
    if (side == NULL)
        return;
    int is_changed = d->is_compared && strcmp(side->text, side->chosen) != 0;
    char *text = strdup(side->text), *baseline = is_changed ? strdup(side->chosen) : NULL;
    session_unlock(side);
    order.text = text;
    order.baseline = baseline;
    if (text != NULL && (!is_changed || baseline != NULL))
        send_offer(s, d, &order, reply);
    free(text);
    free(baseline);
}

static void make_result(void *context, const http_request *request, http_reply *reply) {
    static const download result = {offers_result, "application/x-hdf5", "result.h5", 0};
    answer_offer(context, request, &result, reply);
}

static void make_report(void *context, const http_request *request, http_reply *reply) {
    static const download page = {offers_report, "text/html; charset=utf-8", "report.html", 1};
    answer_offer(context, request, &page, reply);
}

const http_route routes_all[] = {
    {"GET", "/", 1, page_show, NULL},
    {"GET", "/charts.js", 1, page_show_charts, NULL},
    {"GET", "/api/scenarios", 0, get_scenarios, NULL},
    {"GET", "/api/descriptors", 0, get_descriptors, NULL},
    {"GET", "/api/sides", 0, get_sides, NULL},
    {"PUT", "/api/sides/:side", 0, put_side, NULL},
    {"GET", "/api/sides/:side", 0, get_side, NULL},
    {"DELETE", "/api/sides/:side", 0, delete_side, NULL},
    {"POST", "/api/sides/:side/advance", 0, advance_side, NULL},
    {"POST", "/api/sides/:side/edit", 0, edit_side, NULL},
    {"GET", "/api/sides/:side/band", 0, get_band, NULL},
    {"GET", "/api/sides/:side/network", 0, get_network, NULL},
    {"GET", "/api/sides/:side/why", 0, get_why, NULL},
    {"POST", "/api/sides/:side/result", 0, make_result, NULL},
    {"POST", "/api/sides/:side/report", 0, make_report, NULL},
    {"GET", "/api/sides/:side/scenario", 0, get_scenario, NULL},
};
const size_t routes_count = sizeof routes_all / sizeof routes_all[0];
