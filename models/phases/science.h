/* Research money, seeds, needs, knowledge, talent, mentors, trust. */
#ifndef AGGLO_MODELS_PHASES_SCIENCE_H
#define AGGLO_MODELS_PHASES_SCIENCE_H

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_SCIENCE_PARAMETERS(P)                                                                \
    P(science, seeds_per_musd, "1/M$", 0.25, 0.1, 0.5, 0, INFINITY, PARAM_UNCERTAIN,               \
      "inventions per M$ of research",                                                             \
      "assumption; 25,825 disclosures in the US in 2016 (AUTM licensing survey)")                  \
    P(science, seeds_per_K, "1/(K yr)", 0.05, 0, 0.15, 0, INFINITY, PARAM_NONE,                    \
      "seeds recombined out of the knowledge stock", "assumption")                                 \
    P(science, seed_decay, "1/yr", 0.1, 0.05, 0.2, 1e-9, INFINITY, PARAM_NONE, "ageing of seeds",  \
      "assumption")                                                                                \
    P(science, need_decay, "1/yr", 0.05, 0.02, 0.15, 1e-9, INFINITY, PARAM_NONE,                   \
      "ageing of needs", "assumption")                                                             \
    P(science, needs_per_bed, "1/(bed yr)", 0.02, 0.01, 0.06, 0, INFINITY, PARAM_NONE,             \
      "clinical needs voiced per hospital bed at openness 1", "assumption")                        \
    P(science, K_decay, "1/yr", 0.05, 0.03, 0.1, 0, INFINITY, PARAM_NONE, "decay of knowledge",    \
      "assumption")                                                                                \
    P(science, T_decay, "1/yr", 0.08, 0.05, 0.12, 1e-9, INFINITY, PARAM_NONE, "decay of talent",   \
      "assumption")                                                                                \
    P(talent, per_musd, "persons/M$", 1, 0.5, 2, 0, INFINITY, PARAM_NONE,                          \
      "people trained per M$ of research", "assumption")                                           \
    P(talent, inflow_V, "persons/yr", 60, 0, 200, 0, INFINITY, PARAM_NONE,                         \
      "inflow of talent at V = 1", "assumption")                                                   \
    P(talent, mobility, "1/yr", 0, 0, 0.2, 0, INFINITY, PARAM_NONE,                                \
      "rate at which people leave a region without reputation for neighbours that have all of it", \
      "assumption; off by default, as nobody knows its size")                                      \
    P(mentors, decay, "1/yr", 0.05, 0.02, 0.1, 0, INFINITY, PARAM_NONE,                            \
      "rate at which mentors retire", "assumption")                                                \
    P(science, breadth, "1", 0.12, 0.05, 0.25, 1e-9, INFINITY, PARAM_NONE,                         \
      "standard deviation of a university's technologies on the circle", "assumption")             \
    P(science, competitive, "1", 0.4, 0, 0.8, 0, INFINITY, PARAM_NONE,                             \
      "competitive research money, per base budget, at a mature hub's knowledge, reputation and "  \
      "joint projects",                                                                            \
      "assumption")                                                                                \
    P(science, budget_growth, "1/yr", 0.02, 0, 0.04, 0, INFINITY, PARAM_NONE,                      \
      "growth of research budgets everywhere, used only to turn trend units into booked M$",       \
      "assumption")                                                                                \
    P(ties, forgetting, "1/yr", 0.05, 0, 0.15, 0, INFINITY, PARAM_NONE,                            \
      "decay of trust between people who stay", "assumption")                                      \
    P(ties, rotation, "1/yr", 0.15, 0.05, 0.3, 0, INFINITY, PARAM_NONE,                            \
      "decay of trust as staff rotates",                                                           \
      "assumption (staff rotates every 3-5 years; successors take over a part of the ties)")

AGGLO_MUST_USE
agglo_status phase_science(struct world *world, agglo_error *error);

#endif
