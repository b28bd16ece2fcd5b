/* From a document to an experiment: the root, its design and its replicates, and the base scenario
 * that belongs to it. Factors, tables and outcomes have files of their own. */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/experiment/private.h"
#include "models/scenario/document.h"

#define OTHER(name_, required_, schema_, meaning_)                                                 \
    {                                                                                              \
        .name = name_, .type = FIELD_OTHER, .unit = "", .standard = NAN, .is_required = required_, \
        .schema = schema_, .meaning = meaning_                                                     \
    }
#define TABLE(table, rows, about)                                                                  \
    const field_table fields_##table = {#table, rows, sizeof(rows) / sizeof(rows)[0], about}

static const field root_rows[] = {
    {.name = "name",
     .type = FIELD_TEXT,
     .unit = "",
     .standard = NAN,
     .offset = offsetof(experiment, name),
     .meaning = "a short title"},
    {.name = "description",
     .type = FIELD_TEXT,
     .unit = "",
     .standard = NAN,
     .offset = offsetof(experiment, description),
     .meaning = "what is asked"},
    OTHER("base", 1, "\"type\": [\"string\", \"object\"]",
          "the scenario that is varied: a file, relative to this one"),
    OTHER("factors", 1, FIELD_LIST_SCHEMA("1000", "factor"), "what varies"),
    OTHER("design", 0, FIELD_OBJECT_SCHEMA("design"), "which combinations are run; default: all"),
    OTHER("replicates", 0,
          "\"anyOf\": [{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 1000000}, {\"type\": "
          "\"string\"}, {\"type\": \"null\"}, {\"$ref\": \"#/$defs/replicates\"}]",
          "runs of each combination; default: the base scenario's"),
    OTHER("outcomes", 1, FIELD_LIST_SCHEMA("1000", "outcome"), "what is kept of each run"),
    {.name = "common_random_numbers",
     .type = FIELD_FLAG,
     .unit = "",
     .standard = 1,
     .high = 1,
     .offset = offsetof(experiment, has_common_numbers),
     .meaning = "all combinations share the seed"},
    OTHER("seed", 0, FIELD_SEED_SCHEMA, "of the runs; default: the base scenario's"),
};
TABLE(experiment, root_rows, "an experiment");

/* What stands in `design`, before the points are known. */
typedef struct {
    int type, n, levels, tries, second_order;
} design_words;

#define WHOLE(member, standard_, low_, meaning_)                                                   \
    {                                                                                              \
        .name = #member, .type = FIELD_INTEGER, .unit = "1", .standard = standard_, .low = low_,   \
        .high = 1 << 30, .offset = offsetof(design_words, member), .meaning = meaning_             \
    }
static const field design_rows[] = {
    {.name = "type",
     .type = FIELD_CHOICE,
     .unit = "",
     .standard = NAN,
     .is_required = 1,
     .count = DESIGN_TYPES,
     .choices = design_type_names,
     .offset = offsetof(design_words, type),
     .meaning = "how the combinations are chosen"},
    WHOLE(n, 0, 1, "points, base samples (saltelli) or trajectories (morris)"),
    WHOLE(levels, 4, 2, "of the grid of morris"),
    WHOLE(tries, 1, 1, "candidates of a latin_hypercube"),
    {.name = "second_order",
     .type = FIELD_FLAG,
     .unit = "",
     .standard = 0,
     .high = 1,
     .offset = offsetof(design_words, second_order),
     .meaning = "saltelli: also for pairs of factors"},
    OTHER("seed", 0, FIELD_SEED_SCHEMA, "of the design; default 1"),
    OTHER("file", 0,
          "\"type\": [\"string\", \"array\", \"null\"], \"items\": {\"type\": \"array\"}",
          "table: a file of comma-separated values, or a list of points"),
};
TABLE(design, design_rows, "a design");

#define SHARE(member, standard_, low_, high_, meaning_)                                            \
    {                                                                                              \
        .name = #member, .type = FIELD_NUMBER, .unit = "1", .standard = standard_, .low = low_,    \
        .high = high_, .offset = offsetof(experiment_replicates, member), .meaning = meaning_      \
    }
static const field replicate_rows[] = {
    {.name = "least",
     .type = FIELD_INTEGER,
     .unit = "1",
     .standard = 4,
     .low = 2,
     .high = EXPERIMENT_MAX_REPLICATES,
     .offset = offsetof(experiment_replicates, least),
     .meaning = "replicates of every point"},
    {.name = "most",
     .type = FIELD_INTEGER,
     .unit = "1",
     .standard = 64,
     .low = 2,
     .high = EXPERIMENT_MAX_REPLICATES,
     .offset = offsetof(experiment_replicates, most),
     .meaning = "replicates of any point"},
    SHARE(half_width, NAN, 1e-300, 1e300, "of the confidence interval, aimed at"),
    OTHER("outcome", 1, "\"type\": \"string\"", "name of the outcome whose mean is judged"),
    SHARE(confidence, 0.95, 0.5, 0.9999, "of the interval"),
    {.name = "relative",
     .type = FIELD_FLAG,
     .unit = "",
     .standard = 0,
     .high = 1,
     .offset = offsetof(experiment_replicates, is_relative),
     .meaning = "half_width is a share of the mean"},
};
TABLE(replicates, replicate_rows, "replicates");

/* ---- Replicates ---- */

static void find_judged(reader *r, experiment *e, const config_node *node) {
    const char *names[64];
    char hint[128] = "";
    size_t count = 0;
    if (node == NULL || node->type != CONFIG_STRING)
        return; /* reported */
    for (size_t k = 0; k < e->outcome_count; k++) {
        if (strcmp(e->outcomes[k].name, node->text) == 0) {
            e->replicates.outcome = k;
            return;
        }
        if (count < 64)
            names[count++] = e->outcomes[k].name;
    }
    const char *closest = config_closest(node->text, names, count);
    if (closest != NULL)
        snprintf(hint, sizeof hint, "did you mean \"%s\"?", closest);
    config_fault(r->faults, node, node->text, "the name of one of the outcomes", hint,
                 "there is no such outcome");
}

static void read_adaptive(reader *r, experiment *e, config_node *node) {
    experiment_replicates *wanted = &e->replicates;
    scenario_fields_standard(&fields_replicates, wanted);
    wanted->is_adaptive = 1;
    reader_fields(r, &fields_replicates, node, wanted);
    const config_node *width = config_member(node, "half_width");
    config_node *outcome = config_member(node, "outcome");
    if (width == NULL)
        config_fault(r->faults, node, NULL, "a number in the unit of the outcome", NULL,
                     "\"half_width\" is missing");
    if (wanted->least > wanted->most)
        config_fault(r->faults, node, NULL, "least at most as large as most", NULL,
                     "least is larger than most");
    find_judged(r, e, outcome != NULL ? reader_typed(r, outcome, CONFIG_STRING) : NULL);
    reader_unknown(r, &fields_replicates, node, NULL, 0);
}

static void read_replicates(reader *r, experiment *e, config_node *node, const config_node *base) {
    double count = 20; /* as a scenario that does not say */
    if (node != NULL && node->type == CONFIG_OBJECT) {
        read_adaptive(r, e, node);
        return;
    }
    const config_node *number = node;
    for (const config_node *n = base != NULL ? base->first : NULL; node == NULL && n != NULL;
         n = n->next)
        if (strcmp(n->name, "replicates") == 0 && n->type == CONFIG_NUMBER)
            number = n;
    if (number != NULL && !reader_number(r, number, "1", &count))
        return;
    if (count < 1 || count > EXPERIMENT_MAX_REPLICATES || count != floor(count)) {
        char got[READER_SHOW_SIZE];
        config_fault(r->faults, number, config_show(number, got, sizeof got),
                     "a whole number from 1 to 1000000, or an object", NULL,
                     "the number of replicates is not valid");
        return;
    }
    e->replicates.least = e->replicates.most = (int)count;
}

/* ---- Design ---- */

/* Designs say "factors[2]" or "design.n"; the place in the file is found here. */
static void move_fault(reader *r, const experiment *e, const config_node *node,
                       const agglo_error *error) {
    agglo_error placed = *error;
    size_t k = strncmp(error->path, "factors[", 8) == 0 ? (size_t)atol(error->path + 8) : SIZE_MAX;
    if (k < e->factor_count)
        node = e->factors[k].node;
    for (const config_node *n = node->first; n != NULL; n = n->next)
        if (n->path != NULL && strcmp(n->path, error->path) == 0)
            node = n;
    error_place(&placed, node->file, node->line, node->path);
    placed.status = error->status == AGGLO_ERROR_USAGE ? AGGLO_ERROR_INPUT : error->status;
    faults_add(r->faults, &placed);
}

/* Ranges that only a table can supply. */
static void check_ranges(reader *r, const experiment *e) {
    for (size_t k = 0; k < e->factor_count; k++)
        if (e->factors[k].path != NULL && e->factors[k].range.level_count == 0 &&
            isnan(e->factors[k].range.low))
            config_fault(r->faults, e->factors[k].node, NULL, NULL, NULL,
                         "the factor has neither \"low\" and \"high\" nor \"levels\"");
}

static void make_design(reader *r, experiment *e, const config_node *node) {
    agglo_error error = {0};
    e->ranges = reader_array(r, e->factor_count, sizeof *e->ranges);
    if (e->ranges == NULL)
        return;
    for (size_t k = 0; k < e->factor_count; k++)
        e->ranges[k] = e->factors[k].range;
    e->spec.factors = e->ranges;
    e->spec.factor_count = e->factor_count;
    e->spec.table = e->table;
    if (design_create(&e->spec, &e->design, &error) != AGGLO_OK)
        move_fault(r, e, node, &error);
}

static void read_design(reader *r, experiment *e, config_node *node, const config_node *root) {
    design_words words = {.type = DESIGN_FACTORIAL, .levels = 4, .tries = 1};
    size_t errors = r->faults->errors;
    config_node *file = NULL;
    e->spec.seed = 1;
    if (node != NULL && reader_typed(r, node, CONFIG_OBJECT) != NULL) {
        scenario_fields_standard(&fields_design, &words);
        reader_fields(r, &fields_design, node, &words);
        reader_seed(r, config_member(node, "seed"), &e->spec.seed);
        file = config_member(node, "file");
        reader_unknown(r, &fields_design, node, NULL, 0);
    }
    if (r->faults->errors > errors || e->factor_count == 0)
        return;
    e->spec.type = (design_type)words.type;
    e->spec.n = (size_t)words.n;
    e->spec.levels = (size_t)words.levels;
    e->spec.tries = (size_t)words.tries;
    e->spec.second_order = words.second_order;
    if (e->spec.type == DESIGN_TABLE && file == NULL)
        config_fault(r->faults, node, NULL, "a file of comma-separated values", NULL,
                     "\"file\" is missing");
    else if (e->spec.type != DESIGN_TABLE && file != NULL)
        config_fault(r->faults, file, NULL, NULL, "a file belongs to the type \"table\"",
                     "this type of design has no file");
    else if (file != NULL)
        experiment_read_table(r, e, file);
    else
        check_ranges(r, e);
    if (r->faults->errors == 0 && !r->no_memory)
        make_design(r, e, node != NULL ? node : root);
}

/* ---- Base ---- */

static void read_base(reader *r, experiment *e, config_node *node) {
    char got[READER_SHOW_SIZE];
    if (node == NULL)
        return;
    if (node->type == CONFIG_STRING) {
        char *path = config_beside(e->document, node->file, node->text);
        size_t before = r->faults->count;
        if (path == NULL)
            r->no_memory = 1;
        else if (config_load(path, &e->base, r->faults) == AGGLO_ERROR_IO &&
                 r->faults->count > before && r->faults->items[before].hint[0] == '\0')
            error_hint(&r->faults->items[before],
                       "\"base\" in line %d of %.100s is relative to that file", node->line,
                       node->file);
    } else if (node->type == CONFIG_OBJECT) {
        for (const config_node *n = node->first; n != NULL; n = n->next)
            if (strcmp(n->name, "extends") == 0)
                config_fault(r->faults, n, NULL, NULL, "put the scenario into a file of its own",
                             "a scenario within an experiment cannot extend files");
        e->base = config_copy(node);
        if (e->base == NULL)
            r->no_memory = 1;
    } else {
        config_fault(r->faults, node, config_show(node, got, sizeof got),
                     "the name of a scenario file", NULL, "the value has the wrong type");
    }
}

/* ---- The whole ---- */

/* The experiment with its base scenario and its table inside. */
static char *print_self_contained(const experiment *e) {
    config_document *copy = config_copy(config_root(e->document)), *table = NULL;
    agglo_faults faults = {0};
    int is_made =
        copy != NULL && config_insert(copy, config_root(copy), "base", config_root(e->base));
    if (is_made && e->spec.type == DESIGN_TABLE) {
        char *list = experiment_print_table(e), *text = NULL;
        size_t size = list != NULL ? strlen(list) + 16 : 0;
        text = list != NULL ? malloc(size) : NULL;
        is_made = text != NULL;
        if (is_made)
            snprintf(text, size, "{\"file\":%s}", list);
        is_made = is_made && config_parse(text, strlen(text), "table", &table, &faults) == AGGLO_OK;
        config_node *place = config_member(config_root(copy), "design");
        is_made = is_made && config_insert(copy, place, "file", config_root(table)->first);
        free(text);
        free(list);
    }
    char *printed = is_made ? config_print(copy) : NULL;
    config_free(table);
    config_free(copy);
    faults_free(&faults);
    return printed;
}

static void read_root(reader *r, experiment *e, config_node *root) {
    scenario_fields_standard(&fields_experiment, e);
    reader_fields(r, &fields_experiment, root, e);
    read_base(r, e, config_member(root, "base"));
    config_node *seed = config_member(root, "seed");
    e->has_seed = seed != NULL;
    reader_seed(r, seed, &e->seed);
    experiment_read_factors(r, e, config_member(root, "factors"));
    experiment_read_outcomes(r, e, config_member(root, "outcomes"));
    read_replicates(r, e, config_member(root, "replicates"),
                    e->base != NULL ? config_root(e->base) : NULL);
    read_design(r, e, config_member(root, "design"), root);
    reader_unknown(r, &fields_experiment, root, NULL, 0);
    if (e->name == NULL)
        e->name = reader_copy(r, "experiment");
    if (e->description == NULL)
        e->description = reader_copy(r, "");
    if (r->faults->errors == 0 && !r->no_memory) {
        e->text = print_self_contained(e);
        if (e->text == NULL)
            r->no_memory = 1;
    }
}

/* Reads the document, which the experiment takes over. */
static agglo_status read_document(config_document *document, experiment **out,
                                  agglo_faults *faults) {
    size_t errors = faults->errors;
    reader r = {.faults = faults};
    experiment *e = reader_array(&r, 1, sizeof *e);
    if (e == NULL)
        config_free(document);
    else {
        e->document = document;
        if (document_expect(config_root(document), DOCUMENT_EXPERIMENT, faults))
            read_root(&r, e, config_root(document));
    }
    if (r.no_memory) {
        agglo_error error;
        error_set(&error, AGGLO_ERROR_MEMORY, "no memory to read an experiment");
        faults_add(faults, &error);
    }
    if (r.no_memory || faults->errors > errors) {
        experiment_free(e);
        for (size_t i = 0; i < faults->count; i++)
            if (!faults->items[i].is_warning)
                return faults->items[i].status;
        return AGGLO_ERROR_INPUT;
    }
    *out = e;
    return AGGLO_OK;
}

agglo_status experiment_load(const char *path, experiment **out, agglo_faults *faults) {
    config_document *document = NULL;
    *out = NULL;
    agglo_status status = config_load(path, &document, faults);
    return status == AGGLO_OK ? read_document(document, out, faults) : status;
}

agglo_status experiment_parse(const char *text, const char *name, experiment **out,
                              agglo_faults *faults) {
    config_document *document = NULL;
    *out = NULL;
    agglo_status status = config_parse(text, strlen(text), name, &document, faults);
    return status == AGGLO_OK ? read_document(document, out, faults) : status;
}

void experiment_free(experiment *e) {
    if (e == NULL)
        return;
    for (size_t k = 0; k < e->factor_count; k++) {
        for (size_t i = 0; i < e->factors[k].range.level_count; i++) {
            free(e->factors[k].levels[i].name);
            free(e->factors[k].levels[i].assignment);
        }
        free(e->factors[k].levels);
        free(e->factors[k].path);
    }
    for (size_t k = 0; k < e->outcome_count; k++) {
        free(e->outcomes[k].variable);
        free(e->outcomes[k].measure);
        free(e->outcomes[k].region);
    }
    free(e->factors);
    free(e->outcomes);
    free(e->ranges);
    free(e->table);
    design_free(e->design);
    config_free(e->base);
    config_free(e->document);
    free(e->name);
    free(e->description);
    free(e->text);
    free(e);
}
