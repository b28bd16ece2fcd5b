#include "tools/agglo/sweep/merge.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "agglo_version.h"
#include "models/model.h"
#include "output/sweep_file.h"
#include "tools/agglo/provenance.h"
#include "tools/agglo/report.h"

typedef struct {
    const sweep_plan *plan;
    const sweep_merge_options *options;
    size_t replicates; /* of the file: the most that any point has */
    uint8_t *status;   /* point × replicates */
    uint64_t *hashes;
    sweep_file_failure *failures;
    size_t failure_count, failure_capacity;
    sweep_file *file;
} merging;

/* ---- What the file says of itself ---- */

enum { MOST_ATTRIBUTES = 16 };

typedef struct {
    schema_attribute items[MOST_ATTRIBUTES];
    size_t count;
    char *scenario, *uncertain, *coordinates;
    char seed[24], libraries[160], version[96];
} attribute_list;

static void add(attribute_list *list, const char *name, const char *text, double number) {
    list->items[list->count++] = (schema_attribute){name, text, number};
}

static char *list_coordinates(const experiment *e) {
    size_t size = 1;
    for (size_t k = 0; k < e->factor_count; k++)
        size += 2 * EXPERIMENT_NAME_SIZE + 8;
    char *text = calloc(size, 1), *end = text;
    for (size_t k = 0; text != NULL && k < e->factor_count; k++) {
        const char *name = e->factors[k].name;
        end += sprintf(end, "%s%s", k > 0 ? " " : "", name);
        if (e->factors[k].levels != NULL)
            end += sprintf(end, " %s_level", name);
    }
    return text;
}

static agglo_status describe(const sweep_plan *plan, attribute_list *list, agglo_error *error) {
    const experiment *e = plan->experiment;
    list->scenario = config_print(e->base);
    list->uncertain = provenance_uncertain();
    list->coordinates = list_coordinates(e);
    if (!list->scenario || !list->uncertain || !list->coordinates)
        return error_set(error, AGGLO_ERROR_MEMORY, "no memory for the result's attributes");
    snprintf(list->seed, sizeof list->seed, "%" PRIu64,
             e->has_seed ? e->seed : plan->layout->scenario->seed);
    snprintf(list->libraries, sizeof list->libraries, "GSL %s, HDF5 %s, cJSON %s",
             AGGLO_GSL_VERSION, AGGLO_HDF5_VERSION, AGGLO_CJSON_VERSION);
    provenance_version(list->version, sizeof list->version);
    add(list, "title", e->name, 0);
    add(list, "summary", e->description, 0);
    add(list, "experiment", e->text, 0);
    add(list, "scenario", list->scenario, 0);
    add(list, "design_type", design_type_names[e->spec.type], 0);
    add(list, "design_n", NULL, (double)e->spec.n);
    add(list, "factors", list->coordinates, 0);
    if (e->has_common_numbers)
        add(list, "seed", list->seed, 0);
    add(list, "common_random_numbers", NULL, e->has_common_numbers);
    add(list, "model_version", MODEL_VERSION, 0);
    add(list, "agglo_version", list->version, 0);
    add(list, "compiler", PROVENANCE_COMPILER, 0);
    add(list, "libraries", list->libraries, 0);
    add(list, "uncertain_parameters", list->uncertain, 0);
    return AGGLO_OK;
}

static void attributes_free(attribute_list *list) {
    free(list->scenario);
    free(list->uncertain);
    free(list->coordinates);
}

/* ---- Factors ---- */

static agglo_status add_factor(merging *m, size_t k, double *numbers, const char **labels,
                               agglo_error *error) {
    const experiment *e = m->plan->experiment;
    const experiment_factor *f = &e->factors[k];
    char name[EXPERIMENT_NAME_SIZE + 8], meaning[320];
    for (size_t p = 0; p < m->plan->points; p++) {
        double value = design_value(e->design, p, k);
        const experiment_level *level = f->levels != NULL ? &f->levels[(size_t)value] : NULL;
        numbers[p] = level != NULL && f->has_numbers ? level->number : value;
        labels[p] = level != NULL ? level->name : "";
    }
    snprintf(meaning, sizeof meaning, "%s%s", f->meaning,
             f->has_numbers ? "" : " (number of the level)");
    sweep_file_factor factor = {.name = f->name,
                                .unit = f->unit,
                                .long_name = meaning,
                                .path = f->path,
                                .numbers = numbers};
    agglo_status status = sweep_file_add_factor(m->file, &factor, error);
    if (status != AGGLO_OK || f->levels == NULL)
        return status;
    snprintf(name, sizeof name, "%s_level", f->name);
    factor = (sweep_file_factor){
        .name = name, .unit = "", .long_name = f->meaning, .path = f->path, .labels = labels};
    return sweep_file_add_factor(m->file, &factor, error);
}

static agglo_status add_factors(merging *m, agglo_error *error) {
    double *numbers = malloc(m->plan->points * sizeof *numbers);
    const char **labels = malloc(m->plan->points * sizeof *labels);
    agglo_status status = AGGLO_OK;
    if (numbers == NULL || labels == NULL)
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu points", m->plan->points);
    for (size_t k = 0; k < m->plan->experiment->factor_count && status == AGGLO_OK; k++)
        status = add_factor(m, k, numbers, labels, error);
    free(labels);
    free(numbers);
    return status;
}

/* ---- Runs ---- */

/* The first of the points that a stored run belongs to, or `points`. */
static size_t point_of(const merging *m, const parts_run *run) {
    experiment_key key = {run->key_high, run->key_low};
    size_t p = sweep_plan_find(m->plan, experiment_point_key(key, run->replicate));
    return p < m->plan->points && run->replicate < m->plan->needed[p] ? p : m->plan->points;
}

static int is_wanted(const merging *m, const parts_run *run, size_t point) {
    return run->status == PARTS_DONE && point < m->plan->points &&
           m->status[point * m->replicates + run->replicate] != PARTS_DONE;
}

/* Puts a block, and marks its runs as done. */
static agglo_status put(merging *m, const parts_batch *batch, const sweep_file_block *block,
                        agglo_error *error) {
    for (size_t i = 0; i < block->count; i++) {
        size_t cell = (block->point + i) * m->replicates + block->replicate;
        m->status[cell] = PARTS_DONE;
        m->hashes[cell] = batch->runs[block->first + i].state_hash;
    }
    return sweep_file_put(m->file, batch, block, error);
}

/* Points with equal scenarios share a run. */
static agglo_status put_same(merging *m, const parts_batch *batch, sweep_file_block block,
                             agglo_error *error) {
    agglo_status status = AGGLO_OK;
    size_t point = block.point;
    do {
        block.point = point;
        status = put(m, batch, &block, error);
        point = m->plan->next_same[point];
    } while (point != 0 && status == AGGLO_OK);
    return status;
}

static agglo_status put_batch(merging *m, const parts_batch *batch, const char *part,
                              agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (size_t i = 0, n; i < batch->count && status == AGGLO_OK; i += n) {
        const parts_run *run = &batch->runs[i];
        size_t point = point_of(m, run);
        n = 1;
        if (!is_wanted(m, run, point))
            continue;
        sweep_file_block block = {point, run->replicate, i, 1, part};
        if (m->plan->next_same[point] != 0) {
            status = put_same(m, batch, block, error);
            continue;
        }
        while (i + n < batch->count && batch->runs[i + n].replicate == run->replicate &&
               point_of(m, &batch->runs[i + n]) == point + n &&
               m->plan->next_same[point + n] == 0 && is_wanted(m, &batch->runs[i + n], point + n))
            n++;
        block.count = n;
        status = put(m, batch, &block, error);
    }
    return status;
}

static agglo_status keep_failures(merging *m, parts_batch *batch, agglo_error *error) {
    for (size_t i = 0; i < batch->count; i++) {
        parts_run *run = &batch->runs[i];
        size_t point = point_of(m, run);
        if (run->status != PARTS_FAILED || point >= m->plan->points ||
            sweep_run_state(m->plan, point, run->replicate) != PARTS_FAILED)
            continue;
        if (m->failure_count == m->failure_capacity) {
            size_t capacity = m->failure_capacity == 0 ? 64 : 2 * m->failure_capacity;
            sweep_file_failure *grown = realloc(m->failures, capacity * sizeof *grown);
            if (grown == NULL)
                return error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu failures", capacity);
            m->failures = grown;
            m->failure_capacity = capacity;
        }
        m->failures[m->failure_count++] =
            (sweep_file_failure){(uint32_t)point, run->replicate, run->message};
        run->message = NULL;
    }
    return AGGLO_OK;
}

static int compare_failures(const void *a, const void *b) {
    const sweep_file_failure *x = a, *y = b;
    if (x->point != y->point)
        return x->point < y->point ? -1 : 1;
    if (x->replicate != y->replicate)
        return x->replicate < y->replicate ? -1 : 1;
    return strcmp(x->message != NULL ? x->message : "", y->message != NULL ? y->message : "");
}

/* Sorted, one for each run. */
static void order_failures(merging *m) {
    size_t kept = 0;
    if (m->failure_count > 0)
        qsort(m->failures, m->failure_count, sizeof *m->failures, compare_failures);
    for (size_t i = 0; i < m->failure_count; i++) {
        int is_repeated = kept > 0 && m->failures[kept - 1].point == m->failures[i].point &&
                          m->failures[kept - 1].replicate == m->failures[i].replicate;
        if (is_repeated)
            free(m->failures[i].message);
        else
            m->failures[kept++] = m->failures[i];
    }
    m->failure_count = kept;
}

static agglo_status put_parts(merging *m, const parts_list *parts, agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (size_t i = 0; i < parts->count && status == AGGLO_OK; i++) {
        parts_batch batch = {.head = &m->plan->head};
        agglo_error damage = {0};
        status = parts_read(parts->paths[i], !m->options->is_virtual, &batch, &damage);
        if (status == AGGLO_ERROR_INPUT) { /* has been reported; its runs are missing */
            status = AGGLO_OK;
            continue;
        }
        if (status != AGGLO_OK && error != NULL)
            *error = damage;
        if (status == AGGLO_OK)
            status = put_batch(m, &batch, parts->paths[i], error);
        if (status == AGGLO_OK)
            status = keep_failures(m, &batch, error);
        parts_batch_free(&batch);
    }
    order_failures(m);
    return status;
}

/* ---- The whole ---- */

static void report_missing(const sweep_plan *plan) {
    enum { SHOWN = 10 };
    size_t shown = 0;
    char values[200];
    for (size_t p = 0; p < plan->points && shown < SHOWN; p++)
        for (size_t r = 0; r < plan->needed[p] && shown < SHOWN; r++) {
            uint8_t state = sweep_run_state(plan, p, r);
            if (plan->first_same[p] != p || state == PARTS_DONE)
                continue;
            experiment_describe_point(plan->experiment, p, values, sizeof values);
            report_note("%s: design point %zu, replicate %zu (%s)",
                        state == PARTS_FAILED ? "failed" : "missing", p, r, values);
            shown++;
        }
}

static agglo_status check_complete(const sweep_plan *plan, const sweep_merge_options *options,
                                   sweep_counts counts, agglo_error *error) {
    if (counts.done == counts.runs || options->is_incomplete)
        return AGGLO_OK;
    report_missing(plan);
    error_set(error, AGGLO_ERROR_INPUT, "%zu of %zu runs are missing and %zu have failed",
              counts.missing, counts.runs, counts.failed);
    error_place(error, options->output, 0, NULL);
    error_hint(error, "repeat the sweep (with --retry-failed for failed runs), or merge what is "
                      "there with --incomplete");
    return AGGLO_ERROR_INPUT;
}

static int allocate(merging *m) {
    const sweep_plan *plan = m->plan;
    m->replicates = 1;
    for (size_t p = 0; p < plan->points; p++)
        m->replicates = plan->needed[p] > m->replicates ? plan->needed[p] : m->replicates;
    m->status = calloc(plan->points * m->replicates, 1);
    m->hashes = calloc(plan->points * m->replicates, sizeof *m->hashes);
    return m->status != NULL && m->hashes != NULL;
}

/* What is not done is missing, failed or not needed. */
static void mark_rest(merging *m) {
    for (size_t p = 0; p < m->plan->points; p++)
        for (size_t r = 0; r < m->replicates; r++) {
            uint8_t *status = &m->status[p * m->replicates + r];
            if (r >= m->plan->needed[p])
                *status = PARTS_NOT_NEEDED;
            else if (*status != PARTS_DONE)
                *status =
                    sweep_run_state(m->plan, p, r) == PARTS_FAILED ? PARTS_FAILED : PARTS_MISSING;
        }
}

static agglo_status finish(merging *m, const parts_list *parts, int is_complete,
                           agglo_error *error) {
    size_t points = m->plan->points;
    uint64_t *high = malloc(points * sizeof *high), *low = malloc(points * sizeof *low);
    agglo_status status = AGGLO_ERROR_MEMORY;
    mark_rest(m);
    for (size_t p = 0; high != NULL && low != NULL && p < points; p++) {
        high[p] = m->plan->keys[p].high;
        low[p] = m->plan->keys[p].low;
    }
    sweep_file_runs runs = {m->status,        m->hashes,    high,         low,        m->failures,
                            m->failure_count, parts->paths, parts->count, is_complete};
    if (high == NULL || low == NULL) {
        error_set(error, status, "no memory for %zu points", points);
        sweep_file_abandon(m->file);
    } else {
        status = sweep_file_finish(m->file, &runs, error);
    }
    free(low);
    free(high);
    return status;
}

static agglo_status merge_into(merging *m, const parts_list *parts, int is_complete,
                               agglo_error *error) {
    attribute_list list = {0};
    agglo_status status = describe(m->plan, &list, error);
    sweep_file_plan file = {.schema = m->plan->layout->schema,
                            .head = &m->plan->head,
                            .points = m->plan->points,
                            .replicates = m->replicates,
                            .coordinates = list.coordinates,
                            .attributes = list.items,
                            .attribute_count = list.count,
                            .is_virtual = m->options->is_virtual};
    if (status == AGGLO_OK)
        status = sweep_file_create(m->options->output, &file, &m->file, error);
    if (status == AGGLO_OK) {
        status = add_factors(m, error);
        if (status == AGGLO_OK)
            status = put_parts(m, parts, error);
        if (status == AGGLO_OK)
            status = finish(m, parts, is_complete, error);
        else
            sweep_file_abandon(m->file);
    }
    attributes_free(&list);
    return status;
}

agglo_status sweep_merge(const sweep_plan *plan, const parts_list *parts,
                         const sweep_merge_options *options, agglo_error *error) {
    merging m = {.plan = plan, .options = options};
    sweep_counts counts = sweep_plan_count(plan, 1);
    agglo_status status = check_complete(plan, options, counts, error);
    if (status != AGGLO_OK)
        return status;
    if (!allocate(&m))
        status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for %zu runs", counts.runs);
    else
        status = merge_into(&m, parts, counts.done == counts.runs, error);
    sweep_failures_free(m.failures, m.failure_count);
    free(m.status);
    free(m.hashes);
    return status;
}

/* ---- Back from a merged file ---- */

static agglo_status take_block(sweep_plan *plan, parts_batch *from, parts_batch *to,
                               agglo_error *error) {
    agglo_status status = AGGLO_OK;
    for (size_t i = 0; i < from->count && status == AGGLO_OK; i++) {
        parts_run run = from->runs[i];
        experiment_key point = {run.key_high, run.key_low};
        experiment_key key = experiment_run_key(point, run.replicate);
        size_t p = sweep_plan_find(plan, point);
        run.key_high = key.high;
        run.key_low = key.low;
        if (p >= plan->points || run.replicate >= plan->most ||
            sweep_run_state(plan, p, run.replicate) == PARTS_DONE ||
            !sweep_plan_owns(plan, p, run.replicate))
            continue;
        run.point = (uint32_t)p;
        const double *values = from->values + run.row * plan->head.width;
        sweep_plan_note(plan, &run, values);
        status = parts_batch_add(to, &run, values, error);
    }
    return status;
}

agglo_status sweep_unmerge(sweep_plan *plan, const char *merged, const char *folder,
                           agglo_error *error) {
    enum { BLOCK_BYTES = 4 << 20 };
    sweep_reader *reader;
    agglo_status status = sweep_reader_open(merged, &reader, error);
    if (status != AGGLO_OK)
        return status;
    size_t points = sweep_reader_points(reader);
    size_t each = sweep_reader_replicates(reader) * (plan->head.width + 8) * sizeof(double);
    size_t block = BLOCK_BYTES / (each + 1) + 1;
    for (size_t first = 0; first < points && status == AGGLO_OK; first += block) {
        parts_batch from = {.head = &plan->head}, to = {.head = &plan->head};
        size_t count = points - first < block ? points - first : block;
        status = sweep_reader_runs(reader, first, count, &from, error);
        if (status == AGGLO_OK)
            status = take_block(plan, &from, &to, error);
        if (status == AGGLO_OK)
            status = parts_write(folder, 0, &to, error);
        parts_batch_free(&to);
        parts_batch_free(&from);
    }
    sweep_reader_close(reader);
    return status;
}
