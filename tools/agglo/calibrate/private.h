/* The parts of `agglo calibrate`: runs of points (run.c), waves of history matching (waves.c),
 * generations of population Monte Carlo (smc.c), what is kept between them so that a kill costs
 * little (state.c), and what comes of it (result.c, report.c). Private to this folder.
 *
 * Every number is a function of the document: proposals and runs draw from counters, and what is
 * accepted depends on numbers of proposals, never on which thread came first. */
#ifndef AGGLO_TOOLS_CALIBRATE_PRIVATE_H
#define AGGLO_TOOLS_CALIBRATE_PRIVATE_H

#include "models/targets.h"
#include "output/analysis/abc.h"
#include "output/analysis/emulator.h"
#include "output/analysis/identify.h"

/* Points with what the model made of them. Arrays have `capacity` rows. */
typedef struct {
    size_t count, capacity;
    double *x;         /* by parameter, 0…1 */
    double *values;    /* by target: statistic over replicates */
    double *variances; /* by target: of the value, by chance */
    double *distances;
} calibrate_points;

typedef struct {
    size_t points;
    double remaining;     /* share of the prior's space that is plausible after the wave */
    emulator **emulators; /* by target; null for those held out */
    double *chances;      /* by target: mean variance by chance */
} calibrate_wave;

typedef struct {
    double tolerance, acceptance, effective;
    double proposals;
} calibrate_generation;

enum { CALIBRATE_MOST_WAVES = 20, CALIBRATE_MOST_GENERATIONS = 101 };

typedef struct {
    const targets *t;
    int threads, is_quiet;
    size_t runs; /* made by this process */
    double *observed, *sd;
    size_t *fitted; /* numbers of the targets that are not held out */

    calibrate_points seen; /* of all waves, one after the other */
    calibrate_wave waves[CALIBRATE_MOST_WAVES];
    size_t wave_count;

    calibrate_points particles; /* the population; empty until its first generation is there */
    double *weights;
    calibrate_generation generations[CALIBRATE_MOST_GENERATIONS];
    size_t generation_count;
} calibration;

AGGLO_MUST_USE
agglo_status calibration_create(calibration *c, const targets *t, agglo_error *error);
void calibration_free(calibration *c); /* takes half-built ones */
void calibrate_note(const calibration *c, const char *format, ...) AGGLO_PRINTF(2, 3);

/* Streams of random numbers, by what they are for. */
enum { CALIBRATE_PRIOR = 1, CALIBRATE_WAVE, CALIBRATE_CHECK, CALIBRATE_PROPOSAL };
random_key calibrate_key(const calibration *c);

/* ---- Points ---- */

AGGLO_MUST_USE
agglo_status calibrate_reserve(const calibration *c, calibrate_points *points, size_t capacity,
                               agglo_error *error);
void calibrate_points_free(calibrate_points *points);
void calibrate_copy_point(const calibration *c, const calibrate_points *from, size_t i,
                          calibrate_points *to, size_t j);

/* Runs the points `first`… and fills their values, variances and distances. `stage` and the number
 * `offset` + point name their random numbers. */
AGGLO_MUST_USE
agglo_status calibrate_run(calibration *c, calibrate_points *points, size_t first, uint64_t stage,
                           uint64_t offset, agglo_error *error);
/* Seconds of all runs of one point, tried at the middle of the prior. */
AGGLO_MUST_USE
agglo_status calibrate_try(calibration *c, double *seconds, agglo_error *error);

/* ---- History matching ---- */

/* Fits the emulators of wave number `wave` to the points that are there. */
AGGLO_MUST_USE
agglo_status calibrate_fit_wave(calibration *c, size_t wave, agglo_error *error);
AGGLO_MUST_USE
agglo_status calibrate_next_wave(calibration *c, agglo_error *error);
int calibrate_is_plausible(const calibration *c, const double *x);
/* A point of what is plausible, uniformly; a function of the number and purpose. Errors: input
 * (nothing is). */
AGGLO_MUST_USE
agglo_status calibrate_draw(const calibration *c, uint64_t number, uint32_t purpose, double *x,
                            agglo_error *error);

/* ---- Population Monte Carlo ---- */

/* Particles from the prior, as far as it is plausible. */
AGGLO_MUST_USE
agglo_status calibrate_first_generation(calibration *c, agglo_error *error);
/* `is_over`: nothing was done, since proposals are too rarely accepted. */
AGGLO_MUST_USE
agglo_status calibrate_next_generation(calibration *c, int *is_over, agglo_error *error);
double calibrate_last_tolerance(const calibration *c); /* where it ends */

/* ---- Between waves and generations ---- */

AGGLO_MUST_USE
agglo_status calibrate_save(const calibration *c, const char *path, agglo_error *error);
/* Errors: also input (of another document, damaged). */
AGGLO_MUST_USE
agglo_status calibrate_load(calibration *c, const char *path, agglo_error *error);

/* ---- Results ---- */

typedef struct {
    double mean, sd, low, median, high; /* low, high: 5 and 95 % */
    double remaining;                   /* variance as a share of the prior's */
} calibrate_estimate;

/* What the posterior says of an observation: the mean and sd of the model's numbers, and the 95 %
 * interval of what would be observed, with the observation's own uncertainty. */
typedef struct {
    double mean, sd, low, high;
    int is_inside;
} calibrate_prediction;

typedef struct {
    const calibration *c;
    calibrate_estimate *estimates;     /* by parameter */
    calibrate_prediction *predictions; /* by target */
    identify_result directions;
    const char *ended; /* why */
    double seconds;
} calibrate_result;

AGGLO_MUST_USE
agglo_status calibrate_judge(const calibration *c, calibrate_result *out, agglo_error *error);
void calibrate_result_free(calibrate_result *result);
AGGLO_MUST_USE
agglo_status calibrate_write(const calibrate_result *result, const char *path, agglo_error *error);
void calibrate_print(const calibrate_result *result, const char *path);
void calibrate_print_json(const calibrate_result *result, const char *path);

#endif
