#include "tools/studio/class.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "sim/config.h"
#include "sim/schedule.h"
#include "tools/studio/class_private.h"
#include "tools/studio/http.h"

/* Signs that are not taken for each other, read from afar or spelt aloud, and make no words. */
static const char signs[] = "CDFGHJKMNPRTVWXY34679";

enum { RESAMPLES = 2000 }; /* as `agglo compare` has them */

static void tell(agglo_faults *faults, agglo_status status, const char *what, const char *hint) {
    agglo_error error;
    error_set(&error, status, "%s", what);
    if (hint != NULL)
        error_hint(&error, "%s", hint);
    faults_add(faults, &error);
}

static class_answer no_memory(agglo_faults *faults) {
    tell(faults, AGGLO_ERROR_MEMORY, "no memory for a class", NULL);
    return CLASS_BROKEN;
}

static char *copy_of(const char *text) {
    char *copy = malloc(strlen(text) + 1);
    return copy != NULL ? strcpy(copy, text) : NULL;
}

/* ---- Codes and tokens ---- */

/* From the system's generator; false if it gives none. */
static int draw_bytes(unsigned char *bytes, size_t count) {
    ssize_t got = getrandom(bytes, count, 0); /* up to 256 bytes come whole */
    return got >= 0 && (size_t)got == count;
}

static int draw_token(char token[CLASS_TOKEN_SIZE]) {
    unsigned char bytes[(CLASS_TOKEN_SIZE - 1) / 2];
    if (!draw_bytes(bytes, sizeof bytes))
        return 0;
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(token + 2 * i, 3, "%02x", bytes[i]);
    return 1;
}

/* Each sign with the same probability: bytes beyond the last whole multiple are drawn again. */
static int draw_code(char code[CLASS_CODE_SIZE]) {
    const size_t count = sizeof signs - 1;
    for (size_t i = 0; i < CLASS_CODE_SIZE - 1;) {
        unsigned char byte;
        if (!draw_bytes(&byte, 1))
            return 0;
        if (byte < 256 / count * count)
            code[i++] = signs[byte % count];
    }
    code[CLASS_CODE_SIZE - 1] = '\0';
    return 1;
}

/* Whether it is the code, whatever case and spaces it was typed with. */
static int is_code(const class_room *room, const char *typed) {
    char clean[CLASS_CODE_SIZE + 1] = "";
    size_t n = 0;
    for (; *typed != '\0' && n < CLASS_CODE_SIZE; typed++)
        if (*typed != ' ' && *typed != '-')
            clean[n++] = (char)(*typed >= 'a' && *typed <= 'z' ? *typed - 'a' + 'A' : *typed);
    clean[n] = '\0';
    return http_equals_secret(clean, room->code);
}

int class_find(const class_room *room, const char *token) {
    for (size_t i = 0; i < room->student_count; i++)
        if (!room->students[i].is_gone && http_equals_secret(token, room->students[i].token))
            return (int)i;
    return -1;
}

/* ---- The worker ---- */

static void note_change(class_room *room) {
    room->version++;
    pthread_cond_broadcast(&room->changed);
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
static int is_over(const class_room *room, double cost) {
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
    if (package == NULL)
        return;
    package->status = PACKAGE_RUNNING;
    note_change(room);
    pthread_mutex_unlock(&room->lock);
    agglo_status status = run_package(room, package, &error);
    pthread_mutex_lock(&room->lock);
    scenario_free(package->plan.scenario);
    package->plan.scenario = NULL;
    package->status = status != AGGLO_OK                        ? PACKAGE_FAILED
                      : is_over(room, package->cost.mean.value) ? PACKAGE_OVER
                                                                : PACKAGE_DONE;
    if (status != AGGLO_OK)
        snprintf(package->failure, sizeof package->failure, "%s", error.what);
    note_change(room);
}

static void *work(void *context) {
    class_room *room = context;
    agglo_error error = {0};
    agglo_status status = class_sample_make(&room->order, room->scenario, &room->baseline, &error);
    pthread_mutex_lock(&room->lock);
    room->has_baseline = status == AGGLO_OK;
    if (status != AGGLO_OK)
        snprintf(room->failure, sizeof room->failure, "%s", error.what);
    note_change(room);
    while (room->has_baseline && !atomic_load(&room->is_ending)) {
        while (room->next == room->package_count && !atomic_load(&room->is_ending))
            pthread_cond_wait(&room->changed, &room->lock);
        if (!atomic_load(&room->is_ending))
            run_next(room);
    }
    pthread_mutex_unlock(&room->lock);
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
            no_memory(faults);
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
    room->years = room->scenario->years;
    status = check_region(room, faults);
    if (status == AGGLO_OK)
        status = check_number(room->years, 1, CLASS_MOST_YEARS, "years", faults);
    if (status != AGGLO_OK)
        return status;
    status = class_outcome(room->scenario, o->outcome, &room->outcome, &error);
    if (status == AGGLO_OK && !draw_code(room->code))
        status = error_set(&error, AGGLO_ERROR_IO, "the system gives no random numbers: %s",
                           strerror(errno));
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

agglo_status class_create(const class_options *o, class_room **out, agglo_faults *faults) {
    *out = NULL;
    agglo_status status = check_options(o, faults);
    if (status != AGGLO_OK)
        return status;
    class_room *room = calloc(1, sizeof *room);
    if (room == NULL) {
        no_memory(faults);
        return AGGLO_ERROR_MEMORY;
    }
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&room->lock, NULL);
    pthread_cond_init(&room->changed, &monotonic);
    pthread_condattr_destroy(&monotonic);
    room->scenario_name = copy_of(o->scenario);
    room->region = copy_of(o->region);
    room->outcome_name = copy_of(o->outcome);
    room->students = calloc(CLASS_MOST_EVER, sizeof *room->students);
    room->frame = (class_frame){NULL, room->scenario_name, room->region, o->budget};
    room->order = (class_order){room->outcome_name, room->region, (size_t)o->replicates, o->threads,
                                &room->is_ending};
    if (room->scenario_name == NULL || room->region == NULL || room->outcome_name == NULL ||
        room->students == NULL) {
        no_memory(faults);
        status = AGGLO_ERROR_MEMORY;
    }
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
        pthread_mutex_lock(&room->lock);
        atomic_store(&room->is_ending, 1);
        pthread_cond_broadcast(&room->changed);
        pthread_mutex_unlock(&room->lock);
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
    pthread_cond_destroy(&room->changed);
    pthread_mutex_destroy(&room->lock);
    free(room);
}

/* ---- Students ---- */

/* Bytes of a sign that shows nothing but turns what stands beside it around, or is no sign. */
static size_t invisible(const char *text) {
    const unsigned char *b = (const unsigned char *)text;
    if (b[0] == 0xE2 && b[1] == 0x80 &&
        ((b[2] >= 0x8B && b[2] <= 0x8F) || (b[2] >= 0xA8 && b[2] <= 0xAE)))
        return 3;
    if (b[0] == 0xE2 && b[1] == 0x81 && b[2] >= 0xA0 && b[2] <= 0xAF)
        return 3;
    if (b[0] == 0xC2 && b[1] >= 0x80 && b[1] < 0xA0)
        return 2;
    return b[0] == 0xEF && b[1] == 0xBB && b[2] == 0xBF ? 3 : 0;
}

/* The name as it is shown: one line, no blanks at its ends, none twice. */
static void clean_name(const char *typed, char name[CLASS_NAME_SIZE]) {
    char seen[4 * CLASS_NAME_SIZE], text[CLASS_NAME_SIZE];
    size_t n = 0;
    for (size_t skip; *typed != '\0' && n + 1 < sizeof seen; typed += skip > 0 ? skip : 1) {
        skip = invisible(typed);
        int is_blank = *typed == ' ' && (n == 0 || seen[n - 1] == ' ');
        if (skip == 0 && !is_blank)
            seen[n++] = *typed;
    }
    seen[n] = '\0';
    config_clean(seen, text, sizeof text); /* cuts between characters */
    for (n = strlen(text); n > 0 && text[n - 1] == ' ';)
        text[--n] = '\0';
    strcpy(name, text);
}

/* Few wrong codes are let through in a minute, so that nobody finds the right one by trying. */
static int may_try(class_room *room) {
    double now = schedule_clock();
    if (now - room->wrong_since >= 60) {
        room->wrong_since = now;
        room->wrong_codes = 0;
    }
    return room->wrong_codes < CLASS_WRONG_CODES;
}

static int is_full(const class_room *room) {
    size_t present = 0;
    for (size_t i = 0; i < room->student_count; i++)
        present += !room->students[i].is_gone;
    return present == CLASS_MOST_STUDENTS || room->student_count == CLASS_MOST_EVER;
}

static int is_taken(const class_room *room, const char *name) {
    for (size_t i = 0; i < room->student_count; i++)
        if (!room->students[i].is_gone && strcmp(room->students[i].name, name) == 0)
            return 1;
    return 0;
}

static class_answer admit(class_room *room, const char *name, char token[CLASS_TOKEN_SIZE],
                          agglo_faults *faults) {
    if (name[0] == '\0' || is_taken(room, name)) {
        tell(faults, AGGLO_ERROR_INPUT,
             name[0] == '\0' ? "a name is missing" : "somebody has this name already",
             "choose a name that the others will know you by");
        return CLASS_WRONG;
    }
    if (is_full(room)) {
        tell(faults, AGGLO_ERROR_INPUT, "the class is full", NULL);
        return CLASS_FULL;
    }
    class_student *student = &room->students[room->student_count];
    *student = (class_student){0};
    if (!draw_token(student->token)) {
        tell(faults, AGGLO_ERROR_IO, "the system gives no random numbers", NULL);
        return CLASS_BROKEN;
    }
    snprintf(student->name, sizeof student->name, "%s", name);
    memcpy(token, student->token, CLASS_TOKEN_SIZE);
    room->student_count++;
    note_change(room);
    return CLASS_DONE;
}

class_answer class_join(class_room *room, const char *code, const char *name,
                        char token[CLASS_TOKEN_SIZE], agglo_faults *faults) {
    char clean[CLASS_NAME_SIZE];
    class_answer answer;
    clean_name(name, clean);
    pthread_mutex_lock(&room->lock);
    if (!may_try(room)) {
        tell(faults, AGGLO_ERROR_INPUT, "too many wrong codes were tried", "wait for a minute");
        answer = CLASS_FULL;
    } else if (!is_code(room, code)) {
        room->wrong_codes++;
        tell(faults, AGGLO_ERROR_INPUT, "this is not the code of the class",
             "it is shown on the teacher's screen");
        answer = CLASS_DENIED;
    } else {
        answer = admit(room, clean, token, faults);
    }
    pthread_mutex_unlock(&room->lock);
    return answer;
}

int class_remove(class_room *room, const char *name) {
    int is_found = 0;
    pthread_mutex_lock(&room->lock);
    for (size_t i = 0; i < room->student_count; i++)
        if (!room->students[i].is_gone && strcmp(room->students[i].name, name) == 0)
            is_found = room->students[i].is_gone = 1;
    if (is_found)
        note_change(room);
    pthread_mutex_unlock(&room->lock);
    return is_found;
}

/* ---- Packages ---- */

class_answer class_unknown(agglo_faults *faults) {
    tell(faults, AGGLO_ERROR_INPUT, "you are not in this class", "join it with its code");
    return CLASS_DENIED;
}

int class_knows(class_room *room, const char *token) {
    pthread_mutex_lock(&room->lock);
    int is_there = class_find(room, token) >= 0;
    pthread_mutex_unlock(&room->lock);
    return is_there;
}

static class_answer read_plan(class_room *room, const char *token, const char *text,
                              class_plan *plan, agglo_faults *faults) {
    *plan = (class_plan){0};
    if (!class_knows(room, token))
        return class_unknown(faults);
    if (strlen(text) > CLASS_MOST_TEXT) {
        tell(faults, AGGLO_ERROR_INPUT, "the package is too long", NULL);
        return CLASS_WRONG;
    }
    agglo_status status = class_plan_read(&room->frame, text, plan, faults);
    return status == AGGLO_OK             ? CLASS_DONE
           : status == AGGLO_ERROR_MEMORY ? CLASS_BROKEN
                                          : CLASS_WRONG;
}

class_answer class_quote(class_room *room, const char *token, const char *text, class_price *out,
                         agglo_faults *faults) {
    class_plan plan;
    class_answer answer = read_plan(room, token, text, &plan, faults);
    *out = plan.price;
    class_plan_free(&plan);
    return answer;
}

/* Makes room for one more. */
static int grow(class_room *room) {
    if (room->package_count < room->package_room)
        return 1;
    size_t more = 2 * room->package_room + 16;
    class_package **grown = realloc(room->packages, more * sizeof *grown);
    if (grown == NULL)
        return 0;
    room->packages = grown;
    room->package_room = more;
    return 1;
}

/* Takes the plan over if it is accepted. */
static class_answer enqueue(class_room *room, const char *token, class_plan *plan,
                            agglo_faults *faults) {
    int who = class_find(room, token);
    if (who < 0)
        return class_unknown(faults);
    class_student *student = &room->students[who];
    if (student->packages >= CLASS_MOST_PACKAGES || student->waiting >= CLASS_MOST_WAITING) {
        tell(faults, AGGLO_ERROR_INPUT,
             student->packages >= CLASS_MOST_PACKAGES ? "you have sent as many packages as you may"
                                                      : "too many of your packages are waiting",
             student->packages >= CLASS_MOST_PACKAGES ? NULL : "wait for their results");
        return CLASS_FULL;
    }
    class_package *package = calloc(1, sizeof *package);
    if (package == NULL || !grow(room)) {
        free(package);
        return no_memory(faults);
    }
    package->student = (size_t)who;
    package->plan = *plan;
    *plan = (class_plan){0};
    room->packages[room->package_count++] = package;
    student->packages++;
    student->waiting++;
    note_change(room);
    return CLASS_DONE;
}

static class_answer refuse_cost(const class_room *room, double cost, agglo_faults *faults) {
    agglo_error error;
    error_set(&error, AGGLO_ERROR_INPUT, "the package costs more than the budget");
    error_got(&error, "%.6g M$", cost);
    error_expected(&error, "at most %.6g M$", room->frame.budget);
    error_hint(&error, "make policies smaller, later or shorter, or leave some out");
    faults_add(faults, &error);
    return CLASS_WRONG;
}

class_answer class_submit(class_room *room, const char *token, const char *text, class_price *out,
                          agglo_faults *faults) {
    class_plan plan;
    class_answer answer = read_plan(room, token, text, &plan, faults);
    *out = plan.price;
    if (answer == CLASS_DONE && is_over(room, plan.price.cost))
        answer = refuse_cost(room, plan.price.cost, faults);
    if (answer == CLASS_DONE) {
        pthread_mutex_lock(&room->lock);
        answer = enqueue(room, token, &plan, faults);
        out->number = room->package_count;
        pthread_mutex_unlock(&room->lock);
    }
    class_plan_free(&plan);
    return answer;
}

/* ---- Waiting ---- */

unsigned long class_version(class_room *room) {
    pthread_mutex_lock(&room->lock);
    unsigned long version = room->version;
    pthread_mutex_unlock(&room->lock);
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
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    double whole = floor(seconds);
    until.tv_sec += (time_t)whole;
    until.tv_nsec += (long)(1e9 * (seconds - whole));
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&room->lock);
    int failure = 0;
    while (!is_idle(room) && failure == 0)
        failure = pthread_cond_timedwait(&room->changed, &room->lock, &until);
    int is_done = is_idle(room);
    pthread_mutex_unlock(&room->lock);
    return is_done;
}
