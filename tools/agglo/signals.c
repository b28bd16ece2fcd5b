#include "tools/agglo/signals.h"

#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>

static atomic_int requested; /* lock-free, hence allowed in a handler */

static void note_request(int number) {
    int none = 0;
    if (atomic_compare_exchange_strong(&requested, &none, number))
        return;
    signal(number, SIG_DFL);
    raise(number); /* acts when the handler returns */
}

void signals_ignore_write_failures(void) {
    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN);
}

void signals_catch(void) {
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP, SIGUSR1};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction old, action = {.sa_handler = note_request, .sa_flags = SA_RESTART};
        sigemptyset(&action.sa_mask);
        /* nohup and background jobs of a script have some ignored: that stays so. */
        if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
            sigaction(numbers[i], &action, NULL);
    }
}

int signals_requested(void) {
    return atomic_load_explicit(&requested, memory_order_relaxed);
}
