/* What a class answers: its owner on the owner's server, and students on a server of their own,
 * which listens only while there is a class, and on other addresses than this machine's own only
 * where the owner has asked for that when the program was started. The students' server has nothing
 * but the page, joining, packages and results. */
#ifndef AGGLO_TOOLS_STUDIO_CLASS_ROUTES_H
#define AGGLO_TOOLS_STUDIO_CLASS_ROUTES_H

#include "tools/studio/catalogue.h"
#include "tools/studio/http.h"
#include "tools/studio/works.h"

typedef struct {
    /* "192.168.1.20", "192.168.1.20:8000", "[fe80::1]:8000", "0.0.0.0" (all that the machine has);
     * null: 127.0.0.1, for trying out. */
    const char *listen;
    int threads;              /* of runs */
    const catalogue *shipped; /* what a class may be about, beside documents of the owner */
    works *works;             /* where runs are done; null: in a thread of their own */
} class_routes_options;

typedef struct class_routes class_routes;

/* Options and what they point to must outlive it. Errors: usage (no address, or not one of this
 * machine), io, memory. */
AGGLO_MUST_USE
agglo_status class_routes_create(const class_routes_options *options, class_routes **out,
                                 agglo_error *error);
void class_routes_free(class_routes *c); /* ends the class; takes null */

/* The owner's requests, with their context: POST, GET and DELETE /api/class, GET
 * /api/class/about?scenario=PATH, POST /api/class/remove. They belong to the owner's server, whose
 * token they need. */
enum { CLASS_ROUTES_OF_OWNER = 5 };
void class_routes_of_owner(class_routes *c, http_route out[CLASS_ROUTES_OF_OWNER]);

#endif
