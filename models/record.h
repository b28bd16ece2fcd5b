/* What is recorded of a region at one time, and how it is described to whoever writes it. One list
 * of outputs drives the rows, the file's variables and the documentation. */
#ifndef AGGLO_MODELS_RECORD_H
#define AGGLO_MODELS_RECORD_H

#include "models/simulation.h"
#include "models/world.h"

/* Doubles in one row. */
size_t record_width(void);

/* Place of an output's first number in a row; SIZE_MAX if there is none of that name. */
size_t record_place(const char *name);

/* Fills `rows` (regions × record_width) from what was observed at the start of this step and the
 * flows of the last `years` years, and sets the flows back to zero. At year 0 `years` is 0 and
 * flows are zero. */
void record_take(world *world, double years, double *rows);

#endif
