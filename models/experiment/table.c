/* Designs given point by point: a file of comma-separated values, or a list in the document. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/experiment/private.h"

/* The experiment's text holds the table: it must stay a document that can be read. */
enum { LINE_SIZE = 65536, MOST_VALUES = 500000 };

typedef struct {
    reader *r;
    experiment *e;
    const config_node *node; /* of "file" */
    const char *path;        /* of the file; null: a list */
    int line;
    size_t capacity;
    size_t columns[EXPERIMENT_MAX_FACTORS]; /* factor of each column */
} table_reader;

static void table_fault(table_reader *t, const char *got, const char *expected, const char *what) {
    agglo_error error;
    if (t->path == NULL) {
        config_fault(t->r->faults, t->node, got, expected, NULL, "%s", what);
        return;
    }
    error_set(&error, AGGLO_ERROR_INPUT, "%s", what);
    error_place(&error, t->path, t->line, "");
    error_got(&error, "%.100s", got != NULL ? got : "");
    error_expected(&error, "%.150s", expected != NULL ? expected : "");
    faults_add(t->r->faults, &error);
}

/* Room for one more point; null without memory. */
static double *add_row(table_reader *t) {
    experiment *e = t->e;
    if (e->spec.n == t->capacity) {
        size_t capacity = t->capacity == 0 ? 64 : 2 * t->capacity;
        double *table = realloc(e->table, capacity * e->factor_count * sizeof *table);
        if (table == NULL) {
            t->r->no_memory = 1;
            return NULL;
        }
        e->table = table;
        t->capacity = capacity;
    }
    return e->table + e->spec.n++ * e->factor_count;
}

static void put_cell(table_reader *t, size_t factor, const char *text, double *row) {
    const experiment_factor *f = &t->e->factors[factor];
    char shown[80], expected[120];
    char *end;
    if (f->range.level_count > 0) {
        long level = experiment_find_level(f, text);
        row[factor] = (double)(level >= 0 ? level : 0);
        if (level >= 0)
            return;
        snprintf(expected, sizeof expected, "a level of %.60s", f->name);
    } else {
        row[factor] = strtod(text, &end);
        int is_inside = !(row[factor] < f->range.low) && !(row[factor] > f->range.high);
        if (end != text && *end == '\0' && isfinite(row[factor]) && is_inside)
            return;
        if (isnan(f->range.low))
            snprintf(expected, sizeof expected, "a number for %.60s", f->name);
        else
            snprintf(expected, sizeof expected, "%.60s from %g to %g", f->name, f->range.low,
                     f->range.high);
    }
    config_clean(text, shown, sizeof shown);
    table_fault(t, shown, expected, "the value does not fit the factor");
}

/* ---- Files ---- */

static char *trim(char *text) {
    while (isspace((unsigned char)*text))
        text++;
    char *end = text + strlen(text);
    while (end > text && isspace((unsigned char)end[-1]))
        *--end = '\0';
    if (end - text >= 2 && *text == '"' && end[-1] == '"') {
        end[-1] = '\0';
        text++;
    }
    return text;
}

/* The next cell of a line, or null; *rest is what follows it. */
static char *next_cell(char **rest) {
    char *cell = *rest;
    if (cell == NULL)
        return NULL;
    char *comma = strchr(cell, ',');
    if (comma != NULL)
        *comma = '\0';
    *rest = comma != NULL ? comma + 1 : NULL;
    return cell;
}

static size_t find_factor(const experiment *e, const char *word) {
    for (size_t k = 0; k < e->factor_count; k++)
        if (strcmp(e->factors[k].name, word) == 0 ||
            (e->factors[k].path != NULL && strcmp(e->factors[k].path, word) == 0))
            return k;
    return e->factor_count;
}

/* The first line: every factor once, by name or path. Columns "design" and "point" are numbers of
 * points and passed over. */
static int read_header(table_reader *t, char *line) {
    const experiment *e = t->e;
    size_t seen[EXPERIMENT_MAX_FACTORS] = {0}, count = 0, named = 0;
    for (char *rest = line, *cell; (cell = next_cell(&rest)) != NULL; count++) {
        char *word = trim(cell), shown[80];
        if (count == EXPERIMENT_MAX_FACTORS)
            return table_fault(t, NULL, "at most 1000 columns", "the table is too wide"), 0;
        size_t k = find_factor(e, word);
        int is_number = strcmp(word, "design") == 0 || strcmp(word, "point") == 0;
        config_clean(word, shown, sizeof shown);
        if (k == e->factor_count && !is_number)
            return table_fault(t, shown, "names or paths of factors",
                               "the column is no factor of the experiment"),
                   0;
        if (k < e->factor_count && seen[k]++)
            return table_fault(t, shown, "each factor once", "the column stands twice"), 0;
        named += k < e->factor_count;
        t->columns[count] = k;
    }
    for (size_t k = 0; named < e->factor_count && k < e->factor_count; k++)
        if (!seen[k])
            return table_fault(t, NULL, e->factors[k].name, "the table lacks a factor"), 0;
    for (; count < EXPERIMENT_MAX_FACTORS; count++)
        t->columns[count] = SIZE_MAX;
    return 1;
}

static void read_row(table_reader *t, char *line) {
    size_t count = 0, wanted = 0;
    double *row = add_row(t);
    while (wanted < EXPERIMENT_MAX_FACTORS && t->columns[wanted] != SIZE_MAX)
        wanted++;
    for (char *rest = line, *cell; row != NULL && (cell = next_cell(&rest)) != NULL; count++)
        if (count < wanted && t->columns[count] < t->e->factor_count)
            put_cell(t, t->columns[count], trim(cell), row);
    if (row != NULL && count != wanted) {
        char got[32], expected[32];
        snprintf(got, sizeof got, "%zu", count);
        snprintf(expected, sizeof expected, "%zu", wanted);
        table_fault(t, got, expected, "the line has the wrong number of values");
    }
}

static int is_too_long(table_reader *t) {
    if (t->e->spec.n * (t->e->factor_count + 1) <= MOST_VALUES)
        return 0;
    table_fault(t, NULL, "points times factors at most 500000", "the table is too long");
    return 1;
}

static void read_stream(table_reader *t, FILE *stream, char *line) {
    int has_header = 0;
    size_t errors = t->r->faults->errors;
    while (fgets(line, LINE_SIZE, stream) != NULL && !t->r->no_memory) {
        t->line++;
        if (strlen(line) == LINE_SIZE - 1) {
            table_fault(t, NULL, "at most 65000 bytes", "the line is too long");
            return;
        }
        char *text = line + (t->line == 1 && strncmp(line, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0);
        text[strcspn(text, "\r\n")] = '\0';
        if (*trim(text) == '\0' || *trim(text) == '#')
            continue;
        if (!has_header) {
            has_header = 1;
            if (!read_header(t, text))
                return;
        } else {
            read_row(t, text);
        }
        if (t->r->faults->errors > errors + 20 || is_too_long(t))
            return;
    }
    if (ferror(stream))
        table_fault(t, NULL, NULL, "the table cannot be read");
}

static void read_file(table_reader *t) {
    char *line = reader_array(t->r, LINE_SIZE, 1);
    FILE *stream = fopen(t->path, "rb");
    if (stream == NULL)
        config_fault(t->r->faults, t->node, t->path, NULL,
                     "a path is relative to the experiment's file",
                     "the table cannot be opened: %s", strerror(errno));
    else if (line != NULL)
        read_stream(t, stream, line);
    if (stream != NULL)
        fclose(stream);
    free(line);
}

/* ---- Lists ---- */

static void read_list(table_reader *t, const config_node *list) {
    for (const config_node *n = list->first; n != NULL && !t->r->no_memory && !is_too_long(t);
         n = n->next) {
        char text[512], got[READER_SHOW_SIZE];
        size_t k = 0;
        t->node = n;
        if (n->type != CONFIG_ARRAY || n->count != t->e->factor_count) {
            table_fault(t, config_show(n, got, sizeof got), "a list with a value for each factor",
                        "the point is not valid");
            continue;
        }
        double *row = add_row(t);
        for (const config_node *c = n->first; row != NULL && c != NULL; c = c->next, k++) {
            if (c->type == CONFIG_NUMBER)
                snprintf(text, sizeof text, "%.17g", c->number);
            else
                snprintf(text, sizeof text, "%s", c->type == CONFIG_STRING ? c->text : "");
            t->node = c;
            put_cell(t, k, text, row);
        }
    }
}

/* Ranges that were not given are what the table covers. */
static void find_ranges(experiment *e) {
    for (size_t k = 0; k < e->factor_count; k++) {
        design_factor *range = &e->factors[k].range;
        if (range->level_count > 0 || !isnan(range->low))
            continue;
        range->low = range->high = e->table[k];
        for (size_t i = 1; i < e->spec.n; i++) {
            range->low = fmin(range->low, e->table[i * e->factor_count + k]);
            range->high = fmax(range->high, e->table[i * e->factor_count + k]);
        }
        if (range->low == range->high) /* a range must not be empty */
            range->high = range->low + fmax(1, fabs(range->low));
    }
}

void experiment_read_table(reader *r, experiment *e, config_node *node) {
    char got[READER_SHOW_SIZE];
    table_reader *t = reader_array(r, 1, sizeof *t);
    if (t == NULL)
        return;
    *t = (table_reader){.r = r, .e = e, .node = node};
    size_t errors = r->faults->errors;
    e->spec.n = 0;
    if (node->type == CONFIG_STRING) {
        t->path = config_beside(e->document, node->file, node->text);
        if (t->path == NULL)
            r->no_memory = 1;
        else
            read_file(t);
    } else if (node->type == CONFIG_ARRAY) {
        read_list(t, node);
    } else {
        config_fault(r->faults, node, config_show(node, got, sizeof got),
                     "the name of a file, or a list of points", NULL,
                     "the value has the wrong type");
    }
    t->node = node;
    if (r->faults->errors == errors && !r->no_memory && e->spec.n == 0)
        table_fault(t, NULL, "a line with names, then a line for each point",
                    "the table has no points");
    if (r->faults->errors == errors && !r->no_memory)
        find_ranges(e);
    free(t);
}

char *experiment_print_table(const experiment *e) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL)
        return NULL;
    fputc('[', out);
    for (size_t i = 0; i < e->spec.n; i++) {
        fputs(i > 0 ? ",[" : "[", out);
        for (size_t k = 0; k < e->factor_count; k++) {
            double value = e->table[i * e->factor_count + k];
            const experiment_factor *f = &e->factors[k];
            if (k > 0)
                fputc(',', out);
            if (f->range.level_count > 0 && !f->has_numbers)
                fprintf(out, "\"%s\"", f->levels[(size_t)value].name);
            else
                fprintf(out, "%.17g",
                        f->range.level_count > 0 ? f->levels[(size_t)value].number : value);
        }
        fputc(']', out);
    }
    fputc(']', out);
    int failed = ferror(out);
    if (fclose(out) != 0 || failed) {
        free(text);
        return NULL;
    }
    return text;
}
