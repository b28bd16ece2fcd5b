/* A lock, and a condition under it that is waited for by a clock that nobody sets. */
#ifndef AGGLO_TOOLS_STUDIO_GATE_H
#define AGGLO_TOOLS_STUDIO_GATE_H

#include <pthread.h>

#include "sim/status.h"

typedef struct {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    int is_there;
} gate;

AGGLO_MUST_USE
agglo_status gate_init(gate *g, agglo_error *error); /* errors: memory */
void gate_free(gate *g);                             /* takes what is zero or was not made */

void gate_lock(gate *g);
void gate_unlock(gate *g);

/* All with the lock held. Those who wait look again at what they wait for. */
void gate_wake(gate *g);
void gate_wait(gate *g);
int gate_wait_until(gate *g, double time); /* of schedule_clock(); false once it has come */

#endif
