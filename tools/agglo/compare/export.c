/* Comparisons for programs: JSON, CSV, and what the figure is drawn from. */
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "output/analysis/compare_plot.h"
#include "output/text_file.h"
#include "tools/agglo/compare/report.h"
#include "tools/agglo/json.h"

static const measure *outcome_of(const compare_findings *found, size_t m) {
    return &found->runs->arms->items[0].measures[m];
}

static const char *policy_name(const compare_findings *found, size_t policy) {
    return found->runs->arms->items[policy + 1].name;
}

/* ---- JSON ---- */

static void json_estimate(json *j, const char *name, intervals_estimate e) {
    json_object(j, name);
    json_number(j, "value", e.value);
    json_number(j, "low", e.low);
    json_number(j, "high", e.high);
    json_close(j);
}

static void json_spread(json *j, const char *name, double mean, double sd) {
    json_object(j, name);
    json_number(j, "mean", mean);
    json_number(j, "standard_deviation", sd);
    json_close(j);
}

static void json_effect(json *j, const effects_finding *f) {
    json_spread(j, "baseline", f->baseline_mean, f->baseline_sd);
    json_spread(j, "with_policy", f->policy_mean, f->policy_sd);
    json_integer(j, "pairs_that_differ", (int64_t)f->changed);
    json_estimate(j, "mean_effect", f->mean);
    json_text(j, "interval_of_mean", compare_way_name(f->way));
    json_estimate(j, "median_effect", f->median);
    json_estimate(j, "better", f->better);
    json_estimate(j, "per_cost", f->per_cost);
    json_number(j, "unpaired_half_width", f->unpaired_half);
    json_number(j, "variance_saved", f->saved);
    json_number(j, "replicates_factor", f->factor);
    json_estimate(j, "one_world", f->single);
    if (!isfinite(f->parts.between))
        return;
    json_number(j, "variance_between_draws", f->parts.between);
    json_number(j, "variance_within_draws", f->parts.within);
    json_estimate(j, "share_of_parameters", f->parts.share);
    json_estimate(j, "expected_by_parameters", f->expected);
}

static void json_findings(json *j, const compare_findings *found) {
    const compare_arms *arms = found->runs->arms;
    json_array(j, "findings");
    for (size_t p = 0; p + 1 < arms->count; p++)
        for (size_t i = 0; i < found->place_count; i++)
            for (size_t m = 0; m < arms->outcomes; m++) {
                const effects_finding *f = compare_findings_at(found, p, i, m);
                if (f->pairs == 0)
                    continue;
                json_object(j, NULL);
                json_text(j, "policy", policy_name(found, p));
                json_text(j, "place", found->places[i].name);
                json_text(j, "outcome", outcome_of(found, m)->name);
                json_text(j, "unit", compare_unit(found, m, i));
                json_text(j, "long_name", outcome_of(found, m)->title);
                json_effect(j, f);
                json_close(j);
            }
    json_close(j);
}

static void json_arms(json *j, const compare_findings *found) {
    const compare_arms *arms = found->runs->arms;
    json_text(j, "baseline", arms->items[0].path);
    json_array(j, "policies");
    for (size_t p = 0; p + 1 < arms->count; p++) {
        const compare_arm *arm = &arms->items[p + 1];
        json_object(j, NULL);
        json_text(j, "name", arm->name);
        json_text(j, "path", arm->path);
        json_array(j, "acts_in");
        for (size_t r = 0; r < arms->regions; r++)
            if (arm->acts[r])
                json_text(j, NULL, compare_arms_region(arms, r));
        json_close(j);
        json_estimate(j, "public_cost", found->costs[p].mean);
        json_close(j);
    }
    json_close(j);
}

static void json_head(json *j, const compare_findings *found) {
    const compare_runs *runs = found->runs;
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, runs->arms->items[0].scenario->seed);
    json_arms(j, found);
    json_text(j, "seed", seed);
    json_integer(j, "pairs", (int64_t)runs->pairs);
    json_bool(j, "common_random_numbers", !runs->is_unpaired);
    json_integer(j, "draws", runs->draws->count > 0 ? (int64_t)(runs->pairs / runs->block) : 0);
    json_integer(j, "pairs_per_draw", (int64_t)runs->block);
    json_integer(j, "parameters", (int64_t)compare_draws_parameters(runs->draws));
    json_bool(j, "interrupted", found->is_interrupted);
    json_integer(j, "rounds", (int64_t)found->rounds);
    if (found->precision_count > 0)
        json_bool(j, "precise", found->is_precise);
    json_number(j, "confidence", found->options.confidence);
    json_text(j, "interval", found->options.method == EFFECTS_T ? "t" : "bootstrap");
    json_number(j, "discount", runs->options->discount);
    json_number(j, "takeoff_firms",
                runs->options->takeoff_firms > 0 ? runs->options->takeoff_firms
                                                 : MEASURES_TAKEOFF_FIRMS);
}

void compare_print_json(const compare_findings *found, FILE *out) {
    json j;
    json_begin(&j, out);
    json_object(&j, NULL);
    json_head(&j, found);
    json_findings(&j, found);
    json_close(&j);
}

/* ---- CSV ---- */

/* In quotes; quotes within are doubled. */
static void csv_text(FILE *out, const char *text) {
    fputc('"', out);
    for (; *text != '\0'; text++) {
        if (*text == '"')
            fputc('"', out);
        fputc(*text, out);
    }
    fputs("\",", out);
}

static void csv_number(FILE *out, double value) {
    if (isfinite(value))
        fprintf(out, "%.10g", value);
    fputc(',', out);
}

static void csv_estimate(FILE *out, intervals_estimate e) {
    csv_number(out, e.value);
    csv_number(out, e.low);
    csv_number(out, e.high);
}

static void csv_line(FILE *out, const effects_finding *f) {
    csv_number(out, f->baseline_mean);
    csv_number(out, f->baseline_sd);
    csv_number(out, f->policy_mean);
    csv_number(out, f->policy_sd);
    csv_estimate(out, f->mean);
    csv_estimate(out, f->median);
    csv_estimate(out, f->better);
    csv_estimate(out, f->per_cost);
    csv_number(out, f->unpaired_half);
    csv_number(out, f->saved);
    csv_number(out, f->factor);
    csv_estimate(out, f->single);
    csv_estimate(out, f->parts.share);
    csv_estimate(out, f->expected);
    fprintf(out, "%s,%zu,%zu\n", compare_way_name(f->way), f->pairs, f->units);
}

static void csv_lines(const compare_findings *found, FILE *out) {
    const compare_arms *arms = found->runs->arms;
    fputs("policy,place,outcome,unit,baseline_mean,baseline_sd,policy_mean,policy_sd,effect,"
          "effect_low,effect_high,median,median_low,median_high,better,better_low,better_high,"
          "per_cost,per_cost_low,per_cost_high,unpaired_half_width,variance_saved,"
          "replicates_factor,one_world,one_world_low,one_world_high,parameter_share,"
          "parameter_share_low,parameter_share_high,expected,expected_low,expected_high,interval,"
          "pairs,units\n",
          out);
    for (size_t p = 0; p + 1 < arms->count; p++)
        for (size_t i = 0; i < found->place_count; i++)
            for (size_t m = 0; m < arms->outcomes; m++) {
                const effects_finding *f = compare_findings_at(found, p, i, m);
                if (f->pairs == 0)
                    continue;
                csv_text(out, policy_name(found, p));
                csv_text(out, found->places[i].name);
                csv_text(out, outcome_of(found, m)->name);
                csv_text(out, compare_unit(found, m, i));
                csv_line(out, f);
            }
}

agglo_status compare_write_csv(const compare_findings *found, const char *path,
                               agglo_error *error) {
    text_file table;
    agglo_status status = text_file_create(path, 1, &table, error);
    if (status != AGGLO_OK)
        return status;
    csv_lines(found, table.out);
    return text_file_close(&table, AGGLO_OK, error);
}

/* ---- Figure ---- */

/* In standard deviations of the baseline; where it has none, of the policy; where neither has one,
 * an effect has no size there, but ends. */
static compare_plot_mark mark_of(const effects_finding *f) {
    double sd = f->baseline_sd > 0 ? f->baseline_sd : f->policy_sd;
    if (f->pairs == 0)
        return (compare_plot_mark){NAN, NAN, NAN, 0};
    if (!(sd > 0))
        return (compare_plot_mark){f->changed == 0 ? 0 : NAN, 0, 0, 0};
    return (compare_plot_mark){f->mean.value / sd, f->mean.low / sd, f->mean.high / sd,
                               !(f->baseline_sd > 0)};
}

/* What the marks' look means, where it is not the usual one. */
static const char *marks_meaning(const compare_plot_mark *marks, size_t count) {
    static const char *const texts[] = {"", " (hollow: the policy's)", " (no mark: none)",
                                        " (hollow: the policy's; no mark: none)"};
    int hollow = 0, missing = 0;
    for (size_t i = 0; i < count; i++) {
        hollow |= marks[i].is_substitute;
        missing |= isnan(marks[i].value) && isfinite(marks[i].low);
    }
    return texts[hollow + 2 * missing];
}

static void fill(const compare_findings *found, const char **names, compare_plot_mark *marks) {
    const compare_arms *arms = found->runs->arms;
    size_t policies = arms->count - 1;
    for (size_t p = 0; p < policies; p++)
        *names++ = policy_name(found, p);
    for (size_t i = 0; i < found->place_count; i++)
        *names++ = found->places[i].name;
    for (size_t m = 0; m < arms->outcomes; m++)
        *names++ = outcome_of(found, m)->name;
    for (size_t i = 0; i < found->place_count; i++)
        for (size_t m = 0; m < arms->outcomes; m++)
            for (size_t p = 0; p < policies; p++)
                *marks++ = mark_of(compare_findings_at(found, p, i, m));
}

static void write_titles(const compare_findings *found, const char *meaning, char title[160],
                         char remark[240]) {
    const compare_arms *arms = found->runs->arms;
    snprintf(title, 160, "%s%s against %s", arms->count == 2 ? "" : "Effects of policies, ",
             arms->count == 2 ? policy_name(found, 0) : "each", arms->items[0].name);
    char left_out[48] = "";
    if (found->place_count > COMPARE_PLOT_PLACES)
        snprintf(left_out, sizeof left_out, "; first %d of %zu places", COMPARE_PLOT_PLACES,
                 found->place_count);
    snprintf(remark, 240, "means, %g %% intervals, in the baseline's deviation%s; %zu pairs%s%s",
             100 * found->options.confidence, meaning, found->runs->pairs,
             found->runs->draws->count > 0 ? " over draws of parameters" : "", left_out);
}

agglo_status compare_draw(const compare_findings *found, const char *output, agglo_error *error) {
    const compare_arms *arms = found->runs->arms;
    size_t policies = arms->count - 1, places = found->place_count, outcomes = arms->outcomes;
    const char **names = calloc(policies + places + outcomes + 1, sizeof *names);
    compare_plot_mark *marks = calloc(policies * places * outcomes + 1, sizeof *marks);
    agglo_status status = error_set(error, AGGLO_ERROR_MEMORY, "no memory for a figure");
    char title[160], remark[240];
    if (names != NULL && marks != NULL) {
        fill(found, names, marks);
        write_titles(found, marks_meaning(marks, policies * places * outcomes), title, remark);
        compare_figure drawn = {
            title,    remark, names, names + policies, names + policies + places, policies, places,
            outcomes, marks,  output};
        status = compare_plot(&drawn, error);
    }
    free(names);
    free(marks);
    return status;
}
