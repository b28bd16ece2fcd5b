#include "tools/studio/works.h"

#include <stddef.h>
#include <time.h>

#include "tools/agglo/signals.h"

int works_init(works *w) {
    *w = (works){0};
    if (pthread_mutex_init(&w->lock, NULL) != 0)
        return 0;
    if (pthread_cond_init(&w->changed, NULL) == 0)
        return 1;
    pthread_mutex_destroy(&w->lock);
    return 0;
}

void works_free(works *w) {
    pthread_cond_destroy(&w->changed);
    pthread_mutex_destroy(&w->lock);
}

int works_do(works *w, void (*run)(void *context), void *context) {
    works_piece piece = {.run = run, .context = context};
    pthread_mutex_lock(&w->lock);
    if (!w->is_ending) {
        *(w->first != NULL ? &w->last->next : &w->first) = &piece;
        w->last = &piece;
        pthread_cond_broadcast(&w->changed);
    }
    while (!piece.is_done && !w->is_ending)
        pthread_cond_wait(&w->changed, &w->lock);
    pthread_mutex_unlock(&w->lock);
    return piece.was_run;
}

/* Called and left with the lock held. */
static void run_first(works *w) {
    works_piece *piece = w->first;
    pthread_mutex_unlock(&w->lock);
    piece->run(piece->context);
    pthread_mutex_lock(&w->lock);
    w->first = piece->next;
    piece->is_done = piece->was_run = 1;
    pthread_cond_broadcast(&w->changed);
}

/* A signal may come just before the wait begins: it is short. */
static void wait_shortly(works *w) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += 50000000;
    if (until.tv_nsec >= 1000000000) {
        until.tv_nsec -= 1000000000;
        until.tv_sec++;
    }
    pthread_cond_timedwait(&w->changed, &w->lock, &until);
}

void works_serve(works *w) {
    pthread_mutex_lock(&w->lock);
    while (signals_requested() == 0)
        if (w->first != NULL)
            run_first(w);
        else
            wait_shortly(w);
    pthread_mutex_unlock(&w->lock);
}

void works_end(works *w) {
    pthread_mutex_lock(&w->lock);
    w->is_ending = 1;
    pthread_cond_broadcast(&w->changed);
    pthread_mutex_unlock(&w->lock);
}
