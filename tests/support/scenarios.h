/* Scenarios and worlds for tests: from JSON text or from the project's scenario files. Any fault
 * ends the test with its message. Not for use inside threads: cmocka's checks jump. */
#ifndef AGGLO_TESTS_SUPPORT_SCENARIOS_H
#define AGGLO_TESTS_SUPPORT_SCENARIOS_H

#include "models/scenario/scenario.h"
#include "models/world.h"

/* A marginal prefecture by name and place, as a JSON object without its closing brace, so that
 * members may follow. */
#define SCENARIOS_MARGINAL(name, x_km)                                                             \
    "{\"name\": \"" name "\", \"x_km\": " x_km ", \"population\": 1.5, \"home_market\": \"JP\","   \
    " \"reputation\": 0.03, \"knowledge\": 5, \"support_firms\": 1,"                               \
    " \"firms\": [{\"kind\": \"supplier\", \"count\": 56}, {\"kind\": \"tech\", \"count\": 4}],"   \
    " \"universities\": [{\"count\": 1, \"budget\": 20}],"                                         \
    " \"hospitals\": [{\"count\": 4, \"beds\": 500}]"

/* A rich hub in which every mechanism is at work from the first years: anchors and large firms that
 * are none yet, sites of outside firms, licensed suppliers, funds. */
#define SCENARIOS_HUB(name, x_km)                                                                  \
    "{\"name\": \"" name "\", \"x_km\": " x_km ", \"population\": 6, \"home_market\": \"US\","     \
    " \"reputation\": 0.4, \"knowledge\": 120, \"support_firms\": 15, \"mentors\": 20,"            \
    " \"firms\": [{\"kind\": \"major\", \"count\": 3, \"size\": 800, \"anchor\": true},"           \
    " {\"kind\": \"major\", \"count\": 25, \"size\": 1200, \"hq\": false, \"foreign\": true},"     \
    " {\"kind\": \"supplier\", \"count\": 120}, {\"kind\": \"tech\", \"count\": 120}],"            \
    " \"universities\": [{\"count\": 4, \"budget\": 200, \"tau\": 1.4}],"                          \
    " \"hospitals\": [{\"count\": 14, \"beds\": 700}],"                                            \
    " \"funds\": [{\"count\": 5, \"age_spacing\": 1.5}]"

/* A region in which nothing stands: no firms, research, hospitals or capital. */
#define SCENARIOS_EMPTY(name, x_km)                                                                \
    "{\"name\": \"" name "\", \"x_km\": " x_km ", \"population\": 1, \"home_market\": \"JP\""

/* A scenario from JSON text, printf style; freed by the caller. */
scenario *scenarios_read(const char *format, ...) AGGLO_PRINTF(1, 2);

/* A file below scenarios/, with `assignments` ("path=value", ended by null; may be null). */
scenario *scenarios_load(const char *file, const char *const *assignments);

/* The place of a parameter's value by its dotted name. */
double *scenarios_parameter(scenario *s, const char *name);

/* Sets all gains, or the listed links' (ended by 0), to `gain`. */
void scenarios_set_gains(scenario *s, double gain);
void scenarios_set_links(scenario *s, const int *links, double gain);

/* All rates of births, entries, deaths and projects zero, all gains zero, no shocks: nothing
 * happens but what a test switches on again. */
void scenarios_silence(scenario *s);

/* The world of a replicate at year 0, freed by the caller with world_free. */
world *scenarios_world(const scenario *s, int replicate, int lanes);

/* Runs one phase by its name, or all phases of a step and counts the step. */
void scenarios_phase(world *w, const char *name);
void scenarios_step(world *w);

/* The same inside threads: returns what went wrong. */
AGGLO_MUST_USE
agglo_status scenarios_try_step(world *w, agglo_error *error);

#endif
