/* What happens, in words for people. */
#ifndef AGGLO_TOOLS_STUDIO_WORDS_H
#define AGGLO_TOOLS_STUDIO_WORDS_H

#include "models/world.h"

extern const char *const words_of_events[EVENT_COUNT]; /* a sentence without its end */

/* "a firm closes, Nuremberg". Returns `text`. */
const char *words_event(const scenario *s, const schema_event *event, char *text, size_t size);

/* A region's name for people. */
const char *words_region(const scenario *s, int region);

#endif
