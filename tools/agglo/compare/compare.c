/* agglo compare: what policies change against a baseline, in pairs of runs that share their random
 * numbers. */
#include <gsl/gsl_errno.h>
#include <inttypes.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/agglo/compare/report.h"
#include "tools/agglo/report.h"
#include "tools/agglo/signals.h"

enum { MOST_PAIRS = 1000000, MOST_THREADS = 4096, MOST_RESAMPLES = 1000000, MOST_PRECISIONS = 32 };
enum { PAIRS = 40, DRAWN_PAIRS = 256, PER_DRAW = 4, GROWTH = 10, RESAMPLES = 2000 };

typedef struct {
    options_list inputs, assignments, outcomes, regions, over;
    compare_precision precisions[MOST_PRECISIONS];
    size_t precision_count, least, most, per_draw;
    effects_options effects;
    measure_options measures;
    char seed[48];
    const char *csv, *figure;
    int threads, is_unpaired, is_json, is_quiet;
} compare_options;

/* ---- Options ---- */

enum {
    KEY_MOST = 256,
    KEY_PRECISION,
    KEY_OVER,
    KEY_PER_DRAW,
    KEY_SET,
    KEY_OUTCOME,
    KEY_REGION,
    KEY_DISCOUNT,
    KEY_TAKEOFF,
    KEY_INTERVAL,
    KEY_CONFIDENCE,
    KEY_RESAMPLES,
    KEY_UNPAIRED,
    KEY_CSV,
    KEY_JSON
};

static const struct argp_option option_table[] = {
    {NULL, 0, NULL, 0, "What is run:", 1},
    {"replicates", 'n', "N", 0,
     "Pairs of runs, at least (default: 40; 256 with --over; all that files hold)", 1},
    {"most", KEY_MOST, "N", 0, "Pairs at most where --precision asks for more (default: 10 times)",
     1},
    {"precision", KEY_PRECISION, "OUTCOME=WIDTH", 0,
     "Add pairs until the interval of the mean effect is so narrow (half of it): firms=2, or "
     "firms=5% of the baseline's mean; in all places shown; may be repeated",
     1},
    {"over", KEY_OVER, "WHAT", 0,
     "Draw parameters: uncertain (those marked so, over their plausible ranges), "
     "NAME=LOW:HIGH, or the file of a posterior; may be repeated",
     1},
    {"per-draw", KEY_PER_DRAW, "N", 0, "Pairs for each draw (default 4)", 1},
    {"seed", 's', "S", 0, "Seed of the random numbers (default: the scenarios')", 1},
    {"set", KEY_SET, "PATH=VALUE", 0, "Change one value of every scenario; may be repeated", 1},
    {"threads", 't', "T", 0, "Threads (default: all processors); results do not depend on it", 1},
    {"unpaired", KEY_UNPAIRED, NULL, 0,
     "Give policies other random numbers than the baseline, to see what pairing is worth", 1},
    {NULL, 0, NULL, 0, "What is told:", 2},
    {"outcome", KEY_OUTCOME, "OUTCOME", 0,
     "Instead of the standard outcomes: firms, firms@2010, approvals.III, sales@total, takeoff …; "
     "may be repeated",
     2},
    {"region", KEY_REGION, "NAME", 0,
     "A region, each, elsewhere (where the policy does not act) or all; may be repeated", 2},
    {"discount", KEY_DISCOUNT, "RATE", 0, "Of totals and costs: 0.03 or 3% a year (default: none)",
     2},
    {"takeoff", KEY_TAKEOFF, "N", 0, "Firms that mark a take-off (default 180)", 2},
    {"interval", KEY_INTERVAL, "bootstrap|t", 0,
     "How intervals of means and ratios are made (default bootstrap)", 2},
    {"confidence", KEY_CONFIDENCE, "P", 0, "Of intervals (default 0.95)", 2},
    {"resamples", KEY_RESAMPLES, "N", 0, "Samples of the bootstrap (default 2000)", 2},
    {"output", 'o', "FILE", 0, "Draw the effects: .png, .svg or .pdf; replaced if it is there", 2},
    {"csv", KEY_CSV, "FILE", 0, "Write a table, one line for each policy, place and outcome", 2},
    {"json", KEY_JSON, NULL, 0, "Print JSON", 2},
    {"quiet", 'q', NULL, 0, "No progress, no warnings, no hints", 2},
    {0},
};

/* "3%" or "0.03". */
static double read_rate(struct argp_state *state, const char *option, const char *text,
                        int *is_percent) {
    char number[64];
    size_t length = strlen(text);
    *is_percent = length > 1 && length < sizeof number && text[length - 1] == '%';
    snprintf(number, sizeof number, "%.*s", (int)(length - (size_t)*is_percent), text);
    return options_positive(state, option, number) / (*is_percent ? 100 : 1);
}

static void read_precision(struct argp_state *state, compare_options *o, const char *text) {
    const char *sign = strchr(text, '=');
    compare_precision *p = &o->precisions[o->precision_count];
    if (o->precision_count == MOST_PRECISIONS)
        argp_error(state, "--precision: more than %d of them", MOST_PRECISIONS);
    if (sign == NULL || sign == text || (size_t)(sign - text) >= sizeof p->outcome)
        argp_error(state, "--precision: got '%s', expected OUTCOME=WIDTH, for instance firms=5%%",
                   text);
    else
        snprintf(p->outcome, sizeof p->outcome, "%.*s", (int)(sign - text), text);
    p->half_width = read_rate(state, "--precision", sign + 1, &p->is_relative);
    o->precision_count++;
}

static void read_interval(struct argp_state *state, compare_options *o, const char *text) {
    int is_bootstrap = strcmp(text, "bootstrap") == 0;
    if (!is_bootstrap && strcmp(text, "t") != 0)
        argp_error(state, "--interval: got '%s', expected bootstrap or t", text);
    o->effects.method = is_bootstrap ? EFFECTS_BOOTSTRAP : EFFECTS_T;
}

static void check_options(compare_options *o, struct argp_state *state) {
    if (o->inputs.count < 2)
        argp_error(state, "a baseline and at least one policy are needed");
    if (o->effects.confidence >= 1)
        argp_error(state, "--confidence: expected a number below 1");
    if (o->per_draw > 0 && o->over.count == 0)
        argp_error(state, "--per-draw has no meaning without --over");
    if (o->most > 0 && o->precision_count == 0)
        argp_error(state, "--most has no meaning without --precision");
    if (o->most > 0 && o->least > o->most)
        argp_error(state, "--most is less than --replicates");
}

static error_t take_run_option(int key, char *argument, struct argp_state *state) {
    compare_options *o = state->input;
    switch (key) {
    case 'n':
        o->least = (size_t)options_integer(state, "--replicates", argument, 2, MOST_PAIRS);
        break;
    case KEY_MOST:
        o->most = (size_t)options_integer(state, "--most", argument, 2, MOST_PAIRS);
        break;
    case KEY_PRECISION:
        read_precision(state, o, argument);
        break;
    case KEY_OVER:
        options_list_add(state, &o->over, argument);
        break;
    case KEY_PER_DRAW:
        o->per_draw = (size_t)options_integer(state, "--per-draw", argument, 1, MOST_PAIRS);
        break;
    case 's':
        snprintf(o->seed, sizeof o->seed, "seed=\"%" PRIu64 "\"", options_seed(state, argument));
        break;
    case KEY_SET:
        options_list_add(state, &o->assignments, argument);
        break;
    case 't':
        o->threads = (int)options_integer(state, "--threads", argument, 1, MOST_THREADS);
        break;
    case KEY_UNPAIRED:
        o->is_unpaired = 1;
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static error_t take_option(int key, char *argument, struct argp_state *state) {
    compare_options *o = state->input;
    int is_percent;
    switch (key) {
    case KEY_OUTCOME:
        options_list_add(state, &o->outcomes, argument);
        break;
    case KEY_REGION:
        options_list_add(state, &o->regions, argument);
        break;
    case KEY_DISCOUNT:
        o->measures.discount = read_rate(state, "--discount", argument, &is_percent);
        if (o->measures.discount >= 1)
            argp_error(state, "--discount: got '%s', expected less than 1 or 100%%, as 0.03 or 3%%",
                       argument);
        break;
    case KEY_TAKEOFF:
        o->measures.takeoff_firms = options_positive(state, "--takeoff", argument);
        break;
    case KEY_INTERVAL:
        read_interval(state, o, argument);
        break;
    case KEY_CONFIDENCE:
        o->effects.confidence = options_positive(state, "--confidence", argument);
        break;
    case KEY_RESAMPLES:
        o->effects.resamples =
            (size_t)options_integer(state, "--resamples", argument, 100, MOST_RESAMPLES);
        break;
    case 'o':
        o->figure = argument;
        break;
    case KEY_CSV:
        o->csv = argument;
        break;
    case KEY_JSON:
        o->is_json = 1;
        break;
    case 'q':
        o->is_quiet = 1;
        break;
    case ARGP_KEY_ARG:
        options_list_add(state, &o->inputs, argument);
        break;
    case ARGP_KEY_END:
        check_options(o, state);
        if (o->seed[0] != '\0')
            options_list_add(state, &o->assignments, o->seed);
        break;
    default:
        return take_run_option(key, argument, state);
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "BASELINE POLICY...",
    .doc =
        "Tells what policies change: runs them and the baseline in pairs that share their random "
        "numbers and reports, for each region and outcome, the mean and median effect, how often "
        "it is for the better, what it costs and displaces, and how much the pairing gained. "
        "Scenarios are run; results of 'agglo run' are read."
        "\vExamples:\n"
        "  agglo compare scenarios/japan/marginal_prefecture.json \\\n"
        "    scenarios/policies/anchor_entry.json\n"
        "  agglo compare base.json a.json b.json --precision firms=5% -o effects.png\n"
        "  agglo compare base.json a.json --over uncertain --outcome firms --json\n"
        "  agglo compare base.h5 a.h5 --discount 3% --csv effects.csv\n\n"
        "The first SIGINT (Ctrl-C) or SIGTERM ends the runs; what is there is reported, with code "
        "75.\n\n" OPTIONS_EXIT_CODES,
};

/* ---- The work ---- */

typedef struct {
    compare_options *options;
    compare_arms arms;
    compare_draws draws;
    compare_runs runs;
    compare_findings found;
    progress progress;
} comparison;

/* Outcomes that must be precise are among those that are shown. */
static agglo_status list_outcomes(compare_options *o, options_list *list, agglo_error *error) {
    size_t standard = 0, count = o->outcomes.count;
    while (measures_standard[standard] != NULL)
        standard++;
    list->items = calloc(count + standard + o->precision_count + 1, sizeof *list->items);
    if (list->items == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a list of outcomes");
    for (size_t i = 0; i < (count > 0 ? count : standard); i++)
        list->items[list->count++] = count > 0 ? o->outcomes.items[i] : measures_standard[i];
    for (size_t k = 0; k < o->precision_count; k++) {
        compare_precision *p = &o->precisions[k];
        for (p->index = 0; p->index < list->count; p->index++)
            if (strcmp(list->items[p->index], p->outcome) == 0)
                break;
        if (p->index == list->count)
            list->items[list->count++] = p->outcome;
    }
    return AGGLO_OK;
}

static agglo_status load(comparison *c, agglo_error *error) {
    compare_options *o = c->options;
    options_list outcomes = {0};
    compare_request request = {&o->inputs, &o->assignments, &outcomes,
                               o->is_unpaired || o->over.count > 0, o->is_quiet};
    agglo_status status = list_outcomes(o, &outcomes, error);
    if (status == AGGLO_OK)
        status = compare_arms_load(&request, &c->arms, error);
    options_list_free(&outcomes);
    return status;
}

static size_t whole(size_t count, size_t block) {
    return (count + block - 1) / block * block;
}

/* How many pairs there are at least and at most: whole draws. */
static void size_up(comparison *c) {
    compare_options *o = c->options;
    int is_drawn = o->over.count > 0, is_stored = 1;
    size_t block = o->per_draw > 0 ? o->per_draw : is_drawn ? PER_DRAW : 1;
    for (size_t a = 0; a < c->arms.count; a++)
        is_stored &= c->arms.items[a].stored != NULL;
    size_t standard = is_stored ? MOST_PAIRS : is_drawn ? DRAWN_PAIRS : PAIRS;
    if (o->least == 0)
        o->least = o->most > 0 && o->most < standard ? o->most : standard;
    if (o->most == 0)
        o->most = o->precision_count > 0 && !is_stored ? GROWTH * o->least : o->least;
    o->least = whole(o->least < 2 * block ? 2 * block : o->least, block);
    o->most = whole(o->most < o->least ? o->least : o->most, block);
    c->runs = (compare_runs){.arms = &c->arms,
                             .draws = &c->draws,
                             .options = &o->measures,
                             .block = block,
                             .most = o->most,
                             .is_unpaired = o->is_unpaired,
                             .threads = o->threads,
                             .progress = &c->progress};
}

static agglo_status prepare(comparison *c, agglo_error *error) {
    compare_options *o = c->options;
    agglo_status status = load(c, error);
    if (status != AGGLO_OK)
        return status;
    size_up(c);
    status = compare_draws_create(&o->over, o->most / c->runs.block,
                                  c->arms.items[0].scenario->seed, &c->draws, error);
    if (status == AGGLO_OK)
        status = compare_runs_begin(&c->runs, error);
    c->found = (compare_findings){.runs = &c->runs,
                                  .options = o->effects,
                                  .precisions = o->precisions,
                                  .precision_count = o->precision_count};
    return status == AGGLO_OK ? compare_findings_places(&c->found, &o->regions, error) : status;
}

/* One round; an interruption is no failure if there are pairs to report. */
static agglo_status extend(comparison *c, size_t count, agglo_error *error) {
    size_t runs = compare_runs_missing(&c->runs, count);
    size_t steps = (size_t)c->arms.items[0].scenario->steps + 1;
    progress_begin(&c->progress, c->options->is_quiet, runs * steps, runs > 0 ? runs : 1);
    agglo_status status = compare_runs_extend(&c->runs, count, error);
    progress_end(&c->progress);
    c->found.is_interrupted = status == AGGLO_ERROR_INTERRUPTED;
    if (c->found.is_interrupted && c->runs.pairs >= 2 * c->runs.block)
        return AGGLO_OK;
    return status;
}

static agglo_status grow(comparison *c, agglo_error *error) {
    size_t wanted = c->options->least < c->runs.most ? c->options->least : c->runs.most;
    for (;;) {
        agglo_status status = extend(c, wanted, error);
        if (status == AGGLO_OK)
            status = compare_findings_make(&c->found, error);
        if (status != AGGLO_OK)
            return status;
        wanted = compare_findings_more(&c->found);
        if (c->found.is_interrupted || c->found.is_precise || c->runs.pairs >= c->runs.most)
            return AGGLO_OK;
        if (!c->options->is_quiet)
            report_note("%zu pairs are not precise enough: going on to %zu", c->runs.pairs, wanted);
    }
}

/* The table and the figure; returns the first failure. */
static agglo_status write_files(const comparison *c, agglo_error *error) {
    const compare_options *o = c->options;
    agglo_status status = AGGLO_OK;
    if (o->csv != NULL)
        status = compare_write_csv(&c->found, o->csv, error);
    if (o->figure != NULL && status == AGGLO_OK)
        status = compare_draw(&c->found, o->figure, error);
    if (o->figure != NULL && status == AGGLO_OK && !o->is_quiet)
        report_note("figure: %s", o->figure);
    return status;
}

/* The findings first: nothing is lost if a file cannot be written. Nor is a file if nobody reads
 * the findings to the end. */
static agglo_status tell(const comparison *c, agglo_error *error) {
    const compare_options *o = c->options;
    if (!o->is_quiet && c->runs.running_count > 0)
        report_note("%zu runs in %.2g s", c->runs.pairs * c->runs.running_count, c->runs.seconds);
    if (!o->is_quiet && o->precision_count > 0 && !c->found.is_precise)
        report_note("the precision asked for is not reached: --most allows more pairs");
    if (o->is_json)
        compare_print_json(&c->found, stdout);
    else
        compare_print(&c->found, stdout);
    agglo_status printed = report_flush(error);
    agglo_status written = write_files(c, printed == AGGLO_OK ? error : NULL);
    return printed != AGGLO_OK ? printed : written;
}

static int compare(comparison *c) {
    agglo_error error = {0};
    signals_catch();
    agglo_status status = prepare(c, &error);
    if (status == AGGLO_OK)
        status = grow(c, &error);
    if (status == AGGLO_OK)
        status = tell(c, &error);
    if (status == AGGLO_ERROR_INTERRUPTED)
        report_note("stopped by signal %d before there was anything to report",
                    signals_requested());
    else if (status != AGGLO_OK)
        return report_failure(&error);
    return status_exit_code(c->found.is_interrupted ? AGGLO_ERROR_INTERRUPTED : status);
}

int command_compare(int argc, char **argv) {
    compare_options o = {.effects = {EFFECTS_BOOTSTRAP, 0.95, RESAMPLES, 1},
                         .threads = omp_get_max_threads()};
    int code = options_parse(&parser, argc, argv, &o);
    if (code == 0) {
        gsl_set_error_handler_off(); /* what fails in GSL is told, not aborted */
        comparison c = {.options = &o};
        code = compare(&c);
        compare_findings_free(&c.found);
        compare_runs_free(&c.runs);
        compare_draws_free(&c.draws);
        compare_arms_free(&c.arms);
    }
    options_list *lists[] = {&o.inputs, &o.assignments, &o.outcomes, &o.regions, &o.over};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        options_list_free(lists[i]);
    return code;
}
