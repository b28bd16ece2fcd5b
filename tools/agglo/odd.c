#include "tools/agglo/odd.h"

#include <math.h>
#include <string.h>

#include "models/services.h"
#include "tools/agglo/topics.h"

const char *const odd_sections[] = {"phases",   "agents",   "links",   "parameters",
                                    "policies", "levers",   "outputs", "rooms",
                                    "checks",   "services", NULL};

/* Text of a table's cell: a bar would end it. */
static void put_text(const char *text, FILE *out) {
    for (; *text != '\0'; text++) {
        if (*text == '|')
            fputc('\\', out);
        fputc(*text == '\n' ? ' ' : *text, out);
    }
}

static void put_cell(const char *text, FILE *out) {
    fputs(" ", out);
    put_text(text != NULL ? text : "", out);
    fputs(" |", out);
}

/* A formula or name: its stars and underscores are no markup. */
static void put_code(const char *text, FILE *out) {
    int is_empty = text == NULL || text[0] == '\0';
    fputs(is_empty ? " " : " `", out);
    put_text(is_empty ? "" : text, out);
    fputs(is_empty ? " |" : "` |", out);
}

static void put_head(const char *const *titles, size_t count, FILE *out) {
    fputc('|', out);
    for (size_t i = 0; i < count; i++)
        put_cell(titles[i], out);
    fputs("\n|", out);
    for (size_t i = 0; i < count; i++)
        fputs("---|", out);
    fputc('\n', out);
}
#define HEAD(out, ...)                                                                             \
    do {                                                                                           \
        static const char *const titles[] = {__VA_ARGS__};                                         \
        put_head(titles, sizeof titles / sizeof titles[0], out);                                   \
    } while (0)

static void head_phases(FILE *out) {
    HEAD(out, "", "phase", "what happens");
}
static void row_phase(const topic_entry *e, FILE *out) {
    put_cell(topics_fact(e, "number"), out);
    put_code(e->name, out);
    put_cell(topics_fact(e, "meaning"), out);
}

static void head_links(FILE *out) {
    HEAD(out, "", "link", "from", "to", "mechanism", "equation", "parameters", "flux", "source");
}
static void row_link(const topic_entry *e, FILE *out) {
    put_cell(topics_fact(e, "number"), out);
    put_code(e->name, out);
    put_cell(topics_fact(e, "from"), out);
    put_cell(topics_fact(e, "to"), out);
    put_cell(topics_fact(e, "mechanism"), out);
    put_code(topics_fact(e, "equation"), out);
    put_code(topics_fact(e, "parameters"), out);
    fputc(' ', out);
    put_text(topics_fact(e, "flux"), out);
    fputs(" (", out);
    put_text(topics_fact(e, "flux_unit"), out);
    fputs(") |", out);
    put_cell(topics_fact(e, "source"), out);
}

/* Where the links live: for those who look for the code. */
static void head_rooms(FILE *out) {
    HEAD(out, "", "from", "to", "what causes what", "room");
}
static void row_room(const topic_entry *e, FILE *out) {
    const char *number = topics_fact(e, "number");
    put_cell(number, out);
    put_cell(topics_fact(e, "from"), out);
    put_cell(topics_fact(e, "to"), out);
    put_cell(topics_fact(e, "mechanism"), out);
    fprintf(out, " `links/%s%s_%s.c` |", strlen(number) < 2 ? "0" : "", number, e->name);
}

static void put_range(double low, double high, FILE *out) {
    char a[32], b[32];
    fprintf(out, " %s … %s |", topics_number(low, a, sizeof a), topics_number(high, b, sizeof b));
}

static double number_of(const topic_entry *e, const char *key) {
    for (size_t i = 0; i < e->fact_count; i++)
        if (strcmp(e->facts[i].key, key) == 0)
            return e->facts[i].number;
    return NAN;
}

static void head_parameters(FILE *out) {
    fputs("A dagger (†) marks parameters that data do not identify: results rest on them as on "
          "assumptions.\n\n",
          out);
    HEAD(out, "parameter", "default", "plausible range", "unit", "meaning", "source");
}
static void row_parameter(const topic_entry *e, FILE *out) {
    char text[32];
    int is_uncertain = strcmp(topics_fact(e, "identified"), "no") == 0;
    fprintf(out, " `%s`%s |", e->name, is_uncertain ? " †" : "");
    put_cell(topics_number(number_of(e, "default"), text, sizeof text), out);
    put_range(number_of(e, "low"), number_of(e, "high"), out);
    put_cell(topics_fact(e, "unit"), out);
    put_cell(topics_fact(e, "meaning"), out);
    put_cell(topics_fact(e, "source"), out);
}

static void head_policies(FILE *out) {
    HEAD(out, "policy", "family", "what it does", "parameters (default)", "acts on",
         "can policy move the state?", "lever", "public cost, M$/yr", "basis of the cost",
         "what arrives", "source");
}
static void row_policy(const topic_entry *e, FILE *out) {
    put_code(e->name, out);
    put_cell(topics_fact(e, "family"), out);
    put_cell(topics_fact(e, "summary"), out);
    fputc(' ', out);
    for (size_t i = 0; i < e->param_count; i++) {
        char text[32];
        const param *p = &e->params[i];
        fprintf(out, "%s`%s` ", i > 0 ? "; " : "", p->name);
        put_text(p->meaning, out);
        fprintf(out, " (%s", topics_number(p->standard, text, sizeof text));
        if (strcmp(p->unit, "1") != 0) {
            fputc(' ', out);
            put_text(p->unit, out);
        }
        fputc(')', out);
    }
    fputs(" |", out);
    put_cell(topics_fact(e, "acts_on"), out);
    put_cell(topics_fact(e, "can_policy_move_it"), out);
    put_code(topics_fact(e, "lever"), out);
    put_code(topics_fact(e, "cost"), out);
    put_cell(topics_fact(e, "cost_basis"), out);
    put_cell(topics_fact(e, "money"), out);
    put_cell(topics_fact(e, "source"), out);
}

static void head_levers(FILE *out) {
    HEAD(out, "lever", "unit", "meaning");
}
static void row_lever(const topic_entry *e, FILE *out) {
    put_code(e->name, out);
    put_cell(topics_fact(e, "unit"), out);
    put_cell(topics_fact(e, "meaning"), out);
}

static void head_outputs(FILE *out) {
    HEAD(out, "variable", "dimensions", "unit", "meaning");
}
static void row_output(const topic_entry *e, FILE *out) {
    put_code(e->name, out);
    put_cell(topics_fact(e, "dimensions"), out);
    put_cell(topics_fact(e, "unit"), out);
    put_cell(topics_fact(e, "meaning"), out);
}

static void head_checks(FILE *out) {
    HEAD(out, "check", "what must hold", "looks at");
}
static void row_check(const topic_entry *e, FILE *out) {
    put_code(e->name, out);
    put_cell(topics_fact(e, "statement"), out);
    put_cell(topics_fact(e, "needs"), out);
}

static void head_services(FILE *out) {
    HEAD(out, "function", "what it is", "government", "network organisation", "firms", "academia",
         "hospitals", "supporters", "what it comes to", "policies");
}
static void row_service(const topic_entry *e, FILE *out) {
    put_code(e->name, out);
    put_cell(topics_fact(e, "meaning"), out);
    for (int actor = 0; actor < ACTOR_COUNT; actor++)
        put_cell(topics_fact(e, service_actor_names[actor]), out);
    put_cell(topics_fact(e, "here"), out);
    put_code(topics_fact(e, "policies"), out);
}

/* Every population has a table of its own. */
static void print_population(const topic_entry *e, FILE *out) {
    fprintf(out, "**%s**\n\n", e->name);
    HEAD(out, "state variable", "type", "numbers", "unit", "meaning");
    for (size_t c = 0; c < e->layout->count; c++) {
        const column *field = &e->layout->columns[c];
        fputc('|', out);
        put_code(field->name, out);
        put_cell(topics_type_name(field->type), out);
        fprintf(out, " %u |", field->width);
        put_cell(field->unit, out);
        put_cell(field->meaning, out);
        fputc('\n', out);
    }
}

static const struct {
    const char *name, *topic;
    void (*head)(FILE *out); /* null: rows are tables themselves */
    void (*row)(const topic_entry *e, FILE *out);
} layouts[] = {
    {"phases", "phases", head_phases, row_phase},
    {"agents", "agents", NULL, print_population},
    {"links", "links", head_links, row_link},
    {"parameters", "parameters", head_parameters, row_parameter},
    {"policies", "policies", head_policies, row_policy},
    {"levers", "levers", head_levers, row_lever},
    {"outputs", "outputs", head_outputs, row_output},
    {"rooms", "links", head_rooms, row_room},
    {"checks", "checks", head_checks, row_check},
    {"services", "services", head_services, row_service},
};

static void print_table(size_t l, const topic *t, FILE *out) {
    if (layouts[l].head != NULL)
        layouts[l].head(out);
    for (size_t i = 0; i < t->count(); i++) {
        topic_entry entry = {0};
        t->fill(i, &entry);
        if (layouts[l].head == NULL && i > 0)
            fputc('\n', out);
        else if (layouts[l].head != NULL)
            fputc('|', out);
        layouts[l].row(&entry, out);
        if (layouts[l].head != NULL)
            fputc('\n', out);
    }
}

int odd_print_section(const char *name, FILE *out) {
    for (size_t l = 0; l < sizeof layouts / sizeof layouts[0]; l++) {
        const topic *t = topics_find(layouts[l].topic);
        if (strcmp(layouts[l].name, name) != 0 || t == NULL)
            continue;
        print_table(l, t, out);
        return 1;
    }
    return 0;
}

void odd_print(FILE *out) {
    for (size_t i = 0; odd_sections[i] != NULL; i++) {
        fprintf(out, "%s<!-- generated: %s -->\n", i > 0 ? "\n" : "", odd_sections[i]);
        (void)odd_print_section(odd_sections[i], out);
        fputs("<!-- end -->\n", out);
    }
}
