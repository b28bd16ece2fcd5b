/* What the studio's replies say of sides, frames, scenarios and the model: README.md of the page
 * lists them. Callers hold the side. */
#ifndef AGGLO_TOOLS_STUDIO_VIEWS_H
#define AGGLO_TOOLS_STUDIO_VIEWS_H

#include "tools/agglo/json.h"
#include "tools/studio/session.h"

void views_scenarios(json *j, const catalogue *shipped);
void views_descriptors(json *j);
void views_side(json *j, const session_side *side);

/* Steps `first` … the one shown; events of the steps after `first` - 1. */
void views_frames(json *j, session_side *side, int first, int region);

#endif
