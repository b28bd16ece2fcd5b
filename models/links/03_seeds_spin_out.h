/* Link 3: seeds of research become start-ups (I to IV). The mechanism, its equation
 * and its source stand in 03_seeds_spin_out.c. */
#ifndef AGGLO_MODELS_LINKS_03_SEEDS_SPIN_OUT_H
#define AGGLO_MODELS_LINKS_03_SEEDS_SPIN_OUT_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_03_PARAMETERS(P)                                                                      \
    P(indices, T_0, "persons", 2000, 1000, 5000, 1e-9, INFINITY, PARAM_NONE,                       \
      "talent stock of a mature hub", "assumption")                                                \
    P(spinout, p3, "1/yr", 0.0035, 0.0015, 0.006, 0, INFINITY, PARAM_UNCERTAIN,                    \
      "link 3: hazard that a seed is spun out",                                                    \
      "calibrated to 12.6 start-ups per billion $ of research (AUTM licensing survey 2013); "      \
      "Japan 0.3-0.6 of that (unchecked)")                                                         \
    P(spinout, e3, "1", 0.7, 0.2, 1.5, 0, INFINITY, PARAM_NONE,                                    \
      "link 3: effect of the entrepreneurial environment E on that hazard", "assumption")          \
    P(spinout, t3, "1", 0.15, 0, 0.5, 0, INFINITY, PARAM_NONE,                                     \
      "link 3: effect of talent, in units of a mature hub, on that hazard", "assumption")          \
    P(funding, spinout, "1/(M$/yr)", 0.01, 0, 0.03, 0, INFINITY, PARAM_NONE,                       \
      "link 3: spin-out hazard raised by grants that arrive", "assumption")                        \
    P(network, spinout, "1", 0.3, 0, 0.8, 0, INFINITY, PARAM_UNCERTAIN,                            \
      "link 3: spin-out hazard raised per unit of network service N",                              \
      "assumption, in view of HUB on network organisations")

extern const causal_link link_03;

/* What the hazard depends on, all of one region at the start of the step. */
typedef struct {
    double transfer_strength; /* tau: budget-weighted mean of the universities (1) */
    double transfer_lever;    /* lever transfer (1) */
    double entrepreneurship;  /* E (1) */
    double talent;            /* T (persons) */
    double grant, gap_fund;   /* levers (M$/yr) */
    double network;           /* N (1) */
    double congestion_factor; /* c_f, 0...1 */
    double founding_money;    /* f$, 0...1 */
} link_03_inputs;

/* Hazard that a seed is spun out, 1/yr. */
double link_03_hazard(const struct parameters *p, double gain, const link_03_inputs *in);

#endif
