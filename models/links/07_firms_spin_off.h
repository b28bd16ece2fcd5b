/* Link 7: firms spawn firms; the ecosystem carries them (II to IV). The mechanism, its equation
 * and its source stand in 07_firms_spin_off.c. */
#ifndef AGGLO_MODELS_LINKS_07_FIRMS_SPIN_OFF_H
#define AGGLO_MODELS_LINKS_07_FIRMS_SPIN_OFF_H

#include "models/link.h"
#include "sim/params.h"

struct parameters;

#define LINK_07_PARAMETERS(P)                                                                      \
    P(spinoff, eta7, "1/yr", 0.158, 0.1, 0.2, 0, INFINITY, PARAM_UNCERTAIN,                        \
      "link 7: spin-off hazard of a firm of 50 employees, before its other factors",               \
      "set by hand on the firm counts of HUB; employees' spin-offs alone are 0.5-2 % per firm "    \
      "and year (Klepper and Sleeper; Agarwal; unchecked)")                                        \
    P(spinoff, e7, "1", 0.15, 0.05, 0.4, 0, INFINITY, PARAM_NONE,                                  \
      "link 7: effect of the entrepreneurial environment E on that hazard", "assumption")          \
    P(spinoff, k7, "1", 0.5, 0.1, 1, 0, INFINITY, PARAM_UNCERTAIN,                                 \
      "link 7: protection of young firms per unit of A", "assumption")                             \
    P(spinoff, half_A, "1", 0.5, 0, 0.8, 0, INFINITY, PARAM_UNCERTAIN,                             \
      "link 7: A at which the ecosystem has half of its carrying power (critical mass)",           \
      "assumption, NOT identified by the data: treat 0.25-0.75 as uncertain; critical mass: "      \
      "Varga 2000 (sign only)")                                                                    \
    P(spinoff, share_startup, "1", 0.5, 0.2, 0.8, 0, 1, PARAM_NONE,                                \
      "share of spin-offs that are device start-ups, with ample venture money", "assumption")      \
    P(spinoff, share_employee, "1", 0.3, 0.1, 1, 0, 1, PARAM_NONE,                                 \
      "share of link 7's founders who are employees of the firm (the others: independent "         \
      "founders, physicians)",                                                                     \
      "spin-offs are 15-30 % of entrants (Klepper and Sleeper; Agarwal; unchecked)")

extern const causal_link link_07;

/* What the hazard depends on, all of one region at the start of the step. */
typedef struct {
    double entrepreneurship;  /* E (1) */
    double agglomeration;     /* A (1) */
    double congestion_factor; /* c_f, 0...1 */
} link_07_inputs;

/* Spin-off hazard of a firm of 50 employees, 1/yr. */
double link_07_hazard(const struct parameters *p, double gain, const link_07_inputs *in);

/* Factor of that hazard for a firm of `size` employees: sqrt(min(size, 5000) / 50). */
double link_07_size_factor(double size);

/* Divisor of young firms' failure hazards. */
double link_07_protection(const struct parameters *p, double gain, double agglomeration);

#endif
