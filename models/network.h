/* The collaboration network: who is tied to whom at the dates of snapshots, where a scenario asks
 * for it. A table of its own beside the state, like the snapshots of firms (models/snapshots.h); it
 * never acts back. Ties of one region only: the model has no others. */
#ifndef AGGLO_MODELS_NETWORK_H
#define AGGLO_MODELS_NETWORK_H

#include "models/world.h"
#include "sim/columns.h"
#include "sim/schema.h"

/* What a tie is, and its weight. A site's row says that it is there: it leads to its region. */
typedef enum {
    TIE_SUPPLY,             /* supplier to customer: its places taken by the customer's orders */
    TIE_TRUST_UNIVERSITY,   /* firm to the university that it trusts: trust, 0...1 */
    TIE_TRUST_HOSPITAL,     /* firm to the hospital that it trusts: trust, 0...1 */
    TIE_PROJECT_UNIVERSITY, /* firm to a partner in running projects: their number */
    TIE_PROJECT_HOSPITAL,
    TIE_UNIVERSITY, /* research site to its region: research money, M$/yr */
    TIE_HOSPITAL,   /* hospital to its region: beds */
    TIE_KINDS
} tie_kind;

#define NETWORK_FIELDS(F)                                                                          \
    F(i32, step, 1, "", "step of the snapshot")                                                    \
    F(f32, time, 1, "year", "calendar year of the snapshot")                                       \
    F(i16, region, 1, "", "index of the region")                                                   \
    F(u64, from, 1, "", "id of the firm or site that has the tie")                                 \
    F(u64, to, 1, "", "id of the firm, site or region that it leads to")                           \
    F(u8, kind, 1, "", "kind of tie")                                                              \
    F(f32, weight, 1, "", "by kind: orders' places, trust, projects, M$/yr, beds")

typedef struct {
    COLUMNS_TABLE;
    NETWORK_FIELDS(COLUMNS_POINTER)
} network;
extern const columns_layout network_layout;

/* What the codes in `kind` mean. */
enum { NETWORK_CODES = 1 };
extern const schema_codes network_codes[NETWORK_CODES];

/* Adds a row for every tie and site held here, region by region: sites, then firm by firm. Two
 * agents share at most one tie of a kind. */
AGGLO_MUST_USE
agglo_status network_take(const world *world, network *table, agglo_error *error);

#endif
