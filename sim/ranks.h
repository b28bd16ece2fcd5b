/* The processes that share a job: the ranks of an MPI launcher (mpirun, srun), or this one alone.
 *
 * MPI is used in one file, mpi/ranks_mpi.c, built as a module that is loaded only when a launcher
 * has started the program: without one, nothing of MPI is needed or loaded. One thread of a process
 * calls at a time. A failure of communication cannot be repaired: callers end the job with
 * ranks_abort, or all ranks would wait for each other. */
#ifndef AGGLO_SIM_RANKS_H
#define AGGLO_SIM_RANKS_H

#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

typedef struct ranks_group ranks_group;

/* Joins the other ranks, if a launcher has started several; collective. Errors: usage, if it has
 * and the MPI module is missing or does not load. */
AGGLO_MUST_USE
agglo_status ranks_open(ranks_group **out, agglo_error *error);

/* Leaves; collective. Takes null. */
void ranks_close(ranks_group *self);

/* Ends all ranks at once with an exit code, for errors that other ranks cannot know of; alone it
 * does nothing. */
void ranks_abort(ranks_group *self, int code);

int ranks_count(const ranks_group *self); /* 1 or more; 1 for null */
int ranks_own(const ranks_group *self);   /* 0 … count - 1; 0 for null */

/* Everybody gets what everybody has, in the order of ranks; collective. `bytes` may differ from
 * rank to rank. `all` grows as needed and is reused; first[r] … first[r + 1] is rank r's part. */
typedef struct {
    char *bytes;
    size_t *first; /* ranks + 1 */
    size_t capacity;
} ranks_parts;
AGGLO_MUST_USE
agglo_status ranks_share(ranks_group *self, const void *own, size_t bytes, ranks_parts *all,
                         agglo_error *error);
void ranks_parts_free(ranks_parts *parts); /* takes null and empty ones */

/* Small messages between two ranks, to hand out work: never lost, in order between two ranks.
 * `ranks_receive` does not wait: *from is -1 if nothing has come. */
enum { RANKS_WORDS = 16 };
typedef struct {
    uint64_t word[RANKS_WORDS];
} ranks_message;
AGGLO_MUST_USE
agglo_status ranks_send(ranks_group *self, int to, const ranks_message *message,
                        agglo_error *error);
AGGLO_MUST_USE
agglo_status ranks_receive(ranks_group *self, int *from, ranks_message *message,
                           agglo_error *error);

/* What the module offers; 0 is success, else an MPI error code. */
typedef struct {
    int version;
    int (*begin)(int *own, int *count);
    int (*end)(void);
    void (*abort)(int code);
    int (*sizes)(uint64_t own, uint64_t *all);
    int (*share)(const void *own, const uint64_t *bytes, const uint64_t *first, void *all);
    int (*send)(int to, const void *bytes, int count);
    int (*receive)(int *from, void *bytes, int count);
    void (*message)(int code, char *text, size_t size);
} ranks_transport;
enum { RANKS_TRANSPORT_VERSION = 1 };
#define RANKS_TRANSPORT_SYMBOL "agglo_ranks_transport"

#endif
