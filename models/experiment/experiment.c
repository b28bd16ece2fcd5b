/* Design points: their scenarios, keys and descriptions; how many replicates are enough. */
#include "models/experiment/experiment.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "sim/id.h"

/* ---- Keys ---- */

/* Two independent chains of mixed words; not for secrets. */
static experiment_key hash_text(const char *text, experiment_key key) {
    size_t length = strlen(text);
    for (size_t i = 0; i < length; i += 8) {
        uint64_t word = 0;
        for (size_t k = 0; k < 8 && i + k < length; k++)
            word |= (uint64_t)(unsigned char)text[i + k] << (8 * k);
        key.high = id_mix(key.high ^ word);
        key.low = id_mix(key.low + word * UINT64_C(0x9E3779B97F4A7C15)) ^ (key.low << 1);
    }
    key.high = id_mix(key.high ^ length);
    key.low = id_mix(key.low + length);
    return key;
}

static experiment_key key_start(void) {
    return (experiment_key){UINT64_C(0x243F6A8885A308D3), UINT64_C(0x13198A2E03707344)};
}

experiment_key experiment_run_key(experiment_key point, size_t replicate) {
    return (experiment_key){point.high ^ id_mix(replicate + 1), point.low};
}

experiment_key experiment_point_key(experiment_key run, size_t replicate) {
    return experiment_run_key(run, replicate);
}

static int is_no_content(const config_node *node, int depth) {
    return scenario_is_remark(node, depth) ||
           (depth == 1 && node->name != NULL && strcmp(node->name, "seed") == 0);
}

/* ---- Points ---- */

static experiment_level *level_of(const experiment *e, size_t point, size_t k) {
    const experiment_factor *f = &e->factors[k];
    if (f->range.level_count == 0)
        return NULL;
    size_t level = (size_t)(design_value(e->design, point, k) + 0.5);
    return &f->levels[level < f->range.level_count ? level : f->range.level_count - 1];
}

void experiment_describe_point(const experiment *e, size_t point, char *text, size_t size) {
    static const char more[] = ", …";
    size_t used = 0;
    text[0] = '\0';
    for (size_t k = 0; k < e->factor_count; k++) {
        char one[160], value[32];
        const experiment_level *level = level_of(e, point, k);
        snprintf(value, sizeof value, "%.6g", design_value(e->design, point, k));
        snprintf(one, sizeof one, "%s%s = %s", k > 0 ? ", " : "", e->factors[k].name,
                 level != NULL ? level->name : value);
        size_t room = k + 1 < e->factor_count ? sizeof more : 1;
        if (used + strlen(one) + room > size) {
            snprintf(text + used, size - used, "%s", k > 0 ? more : "…");
            return;
        }
        used += (size_t)snprintf(text + used, size - used, "%s", one);
    }
}

/* Faults of assignments get the place of the factor that assigns; all get the point's number. */
static void explain_faults(const experiment *e, size_t point, size_t before, agglo_faults *faults) {
    char values[100];
    experiment_describe_point(e, point, values, sizeof values);
    for (size_t i = before; i < faults->count; i++) {
        agglo_error *error = &faults->items[i];
        char what[sizeof error->what];
        for (size_t k = 0; k < e->factor_count && strcmp(error->file, "--set") == 0; k++)
            if (e->factors[k].path != NULL && strcmp(e->factors[k].path, error->path) == 0) {
                snprintf(error->file, sizeof error->file, "%s", e->factors[k].node->file);
                error->line = e->factors[k].node->line;
            }
        snprintf(what, sizeof what, "%.150s (design point %zu: %s)", error->what, point, values);
        memcpy(error->what, what, sizeof what);
    }
}

static agglo_status vary(const experiment *e, size_t point, config_document *document,
                         agglo_faults *faults) {
    agglo_status status = AGGLO_OK;
    for (size_t k = 0; k < e->factor_count && status == AGGLO_OK; k++) {
        const experiment_factor *f = &e->factors[k];
        const experiment_level *level = level_of(e, point, k);
        if (level == NULL) {
            size_t size = strlen(f->path) + 40;
            char *text = malloc(size);
            if (text == NULL)
                return AGGLO_ERROR_MEMORY;
            snprintf(text, size, "%s=%.17g", f->path, design_value(e->design, point, k));
            status = config_set(document, text, faults);
            free(text);
        } else if (level->assignment != NULL) {
            status = config_set(document, level->assignment, faults);
        } else if (level->set != NULL) {
            status = config_merge(document, level->set, faults);
        }
    }
    return status;
}

static uint64_t seed_of(const experiment *e, size_t point, const scenario *s) {
    uint64_t seed = e->has_seed ? e->seed : s != NULL ? s->seed : 1;
    return e->has_common_numbers ? seed : id_mix(id_mix(seed) + point + 1);
}

agglo_status experiment_point(const experiment *e, size_t point, scenario **out,
                              experiment_key *key, agglo_faults *faults) {
    size_t before = faults->count;
    scenario *s = NULL;
    char *text = NULL;
    if (out != NULL)
        *out = NULL;
    *key = (experiment_key){0};
    config_document *document = config_copy(config_root(e->base));
    agglo_status status = document == NULL ? AGGLO_ERROR_MEMORY : AGGLO_OK;
    if (status == AGGLO_OK)
        status = vary(e, point, document, faults);
    if (document != NULL && status != AGGLO_ERROR_MEMORY)
        text = config_print_without(document, is_no_content);
    if (status == AGGLO_OK)
        status = scenario_read(document, &s, faults);
    if (text == NULL)
        status = AGGLO_ERROR_MEMORY;
    else
        *key = hash_text(text, key_start());
    uint64_t seed = seed_of(e, point, s);
    key->high = id_mix(key->high ^ seed) ^ id_from_name(MODEL_VERSION);
    key->low = id_mix(key->low + seed);
    if (s != NULL) {
        s->seed = seed;
        s->record_events = s->record_firms = s->record_network = 0;
    }
    free(text);
    config_free(document);
    explain_faults(e, point, before, faults);
    if (out != NULL && status == AGGLO_OK)
        *out = s;
    else
        scenario_free(s);
    return status;
}

uint64_t experiment_identity(const experiment *e) {
    experiment_key key = key_start();
    char *base = config_print_without(e->base, is_no_content);
    if (base != NULL)
        key = hash_text(base, key);
    free(base);
    key = hash_text(MODEL_VERSION, key);
    for (size_t k = 0; k < e->factor_count; k++) {
        key = hash_text(e->factors[k].name, key);
        key = hash_text(e->factors[k].path != NULL ? e->factors[k].path : "", key);
    }
    for (size_t k = 0; k < e->outcome_count; k++) {
        const experiment_outcome *o = &e->outcomes[k];
        char text[64];
        snprintf(text, sizeof text, "%d %.17g", (int)o->time, o->year);
        key = hash_text(o->name, key);
        key = hash_text(o->variable != NULL ? o->variable : "measure", key);
        key = o->measure != NULL ? hash_text(o->measure, key) : key;
        key = hash_text(o->region != NULL ? o->region : "", key);
        key = hash_text(text, key);
    }
    uint64_t seed = e->has_seed ? id_mix(e->seed) : 0;
    return id_mix(key.high ^ key.low ^ seed) + (uint64_t)e->has_common_numbers;
}

/* ---- Replicates ---- */

int experiment_is_enough(const experiment_replicates *wanted, const double *values, size_t count) {
    if (count < 2)
        return 0;
    double mean = gsl_stats_mean(values, 1, count);
    double sd = gsl_stats_sd_m(values, 1, count, mean);
    double t = gsl_cdf_tdist_Pinv(0.5 + wanted->confidence / 2, (double)count - 1);
    double limit = wanted->half_width * (wanted->is_relative ? fabs(mean) : 1);
    return t * sd / sqrt((double)count) <= limit;
}

size_t experiment_more(const experiment_replicates *wanted, size_t count) {
    size_t more = count + (count / 4 > 0 ? count / 4 : 1), most = (size_t)wanted->most;
    return more < most ? more : most;
}
