#include "tools/agglo/run/report.h"

#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>

#include "models/model.h"
#include "tools/agglo/report.h"
#include "tools/agglo/signals.h"

void run_report_interruption(const run *r) {
    const run_options *o = r->options;
    report_note("stopped by signal %d: %zu of %d replicates are finished", signals_requested(),
                r->finished, r->scenario->replicates);
    if (o->directory == NULL) {
        report_note("nothing can be resumed; with --checkpoint DIR a run that is stopped can be");
        if (!o->has_no_output)
            report_note("%s.partial holds the finished replicates and is marked incomplete",
                        r->output);
        return;
    }
    report_note("checkpoints are in %s; to go on, repeat the command with --resume:", o->directory);
    fprintf(stderr, "  %s --checkpoint %s --resume", r->command, o->directory);
    if (r->stop_step > 0)
        fprintf(stderr, " --stop-at %.10g", o->stop_years);
    if (!o->has_no_output && r->stop_step == 0)
        fprintf(stderr, " -o %s%s", r->output, o->is_forced ? " --force" : "");
    fputc('\n', stderr);
}

static double peak_megabytes(void) {
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (double)usage.ru_maxrss / 1024 : 0;
}

/* Seconds of a phase, over all replicates. */
static double phase_seconds(const run *r, size_t phase) {
    double sum = 0;
    for (int i = 0; i < r->scenario->replicates; i++)
        sum += r->outcomes[i].times.seconds[phase];
    return sum;
}

static void print_times(const run *r) {
    double all = 0, wall = 0;
    size_t bytes = 0;
    for (int i = 0; i < r->scenario->replicates; i++) {
        wall += r->outcomes[i].seconds;
        bytes = r->outcomes[i].bytes > bytes ? r->outcomes[i].bytes : bytes;
    }
    for (size_t p = 0; p < model_phase_count; p++)
        all += phase_seconds(r, p);
    printf("\nphase            seconds  share\n");
    for (size_t p = 0; p < model_phase_count; p++)
        printf("%-14s %9.3f  %4.0f %%\n", model_phases[p].name, phase_seconds(r, p),
               all > 0 ? 100 * phase_seconds(r, p) / all : 0);
    printf("%-14s %9.3f\n", "all phases", all);
    printf("\n%.1f ms a replicate, %.2f s in all with %d threads\n",
           1000 * wall / r->scenario->replicates, r->seconds, r->options->threads);
    printf("largest world %.1f MB, peak memory %.1f MB\n", (double)bytes / 1e6, peak_megabytes());
}

static void tell_next(const run *r) {
    size_t uncertain = 0;
    for (size_t i = 0; i < parameters_table.count; i++)
        uncertain += (parameters_table.rows[i].flags & PARAM_UNCERTAIN) != 0;
    printf("\nThese results rest on %zu parameters that data do not identify, the critical mass\n"
           "spinoff.half_A above all; 'agglo describe parameters' lists them.\n",
           uncertain);
    if (r->options->has_no_output)
        return;
    printf("\nResult: %s\n", r->output);
    printf("Next:   agglo plot %s firms -o firms.png\n", r->output);
    printf("        ncdump -h %s, or xarray.open_dataset(\"%s\") in Python\n", r->output,
           r->output);
}

static agglo_status print_people(const run *r, agglo_error *error) {
    const scenario *sc = r->scenario;
    printf("%s: %d years from %.0f, %d replicate%s", sc->name, sc->years, sc->start_year,
           sc->replicates, sc->replicates == 1 ? "" : "s (median, in brackets 5-95 %)");
    if (r->resumed > 0)
        printf(", %zu resumed", r->resumed);
    putchar('\n');
    agglo_status status = digest_print(&r->digest, stdout, error);
    if (status != AGGLO_OK)
        return status;
    printf("\nstate hash %016" PRIx64 "\n", r->hash);
    if (r->options->shows_times)
        print_times(r);
    if (!r->options->is_quiet)
        tell_next(r);
    return report_flush(error);
}

static void json_times(const run *r, json *j) {
    json_object(j, "times");
    json_number(j, "seconds", r->seconds);
    json_integer(j, "threads", r->options->threads);
    json_number(j, "peak_megabytes", peak_megabytes());
    json_object(j, "phases");
    for (size_t p = 0; p < model_phase_count; p++)
        json_number(j, model_phases[p].name, phase_seconds(r, p));
    json_close(j);
    json_close(j);
}

static agglo_status print_json(const run *r, agglo_error *error) {
    const scenario *sc = r->scenario;
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, sc->seed);
    json j;
    json_begin(&j, stdout);
    json_object(&j, NULL);
    json_text(&j, "scenario", sc->name);
    json_text(&j, "file", r->options->has_no_output ? NULL : r->output);
    json_text(&j, "seed", seed);
    json_integer(&j, "replicates", sc->replicates);
    json_integer(&j, "resumed", (int64_t)r->resumed);
    json_hex(&j, "identity", sc->identity);
    json_hex(&j, "state_hash", r->hash);
    json_array(&j, "replicate_hashes");
    for (int i = 0; i < sc->replicates; i++)
        json_hex(&j, NULL, r->outcomes[i].hash);
    json_close(&j);
    json_text(&j, "uncertain_parameters", r->provenance.uncertain);
    agglo_status status = digest_json(&r->digest, &j, error);
    if (r->options->shows_times)
        json_times(r, &j);
    json_close(&j);
    return status != AGGLO_OK ? status : report_flush(error);
}

/* ---- A run that was to end at a date ---- */

void run_report_date(const scenario *sc, int step, char *text, size_t size) {
    double years = (double)step / sc->steps_per_year;
    snprintf(text, size, "year %.10g (%.10g)", years, sc->start_year + years);
}

static agglo_status print_stop(const run *r, agglo_error *error) {
    const scenario *sc = r->scenario;
    const char *directory = r->options->directory;
    char date[64];
    run_report_date(sc, r->stop_step, date, sizeof date);
    printf("%s: %d replicate%s simulated to %s and saved in %s", sc->name, sc->replicates,
           sc->replicates == 1 ? "" : "s", date, directory);
    if (r->resumed > 0)
        printf(", %zu resumed", r->resumed);
    printf("\n\nstate hash %016" PRIx64 "\n", r->hash);
    if (r->options->shows_times)
        print_times(r);
    if (!r->options->is_quiet)
        printf("\nNext:   agglo fork %s SCENARIO...\n"
               "        goes on from there with every scenario that shares these years\n",
               directory);
    return report_flush(error);
}

static agglo_status print_stop_json(const run *r, agglo_error *error) {
    const scenario *sc = r->scenario;
    double years = (double)r->stop_step / sc->steps_per_year;
    json j;
    json_begin(&j, stdout);
    json_object(&j, NULL);
    json_text(&j, "scenario", sc->name);
    json_text(&j, "checkpoint", r->options->directory);
    json_number(&j, "year", years);
    json_number(&j, "calendar_year", sc->start_year + years);
    json_integer(&j, "replicates", sc->replicates);
    json_integer(&j, "resumed", (int64_t)r->resumed);
    json_hex(&j, "identity", sc->identity);
    json_hex(&j, "state_hash", r->hash);
    if (r->options->shows_times)
        json_times(r, &j);
    json_close(&j);
    return report_flush(error);
}

agglo_status run_report(const run *r, agglo_error *error) {
    if (r->stop_step > 0)
        return r->options->is_json ? print_stop_json(r, error) : print_stop(r, error);
    return r->options->is_json ? print_json(r, error) : print_people(r, error);
}
