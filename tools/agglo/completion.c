/* agglo completion: a script for bash, printed from the tables that command lines are parsed with:
 * options and arguments from argp's, names from the model's descriptors. The kind of an argument is
 * the word that --help shows for it (SCENARIO, FILE, OUTCOME); the script knows what fits each. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "models/model.h"
#include "models/parameters.h"
#include "models/simulation.h"
#include "tools/agglo/odd.h"
#include "tools/agglo/options.h"
#include "tools/agglo/report.h"
#include "tools/agglo/topics.h"

static error_t take_option(int key, char *argument, struct argp_state *state) {
    if (key == ARGP_KEY_NO_ARGS)
        argp_error(state, "the name of a shell is missing: bash");
    if (key != ARGP_KEY_ARG)
        return ARGP_ERR_UNKNOWN;
    if (state->arg_num > 0 || strcmp(argument, "bash") != 0)
        argp_error(state, "got '%s', expected the name of a shell: bash", argument);
    return 0;
}

static const struct argp parser = {
    .parser = take_option,
    .args_doc = "bash",
    .doc =
        "Prints a script that completes commands, options, files and names of the model in "
        "bash.\v"
        "Example, for this shell only:\n"
        "  eval \"$(agglo completion bash)\"\n\n"
        "An installed program needs nothing where bash-completion is used.\n\n" OPTIONS_EXIT_CODES,
};

/* ---- Tables ---- */

static int is_end(const struct argp_option *o) {
    return o->name == NULL && o->key == 0 && o->doc == NULL;
}

/* Every option as --name, -n, or with what it takes: --name=WHAT. */
static void print_options(const struct argp_option *table) {
    fputs("        options='--help --usage", stdout);
    for (const struct argp_option *o = table; o != NULL && !is_end(o); o++) {
        const char *gap = o->arg != NULL ? "=" : "", *what = o->arg != NULL ? o->arg : "";
        if (o->name == NULL)
            continue;
        printf(" --%s%s%s", o->name, gap, what);
        if (o->key < 128 && isalnum(o->key))
            printf(" -%c%s%s", o->key, gap, what);
    }
    puts("'");
}

/* The words of "DIR SCENARIO..." or "[TOPIC [NAME]]", of the first line if there are several. */
static void print_arguments(const char *words) {
    fputs("        arguments='", stdout);
    for (; words != NULL && *words != '\0' && *words != '\n'; words++)
        if (strchr("[].", *words) == NULL)
            putchar(*words == '|' ? ' ' : *words);
    puts("' ;;");
}

static void print_commands(void) {
    fputs("_agglo_commands='help", stdout);
    for (int i = 0; i < commands_count; i++)
        printf(" %s", commands_all[i].name);
    puts("'\n_agglo_tables() {\n    case $1 in");
    for (int i = 0; i < commands_count; i++) {
        const struct argp *table = options_of(&commands_all[i]);
        printf("    %s)\n", commands_all[i].name);
        print_options(table->options);
        print_arguments(table->args_doc);
    }
    puts("    help)\n        arguments=COMMAND ;;\n    esac\n}");
}

static void print_entries(const topic *t) {
    for (size_t i = 0; i < t->count(); i++) {
        topic_entry e = {0};
        t->fill(i, &e);
        printf("%s%s", i > 0 ? " " : "", e.name);
    }
}

/* What can follow `agglo describe` and a topic. */
static void print_topics(void) {
    fputs("_agglo_topics='schema odd", stdout);
    for (size_t i = 0; i < topics_count; i++)
        printf(" %s", topics_all[i].name);
    puts("'\n_agglo_names() {\n    case $1 in");
    for (size_t i = 0; i < topics_count; i++) {
        printf("    %s) echo '", topics_all[i].name);
        print_entries(&topics_all[i]);
        puts("' ;;");
    }
    fputs("    schema) echo '", stdout);
    for (int i = 0; i < TOPIC_SCHEMAS; i++)
        printf("%s%s", i > 0 ? " " : "", topics_schemas[i].name);
    fputs("' ;;\n    odd) echo '", stdout);
    for (int i = 0; odd_sections[i] != NULL; i++)
        printf("%s%s", i > 0 ? " " : "", odd_sections[i]);
    puts("' ;;\n    esac\n}");
}

static void print_paths(void) {
    fputs("_agglo_paths='replicates seed time.years time.step_months", stdout);
    for (size_t i = 0; i < parameters_table.count; i++)
        printf(" parameters.%s", parameters_table.rows[i].name);
    for (int k = 1; k <= LINK_COUNT; k++)
        printf(" links.%d", k);
    puts("'");
}

static void print_outcomes(void) {
    const simulation_output *outputs;
    size_t count = simulation_outputs(&outputs);
    fputs("_agglo_outcomes='takeoff takeoff_years", stdout);
    for (size_t i = 0; i < count; i++)
        printf(" %s", outputs[i].name);
    puts("'");
}

/* ---- The script ---- */

static const char *const script[] = {
    "# Adds names that begin as the current word does.",
    "_agglo_words() {",
    "    local word",
    "    while IFS= read -r word; do COMPREPLY+=(\"$word\"); done \\",
    "        < <(compgen -W \"$1\" -- \"$current\")",
    "}",
    "# Adds folders, and files with one of the endings, or all.",
    "_agglo_files() {",
    "    local word ending",
    "    compopt -o filenames 2>/dev/null",
    "    while IFS= read -r word; do COMPREPLY+=(\"$word\"); done < <(",
    "        compgen -d -- \"$current\"",
    "        for ending; do",
    "            compgen -f -X \"!*$ending\" -- \"$current\" |",
    "                while IFS= read -r word; do [ -d \"$word\" ] || echo \"$word\"; done",
    "        done)",
    "}",
    "# Completes what --help calls $1.",
    "_agglo_kind() {",
    "    case $1 in",
    "    COMMAND) _agglo_words \"$_agglo_commands\" ;;",
    "    SCENARIO | EXPERIMENT | TARGETS) _agglo_files .json ;;",
    "    BASELINE | POLICY) _agglo_files .json .h5 ;;",
    "    RESULT | PARTS) _agglo_files .h5 ;;",
    "    FILE) _agglo_files '' ;;",
    "    DIR | FOLDER) _agglo_files ;;",
    "    TOPIC) _agglo_words \"$_agglo_topics\" ;;",
    "    PATH=VALUE) compopt -o nospace 2>/dev/null; _agglo_words \"${_agglo_paths// /= }=\" ;;",
    "    OUTCOME | OUTCOME=* | MEASURE | VARIABLE) _agglo_words \"$_agglo_outcomes\" ;;",
    "    bash) _agglo_words bash ;;",
    "    *'|'*) _agglo_words \"${1//|/ }\" ;;",
    "    esac",
    "}",
    "# What the option $1 takes, or nothing.",
    "_agglo_taken() {",
    "    local entry",
    "    for entry in $options; do",
    "        [[ $entry == \"$1=\"* ]] && echo \"${entry#\"$1=\"}\"",
    "    done",
    "}",
    "# bash parts words at =: --set a=3 is four words.",
    "_agglo() {",
    "    local current=${COMP_WORDS[COMP_CWORD]} command=${COMP_WORDS[1]}",
    "    local options='' arguments='' taken='' place=0 first='' i word kinds=()",
    "    COMPREPLY=()",
    "    if ((COMP_CWORD == 1)); then",
    "        _agglo_words \"$_agglo_commands --help --version\"",
    "        return",
    "    fi",
    "    _agglo_tables \"$command\"",
    "    for ((i = 2; i < COMP_CWORD; i++)); do",
    "        word=${COMP_WORDS[i]}",
    "        if [[ $word == '=' ]]; then",
    "            [[ -n $taken ]] || ((i++))",
    "        elif [[ -n $taken ]]; then",
    "            taken=''",
    "        elif [[ $word == -* ]]; then",
    "            taken=$(_agglo_taken \"$word\")",
    "        else",
    "            [[ -n $first ]] || first=$word",
    "            ((place++))",
    "        fi",
    "    done",
    "    ((i == COMP_CWORD)) || return",
    "    if [[ $current == '=' ]]; then",
    "        [[ -n $taken ]] || return",
    "        current=''",
    "    fi",
    "    if [[ -n $taken ]]; then",
    "        _agglo_kind \"$taken\"",
    "    elif [[ $current == -* ]]; then",
    "        for word in $options; do",
    "            [[ $word != --* ]] || kinds+=(\"${word%%=*}\")",
    "        done",
    "        _agglo_words \"${kinds[*]}\"",
    "    else",
    "        read -r -a kinds <<<\"$arguments\"",
    "        ((place < ${#kinds[@]})) || place=$((${#kinds[@]} - 1))",
    "        ((place >= 0)) || return",
    "        if [[ $command == describe && ${kinds[place]} == NAME ]]; then",
    "            _agglo_words \"$(_agglo_names \"$first\")\"",
    "        else",
    "            _agglo_kind \"${kinds[place]}\"",
    "        fi",
    "    fi",
    "}",
    "complete -F _agglo agglo",
};

int command_completion(int argc, char **argv) {
    agglo_error error = {0};
    int code = options_parse(&parser, argc, argv, NULL);
    if (code != 0)
        return code;
    puts("# Completion of agglo for bash; printed by 'agglo completion bash'.");
    print_commands();
    print_topics();
    print_paths();
    print_outcomes();
    for (size_t i = 0; i < sizeof script / sizeof script[0]; i++)
        puts(script[i]);
    return report_flush(&error) == AGGLO_OK ? 0 : report_failure(&error);
}
