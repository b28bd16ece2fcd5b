#include "tools/studio/class.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sim/config.h"
#include "sim/schedule.h"
#include "tools/studio/class_private.h"
#include "tools/studio/secret.h"

enum { RESAMPLES = 2000 }; /* as `agglo compare` has them */

void class_tell(agglo_faults *faults, agglo_status status, const char *what, const char *hint) {
    agglo_error error;
    error_set(&error, status, "%s", what);
    if (hint != NULL)
        error_hint(&error, "%s", hint);
    faults_add(faults, &error);
}

class_answer class_no_memory(agglo_faults *faults) {
    class_tell(faults, AGGLO_ERROR_MEMORY, "no memory for a class", NULL);
    return CLASS_BROKEN;
}

static char *copy_of(const char *text) {
    char *copy = malloc(strlen(text) + 1);
    return copy != NULL ? strcpy(copy, text) : NULL;
}

/* ---- The worker ---- */

void class_note_change(class_room *room) {
    room->version++;
    gate_wake(&room->gate);
}

/* The effect of what has been run; the sample's numbers become differences. */
static agglo_status find_effect(const class_room *room, const class_sample *sample,
                                class_package *package, agglo_error *error) {
    const size_t n = room->order.replicates;
    const effects_options options = {EFFECTS_BOOTSTRAP, 0.95, RESAMPLES, 1};
    const class_sample *base = &room->baseline;
    effects_sample s = {
        .baseline = base->cost, .policy = sample->cost, .pairs = n, .block = 1, .is_burden = 1};
    agglo_status status = effects_find(&s, &options, &package->cost, error);
    double *added = malloc(n * sizeof *added);
    package->differences = malloc(n * sizeof *package->differences);
    if (status == AGGLO_OK && (added == NULL || package->differences == NULL))
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for a result");
    for (size_t i = 0; i < n && status == AGGLO_OK; i++) {
        added[i] = sample->cost[i] - base->cost[i];
        package->differences[i] = sample->outcome[i] - base->outcome[i];
    }
    s = (effects_sample){.baseline = base->outcome,
                         .policy = sample->outcome,
                         .cost = added,
                         .pairs = n,
                         .block = 1,
                         .is_binary = room->outcome.kind == MEASURE_TAKEOFF,
                         .is_burden = room->outcome.is_burden};
    if (status == AGGLO_OK)
        status = effects_find(&s, &options, &package->effect, error);
    free(added);
    return status;
}

/* Runs a package without the lock: nobody else touches its plan and its numbers meanwhile. */
static agglo_status run_package(class_room *room, class_package *package, agglo_error *error) {
    class_sample sample = {0};
    agglo_status status = class_sample_make(&room->order, package->plan.scenario, &sample, error);
    if (status == AGGLO_OK)
        status = find_effect(room, &sample, package, error);
    class_sample_free(&sample);
    return status;
}

/* Formulas cannot tell what is paid by use: then what the runs book has the last word. */
int class_is_over(const class_room *room, double cost) {
    return cost > room->frame.budget * (1 + 1e-9);
}

/* The next package whose student is still there; null if there is none. */
static class_package *take_next(class_room *room) {
    while (room->next < room->package_count) {
        class_package *package = room->packages[room->next++];
        class_student *student = &room->students[package->student];
        student->waiting--;
        if (!student->is_gone)
            return package;
    }
    return NULL;
}

static void run_next(class_room *room) {
    agglo_error error = {0};
    class_package *package = take_next(room);
    if (package == NULL) {
        class_note_change(room);
        return;
    }
    package->status = PACKAGE_RUNNING;
    class_note_change(room);
    gate_unlock(&room->gate);
    agglo_status status = run_package(room, package, &error);
    gate_lock(&room->gate);
    scenario_free(package->plan.scenario);
    package->plan.scenario = NULL;
    package->status = status != AGGLO_OK                              ? PACKAGE_FAILED
                      : class_is_over(room, package->cost.mean.value) ? PACKAGE_OVER
                                                                      : PACKAGE_DONE;
    if (status != AGGLO_OK)
        snprintf(package->failure, sizeof package->failure, "%s", error.what);
    class_note_change(room);
}

static void *work(void *context) {
    class_room *room = context;
    agglo_error error = {0};
    agglo_status status = class_sample_make(&room->order, room->scenario, &room->baseline, &error);
    gate_lock(&room->gate);
    room->has_baseline = status == AGGLO_OK;
    if (status != AGGLO_OK)
        snprintf(room->failure, sizeof room->failure, "%s", error.what);
    class_note_change(room);
    while (room->has_baseline && !atomic_load(&room->is_ending)) {
        while (room->next == room->package_count && !atomic_load(&room->is_ending))
            gate_wait(&room->gate);
        if (!atomic_load(&room->is_ending))
            run_next(room);
    }
    gate_unlock(&room->gate);
    return NULL;
}

/* ---- A class ---- */

/* The scenario's document with the years that the class wants, as text. */
static agglo_status prepare_document(class_room *room, const class_options *options,
                                     agglo_faults *faults) {
    char years[40];
    config_document *document = NULL;
    const config_foreign given = {
        .text = options->document, .length = strlen(options->document), .name = options->scenario};
    agglo_status status = config_parse_foreign(&given, &document, faults);
    snprintf(years, sizeof years, "time.years=%d", options->years);
    if (status == AGGLO_OK && options->years > 0)
        status = config_set(document, years, faults);
    if (status == AGGLO_OK) {
        room->frame.document = config_print(document);
        if (room->frame.document == NULL) {
            class_no_memory(faults);
            status = AGGLO_ERROR_MEMORY;
        }
    }
    config_free(document);
    return status;
}

static agglo_status check_region(const class_room *room, agglo_faults *faults) {
    const char *names[256], *closest;
    size_t count = 0;
    for (int r = 0; r < room->scenario->region_count; r++) {
        if (strcmp(room->scenario->regions[r].name, room->region) == 0)
            return AGGLO_OK;
        if (count < sizeof names / sizeof names[0])
            names[count++] = room->scenario->regions[r].name;
    }
    agglo_error error;
    error_set(&error, AGGLO_ERROR_INPUT, "the scenario has no such region");
    error_got(&error, "%s", room->region);
    closest = config_closest(room->region, names, count);
    if (closest != NULL)
        error_hint(&error, "did you mean '%s'?", closest);
    faults_add(faults, &error);
    return AGGLO_ERROR_INPUT;
}

static agglo_status check_number(double value, double low, double high, const char *what,
                                 agglo_faults *faults) {
    agglo_error error;
    if (value >= low && value <= high)
        return AGGLO_OK;
    error_set(&error, AGGLO_ERROR_INPUT, "the %s is out of range", what);
    error_place(&error, NULL, 0, what);
    error_got(&error, "%g", value);
    error_expected(&error, "%g to %g", low, high);
    faults_add(faults, &error);
    return AGGLO_ERROR_INPUT;
}

static agglo_status check_options(const class_options *o, agglo_faults *faults) {
    agglo_status status = check_number(o->budget, 0.001, 1e9, "budget", faults);
    if (status == AGGLO_OK)
        status = check_number(o->years, 0, CLASS_MOST_YEARS, "years", faults);
    if (status == AGGLO_OK)
        status = check_number(o->replicates, 6, CLASS_MOST_REPLICATES, "replicates", faults);
    return status;
}

/* The code, and the first version, so that two classes are not mistaken for each other. */
static agglo_status draw_identity(class_room *room, agglo_error *error) {
    uint32_t first = 0;
    agglo_status status = secret_draw(&first, sizeof first, error);
    room->version = first;
    return status == AGGLO_OK ? class_code_draw(room->code, error) : status;
}

/* All but the worker. */
static agglo_status fill(class_room *room, const class_options *o, agglo_faults *faults) {
    agglo_error error = {0};
    class_plan plan;
    agglo_status status = prepare_document(room, o, faults);
    if (status == AGGLO_OK)
        status = class_plan_read(&room->frame, NULL, &plan, faults);
    if (status != AGGLO_OK)
        return status;
    room->scenario = plan.scenario;
    status = check_region(room, faults);
    if (status == AGGLO_OK)
        status = check_number(room->scenario->years, 1, CLASS_MOST_YEARS, "years", faults);
    if (status != AGGLO_OK)
        return status;
    status = class_outcome(room->scenario, o->outcome, &room->outcome, &error);
    if (status == AGGLO_OK)
        status = draw_identity(room, &error);
    if (status != AGGLO_OK)
        faults_add(faults, &error);
    return status;
}

static agglo_status start(class_room *room, agglo_faults *faults) {
    int failure = pthread_create(&room->worker, NULL, work, room);
    room->is_working = failure == 0;
    if (failure == 0)
        return AGGLO_OK;
    agglo_error error;
    error_set(&error, AGGLO_ERROR_MEMORY, "no thread for a class: %s", strerror(failure));
    faults_add(faults, &error);
    return AGGLO_ERROR_MEMORY;
}

/* Locks and copies of what the options say. */
static agglo_status prepare(class_room *room, const class_options *o, agglo_faults *faults) {
    room->scenario_name = copy_of(o->scenario);
    room->region = copy_of(o->region);
    room->outcome_name = copy_of(o->outcome);
    room->students = calloc(CLASS_MOST_EVER, sizeof *room->students);
    room->frame = (class_frame){NULL, room->scenario_name, room->region, o->budget};
    room->order = (class_order){.outcome = room->outcome_name,
                                .region = room->region,
                                .replicates = (size_t)o->replicates,
                                .threads = o->threads,
                                .is_ending = &room->is_ending,
                                .work = o->work,
                                .context = o->context,
                                .must_stop = o->must_stop};
    if (room->scenario_name != NULL && room->region != NULL && room->outcome_name != NULL &&
        room->students != NULL && gate_init(&room->gate, NULL) == AGGLO_OK)
        return AGGLO_OK;
    class_no_memory(faults);
    return AGGLO_ERROR_MEMORY;
}

agglo_status class_create(const class_options *o, class_room **out, agglo_faults *faults) {
    *out = NULL;
    agglo_status status = check_options(o, faults);
    if (status != AGGLO_OK)
        return status;
    class_room *room = calloc(1, sizeof *room);
    if (room == NULL) {
        class_no_memory(faults);
        return AGGLO_ERROR_MEMORY;
    }
    status = prepare(room, o, faults);
    if (status == AGGLO_OK)
        status = fill(room, o, faults);
    if (status == AGGLO_OK)
        status = start(room, faults);
    if (status == AGGLO_OK)
        *out = room;
    else
        class_free(room);
    return status;
}

static void free_package(class_package *package) {
    if (package == NULL)
        return;
    class_plan_free(&package->plan);
    free(package->differences);
    free(package);
}

void class_free(class_room *room) {
    if (room == NULL)
        return;
    if (room->is_working) {
        gate_lock(&room->gate);
        atomic_store(&room->is_ending, 1);
        gate_wake(&room->gate);
        gate_unlock(&room->gate);
        pthread_join(room->worker, NULL);
    }
    for (size_t i = 0; i < room->package_count; i++)
        free_package(room->packages[i]);
    free(room->packages);
    free(room->students);
    class_sample_free(&room->baseline);
    scenario_free(room->scenario);
    free(room->frame.document);
    free(room->scenario_name);
    free(room->region);
    free(room->outcome_name);
    gate_free(&room->gate);
    free(room);
}

/* ---- Waiting ---- */

unsigned long class_version(class_room *room) {
    gate_lock(&room->gate);
    unsigned long version = room->version;
    gate_unlock(&room->gate);
    return version;
}

static int is_idle(const class_room *room) {
    if (room->failure[0] != '\0')
        return 1;
    for (size_t i = 0; i < room->package_count; i++)
        if (room->packages[i]->status == PACKAGE_RUNNING)
            return 0;
    return room->has_baseline && room->next == room->package_count;
}

int class_wait(class_room *room, double seconds) {
    double end = schedule_clock() + seconds;
    gate_lock(&room->gate);
    while (!is_idle(room) && gate_wait_until(&room->gate, end))
        continue;
    int is_done = is_idle(room);
    gate_unlock(&room->gate);
    return is_done;
}
