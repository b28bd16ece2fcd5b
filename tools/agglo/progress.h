/* Tells how far long work is: a bar with rate and time left on a terminal, a plain line now and
 * then in a log, on stderr. Any thread may report steps. */
#ifndef AGGLO_TOOLS_PROGRESS_H
#define AGGLO_TOOLS_PROGRESS_H

#include <stddef.h>

typedef struct {
    int is_quiet, is_terminal, is_drawn;
    const char *noun;            /* what is counted: "replicates" */
    size_t total, done, skipped; /* steps; skipped ones were done by an earlier run */
    size_t replicates, finished;
    double started, shown; /* by the schedule's clock */
} progress;

/* `is_quiet`: say nothing. `total`: steps of all replicates together. */
void progress_begin(progress *p, int is_quiet, size_t total, size_t replicates);

/* One step more; steps taken over from an earlier run; one replicate more. */
void progress_step(progress *p);
void progress_skip(progress *p, size_t steps);
void progress_finish_replicate(progress *p);

/* Removes the bar, so that other lines may follow. */
void progress_end(progress *p);

#endif
