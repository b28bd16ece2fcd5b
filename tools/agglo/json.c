#include "tools/agglo/json.h"

#include <inttypes.h>
#include <math.h>

void json_begin(json *j, FILE *out) {
    *j = (json){.out = out};
}

/* Length of the well-formed UTF-8 sequence at `text`, 0 if there is none. */
static int utf8_length(const unsigned char *text) {
    int length = text[0] < 0x80                       ? 1
                 : text[0] >= 0xC2 && text[0] <= 0xDF ? 2
                 : text[0] >= 0xE0 && text[0] <= 0xEF ? 3
                 : text[0] >= 0xF0 && text[0] <= 0xF4 ? 4
                                                      : 0;
    for (int i = 1; i < length; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    int is_overlong = (text[0] == 0xE0 && text[1] < 0xA0) || (text[0] == 0xF0 && text[1] < 0x90);
    int is_outside = (text[0] == 0xED && text[1] > 0x9F) || (text[0] == 0xF4 && text[1] > 0x8F);
    return is_overlong || is_outside ? 0 : length;
}

static void put_string(FILE *out, const char *value) {
    const unsigned char *text = (const unsigned char *)value;
    fputc('"', out);
    while (*text != '\0') {
        int length = utf8_length(text);
        if (length == 0) /* file names may hold any bytes: the replacement character */
            fputs("\xEF\xBF\xBD", out);
        else if (*text == '"' || *text == '\\')
            fprintf(out, "\\%c", *text);
        else if (*text < 0x20)
            fprintf(out, "\\u%04x", *text);
        else
            fwrite(text, 1, (size_t)length, out);
        text += length == 0 ? 1 : length;
    }
    fputc('"', out);
}

/* Separator, indentation, name. */
static void lead(json *j, const char *name) {
    if (j->depth > 0) {
        fputs(j->counts[j->depth]++ > 0 ? ",\n" : "\n", j->out);
        fprintf(j->out, "%*s", 2 * j->depth, "");
    }
    if (name != NULL) {
        put_string(j->out, name);
        fputs(": ", j->out);
    }
}

static void open_level(json *j, const char *name, char opener, char closer) {
    lead(j, name);
    fputc(opener, j->out);
    if (j->depth + 1 < JSON_MAX_DEPTH)
        j->depth++;
    j->counts[j->depth] = 0;
    j->closers[j->depth] = closer;
}

void json_object(json *j, const char *name) {
    open_level(j, name, '{', '}');
}

void json_array(json *j, const char *name) {
    open_level(j, name, '[', ']');
}

void json_close(json *j) {
    char closer = j->closers[j->depth];
    int is_empty = j->counts[j->depth] == 0;
    j->depth--;
    if (!is_empty)
        fprintf(j->out, "\n%*s", 2 * j->depth, "");
    fputc(closer, j->out);
    if (j->depth == 0)
        fputc('\n', j->out);
}

void json_text(json *j, const char *name, const char *value) {
    lead(j, name);
    if (value == NULL)
        fputs("null", j->out);
    else
        put_string(j->out, value);
}

void json_number(json *j, const char *name, double value) {
    lead(j, name);
    if (isfinite(value))
        fprintf(j->out, "%.15g", value);
    else
        fputs("null", j->out);
}

void json_numbers(json *j, const char *name, const double *values, size_t count, int digits) {
    lead(j, name);
    fputc('[', j->out);
    for (size_t i = 0; i < count; i++)
        if (isfinite(values[i]))
            fprintf(j->out, "%s%.*g", i > 0 ? "," : "", digits, values[i] + 0.0);
        else
            fprintf(j->out, "%snull", i > 0 ? "," : "");
    fputc(']', j->out);
}

void json_integer(json *j, const char *name, int64_t value) {
    lead(j, name);
    fprintf(j->out, "%" PRId64, value);
}

void json_bool(json *j, const char *name, int value) {
    lead(j, name);
    fputs(value ? "true" : "false", j->out);
}

void json_raw(json *j, const char *name, const char *text) {
    lead(j, name);
    fputs(text, j->out);
}

void json_hex(json *j, const char *name, uint64_t value) {
    lead(j, name);
    fprintf(j->out, "\"%016" PRIx64 "\"", value);
}
