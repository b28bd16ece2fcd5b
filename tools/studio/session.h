/* What the studio shows: two sides, each a scenario's document and a step. All else follows from
 * these: a side at a step is the run of its document so far (replicate 0). A step back, a policy
 * that is added or changed is a new run; of a middle-sized world that takes milliseconds.
 *
 * Long loops end when a signal asks to stop. Sides lock themselves: between session_lock and
 * session_unlock a side belongs to the caller. */
#ifndef AGGLO_TOOLS_STUDIO_SESSION_H
#define AGGLO_TOOLS_STUDIO_SESSION_H

#include <stdatomic.h>

#include "models/network.h"
#include "models/simulation.h"
#include "models/snapshots.h"
#include "tools/studio/band.h"
#include "tools/studio/catalogue.h"
#include "tools/studio/gate.h"
#include "tools/studio/works.h"

typedef struct {
    gate gate; /* of is_held, which is of all below */
    int is_held;
    char name;           /* 'A', 'B' */
    char *text, *chosen; /* canonical JSON: as it stands, as it was chosen; null: nothing is */
    char *path;          /* in the catalogue, or null */
    scenario *scenario;  /* of the text */
    scenario *recorded;  /* the same with every step recorded; shares what is in it */
    agglo_faults warnings;
    simulation *simulation; /* one step ahead of what is shown: rows of a step are taken then */
    int step;
    uint64_t hash;    /* of the state shown, as `agglo run -n 1` prints it */
    unsigned version; /* another one whenever a document is chosen */
    band *band;       /* of the document as it was chosen; null until somebody asks */
} session_side;

enum { SESSION_SIDES = 2, SESSION_MOST_LONG = 2 };

typedef struct {
    session_side sides[SESSION_SIDES];
    const catalogue *catalogue;
    int threads;          /* for what takes all processors */
    works works;          /* what takes all processors */
    atomic_int long_ones; /* requests that take long */
} session;

AGGLO_MUST_USE
agglo_status session_init(session *s, const catalogue *shipped, int threads, agglo_error *error);
void session_free(session *s);

/* The side of a name ("A", "B"), or null. */
session_side *session_find(session *s, const char *name);

/* False if others have held it for ten seconds. */
int session_lock(session_side *side);
void session_unlock(session_side *side);

/* What a side shall show: a path of the catalogue, a file of the owner, or a text that may extend
 * what the catalogue has. One of them. */
typedef struct {
    const char *path, *file, *text;
} session_choice;

/* Puts a document at step 0. Faults as of `agglo check`; a world that is too large for a studio is
 * one, too. On errors the side stays as it was. */
AGGLO_MUST_USE
agglo_status session_choose(session *s, session_side *side, const session_choice *choice,
                            agglo_faults *faults);
void session_clear(session_side *side);

/* Changes the document by a list of edits, {"set": "path=value"}, {"add": {intervention}} or
 * {"remove": "intervention"}, and shows it at the same step: all edits or, with faults, none. */
AGGLO_MUST_USE
agglo_status session_edit(session_side *side, const config_node *edits, agglo_faults *faults);

/* Goes to a step, forward from where the side is or anew from the beginning. A slow world may stop
 * earlier: side->step says where. Errors: a world that has become too large is an input error; then
 * the side is at step 0 again. */
AGGLO_MUST_USE
agglo_status session_go(session_side *side, int step, agglo_error *error);

/* Rows of step k: regions × record_width() doubles. */
const double *session_rows(const session_side *side, int step);
double session_time(const session_side *side, int step); /* calendar year */

/* Events of the steps shown: the first `count` of the list. */
const schema_event *session_events(session_side *side, size_t *count);

/* Firms and ties as they are at the step shown. */
const snapshots *session_firms(session_side *side);
const network *session_ties(session_side *side);

/* Whether one more request that takes long may begin: at most SESSION_MOST_LONG at once. */
int session_begin_long(session *s);
void session_end_long(session *s);

/* Reads a side's text; for work beside the sides. */
AGGLO_MUST_USE
agglo_status session_read(const char *text, scenario **out, agglo_faults *faults);

#endif
