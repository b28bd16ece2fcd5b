/* What of a class is shown, as JSON. */
#include <math.h>
#include <string.h>

#include "tools/agglo/json.h"
#include "tools/studio/class_private.h"

enum { DIGITS = 9 };

static const char *const status_words[] = {[PACKAGE_WAITING] = "waiting",
                                           [PACKAGE_RUNNING] = "running",
                                           [PACKAGE_DONE] = "done",
                                           [PACKAGE_OVER] = "over",
                                           [PACKAGE_FAILED] = "failed"};

static void write_outcome(const class_room *room, json *j) {
    json_object(j, "outcome");
    json_text(j, "name", room->outcome.name);
    json_text(j, "title", room->outcome.title);
    json_text(j, "unit", room->outcome.unit);
    json_bool(j, "is_burden", room->outcome.is_burden);
    json_close(j);
}

static const char *label_of(const class_room *room) {
    for (int r = 0; r < room->scenario->region_count; r++)
        if (strcmp(room->scenario->regions[r].name, room->region) == 0)
            return room->scenario->regions[r].label;
    return room->region;
}

/* What everybody may know. */
static void write_task(const class_room *room, json *j) {
    const scenario *s = room->scenario;
    json_text(j, "scenario", room->scenario_name);
    json_text(j, "name", s->name);
    json_text(j, "description", s->description);
    json_text(j, "region", room->region);
    json_text(j, "label", label_of(room));
    json_number(j, "budget", room->frame.budget);
    json_number(j, "start_year", s->start_year);
    json_integer(j, "years", s->years);
    json_integer(j, "replicates", (int64_t)room->order.replicates);
    json_integer(j, "most_interventions", CLASS_MOST_ORDERS);
    write_outcome(room, j);
    json_text(j, "state",
              room->failure[0] != '\0' ? "failed"
              : room->has_baseline     ? "ready"
                                       : "preparing");
    if (room->failure[0] != '\0')
        json_text(j, "failure", room->failure);
    json_integer(j, "version", (int64_t)room->version);
}

static void write_estimate(json *j, const char *names[3], intervals_estimate e) {
    json_number(j, names[0], e.value);
    json_number(j, names[1], e.low);
    json_number(j, names[2], e.high);
}

/* What the runs have told, with `cost` as they booked it. */
static void write_result(const class_room *room, const class_package *package, json *j) {
    const effects_finding *f = &package->effect;
    intervals_estimate per = f->per_cost;
    if (!(package->cost.mean.value > 0))
        per = (intervals_estimate){NAN, NAN, NAN};
    write_estimate(j, (const char *[]){"effect", "low", "high"}, f->mean);
    write_estimate(
        j, (const char *[]){"effect_per_MUSD", "effect_per_MUSD_low", "effect_per_MUSD_high"}, per);
    json_number(j, "baseline_mean", f->baseline_mean);
    json_number(j, "package_mean", f->policy_mean);
    json_number(j, "better", f->better.value);
    json_numbers(j, "differences", package->differences, room->order.replicates, DIGITS);
}

static void write_package(const class_room *room, size_t k, json *j) {
    const class_package *package = room->packages[k];
    int has_result = package->status == PACKAGE_DONE || package->status == PACKAGE_OVER;
    json_object(j, NULL);
    json_integer(j, "package", (int64_t)k + 1);
    json_text(j, "student", room->students[package->student].name);
    json_raw(j, "interventions", package->plan.orders);
    json_number(j, "planned", package->plan.price.cost);
    json_number(j, "cost", has_result ? package->cost.mean.value : package->plan.price.cost);
    json_text(j, "status", status_words[package->status]);
    if (has_result)
        write_result(room, package, j);
    if (package->status == PACKAGE_FAILED)
        json_text(j, "failure", package->failure);
    json_close(j);
}

/* `student`: whose packages, -1: all. */
static void write_packages(const class_room *room, int student, json *j) {
    json_array(j, "packages");
    for (size_t k = 0; k < room->package_count; k++) {
        size_t of = room->packages[k]->student;
        if (!room->students[of].is_gone && (student < 0 || (size_t)student == of))
            write_package(room, k, j);
    }
    json_close(j);
}

static void write_table(const class_room *room, class_criterion by, json *j) {
    class_league table;
    class_league_make(room, by, &table);
    json_array(j, by == LEAGUE_BY_COST ? "by_cost" : "by_effect");
    for (size_t i = 0; i < table.count; i++) {
        const class_place *place = &table.items[i];
        const class_package *package = room->packages[place->package];
        double cost = package->cost.mean.value;
        json_object(j, NULL);
        json_integer(j, "rank", (int64_t)place->rank);
        json_text(j, "student", room->students[package->student].name);
        json_integer(j, "package", (int64_t)place->package + 1);
        json_number(j, "effect", package->effect.mean.value);
        json_number(j, "cost", cost);
        json_number(j, "effect_per_MUSD", cost > 0 ? package->effect.per_cost.value : NAN);
        json_bool(j, "is_tied", place->is_tied);
        json_close(j);
    }
    json_close(j);
}

static void write_league(const class_room *room, json *j) {
    json_object(j, "league");
    write_table(room, LEAGUE_BY_COST, j);
    write_table(room, LEAGUE_BY_EFFECT, j);
    json_close(j);
}

static void write_students(const class_room *room, json *j) {
    json_array(j, "students");
    for (size_t i = 0; i < room->student_count; i++)
        if (!room->students[i].is_gone)
            json_text(j, NULL, room->students[i].name);
    json_close(j);
}

void class_write_owner(class_room *room, const char *const *addresses, size_t count, FILE *out) {
    json j;
    json_begin(&j, out);
    gate_lock(&room->gate);
    json_object(&j, NULL);
    json_text(&j, "code", room->code);
    json_array(&j, "addresses");
    for (size_t i = 0; i < count; i++)
        json_text(&j, NULL, addresses[i]);
    json_close(&j);
    write_task(room, &j);
    write_students(room, &j);
    write_packages(room, -1, &j);
    write_league(room, &j);
    json_close(&j);
    gate_unlock(&room->gate);
}

class_answer class_write_student(class_room *room, const char *token, FILE *out,
                                 agglo_faults *faults) {
    json j;
    json_begin(&j, out);
    gate_lock(&room->gate);
    int who = class_find(room, token);
    if (who >= 0) {
        json_object(&j, NULL);
        json_text(&j, "student", room->students[who].name);
        json_integer(&j, "packages_left",
                     CLASS_MOST_PACKAGES - (int64_t)room->students[who].packages);
        write_task(room, &j);
        write_packages(room, who, &j);
        write_league(room, &j);
        json_close(&j);
    }
    gate_unlock(&room->gate);
    return who >= 0 ? CLASS_DONE : class_unknown(faults);
}
