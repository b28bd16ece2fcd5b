#include "tools/studio/works.h"

#include <stddef.h>

#include "sim/schedule.h"
#include "tools/agglo/signals.h"

/* A signal wakes nobody up: it is looked for so often. */
static const double look_seconds = 0.05;

agglo_status works_init(works *w, agglo_error *error) {
    *w = (works){0};
    return gate_init(&w->gate, error);
}

void works_free(works *w) {
    gate_free(&w->gate);
}

int works_do(works *w, void (*run)(void *context), void *context) {
    works_piece piece = {.run = run, .context = context};
    gate_lock(&w->gate);
    if (!w->is_ending) {
        *(w->first != NULL ? &w->last->next : &w->first) = &piece;
        w->last = &piece;
        gate_wake(&w->gate);
    }
    while (!piece.is_done && !w->is_ending)
        gate_wait(&w->gate);
    gate_unlock(&w->gate);
    return piece.is_done;
}

/* Called and left with the lock held. */
static void run_first(works *w) {
    works_piece *piece = w->first;
    gate_unlock(&w->gate);
    piece->run(piece->context);
    gate_lock(&w->gate);
    w->first = piece->next;
    piece->is_done = 1;
    gate_wake(&w->gate);
}

void works_serve(works *w) {
    gate_lock(&w->gate);
    while (signals_requested() == 0)
        if (w->first != NULL)
            run_first(w);
        else
            (void)gate_wait_until(&w->gate, schedule_clock() + look_seconds);
    gate_unlock(&w->gate);
}

void works_end(works *w) {
    gate_lock(&w->gate);
    w->is_ending = 1;
    gate_wake(&w->gate);
    gate_unlock(&w->gate);
}
