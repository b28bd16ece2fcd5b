/* Which tests hold a recorded variable against a closed form or a case worked out by hand. Reality
 * checks and extreme conditions say it of themselves (models/reality/reality.h, extremes.h). */
#ifndef AGGLO_TESTS_VERIFICATION_COVERAGE_H
#define AGGLO_TESTS_VERIFICATION_COVERAGE_H

#include <stddef.h>

typedef struct {
    const char *file;   /* below tests/ */
    const char *test;   /* its function */
    const char *covers; /* recorded variables, by spaces */
} coverage_proof;

extern const coverage_proof coverage_proofs[];
extern const size_t coverage_proofs_count;

/* Is `name` one of the words of a list? */
int coverage_lists(const char *list, const char *name);

#endif
