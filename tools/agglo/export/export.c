/* agglo export: a result as CSV files, and its network at a date as GraphML. */
#include <math.h>
#include <stdio.h>

#include "output/export_csv.h"
#include "tools/agglo/export/network.h"
#include "tools/agglo/json.h"
#include "tools/agglo/options.h"
#include "tools/agglo/report.h"

typedef struct {
    const char *result, *folder, *graph;
    double year;
    long replicate; /* -1: not said */
    options_list variables;
    int is_forced, is_json, accept_incomplete;
    json out; /* with --json */
} export_options;

enum { KEY_CSV = 256, KEY_GRAPHML, KEY_YEAR, KEY_REPLICATE, KEY_VARIABLE, KEY_FORCE, KEY_JSON };
enum { KEY_INCOMPLETE = KEY_JSON + 1, MOST_REPLICATES = 100000000 };

static const struct argp_option option_table[] = {
    {"csv", KEY_CSV, "DIR", 0, "Write CSV files into this folder, which is made if it is not there",
     0},
    {"variable", KEY_VARIABLE, "NAME", 0,
     "With --csv: this variable only, and no tables; may be repeated", 0},
    {"graphml", KEY_GRAPHML, "FILE", 0,
     "Write the collaboration network at one date; needs \"output\": {\"network\": true} in the "
     "scenario",
     0},
    {"year", KEY_YEAR, "YEAR", 0, "With --graphml: that year (default: the last recorded)", 0},
    {"replicate", KEY_REPLICATE, "N", 0,
     "This replicate only (default: all, and 0 for the network)", 0},
    {"force", KEY_FORCE, NULL, 0, "Replace files that are there", 0},
    {"incomplete", KEY_INCOMPLETE, NULL, 0, "Accept what an unfinished run has left (FILE.partial)",
     0},
    {"json", KEY_JSON, NULL, 0, "Say what was written as JSON", 0},
    {0},
};

static void check(const export_options *o, struct argp_state *state) {
    if (o->result == NULL)
        argp_error(state, "a result file is missing");
    if (o->folder == NULL && o->graph == NULL)
        argp_error(state, "nothing to write: --csv DIR, --graphml FILE or both");
    if (o->variables.count > 0 && o->folder == NULL)
        argp_error(state, "--variable goes with --csv");
    if (!isnan(o->year) && o->graph == NULL)
        argp_error(state, "--year goes with --graphml");
}

static error_t take_option(int key, char *argument, struct argp_state *state) {
    export_options *o = state->input;
    switch (key) {
    case KEY_CSV:
        o->folder = argument;
        break;
    case KEY_GRAPHML:
        o->graph = argument;
        break;
    case KEY_YEAR:
        o->year = options_positive(state, "--year", argument);
        break;
    case KEY_REPLICATE:
        o->replicate = options_integer(state, "--replicate", argument, 0, MOST_REPLICATES);
        break;
    case KEY_VARIABLE:
        options_list_add(state, &o->variables, argument);
        break;
    case KEY_FORCE:
        o->is_forced = 1;
        break;
    case KEY_INCOMPLETE:
        o->accept_incomplete = 1;
        break;
    case KEY_JSON:
        o->is_json = 1;
        break;
    case ARGP_KEY_ARG:
        if (state->arg_num >= 1)
            argp_error(state, "too many arguments: '%s'", argument);
        o->result = argument;
        break;
    case ARGP_KEY_END:
        check(o, state);
        options_list_add(state, &o->variables, NULL); /* ends the list */
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "RESULT",
    .doc = "Writes a result for other programs: as CSV files with a table of what their columns "
           "are, and the network of firms, research sites and hospitals at a year as GraphML, "
           "which networkx, igraph, Gephi and Cytoscape read."
           "\vExamples:\n"
           "  agglo export four.h5 --csv four\n"
           "  agglo export four.h5 --csv firms --variable firms --variable employment\n"
           "  agglo run scenarios/hubs/nuremberg.json --set output.network=true \\\n"
           "    -o network.h5\n"
           "  agglo export network.h5 --graphml 2010.graphml --year 2010\n\n" OPTIONS_EXIT_CODES,
};

static void tell_sheet(void *context, const char *file, size_t rows) {
    export_options *o = context;
    if (!o->is_json) {
        printf("%s/%s: %zu rows\n", o->folder, file, rows);
        return;
    }
    json_object(&o->out, NULL);
    json_text(&o->out, "folder", o->folder);
    json_text(&o->out, "file", file);
    json_integer(&o->out, "rows", (int64_t)rows);
    json_close(&o->out);
}

static agglo_status write_csv(export_options *o, agglo_error *error) {
    if (o->folder == NULL)
        return AGGLO_OK;
    export_csv_request request = {.result = o->result,
                                  .folder = o->folder,
                                  .replicate = o->replicate,
                                  .variables = o->variables.count > 1 ? o->variables.items : NULL,
                                  .may_replace = o->is_forced,
                                  .accept_incomplete = o->accept_incomplete,
                                  .tell = tell_sheet,
                                  .context = o};
    return export_csv(&request, error);
}

static void tell_graph(export_options *o, const export_network_request *request) {
    if (!o->is_json) {
        printf("%s: %zu nodes, %zu edges, replicate %zu, year %.10g\n", o->graph, request->nodes,
               request->edges, request->replicate, request->shown_year);
        if (!request->has_parents)
            report_note("the result has no events: spin-offs and their parents are not told");
        return;
    }
    json_object(&o->out, NULL);
    json_text(&o->out, "file", o->graph);
    json_integer(&o->out, "nodes", (int64_t)request->nodes);
    json_integer(&o->out, "edges", (int64_t)request->edges);
    json_integer(&o->out, "replicate", (int64_t)request->replicate);
    json_number(&o->out, "year", request->shown_year);
    json_close(&o->out);
}

static agglo_status write_graph(export_options *o, agglo_error *error) {
    if (o->graph == NULL)
        return AGGLO_OK;
    export_network_request request = {.result = o->result,
                                      .output = o->graph,
                                      .year = o->year,
                                      .replicate = o->replicate < 0 ? 0 : (size_t)o->replicate,
                                      .may_replace = o->is_forced,
                                      .accept_incomplete = o->accept_incomplete};
    agglo_status status = export_network(&request, error);
    if (status == AGGLO_OK)
        tell_graph(o, &request);
    return status;
}

int command_export(int argc, char **argv) {
    export_options o = {.year = NAN, .replicate = -1};
    agglo_error error = {0};
    int code = options_parse(&parser, argc, argv, &o);
    if (code == 0) {
        if (o.is_json) {
            json_begin(&o.out, stdout);
            json_array(&o.out, NULL);
        }
        agglo_status status = write_csv(&o, &error);
        if (status == AGGLO_OK)
            status = write_graph(&o, &error);
        if (o.is_json)
            json_close(&o.out);
        if (status == AGGLO_OK)
            status = report_flush(&error);
        code = status == AGGLO_OK ? 0 : report_failure(&error);
    }
    options_list_free(&o.variables);
    return code;
}
