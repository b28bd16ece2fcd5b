#include "models/scenario/reader.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/scenario/units.h"

/* ---- Values ---- */

static const char *type_words(config_type type) {
    static const char *const words[] = {[CONFIG_NULL] = "null",
                                        [CONFIG_BOOL] = "true or false",
                                        [CONFIG_NUMBER] = "a number",
                                        [CONFIG_STRING] = "a string",
                                        [CONFIG_ARRAY] = "a list: [ ... ]",
                                        [CONFIG_OBJECT] = "an object: { ... }"};
    return words[type];
}

config_node *reader_typed(reader *r, config_node *node, config_type type) {
    char got[READER_SHOW_SIZE];
    if (node == NULL || node->type == type)
        return node;
    config_fault(r->faults, node, config_show(node, got, sizeof got), type_words(type), NULL,
                 "the value has the wrong type");
    return NULL;
}

char *reader_copy(reader *r, const char *text) {
    size_t size = strlen(text) + 1;
    char *copy = malloc(size);
    if (copy == NULL)
        r->no_memory = 1;
    else
        memcpy(copy, text, size);
    return copy;
}

void *reader_array(reader *r, size_t count, size_t size) {
    void *array = calloc(count > 0 ? count : 1, size);
    if (array == NULL)
        r->no_memory = 1;
    return array;
}

int reader_may_suggest(const reader *r) {
    return r->faults->count < 200;
}

/* "a number" or "a number in M$". */
static const char *number_words(const char *unit, char *buffer, size_t size) {
    int is_plain = unit[0] == '\0' || strcmp(unit, "1") == 0;
    snprintf(buffer, size, is_plain ? "a number" : "a number in %s", unit);
    return buffer;
}

static void text_fault(reader *r, const config_node *node, const char *unit, units_result result) {
    static const struct {
        const char *what, *hint;
    } words[] = {
        [UNITS_OK] = {"", NULL},
        [UNITS_NO_NUMBER] = {"the value is not a number", NULL},
        [UNITS_NO_UNIT] = {"the number stands in quotes", "write it without quotes"},
        [UNITS_CURRENCY] = {"a currency needs an exchange rate, and there is none",
                            "convert it to millions of US dollars of 2020 (M$)"},
        [UNITS_DIFFER] = {"the unit does not fit", NULL},
    };
    char got[READER_SHOW_SIZE], expected[READER_SHOW_SIZE];
    config_fault(r->faults, node, config_show(node, got, sizeof got),
                 number_words(unit, expected, sizeof expected), words[result].hint, "%s",
                 words[result].what);
}

int reader_number(reader *r, const config_node *node, const char *unit, double *value) {
    char got[READER_SHOW_SIZE], expected[READER_SHOW_SIZE];
    if (node->type == CONFIG_NUMBER) {
        *value = node->number;
        return 1;
    }
    if (node->type == CONFIG_STRING) {
        units_result result = units_read(node->text, unit[0] != '\0' ? unit : "1", value);
        if (result != UNITS_OK)
            text_fault(r, node, unit, result);
        return result == UNITS_OK;
    }
    config_fault(r->faults, node, config_show(node, got, sizeof got),
                 number_words(unit, expected, sizeof expected), NULL,
                 "the value has the wrong type");
    return 0;
}

/* What is valid, in words; domains whose lower end is tiny are "above 0". */
static void domain_words(double low, double high, const char *unit, char *buffer, size_t size) {
    const char *shown = strcmp(unit, "1") == 0 ? "" : unit;
    const char *gap = shown[0] != '\0' ? " " : "";
    if (low > 0 && low < 1e-6 && isinf(high))
        snprintf(buffer, size, "a number above 0%s%s", gap, shown);
    else if (isinf(high))
        snprintf(buffer, size, "at least %.10g%s%s", low, gap, shown);
    else if (low > 0 && low < 1e-6)
        snprintf(buffer, size, "above 0, at most %.10g%s%s", high, gap, shown);
    else
        snprintf(buffer, size, "%.10g to %.10g%s%s", low, high, gap, shown);
}

int reader_within(reader *r, const config_node *node, const char *unit, const double domain[2],
                  double *value) {
    char got[READER_SHOW_SIZE], expected[READER_SHOW_SIZE];
    if (!reader_number(r, node, unit, value))
        return 0;
    if (*value >= domain[0] && *value <= domain[1])
        return 1;
    domain_words(domain[0], domain[1], unit, expected, sizeof expected);
    config_fault(r->faults, node, config_show(node, got, sizeof got), expected, NULL,
                 "the value is out of range");
    return 0;
}

int reader_whole(reader *r, const config_node *node, double value) {
    char got[READER_SHOW_SIZE];
    if (value == floor(value))
        return 1;
    config_fault(r->faults, node, config_show(node, got, sizeof got), "a whole number", NULL,
                 "the value is not whole");
    return 0;
}

int reader_param(reader *r, const config_node *node, const param *row, double *value) {
    const double domain[2] = {row->valid_low, row->valid_high};
    double number;
    if (!reader_within(r, node, row->unit, domain, &number))
        return 0;
    if ((row->flags & PARAM_INTEGER) != 0 && !reader_whole(r, node, number))
        return 0;
    if (number < row->low || number > row->high) {
        char got[READER_SHOW_SIZE], expected[READER_SHOW_SIZE];
        domain_words(row->low, row->high, row->unit, expected, sizeof expected);
        config_warn(r->faults, node, config_show(node, got, sizeof got), expected, NULL,
                    "the value is outside the plausible range");
    }
    *value = number;
    return 1;
}

int reader_choice(reader *r, const config_node *node, const char *const *choices, int count) {
    char got[READER_SHOW_SIZE], expected[192] = "one of", hint[128] = "";
    if (node->type == CONFIG_STRING)
        for (int i = 0; i < count; i++)
            if (strcmp(node->text, choices[i]) == 0)
                return i;
    for (int i = 0; i < count; i++) {
        size_t used = strlen(expected);
        snprintf(expected + used, sizeof expected - used, "%s %s", i > 0 ? "," : "", choices[i]);
    }
    const char *closest = node->type == CONFIG_STRING && reader_may_suggest(r)
                              ? config_closest(node->text, choices, (size_t)count)
                              : NULL;
    if (closest != NULL)
        snprintf(hint, sizeof hint, "did you mean \"%s\"?", closest);
    config_fault(r->faults, node, config_show(node, got, sizeof got), expected, hint,
                 "the value is not one of the choices");
    return -1;
}

int reader_is_word(const char *text) {
    size_t n = strlen(text);
    int is_clean = 1;
    for (size_t i = 0; i < n; i++)
        is_clean &= (unsigned char)text[i] >= 0x20 && text[i] != 0x7F;
    return n > 0 && n <= SCENARIO_MAX_WORD && is_clean &&
           strcspn(text, SCENARIO_WORD_EXCLUDES) == n;
}

int reader_word(reader *r, const config_node *node) {
    char got[READER_SHOW_SIZE];
    if (node->type == CONFIG_STRING && reader_is_word(node->text))
        return 1;
    config_fault(r->faults, node, config_show(node, got, sizeof got),
                 "1 to 64 bytes without spaces and . [ ] = , \"", NULL, "the name is not a word");
    return 0;
}

/* ---- Fields ---- */

static void read_numbers(reader *r, const field *f, config_node *node, double *values) {
    char expected[READER_SHOW_SIZE], got[READER_SHOW_SIZE];
    const double domain[2] = {f->low, f->high};
    if (reader_typed(r, node, CONFIG_ARRAY) == NULL)
        return;
    if (node->count != (size_t)f->count) {
        snprintf(expected, sizeof expected, "a list of %d numbers", f->count);
        config_fault(r->faults, node, config_show(node, got, sizeof got), expected, NULL,
                     "the list has the wrong length");
        return;
    }
    double *value = values;
    for (const config_node *n = node->first; n != NULL; n = n->next, value++) {
        double number;
        if (reader_within(r, n, f->unit, domain, &number))
            *value = number;
    }
}

static void read_text(reader *r, config_node *node, char **place) {
    if (reader_typed(r, node, CONFIG_STRING) == NULL)
        return;
    free(*place);
    *place = reader_copy(r, node->text);
}

static void read_field(reader *r, const field *f, config_node *node, void *place) {
    const double domain[2] = {f->low, f->high};
    double number;
    int choice;
    switch (f->type) {
    case FIELD_NUMBER:
        if (reader_within(r, node, f->unit, domain, &number))
            *(double *)place = number;
        break;
    case FIELD_INTEGER:
        if (reader_within(r, node, f->unit, domain, &number)) {
            if (fabs(number - round(number)) < 1e-9) /* 0.25 years are 3 months */
                number = round(number);
            if (reader_whole(r, node, number))
                *(int *)place = (int)number;
        }
        break;
    case FIELD_NUMBERS:
        read_numbers(r, f, node, place);
        break;
    case FIELD_FLAG:
        if (reader_typed(r, node, CONFIG_BOOL) != NULL)
            *(int *)place = node->number != 0;
        break;
    case FIELD_CHOICE:
        choice = reader_choice(r, node, f->choices, f->count);
        if (choice >= 0)
            *(int *)place = choice;
        break;
    case FIELD_TEXT:
        read_text(r, node, place);
        break;
    case FIELD_OTHER:
        break;
    }
}

void reader_fields(reader *r, const field_table *table, config_node *object, void *owner) {
    for (size_t i = 0; i < table->count; i++) {
        const field *f = &table->rows[i];
        config_node *node = config_member(object, f->name);
        if (node != NULL)
            read_field(r, f, node, (char *)owner + f->offset);
        else if (f->is_required)
            config_fault(r->faults, object, NULL, f->meaning, NULL, "\"%s\" is missing", f->name);
    }
}

void reader_unknown(reader *r, const field_table *table, const config_node *object,
                    const param *more, int more_count) {
    const char *names[64];
    size_t count = 0;
    for (size_t i = 0; i < table->count; i++)
        names[count++] = table->rows[i].name;
    for (int i = 0; i < more_count; i++)
        names[count++] = more[i].name;
    config_report_unused(object, names, count, r->faults);
}

/* An object that is described by a table and nothing else. */
void reader_object(reader *r, const field_table *table, config_node *node, void *owner) {
    if (reader_typed(r, node, CONFIG_OBJECT) == NULL)
        return;
    reader_fields(r, table, node, owner);
    reader_unknown(r, table, node, NULL, 0);
}

/* ---- Seeds ---- */

void reader_seed(reader *r, const config_node *node, uint64_t *value) {
    static const double largest = 9007199254740992.0; /* 2^53 */
    char got[READER_SHOW_SIZE];
    if (node == NULL)
        return;
    if (node->type == CONFIG_NUMBER && node->number >= 0 && node->number <= largest &&
        node->number == floor(node->number)) {
        *value = (uint64_t)node->number;
        return;
    }
    if (node->type == CONFIG_STRING && node->text[0] != '\0' &&
        node->text[strspn(node->text, "0123456789")] == '\0') {
        errno = 0;
        unsigned long long seed = strtoull(node->text, NULL, 10);
        if (errno == 0) {
            *value = seed;
            return;
        }
    }
    config_fault(r->faults, node, config_show(node, got, sizeof got),
                 "a whole number from 0 to 18446744073709551615",
                 node->type == CONFIG_NUMBER && node->number > largest
                     ? "write numbers above 2^53 in quotes: others lose digits"
                     : NULL,
                 "the seed is not valid");
}
