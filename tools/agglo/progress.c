#include "tools/agglo/progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sim/schedule.h"

enum { BAR_WIDTH = 24 };
static const double seconds_between_bars = 0.2, seconds_between_lines = 30;

void progress_begin(progress *p, int is_quiet, size_t total, size_t replicates) {
    const char *terminal = getenv("TERM");
    int can_redraw = terminal != NULL && strcmp(terminal, "dumb") != 0;
    *p = (progress){.is_quiet = is_quiet,
                    .noun = "replicates",
                    .is_terminal = can_redraw && isatty(STDERR_FILENO),
                    .total = total,
                    .replicates = replicates,
                    .started = schedule_clock()};
    p->shown = p->started;
}

/* "1:05", "2:10:00". */
static void format_time(double seconds, char *text, size_t size) {
    long all = (long)(seconds + 0.5);
    if (all >= 3600)
        snprintf(text, size, "%ld:%02ld:%02ld", all / 3600, all / 60 % 60, all % 60);
    else
        snprintf(text, size, "%ld:%02ld", all / 60, all % 60);
}

/* Called by one thread at a time. */
static void show(progress *p, double now) {
    double share = p->total > 0 ? (double)p->done / (double)p->total : 1;
    double elapsed = now - p->started, worked = (double)(p->done - p->skipped);
    char rest[32] = "", text[160];
    double rate = elapsed > 0 ? worked / elapsed : 0;
    if (rate > 0)
        format_time((double)(p->total - p->done) / rate, rest, sizeof rest);
    double per_replicate = (double)p->total / (double)p->replicates;
    snprintf(text, sizeof text, "%3.0f %%  %zu of %zu %s  %.3g %s/s  %s left", 100 * share,
             p->finished, p->replicates, p->noun, rate / per_replicate, p->noun,
             rest[0] != '\0' ? rest : "?");
    if (p->is_terminal) {
        char bar[BAR_WIDTH + 1];
        int filled = (int)(share * BAR_WIDTH);
        memset(bar, '-', BAR_WIDTH);
        memset(bar, '#', (size_t)filled);
        bar[BAR_WIDTH] = '\0';
        fprintf(stderr, "\r[%s] %s\033[K", bar, text);
        p->is_drawn = 1;
    } else {
        fprintf(stderr, "agglo: %s\n", text);
    }
    fflush(stderr);
    p->shown = now;
}

void progress_step(progress *p) {
#pragma omp critical(progress)
    {
        p->done++;
        double now = p->is_quiet ? 0 : schedule_clock();
        if (!p->is_quiet &&
            now - p->shown >= (p->is_terminal ? seconds_between_bars : seconds_between_lines))
            show(p, now);
    }
}

void progress_skip(progress *p, size_t steps) {
#pragma omp critical(progress)
    {
        p->done += steps;
        p->skipped += steps;
    }
}

void progress_finish_replicate(progress *p) {
#pragma omp critical(progress)
    p->finished++;
}

void progress_end(progress *p) {
    if (p->is_drawn)
        fputs("\r\033[K", stderr);
    p->is_drawn = 0;
}
