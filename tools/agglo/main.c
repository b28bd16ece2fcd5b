/* The command line of Agglo: finds the subcommand; each lives in a file of its own name. */
#include <stdio.h>
#include <string.h>

#include "agglo_version.h"
#include "models/model.h"
#include "sim/config.h"
#include "tools/agglo/options.h"
#include "tools/agglo/provenance.h"
#include "tools/agglo/report.h"
#include "tools/agglo/signals.h"

const command commands_all[] = {
    {"run", "simulate a scenario and write a result file", command_run},
    {"fork", "go on from a checkpoint's date with other scenarios", command_fork},
    {"check", "find every fault of a scenario and show what it would do", command_check},
    {"describe", "parameters, links, policies, outputs and more, from the model itself",
     command_describe},
    {"verify", "show that threads, restarts and output do not change a result", command_verify},
    {"compare", "tell what policies change against a baseline, and how sure that is",
     command_compare},
    {"sweep", "run all points of an experiment, in parts that survive any interruption",
     command_sweep},
    {"status", "say what of a sweep is done, failed and missing", command_status},
    {"merge", "make one result file of the parts of a sweep", command_merge},
    {"sensitivity", "tell which factors of a sweep an outcome depends on", command_sensitivity},
    {"why", "follow the causes of an event or a firm back to their root", command_why},
    {"facts", "judge results by stylised facts: value, band, verdict, source", command_facts},
    {"calibrate", "find the parameters that agree with what was observed", command_calibrate},
    {"explain", "tell which causal links, or policies, carried a result", command_explain},
    {"plot", "draw a variable of a result file", command_plot},
    {"export", "write a result as CSV files, its network as GraphML", command_export},
    {"report", "make a page of results that opens without a network", command_report},
    {"studio", "run and change scenarios on a page of this machine", command_studio},
    {"bench", "measure how fast the program is on this machine", command_bench},
    {"completion", "print what a shell needs to complete command lines", command_completion},
};
enum { COMMAND_COUNT = sizeof commands_all / sizeof commands_all[0] };
const int commands_count = COMMAND_COUNT;

static void print_help(FILE *out) {
    fputs("Usage: agglo COMMAND [ARGUMENT...]\n\n"
          "Agglo simulates how a medical-technology cluster forms and what policy does to it.\n\n"
          "Commands:\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-11s %s\n", commands_all[i].name, commands_all[i].summary);
    fputs("\n"
          "  agglo help COMMAND      what a command does, its options, examples\n"
          "  agglo --version         version, compiler, libraries\n"
          "  man agglo               the manual\n\n"
          "First steps:\n"
          "  agglo check scenarios/hubs/nuremberg.json\n"
          "  agglo run scenarios/hubs/nuremberg.json -o nuremberg.h5\n"
          "  agglo plot nuremberg.h5 firms -o firms.png\n\n" OPTIONS_EXIT_CODES "\n",
          out);
}

static void print_version(void) {
    printf("agglo %s%s%s%s\n", AGGLO_VERSION, AGGLO_GIT[0] != '\0' ? " (" : "", AGGLO_GIT,
           AGGLO_GIT[0] != '\0' ? ")" : "");
    printf("rules: %s\n", MODEL_VERSION);
    printf("built: %s, compiler %s\n", AGGLO_BUILD_TYPE, PROVENANCE_COMPILER);
    printf("libraries: GSL %s, HDF5 %s, cJSON %s\n", AGGLO_GSL_VERSION, AGGLO_HDF5_VERSION,
           AGGLO_CJSON_VERSION);
}

static const command *find_command(const char *name) {
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands_all[i].name, name) == 0)
            return &commands_all[i];
    return NULL;
}

static int refuse_unknown(const char *word) {
    const char *names[COMMAND_COUNT];
    for (int i = 0; i < COMMAND_COUNT; i++)
        names[i] = commands_all[i].name;
    const char *closest = config_closest(word, names, COMMAND_COUNT);
    const char *kind = word[0] == '-' ? "option" : "command";
    if (closest != NULL)
        return report_usage("", "unknown %s '%s'; did you mean '%s'?", kind, word, closest);
    return report_usage("", "unknown %s '%s'", kind, word);
}

int main(int argc, char **argv) {
    argp_err_exit_status = status_exit_code(AGGLO_ERROR_USAGE);
    report_guard_stdout();
    signals_ignore_write_failures();
    if (argc < 2) {
        print_help(stderr);
        return status_exit_code(AGGLO_ERROR_USAGE);
    }
    const char *word = argv[1];
    if (strcmp(word, "--version") == 0 || strcmp(word, "-V") == 0) {
        print_version();
        return 0;
    }
    if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 || strcmp(word, "-?") == 0 ||
        (strcmp(word, "help") == 0 && argc == 2)) {
        print_help(stdout);
        return 0;
    }
    if (strcmp(word, "help") == 0) {
        const command *asked = find_command(argv[2]);
        char help[] = "--help";
        char *arguments[] = {argv[2], help, NULL};
        return asked != NULL ? asked->run(2, arguments) : refuse_unknown(argv[2]);
    }
    const command *found = find_command(word);
    return found != NULL ? found->run(argc - 1, argv + 1) : refuse_unknown(word);
}
