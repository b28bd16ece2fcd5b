/* What the studio answers to its owner's page: the table of requests in the page's README.md. */
#ifndef AGGLO_TOOLS_STUDIO_ROUTES_H
#define AGGLO_TOOLS_STUDIO_ROUTES_H

#include "tools/studio/http.h"
#include "tools/studio/session.h"

/* Their context is a session. */
extern const http_route routes_all[];
extern const size_t routes_count;

#endif
