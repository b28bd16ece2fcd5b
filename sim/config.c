/* Documents once they are read: storage, walking, faults, "did you mean", canonical text. How they
 * get from files into memory: config_load.c. */
#include "sim/config.h"

#include <ctype.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config_internal.h"
#include "sim/id.h"

/* ---- Storage ---- */

enum { CHUNK_SIZE = 32 * 1024 };

void *config_take(config_document *document, size_t size) {
    const size_t step = sizeof(max_align_t);
    const size_t head = (sizeof(config_chunk) + step - 1) / step * step;
    size = (size + step - 1) / step * step;
    config_chunk *chunk = document->chunks;
    if (chunk == NULL || chunk->size - chunk->used < size) {
        size_t total = head + (size > CHUNK_SIZE ? size : (size_t)CHUNK_SIZE);
        chunk = calloc(1, total);
        if (chunk == NULL) {
            document->no_memory = 1;
            return NULL;
        }
        chunk->used = head;
        chunk->size = total;
        chunk->next = document->chunks;
        document->chunks = chunk;
    }
    void *place = (char *)chunk + chunk->used;
    chunk->used += size;
    return place;
}

char *config_take_text(config_document *document, const char *text, size_t length) {
    char *copy = config_take(document, length + 1);
    if (copy != NULL)
        memcpy(copy, text, length);
    return copy;
}

void config_free(config_document *document) {
    if (document == NULL)
        return;
    for (config_chunk *chunk = document->chunks; chunk != NULL;) {
        config_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    free(document);
}

config_node *config_root(config_document *document) {
    return document->root;
}

/* ---- The tree ---- */

void config_append(config_node *parent, config_node *child) {
    child->next = NULL;
    if (parent->last != NULL)
        parent->last->next = child;
    else
        parent->first = child;
    parent->last = child;
    parent->count++;
}

void config_remove(config_node *parent, config_node *child) {
    config_node *before = NULL;
    for (config_node *n = parent->first; n != child; n = n->next)
        before = n;
    if (before != NULL)
        before->next = child->next;
    else
        parent->first = child->next;
    if (parent->last == child)
        parent->last = before;
    parent->count--;
    child->next = NULL;
}

void config_replace(config_node *target, const config_node *source) {
    config_node *next = target->next;
    *target = *source;
    target->next = next;
}

config_node *config_find(const config_node *object, const char *name) {
    if (object == NULL || object->type != CONFIG_OBJECT)
        return NULL;
    for (config_node *n = object->first; n != NULL; n = n->next)
        if (strcmp(n->name, name) == 0)
            return n;
    return NULL;
}

config_node *config_member(config_node *object, const char *name) {
    config_node *node = config_find(object, name);
    if (node != NULL)
        node->used = 1;
    return node;
}

/* ---- Index by name ---- */

static config_entry *index_place(const config_index *index, const char *key) {
    size_t i = (size_t)id_from_name(key) & (index->size - 1);
    while (index->entries[i].key != NULL && strcmp(index->entries[i].key, key) != 0)
        i = (i + 1) & (index->size - 1);
    return &index->entries[i];
}

static int index_grow(config_index *index) {
    config_index larger = {.size = index->size == 0 ? 32 : 2 * index->size, .count = index->count};
    larger.entries = calloc(larger.size, sizeof *larger.entries);
    if (larger.entries == NULL)
        return 0;
    for (size_t i = 0; i < index->size; i++)
        if (index->entries[i].key != NULL)
            *index_place(&larger, index->entries[i].key) = index->entries[i];
    free(index->entries);
    *index = larger;
    return 1;
}

config_node *config_index_add(config_index *index, const char *key, config_node *node,
                              config_document *document) {
    if (node == NULL)
        return index->size == 0 ? NULL : index_place(index, key)->node;
    if (2 * (index->count + 1) > index->size && !index_grow(index)) {
        document->no_memory = 1;
        return NULL;
    }
    config_entry *place = index_place(index, key);
    if (place->key != NULL)
        return place->node;
    *place = (config_entry){key, node};
    index->count++;
    return node;
}

void config_index_free(config_index *index) {
    free(index->entries);
    memset(index, 0, sizeof *index);
}

/* ---- Faults ---- */

void config_clean(const char *text, char *buffer, size_t size) {
    size_t n = 0;
    for (; text[n] != '\0' && n + 1 < size; n++) {
        unsigned char c = (unsigned char)text[n];
        buffer[n] = c < 0x20 || c == 0x7F ? '?' : text[n];
    }
    if (text[n] != '\0') /* cut: not within a character */
        while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
            n--;
    buffer[n] = '\0';
}

void config_put(agglo_faults *faults, const agglo_error *error) {
    if (faults->count < CONFIG_MAX_FAULTS) {
        faults_add(faults, error);
        return;
    }
    faults->dropped++;
    if (error->is_warning)
        faults->warnings++;
    else
        faults->errors++;
}

/* The parts of a fault other than its sentence; null or "" for what is not known. */
typedef struct {
    const char *got, *expected, *hint;
    int is_warning;
} fault_parts;

static void put_fault(agglo_faults *faults, const config_node *node, const fault_parts *parts,
                      const char *format, va_list arguments) {
    agglo_error error;
    char what[sizeof error.what];
    if (vsnprintf(what, sizeof what, format, arguments) < 0)
        what[0] = '\0';
    error_set(&error, parts->is_warning ? AGGLO_OK : AGGLO_ERROR_INPUT, "%s", what);
    error.is_warning = parts->is_warning;
    if (node != NULL)
        error_place(&error, node->file, node->line, node->path);
    if (parts->got != NULL)
        error_got(&error, "%s", parts->got);
    if (parts->expected != NULL)
        error_expected(&error, "%s", parts->expected);
    if (parts->hint != NULL)
        error_hint(&error, "%s", parts->hint);
    config_put(faults, &error);
}

void config_fault(agglo_faults *faults, const config_node *node, const char *got,
                  const char *expected, const char *hint, const char *format, ...) {
    fault_parts parts = {got, expected, hint, 0};
    va_list arguments;
    va_start(arguments, format);
    put_fault(faults, node, &parts, format, arguments);
    va_end(arguments);
}

void config_warn(agglo_faults *faults, const config_node *node, const char *got,
                 const char *expected, const char *hint, const char *format, ...) {
    fault_parts parts = {got, expected, hint, 1};
    va_list arguments;
    va_start(arguments, format);
    put_fault(faults, node, &parts, format, arguments);
    va_end(arguments);
}

const char *config_show(const config_node *node, char *buffer, size_t size) {
    char text[64];
    switch (node->type) {
    case CONFIG_NULL:
        snprintf(buffer, size, "null");
        break;
    case CONFIG_BOOL:
        snprintf(buffer, size, "%s", node->number != 0 ? "true" : "false");
        break;
    case CONFIG_NUMBER:
        snprintf(buffer, size, "%.15g", node->number);
        break;
    case CONFIG_STRING:
        config_clean(node->text, text, sizeof text);
        snprintf(buffer, size, "\"%s%s\"", text, strlen(text) < strlen(node->text) ? "..." : "");
        break;
    case CONFIG_ARRAY:
        snprintf(buffer, size, "a list of %zu", node->count);
        break;
    case CONFIG_OBJECT:
        snprintf(buffer, size, "an object");
        break;
    }
    return buffer;
}

/* ---- Did you mean ---- */

enum { WORD_SIZE = 64 };

/* Distance of two words in insertions, deletions, replacements and swaps of neighbours; case does
 * not count. */
static size_t edit_distance(const char *a, const char *b) {
    size_t n = strlen(a), m = strlen(b), row[3][WORD_SIZE + 1];
    if (n > WORD_SIZE || m > WORD_SIZE)
        return SIZE_MAX;
    size_t *before = row[0], *last = row[1], *now = row[2];
    for (size_t j = 0; j <= m; j++)
        last[j] = j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            int x = tolower((unsigned char)a[i - 1]), y = tolower((unsigned char)b[j - 1]);
            size_t best = last[j - 1] + (x != y);
            if (last[j] + 1 < best)
                best = last[j] + 1;
            if (now[j - 1] + 1 < best)
                best = now[j - 1] + 1;
            if (i > 1 && j > 1 && x == tolower((unsigned char)b[j - 2]) &&
                y == tolower((unsigned char)a[i - 2]) && before[j - 2] + 1 < best)
                best = before[j - 2] + 1;
            now[j] = best;
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[m];
}

const char *config_closest(const char *word, const char *const *names, size_t count) {
    const char *closest = NULL;
    size_t length = strlen(word);
    size_t least = (length < 3 ? length : length < 6 ? 2 : length / 3) + 1;
    for (size_t i = 0; i < count; i++) {
        size_t distance = edit_distance(word, names[i]);
        if (distance < least && distance < strlen(names[i])) {
            least = distance;
            closest = names[i];
        }
    }
    /* a word may also be the beginning or the end of the right one */
    for (size_t i = 0; closest == NULL && length >= 3 && i < count; i++) {
        size_t long_length = strlen(names[i]);
        if (long_length > length && (strncmp(names[i], word, length) == 0 ||
                                     strcmp(names[i] + long_length - length, word) == 0))
            closest = names[i];
    }
    return closest;
}

void config_report_unused(const config_node *object, const char *const *known, size_t count,
                          agglo_faults *faults) {
    for (const config_node *n = object->first; n != NULL; n = n->next) {
        if (n->used)
            continue;
        char name[WORD_SIZE], hint[128] = "";
        config_clean(n->name, name, sizeof name);
        const char *closest =
            faults->count < CONFIG_MAX_FAULTS ? config_closest(n->name, known, count) : NULL;
        if (closest != NULL)
            snprintf(hint, sizeof hint, "did you mean \"%s\"?", closest);
        config_fault(faults, n, NULL, NULL, hint, "unknown key \"%s\"", name);
    }
}

/* ---- Canonical text ---- */

typedef struct {
    char *text;
    size_t length, capacity;
    int failed;
    config_skip skip;
} printer;

static void print_bytes(printer *p, const char *bytes, size_t n) {
    if (p->failed)
        return;
    if (p->capacity - p->length < n + 1) {
        size_t capacity = 2 * (p->capacity + n + 1);
        char *grown = realloc(p->text, capacity);
        if (grown == NULL) {
            p->failed = 1;
            return;
        }
        p->text = grown;
        p->capacity = capacity;
    }
    memcpy(p->text + p->length, bytes, n);
    p->length += n;
    p->text[p->length] = '\0';
}

static void print_string(printer *p, const char *text) {
    print_bytes(p, "\"", 1);
    for (const char *c = text; *c != '\0'; c++) {
        char escape[8];
        if (*c == '"' || *c == '\\')
            print_bytes(p, escape, (size_t)snprintf(escape, sizeof escape, "\\%c", *c));
        else if ((unsigned char)*c < 0x20)
            print_bytes(p, escape,
                        (size_t)snprintf(escape, sizeof escape, "\\u%04x", (unsigned)*c));
        else
            print_bytes(p, c, 1);
    }
    print_bytes(p, "\"", 1);
}

static void print_number(printer *p, double number) {
    char text[40];
    if (number == 0)
        number = 0; /* no negative zero */
    print_bytes(p, text, (size_t)snprintf(text, sizeof text, "%.17g", number));
}

static int compare_names(const void *a, const void *b) {
    const config_node *const *x = a, *const *y = b;
    return strcmp((*x)->name, (*y)->name);
}

static void print_node(printer *p, const config_node *node, int depth);

static void print_members(printer *p, const config_node *node, int depth) {
    int is_object = node->type == CONFIG_OBJECT;
    const config_node **sorted = malloc((node->count + 1) * sizeof *sorted);
    if (sorted == NULL) {
        p->failed = 1;
        return;
    }
    size_t count = 0;
    for (const config_node *n = node->first; n != NULL; n = n->next)
        if (p->skip == NULL || !p->skip(n, depth + 1))
            sorted[count++] = n;
    if (is_object)
        qsort(sorted, count, sizeof *sorted, compare_names);
    print_bytes(p, is_object ? "{" : "[", 1);
    for (size_t i = 0; i < count; i++) {
        if (i > 0)
            print_bytes(p, ",", 1);
        if (is_object) {
            print_string(p, sorted[i]->name);
            print_bytes(p, ":", 1);
        }
        print_node(p, sorted[i], depth + 1);
    }
    print_bytes(p, is_object ? "}" : "]", 1);
    free(sorted);
}

static void print_node(printer *p, const config_node *node, int depth) {
    switch (node->type) {
    case CONFIG_NULL:
        print_bytes(p, "null", 4);
        break;
    case CONFIG_BOOL:
        print_bytes(p, node->number != 0 ? "true" : "false", node->number != 0 ? 4 : 5);
        break;
    case CONFIG_NUMBER:
        print_number(p, node->number);
        break;
    case CONFIG_STRING:
        print_string(p, node->text);
        break;
    case CONFIG_ARRAY:
    case CONFIG_OBJECT:
        print_members(p, node, depth);
        break;
    }
}

char *config_print_without(const config_document *document, config_skip skip) {
    printer p = {.skip = skip};
    print_node(&p, document->root, 0);
    if (!p.failed)
        return p.text;
    free(p.text);
    return NULL;
}

char *config_print(const config_document *document) {
    return config_print_without(document, NULL);
}
