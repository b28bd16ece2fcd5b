/* The code with which students join a class. */
#ifndef AGGLO_TOOLS_STUDIO_CLASS_CODE_H
#define AGGLO_TOOLS_STUDIO_CLASS_CODE_H

#include "sim/status.h"

enum { CLASS_CODE_SIZE = 7 }; /* six signs that are not mistaken for others */

/* Errors: io. */
AGGLO_MUST_USE
agglo_status class_code_draw(char code[CLASS_CODE_SIZE], agglo_error *error);

/* Whether it is the code, whatever case and spaces it was typed with. */
int class_code_is(const char *code, const char *typed);

#endif
