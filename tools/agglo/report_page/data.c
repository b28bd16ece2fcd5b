#include "tools/agglo/report_page/data.h"

#include <stdlib.h>
#include <string.h>

#include "models/model.h"
#include "models/policy.h"
#include "models/scenario/difference.h"
#include "tools/agglo/json.h"
#include "tools/agglo/provenance.h"
#include "tools/agglo/report_page/series.h"

/* A number takes some six bytes of the page. */
enum { MOST_PLACES = 12, MOST_RECORDS = 161, MOST_NUMBERS = 250000, MOST_DIFFERENCES = 400 };

static agglo_status no_memory(agglo_error *error) {
    return error_set(error, AGGLO_ERROR_MEMORY, "no memory for a report");
}

/* ---- What is shown ---- */

static double last_firms(const report_data *data, size_t region) {
    const compare_file *f = data->arms->items[0].stored;
    agglo_error ignored = {0};
    measure m;
    double sum = 0;
    if (measure_parse(&f->schema, "firms", &m, &ignored) == AGGLO_OK)
        for (size_t k = 0; k < f->replicates; k++)
            sum += measure_value(&m, &f->schema, compare_file_rows(f, k), (int)region, NULL);
    return sum;
}

/* Marks the region that comes first among those that are not marked. */
static void mark_next(const compare_arms *arms, const double *firms, unsigned char *is_chosen) {
    size_t best = arms->regions;
    int best_acts = 0;
    for (size_t r = 0; r < arms->regions; r++) {
        int acts = 0;
        for (size_t a = 1; a < arms->count; a++)
            acts |= arms->items[a].acts[r];
        int is_better = best == arms->regions || acts > best_acts ||
                        (acts == best_acts && firms[r] > firms[best]);
        if (is_chosen[r] || !is_better)
            continue;
        best = r;
        best_acts = acts;
    }
    is_chosen[best] = 1;
}

static agglo_status choose_places(report_data *data, agglo_error *error) {
    size_t regions = data->arms->regions, count = regions < MOST_PLACES ? regions : MOST_PLACES;
    unsigned char *is_chosen = calloc(regions + 1, 1);
    double *firms = calloc(regions + 1, sizeof *firms);
    data->places = calloc(count + 1, sizeof *data->places);
    agglo_status status = AGGLO_OK;
    if (is_chosen == NULL || firms == NULL || data->places == NULL)
        status = no_memory(error);
    for (size_t r = 0; status == AGGLO_OK && r < regions; r++)
        firms[r] = last_firms(data, r);
    for (size_t i = 0; status == AGGLO_OK && i < count; i++)
        mark_next(data->arms, firms, is_chosen);
    for (size_t r = 0; status == AGGLO_OK && r < regions; r++)
        if (is_chosen[r])
            data->places[data->place_count++] = r;
    free(is_chosen);
    free(firms);
    return status;
}

/* The last record, every so many before it, and the first. */
static agglo_status choose_records(report_data *data, agglo_error *error) {
    size_t count = data->arms->items[0].stored->times;
    size_t width = report_series_width(data) * (data->place_count + 1) * data->arms->count;
    size_t most = MOST_NUMBERS / (width > 0 ? width : 1);
    most = most > MOST_RECORDS ? MOST_RECORDS : most < 3 ? 3 : most;
    size_t stride = count <= most ? 1 : (count - 2) / (most - 1) + 1;
    data->records = calloc(count + 1, sizeof *data->records);
    if (data->records == NULL)
        return no_memory(error);
    for (size_t t = 0; t < count; t++)
        if (t == 0 || (count - 1 - t) % stride == 0)
            data->records[data->record_count++] = t;
    return AGGLO_OK;
}

agglo_status report_data_choose(report_data *data, agglo_error *error) {
    agglo_status status = choose_places(data, error);
    return status == AGGLO_OK ? choose_records(data, error) : status;
}

void report_data_free(report_data *data) {
    free(data->places);
    free(data->records);
    data->places = data->records = NULL;
}

/* ---- The model ---- */

static void put_states(json *j) {
    static const struct {
        const char *number, *name, *variable;
    } states[STATE_COUNT] = {
        [STATE_INNOVATION] = {"I", "innovation environment", "innovation"},
        [STATE_AGGLOMERATION] = {"II", "firm agglomeration", "agglomeration"},
        [STATE_ANCHOR] = {"III", "anchor firms", "anchor_demand"},
        [STATE_ENTREPRENEURSHIP] = {"IV", "entrepreneurial environment", "entrepreneurship"},
        [STATE_REPUTATION] = {"V", "established reputation", "reputation"}};
    json_array(j, "states");
    for (int k = 0; k < STATE_COUNT; k++) {
        json_object(j, NULL);
        json_text(j, "number", states[k].number);
        json_text(j, "name", states[k].name);
        json_text(j, "variable", states[k].variable);
        json_close(j);
    }
    json_close(j);
}

static void put_links(json *j) {
    json_array(j, "links");
    for (int k = 0; k < LINK_COUNT; k++) {
        json_object(j, NULL);
        json_integer(j, "number", model_links[k]->number);
        json_text(j, "name", model_links[k]->name);
        json_integer(j, "from", model_links[k]->from);
        json_integer(j, "to", model_links[k]->to);
        json_text(j, "mechanism", model_links[k]->mechanism);
        json_text(j, "flux", model_links[k]->flux);
        json_text(j, "unit", model_links[k]->flux_unit);
        json_close(j);
    }
    json_close(j);
}

static void put_names(json *j, const char *name, const char *const *names, size_t count) {
    json_array(j, name);
    for (size_t i = 0; i < count; i++)
        json_text(j, NULL, names[i]);
    json_close(j);
}

/* The labels along the fourth dimension of a variable. */
static void put_labels(const report_data *data, json *j, const char *name, const char *dimension) {
    const schema *s = data->arms->items[0].schema;
    for (size_t d = 0; d < s->dimension_count; d++)
        if (strcmp(s->dimensions[d].name, dimension) == 0 && s->dimensions[d].labels != NULL)
            put_names(j, name, s->dimensions[d].labels, s->dimensions[d].size);
}

static void put_model(const report_data *data, json *j) {
    put_states(j);
    put_links(j);
    put_labels(data, j, "kinds", "kind");
    put_labels(data, j, "classes", "device_class");
    put_labels(data, j, "policies", "policy");
    report_series_variables(data, j);
}

/* ---- Places and times ---- */

static double year_of(const report_data *data, size_t record) {
    return data->arms->items[0].schema->dimensions[1].numbers[record];
}

static const char *label_of(const scenario_region *region) {
    return region->label != NULL && region->label[0] != '\0' ? region->label : region->name;
}

static void put_agents(const scenario_region *region, json *j) {
    int firms = 0, universities = 0, hospitals = 0, funds = 0;
    for (int i = 0; i < region->firms_count; i++)
        firms += region->firms[i].count;
    for (int i = 0; i < region->universities_count; i++)
        universities += region->universities[i].count;
    for (int i = 0; i < region->hospitals_count; i++)
        hospitals += region->hospitals[i].count;
    for (int i = 0; i < region->funds_count; i++)
        funds += region->funds[i].count;
    json_integer(j, "firms", firms);
    json_integer(j, "universities", universities);
    json_integer(j, "hospitals", hospitals);
    json_integer(j, "funds", funds);
}

static void put_regions(const report_data *data, json *j) {
    const scenario *s = data->arms->items[0].scenario;
    json_array(j, "regions");
    for (int r = 0; r < s->region_count; r++) {
        json_object(j, NULL);
        json_text(j, "name", s->regions[r].name);
        json_text(j, "label", label_of(&s->regions[r]));
        json_number(j, "x", s->regions[r].x_km);
        json_number(j, "y", s->regions[r].y_km);
        json_number(j, "population", s->regions[r].population);
        json_text(j, "market", market_names[s->regions[r].home_market]);
        put_agents(&s->regions[r], j);
        json_close(j);
    }
    json_close(j);
}

/* Indices of the regions with series; -1: all regions together. */
static void put_frame(const report_data *data, json *j) {
    json_array(j, "places");
    if (data->arms->regions > 1)
        json_integer(j, NULL, MEASURES_ALL_REGIONS);
    for (size_t i = 0; i < data->place_count; i++)
        json_integer(j, NULL, (int64_t)data->places[i]);
    json_close(j);
    json_array(j, "times");
    for (size_t i = 0; i < data->record_count; i++)
        json_number(j, NULL, year_of(data, data->records[i]));
    json_close(j);
    json_integer(j, "records", (int64_t)data->arms->items[0].stored->times);
    json_array(j, "quantiles");
    for (size_t q = 0; q < REPORT_QUANTILES; q++)
        json_number(j, NULL, report_quantiles[q]);
    json_close(j);
}

/* ---- Interventions ---- */

static void put_condition(const scenario *s, const scenario_intervention *order, json *j) {
    if (order->when_index < 0)
        return;
    json_object(j, "when");
    json_text(j, "index", scenario_index_names[order->when_index]);
    json_text(j, "region", label_of(&s->regions[order->when_region]));
    json_number(j, "above", order->when_above);
    json_number(j, "below", order->when_below);
    json_close(j);
}

/* `other`, if there is one, is the scenario that it may share with. */
static void put_order(const scenario *s, const scenario_intervention *order, const scenario *other,
                      json *j) {
    const policy *type = order->type;
    json_object(j, NULL);
    json_text(j, "name", order->name);
    json_text(j, "type", type->type);
    json_text(j, "summary", type->summary);
    json_text(j, "source", type->source);
    json_text(j, "cost_basis", type->cost_basis);
    json_bool(j, "is_event", type->scope == POLICY_EVENT);
    json_bool(j, "is_shared", other != NULL && compare_arms_shares(s, order, other));
    json_array(j, "regions");
    for (int i = 0; i < order->region_count; i++)
        json_text(j, NULL, label_of(&s->regions[order->regions[i]]));
    json_close(j);
    json_number(j, "from", s->start_year + order->from);
    json_number(j, "until", s->start_year + order->until); /* null: to the end */
    json_number(j, "ramp_years", order->ramp_years);
    put_condition(s, order, j);
    json_array(j, "values");
    for (int i = 0; i < type->param_count; i++) {
        json_object(j, NULL);
        json_text(j, "name", type->params[i].name);
        json_text(j, "meaning", type->params[i].meaning);
        json_text(j, "unit", type->params[i].unit);
        json_number(j, "value", order->values[i]);
        json_close(j);
    }
    json_close(j);
    json_close(j);
}

static void put_orders(const char *name, const scenario *s, const scenario *other, int only_own,
                       json *j) {
    json_array(j, name);
    for (int i = 0; i < s->intervention_count; i++)
        if (!only_own || other == NULL || !compare_arms_shares(s, &s->interventions[i], other))
            put_order(s, &s->interventions[i], other, j);
    json_close(j);
}

/* ---- Differences ---- */

typedef struct {
    json *j;
    size_t count;
} listing;

static int put_difference(const scenario_difference *d) {
    listing *l = d->context;
    if (l->count++ >= MOST_DIFFERENCES)
        return 1;
    json_object(l->j, NULL);
    json_text(l->j, "path", d->path);
    json_text(l->j, "base", d->one);
    json_text(l->j, "here", d->other);
    json_close(l->j);
    return 0;
}

/* What holds from the start on, and how long it is run; interventions are told on their own. */
static void put_differences(const scenario *base, const scenario *here, json *j) {
    listing l = {j, 0};
    scenario_difference d = {.take = put_difference, .context = &l};
    json_array(j, "differences");
    (void)scenario_difference_number(&d, "time.years", base->years, here->years);
    (void)scenario_difference_setting(&d, base, here);
    json_close(j);
    json_bool(j, "has_more_differences", l.count > MOST_DIFFERENCES);
}

/* Against the baseline; of the baseline itself against the base that was asked for, or against
 * the standard values of parameters and links. */
static void put_changes(const report_data *data, size_t arm, json *j) {
    const scenario *here = data->arms->items[arm].scenario;
    const scenario *base = arm > 0 ? data->arms->items[0].scenario : data->base;
    scenario standard = *here;
    params_set_standard(parameters_table, &standard.parameters);
    for (int k = 0; k < LINK_COUNT; k++)
        standard.gains[k] = 1;
    json_text(j, "base",
              arm > 0              ? data->arms->items[0].name
              : data->base != NULL ? data->base_name
                                   : NULL);
    put_differences(base != NULL ? base : &standard, here, j);
    put_orders("interventions", here, base, 0, j);
    if (base != NULL)
        put_orders("removed", base, here, 1, j);
}

/* ---- Provenance ---- */

static agglo_status put_provenance(const compare_arm *arm, json *j, agglo_error *error) {
    static const char *const names[] = {"command",  "seed",          "state_hash",
                                        "identity", "model_version", "agglo_version",
                                        "compiler", "libraries",     "uncertain_parameters"};
    reader *in = NULL;
    agglo_status status = reader_open(arm->path, 0, &in, error);
    if (status != AGGLO_OK)
        return status;
    json_object(j, "provenance");
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char *text = reader_text(in, names[i]);
        if (text != NULL)
            json_text(j, names[i], text);
        free(text);
    }
    json_close(j);
    reader_close(in);
    return AGGLO_OK;
}

/* ---- The whole ---- */

static agglo_status put_arm(const report_data *data, size_t a, json *j, agglo_error *error) {
    const compare_arm *arm = &data->arms->items[a];
    const scenario *s = arm->scenario;
    json_object(j, NULL);
    json_text(j, "name", arm->name);
    json_text(j, "path", arm->path);
    json_text(j, "title", s->name);
    json_text(j, "description", s->description);
    json_text(j, "source", s->source);
    json_number(j, "start", s->start_year);
    json_integer(j, "years", s->years);
    json_integer(j, "step_months", s->step_months);
    json_integer(j, "replicates", (int64_t)arm->stored->replicates);
    json_text(j, "scenario", s->resolved);
    put_changes(data, a, j);
    agglo_status status = put_provenance(arm, j, error);
    if (status == AGGLO_OK)
        status = report_series_print(data, a, j, error);
    json_close(j);
    return status;
}

agglo_status report_data_print(const report_data *data, FILE *out, agglo_error *error) {
    char version[96];
    json j;
    agglo_status status = AGGLO_OK;
    provenance_version(version, sizeof version);
    json_begin(&j, out);
    json_object(&j, NULL);
    json_text(&j, "version", version);
    json_text(&j, "command", data->command);
    put_frame(data, &j);
    put_model(data, &j);
    put_regions(data, &j);
    json_array(&j, "arms");
    for (size_t a = 0; a < data->arms->count && status == AGGLO_OK; a++)
        status = put_arm(data, a, &j, error);
    json_close(&j);
    json_close(&j);
    return status;
}
