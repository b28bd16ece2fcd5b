/* What `agglo calibrate` says at its end, to people and as JSON. */
#include <math.h>
#include <stdio.h>

#include "tools/agglo/calibrate/private.h"
#include "tools/agglo/json.h"

enum { DIRECTION_SIZE = 256 };

static void describe_direction(const calibrate_result *r, size_t d, char text[DIRECTION_SIZE]) {
    const char *names[TARGETS_MAX_PARAMETERS];
    for (size_t p = 0; p < r->c->t->parameter_count; p++)
        names[p] = r->c->t->parameters[p].name;
    identify_describe(&r->directions, d, names, text, DIRECTION_SIZE);
}

static const char *word_of(const calibrate_result *r, size_t d) {
    return identify_words[identify_judge(r->directions.eigenvalues[d])];
}

/* ---- For people ---- */

static void print_waves(const calibration *c) {
    if (c->wave_count == 0)
        return;
    printf("\nEmulators: leave-one-out error in the target's unit (share of variance told)\n");
    printf("%-36s", "wave");
    for (size_t w = 0; w < c->wave_count; w++)
        printf(" %18zu", w + 1);
    printf("\n%-36s", "plausible share of the prior's space");
    for (size_t w = 0; w < c->wave_count; w++)
        printf(" %16.3g %%", 100 * c->waves[w].remaining);
    for (size_t j = 0; j < c->t->fitted_count; j++) {
        printf("\n%-36s", c->t->items[c->fitted[j]].name);
        for (size_t w = 0; w < c->wave_count; w++) {
            const emulator *e = c->waves[w].emulators[c->fitted[j]];
            printf(" %9.3g (%5.1f %%)", emulator_left_out(e), 100 * emulator_explained(e));
        }
    }
    printf("\n");
}

static void print_generations(const calibration *c) {
    if (c->generation_count < 2)
        return;
    printf("\n%-10s %10s %10s %10s %18s\n", "generation", "tolerance", "proposals", "accepted",
           "effective samples");
    for (size_t g = 0; g < c->generation_count; g++) {
        const calibrate_generation *row = &c->generations[g];
        printf("%-10zu %10.4g %10.0f %8.1f %% %18.1f\n", g, row->tolerance, row->proposals,
               100 * row->acceptance, row->effective);
    }
}

static void print_parameters(const calibrate_result *r) {
    const targets *t = r->c->t;
    printf("\n%-24s %-18s %10s %10s %10s %10s %10s %12s\n", "parameter", "prior", "mean", "sd",
           "5 %", "median", "95 %", "of variance");
    for (size_t p = 0; p < t->parameter_count; p++) {
        const calibrate_estimate *e = &r->estimates[p];
        char range[64];
        snprintf(range, sizeof range, "%.4g...%.4g%s", t->parameters[p].range.low,
                 t->parameters[p].range.high,
                 t->parameters[p].range.scale == DESIGN_LOGARITHMIC ? " log" : "");
        printf("%-24s %-18s %10.4g %10.4g %10.4g %10.4g %10.4g %10.0f %%\n", t->parameters[p].name,
               range, e->mean, e->sd, e->low, e->median, e->high, 100 * e->remaining);
    }
}

static void print_targets(const calibrate_result *r, int is_held_out, const char *title) {
    const targets *t = r->c->t;
    int is_begun = 0;
    for (size_t i = 0; i < t->item_count; i++) {
        const targets_item *item = &t->items[i];
        const calibrate_prediction *q = &r->predictions[i];
        char observed[64];
        if (item->is_held_out != is_held_out)
            continue;
        if (!is_begun)
            printf("\n%-36s %18s %12s %10s %22s\n", title, "observed", "predicted", "sd",
                   "95 % of observations");
        is_begun = 1;
        snprintf(observed, sizeof observed, "%.4g +- %.3g", item->value, item->sd);
        printf("%-36s %18s %12.4g %10.3g %10.4g...%-9.4g %s\n", item->name, observed, q->mean,
               q->sd, q->low, q->high, q->is_inside ? "inside" : "OUTSIDE");
    }
}

static void print_directions(const calibrate_result *r) {
    printf("\nDirections, by the share of the prior's variance that is left:\n");
    for (size_t d = 0; d < r->directions.parameters; d++) {
        char text[DIRECTION_SIZE];
        describe_direction(r, d, text);
        printf("%8.3f  %s: %s\n", r->directions.eigenvalues[d], word_of(r, d), text);
    }
}

void calibrate_print(const calibrate_result *r, const char *path) {
    const calibration *c = r->c;
    const targets *t = c->t;
    printf("%s: %s, %zu parameters, %zu targets (%zu held out)\n", t->name,
           targets_method_names[t->method.type], t->parameter_count, t->item_count,
           t->item_count - t->fitted_count);
    printf("ended: %s; %zu samples, %.0f effective\n", r->ended, c->particles.count,
           r->directions.effective);
    print_waves(c);
    print_generations(c);
    print_parameters(r);
    print_targets(r, 0, "fitted target");
    print_targets(r, 1, "held-out target");
    print_directions(r);
    printf("\nposterior: %s; %zu runs in %.0f s\n", path, c->runs, r->seconds);
}

/* ---- For programs ---- */

static void json_waves(json *j, const calibration *c) {
    json_array(j, "waves");
    for (size_t w = 0; w < c->wave_count; w++) {
        json_object(j, NULL);
        json_integer(j, "points", (int64_t)c->waves[w].points);
        json_number(j, "plausible_share", c->waves[w].remaining);
        json_array(j, "emulators");
        for (size_t k = 0; k < c->t->fitted_count; k++) {
            const emulator *e = c->waves[w].emulators[c->fitted[k]];
            json_object(j, NULL);
            json_text(j, "target", c->t->items[c->fitted[k]].name);
            json_number(j, "left_out_error", emulator_left_out(e));
            json_number(j, "explained", emulator_explained(e));
            json_close(j);
        }
        json_close(j);
        json_close(j);
    }
    json_close(j);
}

static void json_generations(json *j, const calibration *c) {
    json_array(j, "generations");
    for (size_t g = 0; g < c->generation_count; g++) {
        json_object(j, NULL);
        json_number(j, "tolerance", c->generations[g].tolerance);
        json_number(j, "proposals", c->generations[g].proposals);
        json_number(j, "acceptance", c->generations[g].acceptance);
        json_number(j, "effective_samples", c->generations[g].effective);
        json_close(j);
    }
    json_close(j);
}

static void json_parameters(json *j, const calibrate_result *r) {
    const targets *t = r->c->t;
    json_array(j, "parameters");
    for (size_t p = 0; p < t->parameter_count; p++) {
        const calibrate_estimate *e = &r->estimates[p];
        json_object(j, NULL);
        json_text(j, "name", t->parameters[p].name);
        json_text(j, "unit", t->parameters[p].unit);
        json_number(j, "prior_low", t->parameters[p].range.low);
        json_number(j, "prior_high", t->parameters[p].range.high);
        json_bool(j, "prior_is_log", t->parameters[p].range.scale == DESIGN_LOGARITHMIC);
        json_number(j, "mean", e->mean);
        json_number(j, "sd", e->sd);
        json_number(j, "q05", e->low);
        json_number(j, "median", e->median);
        json_number(j, "q95", e->high);
        json_number(j, "variance_left", e->remaining);
        json_close(j);
    }
    json_close(j);
}

static void json_targets(json *j, const calibrate_result *r) {
    const targets *t = r->c->t;
    json_array(j, "targets");
    for (size_t i = 0; i < t->item_count; i++) {
        const calibrate_prediction *q = &r->predictions[i];
        json_object(j, NULL);
        json_text(j, "name", t->items[i].name);
        json_text(j, "unit", t->items[i].unit);
        json_bool(j, "held_out", t->items[i].is_held_out);
        json_number(j, "observed", t->items[i].value);
        json_number(j, "sd", t->items[i].sd);
        json_number(j, "predicted_mean", q->mean);
        json_number(j, "predicted_sd", q->sd);
        json_number(j, "low", q->low);
        json_number(j, "high", q->high);
        json_bool(j, "inside", q->is_inside);
        json_text(j, "source", t->items[i].source);
        json_close(j);
    }
    json_close(j);
}

static void json_directions(json *j, const calibrate_result *r) {
    json_array(j, "directions");
    for (size_t d = 0; d < r->directions.parameters; d++) {
        char text[DIRECTION_SIZE];
        describe_direction(r, d, text);
        json_object(j, NULL);
        json_number(j, "eigenvalue", r->directions.eigenvalues[d]);
        json_text(j, "verdict", word_of(r, d));
        json_text(j, "parameters", text);
        json_close(j);
    }
    json_close(j);
}

void calibrate_print_json(const calibrate_result *r, const char *path) {
    const calibration *c = r->c;
    json j;
    json_begin(&j, stdout);
    json_object(&j, NULL);
    json_text(&j, "name", c->t->name);
    json_text(&j, "method", targets_method_names[c->t->method.type]);
    json_text(&j, "posterior", path);
    json_text(&j, "ended", r->ended);
    json_integer(&j, "samples", (int64_t)c->particles.count);
    json_number(&j, "effective_samples", r->directions.effective);
    json_waves(&j, c);
    json_generations(&j, c);
    json_parameters(&j, r);
    json_targets(&j, r);
    json_directions(&j, r);
    json_close(&j);
}
