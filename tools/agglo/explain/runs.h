/* The runs of `agglo explain` and what follows from them: knock-outs in some replicates, shares in
 * others, all paired by common random numbers. Prints nothing but progress. */
#ifndef AGGLO_TOOLS_EXPLAIN_RUNS_H
#define AGGLO_TOOLS_EXPLAIN_RUNS_H

#include "models/link.h"
#include "tools/agglo/explain/game.h"

enum { EXPLAIN_EXACT_MOST = 6 }; /* players of whom all coalitions are run */

typedef struct {
    size_t replicates;   /* of the knock-outs, 2 or more */
    size_t permutations; /* at most, in pairs */
    double precision;    /* half-width of every share that is enough, as a part of the whole */
    int threads, is_quiet;
} explain_options;

/* How the loss without a player compares with the player's share. */
typedef enum {
    EXPLAIN_ALIKE,
    EXPLAIN_COMPLEMENT, /* costs clearly more: others need it */
    EXPLAIN_SUBSTITUTE  /* costs clearly less: others make up for it */
} explain_relation;

/* Lists are by player. A loss is what is missing without the player, others being there. */
typedef struct {
    const explain_game *game;
    explain_options options;
    int is_exact;         /* all coalitions instead of permutations */
    int is_interrupted;   /* what was done so far is told */
    int has_shares;       /* false if interrupted before */
    int is_told;          /* the whole can be told from zero: parts of it have a meaning */
    size_t replicates;    /* of the knock-outs; the shares' are others */
    size_t samples;       /* of the shares: replicates, each with a pair of permutations */
    size_t runs;          /* in all */
    double half_width;    /* the widest of the shares', as a part of the whole */
    double gap;           /* `sum` less `whole`, in standard errors of the difference */
    shapley_estimate sum; /* of all shares: value(all) - value(none) in their replicates */
    shapley_estimate from[STATE_COUNT];       /* of links: shares by the state that they begin at */
    shapley_estimate outcomes[EXPLAIN_SIDES]; /* with all players */
    shapley_estimate all, none, whole;        /* value of all, of none, the difference */
    shapley_estimate shares[SHAPLEY_PLAYERS_MOST];
    shapley_estimate losses[SHAPLEY_PLAYERS_MOST];         /* of the value */
    shapley_estimate outcome_losses[SHAPLEY_PLAYERS_MOST]; /* of the scenario's outcome */
    explain_relation relations[SHAPLEY_PLAYERS_MOST];
    size_t order[SHAPLEY_PLAYERS_MOST]; /* players by falling share */
} explain_findings;

/* Ends early, with what there is, when a signal asks for it. Errors: interrupted if there is
 * nothing to tell; memory; what runs return. */
AGGLO_MUST_USE
agglo_status explain_runs(const explain_game *game, const explain_options *options,
                          explain_findings *out, agglo_error *error);

#endif
