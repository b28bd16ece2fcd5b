#include "models/scenario/difference.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { PLACE_SIZE = 128, WORD_SIZE = 100 };

/* ---- Values ---- */

int scenario_difference_note(scenario_difference *d, const char *path, const char *one,
                             const char *other) {
    snprintf(d->path, sizeof d->path, "%s", path);
    config_clean(one, d->one, sizeof d->one);
    config_clean(other, d->other, sizeof d->other);
    return d->take != NULL ? d->take(d) : 1;
}

static void number_words(double value, const char *format, char *words) {
    if (isnan(value))
        snprintf(words, WORD_SIZE, "no value");
    else if (isinf(value))
        snprintf(words, WORD_SIZE, "never");
    else
        snprintf(words, WORD_SIZE, format, value);
}

int scenario_difference_number(scenario_difference *d, const char *path, double one, double other) {
    static const char *const formats[] = {"%.10g", "%.17g"};
    char a[WORD_SIZE] = "", b[WORD_SIZE] = "";
    if (one == other || (isnan(one) && isnan(other)))
        return 0;
    for (int i = 0; i < 2 && strcmp(a, b) == 0; i++) { /* all digits only where they are needed */
        number_words(one, formats[i], a);
        number_words(other, formats[i], b);
    }
    return scenario_difference_note(d, path, a, b);
}

int scenario_difference_text(scenario_difference *d, const char *path, const char *one,
                             const char *other) {
    char a[WORD_SIZE], b[WORD_SIZE];
    if (strcmp(one, other) == 0)
        return 0;
    snprintf(a, sizeof a, "\"%s\"", one);
    snprintf(b, sizeof b, "\"%s\"", other);
    return scenario_difference_note(d, path, a, b);
}

/* ---- Fields ---- */

static int differ_in_list(scenario_difference *d, const char *path, int count, const void *one,
                          const void *other) {
    const double *a = one, *b = other;
    for (int i = 0; i < count; i++) {
        char element[PLACE_SIZE + 96];
        snprintf(element, sizeof element, "%s[%d]", path, i);
        if (scenario_difference_number(d, element, a[i], b[i]))
            return 1;
    }
    return 0;
}

static int differ_in_choice(scenario_difference *d, const field *f, const char *path,
                            const int values[2]) {
    const char *words[2];
    if (values[0] == values[1])
        return 0;
    for (int i = 0; i < 2; i++)
        words[i] = values[i] >= 0 && values[i] < f->count ? f->choices[values[i]] : "no value";
    return scenario_difference_note(d, path, words[0], words[1]);
}

static int differ_in_field(scenario_difference *d, const field *f, const char *path,
                           const void *const owners[2]) {
    const void *one = (const char *)owners[0] + f->offset;
    const void *other = (const char *)owners[1] + f->offset;
    int whole[2] = {0, 0};
    switch (f->type) {
    case FIELD_NUMBER:
        return scenario_difference_number(d, path, *(const double *)one, *(const double *)other);
    case FIELD_NUMBERS:
        return differ_in_list(d, path, f->count, one, other);
    case FIELD_INTEGER:
    case FIELD_FLAG:
    case FIELD_CHOICE:
        whole[0] = *(const int *)one;
        whole[1] = *(const int *)other;
        break;
    case FIELD_TEXT:
    case FIELD_OTHER:
        return 0;
    }
    if (f->type == FIELD_CHOICE)
        return differ_in_choice(d, f, path, whole);
    if (f->type == FIELD_FLAG && !whole[0] != !whole[1])
        return scenario_difference_note(d, path, whole[0] ? "true" : "false",
                                        whole[1] ? "true" : "false");
    return scenario_difference_number(d, path, whole[0], whole[1]);
}

int scenario_difference_fields(scenario_difference *d, const field_table *table, const char *place,
                               const void *one, const void *other) {
    const void *const owners[2] = {one, other};
    for (size_t i = 0; i < table->count; i++) {
        const field *f = &table->rows[i];
        char path[PLACE_SIZE + 64];
        snprintf(path, sizeof path, "%s%s%s", place, place[0] != '\0' ? "." : "", f->name);
        if (differ_in_field(d, f, path, owners))
            return 1;
    }
    return 0;
}

/* ---- Sections ---- */

static int differ_in_time(scenario_difference *d, const scenario *one, const scenario *other) {
    char a[24], b[24];
    if (scenario_difference_number(d, "time.start", one->start_year, other->start_year) ||
        scenario_difference_number(d, "time.step_months", one->step_months, other->step_months))
        return 1;
    if (one->seed == other->seed)
        return 0;
    snprintf(a, sizeof a, "%" PRIu64, one->seed);
    snprintf(b, sizeof b, "%" PRIu64, other->seed);
    return scenario_difference_note(d, "seed", a, b);
}

/* A list of groups of initial agents that are alike. */
typedef struct {
    const field_table *table; /* its name is the list's */
    size_t size;              /* of an element */
    const void *items[2];
    int count[2];
} group_pair;

static int differ_in_groups(scenario_difference *d, const char *region, const group_pair *p) {
    char place[PLACE_SIZE];
    snprintf(place, sizeof place, "%s.%s", region, p->table->name);
    for (int g = 0; g < p->count[0] && g < p->count[1]; g++) {
        char element[PLACE_SIZE + 16];
        size_t offset = (size_t)g * p->size;
        snprintf(element, sizeof element, "%s[%d]", place, g);
        if (scenario_difference_fields(d, p->table, element, (const char *)p->items[0] + offset,
                                       (const char *)p->items[1] + offset))
            return 1;
    }
    char words[2][WORD_SIZE];
    if (p->count[0] == p->count[1])
        return 0;
    for (int i = 0; i < 2; i++)
        snprintf(words[i], sizeof words[i], "%d group%s", p->count[i], p->count[i] == 1 ? "" : "s");
    return scenario_difference_note(d, place, words[0], words[1]);
}

#define GROUPS(list)                                                                               \
    {                                                                                              \
        &fields_##list, sizeof *one->list, {one->list, other->list}, {                             \
            one->list##_count, other->list##_count                                                 \
        }                                                                                          \
    }

static int differ_in_region(scenario_difference *d, int index, const scenario_region *one,
                            const scenario_region *other) {
    char place[96], name[48];
    snprintf(place, sizeof place, "regions.%.64s", one->name);
    snprintf(name, sizeof name, "regions[%d].name", index);
    if (scenario_difference_text(d, name, one->name, other->name) ||
        scenario_difference_fields(d, &fields_region, place, one, other))
        return 1;
    const group_pair pairs[] = {GROUPS(firms), GROUPS(universities), GROUPS(hospitals),
                                GROUPS(funds)};
    for (size_t k = 0; k < sizeof pairs / sizeof pairs[0]; k++)
        if (differ_in_groups(d, place, &pairs[k]))
            return 1;
    return 0;
}

static int differ_in_regions(scenario_difference *d, const scenario *one, const scenario *other) {
    for (int r = 0; r < one->region_count && r < other->region_count; r++)
        if (differ_in_region(d, r, &one->regions[r], &other->regions[r]))
            return 1;
    if (one->region_count == other->region_count)
        return 0;
    char words[2][WORD_SIZE];
    const int counts[2] = {one->region_count, other->region_count};
    for (int i = 0; i < 2; i++)
        snprintf(words[i], sizeof words[i], "%d region%s", counts[i], counts[i] == 1 ? "" : "s");
    return scenario_difference_note(d, "regions", words[0], words[1]);
}

/* One table of the world: objects, or plain numbers (no field table), by name. */
typedef struct {
    const char *name;
    const char *const *names;
    int count, first; /* where to begin */
    const field_table *table;
    size_t size;
    const void *items[2];
} world_pair;

static int differ_in_world_table(scenario_difference *d, const world_pair *p) {
    for (int k = 0; k < p->count; k++) {
        char place[PLACE_SIZE];
        int i = (p->first + k) % p->count;
        const char *one = (const char *)p->items[0] + (size_t)i * p->size;
        const char *other = (const char *)p->items[1] + (size_t)i * p->size;
        snprintf(place, sizeof place, "world.%s.%s", p->name, p->names[i]);
        int differs = p->table != NULL
                          ? scenario_difference_fields(d, p->table, place, one, other)
                          : scenario_difference_number(d, place, *(const double *)(const void *)one,
                                                       *(const double *)(const void *)other);
        if (differs)
            return 1;
    }
    return 0;
}

#define WORLD(name, names, count, first, table, member)                                            \
    {                                                                                              \
        name, names, count, first, table, sizeof one->world.member[0], {                           \
            one->world.member, other->world.member                                                 \
        }                                                                                          \
    }

static int differ_in_world(scenario_difference *d, const scenario *one, const scenario *other) {
    const world_pair pairs[] = {
        WORLD("markets", market_names, MARKET_COUNT, 0, &fields_market, markets),
        WORLD("fields", field_names, FIELD_COUNT, 0, NULL, burden),
        WORLD("dissatisfaction", field_names, FIELD_COUNT, 0, NULL, dissatisfaction),
        WORLD("device_classes", device_class_names, CLASS_COUNT, 0, &fields_class, classes),
        /* disposables, the rest of the others, come last: others change because they were set */
        WORLD("device_types", device_type_names, TYPE_COUNT, TYPE_DISPOSABLE + 1, &fields_type,
              types),
        WORLD("firm_kinds", firm_kind_names, KIND_COUNT, 0, &fields_kind, kinds),
    };
    for (size_t k = 0; k < sizeof pairs / sizeof pairs[0]; k++)
        if (differ_in_world_table(d, &pairs[k]))
            return 1;
    return 0;
}

static int differ_in_rules(scenario_difference *d, const scenario *one, const scenario *other) {
    char path[PLACE_SIZE];
    for (size_t i = 0; i < parameters_table.count; i++) {
        const param *row = &parameters_table.rows[i];
        snprintf(path, sizeof path, "parameters.%s", row->name);
        if (scenario_difference_number(d, path, param_get(&one->parameters, row),
                                       param_get(&other->parameters, row)))
            return 1;
    }
    for (int k = 0; k < LINK_COUNT; k++) {
        snprintf(path, sizeof path, "links.%d", k + 1);
        if (scenario_difference_number(d, path, one->gains[k], other->gains[k]))
            return 1;
    }
    return 0;
}

int scenario_difference_setting(scenario_difference *d, const scenario *one,
                                const scenario *other) {
    return differ_in_time(d, one, other) || differ_in_regions(d, one, other) ||
           differ_in_world(d, one, other) || differ_in_rules(d, one, other);
}
