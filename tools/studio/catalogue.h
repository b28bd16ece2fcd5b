/* The scenarios that are shipped with the program: found once at the start, known by the path below
 * their folder. Constant afterwards: threads may share it. */
#ifndef AGGLO_TOOLS_STUDIO_CATALOGUE_H
#define AGGLO_TOOLS_STUDIO_CATALOGUE_H

#include <stddef.h>

#include "sim/status.h"

typedef struct {
    char *path; /* "hubs/nuremberg.json" */
    char *file; /* with the folder before it */
    char *name, *description, *source;
    int years, regions;
} catalogue_entry;

typedef struct {
    catalogue_entry *items; /* by path */
    size_t count, capacity;
} catalogue;

/* Reads what lies in the folder and in its folders; what is no valid scenario is left out. `folder`
 * null: that of the installation or of the sources, by the place of the program; without one the
 * catalogue is empty. Errors: a folder that was named and cannot be read, no memory. */
AGGLO_MUST_USE
agglo_status catalogue_create(const char *folder, catalogue *out, agglo_error *error);
void catalogue_free(catalogue *c);

/* The entry of a path, or null. Leading "./", "../" and "scenarios/" do not count, so that
 * documents that extend their neighbours are understood. Nothing is opened. */
const catalogue_entry *catalogue_find(const catalogue *c, const char *path);

#endif
