#include "tools/agglo/sweep/session.h"

#include <stdio.h>

#include "tools/agglo/report.h"

void sweep_session_free(sweep_session *s) {
    sweep_plan_free(s->plan);
    experiment_free(s->experiment);
    parts_list_free(&s->parts);
    s->plan = NULL;
    s->experiment = NULL;
}

static agglo_status count_faults(agglo_status status, agglo_faults *faults, agglo_error *error) {
    size_t found = faults->errors;
    report_faults(faults);
    faults_free(faults);
    return error_set(error, status, "%zu fault%s: nothing was run", found, found == 1 ? "" : "s");
}

agglo_status sweep_session_begin(sweep_session *s, agglo_status loaded, agglo_faults *faults,
                                 const sweep_plan_options *options, agglo_error *error) {
    if (loaded != AGGLO_OK)
        return count_faults(loaded, faults, error);
    agglo_status status = sweep_plan_create(s->experiment, options, &s->plan, faults);
    if (status == AGGLO_OK) {
        faults_free(faults);
        return status;
    }
    if (status == AGGLO_ERROR_INTERRUPTED) {
        faults_free(faults);
        return error_set(error, status, "stopped while the design points were checked");
    }
    size_t found = faults->errors;
    count_faults(status, faults, error);
    if (status == AGGLO_ERROR_INPUT && found > 0)
        error_hint(error, "--keep-going runs the other design points");
    return status;
}

agglo_status sweep_session_scan(sweep_session *s, int retries, agglo_error *error) {
    agglo_faults faults = {0};
    parts_list_free(&s->parts);
    agglo_status status = parts_list_make(s->folder, &s->parts, error);
    if (status == AGGLO_OK)
        status = sweep_plan_scan(s->plan, &s->parts, &faults, error);
    report_faults(&faults);
    faults_free(&faults);
    if (status == AGGLO_OK)
        sweep_plan_settle(s->plan, retries);
    return status;
}

agglo_status sweep_session_open(sweep_session *s, const char *folder, int threads,
                                agglo_error *error) {
    agglo_faults faults = {0};
    const sweep_plan_options options = {.threads = threads, .keeps_invalid = 1};
    snprintf(s->folder, sizeof s->folder, "%s", folder);
    agglo_status status = sweep_folder_experiment(folder, &s->experiment, &faults);
    status = sweep_session_begin(s, status, &faults, &options, error);
    return status == AGGLO_OK ? sweep_session_scan(s, 0, error) : status;
}
