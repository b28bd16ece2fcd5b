/* The strict reader of JSON's grammar (RFC 8259): nothing but valid text gets to cJSON, and every
 * value's line is known. It builds nothing. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config_internal.h"

enum { NUMBER_SIZE = 61 };

typedef struct {
    const char *text;
    size_t length, at, line_start;
    int line, depth;
    config_lines *lines;
    agglo_error *error;
} scanner;

/* ---- UTF-8 ---- */

/* Length of the character at `s`, or 0 if it is not valid UTF-8 (overlong forms and surrogates are
 * not). */
static size_t utf8_length(const unsigned char *s, size_t left) {
    static const unsigned smallest[5] = {0, 0, 0x80, 0x800, 0x10000};
    if (s[0] < 0x80)
        return 1;
    size_t n = (s[0] & 0xE0) == 0xC0   ? 2
               : (s[0] & 0xF0) == 0xE0 ? 3
               : (s[0] & 0xF8) == 0xF0 ? 4
                                       : 0;
    if (n == 0 || n > left)
        return 0;
    unsigned code = s[0] & (0xFFu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((s[i] & 0xC0) != 0x80)
            return 0;
        code = code << 6 | (s[i] & 0x3Fu);
    }
    if (code < smallest[n] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF))
        return 0;
    return n;
}

static agglo_status check_utf8(const char *text, size_t length, agglo_error *error) {
    int line = 1;
    for (size_t i = 0; i < length;) {
        size_t n = utf8_length((const unsigned char *)text + i, length - i);
        if (n == 0) {
            error_set(error, AGGLO_ERROR_INPUT, "the text is not valid UTF-8 at byte %zu", i);
            error_place(error, NULL, line, NULL);
            error_got(error, "byte 0x%02X", (unsigned)(unsigned char)text[i]);
            error_hint(error, "save the file as UTF-8");
            return AGGLO_ERROR_INPUT;
        }
        if (text[i] == '\n')
            line++;
        i += n;
    }
    return AGGLO_OK;
}

/* ---- Grammar ---- */

static int peek(const scanner *s) {
    return s->at < s->length ? (unsigned char)s->text[s->at] : -1;
}

static agglo_status fail(scanner *s, const char *expected, const char *hint) {
    int c = peek(s);
    if (c < 0)
        error_set(s->error, AGGLO_ERROR_INPUT, "the text ends too early");
    else
        error_set(s->error, AGGLO_ERROR_INPUT, "this is not valid JSON (column %zu)",
                  s->at - s->line_start + 1);
    error_place(s->error, NULL, s->line, NULL);
    if (c >= 0x21 && c < 0x7F)
        error_got(s->error, "'%c'", c);
    else if (c >= 0)
        error_got(s->error, "byte 0x%02X", (unsigned)c);
    error_expected(s->error, "%s", expected);
    if (hint != NULL)
        error_hint(s->error, "%s", hint);
    return AGGLO_ERROR_INPUT;
}

static void skip_space(scanner *s) {
    for (; s->at < s->length; s->at++) {
        char c = s->text[s->at];
        if (c == '\n') {
            s->line++;
            s->line_start = s->at + 1;
        } else if (c != ' ' && c != '\t' && c != '\r') {
            break;
        }
    }
}

static int hex4(const scanner *s, size_t at) {
    int code = 0;
    for (size_t i = at; i < at + 4; i++) {
        int c = i < s->length ? (unsigned char)s->text[i] : -1;
        if (c < 0 || !isxdigit(c))
            return -1;
        code = code * 16 + (isdigit(c) ? c - '0' : tolower(c) - 'a' + 10);
    }
    return code;
}

/* After a backslash. A character beyond 0xFFFF is a pair of surrogates; half a pair is nothing. */
static agglo_status scan_escape(scanner *s) {
    int c = peek(s);
    if (c >= 0 && c != 0 && strchr("\"\\/bfnrt", c) != NULL) {
        s->at++;
        return AGGLO_OK;
    }
    if (c != 'u')
        return fail(s, "an escape: \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX", NULL);
    int code = hex4(s, s->at + 1);
    if (code <= 0 || (code >= 0xDC00 && code <= 0xDFFF))
        return fail(s, "four hexadecimal digits of a character other than 0", NULL);
    s->at += 5;
    if (code < 0xD800 || code > 0xDFFF)
        return AGGLO_OK;
    int low = peek(s) == '\\' && s->at + 1 < s->length && s->text[s->at + 1] == 'u'
                  ? hex4(s, s->at + 2)
                  : -1;
    if (low < 0xDC00 || low > 0xDFFF)
        return fail(s, "the second half of a surrogate pair", NULL);
    s->at += 6;
    return AGGLO_OK;
}

static agglo_status scan_string(scanner *s) {
    s->at++;
    for (;;) {
        int c = peek(s);
        if (c < 0x20)
            return fail(s, "the closing \" of a string", "a string ends on its line");
        s->at++;
        if (c == '"')
            return AGGLO_OK;
        if (c == '\\' && scan_escape(s) != AGGLO_OK)
            return AGGLO_ERROR_INPUT;
    }
}

static size_t skip_digits(scanner *s) {
    size_t begin = s->at;
    while (isdigit(peek(s)))
        s->at++;
    return s->at - begin;
}

static agglo_status scan_number(scanner *s) {
    size_t begin = s->at;
    if (peek(s) == '-')
        s->at++;
    if (peek(s) == '0')
        s->at++;
    else if (skip_digits(s) == 0)
        return fail(s, "a digit", "infinite values and NaN cannot be written");
    if (isdigit(peek(s)))
        return fail(s, "no digit after a leading 0", NULL);
    if (peek(s) == '.') {
        s->at++;
        if (skip_digits(s) == 0)
            return fail(s, "a digit after the decimal point", NULL);
    }
    if (peek(s) == 'e' || peek(s) == 'E') {
        s->at++;
        if (peek(s) == '+' || peek(s) == '-')
            s->at++;
        if (skip_digits(s) == 0)
            return fail(s, "a digit in the exponent", NULL);
    }
    char number[NUMBER_SIZE];
    size_t length = s->at - begin;
    if (length >= sizeof number) {
        s->at = begin;
        return fail(s, "a number of at most 60 characters", NULL);
    }
    memcpy(number, s->text + begin, length);
    number[length] = '\0';
    if (!isfinite(strtod(number, NULL))) {
        s->at = begin;
        return fail(s, "a number below 1e308", "the number is too large");
    }
    return AGGLO_OK;
}

static agglo_status scan_word(scanner *s) {
    static const char *const words[] = {"true", "false", "null"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t n = strlen(words[i]);
        if (s->length - s->at >= n && memcmp(s->text + s->at, words[i], n) == 0) {
            s->at += n;
            return AGGLO_OK;
        }
    }
    int c = peek(s);
    const char *hint = NULL;
    if (c == '/' || c == '#')
        hint = "JSON has no comments; use \"comment\" or \"description\"";
    else if (c == '\'')
        hint = "strings stand in double quotes";
    else if (c == ']' || c == '}')
        hint = "a comma before a closing bracket must go";
    else if (c == 'N' || c == 'I' || c == '+')
        hint = "infinite values and NaN cannot be written";
    return fail(s, "a value", hint);
}

static agglo_status note_line(scanner *s) {
    config_lines *lines = s->lines;
    if (lines->count == CONFIG_MAX_VALUES) {
        error_set(s->error, AGGLO_ERROR_INPUT, "the text holds too many values");
        error_place(s->error, NULL, s->line, NULL);
        error_expected(s->error, "at most %d", (int)CONFIG_MAX_VALUES);
        return AGGLO_ERROR_INPUT;
    }
    if (lines->count == lines->capacity) {
        size_t capacity = lines->capacity == 0 ? 256 : 2 * lines->capacity;
        int *grown = realloc(lines->lines, capacity * sizeof *grown);
        if (grown == NULL)
            return error_set(s->error, AGGLO_ERROR_MEMORY, "no memory to read a document");
        lines->lines = grown;
        lines->capacity = capacity;
    }
    lines->lines[lines->count++] = s->line;
    return AGGLO_OK;
}

static agglo_status scan_value(scanner *s);

static agglo_status scan_key(scanner *s) {
    skip_space(s);
    int c = peek(s);
    if (c != '"')
        return fail(s, "a key in double quotes",
                    c == '}' ? "a comma before a closing bracket must go" : NULL);
    agglo_status status = scan_string(s);
    if (status != AGGLO_OK)
        return status;
    skip_space(s);
    if (peek(s) != ':')
        return fail(s, "':' after a key", NULL);
    s->at++;
    return AGGLO_OK;
}

/* An object or array, its members parted by commas. */
static agglo_status scan_members(scanner *s, char close) {
    int opened = s->line;
    if (s->depth == CONFIG_MAX_DEPTH)
        return fail(s, "at most 64 levels of brackets", "the document is nested too deeply");
    s->depth++;
    s->at++;
    skip_space(s);
    int is_empty = peek(s) == close;
    while (!is_empty) {
        agglo_status status = close == '}' ? scan_key(s) : AGGLO_OK;
        if (status == AGGLO_OK)
            status = scan_value(s);
        if (status != AGGLO_OK)
            return status;
        skip_space(s);
        if (peek(s) == close)
            break;
        if (peek(s) != ',') {
            fail(s, "", NULL);
            error_expected(s->error, "',' or '%c' (the bracket opened in line %d)", close, opened);
            return AGGLO_ERROR_INPUT;
        }
        s->at++;
    }
    s->at++;
    s->depth--;
    return AGGLO_OK;
}

static agglo_status scan_value(scanner *s) {
    skip_space(s);
    agglo_status status = note_line(s);
    if (status != AGGLO_OK)
        return status;
    int c = peek(s);
    if (c == '{')
        return scan_members(s, '}');
    if (c == '[')
        return scan_members(s, ']');
    if (c == '"')
        return scan_string(s);
    if (c == '-' || isdigit(c))
        return scan_number(s);
    return scan_word(s);
}

agglo_status config_scan(const char *text, size_t length, config_lines *lines, agglo_error *error) {
    scanner s = {.text = text, .length = length, .line = 1, .lines = lines, .error = error};
    agglo_status status = check_utf8(text, length, error);
    if (status != AGGLO_OK)
        return status;
    if (length >= 3 && memcmp(text, "\xEF\xBB\xBF", 3) == 0)
        s.at = s.line_start = 3; /* a byte order mark */
    skip_space(&s);
    if (peek(&s) < 0) {
        error_set(error, AGGLO_ERROR_INPUT, "the text is empty");
        error_expected(error, "a JSON object");
        return AGGLO_ERROR_INPUT;
    }
    status = scan_value(&s);
    if (status != AGGLO_OK)
        return status;
    skip_space(&s);
    if (peek(&s) >= 0)
        return fail(&s, "nothing after the end of the document", NULL);
    return AGGLO_OK;
}

void config_lines_free(config_lines *lines) {
    free(lines->lines);
    memset(lines, 0, sizeof *lines);
}
