/* One run of one scenario: what `agglo run` and `agglo fork` share. */
#ifndef AGGLO_TOOLS_RUN_H
#define AGGLO_TOOLS_RUN_H

#include "tools/agglo/run/report.h"

/* Reads the scenario of r->options and prepares all that does not touch files; the rest of `r`
 * comes zeroed. Faults and warnings of the scenario are printed at once. */
AGGLO_MUST_USE
agglo_status run_load(run *r, agglo_error *error);

/* Simulates all replicates and writes the result, or saves them at the date of --stop-at. Ends with
 * AGGLO_ERROR_INTERRUPTED after a request to stop. */
AGGLO_MUST_USE
agglo_status run_simulate(run *r, agglo_error *error);

void run_free(run *r); /* also after an error; not the options */

#endif
