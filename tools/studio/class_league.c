/* Who did best: a table of the students' best packages. */
#include <math.h>
#include <stdlib.h>

#include "tools/studio/class_private.h"

/* What a package is ranked by; NAN: it is not ranked. */
static double score(const class_room *room, const class_package *package, class_criterion by) {
    double sign = room->outcome.is_burden ? -1 : 1;
    if (package->status != PACKAGE_DONE || room->students[package->student].is_gone)
        return NAN;
    if (by == LEAGUE_BY_EFFECT)
        return sign * package->effect.mean.value;
    double cost = package->cost.mean.value;
    return cost > 0 ? sign * package->effect.mean.value / cost : NAN;
}

/* What a difference of one run counts in the criterion. */
static double weight(const class_package *package, class_criterion by) {
    return by == LEAGUE_BY_COST ? 1 / package->cost.mean.value : 1;
}

static int is_tied(const class_room *room, const class_package *a, const class_package *b,
                   class_criterion by) {
    double between[CLASS_MOST_REPLICATES];
    size_t n = room->order.replicates;
    for (size_t i = 0; i < n; i++)
        between[i] = weight(a, by) * a->differences[i] - weight(b, by) * b->differences[i];
    intervals_estimate mean = intervals_mean(between, n, 0.95);
    return !(mean.low > 0) && !(mean.high < 0);
}

/* Puts the package at its place; of one student only the best stays, of equal ones the first. */
static void insert(const class_room *room, class_criterion by, size_t number, class_league *out) {
    const class_package *package = room->packages[number];
    double own = score(room, package, by);
    size_t place = out->count, end = out->count;
    for (size_t i = out->count; i-- > 0;) {
        const class_package *other = room->packages[out->items[i].package];
        double theirs = score(room, other, by);
        if (other->student == package->student) {
            if (theirs >= own)
                return;
            end = i;
        }
        if (theirs < own)
            place = i;
    }
    if (end == out->count)
        out->count++;
    for (size_t i = end; i > place; i--)
        out->items[i] = out->items[i - 1];
    out->items[place] = (class_place){.package = number};
}

void class_league_make(const class_room *room, class_criterion by, class_league *out) {
    out->count = 0;
    for (size_t k = 0; k < room->package_count; k++)
        if (!isnan(score(room, room->packages[k], by)))
            insert(room, by, k, out);
    for (size_t i = 0; i < out->count; i++) {
        class_place *place = &out->items[i];
        const class_package *best = room->packages[out->items[0].package];
        const class_package *package = room->packages[place->package];
        int is_equal =
            i > 0 && score(room, package, by) == score(room, room->packages[place[-1].package], by);
        place->rank = is_equal ? place[-1].rank : i + 1;
        place->is_tied = is_tied(room, best, package, by);
    }
}
