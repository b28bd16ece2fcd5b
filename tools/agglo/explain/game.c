#include "tools/agglo/explain/game.h"

#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "tools/agglo/report.h"

/* ---- Scenarios ---- */

static int is_of_interventions(const char *assignment) {
    size_t length = strlen("interventions");
    return strncmp(assignment, "interventions", length) == 0 &&
           strchr(".[=", assignment[length]) != NULL;
}

static agglo_status load(const explain_request *request, const char *file, int is_baseline,
                         scenario **out, agglo_error *error) {
    options_list chosen = {0};
    agglo_faults faults = {0};
    for (size_t i = 0; i < request->assignments.count; i++)
        if (!is_baseline || !is_of_interventions(request->assignments.items[i]))
            options_list_add(NULL, &chosen, request->assignments.items[i]);
    agglo_status status = scenario_load(file, chosen.items, chosen.count, out, &faults);
    size_t count = faults.errors;
    if (status == AGGLO_OK && request->is_quiet)
        faults.count = 0; /* warnings */
    report_faults(&faults);
    faults_free(&faults);
    options_list_free(&chosen);
    return status == AGGLO_OK ? AGGLO_OK
                              : error_set(error, status, "%zu fault%s: nothing was run", count,
                                          count == 1 ? "" : "s");
}

/* What is subtracted run by run must be the same kind of run. */
static agglo_status make_comparable(explain_game *game, agglo_error *error) {
    const scenario *policy = game->scenarios[EXPLAIN_SCENARIO];
    scenario *baseline = game->scenarios[EXPLAIN_BASELINE];
    if (policy->start_year != baseline->start_year || policy->years != baseline->years) {
        error_set(error, AGGLO_ERROR_INPUT, "scenario and baseline span different years");
        error_got(error, "%d years from %.10g", baseline->years, baseline->start_year);
        error_expected(error, "%d years from %.10g", policy->years, policy->start_year);
        return AGGLO_ERROR_INPUT;
    }
    baseline->seed = policy->seed;
    return AGGLO_OK;
}

/* ---- Regions ---- */

static int find_region(const scenario *s, const char *name) {
    for (int r = 0; r < s->region_count; r++)
        if (strcmp(s->regions[r].name, name) == 0)
            return r;
    return -1;
}

static int has_intervention(const scenario *s, const char *name) {
    for (int i = 0; s != NULL && i < s->intervention_count; i++)
        if (strcmp(s->interventions[i].name, name) == 0)
            return 1;
    return 0;
}

/* The only region; or the first in which something is done that the baseline does not do; or null:
 * all of them. */
static const char *usual_region(const explain_game *game) {
    const scenario *s = game->scenarios[EXPLAIN_SCENARIO];
    if (s->region_count == 1)
        return s->regions[0].name;
    for (int i = 0; i < s->intervention_count; i++)
        if (!has_intervention(game->scenarios[EXPLAIN_BASELINE], s->interventions[i].name))
            return s->regions[s->interventions[i].regions[0]].name;
    return NULL;
}

static agglo_status choose_region(explain_game *game, const char *asked, agglo_error *error) {
    const char *name = asked == NULL               ? usual_region(game)
                       : strcmp(asked, "all") == 0 ? NULL
                                                   : asked;
    game->region = name != NULL ? name : "all regions";
    for (size_t side = 0; side < game->sides; side++) {
        const scenario *s = game->scenarios[side];
        game->regions[side] = name != NULL ? find_region(s, name) : MEASURES_ALL_REGIONS;
        if (name == NULL || game->regions[side] >= 0)
            continue;
        error_set(error, AGGLO_ERROR_USAGE, "the %s has no region '%s'",
                  side == EXPLAIN_BASELINE ? "baseline" : "scenario", name);
        error_expected(error, "all, %s%s", s->regions[0].name, s->region_count > 1 ? ", …" : "");
        return AGGLO_ERROR_USAGE;
    }
    return AGGLO_OK;
}

/* ---- Players ---- */

static void list_links(explain_game *game) {
    for (int k = 0; k < LINK_COUNT; k++) {
        int plays = 0;
        for (size_t side = 0; side < game->sides; side++)
            plays |= game->scenarios[side]->gains[k] > 0;
        if (plays)
            game->players[game->player_count++] =
                (explain_player){model_links[k]->number, model_links[k]->name};
    }
}

static agglo_status list_policies(explain_game *game, agglo_error *error) {
    const scenario *s = game->scenarios[EXPLAIN_SCENARIO];
    if (s->intervention_count > SHAPLEY_PLAYERS_MOST) {
        error_set(error, AGGLO_ERROR_USAGE, "there are too many interventions for shares");
        error_got(error, "%d", s->intervention_count);
        error_expected(error, "at most %d", SHAPLEY_PLAYERS_MOST);
        return AGGLO_ERROR_USAGE;
    }
    for (int i = 0; i < s->intervention_count; i++)
        game->players[game->player_count++] = (explain_player){i + 1, s->interventions[i].name};
    return AGGLO_OK;
}

static agglo_status list_players(explain_game *game, agglo_error *error) {
    if (!game->is_over_policies)
        list_links(game);
    else {
        agglo_status status = list_policies(game, error);
        if (status != AGGLO_OK)
            return status;
    }
    if (game->player_count > 0)
        return AGGLO_OK;
    return error_set(error, AGGLO_ERROR_USAGE, "nothing to explain: the scenario has no %s",
                     game->is_over_policies ? "interventions" : "link that is on");
}

/* ---- The game ---- */

static agglo_status load_sides(const explain_request *request, explain_game *game,
                               agglo_error *error) {
    const char *const files[] = {request->scenario, request->baseline};
    agglo_status status = AGGLO_OK;
    for (size_t side = 0; side < game->sides && status == AGGLO_OK; side++)
        status =
            load(request, files[side], side == EXPLAIN_BASELINE, &game->scenarios[side], error);
    return status == AGGLO_OK && game->sides > 1 ? make_comparable(game, error) : status;
}

agglo_status explain_game_create(const explain_request *request, explain_game *out,
                                 agglo_error *error) {
    *out = (explain_game){.is_over_policies = request->is_over_policies,
                          .sides = request->baseline != NULL ? 2 : 1};
    agglo_status status = load_sides(request, out, error);
    for (size_t side = 0; side < out->sides && status == AGGLO_OK; side++) {
        status = simulation_schema_create(out->scenarios[side], &out->described[side], error);
        if (status == AGGLO_OK)
            status = measure_parse(simulation_schema_get(out->described[side]), request->outcome,
                                   &out->measures[side], error);
    }
    if (status == AGGLO_OK)
        status = choose_region(out, request->region, error);
    if (status == AGGLO_OK)
        status = list_players(out, error);
    return status;
}

void explain_game_free(explain_game *game) {
    for (size_t side = 0; game != NULL && side < game->sides; side++) {
        simulation_schema_free(game->described[side]);
        scenario_free(game->scenarios[side]);
    }
    if (game != NULL)
        *game = (explain_game){0};
}

/* ---- Variants ---- */

agglo_status explain_variant(const explain_game *game, size_t side, shapley_coalition in,
                             scenario **out, agglo_error *error) {
    const scenario *whole = game->scenarios[side];
    size_t room = (size_t)whole->intervention_count * sizeof *whole->interventions;
    scenario *variant = *out = malloc(sizeof *variant);
    scenario_intervention *kept = malloc(room > 0 ? room : 1);
    if (variant == NULL || kept == NULL) {
        free(variant);
        free(kept);
        *out = NULL;
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a scenario");
    }
    *variant = *whole;
    variant->interventions = kept;
    variant->intervention_count = 0;
    for (int i = 0; i < whole->intervention_count; i++)
        if (!game->is_over_policies || (in >> i & 1) != 0)
            kept[variant->intervention_count++] = whole->interventions[i];
    for (size_t i = 0; i < game->player_count && !game->is_over_policies; i++)
        if ((in >> i & 1) == 0)
            variant->gains[game->players[i].number - 1] = 0;
    return AGGLO_OK;
}

void explain_variant_free(scenario *variant) {
    if (variant != NULL)
        free(variant->interventions);
    free(variant);
}
