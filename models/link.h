/* What every causal link says of itself. One room per link in links/; they are listed in order in
 * models/model.c. */
#ifndef AGGLO_MODELS_LINK_H
#define AGGLO_MODELS_LINK_H

typedef enum {
    STATE_INNOVATION,       /* I: research sites, talent, clinical access, knowledge */
    STATE_AGGLOMERATION,    /* II: established firms in the region */
    STATE_ANCHOR,           /* III: firms that bring large outside demand */
    STATE_ENTREPRENEURSHIP, /* IV: risk capital, support firms, mentors, start-ups */
    STATE_REPUTATION,       /* V: how the region is seen from outside */
    STATE_COUNT
} cluster_state;

typedef struct {
    int number;       /* 1…18 */
    const char *name; /* one word with underscores */
    cluster_state from, to;
    const char *mechanism; /* one sentence: what causes what */
    const char *equation;  /* in plain text, code names */
    const char *source;    /* citation, or "assumption" */
    const char *flux;      /* what its flux measures */
    const char *flux_unit;
    const char *parameters; /* names of its parameters, space separated */
} causal_link;

#endif
