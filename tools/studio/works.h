/* Work that uses all processors, one piece after the other in one thread: two pieces at once would
 * only slow each other, and OpenMP's threads are best started from one place. */
#ifndef AGGLO_TOOLS_STUDIO_WORKS_H
#define AGGLO_TOOLS_STUDIO_WORKS_H

#include "tools/studio/gate.h"

typedef struct works_piece {
    void (*run)(void *context);
    void *context;
    int is_done;
    struct works_piece *next;
} works_piece;

typedef struct {
    gate gate; /* of all below */
    works_piece *first, *last;
    int is_ending;
} works;

AGGLO_MUST_USE
agglo_status works_init(works *w, agglo_error *error); /* errors: memory */
void works_free(works *w);

/* Waits until the piece has been done by the thread that serves; false if nobody serves any more.
 */
int works_do(works *w, void (*run)(void *context), void *context);

/* Does what others wait for until a signal asks to stop (tools/agglo/signals.h). */
void works_serve(works *w);

/* Nobody serves any more: those who wait stop waiting. */
void works_end(works *w);

#endif
