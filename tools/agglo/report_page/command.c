/* agglo report: results as one page that opens without a network. The page is built from
 * tools/report/; here data are put into it. */
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/text_file.h"
#include "tools/agglo/compare/report.h"
#include "tools/agglo/facts/facts.h"
#include "tools/agglo/options.h"
#include "tools/agglo/pages.h"
#include "tools/agglo/report.h"
#include "tools/agglo/report_page/data.h"

enum { MOST_RESULTS = 8, MOST_PAIRS = 1000000, RESAMPLES = 2000, MOST_OUTCOMES = 64 };

typedef struct {
    options_list results;
    const char *output, *explain, *base;
} report_options;

enum { KEY_EXPLAIN = 256, KEY_BASE };

static const struct argp_option option_table[] = {
    {"output", 'o', "FILE", 0, "The page, an .html file; replaced if it is there", 0},
    {"explain", KEY_EXPLAIN, "FILE", 0,
     "Show the shares of links or policies: what 'agglo explain --json' printed", 0},
    {"base", KEY_BASE, "SCENARIO", 0,
     "With one result: tell what its scenario changes in this one (default: parameters and links "
     "against their standard values)",
     0},
    {0},
};

static void check_options(report_options *o, struct argp_state *state) {
    size_t length = o->output != NULL ? strlen(o->output) : 0;
    if (o->results.count == 0)
        argp_error(state, "a result file is missing");
    if (o->results.count > MOST_RESULTS)
        argp_error(state, "too many results: a page shows up to %d", MOST_RESULTS);
    if (o->output == NULL)
        argp_error(state, "-o FILE is missing: the page, an .html file");
    else if (length < 6 || strcmp(o->output + length - 5, ".html") != 0)
        argp_error(state, "-o: got '%s', expected a name that ends in .html", o->output);
    if (o->base != NULL && o->results.count > 1)
        argp_error(state, "--base has no meaning with several results: the first is the baseline");
}

static error_t take_option(int key, char *argument, struct argp_state *state) {
    report_options *o = state->input;
    switch (key) {
    case 'o':
        o->output = argument;
        break;
    case KEY_EXPLAIN:
        o->explain = argument;
        break;
    case KEY_BASE:
        o->base = argument;
        break;
    case ARGP_KEY_ARG:
        options_list_add(state, &o->results, argument);
        break;
    case ARGP_KEY_END:
        check_options(o, state);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "RESULT...",
    .doc = "Makes a page of one result, or of a baseline and what policies make of it: the "
           "question, what was run, effects with intervals in plain words, time series with bands, "
           "the causal loop diagram over the years, map, firms, projects, exits, stylised facts, "
           "provenance and the commands that make it again. One .html file that needs no network; "
           "it prints well. With several results the first is the baseline, and replicates of one "
           "number are pairs."
           "\vExamples:\n"
           "  agglo report nuremberg.h5 -o nuremberg.html\n"
           "  agglo report base.h5 policy.h5 -o policy.html\n"
           "  agglo explain policy.json --against base.json --json > shares.json\n"
           "  agglo report base.h5 policy.h5 --explain shares.json -o policy.html\n\n"
           "Charts are drawn by Apache ECharts (Apache License 2.0).\n\n" OPTIONS_EXIT_CODES,
};

typedef struct {
    const report_options *options;
    compare_arms arms;
    compare_draws draws;
    compare_runs runs;
    compare_findings found;
    scenario *base;
    config_document *explained;
    char *command;
    report_data data;
} report_work;

/* ---- Reading ---- */

static agglo_status check_results(const options_list *results, agglo_error *error) {
    for (size_t i = 0; i < results->count; i++) {
        const char *path = results->items[i];
        if (compare_file_is(path))
            continue;
        agglo_status kind = access(path, R_OK) == 0 ? AGGLO_ERROR_INPUT : AGGLO_ERROR_IO;
        error_set(error, kind, "%s",
                  kind == AGGLO_ERROR_IO ? strerror(errno) : "it is not the result of a run");
        error_place(error, path, 0, NULL);
        error_expected(error, "a file that 'agglo run' has written");
        return kind;
    }
    return AGGLO_OK;
}

static agglo_status load_base(report_work *w, agglo_error *error) {
    agglo_faults faults = {0};
    if (w->options->base == NULL)
        return AGGLO_OK;
    agglo_status status = scenario_load(w->options->base, NULL, 0, &w->base, &faults);
    report_faults(&faults);
    faults_free(&faults);
    return status == AGGLO_OK ? AGGLO_OK : error_set(error, status, "the base cannot be read");
}

/* It must be an object with a list of what the shares are over. */
static agglo_status load_explained(report_work *w, agglo_error *error) {
    const char *path = w->options->explain;
    agglo_faults faults = {0};
    if (path == NULL)
        return AGGLO_OK;
    agglo_status status = config_load(path, &w->explained, &faults);
    for (size_t i = faults.count; status != AGGLO_OK && i-- > 0;)
        if (!faults.items[i].is_warning)
            *error = faults.items[i];
    faults_free(&faults);
    if (status != AGGLO_OK)
        return status;
    config_node *root = config_root(w->explained);
    config_node *over = config_member(root, "over");
    config_node *list =
        over != NULL && over->type == CONFIG_STRING ? config_member(root, over->text) : NULL;
    if (list != NULL && list->type == CONFIG_ARRAY)
        return AGGLO_OK;
    error_set(error, AGGLO_ERROR_INPUT, "it does not tell shares of links or policies");
    error_place(error, path, 0, NULL);
    error_expected(error, "what 'agglo explain --json' printed");
    return AGGLO_ERROR_INPUT;
}

/* Effects need pairs; without them there are levels only. */
static agglo_status find_effects(report_work *w, agglo_error *error) {
    static const measure_options plain = {0};
    const options_list everywhere = {0};
    for (size_t a = 0; a < w->arms.count; a++)
        if (w->arms.count < 2 || w->arms.items[a].stored->replicates < 2)
            return AGGLO_OK;
    w->runs = (compare_runs){.arms = &w->arms,
                             .draws = &w->draws,
                             .options = &plain,
                             .block = 1,
                             .most = MOST_PAIRS,
                             .threads = 1};
    agglo_status status = compare_runs_begin(&w->runs, error);
    if (status == AGGLO_OK)
        status = compare_runs_extend(&w->runs, w->runs.most, error);
    w->found =
        (compare_findings){.runs = &w->runs, .options = {EFFECTS_BOOTSTRAP, 0.95, RESAMPLES, 1}};
    if (status == AGGLO_OK)
        status = compare_findings_places(&w->found, &everywhere, error);
    return status == AGGLO_OK ? compare_findings_make(&w->found, error) : status;
}

/* A word of a command line as a shell reads it. */
static void put_word(FILE *out, const char *word) {
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                "_-./=:,+@%";
    if (word[0] != '\0' && strspn(word, plain) == strlen(word)) {
        fprintf(out, " %s", word);
        return;
    }
    fputs(" '", out);
    for (; *word != '\0'; word++)
        fputs(*word == '\'' ? "'\\''" : (char[2]){*word, '\0'}, out);
    fputc('\'', out);
}

static agglo_status make_command(report_work *w, agglo_error *error) {
    const report_options *o = w->options;
    size_t size = 0;
    FILE *out = open_memstream(&w->command, &size);
    int is_whole = out != NULL;
    if (out != NULL) {
        fputs("agglo report", out);
        for (size_t i = 0; i < o->results.count; i++)
            put_word(out, o->results.items[i]);
        const char *pairs[][2] = {
            {"--explain", o->explain}, {"--base", o->base}, {"-o", o->output}};
        for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++)
            if (pairs[i][1] != NULL) {
                fprintf(out, " %s", pairs[i][0]);
                put_word(out, pairs[i][1]);
            }
        is_whole = !ferror(out);
        is_whole &= fclose(out) == 0;
    }
    return is_whole ? AGGLO_OK : error_set(error, AGGLO_ERROR_MEMORY, "no memory for a report");
}

/* The standard outcomes, and launches of all classes together. */
static agglo_status load_arms(report_work *w, agglo_error *error) {
    const options_list none = {0};
    const char *names[MOST_OUTCOMES] = {"approvals"};
    options_list outcomes = {.items = names, .count = 1};
    for (size_t m = 0; measures_standard[m] != NULL && outcomes.count < MOST_OUTCOMES; m++)
        names[outcomes.count++] = measures_standard[m];
    compare_request request = {&w->options->results, &none, &outcomes, 0, 1};
    return compare_arms_load(&request, &w->arms, error);
}

static agglo_status prepare(report_work *w, agglo_error *error) {
    agglo_status status = check_results(&w->options->results, error);
    if (status == AGGLO_OK)
        status = load_explained(w, error);
    if (status == AGGLO_OK)
        status = load_base(w, error);
    if (status == AGGLO_OK)
        status = load_arms(w, error);
    if (status == AGGLO_OK)
        status = find_effects(w, error);
    if (status == AGGLO_OK)
        status = make_command(w, error);
    w->data = (report_data){
        .arms = &w->arms, .base = w->base, .base_name = w->options->base, .command = w->command};
    return status == AGGLO_OK ? report_data_choose(&w->data, error) : status;
}

static void release(report_work *w) {
    report_data_free(&w->data);
    compare_findings_free(&w->found);
    compare_runs_free(&w->runs);
    compare_draws_free(&w->draws);
    compare_arms_free(&w->arms);
    config_free(w->explained);
    scenario_free(w->base);
    free(w->command);
}

/* ---- Writing ---- */

/* JSON inside a script element: with `<`, `>` and `&` as escapes no text in it can end the element,
 * begin a comment or an entity. They stand in strings only, where an escape means the same. */
static void put_embedded(FILE *out, const char *text, size_t size) {
    for (size_t i = 0; i < size; i++)
        if (text[i] == '<' || text[i] == '>' || text[i] == '&')
            fprintf(out, "\\u%04x", (unsigned)text[i]);
        else
            fputc(text[i], out);
}

static agglo_status print_result(const report_work *w, FILE *out, agglo_error *error) {
    return report_data_print(&w->data, out, error);
}

static agglo_status print_effects(const report_work *w, FILE *out, agglo_error *error) {
    (void)error;
    if (w->found.items != NULL)
        compare_print_json(&w->found, out);
    else
        fputs("null", out);
    return AGGLO_OK;
}

static agglo_status print_facts(const report_work *w, FILE *out, agglo_error *error) {
    const options_list *results = &w->options->results;
    facts_findings found;
    agglo_status status = facts_find(results->items, results->count, FACTS_BURN_IN, &found, error);
    if (status == AGGLO_OK)
        facts_print_json(&found, FACTS_BURN_IN, out);
    free(found.items);
    return status;
}

static agglo_status print_explained(const report_work *w, FILE *out, agglo_error *error) {
    char *text = w->explained != NULL ? config_print(w->explained) : NULL;
    if (w->explained != NULL && text == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for shares");
    fputs(text != NULL ? text : "null", out);
    free(text);
    return AGGLO_OK;
}

typedef struct {
    const char *name;
    agglo_status (*print)(const report_work *w, FILE *out, agglo_error *error);
} report_block;

static agglo_status put_block(const report_work *w, const report_block *block, FILE *page,
                              agglo_error *error) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a report");
    agglo_status status = block->print(w, out, error);
    int is_whole = !ferror(out);
    is_whole &= fclose(out) == 0;
    if (status == AGGLO_OK && !is_whole)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for a report");
    if (status == AGGLO_OK) {
        fprintf(page, "<script type=\"application/json\" id=\"data-%s\">", block->name);
        put_embedded(page, text, size);
        fputs("</script>\n", page);
    }
    free(text);
    return status;
}

/* The page as it was built, with the blocks where the mark stands. */
static agglo_status put_page(const report_work *w, FILE *page, agglo_error *error) {
    static const report_block blocks[] = {{"result", print_result},
                                          {"effects", print_effects},
                                          {"facts", print_facts},
                                          {"explained", print_explained}};
    const char *mark = strstr(page_of_report, PAGE_DATA_MARK);
    agglo_status status = AGGLO_OK;
    if (mark == NULL)
        return error_set(error, AGGLO_ERROR_INTERNAL, "the page has no mark for data");
    fwrite(page_of_report, 1, (size_t)(mark - page_of_report), page);
    for (size_t i = 0; i < sizeof blocks / sizeof blocks[0] && status == AGGLO_OK; i++)
        status = put_block(w, &blocks[i], page, error);
    fputs(mark + strlen(PAGE_DATA_MARK), page);
    return status;
}

static agglo_status make_page(const report_work *w, agglo_error *error) {
    text_file page;
    agglo_status status = text_file_create(w->options->output, 1, &page, error);
    if (status != AGGLO_OK)
        return status;
    status = put_page(w, page.out, error);
    return text_file_close(&page, status, error);
}

static int refuse_without_page(void) {
    agglo_error error = {0};
    error_set(&error, AGGLO_ERROR_IO, "this program was built without the page of its reports");
    error_hint(&error, "install nodejs and npm, then run cmake and build again where npm can reach "
                       "its registry: it fetches Apache ECharts");
    return report_failure(&error);
}

int command_report(int argc, char **argv) {
    report_options options = {0};
    report_work w = {.options = &options};
    agglo_error error = {0};
    int code = options_parse(&parser, argc, argv, &options);
    if (code == 0 && page_of_report_size == 0)
        code = refuse_without_page();
    else if (code == 0) {
        gsl_set_error_handler_off(); /* what fails in GSL is told, not aborted */
        agglo_status status = prepare(&w, &error);
        if (status == AGGLO_OK)
            status = make_page(&w, &error);
        if (status != AGGLO_OK)
            code = report_failure(&error);
        else
            report_note("report: %s", options.output);
        release(&w);
    }
    options_list_free(&options.results);
    return code;
}
