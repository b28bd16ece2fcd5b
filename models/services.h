/* What a hub does for its firms: ten functions and the six kinds of actors that perform them. A
 * table that says what in this model does each of it; it moves nothing by itself. */
#ifndef AGGLO_MODELS_SERVICES_H
#define AGGLO_MODELS_SERVICES_H

#include "models/scenario/scenario.h"

typedef enum {
    ACTOR_GOVERNMENT,
    ACTOR_NETWORK, /* the network organisation */
    ACTOR_FIRMS,
    ACTOR_ACADEMIA,
    ACTOR_HOSPITALS,
    ACTOR_SUPPORTERS, /* funds, mentors, support firms, agencies */
    ACTOR_COUNT
} service_actor;
extern const char *const service_actor_names[ACTOR_COUNT];

enum { SERVICE_COUNT = 10, SERVICE_MOST_POLICIES = 16 };

typedef struct {
    const char *name;
    const char *meaning;
    int actor_count;             /* actors that perform it in the source's hubs */
    const char *by[ACTOR_COUNT]; /* how each acts here; null: it does not perform it */
    const char *here;            /* what in the model it comes to */
    const char *policies[SERVICE_MOST_POLICIES]; /* types that provide it; ended by null */
} service;

extern const service services_all[SERVICE_COUNT];

/* Does an intervention of the scenario, at whatever time, provide the function in the region? Of a
 * national one all regions of its home markets have it. */
int services_covered(const scenario *scenario, int region, const service *which);

#endif
