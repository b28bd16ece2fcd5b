/* The collaboration network of a region as a side shows it: the agents with most ties, and the ties
 * between them. */
#ifndef AGGLO_TOOLS_STUDIO_TIES_H
#define AGGLO_TOOLS_STUDIO_TIES_H

#include "tools/agglo/json.h"
#include "tools/studio/session.h"

/* At most `most` nodes. The caller holds the side. */
AGGLO_MUST_USE
agglo_status ties_tell(json *j, session_side *side, int region, size_t most, agglo_error *error);

#endif
