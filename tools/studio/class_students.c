/* Who is in a class: names and tokens. */
#include <stdint.h>
#include <string.h>

#include "sim/config.h"
#include "sim/schedule.h"
#include "tools/studio/class_code.h"
#include "tools/studio/class_private.h"
#include "tools/studio/secret.h"

int class_find(const class_room *room, const char *token) {
    for (size_t i = 0; i < room->student_count; i++)
        if (!room->students[i].is_gone && secret_equals(token, room->students[i].token))
            return (int)i;
    return -1;
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
        class_tell(faults, AGGLO_ERROR_INPUT,
                   name[0] == '\0' ? "a name is missing" : "somebody has this name already",
                   "choose a name that the others will know you by");
        return CLASS_WRONG;
    }
    if (is_full(room)) {
        class_tell(faults, AGGLO_ERROR_INPUT, "the class is full", NULL);
        return CLASS_FULL;
    }
    class_student *student = &room->students[room->student_count];
    *student = (class_student){0};
    agglo_error error;
    if (secret_draw_token(student->token, &error) != AGGLO_OK) {
        faults_add(faults, &error);
        return CLASS_BROKEN;
    }
    snprintf(student->name, sizeof student->name, "%s", name);
    memcpy(token, student->token, CLASS_TOKEN_SIZE);
    room->student_count++;
    class_note_change(room);
    return CLASS_DONE;
}

class_answer class_join(class_room *room, const char *code, const char *name,
                        char token[CLASS_TOKEN_SIZE], agglo_faults *faults) {
    char clean[CLASS_NAME_SIZE];
    class_answer answer;
    clean_name(name, clean);
    gate_lock(&room->gate);
    if (!may_try(room)) {
        class_tell(faults, AGGLO_ERROR_INPUT, "too many wrong codes were tried",
                   "wait for a minute");
        answer = CLASS_FULL;
    } else if (!class_code_is(room->code, code)) {
        room->wrong_codes++;
        class_tell(faults, AGGLO_ERROR_INPUT, "this is not the code of the class",
                   "it is shown on the teacher's screen");
        answer = CLASS_DENIED;
    } else {
        answer = admit(room, clean, token, faults);
    }
    gate_unlock(&room->gate);
    return answer;
}

int class_remove(class_room *room, const char *name) {
    int is_found = 0;
    gate_lock(&room->gate);
    for (size_t i = 0; i < room->student_count; i++)
        if (!room->students[i].is_gone && strcmp(room->students[i].name, name) == 0)
            is_found = room->students[i].is_gone = 1;
    if (is_found)
        class_note_change(room);
    gate_unlock(&room->gate);
    return is_found;
}
