/* Measures the five states and the service levels of every region from its agents. */
#ifndef AGGLO_MODELS_PHASES_OBSERVE_H
#define AGGLO_MODELS_PHASES_OBSERVE_H

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_OBSERVE_PARAMETERS(P)                                                                \
    P(indices, spill_phi, "1", 0.15, 0, 0.4, 0, 1, PARAM_NONE,                                     \
      "weight of other regions' research", "assumption")                                           \
    P(indices, spill_d0, "km", 150, 50, 400, 1e-9, INFINITY, PARAM_NONE,                           \
      "distance at which research spill-over has fallen to 1/e",                                   \
      "spill-over falls to 100-150 miles (Belenzon and Schankerman)")                              \
    P(indices, K_0, "K", 300, 100, 800, 1e-9, INFINITY, PARAM_NONE,                                \
      "knowledge stock of a mature hub", "assumption")                                             \
    P(matching, per_coordinator, "1/yr", 15, 5, 40, 0, INFINITY, PARAM_NONE,                       \
      "firms that one coordinator serves in a year", "assumption")                                 \
    P(founding, congestion, "1", 5, 2, 8, 0, INFINITY, PARAM_NONE,                                 \
      "damping of foundings per unit of congestion",                                               \
      "assumption; set by hand on the firm counts of HUB")                                         \
    P(pipeline, talent_per_prototype, "persons", 40, 10, 120, 0, INFINITY, PARAM_NONE,             \
      "talent at which one prototype runs at half speed", "assumption (the queue slows 15-30 %)")  \
    P(pipeline, patients_III, "1/yr", 60, 20, 150, 0, INFINITY, PARAM_NONE,                        \
      "trial places that a class III trial takes", "assumption")                                   \
    P(pipeline, patients_IV, "1/yr", 120, 40, 300, 0, INFINITY, PARAM_NONE,                        \
      "trial places that a class IV trial takes", "assumption")                                    \
    P(pipeline, abroad_speed, "1", 0.5, 0.3, 0.9, 0, 1, PARAM_NONE,                                \
      "least speed of clinical stages: the trial goes abroad", "assumption")                       \
    P(funding, research_share, "1", 0.4, 0.2, 0.6, 0, 1, PARAM_NONE,                               \
      "share of grants spent in research sites; firms' projects get the rest", "assumption")       \
    P(trials, background, "1", 0.6, 0.3, 0.9, 0, 1, PARAM_NONE,                                    \
      "share of trial places taken by other sponsors", "assumption")                               \
    P(preclinical, base, "projects", 4, 1, 10, 1e-9, INFINITY, PARAM_NONE,                         \
      "preclinical projects that run at half speed where there are no firms and no evaluation "    \
      "centre",                                                                                    \
      "assumption")                                                                                \
    P(preclinical, per_firm, "projects", 0.1, 0.03, 0.2, 0, INFINITY, PARAM_NONE,                  \
      "the same, added per firm in the region", "assumption")                                      \
    P(preclinical, per_centre, "projects", 8, 3, 20, 0, INFINITY, PARAM_NONE,                      \
      "the same, added per evaluation centre", "assumption")                                       \
    P(finance, founding_floor, "1", 0.35, 0.1, 1, 0, 1, PARAM_NONE,                                \
      "share of start-up foundings that does not depend on venture money",                         \
      "assumption; sign: venture money creates more firms than it funds (Samila and Sorenson)")    \
    P(finance, half_money, "M$/yr", 0.8, 0.3, 2, 1e-9, INFINITY, PARAM_NONE,                       \
      "venture money per start-up at which half of the other foundings take place",                \
      "assumption; sign: Samila and Sorenson")                                                     \
    P(cdmo, projects, "projects", 2, 1, 6, 0, INFINITY, PARAM_NONE,                                \
      "prototypes of small firms that one CDMO serves", "assumption")                              \
    P(policy, trial_places_per_musd, "1/yr per M$", 10, 3, 30, 0, INFINITY, PARAM_NONE,            \
      "trial places bought by 1 M$ a year of trial subsidy", "assumption")                         \
    P(trials, places_per_bed, "1/(bed yr)", 0.25, 0.1, 0.5, 0, INFINITY, PARAM_NONE,               \
      "trial places per hospital bed", "assumption")

/* f$: how far venture money (M$/yr invested) and grants to start-ups (M$/yr) allow foundings in a
 * region with so many start-ups; 0...1. */
double observe_founding_money(const struct world *world, double startups, double invested,
                              double startup_grant);

AGGLO_MUST_USE
agglo_status phase_observe(struct world *world, agglo_error *error);

#endif
