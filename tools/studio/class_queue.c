/* Packages as they come: checked, priced, put into the queue. */
#include <stdlib.h>
#include <string.h>

#include "tools/studio/class_private.h"

class_answer class_unknown(agglo_faults *faults) {
    class_tell(faults, AGGLO_ERROR_INPUT, "you are not in this class", "join it with its code");
    return CLASS_DENIED;
}

int class_knows(class_room *room, const char *token) {
    gate_lock(&room->gate);
    int is_there = class_find(room, token) >= 0;
    gate_unlock(&room->gate);
    return is_there;
}

static class_answer read_plan(class_room *room, const char *token, const char *text,
                              class_plan *plan, agglo_faults *faults) {
    *plan = (class_plan){0};
    if (!class_knows(room, token))
        return class_unknown(faults);
    if (strlen(text) > CLASS_MOST_TEXT) {
        class_tell(faults, AGGLO_ERROR_INPUT, "the package is too long", NULL);
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
        class_tell(faults, AGGLO_ERROR_INPUT,
                   student->packages >= CLASS_MOST_PACKAGES
                       ? "you have sent as many packages as you may"
                       : "too many of your packages are waiting",
                   student->packages >= CLASS_MOST_PACKAGES ? NULL : "wait for their results");
        return CLASS_FULL;
    }
    class_package *package = calloc(1, sizeof *package);
    if (package == NULL || !grow(room)) {
        free(package);
        return class_no_memory(faults);
    }
    package->student = (size_t)who;
    package->plan = *plan;
    *plan = (class_plan){0};
    room->packages[room->package_count++] = package;
    student->packages++;
    student->waiting++;
    class_note_change(room);
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
    if (answer == CLASS_DONE && class_is_over(room, plan.price.cost))
        answer = refuse_cost(room, plan.price.cost, faults);
    if (answer == CLASS_DONE) {
        gate_lock(&room->gate);
        answer = enqueue(room, token, &plan, faults);
        out->number = room->package_count;
        gate_unlock(&room->gate);
    }
    class_plan_free(&plan);
    return answer;
}
