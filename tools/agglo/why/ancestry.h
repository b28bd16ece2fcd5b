/* The events of a result as ancestry: which event created whom, and where chains of causes end.
 * For `agglo why`; what it prints stands in why.c and descent.c. */
#ifndef AGGLO_TOOLS_ANCESTRY_H
#define AGGLO_TOOLS_ANCESTRY_H

#include "models/causes.h"
#include "output/event_reader.h"

typedef struct {
    const char *path;
    event_reader *log;
    scenario *scenario; /* that the result was made with */
    cause_roots roots;
    /* of the replicate that was read last */
    size_t replicate, first; /* row of its first event in the log */
    schema_event_list events;
    creation_list creations;
} ancestry;

/* Opens a result that has events. `out` is to be freed in any case. */
AGGLO_MUST_USE
agglo_status ancestry_open(const char *path, ancestry *out, agglo_error *error);
void ancestry_free(ancestry *a); /* takes null */

/* Reads a replicate that is in the file. */
AGGLO_MUST_USE
agglo_status ancestry_read(ancestry *a, size_t replicate, agglo_error *error);

/* What an identity goes back to: the number of the event of the replicate that created it, or a
 * root (then *root is not null). An identity that is neither is an input error. */
AGGLO_MUST_USE
agglo_status ancestry_find(const ancestry *a, uint64_t id, size_t *event, const cause_root **root,
                           agglo_error *error);

/* Numbers of events of the replicate, from the one asked for back, and the root. `events` is freed
 * with free(). */
typedef struct {
    size_t *events, count;
    const cause_root *root;
} ancestry_chain;

/* Follows causes from an event on: each event but the first is the creation of the cause of the one
 * before it, and earlier. `out` comes empty and is to be freed in any case. */
AGGLO_MUST_USE
agglo_status ancestry_follow(const ancestry *a, size_t event, ancestry_chain *out,
                             agglo_error *error);

/* Calendar year of an event. */
double ancestry_date(const ancestry *a, const schema_event *event);

/* A region's name for people; the world's for -1. */
const char *ancestry_region(const ancestry *a, int region);

/* "initial supplier 17 of Nuremberg". Returns `text`. */
const char *ancestry_root_text(const ancestry *a, const cause_root *root, char *text, size_t size);

extern const char *const ancestry_root_names[ROOT_KINDS]; /* one word each */

/* What shall be told by --descent: the region's index, or -1 for all. */
AGGLO_MUST_USE
agglo_status why_descent(ancestry *a, int region, int is_json, agglo_error *error);

#endif
