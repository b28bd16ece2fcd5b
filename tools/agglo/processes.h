/* What the processes of a launcher tell each other about success and failure, so that none waits
 * for one that has left, and each failure is told once. */
#ifndef AGGLO_TOOLS_PROCESSES_H
#define AGGLO_TOOLS_PROCESSES_H

#include "sim/ranks.h"

typedef struct {
    int is_marked; /* by any process */
    int tells;     /* this process speaks: it is the first, or has failed where the first has not */
} processes_view;

/* Collective: returns OK if all processes are; else the own status, or that of another one with an
 * error that says so. Alone it returns `own`. */
AGGLO_MUST_USE
agglo_status processes_agree(ranks_group *processes, agglo_status own, int mark,
                             processes_view *view, agglo_error *error);

#endif
