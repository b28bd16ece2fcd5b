/* What the studio's replies say of sides, frames, scenarios and the model: README.md of the page
 * lists them. Callers hold the side. */
#ifndef AGGLO_TOOLS_STUDIO_VIEWS_H
#define AGGLO_TOOLS_STUDIO_VIEWS_H

#include "tools/agglo/json.h"
#include "tools/studio/session.h"

void views_scenarios(json *j, const catalogue *shipped);
void views_descriptors(json *j);
void views_side(json *j, const session_side *side);

/* Steps `first` … the one shown; events of the steps after `first` - 1. */
void views_frames(json *j, session_side *side, int first, int region);

/* Variables of frames: numbers of a row, added up where there are several. */
enum { VIEWS_MOST_VARIABLES = 96 };
typedef struct {
    char name[48];
    size_t place, count;
} views_variable;
size_t views_variables(views_variable out[VIEWS_MOST_VARIABLES]);
double views_value(const views_variable *v, const double *row);

#endif
