/* The command line: subcommands on top of argp, strict numbers, "did you mean". */
#ifndef AGGLO_TOOLS_OPTIONS_H
#define AGGLO_TOOLS_OPTIONS_H

#include <argp.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/status.h"

/* A subcommand: argv[0] is its name. Returns the exit code. */
typedef struct {
    const char *name;
    const char *summary; /* one line */
    int (*run)(int argc, char **argv);
} command;

extern const command commands_all[]; /* main.c */
extern const int commands_count;

int command_run(int argc, char **argv);
int command_fork(int argc, char **argv);
int command_check(int argc, char **argv);
int command_describe(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_plot(int argc, char **argv);
int command_export(int argc, char **argv);
int command_report(int argc, char **argv);
int command_studio(int argc, char **argv);
int command_explain(int argc, char **argv);
int command_sensitivity(int argc, char **argv);
int command_why(int argc, char **argv);
int command_facts(int argc, char **argv);
int command_calibrate(int argc, char **argv);
int command_bench(int argc, char **argv);
int command_compare(int argc, char **argv);
int command_sweep(int argc, char **argv);
int command_status(int argc, char **argv);
int command_merge(int argc, char **argv);
int command_completion(int argc, char **argv);

/* Parses with argp. Unknown long options are answered with the nearest known one. Returns 0, or the
 * exit code of a fault that has been reported. */
int options_parse(const struct argp *parser, int argc, char **argv, void *input);

/* The parser that a command gives to `options_parse`: its options, arguments, help. */
const struct argp *options_of(const command *asked);

/* Strict numbers: the whole text, in range, else a usage error naming the option (does not return:
 * argp ends the process with code 64). */
long options_integer(struct argp_state *state, const char *option, const char *text, long low,
                     long high);
double options_positive(struct argp_state *state, const char *option, const char *text);
uint64_t options_seed(struct argp_state *state, const char *text);

/* Takes a command's only argument, a `kind` such as "scenario"; a second one is a usage error. */
void options_only(struct argp_state *state, const char **place, const char *kind,
                  const char *argument);

/* Where a command puts its result: `given`, or, if that is null, NAME.h5 in `folder` (null: the
 * working directory) of a document dir/NAME.json. Returns 0 if `size` bytes cannot hold it. */
AGGLO_MUST_USE
int options_result(const char *given, const char *folder, const char *document, char *path,
                   size_t size);

/* A growing list of texts that belong to others (argv). */
typedef struct {
    const char **items;
    size_t count, capacity;
} options_list;
void options_list_add(struct argp_state *state, options_list *list, const char *item);
void options_list_free(options_list *list);

/* What every --help ends with. */
#define OPTIONS_EXIT_CODES                                                                         \
    "Exit codes: 0 done, 1 results differ, 64 wrong command line, 65 wrong scenario or file, "     \
    "70 internal error, 71 no memory, 73 the output is there already, 74 a file cannot be read "   \
    "or written, 75 interrupted.\n\n"                                                              \
    "Full manual: man agglo."

#endif
