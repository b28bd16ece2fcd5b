/* Firms fail, exit, climb licences, change kind, spin off; new ones are born. */
#ifndef AGGLO_MODELS_PHASES_DEMOGRAPHY_H
#define AGGLO_MODELS_PHASES_DEMOGRAPHY_H

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_DEMOGRAPHY_PARAMETERS(P)                                                             \
    P(procure, base_entry, "1/(yr M)", 0.72, 0.4, 1.1, 0, INFINITY, PARAM_NONE,                    \
      "manufacturers entering from other industries, per million people",                          \
      "set by hand on the firm counts of HUB; entry rate in Japan 5.6 % a year (SME White Paper "  \
      "2019)")                                                                                     \
    P(finance, support_exit, "1/yr", 0.07, 0.04, 0.12, 0, INFINITY, PARAM_NONE,                    \
      "exit hazard of support firms", "assumption")                                                \
    P(finance, h_broke, "1/yr", 0.18, 0.15, 0.5, 0, INFINITY, PARAM_NONE,                          \
      "failure hazard a start-up has in addition when it is out of cash",                          \
      "calibrated to five-year survival (US Bureau of Labor Statistics, manufacturing, 2013 "      \
      "cohort)")                                                                                   \
    P(finance, h_startup, "1/yr", 0.025, 0.01, 0.06, 0, INFINITY, PARAM_NONE,                      \
      "failure hazard of a start-up with cash",                                                    \
      "calibrated to five-year survival (US Bureau of Labor Statistics, manufacturing, 2013 "      \
      "cohort)")                                                                                   \
    P(finance, h_project_lost, "1/yr", 0.35, 0.15, 1, 0, INFINITY, PARAM_NONE,                     \
      "failure hazard a start-up without project and product has in addition when it lost heart",  \
      "calibrated to five-year survival (US Bureau of Labor Statistics, manufacturing, 2013 "      \
      "cohort)")                                                                                   \
    P(finance, p_serial, "1", 0.15, 0.05, 0.3, 0, 1, PARAM_NONE,                                   \
      "probability that founders of a failed or sold start-up found again, before other factors",  \
      "assumption")                                                                                \
    P(finance, angels, "M$", 0, 0, 2, 0, INFINITY, PARAM_NONE,                                     \
      "what founders put beside a fund of the region that still invests, as angels, when their "   \
      "start-up is sold or floated",                                                               \
      "assumption; METI23 names angels among what founders become, without sums")                  \
    P(exits, h_acquired, "1/yr", 0.12, 0.08, 0.4, 0, INFINITY, PARAM_NONE,                         \
      "exit hazard of a proven venture",                                                           \
      "calibrated; founding to exit took 7-13 years between 2009 and 2020 (Evaluate; HSBC)")       \
    P(exits, p_flotation, "1", 0.1, 0.05, 0.2, 0, 1, PARAM_NONE,                                   \
      "share of flotations among exits",                                                           \
      "85-91 % of exits are acquisitions in 2015 and 2016 (CB Insights; SVB)")                     \
    P(exits, p_stay, "1", 0.25, 0.1, 0.5, 0, 1, PARAM_NONE,                                        \
      "probability that an acquired team stays in the region, without the effects below",          \
      "assumption")                                                                                \
    P(exits, p_stay_anchor, "1", 0.15, 0, 0.3, 0, INFINITY, PARAM_NONE,                            \
      "effect of ln(1 + H) on that probability", "assumption")                                     \
    P(exits, p_stay_I, "1", 0.15, 0, 0.3, 0, INFINITY, PARAM_NONE,                                 \
      "effect of ln(1 + I) on that probability", "assumption")                                     \
    P(exits, h_established, "1/yr", 0.031, 0.02, 0.045, 0, INFINITY, PARAM_UNCERTAIN,              \
      "exit hazard of an established firm of 20 employees",                                        \
      "calibrated; survival: US Bureau of Labor Statistics, 2013 cohort; exit rate in Japan 3.5 "  \
      "% a year (SME White Paper 2019)")                                                           \
    P(exits, size_exponent, "1", 0.3, 0.1, 0.5, 0, INFINITY, PARAM_NONE,                           \
      "power of size with which that hazard falls", "assumption")                                  \
    P(exits, young_factor, "1", 1.8, 1.2, 3, 0, INFINITY, PARAM_NONE,                              \
      "multiple of that hazard below age 5",                                                       \
      "the hazard falls after year 3 (US Bureau of Labor Statistics, 2013 cohort)")                \
    P(exits, h_site_leaves, "1/yr", 0.012, 0.005, 0.03, 0, INFINITY, PARAM_NONE,                   \
      "hazard an outside firm's site has in addition: it closes or moves", "assumption")           \
    P(exits, congestion, "1", 3, 1, 5, 0, INFINITY, PARAM_NONE,                                    \
      "rise of established firms' exit hazard per unit of congestion", "assumption")               \
    P(licence, h_parts, "1/yr", 0.1, 0.04, 0.2, 0, INFINITY, PARAM_NONE,                           \
      "hazard that a supplier climbs from prototypes to parts", "assumption")                      \
    P(licence, h_manufacturing, "1/yr", 0.05, 0.02, 0.1, 0, INFINITY, PARAM_NONE,                  \
      "hazard that it climbs from parts to manufacturing", "assumption")                           \
    P(licence, h_mah, "1/yr", 0.02, 0.005, 0.05, 0, INFINITY, PARAM_NONE,                          \
      "hazard that it climbs from manufacturing to marketing authorisation", "assumption")         \
    P(licence, anchor_tie, "1", 0.6, 0.2, 1.5, 0, INFINITY, PARAM_NONE,                            \
      "effect of ln(1 + H) on those hazards", "assumption")                                        \
    P(mentors, per_exit, "persons", 1, 0.5, 3, 0, INFINITY, PARAM_NONE,                            \
      "mentors that come of an exit", "assumption")                                                \
    P(mentors, per_failure, "persons", 0.05, 0, 0.2, 0, INFINITY, PARAM_NONE,                      \
      "mentors that come of a failed start-up", "assumption")                                      \
    P(funding, entry, "1/(M$/yr)", 0.03, 0.01, 0.06, 0, INFINITY, PARAM_NONE,                      \
      "entries of manufacturers from other industries raised by grants that arrive", "assumption") \
    P(network, survival, "1", 0.15, 0, 0.4, 0, 1, PARAM_UNCERTAIN,                                 \
      "share by which network service lowers young firms' failure hazards, per unit of N",         \
      "assumption (a few points of survival), in view of HUB on one-stop service and mentoring")   \
    P(network, survival_tie, "1", 0.35, 0.1, 0.7, 0, 1, PARAM_UNCERTAIN,                           \
      "the same where the firm trusts a university", "assumption (larger with a university tie)")  \
    P(network, licence, "1", 0.4, 0, 1, 0, INFINITY, PARAM_UNCERTAIN,                              \
      "rise of the licence hazards per unit of network service N",                                 \
      "assumption, in view of HUB on network organisations")                                       \
    P(finance, young_hazard, "1", 1.4, 1, 2, 0, INFINITY, PARAM_NONE,                              \
      "factor of start-ups' failure hazards below age 3",                                          \
      "assumption; the hazard falls after year 3 (US Bureau of Labor Statistics, 2013 cohort)")    \
    P(finance, old_hazard, "1", 0.45, 0.3, 1, 0, INFINITY, PARAM_NONE,                             \
      "factor of start-ups' failure hazards from age 3 on",                                        \
      "assumption; the hazard falls after year 3 (US Bureau of Labor Statistics); 52 % of UK "     \
      "university spin-outs alive after 12-13 years (PraxisUnico 2013)")                           \
    P(policy, fellow_start_rate, "1/(fellow yr)", 0.08, 0.05, 0.3, 0, INFINITY, PARAM_NONE,        \
      "start-ups founded per biodesign fellow",                                                    \
      "METI23: 10 firms of 8 cohorts; STAT 2019: 50 firms of 161 fellows")

AGGLO_MUST_USE
agglo_status phase_demography(struct world *world, agglo_error *error);

#endif
