/* How documents come into memory: files, cJSON's tree turned into nodes, `extends`, and values set
 * from a command line. */
#define _XOPEN_SOURCE 700 /* realpath, fileno */
#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "sim/config_internal.h"

/* ---- From text to nodes ---- */

typedef struct {
    config_document *document;
    const config_lines *lines;
    size_t next_line;
    const char *file;
} builder;

static config_type type_of(const cJSON *item) {
    if (cJSON_IsBool(item))
        return CONFIG_BOOL;
    if (cJSON_IsNumber(item))
        return CONFIG_NUMBER;
    if (cJSON_IsString(item))
        return CONFIG_STRING;
    if (cJSON_IsArray(item))
        return CONFIG_ARRAY;
    return cJSON_IsObject(item) ? CONFIG_OBJECT : CONFIG_NULL;
}

/* The path of a member (or, without a name, of element `index`). Too long ones lose their end:
 * they are for messages only. */
static char *member_path(config_document *document, const char *parent, const char *name,
                         size_t index) {
    char path[2 * CONFIG_PATH_SIZE], clean[CONFIG_PATH_SIZE];
    if (name == NULL) {
        snprintf(path, sizeof path, "%s[%zu]", parent, index);
    } else {
        config_clean(name, clean, sizeof clean);
        snprintf(path, sizeof path, "%s%s%s", parent, parent[0] != '\0' ? "." : "", clean);
    }
    config_clean(path, clean, sizeof clean);
    return config_take_text(document, clean, strlen(clean));
}

static config_node *convert(builder *b, const cJSON *item, const char *name, const char *path) {
    config_node *node = config_take(b->document, sizeof *node);
    if (node == NULL)
        return NULL;
    node->type = type_of(item);
    node->file = b->file;
    node->line = b->lines->lines[b->next_line++];
    if (name != NULL)
        node->name = config_take_text(b->document, name, strlen(name));
    node->path = config_take_text(b->document, path, strlen(path));
    if (node->type == CONFIG_NUMBER)
        node->number = item->valuedouble;
    if (node->type == CONFIG_BOOL)
        node->number = cJSON_IsTrue(item);
    if (node->type == CONFIG_STRING)
        node->text = config_take_text(b->document, item->valuestring, strlen(item->valuestring));
    for (const cJSON *c = item->child; c != NULL && !b->document->no_memory; c = c->next) {
        char *child_path = member_path(b->document, path, c->string, node->count);
        config_node *child = child_path != NULL ? convert(b, c, c->string, child_path) : NULL;
        if (child != NULL)
            config_append(node, child);
    }
    return b->document->no_memory ? NULL : node;
}

config_node *config_build(config_document *document, const char *text, size_t length,
                          const config_origin *origin, agglo_error *error) {
    config_lines lines = {0};
    config_node *node = NULL;
    agglo_status status = config_scan(text, length, &lines, error);
    document->values += lines.count;
    if (status == AGGLO_OK && document->values > CONFIG_MAX_VALUES) {
        status = error_set(error, AGGLO_ERROR_INPUT, "the files hold too many values together");
        error_expected(error, "at most %d", (int)CONFIG_MAX_VALUES);
    }
    if (status == AGGLO_OK) {
        cJSON *tree = cJSON_ParseWithLength(text, length);
        builder b = {document, &lines, 0, origin->file};
        if (tree != NULL)
            node = convert(&b, tree, origin->name, origin->path);
        cJSON_Delete(tree);
        if (node == NULL) {
            document->no_memory = 1;
            error_set(error, AGGLO_ERROR_MEMORY, "no memory to read a document");
        }
    }
    config_lines_free(&lines);
    return node;
}

/* ---- Dotted keys, duplicate keys ---- */

/* The object for the part of `child`'s key before the dot: there already, or made. */
static config_node *group_of(config_document *document, config_index *groups,
                             const config_node *parent, const config_node *child) {
    size_t length = (size_t)(strchr(child->name, '.') - child->name);
    char *name = config_take_text(document, child->name, length);
    if (name == NULL)
        return NULL;
    config_node *group = config_index_add(groups, name, NULL, document);
    if (group != NULL)
        return group;
    group = config_take(document, sizeof *group);
    char *path = group != NULL ? member_path(document, parent->path, name, 0) : NULL;
    if (path == NULL)
        return NULL;
    *group = (config_node){.type = CONFIG_OBJECT,
                           .name = name,
                           .file = child->file,
                           .line = child->line,
                           .path = path};
    return config_index_add(groups, name, group, document);
}

void config_nest_dotted(config_document *document, config_node *parameters) {
    if (parameters == NULL || parameters->type != CONFIG_OBJECT)
        return;
    config_index groups = {0};
    config_node *old = parameters->first;
    for (config_node *n = old; n != NULL; n = n->next)
        if (n->type == CONFIG_OBJECT && strchr(n->name, '.') == NULL)
            config_index_add(&groups, n->name, n, document);
    parameters->first = parameters->last = NULL;
    parameters->count = 0;
    while (old != NULL && !document->no_memory) {
        config_node *n = old;
        old = n->next;
        const char *dot = strchr(n->name, '.');
        if (dot == NULL || dot == n->name || dot[1] == '\0') {
            config_append(parameters, n);
            continue;
        }
        size_t known = groups.count;
        config_node *group = group_of(document, &groups, parameters, n);
        if (group == NULL)
            break;
        n->name = dot + 1;
        config_append(group, n);
        if (groups.count > known)
            config_append(parameters, group);
    }
    config_index_free(&groups);
}

void config_check_duplicates(config_document *document, const config_node *node,
                             agglo_faults *faults) {
    config_index index = {0};
    for (config_node *n = node->first; n != NULL && !document->no_memory; n = n->next) {
        config_check_duplicates(document, n, faults);
        if (node->type != CONFIG_OBJECT || node->count < 2)
            continue;
        const config_node *other = config_index_add(&index, n->name, n, document);
        if (other == NULL || other == n)
            continue;
        char name[64], hint[64];
        config_clean(n->name, name, sizeof name);
        snprintf(hint, sizeof hint, "it was given in line %d before", other->line);
        config_fault(faults, n, NULL, "each key once", hint, "the key \"%s\" stands twice", name);
    }
    config_index_free(&index);
}

/* ---- Merging ---- */

static const char *region_name(const config_node *region) {
    const config_node *name = config_find(region, "name");
    return name != NULL && name->type == CONFIG_STRING ? name->text : NULL;
}

typedef enum { MERGE_ROOT, MERGE_INSIDE } merge_place;
static void merge_objects(config_document *document, config_node *base, config_node *over,
                          merge_place place);

/* Regions of one name become one. A name that stands twice in `over` stays twice: the reader
 * reports it. */
static void merge_regions(config_document *document, config_node *base, config_node *over) {
    config_index known = {0}, seen = {0};
    for (config_node *n = base->first; n != NULL; n = n->next)
        if (region_name(n) != NULL)
            config_index_add(&known, region_name(n), n, document);
    for (config_node *n = over->first, *next; n != NULL && !document->no_memory; n = next) {
        next = n->next;
        const char *name = region_name(n);
        config_node *old = name != NULL ? config_index_add(&known, name, NULL, document) : NULL;
        int is_first = name != NULL && config_index_add(&seen, name, n, document) == n;
        if (old != NULL && is_first)
            merge_objects(document, old, n, MERGE_INSIDE);
        else
            config_append(base, n);
    }
    config_index_free(&known);
    config_index_free(&seen);
}

static void merge_member(config_document *document, config_node *old, config_node *new,
                         merge_place place) {
    int are_arrays = old->type == CONFIG_ARRAY && new->type == CONFIG_ARRAY;
    if (old->type == CONFIG_OBJECT && new->type == CONFIG_OBJECT) {
        merge_objects(document, old, new, MERGE_INSIDE);
    } else if (place == MERGE_ROOT && are_arrays && strcmp(old->name, "regions") == 0) {
        merge_regions(document, old, new);
    } else if (place == MERGE_ROOT && are_arrays && strcmp(old->name, "interventions") == 0) {
        for (config_node *n = new->first, *next; n != NULL; n = next) {
            next = n->next;
            config_append(old, n);
        }
    } else {
        config_replace(old, new);
    }
}

static void merge_objects(config_document *document, config_node *base, config_node *over,
                          merge_place place) {
    config_index known = {0};
    for (config_node *n = base->first; n != NULL; n = n->next)
        config_index_add(&known, n->name, n, document);
    for (config_node *n = over->first, *next; n != NULL && !document->no_memory; n = next) {
        next = n->next;
        config_node *old = config_index_add(&known, n->name, NULL, document);
        if (old == NULL)
            config_append(base, n);
        else if (n->type == CONFIG_NULL)
            config_remove(base, old);
        else
            merge_member(document, old, n, place);
    }
    config_index_free(&known);
}

void config_merge_roots(config_document *document, config_node *base, config_node *over) {
    merge_objects(document, base, over, MERGE_ROOT);
}

/* ---- Files ---- */

typedef struct loader {
    config_document *document;
    agglo_faults *faults;
    const char *shown[CONFIG_MAX_CHAIN]; /* the files that extend each other, as the user wrote */
    char *real[CONFIG_MAX_CHAIN];        /* and where they are */
    int depth;
    const config_foreign *foreign; /* the text, or null: it may extend any file */
} loader;

/* Text of at most CONFIG_MAX_BYTES; freed by the caller. */
static agglo_status read_stream(FILE *stream, char **out, size_t *length, agglo_error *error) {
    size_t capacity = 16384, used = 0;
    char *text = malloc(capacity);
    while (text != NULL) {
        used += fread(text + used, 1, capacity - used, stream);
        if (used < capacity || used > CONFIG_MAX_BYTES)
            break;
        char *grown = realloc(text, 2 * capacity);
        if (grown == NULL) {
            free(text);
            text = NULL;
            break;
        }
        text = grown;
        capacity *= 2;
    }
    if (text == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory to read a document");
    agglo_status status = AGGLO_OK;
    if (ferror(stream))
        status = error_set(error, AGGLO_ERROR_IO, "the file cannot be read: %s", strerror(errno));
    else if (used > CONFIG_MAX_BYTES)
        status = error_set(error, AGGLO_ERROR_INPUT, "the file is larger than 16 MiB");
    if (status != AGGLO_OK) {
        free(text);
        return status;
    }
    *out = text;
    *length = used;
    return AGGLO_OK;
}

static agglo_status read_file(const char *path, char **out, size_t *length, agglo_error *error) {
    if (path[0] == '\0')
        return error_set(error, AGGLO_ERROR_IO, "the name of the file is empty");
    FILE *stream = fopen(path, "rb");
    if (stream == NULL)
        return error_set(error, AGGLO_ERROR_IO, "the file cannot be opened: %s", strerror(errno));
    struct stat info;
    agglo_status status = AGGLO_OK;
    if (fstat(fileno(stream), &info) != 0)
        status = error_set(error, AGGLO_ERROR_IO, "the file cannot be read: %s", strerror(errno));
    else if (S_ISDIR(info.st_mode))
        status = error_set(error, AGGLO_ERROR_IO, "this is a directory, not a file");
    else if (S_ISREG(info.st_mode) && info.st_size > CONFIG_MAX_BYTES)
        status = error_set(error, AGGLO_ERROR_INPUT, "the file is larger than 16 MiB");
    else
        status = read_stream(stream, out, length, error);
    fclose(stream);
    return status;
}

char *config_beside(config_document *document, const char *from, const char *name) {
    const char *slash = strrchr(from, '/');
    size_t length = name[0] == '/' || slash == NULL ? 0 : (size_t)(slash - from) + 1;
    char *path = config_take(document, length + strlen(name) + 1);
    if (path != NULL) {
        memcpy(path, from, length);
        memcpy(path + length, name, strlen(name));
    }
    return path;
}

static config_node *load_file(loader *l, const char *path, const config_node *from);

/* The object that a text holds, with its keys checked. */
static config_node *parse_object(loader *l, const char *text, size_t length, const char *file) {
    agglo_error error;
    const config_origin origin = {file, "", NULL};
    config_node *root = config_build(l->document, text, length, &origin, &error);
    if (root == NULL) {
        error_place(&error, file, error.line, "");
        config_put(l->faults, &error);
        return NULL;
    }
    if (root->type != CONFIG_OBJECT) {
        char got[80];
        config_fault(l->faults, root, config_show(root, got, sizeof got), "an object: { ... }",
                     NULL, "the document is not an object");
        return NULL;
    }
    config_nest_dotted(l->document, config_find(root, "parameters"));
    config_check_duplicates(l->document, root, l->faults);
    return root;
}

/* The path of what a text or file extends; null if it may not. */
static char *find_extended(loader *l, const config_node *entry, const char *file) {
    const config_foreign *foreign = l->depth == 0 ? l->foreign : NULL;
    if (foreign == NULL)
        return config_beside(l->document, file, entry->text);
    const char *found = foreign->find != NULL ? foreign->find(foreign->context, entry->text) : NULL;
    if (found != NULL)
        return config_take_text(l->document, found, strlen(found));
    char got[80];
    config_fault(l->faults, entry, config_show(entry, got, sizeof got), NULL, NULL,
                 "this cannot be extended here");
    return NULL;
}

/* One entry of `extends`: merged into what is there. */
static void extend(loader *l, const config_node *entry, const char *file, config_node **base) {
    char got[80];
    if (entry->type != CONFIG_STRING) {
        config_fault(l->faults, entry, config_show(entry, got, sizeof got),
                     "a file name or a list of file names", NULL, "`extends` names files");
        return;
    }
    char *path = find_extended(l, entry, file);
    config_node *other = path != NULL ? load_file(l, path, entry) : NULL;
    if (other != NULL && *base != NULL)
        merge_objects(l->document, *base, other, MERGE_ROOT);
    else if (other != NULL)
        *base = other;
}

/* Merges what `root` extends, then itself. */
static config_node *resolve(loader *l, config_node *root, const char *file) {
    config_node *base = NULL, *schema = config_find(root, "$schema");
    config_node *extends = config_find(root, "extends");
    if (schema != NULL)
        config_remove(root, schema);
    if (extends == NULL)
        return root;
    config_remove(root, extends);
    if (extends->type == CONFIG_ARRAY)
        for (const config_node *n = extends->first; n != NULL; n = n->next)
            extend(l, n, file, &base);
    else
        extend(l, extends, file, &base);
    if (base == NULL)
        return root;
    merge_objects(l->document, base, root, MERGE_ROOT);
    base->file = root->file;
    base->line = root->line;
    return base;
}

static void report_circle(loader *l, const char *path, int first, const config_node *from) {
    char chain[240] = "";
    for (int i = first; i < l->depth; i++) {
        size_t used = strlen(chain);
        snprintf(chain + used, sizeof chain - used, "%s -> ", l->shown[i]);
    }
    size_t used = strlen(chain);
    snprintf(chain + used, sizeof chain - used, "%s", path);
    config_fault(l->faults, from, NULL, NULL,
                 "a file cannot extend itself, also not through others", "circular extends: %s",
                 chain);
}

/* True if the file may be read: no circle, not too many. `from`: the entry that asks, or null. */
static int enter_file(loader *l, const char *path, const config_node *from) {
    char *real = realpath(path, NULL); /* null: the file cannot be opened, which is said later */
    for (int i = 0; real != NULL && i < l->depth; i++) {
        if (l->real[i] != NULL && strcmp(l->real[i], real) == 0) {
            report_circle(l, path, i, from);
            free(real);
            return 0;
        }
    }
    if (l->depth == CONFIG_MAX_CHAIN || l->document->files == CONFIG_MAX_FILES) {
        config_fault(l->faults, from, NULL, "at most 256 files, 32 in a row", NULL,
                     "too many files extend each other");
        free(real);
        return 0;
    }
    l->shown[l->depth] = path;
    l->real[l->depth++] = real;
    l->document->files++;
    return 1;
}

static void report_unread(loader *l, const char *path, const config_node *from,
                          agglo_error *error) {
    if (from != NULL) {
        char what[sizeof error->what];
        snprintf(what, sizeof what, "%s: %.150s", path, error->what);
        error_set(error, error->status, "%s", what);
        error_place(error, from->file, from->line, from->path);
        error_hint(error, "a path is relative to the file that extends");
    } else {
        error_place(error, path, 0, "");
    }
    config_put(l->faults, error);
}

static config_node *load_file(loader *l, const char *path, const config_node *from) {
    config_node *root = NULL;
    char *text = NULL;
    size_t length = 0;
    agglo_error error;
    if (!enter_file(l, path, from))
        return NULL;
    if (read_file(path, &text, &length, &error) != AGGLO_OK)
        report_unread(l, path, from, &error);
    else
        root = parse_object(l, text, length, path);
    free(text);
    if (root != NULL)
        root = resolve(l, root, path);
    free(l->real[--l->depth]);
    return root;
}

/* ---- The public calls ---- */

/* The status of a reading: that of the first error that was found after `before`. */
static agglo_status outcome(const config_document *document, size_t before, agglo_faults *faults) {
    if (document == NULL || document->no_memory) {
        agglo_error error;
        error_set(&error, AGGLO_ERROR_MEMORY, "no memory to read a document");
        config_put(faults, &error);
        return AGGLO_ERROR_MEMORY;
    }
    for (size_t i = before; i < faults->count; i++)
        if (!faults->items[i].is_warning)
            return faults->items[i].status;
    return AGGLO_OK;
}

static agglo_status finish(loader *l, config_node *root, size_t before, config_document **out) {
    agglo_status status = outcome(l->document, before, l->faults);
    if (status == AGGLO_OK && root == NULL) /* the fault was one too many to be kept */
        status = AGGLO_ERROR_INPUT;
    if (status != AGGLO_OK) {
        config_free(l->document);
        return status;
    }
    l->document->root = root;
    *out = l->document;
    return AGGLO_OK;
}

agglo_status config_load(const char *path, config_document **out, agglo_faults *faults) {
    *out = NULL;
    size_t before = faults->count;
    loader l = {.document = calloc(1, sizeof *l.document), .faults = faults};
    if (l.document == NULL)
        return outcome(NULL, before, faults);
    char *shown = config_take_text(l.document, path, strlen(path));
    config_node *root = shown != NULL ? load_file(&l, shown, NULL) : NULL;
    return finish(&l, root, before, out);
}

agglo_status config_outcome(const config_document *document, size_t before, agglo_faults *faults) {
    return outcome(document, before, faults);
}

/* `foreign`: `given` if it may extend only what is found for it, or null. */
static agglo_status parse(const config_foreign *given, const config_foreign *foreign,
                          config_document **out, agglo_faults *faults) {
    *out = NULL;
    size_t before = faults->count;
    loader l = {.document = calloc(1, sizeof *l.document), .faults = faults, .foreign = foreign};
    if (l.document == NULL)
        return outcome(NULL, before, faults);
    char *shown = config_take_text(l.document, given->name, strlen(given->name));
    config_node *root = shown != NULL ? parse_object(&l, given->text, given->length, shown) : NULL;
    if (root != NULL)
        root = resolve(&l, root, ".");
    return finish(&l, root, before, out);
}

agglo_status config_parse(const char *text, size_t length, const char *name, config_document **out,
                          agglo_faults *faults) {
    const config_foreign given = {.text = text, .length = length, .name = name};
    return parse(&given, NULL, out, faults);
}

agglo_status config_parse_foreign(const config_foreign *foreign, config_document **out,
                                  agglo_faults *faults) {
    return parse(foreign, foreign, out, faults);
}

/* ---- Setting values ---- */

/* What is left of a path such as a.b[3].c, and how far it has been followed. */
typedef struct {
    config_document *document;
    agglo_faults *faults;
    const char *whole;
    char *rest;
    config_node shown; /* stands for the place in messages */
} walker;

/* The next segment: a name or [index]; null at the end. */
static char *next_segment(walker *w) {
    if (w->rest == NULL || w->rest[0] == '\0')
        return NULL;
    char *segment = w->rest;
    char *end = segment + 1 + strcspn(segment + 1, ".[");
    w->rest = end;
    if (*end == '.') {
        *end = '\0';
        w->rest = end + 1;
    } else if (*end == '[') {
        /* the bracket stays with the next segment: copy this one out */
        char *copy = config_take_text(w->document, segment, (size_t)(end - segment));
        return copy;
    }
    return segment;
}

/* Index of "[12]" or "12", or -1. */
static long segment_index(const char *segment) {
    const char *digits = segment + (segment[0] == '[');
    char *end;
    errno = 0;
    long index = strtol(digits, &end, 10);
    int is_closed = segment[0] == '[' ? strcmp(end, "]") == 0 : *end == '\0';
    return end != digits && is_closed && errno == 0 && index >= 0 ? index : -1;
}

static config_node *find_element(walker *w, config_node *array, const char *segment) {
    static const char *const keys[] = {"name", "type"};
    for (size_t k = 0; k < 2; k++)
        for (config_node *n = array->first; n != NULL; n = n->next) {
            const config_node *key = config_find(n, keys[k]);
            if (key != NULL && key->type == CONFIG_STRING && strcmp(key->text, segment) == 0)
                return n;
        }
    long index = segment_index(segment), at = 0;
    for (config_node *n = array->first; index >= 0 && n != NULL; n = n->next)
        if (at++ == index)
            return n;
    char hint[128] = "";
    const char *names[256];
    size_t count = 0;
    for (config_node *n = array->first; n != NULL && count < 256; n = n->next)
        if (region_name(n) != NULL)
            names[count++] = region_name(n);
    const char *closest = config_closest(segment, names, count);
    if (closest != NULL)
        snprintf(hint, sizeof hint, "did you mean \"%.60s\"?", closest);
    else
        snprintf(hint, sizeof hint, "the list has %zu elements, [0] the first", array->count);
    config_fault(w->faults, &w->shown, NULL, NULL, hint, "there is no element \"%.60s\"", segment);
    return NULL;
}

/* The child named by `segment`. In objects it is made if it is not there. */
static config_node *step_into(walker *w, config_node *node, const char *segment) {
    if (node->type == CONFIG_ARRAY)
        return find_element(w, node, segment);
    if (node->type != CONFIG_OBJECT || segment[0] == '[') {
        char got[80];
        config_fault(w->faults, &w->shown, config_show(node, got, sizeof got),
                     segment[0] == '[' ? "a list" : "an object or a list", NULL,
                     "\"%.60s\" leads into something else", segment);
        return NULL;
    }
    config_node *child = config_find(node, segment);
    if (child != NULL)
        return child;
    child = config_take(w->document, sizeof *child);
    char *name = config_take_text(w->document, segment, strlen(segment));
    char *path = name != NULL ? member_path(w->document, node->path, name, 0) : NULL;
    if (child == NULL || path == NULL)
        return NULL;
    *child = (config_node){.type = CONFIG_OBJECT, .name = name, .file = "--set", .path = path};
    config_append(node, child);
    return child;
}

/* The value after '=': JSON, or else the text itself. */
static config_node *assigned_value(walker *w, const char *text) {
    agglo_error error;
    const config_origin origin = {"--set", w->shown.path, NULL};
    config_node *value = config_build(w->document, text, strlen(text), &origin, &error);
    if (value == NULL && error.status == AGGLO_ERROR_INPUT && strpbrk(text, "{}[]\"") == NULL) {
        value = config_take(w->document, sizeof *value);
        if (value != NULL)
            *value = (config_node){.type = CONFIG_STRING,
                                   .file = "--set",
                                   .path = w->shown.path,
                                   .text = config_take_text(w->document, text, strlen(text))};
    } else if (value == NULL) {
        error_place(&error, "--set", 0, w->shown.path);
        config_put(w->faults, &error);
    }
    return value;
}

static void clear_lines(config_node *node) {
    node->line = 0;
    for (config_node *n = node->first; n != NULL; n = n->next)
        clear_lines(n);
}

static void assign(walker *w, const char *text) {
    config_node *value = assigned_value(w, text), *parent = NULL, *node = w->document->root;
    if (value == NULL)
        return;
    clear_lines(value);
    for (char *segment = next_segment(w); segment != NULL; segment = next_segment(w)) {
        parent = node;
        node = step_into(w, node, segment);
        if (node == NULL)
            return;
    }
    if (parent == NULL) {
        config_fault(w->faults, &w->shown, NULL, "path=value", NULL, "the path is empty");
        return;
    }
    if (value->type == CONFIG_NULL) {
        config_remove(parent, node);
        return;
    }
    value->name = node->name;
    config_replace(node, value);
    if (parent == w->document->root && node->name != NULL && strcmp(node->name, "parameters") == 0)
        config_nest_dotted(w->document, node);
    config_check_duplicates(w->document, node, w->faults);
}

agglo_status config_set(config_document *document, const char *assignment, agglo_faults *faults) {
    size_t before = faults->count, errors = faults->errors;
    const char *equals = strchr(assignment, '=');
    walker w = {.document = document, .faults = faults, .shown = {.file = "--set"}};
    if (equals == NULL || equals == assignment) {
        char got[80];
        config_clean(assignment, got, sizeof got);
        config_fault(faults, &w.shown, got, "path=value, as in parameters.location.b_research=2",
                     NULL, "this assigns nothing");
        return AGGLO_ERROR_INPUT;
    }
    w.rest = config_take_text(document, assignment, (size_t)(equals - assignment));
    if (w.rest != NULL)
        w.shown.path = member_path(document, "", w.rest, 0);
    if (w.shown.path != NULL)
        assign(&w, equals + 1);
    agglo_status status = outcome(document, before, faults);
    return status == AGGLO_OK && faults->errors > errors ? AGGLO_ERROR_INPUT : status;
}
