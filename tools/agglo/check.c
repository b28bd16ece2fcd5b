/* agglo check: all faults of scenarios at once, and what each would do, without running it. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "models/experiment/experiment.h"
#include "models/policy.h"
#include "models/scenario/document.h"
#include "models/scenario/scenario.h"
#include "models/services.h"
#include "models/targets.h"
#include "tools/agglo/json.h"
#include "tools/agglo/options.h"
#include "tools/agglo/report.h"

enum {
    KEY_SET = 256,
    KEY_JSON,
    BAR_WIDTH = 40,
    NAME_WIDTH = 30,
    MOST_REGIONS = 12,
    MOST_UNCERTAIN = 24
};

typedef struct {
    options_list files, assignments;
    int is_json;
} check_options;

static const struct argp_option option_table[] = {
    {"set", KEY_SET, "PATH=VALUE", 0, "Change one value first; may be repeated", 0},
    {"json", KEY_JSON, NULL, 0, "Print JSON", 0},
    {0},
};

static error_t take_option(int key, char *argument, struct argp_state *state) {
    check_options *o = state->input;
    switch (key) {
    case KEY_SET:
        options_list_add(state, &o->assignments, argument);
        break;
    case KEY_JSON:
        o->is_json = 1;
        break;
    case ARGP_KEY_ARG:
        options_list_add(state, &o->files, argument);
        break;
    case ARGP_KEY_NO_ARGS:
        argp_error(state, "a scenario file is missing");
        break;
    default:
        return ARGP_ERR_UNKNOWN;
    }
    return 0;
}

static const struct argp parser = {
    .options = option_table,
    .parser = take_option,
    .args_doc = "SCENARIO...",
    .doc = "Reads scenarios, experiments and calibrations and reports every fault with file, "
           "line, path and a hint; then shows the size of the work and, of a scenario, the "
           "timeline of its interventions."
           "\vFaults and warnings go to standard error, the description to standard output. "
           "Warnings alone do not make a scenario wrong.\n\n"
           "Examples:\n"
           "  agglo check scenarios/hubs/nuremberg.json\n"
           "  agglo check scenarios/*/*.json\n\n" OPTIONS_EXIT_CODES,
};

/* ---- Text ---- */

static int firms_at_start(const scenario_region *region) {
    int count = 0;
    for (int i = 0; i < region->firms_count; i++)
        count += region->firms[i].count;
    return count;
}

static int universities_at_start(const scenario_region *region) {
    int count = 0;
    for (int i = 0; i < region->universities_count; i++)
        count += region->universities[i].count;
    return count;
}

static int hospitals_at_start(const scenario_region *region) {
    int count = 0;
    for (int i = 0; i < region->hospitals_count; i++)
        count += region->hospitals[i].count;
    return count;
}

static void print_size(const scenario *s) {
    printf("  %d years from %.0f, %d steps of %d month%s, %d replicate%s, seed %" PRIu64 "\n",
           s->years, s->start_year, s->steps, s->step_months, s->step_months == 1 ? "" : "s",
           s->replicates, s->replicates == 1 ? "" : "s", s->seed);
    printf("  %d region%s:\n", s->region_count, s->region_count == 1 ? "" : "s");
    int firms = 0;
    for (int r = 0; r < s->region_count; r++) {
        const scenario_region *region = &s->regions[r];
        firms += firms_at_start(region);
        if (r < MOST_REGIONS)
            printf("    %-20s %5d firms, %2d %s %3d hospital%s %.3g M people, %s\n", region->name,
                   firms_at_start(region), universities_at_start(region),
                   universities_at_start(region) == 1 ? "university,  " : "universities,",
                   hospitals_at_start(region), hospitals_at_start(region) == 1 ? ", " : "s,",
                   region->population, market_names[region->home_market]);
    }
    if (s->region_count > MOST_REGIONS)
        printf("    ... and %d more, %d firms in all\n", s->region_count - MOST_REGIONS, firms);
}

/* One sign per BAR_WIDTH-th of the run: '=' acts, '?' may act if its condition comes true. */
static void draw_bar(const scenario *s, const scenario_intervention *order, char *bar) {
    for (int i = 0; i < BAR_WIDTH; i++) {
        double begin = (double)i * s->years / BAR_WIDTH, end = (i + 1.0) * s->years / BAR_WIDTH;
        int acts = order->from < end && order->until > begin;
        bar[i] = (char)(!acts ? '.' : order->when_index >= 0 ? '?' : '=');
    }
    bar[BAR_WIDTH] = '\0';
}

static void print_regions(const scenario *s, const scenario_intervention *order) {
    for (int i = 0; i < order->region_count && i < 4; i++)
        printf("%s%s", i > 0 ? ", " : "", s->regions[order->regions[i]].name);
    if (order->region_count > 4)
        printf(" and %d more", order->region_count - 4);
}

static void print_condition(const scenario *s, const scenario_intervention *order) {
    if (order->when_index < 0)
        return;
    printf(", when %s of %s is", scenario_index_names[order->when_index],
           s->regions[order->when_region].name);
    if (!isnan(order->when_above))
        printf(" above %g", order->when_above);
    if (!isnan(order->when_above) && !isnan(order->when_below))
        printf(" or");
    if (!isnan(order->when_below))
        printf(" below %g", order->when_below);
}

static void print_money(const scenario *s, const scenario_intervention *order) {
    if (isfinite(order->limit))
        printf(", at most %g M$/yr", order->limit);
    if (isfinite(order->total))
        printf(", %g M$ in all", order->total);
    if (order->budget >= 0)
        printf(", out of \"%s\"", s->budgets[order->budget].name);
}

/* What no data pin down and its effect rests on. */
static void print_uncertain(const scenario *s, const scenario_intervention *order) {
    const param *rows[MOST_UNCERTAIN];
    size_t count = scenario_uncertain(s, order, rows, MOST_UNCERTAIN);
    for (size_t i = 0; i < count; i++)
        printf("%s%s (%g to %g)", i == 0 ? "      rests on uncertain " : ", ", rows[i]->name,
               rows[i]->low, rows[i]->high);
    if (count > 0)
        putchar('\n');
}

/* M$/yr at full size or at the own limit, all regions; a country pays once. Without growth of
 * budgets and what is paid by use. */
static double most_cost(const scenario_intervention *order) {
    int count = order->type->scope == POLICY_NATIONAL ? 1 : order->region_count;
    double sum = 0;
    for (int k = 0; k < count; k++) {
        policy_call call = policies_call(order, k);
        policy_price price = policies_price(&call);
        sum += price.fixed + price.variable;
    }
    return fmin(sum, order->limit);
}

static void print_budget(const scenario *s, int b) {
    const scenario_budget *budget = &s->budgets[b];
    double asked = 0;
    int users = 0;
    for (int k = 0; k < s->intervention_count; k++)
        if (s->interventions[k].budget == b) {
            asked += most_cost(&s->interventions[k]);
            users++;
        }
    printf("    %-*s %g M$/yr, %.6g", NAME_WIDTH, budget->name, budget->per_year,
           s->start_year + budget->from);
    if (isfinite(budget->until))
        printf("-%.6g", s->start_year + budget->until);
    else
        printf(" to the end");
    printf("; %d intervention%s ask%s for up to %g M$/yr together\n", users, users == 1 ? "" : "s",
           users == 1 ? "s" : "", asked);
}

static void print_budgets(const scenario *s) {
    if (s->budget_count > 0)
        printf("  %d budget%s:\n", s->budget_count, s->budget_count == 1 ? "" : "s");
    for (int b = 0; b < s->budget_count; b++)
        print_budget(s, b);
}

static void print_order(const scenario *s, const scenario_intervention *order) {
    const policy *type = order->type;
    char bar[BAR_WIDTH + 1], cost[POLICY_TEXT_SIZE];
    draw_bar(s, order, bar);
    printf("    %-*s %s  ", NAME_WIDTH, order->name, bar);
    if (isfinite(order->until))
        printf("%.6g-%.6g\n", s->start_year + order->from, s->start_year + order->until);
    else
        printf("%.6g to the end\n", s->start_year + order->from);
    printf("      %sin ", type->scope == POLICY_EVENT ? "exogenous event " : "");
    print_regions(s, order);
    for (int i = 0; i < type->param_count; i++)
        printf(", %s %g%s%s", type->params[i].name, order->values[i],
               strcmp(type->params[i].unit, "1") == 0 ? "" : " ",
               strcmp(type->params[i].unit, "1") == 0 ? "" : type->params[i].unit);
    if (order->ramp_years > 0)
        printf(", ramps over %g years", order->ramp_years);
    print_condition(s, order);
    print_money(s, order);
    printf("\n      cost, M$/yr: %s (%s)\n", policies_cost_text(type, cost, sizeof cost),
           type->cost_basis);
    print_uncertain(s, order);
}

static void print_timeline(const scenario *s) {
    if (s->intervention_count == 0) {
        puts("  no interventions");
        return;
    }
    printf("  %d intervention%s:  %*.0f%*.0f\n", s->intervention_count,
           s->intervention_count == 1 ? "" : "s", NAME_WIDTH - 10, s->start_year, BAR_WIDTH - 4,
           s->start_year + s->years);
    for (int i = 0; i < s->intervention_count; i++)
        print_order(s, &s->interventions[i]);
    print_budgets(s);
}

/* Functions of a hub that the interventions provide, for the regions that have any. */
static void print_services(const scenario *s) {
    for (int r = 0; r < s->region_count; r++) {
        int count = 0;
        for (int f = 0; f < SERVICE_COUNT; f++)
            if (services_covered(s, r, &services_all[f]))
                printf("%s%s",
                       count++ > 0 ? " " : "  services by policies: ", services_all[f].name);
        if (count > 0)
            printf(" (%d of %d) in %s\n", count, SERVICE_COUNT, s->regions[r].name);
    }
}

static void print_gains(const scenario *s) {
    int is_first = 1;
    for (int k = 0; k < LINK_COUNT; k++)
        if (s->gains[k] != 1) {
            printf("%s %d at %g", is_first ? "  links changed:" : ",", k + 1, s->gains[k]);
            is_first = 0;
        }
    if (!is_first)
        putchar('\n');
}

static void print_parameters(const scenario *s) {
    int is_first = 1;
    for (size_t i = 0; i < parameters_table.count; i++) {
        const param *row = &parameters_table.rows[i];
        double value = param_get(&s->parameters, row);
        if (value == row->standard)
            continue;
        printf("%s %s %g (standard: %g)", is_first ? "  parameters changed:" : ",", row->name,
               value, row->standard);
        is_first = 0;
    }
    if (!is_first)
        putchar('\n');
}

static void print_scenario(const scenario *s) {
    printf("  %s\n", s->name);
    print_size(s);
    print_parameters(s);
    print_gains(s);
    print_timeline(s);
    print_services(s);
}

/* ---- JSON ---- */

static void json_faults(const agglo_faults *faults, json *j) {
    json_array(j, "faults");
    for (size_t i = 0; i < faults->count; i++) {
        const agglo_error *f = &faults->items[i];
        json_object(j, NULL);
        json_text(j, "severity", f->is_warning ? "warning" : "error");
        json_text(j, "kind", status_name(f->status));
        json_text(j, "file", f->file);
        json_integer(j, "line", f->line);
        json_text(j, "path", f->path);
        json_text(j, "message", f->what);
        json_text(j, "got", f->got);
        json_text(j, "expected", f->expected);
        json_text(j, "hint", f->hint);
        json_close(j);
    }
    json_close(j);
}

static void json_uncertain(const scenario *s, const scenario_intervention *order, json *j) {
    const param *rows[MOST_UNCERTAIN];
    size_t count = scenario_uncertain(s, order, rows, MOST_UNCERTAIN);
    json_array(j, "rests_on_uncertain");
    for (size_t i = 0; i < count; i++)
        json_text(j, NULL, rows[i]->name);
    json_close(j);
}

static void json_budgets(const scenario *s, json *j) {
    json_array(j, "budgets");
    for (int b = 0; b < s->budget_count; b++) {
        json_object(j, NULL);
        json_text(j, "name", s->budgets[b].name);
        json_number(j, "per_year", s->budgets[b].per_year);
        json_number(j, "from", s->budgets[b].from);
        json_number(j, "until", s->budgets[b].until);
        json_close(j);
    }
    json_close(j);
}

static void json_order(const scenario *s, const scenario_intervention *order, json *j) {
    const policy *type = order->type;
    char cost[POLICY_TEXT_SIZE];
    json_object(j, NULL);
    json_text(j, "name", order->name);
    json_text(j, "type", type->type);
    json_text(j, "family", policy_family_names[type->family]);
    json_text(j, "scope", policy_scope_names[type->scope]);
    json_array(j, "regions");
    for (int i = 0; i < order->region_count; i++)
        json_text(j, NULL, s->regions[order->regions[i]].name);
    json_close(j);
    json_number(j, "from", order->from);
    json_number(j, "until", order->until);
    json_number(j, "ramp_years", order->ramp_years);
    json_object(j, "parameters");
    for (int i = 0; i < type->param_count; i++)
        json_number(j, type->params[i].name, order->values[i]);
    json_close(j);
    if (order->when_index >= 0) {
        json_object(j, "when");
        json_text(j, "index", scenario_index_names[order->when_index]);
        json_text(j, "region", s->regions[order->when_region].name);
        json_number(j, "above", order->when_above);
        json_number(j, "below", order->when_below);
        json_close(j);
    }
    json_number(j, "limit", order->limit);
    json_number(j, "total", order->total);
    if (order->budget >= 0)
        json_text(j, "budget", s->budgets[order->budget].name);
    json_uncertain(s, order, j);
    json_text(j, "cost", policies_cost_text(type, cost, sizeof cost));
    json_text(j, "cost_basis", type->cost_basis);
    json_close(j);
}

static void json_services(const scenario *s, int r, json *j) {
    json_array(j, "services");
    for (int f = 0; f < SERVICE_COUNT; f++)
        if (services_covered(s, r, &services_all[f]))
            json_text(j, NULL, services_all[f].name);
    json_close(j);
}

/* What differs from the standard values. */
static void json_changes(const scenario *s, json *j) {
    json_object(j, "parameters_changed");
    for (size_t i = 0; i < parameters_table.count; i++) {
        const param *row = &parameters_table.rows[i];
        double value = param_get(&s->parameters, row);
        if (value != row->standard)
            json_number(j, row->name, value);
    }
    json_close(j);
    json_object(j, "links_changed");
    for (int k = 0; k < LINK_COUNT; k++) {
        char number[16];
        snprintf(number, sizeof number, "%d", k + 1);
        if (s->gains[k] != 1)
            json_number(j, number, s->gains[k]);
    }
    json_close(j);
}

static void json_scenario(const scenario *s, json *j) {
    char seed[24];
    snprintf(seed, sizeof seed, "%" PRIu64, s->seed);
    json_text(j, "name", s->name);
    json_number(j, "start_year", s->start_year);
    json_integer(j, "years", s->years);
    json_integer(j, "step_months", s->step_months);
    json_integer(j, "steps", s->steps);
    json_integer(j, "replicates", s->replicates);
    json_text(j, "seed", seed);
    json_hex(j, "identity", s->identity);
    json_array(j, "regions");
    for (int r = 0; r < s->region_count; r++) {
        json_object(j, NULL);
        json_text(j, "name", s->regions[r].name);
        json_integer(j, "firms", firms_at_start(&s->regions[r]));
        json_integer(j, "universities", universities_at_start(&s->regions[r]));
        json_integer(j, "hospitals", hospitals_at_start(&s->regions[r]));
        json_number(j, "population", s->regions[r].population);
        json_services(s, r, j);
        json_close(j);
    }
    json_close(j);
    json_changes(s, j);
    json_array(j, "interventions");
    for (int i = 0; i < s->intervention_count; i++)
        json_order(s, &s->interventions[i], j);
    json_close(j);
    json_budgets(s, j);
}

/* ---- Experiments and calibrations ---- */

/* Faults are told by who reads it as what it is. */
static document_kind kind_of(const char *file) {
    agglo_faults ignored = {0};
    config_document *document = NULL;
    document_kind kind = DOCUMENT_UNKNOWN;
    if (config_load(file, &document, &ignored) == AGGLO_OK)
        kind = document_kind_of(config_root(document));
    config_free(document);
    faults_free(&ignored);
    return kind;
}

/* What is said of every file: faults and a verdict. */
static void tell_verdict(const check_options *o, const char *file, const agglo_faults *faults,
                         json *j) {
    int is_valid = faults->errors == 0;
    if (o->is_json) {
        json_text(j, "file", file);
        json_bool(j, "valid", is_valid);
        json_faults(faults, j);
        return;
    }
    report_faults(faults);
    printf("%s: %s", file, is_valid ? "valid" : "not valid");
    if (!is_valid)
        printf(", %zu error%s", faults->errors, faults->errors == 1 ? "" : "s");
    else if (faults->warnings > 0)
        printf(", %zu warning%s", faults->warnings, faults->warnings == 1 ? "" : "s");
    putchar('\n');
}

static void print_experiment(const char *file, const experiment *e) {
    printf("%s: %zu design points (%s), %zu factors, %zu outcomes, ", e->name,
           design_points(e->design), design_type_names[e->spec.type], e->factor_count,
           e->outcome_count);
    if (e->replicates.is_adaptive)
        printf("%d to %d replicates\n", e->replicates.least, e->replicates.most);
    else
        printf("%d replicates\n", e->replicates.least);
    printf("'agglo sweep %s --dry-run' checks every point and says how long it takes\n", file);
}

static void json_experiment(const experiment *e, json *j) {
    json_text(j, "experiment", e->name);
    json_text(j, "design", design_type_names[e->spec.type]);
    json_integer(j, "points", (int64_t)design_points(e->design));
    json_integer(j, "factors", (int64_t)e->factor_count);
    json_integer(j, "outcomes", (int64_t)e->outcome_count);
    json_integer(j, "least_replicates", e->replicates.least);
    json_integer(j, "most_replicates", e->replicates.most);
}

static int check_experiment(const check_options *o, const char *file, json *j) {
    agglo_faults faults = {0};
    experiment *e = NULL;
    agglo_status status = experiment_load(file, &e, &faults);
    tell_verdict(o, file, &faults, j);
    if (e != NULL && o->is_json)
        json_experiment(e, j);
    else if (e != NULL)
        print_experiment(file, e);
    experiment_free(e);
    faults_free(&faults);
    return status_exit_code(status);
}

static void print_calibration(const char *file, const targets *t) {
    printf("%s: %zu parameters, %zu targets (%zu held out), %zu scenarios, %s, %d replicates\n",
           t->name, t->parameter_count, t->item_count, t->item_count - t->fitted_count,
           t->place_count, targets_method_names[t->method.type], t->replicates);
    printf("'agglo calibrate %s --dry-run' says how many runs there will be\n", file);
}

static void json_calibration(const targets *t, json *j) {
    json_text(j, "calibration", t->name);
    json_text(j, "method", targets_method_names[t->method.type]);
    json_integer(j, "parameters", (int64_t)t->parameter_count);
    json_integer(j, "targets", (int64_t)t->item_count);
    json_integer(j, "held_out", (int64_t)(t->item_count - t->fitted_count));
    json_integer(j, "scenarios", (int64_t)t->place_count);
    json_integer(j, "replicates", t->replicates);
}

static int check_calibration(const check_options *o, const char *file, json *j) {
    agglo_faults faults = {0};
    targets *t = NULL;
    agglo_status status = targets_load(file, &t, &faults);
    tell_verdict(o, file, &faults, j);
    if (t != NULL && o->is_json)
        json_calibration(t, j);
    else if (t != NULL)
        print_calibration(file, t);
    targets_free(t);
    faults_free(&faults);
    return status_exit_code(status);
}

/* ---- All files ---- */

static int check_scenario(const check_options *o, const char *file, json *j) {
    agglo_faults faults = {0};
    scenario *s = NULL;
    agglo_status status =
        scenario_load(file, o->assignments.items, o->assignments.count, &s, &faults);
    tell_verdict(o, file, &faults, j);
    if (s != NULL && o->is_json)
        json_scenario(s, j);
    else if (s != NULL)
        print_scenario(s);
    scenario_free(s);
    faults_free(&faults);
    return status_exit_code(status);
}

/* Returns the exit code for one file. */
static int check_file(const check_options *o, const char *file, json *j) {
    static int (*const check[])(const check_options *, const char *,
                                json *) = {[DOCUMENT_UNKNOWN] = check_scenario,
                                           [DOCUMENT_SCENARIO] = check_scenario,
                                           [DOCUMENT_EXPERIMENT] = check_experiment,
                                           [DOCUMENT_CALIBRATION] = check_calibration};
    if (o->is_json)
        json_object(j, NULL);
    int code = check[o->assignments.count > 0 ? DOCUMENT_SCENARIO : kind_of(file)](o, file, j);
    if (o->is_json)
        json_close(j);
    return code;
}

int command_check(int argc, char **argv) {
    check_options options = {0};
    int code = options_parse(&parser, argc, argv, &options);
    if (code != 0)
        return code;
    json j;
    json_begin(&j, stdout);
    if (options.is_json)
        json_array(&j, NULL);
    for (size_t i = 0; i < options.files.count; i++) {
        if (i > 0 && !options.is_json)
            putchar('\n');
        fflush(stdout); /* so that faults stand beside what they belong to */
        int one = check_file(&options, options.files.items[i], &j);
        code = code != 0 ? code : one;
    }
    if (options.is_json)
        json_close(&j);
    options_list_free(&options.files);
    options_list_free(&options.assignments);
    return code;
}
