/* How agents come into the world outside the initial state: what a policy or an event creates at
 * once, and what demography has decided. */
#ifndef AGGLO_MODELS_BIRTHS_H
#define AGGLO_MODELS_BIRTHS_H

#include <stdint.h>

#include "models/world.h"

/* An anchor enters: a foreign major of `size` employees with headquarters' function, capability
 * 0.8, licence 3, age 20, x near a local university; it is an anchor at once. `demand` is its
 * outside demand in M$/yr (NAN: follows from its size). `cause` identifies the intervention. */
AGGLO_MUST_USE
agglo_status births_enter_anchor(world *world, int region, uint64_t cause, double size,
                                 double demand, agglo_error *error);

/* A public research site opens and stays: budget in M$/yr (trend units), transfer strength tau,
 * focus on the technology circle (NAN: drawn). */
AGGLO_MUST_USE
agglo_status births_open_university(world *world, int region, uint64_t cause, double budget,
                                    double tau, double focus, agglo_error *error);

/* Budget of the site that `cause` has opened, M$/yr (trend units); 0 if there is none here. */
double births_university_budget(const world *world, int region, uint64_t cause);

/* Fills row i (all zero) of the firm table from what was decided. Its region is f->region. */
void births_fill(world *world, int32_t i, const founding *f);

/* The project with which start-up i begins: its seed, the best of the needs it sees, class, type,
 * partners (a spin-out trusts its university from the start). */
void births_founding_project(world *world, int32_t i, const founding *f, project_plan *plan);

/* The profile of a research site over the bins of the circle: a Gaussian of the distance to its
 * focus, scaled to sum 1. */
void births_profile(double focus, double breadth, double profile[BIN_COUNT]);

/* Makes the agents of year 0. */
AGGLO_MUST_USE
agglo_status births_initial(world *world, agglo_error *error);

#endif
