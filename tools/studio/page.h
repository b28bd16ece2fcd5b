/* The page and its script of charts, as owners and students get them alike. */
#ifndef AGGLO_TOOLS_STUDIO_PAGE_H
#define AGGLO_TOOLS_STUDIO_PAGE_H

#include "tools/studio/http.h"

/* Handlers; they use no context. */
http_handler page_show, page_show_charts;

#endif
