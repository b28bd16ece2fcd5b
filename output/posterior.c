/* Writes posteriors with the pieces of the result writer, reads them with the result reader. */
#include "output/posterior.h"

#include <hdf5_hl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output/reader.h"
#include "output/writer_private.h"

/* Weights that were summed in another order may miss 1 by this much. */
static const double weight_tolerance = 1e-6;

/* ---- Checks ---- */

/* What is wrong with the numbers, or null. */
static const char *fault_of(const posterior *p) {
    double sum = 0;
    if (p->samples == 0 || p->parameters == 0)
        return "the posterior is empty";
    for (size_t i = 0; i < p->samples * p->parameters; i++)
        if (!isfinite(p->values[i]))
            return "a value of the posterior is not finite";
    for (size_t i = 0; i < p->samples; i++) {
        if (!(p->weights[i] >= 0))
            return "a weight of the posterior is negative or not a number";
        sum += p->weights[i];
    }
    return fabs(sum - 1) <= weight_tolerance ? NULL : "the weights do not sum to 1";
}

/* ---- Writing ---- */

typedef struct {
    const posterior_document *document;
    hid_t file, sample, parameter;
    hid_t *scales; /* by further dimension */
} target;

static storage_guard guard_of(const char *path, agglo_error *error) {
    return (storage_guard){.blame = AGGLO_ERROR_IO,
                           .error = error,
                           .path = path,
                           .purpose = "cannot write the posterior"};
}

static hid_t create_scale(hid_t file, const posterior_dimension *d, storage_guard *guard) {
    writer_series series = {d->name, "1", d->long_name, d->size, NULL, d->labels};
    hid_t id = writer_series_create(file, &series, guard);
    storage_check(guard, H5DSset_scale(id, d->name));
    return id;
}

static void create_scales(target *self, storage_guard *guard) {
    const posterior_document *document = self->document;
    const posterior *p = document->sample;
    if (p != NULL) {
        posterior_dimension sample = {"sample", "number of the sample", p->samples, NULL};
        posterior_dimension parameter = {"parameter", "parameter", p->parameters,
                                         (const char *const *)p->names};
        self->sample = create_scale(self->file, &sample, guard);
        self->parameter = create_scale(self->file, &parameter, guard);
    }
    for (size_t d = 0; d < document->dimension_count && guard->status == AGGLO_OK; d++)
        self->scales[d] = create_scale(self->file, &document->dimensions[d], guard);
}

/* The scale and size of a dimension by name. */
static hid_t find_scale(const target *self, const char *name, hsize_t *size, storage_guard *guard) {
    const posterior_document *document = self->document;
    const posterior *p = document->sample;
    if (p != NULL && strcmp(name, "sample") == 0) {
        *size = p->samples;
        return self->sample;
    }
    if (p != NULL && strcmp(name, "parameter") == 0) {
        *size = p->parameters;
        return self->parameter;
    }
    for (size_t d = 0; d < document->dimension_count; d++) {
        if (strcmp(name, document->dimensions[d].name) == 0) {
            *size = document->dimensions[d].size;
            return self->scales[d];
        }
    }
    storage_fail(guard, AGGLO_ERROR_USAGE, "there is no dimension '%s'", name);
    return H5I_INVALID_HID;
}

static hid_t create_numbers(hid_t file, const posterior_variable *v, const hsize_t *size,
                            storage_guard *guard) {
    writer_dataset dataset = {.name = v->name,
                              .unit = v->unit,
                              .long_name = v->long_name,
                              .type = H5T_IEEE_F64LE,
                              .rank = v->rank,
                              .size = size};
    hid_t id = writer_dataset_create(file, &dataset, guard);
    storage_check(guard,
                  H5Dwrite(id, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, v->numbers));
    return id;
}

static void write_variable(const target *self, const posterior_variable *v, storage_guard *guard) {
    hid_t scales[POSTERIOR_MAX_RANK];
    hsize_t size[POSTERIOR_MAX_RANK];
    for (int d = 0; d < v->rank; d++)
        scales[d] = find_scale(self, v->dimensions[d], &size[d], guard);
    if (guard->status != AGGLO_OK)
        return;
    writer_series series = {v->name, v->unit, v->long_name, size[0], NULL, v->labels};
    hid_t id = v->labels != NULL ? writer_series_create(self->file, &series, guard)
                                 : create_numbers(self->file, v, size, guard);
    for (int d = 0; d < v->rank; d++)
        storage_check(guard, H5DSattach_scale(id, scales[d], (unsigned)d));
    storage_close(guard, id, H5Dclose);
}

static void write_sample(const target *self, storage_guard *guard) {
    const posterior *p = self->document->sample;
    const posterior_variable variables[] = {
        {"posterior",
         "1",
         "values of the parameters; units in parameter_unit",
         2,
         {"sample", "parameter"},
         p->values,
         NULL},
        {"weight", "1", "weight of the sample; all sum to 1", 1, {"sample"}, p->weights, NULL},
        {"parameter_unit",
         "1",
         "unit of the parameter",
         1,
         {"parameter"},
         NULL,
         (const char *const *)p->units},
    };
    for (size_t v = 0; v < sizeof variables / sizeof variables[0]; v++)
        write_variable(self, &variables[v], guard);
}

static void write_content(target *self, const char *path, storage_guard *guard) {
    const posterior_document *document = self->document;
    self->file = storage_create(guard, path);
    if (guard->status != AGGLO_OK)
        return;
    storage_put_text(guard, self->file, "Conventions", "CF-1.8");
    storage_put_complete(guard, self->file, document->is_complete);
    for (size_t a = 0; a < document->attribute_count; a++)
        storage_put_attribute(guard, self->file, &document->attributes[a]);
    create_scales(self, guard);
    if (document->sample != NULL && guard->status == AGGLO_OK)
        write_sample(self, guard);
    for (size_t v = 0; v < document->variable_count && guard->status == AGGLO_OK; v++)
        write_variable(self, &document->variables[v], guard);
    if (guard->status == AGGLO_OK)
        storage_check(guard, H5Fflush(self->file, H5F_SCOPE_LOCAL));
}

static void close_target(target *self, storage_guard *guard) {
    for (size_t d = 0; d < self->document->dimension_count; d++)
        storage_close(guard, self->scales[d], H5Dclose);
    storage_close(guard, self->sample, H5Dclose);
    storage_close(guard, self->parameter, H5Dclose);
    storage_close(guard, self->file, H5Fclose);
}

static void write_target(const posterior_document *document, const char *temporary, hid_t *scales,
                         storage_guard *guard) {
    target self = {document, H5I_INVALID_HID, H5I_INVALID_HID, H5I_INVALID_HID, scales};
    for (size_t d = 0; d < document->dimension_count; d++)
        scales[d] = H5I_INVALID_HID;
    storage_lock();
    write_content(&self, temporary, guard);
    close_target(&self, guard);
    storage_unlock();
}

agglo_status posterior_write_document(const char *path, const posterior_document *document,
                                      agglo_error *error) {
    storage_guard guard = guard_of(path, error);
    const char *fault = document->sample != NULL ? fault_of(document->sample) : NULL;
    if (fault != NULL)
        return storage_fail(&guard, AGGLO_ERROR_USAGE, "%s", fault);
    char *temporary = storage_join(path, ".writing");
    hid_t *scales = malloc((document->dimension_count + 1) * sizeof *scales);
    if (temporary == NULL || scales == NULL) {
        storage_fail(&guard, AGGLO_ERROR_MEMORY, "no memory");
    } else {
        write_target(document, temporary, scales, &guard);
        if (guard.status == AGGLO_OK)
            guard.status = storage_publish(temporary, path, error);
        if (guard.status != AGGLO_OK)
            unlink(temporary);
    }
    free(scales);
    free(temporary);
    return guard.status;
}

/* ---- Reading ---- */

static agglo_status refuse(const char *path, const char *why, agglo_error *error) {
    error_set(error, AGGLO_ERROR_INPUT, "cannot read the posterior: %s", why);
    error_place(error, path, 0, NULL);
    error_expected(error, "a file written by 'agglo calibrate'");
    return AGGLO_ERROR_INPUT;
}

/* Takes over the labels of a variable over `parameter`. */
static agglo_status take_labels(reader *from, const char *name, reader_coordinate *out,
                                agglo_error *error) {
    agglo_status status = reader_coordinate_get(from, name, out, error);
    if (status == AGGLO_OK && out->labels == NULL) {
        error_set(error, AGGLO_ERROR_INPUT, "cannot read the posterior: '%s' holds no texts", name);
        status = AGGLO_ERROR_INPUT;
    }
    return status;
}

static agglo_status take_numbers(const char *path, reader *from, posterior *out,
                                 agglo_error *error) {
    reader_variable values = {0}, weights = {0};
    agglo_status status = reader_variable_get(from, "posterior", &values, error);
    if (status == AGGLO_OK)
        status = reader_variable_get(from, "weight", &weights, error);
    if (status == AGGLO_OK &&
        (values.rank != 2 || weights.rank != 1 || weights.shape[0] != values.shape[0]))
        status = refuse(path, "posterior and weight do not belong together", error);
    if (status == AGGLO_OK) {
        out->samples = values.shape[0];
        out->parameters = values.shape[1];
        out->values = values.values;
        out->weights = weights.values;
        values.values = weights.values = NULL;
    }
    reader_variable_free(&weights);
    reader_variable_free(&values);
    return status;
}

static agglo_status take_texts(const char *path, reader *from, posterior *out, agglo_error *error) {
    reader_coordinate names = {0}, units = {0};
    agglo_status status = take_labels(from, "parameter", &names, error);
    if (status == AGGLO_OK)
        status = take_labels(from, "parameter_unit", &units, error);
    if (status == AGGLO_OK && (names.size != out->parameters || units.size != out->parameters))
        status = refuse(path, "names and values of parameters do not belong together", error);
    if (status == AGGLO_OK) {
        out->names = names.labels;
        out->units = units.labels;
        names.labels = units.labels = NULL;
    }
    reader_coordinate_free(&units);
    reader_coordinate_free(&names);
    return status;
}

agglo_status posterior_read(const char *path, posterior *out, agglo_error *error) {
    reader *from = NULL;
    *out = (posterior){0};
    agglo_status status = reader_open(path, 0, &from, error);
    if (status == AGGLO_OK)
        status = take_numbers(path, from, out, error);
    if (status == AGGLO_OK)
        status = take_texts(path, from, out, error);
    reader_close(from);
    const char *fault = status == AGGLO_OK ? fault_of(out) : NULL;
    if (fault != NULL)
        status = refuse(path, fault, error);
    if (status != AGGLO_OK)
        posterior_free(out);
    return status;
}

void posterior_free(posterior *p) {
    if (p == NULL)
        return;
    for (size_t i = 0; i < p->parameters; i++) {
        if (p->names != NULL)
            free(p->names[i]);
        if (p->units != NULL)
            free(p->units[i]);
    }
    free(p->names);
    free(p->units);
    free(p->values);
    free(p->weights);
    *p = (posterior){0};
}
