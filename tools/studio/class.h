/* A class: students compose policies for one region of one scenario under a budget, and a worker
 * runs each package with common random numbers: run i of a package is paired with run i of the
 * scenario without it. Nothing here knows of HTTP; what is written as JSON is what routes reply.
 *
 * All functions but class_create and class_free may be called by several threads at once. GSL's
 * error handler must be off. */
#ifndef AGGLO_TOOLS_STUDIO_CLASS_H
#define AGGLO_TOOLS_STUDIO_CLASS_H

#include <stdio.h>

#include "sim/status.h"
#include "tools/studio/class_code.h"
#include "tools/studio/secret.h"

enum {
    CLASS_TOKEN_SIZE = SECRET_TOKEN_SIZE,
    CLASS_NAME_SIZE = 49,
    CLASS_MOST_STUDENTS = 60,
    CLASS_MOST_PACKAGES = 20, /* of a student */
    CLASS_MOST_WAITING = 3,   /* of a student */
    CLASS_MOST_ORDERS = 12,   /* interventions of a package */
    CLASS_MOST_TEXT = 16384,  /* bytes of a package */
    CLASS_MOST_REPLICATES = 400,
    CLASS_MOST_YEARS = 100,
    CLASS_WRONG_CODES = 60 /* in a minute, of all together; then codes are not looked at */
};

typedef struct {
    const char *document; /* JSON of a scenario that extends nothing */
    const char *scenario; /* what it is called in messages and replies */
    const char *region;
    const char *outcome; /* a measure: models/measures.h */
    double budget;       /* M$, public cost of a package over the whole run, not discounted */
    int years;           /* of a run; 0: those of the scenario */
    int replicates;
    int threads; /* results do not depend on it */
    /* Does what takes all processors, and returns when it is done, or false if it never will be.
     * Null: the class's own thread does it. */
    int (*work)(void *context, void (*run)(void *piece), void *piece);
    void *context;
    int (*must_stop)(void); /* asked at every step of a run; null: until the class is freed */
} class_options;

typedef struct class_room class_room;

/* How a request of a student ends; all but the first fill faults. */
typedef enum {
    CLASS_DONE,
    CLASS_WRONG,  /* what was sent is not valid, or over the budget */
    CLASS_DENIED, /* no such code or token */
    CLASS_FULL,   /* too many of something */
    CLASS_BROKEN  /* no memory, no random numbers */
} class_answer;

/* Starts the worker, which runs the scenario first. `options` may go. Errors go to `faults`: usage
 * (outcome), input, memory. */
AGGLO_MUST_USE
agglo_status class_create(const class_options *options, class_room **out, agglo_faults *faults);
void class_free(class_room *room); /* stops the worker and waits for it; takes null */

/* A student comes in; letters of the code may be small. The name is cleaned, and unlike all others.
 */
AGGLO_MUST_USE
class_answer class_join(class_room *room, const char *code, const char *name,
                        char token[CLASS_TOKEN_SIZE], agglo_faults *faults);

int class_knows(class_room *room, const char *token); /* a student with this token is there */

/* A student leaves, with all packages but one that is running; false if there is none. */
int class_remove(class_room *room, const char *name);

/* What a package would cost, and whether it is valid; warnings go to `faults` as well. `text`:
 * {"interventions": [...]} as in a scenario, without regions (it is the class's). `cost` is that
 * of the scenario language's price formulas, M$; what use decides comes on top (*is_open). */
typedef struct {
    double cost;
    int is_open;
    double costs[CLASS_MOST_ORDERS]; /* by intervention */
    size_t count;
    size_t number; /* of the package, once submitted: 1, 2 … */
} class_price;
AGGLO_MUST_USE
class_answer class_quote(class_room *room, const char *token, const char *text, class_price *out,
                         agglo_faults *faults);

/* The same, and puts the package into the queue. */
AGGLO_MUST_USE
class_answer class_submit(class_room *room, const char *token, const char *text, class_price *out,
                          agglo_faults *faults);

/* Counts whatever changes what is written below, so that a page draws only what is new. */
unsigned long class_version(class_room *room);

/* Waits until nothing waits or runs, or so long; true if so. */
int class_wait(class_room *room, double seconds);

/* All as the owner may see it, and what a student may see: the own packages and the league table.
 */
void class_write_owner(class_room *room, const char *const *addresses, size_t count, FILE *out);
AGGLO_MUST_USE
class_answer class_write_student(class_room *room, const char *token, FILE *out,
                                 agglo_faults *faults);

#endif
