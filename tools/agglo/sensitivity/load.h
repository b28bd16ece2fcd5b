/* Reads the outcome of a sweep that a sensitivity analysis is about: one number a design point. */
#ifndef AGGLO_TOOLS_SENSITIVITY_LOAD_H
#define AGGLO_TOOLS_SENSITIVITY_LOAD_H

#include "models/experiment/experiment.h"
#include "tools/agglo/options.h"

typedef struct {
    const char *result, *outcome; /* outcome: null if there is only one */
    options_list places;          /* "dimension=label" for dimensions beyond design and replicate */
    int accept_incomplete;
} sensitivity_request;

/* Of the outcome's dimensions; of factors that are held. */
enum { SENSITIVITY_MOST_PLACES = 3, SENSITIVITY_MOST_HELD = 4 };
typedef struct {
    char dimension[64], label[96];
} sensitivity_place;

typedef struct {
    experiment *experiment; /* names of the factors, the design */
    double *y;              /* by design point: mean over finished replicates, NAN if none has */
    unsigned char *is_out;  /* by design point: left out, because a factor is held */
    size_t out;             /* how many are */
    char outcome[64], unit[64], meaning[256];
    sensitivity_place places[SENSITIVITY_MOST_PLACES + SENSITIVITY_MOST_HELD];
    size_t place_count;
    size_t least, most; /* finished replicates that points have which have any */
} sensitivity_data;

/* Of a dimension that no place is named for, its only label is taken, of time its last. Errors:
 * usage (no such outcome or place, one to be named), input (not the result of a sweep; of another
 * version, so that the design is not what the experiment says), io, memory. */
AGGLO_MUST_USE
agglo_status sensitivity_load(const sensitivity_request *request, sensitivity_data *data,
                              agglo_error *error);
void sensitivity_data_free(sensitivity_data *data);

/* Keeps of the outcome only the points at which a factor has the level: "half_A=0.5". The factor is
 * one more place of the data. Of designs whose points stand for themselves. Errors: usage. */
AGGLO_MUST_USE
agglo_status sensitivity_hold(sensitivity_data *data, const char *held, agglo_error *error);

/* The number of a factor that has levels, by its name. Errors: usage. */
AGGLO_MUST_USE
agglo_status sensitivity_find_factor(const sensitivity_data *data, const char *name, size_t *factor,
                                     agglo_error *error);

/* "firms (1), nuremberg, 2020" */
void sensitivity_describe(const sensitivity_data *data, char *text, size_t size);

#endif
