/* What the parts of sim/config share: the document's storage, the scanner, the parser. Not for
 * anyone else. */
#ifndef AGGLO_SIM_CONFIG_INTERNAL_H
#define AGGLO_SIM_CONFIG_INTERNAL_H

#include "sim/config.h"

enum {
    CONFIG_MAX_BYTES = 16 * 1024 * 1024,
    CONFIG_MAX_DEPTH = 64,
    CONFIG_MAX_VALUES = 1000000, /* of all files of a document: bounds memory */
    CONFIG_MAX_FILES = 256,      /* a document may extend, also indirectly */
    CONFIG_MAX_CHAIN = 32,       /* files extending each other in a row */
    CONFIG_MAX_FAULTS = 200,     /* kept; more are counted */
    CONFIG_PATH_SIZE = 192
};

/* Nodes and strings live in chunks that are freed together. */
typedef struct config_chunk {
    struct config_chunk *next;
    size_t used, size;
} config_chunk;

struct config_document {
    config_node *root;
    config_chunk *chunks;
    size_t values;
    int files;
    int no_memory; /* an allocation failed: the document is of no use */
};

/* Zeroed storage of the document, or null (then no_memory is set). */
void *config_take(config_document *document, size_t size);
char *config_take_text(config_document *document, const char *text, size_t length);

/* Checks that a text is strict JSON in UTF-8 and notes the line of every value, in the order in
 * which they begin. cJSON neither knows lines nor is it strict. */
typedef struct {
    int *lines;
    size_t count, capacity;
} config_lines;
AGGLO_MUST_USE
agglo_status config_scan(const char *text, size_t length, config_lines *lines, agglo_error *error);
void config_lines_free(config_lines *lines);

/* Parses a text that may be any JSON value. `file` is the name for messages, `path` the place of
 * the value, `name` its key. Null on errors, which go to `error` (status, line and sentence). */
typedef struct {
    const char *file, *path, *name;
} config_origin;
config_node *config_build(config_document *document, const char *text, size_t length,
                          const config_origin *origin, agglo_error *error);

/* Nodes by a key (open addressing); keys are not copied. */
typedef struct {
    const char *key;
    config_node *node;
} config_entry;
typedef struct {
    config_entry *entries;
    size_t size, count;
} config_index;
/* Puts a node under `key` and returns it, unless one is there: returns that one then. Null: no
 * memory. `node` null only looks. */
config_node *config_index_add(config_index *index, const char *key, config_node *node,
                              config_document *document);
void config_index_free(config_index *index);

void config_append(config_node *parent, config_node *child);
void config_remove(config_node *parent, config_node *child);
/* Puts what `source` holds in `target`'s place among its siblings. */
void config_replace(config_node *target, const config_node *source);
config_node *config_find(const config_node *object, const char *name);

/* Nests the dotted keys of the object `parameters`. */
void config_nest_dotted(config_document *document, config_node *parameters);
/* A fault for every key that stands twice in its object, at any depth. */
void config_check_duplicates(config_document *document, const config_node *node,
                             agglo_faults *faults);

/* Merges the members of `over` into `base` as `extends` does with whole documents. */
void config_merge_roots(config_document *document, config_node *base, config_node *over);
/* The status of a reading: that of the first error that was found after the first `before`. */
AGGLO_MUST_USE
agglo_status config_outcome(const config_document *document, size_t before, agglo_faults *faults);

/* Adds an error to the list unless the list is full: then it is counted only. */
void config_put(agglo_faults *faults, const agglo_error *error);
#endif
