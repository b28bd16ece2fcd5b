/* Identities that follow from a scenario alone: the world outside, regions, and the agents of year
 * 0. Who is born later has a parent (sim/id.h). */
#ifndef AGGLO_MODELS_IDENTITIES_H
#define AGGLO_MODELS_IDENTITIES_H

#include "sim/id.h"

/* Kinds of identities (the third argument of id_child). */
typedef enum {
    ID_INITIAL_FIRM = 1,
    ID_UNIVERSITY,
    ID_HOSPITAL,
    ID_FUND,
    ID_PROJECT,
    ID_FOUNDING_PROJECT,
    ID_PRODUCT,
    ID_OUTSIDE_FIRM,
    ID_SPINOUT,
    ID_SPINOFF,
    ID_SUPPLIER,
    ID_INDUSTRY,
    ID_FELLOW,
    ID_SERIAL,
    ID_ANCHOR,
    ID_AGENCY,
    ID_SOFTWARE
} id_kind;

/* The world outside: parent of all that comes from there. */
static inline uint64_t identity_outside(void) {
    return id_from_name("the world outside");
}

/* An agent that region `region` has at year 0: `ordinal` counts those of one kind (firms, sites of
 * research, hospitals or funds) through all groups of the scenario. */
static inline uint64_t identity_initial(uint64_t region, id_kind kind, uint32_t ordinal) {
    return id_child(region, kind == ID_INITIAL_FIRM ? 0 : -1, kind, ordinal);
}

/* An intervention, by its name, in a region, by its index. */
static inline uint64_t identity_intervention(const char *name, int region) {
    return id_child(id_from_name(name), 0, 0, (uint32_t)region);
}

#endif
