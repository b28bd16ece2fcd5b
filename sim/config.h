/* JSON documents with names, lines and paths: read, merge, walk.
 *
 * The only user of cJSON. A document is a tree of nodes; each node knows the file and line it came
 * from, also after documents have been merged by `extends`. Strings and names belong to the
 * document. A document is constant after loading: threads may share it. */
#ifndef AGGLO_SIM_CONFIG_H
#define AGGLO_SIM_CONFIG_H

#include <stddef.h>

#include "sim/status.h"

typedef enum {
    CONFIG_NULL,
    CONFIG_BOOL,
    CONFIG_NUMBER,
    CONFIG_STRING,
    CONFIG_ARRAY,
    CONFIG_OBJECT
} config_type;

typedef struct config_node {
    config_type type;
    const char *name;                 /* key in the parent object; null in arrays and at the root */
    const char *file;                 /* where it was written */
    int line;                         /* 1-based */
    char *path;                       /* for instance regions[2].population; "" at the root */
    double number;                    /* CONFIG_NUMBER, CONFIG_BOOL (0, 1) */
    const char *text;                 /* CONFIG_STRING */
    struct config_node *first, *next; /* children in order; next sibling */
    size_t count;                     /* children */
    int used;                         /* set when code has looked at it: see config_report_unused */
    struct config_node *last;         /* child */
} config_node;

typedef struct config_document config_document;

/* Loads a file, resolves `extends` (a path relative to the file, or a list, merged left to right,
 * the file itself last), checks size (16 MiB), UTF-8, nesting (64), duplicate keys, circles.
 * Objects merge by key; the array `regions` merges by the members' "name", `interventions` appends;
 * other values are replaced; null removes what was inherited. Dotted keys in `parameters` are
 * nested ones: {"a.b": 1} is {"a": {"b": 1}}. `extends` and `$schema` are not part of the result.
 * All faults found go to `faults`; on errors *out is null. */
AGGLO_MUST_USE
agglo_status config_load(const char *path, config_document **out, agglo_faults *faults);

/* The same from memory; `name` stands for the file in messages; extends are relative to `.`. */
AGGLO_MUST_USE
agglo_status config_parse(const char *text, size_t length, const char *name, config_document **out,
                          agglo_faults *faults);

/* A text that comes from somebody who may not choose which files are read. */
typedef struct {
    const char *text;
    size_t length;
    const char *name; /* stands for the file in messages */
    /* The path of what the text may extend under a name, or null: then it is refused, and nothing
     * is opened. Lives as long as the reading. A null `find` refuses all. Files that are found
     * extend what they like. */
    const char *(*find)(void *context, const char *extended);
    void *context;
} config_foreign;

/* The same as config_parse for such a text. */
AGGLO_MUST_USE
agglo_status config_parse_foreign(const config_foreign *foreign, config_document **out,
                                  agglo_faults *faults);

/* Sets a value by path (`parameters.location.b_research=2`, `regions[0].population=4`,
 * `regions.nuremberg.population=4`, `links.10=0`); the text after = is JSON, or else a string.
 * Objects on the way are created; elements of arrays are found by [index], by "name" or by "type";
 * null removes. Messages name the source "--set". */
AGGLO_MUST_USE
agglo_status config_set(config_document *document, const char *assignment, agglo_faults *faults);

/* A document of its own whose root is a copy of an object, or null if there is no memory. It shares
 * names and texts with the original, which must outlive it. Dotted keys in the `parameters` of an
 * object that was no root before become nested ones. */
config_document *config_copy(const config_node *object);

/* Merges an object over the document's root, as a file over what it extends; dotted keys in its
 * `parameters` are nested ones. `over` may belong to another document, which must outlive this
 * one, and is left as it is. */
AGGLO_MUST_USE
agglo_status config_merge(config_document *document, const config_node *over, agglo_faults *faults);

/* Puts a copy of `value` into an object of the document under `name`, instead of what is there.
 * Name and value are shared and must outlive the document. False if there is no memory. */
int config_insert(config_document *document, config_node *object, const char *name,
                  const config_node *value);

/* The path of the file `name` as seen from the file `from`; absolute ones stay. It belongs to the
 * document; null if there is no memory. */
char *config_beside(config_document *document, const char *from, const char *name);

void config_free(config_document *document); /* takes null */
config_node *config_root(config_document *document);

/* The member of an object, marked used; null if absent. */
config_node *config_member(config_node *object, const char *name);

/* Adds a fault located at a node. `node` may be null for faults without a place; got, expected and
 * hint may be null. Beyond 200 faults they are counted only. */
void config_fault(agglo_faults *faults, const config_node *node, const char *got,
                  const char *expected, const char *hint, const char *format, ...)
    AGGLO_PRINTF(6, 7);
void config_warn(agglo_faults *faults, const config_node *node, const char *got,
                 const char *expected, const char *hint, const char *format, ...)
    AGGLO_PRINTF(6, 7);

/* A node's value for messages: strings quoted and cut, control characters replaced. Returns
 * `buffer`. */
const char *config_show(const config_node *node, char *buffer, size_t size);

/* Copies text for messages: control characters become '?', cut at a character's border. */
void config_clean(const char *text, char *buffer, size_t size);

/* The closest of `count` names to `word` by edit distance, or null if none is near: for "did you
 * mean". */
const char *config_closest(const char *word, const char *const *names, size_t count);

/* A fault for every member of `object` that is not marked used, with "did you mean" from `known`.
 */
void config_report_unused(const config_node *object, const char *const *known, size_t count,
                          agglo_faults *faults);

/* The document as canonical JSON text (sorted keys, 17 digits): freed by the caller; null if there
 * is no memory. Two documents that mean the same have the same text. */
char *config_print(const config_document *document);

/* The same without the nodes for which `skip` says yes (and what they hold). The root has depth 0,
 * its members 1. */
typedef int (*config_skip)(const config_node *node, int depth);
char *config_print_without(const config_document *document, config_skip skip);

#endif
