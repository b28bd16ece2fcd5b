#include "tools/agglo/sensitivity/report.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/analysis/effects_plot.h"
#include "tools/agglo/json.h"

enum { PAIRS_SHOWN = 10 };

static const experiment_factor *factor_of(const sensitivity_findings *found, size_t f) {
    return &found->data->experiment->factors[f];
}

static const design_spec *spec_of(const sensitivity_findings *found) {
    return design_specification(found->data->experiment->design);
}

/* ---- Main effects ---- */

/* The parts with the lowest and the highest mean; 0 if no part has one. */
static int find_ends(const sensitivity_main *effect, size_t *lowest, size_t *highest) {
    int is_found = 0;
    for (size_t b = 0; b < effect->count; b++) {
        double mean = effect->parts[b].mean;
        if (!isfinite(mean))
            continue;
        if (!is_found || mean < effect->parts[*lowest].mean)
            *lowest = b;
        if (!is_found || mean > effect->parts[*highest].mean)
            *highest = b;
        is_found = 1;
    }
    return is_found;
}

double sensitivity_swing(const sensitivity_main *effect) {
    size_t lowest = 0, highest = 0;
    return find_ends(effect, &lowest, &highest)
               ? effect->parts[highest].mean - effect->parts[lowest].mean
               : 0;
}

/* The share of the outcome's variance that the means of the parts make: in a complete factorial the
 * first-order index of the factor on its grid, whether its levels have an order or not. */
static double share_of(const sensitivity_findings *found, size_t f) {
    const sensitivity_main *effect = &found->effects[f];
    double between = 0, count = 0;
    for (size_t b = 0; b < effect->count; b++) {
        const sensitivity_part *part = &effect->parts[b];
        if (part->points == 0)
            continue;
        between += (double)part->points * pow(part->mean - found->mean, 2);
        count += (double)part->points;
    }
    double all = (count - 1) * found->deviation * found->deviation;
    return all > 0 ? between / all : NAN;
}

/* Levels that are neither numbers nor two have no order; they are numbered as they stand in the
 * experiment, and what follows from the numbers means nothing. */
static int has_no_order(const experiment_factor *f) {
    return f->levels != NULL && !f->has_numbers && f->range.level_count > 2;
}

/* The value of the factor in a part: a number, or a level's name. */
static void print_part(const experiment_factor *f, const sensitivity_part *part, size_t b,
                       char *text, size_t size) {
    if (f->levels != NULL)
        snprintf(text, size, "%s", f->levels[b].name);
    else
        snprintf(text, size, "%.4g", part->position);
}

/* ---- Tables ---- */

static int name_width(const sensitivity_findings *found) {
    size_t width = strlen("factor");
    for (size_t f = 0; f < found->factors; f++) {
        size_t length = strlen(factor_of(found, f)->name);
        width = length > width ? length : width;
    }
    return (int)width;
}

/* Two numbers with their intervals, as the rest of a line. */
static void print_intervals(const sensitivity_interval *one, const sensitivity_interval *other,
                            FILE *out) {
    const sensitivity_interval *shown[] = {one, other};
    for (int i = 0; i < 2 && shown[i] != NULL; i++) {
        char range[48] = "";
        if (isfinite(shown[i]->low) && isfinite(shown[i]->high))
            snprintf(range, sizeof range, "[%.3f, %.3f]", shown[i]->low, shown[i]->high);
        fprintf(out, i == 0 && other != NULL ? "  %7.3f %-16s" : "  %7.3f %s", shown[i]->value,
                range);
    }
    fputc('\n', out);
}

static const char *unit_name(design_type type) {
    return type == DESIGN_SALTELLI ? "base samples"
           : type == DESIGN_MORRIS ? "trajectories"
                                   : "points";
}

static void print_head(const sensitivity_findings *found, FILE *out) {
    const design_spec *spec = spec_of(found);
    const sensitivity_data *data = found->data;
    char outcome[512];
    sensitivity_describe(data, outcome, sizeof outcome);
    fprintf(out, "%s\n%s: mean %.5g, standard deviation %.4g over the design\n",
            data->experiment->name, outcome, found->mean, found->deviation);
    fprintf(out, "%s design, %zu factors, %zu points", design_type_names[spec->type],
            found->factors, found->units * design_block(data->experiment->design));
    if (design_block(data->experiment->design) > 1)
        fprintf(out, " in %zu %s", found->units, unit_name(spec->type));
    if (data->least == data->most)
        fprintf(out, ", %zu replicate%s of each", data->most, data->most == 1 ? "" : "s");
    else
        fprintf(out, ", %zu to %zu replicates of each", data->least, data->most);
    if (found->complete < found->units)
        fprintf(out, "; %zu of %zu %s left out, since runs are missing",
                found->units - found->complete, found->units, unit_name(spec->type));
    fputc('\n', out);
    if (found->options.resamples > 0 && spec->type != DESIGN_ONE_AT_A_TIME)
        fprintf(out, "[%g %% intervals from %zu bootstrap samples]\n",
                100 * found->options.confidence, found->options.resamples);
}

static void print_sobol(const sensitivity_findings *found, int width, FILE *out) {
    fprintf(out, "\nSobol' indices: shares of the variance, with all interactions and alone\n");
    fprintf(out, "%-*s  %7s %-16s  %11s\n", width, "factor", "total", "", "first order");
    for (size_t i = 0; i < found->factors; i++) {
        size_t f = found->order[i];
        fprintf(out, "%-*s", width, factor_of(found, f)->name);
        print_intervals(&found->total[f], &found->first[f], out);
    }
}

typedef struct {
    size_t a, b;
    double value;
} pair;

static int by_size(const void *left, const void *right) {
    double a = fabs(((const pair *)left)->value), b = fabs(((const pair *)right)->value);
    return (a < b) - (a > b);
}

static void print_pairs(const sensitivity_findings *found, int width, FILE *out) {
    size_t k = found->factors, count = 0;
    pair *pairs = malloc(k * k * sizeof *pairs);
    if (pairs == NULL)
        return; /* no table is better than no report */
    for (size_t a = 0; a < k; a++)
        for (size_t b = a + 1; b < k; b++)
            pairs[count++] = (pair){a, b, found->second[a * k + b].value};
    qsort(pairs, count, sizeof *pairs, by_size);
    fprintf(out, "\nPairs: shares that two factors make only together%s\n",
            count > PAIRS_SHOWN ? " (the ten largest)" : "");
    for (size_t i = 0; i < count && i < PAIRS_SHOWN; i++) {
        fprintf(out, "%-*s  %-*s", width, factor_of(found, pairs[i].a)->name, width,
                factor_of(found, pairs[i].b)->name);
        print_intervals(&found->second[pairs[i].a * k + pairs[i].b], NULL, out);
    }
    free(pairs);
}

static void print_morris(const sensitivity_findings *found, int width, FILE *out) {
    fprintf(out, "\nElementary effects, per full range: mu* is the mean of absolute values, mu the "
                 "mean,\nsigma large where effects depend on other factors or are curved\n");
    fprintf(out, "%-*s  %10s %-25s %10s %10s\n", width, "factor", "mu*", "", "mu", "sigma");
    for (size_t i = 0; i < found->factors; i++) {
        const sensitivity_morris_effect *effect = &found->morris[found->order[i]];
        const sensitivity_interval *star = &effect->mu_star;
        char range[48] = "";
        if (isfinite(star->low) && isfinite(star->high))
            snprintf(range, sizeof range, "[%.4g, %.4g]", star->low, star->high);
        fprintf(out, "%-*s  %10.4g %-25s %10.4g %10.4g\n", width,
                factor_of(found, found->order[i])->name, star->value, range, effect->mu,
                effect->sigma);
    }
}

/* Has the factor more than one part with points? Else it is held, and nothing can be told of it. */
static int is_free(const sensitivity_findings *found, size_t f) {
    const sensitivity_main *effect = &found->effects[f];
    size_t count = 0;
    for (size_t b = 0; b < effect->count; b++)
        count += effect->parts[b].points > 0;
    return count > 1;
}

static void print_regression(const sensitivity_findings *found, int width, FILE *out) {
    int is_marked = 0;
    fprintf(out, "\nLinear regression, explains %.1f %% of the variance%s\n",
            100 * found->r_squared.value,
            found->r_squared.value < 0.7 ? ": read coefficients with care" : "");
    fprintf(out, "%-*s  %7s %-16s  %12s\n", width, "factor", "rank", "", "standardised");
    for (size_t i = 0; i < found->factors; i++) {
        const experiment_factor *f = factor_of(found, found->order[i]);
        const sensitivity_coefficient *c = &found->coefficients[found->order[i]];
        if (!is_free(found, found->order[i]))
            continue;
        fprintf(out, "%-*s", width, f->name);
        if (has_no_order(f))
            fputs("        -\n", out);
        else
            print_intervals(&c->partial_rank, &c->standardised, out);
        is_marked |= has_no_order(f);
    }
    fprintf(out, "rank: partial rank correlation%s\n",
            is_marked ? "; -: levels without an order have no coefficient" : "");
}

static void print_effects(const sensitivity_findings *found, int width, FILE *out) {
    fprintf(out, "\nMain effects: %s\n",
            spec_of(found)->type == DESIGN_ONE_AT_A_TIME
                ? "the outcome where only one factor leaves its base"
                : "the means over all points that share a value of a factor");
    int has_shares = spec_of(found)->type == DESIGN_FACTORIAL;
    fprintf(out, "%-*s  %s%10s  %10s at %-14s  %10s at\n", width, "factor",
            has_shares ? "  share  " : "", "difference", "lowest", "", "highest");
    for (size_t i = 0; i < found->factors; i++) {
        size_t f = found->order[i], low = 0, high = 0;
        const sensitivity_main *effect = &found->effects[f];
        char at_low[64], at_high[64];
        if (!is_free(found, f) || !find_ends(effect, &low, &high))
            continue;
        print_part(factor_of(found, f), &effect->parts[low], low, at_low, sizeof at_low);
        print_part(factor_of(found, f), &effect->parts[high], high, at_high, sizeof at_high);
        fprintf(out, "%-*s", width, factor_of(found, f)->name);
        if (has_shares)
            fprintf(out, "  %7.3f", share_of(found, f));
        fprintf(out, "  %10.5g  %10.6g at %-14s  %10.6g at %s\n", sensitivity_swing(effect),
                effect->parts[low].mean, at_low, effect->parts[high].mean, at_high);
    }
    if (has_shares)
        fputs("share: of the variance of the outcome, that of these means\n", out);
}

/* A table of means: parts of a factor down, levels of the parting one across. */
static void print_parted(const sensitivity_findings *found, size_t f, int width, FILE *out) {
    const experiment_factor *across = factor_of(found, found->by), *down = factor_of(found, f);
    const sensitivity_main *effect = &found->effects[f];
    fprintf(out, "\nMeans by %s (down) and %s (across)\n%-*s", down->name, across->name, width,
            down->name);
    for (size_t k = 0; k < across->range.level_count; k++)
        fprintf(out, " %10.10s", across->levels[k].name);
    fputc('\n', out);
    for (size_t b = 0; b < effect->count; b++) {
        char text[64];
        if (effect->parts[b].points == 0)
            continue;
        print_part(down, &effect->parts[b], b, text, sizeof text);
        fprintf(out, "%-*s", width, text);
        for (size_t k = 0; k < across->range.level_count; k++) {
            double mean = found->by_effects[k * found->factors + f].parts[b].mean;
            if (isfinite(mean))
                fprintf(out, " %10.5g", mean);
            else
                fprintf(out, " %10s", "-");
        }
        fputc('\n', out);
    }
}

void sensitivity_print(const sensitivity_findings *found, FILE *out) {
    int width = name_width(found);
    print_head(found, out);
    if (found->total != NULL)
        print_sobol(found, width, out);
    if (found->second != NULL && found->factors > 1)
        print_pairs(found, width, out);
    if (found->morris != NULL)
        print_morris(found, width, out);
    int needs_effects =
        spec_of(found)->type == DESIGN_FACTORIAL || spec_of(found)->type == DESIGN_ONE_AT_A_TIME;
    for (size_t f = 0; f < found->factors; f++) /* their main effects are all that tells */
        needs_effects |= found->coefficients != NULL && has_no_order(factor_of(found, f));
    if (needs_effects)
        print_effects(found, width, out);
    if (found->coefficients != NULL)
        print_regression(found, width, out);
    for (size_t f = 0; f < found->factors && found->by_effects != NULL; f++)
        if (f != found->by && is_free(found, f))
            print_parted(found, f, width, out);
}

/* ---- JSON ---- */

static void json_interval(json *j, const char *name, const sensitivity_interval *shown) {
    json_object(j, name);
    json_number(j, "value", shown->value);
    json_number(j, "low", shown->low);
    json_number(j, "high", shown->high);
    json_close(j);
}

static void json_effect(json *j, const experiment_factor *f, const sensitivity_main *effect) {
    json_array(j, "main_effect");
    for (size_t b = 0; b < effect->count; b++) {
        const sensitivity_part *part = &effect->parts[b];
        json_object(j, NULL);
        if (f->levels != NULL)
            json_text(j, "level", f->levels[b].name);
        if (f->has_numbers)
            json_number(j, "position", part->position);
        json_number(j, "mean", part->mean);
        json_number(j, "standard_error", part->spread);
        json_integer(j, "points", (int64_t)part->points);
        json_close(j);
    }
    json_close(j);
}

static void json_factor(json *j, const sensitivity_findings *found, size_t f) {
    const experiment_factor *described = factor_of(found, f);
    json_object(j, NULL);
    json_text(j, "name", described->name);
    json_text(j, "path", described->path);
    json_text(j, "unit", described->unit);
    if (found->total != NULL) {
        json_interval(j, "first_order", &found->first[f]);
        json_interval(j, "total", &found->total[f]);
    }
    if (found->morris != NULL) {
        json_interval(j, "mu_star", &found->morris[f].mu_star);
        json_number(j, "mu", found->morris[f].mu);
        json_number(j, "sigma", found->morris[f].sigma);
    }
    if (spec_of(found)->type == DESIGN_FACTORIAL)
        json_number(j, "share", share_of(found, f));
    if (found->coefficients != NULL && !has_no_order(described)) {
        json_interval(j, "standardised", &found->coefficients[f].standardised);
        json_interval(j, "partial_rank", &found->coefficients[f].partial_rank);
    }
    json_number(j, "swing", sensitivity_swing(&found->effects[f]));
    json_effect(j, described, &found->effects[f]);
    json_close(j);
}

static void json_parted(json *j, const sensitivity_findings *found) {
    const experiment_factor *by = factor_of(found, found->by);
    json_object(j, "by");
    json_text(j, "factor", by->name);
    json_array(j, "levels");
    for (size_t k = 0; k < by->range.level_count; k++) {
        json_object(j, NULL);
        json_text(j, "level", by->levels[k].name);
        json_array(j, "factors");
        for (size_t f = 0; f < found->factors; f++) {
            if (f == found->by)
                continue;
            json_object(j, NULL);
            json_text(j, "name", factor_of(found, f)->name);
            json_effect(j, factor_of(found, f), &found->by_effects[k * found->factors + f]);
            json_close(j);
        }
        json_close(j);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static void json_pairs(json *j, const sensitivity_findings *found) {
    size_t k = found->factors;
    json_array(j, "pairs");
    for (size_t a = 0; a < k; a++)
        for (size_t b = a + 1; b < k; b++) {
            json_object(j, NULL);
            json_array(j, "factors");
            json_text(j, NULL, factor_of(found, a)->name);
            json_text(j, NULL, factor_of(found, b)->name);
            json_close(j);
            json_interval(j, "second_order", &found->second[a * k + b]);
            json_close(j);
        }
    json_close(j);
}

static void json_head(json *j, const sensitivity_findings *found) {
    const sensitivity_data *data = found->data;
    char seed[24];
    json_text(j, "result", found->result);
    json_text(j, "experiment", data->experiment->name);
    json_text(j, "outcome", data->outcome);
    json_text(j, "long_name", data->meaning);
    json_text(j, "unit", data->unit);
    json_object(j, "at");
    for (size_t i = 0; i < data->place_count; i++)
        json_text(j, data->places[i].dimension, data->places[i].label);
    json_close(j);
    json_text(j, "design", design_type_names[spec_of(found)->type]);
    json_integer(j, "points", (int64_t)(found->units * design_block(data->experiment->design)));
    json_integer(j, "units", (int64_t)found->units);
    json_integer(j, "units_complete", (int64_t)found->complete);
    json_number(j, "mean", found->mean);
    json_number(j, "standard_deviation", found->deviation);
    json_integer(j, "replicates_least", (int64_t)data->least);
    json_integer(j, "replicates_most", (int64_t)data->most);
    json_integer(j, "resamples", (int64_t)found->options.resamples);
    json_number(j, "confidence", found->options.confidence);
    snprintf(seed, sizeof seed, "%" PRIu64, found->options.seed);
    json_text(j, "bootstrap_seed", seed);
    json_text(j, "sorted_by", found->measure);
}

void sensitivity_print_json(const sensitivity_findings *found, FILE *out) {
    json j;
    json_begin(&j, out);
    json_object(&j, NULL);
    json_head(&j, found);
    if (found->coefficients != NULL)
        json_interval(&j, "r_squared", &found->r_squared);
    json_array(&j, "factors");
    for (size_t i = 0; i < found->factors; i++)
        json_factor(&j, found, found->order[i]);
    json_close(&j);
    if (found->second != NULL)
        json_pairs(&j, found);
    if (found->by_effects != NULL)
        json_parted(&j, found);
    json_close(&j);
}

/* ---- Figure ---- */

/* What of the facets is not the findings' own. */
typedef struct {
    effects_facet *facets;
    const char ***labels;      /* by facet; null: numbers */
    sensitivity_part **parted; /* by facet: of all lines; null without lines */
    size_t count;
} facet_list;

static void facets_free(facet_list *list) {
    for (size_t i = 0; i < list->count; i++) { /* none was added unless all lists are there */
        free(list->labels[i]);
        free(list->parted[i]);
    }
    free(list->labels);
    free(list->parted);
    free(list->facets);
}

/* Parts of one factor for all levels of the one that parts them, line after line. */
static sensitivity_part *join_lines(const sensitivity_findings *found, size_t f) {
    size_t levels = factor_of(found, found->by)->range.level_count, count = found->effects[f].count;
    sensitivity_part *parts = malloc(levels * count * sizeof *parts);
    for (size_t k = 0; parts != NULL && k < levels; k++)
        memcpy(parts + k * count, found->by_effects[k * found->factors + f].parts,
               count * sizeof *parts);
    return parts;
}

/* Adds a facet; levels that are no numbers have names. */
static int add_facet(const sensitivity_findings *found, size_t f, facet_list *list) {
    const experiment_factor *described = factor_of(found, f);
    const sensitivity_main *effect = &found->effects[f];
    size_t i = list->count++;
    if (found->by_effects != NULL && (list->parted[i] = join_lines(found, f)) == NULL)
        return 0;
    list->facets[i] =
        (effects_facet){.name = described->name,
                        .unit = described->unit,
                        .parts = found->by_effects != NULL ? list->parted[i] : effect->parts,
                        .count = effect->count,
                        .is_discrete = described->levels != NULL,
                        .is_logarithmic = described->range.scale == DESIGN_LOGARITHMIC};
    if (described->has_numbers || described->levels == NULL)
        return 1;
    const char **labels = list->labels[i] = calloc(effect->count, sizeof *labels);
    for (size_t b = 0; labels != NULL && b < effect->count; b++)
        labels[b] = described->levels[b].name;
    list->facets[i].labels = labels;
    return labels != NULL;
}

/* The most important factors; neither the one that is the lines nor those that are held. */
static int list_facets(const sensitivity_findings *found, facet_list *list) {
    int is_parted = found->by_effects != NULL;
    list->facets = calloc(found->factors, sizeof *list->facets);
    list->labels = calloc(found->factors, sizeof *list->labels);
    list->parted = calloc(found->factors, sizeof *list->parted);
    int has_memory = list->facets != NULL && list->labels != NULL && list->parted != NULL;
    for (size_t i = 0; i < found->factors && has_memory; i++) {
        size_t f = found->order[i];
        int is_shown =
            !(is_parted && f == found->by) && (found->data->out == 0 || is_free(found, f));
        if (is_shown && list->count < EFFECTS_FACETS_MOST)
            has_memory = add_facet(found, f, list);
    }
    return has_memory;
}

static void names_free(char **names) {
    for (size_t k = 0; names != NULL && names[k] != NULL; k++)
        free(names[k]);
    free(names);
}

/* "total = 60" for each line; null without memory. */
static char **name_lines(const sensitivity_findings *found) {
    const experiment_factor *by = factor_of(found, found->by);
    char **names = calloc(by->range.level_count + 1, sizeof *names);
    for (size_t k = 0; names != NULL && k < by->range.level_count; k++) {
        size_t size = strlen(by->name) + strlen(by->levels[k].name) + 8;
        if ((names[k] = malloc(size)) == NULL) {
            names_free(names);
            return NULL;
        }
        snprintf(names[k], size, "%s = %s", by->name, by->levels[k].name);
    }
    return names;
}

static void describe_figure(const sensitivity_findings *found, size_t facets, char *remark,
                            size_t size) {
    snprintf(remark, size, "%s%s; %s design, %zu points%s",
             found->by_effects != NULL ? "means" : "main effects",
             spec_of(found)->type == DESIGN_ONE_AT_A_TIME || found->by_effects != NULL
                 ? ""
                 : ": means and 95 % intervals",
             design_type_names[spec_of(found)->type],
             found->units * design_block(found->data->experiment->design),
             facets == EFFECTS_FACETS_MOST && facets < found->factors
                 ? "; the most important factors"
                 : "");
}

agglo_status sensitivity_plot(const sensitivity_findings *found, const char *output,
                              agglo_error *error) {
    const sensitivity_data *data = found->data;
    char title[512], remark[256], axis[160];
    facet_list list = {0};
    char **lines = found->by_effects != NULL ? name_lines(found) : NULL;
    int has_memory = list_facets(found, &list) && (lines != NULL) == (found->by_effects != NULL);
    sensitivity_describe(data, title, sizeof title);
    describe_figure(found, list.count, remark, sizeof remark);
    int has_unit = data->unit[0] != '\0' && strcmp(data->unit, "1") != 0;
    snprintf(axis, sizeof axis, "%s%s%s%s", data->outcome, has_unit ? " [" : "",
             has_unit ? data->unit : "", has_unit ? "]" : "");
    effects_figure drawn = {.title = title,
                            .remark = remark,
                            .outcome = axis,
                            .facets = list.facets,
                            .count = list.count,
                            .output = output,
                            .lines = (const char *const *)lines,
                            .line_count =
                                lines != NULL ? factor_of(found, found->by)->range.level_count : 0};
    agglo_status status = has_memory
                              ? effects_plot(&drawn, error)
                              : error_set(error, AGGLO_ERROR_MEMORY, "no memory for a figure");
    names_free(lines);
    facets_free(&list);
    return status;
}
