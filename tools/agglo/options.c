#include "tools/agglo/options.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config.h"
#include "tools/agglo/report.h"

enum { MAX_LONG_OPTIONS = 40 };

/* The parser's long names, argp's own included. */
static size_t list_long_names(const struct argp *parser, const char **names) {
    size_t count = 0;
    names[count++] = "help";
    names[count++] = "usage";
    for (const struct argp_option *o = parser->options;
         o != NULL && (o->name != NULL || o->key != 0 || o->doc != NULL) &&
         count < MAX_LONG_OPTIONS;
         o++)
        if (o->name != NULL)
            names[count++] = o->name;
    return count;
}

/* Long options may be shortened to any prefix; argp itself refuses ambiguous ones. */
static int is_known(const char *word, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strncmp(names[i], word, strlen(word)) == 0)
            return 1;
    return 0;
}

static int refuse_unknown(const struct argp *parser, int argc, char **argv) {
    const char *names[MAX_LONG_OPTIONS];
    size_t count = list_long_names(parser, names);
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        char word[64];
        if (strncmp(argv[i], "--", 2) != 0)
            continue;
        snprintf(word, sizeof word, "%.*s", (int)strcspn(argv[i] + 2, "="), argv[i] + 2);
        if (is_known(word, names, count))
            continue;
        const char *closest = config_closest(word, names, count);
        if (closest != NULL)
            return report_usage(argv[0], "unknown option '--%s'; did you mean '--%s'?", word,
                                closest);
        return report_usage(argv[0], "unknown option '--%s'", word);
    }
    return 0;
}

/* Where the next call of options_parse only shows its parser, or null. */
static const struct argp **shown_parser;

/* Every command begins by parsing and gives up if that fails. */
const struct argp *options_of(const command *asked) {
    char name[] = "";
    char *arguments[] = {name, NULL};
    const struct argp *parser = NULL;
    shown_parser = &parser;
    (void)asked->run(1, arguments);
    shown_parser = NULL;
    return parser;
}

int options_parse(const struct argp *parser, int argc, char **argv, void *input) {
    if (shown_parser != NULL) {
        *shown_parser = parser;
        return status_exit_code(AGGLO_ERROR_USAGE);
    }
    int code = refuse_unknown(parser, argc, argv);
    if (code != 0)
        return code;
    char name[32]; /* argp names the program by argv[0] in its messages */
    char *own_name = argv[0];
    snprintf(name, sizeof name, "agglo %s", own_name);
    argv[0] = name;
    error_t result = argp_parse(parser, argc, argv, 0, NULL, input);
    argv[0] = own_name;
    return result == 0 ? 0 : report_usage(own_name, "%s", strerror(result));
}

long options_integer(struct argp_state *state, const char *option, const char *text, long low,
                     long high) {
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (text[0] == '\0' || *end != '\0' || errno != 0 || value < low || value > high ||
        strspn(text, "-0123456789") != strlen(text))
        argp_error(state, "%s: got '%s', expected a whole number from %ld to %ld", option, text,
                   low, high);
    return value;
}

double options_positive(struct argp_state *state, const char *option, const char *text) {
    char *end;
    double value = strtod(text, &end);
    if (text[0] == '\0' || *end != '\0' || !isfinite(value) || value <= 0 ||
        strspn(text, "0123456789.eE+-") != strlen(text))
        argp_error(state, "%s: got '%s', expected a positive number", option, text);
    return value;
}

uint64_t options_seed(struct argp_state *state, const char *text) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    if (text[0] == '\0' || *end != '\0' || errno != 0 || strspn(text, "0123456789") != strlen(text))
        argp_error(state, "--seed: got '%s', expected a whole number from 0 to 2^64 - 1", text);
    return value;
}

void options_only(struct argp_state *state, const char **place, const char *kind,
                  const char *argument) {
    if (*place != NULL)
        argp_error(state, "one %s at a time: got '%s' after '%s'", kind, argument, *place);
    *place = argument;
}

int options_result(const char *given, const char *folder, const char *document, char *path,
                   size_t size) {
    if (given != NULL)
        return (size_t)snprintf(path, size, "%s", given) < size;
    const char *slash = strrchr(document, '/');
    const char *name = slash != NULL ? slash + 1 : document, *dot = strrchr(name, '.');
    size_t length = dot != NULL && dot != name ? (size_t)(dot - name) : strlen(name);
    int needed = snprintf(path, size, "%s%s%.*s.h5", folder != NULL ? folder : "",
                          folder != NULL ? "/" : "", (int)length, name);
    return (size_t)needed < size;
}

void options_list_add(struct argp_state *state, options_list *list, const char *item) {
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? 8 : 2 * list->capacity;
        const char **items = realloc(list->items, capacity * sizeof *items);
        if (items == NULL)
            argp_failure(state, status_exit_code(AGGLO_ERROR_MEMORY), 0,
                         "no memory"); /* does not return */
        else {
            list->items = items;
            list->capacity = capacity;
        }
    }
    list->items[list->count++] = item;
}

void options_list_free(options_list *list) {
    free(list->items);
    *list = (options_list){0};
}
