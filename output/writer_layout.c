/* Dimensions and variables of a result file, laid out so that HDF5's dimension scales make it valid
 * netCDF-4. Nothing here depends on results: it runs once, when the file is created. */
#include <hdf5_hl.h>
#include <math.h>
#include <stdlib.h>

#include "output/writer_private.h"

static void set_storage(hid_t creation, const writer_dataset *dataset, storage_guard *guard) {
    unsigned order = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED;
    storage_check(guard, H5Pset_attr_creation_order(creation, order));
    storage_check(guard, H5Pset_obj_track_times(creation, 0));
    if (dataset->fill != NULL)
        storage_check(guard, H5Pset_fill_value(creation, H5T_NATIVE_DOUBLE, dataset->fill));
    if (dataset->chunk != NULL) {
        storage_check(guard, H5Pset_chunk(creation, dataset->rank, dataset->chunk));
        if (dataset->is_deflated) {
            storage_check(guard, H5Pset_shuffle(creation));
            storage_check(guard, H5Pset_deflate(creation, 1));
        }
    } else if (dataset->fill != NULL) {
        /* All space is taken now: a full disk shows at the start, no address depends on the order
         * of replicates, and a replicate that never comes reads as "not a number". */
        storage_check(guard, H5Pset_alloc_time(creation, H5D_ALLOC_TIME_EARLY));
        storage_check(guard, H5Pset_fill_time(creation, H5D_FILL_TIME_ALLOC));
    }
}

static void put_meaning(hid_t object, const char *unit, const char *long_name,
                        storage_guard *guard) {
    int is_bare = unit == NULL || unit[0] == '\0';
    storage_put_text(guard, object, "units", is_bare ? "1" : unit);
    storage_put_text(guard, object, "long_name", long_name != NULL ? long_name : "");
}

hid_t writer_dataset_create(hid_t place, const writer_dataset *dataset, storage_guard *guard) {
    hid_t creation = storage_check(guard, H5Pcreate(H5P_DATASET_CREATE));
    set_storage(creation, dataset, guard);
    hid_t space =
        storage_check(guard, H5Screate_simple(dataset->rank, dataset->size, dataset->limit));
    hid_t id = storage_check(guard, H5Dcreate2(place, dataset->name, dataset->type, space,
                                               H5P_DEFAULT, creation, H5P_DEFAULT));
    put_meaning(id, dataset->unit, dataset->long_name, guard);
    storage_close(guard, space, H5Sclose);
    storage_close(guard, creation, H5Pclose);
    return id;
}

/* Labels are converted through a buffer; HDF5's own is 1 MB and cleared for every call, which costs
 * more than all else in a small file. */
static void write_labels(hid_t id, hid_t text, const writer_series *s, storage_guard *guard) {
    enum { BUFFER_BYTES = 4096 };
    hid_t transfer = storage_check(guard, H5Pcreate(H5P_DATASET_XFER));
    storage_check(guard, H5Pset_buffer(transfer, BUFFER_BYTES, NULL, NULL));
    storage_check(guard, H5Dwrite(id, text, H5S_ALL, H5S_ALL, transfer, s->labels));
    storage_close(guard, transfer, H5Pclose);
}

hid_t writer_series_create(hid_t file, const writer_series *s, storage_guard *guard) {
    hsize_t size = s->size;
    hid_t text = s->labels != NULL ? storage_text_type(guard) : H5I_INVALID_HID;
    hid_t type = s->labels != NULL ? text : s->numbers != NULL ? H5T_IEEE_F64LE : H5T_STD_I32LE;
    writer_dataset dataset = {.name = s->name,
                              .unit = s->unit,
                              .type = type,
                              .rank = 1,
                              .long_name = s->long_name,
                              .size = &size};
    hid_t id = writer_dataset_create(file, &dataset, guard);
    int32_t *count = NULL;
    if (s->labels != NULL) {
        write_labels(id, text, s, guard);
    } else if (s->numbers != NULL) {
        storage_check(guard,
                      H5Dwrite(id, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, s->numbers));
    } else if ((count = malloc(s->size * sizeof *count)) == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for a coordinate");
    } else {
        for (size_t i = 0; i < s->size; i++)
            count[i] = (int32_t)i;
        storage_check(guard, H5Dwrite(id, H5T_NATIVE_INT32, H5S_ALL, H5S_ALL, H5P_DEFAULT, count));
    }
    free(count);
    storage_close(guard, text, H5Tclose);
    return id;
}

/* ---- Dates ---- */

static int is_leap(long year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days from 1970-01-01 to January 1st of a year of the proleptic Gregorian calendar. */
static double days_to_year(long year) {
    double past = (double)year - 1;
    double leaps = floor(past / 4) - floor(past / 100) + floor(past / 400);
    const double leaps_before_1970 = 477; /* the same sum for 1969 */
    return 365 * ((double)year - 1970) + leaps - leaps_before_1970;
}

static double days_of_date(double calendar_year) {
    double whole = floor(calendar_year);
    long year = (long)whole;
    return days_to_year(year) + (calendar_year - whole) * (is_leap(year) ? 366 : 365);
}

/* The time axis once more, in the form that netCDF tools turn into dates. */
static void create_date(writer *self, storage_guard *guard) {
    const schema_dimension *time = &self->schema->dimensions[1];
    double *days = malloc(time->size * sizeof *days);
    if (days == NULL) {
        storage_fail(guard, AGGLO_ERROR_MEMORY, "no memory for dates");
        return;
    }
    for (size_t t = 0; t < time->size; t++)
        days[t] = days_of_date(time->numbers[t]);
    writer_series date = {"date", "days since 1970-01-01", "date", time->size, days, NULL};
    hid_t id = writer_series_create(self->target.file, &date, guard);
    storage_put_text(guard, id, "calendar", "proleptic_gregorian");
    storage_check(guard, H5DSattach_scale(id, self->target.scales[1], 0));
    storage_close(guard, id, H5Dclose);
    free(days);
}

/* ---- The file ---- */

static void create_dimensions(writer *self, storage_guard *guard) {
    for (size_t d = 0; d < self->schema->dimension_count; d++) {
        const schema_dimension *dimension = &self->schema->dimensions[d];
        writer_series coordinate = {dimension->name, dimension->unit,    dimension->long_name,
                                    dimension->size, dimension->numbers, dimension->labels};
        self->target.scales[d] = writer_series_create(self->target.file, &coordinate, guard);
        storage_check(guard, H5DSset_scale(self->target.scales[d], dimension->name));
    }
}

static void create_constants(writer *self, storage_guard *guard) {
    for (size_t c = 0; c < self->schema->constant_count; c++) {
        const schema_constant *constant = &self->schema->constants[c];
        int d = constant->dimension;
        writer_series values = {constant->name,      constant->unit,
                                constant->long_name, self->schema->dimensions[d].size,
                                constant->numbers,   constant->labels};
        hid_t id = writer_series_create(self->target.file, &values, guard);
        storage_check(guard, H5DSattach_scale(id, self->target.scales[d], 0));
        storage_close(guard, id, H5Dclose);
    }
}

static hid_t create_variable(writer *self, const schema_variable *variable, storage_guard *guard) {
    const double missing = NAN;
    hsize_t size[SCHEMA_MAX_RANK], chunk[SCHEMA_MAX_RANK];
    for (int d = 0; d < variable->rank; d++) {
        size[d] = self->schema->dimensions[variable->dimensions[d]].size;
        chunk[d] = d == 0 ? 1 : size[d];
    }
    int is_deflated = (self->flags & WRITER_COMPRESS) != 0;
    writer_dataset dataset = {.name = variable->name,
                              .unit = variable->unit,
                              .long_name = variable->long_name,
                              .type = H5T_IEEE_F64LE,
                              .rank = variable->rank,
                              .size = size,
                              .chunk = is_deflated ? chunk : NULL,
                              .is_deflated = is_deflated,
                              .fill = &missing};
    hid_t id = writer_dataset_create(self->target.file, &dataset, guard);
    if (self->schema->dimensions[1].numbers != NULL)
        storage_put_text(guard, id, "coordinates", "date");
    for (int d = 0; d < variable->rank; d++)
        storage_check(
            guard, H5DSattach_scale(id, self->target.scales[variable->dimensions[d]], (unsigned)d));
    return id;
}

void writer_layout_create(writer *self, storage_guard *guard) {
    create_dimensions(self, guard);
    if (self->schema->dimensions[1].numbers != NULL)
        create_date(self, guard);
    create_constants(self, guard);
    for (size_t v = 0; v < self->schema->variable_count && guard->status == AGGLO_OK; v++)
        self->target.variables[v] = create_variable(self, &self->schema->variables[v], guard);
}
