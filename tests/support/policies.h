/* What simple policies do, written down once more for tests: multiples of their size go to levers,
 * their cost is an office and a price per size. The other policies have tests of their own. */
#ifndef AGGLO_TESTS_SUPPORT_POLICIES_H
#define AGGLO_TESTS_SUPPORT_POLICIES_H

#include <stddef.h>

enum { POLICIES_MOST_PULLS = 4 };

typedef struct {
    const char *type;
    double standard;         /* size */
    double office, per_size; /* cost, M$/yr; the office reaches nobody */
    struct {
        size_t lever;             /* offset in levers */
        double by;                /* per size */
    } pulls[POLICIES_MOST_PULLS]; /* up to the first with `by` 0 */
} policies_plain_row;

extern const policies_plain_row policies_plain[];
extern const int policies_plain_count;

const policies_plain_row *policies_plain_find(const char *type); /* or null */

#endif
