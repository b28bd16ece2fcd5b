/* agglo plot: one variable of a result file as a figure. */
#include "output/plot.h"

#include "tools/agglo/options.h"
#include "tools/agglo/report.h"

enum { KEY_INCOMPLETE = 256 };

static const struct argp_option option_table[] = {
    {"output", 'o', "FILE", 0, "The figure: .png, .svg or .pdf; replaced if it is there", 0},
    {"incomplete", KEY_INCOMPLETE, NULL, 0, "Accept what an unfinished run has left (FILE.partial)",
     0},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state) {
    plot_request *request = state->input;
    switch (key) {
    case 'o':
        request->output = argument;
        break;
    case KEY_INCOMPLETE:
        request->accept_incomplete = 1;
        break;
    case ARGP_KEY_ARG:
        if (state->arg_num >= 2)
            argp_error(state, "too many arguments: '%s'", argument);
        *(state->arg_num == 0 ? &request->result : &request->variable) = argument;
        break;
    case ARGP_KEY_END:
        if (request->result == NULL)
            argp_error(state, "a result file and a variable are missing");
        if (request->variable == NULL)
            argp_error(state, "a variable is missing: 'agglo describe outputs' lists them");
        if (request->output == NULL)
            argp_error(state, "-o FILE is missing: the figure, .png, .svg or .pdf");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "RESULT VARIABLE",
    .doc = "Draws one variable of a result over time, by region: the median over the replicates "
           "and the band from 5 to 95 %. Needs gnuplot."
           "\vExamples:\n"
           "  agglo plot nuremberg.h5 firms -o firms.png\n"
           "  agglo plot nuremberg.h5 flux -o flux.svg\n\n" OPTIONS_EXIT_CODES,
};

int command_plot(int argc, char **argv) {
    plot_request request = {0};
    int code = options_parse(&parser, argc, argv, &request);
    if (code != 0)
        return code;
    agglo_error error = {0};
    if (plot_variable(&request, &error) != AGGLO_OK)
        return report_failure(&error);
    report_note("figure: %s", request.output);
    return 0;
}
