/* The cause ledger: what each event of the log names as its cause.
 *
 * A rate that would be lower without c names c with probability (rate - rate without c)/rate; where
 * these sum to more than 1 they are scaled to 1, what they leave below 1 goes to the event's base
 * cause (the parent firm, the project, the university ...). A state or a lever that is drawn is
 * followed, by shares of what makes it up now, to an agent or to the intervention that pulls the
 * lever. So every cause is an identity that was there before the event, and causes lead back to
 * agents of year 0, to a region's initial state, to the world outside or to an intervention.
 *
 * All draws are of DRAW_CAUSE, by event and agent: nothing else of the model depends on them. With
 * an event log switched off nothing here is called. The rates themselves stand in the phases, which
 * say there what is without what; the table is in models/README.md. */
#ifndef AGGLO_MODELS_CAUSES_H
#define AGGLO_MODELS_CAUSES_H

#include "models/world.h"

/* What may be drawn. Levers follow: CAUSE_LEVER + LEVER_grant ... */
typedef enum {
    CAUSE_BASE,             /* what the event names of itself */
    CAUSE_OUTSIDE,          /* the world outside */
    CAUSE_REGION,           /* the region as it was at year 0 */
    CAUSE_INNOVATION,       /* I */
    CAUSE_RESEARCH,         /* research money */
    CAUSE_KNOWLEDGE,        /* K */
    CAUSE_CLINIC,           /* places for trials */
    CAUSE_TALENT,           /* T */
    CAUSE_AGGLOMERATION,    /* A: an established firm */
    CAUSE_ANCHORS,          /* H: an anchor */
    CAUSE_ENTREPRENEURSHIP, /* E */
    CAUSE_FUNDS,            /* a venture fund of the region */
    CAUSE_POOL,             /* money of the world pool */
    CAUSE_VENTURE,          /* venture money of both */
    CAUSE_SUPPORT,          /* support firms */
    CAUSE_MENTORS,
    CAUSE_STARTUPS,   /* su: what was founded in the last 12 months */
    CAUSE_EXITS,      /* ex: a firm that was sold and stayed */
    CAUSE_REPUTATION, /* V */
    CAUSE_NETWORK,    /* N: the network organisation */
    CAUSE_LEVER
} cause_source;
_Static_assert(CAUSE_LEVER + (int)LEVER_COUNT <= UINT8_MAX, "a source is eight bits");

/* Contributing causes of one event, with (rate - rate without)/rate each. */
enum { CAUSES_MOST = 8 };
typedef struct {
    int count;
    struct {
        uint8_t source, link;
        double part;
    } of[CAUSES_MOST];
} cause_list;

/* Does the scenario record events? Else nothing is to be asked here. */
static inline int causes_wanted(const world *w) {
    return w->scenario->record_events;
}

/* The part of a rate that would be lacking at `without`; 0 where nothing would. */
static inline double causes_part(double rate, double without) {
    return rate > without && rate > 0 ? (rate - without) / rate : 0;
}

/* Adds a contribution; one of no part is left out. `link`: 1...18, 0 for none. */
void causes_add(cause_list *list, int source, int link, double part);

/* An event whose cause is asked for. */
typedef struct {
    const world *w;
    int region;
    event_type type;
    uint64_t agent;
    uint32_t draws;     /* made so far, four a block */
    random_block block; /* of the last */
} causes_inquiry;
causes_inquiry causes_ask(const world *w, int region, event_type type, uint64_t agent);

/* Draws one of the causes, or CAUSE_BASE; *link (unless null) becomes its link, 0 for the base. It
 * reads nothing of the world, so loops may call it that change firms. */
uint8_t causes_choose(causes_inquiry *inquiry, const cause_list *list, uint8_t *link);

/* Follows what was chosen to an identity; `base` is that of CAUSE_BASE. Reads firms, sites, funds
 * and levers of the region: not in a loop in which others change them. */
uint64_t causes_name(causes_inquiry *inquiry, uint8_t source, uint64_t base);

/* The same in two places: `causes_name` for an event whose cause has been chosen before. */
uint64_t causes_name_later(const world *w, int region, event_type type, uint64_t agent,
                           uint8_t source, uint64_t base);

/* Names a customer, by outside demand, as the cause of each of `count` suppliers' foundings in a
 * region; where there is none they keep the cause that they have. */
void causes_name_customers(const world *w, int region, founding *foundings, size_t count);

/* ---- Which intervention pulls which lever ---- */

void causes_forget_levers(world *w); /* at the start of a step */

/* Notes what intervention `order` has added to a region's levers, which were `before`. */
AGGLO_MUST_USE
agglo_status causes_note_levers(world *w, int order, int region, const levers *before,
                                agglo_error *error);

/* ---- Roots: causes that no event created ---- */

typedef enum {
    ROOT_OUTSIDE,
    ROOT_REGION, /* its initial state */
    ROOT_FIRM,
    ROOT_UNIVERSITY,
    ROOT_HOSPITAL,
    ROOT_FUND,
    ROOT_INTERVENTION,
    ROOT_KINDS
} root_kind;

typedef struct {
    uint64_t id;
    root_kind kind;
    int32_t region; /* -1: the world */
    int32_t number; /* index of the intervention, or place among the region's agents of the kind */
} cause_root;

/* All roots of a scenario, by id; `roots` is freed with free(). */
typedef struct {
    cause_root *items;
    size_t count;
} cause_roots;
AGGLO_MUST_USE
agglo_status causes_roots_list(const scenario *s, cause_roots *out, agglo_error *error);
const cause_root *causes_root_find(const cause_roots *list, uint64_t id); /* or null */

/* Does an event of this type create its agent? */
int causes_creates(event_type type);

/* What events created: identities with the number of the event, by identity. `items` is freed with
 * free(). */
typedef struct {
    uint64_t id;
    size_t event;
} creation;
typedef struct {
    creation *items;
    size_t count;
} creation_list;
AGGLO_MUST_USE
agglo_status causes_creations(const schema_event *events, size_t count, creation_list *out,
                              agglo_error *error);
const creation *causes_creation_find(const creation_list *list, uint64_t id); /* or null */

/* Does the event end its firm's life in the region? A firm that is sold is taken away if the world
 * outside is named as the cause, and stays if not. */
int causes_closes(const schema_event *event);

/* Checks the events of one replicate, from its first step on and in their order: every event but
 * the start of an intervention has a cause, which is a root or was created by an event before it.
 * The first breach is an internal error. */
AGGLO_MUST_USE
agglo_status causes_check(const scenario *s, const schema_event *events, size_t count,
                          agglo_error *error);

#endif
