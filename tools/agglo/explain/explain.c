/* agglo explain: which causal links, or which policies, carried a result. */
#include <gsl/gsl_errno.h>
#include <inttypes.h>
#include <omp.h>
#include <stdio.h>
#include <string.h>

#include "output/analysis/loop_plot.h"
#include "tools/agglo/explain/report.h"
#include "tools/agglo/report.h"
#include "tools/agglo/signals.h"

enum { MOST_REPLICATES = 100000, MOST_PERMUTATIONS = 1000000, MOST_THREADS = 4096 };

typedef struct {
    explain_request request;
    explain_options options;
    char seed[40];
    const char *figure, *csv;
    int is_json;
} explain_command;

/* ---- Options ---- */

enum {
    KEY_AGAINST = 256,
    KEY_OUTCOME,
    KEY_REGION,
    KEY_OVER,
    KEY_SET,
    KEY_PERMUTATIONS,
    KEY_PRECISION,
    KEY_JSON,
    KEY_CSV
};

static const struct argp_option option_table[] = {
    {NULL, 0, NULL, 0, "What is explained:", 1},
    {"against", KEY_AGAINST, "BASELINE", 0,
     "Explain the difference between SCENARIO and this scenario, run with the same links", 1},
    {"outcome", KEY_OUTCOME, "MEASURE", 0,
     "firms (default), approvals.III, sales@mean, firms@2010, takeoff …", 1},
    {"region", KEY_REGION, "NAME", 0,
     "Of this region, or of all (default: the only one, or where SCENARIO acts first, or all)", 1},
    {"over", KEY_OVER, "links|policies", 0,
     "Share out over causal links (default) or over SCENARIO's interventions", 1},
    {"set", KEY_SET, "PATH=VALUE", 0,
     "Change one value of both scenarios; those of interventions of SCENARIO only; may be repeated",
     1},
    {NULL, 0, NULL, 0, "How much is run:", 2},
    {"replicates", 'n', "N", 0, "Replicates of the knock-outs (default: 100)", 2},
    {"permutations", KEY_PERMUTATIONS, "N", 0, "At most so many for the shares (default: 200)", 2},
    {"precision", KEY_PRECISION, "P", 0,
     "Enough when every share is known to ± P % of the whole, with 95 % confidence (default: 2)",
     2},
    {"seed", 's', "S", 0, "Seed of the random numbers (default: the scenario's)", 2},
    {"threads", 't', "T", 0, "Threads (default: all processors); results do not depend on it", 2},
    {NULL, 0, NULL, 0, "What is written:", 3},
    {"output", 'o', "FILE", 0,
     "Draw the causal loop diagram, arrows as thick as shares: .png, .svg or .pdf; replaced if it "
     "is there",
     3},
    {"csv", KEY_CSV, "FILE", 0, "Write the table; replaced if it is there", 3},
    {"json", KEY_JSON, NULL, 0, "Print JSON", 3},
    {"quiet", 'q', NULL, 0, "No progress, no warnings", 3},
    {0},
};

static int is_policies(struct argp_state *state, const char *word) {
    if (strcmp(word, "links") != 0 && strcmp(word, "policies") != 0)
        argp_error(state, "--over: got '%s', expected links or policies", word);
    return strcmp(word, "policies") == 0;
}

static void check_options(const explain_command *c, struct argp_state *state) {
    if (c->request.scenario == NULL)
        argp_error(state, "a scenario file is missing");
    if (c->request.is_over_policies && c->request.baseline != NULL)
        argp_error(state, "--over policies and --against: policies are compared with none of them, "
                          "a baseline has no place in it");
    if (c->request.is_over_policies && c->figure != NULL)
        argp_error(state, "--over policies and --output: the diagram shows links");
}

static error_t take_size(int key, char *argument, struct argp_state *state) {
    explain_command *c = state->input;
    switch (key) {
    case 'n':
        c->options.replicates =
            (size_t)options_integer(state, "--replicates", argument, 2, MOST_REPLICATES);
        break;
    case KEY_PERMUTATIONS:
        c->options.permutations =
            (size_t)options_integer(state, "--permutations", argument, 4, MOST_PERMUTATIONS);
        break;
    case KEY_PRECISION:
        c->options.precision = options_positive(state, "--precision", argument) / 100;
        break;
    case 's':
        snprintf(c->seed, sizeof c->seed, "seed=\"%" PRIu64 "\"", options_seed(state, argument));
        options_list_add(state, &c->request.assignments, c->seed);
        break;
    case 't':
        c->options.threads = (int)options_integer(state, "--threads", argument, 1, MOST_THREADS);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static error_t take_option(int key, char *argument, struct argp_state *state) {
    explain_command *c = state->input;
    switch (key) {
    case KEY_AGAINST:
        c->request.baseline = argument;
        break;
    case KEY_OUTCOME:
        c->request.outcome = argument;
        break;
    case KEY_REGION:
        c->request.region = argument;
        break;
    case KEY_OVER:
        c->request.is_over_policies = is_policies(state, argument);
        break;
    case KEY_SET:
        options_list_add(state, &c->request.assignments, argument);
        break;
    case 'o':
        c->figure = argument;
        break;
    case KEY_CSV:
        c->csv = argument;
        break;
    case KEY_JSON:
        c->is_json = 1;
        break;
    case 'q':
        c->request.is_quiet = c->options.is_quiet = 1;
        break;
    case ARGP_KEY_ARG:
        options_only(state, &c->request.scenario, "scenario", argument);
        break;
    case ARGP_KEY_END:
        check_options(c, state);
        break;
    default:
        return take_size(key, argument, state);
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "SCENARIO",
    .doc =
        "Tells which of the eighteen causal links carried a result, in two ways: what is lost "
        "without a link (knock-out), and its fair share of what all links bring together (Shapley "
        "value). With --against, the result is what SCENARIO does more than a baseline; with "
        "--over policies, shares are those of SCENARIO's interventions."
        "\vExamples:\n"
        "  agglo explain scenarios/hubs/nuremberg.json -o loop.svg\n"
        "  agglo explain scenarios/policies/anchor_entry.json \\\n"
        "    --against scenarios/japan/marginal_prefecture.json\n"
        "  agglo explain scenarios/hubs/singapore.json --over policies \\\n"
        "    --outcome approvals\n\n"
        "Runs that are compared share their random numbers. Replicates are added to the shares "
        "until they are as precise as asked for, or --permutations is reached. Of six "
        "interventions or fewer all coalitions are run instead, in half as many replicates as "
        "--permutations says.\n\n"
        "Ctrl-C ends the work; what was found so far is told and marked.\n\n" OPTIONS_EXIT_CODES,
};

/* ---- Telling ---- */

/* The table and the diagram; returns the first failure. */
static agglo_status write_files(const explain_command *c, const explain_findings *found,
                                agglo_error *error) {
    agglo_status status = AGGLO_OK;
    if (c->csv != NULL)
        status = explain_write_csv(found, c->csv, error);
    if (c->figure != NULL && status == AGGLO_OK)
        status = explain_draw(found, c->figure, error);
    if (c->figure != NULL && status == AGGLO_OK)
        report_note("figure: %s", c->figure);
    return status;
}

static agglo_status tell(const explain_command *c, const explain_findings *found,
                         agglo_error *error) {
    if (c->is_json)
        explain_print_json(found, stdout);
    else
        explain_print(found, stdout);
    agglo_status status = report_flush(error);
    agglo_status written = write_files(c, found, status == AGGLO_OK ? error : NULL);
    status = status != AGGLO_OK ? status : written;
    if (status == AGGLO_OK && found->is_interrupted)
        status = error_set(error, AGGLO_ERROR_INTERRUPTED,
                           "stopped by signal %d: %zu replicates of knock-outs and %zu of shares "
                           "were done",
                           signals_requested(), found->replicates, found->samples);
    return status;
}

int command_explain(int argc, char **argv) {
    explain_command c = {.request = {.outcome = "firms"},
                         .options = {.replicates = 100,
                                     .permutations = 200,
                                     .precision = 0.02,
                                     .threads = omp_get_max_threads()}};
    int code = options_parse(&parser, argc, argv, &c);
    if (code != 0) {
        options_list_free(&c.request.assignments);
        return code;
    }
    gsl_set_error_handler_off(); /* what fails in GSL is told, not aborted */
    signals_catch();
    agglo_error error = {0};
    explain_game game = {0};
    explain_findings found;
    agglo_status status = c.figure != NULL ? loop_plot_check(c.figure, &error) : AGGLO_OK;
    if (status == AGGLO_OK)
        status = explain_game_create(&c.request, &game, &error);
    if (status == AGGLO_OK)
        status = explain_runs(&game, &c.options, &found, &error);
    if (status == AGGLO_OK)
        status = tell(&c, &found, &error);
    explain_game_free(&game);
    options_list_free(&c.request.assignments);
    return status == AGGLO_OK ? 0 : report_failure(&error);
}
