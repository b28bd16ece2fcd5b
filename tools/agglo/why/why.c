/* agglo why: the chain of causes of an event or of an agent, back to its root. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "tools/agglo/json.h"
#include "tools/agglo/options.h"
#include "tools/agglo/report.h"
#include "tools/agglo/why/ancestry.h"

typedef struct {
    const char *result, *what, *region;
    long replicate; /* -1: not said */
    int is_json, is_descent;
} why_options;

/* ---- options ---- */

enum { KEY_JSON = 256, KEY_REPLICATE, KEY_DESCENT, KEY_REGION, MOST_REPLICATES = 100000000 };

static const struct argp_option option_table[] = {
    {"replicate", KEY_REPLICATE, "N", 0, "Replicate of an agent or of the examples (default: 0)",
     0},
    {"descent", KEY_DESCENT, NULL, 0,
     "From whom the firms descend that are alive at the end, over all replicates", 0},
    {"region", KEY_REGION, "NAME", 0, "With --descent: this region only", 0},
    {"json", KEY_JSON, NULL, 0, "As JSON", 0},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state) {
    why_options *o = state->input;
    switch (key) {
    case KEY_JSON:
        o->is_json = 1;
        break;
    case KEY_DESCENT:
        o->is_descent = 1;
        break;
    case KEY_REGION:
        o->region = argument;
        break;
    case KEY_REPLICATE:
        o->replicate = options_integer(state, "--replicate", argument, 0, MOST_REPLICATES);
        break;
    case ARGP_KEY_ARG:
        if (state->arg_num >= 2)
            argp_error(state, "too many arguments: '%s'", argument);
        *(state->arg_num == 0 ? &o->result : &o->what) = argument;
        break;
    case ARGP_KEY_END:
        if (o->result == NULL)
            argp_error(state, "a result file is missing");
        if (o->is_descent && (o->what != NULL || o->replicate >= 0))
            argp_error(state, "--descent is of all firms and replicates");
        if (o->region != NULL && !o->is_descent)
            argp_error(state, "--region goes with --descent");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "RESULT [EVENT|FIRM]",
    .doc = "Follows causes back to their root: an agent of the first year, a region's first state, "
           "the world outside or an intervention. EVENT is a row of the event log (123 or '#123'), "
           "FIRM an identity of 16 hexadecimal digits, also of a project, fund or site. Without "
           "them the last approvals and foundings are listed."
           "\vExamples:\n"
           "  agglo why nuremberg.h5\n"
           "  agglo why nuremberg.h5 12034\n"
           "  agglo why nuremberg.h5 9f0c44ab8d1e7702 --replicate 3\n"
           "  agglo why nuremberg.h5 --descent --region nuremberg\n\n" OPTIONS_EXIT_CODES,
};

static agglo_status refuse(const ancestry *a, agglo_error *error, const char *hint) {
    error_place(error, a->path, 0, NULL);
    error_hint(error, "%s", hint);
    return error->status;
}

static const char hint_examples[] = "agglo why RESULT, without an event, lists examples";

/* ---- a chain ---- */

enum { PLACE_WIDTH = 24 };

static const char *link_name(int link) {
    return link > 0 && link <= LINK_COUNT ? model_links[link - 1]->name : "";
}

static void print_event(const ancestry *a, size_t event, const char *lead) {
    const schema_event *e = &a->events.items[event];
    printf("%s#%-8zu %8.2f  %-17s %016llx  %-*s", lead, a->first + event, ancestry_date(a, e),
           event_names[e->type], (unsigned long long)e->agent, e->link > 0 ? PLACE_WIDTH : 0,
           ancestry_region(a, e->region));
    if (e->link > 0)
        printf("  link %d %s", e->link, link_name(e->link));
    putchar('\n');
}

static void print_chain(const ancestry *a, const ancestry_chain *c) {
    char text[256];
    printf("replicate %zu of %s\n", a->replicate, a->path);
    for (size_t k = 0; k < c->count; k++)
        print_event(a, c->events[k], k == 0 ? "   " : "<- ");
    printf("<- %s\n", ancestry_root_text(a, c->root, text, sizeof text));
}

static void put_event(json *j, const ancestry *a, size_t event) {
    const schema_event *e = &a->events.items[event];
    json_object(j, NULL);
    json_integer(j, "event", (int64_t)(a->first + event));
    json_number(j, "date", ancestry_date(a, e));
    json_text(j, "type", event_names[e->type]);
    json_hex(j, "agent", e->agent);
    json_text(j, "region", e->region < 0 ? NULL : a->scenario->regions[e->region].name);
    json_integer(j, "link", e->link);
    json_text(j, "link_name", e->link > 0 ? link_name(e->link) : NULL);
    json_hex(j, "cause", e->cause);
    json_close(j);
}

static void put_root(json *j, const ancestry *a, const cause_root *root) {
    char text[256];
    json_object(j, "root");
    json_text(j, "kind", ancestry_root_names[root->kind]);
    json_hex(j, "id", root->id);
    json_text(j, "region", root->region < 0 ? NULL : a->scenario->regions[root->region].name);
    if (root->kind == ROOT_INTERVENTION)
        json_text(j, "intervention", a->scenario->interventions[root->number].name);
    json_text(j, "text", ancestry_root_text(a, root, text, sizeof text));
    json_close(j);
}

static void print_chain_json(const ancestry *a, const ancestry_chain *c) {
    json j;
    json_begin(&j, stdout);
    json_object(&j, NULL);
    json_text(&j, "result", a->path);
    json_integer(&j, "replicate", (int64_t)a->replicate);
    json_array(&j, "chain");
    for (size_t k = 0; k < c->count; k++)
        put_event(&j, a, c->events[k]);
    json_close(&j);
    put_root(&j, a, c->root);
    json_close(&j);
}

static void tell_chain(const ancestry *a, const ancestry_chain *c, int is_json) {
    if (is_json)
        print_chain_json(a, c);
    else
        print_chain(a, c);
}

/* ---- what is asked for ---- */

static agglo_status read_replicate(ancestry *a, long replicate, agglo_error *error) {
    size_t count = event_reader_replicates(a->log);
    if ((size_t)replicate < count)
        return ancestry_read(a, (size_t)replicate, error);
    error_set(error, AGGLO_ERROR_USAGE, "there is no replicate %ld", replicate);
    error_expected(error, "0 ... %zu", count - 1);
    return refuse(a, error, "replicates are counted from 0");
}

/* A row of the log; the replicate follows. */
static agglo_status why_event(ancestry *a, const why_options *o, unsigned long long row,
                              agglo_error *error) {
    size_t count = event_reader_count(a->log), replicate = 0, rows[2] = {0, 0};
    if (row >= count) {
        error_set(error, AGGLO_ERROR_USAGE, "there is no event %llu", row);
        if (count > 0)
            error_expected(error, "0 ... %zu", count - 1);
        return refuse(a, error, hint_examples);
    }
    while (event_reader_rows(a->log, replicate, rows), row >= rows[1])
        replicate++;
    if (o->replicate >= 0 && (size_t)o->replicate != replicate) {
        error_set(error, AGGLO_ERROR_USAGE, "event %llu is of replicate %zu", row, replicate);
        error_got(error, "--replicate %ld", o->replicate);
        return refuse(a, error, "a row of the log says the replicate: leave --replicate out");
    }
    ancestry_chain c = {0};
    agglo_status status = ancestry_read(a, replicate, error);
    if (status == AGGLO_OK)
        status = ancestry_follow(a, (size_t)row - a->first, &c, error);
    if (status == AGGLO_OK)
        tell_chain(a, &c, o->is_json);
    free(c.events);
    return status;
}

static agglo_status why_agent(ancestry *a, const why_options *o, uint64_t id, agglo_error *error) {
    size_t event = 0;
    ancestry_chain c = {0};
    agglo_status status = read_replicate(a, o->replicate < 0 ? 0 : o->replicate, error);
    if (status != AGGLO_OK)
        return status;
    if (ancestry_find(a, id, &event, &c.root, error) != AGGLO_OK) {
        error->status = AGGLO_ERROR_USAGE;
        return refuse(a, error,
                      "identities belong to a replicate: --replicate N; agglo why RESULT lists "
                      "examples");
    }
    if (c.root == NULL)
        status = ancestry_follow(a, event, &c, error);
    if (status == AGGLO_OK)
        tell_chain(a, &c, o->is_json);
    free(c.events);
    return status;
}

/* ---- examples ---- */

enum { EXAMPLES = 5 };

static int is_founding(const schema_event *e) {
    return e->type >= EVENT_SPINOUT && e->type <= EVENT_REFOUNDING;
}

static int is_approval(const schema_event *e) {
    return e->type == EVENT_APPROVAL;
}

/* The last ones, in the order of the log; returns how many there are. */
static size_t find_last(const ancestry *a, int (*is_one)(const schema_event *),
                        size_t found[EXAMPLES]) {
    size_t count = 0;
    for (size_t k = a->events.count; k-- > 0 && count < EXAMPLES;)
        if (is_one(&a->events.items[k]))
            found[EXAMPLES - ++count] = k;
    memmove(found, found + EXAMPLES - count, count * sizeof *found);
    return count;
}

static agglo_status list_examples(ancestry *a, const why_options *o, agglo_error *error) {
    static const struct {
        const char *name;
        int (*is_one)(const schema_event *);
    } kinds[] = {{"approvals", is_approval}, {"foundings", is_founding}};
    agglo_status status = read_replicate(a, o->replicate < 0 ? 0 : o->replicate, error);
    if (status != AGGLO_OK)
        return status;
    json j;
    json_begin(&j, stdout);
    if (o->is_json)
        json_object(&j, NULL);
    for (size_t n = 0; n < sizeof kinds / sizeof kinds[0]; n++) {
        size_t found[EXAMPLES], count = find_last(a, kinds[n].is_one, found);
        if (o->is_json)
            json_array(&j, kinds[n].name);
        else
            printf("%sThe last %s of replicate %zu\n", n > 0 ? "\n" : "", kinds[n].name,
                   a->replicate);
        for (size_t k = 0; k < count; k++)
            if (o->is_json)
                put_event(&j, a, found[k]);
            else
                print_event(a, found[k], "  ");
        if (o->is_json)
            json_close(&j);
    }
    if (o->is_json)
        json_close(&j);
    else
        printf("\nagglo why %s NUMBER tells how one of them came about.\n", o->result);
    return AGGLO_OK;
}

/* ---- the command ---- */

static agglo_status region_index(const ancestry *a, const char *name, int *out,
                                 agglo_error *error) {
    const scenario *s = a->scenario;
    const char **names = calloc((size_t)s->region_count, sizeof *names);
    if (names == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory");
    *out = -1;
    for (int r = 0; r < s->region_count; r++) {
        names[r] = s->regions[r].name;
        if (strcmp(names[r], name) == 0)
            *out = r;
    }
    const char *closest = config_closest(name, names, (size_t)s->region_count);
    agglo_status status = AGGLO_OK;
    if (*out < 0) {
        status = error_set(error, AGGLO_ERROR_USAGE, "there is no region '%s'", name);
        error_place(error, a->path, 0, NULL);
        if (closest != NULL)
            error_hint(error, "did you mean '%s'?", closest);
        else
            error_expected(error, "the name of a region, for instance %s", names[0]);
    }
    free(names);
    return status;
}

/* An identity has 16 hexadecimal digits, a row of the log is a decimal number. */
static agglo_status why_what(ancestry *a, const why_options *o, agglo_error *error) {
    const char *what = o->what, *digits = what + (what[0] == '#');
    char *end = NULL;
    if (digits == what && strspn(what, "0123456789abcdefABCDEF") == 16 && what[16] == '\0')
        return why_agent(a, o, strtoull(what, NULL, 16), error);
    errno = 0;
    unsigned long long row = strtoull(digits, &end, 10);
    if (isdigit((unsigned char)digits[0]) && *end == '\0' && errno == 0)
        return why_event(a, o, row, error);
    error_set(error, AGGLO_ERROR_USAGE, "neither an event nor a firm");
    error_got(error, "%s", what);
    error_expected(error, "a row of the event log or 16 hexadecimal digits");
    return refuse(a, error, hint_examples);
}

static agglo_status answer(ancestry *a, const why_options *o, agglo_error *error) {
    int region = -1;
    agglo_status status = ancestry_open(o->result, a, error);
    if (status == AGGLO_OK && o->region != NULL)
        status = region_index(a, o->region, &region, error);
    if (status != AGGLO_OK)
        return status;
    if (o->is_descent)
        return why_descent(a, region, o->is_json, error);
    status = o->what != NULL ? why_what(a, o, error) : list_examples(a, o, error);
    return status == AGGLO_OK ? report_flush(error) : status;
}

int command_why(int argc, char **argv) {
    why_options options = {.replicate = -1};
    int code = options_parse(&parser, argc, argv, &options);
    if (code != 0)
        return code;
    ancestry a = {0};
    agglo_error error = {0};
    agglo_status status = answer(&a, &options, &error);
    ancestry_free(&a);
    return status == AGGLO_OK ? 0 : report_failure(&error);
}
