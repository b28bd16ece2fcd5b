/* agglo bench: how fast this program is on this machine, as ratios measured within one run. What
 * is measured and how lies in tools/bench/; here it is put in order and printed. Slowness is never
 * an error; a wrong checksum is. */
#include <inttypes.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "models/model.h"
#include "tools/agglo/json.h"
#include "tools/agglo/options.h"
#include "tools/agglo/report.h"
#include "tools/agglo/shipped.h"
#include "tools/bench/hubs.h"
#include "tools/bench/limits.h"
#include "tools/bench/measure.h"
#include "tools/bench/ratio.h"
#include "tools/bench/worlds.h"

/* ---- Options ---- */

enum { KEY_JSON = 256, KEY_QUICK, KEY_ROUNDS, KEY_SCENARIOS, MOST_THREADS = 4096 };

typedef struct {
    int is_json, is_quick, threads, rounds; /* rounds 0: 5, or 3 if quick */
    const char *scenarios;
} bench_options;

static const struct argp_option option_table[] = {
    {"json", KEY_JSON, NULL, 0, "Results as JSON", 0},
    {"quick", KEY_QUICK, NULL, 0, "Small sizes and 3 rounds: about a minute instead of 15", 0},
    {"threads", 't', "T", 0, "Most threads (default: all processors)", 0},
    {"rounds", KEY_ROUNDS, "N", 0, "Rounds of which the median is taken (default: 5)", 0},
    {"scenarios", KEY_SCENARIOS, "DIR", 0,
     "Folder of the shipped scenarios (default: those beside the program); without them the hubs "
     "are left out",
     0},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state) {
    bench_options *o = state->input;
    switch (key) {
    case KEY_JSON:
        o->is_json = 1;
        break;
    case KEY_QUICK:
        o->is_quick = 1;
        break;
    case 't':
        o->threads = (int)options_integer(state, "--threads", argument, 1, MOST_THREADS);
        break;
    case KEY_ROUNDS:
        o->rounds = (int)options_integer(state, "--rounds", argument, 1, MEASURE_MOST_ROUNDS);
        break;
    case KEY_SCENARIOS:
        o->scenarios = argument;
        break;
    case ARGP_KEY_ARG:
        argp_error(state, "unexpected argument '%s'", argument);
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .doc = "Measures speed and memory: the limits of the machine, a reference workload against "
           "plain C written for it alone, synthetic worlds of growing size, the shipped hubs, each "
           "phase's share and the share of output. Contenders run by turns in one process, medians "
           "are shown."
           "\vExamples:\n"
           "  agglo bench --quick\n"
           "  OMP_PROC_BIND=true agglo bench --json > bench.json\n"
           "  mpirun -n 4 agglo bench --quick -t 1\n\n"
           "Under mpirun a world and the reference workload are cut over the processes.\n\n"
           "Slowness is no error; a wrong checksum is.\n\n" OPTIONS_EXIT_CODES,
};

/* ---- The whole bench ---- */

enum { WORLDS = 5, QUICK_WORLDS = 3, MOST_COLUMNS = HUBS_COUNT + 1 };

typedef struct {
    const bench_options *options;
    int threads, rounds, counts[MEASURE_MOST_COUNTS];
    size_t count_count;
    int wrong; /* checksums that are not what they must be */
    json json;
    /* columns of the table of phases */
    const char *column_names[MOST_COLUMNS];
    schedule_times column_times[MOST_COLUMNS];
    size_t column_count;
} bench;

static int is_text(const bench *b) {
    return !b->options->is_json;
}

static void heading(const bench *b, const char *text) {
    if (is_text(b))
        printf("\n%s\n", text);
}

/* ---- Limits of the machine ---- */

static void print_limits(bench *b, const limits_result *r) {
    if (is_text(b)) {
        printf(
            "  %2d thread%s %9.1f GB/s triad %9.0f M Philox blocks/s %9.2f us a parallel region\n",
            r->threads, r->threads == 1 ? " " : "s", r->triad / 1e9, r->philox / 1e6,
            r->regions * 1e6);
        return;
    }
    json_object(&b->json, NULL);
    json_integer(&b->json, "threads", r->threads);
    json_number(&b->json, "triad_bytes_per_second", r->triad);
    json_number(&b->json, "philox_blocks_per_second", r->philox);
    json_number(&b->json, "parallel_region_seconds", r->regions);
    json_close(&b->json);
}

static agglo_status bench_limits(bench *b, agglo_error *error) {
    heading(b, "Limits of this machine");
    if (!is_text(b))
        json_array(&b->json, "limits");
    agglo_status status = AGGLO_OK;
    for (size_t i = 0; i < b->count_count && status == AGGLO_OK; i++) {
        limits_result result;
        status = limits_measure(b->counts[i], b->rounds, b->options->is_quick ? 64 : 256, &result,
                                error);
        if (status == AGGLO_OK)
            print_limits(b, &result);
    }
    if (!is_text(b))
        json_close(&b->json);
    return status;
}

/* ---- Reference workload ---- */

static agglo_status check_known(bench *b, const reference_known *known, agglo_error *error) {
    static const int threads[] = {1, 2, 4};
    int wrong = b->wrong;
    agglo_status status = AGGLO_OK;
    for (int i = 0; i < 3 && status == AGGLO_OK; i++) {
        ratio_verdict verdict = {0};
        status = ratio_check(known, threads[i], &verdict, error);
        b->wrong += !verdict.plain + !verdict.model;
    }
    if (is_text(b))
        printf("  %8d households, %3d steps: checksums with 1, 2, 4 threads %s\n",
               (int)known->size.households, (int)known->size.steps,
               b->wrong == wrong ? "right" : "WRONG");
    return status;
}

static void print_ratio(bench *b, const ratio_result *r) {
    b->wrong += !r->is_equal;
    if (is_text(b)) {
        printf("  %8d households, %2d thread%s: engine %6.1f M, plain C %6.1f M updates/s, ratio "
               "%.2f (%.2f to %.2f); %.0f and %.0f bytes a household%s\n",
               (int)r->size.households, r->size.threads, r->size.threads == 1 ? " " : "s",
               r->model_rate / 1e6, r->plain_rate / 1e6, r->ratio, r->lowest, r->highest,
               r->model_bytes, r->plain_bytes, r->is_equal ? "" : "; CHECKSUMS DIFFER");
        return;
    }
    json_object(&b->json, NULL);
    json_integer(&b->json, "households", r->size.households);
    json_integer(&b->json, "steps", r->size.steps);
    json_integer(&b->json, "threads", r->size.threads);
    json_number(&b->json, "engine_updates_per_second", r->model_rate);
    json_number(&b->json, "plain_updates_per_second", r->plain_rate);
    json_number(&b->json, "ratio", r->ratio);
    json_number(&b->json, "lowest_ratio", r->lowest);
    json_number(&b->json, "highest_ratio", r->highest);
    json_number(&b->json, "engine_bytes_per_household", r->model_bytes);
    json_number(&b->json, "plain_bytes_per_household", r->plain_bytes);
    json_bool(&b->json, "same_checksum", r->is_equal);
    json_close(&b->json);
}

static agglo_status bench_ratios(bench *b, agglo_error *error) {
    static const reference_size sizes[] = {{100000, 1200, 1}, {1000000, 100, 1}};
    agglo_status status = AGGLO_OK;
    if (!is_text(b))
        json_array(&b->json, "reference_workload");
    for (int i = 0; i < (b->options->is_quick ? 1 : 2); i++)
        for (size_t t = 0; t < b->count_count && status == AGGLO_OK; t++) {
            reference_size size = sizes[i];
            size.threads = b->counts[t];
            size.steps /= b->options->is_quick ? 10 : 1;
            ratio_result result;
            status = ratio_measure(&size, b->rounds, &result, error);
            if (status == AGGLO_OK)
                print_ratio(b, &result);
        }
    if (!is_text(b))
        json_close(&b->json);
    return status;
}

static agglo_status bench_reference(bench *b, agglo_error *error) {
    heading(b, "Reference workload: as a model on this engine, and in plain C for it alone");
    agglo_status status = AGGLO_OK;
    int wrong = b->wrong;
    for (int i = 0; i < (b->options->is_quick ? 2 : 3) && status == AGGLO_OK; i++)
        status = check_known(b, &reference_known_results[i], error);
    if (!is_text(b))
        json_bool(&b->json, "reference_checksums_right", b->wrong == wrong);
    return status == AGGLO_OK ? bench_ratios(b, error) : status;
}

/* ---- Synthetic worlds ---- */

static void print_world(bench *b, const scenario *s, const worlds_result *results, int is_same) {
    b->wrong += !is_same;
    for (size_t t = 0; t < b->count_count; t++) {
        const worlds_result *r = &results[t];
        if (is_text(b)) {
            printf("  %9.0f firms at the end, %5d regions, %2d steps, %2d thread%s %8.2f M "
                   "firm-steps/s (%4.2fx) %6.0f bytes a firm%s\n",
                   r->firms, s->region_count, s->steps, r->threads, r->threads == 1 ? " " : "s",
                   r->rate / 1e6, r->rate / results[0].rate, r->bytes_per_firm,
                   is_same ? "" : "; STATES DIFFER");
            continue;
        }
        json_object(&b->json, NULL);
        json_number(&b->json, "firms", r->firms);
        json_integer(&b->json, "regions", s->region_count);
        json_integer(&b->json, "steps", s->steps);
        json_integer(&b->json, "threads", r->threads);
        json_number(&b->json, "firm_steps_per_second", r->rate);
        json_number(&b->json, "speedup", r->rate / results[0].rate);
        json_number(&b->json, "bytes_per_firm", r->bytes_per_firm);
        json_bool(&b->json, "same_state", is_same);
        json_close(&b->json);
    }
    fflush(stdout);
}

static void add_column(bench *b, const char *name, const schedule_times *times) {
    b->column_names[b->column_count] = name;
    b->column_times[b->column_count++] = *times;
}

static agglo_status bench_world(bench *b, int size, agglo_error *error) {
    static const long firm_counts[WORLDS] = {1000, 10000, 100000, 1000000, 10000000};
    static const int years[WORLDS] = {10, 10, 10, 5, 4};
    worlds_result results[MEASURE_MOST_COUNTS] = {0};
    int is_same = 1;
    scenario *s = NULL;
    agglo_status status = worlds_make(firm_counts[size], years[size], &s, error);
    if (status == AGGLO_OK)
        status = worlds_measure(s, b->counts, b->count_count, b->rounds, results, &is_same, error);
    if (status == AGGLO_OK)
        print_world(b, s, results, is_same);
    if (status == AGGLO_OK && firm_counts[size] == 100000)
        add_column(b, "100000_firms", &results[0].times);
    scenario_free(s);
    return status;
}

static agglo_status bench_worlds(bench *b, agglo_error *error) {
    heading(b, "Synthetic worlds: copies of one region, 300 km apart, steps of three months");
    if (!is_text(b))
        json_array(&b->json, "worlds");
    agglo_status status = AGGLO_OK;
    for (int i = 0; i < (b->options->is_quick ? QUICK_WORLDS : WORLDS) && status == AGGLO_OK; i++)
        status = bench_world(b, i, error);
    if (!is_text(b))
        json_close(&b->json);
    return status;
}

/* ---- Hubs ---- */

static void print_hub(bench *b, const char *name, const hubs_result *r) {
    if (is_text(b)) {
        printf("  %-14s %7.1f runs/s with 1 thread, %7.1f with %d (%.2fx); output %.1f %%, "
               "compressed %.1f %%\n",
               name, r->rate_one, r->rate_all, b->threads, r->rate_all / r->rate_one,
               100 * r->plain, 100 * r->compressed);
        return;
    }
    json_object(&b->json, name);
    json_number(&b->json, "runs_per_second_one_thread", r->rate_one);
    json_number(&b->json, "runs_per_second", r->rate_all);
    json_number(&b->json, "output_share", r->plain);
    json_number(&b->json, "compressed_output_share", r->compressed);
    json_close(&b->json);
}

static agglo_status bench_hub(bench *b, const char *name, const char *place, agglo_error *error) {
    scenario *s = NULL;
    agglo_status status = hubs_load(b->options->scenarios, name, &s, error);
    if (status != AGGLO_OK)
        return status;
    int replicates = (b->options->is_quick ? 4 : 16) * b->threads;
    hubs_effort effort = {b->threads, b->rounds, replicates};
    hubs_result result;
    status = hubs_measure(s, &effort, place, &result, error);
    if (status == AGGLO_OK) {
        print_hub(b, name, &result);
        add_column(b, name, &result.times);
    }
    scenario_free(s);
    return status;
}

static agglo_status bench_hubs(bench *b, agglo_error *error) {
    char place[512];
    const char *base = getenv("TMPDIR");
    snprintf(place, sizeof place, "%s/agglo-bench-XXXXXX",
             base != NULL && base[0] != '\0' ? base : "/tmp");
    if (mkdtemp(place) == NULL)
        return error_set(error, AGGLO_ERROR_IO, "cannot make a temporary folder %s", place);
    heading(b,
            "Shipped hubs: whole runs, and the share of output when they are written to one file");
    if (!is_text(b))
        json_object(&b->json, "hubs");
    agglo_status status = AGGLO_OK;
    for (int i = 0; i < HUBS_COUNT && status == AGGLO_OK; i++)
        status = bench_hub(b, hubs_names[i], place, error);
    if (!is_text(b))
        json_close(&b->json);
    (void)rmdir(place);
    return status;
}

/* ---- Phases ---- */

static double phases_sum(const schedule_times *times) {
    double sum = 0;
    for (size_t p = 0; p < model_phase_count; p++)
        sum += times->seconds[p];
    return sum;
}

static void print_phases(const bench *b) {
    printf("  %-14s", "");
    for (size_t c = 0; c < b->column_count; c++)
        printf(" %14s", b->column_names[c]);
    putchar('\n');
    for (size_t p = 0; p < model_phase_count; p++) {
        printf("  %-14s", model_phases[p].name);
        for (size_t c = 0; c < b->column_count; c++)
            printf(" %12.1f %%",
                   100 * b->column_times[c].seconds[p] / phases_sum(&b->column_times[c]));
        putchar('\n');
    }
}

static void bench_phases(bench *b) {
    heading(b, "Phases: share of the time of a step, one thread");
    if (is_text(b)) {
        print_phases(b);
        return;
    }
    json_object(&b->json, "phase_shares");
    for (size_t c = 0; c < b->column_count; c++) {
        json_object(&b->json, b->column_names[c]);
        for (size_t p = 0; p < model_phase_count; p++)
            json_number(&b->json, model_phases[p].name,
                        b->column_times[c].seconds[p] / phases_sum(&b->column_times[c]));
        json_close(&b->json);
    }
    json_close(&b->json);
}

/* ---- In order ---- */

static void begin(bench *b) {
    if (is_text(b)) {
        printf("%d thread%s, medians of %d rounds, load of the machine %.1f\n", b->threads,
               b->threads == 1 ? "" : "s", b->rounds, measure_load());
        return;
    }
    json_begin(&b->json, stdout);
    json_object(&b->json, NULL);
    json_integer(&b->json, "threads", b->threads);
    json_integer(&b->json, "rounds", b->rounds);
    json_bool(&b->json, "quick", b->options->is_quick);
    json_number(&b->json, "load_before", measure_load());
}

static void end(bench *b) {
    if (is_text(b)) {
        printf("\nLoad of the machine at the end %.1f; wrong checksums: %d\n", measure_load(),
               b->wrong);
        return;
    }
    json_number(&b->json, "load_after", measure_load());
    json_integer(&b->json, "wrong_checksums", b->wrong);
    json_close(&b->json);
}

static agglo_status measure_all(bench *b, agglo_error *error) {
    static agglo_status (*const parts[])(bench *, agglo_error *) = {bench_limits, bench_reference,
                                                                    bench_worlds, bench_hubs};
    agglo_status status = AGGLO_OK;
    begin(b);
    for (size_t i = 0; i < sizeof parts / sizeof parts[0] && status == AGGLO_OK; i++) {
        if (parts[i] == bench_hubs && access(b->options->scenarios, R_OK) != 0) {
            report_note("no folder '%s': the hubs are left out (--scenarios DIR)",
                        b->options->scenarios);
            continue;
        }
        status = parts[i](b, error);
        fflush(stdout);
    }
    if (status != AGGLO_OK)
        return status;
    bench_phases(b);
    end(b);
    status = report_flush(error);
    if (status == AGGLO_OK && b->wrong > 0)
        return error_set(error, AGGLO_ERROR_MISMATCH, "%d checksums are not what they must be",
                         b->wrong);
    return status;
}

/* ---- Several processes ---- */

/* What a world and the reference workload do when they are cut over the processes of a launcher.
 * The same command with another number of processes must show the same hash. */
static agglo_status bench_ranks(bench *b, ranks_group *processes, agglo_error *error) {
    int is_first = ranks_own(processes) == 0, count = ranks_count(processes);
    agglo_status status = AGGLO_OK;
    for (int k = 0; k < (b->options->is_quick ? 2 : REFERENCE_KNOWN) && status == AGGLO_OK; k++) {
        const reference_known *known = &reference_known_results[k];
        reference_size size = known->size;
        reference_result end;
        size.threads = b->threads;
        status = reference_model_over(&size, processes, &end, error);
        int is_right = status == AGGLO_OK && reference_is_known(known, &end);
        b->wrong += !is_right;
        if (is_first && status == AGGLO_OK)
            printf("%d processes, %d threads: %8d households, %6.1f M updates/s, checksum %s\n",
                   count, b->threads, (int)size.households, reference_rate(&size, &end) / 1e6,
                   is_right ? "right" : "WRONG");
    }
    scenario *s = NULL;
    worlds_result world;
    if (status == AGGLO_OK)
        status = worlds_make(b->options->is_quick ? 20000 : 200000, 5, &s, error);
    if (status == AGGLO_OK)
        status = worlds_run_over(s, b->threads, processes, &world, error);
    if (is_first && status == AGGLO_OK)
        printf("%d processes, %d threads: world of %d regions, %.2f ms a step, hash %016" PRIx64
               "\n",
               count, b->threads, s->region_count, world.seconds * 1e3 / s->steps, world.hash);
    scenario_free(s);
    return status;
}

static agglo_status measure(bench *b, ranks_group *processes, agglo_error *error) {
    if (ranks_count(processes) == 1)
        return measure_all(b, error);
    agglo_status status = bench_ranks(b, processes, error);
    if (status == AGGLO_OK && b->wrong > 0)
        status = error_set(error, AGGLO_ERROR_MISMATCH, "%d checksums are not what they must be",
                           b->wrong);
    return status;
}

int command_bench(int argc, char **argv) {
    bench_options options = {.threads = omp_get_max_threads(), .scenarios = "scenarios"};
    char shipped[SHIPPED_SIZE];
    if (shipped_scenarios(shipped))
        options.scenarios = shipped;
    int code = options_parse(&parser, argc, argv, &options);
    if (code != 0)
        return code;
    bench b = {.options = &options, .threads = options.threads};
    b.rounds = options.rounds > 0 ? options.rounds : options.is_quick ? 3 : 5;
    b.count_count = measure_thread_counts(b.threads, b.counts);
    agglo_error error = {0};
    ranks_group *processes = NULL;
    agglo_status status = ranks_open(&processes, &error);
    if (status == AGGLO_OK)
        status = measure(&b, processes, &error);
    code = status == AGGLO_OK ? 0 : report_failure(&error);
    if (code != 0 && ranks_count(processes) > 1)
        ranks_abort(processes, code); /* others may wait for this one */
    ranks_close(processes);
    return code;
}
