/* The table of contents: the phases of a step and the eighteen links, in order. */
#ifndef AGGLO_MODELS_MODEL_H
#define AGGLO_MODELS_MODEL_H

#include "models/link.h"
#include "models/scenario/scenario.h"
#include "sim/schedule.h"

/* Version of the rules: part of every run's identity. */
#define MODEL_VERSION "agglo-model 3"

extern const causal_link *const model_links[LINK_COUNT];

/* The first `model_observed_phases` phases lead to what is recorded at the start of a step. */
extern const schedule_phase model_phases[];
extern const size_t model_phase_count, model_observed_phases;

#endif
