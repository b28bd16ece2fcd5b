/* Contract development and manufacturing: whom a region's CDMOs work for, and what that brings.
 * Part of observing; what the services do stands in the equations that read them. */
#ifndef AGGLO_MODELS_PHASES_CONTRACTS_H
#define AGGLO_MODELS_PHASES_CONTRACTS_H

#include "sim/params.h"

struct world;
struct parameters;

/* Shares of the CDMOs of every region by pattern (METI23); what they leave is pattern 2. */
#define PHASE_CONTRACTS_PARAMETERS(P)                                                              \
    P(cdmo, makers, "1", 0, 0, 0.5, 0, 1, PARAM_NONE,                                              \
      "share of CDMOs that large device makers order from (pattern 1); what the shares of all "    \
      "patterns leave works for small firms (pattern 2)",                                          \
      "assumption; METI23 names five patterns, without shares")                                    \
    P(cdmo, handover, "1", 0, 0, 0.5, 0, 1, PARAM_NONE,                                            \
      "share of them that take ventures' devices on to a major (pattern 3)", "assumption")         \
    P(cdmo, bundles, "1", 0, 0, 0.5, 0, 1, PARAM_NONE,                                             \
      "share of them that bundle small firms (pattern 4)", "assumption")                           \
    P(cdmo, integrators, "1", 0, 0, 0.5, 0, 1, PARAM_NONE,                                         \
      "share of them that lead assemblers and makers of parts and materials (pattern 5)",          \
      "assumption")

/* What contract development offers a region in a step. */
typedef struct {
    double small;    /* service for prototypes of small firms, 0...1 */
    double large;    /* the same for large firms */
    double sale;     /* added to the hazard of a sale, relative */
    double orders;   /* added to the pace at which supply ties form, relative */
    double licences; /* added to the pace of licences, relative */
} contracts;

/* After the region's agents have been counted. Shares that sum to more than 1 count as given. */
contracts contracts_offer(const struct world *world, int region);

#endif
