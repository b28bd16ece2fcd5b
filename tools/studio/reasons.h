/* Why an event of a side happened, or an agent is there: its chain of causes, as `agglo why`. */
#ifndef AGGLO_TOOLS_STUDIO_REASONS_H
#define AGGLO_TOOLS_STUDIO_REASONS_H

#include "tools/agglo/json.h"
#include "tools/studio/session.h"

/* One of them: `agent` if it is not null. */
typedef struct {
    size_t event;
    const char *agent; /* 16 hexadecimal digits */
} reasons_question;

/* The caller holds the side. An event or agent that is not there is an input error; nothing has
 * been written then. */
AGGLO_MUST_USE
agglo_status reasons_tell(json *j, session_side *side, const reasons_question *question,
                          agglo_error *error);

#endif
