#include "tools/agglo/explain/runs.h"

#include <math.h>
#include <stdlib.h>

#include "models/ensemble.h"
#include "models/model.h"
#include "tools/agglo/progress.h"
#include "tools/agglo/signals.h"

/* Shares grow by so many replicates, at first by more: a standard error of few is not trusted. */
enum { LEAST_SAMPLES = 32, MORE_SAMPLES = 16 };

/* Coalitions of a sample: two orders of all players, or all coalitions of few. */
enum { RUNS_MOST = 2 * SHAPLEY_PLAYERS_MOST };
_Static_assert(1 << EXPLAIN_EXACT_MOST <= RUNS_MOST, "room for all coalitions");

/* ---- Runs ---- */

/* Coalitions in replicates: sample s has the replicate first + s and its own coalitions. */
typedef struct {
    const explain_game *game;
    size_t first, samples, runs;   /* runs: coalitions of a sample */
    shapley_coalition *coalitions; /* sample × run */
    double *outcomes;              /* sample × run × side; NAN: not done */
    progress *shown;
} batch;

static agglo_status batch_create(batch *b, const explain_game *game, size_t samples, size_t runs,
                                 agglo_error *error) {
    *b = (batch){.game = game, .samples = samples, .runs = runs};
    b->coalitions = malloc(samples * runs * sizeof *b->coalitions);
    b->outcomes = malloc(samples * runs * game->sides * sizeof *b->outcomes);
    if (b->coalitions == NULL || b->outcomes == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu runs", samples * runs);
    for (size_t i = 0; i < samples * runs * game->sides; i++)
        b->outcomes[i] = NAN;
    return AGGLO_OK;
}

static void batch_free(batch *b) {
    free(b->coalitions);
    free(b->outcomes);
}

static agglo_status open_run(void *context, size_t number, ensemble_run *run, agglo_error *error) {
    const batch *b = context;
    size_t trial = number / b->game->sides;
    scenario *variant;
    run->replicate = b->first + trial / b->runs;
    agglo_status status =
        explain_variant(b->game, number % b->game->sides, b->coalitions[trial], &variant, error);
    run->scenario = variant;
    return status;
}

static agglo_status take_run(void *context, size_t number, const double *rows, agglo_error *error) {
    const batch *b = context;
    size_t side = number % b->game->sides;
    (void)error;
    b->outcomes[number] =
        measure_value(&b->game->measures[side], simulation_schema_get(b->game->described[side]),
                      rows, b->game->regions[side], NULL);
    progress_step(b->shown);
    progress_finish_replicate(b->shown);
    return AGGLO_OK;
}

static void close_run(void *context, size_t number, const ensemble_run *run) {
    (void)context, (void)number;
    explain_variant_free((scenario *)run->scenario); /* as open_run has made it */
}

static int must_stop(void *context) {
    (void)context;
    return signals_requested() != 0;
}

/* The value of a coalition: the outcome, or what it is more than the baseline's. */
static double value_of(const batch *b, size_t sample, size_t run) {
    const double *outcome = &b->outcomes[(sample * b->runs + run) * b->game->sides];
    return b->game->sides > 1 ? outcome[EXPLAIN_SCENARIO] - outcome[EXPLAIN_BASELINE] : outcome[0];
}

static int is_complete(const batch *b, size_t sample) {
    size_t width = b->runs * b->game->sides;
    for (size_t i = 0; i < width; i++)
        if (isnan(b->outcomes[sample * width + i]))
            return 0;
    return 1;
}

/* Does the runs; if asked to stop, only the first samples are complete, and `samples` says how
 * many.
 */
static agglo_status batch_do(batch *b, int threads, int *is_interrupted, agglo_error *error) {
    ensemble e = {.count = b->samples * b->runs * b->game->sides,
                  .context = b,
                  .open = open_run,
                  .take = take_run,
                  .close = close_run,
                  .must_stop = must_stop};
    agglo_status status = ensemble_do(&e, threads, error);
    if (status != AGGLO_ERROR_INTERRUPTED)
        return status;
    *is_interrupted = 1;
    size_t complete = 0;
    while (complete < b->samples && is_complete(b, complete))
        complete++;
    b->samples = complete;
    return AGGLO_OK;
}

/* ---- Knock-outs ---- */

enum { RUN_NONE, RUN_ALL, RUN_WITHOUT }; /* coalitions of a knock-out's replicate */

static void list_knockouts(batch *b) {
    size_t k = b->game->player_count;
    for (size_t s = 0; s < b->samples; s++) {
        shapley_coalition *own = &b->coalitions[s * b->runs];
        own[RUN_NONE] = 0;
        own[RUN_ALL] = shapley_all(k);
        for (size_t i = 0; i < k; i++)
            own[RUN_WITHOUT + i] = shapley_all(k) & ~((shapley_coalition)1 << i);
    }
}

/* Room for numbers by replicate. */
typedef struct {
    double *numbers, *whole, *outcome;
} columns_by_sample;

static shapley_estimate estimate_value(const batch *b, size_t run, double *numbers) {
    for (size_t s = 0; s < b->samples; s++)
        numbers[s] = value_of(b, s, run);
    return shapley_estimate_of(numbers, 1, NULL, b->samples);
}

static shapley_estimate estimate_outcome(const batch *b, size_t side, double *numbers) {
    for (size_t s = 0; s < b->samples; s++)
        numbers[s] = b->outcomes[(s * b->runs + RUN_ALL) * b->game->sides + side];
    return shapley_estimate_of(numbers, 1, NULL, b->samples);
}

static void estimate_losses(const batch *b, size_t player, const columns_by_sample *c,
                            explain_findings *out) {
    size_t run = RUN_WITHOUT + player;
    for (size_t s = 0; s < b->samples; s++)
        c->numbers[s] = value_of(b, s, RUN_ALL) - value_of(b, s, run);
    out->losses[player] = shapley_estimate_of(c->numbers, 1, c->whole, b->samples);
    for (size_t s = 0; s < b->samples; s++)
        c->numbers[s] = c->outcome[s] - b->outcomes[(s * b->runs + run) * b->game->sides];
    out->outcome_losses[player] = shapley_estimate_of(c->numbers, 1, c->outcome, b->samples);
}

static void judge_knockouts(const batch *b, const columns_by_sample *c, explain_findings *out) {
    out->all = estimate_value(b, RUN_ALL, c->numbers);
    out->none = estimate_value(b, RUN_NONE, c->numbers);
    for (size_t side = b->game->sides; side-- > 0;)
        out->outcomes[side] = estimate_outcome(b, side, c->outcome);
    for (size_t s = 0; s < b->samples; s++)
        c->whole[s] = value_of(b, s, RUN_ALL) - value_of(b, s, RUN_NONE);
    out->whole = shapley_estimate_of(c->whole, 1, c->whole, b->samples);
    for (size_t i = 0; i < b->game->player_count; i++)
        estimate_losses(b, i, c, out);
}

static agglo_status knock_out(explain_findings *out, progress *shown, agglo_error *error) {
    batch b;
    size_t count = out->options.replicates;
    double *room = malloc(3 * count * sizeof *room);
    agglo_status status =
        batch_create(&b, out->game, count, out->game->player_count + RUN_WITHOUT, error);
    if (status == AGGLO_OK && room == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for knock-outs");
    if (status == AGGLO_OK) {
        b.shown = shown;
        list_knockouts(&b);
        status = batch_do(&b, out->options.threads, &out->is_interrupted, error);
    }
    if (status == AGGLO_OK && b.samples < 2)
        status = error_set(error, AGGLO_ERROR_INTERRUPTED, "stopped before anything can be told");
    if (status == AGGLO_OK) {
        columns_by_sample c = {room, room + count, room + 2 * count};
        out->replicates = b.samples;
        out->runs += b.samples * b.runs * b.game->sides;
        judge_knockouts(&b, &c, out);
    }
    batch_free(&b);
    free(room);
    return status;
}

/* ---- Shares ---- */

/* Contributions of all samples so far: sample × player, and their sums by sample; of links also
 * sample × state that they begin at. */
typedef struct {
    shapley_plan plan;
    double *contributions, *sums, *from;
} shares;

static int grow(double **numbers, size_t count) {
    double *grown = realloc(*numbers, count * sizeof *grown);
    if (grown != NULL)
        *numbers = grown;
    return grown != NULL;
}

static agglo_status shares_grow(shares *g, size_t samples, agglo_error *error) {
    int has_memory = grow(&g->contributions, samples * g->plan.players) &&
                     grow(&g->sums, samples) && grow(&g->from, samples * STATE_COUNT);
    return has_memory ? AGGLO_OK
                      : error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu samples", samples);
}

static void judge_shares(const shares *g, explain_findings *out) {
    out->has_shares = out->samples >= 2;
    out->half_width = 0;
    out->sum = shapley_estimate_of(g->sums, 1, g->sums, out->samples);
    for (size_t k = 0; k < STATE_COUNT; k++)
        out->from[k] = shapley_estimate_of(&g->from[k], STATE_COUNT, g->sums, out->samples);
    for (size_t i = 0; i < g->plan.players; i++) {
        out->shares[i] =
            shapley_estimate_of(&g->contributions[i], g->plan.players, g->sums, out->samples);
        double half = shapley_half_width(out->shares[i].part_error, out->samples);
        out->half_width = half > out->half_width || isnan(half) ? half : out->half_width;
    }
}

static void sum_by_state(const explain_game *game, const double *contributions, double *from) {
    for (size_t k = 0; k < STATE_COUNT; k++)
        from[k] = 0;
    for (size_t i = 0; i < game->player_count && !game->is_over_policies; i++)
        from[model_links[game->players[i].number - 1]->from] += contributions[i];
}

static void collect(const batch *b, shares *g, explain_findings *out) {
    double values[RUNS_MOST];
    for (size_t s = 0; s < b->samples; s++) {
        size_t sample = out->samples + s;
        for (size_t run = 0; run < b->runs; run++)
            values[run] = value_of(b, s, run);
        double *contributions = &g->contributions[sample * g->plan.players];
        shapley_contributions(&g->plan, sample, values, contributions);
        sum_by_state(out->game, contributions, &g->from[sample * STATE_COUNT]);
        g->sums[sample] = values[b->runs - 1] - values[0];
    }
    out->samples += b->samples;
    out->runs += b->samples * b->runs * b->game->sides;
}

static agglo_status add_samples(shares *g, size_t count, progress *shown, explain_findings *out,
                                agglo_error *error) {
    batch b;
    agglo_status status = shares_grow(g, out->samples + count, error);
    if (status != AGGLO_OK)
        return status;
    status = batch_create(&b, out->game, count, shapley_runs(&g->plan), error);
    if (status == AGGLO_OK) {
        b.first = out->options.replicates + out->samples;
        b.shown = shown;
        for (size_t s = 0; s < count; s++)
            shapley_coalitions(&g->plan, out->samples + s, &b.coalitions[s * b.runs]);
        status = batch_do(&b, out->options.threads, &out->is_interrupted, error);
    }
    if (status == AGGLO_OK)
        collect(&b, g, out);
    batch_free(&b);
    return status;
}

static shapley_plan plan_of(const explain_game *game) {
    return (shapley_plan){.players = game->player_count,
                          .is_exact =
                              game->is_over_policies && game->player_count <= EXPLAIN_EXACT_MOST,
                          .seed = game->scenarios[EXPLAIN_SCENARIO]->seed};
}

static size_t samples_most(const explain_options *options) {
    return (options->permutations + 1) / 2;
}

static agglo_status find_shares(explain_findings *out, progress *shown, agglo_error *error) {
    shares g = {.plan = plan_of(out->game)};
    size_t most = samples_most(&out->options);
    agglo_status status = AGGLO_OK;
    while (status == AGGLO_OK && out->samples < most && !out->is_interrupted) {
        size_t left = most - out->samples, more = out->samples == 0 ? LEAST_SAMPLES : MORE_SAMPLES;
        status = add_samples(&g, more < left ? more : left, shown, out, error);
        if (status == AGGLO_OK && out->samples > 0)
            judge_shares(&g, out);
        if (out->half_width <= out->options.precision)
            break;
    }
    free(g.contributions);
    free(g.sums);
    free(g.from);
    return status;
}

/* ---- Judgement ---- */

/* Far apart by chance, in size and in proportion. */
static explain_relation relation_of(const shapley_estimate *loss, const shapley_estimate *share) {
    double difference = loss->part - share->part;
    if (!(fabs(difference) > 0.03) ||
        !(fabs(difference) > 3 * hypot(loss->part_error, share->part_error)))
        return EXPLAIN_ALIKE;
    double low = fmin(fabs(loss->part), fabs(share->part));
    if (loss->part * share->part > 0 && fabs(difference) < 0.5 * low)
        return EXPLAIN_ALIKE;
    return difference > 0 ? EXPLAIN_COMPLEMENT : EXPLAIN_SUBSTITUTE;
}

/* By share; without shares, or without a sign of the whole, by what there is. */
static double rank_of(const explain_findings *found, size_t i) {
    const shapley_estimate *e = found->has_shares ? &found->shares[i] : &found->losses[i];
    return found->is_told ? e->part : e->value;
}

static void sort_players(explain_findings *found) {
    for (size_t i = 0; i < found->game->player_count; i++) {
        size_t place = i;
        for (; place > 0 && rank_of(found, found->order[place - 1]) < rank_of(found, i); place--)
            found->order[place] = found->order[place - 1];
        found->order[place] = i;
    }
}

static void judge(explain_findings *found) {
    const shapley_estimate *whole = found->has_shares ? &found->sum : &found->whole;
    found->is_told =
        fabs(whole->value) > 2 * whole->error && fabs(found->whole.value) > 2 * found->whole.error;
    double error = hypot(found->sum.error, found->whole.error);
    double difference = found->sum.value - found->whole.value;
    found->gap = !found->has_shares ? NAN : difference == 0 ? 0 : difference / error;
    for (size_t i = 0; i < found->game->player_count; i++)
        found->relations[i] = found->has_shares && found->is_told
                                  ? relation_of(&found->losses[i], &found->shares[i])
                                  : EXPLAIN_ALIKE;
    sort_players(found);
}

agglo_status explain_runs(const explain_game *game, const explain_options *options,
                          explain_findings *out, agglo_error *error) {
    shapley_plan plan = plan_of(game);
    *out = (explain_findings){
        .game = game, .options = *options, .is_exact = plan.is_exact, .half_width = INFINITY};
    size_t runs = (options->replicates * (game->player_count + RUN_WITHOUT) +
                   samples_most(options) * shapley_runs(&plan)) *
                  game->sides;
    progress shown;
    progress_begin(&shown, options->is_quiet, runs, runs);
    shown.noun = "runs";
    agglo_status status = knock_out(out, &shown, error);
    if (status == AGGLO_OK)
        status = find_shares(out, &shown, error);
    progress_end(&shown);
    if (status == AGGLO_OK)
        judge(out);
    return status;
}
