/* The variables that the page draws: numbers of a recorded row, added up where there are several.
 */
#ifndef AGGLO_TOOLS_STUDIO_VARIABLES_H
#define AGGLO_TOOLS_STUDIO_VARIABLES_H

#include <stddef.h>

enum { VARIABLES_MOST = 96 };
typedef struct {
    char name[48];
    size_t place, count; /* in a row of models/record.h */
} frame_variable;

size_t variables_list(frame_variable out[VARIABLES_MOST]); /* returns how many there are */
double variables_value(const frame_variable *v, const double *row);

#endif
