/* What the owner's and the students' requests share. Private to tools/studio/class_routes*.c. */
#ifndef AGGLO_TOOLS_STUDIO_CLASS_ROUTES_PRIVATE_H
#define AGGLO_TOOLS_STUDIO_CLASS_ROUTES_PRIVATE_H

#include "tools/studio/class.h"
#include "tools/studio/http.h"

/* Their context is a class_room. */
extern const http_route class_routes_of_students[];
extern const size_t class_routes_student_count;

/* True if the one who asks has seen the room as it is: then no more than that is answered. */
int class_routes_have_seen(class_room *room, const http_request *request, http_reply *reply);

#endif
