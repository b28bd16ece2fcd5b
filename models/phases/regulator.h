/* The agencies' queues of class III and IV reviews. */
#ifndef AGGLO_MODELS_PHASES_REGULATOR_H
#define AGGLO_MODELS_PHASES_REGULATOR_H

#include "sim/params.h"
#include "sim/status.h"

struct world;
struct parameters;

#define PHASE_REGULATOR_PARAMETERS(P)                                                              \
    P(regulator, capacity, "1/yr", 320, 150, 1000, 1e-9, INFINITY, PARAM_NONE,                     \
      "class III and IV reviews the home agency can serve at year 0",                              \
      "assumption: with background and burst, review of class III and IV takes a year; 8-14 "      \
      "months were the Japanese agency's aim for 2013 (Emergo)")                                   \
    P(regulator, background, "1/yr", 250, 100, 800, 0, INFINITY, PARAM_NONE,                       \
      "class III and IV submissions from elsewhere at year 0",                                     \
      "assumption, with regulator.capacity")                                                       \
    P(regulator, burst, "1", 45, 10, 80, 1e-9, INFINITY, PARAM_UNCERTAIN,                          \
      "backlog at which the agency works at half capacity", "assumption, with regulator.capacity")

/* Serves the queues of the step, before projects move; sets world->agency_wait (yr) and
 * world->agency_speed (1). */
void regulator_serve(struct world *world);

/* Takes up the reviews that entered in this step, by home market. */
void regulator_receive(struct world *world, const int *entered);

/* Review speed of a class III-IV project in this step, relative to the table's time; after
 * regulator_serve. */
double regulator_speed(const struct world *world, int region, double table_years, int two_stage);

#endif
