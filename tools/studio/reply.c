#include "tools/studio/reply.h"

#include <stdlib.h>
#include <string.h>

void reply_text(http_reply *reply, int status, char *text) {
    free(reply->body);
    *reply = (http_reply){.status = text != NULL ? status : 500, .body = text};
    reply->length = text != NULL ? strlen(text) : 0;
}

void reply_nothing(http_reply *reply) {
    reply_text(reply, 200, strdup("{}\n"));
}

void reply_copy(http_reply *reply, const char *type, const void *bytes, size_t length) {
    char *copy = malloc(length + 1);
    if (copy == NULL)
        return;
    memcpy(copy, bytes, length);
    *reply = (http_reply){.status = 200, .type = type, .body = copy, .length = length};
}

/* ---- What is written ---- */

int reply_begin(reply_sheet *s) {
    *s = (reply_sheet){0};
    s->out = open_memstream(&s->text, &s->size);
    if (s->out != NULL)
        json_begin(&s->j, s->out);
    return s->out != NULL;
}

void reply_end(reply_sheet *s, int status, http_reply *reply) {
    int has_failed = ferror(s->out);
    if (fclose(s->out) != 0 || has_failed) {
        free(s->text);
        s->text = NULL;
    }
    reply_text(reply, status, s->text);
}

/* ---- Errors ---- */

static void put_known(json *j, const char *name, const char *text) {
    if (text[0] != '\0')
        json_text(j, name, text);
}

void reply_put_fault(json *j, const agglo_error *fault) {
    json_object(j, NULL);
    json_text(j, "what", fault->what);
    put_known(j, "file", fault->file);
    if (fault->line > 0)
        json_integer(j, "line", fault->line);
    put_known(j, "path", fault->path);
    put_known(j, "got", fault->got);
    put_known(j, "expected", fault->expected);
    put_known(j, "hint", fault->hint);
    json_close(j);
}

static void reply_list(http_reply *reply, int status, const agglo_error *items, size_t count) {
    reply_sheet s;
    reply_text(reply, 500, NULL); /* if no more can be said */
    if (!reply_begin(&s))
        return;
    json_object(&s.j, NULL);
    json_array(&s.j, "errors");
    for (size_t i = 0; i < count; i++)
        if (!items[i].is_warning)
            reply_put_fault(&s.j, &items[i]);
    json_close(&s.j);
    json_close(&s.j);
    reply_end(&s, status, reply);
}

void reply_error(http_reply *reply, int status, const agglo_error *error) {
    agglo_error plain = *error;
    plain.is_warning = 0;
    reply_list(reply, status, &plain, 1);
}

void reply_faults(http_reply *reply, int status, const agglo_faults *faults) {
    reply_list(reply, status, faults->items, faults->count);
}

void reply_refuse(http_reply *reply, int status, const char *what, const char *expected) {
    agglo_error error;
    error_set(&error, AGGLO_ERROR_INPUT, "%s", what);
    if (expected != NULL)
        error_expected(&error, "%s", expected);
    reply_error(reply, status, &error);
}

int reply_status(agglo_status status) {
    return status == AGGLO_ERROR_INPUT || status == AGGLO_ERROR_USAGE ? 400 : 500;
}
