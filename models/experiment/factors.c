/* Factors of an experiment: ranges and levels out of the document. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/experiment/private.h"
#include "models/model.h"

static const char *const scale_names[] = {"linear", "log"};

static const field factor_rows[] = {
    {.name = "path",
     .type = FIELD_TEXT,
     .unit = "",
     .standard = NAN,
     .offset = offsetof(experiment_factor, path),
     .meaning = "of the value that varies, as for --set"},
    {.name = "name",
     .type = FIELD_OTHER,
     .schema = EXPERIMENT_NAME_SCHEMA,
     .unit = "",
     .meaning = "of the variable in the result"},
    {.name = "low",
     .type = FIELD_NUMBER,
     .unit = "1",
     .standard = NAN,
     .low = -1e300,
     .high = 1e300,
     .offset = offsetof(experiment_factor, range.low),
     .meaning = "lower end of the range"},
    {.name = "high",
     .type = FIELD_NUMBER,
     .unit = "1",
     .standard = NAN,
     .low = -1e300,
     .high = 1e300,
     .offset = offsetof(experiment_factor, range.high),
     .meaning = "upper end of the range"},
    {.name = "scale",
     .type = FIELD_OTHER,
     .schema = "\"enum\": [\"linear\", \"log\"]",
     .unit = "",
     .meaning = "linear or log"},
    {.name = "steps",
     .type = FIELD_OTHER,
     .schema = "\"type\": [\"integer\", \"string\"], \"minimum\": 2, \"maximum\": 1000000",
     .unit = "1",
     .meaning = "of a range in a factorial"},
    {.name = "levels",
     .type = FIELD_OTHER,
     .schema = "\"type\": \"array\", \"minItems\": 1, \"maxItems\": 100000",
     .unit = "",
     .meaning = "values or partial scenarios"},
    {.name = "base",
     .type = FIELD_OTHER,
     .schema = "\"type\": [\"number\", \"string\", \"boolean\"]",
     .unit = "",
     .meaning = "value of the base point"},
};
const field_table fields_factor = {"factor", factor_rows,
                                   sizeof factor_rows / sizeof factor_rows[0], "a factor"};

static const field level_rows[] = {
    {.name = "name",
     .type = FIELD_OTHER,
     .schema = "\"type\": \"string\", " FIELD_WORD_SCHEMA,
     .unit = "",
     .is_required = 1,
     .meaning = "a word"},
    {.name = "set",
     .type = FIELD_OTHER,
     .schema = "\"type\": \"object\", \"properties\": {\"extends\": false}",
     .unit = "",
     .meaning = "a partial scenario"},
};
const field_table fields_level = {"level", level_rows, sizeof level_rows / sizeof level_rows[0],
                                  "a level"};

/* ---- Names ---- */

int experiment_check_name(reader *r, const config_node *node, const char *name) {
    static const char *const reserved[] = {"design",     "replicate", "time",  "region",
                                           "status",     "keys",      "parts", "failures",
                                           "state_hash", NULL};
    char shown[80];
    size_t length = strlen(name);
    int is_word = length > 0 && length < EXPERIMENT_NAME_SIZE && isalpha((unsigned char)name[0]);
    for (size_t i = 0; i < length; i++)
        is_word &= isalnum((unsigned char)name[i]) || name[i] == '_';
    for (size_t i = 0; is_word && reserved[i] != NULL; i++)
        if (strcmp(reserved[i], name) == 0) {
            config_fault(r->faults, node, name, NULL, "give it another \"name\"",
                         "the result uses this name for something else");
            return 0;
        }
    if (is_word)
        return 1;
    config_clean(name, shown, sizeof shown);
    config_fault(r->faults, node, shown, "a letter, then letters, digits and _, at most 63", NULL,
                 "this cannot name a variable of the result");
    return 0;
}

/* "parameters.location.b_reputation" is location_b_reputation, "links.10" is link_10. */
static void name_from_path(experiment_factor *f) {
    static const char group[] = "parameters.", links[] = "links.";
    const char *from = f->path;
    if (strncmp(from, group, sizeof group - 1) == 0)
        from += sizeof group - 1;
    int is_link = strncmp(from, links, sizeof links - 1) == 0;
    if (is_link)
        from += sizeof links - 1;
    snprintf(f->name, sizeof f->name, "%s%s", is_link ? "link_" : "", from);
    for (char *c = f->name; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
}

static void describe_factor(experiment_factor *f) {
    f->unit = "1";
    f->meaning = f->path != NULL ? f->path : f->name;
    if (f->path == NULL)
        return;
    if (strncmp(f->path, "parameters.", 11) == 0) {
        const param *row = params_find(parameters_table, f->path + 11);
        if (row != NULL) {
            f->unit = row->unit;
            f->meaning = row->meaning;
        }
    }
    int link = strncmp(f->path, "links.", 6) == 0 ? atoi(f->path + 6) : 0;
    if (link >= 1 && link <= LINK_COUNT)
        f->meaning = model_links[link - 1]->name;
}

/* ---- Levels ---- */

/* A value as JSON; a string in quotes if `is_quoted`. Freed by the caller. */
static char *value_text(reader *r, const config_node *node, int is_quoted) {
    size_t size = 40 + (node->type == CONFIG_STRING ? strlen(node->text) : 0);
    char *text = reader_array(r, size, 1);
    if (text == NULL)
        return NULL;
    if (node->type == CONFIG_NUMBER)
        snprintf(text, size, is_quoted ? "%.17g" : "%.15g", node->number);
    else if (node->type == CONFIG_BOOL)
        snprintf(text, size, "%s", node->number != 0 ? "true" : "false");
    else if (node->type == CONFIG_STRING)
        snprintf(text, size, is_quoted ? "\"%s\"" : "%s", node->text);
    return text;
}

/* Texts go into assignments and tables as they are. */
static int is_plain_text(const char *text) {
    for (; *text != '\0'; text++)
        if (*text == '"' || *text == '\\' || *text == ',' || (unsigned char)*text < 0x20)
            return 0;
    return 1;
}

static void read_value_level(reader *r, experiment_factor *f, const config_node *node,
                             experiment_level *level) {
    char got[READER_SHOW_SIZE];
    if (node->type != CONFIG_NUMBER && node->type != CONFIG_BOOL && node->type != CONFIG_STRING) {
        config_fault(r->faults, node, config_show(node, got, sizeof got),
                     "a number, a string, true or false",
                     "a level with \"name\" and \"set\" belongs to a factor without \"path\"",
                     "a level of a factor with a path is a value");
        return;
    }
    if (node->type == CONFIG_STRING && !is_plain_text(node->text)) {
        config_fault(r->faults, node, config_show(node, got, sizeof got),
                     "a text without quotes, backslashes and commas", NULL,
                     "the level is not plain text");
        return;
    }
    level->number = node->number;
    f->has_numbers &= node->type == CONFIG_NUMBER;
    level->name = value_text(r, node, 0);
    char *value = value_text(r, node, 1);
    size_t size = strlen(f->path) + (value != NULL ? strlen(value) : 0) + 2;
    level->assignment = reader_array(r, size, 1);
    if (level->assignment != NULL && value != NULL)
        snprintf(level->assignment, size, "%s=%s", f->path, value);
    free(value);
}

static void read_set_level(reader *r, experiment_factor *f, config_node *node,
                           experiment_level *level) {
    f->has_numbers = 0;
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return;
    reader_fields(r, &fields_level, node, level);
    const config_node *name = config_member(node, "name");
    level->set = reader_typed(r, config_member(node, "set"), CONFIG_OBJECT);
    if (name != NULL && reader_word(r, name))
        level->name = reader_copy(r, name->text);
    const config_node *first = level->set != NULL ? level->set->first : NULL;
    for (; first != NULL; first = first->next)
        if (strcmp(first->name, "extends") == 0)
            config_fault(r->faults, first, NULL, NULL, "write what it says here",
                         "a level's \"set\" cannot extend files");
    reader_unknown(r, &fields_level, node, NULL, 0);
}

long experiment_find_level(const experiment_factor *f, const char *text) {
    char *end;
    double number = strtod(text, &end);
    int is_number = end != text && *end == '\0';
    for (size_t k = 0; k < f->range.level_count; k++)
        if (f->levels[k].name != NULL && strcmp(f->levels[k].name, text) == 0)
            return (long)k;
    for (size_t k = 0; f->has_numbers && is_number && k < f->range.level_count; k++)
        if (f->levels[k].number == number)
            return (long)k;
    return -1;
}

static void check_level_names(reader *r, const experiment_factor *f, const config_node *list) {
    const config_node *node = list->first;
    for (size_t k = 0; k < f->range.level_count; k++, node = node->next)
        if (f->levels[k].name != NULL && experiment_find_level(f, f->levels[k].name) != (long)k)
            config_fault(r->faults, node, f->levels[k].name, "levels that differ", NULL,
                         "the level stands twice");
}

static void read_levels(reader *r, experiment_factor *f, config_node *list) {
    enum { MOST_LEVELS = 100000 };
    char got[READER_SHOW_SIZE];
    if (reader_typed(r, list, CONFIG_ARRAY) == NULL)
        return;
    if (list->count == 0 || list->count > MOST_LEVELS) {
        config_fault(r->faults, list, config_show(list, got, sizeof got), "1 to 100000 levels",
                     NULL, "the number of levels is not valid");
        return;
    }
    f->levels = reader_array(r, list->count, sizeof *f->levels);
    if (f->levels == NULL)
        return;
    f->range.level_count = list->count;
    f->has_numbers = 1;
    experiment_level *level = f->levels;
    for (config_node *n = list->first; n != NULL; n = n->next, level++) {
        n->used = 1;
        if (f->path != NULL)
            read_value_level(r, f, n, level);
        else
            read_set_level(r, f, n, level);
    }
    check_level_names(r, f, list);
}

/* ---- A factor ---- */

static void read_base(reader *r, experiment_factor *f, const config_node *node) {
    if (node == NULL)
        return;
    if (f->range.level_count == 0) {
        if (!reader_number(r, node, "1", &f->range.base))
            return;
        if (!(f->range.base >= f->range.low && f->range.base <= f->range.high))
            config_fault(r->faults, node, NULL, "a value from low to high", NULL,
                         "the base value is out of the factor's range");
        return;
    }
    char *text = value_text(r, node, 0);
    long level = text != NULL ? experiment_find_level(f, text) : 0;
    if (level < 0)
        config_fault(r->faults, node, text, "one of the levels", NULL, "there is no such level");
    else
        f->range.base_level = (size_t)level;
    free(text);
}

static void check_range(reader *r, experiment_factor *f, const config_node *node) {
    char got[READER_SHOW_SIZE];
    int has_low = !isnan(f->range.low), has_high = !isnan(f->range.high);
    snprintf(got, sizeof got, "low %g, high %g", f->range.low, f->range.high);
    if (f->range.level_count > 0 && (has_low || has_high))
        config_fault(r->faults, node, NULL, "\"levels\", or \"low\" and \"high\"", NULL,
                     "a factor has either a range or levels");
    else if (f->range.level_count > 0)
        return;
    else if (f->path == NULL)
        config_fault(r->faults, node, NULL, "\"path\" with a range or levels, or \"levels\"", NULL,
                     "the factor says neither what varies nor between what");
    else if (has_low != has_high)
        config_fault(r->faults, node, NULL, "both", NULL, "\"%s\" is missing",
                     has_low ? "high" : "low");
    else if (has_low && f->range.low >= f->range.high)
        config_fault(r->faults, node, got, "low below high", NULL, "the range is empty");
    else if (has_low && f->range.scale == DESIGN_LOGARITHMIC && f->range.low <= 0)
        config_fault(r->faults, node, got, "low above 0", NULL,
                     "a logarithmic range cannot begin at 0 or below");
}

static void read_steps(reader *r, experiment_factor *f, const config_node *node) {
    static const double most = 1e6;
    double steps;
    if (node == NULL || !reader_number(r, node, "1", &steps))
        return;
    if (steps < 2 || steps > most || !reader_whole(r, node, steps))
        config_fault(r->faults, node, NULL, "2 to 1000000", NULL, "the value is out of range");
    else
        f->range.steps = (size_t)steps;
}

static void read_factor(reader *r, experiment_factor *f, config_node *node) {
    enum { STANDARD_STEPS = 5 };
    f->node = node;
    node->used = 1;
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return;
    f->range = (design_factor){.low = NAN, .high = NAN, .base = NAN, .steps = STANDARD_STEPS};
    f->has_numbers = 1;
    reader_fields(r, &fields_factor, node, f);
    const config_node *name = config_member(node, "name"), *scale = config_member(node, "scale");
    config_node *levels = config_member(node, "levels");
    int choice = scale != NULL ? reader_choice(r, scale, scale_names, 2) : 0;
    f->range.scale = choice == 1 ? DESIGN_LOGARITHMIC : DESIGN_LINEAR;
    read_steps(r, f, config_member(node, "steps"));
    if (levels != NULL)
        read_levels(r, f, levels);
    check_range(r, f, node);
    read_base(r, f, config_member(node, "base"));
    if (f->path != NULL)
        name_from_path(f);
    if (name != NULL && reader_typed(r, (config_node *)name, CONFIG_STRING) != NULL)
        snprintf(f->name, sizeof f->name, "%s", name->text);
    if (name == NULL && f->path == NULL)
        config_fault(r->faults, node, NULL, "a word", NULL, "\"name\" is missing");
    else if (name == NULL || name->type == CONFIG_STRING)
        experiment_check_name(r, name != NULL ? name : node, name != NULL ? name->text : f->name);
    describe_factor(f);
    reader_unknown(r, &fields_factor, node, NULL, 0);
}

void experiment_read_factors(reader *r, experiment *e, config_node *list) {
    if (reader_typed(r, list, CONFIG_ARRAY) == NULL)
        return;
    if (list->count == 0 || list->count > EXPERIMENT_MAX_FACTORS) {
        config_fault(r->faults, list, NULL, "1 to 1000 factors", NULL,
                     "the number of factors is not valid");
        return;
    }
    e->factors = reader_array(r, list->count, sizeof *e->factors);
    if (e->factors == NULL)
        return;
    e->factor_count = list->count;
    experiment_factor *f = e->factors;
    for (config_node *n = list->first; n != NULL; n = n->next, f++) {
        read_factor(r, f, n);
        for (const experiment_factor *other = e->factors; other < f; other++)
            if (f->name[0] != '\0' && strcmp(f->name, other->name) == 0)
                config_fault(r->faults, n, f->name, "a name of its own",
                             "give one of them another \"name\"", "two factors have one name");
    }
}
