/* What chance makes of a scenario: quantiles of the variables of frames over some runs of it, year
 * by year, in all regions. Constant after creation. */
#ifndef AGGLO_TOOLS_STUDIO_BAND_H
#define AGGLO_TOOLS_STUDIO_BAND_H

#include "models/scenario.h"
#include "tools/agglo/json.h"

typedef struct band band;

/* Runs the scenario, whose output is changed for it, over `threads` threads. Ends with
 * AGGLO_ERROR_INTERRUPTED when a signal asks to stop, or after a minute. Done by one thread at a
 * time (works.h). */
AGGLO_MUST_USE
agglo_status band_create(scenario *s, int threads, band **out, agglo_error *error);
void band_free(band *b); /* takes null */

int band_regions(const band *b);
void band_tell(json *j, const band *b, int region);

#endif
