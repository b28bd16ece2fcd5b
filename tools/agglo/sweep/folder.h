/* The folder of a sweep's parts and its manifest, which says whose runs they are: the experiment
 * with its base scenario and its points, so that neither is needed again to merge. */
#ifndef AGGLO_TOOLS_SWEEP_FOLDER_H
#define AGGLO_TOOLS_SWEEP_FOLDER_H

#include "models/experiment/experiment.h"

enum { SWEEP_PATH_SIZE = 4096 };

/* "out.h5" has its parts in "out.h5.parts". */
void sweep_folder_name(const char *output, char *folder, size_t size);

/* Makes the folder if it is not there and states the experiment in its manifest. A folder that
 * belongs to another experiment is refused (exists), unless `is_forced`: then it is emptied. */
AGGLO_MUST_USE
agglo_status sweep_folder_prepare(const char *folder, const experiment *e, int is_forced,
                                  agglo_error *error);

/* The experiment of a manifest. */
AGGLO_MUST_USE
agglo_status sweep_folder_experiment(const char *folder, experiment **out, agglo_faults *faults);

/* Removes parts, manifest and folder. */
AGGLO_MUST_USE
agglo_status sweep_folder_remove(const char *folder, agglo_error *error);

#endif
