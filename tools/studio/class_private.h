/* What the parts of a class share. Private to tools/studio/class*.c. */
#ifndef AGGLO_TOOLS_STUDIO_CLASS_PRIVATE_H
#define AGGLO_TOOLS_STUDIO_CLASS_PRIVATE_H

#include <pthread.h>
#include <stdatomic.h>

#include "models/measures.h"
#include "models/scenario/scenario.h"
#include "output/analysis/effects.h"
#include "tools/studio/class.h"
#include "tools/studio/gate.h"

/* ---- Packages: class_package.c ---- */

/* What a package is read against. */
typedef struct {
    char *document;            /* of the class's scenario, with its years */
    const char *name, *region; /* name: of the scenario */
    double budget;             /* M$ */
} class_frame;

/* The scenario with a package's interventions; `text` null: without any. The copy of the
 * interventions as JSON is the caller's. Faults are told only if they are the package's. */
typedef struct {
    scenario *scenario;
    char *orders; /* the list as JSON; null without a package */
    class_price price;
} class_plan;
AGGLO_MUST_USE
agglo_status class_plan_read(const class_frame *frame, const char *text, class_plan *out,
                             agglo_faults *faults);
void class_plan_free(class_plan *plan); /* empties it */

/* ---- Runs: class_runs.c ---- */

/* Numbers by replicate. */
typedef struct {
    double *outcome; /* in the class's region */
    double *cost;    /* public cost in all regions, M$ in all */
} class_sample;

typedef struct {
    const char *outcome, *region;
    size_t replicates;
    int threads;
    const atomic_int *is_ending;
    int (*work)(void *context, void (*run)(void *piece), void *piece); /* as class_options */
    void *context;
    int (*must_stop)(void);
} class_order;

AGGLO_MUST_USE
agglo_status class_sample_make(const class_order *order, const scenario *s, class_sample *out,
                               agglo_error *error);
void class_sample_free(class_sample *sample); /* empties it */

/* What the outcome is, from the scenario itself. */
AGGLO_MUST_USE
agglo_status class_outcome(const scenario *s, const char *text, measure *out, agglo_error *error);

enum { CLASS_MOST_EVER = 4 * CLASS_MOST_STUDENTS }; /* with those who have left */

/* ---- The room: class.c, class_write.c ---- */

typedef struct {
    char name[CLASS_NAME_SIZE], token[CLASS_TOKEN_SIZE];
    int is_gone;
    size_t packages, waiting; /* how many */
} class_student;

typedef enum {
    PACKAGE_WAITING,
    PACKAGE_RUNNING,
    PACKAGE_DONE,
    PACKAGE_OVER,
    PACKAGE_FAILED
} class_status;

typedef struct {
    size_t student; /* index */
    class_status status;
    class_plan plan; /* its scenario goes when it has been run */
    effects_finding effect, cost;
    double *differences; /* run by run */
    char failure[320];
} class_package;

struct class_room {
    class_frame frame;
    class_order order;
    char *scenario_name, *region, *outcome_name;
    char code[CLASS_CODE_SIZE];
    measure outcome;
    scenario *scenario; /* the class's own */

    pthread_t worker;
    int is_working; /* there is a worker to be joined */
    atomic_int is_ending;
    gate gate;               /* of all below */
    class_student *students; /* CLASS_MOST_EVER places */
    size_t student_count;
    class_package **packages;                 /* in the order of their numbers 1 … */
    size_t package_count, package_room, next; /* next: the first that was not begun */
    class_sample baseline;
    int has_baseline;
    char failure[320];               /* of the baseline: nothing can be run */
    double wrong_codes, wrong_since; /* so many since, s of the clock */
    unsigned long version;
};

/* The index of the student with the token, or -1. */
int class_find(const class_room *room, const char *token);
class_answer class_unknown(agglo_faults *faults); /* says so */

void class_note_change(class_room *room); /* under the lock */
int class_is_over(const class_room *room, double cost);
void class_tell(agglo_faults *faults, agglo_status status, const char *what, const char *hint);
class_answer class_no_memory(agglo_faults *faults);

/* ---- The league: class_league.c ---- */

typedef enum { LEAGUE_BY_COST, LEAGUE_BY_EFFECT } class_criterion;

/* The best package of each student that is there, the best first. The outcome's sign is such that
 * more is better; by cost only packages that cost something. */
typedef struct {
    size_t package; /* index */
    size_t rank;    /* 1 …; what is equal shares one */
    int is_tied;    /* cannot be told from the first at 95 %: Student's t of the paired differences
                       between the two, costs taken as known */
} class_place;
typedef struct {
    class_place items[CLASS_MOST_STUDENTS];
    size_t count;
} class_league;
void class_league_make(const class_room *room, class_criterion by, class_league *out);

#endif
