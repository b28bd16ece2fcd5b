/* What `agglo run` knows of a run, and what it says when the run is over. */
#ifndef AGGLO_TOOLS_RUN_REPORT_H
#define AGGLO_TOOLS_RUN_REPORT_H

#include "tools/agglo/options.h"
#include "tools/agglo/processes.h"
#include "tools/agglo/provenance.h"
#include "tools/agglo/run/replicate.h"

enum { RUN_PATH_SIZE = 4096 };

typedef struct {
    const char *scenario, *output, *directory;
    const char *folder;       /* of results that `output` does not name; null: the current one */
    options_list assignments; /* for the scenario: --set, --seed, --replicates */
    char seed[48], replicates[48];
    int threads, is_forced, is_quiet, is_resuming, has_no_output, shows_times, is_json;
    double save_years, stop_years; /* 0: run to the end */
} run_options;

typedef struct {
    const run_options *options;
    ranks_group *ranks; /* processes that work on one world together; null: alone */
    processes_view view;
    int has_begun;                  /* from here on no process may leave alone */
    const replicate_origin *origin; /* of a branch, else null */
    scenario *scenario;
    int stop_step, is_resuming;
    simulation_schema *schema;
    provenance provenance;
    char *command; /* what would give the same result */
    char output[RUN_PATH_SIZE];
    progress progress;
    digest digest;
    replicate_outcome *outcomes;
    uint64_t hash;
    double seconds;
    size_t finished, resumed, saved;
} run;

/* The summary on standard output: for people, or as JSON. */
AGGLO_MUST_USE
agglo_status run_report(const run *r, agglo_error *error);

/* The date of a step: "year 10 (1990)". */
void run_report_date(const scenario *scenario, int step, char *text, size_t size);

/* What became of a run that was stopped, and how it can go on: on standard error. */
void run_report_interruption(const run *r);

#endif
