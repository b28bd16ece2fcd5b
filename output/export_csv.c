#include "output/export_csv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "output/csv.h"
#include "output/reader.h"
#include "output/result_table.h"
#include "output/storage.h"
#include "output/text_file.h"

enum { MOST_SHEETS = 64, NAME_SIZE = 160, MOST_WORDS = 256 };

/* A file that will be written. */
typedef struct {
    enum { SHEET_GRID, SHEET_SERIES, SHEET_TABLE } kind;
    char name[NAME_SIZE]; /* of the file */
    char subject[64];     /* the fourth dimension or none, the dimension, the group */
} sheet;

typedef struct {
    const export_csv_request *request;
    reader *in;
    reader_variable *variables; /* without values */
    size_t variable_count;
    reader_coordinate times, regions;
    size_t replicates, begin, end; /* replicates that are written */
    sheet sheets[MOST_SHEETS];
    size_t sheet_count;
    csv catalogue; /* of columns */
} export;

/* ---- What there is to write ---- */

static agglo_status refuse(const export *e, agglo_status status, const char *what,
                           agglo_error *error) {
    error_set(error, status, "%s", what);
    error_place(error, e->request->result, 0, NULL);
    return status;
}

static const char *fourth(const reader_variable *v) {
    return v->rank == 4 ? v->dimension[3] : "";
}

static int is_wanted(const export *e, const char *name) {
    const char *const *wanted = e->request->variables;
    for (size_t k = 0; wanted != NULL && wanted[k] != NULL; k++)
        if (strcmp(wanted[k], name) == 0)
            return 1;
    return wanted == NULL;
}

/* A name that is wanted and not there is an error that says what there is. */
static agglo_status check_wanted(export *e, char *const *names, agglo_error *error) {
    const char *const *wanted = e->request->variables;
    agglo_status status = AGGLO_OK;
    for (size_t k = 0; status == AGGLO_OK && wanted != NULL && wanted[k] != NULL; k++) {
        reader_variable found;
        int is_listed = 0;
        for (size_t i = 0; names[i] != NULL; i++)
            is_listed |= strcmp(names[i], wanted[k]) == 0;
        status = reader_variable_describe(e->in, wanted[k], &found, error);
        if (status == AGGLO_OK && !is_listed) {
            refuse(e, AGGLO_ERROR_INPUT, "what is to be exported is no variable of the result",
                   error);
            error_got(error, "'%s'", wanted[k]);
            status = AGGLO_ERROR_INPUT;
        }
    }
    return status;
}

static agglo_status list_variables(export *e, agglo_error *error) {
    char **names = NULL;
    size_t count = 0;
    agglo_status status = reader_names(e->in, &names, error);
    if (status == AGGLO_OK)
        status = check_wanted(e, names, error);
    while (status == AGGLO_OK && names[count] != NULL)
        count++;
    if (status == AGGLO_OK && (e->variables = calloc(count + 1, sizeof *e->variables)) == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu variables", count);
    for (size_t i = 0; i < count && status == AGGLO_OK; i++) {
        reader_variable *v = &e->variables[e->variable_count];
        if (!is_wanted(e, names[i]))
            continue;
        status = reader_variable_describe(e->in, names[i], v, error);
        if (status == AGGLO_OK && v->rank > 4)
            status = refuse(e, AGGLO_ERROR_INPUT, "a variable has too many dimensions", error);
        e->variable_count++;
    }
    reader_names_free(names);
    if (status == AGGLO_OK && e->variable_count == 0)
        status = refuse(e, AGGLO_ERROR_INPUT, "it has no variables over time and region", error);
    return status;
}

/* Adds a file unless it is listed. */
static agglo_status add_sheet(export *e, int kind, const char *subject, agglo_error *error) {
    sheet made = {.kind = kind};
    snprintf(made.subject, sizeof made.subject, "%s", subject);
    if (kind == SHEET_GRID)
        snprintf(made.name, sizeof made.name, "by_region%s%s.csv", subject[0] != '\0' ? "_" : "",
                 subject);
    else
        snprintf(made.name, sizeof made.name, "%s.csv", subject);
    for (size_t k = 0; k < e->sheet_count; k++)
        if (strcmp(e->sheets[k].name, made.name) == 0)
            return AGGLO_OK;
    if (e->sheet_count == MOST_SHEETS)
        return refuse(e, AGGLO_ERROR_INPUT, "it has too many dimensions", error);
    e->sheets[e->sheet_count++] = made;
    return AGGLO_OK;
}

static agglo_status add_series(export *e, const char *dimension, agglo_error *error) {
    char **names = NULL;
    agglo_status status = AGGLO_OK;
    if (dimension[0] != '\0')
        status = reader_names_along(e->in, dimension, &names, error);
    if (status == AGGLO_OK && names != NULL && names[0] != NULL)
        status = add_sheet(e, SHEET_SERIES, dimension, error);
    reader_names_free(names);
    return status;
}

static agglo_status add_tables(export *e, agglo_error *error) {
    static const char *const groups[] = {"events", "snapshots", "network"};
    agglo_status status = AGGLO_OK;
    for (int k = 0; k < 3 && status == AGGLO_OK; k++) {
        result_table *table;
        status = result_table_open(e->request->result, groups[k], &table, error);
        if (status == AGGLO_OK && table != NULL)
            status = add_sheet(e, SHEET_TABLE, groups[k], error);
        result_table_close(table);
    }
    return status;
}

static agglo_status list_sheets(export *e, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (size_t v = 0; v < e->variable_count && status == AGGLO_OK; v++)
        status = add_sheet(e, SHEET_GRID, fourth(&e->variables[v]), error);
    if (status == AGGLO_OK)
        status = add_series(e, "time", error);
    if (status == AGGLO_OK)
        status = add_series(e, "region", error);
    for (size_t v = 0; v < e->variable_count && status == AGGLO_OK; v++)
        status = add_series(e, fourth(&e->variables[v]), error);
    return status == AGGLO_OK && e->request->variables == NULL ? add_tables(e, error) : status;
}

static agglo_status read_coordinates(export *e, agglo_error *error) {
    agglo_status status = reader_coordinate_get(e->in, "time", &e->times, error);
    if (status == AGGLO_OK)
        status = reader_coordinate_get(e->in, "region", &e->regions, error);
    const size_t *shape = e->variables[0].shape;
    if (status == AGGLO_OK && (e->times.numbers == NULL || e->times.size != shape[1] ||
                               e->regions.labels == NULL || e->regions.size != shape[2]))
        status = refuse(e, AGGLO_ERROR_INPUT, "its coordinates do not fit its variables", error);
    e->replicates = shape[0];
    e->begin = e->request->replicate < 0 ? 0 : (size_t)e->request->replicate;
    e->end = e->request->replicate < 0 ? e->replicates : e->begin + 1;
    if (status == AGGLO_OK && e->end > e->replicates) {
        refuse(e, AGGLO_ERROR_INPUT, "there is no such replicate", error);
        error_got(error, "%ld", e->request->replicate);
        error_expected(error, "0 to %zu", e->replicates - 1);
        status = AGGLO_ERROR_INPUT;
    }
    return status;
}

/* ---- The catalogue ---- */

static void catalogue_add(export *e, const sheet *s, const reader_variable *v) {
    csv_text(&e->catalogue, s->name);
    csv_text(&e->catalogue, v->name);
    csv_text(&e->catalogue, v->unit);
    csv_text(&e->catalogue, v->long_name);
    csv_end(&e->catalogue);
}

/* A column that is a dimension's coordinate. */
static agglo_status catalogue_dimension(export *e, const sheet *s, const char *dimension,
                                        agglo_error *error) {
    reader_variable v;
    agglo_status status = reader_variable_describe(e->in, dimension, &v, error);
    if (status == AGGLO_OK)
        catalogue_add(e, s, &v);
    return status;
}

/* ---- Variables over replicate, time, region ---- */

static void put_element(csv *c, const reader_coordinate *coordinate, size_t k) {
    if (coordinate->labels != NULL)
        csv_text(c, coordinate->labels[k]);
    else
        csv_number(c, coordinate->numbers[k]);
}

typedef struct {
    const sheet *sheet;
    const reader_variable **plans; /* the sheet's variables */
    reader_variable *parts;        /* and their numbers in a replicate */
    size_t count;
    reader_coordinate labels; /* of the fourth dimension */
    size_t label_count;
} grid;

static agglo_status grid_find(export *e, const sheet *s, grid *g, agglo_error *error) {
    *g = (grid){.sheet = s, .label_count = 1};
    g->plans = calloc(e->variable_count, sizeof *g->plans);
    g->parts = calloc(e->variable_count, sizeof *g->parts);
    if (g->plans == NULL || g->parts == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu columns", e->variable_count);
    const size_t *first = e->variables[0].shape;
    for (size_t v = 0; v < e->variable_count; v++)
        if (strcmp(fourth(&e->variables[v]), s->subject) == 0) {
            const reader_variable *plan = g->plans[g->count++] = &e->variables[v];
            if (memcmp(plan->shape, first, 3 * sizeof *first) != 0 ||
                (plan->rank == 4 && plan->shape[3] != g->plans[0]->shape[3]))
                return refuse(e, AGGLO_ERROR_INPUT, "its variables differ in length", error);
        }
    if (s->subject[0] == '\0')
        return AGGLO_OK;
    g->label_count = g->plans[0]->shape[3];
    agglo_status status = reader_coordinate_get(e->in, s->subject, &g->labels, error);
    if (status == AGGLO_OK && g->labels.size != g->label_count)
        status = refuse(e, AGGLO_ERROR_INPUT, "its coordinates do not fit its variables", error);
    return status;
}

static void grid_free(grid *g) {
    for (size_t k = 0; g->parts != NULL && k < g->count; k++)
        reader_variable_free(&g->parts[k]);
    reader_coordinate_free(&g->labels);
    free(g->plans);
    free(g->parts);
}

static agglo_status grid_head(export *e, const grid *g, csv *c, agglo_error *error) {
    const char *const keys[] = {"replicate", "time", "region", g->sheet->subject};
    size_t key_count = g->sheet->subject[0] != '\0' ? 4 : 3;
    agglo_status status = AGGLO_OK;
    for (size_t k = 0; k < key_count && status == AGGLO_OK; k++) {
        csv_text(c, keys[k]);
        status = catalogue_dimension(e, g->sheet, keys[k], error);
    }
    for (size_t k = 0; k < g->count; k++) {
        csv_text(c, g->plans[k]->name);
        catalogue_add(e, g->sheet, g->plans[k]);
    }
    csv_end(c);
    return status;
}

static agglo_status grid_read(export *e, grid *g, size_t replicate, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (size_t k = 0; k < g->count && status == AGGLO_OK; k++) {
        reader_variable_free(&g->parts[k]);
        status =
            reader_variable_replicate(e->in, g->plans[k]->name, replicate, &g->parts[k], error);
    }
    return status;
}

static void grid_rows(const export *e, const grid *g, size_t replicate, csv *c) {
    for (size_t t = 0; t < e->times.size; t++)
        for (size_t cell = 0; cell < e->regions.size * g->label_count; cell++) {
            csv_integer(c, (int64_t)replicate);
            csv_number(c, e->times.numbers[t]);
            csv_text(c, e->regions.labels[cell / g->label_count]);
            if (g->label_count > 1 || g->labels.size > 0)
                put_element(c, &g->labels, cell % g->label_count);
            for (size_t k = 0; k < g->count; k++)
                csv_number(c, g->parts[k].values[t * e->regions.size * g->label_count + cell]);
            csv_end(c);
        }
}

static agglo_status write_grid(export *e, const sheet *s, csv *c, size_t *rows,
                               agglo_error *error) {
    grid g;
    agglo_status status = grid_find(e, s, &g, error);
    if (status == AGGLO_OK)
        status = grid_head(e, &g, c, error);
    for (size_t r = e->begin; r < e->end && status == AGGLO_OK; r++) {
        status = grid_read(e, &g, r, error);
        if (status == AGGLO_OK)
            grid_rows(e, &g, r, c);
        *rows += e->times.size * e->regions.size * g.label_count;
    }
    grid_free(&g);
    return status;
}

/* ---- What is known of a dimension's elements ---- */

enum { MOST_SERIES = 32 };

/* `names` begins with the dimension's own coordinate. */
static agglo_status read_series(export *e, const sheet *s, char **names, size_t count,
                                reader_coordinate *out, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (size_t k = 0; k < count && status == AGGLO_OK; k++) {
        const char *name = k == 0 ? s->subject : names[k - 1];
        status = catalogue_dimension(e, s, name, error);
        if (status == AGGLO_OK)
            status = reader_coordinate_get(e->in, name, &out[k], error);
        if (status == AGGLO_OK && out[k].size != out[0].size)
            status = refuse(e, AGGLO_ERROR_INPUT, "what lies along a dimension differs in length",
                            error);
    }
    return status;
}

static agglo_status write_series(export *e, const sheet *s, csv *c, size_t *rows,
                                 agglo_error *error) {
    char **names = NULL;
    reader_coordinate columns[MOST_SERIES] = {{0}};
    size_t count = 1;
    agglo_status status = reader_names_along(e->in, s->subject, &names, error);
    while (status == AGGLO_OK && count < MOST_SERIES && names[count - 1] != NULL)
        count++;
    if (status == AGGLO_OK)
        status = read_series(e, s, names, count, columns, error);
    for (size_t k = 0; k < count && status == AGGLO_OK; k++)
        csv_text(c, k == 0 ? s->subject : names[k - 1]);
    csv_end(c);
    *rows = columns[0].size;
    for (size_t i = 0; i < columns[0].size && status == AGGLO_OK; i++) {
        for (size_t k = 0; k < count; k++)
            put_element(c, &columns[k], i);
        csv_end(c);
    }
    for (size_t k = 0; k < count; k++)
        reader_coordinate_free(&columns[k]);
    reader_names_free(names);
    return status;
}

/* ---- Tables ---- */

/* A column of a table: its numbers in a replicate, and the words that they mean. */
typedef struct {
    result_table_info *info;
    const char *words[MOST_WORDS];
    size_t word_count;
    void *values;
    int is_region; /* an index of one */
} table_column;

static void split_words(table_column *shown) {
    char *rest = NULL, *text = shown->info->meanings;
    for (char *word = text != NULL ? strtok_r(text, " ", &rest) : NULL;
         word != NULL && shown->word_count < MOST_WORDS; word = strtok_r(NULL, " ", &rest))
        shown->words[shown->word_count++] = word;
}

static void put_bits(const table_column *shown, unsigned bits, csv *c) {
    char text[1024] = "";
    size_t used = 0;
    for (size_t k = 0; k < shown->word_count; k++)
        if ((bits >> k & 1U) != 0 && used < sizeof text)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s", used > 0 ? " " : "",
                                     shown->words[k]);
    csv_text(c, text);
}

static void put_integer(const export *e, const table_column *shown, int64_t value, csv *c) {
    if (shown->is_region)
        csv_text(c,
                 value >= 0 && (size_t)value < e->regions.size ? e->regions.labels[value] : NULL);
    else if (shown->word_count > 0 && shown->info->are_bits)
        put_bits(shown, (unsigned)value, c);
    else if (shown->word_count > 0 && value >= 0 && (size_t)value < shown->word_count)
        csv_text(c, shown->words[value]);
    else
        csv_integer(c, value);
}

static void put_cell(const export *e, const table_column *shown, size_t row, csv *c) {
    switch (shown->info->type) {
    case COLUMN_f64:
        csv_number(c, ((const double *)shown->values)[row]);
        break;
    case COLUMN_f32:
        csv_float(c, ((const float *)shown->values)[row]);
        break;
    case COLUMN_u64:
        csv_identity(c, ((const uint64_t *)shown->values)[row]);
        break;
    case COLUMN_i32:
        put_integer(e, shown, ((const int32_t *)shown->values)[row], c);
        break;
    case COLUMN_i16:
        put_integer(e, shown, ((const int16_t *)shown->values)[row], c);
        break;
    case COLUMN_u16:
        put_integer(e, shown, ((const uint16_t *)shown->values)[row], c);
        break;
    default:
        put_integer(e, shown, ((const uint8_t *)shown->values)[row], c);
    }
}

static agglo_status table_replicate(const export *e, result_table *table, table_column *columns,
                                    size_t count, size_t replicate, csv *c, agglo_error *error) {
    size_t rows = result_table_rows(table, replicate);
    agglo_status status = AGGLO_OK;
    for (size_t k = 0; k < count && status == AGGLO_OK; k++) {
        const result_table_info *info = columns[k].info;
        free(columns[k].values);
        columns[k].values = malloc((rows + 1) * column_type_size(info->type));
        if (columns[k].values == NULL)
            return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu rows", rows);
        status =
            result_table_column(table, info->name, replicate, info->type, columns[k].values, error);
    }
    for (size_t i = 0; i < rows && status == AGGLO_OK; i++) {
        for (size_t k = 0; k < count; k++)
            put_cell(e, &columns[k], i, c);
        csv_end(c);
    }
    return status;
}

static void table_head(export *e, const sheet *s, table_column *columns, size_t count, csv *c) {
    for (size_t k = 0; k < count; k++) {
        const result_table_info *info = columns[k].info;
        reader_variable described = {0};
        snprintf(described.name, sizeof described.name, "%s", info->name);
        snprintf(described.unit, sizeof described.unit, "%s", info->unit);
        snprintf(described.long_name, sizeof described.long_name, "%s",
                 columns[k].is_region ? "name of the region; empty: the world" : info->long_name);
        csv_text(c, info->name);
        catalogue_add(e, s, &described);
    }
    csv_end(c);
}

static agglo_status write_table(export *e, const sheet *s, csv *c, size_t *rows,
                                agglo_error *error) {
    result_table *table = NULL;
    result_table_info *infos = NULL;
    table_column *columns = NULL;
    size_t count = 0;
    agglo_status status = result_table_open(e->request->result, s->subject, &table, error);
    if (status == AGGLO_OK)
        status = result_table_columns(table, &infos, &count, error);
    if (status == AGGLO_OK && (columns = calloc(count + 1, sizeof *columns)) == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu columns", count);
    for (size_t k = 0; k < count && columns != NULL; k++) {
        columns[k].info = &infos[k];
        columns[k].is_region = strcmp(infos[k].name, "region") == 0;
        split_words(&columns[k]);
    }
    if (status == AGGLO_OK)
        table_head(e, s, columns, count, c);
    for (size_t r = e->begin; r < e->end && status == AGGLO_OK; r++) {
        status = table_replicate(e, table, columns, count, r, c, error);
        *rows += result_table_rows(table, r);
    }
    for (size_t k = 0; columns != NULL && k < count; k++)
        free(columns[k].values);
    free(columns);
    result_table_columns_free(infos, count);
    result_table_close(table);
    return status;
}

/* ---- Files ---- */

static char *path_of(const export *e, const char *name) {
    char *folder = storage_join(e->request->folder, "/");
    char *path = folder != NULL ? storage_join(folder, name) : NULL;
    free(folder);
    return path;
}

static agglo_status no_name(agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a file's name");
}

static agglo_status write_sheet(export *e, const sheet *s, agglo_error *error) {
    static agglo_status (*const writers[])(export *, const sheet *, csv *, size_t *,
                                           agglo_error *) = {write_grid, write_series, write_table};
    text_file file;
    size_t rows = 0;
    char *path = path_of(e, s->name);
    agglo_status status = path == NULL
                              ? no_name(error)
                              : text_file_create(path, e->request->may_replace, &file, error);
    if (status == AGGLO_OK) {
        csv c = {.out = file.out};
        status = writers[s->kind](e, s, &c, &rows, error);
        status = text_file_close(&file, status, error);
    }
    free(path);
    if (status == AGGLO_OK && e->request->tell != NULL)
        e->request->tell(e->request->context, s->name, rows);
    return status;
}

static const char *const catalogue_name = "variables.csv";

/* The folder is there, and none of the files unless they may be replaced. */
static agglo_status prepare_folder(const export *e, agglo_error *error) {
    struct stat info;
    agglo_status status = AGGLO_OK;
    if (mkdir(e->request->folder, 0777) != 0 &&
        (errno != EEXIST || stat(e->request->folder, &info) != 0 || !S_ISDIR(info.st_mode)))
        return storage_system_error(error, e->request->folder, "cannot make the folder");
    for (size_t k = 0; k <= e->sheet_count && status == AGGLO_OK; k++) {
        char *path = path_of(e, k < e->sheet_count ? e->sheets[k].name : catalogue_name);
        status =
            path == NULL ? no_name(error) : text_file_check(path, e->request->may_replace, error);
        free(path);
    }
    return status;
}

static agglo_status write_all(export *e, agglo_error *error) {
    static const char *const head[] = {"file", "name", "unit", "long_name"};
    text_file file;
    agglo_status status = prepare_folder(e, error);
    if (status != AGGLO_OK)
        return status;
    char *path = path_of(e, catalogue_name);
    status = path == NULL ? no_name(error)
                          : text_file_create(path, e->request->may_replace, &file, error);
    free(path);
    if (status != AGGLO_OK)
        return status;
    e->catalogue = (csv){.out = file.out};
    for (int k = 0; k < 4; k++)
        csv_text(&e->catalogue, head[k]);
    csv_end(&e->catalogue);
    for (size_t k = 0; k < e->sheet_count && status == AGGLO_OK; k++)
        status = write_sheet(e, &e->sheets[k], error);
    return text_file_close(&file, status, error);
}

agglo_status export_csv(const export_csv_request *request, agglo_error *error) {
    export *e = calloc(1, sizeof *e);
    if (e == NULL)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory to export");
    e->request = request;
    agglo_status status = reader_open(request->result, request->accept_incomplete, &e->in, error);
    if (status == AGGLO_OK)
        status = list_variables(e, error);
    if (status == AGGLO_OK)
        status = read_coordinates(e, error);
    if (status == AGGLO_OK)
        status = list_sheets(e, error);
    if (status == AGGLO_OK)
        status = write_all(e, error);
    for (size_t v = 0; e->variables != NULL && v < e->variable_count; v++)
        reader_variable_free(&e->variables[v]);
    free(e->variables);
    reader_coordinate_free(&e->times);
    reader_coordinate_free(&e->regions);
    reader_close(e->in);
    free(e);
    return status;
}
