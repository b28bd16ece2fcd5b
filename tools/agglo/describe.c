/* agglo describe: the documentation that the model carries in its descriptors. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config.h"
#include "tools/agglo/json.h"
#include "tools/agglo/odd.h"
#include "tools/agglo/options.h"
#include "tools/agglo/report.h"
#include "tools/agglo/topics.h"

enum { LINE_WIDTH = 96, KEY_WIDTH = 14, KEY_JSON = 256, MOST_NAMES = 512 };

typedef struct {
    const char *topic, *name;
    int is_json;
} describe_options;

static const struct argp_option option_table[] = {
    {"json", KEY_JSON, NULL, 0, "Print JSON", 0},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state) {
    describe_options *o = state->input;
    switch (key) {
    case KEY_JSON:
        o->is_json = 1;
        break;
    case ARGP_KEY_ARG:
        if (state->arg_num >= 2)
            argp_error(state, "too many arguments: '%s'", argument);
        *(state->arg_num == 0 ? &o->topic : &o->name) = argument;
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "[TOPIC [NAME]]",
    .doc =
        "Prints what the model says of itself: parameters, links, policies, outputs, levers, "
        "agents, phases, checks, services. Without a topic, lists the topics. With NAME, "
        "everything known "
        "of one "
        "entry (or of a group of parameters)."
        "\vTwo more topics: 'schema' is the JSON Schema of scenarios, for editors, or of an "
        "'experiment' or a 'calibration'; 'odd' are the tables of models/README.md in Markdown.\n\n"
        "Examples:\n"
        "  agglo describe parameters\n"
        "  agglo describe parameters spinoff.half_A\n"
        "  agglo describe links 10\n"
        "  agglo describe policies network_org --json\n"
        "  agglo describe schema > scenario.schema.json\n"
        "  agglo describe schema experiment > experiment.schema.json\n\n" OPTIONS_EXIT_CODES,
};

/* ---- Text ---- */

/* Characters, not bytes, of well-formed UTF-8. */
static int width_of(const char *text, size_t bytes) {
    int width = 0;
    for (size_t i = 0; i < bytes; i++)
        width += ((unsigned char)text[i] & 0xC0) != 0x80;
    return width;
}

/* Words from column `indent` on, broken at LINE_WIDTH; the first line is there already. */
static void print_wrapped(const char *text, int indent) {
    int place = indent;
    for (const char *word = text; *word != '\0';) {
        size_t length = strcspn(word, " ");
        int width = width_of(word, length);
        if (place > indent && place + 1 + width > LINE_WIDTH) {
            printf("\n%*s", indent, "");
            place = indent;
        } else if (place > indent) {
            putchar(' ');
            place++;
        }
        fwrite(word, 1, length, stdout);
        place += width;
        word += length;
        word += strspn(word, " ");
    }
    putchar('\n');
}

static void print_fields(const columns_layout *layout) {
    for (size_t c = 0; c < layout->count; c++) {
        const column *field = &layout->columns[c];
        printf("  %-20s %s x %-3u %-8s ", field->name, topics_type_name(field->type), field->width,
               field->unit);
        print_wrapped(field->meaning, 41);
    }
}

static void print_params(const topic_entry *e) {
    for (size_t i = 0; i < e->param_count; i++) {
        const param *p = &e->params[i];
        char standard[32], low[32], high[32], line[512];
        snprintf(line, sizeof line, "%s; default %s%s%s, plausible %s to %s; %s", p->meaning,
                 topics_number(p->standard, standard, sizeof standard),
                 strcmp(p->unit, "1") == 0 ? "" : " ", strcmp(p->unit, "1") == 0 ? "" : p->unit,
                 topics_number(p->low, low, sizeof low), topics_number(p->high, high, sizeof high),
                 p->source);
        printf("  %-*s ", KEY_WIDTH, p->name);
        print_wrapped(line, KEY_WIDTH + 3);
    }
}

static void print_details(const topic_entry *e) {
    puts(e->name);
    for (size_t i = 0; i < e->fact_count; i++) {
        const topic_fact *f = &e->facts[i];
        char number[32];
        printf("  %-*s ", KEY_WIDTH, f->key);
        print_wrapped(f->text != NULL ? f->text : topics_number(f->number, number, sizeof number),
                      KEY_WIDTH + 3);
    }
    if (e->param_count > 0)
        puts("  parameters of an intervention:");
    print_params(e);
    if (e->layout != NULL)
        print_fields(e->layout);
}

/* `group` is the heading that stands above already. */
static void print_line(const topic_entry *e, int name_width, const char **group) {
    if (e->group != NULL && (*group == NULL || strcmp(*group, e->group) != 0))
        printf("%s%s:\n", *group != NULL ? "\n" : "", e->group);
    *group = e->group;
    printf("%-*s  ", name_width, e->name);
    if (e->layout != NULL) {
        puts(e->headline);
        print_fields(e->layout);
        return;
    }
    puts(e->headline);
}

/* ---- JSON ---- */

static void json_params(const topic_entry *e, json *j) {
    json_array(j, "parameters");
    for (size_t i = 0; i < e->param_count; i++) {
        const param *p = &e->params[i];
        json_object(j, NULL);
        json_text(j, "name", p->name);
        json_text(j, "unit", p->unit);
        json_number(j, "default", p->standard);
        json_number(j, "low", p->low);
        json_number(j, "high", p->high);
        json_number(j, "valid_low", p->valid_low);
        json_number(j, "valid_high", p->valid_high);
        json_text(j, "meaning", p->meaning);
        json_text(j, "source", p->source);
        json_close(j);
    }
    json_close(j);
}

static void json_fields(const columns_layout *layout, json *j) {
    json_array(j, "fields");
    for (size_t c = 0; c < layout->count; c++) {
        const column *field = &layout->columns[c];
        json_object(j, NULL);
        json_text(j, "name", field->name);
        json_text(j, "type", topics_type_name(field->type));
        json_integer(j, "width", field->width);
        json_text(j, "unit", field->unit);
        json_text(j, "meaning", field->meaning);
        json_close(j);
    }
    json_close(j);
}

static void json_entry(const topic_entry *e, json *j) {
    json_object(j, NULL);
    json_text(j, "name", e->name);
    for (size_t i = 0; i < e->fact_count; i++) {
        const topic_fact *f = &e->facts[i];
        if (f->text != NULL)
            json_text(j, f->key, f->text);
        else
            json_number(j, f->key, f->number);
    }
    if (e->params != NULL)
        json_params(e, j);
    if (e->layout != NULL)
        json_fields(e->layout, j);
    json_close(j);
}

/* ---- What is asked for ---- */

/* By name, by number, or by a parameter's group ("location"). */
static int matches(const topic_entry *e, const char *name) {
    const char *number = topics_fact(e, "number");
    size_t length = strlen(name);
    return strcmp(e->name, name) == 0 || (number != NULL && strcmp(number, name) == 0) ||
           (strncmp(e->name, name, length) == 0 && e->name[length] == '.');
}

static int refuse_name(const topic *t, const char *name) {
    const char *names[MOST_NAMES];
    size_t count = 0;
    for (size_t i = 0; i < t->count() && count < MOST_NAMES; i++) {
        topic_entry e = {0};
        t->fill(i, &e);
        names[count++] = e.name;
    }
    const char *closest = config_closest(name, names, count);
    if (closest != NULL)
        return report_usage("describe", "%s: there is no '%s'; did you mean '%s'?", t->name, name,
                            closest);
    return report_usage("describe", "%s: there is no '%s'", t->name, name);
}

static int print_topic(const topic *t, const describe_options *o) {
    json j;
    int name_width = 0, found = 0;
    const char *group = NULL;
    json_begin(&j, stdout);
    for (size_t i = 0; i < t->count(); i++) {
        topic_entry e = {0};
        t->fill(i, &e);
        int width = (int)strlen(e.name);
        name_width = width > name_width ? width : name_width;
        found += o->name == NULL || matches(&e, o->name);
    }
    if (found == 0)
        return refuse_name(t, o->name);
    if (o->is_json)
        json_array(&j, NULL);
    for (size_t i = 0; i < t->count(); i++) {
        topic_entry e = {0};
        t->fill(i, &e);
        if (o->name != NULL && !matches(&e, o->name))
            continue;
        if (o->is_json)
            json_entry(&e, &j);
        else if (o->name != NULL)
            print_details(&e);
        else
            print_line(&e, name_width, &group);
    }
    if (o->is_json)
        json_close(&j);
    return 0;
}

/* Of scenarios if no kind of document is named. */
static int print_schema(const char *kind) {
    const char *names[TOPIC_SCHEMAS];
    agglo_error error = {0};
    char *text = NULL;
    int chosen = kind == NULL ? 0 : -1;
    for (int i = 0; i < TOPIC_SCHEMAS; i++) {
        names[i] = topics_schemas[i].name;
        if (kind != NULL && strcmp(kind, names[i]) == 0)
            chosen = i;
    }
    const char *closest = chosen < 0 ? config_closest(kind, names, TOPIC_SCHEMAS) : NULL;
    if (chosen < 0)
        return report_usage("describe", "schema: there is no '%s'; did you mean '%s'?", kind,
                            closest != NULL ? closest : names[0]);
    text = topics_schemas[chosen].make();
    if (text == NULL) {
        error_set(&error, AGGLO_ERROR_MEMORY, "no memory for the schema");
        return report_failure(&error);
    }
    fputs(text, stdout);
    free(text);
    return 0;
}

static int print_odd(const char *section) {
    if (section == NULL)
        odd_print(stdout);
    else if (!odd_print_section(section, stdout))
        return report_usage("describe", "odd: there is no section '%s'", section);
    return 0;
}

static int print_overview(int is_json) {
    json j;
    json_begin(&j, stdout);
    if (is_json)
        json_array(&j, NULL);
    for (size_t i = 0; i < topics_count; i++) {
        const topic *t = &topics_all[i];
        if (is_json) {
            json_object(&j, NULL);
            json_text(&j, "topic", t->name);
            json_text(&j, "summary", t->summary);
            json_integer(&j, "entries", (int64_t)t->count());
            json_close(&j);
        } else {
            printf("%-11s %4zu  %s\n", t->name, t->count(), t->summary);
        }
    }
    if (is_json)
        json_close(&j);
    else
        puts("schema         -  JSON Schema of scenarios, experiments, calibrations\n"
             "odd            -  the tables of models/README.md in Markdown\n\n"
             "agglo describe TOPIC lists it, agglo describe TOPIC NAME tells all of one entry.");
    return 0;
}

static int refuse_topic(const char *word) {
    const char *names[MOST_NAMES] = {"schema", "odd"};
    size_t count = 2;
    for (size_t i = 0; i < topics_count; i++)
        names[count++] = topics_all[i].name;
    const char *closest = config_closest(word, names, count);
    if (closest != NULL)
        return report_usage("describe", "unknown topic '%s'; did you mean '%s'?", word, closest);
    return report_usage("describe", "unknown topic '%s'", word);
}

int command_describe(int argc, char **argv) {
    describe_options options = {0};
    int code = options_parse(&parser, argc, argv, &options);
    if (code != 0)
        return code;
    if (options.topic == NULL)
        return print_overview(options.is_json);
    if (strcmp(options.topic, "schema") == 0)
        return print_schema(options.name);
    if (strcmp(options.topic, "odd") == 0)
        return print_odd(options.name);
    const topic *t = topics_find(options.topic);
    return t != NULL ? print_topic(t, &options) : refuse_topic(options.topic);
}
