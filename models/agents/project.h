/* What a project is decided to be: class, type, partners. Shared by firms' attempts (matching) and
 * by the founding projects of start-ups. */
#ifndef AGGLO_MODELS_AGENTS_PROJECT_H
#define AGGLO_MODELS_AGENTS_PROJECT_H

#include "models/world.h"

/* The index drawn by u from `count` weights' running sums; the last total must be positive. */
int draw_cumulative(const double *cumulative, int count, double u);

/* A place within the drawn bin: the same u gives bin and place, so the place is uniform in it. */
double draw_place(const double *cumulative, int count, double u, int *bin);

/* Device class of a new project of a firm of `kind`. */
int project_class(const world *world, firm_kind kind, double u);

/* Device type; software of class IV becomes class III. */
void project_type(const world *world, int region, project_plan *plan);
/* The same by a block that the caller has drawn for DRAW_PROJECT. */
void project_take_type(const world *world, int region, random_block draw, project_plan *plan);

/* Partners of a project of firm i: the trusted ones with probability of the trust, else drawn by
 * research in the seed's bin, or beds and openness. Trust follows (a new partner becomes the
 * trusted one when the old trust is weak). */
void project_partners(world *world, int32_t i, int region, project_plan *plan);
/* The same for the plan's owner by a block that the caller has drawn for DRAW_PARTNER. */
void project_take_partners(world *world, int region, random_block draw, project_plan *plan);

/* A university of the region, drawn by its research in `bin`; NO_PARTNER if there is none. */
uint16_t project_university(const world *world, int region, int bin, double u);

/* Running cost of a project at a stage, M$/yr; 0 where the stage is skipped. */
double project_running_cost(const scenario_world *tables, int device_class, int device_type,
                            int stage);

/* Table time of a stage, yr. */
double project_stage_years(const scenario_world *tables, int device_class, int device_type,
                           int stage);

#endif
