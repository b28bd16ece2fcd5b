/* What `agglo explain` asks of the model, as a game: players are causal links or interventions, and
 * what a coalition is worth is the outcome of a run in which only they are at work, less, if there
 * is a baseline, the outcome of the baseline's run with the same links. Loads, names and makes
 * scenarios; runs nothing. */
#ifndef AGGLO_TOOLS_EXPLAIN_GAME_H
#define AGGLO_TOOLS_EXPLAIN_GAME_H

#include "models/measures.h"
#include "models/scenario/scenario.h"
#include "models/simulation.h"
#include "output/analysis/shapley.h"
#include "tools/agglo/options.h"

typedef struct {
    const char *scenario, *baseline; /* files; the latter or null */
    options_list assignments;        /* those of interventions are for the scenario only */
    const char *outcome;             /* a measure */
    const char *region;              /* a name, "all", or null: where the policy acts first */
    int is_over_policies, is_quiet;
} explain_request;

enum { EXPLAIN_SCENARIO, EXPLAIN_BASELINE, EXPLAIN_SIDES };

/* A link (1…18), or an intervention and its place in the scenario (1…). */
typedef struct {
    int number;
    const char *name;
} explain_player;

typedef struct {
    int is_over_policies;
    size_t sides; /* 1, or 2 with a baseline */
    scenario *scenarios[EXPLAIN_SIDES];
    simulation_schema *described[EXPLAIN_SIDES];
    measure measures[EXPLAIN_SIDES];
    int regions[EXPLAIN_SIDES]; /* or MEASURES_ALL_REGIONS */
    const char *region;         /* its name, or "all regions" */
    explain_player players[SHAPLEY_PLAYERS_MOST];
    size_t player_count;
} explain_game;

/* Faults of scenarios are reported. Links that are off in all scenarios do not play. Errors: usage
 * (outcome, region, nobody plays or too many), input. */
AGGLO_MUST_USE
agglo_status explain_game_create(const explain_request *request, explain_game *out,
                                 agglo_error *error);
void explain_game_free(explain_game *game); /* takes null */

/* The scenario of a side (EXPLAIN_SCENARIO, _BASELINE) in which of all players only a coalition is
 * at work. It shares what it can with the game's, which must outlive it; freed by
 * explain_variant_free. */
AGGLO_MUST_USE
agglo_status explain_variant(const explain_game *game, size_t side, shapley_coalition in,
                             scenario **out, agglo_error *error);
void explain_variant_free(scenario *variant); /* takes null */

#endif
