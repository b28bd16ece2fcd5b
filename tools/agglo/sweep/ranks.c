#include "tools/agglo/sweep/ranks.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tools/agglo/signals.h"

/* The first word of a message. ASK is answered by JOBS (how many, their numbers), WAIT or OVER. */
enum { ASK, JOBS, WAIT, OVER, REPORT, LEAVE };
enum { MOST_JOBS = RANKS_WORDS - 2 };

struct sweep_ranks {
    ranks_group *ranks;
    sweep_plan *plan;
    int threads;
    pthread_mutex_t lock;    /* of all messages: MPI is called by one thread at a time */
    pthread_mutex_t handing; /* of open and is_stopped */
    agglo_status status;     /* the first error of messages */
    agglo_error error;
    /* the first process */
    pthread_t server;
    int has_server, left, is_stopped;
    size_t open; /* jobs not handed out yet */
    /* the others */
    size_t jobs[MOST_JOBS], count, next;
    int is_over;
};

static void pause_briefly(void) {
    static const struct timespec moment = {0, 100000};
    nanosleep(&moment, NULL);
}

static void note_failure(sweep_ranks *self, agglo_status status, const agglo_error *error) {
    if (self->status != AGGLO_OK)
        return;
    self->status = status;
    self->error = *error;
}

static void send(sweep_ranks *self, int to, const ranks_message *message) {
    agglo_error error = {0};
    pthread_mutex_lock(&self->lock);
    agglo_status status = ranks_send(self->ranks, to, message, &error);
    if (status != AGGLO_OK)
        note_failure(self, status, &error);
    pthread_mutex_unlock(&self->lock);
}

/* The sender, or -1 if nothing has come; -2 after a failure. */
static int receive(sweep_ranks *self, ranks_message *message) {
    agglo_error error = {0};
    int from;
    pthread_mutex_lock(&self->lock);
    agglo_status status = ranks_receive(self->ranks, &from, message, &error);
    if (status != AGGLO_OK)
        note_failure(self, status, &error);
    if (self->status != AGGLO_OK)
        from = -2;
    pthread_mutex_unlock(&self->lock);
    return from;
}

/* ---- The first process ---- */

/* Some jobs at a time spare messages; fewer towards the end, so that all end together. */
static size_t portion(sweep_ranks *self) {
    size_t workers = (size_t)ranks_count(self->ranks) * (size_t)self->threads;
    pthread_mutex_lock(&self->handing);
    size_t fair = self->open / (4 * workers) + 1;
    pthread_mutex_unlock(&self->handing);
    return fair < MOST_JOBS ? fair : MOST_JOBS;
}

static farm_answer take(sweep_ranks *self, size_t *job) {
    pthread_mutex_lock(&self->handing);
    farm_answer answer = self->is_stopped ? FARM_END : sweep_plan_next(self->plan, job);
    self->open -= answer == FARM_JOB && self->open > 0;
    pthread_mutex_unlock(&self->handing);
    return answer;
}

static void answer(sweep_ranks *self, int asker) {
    ranks_message m = {{JOBS, 0}};
    farm_answer last = FARM_JOB;
    for (size_t most = portion(self); m.word[1] < most && last == FARM_JOB;) {
        size_t job;
        last = take(self, &job);
        if (last == FARM_JOB)
            m.word[2 + m.word[1]++] = job;
    }
    if (m.word[1] == 0)
        m.word[0] = last == FARM_WAIT ? WAIT : OVER;
    send(self, asker, &m);
}

static void take_report(sweep_ranks *self, const ranks_message *m) {
    double judged;
    memcpy(&judged, &m->word[3], sizeof judged);
    sweep_plan_report_judged(self->plan, m->word[1], (parts_status)m->word[2], judged);
}

static void *serve(void *context) {
    sweep_ranks *self = context;
    while (self->left < ranks_count(self->ranks) - 1) {
        ranks_message m;
        int from = receive(self, &m);
        if (from == -2)
            return NULL;
        if (from < 0)
            pause_briefly();
        else if (m.word[0] == ASK)
            answer(self, from);
        else if (m.word[0] == REPORT)
            take_report(self, &m);
        else
            self->left++;
    }
    return NULL;
}

/* ---- The others ---- */

/* Asks until the first process has given jobs or said that it is over. */
static farm_answer ask(sweep_ranks *self) {
    ranks_message m = {{ASK}};
    send(self, 0, &m);
    int from;
    while ((from = receive(self, &m)) == -1)
        pause_briefly();
    if (from < 0 || m.word[0] == OVER) {
        self->is_over = 1;
        return FARM_END;
    }
    if (m.word[0] == WAIT)
        return FARM_WAIT;
    self->count = m.word[1];
    self->next = 0;
    for (size_t k = 0; k < self->count; k++)
        self->jobs[k] = m.word[2 + k];
    return FARM_JOB;
}

static farm_answer next_asked(void *context, size_t *job) {
    sweep_ranks *self = context;
    if (signals_requested() != 0 || self->is_over)
        return FARM_END;
    farm_answer found = self->next < self->count ? FARM_JOB : ask(self);
    if (found != FARM_JOB)
        return found;
    *job = self->jobs[self->next++];
    sweep_plan_take(self->plan, *job);
    return FARM_JOB;
}

static farm_answer next_own(void *context, size_t *job) {
    return take(context, job);
}

/* ---- Life ---- */

farm_source sweep_ranks_source(sweep_ranks *self) {
    return (farm_source){ranks_own(self->ranks) == 0 ? next_own : next_asked, self};
}

void sweep_ranks_report(sweep_ranks *self, size_t job, parts_status status, double judged) {
    ranks_message m = {{REPORT, job, (uint64_t)status, 0}};
    memcpy(&m.word[3], &judged, sizeof judged);
    if (ranks_own(self->ranks) != 0)
        send(self, 0, &m);
}

static void destroy(sweep_ranks *self) {
    pthread_mutex_destroy(&self->lock);
    pthread_mutex_destroy(&self->handing);
    free(self);
}

agglo_status sweep_ranks_begin(ranks_group *processes, sweep_plan *plan, int threads,
                               sweep_ranks **out, agglo_error *error) {
    sweep_ranks *self = calloc(1, sizeof *self);
    *out = NULL;
    if (self == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory to hand out runs");
    *self = (sweep_ranks){.ranks = processes, .plan = plan, .threads = threads};
    pthread_mutex_init(&self->lock, NULL);
    pthread_mutex_init(&self->handing, NULL);
    if (ranks_own(processes) == 0) {
        self->open = sweep_plan_count(plan, 1).missing;
        self->has_server = pthread_create(&self->server, NULL, serve, self) == 0;
        if (!self->has_server) {
            destroy(self);
            return error_set(error, AGGLO_ERROR_MEMORY, "no thread to hand out runs");
        }
    }
    *out = self;
    return AGGLO_OK;
}

agglo_status sweep_ranks_end(sweep_ranks *self, int is_failed, agglo_error *error) {
    pthread_mutex_lock(&self->handing);
    self->is_stopped |= is_failed;
    pthread_mutex_unlock(&self->handing);
    if (self->has_server) {
        pthread_join(self->server, NULL);
    } else {
        ranks_message m = {{LEAVE}};
        send(self, 0, &m);
    }
    agglo_status status = self->status;
    if (status != AGGLO_OK)
        *error = self->error;
    destroy(self);
    return status;
}
