#include "tools/agglo/compare/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int compare_file_is(const char *path) {
    static const unsigned char signature[8] = {0x89, 'H', 'D', 'F', '\r', '\n', 0x1A, '\n'};
    unsigned char bytes[sizeof signature] = {0};
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return 0;
    size_t count = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    return count == sizeof bytes && memcmp(bytes, signature, sizeof bytes) == 0;
}

static agglo_status refuse(const char *path, const char *what, agglo_error *error) {
    error_set(error, AGGLO_ERROR_INPUT, "%s", what);
    error_place(error, path, 0, NULL);
    error_expected(error, "the finished result of 'agglo run'");
    return AGGLO_ERROR_INPUT;
}

static agglo_status no_memory(const char *path, agglo_error *error) {
    error_set(error, AGGLO_ERROR_MEMORY, "no memory for a result");
    error_place(error, path, 0, NULL);
    return AGGLO_ERROR_MEMORY;
}

typedef struct {
    compare_file *file;
    reader *in;
    const char *path;
} loading;

/* The index of a dimension, which is added if it is new. */
static agglo_status find_dimension(const loading *l, const char *name, size_t size, int *index,
                                   agglo_error *error) {
    compare_file *f = l->file;
    size_t count = f->schema.dimension_count;
    for (*index = 0; *index < (int)count; ++*index)
        if (strcmp(f->dimensions[*index].name, name) == 0)
            return f->dimensions[*index].size == size
                       ? AGGLO_OK
                       : refuse(l->path, "its variables do not fit each other", error);
    if (count == COMPARE_FILE_DIMENSIONS)
        return refuse(l->path, "it has too many dimensions", error);
    reader_coordinate *c = &f->coordinates[count];
    agglo_status status = reader_coordinate_get(l->in, name, c, error);
    if (status != AGGLO_OK)
        return status;
    f->schema.dimension_count++; /* from here on the coordinate is freed with the file */
    if (c->size != size)
        return refuse(l->path, "a coordinate does not fit its variables", error);
    f->dimensions[count] = (schema_dimension){.name = name,
                                              .size = size,
                                              .numbers = c->numbers,
                                              .labels = (const char *const *)c->labels,
                                              .unit = "",
                                              .long_name = name};
    return AGGLO_OK;
}

static agglo_status describe(const loading *l, size_t v, agglo_error *error) {
    compare_file *f = l->file;
    reader_variable *source = &f->sources[v];
    schema_variable *out = &f->variables[v];
    if (source->rank > SCHEMA_MAX_RANK)
        return refuse(l->path, "a variable has too many dimensions", error);
    *out = (schema_variable){.name = source->name,
                             .unit = source->unit,
                             .long_name = source->long_name,
                             .rank = source->rank,
                             .offset = f->schema.row_width,
                             .width = source->rank == SCHEMA_MAX_RANK ? source->shape[3] : 1};
    agglo_status status = AGGLO_OK;
    for (int d = 0; d < source->rank && status == AGGLO_OK; d++)
        status =
            find_dimension(l, source->dimension[d], source->shape[d], &out->dimensions[d], error);
    f->schema.row_width += out->width;
    return status;
}

static agglo_status read_variables(const loading *l, agglo_error *error) {
    compare_file *f = l->file;
    char **names = NULL;
    size_t count = 0;
    agglo_status status = reader_names(l->in, &names, error);
    if (status != AGGLO_OK)
        return status;
    while (names[count] != NULL)
        count++;
    f->variables = calloc(count + 1, sizeof *f->variables);
    f->sources = calloc(count + 1, sizeof *f->sources);
    f->schema.variables = f->variables;
    f->schema.dimensions = f->dimensions;
    if (f->variables == NULL || f->sources == NULL)
        status = no_memory(l->path, error);
    for (size_t v = 0; v < count && status == AGGLO_OK; v++) {
        status = reader_variable_get(l->in, names[v], &f->sources[v], error);
        if (status == AGGLO_OK) {
            f->schema.variable_count++;
            status = describe(l, v, error);
        }
    }
    reader_names_free(names);
    if (status == AGGLO_OK && count == 0)
        status = refuse(l->path, "it holds no variables over replicate, time and region", error);
    return status;
}

/* Numbers of one variable go to their places in all rows; the variable's own are given back. */
static void spread(compare_file *f, size_t v) {
    const schema_variable *of = &f->variables[v];
    size_t rows = f->replicates * f->times * f->regions, width = f->schema.row_width;
    for (size_t i = 0; i < rows; i++)
        memcpy(f->rows + i * width + of->offset, f->sources[v].values + i * of->width,
               of->width * sizeof *f->rows);
    free(f->sources[v].values);
    f->sources[v].values = NULL;
}

static agglo_status make_rows(const loading *l, agglo_error *error) {
    compare_file *f = l->file;
    f->replicates = f->dimensions[0].size;
    f->times = f->dimensions[1].size;
    f->regions = f->dimensions[2].size;
    if (f->dimensions[1].numbers == NULL || f->dimensions[2].labels == NULL || f->times == 0 ||
        f->regions == 0)
        return refuse(l->path, "times or regions are not told", error);
    f->rows =
        calloc(f->replicates * f->times * f->regions + 1, f->schema.row_width * sizeof *f->rows);
    if (f->rows == NULL)
        return no_memory(l->path, error);
    for (size_t v = 0; v < f->schema.variable_count; v++)
        spread(f, v);
    return AGGLO_OK;
}

static agglo_status read_scenario(const loading *l, agglo_error *error) {
    compare_file *f = l->file;
    agglo_faults faults = {0};
    config_document *document = NULL;
    char *text = reader_text(l->in, "scenario");
    f->rules = reader_text(l->in, "model_version");
    agglo_status status = AGGLO_OK;
    if (text == NULL || f->rules == NULL)
        status = refuse(l->path, "it does not say which scenario it is of", error);
    if (status == AGGLO_OK)
        status = config_parse(text, strlen(text), l->path, &document, &faults);
    if (status == AGGLO_OK)
        status = scenario_read(document, &f->scenario, &faults);
    for (size_t i = faults.count; status != AGGLO_OK && i-- > 0;)
        if (!faults.items[i].is_warning)
            *error = faults.items[i];
    config_free(document);
    faults_free(&faults);
    free(text);
    return status;
}

agglo_status compare_file_load(const char *path, compare_file **out, agglo_error *error) {
    reader *in = NULL;
    *out = NULL;
    compare_file *f = calloc(1, sizeof *f);
    if (f == NULL)
        return no_memory(path, error);
    agglo_status status = reader_open(path, 0, &in, error);
    loading l = {f, in, path};
    if (status == AGGLO_OK)
        status = read_scenario(&l, error);
    if (status == AGGLO_OK)
        status = read_variables(&l, error);
    if (status == AGGLO_OK)
        status = make_rows(&l, error);
    reader_close(in);
    if (status == AGGLO_OK)
        *out = f;
    else
        compare_file_free(f);
    return status;
}

void compare_file_free(compare_file *f) {
    if (f == NULL)
        return;
    for (size_t v = 0; f->sources != NULL && v < f->schema.variable_count; v++)
        reader_variable_free(&f->sources[v]);
    for (size_t d = 0; d < f->schema.dimension_count; d++)
        reader_coordinate_free(&f->coordinates[d]);
    free(f->variables);
    free(f->sources);
    free(f->rows);
    free(f->rules);
    scenario_free(f->scenario);
    free(f);
}

const double *compare_file_rows(const compare_file *f, size_t replicate) {
    return f->rows + replicate * f->times * f->regions * f->schema.row_width;
}
